//! Rich comparison: natural cases of builtin operands, then methods with reflection.

use crate::layout::shape_id as id;
use crate::objects::{float, int, list, string, tuple};
use crate::ops::call;
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;
use std::cmp::Ordering;

/// In the order of the opcodes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum CompareOp {
    Lt,
    Le,
    Eq,
    Ne,
    Gt,
    Ge,
}

pub const COMPARE_OPS: [CompareOp; 6] = [CompareOp::Lt, CompareOp::Le, CompareOp::Eq, CompareOp::Ne, CompareOp::Gt, CompareOp::Ge];

impl CompareOp {
    pub fn method(self, t: &Thread) -> Value {
        let n = &t.names;
        [n.lt, n.le, n.eq, n.ne, n.gt, n.ge][self as usize]
    }
    pub fn swapped(self) -> CompareOp {
        [CompareOp::Gt, CompareOp::Ge, CompareOp::Eq, CompareOp::Ne, CompareOp::Lt, CompareOp::Le][self as usize]
    }
    #[inline(always)]
    pub fn holds(self, order: Ordering) -> bool {
        match self {
            CompareOp::Lt => order.is_lt(),
            CompareOp::Le => order.is_le(),
            CompareOp::Eq => order.is_eq(),
            CompareOp::Ne => order.is_ne(),
            CompareOp::Gt => order.is_gt(),
            CompareOp::Ge => order.is_ge(),
        }
    }
    /// On floats, where NaN is unordered.
    #[inline(always)]
    pub fn floats(self, x: f64, y: f64) -> bool {
        match self {
            CompareOp::Lt => x < y,
            CompareOp::Le => x <= y,
            CompareOp::Eq => x == y,
            CompareOp::Ne => x != y,
            CompareOp::Gt => x > y,
            CompareOp::Ge => x >= y,
        }
    }
    pub fn symbol(self) -> &'static str {
        taipan_bytecode::opcode::COMPARE_SYMBOLS[self as usize]
    }
}

/// Numbers and strs of exact builtin types, which need no method. `None`: not such a pair.
#[inline]
pub fn builtin_compare(t: &mut Thread, op: CompareOp, a: Value, b: Value) -> Option<bool> {
    if a.both_small(b) {
        return Some(op.holds(a.as_small().cmp(&b.as_small())));
    }
    let (sa, sb) = (t.shape_of(a), t.shape_of(b));
    let is_int = |s: u32| matches!(s, id::INT | id::BIG_INT | id::BOOL);
    match (sa, sb) {
        (id::STR, id::STR) => Some(match op {
            CompareOp::Eq => string::equal(a, b),
            CompareOp::Ne => !string::equal(a, b),
            _ => op.holds(string::compare(a, b)),
        }),
        (id::FLOAT, id::FLOAT) => Some(op.floats(float::value(a)?, float::value(b)?)),
        (x, y) if is_int(x) && is_int(y) => Some(op.holds(int::compare(int::value_of(t, a), int::value_of(t, b)))),
        (x, id::FLOAT) if is_int(x) => {
            let order = float::compare_int(float::value(b)?, int::value_of(t, a)).map(Ordering::reverse);
            Some(order.map_or(op == CompareOp::Ne, |o| op.holds(o)))
        }
        (id::FLOAT, y) if is_int(y) => {
            let order = float::compare_int(float::value(a)?, int::value_of(t, b));
            Some(order.map_or(op == CompareOp::Ne, |o| op.holds(o)))
        }
        // Equality across kinds that have no methods to ask about it.
        _ if matches!(op, CompareOp::Eq | CompareOp::Ne) && apart(sa) && apart(sb) && sa != sb => Some(op == CompareOp::Ne),
        // Classes of the plain metaclass, which compares by identity.
        (id::TYPE, id::TYPE) if matches!(op, CompareOp::Eq | CompareOp::Ne) && t.class_of(a) == t.types.type_ && t.class_of(b) == t.types.type_ => {
            Some((a == b) == (op == CompareOp::Eq))
        }
        (id::NONE_TYPE, id::NONE_TYPE) if op == CompareOp::Eq => Some(true),
        _ => None,
    }
}

/// Kinds whose values equal no value of another of these kinds. Numbers are compared before.
fn apart(shape: u32) -> bool {
    matches!(
        shape,
        id::STR | id::INT | id::BIG_INT | id::BOOL | id::FLOAT | id::NONE_TYPE | id::TUPLE | id::LIST | id::DICT | id::FUNCTION | id::TYPE
    )
}

/// One attempt: `method(receiver, other)`.
#[derive(Clone, Copy)]
pub struct Try {
    pub method: Value,
    pub reflected: bool,
}

/// The attempts for a comparison, a pure function of the classes.
pub fn tries(t: &mut Thread, op: CompareOp, left: Value, right: Value) -> [Option<Try>; 2] {
    let forward = types::lookup(t, left, op.method(t)).map(|method| Try { method, reflected: false });
    let backward = types::lookup(t, right, op.swapped().method(t)).map(|method| Try { method, reflected: true });
    if left != right && types::is_subclass(right, left) && backward.is_some() {
        [backward, forward]
    } else {
        [forward, backward]
    }
}

/// Whether `method`, found on `class` for `==` or `!=`, is `object`'s, which compares by identity.
pub fn is_identity(t: &mut Thread, op: CompareOp, method: Value, class: Value) -> bool {
    let (object, eq) = (t.types.object, t.names.eq);
    match op {
        CompareOp::Eq => types::lookup(t, object, eq) == Some(method),
        // `object.__ne__` asks the class for its `__eq__`.
        CompareOp::Ne => {
            let ne = t.names.ne;
            types::lookup(t, object, ne) == Some(method) && types::lookup(t, class, eq) == types::lookup(t, object, eq)
        }
        _ => false,
    }
}

/// `a op b` as Python's operator: any object may result.
pub fn compare(t: &mut Thread, op: CompareOp, a: Value, b: Value) -> Result<Value, Raised> {
    if let Some(answer) = builtin_compare(t, op, a, b) {
        return Ok(Value::bool(answer));
    }
    t.check_native_stack()?;
    // Two tuples or two lists: what their methods do, without looking for them.
    match (a.shape_or_zero(), b.shape_or_zero()) {
        (id::TUPLE, id::TUPLE) => return list::compare::compare(t, op, a, b, tuple::items),
        (id::LIST, id::LIST) => return list::compare::compare(t, op, a, b, list::items),
        _ => {}
    }
    let (left, right) = (t.class_of(a), t.class_of(b));
    for attempt in tries(t, op, left, right).into_iter().flatten() {
        let (receiver, other) = if attempt.reflected { (b, a) } else { (a, b) };
        let result = call::call_unbound(t, attempt.method, receiver, &[other])?;
        if result != Value::NOT_IMPLEMENTED {
            return Ok(result);
        }
    }
    default(t, op, a, b)
}

/// When no method has an opinion: identity for == and !=, else TypeError.
pub fn default(t: &mut Thread, op: CompareOp, a: Value, b: Value) -> Result<Value, Raised> {
    match op {
        CompareOp::Eq => Ok(Value::bool(crate::ops::is_same(a, b))),
        CompareOp::Ne => Ok(Value::bool(!crate::ops::is_same(a, b))),
        _ => {
            let message = format!(
                "'{}' not supported between instances of '{}' and '{}'",
                op.symbol(),
                t.type_name(a),
                t.type_name(b)
            );
            Err(t.type_error(message))
        }
    }
}

pub fn rich_compare_bool(t: &mut Thread, op: CompareOp, a: Value, b: Value) -> Result<bool, Raised> {
    let result = compare(t, op, a, b)?;
    crate::ops::truth(t, result)
}
/// `a == b`
#[inline]
pub fn equal(t: &mut Thread, a: Value, b: Value) -> Result<bool, Raised> {
    if a.both_small(b) {
        return Ok(a == b);
    }
    if a.has_shape(id::STR) && b.has_shape(id::STR) {
        return Ok(string::equal(a, b));
    }
    rich_compare_bool(t, CompareOp::Eq, a, b)
}
/// `a is b or a == b`: what containers use.
#[inline]
pub fn same_or_equal(t: &mut Thread, a: Value, b: Value) -> Result<bool, Raised> {
    if a == b { Ok(true) } else { equal(t, a, b) }
}
/// `a < b`
pub fn less(t: &mut Thread, a: Value, b: Value) -> Result<bool, Raised> {
    rich_compare_bool(t, CompareOp::Lt, a, b)
}
