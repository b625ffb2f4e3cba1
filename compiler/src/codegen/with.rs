//! `with` and `async with`.

use super::Generator;
use super::blocks::Block;
use crate::error::Outcome;
use ruff_python_ast as ast;
use ruff_text_size::Ranged;
use taipan_bytecode::{Location, Op};

impl<'a> Generator<'a> {
    pub fn with_statement(&mut self, node: &'a ast::StmtWith) -> Outcome<()> {
        if node.is_async && !self.allows_async() {
            return self.error("'async with' outside async function", node.range());
        }
        self.with_items(node, &node.items)
    }

    fn with_items(&mut self, node: &'a ast::StmtWith, items: &'a [ast::WithItem]) -> Outcome<()> {
        let Some((item, rest)) = items.split_first() else {
            return self.body(&node.body);
        };
        let mark = self.unit.next_temporary;
        let location = self.source.location(item.context_expr.range());
        // r[exit], and behind it the entered value, then what the handler needs.
        let exit = self.unit.allocate(2);
        let manager = self.operand(&item.context_expr, Some(exit))?;
        self.set_location(location);
        self.emit(if node.is_async { Op::BeforeAsyncWith } else { Op::BeforeWith }, exit, manager, 0);
        self.emit(Op::Call, exit + 1, exit + 1, 0);
        if node.is_async {
            self.unit.next_temporary = exit + 2;
            self.await_value(exit + 1)?;
        }
        let (handler, end) = (self.label(), self.label());
        let outer = self.unit.code.handler;
        let exception = exit + 1;
        let region = self.unit.code.new_handler(handler, exception, true);
        self.unit.code.handler = region;
        self.push_block(Block::With {
            exit,
            is_async: node.is_async,
            location,
            outer,
        })?;
        if let Some(target) = &item.optional_vars {
            self.store(target, exit + 1)?;
        }
        self.unit.next_temporary = exit + 1;
        self.with_items(node, rest)?;
        self.unit.blocks.pop();
        self.unit.code.handler = outer;
        self.set_location(location);
        self.call_exit(exit, node.is_async)?;
        self.jump(Op::Jump, 0, end);

        self.place(handler);
        self.unit.next_temporary = exit + 2;
        let (saved, again, result) = (self.temporary(), self.temporary(), self.temporary());
        self.emit(Op::PushException, saved, exception, 0);
        let cleanup = self.label();
        let cleanup_region = self.unit.code.new_handler(cleanup, again, true);
        self.unit.code.handler = cleanup_region;
        self.emit(Op::WithExcept, result, exit, exception);
        if node.is_async {
            self.await_value(result)?;
        }
        let suppressed = self.label();
        self.jump(Op::JumpIfTrue, result, suppressed);
        self.unit.code.handler = outer;
        self.emit(Op::PopException, saved, 0, 0);
        self.emit(Op::Reraise, exception, 0, 0);
        self.place(suppressed);
        self.emit(Op::PopException, saved, 0, 0);
        self.jump(Op::Jump, 0, end);
        self.place(cleanup);
        self.set_location(Location::default());
        self.emit(Op::PopException, saved, 0, 0);
        self.emit(Op::Reraise, again, 0, 0);
        self.place(end);
        self.unit.next_temporary = mark;
        Ok(())
    }

    /// Calls r[exit](None, None, None) and drops the result.
    pub fn call_exit(&mut self, exit: u32, is_async: bool) -> Outcome<()> {
        let mark = self.unit.next_temporary;
        let base = self.unit.allocate(4);
        self.emit(Op::Move, base, exit, 0);
        for argument in base + 1..base + 4 {
            self.load_none(argument);
        }
        self.emit(Op::Call, base, base, 3);
        if is_async {
            self.unit.next_temporary = base + 1;
            self.await_value(base)?;
        }
        self.unit.next_temporary = mark;
        Ok(())
    }
}
