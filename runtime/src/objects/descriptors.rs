//! `property`, `staticmethod`, `classmethod`.

use crate::field;
use crate::header::Header;
use crate::layout::*;
use crate::native::{Args, Bind, GetSetDef, NativeDef};
use crate::objects::{instance, native_function};
use crate::ops::{self, attribute};
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;

fn make(t: &mut Thread, class: Value, getter: Value, setter: Value, deleter: Value, doc: Value) -> Value {
    let v = if class == t.types.property {
        let p = t.heap.alloc(size_of::<Property>());
        // SAFETY: fresh memory; the fields follow below before any allocation.
        unsafe {
            p.write(Header {
                shape: shape_id::PROPERTY,
                aux: 0,
                state: 0,
                flags: 0,
            })
        }
        Value::from_address(p as usize)
    } else {
        instance::allocate(t, class)
    };
    // SAFETY: the payload of property classes.
    unsafe {
        let p = &mut *v.cast::<Property>();
        p.getter = getter;
        p.setter = setter;
        p.deleter = deleter;
        p.doc = doc;
        p.name = Value::NONE;
    }
    v
}

fn property_new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    let [getter, setter, deleter, doc] = args.bind(t, "property", ["fget", "fset", "fdel", "doc"], Bind::required(0))?;
    let getter = getter.unwrap_or(Value::NONE);
    let mut doc = doc.unwrap_or(Value::NONE);
    if doc.is_none() && !getter.is_none() {
        let name = t.names.doc;
        doc = ops::get_attr_opt(t, getter, name)?.unwrap_or(Value::NONE);
    }
    Ok(make(t, class, getter, setter.unwrap_or(Value::NONE), deleter.unwrap_or(Value::NONE), doc))
}

/// The name an error text shows: the attribute the property was assigned to.
pub fn property_set_name(t: &mut Thread, property: Value, name: Value) {
    // SAFETY: shape checked by the caller; barrier below.
    unsafe { (*property.cast::<Property>()).name = name }
    t.heap.write_barrier_any(property);
}

fn copy_with(t: &mut Thread, p: Value, getter: Option<Value>, setter: Option<Value>, deleter: Option<Value>) -> Value {
    let class = t.class_of(p);
    let new = make(
        t,
        class,
        getter.unwrap_or(field!(p, Property, getter)),
        setter.unwrap_or(field!(p, Property, setter)),
        deleter.unwrap_or(field!(p, Property, deleter)),
        field!(p, Property, doc),
    );
    property_set_name(t, new, field!(p, Property, name));
    new
}

fn property_get(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let receiver = args.opt(1).unwrap_or(Value::NONE);
    if receiver.is_none() {
        return Ok(args.get(0));
    }
    let class = t.class_of(receiver);
    attribute::bind(t, args.get(0), receiver, class)
}
fn call_accessor(t: &mut Thread, property: Value, accessor: Value, what: &str, args: &[Value]) -> Result<Value, Raised> {
    if accessor.is_none() {
        let name = field!(property, Property, name);
        let class = t.type_name(args[0]);
        let message = if name.is_none() {
            format!("property of '{class}' object has no {what}")
        } else {
            format!("property '{}' of '{class}' object has no {what}", crate::objects::string::to_string_lossy(name))
        };
        return Err(t.attribute_error(message));
    }
    ops::call(t, accessor, args).map(|_| Value::NONE)
}
fn property_set(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let p = args.get(0);
    call_accessor(t, p, field!(p, Property, setter), "setter", &[args.get(1), args.get(2)])
}
fn property_delete(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let p = args.get(0);
    call_accessor(t, p, field!(p, Property, deleter), "deleter", &[args.get(1)])
}
fn init_method(_: &mut Thread, _: Args) -> Result<Value, Raised> {
    Ok(Value::NONE)
}
fn set_name_method(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    property_set_name(t, args.get(0), args.get(2));
    Ok(Value::NONE)
}

static PROPERTY_METHODS: &[NativeDef] = &[
    NativeDef::slot_range("__init__", 0, NativeDef::MANY, init_method).keywords(),
    NativeDef::slot_range("__get__", 1, 2, property_get),
    NativeDef::slot("__set__", 2, property_set),
    NativeDef::slot("__delete__", 1, property_delete),
    NativeDef::method("__set_name__", 2, 2, set_name_method),
    NativeDef::method("getter", 1, 1, |t, a| Ok(copy_with(t, a.get(0), Some(a.get(1)), None, None))),
    NativeDef::method("setter", 1, 1, |t, a| Ok(copy_with(t, a.get(0), None, Some(a.get(1)), None))),
    NativeDef::method("deleter", 1, 1, |t, a| Ok(copy_with(t, a.get(0), None, None, Some(a.get(1))))),
];
static PROPERTY_GETSETS: &[GetSetDef] = &[
    GetSetDef::read_only("fget", |_, p| Ok(field!(p, Property, getter))),
    GetSetDef::read_only("fset", |_, p| Ok(field!(p, Property, setter))),
    GetSetDef::read_only("fdel", |_, p| Ok(field!(p, Property, deleter))),
    GetSetDef::read_only("__name__", |t, p| {
        let name = field!(p, Property, name);
        if !name.is_none() {
            return Ok(name);
        }
        let key = t.names.name;
        ops::get_attr(t, field!(p, Property, getter), key)
    }),
    GetSetDef::new(
        "__doc__",
        |_, p| Ok(field!(p, Property, doc)),
        |t, p, v| {
            // SAFETY: a property; barrier below.
            unsafe { (*p.cast::<Property>()).doc = v.unwrap_or(Value::NONE) }
            t.heap.write_barrier_any(p);
            Ok(())
        },
    ),
    GetSetDef::read_only("__isabstractmethod__", |t, p| {
        let name = t.intern("__isabstractmethod__");
        for f in [field!(p, Property, getter), field!(p, Property, setter), field!(p, Property, deleter)] {
            if let Some(v) = ops::get_attr_opt(t, f, name)?
                && ops::truth(t, v)?
            {
                return Ok(Value::TRUE);
            }
        }
        Ok(Value::FALSE)
    }),
];

fn wrapped_new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    let is_static = types::is_subclass(class, t.types.static_method);
    let name = if is_static { "staticmethod" } else { "classmethod" };
    args.no_keywords(t, name)?;
    let function = match args.positional() {
        [f] => *f,
        _ => {
            let message = format!("{name} expected 1 argument, got {}", args.len());
            return Err(t.type_error(message));
        }
    };
    if class == t.types.static_method || class == t.types.class_method {
        let shape = if is_static { shape_id::STATIC_METHOD } else { shape_id::CLASS_METHOD };
        return Ok(native_function::wrapped(t, shape, function));
    }
    let v = instance::allocate(t, class);
    // SAFETY: the payload of staticmethod and classmethod classes.
    unsafe {
        (*v.cast::<WrappedMethod>()).function = function;
        (*v.cast::<WrappedMethod>()).dict = Value::NONE;
    }
    Ok(v)
}

fn static_get(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(field!(args.get(0), WrappedMethod, function))
}
fn class_get(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let class = match args.opt(2) {
        Some(c) if !c.is_none() => c,
        _ => t.class_of(args.get(1)),
    };
    let function = field!(args.get(0), WrappedMethod, function);
    Ok(native_function::bind(t, function, class))
}
fn static_call(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    ops::call_args(t, field!(args.get(0), WrappedMethod, function), args.rest())
}
fn wrapped_repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let shown = ops::repr(t, field!(v, WrappedMethod, function))?;
    let text = format!("<{}({})>", t.type_name(v), crate::objects::string::to_string_lossy(shown));
    Ok(t.str(&text))
}

static STATIC_METHODS: &[NativeDef] = &[
    NativeDef::slot_range("__init__", 0, NativeDef::MANY, init_method).keywords(),
    NativeDef::slot_range("__get__", 1, 2, static_get),
    NativeDef::slot_range("__call__", 0, NativeDef::MANY, static_call).keywords(),
    NativeDef::slot("__repr__", 0, wrapped_repr),
];
static CLASS_METHODS: &[NativeDef] = &[
    NativeDef::slot_range("__init__", 0, NativeDef::MANY, init_method).keywords(),
    NativeDef::slot_range("__get__", 1, 2, class_get),
    NativeDef::slot("__repr__", 0, wrapped_repr),
];

fn from_function(t: &mut Thread, v: Value, name: &str) -> Result<Value, Raised> {
    let name = t.intern(name);
    ops::get_attr(t, field!(v, WrappedMethod, function), name)
}
static WRAPPED_GETSETS: &[GetSetDef] = &[
    GetSetDef::read_only("__func__", |_, v| Ok(field!(v, WrappedMethod, function))),
    GetSetDef::read_only("__wrapped__", |_, v| Ok(field!(v, WrappedMethod, function))),
    GetSetDef::read_only("__name__", |t, v| from_function(t, v, "__name__")),
    GetSetDef::read_only("__qualname__", |t, v| from_function(t, v, "__qualname__")),
    GetSetDef::read_only("__doc__", |t, v| from_function(t, v, "__doc__")),
    GetSetDef::read_only("__isabstractmethod__", |t, v| {
        let name = t.intern("__isabstractmethod__");
        let f = field!(v, WrappedMethod, function);
        match ops::get_attr_opt(t, f, name)? {
            Some(x) => Ok(Value::bool(ops::truth(t, x)?)),
            None => Ok(Value::FALSE),
        }
    }),
];

pub fn init(t: &mut Thread) {
    let (property, static_, class_) = (t.types.property, t.types.static_method, t.types.class_method);
    types::add_methods(t, property, PROPERTY_METHODS);
    types::add_getsets(t, property, PROPERTY_GETSETS);
    types::set_new(property, property_new);
    types::add_methods(t, static_, STATIC_METHODS);
    types::add_methods(t, class_, CLASS_METHODS);
    for class in [static_, class_] {
        types::add_getsets(t, class, WRAPPED_GETSETS);
        types::set_new(class, wrapped_new);
    }
}
