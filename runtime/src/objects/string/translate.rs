//! `translate` and `maketrans`.

use super::arguments::str_argument;
use super::{bytes, char_len, is_str, make, wtf8};
use crate::layout::Payload;
use crate::native::{Args, NativeDef};
use crate::objects::{dict, int};
use crate::ops;
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;

/// What a table says about a code point.
enum Mapped {
    Unchanged,
    Deleted,
    Code(u32),
    Text(Value),
}

/// What is known of an ASCII character.
#[derive(Clone, Copy, PartialEq)]
enum Known {
    Unasked,
    Deleted,
    /// It becomes one ASCII character.
    Direct,
}

fn look_up(t: &mut Thread, table: Value, code: u32) -> Result<Mapped, Raised> {
    let key = Value::small(i64::from(code));
    let entry = if dict::is_dict(t, table) && t.class_of(table) == t.types.dict {
        match dict::get(t, table, key)? {
            Some(entry) => entry,
            None => return Ok(Mapped::Unchanged),
        }
    } else {
        match ops::get_item(t, table, key) {
            Ok(entry) => entry,
            Err(Raised) if t.pending_is(t.exceptions.lookup_error) => {
                t.take_pending();
                return Ok(Mapped::Unchanged);
            }
            Err(Raised) => return Err(Raised),
        }
    };
    if entry.is_none() {
        return Ok(Mapped::Deleted);
    }
    if is_str(t, entry) {
        return Ok(Mapped::Text(entry));
    }
    match int::exact(t, entry) {
        Some(exact) => match int::to_i64(exact) {
            Some(code @ 0..=0x10FFFF) => Ok(Mapped::Code(code as u32)),
            _ => Err(t.value_error("character mapping must be in range(0x110000)")),
        },
        None => Err(t.type_error("character mapping must return integer, None or str")),
    }
}

fn translate(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (text, table) = (args.get(0), args.get(1));
    let whole = bytes(&text);
    let mut out = make::Builder::with_capacity(whole.len());
    // ASCII characters ask the table once.
    let mut known = [Known::Unasked; 128];
    // Those that become an ASCII character each, and which one.
    let (mut direct, mut mapped_to) = ([false; 256], [0u8; 256]);
    let mut position = 0;
    while position < whole.len() {
        let byte = whole[position];
        match known.get(byte as usize) {
            None | Some(Known::Unasked) => {}
            Some(Known::Deleted) => {
                position += 1;
                continue;
            }
            Some(Known::Direct) => {
                let run = whole[position..].iter().take_while(|byte| direct[**byte as usize]).count();
                out.text.extend(whole[position..position + run].iter().map(|byte| mapped_to[*byte as usize]));
                position += run;
                continue;
            }
        }
        let (code, length) = wtf8::decode(whole, position);
        position += length;
        let mapped = match look_up(t, table, code)? {
            Mapped::Unchanged => code,
            Mapped::Deleted => {
                if code < 128 {
                    known[code as usize] = Known::Deleted;
                }
                continue;
            }
            Mapped::Code(mapped) => mapped,
            Mapped::Text(replacement) => {
                out.push_value(replacement);
                continue;
            }
        };
        if code < 128 && mapped < 128 {
            known[code as usize] = Known::Direct;
            (direct[code as usize], mapped_to[code as usize]) = (true, mapped as u8);
        }
        out.push_code(mapped);
    }
    out.finish(t)
}

fn make_translation(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let table = dict::new(t);
    if args.len() == 1 {
        return from_mapping(t, args.get(0), table);
    }
    let (from, to) = (args.get(0), str_argument(t, args.get(1), "maketrans", 2)?);
    if !is_str(t, from) {
        return Err(t.type_error("first maketrans argument must be a string if there is a second argument"));
    }
    let deleted = match args.opt(2) {
        Some(deleted) => Some(str_argument(t, deleted, "maketrans", 3)?),
        None => None,
    };
    if char_len(from) != char_len(to) {
        return Err(t.value_error("the first two maketrans arguments must have equal length"));
    }
    for (old, new) in wtf8::code_points(bytes(&from)).zip(wtf8::code_points(bytes(&to))) {
        dict::set(t, table, Value::small(i64::from(old)), Value::small(i64::from(new)))?;
    }
    if let Some(deleted) = deleted {
        for code in wtf8::code_points(bytes(&deleted)) {
            dict::set(t, table, Value::small(i64::from(code)), Value::NONE)?;
        }
    }
    Ok(table)
}

fn from_mapping(t: &mut Thread, mapping: Value, table: Value) -> Result<Value, Raised> {
    let class = t.class_of(mapping);
    if types::payload(class) != Payload::Dict {
        return Err(t.type_error("if you give only one argument to maketrans it must be a dict"));
    }
    let mut position = 0;
    while let Some((key, value)) = dict::next_entry(mapping, &mut position) {
        let code = if is_str(t, key) {
            if char_len(key) != 1 {
                return Err(t.value_error("string keys in translatetable must be of length 1"));
            }
            Value::small(i64::from(wtf8::decode(bytes(&key), 0).0))
        } else if let Some(code) = int::exact(t, key) {
            code
        } else {
            return Err(t.type_error("keys in translate table mustbe strings or integers"));
        };
        dict::set(t, table, code, value)?;
    }
    Ok(table)
}

pub(super) static METHODS: &[NativeDef] = &[
    NativeDef::method("translate", 1, 1, translate),
    NativeDef::static_method("maketrans", 1, 3, make_translation),
];
