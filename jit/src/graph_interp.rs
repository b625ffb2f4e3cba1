//! Runs a region graph directly: what was recorded, without types, representations or any optimisation.
//!
//! It is the yardstick for builds: wherever SSA or native code exits, going on from there in the graph must end in the
//! same state as the graph alone.

use crate::graph::*;
use crate::interp::*;
use crate::position::*;
use rustc_hash::FxHashMap;

/// Where a run is, or how it ended.
#[derive(Clone, PartialEq, Debug)]
pub struct GraphState {
    pub position: Position,
    pub registers: FxHashMap<Reg, u64>,
    /// An exception is pending here.
    pub raises: bool,
    /// The function returned this.
    pub returned: Option<u64>,
    pub out_of_fuel: bool,
}
impl GraphState {
    pub fn at(position: &[FramePos], registers: FxHashMap<Reg, u64>) -> GraphState {
        GraphState {
            position: position.to_vec(),
            registers,
            raises: false,
            returned: None,
            out_of_fuel: false,
        }
    }
}

/// Runs until the graph has no way on.
pub fn run_graph(graph: &Graph, host: &mut dyn Host, mut state: GraphState, mut fuel: u64) -> GraphState {
    while let Some(id) = graph.find(&state.position)
        && let Some(segment) = graph.segments.get(&id)
    {
        if fuel == 0 {
            state.out_of_fuel = true;
            break;
        }
        fuel -= 1;
        let before = state.clone();
        if !run_segment(graph, host, segment, &mut state) {
            if state.raises || state.returned.is_some() {
                state.registers = before.registers;
            } else {
                state = before;
            }
            break;
        }
        if let Some(id) = graph.find(&state.position) {
            let live = graph.live_at(id);
            state.registers.retain(|reg, _| live.contains(reg));
        }
    }
    state
}

/// Returns whether the instruction was completed inside the graph.
fn run_segment(graph: &Graph, host: &mut dyn Host, segment: &Segment, state: &mut GraphState) -> bool {
    let mut values: FxHashMap<V, Cell> = FxHashMap::default();
    let mut depth = state.position.len() as u8 - 1;
    let mut node = &segment.nodes[0];
    loop {
        for step in &node.steps {
            match step {
                Step::Read { reg, result } => {
                    values.insert(*result, Cell::Val(*state.registers.get(reg).unwrap_or(&crate::layout::UNBOUND)));
                }
                Step::Write { reg, value } => {
                    let word = tagged(host, values[value]);
                    state.registers.insert(*reg, word);
                }
                Step::Push { .. } => depth += 1,
                Step::Pop => {
                    state.registers.retain(|reg, _| reg.depth != depth);
                    depth -= 1;
                }
                Step::Assume(_) => {}
                Step::Op { op, args, result } => {
                    let args: Vec<Cell> = args.iter().map(|v| values[v]).collect();
                    let cell = evaluate(host, &graph.helpers, &graph.sites, *op, &args);
                    if let Some(result) = result {
                        values.insert(*result, cell.unwrap_or_else(|| panic!("{op} is beyond the test's ints")));
                    }
                }
            }
        }
        match &node.end {
            End::Guard { cond, args, mode, arms } => {
                let args: Vec<Cell> = args.iter().map(|v| values[v]).collect();
                match arms[ask(host, *cond, &args) as usize] {
                    Some(next) => node = &segment.nodes[next as usize],
                    None => {
                        state.raises = *mode == Mode::Raise;
                        return false;
                    }
                }
            }
            End::Leaf(Leaf::Next(next)) => {
                state.position = graph.position(*next).to_vec();
                return true;
            }
            End::Leaf(Leaf::Raise) => {
                state.raises = true;
                return false;
            }
            End::Leaf(Leaf::Return(v)) => {
                state.returned = Some(tagged(host, values[v]));
                return false;
            }
            End::Leaf(Leaf::Leave(_)) | End::Open => return false,
        }
    }
}
