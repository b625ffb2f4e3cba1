//! `isalpha` and its kin: a test of all characters.

use super::{bytes, is_ascii, unicode, wtf8};
use crate::native::{Args, NativeDef};
use crate::thread::{Raised, Thread};
use crate::value::Value;

/// Whether there are characters and all pass.
fn all(args: Args, ascii: fn(u8) -> bool, any: fn(u32) -> bool) -> Result<Value, Raised> {
    let s = args.get(0);
    let text = bytes(&s);
    let passed = if is_ascii(s) {
        text.iter().all(|byte| ascii(*byte))
    } else {
        wtf8::code_points(text).all(any)
    };
    Ok(Value::bool(passed && !text.is_empty()))
}

fn is_alpha(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    all(args, |b| b.is_ascii_alphabetic(), unicode::is_alphabetic)
}
fn is_alnum(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    all(args, |b| b.is_ascii_alphanumeric(), unicode::is_alphanumeric)
}
fn is_decimal(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    all(args, |b| b.is_ascii_digit(), unicode::is_decimal)
}
fn is_digit(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    all(args, |b| b.is_ascii_digit(), unicode::is_digit)
}
fn is_numeric(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    all(args, |b| b.is_ascii_digit(), unicode::is_numeric)
}
fn is_space(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    all(args, |b| unicode::is_space(u32::from(b)), unicode::is_space)
}

/// `str.isprintable`: true for the empty string too.
fn is_printable(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    let s = args.get(0);
    Ok(Value::bool(wtf8::code_points(bytes(&s)).all(unicode::is_printable)))
}

/// `str.isascii`
fn is_ascii_method(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(Value::bool(is_ascii(args.get(0))))
}

/// Whether a text is an identifier (keywords included).
pub fn is_identifier(text: &[u8]) -> bool {
    let mut points = wtf8::code_points(text);
    points.next().is_some_and(unicode::is_identifier_start) && points.all(unicode::is_identifier_continue)
}

fn is_identifier_method(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(Value::bool(is_identifier(bytes(&args.get(0)))))
}

fn is_lower(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    let mut cased = false;
    for code in wtf8::code_points(bytes(&args.get(0))) {
        if unicode::is_upper(code) || unicode::is_title(code) {
            return Ok(Value::FALSE);
        }
        cased = cased || unicode::is_lower(code);
    }
    Ok(Value::bool(cased))
}

fn is_upper(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    let mut cased = false;
    for code in wtf8::code_points(bytes(&args.get(0))) {
        if unicode::is_lower(code) || unicode::is_title(code) {
            return Ok(Value::FALSE);
        }
        cased = cased || unicode::is_upper(code);
    }
    Ok(Value::bool(cased))
}

fn is_title(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (mut cased, mut inside) = (false, false);
    for code in wtf8::code_points(bytes(&args.get(0))) {
        if unicode::is_upper(code) || unicode::is_title(code) {
            if inside {
                return Ok(Value::FALSE);
            }
            (inside, cased) = (true, true);
        } else if unicode::is_lower(code) {
            if !inside {
                return Ok(Value::FALSE);
            }
            cased = true;
        } else {
            inside = false;
        }
    }
    Ok(Value::bool(cased))
}

pub(super) static METHODS: &[NativeDef] = &[
    NativeDef::method("isalpha", 0, 0, is_alpha).leaf(),
    NativeDef::method("isalnum", 0, 0, is_alnum).leaf(),
    NativeDef::method("isascii", 0, 0, is_ascii_method),
    NativeDef::method("isdecimal", 0, 0, is_decimal),
    NativeDef::method("isdigit", 0, 0, is_digit).leaf(),
    NativeDef::method("isidentifier", 0, 0, is_identifier_method),
    NativeDef::method("islower", 0, 0, is_lower).leaf(),
    NativeDef::method("isnumeric", 0, 0, is_numeric),
    NativeDef::method("isprintable", 0, 0, is_printable),
    NativeDef::method("isspace", 0, 0, is_space).leaf(),
    NativeDef::method("istitle", 0, 0, is_title),
    NativeDef::method("isupper", 0, 0, is_upper).leaf(),
];
