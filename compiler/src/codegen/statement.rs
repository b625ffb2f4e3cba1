//! Statements: the dispatch, control flow, and the kinds that need no file of their own.

use super::blocks::Block;
use super::{Generator, Mode};
use crate::assemble::Label;
use crate::error::Outcome;
use ruff_python_ast::{self as ast, Expr, Stmt};
use ruff_text_size::Ranged;
use taipan_bytecode::{Const, Location, Op};

impl<'a> Generator<'a> {
    pub fn module_body(&mut self, body: &'a [Stmt]) -> Outcome<()> {
        let line = body.first().map_or(1, |first| self.source.position(first.range().start()).0);
        let start = Location {
            line,
            end_line: line,
            column: 0,
            end_column: 0,
        };
        self.set_location(start);
        let register = self.temporary();
        let has_annotations = self.table.scope(self.unit.frame).annotations.is_some();
        if has_annotations || self.table.future_annotations {
            if self.block_annotations(body, register)? {
                self.store_in_namespace("__annotate__", register);
            }
            self.begin_annotations(body);
        }
        let mut rest = body;
        if self.mode == Mode::Exec
            && let Some((text, after)) = self.split_docstring(body)
        {
            if self.optimize < 2 {
                self.at(&body[0]);
                self.load_const(register, Const::Str(text));
                self.store_in_namespace("__doc__", register);
            }
            rest = after;
        }
        self.unit.next_temporary = register;
        self.body(rest)?;
        if let Some(last) = body.last() {
            let location = self.source.location(last.range());
            self.set_location(location);
        }
        let register = self.temporary();
        self.load_none(register);
        self.emit(Op::Return, register, 0, 0);
        Ok(())
    }

    pub fn body(&mut self, body: &'a [Stmt]) -> Outcome<()> {
        body.iter().try_for_each(|statement| self.statement(statement))
    }

    pub fn statement(&mut self, statement: &'a Stmt) -> Outcome<()> {
        stacker::maybe_grow(crate::RED_ZONE, crate::STACK_SEGMENT, || {
            let mark = self.unit.next_temporary;
            self.at(statement);
            let result = self.statement_inner(statement);
            self.unit.next_temporary = mark;
            result
        })
    }

    fn statement_inner(&mut self, statement: &'a Stmt) -> Outcome<()> {
        match statement {
            Stmt::FunctionDef(node) => self.function(node),
            Stmt::ClassDef(node) => self.class(node),
            Stmt::Return(node) => self.return_statement(node),
            Stmt::Delete(node) => node.targets.iter().try_for_each(|target| self.delete(target)),
            Stmt::TypeAlias(node) => self.type_alias(node),
            Stmt::Assign(node) => self.assignment(node),
            Stmt::AugAssign(node) => self.augmented_assignment(node),
            Stmt::AnnAssign(node) => self.annotated_assignment(node),
            Stmt::For(node) => self.for_loop(node),
            Stmt::While(node) => self.while_loop(node),
            Stmt::If(node) => self.if_statement(node),
            Stmt::With(node) => self.with_statement(node),
            Stmt::Match(node) => self.match_statement(node),
            Stmt::Raise(node) => self.raise(node),
            Stmt::Try(node) => self.try_statement(node),
            Stmt::Assert(node) => self.assert_statement(node),
            Stmt::Import(node) => self.import(node),
            Stmt::ImportFrom(node) => self.import_from(node),
            Stmt::Global(_) | Stmt::Nonlocal(_) => Ok(()),
            Stmt::Expr(node) => self.expression_statement(node),
            Stmt::Pass(_) => Ok(()),
            Stmt::Break(node) => self.leave_loop(true, node.range()),
            Stmt::Continue(node) => self.leave_loop(false, node.range()),
            Stmt::IpyEscapeCommand(node) => self.error("invalid syntax", node.range()),
        }
    }

    fn expression_statement(&mut self, node: &'a ast::StmtExpr) -> Outcome<()> {
        if self.mode == Mode::Single && self.outer.is_empty() {
            let value = self.operand(&node.value, None)?;
            self.at(node);
            self.emit(Op::PrintExpression, value, 0, 0);
            return Ok(());
        }
        self.discard(&node.value)
    }

    fn return_statement(&mut self, node: &'a ast::StmtReturn) -> Outcome<()> {
        let scope = self.table.scope(self.unit.frame);
        if !scope.is_function_like() {
            return self.error("'return' outside function", node.range());
        }
        if node.value.is_some() && scope.is_async && scope.is_generator {
            return self.error("'return' with value in async generator", node.range());
        }
        self.forbid_in_star_handler(node.range())?;
        self.warn_in_finally("return", node.range());
        let runs_code = self.leaving_runs_code();
        let constant = match &node.value {
            None => Some(Const::None),
            Some(value) => self.folded(value),
        };
        let mut register = None;
        if let (None, Some(value)) = (&constant, &node.value) {
            register = Some(if runs_code {
                let copy = self.temporary();
                self.expression_into(value, copy)?;
                copy
            } else {
                self.operand(value, None)?
            });
        }
        self.at(node);
        let left = self.leave_blocks(0)?;
        self.at(node);
        let register = match (register, constant) {
            (Some(register), _) => register,
            (None, constant) => {
                let register = self.temporary();
                self.load_const(register, constant.unwrap_or(Const::None));
                register
            }
        };
        self.emit(Op::Return, register, 0, 0);
        self.restore_blocks(left);
        Ok(())
    }

    fn leave_loop(&mut self, is_break: bool, range: ruff_text_size::TextRange) -> Outcome<()> {
        let Some((depth, header, end)) = self.innermost_loop() else {
            self.forbid_in_star_handler(range)?;
            let message = if is_break {
                "'break' outside loop"
            } else {
                "'continue' not properly in loop"
            };
            return self.error(message, range);
        };
        self.warn_in_finally(if is_break { "break" } else { "continue" }, range);
        let crosses = self.unit.blocks[depth..].iter().any(|block| matches!(block, Block::StarHandler { .. }));
        if crosses {
            self.forbid_in_star_handler(range)?;
        }
        let location = self.location();
        let left = self.leave_blocks(depth + 1)?;
        self.set_location(location);
        if is_break {
            self.jump(Op::Jump, 0, end);
        } else {
            self.jump(Op::JumpBack, 0, header);
        }
        self.restore_blocks(left);
        Ok(())
    }

    fn forbid_in_star_handler(&self, range: ruff_text_size::TextRange) -> Outcome<()> {
        if self.unit.blocks.iter().any(|block| matches!(block, Block::StarHandler { .. })) {
            return self.error("'break', 'continue' and 'return' cannot appear in an except* block", range);
        }
        Ok(())
    }

    fn warn_in_finally(&mut self, word: &str, range: ruff_text_size::TextRange) {
        // CPython forgets the `finally` in a loop inside of it, even for `return`.
        let own = self.unit.blocks.iter().rev().take_while(|block| !matches!(block, Block::Loop { .. }));
        if own.into_iter().any(|block| matches!(block, Block::Handler { finally: true, .. })) {
            let message = format!("'{word}' in a 'finally' block");
            self.warnings.add(self.source, range, message, crate::warnings::Phase::Tree);
        }
    }

    fn if_statement(&mut self, node: &'a ast::StmtIf) -> Outcome<()> {
        let end = self.label();
        let mut next = self.label();
        self.condition(&node.test, next, false)?;
        self.body(&node.body)?;
        let last = node.elif_else_clauses.len();
        for (index, clause) in node.elif_else_clauses.iter().enumerate() {
            self.jump(Op::Jump, 0, end);
            self.place(next);
            next = self.label();
            if let Some(test) = &clause.test {
                self.condition(test, next, false)?;
            }
            self.body(&clause.body)?;
            debug_assert!(clause.test.is_some() || index + 1 == last);
        }
        self.place(next);
        self.place(end);
        Ok(())
    }

    fn while_loop(&mut self, node: &'a ast::StmtWhile) -> Outcome<()> {
        let (header, orelse, end) = (self.label(), self.label(), self.label());
        self.place(header);
        self.push_loop(header, end)?;
        self.condition(&node.test, orelse, false)?;
        self.body(&node.body)?;
        self.at(&*node.test);
        self.jump(Op::JumpBack, 0, header);
        self.unit.blocks.pop();
        self.place(orelse);
        self.body(&node.orelse)?;
        self.place(end);
        Ok(())
    }

    fn for_loop(&mut self, node: &'a ast::StmtFor) -> Outcome<()> {
        if node.is_async && !self.allows_async() {
            return self.error("'async for' outside async function", node.range());
        }
        let iterator = self.temporary();
        let source = self.operand(&node.iter, Some(iterator))?;
        self.at(&*node.iter);
        self.emit(if node.is_async { Op::GetAsyncIter } else { Op::GetIter }, iterator, source, 0);
        let (header, orelse, end) = (self.label(), self.label(), self.label());
        self.place(header);
        self.push_loop(header, end)?;
        if node.is_async {
            self.async_loop_step(iterator, &node.iter, &node.target, orelse)?;
        } else {
            self.loop_step(iterator, &node.iter, &node.target, orelse)?;
        }
        self.body(&node.body)?;
        self.at(&*node.iter);
        self.jump(Op::JumpBack, 0, header);
        self.unit.blocks.pop();
        self.place(orelse);
        self.body(&node.orelse)?;
        self.place(end);
        Ok(())
    }

    /// Takes the next item into the target, or goes to `end`.
    pub fn loop_step(&mut self, iterator: u32, iter: &'a Expr, target: &'a Expr, end: Label) -> Outcome<()> {
        let mark = self.unit.next_temporary;
        let item = match self.local_register(target) {
            Some(register) => register,
            None => self.temporary(),
        };
        self.at(iter);
        self.emit(Op::ForIter, item, iterator, 0);
        self.jump(Op::Jump, 0, end);
        if self.local_register(target).is_none() {
            self.store(target, item)?;
        }
        self.unit.next_temporary = mark;
        Ok(())
    }

    fn raise(&mut self, node: &'a ast::StmtRaise) -> Outcome<()> {
        let Some(exception) = &node.exc else {
            self.emit(Op::Raise, 0, 0, 0);
            return Ok(());
        };
        let later: Vec<&Expr> = node.cause.as_deref().into_iter().collect();
        let exception = self.operand_before(exception, &later, None)?;
        match &node.cause {
            Some(cause) => {
                let cause = self.operand(cause, None)?;
                self.at(node);
                self.emit(Op::Raise, exception, cause, 2);
            }
            None => {
                self.at(node);
                self.emit(Op::Raise, exception, 0, 1);
            }
        }
        Ok(())
    }

    fn assert_statement(&mut self, node: &'a ast::StmtAssert) -> Outcome<()> {
        if matches!(&*node.test, Expr::Tuple(tuple) if !tuple.elts.is_empty()) {
            self.warn(Some("assertion is always true, perhaps remove parentheses?".to_string()), node.range());
        }
        if self.optimize > 0 {
            return Ok(());
        }
        let end = self.label();
        self.condition(&node.test, end, true)?;
        let base = self.temporary();
        self.at(&*node.test);
        self.emit(Op::LoadAssertionError, base, 0, 0);
        if let Some(message) = &node.msg {
            let argument = self.temporary();
            self.expression_into(message, argument)?;
            self.at(node);
            self.emit(Op::Call, base, base, 1);
        }
        self.at(&*node.test);
        self.emit(Op::Raise, base, 0, 1);
        self.place(end);
        Ok(())
    }
}
