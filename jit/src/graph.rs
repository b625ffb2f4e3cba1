//! The region graph: everything recorded of one loop or function, untyped, keyed by position.
//!
//! A segment is one bytecode instruction at one position as a decision tree: nodes hold primitives, end in a guard or a
//! leaf, and grow only at missing arms. Types, representations, hoisting and virtual objects are decided each time the
//! region is built (REGIONS), so a segment is valid for every path that reaches its position.

use crate::op::*;
use crate::position::*;
use crate::types::Type;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// A value inside one segment.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct V(pub u16);
/// A node of one segment's tree; 0 is its root.
pub type NodeId = u16;

/// A step inside a node.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
    Read {
        reg: Reg,
        result: V,
    },
    Op {
        op: Op,
        args: Vec<V>,
        result: Option<V>,
    },
    Write {
        reg: Reg,
        value: V,
    },
    /// A frame is entered; its registers are written by the steps that follow.
    Push {
        code: u32,
        window: i32,
    },
    /// The innermost frame is left.
    Pop,
    /// What the region relies on, by the host's number.
    Assume(u32),
}

/// How execution goes on outside when a guard's arm is missing.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Mode {
    /// The instruction runs again.
    Rerun,
    /// The pending exception is raised at this position.
    Raise,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Leaf {
    Next(PosId),
    /// Never recorded further: the instruction runs again outside. The number is the host's reason.
    Leave(u32),
    /// The pending exception leaves this frame's code here.
    Raise,
    /// A function region's result.
    Return(V),
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum End {
    /// Being recorded.
    Open,
    /// `arms[1]` is taken when the answer is yes.
    Guard {
        cond: Cond,
        args: Vec<V>,
        mode: Mode,
        arms: [Option<NodeId>; 2],
    },
    Leaf(Leaf),
}

#[derive(Clone, Debug)]
pub struct Node {
    pub steps: Vec<Step>,
    pub end: End,
    /// How often a recording or a walk came through.
    pub hits: u32,
}

#[derive(Clone, Debug, Default)]
pub struct Segment {
    pub nodes: Vec<Node>,
    /// Kinds of the segment's values, by number.
    pub kinds: Vec<Kind>,
}

impl Segment {
    pub(crate) fn leaves(&self) -> usize {
        self.nodes.iter().filter(|n| matches!(n.end, End::Leaf(_))).count()
    }
}

/// What a build needs to know of a code object.
#[derive(Clone, Debug, Default)]
pub struct CodeInfo {
    pub name: String,
    /// Words in a window of this code.
    pub registers: u16,
    /// Loops: first pc (the header) and the pc behind the last one.
    pub loops: Vec<(u32, u32)>,
    /// Live registers before an instruction or a continuation, ascending.
    pub live: FxHashMap<(u32, u8), Arc<[u16]>>,
}

/// An allocation site: how to make the object, in native code and at an exit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SiteInfo {
    /// The object's first eight bytes.
    pub header: u64,
    /// Bytes.
    pub size: u32,
    /// In the order of `New`'s operands; every byte behind the header is covered.
    pub fields: Vec<Field>,
    /// Objects that have an identity Python can see only through `is`/`id`: tuples, bound methods. Only then may two be
    /// merged; none are at present.
    pub name: String,
}
impl SiteInfo {
    pub fn shape(&self) -> u32 {
        self.header as u32
    }
}

/// A function region as its callers see it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FunctionInfo {
    /// The host's number for the function region.
    pub id: u32,
    /// Address of the word that holds the address of its entry.
    pub slot: usize,
    /// How operands travel: Int means an i64, Float an f64, Val a tagged word.
    pub operands: Vec<Kind>,
    /// What status 0 promises.
    pub result: Kind,
    /// Words from the calling frame's window to the callee's.
    pub window: i32,
    /// The continuation (as in [`FramePos::continuation`]) by which the calling instruction takes the result when native
    /// code is left during or after the call; its live registers are known. 0: native code is left behind the instruction.
    pub continuation: u8,
    /// The first operand is the waiting frame's [`CALL_DATA`].
    pub keeps_first: bool,
}
/// How a function region is called natively; it never changes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signature {
    /// The first registers of the root frame: Int means an i64, Float an f64, Val a tagged word.
    pub operands: Vec<Kind>,
    /// The register that the last operand is, if that is not the next one.
    pub last: Option<u16>,
    /// What status 0 promises.
    pub result: Kind,
}
impl Signature {
    /// The operand with which a register of the root frame arrives.
    pub fn operand(&self, register: u16) -> Option<usize> {
        let rest = self.operands.len() - self.last.is_some() as usize;
        if self.last == Some(register) {
            return Some(rest);
        }
        Some(register as usize).filter(|k| *k < rest)
    }
    /// The register that an operand is.
    pub fn register(&self, operand: usize) -> u16 {
        match self.last {
            Some(register) if operand + 1 == self.operands.len() => register,
            _ => operand as u16,
        }
    }
}

/// A number that compiled code may use unboxed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Number {
    Int(i128),
    /// Float bits.
    Float(u64),
}

/// What is known of an entry of the constant array without looking at it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ConstantInfo {
    pub ty: Type,
    /// Its value when it is a number of at most 128 bits.
    pub number: Option<Number>,
    /// A key that is equal exactly when the constants are the same word.
    pub key: u64,
}

/// What kind of region this is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RootKind {
    /// From a loop's header; positions outside `first..last` of the root frame's code leave.
    Loop { first: u32, last: u32 },
    /// From a function's first instruction to its return.
    Function,
}

/// The graph of one region.
#[derive(Clone, Debug)]
pub struct Graph {
    pub root: PosId,
    pub kind: RootKind,
    /// Of a function region: registers behind the operands are UNBOUND at its entry.
    pub signature: Option<Signature>,
    /// Registers of the root frame that hold an entry of the constant array when a function region is entered.
    pub entry_constants: Vec<(u16, u32)>,
    pub segments: FxHashMap<PosId, Segment>,
    /// Segment positions in the order in which they were recorded; iteration order of every pass.
    pub order: Vec<PosId>,
    positions: Vec<Arc<[FramePos]>>,
    ids: FxHashMap<Arc<[FramePos]>, PosId>,
    pub codes: FxHashMap<u32, CodeInfo>,
    pub helpers: Vec<HelperInfo>,
    pub sites: Vec<SiteInfo>,
    pub functions: Vec<FunctionInfo>,
    pub constants: Vec<ConstantInfo>,
    /// Fields of constants that hold constants as long as the region is valid: (object, offset, contents).
    pub known_fields: Vec<(u32, i32, u32)>,
    /// Shapes whose objects may change shape, besides all from `first_unstable_shape` on.
    pub unstable_shapes: FxHashSet<u32>,
    /// Ids from this one on belong to classes made at run time, whose instances gain attributes.
    pub first_unstable_shape: u32,
    pub assumptions: Vec<u32>,
    /// Grows with every new node.
    pub version: u32,
    pub(crate) leaves: usize,
    /// Why the graph must not be built (a recording asked different questions the second time).
    pub poisoned: Option<String>,
}

impl Graph {
    pub fn new(root: FramePos, kind: RootKind) -> Graph {
        let mut graph = Graph {
            root: PosId(0),
            kind,
            signature: None,
            entry_constants: Vec::new(),
            segments: FxHashMap::default(),
            order: Vec::new(),
            positions: Vec::new(),
            ids: FxHashMap::default(),
            codes: FxHashMap::default(),
            helpers: Vec::new(),
            sites: Vec::new(),
            functions: Vec::new(),
            constants: Vec::new(),
            known_fields: Vec::new(),
            unstable_shapes: FxHashSet::default(),
            first_unstable_shape: 128,
            assumptions: Vec::new(),
            version: 0,
            leaves: 0,
            poisoned: None,
        };
        graph.root = graph.intern(&[root]);
        graph
    }
    /// The number of a position in this graph.
    pub fn intern(&mut self, position: &[FramePos]) -> PosId {
        if let Some(id) = self.ids.get(position) {
            return *id;
        }
        let id = PosId(self.positions.len() as u32);
        let shared: Arc<[FramePos]> = position.into();
        self.positions.push(shared.clone());
        self.ids.insert(shared, id);
        id
    }
    pub fn position(&self, id: PosId) -> &[FramePos] {
        &self.positions[id.0 as usize]
    }
    pub fn positions(&self) -> impl Iterator<Item = (PosId, &[FramePos])> {
        self.positions.iter().enumerate().map(|(k, p)| (PosId(k as u32), &p[..]))
    }
    pub fn find(&self, position: &[FramePos]) -> Option<PosId> {
        self.ids.get(position).copied()
    }
    /// Is there a segment at this position?
    pub fn knows(&self, position: &[FramePos]) -> bool {
        self.find(position).is_some_and(|id| self.segments.contains_key(&id))
    }
    /// May the region grow there (REGIONS rule 5)?
    pub fn inside(&self, position: &[FramePos]) -> bool {
        match self.kind {
            RootKind::Function => true,
            RootKind::Loop { first, last } => (first..last).contains(&position[0].pc),
        }
    }
    /// Tells which registers are live before an instruction or continuation of a frame. To be called before a position
    /// that contains it is used.
    pub fn set_live(&mut self, code: u32, pc: u32, continuation: u8, live: impl Into<Arc<[u16]>>) {
        let info = self.codes.entry(code).or_default();
        info.live.entry((pc, continuation)).or_insert_with(|| live.into());
    }
    pub fn has_live(&self, code: u32, pc: u32, continuation: u8) -> bool {
        self.codes.get(&code).is_some_and(|info| info.live.contains_key(&(pc, continuation)))
    }
    /// All live registers at a position, ascending; a heap window counts as one.
    pub fn live_at(&self, id: PosId) -> Vec<Reg> {
        self.live_in(self.position(id))
    }
    /// The same for a chain of frames, which need not be a position of the graph.
    pub fn live_in(&self, chain: &[FramePos]) -> Vec<Reg> {
        let mut all = Vec::new();
        for (depth, frame) in chain.iter().enumerate() {
            let depth = depth as u8;
            if let Some(live) = self.codes.get(&frame.code).and_then(|c| c.live.get(&(frame.pc, frame.continuation))) {
                all.extend(live.iter().map(|index| Reg { depth, index: *index }));
            }
            if frame.window == HEAP_WINDOW {
                all.push(Reg { depth, index: WINDOW_REGISTER });
            }
        }
        all
    }
    /// May an object of this shape change its shape?
    pub fn is_unstable(&self, shape: u32) -> bool {
        shape >= self.first_unstable_shape || self.unstable_shapes.contains(&shape)
    }
    /// Is this a loop header (or the root)?
    pub fn is_header(&self, id: PosId) -> bool {
        let frame = self.position(id).last().expect("a position has a frame");
        frame.continuation == 0 && self.codes.get(&frame.code).is_some_and(|c| c.loops.iter().any(|l| l.0 == frame.pc))
    }
    /// Is `inner` in the body of the loop whose header is at `header`?
    pub fn loop_contains(&self, header: PosId, inner: PosId) -> bool {
        let (h, p) = (self.position(header), self.position(inner));
        let depth = h.len() - 1;
        if p.len() <= depth || p[..depth] != h[..depth] || p[depth].code != h[depth].code {
            return false;
        }
        let Some(code) = self.codes.get(&h[depth].code) else { return false };
        code.loops.iter().any(|l| l.0 == h[depth].pc && (l.0..l.1).contains(&p[depth].pc))
    }
    /// Adds a helper, once.
    pub fn helper(&mut self, info: &HelperInfo) -> Op {
        let at = self.helpers.iter().position(|h| h.id == info.id).unwrap_or_else(|| {
            self.helpers.push(info.clone());
            self.helpers.len() - 1
        });
        Op::Call(at as u32)
    }
    /// Adds an allocation site, once.
    pub fn site(&mut self, info: &SiteInfo) -> Op {
        let at = self.sites.iter().position(|s| s == info).unwrap_or_else(|| {
            self.sites.push(info.clone());
            self.sites.len() - 1
        });
        Op::New(at as u32)
    }
    /// Adds a function region that is called, once.
    pub fn function(&mut self, info: &FunctionInfo) -> Op {
        let at = self.functions.iter().position(|f| f == info).unwrap_or_else(|| {
            self.functions.push(info.clone());
            self.functions.len() - 1
        });
        Op::CallRegion(at as u32)
    }
    /// Adds a heap constant, once; the host appends the word to its constant array when the index is new.
    pub fn constant(&mut self, info: ConstantInfo) -> (Op, bool) {
        if let Some(at) = self.constants.iter().position(|c| c.key == info.key) {
            return (Op::HeapConst(at as u32), false);
        }
        self.constants.push(info);
        (Op::HeapConst(self.constants.len() as u32 - 1), true)
    }
    /// Leaves of all trees: the instructions that were recorded.
    pub fn size(&self) -> usize {
        self.leaves
    }
    /// To be called when segments were changed by hand.
    pub(crate) fn count_leaves(&mut self) {
        self.leaves = self.segments.values().map(Segment::leaves).sum();
    }
    /// Is the missing arm of a guard still missing?
    pub fn arm_missing(&self, position: PosId, node: NodeId, arm: bool) -> bool {
        match self.segments.get(&position).and_then(|s| s.nodes.get(node as usize)).map(|n| &n.end) {
            Some(End::Guard { arms, .. }) => arms[arm as usize].is_none(),
            _ => true,
        }
    }
    /// Is what lies behind a `Missing` exit in the graph by now? Then the exit asks for a build, not for a recording.
    pub fn exit_is_known(&self, key: crate::profile::ExitKey) -> bool {
        match key.place {
            arm @ (0 | 1) => !self.arm_missing(key.position, key.node, arm == 1),
            crate::profile::ExitKey::ENTRY => self.segments.contains_key(&key.position),
            _ => false,
        }
    }
    /// Copies another region's graph in, its positions prefixed by `chain` (REGIONS rule 8). Known segments gain the
    /// arms that only the other graph has. The root frame's window becomes `window`.
    pub fn absorb(&mut self, inner: &Graph, chain: &[FramePos], window: i32) {
        crate::absorb::absorb(self, inner, chain, window);
    }
}
