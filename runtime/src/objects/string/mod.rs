//! `str`: generalised UTF-8 bytes with an ASCII flag, and the number of characters.
//!
//! UTF-8 is what the parser, the regex engines and every file speak, so most strings are never
//! converted; nearly all are ASCII, where a character is a byte. For the others a sampled index is
//! built on the first access by position (see [`index`]). The bytes follow the object, or lie in a
//! buffer that strings made by repeated concatenation share (see [`concat`]).

pub mod arguments;
pub mod case;
pub mod codec;
mod compare;
mod concat;
mod format;
mod index;
mod intern;
mod iterator;
mod make;
mod methods;
mod new;
mod numeric_ranges;
pub mod padding;
mod percent;
mod predicates;
mod repr;
pub mod search;
mod sip;
pub mod split;
mod strip;
#[cfg(test)]
pub(crate) mod tests;
mod translate;
pub mod unicode;
pub mod wtf8;

pub use compare::{compare, equal, hash, hash_bytes, hash_of};
pub use concat::{concat, concat_many, fill_repeated, repeat};
pub use index::{char_at, get_item, offset_of, slice, slice_step};
pub use intern::{InternTable, bootstrap, intern, intern_value, mark_interned};
pub use iterator::iterator as new_iterator;
pub use make::{Builder, from_char, from_code_point, new, new_ascii, new_with_len, new_wtf8, try_new_wtf8};
pub use percent::{format as format_percent, percent};
pub use predicates::is_identifier;
pub use repr::{ascii_text, escape_non_ascii, repr_text};

use crate::field;
use crate::layout::{Payload, STR_ASCII, STR_INTERNED, Str, shape_id};
use crate::thread::Thread;
use crate::types;
use crate::value::Value;

/// `Header::flags`: the result of a concatenation, which is likely to be appended to again.
const STR_CONCATENATED: u8 = 4;
/// `Header::flags`: `owner` is an ARRAY (owner of the bytes, index BUFFER).
const STR_INDEXED: u8 = 8;

/// A str or an instance of a subclass.
#[inline(always)]
pub fn is_str(t: &Thread, v: Value) -> bool {
    is_exact(v) || (v.is_pointer() && types::payload(t.class_of(v)) == Payload::Str)
}

/// A str, but of no subclass.
#[inline(always)]
pub fn is_exact(v: Value) -> bool {
    v.has_shape(shape_id::STR)
}

/// The bytes of a str (or subclass instance). The slice lives as long as the str does.
#[inline(always)]
pub fn bytes(v: &Value) -> &[u8] {
    // SAFETY: `data` and `byte_len` describe memory inside the str or its owner, and neither moves.
    unsafe {
        let s = &*v.cast::<Str>();
        std::slice::from_raw_parts(s.data, s.byte_len)
    }
}

/// Number of characters.
#[inline(always)]
pub fn char_len(v: Value) -> usize {
    field!(v, Str, char_len)
}

/// Whether all characters are ASCII.
#[inline(always)]
pub fn is_ascii(v: Value) -> bool {
    // SAFETY: `v` is a str.
    unsafe { (*v.header()).flags & STR_ASCII != 0 }
}

/// Whether it is the interned str with its text.
#[inline(always)]
pub fn is_interned(v: Value) -> bool {
    // SAFETY: `v` is a str.
    unsafe { (*v.header()).flags & STR_INTERNED != 0 }
}

/// The text, unless it has surrogates.
#[inline]
pub fn as_str(v: &Value) -> Option<&str> {
    let bytes = bytes(v);
    if is_ascii(*v) {
        // SAFETY: the flag says that all bytes are ASCII.
        return Some(unsafe { std::str::from_utf8_unchecked(bytes) });
    }
    std::str::from_utf8(bytes).ok()
}

/// The text, surrogates as U+FFFD.
pub fn to_string_lossy(v: Value) -> String {
    wtf8::to_string_lossy(bytes(&v))
}

/// As [`to_string_lossy`], without a copy where there is nothing to replace.
pub fn text_lossy(v: &Value) -> std::borrow::Cow<'_, str> {
    match std::str::from_utf8(bytes(v)) {
        Ok(text) => text.into(),
        Err(_) => to_string_lossy(*v).into(),
    }
}

/// The text of a repr with everything beyond ASCII escaped: `ascii(obj)`.
pub fn ascii_of_repr(repr: Value) -> String {
    escape_non_ascii(bytes(&repr))
}

/// The code points.
pub fn code_points(v: &Value) -> wtf8::CodePoints<'_> {
    wtf8::code_points(bytes(v))
}

/// The first code point; 0 for the empty string.
pub fn code_point(v: Value) -> u32 {
    match bytes(&v) {
        [] => 0,
        text => wtf8::decode(text, 0).0,
    }
}

/// The exact str of a str or subclass instance: itself, or a str that shares its bytes.
pub fn to_exact(t: &mut Thread, v: Value) -> Value {
    if is_exact(v) { v } else { make::share(t, v) }
}

/// Adds the members of `str` and its iterator.
pub fn init(t: &mut Thread) {
    new::init(t);
    methods::init(t);
    iterator::init(t);
}
