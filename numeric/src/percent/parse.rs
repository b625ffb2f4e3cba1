//! The grammar of a `%` template: `%[(key)][flags][width][.precision][hlL]code`.

use super::render::Layout;
use crate::error::{NumericError, Result};

/// What is being formatted: a str or a bytes object. They differ in error texts only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Template {
    Str,
    Bytes,
}

/// A width or precision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    None,
    Fixed(usize),
    /// `*`: the next argument.
    Star,
}

/// One conversion of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conversion<'a> {
    /// The text between the parentheses of `%(key)s`.
    pub key: Option<&'a [u8]>,
    /// Fetched first when it is a `*`.
    pub width: Amount,
    /// Fetched after the width, before the value.
    pub precision: Amount,
    /// The conversion character, not yet checked: see [`Conversion::unsupported`].
    pub code: char,
    layout: Layout,
    /// Where `code` stands in the template, in characters (bytes for [`Template::Bytes`]).
    index: usize,
}

impl Conversion<'_> {
    /// The layout with the values of `*` width and precision (ignored where there is no `*`). A
    /// negative width means left alignment, a negative precision means 0.
    pub fn layout(&self, star_width: i64, star_precision: i64) -> Layout {
        let mut layout = self.layout;
        match self.width {
            Amount::None => {}
            Amount::Fixed(width) => layout.width = width,
            Amount::Star => {
                layout.left |= star_width < 0;
                layout.width = star_width.unsigned_abs() as usize;
            }
        }
        layout.precision = match self.precision {
            Amount::None => None,
            Amount::Fixed(precision) => Some(precision),
            Amount::Star => Some(star_precision.max(0) as usize),
        };
        layout
    }

    /// The error of a conversion character that the template's type does not know. CPython raises
    /// it after fetching the value.
    pub fn unsupported(&self) -> NumericError {
        let shown = if (' '..='~').contains(&self.code) { self.code } else { '?' };
        NumericError::value(format!(
            "unsupported format character '{shown}' (0x{:x}) at index {}",
            u32::from(self.code),
            self.index
        ))
    }
}

/// A piece of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Text to copy (`%%` gives `%`).
    Literal(&'a [u8]),
    Conversion(Conversion<'a>),
}

/// Iterates over a template's pieces. After an error it ends.
pub struct Pieces<'a> {
    text: &'a [u8],
    position: usize,
    template: Template,
    mapping: bool,
}

impl<'a> Pieces<'a> {
    /// `text` is WTF-8 for a str. `mapping` tells whether the right operand can be subscripted with
    /// keys; without it `%(key)s` is an error.
    pub fn new(text: &'a [u8], template: Template, mapping: bool) -> Self {
        Pieces {
            text,
            position: 0,
            template,
            mapping,
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.position).copied()
    }

    fn conversion(&mut self) -> Result<Conversion<'a>> {
        let key = if self.peek() == Some(b'(') { Some(self.key()?) } else { None };
        let mut layout = Layout::default();
        loop {
            match self.peek() {
                Some(b'-') => layout.left = true,
                Some(b'+') => layout.plus = true,
                Some(b' ') => layout.blank = true,
                Some(b'#') => layout.alternate = true,
                Some(b'0') => layout.zero = true,
                _ => break,
            }
            self.position += 1;
        }
        let width = match self.peek() {
            Some(b'*' | b'0'..=b'9') => self.amount(isize::MAX as usize, "width too big")?,
            _ => Amount::None,
        };
        let precision = if self.peek() == Some(b'.') {
            self.position += 1;
            let too_big = match self.template {
                Template::Str => "precision too big",
                Template::Bytes => "prec too big",
            };
            self.amount(i32::MAX as usize, too_big)?
        } else {
            Amount::None
        };
        if let Some(b'h' | b'l' | b'L') = self.peek() {
            self.position += 1;
        }
        let start = self.position;
        let code = self.code().ok_or_else(|| NumericError::value("incomplete format"))?;
        let index = match self.template {
            Template::Str => crate::format_spec::character_count(&self.text[..start]),
            Template::Bytes => start,
        };
        layout.code = code;
        Ok(Conversion {
            key,
            width,
            precision,
            code,
            layout,
            index,
        })
    }

    /// The key up to its balancing parenthesis.
    fn key(&mut self) -> Result<&'a [u8]> {
        if !self.mapping {
            return Err(NumericError::type_error("format requires a mapping"));
        }
        self.position += 1;
        let start = self.position;
        let mut depth = 1;
        while depth > 0 {
            match self.peek() {
                Some(b'(') => depth += 1,
                Some(b')') => depth -= 1,
                Some(_) => {}
                None => return Err(NumericError::value("incomplete format key")),
            }
            self.position += 1;
        }
        Ok(&self.text[start..self.position - 1])
    }

    /// `*` or ASCII digits; no digits are 0.
    fn amount(&mut self, most: usize, too_big: &'static str) -> Result<Amount> {
        if self.peek() == Some(b'*') {
            self.position += 1;
            return Ok(Amount::Star);
        }
        let mut value = 0usize;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            value = value
                .checked_mul(10)
                .and_then(|shifted| shifted.checked_add(usize::from(digit - b'0')))
                .filter(|&value| value <= most)
                .ok_or_else(|| NumericError::value(too_big))?;
            self.position += 1;
        }
        Ok(Amount::Fixed(value))
    }

    /// The conversion character; a byte stands for itself in a bytes template, a lone surrogate is
    /// U+FFFD.
    fn code(&mut self) -> Option<char> {
        let first = self.peek()?;
        if first < 0x80 || self.template == Template::Bytes {
            self.position += 1;
            return Some(char::from(first));
        }
        let length = match first {
            0xf0.. => 4,
            0xe0.. => 3,
            _ => 2,
        };
        let bytes = &self.text[self.position..(self.position + length).min(self.text.len())];
        self.position += bytes.len();
        let character = std::str::from_utf8(bytes).ok().and_then(|text| text.chars().next());
        Some(character.unwrap_or(char::REPLACEMENT_CHARACTER))
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Result<Piece<'a>>;

    fn next(&mut self) -> Option<Self::Item> {
        let rest = &self.text[self.position..];
        if rest.is_empty() {
            return None;
        }
        match rest.iter().position(|&byte| byte == b'%') {
            Some(0) if rest.get(1) == Some(&b'%') => {
                self.position += 2;
                Some(Ok(Piece::Literal(&rest[..1])))
            }
            Some(0) => {
                self.position += 1;
                let conversion = self.conversion();
                if conversion.is_err() {
                    self.position = self.text.len();
                }
                Some(conversion.map(Piece::Conversion))
            }
            at => {
                let length = at.unwrap_or(rest.len());
                self.position += length;
                Some(Ok(Piece::Literal(&rest[..length])))
            }
        }
    }
}
