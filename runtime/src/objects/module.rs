//! Modules: a namespace dict with `__getattr__` support.

use crate::field;
use crate::header::Header;
use crate::layout::*;
use crate::native::{Args, Bind, NativeDef};
use crate::objects::{dict, native_function, string};
use crate::ops;
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;

/// A module with `__name__`, `__doc__`, `__package__`, `__loader__`, `__spec__`.
pub fn new(t: &mut Thread, name: &str) -> Value {
    let namespace = dict::new(t);
    let p = t.heap.alloc(size_of::<Module>()).cast::<Module>();
    // SAFETY: fresh memory of the right size.
    unsafe {
        p.write(Module {
            header: Header {
                shape: shape_id::MODULE,
                aux: 0,
                state: 0,
                flags: 0,
            },
            dict: namespace,
        })
    }
    let module = Value::from_address(p as usize);
    let name = t.intern(name);
    let n = &t.names;
    for (key, v) in [
        (n.name, name),
        (n.doc, Value::NONE),
        (n.package, Value::NONE),
        (n.loader, Value::NONE),
        (n.spec, Value::NONE),
    ] {
        dict::set_str(t, namespace, key, v);
    }
    module
}

pub fn namespace(module: Value) -> Value {
    field!(module, Module, dict)
}

/// Adds a native function to a module.
pub fn add_functions(t: &mut Thread, module: Value, defs: &'static [NativeDef]) {
    let namespace = namespace(module);
    let module_name = dict::get_str(namespace, t.names.name).unwrap_or(Value::NONE);
    for def in defs {
        let f = native_function::for_module(t, module_name, def);
        let name = t.intern(def.name);
        dict::set_str(t, namespace, name, f);
    }
}

/// Adds any attribute to a module.
pub fn add(t: &mut Thread, module: Value, name: &str, v: Value) {
    let name = t.intern(name);
    dict::set_str(t, namespace(module), name, v);
}

/// `module.__getattr__(name)` of the module's own namespace.
pub fn missing_attribute(t: &mut Thread, module: Value, name: Value) -> Result<Option<Value>, Raised> {
    let hook = t.names.getattr;
    match dict::get_str(namespace(module), hook) {
        Some(f) => ops::call(t, f, &[name]).map(Some),
        None => Ok(None),
    }
}

pub fn missing_message(t: &mut Thread, module: Value, attribute: &str) -> String {
    match dict::get_str(namespace(module), t.names.name) {
        Some(name) if string::is_str(t, name) => format!("module '{}' has no attribute '{attribute}'", string::to_string_lossy(name)),
        _ => format!("module has no attribute '{attribute}'"),
    }
}

fn module_new(t: &mut Thread, class: Value, _args: Args) -> Result<Value, Raised> {
    if class == t.types.module {
        return Ok(new(t, ""));
    }
    let v = crate::objects::instance::allocate(t, class);
    let d = dict::new(t);
    // SAFETY: the payload of module classes.
    unsafe { (*v.cast::<Module>()).dict = d }
    t.heap.write_barrier_any(v);
    Ok(v)
}

fn init_method(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [name, doc] = args.rest().bind(t, "module", ["name", "doc"], Bind::required(1))?;
    let d = namespace(args.get(0));
    let n = &t.names;
    let pairs = [
        (n.name, name.unwrap_or(Value::NONE)),
        (n.doc, doc.unwrap_or(Value::NONE)),
        (n.package, Value::NONE),
        (n.loader, Value::NONE),
        (n.spec, Value::NONE),
    ];
    for (key, v) in pairs {
        dict::set_str(t, d, key, v);
    }
    Ok(Value::NONE)
}

fn repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let d = namespace(args.get(0));
    let text_of = |t: &mut Thread, key: Value| dict::get_str(d, key).filter(|v| string::is_str(t, *v)).map(string::to_string_lossy);
    let (name_key, file_key, spec_key, loader_key) = (t.names.name, t.names.file, t.names.spec, t.names.loader);
    let name = text_of(t, name_key).unwrap_or_else(|| "?".to_string());
    let spec = dict::get_str(d, spec_key).filter(|s| !s.is_none());
    let text = match (text_of(t, file_key), spec) {
        (Some(file), _) => format!("<module '{name}' from '{file}'>"),
        (None, Some(spec)) => {
            let (origin, loader) = (t.intern("origin"), t.intern("loader"));
            match ops::get_attr_opt(t, spec, origin)?.filter(|o| !o.is_none()) {
                Some(origin) => format!("<module '{name}' ({})>", ops::display(t, origin)?),
                None => match ops::get_attr_opt(t, spec, loader)?.filter(|l| !l.is_none()) {
                    Some(loader) => {
                        let shown = ops::repr(t, loader)?;
                        format!("<module '{name}' ({})>", string::to_string_lossy(shown))
                    }
                    None => format!("<module '{name}'>"),
                },
            }
        }
        (None, None) => match dict::get_str(d, loader_key).filter(|l| !l.is_none()) {
            Some(loader) => {
                let shown = ops::repr(t, loader)?;
                format!("<module '{name}' ({})>", string::to_string_lossy(shown))
            }
            None => format!("<module '{name}'>"),
        },
    };
    Ok(t.str(&text))
}

fn dir(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let d = namespace(args.get(0));
    let hook = t.names.dir;
    match dict::get_str(d, hook) {
        Some(f) => ops::call(t, f, &[]),
        None => ops::collect_list(t, d),
    }
}

static METHODS: &[NativeDef] = &[
    NativeDef::slot_range("__init__", 1, 2, init_method).keywords(),
    NativeDef::slot("__repr__", 0, repr),
    NativeDef::method("__dir__", 0, 0, dir),
];

pub fn init(t: &mut Thread) {
    let class = t.types.module;
    types::add_methods(t, class, METHODS);
    types::set_new(class, module_new);
}
