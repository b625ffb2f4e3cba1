//! What each instruction means, written once, generic over [`Machine`].
//!
//! Rules (DESIGN §5): a call of Python code is the last thing an operation does: it pushes a frame
//! with a [`Continuation`] and returns [`Flow::Frame`]. Within one instruction guards come before
//! effects. The destination register is written last.

pub mod advance;
pub mod attempt;
pub mod attribute;
pub mod binary;
pub mod bind;
pub mod build;
pub mod call;
pub mod compare;
pub mod consume;
pub mod contains;
pub mod intrinsic;
pub mod iterate;
pub mod native;
pub mod subscript;
pub mod truth;
pub mod unary;
pub mod unpack;

use crate::thread::Raised;

/// Where execution goes after an instruction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Flow {
    /// The next instruction.
    Next,
    /// Past the next word (a Jump).
    Skip,
    /// The instruction's jump target.
    Jump,
    /// The current frame changed: go on at `Thread::window`, `Thread::pc`.
    Frame,
}

pub type Outcome = Result<Flow, Raised>;
