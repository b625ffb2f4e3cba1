//! How native code is left when function regions call each other: everybody goes.
//!
//! An exit does not run the interpreter below the native frames that wait for it. It writes its own
//! frames into their windows and returns [`LEFT`]; each native caller sees that its call did not end as
//! promised and does the same, waiting at its calling instruction, until the adapter (or the loop
//! region that called first) comes back to [`land`]. Then all frames are the interpreter's, which goes
//! on in the innermost one. So nobody ever sees a native frame, and none is left below the interpreter:
//! tracebacks, `sys._getframe`, limits and polls need nothing of their own.

use super::functions::{STUB, Stub};
use super::glue::Host;
use super::recorder::{DATA, FUNCTION, PSEUDO};
use super::{Jit, Native};
use crate::interp;
use std::cell::RefCell;
use taipan_jit::construct::TOO_DEEP;
use taipan_jit::deopt::rebuild;
use taipan_jit::position::{CALL_DATA, HEAP_WINDOW, WINDOW_REGISTER};
use taipan_jit::ssa::{ExitKind, ExitMode};
use taipan_runtime::frame::{self, Continuation, Window};
use taipan_runtime::layout::GeneratorState;
use taipan_runtime::machine::Direct;
use taipan_runtime::objects::{code, generator};
use taipan_runtime::ops::call;
use taipan_runtime::{Raised, Thread, Value, resume};

/// Status of a native call whose callee left native code.
pub const LEFT: u64 = 5;
/// Status of a native call whose result is a tagged word of another kind than promised.
const OTHER_KIND: u64 = 2;

/// What a native call returns.
#[repr(C)]
pub struct Pair {
    status: u64,
    value: u64,
}

/// How the interpreter goes on in the innermost frame.
#[derive(Clone, Copy)]
enum Then {
    Resume,
    /// As Resume, after the poll.
    Poll,
    /// The pending exception is raised.
    Raise,
    /// The native call that the frame waits for returned this.
    Deliver(Value),
    /// The native call that the frame waits for found no room.
    TooDeep,
}

/// Where the interpreter goes on.
struct Spot {
    region: u64,
    exit: usize,
    /// Window of the region's root frame.
    root: Window,
    window: Window,
    pc: usize,
    depth: u32,
    then: Then,
}

/// Native code is being left.
#[derive(Default)]
struct Landing {
    begun: bool,
    spot: Option<Spot>,
    /// Root window of the activation that was left last: its caller is not known yet.
    callee: Option<Window>,
}

thread_local! {
    static LANDING: RefCell<Landing> = const {
        RefCell::new(Landing { begun: false, spot: None, callee: None })
    };
}

/// What function regions call instead of returning an exit's number: see `taipan_jit::lower::FunctionHost`.
///
/// # Safety
/// `t` is the running thread, which nobody else uses meanwhile; compiled code passes its own.
pub unsafe extern "C" fn leave(t: *mut Thread, window: *mut Value, exit: u64, region: u64, depth: u64) -> Pair {
    // SAFETY: by contract.
    let t = unsafe { &mut *t };
    super::with(|jit| jit.leave(t, Window(window), exit as usize, region, depth as u32));
    Pair { status: LEFT, value: 0 }
}

impl Jit {
    fn stub(&self, region: u64) -> &Stub {
        self.stubs[(region - STUB) as usize].as_ref().expect("its code was running")
    }
    fn native(&self, region: u64) -> &Native {
        if region >= STUB {
            &self.stub(region).native
        } else {
            self.regions[region as usize].native.as_ref().expect("its code was running")
        }
    }

    /// Writes the frames of one activation that is left. `depth` counts Python frames up to its root's.
    pub fn leave(&self, t: &mut Thread, root: Window, exit: usize, region: u64, depth: u32) {
        let native = self.native(region);
        let info = &native.compiled.exits[exit];
        let mut landing = LANDING.take();
        if !landing.begun {
            landing.begun = true;
            // Until the landing values are only in windows that the collector does not know.
            t.heap.pause_collections();
        }
        if info.kind == ExitKind::Final(TOO_DEEP) && depth > t.depth_limit {
            // The caller raises where it calls.
            LANDING.set(landing);
            return;
        }
        // SAFETY: the JIT's exit buffer, of which the exit wrote that many words.
        let buffer = unsafe { std::slice::from_raw_parts(t.exit_buffer, info.snapshot.words as usize) }.to_vec();
        let (window, data) = self.lay_out(t, region, exit, root, &buffer);
        let last = info.snapshot.frames.last().expect("an exit has the root frame").at;
        let depth = depth + info.snapshot.frames.len() as u32 - 1;
        let here = |then| Spot {
            region,
            exit,
            root,
            window,
            pc: last.pc as usize,
            depth,
            then,
        };
        if info.mode == ExitMode::AfterCall {
            if buffer[0] == OTHER_KIND {
                landing.spot = Some(here(Then::Deliver(Value(buffer[1]))));
            } else if let Some(callee) = landing.callee {
                let k = Continuation::from_byte(last.continuation - 1);
                callee.set_header(frame::CALLER, Value(window.0 as u64));
                callee.set_header(frame::RETURN, frame::return_word(last.pc as usize, k));
                callee.set_header(frame::CONTINUATION_DATA, data);
            } else {
                landing.spot = Some(here(Then::TooDeep));
            }
        } else {
            landing.spot = Some(here(match (info.mode, info.kind) {
                (ExitMode::Raise, _) => Then::Raise,
                (_, ExitKind::Poll) => Then::Poll,
                _ => Then::Resume,
            }));
        }
        landing.callee = Some(root);
        LANDING.set(landing);
    }

    /// Writes an exit's frames into their windows; the innermost one's is returned, and what a frame that it waits for is
    /// to know. The root's links to its caller stay.
    pub fn lay_out(&self, t: &mut Thread, region: u64, exit: usize, root: Window, buffer: &[u64]) -> (Window, Value) {
        let native = self.native(region);
        let snapshot = &native.compiled.exits[exit].snapshot;
        let (constants, function) = if region >= STUB {
            let index = self.stub(region).region;
            (&[][..], self.regions[index].function.as_ref())
        } else {
            let region = &self.regions[region as usize];
            (&region.constants[..], region.function.as_ref())
        };
        t.heap.pause_collections();
        let words = rebuild(snapshot, &native.compiled.sites, buffer, &mut Host { t, constants });
        let closure = function.is_some_and(|part| part.function.is_none());
        let (mut window, mut data) = (root, Value::NONE);
        // The innermost window on the VM stack: a generator's callee lies behind it.
        let mut stack = root;
        for (depth, (info, registers)) in snapshot.frames.iter().zip(&words).enumerate() {
            let code_value = self.codes[info.at.code as usize - 1];
            if depth > 0 {
                let outer = snapshot.frames[depth - 1].at;
                let k = Continuation::from_byte(outer.continuation.saturating_sub(1));
                let inner = if info.at.window == HEAP_WINDOW {
                    let g = registers.iter().find(|r| r.0 == WINDOW_REGISTER).expect("a generator's frame names it").1;
                    let g = Value(g);
                    generator::set_position(g, 0, GeneratorState::Running);
                    generator::window(g)
                } else {
                    // SAFETY: inside the extent that was checked when the region was entered.
                    stack = Window(unsafe { stack.0.offset(info.at.window as isize) });
                    blank(stack, code_value);
                    stack.set_header(frame::FUNCTION, Value::NONE);
                    stack
                };
                inner.set_header(frame::CALLER, Value(window.0 as u64));
                inner.set_header(frame::RETURN, frame::return_word(outer.pc as usize, k));
                inner.set_header(frame::CONTINUATION_DATA, Value::NONE);
                window = inner;
            } else if let Some(part) = function {
                blank(root, code_value);
                root.set_header(frame::FUNCTION, part.function.unwrap_or(Value::NONE));
            }
            for &(r, word) in registers {
                match r {
                    WINDOW_REGISTER => {}
                    FUNCTION if depth > 0 || closure => window.set_header(frame::FUNCTION, Value(word)),
                    DATA if depth > 0 => window.set_header(frame::CONTINUATION_DATA, Value(word)),
                    CALL_DATA => data = Value(word),
                    r if r >= PSEUDO => {}
                    r => window.set_reg(r as usize, Value(word)),
                }
            }
        }
        t.heap.resume_collections();
        (window, data)
    }
}

/// A frame that has just begun, but for its function and its caller.
fn blank(window: Window, code_value: Value) {
    window.set_header(frame::CODE, code_value);
    window.set_header(frame::FRAME_OBJECT, Value::UNBOUND);
    window.set_header(frame::HANDLED, Value::NONE);
    window.set_header(frame::LOCALS, Value::NONE);
    for r in 0..code::data(code_value).register_count as usize {
        window.set_reg(r, Value::UNBOUND);
    }
}

/// Makes `window`, whose frames are all written, the current one.
pub fn settle(d: &mut Direct, window: Window, pc: usize, depth: u32) {
    let t = d.t();
    t.window = window;
    t.pc = pc;
    t.depth = depth;
    // Generators keep their windows elsewhere; the stack ends where their innermost caller on it does.
    let stack = frame::walk(t)
        .map(|(w, _)| w)
        .find(|w| call::on_stack(t, *w))
        .expect("a root frame is on the stack");
    let registers = code::data(stack.header(frame::CODE)).register_count as usize;
    // SAFETY: inside the extent that was checked when the region was entered.
    t.top = unsafe { stack.0.add(registers) };
    d.reload();
}

/// All native frames are gone: the interpreter goes on at the thread's window and pc.
pub fn land(d: &mut Direct) -> Result<(), Raised> {
    let landing = LANDING.take();
    let spot = landing.spot.expect("somebody left");
    settle(d, spot.window, spot.pc, spot.depth);
    d.t().heap.resume_collections();
    match spot.then {
        Then::TooDeep => return Err(d.t().recursion_error("")),
        Then::Deliver(v) => {
            super::with(|jit| jit.other_result(spot.region as usize, spot.exit, v));
            let flow = resume::deliver(d, Continuation::Register, v)?;
            interp::go(d, flow);
            return Ok(());
        }
        Then::Poll => {
            // A poll may install other code: the exit's number means nothing afterwards.
            if crate::poll::due(d.t()) {
                crate::poll::run(d.t())?;
            }
            return Ok(());
        }
        Then::Resume | Then::Raise => {}
    }
    if spot.region >= STUB {
        // The function's `Enter` decides what is to be done.
        return Ok(());
    }
    let index = spot.region as usize;
    let records = super::with(|jit| {
        let known = jit.waits_for_build(index, spot.exit);
        let records = jit.exited(index, spot.exit);
        if !known && !records {
            jit.wasted(index);
        }
        records
    })
    .unwrap_or(false);
    if matches!(spot.then, Then::Raise) {
        return Err(Raised);
    }
    if spot.pc == 0 && spot.window == spot.root {
        // A function that leaves where it begins runs in the interpreter: its `Enter` would lead back.
        d.t().pc = 1;
    } else if records {
        super::with(|jit| jit.record_exit(d, index, spot.root)).expect("it has just answered")?;
    }
    Ok(())
}
