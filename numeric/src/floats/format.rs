//! Floats to text with a given style and precision: what C's `printf` does with `f`, `e`, `g`, and
//! CPython's `r` (shortest digits).
//!
//! Always correctly rounded (half to even on the exact binary value), whatever the precision. The
//! standard library yields the digits; beyond a float's last exact digit there are only zeros,
//! which are appended here, because `core::fmt` limits precisions to 16 bits.

use super::digits::shortest;
use super::round::scaled_round;
use crate::small::Decimal;
use std::fmt::Write;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `%f`: precision is digits after the point.
    Fixed,
    /// `%e`: precision is digits after the first.
    Exponent,
    /// `%g`: precision is significant digits.
    General,
    /// As `repr`; precision is ignored.
    Shortest,
}

/// How [`format_double`] lays out a float.
#[derive(Clone, Copy, Debug)]
pub struct DoubleFormat {
    pub style: Style,
    pub precision: usize,
    /// Upper-case exponent, INF and NAN.
    pub upper: bool,
    /// `#`: always a decimal point, and trailing zeros in [`Style::General`].
    pub alternate: bool,
    /// Append `.0` to what would look like an int (and leave one more digit to the exponent form).
    pub keep_float: bool,
}

/// No float has more fractional digits than this.
const MOST_FRACTION_DIGITS: usize = 1074;
/// No float has more significant digits than this.
const MOST_SIGNIFICANT_DIGITS: usize = 767;

/// Appends `value`, with `-` for negatives (also -0.0, but never NaN).
pub fn format_double(value: f64, format: &DoubleFormat, out: &mut String) {
    if value.is_nan() {
        out.push_str(if format.upper { "NAN" } else { "nan" });
        return;
    }
    if value.is_sign_negative() {
        out.push('-');
    }
    let magnitude = value.abs();
    if magnitude.is_infinite() {
        out.push_str(if format.upper { "INF" } else { "inf" });
        return;
    }
    match format.style {
        Style::Fixed => fixed(magnitude, format, out),
        Style::Exponent => exponent(magnitude, format, out),
        Style::General => general(magnitude, format, out),
        Style::Shortest => {
            let digits = shortest(magnitude);
            layout(digits.as_str(), digits.point(), 16, format, out);
        }
    }
}

fn push_zeros(count: usize, out: &mut String) {
    out.extend(std::iter::repeat_n('0', count));
}

fn fixed(magnitude: f64, format: &DoubleFormat, out: &mut String) {
    match scaled_round(magnitude, i64::try_from(format.precision).unwrap_or(i64::MAX)) {
        Some((scaled, power)) => {
            // Short decimals, which is what programs print, need no big arithmetic. (A power
            // beyond 64 bits saturates, still above the scaled value: nothing is whole then.)
            let (scaled, power) = (scaled as u64, power as u64);
            out.push_str(Decimal::new(scaled / power).as_str());
            if format.precision > 0 {
                out.push('.');
                let fraction = Decimal::new(scaled % power);
                push_zeros(format.precision - fraction.as_str().len(), out);
                out.push_str(fraction.as_str());
            }
        }
        None => {
            let known = format.precision.min(MOST_FRACTION_DIGITS);
            write!(out, "{magnitude:.known$}").expect("a String takes all");
            push_zeros(format.precision - known, out);
        }
    }
    if format.precision == 0 {
        if format.alternate {
            out.push('.');
        } else if format.keep_float {
            out.push_str(".0");
        }
    }
}

/// Calls `use_digits` with `count` correctly rounded significant digits and the decimal point's
/// position; digits beyond the exact ones are left off.
fn significant<R>(magnitude: f64, count: usize, use_digits: impl FnOnce(&str, i32) -> R) -> R {
    let known = count.clamp(1, MOST_SIGNIFICANT_DIGITS) - 1;
    let mut text = String::with_capacity(32);
    write!(text, "{magnitude:.known$e}").expect("a String takes all");
    let (digits, exponent) = text.split_once('e').expect("exponent form");
    let exponent: i32 = exponent.parse().expect("a decimal exponent");
    let mut plain = String::with_capacity(digits.len());
    plain.extend(digits.chars().filter(|&digit| digit != '.'));
    use_digits(&plain, exponent + 1)
}

fn push_exponent(point: i32, upper: bool, out: &mut String) {
    let exponent = point - 1;
    out.push(if upper { 'E' } else { 'e' });
    out.push(if exponent < 0 { '-' } else { '+' });
    let size = exponent.unsigned_abs();
    if size < 10 {
        out.push('0');
    }
    out.push_str(Decimal::new(u64::from(size)).as_str());
}

fn exponent(magnitude: f64, format: &DoubleFormat, out: &mut String) {
    significant(magnitude, format.precision + 1, |digits, point| {
        out.push_str(&digits[..1]);
        if format.precision > 0 {
            out.push('.');
            out.push_str(&digits[1..]);
            push_zeros(format.precision + 1 - digits.len(), out);
        } else if format.alternate {
            out.push('.');
        }
        push_exponent(point, format.upper, out);
    });
}

fn general(magnitude: f64, format: &DoubleFormat, out: &mut String) {
    let precision = format.precision.max(1);
    significant(magnitude, precision, |digits, point| {
        let trimmed = digits.trim_end_matches('0');
        let kept = if trimmed.is_empty() { &digits[..1] } else { trimmed };
        if format.alternate {
            let mut padded = String::from(digits);
            push_zeros(precision - digits.len(), &mut padded);
            layout(&padded, point, precision, format, out);
        } else {
            layout(kept, point, precision, format, out);
        }
    });
}

/// Places the point, or an exponent when the value is outside `1e-4 ..  10**width`.
fn layout(digits: &str, point: i32, width: usize, format: &DoubleFormat, out: &mut String) {
    // CPython keeps room for the ".0" it is going to add.
    let reserved = i64::from(format.keep_float && format.style == Style::General);
    let most = i64::try_from(width).unwrap_or(i64::MAX) - reserved;
    if point <= -4 || i64::from(point) > most {
        let (first, rest) = digits.split_at(1);
        out.push_str(first);
        if !rest.is_empty() {
            out.push('.');
            out.push_str(rest);
        } else if format.alternate {
            out.push('.');
        }
        push_exponent(point, format.upper, out);
        return;
    }
    if point <= 0 {
        out.push_str("0.");
        push_zeros(point.unsigned_abs() as usize, out);
        out.push_str(digits);
        return;
    }
    let point = point as usize;
    if digits.len() > point {
        let (whole, fraction) = digits.split_at(point);
        out.push_str(whole);
        out.push('.');
        out.push_str(fraction);
        return;
    }
    out.push_str(digits);
    push_zeros(point - digits.len(), out);
    if format.keep_float {
        out.push_str(".0");
    } else if format.alternate {
        out.push('.');
    }
}
