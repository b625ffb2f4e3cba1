//! `float.as_integer_ratio()` in machine words: the caller shifts one of the two into limbs.

use crate::error::{NumericError, Result};

/// A finite float as `±numerator * 2**exponent`, numerator odd or zero: the ratio's numerator is
/// `numerator << max(exponent, 0)`, its denominator `1 << max(-exponent, 0)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ratio {
    pub negative: bool,
    pub numerator: u64,
    /// -1074..=971.
    pub exponent: i32,
}

/// Splits a finite float; CPython's errors for the others.
pub fn integer_ratio(value: f64) -> Result<Ratio> {
    if value.is_infinite() {
        return Err(NumericError::overflow("cannot convert Infinity to integer ratio"));
    }
    if value.is_nan() {
        return Err(NumericError::value("cannot convert NaN to integer ratio"));
    }
    if value == 0.0 {
        return Ok(Ratio {
            negative: false,
            numerator: 0,
            exponent: 0,
        });
    }
    let pattern = value.to_bits();
    let field = ((pattern >> 52) & 0x7ff) as i32;
    let fraction = pattern & ((1 << 52) - 1);
    let (mantissa, exponent) = if field == 0 { (fraction, -1074) } else { (fraction | 1 << 52, field - 1075) };
    let zeros = mantissa.trailing_zeros();
    Ok(Ratio {
        negative: value < 0.0,
        numerator: mantissa >> zeros,
        exponent: exponent + zeros as i32,
    })
}
