//! Texts of objects for stderr. What a program's own `__str__` does must not stop the report, and a
//! lone surrogate is shown as stderr's error handler shows it.

use taipan_runtime::objects::string;
use taipan_runtime::{Raised, Thread, Value, ops};

/// The text of a str; surrogates as `\udcxx`.
pub fn shown(v: Value) -> String {
    if let Some(text) = string::as_str(&v) {
        return text.to_string();
    }
    let mut out = String::new();
    for code in string::code_points(&v) {
        match char::from_u32(code) {
            Some(c) => out.push(c),
            None => out.push_str(&format!("\\u{code:04x}")),
        }
    }
    out
}

/// `str(v)`, or `<what str() failed>`.
pub fn safe_str(t: &mut Thread, v: Value, what: &str) -> String {
    let result = ops::str_of(t, v);
    or_failed(t, result, what, "str")
}

/// `repr(v)`, or `<what repr() failed>`.
pub fn safe_repr(t: &mut Thread, v: Value, what: &str) -> String {
    let result = ops::repr(t, v);
    or_failed(t, result, what, "repr")
}

fn or_failed(t: &mut Thread, result: Result<Value, Raised>, what: &str, function: &str) -> String {
    match result {
        Ok(text) => shown(text),
        Err(Raised) => {
            t.take_pending();
            format!("<{what} {function}() failed>")
        }
    }
}

/// An attribute, or `None` when there is none or getting it fails.
pub fn attribute(t: &mut Thread, v: Value, name: &str) -> Option<Value> {
    let name = t.intern(name);
    match ops::get_attr_opt(t, v, name) {
        Ok(found) => found,
        Err(Raised) => {
            t.take_pending();
            None
        }
    }
}
