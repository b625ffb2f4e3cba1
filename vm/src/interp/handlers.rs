//! Raising, and what handlers ask of exceptions.

use taipan_runtime::layout::{Exception, TYPE_EXCEPTION};
use taipan_runtime::objects::{exception, exception_group, frame_object, list, tuple};
use taipan_runtime::{Raised, Thread, Value, field, ops, types};

/// An exception object from what `raise` was given.
fn instance(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    if exception::is_exception_class(t, v) {
        let e = ops::call(t, v, &[])?;
        if !exception::is_exception(t, e) {
            let message = format!(
                "calling {} should have returned an instance of BaseException, not {}",
                ops::display(t, v)?,
                ops::display(t, t.class_of(e))?
            );
            return Err(t.type_error(message));
        }
        return Ok(e);
    }
    if exception::is_exception(t, v) {
        return Ok(v);
    }
    Err(t.type_error("exceptions must derive from BaseException"))
}

/// `raise v from cause`
pub fn raise(t: &mut Thread, v: Value, cause: Option<Value>) -> Raised {
    let e = match instance(t, v) {
        Ok(e) => e,
        Err(raised) => return raised,
    };
    if let Some(cause) = cause {
        let cause = if cause.is_none() {
            Value::NONE
        } else if exception::is_exception_class(t, cause) || exception::is_exception(t, cause) {
            match instance(t, cause) {
                Ok(c) => c,
                Err(raised) => return raised,
            }
        } else {
            return t.type_error("exception causes must derive from BaseException");
        };
        exception::set_cause(t, e, cause);
    }
    exception::chain_to_handled(t, e);
    t.raise_object(e)
}

/// `raise` without operands.
pub fn reraise_handled(t: &mut Thread) -> Raised {
    let e = frame_object::handled_exception(t);
    if e.is_none() {
        return t.runtime_error("No active exception to reraise");
    }
    t.raise_object(e)
}

fn check_class(t: &mut Thread, class: Value) -> Result<(), Raised> {
    let ok = |t: &Thread, c: Value| types::is_type(t, c) && types::flags(c) & TYPE_EXCEPTION != 0;
    let fine = if tuple::is_tuple(t, class) {
        tuple::items(&class).iter().all(|c| ok(t, *c))
    } else {
        ok(t, class)
    };
    if fine {
        Ok(())
    } else {
        Err(t.type_error("catching classes that do not inherit from BaseException is not allowed"))
    }
}

/// `except class:`
pub fn matches(t: &mut Thread, e: Value, class: Value) -> Result<bool, Raised> {
    if exception::is_exception_class(t, class) {
        return Ok(types::is_subclass(t.class_of(e), class));
    }
    check_class(t, class)?;
    let own = t.class_of(e);
    Ok(tuple::items(&class).iter().any(|c| types::is_subclass(own, *c)))
}

/// `except* class:` (matching part or None, rest or None)
pub fn match_group(t: &mut Thread, e: Value, class: Value) -> Result<(Value, Value), Raised> {
    check_class(t, class)?;
    let classes = if tuple::is_tuple(t, class) { class } else { tuple::new(t, &[class]) };
    if tuple::items(&classes).iter().any(|c| types::is_subclass(*c, t.exceptions.base_exception_group)) {
        return Err(t.type_error("catching ExceptionGroup with except* is not allowed. Use except instead."));
    }
    if e.is_none() {
        return Ok((Value::NONE, Value::NONE));
    }
    if exception_group::is_group(t, e) {
        return exception_group::split(t, e, class);
    }
    if matches(t, e, class)? {
        // A naked exception is wrapped.
        let group = exception_group::exception_group_class(t);
        let items = list::new(t, &[e]);
        let message = t.names.empty;
        let wrapped = ops::call(t, group, &[message, items])?;
        let traceback = field!(e, Exception, traceback);
        exception::set_traceback(t, wrapped, traceback);
        return Ok((wrapped, Value::NONE));
    }
    Ok((Value::NONE, e))
}

/// What an `except*` statement raises at its end: the exceptions its handlers raised and what no handler took.
pub fn prepare_reraise_star(t: &mut Thread, raised: Value, original: Value) -> Result<Value, Raised> {
    let found: Vec<Value> = list::items(&raised).iter().copied().filter(|v| !v.is_none()).collect();
    if found.is_empty() {
        return Ok(Value::NONE);
    }
    if !exception_group::is_group(t, original) {
        return Ok(found[0]);
    }
    if let [one] = found[..] {
        return Ok(one);
    }
    let items = list::new(t, &found);
    let group = exception_group::exception_group_class(t);
    let message = t.names.empty;
    let base = t.exceptions.base_exception_group;
    let all_plain = found.iter().all(|e| types::is_instance(t, *e, t.exceptions.exception));
    ops::call(t, if all_plain { group } else { base }, &[message, items])
}
