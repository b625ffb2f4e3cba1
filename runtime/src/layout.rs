//! The layouts of builtin objects, in one place because native code reads them at fixed offsets.
//!
//! All are `repr(C)`, start with a [`Header`] and live in the GC heap, payloads included (list
//! storage, dict tables, bytes of strings), so that no common object needs a finaliser. Lengths
//! that native code compares with indices are *tagged* ints (`len << 2`). A struct that a Python
//! class can extend has its attribute slots behind it (see [`crate::shape`]).

use crate::header::{Header, TraceKind};
use crate::value::Value;

macro_rules! shapes {
    ($($(#[$doc:meta])* $name:ident = $kind:expr;)*) => {
        /// Ids of the shapes that exist from the start. Numbers, not objects, for immediate values too:
        /// `Thread::shape_of` gives every value a shape.
        #[allow(non_upper_case_globals)]
        pub mod shape_id {
            shapes!(@count 1u32; $($name)*);
            /// First id for classes made at run time.
            pub const FIRST_DYNAMIC: u32 = 128;
        }
        /// (id, name, trace kind) of each.
        pub const BUILTIN_SHAPES: &[(u32, &str, TraceKind)] = &[$((shape_id::$name, stringify!($name), $kind),)*];
    };
    (@count $n:expr; $head:ident $($tail:ident)*) => { pub const $head: u32 = $n; shapes!(@count $n + 1; $($tail)*); };
    (@count $n:expr;) => { const _COUNT: u32 = $n; const _: () = assert!(_COUNT <= 128); };
}

const fn fixed(words: u16, mask: u64) -> TraceKind {
    TraceKind::Fixed { words, mask }
}
/// Immediates: no heap object has these shapes.
const IMMEDIATE: TraceKind = TraceKind::Fixed { words: 1, mask: 0 };

shapes! {
    INT = IMMEDIATE; BOOL = IMMEDIATE; FLOAT = fixed(2, 0); NONE_TYPE = IMMEDIATE;
    NOT_IMPLEMENTED_TYPE = IMMEDIATE; ELLIPSIS_TYPE = IMMEDIATE; BIG_INT = fixed(2, 0);
    STR = fixed(6, 1 << 5); BYTES = fixed(5, 1 << 4); BYTEARRAY = fixed(5, 0b1_0010);
    LIST = fixed(2, 0b10);
    LIST_STORAGE = TraceKind::Array { first: 3, length_word: 1, capacity_word: 2, mask: 0 };
    TUPLE = TraceKind::Array { first: 3, length_word: 1, capacity_word: 1, mask: 0b100 };
    /// A plain array of values (overflow slots, scratch storage).
    ARRAY = TraceKind::Array { first: 2, length_word: 1, capacity_word: 1, mask: 0 };
    /// Raw bytes (string buffers, bytearray storage); word 1: length.
    BUFFER = fixed(2, 0);
    DICT = fixed(2, 0b10); TABLE = TraceKind::Table;
    SET = fixed(2, 0b10); FROZENSET = fixed(3, 0b10);
    SLICE = fixed(4, 0b1110); RANGE = fixed(5, 0b1_1110);
    RANGE_ITERATOR = fixed(4, 0b1110); SEQUENCE_ITERATOR = fixed(4, 0b0110);
    LIST_ITERATOR = fixed(3, 0b110); TUPLE_ITERATOR = fixed(3, 0b110); LIST_REVERSE_ITERATOR = fixed(3, 0b110);
    STR_ITERATOR = fixed(4, 0b10); BYTES_ITERATOR = fixed(3, 0b110); BYTEARRAY_ITERATOR = fixed(3, 0b110);
    DICT_KEYS = fixed(2, 0b10); DICT_VALUES = fixed(2, 0b10); DICT_ITEMS = fixed(2, 0b10);
    DICT_KEY_ITERATOR = fixed(5, 0b00110); DICT_VALUE_ITERATOR = fixed(5, 0b00110); DICT_ITEM_ITERATOR = fixed(5, 0b00110);
    DICT_REVERSE_KEY_ITERATOR = fixed(5, 0b00110); DICT_REVERSE_VALUE_ITERATOR = fixed(5, 0b00110); DICT_REVERSE_ITEM_ITERATOR = fixed(5, 0b00110);
    SET_ITERATOR = fixed(5, 0b00110);
    MAPPING_PROXY = fixed(2, 0b10);
    CALLABLE_ITERATOR = fixed(3, 0b110);
    /// enumerate, zip, map, filter, reversed and itertools objects: word 1 a native state number, then values.
    NATIVE_ITERATOR = fixed(8, 0b1111_1100);
    CODE = fixed(10, 0b11_1111_1100); FUNCTION = fixed(13, 0b1_1111_1111_1110); BOUND_METHOD = fixed(3, 0b110);
    NATIVE_FUNCTION = fixed(6, 0b11_1000); METHOD_DESCRIPTOR = fixed(6, 0b11_1000); CLASSMETHOD_DESCRIPTOR = fixed(6, 0b11_1000);
    /// A native function bound to an instance or a class; of the same class as one that is bound to nothing.
    NATIVE_METHOD = fixed(6, 0b11_1000);
    SLOT_WRAPPER = fixed(6, 0b11_1000); METHOD_WRAPPER = fixed(6, 0b11_1000);
    GETSET_DESCRIPTOR = fixed(6, 0b11_0000); MEMBER_DESCRIPTOR = fixed(5, 0b1_1100);
    CELL = fixed(2, 0b10);
    GENERATOR = TraceKind::Array { first: 16, length_word: 1, capacity_word: 2, mask: 0xCFF0 };
    COROUTINE = TraceKind::Array { first: 16, length_word: 1, capacity_word: 2, mask: 0xCFF0 };
    ASYNC_GENERATOR = TraceKind::Array { first: 16, length_word: 1, capacity_word: 2, mask: 0xCFF0 };
    FRAME = fixed(8, 0b1111_0110); TRACEBACK = fixed(4, 0b0110);
    TYPE = fixed(TYPE_WORDS, TYPE_MASK);
    MODULE = fixed(2, 0b10);
    PROPERTY = fixed(6, 0b11_1110); STATIC_METHOD = fixed(3, 0b110); CLASS_METHOD = fixed(3, 0b110); SUPER = fixed(4, 0b1110);
    /// The referent is not traced: the heap clears it.
    WEAK_REF = fixed(5, 0b0_0100);
    COMPLEX = fixed(3, 0); OBJECT = fixed(2, 0);
    MEMORY_VIEW = fixed(6, 0b10); ARRAY_ARRAY = fixed(4, 0b10);
    FILE = fixed(10, 0b11_1111_1100); GENERIC_ALIAS = fixed(5, 0b1_1110); UNION_TYPE = fixed(4, 0b1110);
    SIMPLE_NAMESPACE = fixed(2, 0b10);
}

/// A float outside the unboxed range, or an instance of a subclass of float.
#[repr(C)]
pub struct FloatBox {
    pub header: Header,
    pub value: f64,
}

/// An int of 63 bits and more: `limbs()` little-endian, the highest one not zero.
#[repr(C)]
pub struct BigInt {
    pub header: Header,
    /// Number of limbs, negative for negative ints.
    pub signed_len: i64,
}

/// A str: WTF-8 bytes behind the object, or in a buffer shared with the strings it was appended to.
#[repr(C)]
pub struct Str {
    /// flags: see `STR_*`
    pub header: Header,
    /// 0: not computed yet.
    pub hash: u64,
    pub byte_len: usize,
    pub char_len: usize,
    /// First byte: inside this object or inside `owner`.
    pub data: *const u8,
    /// The BUFFER that holds the bytes, or int 0.
    pub owner: Value,
}
/// All bytes are below 128.
pub const STR_ASCII: u8 = 1;
/// The one string with these bytes among interned ones: compared by address.
pub const STR_INTERNED: u8 = 2;

/// bytes: as `Str` without characters.
#[repr(C)]
pub struct Bytes {
    pub header: Header,
    pub hash: u64,
    pub len: usize,
    pub data: *const u8,
    pub owner: Value,
}

/// bytearray: `len` bytes in a BUFFER.
#[repr(C)]
pub struct ByteArray {
    pub header: Header,
    /// BUFFER, or int 0 when empty.
    pub buffer: Value,
    pub len: usize,
    /// First byte within the buffer (bytes deleted at the front).
    pub start: usize,
    pub exports: Value,
}

/// Raw bytes; the payload follows.
#[repr(C)]
pub struct Buffer {
    pub header: Header,
    /// Capacity in bytes.
    pub capacity: usize,
    /// Bytes in use (a string that ends here can be appended to in place).
    pub used: usize,
    pub unused: usize,
}

#[repr(C)]
pub struct List {
    pub header: Header,
    pub storage: Value,
}
/// Elements follow from word 3; those at `len..capacity` are undefined.
#[repr(C)]
pub struct ListStorage {
    pub header: Header,
    /// Tagged.
    pub len: Value,
    /// Tagged.
    pub capacity: Value,
}
/// Offset of the first element of list storage and of a tuple.
pub const ELEMENTS: usize = 24;

#[repr(C)]
pub struct Tuple {
    pub header: Header,
    /// Tagged.
    pub len: Value,
    /// Attributes of instances of subclasses (overflow ARRAY, or a dict), else int 0.
    pub overflow: Value,
}

/// A plain array of values; they follow from word 2.
#[repr(C)]
pub struct ValueArray {
    pub header: Header,
    /// Tagged.
    pub len: Value,
}

#[repr(C)]
pub struct Dict {
    /// flags: `DICT_*`
    pub header: Header,
    pub table: Value,
}
/// Writes must tell the assumptions about this namespace first.
pub const DICT_WATCHED: u8 = 1;

#[repr(C)]
pub struct Set {
    pub header: Header,
    pub table: Value,
    /// Only frozenset: cached hash, 0 = not computed.
    pub hash: u64,
}

#[repr(C)]
pub struct Slice {
    pub header: Header,
    pub start: Value,
    pub stop: Value,
    pub step: Value,
}

#[repr(C)]
pub struct Range {
    pub header: Header,
    pub start: Value,
    pub stop: Value,
    pub step: Value,
    pub length: Value,
}
/// next value, step, how many are left: all ints.
#[repr(C)]
pub struct RangeIterator {
    pub header: Header,
    pub next: Value,
    pub step: Value,
    pub left: Value,
}
/// list, tuple, bytes, bytearray iterators: the sequence (or None when exhausted), tagged index.
#[repr(C)]
pub struct IndexIterator {
    pub header: Header,
    pub sequence: Value,
    pub index: Value,
}

#[repr(C)]
pub struct Cell {
    pub header: Header,
    /// UNBOUND when empty.
    pub contents: Value,
}

/// A code object: what the interpreter needs at once; the rest is in `data`.
#[repr(C)]
pub struct Code {
    pub header: Header,
    /// Owned, freed by a native finaliser.
    pub data: *mut crate::objects::code::CodeData,
    /// tuple
    pub consts: Value,
    /// tuple of interned strs
    pub names: Value,
    pub name: Value,
    pub qualname: Value,
    pub filename: Value,
    /// tuple of strs: names of the registers `0..` (locals, cells, free variables)
    pub register_names: Value,
    pub spare: Value,
    pub spare2: Value,
}

#[repr(C)]
pub struct Function {
    pub header: Header,
    pub code: Value,
    /// dict
    pub globals: Value,
    /// dict
    pub builtins: Value,
    /// tuple or None
    pub defaults: Value,
    /// dict or None
    pub keyword_defaults: Value,
    /// tuple of cells or None
    pub closure: Value,
    pub name: Value,
    pub qualname: Value,
    pub module: Value,
    pub doc: Value,
    /// `__annotate__` function, annotations dict, or None
    pub annotate: Value,
    /// dict of attributes, or None
    pub dict: Value,
}

#[repr(C)]
pub struct BoundMethod {
    pub header: Header,
    pub function: Value,
    pub receiver: Value,
}

/// builtin functions, method descriptors and their bound forms
#[repr(C)]
pub struct NativeFunction {
    pub header: Header,
    pub def: &'static crate::native::NativeDef,
    pub unused: usize,
    /// What it is bound to: an instance or a class; UNBOUND for a module's function and for a descriptor.
    pub receiver: Value,
    /// The class that defines it, or None.
    pub owner: Value,
    /// Name of its module, or None.
    pub module: Value,
}

#[repr(C)]
pub struct GetSet {
    pub header: Header,
    pub def: &'static crate::native::GetSetDef,
    pub unused: usize,
    pub unused2: usize,
    pub owner: Value,
    pub unused3: Value,
}

/// A `__slots__` member: attribute slot number `index` (tagged) of instances of `owner`.
#[repr(C)]
pub struct Member {
    pub header: Header,
    pub unused: usize,
    pub name: Value,
    pub owner: Value,
    pub index: Value,
}

#[repr(C)]
pub struct Property {
    pub header: Header,
    pub getter: Value,
    pub setter: Value,
    pub deleter: Value,
    pub doc: Value,
    pub name: Value,
}

/// staticmethod and classmethod
#[repr(C)]
pub struct WrappedMethod {
    pub header: Header,
    pub function: Value,
    /// dict or None
    pub dict: Value,
}

#[repr(C)]
pub struct Super {
    pub header: Header,
    pub class: Value,
    pub object: Value,
    /// The class whose MRO is searched.
    pub object_class: Value,
}

#[repr(C)]
pub struct Module {
    pub header: Header,
    pub dict: Value,
}

#[repr(C)]
pub struct WeakRef {
    pub header: Header,
    /// None when dead.
    pub referent: Value,
    pub callback: Value,
    pub hash: u64,
    pub unused: usize,
}

#[repr(C)]
pub struct Traceback {
    pub header: Header,
    /// Traceback or None.
    pub next: Value,
    pub frame: Value,
    /// pc << 32 | line
    pub position: u64,
}

/// A frame that somebody asked for, or that an exception left behind.
#[repr(C)]
pub struct Frame {
    pub header: Header,
    pub code: Value,
    pub function: Value,
    /// Registers while it runs (address), 0 once it ended.
    pub window: usize,
    /// ARRAY with the registers once it ended, else None.
    pub registers: Value,
    /// Frame or None.
    pub back: Value,
    /// The mapping of module and class frames, or None.
    pub locals: Value,
    /// pc, tagged.
    pub pc: Value,
}

/// A generator, coroutine or async generator: its window lives here, so resuming it moves no register.
#[repr(C)]
pub struct Generator {
    pub header: Header,
    /// Registers that hold something (tagged): the collector looks no further.
    pub live: Value,
    /// Registers in all (tagged).
    pub capacity: Value,
    /// pc where it goes on, and its [`GeneratorState`] in the low byte: `pc << 8 | state`.
    pub position: u64,
    pub name: Value,
    pub qualname: Value,
    /// True: the collector is to close it; for async generators a hook.
    pub spare: Value,
    /// The other end of a chain of delegating generators, or None; for async generators their flags.
    pub spare2: Value,
    /// The window's header words, then the registers.
    pub window: [Value; crate::frame::HEADER_WORDS],
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum GeneratorState {
    Created,
    Suspended,
    Running,
    Finished,
    /// Between the ends of a chain (`objects::delegation`): suspended or running as its root is.
    Delegating,
}

/// Exceptions: payload of BaseException and all its subclasses.
#[repr(C)]
pub struct Exception {
    pub header: Header,
    /// tuple
    pub args: Value,
    pub cause: Value,
    pub context: Value,
    pub traceback: Value,
    /// bool
    pub suppress_context: Value,
    /// list of `__notes__`, or UNBOUND
    pub notes: Value,
    /// What the kind needs (StopIteration.value, SystemExit.code, OSError fields as a tuple, name/obj …), or UNBOUND.
    pub extra: Value,
}
/// Words of an exception's payload.
pub const EXCEPTION_WORDS: u16 = 7;

/// A class. Also the payload of metaclass instances, whose attributes are in `dict`.
#[repr(C)]
pub struct Type {
    pub header: Header,
    pub name: Value,
    pub qualname: Value,
    /// tuple
    pub bases: Value,
    /// tuple
    pub mro: Value,
    /// dict
    pub dict: Value,
    /// The base that gives the layout, or None for object.
    pub base: Value,
    /// list of weak references to direct subclasses, or None
    pub subclasses: Value,
    /// tuple of names of `__slots__` in slot order (own and inherited), or None
    pub slot_names: Value,
    pub spare: [Value; 3],
    /// Shape of a new instance (u32), number of fixed slots (u16), inline slots (u16).
    pub instance_shape: u32,
    pub slot_count: u16,
    pub inline_slots: u16,
    /// `TYPE_*`
    pub flags: u32,
    pub payload: Payload,
    /// Makes an instance: (class, args). Inherited.
    pub new: Option<crate::native::NewFn>,
    /// The next item of an iterator, or HOLE at the end. Only native iterators; None: `__next__`.
    pub next: Option<crate::native::NextFn>,
}
pub const TYPE_WORDS: u16 = (size_of::<Type>() / 8) as u16;
pub const TYPE_MASK: u64 = 0b1111_1111_1110;
/// Made by a class statement or `type()`: its dict can be written.
pub const TYPE_HEAP: u32 = 1;
/// May be a base class.
pub const TYPE_BASE: u32 = 2;
/// Instances have a `__dict__`.
pub const TYPE_HAS_DICT: u32 = 4;
/// A subclass of type.
pub const TYPE_METACLASS: u32 = 8;
/// A subclass of BaseException.
pub const TYPE_EXCEPTION: u32 = 16;
/// Some class in the MRO defines `__getattr__` or its own `__getattribute__`.
pub const TYPE_CUSTOM_GETATTR: u32 = 32;
/// Some class in the MRO defines its own `__setattr__` or `__delattr__`.
pub const TYPE_CUSTOM_SETATTR: u32 = 64;
/// Instances need `__del__` at their end.
pub const TYPE_HAS_DEL: u32 = 128;
/// Lookups in it or its subclasses may be cached: a write bumps the class epoch.
pub const TYPE_CACHED: u32 = 256;
/// `match` treats it as sequence / mapping.
pub const TYPE_SEQUENCE: u32 = 512;
pub const TYPE_MAPPING: u32 = 1024;
/// Abstract: `__abstractmethods__` is not empty.
pub const TYPE_ABSTRACT: u32 = 2048;
/// A native class whose instances can be referenced weakly.
pub const TYPE_WEAKREF: u32 = 4096;
/// A native class whose `__getattribute__` does more than `object`'s.
pub const TYPE_NATIVE_GETATTR: u32 = 8192;

/// What lies between an instance's header and its attribute slots.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Payload {
    /// Nothing: plain objects.
    Object,
    /// One word: the exact int.
    Int,
    Float,
    Complex,
    Str,
    Bytes,
    ByteArray,
    List,
    Tuple,
    Dict,
    Set,
    FrozenSet,
    Exception,
    Type,
    Module,
    Property,
    StaticMethod,
    ClassMethod,
    Super,
    WeakRef,
    /// array.array
    Array,
    SimpleNamespace,
    /// A builtin that nobody can subclass.
    Final,
    /// enumerate, zip, itertools …
    NativeIterator,
    /// Native file objects
    File,
    GenericAlias,
}

impl Payload {
    /// Words between header and overflow pointer of a subclass's instance, and which hold Values (bit 0: the header).
    /// Tuples keep their overflow pointer in front of the elements and have no inline slots.
    pub const fn words(self) -> (u16, u32) {
        match self {
            Payload::Object | Payload::Final => (0, 0),
            Payload::Int => (1, 0b10),
            Payload::Float => (1, 0),
            Payload::Complex => (2, 0),
            Payload::Str => (5, 1 << 5),
            Payload::Bytes => (4, 1 << 4),
            Payload::ByteArray => (4, 0b1_0010),
            Payload::List | Payload::Dict | Payload::Module | Payload::SimpleNamespace => (1, 0b10),
            Payload::Tuple => (2, 0),
            Payload::Set | Payload::FrozenSet => (2, 0b10),
            Payload::Exception => (EXCEPTION_WORDS, 0b1111_1110),
            Payload::Type => (TYPE_WORDS - 1, TYPE_MASK as u32),
            Payload::Property => (5, 0b11_1110),
            Payload::StaticMethod | Payload::ClassMethod => (2, 0b110),
            Payload::Super => (3, 0b1110),
            Payload::WeakRef => (4, 0b0100),
            Payload::Array => (3, 0b10),
            Payload::NativeIterator => (7, 0b1111_1100),
            Payload::GenericAlias => (4, 0b1_1110),
            Payload::File => (9, 0b11_1111_1100),
        }
    }
}

/// Reads the field of an object by its layout struct: `field!(value, List, storage)`.
#[macro_export]
macro_rules! field {
    ($value:expr, $layout:ty, $field:ident) => {{
        let address = $value.cast::<$layout>();
        // SAFETY: the caller has checked the object's shape or payload kind; objects never move.
        #[allow(unused_unsafe)]
        let field = unsafe { (*address).$field };
        field
    }};
}
