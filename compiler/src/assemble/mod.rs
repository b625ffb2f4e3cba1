//! The intermediate form between code generation and instruction words.
//!
//! A flat list of instructions with labels; each remembers the innermost exception handler in
//! effect where it was emitted. Bodies that leave a `try` are emitted with an outer handler, so the
//! exception table falls out of the list and never has to be nested. [`flow`] drops what cannot be
//! reached and what needs no bound check, [`layout`] sizes jumps and writes words.

mod flow;
mod headers;
mod layout;

use taipan_bytecode::{Location, Op, opcode::Format};

pub(crate) use layout::finish;

/// A position in the code, known when the code is laid out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub(crate) struct Label(pub u32);

pub(crate) const NO_LABEL: u32 = u32::MAX;

/// An exception handler: index + 1 in [`Code::handlers`]; 0 is "none".
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct HandlerId(pub u32);

impl HandlerId {
    pub const NONE: HandlerId = HandlerId(0);
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Handler {
    pub label: Label,
    pub register: u32,
    pub cleanup: bool,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Ins {
    pub op: Op,
    pub a: u32,
    /// `bx` of `Abx` formats; the immediate of `LoadInt`.
    pub b: u32,
    pub c: u32,
    /// Target of jumps, else [`NO_LABEL`].
    pub target: u32,
    pub handler: HandlerId,
    pub location: Location,
}

impl Ins {
    /// Whether control never goes on to the next instruction.
    pub fn ends_flow(&self) -> bool {
        matches!(self.op, Op::Jump | Op::JumpBack | Op::Return | Op::Raise | Op::Reraise)
    }
    pub fn has_target(&self) -> bool {
        self.target != NO_LABEL
    }
}

/// The code of one unit while it is generated.
#[derive(Default)]
pub(crate) struct Code {
    pub instructions: Vec<Ins>,
    /// Index of the instruction each label stands before.
    pub labels: Vec<u32>,
    pub handlers: Vec<Handler>,
    pub handler: HandlerId,
    pub location: Location,
}

impl Default for HandlerId {
    fn default() -> HandlerId {
        HandlerId::NONE
    }
}

impl Code {
    pub fn new_label(&mut self) -> Label {
        self.labels.push(NO_LABEL);
        Label(self.labels.len() as u32 - 1)
    }

    pub fn place(&mut self, label: Label) {
        debug_assert_eq!(self.labels[label.0 as usize], NO_LABEL);
        self.labels[label.0 as usize] = self.instructions.len() as u32;
    }

    pub fn new_handler(&mut self, label: Label, register: u32, cleanup: bool) -> HandlerId {
        self.handlers.push(Handler { label, register, cleanup });
        HandlerId(self.handlers.len() as u32)
    }

    pub fn emit(&mut self, op: Op, a: u32, b: u32, c: u32) {
        debug_assert!(matches!(op.format(), Format::Abc | Format::Abx) || op == Op::LoadInt);
        self.push(op, a, b, c, NO_LABEL);
    }

    pub fn jump(&mut self, op: Op, a: u32, target: Label) {
        self.push(op, a, 0, 0, target.0);
    }

    fn push(&mut self, op: Op, a: u32, b: u32, c: u32, target: u32) {
        self.instructions.push(Ins {
            op,
            a,
            b,
            c,
            target,
            handler: self.handler,
            location: self.location,
        });
    }
}
