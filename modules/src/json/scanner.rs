//! `make_scanner(context)`: the callable that reads one value at an index.
//!
//! Words: strict, object_hook, object_pairs_hook, parse_float, parse_int, parse_constant.

use super::parser::{Parser, Stop};
use super::strings::{byte_offset, character_index, decode_error};
use crate::support::{ClassDef, attribute, words};
use taipan_runtime::native::{Bind, GetSetDef, NativeDef};
use taipan_runtime::objects::{dict, exception, int, string, tuple};
use taipan_runtime::{Args, Raised, Thread, Value, ops};

const NAMES: [&str; 6] = ["strict", "object_hook", "object_pairs_hook", "parse_float", "parse_int", "parse_constant"];

fn new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    let [context] = args.bind(t, "make_scanner", ["context"], Bind::required(1))?;
    let context = context.unwrap_or(Value::NONE);
    let v = words::new(t, class, 0, &[]);
    for (i, name) in NAMES.iter().enumerate() {
        let mut option = attribute(t, context, name)?;
        if i == 0 {
            option = Value::bool(ops::truth(t, option)?);
        }
        words::set(t, v, i, option);
    }
    Ok(v)
}

/// `StopIteration(index)`, which the decoder takes for "Expecting value".
fn no_value(t: &mut Thread, index: usize) -> Raised {
    let class = t.exceptions.stop_iteration;
    let index = int::from_usize(t, index);
    exception::raise_with(t, class, &[index])
}

fn call(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let [text, index] = args.rest().bind(t, "scan_once", ["string", "idx"], Bind::required(2))?;
    let (text, index) = (text.unwrap_or(Value::NONE), index.unwrap_or(Value::NONE));
    if !string::is_str(t, text) {
        let message = format!("first argument must be a string, not {}", t.type_name(text));
        return Err(t.type_error(message));
    }
    let index = ops::index(t, index)?;
    if index < 0 {
        return Err(t.value_error("idx cannot be negative"));
    }
    if index as usize >= string::char_len(text) {
        return Err(no_value(t, index as usize));
    }
    let start = byte_offset(t, text, index as usize);
    let memo = dict::new(t);
    let mut parser = Parser::new(text, v, memo);
    match parser.value(t, start) {
        Ok((found, end)) => {
            let end = int::from_usize(t, character_index(text, end));
            Ok(tuple::new(t, &[found, end]))
        }
        Err(Stop::Raised(raised)) => Err(raised),
        Err(Stop::NoValue(at)) => {
            let at = character_index(text, at);
            Err(no_value(t, at))
        }
        Err(Stop::Problem(message, at)) => {
            let at = character_index(text, at.min(string::bytes(&text).len()));
            Err(decode_error(t, message, text, at))
        }
    }
}

pub static CLASS: ClassDef = ClassDef {
    new: Some(new),
    methods: &[NativeDef::slot_range("__call__", 0, NativeDef::MANY, call).keywords()],
    getsets: &[
        GetSetDef::read_only("strict", |_, v| Ok(words::get(v, 0))),
        GetSetDef::read_only("object_hook", |_, v| Ok(words::get(v, 1))),
        GetSetDef::read_only("object_pairs_hook", |_, v| Ok(words::get(v, 2))),
        GetSetDef::read_only("parse_float", |_, v| Ok(words::get(v, 3))),
        GetSetDef::read_only("parse_int", |_, v| Ok(words::get(v, 4))),
        GetSetDef::read_only("parse_constant", |_, v| Ok(words::get(v, 5))),
    ],
    doc: "JSON scanner object",
    ..ClassDef::new("_json", "Scanner")
};
