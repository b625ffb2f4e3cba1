//! The method tables of `set` and `frozenset`.

use super::operations::{self, *};
use super::{
    PlainSet, Role, add, clear, contains, contains_with_hash, discard, frozen_hash, hash_as, is_any_set, iterator, len, new_of_class, next_entry, pop,
    replace_table, table_of,
};
use crate::field;
use crate::layout::*;
use crate::native::{Args, NativeDef};
use crate::objects::list::compare::{guarded_repr, push_repr};
use crate::objects::{instance, list, string, tuple};
use crate::ops::{self, CompareOp};
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;

fn set_new(t: &mut Thread, class: Value, _args: Args) -> Result<Value, Raised> {
    Ok(new_of_class(t, class))
}

fn at_most_one(t: &mut Thread, s: Value, n: usize) -> Result<(), Raised> {
    if n > 1 {
        let message = format!("{} expected at most 1 argument, got {n}", t.type_name(s));
        return Err(t.type_error(message));
    }
    Ok(())
}

fn set_init(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let s = args.get(0);
    if s.has_shape(shape_id::SET) || !has_own_constructor(t, s) {
        args.no_keywords(t, "set")?;
    }
    at_most_one(t, s, args.len() - 1)?;
    if len(s) > 0 {
        clear(t, s);
    }
    if let Some(iterable) = args.opt(1) {
        update(t, s, iterable)?;
    }
    Ok(Value::NONE)
}

/// A subclass with a constructor of its own may take keywords that `set` does not know.
fn has_own_constructor(t: &mut Thread, s: Value) -> bool {
    let class = t.class_of(s);
    let own = |name: Value| types::lookup_with_owner(class, name).is_some_and(|(owner, _)| types::flags(owner) & TYPE_HEAP != 0);
    own(t.names.init) || own(t.names.new)
}

fn frozen_new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    let exact = class == t.types.frozenset;
    if exact {
        args.no_keywords(t, "frozenset")?;
    }
    if args.len() > 1 {
        let message = format!("{} expected at most 1 argument, got {}", types::name(class), args.len());
        return Err(t.type_error(message));
    }
    let iterable = args.opt(0);
    if let Some(same) = iterable.filter(|v| exact && v.has_shape(shape_id::FROZENSET)) {
        return Ok(same);
    }
    let s = new_of_class(t, class);
    if let Some(iterable) = iterable {
        update(t, s, iterable)?;
    }
    Ok(s)
}

fn repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let s = args.get(0);
    let name = t.type_name(s);
    if len(s) == 0 {
        return Ok(t.str(&format!("{name}()")));
    }
    let text = guarded_repr(t, s, |t| {
        let plain = s.has_shape(shape_id::SET);
        let mut text = if plain { b"{".to_vec() } else { format!("{name}({{").into_bytes() };
        let start = text.len();
        let mut position = 0;
        while let Some(key) = next_entry(s, &mut position) {
            if text.len() > start {
                text.extend_from_slice(b", ");
            }
            push_repr(t, &mut text, key)?;
        }
        text.extend_from_slice(if plain { b"}" } else { b"})" });
        Ok(text)
    })?;
    Ok(match text {
        Some(text) => string::new_wtf8(t, &text),
        None => t.str(&format!("{name}(...)")),
    })
}

fn method_contains(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let s = args.get(0);
    contains(t, s, args.get(1)).map(Value::bool)
}

fn method_add(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    add(t, args.get(0), args.get(1))?;
    Ok(Value::NONE)
}

fn method_discard(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let s = args.get(0);
    discard(t, s, args.get(1))?;
    Ok(Value::NONE)
}

fn method_remove(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let s = args.get(0);
    if !discard(t, s, args.get(1))? {
        return Err(t.key_error(args.get(1)));
    }
    Ok(Value::NONE)
}

fn method_pop(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    match pop(args.get(0)) {
        Some(key) => Ok(key),
        None => {
            let message = t.str("pop from an empty set");
            Err(t.key_error(message))
        }
    }
}

fn method_clear(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    clear(t, args.get(0));
    Ok(Value::NONE)
}

fn method_copy(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    operations::copy(t, args.get(0))
}

fn method_update(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    for &other in &args.positional()[1..] {
        update(t, args.get(0), other)?;
    }
    Ok(Value::NONE)
}

fn method_union(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    union_into(t, args.get(0), &args.positional()[1..])
}

fn intersection_of(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let mut result = args.get(0);
    for &other in &args.positional()[1..] {
        result = intersection(t, result, other)?;
    }
    if args.len() == 1 { operations::copy(t, result) } else { Ok(result) }
}

/// Gives `s` the keys of `other`, a fresh set.
fn take_over(t: &mut Thread, s: Value, other: Value) {
    let finger = table_of(s).finger;
    replace_table(t, s, field!(other, PlainSet, table));
    table_of(s).finger = finger;
}

fn method_intersection_update(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let result = intersection_of(t, args)?;
    take_over(t, args.get(0), result);
    Ok(Value::NONE)
}

fn method_difference(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let Some(first) = args.opt(1) else {
        return operations::copy(t, args.get(0));
    };
    let result = difference(t, args.get(0), first)?;
    for &other in &args.positional()[2..] {
        difference_update(t, result, other)?;
    }
    Ok(result)
}

fn method_difference_update(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    for &other in &args.positional()[1..] {
        difference_update(t, args.get(0), other)?;
    }
    Ok(Value::NONE)
}

fn method_symmetric_difference(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    symmetric_difference(t, args.get(0), args.get(1))
}

fn method_symmetric_difference_update(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    symmetric_difference_update(t, args.get(0), args.get(1))?;
    Ok(Value::NONE)
}

fn method_is_disjoint(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    is_disjoint(t, args.get(0), args.get(1)).map(Value::bool)
}

fn method_is_subset(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (s, other) = (args.get(0), args.get(1));
    if is_any_set(t, other) {
        return contains_all(t, other, s).map(Value::bool);
    }
    let common = intersection(t, s, other)?;
    Ok(Value::bool(len(common) == len(s)))
}

fn method_is_superset(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (s, other) = (args.get(0), args.get(1));
    if is_any_set(t, other) {
        return contains_all(t, s, other).map(Value::bool);
    }
    let iterator = ops::iterate(t, other)?;
    loop {
        let key = ops::next(t, iterator)?;
        if key.is_hole() {
            return Ok(Value::TRUE);
        }
        let hash = hash_as(t, key, Role::SetElement)?;
        if !contains_with_hash(t, s, key, hash)? {
            return Ok(Value::FALSE);
        }
    }
}

/// A binary operator: NotImplemented unless both operands are sets.
fn operator(t: &mut Thread, args: Args, swapped: bool, operation: fn(&mut Thread, Value, Value) -> Result<Value, Raised>) -> Result<Value, Raised> {
    let (a, b) = if swapped { (args.get(1), args.get(0)) } else { (args.get(0), args.get(1)) };
    if !is_any_set(t, a) || !is_any_set(t, b) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    operation(t, a, b)
}

fn union(t: &mut Thread, a: Value, b: Value) -> Result<Value, Raised> {
    union_into(t, a, &[b])
}

/// An in-place operator: NotImplemented unless the right operand is a set.
fn in_place(t: &mut Thread, args: Args, operation: fn(&mut Thread, Value, Value) -> Result<(), Raised>) -> Result<Value, Raised> {
    if !is_any_set(t, args.get(1)) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    operation(t, args.get(0), args.get(1))?;
    Ok(args.get(0))
}

fn intersect_in_place(t: &mut Thread, s: Value, other: Value) -> Result<(), Raised> {
    let result = intersection(t, s, other)?;
    take_over(t, s, result);
    Ok(())
}

fn compare(t: &mut Thread, op: CompareOp, args: Args) -> Result<Value, Raised> {
    let (a, b) = (args.get(0), args.get(1));
    if !is_any_set(t, b) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let answer = match op {
        CompareOp::Eq => equal(t, a, b)?,
        CompareOp::Ne => !equal(t, a, b)?,
        CompareOp::Le => contains_all(t, b, a)?,
        CompareOp::Ge => contains_all(t, a, b)?,
        CompareOp::Lt => len(a) < len(b) && contains_all(t, b, a)?,
        CompareOp::Gt => len(a) > len(b) && contains_all(t, a, b)?,
    };
    Ok(Value::bool(answer))
}

/// `(class, ([keys],), __dict__ or None)`
fn reduce(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let s = args.get(0);
    let keys = list::with_capacity(t, len(s));
    let mut position = 0;
    while let Some(key) = next_entry(s, &mut position) {
        list::push(t, keys, key);
    }
    let class = t.class_of(s);
    let arguments = tuple::new(t, &[keys]);
    let state = instance::dict_if_any(t, s).unwrap_or(Value::NONE);
    Ok(tuple::new(t, &[class, arguments, state]))
}

fn method_hash(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let hash = frozen_hash(args.get(0));
    Ok(t.int(hash))
}

const MANY: u8 = NativeDef::MANY;

/// What both classes have.
static COMMON: &[NativeDef] = &[
    NativeDef::slot("__repr__", 0, repr),
    NativeDef::slot("__len__", 0, |_, args| Ok(Value::small(len(args.get(0)) as i64))),
    NativeDef::slot("__iter__", 0, |t, args| Ok(iterator(t, args.get(0)))),
    NativeDef::method("__contains__", 1, 1, method_contains).doc("Whether the argument is in it."),
    NativeDef::slot("__eq__", 1, |t, args| compare(t, CompareOp::Eq, args)),
    NativeDef::slot("__ne__", 1, |t, args| compare(t, CompareOp::Ne, args)),
    NativeDef::slot("__lt__", 1, |t, args| compare(t, CompareOp::Lt, args)),
    NativeDef::slot("__le__", 1, |t, args| compare(t, CompareOp::Le, args)),
    NativeDef::slot("__gt__", 1, |t, args| compare(t, CompareOp::Gt, args)),
    NativeDef::slot("__ge__", 1, |t, args| compare(t, CompareOp::Ge, args)),
    NativeDef::slot("__or__", 1, |t, args| operator(t, args, false, union)),
    NativeDef::slot("__ror__", 1, |t, args| operator(t, args, true, union)),
    NativeDef::slot("__and__", 1, |t, args| operator(t, args, false, intersection)),
    NativeDef::slot("__rand__", 1, |t, args| operator(t, args, true, intersection)),
    NativeDef::slot("__sub__", 1, |t, args| operator(t, args, false, difference)),
    NativeDef::slot("__rsub__", 1, |t, args| operator(t, args, true, difference)),
    NativeDef::slot("__xor__", 1, |t, args| operator(t, args, false, symmetric_difference)),
    NativeDef::slot("__rxor__", 1, |t, args| operator(t, args, true, symmetric_difference)),
    NativeDef::method("copy", 0, 0, method_copy).tries().doc("A shallow copy."),
    NativeDef::method("union", 0, MANY, method_union)
        .tries()
        .doc("A new set of the elements of this and all the iterables."),
    NativeDef::method("intersection", 0, MANY, intersection_of)
        .tries()
        .doc("A new set of the elements that are in this and in all the iterables."),
    NativeDef::method("difference", 0, MANY, method_difference)
        .tries()
        .doc("A new set of the elements that are in none of the iterables."),
    NativeDef::method("symmetric_difference", 1, 1, method_symmetric_difference)
        .tries()
        .doc("A new set of the elements that are in exactly one of the two."),
    NativeDef::method("isdisjoint", 1, 1, method_is_disjoint)
        .tries()
        .doc("Whether there is no common element."),
    NativeDef::method("issubset", 1, 1, method_is_subset)
        .tries()
        .doc("Whether all elements are in another iterable."),
    NativeDef::method("issuperset", 1, 1, method_is_superset)
        .tries()
        .doc("Whether all elements of an iterable are in this set."),
    NativeDef::method("__reduce__", 0, 0, reduce).doc("What copy and pickle rebuild the object from."),
    NativeDef::class_method("__class_getitem__", 1, 1, list::class_getitem).doc("A generic alias of this class."),
];

/// What only `set` has.
static MUTABLE: &[NativeDef] = &[
    NativeDef::slot_range("__init__", 0, MANY, set_init).keywords(),
    NativeDef::slot("__ior__", 1, |t, args| in_place(t, args, update)),
    NativeDef::slot("__iand__", 1, |t, args| in_place(t, args, intersect_in_place)),
    NativeDef::slot("__isub__", 1, |t, args| in_place(t, args, difference_update)),
    NativeDef::slot("__ixor__", 1, |t, args| in_place(t, args, symmetric_difference_update)),
    NativeDef::method("add", 1, 1, method_add).changes_last().doc("Adds an element."),
    NativeDef::method("discard", 1, 1, method_discard)
        .changes_last()
        .doc("Takes out an element, if it is there."),
    NativeDef::method("remove", 1, 1, method_remove)
        .changes_last()
        .doc("Takes out an element, which must be there."),
    NativeDef::method("pop", 0, 0, method_pop)
        .always_leaf()
        .doc("Takes out some element and returns it."),
    NativeDef::method("clear", 0, 0, method_clear).always_leaf().doc("Takes out everything."),
    NativeDef::method("update", 0, MANY, method_update).doc("Adds the elements of all the iterables."),
    NativeDef::method("intersection_update", 0, MANY, method_intersection_update).doc("Keeps the elements that are in all the iterables."),
    NativeDef::method("difference_update", 0, MANY, method_difference_update).doc("Takes out the elements of all the iterables."),
    NativeDef::method("symmetric_difference_update", 1, 1, method_symmetric_difference_update).doc("Keeps the elements that are in exactly one of the two."),
];

static FROZEN: &[NativeDef] = &[NativeDef::slot("__hash__", 0, method_hash)];

/// Fills `set`, `frozenset` and their iterator.
pub fn init(t: &mut Thread) {
    let (set, frozenset) = (t.types.set, t.types.frozenset);
    types::set_new(set, set_new);
    types::add_methods(t, set, COMMON);
    types::add_methods(t, set, MUTABLE);
    types::add_attribute(t, set, "__hash__", Value::NONE);
    types::set_new(frozenset, frozen_new);
    types::add_methods(t, frozenset, COMMON);
    types::add_methods(t, frozenset, FROZEN);
    super::iterator::init(t);
}
