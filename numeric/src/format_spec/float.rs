//! `format(float, spec)`.

use super::number::{Parts, layout};
use super::{FormatSpec, Target, unknown_code};
use crate::error::{ErrorKind, NumericError, Result};
use crate::floats::{DoubleFormat, Style, format_double};

/// `format(value, spec)`.
pub fn format_float(spec: &str, value: f64, type_name: &str, out: &mut Vec<u8>) -> Result<()> {
    let spec = FormatSpec::parse(spec, Target::Float, type_name)?;
    write_float(&spec, value, type_name, out)
}

/// [`format_float`] with a parsed spec.
pub fn write_float(spec: &FormatSpec, value: f64, type_name: &str, out: &mut Vec<u8>) -> Result<()> {
    let precision = check_precision(spec.precision)?;
    let (style, default_precision) = match spec.code {
        None if precision.is_none() => (Style::Shortest, 0),
        None | Some('g' | 'G' | 'n') => (Style::General, 6),
        Some('e' | 'E') => (Style::Exponent, 6),
        Some('f' | 'F' | '%') => (Style::Fixed, 6),
        Some(code) => return Err(unknown_code(code, type_name)),
    };
    let format = DoubleFormat {
        style,
        precision: precision.unwrap_or(default_precision),
        upper: matches!(spec.code, Some('E' | 'F' | 'G')),
        alternate: spec.alternate,
        keep_float: spec.code.is_none(),
    };
    let percent = spec.code == Some('%');
    let value = if percent { value * 100.0 } else { value };
    let mut text = String::with_capacity(32);
    format_double(value, &format, &mut text);
    if percent {
        text.push('%');
    }
    layout(spec, &split(&text, spec.no_negative_zero), out)
}

/// C's formatting takes an int; and what cannot be allocated is refused here.
pub(super) fn check_precision(precision: Option<usize>) -> Result<Option<usize>> {
    let Some(count) = precision else {
        return Ok(None);
    };
    if count > i32::MAX as usize {
        return Err(NumericError::value("precision too big"));
    }
    if count > 1 << 20 {
        // Twice: digits are written once as text and once laid out.
        Vec::<u8>::new()
            .try_reserve(count.saturating_mul(2))
            .map_err(|_| NumericError::new(ErrorKind::MemoryError, ""))?;
    }
    Ok(precision)
}

/// Takes a float's text apart.
pub(super) fn split(text: &str, no_negative_zero: bool) -> Parts<'_> {
    let bytes = text.as_bytes();
    let (mut negative, bytes) = match bytes {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, bytes),
    };
    let (digits, after) = split_digits(bytes);
    let (point, after) = match after {
        [b'.', rest @ ..] => (true, rest),
        _ => (false, after),
    };
    let (fraction, rest) = if point { split_digits(after) } else { (&after[..0], after) };
    // What counts is the rounded text: -0.001 to two digits is a zero too.
    let zero = !digits.is_empty() && digits.iter().chain(fraction).all(|&digit| digit == b'0');
    if no_negative_zero && zero {
        negative = false;
    }
    Parts {
        negative,
        prefix: b"",
        digits,
        group: 3,
        point,
        fraction,
        rest,
    }
}

fn split_digits(bytes: &[u8]) -> (&[u8], &[u8]) {
    let count = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    bytes.split_at(count)
}
