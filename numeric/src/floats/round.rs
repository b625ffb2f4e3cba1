//! `round(float, ndigits)`: half to even on the exact decimal value, as CPython's dtoa gives it.

use crate::error::{NumericError, Result};
use std::fmt::Write;

/// More digits than this after the point change no float.
const MOST_DIGITS: i64 = 323;
/// Rounding this far before the point leaves zero.
const LEAST_DIGITS: i64 = -308;

/// `round(value)` as a float: half to even. Convert with [`crate::limbs::from_f64`], whose errors
/// are also those of rounding infinities and NaN.
#[inline]
pub fn round_half_even(value: f64) -> f64 {
    value.round_ties_even()
}

/// `round(value, digits)`.
pub fn round_to_digits(value: f64, digits: i64) -> Result<f64> {
    if !value.is_finite() || digits > MOST_DIGITS {
        return Ok(value);
    }
    if digits < LEAST_DIGITS {
        return Ok(0.0 * value);
    }
    if let Some((scaled, power)) = scaled_round(value, digits) {
        // Both are exact, so the division rounds once, as reading the decimal text would.
        return Ok(scaled / power);
    }
    let mut text = String::with_capacity(32);
    if digits >= 0 {
        write!(text, "{:.*}", digits as usize, value).expect("a String takes all");
    } else {
        before_point(value, -digits as usize, &mut text);
    }
    let rounded: f64 = text.parse().expect("formatted floats parse");
    if rounded.is_infinite() {
        return Err(NumericError::overflow("rounded value too large to represent"));
    }
    Ok(rounded)
}

/// `value * 10**digits` rounded half to even, exactly, and the power of ten; `None` when that is
/// too large to be exact in a float.
pub(super) fn scaled_round(value: f64, digits: i64) -> Option<(f64, f64)> {
    let power = *EXACT_POWERS.get(usize::try_from(digits).ok()?)?;
    let product = value * power;
    if product.abs() >= EXACT_HALVES {
        return None;
    }
    let rounded = product.round_ties_even();
    let rest = product - rounded;
    if rest.abs() < 0.5 {
        return Some((rounded, power));
    }
    // The product may only look like a tie: its rounding error, which the fused multiply-add
    // yields exactly, decides.
    let error = value.mul_add(power, -product);
    let beyond = error != 0.0 && (error > 0.0) == (rest > 0.0);
    Some((if beyond { rounded + rest.signum() } else { rounded }, power))
}

/// Below this, floats hold halves exactly.
const EXACT_HALVES: f64 = (1u64 << 52) as f64;

/// The powers of ten that are floats exactly.
const EXACT_POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
];

/// Writes `value` rounded to a multiple of `10**places`, as digits and exponent.
fn before_point(value: f64, places: usize, text: &mut String) {
    // The fraction cannot be dropped beforehand: it decides ties. Exact text decides instead.
    let mut exact = String::new();
    let magnitude = value.abs();
    let fraction = magnitude.fract() != 0.0;
    write!(exact, "{:.0}", magnitude.trunc()).expect("a String takes all");
    let (kept, dropped) = if exact.len() >= places {
        exact.split_at(exact.len() - places)
    } else {
        ("", "0")
    };
    let half = dropped.as_bytes()[0].cmp(&b'5').then_with(|| {
        let more = fraction || dropped.bytes().skip(1).any(|digit| digit != b'0');
        if more { std::cmp::Ordering::Greater } else { std::cmp::Ordering::Equal }
    });
    let odd = kept.as_bytes().last().is_some_and(|digit| digit & 1 == 1);
    let up = half.is_gt() || (half.is_eq() && odd);
    if value.is_sign_negative() {
        text.push('-');
    }
    push_incremented(kept, up, text);
    write!(text, "e{places}").expect("a String takes all");
}

/// Appends decimal `digits` plus one if `up`; no digits are zero.
fn push_incremented(digits: &str, up: bool, text: &mut String) {
    if !up {
        text.push_str(if digits.is_empty() { "0" } else { digits });
        return;
    }
    let nines = digits.bytes().rev().take_while(|&digit| digit == b'9').count();
    let (head, _) = digits.split_at(digits.len() - nines);
    match head.as_bytes().last() {
        Some(&last) => {
            text.push_str(&head[..head.len() - 1]);
            text.push(char::from(last + 1));
        }
        None => text.push('1'),
    }
    text.extend(std::iter::repeat_n('0', nines));
}
