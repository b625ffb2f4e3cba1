//! Uncaught exceptions on stderr, line for line as CPython 3.14 prints them.
//!
//! - [`report`]: an exception, its causes, its notes, its group
//! - [`brief`]: the short form of exceptions that cannot be raised
//! - [`frames`], [`source`], [`excerpt`]: the entries of a traceback with their source lines
//! - [`anchors`], [`tokens`]: which part of a line is marked
//! - [`for_library`]: the same for the library's own `traceback`
//! - [`syntax`], [`keywords`], [`suggestions`]: SyntaxError's lines, "Did you mean …?"
//!
//! It is native code because it must work when nothing else does: before the library is imported,
//! when memory or recursion is exhausted, while the interpreter ends.

mod anchors;
mod brief;
mod dedent;
mod excerpt;
mod for_library;
mod frames;
mod keywords;
mod report;
mod source;
mod suggestions;
mod syntax;
mod text;
mod tokens;
mod width;

pub use dedent::dedent;
pub use for_library::adapt;
pub use source::remember;

use std::io::Write;
use taipan_runtime::layout::{Exception, shape_id};
use taipan_runtime::objects::{dict, tuple};
use taipan_runtime::{Raised, Thread, Value, field, ops};

/// `Hooks::print_exception`: the exception with its traceback goes to `sys.stderr`. What goes wrong
/// meanwhile is ignored; the pending exception stays what it is.
pub fn print_exception(t: &mut Thread, exception: Value) {
    let pending = t.pending;
    let text = text_of(t, exception);
    write_stderr(t, &text);
    t.pending = pending;
}

/// The exception with its traceback, as text.
pub fn text_of(t: &mut Thread, exception: Value) -> String {
    let limit = limit(t);
    report::text(t, exception, limit)
}

/// Reports the pending exception, which cannot be raised where it happened, and clears it:
/// `message`, then the object it is about (None: none), then the traceback. `sys.unraisablehook` has
/// its say if the program set one.
pub fn unraisable(t: &mut Thread, message: &str, object: Value) {
    let exception = t.take_pending();
    if exception.is_none() {
        return;
    }
    let message = if object.is_none() {
        message.to_string()
    } else {
        format!("{message} {}", text::safe_repr(t, object, "object"))
    };
    match replaced_hook(t, "unraisablehook") {
        Some(hook) => {
            let argument = unraisable_argument(t, exception, &message);
            if let Err(Raised) = argument.and_then(|argument| ops::call(t, hook, &[argument])) {
                let failure = t.take_pending();
                let shown = text::safe_repr(t, hook, "object");
                print_unraisable(t, &format!("Exception ignored in sys.unraisablehook: {shown}\n"), failure);
            }
        }
        None => print_unraisable(t, &format!("{message}:\n"), exception),
    }
    t.pending = Value::NONE;
}

fn print_unraisable(t: &mut Thread, head: &str, exception: Value) {
    let (class, traceback) = (t.class_of(exception), field!(exception, Exception, traceback));
    print_brief(t, head, class, exception, traceback);
}

/// `Hooks::print_brief`: `head`, then the exception in its short form, to `sys.stderr`.
pub fn print_brief(t: &mut Thread, head: &str, class: Value, value: Value, traceback: Value) {
    let limit = limit(t);
    let body = brief::text(t, class, value, traceback, limit);
    write_stderr(t, &format!("{head}{body}"));
}

/// A hook of `sys` that is not the function it was at start-up.
fn replaced_hook(t: &mut Thread, name: &str) -> Option<Value> {
    let hook = sys_attribute(t, name)?;
    let original = sys_attribute(t, &format!("__{name}__"));
    (original != Some(hook) && !hook.is_none()).then_some(hook)
}

/// A name in the namespace of `sys`.
pub fn sys_attribute(t: &mut Thread, name: &str) -> Option<Value> {
    if !t.sys_dict.has_shape(shape_id::DICT) {
        return None;
    }
    let name = t.intern(name);
    dict::get_str(t.sys_dict, name)
}

fn limit(t: &mut Thread) -> Option<usize> {
    let limit = sys_attribute(t, "tracebacklimit")?;
    limit.is_small().then(|| limit.as_small().max(0) as usize)
}

/// Writes to `sys.stderr`; before there is one, to descriptor 2. Errors are ignored: there is nowhere to report them.
pub fn write_stderr(t: &mut Thread, text: &str) {
    match sys_attribute(t, "stderr") {
        None => {
            let _ = std::io::stderr().write_all(text.as_bytes());
        }
        Some(file) if file.is_none() => {}
        Some(file) => {
            let text = t.str(text);
            let (write, flush) = (t.names.write, t.names.flush);
            let written = ops::call_method(t, file, write, &[text]).and_then(|_| ops::call_method(t, file, flush, &[]));
            if let Err(Raised) = written {
                t.take_pending();
            }
        }
    }
}

/// The argument of `sys.unraisablehook`; the object is part of the message, as in CPython 3.14.
fn unraisable_argument(t: &mut Thread, exception: Value, message: &str) -> Result<Value, Raised> {
    let traceback = field!(exception, Exception, traceback);
    let message = t.str(message);
    let kind = t.class_of(exception);
    let Some(class) = sys_attribute(t, "UnraisableHookArgs") else {
        let attributes = [
            ("exc_type", kind),
            ("exc_value", exception),
            ("exc_traceback", traceback),
            ("err_msg", message),
            ("object", Value::NONE),
        ];
        return Ok(taipan_modules::sys::simple_namespace(t, &attributes));
    };
    let items = tuple::new(t, &[kind, exception, traceback, message, Value::NONE]);
    ops::call(t, class, &[items])
}

/// `str(v)` as stderr shows it; what fails is shown as such.
pub fn display(t: &mut Thread, v: Value) -> String {
    text::safe_str(t, v, "object")
}
