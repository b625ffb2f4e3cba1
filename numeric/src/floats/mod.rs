//! Python's float: text both ways, hashing, and arithmetic with CPython's special cases.
//!
//! Shortest digits come from `zmij`, digits to a given precision from the standard library's exact
//! algorithms; this module owns what CPython adds: layout, sign rules, error cases.

mod arithmetic;
mod digits;
mod format;
mod hash;
mod hex;
mod parse;
mod ratio;
mod repr;
mod round;

pub use arithmetic::{Power, divmod, floor_div, modulo, pow, pow_result, true_divide};
pub use digits::{Digits, shortest};
pub use format::{DoubleFormat, Style, format_double};
pub use hash::hash;
pub use hex::{from_hex, to_hex};
pub use parse::{parse, parse_error};
pub use ratio::{Ratio, integer_ratio};
pub use repr::{FloatText, repr};
pub use round::{round_half_even, round_to_digits};
