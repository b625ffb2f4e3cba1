//! Building on a thread of its own.
//!
//! A build is a pure function of what is sent: copies of the graph and the profile, and the constants' words. It starts
//! lazily; `quiesce` waits until it is idle, as a fork handler must (DESIGN §2), and the child starts a new one.

use crate::compile::{Compiled, Compiler, Options};
use crate::graph::Graph;
use crate::layout::Runtime;
use crate::profile::Profile;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex};

/// Work for the thread.
pub struct Job {
    /// The host's number for the region.
    pub region: u64,
    pub graph: Graph,
    pub profile: Profile,
    pub constants: Vec<u64>,
}
/// A finished build.
pub struct Done {
    pub region: u64,
    pub result: Result<Compiled, String>,
}

#[derive(Default)]
struct Busy {
    jobs: Mutex<usize>,
    idle: Condvar,
}

/// A compile thread.
pub struct Background {
    options: Options,
    runtime: Arc<Runtime>,
    link: Option<(Sender<Job>, Receiver<Done>)>,
    busy: Arc<Busy>,
}

impl Background {
    pub fn new(options: Options, runtime: Arc<Runtime>) -> Background {
        Background {
            options,
            runtime,
            link: None,
            busy: Arc::default(),
        }
    }
    /// Queues a build; starts the thread at the first one. False when no thread can be had.
    pub fn submit(&mut self, job: Job) -> bool {
        if self.link.is_none() {
            let (jobs, inbox) = channel::<Job>();
            let (outbox, results) = channel::<Done>();
            let (options, runtime, busy) = (self.options, self.runtime.clone(), self.busy.clone());
            let started = std::thread::Builder::new()
                .name("taipan-jit".into())
                .stack_size(16 << 20)
                .spawn(move || work(options, &runtime, &busy, inbox, outbox));
            if started.is_err() {
                return false;
            }
            self.link = Some((jobs, results));
        }
        *self.busy.jobs.lock().expect("not poisoned") += 1;
        self.link.as_ref().is_some_and(|link| link.0.send(job).is_ok())
    }
    /// A finished build, if there is one. To be asked at polls.
    pub fn poll(&mut self) -> Option<Done> {
        self.link.as_ref()?.1.try_recv().ok()
    }
    /// Is anything queued or being built?
    pub fn is_busy(&self) -> bool {
        *self.busy.jobs.lock().expect("not poisoned") > 0
    }
    /// Waits until the thread is idle.
    pub fn quiesce(&self) {
        let jobs = self.busy.jobs.lock().expect("not poisoned");
        drop(self.busy.idle.wait_while(jobs, |jobs| *jobs > 0));
    }
    /// In a forked child: the parent's thread does not exist here.
    pub fn forget_thread(&mut self) {
        if let Some(link) = self.link.take() {
            // The channel may be in use by nobody, but dropping it could wake a thread that is gone.
            std::mem::forget(link);
        }
        self.busy = Arc::default();
    }
}

fn work(options: Options, runtime: &Runtime, busy: &Busy, inbox: Receiver<Job>, outbox: Sender<Done>) {
    let mut compiler = Compiler::new(options);
    while let Ok(job) = inbox.recv() {
        let build = || compiler.compile(&job.graph, &job.profile, runtime, &job.constants);
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(build)).unwrap_or_else(|_| Err("the build panicked".to_string()));
        let sent = outbox.send(Done { region: job.region, result });
        *busy.jobs.lock().expect("not poisoned") -= 1;
        busy.idle.notify_all();
        if sent.is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph_text::parse_graph;

    #[test]
    fn builds_elsewhere() {
        let text = "loop 1@0 0 9\ncode 1 f 4 0-9\nlive 1 0 0 0\nat 1@0\n n0:\n guard no_poll yes n1 no exit\n n1:\n next 1@0\n";
        let graph = parse_graph(text).unwrap();
        let runtime = Arc::new(crate::testing::native::runtime());
        let mut background = Background::new(Options::default(), runtime);
        for region in 0..3 {
            let job = Job {
                region,
                graph: graph.clone(),
                profile: Profile::default(),
                constants: Vec::new(),
            };
            assert!(background.submit(job));
        }
        background.quiesce();
        assert!(!background.is_busy());
        for region in 0..3 {
            let done = background.poll().expect("built");
            assert_eq!(done.region, region);
            assert!(done.result.is_ok(), "{:?}", done.result.err());
        }
        assert!(background.poll().is_none());
    }
}
