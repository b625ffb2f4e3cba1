//! `a[i:j:k]` and its assignment without a slice object.
//!
//! Nearly all slices are written with plain members, small ints or nothing, of a list, tuple or str: neither the interpreter
//! nor compiled code makes an object for them. Everything else goes the way of subscripts.

use crate::layout::shape_id as id;
use crate::objects::slice::{self, Bounds};
use crate::objects::{list, string, tuple};
use crate::ops::{get_item, set_item};
use crate::thread::{Raised, Thread};
use crate::value::Value;

/// `object[from:to]`
pub fn get_slice(t: &mut Thread, object: Value, from: Value, to: Value) -> Result<Value, Raised> {
    if let Some(result) = plain_slice(t, object, from, to, Value::NONE) {
        return result;
    }
    let key = slice::new(t, from, to, Value::NONE);
    get_item(t, object, key)
}

/// `object[from:to] = v`
pub fn set_slice(t: &mut Thread, object: Value, from: Value, to: Value, v: Value) -> Result<(), Raised> {
    if let Some(result) = plain_assignment(t, object, from, to, v) {
        return result;
    }
    let key = slice::new(t, from, to, Value::NONE);
    set_item(t, object, key, v)
}

/// `object[from:to:step]` of a list, tuple or str with plain members; runs no Python code. `None`: anything else.
#[inline]
pub fn plain_slice(t: &mut Thread, object: Value, from: Value, to: Value, step: Value) -> Option<Result<Value, Raised>> {
    let bounds = Bounds::plain(from, to, step)?;
    match t.shape_of(object) {
        id::LIST => Some(list::slice_by(t, object, bounds)),
        id::TUPLE => Some(tuple::slice_by(t, object, bounds)),
        id::STR => {
            let (start, _, step, count) = bounds.within(string::char_len(object));
            Some(Ok(string::slice_step(t, object, start as isize, step as isize, count)))
        }
        _ => None,
    }
}

/// `object[from:to] = v` for two lists and plain members; runs no Python code. `None`: anything else.
#[inline]
pub fn plain_assignment(t: &mut Thread, object: Value, from: Value, to: Value, v: Value) -> Option<Result<(), Raised>> {
    if !object.has_shape(id::LIST) || !v.has_shape(id::LIST) || object == v {
        return None;
    }
    let bounds = Bounds::plain(from, to, Value::NONE)?;
    Some(list::assign_by(t, object, bounds, v))
}
