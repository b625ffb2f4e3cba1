//! A Python value in one 64-bit word.
//!
//! Floats are "self-tagged": their bits are rotated so that the common exponents land on tags of
//! their own, hence arithmetic never allocates for them, while ints keep 62 bits because 61 is one
//! too few for the generators of pseudo-random numbers that people write (DESIGN §1). The all-zero
//! word is the int 0, so zeroed memory is always safe to scan.
//!
//! ```text
//! …xx00  int, 62 bit        v = i << 2
//! …001   heap pointer       v = addr + 1       a field at offset o is [v + o - 1]
//! …101   float |x| in [2^-255, 2)    ⎫
//! …010   float |x| in [2, 2^257)     ⎬ v = rotl64(bits, 4) ^ 6
//! …110   float 0, subnormal, tiny    ⎭
//! …011   constants          …111 spare
//! ```

use crate::header::Header;

/// A tagged word. Copying it is free; it keeps nothing alive by itself: the collector finds it on
/// the native stack, the VM stack, in heap objects or in a [`crate::handles::Root`].
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[repr(transparent)]
pub struct Value(pub u64);

/// Bit `v & 31` is set when the word is an unboxed float.
const FLOAT_TAGS: u32 = 0x6464_6464;
/// XORed into the rotated bits of a float.
const FLOAT_XOR: u64 = 6;
/// The largest and smallest int that is not boxed.
pub const SMALL_MAX: i64 = (1 << 61) - 1;
pub const SMALL_MIN: i64 = -(1 << 61);

impl Value {
    pub const FALSE: Value = Value(0x03);
    pub const TRUE: Value = Value(0x0B);
    pub const NONE: Value = Value(0x13);
    pub const NOT_IMPLEMENTED: Value = Value(0x1B);
    pub const ELLIPSIS: Value = Value(0x23);
    /// An unassigned local, cell or slot; never seen by Python code.
    pub const UNBOUND: Value = Value(0x2B);
    /// Returned by native helpers called from compiled code: an exception is pending.
    pub const EXCEPTION: Value = Value(0x33);
    /// A deleted entry of a table.
    pub const HOLE: Value = Value(0x3B);
    pub const ZERO: Value = Value(0);

    /// An int that is known to fit 62 bits.
    #[inline(always)]
    pub const fn small(i: i64) -> Value {
        debug_assert!(i >= SMALL_MIN && i <= SMALL_MAX);
        Value((i as u64) << 2)
    }
    /// An int if it fits 62 bits.
    #[inline(always)]
    pub fn try_small(i: i64) -> Option<Value> {
        let shifted = i << 2;
        if shifted >> 2 == i { Some(Value(shifted as u64)) } else { None }
    }
    #[inline(always)]
    pub const fn is_small(self) -> bool {
        self.0 & 3 == 0
    }
    /// The int of a small-int word. Meaningless for other words.
    #[inline(always)]
    pub const fn as_small(self) -> i64 {
        (self.0 as i64) >> 2
    }
    #[inline(always)]
    pub const fn both_small(self, other: Value) -> bool {
        (self.0 | other.0) & 3 == 0
    }
    #[inline(always)]
    pub const fn bool(b: bool) -> Value {
        if b { Value::TRUE } else { Value::FALSE }
    }
    #[inline(always)]
    pub const fn is_bool(self) -> bool {
        self.0 | 8 == 0x0B
    }
    /// The unboxed form of a float, when it has one (inf, nan, huge and 2^-767..2^-255 have none).
    #[inline(always)]
    pub fn try_float(x: f64) -> Option<Value> {
        let v = Value(x.to_bits().rotate_left(4) ^ FLOAT_XOR);
        if v.is_unboxed_float() { Some(v) } else { None }
    }
    #[inline(always)]
    pub const fn is_unboxed_float(self) -> bool {
        (FLOAT_TAGS >> (self.0 & 31)) & 1 != 0
    }
    #[inline(always)]
    pub const fn as_unboxed_float(self) -> f64 {
        f64::from_bits((self.0 ^ FLOAT_XOR).rotate_right(4))
    }
    #[inline(always)]
    pub const fn is_pointer(self) -> bool {
        self.0 & 7 == 1
    }
    /// A pointer to an object at `address` (16-byte aligned).
    #[inline(always)]
    pub fn from_address(address: usize) -> Value {
        debug_assert!(address & 15 == 0 && address != 0);
        Value(address as u64 + 1)
    }
    #[inline(always)]
    pub const fn address(self) -> usize {
        (self.0 - 1) as usize
    }
    #[inline(always)]
    pub fn header(self) -> *mut Header {
        debug_assert!(self.is_pointer());
        self.address() as *mut Header
    }
    /// The object's shape id, or 0 for a word that is no pointer (no shape has the id 0).
    #[inline(always)]
    pub fn shape_or_zero(self) -> u32 {
        if self.is_pointer() {
            // SAFETY: a pointer word always names a live object, whose first field is its shape.
            unsafe { (*self.header()).shape }
        } else {
            0
        }
    }
    #[inline(always)]
    pub fn has_shape(self, shape: u32) -> bool {
        // SAFETY: as above.
        self.is_pointer() && unsafe { (*self.header()).shape } == shape
    }
    /// The object as a `T`. The caller knows its shape.
    #[inline(always)]
    pub fn cast<T>(self) -> *mut T {
        debug_assert!(self.is_pointer());
        self.address() as *mut T
    }
    #[inline(always)]
    pub const fn is_none(self) -> bool {
        self.0 == Value::NONE.0
    }
    #[inline(always)]
    pub const fn is_unbound(self) -> bool {
        self.0 == Value::UNBOUND.0
    }
    #[inline(always)]
    pub const fn is_hole(self) -> bool {
        self.0 == Value::HOLE.0
    }
}

impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match *self {
            v if v.is_small() => write!(f, "{}", v.as_small()),
            v if v.is_unboxed_float() => write!(f, "{:?}", v.as_unboxed_float()),
            v if v.is_pointer() => write!(f, "<object {:#x} shape {}>", v.address(), v.shape_or_zero()),
            Value::FALSE => f.write_str("False"),
            Value::TRUE => f.write_str("True"),
            Value::NONE => f.write_str("None"),
            Value::UNBOUND => f.write_str("<unbound>"),
            Value::HOLE => f.write_str("<hole>"),
            v => write!(f, "<word {:#x}>", v.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ints_keep_62_bits() {
        for i in [0, 1, -1, SMALL_MAX, SMALL_MIN] {
            let v = Value::try_small(i).unwrap();
            assert!(v.is_small() && !v.is_unboxed_float() && !v.is_pointer());
            assert_eq!(v.as_small(), i);
        }
        assert!(Value::try_small(SMALL_MAX + 1).is_none());
        assert!(Value::try_small(SMALL_MIN - 1).is_none());
    }

    #[test]
    fn common_floats_are_unboxed_and_exact() {
        for x in [0.0, -0.0, 1.0, -1.5, 2.0, 1e77, -1e-76, 5e-324, 3.5e-240, f64::MIN_POSITIVE] {
            let v = Value::try_float(x).unwrap();
            assert!(!v.is_small() && !v.is_pointer());
            assert_eq!(v.as_unboxed_float().to_bits(), x.to_bits());
        }
        assert_eq!(Value::try_float(0.0), Some(Value(6)));
        assert_eq!(Value::try_float(-0.0), Some(Value(0xE)));
        for x in [f64::INFINITY, f64::NAN, 1e300, 1e-100, f64::NEG_INFINITY] {
            assert!(Value::try_float(x).is_none());
        }
    }

    #[test]
    fn constants_are_no_number_and_no_pointer() {
        for word in [0x03, 0x0B, 0x13, 0x1B, 0x23, 0x2B, 0x33, 0x3B] {
            let v = Value(word);
            assert!(!v.is_small() && !v.is_unboxed_float() && !v.is_pointer());
            assert_eq!(v.is_bool(), word < 0x10);
        }
    }
}
