//! `list[int]` and friends: an origin with arguments, transparent for calls and attributes.

use crate::field;
use crate::header::Header;
use crate::layout::*;
use crate::native::{Args, GetSetDef, NativeDef};
use crate::objects::{list, string, tuple};
use crate::ops;
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;

#[repr(C)]
pub struct GenericAlias {
    pub header: Header,
    pub origin: Value,
    /// tuple
    pub args: Value,
    /// tuple of the type variables among the arguments
    pub parameters: Value,
    /// bool: `*tuple[int]`
    pub starred: Value,
}

/// `origin[args]`
pub fn new(t: &mut Thread, origin: Value, args: Value) -> Result<Value, Raised> {
    let class = t.types.generic_alias;
    new_of(t, class, origin, args)
}

/// An alias of `class`, which is `types.GenericAlias` or a subclass.
fn new_of(t: &mut Thread, class: Value, origin: Value, args: Value) -> Result<Value, Raised> {
    let args = if args.has_shape(shape_id::TUPLE) { args } else { tuple::new(t, &[args]) };
    let parameters = collect_parameters(t, args)?;
    if class != t.types.generic_alias {
        let v = crate::objects::instance::allocate(t, class);
        // SAFETY: the payload of alias classes; a fresh object.
        unsafe {
            let alias = &mut *v.cast::<GenericAlias>();
            (alias.origin, alias.args, alias.parameters, alias.starred) = (origin, args, parameters, Value::FALSE);
        }
        t.heap.write_barrier_any(v);
        return Ok(v);
    }
    let p = t.heap.alloc(size_of::<GenericAlias>()).cast::<GenericAlias>();
    // SAFETY: fresh memory of the right size.
    unsafe {
        p.write(GenericAlias {
            header: Header {
                shape: shape_id::GENERIC_ALIAS,
                aux: 0,
                state: 0,
                flags: 0,
            },
            origin,
            args,
            parameters,
            starred: Value::FALSE,
        });
    }
    Ok(Value::from_address(p as usize))
}

pub(super) fn collect_parameters(t: &mut Thread, args: Value) -> Result<Value, Raised> {
    let out = list::new(t, &[]);
    let (subst, parameters) = (t.intern("__typing_subst__"), t.intern("__parameters__"));
    for i in 0..tuple::items(&args).len() {
        let arg = tuple::items(&args)[i];
        if types::is_type(t, arg) || !arg.is_pointer() {
            continue;
        }
        if ops::lookup_special(t, arg, subst).is_some() {
            if !list::items(&out).contains(&arg) {
                list::push(t, out, arg);
            }
        } else if let Some(inner) = ops::get_attr_opt(t, arg, parameters)?
            && tuple::is_tuple(t, inner)
        {
            for k in 0..tuple::items(&inner).len() {
                let p = tuple::items(&inner)[k];
                if !list::items(&out).contains(&p) {
                    list::push(t, out, p);
                }
            }
        }
    }
    Ok(tuple::from_list(t, out))
}

pub(super) fn part_text(t: &mut Thread, v: Value) -> Result<String, Raised> {
    if v == Value::ELLIPSIS {
        return Ok("...".to_string());
    }
    if types::is_type(t, v) {
        let module = t.names.module;
        let m = ops::get_attr_opt(t, v, module)?;
        let qualname = string::to_string_lossy(field!(v, Type, qualname));
        return Ok(match m {
            Some(m) if string::is_str(t, m) && string::to_string_lossy(m) != "builtins" => format!("{}.{qualname}", string::to_string_lossy(m)),
            _ => qualname,
        });
    }
    let shown = ops::repr(t, v)?;
    Ok(string::to_string_lossy(shown))
}

fn repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let a = args.get(0);
    let origin = part_text(t, field!(a, GenericAlias, origin))?;
    let items = field!(a, GenericAlias, args);
    let mut parts = Vec::new();
    for i in 0..tuple::items(&items).len() {
        parts.push(part_text(t, tuple::items(&items)[i])?);
    }
    let inner = if parts.is_empty() { "()".to_string() } else { parts.join(", ") };
    let text = format!("{origin}[{inner}]");
    Ok(t.str(&text))
}

fn call(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let alias = args.get(0);
    let result = ops::call_args(t, field!(alias, GenericAlias, origin), args.rest())?;
    let name = t.intern("__orig_class__");
    if ops::set_attr(t, result, name, alias).is_err() {
        if !t.pending_is(t.exceptions.attribute_error) && !t.pending_is(t.exceptions.type_error) {
            return Err(Raised);
        }
        t.take_pending();
    }
    Ok(result)
}

fn getattribute(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (alias, name) = (args.get(0), args.get(1));
    let name = string::intern_value(t, name);
    let own = [
        "__class__",
        "__origin__",
        "__args__",
        "__parameters__",
        "__mro_entries__",
        "__reduce_ex__",
        "__reduce__",
        "__copy__",
        "__deepcopy__",
        "__unpacked__",
        "__typing_unpacked_tuple_args__",
        "__call__",
        "__repr__",
        "__eq__",
        "__hash__",
        "__getitem__",
        "__or__",
        "__ror__",
        "__instancecheck__",
        "__subclasscheck__",
    ];
    let text = string::to_string_lossy(name);
    let class = t.class_of(alias);
    let of_subclass = class != t.types.generic_alias && types::lookup_with_owner(class, name).is_some_and(|(owner, _)| types::flags(owner) & TYPE_HEAP != 0);
    if own.contains(&text.as_str()) || of_subclass {
        return match ops::attribute::generic_get(t, alias, name)? {
            Some(v) => Ok(v),
            None => Err(ops::attribute::missing(t, alias, name)),
        };
    }
    ops::get_attr(t, field!(alias, GenericAlias, origin), name)
}

fn mro_entries(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(tuple::new(t, &[field!(args.get(0), GenericAlias, origin)]))
}

fn eq(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (a, b) = (args.get(0), args.get(1));
    if !is_alias(t, b) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let same = ops::equal(t, field!(a, GenericAlias, origin), field!(b, GenericAlias, origin))?
        && ops::equal(t, field!(a, GenericAlias, args), field!(b, GenericAlias, args))?;
    Ok(Value::bool(same))
}
fn hash(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let a = args.get(0);
    let h = ops::hash(t, field!(a, GenericAlias, origin))? ^ ops::hash(t, field!(a, GenericAlias, args))?;
    Ok(t.int(h))
}

/// Substitutes type variables: `alias[arguments]`.
fn getitem(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (alias, key) = (args.get(0), args.get(1));
    let parameters = field!(alias, GenericAlias, parameters);
    let wanted = tuple::items(&parameters).len();
    if wanted == 0 {
        let shown = ops::repr(t, alias)?;
        let message = format!("{} is not a generic class", string::to_string_lossy(shown));
        return Err(t.type_error(message));
    }
    let given = if key.has_shape(shape_id::TUPLE) { key } else { tuple::new(t, &[key]) };
    let n = tuple::items(&given).len();
    if n != wanted {
        let shown = ops::repr(t, alias)?;
        let few = if n < wanted { "few" } else { "many" };
        let message = format!("Too {few} arguments for {}; actual {n}, expected {wanted}", string::to_string_lossy(shown));
        return Err(t.type_error(message));
    }
    let out = list::new(t, &[]);
    let items = field!(alias, GenericAlias, args);
    let inner_parameters = t.intern("__parameters__");
    for i in 0..tuple::items(&items).len() {
        let item = tuple::items(&items)[i];
        let position = tuple::items(&parameters).iter().position(|p| *p == item);
        let v = match position {
            Some(k) => tuple::items(&given)[k],
            None if types::is_type(t, item) => item,
            None => match ops::get_attr_opt(t, item, inner_parameters)? {
                Some(inner) if tuple::is_tuple(t, inner) && !tuple::items(&inner).is_empty() => {
                    let chosen = list::new(t, &[]);
                    for k in 0..tuple::items(&inner).len() {
                        let p = tuple::items(&inner)[k];
                        let at = tuple::items(&parameters).iter().position(|q| *q == p).unwrap_or(0);
                        list::push(t, chosen, tuple::items(&given)[at]);
                    }
                    let chosen = tuple::from_list(t, chosen);
                    ops::get_item(t, item, chosen)?
                }
                _ => item,
            },
        };
        list::push(t, out, v);
    }
    let out = tuple::from_list(t, out);
    new(t, field!(alias, GenericAlias, origin), out)
}

fn or(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    crate::objects::union_type::make(t, args.get(0), args.get(1))
}
fn ror(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    crate::objects::union_type::make(t, args.get(1), args.get(0))
}
fn no_check(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let _ = args;
    Err(t.type_error("isinstance() argument 2 cannot be a parameterized generic"))
}
fn no_subclass_check(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let _ = args;
    Err(t.type_error("issubclass() argument 2 cannot be a parameterized generic"))
}

static METHODS: &[NativeDef] = &[
    NativeDef::slot("__repr__", 0, repr),
    NativeDef::slot_range("__call__", 0, NativeDef::MANY, call).keywords(),
    NativeDef::slot("__getattribute__", 1, getattribute),
    NativeDef::slot("__eq__", 1, eq),
    NativeDef::slot("__hash__", 0, hash),
    NativeDef::slot("__getitem__", 1, getitem),
    NativeDef::slot("__or__", 1, or),
    NativeDef::slot("__ror__", 1, ror),
    NativeDef::method("__mro_entries__", 1, 1, mro_entries),
    NativeDef::method("__instancecheck__", 1, 1, no_check),
    NativeDef::method("__subclasscheck__", 1, 1, no_subclass_check),
];
static GETSETS: &[GetSetDef] = &[
    GetSetDef::read_only("__origin__", |_, a| Ok(field!(a, GenericAlias, origin))),
    GetSetDef::read_only("__args__", |_, a| Ok(field!(a, GenericAlias, args))),
    GetSetDef::read_only("__parameters__", |_, a| Ok(field!(a, GenericAlias, parameters))),
    GetSetDef::read_only("__unpacked__", |_, a| Ok(field!(a, GenericAlias, starred))),
];

fn alias_new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    if args.len() != 2 {
        let message = format!("GenericAlias expected 2 arguments, got {}", args.len());
        return Err(t.type_error(message));
    }
    new_of(t, class, args.get(0), args.get(1))
}

/// `__class_getitem__` for builtin containers.
fn class_getitem(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    new(t, args.get(0), args.get(1))
}
static CLASS_GETITEM: &[NativeDef] = &[NativeDef::class_method("__class_getitem__", 1, 1, class_getitem)];

pub fn init(t: &mut Thread) {
    let class = t.types.generic_alias;
    types::add_methods(t, class, METHODS);
    types::add_getsets(t, class, GETSETS);
    types::set_new(class, alias_new);
    crate::objects::type_object::add_dunder_new(t, class);
    // SAFETY: a type object.
    unsafe { (*class.cast::<Type>()).flags |= TYPE_NATIVE_GETATTR | TYPE_CUSTOM_GETATTR }
    for class in [t.types.list, t.types.tuple, t.types.dict, t.types.set, t.types.frozenset, t.types.weak_ref] {
        types::add_methods(t, class, CLASS_GETITEM);
    }
}

/// An alias or an instance of a subclass.
pub fn is_alias(t: &Thread, v: Value) -> bool {
    v.is_pointer() && types::payload(t.class_of(v)) == Payload::GenericAlias
}
