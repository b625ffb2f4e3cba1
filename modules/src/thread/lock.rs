//! `lock` and `RLock`. The raw word is how often the lock is held.

use super::identity;
use crate::support::{ClassDef, Place, keep, make_class, place, words};
use taipan_runtime::layout::{TYPE_BASE, TYPE_WEAKREF};
use taipan_runtime::native::{Bind, NativeDef};
use taipan_runtime::objects::{float, module, tuple};
use taipan_runtime::{Args, Raised, Thread, Value, ops};

pub fn allocate(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    let class = place(t, Place::Lock);
    Ok(words::new(t, class, 0, &[]))
}

fn new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    crate::support::check_arguments(t, args, "lock", 0, 0)?;
    Ok(words::new(t, class, 0, &[]))
}
fn new_reentrant(t: &mut Thread, class: Value, _: Args) -> Result<Value, Raised> {
    Ok(words::new(t, class, 0, &[]))
}

/// Seconds to wait at most: `None` for ever.
fn timeout(t: &mut Thread, args: Args) -> Result<Option<f64>, Raised> {
    let [blocking, timeout] = args.rest().bind(t, "acquire", ["blocking", "timeout"], Bind::required(0))?;
    let blocking = blocking.map_or(Ok(true), |v| ops::truth(t, v))?;
    let seconds = timeout.map_or(Ok(-1.0), |v| float::to_f64(t, v))?;
    if !blocking {
        if seconds != -1.0 {
            return Err(t.value_error("can't specify a timeout for a non-blocking call"));
        }
        return Ok(Some(0.0));
    }
    if seconds == -1.0 {
        return Ok(None);
    }
    if seconds.is_nan() || seconds < 0.0 {
        return Err(t.value_error("timeout value must be a non-negative number"));
    }
    if seconds > 9223372036.0 {
        return Err(t.overflow_error("timeout value is too large"));
    }
    Ok(Some(seconds))
}

fn acquire(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let wait = timeout(t, args)?;
    let v = args.get(0);
    if words::raw(v) == 0 {
        words::set_raw(v, 1);
        return Ok(Value::TRUE);
    }
    match wait {
        None => Err(t.not_implemented("waiting for a lock that only another thread could release")),
        Some(seconds) => {
            if seconds > 0.0 {
                std::thread::sleep(std::time::Duration::from_secs_f64(seconds));
                crate::signal::run_pending(t)?;
            }
            Ok(Value::FALSE)
        }
    }
}

fn release(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    if words::raw(v) == 0 {
        return Err(t.runtime_error("release unlocked lock"));
    }
    words::set_raw(v, 0);
    Ok(Value::NONE)
}
fn exit(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    release(t, Args::of(&args.positional()[..1]))
}
fn enter(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    acquire(t, Args::of(&args.positional()[..1]))
}
fn locked(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(Value::bool(words::raw(args.get(0)) != 0))
}
fn reset(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    words::set_raw(args.get(0), 0);
    Ok(Value::NONE)
}
fn repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let state = if words::raw(v) == 0 { "unlocked" } else { "locked" };
    let name = taipan_runtime::types::name(t.class_of(v));
    Ok(t.str(&format!("<{state} _thread.{name} object at {:#x}>", v.address())))
}

fn acquire_again(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    timeout(t, args)?;
    let v = args.get(0);
    words::set_raw(v, words::raw(v) + 1);
    Ok(Value::TRUE)
}
fn enter_again(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    acquire_again(t, Args::of(&args.positional()[..1]))
}
fn release_once(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let held = words::raw(v);
    if held == 0 {
        return Err(t.runtime_error("cannot release un-acquired lock"));
    }
    words::set_raw(v, held - 1);
    Ok(Value::NONE)
}
fn exit_once(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    release_once(t, Args::of(&args.positional()[..1]))
}
fn recursion_count(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(t.int(words::raw(args.get(0)) as i64))
}
fn release_save(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let held = words::raw(v);
    if held == 0 {
        return Err(t.runtime_error("cannot release un-acquired lock"));
    }
    words::set_raw(v, 0);
    let owner = t.int(identity());
    Ok(tuple::new(t, &[Value::small(held as i64), owner]))
}
fn acquire_restore(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let state = args.get(1);
    if !tuple::is_tuple(t, state) || tuple::len(state) != 2 {
        return Err(t.type_error("_acquire_restore() argument 1 must be a 2-item tuple"));
    }
    let held = ops::index(t, tuple::items(&state)[0])?;
    words::set_raw(args.get(0), held as u64);
    Ok(Value::NONE)
}
fn repr_reentrant(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let held = words::raw(v);
    let (state, owner) = if held == 0 { ("unlocked", 0) } else { ("locked", identity()) };
    Ok(t.str(&format!("<{state} _thread.RLock object owner={owner} count={held} at {:#x}>", v.address())))
}

static LOCK: ClassDef = ClassDef {
    flags: TYPE_WEAKREF,
    new: Some(new),
    methods: &[
        NativeDef::method("acquire", 0, 2, acquire).keywords().doc("Lock the lock."),
        NativeDef::method("acquire_lock", 0, 2, acquire)
            .keywords()
            .doc("An obsolete synonym of acquire()."),
        NativeDef::method("release", 0, 0, release).doc("Release the lock."),
        NativeDef::method("release_lock", 0, 0, release).doc("An obsolete synonym of release()."),
        NativeDef::method("locked", 0, 0, locked).doc("Return whether the lock is in the locked state."),
        NativeDef::method("locked_lock", 0, 0, locked).doc("An obsolete synonym of locked()."),
        NativeDef::method("__enter__", 0, 0, enter).doc("Lock the lock."),
        NativeDef::method("__exit__", 0, NativeDef::MANY, exit).doc("Release the lock."),
        NativeDef::method("_at_fork_reinit", 0, 0, reset),
        NativeDef::slot("__repr__", 0, repr),
    ],
    doc: "A lock object is a synchronization primitive.",
    ..ClassDef::new("_thread", "lock")
};

static REENTRANT: ClassDef = ClassDef {
    flags: TYPE_WEAKREF | TYPE_BASE,
    new: Some(new_reentrant),
    methods: &[
        NativeDef::method("acquire", 0, 2, acquire_again).keywords().doc("Lock the lock."),
        NativeDef::method("release", 0, 0, release_once).doc("Release the lock."),
        NativeDef::method("locked", 0, 0, locked).doc("Return a boolean indicating whether this object is locked right now."),
        NativeDef::method("__enter__", 0, 0, enter_again).doc("Lock the lock."),
        NativeDef::method("__exit__", 0, NativeDef::MANY, exit_once).doc("Release the lock."),
        NativeDef::method("_is_owned", 0, 0, locked),
        NativeDef::method("_recursion_count", 0, 0, recursion_count),
        NativeDef::method("_release_save", 0, 0, release_save),
        NativeDef::method("_acquire_restore", 1, 1, acquire_restore),
        NativeDef::method("_at_fork_reinit", 0, 0, reset),
        NativeDef::slot("__repr__", 0, repr_reentrant),
    ],
    ..ClassDef::new("_thread", "RLock")
};

/// Makes the classes.
pub fn init(t: &mut Thread, m: Value) {
    let class = make_class(t, &LOCK);
    keep(t, Place::Lock, class);
    module::add(t, m, "lock", class);
    module::add(t, m, "LockType", class);
    let class = make_class(t, &REENTRANT);
    keep(t, Place::RLock, class);
    module::add(t, m, "RLock", class);
}
