//! Forward inference of types over instances (a segment, the types of its versioned registers), to the fixpoint.
//!
//! Everything is joined first. A loop header whose incoming edges disagree about a needed register then versions that
//! register for the whole loop body, and inference runs again, two or three rounds in all (REGIONS "Versions").

use crate::facts::*;
use crate::graph::*;
use crate::needs::{Needs, needs};
use crate::op::Kind;
use crate::position::*;
use crate::profile::Profile;
use crate::types::Type;
use rustc_hash::FxHashMap;

/// The types (coarse) of the versioned registers; `None` = the version for everything else.
pub type Tuple = Option<Vec<(Reg, Type)>>;

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct InstId(pub u32);

#[derive(Clone, Debug)]
pub struct Instance {
    pub position: PosId,
    pub tuple: Tuple,
    /// Types at its start.
    pub state: State,
}

/// One way into the region.
#[derive(Clone, Debug)]
pub struct EntryVersion {
    /// Needed registers and what they must be.
    pub tests: Vec<(Reg, Type)>,
    pub instance: InstId,
}

/// How versions are chosen; the default is the design's.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Instances per position, besides the one for everything else.
    pub versions: usize,
    /// Versioned registers per header.
    pub registers: usize,
    /// Entry tuples.
    pub entries: usize,
    /// Rounds of inference.
    pub rounds: usize,
}
impl Default for Limits {
    fn default() -> Self {
        Limits {
            versions: 4,
            registers: 2,
            entries: 4,
            rounds: 6,
        }
    }
}

/// The result: instances and entries. Edges follow by replaying each instance from its state.
pub struct Inference<'a> {
    pub graph: &'a Graph,
    pub profile: &'a Profile,
    pub instances: Vec<Instance>,
    pub entries: Vec<EntryVersion>,
    pub needs: Needs,
    index: FxHashMap<(PosId, Tuple), InstId>,
    headers: Vec<PosId>,
    vary: FxHashMap<PosId, Vec<Reg>>,
    /// Registers that hold an object of the loop's own on some edges only.
    vary_fresh: FxHashMap<PosId, Vec<Reg>>,
    seen_fresh: FxHashMap<(PosId, Reg), Vec<Type>>,
    /// Per position: headers of the loops it is in.
    loops: FxHashMap<PosId, Vec<PosId>>,
    /// Per position: needed registers that are dead after its instruction.
    consumed: FxHashMap<PosId, Vec<Reg>>,
    count: FxHashMap<PosId, usize>,
    /// Coarse types that edges brought to a header's needed registers.
    seen: FxHashMap<(PosId, Reg), Vec<Type>>,
    work: Vec<InstId>,
    limits: Limits,
}

/// Infers the whole graph.
pub fn infer<'a>(graph: &'a Graph, profile: &'a Profile, limits: Limits) -> Inference<'a> {
    let headers: Vec<PosId> = graph.order.iter().copied().filter(|p| graph.is_header(*p)).collect();
    let mut loops = FxHashMap::default();
    for position in &graph.order {
        let inside: Vec<PosId> = headers.iter().copied().filter(|h| graph.loop_contains(*h, *position)).collect();
        loops.insert(*position, inside);
    }
    let needs = needs(graph);
    let mut inference = Inference {
        graph,
        profile,
        instances: Vec::new(),
        entries: Vec::new(),
        consumed: graph.order.iter().map(|p| (*p, consumed(graph, *p, &needs[p]))).collect(),
        needs,
        index: FxHashMap::default(),
        headers,
        vary: FxHashMap::default(),
        vary_fresh: FxHashMap::default(),
        seen_fresh: FxHashMap::default(),
        loops,
        count: FxHashMap::default(),
        seen: FxHashMap::default(),
        work: Vec::new(),
        limits,
    };
    for round in 0..limits.rounds {
        inference.round();
        if round + 1 == limits.rounds || !inference.choose() {
            break;
        }
    }
    inference
}

impl Inference<'_> {
    fn round(&mut self) {
        self.instances.clear();
        self.index.clear();
        self.count.clear();
        self.seen.clear();
        self.seen_fresh.clear();
        self.entries.clear();
        for tests in self.entry_tuples() {
            let state = entry_state(self.graph, &tests);
            let instance = self.flow(self.graph.root, state);
            self.entries.push(EntryVersion { tests, instance });
            self.drain();
        }
    }
    fn drain(&mut self) {
        while let Some(id) = self.work.pop() {
            let Instance { position, state, .. } = self.instances[id.0 as usize].clone();
            let mut out = Vec::new();
            let walk = Walk::new(self.graph, self.profile, position, &state);
            edges(self.graph, position, walk, 0, &mut |next, state| out.push((next, state)));
            for (next, state) in out {
                self.flow(next, state);
            }
        }
    }
    /// The hottest entry tuples, hottest first; needed registers only.
    fn entry_tuples(&self) -> Vec<Vec<(Reg, Type)>> {
        if self.graph.signature.is_some() {
            return vec![Vec::new()];
        }
        let live = self.graph.live_at(self.graph.root);
        let needed = self.needs.get(&self.graph.root).cloned().unwrap_or_default();
        let mut all: Vec<(Vec<(Reg, Type)>, u32)> = Vec::new();
        for (types, count) in &self.profile.entries {
            let pairs = live.iter().zip(types).filter(|(reg, _)| needed.contains(reg));
            let tuple: Vec<(Reg, Type)> = pairs.map(|(reg, ty)| (*reg, entry_type(*ty))).filter(|t| t.1 != Type::ANY).collect();
            match all.iter_mut().find(|t| t.0 == tuple) {
                Some(known) => known.1 += count,
                None => all.push((tuple, *count)),
            }
        }
        all.sort_by_key(|t| std::cmp::Reverse(t.1));
        all.truncate(self.limits.entries);
        if all.is_empty() {
            all.push((Vec::new(), 1));
        }
        all.into_iter().map(|t| t.0).collect()
    }
    /// The instance an edge with these types goes to.
    pub fn target(&self, next: PosId, state: &State) -> Option<InstId> {
        let tuple = self.tuple(next, state);
        self.index.get(&(next, Some(tuple))).or_else(|| self.index.get(&(next, None))).copied()
    }
    fn tuple(&self, position: PosId, state: &State) -> Vec<(Reg, Type)> {
        let mut tuple: Vec<(Reg, Type)> = Vec::new();
        let needed = &self.needs[&position];
        // A condition that is tested and gone: its two values are two ways, not one to be told apart again.
        for reg in &self.consumed[&position] {
            if let Some(ty) = state.ty(*reg)
                && ty.within(Type::BOOL)
                && ty.is_single()
            {
                tuple.push((*reg, ty));
            }
        }
        for header in &self.loops[&position] {
            for reg in self.vary.get(header).into_iter().flatten() {
                if needed.contains(reg) && !tuple.iter().any(|t| t.0 == *reg) {
                    tuple.push((*reg, state.ty(*reg).unwrap_or(Type::ANY).coarse()));
                }
            }
        }
        for header in &self.loops[&position] {
            for reg in self.vary_fresh.get(header).into_iter().flatten() {
                if let Some(ty) = state.ty(*reg)
                    && !tuple.iter().any(|t| t.0 == *reg)
                {
                    tuple.push((*reg, ty.freshness()));
                }
            }
        }
        tuple
    }
    fn flow(&mut self, next: PosId, state: State) -> InstId {
        let tuple = self.tuple(next, &state);
        if self.headers.contains(&next) {
            for reg in &self.needs[&next] {
                let ty = state.ty(*reg).unwrap_or(Type::ANY).coarse();
                let seen = self.seen.entry((next, *reg)).or_default();
                if !seen.contains(&ty) {
                    seen.push(ty);
                }
            }
            for (reg, _, ty) in state.classes() {
                let ty = ty.freshness();
                let seen = self.seen_fresh.entry((next, reg)).or_default();
                if !seen.contains(&ty) {
                    seen.push(ty);
                }
            }
        }
        let mut key = (next, Some(tuple));
        if !self.index.contains_key(&key) {
            let count = self.count.entry(next).or_insert(0);
            if *count < self.limits.versions {
                *count += 1;
            } else {
                key.1 = None;
            }
        }
        if let Some(id) = self.index.get(&key) {
            let instance = &mut self.instances[id.0 as usize];
            let joined = instance.state.join(&state);
            if joined != instance.state {
                instance.state = joined;
                self.work.push(*id);
            }
            return *id;
        }
        let id = InstId(self.instances.len() as u32);
        self.instances.push(Instance {
            position: next,
            tuple: key.1.clone(),
            state,
        });
        self.index.insert(key, id);
        self.work.push(id);
        id
    }
    /// Versions the registers on which the edges into a header disagree. Returns whether there was a new one.
    fn choose(&mut self) -> bool {
        let mut more = false;
        for header in self.headers.clone() {
            let versioned = self.vary.entry(header).or_default();
            let mut candidates: Vec<(usize, Reg)> = Vec::new();
            for reg in &self.needs[&header] {
                let seen = self.seen.get(&(header, *reg)).map_or(&[][..], |s| &s[..]);
                if seen.len() > 1 && !versioned.contains(reg) {
                    candidates.push((seen.iter().filter(|t| t.is_single()).count(), *reg));
                }
            }
            candidates.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
            let room = self.limits.registers.saturating_sub(versioned.len());
            for (_, reg) in candidates.into_iter().take(room) {
                versioned.push(reg);
                more = true;
            }
            let fresh = self.vary_fresh.entry(header).or_default();
            let mut found: Vec<Reg> = self.seen_fresh.iter().filter(|s| s.0.0 == header && s.1.len() > 1).map(|s| s.0.1).collect();
            found.retain(|reg| !fresh.contains(reg));
            found.sort();
            for reg in found.into_iter().take(self.limits.registers.saturating_sub(fresh.len())) {
                fresh.push(reg);
                more = true;
            }
        }
        more
    }
}

fn consumed(graph: &Graph, position: PosId, needed: &[Reg]) -> Vec<Reg> {
    let mut gone = needed.to_vec();
    for node in &graph.segments[&position].nodes {
        if let End::Leaf(Leaf::Next(next)) = &node.end {
            let live = graph.live_at(*next);
            gone.retain(|reg| !live.contains(reg));
        }
    }
    gone
}

/// Types at the region's start, for one entry's tests.
pub fn entry_state(graph: &Graph, tests: &[(Reg, Type)]) -> State {
    let live = graph.live_at(graph.root).into_iter();
    State::new(live.map(|reg| {
        let operand = graph.signature.as_ref().map(|s| s.operand(reg.index).map(|k| s.operands[k]));
        let constant = graph.entry_constants.iter().find(|c| c.0 == reg.index);
        let ty = match operand {
            Some(Some(Kind::Int)) => Type::INT,
            Some(Some(Kind::Float)) => Type::FLOAT,
            Some(None) if constant.is_some() => constant.map_or(Type::ANY, |c| graph.constants[c.1 as usize].ty),
            Some(None) => Type::constant(crate::layout::UNBOUND),
            _ => tests.iter().find(|t| t.0 == reg).map_or(Type::ANY, |t| t.1),
        };
        (reg, ty)
    }))
}

/// What the entry can test of a seen type with one question.
fn entry_type(ty: Type) -> Type {
    if ty.within(Type::SMALL) {
        Type::SMALL
    } else if ty.within(Type::INT) {
        Type::INT
    } else if ty.within(Type::FLOAT) {
        Type::FLOAT
    } else if ty.is_single() && !ty.meets(Type::INT) && !ty.within(Type::OBJECT) {
        ty
    } else {
        // Objects are not asked for at the entry: their shape guards are hoisted instead.
        Type::ANY
    }
}

/// Replays a segment and reports every edge to a position that the graph has.
pub fn edges(graph: &Graph, position: PosId, mut walk: Walk, node: NodeId, out: &mut impl FnMut(PosId, State)) {
    let Some(node_data) = graph.segments[&position].nodes.get(node as usize) else {
        return;
    };
    for step in &node_data.steps {
        walk.step(step);
    }
    match &node_data.end {
        End::Guard { cond, args, arms, .. } => {
            let decided = walk.decide(*cond, args);
            for answer in [true, false] {
                if decided == Some(!answer) {
                    continue;
                }
                let Some(arm) = arms[answer as usize] else { continue };
                let mut walk = walk.clone();
                if decided.is_none() {
                    walk.refine(*cond, args, answer, node);
                }
                edges(graph, position, walk, arm, out);
            }
        }
        End::Leaf(Leaf::Next(next)) if graph.segments.contains_key(next) => out(*next, walk.leave(*next)),
        _ => {}
    }
}
