//! Powers, roots and divisors: `**`, three-argument `pow`, `math.isqrt`, `math.gcd`.

use super::{IntRef, Written, to_ubig, write_ubig};
use crate::error::{NumericError, Result};
use dashu_int::fast_div::ConstDivisor;
use dashu_int::monty::MontgomeryRepr;
use dashu_int::ops::{ExtendedGcd, Gcd, SquareRoot};
use dashu_int::{Sign, UBig};

/// Limbs that [`pow`] may write; `None` when no machine could hold them.
pub fn pow_bound(base: IntRef, exponent: u64) -> Option<usize> {
    match *base.magnitude {
        [] | [1] => Some(1),
        _ => {
            let bits = base.bit_length().checked_mul(exponent)?;
            usize::try_from(bits / 64).ok()?.checked_add(2)
        }
    }
}

/// `base ** exponent` for a non-negative exponent.
pub fn pow(base: IntRef, exponent: u64, out: &mut [u64]) -> Written {
    let negative = base.negative && exponent & 1 == 1;
    if exponent == 0 {
        out[0] = 1;
        return Written { negative: false, length: 1 };
    }
    if matches!(*base.magnitude, [] | [1]) {
        out[..base.magnitude.len()].copy_from_slice(base.magnitude);
        return Written::normalised(negative, &out[..base.magnitude.len()]);
    }
    let zeros = base.trailing_zeros();
    if zeros + 1 == base.bit_length() {
        let one = [1];
        let power = super::shl(IntRef::new(false, &one), zeros * exponent, out);
        return Written { negative, ..power };
    }
    // dashu lifts small bases to whole words first, which beats plain squaring at any size.
    let power = to_ubig(base.magnitude).pow(exponent as usize);
    write_ubig(negative, &power, out)
}

/// Limbs that [`mod_pow`] and [`mod_inverse`] may write.
#[inline]
pub fn mod_pow_bound(modulus: IntRef) -> usize {
    modulus.magnitude.len().max(1)
}

/// `pow(base, exponent, modulus)`: a negative exponent uses the inverse; the result has the
/// modulus's sign.
pub fn mod_pow(base: IntRef, exponent: IntRef, modulus: IntRef, out: &mut [u64]) -> Result<Written> {
    if modulus.is_zero() {
        return Err(NumericError::value("pow() 3rd argument cannot be 0"));
    }
    let base = residue(base, modulus);
    let base = if exponent.negative { inverse(&base, modulus)? } else { base };
    let power = power_mod(base, exponent.to_ubig(), modulus);
    Ok(signed_residue(power, modulus, out))
}

/// The inverse of `a` modulo `modulus`, as `pow(a, -1, modulus)` gives it.
pub fn mod_inverse(a: IntRef, modulus: IntRef, out: &mut [u64]) -> Result<Written> {
    mod_pow(a, super::SmallLimbs::from_i64(-1).view(), modulus, out)
}

/// `base` modulo `abs(modulus)`.
fn residue(base: IntRef, modulus: IntRef) -> UBig {
    let mut remainder = vec![0; modulus.magnitude.len()];
    let written = super::modulo(base, modulus.absolute(), &mut remainder).expect("the modulus was checked for zero");
    to_ubig(&remainder[..written.length])
}

fn inverse(a: &UBig, modulus: IntRef) -> Result<UBig> {
    let not_invertible = || NumericError::value("base is not invertible for the given modulus");
    if *modulus.magnitude == [1] {
        return Ok(UBig::ZERO);
    }
    if a.is_zero() {
        return Err(not_invertible());
    }
    let modulus = modulus.to_ubig();
    let (divisor, factor, _) = a.clone().gcd_ext(modulus.clone());
    if !divisor.is_one() {
        return Err(not_invertible());
    }
    let (sign, size) = factor.into_parts();
    let size = size % &modulus;
    Ok(match sign {
        Sign::Negative if !size.is_zero() => modulus - size,
        _ => size,
    })
}

fn power_mod(base: UBig, exponent: UBig, modulus: IntRef) -> UBig {
    if *modulus.magnitude == [1] {
        return UBig::ZERO;
    }
    if exponent.is_zero() {
        return UBig::ONE;
    }
    let size = modulus.to_ubig();
    // Montgomery's form wins for odd moduli of a few hundred to a few thousand bits.
    if modulus.is_odd() && (4..=128).contains(&modulus.magnitude.len()) {
        let ring = MontgomeryRepr::new(size);
        ring.reduce(base).pow(&exponent).residue()
    } else {
        let ring = ConstDivisor::new(size);
        ring.reduce(base).pow(&exponent).residue()
    }
}

/// Moves a residue in `[0, m)` to the range Python wants for the modulus's sign.
fn signed_residue(residue: UBig, modulus: IntRef, out: &mut [u64]) -> Written {
    if modulus.negative && !residue.is_zero() {
        let shifted = modulus.to_ubig() - residue;
        return write_ubig(true, &shifted, out);
    }
    write_ubig(false, &residue, out)
}

/// Limbs that [`isqrt`] may write.
#[inline]
pub fn isqrt_bound(a: IntRef) -> usize {
    a.magnitude.len().div_ceil(2).max(1)
}

/// `math.isqrt(a)`.
pub fn isqrt(a: IntRef, out: &mut [u64]) -> Result<Written> {
    if a.negative {
        return Err(NumericError::value("isqrt() argument must be nonnegative"));
    }
    Ok(match *a.magnitude {
        [] => Written::normalised(false, &[]),
        [limb] => {
            out[0] = limb.isqrt();
            Written::normalised(false, &out[..1])
        }
        [low, high] => {
            out[0] = (u128::from(high) << 64 | u128::from(low)).isqrt() as u64;
            Written::normalised(false, &out[..1])
        }
        ref limbs => write_ubig(false, &to_ubig(limbs).sqrt(), out),
    })
}

/// Limbs that [`gcd`] may write.
#[inline]
pub fn gcd_bound(a: IntRef, b: IntRef) -> usize {
    a.magnitude.len().max(b.magnitude.len()).max(1)
}

/// `math.gcd(a, b)`, never negative; `gcd(0, 0)` is 0.
pub fn gcd(a: IntRef, b: IntRef, out: &mut [u64]) -> Written {
    match (a.magnitude, b.magnitude) {
        (&[], limbs) | (limbs, &[]) => {
            out[..limbs.len()].copy_from_slice(limbs);
            Written::normalised(false, &out[..limbs.len()])
        }
        (&[word], limbs) | (limbs, &[word]) => {
            let rest = if let [other] = *limbs {
                other
            } else {
                super::divide::divide_word(limbs, word, None)
            };
            out[0] = crate::small::gcd(word, rest);
            Written::normalised(false, &out[..1])
        }
        (x, y) => write_ubig(false, &to_ubig(x).gcd(to_ubig(y)), out),
    }
}
