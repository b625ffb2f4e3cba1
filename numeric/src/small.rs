//! Python's arithmetic on machine integers, for ints that fit 64 bits.
//!
//! `None` always means "outside the result type": the caller goes on with [`crate::limbs`].

use crate::limbs::HASH_MODULUS;
use std::cmp::Ordering;

/// `a // b` for `b != 0`; `None` only for `i64::MIN // -1`.
#[inline]
pub fn floor_div(a: i64, b: i64) -> Option<i64> {
    let quotient = a.checked_div(b)?;
    let inexact = a % b != 0;
    Some(quotient - i64::from(inexact && (a ^ b) < 0))
}

/// `a % b` for `b != 0`, with the divisor's sign.
#[inline]
pub fn floor_mod(a: i64, b: i64) -> i64 {
    let remainder = a.wrapping_rem(b);
    if remainder != 0 && (remainder ^ b) < 0 { remainder + b } else { remainder }
}

/// `base ** exponent`; `None` when it leaves i128.
pub fn pow(base: i64, exponent: u64) -> Option<i128> {
    match base {
        0 => return Some(i128::from(exponent == 0)),
        1 => return Some(1),
        -1 => return Some(if exponent & 1 == 0 { 1 } else { -1 }),
        _ => {}
    }
    i128::from(base).checked_pow(u32::try_from(exponent).ok()?)
}

/// `pow(base, exponent, modulus)` for `modulus != 0`, with the modulus's sign.
pub fn mod_pow(base: i64, exponent: u64, modulus: i64) -> i64 {
    let size = u128::from(modulus.unsigned_abs());
    let mut square = i128::from(base).rem_euclid(size as i128) as u128;
    let mut result = 1 % size;
    let mut rest = exponent;
    while rest > 0 {
        if rest & 1 == 1 {
            result = result * square % size;
        }
        square = square * square % size;
        rest >>= 1;
    }
    if modulus < 0 && result != 0 {
        // In (-2^63, 0): the residue is below the modulus's size.
        (result as i128 - size as i128) as i64
    } else {
        result as i64
    }
}

/// `a << bits`; `None` when it leaves i128.
#[inline]
pub fn shl(a: i64, bits: u64) -> Option<i128> {
    if a == 0 {
        return Some(0);
    }
    // 64 value bits and 63 more always fit.
    (bits < 64).then(|| i128::from(a) << bits)
}

/// `a >> bits`, rounding down.
#[inline]
pub fn shr(a: i64, bits: u64) -> i64 {
    a >> bits.min(63)
}

/// `hash(a)`.
#[inline]
pub fn hash(a: i64) -> i64 {
    let magnitude = crate::limbs::reduce_hash(a.unsigned_abs()) as i64;
    debug_assert!(magnitude < HASH_MODULUS as i64);
    let signed = if a < 0 { -magnitude } else { magnitude };
    if signed == -1 { -2 } else { signed }
}

/// The greatest common divisor; `gcd(0, n)` is n.
pub fn gcd(a: u64, b: u64) -> u64 {
    if a == 0 || b == 0 {
        return a | b;
    }
    let common = (a | b).trailing_zeros();
    let mut x = a >> a.trailing_zeros();
    let mut y = b;
    while y != 0 {
        y >>= y.trailing_zeros();
        if x > y {
            std::mem::swap(&mut x, &mut y);
        }
        y -= x;
    }
    x << common
}

/// Exact comparison of an int with a float; `None` for NaN.
#[inline]
pub fn compare_float(a: i64, value: f64) -> Option<Ordering> {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    if value.is_nan() {
        return None;
    }
    if value >= LIMIT {
        return Some(Ordering::Less);
    }
    if value < -LIMIT {
        return Some(Ordering::Greater);
    }
    let whole = value as i64;
    let rest = value - whole as f64;
    Some(a.cmp(&whole).then_with(|| 0.0f64.total_cmp(&(rest + 0.0))))
}

/// `a / b` of ints for `b != 0`, correctly rounded.
#[inline]
pub fn true_divide(a: i64, b: i64) -> f64 {
    const EXACT: u64 = 1 << 53;
    if a.unsigned_abs() <= EXACT && b.unsigned_abs() <= EXACT {
        return a as f64 / b as f64;
    }
    use crate::limbs::{SmallLimbs, true_divide};
    true_divide(SmallLimbs::from_i64(a).view(), SmallLimbs::from_i64(b).view()).expect("the divisor is not zero and 64-bit quotients fit a float")
}

/// The decimal digits of a u64 on the stack.
#[derive(Clone, Copy)]
pub struct Decimal {
    bytes: [u8; 20],
    start: u8,
}

/// "00" to "99".
const PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[0; 2]; 100];
    let mut value = 0;
    while value < 100 {
        pairs[value] = [b'0' + (value / 10) as u8, b'0' + (value % 10) as u8];
        value += 1;
    }
    pairs
};

impl Decimal {
    pub fn new(value: u64) -> Self {
        let mut bytes = [0; 20];
        let mut start = 20;
        let mut rest = value;
        while rest >= 100 {
            start -= 2;
            bytes[start..start + 2].copy_from_slice(&PAIRS[(rest % 100) as usize]);
            rest /= 100;
        }
        if rest >= 10 {
            start -= 2;
            bytes[start..start + 2].copy_from_slice(&PAIRS[rest as usize]);
        } else {
            start -= 1;
            bytes[start] = b'0' + rest as u8;
        }
        Decimal { bytes, start: start as u8 }
    }

    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[usize::from(self.start)..]).expect("digits are ASCII")
    }
}
