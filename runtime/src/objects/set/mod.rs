//! `set` and `frozenset`: an owner object and its [`table`].
//!
//! Equality of keys may run Python code, which may change the set; a probe then starts again.

mod iterator;
mod methods;
mod operations;
mod table;
#[cfg(test)]
mod tests;

pub use iterator::{SetIterator, iterator};
pub use methods::init;
pub use operations::{
    contains_all, copy, difference, difference_update, equal, intersection, is_disjoint, symmetric_difference, symmetric_difference_update, union_into, update,
};

use crate::field;
use crate::header::Header;
use crate::layout::*;
use crate::objects::dict::{Role, hash_as, native_equal};
use crate::objects::{instance, string};
use crate::ops;
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;
use std::mem::offset_of;
use table::Table;

/// An exact set has no word for a cached hash.
#[repr(C)]
struct PlainSet {
    header: Header,
    table: Value,
}

/// An empty set.
pub fn new(t: &mut Thread) -> Value {
    let table = new_table(t, 0);
    let memory = t.heap.alloc(size_of::<PlainSet>());
    let header = Header {
        shape: shape_id::SET,
        aux: 0,
        state: 0,
        flags: 0,
    };
    // SAFETY: fresh memory of the right size.
    unsafe { memory.cast::<PlainSet>().write(PlainSet { header, table }) }
    Value::from_address(memory as usize)
}

/// An empty frozenset, to be filled before anybody else sees it.
fn new_empty_frozen(t: &mut Thread) -> Value {
    let table = new_table(t, 0);
    let memory = t.heap.alloc(size_of::<Set>());
    let header = Header {
        shape: shape_id::FROZENSET,
        aux: 0,
        state: 0,
        flags: 0,
    };
    // SAFETY: fresh memory of the right size.
    unsafe { memory.cast::<Set>().write(Set { header, table, hash: 0 }) }
    Value::from_address(memory as usize)
}

/// An empty instance of `class`: set, frozenset or a subclass of them.
fn new_of_class(t: &mut Thread, class: Value) -> Value {
    if class == t.types.set {
        return new(t);
    }
    if class == t.types.frozenset {
        return new_empty_frozen(t);
    }
    let s = instance::allocate(t, class);
    let table = new_table(t, 0);
    replace_table(t, s, table);
    s
}

/// A frozenset of these items; TypeError for unhashable ones.
pub fn new_frozen(t: &mut Thread, items: &[Value]) -> Result<Value, Raised> {
    let s = new_empty_frozen(t);
    for &item in items {
        add(t, s, item)?;
    }
    Ok(s)
}

/// `set(iterable)`
pub fn from_iterable(t: &mut Thread, iterable: Value) -> Result<Value, Raised> {
    let s = new(t);
    update(t, s, iterable)?;
    Ok(s)
}

fn new_table(t: &mut Thread, minimum: usize) -> Value {
    table::try_new(t, minimum).unwrap_or_else(|| crate::heap::fatal("out of memory for a set"))
}

fn replace_table(t: &mut Thread, s: Value, table: Value) {
    // SAFETY: a set; the barrier follows.
    unsafe { (*s.cast::<PlainSet>()).table = table }
    t.heap.write_barrier(s, s.address() + offset_of!(PlainSet, table), table);
}

#[inline(always)]
fn table_of<'a>(s: Value) -> &'a mut Table {
    let table = field!(s, PlainSet, table);
    // SAFETY: a set's table is a live table object; borrows of it are not held across calls that may change it.
    unsafe { &mut *table.cast::<Table>() }
}

/// set, frozenset, or an instance of a subclass.
#[inline]
pub fn is_any_set(t: &Thread, v: Value) -> bool {
    v.is_pointer() && matches!(types::payload(t.class_of(v)), Payload::Set | Payload::FrozenSet)
}

/// set or an instance of a subclass.
pub fn is_set(t: &Thread, v: Value) -> bool {
    v.is_pointer() && types::payload(t.class_of(v)) == Payload::Set
}

/// Number of keys.
#[inline(always)]
pub fn len(s: Value) -> usize {
    table_of(s).used as usize
}

/// The number of keys of an exact set or frozenset; `None` for anything else.
pub fn exact_len(v: Value) -> Option<usize> {
    (v.has_shape(shape_id::SET) || v.has_shape(shape_id::FROZENSET)).then(|| len(v))
}

/// How a walk along a probe sequence ended.
enum Outcome {
    Found(usize),
    Failed(Raised),
    /// The table changed: look again.
    Changed,
}

/// The slot of a key, or the slot where it would go.
#[inline]
fn find(t: &mut Thread, s: Value, key: Value, hash: u64) -> Result<Result<usize, usize>, Raised> {
    let is_str = key.has_shape(shape_id::STR);
    if !is_str && !key.is_small() {
        return find_other(t, s, key, hash);
    }
    // Ints and strs among keys of their kind: nothing can run, nothing can change.
    let table = table_of(s);
    let found = table.find(hash, |i| {
        let other = table.slot(i).key;
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
        Err(free) => Ok(Err(free)),
        Ok(Some(i)) => Ok(Ok(i)),
        Ok(None) => find_other(t, s, key, hash),
    }
}

#[inline(never)]
fn find_other(t: &mut Thread, s: Value, key: Value, hash: u64) -> Result<Result<usize, usize>, Raised> {
    loop {
        let table_value = field!(s, PlainSet, table);
        let table = table_of(s);
        let outcome = table.find(hash, |i| {
            let other = table.slot(i).key;
            match native_equal(t, other, key) {
                Some(true) => Some(Outcome::Found(i)),
                Some(false) => None,
                None => match ops::equal(t, other, key) {
                    Err(raised) => Some(Outcome::Failed(raised)),
                    Ok(_) if field!(s, PlainSet, table) != table_value || table.slot(i).key != other => Some(Outcome::Changed),
                    Ok(true) => Some(Outcome::Found(i)),
                    Ok(false) => None,
                },
            }
        });
        match outcome {
            Err(free) => return Ok(Err(free)),
            Ok(Outcome::Found(i)) => return Ok(Ok(i)),
            Ok(Outcome::Failed(raised)) => return Err(raised),
            Ok(Outcome::Changed) => {}
        }
    }
}

/// `key in s`
pub fn contains(t: &mut Thread, s: Value, key: Value) -> Result<bool, Raised> {
    with_lookup_key(t, key, |t, key, hash| contains_with_hash(t, s, key, hash))
}

/// Looks a key up by `action`: an unhashable set stands for the frozenset with the same keys.
#[inline]
fn with_lookup_key(t: &mut Thread, key: Value, action: impl Fn(&mut Thread, Value, u64) -> Result<bool, Raised>) -> Result<bool, Raised> {
    match hash_as(t, key, Role::SetElement) {
        Ok(hash) => action(t, key, hash),
        Err(_) if is_set(t, key) && t.pending_is(t.exceptions.type_error) => {
            t.take_pending();
            let frozen = new_empty_frozen(t);
            operations::merge(t, frozen, key)?;
            action(t, frozen, frozen_hash(frozen) as u64)
        }
        Err(raised) => Err(raised),
    }
}

fn contains_with_hash(t: &mut Thread, s: Value, key: Value, hash: u64) -> Result<bool, Raised> {
    Ok(find(t, s, key, hash)?.is_ok())
}

/// `s.add(key)`
#[inline]
pub fn add(t: &mut Thread, s: Value, key: Value) -> Result<(), Raised> {
    let hash = hash_as(t, key, Role::SetElement)?;
    add_with_hash(t, s, key, hash)
}

#[inline]
fn add_with_hash(t: &mut Thread, s: Value, key: Value, hash: u64) -> Result<(), Raised> {
    let Err(free) = find(t, s, key, hash)? else {
        return Ok(());
    };
    let table_value = field!(s, PlainSet, table);
    let table = table_of(s);
    let reused = table.slot(free).key == table::DELETED;
    table.fill_slot(free, hash, key);
    let slot = table.slot_pointer(free) as usize + offset_of!(table::Slot, key);
    t.heap.write_barrier(table_value, slot, key);
    if !reused && table.is_crowded() {
        let minimum = table.grown();
        resize(t, s, minimum)?;
    }
    Ok(())
}

fn resize(t: &mut Thread, s: Value, minimum: usize) -> Result<(), Raised> {
    match table::resized(t, field!(s, PlainSet, table), minimum) {
        Some(table) => {
            replace_table(t, s, table);
            Ok(())
        }
        None => Err(t.memory_error()),
    }
}

/// Takes `key` out; whether it was there.
pub fn discard(t: &mut Thread, s: Value, key: Value) -> Result<bool, Raised> {
    with_lookup_key(t, key, |t, key, hash| discard_with_hash(t, s, key, hash))
}

fn discard_with_hash(t: &mut Thread, s: Value, key: Value, hash: u64) -> Result<bool, Raised> {
    let found = find(t, s, key, hash)?;
    if let Ok(i) = found {
        table_of(s).delete(i);
    }
    Ok(found.is_ok())
}

/// The key at or behind slot `position`, which moves behind it.
#[inline]
pub fn next_entry(s: Value, position: &mut usize) -> Option<Value> {
    next_with_hash(s, position).map(|(_, key)| key)
}

#[inline]
fn next_with_hash(s: Value, position: &mut usize) -> Option<(u64, Value)> {
    let table = table_of(s);
    let i = table.next_live(*position)?;
    *position = i + 1;
    let slot = table.slot(i);
    Some((slot.hash, slot.key))
}

/// Removes everything.
pub fn clear(t: &mut Thread, s: Value) {
    let finger = table_of(s).finger;
    let table = new_table(t, 0);
    replace_table(t, s, table);
    table_of(s).finger = finger;
}

/// Removes and returns some key, going round the table; `None` if there is none.
pub fn pop(s: Value) -> Option<Value> {
    let table = table_of(s);
    if table.used == 0 {
        return None;
    }
    let start = (table.finger & table.mask) as usize;
    let i = table.next_live(start).or_else(|| table.next_live(0))?;
    let key = table.slot(i).key;
    table.delete(i);
    table.finger = i as u32 + 1;
    Some(key)
}

/// `hash(s)` of a frozenset: independent of the order, and CPython's, for sets of frozensets have an order too.
pub fn frozen_hash(s: Value) -> i64 {
    let cached = field!(s, Set, hash);
    if cached != 0 {
        return cached as i64;
    }
    let shuffle = |hash: u64| ((hash ^ 89_869_747) ^ (hash << 16)).wrapping_mul(3_644_798_167);
    let table = table_of(s);
    let mut sum = table.slots().iter().filter(|slot| slot.is_live()).fold(0, |sum, slot| sum ^ shuffle(slot.hash));
    sum ^= (table.used as u64 + 1).wrapping_mul(1_927_868_237);
    sum ^= (sum >> 11) ^ (sum >> 25);
    sum = sum.wrapping_mul(69_069).wrapping_add(907_133_923);
    let hash = if sum == u64::MAX { 590_923_713 } else { sum };
    // SAFETY: a frozenset or an instance of a subclass: all have the field.
    unsafe { (*s.cast::<Set>()).hash = hash }
    hash as i64
}
