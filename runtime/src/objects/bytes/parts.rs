//! Taking bytes apart and joining them: `split`, `partition`, `strip`, `splitlines`, `join`.

use super::arguments::bytes_like;
use super::{is_bytes_like, like, receiver, slice_of, unchanged};
use crate::native::{Args, Bind, NativeDef};
use crate::objects::string::search::{find_bytes, rfind_bytes};
use crate::objects::string::split::{self, rsplit_at, rsplit_words, split_ascii_words, split_at};
use crate::objects::{list, tuple};
use crate::ops;
use crate::thread::{Raised, Thread};
use crate::value::Value;
use std::ops::Range;

/// What C's `isspace` calls space.
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

fn options(t: &mut Thread, args: Args, function: &str) -> Result<(Option<Value>, usize), Raised> {
    let [separator, limit] = args.rest().bind(t, function, ["sep", "maxsplit"], Bind::required(0))?;
    let limit = match limit {
        Some(limit) => usize::try_from(ops::index(t, limit)?).unwrap_or(usize::MAX),
        None => usize::MAX,
    };
    let separator = match separator {
        None | Some(Value::NONE) => return Ok((None, limit)),
        Some(separator) => bytes_like(t, separator)?,
    };
    if receiver(t, &separator).is_empty() {
        return Err(t.value_error("empty separator"));
    }
    Ok((Some(separator), limit))
}

/// The ranges of the receiver as a list of objects of its kind. Nothing here runs Python code, so a bytearray keeps
/// its storage.
fn pieces(t: &mut Thread, contents: Value, ranges: Vec<Range<usize>>) -> Result<Value, Raised> {
    let out = list::with_capacity(t, ranges.len());
    for range in ranges {
        let whole = slice_of(t, &contents).unwrap_or(&[]);
        let piece = if range.len() == whole.len() {
            unchanged(t, contents)?
        } else {
            like(t, contents, &whole[range])?
        };
        list::push(t, out, piece);
    }
    Ok(out)
}

fn split(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (separator, limit) = options(t, args, "split")?;
    let contents = args.get(0);
    let mut ranges = Vec::new();
    let whole = receiver(t, &contents);
    match separator {
        Some(separator) => split_at(whole, receiver(t, &separator), limit, |range| ranges.push(range)),
        None => split_ascii_words(whole, limit, is_space, |range| ranges.push(range)),
    }
    pieces(t, contents, ranges)
}

fn rsplit(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (separator, limit) = options(t, args, "rsplit")?;
    let contents = args.get(0);
    let mut ranges = Vec::new();
    let whole = receiver(t, &contents);
    match separator {
        Some(separator) => rsplit_at(whole, receiver(t, &separator), limit, |range| ranges.push(range)),
        None => {
            let space = |at: usize| is_space(whole[at]);
            rsplit_words(whole, limit, |at| at - 1, space, |range| ranges.push(range));
        }
    }
    ranges.reverse();
    pieces(t, contents, ranges)
}

fn split_lines(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [keep] = args.rest().bind(t, "splitlines", ["keepends"], Bind::required(0))?;
    let keep = keep.map_or(Ok(false), |keep| ops::truth(t, keep))?;
    let contents = args.get(0);
    let lines = taipan_numeric::text::byte_lines(receiver(t, &contents));
    let ranges = lines.map(|line| line.start..if keep { line.next } else { line.end }).collect();
    pieces(t, contents, ranges)
}

fn partition_at(t: &mut Thread, args: Args, find: fn(&[u8], &[u8]) -> Option<usize>, from_right: bool) -> Result<Value, Raised> {
    let (contents, separator) = (args.get(0), bytes_like(t, args.get(1))?);
    let width = receiver(t, &separator).len();
    if width == 0 {
        return Err(t.value_error("empty separator"));
    }
    let whole = slice_of(t, &contents).unwrap_or(&[]);
    let parts = match find(whole, receiver(t, &separator)) {
        Some(at) => [&whole[..at], &whole[at..at + width], &whole[at + width..]],
        None if from_right => [&[], &[], whole],
        None => [whole, &[], &[]],
    };
    let mut values = [Value::NONE; 3];
    for (value, part) in values.iter_mut().zip(parts) {
        *value = if part.len() == whole.len() {
            unchanged(t, contents)?
        } else {
            like(t, contents, part)?
        };
    }
    Ok(tuple::new(t, &values))
}

fn partition(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    partition_at(t, args, find_bytes, false)
}

fn rpartition(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    partition_at(t, args, rfind_bytes, true)
}

fn strip_ends(t: &mut Thread, args: Args, left: bool, right: bool) -> Result<Value, Raised> {
    let contents = args.get(0);
    let set = match args.opt(1) {
        None | Some(Value::NONE) => None,
        Some(set) => Some(bytes_like(t, set)?),
    };
    let whole = slice_of(t, &contents).unwrap_or(&[]);
    let (from, to) = {
        let set = set.as_ref().map(|set| receiver(t, set));
        let drop = |byte: &u8| set.map_or(is_space(*byte), |set| set.contains(byte));
        let from = if left {
            whole.iter().position(|byte| !drop(byte)).unwrap_or(whole.len())
        } else {
            0
        };
        let kept = if right {
            whole[from..].iter().rposition(|byte| !drop(byte)).map_or(0, |at| at + 1)
        } else {
            whole.len() - from
        };
        (from, from + kept)
    };
    if to - from == whole.len() {
        unchanged(t, contents)
    } else {
        like(t, contents, &whole[from..to])
    }
}

fn strip(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    strip_ends(t, args, true, true)
}
fn lstrip(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    strip_ends(t, args, true, false)
}
fn rstrip(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    strip_ends(t, args, false, true)
}

fn remove_prefix(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (contents, prefix) = (args.get(0), bytes_like(t, args.get(1))?);
    let whole = slice_of(t, &contents).unwrap_or(&[]);
    match whole.strip_prefix(receiver(t, &prefix)) {
        Some(rest) if rest.len() < whole.len() => like(t, contents, rest),
        _ => unchanged(t, contents),
    }
}

fn remove_suffix(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (contents, suffix) = (args.get(0), bytes_like(t, args.get(1))?);
    let whole = slice_of(t, &contents).unwrap_or(&[]);
    match whole.strip_suffix(receiver(t, &suffix)) {
        Some(rest) if rest.len() < whole.len() => like(t, contents, rest),
        _ => unchanged(t, contents),
    }
}

fn join(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let separator = args.get(0);
    let sequence = split::sequence(t, args.get(1))?;
    let items = split::sequence_items(&sequence);
    let mut out = Vec::new();
    for (i, item) in items.iter().enumerate() {
        if !is_bytes_like(t, *item) {
            let message = format!("sequence item {i}: expected a bytes-like object, {} found", t.type_name(*item));
            return Err(t.type_error(message));
        }
        if i > 0 {
            out.extend_from_slice(receiver(t, &separator));
        }
        out.extend_from_slice(receiver(t, item));
    }
    if let [only] = *items
        && super::is_exact(only)
        && super::is_bytes(t, separator)
    {
        return Ok(only);
    }
    like(t, separator, &out)
}

pub(super) static METHODS: &[NativeDef] = &[
    NativeDef::method("split", 0, 2, split).keywords(),
    NativeDef::method("rsplit", 0, 2, rsplit).keywords(),
    NativeDef::method("splitlines", 0, 1, split_lines).keywords(),
    NativeDef::method("partition", 1, 1, partition),
    NativeDef::method("rpartition", 1, 1, rpartition),
    NativeDef::method("strip", 0, 1, strip),
    NativeDef::method("lstrip", 0, 1, lstrip),
    NativeDef::method("rstrip", 0, 1, rstrip),
    NativeDef::method("removeprefix", 1, 1, remove_prefix),
    NativeDef::method("removesuffix", 1, 1, remove_suffix),
    NativeDef::method("join", 1, 1, join),
];
