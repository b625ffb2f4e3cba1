//! The garbage-collected heap: our own, non-moving, generational, conservative on stacks.
//!
//! Objects never move, so native code may keep raw addresses, `id` is the address, and the stacks of
//! Rust and compiled code need no maps: any word that points into a cell keeps it alive. Mark bits
//! stay set between collections ("sticky"): a marked object is old, and a minor collection traces
//! only what is unmarked. DESIGN §2 has the measurements behind the choices.
//!
//! Rules for those who use it:
//! - Every allocation is a GC point, and nothing else is (besides [`Heap::collect`]).
//! - An object's contents are undefined until its constructor has stored every field, which it must do
//!   before the next GC point. Until then stores into it need no barrier.
//! - A store of a pointer into any other object goes with [`Heap::write_barrier`].
//! - After that, `Header::state` and bit 7 of `Header::flags` are the collector's: a change of shape
//!   writes the other fields only.
//! - A `Value` in malloc'ed memory is invisible: hold a [`Root`] there, or register a callback.

mod barrier;
mod blocks;
mod collect;
mod handles;
mod large;
mod mark;
mod pacing;
mod reservation;
mod roots;
mod shapes;
mod size_classes;
mod spill;
mod stats;
mod stress;
#[cfg(test)]
mod tests;
mod trace;
mod weak;

pub use handles::Root;
pub use mark::Marker;
pub use roots::{EphemeronCallback, LiveRange, RootCallback};
pub use size_classes::{CLASSES, MAX_SMALL, SIZES, class_of};
pub use stats::Stats;

use crate::header::{Header, TraceKind};
use crate::value::Value;
use blocks::Blocks;
use large::LargeSpace;
use pacing::Pacing;
use reservation::Reservation;
use roots::RootSet;
use shapes::ShapeTable;
use std::rc::Rc;
use std::sync::atomic::AtomicU32;
use stress::{POISON, Stress};
use weak::{Finalizers, WeakReferences};

/// The free run that a size class is allocated from. Native code bumps `next` while it stays at or
/// below `limit`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bump {
    /// Address of the next free cell.
    pub next: usize,
    /// First address behind the run.
    pub limit: usize,
}

impl Bump {
    const EMPTY: Bump = Bump { next: 0, limit: 0 };
}

/// How much a collection looks at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Objects allocated since the last collection.
    Minor,
    /// Everything.
    Full,
}

/// Settings of a new heap.
#[derive(Clone, Copy, Debug, Default)]
pub struct HeapOptions {
    /// Collect every so many allocations, and poison what is freed.
    pub stress: Option<u32>,
    /// Bytes of address space for objects (half of it for large ones); the default and maximum is 32 GiB.
    pub reservation: Option<usize>,
    /// Bytes of the smallest nursery; the default is 1 MiB.
    pub nursery: Option<usize>,
}

impl HeapOptions {
    /// The defaults, with the stress mode of the variable `GC_STRESS`.
    pub fn from_environment() -> HeapOptions {
        HeapOptions {
            stress: Heap::stress_from_environment(),
            ..HeapOptions::default()
        }
    }
}

/// Called after marking, to drop what is not [marked](Heap::is_marked) from weak tables. It must
/// neither allocate in the heap nor register anything.
pub type PruneCallback = fn(*mut (), &mut Heap);

/// A heap. One thread uses it at a time.
#[repr(C)]
pub struct Heap {
    /// One run per size class; at offset 0 for native code.
    pub bump: [Bump; CLASSES],
    /// Not 0 while finalisers or weak reference callbacks wait to be taken.
    pub pending: u32,
    /// A word that polls test, and the bits to set in it while `pending` is not 0.
    poll_word: Option<(*const AtomicU32, u32)>,
    collecting: bool,
    /// Nesting depth of [`Heap::pause_collections`].
    paused: u32,
    reservation: Reservation,
    blocks: Blocks,
    large: LargeSpace,
    pacing: Pacing,
    stress: Option<Stress>,
    shapes: ShapeTable,
    /// Old objects written to since the last collection.
    remembered: Vec<*mut Header>,
    roots: RootSet,
    handles: Rc<handles::HandleTable>,
    weak: WeakReferences,
    finalizers: Finalizers,
    after_mark: Vec<(PruneCallback, *mut ())>,
    ephemerons: Vec<(EphemeronCallback, *mut ())>,
    /// Kept between collections for its memory.
    marker: Option<Marker>,
    statistics: Stats,
}

impl Heap {
    /// Objects above this many bytes have pages of their own and can grow in place.
    pub const LARGE_THRESHOLD: usize = MAX_SMALL;

    /// Reserves the address space. Aborts the process with a message if there is none. The heap may be
    /// moved while nothing is collected; callbacks get its address at the time.
    pub fn new(options: HeapOptions) -> Heap {
        let reservation = Reservation::new(options.reservation.unwrap_or(usize::MAX));
        Heap {
            bump: [Bump::EMPTY; CLASSES],
            pending: 0,
            poll_word: None,
            collecting: false,
            paused: 0,
            blocks: Blocks::new(&reservation),
            large: LargeSpace::new(&reservation, options.stress.map(|_| POISON)),
            reservation,
            pacing: Pacing::new(options.nursery),
            stress: options.stress.map(Stress::new),
            shapes: ShapeTable::default(),
            remembered: Vec::new(),
            roots: RootSet::default(),
            handles: Rc::new(handles::HandleTable::new()),
            weak: WeakReferences::default(),
            finalizers: Finalizers::default(),
            after_mark: Vec::new(),
            ephemerons: Vec::new(),
            marker: None,
            statistics: Stats::default(),
        }
    }

    // ---- allocation ----------------------------------------------------------------------------

    /// Memory for an object of `bytes` bytes (1 and more), 16-byte aligned, with undefined contents. May
    /// collect first. Meant for sizes that a program cannot blow up; when nothing is left, the
    /// process aborts with a message.
    #[inline(always)]
    pub fn alloc(&mut self, bytes: usize) -> *mut Header {
        if bytes > MAX_SMALL {
            return self.try_alloc(bytes).unwrap_or_else(|| exhausted());
        }
        let class = class_of(bytes);
        let bump = &mut self.bump[class];
        let object = bump.next;
        let next = object + SIZES[class] as usize;
        if next <= bump.limit {
            bump.next = next;
            return object as *mut Header;
        }
        self.alloc_slow(class)
    }

    /// As [`Heap::alloc`], for any size; `None` when there is no room (MemoryError).
    #[inline]
    pub fn try_alloc(&mut self, bytes: usize) -> Option<*mut Header> {
        if bytes > MAX_SMALL {
            return self.try_alloc_large(bytes);
        }
        let class = class_of(bytes);
        let bump = &mut self.bump[class];
        let next = bump.next + SIZES[class] as usize;
        if next <= bump.limit {
            return Some(std::mem::replace(&mut bump.next, next) as *mut Header);
        }
        self.try_alloc_slow(class)
    }

    /// The slow path of [`Heap::alloc`] for a class whose run is used up.
    #[cold]
    #[inline(never)]
    pub fn alloc_slow(&mut self, class: usize) -> *mut Header {
        self.try_alloc_slow(class).unwrap_or_else(|| exhausted())
    }

    /// The slow path of allocation for native code; never null.
    ///
    /// # Safety
    /// `heap` is a live heap that nobody else uses meanwhile, and `class < CLASSES`.
    pub unsafe extern "C" fn alloc_slow_native(heap: *mut Heap, class: usize) -> *mut Header {
        // SAFETY: by contract.
        unsafe { (*heap).alloc_slow(class) }
    }

    fn try_alloc_slow(&mut self, class: usize) -> Option<*mut Header> {
        self.collect_in_stress();
        let size = SIZES[class] as usize;
        let bump = self.bump[class];
        // In stress mode the run goes on although `limit` hides it.
        if bump.next != 0 && bump.next + size <= self.blocks.run_end(class) {
            return Some(self.take_cell(class, bump.next));
        }
        let mut collected = false;
        loop {
            if let Some((start, end)) = self.blocks.next_run(class) {
                self.pacing.count_small(end - start);
                if self.stress.is_none() {
                    self.bump[class].limit = end;
                }
                return Some(self.take_cell(class, start));
            }
            if self.pacing.is_due() && !collected && self.paused == 0 {
                collected = true;
                self.collect_when_due();
            }
            let taken = self.blocks.take_block(class) || self.collect_for_room() && self.blocks.take_block(class);
            if !taken {
                return None;
            }
        }
    }

    #[inline(always)]
    fn take_cell(&mut self, class: usize, cell: usize) -> *mut Header {
        self.bump[class].next = cell + SIZES[class] as usize;
        cell as *mut Header
    }

    #[inline(never)]
    fn try_alloc_large(&mut self, bytes: usize) -> Option<*mut Header> {
        self.collect_in_stress();
        if self.pacing.is_due_with(bytes) && self.paused == 0 {
            self.collect_when_due();
        }
        let address = match self.large.allocate(bytes) {
            Some(address) => address,
            None => {
                self.collect_for_room();
                self.large.allocate(bytes)?
            }
        };
        self.pacing.count_large(self.large.capacity_of(address));
        Some(address as *mut Header)
    }

    fn collect_in_stress(&mut self) {
        if self.paused == 0 && self.stress.as_mut().is_some_and(Stress::tick) {
            self.collect(Kind::Minor);
            if self.stress.as_ref().is_some_and(Stress::verifies) {
                self.collect(Kind::Full);
            }
        }
    }

    /// The reservation is used up: collects fully, if that is possible.
    fn collect_for_room(&mut self) -> bool {
        if self.collecting || self.paused != 0 {
            return false;
        }
        self.collect(Kind::Full);
        true
    }

    /// Makes room for an object of `old_bytes` bytes to become `new_bytes` long where it is. No GC
    /// point. False when it cannot: then it has to be copied.
    pub fn try_grow(&mut self, object: *mut Header, old_bytes: usize, new_bytes: usize) -> bool {
        if new_bytes <= Heap::usable_bytes(old_bytes) {
            return true;
        }
        match self.large.grow(object as usize, new_bytes) {
            Some(added) => {
                self.pacing.count_large(added);
                true
            }
            None => false,
        }
    }

    /// Returns the pages of a large object behind its first `new_bytes` bytes. Does nothing for others.
    pub fn shrink(&mut self, object: *mut Header, new_bytes: usize) {
        self.large.shrink(object as usize, new_bytes);
    }

    /// Bytes that an allocation of `bytes` bytes really gets: a container may use them all.
    pub fn usable_bytes(bytes: usize) -> usize {
        if bytes > MAX_SMALL {
            bytes.saturating_add(reservation::PAGE_BYTES - 1) & !(reservation::PAGE_BYTES - 1)
        } else {
            SIZES[class_of(bytes)] as usize
        }
    }

    /// Until [`Heap::resume_collections`] nothing is a GC point: an exit from native code that rebuilds
    /// several objects may leave them unfinished while it allocates the others. Calls nest.
    #[inline]
    pub fn pause_collections(&mut self) {
        self.paused += 1;
    }

    /// Ends what [`Heap::pause_collections`] began. A collection that became due meanwhile comes with
    /// a later allocation.
    #[inline]
    pub fn resume_collections(&mut self) {
        debug_assert!(self.paused > 0);
        self.paused -= 1;
    }

    // ---- shapes --------------------------------------------------------------------------------

    /// Tells how objects of the shape are traced. `class` is kept alive by them; the shape dies with
    /// it. A word that is no pointer makes the shape immortal.
    pub fn define_shape(&mut self, shape: u32, kind: TraceKind, class: Value) {
        self.shapes.define(shape, kind, class);
    }

    /// The trace kind of a shape.
    pub fn shape_kind(&self, shape: u32) -> TraceKind {
        self.shapes.kind(shape)
    }

    /// Shapes whose class died in a full collection since the last call. No object has them, and they
    /// may be defined again.
    pub fn take_dead_shapes(&mut self) -> Vec<u32> {
        self.shapes.take_dead()
    }

    // ---- roots ---------------------------------------------------------------------------------

    /// A handle to the value.
    pub fn root(&self, value: Value) -> Root {
        Root::in_table(&self.handles, value)
    }

    /// The words from `*range.0` up to `*range.1`, read anew at each collection, keep alive what they
    /// point into. The two variables must stay where they are as long as the heap lives.
    pub fn add_conservative_range(&mut self, range: LiveRange) {
        self.roots.add_range(range);
    }

    /// The native stack is scanned from the stack pointer up to this address. To be called on the
    /// stack concerned, before the first allocation.
    pub fn set_native_stack(&mut self, high_address: usize) {
        self.roots.set_native_stack(high_address);
    }

    /// Execution goes on on another native stack that ends at `high_address`; the current one stays
    /// in use from `suspended_low` (its stack pointer, below all saved registers) upwards.
    pub fn switch_native_stack(&mut self, suspended_low: usize, high_address: usize) {
        self.roots.switch_native_stack(suspended_low, high_address);
    }

    /// Undoes the last [`Heap::switch_native_stack`].
    pub fn leave_native_stack(&mut self) {
        self.roots.leave_native_stack();
    }

    /// `callback(data, marker)` reports references at each collection.
    pub fn add_root_callback(&mut self, callback: RootCallback, data: *mut ()) {
        self.roots.add_callback(callback, data);
    }

    /// Removes the root callbacks registered with this `data`.
    pub fn remove_root_callback(&mut self, data: *mut ()) {
        self.roots.remove_callback(data);
    }

    /// See [`EphemeronCallback`]. At minor collections it is not called: root callbacks report everything then.
    pub fn add_ephemeron_callback(&mut self, callback: EphemeronCallback, data: *mut ()) {
        self.ephemerons.push((callback, data));
    }

    /// The next collection that is due shall be a full one: memory elsewhere waits for objects to be found dead.
    pub fn want_full(&mut self) {
        self.pacing.want_full();
    }

    /// `prune(data, heap)` is called when marking is done and nothing is freed yet.
    pub fn add_after_mark(&mut self, prune: PruneCallback, data: *mut ()) {
        self.after_mark.push((prune, data));
    }

    /// Whether the object survives the collection going on. Only meaningful in a [`PruneCallback`].
    /// Words that are no pointers count as marked.
    #[inline]
    pub fn is_marked(&self, object: Value) -> bool {
        !object.is_pointer() || self.is_marked_address(object.address())
    }

    #[inline]
    fn is_marked_address(&self, address: usize) -> bool {
        let granule = (address - self.reservation.base) / size_classes::GRANULE;
        // SAFETY: the bitmap covers the space that objects live in.
        unsafe { *self.reservation.mark_bits.add(granule / 64) >> (granule % 64) & 1 != 0 }
    }

    /// The allocated object that contains the address, if any.
    #[inline]
    pub fn find_object(&self, address: usize) -> Option<usize> {
        if address.wrapping_sub(self.reservation.base) >= self.reservation.span {
            return None;
        }
        if address < self.blocks.end() {
            self.blocks.find(address, &self.bump)
        } else {
            self.large.find(address)
        }
    }

    /// `bits` are set in `word` when finalisers or weak reference callbacks are queued. Whoever takes
    /// them resets the bits. The word must stay where it is as long as the heap lives.
    pub fn set_poll_word(&mut self, word: *const AtomicU32, bits: u32) {
        self.poll_word = Some((word, bits));
    }

    // ---- statistics ----------------------------------------------------------------------------

    /// What happened so far.
    pub fn stats(&self) -> Stats {
        Stats {
            live_bytes: self.pacing.live(),
            allocated_bytes: self.pacing.allocated(),
            nursery_bytes: self.pacing.nursery(),
            ..self.statistics
        }
    }
}

/// Ends the process because of a broken invariant or because there is no memory to go on with.
#[cold]
#[inline(never)]
pub(crate) fn fatal(message: &str) -> ! {
    eprintln!("taipan: fatal error: {message}");
    std::process::abort()
}

#[cold]
#[inline(never)]
fn exhausted() -> ! {
    fatal("out of memory: the heap's address space is used up")
}
