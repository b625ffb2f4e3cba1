//! Weak references and finalisers, in the order of PEP 442.
//!
//! After marking, weak references to everything unreachable are cleared first, then unreachable
//! objects with a finaliser are revived and queued, once each, those that refer to others before the
//! others (a text file's buffer is written before the raw file below it is closed). Nothing is called
//! here: the interpreter's poll takes from the queues. Both registries are split by age, since a
//! minor collection can only find young objects dead.

use super::Heap;
use super::mark::{Marker, corrupt};
use super::trace::visit_fixed;
use crate::header::Header;
use crate::value::Value;
use std::collections::{HashSet, VecDeque};
use std::sync::atomic::Ordering;

/// Registered weak references, and the cleared ones nobody has taken yet.
#[derive(Default)]
pub struct WeakReferences {
    /// (holder, word): registered since the last collection.
    recent: Vec<(Value, u32)>,
    settled: Vec<(Value, u32)>,
    cleared: VecDeque<Value>,
}

/// Registered objects with a finaliser, and those whose turn has come.
#[derive(Default)]
pub struct Finalizers {
    recent: Vec<Value>,
    settled: Vec<Value>,
    due: VecDeque<Value>,
    /// Says whether a dead object's finaliser still has something to do.
    still_needed: Option<fn(Value) -> bool>,
}

fn referent(holder: Value, word: u32) -> *mut Value {
    // SAFETY: whoever registered the holder named a word inside it.
    unsafe { holder.cast::<Value>().add(word as usize) }
}

impl Heap {
    /// The reference in `word` (counted from the header) of `holder` becomes weak: when its object
    /// dies it is replaced by None, and the holder, if it lives itself, is queued for
    /// [`Heap::take_cleared_weak`]. The word must not be in the trace kind's mask.
    pub fn register_weak(&mut self, holder: Value, word: u32) {
        self.weak.recent.push((holder, word));
    }

    /// The next weak reference that was cleared and whose callback may be due.
    pub fn take_cleared_weak(&mut self) -> Option<Value> {
        let holder = self.weak.cleared.pop_front();
        self.pending = self.something_queued() as u32;
        holder
    }

    /// The object is given to [`Heap::take_finalizable`], once, after it has become unreachable.
    pub fn register_finalizer(&mut self, object: Value) {
        self.finalizers.recent.push(object);
    }

    /// The next object whose finaliser is due. It is alive again while somebody refers to it.
    pub fn take_finalizable(&mut self) -> Option<Value> {
        let object = self.finalizers.due.pop_front();
        self.pending = self.something_queued() as u32;
        object
    }

    /// `still_needed` is asked about dead objects before they are revived. It must only read.
    pub fn set_finalizer_filter(&mut self, still_needed: fn(Value) -> bool) {
        self.finalizers.still_needed = Some(still_needed);
    }

    /// Objects that have not been finalised, for the end of the process. Forgets them.
    pub fn take_all_finalizers(&mut self) -> Vec<super::Root> {
        let mut all = std::mem::take(&mut self.finalizers.settled);
        all.append(&mut self.finalizers.recent);
        all.into_iter().map(|object| self.root(object)).collect()
    }

    fn something_queued(&self) -> bool {
        !(self.weak.cleared.is_empty() && self.finalizers.due.is_empty())
    }

    /// After a collection: announces what it has queued.
    pub(super) fn announce_queued(&mut self) {
        self.pending = self.something_queued() as u32;
        if self.pending != 0
            && let Some((word, bits)) = self.poll_word
        {
            // SAFETY: by the contract of `set_poll_word`.
            unsafe { (*word).fetch_or(bits, Ordering::Relaxed) };
        }
    }

    /// What waits in the queues is alive.
    pub(super) fn mark_queues(&self, marker: &mut Marker) {
        let queued = self.weak.cleared.iter().chain(&self.finalizers.due);
        queued.for_each(|&value| marker.mark(value));
    }

    /// Clears weak references to unmarked objects.
    pub(super) fn clear_weak(&mut self, marker: &Marker) {
        let cleared = &mut self.weak.cleared;
        let mut keep = |&(holder, word): &(Value, u32)| {
            let slot = referent(holder, word);
            // SAFETY: an unmarked holder is not freed yet.
            let value = unsafe { *slot };
            if !value.is_pointer() {
                return false;
            }
            let alive = marker.is_marked(value.address());
            if !alive {
                // SAFETY: as above.
                unsafe { *slot = Value::NONE };
                if marker.is_marked(holder.address()) {
                    cleared.push_back(holder);
                }
            }
            alive
        };
        self.weak.recent.retain(&mut keep);
        if marker.is_full() {
            self.weak.settled.retain(keep);
        }
    }

    /// Forgets weak references that died themselves (and were not revived).
    pub(super) fn forget_dead_weak(&mut self, marker: &Marker) {
        let keep = |&(holder, _): &(Value, u32)| marker.is_marked(holder.address());
        self.weak.recent.retain(keep);
        if marker.is_full() {
            self.weak.settled.retain(keep);
        }
        self.weak.settled.append(&mut self.weak.recent);
    }

    /// Revives and queues the unmarked objects with a finaliser.
    pub(super) fn revive_finalizable(&mut self, marker: &mut Marker) {
        let finalizers = &mut self.finalizers;
        let mut dead = Vec::new();
        let mut keep = |&object: &Value| {
            let alive = marker.is_marked(object.address());
            if !alive && finalizers.still_needed.is_none_or(|still_needed| still_needed(object)) {
                dead.push(object);
            }
            alive
        };
        if marker.is_full() {
            finalizers.settled.retain(&mut keep);
        }
        finalizers.recent.retain(keep);
        finalizers.settled.append(&mut finalizers.recent);
        if !dead.is_empty() {
            finalizers.due.extend(in_referring_order(marker, &dead));
            marker.drain();
        }
    }
}

/// Marks everything the dead objects reach, and returns them so that each comes before those it
/// reaches (as far as there are no cycles), else in the order given.
///
/// This is the reversed finishing order of a depth-first walk.
fn in_referring_order(marker: &mut Marker, dead: &[Value]) -> Vec<Value> {
    let waiting: HashSet<usize> = dead.iter().map(|object| object.address()).collect();
    let mut finished = Vec::with_capacity(dead.len());
    // Bit 0 set: everything reached from this object is done.
    let mut stack: Vec<usize> = Vec::new();
    for &root in dead.iter().rev() {
        stack.push(root.address());
        while let Some(entry) = stack.pop() {
            let address = entry & !1;
            if entry & 1 != 0 {
                finished.push(Value::from_address(address));
                continue;
            }
            if marker.test_and_set(address) {
                continue;
            }
            if waiting.contains(&address) {
                stack.push(address | 1);
            }
            let object = address as *mut Header;
            // SAFETY: dead objects are intact until the sweep.
            let kind = unsafe { marker.kind_of(object) };
            let mut visit = |value: Value| {
                if value.is_pointer() && !marker.is_marked(value.address()) {
                    stack.push(value.address());
                }
            };
            // SAFETY: as above.
            unsafe {
                let Some(mut span) = visit_fixed(object, kind, &mut visit) else {
                    corrupt(object)
                };
                span.visit(usize::MAX, &mut visit);
                marker.make_old(object);
            }
            marker.traced += 1;
        }
    }
    if finished.len() < dead.len() {
        // A class with a finaliser of its own was marked on behalf of its instances: it comes last.
        let seen: HashSet<usize> = finished.iter().map(|object| object.address()).collect();
        let rest = dead.iter().rev().filter(|object| !seen.contains(&object.address()));
        finished.splice(0..0, rest.copied().collect::<Vec<_>>());
    }
    finished.reverse();
    finished
}
