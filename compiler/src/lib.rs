//! From Python source to Taipan's bytecode: parse (ruff), symbol tables, code generation, assembly.
//!
//! The whole pipeline works on plain data and never touches the heap of the runtime, so source can be
//! compiled on any thread and the result cached.

mod assemble;
mod codegen;
mod constants;
mod docstring;
mod error;
mod fold;
mod future;
mod parse;
mod source;
mod symbols;
mod syntax;
mod unparse;
mod walk;
mod warnings;

pub use codegen::Mode;
pub use error::{CompileError, ErrorKind};
pub use source::Origin;
pub use warnings::CompileWarning;

use ruff_python_ast::Mod;
use source::Source;
use taipan_bytecode::CodeUnit;
use warnings::Warnings;

/// Recursion grows the stack when less than this is left.
pub(crate) const RED_ZONE: usize = 128 * 1024;
/// Size of each further stack segment.
pub(crate) const STACK_SEGMENT: usize = 4 * 1024 * 1024;
/// The segment a compilation starts on: the caller's stack may be anything.
const FIRST_SEGMENT: usize = 1024 * 1024;

/// Trees that may be deeper than this are leaked instead of dropped; only hostile source has them.
pub(crate) const MAX_DROP_DEPTH: usize = 256 * 1024;

/// How to compile.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Options {
    /// 0: asserts run and `__debug__` is true; 1: neither; 2: docstrings go, too.
    pub optimize: u8,
    /// `CO_FUTURE_…` flags inherited from the code that calls `compile`.
    pub future_flags: u32,
    /// Where the source comes from.
    pub origin: Origin,
    /// Digits of a decimal literal at most; 0: no limit.
    pub max_digits: usize,
}

/// Compiles `source`.
///
/// # Errors
/// Whatever CPython's `compile` would raise, with its text and position.
pub fn compile(source: &[u8], filename: &str, mode: Mode, options: Options) -> Result<CodeUnit, CompileError> {
    compile_with_warnings(source, filename, mode, options).0
}

/// Compiles `source`; also returns what CPython would warn about (`SyntaxWarning`) on the way, in its order.
pub fn compile_with_warnings(source: &[u8], filename: &str, mode: Mode, options: Options) -> (Result<CodeUnit, CompileError>, Vec<CompileWarning>) {
    let mut warnings = Warnings::default();
    let unit = stacker::grow(FIRST_SEGMENT, || compile_on_segment(source, filename, mode, options, &mut warnings));
    (unit, warnings.in_order())
}

fn compile_on_segment(bytes: &[u8], filename: &str, mode: Mode, options: Options, warnings: &mut Warnings) -> Result<CodeUnit, CompileError> {
    let mut run = || {
        let source = Source::decode(bytes, filename, options.origin, mode == Mode::Exec)?;
        let tree = parse::parse(&source, mode, options, warnings)?;
        let mut depth = 0;
        let result = generate(&source, &tree, mode, options, &mut depth, warnings);
        match &result {
            // The pass that measures the depth stopped: the tree is too deep to be dropped safely.
            Err(error) if matches!(error.kind, ErrorKind::MemoryError | ErrorKind::RecursionError) => {
                std::mem::forget(tree);
            }
            Err(_) => drop_tree(tree, source.text.len().min(MAX_DROP_DEPTH)),
            Ok(_) => drop_tree(tree, depth),
        }
        result
    };
    run().map_err(|error: Box<CompileError>| {
        let mut error = *error;
        if error.filename.is_empty() {
            error.filename = filename.to_string();
        }
        error
    })
}

fn generate(source: &Source<'_>, tree: &Mod, mode: Mode, options: Options, depth: &mut usize, warnings: &mut Warnings) -> error::Outcome<CodeUnit> {
    let (body, expression): (&[_], _) = match tree {
        Mod::Module(module) => (&module.body, None),
        Mod::Expression(expression) => (&[], Some(&*expression.body)),
    };
    let future_flags = options.future_flags | future::flags(source, body)?;
    let future_annotations = future_flags & taipan_bytecode::CodeFlags::FUTURE_ANNOTATIONS != 0;
    let table = symbols::build(source, body, expression, future_annotations, depth).map_err(|mut error| {
        error.is_of_symbols = true;
        error
    })?;
    let settings = codegen::Settings {
        mode,
        optimize: options.optimize,
        future_flags,
    };
    codegen::generate(source, &table, body, expression, settings, warnings)
}

/// Dropping a tree recurses as deep as the tree is.
pub(crate) fn drop_tree(tree: Mod, depth: usize) {
    let needed = depth * 1024 + RED_ZONE;
    stacker::maybe_grow(needed, needed + STACK_SEGMENT, || drop(tree));
}
