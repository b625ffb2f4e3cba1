//! Annotations, evaluated on demand (PEP 649): a function, class or module gets an `__annotate__`
//! function that makes the dict when somebody asks for it.
//!
//! Under `from __future__ import annotations` they are strings instead, made at once.

use super::Generator;
use super::function::{ANNOTATE, ANNOTATIONS};
use crate::error::Outcome;
use crate::symbols::{Role, ScopeId, ScopeKind};
use crate::unparse::unparse;
use ruff_python_ast::{self as ast, Expr, Stmt};
use taipan_bytecode::{CodeUnit, Const, Intrinsic, Location, Op};

impl<'a> Generator<'a> {
    /// The annotations of a function: a register and the attribute bit it is for.
    pub fn function_annotations(&mut self, function: &'a ast::StmtFunctionDef, location: Location) -> Outcome<(u32, u32)> {
        let mut annotated: Vec<(String, &'a Expr)> = Vec::new();
        let parameters = &function.parameters;
        let positional = parameters.posonlyargs.iter().chain(&parameters.args).map(|parameter| &parameter.parameter);
        let keyword_only = parameters.kwonlyargs.iter().map(|parameter| &parameter.parameter);
        let ordered = positional
            .chain(parameters.vararg.as_deref())
            .chain(keyword_only)
            .chain(parameters.kwarg.as_deref());
        for parameter in ordered {
            if let Some(annotation) = &parameter.annotation {
                annotated.push((self.mangled(parameter.name.as_str()).into_owned(), annotation));
            }
        }
        if let Some(returns) = &function.returns {
            annotated.push(("return".to_string(), returns));
        }
        let dst = self.temporary();
        if self.table.future_annotations {
            self.set_location(location);
            let base = self.unit.allocate(2 * annotated.len() as u32);
            for (index, (name, annotation)) in annotated.iter().enumerate() {
                let key = base + 2 * index as u32;
                self.load_str(key, name);
                self.load_str(key + 1, &unparse(annotation, self.source));
            }
            self.emit(Op::BuildMap, dst, base, annotated.len() as u32);
            self.unit.next_temporary = dst + 1;
            return Ok((dst, ANNOTATIONS));
        }
        let scope = self.table.child(function, Role::Annotations);
        let body = self.table.child(function, Role::Body);
        let owner = self.qualname_of(body, function.name.as_str());
        self.enter_annotate(scope, Some(owner), location);
        let base = self.unit.allocate(2 * annotated.len() as u32);
        for (index, (name, annotation)) in annotated.iter().enumerate() {
            let key = base + 2 * index as u32;
            self.set_location(location);
            self.load_str(key, name);
            match annotation {
                Expr::Starred(starred) => {
                    self.expression_into(&starred.value, key + 1)?;
                    self.at(*annotation);
                    self.emit(Op::Unpack, key + 1, key + 1, 1);
                }
                _ => self.expression_into(annotation, key + 1)?,
            }
        }
        self.set_location(location);
        self.emit(Op::BuildMap, base, base, annotated.len() as u32);
        self.emit(Op::Return, base, 0, 0);
        let code = self.leave_unit()?;
        self.set_location(location);
        self.make_closure(code, dst);
        Ok((dst, ANNOTATE))
    }

    /// Starts an `__annotate__` unit: only format 1 (values) and 2 (values, with fake globals) work.
    fn enter_annotate(&mut self, scope: ScopeId, owner: Option<String>, location: Location) {
        self.enter_unit_of(scope, "__annotate__", location.line);
        if let Some(owner) = owner {
            self.unit.qualname = format!("{owner}.__annotate__");
        }
        self.format_parameter(location);
    }

    /// The one positional-only parameter of the functions that evaluate annotations.
    pub fn format_parameter(&mut self, location: Location) {
        self.unit.register_names[0] = "format".to_string();
        self.unit.arg_count = 1;
        self.unit.positional_only_count = 1;
        self.set_location(location);
        let mark = self.unit.next_temporary;
        let truth = self.temporary();
        let two = self.unit.constant(Const::Int(2));
        self.emit(Op::GtK, truth, 0, two);
        let fine = self.label();
        self.jump(Op::JumpIfFalse, truth, fine);
        self.emit(Op::Intrinsic, truth, truth, Intrinsic::NotImplementedErrorClass as u32);
        self.emit(Op::Raise, truth, 0, 1);
        self.place(fine);
        self.unit.next_temporary = mark;
    }

    /// `target: annotation [= value]`
    pub fn annotated_assignment(&mut self, node: &'a ast::StmtAnnAssign) -> Outcome<()> {
        if let Some(value) = &node.value {
            self.assign(&node.target, value)?;
        }
        let kind = self.table.scope(self.unit.frame).kind;
        let evaluated = matches!(kind, ScopeKind::Module | ScopeKind::Class);
        match &*node.target {
            Expr::Name(name) if node.simple && evaluated => {
                self.at(node);
                if self.table.future_annotations {
                    let mapping = self.temporary();
                    let annotations = self.unit.name("__annotations__");
                    self.emit(Op::LoadName, mapping, annotations, 0);
                    let key = self.temporary();
                    let text = self.temporary();
                    self.load_str(text, &unparse(&node.annotation, self.source));
                    let mangled = self.mangled(&name.id).into_owned();
                    self.load_str(key, &mangled);
                    self.emit(Op::SetItem, mapping, key, text);
                } else {
                    self.mark_annotation();
                }
            }
            Expr::Name(_) => {}
            // An annotated attribute or item is evaluated even when nothing is assigned.
            Expr::Attribute(attribute) if node.value.is_none() => self.discard(&attribute.value)?,
            Expr::Subscript(subscript) if node.value.is_none() => {
                self.discard(&subscript.value)?;
                self.discard_index(&subscript.slice)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn discard_index(&mut self, slice: &'a Expr) -> Outcome<()> {
        match slice {
            Expr::Slice(node) => [&node.lower, &node.upper, &node.step]
                .into_iter()
                .flatten()
                .try_for_each(|bound| self.discard(bound)),
            _ => self.discard(slice),
        }
    }

    /// Remembers that the annotation was reached, where that is not certain.
    fn mark_annotation(&mut self) {
        let index = self.unit.annotation_count;
        self.unit.annotation_count += 1;
        if !self.table.scope(self.unit.frame).conditional_annotations {
            return;
        }
        let mark = self.unit.next_temporary;
        let (set, number) = (self.temporary(), self.temporary());
        self.load_mangled("__conditional_annotations__", set);
        self.load_const(number, Const::Int(i64::from(index)));
        self.emit(Op::SetAdd, set, number, 0);
        self.unit.next_temporary = mark;
    }

    /// Before the first statement of a module or class with annotations.
    pub fn begin_annotations(&mut self, body: &'a [Stmt]) {
        let scope = self.table.scope(self.unit.frame);
        let register = self.temporary();
        if self.table.future_annotations {
            if annotated_names(body).next().is_some() {
                self.emit(Op::Intrinsic, register, register, Intrinsic::SetupAnnotations as u32);
            }
        } else if scope.conditional_annotations {
            self.emit(Op::BuildSet, register, register, 0);
            self.store_mangled("__conditional_annotations__", register);
        }
        self.unit.next_temporary = register;
    }

    /// r[dst] = the `__annotate__` function of the current module or class, if it has annotations.
    pub fn block_annotations(&mut self, body: &'a [Stmt], dst: u32) -> Outcome<bool> {
        let scope = self.table.scope(self.unit.frame);
        let Some(annotations) = scope.annotations else {
            return Ok(false);
        };
        let conditional = scope.conditional_annotations;
        let location = Location {
            column: 0,
            end_column: 0,
            ..self.location()
        };
        let code = self.annotate_unit(annotations, body, conditional, location)?;
        self.set_location(location);
        self.make_closure(code, dst);
        Ok(true)
    }

    fn annotate_unit(&mut self, scope: ScopeId, body: &'a [Stmt], conditional: bool, location: Location) -> Outcome<CodeUnit> {
        self.enter_annotate(scope, None, location);
        let (map, key, value) = (self.temporary(), self.temporary(), self.temporary());
        self.emit(Op::BuildMap, map, map, 0);
        for (index, (name, node)) in annotated_names(body).enumerate() {
            let skip = self.label();
            if conditional {
                self.set_location(location);
                self.load_const(key, Const::Int(index as i64));
                self.load_mangled("__conditional_annotations__", value);
                self.emit(Op::In, key, key, value);
                self.jump(Op::JumpIfFalse, key, skip);
            }
            self.expression_into(&node.annotation, value)?;
            self.at(node);
            let mangled = self.mangled(&name.id).into_owned();
            self.load_str(key, &mangled);
            self.emit(Op::MapAdd, map, key, value);
            self.place(skip);
        }
        self.set_location(location);
        self.emit(Op::Return, map, 0, 0);
        self.leave_unit()
    }
}

/// The simple annotated names of a module or class body, in source order, nested blocks included.
fn annotated_names(body: &[Stmt]) -> Box<dyn Iterator<Item = (&ast::ExprName, &ast::StmtAnnAssign)> + '_> {
    Box::new(body.iter().flat_map(|statement| -> Box<dyn Iterator<Item = _> + '_> {
        match statement {
            Stmt::AnnAssign(node) => match &*node.target {
                Expr::Name(name) if node.simple => Box::new(std::iter::once((name, node))),
                _ => Box::new(std::iter::empty()),
            },
            Stmt::If(node) => Box::new(annotated_names(&node.body).chain(node.elif_else_clauses.iter().flat_map(|clause| annotated_names(&clause.body)))),
            Stmt::For(node) => Box::new(annotated_names(&node.body).chain(annotated_names(&node.orelse))),
            Stmt::While(node) => Box::new(annotated_names(&node.body).chain(annotated_names(&node.orelse))),
            Stmt::With(node) => annotated_names(&node.body),
            Stmt::Match(node) => Box::new(node.cases.iter().flat_map(|case| annotated_names(&case.body))),
            Stmt::Try(node) => Box::new(
                annotated_names(&node.body)
                    .chain(
                        node.handlers
                            .iter()
                            .flat_map(|ast::ExceptHandler::ExceptHandler(handler)| annotated_names(&handler.body)),
                    )
                    .chain(annotated_names(&node.orelse))
                    .chain(annotated_names(&node.finalbody)),
            ),
            _ => Box::new(std::iter::empty()),
        }
    }))
}
