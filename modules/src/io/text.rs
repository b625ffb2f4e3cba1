//! `TextIOWrapper`: its state, and writing.
//!
//! Text that is written waits as encoded bytes until there is a chunk of them, then goes to the buffer
//! below; `sys.stdout.buffer` therefore sees text later than a program may think, as in CPython.

use super::buffered;
use super::state::{self, BufferState, Field, State};
use super::{classes, closed_error, unsupported};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use taipan_runtime::layout::Type;
use taipan_runtime::objects::string::codec::{self, Codec};
use taipan_runtime::objects::{bytes, string, tuple};
use taipan_runtime::{Raised, Thread, Value, field, ops};

/// Bytes of text that wait before they go to the buffer, and bytes read from it at a time.
pub const CHUNK: usize = 8192;

/// The `newline` argument.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Newline {
    /// None: any ending is read as `\n`.
    Universal,
    /// "": any ending, read as it is.
    Keep,
    Lf,
    Cr,
    CrLf,
}

impl Newline {
    pub fn from_text(text: Option<&str>) -> Option<Newline> {
        Some(match text {
            None => Newline::Universal,
            Some("") => Newline::Keep,
            Some("\n") => Newline::Lf,
            Some("\r") => Newline::Cr,
            Some("\r\n") => Newline::CrLf,
            Some(_) => return None,
        })
    }
    /// Whether a `\r` may be half of an ending.
    pub fn splits_cr(self) -> bool {
        matches!(self, Newline::Universal | Newline::Keep)
    }
}

pub struct TextState {
    /// As `str.encode` knows it; `None`: the codec is Python code.
    pub codec: Cell<Option<Codec>>,
    pub errors: RefCell<String>,
    pub newline: Cell<Newline>,
    pub line_buffering: Cell<bool>,
    pub write_through: Cell<bool>,
    pub readable: bool,
    pub writable: bool,
    pub detached: Cell<bool>,
    /// The state of the buffer below, when it is one of ours.
    pub buffer: Option<Rc<BufferState>>,
    /// Encoded text that waits.
    pub pending: RefCell<Vec<u8>>,
    /// The byte order mark of the encoding was written, or must not be.
    pub started: Cell<bool>,
    /// Decoded text (WTF-8) and how much of it was given out.
    pub decoded: RefCell<Vec<u8>>,
    pub decoded_at: Cell<usize>,
    /// The bytes `decoded` was made of.
    pub chunk: RefCell<Vec<u8>>,
    /// Ends of the pieces that were decoded one by one: in `decoded` and in `chunk`.
    pub pieces: RefCell<Vec<(usize, usize)>>,
    /// Bytes that were read but do not make up a character yet.
    pub tail: RefCell<Vec<u8>>,
    /// A `\r` that a Python decoder gave last.
    pub held_cr: Cell<bool>,
    /// Byte order found by a mark.
    pub order: Cell<Option<codec::Order>>,
    /// The start of the file was decoded.
    pub begun: Cell<bool>,
    /// Endings seen: 1 `\r`, 2 `\n`, 4 `\r\n`.
    pub seen: Cell<u8>,
    /// False while iterating: `tell` is off.
    pub telling: Cell<bool>,
    pub seekable: bool,
}

impl TextState {
    /// Hands waiting text to the buffer below, if that is ours.
    pub fn flush_native(&self) {
        if let Some(buffer) = &self.buffer {
            let text = self.pending.take();
            buffer.write.borrow_mut().extend_from_slice(&text);
        }
    }
    pub fn forget_reads(&self) {
        self.decoded.borrow_mut().clear();
        self.decoded_at.set(0);
        self.chunk.borrow_mut().clear();
        self.pieces.borrow_mut().clear();
        self.tail.borrow_mut().clear();
        self.held_cr.set(false);
    }
}

impl Drop for TextState {
    fn drop(&mut self) {
        self.flush_native();
    }
}

/// Whether `file` is exactly our text file over our buffer, with no attribute of its own that could be a `write`.
#[inline]
pub fn is_native_writer(t: &Thread, file: Value) -> bool {
    let class = classes().text_wrapper;
    t.shape_of(file) == field!(class, Type, instance_shape) && matches!(state::get(file), Some(State::Text(s)) if s.buffer.is_some() && !s.detached.get())
}

/// The state of a text file that was not detached.
pub fn text_state<'a>(t: &mut Thread, v: Value) -> Result<&'a Rc<TextState>, Raised> {
    match state::get(v) {
        Some(State::Text(s)) if s.detached.get() => Err(t.value_error("underlying buffer has been detached")),
        Some(State::Text(s)) => Ok(s),
        _ => Err(state::uninitialized(t)),
    }
}

/// The buffer object below.
pub fn buffer_of(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    text_state(t, v)?;
    match state::field(v, Field::Below) {
        Some(buffer) => Ok(buffer),
        None => Err(state::uninitialized(t)),
    }
}

pub fn is_closed(t: &mut Thread, v: Value, s: &TextState) -> Result<bool, Raised> {
    if let Some(buffer) = &s.buffer
        && let Some(descriptor) = &buffer.descriptor
    {
        return Ok(descriptor.fd() < 0);
    }
    let buffer = buffer_of(t, v)?;
    let name = t.intern("closed");
    let closed = ops::get_attr(t, buffer, name)?;
    ops::truth(t, closed)
}

/// The state of a text file that is open.
pub fn open_state<'a>(t: &mut Thread, v: Value) -> Result<&'a Rc<TextState>, Raised> {
    let s = text_state(t, v)?;
    if is_closed(t, v, s)? {
        return Err(closed_error(t));
    }
    Ok(s)
}

fn writable_state<'a>(t: &mut Thread, v: Value) -> Result<&'a Rc<TextState>, Raised> {
    let s = open_state(t, v)?;
    if s.writable { Ok(s) } else { Err(unsupported(t, "not writable")) }
}

/// `file.write(text)` for a str.
pub fn write(t: &mut Thread, v: Value, text: Value) -> Result<(), Raised> {
    let s = writable_state(t, v)?;
    let ascii = string::is_ascii(text);
    if ascii && matches!(s.codec.get(), Some(Codec::Utf8 | Codec::Ascii | Codec::Latin1)) {
        return write_encoded(t, v, s, string::bytes(&text), true);
    }
    encode_and_write(t, v, s, text)
}

/// Writes text that is ASCII.
pub fn write_ascii(t: &mut Thread, v: Value, text: &[u8]) -> Result<(), Raised> {
    let s = writable_state(t, v)?;
    if matches!(s.codec.get(), Some(Codec::Utf8 | Codec::Ascii | Codec::Latin1)) {
        return write_encoded(t, v, s, text, true);
    }
    let text = string::new_ascii(t, text);
    encode_and_write(t, v, s, text)
}

fn translated(t: &mut Thread, text: Value, ending: &[u8]) -> Value {
    match string::search::replace_bytes(string::bytes(&text), b"\n", ending, usize::MAX) {
        Some(replaced) => string::new_wtf8(t, &replaced),
        None => text,
    }
}

fn encode_and_write(t: &mut Thread, v: Value, s: &TextState, text: Value) -> Result<(), Raised> {
    let ends_line = memchr::memchr2(b'\n', b'\r', string::bytes(&text)).is_some();
    let text = match s.newline.get() {
        Newline::Cr => translated(t, text, b"\r"),
        Newline::CrLf => translated(t, text, b"\r\n"),
        _ => text,
    };
    if s.codec.get() == Some(Codec::Utf8) && !string::wtf8::has_surrogate(string::bytes(&text)) {
        return write_bytes(t, v, s, string::bytes(&text), ends_line);
    }
    let data = encode(t, v, s, text)?;
    write_bytes(t, v, s, bytes::bytes(&data), ends_line)
}

/// The text in the file's encoding, with a mark if it is the first of a marked encoding.
fn encode(t: &mut Thread, v: Value, s: &TextState, text: Value) -> Result<Value, Raised> {
    let errors = s.errors.borrow().clone();
    if let Some(codec) = s.codec.get() {
        let unmarked = match (codec, s.started.replace(true)) {
            (Codec::Utf16(codec::Order::Marked), true) => Codec::Utf16(codec::Order::Little),
            (Codec::Utf32(codec::Order::Marked), true) => Codec::Utf32(codec::Order::Little),
            (Codec::Utf8Sig, true) => Codec::Utf8,
            (codec, _) => codec,
        };
        return codec::encode_with(t, text, unmarked, &errors);
    }
    let encoder = match state::field(v, Field::Encoder) {
        Some(encoder) => encoder,
        None => {
            let encoder = python_codec(t, v, s, "incrementalencoder")?;
            state::set_field(t, v, Field::Encoder, encoder);
            encoder
        }
    };
    let data = buffered::call(t, encoder, "encode", &[text])?;
    if bytes::slice_of(t, &data).is_none() {
        let message = format!("encoder should return a bytes object, not '{}'", t.type_name(data));
        return Err(t.type_error(message));
    }
    Ok(data)
}

/// An incremental encoder or decoder of the module `codecs`.
pub fn python_codec(t: &mut Thread, v: Value, s: &TextState, kind: &str) -> Result<Value, Raised> {
    let encoding = state::field(v, Field::Encoding).unwrap_or(Value::NONE);
    let name = t.intern("codecs");
    let (empty, zero) = (t.empty_tuple, Value::ZERO);
    let codecs = (t.hooks.import)(t, name, Value::NONE, empty, zero)?;
    let info = buffered::call(t, codecs, "lookup", &[encoding])?;
    let errors = s.errors.borrow().clone();
    let errors = t.str(&errors);
    buffered::call(t, info, kind, &[errors])
}

/// Adds encoded bytes; `check_line`: the text may need its newlines translated or looked for still.
fn write_encoded(t: &mut Thread, v: Value, s: &TextState, data: &[u8], check_line: bool) -> Result<(), Raised> {
    let newline = s.newline.get();
    let has_lf = check_line && (s.line_buffering.get() || matches!(newline, Newline::Cr | Newline::CrLf)) && memchr::memchr2(b'\n', b'\r', data).is_some();
    if has_lf && matches!(newline, Newline::Cr | Newline::CrLf) {
        let ending: &[u8] = if newline == Newline::Cr { b"\r" } else { b"\r\n" };
        let translated = string::search::replace_bytes(data, b"\n", ending, usize::MAX);
        return write_bytes(t, v, s, translated.as_deref().unwrap_or(data), true);
    }
    write_bytes(t, v, s, data, has_lf)
}

fn write_bytes(t: &mut Thread, v: Value, s: &TextState, data: &[u8], ends_line: bool) -> Result<(), Raised> {
    if s.readable {
        s.forget_reads();
    }
    let waiting = s.pending.borrow().len();
    if waiting > 0 && waiting + data.len() > CHUNK {
        flush_pending(t, v, s)?;
    }
    s.pending.borrow_mut().extend_from_slice(data);
    let ends_line = ends_line && s.line_buffering.get();
    if s.write_through.get() || ends_line || s.pending.borrow().len() >= CHUNK {
        flush_pending(t, v, s)?;
    }
    if ends_line {
        flush_buffer(t, v, s)?;
    }
    Ok(())
}

/// Hands waiting text to the buffer below.
pub fn flush_pending(t: &mut Thread, v: Value, s: &TextState) -> Result<(), Raised> {
    let text = s.pending.take();
    if text.is_empty() {
        return Ok(());
    }
    let buffer = buffer_of(t, v)?;
    if let Some(native) = &s.buffer {
        buffered::write_bytes(t, buffer, native, &text)?;
        let mut text = text;
        text.clear();
        let mut slot = s.pending.borrow_mut();
        if slot.is_empty() {
            *slot = text;
        }
        return Ok(());
    }
    let data = bytes::new(t, &text);
    let write = t.names.write;
    ops::call_method(t, buffer, write, &[data]).map(|_| ())
}

/// Flushes the buffer below.
pub fn flush_buffer(t: &mut Thread, v: Value, s: &TextState) -> Result<(), Raised> {
    let buffer = buffer_of(t, v)?;
    if let Some(native) = &s.buffer
        && !native.readable
    {
        return buffered::flush_writes(t, buffer, native);
    }
    let flush = t.names.flush;
    ops::call_method(t, buffer, flush, &[]).map(|_| ())
}

/// The endings seen, as `newlines` shows them.
pub fn newlines_value(t: &mut Thread, seen: u8) -> Value {
    let all = ["\r", "\n", "\r\n"];
    let found: Vec<&str> = (0..3).filter(|i| seen >> i & 1 != 0).map(|i| all[i]).collect();
    match found[..] {
        [] => Value::NONE,
        [one] => t.str(one),
        _ => {
            let list = taipan_runtime::objects::list::new(t, &[]);
            for text in found {
                let text = t.str(text);
                taipan_runtime::objects::list::push(t, list, text);
            }
            tuple::from_list(t, list)
        }
    }
}
