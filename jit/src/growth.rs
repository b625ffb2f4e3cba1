//! How graphs grow: merging keeps them linear in positions, absorbing and abandoning keep them right, text keeps them.

use crate::compile::Options;
use crate::graph::*;
use crate::graph_text::*;
use crate::op::*;
use crate::position::*;
use crate::testing::driver::*;
use crate::testing::loops;
use crate::testing::memory::*;
use crate::testing::native::Native;

fn grown(program: &[crate::testing::mini::Code]) -> Jit<Native> {
    let mut jit = Jit::new(Native::new(Options::default()));
    for _ in 0..20 {
        let mut memory = Memory::new();
        let list = memory.list(&[4, 8]);
        let point = memory.point(SHAPE_POINT, [0; 3]);
        jit.run(program, memory, &[crate::layout::small(600), list, point, 0]);
    }
    jit
}
fn largest(jit: &Jit<Native>) -> &RegionState<crate::testing::native::NativeRegion> {
    jit.regions.values().max_by_key(|r| r.graph.size()).expect("a region")
}

#[test]
fn branches_merge_so_growth_is_linear() {
    let sizes: Vec<(usize, usize)> = [1, 2, 4, 8]
        .map(|n| {
            let jit = grown(&loops::branchy(n));
            let region = largest(&jit);
            (region.graph.size(), region.built.as_ref().expect("built").compiled.code.len())
        })
        .to_vec();
    // A tree would have 2^8 paths; the same step is added for each branch.
    let step = sizes[1].0 - sizes[0].0;
    assert_eq!(sizes[2].0 - sizes[1].0, 2 * step, "{sizes:?}");
    assert_eq!(sizes[3].0 - sizes[2].0, 4 * step, "{sizes:?}");
    assert!(sizes[3].1 < 8 * sizes[0].1, "{sizes:?}");
}

#[test]
fn recorded_graphs_survive_their_text() {
    for program in [loops::nested(), loops::calls(), loops::short_lived(), loops::fnv()] {
        let jit = grown(&program);
        for region in jit.regions.values() {
            let text = graph_text(&region.graph);
            let parsed = parse_graph(&text).unwrap_or_else(|e| panic!("{e}\n{text}"));
            assert_eq!(graph_text(&parsed), text);
            // The same graph and profile make the same code.
            let ssa = |g: &Graph| crate::ssa_text::ssa_text(&crate::compile::build(g, &region.profile, &Options::default()).func, true);
            assert_eq!(ssa(&parsed), ssa(&region.graph));
        }
    }
}

#[test]
fn an_inner_graph_is_absorbed_under_a_chain() {
    let jit = grown(&loops::nested());
    let inner = jit.regions.iter().min_by_key(|r| r.1.graph.size()).expect("regions").1;
    let mut outer = Graph::new(FramePos::root(7, 3), RootKind::Loop { first: 3, last: 9 });
    let call = FramePos {
        code: 7,
        pc: 5,
        continuation: 1,
        window: 0,
    };
    outer.absorb(&inner.graph, &[call], 12);
    assert_eq!(outer.size(), inner.graph.size());
    let (grown_version, size) = (outer.version, outer.size());
    outer.absorb(&inner.graph, &[call], 12);
    assert_eq!((outer.version, outer.size()), (grown_version, size), "nothing new the second time");
    for (id, position) in outer.positions().filter(|(id, _)| outer.segments.contains_key(id)) {
        assert_eq!(position[0], call);
        assert_eq!(position[1].window, 12);
        let reads = outer.segments[&id].nodes.iter().flat_map(|n| &n.steps);
        for step in reads {
            if let Step::Read { reg, .. } | Step::Write { reg, .. } = step {
                assert!(reg.depth >= 1);
            }
        }
    }
}

#[test]
fn an_abandoned_recording_leaves_no_trace() {
    let mut graph = Graph::new(FramePos::root(1, 0), RootKind::Function);
    let (root, here) = (graph.root, Reg { depth: 0, index: 0 });
    let record = |graph: &mut Graph, answer: bool, finish: bool| {
        let mut cursor = graph.begin(root);
        let v = graph.read(&mut cursor, here);
        graph.guard(&mut cursor, Cond::IsInt, &[v], answer);
        if finish {
            graph.finish(cursor, Leaf::Leave(1));
        } else {
            graph.abandon(cursor);
        }
    };
    record(&mut graph, true, false);
    assert!(!graph.segments.contains_key(&root));
    record(&mut graph, true, true);
    record(&mut graph, false, false);
    assert!(graph.arm_missing(root, 0, false) && !graph.arm_missing(root, 0, true));
    record(&mut graph, false, true);
    assert!(!graph.arm_missing(root, 0, false));
    assert_eq!(graph.size(), 2);
}

#[test]
fn constants_that_were_seen_form_a_chain() {
    let mut graph = Graph::new(FramePos::root(1, 0), RootKind::Function);
    let root = graph.root;
    let mut before = Vec::new();
    for shape in [20, 21, 20, 22] {
        let mut cursor = graph.begin(root);
        let v = graph.read(&mut cursor, Reg { depth: 0, index: 0 });
        before.push(graph.expect(&mut cursor, Cond::ShapeIs(shape), v, None));
        graph.finish(cursor, Leaf::Leave(shape));
    }
    assert_eq!(before, [0, 1, 0, 2]);
    assert_eq!(graph.size(), 3);
    assert!(graph.poisoned.is_none());
}
