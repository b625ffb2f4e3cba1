//! `strip`, `lstrip`, `rstrip`.

use super::{bytes, is_ascii, is_str, make, unicode, wtf8};
use crate::native::{Args, NativeDef};
use crate::thread::{Raised, Thread};
use crate::value::Value;

/// Bytes that remain after stripping characters that `drop` accepts from the chosen ends.
fn trimmed(text: &[u8], left: bool, right: bool, drop: impl Fn(u32) -> bool) -> (usize, usize) {
    let (mut from, mut to) = (0, text.len());
    while left && from < to {
        let (code, width) = wtf8::decode(text, from);
        if !drop(code) {
            break;
        }
        from += width;
    }
    while right && from < to {
        let at = wtf8::previous(text, to);
        if !drop(wtf8::decode(text, at).0) {
            break;
        }
        to = at;
    }
    (from, to)
}

fn strip_ends(t: &mut Thread, args: Args, name: &str, left: bool, right: bool) -> Result<Value, Raised> {
    let text = args.get(0);
    let whole = bytes(&text);
    let (from, to) = match args.opt(1) {
        None | Some(Value::NONE) => trimmed(whole, left, right, unicode::is_space),
        Some(set) if is_str(t, set) => {
            let characters = bytes(&set);
            if is_ascii(set) {
                // One bit per ASCII character.
                let mask = characters.iter().fold(0u128, |mask, byte| mask | 1 << byte);
                trimmed(whole, left, right, |code| code < 128 && mask >> code & 1 != 0)
            } else {
                trimmed(whole, left, right, |code| wtf8::code_points(characters).any(|c| c == code))
            }
        }
        Some(_) => return Err(t.type_error(format!("{name} arg must be None or str"))),
    };
    if to - from == whole.len() {
        return Ok(super::to_exact(t, text));
    }
    Ok(if is_ascii(text) {
        make::new_ascii(t, &whole[from..to])
    } else {
        make::new_wtf8(t, &whole[from..to])
    })
}

fn strip(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    strip_ends(t, args, "strip", true, true)
}
fn lstrip(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    strip_ends(t, args, "lstrip", true, false)
}
fn rstrip(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    strip_ends(t, args, "rstrip", false, true)
}

pub(super) static METHODS: &[NativeDef] = &[
    NativeDef::method("strip", 0, 1, strip).leaf(),
    NativeDef::method("lstrip", 0, 1, lstrip).leaf(),
    NativeDef::method("rstrip", 0, 1, rstrip).leaf(),
];
