//! `environ`, `putenv`, `unsetenv`.

use super::os_error;
use crate::builtins::memory_view::bytes_of;
use std::ffi::{CStr, CString};
use taipan_runtime::objects::{bytes, dict, string};
use taipan_runtime::{Args, NativeDef, Raised, Thread, Value};

unsafe extern "C" {
    static environ: *const *const libc::c_char;
}

/// The environment as a dict of bytes.
pub fn make(t: &mut Thread) -> Value {
    let d = dict::new(t);
    // SAFETY: the C library keeps a null-terminated array of C strings; only this thread changes it.
    let mut entry = unsafe { environ };
    // SAFETY: as above.
    while !entry.is_null() && !unsafe { *entry }.is_null() {
        // SAFETY: as above.
        let text = unsafe { CStr::from_ptr(*entry) }.to_bytes();
        if let Some(i) = memchr::memchr(b'=', text) {
            let (key, value) = (bytes::new(t, &text[..i]), bytes::new(t, &text[i + 1..]));
            if dict::get(t, d, key).ok().flatten().is_none() {
                dict::set(t, d, key, value).expect("bytes are hashable");
            }
        }
        // SAFETY: within the array, which ends with a null pointer.
        entry = unsafe { entry.add(1) };
    }
    d
}

fn text(t: &mut Thread, v: Value) -> Result<CString, Raised> {
    let raw = if string::is_str(t, v) { super::fs_bytes(t, v)? } else { bytes_of(t, v)? };
    CString::new(raw).map_err(|_| t.value_error("embedded null byte"))
}

fn put(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (name, value) = (text(t, args.get(0))?, text(t, args.get(1))?);
    if name.as_bytes().contains(&b'=') {
        return Err(t.value_error("illegal environment variable name"));
    }
    // SAFETY: two C strings, which setenv copies.
    if unsafe { libc::setenv(name.as_ptr(), value.as_ptr(), 1) } < 0 {
        Err(os_error(t))
    } else {
        Ok(Value::NONE)
    }
}

fn unset(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let name = text(t, args.get(0))?;
    // SAFETY: a C string.
    if unsafe { libc::unsetenv(name.as_ptr()) } < 0 {
        Err(os_error(t))
    } else {
        Ok(Value::NONE)
    }
}

pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::function("putenv", 2, 2, put),
    NativeDef::function("unsetenv", 1, 1, unset),
    NativeDef::function("_create_environ", 0, 0, |t, _| Ok(make(t))),
];
