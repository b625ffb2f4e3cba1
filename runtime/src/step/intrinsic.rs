//! Builtin functions that compiled code does itself: `len`, `isinstance`, `abs`, `min`, `max`, `math.sqrt`, `list.append`.
//!
//! Only for recordings. Each covers the usual operands; the others go the way of all native functions.

use super::Flow;
use super::build::LIST_PUSH;
use crate::layout::{TYPE_HEAP, shape_id as id};
use crate::machine::{FloatFunction, FloatOp, Machine, fields};
use crate::native::Intrinsic;
use crate::objects::tuple;
use crate::ops::{BinaryOp, CompareOp};
use crate::types;
use crate::value::Value;

/// The call of `which` with the arguments `args`; `None`: nothing was done.
pub fn call<M: Machine>(m: &mut M, which: Intrinsic, dst: usize, args: &[M::Val]) -> Option<Flow> {
    let v = match (which, args) {
        (Intrinsic::Len, [v]) => len(m, *v)?,
        (Intrinsic::IsInstance, [v, class]) => is_instance(m, *v, *class)?,
        (Intrinsic::Abs, [v]) => absolute(m, *v)?,
        (Intrinsic::Min, [a, b]) => extreme(m, *a, *b, CompareOp::Lt)?,
        (Intrinsic::Max, [a, b]) => extreme(m, *a, *b, CompareOp::Gt)?,
        (Intrinsic::SquareRoot, [v]) => square_root(m, *v)?,
        (Intrinsic::OfFloat(f), [v]) => of_float(m, f, *v)?,
        (Intrinsic::ListAppend, [l, v]) => {
            if m.shape(*l) != id::LIST {
                return None;
            }
            m.call(&LIST_PUSH, [*l, *v]).ok()?;
            m.constant(Value::NONE)
        }
        _ => return None,
    };
    m.set_reg(dst, v);
    Some(Flow::Next)
}

fn len<M: Machine>(m: &mut M, v: M::Val) -> Option<M::Val> {
    match m.shape(v) {
        id::LIST => {
            let storage = m.load(v, fields::LIST_STORAGE);
            Some(m.load(storage, fields::STORAGE_LENGTH))
        }
        id::TUPLE => Some(m.load(v, fields::TUPLE_LENGTH)),
        id::RANGE => Some(m.load(v, fields::RANGE_LENGTH)),
        _ => None,
    }
}

/// The answer is a constant once the object's shape and the class are.
fn is_instance<M: Machine>(m: &mut M, v: M::Val, class: M::Val) -> Option<M::Val> {
    let shape = m.shape(v);
    let kinds = match m.shape(class) {
        id::TUPLE => {
            let t = m.promote(class);
            tuple::items(&t).to_vec()
        }
        _ => vec![m.promote(class)],
    };
    let t = m.thread();
    let own = t.shapes.class(shape);
    // `__class__` and `__instancecheck__` may say otherwise.
    let plain = |c: &Value| types::is_type(t, *c) && t.class_of(*c) == t.types.type_;
    if !kinds.iter().all(plain)
        || (types::flags(own) & TYPE_HEAP != 0 && types::lookup(t, own, t.names.class) != types::lookup(t, t.types.object, t.names.class))
    {
        return None;
    }
    let answer = kinds.iter().any(|c| types::is_subclass(own, *c));
    Some(m.constant(Value::bool(answer)))
}

fn absolute<M: Machine>(m: &mut M, v: M::Val) -> Option<M::Val> {
    if m.is_int(v) {
        let (x, zero) = (m.int(v), m.int_constant(0));
        if !m.int_compare(CompareOp::Lt, x, zero) {
            return Some(v);
        }
        let r = m.int_binary(BinaryOp::Sub, zero, x);
        return Some(m.int_value(r));
    }
    if m.is_float(v) {
        let x = m.float(v);
        let r = m.float_abs(x);
        return Some(m.float_value(r));
    }
    None
}

/// The first of the two unless the second is `order` than it.
fn extreme<M: Machine>(m: &mut M, a: M::Val, b: M::Val, order: CompareOp) -> Option<M::Val> {
    let second = if m.is_int(a) {
        if !m.is_int(b) {
            return None;
        }
        let (x, y) = (m.int(a), m.int(b));
        m.int_compare(order, y, x)
    } else if m.is_float(a) {
        if !m.is_float(b) {
            return None;
        }
        let (x, y) = (m.float(a), m.float(b));
        m.float_compare(order, y, x)
    } else {
        return None;
    };
    Some(if second { b } else { a })
}

/// Is it neither infinite nor NaN?
pub fn is_finite<M: Machine>(m: &mut M, x: M::Float) -> bool {
    let difference = m.float_binary(FloatOp::Sub, x, x);
    m.float_is_zero(difference)
}

/// A float or an int as a float.
fn number<M: Machine>(m: &mut M, v: M::Val) -> Option<M::Float> {
    if m.is_float(v) {
        Some(m.float(v))
    } else if m.is_int(v) {
        let i = m.int(v);
        m.int_to_float(i)
    } else {
        None
    }
}

fn of_float<M: Machine>(m: &mut M, f: &'static FloatFunction<1>, v: M::Val) -> Option<M::Val> {
    let x = number(m, v)?;
    if !is_finite(m, x) {
        return None;
    }
    let r = m.float_call(f, [x]);
    // Otherwise it raises.
    if !is_finite(m, r) {
        return None;
    }
    Some(m.float_value(r))
}

/// `float(v)`, `int(v)` of a number; `None`: of something else.
pub fn convert<M: Machine>(m: &mut M, to_float: bool, v: M::Val) -> Option<M::Val> {
    if to_float {
        if m.is_float(v) {
            return Some(v);
        }
        let x = number(m, v)?;
        return Some(m.float_value(x));
    }
    if m.is_int(v) {
        return Some(v);
    }
    if !m.is_float(v) {
        return None;
    }
    let x = m.float(v);
    let (low, high) = (m.float_constant(-9007199254740992.0), m.float_constant(9007199254740992.0));
    if !m.float_compare(CompareOp::Lt, low, x) || !m.float_compare(CompareOp::Lt, x, high) {
        return None;
    }
    let i = m.float_to_int(x);
    Some(m.int_value(i))
}

fn square_root<M: Machine>(m: &mut M, v: M::Val) -> Option<M::Val> {
    let x = number(m, v)?;
    let zero = m.float_constant(0.0);
    // Negative numbers raise, NaNs are left to the function.
    if !m.float_compare(CompareOp::Ge, x, zero) {
        return None;
    }
    let r = m.float_sqrt(x);
    Some(m.float_value(r))
}
