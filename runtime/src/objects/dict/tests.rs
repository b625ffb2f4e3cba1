//! Dicts against a model: a list of pairs in insertion order.

use super::*;
use crate::objects::{list, tuple};
use crate::startup::test_thread;

/// Runs on a thread whose collector sees the stack from here on.
fn with_thread<R>(body: impl FnOnce(&mut Thread) -> R) -> R {
    let mut t = test_thread();
    t.heap.set_native_stack(&raw const t as usize + 8);
    // A frame of its own, below that address.
    #[inline(never)]
    fn run<R>(t: &mut Thread, body: impl FnOnce(&mut Thread) -> R) -> R {
        body(t)
    }
    run(&mut t, body)
}

struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 20) % n
    }
}

/// Distinct keys of several kinds, many of which collide in small tables.
fn key(t: &mut Thread, i: i64) -> Value {
    match i % 4 {
        0 => Value::small(i << 10),
        1 => t.str(&format!("key {i}")),
        2 => t.float(i as f64 + 0.5),
        _ => {
            let name = t.str("pair");
            tuple::new(t, &[name, Value::small(i)])
        }
    }
}

fn entries(d: Value) -> Vec<(u64, i64)> {
    let mut position = 0;
    std::iter::from_fn(|| next_entry(d, &mut position)).map(|(k, v)| (k.0, v.as_small())).collect()
}

/// Keys are made anew for each operation, so equality and not identity finds them.
fn check_against_model(t: &mut Thread, seed: u64, universe: u64, steps: usize) {
    let mut random = Random(seed);
    let d = new(t);
    let mut model: Vec<(i64, i64)> = Vec::new();
    for step in 0..steps as i64 {
        let i = random.below(universe) as i64;
        let k = key(t, i);
        let at = model.iter().position(|entry| entry.0 == i);
        match random.below(12) {
            0..5 => {
                set(t, d, k, Value::small(step)).unwrap();
                match at {
                    Some(at) => model[at].1 = step,
                    None => model.push((i, step)),
                }
            }
            5..9 => {
                let removed = remove(t, d, k).unwrap();
                assert_eq!(removed.map(Value::as_small), at.map(|at| model.remove(at).1));
            }
            9 => {
                if let Some(last) = table_of(d).previous_live(usize::MAX) {
                    let (_, v) = remove_entry(t, d, last);
                    assert_eq!(v.as_small(), model.pop().unwrap().1);
                }
            }
            10 if random.below(60) == 0 => {
                clear(t, d);
                model.clear();
            }
            10 => {
                let same = copy(t, d);
                assert_eq!(entries(same), entries(d));
                assert!(equal(t, same, d).unwrap());
            }
            _ => assert_eq!(get(t, d, k).unwrap().map(Value::as_small), at.map(|at| model[at].1)),
        }
        assert_eq!(len(d), model.len());
        assert!(entries(d).into_iter().map(|entry| entry.1).eq(model.iter().map(|entry| entry.1)));
    }
}

#[test]
fn dicts_behave_as_ordered_maps() {
    with_thread(|t| {
        for (seed, universe, steps) in [(1, 6, 2000), (2, 40, 3000), (3, 700, 3000)] {
            check_against_model(t, seed, universe, steps);
        }
    });
}

#[test]
fn large_dicts_grow_through_all_index_widths() {
    with_thread(|t| {
        let d = new(t);
        for i in 0..100_000 {
            set(t, d, Value::small(i * i), Value::small(i)).unwrap();
        }
        for i in 0..100_000 {
            assert_eq!(get(t, d, Value::small(i * i)).unwrap(), Some(Value::small(i)));
        }
        assert_eq!(get(t, d, Value::small(2)).unwrap(), None);
    });
}

#[test]
fn equal_numbers_are_one_key() {
    with_thread(|t| {
        let d = new(t);
        let one = t.float(1.0);
        for (i, k) in [Value::small(1), one, Value::TRUE].into_iter().enumerate() {
            set(t, d, k, Value::small(i as i64)).unwrap();
        }
        let huge = (t.int(i64::MAX), t.float(i64::MAX as f64));
        set(t, d, huge.0, Value::NONE).unwrap();
        assert_eq!((len(d), get(t, d, one).unwrap()), (2, Some(Value::small(2))));
        // 2^63 - 1 is not 2^63.
        assert_eq!(get(t, d, huge.1).unwrap(), None);
        let pairs = [tuple::new(t, &[Value::small(1), one]), tuple::new(t, &[Value::TRUE, Value::small(1)])];
        set(t, d, pairs[0], Value::NONE).unwrap();
        assert_eq!(get(t, d, pairs[1]).unwrap(), Some(Value::NONE));
    });
}

#[test]
fn cached_entry_indices_never_mean_another_key() {
    with_thread(|t| {
        let d = new(t);
        let (a, b) = (t.intern("a"), t.intern("b"));
        set_str(t, d, a, Value::small(1));
        let (identity, index) = (table(d), entry_index_str(d, a).unwrap());
        set_entry_value(t, d, index, Value::small(2));
        assert_eq!(get_str(d, a), Some(Value::small(2)));
        assert!(remove_str(t, d, a));
        set_str(t, d, b, Value::small(3));
        // Still the same table: the entry is a hole. Or another table: the cache does not apply.
        assert!(table(d) != identity || entry_value(d, index).is_hole());
        for i in 0..20 {
            let name = t.intern(&format!("name {i}"));
            set_str(t, d, name, Value::ZERO);
        }
        assert!(table(d) != identity);
    });
}

#[test]
fn interned_names_find_equal_strs() {
    with_thread(|t| {
        let d = new(t);
        let plain = t.str("some name");
        set(t, d, plain, Value::TRUE).unwrap();
        let name = t.intern("some name");
        assert_eq!(get_str(d, name), Some(Value::TRUE));
        set_str(t, d, name, Value::FALSE);
        assert_eq!((len(d), get(t, d, plain).unwrap()), (1, Some(Value::FALSE)));
    });
}

#[test]
fn unhashable_keys_name_their_role() {
    with_thread(|t| {
        let d = new(t);
        let l = list::new(t, &[]);
        assert!(get(t, d, l).is_err());
        let error = t.take_pending();
        let text = ops::str_of(t, error).unwrap();
        assert_eq!(string::to_string_lossy(text), "cannot use 'list' as a dict key (unhashable type: 'list')");
    });
}
