//! The named methods and attributes of `int`.

use super::construct::of_class;
use super::{build, dunders, raise, text, to_i64, value_of, with_view};
use crate::native::{Args, Bind, GetSetDef, NativeDef};
use crate::objects::{bytes, string, tuple};
use crate::ops;
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;
use std::cmp::Ordering;
use taipan_numeric::limbs::{self, Endian};

fn receiver(t: &Thread, args: Args) -> Value {
    value_of(t, args.get(0))
}

fn bit_length(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let bits = with_view(receiver(t, args), |x| x.bit_length());
    Ok(super::from_u64(t, bits))
}

fn bit_count(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let bits = with_view(receiver(t, args), |x| x.bit_count());
    Ok(super::from_u64(t, bits))
}

fn as_integer_ratio(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = receiver(t, args);
    Ok(tuple::new(t, &[v, Value::small(1)]))
}

fn is_integer(_: &mut Thread, _: Args) -> Result<Value, Raised> {
    Ok(Value::TRUE)
}

/// The byte order named by an argument; big endian when there is none.
fn byte_order(t: &mut Thread, function: &str, order: Option<Value>) -> Result<Endian, Raised> {
    let Some(order) = order else {
        return Ok(Endian::Big);
    };
    if !string::is_str(t, order) {
        let message = format!("{function}() argument 'byteorder' must be str, not {}", t.type_name(order));
        return Err(t.type_error(message));
    }
    match string::bytes(&order) {
        b"little" => Ok(Endian::Little),
        b"big" => Ok(Endian::Big),
        _ => Err(t.value_error("byteorder must be either 'little' or 'big'")),
    }
}

fn signed_flag(t: &mut Thread, flag: Option<Value>) -> Result<bool, Raised> {
    flag.map_or(Ok(false), |flag| ops::truth(t, flag))
}

fn to_bytes(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = receiver(t, args);
    let options = Bind::required(0).keyword_from(2);
    let [length, order, signed] = args.rest().bind(t, "to_bytes", ["length", "byteorder", "signed"], options)?;
    let length = length.map_or(Ok(1), |length| ops::index(t, length))?;
    let order = byte_order(t, "to_bytes", order)?;
    let signed = signed_flag(t, signed)?;
    if length < 0 {
        return Err(t.value_error("length argument must be non-negative"));
    }
    let mut outcome = Ok(());
    let result = bytes::build(t, length as usize, |out| {
        outcome = with_view(v, |x| limbs::to_bytes(x, order, signed, out));
    })?;
    match outcome {
        Ok(()) => Ok(result),
        Err(error) => Err(raise(t, error)),
    }
}

fn from_bytes(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let options = Bind::required(1).keyword_from(2);
    let [source, order, signed] = args.rest().bind(t, "from_bytes", ["bytes", "byteorder", "signed"], options)?;
    let order = byte_order(t, "from_bytes", order)?;
    let signed = signed_flag(t, signed)?;
    let source = bytes::from_object(t, source.unwrap_or(Value::NONE))?;
    let raw = bytes::bytes(&source);
    let value = build(t, limbs::from_bytes_bound(raw.len()), |out| limbs::from_bytes(raw, order, signed, out))?;
    of_class(t, args.get(0), value)
}

/// `round(v, digits)` of an exact int: half to even at 10**-digits.
pub fn round_to(t: &mut Thread, v: Value, digits: Value) -> Result<Value, Raised> {
    if !super::is_negative(digits) {
        return Ok(v);
    }
    // 10**places above twice the value rounds to zero; log10(2) < 0.302.
    let most = with_view(v, |x| x.bit_length()) as f64 * 0.302 + 2.0;
    let Some(places) = to_i64(digits).map(i64::unsigned_abs).filter(|places| (*places as f64) <= most) else {
        return Ok(Value::ZERO);
    };
    let unit = super::pow(t, Value::small(10), Value::small(places as i64))?;
    let (quotient, remainder) = super::divmod(t, v, unit)?;
    let twice = super::add(t, remainder, remainder)?;
    let odd = with_view(quotient, |x| x.is_odd());
    let up = match super::compare(twice, unit) {
        Ordering::Less => false,
        Ordering::Equal => odd,
        Ordering::Greater => true,
    };
    let quotient = if up { super::add(t, quotient, Value::small(1))? } else { quotient };
    super::mul(t, quotient, unit)
}

fn round(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = receiver(t, args);
    match args.opt(1) {
        None | Some(Value::NONE) => Ok(v),
        Some(digits) => {
            let digits = ops::index_value(t, digits)?;
            round_to(t, v, digits)
        }
    }
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
    let v = receiver(t, args);
    formatted(t, v, spec, &type_name)
}

/// The exact int's text under a spec that is not empty; errors name the type.
pub fn formatted(t: &mut Thread, v: Value, spec: Value, type_name: &str) -> Result<Value, Raised> {
    let spec = string::text_lossy(&spec);
    let mut out = Vec::new();
    let limit = text::max_str_digits();
    match with_view(v, |x| taipan_numeric::format_spec::format_int(&spec, x, type_name, limit, &mut out)) {
        Ok(()) => string::try_new_wtf8(t, &out),
        Err(error) => Err(raise(t, error)),
    }
}

fn get_new_args(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = receiver(t, args);
    Ok(tuple::new(t, &[v]))
}

fn sizeof(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    // Digits of 30 bits behind 24 bytes, as in CPython.
    let bits = with_view(receiver(t, args), |x| x.bit_length()) as i64;
    Ok(Value::small(24 + 4 * ((bits + 29) / 30).max(1)))
}

fn value(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    Ok(value_of(t, v))
}

fn zero(_: &mut Thread, _: Value) -> Result<Value, Raised> {
    Ok(Value::ZERO)
}

fn one(_: &mut Thread, _: Value) -> Result<Value, Raised> {
    Ok(Value::small(1))
}

static METHODS: &[NativeDef] = &[
    NativeDef::method("bit_length", 0, 0, bit_length),
    NativeDef::method("bit_count", 0, 0, bit_count),
    NativeDef::method("as_integer_ratio", 0, 0, as_integer_ratio),
    NativeDef::method("is_integer", 0, 0, is_integer),
    NativeDef::method("conjugate", 0, 0, dunders::itself),
    NativeDef::method("to_bytes", 0, 3, to_bytes).keywords(),
    NativeDef::class_method("from_bytes", 1, 3, from_bytes).keywords(),
    NativeDef::method("__round__", 0, 1, round),
    NativeDef::method("__trunc__", 0, 0, dunders::itself),
    NativeDef::method("__floor__", 0, 0, dunders::itself),
    NativeDef::method("__ceil__", 0, 0, dunders::itself),
    NativeDef::method("__format__", 1, 1, format),
    NativeDef::method("__getnewargs__", 0, 0, get_new_args),
    NativeDef::method("__sizeof__", 0, 0, sizeof),
];

static ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef::read_only("real", value),
    GetSetDef::read_only("imag", zero),
    GetSetDef::read_only("numerator", value),
    GetSetDef::read_only("denominator", one),
];

pub(super) fn init(t: &mut Thread) {
    let class = t.types.int;
    types::add_methods(t, class, METHODS);
    types::add_getsets(t, class, ATTRIBUTES);
}
