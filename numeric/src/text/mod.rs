//! Python's text rules that need no str object: character classes, quoting, lines, the fields of
//! `str.format`.
//!
//! A Python str may hold lone surrogates, so text is WTF-8 bytes wherever they matter.

mod classes;
mod fields;
mod lines;
mod quote;

pub use classes::{decimal_value, is_line_break, is_printable, is_space, number_text};
pub use fields::{AutoNumber, Field, FieldPath, FieldStart, Fields, FormatPiece, PathStep, unknown_conversion};
pub use lines::{Line, Lines, byte_lines, lines};
pub use quote::{bytes_repr, str_ascii, str_repr};

/// The first code point of WTF-8 text and its length in bytes. Text that is no WTF-8 gives U+FFFD
/// and one byte.
pub(crate) fn decode_first(wtf8: &[u8]) -> Option<(u32, usize)> {
    let first = *wtf8.first()?;
    let (start, length) = match first {
        ..0x80 => return Some((u32::from(first), 1)),
        0xf0.. => (u32::from(first & 0x07), 4),
        0xe0.. => (u32::from(first & 0x0f), 3),
        0xc0.. => (u32::from(first & 0x1f), 2),
        _ => return Some((0xfffd, 1)),
    };
    let Some(rest) = wtf8.get(1..length) else {
        return Some((0xfffd, 1));
    };
    let code = rest.iter().fold(start, |code, byte| code << 6 | u32::from(byte & 0x3f));
    Some((code, length))
}
