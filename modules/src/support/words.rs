//! Objects with one raw word and six `Value` words: the payload `NativeIterator`, which most classes
//! of native modules use, also those that are no iterators.
//!
//! Indices count from 0: `get(v, 0)` is the first of the six. A fresh object's words are all int 0.

use taipan_runtime::objects::instance;
use taipan_runtime::{Thread, Value};

/// Byte offset of the raw word.
const RAW: usize = 8;
/// Byte offset of the first value word.
const VALUES: usize = 16;
/// Number of value words.
pub const COUNT: usize = 6;

/// A new instance of `class` with the raw word and the first words set.
pub fn new(t: &mut Thread, class: Value, raw: u64, values: &[Value]) -> Value {
    debug_assert!(values.len() <= COUNT);
    let v = instance::allocate(t, class);
    // SAFETY: a fresh object with this payload; no allocation since.
    unsafe {
        *((v.address() + RAW) as *mut u64) = raw;
        for (i, value) in values.iter().enumerate() {
            *((v.address() + VALUES + 8 * i) as *mut Value) = *value;
        }
    }
    v
}

#[inline(always)]
pub fn get(v: Value, i: usize) -> Value {
    debug_assert!(i < COUNT);
    // SAFETY: the caller knows that the object has this payload.
    unsafe { *((v.address() + VALUES + 8 * i) as *const Value) }
}

#[inline(always)]
pub fn set(t: &mut Thread, v: Value, i: usize, value: Value) {
    debug_assert!(i < COUNT);
    let slot = v.address() + VALUES + 8 * i;
    // SAFETY: as above; the barrier follows.
    unsafe { *(slot as *mut Value) = value }
    t.heap.write_barrier(v, slot, value);
}

#[inline(always)]
pub fn raw(v: Value) -> u64 {
    // SAFETY: as above.
    unsafe { *((v.address() + RAW) as *const u64) }
}

#[inline(always)]
pub fn set_raw(v: Value, raw: u64) {
    // SAFETY: as above; no Value.
    unsafe { *((v.address() + RAW) as *mut u64) = raw }
}
