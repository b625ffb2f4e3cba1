//! Resuming and suspending generators inside the loop, and short cuts through `yield from`.
//!
//! An item that the innermost of many nested generators yields passes all of them, and so does the
//! next resumption. Once a level has passed an item on, it remembers the generator the item came
//! from ([`generators::link`]), which keeps its window's caller and return words: from then on a
//! level costs a few words, as long as it does nothing itself. A level that runs any instruction
//! drops its link first, so that a link always belongs to the `yield from` it is suspended in.

use super::frames::Position;
use taipan_bytecode::{Instruction, Op};
use taipan_runtime::Value;
use taipan_runtime::frame::{self, Continuation, Window};
use taipan_runtime::layout::{GeneratorState, shape_id};
use taipan_runtime::machine::Direct;
use taipan_runtime::objects::generator as generators;

/// Goes on in a suspended generator with `sent` as the value of its yield; the current frame's instruction waits with
/// continuation `k`. `None`: `g` is anything else, nothing was done.
#[inline(always)]
pub fn resume(d: &mut Direct, p: &Position, g: Value, sent: Value, k: Continuation) -> Option<Position> {
    let t = d.t();
    if !g.has_shape(shape_id::GENERATOR) || generators::state(g) != GeneratorState::Suspended || t.depth >= t.depth_limit {
        return None;
    }
    let mut window = generators::window(g);
    let mut innermost = g;
    if !generators::link(g).is_none() {
        innermost = descend(d, g);
        window = generators::window(innermost);
    }
    let t = d.t();
    let pc = generators::pc(innermost);
    let mut q = Position::at(window, pc);
    // SAFETY: the yielding instruction is inside its code and never the last one.
    let yielding = Instruction(unsafe { *q.ip });
    if yielding.op() == Op::Ext {
        // Only without links: an instruction with a prefix gets none.
        return None;
    }
    // SAFETY: as above.
    q.ip = unsafe { q.ip.add(1) };
    let outermost = generators::window(g);
    outermost.set_header(frame::CALLER, Value(p.registers as u64));
    outermost.set_header(frame::RETURN, frame::return_word(p.pc(), k));
    window.set_reg(yielding.a(), sent);
    generators::set_position(innermost, pc, GeneratorState::Running);
    t.window = window;
    t.depth += 1;
    d.registers = window.0;
    Some(q)
}

/// Makes generators run, from `g` inwards, that will only send on what they are sent: the first one that runs itself. It
/// has no link any more.
#[inline(never)]
fn descend(d: &mut Direct, mut g: Value) -> Value {
    let t = d.t();
    loop {
        let inner = generators::link(g);
        if inner.is_none() {
            return g;
        }
        let window = generators::window(inner);
        let same = generators::state(inner) == GeneratorState::Suspended && window.header(frame::CALLER).0 == generators::window(g).0 as u64;
        // One more frame is entered after this loop.
        if !same || t.depth + 1 >= t.depth_limit || !plain_yield(inner) {
            generators::unlink(g);
            return g;
        }
        generators::set_state(g, GeneratorState::Running);
        t.depth += 1;
        g = inner;
    }
}

/// Whether the instruction that a suspended generator yielded with has no prefix.
fn plain_yield(g: Value) -> bool {
    let q = Position::at(generators::window(g), generators::pc(g));
    // SAFETY: the yielding instruction is inside its code.
    Instruction(unsafe { *q.ip }).op() != Op::Ext
}

/// The generator whose window is the current one yields `v` to a loop or a delegating generator, which goes on. `None`:
/// something else waits, nothing was done.
#[inline(always)]
pub fn suspend(d: &mut Direct, p: &Position, v: Value) -> Option<Position> {
    let window = Window(p.registers);
    let (pc, k) = window.return_to();
    if !matches!(k, Continuation::GeneratorNext | Continuation::Send) {
        return None;
    }
    let caller = Window(window.header(frame::CALLER).0 as *mut Value);
    let mut q = Position::at(caller, pc);
    // SAFETY: the waiting instruction and the jump behind it are inside its code.
    let waiting = Instruction(unsafe { *q.ip });
    if waiting.op() == Op::Ext {
        return None;
    }
    let g = generators::of_window(window);
    generators::set_position(g, p.pc(), GeneratorState::Suspended);
    let t = d.t();
    // It was written to without a barrier while it ran.
    t.heap.write_barrier_any(g);
    t.depth -= 1;
    if k == Continuation::Send {
        q = ascend(d, g, v);
    } else {
        window.set_header(frame::CALLER, Value::ZERO);
        caller.set_reg(waiting.a(), v);
        // SAFETY: as above; the jump is skipped.
        q.ip = unsafe { q.ip.add(2) };
    }
    d.t().window = Window(q.registers);
    d.registers = q.registers;
    Some(q)
}

/// As [`suspend`], for a generator that native code resumed. `false`: something else waits, nothing was done.
#[inline(always)]
pub fn suspend_to_native(d: &mut Direct, p: &Position) -> bool {
    let window = Window(p.registers);
    if window.return_to().1 != Continuation::Native {
        return false;
    }
    let g = generators::of_window(window);
    generators::set_position(g, p.pc(), GeneratorState::Suspended);
    let t = d.t();
    t.heap.write_barrier_any(g);
    t.window = Window(window.header(frame::CALLER).0 as *mut Value);
    window.set_header(frame::CALLER, Value::ZERO);
    t.depth -= 1;
    true
}

/// Hands `v` from suspended generator `g` to the frame whose Send waits for it, and on from there while that frame only
/// yields it. Gives the position of the first that does something else.
#[inline(never)]
fn ascend(d: &mut Direct, mut g: Value, v: Value) -> Position {
    let t = d.t();
    loop {
        let window = generators::window(g);
        let (pc, k) = window.return_to();
        let caller = Window(window.header(frame::CALLER).0 as *mut Value);
        let outer = if k == Continuation::Send {
            generators::of_window(caller)
        } else {
            Value::NONE
        };
        let linked = outer.has_shape(shape_id::GENERATOR) && generators::link(outer) == g;
        if linked && passes_on(caller) {
            // It has run nothing since it passed on the last item: its position is that of the yield.
            generators::set_state(outer, GeneratorState::Suspended);
            t.depth -= 1;
            g = outer;
            continue;
        }
        let mut q = Position::at(caller, pc);
        // SAFETY: the waiting instruction and the jump behind it, which is skipped, are inside its code.
        let waiting = Instruction(unsafe { *q.ip });
        if waiting.op() == Op::Ext {
            unreachable!("a level with a prefix was not left by the fast path")
        }
        // SAFETY: as above.
        q.ip = unsafe { q.ip.add(2) };
        // SAFETY: as above.
        let following = Instruction(unsafe { *q.ip });
        let delegates = outer.has_shape(shape_id::GENERATOR) && following.op() == Op::YieldDelegatePlain && following.b() == waiting.a();
        if delegates && !linked && passes_on(caller) {
            caller.set_reg(waiting.a(), Value::NONE);
            generators::set_link(t, outer, g);
            generators::set_position(outer, q.pc(), GeneratorState::Suspended);
            t.depth -= 1;
            g = outer;
            continue;
        }
        if linked {
            generators::unlink(outer);
        }
        window.set_header(frame::CALLER, Value::ZERO);
        caller.set_reg(waiting.a(), v);
        return q;
    }
}

/// Whether the frame of a generator was resumed by a loop or a delegating generator of the program.
fn passes_on(window: Window) -> bool {
    matches!(window.return_to().1, Continuation::GeneratorNext | Continuation::Send)
}
