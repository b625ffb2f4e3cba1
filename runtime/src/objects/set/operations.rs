//! The algebra of sets. Which side is walked and when tables are resized follows CPython, because it
//! decides the order of the results.

use super::{
    Table, add, add_with_hash, clear, contains_with_hash, discard_with_hash, is_any_set, is_set, len, new, new_empty_frozen, next_with_hash, replace_table,
    resize, table, table_of,
};
use crate::layout::shape_id;
use crate::objects::dict::{self, Role, hash_as, hash_key};
use crate::ops;
use crate::thread::{Raised, Thread};
use crate::value::Value;

/// An empty set of the builtin class that `s` is an instance of, directly or not.
pub fn new_like(t: &mut Thread, s: Value) -> Value {
    if is_set(t, s) { new(t) } else { new_empty_frozen(t) }
}

/// `s.copy()`, of a builtin class.
pub fn copy(t: &mut Thread, s: Value) -> Result<Value, Raised> {
    let out = new_like(t, s);
    merge(t, out, s)?;
    Ok(out)
}

/// Adds all keys of `other`, a set of any class.
pub fn merge(t: &mut Thread, s: Value, other: Value) -> Result<(), Raised> {
    if s == other || len(other) == 0 {
        return Ok(());
    }
    make_room(t, s, len(other))?;
    let (target, source) = (table_of(s), table_of(other));
    if target.fill == 0 && target.mask == source.mask && source.fill == source.used {
        let finger = target.finger;
        let Some(copy) = table::duplicate(t, crate::field!(other, super::PlainSet, table)) else {
            return Err(t.memory_error());
        };
        replace_table(t, s, copy);
        table_of(s).finger = finger;
        return Ok(());
    }
    let mut position = 0;
    if target.fill == 0 {
        while let Some((hash, key)) = next_with_hash(other, &mut position) {
            target.insert_clean(hash, key);
        }
        t.heap.write_barrier_any(crate::field!(s, super::PlainSet, table));
        return Ok(());
    }
    while let Some((hash, key)) = next_with_hash(other, &mut position) {
        add_with_hash(t, s, key, hash)?;
    }
    Ok(())
}

/// Resizes once in front of the addition of `n` keys, instead of several times.
fn make_room(t: &mut Thread, s: Value, n: usize) -> Result<(), Raised> {
    let table: &Table = table_of(s);
    if (table.fill as usize + n) * 5 >= table.mask as usize * 3 {
        let minimum = (table.used as usize + n) * 2;
        resize_unless_minimal(t, s, minimum)?;
    }
    Ok(())
}

/// A smallest table without deleted slots stays as it is.
fn resize_unless_minimal(t: &mut Thread, s: Value, minimum: usize) -> Result<(), Raised> {
    let table = table_of(s);
    if minimum < 8 && table.mask == 7 && table.fill == table.used {
        return Ok(());
    }
    resize(t, s, minimum)
}

/// `s.update(other)`
pub fn update(t: &mut Thread, s: Value, other: Value) -> Result<(), Raised> {
    if is_any_set(t, other) {
        return merge(t, s, other);
    }
    if other.has_shape(shape_id::DICT) {
        make_room(t, s, dict::len(other))?;
        let mut position = 0;
        while let Some((hash, key, _)) = dict::next_with_hash(other, &mut position) {
            add_with_hash(t, s, key, hash)?;
        }
        return Ok(());
    }
    let iterator = ops::iterate(t, other)?;
    loop {
        let key = ops::next(t, iterator)?;
        if key.is_hole() {
            return Ok(());
        }
        add(t, s, key)?;
    }
}

/// `s.union(others)`
pub fn union_into(t: &mut Thread, s: Value, others: &[Value]) -> Result<Value, Raised> {
    let out = copy(t, s)?;
    for &other in others {
        if other != s {
            update(t, out, other)?;
        }
    }
    Ok(out)
}

/// `s.intersection(other)`
pub fn intersection(t: &mut Thread, s: Value, other: Value) -> Result<Value, Raised> {
    if s == other {
        return copy(t, s);
    }
    let out = new_like(t, s);
    if is_any_set(t, other) {
        let (walked, asked) = if len(other) > len(s) { (s, other) } else { (other, s) };
        let mut position = 0;
        while let Some((hash, key)) = next_with_hash(walked, &mut position) {
            if contains_with_hash(t, asked, key, hash)? {
                add_with_hash(t, out, key, hash)?;
            }
        }
        return Ok(out);
    }
    let iterator = ops::iterate(t, other)?;
    loop {
        let key = ops::next(t, iterator)?;
        if key.is_hole() {
            return Ok(out);
        }
        let hash = hash_key(t, key)?;
        if contains_with_hash(t, s, key, hash)? {
            add_with_hash(t, out, key, hash)?;
            // More cannot come.
            if len(out) >= len(s) {
                return Ok(out);
            }
        }
    }
}

/// `s.isdisjoint(other)`
pub fn is_disjoint(t: &mut Thread, s: Value, other: Value) -> Result<bool, Raised> {
    if s == other {
        return Ok(len(s) == 0);
    }
    if is_any_set(t, other) {
        let (walked, asked) = if len(other) > len(s) { (s, other) } else { (other, s) };
        let mut position = 0;
        while let Some((hash, key)) = next_with_hash(walked, &mut position) {
            if contains_with_hash(t, asked, key, hash)? {
                return Ok(false);
            }
        }
        return Ok(true);
    }
    let iterator = ops::iterate(t, other)?;
    loop {
        let key = ops::next(t, iterator)?;
        if key.is_hole() {
            return Ok(true);
        }
        let hash = hash_as(t, key, Role::SetElement)?;
        if contains_with_hash(t, s, key, hash)? {
            return Ok(false);
        }
    }
}

/// `s.difference(other)`
pub fn difference(t: &mut Thread, s: Value, other: Value) -> Result<Value, Raised> {
    let is_dict = other.has_shape(shape_id::DICT);
    let size = match () {
        () if is_any_set(t, other) => Some(len(other)),
        () if is_dict => Some(dict::len(other)),
        () => None,
    };
    // Much smaller, or of unknown size: take its keys out of a copy.
    let Some(_) = size.filter(|&size| len(s) >> 2 <= size) else {
        let out = copy(t, s)?;
        difference_update(t, out, other)?;
        return Ok(out);
    };
    let out = new_like(t, s);
    let mut position = 0;
    while let Some((hash, key)) = next_with_hash(s, &mut position) {
        let there = if is_dict {
            dict::find(t, other, key, hash)?.is_some()
        } else {
            contains_with_hash(t, other, key, hash)?
        };
        if !there {
            add_with_hash(t, out, key, hash)?;
        }
    }
    Ok(out)
}

/// `s.difference_update(other)`
pub fn difference_update(t: &mut Thread, s: Value, other: Value) -> Result<(), Raised> {
    if s == other {
        clear(t, s);
        return Ok(());
    }
    if is_any_set(t, other) {
        // A much larger set is walked as its intersection with the smaller one.
        let other = if len(other) >> 3 > len(s) { intersection(t, s, other)? } else { other };
        let mut position = 0;
        while let Some((hash, key)) = next_with_hash(other, &mut position) {
            discard_with_hash(t, s, key, hash)?;
        }
    } else {
        let iterator = ops::iterate(t, other)?;
        loop {
            let key = ops::next(t, iterator)?;
            if key.is_hole() {
                break;
            }
            let hash = hash_as(t, key, Role::SetElement)?;
            discard_with_hash(t, s, key, hash)?;
        }
    }
    let table = table_of(s);
    // More than a quarter of the slots deleted.
    if table.fill - table.used > table.mask / 4 {
        let minimum = table.grown();
        resize_unless_minimal(t, s, minimum)?;
    }
    Ok(())
}

/// `s.symmetric_difference_update(other)`
pub fn symmetric_difference_update(t: &mut Thread, s: Value, other: Value) -> Result<(), Raised> {
    if s == other {
        clear(t, s);
        return Ok(());
    }
    let mut position = 0;
    if other.has_shape(shape_id::DICT) {
        while let Some((hash, key, _)) = dict::next_with_hash(other, &mut position) {
            toggle(t, s, key, hash)?;
        }
        return Ok(());
    }
    let other = if is_any_set(t, other) {
        other
    } else {
        let collected = new_like(t, s);
        update(t, collected, other)?;
        collected
    };
    while let Some((hash, key)) = next_with_hash(other, &mut position) {
        toggle(t, s, key, hash)?;
    }
    Ok(())
}

fn toggle(t: &mut Thread, s: Value, key: Value, hash: u64) -> Result<(), Raised> {
    if !discard_with_hash(t, s, key, hash)? {
        add_with_hash(t, s, key, hash)?;
    }
    Ok(())
}

/// `s.symmetric_difference(other)`
pub fn symmetric_difference(t: &mut Thread, s: Value, other: Value) -> Result<Value, Raised> {
    let out = new_like(t, s);
    update(t, out, other)?;
    symmetric_difference_update(t, out, s)?;
    Ok(out)
}

/// Whether all keys of set `part` are in set `s`.
pub fn contains_all(t: &mut Thread, s: Value, part: Value) -> Result<bool, Raised> {
    if len(part) > len(s) {
        return Ok(false);
    }
    let mut position = 0;
    while let Some((hash, key)) = next_with_hash(part, &mut position) {
        if !contains_with_hash(t, s, key, hash)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// `a == b` of two sets.
pub fn equal(t: &mut Thread, a: Value, b: Value) -> Result<bool, Raised> {
    if len(a) != len(b) {
        return Ok(false);
    }
    t.check_native_stack()?;
    contains_all(t, b, a)
}
