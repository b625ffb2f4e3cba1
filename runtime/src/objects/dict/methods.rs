//! The method table of `dict`.

use super::update::{update, update_from_arguments};
use super::{
    Part, Role, append, clear, contains, copy, find, get, get_with_hash, hash_as, is_dict, iterator, iterators, len, mapping_proxy, next_entry, next_with_hash,
    remove_entry, remove_with_hash, replace_table, set, table, table_of, views,
};
use crate::layout::*;
use crate::native::{Args, NativeDef};
use crate::objects::list::compare::{guarded_repr, push_repr};
use crate::objects::{instance, list, set as sets, string, tuple};
use crate::ops;
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;

fn new_method(t: &mut Thread, class: Value, _args: Args) -> Result<Value, Raised> {
    if class == t.types.dict {
        return Ok(super::new(t));
    }
    let d = instance::allocate(t, class);
    let fresh = super::new(t);
    replace_table(t, d, table(fresh));
    Ok(d)
}

fn init_method(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    update_from_arguments(t, args.get(0), "dict", args.rest())?;
    Ok(Value::NONE)
}

fn method_update(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    update_from_arguments(t, args.get(0), "update", args.rest())?;
    Ok(Value::NONE)
}

fn repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let d = args.get(0);
    if len(d) == 0 {
        return Ok(t.str("{}"));
    }
    let text = guarded_repr(t, d, |t| {
        let mut text = vec![b'{'];
        let mut position = 0;
        while let Some((key, value)) = next_entry(d, &mut position) {
            if text.len() > 1 {
                text.extend_from_slice(b", ");
            }
            push_repr(t, &mut text, key)?;
            text.extend_from_slice(b": ");
            push_repr(t, &mut text, value)?;
        }
        text.push(b'}');
        Ok(text)
    })?;
    Ok(match text {
        Some(text) => string::new_wtf8(t, &text),
        None => t.str("{...}"),
    })
}

fn method_get_item(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (d, key) = (args.get(0), args.get(1));
    if let Some(v) = get(t, d, key)? {
        return Ok(v);
    }
    if !d.has_shape(shape_id::DICT) {
        let name = t.names.missing;
        if let Some(v) = ops::call_special(t, d, name, &[key])? {
            return Ok(v);
        }
    }
    Err(t.key_error(key))
}

fn method_del_item(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (d, key) = (args.get(0), args.get(1));
    match super::remove(t, d, key)? {
        Some(_) => Ok(Value::NONE),
        None => Err(t.key_error(key)),
    }
}

fn method_get(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(get(t, args.get(0), args.get(1))?.unwrap_or(args.opt(2).unwrap_or(Value::NONE)))
}

/// `d.setdefault(key, default)`
pub fn set_default(t: &mut Thread, d: Value, key: Value, default: Value) -> Result<Value, Raised> {
    let hash = hash_as(t, key, Role::DictKey)?;
    if let Some(i) = find(t, d, key, hash)? {
        return Ok(table_of(d).entry(i).value);
    }
    super::changes(t, d, key);
    append(t, d, key, hash, default)?;
    Ok(default)
}

fn method_set_default(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    set_default(t, args.get(0), args.get(1), args.opt(2).unwrap_or(Value::NONE))
}

fn method_pop(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (d, key) = (args.get(0), args.get(1));
    // An empty dict does not even hash the key.
    if len(d) > 0 {
        let hash = hash_as(t, key, Role::DictKey)?;
        if let Some(v) = remove_with_hash(t, d, key, hash)? {
            return Ok(v);
        }
    }
    match args.opt(2) {
        Some(default) => Ok(default),
        None => Err(t.key_error(key)),
    }
}

fn method_pop_item(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let d = args.get(0);
    let Some(last) = table_of(d).previous_live(usize::MAX) else {
        let message = t.str("popitem(): dictionary is empty");
        return Err(t.key_error(message));
    };
    let (key, value) = remove_entry(t, d, last);
    Ok(tuple::new(t, &[key, value]))
}

fn method_clear(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    clear(t, args.get(0));
    Ok(Value::NONE)
}

fn method_from_keys(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (class, iterable) = (args.get(0), args.get(1));
    let value = args.opt(2).unwrap_or(Value::NONE);
    let d = ops::call(t, class, &[])?;
    if !d.has_shape(shape_id::DICT) {
        let iterator = ops::iterate(t, iterable)?;
        loop {
            let key = ops::next(t, iterator)?;
            if key.is_hole() {
                return Ok(d);
            }
            ops::set_item(t, d, key, value)?;
        }
    }
    if let Some(n) = sets::exact_len(iterable) {
        super::reserve(t, d, n)?;
    }
    let iterator = ops::iterate(t, iterable)?;
    loop {
        let key = ops::next(t, iterator)?;
        if key.is_hole() {
            return Ok(d);
        }
        set(t, d, key, value)?;
    }
}

/// `a == b` of two dicts.
pub fn equal(t: &mut Thread, a: Value, b: Value) -> Result<bool, Raised> {
    if len(a) != len(b) {
        return Ok(false);
    }
    t.check_native_stack()?;
    let mut position = 0;
    while let Some((hash, key, value)) = next_with_hash(a, &mut position) {
        match get_with_hash(t, b, key, hash)? {
            Some(other) if ops::same_or_equal(t, value, other)? => {}
            _ => return Ok(false),
        }
    }
    Ok(true)
}

fn compare(t: &mut Thread, args: Args, answer: bool) -> Result<Value, Raised> {
    let (a, b) = (args.get(0), args.get(1));
    if !is_dict(t, b) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    Ok(Value::bool(equal(t, a, b)? == answer))
}

fn union(t: &mut Thread, a: Value, b: Value) -> Result<Value, Raised> {
    if !is_dict(t, a) || !is_dict(t, b) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let out = copy(t, a);
    update(t, out, b)?;
    Ok(out)
}

fn method_ior(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    update(t, args.get(0), args.get(1))?;
    Ok(args.get(0))
}

static METHODS: &[NativeDef] = &[
    NativeDef::slot_range("__init__", 0, NativeDef::MANY, init_method).keywords(),
    NativeDef::slot("__repr__", 0, repr),
    NativeDef::slot("__len__", 0, |_, args| Ok(Value::small(len(args.get(0)) as i64))),
    NativeDef::method("__getitem__", 1, 1, method_get_item).doc("The item of a key or index."),
    NativeDef::slot("__setitem__", 2, |t, args| set(t, args.get(0), args.get(1), args.get(2)).map(|()| Value::NONE)),
    NativeDef::slot("__delitem__", 1, method_del_item),
    NativeDef::method("__contains__", 1, 1, |t, args| contains(t, args.get(0), args.get(1)).map(Value::bool)).doc("Whether the argument is in it."),
    NativeDef::slot("__iter__", 0, |t, args| Ok(iterator(t, args.get(0), Part::Keys, false))),
    NativeDef::method("__reversed__", 0, 0, |t, args| Ok(iterator(t, args.get(0), Part::Keys, true))).doc("An iterator from the end to the start."),
    NativeDef::slot("__eq__", 1, |t, args| compare(t, args, true)),
    NativeDef::slot("__ne__", 1, |t, args| compare(t, args, false)),
    NativeDef::slot("__lt__", 1, |_, _| Ok(Value::NOT_IMPLEMENTED)),
    NativeDef::slot("__le__", 1, |_, _| Ok(Value::NOT_IMPLEMENTED)),
    NativeDef::slot("__gt__", 1, |_, _| Ok(Value::NOT_IMPLEMENTED)),
    NativeDef::slot("__ge__", 1, |_, _| Ok(Value::NOT_IMPLEMENTED)),
    NativeDef::slot("__or__", 1, |t, args| union(t, args.get(0), args.get(1))),
    NativeDef::slot("__ror__", 1, |t, args| union(t, args.get(1), args.get(0))),
    NativeDef::slot("__ior__", 1, method_ior),
    NativeDef::method("get", 1, 2, method_get).tries().doc("The value of a key, or the default if it is not there."),
    NativeDef::method("setdefault", 1, 2, method_set_default).changes_last().doc("The value of a key, which is set to the default if it is not there."),
    NativeDef::method("pop", 1, 2, method_pop).changes_last().doc("Takes out a key and returns its value, or the default if it is not there."),
    NativeDef::method("popitem", 0, 0, method_pop_item).changes_last().doc("Takes out the pair that was inserted last and returns it."),
    NativeDef::method("keys", 0, 0, |t, args| Ok(views::view(t, args.get(0), Part::Keys))).tries().doc("A view of the keys."),
    NativeDef::method("values", 0, 0, |t, args| Ok(views::view(t, args.get(0), Part::Values))).tries().doc("A view of the values."),
    NativeDef::method("items", 0, 0, |t, args| Ok(views::view(t, args.get(0), Part::Items))).tries().doc("A view of the (key, value) pairs."),
    NativeDef::method("update", 0, NativeDef::MANY, method_update).keywords().doc("D.update([E, ]**F) -> None.  Update D from mapping/iterable E and F.\nIf E is present and has a .keys() method, then does:  for k in E.keys(): D[k] = E[k]\nIf E is present and lacks a .keys() method, then does:  for k, v in E: D[k] = v\nIn either case, this is followed by: for k in F:  D[k] = F[k]"),
    NativeDef::class_method("fromkeys", 1, 2, method_from_keys).doc("A new dict with keys from an iterable, all with one value."),
    NativeDef::method("clear", 0, 0, method_clear).changes_last().doc("Takes out everything."),
    NativeDef::method("copy", 0, 0, |t, args| Ok(copy(t, args.get(0)))).tries().tries().doc("A shallow copy."),
    NativeDef::class_method("__class_getitem__", 1, 1, list::class_getitem).doc("A generic alias of this class."),
];

/// Fills `dict` and the classes of its views and iterators.
pub fn init(t: &mut Thread) {
    let class = t.types.dict;
    types::set_new(class, new_method);
    types::add_methods(t, class, METHODS);
    types::add_attribute(t, class, "__hash__", Value::NONE);
    views::init(t);
    iterators::init(t);
    mapping_proxy::init(t);
}
