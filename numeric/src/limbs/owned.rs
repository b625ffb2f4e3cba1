//! An owned integer for tests and for constants at compile time. At run time limbs live in the
//! collected heap and only the borrowed [`IntRef`] is used.

use super::{IntRef, ParseIntError, SmallLimbs, Written, compare, parse_int, to_text};
use std::cmp::Ordering;
use std::fmt;

/// An integer that owns its limbs; always normalised.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct BigInt {
    negative: bool,
    limbs: Vec<u64>,
}

impl BigInt {
    /// Runs an operation of this module on fresh storage of `bound` limbs.
    pub fn build(bound: usize, operation: impl FnOnce(&mut [u64]) -> Written) -> Self {
        let mut limbs = vec![0; bound];
        let written = operation(&mut limbs);
        limbs.truncate(written.length);
        BigInt {
            negative: written.negative,
            limbs,
        }
    }

    /// Parses as `int(text, base)`, without a digit limit.
    pub fn parse(text: &str, base: u32) -> Result<Self, ParseIntError> {
        let literal = parse_int(text.as_bytes(), base, 0)?;
        Ok(Self::build(literal.bound(), |out| literal.write(out)))
    }

    pub fn view(&self) -> IntRef<'_> {
        IntRef::new(self.negative, &self.limbs)
    }
}

impl From<IntRef<'_>> for BigInt {
    fn from(value: IntRef<'_>) -> Self {
        BigInt {
            negative: value.is_negative(),
            limbs: value.magnitude().to_vec(),
        }
    }
}

impl From<i64> for BigInt {
    fn from(value: i64) -> Self {
        SmallLimbs::from_i64(value).view().into()
    }
}

impl From<i128> for BigInt {
    fn from(value: i128) -> Self {
        SmallLimbs::from_i128(value).view().into()
    }
}

impl PartialOrd for BigInt {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for BigInt {
    fn cmp(&self, other: &Self) -> Ordering {
        compare(self.view(), other.view())
    }
}

impl fmt::Display for BigInt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        to_text(self.view(), 10, &mut text);
        f.write_str(&text)
    }
}

impl fmt::Debug for BigInt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
