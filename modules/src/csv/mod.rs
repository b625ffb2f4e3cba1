//! `_csv` as Python code: reading and writing is string handling that the interpreter does well enough.

use crate::support::run_source;
use taipan_runtime::objects::module;
use taipan_runtime::{Raised, Thread, Value};

/// Makes the module.
pub fn init(t: &mut Thread) -> Result<Value, Raised> {
    let m = module::new(t, "_csv");
    run_source(t, m, include_str!("csv.py"), "<frozen _csv>")?;
    Ok(m)
}
