//! `itertools`: every iterator is a native class with a `next` function that answers HOLE at its end.
//!
//! State is in the words of the object (see `support::words`); index lists of the combinatoric
//! iterators are list objects, because the collector must see what they share.

mod chaining;
mod combinatoric;
mod grouping;
mod infinite;
mod running;
mod selecting;
mod slicing;
mod teeing;

use crate::support::add_class;
use taipan_runtime::objects::module;
use taipan_runtime::{Raised, Thread, Value};

/// Makes the module.
pub fn init(t: &mut Thread) -> Result<Value, Raised> {
    let m = module::new(t, "itertools");
    for group in [
        infinite::CLASSES,
        chaining::CLASSES,
        selecting::CLASSES,
        slicing::CLASSES,
        running::CLASSES,
        grouping::CLASSES,
        combinatoric::CLASSES,
    ] {
        for def in group {
            add_class(t, m, def);
        }
    }
    module::add_functions(t, m, teeing::FUNCTIONS);
    teeing::init(t, m);
    Ok(m)
}
