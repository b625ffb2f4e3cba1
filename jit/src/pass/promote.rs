//! Fields that only the loop touches live in registers across its iterations: iterators, counters, generator windows.
//!
//! The field is loaded in the preheader, becomes a parameter of the header, and its stores are done where the loop is
//! left: on its edges, and in the snapshots of its exits.

use super::hoist::{facts_at, is_safe_object};
use crate::analysis::{Cfg, Loop};
use crate::fold::Definitions;
use crate::op::*;
use crate::ssa::*;
use crate::types::Type;
use rustc_hash::FxHashMap;

/// Promotes in all loops, inner ones first; returns whether anything changed.
pub fn promote(func: &mut Func) -> bool {
    let headers: Vec<BlockId> = {
        let cfg = Cfg::of(func);
        cfg.loops(func).iter().map(|l| l.header).collect()
    };
    let mut changed = false;
    for header in headers {
        let cfg = Cfg::of(func);
        let Some(inside) = cfg.loops(func).into_iter().find(|l| l.header == header) else {
            continue;
        };
        let outside: Vec<BlockId> = cfg.predecessors[header.0 as usize]
            .iter()
            .copied()
            .filter(|p| !inside.blocks.contains(p))
            .collect();
        let [preheader] = outside[..] else { continue };
        if !matches!(func.at(preheader).term, Term::Jump(_)) {
            continue;
        }
        let places = candidates(func, &cfg, &inside, preheader);
        if !places.is_empty() {
            Promote::new(func, cfg, inside, preheader, places).run();
            changed = true;
        }
    }
    changed
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Place {
    field: Field,
    object: Value,
    stored: bool,
}

/// More of them would only fill registers.
const MOST: usize = 8;

fn candidates(func: &Func, cfg: &Cfg, inside: &Loop, preheader: BlockId) -> Vec<Place> {
    let defs = Definitions::of(func);
    let insts = || inside.blocks.iter().flat_map(|b| &func.at(*b).insts);
    let mut variant: Vec<bool> = vec![false; func.values.len()];
    for block in &inside.blocks {
        func.at(*block).params.iter().for_each(|p| variant[p.0 as usize] = true);
    }
    insts().filter_map(|i| i.result).for_each(|r| variant[r.0 as usize] = true);
    let mut places: Vec<Place> = Vec::new();
    for inst in insts() {
        let (Op::Load(field) | Op::Store(field)) = inst.op else { continue };
        let object = inst.args[0];
        if field.immutable || variant[object.0 as usize] {
            continue;
        }
        let stored = matches!(inst.op, Op::Store(_));
        match places.iter_mut().find(|p| p.field == field && p.object == object) {
            Some(known) => known.stored |= stored,
            None => places.push(Place { field, object, stored }),
        }
    }
    // Without a store there is nothing to gain that hoisting does not get.
    places.retain(|p| p.stored);
    if places.is_empty() {
        return places;
    }
    let (facts, guarded) = facts_at(func, cfg, preheader);
    let shape = |v: Value| {
        let of = |cond: &Cond| match cond {
            Cond::ShapeIs(s) if facts.contains(&(*cond, [v].into_iter().collect())) => Some(*s),
            _ => None,
        };
        guarded.get(&v).and_then(|conds| conds.iter().find_map(of))
    };
    let fresh = |v: Value| matches!(defs.op(v), Some(Op::New(_)));
    let distinct = |place: &Place, other: Value| {
        // An object made in the loop is none that was there before it; objects of two shapes are two objects.
        fresh(other) && variant[other.0 as usize]
            || matches!((shape(place.object), shape(other)), (Some(a), Some(b)) if a != b)
            || fresh(other) && fresh(place.object)
    };
    let touched = |place: &Place| {
        insts().any(|inst| match inst.op {
            Op::Load(f) | Op::Store(f) if f.class == place.field.class && f.offset == place.field.offset => {
                if inst.args[0] == place.object {
                    f != place.field
                } else {
                    !distinct(place, inst.args[0])
                }
            }
            Op::LoadElement(e) | Op::StoreElement(e) => e.class == place.field.class,
            Op::Call(helper) => {
                let effects = &func.helpers[helper as usize].effects;
                effects.clobbers().union(effects.reads).has(place.field.class) || effects.runs_python
            }
            Op::CallRegion(_) => true,
            _ => false,
        })
    };
    // Stores that an inner loop does when it is left count as well.
    let pending: Vec<PendingStore> = inside
        .blocks
        .iter()
        .flat_map(|b| {
            let last = if let Term::Exit(exit) = func.at(*b).term { Some(exit) } else { None };
            func.at(*b).insts.iter().filter_map(|i| i.exit).chain(last)
        })
        .flat_map(|exit| func.snapshots[func.exits[exit.0 as usize].snapshot.0 as usize].stores.iter().cloned())
        .collect();
    let pending_elsewhere = |place: &Place| {
        pending.iter().any(|s| {
            let SnapValue::Value(object) = s.object else { return true };
            s.field.class == place.field.class
                && s.field.offset == place.field.offset
                && if object == place.object {
                    s.field != place.field
                } else {
                    !distinct(place, object)
                }
        })
    };
    places.retain(|p| is_safe_object(p.object, &facts, &guarded) && !touched(p) && !pending_elsewhere(p));
    places.truncate(MOST);
    places
}

struct Promote<'a> {
    func: &'a mut Func,
    cfg: Cfg,
    inside: Loop,
    preheader: BlockId,
    places: Vec<Place>,
    defined: FxHashMap<(BlockId, usize), Value>,
    entering: FxHashMap<(BlockId, usize), Value>,
    pending: Vec<(BlockId, usize)>,
    replaced: FxHashMap<Value, Value>,
    snapshots: FxHashMap<Snapshot, SnapId>,
}

impl<'a> Promote<'a> {
    fn new(func: &'a mut Func, cfg: Cfg, inside: Loop, preheader: BlockId, places: Vec<Place>) -> Promote<'a> {
        Promote {
            func,
            cfg,
            inside,
            preheader,
            places,
            defined: FxHashMap::default(),
            entering: FxHashMap::default(),
            pending: Vec::new(),
            replaced: FxHashMap::default(),
            snapshots: FxHashMap::default(),
        }
    }
    fn place(&self, field: Field, object: Value) -> Option<usize> {
        self.places.iter().position(|p| p.field == field && p.object == object)
    }
    fn run(mut self) {
        for k in 0..self.places.len() {
            let place = self.places[k];
            let first = self.func.push(self.preheader, Op::Load(place.field), &[place.object], None).expect("loaded");
            self.defined.insert((self.preheader, k), first);
        }
        let mut blocks = self.inside.blocks.clone();
        blocks.sort_by_key(|b| self.cfg.index[b.0 as usize]);
        for block in &blocks {
            for inst in &self.func.at(*block).insts {
                if let Op::Store(field) = inst.op
                    && let Some(k) = self.place(field, inst.args[0])
                {
                    self.defined.insert((*block, k), inst.args[1]);
                }
            }
        }
        for block in &blocks {
            self.rewrite(*block);
        }
        for block in &blocks {
            self.leaving_edges(*block);
        }
        while let Some((block, k)) = self.pending.pop() {
            self.fill(block, k);
        }
        let replaced = &self.replaced;
        self.func.map_uses(|mut v| {
            while let Some(next) = replaced.get(&v) {
                v = *next;
            }
            v
        });
    }
    fn at_end(&mut self, block: BlockId, k: usize) -> Value {
        match self.defined.get(&(block, k)) {
            Some(v) => *v,
            None => self.at_start(block, k),
        }
    }
    fn at_start(&mut self, block: BlockId, k: usize) -> Value {
        if let Some(v) = self.entering.get(&(block, k)) {
            return *v;
        }
        let value = match self.cfg.predecessors[block.0 as usize].clone()[..] {
            [only] if block != self.inside.header => self.at_end(only, k),
            _ => {
                let kind = self.places[k].field.kind.kind();
                self.pending.push((block, k));
                self.func.param(block, kind, Type::ANY)
            }
        };
        self.entering.insert((block, k), value);
        value
    }
    fn fill(&mut self, block: BlockId, k: usize) {
        let param = self.entering[&(block, k)];
        let at = self.func.at(block).params.iter().position(|p| *p == param).expect("a parameter");
        let mut preds = self.cfg.predecessors[block.0 as usize].clone();
        preds.dedup();
        for pred in preds {
            let value = self.at_end(pred, k);
            for target in self.func.at_mut(pred).term.targets_mut().filter(|t| t.block == block) {
                // Filled in any order: keep a place for those before.
                while target.args.len() <= at {
                    target.args.push(value);
                }
                target.args[at] = value;
            }
        }
    }
    fn rewrite(&mut self, block: BlockId) {
        let mut now: Vec<Option<Value>> = vec![None; self.places.len()];
        if let Some(state) = self.func.at(block).state {
            let new = self.snapshot(block, state, &now);
            self.func.at_mut(block).state = Some(new);
        }
        let insts = std::mem::take(&mut self.func.at_mut(block).insts);
        let mut kept = Vec::with_capacity(insts.len());
        for mut inst in insts {
            if let Some(exit) = inst.exit {
                inst.exit = Some(self.exit(block, exit, &now));
            }
            match inst.op {
                Op::Load(field) => {
                    if let Some(k) = self.place(field, inst.args[0]) {
                        let value = self.current(block, k, &now);
                        self.replaced.insert(inst.result.expect("loaded"), value);
                        continue;
                    }
                }
                Op::Store(field) => {
                    if let Some(k) = self.place(field, inst.args[0]) {
                        now[k] = Some(inst.args[1]);
                        continue;
                    }
                }
                _ => {}
            }
            kept.push(inst);
        }
        if matches!(self.func.at(block).term, Term::Return(_)) {
            self.store_all(block, &mut kept);
        }
        self.func.at_mut(block).insts = kept;
        if let Term::Exit(exit) = self.func.at(block).term {
            let new = self.exit(block, exit, &now);
            self.func.at_mut(block).term = Term::Exit(new);
        }
    }
    fn current(&mut self, block: BlockId, k: usize, now: &[Option<Value>]) -> Value {
        match now[k] {
            Some(v) => v,
            None => self.at_start(block, k),
        }
    }
    /// The stores, with the values at a block's end.
    fn store_all(&mut self, block: BlockId, to: &mut Vec<Inst>) {
        for k in 0..self.places.len() {
            let place = self.places[k];
            let value = self.at_end(block, k);
            let args = [place.object, value].into_iter().collect();
            to.push(Inst {
                op: Op::Store(place.field),
                args,
                result: None,
                exit: None,
            });
        }
    }
    /// Stores on the edges that leave the loop.
    fn leaving_edges(&mut self, block: BlockId) {
        for t in 0..self.func.at(block).term.targets().count() {
            let target = self.func.at(block).term.targets().nth(t).expect("counted").clone();
            if self.inside.blocks.contains(&target.block) {
                continue;
            }
            let position = self.func.at(target.block).position;
            let edge = self.func.block(position);
            let mut stores = Vec::new();
            self.store_all(block, &mut stores);
            let data = self.func.at_mut(edge);
            data.insts = stores;
            data.term = Term::Jump(target);
            *self.func.at_mut(block).term.targets_mut().nth(t).expect("counted") = Target {
                block: edge,
                args: Args::new(),
            };
        }
    }
    fn exit(&mut self, block: BlockId, id: ExitId, now: &[Option<Value>]) -> ExitId {
        let mut exit = self.func.exits[id.0 as usize].clone();
        exit.snapshot = self.snapshot(block, exit.snapshot, now);
        self.func.exit(exit)
    }
    fn snapshot(&mut self, block: BlockId, id: SnapId, now: &[Option<Value>]) -> SnapId {
        let mut snapshot = self.func.snapshots[id.0 as usize].clone();
        for k in 0..self.places.len() {
            let Place { field, object, .. } = self.places[k];
            // An inner loop keeps the field already, and its value is the newer one.
            let same = |s: &PendingStore| s.field == field && s.object == SnapValue::Value(object);
            if snapshot.stores.iter().any(same) {
                continue;
            }
            let value = SnapValue::Value(self.current(block, k, now));
            snapshot.stores.push(PendingStore {
                field,
                object: SnapValue::Value(object),
                value,
            });
        }
        if let Some(known) = self.snapshots.get(&snapshot) {
            return *known;
        }
        let new = self.func.snapshot(snapshot.clone());
        self.snapshots.insert(snapshot, new);
        new
    }
}
