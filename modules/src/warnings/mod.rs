//! `_warnings`, and warnings from native code.

use crate::support::{call_method, import, run_source};
use taipan_runtime::objects::module;
use taipan_runtime::{Raised, Thread, Value};

/// `warnings.warn(message, category, stacklevel)`
///
/// # Errors
/// The warning as an exception, where a filter says so.
pub fn warn(t: &mut Thread, category: Value, message: &str, stack_level: i64) -> Result<(), Raised> {
    let warnings = import(t, "warnings")?;
    let message = t.str(message);
    call_method(t, warnings, "warn", &[message, category, Value::small(stack_level)]).map(|_| ())
}

/// `warnings.warn_explicit(message, category, filename, line)`
///
/// # Errors
/// The warning as an exception, where a filter says so.
pub fn warn_explicit(t: &mut Thread, category: Value, message: &str, filename: &str, line: u32) -> Result<(), Raised> {
    let warnings = import(t, "warnings")?;
    let (message, filename) = (t.str(message), t.str(filename));
    let line = Value::small(line.into());
    call_method(t, warnings, "warn_explicit", &[message, category, filename, line]).map(|_| ())
}

/// Makes the module.
pub fn init(t: &mut Thread) -> Result<Value, Raised> {
    let m = module::new(t, "_warnings");
    run_source(t, m, include_str!("forward.py"), "<frozen _warnings>")?;
    Ok(m)
}
