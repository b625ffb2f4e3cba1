//! Ints that are wide on a rare way into a merge only: checked there, so that the merge keeps them in a machine word.
//!
//! `h = (h * P) & M64` is an unsigned word after one round, but the round before the loop may bring any int. The check
//! leaves by the state of the merge; when it fails the profile says so and the next build keeps the value tagged.

use super::ranges::*;
use crate::analysis::Cfg;
use crate::fold::Definitions;
use crate::op::*;
use crate::profile::{ExitKey, Profile};
use crate::ssa::*;
use rustc_hash::FxHashMap;

/// The place of these exits in an [`ExitKey`]; `node` is the parameter's number.
pub const PLACE: u16 = ExitKey::ENTRY - 2;

struct Candidate {
    block: BlockId,
    state: SnapId,
    number: usize,
    key: ExitKey,
}

/// Adds checks; returns whether there were any (ranges are then computed again).
pub fn narrow(func: &mut Func, ranges: &Ranges, profile: &Profile) -> bool {
    let cfg = Cfg::of(func);
    let mut candidates: Vec<Candidate> = Vec::new();
    for block in cfg.order.iter().copied() {
        let data = func.at(block);
        let Some(state) = data.state else { continue };
        let jumps = |p: &BlockId| matches!(func.at(*p).term, Term::Jump(_));
        if !cfg.predecessors[block.0 as usize].iter().all(jumps) {
            continue;
        }
        for (number, param) in data.params.iter().enumerate() {
            let range = ranges.get(*param);
            let key = ExitKey {
                position: data.position,
                node: number as u16,
                place: PLACE,
            };
            let fits = range.within(Range::I64) || range.within(Range::U64);
            if func.kind(*param) == Kind::Int && !fits && !profile.wide.contains(&key) {
                candidates.push(Candidate { block, state, number, key });
            }
        }
    }
    let mut changed = false;
    for word in [Range::U64, Range::I64] {
        if candidates.is_empty() {
            break;
        }
        let param = |func: &Func, c: &Candidate| func.at(c.block).params[c.number];
        let assumed: FxHashMap<Value, Range> = candidates.iter().map(|c| (param(func, c), word)).collect();
        let found = ranges_if(func, &assumed);
        candidates.retain(|c| {
            let edges = edges(func, &cfg, c.block, c.number);
            let fits = |v: Value| found.get(v).within(word);
            // Around a loop the value must stay in the word by itself.
            let around = edges.iter().filter(|e| cfg.dominates(c.block, e.0)).all(|e| fits(e.1));
            let rare: Vec<(BlockId, Value)> = edges.iter().copied().filter(|e| !fits(e.1)).collect();
            if !around || rare.is_empty() || rare.len() == edges.len() {
                return true;
            }
            for (pred, arg) in rare {
                changed |= check(func, pred, c.block, c.state, arg, word, c.key);
            }
            false
        });
    }
    changed
}
fn edges(func: &Func, cfg: &Cfg, block: BlockId, number: usize) -> Vec<(BlockId, Value)> {
    let preds = cfg.predecessors[block.0 as usize].iter();
    preds
        .filter_map(|p| match &func.at(*p).term {
            Term::Jump(target) => Some((*p, target.args[number])),
            _ => None,
        })
        .collect()
}

fn check(func: &mut Func, pred: BlockId, block: BlockId, state: SnapId, arg: Value, word: Range, key: ExitKey) -> bool {
    let Some((snapshot, boxes)) = edge_state(func, pred, block, state) else {
        return false;
    };
    func.at_mut(pred).insts.extend(boxes);
    let exit = func.exit(Exit {
        snapshot,
        mode: ExitMode::Resume,
        kind: ExitKind::Representation,
        key,
    });
    let (low, high) = (func.constant(Op::Int(word.low)), func.constant(Op::Int(word.high)));
    for args in [[low, arg], [arg, high]] {
        let args = args.into_iter().collect();
        let guard = Inst {
            op: Op::Guard(Cond::IntLe, true),
            args,
            result: None,
            exit: Some(exit),
        };
        func.at_mut(pred).insts.push(guard);
    }
    true
}

/// The state of a block in terms of what one edge passes, and the boxing instructions that the edge needs for it.
pub fn edge_state(func: &mut Func, pred: BlockId, block: BlockId, state: SnapId) -> Option<(SnapId, Vec<Inst>)> {
    let defs = Definitions::of(func);
    let data = func.at(block);
    let local: Vec<Value> = data.insts.iter().filter_map(|i| i.result).collect();
    let mut snapshot = func.snapshots[state.0 as usize].clone();
    let Term::Jump(target) = &func.at(pred).term else { return None };
    let mut map: FxHashMap<Value, Value> = data.params.iter().copied().zip(target.args.iter().copied()).collect();
    let mut ok = true;
    let mut boxes: Vec<(Value, Value)> = Vec::new();
    snapshot.for_each_use(|v| match defs.get(v) {
        _ if map.contains_key(&v) || !local.contains(&v) => {}
        // The boxed form of a parameter: the same of what is passed.
        Some((Op::FromInt | Op::FromFloat, args)) if map.contains_key(&args[0]) => boxes.push((v, map[&args[0]])),
        Some((Op::FromInt | Op::FromFloat, args)) if !local.contains(&args[0]) => boxes.push((v, args[0])),
        _ => ok = false,
    });
    if !ok {
        return None;
    }
    let mut made = Vec::new();
    for (v, arg) in boxes {
        let op = if func.kind(arg) == Kind::Int { Op::FromInt } else { Op::FromFloat };
        let result = func.value(Kind::Val, func.result_type(op));
        made.push(Inst {
            op,
            args: [arg].into_iter().collect(),
            result: Some(result),
            exit: None,
        });
        map.insert(v, result);
    }
    for value in snapshot.values_mut() {
        if let SnapValue::Value(v) = value
            && let Some(new) = map.get(v)
        {
            *v = *new;
        }
    }
    Some((func.snapshot(snapshot), made))
}
