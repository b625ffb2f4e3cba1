//! Invariant guards, loads and pure operations move to the loop's preheader.
//!
//! A guard that fails there leaves with the state of the header, so nothing of the iteration has happened; the profile
//! then keeps it in the loop at the next build. A load moves only behind the guards that make it safe.

use super::memory::Clobbers;
use crate::analysis::{Cfg, Loop};
use crate::fold::Definitions;
use crate::op::*;
use crate::profile::Profile;
use crate::ssa::*;
use rustc_hash::{FxHashMap, FxHashSet};

/// Hoists out of all loops, inner ones first.
pub fn hoist(func: &mut Func, profile: &Profile) -> bool {
    let mut changed = false;
    let headers: Vec<BlockId> = {
        let cfg = Cfg::of(func);
        cfg.loops(func).iter().map(|l| l.header).collect()
    };
    for header in headers {
        let Some(preheader) = make_preheader(func, header) else { continue };
        let cfg = Cfg::of(func);
        let loops = cfg.loops(func);
        let Some(inside) = loops.into_iter().find(|l| l.header == header) else {
            continue;
        };
        let mut pass = Hoist::new(func, profile, &cfg, &inside, preheader);
        changed |= pass.run(&cfg);
    }
    changed
}

/// The one block outside the loop that jumps to its header and nowhere else.
fn make_preheader(func: &mut Func, header: BlockId) -> Option<BlockId> {
    let cfg = Cfg::of(func);
    let preds = &cfg.predecessors[header.0 as usize];
    let outside: Vec<BlockId> = preds.iter().copied().filter(|p| !cfg.dominates(header, *p)).collect();
    if outside.len() == preds.len() || outside.is_empty() {
        return None;
    }
    if let [only] = outside[..]
        && matches!(func.at(only).term, Term::Jump(_))
    {
        return Some(only);
    }
    let (position, hits) = (func.at(header).position, func.at(header).hits);
    let block = func.block(position);
    func.at_mut(block).hits = hits;
    let params = func.at(header).params.clone();
    let copies: Args = params
        .iter()
        .map(|p| {
            let (kind, ty) = (func.kind(*p), func.ty(*p));
            func.param(block, kind, ty)
        })
        .collect();
    func.at_mut(block).term = Term::Jump(Target { block: header, args: copies });
    for pred in outside {
        for target in func.at_mut(pred).term.targets_mut() {
            if target.block == header {
                target.block = block;
            }
        }
    }
    Some(block)
}

/// Guards that hold at the end of a block.
pub type Facts = FxHashSet<(Cond, Args)>;
/// All type guards of the function that ask for a yes, by operand.
pub type Guarded = FxHashMap<Value, Vec<Cond>>;

/// What dominating guards and branches prove at the end of a block, and what is guarded anywhere.
pub fn facts_at(func: &Func, cfg: &Cfg, preheader: BlockId) -> (Facts, Guarded) {
    let mut facts = FxHashSet::default();
    let mut guarded: FxHashMap<Value, Vec<Cond>> = FxHashMap::default();
    for block in cfg.order.iter().copied() {
        let data = func.at(block);
        let above = cfg.dominates(block, preheader);
        for inst in &data.insts {
            if let Op::Guard(cond, true) = inst.op {
                if cond.is_type_test() {
                    guarded.entry(inst.args[0]).or_default().push(cond);
                }
                if above {
                    facts.insert((cond, inst.args.clone()));
                }
            }
        }
        if let Term::Branch { cond, args, yes, .. } = &data.term {
            if cond.is_type_test() {
                guarded.entry(args[0]).or_default().push(*cond);
            }
            if above && cfg.predecessors[yes.block.0 as usize].len() == 1 && cfg.dominates(yes.block, preheader) {
                facts.insert((*cond, args.clone()));
            }
        }
    }
    (facts, guarded)
}
/// May a field of this value be read where the facts hold? Not before a guard that the function has for it.
pub fn is_safe_object(v: Value, facts: &Facts, guarded: &Guarded) -> bool {
    match guarded.get(&v) {
        None => true,
        // Where shapes are asked for, what a field holds depends on the shape: that it is some object is not enough.
        Some(conds) => {
            let shapes = conds.iter().any(|cond| matches!(cond, Cond::ShapeIs(_)));
            let proves = |cond: &Cond| matches!(cond, Cond::ShapeIs(_)) || !shapes && *cond == Cond::IsObject;
            conds.iter().any(|cond| proves(cond) && facts.contains(&(*cond, [v].into_iter().collect())))
        }
    }
}

struct Hoist<'a> {
    func: &'a mut Func,
    profile: &'a Profile,
    inside: &'a Loop,
    preheader: BlockId,
    clobbers: Clobbers,
    defs: Definitions,
    /// Values defined in the loop (and not hoisted).
    variant: FxHashSet<Value>,
    /// Guards that hold at the end of the preheader.
    facts: Facts,
    /// All `yes` guards of the function by operand: whether a load has one to wait for.
    guarded: Guarded,
    moved: Vec<Inst>,
    snapshot: Option<SnapId>,
}

impl<'a> Hoist<'a> {
    fn new(func: &'a mut Func, profile: &'a Profile, cfg: &Cfg, inside: &'a Loop, preheader: BlockId) -> Hoist<'a> {
        let mut variant = FxHashSet::default();
        for block in &inside.blocks {
            variant.extend(func.at(*block).params.iter().copied());
            variant.extend(func.at(*block).insts.iter().filter_map(|i| i.result));
        }
        let (facts, guarded) = facts_at(func, cfg, preheader);
        Hoist {
            clobbers: Clobbers::of(func, &inside.blocks),
            defs: Definitions::of(func),
            func,
            profile,
            inside,
            preheader,
            variant,
            facts,
            guarded,
            moved: Vec::new(),
            snapshot: None,
        }
    }
    fn run(&mut self, cfg: &Cfg) -> bool {
        let mut order = self.inside.blocks.clone();
        order.sort_by_key(|b| cfg.index[b.0 as usize]);
        let hits = self.func.at(self.inside.header).hits;
        // Before any block is taken apart. What boxing it needs is dead if nothing leaves.
        self.header_state();
        let boxes = self.moved.len();
        for block in order {
            let often = self.func.at(block).hits * 2 >= hits;
            let insts = std::mem::take(&mut self.func.at_mut(block).insts);
            let mut kept = Vec::with_capacity(insts.len());
            for inst in insts {
                match self.consider(&inst, often) {
                    Some(moved) => {
                        if let Some(r) = moved.result {
                            self.variant.remove(&r);
                        }
                        if let Op::Guard(cond, true) = moved.op {
                            self.facts.insert((cond, moved.args.clone()));
                        }
                        self.moved.push(moved);
                    }
                    None => kept.push(inst),
                }
            }
            self.func.at_mut(block).insts = kept;
        }
        let moved = std::mem::take(&mut self.moved);
        let any = moved.len() > boxes;
        self.func.at_mut(self.preheader).insts.extend(moved);
        any
    }
    /// The instruction as it goes to the preheader, if it may.
    fn consider(&mut self, inst: &Inst, often: bool) -> Option<Inst> {
        if inst.args.iter().any(|v| self.variant.contains(v)) {
            return None;
        }
        let may = match inst.op {
            Op::Guard(cond, _) => often && self.guard_may_move(cond),
            Op::Load(field) => !self.clobbers.field(field) && self.safe_object(inst.args[0]),
            Op::LoadElement(element) => !self.clobbers.element(element) && self.safe_object(inst.args[0]) && self.safe_index(inst),
            Op::AsFloat => self.proved(inst.args[0], &[Cond::IsFloat]),
            Op::AsSmall => self.proved(inst.args[0], &[Cond::IsSmall]),
            Op::AsInt => self.proved(inst.args[0], &[Cond::IsInt, Cond::IsSmall]) && (inst.exit.is_none() || often),
            Op::IntBin(IntOp::FloorDiv | IntOp::Mod) => self.defs.int(inst.args[1]).is_some_and(|d| d != 0) && inst.exit.is_none(),
            // Boxing allocates; once before the loop is better than in it, but not if it is rarely done.
            Op::FromInt | Op::FromFloat => often,
            Op::CallRegion(_) | Op::New(_) | Op::Entry(_) => false,
            op => op.is_pure(&self.func.helpers) && (inst.exit.is_none() || often),
        };
        if !may {
            return None;
        }
        let Some(exit) = inst.exit else { return Some(inst.clone()) };
        let old = self.func.exits[exit.0 as usize].clone();
        if self.profile.not_hoisted.contains(&old.key) {
            return None;
        }
        let snapshot = self.snapshot?;
        let kind = if old.kind == ExitKind::Representation && !matches!(inst.op, Op::Guard(..)) {
            // An overflow before the loop teaches what it teaches inside.
            ExitKind::Representation
        } else {
            ExitKind::Hoisted
        };
        let exit = self.func.exit(Exit {
            snapshot,
            mode: ExitMode::Resume,
            kind,
            key: old.key,
        });
        Some(Inst {
            exit: Some(exit),
            ..inst.clone()
        })
    }
    fn guard_may_move(&self, cond: Cond) -> bool {
        match cond {
            Cond::NoPoll | Cond::HasRoom => false,
            Cond::ShapeIs(shape) => !self.clobbers.shapes || !self.func.is_unstable(shape),
            _ => true,
        }
    }
    fn safe_object(&self, v: Value) -> bool {
        is_safe_object(v, &self.facts, &self.guarded)
    }
    fn safe_index(&self, inst: &Inst) -> bool {
        self.facts.iter().any(|(cond, args)| {
            *cond == Cond::InBounds && args[0] == inst.args[1] && matches!(self.defs.get(args[1]), Some((Op::Load(_), owner)) if owner[0] == inst.args[0])
        })
    }
    /// Is the type proved before the loop?
    fn proved(&self, v: Value, by: &[Cond]) -> bool {
        by.iter()
            .any(|cond| self.func.ty(v).within(crate::fold::type_of_test(*cond)) || self.facts.contains(&(*cond, [v].into_iter().collect())))
    }
    /// The header's state in terms of what the preheader passes.
    fn header_state(&mut self) {
        let Some(state) = self.func.at(self.inside.header).state else { return };
        if let Some((id, boxes)) = super::narrow::edge_state(self.func, self.preheader, self.inside.header, state) {
            self.moved.extend(boxes);
            self.snapshot = Some(id);
        }
    }
}
