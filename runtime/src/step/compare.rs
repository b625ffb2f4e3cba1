//! Comparisons: numbers by primitives, other builtins by a helper, classes by their methods.

use super::attempt::attempt;
use super::{Flow, Outcome, call};
use crate::frame::Continuation;
use crate::helper;
use crate::layout::shape_id as id;
use crate::machine::{Effects, Helper, Machine};
use crate::ops::compare::{self, CompareOp};
use crate::value::Value;

macro_rules! compare_helpers {
    ($($name:ident $leaf:ident $attempt:ident $op:ident),*) => {
        $(helper!(#[doc = "The comparison of any operands."] $name, Effects::RUNS_PYTHON, |t, [a, b]| compare::compare(t, CompareOp::$op, a, b));)*
        $(helper!(#[doc = "The comparison of numbers, strs and constants."]
            $leaf, Effects::RAISES, |t, [a, b]| compare::compare(t, CompareOp::$op, a, b));)*
        static ANY: [&Helper<2>; 6] = [$(&$name),*];
        $(crate::attempt!(#[doc = "The comparison of builtin operands, as far as it runs no Python code."]
            $attempt, |t, [a, b]| compare::compare(t, CompareOp::$op, a, b));)*
        static ATTEMPTS: [&Helper<2>; 6] = [$(&$attempt),*];
        static LEAF: [&Helper<2>; 6] = [$(&$leaf),*];
    };
}
compare_helpers!(LT LEAF_LT TRY_LT Lt, LE LEAF_LE TRY_LE Le, EQ LEAF_EQ TRY_EQ Eq, NE LEAF_NE TRY_NE Ne, GT LEAF_GT TRY_GT Gt, GE LEAF_GE TRY_GE Ge);

/// `r[dst] = a op b`
#[inline(always)]
pub fn compare<M: Machine>(m: &mut M, op: CompareOp, dst: usize, a: M::Val, b: M::Val) -> Outcome {
    if let Some(answer) = numbers(m, op, a, b) {
        let v = m.constant(Value::bool(answer));
        m.set_reg(dst, v);
        return Ok(Flow::Next);
    }
    others(m, op, dst, a, b)
}

#[inline(always)]
fn numbers<M: Machine>(m: &mut M, op: CompareOp, a: M::Val, b: M::Val) -> Option<bool> {
    if m.is_int(a) {
        if m.is_int(b) {
            let (x, y) = (m.int(a), m.int(b));
            return Some(m.int_compare(op, x, y));
        }
        if M::RECORDS && m.is_float(b) {
            let x = exact_float(m, a)?;
            let y = m.float(b);
            return Some(m.float_compare(op, x, y));
        }
    } else if m.is_float(a) {
        if m.is_float(b) {
            let (x, y) = (m.float(a), m.float(b));
            return Some(m.float_compare(op, x, y));
        }
        if M::RECORDS && m.is_int(b) {
            let y = exact_float(m, b)?;
            let x = m.float(a);
            return Some(m.float_compare(op, x, y));
        }
    }
    None
}

/// An int as a float, if that changes nothing.
fn exact_float<M: Machine>(m: &mut M, v: M::Val) -> Option<M::Float> {
    let (i, low, high) = (m.int(v), m.int_constant(-(1 << 53)), m.int_constant(1 << 53));
    if !m.int_compare(CompareOp::Le, low, i) || !m.int_compare(CompareOp::Le, i, high) {
        return None;
    }
    m.int_to_float(i)
}

#[inline(never)]
fn others<M: Machine>(m: &mut M, op: CompareOp, dst: usize, a: M::Val, b: M::Val) -> Outcome {
    let (sa, sb) = (m.shape(a), m.shape(b));
    let plain = |s: u32| matches!(s, id::INT | id::BIG_INT | id::FLOAT | id::BOOL | id::STR | id::NONE_TYPE);
    if plain(sa) && plain(sb) {
        let v = m.call(LEAF[op as usize], [a, b])?;
        m.set_reg(dst, v);
        return Ok(Flow::Next);
    }
    if sa < id::FIRST_DYNAMIC && sb < id::FIRST_DYNAMIC {
        if let Some(v) = attempt(m, ATTEMPTS[op as usize], [a, b]) {
            m.set_reg(dst, v);
            return Ok(Flow::Next);
        }
        let v = m.call(ANY[op as usize], [a, b])?;
        m.set_reg(dst, v);
        return Ok(Flow::Next);
    }
    by_methods(m, op, dst, a, b, 0)
}

/// Tries the operands' methods from number `from` on, then the default.
pub fn by_methods<M: Machine>(m: &mut M, op: CompareOp, dst: usize, a: M::Val, b: M::Val, from: usize) -> Outcome {
    let (sa, sb) = (m.shape(a), m.shape(b));
    let t = m.thread();
    let (left, right) = (t.shapes.class(sa), t.shapes.class(sb));
    let tries = compare::tries(t, op, left, right);
    for (i, attempt) in tries.iter().enumerate().skip(from) {
        let Some(attempt) = attempt else { continue };
        if compare::is_identity(m.thread(), op, attempt.method, if attempt.reflected { right } else { left }) {
            // It would say what the default says.
            continue;
        }
        let args = if attempt.reflected { [b, a] } else { [a, b] };
        if let Some(code) = call::python_method(m, attempt.method) {
            let k = if i == 0 { Continuation::CompareFirst } else { Continuation::CompareLast };
            return call::push_method(m, attempt.method, code, &args, k);
        }
        let method = m.constant(attempt.method);
        if let Some(v) = super::attempt::attempt(m, &TRY_COMPARE_METHOD, [method, args[0], args[1]]) {
            if !m.is_word(v, Value::NOT_IMPLEMENTED) {
                m.set_reg(dst, v);
                return Ok(Flow::Next);
            }
            continue;
        }
        let v = m.call(&CALL_COMPARE_METHOD, [method, args[0], args[1]])?;
        if !m.is_word(v, Value::NOT_IMPLEMENTED) {
            m.set_reg(dst, v);
            return Ok(Flow::Next);
        }
    }
    match op {
        CompareOp::Eq | CompareOp::Ne => {
            let same = m.same(a, b);
            let v = m.constant(Value::bool(same == (op == CompareOp::Eq)));
            m.set_reg(dst, v);
            Ok(Flow::Next)
        }
        _ => {
            let (x, y) = (m.value(a), m.value(b));
            let v = compare::default(m.direct("operands without an order").t(), op, x, y)?;
            let v = m.constant(v);
            m.set_reg(dst, v);
            Ok(Flow::Next)
        }
    }
}

crate::attempt!(
    /// As CALL_COMPARE_METHOD, as far as it runs no Python code.
    TRY_COMPARE_METHOD, |t, [method, receiver, other]| crate::ops::call::call_unbound(t, method, receiver, &[other])
);
helper!(
    /// `method(receiver, other)` for a method found on the receiver's class.
    CALL_COMPARE_METHOD, Effects::RUNS_PYTHON, |t, [method, receiver, other]| crate::ops::call::call_unbound(t, method, receiver, &[other])
);
