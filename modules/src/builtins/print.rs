//! `print` and `input`.
//!
//! When the file is our own text file over our own buffer, `print` puts its text straight into the
//! buffer: no method lookup, no call and no joined string.

use crate::io::text;
use taipan_runtime::objects::{dict, string};
use taipan_runtime::{Args, NativeDef, Raised, Thread, Value, ops};

/// `sep` or `end`: a str, or `None` for the default.
fn text_option(t: &mut Thread, v: Value, name: &str) -> Result<Option<Value>, Raised> {
    if v.is_none() {
        return Ok(None);
    }
    if !string::is_str(t, v) {
        let message = format!("{name} must be None or a string, not {}", t.type_name(v));
        return Err(t.type_error(message));
    }
    Ok(Some(v))
}

fn print(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (mut sep, mut end, mut file, mut flush) = (None, None, Value::NONE, false);
    for (name, v) in args.keywords() {
        if name == t.names.sep {
            sep = text_option(t, v, "sep")?;
        } else if name == t.names.end {
            end = text_option(t, v, "end")?;
        } else if name == t.names.file_plain {
            file = v;
        } else if string::bytes(&name) == b"flush" {
            flush = ops::truth(t, v)?;
        } else {
            let name = string::to_string_lossy(name);
            return Err(t.type_error(format!("print() got an unexpected keyword argument '{name}'")));
        }
    }
    if file.is_none() {
        let name = t.names.stdout;
        file = match dict::get_str(t.sys_dict, name) {
            Some(v) if v.is_none() => return Ok(Value::NONE),
            Some(v) => v,
            None => return Err(t.runtime_error("lost sys.stdout")),
        };
    }
    if text::is_native_writer(t, file) {
        print_native(t, args, file, sep, end)?;
    } else {
        print_by_method(t, args, file, sep, end)?;
    }
    if flush {
        let name = t.names.flush;
        ops::call_method(t, file, name, &[])?;
    }
    Ok(Value::NONE)
}

fn print_native(t: &mut Thread, args: Args, file: Value, sep: Option<Value>, end: Option<Value>) -> Result<(), Raised> {
    let n = args.len();
    for i in 0..n {
        if i > 0 {
            match sep {
                None => text::write_ascii(t, file, b" ")?,
                Some(s) => text::write(t, file, s)?,
            }
        }
        let v = args.get(i);
        let shown = ops::str_of(t, v)?;
        text::write(t, file, shown)?;
    }
    match end {
        None => text::write_ascii(t, file, b"\n"),
        Some(s) => text::write(t, file, s),
    }
}

fn print_by_method(t: &mut Thread, args: Args, file: Value, sep: Option<Value>, end: Option<Value>) -> Result<(), Raised> {
    let name = t.names.write;
    let write = ops::get_attr(t, file, name)?;
    for i in 0..args.len() {
        if i > 0 {
            let sep = sep.unwrap_or_else(|| string::from_char(t, ' '));
            ops::call(t, write, &[sep])?;
        }
        let shown = ops::str_of(t, args.get(i))?;
        ops::call(t, write, &[shown])?;
    }
    let end = end.unwrap_or_else(|| string::from_char(t, '\n'));
    ops::call(t, write, &[end])?;
    Ok(())
}

/// Writes text to `sys.stdout` as `print(text, end='')`.
pub fn write_to_stdout(t: &mut Thread, text_value: Value) -> Result<(), Raised> {
    let name = t.names.stdout;
    match dict::get_str(t.sys_dict, name) {
        None => Err(t.runtime_error("lost sys.stdout")),
        Some(Value::NONE) => Ok(()),
        Some(file) if text::is_native_writer(t, file) => text::write(t, file, text_value),
        Some(file) => {
            let name = t.names.write;
            ops::call_method(t, file, name, &[text_value]).map(|_| ())
        }
    }
}

/// Flushes `sys.stdout`; errors are ignored.
pub fn flush_stdout(t: &mut Thread) {
    let (stdout, flush) = (t.names.stdout, t.names.flush);
    if let Some(file) = dict::get_str(t.sys_dict, stdout)
        && !file.is_none()
        && ops::call_method(t, file, flush, &[]).is_err()
    {
        t.take_pending();
    }
}

fn input(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let lookup = |t: &mut Thread, name: &str| {
        let key = t.intern(name);
        match dict::get_str(t.sys_dict, key) {
            Some(v) if !v.is_none() => Ok(v),
            _ => Err(t.runtime_error(format!("lost sys.{name}"))),
        }
    };
    let (stdin, stdout, stderr) = (lookup(t, "stdin")?, lookup(t, "stdout")?, lookup(t, "stderr")?);
    let flush = t.names.flush;
    if ops::call_method(t, stderr, flush, &[]).is_err() {
        t.take_pending();
    }
    if let Some(prompt) = args.opt(0) {
        let shown = ops::str_of(t, prompt)?;
        let write = t.names.write;
        ops::call_method(t, stdout, write, &[shown])?;
    }
    if ops::call_method(t, stdout, flush, &[]).is_err() {
        t.take_pending();
    }
    let name = t.intern("readline");
    let line = ops::call_method(t, stdin, name, &[])?;
    if !string::is_str(t, line) {
        return Err(t.type_error("object.readline() returned non-string"));
    }
    let text = string::bytes(&line);
    match text.last() {
        None => Err(t.raise(t.exceptions.eof_error, "EOF when reading a line")),
        Some(b'\n') => {
            let n = string::char_len(line);
            Ok(string::slice(t, line, 0, n - 1))
        }
        Some(_) => Ok(line),
    }
}

pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::function("input", 0, 1, input).doc("Read a string from standard input.  The trailing newline is stripped."),
    NativeDef::function("print", 0, NativeDef::MANY, print)
        .keywords()
        .doc("Prints the values to a stream, or to sys.stdout by default."),
];
