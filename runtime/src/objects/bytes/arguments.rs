//! Checking arguments that should be bytes-like, with CPython's texts.

use super::{is_bytes_like, slice_of};
use crate::objects::int;
use crate::ops;
use crate::thread::{Raised, Thread};
use crate::value::Value;

/// The argument must be bytes-like.
pub fn bytes_like(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    if is_bytes_like(t, v) {
        return Ok(v);
    }
    let message = format!("a bytes-like object is required, not '{}'", t.type_name(v));
    Err(t.type_error(message))
}

/// Calls `f` with the contents of an argument that must be bytes-like.
pub fn with_bytes<R>(t: &mut Thread, v: Value, f: impl FnOnce(&[u8]) -> R) -> Result<R, Raised> {
    let v = bytes_like(t, v)?;
    Ok(f(slice_of(t, &v).unwrap_or(&[])))
}

/// The argument as one byte: `byte must be in range(0, 256)`.
pub fn byte(t: &mut Thread, v: Value) -> Result<u8, Raised> {
    let exact = ops::index_value(t, v)?;
    match int::to_i64(exact).map(u8::try_from) {
        Some(Ok(byte)) => Ok(byte),
        _ => Err(t.value_error("byte must be in range(0, 256)")),
    }
}

/// What to search for: a bytes-like object, or an int as one byte.
pub enum Pattern {
    Byte([u8; 1]),
    Bytes(Value),
}

impl Pattern {
    /// From an argument of `find`, `count`, `in`.
    pub fn new(t: &mut Thread, v: Value) -> Result<Pattern, Raised> {
        if is_bytes_like(t, v) {
            return Ok(Pattern::Bytes(v));
        }
        if int::is_int(t, v) || ops::lookup_special(t, v, t.names.index).is_some() {
            return byte(t, v).map(|byte| Pattern::Byte([byte]));
        }
        let message = format!("argument should be integer or bytes-like object, not '{}'", t.type_name(v));
        Err(t.type_error(message))
    }
    /// The bytes.
    pub fn get(&self, t: &Thread) -> &[u8] {
        match self {
            Pattern::Byte(byte) => byte,
            Pattern::Bytes(v) => slice_of(t, v).unwrap_or(&[]),
        }
    }
}
