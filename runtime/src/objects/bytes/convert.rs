//! Bytes to and from text: `hex`, `fromhex`, `decode`, `repr`, `%`.

use super::{is_bytes_like, like, new, receiver, slice_of};
use crate::native::{Args, Bind, NativeDef};
use crate::objects::string::{self, codec};
use crate::objects::{bytearray, int};
use crate::ops;
use crate::thread::{Raised, Thread};
use crate::value::Value;
use taipan_numeric::percent::{self, Conversion, Layout, Template};

/// `repr` of a bytes object with these contents.
pub fn repr_text(contents: &[u8]) -> String {
    let mut out = Vec::with_capacity(contents.len() + 3);
    taipan_numeric::text::bytes_repr(contents, &mut out);
    String::from_utf8_lossy(&out).into_owned()
}

/// The separator of `hex`: one ASCII character.
fn separator(t: &mut Thread, v: Value) -> Result<u8, Raised> {
    if ops::len(t, v)? != 1 {
        return Err(t.value_error("sep must be length 1."));
    }
    let byte = if string::is_str(t, v) {
        string::bytes(&v)[0]
    } else if let Some(&[byte]) = slice_of(t, &v) {
        byte
    } else {
        return Err(t.type_error("sep must be str or bytes."));
    };
    if byte < 0x80 { Ok(byte) } else { Err(t.value_error("sep must be ASCII.")) }
}

/// Hex digits with `separator` between groups of `group` bytes, counted from the right, or from the left when negative.
pub fn hex_text(contents: &[u8], separator: Option<u8>, group: i64) -> Vec<u8> {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut out = Vec::with_capacity(contents.len() * 3);
    let size = group.unsigned_abs() as usize;
    for (i, byte) in contents.iter().enumerate() {
        if let Some(separator) = separator
            && i > 0
            && size > 0
            && (if group < 0 { i } else { contents.len() - i }) % size == 0
        {
            out.push(separator);
        }
        out.extend_from_slice(&[DIGITS[(byte >> 4) as usize], DIGITS[(byte & 15) as usize]]);
    }
    out
}

fn hex(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [sep, group] = args.rest().bind(t, "hex", ["sep", "bytes_per_sep"], Bind::required(0))?;
    let group = group.map_or(Ok(1), |group| ops::index(t, group))?;
    let sep = match sep {
        Some(sep) => Some(separator(t, sep)?),
        None => None,
    };
    let contents = args.get(0);
    let text = hex_text(receiver(t, &contents), sep, group);
    string::try_new_wtf8(t, &text)
}

/// What is wrong with the argument of `fromhex`.
enum BadHex {
    Odd,
    At(usize),
}

/// Pairs of hex digits with ASCII space between them.
fn parse_hex(text: &[u8]) -> Result<Vec<u8>, BadHex> {
    let digit = |at: usize| text.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let mut out = Vec::with_capacity(text.len() / 2);
    let mut at = 0;
    while at < text.len() {
        if text[at].is_ascii_whitespace() || text[at] == 0x0B {
            at += 1;
            continue;
        }
        let Some(high) = digit(at) else {
            return Err(BadHex::At(at));
        };
        match digit(at + 1) {
            Some(low) => out.push((high << 4 | low) as u8),
            None if at + 1 >= text.len() => return Err(BadHex::Odd),
            None => return Err(BadHex::At(at + 1)),
        }
        at += 2;
    }
    Ok(out)
}

fn from_hex(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (class, text) = (args.get(0), args.get(1));
    let is_str = string::is_str(t, text);
    if !is_str && !is_bytes_like(t, text) {
        let message = format!("fromhex() argument must be str or bytes-like, not {}", t.type_name(text));
        return Err(t.type_error(message));
    }
    let raw = if is_str { string::bytes(&text) } else { receiver(t, &text) };
    let parsed = match parse_hex(raw) {
        Ok(parsed) => parsed,
        Err(BadHex::Odd) => {
            return Err(t.value_error("fromhex() arg must contain an even number of hexadecimal digits"));
        }
        Err(BadHex::At(at)) => {
            let at = if is_str { string::wtf8::count(&raw[..at]) } else { at };
            return Err(t.value_error(format!("non-hexadecimal number found in fromhex() arg at position {at}")));
        }
    };
    let (bytes_class, bytearray_class) = (t.types.bytes, t.types.bytearray);
    if class == bytearray_class {
        return bytearray::new(t, &parsed);
    }
    let exact = new(t, &parsed);
    if class == bytes_class { Ok(exact) } else { ops::call(t, class, &[exact]) }
}

fn check<T>(t: &mut Thread, result: Result<T, taipan_numeric::NumericError>) -> Result<T, Raised> {
    result.map_err(|error| int::raise(t, error))
}

/// `%s`, `%b`, `%r`, `%a` and `%c` of a bytes template.
fn write_other(t: &mut Thread, conversion: &Conversion, layout: &Layout, value: Value, out: &mut Vec<u8>) -> Result<bool, Raised> {
    match conversion.code {
        's' | 'b' => {
            let contents = if is_bytes_like(t, value) {
                value
            } else {
                let name = t.names.bytes;
                match ops::call_special(t, value, name, &[])? {
                    Some(contents) if super::is_bytes(t, contents) => contents,
                    Some(other) => {
                        let message = format!("__bytes__ returned non-bytes (type {})", t.type_name(other));
                        return Err(t.type_error(message));
                    }
                    None => {
                        let message = format!(
                            "%b requires a bytes-like object, or an object that implements __bytes__, not '{}'",
                            t.type_name(value)
                        );
                        return Err(t.type_error(message));
                    }
                }
            };
            check(t, percent::write_bytes(layout, receiver(t, &contents), out))?;
        }
        'r' | 'a' => {
            let text = ops::repr(t, value)?;
            let escaped = string::escape_non_ascii(string::bytes(&text));
            check(t, percent::write_bytes(layout, escaped.as_bytes(), out))?;
        }
        'c' => {
            if let Some(contents) = slice_of(t, &value) {
                if contents.len() != 1 {
                    let message = format!(
                        "%c requires an integer in range(256) or a single byte, not a {} object of length {}",
                        t.type_name(value),
                        contents.len()
                    );
                    return Err(t.type_error(message));
                }
                check(t, percent::write_bytes(layout, contents, out))?;
                return Ok(true);
            }
            if !int::is_int(t, value) && ops::lookup_special(t, value, t.names.index).is_none() {
                let message = format!("%c requires an integer in range(256) or a single byte, not {}", t.type_name(value));
                return Err(t.type_error(message));
            }
            let code = int::to_i64(ops::index_value(t, value)?);
            let mut buffer = [0; 4];
            let character = check(t, percent::character(Template::Bytes, code, &mut buffer))?;
            check(t, percent::write_bytes(layout, character, out))?;
        }
        _ => return Ok(false),
    }
    Ok(true)
}

/// `template % operand` for bytes and bytearray.
pub fn percent(t: &mut Thread, template: Value, operand: Value) -> Result<Value, Raised> {
    // A copy: formatting runs Python code, which may change a bytearray.
    let text = receiver(t, &template).to_vec();
    let out = string::format_percent(t, &text, Template::Bytes, operand, write_other)?;
    like(t, template, &out)
}

pub(super) static METHODS: &[NativeDef] = &[
    NativeDef::method("hex", 0, 2, hex).keywords(),
    NativeDef::class_method("fromhex", 1, 1, from_hex),
    NativeDef::method("decode", 0, 2, codec::decode_method).keywords(),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_groups() {
        assert_eq!(hex_text(b"abcde", Some(b':'), 2), b"61:6263:6465");
        assert_eq!(hex_text(b"abcde", Some(b':'), -2), b"6162:6364:65");
        assert_eq!(hex_text(b"ab", None, 1), b"6162");
        assert_eq!(hex_text(b"ab", Some(b'-'), 0), b"6162");
        assert!(matches!(parse_hex(b"a b"), Err(BadHex::At(1))));
        assert!(matches!(parse_hex(b"61 6"), Err(BadHex::Odd)));
        assert_eq!(parse_hex(b" 6162\n63").ok(), Some(b"abc".to_vec()));
    }
}
