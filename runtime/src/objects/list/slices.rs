//! Subscripts of lists: indices and slices, read, assigned and deleted.

use super::{clear, first, get, items, len, moved, remove_at, reserve, set, set_len, storage_of, trim};
use crate::layout::shape_id;
use crate::objects::slice::{self, Bounds};
use crate::ops;
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;

/// Whether `v` can be an index: an int or an object with `__index__`.
pub fn is_index(t: &mut Thread, v: Value) -> bool {
    if v.is_small() || v.is_bool() || v.has_shape(shape_id::BIG_INT) {
        return true;
    }
    let (class, name) = (t.class_of(v), t.names.index);
    types::lookup(t, class, name).is_some()
}

/// A subscript that is no slice as i64. `complaint` opens the TypeError for objects that are no index.
#[inline]
pub fn subscript_index(t: &mut Thread, key: Value, complaint: &str) -> Result<i64, Raised> {
    if key.is_small() {
        return Ok(key.as_small());
    }
    if !is_index(t, key) {
        let message = format!("{complaint}, not {}", t.type_name(key));
        return Err(t.type_error(message));
    }
    match ops::index(t, key) {
        Err(_) if t.pending_is(t.exceptions.overflow_error) => {
            t.take_pending();
            let message = format!("cannot fit '{}' into an index-sized integer", t.type_name(key));
            Err(t.index_error(message))
        }
        result => result,
    }
}

const COMPLAINT: &str = "list indices must be integers or slices";

/// `index` counted from the front if it is inside.
#[inline(always)]
fn position(index: i64, n: usize) -> Option<usize> {
    let index = if index < 0 { index + n as i64 } else { index };
    if (index as u64) < n as u64 { Some(index as usize) } else { None }
}

/// `l[key]`
#[inline]
pub fn get_item(t: &mut Thread, l: Value, key: Value) -> Result<Value, Raised> {
    if !key.is_small() && slice::is_slice(key) {
        return get_slice(t, l, key);
    }
    let index = subscript_index(t, key, COMPLAINT)?;
    match position(index, len(l)) {
        Some(i) => Ok(get(l, i)),
        None => Err(t.index_error("list index out of range")),
    }
}

fn get_slice(t: &mut Thread, l: Value, key: Value) -> Result<Value, Raised> {
    let bounds = slice::bounds(t, key)?;
    slice_by(t, l, bounds)
}

/// A new list of the items within these bounds.
pub fn slice_by(t: &mut Thread, l: Value, bounds: Bounds) -> Result<Value, Raised> {
    let (start, _, step, count) = bounds.within(len(l));
    let source = items(&l);
    if count == 0 {
        return Ok(super::new(t, &[]));
    }
    let start = start as usize;
    match step {
        1 => super::collect(t, source[start..start + count].iter()),
        -1 => super::collect(t, source[start + 1 - count..=start].iter().rev()),
        step if step > 0 => super::collect(t, source[start..].iter().step_by(step as usize).take(count)),
        step => super::collect(t, source[..=start].iter().rev().step_by(step.unsigned_abs() as usize).take(count)),
    }
}

/// `l[key] = v`
#[inline]
pub fn set_item(t: &mut Thread, l: Value, key: Value, v: Value) -> Result<(), Raised> {
    if !key.is_small() && slice::is_slice(key) {
        return assign_to_slice(t, l, key, v);
    }
    let index = subscript_index(t, key, COMPLAINT)?;
    match position(index, len(l)) {
        Some(i) => {
            set(t, l, i, v);
            Ok(())
        }
        None => Err(t.index_error("list assignment index out of range")),
    }
}

/// `del l[key]`
pub fn del_item(t: &mut Thread, l: Value, key: Value) -> Result<(), Raised> {
    if slice::is_slice(key) {
        return delete_slice(t, l, key);
    }
    let index = subscript_index(t, key, COMPLAINT)?;
    match position(index, len(l)) {
        Some(i) => {
            remove_at(t, l, i);
            Ok(())
        }
        None => Err(t.index_error("list assignment index out of range")),
    }
}

/// `l[key] = v` for a slice.
fn assign_to_slice(t: &mut Thread, l: Value, key: Value, v: Value) -> Result<(), Raised> {
    let bounds = slice::bounds(t, key)?;
    let extended = bounds.step != 1;
    let source = sequence_to_assign(t, l, v)?;
    // Making the sequence may have changed the list.
    if !extended {
        return assign_by(t, l, bounds, source);
    }
    let (start, _, step, count) = bounds.within(len(l));
    let n = len(source);
    if n != count {
        return Err(t.value_error(format!("attempt to assign sequence of size {n} to extended slice of size {count}")));
    }
    for i in 0..count {
        let item = get(source, i);
        set(t, l, (start + i as i64 * step) as usize, item);
    }
    Ok(())
}

/// Replaces the items within bounds of step 1 by those of another list.
pub fn assign_by(t: &mut Thread, l: Value, bounds: Bounds, source: Value) -> Result<(), Raised> {
    let (start, stop, ..) = bounds.within(len(l));
    assign_slice(t, l, start as usize, (stop as usize).max(start as usize), items(&source))
}

/// The items to assign as a list that is not `l` itself.
fn sequence_to_assign(t: &mut Thread, l: Value, v: Value) -> Result<Value, Raised> {
    if v.has_shape(shape_id::LIST) && v != l {
        return Ok(v);
    }
    match ops::iterate(t, v) {
        Ok(iterator) => ops::collect_list(t, iterator),
        Err(_) if t.pending_is(t.exceptions.type_error) => {
            t.take_pending();
            Err(t.type_error("must assign iterable to extended slice"))
        }
        Err(raised) => Err(raised),
    }
}

/// Replaces the items `from..to` by `source`, which lies in another list.
pub fn assign_slice(t: &mut Thread, l: Value, from: usize, to: usize, source: &[Value]) -> Result<(), Raised> {
    let n = len(l);
    let to = to.min(n).max(from);
    let (removed, added) = (to - from, source.len());
    if added > removed {
        reserve(t, l, added - removed)?;
    }
    let base = first(storage_of(l));
    // SAFETY: from <= to <= n, and there is room for the difference.
    unsafe {
        std::ptr::copy(base.add(to), base.add(from + added), n - to);
        std::ptr::copy_nonoverlapping(source.as_ptr(), base.add(from), added);
    }
    set_len(l, n - removed + added);
    moved(t, l);
    trim(t, l);
    Ok(())
}

fn delete_slice(t: &mut Thread, l: Value, key: Value) -> Result<(), Raised> {
    let n = len(l);
    let (mut start, _, mut step, count) = slice::bounds(t, key)?.within(len(l));
    if count == 0 {
        return Ok(());
    }
    if count == n && count == len(l) {
        clear(t, l);
        return Ok(());
    }
    if step < 0 {
        start += step * (count as i64 - 1);
        step = -step;
    }
    let base = first(storage_of(l));
    let n = len(l);
    let (start, step) = (start as usize, step as usize);
    for k in 0..count {
        let gap = start + k * step;
        let next = if k + 1 < count { gap + step } else { n };
        // SAFETY: the items between two deleted ones move down by the number deleted so far.
        unsafe { std::ptr::copy(base.add(gap + 1), base.add(gap - k), next - gap - 1) }
    }
    set_len(l, n - count);
    moved(t, l);
    trim(t, l);
    Ok(())
}
