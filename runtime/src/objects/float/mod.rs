//! `float`: self-tagged words, and a box for the few values that do not fit the tags.

mod arithmetic;
mod construct;
mod dunders;
mod methods;

pub use methods::formatted;

pub use arithmetic::{compare_int, divmod, floordiv, modulo, pow};
pub use construct::parse_text;

use crate::field;
use crate::header::Header;
use crate::layout::{FloatBox, Payload, shape_id};
use crate::objects::int;
use crate::ops;
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;

/// A box for a float that has no unboxed form; infinities are shared. Every NaN is an object of its own, because
/// containers find one by identity only: two of them are two keys.
#[cold]
pub fn boxed(t: &mut Thread, x: f64) -> Value {
    for shared in [t.inf, t.neg_inf] {
        if shared.is_pointer() && field!(shared, FloatBox, value).to_bits() == x.to_bits() {
            return shared;
        }
    }
    let memory = t.heap.alloc(size_of::<FloatBox>());
    let header = Header {
        shape: shape_id::FLOAT,
        aux: 0,
        state: 0,
        flags: 0,
    };
    // SAFETY: fresh memory of that size.
    unsafe { memory.cast::<FloatBox>().write(FloatBox { header, value: x }) }
    Value::from_address(memory as usize)
}

/// Makes the shared infinities (the thread's fields are roots).
pub fn bootstrap(t: &mut Thread) {
    t.inf = boxed(t, f64::INFINITY);
    t.neg_inf = boxed(t, f64::NEG_INFINITY);
}

/// The value of an exact float, boxed or not.
#[inline(always)]
pub fn value(v: Value) -> Option<f64> {
    if v.is_unboxed_float() {
        Some(v.as_unboxed_float())
    } else if v.has_shape(shape_id::FLOAT) {
        Some(field!(v, FloatBox, value))
    } else {
        None
    }
}

/// The value of a float or of an instance of a subclass.
#[inline]
pub fn value_of(t: &Thread, v: Value) -> Option<f64> {
    value(v).or_else(|| {
        let subclass = v.is_pointer() && types::payload(t.class_of(v)) == Payload::Float;
        subclass.then(|| field!(v, FloatBox, value))
    })
}

/// A float or an instance of a subclass.
pub fn is_float(t: &Thread, v: Value) -> bool {
    value_of(t, v).is_some()
}

/// A float, but of no subclass.
#[inline(always)]
pub fn is_exact(v: Value) -> bool {
    v.is_unboxed_float() || v.has_shape(shape_id::FLOAT)
}

/// The value of a float or int (bools and subclasses included) without asking methods; `None` for others.
pub fn from_number(t: &mut Thread, v: Value) -> Result<Option<f64>, Raised> {
    if let Some(x) = value_of(t, v) {
        return Ok(Some(x));
    }
    match int::exact(t, v) {
        Some(exact) => int::to_f64(t, exact).map(Some),
        None => Ok(None),
    }
}

/// Any real number as a float: floats, ints, `__float__`, `__index__`; TypeError `must be real number, not str`.
pub fn to_f64(t: &mut Thread, v: Value) -> Result<f64, Raised> {
    match try_f64(t, v)? {
        Some(x) => Ok(x),
        None => {
            let message = format!("must be real number, not {}", t.type_name(v));
            Err(t.type_error(message))
        }
    }
}

/// As [`to_f64`]; `None` when the value is no real number.
pub fn try_f64(t: &mut Thread, v: Value) -> Result<Option<f64>, Raised> {
    if let Some(x) = from_number(t, v)? {
        return Ok(Some(x));
    }
    let name = t.names.float;
    if let Some(result) = ops::call_special(t, v, name, &[])? {
        return match value_of(t, result) {
            Some(x) => Ok(Some(x)),
            None => {
                let message = format!("{}.__float__ returned non-float (type {})", t.type_name(v), t.type_name(result));
                Err(t.type_error(message))
            }
        };
    }
    let name = t.names.index;
    if ops::lookup_special(t, v, name).is_some() {
        let exact = ops::index_value(t, v)?;
        return int::to_f64(t, exact).map(Some);
    }
    Ok(None)
}

/// `hash(v)` of a float object: NaN hashes by identity.
pub fn hash(v: Value, x: f64) -> i64 {
    taipan_numeric::floats::hash(x, || (v.0 >> 4) as i64)
}

/// `repr(x)`
pub fn repr(t: &mut Thread, x: f64) -> Value {
    let text = taipan_numeric::floats::repr(x);
    t.str(&text)
}

/// Adds the members of `float`.
pub fn init(t: &mut Thread) {
    construct::init(t);
    dunders::init(t);
    methods::init(t);
}
