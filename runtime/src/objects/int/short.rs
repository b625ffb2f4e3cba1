//! Ints just beyond 62 bits, computed in the processor's words: hashes and generators under 64-bit
//! masks live here, where the general routines' set-up would cost more than the operation.

use super::from_i128;
use crate::field;
use crate::layout::{BigInt, shape_id};
use crate::ops::BinaryOp;
use crate::thread::Thread;
use crate::value::Value;

/// The value of an exact int below 2^127 in magnitude.
#[inline(always)]
fn wide(v: Value) -> Option<i128> {
    if v.is_small() {
        return Some(v.as_small() as i128);
    }
    if !v.has_shape(shape_id::BIG_INT) {
        return None;
    }
    let signed_len = field!(v, BigInt, signed_len);
    // SAFETY: a BigInt's limbs follow it.
    let magnitude = unsafe {
        let limbs = (v.address() + size_of::<BigInt>()) as *const u64;
        match signed_len.unsigned_abs() {
            1 => *limbs as i128,
            2 if *limbs.add(1) >> 63 == 0 => *limbs as i128 | (*limbs.add(1) as i128) << 64,
            _ => return None,
        }
    };
    Some(if signed_len < 0 { -magnitude } else { magnitude })
}

/// `a op b` of exact ints where operands and result are below 2^127 and the operator is cheap; else `None`.
#[inline]
pub fn binary(t: &mut Thread, op: BinaryOp, a: Value, b: Value) -> Option<Value> {
    let (x, y) = (wide(a)?, wide(b)?);
    let result = match op {
        BinaryOp::Add => x.checked_add(y)?,
        BinaryOp::Sub => x.checked_sub(y)?,
        BinaryOp::And => x & y,
        BinaryOp::Or => x | y,
        BinaryOp::Xor => x ^ y,
        BinaryOp::Mul => {
            let (p, q) = (u64::try_from(x.unsigned_abs()).ok()?, u64::try_from(y.unsigned_abs()).ok()?);
            let magnitude = i128::try_from(p as u128 * q as u128).ok()?;
            if (x < 0) != (y < 0) { -magnitude } else { magnitude }
        }
        BinaryOp::LShift => {
            let by = u32::try_from(y).ok()?;
            if by >= x.unsigned_abs().leading_zeros() {
                return None;
            }
            x << by
        }
        BinaryOp::RShift if y >= 0 => x >> y.min(127),
        _ => return None,
    };
    Some(from_i128(t, result))
}

#[cfg(test)]
mod tests {
    use super::super::{add, and, from_limbs, lshift, mul, neg, or, rshift, sub, xor};
    use super::*;

    #[test]
    fn agrees_with_the_general_routines() {
        let mut thread = crate::startup::test_thread();
        let t = &mut *thread;
        t.heap.pause_collections();
        let limbs: [&[u64]; 10] = [
            &[0],
            &[1],
            &[5],
            &[(1 << 61) - 1],
            &[1 << 61],
            &[u64::MAX],
            &[0, 1],
            &[u64::MAX, u64::MAX >> 1],
            &[0, 1 << 63],
            &[3, 4, 5],
        ];
        let mut values = Vec::new();
        for limbs in limbs {
            values.push(from_limbs(t, false, limbs));
            values.push(from_limbs(t, true, limbs));
        }
        let shifts = [0, 1, 2, 61, 62, 63, 64, 65, 100, 126, 127, 128, 200];
        for &a in &values {
            for &b in &values {
                for op in [BinaryOp::Add, BinaryOp::Sub, BinaryOp::Mul, BinaryOp::And, BinaryOp::Or, BinaryOp::Xor] {
                    let Some(short) = binary(t, op, a, b) else { continue };
                    let general = match op {
                        BinaryOp::Add => add(t, a, b),
                        BinaryOp::Sub => sub(t, a, b),
                        BinaryOp::Mul => mul(t, a, b),
                        BinaryOp::And => and(t, a, b),
                        BinaryOp::Or => or(t, a, b),
                        _ => xor(t, a, b),
                    };
                    let difference = sub(t, short, general.unwrap()).unwrap();
                    assert_eq!(difference, Value::ZERO, "{op:?}");
                    let twice = neg(t, short).and_then(|v| neg(t, v)).unwrap();
                    assert_eq!(twice.is_small(), short.is_small(), "normalised");
                }
            }
            for by in shifts {
                let by = Value::small(by);
                if let Some(short) = binary(t, BinaryOp::LShift, a, by) {
                    let general = lshift(t, a, by).unwrap();
                    assert_eq!(sub(t, short, general).unwrap(), Value::ZERO);
                }
                if let Some(short) = binary(t, BinaryOp::RShift, a, by) {
                    let general = rshift(t, a, by).unwrap();
                    assert_eq!(sub(t, short, general).unwrap(), Value::ZERO);
                }
            }
        }
    }
}
