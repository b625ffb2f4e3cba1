//! How a recording calls the region of another function, or of its own.
//!
//! The callee's frame is opened and its arguments are known when the decision to call natively takes
//! effect: guards that they travel as its signature says, the call, and nothing after it. The callee
//! itself runs in the interpreter, unrecorded; its continuation tells that a recording waits.

use super::functions::{Suspended, join, kind_of, wait};
use super::recorder::{Recorder, Val};
use super::recording;
use super::{Jit, code_number};
use taipan_bytecode::instruction::decode;
use taipan_jit::graph::{FunctionInfo, Leaf};
use taipan_jit::op::{Cond, Kind, Op as IrOp};
use taipan_jit::position::Position;
use taipan_runtime::frame::{self, Continuation, HEADER_WORDS, Window};
use taipan_runtime::machine::Machine;
use taipan_runtime::objects::{code, int};
use taipan_runtime::{Thread, Value};

/// Segments of a callee's region from which on it is called rather than inlined; fewer, where the caller has many.
const LARGE: usize = 200;
const LARGE_IF_CROWDED: usize = 60;
const CROWDED: usize = 800;
/// Inlined frames beyond which a callee's own region is called, if it has one.
const INLINED_DEPTH: u8 = 6;

impl Recorder<'_> {
    /// Is a call of this code a native call of its region rather than inlined?
    pub(super) fn calls_region(&mut self, code_value: Value) -> bool {
        if self.cursor.is_none() {
            return false;
        }
        // What an earlier recording chose stays: the segment's questions depend on nothing else.
        if let Some(pushes) = self.cursor.as_ref().and_then(|c| self.jit.regions[self.index].graph.pushes_next(c)) {
            return !pushes;
        }
        if self.chain.last().is_some_and(|f| f.window == taipan_jit::position::HEAP_WINDOW) {
            // Native calls place the callee's window behind the caller's.
            return false;
        }
        let number = code_number(self.jit, code_value);
        if self.chain.iter().any(|f| f.code == number) {
            return true;
        }
        let crowded = self.jit.regions[self.index].graph.size() > CROWDED;
        let Some(region) = self.jit.regions.iter().find(|r| r.code == number && r.function.is_some()) else {
            return false;
        };
        let part = region.function.as_ref().expect("found by it");
        // Code that is being built counts as there: what is recorded now stays.
        let usable = !part.resting && !region.broken && (part.signature.is_some() && region.native.is_some() || region.ordered);
        let large = region.graph.size() > if crowded { LARGE_IF_CROWDED } else { LARGE };
        usable && (part.recursive || large || self.depth >= INLINED_DEPTH)
    }
    /// May a frame that is waited for with this continuation be called natively, if it need not be?
    pub(super) fn can_wait(&self, code_value: Value, k: Continuation) -> bool {
        let number = code::data(code_value).jit_number;
        matches!(k, Continuation::Register | Continuation::GetAttr | Continuation::Init) || self.chain.iter().any(|f| f.code == number)
    }

    /// Writes a native call of the region of `function`, whose frame is opened and has its arguments. The continuation
    /// with which the frame is entered.
    pub(super) fn call_region(&mut self, function: Val, code_value: Value, k: Continuation, data: Val) -> Continuation {
        let arguments = std::mem::take(&mut self.arguments);
        if self.cursor.is_none() {
            return k;
        }
        let (waits, recorded) = match k {
            // An attribute's getter delivers like a call.
            Continuation::Register | Continuation::GetAttr => (Continuation::Register, Continuation::RecordedRegister),
            Continuation::Init => (Continuation::Init, Continuation::RecordedInit),
            _ => {
                self.stop("recursion in an operation");
                return k;
            }
        };
        let Some(callee) = self.jit.function_region(self.d.t(), function.value, code_value, k == Continuation::Init) else {
            self.stop("recursion of a function without a region");
            return k;
        };
        if self.jit.function_mut(callee).resting {
            self.stop("recursion of a function that rests");
            return k;
        }
        if self.jit.regions[callee].native.is_none() {
            wait(code_value, 0);
        }
        let Ok(signature) = self.jit.fix_signature(callee) else {
            self.stop("recursion, kinds still unknown");
            self.suspend(callee);
            return recorded;
        };
        let mut arguments = arguments;
        if signature.last.is_some() {
            arguments.truncate(signature.operands.len() - 1);
            arguments.push(function);
        } else {
            arguments.truncate(signature.operands.len());
            self.promote(function);
        }
        for (n, v) in arguments.iter().enumerate() {
            if !self.argument_fits(*v, signature.operands[n]) {
                self.stop("an argument of another kind");
                let part = self.jit.function_mut(callee);
                if let Some(operands) = &mut part.operands {
                    operands[n] = join(Some(operands[n]), kind_of(v.value));
                }
                self.jit.misfit(callee);
                return k;
            }
        }
        if self.cursor.is_none() {
            return k;
        }
        let (window, pc) = (self.d.t().window, self.d.t().pc);
        let caller = code::data(window.header(frame::CODE));
        let target = decode(&caller.code, pc).a;
        let part = self.jit.function_mut(callee);
        let info = FunctionInfo {
            id: callee as u32,
            slot: &raw const *part.slot as usize,
            operands: signature.operands.clone(),
            result: signature.result,
            window: (caller.register_count as usize + HEADER_WORDS) as i32,
            continuation: waits as u8 + 1,
            keeps_first: waits == Continuation::Init,
        };
        part.recursive |= callee == self.index;
        if !part.callers.contains(&self.index) {
            part.callers.push(self.index);
        }
        let op = self.graph().function(&info);
        let operands: Vec<_> = arguments.iter().map(|v| v.v).collect();
        let v = self.emit(op, &operands);
        let result = if k == Continuation::Init { data } else { Val { value: Value::NONE, v } };
        self.write(self.depth, target as u16, result);
        self.called = true;
        self.suspend(callee);
        recorded
    }

    /// Asks whether an argument can travel as the signature wants.
    fn argument_fits(&mut self, v: Val, kind: Kind) -> bool {
        match kind {
            Kind::Int => {
                if !self.is_int(v) {
                    return false;
                }
                let i = self.int(v);
                let fits = int::to_i64(v.value).is_some();
                let (low, high) = (self.emit(IrOp::Int(i64::MIN as i128), &[]), self.emit(IrOp::Int(i64::MAX as i128), &[]));
                let not_above = fits || int::with_view(v.value, |view| view.is_negative());
                self.guard(Cond::IntLe, &[i.v, high], not_above);
                if not_above {
                    self.guard(Cond::IntLe, &[low, i.v], fits);
                }
                fits
            }
            Kind::Float => self.is_float(v),
            _ => true,
        }
    }

    /// When the frame that is about to be entered returns, its caller's recording goes on (or learns the result's kind).
    fn suspend(&mut self, called: usize) {
        let t = self.d.t();
        // SAFETY: the opened frame's window is above the stack's top.
        let callee = Window(unsafe { t.top.add(HEADER_WORDS) });
        let (base, region) = (self.base, self.index);
        self.jit.suspended.retain(|s| s.callee.0 < callee.0);
        let generation = self.jit.regions[region].generation;
        self.jit.suspended.push(Suspended {
            callee,
            base,
            region,
            generation,
            called,
            walk: 0,
            limit: 0,
        });
    }

    pub(super) fn in_function_region(&self) -> bool {
        self.jit.regions[self.index].function.is_some()
    }
    /// The root frame of a function region returns what register `r` holds.
    pub(super) fn return_from_region(&mut self, r: usize) {
        let v = self.reg(r);
        let index = self.index;
        if self.jit.function_mut(index).init && !self.is_word(v, Value::NONE) {
            return self.stop("__init__ that returns something");
        }
        let kind = kind_of(v.value);
        if let Some(cursor) = self.cursor.take() {
            self.graph().finish(cursor, Leaf::Return(v.v));
            let part = self.jit.function_mut(index);
            part.returns = true;
            part.result = Some(join(part.result, kind));
        }
    }
}

/// The position behind the native call that was just recorded, and that of the instruction while it waits for it.
pub fn around_call(jit: &mut Jit, t: &Thread, base: Window) -> Option<(Position, Position)> {
    let mut waiting = recording::position(jit, t, base)?;
    waiting.pop();
    let mut behind = waiting.clone();
    let last = behind.last_mut()?;
    let code_value = jit.codes[last.code as usize - 1];
    last.pc = decode(&code::data(code_value).code, last.pc as usize).next as u32;
    last.continuation = 0;
    Some((behind, waiting))
}
