//! Forwarding of loads and stores by (field, object), and of shapes that may change.
//!
//! Facts flow forward over the control-flow graph and meet at joins; a loop starts with what its preheader knows and
//! nothing in the loop can touch. So a load that repeats, or follows a store, uses the value at hand.

use crate::analysis::{Cfg, Loop};
use crate::fold::Definitions;
use crate::op::*;
use crate::ssa::*;
use rustc_hash::FxHashMap;

/// A memory location.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Place {
    Field(Field, Value),
    Element(Element, Value, Value),
}
/// What is known at a point.
#[derive(Clone, Default)]
struct Known {
    values: FxHashMap<Place, Value>,
    shapes: FxHashMap<Value, u32>,
}

struct Forward<'a> {
    func: &'a mut Func,
    defs: Definitions,
    replaced: FxHashMap<Value, Value>,
    changed: bool,
}

/// Everything a piece of code may write.
pub struct Clobbers {
    classes: AliasSet,
    fields: Vec<(AliasClass, i32)>,
    pub shapes: bool,
}
impl Clobbers {
    pub fn of<'f>(func: &'f Func, blocks: impl IntoIterator<Item = &'f BlockId>) -> Clobbers {
        let blocks: Vec<BlockId> = blocks.into_iter().copied().collect();
        // An object that is made here is none that anybody asks about outside.
        let insts = || blocks.iter().flat_map(|b| &func.at(*b).insts);
        let own: Vec<Value> = insts().filter(|i| matches!(i.op, Op::New(_))).filter_map(|i| i.result).collect();
        let mut all = Clobbers {
            classes: AliasSet::default(),
            fields: Vec::new(),
            shapes: false,
        };
        for inst in insts() {
            match inst.op {
                Op::Store(field) => {
                    all.fields.push((field.class, field.offset));
                    all.shapes |= field.class == SHAPE_CLASS;
                }
                Op::StoreElement(element) => all.classes = all.classes.with(element.class),
                Op::SetShape(_) => all.shapes |= !own.contains(&inst.args[0]),
                Op::Call(helper) => all.classes = all.classes.union(func.helpers[helper as usize].effects.clobbers()),
                Op::CallRegion(_) => all.classes = AliasSet::ALL,
                _ => {}
            }
        }
        all.shapes |= all.classes.has(SHAPE_CLASS);
        all
    }
    pub fn field(&self, field: Field) -> bool {
        !field.immutable && (self.classes.has(field.class) || self.fields.contains(&(field.class, field.offset)))
    }
    pub fn element(&self, element: Element) -> bool {
        self.classes.has(element.class)
    }
}

/// Forwards; returns whether anything changed.
pub fn forward(func: &mut Func) -> bool {
    let cfg = Cfg::of(func);
    let loops = cfg.loops(func);
    let defs = Definitions::of(func);
    let mut pass = Forward {
        func,
        defs,
        replaced: FxHashMap::default(),
        changed: false,
    };
    let mut out: FxHashMap<BlockId, Known> = FxHashMap::default();
    for block in cfg.order.clone() {
        let mut known = pass.entering(&cfg, &loops, &out, block);
        pass.block(block, &mut known);
        out.insert(block, known);
    }
    let Forward { func, replaced, changed, .. } = pass;
    if !replaced.is_empty() {
        func.map_uses(|v| resolve(&replaced, v));
    }
    changed
}

fn resolve(replaced: &FxHashMap<Value, Value>, mut v: Value) -> Value {
    while let Some(next) = replaced.get(&v) {
        v = *next;
    }
    v
}

impl Forward<'_> {
    /// What is known at a block's start.
    fn entering(&self, cfg: &Cfg, loops: &[Loop], out: &FxHashMap<BlockId, Known>, block: BlockId) -> Known {
        let preds = &cfg.predecessors[block.0 as usize];
        let done: Vec<(BlockId, &Known)> = preds.iter().filter_map(|p| Some((*p, out.get(p)?))).collect();
        let Some((first, rest)) = done.split_first() else { return Known::default() };
        let mut known = first.1.clone();
        self.learn_from_edge(first.0, block, &mut known);
        for (pred, other) in rest {
            let mut other = (*other).clone();
            self.learn_from_edge(*pred, block, &mut other);
            known.values.retain(|place, v| other.values.get(place) == Some(v));
            known.shapes.retain(|v, shape| other.shapes.get(v) == Some(shape));
        }
        if done.len() < preds.len() {
            // A loop's header: its back edges are not seen yet.
            let Some(inside) = loops.iter().find(|l| l.header == block) else {
                return Known::default();
            };
            if preds.iter().any(|p| !out.contains_key(p) && !inside.blocks.contains(p)) {
                return Known::default();
            }
            let clobbers = Clobbers::of(self.func, &inside.blocks);
            known.values.retain(|place, _| match place {
                Place::Field(field, _) => !clobbers.field(*field),
                Place::Element(element, ..) => !clobbers.element(*element),
            });
            if clobbers.shapes {
                known.shapes.retain(|_, shape| !self.func.is_unstable(*shape));
            }
        }
        known
    }
    fn learn_from_edge(&self, from: BlockId, to: BlockId, known: &mut Known) {
        if let Term::Branch {
            cond: Cond::ShapeIs(shape),
            args,
            yes,
            no,
        } = &self.func.at(from).term
            && yes.block == to
            && no.block != to
        {
            known.shapes.insert(resolve(&self.replaced, args[0]), *shape);
        }
    }
    fn block(&mut self, block: BlockId, known: &mut Known) {
        let insts = std::mem::take(&mut self.func.at_mut(block).insts);
        let mut kept: Vec<Inst> = Vec::with_capacity(insts.len());
        for mut inst in insts {
            inst.args.iter_mut().for_each(|v| *v = resolve(&self.replaced, *v));
            if self.inst(&inst, known) {
                kept.push(inst);
            } else {
                self.changed = true;
            }
        }
        self.func.at_mut(block).insts = kept;
        let replaced = &self.replaced;
        let mut term = std::mem::replace(&mut self.func.at_mut(block).term, Term::None);
        term.map_uses(|v| resolve(replaced, v));
        if let Term::Branch {
            cond: Cond::ShapeIs(shape),
            args,
            yes,
            no,
        } = &term
            && let Some(found) = known.shapes.get(&args[0])
        {
            let to = if found == shape { yes.clone() } else { no.clone() };
            term = Term::Jump(to);
            self.changed = true;
        }
        self.func.at_mut(block).term = term;
    }
    /// Returns whether the instruction stays.
    fn inst(&mut self, inst: &Inst, known: &mut Known) -> bool {
        match inst.op {
            Op::Load(field) => return self.load(inst, Place::Field(field, inst.args[0]), known),
            Op::LoadElement(element) => {
                return self.load(inst, Place::Element(element, inst.args[0], inst.args[1]), known);
            }
            Op::Store(field) => {
                let object = inst.args[0];
                known.values.retain(|place, _| match place {
                    Place::Field(other, owner) => {
                        (other.class, other.offset) != (field.class, field.offset) || other.immutable || self.distinct(*owner, object, &known.shapes)
                    }
                    _ => true,
                });
                known.values.insert(Place::Field(field, object), inst.args[1]);
            }
            Op::StoreElement(element) => {
                let (storage, index) = (inst.args[0], inst.args[1]);
                known.values.retain(|place, _| match place {
                    Place::Element(other, owner, at) => other.class != element.class || (*owner == storage && self.indices_differ(*at, index)),
                    _ => true,
                });
                known.values.insert(Place::Element(element, storage, index), inst.args[2]);
            }
            Op::New(site) => {
                let result = inst.result.expect("an object");
                let info = &self.func.sites[site as usize];
                for (field, value) in info.fields.iter().zip(&inst.args) {
                    known.values.insert(Place::Field(*field, result), *value);
                }
                known.shapes.insert(result, info.shape());
            }
            Op::SetShape(shape) => {
                let object = inst.args[0];
                let old = known.shapes.clone();
                known.shapes.retain(|v, s| {
                    let other = || old.get(&object).is_some_and(|mine| mine != s) || self.distinct(*v, object, &old);
                    !self.func.is_unstable(*s) || *v != object && other()
                });
                known.shapes.insert(object, shape);
            }
            Op::Call(helper) => {
                let clobbers = self.func.helpers[helper as usize].effects.clobbers();
                self.clobber(clobbers, known);
            }
            Op::CallRegion(_) => self.clobber(AliasSet::ALL, known),
            Op::Guard(Cond::ShapeIs(shape), true) => {
                if known.shapes.get(&inst.args[0]) == Some(&shape) {
                    return false;
                }
                known.shapes.insert(inst.args[0], shape);
            }
            _ => {}
        }
        true
    }
    fn load(&mut self, inst: &Inst, place: Place, known: &mut Known) -> bool {
        let result = inst.result.expect("a load has a result");
        match known.values.get(&place) {
            Some(value) if self.func.kind(*value) == self.func.kind(result) => {
                self.replaced.insert(result, *value);
                false
            }
            _ => {
                known.values.insert(place, result);
                true
            }
        }
    }
    fn clobber(&self, classes: AliasSet, known: &mut Known) {
        known.values.retain(|place, _| match place {
            Place::Field(field, _) => field.immutable || !classes.has(field.class),
            Place::Element(element, ..) => !classes.has(element.class),
        });
        if classes.has(SHAPE_CLASS) {
            known.shapes.retain(|_, shape| !self.func.is_unstable(*shape));
        }
    }
    /// Are these certainly different objects?
    fn distinct(&self, a: Value, b: Value, shapes: &FxHashMap<Value, u32>) -> bool {
        if a == b {
            return false;
        }
        if let (Some(x), Some(y)) = (shapes.get(&a), shapes.get(&b))
            && x != y
        {
            return true;
        }
        // A new object is none that another allocation, or anything from outside, names.
        let fresh = |v: Value| matches!(self.defs.op(v), Some(Op::New(_)));
        let older = |v: Value| matches!(self.defs.op(v), Some(Op::Entry(_) | Op::HeapConst(_)));
        fresh(a) && (fresh(b) || older(b)) || fresh(b) && older(a)
    }
    fn indices_differ(&self, a: Value, b: Value) -> bool {
        let split = |v: Value| -> (Option<Value>, i128) {
            if let Some(i) = self.defs.int(v) {
                return (None, i);
            }
            match self.defs.get(v) {
                Some((Op::IntBin(IntOp::Add), args)) => match self.defs.int(args[1]) {
                    Some(i) => (Some(args[0]), i),
                    None => (Some(v), 0),
                },
                Some((Op::IntBin(IntOp::Sub), args)) => match self.defs.int(args[1]) {
                    Some(i) => (Some(args[0]), -i),
                    None => (Some(v), 0),
                },
                _ => (Some(v), 0),
            }
        };
        let ((x, i), (y, j)) = (split(a), split(b));
        x == y && i != j
    }
}
