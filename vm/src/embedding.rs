//! Python inside another program: a Python on the present thread, which runs source and calls what that defines.
//!
//! No value leaves it, so nothing an embedder does can confuse the collector, and there is no lifetime to get wrong.
//! Nothing of the process is looked at or changed: no arguments, no environment, and signals stay the embedder's.

use crate::command_line::{self, interactive};
use crate::traceback_print;
use std::cell::Cell;
use taipan_runtime::objects::dict;
use taipan_runtime::{Raised, Thread, Value, ops};

pub use crate::command_line::options::{JitMode, JitOptions};
pub use crate::jit::BuildInput;

/// Python on one thread of the operating system.
pub struct Python {
    t: Box<Thread>,
}

thread_local! {
    /// The JIT belongs to the thread, so there is one Python per thread, ever.
    static TAKEN: Cell<bool> = const { Cell::new(false) };
}

impl Python {
    /// Python on the present thread; `stack`: bytes of the native stack that it may use from here on.
    ///
    /// # Errors
    /// When the thread has had one already, or the system refuses address space.
    pub fn new(jit: JitOptions, stack: usize) -> std::io::Result<Python> {
        if TAKEN.replace(true) {
            return Err(std::io::Error::other("this thread has had its Python"));
        }
        Ok(Python {
            t: command_line::embedded(jit, stack)?,
        })
    }

    /// Runs statements in `__main__`.
    ///
    /// # Errors
    /// The traceback, or the syntax error, as text.
    pub fn run(&mut self, source: &str) -> Result<(), String> {
        let t = &mut *self.t;
        let namespace = interactive::main_namespace(t);
        let code = (t.hooks.compile)(t, source.as_bytes(), "<embedded>", "exec", 0);
        let result = code.and_then(|code| (t.hooks.exec)(t, code, namespace, namespace));
        outcome(t, result)
    }

    /// Calls a function of `__main__` without arguments, `times` times.
    ///
    /// # Errors
    /// As of [`Python::run`]; there is no such name.
    pub fn call(&mut self, name: &str, times: u64) -> Result<(), String> {
        let t = &mut *self.t;
        let namespace = interactive::main_namespace(t);
        let key = t.intern(name);
        let Some(function) = dict::get_str(namespace, key) else {
            return Err(format!("no {name} in __main__"));
        };
        for _ in 0..times {
            let result = ops::call(t, function, &[]);
            outcome(t, result)?;
        }
        Ok(())
    }

    /// What the regions of loops are built from, as recorded so far.
    pub fn loop_regions(&self) -> Vec<BuildInput> {
        crate::jit::loop_regions()
    }
}

fn outcome(t: &mut Thread, result: Result<Value, Raised>) -> Result<(), String> {
    let Err(Raised) = result else { return Ok(()) };
    let exception = t.take_pending();
    Err(traceback_print::text_of(t, exception))
}
