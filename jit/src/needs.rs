//! Which registers are type-tested before they are overwritten, backwards over the graph.
//!
//! Only these make versions of a loop worth their code, and only these are asked at a region's entry.

use crate::graph::*;
use crate::position::*;
use rustc_hash::FxHashMap;

/// Registers in ascending order, per position.
pub type Needs = FxHashMap<PosId, Vec<Reg>>;

/// Computes the needs of all segments.
pub fn needs(graph: &Graph) -> Needs {
    let mut all: Needs = graph.order.iter().map(|p| (*p, Vec::new())).collect();
    loop {
        let mut changed = false;
        for position in graph.order.iter().rev() {
            let found = of_segment(graph, *position, &all);
            let slot = all.get_mut(position).expect("known");
            if *slot != found {
                *slot = found;
                changed = true;
            }
        }
        if !changed {
            return all;
        }
    }
}

struct Scan<'a> {
    segment: &'a Segment,
    all: &'a Needs,
    found: Vec<Reg>,
    /// Which register, as it was at the segment's start, each value is.
    origin: Vec<Option<Reg>>,
}

fn of_segment(graph: &Graph, position: PosId, all: &Needs) -> Vec<Reg> {
    let segment = &graph.segments[&position];
    let mut scan = Scan {
        segment,
        all,
        found: Vec::new(),
        origin: vec![None; segment.kinds.len()],
    };
    scan.node(0, &FxHashMap::default());
    scan.found.sort();
    scan.found.dedup();
    scan.found
}

impl Scan<'_> {
    fn node(&mut self, id: NodeId, written: &FxHashMap<Reg, Option<Reg>>) {
        let Some(node) = self.segment.nodes.get(id as usize) else { return };
        let mut written = written.clone();
        for step in &node.steps {
            match step {
                Step::Read { reg, result } => {
                    self.origin[result.0 as usize] = written.get(reg).copied().unwrap_or(Some(*reg));
                }
                Step::Write { reg, value } => {
                    written.insert(*reg, self.origin[value.0 as usize]);
                }
                _ => {}
            }
        }
        match &node.end {
            End::Guard { cond, args, arms, .. } => {
                if cond.is_type_test()
                    && let Some(reg) = self.origin[args[0].0 as usize]
                {
                    self.found.push(reg);
                }
                for arm in arms.iter().flatten() {
                    self.node(*arm, &written);
                }
            }
            End::Leaf(Leaf::Next(next)) => {
                for reg in self.all.get(next).into_iter().flatten() {
                    match written.get(reg) {
                        Some(origin) => self.found.extend(*origin),
                        None => self.found.push(*reg),
                    }
                }
            }
            _ => {}
        }
    }
}
