//! Types of registers, and which registers are copies of each other, while inference walks a segment.
//!
//! Registers name abstract values and types belong to those, so a guard on one register refines its copies too
//! (REGIONS: "infer on SSA values"). Construction replays the same steps, so both agree on every decided guard.

use crate::fold::{decide_type, type_of_test};
use crate::graph::*;
use crate::op::*;
use crate::position::*;
use crate::profile::{ExitKey, Profile};
use crate::types::Type;

/// Types at the start of a segment. Registers ascend; numbers are dense in order of first appearance.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct State {
    registers: Vec<(Reg, u32)>,
    types: Vec<Type>,
}
impl State {
    pub fn new(registers: impl IntoIterator<Item = (Reg, Type)>) -> State {
        let mut state = State::default();
        for (reg, ty) in registers {
            state.registers.push((reg, state.types.len() as u32));
            state.types.push(ty);
        }
        state.registers.sort();
        state
    }
    pub fn ty(&self, reg: Reg) -> Option<Type> {
        let at = self.registers.binary_search_by_key(&reg, |r| r.0).ok()?;
        Some(self.types[self.registers[at].1 as usize])
    }
    /// Registers, which of them are copies of each other (equal numbers), and their types.
    pub fn classes(&self) -> impl Iterator<Item = (Reg, u32, Type)> + '_ {
        self.registers.iter().map(|(reg, id)| (*reg, *id, self.types[*id as usize]))
    }
    /// Union; copies remain copies only if they are on both sides. A register that one side lacks is dropped.
    pub fn join(&self, other: &State) -> State {
        let mut result = State::default();
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        // Where the first pair of each number on the left is: nearly always it is the only one.
        let mut first = vec![NONE; self.types.len()];
        let mut from = 0;
        for (reg, a) in &self.registers {
            while other.registers.get(from).is_some_and(|r| r.0 < *reg) {
                from += 1;
            }
            let Some(&(_, b)) = other.registers.get(from).filter(|r| r.0 == *reg) else {
                continue;
            };
            let known = match first[*a as usize] {
                NONE => None,
                at if pairs[at as usize].1 == b => Some(at as usize),
                _ => pairs.iter().position(|p| *p == (*a, b)),
            };
            let id = known.unwrap_or_else(|| {
                pairs.push((*a, b));
                result.types.push(self.types[*a as usize].union(other.types[b as usize]));
                pairs.len() - 1
            });
            if first[*a as usize] == NONE {
                first[*a as usize] = id as u32;
            }
            result.registers.push((*reg, id as u32));
        }
        result
    }
}

/// A walk through one segment.
#[derive(Clone)]
pub struct Walk<'a> {
    graph: &'a Graph,
    profile: &'a Profile,
    position: PosId,
    registers: Vec<(Reg, u32)>,
    types: Vec<Type>,
    /// Per value of the segment: the abstract value it is (a Val) or was unboxed from (an Int or Float); `NONE` = none.
    values: Vec<u32>,
    /// Frames, for `push` and `pop`.
    depth: u8,
}
const NONE: u32 = u32::MAX;

impl<'a> Walk<'a> {
    pub fn new(graph: &'a Graph, profile: &'a Profile, position: PosId, state: &State) -> Walk<'a> {
        Walk {
            graph,
            profile,
            position,
            registers: state.registers.clone(),
            types: state.types.clone(),
            values: vec![NONE; graph.segments.get(&position).map_or(0, |s| s.kinds.len())],
            depth: graph.position(position).len() as u8 - 1,
        }
    }
    fn fresh(&mut self, ty: Type) -> u32 {
        self.types.push(ty);
        self.types.len() as u32 - 1
    }
    fn set(&mut self, reg: Reg, id: u32) {
        match self.registers.binary_search_by_key(&reg, |r| r.0) {
            Ok(at) => self.registers[at].1 = id,
            Err(at) => self.registers.insert(at, (reg, id)),
        }
    }
    /// The type of a Val of the segment.
    pub fn ty(&self, v: V) -> Type {
        match self.values[v.0 as usize] {
            NONE => Type::ANY,
            id => self.types[id as usize],
        }
    }
    pub fn step(&mut self, step: &Step) {
        match step {
            Step::Read { reg, result } => {
                let id = match self.registers.binary_search_by_key(reg, |r| r.0) {
                    Ok(at) => self.registers[at].1,
                    Err(_) => self.fresh(Type::ANY),
                };
                self.values[result.0 as usize] = id;
            }
            Step::Write { reg, value } => {
                let id = match self.values[value.0 as usize] {
                    NONE => self.fresh(Type::ANY),
                    id => id,
                };
                self.set(*reg, id);
            }
            Step::Push { .. } => self.depth += 1,
            Step::Pop => {
                let depth = self.depth;
                self.registers.retain(|r| r.0.depth != depth);
                self.depth -= 1;
            }
            Step::Assume(_) => {}
            Step::Op { op, args, result } => self.op(*op, args, *result),
        }
    }
    fn op(&mut self, op: Op, args: &[V], result: Option<V>) {
        let source = |w: &Self| w.values[args[0].0 as usize];
        self.show(op, args);
        let ty = match op {
            Op::AsInt | Op::AsFloat => {
                self.values[result.expect("a number").0 as usize] = source(self);
                return;
            }
            Op::FromInt | Op::FromFloat if source(self) != NONE => {
                self.values[result.expect("a word").0 as usize] = source(self);
                return;
            }
            Op::FromInt => Type::INT,
            Op::FromFloat => Type::FLOAT,
            Op::Word(word) => Type::of_word(word),
            Op::HeapConst(k) => self.graph.constants[k as usize].ty,
            Op::New(site) => Type::object(self.graph.sites[site as usize].shape()).made_by(site),
            Op::Load(field) if field.kind == FieldKind::Val => Type::ANY,
            Op::Call(helper) => {
                let info = &self.graph.helpers[helper as usize];
                if info.effects.clobbers().has(SHAPE_CLASS) {
                    self.forget_shapes();
                }
                info.result_type
            }
            Op::CallRegion(function) => {
                self.forget_shapes();
                match self.graph.functions[function as usize].result {
                    Kind::Int => Type::INT,
                    Kind::Float => Type::FLOAT,
                    _ => Type::ANY,
                }
            }
            Op::SetShape(shape) => {
                self.forget_shapes();
                let id = source(self);
                if id != NONE {
                    let old = self.types[id as usize];
                    self.types[id as usize] = old.fresh_site().map_or(Type::object(shape), |s| Type::object(shape).made_by(s));
                }
                return;
            }
            _ => Type::ANY,
        };
        if let Some(result) = result
            && op.result_kind(&self.graph.helpers) == Some(Kind::Val)
        {
            self.values[result.0 as usize] = self.fresh(ty);
        }
    }
    /// Objects that are stored or passed are known to others from then on.
    fn show(&mut self, op: Op, args: &[V]) {
        let shown = match op {
            Op::Store(_) => &args[1..],
            Op::StoreElement(_) | Op::Call(_) | Op::CallRegion(_) | Op::New(_) => args,
            _ => &[],
        };
        for v in shown {
            let id = self.values[v.0 as usize];
            if id != NONE {
                self.types[id as usize] = self.types[id as usize].shared();
            }
        }
    }
    /// An effect may have changed the shapes of objects whose shape is not fixed.
    fn forget_shapes(&mut self) {
        for ty in &mut self.types {
            if self.graph.is_unstable(ty.shape()) {
                *ty = ty.forget_shape();
            }
        }
    }
    /// The answer of a guard, when types decide it.
    pub fn decide(&self, cond: Cond, args: &[V]) -> Option<bool> {
        if cond.is_type_test() { decide_type(cond, self.ty(args[0])) } else { None }
    }
    /// Learns from an answer that types left open. `node` names the guard for the profile.
    pub fn refine(&mut self, cond: Cond, args: &[V], answer: bool, node: NodeId) {
        if !cond.is_type_test() {
            return;
        }
        let id = self.values[args[0].0 as usize];
        if id == NONE {
            return;
        }
        let asked = type_of_test(cond);
        let old = self.types[id as usize];
        let mut ty = if answer { old.intersect(asked) } else { old.without(asked) };
        if answer && cond == Cond::IsInt && !self.is_wide(node) {
            ty = ty.intersect(Type::SMALL);
        }
        self.types[id as usize] = ty;
    }
    /// Does the profile say that big ints come through this `is_int`?
    pub fn is_wide(&self, node: NodeId) -> bool {
        self.profile.wide.contains(&wide_key(self.position, node))
    }
    /// The state with which the next position starts: its live registers.
    pub fn leave(&self, next: PosId) -> State {
        let mut state = State::default();
        let mut numbers = vec![NONE; self.types.len()];
        for reg in self.graph.live_at(next) {
            let Ok(at) = self.registers.binary_search_by_key(&reg, |r| r.0) else {
                continue;
            };
            let old = self.registers[at].1;
            if numbers[old as usize] == NONE {
                numbers[old as usize] = state.types.len() as u32;
                state.types.push(self.types[old as usize]);
            }
            state.registers.push((reg, numbers[old as usize]));
        }
        state.registers.sort();
        state
    }
}

/// The key under which an `is_int` guard is marked wide.
pub fn wide_key(position: PosId, node: NodeId) -> ExitKey {
    ExitKey {
        position,
        node,
        place: ExitKey::ENTRY - 1,
    }
}
