//! Binary operators: ints and floats by the machine's primitives, other builtin pairs by helpers,
//! everything else by methods.

use super::attempt::attempt;
use super::intrinsic::is_finite;
use super::{Flow, Outcome, call};
use crate::frame::Continuation;
use crate::helper;
use crate::layout::shape_id as id;
use crate::machine::{Effects, FloatOp, Helper, Machine};
use crate::ops::CompareOp;
use crate::ops::operator::{self, BinaryOp};
use crate::value::Value;

macro_rules! binary_helpers {
    ($($name:ident $inplace:ident $leaf:ident $attempt:ident $op:ident),*) => {
        $(
            helper!(#[doc = "The operator on any operands; methods run in nested interpreters."]
                $name, Effects::RUNS_PYTHON, |t, [a, b]| operator::binary(t, BinaryOp::$op, a, b));
            helper!(#[doc = "The in-place operator on any operands."]
                $inplace, Effects::RUNS_PYTHON, |t, [a, b]| operator::inplace(t, BinaryOp::$op, a, b));
            helper!(#[doc = "The operator on immutable builtin operands."]
                $leaf, Effects::ALLOCATES.and(Effects::RAISES), |t, [a, b]| operator::binary(t, BinaryOp::$op, a, b));
        )*
        /// On numbers and strs, which run no Python code and change nothing.
        static LEAF: [&Helper<2>; 13] = [$(&$leaf),*];
        static ANY: [&Helper<2>; 13] = [$(&$name),*];
        $(crate::attempt!(#[doc = "The operator on builtin operands, as far as it runs no Python code."]
            $attempt, |t, [a, b]| operator::binary(t, BinaryOp::$op, a, b));)*
        static ATTEMPTS: [&Helper<2>; 13] = [$(&$attempt),*];
        static ANY_INPLACE: [&Helper<2>; 13] = [$(&$inplace),*];
    };
}

binary_helpers! {
    ADD IADD LEAF_ADD TRY_ADD Add, SUB ISUB LEAF_SUB TRY_SUB Sub, MUL IMUL LEAF_MUL TRY_MUL Mul,
    TRUEDIV ITRUEDIV LEAF_TRUEDIV TRY_TRUEDIV TrueDiv, FLOORDIV IFLOORDIV LEAF_FLOORDIV TRY_FLOORDIV FloorDiv,
    MOD IMOD LEAF_MOD TRY_MOD Mod, POW IPOW LEAF_POW TRY_POW Pow, MATMUL IMATMUL LEAF_MATMUL TRY_MATMUL MatMul,
    LSHIFT ILSHIFT LEAF_LSHIFT TRY_LSHIFT LShift, RSHIFT IRSHIFT LEAF_RSHIFT TRY_RSHIFT RShift, AND IAND LEAF_AND TRY_AND And,
    OR IOR LEAF_OR TRY_OR Or, XOR IXOR LEAF_XOR TRY_XOR Xor
}

/// `r[dst] = a op b` (`inplace`: `a op= b`)
#[inline(always)]
pub fn binary<M: Machine>(m: &mut M, op: BinaryOp, inplace: bool, dst: usize, a: M::Val, b: M::Val) -> Outcome {
    if m.is_int(a) {
        if m.is_int(b) {
            if let Some(v) = ints(m, op, a, b) {
                m.set_reg(dst, v);
                return Ok(Flow::Next);
            }
        } else if m.is_float(b) && float_op(op).is_some() {
            let i = m.int(a);
            if let Some(x) = m.int_to_float(i) {
                let y = m.float(b);
                if let Some(v) = floats(m, op, x, y) {
                    m.set_reg(dst, v);
                    return Ok(Flow::Next);
                }
            }
        }
    } else if m.is_float(a) && float_op(op).is_some() {
        if m.is_float(b) {
            let (x, y) = (m.float(a), m.float(b));
            if let Some(v) = floats(m, op, x, y) {
                m.set_reg(dst, v);
                return Ok(Flow::Next);
            }
        } else if m.is_int(b) {
            let i = m.int(b);
            if let Some(y) = m.int_to_float(i) {
                let x = m.float(a);
                if let Some(v) = floats(m, op, x, y) {
                    m.set_reg(dst, v);
                    return Ok(Flow::Next);
                }
            }
        }
    }
    others(m, op, inplace, dst, a, b)
}

#[inline(always)]
fn ints<M: Machine>(m: &mut M, op: BinaryOp, a: M::Val, b: M::Val) -> Option<M::Val> {
    let (x, y) = (m.int(a), m.int(b));
    match op {
        BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::And | BinaryOp::Or | BinaryOp::Xor => {}
        BinaryOp::FloorDiv | BinaryOp::Mod => {
            let zero = m.int_constant(0);
            if m.int_compare(crate::ops::CompareOp::Eq, y, zero) {
                return None;
            }
        }
        BinaryOp::LShift | BinaryOp::RShift => {
            let limit = m.int_constant(1 << 16);
            if !m.in_bounds(y, limit) {
                return None;
            }
        }
        BinaryOp::TrueDiv => {
            let zero = m.int_constant(0);
            if m.int_compare(crate::ops::CompareOp::Eq, y, zero) {
                return None;
            }
            // Correctly rounded only while both are exact as floats.
            let (low, high) = (m.int_constant(-(1 << 53)), m.int_constant(1 << 53));
            for i in [x, y] {
                if m.int_compare(crate::ops::CompareOp::Lt, i, low) || m.int_compare(crate::ops::CompareOp::Gt, i, high) {
                    return None;
                }
            }
            let (x, y) = (m.int_to_float(x)?, m.int_to_float(y)?);
            let q = m.float_binary(FloatOp::Div, x, y);
            return Some(m.float_value(q));
        }
        BinaryOp::Pow | BinaryOp::MatMul => return None,
    }
    let r = m.int_binary(op, x, y);
    Some(m.int_value(r))
}

#[inline(always)]
fn float_op(op: BinaryOp) -> Option<FloatOp> {
    match op {
        BinaryOp::Add => Some(FloatOp::Add),
        BinaryOp::Sub => Some(FloatOp::Sub),
        BinaryOp::Mul => Some(FloatOp::Mul),
        BinaryOp::TrueDiv => Some(FloatOp::Div),
        _ => None,
    }
}

#[inline(always)]
fn floats<M: Machine>(m: &mut M, op: BinaryOp, x: M::Float, y: M::Float) -> Option<M::Val> {
    let op = float_op(op)?;
    if op == FloatOp::Div && m.float_is_zero(y) {
        return None;
    }
    let r = m.float_binary(op, x, y);
    Some(m.float_value(r))
}

crate::float_function!(
    /// `x ** y` where the result is real.
    POWER, |x, y| x.powf(y)
);

/// A float to the power of a number, where neither an error nor a complex number can come of it.
fn power<M: Machine>(m: &mut M, a: M::Val, b: M::Val) -> Option<M::Val> {
    if !m.is_float(a) {
        return None;
    }
    let x = m.float(a);
    let zero = m.float_constant(0.0);
    let whole = m.is_int(b);
    let y = if whole {
        let i = m.int(b);
        m.int_to_float(i)?
    } else if m.is_float(b) {
        m.float(b)
    } else {
        return None;
    };
    // Negative numbers have whole powers only, and zero no negative ones.
    let real = m.float_compare(CompareOp::Gt, x, zero) || whole && m.float_compare(CompareOp::Lt, x, zero);
    if !real || !is_finite(m, x) || !is_finite(m, y) {
        return None;
    }
    let r = m.float_call(&POWER, [x, y]);
    // Otherwise it overflows, an error.
    if !is_finite(m, r) {
        return None;
    }
    Some(m.float_value(r))
}

/// Everything but the plain number cases.
#[inline(never)]
fn others<M: Machine>(m: &mut M, op: BinaryOp, inplace: bool, dst: usize, a: M::Val, b: M::Val) -> Outcome {
    if M::RECORDS
        && op == BinaryOp::Pow
        && let Some(v) = power(m, a, b)
    {
        m.set_reg(dst, v);
        return Ok(Flow::Next);
    }
    let (sa, sb) = (m.shape(a), m.shape(b));
    let any = if inplace { ANY_INPLACE } else { ANY }[op as usize];
    let plain = |s: u32| matches!(s, id::INT | id::BIG_INT | id::FLOAT | id::BOOL | id::STR);
    // `%` of a str formats its operand: with a number or a str that runs no Python code.
    let text = |s: u32| s == id::STR;
    // `a op= b` that no operand supports names its own operator: the general helper does.
    if plain(sa) && plain(sb) && !(inplace && text(sa) != text(sb)) {
        let v = m.call(LEAF[op as usize], [a, b])?;
        m.set_reg(dst, v);
        return Ok(Flow::Next);
    }
    if sa < id::FIRST_DYNAMIC && sb < id::FIRST_DYNAMIC {
        if M::RECORDS && inplace && sa == id::LIST && sb == id::LIST && op == BinaryOp::Add {
            let v = m.call(&EXTEND, [a, b])?;
            m.set_reg(dst, v);
            return Ok(Flow::Next);
        }
        // In place, the other kinds change or make the same as the plain operator, except for the mutable ones.
        let changes = |s: u32| matches!(s, id::LIST | id::SET | id::DICT | id::BYTEARRAY | id::ARRAY_ARRAY);
        if !(inplace && changes(sa))
            && let Some(v) = attempt(m, ATTEMPTS[op as usize], [a, b])
        {
            m.set_reg(dst, v);
            return Ok(Flow::Next);
        }
        // Builtin operands: their methods are native and do not push frames.
        let v = m.call(any, [a, b])?;
        m.set_reg(dst, v);
        return Ok(Flow::Next);
    }
    if inplace {
        let t = m.thread();
        let (class, name) = (t.shapes.class(sa), op.inplace_method(t));
        if let Some(method) = crate::types::lookup(t, class, name) {
            return match call::python_method(m, method) {
                Some(code) => call::push_method(m, method, code, &[a, b], Continuation::InPlace),
                None => {
                    let v = m.call(any, [a, b])?;
                    m.set_reg(dst, v);
                    Ok(Flow::Next)
                }
            };
        }
    }
    by_methods(m, op, inplace, dst, a, b, 0)
}

/// Tries the operands' methods from number `from` on.
pub fn by_methods<M: Machine>(m: &mut M, op: BinaryOp, inplace: bool, dst: usize, a: M::Val, b: M::Val, from: usize) -> Outcome {
    let (sa, sb) = (m.shape(a), m.shape(b));
    let t = m.thread();
    let (left, right) = (t.shapes.class(sa), t.shapes.class(sb));
    let tries = operator::tries(t, op, left, right);
    for (i, attempt) in tries.iter().enumerate().skip(from) {
        let Some(attempt) = attempt else { continue };
        let args = if attempt.reflected { [b, a] } else { [a, b] };
        if let Some(code) = call::python_method(m, attempt.method) {
            let k = if i == 0 { Continuation::BinaryFirst } else { Continuation::BinaryLast };
            return call::push_method(m, attempt.method, code, &args, k);
        }
        let method = m.constant(attempt.method);
        let v = m.call(&CALL_BINARY_METHOD, [method, args[0], args[1]])?;
        if !m.is_word(v, Value::NOT_IMPLEMENTED) {
            m.set_reg(dst, v);
            return Ok(Flow::Next);
        }
    }
    let (x, y) = (m.value(a), m.value(b));
    Err(operator::unsupported(m.direct("operands of wrong types").t(), op, x, y, inplace))
}

helper!(
    /// `a += b` of two lists.
    EXTEND, Effects::READS_LISTS.and(Effects::WRITES_LISTS).and(Effects::ALLOCATES).and(Effects::RAISES),
    |t, [a, b]| operator::inplace(t, BinaryOp::Add, a, b)
);
helper!(
    /// `method(receiver, other)` for a method found on the receiver's class.
    CALL_BINARY_METHOD, Effects::RUNS_PYTHON, |t, [method, receiver, other]| crate::ops::call::call_unbound(t, method, receiver, &[other])
);
