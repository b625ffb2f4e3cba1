//! One semantics, two machines (DESIGN §5): the operations in [`crate::step`] are generic over
//! [`Machine`]. [`Direct`] executes them; the recorder executes *and* writes down what it did.
//!
//! Each predicate that returns a `bool` (or a shape, or a promoted value) leaves a guard with the
//! outcome it saw, so plain Rust `if` is the recorder. An `Int` is the exact integer: whether it is
//! small or big is the machine's business and never decides what is recorded.

use crate::frame::{Continuation, Window};
use crate::layout::shape_id;
use crate::objects::{float, int};
use crate::ops::compare::CompareOp;
use crate::ops::operator::BinaryOp;
use crate::thread::{Raised, Thread};
use crate::value::Value;

/// What a helper may do besides computing its result, for the optimiser.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Effects(pub u32);

impl Effects {
    /// Depends on its arguments only.
    pub const PURE: Effects = Effects(0);
    pub const READS_LISTS: Effects = Effects(1);
    pub const WRITES_LISTS: Effects = Effects(2);
    pub const READS_DICTS: Effects = Effects(4);
    pub const WRITES_DICTS: Effects = Effects(8);
    pub const READS_ATTRIBUTES: Effects = Effects(16);
    pub const WRITES_ATTRIBUTES: Effects = Effects(32);
    pub const ALLOCATES: Effects = Effects(64);
    pub const RAISES: Effects = Effects(128);
    /// May read and write any builtin object, allocate and raise, but runs no Python code.
    pub const LEAF: Effects = Effects(255);
    /// May run any Python code: kills every fact about the heap.
    pub const RUNS_PYTHON: Effects = Effects(256 | 255);
    /// Reads whatever it likes, allocates; gives UNBOUND where Python code would run or something be raised
    /// ([`Thread::attempt`]). It may be repeated.
    pub const ATTEMPT: Effects = Effects(512 | 64);
    /// As LEAF; gives UNBOUND, having changed nothing, where Python code would run ([`Thread::attempt_effect`]).
    pub const DECLINES: Effects = Effects(1024 | 255);

    pub const fn and(self, other: Effects) -> Effects {
        Effects(self.0 | other.0)
    }
    pub const fn has(self, other: Effects) -> bool {
        self.0 & other.0 == other.0
    }
}

/// A leaf function that compiled code may call.
pub struct Helper<const N: usize> {
    pub name: &'static str,
    pub effects: Effects,
    pub function: fn(&mut Thread, [Value; N]) -> Result<Value, Raised>,
    /// The same as compiled code calls it: `extern "C" fn(*mut Thread, Value × N) -> Value`, EXCEPTION when it raised.
    pub native: fn() -> usize,
}

/// Declares a helper: `helper!(NAME, effects, |t, [a, b]| …)`.
#[macro_export]
macro_rules! helper {
    ($(#[$doc:meta])* $vis:vis $name:ident, $effects:expr, |$t:ident, [$($arg:ident),*]| $body:expr) => {
        $(#[$doc])*
        $vis static $name: $crate::machine::Helper<{ <[&str]>::len(&[$(stringify!($arg)),*]) }> = $crate::machine::Helper {
            name: stringify!($name),
            effects: $effects,
            function: |$t, [$($arg),*]| $body,
            native: || {
                extern "C" fn native(thread: *mut $crate::thread::Thread, $($arg: $crate::value::Value),*) -> $crate::value::Value {
                    // SAFETY: compiled code passes its own thread, which nobody else uses meanwhile.
                    let $t = unsafe { &mut *thread };
                    let result: Result<$crate::value::Value, $crate::thread::Raised> = $body;
                    result.unwrap_or($crate::value::Value::EXCEPTION)
                }
                native as *const () as usize
            },
        };
    };
}

/// Declares a helper that only reads: `attempt!(NAME, |t, [a, b]| …)`, a `Result<Value, Raised>`.
#[macro_export]
macro_rules! attempt {
    ($(#[$doc:meta])* $vis:vis $name:ident, |$t:ident, [$($arg:ident),*]| $body:expr) => {
        $crate::helper!($(#[$doc])* $vis $name, $crate::machine::Effects::ATTEMPT, |$t, [$($arg),*]| Ok($t.attempt(|$t| $body)));
    };
}

/// A function of floats without effects that compiled code calls with unboxed operands.
pub struct FloatFunction<const N: usize> {
    pub name: &'static str,
    pub compute: fn([f64; N]) -> f64,
    /// The same as compiled code calls it: `extern "C" fn(*mut Thread, f64 × N) -> f64`.
    pub native: fn() -> usize,
}

/// Declares a [`FloatFunction`]: `float_function!(NAME, |x, y| …)`.
#[macro_export]
macro_rules! float_function {
    ($(#[$doc:meta])* $vis:vis $name:ident, |$($x:ident),*| $body:expr) => {
        $(#[$doc])*
        $vis static $name: $crate::machine::FloatFunction<{ <[&str]>::len(&[$(stringify!($x)),*]) }> = $crate::machine::FloatFunction {
            name: stringify!($name),
            compute: |[$($x),*]| $body,
            native: || {
                extern "C" fn native(_: *mut $crate::thread::Thread, $($x: f64),*) -> f64 {
                    $body
                }
                native as *const () as usize
            },
        };
    };
}

/// Operations on floats that never fail.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FloatOp {
    Add,
    Sub,
    Mul,
    Div,
}

/// A place in an object: `offset` bytes from its start, holding a Value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Field {
    pub offset: u32,
    pub class: FieldClass,
}

/// Alias classes: stores to one never change loads of another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FieldClass {
    /// Never changes after construction.
    Immutable,
    /// Instance attribute slots and overflow pointers.
    Attribute,
    ListStorage,
    ListLength,
    Function,
    Cell,
    Iterator,
    /// A dict's table, and the values in it.
    Namespace,
    /// Where an array or bytearray has its bytes.
    Bytes,
    /// How many, and where they begin.
    BytesExtent,
    /// State words of native iterators.
    IteratorState,
    /// A generator's words, its window's included. Native functions that run no Python code leave them alone.
    Generator,
}

/// A place in an object that holds a 64-bit number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NumberField {
    pub offset: u32,
    pub class: FieldClass,
}

/// What the items of a buffer are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NumberKind {
    Byte,
    I32,
    I64,
    F64,
}
impl NumberKind {
    /// log2 of an item's bytes.
    pub fn shift(self) -> i64 {
        match self {
            NumberKind::Byte => 0,
            NumberKind::I32 => 2,
            NumberKind::I64 | NumberKind::F64 => 3,
        }
    }
}

pub mod fields {
    //! Fields that generic operations read and write.
    use super::{Field, FieldClass, NumberField};
    pub const LIST_STORAGE: Field = Field {
        offset: 8,
        class: FieldClass::ListStorage,
    };
    pub const STORAGE_LENGTH: Field = Field {
        offset: 8,
        class: FieldClass::ListLength,
    };
    pub const TUPLE_LENGTH: Field = Field {
        offset: 8,
        class: FieldClass::Immutable,
    };
    pub const FUNCTION_CODE: Field = Field {
        offset: 8,
        class: FieldClass::Function,
    };
    pub const FUNCTION_NAME: Field = Field {
        offset: std::mem::offset_of!(crate::layout::Function, name) as u32,
        class: FieldClass::Function,
    };
    pub const FUNCTION_QUALNAME: Field = Field {
        offset: std::mem::offset_of!(crate::layout::Function, qualname) as u32,
        class: FieldClass::Function,
    };
    pub const FUNCTION_GLOBALS: Field = Field {
        offset: std::mem::offset_of!(crate::layout::Function, globals) as u32,
        class: FieldClass::Immutable,
    };
    pub const CELL_CONTENTS: Field = Field {
        offset: 8,
        class: FieldClass::Cell,
    };
    pub const DICT_TABLE: Field = Field {
        offset: std::mem::offset_of!(crate::layout::Dict, table) as u32,
        class: FieldClass::Namespace,
    };
    pub const METHOD_FUNCTION: Field = Field {
        offset: 8,
        class: FieldClass::Immutable,
    };
    pub const METHOD_RECEIVER: Field = Field {
        offset: 16,
        class: FieldClass::Immutable,
    };
    /// The definition's address, which reads as a small int.
    pub const NATIVE_DEFINITION: Field = Field {
        offset: std::mem::offset_of!(crate::layout::NativeFunction, def) as u32,
        class: FieldClass::Immutable,
    };
    pub const NATIVE_RECEIVER: Field = Field {
        offset: std::mem::offset_of!(crate::layout::NativeFunction, receiver) as u32,
        class: FieldClass::Immutable,
    };
    pub const ITERATOR_SEQUENCE: Field = Field {
        offset: 8,
        class: FieldClass::Iterator,
    };
    pub const ITERATOR_INDEX: Field = Field {
        offset: 16,
        class: FieldClass::Iterator,
    };
    pub const RANGE_NEXT: Field = Field {
        offset: 8,
        class: FieldClass::Iterator,
    };
    pub const RANGE_STEP: Field = Field {
        offset: 16,
        class: FieldClass::Immutable,
    };
    /// Register `r` of a generator's window; header words have negative numbers.
    pub const fn generator_register(r: isize) -> Field {
        let constant = r == crate::frame::CODE || r == crate::frame::FUNCTION;
        Field {
            offset: (crate::objects::generator::REGISTERS as isize + 8 * r) as u32,
            class: if constant { FieldClass::Immutable } else { FieldClass::Generator },
        }
    }
    /// Word `word` of a generator in front of its window.
    pub const fn generator_word(word: u32) -> Field {
        Field {
            offset: 8 * word,
            class: FieldClass::Generator,
        }
    }
    pub const GENERATOR_LIVE: Field = generator_word(1);
    pub const GENERATOR_LINK: Field = generator_word(7);
    /// pc and state.
    pub const GENERATOR_POSITION: NumberField = NumberField {
        offset: 24,
        class: FieldClass::Generator,
    };
    const fn immutable(word: u32) -> Field {
        Field {
            offset: 8 * word,
            class: FieldClass::Immutable,
        }
    }
    pub const RANGE_START: Field = immutable(1);
    pub const RANGE_STOP: Field = immutable(2);
    pub const RANGE_BY: Field = immutable(3);
    pub const RANGE_LENGTH: Field = immutable(4);
    pub const SLICE_START: Field = immutable(1);
    pub const SLICE_STOP: Field = immutable(2);
    pub const SLICE_STEP: Field = immutable(3);
    /// The iterators of a zip (a tuple), the iterator of an enumerate.
    pub const COMBINED: Field = immutable(2);
    pub const ENUMERATE_COUNT: Field = Field {
        offset: 24,
        class: FieldClass::Iterator,
    };
    /// The state word of a native iterator.
    pub const ITERATOR_STATE: NumberField = NumberField {
        offset: 8,
        class: FieldClass::IteratorState,
    };
    pub const ARRAY_BYTES: Field = Field {
        offset: 8,
        class: FieldClass::Immutable,
    };
    pub const ARRAY_CODE: NumberField = NumberField {
        offset: 16,
        class: FieldClass::Immutable,
    };
    pub const BYTES_BUFFER: Field = Field {
        offset: 8,
        class: FieldClass::Bytes,
    };
    pub const BYTES_LENGTH: NumberField = NumberField {
        offset: 16,
        class: FieldClass::BytesExtent,
    };
    pub const BYTES_START: NumberField = NumberField {
        offset: 24,
        class: FieldClass::BytesExtent,
    };
    pub const RANGE_LEFT: Field = Field {
        offset: 24,
        class: FieldClass::Iterator,
    };
}

/// Which kind of elements an indexed access touches.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ElementClass {
    List,
    Tuple,
    Array,
}

/// Offset of a buffer's first byte.
pub const BUFFER_BYTES: usize = size_of::<crate::layout::Buffer>();

/// What executes (and perhaps records) the operations of Python.
pub trait Machine: Sized {
    /// It writes down what it does: worth asking questions that only compiled code profits from.
    const RECORDS: bool;
    /// A tagged value.
    type Val: Copy;
    /// An exact integer of any size.
    type Int: Copy;
    type Float: Copy;

    fn thread(&mut self) -> &mut Thread;
    /// The value at hand. Deciding anything by it is only allowed behind the guard that fixes it.
    fn value(&self, v: Self::Val) -> Value;
    /// For instructions that are not recorded: executes directly; a recording ends with `reason`.
    fn direct(&mut self, reason: &'static str) -> &mut Direct;

    fn reg(&mut self, r: usize) -> Self::Val;
    fn set_reg(&mut self, r: usize, v: Self::Val);
    /// A constant of the program.
    fn constant(&mut self, v: Value) -> Self::Val;

    // -- predicates: each leaves a guard
    fn is_int(&mut self, v: Self::Val) -> bool;
    fn is_float(&mut self, v: Self::Val) -> bool;
    /// The word is exactly this immediate constant.
    fn is_word(&mut self, v: Self::Val, word: Value) -> bool;
    /// Python's `is`.
    fn same(&mut self, a: Self::Val, b: Self::Val) -> bool;
    fn shape(&mut self, v: Self::Val) -> u32;
    /// The object itself becomes a constant of the recording.
    fn promote(&mut self, v: Self::Val) -> Value;

    /// The recording relies on `namespace[key]` staying what it is.
    fn assume_binding(&mut self, namespace: Value, key: Value);
    /// Whether programs change this binding, so that nobody may assume it.
    fn varies(&self, namespace: Value, key: Value) -> bool;

    // -- ints
    fn int(&mut self, v: Self::Val) -> Self::Int;
    fn int_value(&mut self, i: Self::Int) -> Self::Val;
    fn int_constant(&mut self, i: i64) -> Self::Int;
    /// `+ - * & | ^` of any operands; `<< >>` with 0 ≤ right < 2^16; `// %` with right ≠ 0.
    fn int_binary(&mut self, op: BinaryOp, a: Self::Int, b: Self::Int) -> Self::Int;
    fn int_compare(&mut self, op: CompareOp, a: Self::Int, b: Self::Int) -> bool;
    /// `None` when it is too large for a float (a guard).
    fn int_to_float(&mut self, a: Self::Int) -> Option<Self::Float>;
    /// `0 <= index < length`
    fn in_bounds(&mut self, index: Self::Int, length: Self::Int) -> bool;

    // -- floats
    fn float(&mut self, v: Self::Val) -> Self::Float;
    fn float_constant(&mut self, x: f64) -> Self::Float;
    fn float_abs(&mut self, x: Self::Float) -> Self::Float;
    fn float_neg(&mut self, x: Self::Float) -> Self::Float;
    fn float_call<const N: usize>(&mut self, f: &'static FloatFunction<N>, operands: [Self::Float; N]) -> Self::Float;
    /// The int part of a float between -2^53 and 2^53.
    fn float_to_int(&mut self, x: Self::Float) -> Self::Int;
    /// Of a number that is not negative.
    fn float_sqrt(&mut self, x: Self::Float) -> Self::Float;
    fn float_value(&mut self, x: Self::Float) -> Self::Val;
    fn float_binary(&mut self, op: FloatOp, a: Self::Float, b: Self::Float) -> Self::Float;
    fn float_compare(&mut self, op: CompareOp, a: Self::Float, b: Self::Float) -> bool;
    fn float_is_zero(&mut self, a: Self::Float) -> bool;

    // -- memory
    fn load(&mut self, object: Self::Val, field: Field) -> Self::Val;
    fn store(&mut self, object: Self::Val, field: Field, v: Self::Val);
    /// Changes the shape of an instance (attribute added).
    fn set_shape(&mut self, object: Self::Val, shape: u32);
    /// Element `index` (in bounds) of list storage, a tuple or an array.
    fn load_element(&mut self, class: ElementClass, storage: Self::Val, index: Self::Int) -> Self::Val;
    fn store_element(&mut self, class: ElementClass, storage: Self::Val, index: Self::Int, v: Self::Val);
    fn load_number(&mut self, object: Self::Val, field: NumberField) -> Self::Int;
    fn store_number(&mut self, object: Self::Val, field: NumberField, v: Self::Int);
    /// Item `index` (in bounds) of a buffer, as a tagged value.
    fn load_item(&mut self, kind: NumberKind, buffer: Self::Val, index: Self::Int) -> Self::Val;
    fn store_int_item(&mut self, kind: NumberKind, buffer: Self::Val, index: Self::Int, v: Self::Int);
    fn store_float_item(&mut self, buffer: Self::Val, index: Self::Int, v: Self::Float);

    // -- new objects
    /// A new instance of `class` (plain payload), attributes UNBOUND.
    fn new_instance(&mut self, class: Value) -> Self::Val;
    fn new_tuple(&mut self, items: &[Self::Val]) -> Self::Val;
    fn new_list(&mut self, items: &[Self::Val]) -> Self::Val;
    /// A new generator of `function`, whose parameters are bound to `values`.
    fn new_generator(&mut self, function: Self::Val, code: Value, values: &[Self::Val]) -> Result<Self::Val, Raised>;
    /// Enters the frame of generator `g`, which is sent `sent`, for the current instruction, a call. `None`: nothing was done.
    fn resume_generator(&mut self, _g: Self::Val, _sent: Self::Val) -> Option<Result<(), Raised>> {
        None
    }
    /// A new object of a builtin shape whose words are all values; `words` in their order behind the header.
    fn new_words(&mut self, shape: u32, words: &[(Field, Self::Val)]) -> Self::Val;

    // -- calls
    fn call<const N: usize>(&mut self, helper: &'static Helper<N>, args: [Self::Val; N]) -> Result<Self::Val, Raised>;
    /// Room for a frame of `code` above the current one; its registers are then set and the frame entered.
    fn open_frame(&mut self, code: Value) -> Result<(), Raised>;
    fn set_argument(&mut self, r: usize, v: Self::Val);
    /// The opened frame becomes the current one; the current instruction waits for it with continuation `k`.
    fn enter_frame(&mut self, function: Self::Val, code: Value, k: Continuation, data: Self::Val);
    /// Of a `for` loop whose iterator has moved on: is this the end (HOLE)? Nothing may be asked afterwards; otherwise
    /// the item goes to `dst`.
    fn ended(&mut self, item: Self::Val, dst: usize) -> bool;
}

/// The machine that executes.
pub struct Direct {
    thread: *mut Thread,
    /// Register 0 of the current window.
    pub registers: *mut Value,
    opened: Window,
}

impl Direct {
    /// # Safety
    /// `thread` outlives the machine, and is used through it or while it is idle.
    pub unsafe fn new(thread: *mut Thread) -> Direct {
        // SAFETY: by contract.
        let registers = unsafe { (*thread).window.0 };
        Direct {
            thread,
            registers,
            opened: Window(std::ptr::null_mut()),
        }
    }
    /// After frames changed.
    #[inline(always)]
    pub fn reload(&mut self) {
        self.registers = self.t().window.0;
    }
    #[inline(always)]
    pub fn t(&mut self) -> &mut Thread {
        // SAFETY: by `new`'s contract.
        unsafe { &mut *self.thread }
    }
}

impl Machine for Direct {
    const RECORDS: bool = false;
    type Val = Value;
    type Int = Value;
    type Float = f64;

    #[inline(always)]
    fn thread(&mut self) -> &mut Thread {
        self.t()
    }
    #[inline(always)]
    fn value(&self, v: Value) -> Value {
        v
    }
    #[inline(always)]
    fn direct(&mut self, _: &'static str) -> &mut Direct {
        self
    }
    #[inline(always)]
    fn reg(&mut self, r: usize) -> Value {
        // SAFETY: the compiler bounds registers by the window's size.
        unsafe { *self.registers.add(r) }
    }
    #[inline(always)]
    fn set_reg(&mut self, r: usize, v: Value) {
        // SAFETY: as above.
        unsafe { *self.registers.add(r) = v }
    }
    #[inline(always)]
    fn constant(&mut self, v: Value) -> Value {
        v
    }
    #[inline(always)]
    fn is_int(&mut self, v: Value) -> bool {
        v.is_small() || v.has_shape(shape_id::BIG_INT)
    }
    #[inline(always)]
    fn is_float(&mut self, v: Value) -> bool {
        v.is_unboxed_float() || v.has_shape(shape_id::FLOAT)
    }
    #[inline(always)]
    fn is_word(&mut self, v: Value, word: Value) -> bool {
        v == word
    }
    #[inline(always)]
    fn same(&mut self, a: Value, b: Value) -> bool {
        crate::ops::is_same(a, b)
    }
    #[inline(always)]
    fn shape(&mut self, v: Value) -> u32 {
        self.t().shape_of(v)
    }
    #[inline(always)]
    fn promote(&mut self, v: Value) -> Value {
        v
    }
    #[inline(always)]
    fn assume_binding(&mut self, _: Value, _: Value) {}
    fn varies(&self, _: Value, _: Value) -> bool {
        false
    }
    #[inline(always)]
    fn int(&mut self, v: Value) -> Value {
        v
    }
    #[inline(always)]
    fn int_value(&mut self, i: Value) -> Value {
        i
    }
    #[inline(always)]
    fn int_constant(&mut self, i: i64) -> Value {
        Value::small(i)
    }
    #[inline(always)]
    fn int_binary(&mut self, op: BinaryOp, a: Value, b: Value) -> Value {
        if a.both_small(b) {
            let (x, y) = (a.0 as i64, b.0 as i64);
            let fast = match op {
                BinaryOp::Add => x.checked_add(y),
                BinaryOp::Sub => x.checked_sub(y),
                BinaryOp::Mul => x.checked_mul(y >> 2),
                BinaryOp::And => Some(x & y),
                BinaryOp::Or => Some(x | y),
                BinaryOp::Xor => Some(x ^ y),
                _ => None,
            };
            if let Some(v) = fast {
                return Value(v as u64);
            }
        }
        match crate::ops::operator::int_binary(self.t(), op, a, b) {
            Some(Ok(v)) => v,
            // The operands are in the range that cannot fail.
            _ => unreachable!("int operation {op:?} failed"),
        }
    }
    #[inline(always)]
    fn int_compare(&mut self, op: CompareOp, a: Value, b: Value) -> bool {
        if a.both_small(b) {
            op.holds((a.0 as i64).cmp(&(b.0 as i64)))
        } else {
            op.holds(int::compare(a, b))
        }
    }
    #[inline(always)]
    fn int_to_float(&mut self, a: Value) -> Option<f64> {
        if a.is_small() {
            return Some(a.as_small() as f64);
        }
        let t = self.t();
        match int::to_f64(t, a) {
            Ok(x) => Some(x),
            Err(_) => {
                t.take_pending();
                None
            }
        }
    }
    #[inline(always)]
    fn in_bounds(&mut self, index: Value, length: Value) -> bool {
        index.is_small() && index.0 < length.0
    }
    #[inline(always)]
    fn float(&mut self, v: Value) -> f64 {
        if v.is_unboxed_float() {
            v.as_unboxed_float()
        } else {
            crate::field!(v, crate::layout::FloatBox, value)
        }
    }
    #[inline(always)]
    fn float_constant(&mut self, x: f64) -> f64 {
        x
    }
    fn float_abs(&mut self, x: f64) -> f64 {
        x.abs()
    }
    fn float_neg(&mut self, x: f64) -> f64 {
        -x
    }
    fn float_call<const N: usize>(&mut self, f: &'static FloatFunction<N>, operands: [f64; N]) -> f64 {
        (f.compute)(operands)
    }
    fn float_to_int(&mut self, x: f64) -> Value {
        Value::small(x as i64)
    }
    fn float_sqrt(&mut self, x: f64) -> f64 {
        x.sqrt()
    }
    #[inline(always)]
    fn float_value(&mut self, x: f64) -> Value {
        match Value::try_float(x) {
            Some(v) => v,
            None => float::boxed(self.t(), x),
        }
    }
    #[inline(always)]
    fn float_binary(&mut self, op: FloatOp, a: f64, b: f64) -> f64 {
        match op {
            FloatOp::Add => a + b,
            FloatOp::Sub => a - b,
            FloatOp::Mul => a * b,
            FloatOp::Div => a / b,
        }
    }
    #[inline(always)]
    fn float_compare(&mut self, op: CompareOp, a: f64, b: f64) -> bool {
        op.floats(a, b)
    }
    #[inline(always)]
    fn float_is_zero(&mut self, a: f64) -> bool {
        a == 0.0
    }
    #[inline(always)]
    fn load(&mut self, object: Value, field: Field) -> Value {
        // SAFETY: the field belongs to the object's layout, which a guard has checked.
        unsafe { *((object.address() + field.offset as usize) as *const Value) }
    }
    #[inline(always)]
    fn store(&mut self, object: Value, field: Field, v: Value) {
        let slot = object.address() + field.offset as usize;
        // SAFETY: as above.
        unsafe { *(slot as *mut Value) = v }
        self.t().heap.write_barrier(object, slot, v);
    }
    #[inline(always)]
    fn set_shape(&mut self, object: Value, shape: u32) {
        // SAFETY: the new shape's layout is the old one's with one more slot, which was just written.
        unsafe { (*object.header()).shape = shape }
    }
    #[inline(always)]
    fn load_element(&mut self, class: ElementClass, storage: Value, index: Value) -> Value {
        let first = if class == ElementClass::Array { 16 } else { crate::layout::ELEMENTS };
        // SAFETY: `in_bounds` held against the storage's length.
        unsafe { *((storage.address() + first + 2 * index.0 as usize) as *const Value) }
    }
    #[inline(always)]
    fn store_element(&mut self, class: ElementClass, storage: Value, index: Value, v: Value) {
        let first = if class == ElementClass::Array { 16 } else { crate::layout::ELEMENTS };
        let slot = storage.address() + first + 2 * index.0 as usize;
        // SAFETY: as above.
        unsafe { *(slot as *mut Value) = v }
        self.t().heap.write_barrier(storage, slot, v);
    }
    #[inline(always)]
    fn load_number(&mut self, object: Value, field: NumberField) -> Value {
        // SAFETY: the field belongs to the object's layout.
        let n = unsafe { *((object.address() + field.offset as usize) as *const i64) };
        Value::small(n)
    }
    fn store_number(&mut self, object: Value, field: NumberField, v: Value) {
        // SAFETY: the field belongs to the object's layout.
        unsafe { *((object.address() + field.offset as usize) as *mut i64) = v.as_small() }
    }
    #[inline(always)]
    fn load_item(&mut self, kind: NumberKind, buffer: Value, index: Value) -> Value {
        let at = buffer.address() + BUFFER_BYTES + ((index.as_small() as usize) << kind.shift());
        // SAFETY: `in_bounds` held against the length in items.
        unsafe {
            match kind {
                NumberKind::Byte => Value::small(i64::from(*(at as *const u8))),
                NumberKind::I32 => Value::small(i64::from((at as *const i32).read_unaligned())),
                NumberKind::I64 => self.t().int((at as *const i64).read_unaligned()),
                NumberKind::F64 => self.float_value((at as *const f64).read_unaligned()),
            }
        }
    }
    #[inline(always)]
    fn store_int_item(&mut self, kind: NumberKind, buffer: Value, index: Value, v: Value) {
        let at = buffer.address() + BUFFER_BYTES + ((index.as_small() as usize) << kind.shift());
        let n = v.as_small();
        // SAFETY: as above; the value was checked to fit.
        unsafe {
            match kind {
                NumberKind::Byte => *(at as *mut u8) = n as u8,
                NumberKind::I32 => (at as *mut i32).write_unaligned(n as i32),
                _ => (at as *mut i64).write_unaligned(n),
            }
        }
    }
    #[inline(always)]
    fn store_float_item(&mut self, buffer: Value, index: Value, v: f64) {
        let at = buffer.address() + BUFFER_BYTES + ((index.as_small() as usize) << 3);
        // SAFETY: as above.
        unsafe { (at as *mut f64).write_unaligned(v) }
    }
    fn new_instance(&mut self, class: Value) -> Value {
        crate::objects::instance::allocate(self.t(), class)
    }
    fn new_list(&mut self, items: &[Value]) -> Value {
        crate::objects::list::new(self.t(), items)
    }
    fn new_generator(&mut self, function: Value, code: Value, values: &[Value]) -> Result<Value, Raised> {
        let c = crate::objects::code::data(code);
        let t = self.t();
        crate::ops::call::reserve(t, c.register_count as usize)?;
        Ok(crate::objects::generator::from_arguments(t, function, values, 0))
    }
    fn new_words(&mut self, shape: u32, words: &[(Field, Value)]) -> Value {
        let p = self.t().heap.alloc(8 + 8 * words.len()).cast::<u64>();
        let header = crate::header::Header {
            shape,
            aux: 0,
            state: 0,
            flags: 0,
        };
        // SAFETY: fresh memory for the header and the words.
        unsafe {
            p.cast::<crate::header::Header>().write(header);
            for (i, (field, v)) in words.iter().enumerate() {
                debug_assert_eq!(field.offset as usize, 8 + 8 * i);
                *p.add(1 + i) = v.0;
            }
        }
        Value::from_address(p as usize)
    }
    #[inline(always)]
    fn ended(&mut self, item: Value, dst: usize) -> bool {
        let ended = item == Value::HOLE;
        if !ended {
            self.set_reg(dst, item);
        }
        ended
    }
    fn new_tuple(&mut self, items: &[Value]) -> Value {
        crate::objects::tuple::new(self.t(), items)
    }
    #[inline(always)]
    fn call<const N: usize>(&mut self, helper: &'static Helper<N>, args: [Value; N]) -> Result<Value, Raised> {
        (helper.function)(self.t(), args)
    }
    #[inline(always)]
    fn open_frame(&mut self, code: Value) -> Result<(), Raised> {
        let registers = crate::objects::code::data(code).register_count as usize;
        self.opened = crate::ops::call::reserve(self.t(), registers)?;
        Ok(())
    }
    #[inline(always)]
    fn set_argument(&mut self, r: usize, v: Value) {
        self.opened.set_reg(r, v);
    }
    #[inline(always)]
    fn enter_frame(&mut self, function: Value, code: Value, k: Continuation, data: Value) {
        let window = self.opened;
        let t = self.t();
        let pc = t.pc;
        crate::ops::call::enter(t, window, function, code, pc, k, data);
        self.registers = window.0;
    }
}
