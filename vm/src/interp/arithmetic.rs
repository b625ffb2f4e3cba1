//! What the quickened operators compute: the fast path of one operator on small ints or unboxed
//! floats, `None` where the operands or the result are anything else. The dispatch loop has an arm
//! for each; the generic meaning (`taipan_runtime::step`) gives every other result.

use taipan_runtime::Value;

#[inline(always)]
pub fn add(a: Value, b: Value) -> Option<Value> {
    if !a.both_small(b) {
        return None;
    }
    (a.0 as i64).checked_add(b.0 as i64).map(|v| Value(v as u64))
}

#[inline(always)]
pub fn sub(a: Value, b: Value) -> Option<Value> {
    if !a.both_small(b) {
        return None;
    }
    (a.0 as i64).checked_sub(b.0 as i64).map(|v| Value(v as u64))
}

#[inline(always)]
pub fn mul(a: Value, b: Value) -> Option<Value> {
    if !a.both_small(b) {
        return None;
    }
    (a.0 as i64).checked_mul((b.0 as i64) >> 2).map(|v| Value(v as u64))
}

#[inline(always)]
pub fn and(a: Value, b: Value) -> Option<Value> {
    if a.both_small(b) { Some(Value(a.0 & b.0)) } else { None }
}

#[inline(always)]
pub fn or(a: Value, b: Value) -> Option<Value> {
    if a.both_small(b) { Some(Value(a.0 | b.0)) } else { None }
}

#[inline(always)]
pub fn xor(a: Value, b: Value) -> Option<Value> {
    if a.both_small(b) { Some(Value(a.0 ^ b.0)) } else { None }
}

/// The tags are zero bits in both words, so the remainder of the words is the remainder's word.
#[inline(always)]
pub fn modulo(a: Value, b: Value) -> Option<Value> {
    if !a.both_small(b) || b.0 as i64 <= 0 {
        return None;
    }
    if (a.0 | b.0) >> 32 == 0 {
        // The processor divides 32-bit words several times faster.
        return Some(Value((a.0 as u32 % b.0 as u32) as u64));
    }
    Some(Value((a.0 as i64).rem_euclid(b.0 as i64) as u64))
}

#[inline(always)]
pub fn floor_div(a: Value, b: Value) -> Option<Value> {
    if !a.both_small(b) || b.0 as i64 <= 0 {
        return None;
    }
    if (a.0 | b.0) >> 32 == 0 {
        return Some(Value(((a.0 as u32 / b.0 as u32) as u64) << 2));
    }
    Some(Value::small((a.0 as i64).div_euclid(b.0 as i64)))
}

/// A shift that loses no bit of a small int.
#[inline(always)]
pub fn lshift(a: Value, b: Value) -> Option<Value> {
    if !a.both_small(b) || b.0 >= 61 << 2 {
        return None;
    }
    let (word, by) = (a.0 as i64, b.0 >> 2);
    let shifted = word << by;
    if shifted >> by == word { Some(Value(shifted as u64)) } else { None }
}

#[inline(always)]
pub fn rshift(a: Value, b: Value) -> Option<Value> {
    if !a.both_small(b) || b.0 >= 62 << 2 {
        return None;
    }
    Some(Value(((a.0 as i64) >> (b.0 >> 2)) as u64 & !3))
}

/// Both floats, or a float and a small int, whose conversion rounds as Python's does.
#[inline(always)]
fn floats(a: Value, b: Value, operation: impl Fn(f64, f64) -> f64) -> Option<Value> {
    let (x, y) = if a.is_unboxed_float() {
        if b.is_unboxed_float() {
            (a.as_unboxed_float(), b.as_unboxed_float())
        } else if b.is_small() {
            (a.as_unboxed_float(), b.as_small() as f64)
        } else {
            return None;
        }
    } else if a.is_small() && b.is_unboxed_float() {
        (a.as_small() as f64, b.as_unboxed_float())
    } else {
        return None;
    };
    Value::try_float(operation(x, y))
}

#[inline(always)]
pub fn add_float(a: Value, b: Value) -> Option<Value> {
    floats(a, b, |x, y| x + y)
}

#[inline(always)]
pub fn sub_float(a: Value, b: Value) -> Option<Value> {
    floats(a, b, |x, y| x - y)
}

#[inline(always)]
pub fn mul_float(a: Value, b: Value) -> Option<Value> {
    floats(a, b, |x, y| x * y)
}

/// Division by zero gives inf or NaN, which have no unboxed form: the generic meaning raises.
#[inline(always)]
pub fn div_float(a: Value, b: Value) -> Option<Value> {
    floats(a, b, |x, y| x / y)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn int(i: i64) -> Value {
        Value::small(i)
    }

    #[test]
    fn results_that_leave_62_bits_are_refused() {
        let (max, min) = (int((1 << 61) - 1), int(-(1 << 61)));
        assert_eq!(add(max, int(1)), None);
        assert_eq!(sub(min, int(1)), None);
        assert_eq!(mul(min, int(-1)), None);
        assert_eq!(lshift(int(1), int(61)), None);
        assert_eq!(lshift(int(1), int(60)), Some(int(1 << 60)));
        assert_eq!(lshift(int(-1), int(60)), Some(int(-(1 << 60))));
        assert_eq!(lshift(int(2), int(60)), None);
        assert_eq!(lshift(int(0), int(3)), Some(int(0)));
    }

    #[test]
    fn division_rounds_down() {
        for (a, b) in [(7, 2), (-7, 2), (-1, 5), (1 << 40, 3), (-(1 << 40), 7), (0, 9)] {
            assert_eq!(floor_div(int(a), int(b)), Some(int(i64::div_euclid(a, b))), "{a} // {b}");
            assert_eq!(modulo(int(a), int(b)), Some(int(i64::rem_euclid(a, b))), "{a} % {b}");
        }
        assert_eq!(modulo(int(1), int(0)), None);
        assert_eq!(floor_div(int(1), int(-1)), None);
    }

    #[test]
    fn right_shifts_keep_the_sign() {
        assert_eq!(rshift(int(-5), int(1)), Some(int(-3)));
        assert_eq!(rshift(int(-5), int(61)), Some(int(-1)));
        assert_eq!(rshift(int(5), int(-1)), None);
        assert_eq!(rshift(int(5), int(62)), None);
    }

    #[test]
    fn floats_without_an_unboxed_form_are_refused() {
        let one = Value::try_float(1.0).unwrap();
        let zero = Value::try_float(0.0).unwrap();
        assert_eq!(div_float(one, zero), None);
        assert_eq!(add_float(one, int(1)), Value::try_float(2.0));
        assert_eq!(sub_float(int(3), one), Value::try_float(2.0));
        assert_eq!(mul_float(int(3), int(3)), None);
        assert_eq!(add_float(one, one), Value::try_float(2.0));
    }
}
