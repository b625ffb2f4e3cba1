//! `int(x)` and `int(text, base)`.

use super::{build, exact, raise, text, value_of};
use crate::layout::shape_id;
use crate::native::Args;
use crate::objects::{bytes, float, instance, string};
use crate::ops;
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;
use taipan_numeric::limbs::{self, ParseIntError};

/// `int(v)` without a base: ints, `__int__`, `__index__`, text.
pub fn from_number(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    if super::is_exact(v) {
        return Ok(v);
    }
    if let Some(x) = float::value(v) {
        return super::from_f64(t, x);
    }
    if v.has_shape(shape_id::STR) {
        return parse_text(t, v, 10);
    }
    let name = t.names.int;
    if let Some(result) = ops::call_special(t, v, name, &[])? {
        return match exact(t, result) {
            Some(int) => Ok(int),
            None => {
                let message = format!("__int__ returned non-int (type {})", t.type_name(result));
                Err(t.type_error(message))
            }
        };
    }
    let name = t.names.index;
    if ops::lookup_special(t, v, name).is_some() {
        return ops::index_value(t, v);
    }
    if string::is_str(t, v) || bytes::is_bytes_like(t, v) {
        return parse_text(t, v, 10);
    }
    let message = format!(
        "int() argument must be a string, a bytes-like object or a real number, not '{}'",
        t.type_name(v)
    );
    Err(t.type_error(message))
}

/// `int(v, base)` of a str or bytes-like object; the base was checked to be 0 or 2..=36.
pub fn parse_text(t: &mut Thread, v: Value, base: u32) -> Result<Value, Raised> {
    let raw = text_bytes(t, v);
    let ascii = taipan_numeric::text::number_text(raw);
    match limbs::parse_int(&ascii, base, text::max_str_digits()) {
        Ok(literal) => match literal.to_i64() {
            Some(i) => Ok(t.int(i)),
            None => build(t, literal.bound(), |out| literal.write(out)),
        },
        Err(error) => Err(invalid(t, v, base, error)),
    }
}

fn text_bytes(t: &Thread, v: Value) -> &'static [u8] {
    let raw: &[u8] = if string::is_str(t, v) {
        string::bytes(&v)
    } else {
        bytes::slice_of(t, &v).unwrap_or(&[])
    };
    // SAFETY: the object's bytes stay where they are while it lives, which the caller's argument ensures; nothing that
    // could change a bytearray runs while they are read.
    unsafe { std::slice::from_raw_parts(raw.as_ptr(), raw.len()) }
}

#[cold]
fn invalid(t: &mut Thread, v: Value, base: u32, error: ParseIntError) -> Raised {
    let shown = if error != ParseIntError::Invalid {
        String::new()
    } else if string::is_str(t, v) {
        // CPython cuts the text's repr after 200 characters.
        string::repr_text(string::bytes(&v)).chars().take(200).collect()
    } else {
        bytes::repr_text(text_bytes(t, v))
    };
    raise(t, error.into_error(base, &shown))
}

/// `int.__new__`
fn new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    if class == t.types.int && args.len() == 1 && !args.has_keywords() {
        return from_number(t, args.get(0));
    }
    let given = args.len() + args.keywords().count();
    if given > 2 {
        let message = if args.len() > 2 || !args.has_keywords() {
            format!("int expected at most 2 arguments, got {given}")
        } else {
            format!("int() takes at most 2 arguments ({given} given)")
        };
        return Err(t.type_error(message));
    }
    let mut base = args.opt(1);
    for (name, value) in args.keywords() {
        let name = string::to_string_lossy(name);
        if name != "base" {
            return Err(t.type_error(format!("int() got an unexpected keyword argument '{name}'")));
        }
        if base.is_some() {
            return Err(t.type_error("argument for int() given by name ('base') and position (2)"));
        }
        base = Some(value);
    }
    let value = match (args.opt(0), base) {
        (None, None) => Value::ZERO,
        (None, Some(_)) => return Err(t.type_error("int() missing string argument")),
        (Some(v), None) => from_number(t, v)?,
        (Some(v), Some(base)) => {
            let base = ops::index_clipped(t, base)?;
            if base != 0 && !(2..=36).contains(&base) {
                return Err(t.value_error("int() base must be >= 2 and <= 36, or 0"));
            }
            if !string::is_str(t, v) && !bytes::is_bytes(t, v) && !bytes::is_bytearray(t, v) {
                return Err(t.type_error("int() can't convert non-string with explicit base"));
            }
            parse_text(t, v, base as u32)?
        }
    };
    Ok(wrap(t, class, value))
}

/// An exact int as an instance of `class`, which is int or a subclass.
fn wrap(t: &mut Thread, class: Value, value: Value) -> Value {
    if class == t.types.int {
        return value;
    }
    let object = instance::allocate(t, class);
    let slot = object.address() + 8;
    // SAFETY: the payload word of a subclass of int.
    unsafe { *(slot as *mut Value) = value }
    t.heap.write_barrier(object, slot, value);
    object
}

/// `bool.__new__`
fn new_bool(t: &mut Thread, _: Value, args: Args) -> Result<Value, Raised> {
    args.no_keywords(t, "bool")?;
    match *args.positional() {
        [] => Ok(Value::FALSE),
        [v] => ops::truth(t, v).map(Value::bool),
        _ => Err(t.type_error(format!("bool expected at most 1 argument, got {}", args.len()))),
    }
}

/// `class(value)` for the class methods of int.
pub(super) fn of_class(t: &mut Thread, class: Value, value: Value) -> Result<Value, Raised> {
    if class == t.types.int {
        Ok(value_of(t, value))
    } else {
        ops::call(t, class, &[value])
    }
}

pub(super) fn init(t: &mut Thread) {
    types::set_new(t.types.int, new);
    types::set_new(t.types.bool, new_bool);
}
