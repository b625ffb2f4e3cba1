//! Numbers of seconds given by Python code: ints and floats, checked as CPython checks them.

use taipan_runtime::objects::{float, int};
use taipan_runtime::{Raised, Thread, Value, ops};

/// 2**63
const TWO_TO_63: f64 = (1u64 << 63) as f64;

/// Whole seconds, rounded down, for the calendar.
pub fn whole_seconds(t: &mut Thread, v: Value) -> Result<i64, Raised> {
    if let Some(x) = float::value_of(t, v) {
        if x.is_nan() {
            return Err(t.value_error("Invalid value NaN (not a number)"));
        }
        let floor = x.floor();
        if !(-TWO_TO_63..TWO_TO_63).contains(&floor) {
            return Err(t.overflow_error("timestamp out of range for platform time_t"));
        }
        return Ok(floor as i64);
    }
    let exact = ops::index_value(t, v)?;
    match int::to_i64(exact) {
        Some(i) => Ok(i),
        None => Err(t.overflow_error("timestamp out of range for platform time_t")),
    }
}

/// Nanoseconds, rounded up, for waiting.
pub fn nanoseconds(t: &mut Thread, v: Value) -> Result<i64, Raised> {
    if let Some(x) = float::value_of(t, v) {
        if x.is_nan() {
            return Err(t.value_error("Invalid value NaN (not a number)"));
        }
        let scaled = (x * 1e9).ceil();
        if !(-TWO_TO_63..TWO_TO_63).contains(&scaled) {
            return Err(t.overflow_error("timestamp out of range for C PyTime_t"));
        }
        return Ok(scaled as i64);
    }
    let index = t.names.index;
    if !int::is_int(t, v) && ops::lookup_special(t, v, index).is_none() {
        let message = format!("'{}' object cannot be interpreted as an integer or float", t.type_name(v));
        return Err(t.type_error(message));
    }
    let exact = ops::index_value(t, v)?;
    match int::to_i64(exact).and_then(|s| s.checked_mul(1_000_000_000)) {
        Some(n) => Ok(n),
        None => Err(t.overflow_error("timestamp out of range for C PyTime_t")),
    }
}
