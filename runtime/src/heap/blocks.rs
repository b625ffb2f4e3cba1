//! The space of small objects: blocks of equal cells, swept lazily into free runs.
//!
//! A collection only counts marks per block. Which cells are free is read off the mark bits when
//! the allocator comes to the block: the next maximal run of unmarked cells becomes the bump run of
//! its class. So sweeping costs nothing for blocks nobody allocates from, and an allocation is one
//! compare and one add.

use super::Bump;
use super::reservation::{Reservation, release};
use super::size_classes::{BLOCK_BYTES, CLASSES, GRANULE, SIZES, cell_start, cells_per_block};

const GRANULES_PER_BLOCK: usize = BLOCK_BYTES / GRANULE;
const MARK_WORDS: usize = GRANULES_PER_BLOCK / 64;
const NO_BLOCK: u32 = u32::MAX;

/// A block is allocated from again after a minor collection when at most this share of its cells
/// survived (in percent): fuller ones give short runs that cost more than they return.
const REUSE_AFTER_MINOR: usize = 30;
/// The same after a full collection, which comes seldom enough to be worth looking closer.
const REUSE_AFTER_FULL: usize = 75;

/// What is known of one block. `class` and `taken` are all that finding an object needs.
#[repr(C)]
#[derive(Clone, Copy)]
struct Block {
    class: u8,
    in_use: bool,
    /// Was allocated from since the last collection.
    touched: bool,
    /// A free block whose memory went back to the operating system.
    released: bool,
    /// Granules the allocator has gone past since the last collection: unmarked cells before this are
    /// objects allocated since then, behind it they are free.
    taken: u16,
    /// Cells marked at the last collection that looked at the block.
    live: u16,
}

/// All blocks, and for each class where allocation goes on.
pub struct Blocks {
    base: usize,
    table: *mut Block,
    mark_bits: *mut u64,
    /// Blocks ever used; the rest of the reservation is untouched.
    count: usize,
    capacity: usize,
    /// End of the class's bump run. `Bump::limit` says the same except in stress mode.
    run_end: [usize; CLASSES],
    /// The block the class's runs come from.
    current: [u32; CLASSES],
    /// Partly free blocks of the class.
    partial: [Vec<u32>; CLASSES],
    free: Vec<u32>,
    touched: Vec<u32>,
    /// Bytes in cells marked at the last collection.
    live_bytes: usize,
    /// Blocks that the last collection counted the marks of.
    counted: Vec<u32>,
}

impl Blocks {
    pub fn new(reservation: &Reservation) -> Blocks {
        const { assert!(size_of::<Block>() == 8) };
        Blocks {
            base: reservation.base,
            table: reservation.block_table.cast(),
            mark_bits: reservation.mark_bits,
            count: 0,
            capacity: (reservation.large_base - reservation.base) / BLOCK_BYTES,
            run_end: [0; CLASSES],
            current: [NO_BLOCK; CLASSES],
            partial: [const { Vec::new() }; CLASSES],
            free: Vec::new(),
            touched: Vec::new(),
            live_bytes: 0,
            counted: Vec::new(),
        }
    }

    /// First address above all blocks in use.
    #[inline(always)]
    pub fn end(&self) -> usize {
        self.base + self.count * BLOCK_BYTES
    }

    /// Bytes in live cells as of the last collection.
    pub fn live_bytes(&self) -> usize {
        self.live_bytes
    }

    /// Number of blocks that the last collection looked at.
    pub fn last_counted(&self) -> usize {
        self.counted.len()
    }

    /// End of the class's current bump run.
    pub fn run_end(&self, class: usize) -> usize {
        self.run_end[class]
    }

    fn block(&mut self, index: usize) -> &mut Block {
        debug_assert!(index < self.count);
        // SAFETY: the table has a record for each block of the reservation, and `&mut self` owns it.
        unsafe { &mut *self.table.add(index) }
    }

    fn marks(&self, index: usize) -> *mut u64 {
        // SAFETY: the bitmap covers every block.
        unsafe { self.mark_bits.add(index * MARK_WORDS) }
    }

    /// The next free run of the block the class allocates from, as (start, end).
    pub fn next_run(&mut self, class: usize) -> Option<(usize, usize)> {
        let index = self.current[class];
        if index == NO_BLOCK {
            return None;
        }
        let index = index as usize;
        let step = SIZES[class] as usize / GRANULE;
        let end = cells_per_block(class) * step;
        let marks = self.marks(index);
        let block = self.base + index * BLOCK_BYTES;
        let mut position = self.block(index).taken as usize;
        // SAFETY: positions below `end` are granules of the block, and the bitmap has a bit for each.
        let marked = |position: usize| unsafe { *marks.add(position / 64) >> (position % 64) & 1 != 0 };
        while position < end && marked(position) {
            position += step;
        }
        if position < end {
            // SAFETY: `end` is at most the number of the block's granules.
            let next = unsafe { next_marked(marks, position, end) };
            self.block(index).taken = next as u16;
            let run = (block + position * GRANULE, block + next * GRANULE);
            self.run_end[class] = run.1;
            return Some(run);
        }
        self.block(index).taken = end as u16;
        self.current[class] = NO_BLOCK;
        None
    }

    /// Makes another block the one the class allocates from; false when there is none left.
    pub fn take_block(&mut self, class: usize) -> bool {
        let index = if let Some(index) = self.partial[class].pop() {
            index
        } else {
            let index = match self.free.pop() {
                Some(index) => index,
                None if self.count < self.capacity => {
                    self.count += 1;
                    self.count as u32 - 1
                }
                None => return false,
            };
            let block = self.block(index as usize);
            block.class = class as u8;
            block.in_use = true;
            block.released = false;
            block.taken = 0;
            block.live = 0;
            index
        };
        let block = self.block(index as usize);
        if !block.touched {
            block.touched = true;
            self.touched.push(index);
        }
        self.current[class] = index;
        true
    }

    /// The object that the address points into, or `None` when that is no allocated cell.
    #[inline]
    pub fn find(&self, address: usize, bump: &[Bump; CLASSES]) -> Option<usize> {
        let offset = address - self.base;
        let index = offset / BLOCK_BYTES;
        debug_assert!(index < self.count);
        // SAFETY: the caller's address lies below `end`, so the block has a record.
        let block = unsafe { *self.table.add(index) };
        if !block.in_use {
            return None;
        }
        let class = block.class as usize;
        let start = cell_start(class, offset % BLOCK_BYTES)?;
        let cell = self.base + index * BLOCK_BYTES + start;
        let granule = (cell - self.base) / GRANULE;
        // SAFETY: the bitmap covers every block.
        let marked = unsafe { *self.mark_bits.add(granule / 64) } >> (granule % 64) & 1 != 0;
        let handed_out = start / GRANULE < block.taken as usize && !(cell >= bump[class].next && cell < self.run_end[class]);
        (marked || handed_out).then_some(cell)
    }

    /// Ends all bump runs: what is left of them is free again after the collection.
    pub fn retire_runs(&mut self) {
        self.run_end = [0; CLASSES];
        self.current = [NO_BLOCK; CLASSES];
    }

    /// Clears the mark bits of all blocks.
    pub fn clear_marks(&mut self) {
        // SAFETY: the bitmap covers every block.
        unsafe { self.mark_bits.write_bytes(0, self.count * MARK_WORDS) };
    }

    /// After marking: counts the marks of the blocks that can have changed and sorts them into free,
    /// partly free and full ones.
    pub fn count_marks(&mut self, full: bool) {
        let mut counted = std::mem::take(&mut self.counted);
        counted.clear();
        if full {
            self.partial.iter_mut().for_each(Vec::clear);
            self.free.clear();
            self.touched.clear();
            self.live_bytes = 0;
            // Allocation takes from the back: low addresses first, so that the heap's end can empty.
            counted.extend((0..self.count as u32).rev());
        } else {
            std::mem::swap(&mut counted, &mut self.touched);
        }
        // When no other block can be had, every cell counts.
        let tight = self.count == self.capacity;
        let reuse = if full { REUSE_AFTER_FULL } else { REUSE_AFTER_MINOR };
        for &index in &counted {
            let marks = self.marks(index as usize);
            let block = self.block(index as usize);
            block.touched = false;
            block.taken = 0;
            if !block.in_use {
                self.free.push(index);
                continue;
            }
            let class = block.class as usize;
            let before = if full { 0 } else { block.live as usize };
            // SAFETY: the bitmap has this many words for each block.
            let live: usize = (0..MARK_WORDS).map(|i| unsafe { *marks.add(i) }.count_ones() as usize).sum();
            block.live = live as u16;
            if live == 0 {
                block.in_use = false;
                self.free.push(index);
            } else if live * 100 <= cells_per_block(class) * reuse || tight && live < cells_per_block(class) {
                self.partial[class].push(index);
            }
            let size = SIZES[class] as usize;
            self.live_bytes = self.live_bytes + live * size - before * size;
        }
        self.counted = counted;
    }

    /// Gives the memory of free blocks beyond `keep_bytes` back to the operating system, highest
    /// addresses first. Called after a full collection, when `free` is sorted that way.
    pub fn release_free(&mut self, keep_bytes: usize) {
        let mut resident = std::mem::take(&mut self.free);
        resident.retain(|&index| !self.block(index as usize).released);
        let excess = resident.len().saturating_sub(keep_bytes / BLOCK_BYTES);
        // Neighbours go together: one system call for each run of blocks.
        for run in resident[..excess].chunk_by(|&high, &low| high == low + 1) {
            let lowest = run[run.len() - 1] as usize;
            // SAFETY: free blocks hold no object.
            unsafe { release(self.base + lowest * BLOCK_BYTES, run.len() * BLOCK_BYTES) };
            for &index in run {
                self.block(index as usize).released = true;
            }
        }
        resident.clear();
        resident.extend((0..self.count as u32).rev());
        resident.retain(|&index| !self.block(index as usize).in_use);
        self.free = resident;
    }

    /// Size of the cell at `address`, in bytes.
    pub fn cell_bytes(&self, address: usize) -> usize {
        let index = (address - self.base) / BLOCK_BYTES;
        debug_assert!(index < self.count);
        // SAFETY: the caller's address is that of a cell, so the block has a record.
        SIZES[unsafe { *self.table.add(index) }.class as usize] as usize
    }

    /// Calls `f(cell, bytes, marked)` for every cell of the block. Only meaningful between the end of
    /// a collection and the next allocation.
    fn each_cell_of(&self, index: usize, f: &mut impl FnMut(usize, usize, bool)) {
        // SAFETY: the callers' indices are below `count`.
        let block = unsafe { *self.table.add(index) };
        if block.released {
            return;
        }
        let bytes = SIZES[block.class as usize] as usize;
        let marks = self.marks(index);
        for start in (0..=BLOCK_BYTES - bytes).step_by(bytes) {
            let granule = start / GRANULE;
            // SAFETY: the bitmap covers every block.
            let marked = unsafe { *marks.add(granule / 64) } >> (granule % 64) & 1 != 0;
            f(self.base + index * BLOCK_BYTES + start, bytes, marked);
        }
    }

    /// Calls `f(cell, bytes)` for every free cell of the blocks that the last collection looked at.
    pub fn each_freed_cell(&self, mut f: impl FnMut(usize, usize)) {
        for &index in &self.counted {
            self.each_cell_of(index as usize, &mut |cell, bytes, marked| {
                if !marked {
                    f(cell, bytes);
                }
            });
        }
    }

    /// Calls `f(object)` for every small object that the last collection left alive.
    pub fn each_live(&self, mut f: impl FnMut(usize)) {
        for index in 0..self.count {
            self.each_cell_of(index, &mut |cell, _, marked| {
                if marked {
                    f(cell);
                }
            });
        }
    }
}

/// The first marked granule of `[from, end)`, or `end`.
///
/// # Safety
/// The bitmap has `end` bits.
#[inline]
unsafe fn next_marked(marks: *const u64, from: usize, end: usize) -> usize {
    let mut index = from / 64;
    // SAFETY: by contract, here and below.
    let mut word = unsafe { *marks.add(index) } & (u64::MAX << (from % 64));
    loop {
        if word != 0 {
            return (index * 64 + word.trailing_zeros() as usize).min(end);
        }
        index += 1;
        if index * 64 >= end {
            return end;
        }
        word = unsafe { *marks.add(index) };
    }
}
