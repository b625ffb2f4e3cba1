//! What an exit's number means: how to rebuild the interpreter's frames.
//!
//! Native code leaves raw values in the thread's exit buffer and returns the exit's number; everything else (constants,
//! boxing, virtual objects, values that can be computed again) stands in these tables, so that exits cost little code.

use crate::fold::int_op;
use crate::graph::SiteInfo;
use crate::op::*;
use crate::position::*;
use crate::profile::ExitKey;
use crate::ssa::{ExitKind, ExitMode};
use std::sync::Arc;

/// Size of the buffer that exits write to.
pub const EXIT_BUFFER_WORDS: usize = 256;

/// How a word in the buffer is to be read.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Form {
    Val,
    I64,
    U64,
    Float,
}
/// Where a rebuilt value comes from.
#[derive(Clone, PartialEq, Debug)]
pub enum Source {
    Buffer(u16, Form),
    /// A tagged word that is no heap pointer.
    Word(u64),
    /// An entry of the region's constant array.
    HeapConst(u32),
    /// An exact int or a float, to be boxed if it must.
    Int(i128),
    Float(u64),
    /// An object of [`SnapshotInfo::virtuals`].
    Virtual(u32),
    /// Computed again, exactly.
    IntOp(IntOp, Box<(Source, Source)>),
    IntNeg(Box<Source>),
    IntInvert(Box<Source>),
    /// The second word of a native call.
    CallWord,
}

/// One frame. Registers that are not listed hold what they held when the region was entered (root frame), or nothing
/// that matters (inlined frames: set them to UNBOUND).
#[derive(Clone, PartialEq, Debug)]
pub struct FrameInfo {
    pub at: FramePos,
    /// Words from the root's window to this one; `None` for a window on the heap, see [`WINDOW_REGISTER`].
    pub window: Option<i32>,
    pub registers: Vec<(u16, Source)>,
}
#[derive(Clone, PartialEq, Debug)]
pub struct VirtualInfo {
    pub site: u32,
    pub fields: Vec<Source>,
}
#[derive(Clone, PartialEq, Debug, Default)]
pub struct SnapshotInfo {
    pub frames: Vec<FrameInfo>,
    pub virtuals: Vec<VirtualInfo>,
    /// Words of the buffer that are written; [`ExitMode::AfterCall`] adds two: status and value.
    pub words: u16,
}
/// One exit of a compiled region.
#[derive(Clone, Debug)]
pub struct ExitInfo {
    pub mode: ExitMode,
    pub kind: ExitKind,
    pub key: ExitKey,
    /// [`ExitMode::AfterCall`]: where the call stands, for an exception that comes out of it.
    pub call_site: Option<FramePos>,
    pub snapshot: Arc<SnapshotInfo>,
}

/// What rebuilding needs of the heap. The buffer and the words on their way to registers may be the only references to
/// objects, and objects are half built meanwhile: the host allows no collection until the frames are written.
pub trait Rebuilder {
    /// A tagged int of any size that fits 127 bits, or is made by `int_word_op`.
    fn int(&mut self, value: i128) -> u64;
    fn float(&mut self, value: f64) -> u64;
    fn constant(&mut self, index: u32) -> u64;
    /// Objects for all sites at once, so that no collection sees one half built: their words, fields zeroed.
    fn allocate(&mut self, sites: &[&SiteInfo]) -> Vec<u64>;
    /// Stores a field of a fresh object.
    fn store(&mut self, object: u64, field: Field, bits: u64);
    /// `op` on two int words, exactly.
    fn int_op(&mut self, op: IntOp, left: u64, right: u64) -> u64;
}

/// A number on its way to a register, not yet boxed.
enum Number {
    Int(i128),
    Word(u64),
}

struct Rebuild<'a> {
    buffer: &'a [u64],
    host: &'a mut dyn Rebuilder,
}

/// The tagged words of all listed registers, frame by frame, in the order of `info.frames`.
pub fn rebuild(info: &SnapshotInfo, sites: &[SiteInfo], buffer: &[u64], host: &mut dyn Rebuilder) -> Vec<Vec<(u16, u64)>> {
    let made: Vec<&SiteInfo> = info.virtuals.iter().map(|v| &sites[v.site as usize]).collect();
    // Values that need boxes first: afterwards nothing allocates while objects are half built.
    let mut rebuild = Rebuild { buffer, host };
    let words: Vec<Vec<u64>> = info
        .virtuals
        .iter()
        .zip(&made)
        .map(|(object, site)| object.fields.iter().zip(&site.fields).map(|(s, f)| rebuild.field(s, *f)).collect())
        .collect();
    let frames: Vec<Vec<(u16, u64)>> = info
        .frames
        .iter()
        .map(|frame| frame.registers.iter().map(|(index, source)| (*index, rebuild.word(source))).collect())
        .collect();
    if made.is_empty() {
        return frames;
    }
    let objects = rebuild.host.allocate(&made);
    for (k, object) in info.virtuals.iter().enumerate() {
        for (at, field) in made[k].fields.iter().enumerate() {
            let bits = match object.fields[at] {
                Source::Virtual(v) => objects[v as usize],
                _ => words[k][at],
            };
            rebuild.host.store(objects[k], *field, bits);
        }
    }
    let mut frames = frames;
    for (frame, info) in frames.iter_mut().zip(&info.frames) {
        for (slot, (_, source)) in frame.iter_mut().zip(&info.registers) {
            if let Source::Virtual(v) = source {
                slot.1 = objects[*v as usize];
            }
        }
    }
    frames
}

impl Rebuild<'_> {
    fn field(&mut self, source: &Source, field: Field) -> u64 {
        match field.kind {
            FieldKind::Val => self.word(source),
            FieldKind::Float => match source {
                Source::Float(bits) => *bits,
                Source::Buffer(at, _) => self.buffer[*at as usize],
                other => unreachable!("{other:?} in a float field"),
            },
            FieldKind::Length | FieldKind::Small => match self.number(source) {
                Number::Int(i) => crate::layout::small(i as i64),
                Number::Word(word) => word,
            },
            FieldKind::I64 => match self.number(source) {
                Number::Int(i) => i as u64,
                Number::Word(word) => ((word as i64) >> 2) as u64,
            },
            _ => match source {
                Source::Int(i) => *i as u64,
                Source::Word(word) => *word,
                Source::Buffer(at, _) => self.buffer[*at as usize],
                other => unreachable!("{other:?} in a raw field"),
            },
        }
    }
    fn word(&mut self, source: &Source) -> u64 {
        match source {
            Source::Buffer(at, Form::Val) => self.buffer[*at as usize],
            Source::Buffer(at, Form::Float) => self.host.float(f64::from_bits(self.buffer[*at as usize])),
            Source::Word(word) => *word,
            Source::HeapConst(k) => self.host.constant(*k),
            Source::Float(bits) => self.host.float(f64::from_bits(*bits)),
            // Filled in when the objects exist.
            Source::Virtual(_) => 0,
            Source::CallWord => self.buffer[1],
            number => {
                let number = self.number(number);
                self.boxed(number)
            }
        }
    }
    fn boxed(&mut self, number: Number) -> u64 {
        match number {
            Number::Int(i) => self.host.int(i),
            Number::Word(word) => word,
        }
    }
    fn number(&mut self, source: &Source) -> Number {
        match source {
            Source::Int(i) => Number::Int(*i),
            Source::Buffer(at, Form::I64) => Number::Int(self.buffer[*at as usize] as i64 as i128),
            Source::Buffer(at, Form::U64) => Number::Int(self.buffer[*at as usize] as i128),
            Source::IntOp(op, operands) => {
                let (a, b) = (self.number(&operands.0), self.number(&operands.1));
                if let (Number::Int(x), Number::Int(y)) = (&a, &b)
                    && let Some(r) = int_op(*op, *x, *y)
                {
                    return Number::Int(r);
                }
                let (a, b) = (self.boxed(a), self.boxed(b));
                Number::Word(self.host.int_op(*op, a, b))
            }
            Source::IntNeg(a) => match self.number(a) {
                Number::Int(i) => Number::Int(-i),
                Number::Word(word) => {
                    let zero = self.host.int(0);
                    Number::Word(self.host.int_op(IntOp::Sub, zero, word))
                }
            },
            Source::IntInvert(a) => match self.number(a) {
                Number::Int(i) => Number::Int(!i),
                Number::Word(word) => {
                    let minus_one = self.host.int(-1);
                    Number::Word(self.host.int_op(IntOp::Xor, minus_one, word))
                }
            },
            other => Number::Word(self.word(other)),
        }
    }
}
