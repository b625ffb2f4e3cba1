//! `_collections`: `deque`, `defaultdict`, and what `Counter` and `namedtuple` use. `OrderedDict` comes from the
//! Python library.

mod counting;
mod default_dict;
mod deque;
mod deque_iterators;
mod deque_methods;
mod ring;
mod tuple_getter;

use taipan_runtime::objects::module;
use taipan_runtime::{Raised, Thread, Value};

/// Makes the module.
pub fn init(t: &mut Thread) -> Result<Value, Raised> {
    let m = module::new(t, "_collections");
    module::add_functions(t, m, counting::FUNCTIONS);
    deque::init(t, m);
    default_dict::init(t, m);
    tuple_getter::init(t, m);
    Ok(m)
}
