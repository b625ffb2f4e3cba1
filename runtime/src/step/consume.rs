//! Builtins over a generator as Python functions of the prelude: so a recording can follow the loop into the generator.

use super::{Outcome, call};
use crate::frame::Continuation;
use crate::layout::{Function, shape_id as id};
use crate::machine::Machine;
use crate::objects::code;
use crate::value::Value;

/// The prelude's function for a builtin that is called with these registers, if the last one holds a generator.
#[inline(always)]
fn consumer<M: Machine>(m: &mut M, callee: Value, last: Value) -> Option<Value> {
    if !last.has_shape(id::GENERATOR) {
        return None;
    }
    let t = m.thread();
    if let Some(load) = t.load_consumers.take() {
        load(t);
    }
    t.consumers.iter().find(|(builtin, _)| *builtin == callee).map(|(_, f)| *f)
}

/// Pushes the prelude's frame for a call of constant `callee` with `n` arguments from register `first` on; `None`: it is
/// none of these calls.
#[inline(always)]
pub fn push<M: Machine>(m: &mut M, callee: Value, first: usize, n: usize) -> Option<Outcome> {
    if n == 0 || n > 2 {
        return None;
    }
    let last = m.thread().window.reg(first + n - 1);
    let f = consumer(m, callee, last)?;
    let code_value = crate::field!(f, Function, code);
    if code::data(code_value).arg_count as usize != n {
        return None;
    }
    let args: Vec<M::Val> = (0..n).map(|i| m.reg(first + i)).collect();
    if m.shape(args[n - 1]) != id::GENERATOR {
        return None;
    }
    if n == 2 && m.shape(args[0]) != id::STR {
        return None;
    }
    Some(call::push_method(m, f, code_value, &args, Continuation::Register))
}
