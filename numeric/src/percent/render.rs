//! Rendering one converted value under `printf`'s flags.

use crate::error::{ErrorKind, NumericError, Result};
use crate::floats::{DoubleFormat, Style, format_double};
use crate::format_spec::{character_count, first_characters, push_fill, reserve};
use crate::limbs::{IntRef, to_text, to_text_limited};

/// The flags and sizes of one conversion.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// `-`: padding on the right.
    pub left: bool,
    /// `+`: a sign for positives.
    pub plus: bool,
    /// A space for positives.
    pub blank: bool,
    /// `#`
    pub alternate: bool,
    /// `0`: zeros between sign and digits.
    pub zero: bool,
    /// Least width in characters.
    pub width: usize,
    pub precision: Option<usize>,
    pub code: char,
}

/// `%s`, `%r`, `%a`: WTF-8 text, cut to the precision and padded. For `%c` too, which no precision
/// cuts.
pub fn write_text(layout: &Layout, text: &[u8], out: &mut Vec<u8>) -> Result<()> {
    let text = match layout.precision {
        Some(count) if layout.code != 'c' => first_characters(text, count),
        _ => text,
    };
    let width = if layout.width == 0 { 0 } else { character_count(text) };
    pad(layout, text, width, out)
}

/// `%s`, `%b`, `%a`, `%c` in a bytes template: every byte counts as one.
pub fn write_bytes(layout: &Layout, bytes: &[u8], out: &mut Vec<u8>) -> Result<()> {
    let bytes = match layout.precision {
        Some(count) if layout.code != 'c' => &bytes[..count.min(bytes.len())],
        _ => bytes,
    };
    pad(layout, bytes, bytes.len(), out)
}

fn pad(layout: &Layout, text: &[u8], width: usize, out: &mut Vec<u8>) -> Result<()> {
    let padding = layout.width.saturating_sub(width);
    reserve(out, text.len().saturating_add(padding))?;
    if !layout.left {
        push_fill(' ', padding, out);
    }
    out.extend_from_slice(text);
    if layout.left {
        push_fill(' ', padding, out);
    }
    Ok(())
}

/// `%d %i %u %o %x %X`. `max_digits` is `sys.get_int_max_str_digits()` (0: no limit).
pub fn write_int(layout: &Layout, value: IntRef, max_digits: usize, out: &mut Vec<u8>) -> Result<()> {
    let (base, prefix): (u32, &[u8]) = match layout.code {
        'o' => (8, b"0o"),
        'x' => (16, b"0x"),
        'X' => (16, b"0X"),
        _ => (10, b""),
    };
    let mut digits = String::with_capacity(24);
    if base == 10 {
        to_text_limited(value.absolute(), max_digits, &mut digits)?;
    } else {
        to_text(value.absolute(), base, &mut digits);
        if layout.code == 'X' {
            digits.make_ascii_uppercase();
        }
    }
    let prefix = if layout.alternate { prefix } else { b"" };
    let zeros = layout.precision.unwrap_or(0).saturating_sub(digits.len());
    number(layout, value.is_negative(), prefix, zeros, digits.as_bytes(), out)
}

/// `%e %E %f %F %g %G`.
pub fn write_float(layout: &Layout, value: f64, out: &mut Vec<u8>) -> Result<()> {
    let precision = layout.precision.unwrap_or(6);
    if precision > 1 << 20 {
        Vec::<u8>::new()
            .try_reserve(precision.saturating_mul(2))
            .map_err(|_| NumericError::new(ErrorKind::MemoryError, ""))?;
    }
    let format = DoubleFormat {
        style: match layout.code {
            'e' | 'E' => Style::Exponent,
            'f' | 'F' => Style::Fixed,
            _ => Style::General,
        },
        precision,
        upper: layout.code.is_ascii_uppercase(),
        alternate: layout.alternate,
        keep_float: false,
    };
    let mut text = String::with_capacity(32);
    format_double(value, &format, &mut text);
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.as_str()),
    };
    number(layout, negative, b"", 0, digits.as_bytes(), out)
}

/// Spaces, sign, prefix, zeros, digits, spaces.
fn number(layout: &Layout, negative: bool, prefix: &[u8], zeros: usize, digits: &[u8], out: &mut Vec<u8>) -> Result<()> {
    let sign = if negative {
        Some(b'-')
    } else if layout.plus {
        Some(b'+')
    } else if layout.blank {
        Some(b' ')
    } else {
        None
    };
    let length = digits.len().saturating_add(zeros).saturating_add(prefix.len() + usize::from(sign.is_some()));
    let padding = layout.width.saturating_sub(length);
    reserve(out, length.saturating_add(padding))?;
    if !layout.left && !layout.zero {
        push_fill(' ', padding, out);
    }
    out.extend(sign);
    out.extend_from_slice(prefix);
    let fill = if layout.zero && !layout.left { padding } else { 0 };
    push_fill('0', zeros + fill, out);
    out.extend_from_slice(digits);
    if layout.left {
        push_fill(' ', padding, out);
    }
    Ok(())
}
