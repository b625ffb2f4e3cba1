//! How often a loop that counts down goes round, and how far its other counters get meanwhile.
//!
//! A range's iterator is two numbers, the next item and how many are left. Each alone says nothing about the other; together
//! they say that the next item stays within what both began with, so that counting it needs no overflow exit.

use super::ranges::Range;
use crate::analysis::{Cfg, Loop};
use crate::fold::Definitions;
use crate::op::*;
use crate::ssa::*;
use rustc_hash::FxHashMap;

/// A header's parameter that changes by a few constants while another one counts down to zero.
pub struct Counter {
    /// What it may begin with.
    starts: Vec<Value>,
    /// Least and most that one lap adds; zero lies within.
    step: Range,
    /// What the one that counts down may begin with: the most laps.
    laps: Vec<Value>,
}
impl Counter {
    /// All values it can have, given the ranges of what it begins with; `None`: these are too far out to say.
    pub fn limit(&self, range_of: impl Fn(Value) -> Range) -> Option<Range> {
        let join = |values: &[Value]| values.iter().fold(Range::EMPTY, |all, v| all.join(range_of(*v)));
        let (start, laps) = (join(&self.starts), join(&self.laps));
        if start.is_empty() || laps.is_empty() || !start.within(Range::I64) || !laps.within(Range::I64) {
            return None;
        }
        let laps = laps.high.max(0);
        Some(Range {
            low: start.low + self.step.low * laps,
            high: start.high + self.step.high * laps,
        })
    }
}

/// The counters of all loops.
pub fn counters(func: &Func, cfg: &Cfg) -> FxHashMap<Value, Counter> {
    let defs = Definitions::of(func);
    let mut found = FxHashMap::default();
    for around in cfg.loops(func) {
        let header = around.header;
        let (inside, outside): (Vec<BlockId>, Vec<BlockId>) = cfg.predecessors[header.0 as usize].iter().copied().partition(|p| around.blocks.contains(p));
        let params = &func.at(header).params;
        let incoming = |from: &[BlockId], k: usize| -> Vec<Value> {
            let targets = from.iter().flat_map(|p| func.at(*p).term.targets());
            targets.filter(|t| t.block == header).map(|t| t.args[k]).collect()
        };
        // What every lap adds to a parameter, if it is a constant.
        let steps = |k: usize| -> Option<Range> {
            incoming(&inside, k)
                .iter()
                .try_fold(Range::EMPTY, |all, v| Some(all.join(Range::one(added(&defs, params[k], *v)?))))
        };
        let down = (0..params.len()).find(|k| {
            func.kind(params[*k]) == Kind::Int
                && steps(*k).is_some_and(|s| !s.is_empty() && s.high <= -1)
                && inside.iter().all(|p| is_positive_at(func, cfg, &defs, &around, params[*k], *p))
        });
        let Some(down) = down else { continue };
        for (k, param) in params.iter().enumerate() {
            if k == down || func.kind(*param) != Kind::Int {
                continue;
            }
            // Not further than a small step could take a word out of 64 bits.
            if let Some(step) = steps(k).filter(|s| s.low > -(1 << 32) && s.high < 1 << 32) {
                let counter = Counter {
                    starts: incoming(&outside, k),
                    step: step.join(Range::one(0)),
                    laps: incoming(&outside, down),
                };
                found.insert(*param, counter);
            }
        }
    }
    found
}

/// `v - param`, if it is a constant.
fn added(defs: &Definitions, param: Value, v: Value) -> Option<i128> {
    if v == param {
        return Some(0);
    }
    match defs.get(v)? {
        (Op::IntBin(IntOp::Add), args) if args[0] == param => defs.int(args[1]),
        (Op::IntBin(IntOp::Add), args) if args[1] == param => defs.int(args[0]),
        (Op::IntBin(IntOp::Sub), args) if args[0] == param => defs.int(args[1]).map(|i| -i),
        _ => None,
    }
}

/// Whether `v` was found to be more than zero on every way through the loop to the end of block `to`.
fn is_positive_at(func: &Func, cfg: &Cfg, defs: &Definitions, around: &Loop, v: Value, to: BlockId) -> bool {
    // The answer that says so, if this condition can.
    let says = |cond: Cond, args: &[Value]| match cond {
        Cond::IntLe if args[0] == v && defs.int(args[1]).is_some_and(|i| i >= 0) => Some(false),
        Cond::IntLt if args[1] == v && defs.int(args[0]).is_some_and(|i| i >= 0) => Some(true),
        _ => None,
    };
    around.blocks.iter().any(|block| {
        let data = func.at(*block);
        let guarded = data
            .insts
            .iter()
            .any(|i| matches!(i.op, Op::Guard(cond, answer) if says(cond, &i.args) == Some(answer)));
        if guarded {
            return cfg.dominates(*block, to);
        }
        let Term::Branch { cond, args, yes, no } = &data.term else { return false };
        let Some(answer) = says(*cond, args) else { return false };
        let way = if answer { yes.block } else { no.block };
        yes.block != no.block && cfg.predecessors[way.0 as usize][..] == [*block] && cfg.dominates(way, to)
    })
}
