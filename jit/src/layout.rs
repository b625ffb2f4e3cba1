//! The few facts about words and objects that native code has built in.
//!
//! They mirror `taipan-runtime` (DESIGN §1–2). The JIT keeps its own copy so that it compiles and is tested without the
//! runtime; whatever differs between hosts (addresses, offsets in the thread, shape ids) arrives in [`Runtime`].

/// Tagged constants.
pub const FALSE: u64 = 0x03;
pub const TRUE: u64 = 0x0B;
pub const NONE: u64 = 0x13;
pub const NOT_IMPLEMENTED: u64 = 0x1B;
pub const ELLIPSIS: u64 = 0x23;
pub const UNBOUND: u64 = 0x2B;
pub const EXCEPTION: u64 = 0x33;
pub const HOLE: u64 = 0x3B;

/// Bit `v & 31` is set when `v` is an unboxed float.
pub const FLOAT_TAGS: u32 = 0x6464_6464;
/// XORed into a float's bits after they are rotated left by four.
pub const FLOAT_XOR: u64 = 6;
/// Offset of the 64 bits in a boxed float.
pub const BOXED_FLOAT_OFFSET: i32 = 8;
/// Offset of the collector's state byte in the header; bit 0 set means the slow write barrier.
pub const STATE_OFFSET: i32 = 6;
/// The range of an int that is not boxed.
pub const SMALL_MAX: i64 = (1 << 61) - 1;
pub const SMALL_MIN: i64 = -(1 << 61);

/// Is the word an int of 62 bits?
pub const fn is_small(word: u64) -> bool {
    word & 3 == 0
}
/// Is the word an unboxed float?
pub const fn is_unboxed_float(word: u64) -> bool {
    (FLOAT_TAGS >> (word & 31)) & 1 != 0
}
/// Is the word a heap pointer?
pub const fn is_pointer(word: u64) -> bool {
    word & 7 == 1
}
/// The word of an int of 62 bits.
pub const fn small(value: i64) -> u64 {
    (value as u64) << 2
}
/// The word of an unboxed float, if it has one.
pub fn float_word(value: f64) -> Option<u64> {
    let word = value.to_bits().rotate_left(4) ^ FLOAT_XOR;
    is_unboxed_float(word).then_some(word)
}
/// The float of an unboxed float's word.
pub const fn word_float(word: u64) -> f64 {
    f64::from_bits((word ^ FLOAT_XOR).rotate_right(4))
}

/// How native code allocates an object of a size class: bump `cursor`, compare with `limit` (both addresses in the
/// thread), or call [`Runtime::allocate`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BumpClass {
    /// Largest size in bytes that this class serves; the cell has exactly this size.
    pub size: u32,
    /// Offset in the thread of the address of the next free cell.
    pub cursor: i32,
    /// Offset in the thread of the end of the free run.
    pub limit: i32,
}

/// What compiled code calls and reads of its host. All functions are `extern "C"`.
#[derive(Clone, Debug)]
pub struct Runtime {
    /// Shape id of a boxed (large) int, and of a boxed float.
    pub shape_big_int: u32,
    pub shape_float: u32,
    /// Offset in the thread of the 32-bit word that is not zero when a poll is due.
    pub poll_offset: i32,
    /// Offset in the thread of the pointer to the exit buffer (at least [`crate::deopt::EXIT_BUFFER_WORDS`] words).
    pub exit_buffer_offset: i32,
    /// Offset in the thread of the number of Python frames (a u32), the running one included.
    pub depth_offset: i32,
    /// Size classes in ascending order; empty means that every allocation calls.
    pub bump: Vec<BumpClass>,
    /// `fn(thread, i64) -> word`: box an int of any 64-bit value.
    pub box_int: usize,
    /// `fn(thread, u64) -> word`: the same for an unsigned value.
    pub box_unsigned: usize,
    /// `fn(thread, int word) -> u64`: its low 64 bits.
    pub int_low_bits: usize,
    /// `fn(thread, f64 bits as u64) -> word`: box a float that has no unboxed form.
    pub box_float: usize,
    /// `fn(thread, size in bytes) -> address + 1`: memory for an object; its header and fields are then stored.
    pub allocate: usize,
    /// `fn(thread, object word, value word)`: remember that an old object was written.
    pub barrier: usize,
    /// `fn(thread, left word, right word) -> word` for each [`crate::op::IntOp`] in its order, exact ints of any size.
    pub int_op: [usize; crate::op::INT_OPS],
    /// `fn(thread, left word, right word) -> u64`: -1, 0 or 1 as two exact ints compare (as i64).
    pub int_compare: usize,
    /// `fn(thread, int word) -> f64 bits`: nearest float; infinite when it is too large.
    pub int_to_float: usize,
    /// `fn(thread, f64 bits) -> word`: the int part of a finite float.
    pub float_to_int: usize,
}
