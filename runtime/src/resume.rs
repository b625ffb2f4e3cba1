//! What a waiting instruction does with the value that the frame it pushed returns: the
//! continuations of [`crate::frame::Continuation`].
//!
//! The frame that waits is current again, `Thread::pc` is the waiting instruction's, whose operands
//! are still in its registers.

use crate::frame::Continuation;
use crate::layout::shape_id;
use crate::machine::{Direct, Machine};
use crate::objects::{code, type_object};
use crate::ops::compare::COMPARE_OPS;
use crate::ops::operator::BINARY_OPS;
use crate::ops::{self, CompareOp};
use crate::step::{Flow, Outcome, binary, compare};
use crate::thread::Raised;
use crate::value::Value;
use taipan_bytecode::Op;
use taipan_bytecode::instruction::{Decoded, decode};

/// The waiting instruction.
fn waiting(d: &mut Direct) -> Decoded {
    let t = d.t();
    decode(&code::data(t.window.header(crate::frame::CODE)).code, t.pc)
}

/// Left and right operand of a waiting binary or comparing instruction.
fn operands(d: &mut Direct, i: &Decoded) -> (Value, Value) {
    let op = i.op.generic() as u8;
    let constant = (Op::BINARY_K..Op::COMPARE).contains(&op) && op < Op::Neg as u8 || op >= Op::COMPARE_K && op < Op::Is as u8;
    let right = if constant { constant_of(d, i.c) } else { d.reg(i.c) };
    (d.reg(i.b), right)
}

fn constant_of(d: &mut Direct, index: usize) -> Value {
    let code_value = d.t().window.header(crate::frame::CODE);
    let consts = crate::field!(code_value, crate::layout::Code, consts);
    crate::objects::tuple::items(&consts)[index]
}

/// Hands `v` to the waiting instruction. [`Continuation::Native`] and generator continuations are the interpreter's.
pub fn deliver(d: &mut Direct, k: Continuation, v: Value) -> Outcome {
    let i = waiting(d);
    match k {
        Continuation::Register => {
            d.set_reg(i.a, v);
            Ok(if i.op.skips() { Flow::Skip } else { Flow::Next })
        }
        Continuation::Discard => Ok(Flow::Next),
        Continuation::Method => {
            d.set_reg(i.a, v);
            d.set_reg(i.a + 1, Value::UNBOUND);
            Ok(Flow::Next)
        }
        Continuation::BinaryFirst | Continuation::BinaryLast | Continuation::InPlace if v == Value::NOT_IMPLEMENTED => {
            let op = i.op.generic() as u8;
            let (a, b) = operands(d, &i);
            let inplace = (Op::INPLACE..Op::BINARY_K).contains(&op) || (Op::INPLACE_K..Op::Neg as u8).contains(&op);
            let which = BINARY_OPS[(op - Op::BINARY) as usize % 13];
            let from = match k {
                Continuation::InPlace => 0,
                Continuation::BinaryFirst => 1,
                _ => 2,
            };
            binary::by_methods(d, which, inplace, i.a, a, b, from)
        }
        Continuation::BinaryFirst | Continuation::BinaryLast | Continuation::InPlace => {
            d.set_reg(i.a, v);
            Ok(Flow::Next)
        }
        Continuation::CompareFirst | Continuation::CompareLast if v == Value::NOT_IMPLEMENTED => {
            let op = i.op.generic() as u8;
            let (a, b) = operands(d, &i);
            let base = if op >= Op::COMPARE_K { Op::COMPARE_K } else { Op::COMPARE };
            let which: CompareOp = COMPARE_OPS[(op - base) as usize];
            let from = if k == Continuation::CompareFirst { 1 } else { 2 };
            compare::by_methods(d, which, i.a, a, b, from)
        }
        Continuation::CompareFirst | Continuation::CompareLast => {
            d.set_reg(i.a, v);
            Ok(Flow::Next)
        }
        Continuation::Contains | Continuation::NotContains => {
            let answer = ops::truth(d.t(), v)?;
            d.set_reg(i.a, Value::bool(answer == (k == Continuation::Contains)));
            Ok(Flow::Next)
        }
        Continuation::JumpIfTrue | Continuation::JumpIfFalse => {
            let answer = checked_truth(d, v)?;
            Ok(if answer == (k == Continuation::JumpIfTrue) { Flow::Jump } else { Flow::Next })
        }
        Continuation::Not => {
            let answer = checked_truth(d, v)?;
            d.set_reg(i.a, Value::bool(!answer));
            Ok(Flow::Next)
        }
        Continuation::Next => {
            d.set_reg(i.a, v);
            Ok(Flow::Skip)
        }
        Continuation::Iter => {
            ops::check_iterator(d.t(), v)?;
            d.set_reg(i.a, v);
            Ok(Flow::Next)
        }
        Continuation::Len => {
            d.set_reg(i.a, v);
            Ok(Flow::Next)
        }
        Continuation::GetAttr => {
            d.set_reg(i.a, v);
            Ok(Flow::Next)
        }
        Continuation::Init
        | Continuation::Native
        | Continuation::GeneratorNext
        | Continuation::Send
        | Continuation::BuildClass
        | Continuation::GeneratorCall
        | Continuation::RecordedRegister
        | Continuation::RecordedInit => unreachable!("{k:?} is the interpreter's"),
    }
}

/// The result of a `__bool__` (must be a bool) or `__len__` (an int).
fn checked_truth(d: &mut Direct, v: Value) -> Result<bool, Raised> {
    match v {
        Value::TRUE => Ok(true),
        Value::FALSE => Ok(false),
        v if v.is_small() || v.has_shape(shape_id::BIG_INT) => {
            // `__bool__` giving an int is an error, `__len__` giving one is not: ask which method ran.
            if returned_by_bool(d) {
                return Err(bool_error(d, v));
            }
            if ops::compare::builtin_compare(d.t(), CompareOp::Lt, v, Value::ZERO) == Some(true) {
                return Err(d.t().value_error("__len__() should return >= 0"));
            }
            Ok(v != Value::ZERO)
        }
        other if returned_by_bool(d) => Err(bool_error(d, other)),
        other => ops::index(d.t(), other).map(|n| n != 0),
    }
}

fn bool_error(d: &mut Direct, v: Value) -> Raised {
    let message = format!("__bool__ should return bool, returned {}", d.t().type_name(v));
    d.t().type_error(message)
}

fn returned_by_bool(d: &mut Direct) -> bool {
    let i = waiting(d);
    let operand = if i.op.generic() == Op::Not { d.reg(i.b) } else { d.reg(i.a) };
    let name = d.t().names.bool;
    ops::lookup_special(d.t(), operand, name).is_some()
}

/// `__init__` returned `v`: the call's result is the instance, in the callee's CONTINUATION_DATA.
pub fn deliver_init(d: &mut Direct, instance: Value, v: Value) -> Outcome {
    if !v.is_none() {
        return Err(type_object::init_result_error(d.t(), v));
    }
    let i = waiting(d);
    d.set_reg(i.a, instance);
    Ok(Flow::Next)
}
