//! `sys.stdin`, `sys.stdout`, `sys.stderr`.

use super::buffered;
use super::raw::{self, RawMode};
use super::state::{self, Field};
use super::text_methods::{self, TextOptions};
use super::{DEFAULT_BUFFER_SIZE, classes};
use taipan_runtime::objects::{dict, instance};
use taipan_runtime::{Raised, Thread, Value, ops};

/// Makes the three files and puts them into `sys`. `unbuffered`: `-u` or PYTHONUNBUFFERED.
pub fn make_std(t: &mut Thread, unbuffered: bool) {
    let lenient = locale_is_posix();
    for (fd, name) in [(0, "stdin"), (1, "stdout"), (2, "stderr")] {
        let errors = match (fd, lenient) {
            (2, _) => "backslashreplace",
            (_, true) => "surrogateescape",
            _ => "strict",
        };
        let file = match make(t, fd, name, errors, unbuffered) {
            Ok(file) => file,
            Err(Raised) => {
                // The descriptor is closed: the name is None, as in CPython.
                t.take_pending();
                Value::NONE
            }
        };
        let dunder = t.intern(&format!("__{name}__"));
        let name = t.intern(name);
        let sys = t.sys_dict;
        dict::set_str(t, sys, dunder, file);
        dict::set_str(t, sys, name, file);
    }
}

/// In the C locale and those that stand in for it (PEP 538), bytes that are no UTF-8 pass through the standard files unchanged.
fn locale_is_posix() -> bool {
    let set = |name: &str| std::env::var(name).ok().filter(|v| !v.is_empty());
    match set("LC_ALL").or_else(|| set("LC_CTYPE")).or_else(|| set("LANG")) {
        None => true,
        Some(v) => ["C", "POSIX", "C.UTF-8", "C.utf8", "UTF-8"].contains(&v.as_str()),
    }
}

fn make(t: &mut Thread, fd: i32, name: &str, errors: &str, unbuffered: bool) -> Result<Value, Raised> {
    let writing = fd != 0;
    let mode = RawMode {
        readable: !writing,
        writable: writing,
        ..RawMode::default()
    };
    let c = classes();
    let file = instance::allocate(t, c.file_io);
    raw::open(t, file, Value::small(fd as i64), mode, false, None)?;
    let shown = t.intern(&format!("<{name}>"));
    state::set_field(t, file, Field::Name, shown);
    let terminal = match state::get(file) {
        Some(state::State::Raw(r)) => r.descriptor.is_terminal(),
        _ => false,
    };
    let buffer = if unbuffered && writing {
        file
    } else {
        let buffer = instance::allocate(t, if writing { c.buffered_writer } else { c.buffered_reader });
        buffered::set_up(t, buffer, file, DEFAULT_BUFFER_SIZE as i64, !writing, writing)?;
        buffer
    };
    let text = instance::allocate(t, c.text_wrapper);
    let (encoding, errors, newline) = (t.intern("utf-8"), t.intern(errors), t.intern("\n"));
    let options = TextOptions {
        encoding: Some(encoding),
        errors: Some(errors),
        newline: Some(newline),
        line_buffering: fd == 2 || terminal || unbuffered && writing,
        write_through: unbuffered && writing,
    };
    text_methods::set_up(t, text, buffer, options)?;
    let mode = t.intern(if writing { "w" } else { "r" });
    state::set_field(t, text, Field::Mode, mode);
    Ok(text)
}

/// Flushes `sys.stdout` and `sys.stderr` and every file left open: the end of the process.
///
/// # Errors
/// What flushing `sys.stdout` raised (a broken pipe, a full disk): the process then ends with status 120.
pub fn flush_std(t: &mut Thread) -> Result<(), Raised> {
    let mut failed = None;
    for name in [t.names.stdout, t.names.stderr] {
        let sys = t.sys_dict;
        let Some(file) = dict::get_str(sys, name).filter(|f| !f.is_none()) else {
            continue;
        };
        if is_closed(t, file) {
            continue;
        }
        let flush = t.names.flush;
        if ops::call_method(t, file, flush, &[]).is_err() {
            let e = t.take_pending();
            if name == t.names.stdout {
                failed = Some(e);
            }
        }
    }
    state::flush_open_writers();
    match failed {
        Some(e) => Err(t.raise_object(e)),
        None => Ok(()),
    }
}

fn is_closed(t: &mut Thread, file: Value) -> bool {
    let name = t.intern("closed");
    match ops::get_attr_opt(t, file, name) {
        Ok(Some(v)) => ops::truth(t, v).unwrap_or(false),
        Ok(None) => false,
        Err(Raised) => {
            t.take_pending();
            false
        }
    }
}
