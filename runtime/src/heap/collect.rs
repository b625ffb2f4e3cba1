//! The steps of a collection, in their order.
//!
//! Conservative roots are looked up first, while the allocator's state still tells objects from free
//! cells; then come marking, weak references, finalisers, the pruning of weak tables, and the counting
//! that stands for a sweep. Nothing here runs Python code or allocates in the heap.

use super::mark::Marker;
use super::pacing::Work;
use super::spill::with_spilled_registers;
use super::stress::Stress;
use super::{Bump, CLASSES, Heap, Kind, fatal};
use crate::value::Value;
use std::time::Instant;

/// Free memory kept resident after a full collection: this share of the live bytes, but at least the
/// constant, in bytes.
const KEEP_FREE_SHARE: usize = 2;
const KEEP_FREE_MIN: usize = 4 << 20;

/// Passed through the naked function that spills the registers.
struct Request {
    heap: *mut Heap,
    full: bool,
}

extern "C" fn entry(request: *mut u8, stack_pointer: *const u64) {
    // SAFETY: `Heap::collect` passes its request, which outlives the call.
    unsafe {
        let request = &*request.cast::<Request>();
        (*request.heap).collect_from(stack_pointer, request.full);
    }
}

impl Heap {
    /// Collects now, unless collections are paused.
    #[inline(never)]
    pub fn collect(&mut self, kind: Kind) {
        if self.paused != 0 {
            return;
        }
        let mut request = Request {
            heap: self,
            full: kind == Kind::Full,
        };
        // SAFETY: `entry` does not unwind (it is `extern "C"`).
        unsafe { with_spilled_registers(entry, (&raw mut request).cast()) };
    }

    pub(super) fn collect_when_due(&mut self) {
        let kind = if self.pacing.wants_full() { Kind::Full } else { Kind::Minor };
        self.collect(kind);
    }

    fn collect_from(&mut self, stack_pointer: *const u64, full: bool) {
        if self.collecting {
            fatal("a root callback or a weak table's pruning allocated during a collection");
        }
        self.collecting = true;
        let start = Instant::now();
        let mut marker = self.marker.take().unwrap_or_else(|| Marker::new(&self.reservation));
        let checked = self.stress.is_some().then_some(&self.blocks);
        marker.begin(&mut self.shapes, &self.large, checked, full);

        let (found, words) = self.find_conservative_roots(stack_pointer, full);
        self.blocks.retire_runs();
        self.bump = [Bump::EMPTY; CLASSES];
        if full {
            self.forget_remembered();
            self.blocks.clear_marks();
            self.large.clear_marks();
        }
        self.mark_roots(&mut marker, &found);
        drop(found);
        if !full {
            self.mark_remembered(&mut marker);
        }
        marker.drain();
        self.mark_ephemerons(&mut marker);

        self.clear_weak(&marker);
        self.revive_finalizable(&mut marker);
        self.mark_ephemerons(&mut marker);
        self.forget_dead_weak(&marker);
        self.announce_queued();
        for i in 0..self.after_mark.len() {
            let (prune, data) = self.after_mark[i];
            prune(data, self);
        }
        if full {
            let is_marked = |value: Value| marker.is_marked(value.address());
            self.shapes.bury_dead(is_marked);
        }
        self.shapes.recent.clear();
        if self.stress.as_ref().is_some_and(Stress::verifies) && !full {
            self.verify_barriers(&marker);
        }

        self.finish(marker, full, words);
        self.statistics.count(full, start.elapsed());
        self.collecting = false;
    }

    /// The objects that conservatively scanned words point into, and the number of words scanned.
    fn find_conservative_roots(&self, stack_pointer: *const u64, full: bool) -> (Vec<usize>, usize) {
        let mut found = Vec::new();
        let mut last = 0;
        // SAFETY: the stack pointer comes from the function that spilled the registers.
        let words = unsafe {
            self.roots.each_word(stack_pointer, |word| {
                if let Some(object) = self.find_object(word as usize)
                    && object != last
                    && (full || !self.is_marked_address(object))
                {
                    last = object;
                    found.push(object);
                }
            })
        };
        (found, words)
    }

    fn mark_roots(&mut self, marker: &mut Marker, found: &[usize]) {
        for &object in found {
            marker.mark_object(object);
        }
        self.handles.each(|value| marker.mark(value));
        self.roots.run_callbacks(marker);
        self.mark_queues(marker);
        if !marker.is_full() {
            for &shape in &self.shapes.recent {
                marker.mark(self.shapes.entries[shape as usize].class);
            }
        }
    }

    fn mark_ephemerons(&self, marker: &mut Marker) {
        let mut progress = marker.is_full();
        while progress {
            progress = false;
            for &(callback, data) in &self.ephemerons {
                progress |= callback(data, marker);
            }
            marker.drain();
        }
    }

    /// Counts what is left, decides when the next collection comes, and returns memory.
    fn finish(&mut self, mut marker: Marker, full: bool, words: usize) {
        self.blocks.count_marks(full);
        self.large.sweep(full);
        let live = self.blocks.live_bytes() + self.large.live_bytes();
        let work = Work {
            objects: marker.traced as usize,
            words,
            blocks: self.blocks.last_counted(),
        };
        self.statistics.traced_objects += marker.traced;
        let cycle = self.pacing.large_cycle();
        self.pacing.collected(full, live, work);
        marker.end();
        self.marker = Some(marker);
        if full {
            let keep = (live / KEEP_FREE_SHARE).max(KEEP_FREE_MIN);
            self.blocks.release_free(keep);
            // Pages that are given back and asked for again cost a fault each.
            self.large.release_free(keep.max(cycle));
        }
        if self.stress.is_some() {
            self.poison_freed_cells();
        }
    }
}
