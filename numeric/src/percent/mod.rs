//! `%`-formatting: the pieces of a template, and the rendering of its numbers and texts.
//!
//! [`Pieces`] walks a template; for each [`Conversion`] the caller fetches the arguments (it owns
//! objects: `*` widths, the value, a mapping's key), then calls the `write_*` function that fits.
//! Fetching before rendering, one piece at a time, is also the order in which CPython raises errors.

mod parse;
mod render;

pub use parse::{Amount, Conversion, Piece, Pieces, Template};
pub use render::{Layout, write_bytes, write_float, write_int, write_text};

use crate::error::{NumericError, Result};

/// `TypeError: not enough arguments for format string`.
pub fn not_enough_arguments() -> NumericError {
    NumericError::type_error("not enough arguments for format string")
}

/// The error of arguments left over.
pub fn too_many_arguments(template: Template) -> NumericError {
    NumericError::type_error(match template {
        Template::Str => "not all arguments converted during string formatting",
        Template::Bytes => "not all arguments converted during bytes formatting",
    })
}

/// The error of a `*` whose argument is no int.
pub fn star_wants_int() -> NumericError {
    NumericError::type_error("* wants int")
}

/// The error of a number conversion applied to a value that is none.
pub fn number_required(code: char, type_name: &str) -> NumericError {
    let wanted = if matches!(code, 'o' | 'x' | 'X') { "an integer" } else { "a real number" };
    NumericError::type_error(format!("%{code} format: {wanted} is required, not {type_name}"))
}

/// The WTF-8 bytes of `%c` for an int.
pub fn character(template: Template, code: Option<i64>, buffer: &mut [u8; 4]) -> Result<&[u8]> {
    match (template, code) {
        (Template::Str, Some(code @ 0..=0x10ffff)) => Ok(crate::format_spec::encode_wtf8(code as u32, buffer)),
        (Template::Str, _) => Err(NumericError::overflow("%c arg not in range(0x110000)")),
        (Template::Bytes, Some(code @ 0..=255)) => {
            buffer[0] = code as u8;
            Ok(&buffer[..1])
        }
        (Template::Bytes, _) => Err(NumericError::overflow("%c arg not in range(256)")),
    }
}
