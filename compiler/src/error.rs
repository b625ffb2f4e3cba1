//! What goes wrong while compiling, as plain data: the caller makes the Python exception from it.
//! Columns follow CPython's attributes (`offset` counts characters from 1), so that nothing has to
//! be converted where the exception is built.

use std::fmt;

/// Which Python exception a [`CompileError`] stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ErrorKind {
    SyntaxError,
    IndentationError,
    TabError,
    /// The bytes are not valid in the declared encoding; CPython raises `SyntaxError` with this text.
    UnicodeDecodeError,
    ValueError,
    RecursionError,
    MemoryError,
    OverflowError,
    /// Valid Python that this compiler cannot translate; the message names it.
    NotImplementedError,
}

impl ErrorKind {
    /// Name of the exception's class.
    pub fn exception_name(self) -> &'static str {
        match self {
            ErrorKind::SyntaxError | ErrorKind::UnicodeDecodeError => "SyntaxError",
            ErrorKind::IndentationError => "IndentationError",
            ErrorKind::TabError => "TabError",
            ErrorKind::ValueError => "ValueError",
            ErrorKind::RecursionError => "RecursionError",
            ErrorKind::MemoryError => "MemoryError",
            ErrorKind::OverflowError => "OverflowError",
            ErrorKind::NotImplementedError => "NotImplementedError",
        }
    }
    /// Whether the exception carries filename, position and text.
    pub fn is_syntax_error(self) -> bool {
        matches!(
            self,
            ErrorKind::SyntaxError | ErrorKind::IndentationError | ErrorKind::TabError | ErrorKind::UnicodeDecodeError
        )
    }
}

/// A failed compilation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CompileError {
    pub kind: ErrorKind,
    pub message: String,
    pub filename: String,
    /// 1-based; 0 when the error has no position.
    pub line: u32,
    /// In characters from 1, as `SyntaxError.offset`; 0 when unknown.
    pub column: u32,
    /// 0 when unknown.
    pub end_line: u32,
    /// As `column`, just behind the range; may be -1, which CPython gives for errors at the end of a block.
    pub end_column: i32,
    /// The source line (with its newline), as `SyntaxError.text`.
    pub text: Option<String>,
    /// The text is to be read from the file of that name, if there is one: errors found behind the parser.
    pub text_in_file: bool,
    /// Found while names were resolved: the exception gets its position behind its creation, so its `args` lack it.
    pub is_of_symbols: bool,
}

impl CompileError {
    /// An error without a position.
    pub fn plain(kind: ErrorKind, message: impl Into<String>) -> CompileError {
        CompileError {
            kind,
            message: message.into(),
            filename: String::new(),
            line: 0,
            column: 0,
            end_line: 0,
            end_column: 0,
            text: None,
            text_in_file: false,
            is_of_symbols: false,
        }
    }
}

impl fmt::Display for CompileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind.exception_name(), self.message)?;
        if self.line != 0 {
            write!(f, " ({}, line {})", self.filename, self.line)?;
        }
        Ok(())
    }
}

impl std::error::Error for CompileError {}

/// Results inside the compiler; boxed because the error is large and rare.
pub(crate) type Outcome<T> = Result<T, Box<CompileError>>;
