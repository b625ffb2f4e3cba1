//! Iterating over bytes and bytearrays: ints.

use super::{is_bytearray, receiver};
use crate::field;
use crate::header::Header;
use crate::layout::{IndexIterator, shape_id};
use crate::native::{Args, NativeDef};
use crate::objects::{dict, iterators, tuple};
use crate::ops;
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;

/// `iter(contents)`
pub fn new(t: &mut Thread, contents: Value) -> Value {
    let shape = if is_bytearray(t, contents) {
        shape_id::BYTEARRAY_ITERATOR
    } else {
        shape_id::BYTES_ITERATOR
    };
    let header = Header {
        shape,
        aux: 0,
        state: 0,
        flags: 0,
    };
    let memory = t.heap.alloc(size_of::<IndexIterator>());
    // SAFETY: fresh memory of that size.
    unsafe {
        memory.cast::<IndexIterator>().write(IndexIterator {
            header,
            sequence: contents,
            index: Value::ZERO,
        })
    }
    Value::from_address(memory as usize)
}

fn next(t: &mut Thread, iterator: Value) -> Result<Value, Raised> {
    // SAFETY: an iterator of this kind; nobody else writes it meanwhile.
    let state = unsafe { &mut *iterator.cast::<IndexIterator>() };
    if state.sequence.is_none() {
        return Ok(Value::HOLE);
    }
    let at = state.index.as_small();
    match receiver(t, &state.sequence).get(at as usize) {
        Some(byte) => {
            state.index = Value::small(at + 1);
            Ok(Value::small(i64::from(*byte)))
        }
        None => {
            state.sequence = Value::NONE;
            Ok(Value::HOLE)
        }
    }
}

fn length_hint(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let sequence = field!(args.get(0), IndexIterator, sequence);
    if sequence.is_none() {
        return Ok(Value::ZERO);
    }
    let left = receiver(t, &sequence).len() as i64 - field!(args.get(0), IndexIterator, index).as_small();
    Ok(Value::small(left.max(0)))
}

fn reduce(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let sequence = field!(args.get(0), IndexIterator, sequence);
    let name = t.intern("iter");
    let Some(iter) = dict::get_str(t.builtins, name) else {
        return Err(t.key_error(name));
    };
    if sequence.is_none() {
        let empty = tuple::new(t, &[]);
        let arguments = tuple::new(t, &[empty]);
        return Ok(tuple::new(t, &[iter, arguments]));
    }
    let arguments = tuple::new(t, &[sequence]);
    Ok(tuple::new(t, &[iter, arguments, field!(args.get(0), IndexIterator, index)]))
}

fn set_state(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let index = ops::index_clipped(t, args.get(1))?;
    let sequence = field!(args.get(0), IndexIterator, sequence);
    if !sequence.is_none() {
        let index = index.clamp(0, receiver(t, &sequence).len() as i64);
        // SAFETY: an iterator of this kind; an int needs no barrier.
        unsafe { (*args.get(0).cast::<IndexIterator>()).index = Value::small(index) }
    }
    Ok(Value::NONE)
}

static METHODS: &[NativeDef] = &[
    NativeDef::method("__length_hint__", 0, 0, length_hint),
    NativeDef::method("__reduce__", 0, 0, reduce),
    NativeDef::method("__setstate__", 1, 1, set_state),
];

pub(super) fn init(t: &mut Thread) {
    for class in [t.types.bytes_iterator, t.types.bytearray_iterator] {
        types::set_next(class, next);
        iterators::add_protocol(t, class);
        types::add_methods(t, class, METHODS);
    }
}
