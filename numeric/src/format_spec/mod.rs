//! The format mini-language: `format(value, spec)` for int, float and str.
//!
//! Parsing and applying are separate, so that a constant spec of an f-string is parsed once. The
//! rules and error texts are CPython's; some errors depend on the type's name, which both steps
//! take because subclasses show their own.
//!
//! Output is appended to WTF-8 bytes; numbers only ever append ASCII and the fill character.

mod complex;
mod float;
mod int;
mod number;
mod parse;
mod string;

pub use complex::format_complex;
pub use float::{format_float, write_float};
pub use int::{format_int, write_int};
pub use string::{format_str, write_str};

pub(crate) use int::encode_wtf8;
pub(crate) use string::{character_count, first_characters};

use crate::error::{ErrorKind, NumericError, Result};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// `<`
    Left,
    /// `>`
    Right,
    /// `^`
    Center,
    /// `=`: padding between sign and digits.
    AfterSign,
}

/// The sign option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignOption {
    /// Not given, or `-`: only negatives have a sign. `explicit` tells the two apart for errors.
    Negative { explicit: bool },
    /// `+`
    Always,
    /// A space for positives.
    Space,
}

/// A thousands separator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grouping {
    None,
    Comma,
    Underscore,
}

impl Grouping {
    pub(crate) fn separator(self) -> Option<u8> {
        match self {
            Grouping::None => None,
            Grouping::Comma => Some(b','),
            Grouping::Underscore => Some(b'_'),
        }
    }
}

/// The kind of value a spec is parsed for: it decides the default alignment and type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    Str,
    Int,
    Float,
    Complex,
}

/// A parsed format spec.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormatSpec {
    pub fill: char,
    pub align: Align,
    pub sign: SignOption,
    /// `z`: negative zero is written as zero.
    pub no_negative_zero: bool,
    /// `#`
    pub alternate: bool,
    /// In characters.
    pub width: Option<usize>,
    pub grouping: Grouping,
    pub precision: Option<usize>,
    pub fraction_grouping: Grouping,
    /// The type character; `None` when the spec has none.
    pub code: Option<char>,
}

impl FormatSpec {
    /// Parses `spec` for a value of the kind `target`, whose type calls itself `type_name`.
    pub fn parse(spec: &str, target: Target, type_name: &str) -> Result<FormatSpec> {
        parse::parse(spec, target, type_name)
    }
}

/// The error of a type character that the value's type does not know.
pub fn unknown_code(code: char, type_name: &str) -> NumericError {
    let shown = if ('!'..'\u{80}').contains(&code) {
        format!("'{code}'")
    } else {
        format!("'\\x{:x}'", u32::from(code))
    };
    NumericError::value(format!("Unknown format code {shown} for object of type '{type_name}'"))
}

/// Makes room for `count` more bytes, or says that there is none (widths come from the user).
pub(crate) fn reserve(out: &mut Vec<u8>, count: usize) -> Result<()> {
    out.try_reserve(count).map_err(|_| NumericError::new(ErrorKind::MemoryError, ""))
}

/// Appends `count` copies of `fill`; room must have been reserved.
pub(crate) fn push_fill(fill: char, count: usize, out: &mut Vec<u8>) {
    let mut buffer = [0; 4];
    match fill.encode_utf8(&mut buffer).as_bytes() {
        [byte] => out.resize(out.len() + count, *byte),
        bytes => (0..count).for_each(|_| out.extend_from_slice(bytes)),
    }
}
