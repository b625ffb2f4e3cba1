//! The 32 cell sizes of small objects.
//!
//! A block holds cells of one size, so that the cell an interior pointer falls into is one
//! multiplication away and a free run of cells can be handed out by bumping a pointer. The steps
//! are 16 bytes up to 128, then four per doubling (at most 25 % of a cell is lost), and above 1 KiB
//! the sizes are what divides a block with the least remainder.

/// Number of size classes.
pub const CLASSES: usize = 32;
/// Alignment of every object, and the unit of the mark bits, in bytes.
pub const GRANULE: usize = 16;
/// Size and alignment of a block of cells, in bytes.
pub const BLOCK_BYTES: usize = 32 << 10;
/// The largest object that lives in a block, in bytes; larger ones live in the large-object space.
pub const MAX_SMALL: usize = 8192;

/// Size of each class's cells, in bytes.
///
/// A `const`, as the next one: a `static` of another crate is not folded, and the allocation of a
/// fixed size is to be five instructions.
pub const SIZES: [u32; CLASSES] = build_sizes();
/// Class of a size given in granules (rounded up).
const CLASS_OF_GRANULES: [u8; MAX_SMALL / GRANULE + 1] = build_classes();
/// `2^32 / size`, rounded up: division of an offset inside a block by a multiplication.
static RECIPROCALS: [u32; CLASSES] = build_reciprocals();

const fn build_sizes() -> [u32; CLASSES] {
    let mut sizes = [0; CLASSES];
    let mut class = 0;
    while class < 8 {
        sizes[class] = 16 * (class as u32 + 1);
        class += 1;
    }
    while class < 20 {
        let octave = (class as u32 - 8) / 4;
        let step = (class as u32 - 8) % 4 + 1;
        sizes[class] = (128 + 32 * step) << octave;
        class += 1;
    }
    let cells_per_block: [u32; 12] = [25, 21, 18, 16, 14, 12, 10, 8, 7, 6, 5, 4];
    while class < CLASSES {
        sizes[class] = (BLOCK_BYTES as u32 / cells_per_block[class - 20]) & !(GRANULE as u32 - 1);
        class += 1;
    }
    sizes
}

const fn build_classes() -> [u8; MAX_SMALL / GRANULE + 1] {
    let mut classes = [0; MAX_SMALL / GRANULE + 1];
    let sizes = SIZES;
    let mut granules = 0;
    let mut class = 0;
    while granules < classes.len() {
        while (sizes[class] as usize) < granules * GRANULE {
            class += 1;
        }
        classes[granules] = class as u8;
        granules += 1;
    }
    classes
}

const fn build_reciprocals() -> [u32; CLASSES] {
    let sizes = SIZES;
    let mut reciprocals = [0; CLASSES];
    let mut class = 0;
    while class < CLASSES {
        reciprocals[class] = ((1u64 << 32) / sizes[class] as u64 + 1) as u32;
        class += 1;
    }
    reciprocals
}

/// The class of an object of `bytes` bytes, which must be at most [`MAX_SMALL`].
#[inline(always)]
pub fn class_of(bytes: usize) -> usize {
    CLASS_OF_GRANULES[bytes.div_ceil(GRANULE)] as usize
}

/// Number of cells in a block of the class.
#[inline]
pub fn cells_per_block(class: usize) -> usize {
    const CELLS: [u16; CLASSES] = {
        let mut cells = [0; CLASSES];
        let mut class = 0;
        while class < CLASSES {
            cells[class] = (BLOCK_BYTES / SIZES[class] as usize) as u16;
            class += 1;
        }
        cells
    };
    CELLS[class] as usize
}

/// Offset of the cell that holds the byte at `offset` of a block, or `None` for the rest at its end.
#[inline(always)]
pub fn cell_start(class: usize, offset: usize) -> Option<usize> {
    let size = SIZES[class] as usize;
    let index = ((offset as u64 * RECIPROCALS[class] as u64) >> 32) as usize;
    let start = index * size;
    (start + size <= BLOCK_BYTES).then_some(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_cover_all_sizes_tightly() {
        assert_eq!((SIZES[0], SIZES[31]), (16, 8192));
        for bytes in 1..=MAX_SMALL {
            let class = class_of(bytes);
            assert!(SIZES[class] as usize >= bytes);
            assert!(class == 0 || (SIZES[class - 1] as usize) < bytes);
        }
        for pair in SIZES.windows(2) {
            assert!(pair[0] < pair[1] && pair[1] % 16 == 0);
        }
    }

    #[test]
    fn cells_are_found_from_any_byte() {
        for (class, &size) in SIZES.iter().enumerate() {
            let size = size as usize;
            for offset in 0..BLOCK_BYTES {
                let start = offset / size * size;
                let expected = (start + size <= BLOCK_BYTES).then_some(start);
                assert_eq!(cell_start(class, offset), expected);
            }
        }
    }
}
