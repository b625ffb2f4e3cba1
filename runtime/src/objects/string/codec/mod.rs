//! `str.encode` and `bytes.decode` for the encodings that need no table: UTF-8, -16, -32, ASCII,
//! Latin-1, and the escapes of string literals.
//!
//! UTF-8 without surrogates is a copy. Everything else goes through one loop that hands what cannot
//! be converted to an error handler.

mod decode;
mod encode;
mod escapes;
mod handler;

pub use decode::{decode_utf8_lossy, utf8_error};
pub use handler::Handler;

use super::arguments::named_str;
use super::{bytes as str_bytes, make, to_string_lossy};
use crate::layout::shape_id;
use crate::native::Args;
use crate::native::Bind;
use crate::objects::{bytes, int};
use crate::ops;
use crate::thread::{Raised, Thread};
use crate::value::Value;

/// A built-in encoding.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Codec {
    Utf8,
    /// With a byte order mark.
    Utf8Sig,
    Ascii,
    Latin1,
    Utf16(Order),
    Utf32(Order),
    /// The escapes of string literals, over Latin-1.
    UnicodeEscape,
    /// Only `\u` and `\U`.
    RawUnicodeEscape,
}

/// Byte order of UTF-16 and UTF-32.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Order {
    /// The machine's, announced by a mark.
    Marked,
    Little,
    Big,
}

impl Codec {
    /// The encoding with this name, in any spelling Python accepts.
    pub fn from_name(name: &str) -> Option<Codec> {
        let mut plain = String::with_capacity(name.len());
        for c in name.chars() {
            match c {
                '_' | ' ' | '-' if plain.ends_with('-') => {}
                '_' | ' ' => plain.push('-'),
                c => plain.push(c.to_ascii_lowercase()),
            }
        }
        Some(match plain.as_str() {
            "utf-8" | "utf8" | "u8" | "utf" | "utf8-ucs2" | "utf8-ucs4" | "cp65001" => Codec::Utf8,
            "utf-8-sig" | "utf8-sig" => Codec::Utf8Sig,
            "ascii" | "us-ascii" | "646" | "us" | "ansi-x3.4-1968" | "iso-ir-6" | "cp367" | "ibm367" | "iso646-us" => Codec::Ascii,
            "latin-1" | "latin1" | "latin" | "l1" | "iso-8859-1" | "iso8859-1" | "8859" | "cp819" | "iso8859" | "ibm819" | "iso-ir-100" | "csisolatin1" => {
                Codec::Latin1
            }
            "utf-16" | "utf16" | "u16" => Codec::Utf16(Order::Marked),
            "utf-16-le" | "utf-16le" | "utf16-le" | "unicodelittleunmarked" => Codec::Utf16(Order::Little),
            "utf-16-be" | "utf-16be" | "utf16-be" | "unicodebigunmarked" => Codec::Utf16(Order::Big),
            "utf-32" | "utf32" | "u32" => Codec::Utf32(Order::Marked),
            "utf-32-le" | "utf-32le" | "utf32-le" => Codec::Utf32(Order::Little),
            "utf-32-be" | "utf-32be" | "utf32-be" => Codec::Utf32(Order::Big),
            "unicode-escape" | "unicodeescape" => Codec::UnicodeEscape,
            "raw-unicode-escape" | "rawunicodeescape" => Codec::RawUnicodeEscape,
            _ => return None,
        })
    }

    /// As exceptions name it.
    pub fn name(self) -> &'static str {
        match self {
            Codec::Utf8 | Codec::Utf8Sig => "utf-8",
            Codec::Ascii => "ascii",
            Codec::Latin1 => "latin-1",
            Codec::Utf16(Order::Marked) => "utf-16",
            Codec::Utf16(Order::Little) => "utf-16-le",
            Codec::Utf16(Order::Big) => "utf-16-be",
            Codec::Utf32(Order::Marked) => "utf-32",
            Codec::Utf32(Order::Little) => "utf-32-le",
            Codec::Utf32(Order::Big) => "utf-32-be",
            Codec::UnicodeEscape => "unicodeescape",
            Codec::RawUnicodeEscape => "rawunicodeescape",
        }
    }
}

/// `s.encode(encoding, errors)` as a new bytes object.
pub fn encode(t: &mut Thread, s: Value, encoding: &str, errors: &str) -> Result<Value, Raised> {
    match Codec::from_name(encoding) {
        Some(codec) if Handler::is_builtin(errors) => encode_with(t, s, codec, errors),
        _ => by_registry(t, "_encode_text", s, encoding, errors),
    }
}

/// Asks the registry of the `_codecs` module: encodings and error handlers that are not built in.
#[cold]
fn by_registry(t: &mut Thread, function: &str, object: Value, encoding: &str, errors: &str) -> Result<Value, Raised> {
    let name = t.str("_codecs");
    let globals = crate::objects::dict::new(t);
    let registry = (t.hooks.import)(t, name, globals, Value::NONE, Value::ZERO)?;
    let function = t.intern(function);
    let (encoding, errors) = (t.str(encoding), t.str(errors));
    ops::call_method(t, registry, function, &[object, encoding, errors])
}

/// [`encode`] with a codec that is known already.
pub fn encode_with(t: &mut Thread, s: Value, codec: Codec, errors: &str) -> Result<Value, Raised> {
    let text = str_bytes(&s);
    let same_bytes = match codec {
        Codec::Utf8 => super::is_ascii(s) || !super::wtf8::has_surrogate(text),
        Codec::Ascii | Codec::Latin1 => super::is_ascii(s),
        _ => false,
    };
    if same_bytes {
        return bytes::build(t, text.len(), |out| out.copy_from_slice(text));
    }
    let out = match codec {
        Codec::UnicodeEscape => escapes::encode(text),
        Codec::RawUnicodeEscape => escapes::encode_raw(text),
        _ => encode::encode(t, s, codec, errors)?,
    };
    bytes::build(t, out.len(), |target| target.copy_from_slice(&out))
}

/// `data.decode(encoding, errors)` of a bytes-like object.
pub fn decode(t: &mut Thread, data: Value, encoding: &str, errors: &str) -> Result<Value, Raised> {
    // Nothing to decode needs no codec, not even one that exists.
    if bytes::slice_of(t, &data).is_some_and(<[u8]>::is_empty) {
        return Ok(t.names.empty);
    }
    match Codec::from_name(encoding) {
        Some(codec) if Handler::is_builtin(errors) => decode_with(t, data, codec, errors),
        _ => by_registry(t, "_decode_text", data, encoding, errors),
    }
}

/// [`decode`] with a codec that is known already.
pub fn decode_with(t: &mut Thread, data: Value, codec: Codec, errors: &str) -> Result<Value, Raised> {
    let raw = bytes::slice_of(t, &data).unwrap_or(&[]);
    let ascii_compatible = matches!(codec, Codec::Utf8 | Codec::Ascii | Codec::Latin1);
    if ascii_compatible && (raw.is_ascii() || (codec == Codec::Utf8 && std::str::from_utf8(raw).is_ok())) {
        return make::try_new_wtf8(t, raw);
    }
    // Error handlers see the whole input as bytes; what a bytearray holds may change, so it is copied.
    let data = if data.has_shape(shape_id::BYTES) { data } else { bytes::new(t, raw) };
    let text = match codec {
        Codec::UnicodeEscape => escapes::decode(t, data, errors)?,
        Codec::RawUnicodeEscape => escapes::decode_raw(t, data, errors)?,
        _ => decode::decode(t, data, codec, errors)?,
    };
    make::try_new_wtf8(t, &text)
}

/// The `encoding` and `errors` arguments of `encode` and `decode`.
fn arguments(t: &mut Thread, args: Args, function: &str) -> Result<(String, String), Raised> {
    let [encoding, errors] = args.rest().bind(t, function, ["encoding", "errors"], Bind::required(0))?;
    let encoding = match encoding {
        Some(encoding) => to_string_lossy(named_str(t, encoding, function, "encoding")?),
        None => "utf-8".to_owned(),
    };
    let errors = match errors {
        Some(errors) => to_string_lossy(named_str(t, errors, function, "errors")?),
        None => "strict".to_owned(),
    };
    Ok((encoding, errors))
}

/// `str.encode`
pub fn encode_method(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    if args.len() == 1 && !args.has_keywords() {
        return encode_with(t, args.get(0), Codec::Utf8, "strict");
    }
    let (encoding, errors) = arguments(t, args, "encode")?;
    encode(t, args.get(0), &encoding, &errors)
}

/// `bytes.decode` and `bytearray.decode`
pub fn decode_method(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    if args.len() == 1 && !args.has_keywords() {
        return decode_with(t, args.get(0), Codec::Utf8, "strict");
    }
    let (encoding, errors) = arguments(t, args, "decode")?;
    decode(t, args.get(0), &encoding, &errors)
}

/// Raises `UnicodeEncodeError(codec, text, start, end, reason)`; positions are characters.
pub(super) fn encode_error(t: &mut Thread, codec: &str, text: Value, start: usize, end: usize, reason: &str) -> Raised {
    let class = t.exceptions.unicode_encode_error;
    unicode_error(t, class, codec, text, start, end, reason)
}

/// Raises `UnicodeDecodeError(codec, data, start, end, reason)`; positions are bytes.
pub(super) fn decode_error(t: &mut Thread, codec: &str, data: Value, start: usize, end: usize, reason: &str) -> Raised {
    let class = t.exceptions.unicode_decode_error;
    unicode_error(t, class, codec, data, start, end, reason)
}

fn unicode_error(t: &mut Thread, class: Value, codec: &str, object: Value, start: usize, end: usize, reason: &str) -> Raised {
    let codec = t.str(codec);
    let reason = t.str(reason);
    let (start, end) = (int::from_usize(t, start), int::from_usize(t, end));
    match ops::call(t, class, &[codec, object, start, end, reason]) {
        Ok(exception) => t.raise_object(exception),
        Err(raised) => raised,
    }
}
