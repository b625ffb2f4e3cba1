//! Ranges of exact ints, and the overflow exits that they make needless.
//!
//! A walk over the dominator tree keeps what guards say of their operands while it is inside their scope; parameters
//! join what their edges bring and are widened to thresholds, so that `i` in `while i < n` stays within a small int.

use super::trips::{Counter, counters};
use crate::analysis::Cfg;
use crate::fold::int_op;
use crate::layout::{SMALL_MAX, SMALL_MIN};
use crate::op::*;
use crate::ssa::*;
use rustc_hash::FxHashMap;

/// An interval; both ends belong to it. `low > high` = nothing is known to arrive.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Range {
    pub low: i128,
    pub high: i128,
}
/// An end at the edge is none at all.
const EDGE: i128 = 1 << 120;
impl Range {
    pub const ANY: Range = Range { low: -EDGE, high: EDGE };
    pub const EMPTY: Range = Range { low: 1, high: 0 };
    pub const I64: Range = Range {
        low: i64::MIN as i128,
        high: i64::MAX as i128,
    };
    pub const U64: Range = Range {
        low: 0,
        high: u64::MAX as i128,
    };
    pub const SMALL: Range = Range {
        low: SMALL_MIN as i128,
        high: SMALL_MAX as i128,
    };
    pub const LENGTH: Range = Range {
        low: 0,
        high: SMALL_MAX as i128,
    };
    pub fn one(value: i128) -> Range {
        Range { low: value, high: value }
    }
    fn abs(self) -> Range {
        Range {
            low: if self.low <= 0 && self.high >= 0 {
                0
            } else {
                self.low.abs().min(self.high.abs())
            },
            high: self.low.abs().max(self.high.abs()),
        }
    }
    pub fn within(self, other: Range) -> bool {
        self.low >= other.low && self.high <= other.high
    }
    pub fn is_empty(self) -> bool {
        self.low > self.high
    }
    pub fn join(self, other: Range) -> Range {
        if self.is_empty() {
            return other;
        }
        if other.is_empty() {
            return self;
        }
        Range {
            low: self.low.min(other.low),
            high: self.high.max(other.high),
        }
    }
    pub fn meet(self, other: Range) -> Range {
        Range {
            low: self.low.max(other.low),
            high: self.high.min(other.high),
        }
    }
    /// Ends beyond the edge are forgotten; what lies there as a whole keeps the end that is nearer.
    fn clip(self) -> Range {
        if self.is_empty() {
            return self;
        }
        Range {
            low: self.low.clamp(-EDGE, EDGE - 1),
            high: self.high.clamp(1 - EDGE, EDGE),
        }
    }
}

/// Ranges of all Int values where they are defined.
pub struct Ranges {
    of: Vec<Range>,
    /// No fixpoint was found: only definitions count.
    pub trivial: bool,
}
impl Ranges {
    pub fn get(&self, value: Value) -> Range {
        self.of.get(value.0 as usize).copied().unwrap_or(Range::ANY)
    }
    /// What definitions alone say; for builds without optimisation.
    pub fn trivial(func: &Func) -> Ranges {
        let mut of = vec![Range::ANY; func.values.len()];
        for inst in func.blocks.iter().flat_map(|b| &b.insts) {
            if let Some(r) = inst.result {
                let range = source(inst).unwrap_or(Range::ANY);
                of[r.0 as usize] = if inst.exit.is_some() { range.meet(Range::I64) } else { range };
            }
        }
        Ranges { of, trivial: true }
    }
}

/// The range of an operation that does not depend on others.
fn source(inst: &Inst) -> Option<Range> {
    Some(match inst.op {
        Op::Int(i) => Range::one(i),
        Op::AsSmall => Range::SMALL,
        Op::BoolToInt => Range { low: 0, high: 1 },
        Op::RawToInt => Range::I64,
        Op::RawToIntUnsigned => Range::U64,
        Op::Load(Field { kind: FieldKind::Length, .. }) => Range::LENGTH,
        Op::Load(Field { kind: FieldKind::Small, .. }) => Range::SMALL,
        Op::Load(Field { kind: FieldKind::I64, .. }) => Range::I64,
        Op::LoadElement(Element { kind: ElementKind::U8, .. }) => Range { low: 0, high: 255 },
        Op::LoadElement(Element { kind: ElementKind::I32, .. }) => Range {
            low: i32::MIN as i128,
            high: i32::MAX as i128,
        },
        Op::LoadElement(Element { kind: ElementKind::I64, .. }) => Range::I64,
        Op::CallRegion(_) | Op::Argument(_, Kind::Int) => Range::I64,
        _ => return None,
    })
}

const THRESHOLDS: [i128; 7] = [1 << 31, SMALL_MAX as i128, i64::MAX as i128, u64::MAX as i128, 1 << 80, EDGE, 1 << 122];
fn widen(old: Range, new: Range) -> Range {
    let up = |x: i128| THRESHOLDS.into_iter().find(|t| *t >= x).unwrap_or(EDGE);
    let low = if new.low >= old.low {
        old.low
    } else if new.low >= 0 {
        0
    } else {
        -up(-(new.low + 1)) - 1
    };
    let high = if new.high <= old.high { old.high } else { up(new.high) };
    Range { low, high }.clip()
}

/// The far ends where a range still grows.
fn edges(old: Range, new: Range) -> Range {
    Range {
        low: if new.low < old.low { -EDGE } else { old.low },
        high: if new.high > old.high { EDGE } else { old.high },
    }
}

struct Walk<'a> {
    func: &'a Func,
    children: Vec<Vec<BlockId>>,
    predecessors: Vec<Vec<BlockId>>,
    of: Vec<Range>,
    /// Tighter ranges inside the current scope.
    scope: FxHashMap<Value, Range>,
    /// Parameters that get no further than a loop's laps take them.
    counters: FxHashMap<Value, Counter>,
    /// How often each parameter grew.
    grown: FxHashMap<Value, u32>,
    changed: bool,
    /// Parameters that are assumed to hold no more than this.
    assumed: &'a FxHashMap<Value, Range>,
    trusting: bool,
    /// Exits found needless in the last round.
    needless: Vec<(BlockId, usize)>,
    /// Guards that ranges decide.
    decided: Vec<(BlockId, usize)>,
}

/// Computes all ranges; drops overflow exits that cannot be taken and guards that always hold.
pub fn ranges(func: &mut Func) -> Ranges {
    let none = FxHashMap::default();
    let Some(walk) = compute(func, &none, true) else {
        return Ranges::trivial(func);
    };
    let Walk { of, needless, .. } = walk;
    // Whoever decides a guard by an overflow exit elsewhere may take away what kept that exit.
    let decided = compute(func, &none, false).map_or(Vec::new(), |walk| walk.decided);
    for (block, at) in needless {
        func.at_mut(block).insts[at].exit = None;
    }
    // Needless exits mark operations that fit; `reps` recomputes that from the ranges.
    for (block, at) in decided.into_iter().rev() {
        func.at_mut(block).insts.remove(at);
    }
    Ranges { of, trivial: false }
}
/// The ranges if some parameters held no more than is assumed. Nothing is dropped.
pub fn ranges_if(func: &Func, assumed: &FxHashMap<Value, Range>) -> Ranges {
    match compute(func, assumed, true) {
        Some(walk) => Ranges { of: walk.of, trivial: false },
        None => Ranges::trivial(func),
    }
}
/// `trusting`: what has an overflow exit fits a word behind it.
fn compute<'a>(func: &'a Func, assumed: &'a FxHashMap<Value, Range>, trusting: bool) -> Option<Walk<'a>> {
    let cfg = Cfg::of(func);
    let mut walk = Walk {
        func,
        children: cfg.children(),
        predecessors: cfg.predecessors.clone(),
        counters: counters(func, &cfg),
        of: vec![Range::EMPTY; func.values.len()],
        scope: FxHashMap::default(),
        grown: FxHashMap::default(),
        changed: true,
        assumed,
        trusting,
        needless: Vec::new(),
        decided: Vec::new(),
    };
    let mut rounds = 0;
    while walk.changed && rounds < 200 {
        walk.changed = false;
        walk.needless.clear();
        walk.decided.clear();
        walk.block(ENTRY);
        rounds += 1;
    }
    (!walk.changed).then_some(walk)
}

impl Walk<'_> {
    fn get(&self, v: Value) -> Range {
        self.scope.get(&v).copied().unwrap_or(self.of[v.0 as usize])
    }
    fn block(&mut self, block: BlockId) {
        let func = self.func;
        let data = func.at(block);
        let mut undo: Vec<(Value, Option<Range>)> = Vec::new();
        for (at, inst) in data.insts.iter().enumerate() {
            if let Op::Guard(cond, answer) = inst.op {
                if self.decide(cond, &inst.args) == Some(answer) {
                    self.decided.push((block, at));
                }
                self.learn(cond, &inst.args, answer, &mut undo);
                continue;
            }
            let Some(result) = inst.result else { continue };
            if func.kind(result) != Kind::Int {
                continue;
            }
            let exact = self.evaluate(inst);
            let range = if inst.exit.is_some() {
                if exact.within(Range::I64) && !matches!(inst.op, Op::AsInt | Op::CallRegion(_)) {
                    self.needless.push((block, at));
                }
                if self.trusting { exact.meet(Range::I64) } else { exact }
            } else {
                exact
            };
            self.define(result, range);
        }
        match &data.term {
            Term::Branch { cond, args, yes, no } => {
                for (target, answer) in [(yes, true), (no, false)] {
                    let mut local = Vec::new();
                    self.learn(*cond, args, answer, &mut local);
                    self.pass(target);
                    self.restore(local);
                }
            }
            Term::Jump(target) => self.pass(target),
            _ => {}
        }
        for child in self.children[block.0 as usize].clone() {
            let mut local = Vec::new();
            // What the branch says holds in a child that is reached by that edge only.
            if let Term::Branch { cond, args, yes, no } = &data.term
                && yes.block != no.block
                && func.at(child).params.is_empty()
            {
                if yes.block == child && self.only_from(child, block) {
                    self.learn(*cond, args, true, &mut local);
                } else if no.block == child && self.only_from(child, block) {
                    self.learn(*cond, args, false, &mut local);
                }
            }
            self.block(child);
            self.restore(local);
        }
        self.restore(undo);
    }
    fn only_from(&self, child: BlockId, parent: BlockId) -> bool {
        self.predecessors[child.0 as usize][..] == [parent]
    }
    fn restore(&mut self, undo: Vec<(Value, Option<Range>)>) {
        for (v, old) in undo.into_iter().rev() {
            match old {
                Some(range) => self.scope.insert(v, range),
                None => self.scope.remove(&v),
            };
        }
    }
    fn define(&mut self, v: Value, range: Range) {
        let range = range.clip();
        let old = self.of[v.0 as usize];
        let joined = old.join(range);
        if joined != old {
            self.of[v.0 as usize] = joined;
            self.changed = true;
        }
    }
    fn pass(&mut self, target: &Target) {
        for (k, arg) in target.args.iter().enumerate() {
            let param = self.func.at(target.block).params[k];
            if self.func.kind(param) != Kind::Int {
                continue;
            }
            let mut range = self.get(*arg);
            let assumed = self.assumed.get(&param).copied();
            if let Some(assumed) = assumed {
                range = range.meet(assumed);
            }
            let limit = self.counters.get(&param).and_then(|c| c.limit(|v| self.of[v.0 as usize]));
            if let Some(limit) = limit {
                range = range.meet(limit);
            }
            let old = self.of[param.0 as usize];
            let joined = old.join(range);
            if joined == old {
                continue;
            }
            let grown = self.grown.entry(param).or_insert(0);
            *grown += 1;
            self.of[param.0 as usize] = match *grown {
                _ if old.is_empty() => joined,
                0..=3 => joined,
                4..=10 => widen(old, joined),
                _ => edges(old, joined),
            };
            if let Some(assumed) = assumed.or(limit) {
                self.of[param.0 as usize] = self.of[param.0 as usize].meet(assumed);
            }
            self.changed = true;
        }
    }
    fn refine(&mut self, v: Value, bound: Range, undo: &mut Vec<(Value, Option<Range>)>) {
        let old = self.get(v);
        let new = old.meet(bound);
        if new != old {
            undo.push((v, self.scope.insert(v, new)));
        }
    }
    fn learn(&mut self, cond: Cond, args: &[Value], answer: bool, undo: &mut Vec<(Value, Option<Range>)>) {
        let (a, b) = match cond {
            Cond::IntLt | Cond::IntLe | Cond::IntEq | Cond::InBounds => (args[0], args[1]),
            _ => return,
        };
        let (x, y) = (self.get(a), self.get(b));
        if x.is_empty() || y.is_empty() {
            return;
        }
        let below = |high: i128| Range {
            low: -EDGE,
            high: if high >= EDGE - 1 { EDGE } else { high },
        };
        let above = |low: i128| Range {
            low: if low <= 1 - EDGE { -EDGE } else { low },
            high: EDGE,
        };
        match (cond, answer) {
            (Cond::IntLt, true) => {
                self.refine(a, below(y.high - 1), undo);
                self.refine(b, above(x.low + 1), undo);
            }
            (Cond::IntLt, false) => {
                self.refine(a, above(y.low), undo);
                self.refine(b, below(x.high), undo);
            }
            (Cond::IntLe, true) => {
                self.refine(a, below(y.high), undo);
                self.refine(b, above(x.low), undo);
            }
            (Cond::IntLe, false) => {
                self.refine(a, above(y.low + 1), undo);
                self.refine(b, below(x.high - 1), undo);
            }
            (Cond::IntEq, true) => {
                self.refine(a, y, undo);
                self.refine(b, x, undo);
            }
            (Cond::InBounds, true) => {
                self.refine(a, Range { low: 0, high: y.high - 1 }, undo);
                self.refine(b, above(x.low.max(0) + 1), undo);
            }
            _ => {}
        }
    }
    fn decide(&self, cond: Cond, args: &[Value]) -> Option<bool> {
        if !matches!(cond, Cond::IntLt | Cond::IntLe | Cond::IntEq | Cond::InBounds) {
            return None;
        }
        let (x, y) = (self.get(args[0]), self.get(args[1]));
        if x.is_empty() || y.is_empty() {
            return None;
        }
        match cond {
            Cond::IntLt if x.high < y.low => Some(true),
            Cond::IntLt if x.low >= y.high => Some(false),
            Cond::IntLe if x.high <= y.low => Some(true),
            Cond::IntLe if x.low > y.high => Some(false),
            Cond::IntEq if x.high < y.low || y.high < x.low => Some(false),
            Cond::InBounds if x.low >= 0 && x.high < y.low => Some(true),
            _ => None,
        }
    }
    fn evaluate(&self, inst: &Inst) -> Range {
        if let Some(range) = source(inst) {
            return range;
        }
        match inst.op {
            Op::IntBin(op) => {
                let (a, b) = (self.get(inst.args[0]), self.get(inst.args[1]));
                match op {
                    _ if a.is_empty() || b.is_empty() => Range::EMPTY,
                    // A square: both factors are the same end of the range, never opposite ones.
                    IntOp::Mul if inst.args[0] == inst.args[1] => {
                        let square = binary(op, a.abs(), a.abs());
                        Range {
                            low: square.low.max(0),
                            ..square
                        }
                    }
                    _ => binary(op, a, b),
                }
            }
            Op::IntNeg | Op::IntInvert | Op::IntAbs => {
                let a = self.get(inst.args[0]);
                match inst.op {
                    _ if a.is_empty() => a,
                    Op::IntNeg => Range { low: -a.high, high: -a.low },
                    Op::IntInvert => Range { low: !a.high, high: !a.low },
                    _ => a.abs(),
                }
            }
            _ => Range::ANY,
        }
    }
}

/// All results of an operation on two ranges.
pub fn binary(op: IntOp, a: Range, b: Range) -> Range {
    let corners = |op: IntOp, a: Range, b: Range| -> Range {
        let mut result = Range::EMPTY;
        for x in [a.low, a.high] {
            for y in [b.low, b.high] {
                match int_op(op, x, y) {
                    Some(r) => result = result.join(Range::one(r)),
                    None => return Range::ANY,
                }
            }
        }
        result
    };
    let bits = |x: i128| -> i128 {
        // The smallest 2^k - 1 that is not less.
        let mut mask = x;
        for shift in [1, 2, 4, 8, 16, 32, 64] {
            mask |= mask >> shift;
        }
        mask
    };
    match op {
        IntOp::Add | IntOp::Sub | IntOp::Mul => corners(op, a, b),
        IntOp::Shl if b.low >= 0 && b.high <= 100 => corners(op, a, b),
        IntOp::Shr if b.low >= 0 => corners(op, a, b),
        IntOp::FloorDiv if b.low > 0 => corners(op, a, b).join(Range::one(if a.low < 0 { -1 } else { 0 })),
        IntOp::Mod if b.low > 0 => {
            if a.low >= 0 {
                Range {
                    low: 0,
                    high: a.high.min(b.high - 1),
                }
            } else {
                Range { low: 0, high: b.high - 1 }
            }
        }
        IntOp::Mod if b.high < 0 => Range { low: b.low + 1, high: 0 },
        IntOp::Mod => Range {
            low: -(b.low.abs().max(b.high.abs())),
            high: b.low.abs().max(b.high.abs()),
        },
        IntOp::And => match (a.low >= 0, b.low >= 0) {
            (true, true) => Range {
                low: 0,
                high: a.high.min(b.high),
            },
            (true, false) => Range { low: 0, high: a.high },
            (false, true) => Range { low: 0, high: b.high },
            _ => {
                let mask = bits(!a.low.min(b.low));
                Range {
                    low: !mask,
                    high: a.high.max(b.high),
                }
            }
        },
        IntOp::Or | IntOp::Xor => {
            let mask = bits(
                [a.low, a.high, b.low, b.high]
                    .map(|x| if x < 0 { !x } else { x })
                    .into_iter()
                    .max()
                    .expect("four"),
            );
            if a.low >= 0 && b.low >= 0 {
                Range { low: 0, high: mask }
            } else {
                Range { low: !mask, high: mask }
            }
        }
        _ => Range::ANY,
    }
}
