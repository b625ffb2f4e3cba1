//! `GC_STRESS=n`: collects every n allocations and fills what it frees with 0xDB.
//!
//! A missing root or barrier then shows at the next use instead of once in a thousand runs. The bump
//! runs that native code sees have no length in this mode, so every allocation comes to the slow path.

use super::mark::Marker;
use super::trace::visit_fixed;
use super::{Heap, fatal};
use crate::header::Header;
use crate::value::Value;

/// Every so many collections the heap is verified and then collected fully: both cost the whole heap,
/// and what they alone find shows soon enough.
const FULL_EVERY: u32 = 32;
/// What freed memory is filled with.
pub const POISON: u8 = 0xDB;

/// The stress mode's countdown.
pub struct Stress {
    interval: u32,
    left: u32,
    collections: u32,
}

impl Stress {
    pub fn new(interval: u32) -> Stress {
        let interval = interval.max(1);
        Stress {
            interval,
            left: interval,
            collections: 0,
        }
    }

    /// Counts an allocation; says whether to collect before it.
    pub fn tick(&mut self) -> bool {
        self.left -= 1;
        if self.left > 0 {
            return false;
        }
        self.left = self.interval;
        self.collections += 1;
        true
    }

    /// Whether the present minor collection verifies the heap, and a full one follows.
    pub fn verifies(&self) -> bool {
        self.collections.is_multiple_of(FULL_EVERY)
    }
}

impl Heap {
    /// After a minor marking: every reference in an object that lives must lead to a marked object. One
    /// that does not was stored into an old object without the write barrier.
    pub(super) fn verify_barriers(&self, marker: &Marker) {
        let verify = |address: usize| {
            if !marker.is_marked(address) {
                return;
            }
            let object = address as *mut Header;
            // SAFETY: marked objects are initialised.
            let kind = self.shapes.kind(unsafe { (*object).shape });
            let mut check = |value: Value| {
                if value.is_pointer() && !marker.is_marked(value.address()) {
                    missing_barrier(object, value);
                }
            };
            // SAFETY: the kind is that of the object's shape.
            if let Some(mut rest) = unsafe { visit_fixed(object, kind, &mut check) } {
                // SAFETY: the span lies inside the object.
                unsafe { rest.visit(usize::MAX, &mut check) };
            }
        };
        self.blocks.each_live(verify);
        self.large.each_live(verify);
    }

    /// Overwrites what a collection has freed in blocks; the large-object space does so itself.
    pub(super) fn poison_freed_cells(&self) {
        // SAFETY: free cells belong to no object.
        self.blocks.each_freed_cell(|cell, bytes| unsafe {
            (cell as *mut u8).write_bytes(POISON, bytes);
        });
    }

    /// The interval of `GC_STRESS`, when it is set to a number above 0.
    pub fn stress_from_environment() -> Option<u32> {
        std::env::var("GC_STRESS").ok()?.trim().parse().ok().filter(|&interval| interval > 0)
    }
}

#[cold]
fn missing_barrier(object: *const Header, value: Value) -> ! {
    // SAFETY: both are cells of the heap.
    let (holder, target) = unsafe { ((*object).shape, (*value.header()).shape) };
    fatal(&format!(
        "an object of shape {holder} at {object:p} refers to one of shape {target} at {:#x} that the \
         collector did not find: a write barrier is missing",
        value.address()
    ))
}
