//! The iterator over sets.

use super::{len, next_entry};
use crate::header::Header;
use crate::layout::*;
use crate::native::{Args, NativeDef};
use crate::objects::{dict, iterators, list, tuple};
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;

/// Layout of a set iterator.
#[repr(C)]
pub struct SetIterator {
    pub header: Header,
    /// None when exhausted.
    pub set: Value,
    pub unused: Value,
    /// First slot not seen yet.
    pub position: u64,
    /// Keys at the start; `u32::MAX` after an error.
    pub size: u32,
    /// Keys not seen yet.
    pub left: u32,
}

/// `iter(s)`
pub fn iterator(t: &mut Thread, s: Value) -> Value {
    let memory = t.heap.alloc(size_of::<SetIterator>());
    let header = Header {
        shape: shape_id::SET_ITERATOR,
        aux: 0,
        state: 0,
        flags: 0,
    };
    let n = len(s) as u32;
    // SAFETY: fresh memory of the right size.
    unsafe {
        memory.cast::<SetIterator>().write(SetIterator {
            header,
            set: s,
            unused: Value::NONE,
            position: 0,
            size: n,
            left: n,
        })
    }
    Value::from_address(memory as usize)
}

fn state<'a>(iterator: Value) -> &'a mut SetIterator {
    // SAFETY: callers pass set iterators; borrows end before anything else runs.
    unsafe { &mut *iterator.cast::<SetIterator>() }
}

fn next(t: &mut Thread, iterator: Value) -> Result<Value, Raised> {
    let it = state(iterator);
    if it.set.is_none() {
        return Ok(Value::HOLE);
    }
    if it.size as usize != len(it.set) {
        it.size = u32::MAX;
        return Err(t.runtime_error("Set changed size during iteration"));
    }
    let mut position = it.position as usize;
    match next_entry(it.set, &mut position) {
        Some(key) => {
            it.position = position as u64;
            it.left = it.left.saturating_sub(1);
            Ok(key)
        }
        None => {
            it.set = Value::NONE;
            Ok(Value::HOLE)
        }
    }
}

fn length_hint(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    let it = state(args.get(0));
    let valid = !it.set.is_none() && it.size as usize == len(it.set);
    Ok(Value::small(if valid { it.left as i64 } else { 0 }))
}

/// `(iter, ([what is left],))`
fn reduce(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let rest = list::new(t, &[]);
    let it = state(args.get(0));
    if !it.set.is_none() {
        let mut position = it.position as usize;
        while let Some(key) = next_entry(it.set, &mut position) {
            list::push(t, rest, key);
        }
    }
    let name = t.intern("iter");
    let Some(function) = dict::get_str(t.builtins, name) else {
        return Err(t.key_error(name));
    };
    let arguments = tuple::new(t, &[rest]);
    Ok(tuple::new(t, &[function, arguments]))
}

static METHODS: &[NativeDef] = &[
    NativeDef::method("__length_hint__", 0, 0, length_hint).doc("How many items are left, approximately."),
    NativeDef::method("__reduce__", 0, 0, reduce).doc("What copy and pickle rebuild the object from."),
];

/// Fills the iterator class.
pub fn init(t: &mut Thread) {
    let class = t.types.set_iterator;
    types::set_next(class, next);
    iterators::add_protocol(t, class);
    types::add_methods(t, class, METHODS);
}
