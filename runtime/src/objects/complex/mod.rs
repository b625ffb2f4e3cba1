//! `complex`: two floats.

mod arithmetic;
mod construct;
mod members;

pub use arithmetic::pow;

use crate::header::Header;
use crate::layout::{Payload, shape_id};
use crate::objects::float;
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;
use taipan_numeric::floats::{DoubleFormat, Style, format_double};

/// A complex number, or an instance of a subclass.
#[repr(C)]
pub struct Complex {
    /// As every object's.
    pub header: Header,
    /// Real part.
    pub real: f64,
    /// Imaginary part.
    pub imaginary: f64,
}

/// A new complex number.
pub fn new(t: &mut Thread, real: f64, imaginary: f64) -> Value {
    let memory = t.heap.alloc(size_of::<Complex>());
    let header = Header {
        shape: shape_id::COMPLEX,
        aux: 0,
        state: 0,
        flags: 0,
    };
    // SAFETY: fresh memory of that size.
    unsafe { memory.cast::<Complex>().write(Complex { header, real, imaginary }) }
    Value::from_address(memory as usize)
}

/// The parts of a complex number or of an instance of a subclass.
pub fn value(t: &Thread, v: Value) -> Option<(f64, f64)> {
    let is_complex = v.has_shape(shape_id::COMPLEX) || (v.is_pointer() && types::payload(t.class_of(v)) == Payload::Complex);
    // SAFETY: the payload is two floats behind the header.
    is_complex.then(|| unsafe { ((*v.cast::<Complex>()).real, (*v.cast::<Complex>()).imaginary) })
}

/// A complex number, or an instance of a subclass.
pub fn is_complex(t: &Thread, v: Value) -> bool {
    value(t, v).is_some()
}

/// Any number as complex: complex, `__complex__`, and what [`float::to_f64`] takes.
pub fn to_complex(t: &mut Thread, v: Value) -> Result<(f64, f64), Raised> {
    if let Some(parts) = value(t, v) {
        return Ok(parts);
    }
    if let Some(parts) = construct::by_method(t, v)? {
        return Ok(parts);
    }
    float::to_f64(t, v).map(|real| (real, 0.0))
}

/// `repr` of a complex number.
pub fn repr_text(real: f64, imaginary: f64) -> String {
    let format = DoubleFormat {
        style: Style::Shortest,
        precision: 0,
        upper: false,
        alternate: false,
        keep_float: false,
    };
    let mut text = String::new();
    if real == 0.0 && real.is_sign_positive() {
        format_double(imaginary, &format, &mut text);
        text.push('j');
        return text;
    }
    text.push('(');
    format_double(real, &format, &mut text);
    if imaginary.is_nan() || !imaginary.is_sign_negative() {
        text.push('+');
    }
    format_double(imaginary, &format, &mut text);
    text.push_str("j)");
    text
}

/// Adds the members of `complex`.
pub fn init(t: &mut Thread) {
    construct::init(t);
    members::init(t);
}

#[cfg(test)]
mod tests {
    use super::repr_text;

    #[test]
    fn texts() {
        assert_eq!(repr_text(0.0, 1.0), "1j");
        assert_eq!(repr_text(-0.0, 1.0), "(-0+1j)");
        assert_eq!(repr_text(0.0, -0.0), "-0j");
        assert_eq!(repr_text(f64::NAN, 0.0), "(nan+0j)");
        assert_eq!(repr_text(1e20, 1e-7), "(1e+20+1e-07j)");
        assert_eq!(repr_text(1.0, f64::NAN), "(1+nanj)");
    }
}
