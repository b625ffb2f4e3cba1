//! Ints of which only the low 64 bits are ever looked at: `(h ^ b) * P & M64`.
//!
//! Such a value may wrap, so its overflow exit goes before ranges are computed. A snapshot that holds it computes it
//! again, exactly, from its operands, when the exit is taken.

use crate::fold::Definitions;
use crate::op::*;
use crate::ssa::*;

/// Finds the values and drops their overflow exits.
pub fn wrap(func: &mut Func) -> Vec<bool> {
    let low = low_only(func);
    for inst in func.blocks.iter_mut().flat_map(|b| &mut b.insts) {
        if inst.result.is_some_and(|r| low[r.0 as usize]) {
            inst.exit = None;
        }
    }
    low
}

/// Does a use of an operand of this operation look at its low 64 bits only, provided the result is so used?
fn passes_low(op: Op) -> bool {
    matches!(
        op,
        Op::IntBin(IntOp::Add | IntOp::Sub | IntOp::Mul | IntOp::And | IntOp::Or | IntOp::Xor) | Op::IntNeg | Op::IntInvert
    )
}
fn is_mask(i: i128) -> bool {
    (0..=u64::MAX as i128).contains(&i)
}

/// Values of which nothing but the low 64 bits is ever looked at, besides snapshots that can compute them again.
fn low_only(func: &Func) -> Vec<bool> {
    let defs = &Definitions::of(func);
    let boxed = boxed_for_use(func);
    let mut low = vec![false; func.values.len()];
    for (v, slot) in low.iter_mut().enumerate() {
        let value = Value(v as u32);
        let makes = defs.get(value).is_some_and(|(op, _)| passes_low(op) || op == Op::IntBin(IntOp::Shl));
        *slot = func.kind(value) == Kind::Int && makes;
    }
    for param in func.blocks.iter().flat_map(|b| &b.params) {
        low[param.0 as usize] = func.kind(*param) == Kind::Int;
    }
    // A pending store boxes its value in native code.
    for store in func.snapshots.iter().flat_map(|s| &s.stores) {
        if let SnapValue::Value(v) = store.value {
            low[v.0 as usize] = false;
            if let Some((Op::FromInt, args)) = defs.get(v) {
                low[args[0].0 as usize] = false;
            }
        }
    }
    loop {
        settle(func, defs, &boxed, &mut low);
        // An exit recomputes at most a few steps; a value beyond that is exact, and so are its operands.
        let held = held_by_exits(func, defs, &low);
        let deep: Vec<usize> = held
            .iter()
            .copied()
            .filter(|v| low[*v] && !recomputable(Value(*v as u32), &low, defs, 0))
            .collect();
        if deep.is_empty() {
            return low;
        }
        deep.into_iter().for_each(|v| low[v] = false);
    }
}

/// Denies whatever has a use that looks at more than the low bits, until nothing changes.
fn settle(func: &Func, defs: &Definitions, boxed: &[bool], low: &mut Vec<bool>) {
    loop {
        let mut changed = false;
        let mut deny = |low: &mut Vec<bool>, v: Value| changed |= std::mem::replace(&mut low[v.0 as usize], false);
        for block in &func.blocks {
            for inst in &block.insts {
                let result_low = inst.result.is_some_and(|r| low[r.0 as usize]);
                let masks = inst.op == Op::IntBin(IntOp::And) && inst.args.iter().any(|a| defs.int(*a).is_some_and(is_mask));
                let shl = inst.op == Op::IntBin(IntOp::Shl);
                for (k, arg) in inst.args.iter().enumerate() {
                    let fine = match inst.op {
                        _ if masks => true,
                        Op::IntToRaw => true,
                        // A boxed form that only snapshots use is made at the exit.
                        Op::FromInt => !boxed[inst.result.expect("a word").0 as usize],
                        op if passes_low(op) => result_low,
                        // The count is looked at whole.
                        _ if shl && k == 0 => result_low && defs.int(inst.args[1]).is_some_and(|c| (0..64).contains(&c)),
                        _ => false,
                    };
                    if !fine {
                        deny(low, *arg);
                    }
                }
            }
            match &block.term {
                Term::Branch { args, .. } => args.iter().for_each(|v| deny(low, *v)),
                Term::Return(v) => deny(low, *v),
                _ => {}
            }
            for target in block.term.targets() {
                for (param, arg) in func.at(target.block).params.iter().zip(&target.args) {
                    if !low[param.0 as usize] {
                        deny(low, *arg);
                    }
                }
            }
        }
        if !changed {
            break;
        }
    }
}

/// Values that instructions or terminators use (snapshots do not count).
fn boxed_for_use(func: &Func) -> Vec<bool> {
    let mut used = vec![false; func.values.len()];
    for block in &func.blocks {
        for inst in &block.insts {
            inst.args.iter().for_each(|v| used[v.0 as usize] = true);
        }
        block.term.for_each_use(|v| used[v.0 as usize] = true);
    }
    used
}

/// Ints that exits hold, boxed or not. The overflow exits of values that wrap will not exist.
fn held_by_exits(func: &Func, defs: &Definitions, low: &[bool]) -> Vec<usize> {
    let mut held = Vec::new();
    let mut hold = |exit: ExitId| {
        func.snapshots[func.exits[exit.0 as usize].snapshot.0 as usize].for_each_use(|v| match defs.get(v) {
            Some((Op::FromInt, args)) => held.push(args[0].0 as usize),
            _ => held.push(v.0 as usize),
        });
    };
    for block in &func.blocks {
        for inst in &block.insts {
            if let Some(exit) = inst.exit
                && !inst.result.is_some_and(|r| low[r.0 as usize])
            {
                hold(exit);
            }
        }
        if let Term::Exit(exit) = block.term {
            hold(exit);
        }
    }
    held.sort_unstable();
    held.dedup();
    held
}

/// Can an exit compute the exact value from exactly held ones?
fn recomputable(v: Value, low: &[bool], defs: &Definitions, depth: u32) -> bool {
    if depth > 6 {
        return false;
    }
    let Some((_, args)) = defs.get(v) else { return false };
    args.iter().all(|a| !low[a.0 as usize] || recomputable(*a, low, defs, depth + 1))
}
