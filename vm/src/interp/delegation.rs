//! Resuming and suspending generators inside the loop, along the chains of delegating generators
//! ([`taipan_runtime::objects::delegation`]).
//!
//! A resumption goes to the tip at once and an item to whoever resumed the root, whatever lies between. The first item that
//! passes a new level, or a chain that was resumed by another generator's `yield from`, makes the chain longer ([`ascend`]).

use super::frames::Position;
use taipan_bytecode::instruction::decode;
use taipan_bytecode::{Instruction, Op};
use taipan_runtime::Value;
use taipan_runtime::frame::{self, Continuation, Window};
use taipan_runtime::layout::GeneratorState;
use taipan_runtime::machine::{Direct, Machine};
use taipan_runtime::objects::generator as generators;
use taipan_runtime::objects::{code, delegation};

/// Goes on in a generator that is new or suspended with `sent` as the value of its yield; the current frame's instruction
/// waits with continuation `k`. `None`: `g` is anything else, nothing was done.
#[inline(always)]
pub fn resume(d: &mut Direct, p: &Position, g: Value, sent: Value, k: Continuation) -> Option<Position> {
    let t = d.t();
    if !delegation::is_link(g) || t.depth >= t.depth_limit {
        return None;
    }
    let outermost = generators::window(g);
    let mut q;
    if generators::raw_state(g) == GeneratorState::Created {
        if !sent.is_none() {
            return None;
        }
        q = Position::at(outermost, 0);
        generators::set_position(g, 0, GeneratorState::Running);
    } else {
        if generators::raw_state(g) != GeneratorState::Suspended || delegation::level(g) != 0 {
            return None;
        }
        let mut innermost = g;
        let tip = delegation::other_end(g);
        if !tip.is_none() {
            let levels = delegation::level(tip);
            if t.depth + levels >= t.depth_limit {
                return None;
            }
            t.depth += levels;
            generators::set_state(g, GeneratorState::Running);
            innermost = tip;
        }
        let pc = generators::pc(innermost);
        let window = generators::window(innermost);
        q = Position::at(window, pc);
        // SAFETY: the yielding instruction is inside its code and never the last one.
        let yielding = Instruction(unsafe { *q.ip });
        if yielding.op() == Op::Ext {
            // No tip yields with a prefix, so nothing was changed.
            return None;
        }
        // SAFETY: as above.
        q.ip = unsafe { q.ip.add(1) };
        window.set_reg(yielding.a(), sent);
        generators::set_position(innermost, pc, GeneratorState::Running);
    }
    outermost.set_header(frame::CALLER, Value(p.registers as u64));
    outermost.set_header(frame::RETURN, frame::return_word(p.pc(), k));
    let t = d.t();
    t.window = Window(q.registers);
    t.depth += 1;
    d.registers = q.registers;
    Some(q)
}

/// Whether a call of native function r[b] resumed a generator, and did nothing else; the thread's position is in it then.
#[inline(never)]
pub fn call(d: &mut Direct, w: Instruction, first: usize, n: usize) -> bool {
    let f = d.reg(w.b());
    let p = Position::of(d.t());
    let q = super::generator::resumed_by_call(d, w, f, first, n).and_then(|(g, sent)| resume(d, &p, g, sent, Continuation::GeneratorCall));
    if let Some(q) = q {
        d.t().pc = q.pc();
        return true;
    }
    false
}

/// Where a value goes that a generator yields.
pub enum Passed {
    /// To the waiting instruction in front of this position, which has it already.
    On(Position),
    /// To native code.
    Native,
    /// By the generic way; nothing was done.
    No,
}

/// The generator whose window is the current one yields `v` where no handler of its own is.
#[inline(always)]
pub fn suspend(d: &mut Direct, p: &Position, v: Value) -> Passed {
    let window = Window(p.registers);
    let g = generators::of_window(window);
    let (mut pc, mut k) = window.return_to();
    let (mut outermost, mut levels) = (g, 0);
    if delegation::level(g) != 0 {
        outermost = delegation::other_end(g);
        levels = delegation::level(g);
        (pc, k) = generators::window(outermost).return_to();
    }
    if !waits(k) {
        return Passed::No;
    }
    generators::set_position(g, p.pc(), GeneratorState::Suspended);
    let t = d.t();
    // It was written to without a barrier while it ran.
    t.heap.write_barrier_any(g);
    t.depth -= levels + 1;
    if levels != 0 {
        generators::set_state(outermost, GeneratorState::Suspended);
    }
    if k == Continuation::Send {
        outermost = ascend(d, g, outermost, levels);
        (pc, k) = generators::window(outermost).return_to();
    }
    let window = generators::window(outermost);
    let caller = Window(window.header(frame::CALLER).0 as *mut Value);
    // Nobody waits for it any more.
    window.set_header(frame::CALLER, Value::ZERO);
    d.t().window = caller;
    d.registers = caller.0;
    if k == Continuation::Native {
        return Passed::Native;
    }
    // A loop and a `yield from` skip the jump that they take at the end.
    let jump = (k != Continuation::GeneratorCall) as usize;
    let mut q = Position::at(caller, pc);
    // SAFETY: the waiting instruction is inside its code.
    let waiting = Instruction(unsafe { *q.ip });
    if waiting.op() == Op::Ext {
        let i = decode(&code::data(caller.header(frame::CODE)).code, pc);
        caller.set_reg(i.a, v);
        return Passed::On(Position::at(caller, i.next + jump));
    }
    caller.set_reg(waiting.a(), v);
    // SAFETY: as above; so is the jump behind it.
    q.ip = unsafe { q.ip.add(1 + jump) };
    Passed::On(q)
}

/// The generator whose window is the current one returns `v`, to a loop or a `yield from` that goes on. `None`: something
/// else waits, or it is no generator's, nothing was done.
#[inline(always)]
pub fn finish(d: &mut Direct, window: Window, v: Value) -> Option<Position> {
    let (pc, k) = window.return_to();
    if !matches!(k, Continuation::GeneratorNext | Continuation::Send) {
        return None;
    }
    let caller = Window(window.header(frame::CALLER).0 as *mut Value);
    let mut q = Position::at(caller, pc);
    // SAFETY: the waiting instruction is inside its code.
    let waiting = Instruction(unsafe { *q.ip });
    if waiting.op() == Op::Ext {
        return None;
    }
    let t = d.t();
    generators::finish(t, generators::of_window(window));
    if k == Continuation::Send {
        caller.set_reg(waiting.a(), v);
    }
    t.depth -= 1;
    t.window = caller;
    d.registers = caller.0;
    // SAFETY: as above; the next word is the jump out of the loop.
    q.ip = unsafe { q.ip.add(1) };
    Some(q)
}

/// `tip`, `levels` below `outermost`, has just been suspended, and an item goes from it to the `yield from` that resumed
/// `outermost`. As long as the frame there does nothing but yield it, the generators form a chain. Gives its root.
#[inline(never)]
fn ascend(d: &mut Direct, tip: Value, mut outermost: Value, mut levels: u32) -> Value {
    let t = d.t();
    let before = levels;
    while let Some((outer, pc)) = passes_on(outermost, levels) {
        generators::set_position(outer, pc, GeneratorState::Delegating);
        t.heap.write_barrier_any(outer);
        let above = delegation::level(outer);
        outermost = if above == 0 { outer } else { delegation::other_end(outer) };
        levels += above + 1;
        t.depth -= above + 1;
    }
    if levels != before {
        delegation::link(t, outermost, tip, levels);
    }
    outermost
}

/// The generator that waits for an item of `g` in a `yield from` and does nothing but yield it, and the pc where it does.
fn passes_on(g: Value, levels: u32) -> Option<(Value, usize)> {
    let (pc, k) = generators::window(g).return_to();
    if k != Continuation::Send {
        return None;
    }
    let window = Window(generators::window(g).header(frame::CALLER).0 as *mut Value);
    let outer = generators::of_window(window);
    let level = delegation::level(outer);
    if !delegation::is_link(g) || !delegation::is_link(outer) || levels + level + 1 > delegation::MAX_LEVEL {
        return None;
    }
    let q = Position::at(window, pc);
    // SAFETY: the waiting instruction, the jump behind it, which is skipped, and what follows are inside its code.
    let (waiting, following) = unsafe { (Instruction(*q.ip), Instruction(*q.ip.add(2))) };
    if waiting.op() == Op::Ext || following.op() != Op::YieldDelegatePlain || following.b() != waiting.a() {
        return None;
    }
    let root = if level == 0 { outer } else { delegation::other_end(outer) };
    if !waits(generators::window(root).return_to().1) {
        return None;
    }
    window.set_reg(waiting.a(), Value::NONE);
    Some((outer, pc + 2))
}

/// Whether the frame of a generator that is to suspend was resumed by a loop, a `yield from`, a call or native code.
#[inline(always)]
fn waits(k: Continuation) -> bool {
    matches!(
        k,
        Continuation::GeneratorNext | Continuation::Send | Continuation::GeneratorCall | Continuation::Native
    )
}
