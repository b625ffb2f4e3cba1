//! A mini Python: register bytecode, one `step` that executes and, when it records, writes the graph.
//!
//! It is the pattern for the real recorder: `step` is written once against primitives; each primitive runs on concrete
//! values and, while recording, is repeated on the cursor of the current segment.

use super::memory::*;
use crate::cursor::Cursor;
use crate::graph::*;
use crate::interp::*;
use crate::layout;
use crate::op::*;
use crate::position::*;
use crate::types::Type;
use rustc_hash::FxHashMap;

#[derive(Clone, Debug, PartialEq)]
pub enum Ins {
    Word(u16, u64),
    Big(u16, i128),
    Move(u16, u16),
    Bin(IntOp, u16, u16, u16),
    Divide(u16, u16, u16),
    /// d = a < b, a == b
    Less(u16, u16, u16),
    Equal(u16, u16, u16),
    IsNone(u16, u16),
    Jump(u32),
    JumpIfFalse(u16, u32),
    Loop,
    ListGet(u16, u16, u16),
    ListSet(u16, u16, u16),
    Length(u16, u16),
    GetSlot(u16, u16, u8),
    SetSlot(u16, u8, u16),
    /// d = new point with three registers from a
    New(u16, u16),
    Call(u16, u32, u16, u16),
    /// d = half of a float (a pure helper), or the number itself
    Half(u16, u16),
    /// d = list[0]; list[0] = value (a helper that writes)
    Touch(u16, u16, u16),
    Return(u16),
}

#[derive(Clone, Debug, Default)]
pub struct Code {
    pub name: String,
    pub code: Vec<Ins>,
    pub registers: u16,
    /// Named locals are registers below this; they are live everywhere.
    pub locals: u16,
    pub loops: Vec<(u32, u32)>,
}
impl Code {
    /// Live registers before an instruction: locals, and temporaries read before they are written (straight-line only:
    /// temporaries do not live across jumps except into both arms of a branch).
    pub fn live(&self, pc: u32) -> Vec<u16> {
        let mut live: Vec<u16> = (0..self.locals).collect();
        let mut written: Vec<u16> = Vec::new();
        for ins in &self.code[(pc as usize).min(self.code.len())..] {
            let (reads, writes) = uses(ins);
            for r in reads {
                if r >= self.locals && !written.contains(&r) && !live.contains(&r) {
                    live.push(r);
                }
            }
            written.extend(writes);
            if matches!(ins, Ins::Jump(_) | Ins::Return(_) | Ins::Loop) {
                break;
            }
        }
        live.sort();
        live
    }
}
fn uses(ins: &Ins) -> (Vec<u16>, Option<u16>) {
    match *ins {
        Ins::Word(d, _) | Ins::Big(d, _) => (vec![], Some(d)),
        Ins::Move(d, a) | Ins::IsNone(d, a) | Ins::Length(d, a) | Ins::GetSlot(d, a, _) => (vec![a], Some(d)),
        Ins::Bin(_, d, a, b) | Ins::Divide(d, a, b) | Ins::Less(d, a, b) | Ins::Equal(d, a, b) | Ins::Touch(d, a, b) | Ins::ListGet(d, a, b) => {
            (vec![a, b], Some(d))
        }
        Ins::Half(d, a) => (vec![a], Some(d)),
        Ins::Jump(_) | Ins::Loop => (vec![], None),
        Ins::JumpIfFalse(a, _) | Ins::Return(a) => (vec![a], None),
        Ins::ListSet(a, b, c) => (vec![a, b, c], None),
        Ins::SetSlot(a, _, b) => (vec![a, b], None),
        Ins::New(d, a) => (vec![a, a + 1, a + 2], Some(d)),
        Ins::Call(d, _, first, count) => ((first..first + count).collect(), Some(d)),
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    pub code: u32,
    pub pc: u32,
    pub registers: Vec<u64>,
    /// Where the caller wants the result.
    pub result: u16,
}

/// A value that runs, and its name in the segment being recorded.
#[derive(Clone, Copy, Debug)]
pub struct T {
    pub cell: Cell,
    v: V,
}

pub const LIST_ITEMS: AliasClass = AliasClass(1);
pub const LIST_STORAGE: AliasClass = AliasClass(2);
pub const STORAGE_LENGTH: AliasClass = AliasClass(3);
pub const SLOTS: AliasClass = AliasClass(4);
pub fn slot(k: u8) -> Field {
    Field {
        offset: 8 + 8 * k as i32,
        class: AliasClass(4 + k),
        kind: FieldKind::Val,
        immutable: false,
    }
}
pub const STORAGE: Field = Field {
    offset: 8,
    class: LIST_STORAGE,
    kind: FieldKind::Raw64,
    immutable: false,
};
pub const LENGTH: Field = Field {
    offset: 8,
    class: STORAGE_LENGTH,
    kind: FieldKind::Length,
    immutable: false,
};
pub const ITEM: Element = Element {
    base: 24,
    class: LIST_ITEMS,
    kind: ElementKind::Val,
};
pub fn point_site() -> SiteInfo {
    SiteInfo {
        name: "point".into(),
        header: SHAPE_POINT as u64,
        size: 32,
        fields: (0..3).map(slot).collect(),
    }
}

/// The helpers: a pure one, and one that reads and writes list items.
pub fn helpers() -> Vec<HelperInfo> {
    let items = AliasSet::default().with(LIST_ITEMS);
    let touch = Effects {
        reads: items,
        writes: items,
        ..Effects::default()
    };
    let info = |id: u32, name: &str, address: usize, operands: Vec<Kind>, result: Kind, effects: Effects| HelperInfo {
        id,
        name: name.into(),
        address,
        operands,
        result: Some(result),
        result_type: Type::ANY,
        effects,
    };
    vec![
        info(
            1,
            "half",
            super::native::half as *const () as usize,
            vec![Kind::Float],
            Kind::Float,
            Effects::default(),
        ),
        info(
            2,
            "touch",
            super::native::touch as *const () as usize,
            vec![Kind::Val, Kind::Val],
            Kind::Val,
            touch,
        ),
    ]
}

/// How one instruction ended.
pub enum Ended {
    Next,
    /// Not supported by the mini Python: a TypeError, say.
    Error,
    /// The outermost frame returned.
    Finished(u64),
}

pub struct Recording {
    pub graph: Graph,
    /// Number of frames outside the region.
    pub base: usize,
    cursor: Option<Cursor>,
}

pub struct Machine<'p> {
    pub program: &'p [Code],
    pub memory: Memory,
    pub frames: Vec<Frame>,
    pub recording: Option<Recording>,
    pub steps: u64,
}

impl<'p> Machine<'p> {
    pub fn new(program: &'p [Code], memory: Memory, args: &[u64]) -> Machine<'p> {
        let code = &program[0];
        let mut registers = vec![layout::UNBOUND; code.registers as usize];
        registers[..args.len()].copy_from_slice(args);
        let frame = Frame {
            code: 0,
            pc: 0,
            registers,
            result: 0,
        };
        Machine {
            program,
            memory,
            frames: vec![frame],
            recording: None,
            steps: 0,
        }
    }
    /// The chain of frames above `base`.
    pub fn position(&self, base: usize) -> Position {
        let frames = &self.frames[base..];
        frames
            .iter()
            .enumerate()
            .map(|(k, f)| {
                let window = if k == 0 {
                    0
                } else {
                    self.program[frames[k - 1].code as usize].registers as i32
                };
                // The caller's position is behind its call: a continuation that stores the result.
                let inner = k + 1 < frames.len();
                FramePos {
                    code: f.code,
                    pc: f.pc,
                    continuation: inner as u8,
                    window,
                }
            })
            .collect()
    }
    /// Tells a graph about the codes and live registers of a position.
    pub fn describe(&self, graph: &mut Graph, position: &[FramePos]) {
        for frame in position {
            let code = &self.program[frame.code as usize];
            let info = graph.codes.entry(frame.code).or_default();
            if info.registers == 0 {
                info.name.clone_from(&code.name);
                info.registers = code.registers;
                info.loops.clone_from(&code.loops);
            }
            if !graph.has_live(frame.code, frame.pc, frame.continuation) {
                let mut live = code.live(frame.pc);
                if frame.continuation != 0
                    && let Ins::Call(d, ..) = code.code[frame.pc as usize - 1]
                    && d >= code.locals
                {
                    live.retain(|r| *r != d);
                }
                graph.set_live(frame.code, frame.pc, frame.continuation, live);
            }
        }
    }

    fn read(&mut self, index: u16) -> T {
        let frame = self.frames.last().expect("a frame");
        let cell = Cell::Val(frame.registers[index as usize]);
        let depth = self.frames.len();
        let v = self.record(|graph, cursor, base| {
            graph.read(
                cursor,
                Reg {
                    depth: (depth - 1 - base) as u8,
                    index,
                },
            )
        });
        T { cell, v }
    }
    fn record(&mut self, f: impl FnOnce(&mut Graph, &mut Cursor, usize) -> V) -> V {
        match &mut self.recording {
            Some(Recording {
                graph,
                base,
                cursor: Some(cursor),
            }) => f(graph, cursor, *base),
            _ => V(0),
        }
    }
    fn op(&mut self, op: Op, args: &[T]) -> Option<T> {
        let vs: Vec<V> = args.iter().map(|t| t.v).collect();
        let mut has = false;
        let v = self.record(|graph, cursor, _| {
            let v = graph.emit(cursor, op, &vs);
            has = v.is_some();
            v.unwrap_or(V(0))
        });
        let (helpers, sites) = match &self.recording {
            Some(r) => (r.graph.helpers.clone(), r.graph.sites.clone()),
            None => (helpers(), vec![point_site()]),
        };
        let cells: Vec<Cell> = args.iter().map(|t| t.cell).collect();
        let cell = evaluate(&mut self.memory, &helpers, &sites, op, &cells);
        cell.map(|cell| T { cell, v })
    }
    fn value(&mut self, op: Op, args: &[T]) -> T {
        self.op(op, args).expect("a result")
    }
    fn ask(&mut self, cond: Cond, args: &[T]) -> bool {
        let cells: Vec<Cell> = args.iter().map(|t| t.cell).collect();
        let answer = ask(&mut self.memory, cond, &cells);
        let vs: Vec<V> = args.iter().map(|t| t.v).collect();
        self.record(|graph, cursor, _| {
            graph.guard(cursor, cond, &vs, answer);
            V(0)
        });
        answer
    }
    fn write(&mut self, index: u16, value: T) {
        let word = value.cell.word();
        self.frames.last_mut().expect("a frame").registers[index as usize] = word;
        let depth = self.frames.len();
        self.record(|graph, cursor, base| {
            graph.write(
                cursor,
                Reg {
                    depth: (depth - 1 - base) as u8,
                    index,
                },
                value.v,
            );
            V(0)
        });
    }
    fn constant(&mut self, word: u64) -> T {
        self.value(Op::Word(word), &[])
    }

    /// A number as Int or Float, or nothing.
    fn number(&mut self, t: T) -> Option<T> {
        if self.ask(Cond::IsInt, &[t]) {
            Some(self.value(Op::AsInt, &[t]))
        } else if self.ask(Cond::IsFloat, &[t]) {
            Some(self.value(Op::AsFloat, &[t]))
        } else {
            None
        }
    }
    fn widen(&mut self, t: T) -> T {
        if matches!(t.cell, Cell::Int(_)) {
            self.value(Op::IntToFloat, &[t])
        } else {
            t
        }
    }
    fn truth(&mut self, t: T) -> Option<bool> {
        if self.ask(Cond::IsConst(layout::TRUE), &[t]) {
            Some(true)
        } else if self.ask(Cond::IsConst(layout::FALSE), &[t]) {
            Some(false)
        } else {
            None
        }
    }
    fn list_item(&mut self, list: T, index: T) -> Option<(T, T)> {
        if !self.ask(Cond::ShapeIs(SHAPE_LIST), &[list]) || !self.ask(Cond::IsInt, &[index]) {
            return None;
        }
        let i = self.value(Op::AsInt, &[index]);
        let storage = self.value(Op::Load(STORAGE), &[list]);
        let length = self.value(Op::Load(LENGTH), &[storage]);
        self.ask(Cond::InBounds, &[i, length]).then_some((storage, i))
    }

    /// Runs one instruction of the innermost frame.
    pub fn step(&mut self) -> Ended {
        self.steps += 1;
        let base = self.recording.as_ref().map(|r| r.base);
        if let Some(base) = base {
            let position = self.position(base);
            let mut recording = self.recording.take().expect("recording");
            self.describe(&mut recording.graph, &position);
            let id = recording.graph.intern(&position);
            recording.cursor = Some(recording.graph.begin(id));
            self.recording = Some(recording);
        }
        let frames = self.frames.len();
        let ended = self.instruction();
        if let Some(base) = base {
            let mut recording = self.recording.take().expect("recording");
            let cursor = recording.cursor.take().expect("a cursor");
            let leaf = match ended {
                _ if frames - 1 == base && self.frames.len() < frames => Leaf::Leave(1),
                Ended::Next => {
                    let position = self.position(base);
                    self.describe(&mut recording.graph, &position);
                    Leaf::Next(recording.graph.intern(&position))
                }
                _ => Leaf::Leave(1),
            };
            recording.graph.finish(cursor, leaf);
            self.recording = Some(recording);
        }
        ended
    }

    fn instruction(&mut self) -> Ended {
        let frame = self.frames.last_mut().expect("a frame");
        let ins = self.program[frame.code as usize].code[frame.pc as usize].clone();
        frame.pc += 1;
        match self.execute(ins) {
            Some(ended) => ended,
            None => Ended::Error,
        }
    }
    fn execute(&mut self, ins: Ins) -> Option<Ended> {
        match ins {
            Ins::Word(d, word) => {
                let t = self.constant(word);
                self.write(d, t);
            }
            Ins::Big(d, i) => {
                let t = self.value(Op::Int(i), &[]);
                let t = self.value(Op::FromInt, &[t]);
                self.write(d, t);
            }
            Ins::Move(d, a) => {
                let t = self.read(a);
                self.write(d, t);
            }
            Ins::Loop => {
                self.ask(Cond::NoPoll, &[]);
            }
            Ins::Jump(to) => self.jump(to),
            Ins::JumpIfFalse(a, to) => {
                let t = self.read(a);
                if !self.truth(t)? {
                    self.jump(to);
                }
            }
            Ins::IsNone(d, a) => {
                let t = self.read(a);
                let answer = self.ask(Cond::IsConst(layout::NONE), &[t]);
                let t = self.constant(if answer { layout::TRUE } else { layout::FALSE });
                self.write(d, t);
            }
            Ins::Bin(op, d, a, b) => {
                let (a, b) = (self.read(a), self.read(b));
                let t = self.binary(op, a, b)?;
                self.write(d, t);
            }
            Ins::Divide(d, a, b) => {
                let (a, b) = (self.read(a), self.read(b));
                let (a, b) = (self.number(a)?, self.number(b)?);
                let (a, b) = (self.widen(a), self.widen(b));
                let zero = self.value(Op::Float(0), &[]);
                if self.ask(Cond::FloatEq, &[b, zero]) {
                    return None;
                }
                let t = self.value(Op::FloatBin(FloatOp::Div), &[a, b]);
                let t = self.value(Op::FromFloat, &[t]);
                self.write(d, t);
            }
            Ins::Less(d, a, b) | Ins::Equal(d, a, b) => {
                let equal = matches!(ins, Ins::Equal(..));
                let (a, b) = (self.read(a), self.read(b));
                let (a, b) = (self.number(a)?, self.number(b)?);
                let answer = if let (Cell::Int(_), Cell::Int(_)) = (a.cell, b.cell) {
                    self.ask(if equal { Cond::IntEq } else { Cond::IntLt }, &[a, b])
                } else {
                    let (a, b) = (self.widen(a), self.widen(b));
                    self.ask(if equal { Cond::FloatEq } else { Cond::FloatLt }, &[a, b])
                };
                let t = self.constant(if answer { layout::TRUE } else { layout::FALSE });
                self.write(d, t);
            }
            Ins::ListGet(d, list, index) => {
                let (list, index) = (self.read(list), self.read(index));
                let (storage, i) = self.list_item(list, index)?;
                let t = self.value(Op::LoadElement(ITEM), &[storage, i]);
                self.write(d, t);
            }
            Ins::ListSet(list, index, value) => {
                let (list, index, value) = (self.read(list), self.read(index), self.read(value));
                let (storage, i) = self.list_item(list, index)?;
                self.op(Op::StoreElement(ITEM), &[storage, i, value]);
            }
            Ins::Length(d, list) => {
                let list = self.read(list);
                if !self.ask(Cond::ShapeIs(SHAPE_LIST), &[list]) {
                    return None;
                }
                let storage = self.value(Op::Load(STORAGE), &[list]);
                let length = self.value(Op::Load(LENGTH), &[storage]);
                let t = self.value(Op::FromInt, &[length]);
                self.write(d, t);
            }
            Ins::GetSlot(d, object, k) => {
                let object = self.read(object);
                if !self.point(object) {
                    return None;
                }
                let t = self.value(Op::Load(slot(k)), &[object]);
                self.write(d, t);
            }
            Ins::SetSlot(object, k, value) => {
                let (object, value) = (self.read(object), self.read(value));
                if !self.point(object) {
                    return None;
                }
                self.op(Op::Store(slot(k)), &[object, value]);
            }
            Ins::New(d, first) => {
                let site = match &mut self.recording {
                    Some(r) => r.graph.site(&point_site()),
                    None => Op::New(0),
                };
                let fields = [self.read(first), self.read(first + 1), self.read(first + 2)];
                let t = self.value(site, &fields);
                self.write(d, t);
            }
            Ins::Half(d, a) => {
                let a = self.read(a);
                let number = self.number(a)?;
                let t = if matches!(number.cell, Cell::Int(_)) {
                    a
                } else {
                    let half = self.helper(0);
                    let t = self.value(half, &[number]);
                    self.value(Op::FromFloat, &[t])
                };
                self.write(d, t);
            }
            Ins::Touch(d, list, value) => {
                let (list, value) = (self.read(list), self.read(value));
                let zero = self.value(Op::Word(0), &[]);
                self.list_item(list, zero)?;
                let touch = self.helper(1);
                let t = self.value(touch, &[list, value]);
                self.write(d, t);
            }
            Ins::Call(d, function, first, count) => return self.call(d, function, first, count),
            Ins::Return(a) => return Some(self.finish(a)),
        }
        Some(Ended::Next)
    }
    fn helper(&mut self, which: usize) -> Op {
        match &mut self.recording {
            Some(r) => r.graph.helper(&helpers()[which]),
            None => Op::Call(which as u32),
        }
    }
    fn jump(&mut self, to: u32) {
        self.frames.last_mut().expect("a frame").pc = to;
    }
    fn point(&mut self, object: T) -> bool {
        // A chain against the shapes that were seen.
        let shape = shape_of(&mut self.memory, object.cell.word());
        if shape < SHAPE_POINT {
            return false;
        }
        self.record(|graph, cursor, _| {
            graph.expect(cursor, Cond::ShapeIs(shape), object.v, None);
            V(0)
        });
        true
    }
    fn binary(&mut self, op: IntOp, a: T, b: T) -> Option<T> {
        let (a, b) = (self.number(a)?, self.number(b)?);
        if let (Cell::Int(x), Cell::Int(y)) = (a.cell, b.cell) {
            if matches!(op, IntOp::FloorDiv | IntOp::Mod) {
                let zero = self.value(Op::Int(0), &[]);
                if self.ask(Cond::IntEq, &[b, zero]) {
                    return None;
                }
            }
            if matches!(op, IntOp::Shl | IntOp::Shr) {
                let zero = self.value(Op::Int(0), &[]);
                if self.ask(Cond::IntLt, &[b, zero]) {
                    return None;
                }
            }
            let fits = crate::fold::int_op(op, x, y).is_some_and(|r| r.unsigned_abs() < 1 << 120);
            assert!(fits, "too big for the mini Python");
            let t = self.value(Op::IntBin(op), &[a, b]);
            return Some(self.value(Op::FromInt, &[t]));
        }
        let float = match op {
            IntOp::Add => FloatOp::Add,
            IntOp::Sub => FloatOp::Sub,
            IntOp::Mul => FloatOp::Mul,
            _ => return None,
        };
        let (a, b) = (self.widen(a), self.widen(b));
        let t = self.value(Op::FloatBin(float), &[a, b]);
        Some(self.value(Op::FromFloat, &[t]))
    }
    fn call(&mut self, d: u16, function: u32, first: u16, count: u16) -> Option<Ended> {
        if self.frames.len() > 40 {
            return None;
        }
        let args: Vec<T> = (first..first + count).map(|r| self.read(r)).collect();
        let unbound = self.constant(layout::UNBOUND);
        let window = self.program[self.frames.last().expect("a frame").code as usize].registers as i32;
        self.record(|graph, cursor, _| {
            graph.push(cursor, function, window);
            V(0)
        });
        let code = &self.program[function as usize];
        let registers = vec![layout::UNBOUND; code.registers as usize];
        self.frames.push(Frame {
            code: function,
            pc: 0,
            registers,
            result: d,
        });
        for k in 0..code.locals {
            let value = args.get(k as usize).copied().unwrap_or(unbound);
            self.write(k, value);
        }
        Some(Ended::Next)
    }
    fn finish(&mut self, a: u16) -> Ended {
        let value = self.read(a);
        let base = self.recording.as_ref().map_or(0, |r| r.base);
        let result = self.frames.last().expect("a frame").result;
        if self.frames.len() - 1 == base && self.recording.is_some() {
            // The root frame of a loop region ends: outside the region.
            self.frames.pop();
            if self.frames.is_empty() {
                return Ended::Finished(value.cell.word());
            }
            let word = value.cell.word();
            self.frames.last_mut().expect("a frame").registers[result as usize] = word;
            return Ended::Next;
        }
        self.frames.pop();
        self.record(|graph, cursor, _| {
            graph.pop(cursor);
            V(0)
        });
        if self.frames.is_empty() {
            return Ended::Finished(value.cell.word());
        }
        self.write(result, value);
        Ended::Next
    }
    /// Entry types of a frame's live registers, for the profile.
    pub fn entry_types(&mut self, graph: &Graph, frame: usize) -> Vec<Type> {
        let live = graph.live_at(graph.root);
        let registers = self.frames[frame].registers.clone();
        live.iter()
            .map(|reg| {
                let word = registers[reg.index as usize];
                match shape_of(&mut self.memory, word) {
                    0 => Type::of_word(word),
                    SHAPE_BIG => Type::BIG,
                    SHAPE_FLOAT => Type::FLOAT,
                    shape => Type::object(shape),
                }
            })
            .collect()
    }
    /// Starts recording with `base` frames outside.
    pub fn start(&mut self, graph: Graph, base: usize) {
        self.recording = Some(Recording { graph, base, cursor: None });
    }
    pub fn stop(&mut self) -> Graph {
        self.recording.take().expect("recording").graph
    }
    /// Replaces the frames above `base` by an exit's.
    pub fn rebuild(&mut self, base: usize, frames: &[FrameState]) {
        let result = self.frames[base].result;
        self.frames.truncate(base);
        for (k, frame) in frames.iter().enumerate() {
            let code = &self.program[frame.at.code as usize];
            let mut registers = vec![layout::UNBOUND; code.registers as usize];
            for (index, word) in &frame.registers {
                registers[*index as usize] = *word;
            }
            let result = if k == 0 {
                result
            } else {
                let outer = &frames[k - 1].at;
                match self.program[outer.code as usize].code[outer.pc as usize - 1] {
                    Ins::Call(d, ..) => d,
                    ref other => panic!("{other:?} calls nothing"),
                }
            };
            self.frames.push(Frame {
                code: frame.at.code,
                pc: frame.at.pc,
                registers,
                result,
            });
        }
    }
    /// Registers of a chain as the graph interpreter wants them.
    pub fn chain_registers(frames: &[FrameState]) -> FxHashMap<Reg, u64> {
        let mut all = FxHashMap::default();
        for (depth, frame) in frames.iter().enumerate() {
            for (index, word) in &frame.registers {
                all.insert(
                    Reg {
                        depth: depth as u8,
                        index: *index,
                    },
                    *word,
                );
            }
        }
        all
    }
}
