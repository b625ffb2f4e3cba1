//! `int.to_bytes` and `int.from_bytes`: two's complement in either byte order.

use super::{IntRef, Written, magnitude};
use crate::error::{NumericError, Result};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endian {
    Little,
    Big,
}

/// Limbs that [`from_bytes`] may write.
pub fn from_bytes_bound(length: usize) -> usize {
    length.div_ceil(8)
}

/// `int.from_bytes(bytes, order, signed=signed)`.
pub fn from_bytes(bytes: &[u8], order: Endian, signed: bool, out: &mut [u64]) -> Written {
    let length = from_bytes_bound(bytes.len());
    let out = &mut out[..length];
    let byte_at = |index: usize| match order {
        Endian::Little => bytes[index],
        Endian::Big => bytes[bytes.len() - 1 - index],
    };
    let negative = signed && !bytes.is_empty() && byte_at(bytes.len() - 1) & 0x80 != 0;
    let fill = if negative { 0xff } else { 0 };
    for (limb_index, slot) in out.iter_mut().enumerate() {
        let mut word = [fill; 8];
        for (offset, byte) in word.iter_mut().enumerate() {
            let index = limb_index * 8 + offset;
            if index < bytes.len() {
                *byte = byte_at(index);
            }
        }
        *slot = u64::from_le_bytes(word);
    }
    if negative {
        // -2^(64 n) itself cannot occur: the top byte's sign bit leaves the magnitude in n limbs.
        for limb in out.iter_mut() {
            *limb = !*limb;
        }
        magnitude::increment(out);
    }
    Written::normalised(negative, out)
}

/// Bytes that the two's complement of `a` needs, sign bit included: the least length that
/// `to_bytes(..., signed=True)` accepts.
pub fn signed_byte_length(a: IntRef) -> u64 {
    if a.is_zero() {
        return 0;
    }
    // A negative power of two needs no extra bit for the sign.
    let exact_power = a.negative && a.bit_count() == 1;
    (a.bit_length() + u64::from(!exact_power)).div_ceil(8)
}

/// `a.to_bytes(out.len(), order, signed=signed)`.
pub fn to_bytes(a: IntRef, order: Endian, signed: bool, out: &mut [u8]) -> Result<()> {
    if a.negative && !signed {
        return Err(NumericError::overflow("can't convert negative int to unsigned"));
    }
    let needed = if signed { signed_byte_length(a) } else { a.bit_length().div_ceil(8) };
    if needed > out.len() as u64 {
        return Err(NumericError::overflow("int too big to convert"));
    }
    let mut carry = a.negative;
    let flip = if a.negative { u64::MAX } else { 0 };
    for (limb_index, chunk) in out.chunks_mut(8).enumerate() {
        let raw = a.magnitude.get(limb_index).copied().unwrap_or(0) ^ flip;
        let (limb, carried) = raw.overflowing_add(u64::from(carry));
        carry = carried;
        chunk.copy_from_slice(&limb.to_le_bytes()[..chunk.len()]);
    }
    if order == Endian::Big {
        out.reverse();
    }
    Ok(())
}
