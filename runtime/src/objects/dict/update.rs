//! Filling a dict from another one, from a mapping, or from an iterable of pairs.

use super::{is_dict, len, next_with_hash, replace_table, reserve, set, set_with_hash, table, table_of};
use crate::layout::shape_id;
use crate::native::Args;
use crate::objects::{list, tuple};
use crate::ops;
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;

/// `d.update(other)`: `other` is a dict, an object with `keys`, or an iterable of pairs.
pub fn update(t: &mut Thread, d: Value, other: Value) -> Result<(), Raised> {
    if iterates_as_dict(t, other) {
        return merge(t, d, other);
    }
    let name = t.names.keys;
    match ops::get_attr_opt(t, other, name)? {
        Some(keys) => update_from_mapping(t, d, other, keys),
        None => update_from_pairs(t, d, other),
    }
}

/// What `dict(...)` and `update(...)` do with their arguments; `args` without the receiver.
pub fn update_from_arguments(t: &mut Thread, d: Value, name: &str, args: Args) -> Result<(), Raised> {
    if args.len() > 1 {
        return Err(t.type_error(format!("{name} expected at most 1 argument, got {}", args.len())));
    }
    if let Some(other) = args.opt(0) {
        update(t, d, other)?;
    }
    for (name, v) in args.keywords() {
        set(t, d, name, v)?;
    }
    Ok(())
}

/// Whether `v` is a dict whose class has dict's own `__iter__`: then its entries may be read directly.
pub fn iterates_as_dict(t: &mut Thread, v: Value) -> bool {
    if v.has_shape(shape_id::DICT) {
        return true;
    }
    if !is_dict(t, v) {
        return false;
    }
    let (class, dict, name) = (t.class_of(v), t.types.dict, t.names.iter);
    types::lookup(t, class, name) == types::lookup(t, dict, name)
}

/// Sets all entries of `other`, a dict.
pub fn merge(t: &mut Thread, d: Value, other: Value) -> Result<(), Raised> {
    if d == other || len(other) == 0 {
        return Ok(());
    }
    if table_of(d).used == 0 && !super::is_watched(d) {
        let Some(copy) = super::table::duplicate(t, table(other)) else {
            return Err(t.memory_error());
        };
        replace_table(t, d, copy);
        return Ok(());
    }
    reserve(t, d, len(other))?;
    let size = len(other);
    let mut position = 0;
    while let Some((hash, key, value)) = next_with_hash(other, &mut position) {
        set_with_hash(t, d, key, hash, value)?;
        if len(other) != size {
            return Err(t.runtime_error("dict mutated during update"));
        }
    }
    Ok(())
}

fn update_from_mapping(t: &mut Thread, d: Value, other: Value, keys: Value) -> Result<(), Raised> {
    let keys = ops::call(t, keys, &[])?;
    let iterator = ops::iterate(t, keys)?;
    loop {
        let key = ops::next(t, iterator)?;
        if key.is_hole() {
            return Ok(());
        }
        let value = ops::get_item(t, other, key)?;
        set(t, d, key, value)?;
    }
}

fn update_from_pairs(t: &mut Thread, d: Value, pairs: Value) -> Result<(), Raised> {
    let iterator = ops::iterate(t, pairs)?;
    for number in 0.. {
        let item = ops::next(t, iterator)?;
        if item.is_hole() {
            break;
        }
        let (key, value) = pair(t, item, number)?;
        set(t, d, key, value)?;
    }
    Ok(())
}

/// The two items of an element of an update sequence.
fn pair(t: &mut Thread, item: Value, number: usize) -> Result<(Value, Value), Raised> {
    if item.has_shape(shape_id::TUPLE)
        && let &[key, value] = tuple::items(&item)
    {
        return Ok((key, value));
    }
    let items = match ops::iterate(t, item) {
        Ok(iterator) => ops::collect_list(t, iterator)?,
        Err(_) if t.pending_is(t.exceptions.type_error) => {
            t.take_pending();
            let raised = t.type_error("object is not iterable");
            let note = format!("Cannot convert dictionary update sequence element #{number} to a sequence");
            return Err(add_note(t, raised, &note));
        }
        Err(raised) => return Err(raised),
    };
    match *list::items(&items) {
        [key, value] => Ok((key, value)),
        ref other => {
            let n = other.len();
            Err(t.value_error(format!("dictionary update sequence element #{number} has length {n}; 2 is required")))
        }
    }
}

/// Adds a note to the pending exception.
fn add_note(t: &mut Thread, raised: Raised, note: &str) -> Raised {
    let exception = t.take_pending();
    let (name, note) = (t.intern("add_note"), t.str(note));
    match ops::call_method(t, exception, name, &[note]) {
        Ok(_) => {
            t.pending = exception;
            raised
        }
        Err(other) => other,
    }
}
