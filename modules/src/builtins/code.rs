//! `compile`, `eval`, `exec`, `__import__`, `breakpoint`: what needs the compiler and the interpreter,
//! which sit behind `Thread::hooks`.

use super::memory_view;
use taipan_bytecode::CodeFlags;
use taipan_runtime::frame;
use taipan_runtime::layout::shape_id;
use taipan_runtime::objects::string::codec::{self, Codec};
use taipan_runtime::objects::{bytes, code, dict, frame_object, string};
use taipan_runtime::{Args, Bind, NativeDef, Raised, Thread, Value, ops};

/// `PyCF_ONLY_AST`
const ONLY_AST: i64 = 0x400;
/// Future features that code compiled here inherits from its caller.
const FUTURE_FLAGS: u32 = CodeFlags::FUTURE_ANNOTATIONS;

/// What the flags of `Hooks::compile` say besides `CO_FUTURE_…`.
pub mod compile_flags {
    /// Mask of where the source comes from; 0: a file.
    pub const ORIGIN: u32 = 3 << 30;
    /// A str: no coding cookie counts.
    pub const STR: u32 = 1 << 30;
    pub const BYTES: u32 = 2 << 30;
    /// Mask of the optimisation level plus one; 0: the interpreter's.
    pub const OPTIMIZE: u32 = 7 << OPTIMIZE_SHIFT;
    pub const OPTIMIZE_SHIFT: u32 = 27;
}

/// Future features of the innermost visible Python frame.
fn inherited_flags(t: &Thread) -> u32 {
    frame::walk(t)
        .map(|(window, _)| code::data(window.header(frame::CODE)))
        .find(|data| !data.hidden)
        .map_or(0, |data| data.flags.0 & FUTURE_FLAGS)
}

/// Source text as bytes, and where it comes from as a flag.
fn source_text(t: &mut Thread, v: Value, function: &str, what: &str) -> Result<(Vec<u8>, u32), Raised> {
    let (text, origin) = if string::is_str(t, v) {
        if string::wtf8::has_surrogate(string::bytes(&v)) {
            // Raises UnicodeEncodeError.
            let data = codec::encode_with(t, v, Codec::Utf8, "strict")?;
            (bytes::bytes(&data).to_vec(), compile_flags::STR)
        } else {
            (string::bytes(&v).to_vec(), compile_flags::STR)
        }
    } else if let Some(data) = bytes::slice_of(t, &v) {
        (data.to_vec(), compile_flags::BYTES)
    } else if memory_view::is_view(t, v) {
        (memory_view::contents(t, v)?, compile_flags::BYTES)
    } else {
        return Err(t.type_error(format!("{function}() arg 1 must be {what}")));
    };
    if text.contains(&0) {
        return Err(t.raise(t.exceptions.syntax_error, "source code string cannot contain null bytes"));
    }
    Ok((text, origin))
}

fn compile(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let names = ["source", "filename", "mode", "flags", "dont_inherit", "optimize", "_feature_version"];
    let [source, filename, mode, flags, dont_inherit, optimize, _] = args.bind(t, "compile", names, Bind::required(3).keyword_from(6))?;
    let (source, filename, mode) = (source.expect("required"), filename.expect("required"), mode.expect("required"));
    let mut bits = match flags {
        Some(v) => ops::index(t, v)?,
        None => 0,
    };
    if bits & ONLY_AST != 0 {
        return Err(t.not_implemented("compile() to a syntax tree"));
    }
    let dont_inherit = match dont_inherit {
        Some(v) => ops::truth(t, v)?,
        None => false,
    };
    if !dont_inherit {
        bits |= inherited_flags(t) as i64;
    }
    if !string::is_str(t, mode) {
        let message = format!("compile() argument 'mode' must be str, not {}", t.type_name(mode));
        return Err(t.type_error(message));
    }
    let mode = string::to_string_lossy(mode);
    if !matches!(mode.as_str(), "exec" | "eval" | "single") {
        return Err(match mode.as_str() {
            "func_type" => t.not_implemented("compile() mode 'func_type'"),
            _ => t.value_error("compile() mode must be 'exec', 'eval' or 'single'"),
        });
    }
    let filename = match bytes::slice_of(t, &filename) {
        Some(data) => String::from_utf8_lossy(data).into_owned(),
        None => {
            let path = crate::posix::path_text(t, filename)?;
            String::from_utf8_lossy(&path).into_owned()
        }
    };
    if filename.contains('\0') {
        return Err(t.value_error("embedded null character"));
    }
    if source.has_shape(shape_id::CODE) {
        return Ok(source);
    }
    let level = match optimize {
        Some(v) => ops::index(t, v)?,
        None => -1,
    };
    if !(-1..=2).contains(&level) {
        return Err(t.value_error("compile(): invalid optimize value"));
    }
    let (text, origin) = source_text(t, source, "compile", "a string, bytes or AST object")?;
    let flags = bits as u32 & FUTURE_FLAGS | origin | ((level + 1) as u32) << compile_flags::OPTIMIZE_SHIFT;
    (t.hooks.compile)(t, &text, &filename, &mode, flags)
}

/// The namespaces for `eval` and `exec`.
fn namespaces(t: &mut Thread, function: &str, globals: Option<Value>, locals: Option<Value>) -> Result<(Value, Value), Raised> {
    let (globals, locals) = (globals.filter(|v| !v.is_none()), locals.filter(|v| !v.is_none()));
    if let Some(locals) = locals {
        let name = t.names.getitem;
        if ops::lookup_special(t, locals, name).is_none() {
            let message = match function {
                "exec" => format!("locals must be a mapping or None, not {}", t.type_name(locals)),
                _ => "locals must be a mapping".to_string(),
            };
            return Err(t.type_error(message));
        }
    }
    let (globals, locals) = match globals {
        Some(globals) => {
            if !dict::is_dict(t, globals) {
                let message = match function {
                    "exec" => format!("exec() globals must be a dict, not {}", t.type_name(globals)),
                    _ => "globals must be a dict".to_string(),
                };
                return Err(t.type_error(message));
            }
            (globals, locals.unwrap_or(globals))
        }
        None => {
            let Some(globals) = frame_object::current_globals(t) else {
                return Err(t.raise(t.exceptions.system_error, "globals and locals cannot be NULL"));
            };
            let locals = match locals {
                Some(v) => v,
                None => frame_object::current_locals(t).unwrap_or(globals),
            };
            (globals, locals)
        }
    };
    let key = t.names.builtins;
    if dict::get_str(globals, key).is_none() {
        let builtins = t.builtins;
        dict::set_str(t, globals, key, builtins);
    }
    Ok((globals, locals))
}

fn no_free_variables(t: &mut Thread, code_value: Value, function: &str) -> Result<(), Raised> {
    let data = code::data(code_value);
    if data.named_registers() > data.free_start as usize {
        let message = format!("code object passed to {function}() may not contain free variables");
        return Err(t.type_error(message));
    }
    Ok(())
}

fn eval(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [source, globals, locals] = args.bind(t, "eval", ["source", "globals", "locals"], Bind::required(1).positional_only(1))?;
    let source = source.expect("required");
    let (globals, locals) = namespaces(t, "eval", globals, locals)?;
    if source.has_shape(shape_id::CODE) {
        no_free_variables(t, source, "eval")?;
        return (t.hooks.exec)(t, source, globals, locals);
    }
    let (text, origin) = source_text(t, source, "eval", "a string, bytes or code object")?;
    let start = text.iter().position(|b| !matches!(b, b' ' | b'\t')).unwrap_or(text.len());
    let flags = inherited_flags(t) | origin;
    let code_value = (t.hooks.compile)(t, &text[start..], "<string>", "eval", flags)?;
    (t.hooks.exec)(t, code_value, globals, locals)
}

fn exec(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [source, globals, locals, closure] = args.bind(
        t,
        "exec",
        ["source", "globals", "locals", "closure"],
        Bind::required(1).positional_only(1).keyword_from(3),
    )?;
    let source = source.expect("required");
    let (globals, locals) = namespaces(t, "exec", globals, locals)?;
    if closure.is_some_and(|c| !c.is_none()) {
        return Err(t.not_implemented("exec() with a closure"));
    }
    let code_value = if source.has_shape(shape_id::CODE) {
        no_free_variables(t, source, "exec")?;
        source
    } else {
        let (text, origin) = source_text(t, source, "exec", "a string, bytes or code object")?;
        let flags = inherited_flags(t) | origin;
        (t.hooks.compile)(t, &text, "<string>", "exec", flags)?
    };
    (t.hooks.exec)(t, code_value, globals, locals)?;
    Ok(Value::NONE)
}

fn import(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [name, globals, _locals, from_list, level] = args.bind(t, "__import__", ["name", "globals", "locals", "fromlist", "level"], Bind::required(1))?;
    (t.hooks.import)(
        t,
        name.expect("required"),
        globals.unwrap_or(Value::NONE),
        from_list.unwrap_or(t.empty_tuple),
        level.unwrap_or(Value::ZERO),
    )
}

fn breakpoint(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let name = t.intern("breakpointhook");
    match dict::get_str(t.sys_dict, name) {
        Some(hook) => ops::call_args(t, hook, args),
        None => Err(t.runtime_error("lost sys.breakpointhook")),
    }
}

pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::function("__import__", 1, 5, import).keywords().doc("Import a module."),
    NativeDef::function("breakpoint", 0, NativeDef::MANY, breakpoint)
        .keywords()
        .doc("Call sys.breakpointhook(*args, **kws)."),
    NativeDef::function("compile", 3, 7, compile)
        .keywords()
        .doc("Compile source into a code object that can be executed by exec() or eval()."),
    NativeDef::function("eval", 1, 3, eval)
        .keywords()
        .doc("Evaluate the given source in the context of globals and locals."),
    NativeDef::function("exec", 1, 4, exec)
        .keywords()
        .doc("Execute the given source in the context of globals and locals."),
];
