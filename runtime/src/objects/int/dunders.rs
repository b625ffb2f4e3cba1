//! The operator methods of `int` and `bool`. They take any int (bools, subclasses) and return
//! NotImplemented for other operands.

use super::{exact, text};
use crate::native::{Args, NativeDef};
use crate::objects::tuple;
use crate::ops::CompareOp;
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;

/// The exact ints of the receiver and its operand.
#[inline]
fn operands(t: &Thread, args: Args) -> Option<(Value, Value)> {
    Some((exact(t, args.get(0))?, exact(t, args.get(1))?))
}

/// The exact int of the receiver.
#[inline]
fn receiver(t: &Thread, args: Args) -> Value {
    super::value_of(t, args.get(0))
}

macro_rules! binary {
    ($($function:path => $forward:ident $reflected:ident;)*) => {$(
        fn $forward(t: &mut Thread, args: Args) -> Result<Value, Raised> {
            match operands(t, args) {
                Some((a, b)) => $function(t, a, b),
                None => Ok(Value::NOT_IMPLEMENTED),
            }
        }
        fn $reflected(t: &mut Thread, args: Args) -> Result<Value, Raised> {
            match operands(t, args) {
                Some((a, b)) => $function(t, b, a),
                None => Ok(Value::NOT_IMPLEMENTED),
            }
        }
    )*};
}

binary! {
    super::add => add radd;
    super::sub => sub rsub;
    super::mul => mul rmul;
    super::true_div => truediv rtruediv;
    super::floordiv => floordiv rfloordiv;
    super::modulo => modulo rmodulo;
    super::lshift => lshift rlshift;
    super::rshift => rshift rrshift;
    super::and => and rand;
    super::or => or ror;
    super::xor => xor rxor;
    divmod_pair => divmod rdivmod;
}

fn divmod_pair(t: &mut Thread, a: Value, b: Value) -> Result<Value, Raised> {
    let (quotient, remainder) = super::divmod(t, a, b)?;
    Ok(tuple::new(t, &[quotient, remainder]))
}

/// `base ** exponent`, with a third operand `pow(base, exponent, modulus)`.
fn power(t: &mut Thread, base: Value, exponent: Value, modulus: Option<Value>) -> Result<Value, Raised> {
    match modulus {
        None | Some(Value::NONE) => super::pow(t, base, exponent),
        Some(modulus) => match exact(t, modulus) {
            Some(modulus) => super::pow_mod(t, base, exponent, modulus),
            None => Ok(Value::NOT_IMPLEMENTED),
        },
    }
}

fn pow(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    match operands(t, args) {
        Some((a, b)) => power(t, a, b, args.opt(2)),
        None => Ok(Value::NOT_IMPLEMENTED),
    }
}

fn rpow(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    match operands(t, args) {
        Some((a, b)) => power(t, b, a, args.opt(2)),
        None => Ok(Value::NOT_IMPLEMENTED),
    }
}

macro_rules! comparison {
    ($($name:ident $op:ident;)*) => {$(
        fn $name(t: &mut Thread, args: Args) -> Result<Value, Raised> {
            Ok(match operands(t, args) {
                Some((a, b)) => Value::bool(CompareOp::$op.holds(super::compare(a, b))),
                None => Value::NOT_IMPLEMENTED,
            })
        }
    )*};
}

comparison! { lt Lt; le Le; eq Eq; ne Ne; gt Gt; ge Ge; }

fn neg(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = receiver(t, args);
    super::neg(t, v)
}

/// `+v`, `int(v)`, `operator.index(v)`, `v.__trunc__()` and friends: the exact int.
pub(super) fn itself(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(receiver(t, args))
}

fn invert(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = receiver(t, args);
    super::invert(t, v)
}

fn absolute(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = receiver(t, args);
    super::abs(t, v)
}

fn truth(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(Value::bool(super::is_nonzero(receiver(t, args))))
}

fn float(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = receiver(t, args);
    let x = super::to_f64(t, v)?;
    Ok(t.float(x))
}

fn hash(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let hash = super::hash(receiver(t, args));
    Ok(t.int(hash))
}

fn repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = receiver(t, args);
    text::to_str(t, v)
}

fn bool_repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(t.intern(if args.get(0) == Value::TRUE { "True" } else { "False" }))
}

macro_rules! bool_operators {
    ($($name:ident $fallback:ident $op:tt;)*) => {$(
        /// Two bools give a bool; anything else is int's business.
        fn $name(t: &mut Thread, args: Args) -> Result<Value, Raised> {
            let (a, b) = (args.get(0), args.get(1));
            if a.is_bool() && b.is_bool() {
                return Ok(Value::bool((a == Value::TRUE) $op (b == Value::TRUE)));
            }
            $fallback(t, args)
        }
    )*};
}

bool_operators! { bool_and and &; bool_or or |; bool_xor xor ^; }

static METHODS: &[NativeDef] = &[
    NativeDef::slot("__add__", 1, add),
    NativeDef::slot("__radd__", 1, radd),
    NativeDef::slot("__sub__", 1, sub),
    NativeDef::slot("__rsub__", 1, rsub),
    NativeDef::slot("__mul__", 1, mul),
    NativeDef::slot("__rmul__", 1, rmul),
    NativeDef::slot("__truediv__", 1, truediv),
    NativeDef::slot("__rtruediv__", 1, rtruediv),
    NativeDef::slot("__floordiv__", 1, floordiv),
    NativeDef::slot("__rfloordiv__", 1, rfloordiv),
    NativeDef::slot("__mod__", 1, modulo),
    NativeDef::slot("__rmod__", 1, rmodulo),
    NativeDef::slot("__divmod__", 1, divmod),
    NativeDef::slot("__rdivmod__", 1, rdivmod),
    NativeDef::slot_range("__pow__", 1, 2, pow),
    NativeDef::slot_range("__rpow__", 1, 2, rpow),
    NativeDef::slot("__lshift__", 1, lshift),
    NativeDef::slot("__rlshift__", 1, rlshift),
    NativeDef::slot("__rshift__", 1, rshift),
    NativeDef::slot("__rrshift__", 1, rrshift),
    NativeDef::slot("__and__", 1, and),
    NativeDef::slot("__rand__", 1, rand),
    NativeDef::slot("__or__", 1, or),
    NativeDef::slot("__ror__", 1, ror),
    NativeDef::slot("__xor__", 1, xor),
    NativeDef::slot("__rxor__", 1, rxor),
    NativeDef::slot("__lt__", 1, lt),
    NativeDef::slot("__le__", 1, le),
    NativeDef::slot("__eq__", 1, eq),
    NativeDef::slot("__ne__", 1, ne),
    NativeDef::slot("__gt__", 1, gt),
    NativeDef::slot("__ge__", 1, ge),
    NativeDef::slot("__neg__", 0, neg),
    NativeDef::slot("__pos__", 0, itself),
    NativeDef::slot("__invert__", 0, invert),
    NativeDef::slot("__abs__", 0, absolute),
    NativeDef::slot("__bool__", 0, truth),
    NativeDef::slot("__int__", 0, itself),
    NativeDef::slot("__index__", 0, itself),
    NativeDef::slot("__float__", 0, float),
    NativeDef::slot("__hash__", 0, hash),
    NativeDef::slot("__repr__", 0, repr),
];

static BOOL_METHODS: &[NativeDef] = &[
    NativeDef::slot("__and__", 1, bool_and),
    NativeDef::slot("__rand__", 1, bool_and),
    NativeDef::slot("__or__", 1, bool_or),
    NativeDef::slot("__ror__", 1, bool_or),
    NativeDef::slot("__xor__", 1, bool_xor),
    NativeDef::slot("__rxor__", 1, bool_xor),
    NativeDef::slot("__repr__", 0, bool_repr),
];

pub(super) fn init(t: &mut Thread) {
    let (int, bool) = (t.types.int, t.types.bool);
    types::add_methods(t, int, METHODS);
    types::add_methods(t, bool, BOOL_METHODS);
}
