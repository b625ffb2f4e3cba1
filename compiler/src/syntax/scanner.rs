//! Finds what CPython's tokenizer would complain about.
//!
//! Run only when something is wrong (or nested suspiciously deep): tokenizer errors anywhere in the
//! file take precedence over parser errors, and the parser we use words and orders them differently.
//! The scanner follows the tokenizer's rules for indentation, brackets, numbers, strings and
//! f-strings, but makes no tokens.

use super::numbers;
use crate::error::ErrorKind;

/// Open brackets at most (`MAXLEVEL`).
const MAX_BRACKETS: usize = 200;
/// Indentation levels at most (`MAXINDENT`).
const MAX_INDENTS: usize = 100;
const MAX_FIELD_NESTING: usize = 150;

/// A tokenizer error: offsets are bytes into the source.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct ScanError {
    pub kind: ErrorKind,
    pub message: String,
    pub start: usize,
    pub end: usize,
}

/// What was open when the source ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct OpenBracket {
    pub character: u8,
    pub offset: usize,
}

/// An f-string or t-string that the scanner is inside of.
struct Interpolated {
    prefix: char,
    quote: u8,
    triple: bool,
    raw: bool,
    start: usize,
    /// Bracket levels at which its open replacement fields began.
    fields: Vec<usize>,
    /// Whether the innermost field is in its format spec.
    in_spec: bool,
}

pub(crate) struct Scanner<'a> {
    bytes: &'a [u8],
    text: &'a str,
    at: usize,
    brackets: Vec<OpenBracket>,
    indents: Vec<(usize, usize)>,
    strings: Vec<Interpolated>,
    blank_line: bool,
    /// An expression is read without the newline that source code gets at its end.
    no_newline: bool,
}

/// Scans the whole source. `Ok` holds the innermost bracket that is still open at the end.
pub(crate) fn scan(text: &str, no_newline: bool) -> Result<Option<OpenBracket>, ScanError> {
    let mut scanner = Scanner {
        bytes: text.as_bytes(),
        text,
        at: 0,
        brackets: Vec::new(),
        indents: vec![(0, 0)],
        strings: Vec::new(),
        blank_line: false,
        no_newline,
    };
    scanner.run()?;
    Ok(scanner.brackets.last().copied())
}

/// Whether valid source may still be nested deeper than the tokenizer allows. Strings and comments
/// count, too: then the scanner decides.
pub(crate) fn suspicious(text: &str) -> bool {
    let (mut depth, mut deepest, mut line_start) = (0usize, 0usize, 0usize);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' | b'[' | b'{' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            b'\n' => line_start = at + 1,
            // A hundred levels of indentation need at least as many blanks.
            b' ' | b'\t' if at - line_start == MAX_INDENTS - 2 && text.as_bytes()[line_start..at].trim_ascii().is_empty() => {
                return true;
            }
            _ => {}
        }
    }
    deepest > MAX_BRACKETS
}

impl<'a> Scanner<'a> {
    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    fn error<T>(&self, message: impl Into<String>, start: usize) -> Result<T, ScanError> {
        self.error_range(message, start, start + 1)
    }

    fn error_range<T>(&self, message: impl Into<String>, start: usize, end: usize) -> Result<T, ScanError> {
        Err(ScanError {
            kind: ErrorKind::SyntaxError,
            message: message.into(),
            start,
            end,
        })
    }

    fn line_of(&self, offset: usize) -> usize {
        1 + self.bytes[..offset].iter().filter(|&&byte| byte == b'\n').count()
    }

    /// Number of the last line that has text.
    fn last_line(&self) -> usize {
        let trimmed = if self.bytes.ends_with(b"\n") {
            self.bytes.len() - 1
        } else {
            self.bytes.len()
        };
        self.line_of(trimmed)
    }

    fn line_end(&self, from: usize) -> usize {
        self.bytes[from..]
            .iter()
            .position(|&byte| byte == b'\n')
            .map_or(self.bytes.len(), |length| from + length)
    }

    fn run(&mut self) -> Result<(), ScanError> {
        let mut at_line_start = true;
        while self.at < self.bytes.len() {
            if self.strings.last().is_some_and(|string| string.fields.is_empty() || string.in_spec) {
                self.literal_part()?;
                continue;
            }
            if at_line_start && self.brackets.is_empty() && self.strings.is_empty() {
                self.indentation()?;
                if self.at >= self.bytes.len() {
                    break;
                }
            }
            at_line_start = false;
            let start = self.at;
            let byte = self.peek(0);
            match byte {
                b' ' | b'\t' | b'\x0C' => self.at += 1,
                b'\n' => {
                    self.at += 1;
                    at_line_start = true;
                }
                b'#' => self.at = self.line_end(self.at),
                b'\\' => self.continuation()?,
                b'\'' | b'"' => self.string(start)?,
                b'0'..=b'9' => self.number()?,
                b'.' if self.peek(1).is_ascii_digit() => self.number()?,
                b'(' | b'[' | b'{' => {
                    if self.brackets.len() >= MAX_BRACKETS {
                        return self.error("too many nested parentheses", start);
                    }
                    self.brackets.push(OpenBracket {
                        character: byte,
                        offset: start,
                    });
                    self.at += 1;
                }
                b')' | b']' | b'}' => self.closing(byte)?,
                b':' if self.at_field_level() => {
                    self.at += 1;
                    if let Some(string) = self.strings.last_mut() {
                        string.in_spec = true;
                    }
                }
                b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80.. => self.word()?,
                0..=0x1F | 0x7F => {
                    return self.error(format!("invalid non-printable character U+{byte:04X}"), start);
                }
                _ => self.at += 1,
            }
        }
        if let Some(string) = self.strings.last()
            && string.fields.is_empty()
        {
            return self.unterminated_interpolated(string);
        }
        Ok(())
    }

    /// Directly in the innermost replacement field, not in brackets of its expression.
    fn at_field_level(&self) -> bool {
        self.strings.last().is_some_and(|string| string.fields.last() == Some(&self.brackets.len()))
    }

    fn indentation(&mut self) -> Result<(), ScanError> {
        let (mut column, mut alternative) = (0usize, 0usize);
        let line_start = self.at;
        loop {
            match self.peek(0) {
                b' ' => {
                    column += 1;
                    alternative += 1;
                }
                b'\t' => {
                    column = (column / 8 + 1) * 8;
                    alternative += 1;
                }
                b'\x0C' => (column, alternative) = (0, 0),
                b'\\' if self.peek(1) == b'\n' => {
                    self.at += 2;
                    // A continuation in the indentation keeps the first line's column.
                    while matches!(self.peek(0), b' ' | b'\t') {
                        self.at += 1;
                    }
                    break;
                }
                _ => break,
            }
            self.at += 1;
        }
        self.blank_line = matches!(self.peek(0), b'#' | b'\n') || self.at >= self.bytes.len();
        if self.blank_line {
            return Ok(());
        }
        let error = |kind, message: &str, start, end| {
            Err(ScanError {
                kind,
                message: message.to_string(),
                start,
                end,
            })
        };
        let tabs = "inconsistent use of tabs and spaces in indentation";
        let line_end = self.line_end(line_start);
        let (top, top_alternative) = self.indents[self.indents.len() - 1];
        if column == top {
            if alternative != top_alternative {
                return error(ErrorKind::TabError, tabs, line_start, line_end);
            }
        } else if column > top {
            if self.indents.len() >= MAX_INDENTS {
                return error(ErrorKind::IndentationError, "too many levels of indentation", line_start, line_end);
            }
            if alternative <= top_alternative {
                return error(ErrorKind::TabError, tabs, line_start, line_end);
            }
            self.indents.push((column, alternative));
        } else {
            while self.indents.len() > 1 && column < self.indents[self.indents.len() - 1].0 {
                self.indents.pop();
            }
            let (top, top_alternative) = self.indents[self.indents.len() - 1];
            if column != top {
                let message = "unindent does not match any outer indentation level";
                return error(ErrorKind::IndentationError, message, line_end, line_end);
            }
            if alternative != top_alternative {
                return error(ErrorKind::TabError, tabs, line_start, line_end);
            }
        }
        Ok(())
    }

    fn continuation(&mut self) -> Result<(), ScanError> {
        let start = self.at;
        let next = self.bytes.get(start + 1);
        match next {
            Some(b'\n') if start + 2 < self.bytes.len() => {
                self.at += 2;
                Ok(())
            }
            None if self.no_newline => self.error_range("unexpected character after line continuation character", start, start),
            None | Some(b'\n') => match self.brackets.last() {
                Some(&bracket) => self.unclosed(bracket),
                None => self.error_range("unexpected EOF while parsing", start + 1, start + 1),
            },
            Some(_) => self.error_range("unexpected character after line continuation character", start + 1, start + 1),
        }
    }

    fn unclosed<T>(&self, bracket: OpenBracket) -> Result<T, ScanError> {
        self.error(format!("'{}' was never closed", bracket.character as char), bracket.offset)
    }

    fn number(&mut self) -> Result<(), ScanError> {
        match numbers::scan_number(self.bytes, self.at) {
            Ok(end) => {
                self.at = end;
                Ok(())
            }
            Err(problem) => self.error_range(problem.message, problem.start, problem.end),
        }
    }

    fn word(&mut self) -> Result<(), ScanError> {
        let start = self.at;
        let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80;
        let mut end = start;
        while self.bytes.get(end).is_some_and(|&byte| is_word(byte)) {
            end += 1;
        }
        let word = &self.text[start..end];
        if end - start <= 2 && matches!(self.bytes.get(end), Some(b'\'' | b'"')) && is_string_prefix(word) {
            self.at = end;
            return self.string(start);
        }
        if !word.is_ascii() {
            self.check_identifier(word, start)?;
        }
        self.at = end;
        Ok(())
    }

    fn check_identifier(&self, word: &str, start: usize) -> Result<(), ScanError> {
        for (index, character) in word.char_indices() {
            let fine = match index {
                0 => character == '_' || super::characters::is_identifier_start(character),
                _ => super::characters::is_identifier_part(character),
            };
            if !fine {
                let offset = start + index;
                let code = character as u32;
                let message = if super::characters::is_printable(character) {
                    format!("invalid character '{character}' (U+{code:04X})")
                } else {
                    format!("invalid non-printable character U+{code:04X}")
                };
                return self.error_range(message, offset, offset + character.len_utf8());
            }
        }
        Ok(())
    }

    fn closing(&mut self, byte: u8) -> Result<(), ScanError> {
        let start = self.at;
        let closes_field = byte == b'}' && self.at_field_level();
        if closes_field {
            self.brackets.pop();
            if let Some(string) = self.strings.last_mut() {
                string.fields.pop();
                // Back in the literal part, or in the spec of the field around.
                string.in_spec = !string.fields.is_empty();
            }
            self.at += 1;
            return Ok(());
        }
        let Some(open) = self.brackets.pop() else {
            return self.error(format!("unmatched '{}'", byte as char), start);
        };
        let expected = match open.character {
            b'(' => b')',
            b'[' => b']',
            _ => b'}',
        };
        if byte != expected {
            if let Some(string) = self.strings.last()
                && string.fields.last() == Some(&(self.brackets.len() + 1))
            {
                return self.error(format!("{}-string: unmatched '{}'", string.prefix, byte as char), start);
            }
            let message = format!(
                "closing parenthesis '{}' does not match opening parenthesis '{}'",
                byte as char, open.character as char
            );
            let line = self.line_of(open.offset);
            return if line == self.line_of(start) {
                self.error(message, start)
            } else {
                self.error(format!("{message} on line {line}"), start)
            };
        }
        self.at += 1;
        Ok(())
    }

    /// A string whose prefix starts at `start`; `at` is at the quote.
    fn string(&mut self, start: usize) -> Result<(), ScanError> {
        let quote = self.peek(0);
        let triple = self.peek(1) == quote && self.peek(2) == quote;
        let prefix = self.text[start..self.at].to_ascii_lowercase();
        let raw = prefix.contains('r');
        let interpolated = prefix.chars().find(|character| matches!(character, 'f' | 't'));
        self.at += if triple { 3 } else { 1 };
        if let Some(prefix) = interpolated {
            self.strings.push(Interpolated {
                prefix,
                quote,
                triple,
                raw,
                start,
                fields: Vec::new(),
                in_spec: false,
            });
            return Ok(());
        }
        if !triple && self.peek(0) == quote && self.at == start + prefix.len() + 1 {
            self.at += 1;
            return Ok(());
        }
        let mut escaped_quote = false;
        loop {
            match self.bytes.get(self.at) {
                None => break,
                Some(b'\n') if !triple => break,
                Some(b'\\') => {
                    escaped_quote |= self.peek(1) == quote;
                    self.at += 2;
                }
                Some(&byte) if byte == quote => {
                    if !triple {
                        self.at += 1;
                        return Ok(());
                    }
                    if self.peek(1) == quote && self.peek(2) == quote {
                        self.at += 3;
                        return Ok(());
                    }
                    self.at += 1;
                }
                Some(_) => self.at += 1,
            }
        }
        if let Some(string) = self.strings.last()
            && string.quote == quote
            && string.triple == triple
        {
            return self.error(format!("{}-string: expecting '}}'", string.prefix), start);
        }
        let detected = self.line_of(self.at.min(self.bytes.len())).min(self.last_line());
        let message = match (triple, escaped_quote) {
            (true, _) => {
                format!("unterminated triple-quoted string literal (detected at line {detected})")
            }
            (false, true) => {
                format!("unterminated string literal (detected at line {detected}); perhaps you escaped the end quote?")
            }
            (false, false) => format!("unterminated string literal (detected at line {detected})"),
        };
        self.error(message, start)
    }

    /// The text of an f-string between its fields (or in a format spec).
    fn literal_part(&mut self) -> Result<(), ScanError> {
        let Some(string) = self.strings.last() else {
            return Ok(());
        };
        let (quote, triple, raw, in_spec, prefix) = (string.quote, string.triple, string.raw, string.in_spec, string.prefix);
        loop {
            let Some(&byte) = self.bytes.get(self.at) else {
                if in_spec {
                    return Ok(());
                }
                return self.unterminated_interpolated(&self.strings[self.strings.len() - 1]);
            };
            match byte {
                b'\n' if !triple => {
                    if in_spec {
                        let message = format!("{prefix}-string: newlines are not allowed in format specifiers for single quoted {prefix}-strings");
                        return self.error(message, self.at);
                    }
                    return self.unterminated_interpolated(&self.strings[self.strings.len() - 1]);
                }
                _ if byte == quote && (!triple || self.peek(1) == quote && self.peek(2) == quote) => {
                    if in_spec {
                        return self.error(format!("{prefix}-string: expecting '}}'"), self.at);
                    }
                    self.at += if triple { 3 } else { 1 };
                    self.strings.pop();
                    return Ok(());
                }
                b'\\' => {
                    if !raw && self.peek(1) == b'N' && self.peek(2) == b'{' {
                        let end = self.bytes[self.at..].iter().position(|&byte| byte == b'}' || byte == quote);
                        self.at += end.map_or(3, |length| length.max(3));
                        if self.peek(0) == b'}' {
                            self.at += 1;
                        }
                        continue;
                    }
                    self.at += if matches!(self.peek(1), b'{' | b'}') { 1 } else { 2 };
                }
                b'{' => {
                    if self.peek(1) == b'{' && !in_spec {
                        self.at += 2;
                        continue;
                    }
                    if self.brackets.len() >= MAX_BRACKETS {
                        return self.error("too many nested parentheses", self.at);
                    }
                    self.brackets.push(OpenBracket {
                        character: b'{',
                        offset: self.at,
                    });
                    let level = self.brackets.len();
                    let index = self.strings.len() - 1;
                    let string = &mut self.strings[index];
                    string.fields.push(level);
                    string.in_spec = false;
                    if string.fields.len() >= MAX_FIELD_NESTING {
                        return self.error(format!("{prefix}-string: expressions nested too deeply"), self.at);
                    }
                    self.at += 1;
                    return Ok(());
                }
                b'}' => {
                    if in_spec {
                        // The field's end is found by the ordinary rules.
                        let index = self.strings.len() - 1;
                        self.strings[index].in_spec = false;
                        return self.closing(b'}');
                    }
                    if self.peek(1) == b'}' {
                        self.at += 2;
                        continue;
                    }
                    return self.error(format!("{prefix}-string: single '}}' is not allowed"), self.at);
                }
                _ => self.at += 1,
            }
        }
    }

    fn unterminated_interpolated<T>(&self, string: &Interpolated) -> Result<T, ScanError> {
        let detected = self.line_of(self.at.min(self.bytes.len())).min(self.last_line());
        let triple = if string.triple { "triple-quoted " } else { "" };
        let message = format!("unterminated {triple}{}-string literal (detected at line {detected})", string.prefix);
        self.error(message, string.start)
    }
}

fn is_string_prefix(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    matches!(word.as_str(), "r" | "b" | "u" | "f" | "t" | "br" | "rb" | "fr" | "rf" | "tr" | "rt")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: &str) -> String {
        match scan(text, false) {
            Ok(open) => open.map_or("fine".to_string(), |open| format!("open {}", open.offset)),
            Err(error) => format!("{} @{}", error.message, error.start),
        }
    }

    #[test]
    fn brackets() {
        assert_eq!(message("f(a[1])\n"), "fine");
        assert_eq!(message("f(a\n"), "open 1");
        assert_eq!(
            message("x = (1 + (2 * [3)"),
            "closing parenthesis ')' does not match opening parenthesis '[' @16"
        );
        assert_eq!(message("(\n]"), "closing parenthesis ']' does not match opening parenthesis '(' on line 1 @2");
        assert_eq!(message(")"), "unmatched ')' @0");
        assert_eq!(message(&"(".repeat(201)), "too many nested parentheses @200");
    }

    #[test]
    fn strings_and_fields() {
        assert_eq!(message("f'{a!r:>{w}}' + 'x'"), "fine");
        assert_eq!(message("f'{d['a']}' f\"{{}}\" f'{x:{y:{z}}}'"), "fine");
        assert_eq!(message("'abc"), "unterminated string literal (detected at line 1) @0");
        assert_eq!(message("f'{'"), "f-string: expecting '}' @3");
        assert_eq!(message("f'}'"), "f-string: single '}' is not allowed @2");
        assert_eq!(message("f'{)}'"), "f-string: unmatched ')' @3");
        assert_eq!(message("x\n'''a\nb\n"), "unterminated triple-quoted string literal (detected at line 3) @2");
        assert_eq!(message("f'''{\n3\n=}'''\n"), "fine");
    }

    #[test]
    fn indentation() {
        assert_eq!(message("if x:\n  a\n b\n"), "unindent does not match any outer indentation level @12");
        assert_eq!(message("if x:\n        a\n\tb\n"), "inconsistent use of tabs and spaces in indentation @16");
    }
}
