//! What the compiler produces for one scope, without any heap object in it.

use crate::locations::Locations;

/// Bits of `co_flags`, with CPython's values.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct CodeFlags(pub u32);

impl CodeFlags {
    pub const OPTIMIZED: u32 = 0x1;
    pub const NEWLOCALS: u32 = 0x2;
    pub const VARARGS: u32 = 0x4;
    pub const VARKEYWORDS: u32 = 0x8;
    pub const NESTED: u32 = 0x10;
    pub const GENERATOR: u32 = 0x20;
    pub const COROUTINE: u32 = 0x80;
    pub const ITERABLE_COROUTINE: u32 = 0x100;
    pub const ASYNC_GENERATOR: u32 = 0x200;
    pub const HAS_DOCSTRING: u32 = 0x400_0000;
    pub const METHOD: u32 = 0x800_0000;
    pub const FUTURE_ANNOTATIONS: u32 = 0x100_0000;

    pub const fn has(self, bits: u32) -> bool {
        self.0 & bits != 0
    }
}

/// A constant. Strings are WTF-8, for source may write lone surrogates.
#[derive(Clone, PartialEq, Debug)]
pub enum Const {
    None,
    True,
    False,
    Ellipsis,
    Int(i64),
    /// Magnitude of a positive int beyond i64: little-endian limbs.
    BigInt(Vec<u64>),
    Float(f64),
    Complex(f64, f64),
    Str(Vec<u8>),
    Bytes(Vec<u8>),
    Tuple(Vec<Const>),
    FrozenSet(Vec<Const>),
    Code(Box<CodeUnit>),
}

/// While an instruction in `start..end` raises, control goes to `handler` with the exception in
/// register `register`. The innermost entry comes first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ExceptionEntry {
    pub start: u32,
    pub end: u32,
    pub handler: u32,
    pub register: u16,
    /// The handler is the compiler's own (cleanup of a with, a named exception, a generator's end).
    pub cleanup: bool,
}

/// Source range of an instruction: 1-based lines, 0-based columns in bytes of UTF-8, as
/// `co_positions()`. `line == 0`: no location (compiler's own code).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Location {
    pub line: u32,
    pub end_line: u32,
    pub column: u32,
    pub end_column: u32,
}

#[derive(Clone, PartialEq, Debug, Default)]
pub struct CodeUnit {
    pub name: String,
    pub qualname: String,
    pub filename: String,
    pub first_line: u32,
    pub flags: CodeFlags,
    /// Positional parameters, positional-only ones included.
    pub arg_count: u32,
    pub positional_only_count: u32,
    pub keyword_only_count: u32,
    /// Names of registers `0..`: locals (parameters first), then cells that are no locals' registers, then free variables.
    /// Variables of inlined comprehensions have registers of their own, UNBOUND while the comprehension
    /// does not run; a name may therefore occur twice, and the later register, while bound, hides the other.
    pub register_names: Vec<String>,
    /// How many of `register_names` are in `co_varnames`.
    pub local_count: u32,
    /// Registers (ascending) that hold cells made by this scope (a parameter's or `local_count..`).
    /// Those of inlined comprehensions hold a cell only while the comprehension runs, else UNBOUND.
    pub cell_registers: Vec<u16>,
    /// First register of the free variables; they go to the end of `register_names`.
    pub free_start: u32,
    /// Registers in all, temporaries included.
    pub register_count: u32,
    pub code: Vec<u32>,
    pub consts: Vec<Const>,
    pub names: Vec<String>,
    pub exceptions: Vec<ExceptionEntry>,
    pub locations: Locations,
}
