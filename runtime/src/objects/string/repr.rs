//! `repr(s)` and `ascii(s)`.

use super::wtf8;
use std::fmt::Write;

/// `repr(text)`
pub fn repr_text(text: &[u8]) -> String {
    quoted(text, taipan_numeric::text::str_repr)
}

/// `ascii(text)`: everything beyond ASCII escaped.
pub fn ascii_text(text: &[u8]) -> String {
    quoted(text, taipan_numeric::text::str_ascii)
}

fn quoted(text: &[u8], quote: fn(&[u8], &mut Vec<u8>)) -> String {
    let mut out = Vec::with_capacity(text.len() + 2);
    quote(text, &mut out);
    // Surrogates are escaped, so the result is UTF-8.
    String::from_utf8(out).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// Appends `\xhh`, `\uhhhh` or `\Uhhhhhhhh`.
pub(super) fn escape(out: &mut String, code: u32) {
    let written = match code {
        0..=0xFF => write!(out, "\\x{code:02x}"),
        0x100..=0xFFFF => write!(out, "\\u{code:04x}"),
        _ => write!(out, "\\U{code:08x}"),
    };
    written.expect("a String takes all");
}

/// Escapes what is not ASCII in a repr (`ascii(obj)`, `%a`, `!a`).
pub fn escape_non_ascii(text: &[u8]) -> String {
    let mut out = String::with_capacity(text.len());
    for code in wtf8::code_points(text) {
        match code {
            0..=0x7F => out.push(code as u8 as char),
            _ => escape(&mut out, code),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_escapes() {
        assert_eq!(repr_text(b"it's"), "\"it's\"");
        assert_eq!(repr_text(b"it's \"x\""), r#"'it\'s "x"'"#);
        assert_eq!(
            repr_text("a\n\u{7f}\u{ad}é\u{e000}\u{10ffff}\\".as_bytes()),
            r"'a\n\x7f\xadé\ue000\U0010ffff\\'"
        );
        assert_eq!(repr_text(&wtf8::encode(0xDC80).0[..3]), r"'\udc80'");
        assert_eq!(ascii_text("é😀".as_bytes()), r"'\xe9\U0001f600'");
        assert_eq!(escape_non_ascii("'é'".as_bytes()), r"'\xe9'");
    }
}
