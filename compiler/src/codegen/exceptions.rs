//! `try`: handlers, `else`, `finally`, `except*`.
//!
//! A handler starts by making its exception the frame's current one (remembering the one before) and
//! puts the old one back however it is left; a cleanup region around its body does that for
//! exceptions. `finally` bodies are copied to every way out.

use super::Generator;
use super::blocks::Block;
use crate::assemble::{HandlerId, Label};
use crate::error::Outcome;
use ruff_python_ast::{self as ast, ExceptHandler, Stmt};
use ruff_text_size::Ranged;
use taipan_bytecode::{Location, Op};

/// Registers and labels of a handler that is being generated.
struct Handling {
    exception: u32,
    saved: u32,
    again: u32,
    cleanup: Label,
    outer: HandlerId,
    region: HandlerId,
}

impl<'a> Generator<'a> {
    pub fn try_statement(&mut self, node: &'a ast::StmtTry) -> Outcome<()> {
        if node.finalbody.is_empty() {
            return self.try_handlers(node);
        }
        let end = self.label();
        let handling = self.begin_protected();
        self.push_block(Block::Finally {
            body: &node.finalbody,
            outer: handling.outer,
        })?;
        self.unit.code.handler = handling.region;
        if node.handlers.is_empty() {
            self.body(&node.body)?;
            self.body(&node.orelse)?;
        } else {
            self.try_handlers(node)?;
        }
        self.unit.blocks.pop();
        self.unit.code.handler = handling.outer;
        self.body(&node.finalbody)?;
        self.jump(Op::Jump, 0, end);

        let handling = self.enter_handler(handling);
        self.push_block(Block::Handler {
            saved: handling.saved,
            name: None,
            finally: true,
            outer: handling.outer,
        })?;
        self.finally_copy(&node.finalbody)?;
        self.unit.blocks.pop();
        self.unit.code.handler = handling.outer;
        self.set_location(Location::default());
        self.emit(Op::PopException, handling.saved, 0, 0);
        self.emit(Op::Reraise, handling.exception, 0, 0);
        self.end_handler(&handling);
        self.place(end);
        Ok(())
    }

    fn finally_copy(&mut self, body: &'a [Stmt]) -> Outcome<()> {
        self.body(body)
    }

    /// Registers for a handler, and the region that leads to it. The caller makes it the current one.
    fn begin_protected(&mut self) -> Handling {
        let exception = self.unit.allocate(3);
        let label = self.label();
        let outer = self.unit.code.handler;
        let region = self.unit.code.new_handler(label, exception, false);
        Handling {
            exception,
            saved: exception + 1,
            again: exception + 2,
            cleanup: label,
            outer,
            region,
        }
    }

    /// At the start of a handler: pushes the exception and opens the cleanup region.
    fn enter_handler(&mut self, handling: Handling) -> Handling {
        self.unit.code.handler = handling.outer;
        self.set_location(Location::default());
        self.place(handling.cleanup);
        self.emit(Op::PushException, handling.saved, handling.exception, 0);
        let cleanup = self.label();
        let region = self.unit.code.new_handler(cleanup, handling.again, true);
        self.unit.code.handler = region;
        Handling { cleanup, region, ..handling }
    }

    /// The cleanup code of a handler: restores and raises again.
    fn end_handler(&mut self, handling: &Handling) {
        self.unit.code.handler = handling.outer;
        self.set_location(Location::default());
        self.place(handling.cleanup);
        self.emit(Op::PopException, handling.saved, 0, 0);
        self.emit(Op::Reraise, handling.again, 0, 0);
    }

    fn try_handlers(&mut self, node: &'a ast::StmtTry) -> Outcome<()> {
        if node.is_star {
            return self.try_star(node);
        }
        let end = self.label();
        let mark = self.unit.next_temporary;
        let handling = self.begin_protected();
        self.push_block(Block::Try { outer: handling.outer })?;
        self.unit.code.handler = handling.region;
        // The handler's registers are not needed before it runs.
        self.unit.next_temporary = mark;
        self.body(&node.body)?;
        self.unit.blocks.pop();
        self.unit.code.handler = handling.outer;
        self.body(&node.orelse)?;
        self.jump(Op::Jump, 0, end);

        self.unit.next_temporary = mark + 3;
        let handling = self.enter_handler(handling);
        let last = node.handlers.len() - 1;
        let mut next = self.label();
        for (index, ExceptHandler::ExceptHandler(handler)) in node.handlers.iter().enumerate() {
            self.at(handler);
            match &handler.type_ {
                Some(class) => {
                    let matched = self.temporary();
                    let class_register = self.operand(class, Some(matched))?;
                    self.at(handler);
                    self.emit(Op::MatchException, matched, handling.exception, class_register);
                    self.jump(Op::JumpIfFalse, matched, next);
                    self.unit.next_temporary = matched;
                }
                None if index != last => {
                    return self.error("default 'except:' must be last", handler.range());
                }
                None => {}
            }
            self.handler_body(handler, &handling, end)?;
            self.place(next);
            next = self.label();
        }
        self.place(next);
        self.unit.code.handler = handling.outer;
        self.set_location(Location::default());
        self.emit(Op::PopException, handling.saved, 0, 0);
        self.emit(Op::Reraise, handling.exception, 0, 0);
        self.end_handler(&handling);
        self.place(end);
        Ok(())
    }

    fn handler_body(&mut self, handler: &'a ast::ExceptHandlerExceptHandler, handling: &Handling, end: Label) -> Outcome<()> {
        let name = handler.name.as_ref().map(|name| name.as_str());
        let mut named_cleanup = None;
        if let Some(name) = name {
            self.at(handler);
            self.store_variable(name, handling.exception);
            let cleanup = self.label();
            named_cleanup = Some(cleanup);
            self.unit.code.handler = self.unit.code.new_handler(cleanup, handling.again, true);
        }
        self.push_block(Block::Handler {
            saved: handling.saved,
            name,
            finally: false,
            outer: handling.outer,
        })?;
        self.body(&handler.body)?;
        self.unit.blocks.pop();
        self.unit.code.handler = handling.outer;
        self.set_location(Location::default());
        self.emit(Op::PopException, handling.saved, 0, 0);
        if let Some(name) = name {
            self.clear_exception_name(name);
        }
        self.jump(Op::Jump, 0, end);
        if let (Some(cleanup), Some(name)) = (named_cleanup, name) {
            self.place(cleanup);
            self.clear_exception_name(name);
            self.emit(Op::PopException, handling.saved, 0, 0);
            self.emit(Op::Reraise, handling.again, 0, 0);
        }
        self.unit.code.handler = handling.region;
        Ok(())
    }

    fn try_star(&mut self, node: &'a ast::StmtTry) -> Outcome<()> {
        let end = self.label();
        let handling = self.begin_protected();
        self.push_block(Block::Try { outer: handling.outer })?;
        self.unit.code.handler = handling.region;
        self.body(&node.body)?;
        self.unit.blocks.pop();
        self.unit.code.handler = handling.outer;
        self.body(&node.orelse)?;
        self.jump(Op::Jump, 0, end);

        let handling = self.enter_handler(handling);
        // What was raised by handlers (and the unhandled rest), the part still to be matched, the match.
        let (raised, part, rest) = (self.temporary(), self.temporary(), self.temporary());
        self.emit(Op::BuildList, raised, raised, 0);
        self.emit(Op::Move, rest, handling.exception, 0);
        for ExceptHandler::ExceptHandler(handler) in &node.handlers {
            self.at(handler);
            let Some(class) = &handler.type_ else {
                return self.error("expected one or more exception types", handler.range());
            };
            let mark = self.unit.next_temporary;
            let class_register = self.operand(class, None)?;
            self.at(&**class);
            self.emit(Op::MatchExceptionGroup, part, rest, class_register);
            self.unit.next_temporary = mark;
            let next = self.label();
            self.jump(Op::JumpIfNone, part, next);
            // While the handler runs, its match is the current exception.
            self.emit(Op::PopException, part, 0, 0);
            let name = handler.name.as_ref().map(|name| name.as_str());
            if let Some(name) = name {
                self.at(handler);
                self.store_variable(name, part);
            }
            let failed = self.label();
            let thrown = self.temporary();
            self.unit.code.handler = self.unit.code.new_handler(failed, thrown, true);
            self.push_block(Block::StarHandler { outer: handling.region })?;
            self.body(&handler.body)?;
            self.unit.blocks.pop();
            self.unit.code.handler = handling.region;
            self.set_location(Location::default());
            if let Some(name) = name {
                self.clear_exception_name(name);
            }
            self.jump(Op::Jump, 0, next);
            self.place(failed);
            if let Some(name) = name {
                self.clear_exception_name(name);
            }
            self.emit(Op::ListAppend, raised, thrown, 0);
            self.unit.next_temporary = mark;
            self.place(next);
        }
        self.set_location(Location::default());
        let add = self.label();
        self.jump(Op::JumpIfNone, rest, add);
        self.emit(Op::ListAppend, raised, rest, 0);
        self.place(add);
        self.emit(Op::PrepareReraiseStar, part, raised, handling.exception);
        let reraise = self.label();
        self.jump(Op::JumpIfNotNone, part, reraise);
        self.unit.code.handler = handling.outer;
        self.emit(Op::PopException, handling.saved, 0, 0);
        self.jump(Op::Jump, 0, end);
        self.place(reraise);
        self.emit(Op::PopException, handling.saved, 0, 0);
        self.emit(Op::Reraise, part, 0, 0);
        self.end_handler(&handling);
        self.place(end);
        Ok(())
    }
}
