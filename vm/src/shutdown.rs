//! The end of a program: threads, exit functions, buffers, finalisers, in CPython's order.

use crate::command_line::Status;
use crate::traceback_print::unraisable;
use taipan_modules::{atexit, io, support};
use taipan_runtime::objects::{dict, generator};
use taipan_runtime::{Raised, Thread, Value, ops};

/// The exit code when buffered output could not be written.
const FLUSH_FAILED: i32 = 120;
/// Finalisers may make objects with finalisers; a program that never stops doing so is stopped.
const ROUNDS: usize = 16;

/// Runs all that is left to run; `status` changes when output is lost.
pub fn finish(t: &mut Thread, status: &mut Status) {
    wait_for_threads(t);
    crate::jit::finish();
    atexit::run(t, |t, function| unraisable(t, "Exception ignored in atexit callback", function));
    let mut lost = !flush(t);
    if run_finalizers(t) && !lost {
        lost = !flush(t);
    }
    if lost {
        *status = Status::Code(FLUSH_FAILED);
    }
}

/// Threads that are not daemons end before the process does.
fn wait_for_threads(t: &mut Thread) {
    let name = t.intern("threading");
    let Some(threading) = dict::get_str(t.modules, name) else { return };
    if let Err(Raised) = support::call_method(t, threading, "_shutdown", &[]) {
        unraisable(t, "Exception ignored on threading shutdown", threading);
    }
}

/// Whether everything was written.
fn flush(t: &mut Thread) -> bool {
    match io::flush_std(t) {
        Ok(()) => true,
        Err(Raised) => {
            unraisable(t, "Exception ignored while flushing sys.stdout", Value::NONE);
            false
        }
    }
}

/// Finalises what still lives, in the order in which it was made; whether there was anything.
fn run_finalizers(t: &mut Thread) -> bool {
    let mut any = false;
    for _ in 0..ROUNDS {
        crate::poll::finalizers(t);
        let waiting = t.heap.take_all_finalizers();
        if waiting.is_empty() {
            break;
        }
        any = true;
        for root in waiting {
            finalize(t, root.get());
        }
    }
    any
}

fn finalize(t: &mut Thread, object: Value) {
    if generator::is_generator_like(object) {
        if generator::close(t, object).is_err() {
            unraisable(t, "Exception ignored while closing generator", object);
        }
        return;
    }
    let name = t.names.del;
    if let Some(method) = ops::lookup_special(t, object, name)
        && ops::call::call_unbound(t, method, object, &[]).is_err()
    {
        unraisable(t, "Exception ignored while calling deallocator", method);
    }
}
