//! `defaultdict`: a dict with one more slot, the factory of missing values.

use crate::support::{ClassDef, Place, class_getitem, keep, make_subclass, place, repr_text};
use taipan_runtime::layout::{Payload, TYPE_BASE, TYPE_MAPPING, Type};
use taipan_runtime::native::NativeDef;
use taipan_runtime::objects::{dict, instance, module, native_function, string, tuple};
use taipan_runtime::{Args, Raised, Thread, Value, ops, shape, types};

fn factory(t: &Thread, d: Value) -> Value {
    let v = instance::slot_get(t, d, 0);
    if v.is_unbound() { Value::NONE } else { v }
}

fn dict_method(t: &mut Thread, name: Value, d: Value, args: Args) -> Result<Value, Raised> {
    let base = t.types.dict;
    let Some(method) = types::lookup(t, base, name) else {
        let name = string::to_string_lossy(name);
        return Err(t.attribute_error(name));
    };
    ops::call::with_receiver(t, d, args, |t, args| ops::call_args(t, method, args))
}

fn init_method(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let d = args.get(0);
    let mut rest = args.rest();
    let mut factory = Value::NONE;
    if let Some(first) = rest.opt(0) {
        let call = t.names.call;
        if !first.is_none() && ops::lookup_special(t, first, call).is_none() {
            return Err(t.type_error("first argument must be callable or None"));
        }
        factory = first;
        rest = rest.rest();
    }
    instance::slot_set(t, d, 0, factory);
    let name = t.names.init;
    dict_method(t, name, d, rest)
}

fn missing(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (d, key) = (args.get(0), args.get(1));
    let factory = factory(t, d);
    if factory.is_none() {
        return Err(t.key_error(key));
    }
    let v = ops::call(t, factory, &[])?;
    ops::set_item(t, d, key, v)?;
    Ok(v)
}

fn repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let d = args.get(0);
    let name = t.names.repr;
    let base = dict_method(t, name, d, Args::of(&[]))?;
    let base = string::to_string_lossy(base);
    let factory = factory(t, d);
    // The factory may refer to the dict (a bound method of a subclass).
    let key = d.address() | 1;
    let shown = if t.repr_stack.contains(&key) {
        "...".to_string()
    } else {
        t.repr_stack.push(key);
        let shown = repr_text(t, factory);
        t.repr_stack.pop();
        shown?
    };
    let name = types::name(t.class_of(d));
    Ok(t.str(&format!("{name}({shown}, {base})")))
}

fn copy(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let d = args.get(0);
    let class = t.class_of(d);
    let factory = factory(t, d);
    ops::call(t, class, &[factory, d])
}

fn reduce(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let d = args.get(0);
    let class = t.class_of(d);
    let factory = factory(t, d);
    let arguments = if factory.is_none() { t.empty_tuple } else { tuple::new(t, &[factory]) };
    let name = t.names.items;
    let items = ops::call_method(t, d, name, &[])?;
    let items = ops::iterate(t, items)?;
    Ok(tuple::new(t, &[class, arguments, Value::NONE, Value::NONE, items]))
}

fn is_default_dict(t: &Thread, v: Value) -> bool {
    v.is_pointer() && types::is_subclass(t.class_of(v), place(t, Place::DefaultDict))
}

fn or(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (a, b) = (args.get(0), args.get(1));
    if !dict::is_dict(t, a) || !dict::is_dict(t, b) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let owner = if is_default_dict(t, a) { a } else { b };
    let class = t.class_of(owner);
    let factory = factory(t, owner);
    let new = ops::call(t, class, &[factory, a])?;
    dict::update(t, new, b)?;
    Ok(new)
}
fn ror(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (b, a) = (args.get(0), args.get(1));
    if !dict::is_dict(t, a) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let class = t.class_of(b);
    let factory = factory(t, b);
    let new = ops::call(t, class, &[factory, a])?;
    dict::update(t, new, b)?;
    Ok(new)
}

static CLASS: ClassDef = ClassDef {
    flags: TYPE_BASE | TYPE_MAPPING,
    methods: &[
        NativeDef::slot_range("__init__", 0, NativeDef::MANY, init_method).keywords(),
        NativeDef::method("__missing__", 1, 1, missing).doc("Called by __getitem__ for missing keys."),
        NativeDef::slot("__repr__", 0, repr),
        NativeDef::method("copy", 0, 0, copy).doc("Return a shallow copy."),
        NativeDef::method("__copy__", 0, 0, copy).doc("Return a shallow copy."),
        NativeDef::method("__reduce__", 0, 0, reduce).doc("Return state information for pickling."),
        NativeDef::slot("__or__", 1, or),
        NativeDef::slot("__ror__", 1, ror),
        NativeDef::class_method("__class_getitem__", 1, 1, class_getitem).doc("See PEP 585"),
    ],
    doc: "defaultdict(default_factory=None, /, [...]) --> dict with default factory",
    ..ClassDef::new("collections", "defaultdict")
};

/// Makes the class: as one with `__slots__ = ("default_factory",)`.
pub fn init(t: &mut Thread, m: Value) {
    let base = t.types.dict;
    let class = make_subclass(t, &CLASS, base, Payload::Dict);
    keep(t, Place::DefaultDict, class);
    let name = t.intern("default_factory");
    let names = tuple::new(t, &[name]);
    let root = shape::new_root(t, class, Payload::Dict, &[name], 1, false);
    // SAFETY: a type object without instances; barrier below.
    unsafe {
        let c = &mut *class.cast::<Type>();
        c.slot_names = names;
        c.slot_count = 1;
        c.inline_slots = 1;
        c.instance_shape = root;
    }
    t.heap.write_barrier_any(class);
    let member = native_function::member(t, class, name, 0);
    types::add_attribute(t, class, "default_factory", member);
    module::add(t, m, "defaultdict", class);
}
