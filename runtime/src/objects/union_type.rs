//! `int | str`

use crate::field;
use crate::header::Header;
use crate::layout::*;
use crate::native::{Args, GetSetDef, NativeDef};
use crate::objects::generic_alias::{self, GenericAlias};
use crate::objects::{list, string, tuple};
use crate::ops;
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;

#[repr(C)]
pub struct UnionType {
    pub header: Header,
    /// tuple
    pub args: Value,
    pub spare: Value,
    pub spare2: Value,
}

/// The tuple of a union's members.
pub fn args(v: Value) -> Value {
    field!(v, UnionType, args)
}

fn acceptable(t: &mut Thread, v: Value) -> bool {
    v.is_none() || types::is_type(t, v) || t.shape_of(v) == shape_id::UNION_TYPE || crate::objects::generic_alias::is_alias(t, v)
}

/// `a | b`, NotImplemented when one is no type.
pub fn make(t: &mut Thread, a: Value, b: Value) -> Result<Value, Raised> {
    if !acceptable(t, a) || !acceptable(t, b) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    of_members(t, &[a, b])
}

/// The union of members that need no check, flattened, each once; one member alone is itself.
fn of_members(t: &mut Thread, given: &[Value]) -> Result<Value, Raised> {
    let out = list::new(t, &[]);
    for &v in given {
        let members = if v.has_shape(shape_id::UNION_TYPE) { args(v) } else { tuple::new(t, &[v]) };
        for i in 0..tuple::items(&members).len() {
            let mut m = tuple::items(&members)[i];
            if m.is_none() {
                m = t.types.none_type;
            }
            if !list::contains(t, out, m)? {
                list::push(t, out, m);
            }
        }
    }
    if list::len(out) == 1 {
        return Ok(list::get(out, 0));
    }
    let members = tuple::from_list(t, out);
    let p = t.heap.alloc(size_of::<UnionType>()).cast::<UnionType>();
    // SAFETY: fresh memory of the right size.
    unsafe {
        p.write(UnionType {
            header: Header {
                shape: shape_id::UNION_TYPE,
                aux: 0,
                state: 0,
                flags: 0,
            },
            args: members,
            spare: Value::NONE,
            spare2: Value::NONE,
        });
    }
    Ok(Value::from_address(p as usize))
}

/// `Union[a, b]`
fn class_getitem(t: &mut Thread, a: Args) -> Result<Value, Raised> {
    let key = a.get(1);
    let given = if key.has_shape(shape_id::TUPLE) { key } else { tuple::new(t, &[key]) };
    if tuple::items(&given).is_empty() {
        return Err(t.type_error("Cannot take a Union of no types."));
    }
    let members = list::new(t, &[]);
    for i in 0..tuple::items(&given).len() {
        let mut member = tuple::items(&given)[i];
        if string::is_str(t, member) {
            member = forward_reference(t, member)?;
        }
        list::push(t, members, member);
    }
    let items = list::items(&members);
    of_members(t, items)
}

/// A str names a type that is defined later.
fn forward_reference(t: &mut Thread, name: Value) -> Result<Value, Raised> {
    let (module, class) = (t.intern("annotationlib"), t.intern("ForwardRef"));
    let from = tuple::new(t, &[class]);
    let m = (t.hooks.import)(t, module, Value::NONE, from, Value::ZERO)?;
    let class = ops::get_attr(t, m, class)?;
    ops::call(t, class, &[name])
}

/// `(T | int)[str]`
fn getitem(t: &mut Thread, a: Args) -> Result<Value, Raised> {
    let members = args(a.get(0));
    let parameters = generic_alias::collect_parameters(t, members)?;
    if tuple::items(&parameters).is_empty() {
        let shown = ops::repr(t, a.get(0))?;
        let message = format!("{} is not a generic class", string::to_string_lossy(shown));
        return Err(t.type_error(message));
    }
    // A generic alias of the same members knows how to substitute.
    let class = t.types.union_type;
    let alias = generic_alias::new(t, class, members)?;
    let substituted = ops::get_item(t, alias, a.get(1))?;
    let members = field!(substituted, GenericAlias, args);
    let items = tuple::items(&members);
    of_members(t, items)
}

fn or(t: &mut Thread, a: Args) -> Result<Value, Raised> {
    make(t, a.get(0), a.get(1))
}
fn ror(t: &mut Thread, a: Args) -> Result<Value, Raised> {
    make(t, a.get(1), a.get(0))
}

fn repr(t: &mut Thread, a: Args) -> Result<Value, Raised> {
    let members = args(a.get(0));
    let mut parts = Vec::new();
    for i in 0..tuple::items(&members).len() {
        let m = tuple::items(&members)[i];
        parts.push(if m == t.types.none_type {
            "None".to_string()
        } else {
            generic_alias::part_text(t, m)?
        });
    }
    let text = parts.join(" | ");
    Ok(t.str(&text))
}

fn as_frozen(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    let members = args(v);
    let items = tuple::items(&members);
    crate::objects::set::new_frozen(t, items)
}
fn eq(t: &mut Thread, a: Args) -> Result<Value, Raised> {
    if !a.get(1).has_shape(shape_id::UNION_TYPE) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let x = as_frozen(t, a.get(0))?;
    let y = as_frozen(t, a.get(1))?;
    Ok(Value::bool(ops::equal(t, x, y)?))
}
fn hash(t: &mut Thread, a: Args) -> Result<Value, Raised> {
    let x = as_frozen(t, a.get(0))?;
    let h = ops::hash(t, x)?;
    Ok(t.int(h))
}
fn instance_check(t: &mut Thread, a: Args) -> Result<Value, Raised> {
    Ok(Value::bool(ops::is_instance(t, a.get(1), args(a.get(0)))?))
}
fn subclass_check(t: &mut Thread, a: Args) -> Result<Value, Raised> {
    Ok(Value::bool(ops::is_subclass_of(t, a.get(1), args(a.get(0)))?))
}

static METHODS: &[NativeDef] = &[
    NativeDef::slot("__or__", 1, or),
    NativeDef::slot("__ror__", 1, ror),
    NativeDef::slot("__repr__", 0, repr),
    NativeDef::slot("__getitem__", 1, getitem),
    NativeDef::class_method("__class_getitem__", 1, 1, class_getitem),
    NativeDef::slot("__eq__", 1, eq),
    NativeDef::slot("__hash__", 0, hash),
    NativeDef::method("__instancecheck__", 1, 1, instance_check),
    NativeDef::method("__subclasscheck__", 1, 1, subclass_check),
];
static GETSETS: &[GetSetDef] = &[
    GetSetDef::read_only("__args__", |_, v| Ok(args(v))),
    GetSetDef::read_only("__origin__", |t, _| Ok(t.types.union_type)),
    GetSetDef::read_only("__parameters__", |t, v| generic_alias::collect_parameters(t, args(v))),
];

pub fn init(t: &mut Thread) {
    let class = t.types.union_type;
    types::add_methods(t, class, METHODS);
    types::add_getsets(t, class, GETSETS);
}
