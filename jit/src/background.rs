//! Building on a thread of its own.
//!
//! A build is a pure function of what is sent: copies of the graph and the profile, and the constants' words, which the
//! thread never looks behind. The thread starts with the first build, blocks all signals, and is never waited for at the
//! end of the process. Before a fork [`Background::quiesce`] waits until it is idle; the child has no such thread and
//! starts one of its own (DESIGN §2). A build that panics costs its result and the thread, nothing else.

use crate::compile::{Compiled, Compiler, Options};
use crate::graph::Graph;
use crate::layout::Runtime;
use crate::lower::FunctionHost;
use crate::profile::Profile;
use std::cell::RefCell;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Stack of the thread in bytes: passes recurse along the dominator tree of large regions.
const STACK: usize = 16 << 20;

/// Work for the thread.
pub struct Job {
    pub graph: Graph,
    pub profile: Profile,
    pub constants: Vec<u64>,
    /// Of a function region.
    pub host: Option<FunctionHost>,
}
/// A finished build.
pub struct Done {
    /// The error names what was refused, or what panicked.
    pub result: Result<Compiled, String>,
    /// How long it took.
    pub time: Duration,
}

type Build = fn(&mut Compiler, &Job, &Runtime) -> Result<Compiled, String>;

#[derive(Default)]
struct Busy {
    jobs: Mutex<usize>,
    idle: Condvar,
}

/// What the thread needs to report.
#[derive(Clone)]
struct Reporter {
    outbox: Sender<Done>,
    busy: Arc<Busy>,
    notify: Arc<dyn Fn() + Send + Sync>,
}
impl Reporter {
    /// False when nobody listens any more.
    fn report(&self, done: Done) -> bool {
        let sent = self.outbox.send(done).is_ok();
        *self.busy.jobs.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        self.busy.idle.notify_all();
        (self.notify)();
        sent
    }
}

thread_local! {
    /// On a builder thread: where its panic is told.
    static REPORTER: RefCell<Option<Reporter>> = const { RefCell::new(None) };
}

/// A compile thread.
pub struct Background {
    options: Options,
    runtime: Arc<Runtime>,
    notify: Arc<dyn Fn() + Send + Sync>,
    build: Build,
    link: Option<(Sender<Job>, Receiver<Done>)>,
    busy: Arc<Busy>,
}

impl Background {
    /// `notify` is called on the thread after each build.
    pub fn new(options: Options, runtime: Arc<Runtime>, notify: Arc<dyn Fn() + Send + Sync>) -> Background {
        Background {
            options,
            runtime,
            notify,
            build,
            link: None,
            busy: Arc::default(),
        }
    }
    /// Queues a build; starts the thread at the first one. Gives the job back when no thread can be had.
    pub fn submit(&mut self, job: Job) -> Result<(), Box<Job>> {
        if self.link.is_none() {
            self.link = self.start();
        }
        let Some((jobs, _)) = &self.link else { return Err(Box::new(job)) };
        *self.busy.jobs.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        jobs.send(job).map_err(|lost| {
            *self.busy.jobs.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
            self.link = None;
            Box::new(lost.0)
        })
    }
    fn start(&self) -> Option<(Sender<Job>, Receiver<Done>)> {
        let (jobs, inbox) = channel::<Job>();
        let (outbox, results) = channel::<Done>();
        let (options, runtime, build) = (self.options, self.runtime.clone(), self.build);
        let reporter = Reporter {
            outbox,
            busy: self.busy.clone(),
            notify: self.notify.clone(),
        };
        let mask = crate::signals::block();
        let started = std::thread::Builder::new()
            .name("taipan-jit".into())
            .stack_size(STACK)
            .spawn(move || work(options, &runtime, build, reporter, inbox));
        crate::signals::restore(mask);
        started.ok().map(|_| (jobs, results))
    }
    /// A finished build, if there is one.
    pub fn poll(&mut self) -> Option<Done> {
        self.link.as_ref()?.1.try_recv().ok()
    }
    /// Waits until the thread is idle.
    pub fn quiesce(&self) {
        let jobs = self.busy.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        drop(self.busy.idle.wait_while(jobs, |jobs| *jobs > 0));
    }
    /// In a forked child, where the parent's thread does not exist, and after a panic: the next build starts a new one.
    pub fn forget_thread(&mut self) {
        // Dropping the channel could wake a thread that is not there.
        std::mem::forget(self.link.take());
        self.busy = Arc::default();
    }
}

fn build(compiler: &mut Compiler, job: &Job, runtime: &Runtime) -> Result<Compiled, String> {
    match &job.host {
        Some(host) => compiler.compile_function(&job.graph, &job.profile, runtime, host, &job.constants),
        None => compiler.compile(&job.graph, &job.profile, runtime, &job.constants),
    }
}

fn work(options: Options, runtime: &Runtime, build: Build, reporter: Reporter, inbox: Receiver<Job>) {
    REPORTER.set(Some(reporter.clone()));
    let mut compiler = Compiler::new(options);
    while let Ok(job) = inbox.recv() {
        let start = Instant::now();
        let result = build(&mut compiler, &job, runtime);
        drop(job);
        let time = start.elapsed();
        if !reporter.report(Done { result, time }) {
            return;
        }
    }
}

/// For the panic hook: on a builder thread it tells the host that the build failed and never returns, for what the build
/// left half done must not be unwound, nor end the process. Elsewhere it does nothing.
pub fn panicked(what: &str) {
    let Ok(Some(reporter)) = REPORTER.try_with(|r| r.try_borrow().map(|r| r.clone()).unwrap_or(None)) else {
        return;
    };
    reporter.report(Done {
        result: Err(format!("{PANICKED}: {what}")),
        time: Duration::ZERO,
    });
    loop {
        std::thread::park();
    }
}
/// How the error of a build that panicked begins; its thread is gone.
pub const PANICKED: &str = "the build panicked";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph_text::parse_graph;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn job() -> Job {
        let text = "loop 1@0 0 9\ncode 1 f 4 0-9\nlive 1 0 0 0\nat 1@0\n n0:\n guard no_poll yes n1 no exit\n n1:\n next 1@0\n";
        Job {
            graph: parse_graph(text).unwrap(),
            profile: Profile::default(),
            constants: Vec::new(),
            host: None,
        }
    }
    fn background(told: &Arc<AtomicUsize>) -> Background {
        let (told, runtime) = (told.clone(), Arc::new(crate::testing::native::runtime()));
        let notify = move || {
            told.fetch_add(1, Ordering::SeqCst);
        };
        Background::new(Options::default(), runtime, Arc::new(notify))
    }

    #[test]
    fn builds_elsewhere() {
        let told = Arc::default();
        let mut background = background(&told);
        for _ in 0..3 {
            assert!(background.submit(job()).is_ok());
        }
        background.quiesce();
        for _ in 0..3 {
            let done = background.poll().expect("built");
            assert!(done.result.is_ok(), "{:?}", done.result.err());
        }
        assert!(background.poll().is_none());
        background.forget_thread();
        assert!(background.submit(job()).is_ok(), "a new thread");
        background.quiesce();
        assert!(background.poll().expect("built").result.is_ok());
        while told.load(Ordering::SeqCst) < 4 {
            std::thread::yield_now();
        }
    }

    #[test]
    fn a_panic_is_an_error_of_the_build() {
        let mut background = background(&Arc::default());
        // What the panic hook does; the hook itself belongs to all tests.
        background.build = |_, _, _| {
            panicked("on purpose");
            unreachable!("it never returns")
        };
        assert!(background.submit(job()).is_ok());
        background.quiesce();
        let error = background.poll().expect("told").result.err();
        assert_eq!(error.as_deref(), Some("the build panicked: on purpose"));
        background.forget_thread();
        background.build = build;
        assert!(background.submit(job()).is_ok());
        background.quiesce();
        assert!(background.poll().expect("built").result.is_ok());
    }
}
