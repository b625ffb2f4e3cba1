//! The interpreter: one loop over register bytecode.
//!
//! Every instruction has a generic form, whose meaning is `taipan_runtime::step` (shared with the
//! recorder) or, for rare ones, [`rare`]. Hot instructions rewrite themselves to quickened forms
//! ([`quicken`]) that the loop itself handles ([`dispatch`]). Python calls push windows and stay in
//! the loop; the native stack grows only when native code calls Python.

mod arithmetic;
mod attributes;
mod delegation;
mod dispatch;
mod frames;
pub mod generator;
mod groups;
pub mod handlers;
pub mod intrinsics;
mod iteration;
pub mod patterns;
pub mod quicken;
pub mod rare;
pub mod unpack;
pub mod unwind;

use taipan_bytecode::Op;
use taipan_bytecode::instruction::decode;
use taipan_runtime::frame::{self, Continuation, Window};
use taipan_runtime::machine::{Direct, Machine};
use taipan_runtime::objects::code;
use taipan_runtime::objects::generator as generators;
use taipan_runtime::ops::call;
use taipan_runtime::step::Flow;
use taipan_runtime::{Raised, Thread, Value, resume};

/// How a native caller's frame ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    Returned(Value),
    /// The generator that `resume` entered yielded.
    Yielded(Value),
}

/// `Hooks::run`: runs the frame pushed last until it returns.
pub fn run(t: &mut Thread) -> Result<Value, Raised> {
    match execute(t, false)? {
        End::Returned(v) => Ok(v),
        End::Yielded(_) => unreachable!("only `resume` enters generators"),
    }
}

/// Runs from the thread's current window and pc (`raising`: by raising the pending exception there) until a frame with
/// continuation `Native` ends.
pub fn execute(t: &mut Thread, raising: bool) -> Result<End, Raised> {
    // SAFETY: `t` is not used while `d` is.
    let mut d = unsafe { Direct::new(t) };
    if raising {
        match unwind::unwind(&mut d, false) {
            unwind::Unwound::Handler => {}
            unwind::Unwound::Native => return Err(Raised),
        }
    }
    loop {
        match dispatch::segment(&mut d) {
            Ok(end) => return Ok(end),
            Err(Raised) => {
                let again = is_reraise(&mut d);
                match unwind::unwind(&mut d, again) {
                    unwind::Unwound::Handler => {}
                    unwind::Unwound::Native => return Err(Raised),
                }
            }
        }
    }
}

/// Whether the exception came from `Reraise`, which adds no traceback entry in its frame.
fn is_reraise(d: &mut Direct) -> bool {
    let t = d.t();
    let c = code::data(t.window.header(frame::CODE));
    t.pc < c.code.len() && decode(&c.code, t.pc).op == Op::Reraise
}

/// The frame of `window` (just left) returned `v` to an instruction waiting with `k`. `Some`: native code waits.
pub fn returned(d: &mut Direct, window: Window, k: Continuation, v: Value) -> Result<Option<End>, Raised> {
    d.reload();
    let from_generator = !call::on_stack(d.t(), window);
    if from_generator {
        generators::finish(d.t(), generators::of_window(window));
    }
    match k {
        Continuation::Native => return Ok(Some(End::Returned(v))),
        // The loop ends: its exit jump is the next word.
        Continuation::GeneratorNext => go(d, Flow::Next),
        Continuation::GeneratorCall => generator::returned_to_call(d, v)?,
        Continuation::Send => {
            let i = waiting(d);
            d.set_reg(i.a, v);
            go(d, Flow::Next);
        }
        Continuation::Init => {
            // SAFETY: the window just left is still readable: nothing was pushed over it.
            let instance = window.header(frame::CONTINUATION_DATA);
            let flow = resume::deliver_init(d, instance, v)?;
            go(d, flow);
        }
        Continuation::RecordedInit => {
            // SAFETY: as above.
            let instance = window.header(frame::CONTINUATION_DATA);
            let flow = resume::deliver_init(d, instance, v)?;
            go(d, flow);
            crate::jit::functions::returned(d, window, v)?;
        }
        Continuation::RecordedRegister => {
            let flow = resume::deliver(d, Continuation::Register, v)?;
            go(d, flow);
            crate::jit::functions::returned(d, window, v)?;
        }
        k => {
            let flow = resume::deliver(d, k, v)?;
            go(d, flow);
        }
    }
    Ok(None)
}

/// The instruction that waits in the current frame.
fn waiting(d: &mut Direct) -> taipan_bytecode::Decoded {
    let t = d.t();
    decode(&code::data(t.window.header(frame::CODE)).code, t.pc)
}

/// Moves the current frame's pc past (or to the target of) its current instruction.
pub fn go(d: &mut Direct, flow: Flow) {
    if flow == Flow::Frame {
        return;
    }
    let i = waiting(d);
    d.t().pc = match flow {
        Flow::Skip => i.next + 1,
        Flow::Jump => (i.next as i64 + i.offset as i64) as usize,
        _ => i.next,
    };
}
