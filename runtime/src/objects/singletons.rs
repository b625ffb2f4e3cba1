//! `None`, `NotImplemented` and `Ellipsis`: their types' few methods.

use crate::native::{Args, NativeDef};
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;

fn text(t: &mut Thread, v: Value) -> Value {
    t.intern(match v {
        Value::NONE => "None",
        Value::ELLIPSIS => "Ellipsis",
        _ => "NotImplemented",
    })
}
fn repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(text(t, args.get(0)))
}
fn reduce(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(text(t, args.get(0)))
}
fn none_bool(_: &mut Thread, _: Args) -> Result<Value, Raised> {
    Ok(Value::FALSE)
}
fn not_implemented_bool(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    Err(t.type_error("NotImplemented should not be used in a boolean context"))
}
fn none_hash(_: &mut Thread, _: Args) -> Result<Value, Raised> {
    Ok(Value::small(0xFCA86420))
}
fn none_new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    if !args.is_empty() {
        let message = format!("{} takes no arguments", types::name(class));
        return Err(t.type_error(message));
    }
    let x = &t.types;
    Ok(if class == x.none_type {
        Value::NONE
    } else if class == x.ellipsis_type {
        Value::ELLIPSIS
    } else {
        Value::NOT_IMPLEMENTED
    })
}
fn or(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    super::union_type::make(t, args.get(0), args.get(1))
}
fn ror(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    super::union_type::make(t, args.get(1), args.get(0))
}

static COMMON: &[NativeDef] = &[NativeDef::slot("__repr__", 0, repr), NativeDef::method("__reduce__", 0, 0, reduce)];
static NONE: &[NativeDef] = &[
    NativeDef::slot("__bool__", 0, none_bool),
    NativeDef::slot("__hash__", 0, none_hash),
    NativeDef::slot("__or__", 1, or),
    NativeDef::slot("__ror__", 1, ror),
];
static NOT_IMPLEMENTED: &[NativeDef] = &[NativeDef::slot("__bool__", 0, not_implemented_bool)];

pub fn init(t: &mut Thread) {
    let (none, not_implemented, ellipsis) = (t.types.none_type, t.types.not_implemented_type, t.types.ellipsis_type);
    for class in [none, not_implemented, ellipsis] {
        types::add_methods(t, class, COMMON);
        types::set_new(class, none_new);
    }
    types::add_methods(t, none, NONE);
    types::add_methods(t, not_implemented, NOT_IMPLEMENTED);
}
