//! `float.hex()` and `float.fromhex()`.

use super::parse::special;
use crate::error::{NumericError, Result};
use crate::limbs::{round_shifted, trim_ascii_space};
use std::fmt::Write;

/// `value.hex()`.
pub fn to_hex(value: f64) -> String {
    if !value.is_finite() {
        return super::repr(value).to_string();
    }
    let sign = if value.is_sign_negative() { "-" } else { "" };
    if value == 0.0 {
        return format!("{sign}0x0.0p+0");
    }
    let pattern = value.to_bits();
    let field = ((pattern >> 52) & 0x7ff) as i32;
    let fraction = pattern & ((1 << 52) - 1);
    let (whole, exponent) = if field == 0 { (0, -1022) } else { (1, field - 1023) };
    let mut text = String::with_capacity(24);
    write!(text, "{sign}0x{whole}.{fraction:013x}p{exponent:+}").expect("a String takes all");
    text
}

fn invalid() -> NumericError {
    NumericError::value("invalid hexadecimal floating-point string")
}

/// `float.fromhex(text)`.
pub fn from_hex(text: &[u8]) -> Result<f64> {
    let text = trim_ascii_space(text);
    let (negative, rest) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    let magnitude = match special(rest) {
        Some(value) => value,
        None => {
            let rest = match rest {
                [b'0', b'x' | b'X', rest @ ..] => rest,
                _ => rest,
            };
            finite_magnitude(rest)?
        }
    };
    Ok(if negative { -magnitude } else { magnitude })
}

/// `digits [. digits] [p [sign] decimal]`, correctly rounded.
fn finite_magnitude(text: &[u8]) -> Result<f64> {
    let mut mantissa = 0u64;
    let mut exponent = 0i64;
    let mut sticky = false;
    let mut digits = 0usize;
    let mut seen_point = false;
    let mut rest = text;
    while let [byte, tail @ ..] = rest {
        match char::from(*byte).to_digit(16) {
            Some(digit) => {
                digits += 1;
                if mantissa >> 60 == 0 {
                    mantissa = mantissa << 4 | u64::from(digit);
                    exponent -= if seen_point { 4 } else { 0 };
                } else {
                    // 61 bits or more are held: the rest only decides ties.
                    sticky |= digit != 0;
                    exponent += if seen_point { 0 } else { 4 };
                }
            }
            None if *byte == b'.' && !seen_point => seen_point = true,
            None => break,
        }
        rest = tail;
    }
    if digits == 0 {
        return Err(invalid());
    }
    if let [b'p' | b'P', tail @ ..] = rest {
        exponent = exponent.saturating_add(parse_exponent(tail)?);
    } else if !rest.is_empty() {
        return Err(invalid());
    }
    if mantissa == 0 {
        return Ok(0.0);
    }
    let exponent = exponent.clamp(-1 << 40, 1 << 40);
    round_shifted(mantissa, exponent, sticky).ok_or_else(|| NumericError::overflow("hexadecimal value too large to represent as a float"))
}

fn parse_exponent(text: &[u8]) -> Result<i64> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    if digits.is_empty() {
        return Err(invalid());
    }
    let mut value = 0i64;
    for &byte in digits {
        if !byte.is_ascii_digit() {
            return Err(invalid());
        }
        value = value.saturating_mul(10).saturating_add(i64::from(byte - b'0'));
    }
    Ok(if negative { -value } else { value })
}
