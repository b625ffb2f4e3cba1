//! `range` and its iterator, for ints of any size.
//!
//! All fields are exact ints, small ones in practice: those are computed in place, anything larger by
//! the int operations. The iterator counts items down instead of comparing with a stop.

use crate::header::Header;
use crate::layout::*;
use crate::native::{Args, GetSetDef, NativeDef};
use crate::objects::{dict, int, iterators, list, slice, string, tuple};
use crate::ops::{self, CompareOp};
use crate::thread::{Raised, Thread};
use crate::value::Value;
use crate::{field, types};

/// `range(start, stop, step)` of exact ints; ValueError for step 0.
pub fn new(t: &mut Thread, start: Value, stop: Value, step: Value) -> Result<Value, Raised> {
    if step == Value::ZERO {
        return Err(t.value_error("range() arg 3 must not be zero"));
    }
    let length = count(t, start, stop, step)?;
    let memory = t.heap.alloc(size_of::<Range>());
    let header = Header {
        shape: shape_id::RANGE,
        aux: 0,
        state: 0,
        flags: 0,
    };
    // SAFETY: fresh memory of the right size.
    unsafe {
        memory.cast::<Range>().write(Range {
            header,
            start,
            stop,
            step,
            length,
        })
    }
    Ok(Value::from_address(memory as usize))
}

/// Number of items.
fn count(t: &mut Thread, start: Value, stop: Value, step: Value) -> Result<Value, Raised> {
    if start.both_small(stop) && step.is_small() {
        // 62-bit ints: differences fit an i64.
        let (distance, step) = (stop.as_small() - start.as_small(), step.as_small());
        let (distance, step) = if step > 0 { (distance, step) } else { (-distance, -step) };
        return Ok(if distance <= 0 {
            Value::ZERO
        } else {
            int::from_i64(t, (distance - 1) / step + 1)
        });
    }
    let (low, high, step) = if int::is_negative(step) {
        (stop, start, int::neg(t, step)?)
    } else {
        (start, stop, step)
    };
    if int::compare(low, high).is_ge() {
        return Ok(Value::ZERO);
    }
    let distance = int::sub(t, high, low)?;
    let last = int::sub(t, distance, Value::small(1))?;
    let steps = int::floordiv(t, last, step)?;
    int::add(t, steps, Value::small(1))
}

/// start, stop, step and length.
fn parts(range: Value) -> (Value, Value, Value, Value) {
    (
        field!(range, Range, start),
        field!(range, Range, stop),
        field!(range, Range, step),
        field!(range, Range, length),
    )
}

fn is_range(v: Value) -> bool {
    v.has_shape(shape_id::RANGE)
}

/// `start + i * step`
fn item(t: &mut Thread, start: Value, step: Value, i: Value) -> Result<Value, Raised> {
    let offset = int::mul(t, i, step)?;
    int::add(t, start, offset)
}

/// `len(range)`; OverflowError beyond i64.
pub fn len(t: &mut Thread, range: Value) -> Result<usize, Raised> {
    match int::to_i64(field!(range, Range, length)) {
        Some(n) => Ok(n as usize),
        None => Err(t.overflow_error("Python int too large to convert to C ssize_t")),
    }
}

fn new_iterator(t: &mut Thread, next: Value, step: Value, left: Value) -> Value {
    let memory = t.heap.alloc(size_of::<RangeIterator>());
    let header = Header {
        shape: shape_id::RANGE_ITERATOR,
        aux: 0,
        state: 0,
        flags: 0,
    };
    // SAFETY: fresh memory of the right size.
    unsafe { memory.cast::<RangeIterator>().write(RangeIterator { header, next, step, left }) }
    Value::from_address(memory as usize)
}

/// `iter(range)`
pub fn iterator(t: &mut Thread, range: Value) -> Value {
    let (start, _, step, length) = parts(range);
    new_iterator(t, start, step, length)
}

/// The next item of a range iterator.
#[inline(always)]
pub fn iterator_next(t: &mut Thread, iterator: Value) -> Result<Value, Raised> {
    let (next, left) = (field!(iterator, RangeIterator, next), field!(iterator, RangeIterator, left));
    if left == Value::ZERO {
        return Ok(Value::HOLE);
    }
    let step = field!(iterator, RangeIterator, step);
    let following = match next.both_small(step).then(|| Value::try_small(next.as_small() + step.as_small())).flatten() {
        Some(v) => v,
        None => int::add(t, next, step)?,
    };
    let left = if left.is_small() {
        Value::small(left.as_small() - 1)
    } else {
        int::sub(t, left, Value::small(1))?
    };
    set_iterator(t, iterator, following, left);
    Ok(next)
}

fn set_iterator(t: &mut Thread, iterator: Value, next: Value, left: Value) {
    // SAFETY: a range iterator; the barrier follows where one of the ints is an object.
    unsafe {
        let it = &mut *iterator.cast::<RangeIterator>();
        it.next = next;
        it.left = left;
    }
    if !next.both_small(left) {
        t.heap.write_barrier_any(iterator);
    }
}

fn new_method(t: &mut Thread, _class: Value, args: Args) -> Result<Value, Raised> {
    args.no_keywords(t, "range")?;
    let (start, stop, step) = match *args.positional() {
        [stop] => (Value::ZERO, stop, Value::small(1)),
        [start, stop] => (start, stop, Value::small(1)),
        [start, stop, step] => (start, stop, step),
        [] => return Err(t.type_error("range expected at least 1 argument, got 0")),
        _ => {
            return Err(t.type_error(format!("range expected at most 3 arguments, got {}", args.len())));
        }
    };
    let start = ops::index_value(t, start)?;
    let stop = ops::index_value(t, stop)?;
    let step = ops::index_value(t, step)?;
    new(t, start, stop, step)
}

/// `range[key]`
pub fn get_item(t: &mut Thread, range: Value, key: Value) -> Result<Value, Raised> {
    let (start, _, step, length) = parts(range);
    if slice::is_slice(key) {
        let [from, to, by] = slice::exact_indices(t, key, length)?;
        let (first, end) = (item(t, start, step, from)?, item(t, start, step, to)?);
        let step = int::mul(t, step, by)?;
        return new(t, first, end, step);
    }
    if !list::is_index(t, key) {
        let message = format!("range indices must be integers or slices, not {}", t.type_name(key));
        return Err(t.type_error(message));
    }
    let mut index = ops::index_value(t, key)?;
    if int::is_negative(index) {
        index = int::add(t, index, length)?;
    }
    if int::is_negative(index) || int::compare(index, length).is_ge() {
        return Err(t.index_error("range object index out of range"));
    }
    item(t, start, step, index)
}

/// The index of an exact int, if the range contains it.
fn position(t: &mut Thread, range: Value, v: Value) -> Result<Option<Value>, Raised> {
    let (start, _, step, length) = parts(range);
    let distance = int::sub(t, v, start)?;
    let (quotient, rest) = int::divmod(t, distance, step)?;
    let inside = rest == Value::ZERO && !int::is_negative(quotient) && int::compare(quotient, length).is_lt();
    Ok(inside.then_some(quotient))
}

/// An int or bool, for which arithmetic answers; other objects are compared with each item.
fn arithmetic_item(t: &Thread, v: Value) -> Option<Value> {
    (int::is_exact(v) || v.is_bool()).then(|| int::value_of(t, v))
}

/// `item in range`
pub fn contains(t: &mut Thread, range: Value, v: Value) -> Result<bool, Raised> {
    if let Some(v) = arithmetic_item(t, v) {
        return Ok(position(t, range, v)?.is_some());
    }
    Ok(search(t, range, v, true)?.0)
}

/// Compares with each item: whether one is equal, the index of the first, and how many are (only if not `first_only`).
fn search(t: &mut Thread, range: Value, v: Value, first_only: bool) -> Result<(bool, i64, i64), Raised> {
    let iterator = iterator(t, range);
    let (mut first, mut count, mut index) = (0, 0, 0);
    loop {
        let item = iterator_next(t, iterator)?;
        if item.is_hole() {
            return Ok((count > 0, first, count));
        }
        if ops::same_or_equal(t, item, v)? {
            count += 1;
            if count == 1 {
                first = index;
                if first_only {
                    return Ok((true, first, count));
                }
            }
        }
        index += 1;
    }
}

fn method_index(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (range, v) = (args.get(0), args.get(1));
    if let Some(v) = arithmetic_item(t, v) {
        return match position(t, range, v)? {
            Some(index) => Ok(index),
            None => Err(t.value_error("range.index(x): x not in range")),
        };
    }
    match search(t, range, v, true)? {
        (true, index, _) => Ok(Value::small(index)),
        _ => Err(t.value_error("sequence.index(x): x not in sequence")),
    }
}

fn method_count(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (range, v) = (args.get(0), args.get(1));
    if let Some(v) = arithmetic_item(t, v) {
        return Ok(Value::small(position(t, range, v)?.is_some() as i64));
    }
    Ok(Value::small(search(t, range, v, false)?.2))
}

/// What makes ranges equal: length, first item, and step, as far as they matter.
fn key(range: Value) -> [Value; 3] {
    let (start, _, step, length) = parts(range);
    if length == Value::ZERO {
        [length, Value::NONE, Value::NONE]
    } else if length == Value::small(1) {
        [length, start, Value::NONE]
    } else {
        [length, start, step]
    }
}

fn equal(a: Value, b: Value) -> bool {
    key(a)
        .into_iter()
        .zip(key(b))
        .all(|(x, y)| x == y || int::is_exact(x) && int::is_exact(y) && int::compare(x, y).is_eq())
}

fn compare(_: &mut Thread, op: CompareOp, args: Args) -> Result<Value, Raised> {
    let (a, b) = (args.get(0), args.get(1));
    if !is_range(b) || !matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    Ok(Value::bool(equal(a, b) == (op == CompareOp::Eq)))
}

fn hash(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let mut hash = tuple::TupleHash::new();
    for part in key(args.get(0)) {
        hash.add(ops::hash(t, part)?);
    }
    let hash = hash.finish();
    Ok(t.int(hash))
}

fn repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (start, stop, step, _) = parts(args.get(0));
    let shown = if step == Value::small(1) {
        &[start, stop][..]
    } else {
        &[start, stop, step][..]
    };
    let mut text = b"range(".to_vec();
    for (i, &part) in shown.iter().enumerate() {
        if i > 0 {
            text.extend_from_slice(b", ");
        }
        list::compare::push_repr(t, &mut text, part)?;
    }
    text.push(b')');
    Ok(string::new_wtf8(t, &text))
}

fn method_len(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    len(t, args.get(0)).map(|n| int::from_usize(t, n))
}

fn method_reversed(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (start, _, step, length) = parts(args.get(0));
    let last = int::sub(t, length, Value::small(1))?;
    let last = item(t, start, step, last)?;
    let step = int::neg(t, step)?;
    Ok(new_iterator(t, last, step, length))
}

fn reduce(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (start, stop, step, _) = parts(args.get(0));
    let arguments = tuple::new(t, &[start, stop, step]);
    let class = t.types.range;
    Ok(tuple::new(t, &[class, arguments]))
}

static METHODS: &[NativeDef] = &[
    NativeDef::slot("__repr__", 0, repr),
    NativeDef::slot("__hash__", 0, hash),
    NativeDef::slot("__len__", 0, method_len),
    NativeDef::slot("__bool__", 0, |_, args| Ok(Value::bool(field!(args.get(0), Range, length) != Value::ZERO))),
    NativeDef::slot("__getitem__", 1, |t, args| get_item(t, args.get(0), args.get(1))),
    NativeDef::slot("__contains__", 1, |t, args| contains(t, args.get(0), args.get(1)).map(Value::bool)),
    NativeDef::slot("__iter__", 0, |t, args| Ok(iterator(t, args.get(0)))),
    NativeDef::method("__reversed__", 0, 0, method_reversed).doc("An iterator from the end to the start."),
    NativeDef::slot("__eq__", 1, |t, args| compare(t, CompareOp::Eq, args)),
    NativeDef::slot("__ne__", 1, |t, args| compare(t, CompareOp::Ne, args)),
    NativeDef::slot("__lt__", 1, |t, args| compare(t, CompareOp::Lt, args)),
    NativeDef::slot("__le__", 1, |t, args| compare(t, CompareOp::Le, args)),
    NativeDef::slot("__gt__", 1, |t, args| compare(t, CompareOp::Gt, args)),
    NativeDef::slot("__ge__", 1, |t, args| compare(t, CompareOp::Ge, args)),
    NativeDef::method("count", 1, 1, method_count).doc("Number of items equal to a value."),
    NativeDef::method("index", 1, 1, method_index).doc("Index of the first item equal to a value."),
    NativeDef::method("__reduce__", 0, 0, reduce),
];

static MEMBERS: &[GetSetDef] = &[
    GetSetDef::read_only("start", |_, range| Ok(field!(range, Range, start))),
    GetSetDef::read_only("stop", |_, range| Ok(field!(range, Range, stop))),
    GetSetDef::read_only("step", |_, range| Ok(field!(range, Range, step))),
];

/// next item, step and number of items left
fn iterator_parts(iterator: Value) -> (Value, Value, Value) {
    (
        field!(iterator, RangeIterator, next),
        field!(iterator, RangeIterator, step),
        field!(iterator, RangeIterator, left),
    )
}

/// `(iter, (range of what is left,), None)`
fn iterator_reduce(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (next, step, left) = iterator_parts(args.get(0));
    let stop = item(t, next, step, left)?;
    let rest = new(t, next, stop, step)?;
    let name = t.intern("iter");
    let Some(function) = dict::get_str(t.builtins, name) else {
        return Err(t.key_error(name));
    };
    let arguments = tuple::new(t, &[rest]);
    Ok(tuple::new(t, &[function, arguments, Value::NONE]))
}

/// Skips that many items.
fn iterator_set_state(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (next, step, left) = iterator_parts(args.get(0));
    let mut skipped = ops::index_value(t, args.get(1))?;
    if int::is_negative(skipped) {
        skipped = Value::ZERO;
    } else if int::compare(skipped, left).is_gt() {
        skipped = left;
    }
    let next = item(t, next, step, skipped)?;
    let left = int::sub(t, left, skipped)?;
    set_iterator(t, args.get(0), next, left);
    Ok(Value::NONE)
}

static ITERATOR_METHODS: &[NativeDef] = &[
    NativeDef::method("__length_hint__", 0, 0, |_, args| Ok(field!(args.get(0), RangeIterator, left))).doc("How many items are left, approximately."),
    NativeDef::method("__reduce__", 0, 0, iterator_reduce).doc("What copy and pickle rebuild the object from."),
    NativeDef::method("__setstate__", 1, 1, iterator_set_state).doc("Restores the state that `__reduce__` gave."),
];

/// Fills `range` and its iterator.
pub fn init(t: &mut Thread) {
    let class = t.types.range;
    types::set_new(class, new_method);
    types::add_methods(t, class, METHODS);
    types::add_getsets(t, class, MEMBERS);
    let class = t.types.range_iterator;
    types::set_next(class, iterator_next);
    iterators::add_protocol(t, class);
    types::add_methods(t, class, ITERATOR_METHODS);
}
