//! Generators and coroutines: objects that own their window, so that suspending moves no register.

use crate::field;
use crate::frame::{self, HEADER_WORDS, Window};
use crate::header::Header;
use crate::layout::*;
use crate::native::{Args, GetSetDef, Intrinsic, NativeDef};
use crate::objects::{code, delegation, exception, string, tuple};
use crate::ops;
use crate::thread::{Raised, Resume, Thread};
use crate::types;
use crate::value::Value;
use taipan_bytecode::CodeFlags;

/// Bytes in front of register 0.
pub const REGISTERS: usize = 64 + 8 * HEADER_WORDS;
const _: () = assert!(size_of::<Generator>() == REGISTERS);

/// A generator whose parameters were bound in a reserved window above the stack's top.
pub fn from_window(t: &mut Thread, function: Value, bound: Window) -> Value {
    let c = code::data(field!(function, Function, code));
    // The bound registers are above `top`, where the collector does not look: claim them during the allocation.
    let top = t.top;
    // SAFETY: reserved by the caller.
    t.top = unsafe { bound.0.add(c.named_registers()) };
    let window = allocate(t, function, c);
    t.top = top;
    for r in 0..c.named_registers() {
        window.set_reg(r, bound.reg(r));
    }
    of_window(window)
}

/// A generator whose first parameters are `args`, which the collector finds elsewhere, and whose other ones have the last
/// `missing` of the function's defaults.
pub fn from_arguments(t: &mut Thread, function: Value, args: &[Value], missing: usize) -> Value {
    let c = code::data(field!(function, Function, code));
    let window = allocate(t, function, c);
    for (r, v) in args.iter().enumerate() {
        window.set_reg(r, *v);
    }
    let mut n = args.len();
    if missing > 0 {
        let defaults = field!(function, Function, defaults);
        let defaults = tuple::items(&defaults);
        for v in &defaults[defaults.len() - missing..] {
            window.set_reg(n, *v);
            n += 1;
        }
    }
    for r in n..c.named_registers() {
        window.set_reg(r, Value::UNBOUND);
    }
    of_window(window)
}

/// A new generator's window; its named registers are to be written before the next allocation.
#[inline]
fn allocate(t: &mut Thread, function: Value, c: &code::CodeData) -> Window {
    let registers = c.register_count as usize;
    let shape = if c.flags.has(CodeFlags::COROUTINE) {
        shape_id::COROUTINE
    } else if c.flags.has(CodeFlags::ASYNC_GENERATOR) {
        shape_id::ASYNC_GENERATOR
    } else {
        shape_id::GENERATOR
    };
    let p = t.heap.alloc(REGISTERS + 8 * registers).cast::<Generator>();
    // SAFETY: fresh memory of the right size.
    unsafe {
        p.write(Generator {
            header: Header {
                shape,
                aux: 0,
                state: 0,
                flags: 0,
            },
            live: Value::small(registers as i64),
            capacity: Value::small(registers as i64),
            position: GeneratorState::Created as u64,
            name: field!(function, Function, name),
            qualname: field!(function, Function, qualname),
            spare: Value::NONE,
            spare2: Value::NONE,
            window: [Value::ZERO; HEADER_WORDS],
        });
    }
    let window = window_of_address(p as usize);
    window.set_header(frame::CODE, field!(function, Function, code));
    window.set_header(frame::FUNCTION, function);
    window.set_header(frame::FRAME_OBJECT, Value::UNBOUND);
    window.set_header(frame::HANDLED, Value::NONE);
    window.set_header(frame::CONTINUATION_DATA, Value::NONE);
    window.set_header(frame::LOCALS, Value::NONE);
    for r in c.named_registers()..registers {
        window.set_reg(r, Value::ZERO);
    }
    window
}

fn window_of_address(address: usize) -> Window {
    Window((address + REGISTERS) as *mut Value)
}
/// The generator's window.
#[inline(always)]
pub fn window(generator: Value) -> Window {
    window_of_address(generator.address())
}
/// The generator that owns a window inside the heap.
#[inline(always)]
pub fn of_window(window: Window) -> Value {
    Value::from_address(window.0 as usize - REGISTERS)
}
/// Its state; of one that only passes items on, that of its chain.
pub fn state(generator: Value) -> GeneratorState {
    match raw_state(generator) {
        GeneratorState::Delegating => raw_state(delegation::root(generator)),
        state => state,
    }
}
/// The state that is written in the generator.
#[inline(always)]
pub fn raw_state(generator: Value) -> GeneratorState {
    match field!(generator, Generator, position) as u8 {
        0 => GeneratorState::Created,
        1 => GeneratorState::Suspended,
        2 => GeneratorState::Running,
        3 => GeneratorState::Finished,
        _ => GeneratorState::Delegating,
    }
}
/// pc where it was suspended.
#[inline(always)]
pub fn pc(generator: Value) -> usize {
    (field!(generator, Generator, position) >> 8) as usize
}
#[inline(always)]
pub fn set_position(generator: Value, pc: usize, state: GeneratorState) {
    // SAFETY: a generator.
    unsafe { (*generator.cast::<Generator>()).position = (pc as u64) << 8 | state as u64 }
}

/// Changes the state at an unchanged position.
#[inline(always)]
pub fn set_state(generator: Value, state: GeneratorState) {
    // SAFETY: a generator.
    unsafe {
        let position = &mut (*generator.cast::<Generator>()).position;
        *position = *position & !0xFF | state as u64;
    }
}

/// Marks it finished and lets go of its registers.
pub fn finish(t: &mut Thread, generator: Value) {
    if delegation::level(generator) != 0 {
        delegation::step_out(t, generator);
    }
    set_position(generator, 0, GeneratorState::Finished);
    // SAFETY: a generator; fewer live registers need no barrier.
    unsafe { (*generator.cast::<Generator>()).live = Value::ZERO }
}

/// Whether a generator that suspends inside a `try` is new to the list of objects to finalise. Async generators are
/// closed by their event loop.
pub fn may_join_finalizers(g: Value) -> bool {
    !g.has_shape(shape_id::ASYNC_GENERATOR) && field!(g, Generator, spare) != Value::TRUE
}

/// The collector closes the generator when nobody refers to it any more.
pub fn join_finalizers(t: &mut Thread, g: Value) {
    // SAFETY: a generator; a constant needs no barrier.
    unsafe { (*g.cast::<Generator>()).spare = Value::TRUE }
    t.heap.register_finalizer(g);
}

pub fn is_generator_like(v: Value) -> bool {
    matches!(v.shape_or_zero(), shape_id::GENERATOR | shape_id::COROUTINE | shape_id::ASYNC_GENERATOR)
}

fn kind(v: Value) -> &'static str {
    match v.shape_or_zero() {
        shape_id::COROUTINE => "coroutine",
        shape_id::ASYNC_GENERATOR => "async generator",
        _ => "generator",
    }
}

/// ValueError or TypeError when `generator` cannot be resumed with `send`.
pub fn check_resumable(t: &mut Thread, generator: Value, send: Value) -> Result<(), Raised> {
    match state(generator) {
        GeneratorState::Running => Err(t.value_error(format!("{} already executing", kind(generator)))),
        GeneratorState::Created if !send.is_none() => Err(t.type_error(format!("can't send non-None value to a just-started {}", kind(generator)))),
        _ => Ok(()),
    }
}

/// The next item, `HOLE` at the end (then `t.generator_result` is the return value).
pub fn next(t: &mut Thread, generator: Value) -> Result<Value, Raised> {
    t.generator_result = Value::NONE;
    if state(generator) == GeneratorState::Finished {
        return Ok(Value::HOLE);
    }
    check_resumable(t, generator, Value::NONE)?;
    Ok((t.hooks.resume)(t, generator, Resume::Send(Value::NONE))?.unwrap_or(Value::HOLE))
}

/// StopIteration with a generator's return value.
pub fn stop(t: &mut Thread, result: Value) -> Raised {
    let class = t.exceptions.stop_iteration;
    if result.is_none() {
        exception::raise_with(t, class, &[])
    } else {
        exception::raise_with(t, class, &[result])
    }
}

fn send(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let generator = args.get(0);
    if state(generator) == GeneratorState::Finished {
        if generator.has_shape(shape_id::COROUTINE) {
            return Err(t.runtime_error("cannot reuse already awaited coroutine"));
        }
        return Err(stop(t, Value::NONE));
    }
    check_resumable(t, generator, args.get(1))?;
    match (t.hooks.resume)(t, generator, Resume::Send(args.get(1)))? {
        Some(v) => Ok(v),
        None => {
            let result = t.generator_result;
            Err(stop(t, result))
        }
    }
}

fn next_method(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    match next(t, args.get(0))? {
        Value::HOLE => {
            let result = t.generator_result;
            Err(stop(t, result))
        }
        v => Ok(v),
    }
}

/// `throw(type_or_value, value=None, traceback=None)`: the exception to raise.
pub(super) fn exception_of(t: &mut Thread, args: &[Value]) -> Result<Value, Raised> {
    let (class, value) = (args[0], args.get(1).copied().unwrap_or(Value::NONE));
    let e = if exception::is_exception_class(t, class) {
        if types::is_instance(t, value, class) {
            value
        } else if value.is_none() {
            ops::call(t, class, &[])?
        } else if tuple::is_tuple(t, value) {
            let items = tuple::items(&value);
            ops::call(t, class, items)?
        } else {
            ops::call(t, class, &[value])?
        }
    } else if exception::is_exception(t, class) {
        if !value.is_none() {
            return Err(t.type_error("instance exception may not have a separate value"));
        }
        class
    } else {
        let message = format!(
            "exceptions must be classes or instances deriving from BaseException, not {}",
            t.type_name(class)
        );
        return Err(t.type_error(message));
    };
    if let Some(&traceback) = args.get(2)
        && !traceback.is_none()
    {
        if !traceback.has_shape(shape_id::TRACEBACK) {
            return Err(t.type_error("throw() third argument must be a traceback object"));
        }
        exception::set_traceback(t, e, traceback);
    }
    Ok(e)
}

/// Raises `e` inside the generator; the next yielded value, or `None` when it returned.
pub fn throw_into(t: &mut Thread, generator: Value, e: Value) -> Result<Option<Value>, Raised> {
    match state(generator) {
        GeneratorState::Running => return Err(t.value_error(format!("{} already executing", kind(generator)))),
        GeneratorState::Finished => return Err(t.raise_object(e)),
        _ => {}
    }
    t.pending = e;
    (t.hooks.resume)(t, generator, Resume::Throw)
}

fn throw(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let generator = args.get(0);
    let e = exception_of(t, &args.positional()[1..])?;
    match throw_into(t, generator, e)? {
        Some(v) => Ok(v),
        None => {
            let result = t.generator_result;
            Err(stop(t, result))
        }
    }
}

/// `close()`: what the generator returned, else None.
pub fn close(t: &mut Thread, generator: Value) -> Result<Value, Raised> {
    match state(generator) {
        GeneratorState::Created => {
            finish(t, generator);
            return Ok(Value::NONE);
        }
        GeneratorState::Finished => return Ok(Value::NONE),
        _ => {}
    }
    let class = t.exceptions.generator_exit;
    let e = exception::new(t, class, &[]);
    match throw_into(t, generator, e) {
        Ok(Some(_)) => Err(t.runtime_error(format!("{} ignored GeneratorExit", kind(generator)))),
        Ok(None) => Ok(t.generator_result),
        Err(_) if t.pending_is(t.exceptions.generator_exit) || t.pending_is(t.exceptions.stop_iteration) => {
            t.take_pending();
            Ok(Value::NONE)
        }
        Err(raised) => Err(raised),
    }
}

fn close_method(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    close(t, args.get(0))
}

pub(super) fn repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let g = args.get(0);
    let text = format!(
        "<{} object {} at {:#x}>",
        kind(g),
        string::to_string_lossy(field!(g, Generator, qualname)),
        g.address()
    );
    Ok(t.str(&text))
}

fn identity(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(args.get(0))
}

static COMMON: &[NativeDef] = &[
    NativeDef::slot("__repr__", 0, repr),
    NativeDef::method("send", 1, 1, send).intrinsic(Intrinsic::Resume),
    NativeDef::method("throw", 1, 3, throw),
    NativeDef::method("close", 0, 0, close_method),
];
static GENERATOR: &[NativeDef] = &[
    NativeDef::slot("__iter__", 0, identity),
    NativeDef::slot("__next__", 0, next_method).intrinsic(Intrinsic::Resume),
];
static COROUTINE: &[NativeDef] = &[NativeDef::slot("__await__", 0, identity)];

fn set_text(t: &mut Thread, g: Value, v: Option<Value>, slot: fn(&mut Generator) -> &mut Value, label: &str) -> Result<(), Raised> {
    match v {
        Some(v) if string::is_str(t, v) => {
            // SAFETY: a generator; barrier below.
            unsafe { *slot(&mut *g.cast::<Generator>()) = v }
            t.heap.write_barrier_any(g);
            Ok(())
        }
        _ => Err(t.type_error(format!("{label} must be set to a string object"))),
    }
}

pub(super) fn get_code(_: &mut Thread, g: Value) -> Result<Value, Raised> {
    Ok(window(g).header(frame::CODE))
}
fn get_running(_: &mut Thread, g: Value) -> Result<Value, Raised> {
    Ok(Value::bool(state(g) == GeneratorState::Running))
}
pub(super) fn get_suspended(_: &mut Thread, g: Value) -> Result<Value, Raised> {
    Ok(Value::bool(state(g) == GeneratorState::Suspended))
}
pub(super) fn get_frame(t: &mut Thread, g: Value) -> Result<Value, Raised> {
    if state(g) == GeneratorState::Finished {
        return Ok(Value::NONE);
    }
    Ok(crate::objects::frame_object::of_window(t, window(g), pc(g)))
}
/// The iterator a suspended `yield from` delegates to.
pub fn delegate(g: Value) -> Option<Value> {
    if state(g) != GeneratorState::Suspended {
        return None;
    }
    let w = window(g);
    let c = code::data(w.header(frame::CODE));
    // The pc is that of the yielding instruction.
    let i = taipan_bytecode::instruction::decode(&c.code, pc(g));
    if i.op.generic() == taipan_bytecode::Op::YieldDelegate {
        Some(w.reg(i.c))
    } else {
        None
    }
}
pub(super) fn get_delegate(_: &mut Thread, g: Value) -> Result<Value, Raised> {
    Ok(delegate(g).unwrap_or(Value::NONE))
}

static NAMES: &[GetSetDef] = &[
    GetSetDef::new(
        "__name__",
        |_, g| Ok(field!(g, Generator, name)),
        |t, g, v| set_text(t, g, v, |g| &mut g.name, "__name__"),
    ),
    GetSetDef::new(
        "__qualname__",
        |_, g| Ok(field!(g, Generator, qualname)),
        |t, g, v| set_text(t, g, v, |g| &mut g.qualname, "__qualname__"),
    ),
];
static GENERATOR_GETSETS: &[GetSetDef] = &[
    GetSetDef::read_only("gi_code", get_code),
    GetSetDef::read_only("gi_frame", get_frame),
    GetSetDef::read_only("gi_running", get_running),
    GetSetDef::read_only("gi_suspended", get_suspended),
    GetSetDef::read_only("gi_yieldfrom", get_delegate),
];
static COROUTINE_GETSETS: &[GetSetDef] = &[
    GetSetDef::read_only("cr_code", get_code),
    GetSetDef::read_only("cr_frame", get_frame),
    GetSetDef::read_only("cr_running", get_running),
    GetSetDef::read_only("cr_suspended", get_suspended),
    GetSetDef::read_only("cr_await", get_delegate),
];

pub fn init(t: &mut Thread) {
    let (generator, coroutine, async_generator) = (t.types.generator, t.types.coroutine, t.types.async_generator);
    for class in [generator, coroutine] {
        types::add_methods(t, class, COMMON);
        types::add_getsets(t, class, NAMES);
    }
    types::add_getsets(t, async_generator, NAMES);
    types::add_methods(t, generator, GENERATOR);
    types::add_getsets(t, generator, GENERATOR_GETSETS);
    types::add_methods(t, coroutine, COROUTINE);
    types::add_getsets(t, coroutine, COROUTINE_GETSETS);
    types::set_next(generator, next);
    crate::objects::async_generator::init(t);
    t.heap.set_finalizer_filter(|v| !is_generator_like(v) || state(v) != GeneratorState::Finished);
}
