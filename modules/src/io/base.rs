//! `_IOBase` and its three abstract children: what a file class of a program inherits.
//!
//! Everything here goes through the object's own methods, for these are what a subclass overrides.

use super::buffered::{ask, call};
use super::{classes, closed_error, unsupported};
use taipan_runtime::objects::{bytearray, bytes, instance, list};
use taipan_runtime::{Args, GetSetDef, NativeDef, Raised, Thread, Value, ops};

/// The attribute that says that a file of a Python class is closed.
const CLOSED: &str = "__IOBase_closed";

fn is_closed(t: &mut Thread, v: Value) -> Result<bool, Raised> {
    let name = t.intern("closed");
    let closed = ops::get_attr(t, v, name)?;
    ops::truth(t, closed)
}

fn check_open(t: &mut Thread, v: Value) -> Result<(), Raised> {
    if is_closed(t, v)? { Err(closed_error(t)) } else { Ok(()) }
}

fn get_closed(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    let name = t.intern(CLOSED);
    Ok(Value::bool(ops::get_attr_opt(t, v, name)?.is_some()))
}

fn close(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let name = t.intern(CLOSED);
    if ops::get_attr_opt(t, v, name)?.is_some() {
        return Ok(Value::NONE);
    }
    let flush = t.names.flush;
    let flushed = ops::call_method(t, v, flush, &[]);
    instance::set_own(t, v, name, Some(Value::TRUE))?;
    flushed.map(|_| Value::NONE)
}

fn flush(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    check_open(t, args.get(0))?;
    Ok(Value::NONE)
}

fn tell(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    call(t, args.get(0), "seek", &[Value::ZERO, Value::small(1)])
}

fn answer_false(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    check_open(t, args.get(0))?;
    Ok(Value::FALSE)
}

fn check(t: &mut Thread, args: Args, method: &str, complaint: &str) -> Result<Value, Raised> {
    if ask(t, args.get(0), method)? {
        Ok(Value::TRUE)
    } else {
        Err(unsupported(t, complaint))
    }
}

fn enter(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    check_open(t, args.get(0))?;
    Ok(args.get(0))
}

fn exit(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let name = t.names.close;
    ops::call_method(t, args.get(0), name, &[]).map(|_| Value::NONE)
}

fn iter(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    check_open(t, args.get(0))?;
    Ok(args.get(0))
}

/// `next()` of any binary file: a line.
pub fn next_line(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    let class = t.class_of(v);
    let c = classes();
    if class == c.buffered_reader || class == c.buffered_random {
        let line = super::buffered::read_line(t, v, None)?;
        return Ok(if line.is_empty() { Value::HOLE } else { bytes::new(t, &line) });
    }
    let line = call(t, v, "readline", &[])?;
    Ok(if ops::len(t, line)? == 0 { Value::HOLE } else { line })
}

/// `readline` by `peek` and `read`.
fn read_line(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let limit = super::buffered::size_argument(t, args.opt(1))?;
    let name = t.intern("peek");
    let peek = ops::get_attr_opt(t, v, name)?;
    let mut line: Vec<u8> = Vec::new();
    while limit.is_none_or(|limit| line.len() < limit) {
        let mut step = 1;
        if let Some(peek) = peek {
            let ahead = ops::call(t, peek, &[Value::small(1)])?;
            if let Some(data) = bytes::slice_of(t, &ahead)
                && !data.is_empty()
            {
                step = memchr::memchr(b'\n', data).map_or(data.len(), |i| i + 1);
            }
        }
        if let Some(limit) = limit {
            step = step.min(limit - line.len());
        }
        let data = call(t, v, "read", &[Value::small(step as i64)])?;
        let Some(data) = bytes::slice_of(t, &data) else {
            let message = format!("read() should have returned a bytes object, not '{}'", t.type_name(data));
            return Err(t.raise(t.exceptions.os_error, message));
        };
        if data.is_empty() {
            break;
        }
        line.extend_from_slice(data);
        if line.last() == Some(&b'\n') {
            break;
        }
    }
    Ok(bytes::new(t, &line))
}

fn read_lines(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let hint = super::buffered::size_argument(t, args.opt(1))?.filter(|h| *h > 0);
    let iterator = ops::iterate(t, args.get(0))?;
    let lines = list::new(t, &[]);
    let mut length = 0;
    loop {
        let line = ops::next(t, iterator)?;
        if line.is_hole() {
            return Ok(lines);
        }
        list::push(t, lines, line);
        length += ops::len(t, line)?;
        if hint.is_some_and(|hint| length >= hint) {
            return Ok(lines);
        }
    }
}

fn write_lines(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    check_open(t, args.get(0))?;
    let iterator = ops::iterate(t, args.get(1))?;
    loop {
        let line = ops::next(t, iterator)?;
        if line.is_hole() {
            return Ok(Value::NONE);
        }
        let write = t.names.write;
        ops::call_method(t, args.get(0), write, &[line])?;
    }
}

macro_rules! refused {
    ($($name:literal $max:literal),* $(,)?) => {
        &[$(NativeDef::method($name, 0, $max, |t, _| Err(unsupported(t, $name))),)*]
    };
}

pub static METHODS: &[NativeDef] = &[
    NativeDef::slot("__iter__", 0, iter),
    NativeDef::slot("__next__", 0, |t, args| {
        let line = next_line(t, args.get(0))?;
        if line.is_hole() {
            Err(taipan_runtime::objects::iterators::stop(t))
        } else {
            Ok(line)
        }
    }),
    NativeDef::method("__enter__", 0, 0, enter),
    NativeDef::method("__exit__", 0, NativeDef::MANY, exit),
    NativeDef::method("close", 0, 0, close),
    NativeDef::method("flush", 0, 0, flush),
    NativeDef::method("tell", 0, 0, tell),
    NativeDef::method("seek", 0, 2, |t, _| Err(unsupported(t, "seek"))),
    NativeDef::method("truncate", 0, 1, |t, _| Err(unsupported(t, "truncate"))),
    NativeDef::method("fileno", 0, 0, |t, _| Err(unsupported(t, "fileno"))),
    NativeDef::method("readable", 0, 0, answer_false),
    NativeDef::method("writable", 0, 0, answer_false),
    NativeDef::method("seekable", 0, 0, answer_false),
    NativeDef::method("isatty", 0, 0, answer_false),
    NativeDef::method("readline", 0, 1, read_line),
    NativeDef::method("readlines", 0, 1, read_lines),
    NativeDef::method("writelines", 1, 1, write_lines),
    NativeDef::method("_checkClosed", 0, 1, |t, args| check_open(t, args.get(0)).map(|()| Value::NONE)),
    NativeDef::method("_checkReadable", 0, 1, |t, args| check(t, args, "readable", "File or stream is not readable.")),
    NativeDef::method("_checkWritable", 0, 1, |t, args| check(t, args, "writable", "File or stream is not writable.")),
    NativeDef::method("_checkSeekable", 0, 1, |t, args| check(t, args, "seekable", "File or stream is not seekable.")),
];
pub static GETSETS: &[GetSetDef] = &[GetSetDef::read_only("closed", get_closed)];

fn raw_read(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let Some(n) = super::buffered::size_argument(t, args.opt(1))? else {
        return call(t, v, "readall", &[]);
    };
    let target = bytearray::new(t, &[])?;
    bytearray::set_len(t, target, n)?;
    let got = call(t, v, "readinto", &[target])?;
    if got.is_none() {
        return Ok(got);
    }
    let got = ops::index(t, got)?;
    if got < 0 || got as usize > n {
        return Err(t.value_error(format!("readinto returned {got} outside buffer size {n}")));
    }
    let data = bytearray::bytes(&target)[..got as usize].to_vec();
    Ok(bytes::new(t, &data))
}

fn raw_read_all(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let mut out: Vec<u8> = Vec::new();
    loop {
        let data = call(t, args.get(0), "read", &[Value::small(super::DEFAULT_BUFFER_SIZE as i64)])?;
        if data.is_none() {
            return Ok(if out.is_empty() { data } else { bytes::new(t, &out) });
        }
        match bytes::slice_of(t, &data) {
            Some([]) => return Ok(bytes::new(t, &out)),
            Some(data) => out.extend_from_slice(data),
            None => return Err(t.type_error("read() should return bytes")),
        }
    }
}

fn not_there(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    let class = t.exceptions.not_implemented_error;
    Err(taipan_runtime::objects::exception::raise_with(t, class, &[]))
}

pub static RAW_METHODS: &[NativeDef] = &[
    NativeDef::method("read", 0, 1, raw_read),
    NativeDef::method("readall", 0, 0, raw_read_all),
    NativeDef::method("readinto", 1, 1, not_there),
    NativeDef::method("write", 1, 1, not_there),
];

/// `readinto` by `read`.
fn read_into(t: &mut Thread, args: Args, method: &str) -> Result<Value, Raised> {
    let n = crate::builtins::memory_view::room_of(t, args.get(1));
    let data = call(t, args.get(0), method, &[Value::small(n as i64)])?;
    let Some(data) = bytes::slice_of(t, &data).map(<[u8]>::to_vec) else {
        return Err(t.type_error("read() should return bytes"));
    };
    if data.len() > n {
        let message = format!("read() returned too much data: {n} bytes requested, {} returned", data.len());
        return Err(t.value_error(message));
    }
    crate::builtins::memory_view::write_into(t, args.get(1), &data)?;
    Ok(Value::small(data.len() as i64))
}

pub static BUFFERED_METHODS: &[NativeDef] = &[
    NativeDef::method("read", 0, 1, |t, _| Err(unsupported(t, "read"))),
    NativeDef::method("read1", 0, 1, |t, _| Err(unsupported(t, "read1"))),
    NativeDef::method("readinto", 1, 1, |t, args| read_into(t, args, "read")),
    NativeDef::method("readinto1", 1, 1, |t, args| read_into(t, args, "read1")),
    NativeDef::method("write", 0, 1, |t, _| Err(unsupported(t, "write"))),
    NativeDef::method("detach", 0, 0, |t, _| Err(unsupported(t, "detach"))),
];

pub static TEXT_METHODS: &[NativeDef] = refused!("read" 1, "readline" 1, "write" 1, "detach" 0);
pub static TEXT_GETSETS: &[GetSetDef] = &[
    GetSetDef::read_only("encoding", |_, _| Ok(Value::NONE)),
    GetSetDef::read_only("newlines", |_, _| Ok(Value::NONE)),
    GetSetDef::read_only("errors", |_, _| Ok(Value::NONE)),
];
