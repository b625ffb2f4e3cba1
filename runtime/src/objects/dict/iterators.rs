//! Iterators over keys, values and items, forwards and backwards.
//!
//! They step over the entries of whatever table the dict has at the time. A changed number of entries
//! is an error; so is meeting more entries than there were (some were deleted and others added).

use super::{len, next_entry, previous_entry};
use crate::field;
use crate::header::Header;
use crate::layout::*;
use crate::native::{Args, NativeDef, NextFn};
use crate::objects::{iterators, list, tuple};
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;

/// What an iterator or a view gives of each entry.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    Keys,
    Values,
    Items,
}

/// Layout of the six iterator shapes.
#[repr(C)]
pub struct DictIterator {
    pub header: Header,
    /// None when exhausted.
    pub dict: Value,
    pub unused: Value,
    /// Forwards: index of the first entry not seen yet; backwards: of the last one seen.
    pub position: u64,
    /// Entries of the dict at the start; `u32::MAX` after an error.
    pub size: u32,
    /// Entries not seen yet.
    pub left: u32,
}

/// An iterator over `d`.
pub fn iterator(t: &mut Thread, d: Value, part: Part, backwards: bool) -> Value {
    let shape = match (part, backwards) {
        (Part::Keys, false) => shape_id::DICT_KEY_ITERATOR,
        (Part::Values, false) => shape_id::DICT_VALUE_ITERATOR,
        (Part::Items, false) => shape_id::DICT_ITEM_ITERATOR,
        (Part::Keys, true) => shape_id::DICT_REVERSE_KEY_ITERATOR,
        (Part::Values, true) => shape_id::DICT_REVERSE_VALUE_ITERATOR,
        (Part::Items, true) => shape_id::DICT_REVERSE_ITEM_ITERATOR,
    };
    let memory = t.heap.alloc(size_of::<DictIterator>());
    let n = len(d) as u32;
    let position = if backwards { super::table_of(d).used } else { 0 };
    let header = Header {
        shape,
        aux: 0,
        state: 0,
        flags: 0,
    };
    // SAFETY: fresh memory of the right size.
    unsafe {
        memory.cast::<DictIterator>().write(DictIterator {
            header,
            dict: d,
            unused: Value::NONE,
            position,
            size: n,
            left: n,
        })
    }
    Value::from_address(memory as usize)
}

fn state<'a>(iterator: Value) -> &'a mut DictIterator {
    // SAFETY: callers pass dict iterators; borrows end before anything else runs.
    unsafe { &mut *iterator.cast::<DictIterator>() }
}

/// The next entry, or `None` at the end.
#[inline(always)]
fn step(t: &mut Thread, iterator: Value, backwards: bool) -> Result<Option<(Value, Value)>, Raised> {
    let it = state(iterator);
    if it.dict.is_none() {
        return Ok(None);
    }
    if it.size as usize != len(it.dict) {
        it.size = u32::MAX;
        return Err(t.runtime_error("dictionary changed size during iteration"));
    }
    let mut position = it.position as usize;
    let entry = if backwards {
        previous_entry(it.dict, &mut position)
    } else {
        next_entry(it.dict, &mut position)
    };
    if entry.is_some() && it.left > 0 {
        it.position = position as u64;
        it.left -= 1;
        return Ok(entry);
    }
    it.dict = Value::NONE;
    match entry {
        Some(_) => Err(t.runtime_error("dictionary keys changed during iteration")),
        None => Ok(None),
    }
}

#[inline(always)]
fn next(t: &mut Thread, iterator: Value, part: Part, backwards: bool) -> Result<Value, Raised> {
    Ok(match step(t, iterator, backwards)? {
        None => Value::HOLE,
        Some((key, _)) if part == Part::Keys => key,
        Some((_, value)) if part == Part::Values => value,
        Some((key, value)) => tuple::new(t, &[key, value]),
    })
}

fn length_hint(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    let it = state(args.get(0));
    let valid = !it.dict.is_none() && it.size as usize == len(it.dict);
    Ok(Value::small(if valid { it.left as i64 } else { 0 }))
}

/// `(iter, ([what is left],))`
fn reduce(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let it = args.get(0);
    let rest = list::new(t, &[]);
    let saved = (state(it).dict, state(it).position, state(it).left);
    let class = t.class_of(it);
    if let Some(next) = field!(class, Type, next) {
        loop {
            let item = next(t, it)?;
            if item.is_hole() {
                break;
            }
            list::push(t, rest, item);
        }
    }
    let it = state(it);
    (it.dict, it.position, it.left) = saved;
    t.heap.write_barrier_any(args.get(0));
    let name = t.intern("iter");
    let Some(function) = super::get_str(t.builtins, name) else {
        return Err(t.key_error(name));
    };
    let arguments = tuple::new(t, &[rest]);
    Ok(tuple::new(t, &[function, arguments]))
}

static METHODS: &[NativeDef] = &[
    NativeDef::method("__length_hint__", 0, 0, length_hint).doc("How many items are left, approximately."),
    NativeDef::method("__reduce__", 0, 0, reduce).doc("What copy and pickle rebuild the object from."),
];

/// Fills the iterator classes.
pub fn init(t: &mut Thread) {
    let classes: [(Value, NextFn); 6] = [
        (t.types.dict_key_iterator, |t, it| next(t, it, Part::Keys, false)),
        (t.types.dict_value_iterator, |t, it| next(t, it, Part::Values, false)),
        (t.types.dict_item_iterator, |t, it| next(t, it, Part::Items, false)),
        (t.types.dict_reverse_key_iterator, |t, it| next(t, it, Part::Keys, true)),
        (t.types.dict_reverse_value_iterator, |t, it| next(t, it, Part::Values, true)),
        (t.types.dict_reverse_item_iterator, |t, it| next(t, it, Part::Items, true)),
    ];
    for (class, next) in classes {
        types::set_next(class, next);
        iterators::add_protocol(t, class);
        types::add_methods(t, class, METHODS);
    }
}
