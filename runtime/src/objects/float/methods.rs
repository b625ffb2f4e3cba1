//! The named methods and attributes of `float`.

use super::dunders::{receiver, to_int};
use crate::native::{Args, GetSetDef, NativeDef};
use crate::objects::{int, string, tuple};
use crate::ops;
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;
use taipan_numeric::floats;

fn is_integer(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let x = receiver(t, args);
    Ok(Value::bool(x.is_finite() && x.floor() == x))
}

fn as_integer_ratio(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let ratio = match floats::integer_ratio(receiver(t, args)) {
        Ok(ratio) => ratio,
        Err(error) => return Err(int::raise(t, error)),
    };
    let mut numerator = int::from_limbs(t, ratio.negative, &[ratio.numerator]);
    let mut denominator = Value::small(1);
    let shift = Value::small(i64::from(ratio.exponent.unsigned_abs()));
    if ratio.exponent > 0 {
        numerator = int::lshift(t, numerator, shift)?;
    } else {
        denominator = int::lshift(t, denominator, shift)?;
    }
    Ok(tuple::new(t, &[numerator, denominator]))
}

fn hex(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let text = floats::to_hex(receiver(t, args));
    Ok(t.str(&text))
}

fn from_hex(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (class, text) = (args.get(0), args.get(1));
    if !string::is_str(t, text) {
        return Err(t.type_error("bad argument type for built-in operation"));
    }
    let parsed = floats::from_hex(string::bytes(&text));
    let x = match parsed {
        Ok(x) => t.float(x),
        Err(error) => return Err(int::raise(t, error)),
    };
    of_class(t, class, x)
}

fn from_number(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (class, number) = (args.get(0), args.get(1));
    if class == t.types.float && super::is_exact(number) {
        return Ok(number);
    }
    let x = super::to_f64(t, number)?;
    let x = t.float(x);
    of_class(t, class, x)
}

fn of_class(t: &mut Thread, class: Value, x: Value) -> Result<Value, Raised> {
    if class == t.types.float { Ok(x) } else { ops::call(t, class, &[x]) }
}

fn round(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let x = receiver(t, args);
    match args.opt(1) {
        None | Some(Value::NONE) => int::from_f64(t, floats::round_half_even(x)),
        Some(digits) => {
            let digits = ops::index_clipped(t, digits)?;
            match floats::round_to_digits(x, digits) {
                Ok(rounded) => Ok(t.float(rounded)),
                Err(error) => Err(int::raise(t, error)),
            }
        }
    }
}

fn floor(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let x = receiver(t, args);
    int::from_f64(t, x.floor())
}

fn ceil(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let x = receiver(t, args);
    int::from_f64(t, x.ceil())
}

fn conjugate(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    value(t, args.get(0))
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
    let type_name = t.type_name(args.get(0));
    let x = receiver(t, args);
    formatted(t, x, spec, &type_name)
}

/// The float's text under a spec that is not empty; errors name the type.
pub fn formatted(t: &mut Thread, x: f64, spec: Value, type_name: &str) -> Result<Value, Raised> {
    let spec = string::text_lossy(&spec);
    let mut out = Vec::new();
    match taipan_numeric::format_spec::format_float(&spec, x, type_name, &mut out) {
        Ok(()) => string::try_new_wtf8(t, &out),
        Err(error) => Err(int::raise(t, error)),
    }
}

fn get_format(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let kind = args.get(1);
    if !string::is_str(t, kind) {
        let message = format!("__getformat__() argument must be str, not {}", t.type_name(kind));
        return Err(t.type_error(message));
    }
    match string::bytes(&kind) {
        b"double" | b"float" => {
            let order = if cfg!(target_endian = "little") {
                "IEEE, little-endian"
            } else {
                "IEEE, big-endian"
            };
            Ok(t.str(order))
        }
        _ => Err(t.value_error("__getformat__() argument 1 must be 'double' or 'float'")),
    }
}

fn get_new_args(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let x = value(t, args.get(0))?;
    Ok(tuple::new(t, &[x]))
}

fn value(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    let x = super::value_of(t, v).unwrap_or(f64::NAN);
    Ok(t.float(x))
}

fn zero(_: &mut Thread, _: Value) -> Result<Value, Raised> {
    Ok(Value::try_float(0.0).unwrap_or(Value::ZERO))
}

static METHODS: &[NativeDef] = &[
    NativeDef::method("is_integer", 0, 0, is_integer),
    NativeDef::method("as_integer_ratio", 0, 0, as_integer_ratio),
    NativeDef::method("hex", 0, 0, hex),
    NativeDef::class_method("fromhex", 1, 1, from_hex),
    NativeDef::class_method("from_number", 1, 1, from_number),
    NativeDef::class_method("__getformat__", 1, 1, get_format),
    NativeDef::method("conjugate", 0, 0, conjugate),
    NativeDef::method("__round__", 0, 1, round),
    NativeDef::method("__trunc__", 0, 0, to_int),
    NativeDef::method("__floor__", 0, 0, floor),
    NativeDef::method("__ceil__", 0, 0, ceil),
    NativeDef::method("__format__", 1, 1, format),
    NativeDef::method("__getnewargs__", 0, 0, get_new_args),
];

static ATTRIBUTES: &[GetSetDef] = &[GetSetDef::read_only("real", value), GetSetDef::read_only("imag", zero)];

pub(super) fn init(t: &mut Thread) {
    let class = t.types.float;
    types::add_methods(t, class, METHODS);
    types::add_getsets(t, class, ATTRIBUTES);
}
