//! A region in SSA form with block parameters, as every pass from construction to lowering sees it.
//!
//! Guards with one live arm are instructions that leave by an exit, so blocks are extended basic blocks and passes see
//! few of them. Constants and the root frame's initial registers live in the entry block and dominate everything.

use crate::graph::Graph;
use crate::op::*;
use crate::position::*;
use crate::profile::ExitKey;
use crate::types::Type;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct Value(pub u32);
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct BlockId(pub u32);
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct ExitId(pub u32);
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct SnapId(pub u32);
pub type Args = SmallVec<[Value; 4]>;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ValueData {
    pub kind: Kind,
    /// For a Val: what its definition proves.
    pub ty: Type,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Inst {
    pub op: Op,
    pub args: Args,
    pub result: Option<Value>,
    /// Where a guard leaves, or an int operation whose result is too wide. An int operation without one either cannot
    /// be too wide or is done on tagged words.
    pub exit: Option<ExitId>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Target {
    pub block: BlockId,
    pub args: Args,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Term {
    Jump(Target),
    Branch {
        cond: Cond,
        args: Args,
        yes: Target,
        no: Target,
    },
    Exit(ExitId),
    /// The result of a function region.
    Return(Value),
    /// Still being built.
    None,
}
impl Term {
    pub fn targets(&self) -> impl Iterator<Item = &Target> {
        let (a, b) = match self {
            Term::Jump(t) => (Some(t), None),
            Term::Branch { yes, no, .. } => (Some(yes), Some(no)),
            _ => (None, None),
        };
        a.into_iter().chain(b)
    }
    pub fn targets_mut(&mut self) -> impl Iterator<Item = &mut Target> {
        let (a, b) = match self {
            Term::Jump(t) => (Some(t), None),
            Term::Branch { yes, no, .. } => (Some(yes), Some(no)),
            _ => (None, None),
        };
        a.into_iter().chain(b)
    }
    /// All values it uses.
    pub fn for_each_use(&self, mut f: impl FnMut(Value)) {
        match self {
            Term::Branch { args, .. } => args.iter().for_each(|v| f(*v)),
            Term::Return(v) => f(*v),
            _ => {}
        }
        for target in self.targets() {
            target.args.iter().for_each(|v| f(*v));
        }
    }
    pub fn map_uses(&mut self, mut f: impl FnMut(Value) -> Value) {
        match self {
            Term::Branch { args, .. } => args.iter_mut().for_each(|v| *v = f(*v)),
            Term::Return(v) => *v = f(*v),
            _ => {}
        }
        for target in self.targets_mut() {
            target.args.iter_mut().for_each(|v| *v = f(*v));
        }
    }
}

#[derive(Clone, Debug)]
pub struct Block {
    pub params: Vec<Value>,
    pub insts: Vec<Inst>,
    pub term: Term,
    /// A merge: the state in which the interpreter could go on from its start.
    pub state: Option<SnapId>,
    /// The graph position it begins at, for reports.
    pub position: PosId,
    /// How often recordings came through.
    pub hits: u32,
}

/// A register of a frame that is rebuilt.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SnapValue {
    Value(Value),
    /// An object that exists only in the snapshot.
    Virtual(u32),
    /// The second word that a native call returned (only in the exit of that call).
    CallWord,
}
/// An object to be made at an exit.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct VirtualObject {
    pub site: u32,
    /// In the order of the site's fields.
    pub fields: Vec<SnapValue>,
}
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct FrameSnap {
    pub at: FramePos,
    pub registers: Vec<(u16, SnapValue)>,
}
/// How to rebuild the interpreter's state.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Snapshot {
    pub frames: Vec<FrameSnap>,
    pub virtuals: Vec<VirtualObject>,
    /// Stores that a loop keeps in registers: done when it is left.
    pub stores: Vec<PendingStore>,
}
/// A store to a real object that is still to be done.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct PendingStore {
    pub field: Field,
    pub object: SnapValue,
    pub value: SnapValue,
}
impl Snapshot {
    pub fn for_each_use(&self, mut f: impl FnMut(Value)) {
        self.values().for_each(|v| {
            if let SnapValue::Value(v) = v {
                f(*v);
            }
        });
    }
    pub fn values(&self) -> impl Iterator<Item = &SnapValue> {
        let registers = self.frames.iter().flat_map(|fr| fr.registers.iter().map(|r| &r.1));
        let stores = self.stores.iter().flat_map(|s| [&s.object, &s.value]);
        registers.chain(self.virtuals.iter().flat_map(|o| o.fields.iter())).chain(stores)
    }
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut SnapValue> {
        let registers = self.frames.iter_mut().flat_map(|fr| fr.registers.iter_mut().map(|r| &mut r.1));
        let stores = self.stores.iter_mut().flat_map(|s| [&mut s.object, &mut s.value]);
        registers.chain(self.virtuals.iter_mut().flat_map(|o| o.fields.iter_mut())).chain(stores)
    }
}

/// What an exit means to the policy (REGIONS: "exit").
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ExitKind {
    /// No recording has gone there: the region can grow.
    Missing,
    /// A number too wide for its register: the next build keeps it tagged.
    Representation,
    /// A hoisted guard failed before the loop.
    Hoisted,
    /// The entry's types are not those of any version.
    NotEntered,
    /// A poll is due.
    Poll,
    /// Leaves for good; the host's reason.
    Final(u32),
}
/// How execution goes on.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ExitMode {
    /// At the innermost frame's position.
    Resume,
    /// The pending exception is raised there.
    Raise,
    /// A native call came back with a status that is not 0: see [`crate::deopt`].
    AfterCall,
}
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Exit {
    pub snapshot: SnapId,
    pub mode: ExitMode,
    pub kind: ExitKind,
    pub key: ExitKey,
}

/// A region being built.
#[derive(Clone, Debug)]
pub struct Func {
    pub values: Vec<ValueData>,
    pub blocks: Vec<Block>,
    pub exits: Vec<Exit>,
    pub snapshots: Vec<Snapshot>,
    constants: FxHashMap<Op, Value>,
    pub helpers: Vec<HelperInfo>,
    pub sites: Vec<crate::graph::SiteInfo>,
    pub functions: Vec<crate::graph::FunctionInfo>,
    pub heap_constants: Vec<crate::graph::ConstantInfo>,
    /// See [`Graph::known_fields`].
    pub known_fields: Vec<(u32, i32, u32)>,
    pub unstable_shapes: rustc_hash::FxHashSet<u32>,
    pub first_unstable_shape: u32,
    /// Words in the window of each code, for laying out inlined frames.
    pub registers: FxHashMap<u32, u16>,
    pub signature: Option<crate::graph::Signature>,
    /// Where native calls stand, by the position in their exits' keys.
    pub call_sites: FxHashMap<PosId, FramePos>,
}
pub const ENTRY: BlockId = BlockId(0);

impl Func {
    /// A function with an empty entry block and the graph's tables.
    pub fn new(graph: &Graph) -> Func {
        let mut func = Func {
            values: Vec::new(),
            blocks: Vec::new(),
            exits: Vec::new(),
            snapshots: Vec::new(),
            constants: FxHashMap::default(),
            helpers: graph.helpers.clone(),
            sites: graph.sites.clone(),
            functions: graph.functions.clone(),
            heap_constants: graph.constants.clone(),
            known_fields: graph.known_fields.clone(),
            unstable_shapes: graph.unstable_shapes.clone(),
            first_unstable_shape: graph.first_unstable_shape,
            signature: graph.signature.clone(),
            call_sites: FxHashMap::default(),
            registers: graph.codes.iter().map(|(id, info)| (*id, info.registers)).collect(),
        };
        func.block(graph.root);
        func
    }
    pub fn block(&mut self, position: PosId) -> BlockId {
        self.blocks.push(Block {
            params: Vec::new(),
            insts: Vec::new(),
            term: Term::None,
            state: None,
            position,
            hits: 0,
        });
        BlockId(self.blocks.len() as u32 - 1)
    }
    pub fn value(&mut self, kind: Kind, ty: Type) -> Value {
        self.values.push(ValueData { kind, ty });
        Value(self.values.len() as u32 - 1)
    }
    pub fn kind(&self, value: Value) -> Kind {
        self.values[value.0 as usize].kind
    }
    pub fn ty(&self, value: Value) -> Type {
        self.values[value.0 as usize].ty
    }
    pub fn at(&self, block: BlockId) -> &Block {
        &self.blocks[block.0 as usize]
    }
    pub fn at_mut(&mut self, block: BlockId) -> &mut Block {
        &mut self.blocks[block.0 as usize]
    }
    pub fn param(&mut self, block: BlockId, kind: Kind, ty: Type) -> Value {
        let value = self.value(kind, ty);
        self.at_mut(block).params.push(value);
        value
    }
    pub fn is_entry_op(op: Op) -> bool {
        matches!(
            op,
            Op::Word(_) | Op::HeapConst(_) | Op::Int(_) | Op::Float(_) | Op::Raw(_) | Op::Entry(_) | Op::Argument(..)
        )
    }
    /// The type an operation's Val result has by definition.
    pub fn result_type(&self, op: Op) -> Type {
        match op {
            Op::Word(word) => Type::of_word(word),
            Op::HeapConst(k) => self.heap_constants[k as usize].ty,
            Op::FromInt => Type::INT,
            Op::FromFloat => Type::FLOAT,
            Op::New(site) => self.stable(Type::object(self.sites[site as usize].shape())),
            Op::Call(helper) => self.helpers[helper as usize].result_type,
            _ => Type::ANY,
        }
    }
    /// A type without a shape that an effect may change: what a definition proves for good.
    pub fn stable(&self, ty: Type) -> Type {
        let ty = ty.shared();
        if self.is_unstable(ty.shape()) { ty.forget_shape() } else { ty }
    }
    /// May an object of this shape change its shape?
    pub fn is_unstable(&self, shape: u32) -> bool {
        shape >= self.first_unstable_shape || self.unstable_shapes.contains(&shape)
    }
    /// A constant or an initial register; each exists once, in the entry block.
    pub fn constant(&mut self, op: Op) -> Value {
        debug_assert!(Func::is_entry_op(op));
        if let Some(value) = self.constants.get(&op) {
            return *value;
        }
        let kind = op.result_kind(&self.helpers).expect("a constant");
        let ty = self.result_type(op);
        let value = self.value(kind, ty);
        self.constants.insert(op, value);
        // Entry-block constants precede everything, also a terminator's or guard's use inserted before them.
        let entry = &mut self.blocks[0].insts;
        let at = entry.iter().take_while(|i| Func::is_entry_op(i.op)).count();
        entry.insert(
            at,
            Inst {
                op,
                args: Args::new(),
                result: Some(value),
                exit: None,
            },
        );
        value
    }
    /// Rebuilds the table of constants (after a pass removed some).
    pub fn refresh_constants(&mut self) {
        let insts = &self.blocks[0].insts;
        self.constants = insts
            .iter()
            .filter(|i| Func::is_entry_op(i.op))
            .map(|i| (i.op, i.result.expect("constant")))
            .collect();
    }
    pub fn snapshot(&mut self, snapshot: Snapshot) -> SnapId {
        self.snapshots.push(snapshot);
        SnapId(self.snapshots.len() as u32 - 1)
    }
    pub fn exit(&mut self, exit: Exit) -> ExitId {
        if let Some(at) = self.exits.iter().rposition(|e| *e == exit) {
            return ExitId(at as u32);
        }
        self.exits.push(exit);
        ExitId(self.exits.len() as u32 - 1)
    }
    /// An instruction of a block, appended.
    pub fn push(&mut self, block: BlockId, op: Op, args: &[Value], exit: Option<ExitId>) -> Option<Value> {
        if Func::is_entry_op(op) {
            return Some(self.constant(op));
        }
        let kind = match op {
            Op::CallRegion(function) => Some(self.functions[function as usize].result),
            op => op.result_kind(&self.helpers),
        };
        let result = kind.map(|kind| {
            let ty = self.result_type(op);
            self.value(kind, ty)
        });
        self.at_mut(block).insts.push(Inst {
            op,
            args: args.into(),
            result,
            exit,
        });
        result
    }
    pub fn block_ids(&self) -> impl Iterator<Item = BlockId> + use<> {
        (0..self.blocks.len() as u32).map(BlockId)
    }
    /// Replaces every use (snapshots included) through `f`.
    pub fn map_uses(&mut self, mut f: impl FnMut(Value) -> Value) {
        for block in &mut self.blocks {
            for inst in &mut block.insts {
                inst.args.iter_mut().for_each(|v| *v = f(*v));
            }
            block.term.map_uses(&mut f);
        }
        for snapshot in &mut self.snapshots {
            for value in snapshot.values_mut() {
                if let SnapValue::Value(v) = value {
                    *v = f(*v);
                }
            }
        }
    }
    /// Instructions and terminators, for size limits and reports.
    pub fn size(&self) -> usize {
        self.blocks.iter().map(|b| b.insts.len() + 1).sum()
    }
}
