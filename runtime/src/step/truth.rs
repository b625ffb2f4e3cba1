//! Truth of values in conditional jumps and `not`.

use super::{Outcome, call};
use crate::frame::Continuation;
use crate::helper;
use crate::layout::shape_id as id;
use crate::machine::{Effects, Machine};
use crate::ops;
use crate::value::Value;

/// What [`truth`] found: an answer, or a frame was pushed that will give it.
pub enum Truth {
    Known(bool),
    Pushed(Outcome),
}

helper!(
    /// `bool(v)` of a builtin value.
    TRUTH, Effects::RUNS_PYTHON, |t, [v]| ops::truth(t, v).map(Value::bool)
);

crate::attempt!(
    /// `bool(v)` as far as it runs no Python code.
    TRUTH_ATTEMPT, |t, [v]| ops::truth(t, v).map(Value::bool)
);

helper!(
    /// `bool(v)` of a builtin value that has no method to ask.
    TRUTH_LEAF, Effects::READS_LISTS.and(Effects::READS_DICTS), |t, [v]| Ok(Value::bool(ops::builtin_truth(t, v).unwrap_or(true)))
);

/// The truth of `v`; a Python `__bool__` or `__len__` is pushed with continuation `k`.
#[inline(always)]
pub fn truth<M: Machine>(m: &mut M, v: M::Val, k: Continuation) -> Truth {
    if m.is_word(v, Value::TRUE) {
        return Truth::Known(true);
    }
    if m.is_word(v, Value::FALSE) || m.is_word(v, Value::NONE) {
        return Truth::Known(false);
    }
    if m.is_int(v) {
        let (i, zero) = (m.int(v), m.int_constant(0));
        return Truth::Known(m.int_compare(ops::CompareOp::Ne, i, zero));
    }
    slow(m, v, k)
}

#[inline(never)]
fn slow<M: Machine>(m: &mut M, v: M::Val, k: Continuation) -> Truth {
    let shape = m.shape(v);
    if shape >= id::FIRST_DYNAMIC {
        let t = m.thread();
        let class = t.shapes.class(shape);
        let (bool_name, len_name) = (t.names.bool, t.names.len);
        let method = crate::types::lookup(t, class, bool_name).or_else(|| crate::types::lookup(t, class, len_name));
        match method {
            None => return Truth::Known(true),
            Some(method) => {
                if let Some(code) = call::python_method(m, method) {
                    return Truth::Pushed(call::push_method(m, method, code, &[v], k));
                }
            }
        }
    }
    if M::RECORDS
        && matches!(
            shape,
            id::STR | id::LIST | id::TUPLE | id::DICT | id::FUNCTION | id::BOUND_METHOD | id::NATIVE_FUNCTION | id::NATIVE_METHOD | id::TYPE | id::MODULE
        )
        && let Ok(answer) = m.call(&TRUTH_LEAF, [v])
    {
        return Truth::Known(m.is_word(answer, Value::TRUE));
    }
    if let Some(answer) = super::attempt::attempt(m, &TRUTH_ATTEMPT, [v]) {
        return Truth::Known(m.is_word(answer, Value::TRUE));
    }
    match m.call(&TRUTH, [v]) {
        Ok(answer) => Truth::Known(m.is_word(answer, Value::TRUE)),
        Err(raised) => Truth::Pushed(Err(raised)),
    }
}
