//! `repr` of str, `ascii`, and `repr` of bytes.

use super::{decode_first, is_printable};

const HEX: &[u8; 16] = b"0123456789abcdef";

/// Appends `repr(text)` of WTF-8 text.
pub fn str_repr(text: &[u8], out: &mut Vec<u8>) {
    quote(text, is_printable, out);
}

/// Appends `ascii(text)` of WTF-8 text.
pub fn str_ascii(text: &[u8], out: &mut Vec<u8>) {
    quote(text, |code| (0x20..0x7f).contains(&code), out);
}

/// Single quotes, unless only double ones need no escape.
fn quote_character(text: &[u8]) -> u8 {
    if text.contains(&b'\'') && !text.contains(&b'"') { b'"' } else { b'\'' }
}

fn quote(text: &[u8], printable: impl Fn(u32) -> bool, out: &mut Vec<u8>) {
    let quote = quote_character(text);
    out.reserve(text.len() + 2);
    out.push(quote);
    let mut rest = text;
    while let Some(&byte) = rest.first() {
        // Most text is a run of plain ASCII, copied at once.
        let plain = rest
            .iter()
            .take_while(|&&byte| matches!(byte, 0x20..0x7f) && byte != quote && byte != b'\\')
            .count();
        if plain > 0 {
            out.extend_from_slice(&rest[..plain]);
            rest = &rest[plain..];
            continue;
        }
        if byte < 0x80 {
            escape_ascii(byte, quote, out);
            rest = &rest[1..];
            continue;
        }
        let Some((code, length)) = decode_first(rest) else {
            break;
        };
        if printable(code) {
            out.extend_from_slice(&rest[..length]);
        } else {
            escape_code(code, out);
        }
        rest = &rest[length..];
    }
    out.push(quote);
}

/// An ASCII byte as it stands inside quotes.
fn escape_ascii(byte: u8, quote: u8, out: &mut Vec<u8>) {
    match byte {
        b'\t' => out.extend_from_slice(b"\\t"),
        b'\n' => out.extend_from_slice(b"\\n"),
        b'\r' => out.extend_from_slice(b"\\r"),
        b'\\' => out.extend_from_slice(b"\\\\"),
        _ if byte == quote => out.extend_from_slice(&[b'\\', quote]),
        0x20..0x7f => out.push(byte),
        _ => escape_code(u32::from(byte), out),
    }
}

/// `\xhh`, `\uhhhh` or `\Uhhhhhhhh`, whichever is the shortest that fits.
fn escape_code(code: u32, out: &mut Vec<u8>) {
    let (letter, digits) = match code {
        ..0x100 => (b'x', 2),
        0x100..0x1_0000 => (b'u', 4),
        _ => (b'U', 8),
    };
    out.extend_from_slice(&[b'\\', letter]);
    for position in (0..digits).rev() {
        out.push(HEX[(code >> (position * 4) & 15) as usize]);
    }
}

/// Appends `repr(bytes)`, the `b` included.
pub fn bytes_repr(bytes: &[u8], out: &mut Vec<u8>) {
    let quote = quote_character(bytes);
    out.reserve(bytes.len() + 3);
    out.extend_from_slice(&[b'b', quote]);
    for &byte in bytes {
        escape_ascii(byte, quote, out);
    }
    out.push(quote);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &[u8]) -> String {
        let mut out = Vec::new();
        str_repr(text, &mut out);
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn quotes_and_escapes() {
        assert_eq!(shown(b""), "''");
        assert_eq!(shown(b"it's"), "\"it's\"");
        assert_eq!(shown(b"say \"hi\""), "'say \"hi\"'");
        assert_eq!(shown(b"'\""), "'\\'\"'");
        assert_eq!(shown(b"a\tb\nc\rd\\e\x00\x1f\x7f"), "'a\\tb\\nc\\rd\\\\e\\x00\\x1f\\x7f'");
        assert_eq!(shown("é日\u{a0}\u{2028}\u{1f600}\u{e0001}".as_bytes()), "'é日\\xa0\\u2028\u{1f600}\\U000e0001'");
        assert_eq!(shown(b"x\xed\xa0\x80y"), "'x\\ud800y'");
    }

    #[test]
    fn ascii_escapes_everything_else() {
        let mut out = Vec::new();
        str_ascii("é日\u{1f600}'".as_bytes(), &mut out);
        assert_eq!(out, b"\"\\xe9\\u65e5\\U0001f600'\"");
    }

    #[test]
    fn bytes_show_every_byte() {
        let mut out = Vec::new();
        bytes_repr(b"a'\"\n\x00\xff\\", &mut out);
        assert_eq!(out, b"b'a\\'\"\\n\\x00\\xff\\\\'");
        out.clear();
        bytes_repr(b"it's", &mut out);
        assert_eq!(out, b"b\"it's\"");
    }
}
