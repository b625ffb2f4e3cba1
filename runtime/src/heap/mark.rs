//! Marking: an explicit stack, so that deep structures cost no native stack, and a short queue
//! between the stack and the tracer, so that an object's memory is on its way when its turn comes.
//!
//! Mark bits are set when a reference is found, thus an object is on the stack at most once.

use super::blocks::Blocks;
use super::fatal;
use super::large::LargeSpace;
use super::reservation::Reservation;
use super::shapes::{ShapeEntry, ShapeTable};
use super::size_classes::GRANULE;
use super::trace::{Span, visit_fixed, visit_references};
use crate::header::{Header, STATE_OLD, STATE_OLD_CARDS, TraceKind};
use crate::value::Value;

/// Objects on their way from the stack to the tracer. Power of two.
const QUEUE: usize = 8;
/// Entries of a long run that are visited before the stack is emptied again.
const PIECE: usize = 1024;
/// Objects of at least this many bytes are remembered by cards instead of whole. Below this size
/// finding the dirty cards costs more than tracing the object again.
pub const CARDS_FROM: usize = 512 << 10;
/// The mark stack keeps this much room between collections, in entries.
const STACK_KEPT: usize = 16 << 10;

/// The marking state of one collection; root callbacks get it to report their references.
pub struct Marker {
    base: usize,
    span: usize,
    bits: *mut u64,
    large_base: usize,
    large: *const LargeSpace,
    /// In stress mode the extent of objects is checked before they are traced.
    checked: Option<*const Blocks>,
    shapes: *mut ShapeEntry,
    shape_count: usize,
    /// Number of this collection.
    epoch: u32,
    /// Marked objects whose references are not yet visited.
    stack: Vec<*mut Header>,
    /// Long runs of references not yet visited.
    spans: Vec<Span>,
    /// Objects traced since the collection began.
    pub traced: u64,
    full: bool,
}

impl Marker {
    pub fn new(reservation: &Reservation) -> Marker {
        Marker {
            base: reservation.base,
            span: reservation.span,
            bits: reservation.mark_bits,
            large_base: reservation.large_base,
            large: std::ptr::null(),
            checked: None,
            shapes: std::ptr::null_mut(),
            shape_count: 0,
            epoch: 0,
            stack: Vec::new(),
            spans: Vec::new(),
            traced: 0,
            full: false,
        }
    }

    /// Starts a collection. What the arguments refer to must stay where it is until it ends.
    /// `checked` turns on the check of lengths against the cells that objects lie in.
    pub fn begin(&mut self, shapes: &mut ShapeTable, large: &LargeSpace, checked: Option<&Blocks>, full: bool) {
        self.shapes = shapes.entries.as_mut_ptr();
        self.shape_count = shapes.entries.len();
        self.large = large;
        self.checked = checked.map(std::ptr::from_ref);
        self.epoch = self.epoch.wrapping_add(1).max(1);
        self.traced = 0;
        self.full = full;
    }

    /// Ends a collection.
    pub fn end(&mut self) {
        self.stack.shrink_to(STACK_KEPT);
        self.spans.shrink_to(64);
        self.shapes = std::ptr::null_mut();
        self.large = std::ptr::null();
        self.checked = None;
    }

    /// Whether every object is looked at, or (else) only those allocated since the last collection.
    pub fn is_full(&self) -> bool {
        self.full
    }

    /// Keeps the object of a reference alive. Words that are no pointers are ignored.
    #[inline(always)]
    pub fn mark(&mut self, value: Value) {
        if value.is_pointer() {
            self.mark_object(value.address());
        }
    }

    /// Keeps the object at `address` alive.
    #[inline(always)]
    pub fn mark_object(&mut self, address: usize) {
        if !self.test_and_set(address) {
            self.stack.push(address as *mut Header);
        }
    }

    /// Traces an object that may be marked already.
    pub fn trace_again(&mut self, object: *mut Header) {
        self.stack.push(object);
    }

    pub fn is_marked(&self, address: usize) -> bool {
        let granule = (address - self.base) / GRANULE;
        // SAFETY: the bitmap covers the space that objects live in.
        unsafe { *self.bits.add(granule / 64) >> (granule % 64) & 1 != 0 }
    }

    /// Sets an object's mark bit; true when it was set before.
    #[inline(always)]
    pub fn test_and_set(&mut self, address: usize) -> bool {
        let offset = address.wrapping_sub(self.base);
        if offset >= self.span {
            stray_pointer(address);
        }
        let granule = offset / GRANULE;
        let bit = 1 << (granule % 64);
        // SAFETY: the bitmap covers the span.
        unsafe {
            let word = self.bits.add(granule / 64);
            let before = *word;
            if before & bit != 0 {
                return true;
            }
            *word = before | bit;
        }
        false
    }

    /// Visits references until none are left.
    pub fn drain(&mut self) {
        let mut queue = [std::ptr::null_mut::<Header>(); QUEUE];
        let (mut head, mut waiting) = (0, 0);
        loop {
            while waiting < QUEUE
                && let Some(object) = self.stack.pop()
            {
                prefetch(object);
                queue[(head + waiting) % QUEUE] = object;
                waiting += 1;
            }
            if waiting == 0 {
                let Some(mut span) = self.spans.pop() else {
                    return;
                };
                // SAFETY: spans come from marked objects, which a collection does not change.
                unsafe { span.visit(PIECE, &mut |value| self.mark(value)) };
                if span.entries != 0 {
                    self.spans.push(span);
                }
                continue;
            }
            let object = queue[head];
            head = (head + 1) % QUEUE;
            waiting -= 1;
            // SAFETY: every pointer on the stack is an initialised object.
            unsafe { self.trace(object) };
        }
    }

    /// # Safety
    /// `object` is an initialised object.
    #[inline(always)]
    unsafe fn trace(&mut self, object: *mut Header) {
        // SAFETY: by contract the object has the layout its shape says.
        unsafe {
            let kind = self.kind_of(object);
            if self.checked.is_some() {
                self.check_extent(object, kind);
            }
            match visit_references(object, kind, &mut |value| self.mark(value)) {
                Some(span) if span.entries != 0 => self.spans.push(span),
                Some(_) => {}
                None => corrupt(object),
            }
            self.make_old(object);
        }
        self.traced += 1;
    }

    /// # Safety
    /// `object` is an initialised object with the kind `kind`, but for its length.
    #[cold]
    unsafe fn check_extent(&self, object: *mut Header, kind: TraceKind) {
        let Some(blocks) = self.checked else { return };
        let address = object as usize;
        // SAFETY: by contract; the spaces outlive the collection.
        let (capacity, span) = unsafe {
            let capacity = if address < self.large_base {
                (*blocks).cell_bytes(address)
            } else {
                (*self.large).capacity_of(address)
            };
            (capacity, visit_fixed(object, kind, &mut |_| ()))
        };
        let Some(span) = span else { corrupt(object) };
        let bytes = (span.entries as u128) * (span.stride as u128 * 8);
        let end = span.next as u128 + bytes;
        if span.entries != 0 && end > (address + capacity) as u128 {
            // SAFETY: by contract.
            let shape = unsafe { (*object).shape };
            fatal(&format!(
                "an object of shape {shape} at {object:p} claims {} entries, more than its {capacity} bytes hold",
                span.entries
            ));
        }
    }

    /// Looks up an object's shape and keeps its class alive.
    ///
    /// # Safety
    /// `object` is an initialised object.
    #[inline(always)]
    pub unsafe fn kind_of(&mut self, object: *mut Header) -> TraceKind {
        // SAFETY: by contract; the index is checked.
        unsafe {
            let shape = (*object).shape as usize;
            if shape >= self.shape_count {
                corrupt(object);
            }
            let entry = self.shapes.add(shape);
            if (*entry).seen != self.epoch {
                (*entry).seen = self.epoch;
                self.mark((*entry).class);
            }
            (*entry).kind
        }
    }

    /// Lets the write barrier see the object from now on.
    ///
    /// # Safety
    /// `object` is an initialised object.
    #[inline(always)]
    pub unsafe fn make_old(&mut self, object: *mut Header) {
        let address = object as usize;
        let mut state = STATE_OLD;
        // SAFETY: the large-object space outlives the collection; the object is initialised.
        unsafe {
            if address >= self.large_base && (*self.large).capacity_of(address) >= CARDS_FROM {
                state = STATE_OLD_CARDS;
            }
            // Not written when it is right already: a forked child keeps sharing the page.
            if (*object).state != state {
                (*object).state = state;
            }
        }
    }

    /// Visits a long run later.
    pub fn push_span(&mut self, span: Span) {
        if span.entries != 0 {
            self.spans.push(span);
        }
    }
}

#[inline(always)]
fn prefetch(object: *const Header) {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: a prefetch has no effect but on caches, at any address.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(object.cast()) };
    }
    #[cfg(target_arch = "aarch64")]
    // SAFETY: as above.
    unsafe {
        std::arch::asm!("prfm pldl1keep, [{}]", in(reg) object, options(nostack, preserves_flags));
    }
}

/// A reference that names no object: memory would be overwritten if the program went on.
#[cold]
#[inline(never)]
fn stray_pointer(address: usize) -> ! {
    fatal(&format!("the collector met a reference to {address:#x}, which is outside the heap"))
}

/// An object whose shape is not in use: it was freed too early, or never initialised.
#[cold]
#[inline(never)]
pub fn corrupt(object: *const Header) -> ! {
    // SAFETY: the caller just read the shape from there.
    let shape = unsafe { (*object).shape };
    let why = if shape == 0xDBDB_DBDB {
        "it was freed while something still refers to it (a missing root or write barrier)"
    } else {
        "its shape is not in use (never initialised, or freed too early)"
    };
    fatal(&format!("the collector met a broken object at {object:p}, shape {shape:#x}: {why}"))
}
