//! Leaving blocks early: `return`, `break` and `continue` run what the blocks around them demand.
//!
//! Every enclosing block remembers the exception handler in effect outside of it; the code that
//! leaves the block is emitted under that handler, so an exception in a `finally` body copied in
//! front of a `return` is not caught by its own `try`.

use super::Generator;
use crate::assemble::{HandlerId, Label};
use crate::error::{ErrorKind, Outcome};
use ruff_python_ast::Stmt;
use taipan_bytecode::{Location, Op};

#[derive(Clone, Copy)]
pub(crate) enum Block<'a> {
    Loop {
        header: Label,
        end: Label,
        outer: HandlerId,
    },
    /// The body of a `try` with handlers: nothing to do but to leave it.
    Try {
        outer: HandlerId,
    },
    /// The body of a `try` with a `finally`, which runs on the way out.
    Finally {
        body: &'a [Stmt],
        outer: HandlerId,
    },
    /// A handler: the exception handled before is put back.
    /// `finally`: the copy of a `finally` body that runs for exceptions.
    Handler {
        saved: u32,
        name: Option<&'a str>,
        finally: bool,
        outer: HandlerId,
    },
    With {
        exit: u32,
        is_async: bool,
        location: Location,
        outer: HandlerId,
    },
    /// An `except*` handler cannot be left this way.
    StarHandler {
        outer: HandlerId,
    },
}

impl Block<'_> {
    fn outer(&self) -> HandlerId {
        match *self {
            Block::Loop { outer, .. }
            | Block::Try { outer }
            | Block::Finally { outer, .. }
            | Block::Handler { outer, .. }
            | Block::With { outer, .. }
            | Block::StarHandler { outer } => outer,
        }
    }
    /// Whether leaving the block runs code of the program.
    fn runs_code(&self) -> bool {
        matches!(self, Block::Finally { .. } | Block::With { .. } | Block::Handler { name: Some(_), .. })
    }
}

/// Blocks inside each other at most, as in CPython.
const MAX_BLOCKS: usize = 21;

impl<'a> Generator<'a> {
    pub fn push_block(&mut self, block: Block<'a>) -> Outcome<()> {
        let scope = self.table.scope(self.unit.frame);
        let around_body = usize::from(scope.is_generator || scope.is_async);
        if self.unit.blocks.len() + around_body >= MAX_BLOCKS {
            let location = self.location();
            let message = "too many statically nested blocks";
            let mut error = self.source.error_at(ErrorKind::SyntaxError, message, location.line, location.column);
            error.column = location.column + 1;
            (error.end_line, error.end_column) = (location.end_line, location.end_column as i32 + 1);
            return Err(error);
        }
        self.unit.blocks.push(block);
        Ok(())
    }

    /// Whether a value that outlives the blocks must be copied out of a local first.
    pub fn leaving_runs_code(&self) -> bool {
        self.unit.blocks.iter().any(Block::runs_code)
    }

    /// Emits what leaving blocks demands, innermost first, down to `depth` blocks. Afterwards the
    /// code is outside of them; the caller emits the jump and calls [`Self::restore_blocks`].
    pub fn leave_blocks(&mut self, depth: usize) -> Outcome<Left<'a>> {
        let left = Left {
            blocks: self.unit.blocks.clone(),
            handler: self.unit.code.handler,
        };
        while self.unit.blocks.len() > depth {
            let Some(block) = self.unit.blocks.pop() else {
                break;
            };
            self.unit.code.handler = block.outer();
            match block {
                Block::Loop { .. } | Block::Try { .. } | Block::StarHandler { .. } => {}
                Block::Finally { body, .. } => self.body(body)?,
                Block::Handler { saved, name, .. } => {
                    self.emit(Op::PopException, saved, 0, 0);
                    if let Some(name) = name {
                        self.clear_exception_name(name);
                    }
                }
                Block::With { exit, is_async, location, .. } => {
                    let before = self.location();
                    self.set_location(location);
                    self.call_exit(exit, is_async)?;
                    self.set_location(before);
                }
            }
        }
        Ok(left)
    }

    pub fn restore_blocks(&mut self, left: Left<'a>) {
        self.unit.blocks = left.blocks;
        self.unit.code.handler = left.handler;
    }

    /// Index of the innermost loop.
    pub fn innermost_loop(&self) -> Option<(usize, Label, Label)> {
        self.unit.blocks.iter().enumerate().rev().find_map(|(index, block)| match *block {
            Block::Loop { header, end, .. } => Some((index, header, end)),
            _ => None,
        })
    }
}

/// The blocks that were left, to go back to.
pub(crate) struct Left<'a> {
    blocks: Vec<Block<'a>>,
    handler: HandlerId,
}
