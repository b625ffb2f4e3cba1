//! When regions are built, and who builds them.
//!
//! With `-X jit=on` a thread builds (`taipan_jit::background`), from a copy of the graph, one region at a time: of those
//! that ask meanwhile, whoever asked most is next, with what its graph is then. The interpreter goes on; the poll word
//! tells it that code is ready. It is installed if what it relies on still holds. Polls run in the interpreter, and no
//! native frame waits below it, so code that is replaced then is run by nobody. The other modes build at once, and so
//! does this one where no thread can be had.

use super::{Jit, Mode, Native, Region, extent, functions, landing, wake_header};
use std::sync::Arc;
use std::time::{Duration, Instant};
use taipan_jit::background::{Background, Done, Job, PANICKED};
use taipan_jit::compile::{Compiled, Compiler, Options as BuildOptions};
use taipan_jit::graph::{Graph, Signature};
use taipan_jit::layout::Runtime;
use taipan_jit::lower::FunctionHost;
use taipan_runtime::Thread;
use taipan_runtime::frame::HEADER_WORDS;

/// Time for building besides the share.
const ALLOWANCE: Duration = Duration::from_millis(120);
/// One part of so many of the running time goes into building.
const SHARE: u32 = 4;
/// The same where another core builds.
const BACKGROUND_ALLOWANCE: Duration = Duration::from_millis(400);
const BACKGROUND_SHARE: u32 = 2;
/// Time for recording, besides its share of the running time: the program itself is slower meanwhile.
const RECORD_ALLOWANCE: Duration = Duration::from_millis(1);
const RECORD_SHARE: u32 = 8;
/// Builds that may panic before no more are sent to a thread: it costs one each time.
const MAX_PANICS: u32 = 3;

/// How regions are built.
pub struct Builds {
    /// Made when first needed: start-up does not pay for it.
    compiler: Option<Compiler>,
    options: BuildOptions,
    pub runtime: Arc<Runtime>,
    /// `None`: everything is built at once.
    background: Option<Background>,
    /// What the thread builds.
    order: Option<Order>,
    /// Regions that asked while it was busy, and their generations.
    waiting: Vec<(usize, u32)>,
    panics: u32,
    born: Instant,
    spent: Duration,
    recorded: Duration,
    allowance: Duration,
    share: u32,
    unlimited: bool,
}

/// A build that is under way, and what must still hold when it is done.
struct Order {
    index: usize,
    generation: u32,
    graph_version: u32,
    extent: usize,
    signature: Option<Signature>,
}

/// May a region be entered?
pub enum Readiness {
    Ready,
    /// There will be code, or there is no time for it.
    Waits,
    /// It could not be built.
    Failed,
}

impl Builds {
    pub fn new(t: &Thread, mode: Mode, options: BuildOptions, runtime: Runtime) -> Builds {
        let runtime = Arc::new(runtime);
        let word = std::ptr::from_ref(&t.poll) as usize;
        let notify = move || {
            // SAFETY: the thread's state stays where it is until the process ends.
            let word = unsafe { &*(word as *const std::sync::atomic::AtomicU32) };
            word.fetch_or(taipan_runtime::thread::poll::REGIONS, std::sync::atomic::Ordering::Release);
        };
        let alone = std::thread::available_parallelism().is_ok_and(|n| n.get() == 1);
        Builds {
            compiler: None,
            options,
            background: (mode == Mode::On).then(|| Background::new(options, runtime.clone(), Arc::new(notify))),
            runtime,
            order: None,
            waiting: Vec::new(),
            panics: 0,
            born: Instant::now(),
            spent: Duration::ZERO,
            recorded: Duration::ZERO,
            allowance: if alone { ALLOWANCE } else { BACKGROUND_ALLOWANCE },
            share: if alone { SHARE } else { BACKGROUND_SHARE },
            unlimited: mode != Mode::On,
        }
    }
    /// Is there time for another recording?
    pub fn may_record(&self) -> bool {
        self.unlimited || self.recorded < RECORD_ALLOWANCE + self.born.elapsed() / RECORD_SHARE
    }
    /// A recording took so long.
    pub fn count_recording(&mut self, time: Duration) {
        self.recorded += time;
    }
    pub fn compiler(&mut self) -> &mut Compiler {
        self.compiler.get_or_insert_with(|| Compiler::new(self.options))
    }
    /// Building takes a share of the time at most: a program of many loops that are hardly hot must not pay more for its
    /// code than the code can give back.
    fn affordable(&self) -> bool {
        self.unlimited || self.spent < self.allowance + self.born.elapsed() / self.share
    }
}

impl Jit {
    /// Makes sure that a region with a graph has code, as new as it should be.
    pub(super) fn make_ready(&mut self, index: usize) -> Readiness {
        let region = &mut self.regions[index];
        region.asked += 1;
        if region.native.is_some() && !region.is_stale() {
            return Readiness::Ready;
        }
        let result = match &self.builds.background {
            None if self.builds.affordable() => self.build(index),
            None => Ok(()),
            Some(_) => {
                if !region.ordered {
                    region.ordered = true;
                    region.asked = 0;
                    self.builds.waiting.push((index, region.generation));
                }
                self.order_next();
                Ok(())
            }
        };
        match result {
            Ok(()) if self.regions[index].native.is_some() => Readiness::Ready,
            Ok(()) => Readiness::Waits,
            Err(why) => {
                self.failed(index, &why);
                Readiness::Failed
            }
        }
    }

    fn failed(&mut self, index: usize, why: &str) {
        if let Some(log) = &mut self.log {
            log.failed(&self.codes, &self.regions[index], why);
        }
        let region = &mut self.regions[index];
        region.failures += 1;
        region.pause = super::HOT << region.failures.min(20);
        if let Some(part) = &mut region.function {
            part.resting = true;
        }
    }

    /// Builds now.
    fn build(&mut self, index: usize) -> Result<(), String> {
        let start = Instant::now();
        let result = self.job(index).and_then(|(order, job)| self.build_job(order, &job));
        self.builds.spent += start.elapsed();
        result
    }

    fn build_job(&mut self, order: Order, job: &Job) -> Result<(), String> {
        let runtime = self.builds.runtime.clone();
        let compiler = self.builds.compiler();
        let compiled = match &job.host {
            Some(host) => compiler.compile_function(&job.graph, &job.profile, &runtime, host, &job.constants),
            None => compiler.compile(&job.graph, &job.profile, &runtime, &job.constants),
        }?;
        self.install(order, compiled)
    }

    /// What a build of the region needs: all of it copied.
    fn job(&mut self, index: usize) -> Result<(Order, Job), String> {
        let signature = match self.regions[index].function {
            Some(_) => Some(self.fix_signature(index)?),
            None => None,
        };
        let region = &mut self.regions[index];
        region.graph.signature.clone_from(&signature);
        let host = region.function.is_some().then(|| function_host(&region.graph, index as u64));
        (region.stale, region.grown) = (0, 0);
        let job = Job {
            graph: region.graph.clone(),
            profile: region.profile.clone(),
            constants: region.constants.iter().map(|v| v.0).collect(),
            host,
        };
        let order = Order {
            index,
            generation: region.generation,
            graph_version: region.graph.version,
            extent: extent(&region.graph),
            signature,
        };
        Ok((order, job))
    }

    /// Sends the thread what is asked for most, if it is idle.
    fn order_next(&mut self) {
        while self.builds.order.is_none() && !self.builds.waiting.is_empty() && self.builds.affordable() {
            let asked = |k: &usize| self.regions[self.builds.waiting[*k].0].asked;
            let most = (0..self.builds.waiting.len()).max_by_key(asked).expect("not empty");
            let (index, generation) = self.builds.waiting.swap_remove(most);
            let region = &mut self.regions[index];
            if region.generation != generation {
                // Recorded anew meanwhile.
                continue;
            }
            region.ordered = false;
            if self.holds(index)
                && let Err(why) = self.order(index)
            {
                self.failed(index, &why);
            }
        }
    }

    /// Sends a region to the thread.
    fn order(&mut self, index: usize) -> Result<(), String> {
        let (order, job) = self.job(index)?;
        let background = self.builds.background.as_mut().expect("asked before");
        if let Err(job) = background.submit(job) {
            let start = Instant::now();
            let result = self.build_job(order, &job);
            self.builds.spent += start.elapsed();
            return result;
        }
        self.regions[index].ordered = true;
        self.builds.order = Some(order);
        Ok(())
    }

    /// Installs what the thread has built, if it still holds, and sends it the next region. At a poll.
    pub(super) fn collect(&mut self, t: &Thread) {
        // The recorder asks again at its end.
        if !self.recording && self.builds.background.is_some() {
            self.check_epoch(t.class_epoch);
            while let Some(done) = self.builds.background.as_mut().and_then(Background::poll) {
                self.finished(done);
            }
            self.order_next();
        }
    }

    /// Do the assumptions of the region's graph hold?
    fn holds(&self, index: usize) -> bool {
        let region = &self.regions[index];
        !region.broken && region.epoch == self.slots_epoch && region.graph.poisoned.is_none()
    }

    fn finished(&mut self, done: Done) {
        let order = self.builds.order.take().expect("one result for each order");
        self.builds.spent += done.time;
        let index = order.index;
        if let Err(why) = &done.result
            && why.starts_with(PANICKED)
        {
            self.thread_is_lost();
        }
        if self.regions[index].generation != order.generation {
            // Recorded anew meanwhile.
            return;
        }
        self.regions[index].ordered = false;
        match done.result {
            Err(why) => self.failed(index, &why),
            Ok(compiled) => {
                let region = &self.regions[index];
                let signature = region.function.as_ref().and_then(|part| part.signature.clone());
                if signature != order.signature || !self.holds(index) {
                    return;
                }
                if let Err(why) = self.install(order, compiled) {
                    return self.failed(index, &why);
                }
                self.wake(index);
            }
        }
    }

    /// A build panicked, and its thread will do no more.
    fn thread_is_lost(&mut self) {
        self.builds.panics += 1;
        self.builds.background.as_mut().expect("it has reported").forget_thread();
        if self.builds.panics >= MAX_PANICS {
            (self.builds.allowance, self.builds.share) = (Duration::ZERO, u32::MAX);
        }
    }

    /// The interpreter shall ask at the region's next arrival.
    fn wake(&mut self, index: usize) {
        let region = &self.regions[index];
        let code_value = self.codes[region.code as usize - 1];
        match region.function {
            Some(_) => functions::wait(code_value, 0),
            None => wake_header(code_value, region.header),
        }
    }

    /// Makes code the region's. The old one is freed: nobody runs it.
    fn install(&mut self, order: Order, mut compiled: Compiled) -> Result<(), String> {
        let code = self.arena.install(&compiled.code).map_err(|e| e.to_string())?;
        compiled.code = Vec::new();
        let region = &mut self.regions[order.index];
        if let Some(part) = &mut region.function {
            *part.slot = code.address() as usize;
        }
        region.installed(&mut self.log, &self.codes, &compiled.report);
        let native = Native {
            code,
            compiled,
            extent: order.extent,
            graph_version: order.graph_version,
        };
        if let Some(old) = region.native.replace(native) {
            self.arena.free(old.code);
        }
        Ok(())
    }

    /// Code that serves a function's callers while there is no other: a graph that knows nothing.
    pub(super) fn build_stub(&mut self, graph: &Graph, number: u64) -> Result<Native, String> {
        let host = function_host(graph, number);
        let runtime = self.builds.runtime.clone();
        let compiled = self.builds.compiler().compile_function(graph, &Default::default(), &runtime, &host, &[])?;
        Ok(Native {
            code: self.arena.install(&compiled.code).map_err(|e| e.to_string())?,
            compiled,
            extent: extent(graph),
            graph_version: graph.version,
        })
    }

    /// Before the process forks: nobody else is to be in the allocator, say.
    pub(super) fn before_fork(&mut self) {
        if let Some(background) = &self.builds.background {
            background.quiesce();
        }
    }
    /// In the child, where the thread is not: what it was to do is asked for again.
    pub(super) fn after_fork(&mut self) {
        if let Some(background) = &mut self.builds.background {
            background.forget_thread();
        }
        self.builds.order = None;
        self.builds.waiting.clear();
        self.regions.iter_mut().for_each(|region| region.ordered = false);
    }
}

fn function_host(graph: &Graph, region: u64) -> FunctionHost {
    let inlined = graph.positions().map(|(_, chain)| chain.len() as u32 - 1).max().unwrap_or(0);
    FunctionHost {
        leave: landing::leave as *const () as usize,
        region,
        depth_offset: std::mem::offset_of!(Thread, depth) as i32,
        depth_limit_offset: std::mem::offset_of!(Thread, depth_limit) as i32,
        window_limit_offset: std::mem::offset_of!(Thread, limit) as i32,
        native_limit_offset: std::mem::offset_of!(Thread, native_limit) as i32,
        inlined,
        extent: (extent(graph) + HEADER_WORDS) as i32,
    }
}

impl Region {
    /// Is the graph, or what exits taught, worth another build?
    fn is_stale(&self) -> bool {
        let Some(native) = &self.native else { return true };
        self.stale > (2 << self.builds.min(20)) && self.builds < super::MAX_BUILDS && (native.graph_version != self.graph.version || self.stale > 0)
    }
}
