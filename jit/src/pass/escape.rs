//! Which new objects never need to exist: classes of allocations and the parameters they flow through.
//!
//! Values that flow into one another form a class; a class escapes when any member is used other than as the owner of
//! a field, in a decidable test, or in a snapshot. An object kept in a field of another one escapes if that one does.

use crate::analysis::Cfg;
use crate::fold::Definitions;
use crate::op::*;
use crate::ssa::*;
use rustc_hash::FxHashMap;

/// The members of a class that stays virtual.
#[derive(Clone, Debug)]
pub struct Class {
    pub site: u32,
    /// Results of `New`.
    pub objects: Vec<Value>,
    pub params: Vec<Value>,
    pub has_stores: bool,
}

struct Analysis<'a> {
    func: &'a Func,
    defs: Definitions,
    /// Union-find over candidate values.
    parent: FxHashMap<Value, Value>,
    escaped: FxHashMap<Value, bool>,
    /// (content, container) pairs of candidates.
    kept_in: Vec<(Value, Value)>,
    stored: Vec<Value>,
}

/// Classes of objects that need not exist and are in no field of another such object.
pub fn virtual_classes(func: &Func, cfg: &Cfg) -> Vec<Class> {
    let mut analysis = Analysis {
        func,
        defs: Definitions::of(func),
        parent: FxHashMap::default(),
        escaped: FxHashMap::default(),
        kept_in: Vec::new(),
        stored: Vec::new(),
    };
    analysis.collect(cfg);
    if analysis.parent.is_empty() {
        return Vec::new();
    }
    for block in &cfg.order {
        analysis.uses(*block);
    }
    analysis.finish(cfg)
}

impl Analysis<'_> {
    fn root(&self, mut v: Value) -> Value {
        while self.parent[&v] != v {
            v = self.parent[&v];
        }
        v
    }
    fn union(&mut self, a: Value, b: Value) {
        let (a, b) = (self.root(a), self.root(b));
        if a != b {
            self.parent.insert(a, b);
            let escaped = self.escaped.get(&a).copied().unwrap_or(false) || self.escaped.get(&b).copied().unwrap_or(false);
            self.escaped.insert(b, escaped);
        }
    }
    fn escape(&mut self, v: Value) {
        if self.parent.contains_key(&v) {
            let root = self.root(v);
            self.escaped.insert(root, true);
        }
    }
    fn is_candidate(&self, v: Value) -> bool {
        self.parent.contains_key(&v)
    }
    /// Candidates: allocations, and the parameters that only candidates reach.
    fn collect(&mut self, cfg: &Cfg) {
        for block in &cfg.order {
            for inst in &self.func.at(*block).insts {
                if let (Op::New(_), Some(r)) = (inst.op, inst.result) {
                    self.parent.insert(r, r);
                }
            }
        }
        if self.parent.is_empty() {
            return;
        }
        let params: Vec<(BlockId, usize, Value)> = cfg
            .order
            .iter()
            .flat_map(|b| self.func.at(*b).params.iter().enumerate().map(|(k, p)| (*b, k, *p)))
            .filter(|(_, _, p)| self.func.kind(*p) == Kind::Val)
            .collect();
        let mut candidates: FxHashMap<Value, bool> = params.iter().map(|p| (p.2, true)).collect();
        loop {
            let mut changed = false;
            for (block, k, param) in &params {
                if !candidates[param] {
                    continue;
                }
                let fine = self
                    .arguments(cfg, *block, *k)
                    .iter()
                    .all(|a| self.parent.contains_key(a) || candidates.get(a).copied().unwrap_or(false));
                if !fine {
                    candidates.insert(*param, false);
                    changed = true;
                }
            }
            if !changed {
                break;
            }
        }
        for (block, k, param) in params {
            if !candidates[&param] {
                continue;
            }
            self.parent.entry(param).or_insert(param);
            for arg in self.arguments(cfg, block, k) {
                self.parent.entry(arg).or_insert(arg);
                self.union(arg, param);
            }
        }
    }
    fn arguments(&self, cfg: &Cfg, block: BlockId, k: usize) -> Vec<Value> {
        let mut all = Vec::new();
        for pred in &cfg.predecessors[block.0 as usize] {
            let targets = self.func.at(*pred).term.targets().filter(|t| t.block == block);
            all.extend(targets.map(|t| t.args[k]));
        }
        all
    }
    fn uses(&mut self, block: BlockId) {
        let func = self.func;
        let data = func.at(block);
        let exits = data.insts.iter().filter_map(|i| i.exit);
        let last = if let Term::Exit(exit) = data.term { Some(exit) } else { None };
        for exit in exits.chain(last) {
            for store in &func.snapshots[func.exits[exit.0 as usize].snapshot.0 as usize].stores {
                for value in [store.object, store.value] {
                    if let SnapValue::Value(v) = value {
                        self.escape(v);
                    }
                }
            }
        }
        for inst in &data.insts {
            match inst.op {
                Op::Load(field) => self.owner(inst.args[0], field),
                Op::Store(field) => {
                    self.owner(inst.args[0], field);
                    self.stored.push(inst.args[0]);
                    self.keep(inst.args[1], inst.args[0], field);
                }
                Op::New(site) => {
                    let fields = &func.sites[site as usize].fields;
                    for (field, v) in fields.iter().zip(&inst.args) {
                        self.keep(*v, inst.result.expect("an object"), *field);
                    }
                }
                Op::SetShape(_) => self.stored.push(inst.args[0]),
                Op::Guard(cond, expected) => self.test(cond, &inst.args, Some(expected)),
                _ => inst.args.iter().for_each(|v| self.escape(*v)),
            }
        }
        match &data.term {
            Term::Branch { cond, args, .. } => self.test(*cond, args, None),
            Term::Return(v) => self.escape(*v),
            _ => {}
        }
        for target in data.term.targets() {
            for (param, arg) in func.at(target.block).params.iter().zip(&target.args) {
                if !self.is_candidate(*param) {
                    self.escape(*arg);
                }
            }
        }
    }
    /// A field access: only fields that the site makes.
    fn owner(&mut self, v: Value, field: Field) {
        if !self.is_candidate(v) {
            return;
        }
        let root = self.root(v);
        let known = match self.site_of(root) {
            Some(site) => self.func.sites[site as usize].fields.contains(&field),
            None => false,
        };
        if !known {
            self.escape(v);
        }
    }
    fn keep(&mut self, content: Value, container: Value, field: Field) {
        if !self.is_candidate(content) {
            return;
        }
        if self.is_candidate(container) && field.kind == FieldKind::Val {
            self.kept_in.push((content, container));
        } else {
            self.escape(content);
        }
    }
    fn test(&mut self, cond: Cond, args: &Args, expected: Option<bool>) {
        match cond {
            c if c.is_type_test() => {
                // Anything but "an object" or "of its shape" is answered no; a guard that must fail is left alone.
                let yes = matches!(c, Cond::ShapeIs(_) | Cond::IsObject);
                if expected.is_some_and(|e| e != yes && !matches!(c, Cond::ShapeIs(_))) {
                    self.escape(args[0]);
                }
            }
            Cond::Same => {
                // Against anything that is no candidate the answer is no.
                let both = self.is_candidate(args[0]) && self.is_candidate(args[1]);
                if (both && args[0] != args[1]) || expected == Some(true) {
                    self.escape(args[0]);
                    self.escape(args[1]);
                }
            }
            _ => args.iter().for_each(|v| self.escape(*v)),
        }
    }
    fn site_of(&self, root: Value) -> Option<u32> {
        let mut found = None;
        for v in self.parent.keys() {
            if self.root(*v) == root
                && let Some(Op::New(site)) = self.defs.op(*v)
            {
                if found.is_some_and(|f| f != site) {
                    return None;
                }
                found = Some(site);
            }
        }
        found
    }
    fn finish(mut self, cfg: &Cfg) -> Vec<Class> {
        loop {
            let mut changed = false;
            for (content, container) in self.kept_in.clone() {
                let (inner, outer) = (self.root(content), self.root(container));
                let out = self.escaped.get(&outer).copied().unwrap_or(false) || inner == outer;
                if out && !self.escaped.get(&inner).copied().unwrap_or(false) {
                    self.escaped.insert(inner, true);
                    changed = true;
                }
            }
            if !changed {
                break;
            }
        }
        let mut classes: FxHashMap<Value, Class> = FxHashMap::default();
        let mut members: Vec<Value> = self.parent.keys().copied().collect();
        members.sort();
        for v in &members {
            let root = self.root(*v);
            if self.escaped.get(&root).copied().unwrap_or(false) {
                continue;
            }
            let Some(site) = self.site_of(root) else { continue };
            let class = classes.entry(root).or_insert_with(|| Class {
                site,
                objects: Vec::new(),
                params: Vec::new(),
                has_stores: false,
            });
            if matches!(self.defs.op(*v), Some(Op::New(_))) {
                class.objects.push(*v);
            } else {
                class.params.push(*v);
            }
            class.has_stores |= self.stored.contains(v);
        }
        // Containers first: what they hold is looked at again when they are gone.
        for (content, _) in &self.kept_in {
            classes.remove(&self.root(*content));
        }
        let mut result: Vec<Class> = classes.into_values().filter(|c| !c.objects.is_empty()).collect();
        result.retain(|c| !c.has_stores || c.params.is_empty() || !has_two_names(self.func, cfg, c));
        result.sort_by_key(|c| c.objects[0]);
        result
    }
}

/// May a member be used under its old name after it was passed to a parameter? Then a store through one name would be
/// missed by the other.
fn has_two_names(func: &Func, cfg: &Cfg, class: &Class) -> bool {
    for block in &cfg.order {
        for target in func.at(*block).term.targets() {
            for (param, arg) in func.at(target.block).params.iter().zip(&target.args) {
                if class.params.contains(param) && param != arg && live_into(func, cfg, target.block, *arg) {
                    return true;
                }
            }
        }
    }
    false
}
/// Is the value used in a block or what follows it, before it is defined again?
fn live_into(func: &Func, cfg: &Cfg, block: BlockId, v: Value) -> bool {
    let mut seen: Vec<BlockId> = Vec::new();
    let mut work = vec![block];
    while let Some(b) = work.pop() {
        if seen.contains(&b) || !cfg.reachable(b) {
            continue;
        }
        seen.push(b);
        let data = func.at(b);
        if data.params.contains(&v) {
            continue;
        }
        let held = |exit: ExitId| {
            let mut found = false;
            func.snapshots[func.exits[exit.0 as usize].snapshot.0 as usize].for_each_use(|u| found |= u == v);
            found
        };
        let mut defined = false;
        for inst in &data.insts {
            if inst.args.contains(&v) || inst.exit.is_some_and(held) {
                return true;
            }
            if inst.result == Some(v) {
                defined = true;
                break;
            }
        }
        if defined {
            continue;
        }
        let mut used = false;
        data.term.for_each_use(|u| used |= u == v);
        if let Term::Exit(exit) = data.term {
            used |= held(exit);
        }
        if used {
            return true;
        }
        work.extend(data.term.targets().map(|t| t.block));
    }
    false
}
