//! `BytesIO`: a binary file in memory.

use super::buffered::size_argument;
use super::state::{self, State};
use crate::builtins::memory_view;
use std::cell::{Cell, RefCell};
use taipan_runtime::objects::{bytes, list, string};
use taipan_runtime::{Args, Bind, GetSetDef, NativeDef, Raised, Thread, Value, ops, types};

pub struct BytesState {
    data: RefCell<Vec<u8>>,
    /// May lie beyond the end.
    at: Cell<usize>,
    closed: Cell<bool>,
}

fn open_state<'a>(t: &mut Thread, v: Value) -> Result<&'a BytesState, Raised> {
    match state::get(v) {
        Some(State::Bytes(s)) if s.closed.get() => Err(super::closed_error(t)),
        Some(State::Bytes(s)) => Ok(s),
        _ => {
            state::set(
                t,
                v,
                State::Bytes(BytesState {
                    data: RefCell::default(),
                    at: Cell::new(0),
                    closed: Cell::new(false),
                }),
            );
            open_state(t, v)
        }
    }
}

fn init(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [initial] = args.rest().bind(t, "BytesIO", ["initial_bytes"], Bind::required(0))?;
    let data = match initial {
        Some(v) if !v.is_none() => memory_view::bytes_of(t, v)?,
        _ => Vec::new(),
    };
    let v = args.get(0);
    state::set(
        t,
        v,
        State::Bytes(BytesState {
            data: RefCell::new(data),
            at: Cell::new(0),
            closed: Cell::new(false),
        }),
    );
    Ok(Value::NONE)
}

/// Takes the next `n` bytes.
fn take(t: &mut Thread, s: &BytesState, n: usize) -> Value {
    let data = s.data.borrow();
    let at = s.at.get().min(data.len());
    let n = n.min(data.len() - at);
    if n > 0 {
        s.at.set(at + n);
    }
    bytes::new(t, &data[at..at + n])
}

fn read(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let n = size_argument(t, args.opt(1))?.unwrap_or(usize::MAX);
    let s = open_state(t, args.get(0))?;
    Ok(take(t, s, n))
}

fn line_length(s: &BytesState, limit: usize) -> usize {
    let data = s.data.borrow();
    let rest = &data[s.at.get().min(data.len())..];
    memchr::memchr(b'\n', rest).map_or(rest.len(), |i| i + 1).min(limit)
}

fn read_line(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let limit = size_argument(t, args.opt(1))?.unwrap_or(usize::MAX);
    let s = open_state(t, args.get(0))?;
    let n = line_length(s, limit);
    Ok(take(t, s, n))
}

fn read_lines(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let hint = size_argument(t, args.opt(1))?.filter(|h| *h > 0).unwrap_or(usize::MAX);
    let s = open_state(t, args.get(0))?;
    let lines = list::new(t, &[]);
    let mut length = 0;
    while length < hint {
        let n = line_length(s, usize::MAX);
        if n == 0 {
            break;
        }
        let line = take(t, s, n);
        list::push(t, lines, line);
        length += n;
    }
    Ok(lines)
}

fn read_into(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let s = open_state(t, args.get(0))?;
    let n = memory_view::room_of(t, args.get(1));
    let data = take(t, s, n);
    let n = memory_view::write_into(t, args.get(1), bytes::bytes(&data))?;
    Ok(Value::small(n as i64))
}

fn write(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let s = open_state(t, args.get(0))?;
    if string::is_str(t, args.get(1)) {
        return Err(t.type_error("a bytes-like object is required, not 'str'"));
    }
    let source = args.get(1);
    let copied;
    let new: &[u8] = match bytes::slice_of(t, &source) {
        Some(data) => data,
        None => {
            copied = memory_view::bytes_of(t, source)?;
            &copied
        }
    };
    if new.is_empty() {
        return Ok(Value::ZERO);
    }
    let mut data = s.data.borrow_mut();
    let at = s.at.get();
    if at > data.len() {
        data.resize(at, 0);
    }
    let overlap = new.len().min(data.len() - at);
    data[at..at + overlap].copy_from_slice(&new[..overlap]);
    data.extend_from_slice(&new[overlap..]);
    s.at.set(at + new.len());
    Ok(Value::small(new.len() as i64))
}

fn seek(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let s = open_state(t, args.get(0))?;
    let offset = ops::index(t, args.get(1))?;
    let whence = args.opt(2).map_or(Ok(0), |v| ops::index(t, v))?;
    let base = match whence {
        0 if offset < 0 => return Err(t.value_error(format!("negative seek value {offset}"))),
        0 => 0,
        1 => s.at.get() as i64,
        2 => s.data.borrow().len() as i64,
        other => return Err(t.value_error(format!("invalid whence ({other}, should be 0, 1 or 2)"))),
    };
    let at = base.saturating_add(offset).max(0);
    s.at.set(at as usize);
    Ok(t.int(at))
}

fn tell(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let s = open_state(t, args.get(0))?;
    Ok(Value::small(s.at.get() as i64))
}

fn truncate(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let s = open_state(t, args.get(0))?;
    let size = match args.opt(1) {
        Some(v) if !v.is_none() => ops::index(t, v)?,
        _ => s.at.get() as i64,
    };
    if size < 0 {
        return Err(t.value_error(format!("negative size value {size}")));
    }
    s.data.borrow_mut().truncate(size as usize);
    Ok(t.int(size))
}

fn get_value(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let s = open_state(t, args.get(0))?;
    Ok(bytes::new(t, &s.data.borrow()))
}

fn get_buffer(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    open_state(t, args.get(0))?;
    Ok(memory_view::of_bytes_io(t, args.get(0)))
}

/// The contents of a BytesIO, until it changes; `None`: not one.
pub fn contents<'a>(t: &Thread, v: &'a Value) -> Option<&'a [u8]> {
    contents_mut(t, &mut { *v }).map(|data| &*data)
}

/// The contents for writing in place.
pub fn contents_mut<'a>(t: &Thread, v: &mut Value) -> Option<&'a mut [u8]> {
    if !types::is_instance(t, *v, super::classes().bytes_io) {
        return None;
    }
    match state::get(*v) {
        // SAFETY: one thread runs Python, and callers let nothing else run while they hold the slice.
        Some(State::Bytes(s)) => Some(unsafe { (*s.data.as_ptr()).as_mut_slice() }),
        _ => None,
    }
}

/// `next()`: a line.
pub fn next_line(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    if t.class_of(v) != super::classes().bytes_io {
        return super::base::next_line(t, v);
    }
    let s = open_state(t, v)?;
    let n = line_length(s, usize::MAX);
    Ok(if n == 0 { Value::HOLE } else { take(t, s, n) })
}

fn close(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    if let Some(State::Bytes(s)) = state::get(args.get(0)) {
        s.closed.set(true);
        s.data.take();
    }
    Ok(Value::NONE)
}

fn yes(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    open_state(t, args.get(0))?;
    Ok(Value::TRUE)
}

pub static METHODS: &[NativeDef] = &[
    NativeDef::slot_range("__init__", 0, 1, init).keywords(),
    NativeDef::method("read", 0, 1, read),
    NativeDef::method("read1", 0, 1, read),
    NativeDef::method("readline", 0, 1, read_line),
    NativeDef::method("readlines", 0, 1, read_lines),
    NativeDef::method("readinto", 1, 1, read_into),
    NativeDef::method("readinto1", 1, 1, read_into),
    NativeDef::method("write", 1, 1, write),
    NativeDef::method("seek", 1, 2, seek),
    NativeDef::method("tell", 0, 0, tell),
    NativeDef::method("truncate", 0, 1, truncate),
    NativeDef::method("getvalue", 0, 0, get_value),
    NativeDef::method("getbuffer", 0, 0, get_buffer),
    NativeDef::method("close", 0, 0, close),
    NativeDef::method("flush", 0, 0, |t, args| yes(t, args).map(|_| Value::NONE)),
    NativeDef::method("isatty", 0, 0, |t, args| yes(t, args).map(|_| Value::FALSE)),
    NativeDef::method("readable", 0, 0, yes),
    NativeDef::method("writable", 0, 0, yes),
    NativeDef::method("seekable", 0, 0, yes),
];
pub static GETSETS: &[GetSetDef] = &[GetSetDef::read_only("closed", |_, v| match state::get(v) {
    Some(State::Bytes(s)) => Ok(Value::bool(s.closed.get())),
    _ => Ok(Value::FALSE),
})];
