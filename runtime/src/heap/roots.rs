//! Where references come from: native stacks and registered ranges, scanned conservatively, and
//! callbacks that name their references exactly.
//!
//! Conservative means that any word that points to or into an allocated cell keeps that cell alive.
//! Nothing has to be declared in Rust code or in compiled code, and objects never move.

use super::mark::Marker;

/// A root callback: reports its references with [`Marker::mark`]. It must not allocate.
pub type RootCallback = fn(*mut (), &mut Marker);
/// A range of words, read through two variables because its extent changes while programs run.
pub type LiveRange = (*const *const u64, *const *const u64);

/// Called during a full collection when all else is marked, until each call of it says that it marked nothing: for
/// tables whose entries keep alive what they name only while something else does so with what they belong to.
pub type EphemeronCallback = fn(*mut (), &mut Marker) -> bool;

/// The registered roots of a heap.
#[derive(Default)]
pub struct RootSet {
    /// First address above the native stack in use; 0 while none is known.
    stack_high: usize,
    /// Parts of native stacks that were left for another one, as (low, high).
    suspended: Vec<(usize, usize)>,
    ranges: Vec<LiveRange>,
    callbacks: Vec<(RootCallback, *mut ())>,
}

impl RootSet {
    pub fn set_native_stack(&mut self, high_address: usize) {
        self.stack_high = high_address & !7;
    }

    pub fn switch_native_stack(&mut self, suspended_low: usize, high_address: usize) {
        self.suspended.push((suspended_low & !7, self.stack_high));
        self.stack_high = high_address & !7;
    }

    pub fn leave_native_stack(&mut self) {
        if let Some((_, high)) = self.suspended.pop() {
            self.stack_high = high;
        }
    }

    pub fn add_range(&mut self, range: LiveRange) {
        self.ranges.push(range);
    }

    pub fn add_callback(&mut self, callback: RootCallback, data: *mut ()) {
        self.callbacks.push((callback, data));
    }

    pub fn remove_callback(&mut self, data: *mut ()) {
        self.callbacks.retain(|&(_, other)| other != data);
    }

    /// Calls `visit` with every word of the conservative ranges, and returns their number.
    ///
    /// # Safety
    /// `stack_pointer` is the lowest address in use of the current native stack; registered ranges are
    /// readable.
    pub unsafe fn each_word(&self, stack_pointer: *const u64, mut visit: impl FnMut(u64)) -> usize {
        let mut count = 0;
        let mut scan = |low: *const u64, high: *const u64| {
            let mut word = low;
            while word < high {
                // A volatile read: stack slots and abandoned registers have no defined value for the
                // compiler.
                // SAFETY: by contract the range is readable.
                visit(unsafe { word.read_volatile() });
                word = word.wrapping_add(1);
                count += 1;
            }
        };
        if self.stack_high != 0 {
            scan(stack_pointer, self.stack_high as *const u64);
        }
        for &(low, high) in &self.suspended {
            if high != 0 {
                scan(low as *const u64, high as *const u64);
            }
        }
        for &(start, end) in &self.ranges {
            // SAFETY: the variables outlive their registration.
            let (start, end) = unsafe { (*start, *end) };
            if !start.is_null() {
                scan(start, end);
            }
        }
        count
    }

    pub fn run_callbacks(&self, marker: &mut Marker) {
        for &(callback, data) in &self.callbacks {
            callback(data, marker);
        }
    }
}
