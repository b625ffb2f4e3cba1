//! `super()`: attribute lookup that starts after a class in an object's MRO.

use crate::field;
use crate::header::Header;
use crate::layout::*;
use crate::native::{Args, GetSetDef, NativeDef};
use crate::objects::{dict, tuple};
use crate::ops::{self, attribute};
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;

pub fn new(t: &mut Thread, class: Value, object: Value, object_class: Value) -> Value {
    let p = t.heap.alloc(size_of::<Super>()).cast::<Super>();
    // SAFETY: fresh memory of the right size.
    unsafe {
        p.write(Super {
            header: Header {
                shape: shape_id::SUPER,
                aux: 0,
                state: 0,
                flags: 0,
            },
            class,
            object,
            object_class,
        })
    }
    Value::from_address(p as usize)
}

/// The class whose MRO `super(class, object)` searches: a TypeError when they do not fit.
pub fn check(t: &mut Thread, class: Value, object: Value) -> Result<Value, Raised> {
    if types::is_type(t, object) && types::is_subclass(object, class) {
        return Ok(object);
    }
    let own = t.class_of(object);
    if types::is_subclass(own, class) {
        return Ok(own);
    }
    let name = t.names.class;
    if let Some(c) = ops::get_attr_opt(t, object, name)?
        && types::is_type(t, c)
        && types::is_subclass(c, class)
    {
        return Ok(c);
    }
    let message = format!(
        "super(type, obj): obj ({} {}) is not an instance or subtype of type ({}).",
        if types::is_type(t, object) { "type" } else { "instance of" },
        if types::is_type(t, object) {
            types::name(object)
        } else {
            t.type_name(object)
        },
        types::name(class)
    );
    Err(t.type_error(message))
}

/// What `super(class, object).name` finds, unbound.
pub fn lookup(t: &mut Thread, class: Value, object_class: Value, name: Value) -> Option<Value> {
    let _ = &t;
    let mro = field!(object_class, Type, mro);
    let items = tuple::items(&mro);
    let start = items.iter().position(|c| *c == class)? + 1;
    items[start..].iter().find_map(|c| dict::get_str(field!(*c, Type, dict), name))
}

/// `super.__getattribute__`; `None`: no such attribute.
pub fn get_attr(t: &mut Thread, super_: Value, name: Value) -> Result<Option<Value>, Raised> {
    let (class, object, object_class) = (field!(super_, Super, class), field!(super_, Super, object), field!(super_, Super, object_class));
    if name != t.names.class
        && !object_class.is_none()
        && let Some(v) = lookup(t, class, object_class, name)
    {
        let receiver = if object == object_class { Value::UNBOUND } else { object };
        return attribute::bind(t, v, receiver, object_class).map(Some);
    }
    let own = t.class_of(super_);
    match types::lookup(t, own, name) {
        Some(v) => attribute::bind(t, v, super_, own).map(Some),
        None => Ok(None),
    }
}

fn super_new(t: &mut Thread, _class: Value, args: Args) -> Result<Value, Raised> {
    match args.len() {
        0 => {
            let (class, object) = crate::objects::frame_object::super_arguments(t)?;
            let object_class = check(t, class, object)?;
            Ok(new(t, class, object, object_class))
        }
        1 | 2 => {
            let class = args.get(0);
            if !types::is_type(t, class) {
                let message = format!("super() argument 1 must be a type, not {}", t.type_name(class));
                return Err(t.type_error(message));
            }
            match args.opt(1) {
                Some(object) if !object.is_none() => {
                    let object_class = check(t, class, object)?;
                    Ok(new(t, class, object, object_class))
                }
                _ => Ok(new(t, class, Value::NONE, Value::NONE)),
            }
        }
        n => Err(t.type_error(format!("super expected at most 2 arguments, got {n}"))),
    }
}

fn init_method(_: &mut Thread, _: Args) -> Result<Value, Raised> {
    Ok(Value::NONE)
}

fn repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let s = args.get(0);
    let (class, object_class) = (field!(s, Super, class), field!(s, Super, object_class));
    let text = if object_class.is_none() {
        format!("<super: <class '{}'>, NULL>", types::name(class))
    } else {
        format!("<super: <class '{}'>, <{} object>>", types::name(class), types::name(object_class))
    };
    Ok(t.str(&text))
}

static METHODS: &[NativeDef] = &[NativeDef::slot_range("__init__", 0, 2, init_method), NativeDef::slot("__repr__", 0, repr)];
static GETSETS: &[GetSetDef] = &[
    GetSetDef::read_only("__thisclass__", |_, s| Ok(field!(s, Super, class))),
    GetSetDef::read_only("__self__", |_, s| Ok(field!(s, Super, object))),
    GetSetDef::read_only("__self_class__", |_, s| Ok(field!(s, Super, object_class))),
];

pub fn init(t: &mut Thread) {
    let class = t.types.super_;
    types::add_methods(t, class, METHODS);
    types::add_getsets(t, class, GETSETS);
    types::set_new(class, super_new);
}
