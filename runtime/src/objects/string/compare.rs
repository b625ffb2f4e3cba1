//! Equality, order and hash of strings.
//!
//! Generalised UTF-8 sorts like its code points, so comparing is `memcmp`. The hash is CPython's,
//! which hashes its own storage: one, two or four bytes per character, as the widest one needs.

use super::{bytes, is_ascii, sip, wtf8};
use crate::field;
use crate::layout::Str;
use crate::thread::Thread;
use crate::value::Value;
use std::cmp::Ordering;

/// `a == b` for strings.
#[inline]
pub fn equal(a: Value, b: Value) -> bool {
    a == b || bytes(&a) == bytes(&b)
}

/// Order by code points.
#[inline]
pub fn compare(a: Value, b: Value) -> Ordering {
    bytes(&a).cmp(bytes(&b))
}

/// The str's hash as Python's `hash()` gives it (an i64's bits), computed once.
#[inline(always)]
pub fn hash(t: &Thread, v: Value) -> u64 {
    match field!(v, Str, hash) {
        0 => compute(t, v),
        known => known,
    }
}

/// The hash of a str for which [`hash`] was called before.
#[inline(always)]
pub fn hash_of(v: Value) -> u64 {
    field!(v, Str, hash)
}

#[cold]
#[inline(never)]
fn compute(t: &Thread, v: Value) -> u64 {
    let text = bytes(&v);
    let hash = if is_ascii(v) {
        sip::hash(t.hash_key, text)
    } else {
        hash_text(t.hash_key, text)
    };
    // SAFETY: the cache field of a live str.
    unsafe { (*v.cast::<Str>()).hash = hash }
    hash
}

/// Python's hash of bytes.
pub fn hash_bytes(t: &Thread, bytes: &[u8]) -> u64 {
    sip::hash(t.hash_key, bytes)
}

/// The hash of a str with this text.
pub(super) fn hash_text(key: (u64, u64), text: &[u8]) -> u64 {
    // The first byte of a character grows with its code point.
    let highest = text.iter().copied().max().unwrap_or(0);
    if highest < 0x80 {
        return sip::hash(key, text);
    }
    let points = wtf8::code_points(text);
    let mut units = Vec::with_capacity(text.len() * 2);
    match highest {
        // Above U+00FF the lead byte is 0xC4 or more.
        0x80..=0xC3 => units.extend(points.map(|code| code as u8)),
        0xC4..=0xEF => points.for_each(|code| units.extend_from_slice(&(code as u16).to_le_bytes())),
        _ => points.for_each(|code| units.extend_from_slice(&code.to_le_bytes())),
    }
    sip::hash(key, &units)
}

#[cfg(test)]
mod tests {
    use super::hash_text;

    // PYTHONHASHSEED=0 python3.14 -c 'print(hash("é"), hash("é€"), hash("a😀"))'
    #[test]
    fn hashes_the_storage_cpython_would_use() {
        let hash = |text: &str| hash_text((0, 0), text.as_bytes()) as i64;
        assert_eq!(hash("é"), HASH_LATIN);
        assert_eq!(hash("é€"), HASH_WIDE);
        assert_eq!(hash("a😀"), HASH_ASTRAL);
    }
    const HASH_LATIN: i64 = 6047309291227476195;
    const HASH_WIDE: i64 = 1800529422896539876;
    const HASH_ASTRAL: i64 = -6970120874385731343;
}
