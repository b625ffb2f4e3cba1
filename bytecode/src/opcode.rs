//! The instruction table.
//!
//! `r[x]` is register x of the frame's window, `k[x]` a constant, `n[x]` a name. Registers: named
//! locals first (parameters before the others: positional, keyword-only, `*args`, `**kwargs`), then
//! cells, then free variables, then temporaries. A local that is a cell has its register hold the
//! Cell. "Skips" means: the instruction decides whether the *next* word, always a `Jump`, is run
//! (condition holds → the jump is executed) or skipped.
//!
//! The first part of the table is what the compiler emits and what the recorder sees. The second
//! part (after [`Op::LAST_GENERIC`]) are quickened forms that the interpreter writes over an
//! instruction in place; each has the operands, length and meaning of its generic form.

/// How an instruction's 24 operand bits are read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// Three 8-bit operands.
    Abc,
    /// `a` and an unsigned 16-bit `bx`.
    Abx,
    /// `a` and a signed 16-bit jump offset.
    AsBx,
    /// A signed 24-bit jump offset.
    Ax,
}

macro_rules! opcodes {
    ($($(#[$doc:meta])* $name:ident $format:ident $generic:ident;)*) => {
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
        #[repr(u8)]
        pub enum Op { $($(#[$doc])* $name,)* }

        /// Every opcode in numeric order.
        pub const ALL: &[Op] = &[$(Op::$name,)*];

        impl Op {
            #[inline]
            pub const fn format(self) -> Format {
                match self { $(Op::$name => Format::$format,)* }
            }
            pub const fn name(self) -> &'static str {
                match self { $(Op::$name => stringify!($name),)* }
            }
            /// The form the compiler emitted: itself unless quickened.
            #[inline]
            pub const fn generic(self) -> Op {
                match self { $(Op::$name => Op::$generic,)* }
            }
        }
    };
}

opcodes! {
    /// Does nothing.
    Nop Abc Nop;
    /// A function begins: counts calls down in bx; at 0 the JIT is asked. Put in front when a code object is made.
    Enter Abx Enter;
    /// High bits of the next instruction's operands.
    Ext Abc Ext;
    /// r[a] = r[b]
    Move Abc Move;
    /// r[a] = k[bx]
    LoadConst Abx LoadConst;
    /// r[a] = the signed 16-bit int
    LoadInt AsBx LoadInt;
    /// Raises UnboundLocalError (NameError for a free variable's cell) when local a is UNBOUND.
    CheckBound Abc CheckBound;
    /// Checks as CheckBound, then r[a] = UNBOUND. With b = 1 no check (end of `except … as e`).
    DeleteLocal Abc DeleteLocal;
    /// r[a] = Cell(r[a]); r[a] may be UNBOUND.
    MakeCell Abc MakeCell;
    /// r[a + i] = closure[i] of the running function, for i < b
    CopyFreeVars Abc CopyFreeVars;
    /// r[a] = contents of cell r[b]; NameError/UnboundLocalError when empty
    LoadCell Abc LoadCell;
    /// contents of cell r[a] = r[b]
    StoreCell Abc StoreCell;
    /// Empties cell r[a]; error when it was empty (unless b = 1).
    DeleteCell Abc DeleteCell;
    /// r[a] = global or builtin n[bx]
    LoadGlobal Abx LoadGlobal;
    /// global n[bx] = r[a]
    StoreGlobal Abx StoreGlobal;
    DeleteGlobal Abx DeleteGlobal;
    /// r[a] = n[bx] in the frame's locals mapping, then globals, then builtins (module and class bodies, exec)
    LoadName Abx LoadName;
    StoreName Abx StoreName;
    DeleteName Abx DeleteName;
    /// r[a] = n[c] in the frame's locals mapping (class body), else contents of cell r[b]
    LoadNameOrCell Abc LoadNameOrCell;
    /// r[a] = n[c] in the mapping r[b], else global or builtin (annotation scopes in classes)
    LoadFromDictOrGlobal Abc LoadFromDictOrGlobal;
    /// r[a] = the frame's locals mapping
    LoadLocals Abc LoadLocals;
    /// r[a] = builtins.__build_class__
    LoadBuildClass Abc LoadBuildClass;
    /// r[a] = AssertionError
    LoadAssertionError Abc LoadAssertionError;

    /// r[a] = r[b].n[c]
    LoadAttr Abc LoadAttr;
    /// r[a].n[c] = r[b]
    StoreAttr Abc StoreAttr;
    /// del r[a].n[c]
    DeleteAttr Abc DeleteAttr;
    /// r[a], r[a+1] = function, self when n[c] is a plain method of r[b]; else attribute, UNBOUND. For CallMethod.
    LoadMethod Abc LoadMethod;
    /// super attribute: r[b] = `super`, r[b+1] = class, r[b+2] = self; r[a] = attribute n[c] of super(class, self)
    LoadSuperAttr Abc LoadSuperAttr;
    /// as LoadSuperAttr, results as LoadMethod
    LoadSuperMethod Abc LoadSuperMethod;
    /// r[a] = r[b][r[c]]
    GetItem Abc GetItem;
    /// r[a][r[b]] = r[c]
    SetItem Abc SetItem;
    /// del r[a][r[b]]
    DeleteItem Abc DeleteItem;
    /// r[a] = r[b][r[c]:r[c+1]]
    GetSlice Abc GetSlice;
    /// r[a][r[b]:r[b+1]] = r[c]
    SetSlice Abc SetSlice;
    /// r[a] = slice(r[b], r[b+1], r[b+2] when c = 3 else None)
    BuildSlice Abc BuildSlice;

    /// r[a] = r[b] + r[c]; the other binary operators follow in the order of `BINARY_NAMES`
    Add Abc Add;
    Sub Abc Sub;
    Mul Abc Mul;
    TrueDiv Abc TrueDiv;
    FloorDiv Abc FloorDiv;
    Mod Abc Mod;
    Pow Abc Pow;
    MatMul Abc MatMul;
    LShift Abc LShift;
    RShift Abc RShift;
    And Abc And;
    Or Abc Or;
    Xor Abc Xor;
    /// r[a] = in-place r[b] += r[c], in the same order
    IAdd Abc IAdd;
    ISub Abc ISub;
    IMul Abc IMul;
    ITrueDiv Abc ITrueDiv;
    IFloorDiv Abc IFloorDiv;
    IMod Abc IMod;
    IPow Abc IPow;
    IMatMul Abc IMatMul;
    ILShift Abc ILShift;
    IRShift Abc IRShift;
    IAnd Abc IAnd;
    IOr Abc IOr;
    IXor Abc IXor;
    /// r[a] = r[b] + k[c], in the same order (c < 256)
    AddK Abc AddK;
    SubK Abc SubK;
    MulK Abc MulK;
    TrueDivK Abc TrueDivK;
    FloorDivK Abc FloorDivK;
    ModK Abc ModK;
    PowK Abc PowK;
    MatMulK Abc MatMulK;
    LShiftK Abc LShiftK;
    RShiftK Abc RShiftK;
    AndK Abc AndK;
    OrK Abc OrK;
    XorK Abc XorK;
    /// r[a] = in-place r[b] += k[c], in the same order
    IAddK Abc IAddK;
    ISubK Abc ISubK;
    IMulK Abc IMulK;
    ITrueDivK Abc ITrueDivK;
    IFloorDivK Abc IFloorDivK;
    IModK Abc IModK;
    IPowK Abc IPowK;
    IMatMulK Abc IMatMulK;
    ILShiftK Abc ILShiftK;
    IRShiftK Abc IRShiftK;
    IAndK Abc IAndK;
    IOrK Abc IOrK;
    IXorK Abc IXorK;
    /// r[a] = -r[b]
    Neg Abc Neg;
    Pos Abc Pos;
    Invert Abc Invert;
    /// r[a] = not r[b]
    Not Abc Not;
    /// r[a] = r[b] < r[c]
    Lt Abc Lt;
    Le Abc Le;
    Eq Abc Eq;
    Ne Abc Ne;
    Gt Abc Gt;
    Ge Abc Ge;
    /// r[a] = r[b] < k[c]
    LtK Abc LtK;
    LeK Abc LeK;
    EqK Abc EqK;
    NeK Abc NeK;
    GtK Abc GtK;
    GeK Abc GeK;
    /// r[a] = r[b] is r[c]
    Is Abc Is;
    IsNot Abc IsNot;
    /// r[a] = r[b] in r[c]
    In Abc In;
    NotIn Abc NotIn;

    Jump Ax Jump;
    /// A back edge: polls, counts heat, jumps to the loop header (offset < 0).
    JumpBack Ax JumpBack;
    JumpIfTrue AsBx JumpIfTrue;
    JumpIfFalse AsBx JumpIfFalse;
    JumpIfNone AsBx JumpIfNone;
    JumpIfNotNone AsBx JumpIfNotNone;

    /// r[a] = r[b](r[b+1] … r[b+c])
    Call Abc Call;
    /// As LoadMethod left it: function r[b], self r[b+1] or UNBOUND, c further arguments from r[b+2]
    CallMethod Abc CallMethod;
    /// As Call; the tuple of the last arguments' keyword names is in r[b+c+1]; c counts all arguments.
    CallKw Abc CallKw;
    /// As CallMethod; the names are in r[b+2+c].
    CallMethodKw Abc CallMethodKw;
    /// r[a] = r[b](*r[b+1], **r[b+2]); r[b+1] any iterable; r[b+2] a dict or UNBOUND
    CallEx Abc CallEx;
    Return Abc Return;

    /// r[a] = (r[b] … r[b+c-1])
    BuildTuple Abc BuildTuple;
    BuildList Abc BuildList;
    BuildSet Abc BuildSet;
    /// c pairs of key, value from r[b]
    BuildMap Abc BuildMap;
    /// r[a] = concatenation of the c strs from r[b]
    BuildString Abc BuildString;
    /// r[a].append(r[b]) on an exact list
    ListAppend Abc ListAppend;
    /// r[a].extend(r[b]); c = 1: in a call's arguments (for the error text)
    ListExtend Abc ListExtend;
    SetAdd Abc SetAdd;
    SetUpdate Abc SetUpdate;
    /// r[a][r[b]] = r[c] on an exact dict
    MapAdd Abc MapAdd;
    /// r[a].update(r[b]) for `{**x}`
    DictUpdate Abc DictUpdate;
    /// as DictUpdate, for a call of r[c]: duplicate keys raise TypeError
    DictMerge Abc DictMerge;
    /// r[a] = tuple(list r[b])
    ListToTuple Abc ListToTuple;
    /// r[a] … r[a+c-1] = the c items of r[b]
    Unpack Abc Unpack;
    /// c = before | after << 8 (after through Ext): r[a].. = before items, a list, after items
    UnpackEx Abc UnpackEx;
    /// r[a] = format(r[b])
    FormatSimple Abc FormatSimple;
    /// r[a] = format(r[b], r[c])
    FormatSpec Abc FormatSpec;
    /// r[a] = str (c = 1), repr (2) or ascii (3) of r[b]
    Convert Abc Convert;

    /// r[a] = iter(r[b])
    GetIter Abc GetIter;
    /// r[a] = next(r[b]); when exhausted the next word (a Jump) is run, else it is skipped.
    ForIter Abc ForIter;
    /// r[a] = iter for `yield from`: generators and coroutines as they are
    GetYieldFromIter Abc GetYieldFromIter;
    /// Yields r[b]; when resumed r[a] = the value sent.
    Yield Abc Yield;
    /// As Yield, inside `yield from`/`await`: r[c] is the iterator that throw() and close() go to first.
    YieldDelegate Abc YieldDelegate;
    /// Sends r[c] to r[b]: r[a] = what it yields, the next word (a Jump) is skipped; or r[a] = its return value, jump.
    Send Abc Send;
    /// r[a] = awaitable iterator of r[b]
    GetAwaitable Abc GetAwaitable;
    GetAsyncIter Abc GetAsyncIter;
    GetAsyncNext Abc GetAsyncNext;
    /// r[a] is the exception: StopAsyncIteration ends the loop (the next word, a Jump, is run), else it is re-raised.
    EndAsyncFor Abc EndAsyncFor;

    /// r[a] = the frame's exception being handled; that exception = r[b]. First instruction of a handler.
    PushException Abc PushException;
    /// the frame's exception being handled = r[a]
    PopException Abc PopException;
    /// r[a] = bool: exception r[b] matches class or tuple r[c]
    MatchException Abc MatchException;
    /// `except*`: r[a], r[a+1] = matching group or None, rest or None of r[b] for r[c]
    MatchExceptionGroup Abc MatchExceptionGroup;
    /// `except*`: r[a] = exception to raise (or None) from list r[b] of raised ones and the original r[c]
    PrepareReraiseStar Abc PrepareReraiseStar;
    /// c = 0: bare raise; 1: raise r[a]; 2: raise r[a] from r[b]
    Raise Abc Raise;
    /// raise r[a] again as it is (end of finally, cleanup): no new traceback entry for this frame
    Reraise Abc Reraise;
    /// r[a], r[a+1] = bound __exit__, bound __enter__ of context manager r[b]
    BeforeWith Abc BeforeWith;
    /// the same for `async with`
    BeforeAsyncWith Abc BeforeAsyncWith;
    /// r[a] = r[b](type(r[c]), r[c], r[c].__traceback__), r[b] = bound __exit__
    WithExcept Abc WithExcept;

    /// r[a] = __import__(n[c], level r[b], fromlist r[b+1])
    ImportName Abc ImportName;
    /// r[a] = n[c] from module r[b]
    ImportFrom Abc ImportFrom;
    /// from r[a] import *
    ImportStar Abc ImportStar;
    /// r[a] = function of code k[bx]
    MakeFunction Abx MakeFunction;
    /// on function r[a]: c = 1 defaults tuple, 2 kwdefaults dict, 4 `__annotate__`, 8 closure tuple, 16 annotations dict; value r[b]
    SetFunctionAttribute Abc SetFunctionAttribute;

    /// r[a] = bool
    MatchMapping Abc MatchMapping;
    MatchSequence Abc MatchSequence;
    /// r[a] = tuple of values of mapping r[b] under the keys r[c], or None
    MatchKeys Abc MatchKeys;
    /// subject r[b], class r[c], tuple of keyword names r[c+1], number of positional patterns r[c+2]: r[a] = tuple or None
    MatchClass Abc MatchClass;
    /// r[a] = len(r[b])
    GetLen Abc GetLen;
    /// r[a] = rarely needed operation number c (`Intrinsic`) on r[b], r[b+1] …
    Intrinsic Abc Intrinsic;
    /// Calls sys.displayhook on r[a] (interactive mode).
    PrintExpression Abc PrintExpression;

    // ---- quickened forms -----------------------------------------------------------------------
    LoadGlobalModule Abx LoadGlobal;
    LoadGlobalBuiltin Abx LoadGlobal;
    LoadNameModule Abx LoadName;
    LoadNameBuiltin Abx LoadName;
    LoadAttrSlot Abc LoadAttr;
    LoadAttrClass Abc LoadAttr;
    LoadAttrModule Abc LoadAttr;
    LoadAttrProperty Abc LoadAttr;
    StoreAttrSlot Abc StoreAttr;
    StoreAttrTransition Abc StoreAttr;
    LoadMethodClass Abc LoadMethod;
    LoadMethodBuiltin Abc LoadMethod;
    /// The instance's own attribute.
    LoadMethodSlot Abc LoadMethod;
    /// A classmethod of the class itself.
    LoadMethodOwn Abc LoadMethod;
    LoadSuperMethodCached Abc LoadSuperMethod;
    AddInt Abc Add;
    AddFloat Abc Add;
    SubInt Abc Sub;
    SubFloat Abc Sub;
    MulInt Abc Mul;
    MulFloat Abc Mul;
    TrueDivFloat Abc TrueDiv;
    FloorDivInt Abc FloorDiv;
    ModInt Abc Mod;
    AndInt Abc And;
    OrInt Abc Or;
    XorInt Abc Xor;
    LShiftInt Abc LShift;
    RShiftInt Abc RShift;
    IAddInt Abc IAdd;
    IAddFloat Abc IAdd;
    ISubInt Abc ISub;
    ISubFloat Abc ISub;
    IMulInt Abc IMul;
    IMulFloat Abc IMul;
    AddKInt Abc AddK;
    SubKInt Abc SubK;
    IAddKInt Abc IAddK;
    ISubKInt Abc ISubK;
    MulKInt Abc MulK;
    FloorDivKInt Abc FloorDivK;
    ModKInt Abc ModK;
    LShiftKInt Abc LShiftK;
    RShiftKInt Abc RShiftK;
    AndKInt Abc AndK;
    AddKFloat Abc AddK;
    SubKFloat Abc SubK;
    MulKFloat Abc MulK;
    TrueDivKFloat Abc TrueDivK;
    LtInt Abc Lt;
    LeInt Abc Le;
    EqInt Abc Eq;
    NeInt Abc Ne;
    GtInt Abc Gt;
    GeInt Abc Ge;
    LtFloat Abc Lt;
    GtFloat Abc Gt;
    LtKInt Abc LtK;
    LeKInt Abc LeK;
    EqKInt Abc EqK;
    NeKInt Abc NeK;
    GtKInt Abc GtK;
    GeKInt Abc GeK;
    GetItemList Abc GetItem;
    GetItemTuple Abc GetItem;
    GetItemDict Abc GetItem;
    /// A native `__getitem__`.
    GetItemNative Abc GetItem;
    /// A `__getitem__` in Python.
    GetItemPython Abc GetItem;
    /// A native `__setitem__`.
    SetItemNative Abc SetItem;
    SetItemList Abc SetItem;
    SetItemDict Abc SetItem;
    CallFunction Abc Call;
    /// A generator function.
    CallGenerator Abc Call;
    CallNative Abc Call;
    /// A class whose instances only `__init__`, in Python, prepares.
    CallClass Abc Call;
    /// A builtin class.
    CallBuiltinClass Abc Call;
    CallMethodFunction Abc CallMethod;
    CallMethodGenerator Abc CallMethod;
    CallMethodNative Abc CallMethod;
    ForIterRange Abc ForIter;
    ForIterList Abc ForIter;
    ForIterTuple Abc ForIter;
    ForIterGenerator Abc ForIter;
    /// An iterator with a native `next`.
    ForIterNative Abc ForIter;
    /// No handler of the program's own covers it: suspending here cannot make the generator need finalisation.
    YieldPlain Abc Yield;
    YieldDelegatePlain Abc YieldDelegate;
}

/// Operator symbols in the order of the binary opcodes.
pub const BINARY_SYMBOLS: [&str; 13] = ["+", "-", "*", "/", "//", "%", "**", "@", "<<", ">>", "&", "|", "^"];
/// Comparison symbols in the order of the comparing opcodes.
pub const COMPARE_SYMBOLS: [&str; 6] = ["<", "<=", "==", "!=", ">", ">="];

macro_rules! intrinsics {
    ($($(#[$doc:meta])* $name:ident $operands:literal;)*) => {
        /// Operations of `Op::Intrinsic`, rare enough to share one opcode.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[repr(u8)]
        pub enum Intrinsic { $($(#[$doc])* $name,)* }

        impl Intrinsic {
            /// Every operation in numeric order.
            pub const ALL: &[Intrinsic] = &[$(Intrinsic::$name,)*];

            /// How many registers, from r[b], the operation reads.
            pub const fn operands(self) -> usize {
                match self { $(Intrinsic::$name => $operands,)* }
            }
        }
    };
}

intrinsics! {
    /// TypeVar(name r[b]), bound function r[b+1] or None, default function r[b+2] or None
    TypeVar 3;
    /// ParamSpec(name r[b]), default function r[b+1] or None
    ParamSpec 2;
    /// TypeVarTuple(name r[b]), default function r[b+1] or None
    TypeVarTuple 2;
    /// Generic[...] subscript of the tuple of type parameters r[b]
    SubscriptGeneric 1;
    /// TypeAliasType(name r[b], type parameters r[b+1] or None, value function r[b+2])
    TypeAlias 3;
    /// r[a] = the StopIteration r[b] turned into RuntimeError (end of a generator body), else r[b]
    StopIterationError 1;
    /// async generator: wraps r[b] so that the caller can tell a yielded value from an awaited one
    AsyncGenWrap 1;
    /// t-string template of the tuple of strs r[b] and the tuple of interpolations r[b+1]
    BuildTemplate 2;
    /// interpolation of value r[b], expression text r[b+1], conversion r[b+2] ('s', 'r', 'a' or None), format spec r[b+3]
    BuildInterpolation 4;
    /// sets type parameters r[b+1] on function r[b]
    SetTypeParams 2;
    /// As TypeVar; the function r[b+1] gives the tuple of constraints.
    TypeVarWithConstraints 3;
    /// r[a] = the value of the StopIteration r[b] (thrown into `yield from`); any other exception is raised again.
    StopIterationValue 1;
    /// Makes sure that the frame's locals mapping has `__annotations__`, a new dict if need be; r[a] = None.
    SetupAnnotations 0;
    /// r[a] = the class NotImplementedError, whatever builtins hold
    NotImplementedErrorClass 0;
}

impl Intrinsic {
    /// The operation with this number, if there is one.
    pub fn from_number(number: usize) -> Option<Intrinsic> {
        Intrinsic::ALL.get(number).copied()
    }
    /// Registers read by operation `number`; 0 for numbers outside the table.
    pub fn operand_count(number: usize) -> usize {
        Intrinsic::from_number(number).map_or(0, Intrinsic::operands)
    }
}

impl Op {
    pub const LAST_GENERIC: Op = Op::PrintExpression;
    pub const BINARY: u8 = Op::Add as u8;
    pub const INPLACE: u8 = Op::IAdd as u8;
    pub const BINARY_K: u8 = Op::AddK as u8;
    pub const INPLACE_K: u8 = Op::IAddK as u8;
    pub const COMPARE: u8 = Op::Lt as u8;
    pub const COMPARE_K: u8 = Op::LtK as u8;

    /// The opcode with this number. Numbers outside the table cannot come from a code unit that
    /// was compiled or verified by us.
    #[inline(always)]
    pub const fn from_byte(byte: u8) -> Op {
        debug_assert!((byte as usize) < ALL.len());
        // SAFETY: `Op` is repr(u8) and dense; code units are only made by the compiler or checked when loaded.
        unsafe { std::mem::transmute::<u8, Op>(byte) }
    }
    pub const fn is_quickened(self) -> bool {
        self as u8 > Op::LAST_GENERIC as u8
    }
    /// Whether the next word is a `Jump` that this instruction runs or skips.
    pub const fn skips(self) -> bool {
        matches!(self.generic(), Op::ForIter | Op::Send | Op::EndAsyncFor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_in_operator_order() {
        for (base, last) in [
            (Op::BINARY, Op::Xor),
            (Op::INPLACE, Op::IXor),
            (Op::BINARY_K, Op::XorK),
            (Op::INPLACE_K, Op::IXorK),
        ] {
            assert_eq!(base as usize + BINARY_SYMBOLS.len() - 1, last as usize);
        }
        assert_eq!(Op::COMPARE as usize + 5, Op::Ge as usize);
        assert_eq!(Op::COMPARE_K as usize + 5, Op::GeK as usize);
    }

    #[test]
    fn quickened_forms_keep_format_and_point_to_generic_ones() {
        assert!(ALL.len() <= 256);
        for &op in ALL {
            assert_eq!(op.is_quickened(), op.generic() != op, "{op:?}");
            assert_eq!(op.format(), op.generic().format(), "{op:?}");
            assert!(!op.generic().is_quickened());
        }
    }
}
