//! Code generation: one pass over the syntax tree per code unit, straight to the intermediate form.
//!
//! Expressions are generated *into* a register. Named locals are registers themselves, so operands
//! that are locals cost nothing and results land where they are assigned — except where an
//! expression writes its destination more than once (`and`, comprehensions …): those are computed in
//! a temporary first, because an exception in the middle must not be visible in the local.

mod annotations;
mod assign;
mod awaiting;
mod binary;
mod blocks;
mod calls;
mod class;
mod comprehension;
mod display;
mod exceptions;
mod expression;
mod function;
mod imports;
mod interpolation;
mod jumps;
mod names;
mod patterns;
mod statement;
mod typing;
mod unit;
mod with;

use crate::assemble::Label;
use crate::error::Outcome;
use crate::source::Source;
use crate::symbols::{ScopeId, SymbolTable};
use crate::warnings::{Phase, Warnings};
use ruff_python_ast::name::Name;
use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::{Ranged, TextRange};
use taipan_bytecode::{CodeUnit, Const, Location, Op};
use unit::Unit;

/// How the source is run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    Exec,
    Eval,
    /// One interactive statement: expression statements are printed.
    Single,
}

pub(crate) struct Generator<'a> {
    pub source: &'a Source<'a>,
    pub table: &'a SymbolTable,
    pub optimize: u8,
    pub future_flags: u32,
    pub mode: Mode,
    /// The unit being generated; `outer` are those around it, innermost last.
    pub unit: Unit<'a>,
    pub outer: Vec<Unit<'a>>,
    /// Class whose private names are mangled.
    pub private: Option<Name>,
    /// Parentheses of the call whose arguments are evaluated: a generator expression that is the only
    /// argument has no others.
    pub call_parentheses: TextRange,
    pub warnings: &'a mut Warnings,
}

/// Options that the whole compilation shares.
#[derive(Clone, Copy)]
pub(crate) struct Settings {
    pub mode: Mode,
    pub optimize: u8,
    pub future_flags: u32,
}

/// Generates the unit of a whole module (or expression).
pub(crate) fn generate<'a>(
    source: &'a Source<'a>,
    table: &'a SymbolTable,
    body: &'a [Stmt],
    expression: Option<&'a Expr>,
    settings: Settings,
    warnings: &'a mut Warnings,
) -> Outcome<CodeUnit> {
    let Settings { mode, optimize, future_flags } = settings;
    let module = ScopeId(0);
    let unit = Unit::new(table, module, "<module>".to_string(), "<module>".to_string(), 1);
    let mut generator = Generator {
        source,
        table,
        optimize,
        future_flags,
        mode,
        unit,
        outer: Vec::new(),
        private: None,
        call_parentheses: TextRange::default(),
        warnings,
    };
    generator.prologue();
    match expression {
        Some(expression) => {
            let value = generator.operand(expression, None)?;
            generator.emit(Op::Return, value, 0, 0);
        }
        None => generator.module_body(body)?,
    }
    generator.finish_unit()
}

impl<'a> Generator<'a> {
    pub fn error<T>(&self, message: impl Into<String>, range: TextRange) -> Outcome<T> {
        Err(self.source.compiler_error(message, range))
    }

    pub fn warn(&mut self, message: Option<String>, range: TextRange) {
        if let Some(message) = message {
            self.warnings.add(self.source, range, message, Phase::Generate);
        }
    }

    /// Sets the location of the instructions that follow.
    pub fn at(&mut self, node: &impl Ranged) {
        self.unit.code.location = self.source.location(node.range());
    }

    pub fn location(&self) -> Location {
        self.unit.code.location
    }

    pub fn set_location(&mut self, location: Location) {
        self.unit.code.location = location;
    }

    pub fn emit(&mut self, op: Op, a: u32, b: u32, c: u32) {
        self.unit.code.emit(op, a, b, c);
    }

    pub fn jump(&mut self, op: Op, a: u32, target: Label) {
        self.unit.code.jump(op, a, target);
    }

    pub fn label(&mut self) -> Label {
        self.unit.code.new_label()
    }

    pub fn place(&mut self, label: Label) {
        self.unit.code.place(label);
    }

    /// A new temporary on top of the others.
    pub fn temporary(&mut self) -> u32 {
        self.unit.allocate(1)
    }

    /// Loads a constant.
    pub fn load_const(&mut self, dst: u32, constant: Const) {
        if let Const::Int(value) = constant
            && let Ok(small) = i16::try_from(value)
        {
            self.emit(Op::LoadInt, dst, i32::from(small) as u32, 0);
            return;
        }
        let index = self.unit.constant(constant);
        self.emit(Op::LoadConst, dst, index, 0);
    }

    pub fn load_none(&mut self, dst: u32) {
        self.load_const(dst, Const::None);
    }

    pub fn load_str(&mut self, dst: u32, text: &str) {
        self.load_const(dst, Const::Str(text.as_bytes().to_vec()));
    }

    pub fn move_to(&mut self, dst: u32, src: u32) {
        if dst != src {
            self.emit(Op::Move, dst, src, 0);
        }
    }
}
