//! `dict_keys`, `dict_values` and `dict_items`: what `keys()` and its sisters give. Keys and items
//! behave as sets; the results of their operators are real sets, in the order that CPython's steps give.

use super::{Part, get, get_with_hash, iterator, len, mapping_proxy, next_with_hash};
use crate::field;
use crate::header::Header;
use crate::layout::*;
use crate::native::{Args, GetSetDef, NativeDef};
use crate::objects::list::compare::guarded_repr;
use crate::objects::{set, string, tuple};
use crate::ops::{self, CompareOp};
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;

/// Layout of the three views.
#[repr(C)]
pub struct View {
    pub header: Header,
    pub dict: Value,
}

/// A view on a dict.
pub fn view(t: &mut Thread, d: Value, part: Part) -> Value {
    let shape = match part {
        Part::Keys => shape_id::DICT_KEYS,
        Part::Values => shape_id::DICT_VALUES,
        Part::Items => shape_id::DICT_ITEMS,
    };
    let memory = t.heap.alloc(size_of::<View>());
    let header = Header {
        shape,
        aux: 0,
        state: 0,
        flags: 0,
    };
    // SAFETY: fresh memory of the right size.
    unsafe { memory.cast::<View>().write(View { header, dict: d }) }
    Value::from_address(memory as usize)
}

fn dict_of(view: Value) -> Value {
    field!(view, View, dict)
}

fn part_of(view: Value) -> Part {
    match view.shape_or_zero() {
        shape_id::DICT_KEYS => Part::Keys,
        shape_id::DICT_VALUES => Part::Values,
        _ => Part::Items,
    }
}

/// Keys or items view.
pub fn is_set_like(v: Value) -> bool {
    v.has_shape(shape_id::DICT_KEYS) || v.has_shape(shape_id::DICT_ITEMS)
}

/// Whether keys or items contain `item`.
fn contains(t: &mut Thread, view: Value, item: Value) -> Result<bool, Raised> {
    let d = dict_of(view);
    if part_of(view) == Part::Keys {
        return super::contains(t, d, item);
    }
    if !tuple::is_tuple(t, item) {
        return Ok(false);
    }
    let &[key, value] = tuple::items(&item) else {
        return Ok(false);
    };
    match get(t, d, key)? {
        Some(found) => ops::same_or_equal(t, found, value),
        None => Ok(false),
    }
}

fn repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let view = args.get(0);
    let name = t.type_name(view);
    let text = guarded_repr(t, view, |t| {
        let items = ops::collect_list(t, view)?;
        let shown = ops::repr(t, items)?;
        let mut text = format!("{name}(").into_bytes();
        text.extend_from_slice(string::bytes(&shown));
        text.push(b')');
        Ok(text)
    })?;
    Ok(match text {
        Some(text) => string::new_wtf8(t, &text),
        None => t.str("..."),
    })
}

/// A new set of the items of a view, or of any iterable operand.
fn to_set(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    let source = if v.has_shape(shape_id::DICT_KEYS) && dict_of(v).has_shape(shape_id::DICT) {
        dict_of(v)
    } else {
        v
    };
    set::from_iterable(t, source)
}

fn difference(t: &mut Thread, a: Value, b: Value) -> Result<Value, Raised> {
    let result = to_set(t, a)?;
    set::difference_update(t, result, b)?;
    Ok(result)
}

fn union(t: &mut Thread, a: Value, b: Value) -> Result<Value, Raised> {
    let result = to_set(t, a)?;
    set::update(t, result, b)?;
    Ok(result)
}

fn intersection(t: &mut Thread, a: Value, b: Value) -> Result<Value, Raised> {
    let (mut view, mut other) = if is_set_like(a) { (a, b) } else { (b, a) };
    let n = len(dict_of(view));
    if set::exact_len(other).is_some_and(|m| n <= m) {
        let result = set::intersection(t, other, view)?;
        // `intersection` of a frozenset is a frozenset too.
        return Ok(result);
    }
    if is_set_like(other) && len(dict_of(other)) > n {
        (view, other) = (other, view);
    }
    let result = set::new(t);
    let iterator = ops::iterate(t, other)?;
    loop {
        let item = ops::next(t, iterator)?;
        if item.is_hole() {
            return Ok(result);
        }
        if contains(t, view, item)? {
            set::add(t, result, item)?;
        }
    }
}

fn symmetric_difference(t: &mut Thread, a: Value, b: Value) -> Result<Value, Raised> {
    if a.has_shape(shape_id::DICT_ITEMS) && b.has_shape(shape_id::DICT_ITEMS) {
        return items_symmetric_difference(t, dict_of(a), dict_of(b));
    }
    let result = to_set(t, a)?;
    set::symmetric_difference_update(t, result, b)?;
    Ok(result)
}

/// Items of two dicts that only one of them has: first those of `a`, whose keys are taken out of a copy of `b`.
fn items_symmetric_difference(t: &mut Thread, a: Value, b: Value) -> Result<Value, Raised> {
    let rest = super::copy(t, b);
    let result = set::new(t);
    let mut position = 0;
    while let Some((hash, key, value)) = next_with_hash(a, &mut position) {
        let other = get_with_hash(t, rest, key, hash)?;
        if let Some(other) = other
            && ops::same_or_equal(t, value, other)?
        {
            super::remove_with_hash(t, rest, key, hash)?;
            continue;
        }
        let pair = tuple::new(t, &[key, value]);
        set::add(t, result, pair)?;
    }
    position = 0;
    while let Some((_, key, value)) = next_with_hash(rest, &mut position) {
        let pair = tuple::new(t, &[key, value]);
        set::add(t, result, pair)?;
    }
    Ok(result)
}

type Operation = fn(&mut Thread, Value, Value) -> Result<Value, Raised>;

fn reflected(t: &mut Thread, args: Args, operation: Operation) -> Result<Value, Raised> {
    operation(t, args.get(1), args.get(0))
}

fn direct(t: &mut Thread, args: Args, operation: Operation) -> Result<Value, Raised> {
    operation(t, args.get(0), args.get(1))
}

/// Whether every item of `part` is in `whole`; both are sets or set-like views.
fn contains_all(t: &mut Thread, whole: Value, part: Value) -> Result<bool, Raised> {
    let iterator = ops::iterate(t, part)?;
    loop {
        let item = ops::next(t, iterator)?;
        if item.is_hole() {
            return Ok(true);
        }
        let there = if is_set_like(whole) {
            contains(t, whole, item)?
        } else {
            ops::contains(t, whole, item)?
        };
        if !there {
            return Ok(false);
        }
    }
}

fn compare(t: &mut Thread, op: CompareOp, args: Args) -> Result<Value, Raised> {
    let (a, b) = (args.get(0), args.get(1));
    if !is_set_like(b) && !set::is_any_set(t, b) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let (n, m) = (len(dict_of(a)), ops::len(t, b)?);
    let answer = match op {
        CompareOp::Eq => n == m && contains_all(t, b, a)?,
        CompareOp::Ne => !(n == m && contains_all(t, b, a)?),
        CompareOp::Lt => n < m && contains_all(t, b, a)?,
        CompareOp::Le => n <= m && contains_all(t, b, a)?,
        CompareOp::Gt => n > m && contains_all(t, a, b)?,
        CompareOp::Ge => n >= m && contains_all(t, a, b)?,
    };
    Ok(Value::bool(answer))
}

fn is_disjoint(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (mut view, mut other) = (args.get(0), args.get(1));
    if view == other {
        return Ok(Value::bool(len(dict_of(view)) == 0));
    }
    if (is_set_like(other) || set::is_any_set(t, other)) && ops::len(t, other)? > len(dict_of(view)) {
        (view, other) = (other, view);
    }
    let iterator = ops::iterate(t, other)?;
    loop {
        let item = ops::next(t, iterator)?;
        if item.is_hole() {
            return Ok(Value::TRUE);
        }
        let there = if is_set_like(view) {
            contains(t, view, item)?
        } else {
            ops::contains(t, view, item)?
        };
        if there {
            return Ok(Value::FALSE);
        }
    }
}

fn method_len(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(Value::small(len(dict_of(args.get(0))) as i64))
}

fn method_iter(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(iterator(t, dict_of(args.get(0)), part_of(args.get(0)), false))
}

fn method_reversed(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(iterator(t, dict_of(args.get(0)), part_of(args.get(0)), true))
}

fn mapping(t: &mut Thread, view: Value) -> Result<Value, Raised> {
    Ok(mapping_proxy::new(t, dict_of(view)))
}

/// What all three views have.
static COMMON: &[NativeDef] = &[
    NativeDef::slot("__repr__", 0, repr),
    NativeDef::slot("__len__", 0, method_len),
    NativeDef::slot("__iter__", 0, method_iter),
    NativeDef::method("__reversed__", 0, 0, method_reversed).doc("An iterator from the end to the start."),
];

/// What keys and items have besides.
static SET_LIKE: &[NativeDef] = &[
    NativeDef::slot("__contains__", 1, |t, args| contains(t, args.get(0), args.get(1)).map(Value::bool)),
    NativeDef::slot("__eq__", 1, |t, args| compare(t, CompareOp::Eq, args)),
    NativeDef::slot("__ne__", 1, |t, args| compare(t, CompareOp::Ne, args)),
    NativeDef::slot("__lt__", 1, |t, args| compare(t, CompareOp::Lt, args)),
    NativeDef::slot("__le__", 1, |t, args| compare(t, CompareOp::Le, args)),
    NativeDef::slot("__gt__", 1, |t, args| compare(t, CompareOp::Gt, args)),
    NativeDef::slot("__ge__", 1, |t, args| compare(t, CompareOp::Ge, args)),
    NativeDef::slot("__sub__", 1, |t, args| direct(t, args, difference)),
    NativeDef::slot("__rsub__", 1, |t, args| reflected(t, args, difference)),
    NativeDef::slot("__and__", 1, |t, args| direct(t, args, intersection)),
    NativeDef::slot("__rand__", 1, |t, args| reflected(t, args, intersection)),
    NativeDef::slot("__or__", 1, |t, args| direct(t, args, union)),
    NativeDef::slot("__ror__", 1, |t, args| reflected(t, args, union)),
    NativeDef::slot("__xor__", 1, |t, args| direct(t, args, symmetric_difference)),
    NativeDef::slot("__rxor__", 1, |t, args| reflected(t, args, symmetric_difference)),
    NativeDef::method("isdisjoint", 1, 1, is_disjoint).doc("Whether there is no common element."),
];

static MEMBERS: &[GetSetDef] = &[GetSetDef {
    name: "mapping",
    get: mapping,
    set: None,
    doc: "The dict behind this view.",
}];

/// Fills the classes of the views.
pub fn init(t: &mut Thread) {
    for class in [t.types.dict_keys, t.types.dict_values, t.types.dict_items] {
        types::add_methods(t, class, COMMON);
        types::add_getsets(t, class, MEMBERS);
        if class != t.types.dict_values {
            types::add_methods(t, class, SET_LIKE);
            types::add_attribute(t, class, "__hash__", Value::NONE);
        }
    }
}
