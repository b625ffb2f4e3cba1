//! `frame.f_locals` of functions: a mapping that reads and writes the frame's registers.
//!
//! Reads go through a snapshot of the registers, for there is no Python-visible difference; writes
//! go to the register, or, for names the function does not have, to a dict of the frame's own.

use crate::field;
use crate::header::Header;
use crate::layout::*;
use crate::native::{Args, NativeDef};
use crate::objects::{dict, frame_object, instance, string};
use crate::ops;
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;

#[repr(C)]
struct FrameLocals {
    header: Header,
    unused: usize,
    frame: Value,
}

/// A view of the frame's locals.
pub fn new(t: &mut Thread, frame: Value) -> Value {
    let class = field!(t.types.frame, Type, spare)[0];
    let v = instance::allocate(t, class);
    // SAFETY: fresh, with room for the payload.
    unsafe { (*v.cast::<FrameLocals>()).frame = frame }
    v
}

fn frame_of(args: Args) -> Value {
    field!(args.get(0), FrameLocals, frame)
}

fn snapshot(t: &mut Thread, args: Args) -> Value {
    frame_object::locals_of(t, frame_of(args))
}

macro_rules! reading {
    ($($function:ident $name:literal;)*) => {
        $(fn $function(t: &mut Thread, args: Args) -> Result<Value, Raised> {
            let d = snapshot(t, args);
            let name = t.intern($name);
            ops::call_method(t, d, name, &args.positional()[1..])
        })*
    };
}
reading! {
    getitem "__getitem__"; contains "__contains__"; length "__len__"; iter "__iter__"; reversed "__reversed__"; repr "__repr__"; eq "__eq__";
    or "__or__"; ror "__ror__"; get "get"; keys "keys"; values "values"; items "items"; copy "copy";
}

fn set(t: &mut Thread, frame: Value, name: Value, v: Value) -> Result<(), Raised> {
    if string::is_str(t, name) {
        let name = string::intern_value(t, name);
        if frame_object::set_local(t, frame, name, v) {
            return Ok(());
        }
    }
    let extra = frame_object::extra_locals(t, frame);
    dict::set(t, extra, name, v)
}

fn setitem(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    set(t, frame_of(args), args.get(1), args.get(2))?;
    Ok(Value::NONE)
}

fn delitem(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (frame, name) = (frame_of(args), args.get(1));
    let d = snapshot(t, args);
    if dict::get(t, d, name)?.is_none() {
        return Err(t.key_error(name));
    }
    let extra = frame_object::extra_locals(t, frame);
    match dict::remove(t, extra, name)? {
        Some(_) => Ok(Value::NONE),
        None => Err(t.value_error("cannot remove local variables from FrameLocalsProxy")),
    }
}

fn setdefault(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let d = snapshot(t, args);
    if let Some(v) = dict::get(t, d, args.get(1))? {
        return Ok(v);
    }
    let v = args.opt(2).unwrap_or(Value::NONE);
    set(t, frame_of(args), args.get(1), v)?;
    Ok(v)
}

fn update(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let other = dict::new(t);
    dict::update(t, other, args.get(1))?;
    let mut position = 0;
    while let Some((name, v)) = dict::next_entry(other, &mut position) {
        set(t, frame_of(args), name, v)?;
    }
    Ok(Value::NONE)
}

static METHODS: &[NativeDef] = &[
    NativeDef::slot("__getitem__", 1, getitem),
    NativeDef::slot("__setitem__", 2, setitem),
    NativeDef::slot("__delitem__", 1, delitem),
    NativeDef::slot("__contains__", 1, contains),
    NativeDef::slot("__len__", 0, length),
    NativeDef::slot("__iter__", 0, iter),
    NativeDef::slot("__repr__", 0, repr),
    NativeDef::slot("__eq__", 1, eq),
    NativeDef::slot("__or__", 1, or),
    NativeDef::slot("__ror__", 1, ror),
    NativeDef::method("__reversed__", 0, 0, reversed),
    NativeDef::method("get", 1, 2, get),
    NativeDef::method("keys", 0, 0, keys),
    NativeDef::method("values", 0, 0, values),
    NativeDef::method("items", 0, 0, items),
    NativeDef::method("copy", 0, 0, copy),
    NativeDef::method("setdefault", 1, 2, setdefault),
    NativeDef::method("update", 1, 1, update),
];

pub fn init(t: &mut Thread) {
    let (owner, object) = (t.types.frame, t.types.object);
    let class = types::native_class(t, "builtins", "FrameLocalsProxy", object, Payload::NativeIterator, TYPE_MAPPING, None);
    types::add_methods(t, class, METHODS);
    types::add_attribute(t, class, "__hash__", Value::NONE);
    // SAFETY: a type object; barrier follows.
    unsafe { (*owner.cast::<Type>()).spare[0] = class }
    t.heap.write_barrier_any(owner);
}
