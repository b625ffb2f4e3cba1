//! `__build_class__`: what a class statement calls.

use taipan_runtime::layout::{Payload, shape_id};
use taipan_runtime::objects::{dict, list, string, tuple, type_object};
use taipan_runtime::{Args, NativeDef, Raised, Thread, Value, field, ops, types};

/// The bases after `__mro_entries__` had its say; the same tuple if no base has any.
pub fn resolve_bases(t: &mut Thread, bases: Value) -> Result<Value, Raised> {
    let mut resolved: Option<Value> = None;
    for i in 0..tuple::len(bases) {
        let base = tuple::items(&bases)[i];
        let name = t.names.mro_entries;
        let hook = if types::is_type(t, base) { None } else { ops::get_attr_opt(t, base, name)? };
        let Some(hook) = hook else {
            if let Some(l) = resolved {
                list::push(t, l, base);
            }
            continue;
        };
        let entries = ops::call(t, hook, &[bases])?;
        if !tuple::is_tuple(t, entries) {
            return Err(t.type_error("__mro_entries__ must return a tuple"));
        }
        let l = match resolved {
            Some(l) => l,
            None => list::new(t, &tuple::items(&bases)[..i]),
        };
        resolved = Some(l);
        list::extend_from(t, l, tuple::items(&entries));
    }
    Ok(match resolved {
        Some(l) => tuple::from_list(t, l),
        None => bases,
    })
}

/// Calls with positional arguments and the keyword arguments of `names` (a tuple) and `values` (a list).
fn call_with_keywords(t: &mut Thread, callable: Value, positional: &[Value], names: Value, values: Value) -> Result<Value, Raised> {
    let all = list::new(t, positional);
    list::extend_from(t, all, list::items(&values));
    let names = if tuple::len(names) == 0 { Value::ZERO } else { names };
    // SAFETY: nobody else sees the list, which stays alive below; it holds the values that the names need.
    let args = unsafe { Args::new(list::items(&all).as_ptr(), positional.len(), names) };
    let result = ops::call_args(t, callable, args);
    std::hint::black_box((all, names));
    result
}

fn build_class(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    if args.len() < 2 {
        return Err(t.type_error("__build_class__: not enough arguments"));
    }
    let (body, name) = (args.get(0), args.get(1));
    if !body.has_shape(shape_id::FUNCTION) {
        return Err(t.type_error("__build_class__: func must be a function"));
    }
    if !string::is_str(t, name) {
        return Err(t.type_error("__build_class__: name is not a string"));
    }
    let original = tuple::new(t, &args.positional()[2..]);
    let bases = resolve_bases(t, original)?;
    let (mut metaclass, names, values) = split_keywords(t, args);
    let explicit = metaclass.is_some();
    let mut meta = match metaclass.take() {
        Some(m) => m,
        None => match tuple::items(&bases) {
            [] => t.types.type_,
            [first, ..] => t.class_of(*first),
        },
    };
    let is_class = types::is_type(t, meta);
    if is_class {
        let candidates: Value = bases;
        meta = type_object::winning_metaclass(t, meta, tuple::items(&candidates))?;
    }
    let namespace = prepare(t, meta, is_class, &[name, bases], names, values)?;
    let cell = (t.hooks.run_class_body)(t, body, namespace)?;
    if bases != original {
        let key = t.names.orig_bases;
        store(t, namespace, key, original)?;
    }
    let class = if !explicit && meta == t.types.type_ && tuple::len(names) == 0 {
        let kind = t.types.type_;
        type_object::instantiate(t, kind, Args::of(&[name, bases, namespace]))?
    } else {
        call_with_keywords(t, meta, &[name, bases, namespace], names, values)?
    };
    check_cell(t, cell, class, name)?;
    Ok(class)
}

/// The metaclass keyword, and the others as a tuple of names and a list of values.
fn split_keywords(t: &mut Thread, args: Args) -> (Option<Value>, Value, Value) {
    if !args.has_keywords() {
        let values = list::new(t, &[]);
        return (None, t.empty_tuple, values);
    }
    let (mut metaclass, names, values) = (None, list::new(t, &[]), list::new(t, &[]));
    for (key, v) in args.keywords() {
        if string::equal(key, t.names.metaclass) {
            metaclass = Some(v);
        } else {
            list::push(t, names, key);
            list::push(t, values, v);
        }
    }
    (metaclass, tuple::from_list(t, names), values)
}

/// The namespace the class body runs in.
fn prepare(t: &mut Thread, meta: Value, is_class: bool, arguments: &[Value; 2], names: Value, values: Value) -> Result<Value, Raised> {
    if meta == t.types.type_ {
        return Ok(dict::new(t));
    }
    let name = t.names.prepare;
    let Some(hook) = ops::get_attr_opt(t, meta, name)? else {
        return Ok(dict::new(t));
    };
    let namespace = call_with_keywords(t, hook, arguments, names, values)?;
    let get_item = t.names.getitem;
    if !dict::is_dict(t, namespace) && ops::lookup_special(t, namespace, get_item).is_none() {
        let shown = if is_class { types::name(meta) } else { "<metaclass>".to_string() };
        let message = format!("{shown}.__prepare__() must return a mapping, not {}", t.type_name(namespace));
        return Err(t.type_error(message));
    }
    Ok(namespace)
}

fn store(t: &mut Thread, namespace: Value, key: Value, v: Value) -> Result<(), Raised> {
    if namespace.has_shape(shape_id::DICT) {
        dict::set_str(t, namespace, key, v);
        return Ok(());
    }
    ops::set_item(t, namespace, key, v)
}

/// The metaclass must have handed the `__class__` cell on to `type.__new__`.
fn check_cell(t: &mut Thread, cell: Value, class: Value, name: Value) -> Result<(), Raised> {
    if !cell.has_shape(shape_id::CELL) || !class.is_pointer() || types::payload(t.class_of(class)) != Payload::Type {
        return Ok(());
    }
    let contents = field!(cell, taipan_runtime::layout::Cell, contents);
    if contents == class {
        return Ok(());
    }
    let name = string::to_string_lossy(name);
    let shown = ops::repr(t, class)?;
    let class_text = string::to_string_lossy(shown);
    if contents.is_unbound() {
        return Err(t.runtime_error(format!(
            "__class__ not set defining '{name}' as {class_text}. Was __classcell__ propagated to type.__new__?"
        )));
    }
    let shown = ops::repr(t, contents)?;
    let found = string::to_string_lossy(shown);
    Err(t.type_error(format!("__class__ set to {found} defining '{name}' as {class_text}")))
}

pub static FUNCTIONS: &[NativeDef] = &[NativeDef::function("__build_class__", 2, NativeDef::MANY, build_class)
    .keywords()
    .doc("Internal helper function used by the class statement.")];
