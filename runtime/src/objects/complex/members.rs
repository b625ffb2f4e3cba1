//! The methods and attributes of `complex`.

use super::arithmetic::{self, Operand, Parts, add, div, mul, sub};
use super::{new, repr_text, value};
use crate::native::{Args, GetSetDef, NativeDef};
use crate::objects::{float, int, string, tuple};
use crate::ops;
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;

fn receiver(t: &Thread, v: Value) -> Parts {
    value(t, v).unwrap_or((f64::NAN, f64::NAN))
}

/// A complex number, float or int as an operand.
fn operand(t: &mut Thread, v: Value) -> Result<Option<Operand>, Raised> {
    if let Some(parts) = value(t, v) {
        return Ok(Some(Operand::Complex(parts)));
    }
    Ok(float::from_number(t, v)?.map(Operand::Real))
}

fn parts(operand: Operand) -> Parts {
    match operand {
        Operand::Real(x) => (x, 0.0),
        Operand::Complex(parts) => parts,
    }
}

type Binary = fn(&mut Thread, Operand, Operand) -> Result<Value, Raised>;

fn binary(t: &mut Thread, args: Args, reflected: bool, f: Binary) -> Result<Value, Raised> {
    let own = Operand::Complex(receiver(t, args.get(0)));
    match operand(t, args.get(1))? {
        Some(other) if reflected => f(t, other, own),
        Some(other) => f(t, own, other),
        None => Ok(Value::NOT_IMPLEMENTED),
    }
}

macro_rules! operators {
    ($($function:ident => $forward:ident $reflected:ident;)*) => {$(
        fn $forward(t: &mut Thread, args: Args) -> Result<Value, Raised> {
            binary(t, args, false, $function)
        }
        fn $reflected(t: &mut Thread, args: Args) -> Result<Value, Raised> {
            binary(t, args, true, $function)
        }
    )*};
}

operators! {
    sum => add_method radd;
    difference => sub_method rsub;
    product => mul_method rmul;
    quotient => truediv rtruediv;
    power => pow_two rpow_two;
}

fn sum(t: &mut Thread, a: Operand, b: Operand) -> Result<Value, Raised> {
    let (x, y) = add(a, b);
    Ok(new(t, x, y))
}
fn difference(t: &mut Thread, a: Operand, b: Operand) -> Result<Value, Raised> {
    let (x, y) = sub(a, b);
    Ok(new(t, x, y))
}
fn product(t: &mut Thread, a: Operand, b: Operand) -> Result<Value, Raised> {
    let (x, y) = mul(a, b);
    Ok(new(t, x, y))
}
fn quotient(t: &mut Thread, a: Operand, b: Operand) -> Result<Value, Raised> {
    match div(a, b) {
        Some((x, y)) => Ok(new(t, x, y)),
        None => Err(t.zero_division("division by zero")),
    }
}
fn power(t: &mut Thread, a: Operand, b: Operand) -> Result<Value, Raised> {
    arithmetic::pow(t, parts(a), parts(b))
}

fn no_modulus(t: &mut Thread, args: Args) -> Result<(), Raised> {
    match args.opt(2) {
        None | Some(Value::NONE) => Ok(()),
        Some(_) => Err(t.value_error("complex modulo")),
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

/// Whether the receiver equals the other operand; `None`: not a number.
fn equals(t: &mut Thread, args: Args) -> Option<bool> {
    let (x, y) = receiver(t, args.get(0));
    let other = args.get(1);
    if let Some(parts) = value(t, other) {
        return Some(parts == (x, y));
    }
    if let Some(real) = float::value_of(t, other) {
        return Some(y == 0.0 && x == real);
    }
    let exact = int::exact(t, other)?;
    Some(y == 0.0 && float::compare_int(x, exact).is_some_and(|order| order.is_eq()))
}

fn eq(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(equals(t, args).map_or(Value::NOT_IMPLEMENTED, Value::bool))
}
fn ne(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(equals(t, args).map_or(Value::NOT_IMPLEMENTED, |equal| Value::bool(!equal)))
}
/// Complex numbers have no order.
fn unordered(_: &mut Thread, _: Args) -> Result<Value, Raised> {
    Ok(Value::NOT_IMPLEMENTED)
}

fn neg(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (x, y) = receiver(t, args.get(0));
    Ok(new(t, -x, -y))
}
/// `+v` and `v.__complex__()`
fn itself(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    if args.get(0).has_shape(crate::layout::shape_id::COMPLEX) {
        return Ok(args.get(0));
    }
    let (x, y) = receiver(t, args.get(0));
    Ok(new(t, x, y))
}
fn absolute(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (x, y) = receiver(t, args.get(0));
    let size = x.hypot(y);
    if size.is_infinite() && x.is_finite() && y.is_finite() {
        return Err(t.overflow_error("absolute value too large"));
    }
    Ok(t.float(size))
}
fn truth(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (x, y) = receiver(t, args.get(0));
    Ok(Value::bool(x != 0.0 || y != 0.0))
}
fn hash(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (x, y) = receiver(t, args.get(0));
    let part = |x| float::hash(args.get(0), x);
    let hash = part(x).wrapping_add(part(y).wrapping_mul(1_000_003));
    Ok(t.int(if hash == -1 { -2 } else { hash }))
}
fn repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (x, y) = receiver(t, args.get(0));
    Ok(t.str(&repr_text(x, y)))
}
fn format(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let spec = args.get(1);
    if !string::is_str(t, spec) {
        let message = format!("__format__() argument must be str, not {}", t.type_name(spec));
        return Err(t.type_error(message));
    }
    if string::bytes(&spec).is_empty() {
        return ops::str_of(t, args.get(0));
    }
    let (x, y) = receiver(t, args.get(0));
    let (spec, type_name) = (string::to_string_lossy(spec), t.type_name(args.get(0)));
    let mut out = Vec::new();
    match taipan_numeric::format_spec::format_complex(&spec, x, y, &type_name, &mut out) {
        Ok(()) => string::try_new_wtf8(t, &out),
        Err(error) => Err(int::raise(t, error)),
    }
}
fn conjugate(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (x, y) = receiver(t, args.get(0));
    Ok(new(t, x, -y))
}
fn get_new_args(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (x, y) = receiver(t, args.get(0));
    let (x, y) = (t.float(x), t.float(y));
    Ok(tuple::new(t, &[x, y]))
}
fn real(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    let (x, _) = receiver(t, v);
    Ok(t.float(x))
}
fn imaginary(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    let (_, y) = receiver(t, v);
    Ok(t.float(y))
}

static METHODS: &[NativeDef] = &[
    NativeDef::slot("__add__", 1, add_method),
    NativeDef::slot("__radd__", 1, radd),
    NativeDef::slot("__sub__", 1, sub_method),
    NativeDef::slot("__rsub__", 1, rsub),
    NativeDef::slot("__mul__", 1, mul_method),
    NativeDef::slot("__rmul__", 1, rmul),
    NativeDef::slot("__truediv__", 1, truediv),
    NativeDef::slot("__rtruediv__", 1, rtruediv),
    NativeDef::slot_range("__pow__", 1, 2, pow),
    NativeDef::slot_range("__rpow__", 1, 2, rpow),
    NativeDef::slot("__eq__", 1, eq),
    NativeDef::slot("__ne__", 1, ne),
    NativeDef::slot("__lt__", 1, unordered),
    NativeDef::slot("__le__", 1, unordered),
    NativeDef::slot("__gt__", 1, unordered),
    NativeDef::slot("__ge__", 1, unordered),
    NativeDef::slot("__neg__", 0, neg),
    NativeDef::slot("__pos__", 0, itself),
    NativeDef::slot("__abs__", 0, absolute),
    NativeDef::slot("__bool__", 0, truth),
    NativeDef::slot("__hash__", 0, hash),
    NativeDef::slot("__repr__", 0, repr),
    NativeDef::method("__complex__", 0, 0, itself),
    NativeDef::method("__format__", 1, 1, format),
    NativeDef::method("__getnewargs__", 0, 0, get_new_args),
    NativeDef::method("conjugate", 0, 0, conjugate),
];

static ATTRIBUTES: &[GetSetDef] = &[GetSetDef::read_only("real", real), GetSetDef::read_only("imag", imaginary)];

pub(super) fn init(t: &mut Thread) {
    let class = t.types.complex;
    types::add_methods(t, class, METHODS);
    types::add_getsets(t, class, ATTRIBUTES);
}
