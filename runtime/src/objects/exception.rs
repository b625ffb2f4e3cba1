//! Exceptions: `BaseException` and what its subclasses add.
//!
//! Fields beyond the common ones (`name`, `errno`, `value` …) are in an ARRAY in `extra`, made when
//! the class's `__init__` has something to put there.

use crate::field;
use crate::layout::*;
use crate::native::{Args, GetSetDef, NativeDef};
use crate::objects::{instance, list, string, tuple};
use crate::ops;
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;

/// A new instance of a builtin exception class (or a subclass that defines no constructor of its own).
pub fn new(t: &mut Thread, class: Value, args: &[Value]) -> Value {
    let args = tuple::new(t, args);
    let e = instance::allocate(t, class);
    // SAFETY: the payload of exception classes.
    unsafe {
        let p = &mut *e.cast::<Exception>();
        p.args = args;
        p.cause = Value::NONE;
        p.context = Value::NONE;
        p.traceback = Value::NONE;
        p.suppress_context = Value::FALSE;
        p.notes = Value::UNBOUND;
        p.extra = Value::UNBOUND;
    }
    e
}

/// Makes `class(*args)` pending, by the native constructor.
pub fn raise_with(t: &mut Thread, class: Value, args: &[Value]) -> Raised {
    let e = new(t, class, args);
    let _ = init_extra(t, e, Args::of(args));
    chain_to_handled(t, e);
    t.pending = e;
    Raised
}

/// `__context__` = the exception being handled where this one is raised.
pub fn chain_to_handled(t: &mut Thread, e: Value) {
    let handled = crate::objects::frame_object::handled_exception(t);
    set_context(t, e, handled);
}

/// Sets `__context__`, keeping chains free of cycles.
pub fn set_context(t: &mut Thread, e: Value, context: Value) {
    if context.is_none() || context == e {
        return;
    }
    let mut o = context;
    loop {
        let next = field!(o, Exception, context);
        if next.is_none() {
            break;
        }
        if next == e {
            store(t, o, |p| &mut p.context, Value::NONE);
            break;
        }
        o = next;
    }
    store(t, e, |p| &mut p.context, context);
}

fn store(t: &mut Thread, e: Value, slot: fn(&mut Exception) -> &mut Value, v: Value) {
    // SAFETY: an exception object; barrier below.
    unsafe { *slot(&mut *e.cast::<Exception>()) = v }
    t.heap.write_barrier_any(e);
}

pub fn set_cause(t: &mut Thread, e: Value, cause: Value) {
    store(t, e, |p| &mut p.cause, cause);
    store(t, e, |p| &mut p.suppress_context, Value::TRUE);
}
pub fn set_traceback(t: &mut Thread, e: Value, traceback: Value) {
    store(t, e, |p| &mut p.traceback, traceback);
}

pub fn is_exception(t: &Thread, v: Value) -> bool {
    types::payload(t.class_of(v)) == Payload::Exception
}
pub fn is_exception_class(t: &Thread, v: Value) -> bool {
    types::is_type(t, v) && types::flags(v) & TYPE_EXCEPTION != 0
}

/// AttributeError with `name` and `obj`.
pub fn attribute_error(t: &mut Thread, message: &str, object: Value, name: Value) -> Raised {
    let raised = t.attribute_error(message);
    let e = t.pending;
    extra_set(t, e, 0, name);
    extra_set(t, e, 1, object);
    raised
}

/// NameError with `name`.
pub fn name_error(t: &mut Thread, message: &str, name: Value) -> Raised {
    let raised = t.raise(t.exceptions.name_error, message);
    let e = t.pending;
    extra_set(t, e, 0, name);
    raised
}

/// Adds a note to the pending exception.
pub fn add_note(t: &mut Thread, note: &str) {
    let e = t.pending;
    let v = t.str(note);
    push_note(t, e, v);
}

fn push_note(t: &mut Thread, e: Value, note: Value) {
    let mut notes = field!(e, Exception, notes);
    if notes.is_unbound() {
        notes = list::new(t, &[]);
        store(t, e, |p| &mut p.notes, notes);
    }
    list::push(t, notes, note);
}

const EXTRA_FIELDS: usize = 8;

/// Field `i` beyond the common ones, UNBOUND when not set.
pub fn extra_get(e: Value, i: usize) -> Value {
    let extra = field!(e, Exception, extra);
    if extra.is_unbound() { Value::UNBOUND } else { instance_array_get(extra, i) }
}
fn instance_array_get(array: Value, i: usize) -> Value {
    // SAFETY: extra arrays have EXTRA_FIELDS elements.
    unsafe { *((array.address() + 16 + 8 * i) as *const Value) }
}
pub fn extra_set(t: &mut Thread, e: Value, i: usize, v: Value) {
    let mut extra = field!(e, Exception, extra);
    if extra.is_unbound() {
        extra = instance::new_array(t, EXTRA_FIELDS, Value::UNBOUND);
        store(t, e, |p| &mut p.extra, extra);
    }
    let slot = extra.address() + 16 + 8 * i;
    // SAFETY: as above.
    unsafe { *(slot as *mut Value) = v }
    t.heap.write_barrier(extra, slot, v);
}

/// What the kind of exception makes of its constructor's arguments.
fn init_extra(t: &mut Thread, e: Value, args: Args) -> Result<(), Raised> {
    let class = t.class_of(e);
    let x = &t.exceptions;
    let is = |c: Value| types::is_subclass(class, c);
    if is(x.stop_iteration) || is(x.system_exit) {
        let v = match (args.len(), is(x.system_exit)) {
            (0, _) => Value::NONE,
            (1, _) | (_, false) => args.get(0),
            (_, true) => field!(e, Exception, args),
        };
        extra_set(t, e, 0, v);
    } else if is(x.os_error) {
        if (2..=5).contains(&args.len()) {
            extra_set(t, e, 0, args.get(0));
            extra_set(t, e, 1, args.get(1));
            for (i, from) in [(2, 2), (3, 4)] {
                if let Some(v) = args.opt(from)
                    && !v.is_none()
                {
                    extra_set(t, e, i, v);
                }
            }
            if args.len() > 2 {
                let shown = tuple::new(t, &args.positional()[..2]);
                store(t, e, |p| &mut p.args, shown);
            }
        }
    } else if is(x.import_error) {
        if args.len() == 1 {
            extra_set(t, e, 2, args.get(0));
        }
    } else if is(x.syntax_error) {
        if let Some(message) = args.opt(0) {
            extra_set(t, e, 0, message);
        }
        if args.len() == 2 {
            let details = ops::collect_list(t, args.get(1))?;
            let n = list::len(details);
            if !(4..=7).contains(&n) {
                return Err(t.type_error(format!("function takes at most 7 arguments ({n} given)")));
            }
            for i in 0..n {
                let v = list::get(details, i);
                extra_set(t, e, i + 1, v);
            }
        }
    } else if is(x.unicode_decode_error) || is(x.unicode_encode_error) {
        if args.len() != 5 {
            let n = args.len();
            return Err(t.type_error(format!("function takes exactly 5 arguments ({n} given)")));
        }
        for i in 0..5 {
            extra_set(t, e, i, args.get(i));
        }
    } else if is(x.unicode_translate_error) && args.len() == 4 {
        for i in 0..4 {
            extra_set(t, e, i + 1, args.get(i));
        }
    }
    // Keyword arguments that some classes take.
    for (name, v) in args.keywords() {
        let text = string::to_string_lossy(name);
        let x = &t.exceptions;
        let index = match text.as_str() {
            "name" if is(x.name_error) || is(x.attribute_error) || is(x.import_error) => 0,
            "obj" if is(x.attribute_error) => 1,
            "path" if is(x.import_error) => 1,
            "name_from" if is(x.import_error) => 3,
            _ => {
                let class = types::name(class);
                return Err(match text.as_str() {
                    _ if is(x.name_error) || is(x.attribute_error) || is(x.import_error) => {
                        t.type_error(format!("{class}() got an unexpected keyword argument '{text}'"))
                    }
                    _ => t.type_error(format!("{class}() takes no keyword arguments")),
                });
            }
        };
        extra_set(t, e, index, v);
    }
    Ok(())
}

fn exception_new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    let class = if class == t.exceptions.os_error && args.len() >= 2 {
        os_error_class(t, args.get(0))
    } else {
        class
    };
    if types::is_subclass(class, t.exceptions.base_exception_group) {
        return crate::objects::exception_group::new(t, class, args);
    }
    Ok(new(t, class, args.positional()))
}

/// The subclass of OSError for an errno.
pub fn os_error_class(t: &Thread, errno: Value) -> Value {
    let x = &t.exceptions;
    if !errno.is_small() {
        return x.os_error;
    }
    match errno.as_small() as i32 {
        libc::EAGAIN | libc::EALREADY | libc::EINPROGRESS => x.blocking_io_error,
        libc::ECHILD => x.child_process_error,
        libc::EPIPE | libc::ESHUTDOWN => x.broken_pipe_error,
        libc::ECONNABORTED => x.connection_aborted_error,
        libc::ECONNREFUSED => x.connection_refused_error,
        libc::ECONNRESET => x.connection_reset_error,
        libc::EEXIST => x.file_exists_error,
        libc::ENOENT => x.file_not_found_error,
        libc::EINTR => x.interrupted_error,
        libc::EISDIR => x.is_a_directory_error,
        libc::ENOTDIR => x.not_a_directory_error,
        libc::EACCES | libc::EPERM => x.permission_error,
        libc::ESRCH => x.process_lookup_error,
        libc::ETIMEDOUT => x.timeout_error,
        _ => x.os_error,
    }
}

/// OSError from an errno, with a file name.
pub fn os_error(t: &mut Thread, errno: i32, filename: Option<Value>) -> Raised {
    // SAFETY: strerror returns a valid C string; single-threaded use.
    let text = unsafe { std::ffi::CStr::from_ptr(libc::strerror(errno)) }.to_string_lossy().into_owned();
    let class = os_error_class(t, Value::small(errno as i64));
    let text = t.str(&text);
    let args = [Value::small(errno as i64), text, filename.unwrap_or(Value::NONE)];
    let args = if filename.is_some() { &args[..] } else { &args[..2] };
    raise_with(t, class, args)
}

fn init(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let e = args.get(0);
    let rest = args.rest();
    let values = tuple::new(t, rest.positional());
    store(t, e, |p| &mut p.args, values);
    init_extra(t, e, rest)?;
    Ok(Value::NONE)
}

fn args_text(t: &mut Thread, e: Value) -> Result<Value, Raised> {
    let args = field!(e, Exception, args);
    match tuple::items(&args) {
        [] => Ok(t.names.empty),
        [one] => ops::str_of(t, *one),
        _ => ops::repr(t, args),
    }
}

fn str(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let e = args.get(0);
    let class = t.class_of(e);
    let x = &t.exceptions;
    let is = |c: Value| types::is_subclass(class, c);
    if is(x.key_error) {
        let args = field!(e, Exception, args);
        if let [one] = tuple::items(&args) {
            return ops::repr(t, *one);
        }
    } else if is(x.os_error) {
        let (errno, text, file, file2) = (extra_get(e, 0), extra_get(e, 1), extra_get(e, 2), extra_get(e, 3));
        if !errno.is_unbound() && !text.is_unbound() {
            let mut out = format!("[Errno {}] {}", ops::display(t, errno)?, ops::display(t, text)?);
            if !file.is_unbound() {
                let shown = ops::repr(t, file)?;
                out.push_str(&format!(": {}", string::to_string_lossy(shown)));
            }
            if !file2.is_unbound() {
                let shown = ops::repr(t, file2)?;
                out.push_str(&format!(" -> {}", string::to_string_lossy(shown)));
            }
            return Ok(t.str(&out));
        }
    } else if is(x.import_error) {
        let message = extra_get(e, 2);
        if string_set(t, message) {
            return Ok(message);
        }
    } else if is(x.syntax_error) {
        return syntax_error_text(t, e);
    } else if is(x.unicode_decode_error) || is(x.unicode_encode_error) || is(x.unicode_translate_error) {
        return unicode_error_text(t, e);
    } else if is(x.base_exception_group) {
        return crate::objects::exception_group::str(t, e);
    }
    args_text(t, e)
}

fn string_set(t: &Thread, v: Value) -> bool {
    !v.is_unbound() && string::is_str(t, v)
}

fn syntax_error_text(t: &mut Thread, e: Value) -> Result<Value, Raised> {
    let (message, file, line) = (extra_get(e, 0), extra_get(e, 1), extra_get(e, 2));
    let message = if message.is_unbound() {
        "None".to_string()
    } else {
        ops::display(t, message)?
    };
    let file = if string_set(t, file) {
        let path = string::to_string_lossy(file);
        Some(path.rsplit('/').next().unwrap_or(&path).to_string())
    } else {
        None
    };
    let line = if line.is_small() { Some(line.as_small()) } else { None };
    let text = match (file, line) {
        (Some(file), Some(line)) => format!("{message} ({file}, line {line})"),
        (Some(file), None) => format!("{message} ({file})"),
        (None, Some(line)) => format!("{message} (line {line})"),
        (None, None) => message,
    };
    Ok(t.str(&text))
}

fn unicode_error_text(t: &mut Thread, e: Value) -> Result<Value, Raised> {
    let (encoding, object, start, end, reason) = (extra_get(e, 0), extra_get(e, 1), extra_get(e, 2), extra_get(e, 3), extra_get(e, 4));
    if object.is_unbound() {
        return args_text(t, e);
    }
    let reason = ops::display(t, reason)?;
    let (start_at, end_at) = (ops::index(t, start)?, ops::index(t, end)?);
    let class = t.class_of(e);
    let translate = types::is_subclass(class, t.exceptions.unicode_translate_error);
    let prefix = if translate {
        String::new()
    } else {
        format!("'{}' codec ", ops::display(t, encoding)?)
    };
    let one = end_at == start_at + 1;
    let text = if types::is_subclass(class, t.exceptions.unicode_decode_error) {
        if one {
            let byte = ops::get_item(t, object, start)?;
            format!("{prefix}can't decode byte 0x{:02x} in position {start_at}: {reason}", byte.as_small())
        } else {
            format!("{prefix}can't decode bytes in position {start_at}-{}: {reason}", end_at - 1)
        }
    } else {
        let verb = if translate { "translate" } else { "encode" };
        if one {
            let c = string::char_at(t, object, start_at as usize);
            let code = string::code_point(c);
            let shown = match code {
                0..=0xFF => format!("\\x{code:02x}"),
                0x100..=0xFFFF => format!("\\u{code:04x}"),
                _ => format!("\\U{code:08x}"),
            };
            format!("{prefix}can't {verb} character '{shown}' in position {start_at}: {reason}")
        } else {
            format!("{prefix}can't {verb} characters in position {start_at}-{}: {reason}", end_at - 1)
        }
    };
    Ok(t.str(&text))
}

fn repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let e = args.get(0);
    let name = t.type_name(e);
    let args = field!(e, Exception, args);
    let text = match tuple::items(&args) {
        [one] => {
            let shown = ops::repr(t, *one)?;
            format!("{name}({})", string::to_string_lossy(shown))
        }
        _ => {
            let shown = ops::repr(t, args)?;
            format!("{name}{}", string::to_string_lossy(shown))
        }
    };
    Ok(t.str(&text))
}

fn with_traceback(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    set_traceback_checked(t, args.get(0), Some(args.get(1)))?;
    Ok(args.get(0))
}

fn note_method(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let note = args.get(1);
    if !string::is_str(t, note) {
        let message = format!("add_note() argument must be str, not {}", t.type_name(note));
        return Err(t.type_error(message));
    }
    push_note(t, args.get(0), note);
    Ok(Value::NONE)
}

fn reduce(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let e = args.get(0);
    let class = t.class_of(e);
    let d = instance::attributes(t, e);
    let values = field!(e, Exception, args);
    Ok(if crate::objects::dict::len(d) == 0 {
        tuple::new(t, &[class, values])
    } else {
        tuple::new(t, &[class, values, d])
    })
}

static METHODS: &[NativeDef] = &[
    NativeDef::slot_range("__init__", 0, NativeDef::MANY, init).keywords(),
    NativeDef::slot("__str__", 0, str),
    NativeDef::slot("__repr__", 0, repr),
    NativeDef::method("with_traceback", 1, 1, with_traceback),
    NativeDef::method("add_note", 1, 1, note_method),
    NativeDef::method("__reduce__", 0, 0, reduce),
];

fn exception_or_none(t: &mut Thread, v: Option<Value>, what: &str) -> Result<Value, Raised> {
    match v {
        None => Err(t.type_error(format!("{what} may not be deleted"))),
        Some(v) if v.is_none() || is_exception(t, v) => Ok(v),
        Some(_) => Err(t.type_error(format!("exception {} must be None or derive from BaseException", what.trim_matches('_')))),
    }
}

fn set_traceback_checked(t: &mut Thread, e: Value, v: Option<Value>) -> Result<(), Raised> {
    match v {
        Some(v) if v.is_none() || v.has_shape(shape_id::TRACEBACK) => {
            set_traceback(t, e, v);
            Ok(())
        }
        Some(_) => Err(t.type_error("__traceback__ must be a traceback or None")),
        None => Err(t.type_error("__traceback__ may not be deleted")),
    }
}

static GETSETS: &[GetSetDef] = &[
    GetSetDef::new(
        "args",
        |_, e| Ok(field!(e, Exception, args)),
        |t, e, v| {
            let Some(v) = v else { return Err(t.type_error("args may not be deleted")) };
            let items = ops::collect_list(t, v)?;
            let v = tuple::from_list(t, items);
            store(t, e, |p| &mut p.args, v);
            Ok(())
        },
    ),
    GetSetDef::new(
        "__cause__",
        |_, e| Ok(field!(e, Exception, cause)),
        |t, e, v| {
            let v = exception_or_none(t, v, "__cause__")?;
            set_cause(t, e, v);
            Ok(())
        },
    ),
    GetSetDef::new(
        "__context__",
        |_, e| Ok(field!(e, Exception, context)),
        |t, e, v| {
            let v = exception_or_none(t, v, "__context__")?;
            store(t, e, |p| &mut p.context, v);
            Ok(())
        },
    ),
    GetSetDef::new("__traceback__", |_, e| Ok(field!(e, Exception, traceback)), set_traceback_checked),
    GetSetDef::new(
        "__suppress_context__",
        |_, e| Ok(field!(e, Exception, suppress_context)),
        |t, e, v| {
            let on = ops::truth(t, v.unwrap_or(Value::FALSE))?;
            store(t, e, |p| &mut p.suppress_context, Value::bool(on));
            Ok(())
        },
    ),
    GetSetDef::new(
        "__notes__",
        |t, e| {
            let v = field!(e, Exception, notes);
            if v.is_unbound() {
                let name = t.names.notes;
                return Err(ops::attribute::missing(t, e, name));
            }
            Ok(v)
        },
        |t, e, v| {
            store(t, e, |p| &mut p.notes, v.unwrap_or(Value::UNBOUND));
            Ok(())
        },
    ),
];

fn get_extra<const I: usize>(_: &mut Thread, e: Value) -> Result<Value, Raised> {
    let v = extra_get(e, I);
    Ok(if v.is_unbound() { Value::NONE } else { v })
}
fn set_extra<const I: usize>(t: &mut Thread, e: Value, v: Option<Value>) -> Result<(), Raised> {
    extra_set(t, e, I, v.unwrap_or(Value::NONE));
    Ok(())
}
const fn extra<const I: usize>(name: &'static str) -> GetSetDef {
    GetSetDef::new(name, get_extra::<I>, set_extra::<I>)
}

static STOP_ITERATION: &[GetSetDef] = &[extra::<0>("value")];
static SYSTEM_EXIT: &[GetSetDef] = &[extra::<0>("code")];
static NAME_ERROR: &[GetSetDef] = &[extra::<0>("name")];
static ATTRIBUTE_ERROR: &[GetSetDef] = &[extra::<0>("name"), extra::<1>("obj")];
static IMPORT_ERROR: &[GetSetDef] = &[extra::<0>("name"), extra::<1>("path"), extra::<2>("msg"), extra::<3>("name_from")];
static OS_ERROR: &[GetSetDef] = &[extra::<0>("errno"), extra::<1>("strerror"), extra::<2>("filename"), extra::<3>("filename2")];
static SYNTAX_ERROR: &[GetSetDef] = &[
    extra::<0>("msg"),
    extra::<1>("filename"),
    extra::<2>("lineno"),
    extra::<3>("offset"),
    extra::<4>("text"),
    extra::<5>("end_lineno"),
    extra::<6>("end_offset"),
    extra::<7>("print_file_and_line"),
];
static UNICODE_ERROR: &[GetSetDef] = &[
    extra::<0>("encoding"),
    extra::<1>("object"),
    extra::<2>("start"),
    extra::<3>("end"),
    extra::<4>("reason"),
];

pub fn init_classes(t: &mut Thread) {
    let base = t.exceptions.base_exception;
    types::add_methods(t, base, METHODS);
    types::add_getsets(t, base, GETSETS);
    let all: [Value; types::ExceptionTypes::COUNT] = t.exceptions.as_slice().try_into().expect("length is the constant");
    for class in all {
        types::set_new(class, exception_new);
    }
    crate::objects::type_object::add_dunder_new(t, base);
    let x = &t.exceptions;
    for (class, getsets) in [
        (x.stop_iteration, STOP_ITERATION),
        (x.system_exit, SYSTEM_EXIT),
        (x.name_error, NAME_ERROR),
        (x.attribute_error, ATTRIBUTE_ERROR),
        (x.import_error, IMPORT_ERROR),
        (x.os_error, OS_ERROR),
        (x.syntax_error, SYNTAX_ERROR),
        (x.unicode_decode_error, UNICODE_ERROR),
        (x.unicode_encode_error, UNICODE_ERROR),
        (x.unicode_translate_error, UNICODE_ERROR),
    ] {
        types::add_getsets(t, class, getsets);
    }
    crate::objects::exception_group::init(t);
}
