//! Decimal text of ints, and the limit on its length (`sys.set_int_max_str_digits`).

use super::{raise, with_view};
use crate::thread::{Raised, Thread};
use crate::value::Value;
use std::sync::atomic::{AtomicUsize, Ordering};
use taipan_numeric::{limbs, small};

static MAX_STR_DIGITS: AtomicUsize = AtomicUsize::new(4300);

/// `sys.get_int_max_str_digits()`; 0 is no limit.
pub fn max_str_digits() -> usize {
    MAX_STR_DIGITS.load(Ordering::Relaxed)
}

/// `sys.set_int_max_str_digits(digits)`; the caller checked the range.
pub fn set_max_str_digits(digits: usize) {
    MAX_STR_DIGITS.store(digits, Ordering::Relaxed);
}

/// `str(v)` of an exact int; ValueError beyond the limit.
pub fn to_str(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    if v.is_small() {
        let i = v.as_small();
        let digits = small::Decimal::new(i.unsigned_abs());
        if i >= 0 {
            return Ok(t.str(digits.as_str()));
        }
        let mut text = [b'-'; 24];
        let digits = digits.as_str().as_bytes();
        text[1..1 + digits.len()].copy_from_slice(digits);
        return Ok(crate::objects::string::new_ascii(t, &text[..1 + digits.len()]));
    }
    let text = to_decimal_limited(t, v)?;
    Ok(t.str(&text))
}

/// The decimal digits of an exact int, however many.
pub fn to_decimal(v: Value) -> String {
    let mut text = String::new();
    with_view(v, |x| limbs::to_text(x, 10, &mut text));
    text
}

/// The decimal digits of an exact int; ValueError beyond the limit.
pub fn to_decimal_limited(t: &mut Thread, v: Value) -> Result<String, Raised> {
    let mut text = String::new();
    match with_view(v, |x| limbs::to_text_limited(x, max_str_digits(), &mut text)) {
        Ok(()) => Ok(text),
        Err(error) => Err(raise(t, error)),
    }
}
