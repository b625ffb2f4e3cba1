//! Floor division: Knuth's algorithm D with a precomputed reciprocal, dashu above some size.
//!
//! The remainder is left in the scratch copy of the dividend, so `%` needs no quotient and `//` no
//! remainder storage from the caller.

use super::{IntRef, Written, magnitude, to_ubig, with_scratch, write_ubig};
use crate::error::{NumericError, Result};
use dashu_int::ops::DivRem;
use std::cmp::Ordering;

/// From this many divisor limbs on (and as many quotient limbs), dashu divides.
const DASHU_DIVIDE: usize = 32;

/// Limbs that a quotient may take: one more than the digits, for the floor adjustment's carry.
#[inline]
pub fn quotient_bound(a: IntRef, b: IntRef) -> usize {
    a.magnitude.len().saturating_sub(b.magnitude.len()) + 2
}

/// Limbs that a remainder may take.
#[inline]
pub fn remainder_bound(_a: IntRef, b: IntRef) -> usize {
    b.magnitude.len()
}

/// `divmod(a, b)`: quotient rounded down, remainder with the divisor's sign.
pub fn divmod(a: IntRef, b: IntRef, quotient: &mut [u64], remainder: &mut [u64]) -> Result<(Written, Written)> {
    if b.is_zero() {
        return Err(zero_division());
    }
    let remainder = &mut remainder[..b.magnitude.len()];
    let used = divide(a.magnitude, b.magnitude, Some(quotient), remainder);
    let inexact = magnitude::normalised_length(remainder) != 0;
    Ok((floor_quotient(a, b, inexact, quotient, used), floor_remainder(a, b, inexact, remainder)))
}

/// `a // b`.
pub fn floordiv(a: IntRef, b: IntRef, quotient: &mut [u64]) -> Result<Written> {
    if b.is_zero() {
        return Err(zero_division());
    }
    with_scratch(b.magnitude.len(), |remainder| {
        let used = divide(a.magnitude, b.magnitude, Some(quotient), remainder);
        let inexact = magnitude::normalised_length(remainder) != 0;
        Ok(floor_quotient(a, b, inexact, quotient, used))
    })
}

/// `a % b`.
pub fn modulo(a: IntRef, b: IntRef, remainder: &mut [u64]) -> Result<Written> {
    if b.is_zero() {
        return Err(zero_division());
    }
    let remainder = &mut remainder[..b.magnitude.len()];
    divide(a.magnitude, b.magnitude, None, remainder);
    let inexact = magnitude::normalised_length(remainder) != 0;
    Ok(floor_remainder(a, b, inexact, remainder))
}

/// CPython 3.14 uses one text for `/`, `//`, `%` and `divmod` of ints.
fn zero_division() -> NumericError {
    NumericError::zero_division("division by zero")
}

fn floor_quotient(a: IntRef, b: IntRef, inexact: bool, quotient: &mut [u64], used: usize) -> Written {
    let negative = a.negative != b.negative;
    let mut used = used;
    if negative && inexact && magnitude::increment(&mut quotient[..used]) {
        quotient[used] = 1;
        used += 1;
    }
    Written::normalised(negative, &quotient[..used])
}

fn floor_remainder(a: IntRef, b: IntRef, inexact: bool, remainder: &mut [u64]) -> Written {
    if inexact && a.negative != b.negative {
        magnitude::subtract_from(b.magnitude, remainder);
    }
    Written::normalised(b.negative, remainder)
}

/// Truncating division of magnitudes. `remainder` has exactly `b.len()` limbs. Returns the number
/// of quotient limbs written (possibly with leading zeros).
pub(super) fn divide(a: &[u64], b: &[u64], quotient: Option<&mut [u64]>, remainder: &mut [u64]) -> usize {
    if magnitude::compare(a, b) == Ordering::Less {
        remainder[..a.len()].copy_from_slice(a);
        remainder[a.len()..].fill(0);
        return 0;
    }
    if let [divisor] = *b {
        remainder[0] = divide_word(a, divisor, quotient);
        return a.len();
    }
    let digits = a.len() - b.len() + 1;
    if b.len() >= DASHU_DIVIDE && digits >= DASHU_DIVIDE {
        let (q, r) = to_ubig(a).div_rem(to_ubig(b));
        remainder.fill(0);
        write_ubig(false, &r, remainder);
        return match quotient {
            Some(quotient) => write_ubig(false, &q, quotient).length,
            None => digits,
        };
    }
    knuth(a, b, quotient, remainder);
    digits
}

/// Divides by one limb; returns the remainder.
pub(super) fn divide_word(a: &[u64], divisor: u64, quotient: Option<&mut [u64]>) -> u64 {
    let shift = divisor.leading_zeros();
    let divisor = divisor << shift;
    let inverse = reciprocal(divisor);
    let mut out = quotient;
    let mut remainder = 0;
    // The shifted dividend is produced limb by limb: high part of each pair from its neighbour.
    for i in (0..a.len()).rev() {
        let limb = a[i];
        if i + 1 == a.len() && shift > 0 {
            remainder = limb >> (64 - shift);
        }
        let below = if i > 0 && shift > 0 { a[i - 1] >> (64 - shift) } else { 0 };
        let (q, r) = div_2by1(remainder, (limb << shift) | below, divisor, inverse);
        remainder = r;
        if let Some(out) = out.as_deref_mut() {
            out[i] = q;
        }
    }
    remainder >> shift
}

/// Divides by one limb in place; returns the remainder.
pub(super) fn divide_word_in_place(limbs: &mut [u64], divisor: u64) -> u64 {
    let shift = divisor.leading_zeros();
    let divisor = divisor << shift;
    let inverse = reciprocal(divisor);
    let mut remainder = magnitude::shl_bits_in_place(limbs, shift);
    for limb in limbs.iter_mut().rev() {
        (*limb, remainder) = div_2by1(remainder, *limb, divisor, inverse);
    }
    remainder >> shift
}

fn knuth(a: &[u64], b: &[u64], quotient: Option<&mut [u64]>, remainder: &mut [u64]) {
    let n = b.len();
    let digits = a.len() - n + 1;
    let shift = b[n - 1].leading_zeros();
    let mut quotient = quotient;
    with_scratch(a.len() + 1 + n, |scratch| {
        let (u, v) = scratch.split_at_mut(a.len() + 1);
        u[a.len()] = magnitude::shl_bits(a, shift, u);
        magnitude::shl_bits(b, shift, v);
        let (top, next) = (v[n - 1], v[n - 2]);
        let inverse = reciprocal(top);
        for j in (0..digits).rev() {
            let window = &mut u[j..j + n + 1];
            let mut q = estimate(window[n], window[n - 1], window[n - 2], top, next, inverse);
            if q != 0 && subtract_multiple(window, v, q) {
                q -= 1;
                add_back(window, v);
            }
            if let Some(quotient) = quotient.as_deref_mut() {
                quotient[j] = q;
            }
        }
        magnitude::shr_bits_in_place(&mut u[..n + 1], shift);
        remainder.copy_from_slice(&u[..n]);
    });
}

/// Knuth's quotient digit estimate from three dividend and two divisor limbs: at most one too big.
fn estimate(u2: u64, u1: u64, u0: u64, top: u64, next: u64, inverse: u64) -> u64 {
    let (mut q, mut r, mut overflow);
    if u2 >= top {
        q = u64::MAX;
        (r, overflow) = u1.overflowing_add(top);
    } else {
        (q, r) = div_2by1(u2, u1, top, inverse);
        overflow = false;
    }
    while !overflow && u128::from(q) * u128::from(next) > (u128::from(r) << 64 | u128::from(u0)) {
        q -= 1;
        (r, overflow) = r.overflowing_add(top);
    }
    q
}

/// `window -= v * q`; true when it went negative (wrapped).
fn subtract_multiple(window: &mut [u64], v: &[u64], q: u64) -> bool {
    let n = v.len();
    let mut carry = 0;
    let mut borrow = false;
    for i in 0..n {
        let low;
        (low, carry) = q.carrying_mul(v[i], carry);
        (window[i], borrow) = window[i].borrowing_sub(low, borrow);
    }
    (window[n], borrow) = window[n].borrowing_sub(carry, borrow);
    borrow
}

fn add_back(window: &mut [u64], v: &[u64]) {
    let n = v.len();
    let mut carry = false;
    for i in 0..n {
        (window[i], carry) = window[i].carrying_add(v[i], carry);
    }
    window[n] = window[n].wrapping_add(u64::from(carry));
}

/// Möller and Granlund's reciprocal of a divisor with its top bit set:
/// `floor((2^128 - 1) / divisor) - 2^64`.
#[inline]
fn reciprocal(divisor: u64) -> u64 {
    debug_assert!(divisor >> 63 == 1);
    (u128::MAX / u128::from(divisor)) as u64
}

/// Divides `high:low` by a normalised divisor, for `high < divisor`: quotient and remainder.
#[inline]
fn div_2by1(high: u64, low: u64, divisor: u64, inverse: u64) -> (u64, u64) {
    debug_assert!(high < divisor);
    let product = (u128::from(inverse) * u128::from(high)).wrapping_add(u128::from(high) << 64 | u128::from(low));
    let fraction = product as u64;
    let mut quotient = ((product >> 64) as u64).wrapping_add(1);
    let mut remainder = low.wrapping_sub(quotient.wrapping_mul(divisor));
    if remainder > fraction {
        quotient = quotient.wrapping_sub(1);
        remainder = remainder.wrapping_add(divisor);
    }
    if remainder >= divisor {
        quotient = quotient.wrapping_add(1);
        remainder -= divisor;
    }
    (quotient, remainder)
}
