//! The space of large objects: runs of pages.
//!
//! An object above the largest cell gets pages of its own. A run grows in place while the pages
//! behind it are free, which is what lists and byte buffers that double need most: no copy, and no
//! moment when both copies are resident. Free runs are found by best fit, so that the long ones
//! (the untouched end above all) stay whole for that growth.

use super::reservation::{PAGE_BYTES, Reservation, release};
use super::size_classes::GRANULE;
use std::collections::{BTreeMap, BTreeSet};

/// A run this long goes back to the operating system as soon as it is free, in pages.
const RELEASE_AT_ONCE: u32 = 8192;

#[derive(Clone, Copy)]
struct Large {
    /// First page; meaningless when `pages` is 0 (the record is free).
    page: u32,
    pages: u32,
}

/// Runs of pages with nothing in them, found by address (to merge) and by length (to allocate).
#[derive(Default)]
struct FreeRuns {
    /// First page → (pages, some page may be resident).
    by_page: BTreeMap<u32, (u32, bool)>,
    /// (pages, first page).
    by_length: BTreeSet<(u32, u32)>,
}

impl FreeRuns {
    fn insert(&mut self, mut page: u32, mut pages: u32, mut resident: bool) {
        if let Some((&before, &(length, r))) = self.by_page.range(..page).next_back()
            && before + length == page
        {
            self.remove(before);
            page = before;
            pages += length;
            resident |= r;
        }
        if let Some(&(length, r)) = self.by_page.get(&(page + pages)) {
            self.remove(page + pages);
            pages += length;
            resident |= r;
        }
        self.by_page.insert(page, (pages, resident));
        self.by_length.insert((pages, page));
    }

    fn remove(&mut self, page: u32) -> Option<(u32, bool)> {
        let run = self.by_page.remove(&page)?;
        self.by_length.remove(&(run.0, page));
        Some(run)
    }

    /// Takes `pages` pages from the start of the run at `page`, if it is that long.
    fn take_at(&mut self, page: u32, pages: u32) -> bool {
        match self.by_page.get(&page) {
            Some(&(length, resident)) if length >= pages => {
                self.remove(page);
                if length > pages {
                    self.insert(page + pages, length - pages, resident);
                }
                true
            }
            _ => false,
        }
    }

    fn take_best(&mut self, pages: u32) -> Option<u32> {
        let &(_, page) = self.by_length.range((pages, 0)..).next()?;
        self.take_at(page, pages).then_some(page)
    }
}

/// The large-object space.
pub struct LargeSpace {
    base: usize,
    space_base: usize,
    mark_bits: *mut u64,
    /// Per page: index of the object in `objects`, plus 1; 0 for a free page.
    owners: *mut u32,
    objects: Vec<Large>,
    unused_records: Vec<u32>,
    free: FreeRuns,
    /// Pages ever used; the rest of the reservation is untouched.
    pages_used: u32,
    capacity: u32,
    /// Allocated since the last collection.
    young: Vec<u32>,
    /// Pages of objects marked at the last collection, and of their growth since.
    live_pages: usize,
    /// Freed pages are filled with this byte.
    poison: Option<u8>,
}

fn pages_for(bytes: usize) -> usize {
    bytes.div_ceil(PAGE_BYTES)
}

impl LargeSpace {
    pub fn new(reservation: &Reservation, poison: Option<u8>) -> LargeSpace {
        let bytes = reservation.base + reservation.span - reservation.large_base;
        LargeSpace {
            base: reservation.large_base,
            space_base: reservation.base,
            mark_bits: reservation.mark_bits,
            owners: reservation.page_owners,
            objects: Vec::new(),
            unused_records: Vec::new(),
            free: FreeRuns::default(),
            pages_used: 0,
            capacity: (bytes / PAGE_BYTES) as u32,
            young: Vec::new(),
            live_pages: 0,
            poison,
        }
    }

    /// First address above all large objects.
    #[inline(always)]
    pub fn end(&self) -> usize {
        self.base + self.pages_used as usize * PAGE_BYTES
    }

    /// Whether the object at this address is a large one.
    #[inline(always)]
    pub fn contains(&self, address: usize) -> bool {
        address.wrapping_sub(self.base) < self.pages_used as usize * PAGE_BYTES
    }

    /// Bytes in objects that were live at the last collection.
    pub fn live_bytes(&self) -> usize {
        self.live_pages * PAGE_BYTES
    }

    fn address(&self, large: Large) -> usize {
        self.base + large.page as usize * PAGE_BYTES
    }

    fn is_marked(&self, address: usize) -> bool {
        let granule = (address - self.space_base) / GRANULE;
        // SAFETY: the bitmap covers the whole space.
        unsafe { *self.mark_bits.add(granule / 64) >> (granule % 64) & 1 != 0 }
    }

    fn set_owners(&mut self, page: u32, pages: u32, owner: u32) {
        for page in page..page + pages {
            // SAFETY: there is an entry for each page of the space.
            unsafe { *self.owners.add(page as usize) = owner };
        }
    }

    /// Index of the object that owns the page the address lies in.
    fn index_of(&self, address: usize) -> Option<usize> {
        if !self.contains(address) {
            return None;
        }
        // SAFETY: the page lies below `pages_used`.
        let owner = unsafe { *self.owners.add((address - self.base) / PAGE_BYTES) };
        (owner != 0).then(|| owner as usize - 1)
    }

    /// The large object that the address points into.
    pub fn find(&self, address: usize) -> Option<usize> {
        self.index_of(address).map(|index| self.address(self.objects[index]))
    }

    /// Bytes of the pages of the object at `address`; 0 for an address that is no large object.
    pub fn capacity_of(&self, address: usize) -> usize {
        self.index_of(address).map_or(0, |index| self.objects[index].pages as usize * PAGE_BYTES)
    }

    /// Pages for an object of `bytes` bytes, with undefined contents; `None` when the reservation has
    /// no run that long.
    pub fn allocate(&mut self, bytes: usize) -> Option<usize> {
        let pages = u32::try_from(pages_for(bytes)).ok()?;
        let page = match self.free.take_best(pages) {
            Some(page) => page,
            None => self.take_from_end(pages)?,
        };
        let index = self.unused_records.pop().unwrap_or_else(|| {
            self.objects.push(Large { page: 0, pages: 0 });
            self.objects.len() as u32 - 1
        });
        let large = Large { page, pages };
        self.objects[index as usize] = large;
        self.set_owners(page, pages, index + 1);
        self.young.push(index);
        Some(self.address(large))
    }

    /// Extends the used part of the space by a run, together with a free run that ends it.
    fn take_from_end(&mut self, pages: u32) -> Option<u32> {
        let last = self.free.by_page.iter().next_back().map(|(&page, &(length, _))| (page, length));
        let page = match last {
            Some((page, length)) if page + length == self.pages_used => page,
            _ => self.pages_used,
        };
        if pages > self.capacity - page {
            return None;
        }
        self.free.remove(page);
        self.pages_used = page + pages;
        Some(page)
    }

    /// Makes the object at `address` at least `bytes` long if the pages behind it are free. Returns
    /// the number of bytes that were added, or `None` when it cannot grow where it is.
    pub fn grow(&mut self, address: usize, bytes: usize) -> Option<usize> {
        let index = self.index_of(address)?;
        let Large { page, pages } = self.objects[index];
        let wanted = u32::try_from(pages_for(bytes)).ok()?;
        if wanted <= pages {
            return Some(0);
        }
        let (next, extra) = (page + pages, wanted - pages);
        if !self.free.take_at(next, extra) {
            // The end of the space may begin right here, or behind a free run that begins here.
            let run = self.free.by_page.get(&next).map_or(0, |run| run.0);
            if next + run != self.pages_used || wanted > self.capacity - page {
                return None;
            }
            self.free.remove(next);
            self.pages_used = page + wanted;
        }
        self.set_owners(next, extra, index as u32 + 1);
        self.objects[index].pages = wanted;
        if self.is_marked(address) {
            self.live_pages += extra as usize;
        }
        Some(extra as usize * PAGE_BYTES)
    }

    /// Frees the pages of the object at `address` beyond its first `bytes` bytes.
    pub fn shrink(&mut self, address: usize, bytes: usize) {
        let Some(index) = self.index_of(address) else {
            return;
        };
        let Large { page, pages } = self.objects[index];
        let kept = (pages_for(bytes) as u32).max(1);
        if kept < pages {
            self.objects[index].pages = kept;
            if self.is_marked(address) {
                self.live_pages -= (pages - kept) as usize;
            }
            self.free_pages(page + kept, pages - kept);
        }
    }

    fn free_pages(&mut self, page: u32, pages: u32) {
        self.set_owners(page, pages, 0);
        let (address, bytes) = (self.base + page as usize * PAGE_BYTES, pages as usize * PAGE_BYTES);
        let resident = pages < RELEASE_AT_ONCE;
        // SAFETY: the pages belong to no object any more.
        unsafe {
            if !resident {
                release(address, bytes);
            } else if let Some(poison) = self.poison {
                (address as *mut u8).write_bytes(poison, bytes);
            }
        }
        self.free.insert(page, pages, resident);
    }

    /// Clears the mark bits of all large objects.
    pub fn clear_marks(&mut self) {
        for large in self.objects.iter().filter(|large| large.pages != 0) {
            let granule = (self.address(*large) - self.space_base) / GRANULE;
            // SAFETY: the bitmap covers the whole space.
            unsafe { *self.mark_bits.add(granule / 64) &= !(1 << (granule % 64)) };
        }
    }

    /// After marking: frees the objects that are not marked, of all or of those allocated since the
    /// last collection.
    pub fn sweep(&mut self, full: bool) {
        let mut candidates = std::mem::take(&mut self.young);
        if full {
            self.live_pages = 0;
            candidates.clear();
            candidates.extend(0..self.objects.len() as u32);
        }
        for &index in &candidates {
            let large = self.objects[index as usize];
            if large.pages == 0 {
                continue;
            }
            if self.is_marked(self.address(large)) {
                self.live_pages += large.pages as usize;
            } else {
                self.objects[index as usize].pages = 0;
                self.unused_records.push(index);
                self.free_pages(large.page, large.pages);
            }
        }
        candidates.clear();
        self.young = candidates;
    }

    /// Gives free pages beyond `keep_bytes` back to the operating system, longest runs first. Of the last one only as much
    /// as must go, from its end: its beginning is what is taken next.
    pub fn release_free(&mut self, keep_bytes: usize) {
        let held: usize = self.free.by_page.values().filter(|run| run.1).map(|run| run.0 as usize).sum();
        let mut excess = (held * PAGE_BYTES).saturating_sub(keep_bytes) / PAGE_BYTES;
        for &(pages, page) in self.free.by_length.iter().rev() {
            if excess == 0 {
                break;
            }
            if let Some(run) = self.free.by_page.get_mut(&page)
                && run.1
            {
                let gone = excess.min(pages as usize);
                let kept = pages as usize - gone;
                // SAFETY: a free run holds no object.
                unsafe { release(self.base + (page as usize + kept) * PAGE_BYTES, gone * PAGE_BYTES) };
                run.1 = kept > 0;
                excess -= gone;
            }
        }
    }

    /// Calls `f(object)` for every large object.
    pub fn each_live(&self, mut f: impl FnMut(usize)) {
        for large in self.objects.iter().filter(|large| large.pages != 0) {
            f(self.address(*large));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbouring_free_runs_become_one_and_the_best_fit_is_taken() {
        let mut runs = FreeRuns::default();
        runs.insert(10, 5, false);
        runs.insert(20, 5, true);
        runs.insert(15, 5, false);
        runs.insert(100, 4, false);
        let expected = [(10, (15, true)), (100, (4, false))];
        assert_eq!(runs.by_page.clone().into_iter().collect::<Vec<_>>(), expected);
        assert_eq!(runs.take_best(4), Some(100));
        assert_eq!(runs.take_best(4), Some(10));
        assert!(!runs.take_at(14, 12) && !runs.take_at(15, 2) && runs.take_at(14, 11));
        assert!(runs.by_page.is_empty() && runs.by_length.is_empty());
    }

    #[test]
    fn the_space_ends_where_its_last_object_can_grow() {
        let reservation = Reservation::new(64 << 20);
        let mut space = LargeSpace::new(&reservation, None);
        let a = space.allocate(10_000).unwrap();
        let b = space.allocate(20 << 20).unwrap();
        assert_eq!((a, b), (reservation.large_base, reservation.large_base + 12288));
        assert_eq!(space.grow(a, 12_289), None);
        assert_eq!(space.grow(b, (32 << 20) - 12288), Some(12 * (1 << 20) - 12288));
        assert_eq!(space.grow(b, (32 << 20) - 12287), None);
        assert_eq!(space.allocate(1), None);
        // Nothing is marked, so both die, and one run is left.
        space.sweep(true);
        assert_eq!(space.allocate(32 << 20), Some(a));
        assert_eq!(space.find(a + (32 << 20) - 1), Some(a));
        assert_eq!(space.find(a + (32 << 20)), None);
    }
}
