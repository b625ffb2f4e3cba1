//! Expressions: the dispatch, and the kinds that need no file of their own.

use super::Generator;
use super::names::Place;
use crate::error::Outcome;
use crate::fold;
use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::Ranged;
use taipan_bytecode::{Const, Location, Op};

impl<'a> Generator<'a> {
    /// Evaluates `expression` into register `dst`. Unless [`Self::writes_once`] holds, `dst` must be a
    /// temporary.
    pub fn expression_into(&mut self, expression: &'a Expr, dst: u32) -> Outcome<()> {
        match expression {
            Expr::Name(name) => {
                self.load_name(name, dst);
                Ok(())
            }
            Expr::NumberLiteral(_)
            | Expr::StringLiteral(_)
            | Expr::BytesLiteral(_)
            | Expr::BooleanLiteral(_)
            | Expr::NoneLiteral(_)
            | Expr::EllipsisLiteral(_) => {
                if let Some(constant) = fold::fold(expression, self.source) {
                    self.at(expression);
                    self.load_const(dst, constant);
                }
                Ok(())
            }
            _ => stacker::maybe_grow(crate::RED_ZONE, crate::STACK_SEGMENT, || {
                let mark = self.unit.next_temporary;
                let result = self.compound_into(expression, dst);
                self.unit.next_temporary = mark;
                result
            }),
        }
    }

    /// As [`Self::expression_into`], for any register: a local is written only when the value is there.
    pub fn assign_into(&mut self, expression: &'a Expr, dst: u32) -> Outcome<()> {
        if self.unit.is_temporary(dst) || self.writes_once(expression) {
            return self.expression_into(expression, dst);
        }
        let mark = self.unit.next_temporary;
        let value = self.temporary();
        self.expression_into(expression, value)?;
        self.move_to(dst, value);
        self.unit.next_temporary = mark;
        Ok(())
    }

    /// Whether the code for `expression` writes its destination only as the last effect.
    fn writes_once(&self, expression: &Expr) -> bool {
        match expression {
            Expr::If(node) => self.writes_once(&node.body) && self.writes_once(&node.orelse),
            Expr::Compare(node) => node.ops.len() == 1,
            Expr::BinOp(_)
            | Expr::UnaryOp(_)
            | Expr::Lambda(_)
            | Expr::Attribute(_)
            | Expr::Call(_)
            | Expr::FString(_)
            | Expr::Name(_)
            | Expr::NumberLiteral(_)
            | Expr::StringLiteral(_)
            | Expr::BytesLiteral(_)
            | Expr::BooleanLiteral(_)
            | Expr::NoneLiteral(_)
            | Expr::EllipsisLiteral(_)
            | Expr::Subscript(_)
            | Expr::Yield(_)
            | Expr::Generator(_) => true,
            Expr::Tuple(node) => self.is_plain_display(&node.elts),
            Expr::List(node) => self.is_plain_display(&node.elts),
            _ => false,
        }
    }

    fn compound_into(&mut self, expression: &'a Expr, dst: u32) -> Outcome<()> {
        match expression {
            Expr::BoolOp(node) => self.bool_op(node, dst),
            Expr::Named(node) => self.walrus(node, dst),
            Expr::BinOp(_) => self.binary(expression, dst),
            Expr::UnaryOp(node) => self.unary(node, dst),
            Expr::Lambda(node) => self.lambda(node, dst),
            Expr::If(node) => self.conditional(node, dst),
            Expr::Dict(node) => self.dict(node, dst),
            Expr::Set(node) => self.set(node, dst),
            Expr::ListComp(_) | Expr::SetComp(_) | Expr::DictComp(_) | Expr::Generator(_) => self.comprehension(expression, dst),
            Expr::Await(node) => self.await_expression(node, dst),
            Expr::Yield(node) => self.yield_expression(node, dst),
            Expr::YieldFrom(node) => self.yield_from(node, dst),
            Expr::Compare(node) => self.compare(node, dst),
            Expr::Call(node) => self.call(node, dst),
            Expr::FString(node) => self.f_string(node, dst),
            Expr::TString(node) => self.t_string(node, dst),
            Expr::Attribute(node) => self.attribute(node, dst),
            Expr::Subscript(node) => self.subscript(node, dst),
            Expr::Starred(node) => self.error("can't use starred expression here", node.range()),
            Expr::List(node) => self.list(&node.elts, node.range(), dst),
            Expr::Tuple(node) => self.tuple(expression, &node.elts, dst),
            Expr::Slice(node) => self.slice(node, dst),
            Expr::IpyEscapeCommand(node) => self.error("invalid syntax", node.range()),
            Expr::Name(_)
            | Expr::NumberLiteral(_)
            | Expr::StringLiteral(_)
            | Expr::BytesLiteral(_)
            | Expr::BooleanLiteral(_)
            | Expr::NoneLiteral(_)
            | Expr::EllipsisLiteral(_) => self.expression_into(expression, dst),
        }
    }

    /// A temporary to compute parts of a result in: the destination itself when it is one.
    pub fn scratch(&mut self, dst: u32) -> u32 {
        if self.unit.is_temporary(dst) { dst } else { self.temporary() }
    }

    /// `Some(dst)` when parts of the result may be computed in it.
    pub fn hint(&self, dst: u32) -> Option<u32> {
        self.unit.is_temporary(dst).then_some(dst)
    }

    fn bool_op(&mut self, node: &'a ast::ExprBoolOp, dst: u32) -> Outcome<()> {
        let end = self.label();
        let jump = if node.op == ast::BoolOp::And { Op::JumpIfFalse } else { Op::JumpIfTrue };
        let last = node.values.len() - 1;
        for (index, value) in node.values.iter().enumerate() {
            self.expression_into(value, dst)?;
            if index != last {
                self.at(node);
                self.jump(jump, dst, end);
            }
        }
        self.place(end);
        Ok(())
    }

    fn walrus(&mut self, node: &'a ast::ExprNamed, dst: u32) -> Outcome<()> {
        self.expression_into(&node.value, dst)?;
        self.at(&*node.target);
        if let Expr::Name(name) = &*node.target {
            self.store_variable(&name.id, dst);
        }
        Ok(())
    }

    fn conditional(&mut self, node: &'a ast::ExprIf, dst: u32) -> Outcome<()> {
        let (orelse, end) = (self.label(), self.label());
        self.condition(&node.test, orelse, false)?;
        self.assign_into(&node.body, dst)?;
        self.at(node);
        self.jump(Op::Jump, 0, end);
        self.place(orelse);
        self.assign_into(&node.orelse, dst)?;
        self.place(end);
        Ok(())
    }

    /// Location of an attribute access: a chain over several lines points at the attribute's line.
    pub fn attribute_location(&self, node: &ast::ExprAttribute, mut location: Location) -> Location {
        let (end_line, end_column) = self.source.position(node.range().end());
        if location.line != end_line {
            location.line = end_line;
            let length = node.attr.range().len().to_u32();
            location.column = end_column.saturating_sub(length);
            location.end_column = end_column;
        }
        location
    }

    fn attribute(&mut self, node: &'a ast::ExprAttribute, dst: u32) -> Outcome<()> {
        if self.super_attribute(node, dst, Op::LoadSuperAttr)? {
            return Ok(());
        }
        let hint = self.hint(dst);
        let object = self.operand(&node.value, hint)?;
        let location = self.source.location(node.range());
        let location = self.attribute_location(node, location);
        self.set_location(location);
        let name = self.attribute_name(&node.attr);
        self.emit(Op::LoadAttr, dst, object, name);
        Ok(())
    }

    pub fn attribute_name(&mut self, attr: &ast::Identifier) -> u32 {
        let mangled = self.mangled(attr.as_str()).into_owned();
        self.unit.name(&mangled)
    }

    /// `super().attr` and `super(C, x).attr`: no super object is made. False when it is something else.
    pub fn super_attribute(&mut self, node: &'a ast::ExprAttribute, dst: u32, op: Op) -> Outcome<bool> {
        let Expr::Call(call) = &*node.value else {
            return Ok(false);
        };
        let Expr::Name(name) = &*call.func else {
            return Ok(false);
        };
        let arguments = &call.arguments;
        if name.id != "super" || !arguments.keywords.is_empty() || node.attr.as_str() == "__class__" {
            return Ok(false);
        }
        let scope = self.table.scope(self.unit.frame);
        let module_binds = self.table.scopes[0].flags("super") & crate::symbols::flag::BOUND != 0;
        if !scope.is_function_like() || module_binds || self.variable("super") != Place::Global {
            return Ok(false);
        }
        let base = match self.hint(dst) {
            Some(top) if top + 1 == self.unit.next_temporary => {
                self.unit.allocate(2);
                top
            }
            _ => self.unit.allocate(3),
        };
        let location = self.source.location(call.range());
        match &arguments.args[..] {
            [] => {
                let first = self.unit.register_names.first().filter(|_| self.unit.arg_count > 0).cloned();
                let Some(first) = first else { return Ok(false) };
                let Place::Cell(class) = self.variable("__class__") else {
                    return Ok(false);
                };
                self.load_name(name, base);
                self.set_location(location);
                self.emit(Op::LoadCell, base + 1, class, 0);
                let is_cell = self.unit.cell_registers.contains(&0);
                if is_cell {
                    self.emit(Op::LoadCell, base + 2, 0, 0);
                } else {
                    let symbol = self.table.scope(self.unit.frame).symbol(&first);
                    if symbol.is_some_and(|symbol| symbol.flags & crate::symbols::flag::DELETED != 0) {
                        self.emit(Op::CheckBound, 0, 0, 0);
                    }
                    self.emit(Op::Move, base + 2, 0, 0);
                }
            }
            [class, object] if !class.is_starred_expr() && !object.is_starred_expr() => {
                self.load_name(name, base);
                self.expression_into(class, base + 1)?;
                self.expression_into(object, base + 2)?;
            }
            _ => return Ok(false),
        }
        let location = self.source.location(node.range());
        let location = self.attribute_location(node, location);
        self.set_location(location);
        let name = self.attribute_name(&node.attr);
        self.emit(op, dst, base, name);
        Ok(true)
    }

    fn subscript(&mut self, node: &'a ast::ExprSubscript, dst: u32) -> Outcome<()> {
        self.warn(crate::warnings::subscript(&node.value, &node.slice), node.value.range());
        let hint = self.hint(dst);
        let object = self.operand_before(&node.value, &[&node.slice], hint)?;
        let free = hint.filter(|&hint| hint != object);
        if let Some((lower, upper)) = plain_slice(&node.slice) {
            let bounds = self.unit.allocate(2);
            self.slice_bounds(lower, upper, bounds)?;
            self.at(node);
            self.emit(Op::GetSlice, dst, object, bounds);
        } else {
            let index = self.operand(&node.slice, free)?;
            self.at(node);
            self.emit(Op::GetItem, dst, object, index);
        }
        Ok(())
    }

    /// The bounds of `[lower:upper]` into two registers.
    pub fn slice_bounds(&mut self, lower: Option<&'a Expr>, upper: Option<&'a Expr>, first: u32) -> Outcome<()> {
        for (bound, register) in [(lower, first), (upper, first + 1)] {
            match bound {
                Some(bound) => self.expression_into(bound, register)?,
                None => self.load_none(register),
            }
        }
        Ok(())
    }

    fn slice(&mut self, node: &'a ast::ExprSlice, dst: u32) -> Outcome<()> {
        let base = self.unit.allocate(3);
        self.slice_bounds(node.lower.as_deref(), node.upper.as_deref(), base)?;
        if let Some(step) = &node.step {
            self.expression_into(step, base + 2)?;
        }
        self.at(node);
        self.emit(Op::BuildSlice, dst, base, if node.step.is_some() { 3 } else { 2 });
        Ok(())
    }

    /// Evaluates and drops the value.
    pub fn discard(&mut self, expression: &'a Expr) -> Outcome<()> {
        if expression.is_literal_expr() {
            return Ok(());
        }
        let mark = self.unit.next_temporary;
        self.operand(expression, None)?;
        self.unit.next_temporary = mark;
        Ok(())
    }

    /// A constant if the expression folds.
    pub fn folded(&self, expression: &Expr) -> Option<Const> {
        if let Expr::Name(name) = expression
            && name.id == "__debug__"
        {
            return Some(fold::boolean(self.optimize == 0));
        }
        fold::fold(expression, self.source)
    }
}

/// Lower and upper bound of a slice without a step.
pub(crate) fn plain_slice(slice: &Expr) -> Option<(Option<&Expr>, Option<&Expr>)> {
    match slice {
        Expr::Slice(node) if node.step.is_none() => Some((node.lower.as_deref(), node.upper.as_deref())),
        _ => None,
    }
}
