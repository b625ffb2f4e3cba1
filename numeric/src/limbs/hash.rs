//! CPython's hash of ints: the value modulo the Mersenne prime 2^61 - 1, with the value's sign.
//! The same modulus makes equal ints and floats hash alike.

use super::IntRef;

/// `sys.hash_info.modulus` is `2**HASH_BITS - 1`.
pub const HASH_BITS: u32 = 61;
/// `sys.hash_info.modulus`.
pub const HASH_MODULUS: u64 = (1 << HASH_BITS) - 1;

/// `hash(a)`; never -1, which C code keeps for errors.
pub fn hash(a: IntRef) -> i64 {
    let mut sum = 0u64;
    for &limb in a.magnitude.iter().rev() {
        // 2^64 is 2^3 modulo 2^61 - 1, and multiplying by a power of two rotates 61 bits.
        let rotated = ((sum << 3) & HASH_MODULUS) | (sum >> (HASH_BITS - 3));
        sum = reduce(rotated + reduce(limb));
    }
    let signed = if a.negative { -(sum as i64) } else { sum as i64 };
    if signed == -1 { -2 } else { signed }
}

#[inline]
pub(crate) fn reduce(value: u64) -> u64 {
    let folded = (value & HASH_MODULUS) + (value >> HASH_BITS);
    if folded >= HASH_MODULUS { folded - HASH_MODULUS } else { folded }
}
