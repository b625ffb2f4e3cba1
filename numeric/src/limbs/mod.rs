//! Arbitrary-precision integers on borrowed storage: a sign and a little-endian magnitude.
//!
//! An operand is an [`IntRef`]; a result is written to a `&mut [u64]` whose least length the
//! operation's `*_bound` function gives, and described by a [`Written`]. The caller allocates (in
//! its own heap) and trims, so no function here owns storage that outlives it. Small sizes are done
//! in place; above the `DASHU_*` thresholds the work goes to `dashu-int`, whose sub-quadratic
//! algorithms pay for the copies.

mod bitwise;
mod bytes;
mod convert;
mod divide;
mod hash;
mod magnitude;
mod owned;
mod power;
mod signed;
mod text;

pub use bitwise::{and, bitwise_bound, invert, invert_bound, or, shl, shl_bound, shr, shr_bound, xor};
pub use bytes::{Endian, from_bytes, from_bytes_bound, signed_byte_length, to_bytes};
pub use convert::{FROM_F64_BOUND, compare_float, from_f64, round_shifted, to_f64, to_i64, to_i128, to_u64, true_divide};
pub use divide::{divmod, floordiv, modulo, quotient_bound, remainder_bound};
pub(crate) use hash::reduce as reduce_hash;
pub use hash::{HASH_BITS, HASH_MODULUS, hash};
pub use owned::BigInt;
pub use power::{gcd, gcd_bound, isqrt, isqrt_bound, mod_inverse, mod_pow, mod_pow_bound, pow, pow_bound};
pub use signed::{add, add_bound, compare, mul, mul_bound, sub};
pub(crate) use text::trim_ascii_space;
pub use text::{IntLiteral, ParseIntError, decimal_too_long, parse_int, to_text, to_text_limited};

use dashu_int::UBig;

/// A borrowed integer. The magnitude has no leading (most significant) zero limbs, and zero is
/// never negative; [`IntRef::new`] establishes both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IntRef<'a> {
    negative: bool,
    magnitude: &'a [u64],
}

impl<'a> IntRef<'a> {
    pub const ZERO: IntRef<'static> = IntRef {
        negative: false,
        magnitude: &[],
    };

    /// An integer from a sign and limbs, least significant first; leading zero limbs are dropped.
    #[inline]
    pub fn new(negative: bool, limbs: &'a [u64]) -> Self {
        let magnitude = &limbs[..magnitude::normalised_length(limbs)];
        IntRef {
            negative: negative && !magnitude.is_empty(),
            magnitude,
        }
    }

    #[inline]
    pub fn is_negative(self) -> bool {
        self.negative
    }

    /// The normalised limbs of the absolute value; empty for zero.
    #[inline]
    pub fn magnitude(self) -> &'a [u64] {
        self.magnitude
    }

    #[inline]
    pub fn is_zero(self) -> bool {
        self.magnitude.is_empty()
    }

    #[inline]
    pub fn is_odd(self) -> bool {
        self.magnitude.first().is_some_and(|limb| limb & 1 == 1)
    }

    /// `-self`, without touching the limbs.
    #[inline]
    pub fn negated(self) -> Self {
        IntRef {
            negative: !self.negative && !self.magnitude.is_empty(),
            magnitude: self.magnitude,
        }
    }

    /// `abs(self)`, without touching the limbs.
    #[inline]
    pub fn absolute(self) -> Self {
        IntRef {
            negative: false,
            magnitude: self.magnitude,
        }
    }

    /// Python's `int.bit_length()`.
    #[inline]
    pub fn bit_length(self) -> u64 {
        magnitude::bit_length(self.magnitude)
    }

    /// Python's `int.bit_count()`: ones in the absolute value.
    pub fn bit_count(self) -> u64 {
        self.magnitude.iter().map(|limb| u64::from(limb.count_ones())).sum()
    }

    /// Zero bits below the lowest one bit; 0 for zero.
    pub fn trailing_zeros(self) -> u64 {
        match self.magnitude.iter().position(|&limb| limb != 0) {
            Some(index) => index as u64 * 64 + u64::from(self.magnitude[index].trailing_zeros()),
            None => 0,
        }
    }

    pub(crate) fn to_ubig(self) -> UBig {
        to_ubig(self.magnitude)
    }
}

/// What an operation left in the caller's storage: the sign, and how many limbs are significant
/// (no leading zeros; length 0 is zero and never negative).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    pub negative: bool,
    pub length: usize,
}

impl Written {
    /// The result as an operand.
    #[inline]
    pub fn view(self, out: &[u64]) -> IntRef<'_> {
        IntRef::new(self.negative, &out[..self.length])
    }

    #[inline]
    pub(crate) fn normalised(negative: bool, out: &[u64]) -> Written {
        let length = magnitude::normalised_length(out);
        Written {
            negative: negative && length != 0,
            length,
        }
    }
}

/// A machine integer laid out as limbs, so that it can stand beside big operands.
#[derive(Clone, Copy, Debug)]
pub struct SmallLimbs {
    negative: bool,
    limbs: [u64; 2],
}

impl SmallLimbs {
    #[inline]
    pub fn from_i64(value: i64) -> Self {
        SmallLimbs {
            negative: value < 0,
            limbs: [value.unsigned_abs(), 0],
        }
    }

    #[inline]
    pub fn from_i128(value: i128) -> Self {
        let magnitude = value.unsigned_abs();
        SmallLimbs {
            negative: value < 0,
            limbs: [magnitude as u64, (magnitude >> 64) as u64],
        }
    }

    #[inline]
    pub fn from_u128(value: u128) -> Self {
        SmallLimbs {
            negative: false,
            limbs: [value as u64, (value >> 64) as u64],
        }
    }

    #[inline]
    pub fn view(&self) -> IntRef<'_> {
        IntRef::new(self.negative, &self.limbs)
    }
}

/// Writes a dashu integer to the caller's limbs and clears nothing beyond them.
pub(crate) fn write_ubig(negative: bool, value: &UBig, out: &mut [u64]) -> Written {
    let words = value.as_words();
    for (slot, &word) in out.iter_mut().zip(words) {
        *slot = word;
    }
    assert!(words.len() <= out.len(), "result exceeds its announced bound");
    Written {
        negative: negative && !words.is_empty(),
        length: words.len(),
    }
}

pub(crate) fn to_ubig(magnitude: &[u64]) -> UBig {
    UBig::from_words(magnitude)
}

// dashu's word is the machine word; our limbs are always 64 bits.
const _: () = assert!(dashu_int::Word::BITS == 64, "Taipan needs a 64-bit machine");

/// Scratch limbs for the length of one call: on the stack when short, since most big ints are.
pub(crate) fn with_scratch<R>(length: usize, body: impl FnOnce(&mut [u64]) -> R) -> R {
    const INLINE: usize = 48;
    if length <= INLINE {
        body(&mut [0u64; INLINE][..length])
    } else {
        body(&mut vec![0u64; length])
    }
}
