//! The methods of `object`, which every class inherits.

use crate::field;
use crate::layout::*;
use crate::native::{Args, GetSetDef, NativeDef};
use crate::objects::{dict, instance, list, string, tuple, type_object};
use crate::ops::{self, attribute};
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;

fn repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let class = t.class_of(v);
    let address = crate::objects::native_function::address(v);
    let module = dict::get_str(field!(class, Type, dict), t.names.module);
    let qualname = string::to_string_lossy(field!(class, Type, qualname));
    let text = match module {
        Some(m) if string::is_str(t, m) && string::to_string_lossy(m) != "builtins" => {
            format!("<{}.{qualname} object at {address:#x}>", string::to_string_lossy(m))
        }
        _ => format!("<{qualname} object at {address:#x}>"),
    };
    Ok(t.str(&text))
}

fn str(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    // Whoever asked checks that it is a str, and names `__str__`.
    let (v, name) = (args.get(0), t.names.repr);
    match ops::call_special(t, v, name, &[])? {
        Some(text) => Ok(text),
        None => ops::repr(t, v),
    }
}

fn eq(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(if ops::is_same(args.get(0), args.get(1)) {
        Value::TRUE
    } else {
        Value::NOT_IMPLEMENTED
    })
}

fn ne(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let name = t.names.eq;
    match ops::call_special(t, args.get(0), name, &[args.get(1)])? {
        None | Some(Value::NOT_IMPLEMENTED) => Ok(Value::NOT_IMPLEMENTED),
        Some(v) => Ok(Value::bool(!ops::truth(t, v)?)),
    }
}

fn no_order(_: &mut Thread, _: Args) -> Result<Value, Raised> {
    Ok(Value::NOT_IMPLEMENTED)
}

fn hash(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let word = crate::objects::native_function::address(v);
    Ok(t.int(word.rotate_right(4) as i64 >> 1))
}

fn format(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (v, spec) = (args.get(0), args.get(1));
    if !string::is_str(t, spec) {
        let message = format!("__format__() argument must be str, not {}", t.type_name(spec));
        return Err(t.type_error(message));
    }
    if !string::bytes(&spec).is_empty() {
        let message = format!("unsupported format string passed to {}.__format__", t.type_name(v));
        return Err(t.type_error(message));
    }
    ops::str_of(t, v)
}

fn init(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    if args.len() > 1 || args.has_keywords() {
        let class = t.class_of(args.get(0));
        let (new, init) = (t.names.new, t.names.init);
        let object = t.types.object;
        let overrides = |name| types::lookup_with_owner(class, name).is_some_and(|(owner, _)| owner != object);
        if overrides(init) {
            return Err(t.type_error("object.__init__() takes exactly one argument (the instance to initialize)"));
        }
        if !overrides(new) {
            let name = types::name(class);
            return Err(t.type_error(format!("{name}.__init__() takes exactly one argument (the instance to initialize)")));
        }
    }
    Ok(Value::NONE)
}

fn checked_name(t: &mut Thread, name: Value) -> Result<Value, Raised> {
    if string::is_str(t, name) {
        return Ok(string::intern_value(t, name));
    }
    let message = format!("attribute name must be string, not '{}'", t.type_name(name));
    Err(t.type_error(message))
}

fn getattribute(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let name = checked_name(t, args.get(1))?;
    match attribute::generic_get(t, args.get(0), name)? {
        Some(v) => Ok(v),
        None => Err(attribute::missing(t, args.get(0), name)),
    }
}
fn setattr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let name = checked_name(t, args.get(1))?;
    attribute::generic_set(t, args.get(0), name, Some(args.get(2))).map(|()| Value::NONE)
}
fn delattr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let name = checked_name(t, args.get(1))?;
    attribute::generic_set(t, args.get(0), name, None).map(|()| Value::NONE)
}

fn dir(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let all = dict::new(t);
    let mro = field!(t.class_of(v), Type, mro);
    for &c in tuple::items(&mro).iter().rev() {
        dict::update(t, all, field!(c, Type, dict))?;
    }
    let own = instance::attributes(t, v);
    dict::update(t, all, own)?;
    ops::collect_list(t, all)
}

fn init_subclass(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    if args.has_keywords() || args.len() > 1 {
        let name = types::name(args.get(0));
        return Err(t.type_error(format!("{name}.__init_subclass__() takes no keyword arguments")));
    }
    Ok(Value::NONE)
}

fn subclass_hook(_: &mut Thread, _: Args) -> Result<Value, Raised> {
    Ok(Value::NOT_IMPLEMENTED)
}

fn sizeof(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let shape = t.shape_of(v);
    let n = if v.is_pointer() && shape >= shape_id::FIRST_DYNAMIC {
        t.shapes.get(shape).instance_size()
    } else {
        16
    };
    Ok(Value::small(n as i64))
}

/// `copyreg.__reduce_ex__` and friends do the work in Python, as in CPython.
fn reduce_ex(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let reduce = t.intern("__reduce__");
    let class = t.class_of(v);
    if let Some((owner, method)) = types::lookup_with_owner(class, reduce)
        && owner != t.types.object
    {
        return ops::call::call_unbound(t, method, v, &[]);
    }
    reduce_protocol(t, v, args.get(1))
}
fn reduce(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    reduce_protocol(t, args.get(0), Value::ZERO)
}
fn reduce_protocol(t: &mut Thread, v: Value, protocol: Value) -> Result<Value, Raised> {
    let name = t.str("copyreg");
    let globals = dict::new(t);
    let module = (t.hooks.import)(t, name, globals, Value::NONE, Value::ZERO)?;
    if ops::index(t, protocol)? < 2 {
        let function = t.intern("_reduce_ex");
        return ops::call_method(t, module, function, &[v, protocol]);
    }
    let new_name = t.intern("__newobj__");
    let newobj = ops::get_attr(t, module, new_name)?;
    let class = t.class_of(v);
    let get_new_args = t.intern("__getnewargs__");
    let arguments = match ops::call_special(t, v, get_new_args, &[])? {
        Some(a) => {
            let l = list::new(t, &[class]);
            list::extend_from(t, l, tuple::items(&a));
            tuple::from_list(t, l)
        }
        None => tuple::new(t, &[class]),
    };
    let get_state = t.intern("__getstate__");
    let state = ops::call_method(t, v, get_state, &[])?;
    let iterator_of = |t: &mut Thread, on: bool, items: bool| -> Result<Value, Raised> {
        if !on {
            return Ok(Value::NONE);
        }
        let source = if items {
            let name = t.names.items;
            ops::call_method(t, v, name, &[])?
        } else {
            v
        };
        ops::iterate(t, source)
    };
    let payload = types::payload(class);
    let listed = iterator_of(t, payload == Payload::List, false)?;
    let dicted = iterator_of(t, payload == Payload::Dict, true)?;
    Ok(tuple::new(t, &[newobj, arguments, state, listed, dicted]))
}

fn getstate(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let own = if instance::has_dict(t, v) { instance::attributes(t, v) } else { Value::NONE };
    let class = t.class_of(v);
    let slots = field!(class, Type, slot_names);
    if slots.is_none() {
        return Ok(if !own.is_none() && dict::len(own) == 0 { Value::NONE } else { own });
    }
    let d = dict::new(t);
    for (i, &name) in tuple::items(&slots).iter().enumerate() {
        let value = instance::slot_get(t, v, i);
        if !value.is_unbound() {
            dict::set_str(t, d, name, value);
        }
    }
    let own = if !own.is_none() && dict::len(own) == 0 { Value::NONE } else { own };
    Ok(if dict::len(d) == 0 { own } else { tuple::new(t, &[own, d]) })
}

static METHODS: &[NativeDef] = &[
    NativeDef::slot("__repr__", 0, repr),
    NativeDef::slot("__str__", 0, str),
    NativeDef::slot("__eq__", 1, eq),
    NativeDef::slot("__ne__", 1, ne),
    NativeDef::slot("__lt__", 1, no_order),
    NativeDef::slot("__le__", 1, no_order),
    NativeDef::slot("__gt__", 1, no_order),
    NativeDef::slot("__ge__", 1, no_order),
    NativeDef::slot("__hash__", 0, hash),
    NativeDef::slot("__getattribute__", 1, getattribute),
    NativeDef::slot("__setattr__", 2, setattr),
    NativeDef::slot("__delattr__", 1, delattr),
    NativeDef::slot_range("__init__", 0, NativeDef::MANY, init).keywords().tries(),
    NativeDef::method("__format__", 1, 1, format),
    NativeDef::method("__dir__", 0, 0, dir),
    NativeDef::method("__sizeof__", 0, 0, sizeof),
    NativeDef::method("__reduce__", 0, 0, reduce),
    NativeDef::method("__reduce_ex__", 1, 1, reduce_ex),
    NativeDef::method("__getstate__", 0, 0, getstate),
    NativeDef::class_method("__init_subclass__", 0, NativeDef::MANY, init_subclass).keywords(),
    NativeDef::class_method("__subclasshook__", 1, 1, subclass_hook),
];

fn get_class(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    Ok(t.class_of(v))
}
fn set_class(t: &mut Thread, v: Value, class: Option<Value>) -> Result<(), Raised> {
    match class {
        None => Err(t.type_error("can't delete __class__ attribute")),
        Some(c) if !types::is_type(t, c) => {
            let message = format!("__class__ must be set to a class, not '{}' object", t.type_name(c));
            Err(t.type_error(message))
        }
        Some(c) => instance::set_class(t, v, c),
    }
}

fn get_dict(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    match instance::get_dict(t, v) {
        Some(d) => Ok(d),
        None => {
            let name = t.names.dict;
            Err(attribute::missing(t, v, name))
        }
    }
}
fn set_dict(t: &mut Thread, v: Value, d: Option<Value>) -> Result<(), Raised> {
    match d {
        Some(d) if dict::is_dict(t, d) && instance::has_dict(t, v) => {
            instance::replace_dict(t, v, d);
            Ok(())
        }
        Some(d) => {
            let message = format!("__dict__ must be set to a dictionary, not a '{}'", t.type_name(d));
            Err(t.type_error(message))
        }
        None => Err(t.type_error("cannot delete __dict__")),
    }
}

static GETSETS: &[GetSetDef] = &[GetSetDef::new("__class__", get_class, set_class)];
/// `__dict__` shows on `object` itself because every class that has it finds it there; it raises AttributeError otherwise.
static DICT_GETSET: &[GetSetDef] = &[GetSetDef::new("__dict__", get_dict, set_dict)];

pub fn init_object(t: &mut Thread) {
    let class = t.types.object;
    types::add_methods(t, class, METHODS);
    types::add_getsets(t, class, GETSETS);
    types::add_getsets(t, class, DICT_GETSET);
    types::set_new(class, type_object::object_new);
    type_object::add_dunder_new(t, class);
    let doc = t.str("The base class of the class hierarchy.\n\nWhen called, it accepts no arguments and returns a new featureless\ninstance that has no instance attributes and cannot be given any.\n");
    types::add_attribute(t, class, "__doc__", doc);
}
