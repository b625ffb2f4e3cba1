//! `ascii`, `chr`, `format`, `ord`, `repr`: between values and text.

use taipan_runtime::objects::{bytes, string};
use taipan_runtime::{Args, NativeDef, Raised, Thread, Value, ops};

fn repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    ops::repr(t, args.get(0))
}

fn ascii(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let text = ops::repr(t, args.get(0))?;
    if string::is_ascii(text) {
        return Ok(text);
    }
    let escaped = string::escape_non_ascii(string::bytes(&text));
    Ok(t.str(&escaped))
}

fn chr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    match ops::index(t, args.get(0)) {
        Ok(code @ 0..=0x10FFFF) => Ok(string::from_code_point(t, code as u32)),
        Err(raised) if !t.pending_is(t.exceptions.overflow_error) => Err(raised),
        _ => {
            t.take_pending();
            Err(t.value_error("chr() arg not in range(0x110000)"))
        }
    }
}

fn ord(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let n = if string::is_str(t, v) {
        if string::char_len(v) == 1 {
            let code = string::code_points(&v).next().unwrap_or(0);
            return Ok(Value::small(code as i64));
        }
        string::char_len(v)
    } else if let Some(data) = bytes::slice_of(t, &v) {
        if let [byte] = data {
            return Ok(Value::small(*byte as i64));
        }
        data.len()
    } else {
        let message = format!("ord() expected string of length 1, but {} found", t.type_name(v));
        return Err(t.type_error(message));
    };
    let message = format!("ord() expected a character, but string of length {n} found");
    Err(t.type_error(message))
}

fn format(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let spec = args.opt(1).unwrap_or(t.names.empty);
    if !string::is_str(t, spec) {
        let message = format!("format() argument 2 must be str, not {}", t.type_name(spec));
        return Err(t.type_error(message));
    }
    ops::format(t, args.get(0), spec)
}

pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::function("ascii", 1, 1, ascii)
        .tries()
        .doc("Return an ASCII-only representation of an object."),
    NativeDef::function("chr", 1, 1, chr)
        .tries()
        .leaf()
        .doc("Return a Unicode string of one character with ordinal i; 0 <= i <= 0x10ffff."),
    NativeDef::function("format", 1, 2, format)
        .tries()
        .doc("Return type(value).__format__(value, format_spec)"),
    NativeDef::function("ord", 1, 1, ord).tries().doc("Return the ordinal value of a character."),
    NativeDef::function("repr", 1, 1, repr)
        .tries()
        .doc("Return the canonical string representation of the object."),
];
