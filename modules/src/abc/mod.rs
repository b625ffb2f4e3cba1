//! `_abc`: what `abc.ABCMeta` does natively: abstract methods, virtual subclasses, and caches of
//! `__subclasscheck__` answers.
//!
//! Each ABC's `_abc_impl` has a registry and two caches: dicts from a class's address to a weak
//! reference, which must still name that class for an entry to count; so dead classes match nothing.
//! A negative answer counts while no class was registered anywhere since ([`version`]).

use crate::support::{ClassDef, Place, call_method, keep, kept_class, place, words};
use taipan_runtime::layout::{TYPE_HEAP, TYPE_MAPPING, TYPE_SEQUENCE, Type, WeakRef};
use taipan_runtime::native::NativeDef;
use taipan_runtime::objects::{dict, list, module, set, string, tuple, weak_ref};
use taipan_runtime::{Args, Raised, Thread, Value, field, ops, types};

const REGISTRY: usize = 0;
const CACHE: usize = 1;
const NEGATIVE: usize = 2;

static DATA: ClassDef = ClassDef::new("_abc", "_abc_data");

/// Number of registrations so far.
fn version(t: &Thread) -> u64 {
    let v = place(t, Place::AbstractData);
    if v.is_none() { 0 } else { v.as_small() as u64 }
}

fn data_of(t: &mut Thread, class: Value) -> Result<Value, Raised> {
    let name = t.names.abc_impl;
    let data = ops::get_attr(t, class, name)?;
    if t.class_of(data) != kept_class(t, Place::AbcDataClass, &DATA) {
        return Err(t.type_error("_abc_impl is set to a wrong type"));
    }
    Ok(data)
}

/// The key of a class in the dicts.
fn key(class: Value) -> Value {
    Value::small((class.address() >> 4) as i64)
}

fn known(t: &mut Thread, table: Value, class: Value) -> Result<bool, Raised> {
    if !class.is_pointer() {
        return Ok(false);
    }
    Ok(dict::get(t, table, key(class))?.is_some_and(|r| field!(r, WeakRef, referent) == class))
}

fn remember(t: &mut Thread, table: Value, class: Value) -> Result<(), Raised> {
    let reference = weak_ref::new_plain(t, class);
    dict::set(t, table, key(class), reference)
}

fn is_abstract(t: &mut Thread, v: Value) -> Result<bool, Raised> {
    if !v.is_pointer() {
        return Ok(false);
    }
    let name = t.intern("__isabstractmethod__");
    match ops::get_attr_opt(t, v, name)? {
        Some(flag) => ops::truth(t, flag),
        None => Ok(false),
    }
}

fn abc_init(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let class = args.get(0);
    let names = list::new(t, &[]);
    // A snapshot: attribute reads may run code.
    let namespace = dict::copy(t, field!(class, Type, dict));
    let mut position = 0;
    while let Some((name, v)) = dict::next_entry(namespace, &mut position) {
        if is_abstract(t, v)? {
            list::push(t, names, name);
        }
    }
    let bases = field!(class, Type, bases);
    let abstract_methods = t.names.abstractmethods;
    for i in 0..tuple::len(bases) {
        let base = tuple::items(&bases)[i];
        let Some(inherited) = ops::get_attr_opt(t, base, abstract_methods)? else {
            continue;
        };
        let inherited = ops::collect_list(t, inherited)?;
        for k in 0..list::len(inherited) {
            let name = list::get(inherited, k);
            if !string::is_str(t, name) {
                continue;
            }
            let name = string::intern_value(t, name);
            if let Some(v) = ops::get_attr_opt(t, class, name)?
                && is_abstract(t, v)?
            {
                list::push(t, names, name);
            }
        }
    }
    let frozen = set::new_frozen(t, list::items(&names))?;
    ops::set_attr(t, class, abstract_methods, frozen)?;
    let (registry, cache, negative) = (dict::new(t), dict::new(t), dict::new(t));
    let kind = kept_class(t, Place::AbcDataClass, &DATA);
    let now = version(t);
    let data = words::new(t, kind, now, &[registry, cache, negative]);
    let name = t.names.abc_impl;
    ops::set_attr(t, class, name, data)?;
    take_pattern_flags(t, class)
}

/// `__abc_tpflags__` says whether `match` takes the class's instances for sequences or mappings.
fn take_pattern_flags(t: &mut Thread, class: Value) -> Result<Value, Raised> {
    const SEQUENCE: i64 = 1 << 5;
    const MAPPING: i64 = 1 << 6;
    let name = t.intern("__abc_tpflags__");
    if let Some(flags) = dict::get_str(field!(class, Type, dict), name)
        && flags.is_small()
    {
        let flags = flags.as_small();
        let bits = if flags & SEQUENCE != 0 { TYPE_SEQUENCE } else { 0 } | if flags & MAPPING != 0 { TYPE_MAPPING } else { 0 };
        add_flags(class, bits);
        ops::del_attr(t, class, name)?;
    }
    Ok(Value::NONE)
}

fn add_flags(class: Value, bits: u32) {
    // SAFETY: a type object.
    unsafe { (*class.cast::<Type>()).flags |= bits }
}

/// To the classes of programs only: `str` and `bytes` are registered as sequences, but no sequence pattern takes them.
fn give_flags(t: &mut Thread, class: Value, bits: u32) {
    let flags = types::flags(class);
    if flags & TYPE_HEAP == 0 || flags & (TYPE_SEQUENCE | TYPE_MAPPING) != 0 {
        return;
    }
    add_flags(class, bits);
    for sub in types::subclasses(t, class) {
        give_flags(t, sub, bits);
    }
}

fn abc_register(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (class, sub) = (args.get(0), args.get(1));
    if !types::is_type(t, sub) {
        return Err(t.type_error("Can only register classes"));
    }
    if ops::is_subclass_of(t, sub, class)? {
        return Ok(sub);
    }
    if ops::is_subclass_of(t, class, sub)? {
        return Err(t.runtime_error("Refusing to create an inheritance cycle"));
    }
    let data = data_of(t, class)?;
    remember(t, words::get(data, REGISTRY), sub)?;
    let next = version(t) + 1;
    keep(t, Place::AbstractData, Value::small(next as i64));
    let bits = types::flags(class) & (TYPE_SEQUENCE | TYPE_MAPPING);
    if bits != 0 {
        give_flags(t, sub, bits);
    }
    Ok(sub)
}

fn negative(t: &mut Thread, data: Value, sub: Value) -> Result<bool, Raised> {
    if words::raw(data) != version(t) {
        return Ok(false);
    }
    known(t, words::get(data, NEGATIVE), sub)
}

fn instance_check(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (class, instance) = (args.get(0), args.get(1));
    let data = data_of(t, class)?;
    let name = t.names.class;
    let sub = ops::get_attr(t, instance, name)?;
    if known(t, words::get(data, CACHE), sub)? {
        return Ok(Value::TRUE);
    }
    let actual = t.class_of(instance);
    if actual == sub {
        if negative(t, data, sub)? {
            return Ok(Value::FALSE);
        }
        return call_method(t, class, "__subclasscheck__", &[sub]);
    }
    let result = call_method(t, class, "__subclasscheck__", &[sub])?;
    if ops::truth(t, result)? {
        return Ok(result);
    }
    call_method(t, class, "__subclasscheck__", &[actual])
}

fn subclass_check(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (class, sub) = (args.get(0), args.get(1));
    if !types::is_type(t, sub) {
        return Err(t.type_error("issubclass() arg 1 must be a class"));
    }
    let data = data_of(t, class)?;
    if known(t, words::get(data, CACHE), sub)? {
        return Ok(Value::TRUE);
    }
    if negative(t, data, sub)? {
        return Ok(Value::FALSE);
    }
    let now = version(t);
    if words::raw(data) != now {
        dict::clear(t, words::get(data, NEGATIVE));
        words::set_raw(data, now);
    }
    let answer = compute(t, class, sub, data)?;
    let table = words::get(data, if answer { CACHE } else { NEGATIVE });
    remember(t, table, sub)?;
    Ok(Value::bool(answer))
}

fn compute(t: &mut Thread, class: Value, sub: Value, data: Value) -> Result<bool, Raised> {
    match call_method(t, class, "__subclasshook__", &[sub])? {
        Value::TRUE => return Ok(true),
        Value::FALSE => return Ok(false),
        Value::NOT_IMPLEMENTED => {}
        _ => {
            let error = t.exceptions.assertion_error;
            return Err(t.raise(error, "__subclasshook__ must return either False, True, or NotImplemented"));
        }
    }
    if types::is_subclass(sub, class) {
        return Ok(true);
    }
    let registry = words::get(data, REGISTRY);
    let registered = list::new(t, &[]);
    let mut position = 0;
    while let Some((_, reference)) = dict::next_entry(registry, &mut position) {
        let member = field!(reference, WeakRef, referent);
        if !member.is_none() {
            list::push(t, registered, member);
        }
    }
    for i in 0..list::len(registered) {
        if ops::is_subclass_of(t, sub, list::get(registered, i))? {
            return Ok(true);
        }
    }
    let direct = call_method(t, class, "__subclasses__", &[])?;
    let direct = ops::collect_list(t, direct)?;
    for i in 0..list::len(direct) {
        if ops::is_subclass_of(t, sub, list::get(direct, i))? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn cache_token(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    Ok(Value::small(version(t) as i64))
}

fn reset_registry(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let data = data_of(t, args.get(0))?;
    dict::clear(t, words::get(data, REGISTRY));
    Ok(Value::NONE)
}
fn reset_caches(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let data = data_of(t, args.get(0))?;
    dict::clear(t, words::get(data, CACHE));
    dict::clear(t, words::get(data, NEGATIVE));
    Ok(Value::NONE)
}

fn references(t: &mut Thread, table: Value) -> Result<Value, Raised> {
    let s = set::new(t);
    let values = list::new(t, &[]);
    let mut position = 0;
    while let Some((_, reference)) = dict::next_entry(table, &mut position) {
        list::push(t, values, reference);
    }
    for i in 0..list::len(values) {
        set::add(t, s, list::get(values, i))?;
    }
    Ok(s)
}

fn get_dump(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let data = data_of(t, args.get(0))?;
    let registry = references(t, words::get(data, REGISTRY))?;
    let cache = references(t, words::get(data, CACHE))?;
    let negative = references(t, words::get(data, NEGATIVE))?;
    Ok(tuple::new(t, &[registry, cache, negative, Value::small(words::raw(data) as i64)]))
}

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::function("_abc_init", 1, 1, abc_init).doc("Internal ABC helper for class set-up. Should be never used outside abc module."),
    NativeDef::function("_abc_register", 2, 2, abc_register).doc("Internal ABC helper for subclasss registration. Should be never used outside abc module."),
    NativeDef::function("_abc_instancecheck", 2, 2, instance_check).doc("Internal ABC helper for instance checks. Should be never used outside abc module."),
    NativeDef::function("_abc_subclasscheck", 2, 2, subclass_check).doc("Internal ABC helper for subclasss checks. Should be never used outside abc module."),
    NativeDef::function("get_cache_token", 0, 0, cache_token).doc("Returns the current ABC cache token."),
    NativeDef::function("_reset_registry", 1, 1, reset_registry).doc("Internal ABC helper to reset registry of a given class."),
    NativeDef::function("_reset_caches", 1, 1, reset_caches).doc("Internal ABC helper to reset both caches of a given class."),
    NativeDef::function("_get_dump", 1, 1, get_dump).doc("Internal ABC helper for cache and registry debugging."),
];

/// Makes the module.
pub fn init(t: &mut Thread) -> Result<Value, Raised> {
    let m = module::new(t, "_abc");
    module::add_functions(t, m, FUNCTIONS);
    Ok(m)
}
