//! The write barrier: which old objects may refer to young ones.
//!
//! A minor collection traces only young objects, so every old object that was written to since the
//! last collection counts as a root. An object's state byte says whether a write matters, hence the
//! inline part is one test; the object is put on the list once. Only very large arrays remember
//! *where* they were written to: one byte ("card") per 512 bytes.

use super::Heap;
use super::mark::{Marker, corrupt};
use super::reservation::CARD_BYTES;
use super::trace::visit_fixed;
use crate::header::{Header, STATE_OLD_CARDS, STATE_REMEMBERED};
use crate::value::Value;

/// `Header::flags`: the object is in the remembered set because of its cards.
const HAS_DIRTY_CARDS: u8 = 0x80;

impl Heap {
    /// To be called around a store of `stored` into the word at `slot_address` of `object`; before or
    /// after makes no difference. Needless for an object with no GC point since its allocation.
    #[inline(always)]
    pub fn write_barrier(&mut self, object: Value, slot_address: usize, stored: Value) {
        // SAFETY: a pointer word names an object.
        if stored.is_pointer() && unsafe { (*object.header()).state } & 1 != 0 {
            self.remember_slot(object, slot_address);
        }
    }

    /// To be called around stores into unknown or several words of `object`.
    #[inline(always)]
    pub fn write_barrier_any(&mut self, object: Value) {
        // SAFETY: a pointer word names an object.
        if unsafe { (*object.header()).state } & 1 != 0 {
            self.remember_object(object);
        }
    }

    /// The slow path of [`Heap::write_barrier`]: the object's state has bit 0 set.
    #[cold]
    #[inline(never)]
    pub fn remember_slot(&mut self, object: Value, slot_address: usize) {
        // SAFETY: a pointer word names an object.
        let header = unsafe { &mut *object.header() };
        if header.state != STATE_OLD_CARDS {
            return self.remember_object(object);
        }
        debug_assert!(slot_address >= object.address());
        self.statistics.slow_barriers += 1;
        // SAFETY: an object with cards is in the large-object space, and the slot is inside it.
        unsafe { *self.card_of(slot_address) = 1 };
        if header.flags & HAS_DIRTY_CARDS == 0 {
            header.flags |= HAS_DIRTY_CARDS;
            self.remembered.push(object.header());
        }
    }

    /// The slow path of [`Heap::write_barrier_any`].
    #[cold]
    #[inline(never)]
    pub fn remember_object(&mut self, object: Value) {
        self.statistics.slow_barriers += 1;
        // SAFETY: a pointer word names an object.
        let header = unsafe { &mut *object.header() };
        header.state = STATE_REMEMBERED;
        if header.flags & HAS_DIRTY_CARDS == 0 {
            self.remembered.push(object.header());
        }
    }

    /// The slow barrier for native code.
    ///
    /// # Safety
    /// `heap` is the heap of `object`, an initialised object whose state has bit 0 set.
    pub unsafe extern "C" fn remember_slot_native(heap: *mut Heap, object: Value, slot_address: usize) {
        // SAFETY: by contract; nobody else uses the heap while native code calls this.
        unsafe { (*heap).remember_slot(object, slot_address) };
    }

    /// As [`Heap::remember_slot_native`], for several or unknown slots.
    ///
    /// # Safety
    /// As there.
    pub unsafe extern "C" fn remember_object_native(heap: *mut Heap, object: Value) {
        // SAFETY: by contract.
        unsafe { (*heap).remember_object(object) };
    }

    fn card_of(&self, address: usize) -> *mut u8 {
        // SAFETY: there is a card for each 512 bytes of the large-object space.
        unsafe { self.reservation.cards.add((address - self.reservation.large_base) / CARD_BYTES) }
    }

    /// Minor collection: the references of remembered objects are roots.
    pub(super) fn mark_remembered(&mut self, marker: &mut Marker) {
        let mut remembered = std::mem::take(&mut self.remembered);
        for object in remembered.drain(..) {
            // SAFETY: remembered objects are old, hence alive until the next full collection.
            let header = unsafe { &mut *object };
            if header.state == STATE_OLD_CARDS {
                // SAFETY: as above.
                unsafe { self.mark_dirty_cards(marker, object) };
            } else {
                marker.trace_again(object);
            }
            self.clear_cards(object);
        }
        remembered.shrink_to(4096);
        self.remembered = remembered;
    }

    /// Full collection: everything is traced, so nothing needs to be remembered.
    pub(super) fn forget_remembered(&mut self) {
        let mut remembered = std::mem::take(&mut self.remembered);
        for object in remembered.drain(..) {
            self.clear_cards(object);
        }
        remembered.shrink_to(4096);
        self.remembered = remembered;
    }

    fn clear_cards(&self, object: *mut Header) {
        // SAFETY: remembered objects are initialised and not yet freed.
        let header = unsafe { &mut *object };
        if header.flags & HAS_DIRTY_CARDS != 0 {
            header.flags &= !HAS_DIRTY_CARDS;
            let cards = self.large.capacity_of(object as usize) / CARD_BYTES;
            // SAFETY: the object's cards are in the table.
            unsafe { self.card_of(object as usize).write_bytes(0, cards) };
        }
    }

    /// Marks the references in the dirty cards of an object; neighbouring cards are visited as one.
    ///
    /// # Safety
    /// `object` is an initialised object in the large-object space.
    unsafe fn mark_dirty_cards(&self, marker: &mut Marker, object: *mut Header) {
        let start = object as usize;
        let count = self.large.capacity_of(start) / CARD_BYTES;
        // SAFETY: the object's cards are in the table; nobody writes them during a collection.
        let cards = unsafe { std::slice::from_raw_parts(self.card_of(start), count) };
        // SAFETY: the object is initialised.
        let kind = unsafe { marker.kind_of(object) };
        // The words that a mask can name all lie in the first card.
        let first_is_dirty = cards[0] != 0;
        // SAFETY: as above.
        let span = unsafe {
            visit_fixed(object, kind, &mut |value| {
                if first_is_dirty {
                    marker.mark(value);
                }
            })
        };
        let Some(span) = span else { corrupt(object) };
        let mut card = 0;
        while let Some(skip) = cards[card..].iter().position(|&dirty| dirty != 0) {
            let from = card + skip;
            let length = cards[from..].iter().position(|&dirty| dirty == 0).unwrap_or(count - from);
            card = from + length;
            marker.push_span(span.clip(start + from * CARD_BYTES, start + card * CARD_BYTES));
        }
    }
}
