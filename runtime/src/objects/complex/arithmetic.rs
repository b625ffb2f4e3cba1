//! Complex arithmetic with the algorithms of C11's annex G, which CPython follows: infinities are
//! recovered from NaN results of products and quotients, and a real operand has no imaginary part
//! (rather than a zero one).

use crate::thread::{Raised, Thread};
use crate::value::Value;

/// Real and imaginary part.
pub type Parts = (f64, f64);

/// An operand of a mixed operation.
#[derive(Clone, Copy)]
pub enum Operand {
    Real(f64),
    Complex(Parts),
}

/// `a + b`
pub fn add(a: Operand, b: Operand) -> Parts {
    match (a, b) {
        (Operand::Complex((x, y)), Operand::Complex((u, v))) => (x + u, y + v),
        (Operand::Complex((x, y)), Operand::Real(r)) | (Operand::Real(r), Operand::Complex((x, y))) => (x + r, y),
        (Operand::Real(a), Operand::Real(b)) => (a + b, 0.0),
    }
}

/// `a - b`
pub fn sub(a: Operand, b: Operand) -> Parts {
    match (a, b) {
        (Operand::Complex((x, y)), Operand::Complex((u, v))) => (x - u, y - v),
        (Operand::Complex((x, y)), Operand::Real(r)) => (x - r, y),
        (Operand::Real(r), Operand::Complex((x, y))) => (r - x, -y),
        (Operand::Real(a), Operand::Real(b)) => (a - b, 0.0),
    }
}

/// `a * b`
pub fn mul(a: Operand, b: Operand) -> Parts {
    match (a, b) {
        (Operand::Complex(a), Operand::Complex(b)) => product(a, b),
        (Operand::Complex((x, y)), Operand::Real(r)) | (Operand::Real(r), Operand::Complex((x, y))) => (x * r, y * r),
        (Operand::Real(a), Operand::Real(b)) => (a * b, 0.0),
    }
}

/// 1 or 0 with the sign of `x`: whether it is infinite.
fn boxed(x: f64) -> f64 {
    (if x.is_infinite() { 1.0f64 } else { 0.0 }).copysign(x)
}

/// NaN as a zero of its sign.
fn unless_nan(x: f64) -> f64 {
    if x.is_nan() { 0.0f64.copysign(x) } else { x }
}

fn product((mut a, mut b): Parts, (mut c, mut d): Parts) -> Parts {
    let (ac, bd, ad, bc) = (a * c, b * d, a * d, b * c);
    let (real, imaginary) = (ac - bd, ad + bc);
    if !(real.is_nan() && imaginary.is_nan()) {
        return (real, imaginary);
    }
    let mut recover = false;
    if a.is_infinite() || b.is_infinite() {
        (a, b) = (boxed(a), boxed(b));
        (c, d) = (unless_nan(c), unless_nan(d));
        recover = true;
    }
    if c.is_infinite() || d.is_infinite() {
        (c, d) = (boxed(c), boxed(d));
        (a, b) = (unless_nan(a), unless_nan(b));
        recover = true;
    }
    if !recover && [ac, bd, ad, bc].iter().any(|x| x.is_infinite()) {
        (a, b, c, d) = (unless_nan(a), unless_nan(b), unless_nan(c), unless_nan(d));
        recover = true;
    }
    if recover {
        (f64::INFINITY * (a * c - b * d), f64::INFINITY * (a * d + b * c))
    } else {
        (real, imaginary)
    }
}

/// `a / b`; `None` for division by zero.
pub fn div(a: Operand, b: Operand) -> Option<Parts> {
    match (a, b) {
        (_, Operand::Real(0.0)) => None,
        (Operand::Complex((x, y)), Operand::Real(r)) => Some((x / r, y / r)),
        (Operand::Complex(a), Operand::Complex(b)) => quotient(a, b),
        (Operand::Real(a), Operand::Complex(b)) => real_quotient(a, b),
        (Operand::Real(a), Operand::Real(b)) => Some((a / b, 0.0)),
    }
}

/// Smith's method.
fn quotient((a, b): Parts, (c, d): Parts) -> Option<Parts> {
    let (real, imaginary) = if c.abs() >= d.abs() {
        if c == 0.0 {
            return None;
        }
        let ratio = d / c;
        let denominator = c + d * ratio;
        ((a + b * ratio) / denominator, (b - a * ratio) / denominator)
    } else if d.abs() >= c.abs() {
        let ratio = c / d;
        let denominator = c * ratio + d;
        ((a * ratio + b) / denominator, (b * ratio - a) / denominator)
    } else {
        (f64::NAN, f64::NAN)
    };
    if real.is_nan() && imaginary.is_nan() {
        if (a.is_infinite() || b.is_infinite()) && c.is_finite() && d.is_finite() {
            let (x, y) = (boxed(a), boxed(b));
            return Some((f64::INFINITY * (x * c + y * d), f64::INFINITY * (y * c - x * d)));
        }
        if (c.is_infinite() || d.is_infinite()) && a.is_finite() && b.is_finite() {
            let (x, y) = (boxed(c), boxed(d));
            return Some((0.0 * (a * x + b * y), 0.0 * (b * x - a * y)));
        }
    }
    Some((real, imaginary))
}

fn real_quotient(a: f64, (c, d): Parts) -> Option<Parts> {
    let (real, imaginary) = if c.abs() >= d.abs() {
        if c == 0.0 {
            return None;
        }
        let ratio = d / c;
        let denominator = c + d * ratio;
        (a / denominator, -a * ratio / denominator)
    } else if d.abs() >= c.abs() {
        let ratio = c / d;
        let denominator = c * ratio + d;
        (a * ratio / denominator, -a / denominator)
    } else {
        (f64::NAN, f64::NAN)
    };
    if real.is_nan() && imaginary.is_nan() && a.is_finite() && (c.is_infinite() || d.is_infinite()) {
        let (x, y) = (boxed(c), boxed(d));
        return Some((0.0 * (a * x), 0.0 * (-a * y)));
    }
    Some((real, imaginary))
}

/// `base ** n` by squaring; `None`: zero to a negative power.
fn power_of_int(base: Parts, n: i32) -> Option<Parts> {
    let mut result = (1.0, 0.0);
    let mut square = base;
    let mut left = n.unsigned_abs();
    while left > 0 {
        if left & 1 == 1 {
            result = product(result, square);
        }
        left >>= 1;
        if left > 0 {
            square = product(square, square);
        }
    }
    if n < 0 { quotient((1.0, 0.0), result) } else { Some(result) }
}

/// `base ** exponent` in polar form; `None`: zero to a negative or complex power.
fn power((a, b): Parts, (c, d): Parts) -> Option<Parts> {
    if c == 0.0 && d == 0.0 {
        return Some((1.0, 0.0));
    }
    if a == 0.0 && b == 0.0 {
        return if d != 0.0 || c < 0.0 { None } else { Some((0.0, 0.0)) };
    }
    let size = a.hypot(b);
    let angle = b.atan2(a);
    let mut length = size.powf(c);
    let mut phase = angle * c;
    if d != 0.0 {
        length *= (-angle * d).exp();
        phase += d * size.ln();
    }
    Some((length * phase.cos(), length * phase.sin()))
}

/// `base ** exponent` as a new object.
pub fn pow(t: &mut Thread, base: Parts, exponent: Parts) -> Result<Value, Raised> {
    let (c, d) = exponent;
    // Small whole exponents are more exact by multiplication.
    let whole = d == 0.0 && c == c.floor() && c.abs() <= 100.0;
    match if whole { power_of_int(base, c as i32) } else { power(base, exponent) } {
        None => Err(t.zero_division("zero to a negative or complex power")),
        Some((x, y)) if x.is_infinite() || y.is_infinite() => Err(t.overflow_error("complex exponentiation")),
        Some((x, y)) => Ok(super::new(t, x, y)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotients_and_products() {
        assert_eq!(quotient((1.0, 2.0), (3.0, -4.0)), Some((-0.2, 0.4)));
        assert_eq!(real_quotient(1.0, (1e200, 1e200)), Some((5e-201, -5e-201)));
        assert_eq!(quotient((1.0, 1.0), (0.0, 0.0)), None);
        let (x, y) = product((f64::INFINITY, 1.0), (0.0, 1.0));
        assert!(x.is_nan() && y == f64::INFINITY);
        assert_eq!(product((f64::INFINITY, f64::NAN), (1.0, 1.0)).0, f64::INFINITY);
    }

    #[test]
    fn powers() {
        assert_eq!(power_of_int((1.0, 2.0), 3), Some((-11.0, -2.0)));
        assert_eq!(power_of_int((0.0, 2.0), -1), Some((0.0, -0.5)));
        assert_eq!(power((3.0, 4.0), (0.5, 0.0)), Some((2.0, 1.0)));
        assert_eq!(power((0.0, 0.0), (0.0, 1.0)), None);
    }
}
