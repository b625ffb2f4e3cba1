//! Classes of native modules, made when their module is first imported.
//!
//! They are not among `Thread::types`, whose members exist from the start; a module that needs its
//! classes from Rust keeps them alive with heap roots.

use taipan_runtime::layout::{Payload, TYPE_HAS_DICT, TYPE_HEAP, Type};
use taipan_runtime::objects::{dict, instance};
use taipan_runtime::types::{self, NewClass};
use taipan_runtime::{Args, Raised, Thread, Value, field, shape};

/// What a native class is.
pub struct NativeClass<'a> {
    pub module: &'a str,
    pub name: &'a str,
    /// Empty: object.
    pub bases: &'a [Value],
    /// `None`: that of the bases.
    pub payload: Option<Payload>,
    /// Whether instances have a `__dict__`.
    pub has_dict: bool,
}

/// Makes the class. It cannot be changed from Python, and subclasses can be made of it.
pub fn define(t: &mut Thread, class: NativeClass) -> Value {
    let namespace = dict::new(t);
    let module = t.intern(class.module);
    dict::set_str(t, namespace, t.names.module, module);
    if !class.has_dict {
        dict::set_str(t, namespace, t.names.slots, t.empty_tuple);
    }
    let name = t.intern(class.name);
    let metaclass = t.types.type_;
    let made = types::new_class(
        t,
        NewClass {
            metaclass,
            name,
            bases: class.bases,
            namespace,
        },
    )
    .expect("native classes have consistent bases");
    if !class.has_dict {
        dict::remove_str(t, namespace, t.names.slots);
    }
    let payload = class.payload.unwrap_or(types::payload(made));
    let extensible = types::flags(made) & TYPE_HAS_DICT != 0;
    let inline = if extensible { field!(made, Type, inline_slots) } else { 0 };
    let root = shape::new_root(t, made, payload, &[], inline, extensible);
    // SAFETY: the class object just made; no instance of it exists yet.
    unsafe {
        let p = &mut *made.cast::<Type>();
        p.payload = payload;
        p.instance_shape = root;
        p.flags &= !TYPE_HEAP;
    }
    made
}

/// `__new__` that only allocates: the payload is zero, `__init__` does the rest.
pub fn allocate(t: &mut Thread, class: Value, _args: Args) -> Result<Value, Raised> {
    Ok(instance::allocate(t, class))
}

/// `__new__` of a class that only native code instantiates.
pub fn no_new(t: &mut Thread, class: Value, _args: Args) -> Result<Value, Raised> {
    let message = format!("cannot create '{}.{}' instances", module_of(t, class), types::name(class));
    Err(t.type_error(message))
}

/// `__module__` of a class as Rust text.
pub fn module_of(t: &Thread, class: Value) -> String {
    match dict::get_str(field!(class, Type, dict), t.names.module) {
        Some(v) if taipan_runtime::objects::string::is_str(t, v) => taipan_runtime::objects::string::to_string_lossy(v),
        _ => "builtins".to_string(),
    }
}
