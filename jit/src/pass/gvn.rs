//! Global value numbering over the dominator tree: folding, common subexpressions, and guards that cannot fail.
//!
//! A guard whose question was answered by a dominating guard, branch or definition goes. Shapes that may change are not
//! facts here: `memory` tracks those along with loads.

use crate::analysis::Cfg;
use crate::fold::*;
use crate::op::*;
use crate::ssa::*;
use crate::types::Type;
use rustc_hash::FxHashMap;

struct Gvn<'a> {
    func: &'a mut Func,
    cfg: Cfg,
    children: Vec<Vec<BlockId>>,
    defs: Definitions,
    /// Values by operation, in scope.
    known: FxHashMap<(Op, Args), Value>,
    facts: FxHashMap<(Cond, Args), bool>,
    types: FxHashMap<Value, Type>,
    replaced: Vec<Option<Value>>,
    changed: bool,
}

enum Undo {
    Known((Op, Args)),
    Fact((Cond, Args), Option<bool>),
    Type(Value, Option<Type>),
}

/// Runs once over the function; returns whether anything changed.
pub fn gvn(func: &mut Func) -> bool {
    let cfg = Cfg::of(func);
    let defs = Definitions::of(func);
    let mut pass = Gvn {
        children: cfg.children(),
        cfg,
        defs,
        known: FxHashMap::default(),
        facts: FxHashMap::default(),
        types: FxHashMap::default(),
        replaced: vec![None; func.values.len()],
        changed: false,
        func,
    };
    pass.block(ENTRY);
    let Gvn { replaced, changed, func, .. } = pass;
    if changed {
        func.map_uses(|v| resolve(&replaced, v));
    }
    changed
}

fn resolve(replaced: &[Option<Value>], mut v: Value) -> Value {
    while let Some(next) = replaced.get(v.0 as usize).copied().flatten() {
        v = next;
    }
    v
}

impl Gvn<'_> {
    fn block(&mut self, block: BlockId) {
        let mut undo: Vec<Undo> = Vec::new();
        let insts = std::mem::take(&mut self.func.at_mut(block).insts);
        let mut out: Vec<Inst> = Vec::with_capacity(insts.len());
        for mut inst in insts {
            inst.args.iter_mut().for_each(|v| *v = resolve(&self.replaced, *v));
            if self.inst(&mut inst, &mut undo) {
                self.defs.note(&inst);
                out.push(inst);
            } else {
                self.changed = true;
            }
        }
        // Constants that folding made stand in the entry block; keep what was added there meanwhile.
        let added = std::mem::take(&mut self.func.at_mut(block).insts);
        if block == ENTRY && !added.is_empty() {
            let at = out.iter().take_while(|i| Func::is_entry_op(i.op)).count();
            out.splice(at..at, added);
        }
        self.func.at_mut(block).insts = out;
        let mut term = std::mem::replace(&mut self.func.at_mut(block).term, Term::None);
        term.map_uses(|v| resolve(&self.replaced, v));
        let decided = match &term {
            Term::Branch { cond, args, .. } => self.answer(*cond, args),
            _ => None,
        };
        if let (Some(answer), Term::Branch { yes, no, .. }) = (decided, &term) {
            term = Term::Jump(if answer { yes.clone() } else { no.clone() });
            self.changed = true;
        }
        self.func.at_mut(block).term = term.clone();
        for child in self.children[block.0 as usize].clone() {
            let mut local: Vec<Undo> = Vec::new();
            if let Term::Branch { cond, args, yes, no } = &term
                && self.cfg.predecessors[child.0 as usize][..] == [block]
                && yes.block != no.block
            {
                self.learn(*cond, args, yes.block == child, &mut local);
            }
            self.block(child);
            self.restore(local);
        }
        self.restore(undo);
    }
    fn restore(&mut self, undo: Vec<Undo>) {
        for entry in undo.into_iter().rev() {
            match entry {
                Undo::Known(key) => {
                    self.known.remove(&key);
                }
                Undo::Fact(key, Some(old)) => {
                    self.facts.insert(key, old);
                }
                Undo::Fact(key, None) => {
                    self.facts.remove(&key);
                }
                Undo::Type(v, Some(old)) => {
                    self.types.insert(v, old);
                }
                Undo::Type(v, None) => {
                    self.types.remove(&v);
                }
            }
        }
    }
    fn replace(&mut self, inst: &Inst, with: Value) {
        let result = inst.result.expect("a result").0 as usize;
        if self.replaced.len() <= result {
            self.replaced.resize(result + 1, None);
        }
        self.replaced[result] = Some(with);
    }
    /// Returns whether the instruction stays.
    fn inst(&mut self, inst: &mut Inst, undo: &mut Vec<Undo>) -> bool {
        if let Op::Guard(cond, expected) = inst.op {
            // A boxed int in sight is read unboxed by all that would need the guard.
            let boxed_here = cond == Cond::IsSmall && inst.args.iter().any(|v| matches!(self.defs.op(*v), Some(Op::FromInt)));
            if boxed_here || self.answer(cond, &inst.args) == Some(expected) {
                return false;
            }
            self.learn(cond, &inst.args, expected, undo);
            return true;
        }
        if Func::is_entry_op(inst.op) {
            return true;
        }
        if inst.op == Op::AsInt && self.ty(inst.args[0]).within(Type::SMALL) {
            inst.op = Op::AsSmall;
            inst.exit = None;
            self.changed = true;
        }
        loop {
            match fold(self.func, &self.defs, inst.op, &inst.args) {
                Some(Folded::Value(value)) => {
                    self.replace(inst, value);
                    return false;
                }
                Some(Folded::Constant(op)) => {
                    let value = self.func.constant(op);
                    self.defs.note(&Inst {
                        op,
                        args: Args::new(),
                        result: Some(value),
                        exit: None,
                    });
                    self.replace(inst, value);
                    return false;
                }
                Some(Folded::Rewrite(op, args)) if (op, &args) != (inst.op, &inst.args) => {
                    inst.op = op;
                    inst.args = args;
                    self.changed = true;
                }
                _ => break,
            }
        }
        if inst.result.is_none() || !inst.op.is_pure(&self.func.helpers) {
            return true;
        }
        // An `as_int` that leaves with a boxed int teaches nothing: it may be removed as dead, and who relied on it with it.
        let key = (if inst.op == Op::AsSmall { Op::AsInt } else { inst.op }, inst.args.clone());
        if let Some(value) = self.known.get(&key) {
            let value = *value;
            self.replace(inst, value);
            return false;
        }
        self.known.insert(key.clone(), inst.result.expect("a result"));
        undo.push(Undo::Known(key));
        true
    }
    fn ty(&self, v: Value) -> Type {
        let defined = self.func.ty(v);
        match self.types.get(&v) {
            Some(ty) => ty.intersect(defined),
            None => defined,
        }
    }
    fn answer(&self, cond: Cond, args: &Args) -> Option<bool> {
        if args.is_empty() {
            return None;
        }
        if cond.is_type_test() {
            if let Some(answer) = decide_type(cond, self.ty(args[0])) {
                return Some(answer);
            }
            // A boxed number: small or not cannot be told, its kind can.
            if cond == Cond::IsSmall {
                return None;
            }
        } else if let Some(answer) = decide(self.func, &self.defs, cond, args) {
            return Some(answer);
        }
        if let Some(answer) = self.facts.get(&(cond, args.clone())) {
            return Some(*answer);
        }
        let swapped = || -> Args { args.iter().rev().copied().collect() };
        match cond {
            Cond::IntLe => self.facts.get(&(Cond::IntLt, swapped())).map(|lt| !lt),
            Cond::IntLt => self.facts.get(&(Cond::IntLe, swapped())).map(|le| !le),
            Cond::IntEq | Cond::Same | Cond::RawEq => self.facts.get(&(cond, swapped())).copied(),
            _ => None,
        }
    }
    fn learn(&mut self, cond: Cond, args: &Args, answer: bool, undo: &mut Vec<Undo>) {
        match cond {
            Cond::NoPoll | Cond::HasRoom => return,
            Cond::ShapeIs(shape) if self.func.is_unstable(shape) => {
                // It is an object, whatever its shape becomes.
                if answer {
                    self.learn_type(args[0], Type::OBJECT, true, undo);
                }
                return;
            }
            c if c.is_type_test() => self.learn_type(args[0], type_of_test(c), answer, undo),
            _ => {}
        }
        let key = (cond, args.clone());
        let old = self.facts.insert(key.clone(), answer);
        undo.push(Undo::Fact(key, old));
    }
    fn learn_type(&mut self, v: Value, asked: Type, answer: bool, undo: &mut Vec<Undo>) {
        let old = self.ty(v);
        let new = if answer { old.intersect(asked) } else { old.without(asked) };
        if new != old && !new.is_never() {
            undo.push(Undo::Type(v, self.types.insert(v, new)));
        }
    }
}
