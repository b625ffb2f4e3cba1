//! The methods of `bytearray` that change it.

use super::{bytes, bytes_mut, extend, fill, len, set_len, splice};
use crate::field;
use crate::layout::{Buffer, ByteArray, shape_id};
use crate::native::{Args, Bind, NativeDef};
use crate::objects::bytes::{self as bytes_object, byte, is_bytes_like, slice_of};
use crate::objects::{instance, int, slice, string, tuple};
use crate::ops;
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;

fn init_method(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    fill(t, args.get(0), args.rest())?;
    Ok(Value::NONE)
}

fn append(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let byte = byte(t, args.get(1))?;
    extend(t, args.get(0), &[byte])?;
    Ok(Value::NONE)
}

/// Any bytes-like object or iterable of ints as bytes of its own.
fn copied(t: &mut Thread, v: Value) -> Result<Vec<u8>, Raised> {
    let source = bytes_object::collect(t, v, "bytearray")?;
    Ok(slice_of(t, &source).unwrap_or(&[]).to_vec())
}

fn extend_method(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let source = args.get(1);
    if string::is_str(t, source) {
        return Err(t.type_error("expected iterable of integers; got: 'str'"));
    }
    if !is_bytes_like(t, source)
        && let Err(raised) = ops::iterate(t, source)
    {
        if !t.pending_is(t.exceptions.type_error) {
            return Err(raised);
        }
        t.take_pending();
        let message = format!("can't extend bytearray with {}", t.type_name(source));
        return Err(t.type_error(message));
    }
    let contents = copied(t, source)?;
    extend(t, args.get(0), &contents)?;
    Ok(Value::NONE)
}

fn insert(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let at = ops::index(t, args.get(1))?;
    let byte = byte(t, args.get(2))?;
    let length = len(args.get(0)) as i64;
    let at = if at < 0 { (at + length).max(0) } else { at.min(length) } as usize;
    splice(t, args.get(0), at, at, &[byte])?;
    Ok(Value::NONE)
}

fn pop(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let index = args.opt(1).map_or(Ok(-1), |index| ops::index(t, index))?;
    let v = args.get(0);
    let length = len(v) as i64;
    if length == 0 {
        return Err(t.index_error("pop from empty bytearray"));
    }
    let at = if index < 0 { index.wrapping_add(length) } else { index };
    if at < 0 || at >= length {
        return Err(t.index_error("pop index out of range"));
    }
    let at = at as usize;
    let byte = bytes(&v)[at];
    splice(t, v, at, at + 1, &[])?;
    Ok(Value::small(i64::from(byte)))
}

fn remove(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let byte = byte(t, args.get(1))?;
    match memchr::memchr(byte, bytes(&args.get(0))) {
        Some(at) => splice(t, args.get(0), at, at + 1, &[])?,
        None => return Err(t.value_error("value not found in bytearray")),
    }
    Ok(Value::NONE)
}

fn clear(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    set_len(t, args.get(0), 0)?;
    Ok(Value::NONE)
}

fn reverse(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    bytes_mut(&args.get(0)).reverse();
    Ok(Value::NONE)
}

fn copy(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    super::new(t, bytes(&v))
}

fn resize(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let size = ops::index(t, args.get(1))?;
    let Ok(size) = usize::try_from(size) else {
        return Err(t.value_error(format!("bytearray.resize(): new size must be >= 0, got {size}")));
    };
    let v = args.get(0);
    let old = len(v);
    set_len(t, v, size)?;
    if size > old {
        bytes_mut(&v)[old..].fill(0);
    }
    Ok(Value::NONE)
}

fn iadd(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (v, other) = (args.get(0), args.get(1));
    if !is_bytes_like(t, other) {
        let message = format!("can't concat {} to {}", t.type_name(other), t.type_name(v));
        return Err(t.type_error(message));
    }
    if other == v {
        let contents = bytes(&v).to_vec();
        extend(t, v, &contents)?;
    } else {
        let contents = slice_of(t, &other).unwrap_or(&[]);
        extend(t, v, contents)?;
    }
    Ok(v)
}

fn imul(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let count = usize::try_from(ops::index(t, args.get(1))?).unwrap_or(0);
    let v = args.get(0);
    let old = len(v);
    let Some(total) = old.checked_mul(count) else {
        return Err(t.memory_error());
    };
    set_len(t, v, total)?;
    if total > old && old > 0 {
        let pattern = bytes(&v)[..old].to_vec();
        string::fill_repeated(bytes_mut(&v), &pattern);
    }
    Ok(v)
}

/// The position that a key names; `None` when it is out of range.
fn position(t: &mut Thread, v: Value, key: Value) -> Result<usize, Raised> {
    if ops::lookup_special(t, key, t.names.index).is_none() {
        let message = format!("bytearray indices must be integers or slices, not {}", t.type_name(key));
        return Err(t.type_error(message));
    }
    let exact = ops::index_value(t, key)?;
    let Some(index) = int::to_i64(exact) else {
        return Err(t.index_error("cannot fit 'int' into an index-sized integer"));
    };
    let length = len(v) as i64;
    let at = if index < 0 { index.wrapping_add(length) } else { index };
    if at < 0 || at >= length {
        return Err(t.index_error("bytearray index out of range"));
    }
    Ok(at as usize)
}

fn set_item(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (v, key, value) = (args.get(0), args.get(1), args.get(2));
    if !key.has_shape(shape_id::SLICE) {
        position(t, v, key)?;
        let byte = byte(t, value)?;
        // Again, for `__index__` may have changed the length.
        let at = position(t, v, key)?;
        bytes_mut(&v)[at] = byte;
        return Ok(Value::NONE);
    }
    let not_bytes = int::is_int(t, value) || string::is_str(t, value);
    if not_bytes {
        return Err(t.type_error("can assign only bytes, buffers, or iterables of ints in range(0, 256)"));
    }
    let contents = copied(t, value)?;
    let length = len(v);
    let (start, _, step, count) = slice::indices(t, key, length)?;
    if step == 1 {
        let start = start as usize;
        splice(t, v, start, start + count, &contents)?;
        return Ok(Value::NONE);
    }
    if contents.is_empty() {
        delete_slice(t, v, start, step, count)?;
        return Ok(Value::NONE);
    }
    if contents.len() != count {
        let message = format!("attempt to assign bytes of size {} to extended slice of size {count}", contents.len());
        return Err(t.value_error(message));
    }
    let target = bytes_mut(&v);
    if step > 0 {
        let places = target[start as usize..].iter_mut().step_by(step as usize);
        places.zip(&contents).for_each(|(place, byte)| *place = *byte);
        return Ok(Value::NONE);
    }
    for (i, byte) in contents.iter().enumerate() {
        target[(start + step * i as i64) as usize] = *byte;
    }
    Ok(Value::NONE)
}

fn delete_slice(t: &mut Thread, v: Value, start: i64, step: i64, count: usize) -> Result<(), Raised> {
    if step == 1 {
        return splice(t, v, start as usize, start as usize + count, &[]);
    }
    let mut dropped: Vec<usize> = (0..count as i64).map(|i| (start + step * i) as usize).collect();
    dropped.sort_unstable();
    let mut next = dropped.iter().peekable();
    let keep = |at: &usize| {
        let drop = next.peek() == Some(&at);
        if drop {
            next.next();
        }
        !drop
    };
    let kept: Vec<u8> = {
        let whole = bytes(&v);
        (0..whole.len()).filter(keep).map(|at| whole[at]).collect()
    };
    let length = len(v);
    splice(t, v, 0, length, &kept)
}

fn del_item(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (v, key) = (args.get(0), args.get(1));
    if key.has_shape(shape_id::SLICE) {
        let (start, _, step, count) = slice::indices(t, key, len(v))?;
        delete_slice(t, v, start, step, count)?;
    } else {
        let at = position(t, v, key)?;
        splice(t, v, at, at + 1, &[])?;
    }
    Ok(Value::NONE)
}

fn repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let contents = bytes_object::repr_text(bytes(&v));
    // CPython escapes a single quote here even between double ones.
    let contents = if contents.starts_with("b\"") {
        contents.replace('\'', "\\'")
    } else {
        contents
    };
    let text = format!("{}({contents})", t.type_name(v));
    string::try_new_wtf8(t, text.as_bytes())
}

fn capacity(v: Value) -> i64 {
    let buffer = field!(v, ByteArray, buffer);
    if buffer == Value::ZERO { 0 } else { field!(buffer, Buffer, capacity) as i64 }
}

fn alloc(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(Value::small(capacity(args.get(0))))
}

fn sizeof(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(Value::small(56 + capacity(args.get(0))))
}

fn reduced(t: &mut Thread, v: Value, protocol: i64) -> Result<Value, Raised> {
    let arguments = if protocol < 3 {
        let text: Vec<u8> = String::from_iter(bytes(&v).iter().map(|byte| char::from(*byte))).into_bytes();
        let text = string::try_new_wtf8(t, &text)?;
        let encoding = t.str("latin-1");
        tuple::new(t, &[text, encoding])
    } else {
        let contents = bytes_object::new(t, bytes(&v));
        tuple::new(t, &[contents])
    };
    let state = instance::get_dict(t, v).unwrap_or(Value::NONE);
    let class = t.class_of(v);
    Ok(tuple::new(t, &[class, arguments, state]))
}

fn reduce(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    reduced(t, args.get(0), 2)
}

fn reduce_ex(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [protocol] = args.rest().bind(t, "__reduce_ex__", ["proto"], Bind::required(0))?;
    let protocol = protocol.map_or(Ok(0), |protocol| ops::index(t, protocol))?;
    reduced(t, args.get(0), protocol)
}

static METHODS: &[NativeDef] = &[
    NativeDef::slot_range("__init__", 0, 3, init_method).keywords(),
    NativeDef::method("append", 1, 1, append),
    NativeDef::method("extend", 1, 1, extend_method),
    NativeDef::method("insert", 2, 2, insert),
    NativeDef::method("pop", 0, 1, pop),
    NativeDef::method("remove", 1, 1, remove),
    NativeDef::method("clear", 0, 0, clear),
    NativeDef::method("reverse", 0, 0, reverse),
    NativeDef::method("copy", 0, 0, copy),
    NativeDef::method("resize", 1, 1, resize),
    NativeDef::slot("__iadd__", 1, iadd),
    NativeDef::slot("__imul__", 1, imul),
    NativeDef::slot("__setitem__", 2, set_item),
    NativeDef::slot("__delitem__", 1, del_item),
    NativeDef::slot("__repr__", 0, repr),
    NativeDef::slot("__str__", 0, repr),
    NativeDef::method("__alloc__", 0, 0, alloc),
    NativeDef::method("__sizeof__", 0, 0, sizeof),
    NativeDef::method("__reduce__", 0, 0, reduce),
    NativeDef::method("__reduce_ex__", 0, 1, reduce_ex),
];

pub(super) fn init(t: &mut Thread) {
    let class = t.types.bytearray;
    types::add_methods(t, class, METHODS);
    types::add_attribute(t, class, "__hash__", Value::NONE);
}
