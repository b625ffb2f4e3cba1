//! Random operations on sets of many kinds of keys, compared with CPython 3.14 (`PYTHONHASHSEED=0`):
//! after every step the repr goes into a checksum, so one key in another place shows.

use super::*;
use crate::objects::{list, string, tuple};
use crate::startup::test_thread;

/// The same generator as in the script that made [`EXPECTED`].
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
    fn below(&mut self, n: u64) -> u64 {
        (self.next() >> 20) % n
    }
}

fn key(t: &mut Thread, i: i64) -> Value {
    match i % 6 {
        0 => Value::small(i * 37 % 101 - 50),
        1 => t.int((i.wrapping_mul(0x1E37_79B9_7F4A_7C15) >> 2) * if i % 4 == 1 { 1 } else { -1 }),
        2 => t.float(i as f64 * 0.25 - 3.0),
        3 => {
            let inner = tuple::new(t, &[Value::small(i % 5), Value::small(-i)]);
            tuple::new(t, &[Value::small(i % 7), inner])
        }
        4 => t.str(&format!("k{i}")),
        _ => new_frozen(t, &[Value::small(i % 4), Value::small(i)]).unwrap(),
    }
}

fn checksum(mut sum: u64, text: &[u8]) -> u64 {
    for byte in text {
        sum = (sum ^ *byte as u64).wrapping_mul(0x100_0000_01B3);
    }
    sum
}

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

fn run(t: &mut Thread, seed: u64, steps: usize, universe: u64) -> u64 {
    let keys = list::new(t, &[]);
    for i in 0..universe as i64 {
        let k = key(t, i);
        list::push(t, keys, k);
    }
    let sets = list::new(t, &[]);
    for _ in 0..3 {
        let s = new(t);
        list::push(t, sets, s);
    }
    let mut random = Random(seed);
    let mut sum = 0xCBF2_9CE4_8422_2325;
    for _ in 0..steps {
        let which = random.below(3) as usize;
        let a = list::get(sets, which);
        let b = list::get(sets, random.below(3) as usize);
        let k = list::get(keys, random.below(universe) as usize);
        let mut result = a;
        match random.below(20) {
            0..6 => add(t, a, k).unwrap(),
            6..9 => _ = discard(t, a, k).unwrap(),
            9 => _ = pop(a),
            10 => {
                let n = random.below(40);
                let some = list::new(t, &[]);
                for _ in 0..n {
                    let k = list::get(keys, random.below(universe) as usize);
                    list::push(t, some, k);
                }
                update(t, a, some).unwrap();
            }
            11 => update(t, a, b).unwrap(),
            12 => result = intersection(t, a, b).unwrap(),
            13 => result = difference(t, a, b).unwrap(),
            14 => result = symmetric_difference(t, a, b).unwrap(),
            15 => result = union_into(t, a, &[b]).unwrap(),
            16 => result = copy(t, a).unwrap(),
            17 => difference_update(t, a, b).unwrap(),
            18 => symmetric_difference_update(t, a, b).unwrap(),
            _ => {
                if random.below(8) == 0 {
                    clear(t, a);
                }
            }
        }
        list::set(t, sets, which, result);
        let text = crate::ops::repr(t, result).unwrap();
        sum = checksum(sum, string::bytes(&text));
    }
    sum
}

#[test]
fn sets_iterate_in_the_order_of_cpython() {
    for &(seed, steps, universe, expected) in EXPECTED {
        let sum = with_thread(|t| run(t, seed, steps, universe));
        assert_eq!(sum, expected, "seed {seed}, {steps} steps, {universe} keys");
    }
}

include!("tests/expected.rs");
