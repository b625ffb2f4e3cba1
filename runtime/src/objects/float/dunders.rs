//! The operator methods of `float`: the other operand may be a float or an int.

use super::{from_number, value_of};
use crate::native::{Args, NativeDef};
use crate::objects::{int, tuple};
use crate::ops::CompareOp;
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;

/// The receiver as a float.
#[inline]
pub(super) fn receiver(t: &Thread, args: Args) -> f64 {
    value_of(t, args.get(0)).unwrap_or(f64::NAN)
}

macro_rules! binary {
    ($($function:path => $forward:ident $reflected:ident;)*) => {$(
        fn $forward(t: &mut Thread, args: Args) -> Result<Value, Raised> {
            match from_number(t, args.get(1))? {
                Some(y) => $function(t, receiver(t, args), y),
                None => Ok(Value::NOT_IMPLEMENTED),
            }
        }
        fn $reflected(t: &mut Thread, args: Args) -> Result<Value, Raised> {
            match from_number(t, args.get(1))? {
                Some(y) => $function(t, y, receiver(t, args)),
                None => Ok(Value::NOT_IMPLEMENTED),
            }
        }
    )*};
}

binary! {
    sum => add radd;
    difference => sub rsub;
    product => mul rmul;
    quotient => truediv rtruediv;
    super::floordiv => floordiv rfloordiv;
    super::modulo => modulo rmodulo;
    divmod_pair => divmod rdivmod;
    super::pow => pow_two rpow_two;
}

fn sum(t: &mut Thread, x: f64, y: f64) -> Result<Value, Raised> {
    Ok(t.float(x + y))
}
fn difference(t: &mut Thread, x: f64, y: f64) -> Result<Value, Raised> {
    Ok(t.float(x - y))
}
fn product(t: &mut Thread, x: f64, y: f64) -> Result<Value, Raised> {
    Ok(t.float(x * y))
}
fn quotient(t: &mut Thread, x: f64, y: f64) -> Result<Value, Raised> {
    if y == 0.0 {
        return Err(t.zero_division("division by zero"));
    }
    Ok(t.float(x / y))
}
fn divmod_pair(t: &mut Thread, x: f64, y: f64) -> Result<Value, Raised> {
    let (quotient, remainder) = super::divmod(t, x, y)?;
    let (quotient, remainder) = (t.float(quotient), t.float(remainder));
    Ok(tuple::new(t, &[quotient, remainder]))
}

fn no_modulus(t: &mut Thread, args: Args) -> Result<(), Raised> {
    match args.opt(2) {
        None | Some(Value::NONE) => Ok(()),
        Some(_) => Err(t.type_error("pow() 3rd argument not allowed unless all arguments are integers")),
    }
}
fn pow(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    no_modulus(t, args)?;
    pow_two(t, args)
}
fn rpow(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    no_modulus(t, args)?;
    rpow_two(t, args)
}

macro_rules! comparison {
    ($($name:ident $op:ident;)*) => {$(
        fn $name(t: &mut Thread, args: Args) -> Result<Value, Raised> {
            let x = receiver(t, args);
            let other = args.get(1);
            if let Some(y) = value_of(t, other) {
                return Ok(Value::bool(CompareOp::$op.floats(x, y)));
            }
            Ok(match int::exact(t, other) {
                Some(i) => Value::bool(match super::compare_int(x, i) {
                    Some(order) => CompareOp::$op.holds(order),
                    None => CompareOp::$op == CompareOp::Ne,
                }),
                None => Value::NOT_IMPLEMENTED,
            })
        }
    )*};
}

comparison! { lt Lt; le Le; eq Eq; ne Ne; gt Gt; ge Ge; }

fn neg(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let x = receiver(t, args);
    Ok(t.float(-x))
}
/// `+x` and `float(x)`
fn itself(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    if super::is_exact(args.get(0)) {
        return Ok(args.get(0));
    }
    let x = receiver(t, args);
    Ok(t.float(x))
}
fn absolute(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let x = receiver(t, args);
    Ok(t.float(x.abs()))
}
fn truth(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(Value::bool(receiver(t, args) != 0.0))
}
/// `int(x)` and `math.trunc(x)`
pub(super) fn to_int(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let x = receiver(t, args);
    int::from_f64(t, x)
}
fn hash(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let hash = super::hash(args.get(0), receiver(t, args));
    Ok(t.int(hash))
}
fn repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let x = receiver(t, args);
    Ok(super::repr(t, x))
}

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
    NativeDef::slot("__lt__", 1, lt),
    NativeDef::slot("__le__", 1, le),
    NativeDef::slot("__eq__", 1, eq),
    NativeDef::slot("__ne__", 1, ne),
    NativeDef::slot("__gt__", 1, gt),
    NativeDef::slot("__ge__", 1, ge),
    NativeDef::slot("__neg__", 0, neg),
    NativeDef::slot("__pos__", 0, itself),
    NativeDef::slot("__abs__", 0, absolute),
    NativeDef::slot("__bool__", 0, truth),
    NativeDef::slot("__int__", 0, to_int),
    NativeDef::slot("__float__", 0, itself),
    NativeDef::slot("__hash__", 0, hash),
    NativeDef::slot("__repr__", 0, repr),
];

pub(super) fn init(t: &mut Thread) {
    let class = t.types.float;
    types::add_methods(t, class, METHODS);
}
