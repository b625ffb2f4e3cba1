//! Hash and equality of keys, for dicts and sets.
//!
//! Strs, numbers and tuples of these are decided here without running Python code; 1, 1.0 and True
//! are one key, so kinds are fast paths and never separate tables. Everything else goes through the
//! operations, after which the caller looks again whether its table is still the same.

use crate::field;
use crate::layout::*;
use crate::objects::{string, tuple};
use crate::ops::{self, CompareOp};
use crate::thread::{Raised, Thread};
use crate::value::Value;
use taipan_numeric::{floats, small};

/// What a container says about a key that cannot be hashed.
#[derive(Clone, Copy)]
pub enum Role {
    DictKey,
    SetElement,
}

/// `hash(key)` as the bits of a table entry.
#[inline(always)]
pub fn hash(t: &mut Thread, key: Value) -> Result<u64, Raised> {
    if key.is_small() {
        return Ok(small::hash(key.as_small()) as u64);
    }
    if key.has_shape(shape_id::STR) {
        let cached = field!(key, Str, hash);
        return Ok(if cached != 0 { cached } else { string::hash(t, key) });
    }
    hash_other(t, key)
}

fn hash_other(t: &mut Thread, key: Value) -> Result<u64, Raised> {
    if key.is_unboxed_float() {
        return Ok(floats::hash(key.as_unboxed_float(), || 0) as u64);
    }
    if key.has_shape(shape_id::TUPLE) {
        t.check_native_stack()?;
        let mut sum = tuple::TupleHash::new();
        for &item in tuple::items(&key) {
            sum.add(hash(t, item)? as i64);
        }
        return Ok(sum.finish() as u64);
    }
    ops::hash(t, key).map(|hash| hash as u64)
}

/// As [`hash`], with the TypeError of an unhashable key put into the container's words.
#[inline(always)]
pub fn hash_as(t: &mut Thread, key: Value, role: Role) -> Result<u64, Raised> {
    match hash(t, key) {
        Ok(hash) => Ok(hash),
        Err(_) => Err(unhashable(t, key, role)),
    }
}

#[cold]
fn unhashable(t: &mut Thread, key: Value, role: Role) -> Raised {
    if t.class_of(t.pending) != t.exceptions.type_error {
        return Raised;
    }
    let cause = t.take_pending();
    let text = match ops::str_of(t, cause) {
        Ok(text) => string::to_string_lossy(text),
        Err(raised) => return raised,
    };
    let role = match role {
        Role::DictKey => "dict key",
        Role::SetElement => "set element",
    };
    let message = format!("cannot use '{}' as a {role} ({text})", t.type_name(key));
    t.type_error(message)
}

/// Whether two keys of equal hash are equal, if that can be told without running Python code.
#[inline(always)]
pub fn native_equal(t: &mut Thread, a: Value, b: Value) -> Option<bool> {
    if a == b {
        return Some(true);
    }
    if a.both_small(b) {
        return Some(false);
    }
    if a.has_shape(shape_id::STR) && b.has_shape(shape_id::STR) {
        return Some(string::equal(a, b));
    }
    native_equal_other(t, a, b)
}

fn native_equal_other(t: &mut Thread, a: Value, b: Value) -> Option<bool> {
    if !a.has_shape(shape_id::TUPLE) || !b.has_shape(shape_id::TUPLE) {
        return ops::compare::builtin_compare(t, CompareOp::Eq, a, b);
    }
    if tuple::len(a) != tuple::len(b) {
        return Some(false);
    }
    // Deeply nested tuples are left to the operations, which guard the native stack.
    if t.check_native_stack().is_err() {
        t.take_pending();
        return None;
    }
    for (&x, &y) in tuple::items(&a).iter().zip(tuple::items(&b)) {
        match native_equal(t, x, y) {
            Some(true) => {}
            other => return other,
        }
    }
    Some(true)
}
