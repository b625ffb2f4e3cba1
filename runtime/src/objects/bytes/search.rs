//! Finding in bytes: `find`, `index`, `count`, `startswith`, `in`, `replace`.

use super::arguments::{Pattern, bytes_like};
use super::{is_bytes_like, like, receiver, slice_of, unchanged};
use crate::native::{Args, Bind, NativeDef};
use crate::objects::string::arguments::{bound, clip};
use crate::objects::string::search::{count_bytes, find_bytes, interleave, replace_bytes, rfind_bytes};
use crate::objects::tuple;
use crate::ops;
use crate::thread::{Raised, Thread};
use crate::value::Value;

/// The part of the receiver that arguments 2 and 3 select.
fn window(t: &mut Thread, args: Args) -> Result<Option<(usize, usize)>, Raised> {
    let start = bound(t, args.opt(2), 0)?;
    let end = bound(t, args.opt(3), i64::MAX)?;
    Ok(clip(start, end, receiver(t, &args.get(0)).len()))
}

fn search(t: &mut Thread, args: Args, find: fn(&[u8], &[u8]) -> Option<usize>) -> Result<Option<usize>, Raised> {
    let pattern = Pattern::new(t, args.get(1))?;
    let Some((from, to)) = window(t, args)? else {
        return Ok(None);
    };
    let contents = args.get(0);
    // Converting the bounds may have run Python code that shortened a bytearray.
    let Some(part) = receiver(t, &contents).get(from..to) else {
        return Ok(None);
    };
    Ok(find(part, pattern.get(t)).map(|at| from + at))
}

fn position(found: Option<usize>) -> Value {
    Value::small(found.map_or(-1, |at| at as i64))
}

fn find(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    search(t, args, find_bytes).map(position)
}

fn rfind(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    search(t, args, rfind_bytes).map(position)
}

fn index(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    match search(t, args, find_bytes)? {
        None => Err(t.value_error("subsection not found")),
        found => Ok(position(found)),
    }
}

fn rindex(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    match search(t, args, rfind_bytes)? {
        None => Err(t.value_error("subsection not found")),
        found => Ok(position(found)),
    }
}

fn count(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let pattern = Pattern::new(t, args.get(1))?;
    let Some((from, to)) = window(t, args)? else {
        return Ok(Value::ZERO);
    };
    let contents = args.get(0);
    let Some(part) = receiver(t, &contents).get(from..to) else {
        return Ok(Value::ZERO);
    };
    let pattern = pattern.get(t);
    let count = if pattern.is_empty() { part.len() + 1 } else { count_bytes(part, pattern) };
    Ok(Value::small(count as i64))
}

fn affix(t: &mut Thread, args: Args, name: &str, test: fn(&[u8], &[u8]) -> bool) -> Result<Value, Raised> {
    let (contents, affixes) = (args.get(0), args.get(1));
    let window = window(t, args)?;
    let holds = |t: &Thread, affix: &Value| {
        let part = window.and_then(|(from, to)| receiver(t, &contents).get(from..to));
        part.is_some_and(|part| test(part, slice_of(t, affix).unwrap_or(&[])))
    };
    if is_bytes_like(t, affixes) {
        return Ok(Value::bool(holds(t, &affixes)));
    }
    if !tuple::is_tuple(t, affixes) {
        let message = format!("{name} first arg must be bytes or a tuple of bytes, not {}", t.type_name(affixes));
        return Err(t.type_error(message));
    }
    for affix in tuple::items(&affixes) {
        bytes_like(t, *affix)?;
        if holds(t, affix) {
            return Ok(Value::TRUE);
        }
    }
    Ok(Value::FALSE)
}

fn starts_with(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    affix(t, args, "startswith", |contents, prefix| contents.starts_with(prefix))
}

fn ends_with(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    affix(t, args, "endswith", |contents, suffix| contents.ends_with(suffix))
}

/// `item in contents`
pub(super) fn contains(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (contents, item) = (args.get(0), args.get(1));
    if !is_bytes_like(t, item) && ops::lookup_special(t, item, t.names.index).is_none() {
        bytes_like(t, item)?;
    }
    let pattern = Pattern::new(t, item)?;
    Ok(Value::bool(find_bytes(receiver(t, &contents), pattern.get(t)).is_some()))
}

fn replace(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let contents = args.get(0);
    let options = Bind::required(2).positional_only(2);
    let [old, new, count] = args.rest().bind(t, "replace", ["old", "new", "count"], options)?;
    let old = bytes_like(t, old.unwrap_or(Value::NONE))?;
    let new = bytes_like(t, new.unwrap_or(Value::NONE))?;
    let limit = match count {
        Some(count) => usize::try_from(ops::index(t, count)?).unwrap_or(usize::MAX),
        None => usize::MAX,
    };
    let replaced = {
        let (text, old, new) = (receiver(t, &contents), receiver(t, &old), receiver(t, &new));
        if old.is_empty() {
            (limit > 0 && !new.is_empty()).then(|| interleave(text, new, limit, |_, _| 1))
        } else {
            replace_bytes(text, old, new, limit)
        }
    };
    match replaced {
        Some(replaced) => like(t, contents, &replaced),
        None => unchanged(t, contents),
    }
}

pub(super) static METHODS: &[NativeDef] = &[
    NativeDef::method("find", 1, 3, find),
    NativeDef::method("rfind", 1, 3, rfind),
    NativeDef::method("index", 1, 3, index),
    NativeDef::method("rindex", 1, 3, rindex),
    NativeDef::method("count", 1, 3, count),
    NativeDef::method("startswith", 1, 3, starts_with),
    NativeDef::method("endswith", 1, 3, ends_with),
    NativeDef::method("replace", 2, 3, replace).keywords(),
    NativeDef::slot("__contains__", 1, contains),
];
