//! Arrays as sequences.

use super::kind::Kind;
use super::{is_array, kind, len, new_of, plain, storage};
use taipan_runtime::native::NativeDef;
use taipan_runtime::objects::{bytearray, int, slice};
use taipan_runtime::{Args, Raised, Thread, Value, ops};

/// The `i`th item, `i` below the length.
#[inline]
pub fn get(t: &mut Thread, a: Value, i: usize) -> Value {
    let (kind, bytes) = (kind(a), storage(a));
    kind.read(t, &bytearray::bytes(&bytes)[i * kind.size()..])
}

/// Overwrites items with bytes: the range `from..to` counts items.
pub fn splice(t: &mut Thread, a: Value, from: usize, to: usize, contents: &[u8]) -> Result<(), Raised> {
    let size = kind(a).size();
    bytearray::splice(t, storage(a), from * size, to * size, contents)
}

pub fn push(t: &mut Thread, a: Value, v: Value) -> Result<(), Raised> {
    let (bytes, n) = kind(a).write(t, v)?;
    bytearray::extend(t, storage(a), &bytes[..n])
}

fn checked_index(t: &mut Thread, a: Value, key: Value, complaint: &str) -> Result<usize, Raised> {
    let n = len(a) as i64;
    let i = if key.is_small() { key.as_small() } else { ops::index(t, key)? };
    let at = if i < 0 { i + n } else { i };
    if (0..n).contains(&at) {
        Ok(at as usize)
    } else {
        Err(t.index_error(complaint))
    }
}

fn is_index(t: &mut Thread, v: Value) -> bool {
    let name = t.names.index;
    v.is_small() || int::is_int(t, v) || ops::lookup_special(t, v, name).is_some()
}

fn is_slice(v: Value) -> bool {
    v.has_shape(taipan_runtime::layout::shape_id::SLICE)
}

fn bad_key(t: &mut Thread) -> Raised {
    t.type_error("array indices must be integers")
}

/// The bytes of the items that a slice names.
fn sliced(t: &mut Thread, a: Value, key: Value) -> Result<Vec<u8>, Raised> {
    let (start, _, step, count) = slice::indices(t, key, len(a))?;
    let size = kind(a).size();
    let bytes = storage(a);
    let bytes = bytearray::bytes(&bytes);
    let mut out = Vec::with_capacity(count * size);
    for k in 0..count as i64 {
        let at = (start + k * step) as usize * size;
        out.extend_from_slice(&bytes[at..at + size]);
    }
    Ok(out)
}

fn getitem(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (a, key) = (args.get(0), args.get(1));
    if is_index(t, key) {
        let i = checked_index(t, a, key, "array index out of range")?;
        return Ok(get(t, a, i));
    }
    if is_slice(key) {
        let contents = sliced(t, a, key)?;
        return plain(t, kind(a), &contents);
    }
    Err(bad_key(t))
}

fn setitem(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (a, key, v) = (args.get(0), args.get(1), args.get(2));
    if is_index(t, key) {
        let i = checked_index(t, a, key, "array assignment index out of range")?;
        let (bytes, n) = kind(a).write(t, v)?;
        // Converting the value may have run code that shortened the array.
        if i >= len(a) {
            return Err(t.index_error("array assignment index out of range"));
        }
        let target = storage(a);
        bytearray::bytes_mut(&target)[i * n..(i + 1) * n].copy_from_slice(&bytes[..n]);
        return Ok(Value::NONE);
    }
    if is_slice(key) {
        return set_slice(t, a, key, v).map(|()| Value::NONE);
    }
    Err(bad_key(t))
}

fn set_slice(t: &mut Thread, a: Value, key: Value, v: Value) -> Result<(), Raised> {
    if !is_array(t, v) {
        let message = format!("can only assign array (not \"{}\") to array slice", t.type_name(v));
        return Err(t.type_error(message));
    }
    if kind(v) != kind(a) {
        return Err(t.type_error("bad argument type for built-in operation"));
    }
    let source = storage(v);
    let contents = bytearray::bytes(&source).to_vec();
    let (start, stop, step, count) = slice::indices(t, key, len(a))?;
    let size = kind(a).size();
    if step == 1 {
        return splice(t, a, start as usize, stop.max(start) as usize, &contents);
    }
    let given = contents.len() / size;
    if given != count {
        return Err(t.value_error(format!("attempt to assign array of size {given} to extended slice of size {count}")));
    }
    let target = storage(a);
    let target = bytearray::bytes_mut(&target);
    for k in 0..count {
        let at = (start + k as i64 * step) as usize * size;
        target[at..at + size].copy_from_slice(&contents[k * size..(k + 1) * size]);
    }
    Ok(())
}

fn delitem(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (a, key) = (args.get(0), args.get(1));
    if is_index(t, key) {
        let i = checked_index(t, a, key, "array assignment index out of range")?;
        splice(t, a, i, i + 1, &[])?;
        return Ok(Value::NONE);
    }
    if !is_slice(key) {
        return Err(bad_key(t));
    }
    let (start, _, step, count) = slice::indices(t, key, len(a))?;
    let mut gone: Vec<usize> = (0..count as i64).map(|k| (start + k * step) as usize).collect();
    gone.sort_unstable();
    for i in gone.into_iter().rev() {
        splice(t, a, i, i + 1, &[])?;
    }
    Ok(Value::NONE)
}

fn length(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(Value::small(len(args.get(0)) as i64))
}

fn append(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    push(t, args.get(0), args.get(1)).map(|()| Value::NONE)
}

fn insert(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let a = args.get(0);
    let i = ops::index(t, args.get(1))?;
    let (bytes, n) = kind(a).write(t, args.get(2))?;
    let length = len(a) as i64;
    let at = if i < 0 { (i + length).max(0) } else { i.min(length) } as usize;
    splice(t, a, at, at, &bytes[..n]).map(|()| Value::NONE)
}

fn pop(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let a = args.get(0);
    if len(a) == 0 {
        return Err(t.index_error("pop from empty array"));
    }
    let i = match args.opt(1) {
        None => len(a) - 1,
        Some(key) => checked_index(t, a, key, "pop index out of range")?,
    };
    let v = get(t, a, i);
    splice(t, a, i, i + 1, &[])?;
    Ok(v)
}

fn find(t: &mut Thread, a: Value, v: Value, from: usize, to: usize) -> Result<Option<usize>, Raised> {
    let mut i = from;
    while i < to.min(len(a)) {
        let item = get(t, a, i);
        if ops::equal(t, item, v)? {
            return Ok(Some(i));
        }
        i += 1;
    }
    Ok(None)
}

fn contains(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    find(t, args.get(0), args.get(1), 0, usize::MAX).map(|i| Value::bool(i.is_some()))
}
fn count(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (a, mut n, mut at) = (args.get(0), 0, 0);
    while let Some(i) = find(t, a, args.get(1), at, usize::MAX)? {
        n += 1;
        at = i + 1;
    }
    Ok(Value::small(n))
}
fn index(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let a = args.get(0);
    let n = len(a) as i64;
    let mut bound = |i: usize, default: i64| -> Result<usize, Raised> {
        let at = args.opt(i).map_or(Ok(default), |v| ops::index_clipped(t, v))?;
        Ok(if at < 0 { (at + n).max(0) } else { at } as usize)
    };
    let (from, to) = (bound(2, 0)?, bound(3, i64::MAX)?);
    match find(t, a, args.get(1), from, to)? {
        Some(i) => Ok(Value::small(i as i64)),
        None => Err(t.value_error("array.index(x): x not in array")),
    }
}
fn remove(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let a = args.get(0);
    match find(t, a, args.get(1), 0, usize::MAX)? {
        Some(i) => splice(t, a, i, i + 1, &[]).map(|()| Value::NONE),
        None => Err(t.value_error("array.remove(x): x not in array")),
    }
}

fn reverse(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    let a = args.get(0);
    let size = kind(a).size();
    let bytes = storage(a);
    let bytes = bytearray::bytes_mut(&bytes);
    bytes.reverse();
    bytes.chunks_exact_mut(size).for_each(<[u8]>::reverse);
    Ok(Value::NONE)
}

fn clear(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let a = args.get(0);
    splice(t, a, 0, len(a), &[]).map(|()| Value::NONE)
}

fn same_kind(t: &mut Thread, a: Value, b: Value) -> Result<Kind, Raised> {
    if kind(a) == kind(b) {
        Ok(kind(a))
    } else {
        Err(t.type_error("bad argument type for built-in operation"))
    }
}

fn add(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (a, b) = (args.get(0), args.get(1));
    if !is_array(t, b) {
        let message = format!("can only append array (not \"{}\") to array", t.type_name(b));
        return Err(t.type_error(message));
    }
    let kind = same_kind(t, a, b)?;
    let (x, y) = (storage(a), storage(b));
    let both = [bytearray::bytes(&x), bytearray::bytes(&y)].concat();
    plain(t, kind, &both)
}

fn iadd(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (a, b) = (args.get(0), args.get(1));
    if !is_array(t, b) {
        let message = format!("can only extend array with array (not \"{}\")", t.type_name(b));
        return Err(t.type_error(message));
    }
    extend_with(t, a, b)?;
    Ok(a)
}

/// `array.extend`
pub fn extend_with(t: &mut Thread, a: Value, source: Value) -> Result<(), Raised> {
    if is_array(t, source) {
        if kind(a) != kind(source) {
            return Err(t.type_error("can only extend with array of same kind"));
        }
        let bytes = storage(source);
        let bytes = bytearray::bytes(&bytes).to_vec();
        return bytearray::extend(t, storage(a), &bytes);
    }
    let iterator = ops::iterate(t, source)?;
    loop {
        let item = ops::next(t, iterator)?;
        if item.is_hole() {
            return Ok(());
        }
        push(t, a, item)?;
    }
}

fn extend(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    extend_with(t, args.get(0), args.get(1)).map(|()| Value::NONE)
}

fn times(t: &mut Thread, a: Value, v: Value) -> Result<Option<Vec<u8>>, Raised> {
    if !is_index(t, v) {
        return Ok(None);
    }
    let n = ops::index(t, v)?.max(0) as usize;
    let bytes = storage(a);
    let bytes = bytearray::bytes(&bytes);
    match bytes.len().checked_mul(n) {
        Some(total) if total < 1 << 46 => Ok(Some(bytes.repeat(n))),
        _ => Err(t.memory_error()),
    }
}

fn mul(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    match times(t, args.get(0), args.get(1))? {
        Some(bytes) => plain(t, kind(args.get(0)), &bytes),
        None => Ok(Value::NOT_IMPLEMENTED),
    }
}
fn imul(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let a = args.get(0);
    match times(t, a, args.get(1))? {
        Some(bytes) => {
            splice(t, a, 0, len(a), &bytes)?;
            Ok(a)
        }
        None => Ok(Value::NOT_IMPLEMENTED),
    }
}

fn copy(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let a = args.get(0);
    let bytes = storage(a);
    let bytes = bytearray::bytes(&bytes).to_vec();
    let class = crate::support::place(t, crate::support::Place::ArrayClass);
    new_of(t, class, kind(a), &bytes)
}

pub static METHODS: &[NativeDef] = &[
    NativeDef::slot("__len__", 0, length),
    NativeDef::slot("__getitem__", 1, getitem),
    NativeDef::slot("__setitem__", 2, setitem),
    NativeDef::slot("__delitem__", 1, delitem),
    NativeDef::slot("__contains__", 1, contains),
    NativeDef::slot("__add__", 1, add),
    NativeDef::slot("__iadd__", 1, iadd),
    NativeDef::slot("__mul__", 1, mul),
    NativeDef::slot("__rmul__", 1, mul),
    NativeDef::slot("__imul__", 1, imul),
    NativeDef::method("append", 1, 1, append).doc("Append new value v to the end of the array."),
    NativeDef::method("insert", 2, 2, insert).doc("Insert a new item v into the array before position i."),
    NativeDef::method("pop", 0, 1, pop).doc("Return the i-th element and delete it from the array."),
    NativeDef::method("count", 1, 1, count).doc("Return number of occurrences of v in the array."),
    NativeDef::method("index", 1, 3, index).doc("Return index of first occurrence of v in the array."),
    NativeDef::method("remove", 1, 1, remove).doc("Remove the first occurrence of v in the array."),
    NativeDef::method("reverse", 0, 0, reverse).doc("Reverse the order of the items in the array."),
    NativeDef::method("clear", 0, 0, clear).doc("Remove all items from the array."),
    NativeDef::method("extend", 1, 1, extend).doc("Append items to the end of the array."),
    NativeDef::method("__copy__", 0, 0, copy).doc("Return a copy of the array."),
    NativeDef::method("__deepcopy__", 1, 1, copy).doc("Return a copy of the array."),
];
