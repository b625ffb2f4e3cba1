//! Asynchronous generators: their methods give awaitables, each of which drives the generator to its
//! next `yield`.
//!
//! A value that the body yields travels wrapped, so that a step can tell it from a value that an
//! `await` inside the body passes on to the event loop. The classes of the steps and of the wrapper
//! are kept in the spare words of the async generator type, which the collector traces.

use crate::field;
use crate::header::Header;
use crate::layout::*;
use crate::native::{Args, GetSetDef, NativeDef};
use crate::objects::{exception, generator, instance};
use crate::thread::{Raised, Resume, Thread};
use crate::types;
use crate::value::Value;

/// The payload of steps and wrapped values.
#[repr(C)]
struct Step {
    header: Header,
    state: usize,
    generator: Value,
    /// What is sent or thrown first; NONE for `aclose()`. Of a wrapper: the value.
    argument: Value,
}

const INITIAL: usize = 0;
const RUNNING: usize = 1;
const CLOSED: usize = 2;
/// Step kinds, in the bits above the state.
const SEND: usize = 0;
const THROW: usize = 4;
const CLOSE: usize = 8;

/// Flags of an async generator, a small int in its `spare2`.
const BUSY: i64 = 1;
const ENDED: i64 = 2;

fn flags(g: Value) -> i64 {
    let v = field!(g, Generator, spare2);
    if v.is_small() { v.as_small() } else { 0 }
}
fn set_flag(g: Value, flag: i64, on: bool) {
    let bits = if on { flags(g) | flag } else { flags(g) & !flag };
    // SAFETY: a generator; ints need no barrier.
    unsafe { (*g.cast::<Generator>()).spare2 = Value::small(bits) }
}

fn class(t: &Thread, which: usize) -> Value {
    field!(t.types.async_generator, Type, spare)[which]
}

fn make(t: &mut Thread, which: usize, kind: usize, generator: Value, argument: Value) -> Value {
    let class = class(t, which);
    let v = instance::allocate(t, class);
    // SAFETY: fresh, with room for the payload.
    unsafe {
        let step = v.cast::<Step>();
        (*step).state = INITIAL | kind;
        (*step).generator = generator;
        (*step).argument = argument;
    }
    v
}

/// What an async generator's `yield` hands out.
pub fn wrap(t: &mut Thread, v: Value) -> Value {
    make(t, 2, SEND, Value::NONE, v)
}

/// Whether `v` is what `__anext__`, `asend`, `athrow` or `aclose` gave.
pub fn is_step(t: &Thread, v: Value) -> bool {
    v.is_pointer() && v.shape_or_zero() >= shape_id::FIRST_DYNAMIC && {
        let c = t.class_of(v);
        c == class(t, 0) || c == class(t, 1)
    }
}

fn kind(step: Value) -> usize {
    field!(step, Step, state) & !3
}
fn state(step: Value) -> usize {
    field!(step, Step, state) & 3
}
fn set_state(step: Value, state: usize) {
    let kind = kind(step);
    // SAFETY: a step.
    unsafe { (*step.cast::<Step>()).state = kind | state }
}

fn method_name(step: Value) -> &'static str {
    match kind(step) {
        SEND => "anext",
        THROW => "athrow",
        _ => "aclose",
    }
}

fn reused(t: &mut Thread, step: Value) -> Raised {
    t.runtime_error(if kind(step) == SEND {
        "cannot reuse already awaited __anext__()/asend()"
    } else {
        "cannot reuse already awaited aclose()/athrow()"
    })
}

fn ignored_exit(t: &mut Thread, step: Value) -> Raised {
    set_flag(field!(step, Step, generator), BUSY, false);
    set_state(step, CLOSED);
    t.runtime_error("async generator ignored GeneratorExit")
}

/// Begins a step: the generator must not be in the middle of another one.
fn start(t: &mut Thread, step: Value) -> Result<(), Raised> {
    let g = field!(step, Step, generator);
    if flags(g) & BUSY != 0 {
        set_state(step, CLOSED);
        let name = method_name(step);
        return Err(t.runtime_error(format!("{name}(): asynchronous generator is already running")));
    }
    set_state(step, RUNNING);
    set_flag(g, BUSY, true);
    Ok(())
}

/// What resuming the generator means for its step: see [`send`].
fn outcome(t: &mut Thread, step: Value, result: Result<Option<Value>, Raised>) -> Result<Option<Value>, Raised> {
    let g = field!(step, Step, generator);
    let result = match result {
        Ok(Some(v)) if v.is_pointer() && t.class_of(v) == class(t, 2) => {
            if kind(step) == CLOSE {
                return Err(ignored_exit(t, step));
            }
            set_flag(g, BUSY, false);
            set_state(step, CLOSED);
            t.generator_result = field!(v, Step, argument);
            return Ok(None);
        }
        Ok(Some(v)) => return Ok(Some(v)),
        Ok(None) => {
            let class = t.exceptions.stop_async_iteration;
            exception::raise_with(t, class, &[])
        }
        Err(raised) => raised,
    };
    set_flag(g, BUSY, false);
    set_state(step, CLOSED);
    if t.pending_is(t.exceptions.stop_async_iteration) || t.pending_is(t.exceptions.generator_exit) {
        set_flag(g, ENDED, true);
        if kind(step) == CLOSE {
            t.take_pending();
            t.generator_result = Value::NONE;
            return Ok(None);
        }
    }
    Err(result)
}

fn resume(t: &mut Thread, g: Value, v: Value) -> Result<Option<Value>, Raised> {
    if generator::state(g) == GeneratorState::Finished {
        return Ok(None);
    }
    generator::check_resumable(t, g, v)?;
    (t.hooks.resume)(t, g, Resume::Send(v))
}

/// Resumes a step: `Some`: an `await` in the body yields this to the event loop; `None`: the step is done, its result is
/// in `t.generator_result`.
///
/// # Errors
/// What the body raises; StopAsyncIteration at its end; RuntimeError for a step that is over.
pub fn send(t: &mut Thread, step: Value, mut v: Value) -> Result<Option<Value>, Raised> {
    let (g, argument) = (field!(step, Step, generator), field!(step, Step, argument));
    match state(step) {
        CLOSED => return Err(reused(t, step)),
        RUNNING => {
            let result = resume(t, g, v);
            return outcome(t, step, result);
        }
        _ => {}
    }
    if kind(step) == SEND {
        start(t, step)?;
        if v.is_none() {
            v = argument;
        }
        let result = resume(t, g, v);
        return outcome(t, step, result);
    }
    if generator::state(g) == GeneratorState::Finished {
        set_state(step, CLOSED);
        t.generator_result = Value::NONE;
        return Ok(None);
    }
    if flags(g) & ENDED != 0 && flags(g) & BUSY == 0 {
        set_state(step, CLOSED);
        let class = t.exceptions.stop_async_iteration;
        return Err(exception::raise_with(t, class, &[]));
    }
    if !v.is_none() {
        return Err(t.runtime_error("can't send non-None value to a just-started coroutine"));
    }
    start(t, step)?;
    let e = if kind(step) == CLOSE {
        set_flag(g, ENDED, true);
        let class = t.exceptions.generator_exit;
        exception::new(t, class, &[])
    } else {
        argument
    };
    let result = generator::throw_into(t, g, e);
    outcome(t, step, result)
}

/// Raises `e` where the step waits; as [`send`].
fn throw_at(t: &mut Thread, step: Value, e: Value) -> Result<Option<Value>, Raised> {
    match state(step) {
        CLOSED => return Err(reused(t, step)),
        INITIAL => start(t, step)?,
        _ => {}
    }
    let result = generator::throw_into(t, field!(step, Step, generator), e);
    outcome(t, step, result)
}

fn yielded(t: &mut Thread, result: Result<Option<Value>, Raised>) -> Result<Value, Raised> {
    match result? {
        Some(v) => Ok(v),
        None => {
            let result = t.generator_result;
            Err(generator::stop(t, result))
        }
    }
}

fn step_send(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let result = send(t, args.get(0), args.get(1));
    yielded(t, result)
}
fn step_next(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let result = send(t, args.get(0), Value::NONE);
    yielded(t, result)
}
fn step_throw(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let e = generator::exception_of(t, &args.positional()[1..])?;
    let result = throw_at(t, args.get(0), e);
    yielded(t, result)
}
fn step_close(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let step = args.get(0);
    if state(step) == CLOSED {
        return Ok(Value::NONE);
    }
    let class = t.exceptions.generator_exit;
    let e = exception::new(t, class, &[]);
    match throw_at(t, step, e) {
        Ok(Some(_)) => Err(t.runtime_error("coroutine ignored GeneratorExit")),
        Ok(None) => Ok(Value::NONE),
        Err(_)
            if [t.exceptions.generator_exit, t.exceptions.stop_async_iteration, t.exceptions.stop_iteration]
                .iter()
                .any(|c| t.pending_is(*c)) =>
        {
            t.take_pending();
            Ok(Value::NONE)
        }
        Err(raised) => Err(raised),
    }
}
fn identity(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(args.get(0))
}

static STEP_METHODS: &[NativeDef] = &[
    NativeDef::slot("__await__", 0, identity),
    NativeDef::slot("__iter__", 0, identity),
    NativeDef::slot("__next__", 0, step_next),
    NativeDef::method("send", 1, 1, step_send),
    NativeDef::method("throw", 1, 3, step_throw),
    NativeDef::method("close", 0, 0, step_close),
];

fn anext(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(make(t, 0, SEND, args.get(0), Value::NONE))
}
fn asend(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(make(t, 0, SEND, args.get(0), args.get(1)))
}
fn athrow(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let e = generator::exception_of(t, &args.positional()[1..])?;
    Ok(make(t, 1, THROW, args.get(0), e))
}
fn aclose(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(make(t, 1, CLOSE, args.get(0), Value::NONE))
}

static METHODS: &[NativeDef] = &[
    NativeDef::slot("__repr__", 0, generator::repr),
    NativeDef::slot("__aiter__", 0, identity),
    NativeDef::slot("__anext__", 0, anext),
    NativeDef::method("asend", 1, 1, asend),
    NativeDef::method("athrow", 1, 3, athrow),
    NativeDef::method("aclose", 0, 0, aclose),
];
static GETSETS: &[GetSetDef] = &[
    GetSetDef::read_only("ag_code", generator::get_code),
    GetSetDef::read_only("ag_frame", generator::get_frame),
    GetSetDef::read_only("ag_running", |_, g| Ok(Value::bool(flags(g) & BUSY != 0))),
    GetSetDef::read_only("ag_suspended", generator::get_suspended),
    GetSetDef::read_only("ag_await", generator::get_delegate),
];

pub fn init(t: &mut Thread) {
    let owner = t.types.async_generator;
    types::add_methods(t, owner, METHODS);
    types::add_getsets(t, owner, GETSETS);
    let object = t.types.object;
    for (i, name) in ["async_generator_asend", "async_generator_athrow", "async_generator_wrapped_value"]
        .into_iter()
        .enumerate()
    {
        let class = types::native_class(t, "builtins", name, object, Payload::NativeIterator, 0, None);
        if i < 2 {
            types::add_methods(t, class, STEP_METHODS);
        }
        // SAFETY: a type object; barrier follows.
        unsafe { (*owner.cast::<Type>()).spare[i] = class }
        t.heap.write_barrier_any(owner);
    }
}
