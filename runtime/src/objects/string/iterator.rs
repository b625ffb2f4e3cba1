//! Iterating over the characters of a string: the byte position moves along, no index is needed.

use super::{bytes, char_len, is_ascii, make, wtf8};
use crate::field;
use crate::header::Header;
use crate::layout::shape_id;
use crate::native::{Args, NativeDef};
use crate::objects::{iterators, tuple};
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;

/// An iterator over a str.
#[repr(C)]
pub struct StrIterator {
    header: Header,
    /// The str; None when exhausted.
    string: Value,
    /// Next byte.
    offset: usize,
    /// Next character.
    position: usize,
}

/// `iter(s)`
pub fn iterator(t: &mut Thread, s: Value) -> Value {
    let memory = t.heap.alloc(size_of::<StrIterator>());
    // SAFETY: fresh memory of that size.
    unsafe {
        memory.cast::<StrIterator>().write(StrIterator {
            header: Header {
                shape: shape_id::STR_ITERATOR,
                aux: 0,
                state: 0,
                flags: 0,
            },
            string: s,
            offset: 0,
            position: 0,
        });
    }
    Value::from_address(memory as usize)
}

/// The next character, or HOLE.
pub fn next(t: &mut Thread, iterator: Value) -> Result<Value, Raised> {
    // SAFETY: an iterator of this kind; nobody else writes it meanwhile.
    let state = unsafe { &mut *iterator.cast::<StrIterator>() };
    if state.string.is_none() {
        return Ok(Value::HOLE);
    }
    let text = bytes(&state.string);
    if state.offset >= text.len() {
        state.string = Value::NONE;
        return Ok(Value::HOLE);
    }
    state.position += 1;
    if is_ascii(state.string) {
        let byte = text[state.offset];
        state.offset += 1;
        return Ok(t.latin1[byte as usize]);
    }
    let (code, width) = wtf8::decode(text, state.offset);
    state.offset += width;
    Ok(make::from_code_point(t, code))
}

fn length_hint(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    let it = args.get(0);
    let string = field!(it, StrIterator, string);
    let left = if string.is_none() {
        0
    } else {
        char_len(string) - field!(it, StrIterator, position)
    };
    Ok(Value::small(left as i64))
}

fn reduce(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let it = args.get(0);
    let string = field!(it, StrIterator, string);
    let name = t.intern("iter");
    let iter = crate::objects::dict::get_str(t.builtins, name).unwrap_or(Value::NONE);
    if string.is_none() {
        let arguments = tuple::new(t, &[t.names.empty]);
        return Ok(tuple::new(t, &[iter, arguments]));
    }
    let arguments = tuple::new(t, &[string]);
    let position = Value::small(field!(it, StrIterator, position) as i64);
    Ok(tuple::new(t, &[iter, arguments, position]))
}

fn set_state(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let index = crate::ops::index(t, args.get(1))?;
    // SAFETY: an iterator of this kind; no GC point below.
    let state = unsafe { &mut *args.get(0).cast::<StrIterator>() };
    if !state.string.is_none() {
        state.position = (index.max(0) as usize).min(char_len(state.string));
        state.offset = wtf8::advance(bytes(&state.string), 0, state.position);
    }
    Ok(Value::NONE)
}

static METHODS: &[NativeDef] = &[
    NativeDef::method("__length_hint__", 0, 0, length_hint),
    NativeDef::method("__reduce__", 0, 0, reduce),
    NativeDef::method("__setstate__", 1, 1, set_state),
];

pub(super) fn init(t: &mut Thread) {
    let class = t.types.str_iterator;
    types::set_next(class, next);
    iterators::add_protocol(t, class);
    types::add_methods(t, class, METHODS);
}
