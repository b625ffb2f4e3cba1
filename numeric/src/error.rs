//! The one error type of this crate: which Python exception the caller should raise, with
//! CPython's exact text. Everything here is pure, so an algorithm cannot raise by itself; it hands
//! the class and the message to the layer that owns exceptions.

use std::borrow::Cow;
use std::fmt;

/// The Python exception classes these algorithms can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    IndexError,
    KeyError,
    MemoryError,
    OverflowError,
    TypeError,
    ValueError,
    ZeroDivisionError,
}

impl ErrorKind {
    /// The class's name as Python code spells it.
    pub fn name(self) -> &'static str {
        match self {
            ErrorKind::IndexError => "IndexError",
            ErrorKind::KeyError => "KeyError",
            ErrorKind::MemoryError => "MemoryError",
            ErrorKind::OverflowError => "OverflowError",
            ErrorKind::TypeError => "TypeError",
            ErrorKind::ValueError => "ValueError",
            ErrorKind::ZeroDivisionError => "ZeroDivisionError",
        }
    }
}

/// A Python exception to raise: class and message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumericError {
    pub kind: ErrorKind,
    pub message: Cow<'static, str>,
}

impl NumericError {
    pub fn new(kind: ErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        NumericError { kind, message: message.into() }
    }

    pub fn value(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::ValueError, message)
    }

    pub fn overflow(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::OverflowError, message)
    }

    pub fn type_error(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::TypeError, message)
    }

    pub fn zero_division(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::ZeroDivisionError, message)
    }
}

impl fmt::Display for NumericError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind.name(), self.message)
    }
}

impl std::error::Error for NumericError {}

pub type Result<T> = std::result::Result<T, NumericError>;
