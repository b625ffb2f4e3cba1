//! How each exact int is held in a register.
//!
//! Ranges come first: what fits an i64 or a u64 is held exactly. A value of which only the low 64 bits matter (it ends
//! under a mask) wraps, without overflow exits; an exit that needs it exactly computes it again from its operands. What
//! has an overflow exit is an i64, and everything else stays a tagged word (REGIONS "Ints").

use super::ranges::*;
use crate::fold::Definitions;
use crate::op::*;
use crate::ssa::*;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rep {
    /// The exact value as a signed word.
    I64,
    /// The exact value as an unsigned word.
    U64,
    /// The low 64 bits only.
    Low,
    /// A tagged word, boxed when it is large.
    Tagged,
}

pub struct Reps {
    of: Vec<Rep>,
}
impl Reps {
    pub fn get(&self, v: Value) -> Rep {
        self.of[v.0 as usize]
    }
}

/// Chooses representations; `low` are the values of which only the low bits matter ([`super::wrap`]).
pub fn reps(func: &mut Func, ranges: &Ranges, low: &[bool]) -> Reps {
    let mut of = vec![Rep::I64; func.values.len()];
    for (v, slot) in of.iter_mut().enumerate() {
        let value = Value(v as u32);
        if func.kind(value) != Kind::Int {
            continue;
        }
        let range = ranges.get(value);
        let low = low.get(v).copied().unwrap_or(false);
        // An empty range is that of code behind an exit that is always taken: as good as none.
        *slot = if low && range.is_empty() {
            Rep::Low
        } else if range.within(Range::I64) {
            Rep::I64
        } else if range.within(Range::U64) {
            Rep::U64
        } else if low {
            Rep::Low
        } else {
            Rep::Tagged
        };
    }
    spread_tagged(func, ranges, low, &mut of);
    for block in &mut func.blocks {
        for inst in &mut block.insts {
            let drop = inst.result.is_some_and(|r| of[r.0 as usize] == Rep::Low || of[r.0 as usize] == Rep::Tagged);
            if drop && !matches!(inst.op, Op::CallRegion(_)) {
                inst.exit = None;
            }
        }
    }
    Reps { of }
}

/// What reads a tagged int without an exit to leave by is tagged itself. (A parameter's range says whether a word holds
/// whatever it gets.)
fn spread_tagged(func: &Func, ranges: &Ranges, low: &[bool], of: &mut [Rep]) {
    let defs = Definitions::of(func);
    // What only the low bits matter of may have operands of which no more is known: it is never boxed.
    let other = |v: Value| {
        if low.get(v.0 as usize).copied().unwrap_or(false) {
            Rep::Low
        } else {
            Rep::Tagged
        }
    };
    loop {
        let mut changed = false;
        let mut set = |of: &mut [Rep], v: Value, rep: Rep| {
            if of[v.0 as usize] != rep {
                of[v.0 as usize] = rep;
                changed = true;
            }
        };
        for block in &func.blocks {
            for inst in &block.insts {
                let Some(r) = inst.result else { continue };
                if func.kind(r) != Kind::Int || of[r.0 as usize] == Rep::Tagged {
                    continue;
                }
                // What can leave has a signed word: its range says so, and operands that are none leave too.
                if inst.exit.is_some() {
                    continue;
                }
                let tagged_operand = inst.args.iter().any(|a| func.kind(*a) == Kind::Int && of[a.0 as usize] == Rep::Tagged);
                let arithmetic = matches!(inst.op, Op::IntBin(_) | Op::IntNeg | Op::IntInvert | Op::IntAbs);
                // Wrapping arithmetic and masks want a tagged operand's low bits only.
                let low_bits_do = of[r.0 as usize] == Rep::Low
                    || inst.op == Op::IntBin(IntOp::And) && inst.args.iter().any(|a| defs.int(*a).is_some_and(|m| (0..=u64::MAX as i128).contains(&m)));
                if arithmetic && tagged_operand && !low_bits_do {
                    set(of, r, other(r));
                }
                // An operation that can only be done on tagged words: mixed or unsigned operands without an exit.
                if arithmetic && of[r.0 as usize] != Rep::Low && !can_do(inst, ranges, of, of[r.0 as usize]) {
                    set(of, r, other(r));
                }
            }
        }
        if !changed {
            return;
        }
    }
}

/// Is there code for this operation with this result in a machine word?
fn can_do(inst: &Inst, ranges: &Ranges, of: &[Rep], result: Rep) -> bool {
    let exact = |v: &Value| matches!(of[v.0 as usize], Rep::I64 | Rep::U64);
    let signed = |v: &Value| of[v.0 as usize] == Rep::I64;
    let positive = |v: &Value| ranges.get(*v).low >= 0;
    match inst.op {
        // Wrapping arithmetic gives the exact result whenever that fits the result's word.
        Op::IntBin(IntOp::Add | IntOp::Sub | IntOp::Mul) => true,
        // Signed and unsigned words mix in bit operations only if the signed one has no sign.
        Op::IntBin(IntOp::And | IntOp::Or | IntOp::Xor) => {
            inst.args.iter().all(signed) || inst.args.iter().all(positive) || inst.op == Op::IntBin(IntOp::And) && result != Rep::Tagged
        }
        Op::IntBin(IntOp::FloorDiv | IntOp::Mod) => {
            inst.args.iter().all(positive) && inst.args.iter().all(exact)
                || inst.args.iter().all(signed)
                    && (inst.exit.is_some()
                        || inst.op == Op::IntBin(IntOp::Mod)
                        || ranges.get(inst.args[1]).low > 0
                        || ranges.get(inst.args[1]).high < -1
                        || ranges.get(inst.args[0]).low > i64::MIN as i128)
        }
        Op::IntBin(IntOp::Shl) => {
            let count = ranges.get(inst.args[1]);
            inst.args.iter().all(signed) && (inst.exit.is_some() || count.low >= 0 && count.high < 64)
                || inst.exit.is_none() && count.low >= 0 && count.high < 64
        }
        Op::IntBin(IntOp::Shr) => exact(&inst.args[0]) && signed(&inst.args[1]),
        Op::IntInvert => signed(&inst.args[0]),
        Op::IntNeg | Op::IntAbs => signed(&inst.args[0]),
        _ => true,
    }
}
