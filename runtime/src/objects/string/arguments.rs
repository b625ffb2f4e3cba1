//! Checking arguments of string methods, with CPython's texts.

use super::is_str;
use crate::ops;
use crate::thread::{Raised, Thread};
use crate::value::Value;

/// Argument number `position` (from 1) of `function` must be a str.
#[inline]
pub fn str_argument(t: &mut Thread, v: Value, function: &str, position: usize) -> Result<Value, Raised> {
    if is_str(t, v) {
        return Ok(v);
    }
    let message = format!("{function}() argument {position} must be str, not {}", t.type_name(v));
    Err(t.type_error(message))
}

/// The argument called `name` of `function` must be a str.
pub fn named_str(t: &mut Thread, v: Value, function: &str, name: &str) -> Result<Value, Raised> {
    if is_str(t, v) {
        return Ok(v);
    }
    let message = format!("{function}() argument '{name}' must be str, not {}", t.type_name(v));
    Err(t.type_error(message))
}

/// The only argument of `function` must be a str.
pub fn only_str(t: &mut Thread, v: Value, function: &str) -> Result<Value, Raised> {
    if is_str(t, v) {
        return Ok(v);
    }
    let message = format!("{function}() argument must be str, not {}", t.type_name(v));
    Err(t.type_error(message))
}

/// A bound of `find` and the like: None and a missing argument give `default`.
pub fn bound(t: &mut Thread, v: Option<Value>, default: i64) -> Result<i64, Raised> {
    match v {
        None | Some(Value::NONE) => Ok(default),
        Some(v) if v.is_small() => Ok(v.as_small()),
        Some(v) => {
            if ops::lookup_special(t, v, t.names.index).is_none() {
                return Err(t.type_error("slice indices must be integers or None or have an __index__ method"));
            }
            ops::index_clipped(t, v)
        }
    }
}

/// Clips `start..end` as slices do: negative ones count from the end. `None` when `start` is beyond `end` or the length.
pub fn clip(start: i64, end: i64, length: usize) -> Option<(usize, usize)> {
    let length = length as i64;
    let wrap = |i: i64| {
        if i < 0 { i.saturating_add(length).max(0) } else { i }
    };
    let (start, end) = (wrap(start), wrap(end).min(length));
    (start <= end).then_some((start as usize, end as usize))
}
