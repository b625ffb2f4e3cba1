//! Bit operations and shifts of exact ints.

use super::arithmetic::with_views;
use super::{build, from_i128, is_negative, to_u64, with_view};
use crate::thread::{Raised, Thread};
use crate::value::Value;
use taipan_numeric::limbs;
use taipan_numeric::small as word;

/// `a & b`
#[inline]
pub fn and(t: &mut Thread, a: Value, b: Value) -> Result<Value, Raised> {
    if a.both_small(b) {
        return Ok(Value(a.0 & b.0));
    }
    with_views(a, b, |x, y| build(t, limbs::bitwise_bound(x, y), |out| limbs::and(x, y, out)))
}

/// `a | b`
#[inline]
pub fn or(t: &mut Thread, a: Value, b: Value) -> Result<Value, Raised> {
    if a.both_small(b) {
        return Ok(Value(a.0 | b.0));
    }
    with_views(a, b, |x, y| build(t, limbs::bitwise_bound(x, y), |out| limbs::or(x, y, out)))
}

/// `a ^ b`
#[inline]
pub fn xor(t: &mut Thread, a: Value, b: Value) -> Result<Value, Raised> {
    if a.both_small(b) {
        return Ok(Value(a.0 ^ b.0));
    }
    with_views(a, b, |x, y| build(t, limbs::bitwise_bound(x, y), |out| limbs::xor(x, y, out)))
}

/// `~a`
#[inline]
pub fn invert(t: &mut Thread, a: Value) -> Result<Value, Raised> {
    if a.is_small() {
        // The tag bits stay 0.
        return Ok(Value(!a.0 & !3));
    }
    with_view(a, |x| build(t, limbs::invert_bound(x), |out| limbs::invert(x, out)))
}

/// `a << b`
#[inline]
pub fn lshift(t: &mut Thread, a: Value, b: Value) -> Result<Value, Raised> {
    if a.both_small(b)
        && let Ok(bits) = u64::try_from(b.as_small())
        && let Some(shifted) = word::shl(a.as_small(), bits)
    {
        return Ok(from_i128(t, shifted));
    }
    if is_negative(b) {
        return Err(t.value_error("negative shift count"));
    }
    if a == Value::ZERO {
        return Ok(a);
    }
    let Some(bits) = to_u64(b).filter(|bits| i64::try_from(*bits).is_ok()) else {
        return Err(t.overflow_error("too many digits in integer"));
    };
    with_view(a, |x| match limbs::shl_bound(x, bits) {
        Some(bound) => build(t, bound, |out| limbs::shl(x, bits, out)),
        None => Err(t.memory_error()),
    })
}

/// `a >> b`
#[inline]
pub fn rshift(t: &mut Thread, a: Value, b: Value) -> Result<Value, Raised> {
    if is_negative(b) {
        return Err(t.value_error("negative shift count"));
    }
    let bits = to_u64(b).unwrap_or(u64::MAX);
    if a.is_small() {
        return Ok(Value::small(word::shr(a.as_small(), bits)));
    }
    with_view(a, |x| build(t, limbs::shr_bound(x, bits), |out| limbs::shr(x, bits, out)))
}
