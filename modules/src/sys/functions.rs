//! The functions of `sys` that are no hooks.

use taipan_runtime::layout::{Exception, shape_id};
use taipan_runtime::objects::{dict, exception, frame_object, int, string, tuple};
use taipan_runtime::{Args, NativeDef, Raised, Thread, Value, field, ops};

fn exit(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let status = args.opt(0).unwrap_or(Value::NONE);
    let class = t.exceptions.system_exit;
    // A tuple is the exception's arguments, as where CPython normalises it.
    if status.has_shape(shape_id::TUPLE) {
        let items = tuple::items(&status);
        return Err(exception::raise_with(t, class, items));
    }
    let values = [status];
    Err(exception::raise_with(t, class, if status.is_none() { &[] } else { &values }))
}

fn exc_info(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    let e = frame_object::handled_exception(t);
    if e.is_none() {
        return Ok(tuple::new(t, &[Value::NONE; 3]));
    }
    let class = t.class_of(e);
    Ok(tuple::new(t, &[class, e, field!(e, Exception, traceback)]))
}

fn exception(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    Ok(frame_object::handled_exception(t))
}

fn get_frame(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let depth = args.opt(0).map_or(Ok(0), |v| ops::index(t, v))?;
    match frame_object::at_depth(t, depth.max(0) as usize) {
        Some(frame) => Ok(frame),
        None => Err(t.value_error("call stack is not deep enough")),
    }
}

fn get_frame_module_name(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let depth = args.opt(0).map_or(Ok(0), |v| ops::index(t, v))?;
    let Some(frame) = frame_object::at_depth(t, depth.max(0) as usize) else {
        return Ok(Value::NONE);
    };
    let name = t.intern("f_globals");
    let globals = ops::get_attr(t, frame, name)?;
    Ok(dict::get_str(globals, t.names.name).unwrap_or(Value::NONE))
}

fn get_recursion_limit(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    Ok(Value::small(t.depth_limit as i64))
}

fn set_recursion_limit(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let limit = ops::index(t, args.get(0))?;
    if limit < 1 {
        return Err(t.value_error("recursion limit must be greater or equal than 1"));
    }
    let Ok(limit) = i32::try_from(limit) else {
        return Err(t.overflow_error("Python int too large to convert to C int"));
    };
    if t.depth as i64 >= limit as i64 {
        let message = format!(
            "cannot set the recursion limit to {limit} at the recursion depth {}: the limit is too low",
            t.depth
        );
        return Err(t.raise(t.exceptions.recursion_error, message));
    }
    t.depth_limit = limit as u32;
    Ok(Value::NONE)
}

fn intern(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    if !string::is_exact(v) {
        let message = match string::is_str(t, v) {
            true => format!("can't intern {}", t.type_name(v)),
            false => format!("intern() argument must be str, not {}", t.type_name(v)),
        };
        return Err(t.type_error(message));
    }
    Ok(string::intern_value(t, v))
}

fn is_interned(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    Ok(Value::bool(string::is_str(t, v) && string::is_interned(v)))
}

fn get_sizeof(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let name = t.intern("__sizeof__");
    match ops::call_special(t, v, name, &[])? {
        Some(n) => Ok(n),
        None => match args.opt(1) {
            Some(default) => Ok(default),
            None => {
                let message = format!("Type {} doesn't define __sizeof__", t.type_name(v));
                Err(t.type_error(message))
            }
        },
    }
}

/// There are no reference counts: a constant that says "referenced, and by the argument".
fn get_refcount(_: &mut Thread, _: Args) -> Result<Value, Raised> {
    Ok(Value::small(2))
}

fn default_encoding(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    Ok(t.intern("utf-8"))
}

fn filesystem_errors(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    Ok(t.intern("surrogateescape"))
}

/// What `dataclasses` does to a class that it replaces: here no descriptor refers back to a class, so nothing is left to do.
fn clear_type_descriptors(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    if !taipan_runtime::types::is_type(t, args.get(0)) {
        let message = format!("argument must be a type, not {}", t.type_name(args.get(0)));
        return Err(t.type_error(message));
    }
    Ok(Value::NONE)
}

fn get_max_digits(_: &mut Thread, _: Args) -> Result<Value, Raised> {
    Ok(Value::small(int::max_str_digits() as i64))
}

fn set_max_digits(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [digits] = args.bind(t, "set_int_max_str_digits", ["maxdigits"], taipan_runtime::Bind::required(1))?;
    let n = ops::index(t, digits.expect("required"))?;
    if n != 0 && n < 640 || n > i32::MAX as i64 {
        return Err(t.value_error("maxdigits must be >= 640 or 0 for unlimited"));
    }
    int::set_max_str_digits(n as usize);
    Ok(Value::NONE)
}

/// Setting a trace or profile function to None is fine: there is none.
fn set_trace(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    if args.get(0).is_none() {
        Ok(Value::NONE)
    } else {
        Err(t.not_implemented("sys.settrace()"))
    }
}
fn set_profile(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    if args.get(0).is_none() {
        Ok(Value::NONE)
    } else {
        Err(t.not_implemented("sys.setprofile()"))
    }
}

fn none(_: &mut Thread, _: Args) -> Result<Value, Raised> {
    Ok(Value::NONE)
}
fn zero(_: &mut Thread, _: Args) -> Result<Value, Raised> {
    Ok(Value::ZERO)
}
fn no(_: &mut Thread, _: Args) -> Result<Value, Raised> {
    Ok(Value::FALSE)
}
fn yes(_: &mut Thread, _: Args) -> Result<Value, Raised> {
    Ok(Value::TRUE)
}

fn switch_interval(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    Ok(t.float(0.005))
}

fn asyncgen_hooks(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    let nothing = [Value::NONE; 2];
    Ok(tuple::new(t, &nothing))
}

fn current_frames(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    let d = dict::new(t);
    if let Some(frame) = frame_object::at_depth(t, 0) {
        let key = t.int(i64::from(std::process::id()));
        dict::set(t, d, key, frame)?;
    }
    Ok(d)
}

pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::function("exit", 0, 1, exit).doc("Exit the interpreter by raising SystemExit(status)."),
    NativeDef::function("exc_info", 0, 0, exc_info).doc("Return current exception information: (type, value, traceback)."),
    NativeDef::function("exception", 0, 0, exception).doc("Return the current exception."),
    NativeDef::function("_getframe", 0, 1, get_frame).doc("Return a frame object from the call stack."),
    NativeDef::function("_getframemodulename", 0, 1, get_frame_module_name),
    NativeDef::function("getrecursionlimit", 0, 0, get_recursion_limit),
    NativeDef::function("setrecursionlimit", 1, 1, set_recursion_limit),
    NativeDef::function("intern", 1, 1, intern),
    NativeDef::function("_is_interned", 1, 1, is_interned),
    NativeDef::function("getsizeof", 1, 2, get_sizeof),
    NativeDef::function("getrefcount", 1, 1, get_refcount).doc("Always 2: Taipan does not count references."),
    NativeDef::function("getdefaultencoding", 0, 0, default_encoding),
    NativeDef::function("getfilesystemencoding", 0, 0, default_encoding),
    NativeDef::function("getfilesystemencodeerrors", 0, 0, filesystem_errors),
    NativeDef::function("_clear_type_descriptors", 1, 1, clear_type_descriptors),
    NativeDef::function("get_int_max_str_digits", 0, 0, get_max_digits),
    NativeDef::function("set_int_max_str_digits", 1, 1, set_max_digits).keywords(),
    NativeDef::function("settrace", 1, 1, set_trace),
    NativeDef::function("setprofile", 1, 1, set_profile),
    NativeDef::function("gettrace", 0, 0, none),
    NativeDef::function("getprofile", 0, 0, none),
    NativeDef::function("getswitchinterval", 0, 0, switch_interval),
    NativeDef::function("setswitchinterval", 1, 1, none),
    NativeDef::function("get_asyncgen_hooks", 0, 0, asyncgen_hooks),
    NativeDef::function("get_coroutine_origin_tracking_depth", 0, 0, zero),
    NativeDef::function("getallocatedblocks", 0, 0, zero),
    NativeDef::function("audit", 1, NativeDef::MANY, none),
    NativeDef::function("addaudithook", 1, 1, |t, _| Err(t.not_implemented("sys.addaudithook()"))),
    NativeDef::function("is_finalizing", 0, 0, no),
    NativeDef::function("_is_gil_enabled", 0, 0, yes),
    NativeDef::function("_clear_internal_caches", 0, 0, none),
    NativeDef::function("_clear_type_cache", 0, 0, none),
    NativeDef::function("_get_cpu_count_config", 0, 0, |_, _| Ok(Value::small(-1))),
    NativeDef::function("_current_frames", 0, 0, current_frames),
];
