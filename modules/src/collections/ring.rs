//! The storage of a deque: a ring of values whose capacity is a power of two.
//!
//! Words of a deque: the ring (an ARRAY, or int 0 before the first item), the length, the maximal
//! length or None, and a number that changes with every change of length or order, by which iterators
//! notice. The raw word is the index of the first item.

use crate::support::words;
use taipan_runtime::layout::ValueArray;
use taipan_runtime::objects::instance;
use taipan_runtime::{Thread, Value, field};

const RING: usize = 0;
const LENGTH: usize = 1;
const MAXIMUM: usize = 2;
const VERSION: usize = 3;

/// Byte offset of an ARRAY's first element.
const ELEMENTS: usize = 16;

pub fn len(d: Value) -> usize {
    words::get(d, LENGTH).as_small() as usize
}

fn set_len(t: &mut Thread, d: Value, n: usize) {
    words::set(t, d, LENGTH, Value::small(n as i64));
}

/// The maximal length as Python sees it: int or None.
pub fn maximum_value(d: Value) -> Value {
    if never_set(d) { Value::NONE } else { words::get(d, MAXIMUM) }
}

pub fn maximum(d: Value) -> usize {
    let m = words::get(d, MAXIMUM);
    if m.is_small() && !never_set(d) { m.as_small() as usize } else { usize::MAX }
}

/// A deque that `__init__` has not seen yet has int 0 there.
fn never_set(d: Value) -> bool {
    words::get(d, VERSION) == Value::ZERO
}

pub fn set_maximum(t: &mut Thread, d: Value, m: Value) {
    words::set(t, d, MAXIMUM, m);
    changed(t, d);
}

pub fn version(d: Value) -> Value {
    words::get(d, VERSION)
}

pub fn changed(t: &mut Thread, d: Value) {
    let next = words::get(d, VERSION).as_small() + 1;
    words::set(t, d, VERSION, Value::small(next));
}

fn capacity(d: Value) -> usize {
    let ring = words::get(d, RING);
    if ring == Value::ZERO {
        0
    } else {
        field!(ring, ValueArray, len).as_small() as usize
    }
}

/// Address of the `i`th item's word (`i` may be the length, or -1 wrapped, when there is room).
fn slot(d: Value, i: usize) -> usize {
    let index = (words::raw(d) as usize).wrapping_add(i) & (capacity(d) - 1);
    words::get(d, RING).address() + ELEMENTS + 8 * index
}

/// The `i`th item, `i` below the length.
#[inline]
pub fn get(d: Value, i: usize) -> Value {
    debug_assert!(i < len(d));
    // SAFETY: the slot is within the ring.
    unsafe { *(slot(d, i) as *const Value) }
}

#[inline]
pub fn set(t: &mut Thread, d: Value, i: usize, v: Value) {
    let at = slot(d, i);
    // SAFETY: the slot is within the ring; the barrier follows.
    unsafe { *(at as *mut Value) = v }
    t.heap.write_barrier(words::get(d, RING), at, v);
}

fn grow(t: &mut Thread, d: Value) {
    let (n, old) = (len(d), capacity(d));
    let ring = instance::new_array(t, (old * 2).max(8), Value::NONE);
    for i in 0..n {
        // SAFETY: fresh memory of that many elements; no allocation since.
        unsafe { *((ring.address() + ELEMENTS + 8 * i) as *mut Value) = get(d, i) }
    }
    words::set(t, d, RING, ring);
    words::set_raw(d, 0);
}

pub fn push_back(t: &mut Thread, d: Value, v: Value) {
    let n = len(d);
    if n == capacity(d) {
        grow(t, d);
    }
    set(t, d, n, v);
    set_len(t, d, n + 1);
}

pub fn push_front(t: &mut Thread, d: Value, v: Value) {
    let n = len(d);
    if n == capacity(d) {
        grow(t, d);
    }
    words::set_raw(d, (words::raw(d).wrapping_sub(1)) & (capacity(d) as u64 - 1));
    set(t, d, 0, v);
    set_len(t, d, n + 1);
}

pub fn pop_back(t: &mut Thread, d: Value) -> Option<Value> {
    let n = len(d).checked_sub(1)?;
    let v = get(d, n);
    set(t, d, n, Value::NONE);
    set_len(t, d, n);
    Some(v)
}

pub fn pop_front(t: &mut Thread, d: Value) -> Option<Value> {
    let n = len(d).checked_sub(1)?;
    let v = get(d, 0);
    set(t, d, 0, Value::NONE);
    words::set_raw(d, (words::raw(d) + 1) & (capacity(d) as u64 - 1));
    set_len(t, d, n);
    Some(v)
}

/// Makes the `steps`th item from the end the first; `steps` below the length.
pub fn rotate(t: &mut Thread, d: Value, steps: usize) {
    let n = len(d);
    if n == capacity(d) {
        // A full ring only turns.
        words::set_raw(d, (words::raw(d).wrapping_sub(steps as u64)) & (n as u64 - 1));
        return;
    }
    if steps <= n / 2 {
        for _ in 0..steps {
            if let Some(v) = pop_back(t, d) {
                push_front(t, d, v);
            }
        }
    } else {
        for _ in 0..n - steps {
            if let Some(v) = pop_front(t, d) {
                push_back(t, d, v);
            }
        }
    }
}

pub fn clear(t: &mut Thread, d: Value) {
    words::set(t, d, RING, Value::ZERO);
    words::set_raw(d, 0);
    set_len(t, d, 0);
}

/// Inserts before item `i`.
pub fn insert(t: &mut Thread, d: Value, i: usize, v: Value) {
    push_back(t, d, v);
    for k in (i + 1..len(d)).rev() {
        let moved = get(d, k - 1);
        set(t, d, k, moved);
    }
    set(t, d, i, v);
}

pub fn remove(t: &mut Thread, d: Value, i: usize) {
    for k in i..len(d) - 1 {
        let moved = get(d, k + 1);
        set(t, d, k, moved);
    }
    pop_back(t, d);
}
