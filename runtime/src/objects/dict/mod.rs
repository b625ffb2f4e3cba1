//! `dict`: an owner object and its [`table`], replaced as a whole when it grows, shrinks or is
//! cleared, so that (table, entry index) is a valid cache key for as long as the table is the dict's.
//!
//! Equality of keys may run Python code, which may change the dict; a probe then starts again.

mod iterators;
mod keys;
pub mod mapping_proxy;
mod methods;
pub mod table;
#[cfg(test)]
mod tests;
mod update;
mod views;

pub use iterators::{DictIterator, Part, iterator};
pub use keys::{Role, hash as hash_key, hash_as, native_equal};
pub use methods::{equal, init};
pub use update::{merge, update};
pub use views::{View, is_set_like, view};

use crate::field;
use crate::header::Header;
use crate::layout::*;
use crate::objects::string;
use crate::ops;
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;
use std::mem::offset_of;
use table::Table;

/// An empty dict.
pub fn new(t: &mut Thread) -> Value {
    with_capacity(t, 0)
}

/// An empty dict with room for `n` entries.
pub fn with_capacity(t: &mut Thread, n: usize) -> Value {
    let table = new_table(t, n);
    with_table(t, table)
}

fn new_table(t: &mut Thread, n: usize) -> Value {
    table::try_new(t, n).unwrap_or_else(|| crate::heap::fatal("out of memory while a dict grows"))
}

fn with_table(t: &mut Thread, table: Value) -> Value {
    let memory = t.heap.alloc(size_of::<Dict>());
    let header = Header {
        shape: shape_id::DICT,
        aux: 0,
        state: 0,
        flags: 0,
    };
    // SAFETY: fresh memory of the right size.
    unsafe { memory.cast::<Dict>().write(Dict { header, table }) }
    Value::from_address(memory as usize)
}

/// dict or an instance of a subclass.
#[inline]
pub fn is_dict(t: &Thread, v: Value) -> bool {
    v.has_shape(shape_id::DICT) || v.is_pointer() && types::payload(t.class_of(v)) == Payload::Dict
}

/// The table object: its identity changes whenever the index of an entry may have come to mean another one.
#[inline(always)]
pub fn table(d: Value) -> Value {
    field!(d, Dict, table)
}

#[inline(always)]
fn table_of<'a>(d: Value) -> &'a mut Table {
    // SAFETY: a dict's table is a live table object; borrows of it are not held across calls that may change it.
    unsafe { &mut *table(d).cast::<Table>() }
}

fn replace_table(t: &mut Thread, d: Value, table: Value) {
    // SAFETY: a dict; the barrier follows.
    unsafe { (*d.cast::<Dict>()).table = table }
    t.heap.write_barrier(d, d.address() + offset_of!(Dict, table), table);
}

/// Number of entries.
#[inline(always)]
pub fn len(d: Value) -> usize {
    table_of(d).live as usize
}

/// Whether somebody relies on what this dict holds.
#[inline(always)]
pub fn is_watched(d: Value) -> bool {
    // SAFETY: a live object.
    unsafe { (*d.header()).flags & DICT_WATCHED != 0 }
}

/// To be called before a change of what `key` means in `d`.
#[inline(always)]
fn changes(t: &mut Thread, d: Value, key: Value) {
    if is_watched(d) {
        crate::watch::namespace_changes(t, d, Some(key));
    }
}

/// The entry of an exact str whose hash is known, among str keys.
#[inline(always)]
fn find_str(d: Value, name: Value) -> Option<usize> {
    let table = table_of(d);
    table.find(string::hash_of(name), |i| {
        let key = table.entry(i).key;
        (key == name || key.has_shape(shape_id::STR) && string::equal(key, name)).then_some(i)
    })
}

/// How a walk along a probe sequence ended.
enum Outcome {
    Found(usize),
    Failed(Raised),
    /// The table changed: look again.
    Changed,
}

/// The entry of any key.
#[inline]
pub fn find(t: &mut Thread, d: Value, key: Value, hash: u64) -> Result<Option<usize>, Raised> {
    let is_str = key.has_shape(shape_id::STR);
    if !is_str && !key.is_small() {
        return find_other(t, d, key, hash);
    }
    // Ints and strs among keys of their kind: nothing can run, nothing can change.
    let table = table_of(d);
    let found = table.find(hash, |i| {
        let other = table.entry(i).key;
        if other == key {
            return Some(Some(i));
        }
        if is_str && other.has_shape(shape_id::STR) {
            return string::equal(other, key).then_some(Some(i));
        }
        // Ints -1 and -2 have one hash. Any other kind of key takes the long way.
        if other.is_small() && !is_str { None } else { Some(None) }
    });
    match found {
        None => Ok(None),
        Some(Some(i)) => Ok(Some(i)),
        Some(None) => find_other(t, d, key, hash),
    }
}

#[inline(never)]
fn find_other(t: &mut Thread, d: Value, key: Value, hash: u64) -> Result<Option<usize>, Raised> {
    loop {
        let table_value = table(d);
        let table = table_of(d);
        let outcome = table.find(hash, |i| {
            let other = table.entry(i).key;
            match native_equal(t, other, key) {
                Some(true) => Some(Outcome::Found(i)),
                Some(false) => None,
                None => match ops::equal(t, other, key) {
                    Err(raised) => Some(Outcome::Failed(raised)),
                    Ok(_) if is_changed(d, table_value, i, other) => Some(Outcome::Changed),
                    Ok(true) => Some(Outcome::Found(i)),
                    Ok(false) => None,
                },
            }
        });
        match outcome {
            None => return Ok(None),
            Some(Outcome::Found(i)) => return Ok(Some(i)),
            Some(Outcome::Failed(raised)) => return Err(raised),
            Some(Outcome::Changed) => {}
        }
    }
}

/// Whether Python code replaced the table or took the key out of entry `i`.
fn is_changed(d: Value, table_before: Value, i: usize, key: Value) -> bool {
    table(d) != table_before || i >= table_of(d).used as usize || table_of(d).entry(i).key != key
}

/// The value of `key`, if it is there.
#[inline]
pub fn get(t: &mut Thread, d: Value, key: Value) -> Result<Option<Value>, Raised> {
    let hash = hash_as(t, key, Role::DictKey)?;
    get_with_hash(t, d, key, hash)
}

/// As [`get`], with the key's hash known.
#[inline]
pub fn get_with_hash(t: &mut Thread, d: Value, key: Value, hash: u64) -> Result<Option<Value>, Raised> {
    Ok(find(t, d, key, hash)?.map(|i| table_of(d).entry(i).value))
}

/// `d[key]` of an exact dict: KeyError if it is not there.
#[inline]
pub fn get_item(t: &mut Thread, d: Value, key: Value) -> Result<Value, Raised> {
    match get(t, d, key)? {
        Some(v) => Ok(v),
        None => Err(t.key_error(key)),
    }
}

/// `key in d`
#[inline]
pub fn contains(t: &mut Thread, d: Value, key: Value) -> Result<bool, Raised> {
    let hash = hash_as(t, key, Role::DictKey)?;
    Ok(find(t, d, key, hash)?.is_some())
}

/// `d[key] = v`
#[inline]
pub fn set(t: &mut Thread, d: Value, key: Value, v: Value) -> Result<(), Raised> {
    let hash = hash_as(t, key, Role::DictKey)?;
    set_with_hash(t, d, key, hash, v)
}

/// As [`set`], with the key's hash known.
#[inline]
pub fn set_with_hash(t: &mut Thread, d: Value, key: Value, hash: u64, v: Value) -> Result<(), Raised> {
    let found = find(t, d, key, hash)?;
    changes(t, d, key);
    match found {
        Some(i) => {
            store(t, d, i, v);
            Ok(())
        }
        None => append(t, d, key, hash, v),
    }
}

/// Replaces the value of entry `i`.
#[inline(always)]
fn store(t: &mut Thread, d: Value, i: usize, v: Value) {
    let entry = table_of(d).entry_pointer(i);
    // SAFETY: the entry is in use.
    let slot = unsafe {
        (*entry).value = v;
        &raw const (*entry).value as usize
    };
    t.heap.write_barrier(table(d), slot, v);
}

/// Adds an entry for a key that is not there.
#[inline]
fn append(t: &mut Thread, d: Value, key: Value, hash: u64, v: Value) -> Result<(), Raised> {
    if !table_of(d).has_room() && !grow(t, d) {
        return Err(t.memory_error());
    }
    let table_value = table(d);
    let table = table_of(d);
    let i = table.append(hash, key, v);
    let entry = table.entry_pointer(i) as usize;
    t.heap.write_barrier(table_value, entry + offset_of!(table::Entry, key), key);
    t.heap.write_barrier(table_value, entry + offset_of!(table::Entry, value), v);
    Ok(())
}

/// Makes room for more entries, dropping the holes. False: no memory.
#[inline(never)]
fn grow(t: &mut Thread, d: Value) -> bool {
    let wanted = 2 * len(d) + 1;
    rebuild(t, d, wanted)
}

fn rebuild(t: &mut Thread, d: Value, capacity: usize) -> bool {
    match table::rebuilt(t, table(d), capacity) {
        Some(table) => {
            replace_table(t, d, table);
            true
        }
        None => false,
    }
}

/// Makes room for `additional` more entries at once.
pub fn reserve(t: &mut Thread, d: Value, additional: usize) -> Result<(), Raised> {
    let table = table_of(d);
    if (table.capacity - table.filled) as usize >= additional || rebuild(t, d, table.live as usize + additional) {
        Ok(())
    } else {
        Err(t.memory_error())
    }
}

/// Takes `key` out; its value, if it was there.
pub fn remove(t: &mut Thread, d: Value, key: Value) -> Result<Option<Value>, Raised> {
    let hash = hash_as(t, key, Role::DictKey)?;
    remove_with_hash(t, d, key, hash)
}

/// As [`remove`], with the key's hash known.
pub fn remove_with_hash(t: &mut Thread, d: Value, key: Value, hash: u64) -> Result<Option<Value>, Raised> {
    Ok(find(t, d, key, hash)?.map(|i| remove_entry(t, d, i).1))
}

/// Takes entry `i` out: its key and value.
fn remove_entry(t: &mut Thread, d: Value, i: usize) -> (Value, Value) {
    let entry = table_of(d).entry(i);
    let pair = (entry.key, entry.value);
    changes(t, d, pair.0);
    table_of(d).delete(i);
    pair
}

/// The value of an interned str.
#[inline]
pub fn get_str(d: Value, interned: Value) -> Option<Value> {
    find_str(d, interned).map(|i| table_of(d).entry(i).value)
}

/// Sets the value of an interned str.
pub fn set_str(t: &mut Thread, d: Value, interned: Value, v: Value) {
    changes(t, d, interned);
    match find_str(d, interned) {
        Some(i) => store(t, d, i, v),
        None => {
            if append(t, d, interned, string::hash_of(interned), v).is_err() {
                crate::heap::fatal("out of memory while a namespace grows");
            }
        }
    }
}

/// Takes an interned str out; whether it was there.
pub fn remove_str(t: &mut Thread, d: Value, interned: Value) -> bool {
    let found = find_str(d, interned);
    if let Some(i) = found {
        remove_entry(t, d, i);
    }
    found.is_some()
}

/// The live entry at or behind `position`, which moves behind it.
#[inline]
pub fn next_entry(d: Value, position: &mut usize) -> Option<(Value, Value)> {
    next_with_hash(d, position).map(|(_, key, value)| (key, value))
}

/// As [`next_entry`], with the key's hash first.
#[inline]
pub fn next_with_hash(d: Value, position: &mut usize) -> Option<(u64, Value, Value)> {
    let table = table_of(d);
    let i = table.next_live(*position)?;
    *position = i + 1;
    let entry = table.entry(i);
    Some((entry.hash, entry.key, entry.value))
}

/// The last entry before `position`, which moves to it.
fn previous_entry(d: Value, position: &mut usize) -> Option<(Value, Value)> {
    let table = table_of(d);
    let i = table.previous_live(*position)?;
    *position = i;
    let entry = table.entry(i);
    Some((entry.key, entry.value))
}

/// Removes everything.
pub fn clear(t: &mut Thread, d: Value) {
    if is_watched(d) {
        crate::watch::namespace_changes(t, d, None);
    }
    let table = new_table(t, 0);
    replace_table(t, d, table);
}

/// A dict (exact) with the same entries.
pub fn copy(t: &mut Thread, d: Value) -> Value {
    match table::duplicate(t, table(d)) {
        Some(table) => with_table(t, table),
        None => crate::heap::fatal("out of memory while a dict is copied"),
    }
}

/// Index of an interned str's entry, for caches: it stays valid as long as [`table`] answers the same, and
/// [`entry_value`] is HOLE once the entry is deleted.
pub fn entry_index_str(d: Value, interned: Value) -> Option<usize> {
    let found = find_str(d, interned)?;
    table_of(d).keep_indices();
    Some(found)
}

/// The value of entry `index`; HOLE if it was deleted.
#[inline(always)]
pub fn entry_value(d: Value, index: usize) -> Value {
    table_of(d).entry(index).value
}

/// Replaces the value of entry `index`, which must not be deleted.
#[inline]
pub fn set_entry_value(t: &mut Thread, d: Value, index: usize, v: Value) {
    let key = table_of(d).entry(index).key;
    changes(t, d, key);
    store(t, d, index, v);
}

/// For inline caches: (stamp of the table, number of entries used). Same stamp: same entries at the same indices. Same
/// number too: no key was added.
pub fn cache_key(d: Value) -> (u64, u64) {
    let table = table_of(d);
    table.keep_indices();
    (table.stamp, table.used)
}

/// The table's stamp and entries used, without promising to keep indices.
#[inline(always)]
pub fn current_key(d: Value) -> (u64, u64) {
    let table = table_of(d);
    (table.stamp, table.used)
}

/// Address of the value of entry `index`, valid as long as the stamp is.
pub fn value_address(d: Value, index: usize) -> usize {
    &raw const table_of(d).entry(index).value as usize
}
