//! `_templates`: the classes of t-strings, as Python code; the interpreter calls its `_template` and `_interpolation`.

use crate::support::run_source;
use taipan_runtime::objects::module;
use taipan_runtime::{Raised, Thread, Value};

/// Makes the module.
pub fn init(t: &mut Thread) -> Result<Value, Raised> {
    let m = module::new(t, "_templates");
    run_source(t, m, include_str!("classes.py"), "<frozen _templates>")?;
    Ok(m)
}
