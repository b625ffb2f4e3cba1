//! Taking apart and joining: `split`, `rsplit`, `splitlines`, `join`.
//!
//! The scanning is in functions that report byte ranges, for `bytes` to share.

use super::search::rfind_bytes;
use super::{bytes, concat, is_ascii, is_str, make, unicode, wtf8};
use crate::native::{Args, Bind, NativeDef};
use crate::objects::{list, tuple};
use crate::ops;
use crate::thread::{Raised, Thread};
use crate::value::Value;
use std::ops::Range;

/// Reports the fields between separators (not empty), at most `limit` splits.
pub fn split_at(text: &[u8], separator: &[u8], limit: usize, mut field: impl FnMut(Range<usize>)) {
    let mut from = 0;
    if let [byte] = *separator {
        for at in memchr::memchr_iter(byte, text).take(limit) {
            field(from..at);
            from = at + 1;
        }
    } else if text.len() >= separator.len() {
        for at in memchr::memmem::find_iter(text, separator).take(limit) {
            field(from..at);
            from = at + separator.len();
        }
    }
    field(from..text.len());
}

/// As [`split_at`] from the right end; the fields come last first.
pub fn rsplit_at(text: &[u8], separator: &[u8], limit: usize, mut field: impl FnMut(Range<usize>)) {
    let mut to = text.len();
    for _ in 0..limit {
        let Some(at) = rfind_bytes(&text[..to], separator) else {
            break;
        };
        field(at + separator.len()..to);
        to = at;
    }
    field(0..to);
}

/// Reports the words between runs of space; `space` tells whether a code point is one.
fn split_words(text: &[u8], limit: usize, width: impl Fn(usize) -> usize, space: impl Fn(usize) -> bool, mut word: impl FnMut(Range<usize>)) {
    let mut at = 0;
    for count in 0.. {
        while at < text.len() && space(at) {
            at += width(at);
        }
        if at >= text.len() {
            return;
        }
        let start = at;
        if count == limit {
            // The rest is one word, with the space at its end.
            return word(start..text.len());
        }
        while at < text.len() && !space(at) {
            at += width(at);
        }
        word(start..at);
    }
}

/// Words of bytes, with ASCII space between them.
pub fn split_ascii_words(text: &[u8], limit: usize, space: fn(u8) -> bool, word: impl FnMut(Range<usize>)) {
    split_words(text, limit, |_| 1, |at| space(text[at]), word);
}

/// Words from the right end, last first.
pub fn rsplit_words(text: &[u8], limit: usize, previous: impl Fn(usize) -> usize, space: impl Fn(usize) -> bool, mut word: impl FnMut(Range<usize>)) {
    let mut to = text.len();
    for count in 0.. {
        while to > 0 && space(previous(to)) {
            to = previous(to);
        }
        if to == 0 {
            return;
        }
        if count == limit {
            return word(0..to);
        }
        let mut from = to;
        while from > 0 && !space(previous(from)) {
            from = previous(from);
        }
        word(from..to);
        to = from;
    }
}

/// What separates, and how often: the arguments of `split` and `rsplit`.
fn options(t: &mut Thread, args: Args, function: &str) -> Result<(Option<Value>, usize), Raised> {
    let (separator, limit) = if args.has_keywords() || args.len() > 3 {
        let [separator, limit] = args.rest().bind(t, function, ["sep", "maxsplit"], Bind::required(0))?;
        (separator, limit)
    } else {
        (args.opt(1), args.opt(2))
    };
    let limit = match limit {
        Some(limit) => usize::try_from(ops::index(t, limit)?).unwrap_or(usize::MAX),
        None => usize::MAX,
    };
    let separator = separator.filter(|separator| !separator.is_none());
    if let Some(separator) = separator {
        if !is_str(t, separator) {
            let message = format!("must be str or None, not {}", t.type_name(separator));
            return Err(t.type_error(message));
        }
        if bytes(&separator).is_empty() {
            return Err(t.value_error("empty separator"));
        }
    }
    Ok((separator, limit))
}

/// A piece of `text` as a str.
fn piece(t: &mut Thread, text: Value, range: Range<usize>) -> Value {
    let whole = bytes(&text);
    if range.len() == whole.len() && super::is_exact(text) {
        return text;
    }
    let part = &whole[range];
    if is_ascii(text) { make::new_ascii(t, part) } else { make::new_wtf8(t, part) }
}

fn split(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (separator, limit) = options(t, args, "split")?;
    let text = args.get(0);
    let whole = bytes(&text);
    let out = list::with_capacity(t, 8);
    let push = |range: Range<usize>| {
        let field = piece(t, text, range);
        list::push(t, out, field);
    };
    match separator {
        Some(separator) => split_at(whole, bytes(&separator), limit, push),
        None if is_ascii(text) => {
            split_ascii_words(whole, limit, |byte| matches!(byte, 9..=13 | 28..=32), push);
        }
        None => {
            let space = |at| unicode::is_space(wtf8::decode(whole, at).0);
            split_words(whole, limit, |at| wtf8::width(whole[at]), space, push);
        }
    }
    Ok(out)
}

fn rsplit(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (separator, limit) = options(t, args, "rsplit")?;
    let text = args.get(0);
    let whole = bytes(&text);
    let out = list::with_capacity(t, 8);
    let push = |range: Range<usize>| {
        let field = piece(t, text, range);
        list::push(t, out, field);
    };
    match separator {
        Some(separator) => rsplit_at(whole, bytes(&separator), limit, push),
        None => {
            let space = |at| unicode::is_space(wtf8::decode(whole, at).0);
            let previous = |at| wtf8::previous(whole, at);
            rsplit_words(whole, limit, previous, space, push);
        }
    }
    reverse(out);
    Ok(out)
}

/// Reverses a fresh list.
pub fn reverse(fresh: Value) {
    let items = list::items(&fresh);
    // SAFETY: nobody else knows the list, and swapping its elements creates no reference it did not have.
    unsafe { std::slice::from_raw_parts_mut(items.as_ptr().cast_mut(), items.len()).reverse() }
}

fn split_lines_method(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [keep] = args.rest().bind(t, "splitlines", ["keepends"], Bind::required(0))?;
    let keep = keep.map_or(Ok(false), |keep| ops::truth(t, keep))?;
    let text = args.get(0);
    let whole = bytes(&text);
    let out = list::with_capacity(t, 8);
    for line in taipan_numeric::text::lines(whole) {
        let field = piece(t, text, line.start..if keep { line.next } else { line.end });
        list::push(t, out, field);
    }
    Ok(out)
}

/// The items of an iterable as a list or tuple; TypeError `can only join an iterable`.
pub fn sequence(t: &mut Thread, iterable: Value) -> Result<Value, Raised> {
    use crate::layout::shape_id;
    if iterable.has_shape(shape_id::LIST) || iterable.has_shape(shape_id::TUPLE) {
        return Ok(iterable);
    }
    match ops::iterate(t, iterable) {
        Ok(iterator) => ops::collect_list(t, iterator),
        Err(Raised) => {
            if t.pending_is(t.exceptions.type_error) {
                t.take_pending();
                return Err(t.type_error("can only join an iterable"));
            }
            Err(Raised)
        }
    }
}

/// The items of what [`sequence`] gave.
pub fn sequence_items(sequence: &Value) -> &[Value] {
    if sequence.has_shape(crate::layout::shape_id::LIST) {
        list::items(sequence)
    } else {
        tuple::items(sequence)
    }
}

/// `separator.join(iterable)`
pub fn join(t: &mut Thread, separator: Value, iterable: Value) -> Result<Value, Raised> {
    let sequence = sequence(t, iterable)?;
    let items = sequence_items(&sequence);
    if let [only] = *items
        && super::is_exact(only)
    {
        return Ok(only);
    }
    for (i, item) in items.iter().enumerate() {
        if !is_str(t, *item) {
            let message = format!("sequence item {i}: expected str instance, {} found", t.type_name(*item));
            return Err(t.type_error(message));
        }
    }
    concat::join(t, bytes(&separator), items)
}

fn join_method(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    join(t, args.get(0), args.get(1))
}

pub(super) static METHODS: &[NativeDef] = &[
    NativeDef::method("split", 0, 2, split).leaf().keywords(),
    NativeDef::method("rsplit", 0, 2, rsplit).keywords(),
    NativeDef::method("splitlines", 0, 1, split_lines_method).keywords(),
    NativeDef::method("join", 1, 1, join_method).tries(),
];
