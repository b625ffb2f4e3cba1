//! Between integers and machine numbers, every float correctly rounded (half to even).
//!
//! All roundings go through [`round_shifted`], so that subnormals and overflow are right in one
//! place.

use super::{IntRef, Written, divide, magnitude, with_scratch};
use crate::error::{NumericError, Result};
use std::cmp::Ordering;

/// Limbs that [`from_f64`] may write.
pub const FROM_F64_BOUND: usize = 16;

/// The float nearest to `(mantissa + fraction) * 2**exponent`, where `fraction` is in (0, 1) when
/// `sticky` and 0 otherwise. `None` on overflow. With `sticky`, `mantissa` must have 55 bits or
/// more, so that the fraction lies below the rounding position.
pub fn round_shifted(mantissa: u64, exponent: i64, sticky: bool) -> Option<f64> {
    if mantissa == 0 {
        return Some(0.0);
    }
    let bits = i64::from(64 - mantissa.leading_zeros());
    // The exponent of the result's last place: 53 significant bits, fewer for subnormals.
    let last_place = (exponent + bits - 53).max(-1074);
    if last_place > 971 {
        return None;
    }
    let drop = last_place - exponent;
    let rounded = if drop <= 0 {
        debug_assert!(!sticky);
        mantissa << -drop
    } else if drop > 64 {
        0
    } else {
        let wide = u128::from(mantissa);
        let kept = (wide >> drop) as u64;
        let rest = wide & ((1 << drop) - 1);
        let half = 1u128 << (drop - 1);
        let up = rest > half || (rest == half && (sticky || kept & 1 == 1));
        kept + u64::from(up)
    };
    // Adding to the bit pattern carries into the exponent, also from subnormal to normal.
    let field = (last_place + 1075) as u64;
    let pattern = (field << 52).wrapping_add(rounded).wrapping_sub(1 << 52);
    let value = f64::from_bits(pattern);
    value.is_finite().then_some(value)
}

/// `float(a)`; `None` is CPython's `OverflowError: int too large to convert to float`.
pub fn to_f64(a: IntRef) -> Option<f64> {
    let (mantissa, exponent, sticky) = leading_bits(a.magnitude);
    let value = round_shifted(mantissa, exponent, sticky)?;
    Some(if a.negative { -value } else { value })
}

/// The top 64 bits, their exponent, and whether ones follow.
fn leading_bits(limbs: &[u64]) -> (u64, i64, bool) {
    match *limbs {
        [] => (0, 0, false),
        [only] => (only, 0, false),
        [ref rest @ .., below, top] => {
            let shift = top.leading_zeros();
            let pair = (u128::from(top) << 64 | u128::from(below)) << shift;
            let sticky = pair as u64 != 0 || rest.iter().any(|&limb| limb != 0);
            let exponent = (limbs.len() as i64 - 1) * 64 - i64::from(shift);
            ((pair >> 64) as u64, exponent, sticky)
        }
    }
}

/// `int(value)`, truncating; CPython's errors for infinities and NaN. `out` needs
/// [`FROM_F64_BOUND`] limbs.
pub fn from_f64(value: f64, out: &mut [u64]) -> Result<Written> {
    if value.is_nan() {
        return Err(NumericError::value("cannot convert float NaN to integer"));
    }
    if value.is_infinite() {
        return Err(NumericError::overflow("cannot convert float infinity to integer"));
    }
    let pattern = value.to_bits();
    let field = ((pattern >> 52) & 0x7ff) as i64;
    let exponent = field - 1075;
    let mantissa = (pattern & ((1 << 52) - 1)) | 1 << 52;
    let negative = value.is_sign_negative();
    if exponent <= 0 {
        // Below one the shift leaves nothing, subnormals included.
        out[0] = if exponent > -64 { mantissa >> -exponent } else { 0 };
        return Ok(Written::normalised(negative, &out[..1]));
    }
    let limb = (exponent / 64) as usize;
    let wide = u128::from(mantissa) << (exponent % 64);
    out[..limb].fill(0);
    out[limb] = wide as u64;
    let high = (wide >> 64) as u64;
    let mut length = limb + 1;
    if high != 0 {
        out[length] = high;
        length += 1;
    }
    Ok(Written { negative, length })
}

/// `a / b` of ints, correctly rounded whatever their sizes.
pub fn true_divide(a: IntRef, b: IntRef) -> Result<f64> {
    if b.is_zero() {
        return Err(NumericError::zero_division("division by zero"));
    }
    let negative = a.negative != b.negative;
    let overflow = || NumericError::overflow("integer division result too large for a float");
    let (a_bits, b_bits) = (a.bit_length() as i64, b.bit_length() as i64);
    let magnitude = if a.is_zero() || a_bits - b_bits < -1080 {
        0.0
    } else if a_bits <= 53 && b_bits <= 53 {
        a.magnitude[0] as f64 / b.magnitude[0] as f64
    } else if a_bits - b_bits > 1030 {
        return Err(overflow());
    } else {
        // Scale so that the quotient has 62 or 63 bits, all the rest being one sticky bit.
        let shift = 62 - (a_bits - b_bits);
        let (quotient, sticky) = scaled_quotient(a.magnitude, shift, b.magnitude);
        round_shifted(quotient, -shift, sticky).ok_or_else(overflow)?
    };
    Ok(if negative { -magnitude } else { magnitude })
}

/// `floor(a * 2**shift / b)`, known to fit 64 bits, and whether anything was lost.
fn scaled_quotient(a: &[u64], shift: i64, b: &[u64]) -> (u64, bool) {
    let limbs = (shift.unsigned_abs() / 64) as usize;
    let length = if shift >= 0 { a.len() + limbs + 1 } else { a.len() - limbs + 1 };
    with_scratch(length + 3 + b.len(), |scratch| {
        let (numerator, rest) = scratch.split_at_mut(length);
        let (quotient, remainder) = rest.split_at_mut(3);
        let view = IntRef::new(false, a);
        let mut sticky = false;
        let written = if shift >= 0 {
            super::shl(view, shift as u64, numerator)
        } else {
            let lost = shift.unsigned_abs();
            sticky = view.trailing_zeros() < lost;
            super::shr(view, lost, numerator)
        };
        let used = divide::divide(&numerator[..written.length], b, Some(&mut quotient[..]), remainder);
        sticky |= magnitude::normalised_length(remainder) != 0;
        debug_assert!(magnitude::normalised_length(&quotient[..used]) <= 1);
        (if used == 0 { 0 } else { quotient[0] }, sticky)
    })
}

/// Exact comparison of an int with a float; `None` for NaN.
pub fn compare_float(a: IntRef, value: f64) -> Option<Ordering> {
    if value.is_nan() {
        return None;
    }
    if value.is_infinite() {
        return Some(if value > 0.0 { Ordering::Less } else { Ordering::Greater });
    }
    let whole = value.trunc();
    let mut limbs = [0; FROM_F64_BOUND];
    let written = from_f64(whole, &mut limbs).ok()?;
    let order = super::compare(a, written.view(&limbs));
    Some(order.then_with(|| whole.partial_cmp(&value).unwrap_or(Ordering::Equal)))
}

/// The value as an i64, if it fits.
#[inline]
pub fn to_i64(a: IntRef) -> Option<i64> {
    match *a.magnitude {
        [] => Some(0),
        [limb] if a.negative => (limb <= 1 << 63).then(|| (limb as i64).wrapping_neg()),
        [limb] => i64::try_from(limb).ok(),
        _ => None,
    }
}

/// The value as a u64, if it fits.
#[inline]
pub fn to_u64(a: IntRef) -> Option<u64> {
    match *a.magnitude {
        [] => Some(0),
        [limb] if !a.negative => Some(limb),
        _ => None,
    }
}

/// The value as an i128, if it fits.
pub fn to_i128(a: IntRef) -> Option<i128> {
    let magnitude = match *a.magnitude {
        [] => 0,
        [low] => u128::from(low),
        [low, high] => u128::from(high) << 64 | u128::from(low),
        _ => return None,
    };
    if a.negative {
        (magnitude <= 1 << 127).then(|| (magnitude as i128).wrapping_neg())
    } else {
        i128::try_from(magnitude).ok()
    }
}
