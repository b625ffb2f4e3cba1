//! `_typing`: type parameters and aliases. Their classes are Python code: they are made once per
//! definition and do nothing at run time that could be hot.

use crate::support::run_source;
use taipan_runtime::objects::module;
use taipan_runtime::{Raised, Thread, Value};

/// Makes the module.
pub fn init(t: &mut Thread) -> Result<Value, Raised> {
    let m = module::new(t, "_typing");
    let union = t.types.union_type;
    module::add(t, m, "Union", union);
    run_source(t, m, include_str!("classes.py"), "<frozen _typing>")?;
    Ok(m)
}
