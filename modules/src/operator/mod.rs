//! `_operator`: Python's operators as functions, and the callables that fetch items and attributes.

mod callables;
mod functions;
mod sequences;

use crate::support::add_class;
use taipan_runtime::objects::module;
use taipan_runtime::{Raised, Thread, Value};

/// Makes the module.
pub fn init(t: &mut Thread) -> Result<Value, Raised> {
    let m = module::new(t, "_operator");
    module::add_functions(t, m, functions::FUNCTIONS);
    module::add_functions(t, m, sequences::FUNCTIONS);
    for def in callables::CLASSES {
        add_class(t, m, def);
    }
    let doc = t.str("Operator interface.\n\nThis module exports a set of functions implemented natively corresponding\nto the intrinsic operators of Python.  For example, operator.add(x, y)\nis equivalent to the expression x+y.");
    module::add(t, m, "__doc__", doc);
    Ok(m)
}
