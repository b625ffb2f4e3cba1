//! What float arithmetic needs beyond the machine's: Python's division, powers, and comparison with
//! ints of any size.

use crate::objects::{complex, exception, int};
use crate::thread::{Raised, Thread};
use crate::value::Value;
use std::cmp::Ordering;
use taipan_numeric::floats::{self, Power};

/// `x // y`
#[inline]
pub fn floordiv(t: &mut Thread, x: f64, y: f64) -> Result<Value, Raised> {
    match floats::floor_div(x, y) {
        Ok(z) => Ok(t.float(z)),
        Err(error) => Err(int::raise(t, error)),
    }
}

/// `x % y`
#[inline]
pub fn modulo(t: &mut Thread, x: f64, y: f64) -> Result<Value, Raised> {
    match floats::modulo(x, y) {
        Ok(z) => Ok(t.float(z)),
        Err(error) => Err(int::raise(t, error)),
    }
}

/// `divmod(x, y)` as the two floats.
pub fn divmod(t: &mut Thread, x: f64, y: f64) -> Result<(f64, f64), Raised> {
    floats::divmod(x, y).map_err(|error| int::raise(t, error))
}

/// `x ** y`; complex when a negative number has a broken exponent.
#[inline]
pub fn pow(t: &mut Thread, x: f64, y: f64) -> Result<Value, Raised> {
    match floats::pow(x, y) {
        Power::Value(z) => Ok(t.float(z)),
        Power::ZeroDivision => Err(t.zero_division("zero to a negative power")),
        Power::Complex => complex::pow(t, (x, 0.0), (y, 0.0)),
        Power::Overflow => {
            let text = t.str("Numerical result out of range");
            let class = t.exceptions.overflow_error;
            Err(exception::raise_with(t, class, &[Value::small(34), text]))
        }
    }
}

/// Exact order of a float relative to an exact int; `None` for NaN.
#[inline]
pub fn compare_int(x: f64, i: Value) -> Option<Ordering> {
    let order = if i.is_small() {
        taipan_numeric::small::compare_float(i.as_small(), x)
    } else {
        int::with_view(i, |view| taipan_numeric::limbs::compare_float(view, x))
    };
    order.map(Ordering::reverse)
}
