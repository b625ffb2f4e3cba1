//! `len`, `iter`, `next`, `aiter`, `anext`, `isinstance`, `issubclass`, `callable`: one step of a protocol each.

use crate::support::{Place, keep, place, run_source};
use taipan_runtime::layout::{Payload, shape_id};
use taipan_runtime::native::Intrinsic;
use taipan_runtime::objects::iterators;
use taipan_runtime::{Args, NativeDef, Raised, Thread, Value, ops, types};

fn len(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let n = ops::len(t, args.get(0))?;
    Ok(Value::small(n as i64))
}

fn iter(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let Some(sentinel) = args.opt(1) else { return ops::iterate(t, v) };
    if !is_callable(t, v) {
        return Err(t.type_error("iter(v, w): v must be callable"));
    }
    Ok(iterators::callable_iterator(t, v, sentinel))
}

fn next(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let iterator = args.get(0);
    let class = t.class_of(iterator);
    if let Some(native) = taipan_runtime::field!(class, taipan_runtime::layout::Type, next)
        && !iterator.has_shape(shape_id::GENERATOR)
    {
        let v = native(t, iterator)?;
        if !v.is_hole() {
            return Ok(v);
        }
        return args.opt(1).map_or_else(|| Err(iterators::stop(t)), Ok);
    }
    // By the method, so that StopIteration keeps its value.
    let name = t.names.next;
    match ops::call_special(t, iterator, name, &[]) {
        Ok(Some(v)) => Ok(v),
        Ok(None) => {
            let message = format!("'{}' object is not an iterator", t.type_name(iterator));
            Err(t.type_error(message))
        }
        Err(raised) => match args.opt(1) {
            Some(default) if t.pending_is(t.exceptions.stop_iteration) => {
                t.take_pending();
                Ok(default)
            }
            _ => Err(raised),
        },
    }
}

fn aiter(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let name = t.names.aiter;
    let Some(result) = ops::call_special(t, v, name, &[])? else {
        let message = format!("'{}' object is not an async iterable", t.type_name(v));
        return Err(t.type_error(message));
    };
    let name = t.names.anext;
    if ops::lookup_special(t, result, name).is_none() {
        let message = format!("aiter() returned not an async iterator of type '{}'", t.type_name(result));
        return Err(t.type_error(message));
    }
    Ok(result)
}

fn anext(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let name = t.names.anext;
    let Some(awaitable) = ops::call_special(t, v, name, &[])? else {
        let message = format!("'{}' object is not an async iterator", t.type_name(v));
        return Err(t.type_error(message));
    };
    match args.opt(1) {
        Some(default) => anext_with_default(t, awaitable, default),
        None => Ok(awaitable),
    }
}

/// The awaitable that gives `default` instead of StopAsyncIteration.
fn anext_with_default(t: &mut Thread, awaitable: Value, default: Value) -> Result<Value, Raised> {
    let mut class = place(t, Place::AnextAwaitable);
    if class.is_none() {
        let m = taipan_runtime::objects::module::new(t, "builtins");
        run_source(t, m, include_str!("anext.py"), "<frozen builtins>")?;
        let name = t.intern("anext_awaitable");
        class = ops::get_attr(t, m, name)?;
        keep(t, Place::AnextAwaitable, class);
    }
    ops::call(t, class, &[awaitable, default])
}

fn isinstance(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    ops::is_instance(t, args.get(0), args.get(1)).map(Value::bool)
}

fn issubclass(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (c, class) = (args.get(0), args.get(1));
    ops::is_subclass_of(t, c, class).map(Value::bool)
}

/// `callable(v)`
pub fn is_callable(t: &mut Thread, v: Value) -> bool {
    if matches!(
        t.shape_of(v),
        shape_id::FUNCTION | shape_id::BOUND_METHOD | shape_id::NATIVE_FUNCTION | shape_id::NATIVE_METHOD | shape_id::TYPE
    ) {
        return true;
    }
    let class = t.class_of(v);
    let name = t.names.call;
    types::payload(class) == Payload::Type || types::lookup(t, class, name).is_some()
}

fn callable(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(Value::bool(is_callable(t, args.get(0))))
}

pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::function("aiter", 1, 1, aiter).doc("Return an AsyncIterator for an AsyncIterable object."),
    NativeDef::function("anext", 1, 2, anext).doc("Return the next item from the async iterator."),
    NativeDef::function("callable", 1, 1, callable)
        .tries()
        .doc("Return whether the object is callable (i.e., some kind of function)."),
    NativeDef::function("isinstance", 2, 2, isinstance)
        .tries()
        .intrinsic(Intrinsic::IsInstance)
        .doc("Return whether an object is an instance of a class or of a subclass thereof."),
    NativeDef::function("issubclass", 2, 2, issubclass)
        .tries()
        .doc("Return whether 'cls' is derived from another class or is the same class."),
    NativeDef::function("iter", 1, 2, iter).doc("Get an iterator from an object."),
    NativeDef::function("len", 1, 1, len)
        .tries()
        .intrinsic(Intrinsic::Len)
        .doc("Return the number of items in a container."),
    NativeDef::function("next", 1, 2, next)
        .intrinsic(Intrinsic::Resume)
        .doc("Return the next item from the iterator."),
];
