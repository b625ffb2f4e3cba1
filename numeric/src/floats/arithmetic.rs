//! Division with Python's sign rules, and `**` with Python's special cases.

use crate::error::{NumericError, Result};

fn zero_division() -> NumericError {
    NumericError::zero_division("division by zero")
}

/// `a / b`.
#[inline]
pub fn true_divide(a: f64, b: f64) -> Result<f64> {
    if b == 0.0 {
        return Err(zero_division());
    }
    Ok(a / b)
}

/// `a // b`.
#[inline]
pub fn floor_div(a: f64, b: f64) -> Result<f64> {
    divmod(a, b).map(|(quotient, _)| quotient)
}

/// `a % b`, with the divisor's sign.
#[inline]
pub fn modulo(a: f64, b: f64) -> Result<f64> {
    if b == 0.0 {
        return Err(zero_division());
    }
    let remainder = a % b;
    Ok(if remainder == 0.0 {
        0.0f64.copysign(b)
    } else if (b < 0.0) != (remainder < 0.0) {
        remainder + b
    } else {
        remainder
    })
}

/// `divmod(a, b)`.
pub fn divmod(a: f64, b: f64) -> Result<(f64, f64)> {
    if b == 0.0 {
        return Err(zero_division());
    }
    let mut remainder = a % b;
    // Exact up to the rounding of the division, which the adjustment below repairs.
    let mut quotient = (a - remainder) / b;
    if remainder == 0.0 {
        remainder = 0.0f64.copysign(b);
    } else if (b < 0.0) != (remainder < 0.0) {
        remainder += b;
        quotient -= 1.0;
    }
    let floor = if quotient == 0.0 {
        0.0f64.copysign(a / b)
    } else {
        let floor = quotient.floor();
        if quotient - floor > 0.5 { floor + 1.0 } else { floor }
    };
    Ok((floor, remainder))
}

/// What `base ** exponent` comes to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Power {
    Value(f64),
    /// Zero to a negative power.
    ZeroDivision,
    /// A negative base to a broken power: the result is complex.
    Complex,
    /// Finite operands, infinite result.
    Overflow,
}

/// `base ** exponent` for floats.
pub fn pow(base: f64, exponent: f64) -> Power {
    // The common case first: nothing special about either operand.
    if base > 0.0 && base.is_finite() && exponent.is_finite() {
        return finite(base.powf(exponent));
    }
    if exponent == 0.0 || base == 1.0 {
        return Power::Value(1.0);
    }
    if base.is_nan() || exponent.is_nan() {
        return Power::Value(base + exponent);
    }
    let odd = (exponent % 2.0).abs() == 1.0;
    if exponent.is_infinite() {
        let size = base.abs();
        return Power::Value(if size == 1.0 {
            1.0
        } else if (exponent > 0.0) == (size > 1.0) {
            f64::INFINITY
        } else {
            0.0
        });
    }
    if base.is_infinite() {
        return Power::Value(match (exponent > 0.0, odd) {
            (true, true) => base,
            (true, false) => base.abs(),
            (false, true) => 0.0f64.copysign(base),
            (false, false) => 0.0,
        });
    }
    if base == 0.0 {
        if exponent < 0.0 {
            return Power::ZeroDivision;
        }
        return Power::Value(if odd { base } else { 0.0 });
    }
    if exponent != exponent.floor() {
        return Power::Complex;
    }
    let size = if base == -1.0 { 1.0 } else { (-base).powf(exponent) };
    finite(if odd { -size } else { size })
}

fn finite(value: f64) -> Power {
    if value.is_infinite() { Power::Overflow } else { Power::Value(value) }
}

/// [`pow`] as a result: `Ok(None)` means the caller must compute a complex power. The overflow
/// message is the text CPython shows for `OverflowError(34, 'Numerical result out of range')`.
pub fn pow_result(base: f64, exponent: f64) -> Result<Option<f64>> {
    match pow(base, exponent) {
        Power::Value(value) => Ok(Some(value)),
        Power::Complex => Ok(None),
        Power::ZeroDivision => Err(NumericError::zero_division("zero to a negative power")),
        Power::Overflow => Err(NumericError::overflow("(34, 'Numerical result out of range')")),
    }
}
