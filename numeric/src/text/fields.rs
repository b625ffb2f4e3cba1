//! The grammar of `str.format`: literal text, and fields `{name[!conversion][:spec]}` whose names
//! have paths of attributes and items.
//!
//! Only the grammar lives here. The caller fetches values, and formats a spec that has fields of
//! its own by running [`Fields`] over it once more (CPython allows two levels).

use super::{decimal_value, decode_first};
use crate::error::{NumericError, Result};

/// A replacement field, not yet resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field<'a> {
    /// What stands before `!`, `:` or `}`: see [`FieldPath`].
    pub name: &'a [u8],
    /// The code point after `!`. CPython knows `r`, `s` and `a`; see [`unknown_conversion`].
    pub conversion: Option<u32>,
    pub spec: &'a [u8],
    /// The spec has fields of its own.
    pub nested: bool,
}

/// Literal text and the field that follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormatPiece<'a> {
    /// May end in one of a doubled brace pair; then no field follows.
    pub literal: &'a [u8],
    pub field: Option<Field<'a>>,
}

/// Iterates over the pieces of a format string (WTF-8). After an error it ends.
pub struct Fields<'a> {
    text: &'a [u8],
    position: usize,
}

impl<'a> Fields<'a> {
    pub fn new(text: &'a [u8]) -> Self {
        Fields { text, position: 0 }
    }

    fn piece(&mut self) -> Result<FormatPiece<'a>> {
        let start = self.position;
        let rest = &self.text[start..];
        let Some(length) = rest.iter().position(|&byte| byte == b'{' || byte == b'}') else {
            self.position = self.text.len();
            return Ok(FormatPiece { literal: rest, field: None });
        };
        let brace = rest[length];
        self.position = start + length + 1;
        let following = rest.get(length + 1);
        if following == Some(&brace) {
            self.position += 1;
            return Ok(FormatPiece {
                literal: &rest[..=length],
                field: None,
            });
        }
        if brace == b'}' {
            return Err(error("Single '}' encountered in format string"));
        }
        if following.is_none() {
            return Err(error("Single '{' encountered in format string"));
        }
        let field = self.field()?;
        Ok(FormatPiece {
            literal: &rest[..length],
            field: Some(field),
        })
    }

    fn next_byte(&mut self) -> Option<u8> {
        let byte = self.text.get(self.position).copied()?;
        self.position += 1;
        Some(byte)
    }

    fn field(&mut self) -> Result<Field<'a>> {
        let start = self.position;
        let end = loop {
            match self.next_byte() {
                Some(b'{') => return Err(error("unexpected '{' in field name")),
                Some(b'[') => {
                    // Braces, colons and marks inside brackets belong to the key.
                    let rest = &self.text[self.position..];
                    self.position += rest.iter().position(|&b| b == b']').unwrap_or(rest.len());
                }
                Some(byte @ (b'}' | b':' | b'!')) => break byte,
                Some(_) => {}
                None => return Err(error("expected '}' before end of string")),
            }
        };
        let mut field = Field {
            name: &self.text[start..self.position - 1],
            conversion: None,
            spec: b"",
            nested: false,
        };
        if end == b'}' {
            return Ok(field);
        }
        if end == b'!' {
            let Some((code, length)) = decode_first(&self.text[self.position..]) else {
                return Err(error("end of string while looking for conversion specifier"));
            };
            self.position += length;
            field.conversion = Some(code);
            match self.next_byte() {
                Some(b'}') => return Ok(field),
                Some(b':') | None => {}
                Some(_) => return Err(error("expected ':' after conversion specifier")),
            }
        }
        let start = self.position;
        let mut depth = 1;
        while let Some(byte) = self.next_byte() {
            match byte {
                b'{' => {
                    field.nested = true;
                    depth += 1;
                }
                b'}' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                field.spec = &self.text[start..self.position - 1];
                return Ok(field);
            }
        }
        Err(error("unmatched '{' in format spec"))
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Result<FormatPiece<'a>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.position >= self.text.len() {
            return None;
        }
        let piece = self.piece();
        if piece.is_err() {
            self.position = self.text.len();
        }
        Some(piece)
    }
}

fn error(message: &'static str) -> NumericError {
    NumericError::value(message)
}

/// The error of a conversion other than `r`, `s` and `a`.
pub fn unknown_conversion(code: u32) -> NumericError {
    NumericError::value(match char::from_u32(code) {
        Some(character @ '!'..='~') => format!("Unknown conversion specifier {character}"),
        _ => format!("Unknown conversion specifier \\x{code:x}"),
    })
}

/// Where a field's value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldStart<'a> {
    /// `{}`: the next positional argument.
    Auto,
    /// `{0}`
    Index(usize),
    /// `{name}`
    Name(&'a [u8]),
}

/// One step from a value to the value formatted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathStep<'a> {
    /// `.name`
    Attribute(&'a [u8]),
    /// `[3]`
    Index(usize),
    /// `[key]`
    Key(&'a [u8]),
}

/// A field's name: its start, and an iterator over the steps after it.
pub struct FieldPath<'a> {
    pub start: FieldStart<'a>,
    rest: &'a [u8],
}

impl<'a> FieldPath<'a> {
    pub fn parse(name: &'a [u8]) -> Result<Self> {
        let end = name.iter().position(|&byte| byte == b'.' || byte == b'[').unwrap_or(name.len());
        let (first, rest) = name.split_at(end);
        let start = match index(first)? {
            _ if first.is_empty() => FieldStart::Auto,
            Some(value) => FieldStart::Index(value),
            None => FieldStart::Name(first),
        };
        Ok(FieldPath { start, rest })
    }

    fn step(&mut self) -> Result<PathStep<'a>> {
        let (opener, rest) = self.rest.split_at(1);
        let step = match opener[0] {
            b'.' => {
                let end = rest.iter().position(|&byte| byte == b'.' || byte == b'[').unwrap_or(rest.len());
                self.rest = &rest[end..];
                PathStep::Attribute(&rest[..end])
            }
            b'[' => {
                let end = rest
                    .iter()
                    .position(|&byte| byte == b']')
                    .ok_or_else(|| error("Missing ']' in format string"))?;
                let key = &rest[..end];
                self.rest = &rest[end + 1..];
                index(key)?.map_or(PathStep::Key(key), PathStep::Index)
            }
            _ => {
                return Err(error("Only '.' or '[' may follow ']' in format field specifier"));
            }
        };
        match step {
            PathStep::Attribute(b"") | PathStep::Key(b"") => Err(error("Empty attribute in format string")),
            step => Ok(step),
        }
    }
}

impl<'a> Iterator for FieldPath<'a> {
    type Item = Result<PathStep<'a>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let step = self.step();
        if step.is_err() {
            self.rest = b"";
        }
        Some(step)
    }
}

/// A text that is nothing but decimal digits, of any script, as an index.
fn index(text: &[u8]) -> Result<Option<usize>> {
    let Ok(text) = std::str::from_utf8(text) else {
        return Ok(None);
    };
    let mut value = None;
    for character in text.chars() {
        let Some(digit) = decimal_value(character) else {
            return Ok(None);
        };
        let next = value
            .unwrap_or(0usize)
            .checked_mul(10)
            .and_then(|shifted| shifted.checked_add(usize::from(digit)))
            .filter(|&next| next <= isize::MAX as usize)
            .ok_or_else(|| error("Too many decimal digits in format string"))?;
        value = Some(next);
    }
    Ok(value)
}

/// Numbers the fields of one format string; they are all automatic or all manual. Nested specs
/// share the numbering of their string.
#[derive(Clone, Copy, Debug, Default)]
pub struct AutoNumber {
    next: usize,
    manual: bool,
}

impl AutoNumber {
    /// The positional index that `start` means, or `None` for a name.
    pub fn resolve(&mut self, start: FieldStart) -> Result<Option<usize>> {
        match start {
            FieldStart::Auto if self.manual => Err(error("cannot switch from manual field specification to automatic field numbering")),
            FieldStart::Index(_) if self.next > 0 => Err(error("cannot switch from automatic field numbering to manual field specification")),
            FieldStart::Auto => {
                self.next += 1;
                Ok(Some(self.next - 1))
            }
            FieldStart::Index(value) => {
                self.manual = true;
                Ok(Some(value))
            }
            FieldStart::Name(_) => Ok(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conversion_errors() {
        let text = |code: char| unknown_conversion(code.into()).message.into_owned();
        assert_eq!(text('q'), "Unknown conversion specifier q");
        assert_eq!(text('é'), "Unknown conversion specifier \\xe9");
        assert_eq!(text(' '), "Unknown conversion specifier \\x20");
    }

    /// Shows the pieces in a compact notation, or the error after them.
    fn shown(text: &str) -> String {
        let mut parts = Vec::new();
        for piece in Fields::new(text.as_bytes()) {
            let piece = match piece {
                Ok(piece) => piece,
                Err(error) => {
                    parts.push(format!("!{}", error.message));
                    continue;
                }
            };
            let mut part = String::from_utf8_lossy(piece.literal).into_owned();
            if let Some(field) = piece.field {
                part += &format!(
                    "<{}|{}|{}{}>",
                    String::from_utf8_lossy(field.name),
                    field.conversion.and_then(char::from_u32).unwrap_or('-'),
                    String::from_utf8_lossy(field.spec),
                    if field.nested { "+" } else { "" }
                );
            }
            parts.push(part);
        }
        parts.join(" ; ")
    }

    #[test]
    fn pieces() {
        assert_eq!(shown("a{}b{x!r:>5}c"), "a<|-|> ; b<x|r|>5> ; c");
        assert_eq!(shown("{{a}}{0}"), "{ ; a} ; <0|-|>");
        assert_eq!(shown("{a[b}:!]}"), "<a[b}:!]|-|>");
        assert_eq!(shown("{:{w}.{p}}"), "<|-|{w}.{p}+>");
        assert_eq!(shown("{!s}"), "<|s|>");
        assert_eq!(shown("{!é:x}"), "<|é|x>");
    }

    #[test]
    fn piece_errors() {
        assert_eq!(shown("a}b"), "!Single '}' encountered in format string");
        assert_eq!(shown("a}"), "!Single '}' encountered in format string");
        assert_eq!(shown("a{"), "!Single '{' encountered in format string");
        assert_eq!(shown("{a"), "!expected '}' before end of string");
        assert_eq!(shown("{a[b"), "!expected '}' before end of string");
        assert_eq!(shown("{a{b}}"), "!unexpected '{' in field name");
        assert_eq!(shown("{a!"), "!end of string while looking for conversion specifier");
        assert_eq!(shown("{a!r"), "!unmatched '{' in format spec");
        assert_eq!(shown("{a!rx}"), "!expected ':' after conversion specifier");
        assert_eq!(shown("{a:{b}"), "!unmatched '{' in format spec");
    }

    fn path(name: &str) -> String {
        let mut path = match FieldPath::parse(name.as_bytes()) {
            Ok(path) => path,
            Err(error) => return format!("!{}", error.message),
        };
        let mut shown = format!("{:?}", path.start);
        for step in &mut path {
            shown += &match step {
                Ok(PathStep::Attribute(name)) => format!(" .{}", String::from_utf8_lossy(name)),
                Ok(PathStep::Index(value)) => format!(" [#{value}]"),
                Ok(PathStep::Key(name)) => format!(" [{}]", String::from_utf8_lossy(name)),
                Err(error) => format!(" !{}", error.message),
            };
        }
        shown
    }

    #[test]
    fn paths() {
        assert_eq!(path(""), "Auto");
        assert_eq!(path("12.a[3][k.x].b"), "Index(12) .a [#3] [k.x] .b");
        assert_eq!(path("\u{0663}"), "Index(3)");
        assert_eq!(path(".a"), "Auto .a");
        assert_eq!(path("0[-1]"), "Index(0) [-1]");
        assert_eq!(path("0[]"), "Index(0) !Empty attribute in format string");
        assert_eq!(path("0."), "Index(0) !Empty attribute in format string");
        assert_eq!(path("0[a"), "Index(0) !Missing ']' in format string");
        assert_eq!(path("0[a]b"), "Index(0) [a] !Only '.' or '[' may follow ']' in format field specifier");
        assert_eq!(path("99999999999999999999"), "!Too many decimal digits in format string");
    }

    #[test]
    fn numbering() {
        let mut numbers = AutoNumber::default();
        assert_eq!(numbers.resolve(FieldStart::Auto), Ok(Some(0)));
        assert_eq!(numbers.resolve(FieldStart::Name(b"x")), Ok(None));
        assert_eq!(numbers.resolve(FieldStart::Auto), Ok(Some(1)));
        assert!(numbers.resolve(FieldStart::Index(0)).is_err());
        let mut numbers = AutoNumber::default();
        assert_eq!(numbers.resolve(FieldStart::Index(5)), Ok(Some(5)));
        assert!(numbers.resolve(FieldStart::Auto).is_err());
    }
}
