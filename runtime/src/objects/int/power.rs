//! `**` and three-argument `pow` of exact ints.

use super::{build, from_i128, is_negative, to_f64, to_i64, try_build, view, with_view};
use crate::objects::float;
use crate::thread::{Raised, Thread};
use crate::value::Value;
use taipan_numeric::limbs::{self, SmallLimbs};
use taipan_numeric::small as word;

/// `base ** exponent`; a float when the exponent is negative.
pub fn pow(t: &mut Thread, base: Value, exponent: Value) -> Result<Value, Raised> {
    if is_negative(exponent) {
        let base = to_f64(t, base)?;
        let exponent = to_f64(t, exponent)?;
        return float::pow(t, base, exponent);
    }
    let Some(times) = to_i64(exponent) else {
        return huge_power(t, base, exponent);
    };
    if base.is_small()
        && let Some(power) = word::pow(base.as_small(), times as u64)
    {
        return Ok(from_i128(t, power));
    }
    with_view(base, |x| match limbs::pow_bound(x, times as u64) {
        Some(bound) => build(t, bound, |out| limbs::pow(x, times as u64, out)),
        None => Err(t.memory_error()),
    })
}

/// A power whose exponent is beyond 63 bits: only trivial bases have one that fits a machine.
fn huge_power(t: &mut Thread, base: Value, exponent: Value) -> Result<Value, Raised> {
    let odd = with_view(exponent, |x| x.is_odd());
    match to_i64(base) {
        Some(0 | 1) => Ok(base),
        Some(-1) => Ok(Value::small(if odd { -1 } else { 1 })),
        _ => Err(t.memory_error()),
    }
}

/// `pow(base, exponent, modulus)`
pub fn pow_mod(t: &mut Thread, base: Value, exponent: Value, modulus: Value) -> Result<Value, Raised> {
    if let (Some(b), Some(e), Some(m)) = (to_i64(base), to_i64(exponent), to_i64(modulus))
        && e >= 0
        && m > 0
    {
        return Ok(t.int(word_pow_mod(b, e as u64, m)));
    }
    let (mut x, mut y, mut z) = (SmallLimbs::from_i64(0), SmallLimbs::from_i64(0), SmallLimbs::from_i64(0));
    let (x, y, z) = (view(&base, &mut x), view(&exponent, &mut y), view(&modulus, &mut z));
    try_build(t, limbs::mod_pow_bound(z), |out| limbs::mod_pow(x, y, z, out))
}

/// Square and multiply in 128 bits, for a modulus above 0.
fn word_pow_mod(base: i64, mut exponent: u64, modulus: i64) -> i64 {
    let m = modulus as u128;
    let mut square = i128::from(base).rem_euclid(i128::from(modulus)) as u128;
    let mut result = 1 % m;
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = result * square % m;
        }
        square = square * square % m;
        exponent >>= 1;
    }
    result as i64
}

#[cfg(test)]
mod tests {
    use super::word_pow_mod;

    #[test]
    fn modular_powers_in_words() {
        assert_eq!(word_pow_mod(2, 10, 1000), 24);
        assert_eq!(word_pow_mod(-2, 3, 5), 2);
        assert_eq!(word_pow_mod(7, 0, 1), 0);
        assert_eq!(word_pow_mod(3, u64::MAX >> 1, i64::MAX), 6348555216811415212);
    }
}
