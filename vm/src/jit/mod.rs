//! The JIT's driver: when to record, when to build, what an exit does.
//!
//! ```text
//!            heat            lap            lap
//! cold loop ─────▶ recording ───▶ built ──────▶ entered ──▶ exit ──▶ interpreter
//!                     ▲                                       │
//!                     └──────── a hot missing branch ─────────┘
//! ```
//!
//! - `translation`: the machine's terms in the IR's
//! - [`recorder`]: the machine that executes and writes the region graph
//! - [`instruction`]: one bytecode instruction, generic over the machine
//! - [`freeing`]: what dies with its code
//! - [`functions`]: regions of whole functions; [`calling`]: how they are called natively
//! - [`landing`]: how native code that called native code is left
//! - [`building`]: when regions are built, and who builds them
//! - [`facts`]: what graphs are told of code objects
//! - [`glue`]: what compiled code calls, and how exits become frames
//! - [`log`]: `-X jit-log`

mod building;
pub mod calling;
mod facts;
mod freeing;
pub mod functions;
mod globals;
pub mod glue;
pub mod instruction;
pub mod landing;
pub mod log;
pub mod prelude;
pub mod recorder;
mod recording;
mod translation;

use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::RefCell;
use taipan_bytecode::{CodeFlags, Op};
use taipan_jit::arena::{Arena, Code as NativeCode};
use taipan_jit::compile::{Compiled, Options as BuildOptions};
use taipan_jit::graph::{Graph, RootKind};
use taipan_jit::position::FramePos;
use taipan_jit::profile::{ExitKey, Profile};
use taipan_jit::ssa::{ExitKind, ExitMode};
use taipan_jit::types::Type;
use taipan_runtime::frame;
use taipan_runtime::machine::Direct;
use taipan_runtime::objects::code;
use taipan_runtime::{Raised, Thread, Value};

use building::Readiness;
use taipan_runtime::thread::Fork;

use crate::command_line::options::{JitMode as Mode, JitOptions as Options};

/// Laps of a loop before it is recorded.
const HOT: u32 = 60;
/// Laps before a code object gets inline caches, where back edges count too.
const CACHES_AFTER: u32 = 4;
/// Laps that one recording follows.
const WALK: u32 = 6;
/// Entries after a build whose types are counted.
const PROFILED_ENTRIES: u32 = 16;
/// Every so many entries one is timed.
const SAMPLED: u32 = 8;
/// An entry that takes less has run a few laps at most.
const SHORT: std::time::Duration = std::time::Duration::from_nanos(1200);
/// Short samples in a row after which a region rests.
const SHORT_LIMIT: u32 = 12;
/// Laps of the first rest.
const REST: u32 = 500;
/// Segments that one recording may execute.
const RECORD_LIMIT: usize = 4000;
/// Times an exit is taken before its branch is recorded.
const EXIT_HOT: u32 = 8;
/// Laps of a loop whose code is being built before it asks again.
const PATIENCE: u32 = 16;
/// Builds of one region.
const MAX_BUILDS: u32 = 24;
/// Recordings of one root that add nothing before the root is left alone for a while.
const MAX_FAILURES: u32 = 6;

/// A region and what is known of it.
pub struct Region {
    pub code: u32,
    pub header: usize,
    pub graph: Graph,
    pub profile: Profile,
    pub constants: Vec<Value>,
    /// Namespaces and keys of its assumptions.
    pub kept: Vec<Value>,
    pub native: Option<Native>,
    /// Exits since the last build that the next build may avoid.
    pub stale: u32,
    /// The part of it that recordings added since the build in progress began.
    grown: u32,
    /// Its build is under way, or waits for that of another.
    ordered: bool,
    /// Arrivals meanwhile.
    asked: u32,
    /// Recordings from an exit that added nothing.
    futile: FxHashMap<ExitKey, u32>,
    last_exit: Option<ExitKey>,
    pub builds: u32,
    /// Entries since the last build.
    pub entries: u32,
    /// Sampled entries in a row that ended at once.
    short: u32,
    /// How often the region was left alone for that.
    pub rests: u32,
    failures: u32,
    /// Arrivals to ignore before the next attempt.
    pause: u32,
    /// Class epoch that the recorded class attributes belong to.
    epoch: u32,
    /// Globals of the root's function: another function of the same code may have others.
    globals: Value,
    /// A namespace it relies on has changed.
    broken: bool,
    /// Grows when the graph is dropped.
    generation: u32,
    /// The collection going on has found its root.
    reached: bool,
    /// Of a function's region.
    pub function: Option<functions::FunctionPart>,
}

impl Region {
    fn new(code: u32, header: usize, graph: Graph, epoch: u32) -> Region {
        Region {
            code,
            header,
            graph,
            profile: Profile::default(),
            constants: Vec::new(),
            kept: Vec::new(),
            native: None,
            stale: 0,
            grown: 0,
            ordered: false,
            asked: 0,
            futile: FxHashMap::default(),
            last_exit: None,
            builds: 0,
            entries: 0,
            short: 0,
            rests: 0,
            failures: 0,
            pause: 0,
            epoch,
            globals: Value::NONE,
            broken: false,
            generation: 0,
            reached: false,
            function: None,
        }
    }
    /// Forgets what was recorded, with the graph, which the caller replaces.
    fn clear(&mut self, epoch: u32) {
        self.profile = Profile::default();
        self.constants.clear();
        self.kept.clear();
        self.epoch = epoch;
        self.broken = false;
        self.stale = 0;
        self.ordered = false;
        self.generation += 1;
    }
    /// Counts begin anew with new code.
    fn installed(&mut self, log: &mut Option<log::Log>, codes: &[Value], report: &taipan_jit::compile::Report) {
        self.builds += 1;
        // Exits of the old code that the new one has not got need not count; what was recorded meanwhile does.
        self.stale = std::mem::take(&mut self.grown);
        self.entries = 0;
        self.short = 0;
        if let Some(log) = log {
            log.built(codes, self, report);
        }
    }
}

pub struct Native {
    pub code: NativeCode,
    pub compiled: Compiled,
    /// Words above the root's window that inlined frames may use.
    pub extent: usize,
    graph_version: u32,
}

/// The JIT of a thread.
pub struct Jit {
    pub mode: Mode,
    builds: building::Builds,
    pub arena: Arena,
    pub regions: Vec<Region>,
    index: FxHashMap<(u32, usize), usize>,
    /// Function regions by function object, code number, and whether they are called as `__init__`.
    functions: FxHashMap<(u64, u32, bool), usize>,
    /// Recordings that wait for a callee's return, outermost first.
    suspended: Vec<functions::Suspended>,
    stubs: Vec<Option<functions::Stub>>,
    free_stubs: Vec<usize>,
    /// Slots of a region whose signature is gone; old code may still call through them.
    old_slots: Vec<(usize, Box<usize>)>,
    /// Class epoch at which no slot led to code with older assumptions.
    slots_epoch: u32,
    /// Code objects by number - 1; None where one died.
    pub codes: Vec<Value>,
    free_codes: Vec<u32>,
    free_regions: Vec<usize>,
    /// Regions made since the last full collection, and left by it.
    made: usize,
    swept_at: usize,
    /// The collection going on is a full one.
    sweeps: bool,
    facts: facts::Facts,
    /// Regions that rely on a namespace's key: (dict, key) → region numbers.
    pub namespace_uses: FxHashMap<(u64, u64), Vec<usize>>,
    /// Bindings, as above, that programs change: nobody takes their values for constants.
    pub varying: FxHashSet<(u64, u64)>,
    pub log: Option<log::Log>,
    /// With a log: the instruction that ended the last recording.
    stopped_at: String,
    recording: bool,
    exit_buffer: Box<[u64; taipan_jit::deopt::EXIT_BUFFER_WORDS]>,
}

thread_local! {
    static JIT: RefCell<Option<Box<Jit>>> = const { RefCell::new(None) };
}

/// The thread's JIT, for as long as nothing below asks for it again.
fn with<R>(f: impl FnOnce(&mut Jit) -> R) -> Option<R> {
    JIT.with(|cell| {
        let pointer: Option<*mut Jit> = cell.borrow_mut().as_deref_mut().map(|j| j as *mut Jit);
        // SAFETY: the box lives until the thread ends; callers never nest references (recording runs Python only through
        // the recorder, which does not come back here).
        pointer.map(|j| f(unsafe { &mut *j }))
    })
}

/// Starts the JIT of this thread.
pub fn start(t: &mut Thread, options: &Options) {
    if options.mode == Mode::Off {
        return;
    }
    let build = BuildOptions {
        optimise: options.optimize,
        take_exits: options.mode == Mode::Exits,
        ..BuildOptions::default()
    };
    let mut jit = Box::new(Jit {
        mode: options.mode,
        builds: building::Builds::new(t, options.mode, build, glue::runtime()),
        arena: Arena::new(),
        regions: Vec::new(),
        index: FxHashMap::default(),
        functions: FxHashMap::default(),
        suspended: Vec::new(),
        stubs: Vec::new(),
        free_stubs: Vec::new(),
        old_slots: Vec::new(),
        slots_epoch: 0,
        codes: Vec::new(),
        free_codes: Vec::new(),
        free_regions: Vec::new(),
        made: 0,
        swept_at: 0,
        sweeps: false,
        facts: facts::Facts::default(),
        namespace_uses: FxHashMap::default(),
        varying: FxHashSet::default(),
        log: options.log.as_deref().and_then(log::Log::open),
        stopped_at: String::new(),
        recording: false,
        exit_buffer: Box::new([0; taipan_jit::deopt::EXIT_BUFFER_WORDS]),
    });
    t.exit_buffer = jit.exit_buffer.as_mut_ptr();
    t.calls_until_hot = Some(if options.mode == Mode::On { functions::HOT_CALLS } else { 0 });
    let data = (&raw mut *jit).cast();
    t.heap.add_root_callback(freeing::mark, data);
    t.heap.add_ephemeron_callback(freeing::reach, data);
    t.heap.add_after_mark(freeing::prune, data);
    t.namespace_hook = Some(namespace_changes);
    t.fork_hook = Some(forks);
    t.load_consumers = Some(prelude::load);
    JIT.with(|cell| *cell.borrow_mut() = Some(jit));
}

/// A watched namespace changes: regions that took a binding for a constant are no longer entered.
fn namespace_changes(_: &mut Thread, namespace: Value, key: Option<Value>) {
    with(|jit| match key {
        Some(key) => jit.binding_changes(namespace, key),
        None => {
            let mut hit: Vec<usize> = Vec::new();
            jit.namespace_uses.retain(|(dict, _), users| {
                let gone = *dict == namespace.0;
                if gone {
                    hit.append(users);
                }
                !gone
            });
            for region in hit {
                jit.break_region(region);
            }
        }
    });
}

/// The process forks: before, in the parent, in the child.
fn forks(_: &mut Thread, when: Fork) {
    with(|jit| match when {
        Fork::Before => jit.before_fork(),
        Fork::Child => jit.after_fork(),
    });
}

/// A poll: the builder thread has finished something.
pub fn collect(t: &mut Thread) {
    with(|jit| jit.collect(t));
}

/// The code's number, given at its first use.
pub fn code_number(jit: &mut Jit, code_value: Value) -> u32 {
    let data = code::data_mut(code_value);
    if data.jit_number == 0 {
        data.jit_number = jit.add_code(code_value);
    }
    data.jit_number
}

/// A JumpBack instruction lands at `header`. The interpreter's pc is the JumpBack's; on return `true` frames changed and
/// the interpreter goes on at the thread's window and pc.
#[inline]
pub fn back_edge(d: &mut Direct, header: usize) -> Result<bool, Raised> {
    let t = d.t();
    let c = code::data_mut(t.window.header(frame::CODE));
    if c.caches.is_empty() {
        if c.heat < CACHES_AFTER {
            return Ok(false);
        }
        c.caches = vec![Default::default(); c.code.len()];
    }
    let cache = &mut c.caches[t.pc];
    cache.a += 1;
    if cache.a < cache.b {
        return Ok(false);
    }
    arrive(d, header)
}

/// Gives the JumpBack at the current pc another `laps` before it asks again.
fn wait(t: &Thread, laps: u32) {
    let c = code::data_mut(t.window.header(frame::CODE));
    if let Some(cache) = c.caches.get_mut(t.pc) {
        cache.b = cache.a + laps as u64;
    }
}

/// Lets the back edges to a header ask at once.
fn wake_header(code_value: Value, header: usize) {
    let data = code::data_mut(code_value);
    let mut pc = 0;
    while pc < data.code.len() {
        let i = taipan_bytecode::instruction::decode(&data.code, pc);
        if i.op.generic() == Op::JumpBack
            && i.next as i64 + i.offset as i64 == header as i64
            && let Some(cache) = data.caches.get_mut(pc)
        {
            cache.b = cache.b.min(cache.a.max(1));
        }
        pc = i.next;
    }
}

#[inline(never)]
fn arrive(d: &mut Direct, header: usize) -> Result<bool, Raised> {
    with(|jit| jit.arrive(d, header)).unwrap_or_else(|| {
        wait(d.t(), u32::MAX);
        Ok(false)
    })
}

impl Jit {
    /// A binding that somebody took for a constant changes: it will again.
    fn binding_changes(&mut self, namespace: Value, key: Value) {
        let binding = (namespace.0, key.0);
        let Some(users) = self.namespace_uses.remove(&binding) else { return };
        self.varying.insert(binding);
        for region in users {
            self.break_region(region);
        }
    }

    fn arrive(&mut self, d: &mut Direct, header: usize) -> Result<bool, Raised> {
        if self.recording {
            return Ok(false);
        }
        let t = d.t();
        let code_value = t.window.header(frame::CODE);
        let c = code::data_mut(code_value);
        if c.caches[t.pc].b == 0 && self.mode == Mode::On {
            // First arrival: start counting.
            c.caches[t.pc].b = HOT as u64;
            return Ok(false);
        }
        if !taipan_runtime::ops::call::on_stack(t, t.window) {
            // Roots inside generators come later.
            wait(t, u32::MAX);
            return Ok(false);
        }
        // A class body, or `exec` with locals of its own: names are not where the region looks for them.
        if !c.flags.has(CodeFlags::OPTIMIZED) && !crate::interp::quicken::at_module_level(t.window) {
            wait(t, HOT);
            return Ok(false);
        }
        let number = code_number(self, code_value);
        let Some(&index) = self.index.get(&(number, header)) else {
            if !self.builds.may_record() {
                wait(d.t(), HOT);
                return Ok(false);
            }
            return self.new_region(d, number, header);
        };
        if self.regions[index].pause > 0 {
            let pause = self.regions[index].pause;
            self.regions[index].pause = 0;
            wait(d.t(), pause);
            return Ok(false);
        }
        if self.regions[index].globals != root_globals(d.t()) {
            wait(d.t(), HOT);
            return Ok(false);
        }
        let epoch = d.t().class_epoch;
        if self.regions[index].broken || self.regions[index].epoch != epoch {
            self.reset(d, index);
            return Ok(false);
        }
        self.run(d, index)
    }

    fn new_region(&mut self, d: &mut Direct, number: u32, header: usize) -> Result<bool, Raised> {
        let t = d.t();
        let code_value = t.window.header(frame::CODE);
        let last = loop_end(code_value, header);
        let root = FramePos::root(number, header as u32);
        let graph = Graph::new(
            root,
            RootKind::Loop {
                first: header as u32,
                last: last as u32,
            },
        );
        let mut region = Region::new(number, header, graph, t.class_epoch);
        region.globals = root_globals(t);
        let index = self.add_region(region, &mut d.t().heap);
        self.index.insert((number, header), index);
        self.record(d, index, header)
    }

    /// Forgets a region whose assumptions broke; it is recorded anew after a pause that grows.
    fn reset(&mut self, d: &mut Direct, index: usize) {
        let region = &mut self.regions[index];
        region.failures += 1;
        let (number, header, failures) = (region.code, region.header, region.failures);
        let last = loop_end(self.codes[number as usize - 1], header);
        let region = &mut self.regions[index];
        region.graph = Graph::new(
            FramePos::root(number, header as u32),
            RootKind::Loop {
                first: header as u32,
                last: last as u32,
            },
        );
        region.clear(d.t().class_epoch);
        if let Some(native) = region.native.take() {
            // Nothing of this region is running: the interpreter is.
            self.arena.free(native.code);
        }
        wait(d.t(), HOT << failures.min(12));
    }

    /// Records from the loop's header.
    fn record(&mut self, d: &mut Direct, index: usize, header: usize) -> Result<bool, Raised> {
        d.t().pc = header;
        let types = self.entry_types(d, index);
        self.regions[index].profile.see_entry(types);
        let base = d.t().window;
        self.record_from(d, index, base)
    }

    /// Records from where the thread is; `base` is the root's window. The interpreter goes on where the recording stopped.
    fn record_from(&mut self, d: &mut Direct, index: usize, base: frame::Window) -> Result<bool, Raised> {
        self.record_on(d, index, base, WALK, RECORD_LIMIT)
    }

    /// The same for at most so many laps and instructions.
    fn record_on(&mut self, d: &mut Direct, index: usize, base: frame::Window, walk: u32, limit: usize) -> Result<bool, Raised> {
        self.recording = true;
        let start = std::time::Instant::now();
        let before = self.regions[index].graph.size();
        let outcome = recording::record(self, d, index, base, walk, limit);
        self.recording = false;
        self.builds.count_recording(start.elapsed());
        self.collect(d.t());
        d.reload();
        let region = &mut self.regions[index];
        let grown = region.graph.size() != before;
        let exit = region.last_exit.take();
        if grown {
            region.stale += 4;
            region.grown += 4 * region.ordered as u32;
        } else if let Some(key) = exit {
            *region.futile.entry(key).or_insert(0) += 1;
        } else {
            region.failures += 1;
            if region.failures >= MAX_FAILURES {
                region.pause = 1 << region.failures.min(24);
            }
        }
        if let Some(log) = &mut self.log {
            log.recorded(&self.codes, region, &outcome, grown, &std::mem::take(&mut self.stopped_at));
        }
        outcome.result.map(|()| true)
    }

    fn entry_types(&mut self, d: &mut Direct, index: usize) -> Vec<Type> {
        let region = &mut self.regions[index];
        self.facts
            .describe(&self.codes, &mut region.graph, &[FramePos::root(region.code, region.header as u32)]);
        let window = d.t().window;
        let root = region.graph.root;
        region
            .graph
            .live_at(root)
            .iter()
            .map(|r| {
                let v = if r.index == recorder::FUNCTION {
                    window.header(frame::FUNCTION)
                } else if r.index >= recorder::PSEUDO {
                    Value::NONE
                } else {
                    window.reg(r.index as usize)
                };
                recorder::type_of(d.t(), v)
            })
            .collect()
    }

    /// Counts the types of the root's registers. `true`: they are new.
    pub(crate) fn see_entry(&mut self, d: &mut Direct, index: usize) -> bool {
        let types = self.entry_types(d, index);
        let region = &mut self.regions[index];
        let new = region.profile.see_entry(types);
        if new {
            region.stale += 1;
        }
        new
    }

    /// Builds if that is due, enters, and handles the exit.
    fn run(&mut self, d: &mut Direct, index: usize) -> Result<bool, Raised> {
        let header = self.regions[index].header;
        let root = self.regions[index].graph.root;
        if !self.regions[index].graph.segments.contains_key(&root) {
            if !self.builds.may_record() {
                wait(d.t(), HOT);
                return Ok(false);
            }
            return self.record(d, index, header);
        }
        let region = &mut self.regions[index];
        region.entries += 1;
        if region.entries < PROFILED_ENTRIES {
            self.see_entry(d, index);
        }
        self.check_epoch(d.t().class_epoch);
        match self.make_ready(index) {
            Readiness::Ready => {}
            Readiness::Waits => {
                wait(d.t(), PATIENCE);
                return Ok(false);
            }
            Readiness::Failed => return Ok(false),
        }
        // A region that is left at once costs more than it gives: it rests, longer each time.
        let region = &mut self.regions[index];
        if !region.entries.is_multiple_of(SAMPLED) || self.mode != Mode::On {
            return glue::enter(self, d, index);
        }
        let start = std::time::Instant::now();
        let result = glue::enter(self, d, index);
        let region = &mut self.regions[index];
        if start.elapsed() < SHORT {
            region.short += 1;
            if region.short >= SHORT_LIMIT {
                region.short = 0;
                region.pause = REST << region.rests.min(12);
                region.rests += 1;
            }
        } else {
            region.short = 0;
        }
        result
    }

    /// An exit was taken: counts it and decides what to learn from it. `true`: record from here.
    fn exited(&mut self, index: usize, number: usize) -> bool {
        let eager = self.mode != Mode::On;
        let region = &mut self.regions[index];
        let Some(native) = &region.native else { return false };
        let info = &native.compiled.exits[number];
        let count = region.profile.exits.entry(info.key).or_insert(0);
        *count += 1;
        let count = *count;
        match info.kind {
            ExitKind::Representation => {
                if region.profile.wide.insert(info.key) {
                    region.stale += 2;
                } else {
                    region.stale += 1;
                }
                false
            }
            ExitKind::Hoisted => {
                region.profile.not_hoisted.insert(info.key);
                region.stale += 1;
                false
            }
            ExitKind::NotEntered => {
                region.stale += 1;
                false
            }
            ExitKind::Missing if region.graph.exit_is_known(info.key) => {
                // Recorded by now, from another exit or lap: the next build has it.
                region.stale += 1;
                false
            }
            ExitKind::Missing => {
                let patience = EXIT_HOT << region.futile.get(&info.key).copied().unwrap_or(0).min(20);
                region.last_exit = Some(info.key);
                info.mode == ExitMode::Resume && (count.is_multiple_of(patience) && self.builds.may_record() || eager && count < 4)
            }
            ExitKind::Poll | ExitKind::Final(_) => false,
        }
    }
}

/// What a region is built from: all that [`Compiler::compile`] asks for.
pub struct BuildInput {
    pub graph: Graph,
    pub profile: Profile,
    /// The words of its constants.
    pub constants: Vec<u64>,
    pub runtime: taipan_jit::layout::Runtime,
}

/// Copies of what this thread's regions of loops are built from. Addresses in them are good for compiling, not for running.
pub fn loop_regions() -> Vec<BuildInput> {
    let copy = |jit: &mut Jit| {
        let loops = jit.regions.iter().filter(|region| region.function.is_none());
        let input = |region: &Region| BuildInput {
            graph: region.graph.clone(),
            profile: region.profile.clone(),
            constants: region.constants.iter().map(|v| v.0).collect(),
            runtime: jit.builds.runtime.as_ref().clone(),
        };
        loops.map(input).collect()
    };
    with(copy).unwrap_or_default()
}

fn root_globals(t: &Thread) -> Value {
    taipan_runtime::field!(t.window.header(frame::FUNCTION), taipan_runtime::layout::Function, globals)
}

/// The pc behind the last back edge to `header`.
fn loop_end(code_value: Value, header: usize) -> usize {
    loops(code_value)
        .into_iter()
        .find(|l| l.0 as usize == header)
        .map_or(header + 1, |l| l.1 as usize)
}

/// (header, end) of every loop of a code object.
pub fn loops(code_value: Value) -> Vec<(u32, u32)> {
    let c = &code::data(code_value).code;
    let mut found: Vec<(u32, u32)> = Vec::new();
    let mut pc = 0;
    while pc < c.len() {
        let i = taipan_bytecode::instruction::decode(c, pc);
        if i.op.generic() == Op::JumpBack {
            let header = (i.next as i64 + i.offset as i64) as u32;
            match found.iter_mut().find(|l| l.0 == header) {
                Some(l) => l.1 = i.next as u32,
                None => found.push((header, i.next as u32)),
            }
        }
        pc = i.next;
    }
    found
}

/// Words from the root's register 0 to the end of the farthest inlined window.
fn extent(graph: &Graph) -> usize {
    graph
        .positions()
        .map(|(_, chain)| {
            let mut at = 0i64;
            let mut end = 0i64;
            for frame in chain {
                if frame.window != taipan_jit::position::HEAP_WINDOW {
                    at += frame.window as i64;
                }
                end = end.max(at + graph.codes.get(&frame.code).map_or(0, |c| c.registers as i64));
            }
            end as usize
        })
        .max()
        .unwrap_or(0)
}

/// The end of the process: what exits were taken goes to the log.
pub fn finish() {
    with(|jit| {
        if let Some(log) = &mut jit.log {
            for region in jit.regions.iter().filter(|region| region.code != 0) {
                log.exits(&jit.codes, region);
            }
        }
    });
}
