//! The builtin functions and the namespace `builtins`.
//!
//! The namespace is filled at start-up, for nearly every program uses it; that must stay cheap, so
//! it holds nothing but static functions and classes that exist anyway.

mod attributes;
mod build_class;
mod code;
mod collections;
mod items;
pub mod memory_view;
mod numbers;
mod print;
mod text;

pub use code::compile_flags;
pub use print::{flush_stdout, write_to_stdout};

use taipan_runtime::layout::Type;
use taipan_runtime::objects::{dict, module, tuple, type_object};
use taipan_runtime::types::{self, ExceptionTypes, NewClass};
use taipan_runtime::{NativeDef, Thread, Value, field};

/// Fills `t.builtins` and puts the module into `t.modules`.
pub fn init(t: &mut Thread) {
    let m = module::new(t, "builtins");
    let namespace = t.builtins;
    // The module's own names come first, as in CPython.
    let own = module::namespace(m);
    let mut position = 0;
    while let Some((name, v)) = dict::next_entry(own, &mut position) {
        dict::set_str(t, namespace, name, v);
    }
    taipan_runtime::objects::instance::replace_dict(t, m, namespace);
    module::add(t, m, "__doc__", Value::NONE);
    let groups: [&'static [NativeDef]; 8] = [
        build_class::FUNCTIONS,
        code::FUNCTIONS,
        attributes::FUNCTIONS,
        collections::FUNCTIONS,
        items::FUNCTIONS,
        numbers::FUNCTIONS,
        print::FUNCTIONS,
        text::FUNCTIONS,
    ];
    for group in groups {
        module::add_functions(t, m, group);
    }
    crate::io::add_open(t, m);
    for (name, v) in [
        ("NotImplemented", Value::NOT_IMPLEMENTED),
        ("Ellipsis", Value::ELLIPSIS),
        ("__debug__", Value::TRUE),
    ] {
        module::add(t, m, name, v);
    }
    // Visible through `builtins` only: the compiler knows these three as keywords.
    for (name, v) in [("None", Value::NONE), ("True", Value::TRUE), ("False", Value::FALSE)] {
        module::add(t, m, name, v);
    }
    add_classes(t, m);
    let name = t.names.builtins_plain;
    dict::set_str(t, t.modules, name, m);
}

/// Sets `__debug__`, which `-O` turns off.
pub fn set_debug(t: &mut Thread, on: bool) {
    let name = t.intern("__debug__");
    dict::set_str(t, t.builtins, name, Value::bool(on));
}

fn add_classes(t: &mut Thread, m: Value) {
    let x = &t.types;
    let classes = [
        x.object,
        x.type_,
        x.int,
        x.bool,
        x.float,
        x.complex,
        x.str,
        x.bytes,
        x.bytearray,
        x.list,
        x.tuple,
        x.dict,
        x.set,
        x.frozenset,
        x.slice,
        x.range,
        x.property,
        x.static_method,
        x.class_method,
        x.super_,
    ];
    for class in classes {
        add_class(t, m, class);
    }
    for i in 0..ExceptionTypes::COUNT {
        let class = t.exceptions.as_slice()[i];
        add_class(t, m, class);
    }
    let os_error = t.exceptions.os_error;
    module::add(t, m, "EnvironmentError", os_error);
    module::add(t, m, "IOError", os_error);
    let group = exception_group(t);
    add_class(t, m, group);
    let view = memory_view::class(t);
    add_class(t, m, view);
    add_constructors(t);
}

/// Gives the classes without one a visible `__new__`: `enum` and `copyreg` look for it in `int.__dict__` and its kind.
/// Exceptions inherit theirs.
fn add_constructors(t: &mut Thread) {
    let name = t.names.new;
    let exception = t.exceptions.base_exception;
    let mut position = 0;
    while let Some((_, class)) = dict::next_entry(t.builtins, &mut position) {
        if types::is_type(t, class)
            && !types::is_subclass(class, exception)
            && field!(class, Type, new).is_some()
            && dict::get_str(field!(class, Type, dict), name).is_none()
        {
            type_object::add_dunder_new(t, class);
        }
    }
}

fn add_class(t: &mut Thread, m: Value, class: Value) {
    let name = field!(class, Type, name);
    dict::set_str(t, module::namespace(m), name, class);
}

/// `class ExceptionGroup(BaseExceptionGroup, Exception)`
fn exception_group(t: &mut Thread) -> Value {
    let namespace = dict::new(t);
    let (name, module) = (t.intern("ExceptionGroup"), t.names.builtins_plain);
    dict::set_str(t, namespace, t.names.module, module);
    let bases = [t.exceptions.base_exception_group, t.exceptions.exception];
    let metaclass = t.types.type_;
    let class = types::new_class(
        t,
        NewClass {
            metaclass,
            name,
            bases: &bases,
            namespace,
        },
    )
    .expect("the bases fit");
    // SAFETY: the class made above.
    unsafe { (*class.cast::<Type>()).flags &= !taipan_runtime::layout::TYPE_HEAP }
    class
}

/// `tuple` of the names given, for tables of names.
pub(crate) fn name_tuple(t: &mut Thread, names: &[&str]) -> Value {
    let scratch = taipan_runtime::objects::list::new(t, &[]);
    for name in names {
        let v = t.intern(name);
        taipan_runtime::objects::list::push(t, scratch, v);
    }
    tuple::from_list(t, scratch)
}
