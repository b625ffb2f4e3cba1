//! The functions of `_struct` and the class `Struct`.
//!
//! Words of a Struct: the format as str, its bytes. Formats are parsed at each use, which takes less time than packing.

use super::layout::Layout;
use super::{error, pack, unpack};
use crate::support::{ClassDef, Place, place, repr_text, words};
use taipan_runtime::layout::{TYPE_BASE, TYPE_WEAKREF};
use taipan_runtime::native::{Bind, GetSetDef, NativeDef};
use taipan_runtime::objects::{bytearray, bytes, string};
use taipan_runtime::{Args, Raised, Thread, Value, ops};

fn parse(t: &mut Thread, format: Value) -> Result<Layout, Raised> {
    let parsed = if string::is_str(t, format) {
        if !string::is_ascii(format) {
            // The text of the error is that of the encoding.
            let encoding = t.str("ascii");
            crate::support::call_method(t, format, "encode", &[encoding])?;
        }
        Layout::parse(string::bytes(&format))
    } else if bytes::is_bytes(t, format) {
        Layout::parse(bytes::bytes(&format))
    } else {
        let message = format!("Struct() argument 1 must be a str or bytes object, not {}", t.type_name(format));
        return Err(t.type_error(message));
    };
    parsed.map_err(|problem| error(t, problem))
}

fn of(t: &mut Thread, v: Value) -> Result<Layout, Raised> {
    let format = words::get(v, 0);
    if format == Value::ZERO {
        return Err(t.runtime_error("Struct object is not initialized"));
    }
    parse(t, format)
}

fn pack_values(t: &mut Thread, layout: &Layout, values: &[Value], function: &str) -> Result<Vec<u8>, Raised> {
    if values.len() != layout.values {
        let (wanted, given) = (layout.values, values.len());
        return Err(error(t, format!("{function} expected {wanted} items for packing (got {given})")));
    }
    let mut out = vec![0u8; layout.size];
    pack::pack(t, layout, values, &mut out)?;
    Ok(out)
}

fn do_pack(t: &mut Thread, layout: &Layout, values: &[Value]) -> Result<Value, Raised> {
    let out = pack_values(t, layout, values, "pack")?;
    Ok(bytes::new(t, &out))
}

/// Where `size` bytes at `offset` lie in a buffer of `length` bytes.
fn place_in(t: &mut Thread, offset: Value, length: usize, size: usize, packing: bool) -> Result<usize, Raised> {
    let mut offset = ops::index(t, offset)?;
    if offset < 0 {
        if offset + size as i64 > 0 {
            let what = if packing { "no space to pack" } else { "not enough data to unpack" };
            return Err(error(t, format!("{what} {size} bytes at offset {offset}")));
        }
        if offset + (length as i64) < 0 {
            return Err(error(t, format!("offset {offset} out of range for {length}-byte buffer")));
        }
        offset += length as i64;
    }
    if (length as i64) - offset < size as i64 {
        let (function, doing) = if packing { ("pack_into", "packing") } else { ("unpack_from", "unpacking") };
        let wanted = size as i64 + offset;
        return Err(error(
            t,
            format!("{function} requires a buffer of at least {wanted} bytes for {doing} {size} bytes at offset {offset} (actual buffer size is {length})"),
        ));
    }
    Ok(offset as usize)
}

fn do_pack_into(t: &mut Thread, layout: &Layout, args: &[Value]) -> Result<Value, Raised> {
    let [buffer, offset, values @ ..] = args else {
        return Err(match args.len() {
            0 => error(t, "pack_into expected buffer argument"),
            _ => error(t, "pack_into expected offset argument"),
        });
    };
    if values.len() != layout.values {
        let (wanted, given) = (layout.values, values.len());
        return Err(error(t, format!("pack_into expected {wanted} items for packing (got {given})")));
    }
    if !bytes::is_bytearray(t, *buffer) {
        if bytes::is_bytes_like(t, *buffer) && !bytes::is_bytes(t, *buffer) {
            return write_view(t, layout, *buffer, *offset, values);
        }
        let message = format!("argument must be read-write bytes-like object, not {}", t.type_name(*buffer));
        return Err(t.type_error(message));
    }
    let at = place_in(t, *offset, bytearray::len(*buffer), layout.size, true)?;
    let out = pack_values(t, layout, values, "pack_into")?;
    if at + out.len() > bytearray::len(*buffer) {
        return Err(error(t, "the buffer shrank while it was packed into"));
    }
    bytearray::bytes_mut(buffer)[at..at + out.len()].copy_from_slice(&out);
    Ok(Value::NONE)
}

/// Into a view of something else: byte by byte through its own item assignment.
fn write_view(t: &mut Thread, layout: &Layout, buffer: Value, offset: Value, values: &[Value]) -> Result<Value, Raised> {
    let length = bytes::slice_of(t, &buffer).map_or(0, <[u8]>::len);
    let at = place_in(t, offset, length, layout.size, true)?;
    let out = pack_values(t, layout, values, "pack_into")?;
    let class = crate::support::builtin(t, "memoryview")?;
    let view = ops::call(t, class, &[buffer])?;
    for (i, byte) in out.iter().enumerate() {
        ops::set_item(t, view, Value::small((at + i) as i64), Value::small(i64::from(*byte)))?;
    }
    Ok(Value::NONE)
}

/// The bytes of a bytes-like object, copied because unpacking allocates.
fn contents(t: &mut Thread, v: Value) -> Result<Vec<u8>, Raised> {
    match bytes::slice_of(t, &v) {
        Some(data) => Ok(data.to_vec()),
        None => {
            let message = format!("a bytes-like object is required, not '{}'", t.type_name(v));
            Err(t.type_error(message))
        }
    }
}

fn do_unpack(t: &mut Thread, layout: &Layout, buffer: Value) -> Result<Value, Raised> {
    let data = contents(t, buffer)?;
    if data.len() != layout.size {
        let size = layout.size;
        return Err(error(t, format!("unpack requires a buffer of {size} bytes")));
    }
    unpack::unpack(t, layout, &data)
}

fn do_unpack_from(t: &mut Thread, layout: &Layout, buffer: Value, offset: Option<Value>) -> Result<Value, Raised> {
    let Some(length) = bytes::slice_of(t, &buffer).map(<[u8]>::len) else {
        // No buffer: the error says so.
        return contents(t, buffer).map(|_| Value::NONE);
    };
    let at = place_in(t, offset.unwrap_or(Value::ZERO), length, layout.size, false)?;
    // Only the part that is read is copied; evaluating the offset may have run code that shortened the buffer.
    let part = bytes::slice_of(t, &buffer).and_then(|data| data.get(at..at + layout.size)).map(<[u8]>::to_vec);
    match part {
        Some(part) => unpack::unpack(t, layout, &part),
        None => {
            let length = bytes::slice_of(t, &buffer).map_or(0, <[u8]>::len);
            place_in(t, Value::small(at as i64), length, layout.size, false)?;
            Err(error(t, "the buffer changed while it was unpacked"))
        }
    }
}

/// Words of the iterator: the format, the buffer; the raw word is the offset.
fn do_iter_unpack(t: &mut Thread, layout: &Layout, format: Value, buffer: Value) -> Result<Value, Raised> {
    if layout.size == 0 {
        return Err(error(t, "cannot iteratively unpack with a struct of length 0"));
    }
    let length = contents(t, buffer)?.len();
    if length % layout.size != 0 {
        let size = layout.size;
        return Err(error(t, format!("iterative unpacking requires a buffer of a multiple of {size} bytes")));
    }
    let class = place(t, Place::StructIterator);
    Ok(words::new(t, class, 0, &[format, buffer]))
}

fn iterator_next(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    let layout = parse(t, words::get(v, 0))?;
    let at = words::raw(v) as usize;
    let buffer = words::get(v, 1);
    let Some(data) = bytes::slice_of(t, &buffer).and_then(|d| d.get(at..at + layout.size)) else {
        return Ok(Value::HOLE);
    };
    let data = data.to_vec();
    words::set_raw(v, (at + layout.size) as u64);
    unpack::unpack(t, &layout, &data)
}

fn iterator_hint(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let layout = parse(t, words::get(v, 0))?;
    let buffer = words::get(v, 1);
    let left = bytes::slice_of(t, &buffer).map_or(0, <[u8]>::len).saturating_sub(words::raw(v) as usize);
    Ok(Value::small((left / layout.size.max(1)) as i64))
}

fn format_argument(t: &mut Thread, args: Args) -> Result<Layout, Raised> {
    match args.opt(0) {
        Some(format) => parse(t, format),
        None => Err(t.type_error("missing format argument")),
    }
}

fn calcsize(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let layout = parse(t, args.get(0))?;
    Ok(t.int(layout.size as i64))
}
fn pack_function(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let layout = format_argument(t, args)?;
    do_pack(t, &layout, &args.positional()[1..])
}
fn pack_into(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let layout = format_argument(t, args)?;
    do_pack_into(t, &layout, &args.positional()[1..])
}
fn unpack_function(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let layout = parse(t, args.get(0))?;
    do_unpack(t, &layout, args.get(1))
}
fn unpack_from(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [format, buffer, offset] = args.bind(t, "unpack_from", ["format", "buffer", "offset"], Bind::required(2).positional_only(1))?;
    let layout = parse(t, format.unwrap_or(Value::NONE))?;
    do_unpack_from(t, &layout, buffer.unwrap_or(Value::NONE), offset)
}
fn iter_unpack(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let layout = parse(t, args.get(0))?;
    do_iter_unpack(t, &layout, args.get(0), args.get(1))
}
fn clear_cache(_: &mut Thread, _: Args) -> Result<Value, Raised> {
    Ok(Value::NONE)
}

fn new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    let [format] = args.bind(t, "Struct", ["format"], Bind::required(1))?;
    let format = format.unwrap_or(Value::NONE);
    parse(t, format)?;
    let text = if string::is_str(t, format) {
        format
    } else {
        string::new_wtf8(t, bytes::bytes(&format))
    };
    Ok(words::new(t, class, 0, &[text]))
}

fn struct_pack(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let layout = of(t, args.get(0))?;
    do_pack(t, &layout, &args.positional()[1..])
}
fn struct_pack_into(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let layout = of(t, args.get(0))?;
    do_pack_into(t, &layout, &args.positional()[1..])
}
fn struct_unpack(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let layout = of(t, args.get(0))?;
    do_unpack(t, &layout, args.get(1))
}
fn struct_unpack_from(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let layout = of(t, args.get(0))?;
    let [buffer, offset] = args.rest().bind(t, "unpack_from", ["buffer", "offset"], Bind::required(1))?;
    do_unpack_from(t, &layout, buffer.unwrap_or(Value::NONE), offset)
}
fn struct_iter_unpack(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let layout = of(t, args.get(0))?;
    do_iter_unpack(t, &layout, words::get(args.get(0), 0), args.get(1))
}
fn repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let shown = repr_text(t, words::get(args.get(0), 0))?;
    let name = taipan_runtime::types::name(t.class_of(args.get(0)));
    Ok(t.str(&format!("{name}({shown})")))
}
fn size(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    let layout = of(t, v)?;
    Ok(t.int(layout.size as i64))
}

pub static CLASS: ClassDef = ClassDef {
    flags: TYPE_BASE | TYPE_WEAKREF,
    new: Some(new),
    methods: &[
        NativeDef::method("pack", 0, NativeDef::MANY, struct_pack).doc("Return a bytes object containing the values packed according to the format."),
        NativeDef::method("pack_into", 0, NativeDef::MANY, struct_pack_into)
            .doc("Pack the values and write the packed bytes into the writable buffer starting at offset."),
        NativeDef::method("unpack", 1, 1, struct_unpack).doc("Return a tuple containing unpacked values."),
        NativeDef::method("unpack_from", 1, 2, struct_unpack_from)
            .keywords()
            .doc("Return a tuple containing unpacked values, from offset on."),
        NativeDef::method("iter_unpack", 1, 1, struct_iter_unpack).doc("Return an iterator yielding tuples."),
        NativeDef::slot("__repr__", 0, repr),
    ],
    getsets: &[GetSetDef::read_only("format", |_, v| Ok(words::get(v, 0))), GetSetDef::read_only("size", size)],
    doc: "Struct(fmt) --> compiled struct object",
    ..ClassDef::new("_struct", "Struct")
};

pub static ITERATOR: ClassDef = ClassDef {
    next: Some(iterator_next),
    methods: &[NativeDef::method("__length_hint__", 0, 0, iterator_hint)],
    ..ClassDef::new("_struct", "unpack_iterator")
};

pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::function("calcsize", 1, 1, calcsize).doc("Return size in bytes of the struct described by the format string."),
    NativeDef::function("pack", 0, NativeDef::MANY, pack_function)
        .doc("Return a bytes object containing the values v1, v2, ... packed according to the format string."),
    NativeDef::function("pack_into", 0, NativeDef::MANY, pack_into)
        .doc("Pack the values v1, v2, ... according to the format string and write the packed bytes into the writable buffer buf starting at offset."),
    NativeDef::function("unpack", 2, 2, unpack_function).doc("Return a tuple containing values unpacked according to the format string."),
    NativeDef::function("unpack_from", 2, 3, unpack_from)
        .keywords()
        .doc("Return a tuple containing values unpacked according to the format string, from offset on."),
    NativeDef::function("iter_unpack", 2, 2, iter_unpack).doc("Return an iterator yielding tuples unpacked from the given bytes."),
    NativeDef::function("_clearcache", 0, 0, clear_cache).doc("Clear the internal cache."),
];
