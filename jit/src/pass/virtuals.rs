//! Allocation removal: an object that does not escape becomes its fields, merged as parameters where its class merges,
//! and a recipe in the snapshots of exits.

use super::escape::{Class, virtual_classes};
use crate::analysis::Cfg;
use crate::fold::Definitions;
use crate::op::*;
use crate::ssa::*;
use crate::types::Type;
use rustc_hash::FxHashMap;

/// Removes what allocations it can; returns whether any went.
pub fn virtualise(func: &mut Func) -> bool {
    let mut any = false;
    // Containers go first, so objects in objects take a round each.
    for _ in 0..6 {
        let cfg = Cfg::of(func);
        let classes = virtual_classes(func, &cfg);
        let mut done = false;
        for class in classes {
            let cfg = Cfg::of(func);
            let Some(shapes) = Shapes::of(func, &cfg, &class) else { continue };
            Scalars::new(func, cfg, class, shapes).run();
            done = true;
        }
        any |= done;
        if !done {
            break;
        }
    }
    any
}

/// The shape of each member at every block's start: it may change as attributes are added, but must be known.
struct Shapes {
    entry: FxHashMap<(BlockId, Value), u32>,
    first: u32,
}
impl Shapes {
    fn of(func: &Func, cfg: &Cfg, class: &Class) -> Option<Shapes> {
        let first = func.sites[class.site as usize].shape();
        let mut shapes = Shapes {
            entry: FxHashMap::default(),
            first,
        };
        let changes = func
            .blocks
            .iter()
            .flat_map(|b| &b.insts)
            .any(|i| matches!(i.op, Op::SetShape(_)) && (class.objects.contains(&i.args[0]) || class.params.contains(&i.args[0])));
        if !changes {
            return Some(shapes);
        }
        // Forward, twice: the second pass checks that back edges agree.
        let mut exit: FxHashMap<(BlockId, Value), u32> = FxHashMap::default();
        for _ in 0..3 {
            for block in &cfg.order {
                let mut here: FxHashMap<Value, u32> = FxHashMap::default();
                for pred in &cfg.predecessors[block.0 as usize] {
                    for target in func.at(*pred).term.targets().filter(|t| t.block == *block) {
                        for member in class.objects.iter().chain(&class.params) {
                            let at = func.at(*block).params.iter().position(|p| p == member);
                            let source = at.map_or(*member, |k| target.args[k]);
                            let Some(shape) = exit.get(&(*pred, source)) else { continue };
                            if *here.entry(*member).or_insert(*shape) != *shape {
                                return None;
                            }
                        }
                    }
                }
                for (member, shape) in &here {
                    shapes.entry.insert((*block, *member), *shape);
                }
                for inst in &func.at(*block).insts {
                    match inst.op {
                        Op::New(_) if class.objects.contains(&inst.result.expect("an object")) => {
                            here.insert(inst.result.expect("an object"), first);
                        }
                        Op::SetShape(shape) => {
                            if let Some(old) = here.get_mut(&inst.args[0]) {
                                *old = shape;
                            }
                        }
                        _ => {}
                    }
                }
                for (member, shape) in here {
                    exit.insert((*block, member), shape);
                }
            }
        }
        Some(shapes)
    }
}

type Var = (Value, usize);

struct Scalars<'a> {
    func: &'a mut Func,
    cfg: Cfg,
    class: Class,
    shapes: Shapes,
    fields: Vec<Field>,
    /// The value of a field at a block's end, where the block defines it.
    defined: FxHashMap<(BlockId, Var), Value>,
    /// At a block's start, once asked for.
    entering: FxHashMap<(BlockId, Var), Value>,
    home: FxHashMap<Value, BlockId>,
    replaced: FxHashMap<Value, Value>,
    /// Rewritten snapshots by the old one and the values its objects have.
    snapshots: FxHashMap<(SnapId, Snapshot), SnapId>,
    /// Parameters whose arguments are still to be added.
    pending: Vec<(BlockId, Var)>,
}

impl<'a> Scalars<'a> {
    fn new(func: &'a mut Func, cfg: Cfg, class: Class, shapes: Shapes) -> Scalars<'a> {
        let fields = func.sites[class.site as usize].fields.clone();
        Scalars {
            func,
            cfg,
            class,
            shapes,
            fields,
            defined: FxHashMap::default(),
            entering: FxHashMap::default(),
            home: FxHashMap::default(),
            replaced: FxHashMap::default(),
            snapshots: FxHashMap::default(),
            pending: Vec::new(),
        }
    }
    fn is_member(&self, v: Value) -> bool {
        self.class.objects.contains(&v) || self.class.params.contains(&v)
    }
    fn field(&self, field: Field) -> usize {
        self.fields.iter().position(|f| *f == field).expect("checked by the analysis")
    }
    fn run(mut self) {
        self.find_definitions();
        for block in self.cfg.order.clone() {
            self.rewrite(block);
        }
        // Arguments of new parameters; asking for them may make more.
        while let Some((block, var)) = self.pending.pop() {
            self.fill(block, var);
        }
        self.drop_member_params();
        let replaced = &self.replaced;
        let resolve = |mut v: Value| {
            while let Some(next) = replaced.get(&v) {
                v = *next;
            }
            v
        };
        self.func.map_uses(resolve);
    }
    fn find_definitions(&mut self) {
        for block in self.cfg.order.clone() {
            for p in self.func.at(block).params.clone() {
                if self.class.params.contains(&p) {
                    self.home.insert(p, block);
                }
            }
            for inst in self.func.at(block).insts.clone() {
                match inst.op {
                    Op::New(_) if self.class.objects.contains(&inst.result.expect("an object")) => {
                        let object = inst.result.expect("an object");
                        self.home.insert(object, block);
                        for (f, v) in inst.args.iter().enumerate() {
                            self.defined.insert((block, (object, f)), *v);
                        }
                    }
                    Op::Store(field) if self.is_member(inst.args[0]) => {
                        let f = self.field(field);
                        self.defined.insert((block, (inst.args[0], f)), inst.args[1]);
                    }
                    _ => {}
                }
            }
        }
    }
    fn at_end(&mut self, block: BlockId, var: Var) -> Value {
        match self.defined.get(&(block, var)) {
            Some(v) => *v,
            None => self.at_start(block, var),
        }
    }
    fn at_start(&mut self, block: BlockId, var: Var) -> Value {
        if let Some(v) = self.entering.get(&(block, var)) {
            return *v;
        }
        let preds = self.cfg.predecessors[block.0 as usize].clone();
        let merges = self.home.get(&var.0) == Some(&block) && self.class.params.contains(&var.0);
        let value = match &preds[..] {
            [only] if !merges => self.at_end(*only, var),
            _ => {
                let kind = self.fields[var.1].kind.kind();
                let param = self.func.param(block, kind, Type::ANY);
                self.pending.push((block, var));
                param
            }
        };
        self.entering.insert((block, var), value);
        value
    }
    /// Adds the arguments of a new parameter: its position is that of the value in the block's list.
    fn fill(&mut self, block: BlockId, var: Var) {
        let param = self.entering[&(block, var)];
        let at = self.func.at(block).params.iter().position(|p| *p == param).expect("a parameter");
        let merged = self.func.at(block).params.iter().position(|p| *p == var.0);
        let mut preds = self.cfg.predecessors[block.0 as usize].clone();
        preds.dedup();
        for pred in preds {
            let count = self.func.at(pred).term.targets().count();
            for t in 0..count {
                let target = self.func.at(pred).term.targets().nth(t).expect("counted").clone();
                if target.block != block {
                    continue;
                }
                let source = merged.map_or(var.0, |k| target.args[k]);
                let value = self.at_end(pred, (source, var.1));
                let target = self.func.at_mut(pred).term.targets_mut().nth(t).expect("counted");
                // Parameters are made in order, and filled in any: keep a place for those before.
                while target.args.len() <= at {
                    target.args.push(value);
                }
                target.args[at] = value;
            }
        }
    }
    fn rewrite(&mut self, block: BlockId) {
        let mut now: FxHashMap<Var, Value> = FxHashMap::default();
        let mut shape: FxHashMap<Value, u32> = FxHashMap::default();
        if let Some(state) = self.func.at(block).state {
            let new = self.snapshot(block, state, &now, &shape);
            self.func.at_mut(block).state = Some(new);
        }
        let insts = std::mem::take(&mut self.func.at_mut(block).insts);
        let mut kept = Vec::with_capacity(insts.len());
        for mut inst in insts {
            if let Some(exit) = inst.exit {
                inst.exit = Some(self.exit(block, exit, &now, &shape));
            }
            let owner = inst.args.first().copied().filter(|v| self.is_member(*v));
            match (inst.op, owner) {
                (Op::New(_), _) if self.class.objects.contains(&inst.result.expect("an object")) => {
                    let object = inst.result.expect("an object");
                    for (f, v) in inst.args.iter().enumerate() {
                        now.insert((object, f), *v);
                    }
                    shape.insert(object, self.shapes.first);
                    continue;
                }
                (Op::Load(field), Some(owner)) => {
                    let var = (owner, self.field(field));
                    let value = self.current(block, var, &now);
                    self.replaced.insert(inst.result.expect("loaded"), value);
                    continue;
                }
                (Op::Store(field), Some(owner)) => {
                    now.insert((owner, self.field(field)), inst.args[1]);
                    continue;
                }
                (Op::SetShape(new), Some(owner)) => {
                    shape.insert(owner, new);
                    continue;
                }
                (Op::Guard(cond, expected), Some(owner)) if self.answer(block, cond, owner, &shape) == Some(expected) => {
                    continue;
                }
                (Op::Guard(Cond::Same, false), _) if inst.args.iter().any(|v| self.is_member(*v)) => continue,
                _ => {}
            }
            kept.push(inst);
        }
        self.func.at_mut(block).insts = kept;
        let mut term = std::mem::replace(&mut self.func.at_mut(block).term, Term::None);
        if let Term::Exit(exit) = term {
            term = Term::Exit(self.exit(block, exit, &now, &shape));
        }
        if let Term::Branch { cond, args, yes, no } = &term
            && let Some(owner) = args.iter().copied().find(|v| self.is_member(*v))
        {
            let answer = match cond {
                Cond::Same => args[0] == args[1],
                cond => self.answer(block, *cond, owner, &shape).unwrap_or(false),
            };
            term = Term::Jump(if answer { yes.clone() } else { no.clone() });
        }
        self.func.at_mut(block).term = term;
    }
    fn current(&mut self, block: BlockId, var: Var, now: &FxHashMap<Var, Value>) -> Value {
        match now.get(&var) {
            Some(v) => *v,
            None => self.at_start(block, var),
        }
    }
    fn shape_of(&self, block: BlockId, member: Value, now: &FxHashMap<Value, u32>) -> u32 {
        now.get(&member)
            .or_else(|| self.shapes.entry.get(&(block, member)))
            .copied()
            .unwrap_or(self.shapes.first)
    }
    fn answer(&self, block: BlockId, cond: Cond, member: Value, shape: &FxHashMap<Value, u32>) -> Option<bool> {
        Some(match cond {
            Cond::ShapeIs(s) => self.shape_of(block, member, shape) == s,
            Cond::IsObject => true,
            c if c.is_type_test() => false,
            _ => return None,
        })
    }
    fn exit(&mut self, block: BlockId, id: ExitId, now: &FxHashMap<Var, Value>, shape: &FxHashMap<Value, u32>) -> ExitId {
        let mut exit = self.func.exits[id.0 as usize].clone();
        let snapshot = self.snapshot(block, exit.snapshot, now, shape);
        if snapshot == exit.snapshot {
            return id;
        }
        exit.snapshot = snapshot;
        self.func.exit(exit)
    }
    /// The snapshot with this class's objects as recipes.
    fn snapshot(&mut self, block: BlockId, id: SnapId, now: &FxHashMap<Var, Value>, shape: &FxHashMap<Value, u32>) -> SnapId {
        let mut snapshot = self.func.snapshots[id.0 as usize].clone();
        let mut members: Vec<Value> = Vec::new();
        snapshot.for_each_use(|v| {
            if self.is_member(v) && !members.contains(&v) {
                members.push(v);
            }
        });
        if members.is_empty() {
            return id;
        }
        let first = snapshot.virtuals.len() as u32;
        for member in &members {
            let site = self.site_with_shape(self.shape_of(block, *member, shape));
            let fields = (0..self.fields.len())
                .map(|f| SnapValue::Value(self.current(block, (*member, f), now)))
                .collect();
            snapshot.virtuals.push(VirtualObject { site, fields });
        }
        for value in snapshot.values_mut() {
            if let SnapValue::Value(v) = value
                && let Some(k) = members.iter().position(|m| m == v)
            {
                *value = SnapValue::Virtual(first + k as u32);
            }
        }
        if let Some(known) = self.snapshots.get(&(id, snapshot.clone())) {
            return *known;
        }
        let new = self.func.snapshot(snapshot.clone());
        self.snapshots.insert((id, snapshot), new);
        new
    }
    fn site_with_shape(&mut self, shape: u32) -> u32 {
        let mut info = self.func.sites[self.class.site as usize].clone();
        if info.shape() == shape {
            return self.class.site;
        }
        info.header = info.header & !0xFFFF_FFFF | shape as u64;
        let at = self.func.sites.iter().position(|s| *s == info).unwrap_or_else(|| {
            self.func.sites.push(info);
            self.func.sites.len() - 1
        });
        at as u32
    }
    fn drop_member_params(&mut self) {
        let keeps: Vec<Vec<bool>> = self
            .func
            .blocks
            .iter()
            .map(|b| b.params.iter().map(|p| !self.class.params.contains(p)).collect())
            .collect();
        super::params::remove_params(self.func, &keeps);
    }
}

/// Val parameters that only boxed ints (or only boxed floats) reach travel unboxed. Returns whether there were any.
pub fn unbox_params(func: &mut Func) -> bool {
    let cfg = Cfg::of(func);
    let defs = Definitions::of(func);
    let mut kinds: FxHashMap<Value, Option<Kind>> = FxHashMap::default();
    let mut all: Vec<(BlockId, usize, Value)> = Vec::new();
    for block in &cfg.order {
        for (k, p) in func.at(*block).params.iter().enumerate() {
            if func.kind(*p) == Kind::Val {
                all.push((*block, k, *p));
                kinds.insert(*p, None);
            }
        }
    }
    let proved = Proved::of(func, &cfg);
    // `None` = nothing has arrived yet; `Val` = stays boxed.
    let mut changed = true;
    while changed {
        changed = false;
        for (block, k, param) in &all {
            let old = kinds[param];
            if old == Some(Kind::Val) {
                continue;
            }
            let mut new = old;
            for pred in &cfg.predecessors[block.0 as usize] {
                for target in func.at(*pred).term.targets().filter(|t| t.block == *block) {
                    let arg = target.args[*k];
                    let kind = match kinds.get(&arg) {
                        Some(None) => continue,
                        Some(Some(kind)) if *kind != Kind::Val => *kind,
                        _ => match boxed_kind(func, &defs, arg) {
                            Kind::Val => proved.kind(&cfg, arg, *pred),
                            kind => kind,
                        },
                    };
                    new = Some(match new {
                        None => kind,
                        Some(seen) if seen == kind => kind,
                        Some(_) => Kind::Val,
                    });
                }
            }
            if new != old {
                kinds.insert(*param, new);
                changed = true;
            }
        }
    }
    let chosen: Vec<(BlockId, usize, Value, Kind)> = all
        .into_iter()
        .filter_map(|(b, k, p)| match kinds[&p] {
            Some(kind @ (Kind::Int | Kind::Float)) => Some((b, k, p, kind)),
            _ => None,
        })
        .collect();
    let mut replaced: FxHashMap<Value, Value> = FxHashMap::default();
    for (block, k, param, kind) in &chosen {
        let fresh = func.value(*kind, Type::ANY);
        func.at_mut(*block).params[*k] = fresh;
        let op = if *kind == Kind::Int { Op::FromInt } else { Op::FromFloat };
        let boxed = func.value(Kind::Val, func.result_type(op));
        let inst = Inst {
            op,
            args: [fresh].into_iter().collect(),
            result: Some(boxed),
            exit: None,
        };
        func.at_mut(*block).insts.insert(0, inst);
        replaced.insert(*param, boxed);
    }
    for (block, k, _, kind) in &chosen {
        for pred in cfg.predecessors[block.0 as usize].clone() {
            for t in 0..func.at(pred).term.targets().count() {
                let target = func.at(pred).term.targets().nth(t).expect("counted");
                if target.block != *block || func.kind(target.args[*k]) != Kind::Val {
                    continue;
                }
                let arg = replaced.get(&target.args[*k]).copied().unwrap_or(target.args[*k]);
                let small = *kind == Kind::Int && proved.kind(&cfg, arg, pred) == Kind::Int;
                let op = match kind {
                    Kind::Int if small => Op::AsSmall,
                    Kind::Int => Op::AsInt,
                    _ => Op::AsFloat,
                };
                let raw = func.push(pred, op, &[arg], None).expect("a number");
                func.at_mut(pred).term.targets_mut().nth(t).expect("counted").args[*k] = raw;
            }
        }
    }
    func.map_uses(|v| replaced.get(&v).copied().unwrap_or(v));
    !chosen.is_empty()
}
/// Where guards and branches prove that a word is a small int or a float.
struct Proved {
    at: FxHashMap<Value, Vec<(BlockId, Kind)>>,
}
impl Proved {
    fn of(func: &Func, cfg: &Cfg) -> Proved {
        let mut at: FxHashMap<Value, Vec<(BlockId, Kind)>> = FxHashMap::default();
        let kind = |cond| match cond {
            Cond::IsSmall => Some(Kind::Int),
            Cond::IsFloat => Some(Kind::Float),
            _ => None,
        };
        for block in &cfg.order {
            for inst in &func.at(*block).insts {
                let proves = match inst.op {
                    Op::Guard(cond, true) => kind(cond),
                    // A boxed int leaves there.
                    Op::AsInt if inst.exit.is_some() => Some(Kind::Int),
                    _ => None,
                };
                if let Some(kind) = proves {
                    at.entry(inst.args[0]).or_default().push((*block, kind));
                }
            }
            if let Term::Branch { cond, args, yes, .. } = &func.at(*block).term
                && let Some(kind) = kind(*cond)
                && cfg.predecessors[yes.block.0 as usize].len() == 1
            {
                at.entry(args[0]).or_default().push((yes.block, kind));
            }
        }
        Proved { at }
    }
    /// The kind proved at the end of a block; `Val` = nothing is.
    fn kind(&self, cfg: &Cfg, v: Value, block: BlockId) -> Kind {
        let found = self.at.get(&v).into_iter().flatten().find(|p| cfg.dominates(p.0, block));
        found.map_or(Kind::Val, |p| p.1)
    }
}
fn boxed_kind(func: &Func, defs: &Definitions, v: Value) -> Kind {
    match defs.op(v) {
        Some(Op::FromInt) => Kind::Int,
        Some(Op::FromFloat) => Kind::Float,
        Some(Op::Word(w)) if crate::layout::is_small(w) => Kind::Int,
        Some(Op::Word(w)) if crate::layout::is_unboxed_float(w) => Kind::Float,
        Some(Op::HeapConst(k)) => match func.heap_constants[k as usize].number {
            Some(crate::graph::Number::Int(_)) => Kind::Int,
            Some(crate::graph::Number::Float(_)) => Kind::Float,
            None => Kind::Val,
        },
        _ => Kind::Val,
    }
}
