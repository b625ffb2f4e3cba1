//! `StringIO`: a text file in memory.
//!
//! Positions count characters, the text is WTF-8: a byte position goes along with the character
//! position, so that reading and appending never count from the start.

use super::buffered::size_argument;
use super::state::{self, State};
use super::text::{Newline, newlines_value};
use super::text_methods::text_option;
use super::text_read::{line_end, translate};
use std::cell::{Cell, RefCell};
use taipan_runtime::objects::string::wtf8;
use taipan_runtime::objects::{iterators, list, string};
use taipan_runtime::{Args, Bind, GetSetDef, NativeDef, Raised, Thread, Value, ops};

pub struct StrState {
    text: RefCell<Vec<u8>>,
    /// Position in characters; may lie beyond the end.
    at: Cell<usize>,
    /// Position in bytes, at most the text's length.
    at_byte: Cell<usize>,
    newline: Newline,
    seen: Cell<u8>,
    closed: Cell<bool>,
}

impl StrState {
    fn new(newline: Newline) -> StrState {
        StrState {
            text: RefCell::default(),
            at: Cell::new(0),
            at_byte: Cell::new(0),
            newline,
            seen: Cell::new(0),
            closed: Cell::new(false),
        }
    }
    /// Moves to a character position.
    fn go_to(&self, at: usize) {
        let text = self.text.borrow();
        self.at.set(at);
        self.at_byte.set(if at == 0 { 0 } else { wtf8::advance(&text, 0, at).min(text.len()) });
    }
    fn length(&self) -> usize {
        wtf8::count(&self.text.borrow())
    }
    /// Characters between the text's end and a position beyond it.
    fn gap(&self) -> usize {
        if self.at_byte.get() < self.text.borrow().len() {
            0
        } else {
            self.at.get() - self.length().min(self.at.get())
        }
    }
    /// Puts text at the position, over what is there.
    fn put(&self, new: &[u8]) {
        let new: std::borrow::Cow<[u8]> = match self.newline {
            Newline::Universal => translate(Newline::Universal, &self.seen, new.to_vec()).into(),
            Newline::Keep => {
                translate(Newline::Keep, &self.seen, new.to_vec());
                new.into()
            }
            Newline::Lf => new.into(),
            Newline::Cr => string::search::replace_bytes(new, b"\n", b"\r", usize::MAX).map_or(new.into(), Into::into),
            Newline::CrLf => string::search::replace_bytes(new, b"\n", b"\r\n", usize::MAX).map_or(new.into(), Into::into),
        };
        let at_end = self.at_byte.get() >= self.text.borrow().len();
        let gap = if at_end && self.at.get() > 0 && self.at_byte.get() < self.at.get() {
            self.gap()
        } else {
            0
        };
        let mut text = self.text.borrow_mut();
        if gap > 0 {
            text.extend(std::iter::repeat_n(0, gap));
        }
        let from = if at_end { text.len() } else { self.at_byte.get() };
        let count = wtf8::count(&new);
        if at_end {
            text.extend_from_slice(&new);
        } else {
            let end = wtf8::advance(&text, from, count).min(text.len());
            text.splice(from..end, new.iter().copied());
        }
        self.at.set(self.at.get() + count);
        self.at_byte.set(from + new.len());
    }
}

fn open_state<'a>(t: &mut Thread, v: Value) -> Result<&'a StrState, Raised> {
    match state::get(v) {
        Some(State::Str(s)) if s.closed.get() => Err(t.value_error("I/O operation on closed file")),
        Some(State::Str(s)) => Ok(s),
        _ => Err(state::uninitialized(t)),
    }
}

fn init(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [initial, newline] = args.rest().bind(t, "StringIO", ["initial_value", "newline"], Bind::required(0))?;
    let mode = match newline {
        None => Newline::Lf,
        Some(v) => {
            if !v.is_none() && !string::is_str(t, v) {
                let message = format!("newline must be str or None, not {}", t.type_name(v));
                return Err(t.type_error(message));
            }
            let text = text_option(t, newline, "StringIO", "newline")?.map(string::to_string_lossy);
            match Newline::from_text(text.as_deref()) {
                Some(mode) => mode,
                None => {
                    let shown = ops::repr(t, v)?;
                    let message = format!("illegal newline value: {}", string::to_string_lossy(shown));
                    return Err(t.value_error(message));
                }
            }
        }
    };
    let s = StrState::new(mode);
    match initial {
        Some(v) if !v.is_none() => {
            if !string::is_str(t, v) {
                let message = format!("initial_value must be str or None, not {}", t.type_name(v));
                return Err(t.type_error(message));
            }
            s.put(string::bytes(&v));
            s.go_to(0);
        }
        _ => {}
    }
    state::set(t, args.get(0), State::Str(s));
    Ok(Value::NONE)
}

fn write(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let s = open_state(t, args.get(0))?;
    let text = args.get(1);
    if !string::is_str(t, text) {
        let message = format!("string argument expected, got '{}'", t.type_name(text));
        return Err(t.type_error(message));
    }
    s.put(string::bytes(&text));
    Ok(Value::small(string::char_len(text) as i64))
}

/// Takes the next `n` bytes, which are whole characters.
fn take(t: &mut Thread, s: &StrState, n: usize) -> Value {
    let at = s.at_byte.get();
    let text = string::new_wtf8(t, &s.text.borrow()[at..at + n]);
    if n > 0 {
        s.at_byte.set(at + n);
        s.at.set(s.at.get() + string::char_len(text));
    }
    text
}

fn read(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let n = size_argument(t, args.opt(1))?;
    let s = open_state(t, args.get(0))?;
    let length = {
        let text = s.text.borrow();
        let rest = &text[s.at_byte.get()..];
        match n {
            Some(n) if n < rest.len() => wtf8::advance(rest, 0, n).min(rest.len()),
            _ => rest.len(),
        }
    };
    Ok(take(t, s, length))
}

fn line_length(s: &StrState, limit: Option<usize>) -> usize {
    let text = s.text.borrow();
    let rest = &text[s.at_byte.get()..];
    let n = line_end(s.newline, rest).unwrap_or(rest.len());
    match limit {
        Some(limit) if limit < n => wtf8::advance(&rest[..n], 0, limit).min(n),
        _ => n,
    }
}

fn read_line(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let limit = size_argument(t, args.opt(1))?;
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
        let n = line_length(s, None);
        if n == 0 {
            break;
        }
        let line = take(t, s, n);
        length += string::char_len(line);
        list::push(t, lines, line);
    }
    Ok(lines)
}

/// `next()`: a line.
pub fn next_line(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    if t.class_of(v) != super::classes().string_io {
        return super::base::next_line(t, v);
    }
    let s = open_state(t, v)?;
    let n = line_length(s, None);
    Ok(if n == 0 { Value::HOLE } else { take(t, s, n) })
}

fn next_method(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let line = next_line(t, args.get(0))?;
    if line.is_hole() { Err(iterators::stop(t)) } else { Ok(line) }
}

fn seek(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let s = open_state(t, args.get(0))?;
    let offset = ops::index(t, args.get(1))?;
    let whence = args.opt(2).map_or(Ok(0), |v| ops::index(t, v))?;
    let target = match whence {
        0 if offset < 0 => return Err(t.value_error(format!("Negative seek position {offset}"))),
        0 => offset as usize,
        1 | 2 if offset != 0 => return Err(t.raise(t.exceptions.os_error, "Can't do nonzero cur-relative seeks")),
        1 => s.at.get(),
        2 => s.length(),
        other => return Err(t.value_error(format!("Invalid whence ({other}, should be 0, 1 or 2)"))),
    };
    s.go_to(target);
    Ok(Value::small(target as i64))
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
        return Err(t.value_error(format!("Negative size value {size}")));
    }
    let end = wtf8::advance(&s.text.borrow(), 0, size as usize);
    s.text.borrow_mut().truncate(end);
    s.at_byte.set(s.at_byte.get().min(end));
    Ok(t.int(size))
}

fn get_value(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let s = open_state(t, args.get(0))?;
    Ok(string::new_wtf8(t, &s.text.borrow()))
}

fn close(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    if let Some(State::Str(s)) = state::get(args.get(0)) {
        s.closed.set(true);
        s.text.take();
        s.at_byte.set(0);
    }
    Ok(Value::NONE)
}

fn yes(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    open_state(t, args.get(0))?;
    Ok(Value::TRUE)
}

pub static METHODS: &[NativeDef] = &[
    NativeDef::slot_range("__init__", 0, 2, init).keywords(),
    NativeDef::slot("__next__", 0, next_method),
    NativeDef::method("write", 1, 1, write),
    NativeDef::method("read", 0, 1, read),
    NativeDef::method("readline", 0, 1, read_line),
    NativeDef::method("readlines", 0, 1, read_lines),
    NativeDef::method("seek", 1, 2, seek),
    NativeDef::method("tell", 0, 0, tell),
    NativeDef::method("truncate", 0, 1, truncate),
    NativeDef::method("getvalue", 0, 0, get_value),
    NativeDef::method("close", 0, 0, close),
    NativeDef::method("readable", 0, 0, yes),
    NativeDef::method("writable", 0, 0, yes),
    NativeDef::method("seekable", 0, 0, yes),
];
pub static GETSETS: &[GetSetDef] = &[
    GetSetDef::read_only("closed", |_, v| match state::get(v) {
        Some(State::Str(s)) => Ok(Value::bool(s.closed.get())),
        _ => Ok(Value::FALSE),
    }),
    GetSetDef::read_only("line_buffering", |_, _| Ok(Value::FALSE)),
    GetSetDef::read_only("newlines", |t, v| {
        let seen = open_state(t, v)?.seen.get();
        Ok(newlines_value(t, seen))
    }),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writing_replaces_as_many_characters() {
        let s = StrState::new(Newline::Lf);
        s.put("aébc".as_bytes());
        s.go_to(1);
        s.put(b"xy");
        assert_eq!(*s.text.borrow(), "axyc".as_bytes());
        assert_eq!((s.at.get(), s.at_byte.get()), (3, 3));
        s.put("zé".as_bytes());
        assert_eq!(*s.text.borrow(), "axyzé".as_bytes());
        assert_eq!(s.at.get(), 5);
    }

    #[test]
    fn writing_beyond_the_end_fills_with_nulls() {
        let s = StrState::new(Newline::Lf);
        s.put("é".as_bytes());
        s.go_to(3);
        s.put(b"x");
        assert_eq!(*s.text.borrow(), "é\0\0x".as_bytes());
    }

    #[test]
    fn newline_modes_translate_what_is_written() {
        let s = StrState::new(Newline::CrLf);
        s.put(b"a\nb");
        assert_eq!(*s.text.borrow(), b"a\r\nb");
        let s = StrState::new(Newline::Universal);
        s.put(b"a\r\nb\r");
        assert_eq!(*s.text.borrow(), b"a\nb\n");
    }
}
