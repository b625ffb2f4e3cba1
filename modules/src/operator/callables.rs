//! `itemgetter`, `attrgetter`, `methodcaller`.

use crate::support::{ClassDef, check_arguments, repr_text, words};
use taipan_runtime::native::NativeDef;
use taipan_runtime::objects::{list, string, tuple};
use taipan_runtime::{Args, Raised, Thread, Value, ops, types};

/// Word of an itemgetter: the tuple of keys.
fn items_new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    args.no_keywords(t, "itemgetter")?;
    if args.positional().is_empty() {
        return Err(t.type_error("itemgetter expected 1 argument, got 0"));
    }
    let keys = tuple::new(t, args.positional());
    Ok(words::new(t, class, 0, &[keys]))
}

fn items_call(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    check_arguments(t, args.rest(), "itemgetter", 1, 1)?;
    let (keys, object) = (words::get(args.get(0), 0), args.get(1));
    if let [key] = *tuple::items(&keys) {
        return ops::get_item(t, object, key);
    }
    let out = list::with_capacity(t, tuple::len(keys));
    for i in 0..tuple::len(keys) {
        let item = ops::get_item(t, object, tuple::items(&keys)[i])?;
        list::push(t, out, item);
    }
    Ok(tuple::from_list(t, out))
}

/// `module.Class(a, b)` with the reprs of the items.
fn call_text(t: &mut Thread, v: Value, items: Value) -> Result<Value, Raised> {
    let mut parts = Vec::new();
    for i in 0..tuple::len(items) {
        parts.push(repr_text(t, tuple::items(&items)[i])?);
    }
    let name = types::name(t.class_of(v));
    Ok(t.str(&format!("operator.{name}({})", parts.join(", "))))
}

fn items_repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    call_text(t, args.get(0), words::get(args.get(0), 0))
}

fn items_reduce(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let class = t.class_of(args.get(0));
    Ok(tuple::new(t, &[class, words::get(args.get(0), 0)]))
}

/// Words of an attrgetter: the tuple of names, a tuple that has for each the interned names between its dots.
fn attributes_new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    args.no_keywords(t, "attrgetter")?;
    if args.positional().is_empty() {
        return Err(t.type_error("attrgetter expected 1 argument, got 0"));
    }
    let paths = list::new(t, &[]);
    for &name in args.positional() {
        if !string::is_str(t, name) {
            return Err(t.type_error("attribute name must be a string"));
        }
        let path = list::new(t, &[]);
        for part in string::bytes(&name).split(|b| *b == b'.') {
            let part = string::new_wtf8(t, part);
            let part = string::intern_value(t, part);
            list::push(t, path, part);
        }
        let path = tuple::from_list(t, path);
        list::push(t, paths, path);
    }
    let names = tuple::new(t, args.positional());
    let paths = tuple::from_list(t, paths);
    Ok(words::new(t, class, 0, &[names, paths]))
}

fn follow(t: &mut Thread, mut object: Value, path: Value) -> Result<Value, Raised> {
    for i in 0..tuple::len(path) {
        object = ops::get_attr(t, object, tuple::items(&path)[i])?;
    }
    Ok(object)
}

fn attributes_call(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    check_arguments(t, args.rest(), "attrgetter", 1, 1)?;
    let (paths, object) = (words::get(args.get(0), 1), args.get(1));
    if let [path] = *tuple::items(&paths) {
        return follow(t, object, path);
    }
    let out = list::with_capacity(t, tuple::len(paths));
    for i in 0..tuple::len(paths) {
        let v = follow(t, object, tuple::items(&paths)[i])?;
        list::push(t, out, v);
    }
    Ok(tuple::from_list(t, out))
}

/// Words of a methodcaller: the name, the tuple of positional arguments, of keyword names, of all values.
fn method_new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    if args.positional().is_empty() {
        return Err(t.type_error("methodcaller needs at least one argument, the method name"));
    }
    if !string::is_str(t, args.get(0)) {
        return Err(t.type_error("method name must be a string"));
    }
    let name = string::intern_value(t, args.get(0));
    let positional = tuple::new(t, &args.positional()[1..]);
    let all = tuple::new(t, &args.all()[1..]);
    let names = if args.has_keywords() { args.keyword_names() } else { Value::ZERO };
    Ok(words::new(t, class, 0, &[name, positional, names, all]))
}

fn method_call(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    check_arguments(t, args.rest(), "methodcaller", 1, 1)?;
    let v = args.get(0);
    let method = ops::get_attr(t, args.get(1), words::get(v, 0))?;
    let (positional, names, all) = (words::get(v, 1), words::get(v, 2), words::get(v, 3));
    // SAFETY: the tuple of all values is kept by the object, which the caller's arguments keep.
    let arguments = unsafe { Args::new(tuple::items(&all).as_ptr(), tuple::len(positional), names) };
    ops::call_args(t, method, arguments)
}

fn method_repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let (name, positional, names, all) = (words::get(v, 0), words::get(v, 1), words::get(v, 2), words::get(v, 3));
    let mut parts = vec![repr_text(t, name)?];
    for i in 0..tuple::len(all) {
        let shown = repr_text(t, tuple::items(&all)[i])?;
        let plain = tuple::len(positional);
        parts.push(if i < plain {
            shown
        } else {
            format!("{}={shown}", string::to_string_lossy(tuple::items(&names)[i - plain]))
        });
    }
    Ok(t.str(&format!("operator.methodcaller({})", parts.join(", "))))
}

fn method_reduce(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let class = t.class_of(v);
    let (name, positional, names, all) = (words::get(v, 0), words::get(v, 1), words::get(v, 2), words::get(v, 3));
    let plain = tuple::len(positional);
    let arguments = list::new(t, &[name]);
    list::extend_from(t, arguments, tuple::items(&positional));
    let arguments = tuple::from_list(t, arguments);
    if names == Value::ZERO {
        return Ok(tuple::new(t, &[class, arguments]));
    }
    let functools = crate::support::import(t, "functools")?;
    let partial = crate::support::attribute(t, functools, "partial")?;
    // partial(methodcaller, name, **keywords)
    let scratch = list::new(t, &[class, name]);
    list::extend_from(t, scratch, &tuple::items(&all)[plain..]);
    // SAFETY: the list's items stay in place: nobody else knows it.
    let call = unsafe { Args::new(list::items(&scratch).as_ptr(), 2, names) };
    let made = ops::call_args(t, partial, call)?;
    std::hint::black_box(scratch);
    Ok(tuple::new(t, &[made, positional]))
}

pub static CLASSES: &[ClassDef] = &[
    ClassDef {
        new: Some(items_new),
        methods: &[
            NativeDef::slot_range("__call__", 0, NativeDef::MANY, items_call).keywords(),
            NativeDef::slot("__repr__", 0, items_repr),
            NativeDef::method("__reduce__", 0, 0, items_reduce),
        ],
        doc: "Return a callable object that fetches the given item(s) from its operand.",
        ..ClassDef::new("operator", "itemgetter")
    },
    ClassDef {
        new: Some(attributes_new),
        methods: &[
            NativeDef::slot_range("__call__", 0, NativeDef::MANY, attributes_call).keywords(),
            NativeDef::slot("__repr__", 0, items_repr),
            NativeDef::method("__reduce__", 0, 0, items_reduce),
        ],
        doc: "Return a callable object that fetches the given attribute(s) from its operand.",
        ..ClassDef::new("operator", "attrgetter")
    },
    ClassDef {
        new: Some(method_new),
        methods: &[
            NativeDef::slot_range("__call__", 0, NativeDef::MANY, method_call).keywords(),
            NativeDef::slot("__repr__", 0, method_repr),
            NativeDef::method("__reduce__", 0, 0, method_reduce),
        ],
        doc: "Return a callable object that calls the given method on its operand.",
        ..ClassDef::new("operator", "methodcaller")
    },
];
