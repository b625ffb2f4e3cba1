//! `mappingproxy`: a read-only view of a mapping, such as a class's `__dict__`.

use crate::field;
use crate::header::Header;
use crate::layout::*;
use crate::native::{Args, NativeDef};
use crate::objects::{dict, list, string, tuple};
use crate::ops::{self, BinaryOp, CompareOp};
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;

#[repr(C)]
struct MappingProxy {
    header: Header,
    mapping: Value,
}

/// A read-only view of the mapping.
pub fn new(t: &mut Thread, mapping: Value) -> Value {
    let memory = t.heap.alloc(size_of::<MappingProxy>());
    let header = Header {
        shape: shape_id::MAPPING_PROXY,
        aux: 0,
        state: 0,
        flags: 0,
    };
    // SAFETY: fresh memory of the right size.
    unsafe { memory.cast::<MappingProxy>().write(MappingProxy { header, mapping }) }
    Value::from_address(memory as usize)
}

/// The mapping behind a proxy; anything else is itself.
pub fn unwrap(v: Value) -> Value {
    if v.has_shape(shape_id::MAPPING_PROXY) {
        field!(v, MappingProxy, mapping)
    } else {
        v
    }
}

fn new_method(t: &mut Thread, _class: Value, args: Args) -> Result<Value, Raised> {
    let options = crate::native::Bind::required(1);
    let [mapping] = args.bind(t, "mappingproxy", ["mapping"], options)?;
    let mapping = mapping.unwrap_or(Value::NONE);
    let (class, name) = (t.class_of(mapping), t.names.getitem);
    if list::is_list(t, mapping) || tuple::is_tuple(t, mapping) || types::lookup(t, class, name).is_none() {
        let message = format!("mappingproxy() argument must be a mapping, not {}", t.type_name(mapping));
        return Err(t.type_error(message));
    }
    Ok(new(t, mapping))
}

fn forward(t: &mut Thread, args: Args, name: &str) -> Result<Value, Raised> {
    let name = t.intern(name);
    ops::call_method(t, unwrap(args.get(0)), name, &args.positional()[1..])
}

fn get(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let default = args.opt(2).unwrap_or(Value::NONE);
    let mapping = unwrap(args.get(0));
    if mapping.has_shape(shape_id::DICT) {
        return Ok(dict::get(t, mapping, args.get(1))?.unwrap_or(default));
    }
    let name = t.intern("get");
    ops::call_method(t, mapping, name, &[args.get(1), default])
}

fn repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let shown = ops::repr(t, unwrap(args.get(0)))?;
    let mut text = b"mappingproxy(".to_vec();
    text.extend_from_slice(string::bytes(&shown));
    text.push(b')');
    Ok(string::new_wtf8(t, &text))
}

fn hash(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let hash = ops::hash(t, unwrap(args.get(0)))?;
    Ok(t.int(hash))
}

fn compare(t: &mut Thread, op: CompareOp, args: Args) -> Result<Value, Raised> {
    ops::compare(t, op, unwrap(args.get(0)), unwrap(args.get(1)))
}

fn reversed(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    forward(t, args, "__reversed__")
}

static METHODS: &[NativeDef] = &[
    NativeDef::slot("__len__", 0, |t, args| ops::len(t, unwrap(args.get(0))).map(|n| Value::small(n as i64))),
    NativeDef::slot("__getitem__", 1, |t, args| ops::get_item(t, unwrap(args.get(0)), args.get(1))),
    NativeDef::slot("__contains__", 1, |t, args| ops::contains(t, unwrap(args.get(0)), args.get(1)).map(Value::bool)),
    NativeDef::slot("__iter__", 0, |t, args| ops::iterate(t, unwrap(args.get(0)))),
    NativeDef::slot("__repr__", 0, repr),
    NativeDef::slot("__str__", 0, |t, args| ops::str_of(t, unwrap(args.get(0)))),
    NativeDef::slot("__hash__", 0, hash),
    NativeDef::slot("__or__", 1, |t, args| ops::binary(t, BinaryOp::Or, unwrap(args.get(0)), unwrap(args.get(1)))),
    NativeDef::slot("__ror__", 1, |t, args| ops::binary(t, BinaryOp::Or, unwrap(args.get(1)), unwrap(args.get(0)))),
    NativeDef::slot("__ior__", 1, |t, args| {
        let message = format!("'|=' is not supported by {}; use '|' instead", t.type_name(args.get(0)));
        Err(t.type_error(message))
    }),
    NativeDef::slot("__eq__", 1, |t, args| compare(t, CompareOp::Eq, args)),
    NativeDef::slot("__ne__", 1, |t, args| compare(t, CompareOp::Ne, args)),
    NativeDef::slot("__lt__", 1, |t, args| compare(t, CompareOp::Lt, args)),
    NativeDef::slot("__le__", 1, |t, args| compare(t, CompareOp::Le, args)),
    NativeDef::slot("__gt__", 1, |t, args| compare(t, CompareOp::Gt, args)),
    NativeDef::slot("__ge__", 1, |t, args| compare(t, CompareOp::Ge, args)),
    NativeDef::method("get", 1, 2, get).doc("The value of a key, or the default if it is not there."),
    NativeDef::method("keys", 0, 0, |t, args| forward(t, args, "keys")).doc("A view of the keys."),
    NativeDef::method("values", 0, 0, |t, args| forward(t, args, "values")).doc("A view of the values."),
    NativeDef::method("items", 0, 0, |t, args| forward(t, args, "items")).doc("A view of the (key, value) pairs."),
    NativeDef::method("copy", 0, 0, |t, args| forward(t, args, "copy")).doc("A shallow copy."),
    NativeDef::method("__reversed__", 0, 0, reversed).doc("An iterator from the end to the start."),
    NativeDef::class_method("__class_getitem__", 1, 1, list::class_getitem).doc("A generic alias of this class."),
];

/// Fills the class `mappingproxy`.
pub fn init(t: &mut Thread) {
    let class = t.types.mapping_proxy;
    types::set_new(class, new_method);
    types::add_methods(t, class, METHODS);
}
