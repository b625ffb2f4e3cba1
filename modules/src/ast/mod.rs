//! `_ast`: the classes of syntax tree nodes, as Python code. `compile` makes no trees yet.

use crate::support::run_source;
use taipan_runtime::objects::module;
use taipan_runtime::{Raised, Thread, Value};

/// Makes the module.
pub fn init(t: &mut Thread) -> Result<Value, Raised> {
    let m = module::new(t, "_ast");
    run_source(t, m, include_str!("nodes.py"), "<frozen _ast>")?;
    Ok(m)
}
