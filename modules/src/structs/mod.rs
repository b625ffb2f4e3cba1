//! `_struct`: bytes laid out by format strings.

mod functions;
mod layout;
mod pack;
mod unpack;

use crate::support::{Place, keep, make_class};
use taipan_runtime::objects::{dict, exception, module};
use taipan_runtime::types::{self, NewClass};
use taipan_runtime::{Raised, Thread, Value};

/// `struct.error` with a message.
fn error(t: &mut Thread, message: impl AsRef<str>) -> Raised {
    let class = crate::support::place(t, Place::StructError);
    let text = t.str(message.as_ref());
    exception::raise_with(t, class, &[text])
}

/// Makes the module.
pub fn init(t: &mut Thread) -> Result<Value, Raised> {
    let m = module::new(t, "_struct");
    let namespace = dict::new(t);
    let (key, module_name) = (t.names.module, t.intern("struct"));
    dict::set_str(t, namespace, key, module_name);
    let (name, base) = (t.intern("error"), t.exceptions.exception);
    let metaclass = t.types.type_;
    let class = types::new_class(
        t,
        NewClass {
            metaclass,
            name,
            bases: &[base],
            namespace,
        },
    )?;
    keep(t, Place::StructError, class);
    module::add(t, m, "error", class);
    let class = make_class(t, &functions::CLASS);
    keep(t, Place::StructClass, class);
    module::add(t, m, "Struct", class);
    let class = make_class(t, &functions::ITERATOR);
    keep(t, Place::StructIterator, class);
    module::add_functions(t, m, functions::FUNCTIONS);
    Ok(m)
}
