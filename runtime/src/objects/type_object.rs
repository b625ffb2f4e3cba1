//! `type`: attribute access on classes, instantiation, class statements.

use crate::field;
use crate::layout::*;
use crate::native::{Args, GetSetDef, NativeDef, NativeKind};
use crate::objects::{dict, function, instance, list, native_function, string, tuple};
use crate::ops::{self, attribute, call};
use crate::thread::{Raised, Thread};
use crate::types::{self, NewClass};
use crate::value::Value;

/// `type.__getattribute__`; `None`: there is no such attribute.
pub fn get_attr(t: &mut Thread, class: Value, name: Value) -> Result<Option<Value>, Raised> {
    let metaclass = t.class_of(class);
    let on_meta = types::lookup(t, metaclass, name);
    if let Some(v) = on_meta
        && is_data_descriptor(t, v)
    {
        return attribute::bind(t, v, class, metaclass).map(Some);
    }
    if let Some(v) = types::lookup(t, class, name) {
        return attribute::bind(t, v, Value::UNBOUND, class).map(Some);
    }
    match on_meta {
        Some(v) => attribute::bind(t, v, class, metaclass).map(Some),
        None => Ok(None),
    }
}

fn is_data_descriptor(t: &mut Thread, v: Value) -> bool {
    match t.shape_of(v) {
        shape_id::GETSET_DESCRIPTOR | shape_id::PROPERTY | shape_id::MEMBER_DESCRIPTOR => true,
        shape_id::FUNCTION | shape_id::METHOD_DESCRIPTOR | shape_id::SLOT_WRAPPER => false,
        _ => {
            let class = t.class_of(v);
            let (set, delete) = (t.names.set, t.names.delete);
            types::lookup(t, class, set).is_some() || types::lookup(t, class, delete).is_some()
        }
    }
}

/// `type.__setattr__` / `__delattr__`
pub fn set_attr(t: &mut Thread, class: Value, name: Value, v: Option<Value>) -> Result<(), Raised> {
    if types::flags(class) & TYPE_HEAP == 0 {
        let (attribute, class) = (string::to_string_lossy(name), types::name(class));
        return Err(t.type_error(format!("cannot set '{attribute}' attribute of immutable type '{class}'")));
    }
    let metaclass = t.class_of(class);
    if let Some(descriptor) = types::lookup(t, metaclass, name)
        && is_data_descriptor(t, descriptor)
    {
        if descriptor.has_shape(shape_id::GETSET_DESCRIPTOR) {
            return native_function::getset_set(t, descriptor, class, v);
        }
        let hook = if v.is_some() { t.names.set } else { t.names.delete };
        return match v {
            Some(v) => ops::call_special(t, descriptor, hook, &[class, v]).map(|_| ()),
            None => ops::call_special(t, descriptor, hook, &[class]).map(|_| ()),
        };
    }
    if !types::set_own(t, class, name, v) {
        let text = string::to_string_lossy(name);
        let message = format!("type object '{}' has no attribute '{text}'", types::name(class));
        return Err(crate::objects::exception::attribute_error(t, &message, class, name));
    }
    if name == t.names.abstractmethods {
        refresh_abstract(t, class);
    }
    Ok(())
}

fn refresh_abstract(t: &mut Thread, class: Value) {
    let name = t.names.abstractmethods;
    let on = dict::get_str(field!(class, Type, dict), name).is_some_and(|v| ops::truth(t, v).unwrap_or(false));
    // SAFETY: a type object.
    unsafe {
        let flags = &mut (*class.cast::<Type>()).flags;
        *flags = if on { *flags | TYPE_ABSTRACT } else { *flags & !TYPE_ABSTRACT };
    }
}

/// `class(*args)`
pub fn call_type(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    let metaclass = t.class_of(class);
    if metaclass != t.types.type_ {
        let name = t.names.call;
        if let Some((owner, method)) = types::lookup_with_owner(metaclass, name)
            && owner != t.types.type_
        {
            if method.has_shape(shape_id::FUNCTION) {
                return call::with_receiver(t, class, args, |t, args| ops::call_args(t, method, args));
            }
            let bound = attribute::bind(t, method, class, metaclass)?;
            return ops::call_args(t, bound, args);
        }
    }
    instantiate(t, class, args)
}

/// `type.__call__`
pub fn instantiate(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    if class == t.types.type_ && args.len() == 1 && !args.has_keywords() {
        return Ok(t.class_of(args.get(0)));
    }
    let object = new_instance(t, class, args)?;
    initialise(t, class, object, args)
}

/// What `type.__call__` does with what `__new__` gave.
pub fn initialise(t: &mut Thread, class: Value, object: Value, args: Args) -> Result<Value, Raised> {
    if !types::is_subclass(t.class_of(object), class) {
        return Ok(object);
    }
    let actual = t.class_of(object);
    let (name, base) = (t.names.init, t.types.object);
    let default = types::lookup(t, base, name);
    if let Some(init) = types::lookup(t, actual, name) {
        // `object.__init__` has nothing to do: wrong arguments were refused by `__new__`.
        if Some(init) == default {
            return Ok(object);
        }
        let result = call::with_receiver(t, object, args, |t, args| ops::call_args(t, init, args))?;
        if !result.is_none() {
            return Err(init_result_error(t, result));
        }
    }
    Ok(object)
}

#[cold]
pub fn init_result_error(t: &mut Thread, result: Value) -> Raised {
    let message = format!("__init__() should return None, not '{}'", t.type_name(result));
    t.type_error(message)
}

/// `class.__new__(class, *args)`
pub fn new_instance(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    let (name, base) = (t.names.new, t.types.object);
    // The usual case by two cached lookups: nobody overrides `object.__new__`.
    if types::flags(class) & TYPE_HEAP != 0
        && types::lookup(t, class, name) != types::lookup(t, base, name)
        && let Some((owner, method)) = types::lookup_with_owner(class, name)
        && types::flags(owner) & TYPE_HEAP != 0
    {
        let function = attribute::bind(t, method, Value::UNBOUND, class)?;
        return call::with_receiver(t, class, args, |t, args| ops::call_args(t, function, args));
    }
    native_new(t, class, args)
}

/// The native constructor the class inherits.
fn native_new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    match field!(class, Type, new) {
        Some(new) => new(t, class, args),
        None => {
            let message = format!("cannot create '{}' instances", types::name(class));
            Err(t.type_error(message))
        }
    }
}

/// `object.__new__`
pub fn object_new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    if !args.is_empty() {
        excess_arguments(t, class, true)?;
    }
    if types::flags(class) & TYPE_ABSTRACT != 0 {
        return Err(abstract_error(t, class));
    }
    if class == t.types.object {
        return Ok(plain_object(t));
    }
    if types::flags(class) & TYPE_HEAP == 0 {
        let name = types::name(class);
        return Err(t.type_error(format!("cannot create '{name}' instances")));
    }
    Ok(instance::allocate(t, class))
}

/// Arguments that neither `__new__` nor `__init__` takes.
fn excess_arguments(t: &mut Thread, class: Value, in_new: bool) -> Result<(), Raised> {
    let (new, init) = (t.names.new, t.names.init);
    let object = t.types.object;
    let overrides = |name| types::lookup_with_owner(class, name).is_some_and(|(owner, _)| owner != object);
    let (own, other) = if in_new {
        (overrides(new), overrides(init))
    } else {
        (overrides(init), overrides(new))
    };
    let name = types::name(class);
    if own {
        let which = if in_new { "__new__" } else { "__init__" };
        let tail = if in_new { "the type to instantiate" } else { "the instance to initialize" };
        return Err(t.type_error(format!("object.{which}() takes exactly one argument ({tail})")));
    }
    if !other {
        return Err(match in_new {
            true => t.type_error(format!("{name}() takes no arguments")),
            false => t.type_error(format!("{name}.__init__() takes exactly one argument (the instance to initialize)")),
        });
    }
    Ok(())
}

fn abstract_error(t: &mut Thread, class: Value) -> Raised {
    let name = t.names.abstractmethods;
    let methods = types::lookup(t, class, name).unwrap_or(t.empty_tuple);
    let Ok(names) = ops::collect_list(t, methods) else { return Raised };
    let mut texts: Vec<String> = list::items(&names).iter().map(|v| string::to_string_lossy(*v)).collect();
    texts.sort();
    let quoted: Vec<String> = texts.iter().map(|s| format!("'{s}'")).collect();
    let s = crate::native::plural(texts.len());
    let class = types::name(class);
    t.type_error(format!(
        "Can't instantiate abstract class {class} without an implementation for abstract method{s} {}",
        quoted.join(", ")
    ))
}

fn plain_object(t: &mut Thread) -> Value {
    let p = t.heap.alloc(16);
    // SAFETY: fresh memory of 16 bytes.
    unsafe {
        p.write(crate::header::Header {
            shape: shape_id::OBJECT,
            aux: 0,
            state: 0,
            flags: 0,
        });
        *p.add(1).cast::<u64>() = 0;
    }
    Value::from_address(p as usize)
}

/// The most derived metaclass of `bases`, starting from `metaclass`.
pub fn winning_metaclass(t: &mut Thread, mut metaclass: Value, bases: &[Value]) -> Result<Value, Raised> {
    for &base in bases {
        let candidate = t.class_of(base);
        if types::is_subclass(metaclass, candidate) {
            continue;
        }
        if types::is_subclass(candidate, metaclass) {
            metaclass = candidate;
            continue;
        }
        return Err(t.type_error("metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases"));
    }
    Ok(metaclass)
}

/// `type.__new__(metaclass, name, bases, namespace, **keywords)`
fn type_new(t: &mut Thread, metaclass: Value, args: Args) -> Result<Value, Raised> {
    if args.len() != 3 {
        return Err(t.type_error("type() takes 1 or 3 arguments"));
    }
    let (name, bases, namespace) = (args.get(0), args.get(1), args.get(2));
    if !string::is_str(t, name) {
        let message = format!("type.__new__() argument 1 must be str, not {}", t.type_name(name));
        return Err(t.type_error(message));
    }
    if !tuple::is_tuple(t, bases) {
        let message = format!("type.__new__() argument 2 must be tuple, not {}", t.type_name(bases));
        return Err(t.type_error(message));
    }
    if !dict::is_dict(t, namespace) {
        let message = format!("type.__new__() argument 3 must be dict, not {}", t.type_name(namespace));
        return Err(t.type_error(message));
    }
    for &base in tuple::items(&bases) {
        if !types::is_type(t, base) {
            let entries = t.names.mro_entries;
            if ops::get_attr_opt(t, base, entries)?.is_some() {
                return Err(t.type_error("type() doesn't support MRO entry resolution; use types.new_class()"));
            }
        }
    }
    let winner = winning_metaclass(t, metaclass, tuple::items(&bases))?;
    if tuple::items(&bases).iter().any(|base| !types::is_type(t, *base)) {
        return Err(t.type_error("bases must be types"));
    }
    let new_name = t.names.new;
    if winner != metaclass && types::lookup_with_owner(winner, new_name).is_some_and(|(owner, _)| owner != t.types.type_) {
        return new_instance(t, winner, args);
    }
    let own = dict::new(t);
    dict::update(t, own, namespace)?;
    prepare_namespace(t, own)?;
    let name = string::intern_value(t, name);
    let cell = take(t, own, t.names.classcell);
    let dict_cell = take(t, own, t.names.classdictcell);
    let class = types::new_class(
        t,
        NewClass {
            metaclass: winner,
            name,
            bases: tuple::items(&bases),
            namespace: own,
        },
    )?;
    if let Some(cell) = cell {
        function::cell_set(t, cell, class);
    }
    if let Some(cell) = dict_cell {
        function::cell_set(t, cell, own);
    }
    if types::lookup(t, class, t.names.eq).is_some() {
        let (eq, hash) = (t.names.eq, t.names.hash);
        if dict::get_str(own, eq).is_some() && dict::get_str(own, hash).is_none() {
            dict::set_str(t, own, hash, Value::NONE);
        }
    }
    let doc = t.names.doc;
    if dict::get_str(own, doc).is_none() {
        dict::set_str(t, own, doc, Value::NONE);
    }
    let module = t.names.module;
    if dict::get_str(own, module).is_none()
        && let Some(globals) = crate::objects::frame_object::current_globals(t)
        && let Some(name) = dict::get_str(globals, t.names.name)
    {
        dict::set_str(t, own, module, name);
    }
    set_names(t, class, own)?;
    init_subclass(t, class, args)?;
    Ok(class)
}

fn take(t: &mut Thread, namespace: Value, name: Value) -> Option<Value> {
    let v = dict::get_str(namespace, name)?;
    dict::remove_str(t, namespace, name);
    Some(v)
}

/// `__new__` becomes a staticmethod, `__init_subclass__` and `__class_getitem__` classmethods.
fn prepare_namespace(t: &mut Thread, namespace: Value) -> Result<(), Raised> {
    let n = &t.names;
    for (name, shape) in [
        (n.new, shape_id::STATIC_METHOD),
        (n.init_subclass, shape_id::CLASS_METHOD),
        (n.class_getitem, shape_id::CLASS_METHOD),
    ] {
        if let Some(v) = dict::get_str(namespace, name)
            && v.has_shape(shape_id::FUNCTION)
        {
            let wrapped = native_function::wrapped(t, shape, v);
            dict::set_str(t, namespace, name, wrapped);
        }
    }
    if let Some(q) = dict::get_str(namespace, t.names.qualname)
        && !string::is_str(t, q)
    {
        let message = format!("type __qualname__ must be a str, not {}", t.type_name(q));
        return Err(t.type_error(message));
    }
    Ok(())
}

fn set_names(t: &mut Thread, class: Value, namespace: Value) -> Result<(), Raised> {
    let snapshot = dict::copy(t, namespace);
    let mut position = 0;
    while let Some((name, v)) = dict::next_entry(snapshot, &mut position) {
        let hook = t.names.set_name;
        if !v.is_pointer() || v.has_shape(shape_id::FUNCTION) {
            continue;
        }
        if v.has_shape(shape_id::PROPERTY) {
            crate::objects::descriptors::property_set_name(t, v, name);
            continue;
        }
        if let Some(method) = attribute::lookup_special(t, v, hook)
            && let Err(raised) = call::call_unbound(t, method, v, &[class, name])
        {
            let (type_name, owner) = (t.type_name(v), types::name(class));
            let shown = string::to_string_lossy(name);
            let note = format!("Error calling __set_name__ on '{type_name}' instance '{shown}' in '{owner}'");
            crate::objects::exception::add_note(t, &note);
            return Err(raised);
        }
    }
    Ok(())
}

fn init_subclass(t: &mut Thread, class: Value, args: Args) -> Result<(), Raised> {
    let super_ = crate::objects::super_object::new(t, class, class, class);
    let name = t.names.init_subclass;
    let method = ops::get_attr(t, super_, name)?;
    if args.has_keywords() {
        // SAFETY: the keyword values follow the three positional ones in place.
        let keywords = unsafe { Args::new(args.all().as_ptr().add(args.len()), 0, args.keyword_names()) };
        ops::call_args(t, method, keywords)?;
    } else {
        ops::call(t, method, &[])?;
    }
    Ok(())
}

fn type_call(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    instantiate(t, args.get(0), args.rest())
}

fn type_init(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    match args.len() {
        2 | 4 => Ok(Value::NONE),
        _ => Err(t.type_error("type.__init__() takes 1 or 3 arguments")),
    }
}

fn type_repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let class = args.get(0);
    let module = dict::get_str(field!(class, Type, dict), t.names.module);
    let qualname = string::to_string_lossy(field!(class, Type, qualname));
    let text = match module {
        Some(m) if string::is_str(t, m) && string::to_string_lossy(m) != "builtins" => format!("<class '{}.{qualname}'>", string::to_string_lossy(m)),
        _ => format!("<class '{qualname}'>"),
    };
    Ok(t.str(&text))
}

fn type_mro(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let class = args.get(0);
    let bases = field!(class, Type, bases);
    let mro = types::compute_mro(t, class, tuple::items(&bases))?;
    Ok(list::new(t, &mro))
}

fn type_subclasses(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let found = types::subclasses(t, args.get(0));
    Ok(list::new(t, &found))
}

fn instance_check(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (class, v) = (args.get(0), args.get(1));
    if types::is_instance(t, v, class) {
        return Ok(Value::TRUE);
    }
    let name = t.names.class;
    Ok(Value::bool(match ops::get_attr_opt(t, v, name)? {
        Some(c) if types::is_type(t, c) => types::is_subclass(c, class),
        _ => false,
    }))
}

fn subclass_check(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (class, c) = (args.get(0), args.get(1));
    if !types::is_type(t, c) {
        return Err(t.type_error("issubclass() arg 1 must be a class"));
    }
    Ok(Value::bool(types::is_subclass(c, class)))
}

fn type_prepare(t: &mut Thread, _args: Args) -> Result<Value, Raised> {
    Ok(dict::new(t))
}

fn type_dir(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let all = dict::new(t);
    let mro = field!(args.get(0), Type, mro);
    for &c in tuple::items(&mro).iter().rev() {
        dict::update(t, all, field!(c, Type, dict))?;
    }
    ops::collect_list(t, all)
}

fn type_getattribute(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let name = string::intern_value(t, args.get(1));
    match get_attr(t, args.get(0), name)? {
        Some(v) => Ok(v),
        None => Err(attribute::missing(t, args.get(0), name)),
    }
}
fn type_setattr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let name = string::intern_value(t, args.get(1));
    set_attr(t, args.get(0), name, Some(args.get(2))).map(|()| Value::NONE)
}
fn type_delattr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let name = string::intern_value(t, args.get(1));
    set_attr(t, args.get(0), name, None).map(|()| Value::NONE)
}

fn type_or(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    crate::objects::union_type::make(t, args.get(0), args.get(1))
}
fn type_ror(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    crate::objects::union_type::make(t, args.get(1), args.get(0))
}

static TYPE_METHODS: &[NativeDef] = &[
    NativeDef::slot_range("__call__", 0, NativeDef::MANY, type_call).keywords(),
    NativeDef::slot_range("__init__", 0, NativeDef::MANY, type_init).keywords(),
    NativeDef::slot("__repr__", 0, type_repr),
    NativeDef::slot("__getattribute__", 1, type_getattribute),
    NativeDef::slot("__setattr__", 2, type_setattr),
    NativeDef::slot("__delattr__", 1, type_delattr),
    NativeDef::slot("__or__", 1, type_or),
    NativeDef::slot("__ror__", 1, type_ror),
    NativeDef::method("mro", 0, 0, type_mro),
    NativeDef::method("__subclasses__", 0, 0, type_subclasses),
    NativeDef::method("__instancecheck__", 1, 1, instance_check),
    NativeDef::method("__subclasscheck__", 1, 1, subclass_check),
    NativeDef::class_method("__prepare__", 0, NativeDef::MANY, type_prepare).keywords(),
    NativeDef::method("__dir__", 0, 0, type_dir),
];

fn set_name(t: &mut Thread, class: Value, v: Option<Value>, slot: fn(&mut Type) -> &mut Value, label: &str) -> Result<(), Raised> {
    let v = match v {
        Some(v) if string::is_str(t, v) => v,
        Some(v) => {
            let message = format!("can only assign string to {}.{label}, not '{}'", types::name(class), t.type_name(v));
            return Err(t.type_error(message));
        }
        None => {
            let message = format!("cannot delete '{label}' attribute of type '{}'", types::name(class));
            return Err(t.type_error(message));
        }
    };
    // SAFETY: a type object; barrier below.
    unsafe { *slot(&mut *class.cast::<Type>()) = v }
    t.heap.write_barrier_any(class);
    Ok(())
}

/// `class.__bases__ = bases`
fn set_bases(t: &mut Thread, class: Value, bases: Option<Value>) -> Result<(), Raised> {
    let name = types::name(class);
    let Some(bases) = bases else {
        return Err(t.type_error(format!("cannot delete '__bases__' attribute of immutable type '{name}'")));
    };
    if !tuple::is_tuple(t, bases) {
        let message = format!("can only assign tuple to {name}.__bases__, not {}", t.type_name(bases));
        return Err(t.type_error(message));
    }
    if tuple::items(&bases).is_empty() {
        return Err(t.type_error(format!("can only assign non-empty tuple to {name}.__bases__, not ()")));
    }
    for &base in tuple::items(&bases) {
        if !types::is_type(t, base) {
            let message = format!("{name}.__bases__ must be tuple of classes, not '{}'", t.type_name(base));
            return Err(t.type_error(message));
        }
        if types::is_subclass(base, class) {
            return Err(t.type_error("a __bases__ item causes an inheritance cycle"));
        }
    }
    types::set_bases(t, class, bases)
}

fn own(t: &mut Thread, class: Value, name: Value) -> Option<Value> {
    let _ = &t;
    dict::get_str(field!(class, Type, dict), name)
}

fn get_annotations(t: &mut Thread, class: Value) -> Result<Value, Raised> {
    let (annotations, annotate) = (t.names.annotations, t.names.annotate);
    if let Some(v) = own(t, class, annotations) {
        return Ok(v);
    }
    let cache = t.intern("__annotations_cache__");
    if let Some(v) = own(t, class, cache) {
        return Ok(v);
    }
    let function = match own(t, class, annotate) {
        Some(f) if !f.is_none() => Some(f),
        _ => {
            let alternative = t.intern("__annotate_func__");
            own(t, class, alternative).filter(|f| !f.is_none())
        }
    };
    let d = match function {
        Some(f) => ops::call(t, f, &[Value::small(1)])?,
        None => dict::new(t),
    };
    dict::set_str(t, field!(class, Type, dict), cache, d);
    Ok(d)
}

fn get_annotate(t: &mut Thread, class: Value) -> Result<Value, Raised> {
    let name = t.names.annotate;
    if let Some(f) = own(t, class, name) {
        return Ok(f);
    }
    let alternative = t.intern("__annotate_func__");
    Ok(own(t, class, alternative).unwrap_or(Value::NONE))
}

static TYPE_GETSETS: &[GetSetDef] = &[
    GetSetDef::new(
        "__name__",
        |_, c| Ok(field!(c, Type, name)),
        |t, c, v| set_name(t, c, v, |c| &mut c.name, "__name__"),
    ),
    GetSetDef::new(
        "__qualname__",
        |_, c| Ok(field!(c, Type, qualname)),
        |t, c, v| set_name(t, c, v, |c| &mut c.qualname, "__qualname__"),
    ),
    GetSetDef::new(
        "__module__",
        |t, c| {
            let name = t.names.module;
            // Functions have a computed `__module__` for themselves under this name.
            match own(t, c, name) {
                Some(v) if v.has_shape(shape_id::GETSET_DESCRIPTOR) => Ok(t.intern("builtins")),
                v => Ok(v.unwrap_or(Value::NONE)),
            }
        },
        |t, c, v| {
            let name = t.names.module;
            types::set_own(t, c, name, v);
            Ok(())
        },
    ),
    GetSetDef::new("__bases__", |_, c| Ok(field!(c, Type, bases)), set_bases),
    GetSetDef::read_only("__base__", |_, c| Ok(field!(c, Type, base))),
    GetSetDef::read_only("__mro__", |_, c| Ok(field!(c, Type, mro))),
    GetSetDef::read_only("__dict__", |t, c| Ok(crate::objects::mapping_proxy::new(t, field!(c, Type, dict)))),
    GetSetDef::new(
        "__doc__",
        |t, c| {
            let name = t.names.doc;
            // Functions and methods have a computed `__doc__` for themselves under this name.
            Ok(own(t, c, name).filter(|v| !v.has_shape(shape_id::GETSET_DESCRIPTOR)).unwrap_or(Value::NONE))
        },
        |t, c, v| {
            let name = t.names.doc;
            types::set_own(t, c, name, v);
            Ok(())
        },
    ),
    GetSetDef::new(
        "__abstractmethods__",
        |t, c| {
            let name = t.names.abstractmethods;
            match own(t, c, name) {
                Some(v) => Ok(v),
                None => Err(t.attribute_error("__abstractmethods__")),
            }
        },
        |t, c, v| {
            let name = t.names.abstractmethods;
            types::set_own(t, c, name, v);
            refresh_abstract(t, c);
            Ok(())
        },
    ),
    GetSetDef::read_only("__flags__", |t, c| {
        // Py_TPFLAGS_HEAPTYPE, BASETYPE, IS_ABSTRACT and the flags of builtin bases, which a few libraries test.
        let mut bits: i64 = 0;
        let f = types::flags(c);
        for (mine, theirs) in [
            (TYPE_HEAP, 1 << 9),
            (TYPE_BASE, 1 << 10),
            (TYPE_ABSTRACT, 1 << 20),
            (TYPE_EXCEPTION, 1 << 30),
            (TYPE_SEQUENCE, 1 << 5),
            (TYPE_MAPPING, 1 << 6),
        ] {
            if f & mine != 0 {
                bits |= theirs;
            }
        }
        for (class, bit) in [
            (t.types.int, 24),
            (t.types.list, 25),
            (t.types.tuple, 26),
            (t.types.bytes, 27),
            (t.types.str, 28),
            (t.types.dict, 29),
            (t.types.type_, 31),
        ] {
            if types::is_subclass(c, class) {
                bits |= 1 << bit;
            }
        }
        Ok(Value::small(bits))
    }),
    GetSetDef::new("__annotations__", get_annotations, |t, c, v| {
        let name = t.names.annotations;
        types::set_own(t, c, name, v);
        Ok(())
    }),
    GetSetDef::new("__annotate__", get_annotate, |t, c, v| {
        let name = t.names.annotate;
        types::set_own(t, c, name, v);
        Ok(())
    }),
    GetSetDef::new(
        "__type_params__",
        |t, c| {
            let name = t.names.type_params;
            Ok(own(t, c, name).unwrap_or(t.empty_tuple))
        },
        |t, c, v| {
            let name = t.names.type_params;
            types::set_own(t, c, name, v);
            Ok(())
        },
    ),
    GetSetDef::read_only("__basicsize__", |t, c| {
        Ok(Value::small(if field!(c, Type, instance_shape) < shape_id::FIRST_DYNAMIC {
            16
        } else {
            t.shapes.get(field!(c, Type, instance_shape)).instance_size() as i64
        }))
    }),
    GetSetDef::read_only("__itemsize__", |_, _| Ok(Value::ZERO)),
    GetSetDef::read_only("__dictoffset__", |_, _| Ok(Value::ZERO)),
    GetSetDef::read_only("__weakrefoffset__", |_, _| Ok(Value::ZERO)),
    GetSetDef::read_only("__text_signature__", |_, _| Ok(Value::NONE)),
];

/// What `cls.__new__` is for builtin classes: bound to the class that defines it, it checks
/// that the class it is given may be made by that class's constructor.
fn dunder_new(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let owner = args.get(0);
    let name = types::name(owner);
    let Some(class) = args.opt(1) else {
        return Err(t.type_error(format!("{name}.__new__(): not enough arguments")));
    };
    if !types::is_type(t, class) {
        let message = format!("{name}.__new__(X): X is not a type object ({})", t.type_name(class));
        return Err(t.type_error(message));
    }
    let wanted = types::name(class);
    if !types::is_subclass(class, owner) {
        return Err(t.type_error(format!("{name}.__new__({wanted}): {wanted} is not a subtype of {name}")));
    }
    let mut made_by = class;
    while types::flags(made_by) & TYPE_HEAP != 0 {
        made_by = field!(made_by, Type, base);
    }
    // By the class that has the constructor: addresses of functions may be shared or not.
    while made_by != owner && !has_own_new(t, made_by) {
        made_by = field!(made_by, Type, base);
    }
    if made_by != owner {
        let base = types::name(made_by);
        return Err(t.type_error(format!("{name}.__new__({wanted}) is not safe, use {base}.__new__()")));
    }
    native_new(t, class, args.rest().rest())
}

/// Whether a builtin class has a constructor of its own, or none at all.
fn has_own_new(t: &Thread, class: Value) -> bool {
    class == t.types.object || field!(class, Type, new).is_none() || dict::get_str(field!(class, Type, dict), t.names.new).is_some()
}
static DUNDER_NEW: &[NativeDef] = &[NativeDef {
    kind: NativeKind::Method,
    ..NativeDef::static_method("__new__", 0, NativeDef::MANY, dunder_new).keywords()
}];

/// Gives a builtin class a visible `__new__`.
pub fn add_dunder_new(t: &mut Thread, class: Value) {
    types::add_methods(t, class, DUNDER_NEW);
}

pub fn init(t: &mut Thread) {
    let class = t.types.type_;
    types::add_methods(t, class, TYPE_METHODS);
    types::add_getsets(t, class, TYPE_GETSETS);
    types::set_new(class, type_new);
    add_dunder_new(t, class);
}
