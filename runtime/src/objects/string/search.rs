//! Finding: `find`, `index`, `count`, `startswith`, `in`, `replace`, `partition`.
//!
//! The byte algorithms are shared with `bytes`; UTF-8 lets them serve strings unchanged, because no
//! character's encoding occurs inside another's.

use super::arguments::{bound, clip, only_str, str_argument};
use super::{bytes, char_len, is_ascii, is_str, make, offset_of, wtf8};
use crate::native::{Args, Bind, NativeDef};
use crate::objects::tuple;
use crate::ops;
use crate::thread::{Raised, Thread};
use crate::value::Value;
use memchr::memmem;

/// Offset of the first occurrence.
#[inline]
pub fn find_bytes(text: &[u8], pattern: &[u8]) -> Option<usize> {
    match *pattern {
        [byte] => memchr::memchr(byte, text),
        _ => memmem::find(text, pattern),
    }
}

/// Offset of the last occurrence.
#[inline]
pub fn rfind_bytes(text: &[u8], pattern: &[u8]) -> Option<usize> {
    match *pattern {
        [byte] => memchr::memrchr(byte, text),
        _ => memmem::rfind(text, pattern),
    }
}

/// Occurrences that do not overlap, of a pattern that is not empty.
pub fn count_bytes(text: &[u8], pattern: &[u8]) -> usize {
    match *pattern {
        [byte] => memchr::memchr_iter(byte, text).count(),
        _ => memmem::find_iter(text, pattern).count(),
    }
}

/// `text` with the first `limit` occurrences of `old` (not empty) replaced; `None` when there are none.
pub fn replace_bytes(text: &[u8], old: &[u8], new: &[u8], limit: usize) -> Option<Vec<u8>> {
    let first = if limit == 0 { None } else { find_bytes(text, old) }?;
    let mut out = Vec::with_capacity(text.len() + new.len().saturating_sub(old.len()) * 8);
    let mut done = 0;
    let mut put = |at: usize| {
        out.extend_from_slice(&text[done..at]);
        out.extend_from_slice(new);
        done = at + old.len();
    };
    put(first);
    let from = first + old.len();
    match *old {
        [byte] => memchr::memchr_iter(byte, &text[from..]).take(limit - 1).for_each(|at| put(from + at)),
        _ => memmem::find_iter(&text[from..], old).take(limit - 1).for_each(|at| put(from + at)),
    }
    out.extend_from_slice(&text[done..]);
    Some(out)
}

/// `new` before each of the first `limit` characters, and at the end if the limit allows: replacing the empty string.
/// `width` gives the length of the character at an offset.
pub fn interleave(text: &[u8], new: &[u8], limit: usize, width: impl Fn(&[u8], usize) -> usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() + new.len() * (text.len() + 1).min(limit));
    let mut at = 0;
    for _ in 0..limit {
        out.extend_from_slice(new);
        if at >= text.len() {
            break;
        }
        let next = at + width(text, at);
        out.extend_from_slice(&text[at..next]);
        at = next;
    }
    out.extend_from_slice(&text[at..]);
    out
}

/// The part of the receiver that `start, end` (arguments 2 and 3) select: (offset, offset, character position).
fn window(t: &mut Thread, args: Args, text: Value) -> Result<Option<(usize, usize, usize)>, Raised> {
    if args.len() <= 2 {
        return Ok(Some((0, bytes(&text).len(), 0)));
    }
    let start = bound(t, args.opt(2), 0)?;
    let end = bound(t, args.opt(3), i64::MAX)?;
    Ok(clip(start, end, char_len(text)).map(|(start, end)| (offset_of(t, text, start), offset_of(t, text, end), start)))
}

/// Character position of the occurrence that `find` gives; `None`: not there.
fn search(t: &mut Thread, args: Args, function: &str, find: fn(&[u8], &[u8]) -> Option<usize>) -> Result<Option<usize>, Raised> {
    let (text, pattern) = (args.get(0), str_argument(t, args.get(1), function, 1)?);
    let Some((from, to, start)) = window(t, args, text)? else {
        return Ok(None);
    };
    let part = &bytes(&text)[from..to];
    Ok(find(part, bytes(&pattern)).map(|at| {
        let before = &part[..at];
        start + if is_ascii(text) { before.len() } else { wtf8::count(before) }
    }))
}

fn position(found: Option<usize>) -> Value {
    Value::small(found.map_or(-1, |at| at as i64))
}

fn find(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    search(t, args, "find", find_bytes).map(position)
}

fn rfind(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    search(t, args, "rfind", rfind_bytes).map(position)
}

fn index(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    match search(t, args, "index", find_bytes)? {
        None => Err(t.value_error("substring not found")),
        found => Ok(position(found)),
    }
}

fn rindex(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    match search(t, args, "rindex", rfind_bytes)? {
        None => Err(t.value_error("substring not found")),
        found => Ok(position(found)),
    }
}

fn count(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (text, pattern) = (args.get(0), str_argument(t, args.get(1), "count", 1)?);
    let Some((from, to, _)) = window(t, args, text)? else {
        return Ok(Value::ZERO);
    };
    let part = &bytes(&text)[from..to];
    let pattern = bytes(&pattern);
    let count = if pattern.is_empty() {
        wtf8::count(part) + 1
    } else {
        count_bytes(part, pattern)
    };
    Ok(Value::small(count as i64))
}

/// `startswith` and `endswith`: a str or a tuple of them.
fn affix(t: &mut Thread, args: Args, name: &str, test: fn(&[u8], &[u8]) -> bool) -> Result<Value, Raised> {
    let (text, affixes) = (args.get(0), args.get(1));
    let window = window(t, args, text)?;
    let holds = |affix: &Value| window.is_some_and(|(from, to, _)| test(&bytes(&text)[from..to], bytes(affix)));
    if is_str(t, affixes) {
        return Ok(Value::bool(holds(&affixes)));
    }
    if !tuple::is_tuple(t, affixes) {
        let message = format!("{name} first arg must be str or a tuple of str, not {}", t.type_name(affixes));
        return Err(t.type_error(message));
    }
    for affix in tuple::items(&affixes) {
        if !is_str(t, *affix) {
            let message = format!("tuple for {name} must only contain str, not {}", t.type_name(*affix));
            return Err(t.type_error(message));
        }
        if holds(affix) {
            return Ok(Value::TRUE);
        }
    }
    Ok(Value::FALSE)
}

fn starts_with(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    affix(t, args, "startswith", |text, prefix| text.starts_with(prefix))
}

fn ends_with(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    affix(t, args, "endswith", |text, suffix| text.ends_with(suffix))
}

/// `item in s`
pub(super) fn contains(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (text, item) = (args.get(0), args.get(1));
    if !is_str(t, item) {
        let message = format!("'in <string>' requires string as left operand, not {}", t.type_name(item));
        return Err(t.type_error(message));
    }
    Ok(Value::bool(find_bytes(bytes(&text), bytes(&item)).is_some()))
}

fn replace(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let text = args.get(0);
    let options = Bind::required(2).positional_only(2);
    let [old, new, count] = args.rest().bind(t, "replace", ["old", "new", "count"], options)?;
    let old = str_argument(t, old.unwrap_or(Value::NONE), "replace", 1)?;
    let new = str_argument(t, new.unwrap_or(Value::NONE), "replace", 2)?;
    let limit = match count {
        Some(count) => usize::try_from(ops::index(t, count)?).unwrap_or(usize::MAX),
        None => usize::MAX,
    };
    let (old, new) = (bytes(&old), bytes(&new));
    let replaced = if old.is_empty() {
        (limit > 0 && !new.is_empty()).then(|| interleave(bytes(&text), new, limit, |text, at| wtf8::width(text[at])))
    } else {
        replace_bytes(bytes(&text), old, new, limit)
    };
    match replaced {
        Some(replaced) => make::try_new_wtf8(t, &replaced),
        None => Ok(super::to_exact(t, text)),
    }
}

/// Three parts around the separator found at `at`.
fn parts(t: &mut Thread, text: Value, at: usize, width: usize) -> Value {
    let whole = bytes(&text);
    let before = make::new_wtf8(t, &whole[..at]);
    let separator = make::new_wtf8(t, &whole[at..at + width]);
    let after = make::new_wtf8(t, &whole[at + width..]);
    tuple::new(t, &[before, separator, after])
}

fn separator(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    if !is_str(t, v) {
        let message = format!("must be str, not {}", t.type_name(v));
        return Err(t.type_error(message));
    }
    if bytes(&v).is_empty() {
        return Err(t.value_error("empty separator"));
    }
    Ok(v)
}

fn partition(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (text, separator) = (args.get(0), separator(t, args.get(1))?);
    match find_bytes(bytes(&text), bytes(&separator)) {
        Some(at) => Ok(parts(t, text, at, bytes(&separator).len())),
        None => {
            let (text, empty) = (super::to_exact(t, text), t.names.empty);
            Ok(tuple::new(t, &[text, empty, empty]))
        }
    }
}

fn rpartition(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (text, separator) = (args.get(0), separator(t, args.get(1))?);
    match rfind_bytes(bytes(&text), bytes(&separator)) {
        Some(at) => Ok(parts(t, text, at, bytes(&separator).len())),
        None => {
            let (text, empty) = (super::to_exact(t, text), t.names.empty);
            Ok(tuple::new(t, &[empty, empty, text]))
        }
    }
}

fn remove_prefix(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (text, prefix) = (args.get(0), only_str(t, args.get(1), "removeprefix")?);
    match bytes(&text).strip_prefix(bytes(&prefix)) {
        Some(rest) if !bytes(&prefix).is_empty() => Ok(make::new_wtf8(t, rest)),
        _ => Ok(super::to_exact(t, text)),
    }
}

fn remove_suffix(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (text, suffix) = (args.get(0), only_str(t, args.get(1), "removesuffix")?);
    match bytes(&text).strip_suffix(bytes(&suffix)) {
        Some(rest) if !bytes(&suffix).is_empty() => Ok(make::new_wtf8(t, rest)),
        _ => Ok(super::to_exact(t, text)),
    }
}

pub(super) static METHODS: &[NativeDef] = &[
    NativeDef::method("find", 1, 3, find).leaf(),
    NativeDef::method("rfind", 1, 3, rfind).leaf(),
    NativeDef::method("index", 1, 3, index).leaf(),
    NativeDef::method("rindex", 1, 3, rindex),
    NativeDef::method("count", 1, 3, count).leaf(),
    NativeDef::method("startswith", 1, 3, starts_with).leaf(),
    NativeDef::method("endswith", 1, 3, ends_with).leaf(),
    NativeDef::method("replace", 2, 3, replace).leaf().keywords(),
    NativeDef::method("partition", 1, 1, partition).leaf(),
    NativeDef::method("rpartition", 1, 1, rpartition),
    NativeDef::method("removeprefix", 1, 1, remove_prefix),
    NativeDef::method("removesuffix", 1, 1, remove_suffix),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replacing() {
        assert_eq!(replace_bytes(b"aXbXc", b"X", b"--", usize::MAX).unwrap(), b"a--b--c");
        assert_eq!(replace_bytes(b"aXbXc", b"X", b"", 1).unwrap(), b"abXc");
        assert_eq!(replace_bytes(b"aaaa", b"aa", b"b", 9).unwrap(), b"bb");
        assert!(replace_bytes(b"abc", b"x", b"y", 5).is_none() && replace_bytes(b"abc", b"a", b"y", 0).is_none());
        let one = |_: &[u8], _: usize| 1;
        assert_eq!(interleave(b"ab", b"-", usize::MAX, one), b"-a-b-");
        assert_eq!(interleave(b"ab", b"-", 2, one), b"-a-b");
        assert_eq!(interleave(b"", b"-", 1, one), b"-");
    }
}
