//! Advancing builtin iterators in a recording: of ranges, lists and tuples, and `enumerate` and `zip` over such.
//!
//! All questions come before the first store, also when several iterators move together, so that the instruction can be
//! run again if an answer is new. The item of an `enumerate` or `zip` is a tuple that compiled code rarely makes.

use crate::layout::shape_id as id;
use crate::machine::{ElementClass, Field, Machine, fields};
use crate::objects::iterators;
use crate::ops::{BinaryOp, CompareOp};
use crate::value::Value;

/// What the next step of an iterator gives. The stores that make it happen are in the list handed along.
pub enum Advance<V> {
    Item(V),
    Ended,
    /// Not an iterator of these kinds, or one that has to be asked another way; nothing was decided.
    Unknown,
}

type Stores<V> = Vec<(V, Field, V)>;

/// Looks at the next step of `iterator`, whose shape is known to be `shape`.
pub fn look<M: Machine>(m: &mut M, iterator: M::Val, shape: u32, stores: &mut Stores<M::Val>) -> Advance<M::Val> {
    match shape {
        id::RANGE_ITERATOR => range(m, iterator, stores),
        id::LIST_ITERATOR | id::TUPLE_ITERATOR => sequence(m, iterator, shape, stores),
        shape if shape >= id::FIRST_DYNAMIC || shape == id::NATIVE_ITERATOR => {
            let class = m.thread().shapes.class(shape);
            if iterators::is_enumerate(class) {
                enumerate(m, iterator, stores)
            } else if iterators::is_zip(class) {
                zip(m, iterator, stores)
            } else {
                Advance::Unknown
            }
        }
        _ => Advance::Unknown,
    }
}

/// Makes the step that was looked at happen.
pub fn commit<M: Machine>(m: &mut M, stores: Stores<M::Val>) {
    for (object, field, v) in stores {
        m.store(object, field, v);
    }
}

fn range<M: Machine>(m: &mut M, iterator: M::Val, stores: &mut Stores<M::Val>) -> Advance<M::Val> {
    let left = m.load(iterator, fields::RANGE_LEFT);
    let (left, zero, one) = (m.int(left), m.int_constant(0), m.int_constant(1));
    // Not "is it 0?": that there are more than 0 proves that one less is no overflow.
    if m.int_compare(CompareOp::Le, left, zero) {
        return Advance::Ended;
    }
    let item = m.load(iterator, fields::RANGE_NEXT);
    let step = m.load(iterator, fields::RANGE_STEP);
    let (i, step) = (m.int(item), m.int(step));
    // A constant step lets ranges prove signs and bounds.
    let step = if m.int_compare(CompareOp::Eq, step, one) { one } else { step };
    let following = m.int_binary(BinaryOp::Add, i, step);
    let left = m.int_binary(BinaryOp::Sub, left, one);
    let (following, left) = (m.int_value(following), m.int_value(left));
    stores.push((iterator, fields::RANGE_NEXT, following));
    stores.push((iterator, fields::RANGE_LEFT, left));
    Advance::Item(item)
}

fn sequence<M: Machine>(m: &mut M, iterator: M::Val, shape: u32, stores: &mut Stores<M::Val>) -> Advance<M::Val> {
    let sequence = m.load(iterator, fields::ITERATOR_SEQUENCE);
    // Compiled code may load ahead of questions other than about the shape of what it loads from.
    let (class, storage, length) = match m.shape(sequence) {
        id::NONE_TYPE => return Advance::Ended,
        id::LIST if shape == id::LIST_ITERATOR => {
            let storage = m.load(sequence, fields::LIST_STORAGE);
            let length = m.load(storage, fields::STORAGE_LENGTH);
            (ElementClass::List, storage, length)
        }
        id::TUPLE if shape == id::TUPLE_ITERATOR => {
            let length = m.load(sequence, fields::TUPLE_LENGTH);
            (ElementClass::Tuple, sequence, length)
        }
        _ => return Advance::Unknown,
    };
    let index = m.load(iterator, fields::ITERATOR_INDEX);
    let (index, length, one) = (m.int(index), m.int(length), m.int_constant(1));
    if !m.in_bounds(index, length) {
        let none = m.constant(Value::NONE);
        stores.push((iterator, fields::ITERATOR_SEQUENCE, none));
        return Advance::Ended;
    }
    let item = m.load_element(class, storage, index);
    let following = m.int_binary(BinaryOp::Add, index, one);
    let following = m.int_value(following);
    stores.push((iterator, fields::ITERATOR_INDEX, following));
    Advance::Item(item)
}

fn enumerate<M: Machine>(m: &mut M, iterator: M::Val, stores: &mut Stores<M::Val>) -> Advance<M::Val> {
    let inner = m.load(iterator, fields::COMBINED);
    let shape = m.shape(inner);
    match look(m, inner, shape, stores) {
        Advance::Item(item) => {
            let count = m.load(iterator, fields::ENUMERATE_COUNT);
            if !m.is_int(count) {
                return Advance::Unknown;
            }
            let (n, one) = (m.int(count), m.int_constant(1));
            let following = m.int_binary(BinaryOp::Add, n, one);
            let following = m.int_value(following);
            stores.push((iterator, fields::ENUMERATE_COUNT, following));
            Advance::Item(m.new_tuple(&[count, item]))
        }
        other => other,
    }
}

/// Iterators in a zip that are advanced one by one.
const FEW: usize = 6;

fn zip<M: Machine>(m: &mut M, zip: M::Val, stores: &mut Stores<M::Val>) -> Advance<M::Val> {
    let state = m.load_number(zip, fields::ITERATOR_STATE);
    let zero = m.int_constant(0);
    if !m.int_compare(CompareOp::Eq, state, zero) {
        // Strict: an end may be an error.
        return Advance::Unknown;
    }
    let all = m.load(zip, fields::COMBINED);
    if m.shape(all) != id::TUPLE {
        return Advance::Unknown;
    }
    let length = m.load(all, fields::TUPLE_LENGTH);
    let length = m.int(length);
    for n in 1..=FEW {
        let wanted = m.int_constant(n as i64);
        if !m.int_compare(CompareOp::Eq, length, wanted) {
            continue;
        }
        let mut items = Vec::with_capacity(n);
        for i in 0..n {
            let index = m.int_constant(i as i64);
            let iterator = m.load_element(ElementClass::Tuple, all, index);
            let shape = m.shape(iterator);
            match look(m, iterator, shape, stores) {
                Advance::Item(v) => items.push(v),
                // Those before it have moved on all the same.
                other => return other,
            }
        }
        return Advance::Item(m.new_tuple(&items));
    }
    Advance::Unknown
}
