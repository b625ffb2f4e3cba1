//! The table behind a set: open addressing in CPython's order.
//!
//! Programs print sets, so iteration must give CPython's order exactly: the same table sizes, probe
//! sequence (nine linear probes, then a perturbed jump), treatment of deleted slots, and rules for
//! growing and copying. One object of the GC heap: fixed words, then slots of two words, hash and key.

use crate::header::Header;
use crate::layout::shape_id;
use crate::thread::Thread;
use crate::value::Value;

/// The fixed words; the slots follow. The first five are what the collector reads
/// ([`crate::header::TraceKind::Table`]): all slots count as used.
#[repr(C)]
pub struct Table {
    pub header: Header,
    /// Size of the object in bytes.
    pub bytes: u64,
    /// Number of slots.
    pub slots: u64,
    /// Offset of slot 0 in bytes.
    pub entries: u64,
    /// Words of a slot.
    pub stride: u64,
    /// Keys in the set.
    pub used: u32,
    /// Slots that hold a key or did.
    pub fill: u32,
    /// Number of slots minus 1.
    pub mask: u32,
    /// Where `pop` goes on.
    pub finger: u32,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Slot {
    pub hash: u64,
    /// [`EMPTY`], [`DELETED`] or a key.
    pub key: Value,
}

/// Key of a slot that never held one; its hash is 0.
pub const EMPTY: Value = Value::UNBOUND;
/// Key of a slot whose key was removed; its hash is -1, which no key has.
pub const DELETED: Value = Value::HOLE;
const DELETED_HASH: u64 = u64::MAX;

const MIN_SLOTS: usize = 8;
const LINEAR_PROBES: usize = 9;
const PERTURB_SHIFT: u32 = 5;
/// Most slots; beyond it is a MemoryError.
const MAX_SLOTS: usize = 1 << 31;

impl Slot {
    #[inline(always)]
    pub fn is_live(&self) -> bool {
        self.key != EMPTY && self.key != DELETED
    }
}

/// An empty table with more than `minimum` slots; `None` when there is no memory.
pub fn try_new(t: &mut Thread, minimum: usize) -> Option<Value> {
    let mut slots = MIN_SLOTS;
    while slots <= minimum {
        slots *= 2;
    }
    if slots > MAX_SLOTS {
        return None;
    }
    let bytes = size_of::<Table>() + slots * size_of::<Slot>();
    let memory = t.heap.try_alloc(bytes)?;
    let header = Header {
        shape: shape_id::TABLE,
        aux: 0,
        state: 0,
        flags: 0,
    };
    let entries = size_of::<Table>() as u64;
    // SAFETY: fresh memory of that many bytes.
    unsafe {
        let table = memory.cast::<Table>();
        let mask = (slots - 1) as u32;
        table.write(Table {
            header,
            bytes: bytes as u64,
            slots: slots as u64,
            entries,
            stride: 2,
            used: 0,
            fill: 0,
            mask,
            finger: 0,
        });
        std::slice::from_raw_parts_mut(table.add(1).cast::<Slot>(), slots).fill(Slot { hash: 0, key: EMPTY });
    }
    Some(Value::from_address(memory as usize))
}

/// The probe sequence of a hash: slot numbers, without end.
struct Probes {
    slot: usize,
    perturb: u64,
    /// Slots of the linear stretch still to come.
    linear: usize,
    start: usize,
    mask: usize,
}

impl Probes {
    #[inline(always)]
    fn new(hash: u64, mask: usize) -> Probes {
        let start = hash as usize & mask;
        Probes {
            slot: start,
            perturb: hash,
            linear: linear_from(start, mask),
            start,
            mask,
        }
    }
    #[inline(always)]
    fn advance(&mut self) {
        if self.linear > 0 {
            self.linear -= 1;
            self.slot += 1;
            return;
        }
        self.perturb >>= PERTURB_SHIFT;
        self.start = (self.start.wrapping_mul(5).wrapping_add(1).wrapping_add(self.perturb as usize)) & self.mask;
        self.slot = self.start;
        self.linear = linear_from(self.start, self.mask);
    }
}

/// A stretch that would run over the end of the table is left out.
#[inline(always)]
fn linear_from(start: usize, mask: usize) -> usize {
    if start + LINEAR_PROBES <= mask { LINEAR_PROBES } else { 0 }
}

impl Table {
    #[inline(always)]
    pub fn slot_pointer(&self, i: usize) -> *mut Slot {
        debug_assert!(i <= self.mask as usize);
        (self as *const Table as usize + size_of::<Table>() + i * size_of::<Slot>()) as *mut Slot
    }

    #[inline(always)]
    pub fn slot(&self, i: usize) -> Slot {
        // SAFETY: all slots are initialised.
        unsafe { *self.slot_pointer(i) }
    }

    pub fn slots(&self) -> &[Slot] {
        // SAFETY: all slots are initialised.
        unsafe { std::slice::from_raw_parts(self.slot_pointer(0), self.mask as usize + 1) }
    }

    /// Walks the probe sequence to the first slot with this hash for which `same` has an answer, or to the first empty
    /// slot. `Err`: where a new key goes, which is the last deleted slot on the way, if any. `same` may run code that
    /// changes the table, if it then answers.
    #[inline(always)]
    pub fn find<B>(&self, hash: u64, mut same: impl FnMut(usize) -> Option<B>) -> Result<B, usize> {
        let mut probes = Probes::new(hash, self.mask as usize);
        let mut deleted = None;
        loop {
            let slot = self.slot(probes.slot);
            if slot.key == EMPTY {
                return Err(deleted.unwrap_or(probes.slot));
            }
            if slot.key == DELETED {
                deleted = Some(probes.slot);
            }
            if slot.hash == hash
                && let Some(answer) = same(probes.slot)
            {
                return Ok(answer);
            }
            probes.advance();
        }
    }

    /// Puts a key into a slot that has none.
    #[inline(always)]
    pub fn fill_slot(&mut self, i: usize, hash: u64, key: Value) {
        self.fill += (self.slot(i).key == EMPTY) as u32;
        // SAFETY: a slot of the table; the barrier is the caller's.
        unsafe { *self.slot_pointer(i) = Slot { hash, key } }
        self.used += 1;
    }

    /// Puts a key that is not there into a table without deleted slots. The barrier is the caller's.
    pub fn insert_clean(&mut self, hash: u64, key: Value) {
        let mut probes = Probes::new(hash, self.mask as usize);
        while self.slot(probes.slot).key != EMPTY {
            probes.advance();
        }
        self.fill_slot(probes.slot, hash, key);
    }

    /// Takes the key of slot `i` out.
    pub fn delete(&mut self, i: usize) {
        // SAFETY: a slot of the table.
        unsafe {
            *self.slot_pointer(i) = Slot {
                hash: DELETED_HASH,
                key: DELETED,
            }
        }
        self.used -= 1;
    }

    /// Whether the table is to grow after a key came in.
    #[inline(always)]
    pub fn is_crowded(&self) -> bool {
        self.fill as usize * 5 >= self.mask as usize * 3
    }

    /// Minimum number of slots when growing.
    pub fn grown(&self) -> usize {
        let used = self.used as usize;
        if used > 50_000 { used * 2 } else { used * 4 }
    }

    /// The first live slot at or behind `i`.
    #[inline(always)]
    pub fn next_live(&self, i: usize) -> Option<usize> {
        (i..=self.mask as usize).find(|&i| self.slot(i).is_live())
    }
}

/// A table with more than `minimum` slots and the keys of `old`, put in again in the order of its slots.
pub fn resized(t: &mut Thread, old: Value, minimum: usize) -> Option<Value> {
    let fresh = try_new(t, minimum)?;
    // SAFETY: both are tables; the fresh one has no GC point behind it, so needs no barrier.
    let (source, target) = unsafe { (&*old.cast::<Table>(), &mut *fresh.cast::<Table>()) };
    for slot in source.slots() {
        if slot.is_live() {
            target.insert_clean(slot.hash, slot.key);
        }
    }
    target.finger = source.finger;
    Some(fresh)
}

/// The same slots again, for a set that is empty with as many slots; `None` when there is no memory.
pub fn duplicate(t: &mut Thread, old: Value) -> Option<Value> {
    // SAFETY: a table.
    let bytes = unsafe { (*old.cast::<Table>()).bytes as usize };
    let memory = t.heap.try_alloc(bytes)?;
    // SAFETY: fresh memory of the same size, and all of the old table is initialised.
    unsafe {
        std::ptr::copy_nonoverlapping(old.cast::<u8>(), memory.cast::<u8>(), bytes);
        (*memory) = Header {
            shape: shape_id::TABLE,
            aux: 0,
            state: 0,
            flags: 0,
        };
    }
    Some(Value::from_address(memory as usize))
}
