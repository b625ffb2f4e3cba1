//! From inferred instances to SSA.
//!
//! Instances with one incoming edge continue their predecessor's block, others get a block with parameters: unboxed
//! where inference says int or float, nothing at all where it says one constant. A guard that inference decided emits
//! nothing; one with a missing arm leaves by an exit.

use crate::facts::*;
use crate::fold::*;
use crate::graph::*;
use crate::infer::*;
use crate::op::*;
use crate::position::*;
use crate::profile::ExitKey;
use crate::ssa::*;
use crate::types::Type;
use rustc_hash::FxHashMap;

/// Registers and their tagged values, ascending.
type Env = Vec<(Reg, Value)>;

fn lookup(env: &Env, reg: Reg) -> Option<Value> {
    env.binary_search_by_key(&reg, |e| e.0).ok().map(|at| env[at].1)
}
fn assign(env: &mut Env, reg: Reg, value: Value) {
    match env.binary_search_by_key(&reg, |e| e.0) {
        Ok(at) => env[at].1 = value,
        Err(at) => env.insert(at, (reg, value)),
    }
}

/// How a register class arrives in a block.
#[derive(Clone, Copy)]
enum Form {
    Param(Kind),
    Constant(u64),
}

struct Builder<'a> {
    inference: &'a Inference<'a>,
    graph: &'a Graph,
    func: Func,
    defs: Definitions,
    incoming: FxHashMap<InstId, usize>,
    blocks: FxHashMap<InstId, BlockId>,
    queue: Vec<(BlockId, InstId, Env)>,
}

/// A native call: its place in a block, and its boxed result.
#[derive(Clone, Copy)]
struct NativeCall {
    function: u32,
    block: BlockId,
    place: usize,
    boxed: Value,
    /// For the frame's [`CALL_DATA`].
    first: Option<Value>,
}

/// The state of a walk through one segment.
#[derive(Clone)]
struct Path<'a> {
    position: PosId,
    block: BlockId,
    walk: Walk<'a>,
    values: Vec<Option<Value>>,
    env: Env,
    /// Registers before the instruction.
    start: std::rc::Rc<Env>,
    snapshot: Option<SnapId>,
    depth: u8,
    effect: bool,
    /// Python may have run: polls and invalidations are looked at before the next instruction.
    ran_python: bool,
    /// A native call whose exit is still to be made.
    call: Option<NativeCall>,
}

/// Builds the SSA form of a region.
pub fn construct(inference: &Inference) -> Func {
    let mut builder = Builder {
        inference,
        graph: inference.graph,
        func: Func::new(inference.graph),
        defs: Definitions::new(),
        incoming: FxHashMap::default(),
        blocks: FxHashMap::default(),
        queue: Vec::new(),
    };
    builder.count_edges();
    builder.entry();
    while let Some((block, instance, env)) = builder.queue.pop() {
        builder.segment(block, instance, env);
    }
    builder.func
}

impl<'a> Builder<'a> {
    fn count_edges(&mut self) {
        let mut work: Vec<InstId> = Vec::new();
        let arrive = |incoming: &mut FxHashMap<InstId, usize>, work: &mut Vec<InstId>, id: InstId| {
            let count = incoming.entry(id).or_insert(0);
            *count += 1;
            if *count == 1 {
                work.push(id);
            }
        };
        for entry in &self.inference.entries {
            arrive(&mut self.incoming, &mut work, entry.instance);
        }
        while let Some(id) = work.pop() {
            let instance = &self.inference.instances[id.0 as usize];
            let walk = Walk::new(self.graph, self.inference.profile, instance.position, &instance.state);
            edges(self.graph, instance.position, walk, 0, &mut |next, state| {
                if let Some(target) = self.inference.target(next, &state) {
                    arrive(&mut self.incoming, &mut work, target);
                }
            });
        }
    }
    /// Emits an operation after folding it.
    fn op(&mut self, block: BlockId, op: Op, args: &[Value], exit: Option<ExitId>) -> Option<Value> {
        if Func::is_entry_op(op) {
            return Some(self.constant(op));
        }
        match fold(&self.func, &self.defs, op, args) {
            Some(Folded::Value(value)) => Some(value),
            Some(Folded::Constant(op)) => Some(self.constant(op)),
            Some(Folded::Rewrite(op, args)) => self.emit(block, op, &args, exit),
            None => self.emit(block, op, args, exit),
        }
    }
    fn emit(&mut self, block: BlockId, op: Op, args: &[Value], exit: Option<ExitId>) -> Option<Value> {
        let result = self.func.push(block, op, args, exit);
        self.defs.note(self.func.at(block).insts.last().expect("just pushed"));
        result
    }
    fn constant(&mut self, op: Op) -> Value {
        let value = self.func.constant(op);
        self.defs.note(&Inst {
            op,
            args: Args::new(),
            result: Some(value),
            exit: None,
        });
        value
    }

    fn entry(&mut self) {
        let root = self.graph.root;
        let mut env: Env = Vec::new();
        for reg in self.graph.live_at(root) {
            let value = self.entry_register(reg.index);
            env.push((reg, value));
        }
        if self.graph.signature.is_some() {
            let snapshot = self.snapshot(root, &env);
            let key = ExitKey::at(root);
            let exit = Exit {
                snapshot,
                mode: ExitMode::Resume,
                kind: ExitKind::Final(TOO_DEEP),
                key,
            };
            let exit = self.func.exit(exit);
            self.emit(ENTRY, Op::Guard(Cond::HasRoom, true), &[], Some(exit));
        }
        let mut block = ENTRY;
        for entry in self.inference.entries.clone() {
            let enter = self.func.block(root);
            let otherwise = self.func.block(root);
            let mut at = block;
            for (k, (reg, ty)) in entry.tests.iter().enumerate() {
                let next = if k + 1 == entry.tests.len() { enter } else { self.func.block(root) };
                let args: Args = lookup(&env, *reg).into_iter().collect();
                let go = |block| Target { block, args: Args::new() };
                let cond = entry_test(*ty);
                self.func.at_mut(at).term = Term::Branch {
                    cond,
                    args,
                    yes: go(next),
                    no: go(otherwise),
                };
                at = next;
            }
            if entry.tests.is_empty() {
                self.func.at_mut(at).term = Term::Jump(Target {
                    block: enter,
                    args: Args::new(),
                });
            }
            let state = entry_state(self.graph, &entry.tests);
            self.go(enter, root, &env, &state);
            block = otherwise;
            if entry.tests.is_empty() {
                return;
            }
        }
        let snapshot = self.snapshot(root, &env);
        let exit = Exit {
            snapshot,
            mode: ExitMode::Resume,
            kind: ExitKind::NotEntered,
            key: ExitKey::at(root),
        };
        let exit = self.func.exit(exit);
        self.func.at_mut(block).term = Term::Exit(exit);
    }

    /// A register of the root frame when the region is entered.
    fn entry_register(&mut self, index: u16) -> Value {
        let Some(signature) = &self.graph.signature else {
            return self.constant(Op::Entry(index as u32));
        };
        if let Some((_, constant)) = self.graph.entry_constants.iter().find(|c| c.0 == index) {
            return self.constant(Op::HeapConst(*constant));
        }
        let Some(operand) = signature.operand(index) else {
            return self.constant(Op::Word(crate::layout::UNBOUND));
        };
        let kind = signature.operands[operand];
        let argument = self.constant(Op::Argument(operand as u32, kind));
        match kind {
            Kind::Int => self.op(ENTRY, Op::FromInt, &[argument], None).expect("a word"),
            Kind::Float => self.op(ENTRY, Op::FromFloat, &[argument], None).expect("a word"),
            _ => argument,
        }
    }
    fn snapshot(&mut self, position: PosId, env: &Env) -> SnapId {
        let graph = self.graph;
        self.snapshot_of(graph.position(position), env)
    }
    fn snapshot_of(&mut self, chain: &[FramePos], env: &Env) -> SnapId {
        let mut snapshot = Snapshot::default();
        for frame in chain {
            snapshot.frames.push(FrameSnap {
                at: *frame,
                registers: Vec::new(),
            });
        }
        for reg in self.graph.live_in(chain) {
            if let Some(value) = lookup(env, reg) {
                snapshot.frames[reg.depth as usize].registers.push((reg.index, SnapValue::Value(value)));
            }
        }
        self.func.snapshot(snapshot)
    }
    fn start_snapshot(&mut self, path: &mut Path<'a>) -> SnapId {
        match path.snapshot {
            Some(snapshot) => snapshot,
            None => {
                let start = path.start.clone();
                let snapshot = self.snapshot(path.position, &start);
                path.snapshot = Some(snapshot);
                snapshot
            }
        }
    }
    fn exit(&mut self, path: &mut Path<'a>, mode: ExitMode, kind: ExitKind, key: ExitKey) -> ExitId {
        let snapshot = self.start_snapshot(path);
        self.func.exit(Exit { snapshot, mode, kind, key })
    }

    /// Ends a block with the way to a position.
    fn go(&mut self, block: BlockId, next: PosId, env: &Env, state: &State) {
        let known = self.graph.segments.contains_key(&next);
        let target = if known { self.inference.target(next, state) } else { None };
        let Some(target) = target else {
            let kind = if self.graph.inside(self.graph.position(next)) {
                ExitKind::Missing
            } else {
                ExitKind::Final(LEFT_THE_LOOP)
            };
            let snapshot = self.snapshot(next, env);
            let exit = Exit {
                snapshot,
                mode: ExitMode::Resume,
                kind,
                key: ExitKey::at(next),
            };
            let exit = self.func.exit(exit);
            self.func.at_mut(block).term = Term::Exit(exit);
            return;
        };
        if self.incoming[&target] == 1 {
            let live = self.graph.live_at(next);
            let env = env.iter().copied().filter(|e| live.binary_search(&e.0).is_ok()).collect();
            self.queue.push((block, target, env));
            return;
        }
        let forms = self.forms(target);
        let to = match self.blocks.get(&target) {
            Some(block) => *block,
            None => self.open(target, &forms),
        };
        let mut args = Args::new();
        for (reg, form) in &forms {
            let Some(kind) = (match form {
                Some(Form::Param(kind)) => Some(*kind),
                _ => None,
            }) else {
                continue;
            };
            let value = lookup(env, *reg).unwrap_or_else(|| self.constant(Op::Word(crate::layout::UNBOUND)));
            let small = state.ty(*reg).is_some_and(|t| t.within(Type::SMALL));
            let value = match kind {
                Kind::Int => self.op(block, if small { Op::AsSmall } else { Op::AsInt }, &[value], None),
                Kind::Float => self.op(block, Op::AsFloat, &[value], None),
                _ => Some(value),
            };
            args.push(value.expect("a conversion has a result"));
        }
        self.func.at_mut(block).term = Term::Jump(Target { block: to, args });
    }
    /// How the registers of an instance arrive; `None` = as the class member before it.
    fn forms(&self, target: InstId) -> Vec<(Reg, Option<Form>)> {
        let instance = &self.inference.instances[target.0 as usize];
        let mut seen: Vec<u32> = Vec::new();
        let classes = instance.state.classes();
        classes
            .map(|(reg, class, ty)| {
                if seen.contains(&class) {
                    return (reg, None);
                }
                seen.push(class);
                let form = if ty.within(Type::INT) {
                    Form::Param(Kind::Int)
                } else if ty.within(Type::FLOAT) {
                    Form::Param(Kind::Float)
                } else if let Some(word) = one_constant(ty) {
                    Form::Constant(word)
                } else {
                    Form::Param(Kind::Val)
                };
                (reg, Some(form))
            })
            .collect()
    }
    /// Makes the block of an instance with several edges, and queues its segment.
    fn open(&mut self, target: InstId, forms: &[(Reg, Option<Form>)]) -> BlockId {
        let instance = self.inference.instances[target.0 as usize].clone();
        let block = self.func.block(instance.position);
        self.blocks.insert(target, block);
        let mut env: Env = Vec::new();
        let mut by_class: FxHashMap<u32, Value> = FxHashMap::default();
        for ((reg, class, ty), (_, form)) in instance.state.classes().zip(forms) {
            let value = match form {
                None => by_class[&class],
                Some(Form::Constant(word)) => self.constant(Op::Word(*word)),
                Some(Form::Param(kind)) => {
                    let ty = self.func.stable(ty);
                    let param = self.func.param(block, *kind, if *kind == Kind::Val { ty } else { Type::ANY });
                    match kind {
                        Kind::Int => self.emit(block, Op::FromInt, &[param], None).expect("a word"),
                        Kind::Float => self.emit(block, Op::FromFloat, &[param], None).expect("a word"),
                        _ => param,
                    }
                }
            };
            by_class.insert(class, value);
            env.push((reg, value));
        }
        let state = self.snapshot(instance.position, &env);
        self.func.at_mut(block).state = Some(state);
        self.queue.push((block, target, env));
        block
    }

    fn segment(&mut self, block: BlockId, id: InstId, env: Env) {
        let instance = &self.inference.instances[id.0 as usize];
        let position = instance.position;
        let segment = &self.graph.segments[&position];
        let hits = segment.nodes.first().map_or(0, |n| n.hits);
        let at = self.func.at_mut(block);
        at.hits = at.hits.max(hits);
        let path = Path {
            position,
            block,
            walk: Walk::new(self.graph, self.inference.profile, position, &instance.state),
            values: vec![None; segment.kinds.len()],
            start: std::rc::Rc::new(env.clone()),
            env,
            snapshot: None,
            depth: self.graph.position(position).len() as u8 - 1,
            effect: false,
            ran_python: false,
            call: None,
        };
        self.node(path, 0);
    }

    fn node(&mut self, mut path: Path<'a>, id: NodeId) {
        let graph = self.graph;
        let node = &graph.segments[&path.position].nodes[id as usize];
        for (at, step) in node.steps.iter().enumerate() {
            self.step(&mut path, step, id, at);
            path.walk.step(step);
        }
        match &node.end {
            End::Guard { cond, args, mode, arms } => self.guard(path, id, *cond, args, *mode, *arms),
            End::Leaf(leaf) => self.leaf(path, leaf, id),
            End::Open => {
                let key = ExitKey {
                    position: path.position,
                    node: id,
                    place: 0,
                };
                let exit = self.exit(&mut path, ExitMode::Resume, ExitKind::Missing, key);
                self.func.at_mut(path.block).term = Term::Exit(exit);
            }
        }
    }
    fn step(&mut self, path: &mut Path<'a>, step: &Step, node: NodeId, at: usize) {
        match step {
            Step::Read { reg, result } => {
                let value = lookup(&path.env, *reg).unwrap_or_else(|| self.constant(Op::Word(crate::layout::UNBOUND)));
                path.values[result.0 as usize] = Some(value);
            }
            Step::Write { reg, value } => {
                let value = path.values[value.0 as usize].expect("defined before use");
                assign(&mut path.env, *reg, value);
            }
            Step::Push { .. } => path.depth += 1,
            Step::Pop => {
                let depth = path.depth;
                path.env.retain(|e| e.0.depth != depth);
                path.depth -= 1;
            }
            Step::Assume(_) => {}
            Step::Op { op, args, result } => {
                let operands: Args = args.iter().map(|v| path.values[v.0 as usize].expect("defined before use")).collect();
                let value = self.operation(path, *op, &operands, args, node, at);
                if let Some(result) = result {
                    path.values[result.0 as usize] = value;
                }
                path.effect |= op.has_effect(&self.func.helpers);
            }
        }
    }
    fn operation(&mut self, path: &mut Path<'a>, op: Op, operands: &Args, args: &[V], node: NodeId, at: usize) -> Option<Value> {
        let op = if op == Op::AsInt && path.walk.ty(args[0]).within(Type::SMALL) {
            Op::AsSmall
        } else {
            op
        };
        if let Op::CallRegion(function) = op {
            return Some(self.call_region(path, function, operands));
        }
        if let Op::Call(helper) = op {
            path.ran_python |= self.func.helpers[helper as usize].effects.runs_python;
        }
        let key = ExitKey {
            position: path.position,
            node,
            place: 2 + at as u16,
        };
        // Nothing is emitted for what folds away, so the snapshot is made only when it is needed.
        match fold(&self.func, &self.defs, op, operands) {
            Some(Folded::Value(value)) => return Some(value),
            Some(Folded::Constant(op)) => return Some(self.constant(op)),
            _ => {}
        }
        let narrow = op.may_overflow() && !path.effect && !self.inference.profile.wide.contains(&key);
        let exit = narrow.then(|| self.exit(path, ExitMode::Resume, ExitKind::Representation, key));
        self.op(path.block, op, operands, exit)
    }
    /// A native call: operands unboxed as the signature says, the result boxed again (and unboxed by whoever needs it).
    fn call_region(&mut self, path: &mut Path<'a>, function: u32, operands: &Args) -> Value {
        let info = self.func.functions[function as usize].clone();
        let mut args = Args::new();
        for (value, kind) in operands.iter().zip(&info.operands) {
            args.push(match kind {
                Kind::Int => self.op(path.block, Op::AsInt, &[*value], None).expect("an int"),
                Kind::Float => self.op(path.block, Op::AsFloat, &[*value], None).expect("a float"),
                _ => *value,
            });
        }
        let result = self.emit(path.block, Op::CallRegion(function), &args, None).expect("a result");
        let place = self.func.at(path.block).insts.len() - 1;
        let boxed = match info.result {
            Kind::Int => self.op(path.block, Op::FromInt, &[result], None).expect("a word"),
            Kind::Float => self.op(path.block, Op::FromFloat, &[result], None).expect("a word"),
            _ => result,
        };
        path.call = Some(NativeCall {
            function,
            block: path.block,
            place,
            boxed,
            first: operands.first().copied().filter(|_| info.keeps_first),
        });
        boxed
    }

    fn guard(&mut self, mut path: Path<'a>, node: NodeId, cond: Cond, args: &[V], mode: Mode, arms: [Option<NodeId>; 2]) {
        let operands: Args = args.iter().map(|v| path.values[v.0 as usize].expect("defined before use")).collect();
        if let Some(answer) = path.walk.decide(cond, args) {
            return self.arm(path, node, answer, arms, mode, cond);
        }
        if let Some(answer) = decide(&self.func, &self.defs, cond, &operands) {
            let boxed_here = cond == Cond::IsInt && matches!(self.defs.op(operands[0]), Some(Op::FromInt));
            if boxed_here || operands.is_empty() || self.func.ty(operands[0]).within(Type::SMALL) {
                path.walk.refine(cond, args, answer, node);
            } else {
                self.refine(&mut path, node, cond, args, &operands, answer);
            }
            return self.arm(path, node, answer, arms, mode, cond);
        }
        match arms {
            [Some(no), Some(yes)] => {
                let blocks = [self.func.block(path.position), self.func.block(path.position)];
                let go = |block| Target { block, args: Args::new() };
                let term = Term::Branch {
                    cond,
                    args: operands.clone(),
                    yes: go(blocks[1]),
                    no: go(blocks[0]),
                };
                self.func.at_mut(path.block).term = term;
                for (answer, arm) in [(false, no), (true, yes)] {
                    let mut path = path.clone();
                    path.block = blocks[answer as usize];
                    let hits = self.graph.segments[&path.position].nodes[arm as usize].hits;
                    self.func.at_mut(path.block).hits = hits;
                    self.refine(&mut path, node, cond, args, &operands, answer);
                    self.node(path, arm);
                }
            }
            _ => {
                let answer = arms[1].is_some();
                let exit = self.missing_exit(&mut path, node, !answer, mode, cond);
                self.emit(path.block, Op::Guard(cond, answer), &operands, Some(exit));
                self.refine(&mut path, node, cond, args, &operands, answer);
                self.arm(path, node, answer, arms, mode, cond);
            }
        }
    }
    /// Learns from a guard's answer; an int that must be small is tested for that too.
    fn refine(&mut self, path: &mut Path<'a>, node: NodeId, cond: Cond, args: &[V], operands: &Args, answer: bool) {
        path.walk.refine(cond, args, answer, node);
        if cond == Cond::IsInt && answer && !path.walk.is_wide(node) && path.walk.ty(args[0]).within(Type::SMALL) {
            let key = wide_key(path.position, node);
            // After an effect nothing may leave by running the instruction again; recorders ask before it.
            let exit = self.exit(path, ExitMode::Resume, ExitKind::Representation, key);
            self.emit(path.block, Op::Guard(Cond::IsSmall, true), operands, Some(exit));
        }
    }
    fn missing_exit(&mut self, path: &mut Path<'a>, node: NodeId, arm: bool, mode: Mode, cond: Cond) -> ExitId {
        let key = ExitKey {
            position: path.position,
            node,
            place: arm as u16,
        };
        let kind = if cond == Cond::NoPoll { ExitKind::Poll } else { ExitKind::Missing };
        let mode = if mode == Mode::Raise { ExitMode::Raise } else { ExitMode::Resume };
        self.exit(path, mode, kind, key)
    }
    fn arm(&mut self, mut path: Path<'a>, node: NodeId, answer: bool, arms: [Option<NodeId>; 2], mode: Mode, cond: Cond) {
        match arms[answer as usize] {
            Some(arm) => self.node(path, arm),
            None => {
                let exit = self.missing_exit(&mut path, node, answer, mode, cond);
                self.func.at_mut(path.block).term = Term::Exit(exit);
            }
        }
    }
    fn leaf(&mut self, mut path: Path<'a>, leaf: &Leaf, node: NodeId) {
        let key = ExitKey {
            position: path.position,
            node,
            place: 0,
        };
        match leaf {
            Leaf::Next(next) => {
                self.finish_call(&mut path, *next);
                if path.ran_python {
                    let snapshot = self.snapshot(*next, &path.env.clone());
                    let exit = Exit {
                        snapshot,
                        mode: ExitMode::Resume,
                        kind: ExitKind::Poll,
                        key: ExitKey::at(*next),
                    };
                    let exit = self.func.exit(exit);
                    self.emit(path.block, Op::Guard(Cond::NoPoll, true), &[], Some(exit));
                }
                let state = path.walk.leave(*next);
                self.go(path.block, *next, &path.env, &state);
            }
            Leaf::Leave(why) => {
                let exit = self.exit(&mut path, ExitMode::Resume, ExitKind::Final(*why), key);
                self.func.at_mut(path.block).term = Term::Exit(exit);
            }
            Leaf::Raise => {
                let exit = self.exit(&mut path, ExitMode::Raise, ExitKind::Final(RAISES), key);
                self.func.at_mut(path.block).term = Term::Exit(exit);
            }
            Leaf::Return(value) => {
                let ty = path.walk.ty(*value);
                let value = path.values[value.0 as usize].expect("defined before use");
                // Unboxed if that is what callers are promised; they take a tagged word too, by its status.
                let promised = self.graph.signature.as_ref().map(|s| s.result);
                let value = match promised {
                    Some(Kind::Int) if ty.within(Type::SMALL) => self.op(path.block, Op::AsSmall, &[value], None),
                    Some(Kind::Int) if ty.within(Type::INT) => self.op(path.block, Op::AsInt, &[value], None),
                    Some(Kind::Float) if ty.within(Type::FLOAT) => self.op(path.block, Op::AsFloat, &[value], None),
                    _ => Some(value),
                };
                self.func.at_mut(path.block).term = Term::Return(value.expect("a conversion has a result"));
            }
        }
    }
    /// Gives a native call its exit: the state in which the instruction waits for the result, or the one after it, with
    /// what the call returned.
    fn finish_call(&mut self, path: &mut Path<'a>, next: PosId) {
        let Some(NativeCall {
            function,
            block,
            place,
            boxed,
            first,
        }) = path.call.take()
        else {
            return;
        };
        let continuation = self.func.functions[function as usize].continuation;
        let waiting = if continuation == 0 {
            self.graph.position(next).to_vec()
        } else {
            let mut chain = self.graph.position(path.position).to_vec();
            chain.last_mut().expect("a frame").continuation = continuation;
            chain
        };
        let snapshot = self.snapshot_of(&waiting, &path.env.clone());
        let frame = self.func.snapshots[snapshot.0 as usize].frames.last_mut().expect("a frame");
        frame.registers.extend(first.map(|v| (CALL_DATA, SnapValue::Value(v))));
        for value in self.func.snapshots[snapshot.0 as usize].values_mut() {
            if *value == SnapValue::Value(boxed) {
                *value = SnapValue::CallWord;
            }
        }
        let key = ExitKey::at(path.position);
        let at = *self.graph.position(path.position).last().expect("a frame");
        self.func.call_sites.insert(path.position, at);
        let exit = Exit {
            snapshot,
            mode: ExitMode::AfterCall,
            kind: ExitKind::Missing,
            key,
        };
        let exit = self.func.exit(exit);
        self.func.at_mut(block).insts[place].exit = Some(exit);
    }
}

/// Reason of the exit at a position outside the root loop.
pub const LEFT_THE_LOOP: u32 = 1_000_001;
/// Reason of the exit of a function region that has no room for its frame.
pub const TOO_DEEP: u32 = 1_000_003;
/// Reason of an exit with an exception pending.
pub const RAISES: u32 = 1_000_002;

fn one_constant(ty: Type) -> Option<u64> {
    (0..8).map(|k| 3 + 8 * k).find(|word| ty == Type::constant(*word))
}
fn entry_test(ty: Type) -> Cond {
    if ty == Type::SMALL {
        Cond::IsSmall
    } else if ty == Type::INT {
        Cond::IsInt
    } else if ty == Type::FLOAT {
        Cond::IsFloat
    } else {
        Cond::IsConst(one_constant(ty).expect("entries test numbers and constants"))
    }
}
