//! `bytes(...)`, and the conversion of any object to bytes, which `bytearray(...)` shares.

use super::{build, fill_payload, is_bytes, is_bytes_like, is_exact, new as new_bytes, slice_of};
use crate::layout::shape_id;
use crate::native::{Args, Bind};
use crate::objects::string::arguments::named_str;
use crate::objects::string::{self, codec};
use crate::objects::{instance, int, list, tuple};
use crate::ops;
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;

/// What a constructor's arguments ask for.
pub enum Source {
    /// So many zero bytes.
    Zeros(usize),
    /// The contents of this bytes-like object.
    Contents(Value),
}

/// Reads the arguments of `bytes(...)` or `bytearray(...)`; `kind` is the constructor's name.
pub fn source_of(t: &mut Thread, kind: &str, args: Args) -> Result<Source, Raised> {
    let total = args.len() + args.keywords().count();
    if total > 3 {
        return Err(t.type_error(format!("{kind}() takes at most 3 arguments ({total} given)")));
    }
    let [source, encoding, errors] = args.bind(t, kind, ["source", "encoding", "errors"], Bind::required(0))?;
    let encoding = match encoding {
        Some(encoding) => Some(named_str(t, encoding, kind, "encoding")?),
        None => None,
    };
    let errors = match errors {
        Some(errors) => Some(named_str(t, errors, kind, "errors")?),
        None => None,
    };
    let source = match source {
        Some(source) if string::is_str(t, source) => {
            let Some(encoding) = encoding else {
                return Err(t.type_error("string argument without an encoding"));
            };
            let errors = errors.map_or_else(|| "strict".to_owned(), string::to_string_lossy);
            let encoding = string::to_string_lossy(encoding);
            return codec::encode(t, source, &encoding, &errors).map(Source::Contents);
        }
        _ if encoding.is_some() => return Err(t.type_error("encoding without a string argument")),
        _ if errors.is_some() => return Err(t.type_error("errors without a string argument")),
        None => return Ok(Source::Zeros(0)),
        Some(source) => source,
    };
    if !source.is_small()
        && let Some(converted) = by_method(t, source)?
    {
        return Ok(Source::Contents(converted));
    }
    let is_index = int::is_int(t, source) || (!is_bytes_like(t, source) && ops::lookup_special(t, source, t.names.index).is_some());
    if is_index {
        let count = ops::index(t, source)?;
        return match usize::try_from(count) {
            Ok(count) => Ok(Source::Zeros(count)),
            Err(_) => Err(t.value_error("negative count")),
        };
    }
    collect(t, source, kind).map(Source::Contents)
}

/// `v.__bytes__()`, if the class has it. Exact bytes are themselves.
fn by_method(t: &mut Thread, v: Value) -> Result<Option<Value>, Raised> {
    if is_exact(v) || v.has_shape(shape_id::BYTEARRAY) {
        return Ok(None);
    }
    let name = t.names.bytes;
    let Some(result) = ops::call_special(t, v, name, &[])? else {
        return Ok(None);
    };
    if !is_bytes(t, result) {
        let message = format!("__bytes__ returned non-bytes (type {})", t.type_name(result));
        return Err(t.type_error(message));
    }
    Ok(Some(result))
}

/// The bytes of a bytes-like object (itself) or of an iterable of ints (a new bytes object). `kind` is for the error.
pub fn collect(t: &mut Thread, v: Value, kind: &str) -> Result<Value, Raised> {
    if is_bytes_like(t, v) {
        return Ok(v);
    }
    let sequence = if v.has_shape(shape_id::LIST) || v.has_shape(shape_id::TUPLE) {
        v
    } else {
        if string::is_str(t, v) {
            let message = format!("cannot convert 'str' object to {kind}");
            return Err(t.type_error(message));
        }
        match ops::iterate(t, v) {
            Ok(iterator) => ops::collect_list(t, iterator)?,
            Err(Raised) if t.pending_is(t.exceptions.type_error) => {
                t.take_pending();
                let message = format!("cannot convert '{}' object to {kind}", t.type_name(v));
                return Err(t.type_error(message));
            }
            Err(Raised) => return Err(Raised),
        }
    };
    let mut out = Vec::new();
    let mut at = 0;
    // `__index__` may run Python code that changes a list, hence the fresh look at each step.
    while let Some(item) = item_at(&sequence, at) {
        at += 1;
        let byte = match item {
            item if item.is_small() => u8::try_from(item.as_small()).ok(),
            item => {
                let exact = ops::index_value(t, item)?;
                int::to_i64(exact).and_then(|value| u8::try_from(value).ok())
            }
        };
        match byte {
            Some(byte) => out.push(byte),
            None if kind == "bytes" => return Err(t.value_error("bytes must be in range(0, 256)")),
            None => return Err(t.value_error("byte must be in range(0, 256)")),
        }
    }
    Ok(new_bytes(t, &out))
}

fn item_at(sequence: &Value, at: usize) -> Option<Value> {
    let items = if sequence.has_shape(shape_id::LIST) {
        list::items(sequence)
    } else {
        tuple::items(sequence)
    };
    items.get(at).copied()
}

/// Any object as exact bytes: `__bytes__`, bytes-like objects, iterables of ints, but no count.
pub fn from_object(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    if is_exact(v) {
        return Ok(v);
    }
    let contents = match by_method(t, v)? {
        Some(converted) => converted,
        None => collect(t, v, "bytes")?,
    };
    if is_exact(contents) {
        return Ok(contents);
    }
    let contents = slice_of(t, &contents).unwrap_or(&[]);
    Ok(new_bytes(t, contents))
}

/// `bytes.__new__`
fn new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    let exact = match source_of(t, "bytes", args)? {
        Source::Zeros(0) => t.empty_bytes,
        Source::Zeros(count) => build(t, count, |out| out.fill(0))?,
        Source::Contents(v) if is_exact(v) => v,
        Source::Contents(v) => {
            let contents = slice_of(t, &v).unwrap_or(&[]);
            build(t, contents.len(), |out| out.copy_from_slice(contents))?
        }
    };
    if class == t.types.bytes {
        return Ok(exact);
    }
    let object = instance::allocate(t, class);
    fill_payload(t, object, exact);
    Ok(object)
}

pub(super) fn init(t: &mut Thread) {
    types::set_new(t.types.bytes, new);
}
