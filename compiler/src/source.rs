//! From bytes to the text that is compiled: byte order mark, coding cookie (PEP 263), newlines.
//! Everything behind this module sees UTF-8 with `\n` line ends, which is what CPython's tokenizer
//! sees too, so that positions agree.

use crate::error::{CompileError, ErrorKind, Outcome};
use ruff_text_size::{TextRange, TextSize};
use std::borrow::Cow;
use taipan_bytecode::Location;

/// Decoded source with its line starts.
pub struct Source<'a> {
    pub text: Cow<'a, str>,
    pub filename: &'a str,
    line_starts: Vec<u32>,
    /// The tokenizer ends a module's source with a newline, and shows it in errors.
    newline_added: bool,
    pub is_file: bool,
}

impl<'a> Source<'a> {
    /// Decodes `bytes` as CPython's tokenizer does.
    pub fn decode(bytes: &'a [u8], filename: &'a str, origin: Origin, is_module: bool) -> Outcome<Source<'a>> {
        let text = decode_text(bytes, filename, origin)?;
        if text.len() > u32::MAX as usize / 2 {
            return Err(Box::new(CompileError::plain(ErrorKind::OverflowError, "source code is too large")));
        }
        let mut line_starts = vec![0];
        line_starts.extend(text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n').map(|(index, _)| index as u32 + 1));
        Ok(Source {
            text,
            filename,
            line_starts,
            newline_added: is_module,
            is_file: origin == Origin::File,
        })
    }

    /// 1-based line and 0-based byte column of an offset.
    pub fn position(&self, offset: TextSize) -> (u32, u32) {
        let offset = offset.to_u32();
        let line = self.line_starts.partition_point(|&start| start <= offset);
        (line as u32, offset - self.line_starts[line - 1])
    }

    /// The range as instruction location.
    pub fn location(&self, range: TextRange) -> Location {
        let (line, column) = self.position(range.start());
        let start = self.line_starts[line as usize - 1];
        let same_line = self.line_starts.get(line as usize).is_none_or(|&next| range.end().to_u32() < next);
        let (end_line, end_column) = if same_line {
            (line, range.end().to_u32() - start)
        } else {
            self.position(range.end())
        };
        Location {
            line,
            end_line,
            column,
            end_column,
        }
    }

    /// The text of a 1-based line without its newline.
    pub fn line_text(&self, line: u32) -> &str {
        let start = self.line_starts[line as usize - 1] as usize;
        let end = self.line_starts.get(line as usize).map_or(self.text.len(), |&next| next as usize - 1);
        &self.text[start..end.max(start)]
    }

    /// Number of the last line that has text.
    pub fn last_line(&self) -> u32 {
        let count = self.line_count();
        if count > 1 && self.text.ends_with('\n') { count - 1 } else { count }
    }

    pub fn line_count(&self) -> u32 {
        self.line_starts.len() as u32
    }

    /// An error over `range`.
    pub fn error(&self, kind: ErrorKind, message: impl Into<String>, range: TextRange) -> Box<CompileError> {
        let (line, column) = self.position(range.start());
        let (end_line, end_column) = self.position(range.end());
        let mut error = self.error_at(kind, message, line, column);
        error.end_line = end_line;
        error.end_column = self.character_column(end_line, end_column) as i32;
        error
    }

    /// An error at a line and byte column, with an unknown end.
    pub fn error_at(&self, kind: ErrorKind, message: impl Into<String>, line: u32, column: u32) -> Box<CompileError> {
        let mut error = CompileError::plain(kind, message);
        error.filename = self.filename.to_string();
        error.line = line;
        error.column = self.character_column(line, column);
        error.end_line = line;
        error.end_column = error.column as i32;
        if line >= 1 && line <= self.line_count() {
            let newline = if self.newline_added || line < self.line_count() { "\n" } else { "" };
            error.text = Some(format!("{}{newline}", self.line_text(line)));
        }
        Box::new(error)
    }

    /// An error of the compiler behind the parser: CPython gives its columns in bytes, and no longer has the source.
    pub fn compiler_error(&self, message: impl Into<String>, range: TextRange) -> Box<CompileError> {
        let mut error = self.error(ErrorKind::SyntaxError, message, range);
        error.column = self.position(range.start()).1 + 1;
        error.end_column = self.position(range.end()).1 as i32 + 1;
        error.text = None;
        error.text_in_file = true;
        error
    }

    fn character_column(&self, line: u32, column: u32) -> u32 {
        let text = self.line_text(line);
        let column = column as usize;
        if column <= text.len() {
            text[..column].chars().count() as u32 + 1
        } else {
            column as u32 + 1
        }
    }
}

/// Where source comes from; it decides which rules and wordings apply.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Origin {
    /// A file (or standard input): errors name it and show the line.
    #[default]
    File,
    /// A `bytes` object given to `compile`.
    Bytes,
    /// A `str` object, already UTF-8: a coding cookie means nothing.
    Str,
}

fn decode_text<'a>(bytes: &'a [u8], filename: &str, origin: Origin) -> Outcome<Cow<'a, str>> {
    if origin != Origin::File && bytes.contains(&0) {
        let message = "source code string cannot contain null bytes";
        return Err(encoding_error(filename, message.to_string(), 0));
    }
    if origin == Origin::Str {
        return Ok(normalise_newlines(String::from_utf8_lossy(bytes)));
    }
    let (bytes, has_mark) = match bytes.strip_prefix(b"\xEF\xBB\xBF") {
        Some(rest) => (rest, true),
        None => (bytes, false),
    };
    let text = match coding_cookie(bytes) {
        None => undeclared(bytes, filename, origin)?,
        Some((name, line)) => match normal_encoding(&name) {
            Encoding::Utf8 => utf8(bytes, filename, origin)?,
            encoding if has_mark => {
                let name = if matches!(encoding, Encoding::Latin1) { "iso-8859-1" } else { &name };
                let mut error = encoding_error(filename, format!("encoding problem: {name} with BOM"), line);
                let shown = bytes.split(|&byte| byte == b'\n').nth(line as usize - 1).unwrap_or_default();
                error.text = Some(String::from_utf8_lossy(shown).into_owned());
                return Err(error);
            }
            Encoding::Latin1 => Cow::Owned(bytes.iter().map(|&byte| byte as char).collect()),
            Encoding::Ascii => match bytes.iter().position(|&byte| byte >= 0x80) {
                None => utf8(bytes, filename, origin)?,
                Some(position) => {
                    let message = format!(
                        "(unicode error) 'ascii' codec can't decode byte 0x{:02x} in position {position}: ordinal not in range(128)",
                        bytes[position]
                    );
                    return Err(encoding_error(filename, message, 0));
                }
            },
            Encoding::Unknown => {
                return Err(encoding_error(filename, format!("unknown encoding: {name}"), 0));
            }
        },
    };
    if let Some(position) = text.find('\0') {
        return Err(null_byte(&text[..position], filename));
    }
    Ok(normalise_newlines(text))
}

/// UTF-8 by default; each line is read up to its first NUL.
fn undeclared<'a>(bytes: &'a [u8], filename: &str, origin: Origin) -> Outcome<Cow<'a, str>> {
    let Err(error) = std::str::from_utf8(bytes) else {
        return utf8(bytes, filename, origin);
    };
    let position = error.valid_up_to();
    let before = String::from_utf8_lossy(&bytes[..position]);
    if before.contains('\0') {
        return Err(null_byte(&before[..before.find('\0').unwrap_or(0)], filename));
    }
    let mut line = 1 + before.matches('\n').count() as u32;
    if origin == Origin::File && line == 2 {
        // Of a file CPython reads two lines, for a coding cookie, before it counts them.
        line = 1;
    }
    let place = if origin == Origin::File {
        format!(" in file {filename}")
    } else {
        String::new()
    };
    let message = format!(
        "Non-UTF-8 code starting with '\\x{:02x}'{place} on line {line}, but no encoding declared; see https://peps.python.org/pep-0263/ for details",
        bytes[position]
    );
    let mut error = encoding_error(filename, message, line);
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    error.column = before[start..].chars().count() as u32 + 1;
    (error.end_line, error.end_column) = (line, error.column as i32);
    error.text = Some(line_around(bytes, position));
    Err(error)
}

/// The line around a byte, with what is not UTF-8 replaced.
fn line_around(bytes: &[u8], position: usize) -> String {
    let start = bytes[..position].iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
    let line = bytes[start..].split(|&byte| matches!(byte, b'\n' | 0)).next().unwrap_or_default();
    String::from_utf8_lossy(line).into_owned()
}

fn null_byte(before: &str, filename: &str) -> Box<CompileError> {
    let line = 1 + before.matches('\n').count() as u32;
    let mut error = encoding_error(filename, "source code cannot contain null bytes".to_string(), line);
    error.text = Some(before[before.rfind('\n').map_or(0, |at| at + 1)..].to_string());
    error
}

fn encoding_error(filename: &str, message: String, line: u32) -> Box<CompileError> {
    let mut error = CompileError::plain(ErrorKind::UnicodeDecodeError, message);
    error.filename = filename.to_string();
    error.line = line;
    Box::new(error)
}

fn utf8<'a>(bytes: &'a [u8], filename: &str, origin: Origin) -> Outcome<Cow<'a, str>> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(error) => {
            let position = error.valid_up_to();
            let (byte, reason) = (bytes[position], utf8_reason(&bytes[position..], error.error_len()));
            let text = |at| format!("'utf-8' codec can't decode byte 0x{byte:02x} in position {at}: {reason}");
            if origin != Origin::File {
                return Err(encoding_error(filename, text(position), 0));
            }
            // A file is decoded line by line.
            let before = &bytes[..position];
            let start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
            let line = 1 + before.iter().filter(|&&byte| byte == b'\n').count() as u32;
            let mut error = encoding_error(filename, format!("(unicode error) {}", text(position - start)), line);
            error.text = Some(line_around(bytes, position));
            Err(error)
        }
    }
}

fn utf8_reason(rest: &[u8], error_len: Option<usize>) -> &'static str {
    match (error_len, rest[0]) {
        (None, _) => "unexpected end of data",
        (Some(1), 0x80..=0xC1 | 0xF5..=0xFF) => "invalid start byte",
        _ => "invalid continuation byte",
    }
}

enum Encoding {
    Utf8,
    Latin1,
    Ascii,
    Unknown,
}

fn normal_encoding(name: &str) -> Encoding {
    let name = name.to_ascii_lowercase().replace('_', "-");
    let starts = |prefix: &str| name == prefix || name.starts_with(&format!("{prefix}-"));
    match name.as_str() {
        _ if starts("utf-8") || name == "utf8" || name == "u8" => Encoding::Utf8,
        _ if starts("latin-1") || starts("iso-8859-1") || starts("iso-latin-1") => Encoding::Latin1,
        "latin1" | "l1" | "8859" | "cp819" | "iso8859-1" | "latin" => Encoding::Latin1,
        "ascii" | "us-ascii" | "646" => Encoding::Ascii,
        _ => Encoding::Unknown,
    }
}

/// The encoding named in a comment of the first two lines, and its line.
fn coding_cookie(bytes: &[u8]) -> Option<(String, u32)> {
    for (index, line) in bytes.split(|&byte| byte == b'\n').take(2).enumerate() {
        let trimmed = line
            .iter()
            .position(|byte| !matches!(byte, b' ' | b'\t' | b'\x0C'))
            .map_or(&b""[..], |at| &line[at..]);
        if trimmed.first() != Some(&b'#') {
            if trimmed.is_empty() || trimmed == b"\r" {
                continue;
            }
            return None;
        }
        if let Some(name) = cookie_in_comment(trimmed) {
            return Some((name, index as u32 + 1));
        }
    }
    None
}

fn cookie_in_comment(comment: &[u8]) -> Option<String> {
    let mut at = 0;
    while let Some(found) = comment[at..].windows(6).position(|window| window == b"coding") {
        at += found + 6;
        if !matches!(comment.get(at), Some(b':' | b'=')) {
            continue;
        }
        let rest = &comment[at + 1..];
        let start = rest.iter().position(|byte| !matches!(byte, b' ' | b'\t'))?;
        let name: Vec<u8> = rest[start..]
            .iter()
            .copied()
            .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
            .collect();
        if !name.is_empty() {
            return String::from_utf8(name).ok();
        }
    }
    None
}

fn normalise_newlines(text: Cow<'_, str>) -> Cow<'_, str> {
    if !text.as_bytes().contains(&b'\r') {
        return text;
    }
    Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
}
