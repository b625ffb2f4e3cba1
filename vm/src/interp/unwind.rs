//! Exceptions on their way out: traceback entries, handlers, frames that end, and continuations
//! that catch (`StopIteration` ends a loop, `AttributeError` leads to `__getattr__`).

use taipan_bytecode::opcode::Intrinsic;
use taipan_bytecode::{Op, instruction::decode};
use taipan_runtime::frame::{self, Continuation};
use taipan_runtime::machine::{Direct, Machine};
use taipan_runtime::objects::{code, frame_object, generator};
use taipan_runtime::ops::call;
use taipan_runtime::step::Flow;
use taipan_runtime::{Value, field, layout::Exception};

/// Where the exception went.
pub enum Unwound {
    /// To a handler, or to an instruction that goes on: `t.window` and `t.pc` are set.
    Handler,
    /// Out of the frame that native code waits for: still pending.
    Native,
}

/// Takes the pending exception from the current instruction outwards. `again`: it was re-raised, so the current frame
/// already has its traceback entry.
#[cold]
pub fn unwind(d: &mut Direct, mut again: bool) -> Unwound {
    loop {
        let t = d.t();
        let (window, pc) = (t.window, t.pc);
        let e = t.pending;
        let c = code::data(window.header(frame::CODE));
        if !again && !raises_again(c, pc, e) {
            frame_object::add_traceback(t, e, window, pc);
        }
        again = false;
        if let Some(entry) = c.handler(pc) {
            t.pending = Value::NONE;
            t.pc = entry.handler as usize;
            d.reload();
            d.set_reg(entry.register as usize, e);
            return Unwound::Handler;
        }
        frame_object::detach(t, window);
        let on_stack = call::on_stack(t, window);
        let (_, k) = call::leave(t);
        if !on_stack {
            generator::finish(t, generator::of_window(window));
        }
        d.reload();
        match k {
            Continuation::Native => return Unwound::Native,
            Continuation::Next => {
                let t = d.t();
                if t.pending_is(t.exceptions.stop_iteration) {
                    t.take_pending();
                    super::go(d, Flow::Next);
                    return Unwound::Handler;
                }
            }
            _ => {}
        }
    }
}

/// Whether the instruction at `pc` (a bare `raise`, the end of an `async for` or of a `yield from`) hands on an exception that its frame has
/// handled, which already has its entry.
fn raises_again(c: &code::CodeData, pc: usize, e: Value) -> bool {
    if pc >= c.code.len() || field!(e, Exception, traceback).is_none() {
        return false;
    }
    let i = decode(&c.code, pc);
    let ends_delegation = i.op == Op::Intrinsic && Intrinsic::ALL[i.c] == Intrinsic::StopIterationValue;
    i.op == Op::EndAsyncFor || i.op == Op::Raise && i.c == 0 || ends_delegation
}
