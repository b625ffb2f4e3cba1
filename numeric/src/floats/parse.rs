//! `float(text)`: CPython's grammar in front of the standard library's correctly rounded parser.

use crate::error::NumericError;
use crate::limbs::trim_ascii_space;

/// Parses as `float(text)`; `None` for what CPython rejects. `text` is ASCII: map Unicode digits
/// and spaces with [`crate::text`] first.
pub fn parse(text: &[u8]) -> Option<f64> {
    let text = trim_ascii_space(text);
    if text.contains(&b'_') {
        return parse_plain(&without_underscores(text)?);
    }
    parse_plain(text)
}

/// The error of a text that is no float; `shown` is `repr()` of the object.
pub fn parse_error(shown: &str) -> NumericError {
    NumericError::value(format!("could not convert string to float: {shown}"))
}

/// Drops underscores, each of which must stand between two digits.
fn without_underscores(text: &[u8]) -> Option<Vec<u8>> {
    let mut clean = Vec::with_capacity(text.len());
    let mut previous = 0u8;
    for &byte in text {
        if byte == b'_' {
            if !previous.is_ascii_digit() {
                return None;
            }
        } else {
            if previous == b'_' && !byte.is_ascii_digit() {
                return None;
            }
            clean.push(byte);
        }
        previous = byte;
    }
    (previous != b'_').then_some(clean)
}

fn parse_plain(text: &[u8]) -> Option<f64> {
    let (negative, unsigned) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    let value = match special(unsigned) {
        Some(value) => value,
        None => {
            check_grammar(unsigned)?;
            std::str::from_utf8(unsigned).ok()?.parse().ok()?
        }
    };
    Some(if negative { -value } else { value })
}

/// The words for infinity and NaN, in any case.
pub(super) fn special(text: &[u8]) -> Option<f64> {
    if text.eq_ignore_ascii_case(b"inf") || text.eq_ignore_ascii_case(b"infinity") {
        Some(f64::INFINITY)
    } else if text.eq_ignore_ascii_case(b"nan") {
        Some(f64::NAN)
    } else {
        None
    }
}

/// `digits [. digits] [e [sign] digits]` with a digit before or after the point.
fn check_grammar(text: &[u8]) -> Option<()> {
    let (whole, rest) = skip_digits(text);
    let (fraction, rest) = match rest {
        [b'.', rest @ ..] => skip_digits(rest),
        _ => (0, rest),
    };
    if whole + fraction == 0 {
        return None;
    }
    let rest = match rest {
        [b'e' | b'E', b'+' | b'-', rest @ ..] | [b'e' | b'E', rest @ ..] => {
            let (exponent, rest) = skip_digits(rest);
            if exponent == 0 {
                return None;
            }
            rest
        }
        _ => rest,
    };
    rest.is_empty().then_some(())
}

fn skip_digits(text: &[u8]) -> (usize, &[u8]) {
    let count = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    (count, &text[count..])
}
