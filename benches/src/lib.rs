//! What the benchmarks share: a Python that lives on a thread of its own.
//!
//! Criterion's objects stay where they were made, while Python wants a large native stack and there is one per thread.
//! So each benchmark sends its work to a thread, and only numbers come back.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use taipan_vm::embedding::{JitMode, JitOptions, Python};

/// Native stack of a Python, in bytes.
const STACK: usize = 32 << 20;

type Work = Box<dyn FnOnce(&mut Python) + Send>;

/// A Python on another thread, which ends when this is dropped.
pub struct Worker {
    work: Option<Sender<Work>>,
    thread: Option<JoinHandle<()>>,
}

impl Worker {
    /// A Python with the JIT in this mode that has run `source`.
    ///
    /// # Panics
    /// When it cannot start, or `source` raises.
    pub fn new(mode: JitMode, source: &'static str) -> Worker {
        let (work, received): (Sender<Work>, Receiver<Work>) = channel();
        let options = JitOptions { mode, ..JitOptions::default() };
        let serve = move || {
            let mut python = Python::new(options, STACK).expect("a new thread and address space");
            python.run(source).unwrap_or_else(|report| panic!("{report}"));
            for work in received {
                work(&mut python);
            }
        };
        let thread = std::thread::Builder::new().stack_size(STACK + (1 << 20)).spawn(serve).expect("a thread");
        Worker {
            work: Some(work),
            thread: Some(thread),
        }
    }

    /// Does something there; waits for the result.
    ///
    /// # Panics
    /// When the Python has failed.
    pub fn with<R: Send + 'static>(&self, work: impl FnOnce(&mut Python) -> R + Send + 'static) -> R {
        let (result, received) = channel();
        let send = Box::new(move |python: &mut Python| {
            // Nobody waits for the result any more only if this thread is ending.
            let _ = result.send(work(python));
        });
        self.work.as_ref().expect("not dropped").send(send).expect("the worker lives");
        received.recv().expect("the worker answers")
    }

    /// Calls a function without arguments so many times; the time that took.
    ///
    /// # Panics
    /// When it raises.
    pub fn time(&self, function: &'static str, times: u64) -> Duration {
        self.with(move |python| {
            let start = Instant::now();
            python.call(function, times).unwrap_or_else(|report| panic!("{report}"));
            start.elapsed()
        })
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        drop(self.work.take());
        if let Some(thread) = self.thread.take() {
            // A panic has been reported where it happened.
            let _ = thread.join();
        }
    }
}
