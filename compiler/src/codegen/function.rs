//! Functions and lambdas: defaults, closures, decorators, the unit of the body.

use super::Generator;
use crate::assemble::HandlerId;
use crate::assemble::Label;
use crate::error::Outcome;
use crate::symbols::{Role, ScopeKind, has_annotations};
use ruff_python_ast::{self as ast, Expr, Stmt};
use ruff_text_size::{Ranged, TextRange, TextSize};
use taipan_bytecode::{CodeFlags, CodeUnit, Const, Intrinsic, Location, Op};

/// Bits of `SetFunctionAttribute`.
pub(crate) const DEFAULTS: u32 = 1;
pub(crate) const KEYWORD_DEFAULTS: u32 = 2;
pub(crate) const ANNOTATE: u32 = 4;
pub(crate) const CLOSURE: u32 = 8;
pub(crate) const ANNOTATIONS: u32 = 16;

impl<'a> Generator<'a> {
    /// r[dst] = function of `code`, with its closure.
    pub fn make_closure(&mut self, code: CodeUnit, dst: u32) {
        let frees: Vec<String> = code.register_names[code.free_start as usize..].to_vec();
        let index = self.unit.code_constant(code);
        let mark = self.unit.next_temporary;
        if frees.is_empty() {
            self.emit(Op::MakeFunction, dst, index, 0);
            return;
        }
        // The cells themselves, not what they hold.
        let base = self.unit.allocate(frees.len() as u32);
        for (offset, name) in frees.iter().enumerate() {
            let cell = self.cell_register(name);
            self.emit(Op::Move, base + offset as u32, cell, 0);
        }
        self.emit(Op::BuildTuple, base, base, frees.len() as u32);
        self.emit(Op::MakeFunction, dst, index, 0);
        self.emit(Op::SetFunctionAttribute, dst, base, CLOSURE);
        self.unit.next_temporary = mark;
    }

    /// The register that holds the cell of `name` for a function made here.
    fn cell_register(&self, name: &str) -> u32 {
        for &scope in self.unit.scopes.iter().rev() {
            if let Some(&register) = self.unit.registers.get(&(scope, name.into()))
                && (self.unit.cell_registers.contains(&(register as u16)))
            {
                return register;
            }
        }
        self.unit.free_registers.get(name).copied().unwrap_or_default()
    }

    pub fn function(&mut self, function: &'a ast::StmtFunctionDef) -> Outcome<()> {
        let mark = self.unit.next_temporary;
        let decorators = self.decorators(&function.decorator_list)?;
        let location = self.definition_location(function.range(), &function.decorator_list);
        let first_line = first_line(self, &function.decorator_list, location);
        let target = self.temporary();
        self.set_location(location);
        let defaults = self.default_values(&function.parameters)?;
        self.set_location(location);
        if function.type_params.is_some() {
            self.generic_function(function, defaults, first_line, location, target)?;
        } else {
            self.plain_function(function, defaults, first_line, location, target)?;
        }
        self.apply_decorators(&decorators, &function.decorator_list, target);
        self.set_location(location);
        self.store_variable(function.name.as_str(), target);
        self.unit.next_temporary = mark;
        Ok(())
    }

    /// r[target] = the function, without decorators.
    pub fn plain_function(&mut self, function: &'a ast::StmtFunctionDef, defaults: Defaults, first_line: u32, location: Location, target: u32) -> Outcome<()> {
        let mark = self.unit.next_temporary;
        let mut annotate = None;
        if has_annotations(&function.parameters, function.returns.as_deref()) {
            annotate = Some(self.function_annotations(function, location)?);
        }
        self.set_location(location);
        let code = self.function_unit(function, first_line)?;
        self.set_location(location);
        self.make_closure(code, target);
        if let Some((register, bit)) = annotate {
            self.emit(Op::SetFunctionAttribute, target, register, bit);
        }
        self.set_defaults(target, defaults);
        self.unit.next_temporary = mark;
        Ok(())
    }

    pub fn set_defaults(&mut self, target: u32, defaults: Defaults) {
        if let Some(register) = defaults.keyword {
            self.emit(Op::SetFunctionAttribute, target, register, KEYWORD_DEFAULTS);
        }
        if let Some(register) = defaults.positional {
            self.emit(Op::SetFunctionAttribute, target, register, DEFAULTS);
        }
    }

    fn function_unit(&mut self, function: &'a ast::StmtFunctionDef, first_line: u32) -> Outcome<CodeUnit> {
        self.enter_unit(function, Role::Body, function.name.as_str(), first_line);
        self.describe_parameters(&function.parameters);
        let scope = self.table.scope(self.unit.frame);
        let (is_generator, is_async) = (scope.is_generator, scope.is_async);
        self.unit.flags |= match (is_async, is_generator) {
            (true, true) => CodeFlags::ASYNC_GENERATOR,
            (true, false) => CodeFlags::COROUTINE,
            (false, true) => CodeFlags::GENERATOR,
            (false, false) => 0,
        };
        let mut kinds = self.outer.iter().rev().map(|outer| self.table.scope(outer.frame).kind);
        if kinds.find(|&kind| kind != ScopeKind::TypeParams) == Some(ScopeKind::Class) {
            self.unit.flags |= CodeFlags::METHOD;
        }
        let guard = (is_generator || is_async).then(|| self.begin_generator());
        let body = self.docstring_constant(&function.body);
        self.body(body)?;
        self.set_location(Location::default());
        self.end_of_body(&function.body);
        if let Some(guard) = guard {
            self.end_generator(guard);
        }
        self.leave_unit()
    }

    /// A docstring is the function's first constant; returns the statements after it.
    fn docstring_constant(&mut self, body: &'a [Stmt]) -> &'a [Stmt] {
        let Some((text, rest)) = self.split_docstring(body) else {
            return body;
        };
        if self.optimize < 2 {
            let index = self.unit.constant(Const::Str(text));
            debug_assert_eq!(index, 0);
            self.unit.flags |= CodeFlags::HAS_DOCSTRING;
        }
        rest
    }

    /// The cleaned docstring and the statements after it.
    pub fn split_docstring(&self, body: &'a [Stmt]) -> Option<(Vec<u8>, &'a [Stmt])> {
        let (first, rest) = body.split_first()?;
        let Stmt::Expr(statement) = first else {
            return None;
        };
        let Expr::StringLiteral(literal) = &*statement.value else {
            return None;
        };
        let text = crate::constants::string(literal, self.source);
        Some((crate::docstring::clean(&text), rest))
    }

    /// `return None` after the last statement, at its location.
    fn end_of_body(&mut self, body: &'a [Stmt]) {
        if let Some(last) = body.last() {
            let mut location = self.source.location(last.range());
            if matches!(last, Stmt::FunctionDef(_) | Stmt::ClassDef(_)) || last_is_compound(last) {
                location = Location {
                    line: location.end_line,
                    end_line: location.end_line,
                    ..Location::default()
                };
            }
            self.set_location(location);
        }
        let none = self.temporary();
        self.load_none(none);
        self.emit(Op::Return, none, 0, 0);
    }

    pub fn lambda(&mut self, node: &'a ast::ExprLambda, dst: u32) -> Outcome<()> {
        let location = self.source.location(node.range());
        self.set_location(location);
        let defaults = match &node.parameters {
            Some(parameters) => self.default_values(parameters)?,
            None => Defaults::default(),
        };
        self.enter_unit(node, Role::Body, "<lambda>", location.line);
        if let Some(parameters) = &node.parameters {
            self.describe_parameters(parameters);
        }
        let scope = self.table.scope(self.unit.frame);
        let is_generator = scope.is_generator;
        if is_generator {
            self.unit.flags |= CodeFlags::GENERATOR;
        }
        let guard = is_generator.then(|| self.begin_generator());
        let value = self.operand(&node.body, None)?;
        self.at(&*node.body);
        self.emit(Op::Return, value, 0, 0);
        if let Some(guard) = guard {
            self.end_generator(guard);
        }
        let code = self.leave_unit()?;
        self.set_location(location);
        self.make_closure(code, dst);
        self.set_defaults(dst, defaults);
        Ok(())
    }

    pub fn describe_parameters(&mut self, parameters: &ast::Parameters) {
        let unit = &mut self.unit;
        unit.positional_only_count = parameters.posonlyargs.len() as u32;
        unit.arg_count = (parameters.posonlyargs.len() + parameters.args.len()) as u32;
        unit.keyword_only_count = parameters.kwonlyargs.len() as u32;
        if parameters.vararg.is_some() {
            unit.flags |= CodeFlags::VARARGS;
        }
        if parameters.kwarg.is_some() {
            unit.flags |= CodeFlags::VARKEYWORDS;
        }
    }

    /// Evaluates default values: a tuple and a dict.
    pub fn default_values(&mut self, parameters: &'a ast::Parameters) -> Outcome<Defaults> {
        let location = self.location();
        let values: Vec<&'a Expr> = parameters
            .posonlyargs
            .iter()
            .chain(&parameters.args)
            .filter_map(|parameter| parameter.default())
            .collect();
        let mut defaults = Defaults::default();
        if !values.is_empty() {
            let constants: Option<Vec<Const>> = values.iter().map(|value| self.folded(value)).collect();
            let base = self.temporary();
            match constants {
                Some(constants) => self.load_const(base, Const::Tuple(constants)),
                None => {
                    self.unit.allocate(values.len() as u32 - 1);
                    for (index, value) in values.iter().enumerate() {
                        self.expression_into(value, base + index as u32)?;
                    }
                    self.set_location(location);
                    self.emit(Op::BuildTuple, base, base, values.len() as u32);
                    self.unit.next_temporary = base + 1;
                }
            }
            defaults.positional = Some(base);
        }
        let keywords: Vec<_> = parameters.kwonlyargs.iter().filter(|parameter| parameter.default.is_some()).collect();
        if !keywords.is_empty() {
            let base = self.unit.allocate(2 * keywords.len() as u32);
            for (index, parameter) in keywords.iter().enumerate() {
                let key = base + 2 * index as u32;
                let name = self.mangled(parameter.parameter.name.as_str()).into_owned();
                self.set_location(location);
                self.load_str(key, &name);
                if let Some(value) = parameter.default() {
                    self.expression_into(value, key + 1)?;
                }
            }
            self.set_location(location);
            self.emit(Op::BuildMap, base, base, keywords.len() as u32);
            self.unit.next_temporary = base + 1;
            defaults.keyword = Some(base);
        }
        Ok(defaults)
    }

    /// Evaluates decorators into registers that each have a free register behind them.
    pub fn decorators(&mut self, decorators: &'a [ast::Decorator]) -> Outcome<Vec<u32>> {
        let mut registers = Vec::new();
        for decorator in decorators {
            let register = self.temporary();
            self.expression_into(&decorator.expression, register)?;
            registers.push(register);
        }
        Ok(registers)
    }

    /// r[target] = decorated r[target]; the innermost decorator's argument is right behind it.
    pub fn apply_decorators(&mut self, registers: &[u32], decorators: &'a [ast::Decorator], target: u32) {
        let mut value = target;
        for (&register, decorator) in registers.iter().zip(decorators).rev() {
            self.at(&decorator.expression);
            self.move_to(register + 1, value);
            self.emit(Op::Call, register, register, 1);
            value = register;
        }
        self.move_to(target, value);
    }

    /// The range of a definition without its decorators.
    pub fn definition_location(&self, range: TextRange, decorators: &[ast::Decorator]) -> Location {
        let mut location = self.source.location(range);
        if let Some(last) = decorators.last() {
            let start = skip_trivia(&self.source.text, last.range().end());
            (location.line, location.column) = self.source.position(start);
        }
        location
    }

    /// Wraps a generator's body: StopIteration must not leave it.
    pub fn begin_generator(&mut self) -> GeneratorGuard {
        let label = self.label();
        let register = self.unit.allocate(1);
        let outer = self.unit.code.handler;
        self.unit.code.handler = self.unit.code.new_handler(label, register, true);
        GeneratorGuard { label, register, outer }
    }

    pub fn end_generator(&mut self, guard: GeneratorGuard) {
        self.unit.code.handler = guard.outer;
        self.set_location(Location::default());
        self.place(guard.label);
        self.emit(Op::Intrinsic, guard.register, guard.register, Intrinsic::StopIterationError as u32);
        self.emit(Op::Reraise, guard.register, 0, 0);
    }
}

/// Registers of a function's default values.
#[derive(Clone, Copy, Default)]
pub(crate) struct Defaults {
    pub positional: Option<u32>,
    pub keyword: Option<u32>,
}

/// The handler around a generator's body.
pub(crate) struct GeneratorGuard {
    label: Label,
    register: u32,
    outer: HandlerId,
}

fn last_is_compound(statement: &Stmt) -> bool {
    matches!(
        statement,
        Stmt::If(_) | Stmt::For(_) | Stmt::While(_) | Stmt::With(_) | Stmt::Try(_) | Stmt::Match(_)
    )
}

/// `co_firstlineno`: the first decorator's line, if there is one.
pub(crate) fn first_line(generator: &Generator<'_>, decorators: &[ast::Decorator], location: Location) -> u32 {
    decorators
        .first()
        .map_or(location.line, |first| generator.source.position(first.range().start()).0)
}

/// The offset of the next token: past blanks, newlines and comments.
fn skip_trivia(text: &str, from: TextSize) -> TextSize {
    let bytes = text.as_bytes();
    let mut at = from.to_usize();
    while at < bytes.len() {
        match bytes[at] {
            b' ' | b'\t' | b'\n' | b'\x0C' | b'\\' => at += 1,
            b'#' => {
                while at < bytes.len() && bytes[at] != b'\n' {
                    at += 1;
                }
            }
            _ => break,
        }
    }
    TextSize::try_from(at).unwrap_or(from)
}
