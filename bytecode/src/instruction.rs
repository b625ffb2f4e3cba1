//! One instruction is 32 bits: opcode and three 8-bit operands, or one 8-bit and one 16-bit
//! operand, or one 24-bit jump. An `Ext` prefix gives operands their high bits, so frames of more
//! than 256 registers work without slowing down the others.

use crate::opcode::Op;

/// `op | a << 8 | b << 16 | c << 24`; `bx` is `b | c << 8`; `ax` are the upper 24 bits, signed.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(transparent)]
pub struct Instruction(pub u32);

impl Instruction {
    #[inline(always)]
    pub const fn abc(op: Op, a: u8, b: u8, c: u8) -> Instruction {
        Instruction(op as u32 | (a as u32) << 8 | (b as u32) << 16 | (c as u32) << 24)
    }
    #[inline(always)]
    pub const fn abx(op: Op, a: u8, bx: u16) -> Instruction {
        Instruction(op as u32 | (a as u32) << 8 | (bx as u32) << 16)
    }
    /// A jump by `offset` instructions, counted from the instruction after this one.
    #[inline(always)]
    pub const fn jump(op: Op, offset: i32) -> Instruction {
        Instruction(op as u32 | (offset << 8) as u32)
    }
    /// The opcode; the word must come from a code unit.
    #[inline(always)]
    pub fn op(self) -> Op {
        Op::from_byte(self.0 as u8)
    }
    #[inline(always)]
    pub const fn a(self) -> usize {
        (self.0 >> 8) as u8 as usize
    }
    #[inline(always)]
    pub const fn b(self) -> usize {
        (self.0 >> 16) as u8 as usize
    }
    #[inline(always)]
    pub const fn c(self) -> usize {
        (self.0 >> 24) as usize
    }
    #[inline(always)]
    pub const fn bx(self) -> usize {
        (self.0 >> 16) as usize
    }
    #[inline(always)]
    pub const fn sbx(self) -> i32 {
        self.0 as i32 >> 16
    }
    #[inline(always)]
    pub const fn ax(self) -> i32 {
        self.0 as i32 >> 8
    }
    /// The same operands under another opcode (quickening).
    #[inline(always)]
    pub const fn with_op(self, op: Op) -> Instruction {
        Instruction((self.0 & !0xFF) | op as u32)
    }
}

impl std::fmt::Debug for Instruction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} {} {} {}", self.op(), self.a(), self.b(), self.c())
    }
}

/// An instruction with its `Ext` prefix folded in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decoded {
    pub op: Op,
    pub a: usize,
    pub b: usize,
    pub c: usize,
    /// `bx` or, for jumps, unused.
    pub bx: usize,
    /// The signed jump offset of `AsBx` and `Ax` formats.
    pub offset: i32,
    /// Where the instruction after this one starts.
    pub next: usize,
}

impl Decoded {
    /// An instruction without a prefix.
    #[inline(always)]
    pub fn narrow(word: Instruction, pc: usize) -> Decoded {
        let op = word.op();
        Decoded {
            op,
            a: word.a(),
            b: word.b(),
            c: word.c(),
            bx: word.bx(),
            offset: if matches!(op, Op::Jump | Op::JumpBack) { word.ax() } else { word.sbx() },
            next: pc + 1,
        }
    }
}

/// Decodes the instruction at `pc` (which may be an `Ext`).
///
/// # Panics
/// When `pc` is outside the code or an `Ext` ends it: the compiler never produces either.
#[inline]
pub fn decode(code: &[u32], pc: usize) -> Decoded {
    let word = Instruction(code[pc]);
    if word.op() != Op::Ext {
        return Decoded::narrow(word, pc);
    }
    wide(code, pc)
}

#[cold]
fn wide(code: &[u32], pc: usize) -> Decoded {
    let word = Instruction(code[pc]);
    let (high, low) = (word, Instruction(code[pc + 1]));
    let bx = high.bx() << 16 | low.bx();
    Decoded {
        op: low.op(),
        a: high.a() << 8 | low.a(),
        b: high.b() << 8 | low.b(),
        c: high.c() << 8 | low.c(),
        bx,
        offset: bx as u32 as i32,
        next: pc + 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_jumps_without_a_condition_have_the_ax_format() {
        for op in crate::opcode::ALL {
            let is_jump = matches!(op, Op::Jump | Op::JumpBack);
            assert_eq!(op.format() == crate::opcode::Format::Ax, is_jump, "{op:?}");
        }
    }

    #[test]
    fn ext_gives_the_high_bits() {
        let code = [
            Instruction::abc(Op::Ext, 1, 0, 2).0,
            Instruction::abc(Op::Add, 3, 4, 5).0,
            Instruction::jump(Op::Jump, -7).0,
        ];
        let wide = decode(&code, 0);
        assert_eq!((wide.op, wide.a, wide.b, wide.c, wide.next), (Op::Add, 259, 4, 517, 2));
        assert_eq!(decode(&code, 2).offset, -7);
    }
}
