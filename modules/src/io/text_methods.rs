//! The methods and attributes of `TextIOWrapper`.

use super::buffered::{ask, call, size_argument};
use super::state::{self, BufferState, Field, State};
use super::text::{self, Newline, TextState, buffer_of, open_state, text_state};
use super::{classes, text_read, text_seek};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use taipan_runtime::objects::string::codec::Codec;
use taipan_runtime::objects::{iterators, list, string};
use taipan_runtime::{Args, Bind, GetSetDef, NativeDef, Raised, Thread, Value, ops, types};

/// Settings of a new text file.
pub struct TextOptions {
    pub encoding: Option<Value>,
    pub errors: Option<Value>,
    pub newline: Option<Value>,
    pub line_buffering: bool,
    pub write_through: bool,
}

/// A str option; `None` and Python's None are the same.
pub fn text_option(t: &mut Thread, v: Option<Value>, function: &str, name: &str) -> Result<Option<Value>, Raised> {
    match v {
        Some(v) if string::is_str(t, v) => Ok(Some(v)),
        Some(v) if !v.is_none() => {
            let message = format!("{function}() argument '{name}' must be str or None, not {}", t.type_name(v));
            Err(t.type_error(message))
        }
        _ => Ok(None),
    }
}

fn newline_of(t: &mut Thread, v: Option<Value>) -> Result<Newline, Raised> {
    let text = v.map(string::to_string_lossy);
    match Newline::from_text(text.as_deref()) {
        Some(newline) => Ok(newline),
        None => Err(t.value_error(format!("illegal newline value: {}", text.unwrap_or_default()))),
    }
}

/// The codec of an encoding; `None`: one of the module `codecs`, which must know it.
fn codec_of(t: &mut Thread, encoding: Value) -> Result<Option<Codec>, Raised> {
    let name = string::to_string_lossy(encoding);
    match Codec::from_name(&name) {
        Some(codec @ (Codec::Utf8 | Codec::Utf8Sig | Codec::Ascii | Codec::Latin1 | Codec::Utf16(_) | Codec::Utf32(_))) => Ok(Some(codec)),
        _ => {
            let module = t.intern("codecs");
            let empty = t.empty_tuple;
            let codecs = (t.hooks.import)(t, module, Value::NONE, empty, Value::ZERO)?;
            call(t, codecs, "lookup", &[encoding])?;
            Ok(None)
        }
    }
}

/// Makes `v` text over `buffer`.
pub fn set_up(t: &mut Thread, v: Value, buffer: Value, options: TextOptions) -> Result<(), Raised> {
    let newline = newline_of(t, options.newline)?;
    let encoding = match options.encoding {
        Some(e) if string::bytes(&e) == b"locale" => t.intern("UTF-8"),
        Some(e) => e,
        None => t.intern("UTF-8"),
    };
    let codec = codec_of(t, encoding)?;
    let errors = options.errors.map_or_else(|| "strict".to_string(), string::to_string_lossy);
    let native = native_buffer(t, buffer);
    let (readable, writable) = match &native {
        Some(s) => (s.readable, s.writable),
        None => (ask(t, buffer, "readable")?, ask(t, buffer, "writable")?),
    };
    let seekable = ask(t, buffer, "seekable")?;
    let mut started = false;
    if seekable && writable && !matches!(codec, Some(Codec::Utf8 | Codec::Ascii | Codec::Latin1)) {
        let at = call(t, buffer, "tell", &[])?;
        started = at != Value::ZERO;
    }
    let s = Rc::new(TextState {
        codec: Cell::new(codec),
        errors: RefCell::new(errors.clone()),
        newline: Cell::new(newline),
        line_buffering: Cell::new(options.line_buffering),
        write_through: Cell::new(options.write_through),
        readable,
        writable,
        detached: Cell::new(false),
        buffer: native,
        pending: RefCell::default(),
        started: Cell::new(started),
        decoded: RefCell::default(),
        decoded_at: Cell::new(0),
        chunk: RefCell::default(),
        pieces: RefCell::default(),
        tail: RefCell::default(),
        held_cr: Cell::new(false),
        order: Cell::new(None),
        begun: Cell::new(false),
        seen: Cell::new(0),
        telling: Cell::new(true),
        seekable,
    });
    if writable && s.buffer.is_some() {
        state::register_text(&s);
    }
    state::set(t, v, State::Text(s));
    let errors = t.intern(&errors);
    for (field, value) in [(Field::Below, buffer), (Field::Encoding, encoding), (Field::Errors, errors)] {
        state::set_field(t, v, field, value);
    }
    Ok(())
}

/// The state of a buffer that is exactly one of our classes, over our own raw file.
fn native_buffer(t: &Thread, buffer: Value) -> Option<Rc<BufferState>> {
    let (class, c) = (t.class_of(buffer), classes());
    if class != c.buffered_reader && class != c.buffered_writer && class != c.buffered_random {
        return None;
    }
    match state::get(buffer) {
        Some(State::Buffered(s)) if s.descriptor.is_some() && !s.detached.get() => Some(s.clone()),
        _ => None,
    }
}

fn init(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let names = ["buffer", "encoding", "errors", "newline", "line_buffering", "write_through"];
    let [buffer, encoding, errors, newline, line_buffering, write_through] = args.rest().bind(t, "TextIOWrapper", names, Bind::required(1))?;
    let truth = |t: &mut Thread, v: Option<Value>| v.map_or(Ok(false), |v| ops::truth(t, v));
    let options = TextOptions {
        encoding: text_option(t, encoding, "TextIOWrapper", "encoding")?,
        errors: text_option(t, errors, "TextIOWrapper", "errors")?,
        newline: text_option(t, newline, "TextIOWrapper", "newline")?,
        line_buffering: truth(t, line_buffering)?,
        write_through: truth(t, write_through)?,
    };
    set_up(t, args.get(0), buffer.expect("required"), options)?;
    Ok(Value::NONE)
}

fn reconfigure(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let s = open_state(t, v)?;
    let names = ["encoding", "errors", "newline", "line_buffering", "write_through"];
    let [encoding, errors, newline, line_buffering, write_through] = args.rest().bind(t, "reconfigure", names, Bind::required(0).keyword_from(0))?;
    let changes_reading = encoding.is_some_and(|v| !v.is_none()) || errors.is_some_and(|v| !v.is_none()) || newline.is_some();
    if changes_reading && !s.decoded.borrow().is_empty() {
        return Err(super::unsupported(
            t,
            "It is not possible to set the encoding or newline of stream after the first read",
        ));
    }
    let flush = t.names.flush;
    ops::call_method(t, v, flush, &[])?;
    if let Some(encoding) = text_option(t, encoding, "reconfigure", "encoding")? {
        s.codec.set(codec_of(t, encoding)?);
        state::set_field(t, v, Field::Encoding, encoding);
        state::set_field(t, v, Field::Encoder, Value::ZERO);
        state::set_field(t, v, Field::Decoder, Value::ZERO);
        if errors.is_none_or(|v| v.is_none()) {
            set_errors(t, v, s, "strict");
        }
    }
    if let Some(errors) = text_option(t, errors, "reconfigure", "errors")? {
        set_errors(t, v, s, &string::to_string_lossy(errors));
    }
    if let Some(newline) = newline {
        let newline = text_option(t, Some(newline), "reconfigure", "newline")?;
        s.newline.set(newline_of(t, newline)?);
    }
    if let Some(on) = line_buffering.filter(|v| !v.is_none()) {
        s.line_buffering.set(ops::truth(t, on)?);
    }
    if let Some(on) = write_through.filter(|v| !v.is_none()) {
        s.write_through.set(ops::truth(t, on)?);
    }
    Ok(Value::NONE)
}

fn set_errors(t: &mut Thread, v: Value, s: &TextState, errors: &str) {
    *s.errors.borrow_mut() = errors.to_string();
    let errors = t.intern(errors);
    state::set_field(t, v, Field::Errors, errors);
}

fn write(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let text = args.get(1);
    if !string::is_str(t, text) {
        let message = format!("write() argument must be str, not {}", t.type_name(text));
        return Err(t.type_error(message));
    }
    text::write(t, args.get(0), text)?;
    Ok(Value::small(string::char_len(text) as i64))
}

fn flush(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let s = open_state(t, v)?;
    s.telling.set(true);
    text::flush_pending(t, v, s)?;
    text::flush_buffer(t, v, s)?;
    Ok(Value::NONE)
}

fn close(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let s = text_state(t, v)?;
    if text::is_closed(t, v, s)? {
        return Ok(Value::NONE);
    }
    let flush = t.names.flush;
    let flushed = ops::call_method(t, v, flush, &[]);
    let pending = if flushed.is_err() { Some(t.take_pending()) } else { None };
    let buffer = buffer_of(t, v)?;
    let closed = call(t, buffer, "close", &[]);
    s.pending.borrow_mut().clear();
    match pending {
        Some(e) => {
            if closed.is_err() {
                t.take_pending();
            }
            Err(t.raise_object(e))
        }
        None => closed.map(|_| Value::NONE),
    }
}

fn detach(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let s = text_state(t, v)?;
    let flush = t.names.flush;
    ops::call_method(t, v, flush, &[])?;
    let buffer = buffer_of(t, v)?;
    s.detached.set(true);
    Ok(buffer)
}

fn read(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let n = size_argument(t, args.opt(1))?;
    text_read::read(t, args.get(0), n)
}

fn read_line(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let n = size_argument(t, args.opt(1))?;
    text_read::read_line(t, args.get(0), n)
}

fn read_lines(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let hint = size_argument(t, args.opt(1))?.filter(|h| *h > 0);
    let v = args.get(0);
    let lines = list::new(t, &[]);
    let mut length = 0;
    loop {
        let line = next_line(t, v)?;
        if line.is_hole() {
            return Ok(lines);
        }
        list::push(t, lines, line);
        length += string::char_len(line);
        if hint.is_some_and(|hint| length >= hint) {
            return Ok(lines);
        }
    }
}

/// `next()`: a line, HOLE at the end.
pub fn next_line(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    let s = open_state(t, v)?;
    s.telling.set(false);
    let line = if t.class_of(v) == classes().text_wrapper {
        text_read::read_line(t, v, None)?
    } else {
        let line = call(t, v, "readline", &[])?;
        if !string::is_str(t, line) {
            let message = format!("readline() should have returned a str object, not '{}'", t.type_name(line));
            return Err(t.raise(t.exceptions.os_error, message));
        }
        line
    };
    if string::bytes(&line).is_empty() {
        s.telling.set(true);
        return Ok(Value::HOLE);
    }
    Ok(line)
}

fn next_method(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let line = next_line(t, args.get(0))?;
    if line.is_hole() { Err(iterators::stop(t)) } else { Ok(line) }
}

fn delegate(t: &mut Thread, v: Value, method: &str) -> Result<Value, Raised> {
    let buffer = buffer_of(t, v)?;
    call(t, buffer, method, &[])
}

fn repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let class = t.class_of(v);
    let mut text = format!("<{}.{}", crate::native_class::module_of(t, class), types::name(class));
    text_state(t, v)?;
    for (attribute, key) in [("name", t.names.name_plain), ("mode", t.intern("mode"))] {
        match ops::get_attr_opt(t, v, key) {
            Ok(Some(value)) => {
                let shown = ops::repr(t, value)?;
                text.push_str(&format!(" {attribute}={}", string::to_string_lossy(shown)));
            }
            Ok(None) => {}
            Err(raised) if !t.pending_is(t.exceptions.value_error) => return Err(raised),
            Err(_) => {
                t.take_pending();
            }
        }
    }
    if let Some(encoding) = state::field(v, Field::Encoding) {
        text.push_str(&format!(" encoding='{}'", string::to_string_lossy(encoding)));
    }
    text.push('>');
    Ok(t.str(&text))
}

pub static METHODS: &[NativeDef] = &[
    NativeDef::slot_range("__init__", 1, 6, init).keywords(),
    NativeDef::slot("__repr__", 0, repr),
    NativeDef::slot("__next__", 0, next_method),
    NativeDef::method("reconfigure", 0, 0, reconfigure).keywords(),
    NativeDef::method("write", 1, 1, write),
    NativeDef::method("read", 0, 1, read),
    NativeDef::method("readline", 0, 1, read_line),
    NativeDef::method("readlines", 0, 1, read_lines),
    NativeDef::method("flush", 0, 0, flush),
    NativeDef::method("close", 0, 0, close),
    NativeDef::method("detach", 0, 0, detach),
    NativeDef::method("seek", 1, 2, text_seek::seek),
    NativeDef::method("tell", 0, 0, text_seek::tell),
    NativeDef::method("truncate", 0, 1, text_seek::truncate),
    NativeDef::method("fileno", 0, 0, |t, args| delegate(t, args.get(0), "fileno")),
    NativeDef::method("isatty", 0, 0, |t, args| delegate(t, args.get(0), "isatty")),
    NativeDef::method("readable", 0, 0, |t, args| delegate(t, args.get(0), "readable")),
    NativeDef::method("writable", 0, 0, |t, args| delegate(t, args.get(0), "writable")),
    NativeDef::method("seekable", 0, 0, |t, args| delegate(t, args.get(0), "seekable")),
];

fn field_or_none(t: &mut Thread, v: Value, field: Field) -> Result<Value, Raised> {
    text_state(t, v)?;
    Ok(state::field(v, field).unwrap_or(Value::NONE))
}

pub static GETSETS: &[GetSetDef] = &[
    GetSetDef::read_only("encoding", |t, v| field_or_none(t, v, Field::Encoding)),
    GetSetDef::read_only("errors", |t, v| field_or_none(t, v, Field::Errors)),
    GetSetDef::read_only("buffer", buffer_of),
    GetSetDef::read_only("closed", |t, v| {
        let s = text_state(t, v)?;
        text::is_closed(t, v, s).map(Value::bool)
    }),
    GetSetDef::read_only("name", |t, v| {
        let buffer = buffer_of(t, v)?;
        let name = t.names.name_plain;
        ops::get_attr(t, buffer, name)
    }),
    GetSetDef::new(
        "mode",
        |t, v| match state::field(v, Field::Mode) {
            Some(mode) => Ok(mode),
            None => Err(t.attribute_error("'TextIOWrapper' object has no attribute 'mode'")),
        },
        |t, v, mode| {
            state::set_field(t, v, Field::Mode, mode.unwrap_or(Value::ZERO));
            Ok(())
        },
    ),
    GetSetDef::read_only("newlines", |t, v| {
        let seen = text_state(t, v)?.seen.get();
        Ok(text::newlines_value(t, seen))
    }),
    GetSetDef::read_only("line_buffering", |t, v| Ok(Value::bool(text_state(t, v)?.line_buffering.get()))),
    GetSetDef::read_only("write_through", |t, v| Ok(Value::bool(text_state(t, v)?.write_through.get()))),
    GetSetDef::new("_CHUNK_SIZE", |_, _| Ok(Value::small(text::CHUNK as i64)), |_, _, _| Ok(())),
];
