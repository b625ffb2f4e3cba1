//! `getattr` and its kin, and the views of namespaces: `dir`, `vars`, `globals`, `locals`.

use taipan_runtime::objects::{frame_object, list, string};
use taipan_runtime::{Args, NativeDef, Raised, Thread, Value, ops};

/// An attribute name, interned.
fn attribute_name(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    if !string::is_str(t, v) {
        let message = format!("attribute name must be string, not '{}'", t.type_name(v));
        return Err(t.type_error(message));
    }
    Ok(string::intern_value(t, v))
}

fn getattr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let name = attribute_name(t, args.get(1))?;
    let Some(default) = args.opt(2) else {
        return ops::get_attr(t, args.get(0), name);
    };
    Ok(ops::get_attr_opt(t, args.get(0), name)?.unwrap_or(default))
}

fn hasattr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let name = attribute_name(t, args.get(1))?;
    Ok(Value::bool(ops::get_attr_opt(t, args.get(0), name)?.is_some()))
}

fn setattr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let name = attribute_name(t, args.get(1))?;
    ops::set_attr(t, args.get(0), name, args.get(2)).map(|()| Value::NONE)
}

fn delattr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let name = attribute_name(t, args.get(1))?;
    ops::del_attr(t, args.get(0), name).map(|()| Value::NONE)
}

fn dir(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let names = match args.opt(0) {
        Some(v) => {
            let name = t.names.dir;
            match ops::call_special(t, v, name, &[])? {
                Some(names) => names,
                None => return Err(t.type_error("object does not provide __dir__")),
            }
        }
        None => match frame_object::current_locals(t) {
            Some(locals) => {
                let keys = t.names.keys;
                ops::call_method(t, locals, keys, &[])?
            }
            None => return Err(t.runtime_error("frame does not exist")),
        },
    };
    let names = ops::collect_list(t, names)?;
    list::sort(t, names, None, false)?;
    Ok(names)
}

fn vars(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let Some(v) = args.opt(0) else { return locals(t, args) };
    let name = t.names.dict;
    match ops::get_attr_opt(t, v, name)? {
        Some(d) => Ok(d),
        None => Err(t.type_error("vars() argument must have __dict__ attribute")),
    }
}

fn globals(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    match frame_object::current_globals(t) {
        Some(d) => Ok(d),
        None => Err(t.runtime_error("globals() without a Python frame")),
    }
}

fn locals(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    match frame_object::current_locals(t) {
        Some(d) => Ok(d),
        None => Err(t.runtime_error("locals() without a Python frame")),
    }
}

pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::function("delattr", 2, 2, delattr).doc("Deletes the named attribute from the given object."),
    NativeDef::function("dir", 0, 1, dir).doc("If called without an argument, return the names in the current scope."),
    NativeDef::function("getattr", 2, 3, getattr)
        .tries()
        .doc("Get a named attribute from an object."),
    NativeDef::function("globals", 0, 0, globals).doc("Return the dictionary containing the current scope's global variables."),
    NativeDef::function("hasattr", 2, 2, hasattr)
        .tries()
        .doc("Return whether the object has an attribute with the given name."),
    NativeDef::function("locals", 0, 0, locals).doc("Return a dictionary containing the current scope's local variables."),
    NativeDef::function("setattr", 3, 3, setattr).doc("Sets the named attribute on the given object to the specified value."),
    NativeDef::function("vars", 0, 1, vars).doc("Show vars."),
];
