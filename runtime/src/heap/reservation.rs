//! The address space of the heap, reserved once.
//!
//! Everything the collector must find from an address alone (mark bit, block, card, page owner) is
//! an array indexed by the distance from one base, so the whole heap is one `mmap` without swap
//! reservation: pages cost memory only when they are touched. 32 GiB is the most that tools which
//! run the program in a simulated address space accept; where even that is refused (`ulimit -v`,
//! strict overcommit) the size is halved until it fits and leaves something for everybody else.

use super::fatal;
use super::size_classes::{BLOCK_BYTES, GRANULE};
use std::ptr;

/// Size of a page of the large-object space, in bytes.
pub const PAGE_BYTES: usize = 4096;
/// Bytes of a large object that one card stands for.
pub const CARD_BYTES: usize = 512;
/// What is asked for first, in bytes: objects only, the metadata comes on top.
pub const MAX_RESERVATION: usize = 32 << 30;
/// With less than this a Python program cannot start.
const MIN_RESERVATION: usize = 32 << 20;

/// Where the parts of the heap are. The first half of the objects' space holds blocks, the second
/// half large objects.
pub struct Reservation {
    mapping: *mut u8,
    mapping_bytes: usize,
    /// First address of the objects' space; aligned to a block.
    pub base: usize,
    /// Bytes of the objects' space.
    pub span: usize,
    /// First address of the large-object space.
    pub large_base: usize,
    /// One bit per 16 bytes of the objects' space.
    pub mark_bits: *mut u64,
    /// One 8-byte record per block.
    pub block_table: *mut u64,
    /// One byte per 512 bytes of the large-object space.
    pub cards: *mut u8,
    /// One index per page of the large-object space.
    pub page_owners: *mut u32,
}

/// Sizes in bytes of the metadata arrays for a span of objects.
struct Metadata {
    mark_bits: usize,
    block_table: usize,
    cards: usize,
    page_owners: usize,
}

impl Metadata {
    fn of(span: usize) -> Metadata {
        let large = span / 2;
        Metadata {
            mark_bits: span / GRANULE / 8,
            block_table: span / 2 / BLOCK_BYTES * 8,
            cards: large / CARD_BYTES,
            page_owners: large / PAGE_BYTES * 4,
        }
    }
    fn total(&self) -> usize {
        self.mark_bits + self.block_table + self.cards + self.page_owners
    }
}

fn map(bytes: usize) -> Option<*mut u8> {
    // SAFETY: a new private mapping at an address of the kernel's choice touches no existing memory.
    let address = unsafe {
        libc::mmap(
            ptr::null_mut(),
            bytes,
            libc::PROT_READ | libc::PROT_WRITE,
            libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE,
            -1,
            0,
        )
    };
    (address != libc::MAP_FAILED).then_some(address.cast())
}

/// # Safety
/// The range must be a mapping (or the end of one) that nobody uses any more.
unsafe fn unmap(address: *mut u8, bytes: usize) {
    // SAFETY: by contract. A failure leaks address space and is harmless.
    unsafe { libc::munmap(address.cast(), bytes) };
}

impl Reservation {
    /// Reserves at most `wanted` bytes of objects' space (rounded down to a power of two).
    /// Aborts the process with a message when not even the minimum can be had.
    pub fn new(wanted: usize) -> Reservation {
        let wanted = wanted.clamp(MIN_RESERVATION, MAX_RESERVATION);
        let mut span = 1 << wanted.ilog2();
        let mut refused = false;
        loop {
            let bytes = span + BLOCK_BYTES + Metadata::of(span).total();
            if let Some(mapping) = map(bytes) {
                // A first refusal says that address space is scarce: leave a quarter to the others.
                let spare = if refused { map(span / 4) } else { Some(ptr::null_mut()) };
                match spare {
                    Some(probe) => {
                        if !probe.is_null() {
                            // SAFETY: the probe was mapped two lines up and never used.
                            unsafe { unmap(probe, span / 4) };
                        }
                        return Reservation::lay_out(mapping, bytes, span);
                    }
                    // SAFETY: mapped above, never used.
                    None => unsafe { unmap(mapping, bytes) },
                }
            }
            refused = true;
            span /= 2;
            if span < MIN_RESERVATION {
                fatal("the operating system gives no address space for the heap");
            }
        }
    }

    fn lay_out(mapping: *mut u8, mapping_bytes: usize, span: usize) -> Reservation {
        // Huge pages would make a process that touches a few KiB here and there resident by MiBs.
        // A kernel without the feature refuses, which is as good.
        // SAFETY: advice about our own mapping.
        unsafe { libc::madvise(mapping.cast(), mapping_bytes, libc::MADV_NOHUGEPAGE) };
        let base = (mapping as usize).next_multiple_of(BLOCK_BYTES);
        let sizes = Metadata::of(span);
        let mark_bits = base + span;
        let block_table = mark_bits + sizes.mark_bits;
        let page_owners = block_table + sizes.block_table;
        let cards = page_owners + sizes.page_owners;
        Reservation {
            mapping,
            mapping_bytes,
            base,
            span,
            large_base: base + span / 2,
            mark_bits: mark_bits as *mut u64,
            block_table: block_table as *mut u64,
            cards: cards as *mut u8,
            page_owners: page_owners as *mut u32,
        }
    }
}

/// Gives the memory of a range back to the operating system; its contents are lost.
///
/// # Safety
/// The range is page aligned, inside the objects' space, and holds no live object.
pub unsafe fn release(address: usize, bytes: usize) {
    // SAFETY: by contract nothing there is read before it is written. A failure keeps the memory.
    unsafe { libc::madvise(address as *mut _, bytes, libc::MADV_DONTNEED) };
}

impl Drop for Reservation {
    fn drop(&mut self) {
        // SAFETY: the heap that owned the objects is gone.
        unsafe { unmap(self.mapping, self.mapping_bytes) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_do_not_overlap_and_fill_the_mapping() {
        let r = Reservation::new(100 << 20);
        assert_eq!(r.span, 64 << 20);
        assert_eq!(r.base % BLOCK_BYTES, 0);
        let ends = [
            (r.base + r.span, r.mark_bits as usize),
            (r.mark_bits as usize + r.span / 128, r.block_table as usize),
            (r.block_table as usize + r.span / 2 / BLOCK_BYTES * 8, r.page_owners as usize),
            (r.page_owners as usize + r.span / 2 / PAGE_BYTES * 4, r.cards as usize),
        ];
        for (end, next) in ends {
            assert_eq!(end, next);
        }
        let end = r.cards as usize + r.span / 2 / CARD_BYTES;
        assert!(end <= r.mapping as usize + r.mapping_bytes);
        // SAFETY: the last bytes of the metadata are ours.
        unsafe {
            *r.cards.add(r.span / 2 / CARD_BYTES - 1) = 1;
            *((r.base + r.span - 8) as *mut u64) = 1;
        }
    }
}
