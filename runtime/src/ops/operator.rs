//! Binary, in-place and unary operators: which method is tried when, and the natural cases of
//! builtin operands.

use crate::layout::shape_id as id;
use crate::objects::{float, int, list, string, tuple};
use crate::ops::call;
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;

/// In the order of the opcodes (`taipan_bytecode::opcode::BINARY_SYMBOLS`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum BinaryOp {
    Add,
    Sub,
    Mul,
    TrueDiv,
    FloorDiv,
    Mod,
    Pow,
    MatMul,
    LShift,
    RShift,
    And,
    Or,
    Xor,
}

pub const BINARY_OPS: [BinaryOp; 13] = [
    BinaryOp::Add,
    BinaryOp::Sub,
    BinaryOp::Mul,
    BinaryOp::TrueDiv,
    BinaryOp::FloorDiv,
    BinaryOp::Mod,
    BinaryOp::Pow,
    BinaryOp::MatMul,
    BinaryOp::LShift,
    BinaryOp::RShift,
    BinaryOp::And,
    BinaryOp::Or,
    BinaryOp::Xor,
];

impl BinaryOp {
    pub fn symbol(self) -> &'static str {
        taipan_bytecode::opcode::BINARY_SYMBOLS[self as usize]
    }
    /// As error texts show it.
    fn text(self, inplace: bool) -> String {
        match (self, inplace) {
            (BinaryOp::Pow, false) => "** or pow()".to_string(),
            (BinaryOp::Pow, true) => "**=".to_string(),
            (op, false) => op.symbol().to_string(),
            (op, true) => format!("{}=", op.symbol()),
        }
    }
    pub fn method(self, t: &Thread) -> Value {
        let n = &t.names;
        [
            n.add, n.sub, n.mul, n.truediv, n.floordiv, n.r#mod, n.pow, n.matmul, n.lshift, n.rshift, n.and, n.or, n.xor,
        ][self as usize]
    }
    pub fn reflected(self, t: &Thread) -> Value {
        let n = &t.names;
        [
            n.radd,
            n.rsub,
            n.rmul,
            n.rtruediv,
            n.rfloordiv,
            n.rmod,
            n.rpow,
            n.rmatmul,
            n.rlshift,
            n.rrshift,
            n.rand,
            n.ror,
            n.rxor,
        ][self as usize]
    }
    pub fn inplace_method(self, t: &Thread) -> Value {
        let n = &t.names;
        [
            n.iadd,
            n.isub,
            n.imul,
            n.itruediv,
            n.ifloordiv,
            n.imod,
            n.ipow,
            n.imatmul,
            n.ilshift,
            n.irshift,
            n.iand,
            n.ior,
            n.ixor,
        ][self as usize]
    }
}

/// One attempt: `method(receiver, other)`.
#[derive(Clone, Copy)]
pub struct Try {
    pub method: Value,
    /// The receiver is the right operand.
    pub reflected: bool,
}

/// The attempts for `a op b`, a pure function of the two classes (and what they define).
pub fn tries(t: &mut Thread, op: BinaryOp, left: Value, right: Value) -> [Option<Try>; 2] {
    let forward = types::lookup(t, left, op.method(t)).map(|method| Try { method, reflected: false });
    if left == right {
        // CPython never asks the same class's reflected method for operands of one class.
        return [forward, None];
    }
    let backward = types::lookup(t, right, op.reflected(t)).map(|method| Try { method, reflected: true });
    match (forward, backward) {
        // A builtin sequence's `+` and `*` come last: they are no numeric operators.
        (Some(f), Some(b)) if matches!(op, BinaryOp::Add | BinaryOp::Mul) && f.method.has_shape(id::SLOT_WRAPPER) && is_sequence(left) => [Some(b), Some(f)],
        (Some(f), Some(b)) if types::is_subclass(right, left) && types::lookup(t, left, op.reflected(t)) != Some(b.method) => [Some(b), Some(f)],
        (None, b) => [b, None],
        (f, b) => [f, b],
    }
}

fn is_sequence(class: Value) -> bool {
    use crate::layout::Payload::*;
    matches!(types::payload(class), Str | List | Tuple | Bytes | ByteArray)
}

/// The pairs of exact builtin types that need no method lookup. `None`: not one of them.
#[inline]
pub fn builtin_binary(t: &mut Thread, op: BinaryOp, a: Value, b: Value) -> Option<Result<Value, Raised>> {
    let (sa, sb) = (t.shape_of(a), t.shape_of(b));
    let is_int = |s: u32| matches!(s, id::INT | id::BIG_INT | id::BOOL);
    if is_int(sa) && is_int(sb) {
        if sa == id::BOOL && sb == id::BOOL && matches!(op, BinaryOp::And | BinaryOp::Or | BinaryOp::Xor) {
            let (x, y) = (a == Value::TRUE, b == Value::TRUE);
            return Some(Ok(Value::bool(match op {
                BinaryOp::And => x & y,
                BinaryOp::Or => x | y,
                _ => x ^ y,
            })));
        }
        let (a, b) = (int::value_of(t, a), int::value_of(t, b));
        return int_binary(t, op, a, b);
    }
    if (sa == id::FLOAT || is_int(sa)) && (sb == id::FLOAT || is_int(sb)) {
        return float_binary(t, op, a, b);
    }
    match (op, sa, sb) {
        (BinaryOp::Add, id::STR, id::STR) => Some(Ok(string::concat(t, a, b))),
        (BinaryOp::Add, id::LIST, id::LIST) => Some(list::concat(t, a, b)),
        (BinaryOp::Add, id::TUPLE, id::TUPLE) => Some(tuple::concat(t, a, b)),
        (BinaryOp::Mul, id::LIST, id::INT) => Some(list::repeat(t, a, b)),
        (BinaryOp::Mul, id::TUPLE, id::INT) => Some(tuple::repeat(t, a, b)),
        (BinaryOp::Mul, id::STR, id::INT) => Some(string::repeat(t, a, b.as_small())),
        (BinaryOp::Mod, id::STR, _) => Some(string::percent(t, a, b)),
        _ => None,
    }
}

/// Exact ints.
pub fn int_binary(t: &mut Thread, op: BinaryOp, a: Value, b: Value) -> Option<Result<Value, Raised>> {
    if let Some(v) = int::short_binary(t, op, a, b) {
        return Some(Ok(v));
    }
    Some(match op {
        BinaryOp::Add => int::add(t, a, b),
        BinaryOp::Sub => int::sub(t, a, b),
        BinaryOp::Mul => int::mul(t, a, b),
        BinaryOp::TrueDiv => int::true_div(t, a, b),
        BinaryOp::FloorDiv => int::floordiv(t, a, b),
        BinaryOp::Mod => int::modulo(t, a, b),
        BinaryOp::Pow => int::pow(t, a, b),
        BinaryOp::LShift => int::lshift(t, a, b),
        BinaryOp::RShift => int::rshift(t, a, b),
        BinaryOp::And => int::and(t, a, b),
        BinaryOp::Or => int::or(t, a, b),
        BinaryOp::Xor => int::xor(t, a, b),
        BinaryOp::MatMul => return None,
    })
}

/// Floats, or a float and an int or bool. `None`: no such operator for floats.
fn float_binary(t: &mut Thread, op: BinaryOp, a: Value, b: Value) -> Option<Result<Value, Raised>> {
    if matches!(
        op,
        BinaryOp::MatMul | BinaryOp::LShift | BinaryOp::RShift | BinaryOp::And | BinaryOp::Or | BinaryOp::Xor
    ) {
        return None;
    }
    let mut number = |v: Value| match float::value(v) {
        Some(x) => Ok(x),
        None => int::to_f64(t, int::value_of(t, v)),
    };
    let (x, y) = match number(a).and_then(|x| number(b).map(|y| (x, y))) {
        Ok(pair) => pair,
        Err(raised) => return Some(Err(raised)),
    };
    Some(match op {
        BinaryOp::Add => Ok(t.float(x + y)),
        BinaryOp::Sub => Ok(t.float(x - y)),
        BinaryOp::Mul => Ok(t.float(x * y)),
        BinaryOp::TrueDiv if y == 0.0 => Err(t.zero_division("division by zero")),
        BinaryOp::TrueDiv => Ok(t.float(x / y)),
        BinaryOp::FloorDiv => float::floordiv(t, x, y),
        BinaryOp::Mod => float::modulo(t, x, y),
        _ => float::pow(t, x, y),
    })
}

/// `a op b`
pub fn binary(t: &mut Thread, op: BinaryOp, a: Value, b: Value) -> Result<Value, Raised> {
    if let Some(result) = builtin_binary(t, op, a, b) {
        return result;
    }
    binary_by_methods(t, op, a, b, false)
}

fn binary_by_methods(t: &mut Thread, op: BinaryOp, a: Value, b: Value, inplace: bool) -> Result<Value, Raised> {
    let (left, right) = (t.class_of(a), t.class_of(b));
    for attempt in tries(t, op, left, right).into_iter().flatten() {
        let (receiver, other) = if attempt.reflected { (b, a) } else { (a, b) };
        let result = call::call_unbound(t, attempt.method, receiver, &[other])?;
        if result != Value::NOT_IMPLEMENTED {
            return Ok(result);
        }
    }
    Err(unsupported(t, op, a, b, inplace))
}

/// `a op= b`
pub fn inplace(t: &mut Thread, op: BinaryOp, a: Value, b: Value) -> Result<Value, Raised> {
    if !matches!(t.shape_of(a), id::LIST | id::SET | id::DICT | id::BYTEARRAY)
        && let Some(result) = builtin_binary(t, op, a, b)
    {
        return result;
    }
    let class = t.class_of(a);
    let name = op.inplace_method(t);
    if let Some(method) = types::lookup(t, class, name) {
        let result = call::call_unbound(t, method, a, &[b])?;
        if result != Value::NOT_IMPLEMENTED {
            return Ok(result);
        }
    }
    binary_by_methods(t, op, a, b, true)
}

/// The TypeError for operands that no method accepts.
pub fn unsupported(t: &mut Thread, op: BinaryOp, a: Value, b: Value, inplace: bool) -> Raised {
    let (left, right) = (t.type_name(a), t.type_name(b));
    // Sequences explain themselves: their concatenation and repetition have texts of their own.
    if op == BinaryOp::Add {
        let class = t.class_of(a);
        match types::payload(class) {
            crate::layout::Payload::Str => return t.type_error(format!("can only concatenate str (not \"{right}\") to str")),
            crate::layout::Payload::List => return t.type_error(format!("can only concatenate list (not \"{right}\") to list")),
            crate::layout::Payload::Tuple => return t.type_error(format!("can only concatenate tuple (not \"{right}\") to tuple")),
            crate::layout::Payload::Bytes => return t.type_error(format!("can't concat {right} to bytes")),
            _ => {}
        }
    }
    if op == BinaryOp::Mul {
        use crate::layout::Payload::*;
        let (class_a, class_b) = (t.class_of(a), t.class_of(b));
        let sequence = |p| matches!(p, Str | List | Tuple | Bytes | ByteArray);
        if sequence(types::payload(class_a)) {
            return t.type_error(format!("can't multiply sequence by non-int of type '{right}'"));
        }
        if sequence(types::payload(class_b)) {
            return t.type_error(format!("can't multiply sequence by non-int of type '{left}'"));
        }
    }
    let text = op.text(inplace);
    t.type_error(format!("unsupported operand type(s) for {text}: '{left}' and '{right}'"))
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UnaryOp {
    Neg,
    Pos,
    Invert,
}

/// `-a`, `+a`, `~a`
pub fn unary(t: &mut Thread, op: UnaryOp, a: Value) -> Result<Value, Raised> {
    match (op, t.shape_of(a)) {
        (UnaryOp::Neg, id::INT | id::BIG_INT) => return int::neg(t, a),
        (UnaryOp::Pos, id::INT | id::BIG_INT | id::FLOAT) => return Ok(a),
        (UnaryOp::Invert, id::INT | id::BIG_INT) => return int::invert(t, a),
        (UnaryOp::Neg, id::FLOAT) => {
            let x = float::value(a).unwrap_or(0.0);
            return Ok(t.float(-x));
        }
        _ => {}
    }
    let (name, text) = match op {
        UnaryOp::Neg => (t.names.neg, "-"),
        UnaryOp::Pos => (t.names.pos, "+"),
        UnaryOp::Invert => (t.names.invert, "~"),
    };
    match call::call_special(t, a, name, &[])? {
        Some(result) => Ok(result),
        None => {
            let message = format!("bad operand type for unary {text}: '{}'", t.type_name(a));
            Err(t.type_error(message))
        }
    }
}
