//! `float(x)`.

use super::{try_f64, value};
use crate::field;
use crate::layout::{FloatBox, shape_id};
use crate::native::Args;
use crate::objects::{bytes, instance, int, string};
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;
use taipan_numeric::{floats, text};

/// `float(v)` of a str or bytes-like object.
pub fn parse_text(t: &mut Thread, v: Value) -> Result<f64, Raised> {
    let is_str = string::is_str(t, v);
    let parsed = {
        let raw: &[u8] = if is_str { string::bytes(&v) } else { bytes::slice_of(t, &v).unwrap_or(&[]) };
        floats::parse(&text::number_text(raw))
    };
    match parsed {
        Some(x) => Ok(x),
        None => {
            let shown = if is_str {
                string::repr_text(string::bytes(&v))
            } else {
                let shown = crate::ops::repr(t, v)?;
                string::to_string_lossy(shown)
            };
            Err(int::raise(t, floats::parse_error(&shown)))
        }
    }
}

/// `float(v)`
fn from_object(t: &mut Thread, v: Value) -> Result<f64, Raised> {
    if v.has_shape(shape_id::STR) {
        return parse_text(t, v);
    }
    if let Some(x) = try_f64(t, v)? {
        return Ok(x);
    }
    if string::is_str(t, v) || bytes::is_bytes_like(t, v) {
        return parse_text(t, v);
    }
    let message = format!("float() argument must be a string or a real number, not '{}'", t.type_name(v));
    Err(t.type_error(message))
}

/// `float.__new__`
fn new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    if class == t.types.float || args.has_keywords() {
        args.no_keywords(t, "float")?;
    }
    let x = match *args.positional() {
        [] => 0.0,
        [v] if value(v).is_some() && class == t.types.float => return Ok(v),
        [v] => from_object(t, v)?,
        _ => {
            return Err(t.type_error(format!("float expected at most 1 argument, got {}", args.len())));
        }
    };
    if class == t.types.float {
        return Ok(t.float(x));
    }
    let object = instance::allocate(t, class);
    // SAFETY: an instance of a subclass of float has the fields of a FloatBox.
    unsafe { (*object.cast::<FloatBox>()).value = x }
    debug_assert_eq!(field!(object, FloatBox, value).to_bits(), x.to_bits());
    Ok(object)
}

pub(super) fn init(t: &mut Thread) {
    types::set_new(t.types.float, new);
}
