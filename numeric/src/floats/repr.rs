//! `repr(float)`: the shortest digits that read back, in CPython's layout.
//!
//! `zmij` lays most values out exactly as CPython does; only those below 1e-4 need another look,
//! because CPython turns to exponents earlier and pads them to two digits.

use super::digits::{Digits, shortest};
use std::ops::Deref;

/// A float's text on the stack.
#[derive(Clone, Copy)]
pub struct FloatText {
    bytes: [u8; 32],
    length: u8,
}

impl FloatText {
    fn empty() -> Self {
        FloatText { bytes: [0; 32], length: 0 }
    }

    fn push_str(&mut self, text: &str) {
        let start = usize::from(self.length);
        self.bytes[start..start + text.len()].copy_from_slice(text.as_bytes());
        self.length += text.len() as u8;
    }
}

impl Deref for FloatText {
    type Target = str;

    fn deref(&self) -> &str {
        std::str::from_utf8(&self.bytes[..usize::from(self.length)]).expect("float text is ASCII")
    }
}

/// `repr(value)`, which is also `str(value)`.
pub fn repr(value: f64) -> FloatText {
    let mut text = FloatText::empty();
    if !value.is_finite() {
        text.push_str(if value.is_nan() {
            "nan"
        } else if value > 0.0 {
            "inf"
        } else {
            "-inf"
        });
        return text;
    }
    let magnitude = value.abs();
    if magnitude >= 1e-4 || magnitude == 0.0 {
        text.push_str(zmij::Buffer::new().format_finite(value));
    } else {
        if value < 0.0 {
            text.push_str("-");
        }
        small(&shortest(magnitude), &mut text);
    }
    text
}

/// Lays out a magnitude below 1e-4.
fn small(digits: &Digits, text: &mut FloatText) {
    let (first, rest) = digits.as_str().split_at(1);
    text.push_str(first);
    if !rest.is_empty() {
        text.push_str(".");
        text.push_str(rest);
    }
    let exponent = (1 - digits.point()) as u64;
    text.push_str(if exponent < 10 { "e-0" } else { "e-" });
    text.push_str(crate::small::Decimal::new(exponent).as_str());
}
