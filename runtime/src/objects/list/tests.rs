//! Lists against `Vec`, and their sorting with each kind of key.

use super::*;
use crate::objects::{slice, tuple};
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

/// Items are tuples of one int, so that a collector that misses one shows.
fn boxed(t: &mut Thread, i: i64) -> Value {
    tuple::new(t, &[Value::small(i)])
}

fn numbers(l: Value) -> Vec<i64> {
    items(&l).iter().map(|item| tuple::items(item)[0].as_small()).collect()
}

fn random_slice(t: &mut Thread, random: &mut Random, n: u64) -> (Value, [Option<i64>; 3]) {
    let mut bound = |t: &mut Thread| {
        let i = random.below(2 * n + 6) as i64 - n as i64 - 2;
        if random.below(4) == 0 { (Value::NONE, None) } else { (t.int(i), Some(i)) }
    };
    let (start, stop) = (bound(t), bound(t));
    let step = [None, None, Some(1), Some(2), Some(-1), Some(-3)][random.below(6) as usize];
    let value = slice::new(t, start.0, stop.0, step.map_or(Value::NONE, Value::small));
    (value, [start.1, stop.1, step])
}

/// The positions a slice selects, by definition: those a loop from start by step reaches.
fn selected(n: usize, [start, stop, step]: [Option<i64>; 3]) -> Vec<usize> {
    let (n, step) = (n as i64, step.unwrap_or(1));
    let from_end = |i: i64| if i < 0 { i + n } else { i };
    let start = start.map_or(if step > 0 { 0 } else { n - 1 }, |i| {
        if step > 0 { from_end(i).max(0) } else { from_end(i).min(n - 1) }
    });
    let stop = stop.map(from_end);
    let inside = |i: i64| (0..n).contains(&i) && stop.is_none_or(|stop| if step > 0 { i < stop } else { i > stop });
    std::iter::successors(Some(start), |i| Some(i + step))
        .take_while(|i| inside(*i))
        .map(|i| i as usize)
        .collect()
}

#[test]
fn lists_behave_as_vectors() {
    with_thread(|t| {
        for seed in 1..6 {
            let mut random = Random(seed);
            let l = new(t, &[]);
            let mut model: Vec<i64> = Vec::new();
            for step in 0..3000 {
                let n = model.len() as u64;
                let v = boxed(t, step);
                match random.below(12) {
                    0..4 => {
                        push(t, l, v);
                        model.push(step);
                    }
                    4 => assert_eq!(pop(t, l).map(|v| tuple::items(&v)[0].as_small()), model.pop()),
                    5 => {
                        let i = random.below(n + 2) as usize;
                        insert(t, l, i, v);
                        model.insert(i.min(model.len()), step);
                    }
                    6 if n > 0 => {
                        let i = random.below(n) as usize;
                        remove_at(t, l, i);
                        model.remove(i);
                    }
                    7 if n > 0 => {
                        let i = random.below(n) as usize;
                        set(t, l, i, v);
                        model[i] = step;
                    }
                    8 => {
                        let (key, parts) = random_slice(t, &mut random, n);
                        let part = get_item(t, l, key).unwrap();
                        let expected: Vec<i64> = selected(model.len(), parts).into_iter().map(|i| model[i]).collect();
                        assert_eq!(numbers(part), expected, "{parts:?} of {n}");
                    }
                    9 => {
                        let (key, parts) = random_slice(t, &mut random, n);
                        del_item(t, l, key).unwrap();
                        let gone = selected(model.len(), parts);
                        model = (0..model.len()).filter(|i| !gone.contains(i)).map(|i| model[i]).collect();
                    }
                    10 => {
                        let (key, parts) = random_slice(t, &mut random, n);
                        let positions = selected(model.len(), parts);
                        let plain = parts[2].unwrap_or(1) == 1;
                        let count = if plain { random.below(5) as usize } else { positions.len() };
                        let source = new(t, &[]);
                        for k in 0..count as i64 {
                            let v = boxed(t, step * 100 + k);
                            push(t, source, v);
                        }
                        set_item(t, l, key, source).unwrap();
                        if plain {
                            let n = model.len() as i64;
                            let from = parts[0].map_or(0, |i| if i < 0 { (i + n).max(0) } else { i.min(n) }) as usize;
                            model.splice(from..from + positions.len(), (0..count as i64).map(|k| step * 100 + k));
                        } else {
                            for (k, i) in positions.into_iter().enumerate() {
                                model[i] = step * 100 + k as i64;
                            }
                        }
                    }
                    _ if n < 200 => {
                        let double = random.below(4) as i64;
                        repeat_in_place(t, l, double).unwrap();
                        model = model.repeat(double as usize);
                    }
                    _ => {
                        retain(t, l, |v| tuple::items(&v)[0].as_small() % 3 != 0);
                        model.retain(|i| i % 3 != 0);
                    }
                }
                assert_eq!(numbers(l), model);
            }
        }
    });
}

/// Sorts pairs (key, number), and gives the numbers.
fn sorted_numbers(t: &mut Thread, keys: Value, reverse: bool) -> Vec<i64> {
    let pairs = new(t, &[]);
    for i in 0..len(keys) {
        let pair = tuple::new(t, &[get(keys, i), Value::small(i as i64)]);
        push(t, pairs, pair);
    }
    sort(t, pairs, None, reverse).unwrap();
    items(&pairs).iter().map(|pair| tuple::items(pair)[1].as_small()).collect()
}

#[test]
fn tuples_sort_by_their_items() {
    with_thread(|t| {
        let keep = new(t, &[]);
        for (text, number) in [("b", 2.0), ("a", 3.5), ("b", 1.0), ("", 0.0), ("a", -1.0)] {
            let pair = [t.str(text), t.float(number)];
            let pair = tuple::new(t, &pair);
            push(t, keep, pair);
        }
        assert_eq!(sorted_numbers(t, keep, false), [3, 4, 1, 2, 0]);
        assert_eq!(sorted_numbers(t, keep, true), [0, 2, 1, 4, 3]);
    });
}

#[test]
fn lists_of_one_kind_sort_without_calls() {
    with_thread(|t| {
        let mut random = Random(9);
        for n in [0, 1, 2, 50, 1000] {
            let ints: Vec<Value> = (0..n).map(|_| Value::small(random.below(100) as i64 - 50)).collect();
            let l = new(t, &ints);
            sort(t, l, None, false).unwrap();
            assert!(items(&l).is_sorted_by_key(|v| v.as_small()));
            sort(t, l, None, true).unwrap();
            assert!(items(&l).is_sorted_by_key(|v| -v.as_small()) && len(l) == n);

            let texts = new(t, &[]);
            for _ in 0..n {
                let text = t.str(&format!("common prefix {}", random.below(500)));
                push(t, texts, text);
            }
            sort(t, texts, None, false).unwrap();
            assert!(items(&texts).is_sorted_by_key(|v| crate::objects::string::to_string_lossy(*v)));

            let floats = new(t, &[]);
            for _ in 0..n {
                let x = [f64::INFINITY, -1e300, 0.0, -0.0, 1.5, -2.25, 1e-100][random.below(7) as usize];
                let x = t.float(x);
                push(t, floats, x);
            }
            sort(t, floats, None, false).unwrap();
            assert!(items(&floats).is_sorted_by_key(|v| crate::objects::float::value(*v).unwrap()));
        }
    });
}

#[test]
fn zeros_of_both_signs_keep_their_order() {
    with_thread(|t| {
        let (zero, minus) = (t.float(0.0), t.float(-0.0));
        let l = new(t, &[minus, zero, minus, zero]);
        sort(t, l, None, false).unwrap();
        assert_eq!(items(&l), [minus, zero, minus, zero]);
        sort(t, l, None, true).unwrap();
        assert_eq!(items(&l), [minus, zero, minus, zero]);
    });
}

#[test]
fn absurd_sizes_are_memory_errors() {
    with_thread(|t| {
        let l = new(t, &[Value::NONE, Value::NONE]);
        for count in [1 << 50, i64::MAX] {
            assert!(repeated(t, l, count).is_err());
            assert!(t.pending_is(t.exceptions.memory_error));
            t.take_pending();
            assert!(repeat_in_place(t, l, count).is_err());
            t.take_pending();
        }
        assert!(new_repeat(t, Value::NONE, 1 << 50).is_err());
        assert_eq!(len(l), 2);
    });
}
