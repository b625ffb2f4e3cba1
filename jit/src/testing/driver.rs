//! The policy of a JIT in miniature, to test builds end to end: counters, recording, building, entering, exits.

use super::memory::Memory;
use super::mini::*;
use crate::graph::*;
use crate::interp::*;
use crate::position::*;
use crate::profile::Profile;
use crate::ssa::*;
use rustc_hash::FxHashMap;

/// How regions are built and run.
pub trait Engine {
    /// A region ready to run.
    type Region;
    fn build(&mut self, graph: &Graph, profile: &Profile) -> Self::Region;
    /// Runs it; the exit's description and the rebuilt frames.
    fn run(&mut self, region: &Self::Region, memory: &mut Memory, registers: &[u64]) -> (Exit, Vec<FrameState>);
}

/// Runs SSA in the IR interpreter, after `passes`.
pub struct Interpreted<F: Fn(&mut Func)> {
    pub passes: F,
}
impl<F: Fn(&mut Func)> Engine for Interpreted<F> {
    type Region = Func;
    fn build(&mut self, graph: &Graph, profile: &Profile) -> Func {
        let inference = crate::infer::infer(graph, profile, Default::default());
        let mut func = crate::construct::construct(&inference);
        crate::verify::verify(&func).unwrap_or_else(|e| panic!("{e}\n{}", crate::ssa_text::ssa_text(&func, true)));
        (self.passes)(&mut func);
        crate::verify::verify(&func).unwrap_or_else(|e| panic!("{e}\n{}", crate::ssa_text::ssa_text(&func, true)));
        func
    }
    fn run(&mut self, func: &Func, memory: &mut Memory, registers: &[u64]) -> (Exit, Vec<FrameState>) {
        match run(func, memory, registers, 10_000_000) {
            Outcome::Exit { exit, frames } => (func.exits[exit.0 as usize].clone(), frames),
            other => panic!("{other:?}"),
        }
    }
}

pub struct RegionState<R> {
    pub graph: Graph,
    pub profile: Profile,
    pub built: Option<R>,
    pub stale: u32,
    pub builds: u32,
    pub exits: u32,
}

pub struct Stats {
    pub result: String,
    pub steps: u64,
    pub memory: Memory,
}

/// What a program did, or how it failed.
pub fn outcome_text(machine: &mut Machine, ended: Ended, roots: &[u64]) -> String {
    let mut text = match ended {
        Ended::Finished(word) => machine.memory.picture(word, 6),
        _ => "error".to_string(),
    };
    for root in roots {
        text.push_str(" / ");
        text.push_str(&machine.memory.picture(*root, 6));
    }
    text
}

/// Runs without any JIT.
pub fn run_plain(program: &[Code], memory: Memory, args: &[u64]) -> Stats {
    let mut machine = Machine::new(program, memory, args);
    let ended = loop {
        match machine.step() {
            Ended::Next if machine.steps < 400_000 => {}
            ended => break ended,
        }
    };
    let result = outcome_text(&mut machine, ended, &args[1..3]);
    Stats {
        result,
        steps: machine.steps,
        memory: machine.memory,
    }
}

/// Runs with regions: record after `hot` arrivals at a header, follow for `walk` laps.
pub struct Jit<E: Engine> {
    pub engine: E,
    pub regions: FxHashMap<(u32, u32), RegionState<E::Region>>,
    pub counters: FxHashMap<(u32, u32), u32>,
    pub hot: u32,
    pub walk: u32,
    pub entries: u32,
    pub max_builds: u32,
}
impl<E: Engine> Jit<E> {
    pub fn new(engine: E) -> Jit<E> {
        Jit {
            engine,
            regions: FxHashMap::default(),
            counters: FxHashMap::default(),
            hot: 3,
            walk: 3,
            entries: 0,
            max_builds: 12,
        }
    }
    pub fn run(&mut self, program: &[Code], memory: Memory, args: &[u64]) -> Stats {
        let mut machine = Machine::new(program, memory, args);
        let ended = loop {
            let frame = machine.frames.last().expect("a frame");
            let at = (frame.code, frame.pc);
            if program[at.0 as usize].code[at.1 as usize] == Ins::Loop
                && let Some(ended) = self.header(&mut machine, at)
            {
                break ended;
            }
            match machine.step() {
                Ended::Next if machine.steps < 400_000 => {}
                ended => break ended,
            }
        };
        let result = outcome_text(&mut machine, ended, &args[1..3]);
        Stats {
            result,
            steps: machine.steps,
            memory: machine.memory,
        }
    }
    fn header(&mut self, machine: &mut Machine, at: (u32, u32)) -> Option<Ended> {
        let base = machine.frames.len() - 1;
        if !self.regions.contains_key(&at) {
            let count = self.counters.entry(at).or_insert(0);
            *count += 1;
            if *count < self.hot {
                return None;
            }
            let code = &machine.program[at.0 as usize];
            let extent = code.loops.iter().find(|l| l.0 == at.1).expect("a loop");
            let mut graph = Graph::new(
                FramePos::root(at.0, at.1),
                RootKind::Loop {
                    first: extent.0,
                    last: extent.1,
                },
            );
            machine.describe(&mut graph, &[FramePos::root(at.0, at.1)]);
            let mut profile = Profile::default();
            profile.see_entry(machine.entry_types(&graph, base));
            let (graph, ended) = self.record(machine, graph, base);
            self.regions.insert(
                at,
                RegionState {
                    graph,
                    profile,
                    built: None,
                    stale: 0,
                    builds: 0,
                    exits: 0,
                },
            );
            return ended;
        }
        let region = self.regions.get_mut(&at).expect("known");
        let types = machine.entry_types(&region.graph, base);
        if region.profile.see_entry(types) {
            region.stale += 1;
        }
        if !region.graph.segments.contains_key(&region.graph.root) {
            return None;
        }
        if region.built.is_none() || (region.stale > 2 && region.builds < self.max_builds) {
            region.built = Some(self.engine.build(&region.graph, &region.profile));
            region.builds += 1;
            region.stale = 0;
        }
        self.entries += 1;
        let registers = machine.frames[base].registers.clone();
        let built = region.built.as_ref().expect("built");
        let (exit, frames) = self.engine.run(built, &mut machine.memory, &registers);
        region.exits += 1;
        if exit.kind != ExitKind::NotEntered {
            machine.rebuild(base, &frames);
        }
        *region.profile.exits.entry(exit.key).or_insert(0) += 1;
        match exit.kind {
            ExitKind::NotEntered => {
                region.stale += 1;
                None
            }
            ExitKind::Representation => {
                if region.profile.wide.insert(exit.key) {
                    region.stale += 1;
                }
                None
            }
            ExitKind::Hoisted => {
                if region.profile.not_hoisted.insert(exit.key) {
                    region.stale += 1;
                }
                None
            }
            ExitKind::Missing if exit.mode == ExitMode::Resume && region.profile.exits[&exit.key] >= 2 => {
                let position = machine.position(base);
                if !region.graph.inside(&position) {
                    return None;
                }
                let graph = region.graph.clone();
                let version = graph.version;
                let (graph, ended) = self.record(machine, graph, base);
                let region = self.regions.get_mut(&at).expect("known");
                if graph.version != version {
                    region.stale += 3;
                }
                region.graph = graph;
                ended
            }
            _ => None,
        }
    }
    /// Records from where the machine is.
    fn record(&mut self, machine: &mut Machine, mut graph: Graph, base: usize) -> (Graph, Option<Ended>) {
        let mut laps = 0;
        let mut ended = None;
        for step in 0..2000 {
            if machine.frames.len() <= base {
                break;
            }
            let position = machine.position(base);
            if !graph.inside(&position) {
                break;
            }
            let here = graph.intern(&position);
            if here == graph.root && step > 0 {
                laps += 1;
                if laps >= self.walk {
                    break;
                }
            }
            let frame = position.last().expect("a frame");
            if position.len() > 1 || here != graph.root {
                self.absorb(&mut graph, &position, frame);
            }
            machine.start(graph, base);
            let result = machine.step();
            graph = machine.stop();
            if !matches!(result, Ended::Next) {
                ended = Some(result);
                break;
            }
        }
        (graph, ended)
    }
    fn absorb(&self, graph: &mut Graph, position: &[FramePos], frame: &FramePos) {
        if graph.knows(position) {
            return;
        }
        if let Some(inner) = self.regions.get(&(frame.code, frame.pc)) {
            graph.absorb(&inner.graph, &position[..position.len() - 1], frame.window);
        }
    }
}
