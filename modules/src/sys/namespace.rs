//! `types.SimpleNamespace`: the type of `sys.implementation`, where the library finds it.

use crate::native_class::{self, NativeClass};
use std::cell::Cell;
use taipan_runtime::layout::Payload;
use taipan_runtime::objects::{dict, instance, string, tuple};
use taipan_runtime::{Args, NativeDef, Raised, Thread, Value, ops, types};

thread_local! {
    static CLASS: Cell<Value> = const { Cell::new(Value::ZERO) };
}

/// A namespace with these attributes.
pub fn simple_namespace(t: &mut Thread, attributes: &[(&str, Value)]) -> Value {
    if CLASS.get() == Value::ZERO {
        let made = class(t);
        // It lives as long as the process.
        std::mem::forget(t.heap.root(made));
        CLASS.set(made);
    }
    let v = instance::allocate(t, CLASS.get());
    for (name, value) in attributes {
        let name = t.intern(name);
        instance::set_own(t, v, name, Some(*value)).expect("namespaces have a dict");
    }
    v
}

fn class(t: &mut Thread) -> Value {
    let class = native_class::define(
        t,
        NativeClass {
            module: "types",
            name: "SimpleNamespace",
            bases: &[],
            payload: Some(Payload::Object),
            has_dict: true,
        },
    );
    types::set_new(class, native_class::allocate);
    types::add_methods(t, class, METHODS);
    class
}

fn init(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    if args.len() > 2 {
        let message = format!("{} expected at most 1 argument, got {}", t.type_name(v), args.len() - 1);
        return Err(t.type_error(message));
    }
    if let Some(mapping) = args.opt(1) {
        let d = dict::new(t);
        dict::update(t, d, mapping)?;
        let mut position = 0;
        while let Some((name, value)) = dict::next_entry(d, &mut position) {
            if !string::is_str(t, name) {
                return Err(t.type_error("keywords must be strings"));
            }
            let name = string::intern_value(t, name);
            instance::set_own(t, v, name, Some(value))?;
        }
    }
    for (name, value) in args.keywords() {
        let name = string::intern_value(t, name);
        instance::set_own(t, v, name, Some(value))?;
    }
    Ok(Value::NONE)
}

fn repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let label = if t.class_of(v) == CLASS.get() {
        "namespace".to_string()
    } else {
        t.type_name(v)
    };
    if t.repr_stack.contains(&v.address()) {
        return Ok(t.str(&format!("{label}(...)")));
    }
    t.repr_stack.push(v.address());
    let attributes = instance::attributes(t, v);
    let text = attributes_text(t, attributes);
    t.repr_stack.pop();
    let text = format!("{label}({})", text?);
    Ok(t.str(&text))
}

fn attributes_text(t: &mut Thread, attributes: Value) -> Result<String, Raised> {
    let mut parts = Vec::new();
    let mut position = 0;
    while let Some((name, value)) = dict::next_entry(attributes, &mut position) {
        let shown = ops::repr(t, value)?;
        parts.push(format!("{}={}", string::to_string_lossy(name), string::to_string_lossy(shown)));
    }
    Ok(parts.join(", "))
}

fn eq(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (a, b) = (args.get(0), args.get(1));
    if !types::is_instance(t, b, CLASS.get()) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let (a, b) = (instance::attributes(t, a), instance::attributes(t, b));
    ops::equal(t, a, b).map(Value::bool)
}

fn reduce(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let class = t.class_of(v);
    let attributes = instance::attributes(t, v);
    let empty = t.empty_tuple;
    Ok(tuple::new(t, &[class, empty, attributes]))
}

fn replace(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let class = t.class_of(v);
    let attributes = instance::attributes(t, v);
    let copy = ops::call(t, class, &[attributes])?;
    for (name, value) in args.keywords() {
        let name = string::intern_value(t, name);
        instance::set_own(t, copy, name, Some(value))?;
    }
    Ok(copy)
}

static METHODS: &[NativeDef] = &[
    NativeDef::slot_range("__init__", 0, 1, init).keywords(),
    NativeDef::slot("__repr__", 0, repr),
    NativeDef::slot("__eq__", 1, eq),
    NativeDef::method("__reduce__", 0, 0, reduce),
    NativeDef::method("__replace__", 0, 0, replace).keywords(),
];
