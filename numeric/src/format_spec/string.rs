//! `format(str, spec)`: truncation and padding by characters.

use super::{Align, FormatSpec, SignOption, Target, push_fill, reserve, unknown_code};
use crate::error::{NumericError, Result};

/// `format(text, spec)` for WTF-8 text.
pub fn format_str(spec: &str, text: &[u8], type_name: &str, out: &mut Vec<u8>) -> Result<()> {
    let spec = FormatSpec::parse(spec, Target::Str, type_name)?;
    write_str(&spec, text, type_name, out)
}

/// [`format_str`] with a parsed spec.
pub fn write_str(spec: &FormatSpec, text: &[u8], type_name: &str, out: &mut Vec<u8>) -> Result<()> {
    if let Some(code) = spec.code
        && code != 's'
    {
        return Err(unknown_code(code, type_name));
    }
    check_options(spec)?;
    let text = match spec.precision {
        Some(count) => first_characters(text, count),
        None => text,
    };
    let width = spec.width.unwrap_or(0);
    let padding = if width == 0 { 0 } else { width.saturating_sub(character_count(text)) };
    reserve(out, text.len().saturating_add(padding.saturating_mul(spec.fill.len_utf8())))?;
    let left = match spec.align {
        Align::Right => padding,
        Align::Center => padding / 2,
        Align::Left | Align::AfterSign => 0,
    };
    push_fill(spec.fill, left, out);
    out.extend_from_slice(text);
    push_fill(spec.fill, padding - left, out);
    Ok(())
}

fn check_options(spec: &FormatSpec) -> Result<()> {
    let refused = match spec.sign {
        SignOption::Space => Some("Space not allowed in string format specifier"),
        SignOption::Always | SignOption::Negative { explicit: true } => Some("Sign not allowed in string format specifier"),
        SignOption::Negative { explicit: false } if spec.no_negative_zero => Some("Negative zero coercion (z) not allowed in string format specifier"),
        SignOption::Negative { explicit: false } if spec.alternate => Some("Alternate form (#) not allowed in string format specifier"),
        SignOption::Negative { explicit: false } if spec.align == Align::AfterSign => Some("'=' alignment not allowed in string format specifier"),
        SignOption::Negative { explicit: false } => None,
    };
    match refused {
        Some(message) => Err(NumericError::value(message)),
        None => Ok(()),
    }
}

fn starts_character(byte: u8) -> bool {
    byte & 0xc0 != 0x80
}

/// Characters in WTF-8 text.
pub(crate) fn character_count(text: &[u8]) -> usize {
    text.iter().filter(|&&byte| starts_character(byte)).count()
}

/// The first `count` characters of WTF-8 text.
pub(crate) fn first_characters(text: &[u8], count: usize) -> &[u8] {
    if count >= text.len() {
        return text;
    }
    let end = text
        .iter()
        .enumerate()
        .filter(|&(_, &byte)| starts_character(byte))
        .nth(count)
        .map_or(text.len(), |(index, _)| index);
    &text[..end]
}
