//! Shifts and bit operations with Python's meaning: a negative int is an infinite two's complement
//! number, and a right shift rounds towards minus infinity.

use super::{IntRef, Written, magnitude};

/// Limbs that [`and`], [`or`] and [`xor`] may write.
#[inline]
pub fn bitwise_bound(a: IntRef, b: IntRef) -> usize {
    a.magnitude.len().max(b.magnitude.len()) + 1
}

/// `a & b`.
pub fn and(a: IntRef, b: IntRef, out: &mut [u64]) -> Written {
    if !a.negative && !b.negative {
        // The usual masking case needs only the shorter operand's limbs.
        let length = a.magnitude.len().min(b.magnitude.len());
        for (slot, (x, y)) in out.iter_mut().zip(a.magnitude.iter().zip(b.magnitude)) {
            *slot = x & y;
        }
        return Written::normalised(false, &out[..length]);
    }
    combine(a, b, out, |x, y| x & y)
}

/// `a | b`.
pub fn or(a: IntRef, b: IntRef, out: &mut [u64]) -> Written {
    combine(a, b, out, |x, y| x | y)
}

/// `a ^ b`.
pub fn xor(a: IntRef, b: IntRef, out: &mut [u64]) -> Written {
    combine(a, b, out, |x, y| x ^ y)
}

/// The limbs of a number's two's complement, sign-extended for ever.
struct TwosComplement<'a> {
    magnitude: &'a [u64],
    flip: u64,
    carry: bool,
}

impl<'a> TwosComplement<'a> {
    fn new(value: IntRef<'a>) -> Self {
        TwosComplement {
            magnitude: value.magnitude,
            flip: if value.negative { u64::MAX } else { 0 },
            carry: value.negative,
        }
    }

    #[inline]
    fn limb(&mut self, index: usize) -> u64 {
        let raw = self.magnitude.get(index).copied().unwrap_or(0) ^ self.flip;
        let (limb, carry) = raw.overflowing_add(u64::from(self.carry));
        self.carry = carry;
        limb
    }
}

#[inline]
fn combine(a: IntRef, b: IntRef, out: &mut [u64], op: impl Fn(u64, u64) -> u64) -> Written {
    let length = bitwise_bound(a, b);
    let out = &mut out[..length];
    let (mut x, mut y) = (TwosComplement::new(a), TwosComplement::new(b));
    for (index, slot) in out.iter_mut().enumerate() {
        *slot = op(x.limb(index), y.limb(index));
    }
    let negative = op(x.flip, y.flip) != 0;
    if negative {
        negate(out);
    }
    Written::normalised(negative, out)
}

/// Two's complement negation in place.
fn negate(limbs: &mut [u64]) {
    let mut carry = true;
    for limb in limbs {
        (*limb, carry) = (!*limb).overflowing_add(u64::from(carry));
    }
}

/// Limbs that [`invert`] may write.
#[inline]
pub fn invert_bound(a: IntRef) -> usize {
    a.magnitude.len() + 1
}

/// `~a`, which is `-a - 1`.
pub fn invert(a: IntRef, out: &mut [u64]) -> Written {
    super::sub(a.negated(), super::SmallLimbs::from_i64(1).view(), out)
}

/// Limbs that [`shl`] may write; `None` when no machine could hold them.
#[inline]
pub fn shl_bound(a: IntRef, bits: u64) -> Option<usize> {
    if a.is_zero() {
        return Some(0);
    }
    let limbs = usize::try_from(bits / 64).ok()?;
    limbs.checked_add(a.magnitude.len() + 1)
}

/// `a << bits`.
pub fn shl(a: IntRef, bits: u64, out: &mut [u64]) -> Written {
    if a.is_zero() {
        return Written { negative: false, length: 0 };
    }
    let limbs = (bits / 64) as usize;
    let length = limbs + a.magnitude.len() + 1;
    let out = &mut out[..length];
    out[..limbs].fill(0);
    out[length - 1] = magnitude::shl_bits(a.magnitude, (bits % 64) as u32, &mut out[limbs..]);
    Written::normalised(a.negative, out)
}

/// Limbs that [`shr`] may write.
#[inline]
pub fn shr_bound(a: IntRef, bits: u64) -> usize {
    (a.magnitude.len() as u64).saturating_sub(bits / 64) as usize + 1
}

/// `a >> bits`, rounding down.
pub fn shr(a: IntRef, bits: u64, out: &mut [u64]) -> Written {
    let limbs = bits / 64;
    let bits = (bits % 64) as u32;
    if limbs >= a.magnitude.len() as u64 {
        out[0] = 1;
        return Written {
            negative: a.negative,
            length: usize::from(a.negative),
        };
    }
    let limbs = limbs as usize;
    let (dropped, kept) = a.magnitude.split_at(limbs);
    let length = kept.len();
    out[..length].copy_from_slice(kept);
    magnitude::shr_bits_in_place(&mut out[..length], bits);
    let mut length = length;
    if a.negative {
        let low_mask = (1u64 << bits) - 1;
        let inexact = kept[0] & low_mask != 0 || dropped.iter().any(|&limb| limb != 0);
        if inexact && magnitude::increment(&mut out[..length]) {
            out[length] = 1;
            length += 1;
        }
    }
    Written::normalised(a.negative, &out[..length])
}
