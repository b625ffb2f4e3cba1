//! `_codecs`: a registry and thin wrappers around the runtime's native conversions, as Python code.

use crate::support::run_source;
use taipan_runtime::objects::module;
use taipan_runtime::{Raised, Thread, Value};

/// Makes the module.
pub fn init(t: &mut Thread) -> Result<Value, Raised> {
    let m = module::new(t, "_codecs");
    run_source(t, m, include_str!("registry.py"), "<frozen _codecs>")?;
    Ok(m)
}
