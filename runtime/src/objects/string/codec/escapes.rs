//! `unicode_escape` and `raw_unicode_escape`: string literals' escapes as an encoding.

use super::super::{repr, wtf8};
use super::decode::recover;
use super::{Codec, Handler, Order, decode_error};
use crate::objects::bytes;
use crate::thread::{Raised, Thread};
use crate::value::Value;

/// `unicode_escape`
pub(super) fn encode(text: &[u8]) -> Vec<u8> {
    let mut out = String::with_capacity(text.len());
    for code in wtf8::code_points(text) {
        match code {
            0x5C => out.push_str("\\\\"),
            0x0A => out.push_str("\\n"),
            0x0D => out.push_str("\\r"),
            0x09 => out.push_str("\\t"),
            0x20..=0x7E => out.push(code as u8 as char),
            _ => repr::escape(&mut out, code),
        }
    }
    out.into_bytes()
}

/// `raw_unicode_escape`
pub(super) fn encode_raw(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for code in wtf8::code_points(text) {
        match code {
            0..=0xFF => out.push(code as u8),
            _ => {
                let mut escaped = String::new();
                repr::escape(&mut escaped, code);
                out.extend_from_slice(escaped.as_bytes());
            }
        }
    }
    out
}

/// An escape that went wrong: bytes from the backslash on, and why.
struct Bad(usize, &'static str);

/// A fixed number of hex digits behind a backslash and a letter: (code, length of the escape).
fn hex(rest: &[u8], digits: usize, truncated: &'static str) -> Result<(u32, usize), Bad> {
    let found = rest[2..].iter().take(digits).take_while(|byte| byte.is_ascii_hexdigit()).count();
    if found < digits {
        return Err(Bad(2 + found, truncated));
    }
    let code = rest[2..2 + digits]
        .iter()
        .fold(0u64, |code, byte| code << 4 | u64::from((*byte as char).to_digit(16).unwrap_or(0)));
    match u32::try_from(code) {
        Ok(code @ 0..=0x10FFFF) => Ok((code, 2 + digits)),
        _ => Err(Bad(2 + digits, "illegal Unicode character")),
    }
}

fn named(rest: &[u8]) -> Result<(u32, usize), Bad> {
    let malformed = Bad(2, "malformed \\N character escape");
    if rest.get(2) != Some(&b'{') {
        return Err(malformed);
    }
    match memchr::memchr(b'}', rest) {
        Some(end) if end > 3 => {
            let name = std::str::from_utf8(&rest[3..end]).ok();
            match name.and_then(unicode_names2::character) {
                Some(c) => Ok((c as u32, end + 1)),
                None => Err(Bad(end + 1, "unknown Unicode character name")),
            }
        }
        Some(end) => Err(Bad(end + 1, malformed.1)),
        None => Err(Bad(rest.len(), malformed.1)),
    }
}

/// Decodes the escape at the start of `rest`: `Ok(None)` for a backslash that stays, with the next character.
fn escape(rest: &[u8]) -> Result<Option<(Option<u32>, usize)>, Bad> {
    let Some(letter) = rest.get(1) else {
        return Err(Bad(1, "\\ at end of string"));
    };
    let simple = |code: u8| Ok(Some((Some(u32::from(code)), 2)));
    let full = |(code, length)| Some((Some(code), length));
    match letter {
        b'\n' => Ok(Some((None, 2))),
        b'\\' | b'\'' | b'"' => simple(*letter),
        b'a' => simple(7),
        b'b' => simple(8),
        b't' => simple(9),
        b'n' => simple(10),
        b'v' => simple(11),
        b'f' => simple(12),
        b'r' => simple(13),
        b'0'..=b'7' => {
            let digits = rest[1..].iter().take(3).take_while(|byte| matches!(byte, b'0'..=b'7')).count();
            let code = rest[1..1 + digits].iter().fold(0, |code, byte| code << 3 | u32::from(byte - b'0'));
            Ok(full((code, 1 + digits)))
        }
        b'x' => hex(rest, 2, "truncated \\xXX escape").map(full),
        b'u' => hex(rest, 4, "truncated \\uXXXX escape").map(full),
        b'U' => hex(rest, 8, "truncated \\UXXXXXXXX escape").map(full),
        b'N' => named(rest).map(full),
        _ => Ok(None),
    }
}

/// Decodes `unicode_escape`.
pub(super) fn decode(t: &mut Thread, data: Value, errors: &str) -> Result<Vec<u8>, Raised> {
    decode_with(t, data, errors, Codec::UnicodeEscape, escape)
}

/// Decodes `raw_unicode_escape`.
pub(super) fn decode_raw(t: &mut Thread, data: Value, errors: &str) -> Result<Vec<u8>, Raised> {
    decode_with(t, data, errors, Codec::RawUnicodeEscape, |rest| match rest.get(1) {
        Some(b'u') => hex(rest, 4, "truncated \\uXXXX escape").map(|(code, length)| Some((Some(code), length))),
        Some(b'U') => hex(rest, 8, "truncated \\UXXXXXXXX escape").map(|(code, length)| Some((Some(code), length))),
        _ => Ok(None),
    })
}

type Escape = fn(&[u8]) -> Result<Option<(Option<u32>, usize)>, Bad>;

fn decode_with(t: &mut Thread, data: Value, errors: &str, codec: Codec, escape: Escape) -> Result<Vec<u8>, Raised> {
    let raw = bytes::bytes(&data);
    let mut out = Vec::with_capacity(raw.len());
    let mut at = 0;
    while at < raw.len() {
        if raw[at] != b'\\' {
            wtf8::push(&mut out, u32::from(raw[at]));
            at += 1;
            continue;
        }
        match escape(&raw[at..]) {
            Ok(Some((code, length))) => {
                if let Some(code) = code {
                    wtf8::push(&mut out, code);
                }
                at += length;
            }
            Ok(None) => {
                // The backslash stays, and what follows it is no start of an escape.
                out.push(b'\\');
                if let Some(next) = raw.get(at + 1) {
                    wtf8::push(&mut out, u32::from(*next));
                }
                at += 2;
            }
            Err(Bad(length, reason)) => {
                let handler = Handler::named(t, errors)?;
                match recover(handler, codec, Order::Little, &raw[at..], length, &mut out) {
                    Some(length) => at += length,
                    None => {
                        return Err(decode_error(t, codec.name(), data, at, at + length, reason));
                    }
                }
            }
        }
    }
    Ok(out)
}
