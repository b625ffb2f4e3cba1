//! The hooks that programs replace: `displayhook`, `excepthook`, `unraisablehook`, `breakpointhook`.

use crate::builtins::write_to_stdout;
use taipan_runtime::objects::{dict, exception, string};
use taipan_runtime::{Args, NativeDef, Raised, Thread, Value, ops};

fn display_hook(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    if v.is_none() {
        return Ok(v);
    }
    let (builtins, underscore) = (t.builtins, t.names.underscore);
    dict::set_str(t, builtins, underscore, Value::NONE);
    let mut shown = ops::repr(t, v)?;
    if string::wtf8::has_surrogate(string::bytes(&shown)) {
        let text = string::escape_non_ascii(string::bytes(&shown));
        shown = t.str(&text);
    }
    write_to_stdout(t, shown)?;
    let end = t.str("\n");
    write_to_stdout(t, end)?;
    dict::set_str(t, builtins, underscore, v);
    Ok(Value::NONE)
}

/// `sys.excepthook(type, value, traceback)`: the default one.
fn except_hook(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let e = args.get(1);
    if !exception::is_exception(t, e) {
        let message = format!("print_exception(): Exception expected for value, {} found", t.type_name(e));
        return Err(t.type_error(message));
    }
    (t.hooks.print_exception)(t, e);
    Ok(Value::NONE)
}

fn write_error(t: &mut Thread, text: &str) {
    let name = t.names.stderr;
    if let Some(file) = dict::get_str(t.sys_dict, name).filter(|f| !f.is_none()) {
        let (write, text) = (t.names.write, t.str(text));
        if ops::call_method(t, file, write, &[text]).is_err() {
            t.take_pending();
        }
    }
}

/// `sys.unraisablehook(unraisable)`.
fn unraisable_hook(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let get = |t: &mut Thread, name: &str| {
        let name = t.intern(name);
        ops::get_attr_opt(t, args.get(0), name).map(|v| v.unwrap_or(Value::NONE))
    };
    let (class, e, traceback) = (get(t, "exc_type")?, get(t, "exc_value")?, get(t, "exc_traceback")?);
    let (message, object) = (get(t, "err_msg")?, get(t, "object")?);
    let message = if message.is_none() {
        "Exception ignored in".to_string()
    } else {
        ops::display(t, message)?
    };
    let text = if object.is_none() {
        format!("{message}:\n")
    } else {
        let shown = match ops::repr(t, object) {
            Ok(v) => string::to_string_lossy(v),
            Err(Raised) => {
                t.take_pending();
                "<object repr() failed>".to_string()
            }
        };
        format!("{message}: {shown}\n")
    };
    (t.hooks.print_brief)(t, &text, class, e, traceback);
    Ok(Value::NONE)
}

fn breakpoint_hook(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let wanted = std::env::var("PYTHONBREAKPOINT").unwrap_or_default();
    if wanted == "0" {
        return Ok(Value::NONE);
    }
    let path = if wanted.is_empty() { "pdb.set_trace".to_string() } else { wanted };
    let (module, function) = path.rsplit_once('.').unwrap_or(("builtins", &path));
    let (module, function) = (t.intern(module), t.intern(function));
    let from_list = taipan_runtime::objects::tuple::new(t, &[function]);
    let m = (t.hooks.import)(t, module, Value::NONE, from_list, Value::ZERO)?;
    let f = ops::get_attr(t, m, function)?;
    ops::call_args(t, f, args)
}

/// Shows the value of an expression statement: interactive mode and `single` code.
pub fn call_display_hook(t: &mut Thread, v: Value) -> Result<(), Raised> {
    let name = t.names.displayhook;
    match dict::get_str(t.sys_dict, name) {
        Some(hook) => ops::call(t, hook, &[v]).map(|_| ()),
        None => Err(t.runtime_error("lost sys.displayhook")),
    }
}

/// Hands an uncaught exception to `sys.excepthook`; an error in the hook is shown together with the original.
pub fn call_except_hook(t: &mut Thread, e: Value) {
    let name = t.names.excepthook;
    let class = t.class_of(e);
    let traceback = taipan_runtime::field!(e, taipan_runtime::layout::Exception, traceback);
    match dict::get_str(t.sys_dict, name) {
        None => {
            write_error(t, "sys.excepthook is missing\n");
            (t.hooks.print_exception)(t, e);
        }
        Some(hook) => {
            if ops::call(t, hook, &[class, e, traceback]).is_err() {
                let second = t.take_pending();
                write_error(t, "Error in sys.excepthook:\n");
                (t.hooks.print_exception)(t, second);
                write_error(t, "\nOriginal exception was:\n");
                (t.hooks.print_exception)(t, e);
            }
        }
    }
}

pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::function("displayhook", 1, 1, display_hook).doc("Print an object to sys.stdout and also save it in builtins._"),
    NativeDef::function("excepthook", 3, 3, except_hook).doc("Handle an exception by displaying it with a traceback on sys.stderr."),
    NativeDef::function("unraisablehook", 1, 1, unraisable_hook).doc("Handle an unraisable exception."),
    NativeDef::function("breakpointhook", 0, NativeDef::MANY, breakpoint_hook).keywords(),
];
