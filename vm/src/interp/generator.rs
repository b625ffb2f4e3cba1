//! Resuming and suspending generators: pushing and popping the window they own.

use super::{End, execute, go, quicken};
use taipan_bytecode::instruction::{Decoded, decode};
use taipan_bytecode::opcode::Intrinsic;
use taipan_bytecode::{CodeFlags, Instruction, Op};
use taipan_runtime::frame::{self, Continuation};
use taipan_runtime::layout::{GeneratorState, NativeFunction, Type, shape_id};
use taipan_runtime::machine::{Direct, Machine};
use taipan_runtime::native::{self, NativeKind};
use taipan_runtime::objects::{code, delegation, exception, generator};
use taipan_runtime::ops::{self, call};
use taipan_runtime::step::Flow;
use taipan_runtime::thread::Resume;
use taipan_runtime::{Raised, Thread, Value, field, types};

/// Makes the generator's window current, waiting instruction: the thread's current one. `sent` goes to its `yield`.
pub fn enter(d: &mut Direct, g: Value, sent: Value, k: Continuation) -> Result<(), Raised> {
    let t = d.t();
    if t.depth >= t.depth_limit {
        return Err(t.recursion_error(""));
    }
    let mut innermost = g;
    if delegation::is_link(g) {
        if delegation::level(g) != 0 {
            delegation::dissolve(g);
        }
        let tip = delegation::other_end(g);
        if !tip.is_none() {
            let levels = delegation::level(tip);
            if t.depth + levels < t.depth_limit {
                t.depth += levels;
                generator::set_state(g, GeneratorState::Running);
                innermost = tip;
            } else {
                // It is raised at the level that is too deep.
                delegation::dissolve(g);
            }
        }
    }
    let window = generator::window(g);
    window.set_header(frame::CALLER, Value(t.window.0 as u64));
    window.set_header(frame::RETURN, frame::return_word(t.pc, k));
    let window = generator::window(innermost);
    let started = generator::raw_state(innermost) == GeneratorState::Suspended;
    let pc = generator::pc(innermost);
    generator::set_position(innermost, pc, GeneratorState::Running);
    t.window = window;
    t.depth += 1;
    d.reload();
    if started {
        let i = decode(&code::data(window.header(frame::CODE)).code, pc);
        d.set_reg(i.a, sent);
        d.t().pc = i.next;
    } else {
        d.t().pc = 0;
    }
    Ok(())
}

/// The current frame, a generator's, yields `v`. `Some`: native code waits for it. `plain`: no handler of the program's
/// own covers the instruction.
pub fn suspend(d: &mut Direct, v: Value, plain: bool) -> Result<Option<End>, Raised> {
    let t = d.t();
    let window = t.window;
    let g = generator::of_window(window);
    if delegation::level(g) != 0 {
        delegation::step_out(t, g);
    }
    generator::set_position(g, t.pc, GeneratorState::Suspended);
    // It was written to without a barrier while it ran.
    t.heap.write_barrier_any(g);
    if !plain {
        if !in_try(window, t.pc) {
            quicken::yields_plainly(t);
        } else if generator::may_join_finalizers(g) {
            generator::join_finalizers(t, g);
        }
    }
    let (_, k) = call::leave(t);
    window.set_header(frame::CALLER, Value::ZERO);
    d.reload();
    match k {
        Continuation::Native => return Ok(Some(End::Yielded(v))),
        _ => {
            // ForIter and Send: register a, past the exit jump. A call: register a.
            let i = super::waiting(d);
            d.set_reg(i.a, v);
            go(d, if k == Continuation::GeneratorCall { Flow::Next } else { Flow::Skip });
        }
    }
    Ok(None)
}

/// Whether a handler of the program's own, and not one that the compiler put around the body, covers `pc`.
pub fn in_try(window: frame::Window, pc: usize) -> bool {
    let c = code::data(window.header(frame::CODE));
    let mut at = pc;
    while let Some(entry) = c.handler(at) {
        at = entry.handler as usize;
        let i = decode(&c.code, at);
        let made_up = i.op.generic() == Op::Intrinsic && matches!(Intrinsic::ALL[i.c], Intrinsic::StopIterationError | Intrinsic::StopIterationValue);
        if !made_up {
            return true;
        }
    }
    false
}

/// The suspended generator, and what it is sent, that a call of native function `f` resumes with `n` arguments from
/// register `first` on. `None`: it does something else, or fails.
#[inline(always)]
pub fn resumed_by_call(d: &mut Direct, w: Instruction, f: Value, first: usize, n: usize) -> Option<(Value, Value)> {
    if !matches!(field!(f, NativeFunction, def).intrinsic, Some(native::Intrinsic::Resume)) {
        return None;
    }
    let g = d.reg(first);
    if !g.has_shape(shape_id::GENERATOR) {
        return None;
    }
    let sends = field!(f, NativeFunction, def).kind == NativeKind::Method;
    let sent = if sends && n == 2 { d.reg(first + 1) } else { Value::NONE };
    // [`default`] finds no other one.
    let fits = n == 1 || n == 2 && (sends || w.op().generic() == Op::Call);
    match generator::state(g) {
        GeneratorState::Suspended if fits => {}
        GeneratorState::Created if fits && sent.is_none() => {}
        _ => return None,
    }
    Some((g, sent))
}

/// The generator that the current instruction, a call, has resumed returned `v`.
pub fn returned_to_call(d: &mut Direct, v: Value) -> Result<(), Raised> {
    let i = super::waiting(d);
    match default(d, &i) {
        Some(value) => {
            d.set_reg(i.a, value);
            go(d, Flow::Next);
            Ok(())
        }
        None => Err(generator::stop(d.t(), v)),
    }
}

/// What `next(generator, default)` gives at the end.
fn default(d: &mut Direct, i: &Decoded) -> Option<Value> {
    let callee = d.reg(i.b);
    let by_next = i.op.generic() == Op::Call && i.c == 2 && callee.has_shape(shape_id::NATIVE_FUNCTION);
    (by_next && field!(callee, NativeFunction, def).kind == NativeKind::Function).then(|| d.reg(i.b + 2))
}

/// `Hooks::resume`: native code resumes a generator.
pub fn resume(t: &mut Thread, g: Value, how: Resume) -> Result<Option<Value>, Raised> {
    t.check_native_stack()?;
    t.may_run_python()?;
    if let Resume::Throw = how {
        delegation::dissolve(g);
    }
    if let Resume::Throw = how
        && let Some(inner) = generator::delegate(g)
        && let Some(result) = throw_to_delegate(t, g, inner)?
    {
        return Ok(Some(result));
    }
    let pc = t.pc;
    let result = {
        // SAFETY: `t` is not used while `d` is.
        let mut d = unsafe { Direct::new(t) };
        match how {
            Resume::Send(v) => {
                enter(&mut d, g, v, Continuation::Native)?;
                execute(d.t(), false)
            }
            Resume::Throw => {
                let started = generator::state(g) == GeneratorState::Suspended;
                let at = generator::pc(g);
                enter(&mut d, g, Value::NONE, Continuation::Native)?;
                // The exception is raised by the instruction that yielded (or before the first one).
                d.t().pc = if started { at } else { 0 };
                execute(d.t(), true)
            }
        }
    };
    t.pc = pc;
    match result? {
        End::Yielded(v) => Ok(Some(v)),
        End::Returned(v) => {
            t.generator_result = v;
            Ok(None)
        }
    }
}

/// `throw` and `close` go to the iterator of a running `yield from` first. `Some`: it yielded; `None`: the pending
/// exception is to be raised in the generator.
fn throw_to_delegate(t: &mut Thread, g: Value, inner: Value) -> Result<Option<Value>, Raised> {
    let e = t.take_pending();
    let at = generator::pc(g);
    // The outer generator counts as running meanwhile.
    generator::set_position(g, at, GeneratorState::Running);
    let result = forward(t, inner, e);
    generator::set_position(g, at, GeneratorState::Suspended);
    match result {
        Ok(Some(v)) => Ok(Some(v)),
        Ok(None) => {
            t.pending = e;
            Ok(None)
        }
        // Whatever the inner one raised, StopIteration included, arrives at the outer one's yield.
        Err(Raised) => Ok(None),
    }
}

/// `None`: the inner iterator has no `throw` (or was closed): raise the exception in the outer one.
fn forward(t: &mut Thread, inner: Value, e: Value) -> Result<Option<Value>, Raised> {
    let exit = t.exceptions.generator_exit;
    if taipan_runtime::types::is_instance(t, e, exit) {
        let name = t.names.close;
        if generator::is_generator_like(inner) {
            generator::close(t, inner)?;
        } else if let Some(close) = ops::get_attr_opt(t, inner, name)? {
            ops::call(t, close, &[])?;
        }
        return Ok(None);
    }
    if generator::is_generator_like(inner) {
        return match generator::throw_into(t, inner, e)? {
            Some(v) => Ok(Some(v)),
            None => {
                let (class, value) = (t.exceptions.stop_iteration, t.generator_result);
                Err(exception::raise_with(t, class, &[value]))
            }
        };
    }
    let name = t.names.throw;
    match ops::get_attr_opt(t, inner, name)? {
        Some(throw) => ops::call(t, throw, &[e]).map(Some),
        None => Ok(None),
    }
}

/// `await v`: the iterator that is run to its end.
pub fn awaitable(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    match await_iterator(t, v)? {
        Some(iterator) => Ok(iterator),
        None => {
            let message = format!("'{}' object can't be awaited", t.type_name(v));
            Err(t.type_error(message))
        }
    }
}

fn await_iterator(t: &mut Thread, v: Value) -> Result<Option<Value>, Raised> {
    if is_coroutine(v) {
        return Ok(Some(v));
    }
    let name = t.names.await_;
    let Some(iterator) = ops::call_special(t, v, name, &[])? else {
        return Ok(None);
    };
    if is_coroutine(iterator) {
        return Err(t.type_error("__await__() returned a coroutine"));
    }
    let (class, next) = (t.class_of(iterator), t.names.next);
    if field!(class, Type, next).is_none() && types::lookup(t, class, next).is_none() {
        let message = format!("__await__() returned non-iterator of type '{}'", t.type_name(iterator));
        return Err(t.type_error(message));
    }
    Ok(Some(iterator))
}

/// A coroutine, or a generator made one by `types.coroutine`.
fn is_coroutine(v: Value) -> bool {
    v.has_shape(shape_id::COROUTINE)
        || v.has_shape(shape_id::GENERATOR) && code::data(generator::window(v).header(frame::CODE)).flags.has(CodeFlags::ITERABLE_COROUTINE)
}

/// The iterator of an `async for`.
pub fn async_iterator(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    let (aiter, anext) = (t.names.aiter, t.names.anext);
    let Some(iterator) = ops::call_special(t, v, aiter, &[])? else {
        let message = format!("'async for' requires an object with __aiter__ method, got {}", t.type_name(v));
        return Err(t.type_error(message));
    };
    if ops::lookup_special(t, iterator, anext).is_none() {
        let found = t.type_name(iterator);
        let message = format!("'async for' received an object from __aiter__ that does not implement __anext__: {found}");
        return Err(t.type_error(message));
    }
    Ok(iterator)
}

/// What an `async for` awaits for the next item.
pub fn async_next(t: &mut Thread, iterator: Value) -> Result<Value, Raised> {
    let (anext, await_) = (t.names.anext, t.names.await_);
    let Some(next) = ops::call_special(t, iterator, anext, &[])? else {
        let message = format!("'async for' requires an iterator with __anext__ method, got {}", t.type_name(iterator));
        return Err(t.type_error(message));
    };
    if !is_coroutine(next) && ops::lookup_special(t, next, await_).is_none() {
        let message = format!("'async for' received an invalid object from __anext__: {}", t.type_name(next));
        return Err(t.type_error(message));
    }
    Ok(next)
}
