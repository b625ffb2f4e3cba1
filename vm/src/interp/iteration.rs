//! What the quickened forms of loops do with the iterators of ranges, lists and tuples.

use taipan_runtime::layout::*;
use taipan_runtime::{Value, field};

/// One step of an iterator.
pub enum Step {
    Item(Value),
    End,
    /// Another iterator, or a rare case: the generic meaning knows.
    Other,
}

#[inline(always)]
pub fn range(iterator: Value) -> Step {
    if !iterator.has_shape(shape_id::RANGE_ITERATOR) {
        return Step::Other;
    }
    let r = iterator.cast::<RangeIterator>();
    // SAFETY: shape checked; small ints need no barrier.
    unsafe {
        let (left, item, step) = ((*r).left, (*r).next, (*r).step);
        if left == Value::ZERO {
            return Step::End;
        }
        match (item.0 as i64).checked_add(step.0 as i64) {
            Some(following) if left.both_small(item) && step.is_small() => {
                (*r).left = Value(left.0 - 4);
                (*r).next = Value(following as u64);
                Step::Item(item)
            }
            _ => Step::Other,
        }
    }
}

#[inline(always)]
pub fn list(iterator: Value) -> Step {
    if !iterator.has_shape(shape_id::LIST_ITERATOR) {
        return Step::Other;
    }
    let i = iterator.cast::<IndexIterator>();
    // SAFETY: shape checked; the index is a small int, compared with the length of the storage it is used on.
    unsafe {
        let (list, index) = ((*i).sequence, (*i).index);
        if list.is_none() {
            return Step::Other;
        }
        let storage = field!(list, List, storage);
        if index.0 >= field!(storage, ListStorage, len).0 {
            return Step::Other;
        }
        (*i).index = Value(index.0 + 4);
        Step::Item(element(storage, index))
    }
}

#[inline(always)]
pub fn tuple(iterator: Value) -> Step {
    if !iterator.has_shape(shape_id::TUPLE_ITERATOR) {
        return Step::Other;
    }
    let i = iterator.cast::<IndexIterator>();
    // SAFETY: as in `list`.
    unsafe {
        let (tuple, index) = ((*i).sequence, (*i).index);
        if !tuple.has_shape(shape_id::TUPLE) || index.0 >= field!(tuple, Tuple, len).0 {
            return Step::Other;
        }
        (*i).index = Value(index.0 + 4);
        Step::Item(element(tuple, index))
    }
}

/// # Safety
/// `index` is a small int below the length of `storage`, list storage or a tuple.
#[inline(always)]
unsafe fn element(storage: Value, index: Value) -> Value {
    // SAFETY: by contract.
    unsafe { *((storage.address() + ELEMENTS + 2 * index.0 as usize) as *const Value) }
}
