//! Copying an inner region's graph into an outer one.
//!
//! The inner positions gain the outer chain in front, so registers and frame depths shift by its length. Where both
//! graphs know a position the trees are united: same questions in the same order, so only missing arms differ.

use crate::graph::*;
use crate::op::*;
use crate::position::*;

struct Copier<'a> {
    inner: &'a Graph,
    chain: &'a [FramePos],
    window: i32,
    helpers: Vec<Op>,
    sites: Vec<Op>,
    functions: Vec<Op>,
}

/// See [`Graph::absorb`].
pub fn absorb(outer: &mut Graph, inner: &Graph, chain: &[FramePos], window: i32) {
    for (code, info) in &inner.codes {
        let known = outer.codes.entry(*code).or_default();
        if known.registers == 0 {
            known.name.clone_from(&info.name);
            known.registers = info.registers;
            known.loops.clone_from(&info.loops);
        }
        for (at, live) in &info.live {
            known.live.entry(*at).or_insert_with(|| live.clone());
        }
    }
    outer.unstable_shapes.extend(&inner.unstable_shapes);
    for assumption in &inner.assumptions {
        if !outer.assumptions.contains(assumption) {
            outer.assumptions.push(*assumption);
        }
    }
    let copier = Copier {
        inner,
        chain,
        window,
        helpers: inner.helpers.iter().map(|h| outer.helper(h)).collect(),
        sites: inner.sites.iter().map(|s| outer.site(s)).collect(),
        functions: inner.functions.iter().map(|f| outer.function(f)).collect(),
    };
    for position in &inner.order {
        let at = copier.position(outer, *position);
        let segment = copier.segment(outer, &inner.segments[position]);
        match outer.segments.get_mut(&at) {
            None => {
                outer.segments.insert(at, segment);
                outer.order.push(at);
                outer.version += 1;
            }
            Some(known) => {
                if unite(known, 0, &segment, 0, &mut Vec::new()) {
                    outer.version += 1;
                }
            }
        }
    }
    outer.count_leaves();
}

impl Copier<'_> {
    fn position(&self, outer: &mut Graph, id: PosId) -> PosId {
        let mut all = self.chain.to_vec();
        all.extend_from_slice(self.inner.position(id));
        all[self.chain.len()].window = self.window;
        outer.intern(&all)
    }
    fn reg(&self, reg: Reg) -> Reg {
        Reg {
            depth: reg.depth + self.chain.len() as u8,
            index: reg.index,
        }
    }
    fn op(&self, op: Op, outer: &mut Graph) -> Op {
        match op {
            Op::Call(k) => self.helpers[k as usize],
            Op::New(k) => self.sites[k as usize],
            Op::CallRegion(k) => self.functions[k as usize],
            Op::HeapConst(k) => outer.constant(self.inner.constants[k as usize]).0,
            other => other,
        }
    }
    fn segment(&self, outer: &mut Graph, segment: &Segment) -> Segment {
        let mut copy = segment.clone();
        for node in &mut copy.nodes {
            for step in &mut node.steps {
                match step {
                    Step::Read { reg, .. } | Step::Write { reg, .. } => *reg = self.reg(*reg),
                    Step::Op { op, .. } => *op = self.op(*op, outer),
                    _ => {}
                }
            }
            match &mut node.end {
                End::Leaf(Leaf::Next(next)) => *next = self.position(outer, *next),
                // What leaves a function region's root ends differently when it is inlined.
                End::Leaf(Leaf::Return(_)) => node.end = End::Leaf(Leaf::Leave(0)),
                _ => {}
            }
        }
        copy
    }
}

/// Adds to the tree at `node` of `known` what `other` has and it has not. `values` maps other's values to known's.
fn unite(known: &mut Segment, node: NodeId, other: &Segment, at: NodeId, values: &mut Vec<(V, V)>) -> bool {
    let (a, b) = (&known.nodes[node as usize], &other.nodes[at as usize]);
    if a.steps.len() != b.steps.len() {
        return false;
    }
    for (x, y) in a.steps.iter().zip(&b.steps) {
        match (x, y) {
            (Step::Read { result: r, .. }, Step::Read { result: s, .. }) => values.push((*s, *r)),
            (Step::Op { result: Some(r), .. }, Step::Op { result: Some(s), .. }) => values.push((*s, *r)),
            _ => {}
        }
    }
    let (
        End::Guard { cond, arms, .. },
        End::Guard {
            cond: other_cond,
            arms: other_arms,
            ..
        },
    ) = (&a.end, &b.end)
    else {
        return false;
    };
    if cond != other_cond {
        return false;
    }
    let (arms, other_arms) = (*arms, *other_arms);
    let mut grew = false;
    for answer in 0..2 {
        match (arms[answer], other_arms[answer]) {
            (Some(x), Some(y)) => {
                let mark = values.len();
                grew |= unite(known, x, other, y, values);
                values.truncate(mark);
            }
            (None, Some(y)) => {
                let mark = values.len();
                let copy = graft(known, other, y, values);
                values.truncate(mark);
                if let End::Guard { arms, .. } = &mut known.nodes[node as usize].end {
                    arms[answer] = Some(copy);
                }
                grew = true;
            }
            _ => {}
        }
    }
    grew
}

/// Copies a subtree, renumbering its values.
fn graft(known: &mut Segment, other: &Segment, at: NodeId, values: &mut Vec<(V, V)>) -> NodeId {
    let mut node = other.nodes[at as usize].clone();
    let renamed = |v: V, values: &[(V, V)]| values.iter().rev().find(|(from, _)| *from == v).map_or(v, |(_, to)| *to);
    for step in &mut node.steps {
        let result = match step {
            Step::Read { result, .. } => Some(result),
            Step::Write { value, .. } => {
                *value = renamed(*value, values);
                None
            }
            Step::Op { args, result, .. } => {
                args.iter_mut().for_each(|a| *a = renamed(*a, values));
                result.as_mut()
            }
            _ => None,
        };
        if let Some(result) = result {
            known.kinds.push(other.kinds[result.0 as usize]);
            let fresh = V(known.kinds.len() as u16 - 1);
            values.push((*result, fresh));
            *result = fresh;
        }
    }
    let id = known.nodes.len() as NodeId;
    known.nodes.push(Node {
        steps: Vec::new(),
        end: End::Open,
        hits: node.hits,
    });
    match &mut node.end {
        End::Guard { args, arms, .. } => {
            args.iter_mut().for_each(|a| *a = renamed(*a, values));
            for arm in arms.iter_mut() {
                if let Some(child) = *arm {
                    let mark = values.len();
                    *arm = Some(graft(known, other, child, values));
                    values.truncate(mark);
                }
            }
        }
        End::Leaf(Leaf::Return(v)) => *v = renamed(*v, values),
        _ => {}
    }
    known.nodes[id as usize] = node;
    id
}
