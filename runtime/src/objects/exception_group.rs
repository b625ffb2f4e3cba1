//! `BaseExceptionGroup` and `ExceptionGroup`: message and exceptions are extra fields 0 and 1.

use crate::native::{Args, GetSetDef, NativeDef};
use crate::objects::{exception, list, string, tuple};
use crate::ops;
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;

/// `BaseExceptionGroup(message, exceptions)`
pub fn new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    if args.len() != 2 {
        let message = format!("BaseExceptionGroup.__new__() takes exactly 2 arguments ({} given)", args.len());
        return Err(t.type_error(message));
    }
    let (message, exceptions) = (args.get(0), args.get(1));
    if !string::is_str(t, message) {
        let text = format!("BaseExceptionGroup.__new__() argument 1 must be str, not {}", t.type_name(message));
        return Err(t.type_error(text));
    }
    let items = ops::collect_list(t, exceptions)?;
    if list::len(items) == 0 {
        return Err(t.value_error("second argument (exceptions) must be a non-empty sequence"));
    }
    let mut all_plain = true;
    for i in 0..list::len(items) {
        let e = list::get(items, i);
        if !exception::is_exception(t, e) {
            return Err(t.value_error(format!("Item {i} of second argument (exceptions) is not an exception")));
        }
        all_plain &= types::is_instance(t, e, t.exceptions.exception);
    }
    let group_class = exception_group_class(t);
    let mut class = class;
    if all_plain && class == t.exceptions.base_exception_group {
        class = group_class;
    } else if !all_plain && types::is_subclass(class, t.exceptions.exception) {
        let text = if class == group_class {
            "Cannot nest BaseExceptions in an ExceptionGroup".to_string()
        } else {
            format!("Cannot nest BaseExceptions in '{}'", types::name(class))
        };
        return Err(t.type_error(text));
    }
    let e = exception::new(t, class, args.positional());
    let items = tuple::from_list(t, items);
    exception::extra_set(t, e, 0, message);
    exception::extra_set(t, e, 1, items);
    Ok(e)
}

/// The class ExceptionGroup(BaseExceptionGroup, Exception).
pub fn exception_group_class(t: &mut Thread) -> Value {
    let name = t.intern("ExceptionGroup");
    crate::objects::dict::get_str(t.builtins, name).unwrap_or(t.exceptions.base_exception_group)
}

pub fn exceptions_of(e: Value) -> Value {
    exception::extra_get(e, 1)
}

pub fn is_group(t: &Thread, e: Value) -> bool {
    types::is_instance(t, e, t.exceptions.base_exception_group)
}

pub fn str(t: &mut Thread, e: Value) -> Result<Value, Raised> {
    let (message, items) = (exception::extra_get(e, 0), exceptions_of(e));
    let n = tuple::items(&items).len();
    let text = format!("{} ({n} sub-exception{})", ops::display(t, message)?, crate::native::plural(n));
    Ok(t.str(&text))
}

fn derive_like(t: &mut Thread, e: Value, items: Value) -> Result<Value, Raised> {
    let name = t.intern("derive");
    let new = ops::call_method(t, e, name, &[items])?;
    let parts = crate::field!(e, crate::layout::Exception, traceback);
    exception::set_traceback(t, new, parts);
    let cause = crate::field!(e, crate::layout::Exception, cause);
    let context = crate::field!(e, crate::layout::Exception, context);
    if !cause.is_none() {
        exception::set_cause(t, new, cause);
    }
    exception::set_context(t, new, context);
    let notes = crate::field!(e, crate::layout::Exception, notes);
    if !notes.is_unbound() {
        let name = t.names.notes;
        let copy = ops::collect_list(t, notes)?;
        ops::set_attr(t, new, name, copy)?;
    }
    Ok(new)
}

fn matches(t: &mut Thread, condition: Value, e: Value) -> Result<bool, Raised> {
    if exception::is_exception_class(t, condition) || tuple::is_tuple(t, condition) {
        return ops::is_instance(t, e, condition);
    }
    let result = ops::call(t, condition, &[e])?;
    ops::truth(t, result)
}

/// (matching part or None, rest or None) of a group under a class, tuple of classes or predicate.
pub fn split(t: &mut Thread, e: Value, condition: Value) -> Result<(Value, Value), Raised> {
    t.check_native_stack()?;
    if matches(t, condition, e)? {
        return Ok((e, Value::NONE));
    }
    if !is_group(t, e) {
        return Ok((Value::NONE, e));
    }
    let (yes, no) = (list::new(t, &[]), list::new(t, &[]));
    let items = exceptions_of(e);
    for i in 0..tuple::items(&items).len() {
        let (a, b) = split(t, tuple::items(&items)[i], condition)?;
        if !a.is_none() {
            list::push(t, yes, a);
        }
        if !b.is_none() {
            list::push(t, no, b);
        }
    }
    let part = |t: &mut Thread, l: Value| if list::len(l) == 0 { Ok(Value::NONE) } else { derive_like(t, e, l) };
    let a = part(t, yes)?;
    let b = part(t, no)?;
    Ok((a, b))
}

fn split_method(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (a, b) = split(t, args.get(0), args.get(1))?;
    Ok(tuple::new(t, &[a, b]))
}
fn subgroup(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    split(t, args.get(0), args.get(1)).map(|(a, _)| a)
}
fn derive(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let class = t.exceptions.base_exception_group;
    let message = exception::extra_get(args.get(0), 0);
    ops::call(t, class, &[message, args.get(1)])
}
fn init_method(_: &mut Thread, _: Args) -> Result<Value, Raised> {
    Ok(Value::NONE)
}
fn class_getitem(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    crate::objects::generic_alias::new(t, args.get(0), args.get(1))
}
fn repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let e = args.get(0);
    let (message, items) = (exception::extra_get(e, 0), exceptions_of(e));
    let items = ops::collect_list(t, items)?;
    let (a, b) = (ops::repr(t, message)?, ops::repr(t, items)?);
    let text = format!("{}({}, {})", t.type_name(e), string::to_string_lossy(a), string::to_string_lossy(b));
    Ok(t.str(&text))
}

static METHODS: &[NativeDef] = &[
    NativeDef::slot_range("__init__", 0, NativeDef::MANY, init_method).keywords(),
    NativeDef::slot("__repr__", 0, repr),
    NativeDef::method("split", 1, 1, split_method),
    NativeDef::method("subgroup", 1, 1, subgroup),
    NativeDef::method("derive", 1, 1, derive),
    NativeDef::class_method("__class_getitem__", 1, 1, class_getitem),
];
fn message(_: &mut Thread, e: Value) -> Result<Value, Raised> {
    Ok(exception::extra_get(e, 0))
}
static GETSETS: &[GetSetDef] = &[
    GetSetDef::read_only("message", message),
    GetSetDef::read_only("exceptions", |_, e| Ok(exceptions_of(e))),
];

pub fn init(t: &mut Thread) {
    let class = t.exceptions.base_exception_group;
    types::add_methods(t, class, METHODS);
    types::add_getsets(t, class, GETSETS);
}
