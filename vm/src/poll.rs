//! The slow path of polls: what runs between instructions and nowhere else — signals, finalisers,
//! weak reference callbacks, finished code.

use std::sync::atomic::Ordering;
use taipan_runtime::layout::WeakRef;
use taipan_runtime::thread::poll;
use taipan_runtime::{Raised, Thread, field, ops};

/// Whether a poll has something to do.
#[inline(always)]
pub fn due(t: &Thread) -> bool {
    t.poll.load(Ordering::Relaxed) != 0
}

/// The same, where finished code can wait.
#[inline(always)]
pub fn urgent(t: &Thread) -> bool {
    t.poll.load(Ordering::Relaxed) & !poll::REGIONS != 0
}

/// Does what is due. An error is an exception that a signal handler raised.
#[cold]
pub fn run(t: &mut Thread) -> Result<(), Raised> {
    let bits = t.poll.swap(0, Ordering::Acquire);
    if bits & poll::REGIONS != 0 {
        crate::jit::collect(t);
    }
    if bits & poll::FINALIZERS != 0 {
        finalizers(t);
    }
    if bits & poll::SIGNAL != 0 {
        crate::signals::run_pending(t)?;
    }
    Ok(())
}

/// Runs queued `__del__` methods and weak reference callbacks; their exceptions are reported, not raised.
pub fn finalizers(t: &mut Thread) {
    let pending = t.pending;
    while let Some(reference) = t.heap.take_cleared_weak() {
        let callback = field!(reference, WeakRef, callback);
        if !callback.is_none() && ops::call(t, callback, &[reference]).is_err() {
            crate::traceback_print::unraisable(t, "Exception ignored while calling weakref callback", callback);
        }
    }
    while let Some(object) = t.heap.take_finalizable() {
        if taipan_runtime::objects::generator::is_generator_like(object) {
            if taipan_runtime::objects::generator::close(t, object).is_err() {
                crate::traceback_print::unraisable(t, "Exception ignored while closing generator", object);
            }
            continue;
        }
        let name = t.names.del;
        if let Some(method) = ops::lookup_special(t, object, name)
            && ops::call::call_unbound(t, method, object, &[]).is_err()
        {
            crate::traceback_print::unraisable(t, "Exception ignored while calling deallocator", method);
        }
    }
    t.pending = pending;
    let dead = t.heap.take_dead_shapes();
    if !dead.is_empty() {
        t.shapes.release(&dead);
        t.class_epoch += 1;
    }
}
