//! `-x`, `+x`, `~x`.

use super::attempt::attempt;
use super::{Flow, Outcome, call};
use crate::frame::Continuation;
use crate::layout::shape_id as id;
use crate::machine::Machine;
use crate::ops::operator::{self, BinaryOp, UnaryOp};

crate::attempt!(NEGATIVE, |t, [v]| operator::unary(t, UnaryOp::Neg, v));
crate::attempt!(POSITIVE, |t, [v]| operator::unary(t, UnaryOp::Pos, v));
crate::attempt!(INVERTED, |t, [v]| operator::unary(t, UnaryOp::Invert, v));

/// `r[dst] = op v`
#[inline(never)]
pub fn unary<M: Machine>(m: &mut M, op: UnaryOp, dst: usize, v: M::Val) -> Outcome {
    if M::RECORDS {
        if m.is_int(v) {
            let x = m.int(v);
            let r = match op {
                UnaryOp::Pos => x,
                UnaryOp::Neg => {
                    let zero = m.int_constant(0);
                    m.int_binary(BinaryOp::Sub, zero, x)
                }
                UnaryOp::Invert => {
                    let ones = m.int_constant(-1);
                    m.int_binary(BinaryOp::Xor, x, ones)
                }
            };
            let r = m.int_value(r);
            m.set_reg(dst, r);
            return Ok(Flow::Next);
        }
        if m.is_float(v) && op != UnaryOp::Invert {
            let x = m.float(v);
            let r = if op == UnaryOp::Pos { x } else { m.float_neg(x) };
            let r = m.float_value(r);
            m.set_reg(dst, r);
            return Ok(Flow::Next);
        }
        let shape = m.shape(v);
        if shape >= id::FIRST_DYNAMIC {
            let t = m.thread();
            let name = match op {
                UnaryOp::Neg => t.names.neg,
                UnaryOp::Pos => t.names.pos,
                UnaryOp::Invert => t.names.invert,
            };
            let class = t.shapes.class(shape);
            if let Some(method) = crate::types::lookup(t, class, name)
                && let Some(code) = call::python_method(m, method)
            {
                return call::push_method(m, method, code, &[v], Continuation::Register);
            }
        }
        let helper = match op {
            UnaryOp::Neg => &NEGATIVE,
            UnaryOp::Pos => &POSITIVE,
            UnaryOp::Invert => &INVERTED,
        };
        if let Some(r) = attempt(m, helper, [v]) {
            m.set_reg(dst, r);
            return Ok(Flow::Next);
        }
    }
    let v = m.value(v);
    let d = m.direct("an operand of another kind");
    let r = operator::unary(d.t(), op, v)?;
    d.set_reg(dst, r);
    Ok(Flow::Next)
}
