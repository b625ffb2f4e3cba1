//! `BufferedReader`, `BufferedWriter`, `BufferedRandom`, `BufferedRWPair`.
//!
//! One state serves the first three. Below is either our own FileIO, whose descriptor is then used
//! directly, or any object with the methods of a raw file. No borrow of the buffers is held while the
//! file below runs, for it may be Python code that uses this very object.

use super::state::{self, BufferState, Field, State};
use super::{DEFAULT_BUFFER_SIZE, classes, unsupported};
use crate::builtins::memory_view;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use taipan_runtime::objects::{bytearray, bytes, exception, string};
use taipan_runtime::{Args, Bind, GetSetDef, NativeDef, Raised, Thread, Value, ops, types};

/// A method name that is no field of `Thread::names`.
pub fn call(t: &mut Thread, object: Value, method: &str, args: &[Value]) -> Result<Value, Raised> {
    let name = t.intern(method);
    ops::call_method(t, object, name, args)
}

/// Truth of `object.method()`.
pub fn ask(t: &mut Thread, object: Value, method: &str) -> Result<bool, Raised> {
    let answer = call(t, object, method, &[])?;
    ops::truth(t, answer)
}

/// The file below.
pub fn below(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    match state::get(v) {
        Some(State::Buffered(s)) if s.detached.get() => Err(t.value_error("raw stream has been detached")),
        Some(_) => match state::field(v, Field::Below) {
            Some(raw) => Ok(raw),
            None => Err(state::uninitialized(t)),
        },
        None => Err(state::uninitialized(t)),
    }
}

/// The state of a buffered object that was not detached.
pub fn buffer_state(t: &mut Thread, v: Value) -> Result<Rc<BufferState>, Raised> {
    below(t, v)?;
    match state::get(v) {
        Some(State::Buffered(s)) => Ok(s.clone()),
        _ => Err(state::uninitialized(t)),
    }
}

fn is_closed(t: &mut Thread, v: Value, s: &BufferState) -> Result<bool, Raised> {
    match &s.descriptor {
        Some(d) => Ok(d.fd() < 0),
        None => {
            let raw = below(t, v)?;
            let name = t.intern("closed");
            let closed = ops::get_attr(t, raw, name)?;
            ops::truth(t, closed)
        }
    }
}

fn open_state(t: &mut Thread, v: Value, message: &str) -> Result<Rc<BufferState>, Raised> {
    let s = buffer_state(t, v)?;
    if is_closed(t, v, &s)? {
        return Err(t.value_error(message));
    }
    Ok(s)
}

/// Makes `v` a buffer over `raw`.
pub fn set_up(t: &mut Thread, v: Value, raw: Value, size: i64, readable: bool, writable: bool) -> Result<(), Raised> {
    if size <= 0 {
        return Err(t.value_error("buffer size must be strictly positive"));
    }
    let descriptor = match state::get(raw_if_exact(t, raw)) {
        Some(State::Raw(r)) => Some(r.descriptor.clone()),
        _ => None,
    };
    let s = Rc::new(BufferState {
        descriptor,
        size: size as usize,
        readable,
        writable,
        closed: Cell::new(false),
        detached: Cell::new(false),
        read: RefCell::default(),
        read_at: Cell::new(0),
        write: RefCell::default(),
    });
    if writable {
        state::register_buffer(&s);
    }
    state::set(t, v, State::Buffered(s));
    state::set_field(t, v, Field::Below, raw);
    Ok(())
}

/// `raw` if it is exactly a FileIO, else an object that has no state.
fn raw_if_exact(t: &mut Thread, raw: Value) -> Value {
    if t.class_of(raw) == classes().file_io {
        raw
    } else {
        taipan_runtime::objects::instance::allocate(t, classes().file_io)
    }
}

fn init(t: &mut Thread, args: Args, name: &str, readable: bool, writable: bool) -> Result<Value, Raised> {
    let [raw, size] = args.rest().bind(t, name, ["raw", "buffer_size"], Bind::required(1))?;
    let raw = raw.expect("required");
    let size = match size {
        Some(v) => ops::index(t, v)?,
        None => DEFAULT_BUFFER_SIZE as i64,
    };
    if readable && writable && !ask(t, raw, "seekable")? {
        return Err(unsupported(t, "File or stream is not seekable."));
    }
    if readable && !ask(t, raw, "readable")? {
        return Err(unsupported(t, "File or stream is not readable."));
    }
    if writable && !ask(t, raw, "writable")? {
        return Err(unsupported(t, "File or stream is not writable."));
    }
    set_up(t, args.get(0), raw, size, readable, writable)?;
    Ok(Value::NONE)
}

pub static READER_INIT: &[NativeDef] = &[NativeDef::slot_range("__init__", 1, 2, |t, args| init(t, args, "BufferedReader", true, false)).keywords()];
pub static WRITER_INIT: &[NativeDef] = &[NativeDef::slot_range("__init__", 1, 2, |t, args| init(t, args, "BufferedWriter", false, true)).keywords()];
pub static RANDOM_INIT: &[NativeDef] = &[NativeDef::slot_range("__init__", 1, 2, |t, args| init(t, args, "BufferedRandom", true, true)).keywords()];

// ---- the file below -------------------------------------------------------------------------------

/// One read of at most `n` bytes; `None` when it would block.
fn raw_read(t: &mut Thread, v: Value, s: &BufferState, n: usize) -> Result<Option<Vec<u8>>, Raised> {
    if let Some(descriptor) = &s.descriptor {
        let mut buffer = vec![0; n];
        return match descriptor.read(&mut buffer) {
            Ok(got) => {
                buffer.truncate(got);
                Ok(Some(buffer))
            }
            Err(libc::EAGAIN) => Ok(None),
            Err(error) => Err(exception::os_error(t, error, None)),
        };
    }
    let raw = below(t, v)?;
    let target = bytearray::new(t, &[])?;
    bytearray::set_len(t, target, n)?;
    let got = call(t, raw, "readinto", &[target])?;
    if got.is_none() {
        return Ok(None);
    }
    let got = ops::index(t, got)?;
    if got < 0 || got as usize > n {
        let message = format!("raw readinto() returned invalid length {got} (should have been between 0 and {n})");
        return Err(t.raise(t.exceptions.os_error, message));
    }
    Ok(Some(bytearray::bytes(&target)[..got as usize].to_vec()))
}

/// Writes all of `data`; gives how much was taken before it would have blocked.
fn raw_write(t: &mut Thread, v: Value, s: &BufferState, data: &[u8]) -> Result<usize, Raised> {
    if let Some(descriptor) = &s.descriptor {
        return match descriptor.write_all(data) {
            Ok(()) => Ok(data.len()),
            Err((done, libc::EAGAIN)) => Ok(done),
            Err((done, error)) => {
                keep_rest(s, data, done);
                Err(exception::os_error(t, error, None))
            }
        };
    }
    let raw = below(t, v)?;
    let mut done = 0;
    while done < data.len() {
        let rest = bytes::new(t, &data[done..]);
        let n = match call(t, raw, "write", &[rest]) {
            Ok(n) => n,
            Err(raised) => {
                keep_rest(s, data, done);
                return Err(raised);
            }
        };
        if n.is_none() {
            break;
        }
        let n = ops::index(t, n)?;
        if n < 0 || n as usize > data.len() - done {
            let message = format!("raw write() returned invalid length {n} (should have been between 0 and {})", data.len() - done);
            return Err(t.raise(t.exceptions.os_error, message));
        }
        done += n as usize;
    }
    Ok(done)
}

/// What could not be written waits for the next flush.
fn keep_rest(s: &BufferState, data: &[u8], done: usize) {
    let mut waiting = s.write.borrow_mut();
    waiting.splice(..0, data[done..].iter().copied());
}

fn raw_seek(t: &mut Thread, v: Value, s: &BufferState, offset: i64, whence: i32) -> Result<i64, Raised> {
    if let Some(descriptor) = &s.descriptor {
        return descriptor.seek(offset, whence).map_err(|error| exception::os_error(t, error, None));
    }
    let raw = below(t, v)?;
    let offset = t.int(offset);
    let at = call(t, raw, "seek", &[offset, Value::small(whence as i64)])?;
    let at = ops::index(t, at)?;
    if at < 0 {
        return Err(t.raise(t.exceptions.os_error, format!("Raw stream returned invalid position {at}")));
    }
    Ok(at)
}

fn raw_tell(t: &mut Thread, v: Value, s: &BufferState) -> Result<i64, Raised> {
    if let Some(descriptor) = &s.descriptor {
        return descriptor.seek(0, libc::SEEK_CUR).map_err(|error| exception::os_error(t, error, None));
    }
    let raw = below(t, v)?;
    let at = call(t, raw, "tell", &[])?;
    let at = ops::index(t, at)?;
    if at < 0 {
        return Err(t.raise(t.exceptions.os_error, format!("Raw stream returned invalid position {at}")));
    }
    Ok(at)
}

// ---- buffers --------------------------------------------------------------------------------------

/// Writes out what waits.
pub fn flush_writes(t: &mut Thread, v: Value, s: &BufferState) -> Result<(), Raised> {
    let waiting = s.write.take();
    if waiting.is_empty() {
        return Ok(());
    }
    let done = raw_write(t, v, s, &waiting)?;
    if done < waiting.len() {
        keep_rest(s, &waiting, done);
        return Err(would_block(t, 0));
    }
    // The storage serves again.
    let mut waiting = waiting;
    waiting.clear();
    let mut slot = s.write.borrow_mut();
    if slot.is_empty() {
        *slot = waiting;
    }
    Ok(())
}

fn would_block(t: &mut Thread, written: i64) -> Raised {
    let text = t.str("write could not complete without blocking");
    let class = t.exceptions.blocking_io_error;
    exception::raise_with(t, class, &[Value::small(libc::EAGAIN as i64), text, Value::small(written)])
}

/// Drops what was read ahead, and moves the file below back to where the reader is.
fn drop_reads(t: &mut Thread, v: Value, s: &BufferState) -> Result<(), Raised> {
    let ahead = s.read.borrow().len() - s.read_at.get();
    s.read.borrow_mut().clear();
    s.read_at.set(0);
    if ahead > 0 {
        raw_seek(t, v, s, -(ahead as i64), libc::SEEK_CUR)?;
    }
    Ok(())
}

/// Takes up to `n` bytes that were read ahead.
fn take(s: &BufferState, n: usize, out: &mut Vec<u8>) -> usize {
    let read = s.read.borrow();
    let at = s.read_at.get();
    let n = n.min(read.len() - at);
    out.extend_from_slice(&read[at..at + n]);
    s.read_at.set(at + n);
    n
}

/// Fills the empty read buffer; false at the end of the file (or when it would block).
fn fill(t: &mut Thread, v: Value, s: &BufferState) -> Result<Option<bool>, Raised> {
    match raw_read(t, v, s, s.size)? {
        None => Ok(None),
        Some(data) => {
            let more = !data.is_empty();
            *s.read.borrow_mut() = data;
            s.read_at.set(0);
            Ok(Some(more))
        }
    }
}

/// At least one byte (unless the file ends) and at most `n`, with at most one read below.
pub fn read_once(t: &mut Thread, v: Value, n: usize) -> Result<Vec<u8>, Raised> {
    let s = open_state(t, v, "read of closed file")?;
    flush_writes(t, v, &s)?;
    let mut out = Vec::new();
    if n > 0 && take(&s, n, &mut out) == 0 {
        if n >= s.size {
            return Ok(raw_read(t, v, &s, n)?.unwrap_or_default());
        }
        fill(t, v, &s)?;
        take(&s, n, &mut out);
    }
    Ok(out)
}

/// `n` bytes, fewer only at the end; `None`: nothing now without blocking.
pub fn read_bytes(t: &mut Thread, v: Value, s: &BufferState, n: Option<usize>) -> Result<Option<Vec<u8>>, Raised> {
    flush_writes(t, v, s)?;
    let mut out = Vec::new();
    let Some(n) = n else {
        take(s, usize::MAX, &mut out);
        if let Some(descriptor) = &s.descriptor {
            return match super::raw::read_to_end(descriptor, &mut out) {
                Ok(false) if out.is_empty() => Ok(None),
                Ok(_) => Ok(Some(out)),
                Err(error) => Err(exception::os_error(t, error, None)),
            };
        }
        return read_rest_below(t, v, out);
    };
    take(s, n, &mut out);
    while out.len() < n {
        let left = n - out.len();
        if left >= s.size {
            match raw_read(t, v, s, left)? {
                Some(data) if !data.is_empty() => out.extend_from_slice(&data),
                Some(_) => break,
                None => return Ok(Some(out).filter(|o| !o.is_empty())),
            }
        } else {
            match fill(t, v, s)? {
                Some(true) => {
                    take(s, left, &mut out);
                }
                Some(false) => break,
                None => return Ok(Some(out).filter(|o| !o.is_empty())),
            }
        }
    }
    Ok(Some(out))
}

/// `raw.readall()`, or reads until there is no more.
fn read_rest_below(t: &mut Thread, v: Value, mut out: Vec<u8>) -> Result<Option<Vec<u8>>, Raised> {
    let raw = below(t, v)?;
    let name = t.intern("readall");
    if let Some(method) = ops::get_attr_opt(t, raw, name)? {
        let data = ops::call(t, method, &[])?;
        if data.is_none() {
            return Ok(Some(out).filter(|o| !o.is_empty()));
        }
        let Some(data) = bytes::slice_of(t, &data) else {
            return Err(t.type_error("readall() should return bytes"));
        };
        out.extend_from_slice(data);
        return Ok(Some(out));
    }
    loop {
        let data = call(t, raw, "read", &[])?;
        if data.is_none() {
            return Ok(Some(out).filter(|o| !o.is_empty()));
        }
        match bytes::slice_of(t, &data) {
            Some([]) => return Ok(Some(out)),
            Some(data) => out.extend_from_slice(data),
            None => return Err(t.type_error("read() should return bytes")),
        }
    }
}

/// A line, or what there is of it within `limit` bytes.
pub fn read_line(t: &mut Thread, v: Value, limit: Option<usize>) -> Result<Vec<u8>, Raised> {
    let s = open_state(t, v, "readline of closed file")?;
    flush_writes(t, v, &s)?;
    let mut out = Vec::new();
    loop {
        let (found, available) = {
            let read = s.read.borrow();
            let rest = &read[s.read_at.get()..];
            (memchr::memchr(b'\n', rest), rest.len())
        };
        let wanted = found.map_or(available, |i| i + 1);
        let room = limit.map_or(usize::MAX, |l| l - out.len());
        take(&s, wanted.min(room), &mut out);
        if found.is_some() && wanted <= room || wanted >= room {
            return Ok(out);
        }
        if fill(t, v, &s)? != Some(true) {
            return Ok(out);
        }
    }
}

/// Puts `data` into the buffer, writing out what does not fit.
pub fn write_bytes(t: &mut Thread, v: Value, s: &BufferState, data: &[u8]) -> Result<(), Raised> {
    if s.readable {
        drop_reads(t, v, s)?;
    }
    if s.write.borrow().len() + data.len() <= s.size {
        s.write.borrow_mut().extend_from_slice(data);
        return Ok(());
    }
    flush_writes(t, v, s)?;
    if data.len() < s.size {
        s.write.borrow_mut().extend_from_slice(data);
        return Ok(());
    }
    let done = raw_write(t, v, s, data)?;
    if done < data.len() {
        let room = s.size.min(data.len() - done);
        keep_rest(s, &data[..done + room], done);
        if done + room < data.len() {
            return Err(would_block(t, (done + room) as i64));
        }
    }
    Ok(())
}

// ---- methods --------------------------------------------------------------------------------------

/// An optional size argument: `None` for all.
pub fn size_argument(t: &mut Thread, v: Option<Value>) -> Result<Option<usize>, Raised> {
    match v {
        Some(v) if !v.is_none() => Ok(usize::try_from(ops::index(t, v)?).ok()),
        _ => Ok(None),
    }
}

fn read(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    if let Some(v) = args.opt(1).filter(|v| !v.is_none())
        && ops::index(t, v)? < -1
    {
        return Err(t.value_error("read length must be non-negative or -1"));
    }
    let n = size_argument(t, args.opt(1))?;
    let s = open_state(t, args.get(0), "read of closed file")?;
    Ok(match read_bytes(t, args.get(0), &s, n)? {
        Some(data) => bytes::new(t, &data),
        None => Value::NONE,
    })
}

fn read1(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let n = size_argument(t, args.opt(1))?.unwrap_or(buffer_state(t, args.get(0))?.size);
    let data = read_once(t, args.get(0), n)?;
    Ok(bytes::new(t, &data))
}

fn read_into(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let s = open_state(t, args.get(0), "readinto of closed file")?;
    let n = memory_view::room_of(t, args.get(1));
    let data = read_bytes(t, args.get(0), &s, Some(n))?.unwrap_or_default();
    let n = memory_view::write_into(t, args.get(1), &data)?;
    Ok(Value::small(n as i64))
}

fn read_into1(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let n = memory_view::room_of(t, args.get(1));
    let data = read_once(t, args.get(0), n)?;
    let n = memory_view::write_into(t, args.get(1), &data)?;
    Ok(Value::small(n as i64))
}

fn peek(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let s = open_state(t, args.get(0), "peek of closed file")?;
    flush_writes(t, args.get(0), &s)?;
    if s.read.borrow().len() == s.read_at.get() {
        fill(t, args.get(0), &s)?;
    }
    let data = s.read.borrow()[s.read_at.get()..].to_vec();
    Ok(bytes::new(t, &data))
}

fn read_line_method(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let limit = size_argument(t, args.opt(1))?;
    let data = read_line(t, args.get(0), limit)?;
    Ok(bytes::new(t, &data))
}

fn write(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    if string::is_str(t, args.get(1)) {
        return Err(t.type_error("a bytes-like object is required, not 'str'"));
    }
    let s = open_state(t, args.get(0), "write to closed file")?;
    let (v, source) = (args.get(0), args.get(1));
    let n = if let Some(data) = bytes::slice_of(t, &source) {
        write_bytes(t, v, &s, data)?;
        data.len()
    } else {
        let data = memory_view::bytes_of(t, source)?;
        write_bytes(t, v, &s, &data)?;
        data.len()
    };
    Ok(Value::small(n as i64))
}

fn flush(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let s = open_state(t, args.get(0), "flush of closed file")?;
    if s.writable {
        flush_writes(t, args.get(0), &s)?;
        if s.readable {
            drop_reads(t, args.get(0), &s)?;
        }
    }
    if s.descriptor.is_none() {
        let raw = below(t, args.get(0))?;
        return call(t, raw, "flush", &[]);
    }
    Ok(Value::NONE)
}

/// Where the next read or write happens.
pub fn tell_position(t: &mut Thread, v: Value, s: &BufferState) -> Result<i64, Raised> {
    let at = raw_tell(t, v, s)?;
    let (ahead, waiting) = (s.read.borrow().len() - s.read_at.get(), s.write.borrow().len());
    Ok(at - ahead as i64 + waiting as i64)
}

fn tell(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let s = open_state(t, args.get(0), "tell of closed file")?;
    let at = tell_position(t, args.get(0), &s)?;
    Ok(t.int(at))
}

pub fn seek_to(t: &mut Thread, v: Value, s: &BufferState, offset: i64, whence: i32) -> Result<i64, Raised> {
    flush_writes(t, v, s)?;
    let ahead = s.read.borrow().len() - s.read_at.get();
    let offset = if whence == libc::SEEK_CUR { offset - ahead as i64 } else { offset };
    let at = raw_seek(t, v, s, offset, whence)?;
    s.read.borrow_mut().clear();
    s.read_at.set(0);
    Ok(at)
}

fn seek(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let whence = match args.opt(2) {
        Some(v) => ops::index(t, v)?,
        None => 0,
    };
    if !(0..=4).contains(&whence) {
        return Err(t.value_error(format!("whence value {whence} unsupported")));
    }
    let s = open_state(t, args.get(0), "seek of closed file")?;
    let offset = ops::index(t, args.get(1))?;
    if s.descriptor.is_none() {
        let raw = below(t, args.get(0))?;
        if !ask(t, raw, "seekable")? {
            return Err(unsupported(t, "File or stream is not seekable."));
        }
    } else if let Some(descriptor) = &s.descriptor
        && descriptor.seek(0, libc::SEEK_CUR).is_err()
    {
        return Err(unsupported(t, "File or stream is not seekable."));
    }
    let at = seek_to(t, args.get(0), &s, offset, whence as i32)?;
    Ok(t.int(at))
}

fn truncate(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let s = open_state(t, args.get(0), "truncate of closed file")?;
    if !s.writable {
        return Err(unsupported(t, "truncate"));
    }
    flush_writes(t, args.get(0), &s)?;
    let size = match args.opt(1) {
        Some(v) if !v.is_none() => v,
        _ => {
            let at = tell_position(t, args.get(0), &s)?;
            t.int(at)
        }
    };
    let raw = below(t, args.get(0))?;
    call(t, raw, "truncate", &[size])
}

fn close(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let s = buffer_state(t, v)?;
    if is_closed(t, v, &s)? {
        return Ok(Value::NONE);
    }
    let flush = t.names.flush;
    let flushed = ops::call_method(t, v, flush, &[]);
    let pending = if flushed.is_err() { Some(t.take_pending()) } else { None };
    let raw = below(t, v)?;
    let closed = call(t, raw, "close", &[]);
    s.write.borrow_mut().clear();
    s.closed.set(true);
    if let Some(e) = pending {
        if closed.is_err() {
            t.take_pending();
        }
        return Err(t.raise_object(e));
    }
    closed.map(|_| Value::NONE)
}

fn detach(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let s = buffer_state(t, v)?;
    let flush = t.names.flush;
    ops::call_method(t, v, flush, &[])?;
    let raw = below(t, v)?;
    s.detached.set(true);
    Ok(raw)
}

/// Asks the file below.
fn delegate(t: &mut Thread, v: Value, method: &str) -> Result<Value, Raised> {
    let raw = below(t, v)?;
    call(t, raw, method, &[])
}

fn repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let class = t.class_of(v);
    let label = format!("{}.{}", crate::native_class::module_of(t, class), types::name(class));
    let name = t.names.name_plain;
    let text = match ops::get_attr_opt(t, v, name) {
        Ok(Some(n)) => {
            let shown = ops::repr(t, n)?;
            format!("<{label} name={}>", string::to_string_lossy(shown))
        }
        Ok(None) => format!("<{label}>"),
        Err(raised) if !t.pending_is(t.exceptions.value_error) => return Err(raised),
        Err(_) => {
            t.take_pending();
            format!("<{label}>")
        }
    };
    Ok(t.str(&text))
}

pub static METHODS: &[NativeDef] = &[
    NativeDef::slot("__repr__", 0, repr),
    NativeDef::method("flush", 0, 0, flush),
    NativeDef::method("close", 0, 0, close),
    NativeDef::method("detach", 0, 0, detach),
    NativeDef::method("seek", 1, 2, seek),
    NativeDef::method("tell", 0, 0, tell),
    NativeDef::method("truncate", 0, 1, truncate),
    NativeDef::method("readable", 0, 0, |t, args| delegate(t, args.get(0), "readable")),
    NativeDef::method("writable", 0, 0, |t, args| delegate(t, args.get(0), "writable")),
    NativeDef::method("seekable", 0, 0, |t, args| delegate(t, args.get(0), "seekable")),
    NativeDef::method("fileno", 0, 0, |t, args| delegate(t, args.get(0), "fileno")),
    NativeDef::method("isatty", 0, 0, |t, args| delegate(t, args.get(0), "isatty")),
];
pub static READ_METHODS: &[NativeDef] = &[
    NativeDef::method("read", 0, 1, read),
    NativeDef::method("read1", 0, 1, read1),
    NativeDef::method("readinto", 1, 1, read_into),
    NativeDef::method("readinto1", 1, 1, read_into1),
    NativeDef::method("readline", 0, 1, read_line_method),
    NativeDef::method("peek", 0, 1, peek),
];
pub static WRITE_METHODS: &[NativeDef] = &[NativeDef::method("write", 1, 1, write)];

/// An attribute of the file below.
fn below_attribute(t: &mut Thread, v: Value, name: &str) -> Result<Value, Raised> {
    let raw = below(t, v)?;
    let name = t.intern(name);
    ops::get_attr(t, raw, name)
}

pub static GETSETS: &[GetSetDef] = &[
    GetSetDef::read_only("closed", |t, v| below_attribute(t, v, "closed")),
    GetSetDef::read_only("name", |t, v| below_attribute(t, v, "name")),
    GetSetDef::read_only("mode", |t, v| below_attribute(t, v, "mode")),
    GetSetDef::read_only("raw", below),
];

// ---- pairs ----------------------------------------------------------------------------------------

fn pair_init(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [reader, writer, size] = args.rest().bind(t, "BufferedRWPair", ["reader", "writer", "buffer_size"], Bind::required(2))?;
    let (reader, writer) = (reader.expect("required"), writer.expect("required"));
    let size = size.unwrap_or(Value::small(DEFAULT_BUFFER_SIZE as i64));
    if !ask(t, reader, "readable")? {
        return Err(unsupported(t, "File or stream is not readable."));
    }
    if !ask(t, writer, "writable")? {
        return Err(unsupported(t, "File or stream is not writable."));
    }
    let (reader_class, writer_class) = (classes().buffered_reader, classes().buffered_writer);
    let reader = ops::call(t, reader_class, &[reader, size])?;
    let writer = ops::call(t, writer_class, &[writer, size])?;
    let v = args.get(0);
    state::set(t, v, State::Pair);
    state::set_field(t, v, Field::Below, reader);
    state::set_field(t, v, Field::Second, writer);
    Ok(Value::NONE)
}

fn half(t: &mut Thread, v: Value, which: Field) -> Result<Value, Raised> {
    match state::field(v, which) {
        Some(half) => Ok(half),
        None => Err(state::uninitialized(t)),
    }
}
fn reader_call(t: &mut Thread, args: Args, method: &str) -> Result<Value, Raised> {
    let reader = half(t, args.get(0), Field::Below)?;
    call(t, reader, method, args.rest().positional())
}
fn writer_call(t: &mut Thread, args: Args, method: &str) -> Result<Value, Raised> {
    let writer = half(t, args.get(0), Field::Second)?;
    call(t, writer, method, args.rest().positional())
}
fn pair_close(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let closed = writer_call(t, args, "close");
    let pending = if closed.is_err() { Some(t.take_pending()) } else { None };
    let result = reader_call(t, args, "close");
    match pending {
        Some(e) => Err(t.raise_object(e)),
        None => result,
    }
}
fn pair_is_terminal(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let writer = writer_call(t, args, "isatty")?;
    if ops::truth(t, writer)? { Ok(writer) } else { reader_call(t, args, "isatty") }
}

pub static PAIR_METHODS: &[NativeDef] = &[
    NativeDef::slot_range("__init__", 2, 3, pair_init).keywords(),
    NativeDef::method("read", 0, 1, |t, args| reader_call(t, args, "read")),
    NativeDef::method("read1", 0, 1, |t, args| reader_call(t, args, "read1")),
    NativeDef::method("readinto", 1, 1, |t, args| reader_call(t, args, "readinto")),
    NativeDef::method("readinto1", 1, 1, |t, args| reader_call(t, args, "readinto1")),
    NativeDef::method("readline", 0, 1, |t, args| reader_call(t, args, "readline")),
    NativeDef::method("peek", 0, 1, |t, args| reader_call(t, args, "peek")),
    NativeDef::method("readable", 0, 0, |t, args| reader_call(t, args, "readable")),
    NativeDef::method("write", 1, 1, |t, args| writer_call(t, args, "write")),
    NativeDef::method("flush", 0, 0, |t, args| writer_call(t, args, "flush")),
    NativeDef::method("writable", 0, 0, |t, args| writer_call(t, args, "writable")),
    NativeDef::method("isatty", 0, 0, pair_is_terminal),
    NativeDef::method("close", 0, 0, pair_close),
];
pub static PAIR_GETSETS: &[GetSetDef] = &[GetSetDef::read_only("closed", |t, v| {
    let writer = half(t, v, Field::Second)?;
    let name = t.intern("closed");
    ops::get_attr(t, writer, name)
})];
