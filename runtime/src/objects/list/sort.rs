//! `list.sort` and `sorted`: keys, fast paths for lists of one kind, and putting the items in order.
//!
//! What is sorted is a permutation (or plain numbers), never the list's storage: a comparison may run
//! Python code, collect garbage or raise, and needs no barrier for moves that way. The list is empty
//! while Python code may run; having been changed meanwhile is a ValueError, as in CPython. Values in
//! malloc'ed memory here are all in the list of keys as well, which is on the stack.

use super::sort_order;
use super::{detach, first, get, items, len, moved, replace_storage, storage_of, try_with_capacity};
use crate::field;
use crate::layout::*;
use crate::objects::{dict, float, string, tuple};
use crate::ops::{self, CompareOp};
use crate::thread::{Raised, Thread};
use crate::value::Value;
use std::cmp::Ordering;

/// `l.sort(key=key, reverse=reverse)`
pub fn sort(t: &mut Thread, l: Value, key: Option<Value>, reverse: bool) -> Result<(), Raised> {
    if key.is_none() && Kind::of(items(&l)) != Kind::Other {
        return order(t, l, l, reverse);
    }
    let values = detach(t, l);
    // No room: whatever is put into the list meanwhile gets storage of its own.
    let placeholder = field!(l, List, storage);
    // SAFETY: fresh storage, with nothing in it.
    unsafe { (*placeholder.cast::<ListStorage>()).capacity = Value::ZERO }
    let result = match keys(t, values, key) {
        Ok(keys) => order(t, values, keys, reverse),
        Err(raised) => Err(raised),
    };
    let changed = field!(l, List, storage) != placeholder;
    replace_storage(t, l, field!(values, List, storage));
    if changed && result.is_ok() {
        return Err(t.value_error("list modified during sort"));
    }
    result
}

/// `sorted(iterable, key=key, reverse=reverse)`
pub fn sorted(t: &mut Thread, iterable: Value, key: Option<Value>, reverse: bool) -> Result<Value, Raised> {
    let l = ops::collect_list(t, iterable)?;
    sort(t, l, key, reverse)?;
    Ok(l)
}

/// The list of sort keys.
fn keys(t: &mut Thread, values: Value, key: Option<Value>) -> Result<Value, Raised> {
    let Some(key) = key else { return Ok(values) };
    let n = len(values);
    let out = try_with_capacity(t, n)?;
    for i in 0..n {
        let k = ops::call(t, key, &[items(&values)[i]])?;
        super::push(t, out, k);
    }
    Ok(out)
}

/// What all keys are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    /// Ints of one word.
    SmallInt,
    /// Floats, none of them NaN.
    Float,
    Str,
    Other,
}

impl Kind {
    fn of(keys: &[Value]) -> Kind {
        let Some(&head) = keys.first() else {
            return Kind::SmallInt;
        };
        let all = |test: fn(Value) -> bool| keys.iter().all(|&key| test(key));
        if head.is_small() && all(Value::is_small) {
            Kind::SmallInt
        } else if head.has_shape(shape_id::STR) && all(|key| key.has_shape(shape_id::STR)) {
            Kind::Str
        } else if is_ordered_float(head) && all(is_ordered_float) {
            Kind::Float
        } else {
            Kind::Other
        }
    }
}

/// An exact float that is not NaN.
fn is_ordered_float(v: Value) -> bool {
    v.is_unboxed_float() || v.has_shape(shape_id::FLOAT) && !field!(v, FloatBox, value).is_nan()
}

/// Puts the items of `values` into the order of `keys` (which may be the same list). Nobody else sees these lists while
/// Python code runs. After a failure the items are in some order.
fn order(t: &mut Thread, values: Value, keys: Value, reverse: bool) -> Result<(), Raised> {
    match Kind::of(items(&keys)) {
        Kind::SmallInt if values == keys => {
            order_ints(values, reverse);
            Ok(())
        }
        Kind::SmallInt => {
            permute(t, values, &permutation_by(items(&keys), reverse, Value::as_small, i64::cmp));
            Ok(())
        }
        Kind::Float => {
            let number = |key: Value| float::value(key).unwrap_or(f64::NAN);
            // There are no NaNs; zeros of both signs are equal.
            let compare = |a: &f64, b: &f64| a.partial_cmp(b).unwrap_or(Ordering::Equal);
            permute(t, values, &permutation_by(items(&keys), reverse, number, compare));
            Ok(())
        }
        Kind::Str => {
            let permutation = permutation_by(items(&keys), reverse, TextKey::new, TextKey::compare);
            permute(t, values, &permutation);
            Ok(())
        }
        Kind::Other => order_by_operation(t, values, keys, reverse),
    }
}

/// Equal ints cannot be told apart, so stability does not matter, and tagged words compare as ints do.
fn order_ints(values: Value, reverse: bool) {
    // SAFETY: the items of the storage; no Value moves between objects and ints need no barrier.
    let words = unsafe { std::slice::from_raw_parts_mut(first(storage_of(values)).cast::<i64>(), len(values)) };
    words.sort_unstable();
    if reverse {
        words.reverse();
    }
}

/// A str's first bytes as a number that orders as they do, and the str.
#[derive(Clone, Copy)]
struct TextKey {
    head: u64,
    text: Value,
}

impl TextKey {
    fn new(text: Value) -> TextKey {
        let bytes = string::bytes(&text);
        let mut head = [0; 8];
        let n = bytes.len().min(8);
        head[..n].copy_from_slice(&bytes[..n]);
        TextKey {
            head: u64::from_be_bytes(head),
            text,
        }
    }
    fn compare(&self, other: &TextKey) -> Ordering {
        self.head
            .cmp(&other.head)
            .then_with(|| string::bytes(&self.text).cmp(string::bytes(&other.text)))
    }
}

/// Indices in the order the items come to be sorted: reversed at the start and at the end, a descending sort is stable.
fn start_order(n: usize, reverse: bool) -> impl Iterator<Item = u32> {
    (0..n as u32).map(move |i| if reverse { n as u32 - 1 - i } else { i })
}

/// The sorted order of keys of one kind, as indices. All stable sorts agree about keys in a consistent order, and nobody
/// sees these comparisons, so the standard library's serves.
fn permutation_by<K>(keys: &[Value], reverse: bool, key: impl Fn(Value) -> K, compare: impl Fn(&K, &K) -> Ordering) -> Vec<u32> {
    let mut pairs: Vec<(K, u32)> = start_order(keys.len(), reverse).map(|i| (key(keys[i as usize]), i)).collect();
    pairs.sort_by(|a, b| compare(&a.0, &b.0));
    if reverse {
        pairs.reverse();
    }
    pairs.into_iter().map(|pair| pair.1).collect()
}

fn order_by_operation(t: &mut Thread, values: Value, keys: Value, reverse: bool) -> Result<(), Raised> {
    let all_tuples = items(&keys).iter().all(|key| key.has_shape(shape_id::TUPLE) && tuple::len(*key) > 0);
    // First items of tuples decide most comparisons; beside the index, they save the way to the tuple.
    let head = |i: u32| {
        if all_tuples { tuple::items(&get(keys, i as usize))[0] } else { Value::NONE }
    };
    let mut order: Vec<(Value, u32)> = start_order(len(keys), reverse).map(|i| (head(i), i)).collect();
    let result = sort_order::sort(&mut order, |a: (Value, u32), b: (Value, u32)| {
        if a.0.both_small(b.0) && a.0 != b.0 {
            return Ok(a.0.as_small() < b.0.as_small());
        }
        let keys = items(&keys);
        less(t, keys[a.1 as usize], keys[b.1 as usize])
    });
    if reverse {
        order.reverse();
    }
    let permutation: Vec<u32> = order.into_iter().map(|pair| pair.1).collect();
    permute(t, values, &permutation);
    result
}

/// `a < b`, natively for numbers, strs and tuples that begin with them.
fn less(t: &mut Thread, a: Value, b: Value) -> Result<bool, Raised> {
    if let Some(answer) = ops::compare::builtin_compare(t, CompareOp::Lt, a, b) {
        return Ok(answer);
    }
    if !a.has_shape(shape_id::TUPLE) || !b.has_shape(shape_id::TUPLE) {
        return ops::less(t, a, b);
    }
    let (xs, ys) = (tuple::items(&a), tuple::items(&b));
    for (&x, &y) in xs.iter().zip(ys) {
        let same = match dict::native_equal(t, x, y) {
            Some(same) => same,
            None => ops::same_or_equal(t, x, y)?,
        };
        if !same {
            t.check_native_stack()?;
            return less(t, x, y);
        }
    }
    Ok(xs.len() < ys.len())
}

/// Item `i` becomes what item `permutation[i]` was.
fn permute(t: &mut Thread, values: Value, permutation: &[u32]) {
    let old: Vec<u64> = items(&values).iter().map(|v| v.0).collect();
    // SAFETY: the items of the storage. Meanwhile no allocation takes place, so the copies need not be visible.
    let target = unsafe { std::slice::from_raw_parts_mut(first(storage_of(values)), len(values)) };
    for (slot, &i) in target.iter_mut().zip(permutation) {
        *slot = Value(old[i as usize]);
    }
    moved(t, values);
}
