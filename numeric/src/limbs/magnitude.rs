//! Unsigned arithmetic on limb slices: the loops that the signed operations are made of.
//!
//! Kept apart from signs so that each loop is a plain carry chain the compiler turns into
//! `adc`/`mulx`. Inputs are normalised; outputs may have leading zeros, which callers trim.

use std::cmp::Ordering;

/// From this many limbs in the *shorter* factor on, dashu's Karatsuba and Toom-3 win over the
/// schoolbook loop even with its copies.
pub(super) const DASHU_MULTIPLY: usize = 32;

/// Squaring profits earlier: dashu computes each product of two limbs once.
pub(super) const DASHU_SQUARE: usize = 16;

/// The length of `limbs` without its leading zero limbs.
#[inline]
pub(crate) fn normalised_length(limbs: &[u64]) -> usize {
    let mut length = limbs.len();
    while length > 0 && limbs[length - 1] == 0 {
        length -= 1;
    }
    length
}

#[inline]
pub(crate) fn bit_length(magnitude: &[u64]) -> u64 {
    match magnitude.last() {
        Some(top) => magnitude.len() as u64 * 64 - u64::from(top.leading_zeros()),
        None => 0,
    }
}

/// Compares normalised magnitudes.
#[inline]
pub(crate) fn compare(a: &[u64], b: &[u64]) -> Ordering {
    if a.len() != b.len() {
        return a.len().cmp(&b.len());
    }
    for (x, y) in a.iter().rev().zip(b.iter().rev()) {
        if x != y {
            return x.cmp(y);
        }
    }
    Ordering::Equal
}

/// `out[..n + 1] = a + b` with `n` the longer length; returns `n + 1`.
pub(crate) fn add(a: &[u64], b: &[u64], out: &mut [u64]) -> usize {
    let (long, short) = if a.len() >= b.len() { (a, b) } else { (b, a) };
    let out = &mut out[..long.len() + 1];
    let mut carry = false;
    for i in 0..short.len() {
        (out[i], carry) = long[i].carrying_add(short[i], carry);
    }
    for i in short.len()..long.len() {
        (out[i], carry) = long[i].overflowing_add(u64::from(carry));
    }
    out[long.len()] = u64::from(carry);
    long.len() + 1
}

/// `out[..a.len()] = a - b`, for `a >= b`; returns `a.len()`.
pub(crate) fn sub(a: &[u64], b: &[u64], out: &mut [u64]) -> usize {
    let out = &mut out[..a.len()];
    let mut borrow = false;
    for i in 0..b.len() {
        (out[i], borrow) = a[i].borrowing_sub(b[i], borrow);
    }
    for i in b.len()..a.len() {
        (out[i], borrow) = a[i].overflowing_sub(u64::from(borrow));
    }
    debug_assert!(!borrow, "subtraction of a larger magnitude");
    a.len()
}

/// Adds one in place; true when it carried out of the slice.
pub(crate) fn increment(limbs: &mut [u64]) -> bool {
    for limb in limbs {
        let (sum, carry) = limb.overflowing_add(1);
        *limb = sum;
        if !carry {
            return false;
        }
    }
    true
}

/// `limbs = b - limbs` in place, for `limbs <= b`, both of `b`'s length.
pub(crate) fn subtract_from(b: &[u64], limbs: &mut [u64]) {
    let mut borrow = false;
    for (limb, &from) in limbs.iter_mut().zip(b) {
        (*limb, borrow) = from.borrowing_sub(*limb, borrow);
    }
    debug_assert!(!borrow, "subtraction of a larger magnitude");
}

/// `out = a * b` by the schoolbook; `out` has exactly `a.len() + b.len()` limbs.
pub(crate) fn mul_schoolbook(a: &[u64], b: &[u64], out: &mut [u64]) {
    let out = &mut out[..a.len() + b.len()];
    out.fill(0);
    for (i, &x) in a.iter().enumerate() {
        let row = &mut out[i..i + b.len() + 1];
        let mut carry = 0;
        for (slot, &y) in row.iter_mut().zip(b) {
            (*slot, carry) = x.carrying_mul_add(y, *slot, carry);
        }
        row[b.len()] = carry;
    }
}

/// `limbs = limbs * factor + addend` in place; returns the limb carried out.
pub(crate) fn mul_add_word(limbs: &mut [u64], factor: u64, addend: u64) -> u64 {
    let mut carry = addend;
    for limb in limbs {
        (*limb, carry) = limb.carrying_mul(factor, carry);
    }
    carry
}

/// `out = a << bits` for `bits < 64`; returns the limb shifted out at the top.
pub(crate) fn shl_bits(a: &[u64], bits: u32, out: &mut [u64]) -> u64 {
    if bits == 0 {
        out[..a.len()].copy_from_slice(a);
        return 0;
    }
    let mut carry = 0;
    for (slot, &limb) in out.iter_mut().zip(a) {
        *slot = (limb << bits) | carry;
        carry = limb >> (64 - bits);
    }
    carry
}

/// `limbs <<= bits` in place for `bits < 64`; returns what was shifted out at the top.
pub(crate) fn shl_bits_in_place(limbs: &mut [u64], bits: u32) -> u64 {
    if bits == 0 {
        return 0;
    }
    let mut carry = 0;
    for limb in limbs {
        let shifted = (*limb << bits) | carry;
        carry = *limb >> (64 - bits);
        *limb = shifted;
    }
    carry
}

/// `limbs >>= bits` in place for `bits < 64`.
pub(crate) fn shr_bits_in_place(limbs: &mut [u64], bits: u32) {
    if bits == 0 {
        return;
    }
    let mut carry = 0;
    for limb in limbs.iter_mut().rev() {
        let low = *limb << (64 - bits);
        *limb = (*limb >> bits) | carry;
        carry = low;
    }
}
