//! Function regions: recursion as native calls with unboxed arguments.
//!
//! A function's first instruction, `Enter`, counts calls; hot, the function gets a region of its own,
//! rooted there, which the interpreter enters through an adapter and which native code calls through a
//! slot. A recording that meets a call of a function already in its chain writes a native call, lets
//! the interpreter run the callee, and goes on when that returns ([`returned`]).
//!
//! Native frames never wait for the interpreter: whoever leaves native code makes every native caller
//! leave, too ([`super::landing`]), so frames, tracebacks, limits and polls are the interpreter's own,
//! and code is never dropped while it runs.

use super::building::Readiness;
use super::{HOT, Jit, Mode, Native, Region, code_number, landing, recorder};
use std::time::{Duration, Instant};
use taipan_bytecode::{Instruction, Op};
use taipan_jit::arena::Code as NativeCode;
use taipan_jit::graph::{Graph, RootKind, Segment, Signature, Step};
use taipan_jit::op::{Kind, Op as IrOp};
use taipan_jit::position::FramePos;
use taipan_jit::ssa::ExitKind;
use taipan_runtime::frame::{self, Continuation, Window};
use taipan_runtime::machine::Direct;
use taipan_runtime::objects::code;
use taipan_runtime::ops::call;
use taipan_runtime::{Raised, Thread, Value};

/// Calls before a function asks for a region.
pub const HOT_CALLS: u16 = 100;
/// Calls until a function that got none asks again.
const RARELY: u32 = u16::MAX as u32;
/// Words of code that a function which neither loops nor calls runs faster than it enters a region.
const BRIEF_WORDS: usize = 16;
/// Function objects of one code that get regions (those made again and again get none).
const FUNCTIONS_PER_CODE: usize = 4;
/// Entry recordings without a return before a function is left alone.
const MAX_ATTEMPTS: u32 = 12;
/// Results or arguments of another kind than the signature's before it changes.
const MISFITS: u32 = 6;
/// A review of how entries end, every so many of them.
const REVIEW: u32 = 64;

/// Exits that nothing can be learnt from, after which the clock is read; and how long as many may take at least.
const WASTED: u32 = 256;
const WASTED_TIME: Duration = Duration::from_micros(4 * WASTED as u64);

/// What a function region knows besides its graph.
pub struct FunctionPart {
    /// `None`: a closure's, for all function objects of its code; which one it is, is an operand of every call.
    pub function: Option<Value>,
    /// Of a function called as `__init__`, whose callers ignore that it returns None.
    pub(super) init: bool,
    /// How arguments were seen to arrive; `None`: not yet.
    pub(super) operands: Option<Vec<Kind>>,
    /// How results were.
    pub(super) result: Option<Kind>,
    /// Fixed when the first native call or build needs it.
    pub signature: Option<Signature>,
    /// Where callers find its code.
    pub(super) slot: Box<usize>,
    /// What the slot holds while there is no valid code: leaves at once.
    stub: usize,
    pub(super) adapter: Option<NativeCode>,
    /// It calls itself.
    pub(super) recursive: bool,
    /// A recording has reached its return.
    pub(super) returns: bool,
    attempts: u32,
    /// Results and arguments that were not of the signature's kinds.
    misfits: u32,
    /// Regions whose graphs call it.
    pub(super) callers: Vec<usize>,
    /// Entries that left native code since the last review.
    left: u32,
    reviews: u32,
    wasted: u32,
    wasted_at: Option<Instant>,
    /// Until its `Enter` asks again nobody shall call it natively.
    pub(super) resting: bool,
}

/// A recording that waits until the frame at `callee` returns.
pub struct Suspended {
    pub(super) callee: Window,
    pub(super) base: Window,
    pub(super) region: usize,
    /// Of the region when it was suspended: resets make it stale.
    pub(super) generation: u32,
    /// The region whose function was called: learns the kind of its result.
    pub(super) called: usize,
    /// Laps and instructions that the recording may go on for. None of either: only the result's kind is learnt.
    pub walk: u32,
    pub limit: usize,
}

/// Code that a slot holds while its function region has none.
pub struct Stub {
    pub region: usize,
    pub native: Native,
}

/// Added to a stub's number where [`landing::leave`] wants a region's.
pub const STUB: u64 = 1 << 40;

/// What became of a function's beginning.
pub enum Entered {
    /// The interpreter goes on behind the `Enter`.
    No,
    /// Native code ran the function to its end.
    Returned(Value),
    /// The interpreter goes on at the thread's window and pc.
    Moved,
}

/// What to do at an `Enter`.
enum Plan {
    Skip,
    Record(usize),
    Run { index: usize, adapter: usize },
}

pub(super) fn kind_of(v: Value) -> Kind {
    if v.is_small() {
        Kind::Int
    } else if v.is_unboxed_float() {
        Kind::Float
    } else {
        Kind::Val
    }
}

pub(super) fn join(a: Option<Kind>, b: Kind) -> Kind {
    match a {
        Some(a) if a != b => Kind::Val,
        _ => b,
    }
}

/// Sets how many more calls the `Enter` of a code object counts before it asks.
pub(super) fn wait(code_value: Value, calls: u32) {
    let c = code::data_mut(code_value);
    if Instruction(c.code[0]).op() == Op::Enter {
        c.code[0] = Instruction::abx(Op::Enter, 0, calls.min(RARELY) as u16).0;
    }
}

/// At a function's `Enter`, hot.
#[inline(never)]
pub fn enter(d: &mut Direct) -> Result<Entered, Raised> {
    let plan = super::with(|jit| jit.plan(d)).unwrap_or_else(|| {
        wait(d.t().window.header(frame::CODE), RARELY);
        Plan::Skip
    });
    match plan {
        Plan::Skip => Ok(Entered::No),
        Plan::Record(index) => {
            let base = d.t().window;
            super::with(|jit| jit.record_from(d, index, base)).expect("planned by it")?;
            Ok(Entered::Moved)
        }
        Plan::Run { index, adapter } => run(d, index, adapter),
    }
}

/// Calls the region of the current frame's function. No reference to the JIT is held meanwhile.
fn run(d: &mut Direct, index: usize, adapter: usize) -> Result<Entered, Raised> {
    let t = d.t();
    let root = t.window;
    // The adapter counts the frame, which the interpreter has counted already.
    t.depth -= 1;
    // SAFETY: code of `compile_adapter`; the window has the registers of the function's code.
    let status = unsafe {
        let entry: extern "C" fn(*mut Thread, *mut Value) -> u64 = std::mem::transmute(adapter);
        entry(t, root.0)
    };
    t.depth += 1;
    match status {
        // SAFETY: the adapter stored the result there.
        0 => Ok(Entered::Returned(Value(unsafe { *t.exit_buffer }))),
        4 => {
            super::with(|jit| {
                jit.see_arguments(index, root);
                jit.misfit(index);
            });
            Ok(Entered::No)
        }
        _ => {
            super::with(|jit| jit.function_mut(index).left += 1);
            landing::land(d)?;
            Ok(Entered::Moved)
        }
    }
}

/// The frame at `callee` returned `v` to its caller, whose recording waits for that. The result is delivered.
pub fn returned(d: &mut Direct, callee: Window, v: Value) -> Result<(), Raised> {
    super::with(|jit| {
        let Some(at) = jit.suspended.iter().rposition(|s| s.callee == callee) else {
            return Ok(());
        };
        let s = jit.suspended.swap_remove(at);
        jit.suspended.truncate(at);
        if let Some(part) = &mut jit.regions[s.called].function {
            part.result = Some(join(part.result, kind_of(v)));
        }
        if s.walk == 0 || s.limit == 0 || jit.recording || jit.regions[s.region].generation != s.generation || jit.regions[s.region].broken {
            return Ok(());
        }
        jit.record_on(d, s.region, s.base, s.walk, s.limit).map(drop)
    })
    .unwrap_or(Ok(()))
}

impl Jit {
    pub fn function_mut(&mut self, index: usize) -> &mut FunctionPart {
        self.regions[index].function.as_mut().expect("a function region")
    }

    /// The number of a function's region, made at its first use. `None`: it gets none.
    pub(super) fn function_region(&mut self, t: &mut Thread, function: Value, code_value: Value, init: bool) -> Option<usize> {
        let number = code_number(self, code_value);
        let data = code::data(code_value);
        let closure = data.named_registers() > data.free_start as usize;
        let key = (if closure { 0 } else { function.0 }, number, init);
        if let Some(&index) = self.functions.get(&key) {
            return Some(index);
        }
        let of_code = self.regions.iter().filter(|r| r.function.is_some() && r.code == number).count();
        if of_code >= FUNCTIONS_PER_CODE || Instruction(data.code[0]).op() != Op::Enter || data.parameter_count() > 24 {
            return None;
        }
        let mut region = Region::new(number, 0, Graph::new(FramePos::root(number, 0), RootKind::Function), t.class_epoch);
        region.function = Some(FunctionPart {
            function: (!closure).then_some(function),
            init,
            operands: None,
            result: init.then_some(Kind::Val),
            signature: None,
            slot: Box::new(0),
            stub: 0,
            adapter: None,
            recursive: false,
            returns: false,
            attempts: 0,
            misfits: 0,
            callers: Vec::new(),
            left: 0,
            reviews: 0,
            wasted: 0,
            wasted_at: None,
            resting: false,
        });
        know_function(&mut region);
        let index = self.add_region(region, &mut t.heap);
        self.functions.insert(key, index);
        Some(index)
    }

    /// Decides what happens at the `Enter` of the current frame.
    fn plan(&mut self, d: &mut Direct) -> Plan {
        let t = d.t();
        let window = t.window;
        let code_value = window.header(frame::CODE);
        if self.recording {
            return Plan::Skip;
        }
        let function = window.header(frame::FUNCTION);
        let hot = if self.mode == Mode::On { HOT_CALLS as u32 } else { 0 };
        if !call::on_stack(t, window) || !function.has_shape(taipan_runtime::layout::shape_id::FUNCTION) {
            wait(code_value, RARELY);
            return Plan::Skip;
        }
        if self.mode == Mode::On && is_brief(code_value) {
            wait(code_value, RARELY);
            return Plan::Skip;
        }
        let init = matches!(window.return_to().1, Continuation::Init | Continuation::RecordedInit);
        let Some(index) = self.function_region(t, function, code_value, init) else {
            wait(code_value, RARELY);
            return Plan::Skip;
        };
        let epoch = t.class_epoch;
        self.check_epoch(epoch);
        self.function_mut(index).resting = false;
        let region = &mut self.regions[index];
        if region.pause > 0 {
            let pause = std::mem::take(&mut region.pause);
            wait(code_value, pause);
            return Plan::Skip;
        }
        if region.broken || region.epoch != epoch {
            self.reset_function(index, epoch);
            self.function_mut(index).resting = true;
            wait(code_value, hot << self.regions[index].failures.min(12));
            return Plan::Skip;
        }
        if self.function_mut(index).signature.is_none() {
            self.see_arguments(index, window);
        }
        let region = &mut self.regions[index];
        let part = region.function.as_mut().expect("a function region");
        if region.native.is_none() && !(part.returns && part.result.is_some()) {
            if !self.builds.may_record() {
                wait(code_value, HOT);
                return Plan::Skip;
            }
            part.attempts += 1;
            if part.attempts > MAX_ATTEMPTS {
                part.attempts = 0;
                part.resting = true;
                region.failures += 1;
                wait(code_value, hot << region.failures.min(12));
                return Plan::Skip;
            }
            if self.mode == Mode::On && part.attempts > 2 {
                wait(code_value, part.attempts);
            }
            return Plan::Record(index);
        }
        region.entries += 1;
        match self.make_ready(index) {
            Readiness::Ready => {}
            Readiness::Waits => {
                wait(code_value, HOT);
                return Plan::Skip;
            }
            Readiness::Failed => {
                let pause = std::mem::take(&mut self.regions[index].pause);
                wait(code_value, pause);
                return Plan::Skip;
            }
        }
        if self.rests(index) {
            return Plan::Skip;
        }
        let adapter = self.function_mut(index).adapter.as_ref().expect("built").address() as usize;
        Plan::Run { index, adapter }
    }

    /// Counts the kinds of the arguments.
    fn see_arguments(&mut self, index: usize, window: Window) {
        let code_value = self.codes[self.regions[index].code as usize - 1];
        let part = self.function_mut(index);
        let seen = (0..code::data(code_value).parameter_count()).map(|r| kind_of(window.reg(r)));
        part.operands = Some(match &part.operands {
            None => seen.collect(),
            Some(known) => known.iter().zip(seen).map(|(a, b)| join(Some(*a), b)).collect(),
        });
    }

    /// A region that native code leaves again and again costs more than it gives: it rests, longer each time.
    fn rests(&mut self, index: usize) -> bool {
        let region = &mut self.regions[index];
        let part = region.function.as_mut().expect("a function region");
        if self.mode != Mode::On || !region.entries.is_multiple_of(REVIEW) {
            return false;
        }
        let left = std::mem::take(&mut part.left);
        part.reviews += 1;
        if left < REVIEW / 2 || part.reviews < 2 {
            return false;
        }
        region.pause = (HOT << region.rests.min(12)).min(RARELY);
        region.rests += 1;
        true
    }

    /// Is what lies behind the exit in the graph, so that the next build has it?
    pub fn waits_for_build(&self, index: usize, exit: usize) -> bool {
        let region = &self.regions[index];
        let Some(native) = &region.native else { return false };
        let info = &native.compiled.exits[exit];
        info.kind == ExitKind::Missing && region.graph.exit_is_known(info.key)
    }

    /// The native call of an exit returned `v`, which is not of the kind that was promised.
    pub fn other_result(&mut self, index: usize, exit: usize, v: Value) {
        let region = &self.regions[index];
        let Some(native) = &region.native else { return };
        let position = native.compiled.exits[exit].key.position;
        let Some(called) = region.graph.segments.get(&position).and_then(|s| called(&region.graph, s)) else {
            return;
        };
        let part = self.function_mut(called);
        part.result = Some(join(part.result, kind_of(v)));
        self.misfit(called);
    }

    /// An argument or result was not of the signature's kind: with too many of them the signature goes.
    pub fn misfit(&mut self, index: usize) {
        let part = self.function_mut(index);
        part.misfits += 1;
        if part.misfits < MISFITS {
            return;
        }
        part.misfits = 0;
        part.signature = None;
        // Callers go through the old slot, which its stub serves for ever; their graphs are made anew.
        *part.slot = part.stub;
        let old_slot = std::mem::replace(&mut part.slot, Box::new(0));
        part.stub = 0;
        if let Some(adapter) = part.adapter.take() {
            self.arena.free(adapter);
        }
        self.old_slots.push((index, old_slot));
        for caller in std::mem::take(&mut self.function_mut(index).callers) {
            self.break_region(caller);
        }
        self.break_region(index);
    }

    /// An exit of the region taught nothing. Where that happens too often the region rests, and is recorded anew then.
    pub fn wasted(&mut self, index: usize) {
        let Some(part) = &mut self.regions[index].function else { return };
        part.wasted += 1;
        if !part.wasted.is_multiple_of(WASTED) {
            return;
        }
        let now = Instant::now();
        let soon = part.wasted_at.is_some_and(|then| now - then < WASTED_TIME);
        part.wasted_at = Some(now);
        if soon && self.mode == Mode::On {
            part.wasted_at = None;
            part.resting = true;
            let callers = std::mem::take(&mut part.callers);
            self.regions[index].failures += 2;
            callers.into_iter().chain([index]).for_each(|c| self.break_region(c));
        }
    }

    /// The region's assumptions do not hold: it is no longer entered.
    pub fn break_region(&mut self, index: usize) {
        let region = &mut self.regions[index];
        region.broken = true;
        if let Some(part) = &mut region.function {
            *part.slot = part.stub;
        }
    }

    /// After the class epoch changed, slots of regions from before lead to their stubs.
    pub fn check_epoch(&mut self, epoch: u32) {
        if self.slots_epoch == epoch {
            return;
        }
        self.slots_epoch = epoch;
        for region in &mut self.regions {
            if let Some(part) = &mut region.function
                && region.epoch != epoch
            {
                *part.slot = part.stub;
            }
        }
    }

    fn reset_function(&mut self, index: usize, epoch: u32) {
        let region = &mut self.regions[index];
        region.failures += 1;
        region.graph = Graph::new(FramePos::root(region.code, 0), RootKind::Function);
        region.clear(epoch);
        know_function(region);
        let part = region.function.as_mut().expect("a function region");
        *part.slot = part.stub;
        part.returns = false;
        part.recursive = false;
        part.attempts = 0;
        if let Some(native) = region.native.take() {
            // Nothing of it is running: the interpreter is.
            self.arena.free(native.code);
        }
    }

    /// Fixes the signature and gives the slot its stub.
    pub(super) fn fix_signature(&mut self, index: usize) -> Result<Signature, String> {
        let part = self.function_mut(index);
        if let Some(signature) = &part.signature {
            return Ok(signature.clone());
        }
        let (Some(operands), Some(result)) = (part.operands.clone(), part.result) else {
            return Err("kinds of arguments or result are not known yet".to_string());
        };
        let closure = part.function.is_none();
        let signature = Signature {
            operands: operands.into_iter().chain(closure.then_some(Kind::Val)).collect(),
            last: closure.then_some(recorder::FUNCTION),
            result,
        };
        let region = &self.regions[index];
        let mut graph = Graph::new(FramePos::root(region.code, 0), RootKind::Function);
        graph.signature = Some(signature.clone());
        self.facts.describe(&self.codes, &mut graph, &[FramePos::root(region.code, 0)]);
        // A root that nothing is known of: its code leaves there.
        let root = graph.root;
        graph.begin(root);
        let at = self.free_stubs.pop().unwrap_or_else(|| {
            self.stubs.push(None);
            self.stubs.len() - 1
        });
        let native = self.build_stub(&graph, STUB + at as u64)?;
        let address = native.code.address() as usize;
        self.stubs[at] = Some(Stub { region: index, native });
        let part = self.function_mut(index);
        part.stub = address;
        *part.slot = address;
        part.signature = Some(signature.clone());
        let slot = &raw const *part.slot as usize;
        let depth_offset = std::mem::offset_of!(Thread, depth) as i32;
        let runtime = self.builds.runtime.clone();
        let adapter = self.builds.compiler().compile_adapter(&signature, slot, depth_offset, &runtime)?;
        let adapter = self.arena.install(&adapter).map_err(|e| e.to_string())?;
        self.function_mut(index).adapter = Some(adapter);
        Ok(signature)
    }
}

/// Is entering native code more work than all that the function does? Its callers' regions inline such a function, and
/// the interpreter runs it faster than it gets in and out of a region.
fn is_brief(code_value: Value) -> bool {
    let data = code::data(code_value);
    let mut pc = 0;
    while pc < data.code.len() {
        let i = taipan_bytecode::instruction::decode(&data.code, pc);
        let op = i.op.generic();
        let calls = matches!(op, Op::Call | Op::CallMethod | Op::CallKw | Op::CallMethodKw | Op::CallEx);
        if pc >= BRIEF_WORDS || op == Op::JumpBack || calls {
            return false;
        }
        pc = i.next;
    }
    true
}

/// The root's function is a constant, unless it is a closure.
fn know_function(region: &mut Region) {
    let Some(function) = region.function.as_ref().expect("a function region").function else {
        return;
    };
    let f = recorder::heap_constant(region, function);
    region.graph.entry_constants.push((recorder::FUNCTION, f));
    region.globals = taipan_runtime::field!(function, taipan_runtime::layout::Function, globals);
}

/// The function region that a segment calls.
fn called(graph: &Graph, segment: &Segment) -> Option<usize> {
    let steps = segment.nodes.iter().flat_map(|n| &n.steps);
    steps
        .filter_map(|step| match step {
            Step::Op { op: IrOp::CallRegion(k), .. } => Some(graph.functions[*k as usize].id as usize),
            _ => None,
        })
        .next()
}
