//! First pass: one scope per function, class, comprehension …, and what each does with its names.
//!
//! Statements are visited in the order in which code is generated for them, because the order of
//! first mention numbers the registers.

use super::{Name, Role, Scope, ScopeId, ScopeKind, SymbolTable, address, flag, mangle, resolve};
use crate::error::{CompileError, ErrorKind, Outcome};
use crate::source::Source;
use ruff_python_ast::{self as ast, Expr, Stmt};
use ruff_text_size::{Ranged, TextRange};
use rustc_hash::FxHashMap;

pub(super) struct Builder<'a> {
    pub table: SymbolTable,
    pub source: &'a Source<'a>,
    pub scope: ScopeId,
    /// Class whose private names are mangled.
    pub private: Option<Name>,
    pub nonlocals: Vec<(ScopeId, Name, TextRange)>,
    /// Inside an `if`, loop, `try`, `with` or `match` of a module or class.
    conditional: bool,
    /// Evaluating the iterable of a comprehension, where a walrus is not allowed.
    pub in_iterable: u32,
    pub future_annotations: bool,
    pub nesting: Nesting,
}

/// How deep the syntax tree is. CPython's parser gives up at a fixed depth, its compiler when the
/// stack of the process is used up; we keep the depths at which that happens there.
#[derive(Default)]
pub(super) struct Nesting {
    /// Depth of the parser: constructs that nest to the right.
    pub parser: u32,
    /// Depth of the tree, weighted by what the compiler needs per level.
    pub tree: u32,
    /// Recursion of this pass.
    pub levels: usize,
    pub deepest: usize,
}

const MAX_PARSER_DEPTH: u32 = 6000;
const MAX_TREE_DEPTH: u32 = 55_000;

/// Builds and resolves the table of a module (or of a single expression).
pub(crate) fn build(source: &Source<'_>, body: &[Stmt], expression: Option<&Expr>, future_annotations: bool, deepest: &mut usize) -> Outcome<SymbolTable> {
    let table = SymbolTable {
        scopes: Vec::new(),
        children: FxHashMap::default(),
        future_annotations,
    };
    let mut builder = Builder {
        table,
        source,
        scope: ScopeId(0),
        private: None,
        nonlocals: Vec::new(),
        conditional: false,
        in_iterable: 0,
        future_annotations,
        nesting: Nesting::default(),
    };
    builder.new_scope(ScopeKind::Module, None);
    let result = match expression {
        Some(expression) => builder.expression(expression),
        None => builder.body(body),
    };
    *deepest = builder.nesting.deepest;
    result?;
    let Builder { mut table, nonlocals, .. } = builder;
    resolve::resolve(&mut table, source, &nonlocals)?;
    Ok(table)
}

impl Builder<'_> {
    fn new_scope(&mut self, kind: ScopeKind, parent: Option<ScopeId>) -> ScopeId {
        let id = ScopeId(self.table.scopes.len() as u32);
        self.table.scopes.push(Scope {
            kind,
            parent,
            symbols: Vec::new(),
            index: FxHashMap::default(),
            inlined: false,
            generator_expression: false,
            what: "",
            sees_class: false,
            is_generator: false,
            is_async: false,
            has_walrus: false,
            has_varargs: false,
            has_varkeywords: false,
            frees: Vec::new(),
            inlined_scopes: Vec::new(),
            needs_class_cell: false,
            needs_classdict_cell: false,
            annotations: None,
            conditional_annotations: false,
        });
        id
    }

    /// Opens a scope for `node` inside the current one; returns the scope to go back to.
    pub fn enter<T>(&mut self, node: &T, role: Role, kind: ScopeKind) -> ScopeId {
        let outer = self.scope;
        let id = self.new_scope(kind, Some(outer));
        self.table.children.insert((address(node), role), id);
        let outer_scope = self.table.scope(outer);
        let outer_sees = outer_scope.kind == ScopeKind::Class || outer_scope.sees_class;
        self.table.scopes[id.0 as usize].sees_class = outer_sees && matches!(kind, ScopeKind::Annotations | ScopeKind::TypeParams | ScopeKind::TypeExpression);
        self.scope = id;
        outer
    }

    pub fn current(&mut self) -> &mut Scope {
        &mut self.table.scopes[self.scope.0 as usize]
    }

    pub fn error<T>(&self, message: impl Into<String>, range: TextRange) -> Outcome<T> {
        Err(self.source.compiler_error(message, range))
    }

    /// Records `flags` for a name of the current scope.
    pub fn mention(&mut self, name: &str, flags: u16) {
        let name = mangle(self.private.as_ref(), name).into_owned();
        self.current().add(&name, flags);
    }

    /// Records a binding of `name`.
    pub fn bind(&mut self, name: &ast::Identifier, extra: u16) -> Outcome<()> {
        self.bind_name(name.as_str(), name.range(), extra)
    }

    pub fn bind_name(&mut self, name: &str, range: TextRange, extra: u16) -> Outcome<()> {
        if name == "__debug__" {
            return self.error("cannot assign to __debug__", range);
        }
        self.mention(name, flag::ASSIGNED | extra);
        Ok(())
    }

    fn body(&mut self, body: &[Stmt]) -> Outcome<()> {
        body.iter().try_for_each(|statement| self.statement(statement))
    }

    fn conditional_body(&mut self, body: &[Stmt]) -> Outcome<()> {
        let outer = std::mem::replace(&mut self.conditional, true);
        let result = self.body(body);
        self.conditional = outer;
        result
    }

    fn statement(&mut self, statement: &Stmt) -> Outcome<()> {
        self.recurse(|builder| builder.statement_inner(statement))
    }

    /// One level of recursion over the tree.
    pub fn recurse(&mut self, visit: impl FnOnce(&mut Self) -> Outcome<()>) -> Outcome<()> {
        self.nesting.levels += 1;
        self.nesting.deepest = self.nesting.deepest.max(self.nesting.levels);
        let result = stacker::maybe_grow(crate::RED_ZONE, crate::STACK_SEGMENT, || visit(self));
        self.nesting.levels -= 1;
        result
    }

    /// Visits a part of an expression that counts towards the limits.
    pub fn nested(&mut self, parser: u32, tree: u32, expression: &Expr) -> Outcome<()> {
        self.nesting.parser += parser;
        self.nesting.tree += tree;
        if self.nesting.parser > MAX_PARSER_DEPTH {
            return too_complex();
        }
        if self.nesting.tree > MAX_TREE_DEPTH {
            let message = "maximum recursion depth exceeded during compilation";
            return Err(Box::new(CompileError::plain(ErrorKind::RecursionError, message)));
        }
        let result = self.expression(expression);
        self.nesting.parser -= parser;
        self.nesting.tree -= tree;
        result
    }

    fn statement_inner(&mut self, statement: &Stmt) -> Outcome<()> {
        match statement {
            Stmt::FunctionDef(function) => self.function(function)?,
            Stmt::ClassDef(class) => self.class(class)?,
            Stmt::Return(node) => self.optional(node.value.as_deref())?,
            Stmt::Delete(node) => self.expressions(&node.targets)?,
            Stmt::TypeAlias(node) => self.type_alias(node)?,
            Stmt::Assign(node) => {
                self.expression(&node.value)?;
                self.expressions(&node.targets)?;
            }
            Stmt::AugAssign(node) => {
                if let Expr::Name(name) = &*node.target {
                    self.mention(&name.id, flag::USED);
                }
                self.expression(&node.target)?;
                self.expression(&node.value)?;
            }
            Stmt::AnnAssign(node) => self.annotated_assignment(node)?,
            Stmt::For(node) => {
                self.expression(&node.iter)?;
                self.expression(&node.target)?;
                self.conditional_body(&node.body)?;
                self.conditional_body(&node.orelse)?;
            }
            Stmt::While(node) => {
                self.expression(&node.test)?;
                self.conditional_body(&node.body)?;
                self.conditional_body(&node.orelse)?;
            }
            Stmt::If(node) => {
                self.expression(&node.test)?;
                self.conditional_body(&node.body)?;
                if node.elif_else_clauses.len() > MAX_PARSER_DEPTH as usize {
                    return too_complex();
                }
                for clause in &node.elif_else_clauses {
                    self.optional(clause.test.as_ref())?;
                    self.conditional_body(&clause.body)?;
                }
            }
            Stmt::With(node) => {
                for item in &node.items {
                    self.expression(&item.context_expr)?;
                    self.optional(item.optional_vars.as_deref())?;
                }
                self.conditional_body(&node.body)?;
            }
            Stmt::Match(node) => {
                self.expression(&node.subject)?;
                for case in &node.cases {
                    self.pattern(&case.pattern)?;
                    self.optional(case.guard.as_deref())?;
                    self.conditional_body(&case.body)?;
                }
            }
            Stmt::Raise(node) => {
                self.optional(node.exc.as_deref())?;
                self.optional(node.cause.as_deref())?;
            }
            Stmt::Try(node) => {
                self.conditional_body(&node.body)?;
                for ast::ExceptHandler::ExceptHandler(handler) in &node.handlers {
                    self.optional(handler.type_.as_deref())?;
                    if let Some(name) = &handler.name {
                        self.bind(name, flag::DELETED)?;
                    }
                    self.conditional_body(&handler.body)?;
                }
                self.conditional_body(&node.orelse)?;
                self.conditional_body(&node.finalbody)?;
            }
            Stmt::Assert(node) => {
                self.expression(&node.test)?;
                self.optional(node.msg.as_deref())?;
            }
            Stmt::Import(node) => {
                for alias in &node.names {
                    self.import_alias(alias)?;
                }
            }
            Stmt::ImportFrom(node) => {
                for alias in &node.names {
                    if alias.name.as_str() == "*" {
                        if self.current().kind != ScopeKind::Module {
                            return self.error("import * only allowed at module level", alias.range());
                        }
                        continue;
                    }
                    self.import_alias(alias)?;
                }
            }
            Stmt::Global(node) => self.declare(&node.names, node.range, true)?,
            Stmt::Nonlocal(node) => self.declare(&node.names, node.range, false)?,
            Stmt::Expr(node) => self.expression(&node.value)?,
            Stmt::Pass(_) | Stmt::Break(_) | Stmt::Continue(_) | Stmt::IpyEscapeCommand(_) => {}
        }
        Ok(())
    }

    fn import_alias(&mut self, alias: &ast::Alias) -> Outcome<()> {
        match &alias.asname {
            Some(name) => self.bind(name, flag::IMPORTED),
            None => {
                let name = alias.name.as_str().split('.').next().unwrap_or_default();
                self.bind_name(name, alias.range(), flag::IMPORTED)
            }
        }
    }

    fn declare(&mut self, names: &[ast::Identifier], range: TextRange, global: bool) -> Outcome<()> {
        let word = if global { "global" } else { "nonlocal" };
        if !global && self.current().kind == ScopeKind::Module {
            return self.error("nonlocal declaration not allowed at module level", range);
        }
        for name in names {
            let mangled = mangle(self.private.as_ref(), name.as_str()).into_owned();
            let flags = self.current().flags(&mangled);
            let message = if flags & flag::PARAM != 0 {
                format!("name '{name}' is parameter and {word}")
            } else if flags & flag::COMP_TARGET != 0 {
                // A global or nonlocal declaration cannot appear in a comprehension.
                continue;
            } else if flags & flag::USED != 0 {
                format!("name '{name}' is used prior to {word} declaration")
            } else if flags & flag::ANNOTATED != 0 {
                format!("annotated name '{name}' can't be {word}")
            } else if flags & flag::ASSIGNED != 0 {
                format!("name '{name}' is assigned to before {word} declaration")
            } else if flags & (if global { flag::NONLOCAL } else { flag::GLOBAL }) != 0 {
                format!("name '{name}' is nonlocal and global")
            } else {
                if global {
                    self.mention(name, flag::GLOBAL);
                    // Where code runs with separate locals, the module's own uses mean the global, too.
                    self.table.scopes[0].add(&mangled, flag::GLOBAL);
                } else {
                    self.nonlocals.push((self.scope, Name::new(&mangled), range));
                    self.mention(name, flag::NONLOCAL);
                }
                continue;
            };
            return self.error(message, range);
        }
        Ok(())
    }

    fn annotated_assignment(&mut self, node: &ast::StmtAnnAssign) -> Outcome<()> {
        if let Expr::Name(name) = &*node.target
            && node.simple
        {
            let mangled = mangle(self.private.as_ref(), &name.id).into_owned();
            let flags = self.current().flags(&mangled);
            if flags & (flag::GLOBAL | flag::NONLOCAL) != 0 && self.current().kind != ScopeKind::Module {
                let word = if flags & flag::GLOBAL != 0 { "global" } else { "nonlocal" };
                return self.error(format!("annotated name '{}' can't be {word}", name.id), node.range());
            }
        }
        self.optional(node.value.as_deref())?;
        match &*node.target {
            Expr::Name(name) => {
                let annotated = if node.simple { flag::ANNOTATED } else { 0 };
                if node.simple || node.value.is_some() {
                    self.bind_name(&name.id, name.range(), annotated)?;
                }
            }
            target => self.expression(target)?,
        }
        let kind = self.current().kind;
        if self.future_annotations || !matches!(kind, ScopeKind::Module | ScopeKind::Class) || !node.simple {
            // Never evaluated, but what it may contain is the same.
            let owner = self.enter(node, Role::Annotations, ScopeKind::Annotations);
            let result = self.expression(&node.annotation);
            self.scope = owner;
            return result;
        }
        let conditional = kind == ScopeKind::Module || self.conditional;
        let owner = self.scope;
        match self.current().annotations {
            Some(scope) => self.scope = scope,
            None => {
                self.enter(node, Role::Annotations, ScopeKind::Annotations);
                self.current().add(".format", flag::PARAM);
                let scope = self.scope;
                self.table.scopes[owner.0 as usize].annotations = Some(scope);
            }
        }
        if conditional {
            self.current().add("__conditional_annotations__", flag::USED);
        }
        let result = self.expression(&node.annotation);
        self.scope = owner;
        if conditional {
            self.current().conditional_annotations = true;
            self.current().add("__conditional_annotations__", flag::USED);
        }
        result
    }

    fn type_alias(&mut self, node: &ast::StmtTypeAlias) -> Outcome<()> {
        if let Expr::Name(name) = &*node.name {
            self.bind_name(&name.id, name.range(), 0)?;
        }
        let outer = self.type_params(node, node.type_params.as_deref())?;
        let before = self.enter(&*node.value, Role::Body, ScopeKind::TypeExpression);
        self.current().add(".format", flag::PARAM);
        self.current().what = "a type alias";
        self.expression(&node.value)?;
        self.scope = before;
        self.scope = outer;
        Ok(())
    }

    /// Opens the scope of type parameters (if there are any); returns the scope to go back to.
    fn type_params<T>(&mut self, node: &T, type_params: Option<&ast::TypeParams>) -> Outcome<ScopeId> {
        let outer = self.scope;
        let Some(type_params) = type_params else {
            return Ok(outer);
        };
        self.enter(node, Role::TypeParams, ScopeKind::TypeParams);
        let mut with_default = false;
        for param in &type_params.type_params {
            let name = param.name();
            let mangled = mangle(self.private.as_ref(), name.as_str()).into_owned();
            if self.current().flags(&mangled) & flag::TYPE_PARAM != 0 {
                return self.error(format!("duplicate type parameter '{name}'"), param.range());
            }
            if mangled == "__classdict__" {
                return self.error("reserved name '__classdict__' cannot be used for type parameter", param.range());
            }
            if mangled == "__debug__" {
                return self.error("cannot assign to __debug__", param.range());
            }
            self.mention(name, flag::TYPE_PARAM);
            if let ast::TypeParam::TypeVar(variable) = param
                && let Some(bound) = &variable.bound
            {
                let what = if bound.is_tuple_expr() { "a TypeVar constraint" } else { "a TypeVar bound" };
                self.type_expression(bound, what)?;
            }
            if let Some(default) = param.default() {
                let what = match param {
                    ast::TypeParam::TypeVar(_) => "a TypeVar default",
                    ast::TypeParam::ParamSpec(_) => "a ParamSpec default",
                    ast::TypeParam::TypeVarTuple(_) => "a TypeVarTuple default",
                };
                with_default = true;
                self.type_expression(default, what)?;
            } else if with_default {
                let message = format!("non-default type parameter '{name}' follows default type parameter");
                return self.error(message, param.range());
            }
        }
        Ok(outer)
    }

    fn type_expression(&mut self, expression: &Expr, what: &'static str) -> Outcome<()> {
        let outer = self.enter(expression, Role::Body, ScopeKind::TypeExpression);
        self.current().what = what;
        self.current().add(".format", flag::PARAM);
        self.expression(expression)?;
        self.scope = outer;
        Ok(())
    }

    fn function(&mut self, function: &ast::StmtFunctionDef) -> Outcome<()> {
        self.decorators(&function.decorator_list)?;
        self.defaults(&function.parameters)?;
        self.bind_name(function.name.as_str(), function.range(), 0)?;
        let outer = self.type_params(function, function.type_params.as_deref())?;
        if outer != self.scope {
            self.current().add(".defaults", flag::PARAM);
            self.current().add(".kwdefaults", flag::PARAM);
        }
        if !self.future_annotations && has_annotations(&function.parameters, function.returns.as_deref()) {
            let before = self.enter(function, Role::Annotations, ScopeKind::Annotations);
            self.current().add(".format", flag::PARAM);
            for parameter in function.parameters.iter_source_order() {
                self.optional(parameter.annotation())?;
            }
            self.optional(function.returns.as_deref())?;
            self.scope = before;
        }
        let before = self.enter(function, Role::Body, ScopeKind::Function);
        self.current().is_async = function.is_async;
        let conditional = std::mem::replace(&mut self.conditional, false);
        self.parameters(&function.parameters)?;
        self.body(&function.body)?;
        self.conditional = conditional;
        self.scope = before;
        self.scope = outer;
        Ok(())
    }

    fn decorators(&mut self, decorators: &[ast::Decorator]) -> Outcome<()> {
        decorators.iter().try_for_each(|decorator| self.expression(&decorator.expression))
    }

    /// Default values, evaluated in the enclosing scope.
    pub fn defaults(&mut self, parameters: &ast::Parameters) -> Outcome<()> {
        for parameter in parameters.iter_non_variadic_params() {
            self.optional(parameter.default())?;
        }
        Ok(())
    }

    /// The parameters in register order.
    pub fn parameters(&mut self, parameters: &ast::Parameters) -> Outcome<()> {
        for parameter in parameters.iter_non_variadic_params() {
            self.parameter(&parameter.parameter)?;
        }
        if let Some(parameter) = &parameters.vararg {
            self.parameter(parameter)?;
            self.current().has_varargs = true;
        }
        if let Some(parameter) = &parameters.kwarg {
            self.parameter(parameter)?;
            self.current().has_varkeywords = true;
        }
        Ok(())
    }

    fn parameter(&mut self, parameter: &ast::Parameter) -> Outcome<()> {
        let mangled = mangle(self.private.as_ref(), parameter.name.as_str()).into_owned();
        if mangled == "__debug__" {
            return self.error("cannot assign to __debug__", parameter.range());
        }
        if self.current().flags(&mangled) & flag::PARAM != 0 {
            return self.error(
                format!("duplicate argument '{}' in function definition", parameter.name),
                TextRange::new(parameter.name.range().start(), parameter.range().end()),
            );
        }
        self.current().add(&mangled, flag::PARAM);
        Ok(())
    }

    fn class(&mut self, class: &ast::StmtClassDef) -> Outcome<()> {
        self.decorators(&class.decorator_list)?;
        self.bind_name(class.name.as_str(), class.range(), 0)?;
        let outer = self.type_params(class, class.type_params.as_deref())?;
        if outer != self.scope {
            self.current().add(".type_params", flag::ASSIGNED);
            self.current().add(".generic_base", flag::ASSIGNED);
        }
        if let Some(arguments) = &class.arguments {
            self.expressions(&arguments.args)?;
            for keyword in &arguments.keywords {
                self.expression(&keyword.value)?;
            }
        }
        let private = self.private.replace(Name::new(class.name.as_str()));
        let conditional = std::mem::replace(&mut self.conditional, false);
        let before = self.enter(class, Role::Body, ScopeKind::Class);
        if class.type_params.is_some() {
            self.current().add(".type_params", flag::USED);
        }
        self.body(&class.body)?;
        self.scope = before;
        self.private = private;
        self.conditional = conditional;
        self.scope = outer;
        Ok(())
    }
}

fn too_complex() -> Outcome<()> {
    let message = "Parser stack overflowed - Python source too complex to parse";
    Err(Box::new(CompileError::plain(ErrorKind::MemoryError, message)))
}

/// Whether a function has an `__annotate__` function.
pub(crate) fn has_annotations(parameters: &ast::Parameters, returns: Option<&Expr>) -> bool {
    returns.is_some() || parameters.iter_source_order().any(|parameter| parameter.annotation().is_some())
}
