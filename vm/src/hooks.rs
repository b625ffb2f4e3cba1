//! What the interpreter does for the runtime: the functions behind `taipan_runtime::thread::Hooks`.

use taipan_bytecode::CodeFlags;
use taipan_runtime::frame::{self, Continuation};
use taipan_runtime::layout::Function;
use taipan_runtime::native::Args;
use taipan_runtime::objects::{code, dict, exception, function};
use taipan_runtime::ops::call::{self, Pushed};
use taipan_runtime::{Raised, Thread, Value, field};

/// `Hooks::exec`: runs a code object with globals and a locals mapping.
pub fn exec(t: &mut Thread, code_value: Value, globals: Value, locals: Value) -> Result<Value, Raised> {
    let key = t.names.builtins;
    if globals.has_shape(taipan_runtime::layout::shape_id::DICT) && dict::get_str(globals, key).is_none() {
        let builtins = t.builtins;
        dict::set_str(t, globals, key, builtins);
    }
    let f = function::new(t, code_value, globals);
    run_with_locals(t, f, locals)
}

/// `Hooks::run_class_body`: runs a class body's function with its namespace.
pub fn run_class_body(t: &mut Thread, f: Value, namespace: Value) -> Result<Value, Raised> {
    run_with_locals(t, f, namespace)
}

fn run_with_locals(t: &mut Thread, f: Value, locals: Value) -> Result<Value, Raised> {
    t.check_native_stack()?;
    let pc = t.pc;
    let pushed = call::push_function(t, f, Args::of(&[]), pc, Continuation::Native, Value::NONE)?;
    let result = match pushed {
        Pushed::Done(v) => Ok(v),
        Pushed::Frame => {
            let c = code::data(field!(f, Function, code));
            if !c.flags.has(CodeFlags::OPTIMIZED) {
                t.window.set_header(frame::LOCALS, locals);
            }
            crate::interp::run(t)
        }
    };
    t.pc = pc;
    result
}

/// `Hooks::compile`: source to a code object.
pub fn compile(t: &mut Thread, source: &[u8], filename: &str, mode: &str, flags: u32) -> Result<Value, Raised> {
    let mode = match mode {
        "eval" => taipan_compiler::Mode::Eval,
        "single" => taipan_compiler::Mode::Single,
        _ => taipan_compiler::Mode::Exec,
    };
    let mut options = compile_options(flags);
    let (mut unit, mut warnings) = taipan_compiler::compile_with_warnings(source, filename, mode, options);
    if let Err(error) = &unit
        && let Some(encoding) = error.message.strip_prefix("unknown encoding: ")
        && let Some(text) = decode(t, source, filename, encoding)?
    {
        options.origin = taipan_compiler::Origin::Str;
        (unit, warnings) = taipan_compiler::compile_with_warnings(text.as_bytes(), filename, mode, options);
    }
    for warning in &warnings {
        warn(t, filename, warning)?;
    }
    match unit {
        Ok(unit) => Ok(code::new(t, unit)),
        Err(error) => Err(raise_compile_error(t, &error)),
    }
}

/// Source in an encoding that the compiler leaves to `codecs`; `None`: there is no such encoding.
fn decode(t: &mut Thread, source: &[u8], filename: &str, encoding: &str) -> Result<Option<String>, Raised> {
    let (source, encoding) = (taipan_runtime::objects::bytes::new(t, source), t.str(encoding));
    let decode = t.intern("decode");
    let decode = taipan_runtime::ops::get_attr(t, source, decode)?;
    match taipan_runtime::ops::call(t, decode, &[encoding]) {
        Ok(text) => Ok(taipan_runtime::objects::string::as_str(&text).map(str::to_string)),
        Err(_) if t.pending_is(t.exceptions.lookup_error) || t.pending_is(t.exceptions.value_error) => {
            let e = t.take_pending();
            let message = taipan_runtime::ops::display(t, e)?;
            if message.starts_with("unknown encoding") {
                return Ok(None);
            }
            let complaint = message.split("; use codecs").next().unwrap_or_default();
            let mut error = taipan_compiler::CompileError::plain(taipan_compiler::ErrorKind::UnicodeDecodeError, complaint);
            error.filename = filename.to_string();
            Err(raise_compile_error(t, &error))
        }
        Err(raised) => Err(raised),
    }
}

/// Shows a SyntaxWarning, or raises the SyntaxError that a filter makes of it.
fn warn(t: &mut Thread, filename: &str, warning: &taipan_compiler::CompileWarning) -> Result<(), Raised> {
    let category = t.exceptions.syntax_warning;
    let shown = taipan_modules::warnings::warn_explicit(t, category, &warning.message, filename, warning.error.line);
    if shown.is_err() && t.class_of(t.pending) == category {
        t.take_pending();
        return Err(raise_compile_error(t, &warning.error));
    }
    shown
}

/// The compiler's options from the flags of `Hooks::compile`: see `taipan_modules::builtins::compile_flags`.
fn compile_options(flags: u32) -> taipan_compiler::Options {
    use taipan_modules::builtins::compile_flags;
    let origin = match flags & compile_flags::ORIGIN {
        compile_flags::STR => taipan_compiler::Origin::Str,
        compile_flags::BYTES => taipan_compiler::Origin::Bytes,
        _ => taipan_compiler::Origin::File,
    };
    let optimize = match (flags & compile_flags::OPTIMIZE) >> compile_flags::OPTIMIZE_SHIFT {
        0 => crate::command_line::optimize_level(),
        level => level as u8 - 1,
    };
    taipan_compiler::Options {
        optimize,
        future_flags: flags & CodeFlags::FUTURE_ANNOTATIONS,
        origin,
        max_digits: taipan_runtime::objects::int::max_str_digits(),
    }
}

/// The exception of a compile error: SyntaxError and its kin with position, or what the kind says.
pub fn raise_compile_error(t: &mut Thread, error: &taipan_compiler::CompileError) -> Raised {
    use taipan_compiler::ErrorKind;
    let class = match error.kind {
        ErrorKind::SyntaxError => t.exceptions.syntax_error,
        ErrorKind::IndentationError => t.exceptions.indentation_error,
        ErrorKind::TabError => t.exceptions.tab_error,
        ErrorKind::ValueError => t.exceptions.value_error,
        ErrorKind::RecursionError => t.exceptions.recursion_error,
        ErrorKind::OverflowError => t.exceptions.overflow_error,
        ErrorKind::MemoryError => t.exceptions.memory_error,
        ErrorKind::NotImplementedError => t.exceptions.not_implemented_error,
        _ => t.exceptions.syntax_error,
    };
    if !taipan_runtime::types::is_subclass(class, t.exceptions.syntax_error) {
        return t.raise(class, &error.message);
    }
    let message = t.str(&error.message);
    let filename = t.str(&error.filename);
    let read = error.text_in_file.then(|| line_of_file(&error.filename, error.line)).flatten();
    let text = match read.as_ref().or(error.text.as_ref()) {
        Some(text) => t.str(text),
        None => Value::NONE,
    };
    let number = |n: u32| Value::small(n as i64);
    let details = [
        filename,
        number(error.line),
        number(error.column),
        text,
        number(error.end_line),
        Value::small(error.end_column.into()),
    ];
    if error.is_of_symbols {
        let raised = exception::raise_with(t, class, &[message]);
        let e = t.pending;
        for (name, v) in ["filename", "lineno", "offset", "text", "end_lineno", "end_offset"].into_iter().zip(details) {
            let name = t.intern(name);
            if let Err(raised) = taipan_runtime::ops::set_attr(t, e, name, v) {
                return raised;
            }
        }
        return raised;
    }
    let details = taipan_runtime::objects::tuple::new(t, &details);
    exception::raise_with(t, class, &[message, details])
}

/// A line (from 1) of a file with its newline.
fn line_of_file(name: &str, line: u32) -> Option<String> {
    let bytes = std::fs::read(name).ok()?;
    let found = bytes.split_inclusive(|b| *b == b'\n').nth((line as usize).checked_sub(1)?)?;
    Some(String::from_utf8_lossy(found).into_owned())
}
