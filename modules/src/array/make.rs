//! `array(typecode, initializer)`, and what pickling makes arrays from.

use super::kind::Kind;
use super::{bytes_of, is_array, items, kind, new_of, storage};
use crate::support::Place;
use taipan_runtime::native::NativeDef;
use taipan_runtime::objects::{bytearray, bytes, dict, instance, module, string, tuple};
use taipan_runtime::{Args, Raised, Thread, Value, ops, types};

fn code_argument(t: &mut Thread, v: Value) -> Result<Kind, Raised> {
    if !string::is_str(t, v) {
        let message = format!("array() argument 1 must be a unicode character, not {}", t.type_name(v));
        return Err(t.type_error(message));
    }
    if string::char_len(v) != 1 {
        let n = string::char_len(v);
        return Err(t.type_error(format!("array() argument 1 must be a unicode character, not a string of length {n}")));
    }
    match Kind::from_code(string::bytes(&v)[0]) {
        Some(kind) => Ok(kind),
        None => Err(t.value_error("bad typecode (must be b, B, u, w, h, H, i, I, l, L, q, Q, f or d)")),
    }
}

/// `array.__new__`
pub fn new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    if class == crate::support::place(t, Place::ArrayClass) {
        args.no_keywords(t, "array.array")?;
    }
    match args.len() {
        0 => return Err(t.type_error("array() takes at least 1 argument (0 given)")),
        1 | 2 => {}
        n => return Err(t.type_error(format!("array() takes at most 2 arguments ({n} given)"))),
    }
    let kind = code_argument(t, args.get(0))?;
    if kind == Kind::WideChar {
        warn_wide(t)?;
    }
    let a = new_of(t, class, kind, &[])?;
    let Some(source) = args.opt(1) else { return Ok(a) };
    if string::is_str(t, source) {
        if !kind.is_text() {
            let code = char::from(kind.code());
            return Err(t.type_error(format!("cannot use a str to initialize an array with typecode '{code}'")));
        }
        bytes_of::append_text(t, a, source)?;
    } else if is_array(t, source) && kind.is_text() != super::kind(source).is_text() {
        let (from, to) = (char::from(super::kind(source).code()), char::from(kind.code()));
        return Err(t.type_error(format!(
            "cannot use a unicode array to initialize an array with typecode '{}'",
            if kind.is_text() { from } else { to }
        )));
    } else if is_array(t, source) && super::kind(source) != kind {
        let listed = super::compare::to_list(t, source);
        items::extend_with(t, a, listed)?;
    } else if is_array(t, source) || !(bytes::is_bytes(t, source) || bytes::is_bytearray(t, source)) {
        items::extend_with(t, a, source)?;
    } else {
        bytes_of::append_bytes(t, a, source)?;
    }
    Ok(a)
}

fn warn_wide(t: &mut Thread) -> Result<(), Raised> {
    let category = t.exceptions.deprecation_warning;
    crate::warnings::warn(t, category, "The 'u' type code is deprecated and will be removed in Python 3.16", 1)
}

/// Code of an item format in pickles: see `_array_reconstructor`.
fn machine_format(kind: Kind) -> i64 {
    match kind {
        Kind::U8 => 0,
        Kind::I8 => 1,
        Kind::U16 => 2,
        Kind::I16 => 4,
        Kind::U32 => 6,
        Kind::I32 => 8,
        Kind::ULong | Kind::U64 => 10,
        Kind::Long | Kind::I64 => 12,
        Kind::F32 => 14,
        Kind::F64 => 16,
        Kind::WideChar | Kind::Char => 20,
    }
}

/// `_array_reconstructor(class, typecode, format, bytes)` for formats of this machine's sizes, in either byte order.
pub fn reconstruct(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let class = args.get(0);
    if !types::is_type(t, class) {
        let message = format!("first argument must be a type object, not {}", t.type_name(class));
        return Err(t.type_error(message));
    }
    if !types::is_subclass(class, crate::support::place(t, Place::ArrayClass)) {
        let message = format!("{} is not a subtype of array.array", types::name(class));
        return Err(t.type_error(message));
    }
    let kind = code_argument(t, args.get(1))?;
    let format = ops::index(t, args.get(2))?;
    let contents = args.get(3);
    if !bytes::is_bytes(t, contents) {
        let message = format!("fourth argument should be bytes, not {}", t.type_name(contents));
        return Err(t.type_error(message));
    }
    if !(0..=21).contains(&format) {
        return Err(t.value_error("third argument must be a valid machine format code."));
    }
    let size = kind.size();
    let same = format == machine_format(kind);
    let swapped = size > 1 && format == machine_format(kind) + 1;
    if !same && !swapped {
        return Err(t.not_implemented("unpickling an array of another machine's item size"));
    }
    let a = new_of(t, class, kind, &[])?;
    bytes_of::append_bytes(t, a, contents)?;
    if swapped {
        let target = storage(a);
        bytearray::bytes_mut(&target).chunks_exact_mut(size).for_each(<[u8]>::reverse);
    }
    Ok(a)
}

fn reduce(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let a = args.get(0);
    let class = t.class_of(a);
    let code = char::from(kind(a).code());
    let code = t.str(code.encode_utf8(&mut [0; 4]));
    let own = if instance::has_dict(t, a) { instance::attributes(t, a) } else { Value::NONE };
    let protocol = ops::index(t, args.get(1))?;
    if protocol < 3 {
        let items = super::compare::to_list(t, a);
        let arguments = tuple::new(t, &[code, items]);
        return Ok(tuple::new(t, &[class, arguments, own]));
    }
    let source = storage(a);
    let contents = bytes::new(t, bytearray::bytes(&source));
    let name = t.intern("array");
    let m = match dict::get_str(t.modules, name) {
        Some(m) if m.has_shape(taipan_runtime::layout::shape_id::MODULE) => m,
        _ => crate::support::import(t, "array")?,
    };
    let key = t.intern("_array_reconstructor");
    let function = dict::get_str(module::namespace(m), key).unwrap_or(Value::NONE);
    let arguments = tuple::new(t, &[class, code, Value::small(machine_format(kind(a))), contents]);
    Ok(tuple::new(t, &[function, arguments, own]))
}

pub static METHODS: &[NativeDef] = &[NativeDef::method("__reduce_ex__", 1, 1, reduce).doc("Return state information for pickling.")];
