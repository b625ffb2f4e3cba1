//! The table behind a dict: an index of small numbers, hashed, and the entries in insertion order.
//!
//! One object of the GC heap: fixed words, then the index (1, 2 or 4 bytes a slot, by the number of
//! slots), then the entries of three words: hash, key, value. Deleting leaves a hole, so indices of
//! entries are stable for the life of a table object; what would move entries makes a new object.
//! That is what lets inline caches remember (table, entry). A probe touches the index and one entry.

use crate::header::Header;
use crate::layout::shape_id;
use crate::thread::Thread;
use crate::value::Value;
use std::sync::atomic::{AtomicU64, Ordering};

/// The fixed words; the index follows, then the entries. The first five are what the collector reads
/// ([`crate::header::TraceKind::Table`]).
#[repr(C)]
pub struct Table {
    pub header: Header,
    /// Size of the object in bytes.
    pub bytes: u64,
    /// Entries used, holes included.
    pub used: u64,
    /// Offset of entry 0 in bytes.
    pub entries: u64,
    /// Words of an entry.
    pub stride: u64,
    /// Entries that are no holes.
    pub live: u32,
    /// Index slots that are not EMPTY, at most `capacity`: deleted ones are not used again.
    pub filled: u32,
    /// Slots of the index minus 1.
    pub mask: u32,
    /// Entries there is room for.
    pub capacity: u32,
    /// Names this table among all that caches remember, 0 as long as none does: an address may be reused, a stamp is not.
    pub stamp: u64,
}

/// Offset of the index in bytes.
pub const INDEX: usize = size_of::<Table>();
const ENTRY_WORDS: usize = 3;
/// Bytes of an entry.
pub const ENTRY: usize = 8 * ENTRY_WORDS;

/// `Header::flags`: some cache remembers entries by index, so no index may be used again.
const INDICES_CACHED: u8 = 1;

static NEXT_STAMP: AtomicU64 = AtomicU64::new(1);

#[repr(C)]
pub struct Entry {
    pub hash: u64,
    /// HOLE when deleted.
    pub key: Value,
    /// HOLE when deleted.
    pub value: Value,
}

const MIN_SLOTS: usize = 8;
/// Most entries; beyond it is a MemoryError.
const MAX_ENTRIES: usize = 1 << 30;
/// Probing goes on with this many more bits of the hash each time.
const PERTURB_SHIFT: u32 = 5;

/// Bytes of an index slot in a table of so many slots: the two highest numbers are EMPTY and DELETED.
const fn slot_width(slots: usize) -> usize {
    if slots <= 1 << 8 {
        1
    } else if slots <= 1 << 16 {
        2
    } else {
        4
    }
}

/// Entries a table of so many slots takes: two thirds.
const fn entries_of(slots: usize) -> usize {
    slots * 2 / 3
}

/// A number of an index slot's width.
pub trait Slot: Copy + PartialEq {
    const EMPTY: Self;
    const DELETED: Self;
    fn number(self) -> usize;
    fn from_number(number: usize) -> Self;
}

macro_rules! slot {
    ($($int:ty),*) => {$(
        impl Slot for $int {
            const EMPTY: $int = <$int>::MAX;
            const DELETED: $int = <$int>::MAX - 1;
            #[inline(always)]
            fn number(self) -> usize {
                self as usize
            }
            #[inline(always)]
            fn from_number(number: usize) -> $int {
                number as $int
            }
        }
    )*};
}
slot!(u8, u16, u32);

/// Runs the block with `$slot` being the index's number type.
macro_rules! by_width {
    ($table:expr, $slot:ident => $body:expr) => {
        match slot_width($table.mask as usize + 1) {
            1 => {
                type $slot = u8;
                $body
            }
            2 => {
                type $slot = u16;
                $body
            }
            _ => {
                type $slot = u32;
                $body
            }
        }
    };
}

/// An empty table with room for `n` entries; `None` when there is no memory.
pub fn try_new(t: &mut Thread, n: usize) -> Option<Value> {
    if n > MAX_ENTRIES {
        return None;
    }
    let mut slots = MIN_SLOTS;
    while entries_of(slots) < n {
        slots *= 2;
    }
    let entries = (INDEX + slots * slot_width(slots)).next_multiple_of(8);
    let bytes = entries + entries_of(slots) * ENTRY;
    let memory = t.heap.try_alloc(bytes)?;
    let table = Table {
        header: Header {
            shape: shape_id::TABLE,
            aux: 0,
            state: 0,
            flags: 0,
        },
        bytes: bytes as u64,
        used: 0,
        entries: entries as u64,
        stride: ENTRY_WORDS as u64,
        live: 0,
        filled: 0,
        mask: (slots - 1) as u32,
        capacity: entries_of(slots) as u32,
        stamp: 0,
    };
    // SAFETY: fresh memory of `bytes` bytes; an index of only EMPTY is all ones.
    unsafe {
        memory.cast::<Table>().write(table);
        memory.cast::<u8>().add(INDEX).write_bytes(0xFF, slots * slot_width(slots));
    }
    Some(Value::from_address(memory as usize))
}

impl Table {
    #[inline(always)]
    fn index<S: Slot>(&self) -> *mut S {
        (self as *const Table as usize + INDEX) as *mut S
    }

    #[inline(always)]
    pub fn entry_pointer(&self, i: usize) -> *mut Entry {
        (self as *const Table as usize + self.entries as usize + i * ENTRY) as *mut Entry
    }

    /// Entry `i` below `used`.
    #[inline(always)]
    pub fn entry(&self, i: usize) -> &Entry {
        debug_assert!(i < self.used as usize);
        // SAFETY: the entries below `used` are initialised.
        unsafe { &*self.entry_pointer(i) }
    }

    /// Entries used, as a slice.
    #[inline(always)]
    pub fn used_entries(&self) -> &[Entry] {
        // SAFETY: as above.
        unsafe { std::slice::from_raw_parts(self.entry_pointer(0), self.used as usize) }
    }

    /// Walks the probe sequence of `hash`; what `same` answers about an entry with this hash ends the walk.
    #[inline(always)]
    fn walk<S: Slot, B>(&self, hash: u64, mut same: impl FnMut(usize) -> Option<B>) -> Option<B> {
        let mask = self.mask as usize;
        let index = self.index::<S>();
        let mut slot = hash as usize & mask;
        let mut perturb = hash;
        loop {
            // SAFETY: slot <= mask.
            let number = unsafe { *index.add(slot) };
            if number == S::EMPTY {
                return None;
            }
            if number != S::DELETED {
                let i = number.number();
                // SAFETY: the index names initialised entries only.
                let matches = unsafe { (*self.entry_pointer(i)).hash == hash };
                if matches && let Some(answer) = same(i) {
                    return Some(answer);
                }
            }
            perturb >>= PERTURB_SHIFT;
            slot = (slot * 5 + 1 + perturb as usize) & mask;
        }
    }

    /// What `same` answers about the first entry with this hash for which it has an answer. It may run code that changes
    /// the table, if it then answers.
    #[inline(always)]
    pub fn find<B>(&self, hash: u64, same: impl FnMut(usize) -> Option<B>) -> Option<B> {
        by_width!(self, S => self.walk::<S, B>(hash, same))
    }

    #[inline(always)]
    fn free_slot<S: Slot>(&self, hash: u64) -> *mut S {
        let mask = self.mask as usize;
        let index = self.index::<S>();
        let mut slot = hash as usize & mask;
        let mut perturb = hash;
        loop {
            // SAFETY: slot <= mask; an index is never full.
            unsafe {
                let number = index.add(slot);
                if *number == S::EMPTY {
                    return number;
                }
            }
            perturb >>= PERTURB_SHIFT;
            slot = (slot * 5 + 1 + perturb as usize) & mask;
        }
    }

    /// Whether an entry can be appended.
    #[inline(always)]
    pub fn has_room(&self) -> bool {
        self.filled < self.capacity
    }

    /// Appends an entry that is not there yet; there must be room. The write barrier is the caller's.
    #[inline(always)]
    pub fn append(&mut self, hash: u64, key: Value, value: Value) -> usize {
        debug_assert!(self.has_room());
        let i = self.used as usize;
        // SAFETY: there is room for entry i, and the slot is part of the index.
        unsafe {
            self.entry_pointer(i).write(Entry { hash, key, value });
            by_width!(self, S => *self.free_slot::<S>(hash) = S::from_number(i));
        }
        self.used += 1;
        self.live += 1;
        self.filled += 1;
        i
    }

    /// Makes a hole of entry `i`.
    pub fn delete(&mut self, i: usize) {
        let hash = self.entry(i).hash;
        by_width!(self, S => self.delete_slot::<S>(hash, i));
        // SAFETY: i < used.
        unsafe {
            let entry = self.entry_pointer(i);
            (*entry).key = Value::HOLE;
            (*entry).value = Value::HOLE;
        }
        self.live -= 1;
        if self.header.flags & INDICES_CACHED == 0 {
            while self.used > 0 && self.entry(self.used as usize - 1).key.is_hole() {
                self.used -= 1;
            }
        }
    }

    fn delete_slot<S: Slot>(&self, hash: u64, i: usize) {
        let mask = self.mask as usize;
        let index = self.index::<S>();
        let mut slot = hash as usize & mask;
        let mut perturb = hash;
        loop {
            // SAFETY: slot <= mask; the entry is in the index, so the walk finds it.
            unsafe {
                let number = *index.add(slot);
                if number != S::EMPTY && number != S::DELETED && number.number() == i {
                    *index.add(slot) = S::DELETED;
                    return;
                }
            }
            perturb >>= PERTURB_SHIFT;
            slot = (slot * 5 + 1 + perturb as usize) & mask;
        }
    }

    /// From now on no index of this table is given to another entry.
    #[inline(always)]
    pub fn keep_indices(&mut self) {
        self.header.flags |= INDICES_CACHED;
        if self.stamp == 0 {
            self.stamp = NEXT_STAMP.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// The first live entry at or behind `i`.
    #[inline(always)]
    pub fn next_live(&self, mut i: usize) -> Option<usize> {
        let used = self.used as usize;
        while i < used {
            if !self.entry(i).key.is_hole() {
                return Some(i);
            }
            i += 1;
        }
        None
    }

    /// The last live entry before `end`.
    pub fn previous_live(&self, end: usize) -> Option<usize> {
        (0..end.min(self.used as usize)).rev().find(|&i| !self.entry(i).key.is_hole())
    }
}

/// Copies the live entries into a new table with room for `n` entries; `None` when there is no memory.
pub fn rebuilt(t: &mut Thread, old: Value, n: usize) -> Option<Value> {
    let fresh = try_new(t, n)?;
    // SAFETY: both are tables; the fresh one has no GC point behind it, so needs no barrier.
    let (source, target) = unsafe { (&*old.cast::<Table>(), &mut *fresh.cast::<Table>()) };
    for entry in source.used_entries() {
        if !entry.key.is_hole() {
            target.append(entry.hash, entry.key, entry.value);
        }
    }
    Some(fresh)
}

/// A copy, without the holes if there are many; `None` when there is no memory.
pub fn duplicate(t: &mut Thread, old: Value) -> Option<Value> {
    // SAFETY: a table.
    let (live, used, bytes) = unsafe {
        let table = &*old.cast::<Table>();
        (table.live as usize, table.used as usize, table.bytes as usize)
    };
    if live < used || live * 3 < bytes / ENTRY {
        return rebuilt(t, old, live);
    }
    let memory = t.heap.try_alloc(bytes)?;
    // SAFETY: fresh memory of the same size; the parts in use are initialised and no GC point lies between.
    unsafe {
        let initialised = (*old.cast::<Table>()).entries as usize + used * ENTRY;
        std::ptr::copy_nonoverlapping(old.cast::<u8>(), memory.cast::<u8>(), initialised);
        (*memory) = Header {
            shape: shape_id::TABLE,
            aux: 0,
            state: 0,
            flags: 0,
        };
        (*memory.cast::<Table>()).stamp = 0;
    }
    Some(Value::from_address(memory as usize))
}
