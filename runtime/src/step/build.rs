//! Displays and other small objects: lists, slices, cells, closures, appending to a list being built.
//!
//! The interpreter builds them in one native step ([`Machine::RECORDS`] is false: nothing here runs for it); a recording
//! spells out their fields, so that compiled code keeps those that never escape in registers.

use super::attempt::attempt;
use super::{Flow, Outcome};
use crate::helper;
use crate::layout::shape_id as id;
use crate::machine::{Effects, Field, FieldClass, Machine, fields};
use crate::objects::{dict, function, list, set, string, tuple};
use crate::ops;
use crate::value::Value;

/// Makes a new object each time: only what reads something may not be merged with its like.
pub(super) const FRESH: Effects = Effects::ALLOCATES.and(Effects::READS_LISTS);

helper!(EMPTY_LIST, FRESH, |t, []| Ok(list::new(t, &[])));
helper!(EMPTY_DICT, FRESH, |t, []| Ok(dict::with_capacity(t, 0)));
helper!(EMPTY_SET, FRESH, |t, []| Ok(set::new(t)));
helper!(
    /// Adds an item to a list; never fails.
    pub(super) LIST_PUSH, Effects::READS_LISTS.and(Effects::WRITES_LISTS).and(Effects::ALLOCATES), |t, [l, v]| {
        list::push(t, l, v);
        Ok(Value::NONE)
    }
);
helper!(
    /// Adds all items of a builtin container.
    LIST_EXTEND, Effects::READS_LISTS.and(Effects::READS_DICTS).and(Effects::WRITES_LISTS).and(Effects::ALLOCATES).and(Effects::RAISES),
    |t, [l, v]| list::extend(t, l, v).map(|()| Value::NONE)
);
helper!(
    /// Sets an item whose key is plain in a new dict; never fails.
    NEW_ITEM, Effects::READS_DICTS.and(Effects::WRITES_DICTS).and(Effects::ALLOCATES), |t, [d, k, v]| dict::set(t, d, k, v).map(|()| Value::NONE)
);
helper!(
    /// Adds a plain element to a new set; never fails.
    NEW_ELEMENT, Effects::READS_DICTS.and(Effects::WRITES_DICTS).and(Effects::ALLOCATES), |t, [s, v]| set::add(t, s, v).map(|_| Value::NONE)
);
helper!(SET_ADD, Effects::DECLINES, |t, [s, v]| t
    .attempt_effect(|t| set::add(t, s, v).map(|_| Value::NONE)));
helper!(MAP_ADD, Effects::DECLINES, |t, [m, k, v]| t
    .attempt_effect(|t| dict::set(t, m, k, v).map(|_| Value::NONE)));
helper!(
    /// A tuple of a list's items.
    TUPLE_OF_LIST, Effects::READS_LISTS.and(Effects::ALLOCATES), |t, [l]| Ok(tuple::from_list(t, l))
);
helper!(
    /// A function of this code in these globals.
    MAKE_FUNCTION, Effects::READS_DICTS.and(Effects::ALLOCATES), |t, [code, globals]| Ok(function::new(t, code, globals))
);
helper!(
    /// Sets closure, defaults, … of a fresh function.
    FUNCTION_ATTRIBUTE, Effects::LEAF, |t, [f, which, v]| {
        function::set_attribute(t, f, which.as_small() as usize, v);
        Ok(Value::NONE)
    }
);
crate::attempt!(FORMAT_SIMPLE, |t, [v]| {
    let spec = t.names.empty;
    ops::format(t, v, spec)
});
crate::attempt!(FORMAT, |t, [v, spec]| ops::format(t, v, spec));
crate::attempt!(STR_OF, |t, [v]| ops::str_of(t, v));
crate::attempt!(REPR_OF, |t, [v]| ops::repr(t, v));
crate::attempt!(CONCAT_1, |t, [a]| Ok(string::concat_many(t, &[a])));
crate::attempt!(CONCAT_2, |t, [a, b]| Ok(string::concat_many(t, &[a, b])));
crate::attempt!(CONCAT_3, |t, [a, b, c]| Ok(string::concat_many(t, &[a, b, c])));
crate::attempt!(CONCAT_4, |t, [a, b, c, e]| Ok(string::concat_many(t, &[a, b, c, e])));

/// `r[dst] = [items…]`
pub fn list<M: Machine>(m: &mut M, dst: usize, items: &[M::Val]) -> Outcome {
    let v = if items.is_empty() { m.call(&EMPTY_LIST, [])? } else { m.new_list(items) };
    m.set_reg(dst, v);
    Ok(Flow::Next)
}

/// Whether a key's hash and comparison run no Python code, whatever it meets.
fn plain_key<M: Machine>(m: &mut M, k: M::Val) -> bool {
    matches!(m.shape(k), id::STR | id::INT | id::BIG_INT | id::FLOAT | id::BOOL | id::NONE_TYPE)
}

/// `r[dst] = {k: v, …}`; `None`: a key's hash may run Python code.
pub fn dict<M: Machine>(m: &mut M, dst: usize, items: &[(M::Val, M::Val)]) -> Option<Outcome> {
    if !items.iter().all(|(k, _)| plain_key(m, *k)) {
        return None;
    }
    let d = m.call(&EMPTY_DICT, []).ok()?;
    for (k, v) in items {
        m.call(&NEW_ITEM, [d, *k, *v]).ok()?;
    }
    m.set_reg(dst, d);
    Some(Ok(Flow::Next))
}

/// `r[dst] = {items…}`; `None`: an item's hash may run Python code.
pub fn set<M: Machine>(m: &mut M, dst: usize, items: &[M::Val]) -> Option<Outcome> {
    if !items.iter().all(|v| plain_key(m, *v)) {
        return None;
    }
    let s = m.call(&EMPTY_SET, []).ok()?;
    for v in items {
        m.call(&NEW_ELEMENT, [s, *v]).ok()?;
    }
    m.set_reg(dst, s);
    Some(Ok(Flow::Next))
}

/// Adds the items of a builtin container to the list being built; `None`: another iterable.
pub fn extend<M: Machine>(m: &mut M, l: M::Val, v: M::Val) -> Option<Outcome> {
    if !matches!(
        m.shape(v),
        id::LIST | id::TUPLE | id::RANGE | id::STR | id::DICT | id::SET | id::FROZENSET | id::DICT_KEYS | id::DICT_VALUES | id::DICT_ITEMS
    ) {
        return None;
    }
    Some(m.call(&LIST_EXTEND, [l, v]).map(|_| Flow::Next))
}

/// Adds `v` to the list being built.
pub fn append<M: Machine>(m: &mut M, l: M::Val, v: M::Val) -> Outcome {
    m.call(&LIST_PUSH, [l, v])?;
    Ok(Flow::Next)
}

/// Adds `v` to the set being built; `None`: its hash runs Python code.
pub fn add_to_set<M: Machine>(m: &mut M, s: M::Val, v: M::Val) -> Result<Option<Flow>, crate::Raised> {
    let done = m.call(&SET_ADD, [s, v])?;
    Ok(if m.is_word(done, Value::UNBOUND) { None } else { Some(Flow::Next) })
}

/// `d[k] = v` in the dict being built; `None`: the key's hash runs Python code.
pub fn add_to_dict<M: Machine>(m: &mut M, d: M::Val, k: M::Val, v: M::Val) -> Result<Option<Flow>, crate::Raised> {
    let done = m.call(&MAP_ADD, [d, k, v])?;
    Ok(if m.is_word(done, Value::UNBOUND) { None } else { Some(Flow::Next) })
}

/// `slice(start, stop, step)`
pub fn slice<M: Machine>(m: &mut M, start: M::Val, stop: M::Val, step: M::Val) -> M::Val {
    m.new_words(
        id::SLICE,
        &[(fields::SLICE_START, start), (fields::SLICE_STOP, stop), (fields::SLICE_STEP, step)],
    )
}

/// `r[dst] = Cell(r[dst])`
pub fn cell<M: Machine>(m: &mut M, dst: usize) -> Outcome {
    let v = m.reg(dst);
    let c = m.new_words(id::CELL, &[(fields::CELL_CONTENTS, v)]);
    m.set_reg(dst, c);
    Ok(Flow::Next)
}

const CLOSURE: Field = Field {
    offset: std::mem::offset_of!(crate::layout::Function, closure) as u32,
    class: FieldClass::Function,
};

/// `r[dst + i] = closure[i]` of the running function `f`.
pub fn copy_free_variables<M: Machine>(m: &mut M, dst: usize, n: usize, f: M::Val) -> Outcome {
    let closure = m.load(f, CLOSURE);
    for i in 0..n {
        let index = m.int_constant(i as i64);
        let v = m.load_element(crate::machine::ElementClass::Tuple, closure, index);
        m.set_reg(dst + i, v);
    }
    Ok(Flow::Next)
}

/// `r[dst] = tuple(l)` of a list being built.
pub fn tuple_of_list<M: Machine>(m: &mut M, dst: usize, l: M::Val) -> Outcome {
    let v = m.call(&TUPLE_OF_LIST, [l])?;
    m.set_reg(dst, v);
    Ok(Flow::Next)
}

/// `r[dst] =` a function of constant `code` in constant `globals`.
pub fn function<M: Machine>(m: &mut M, dst: usize, code: Value, globals: Value) -> Outcome {
    let (code, globals) = (m.constant(code), m.constant(globals));
    let v = m.call(&MAKE_FUNCTION, [code, globals])?;
    m.set_reg(dst, v);
    Ok(Flow::Next)
}

/// Sets attribute `which` of a fresh function.
pub fn function_attribute<M: Machine>(m: &mut M, f: M::Val, which: usize, v: M::Val) -> Outcome {
    let which = m.constant(Value::small(which as i64));
    m.call(&FUNCTION_ATTRIBUTE, [f, which, v])?;
    Ok(Flow::Next)
}

/// `r[dst] = format(v, spec)`; `None`: a method in Python has to run.
pub fn formatted<M: Machine>(m: &mut M, dst: usize, v: M::Val, spec: Option<M::Val>) -> Option<Flow> {
    let r = match spec {
        Some(spec) => attempt(m, &FORMAT, [v, spec]),
        None => attempt(m, &FORMAT_SIMPLE, [v]),
    }?;
    m.set_reg(dst, r);
    Some(Flow::Next)
}

/// `r[dst] = str(v)` or `repr(v)`; `None`: a method in Python has to run.
pub fn converted<M: Machine>(m: &mut M, dst: usize, v: M::Val, repr: bool) -> Option<Flow> {
    let r = attempt(m, if repr { &REPR_OF } else { &STR_OF }, [v])?;
    m.set_reg(dst, r);
    Some(Flow::Next)
}

/// `r[dst] = ''.join(pieces)`; `None`: too many pieces for one helper.
pub fn text<M: Machine>(m: &mut M, dst: usize, pieces: &[M::Val]) -> Option<Outcome> {
    let v = match *pieces {
        [a] => attempt(m, &CONCAT_1, [a]),
        [a, b] => attempt(m, &CONCAT_2, [a, b]),
        [a, b, c] => attempt(m, &CONCAT_3, [a, b, c]),
        [a, b, c, e] => attempt(m, &CONCAT_4, [a, b, c, e]),
        _ => None,
    }?;
    m.set_reg(dst, v);
    Some(Ok(Flow::Next))
}
