//! Iterators that step an index: over lists (both ways), tuples, and anything with `__getitem__`; and
//! `iter(callable, sentinel)`.

use crate::field;
use crate::header::Header;
use crate::layout::*;
use crate::native::{Args, NativeDef, NextFn};
use crate::objects::{dict, list, tuple};
use crate::ops;
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;

/// An index iterator at `index`, of any class whose layout [`IndexIterator`] is.
pub fn index_iterator(t: &mut Thread, shape: u32, sequence: Value, index: i64) -> Value {
    let memory = t.heap.alloc(size_of::<IndexIterator>());
    let header = Header {
        shape,
        aux: 0,
        state: 0,
        flags: 0,
    };
    // SAFETY: fresh memory of the right size.
    unsafe {
        memory.cast::<IndexIterator>().write(IndexIterator {
            header,
            sequence,
            index: Value::small(index),
        })
    }
    Value::from_address(memory as usize)
}

pub fn list_iterator(t: &mut Thread, l: Value) -> Value {
    index_iterator(t, shape_id::LIST_ITERATOR, l, 0)
}

pub fn list_reverse_iterator(t: &mut Thread, l: Value) -> Value {
    index_iterator(t, shape_id::LIST_REVERSE_ITERATOR, l, list::len(l) as i64 - 1)
}

pub fn tuple_iterator(t: &mut Thread, v: Value) -> Value {
    index_iterator(t, shape_id::TUPLE_ITERATOR, v, 0)
}

/// Word 3 of a sequence iterator is not used.
#[repr(C)]
struct SequenceIterator {
    index: IndexIterator,
    unused: u64,
}

/// `iter(v)` of an object with `__getitem__` but without `__iter__`.
pub fn sequence_iterator(t: &mut Thread, sequence: Value) -> Value {
    let memory = t.heap.alloc(size_of::<SequenceIterator>());
    let header = Header {
        shape: shape_id::SEQUENCE_ITERATOR,
        aux: 0,
        state: 0,
        flags: 0,
    };
    let index = IndexIterator {
        header,
        sequence,
        index: Value::ZERO,
    };
    // SAFETY: fresh memory of the right size.
    unsafe { memory.cast::<SequenceIterator>().write(SequenceIterator { index, unused: 0 }) }
    Value::from_address(memory as usize)
}

fn set_index(iterator: Value, index: i64) {
    // SAFETY: an index iterator; an int needs no barrier.
    unsafe { (*iterator.cast::<IndexIterator>()).index = Value::small(index) }
}

/// Ends the iterator for good.
fn exhaust(iterator: Value) -> Value {
    // SAFETY: an index iterator; a constant needs no barrier.
    unsafe { (*iterator.cast::<IndexIterator>()).sequence = Value::NONE }
    Value::HOLE
}

#[inline(always)]
fn parts(iterator: Value) -> (Value, i64) {
    (field!(iterator, IndexIterator, sequence), field!(iterator, IndexIterator, index).as_small())
}

/// The next item by index of a sequence whose items are read by `items`.
#[inline(always)]
fn next_item(iterator: Value, items: fn(&Value) -> &[Value]) -> Value {
    let (sequence, index) = parts(iterator);
    if sequence.is_none() {
        return Value::HOLE;
    }
    match items(&sequence).get(index as usize) {
        Some(&item) => {
            set_index(iterator, index + 1);
            item
        }
        None => exhaust(iterator),
    }
}

fn list_next(_: &mut Thread, iterator: Value) -> Result<Value, Raised> {
    Ok(next_item(iterator, list::items))
}

fn tuple_next(_: &mut Thread, iterator: Value) -> Result<Value, Raised> {
    Ok(next_item(iterator, tuple::items))
}

fn list_reverse_next(_: &mut Thread, iterator: Value) -> Result<Value, Raised> {
    let (sequence, index) = parts(iterator);
    if sequence.is_none() {
        return Ok(Value::HOLE);
    }
    match list::items(&sequence).get(index as usize) {
        Some(&item) if index >= 0 => {
            set_index(iterator, index - 1);
            Ok(item)
        }
        _ => Ok(exhaust(iterator)),
    }
}

fn sequence_next(t: &mut Thread, iterator: Value) -> Result<Value, Raised> {
    let (sequence, index) = parts(iterator);
    if sequence.is_none() {
        return Ok(Value::HOLE);
    }
    match ops::get_item(t, sequence, Value::small(index)) {
        Ok(item) => {
            set_index(iterator, index + 1);
            Ok(item)
        }
        Err(_) if t.pending_is(t.exceptions.index_error) || t.pending_is(t.exceptions.stop_iteration) => {
            t.take_pending();
            Ok(exhaust(iterator))
        }
        Err(raised) => Err(raised),
    }
}

/// The callable (None when exhausted) and the sentinel.
#[repr(C)]
struct CallableIterator {
    header: Header,
    callable: Value,
    sentinel: Value,
}

/// `iter(callable, sentinel)`
pub fn callable_iterator(t: &mut Thread, callable: Value, sentinel: Value) -> Value {
    let memory = t.heap.alloc(size_of::<CallableIterator>());
    let header = Header {
        shape: shape_id::CALLABLE_ITERATOR,
        aux: 0,
        state: 0,
        flags: 0,
    };
    // SAFETY: fresh memory of the right size.
    unsafe { memory.cast::<CallableIterator>().write(CallableIterator { header, callable, sentinel }) }
    Value::from_address(memory as usize)
}

fn callable_next(t: &mut Thread, iterator: Value) -> Result<Value, Raised> {
    let callable = field!(iterator, CallableIterator, callable);
    if callable.is_none() {
        return Ok(Value::HOLE);
    }
    let result = match ops::call(t, callable, &[]) {
        Ok(result) => {
            // A call that used the iterator up itself ends it.
            if field!(iterator, CallableIterator, callable).is_none() {
                return Ok(Value::HOLE);
            }
            let sentinel = field!(iterator, CallableIterator, sentinel);
            if !ops::same_or_equal(t, sentinel, result)? {
                return Ok(result);
            }
            Ok(Value::HOLE)
        }
        Err(_) if t.pending_is(t.exceptions.stop_iteration) => {
            t.take_pending();
            Ok(Value::HOLE)
        }
        Err(raised) => return Err(raised),
    };
    // SAFETY: a callable iterator; a constant needs no barrier.
    unsafe { (*iterator.cast::<CallableIterator>()).callable = Value::NONE }
    result
}

fn left(iterator: Value, n: usize) -> Value {
    Value::small((n as i64 - field!(iterator, IndexIterator, index).as_small()).max(0))
}

fn length_hint(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (sequence, index) = parts(args.get(0));
    if sequence.is_none() {
        return Ok(Value::ZERO);
    }
    match t.shape_of(args.get(0)) {
        shape_id::LIST_REVERSE_ITERATOR => {
            let n = index + 1;
            Ok(Value::small(if n as usize > list::len(sequence) { 0 } else { n }))
        }
        shape_id::LIST_ITERATOR => Ok(left(args.get(0), list::len(sequence))),
        shape_id::TUPLE_ITERATOR => Ok(left(args.get(0), tuple::len(sequence))),
        _ => {
            let (class, name) = (t.class_of(sequence), t.names.len);
            if types::lookup(t, class, name).is_none() {
                return Ok(Value::NOT_IMPLEMENTED);
            }
            let n = ops::len(t, sequence)?;
            Ok(left(args.get(0), n))
        }
    }
}

/// `(iter, (sequence,), index)`: what `copy` and `pickle` rebuild the iterator from.
fn reduce(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (sequence, index) = parts(args.get(0));
    let backwards = t.shape_of(args.get(0)) == shape_id::LIST_REVERSE_ITERATOR;
    let name = t.intern(if backwards && !sequence.is_none() { "reversed" } else { "iter" });
    let Some(function) = dict::get_str(t.builtins, name) else {
        return Err(t.key_error(name));
    };
    if sequence.is_none() {
        let empty = list::new(t, &[]);
        let arguments = tuple::new(t, &[empty]);
        return Ok(tuple::new(t, &[function, arguments]));
    }
    let arguments = tuple::new(t, &[sequence]);
    Ok(tuple::new(t, &[function, arguments, Value::small(index)]))
}

fn set_state(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let iterator = args.get(0);
    let (sequence, _) = parts(iterator);
    let index = ops::index_clipped(t, args.get(1))?;
    if !sequence.is_none() {
        let backwards = t.shape_of(iterator) == shape_id::LIST_REVERSE_ITERATOR;
        let index = match t.shape_of(iterator) {
            shape_id::TUPLE_ITERATOR => index.clamp(0, tuple::len(sequence) as i64),
            _ if backwards => index.clamp(-1, list::len(sequence) as i64 - 1),
            _ => index.clamp(0, 1 << 60),
        };
        set_index(iterator, index);
    }
    Ok(Value::NONE)
}

static METHODS: &[NativeDef] = &[
    NativeDef::method("__length_hint__", 0, 0, length_hint).doc("How many items are left, approximately."),
    NativeDef::method("__reduce__", 0, 0, reduce).doc("What copy and pickle rebuild the object from."),
    NativeDef::method("__setstate__", 1, 1, set_state).doc("Restores the state that `__reduce__` gave."),
];

/// Fills the iterator classes.
pub fn init(t: &mut Thread) {
    let classes: [(Value, NextFn); 5] = [
        (t.types.list_iterator, list_next),
        (t.types.list_reverse_iterator, list_reverse_next),
        (t.types.tuple_iterator, tuple_next),
        (t.types.sequence_iterator, sequence_next),
        (t.types.callable_iterator, callable_next),
    ];
    for (class, next) in classes {
        types::set_next(class, next);
        super::add_protocol(t, class);
        if class != t.types.callable_iterator {
            types::add_methods(t, class, METHODS);
        }
    }
}
