//! `a[i]`, `a[i] = v`: list and tuple elements by primitives, dicts and the rest by helpers, classes by methods.

use super::{Flow, Outcome, call};
use crate::frame::Continuation;
use crate::helper;
use crate::layout::shape_id as id;
use crate::machine::{Effects, ElementClass, Machine, fields};
use crate::ops;
use crate::value::Value;

helper!(
    /// `a[k]` of any operands.
    GET_ITEM, Effects::RUNS_PYTHON, |t, [a, k]| ops::get_item(t, a, k)
);
helper!(
    /// `a[k] = v` of any operands.
    SET_ITEM, Effects::RUNS_PYTHON, |t, [a, k, v]| ops::set_item(t, a, k, v).map(|()| Value::NONE)
);

helper!(
    /// `a[k]` of a builtin container with a key that needs no method.
    GET_ITEM_LEAF, Effects::LEAF, |t, [a, k]| ops::get_item(t, a, k)
);
helper!(
    /// `a[k] = v` of a builtin container with a key that needs no method.
    SET_ITEM_LEAF, Effects::LEAF, |t, [a, k, v]| ops::set_item(t, a, k, v).map(|()| Value::NONE)
);

/// Whether the access runs no Python code: builtin containers, keys that hash and compare natively.
fn leaf_access<M: Machine>(m: &mut M, shape: u32, k: M::Val) -> bool {
    if !M::RECORDS || !matches!(shape, id::DICT | id::LIST | id::TUPLE | id::STR | id::BYTES | id::BYTEARRAY | id::RANGE) {
        return false;
    }
    matches!(m.shape(k), id::INT | id::FLOAT | id::STR | id::BOOL | id::NONE_TYPE | id::SLICE)
}

/// `r[dst] = a[k]`
#[inline(always)]
pub fn get_item<M: Machine>(m: &mut M, dst: usize, a: M::Val, k: M::Val) -> Outcome {
    let shape = m.shape(a);
    match shape {
        id::LIST if m.is_int(k) => {
            let storage = m.load(a, fields::LIST_STORAGE);
            let length = m.load(storage, fields::STORAGE_LENGTH);
            if let Some(v) = element(m, ElementClass::List, storage, length, k) {
                m.set_reg(dst, v);
                return Ok(Flow::Next);
            }
        }
        id::TUPLE if m.is_int(k) => {
            let length = m.load(a, fields::TUPLE_LENGTH);
            if let Some(v) = element(m, ElementClass::Tuple, a, length, k) {
                m.set_reg(dst, v);
                return Ok(Flow::Next);
            }
        }
        shape if shape >= id::FIRST_DYNAMIC => {
            let t = m.thread();
            let (class, name) = (t.shapes.class(shape), t.names.getitem);
            if let Some(method) = crate::types::lookup(t, class, name)
                && let Some(code) = call::python_method(m, method)
            {
                return call::push_method(m, method, code, &[a, k], Continuation::Register);
            }
        }
        _ => {}
    }
    let helper = if leaf_access(m, shape, k) { &GET_ITEM_LEAF } else { &GET_ITEM };
    let v = m.call(helper, [a, k])?;
    m.set_reg(dst, v);
    Ok(Flow::Next)
}

/// Element `k`, counted from the end when negative; `None`: out of range.
#[inline(always)]
fn element<M: Machine>(m: &mut M, class: ElementClass, storage: M::Val, length: M::Val, k: M::Val) -> Option<M::Val> {
    let (index, length) = (m.int(k), m.int(length));
    if m.in_bounds(index, length) {
        return Some(m.load_element(class, storage, index));
    }
    let index = m.int_binary(ops::BinaryOp::Add, index, length);
    // An index beyond the end became larger, so only a negative one comes into range.
    if m.in_bounds(index, length) {
        Some(m.load_element(class, storage, index))
    } else {
        None
    }
}

/// `a[k] = v`
#[inline(always)]
pub fn set_item<M: Machine>(m: &mut M, a: M::Val, k: M::Val, v: M::Val) -> Outcome {
    let shape = m.shape(a);
    if shape == id::LIST && m.is_int(k) {
        let storage = m.load(a, fields::LIST_STORAGE);
        let length = m.load(storage, fields::STORAGE_LENGTH);
        let (index, length) = (m.int(k), m.int(length));
        if m.in_bounds(index, length) {
            m.store_element(ElementClass::List, storage, index, v);
            return Ok(Flow::Next);
        }
        let index = m.int_binary(ops::BinaryOp::Add, index, length);
        if m.in_bounds(index, length) {
            m.store_element(ElementClass::List, storage, index, v);
            return Ok(Flow::Next);
        }
    } else if shape >= id::FIRST_DYNAMIC {
        let t = m.thread();
        let (class, name) = (t.shapes.class(shape), t.names.setitem);
        if let Some(method) = crate::types::lookup(t, class, name)
            && let Some(code) = call::python_method(m, method)
        {
            return call::push_method(m, method, code, &[a, k, v], Continuation::Discard);
        }
    }
    let helper = if leaf_access(m, shape, k) { &SET_ITEM_LEAF } else { &SET_ITEM };
    m.call(helper, [a, k, v])?;
    Ok(Flow::Next)
}
