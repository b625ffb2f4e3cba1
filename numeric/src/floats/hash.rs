//! CPython's hash of floats: the value modulo 2^61 - 1, so that 1, 1.0 and Fraction(1) agree.

use crate::limbs::{HASH_BITS, HASH_MODULUS, reduce_hash};

/// `sys.hash_info.inf`.
const INFINITY_HASH: i64 = 314_159;

/// `hash(value)`. A NaN hashes by identity, which the caller provides.
pub fn hash(value: f64, nan_identity: impl FnOnce() -> i64) -> i64 {
    let whole = value as i64;
    if whole as f64 == value && whole != i64::MAX {
        return crate::small::hash(whole);
    }
    if value.is_nan() {
        return nan_identity();
    }
    if value.is_infinite() {
        return if value > 0.0 { INFINITY_HASH } else { -INFINITY_HASH };
    }
    let pattern = value.to_bits();
    let field = ((pattern >> 52) & 0x7ff) as i64;
    let fraction = pattern & ((1 << 52) - 1);
    let (mantissa, exponent) = if field == 0 { (fraction, -1074) } else { (fraction | 1 << 52, field - 1075) };
    // Multiplying by 2^e modulo 2^61 - 1 rotates 61 bits by e.
    let rotation = exponent.rem_euclid(i64::from(HASH_BITS)) as u32;
    let rotated = if rotation == 0 {
        mantissa
    } else {
        ((mantissa << rotation) & HASH_MODULUS) | (mantissa >> (HASH_BITS - rotation))
    };
    let magnitude = reduce_hash(rotated) as i64;
    let signed = if value < 0.0 { -magnitude } else { magnitude };
    if signed == -1 { -2 } else { signed }
}
