//! `a[i]`, `a[i] = v`: list and tuple elements by primitives, dicts and the rest by helpers, classes by methods.

use super::attempt::attempt;
use super::build::FRESH;
use super::{Flow, Outcome, call};
use crate::frame::Continuation;
use crate::helper;
use crate::layout::shape_id as id;
use crate::machine::{Effects, ElementClass, Machine, NumberKind, fields};
use crate::objects::dict;
use crate::ops::{self, slicing};
use crate::value::Value;

helper!(
    /// `a[k]` of any operands.
    GET_ITEM, Effects::RUNS_PYTHON, |t, [a, k]| ops::get_item(t, a, k)
);
helper!(
    /// `a[k] = v` of any operands.
    SET_ITEM, Effects::RUNS_PYTHON, |t, [a, k, v]| ops::set_item(t, a, k, v).map(|()| Value::NONE)
);

crate::attempt!(
    /// `a[k]` as far as it runs no Python code.
    GET_ITEM_LEAF, |t, [a, k]| ops::get_item(t, a, k)
);
helper!(
    /// `a[k]` of an object that may change by it (a defaultdict), as far as it runs no Python code.
    GET_ITEM_EFFECT, Effects::DECLINES, |t, [a, k]| t.attempt_effect(|t| ops::get_item(t, a, k))
);
crate::attempt!(
    /// `a[k]` of a dict: reads nothing else.
    GET_DICT_ITEM, |t, [a, k]| match dict::get(t, a, k)? {
        Some(v) => Ok(v),
        // The interpreter raises, or asks `__missing__`.
        None => Ok(Value::UNBOUND),
    }
);
helper!(
    /// `a[k] = v` of a builtin container, as far as it runs no Python code. A namespace that somebody watches is the
    /// interpreter's.
    SET_ITEM_LEAF, Effects::DECLINES, |t, [a, k, v]| {
        if a.has_shape(id::DICT) && dict::is_watched(a) {
            Ok(Value::UNBOUND)
        } else {
            t.attempt_effect(|t| ops::set_item(t, a, k, v).map(|()| Value::NONE))
        }
    }
);

helper!(
    /// `a[i:j:k]` of a list, tuple or str; UNBOUND unless the members are plain.
    PLAIN_SLICE, FRESH, |t, [a, from, to, step]| Ok(match slicing::plain_slice(t, a, from, to, step) {
        Some(Ok(v)) => v,
        // The interpreter raises.
        Some(Err(_)) => {
            t.take_pending();
            Value::UNBOUND
        }
        None => Value::UNBOUND,
    })
);
helper!(
    /// `a[i:j] = v` for two lists; UNBOUND, with nothing done, unless the members are plain.
    SET_PLAIN_SLICE, Effects::DECLINES, |t, [a, from, to, v]| match slicing::plain_assignment(t, a, from, to, v) {
        Some(result) => result.map(|()| Value::NONE),
        None => Ok(Value::UNBOUND),
    }
);

/// The members of a slice.
fn slice_members<M: Machine>(m: &mut M, k: M::Val) -> (M::Val, M::Val, M::Val) {
    (m.load(k, fields::SLICE_START), m.load(k, fields::SLICE_STOP), m.load(k, fields::SLICE_STEP))
}

/// The kind of items of an array of this type code, if compiled code knows it.
fn number_kind(code: i64) -> Option<NumberKind> {
    match u8::try_from(code).ok()? {
        b'd' => Some(NumberKind::F64),
        b'i' => Some(NumberKind::I32),
        b'l' | b'q' => Some(NumberKind::I64),
        b'B' => Some(NumberKind::Byte),
        _ => None,
    }
}

/// The buffer of an array or bytearray, the index of item `k` and the kind of items; `None`: out of range, or of
/// another kind.
fn item_place<M: Machine>(m: &mut M, a: M::Val, shape: u32, k: M::Val) -> Option<(NumberKind, M::Val, M::Int)> {
    let (bytes, kind) = if shape == id::ARRAY_ARRAY {
        let code = m.load_number(a, fields::ARRAY_CODE);
        let mut known = None;
        for letter in b"dilqB" {
            let letter = i64::from(*letter);
            let wanted = m.int_constant(letter);
            if m.int_compare(ops::CompareOp::Eq, code, wanted) {
                known = number_kind(letter);
                break;
            }
        }
        let kind = known?;
        (m.load(a, fields::ARRAY_BYTES), kind)
    } else {
        (a, NumberKind::Byte)
    };
    let start = m.load_number(bytes, fields::BYTES_START);
    let zero = m.int_constant(0);
    if !m.int_compare(ops::CompareOp::Eq, start, zero) {
        return None;
    }
    let length = m.load_number(bytes, fields::BYTES_LENGTH);
    let length = if kind.shift() == 0 {
        length
    } else {
        let shift = m.int_constant(kind.shift());
        m.int_binary(ops::BinaryOp::RShift, length, shift)
    };
    let mut index = m.int(k);
    if !m.in_bounds(index, length) {
        index = m.int_binary(ops::BinaryOp::Add, index, length);
        if !m.in_bounds(index, length) {
            return None;
        }
    }
    Some((kind, m.load(bytes, fields::BYTES_BUFFER), index))
}

/// `a[k] = v` for an array's or bytearray's item. `false`: nothing was done.
fn set_number<M: Machine>(m: &mut M, a: M::Val, shape: u32, k: M::Val, v: M::Val) -> bool {
    let Some((kind, buffer, index)) = item_place(m, a, shape, k) else {
        return false;
    };
    if kind == NumberKind::F64 {
        let x = if m.is_float(v) {
            m.float(v)
        } else if m.is_int(v) {
            let i = m.int(v);
            match m.int_to_float(i) {
                Some(x) => x,
                None => return false,
            }
        } else {
            return false;
        };
        m.store_float_item(buffer, index, x);
        return true;
    }
    if !m.is_int(v) {
        return false;
    }
    let n = m.int(v);
    let (low, high) = match kind {
        NumberKind::Byte => (0, 255),
        NumberKind::I32 => (i64::from(i32::MIN), i64::from(i32::MAX)),
        _ => (-(1 << 61), (1 << 61) - 1),
    };
    let (low, high) = (m.int_constant(low), m.int_constant(high));
    if !m.int_compare(ops::CompareOp::Le, low, n) || !m.int_compare(ops::CompareOp::Le, n, high) {
        return false;
    }
    m.store_int_item(kind, buffer, index, n);
    true
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
        id::ARRAY_ARRAY | id::BYTEARRAY if M::RECORDS && m.is_int(k) => {
            if let Some((kind, buffer, index)) = item_place(m, a, shape, k) {
                let v = m.load_item(kind, buffer, index);
                m.set_reg(dst, v);
                return Ok(Flow::Next);
            }
        }
        _ => {}
    }
    if M::RECORDS {
        if matches!(shape, id::LIST | id::TUPLE | id::STR) && m.shape(k) == id::SLICE {
            let (from, to, step) = slice_members(m, k);
            if let Some(v) = attempt(m, &PLAIN_SLICE, [a, from, to, step]) {
                m.set_reg(dst, v);
                return Ok(Flow::Next);
            }
        }
        let reads = matches!(shape, id::LIST | id::TUPLE | id::STR | id::BYTES | id::BYTEARRAY | id::RANGE | id::ARRAY_ARRAY);
        let leaf = if reads { &GET_ITEM_LEAF } else { &GET_DICT_ITEM };
        if reads || shape == id::DICT {
            if let Some(v) = attempt(m, leaf, [a, k]) {
                m.set_reg(dst, v);
                return Ok(Flow::Next);
            }
        } else {
            let v = m.call(&GET_ITEM_EFFECT, [a, k])?;
            if !m.is_word(v, Value::UNBOUND) {
                m.set_reg(dst, v);
                return Ok(Flow::Next);
            }
        }
    }
    let v = m.call(&GET_ITEM, [a, k])?;
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
    if M::RECORDS {
        if matches!(shape, id::ARRAY_ARRAY | id::BYTEARRAY) && m.is_int(k) && set_number(m, a, shape, k, v) {
            return Ok(Flow::Next);
        }
        if shape == id::LIST && m.shape(k) == id::SLICE && m.shape(v) == id::LIST {
            let (from, to, step) = slice_members(m, k);
            if m.is_word(step, Value::NONE) {
                let done = m.call(&SET_PLAIN_SLICE, [a, from, to, v])?;
                if !m.is_word(done, Value::UNBOUND) {
                    return Ok(Flow::Next);
                }
            }
        }
        if matches!(shape, id::DICT | id::LIST | id::BYTEARRAY | id::ARRAY_ARRAY) {
            let done = m.call(&SET_ITEM_LEAF, [a, k, v])?;
            if !m.is_word(done, Value::UNBOUND) {
                return Ok(Flow::Next);
            }
        }
    }
    m.call(&SET_ITEM, [a, k, v])?;
    Ok(Flow::Next)
}
