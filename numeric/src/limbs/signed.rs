//! Signed add, subtract, multiply and compare on top of the magnitude loops.

use super::magnitude::{self, DASHU_MULTIPLY, DASHU_SQUARE};
use super::{IntRef, Written, to_ubig, write_ubig};
use std::cmp::Ordering;

/// Limbs that [`add`] and [`sub`] may write.
#[inline]
pub fn add_bound(a: IntRef, b: IntRef) -> usize {
    a.magnitude.len().max(b.magnitude.len()) + 1
}

/// `a + b`.
#[inline]
pub fn add(a: IntRef, b: IntRef, out: &mut [u64]) -> Written {
    if a.negative == b.negative {
        let length = magnitude::add(a.magnitude, b.magnitude, out);
        return Written::normalised(a.negative, &out[..length]);
    }
    let (larger, smaller) = match magnitude::compare(a.magnitude, b.magnitude) {
        Ordering::Less => (b, a),
        _ => (a, b),
    };
    let length = magnitude::sub(larger.magnitude, smaller.magnitude, out);
    Written::normalised(larger.negative, &out[..length])
}

/// `a - b`.
#[inline]
pub fn sub(a: IntRef, b: IntRef, out: &mut [u64]) -> Written {
    add(a, b.negated(), out)
}

/// Limbs that [`mul`] may write.
#[inline]
pub fn mul_bound(a: IntRef, b: IntRef) -> usize {
    a.magnitude.len() + b.magnitude.len()
}

/// `a * b`.
pub fn mul(a: IntRef, b: IntRef, out: &mut [u64]) -> Written {
    let negative = a.negative != b.negative;
    let (x, y) = (a.magnitude, b.magnitude);
    let square = std::ptr::eq(x, y);
    let threshold = if square { DASHU_SQUARE } else { DASHU_MULTIPLY };
    if x.len().min(y.len()) < threshold {
        // The longer factor belongs in the inner loop.
        let (outer, inner) = if x.len() <= y.len() { (x, y) } else { (y, x) };
        magnitude::mul_schoolbook(outer, inner, out);
        return Written::normalised(negative, &out[..x.len() + y.len()]);
    }
    let product = if square { to_ubig(x).sqr() } else { to_ubig(x) * to_ubig(y) };
    write_ubig(negative, &product, out)
}

/// Exact comparison.
#[inline]
pub fn compare(a: IntRef, b: IntRef) -> Ordering {
    match (a.negative, b.negative) {
        (false, true) => Ordering::Greater,
        (true, false) => Ordering::Less,
        (false, false) => magnitude::compare(a.magnitude, b.magnitude),
        (true, true) => magnitude::compare(b.magnitude, a.magnitude),
    }
}
