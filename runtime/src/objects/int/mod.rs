//! `int`: 62 bits in the word, or a [`BigInt`] with its limbs inline.
//!
//! Everything that computes takes *exact* ints (small words and BIG_INT objects); [`value_of`] gets
//! the exact int out of a bool or an instance of a subclass. A result is always normalised: what
//! fits 62 bits is never a BigInt, so equal small ints are equal words.

mod arithmetic;
mod bitwise;
mod construct;
mod dunders;
mod methods;
mod power;
mod short;
mod text;

pub use arithmetic::{abs, add, compare, divmod, floordiv, modulo, mul, neg, sub, true_div};
pub use bitwise::{and, invert, lshift, or, rshift, xor};
pub use construct::{from_number, parse_text};
pub use methods::{formatted, round_to};
pub use power::{pow, pow_mod};
pub use short::binary as short_binary;
pub use text::{max_str_digits, set_max_str_digits, to_decimal, to_decimal_limited, to_str};

use crate::field;
use crate::header::Header;
use crate::layout::{BigInt, Payload, shape_id};
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;
use taipan_numeric::limbs::{self, IntRef, SmallLimbs, Written};
use taipan_numeric::{ErrorKind, NumericError};

/// Results up to this many limbs are computed on the native stack, then copied.
const STACK_LIMBS: usize = 40;

/// An int, a bool, or an instance of a subclass of int.
#[inline(always)]
pub fn is_int(t: &Thread, v: Value) -> bool {
    is_exact(v) || v.is_bool() || (v.is_pointer() && types::payload(t.class_of(v)) == Payload::Int)
}

/// An int, but no bool and of no subclass.
#[inline(always)]
pub fn is_exact(v: Value) -> bool {
    v.is_small() || v.has_shape(shape_id::BIG_INT)
}

/// The exact int of a value for which [`is_int`] holds.
#[inline(always)]
pub fn value_of(_: &Thread, v: Value) -> Value {
    if is_exact(v) { v } else { unwrap(v) }
}

/// The exact int of a bool or subclass instance.
fn unwrap(v: Value) -> Value {
    if v.is_bool() {
        return Value::small((v == Value::TRUE) as i64);
    }
    // SAFETY: an instance of a subclass of int keeps its value in the word behind the header.
    unsafe { *((v.address() + 8) as *const Value) }
}

/// The exact int of any value that is an int in the sense of [`is_int`].
#[inline]
pub fn exact(t: &Thread, v: Value) -> Option<Value> {
    is_int(t, v).then(|| value_of(t, v))
}

/// An exact int as an operand of `taipan_numeric::limbs`. `scratch` holds the limbs of small ones.
#[inline]
pub fn view<'a>(v: &'a Value, scratch: &'a mut SmallLimbs) -> IntRef<'a> {
    if v.is_small() {
        *scratch = SmallLimbs::from_i64(v.as_small());
        return scratch.view();
    }
    let signed_len = field!(v, BigInt, signed_len);
    // SAFETY: a BigInt's limbs follow it.
    let limbs = unsafe {
        let first = (v.address() + size_of::<BigInt>()) as *const u64;
        std::slice::from_raw_parts(first, signed_len.unsigned_abs() as usize)
    };
    IntRef::new(signed_len < 0, limbs)
}

/// Calls `f` with an exact int as an operand.
#[inline]
pub fn with_view<R>(v: Value, f: impl FnOnce(IntRef) -> R) -> R {
    f(view(&v, &mut SmallLimbs::from_i64(0)))
}

/// The int of any i64.
#[inline]
pub fn from_i64(t: &mut Thread, i: i64) -> Value {
    match Value::try_small(i) {
        Some(v) => v,
        None => allocate(t, i < 0, &[i.unsigned_abs()]),
    }
}

/// The int of any u64.
pub fn from_u64(t: &mut Thread, i: u64) -> Value {
    from_limbs(t, false, &[i])
}

/// The int of any usize.
pub fn from_usize(t: &mut Thread, i: usize) -> Value {
    from_u64(t, i as u64)
}

/// The int of any i128.
#[inline]
pub fn from_i128(t: &mut Thread, i: i128) -> Value {
    if let Ok(word) = i64::try_from(i) {
        return from_i64(t, word);
    }
    let magnitude = i.unsigned_abs();
    from_limbs(t, i < 0, &[magnitude as u64, (magnitude >> 64) as u64])
}

/// The int with this sign and magnitude (least significant limb first; leading zeros are fine).
pub fn from_limbs(t: &mut Thread, negative: bool, limbs: &[u64]) -> Value {
    from_view(t, IntRef::new(negative, limbs))
}

/// The int with this value.
pub fn from_view(t: &mut Thread, value: IntRef) -> Value {
    match small(value) {
        Some(v) => v,
        None => allocate(t, value.is_negative(), value.magnitude()),
    }
}

/// The word of a value that needs no object.
#[inline]
fn small(value: IntRef) -> Option<Value> {
    match *value.magnitude() {
        [] => Some(Value::ZERO),
        [limb] if limb <= 1 << 61 => {
            let magnitude = limb as i64;
            Value::try_small(if value.is_negative() { -magnitude } else { magnitude })
        }
        _ => None,
    }
}

/// A BigInt of normalised limbs.
fn allocate(t: &mut Thread, negative: bool, limbs: &[u64]) -> Value {
    let memory = t.heap.alloc(size_of::<BigInt>() + 8 * limbs.len());
    // SAFETY: fresh memory of that size.
    unsafe {
        write_header(memory, negative, limbs.len());
        std::ptr::copy_nonoverlapping(limbs.as_ptr(), memory.cast::<u64>().add(2), limbs.len());
    }
    Value::from_address(memory as usize)
}

/// # Safety
/// `memory` has room for a BigInt.
unsafe fn write_header(memory: *mut Header, negative: bool, length: usize) {
    let header = Header {
        shape: shape_id::BIG_INT,
        aux: 0,
        state: 0,
        flags: 0,
    };
    let signed_len = if negative { -(length as i64) } else { length as i64 };
    // SAFETY: by contract.
    unsafe { memory.cast::<BigInt>().write(BigInt { header, signed_len }) }
}

/// Runs an operation of `taipan_numeric::limbs` that writes at most `bound` limbs. The operation's operands may lie in
/// the heap: nothing moves.
pub fn build(t: &mut Thread, bound: usize, operation: impl FnOnce(&mut [u64]) -> Written) -> Result<Value, Raised> {
    try_build(t, bound, |out| Ok(operation(out)))
}

/// As [`build`], for operations that can fail.
pub fn try_build(t: &mut Thread, bound: usize, operation: impl FnOnce(&mut [u64]) -> Result<Written, NumericError>) -> Result<Value, Raised> {
    if bound <= STACK_LIMBS {
        let mut out = [0u64; STACK_LIMBS];
        return match operation(&mut out[..bound]) {
            Ok(written) => Ok(from_limbs(t, written.negative, &out[..written.length])),
            Err(error) => Err(raise(t, error)),
        };
    }
    let size = bound.checked_mul(8).and_then(|bytes| bytes.checked_add(size_of::<BigInt>()));
    let Some(memory) = size.and_then(|size| t.heap.try_alloc(size)) else {
        return Err(t.memory_error());
    };
    // SAFETY: fresh memory of that size, whose bytes (of an anonymous mapping) are valid u64s.
    let out = unsafe {
        write_header(memory, false, 0);
        std::slice::from_raw_parts_mut(memory.cast::<u64>().add(2), bound)
    };
    match operation(out) {
        Ok(written) => {
            if let Some(v) = small(written.view(out)) {
                return Ok(v);
            }
            // SAFETY: as above; `length` limbs are written.
            unsafe { write_header(memory, written.negative, written.length) }
            Ok(Value::from_address(memory as usize))
        }
        Err(error) => Err(raise(t, error)),
    }
}

/// The value of an exact int as an i64.
#[inline(always)]
pub fn to_i64(v: Value) -> Option<i64> {
    if v.is_small() {
        return Some(v.as_small());
    }
    with_view(v, limbs::to_i64)
}

/// The value of an exact int as a u64.
pub fn to_u64(v: Value) -> Option<u64> {
    with_view(v, limbs::to_u64)
}

/// Whether an exact int is below zero.
#[inline]
pub fn is_negative(v: Value) -> bool {
    if v.is_small() { v.as_small() < 0 } else { field!(v, BigInt, signed_len) < 0 }
}

/// `bool(v)` of an exact int.
#[inline]
pub fn is_nonzero(v: Value) -> bool {
    v != Value::ZERO
}

/// `float(v)` of an exact int; OverflowError beyond a float's range.
#[inline]
pub fn to_f64(t: &mut Thread, v: Value) -> Result<f64, Raised> {
    if v.is_small() {
        return Ok(v.as_small() as f64);
    }
    match with_view(v, limbs::to_f64) {
        Some(x) => Ok(x),
        None => Err(t.overflow_error("int too large to convert to float")),
    }
}

/// `int(x)` of a float: towards zero; CPython's errors for infinities and NaN.
pub fn from_f64(t: &mut Thread, x: f64) -> Result<Value, Raised> {
    if x.abs() < 1e18 {
        return Ok(Value::small(x as i64));
    }
    try_build(t, limbs::FROM_F64_BOUND, |out| limbs::from_f64(x, out))
}

/// `hash(v)` of an exact int.
#[inline]
pub fn hash(v: Value) -> i64 {
    if v.is_small() {
        return taipan_numeric::small::hash(v.as_small());
    }
    with_view(v, limbs::hash)
}

/// Raises what an algorithm of `taipan_numeric` asks for.
#[cold]
pub fn raise(t: &mut Thread, error: NumericError) -> Raised {
    let e = &t.exceptions;
    let class = match error.kind {
        ErrorKind::IndexError => e.index_error,
        ErrorKind::KeyError => e.key_error,
        ErrorKind::MemoryError => return t.memory_error(),
        ErrorKind::OverflowError => e.overflow_error,
        ErrorKind::TypeError => e.type_error,
        ErrorKind::ValueError => e.value_error,
        ErrorKind::ZeroDivisionError => e.zero_division_error,
    };
    t.raise(class, error.message)
}

/// Adds the members of `int`.
pub fn init(t: &mut Thread) {
    let class = t.types.int;
    crate::shape::define_builtin(t, shape_id::BIG_INT, class);
    let doc = t.str("int([x]) -> integer\nint(x, base=10) -> integer\n\nThe integer that a number stands for (truncated towards zero), or that a text spells.");
    crate::types::add_attribute(t, class, "__doc__", doc);
    construct::init(t);
    dunders::init(t);
    methods::init(t);
}
