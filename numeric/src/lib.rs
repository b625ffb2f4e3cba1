//! The pure algorithms under Python's numbers and text formatting, with CPython 3.14's results and
//! error texts bit for bit.
//!
//! Nothing here knows the heap or `Value`: functions take slices and write to storage that the
//! caller provides, because the caller allocates limbs and string bytes in its collected heap. That
//! also makes everything testable alone, against CPython's outputs.

pub mod error;
pub mod floats;
pub mod format_spec;
pub mod hashing;
pub mod limbs;
pub mod percent;
pub mod small;
pub mod text;

pub use error::{ErrorKind, NumericError, Result};
