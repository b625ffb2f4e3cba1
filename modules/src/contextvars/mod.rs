//! `_contextvars`, as Python code: contexts are dicts, and a thread has one current context.

use crate::support::run_source;
use taipan_runtime::objects::module;
use taipan_runtime::{Raised, Thread, Value};

/// Makes the module.
pub fn init(t: &mut Thread) -> Result<Value, Raised> {
    let m = module::new(t, "_contextvars");
    run_source(t, m, include_str!("classes.py"), "<frozen _contextvars>")?;
    Ok(m)
}
