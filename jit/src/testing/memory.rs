//! Real memory with the layouts of DESIGN §1, shared by the IR interpreter and native code.

use crate::interp::Host;
use crate::layout;
use crate::op::*;

pub const SHAPE_BIG: u32 = 1;
pub const SHAPE_FLOAT: u32 = 2;
pub const SHAPE_LIST: u32 = 3;
pub const SHAPE_STORAGE: u32 = 4;
/// Instances: header, then three slots.
pub const SHAPE_POINT: u32 = 10;
pub const SHAPE_OTHER: u32 = 11;

/// A bump arena; nothing is freed.
pub struct Memory {
    cells: Vec<u128>,
    /// Bytes used.
    pub used: usize,
    pub constants: Vec<u64>,
    /// What native code sees as its thread: poll word, exit buffer pointer, bump cursors.
    pub thread: Box<[u64; 64]>,
    pub exit_buffer: Box<[u64; crate::deopt::EXIT_BUFFER_WORDS]>,
    pub polls: u32,
}
impl Memory {
    pub fn new() -> Memory {
        Memory {
            cells: vec![0; 1 << 23],
            used: 0,
            constants: Vec::new(),
            thread: Box::new([0; 64]),
            exit_buffer: Box::new([0; crate::deopt::EXIT_BUFFER_WORDS]),
            polls: 0,
        }
    }
    pub fn base(&self) -> u64 {
        self.cells.as_ptr() as u64
    }
    fn check(&self, address: u64, size: i32) {
        let end = address + size as u64;
        assert!(address >= self.base() && end <= self.base() + self.used as u64, "wild access at {address:#x}");
    }
    pub fn list(&mut self, items: &[u64]) -> u64 {
        let storage = self.allocate(24 + 8 * items.len() as u32);
        self.store(storage, 8, SHAPE_STORAGE as u64);
        self.store(storage + 8, 8, layout::small(items.len() as i64));
        self.store(storage + 16, 8, layout::small(items.len() as i64));
        for (k, item) in items.iter().enumerate() {
            self.store(storage + 24 + 8 * k as u64, 8, *item);
        }
        let list = self.allocate(16);
        self.store(list, 8, SHAPE_LIST as u64);
        self.store(list + 8, 8, storage + 1);
        list + 1
    }
    pub fn point(&mut self, shape: u32, slots: [u64; 3]) -> u64 {
        let address = self.allocate(32);
        self.store(address, 8, shape as u64);
        for (k, slot) in slots.iter().enumerate() {
            self.store(address + 8 + 8 * k as u64, 8, *slot);
        }
        address + 1
    }
    /// A structural picture of a word, for comparing heaps that differ in addresses.
    pub fn picture(&mut self, word: u64, depth: usize) -> String {
        if layout::is_small(word) {
            return format!("{}", (word as i64) >> 2);
        }
        if layout::is_unboxed_float(word) {
            return format!("{:?}", layout::word_float(word));
        }
        if !layout::is_pointer(word) {
            return format!("<{word:#x}>");
        }
        match crate::interp::shape_of(self, word) {
            SHAPE_BIG => format!("{}", self.int_of(word)),
            SHAPE_FLOAT => format!("{:?}", self.float_of(word)),
            _ if depth == 0 => "…".to_string(),
            SHAPE_LIST => {
                let storage = self.load(word - 1 + 8, 8);
                let count = self.load(storage - 1 + 8, 8) >> 2;
                let items: Vec<String> = (0..count)
                    .map(|k| {
                        let item = self.load(storage - 1 + 24 + 8 * k, 8);
                        self.picture(item, depth - 1)
                    })
                    .collect();
                format!("[{}]", items.join(", "))
            }
            shape => {
                let slots: Vec<String> = (0..3)
                    .map(|k| {
                        let slot = self.load(word - 1 + 8 + 8 * k, 8);
                        self.picture(slot, depth - 1)
                    })
                    .collect();
                format!("#{shape}({})", slots.join(", "))
            }
        }
    }
}

impl Default for Memory {
    fn default() -> Self {
        Memory::new()
    }
}

impl Host for Memory {
    fn load(&mut self, address: u64, size: i32) -> u64 {
        self.check(address, size);
        let at = address as *const u8;
        // SAFETY: checked against the arena, which outlives the access.
        unsafe {
            match size {
                8 => at.cast::<u64>().read_unaligned(),
                4 => at.cast::<u32>().read_unaligned() as u64,
                _ => at.read() as u64,
            }
        }
    }
    fn store(&mut self, address: u64, size: i32, value: u64) {
        self.check(address, size);
        let at = address as *mut u8;
        // SAFETY: as above.
        unsafe {
            match size {
                8 => at.cast::<u64>().write_unaligned(value),
                4 => at.cast::<u32>().write_unaligned(value as u32),
                _ => at.write(value as u8),
            }
        }
    }
    fn allocate(&mut self, size: u32) -> u64 {
        let address = self.base() + self.used as u64;
        self.used += (size as usize).next_multiple_of(16);
        assert!(self.used <= self.cells.len() * 16, "the test's memory is full");
        address
    }
    fn int_of(&mut self, word: u64) -> i128 {
        if layout::is_small(word) {
            return (word as i64 >> 2) as i128;
        }
        assert_eq!(crate::interp::shape_of(self, word), SHAPE_BIG, "{word:#x} is no int");
        let (low, high) = (self.load(word - 1 + 16, 8), self.load(word - 1 + 24, 8));
        ((high as u128) << 64 | low as u128) as i128
    }
    fn int_word(&mut self, value: i128) -> u64 {
        if (layout::SMALL_MIN as i128..=layout::SMALL_MAX as i128).contains(&value) {
            return layout::small(value as i64);
        }
        let address = self.allocate(32);
        self.store(address, 8, SHAPE_BIG as u64);
        self.store(address + 16, 8, value as u64);
        self.store(address + 24, 8, (value >> 64) as u64);
        address + 1
    }
    fn float_of(&mut self, word: u64) -> f64 {
        if layout::is_unboxed_float(word) {
            return layout::word_float(word);
        }
        assert_eq!(crate::interp::shape_of(self, word), SHAPE_FLOAT, "{word:#x} is no float");
        f64::from_bits(self.load(word - 1 + 8, 8))
    }
    fn float_word(&mut self, value: f64) -> u64 {
        if let Some(word) = layout::float_word(value) {
            return word;
        }
        let address = self.allocate(16);
        self.store(address, 8, SHAPE_FLOAT as u64);
        self.store(address + 8, 8, value.to_bits());
        address + 1
    }
    fn constant(&mut self, index: u32) -> u64 {
        self.constants[index as usize]
    }
    fn call(&mut self, helper: &HelperInfo, operands: &[u64]) -> u64 {
        match helper.name.as_str() {
            // A pure float function, and one with an effect on lists.
            "half" => (f64::from_bits(operands[0]) * 0.5).to_bits(),
            "touch" => {
                let storage = self.load(operands[0] - 1 + 8, 8);
                let first = self.load(storage - 1 + 24, 8);
                self.store(storage - 1 + 24, 8, operands[1]);
                first
            }
            other => panic!("no helper {other}"),
        }
    }
    fn number_shapes(&self) -> (u32, u32) {
        (SHAPE_BIG, SHAPE_FLOAT)
    }
}
