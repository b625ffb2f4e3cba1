//! Suspension: `yield`, `yield from`, `await`, `async for`. What lives across a suspension is in the
//! generator's own registers.

use super::Generator;
use crate::assemble::Label;
use crate::error::Outcome;
use crate::symbols::ScopeKind;
use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::Ranged;
use taipan_bytecode::{Intrinsic, Op};

impl<'a> Generator<'a> {
    pub fn yield_expression(&mut self, node: &'a ast::ExprYield, dst: u32) -> Outcome<()> {
        self.require_function("'yield' outside function", node.range())?;
        let hint = self.hint(dst);
        let value = match &node.value {
            Some(value) => self.operand(value, hint)?,
            None => {
                let register = self.scratch(dst);
                self.at(node);
                self.load_none(register);
                register
            }
        };
        self.at(node);
        self.yield_value(dst, value);
        Ok(())
    }

    /// Yields r[value]; r[dst] is what is sent.
    pub fn yield_value(&mut self, dst: u32, value: u32) {
        let scope = self.table.scope(self.unit.frame);
        if scope.is_async && scope.is_generator {
            let wrapped = self.temporary();
            self.emit(Op::Intrinsic, wrapped, value, Intrinsic::AsyncGenWrap as u32);
            self.emit(Op::Yield, dst, wrapped, 0);
        } else {
            self.emit(Op::Yield, dst, value, 0);
        }
    }

    fn require_function(&self, message: &str, range: ruff_text_size::TextRange) -> Outcome<()> {
        let kind = self.table.scope(self.unit.frame).kind;
        if !matches!(kind, ScopeKind::Function | ScopeKind::Lambda | ScopeKind::Comprehension) {
            return self.error(message, range);
        }
        Ok(())
    }

    pub fn yield_from(&mut self, node: &'a ast::ExprYieldFrom, dst: u32) -> Outcome<()> {
        self.require_function("'yield from' outside function", node.range())?;
        if self.table.scope(self.unit.frame).is_async {
            return self.error("'yield from' inside async function", node.range());
        }
        let iterator = self.temporary();
        let source = self.operand(&node.value, Some(iterator))?;
        self.at(node);
        self.emit(Op::GetYieldFromIter, iterator, source, 0);
        let result = self.scratch(dst);
        self.delegate(iterator, result);
        self.move_to(dst, result);
        Ok(())
    }

    pub fn await_expression(&mut self, node: &'a ast::ExprAwait, dst: u32) -> Outcome<()> {
        self.require_function("'await' outside function", node.range())?;
        if !self.allows_async() {
            return self.error("'await' outside async function", node.range());
        }
        let result = self.scratch(dst);
        self.expression_into(&node.value, result)?;
        self.at(node);
        self.await_value(result)?;
        self.move_to(dst, result);
        Ok(())
    }

    /// r[register] = await r[register]
    pub fn await_value(&mut self, register: u32) -> Outcome<()> {
        let mark = self.unit.next_temporary;
        let iterator = self.temporary();
        self.emit(Op::GetAwaitable, iterator, register, 0);
        self.delegate(iterator, register);
        self.unit.next_temporary = mark;
        Ok(())
    }

    /// Runs r[iterator] to its end, passing values through; r[result] = what it returns.
    fn delegate(&mut self, iterator: u32, result: u32) {
        let mark = self.unit.next_temporary;
        let sent = self.temporary();
        let (again, thrown, done) = (self.label(), self.label(), self.label());
        self.load_none(sent);
        self.place(again);
        self.emit(Op::Send, result, iterator, sent);
        self.jump(Op::Jump, 0, done);
        // An exception thrown in that ends the iterator arrives here: StopIteration gives the result.
        let outer = self.unit.code.handler;
        self.unit.code.handler = self.unit.code.new_handler(thrown, result, true);
        self.emit(Op::YieldDelegate, sent, result, iterator);
        self.unit.code.handler = outer;
        self.jump(Op::JumpBack, 0, again);
        self.place(thrown);
        self.emit(Op::Intrinsic, result, result, Intrinsic::StopIterationValue as u32);
        self.place(done);
        self.unit.next_temporary = mark;
    }

    /// One round of `async for`: takes the next item into the target, or goes to `end`.
    pub fn async_loop_step(&mut self, iterator: u32, iter: &'a Expr, target: &'a Expr, end: Label) -> Outcome<()> {
        let mark = self.unit.next_temporary;
        let item = self.temporary();
        let (stopped, body) = (self.label(), self.label());
        let outer = self.unit.code.handler;
        self.at(iter);
        self.unit.code.handler = self.unit.code.new_handler(stopped, item, true);
        self.emit(Op::GetAsyncNext, item, iterator, 0);
        self.await_value(item)?;
        self.unit.code.handler = outer;
        self.jump(Op::Jump, 0, body);
        self.place(stopped);
        self.emit(Op::EndAsyncFor, item, 0, 0);
        self.jump(Op::Jump, 0, end);
        self.place(body);
        self.store(target, item)?;
        self.unit.next_temporary = mark;
        Ok(())
    }
}
