//! The primitives of the trace IR, shared by recorded segments and by SSA.
//!
//! They map one to one to the primitives of the runtime's `Machine` trait. An `Int` is the exact integer: how wide it is
//! in a register is decided by the build, so nothing here mentions overflow (DESIGN §5).

use std::fmt;

/// What a value is inside a segment.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// A tagged word.
    Val,
    /// An exact integer of any size.
    Int,
    /// A 64-bit float.
    Float,
    /// A machine word that is no Python value (a storage pointer, a hash, a header).
    Raw,
}

/// A class of memory locations that cannot overlap with any other class. Class 0 is the shape in object headers.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct AliasClass(pub u8);
/// The class of object headers' shape ids.
pub const SHAPE_CLASS: AliasClass = AliasClass(0);

/// A set of alias classes, a bit per class.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct AliasSet(pub u64);
impl AliasSet {
    pub const ALL: AliasSet = AliasSet(u64::MAX);
    pub fn has(self, class: AliasClass) -> bool {
        self.0 >> class.0 & 1 != 0
    }
    pub fn with(self, class: AliasClass) -> AliasSet {
        AliasSet(self.0 | 1 << class.0)
    }
    pub fn union(self, other: AliasSet) -> AliasSet {
        AliasSet(self.0 | other.0)
    }
}

/// How a field's bits are read.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum FieldKind {
    Val,
    /// A tagged int that is never big and never negative (a length, a capacity).
    Length,
    /// A tagged int that is never big.
    Small,
    /// Raw f64 bits.
    Float,
    /// An i64, read as an `Int`.
    I64,
    Raw64,
    Raw32,
    Raw8,
}
impl FieldKind {
    pub fn kind(self) -> Kind {
        match self {
            FieldKind::Val => Kind::Val,
            FieldKind::Length | FieldKind::Small | FieldKind::I64 => Kind::Int,
            FieldKind::Float => Kind::Float,
            FieldKind::Raw64 | FieldKind::Raw32 | FieldKind::Raw8 => Kind::Raw,
        }
    }
    /// Bytes in memory.
    pub fn size(self) -> i32 {
        match self {
            FieldKind::Raw32 => 4,
            FieldKind::Raw8 => 1,
            _ => 8,
        }
    }
}

/// A field of a heap object.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Field {
    /// Bytes from the object's address; the load is at `word + offset - 1`.
    pub offset: i32,
    pub class: AliasClass,
    pub kind: FieldKind,
    /// Never written after the object's construction: survives every effect.
    pub immutable: bool,
}

/// An element of a storage object.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Element {
    /// Bytes from the storage's address to element 0.
    pub base: i32,
    pub class: AliasClass,
    pub kind: ElementKind,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ElementKind {
    Val,
    I64,
    F64,
    U8,
    I32,
}
impl ElementKind {
    pub fn kind(self) -> Kind {
        match self {
            ElementKind::Val => Kind::Val,
            ElementKind::I64 | ElementKind::U8 | ElementKind::I32 => Kind::Int,
            ElementKind::F64 => Kind::Float,
        }
    }
    pub fn size(self) -> i32 {
        match self {
            ElementKind::U8 => 1,
            ElementKind::I32 => 4,
            _ => 8,
        }
    }
}

/// Exact integer operations of two operands. Preconditions, guarded by the recorder: a divisor is not zero, a shift
/// count is not negative.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub enum IntOp {
    Add,
    Sub,
    Mul,
    FloorDiv,
    Mod,
    And,
    Or,
    Xor,
    Shl,
    Shr,
}
/// Number of [`IntOp`]s.
pub const INT_OPS: usize = 10;
pub const ALL_INT_OPS: [IntOp; INT_OPS] = [
    IntOp::Add,
    IntOp::Sub,
    IntOp::Mul,
    IntOp::FloorDiv,
    IntOp::Mod,
    IntOp::And,
    IntOp::Or,
    IntOp::Xor,
    IntOp::Shl,
    IntOp::Shr,
];

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum FloatOp {
    Add,
    Sub,
    Mul,
    Div,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum FloatUnary {
    Neg,
    Abs,
    Floor,
    Ceil,
    Trunc,
    Sqrt,
}
/// Machine-word operations, wrapping; `Shr` is logical.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum RawOp {
    Add,
    Sub,
    Mul,
    And,
    Or,
    Xor,
    Shl,
    Shr,
}

/// A question a guard asks.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Cond {
    /// Of a Val: an int, small or big (a bool is none).
    IsInt,
    /// Of a Val: an int that is not boxed. Asked by builds only, never recorded.
    IsSmall,
    /// Of a Val: a float, boxed or not.
    IsFloat,
    /// Of a Val: this tagged constant.
    IsConst(u64),
    /// Of a Val: a heap object with this shape.
    ShapeIs(u32),
    /// Of a Val: a heap object that is neither a boxed int nor a boxed float.
    IsObject,
    /// Two Vals are the same word.
    Same,
    IntLt,
    IntLe,
    IntEq,
    FloatLt,
    FloatLe,
    FloatEq,
    /// 0 <= first < second, Ints.
    InBounds,
    RawEq,
    /// Unsigned.
    RawLt,
    /// No operand: nobody asked this thread to stop. The other answer always leaves.
    NoPoll,
    /// No operand: there is room for another frame of a function region. Asked by builds only.
    HasRoom,
}
impl Cond {
    /// Is it a question about the type of a tagged word?
    pub fn is_type_test(self) -> bool {
        matches!(
            self,
            Cond::IsInt | Cond::IsSmall | Cond::IsFloat | Cond::IsConst(_) | Cond::ShapeIs(_) | Cond::IsObject
        )
    }
    pub fn operands(self) -> usize {
        match self {
            Cond::NoPoll | Cond::HasRoom => 0,
            c if c.is_type_test() => 1,
            _ => 2,
        }
    }
}

/// An operation. Its operands are listed beside it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Op {
    /// An immediate tagged word that is no heap pointer.
    Word(u64),
    /// An entry of the graph's constant array.
    HeapConst(u32),
    Int(i128),
    /// Float bits.
    Float(u64),
    Raw(u64),
    /// SSA: the word that the root frame's register holds when the region is entered.
    Entry(u32),
    /// SSA: an operand of a function region, in a machine register.
    Argument(u32, Kind),

    AsInt,
    /// SSA: `AsInt` of a word that a guard has proved to be an unboxed int.
    AsSmall,
    FromInt,
    AsFloat,
    FromFloat,
    IntToFloat,
    /// Truncates a finite float.
    FloatToInt,
    /// True is 1, False is 0.
    BoolToInt,
    /// The low 64 bits.
    IntToRaw,
    /// A machine word as a signed or an unsigned number.
    RawToInt,
    RawToIntUnsigned,

    IntBin(IntOp),
    IntNeg,
    IntInvert,
    IntAbs,
    FloatBin(FloatOp),
    FloatUn(FloatUnary),
    RawBin(RawOp),

    /// object
    Load(Field),
    /// object, value
    Store(Field),
    /// storage, index
    LoadElement(Element),
    /// storage, index, value
    StoreElement(Element),
    /// object: its shape becomes this one (an attribute was added).
    SetShape(u32),
    /// A new object of an entry of the graph's site table; operands are its fields in the site's order.
    New(u32),
    /// An entry of the graph's helper table.
    Call(u32),
    /// An entry of the graph's function table: a native call of a function region.
    CallRegion(u32),

    /// SSA: leave by the instruction's exit unless the answer is the one given.
    Guard(Cond, bool),
}

/// What a helper may do besides computing its result.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Effects {
    pub reads: AliasSet,
    pub writes: AliasSet,
    /// May collect garbage.
    pub allocates: bool,
    /// May return the `EXCEPTION` word with an exception pending.
    pub raises: bool,
    /// May run Python, hence do anything.
    pub runs_python: bool,
    /// May return [`crate::layout::UNBOUND`], having done nothing: the instruction then runs again outside.
    pub declines: bool,
}
impl Effects {
    /// Neither reads nor writes memory that can change, nor raises: may be repeated, merged, moved or dropped.
    pub fn is_pure(&self) -> bool {
        self.reads.0 == 0 && self.writes.0 == 0 && !self.raises && !self.runs_python
    }
    /// Everything it may write.
    pub fn clobbers(&self) -> AliasSet {
        if self.runs_python { AliasSet::ALL } else { self.writes }
    }
}

/// A helper as a graph knows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HelperInfo {
    /// The host's number for it.
    pub id: u32,
    pub name: String,
    /// `extern "C" fn(thread, operands…) -> u64`; Float operands and results travel as f64, the rest as u64, an Int as a
    /// tagged word.
    pub address: usize,
    /// At most [`MAX_HELPER_OPERANDS`].
    pub operands: Vec<Kind>,
    pub result: Option<Kind>,
    /// The type of a `Val` result (`Type::ANY` when nothing is known).
    pub result_type: crate::types::Type,
    pub effects: Effects,
}
/// Operands a helper takes besides the thread.
pub const MAX_HELPER_OPERANDS: usize = 7;

impl Op {
    /// Does it change what Python can see, or may it raise? Such an operation makes "run the instruction again" wrong.
    pub fn has_effect(self, helpers: &[HelperInfo]) -> bool {
        match self {
            Op::Store(_) | Op::StoreElement(_) | Op::SetShape(_) | Op::CallRegion(_) => true,
            Op::Call(helper) => {
                let effects = &helpers[helper as usize].effects;
                effects.writes.0 != 0 || effects.raises || effects.runs_python
            }
            _ => false,
        }
    }
    /// May its result differ between two evaluations with equal operands, or does evaluating it matter?
    pub fn is_pure(self, helpers: &[HelperInfo]) -> bool {
        match self {
            Op::Load(field) => field.immutable,
            Op::LoadElement(_) | Op::New(_) | Op::Guard(..) => false,
            Op::Call(helper) => helpers[helper as usize].effects.is_pure(),
            op => !op.has_effect(helpers),
        }
    }
    /// Can an exact result leave the range of 64-bit operands, or its operand be too wide?
    pub fn may_overflow(self) -> bool {
        match self {
            Op::AsInt | Op::IntNeg | Op::IntAbs | Op::FloatToInt => true,
            Op::IntBin(op) => matches!(op, IntOp::Add | IntOp::Sub | IntOp::Mul | IntOp::Shl | IntOp::FloorDiv),
            _ => false,
        }
    }
    /// The kind of the result, if there is one and it is fixed by the operation alone.
    pub fn result_kind(self, helpers: &[HelperInfo]) -> Option<Kind> {
        Some(match self {
            Op::Word(_) | Op::HeapConst(_) | Op::Entry(_) | Op::FromInt | Op::FromFloat | Op::New(_) => Kind::Val,
            Op::Int(_)
            | Op::AsInt
            | Op::AsSmall
            | Op::FloatToInt
            | Op::BoolToInt
            | Op::RawToInt
            | Op::RawToIntUnsigned
            | Op::IntBin(_)
            | Op::IntNeg
            | Op::IntInvert
            | Op::IntAbs => Kind::Int,
            Op::Float(_) | Op::AsFloat | Op::IntToFloat | Op::FloatBin(_) | Op::FloatUn(_) => Kind::Float,
            Op::Argument(_, kind) => kind,
            Op::Raw(_) | Op::IntToRaw | Op::RawBin(_) => Kind::Raw,
            Op::Load(field) => field.kind.kind(),
            Op::LoadElement(element) => element.kind.kind(),
            Op::Call(helper) => return helpers[helper as usize].result,
            // In SSA the function's signature says more.
            Op::CallRegion(_) => Kind::Val,
            Op::Store(_) | Op::StoreElement(_) | Op::SetShape(_) | Op::Guard(..) => return None,
        })
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::Val => "val",
            Kind::Int => "int",
            Kind::Float => "float",
            Kind::Raw => "raw",
        })
    }
}
