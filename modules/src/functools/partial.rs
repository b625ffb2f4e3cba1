//! `partial`, with placeholders for positional arguments that the call gives.
//!
//! Words: the function, the tuple of arguments, the dict of keywords; the raw word counts placeholders.

use crate::support::{ClassDef, Place, class_getitem, keep, make_class, place, repr_text, words};
use taipan_runtime::layout::{TYPE_BASE, TYPE_HAS_DICT, TYPE_WEAKREF};
use taipan_runtime::native::{GetSetDef, NativeDef};
use taipan_runtime::objects::{dict, instance, list, module, native_function, string, tuple};
use taipan_runtime::{Args, Raised, Thread, Value, ops, types};

const FUNCTION: usize = 0;
const ARGUMENTS: usize = 1;
const KEYWORDS: usize = 2;

fn placeholder(t: &Thread) -> Value {
    place(t, Place::PartialPlaceholder)
}

fn is_partial(t: &Thread, v: Value) -> bool {
    v.is_pointer() && types::is_subclass(t.class_of(v), place(t, Place::Partial))
}

fn new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    let Some(mut function) = args.opt(0) else {
        return Err(t.type_error("type 'partial' takes at least one argument"));
    };
    let call = t.names.call;
    if ops::lookup_special(t, function, call).is_none() {
        return Err(t.type_error("the first argument must be callable"));
    }
    let hole = placeholder(t);
    let given = &args.positional()[1..];
    if given.last() == Some(&hole) {
        return Err(t.type_error("trailing Placeholders are not allowed"));
    }
    let keywords = dict::new(t);
    let all = list::new(t, &[]);
    if is_partial(t, function) && !has_attributes(t, function) {
        // A partial of a partial is one partial.
        let inner = words::get(function, ARGUMENTS);
        let mut rest = given.iter();
        for &v in tuple::items(&inner) {
            list::push(t, all, if v == hole { rest.next().copied().unwrap_or(hole) } else { v });
        }
        for &v in rest {
            list::push(t, all, v);
        }
        dict::update(t, keywords, words::get(function, KEYWORDS))?;
        function = words::get(function, FUNCTION);
    } else {
        list::extend_from(t, all, given);
    }
    for (name, v) in args.keywords() {
        if v == hole {
            return Err(t.type_error("Placeholder cannot be passed as a keyword argument"));
        }
        dict::set(t, keywords, name, v)?;
    }
    let arguments = tuple::from_list(t, all);
    let holes = tuple::items(&arguments).iter().filter(|v| **v == hole).count();
    Ok(words::new(t, class, holes as u64, &[function, arguments, keywords]))
}

fn has_attributes(t: &mut Thread, v: Value) -> bool {
    let d = instance::attributes(t, v);
    dict::len(d) != 0
}

fn call(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let args = args.rest();
    let (function, kept, keywords) = (words::get(v, FUNCTION), words::get(v, ARGUMENTS), words::get(v, KEYWORDS));
    let holes = words::raw(v) as usize;
    if args.len() < holes {
        let n = args.len();
        return Err(t.type_error(format!("missing positional arguments in 'partial' call; expected at least {holes}, got {n}")));
    }
    let kept_items = tuple::items(&kept);
    let total = kept_items.len() + args.len() - holes;
    if holes == 0 && total <= 8 && dict::len(keywords) == 0 && !args.has_keywords() {
        let mut buffer = [Value::ZERO; 8];
        buffer[..kept_items.len()].copy_from_slice(kept_items);
        buffer[kept_items.len()..total].copy_from_slice(args.positional());
        return ops::call(t, function, &buffer[..total]);
    }
    let all = list::with_capacity(t, total);
    let hole = placeholder(t);
    let mut given = args.positional().iter();
    for &item in tuple::items(&kept) {
        let item = if item == hole { given.next().copied().unwrap_or(hole) } else { item };
        list::push(t, all, item);
    }
    for &item in given {
        list::push(t, all, item);
    }
    let positional = list::len(all);
    let names = if dict::len(keywords) == 0 {
        list::extend_from(t, all, &args.all()[args.len()..]);
        args.keyword_names()
    } else {
        let merged = dict::copy(t, keywords);
        for (name, value) in args.keywords() {
            dict::set(t, merged, name, value)?;
        }
        let names = list::new(t, &[]);
        let mut position = 0;
        while let Some((name, value)) = dict::next_entry(merged, &mut position) {
            if !string::is_str(t, name) {
                return Err(t.type_error("keywords must be strings"));
            }
            list::push(t, names, name);
            list::push(t, all, value);
        }
        tuple::from_list(t, names)
    };
    // SAFETY: the list's items stay in place: nobody else knows it.
    let arguments = unsafe { Args::new(list::items(&all).as_ptr(), positional, names) };
    let result = ops::call_args(t, function, arguments);
    std::hint::black_box(all);
    result
}

fn repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let class = t.class_of(v);
    let name = types::name(class);
    let key = t.names.module;
    let module = types::lookup(t, class, key)
        .filter(|m| string::is_str(t, *m))
        .map(string::to_string_lossy)
        .unwrap_or_default();
    if t.repr_stack.contains(&v.address()) {
        return Ok(t.str("..."));
    }
    t.repr_stack.push(v.address());
    let text = describe(t, v);
    t.repr_stack.pop();
    let text = text?;
    Ok(t.str(&format!("{module}.{name}({text})")))
}

fn describe(t: &mut Thread, v: Value) -> Result<String, Raised> {
    let mut text = repr_text(t, words::get(v, FUNCTION))?;
    let arguments = words::get(v, ARGUMENTS);
    for i in 0..tuple::len(arguments) {
        let shown = repr_text(t, tuple::items(&arguments)[i])?;
        text.push_str(&format!(", {shown}"));
    }
    let keywords = dict::copy(t, words::get(v, KEYWORDS));
    let mut position = 0;
    while let Some((name, value)) = dict::next_entry(keywords, &mut position) {
        let name = taipan_runtime::ops::display(t, name)?;
        let shown = repr_text(t, value)?;
        text.push_str(&format!(", {name}={shown}"));
    }
    Ok(text)
}

fn get(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (v, object) = (args.get(0), args.get(1));
    Ok(if object.is_none() { v } else { native_function::bound_method(t, v, object) })
}

fn reduce(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let own = instance::attributes(t, v);
    let own = if dict::len(own) == 0 { Value::NONE } else { own };
    let state = tuple::new(t, &[words::get(v, FUNCTION), words::get(v, ARGUMENTS), words::get(v, KEYWORDS), own]);
    let function = tuple::new(t, &[words::get(v, FUNCTION)]);
    let class = t.class_of(v);
    Ok(tuple::new(t, &[class, function, state]))
}

fn set_state(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (v, state) = (args.get(0), args.get(1));
    let valid = tuple::is_tuple(t, state) && tuple::len(state) == 4;
    let parts = if valid { tuple::items(&state) } else { &[] };
    if !valid || !tuple::is_tuple(t, parts[1]) || !(parts[2].is_none() || dict::is_dict(t, parts[2])) {
        return Err(t.type_error("invalid partial state"));
    }
    let (function, arguments, own) = (parts[0], parts[1], parts[3]);
    let keywords = if parts[2].is_none() { dict::new(t) } else { dict::copy(t, parts[2]) };
    let arguments = tuple::new(t, tuple::items(&arguments));
    let hole = placeholder(t);
    if tuple::items(&arguments).last() == Some(&hole) {
        return Err(t.type_error("trailing Placeholders are not allowed"));
    }
    words::set(t, v, FUNCTION, function);
    words::set(t, v, ARGUMENTS, arguments);
    words::set(t, v, KEYWORDS, keywords);
    words::set_raw(v, tuple::items(&arguments).iter().filter(|a| **a == hole).count() as u64);
    if dict::is_dict(t, own) {
        instance::replace_dict(t, v, own);
    }
    Ok(Value::NONE)
}

static CLASS: ClassDef = ClassDef {
    flags: TYPE_BASE | TYPE_HAS_DICT | TYPE_WEAKREF,
    new: Some(new),
    methods: &[
        NativeDef::slot_range("__call__", 0, NativeDef::MANY, call).keywords(),
        NativeDef::slot("__repr__", 0, repr),
        NativeDef::slot_range("__get__", 1, 2, get),
        NativeDef::method("__reduce__", 0, 0, reduce),
        NativeDef::method("__setstate__", 1, 1, set_state),
        NativeDef::class_method("__class_getitem__", 1, 1, class_getitem),
    ],
    getsets: &[
        GetSetDef::read_only("func", |_, v| Ok(words::get(v, FUNCTION))),
        GetSetDef::read_only("args", |_, v| Ok(words::get(v, ARGUMENTS))),
        GetSetDef::read_only("keywords", |_, v| Ok(words::get(v, KEYWORDS))),
    ],
    doc: "Create a new function with partial application of the given arguments and keywords.",
    ..ClassDef::new("functools", "partial")
};

fn placeholder_new(t: &mut Thread, _: Value, args: Args) -> Result<Value, Raised> {
    if !args.is_empty() {
        return Err(t.type_error("_PlaceholderType takes no arguments"));
    }
    Ok(placeholder(t))
}
fn placeholder_repr(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    Ok(t.str("Placeholder"))
}

static PLACEHOLDER: ClassDef = ClassDef {
    new: Some(placeholder_new),
    methods: &[
        NativeDef::slot("__repr__", 0, placeholder_repr),
        NativeDef::method("__reduce__", 0, 0, placeholder_repr),
    ],
    doc: "The type of the Placeholder singleton. Used as a placeholder for partial arguments.",
    ..ClassDef::new("functools", "_PlaceholderType")
};

/// Makes the classes.
pub fn init(t: &mut Thread, m: Value) {
    let class = make_class(t, &CLASS);
    keep(t, Place::Partial, class);
    module::add(t, m, "partial", class);
    let class = make_class(t, &PLACEHOLDER);
    module::add(t, m, "_PlaceholderType", class);
    let only = words::new(t, class, 0, &[]);
    keep(t, Place::PartialPlaceholder, only);
    module::add(t, m, "Placeholder", only);
}
