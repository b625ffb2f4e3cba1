//! `IncrementalNewlineDecoder`: a decoder around a decoder, which makes all line endings `\n`.

use super::buffered::call;
use super::state::{self, Field, State};
use super::text::{Newline, newlines_value};
use super::text_read::translate;
use std::cell::Cell;
use taipan_runtime::objects::{int, string, tuple};
use taipan_runtime::{Args, Bind, GetSetDef, NativeDef, Raised, Thread, Value, ops};

pub struct NewlineState {
    translate: bool,
    held_cr: Cell<bool>,
    seen: Cell<u8>,
}

fn newline_state<'a>(t: &mut Thread, v: Value) -> Result<&'a NewlineState, Raised> {
    match state::get(v) {
        Some(State::Newline(s)) => Ok(s),
        _ => Err(t.value_error("IncrementalNewlineDecoder.__init__() not called")),
    }
}

fn init(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [decoder, translate, errors] = args
        .rest()
        .bind(t, "IncrementalNewlineDecoder", ["decoder", "translate", "errors"], Bind::required(2))?;
    let translate = ops::truth(t, translate.expect("required"))?;
    let v = args.get(0);
    state::set(
        t,
        v,
        State::Newline(NewlineState {
            translate,
            held_cr: Cell::new(false),
            seen: Cell::new(0),
        }),
    );
    state::set_field(t, v, Field::Decoder, decoder.expect("required"));
    let strict = t.intern("strict");
    state::set_field(t, v, Field::Errors, errors.unwrap_or(strict));
    Ok(Value::NONE)
}

fn decoder_of(v: Value) -> Option<Value> {
    state::field(v, Field::Decoder).filter(|d| !d.is_none())
}

fn decode(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [input, last] = args.rest().bind(t, "decode", ["input", "final"], Bind::required(1))?;
    let v = args.get(0);
    let s = newline_state(t, v)?;
    let last = last.map_or(Ok(false), |v| ops::truth(t, v))?;
    let input = input.expect("required");
    let text = match decoder_of(v) {
        Some(decoder) => call(t, decoder, "decode", &[input, Value::bool(last)])?,
        None => input,
    };
    if !string::is_str(t, text) {
        let message = format!("decoder should return a string result, not '{}'", t.type_name(text));
        return Err(t.type_error(message));
    }
    let mut out = Vec::new();
    if s.held_cr.replace(false) {
        out.push(b'\r');
    }
    out.extend_from_slice(string::bytes(&text));
    if !last && out.last() == Some(&b'\r') {
        out.pop();
        s.held_cr.set(true);
    }
    let mode = if s.translate { Newline::Universal } else { Newline::Keep };
    let out = translate(mode, &s.seen, out);
    Ok(string::new_wtf8(t, &out))
}

fn reset(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let s = newline_state(t, args.get(0))?;
    s.held_cr.set(false);
    s.seen.set(0);
    match decoder_of(args.get(0)) {
        Some(decoder) => call(t, decoder, "reset", &[]),
        None => Ok(Value::NONE),
    }
}

/// State: that of the decoder with one more bit, which says that a `\r` is held back.
fn get_state(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let s = newline_state(t, args.get(0))?;
    let (buffered, flag) = match decoder_of(args.get(0)) {
        Some(decoder) => {
            let state = call(t, decoder, "getstate", &[])?;
            if !tuple::is_tuple(t, state) || tuple::len(state) != 2 {
                return Err(t.type_error("illegal decoder state"));
            }
            (tuple::items(&state)[0], tuple::items(&state)[1])
        }
        None => (t.empty_bytes, Value::ZERO),
    };
    let doubled = int::lshift(t, flag, Value::small(1))?;
    let flag = int::or(t, doubled, Value::small(s.held_cr.get() as i64))?;
    Ok(tuple::new(t, &[buffered, flag]))
}

fn set_state(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let s = newline_state(t, args.get(0))?;
    let state = args.get(1);
    if !tuple::is_tuple(t, state) || tuple::len(state) != 2 {
        return Err(t.type_error("state argument must be a tuple"));
    }
    let (buffered, flag) = (tuple::items(&state)[0], tuple::items(&state)[1]);
    let low = int::and(t, flag, Value::small(1))?;
    s.held_cr.set(low != Value::ZERO);
    if let Some(decoder) = decoder_of(args.get(0)) {
        let flag = int::rshift(t, flag, Value::small(1))?;
        let inner = tuple::new(t, &[buffered, flag]);
        call(t, decoder, "setstate", &[inner])?;
    }
    Ok(Value::NONE)
}

pub static METHODS: &[NativeDef] = &[
    NativeDef::slot_range("__init__", 2, 3, init).keywords(),
    NativeDef::method("decode", 1, 2, decode).keywords(),
    NativeDef::method("reset", 0, 0, reset),
    NativeDef::method("getstate", 0, 0, get_state),
    NativeDef::method("setstate", 1, 1, set_state),
];
pub static GETSETS: &[GetSetDef] = &[GetSetDef::read_only("newlines", |t, v| {
    let seen = newline_state(t, v)?.seen.get();
    Ok(newlines_value(t, seen))
})];
