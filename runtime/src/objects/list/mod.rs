//! `list`: an owner object and its storage, a separate object that holds length, capacity and items.
//!
//! The length lives beside the items, so a bounds check is against the storage whose pointer was
//! loaded and stays right when other code replaces the storage (DESIGN §2). Every list has a
//! storage, also an empty one; items behind the length are undefined. Growth follows CPython's
//! over-allocation, rounded up to what the heap's cell has anyway, and large storages grow in place.

pub mod compare;
mod methods;
mod slices;
mod sort;
mod sort_order;
#[cfg(test)]
mod tests;

pub use methods::{class_getitem, init, search_bounds};
pub use slices::{assign_by, assign_slice, del_item, get_item, is_index, set_item, slice_by, subscript_index};
pub use sort::{sort, sorted};

use crate::field;
use crate::header::Header;
use crate::heap::Heap;
use crate::layout::*;
use crate::ops;
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;

/// Most items a list may ask room for; beyond it is a MemoryError.
const MAX_ITEMS: usize = 1 << 40;

const fn storage_bytes(capacity: usize) -> usize {
    ELEMENTS + 8 * capacity
}

#[inline(always)]
fn storage_of(l: Value) -> *mut ListStorage {
    field!(l, List, storage).cast::<ListStorage>()
}

/// First item of a storage.
#[inline(always)]
fn first(storage: *mut ListStorage) -> *mut Value {
    (storage as usize + ELEMENTS) as *mut Value
}

/// Empty storage with room for at least `capacity` items; `None` when there is no memory.
fn try_new_storage(t: &mut Thread, capacity: usize) -> Option<Value> {
    if capacity > 2 * MAX_ITEMS {
        return None;
    }
    let bytes = Heap::usable_bytes(storage_bytes(capacity));
    let memory = t.heap.try_alloc(bytes)?;
    let header = Header {
        shape: shape_id::LIST_STORAGE,
        aux: 0,
        state: 0,
        flags: 0,
    };
    let capacity = Value::small(((bytes - ELEMENTS) / 8) as i64);
    // SAFETY: fresh memory of that many bytes.
    unsafe {
        memory.cast::<ListStorage>().write(ListStorage {
            header,
            len: Value::ZERO,
            capacity,
        })
    }
    Some(Value::from_address(memory as usize))
}

fn new_storage(t: &mut Thread, capacity: usize) -> Value {
    try_new_storage(t, capacity).unwrap_or_else(|| out_of_memory())
}

#[cold]
fn out_of_memory() -> ! {
    crate::heap::fatal("out of memory while a list grows")
}

/// A list that owns `storage`.
fn with_storage(t: &mut Thread, storage: Value) -> Value {
    let memory = t.heap.alloc(size_of::<List>());
    let header = Header {
        shape: shape_id::LIST,
        aux: 0,
        state: 0,
        flags: 0,
    };
    // SAFETY: fresh memory of the right size.
    unsafe { memory.cast::<List>().write(List { header, storage }) }
    Value::from_address(memory as usize)
}

/// Room that `[]` starts with, in items: what the smallest useful cell holds.
const MIN_CAPACITY: usize = 4;

/// A list of these items.
pub fn new(t: &mut Thread, items: &[Value]) -> Value {
    let storage = new_storage(t, items.len().max(MIN_CAPACITY));
    fill(storage, items);
    with_storage(t, storage)
}

/// A list of items that live in another object.
fn collect<'a>(t: &mut Thread, items: impl ExactSizeIterator<Item = &'a Value>) -> Result<Value, Raised> {
    let n = items.len();
    let Some(storage) = try_new_storage(t, n.max(MIN_CAPACITY)) else {
        return Err(t.memory_error());
    };
    let s = storage.cast::<ListStorage>();
    // SAFETY: fresh storage with room for n items; `take` keeps to n whatever the iterator says.
    unsafe {
        for (i, item) in items.take(n).enumerate() {
            *first(s).add(i) = *item;
        }
        (*s).len = Value::small(n as i64);
    }
    Ok(with_storage(t, storage))
}

/// Writes the items of fresh storage.
fn fill(storage: Value, items: &[Value]) {
    let s = storage.cast::<ListStorage>();
    // SAFETY: callers made the storage large enough and have not reached a GC point since.
    unsafe {
        std::ptr::copy_nonoverlapping(items.as_ptr(), first(s), items.len());
        (*s).len = Value::small(items.len() as i64);
    }
}

/// An empty list with room for `n` items.
pub fn with_capacity(t: &mut Thread, n: usize) -> Value {
    let storage = new_storage(t, n.max(MIN_CAPACITY));
    with_storage(t, storage)
}

/// As [`with_capacity`], for sizes that a program can blow up.
pub fn try_with_capacity(t: &mut Thread, n: usize) -> Result<Value, Raised> {
    match try_new_storage(t, n.max(MIN_CAPACITY)) {
        Some(storage) => Ok(with_storage(t, storage)),
        None => Err(t.memory_error()),
    }
}

/// `[v] * n`; MemoryError for absurd sizes.
pub fn new_repeat(t: &mut Thread, v: Value, n: usize) -> Result<Value, Raised> {
    let l = try_with_capacity(t, n)?;
    let s = storage_of(l);
    // SAFETY: the storage has room for n items and no cards yet; the list was allocated after it, hence the barrier.
    unsafe {
        std::slice::from_raw_parts_mut(first(s), n).fill(v);
        (*s).len = Value::small(n as i64);
    }
    t.heap.write_barrier_any(field!(l, List, storage));
    Ok(l)
}

/// list or an instance of a subclass.
#[inline]
pub fn is_list(t: &Thread, v: Value) -> bool {
    v.has_shape(shape_id::LIST) || v.is_pointer() && types::payload(t.class_of(v)) == Payload::List
}

/// Number of items.
#[inline(always)]
pub fn len(l: Value) -> usize {
    // SAFETY: a list's storage is a live storage object.
    unsafe { (*storage_of(l)).len.as_small() as usize }
}

/// The items. The memory stays valid, but growth replaces the storage: read anew after calls that run Python code.
#[inline(always)]
pub fn items(l: &Value) -> &[Value] {
    let s = storage_of(*l);
    // SAFETY: the first `len` items of a storage are initialised.
    unsafe { std::slice::from_raw_parts(first(s), (*s).len.as_small() as usize) }
}

/// Item `i`, which must exist.
#[inline(always)]
pub fn get(l: Value, i: usize) -> Value {
    items(&l)[i]
}

/// Replaces item `i`, which must exist.
#[inline(always)]
pub fn set(t: &mut Thread, l: Value, i: usize, v: Value) {
    assert!(i < len(l), "list index beyond its length");
    let storage = field!(l, List, storage);
    // SAFETY: the index was checked against this storage's length.
    let slot = unsafe { first(storage.cast()).add(i) };
    // SAFETY: as above.
    unsafe { *slot = v }
    t.heap.write_barrier(storage, slot as usize, v);
}

/// Appends.
#[inline(always)]
pub fn push(t: &mut Thread, l: Value, v: Value) {
    let storage = field!(l, List, storage);
    let s = storage.cast::<ListStorage>();
    // SAFETY: a live storage object; the slot written is below its capacity.
    unsafe {
        let n = (*s).len;
        if n.0 < (*s).capacity.0 {
            let slot = first(s).byte_add(2 * n.0 as usize);
            *slot = v;
            (*s).len = Value(n.0 + 4);
            t.heap.write_barrier(storage, slot as usize, v);
        } else {
            push_slow(t, l, v);
        }
    }
}

#[inline(never)]
fn push_slow(t: &mut Thread, l: Value, v: Value) {
    if !grow(t, l, len(l) + 1) {
        out_of_memory();
    }
    push(t, l, v);
}

/// CPython's over-allocation for a list that must hold `n` items.
fn over_allocated(n: usize) -> usize {
    (n + (n >> 3) + 6) & !3
}

/// Makes room for `n` items in all, with over-allocation. False: no memory.
fn grow(t: &mut Thread, l: Value, n: usize) -> bool {
    n <= MAX_ITEMS && (resize_storage(t, l, over_allocated(n)) || resize_storage(t, l, n))
}

fn resize_storage(t: &mut Thread, l: Value, capacity: usize) -> bool {
    let s = storage_of(l);
    // SAFETY: a live storage object.
    let old_capacity = unsafe { (*s).capacity.as_small() as usize };
    if capacity <= old_capacity {
        return true;
    }
    let new_bytes = Heap::usable_bytes(storage_bytes(capacity));
    if t.heap.try_grow(s.cast(), storage_bytes(old_capacity), new_bytes) {
        // SAFETY: the object has that many bytes now; items behind the length may be undefined.
        unsafe { (*s).capacity = Value::small(((new_bytes - ELEMENTS) / 8) as i64) }
        return true;
    }
    let Some(storage) = try_new_storage(t, capacity) else {
        return false;
    };
    // The old storage may have been changed by nobody: allocation runs no Python code.
    fill(storage, items(&l));
    replace_storage(t, l, storage);
    true
}

fn replace_storage(t: &mut Thread, l: Value, storage: Value) {
    // SAFETY: a list; the barrier follows.
    unsafe { (*l.cast::<List>()).storage = storage }
    t.heap.write_barrier(l, l.address() + std::mem::offset_of!(List, storage), storage);
}

/// Makes room for `additional` more items; MemoryError if there is none.
pub fn reserve(t: &mut Thread, l: Value, additional: usize) -> Result<(), Raised> {
    let wanted = len(l).saturating_add(additional);
    // SAFETY: a live storage object.
    if wanted <= unsafe { (*storage_of(l)).capacity.as_small() as usize } || grow(t, l, wanted) {
        Ok(())
    } else {
        Err(t.memory_error())
    }
}

/// Sets the length; items that come into it must have been written (with a barrier after this call at the latest).
fn set_len(l: Value, n: usize) {
    let s = storage_of(l);
    // SAFETY: a live storage object; callers keep n within its capacity.
    unsafe {
        debug_assert!(n <= (*s).capacity.as_small() as usize);
        (*s).len = Value::small(n as i64);
    }
}

/// Gives pages of a large storage back when it is mostly unused.
fn trim(t: &mut Thread, l: Value) {
    let s = storage_of(l);
    // SAFETY: a live storage object.
    let (n, capacity) = unsafe { ((*s).len.as_small() as usize, (*s).capacity.as_small() as usize) };
    if capacity > 4096 && n < capacity / 4 {
        let bytes = Heap::usable_bytes(storage_bytes(2 * n).max(2 * Heap::LARGE_THRESHOLD));
        t.heap.shrink(s.cast(), bytes);
        // SAFETY: the object keeps that many bytes.
        unsafe { (*s).capacity = Value::small(((bytes - ELEMENTS) / 8) as i64) }
    }
}

/// Removes and returns the last item.
#[inline]
pub fn pop(t: &mut Thread, l: Value) -> Option<Value> {
    let item = *items(&l).last()?;
    set_len(l, len(l) - 1);
    trim(t, l);
    Some(item)
}

/// Removes item `i`, which must exist.
pub fn remove_at(t: &mut Thread, l: Value, i: usize) -> Value {
    let n = len(l);
    let item = get(l, i);
    let base = first(storage_of(l));
    // SAFETY: i < n, all within the initialised items.
    unsafe { std::ptr::copy(base.add(i + 1), base.add(i), n - i - 1) }
    set_len(l, n - 1);
    moved(t, l);
    trim(t, l);
    item
}

/// To be called after items moved inside a list's storage: its cards no longer say where young ones are.
fn moved(t: &mut Thread, l: Value) {
    t.heap.write_barrier_any(field!(l, List, storage));
}

/// Inserts before item `i`, or at the end if there are fewer items.
pub fn insert(t: &mut Thread, l: Value, i: usize, v: Value) {
    if reserve(t, l, 1).is_err() {
        out_of_memory();
    }
    let n = len(l);
    let i = i.min(n);
    let base = first(storage_of(l));
    // SAFETY: there is room for one more item.
    unsafe {
        std::ptr::copy(base.add(i), base.add(i + 1), n - i);
        *base.add(i) = v;
    }
    set_len(l, n + 1);
    moved(t, l);
}

/// Keeps the items for which `keep` answers true; it must not touch the list.
pub fn retain(t: &mut Thread, l: Value, mut keep: impl FnMut(Value) -> bool) {
    let base = first(storage_of(l));
    let mut kept = 0;
    for i in 0..len(l) {
        // SAFETY: kept <= i < len.
        unsafe {
            let item = *base.add(i);
            if keep(item) {
                *base.add(kept) = item;
                kept += 1;
            }
        }
    }
    set_len(l, kept);
    moved(t, l);
}

/// Appends the items; the slice may be that of the list itself.
pub fn extend_from(t: &mut Thread, l: Value, more: &[Value]) {
    if try_extend_from(t, l, more).is_err() {
        out_of_memory();
    }
}

/// As [`extend_from`]; MemoryError if there is no room.
pub fn try_extend_from(t: &mut Thread, l: Value, more: &[Value]) -> Result<(), Raised> {
    reserve(t, l, more.len())?;
    let n = len(l);
    // SAFETY: there is room; the source lies before the end or in another object.
    unsafe { std::ptr::copy_nonoverlapping(more.as_ptr(), first(storage_of(l)).add(n), more.len()) }
    set_len(l, n + more.len());
    moved(t, l);
    Ok(())
}

/// `l.extend(iterable)`
pub fn extend(t: &mut Thread, l: Value, iterable: Value) -> Result<(), Raised> {
    if iterable.has_shape(shape_id::LIST) {
        return try_extend_from(t, l, items(&iterable));
    }
    if iterable.has_shape(shape_id::TUPLE) {
        return try_extend_from(t, l, crate::objects::tuple::items(&iterable));
    }
    let iterator = ops::iterate(t, iterable)?;
    let hint = ops::length_hint(t, iterable)?;
    if hint <= 1 << 16 {
        reserve(t, l, hint)?;
    }
    loop {
        let item = ops::next(t, iterator)?;
        if item.is_hole() {
            return Ok(());
        }
        push(t, l, item);
    }
}

/// Removes all items.
pub fn clear(t: &mut Thread, l: Value) {
    let storage = new_storage(t, MIN_CAPACITY);
    replace_storage(t, l, storage);
}

/// Takes the items out of the list, as a list of their own.
fn detach(t: &mut Thread, l: Value) -> Value {
    let old = field!(l, List, storage);
    clear(t, l);
    with_storage(t, old)
}

/// Repeats `pattern` until `target` is full.
pub fn fill_repeating(target: &mut [Value], pattern: &[Value]) {
    if let [one] = pattern {
        return target.fill(*one);
    }
    let mut done = pattern.len();
    target[..done].copy_from_slice(pattern);
    while done < target.len() {
        let n = done.min(target.len() - done);
        target.copy_within(..n, done);
        done += n;
    }
}

/// `a + b`
pub fn concat(t: &mut Thread, a: Value, b: Value) -> Result<Value, Raised> {
    let (n, m) = (len(a), len(b));
    let Some(storage) = try_new_storage(t, (n + m).max(MIN_CAPACITY)) else {
        return Err(t.memory_error());
    };
    let s = storage.cast::<ListStorage>();
    // SAFETY: fresh storage with room for both; no Python code ran since the lengths were read.
    unsafe {
        std::ptr::copy_nonoverlapping(items(&a).as_ptr(), first(s), n);
        std::ptr::copy_nonoverlapping(items(&b).as_ptr(), first(s).add(n), m);
        (*s).len = Value::small((n + m) as i64);
    }
    Ok(with_storage(t, storage))
}

/// `l * count`, `count` an int.
pub fn repeat(t: &mut Thread, l: Value, count: Value) -> Result<Value, Raised> {
    let count = ops::index(t, count)?;
    repeated(t, l, count)
}

/// The items of `l`, `count` times.
pub fn repeated(t: &mut Thread, l: Value, count: i64) -> Result<Value, Raised> {
    let n = len(l);
    let total = n.checked_mul(count.max(0) as usize);
    let storage = total.and_then(|total| try_new_storage(t, total.max(MIN_CAPACITY)));
    let (Some(total), Some(storage)) = (total, storage) else {
        return Err(t.memory_error());
    };
    let s = storage.cast::<ListStorage>();
    // SAFETY: fresh storage with room for `total` items.
    unsafe {
        if total > 0 {
            fill_repeating(std::slice::from_raw_parts_mut(first(s), total), items(&l));
        }
        (*s).len = Value::small(total as i64);
    }
    Ok(with_storage(t, storage))
}

/// `l *= count`
pub fn repeat_in_place(t: &mut Thread, l: Value, count: i64) -> Result<(), Raised> {
    let n = len(l);
    if n == 0 || count == 1 {
        return Ok(());
    }
    if count <= 0 {
        clear(t, l);
        return Ok(());
    }
    let Some(total) = n.checked_mul(count as usize) else {
        return Err(t.memory_error());
    };
    reserve(t, l, total - n)?;
    let base = first(storage_of(l));
    let mut done = n;
    while done < total {
        let step = done.min(total - done);
        // SAFETY: there is room for `total` items.
        unsafe { std::ptr::copy_nonoverlapping(base, base.add(done), step) }
        done += step;
    }
    set_len(l, total);
    moved(t, l);
    Ok(())
}

/// The count of a repetition: `None` if `v` is no int and has no `__index__`.
pub fn repeat_count(t: &mut Thread, v: Value) -> Result<Option<i64>, Raised> {
    if v.is_small() {
        return Ok(Some(v.as_small()));
    }
    if !slices::is_index(t, v) {
        return Ok(None);
    }
    ops::index(t, v).map(Some)
}

/// `item in l`
pub fn contains(t: &mut Thread, l: Value, item: Value) -> Result<bool, Raised> {
    let mut i = 0;
    while let Some(&other) = items(&l).get(i) {
        if ops::same_or_equal(t, other, item)? {
            return Ok(true);
        }
        i += 1;
    }
    Ok(false)
}
