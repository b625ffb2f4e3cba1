//! `posix`: the system calls behind `os`, and paths between Python and the operating system.
//!
//! A path is bytes; as a str it is UTF-8 with surrogates for what is none, so every name a file can
//! have comes back unchanged.

mod constants;
mod descriptors;
mod environment;
mod files;
mod process;
mod scandir;
pub mod spawn;
mod stat;
mod system;

use std::ffi::CString;
use taipan_runtime::objects::string::codec::{self, Codec};
use taipan_runtime::objects::{bytes, exception, module, string};
use taipan_runtime::{Args, NativeDef, Raised, Thread, Value, ops};

/// A str of the operating system's bytes.
pub fn fs_text(t: &mut Thread, raw: &[u8]) -> Value {
    if let Ok(text) = std::str::from_utf8(raw) {
        return t.str(text);
    }
    let data = bytes::new(t, raw);
    codec::decode_with(t, data, Codec::Utf8, "surrogateescape").expect("every byte has an escape")
}

/// The bytes of a str that came from the operating system.
fn fs_bytes(t: &mut Thread, text: Value) -> Result<Vec<u8>, Raised> {
    let raw = string::bytes(&text);
    if !string::wtf8::has_surrogate(raw) {
        return Ok(raw.to_vec());
    }
    let data = codec::encode_with(t, text, Codec::Utf8, "surrogateescape")?;
    Ok(bytes::bytes(&data).to_vec())
}

/// `os.fspath(v)`: a str or bytes.
pub fn fs_path(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    if string::is_str(t, v) || bytes::is_bytes(t, v) {
        return Ok(v);
    }
    let name = t.names.fspath;
    match ops::call_special(t, v, name, &[])? {
        Some(path) if string::is_str(t, path) || bytes::is_bytes(t, path) => Ok(path),
        Some(other) => {
            let message = format!("expected {}.__fspath__() to return str or bytes, not {}", t.type_name(v), t.type_name(other));
            Err(t.type_error(message))
        }
        None => {
            let message = format!("expected str, bytes or os.PathLike object, not {}", t.type_name(v));
            Err(t.type_error(message))
        }
    }
}

/// A path argument as the operating system's bytes.
pub fn path_text(t: &mut Thread, v: Value) -> Result<Vec<u8>, Raised> {
    let path = fs_path(t, v)?;
    if string::is_str(t, path) {
        fs_bytes(t, path)
    } else {
        Ok(bytes::bytes(&path).to_vec())
    }
}

/// A path argument for a system call.
fn c_path(t: &mut Thread, function: &str, v: Value) -> Result<CString, Raised> {
    let named = string::is_str(t, v) || bytes::is_bytes(t, v) || {
        let name = t.names.fspath;
        ops::lookup_special(t, v, name).is_some()
    };
    if !named {
        let message = format!("{function}: path should be string, bytes or os.PathLike, not {}", t.type_name(v));
        return Err(t.type_error(message));
    }
    let path = path_text(t, v)?;
    crate::io::flush_before_path();
    match CString::new(path) {
        Ok(path) => Ok(path),
        Err(_) => Err(t.value_error(format!("{function}: embedded null character in path"))),
    }
}

/// A name for the caller: of the kind (str or bytes) that `like` is.
fn text_like(t: &mut Thread, like: Option<Value>, raw: &[u8]) -> Value {
    match like {
        Some(v) if bytes::is_bytes(t, v) => bytes::new(t, raw),
        _ => fs_text(t, raw),
    }
}

/// Dead files give their descriptors back at a full collection.
pub fn collect_garbage(t: &mut Thread) {
    t.heap.collect(taipan_runtime::heap::Kind::Full);
}

/// The calling thread's errno.
fn errno() -> i32 {
    std::io::Error::last_os_error().raw_os_error().unwrap_or(0)
}

/// OSError of the errno at hand.
fn os_error(t: &mut Thread) -> Raised {
    let error = errno();
    exception::os_error(t, error, None)
}
fn os_error_for(t: &mut Thread, path: Value) -> Raised {
    let error = errno();
    exception::os_error(t, error, Some(path))
}

/// A system call's result: negative raises.
fn check(t: &mut Thread, result: i32) -> Result<i32, Raised> {
    if result < 0 { Err(os_error(t)) } else { Ok(result) }
}

/// A C int argument.
fn int_arg(t: &mut Thread, v: Value) -> Result<i32, Raised> {
    let n = ops::index(t, v)?;
    match i32::try_from(n) {
        Ok(n) => Ok(n),
        Err(_) if n > 0 => Err(t.overflow_error("Python int too large to convert to C int")),
        Err(_) => Err(t.overflow_error("Python int too small to convert to C int")),
    }
}

/// The keyword arguments that say "relative to this descriptor" are not supported.
fn no_dir_fd(t: &mut Thread, v: Option<Value>) -> Result<(), Raised> {
    match v {
        Some(v) if !v.is_none() => Err(t.not_implemented("dir_fd")),
        _ => Ok(()),
    }
}

fn fs_path_function(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [path] = args.bind(t, "fspath", ["path"], taipan_runtime::Bind::required(1))?;
    fs_path(t, path.expect("required"))
}

static FUNCTIONS: &[NativeDef] = &[NativeDef::function("fspath", 1, 1, fs_path_function).keywords()];

/// The module object of `posix`.
pub fn module(t: &mut Thread) -> Result<Value, Raised> {
    let m = module::new(t, "posix");
    for group in [
        FUNCTIONS,
        files::FUNCTIONS,
        stat::FUNCTIONS,
        scandir::FUNCTIONS,
        descriptors::FUNCTIONS,
        process::FUNCTIONS,
        environment::FUNCTIONS,
        system::FUNCTIONS,
    ] {
        module::add_functions(t, m, group);
    }
    for group in process::MORE {
        module::add_functions(t, m, group);
    }
    for &(name, value) in constants::CONSTANTS {
        module::add(t, m, name, Value::small(value));
    }
    let error = t.exceptions.os_error;
    module::add(t, m, "error", error);
    let environ = environment::make(t);
    module::add(t, m, "environ", environ);
    stat::add_classes(t, m);
    scandir::add_classes(t, m);
    system::add_classes(t, m);
    let functions = taipan_runtime::objects::list::new(t, &[]);
    module::add(t, m, "_have_functions", functions);
    Ok(m)
}
