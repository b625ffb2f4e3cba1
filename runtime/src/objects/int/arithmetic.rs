//! Sums, products and quotients of exact ints. Small operands are done in machine words first: the
//! path through limbs is kept out of line.

use super::{build, from_i64, from_i128, raise, try_build, view, with_view};
use crate::thread::{Raised, Thread};
use crate::value::Value;
use std::cmp::Ordering;
use taipan_numeric::limbs::{self, IntRef, SmallLimbs};
use taipan_numeric::small as word;

/// Calls `f` with both exact ints as operands.
#[inline]
pub(super) fn with_views<R>(a: Value, b: Value, f: impl FnOnce(IntRef, IntRef) -> R) -> R {
    let (mut x, mut y) = (SmallLimbs::from_i64(0), SmallLimbs::from_i64(0));
    f(view(&a, &mut x), view(&b, &mut y))
}

/// `a + b`
#[inline]
pub fn add(t: &mut Thread, a: Value, b: Value) -> Result<Value, Raised> {
    if a.both_small(b) {
        // Two 62-bit ints never leave an i64.
        return Ok(t.int(a.as_small() + b.as_small()));
    }
    add_limbs(t, a, b)
}

#[inline(never)]
fn add_limbs(t: &mut Thread, a: Value, b: Value) -> Result<Value, Raised> {
    with_views(a, b, |x, y| build(t, limbs::add_bound(x, y), |out| limbs::add(x, y, out)))
}

/// `a - b`
#[inline]
pub fn sub(t: &mut Thread, a: Value, b: Value) -> Result<Value, Raised> {
    if a.both_small(b) {
        return Ok(t.int(a.as_small() - b.as_small()));
    }
    sub_limbs(t, a, b)
}

#[inline(never)]
fn sub_limbs(t: &mut Thread, a: Value, b: Value) -> Result<Value, Raised> {
    with_views(a, b, |x, y| build(t, limbs::add_bound(x, y), |out| limbs::sub(x, y, out)))
}

/// `a * b`
#[inline]
pub fn mul(t: &mut Thread, a: Value, b: Value) -> Result<Value, Raised> {
    if a.both_small(b) {
        return Ok(match a.as_small().checked_mul(b.as_small()) {
            Some(product) => t.int(product),
            None => from_i128(t, i128::from(a.as_small()) * i128::from(b.as_small())),
        });
    }
    mul_limbs(t, a, b)
}

#[inline(never)]
fn mul_limbs(t: &mut Thread, a: Value, b: Value) -> Result<Value, Raised> {
    with_views(a, b, |x, y| build(t, limbs::mul_bound(x, y), |out| limbs::mul(x, y, out)))
}

/// `a // b`
#[inline]
pub fn floordiv(t: &mut Thread, a: Value, b: Value) -> Result<Value, Raised> {
    if a.both_small(b) && b != Value::ZERO {
        return Ok(match word::floor_div(a.as_small(), b.as_small()) {
            Some(quotient) => t.int(quotient),
            None => from_i128(t, -i128::from(a.as_small())),
        });
    }
    with_views(a, b, |x, y| try_build(t, limbs::quotient_bound(x, y), |out| limbs::floordiv(x, y, out)))
}

/// `a % b`
#[inline]
pub fn modulo(t: &mut Thread, a: Value, b: Value) -> Result<Value, Raised> {
    if a.both_small(b) && b != Value::ZERO {
        return Ok(Value::small(word::floor_mod(a.as_small(), b.as_small())));
    }
    with_views(a, b, |x, y| try_build(t, limbs::remainder_bound(x, y), |out| limbs::modulo(x, y, out)))
}

/// `divmod(a, b)`
pub fn divmod(t: &mut Thread, a: Value, b: Value) -> Result<(Value, Value), Raised> {
    let quotient = floordiv(t, a, b)?;
    if a.both_small(b) {
        return Ok((quotient, modulo(t, a, b)?));
    }
    let product = mul(t, quotient, b)?;
    Ok((quotient, sub(t, a, product)?))
}

/// `a / b`, correctly rounded.
pub fn true_div(t: &mut Thread, a: Value, b: Value) -> Result<Value, Raised> {
    let quotient = if a.both_small(b) && b != Value::ZERO {
        word::true_divide(a.as_small(), b.as_small())
    } else {
        match with_views(a, b, limbs::true_divide) {
            Ok(quotient) => quotient,
            Err(error) => return Err(raise(t, error)),
        }
    };
    Ok(t.float(quotient))
}

/// `-a`
#[inline]
pub fn neg(t: &mut Thread, a: Value) -> Result<Value, Raised> {
    if a.is_small() {
        return Ok(from_i64(t, -a.as_small()));
    }
    Ok(with_view(a, |x| super::from_view(t, x.negated())))
}

/// `abs(a)`
pub fn abs(t: &mut Thread, a: Value) -> Result<Value, Raised> {
    if super::is_negative(a) { neg(t, a) } else { Ok(a) }
}

/// Order of exact ints.
#[inline]
pub fn compare(a: Value, b: Value) -> Ordering {
    if a.both_small(b) {
        return a.as_small().cmp(&b.as_small());
    }
    with_views(a, b, limbs::compare)
}
