//! `tuple`: a header, a length and the items in one piece, so that native code finds item i at a
//! fixed distance from the pointer. Instances of subclasses have the same layout; their attributes
//! hang on the overflow word, which exact tuples keep at 0.

use crate::field;
use crate::header::Header;
use crate::layout::*;
use crate::native::{Args, NativeDef};
use crate::objects::list::compare as sequences;
use crate::objects::slice::{self, Bounds};
use crate::objects::{iterators, list};
use crate::ops::{self, CompareOp};
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;

/// Bytes of a tuple of `n` items.
const fn size_of_tuple(n: usize) -> usize {
    ELEMENTS + 8 * n
}

/// Writes a tuple header into fresh memory; the items are still undefined.
fn initialise(memory: *mut Header, n: usize) -> Value {
    let header = Header {
        shape: shape_id::TUPLE,
        aux: 0,
        state: 0,
        flags: 0,
    };
    // SAFETY: fresh memory of at least `size_of_tuple(n)` bytes.
    unsafe {
        memory.cast::<Tuple>().write(Tuple {
            header,
            len: Value::small(n as i64),
            overflow: Value::ZERO,
        })
    }
    Value::from_address(memory as usize)
}

/// First item of a tuple.
#[inline(always)]
fn first(v: Value) -> *mut Value {
    (v.address() + ELEMENTS) as *mut Value
}

/// A tuple of these items; the empty one is shared.
pub fn new(t: &mut Thread, items: &[Value]) -> Value {
    if items.is_empty() && t.empty_tuple.is_pointer() {
        return t.empty_tuple;
    }
    let tuple = initialise(t.heap.alloc(size_of_tuple(items.len())), items.len());
    // SAFETY: the fresh tuple has room for the items.
    unsafe { std::ptr::copy_nonoverlapping(items.as_ptr(), first(tuple), items.len()) }
    tuple
}

/// A tuple of `n` zeros for the caller to fill through [`items_mut`] before its next allocation; MemoryError if it is
/// too large.
pub fn zeroed(t: &mut Thread, n: usize) -> Result<Value, Raised> {
    if n == 0 {
        return Ok(new(t, &[]));
    }
    let memory = if n < 1 << 40 { t.heap.try_alloc(size_of_tuple(n)) } else { None };
    let Some(memory) = memory else {
        return Err(t.memory_error());
    };
    let tuple = initialise(memory, n);
    // SAFETY: the fresh tuple has room for n items; the all-zero word is the int 0.
    unsafe { first(tuple).write_bytes(0, n) }
    Ok(tuple)
}

/// The items of a tuple that has not been through a GC point since it was made: stores need no barrier.
pub fn items_mut(fresh: &mut Value) -> &mut [Value] {
    // SAFETY: the length is that of the items that follow.
    unsafe { std::slice::from_raw_parts_mut(first(*fresh), len(*fresh)) }
}

/// Number of items.
#[inline(always)]
pub fn len(v: Value) -> usize {
    field!(v, Tuple, len).as_small() as usize
}

/// The items, also of a subclass's instance.
#[inline(always)]
pub fn items(v: &Value) -> &[Value] {
    // SAFETY: as many items as the length says follow, and they never change.
    unsafe { std::slice::from_raw_parts(first(*v), len(*v)) }
}

/// A tuple of a list's items.
pub fn from_list(t: &mut Thread, l: Value) -> Value {
    new(t, list::items(&l))
}

/// tuple or an instance of a subclass.
#[inline]
pub fn is_tuple(t: &Thread, v: Value) -> bool {
    v.has_shape(shape_id::TUPLE) || v.is_pointer() && types::payload(t.class_of(v)) == Payload::Tuple
}

/// `tuple(iterable)`
pub fn from_iterable(t: &mut Thread, iterable: Value) -> Result<Value, Raised> {
    if iterable.has_shape(shape_id::TUPLE) {
        return Ok(iterable);
    }
    if iterable.has_shape(shape_id::LIST) {
        return Ok(from_list(t, iterable));
    }
    let collected = ops::collect_list(t, iterable)?;
    Ok(from_list(t, collected))
}

/// `a + b`
pub fn concat(t: &mut Thread, a: Value, b: Value) -> Result<Value, Raised> {
    let (n, m) = (len(a), len(b));
    if n == 0 && b.has_shape(shape_id::TUPLE) {
        return Ok(b);
    }
    if m == 0 && a.has_shape(shape_id::TUPLE) {
        return Ok(a);
    }
    let mut out = zeroed(t, n + m)?;
    let room = items_mut(&mut out);
    room[..n].copy_from_slice(items(&a));
    room[n..].copy_from_slice(items(&b));
    Ok(out)
}

/// `v * count`, `count` an int.
pub fn repeat(t: &mut Thread, v: Value, count: Value) -> Result<Value, Raised> {
    let count = ops::index(t, count)?;
    repeated(t, v, count)
}

/// The items of `v`, `count` times.
pub fn repeated(t: &mut Thread, v: Value, count: i64) -> Result<Value, Raised> {
    let n = len(v);
    if count <= 0 || n == 0 {
        return Ok(new(t, &[]));
    }
    if count == 1 && v.has_shape(shape_id::TUPLE) {
        return Ok(v);
    }
    let Some(total) = n.checked_mul(count as usize) else {
        return Err(t.memory_error());
    };
    let mut out = zeroed(t, total)?;
    list::fill_repeating(items_mut(&mut out), items(&v));
    Ok(out)
}

/// `v[key]`
pub fn get_item(t: &mut Thread, v: Value, key: Value) -> Result<Value, Raised> {
    let n = len(v);
    if key.is_small() {
        let i = key.as_small();
        let i = if i < 0 { i + n as i64 } else { i };
        return match items(&v).get(i as usize) {
            Some(item) if i >= 0 => Ok(*item),
            _ => Err(t.index_error("tuple index out of range")),
        };
    }
    if slice::is_slice(key) {
        let bounds = slice::bounds(t, key)?;
        return slice_by(t, v, bounds);
    }
    match list::subscript_index(t, key, "tuple indices must be integers or slices")? {
        i if i < 0 => get_item(t, v, Value::small(i.max(-(n as i64) - 1))),
        i => get_item(t, v, Value::small(i.min(n as i64))),
    }
}

/// A tuple of the items within these bounds; the tuple itself where that is all of it.
pub fn slice_by(t: &mut Thread, v: Value, bounds: Bounds) -> Result<Value, Raised> {
    let (start, _, step, count) = bounds.within(len(v));
    if step == 1 && count == len(v) && v.has_shape(shape_id::TUPLE) {
        return Ok(v);
    }
    if step == 1 {
        return Ok(new(t, &items(&v)[start as usize..start as usize + count]));
    }
    let mut out = zeroed(t, count)?;
    if count > 0 {
        let source = items(&v);
        for (i, slot) in items_mut(&mut out).iter_mut().enumerate() {
            *slot = source[(start + i as i64 * step) as usize];
        }
    }
    Ok(out)
}

/// Accumulates hashes as CPython's tuple hash does (xxHash's mixing), so that sets of tuples have its order.
pub struct TupleHash {
    accumulator: u64,
    count: u64,
}

impl TupleHash {
    const PRIME_1: u64 = 11_400_714_785_074_694_791;
    const PRIME_2: u64 = 14_029_467_366_897_019_727;
    const PRIME_5: u64 = 2_870_177_450_012_600_261;
    #[expect(clippy::new_without_default, reason = "an empty hash is a start, not a default")]
    pub const fn new() -> TupleHash {
        TupleHash {
            accumulator: Self::PRIME_5,
            count: 0,
        }
    }
    pub fn add(&mut self, hash: i64) {
        let lane = (hash as u64).wrapping_mul(Self::PRIME_2);
        self.accumulator = self.accumulator.wrapping_add(lane).rotate_left(31).wrapping_mul(Self::PRIME_1);
        self.count += 1;
    }
    /// The hash of a slice with these members.
    pub fn finish_without_length(self) -> i64 {
        if self.accumulator == u64::MAX {
            1_546_275_796
        } else {
            self.accumulator as i64
        }
    }
    /// The hash of a tuple with these items.
    pub fn finish(self) -> i64 {
        let hash = self.accumulator.wrapping_add(self.count ^ (Self::PRIME_5 ^ 3_527_539));
        if hash == u64::MAX { 1_546_275_796 } else { hash as i64 }
    }
}

/// `hash(v)`
pub fn hash(t: &mut Thread, v: Value) -> Result<i64, Raised> {
    t.check_native_stack()?;
    let mut hash = TupleHash::new();
    for &item in items(&v) {
        hash.add(ops::hash(t, item)?);
    }
    Ok(hash.finish())
}

/// `a == b` of two tuples.
pub fn equal(t: &mut Thread, a: Value, b: Value) -> Result<bool, Raised> {
    sequences::equal(t, a, b, items)
}

/// `item in v`
pub fn contains(t: &mut Thread, v: Value, item: Value) -> Result<bool, Raised> {
    for &other in items(&v) {
        if ops::same_or_equal(t, other, item)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn new_method(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    if class == t.types.tuple {
        args.no_keywords(t, "tuple")?;
    }
    if args.len() > 1 {
        return Err(t.type_error(format!("tuple expected at most 1 argument, got {}", args.len())));
    }
    let exact = match args.opt(0) {
        None => new(t, &[]),
        Some(iterable) => from_iterable(t, iterable)?,
    };
    if class == t.types.tuple {
        Ok(exact)
    } else {
        subclass_instance(t, class, items(&exact))
    }
}

/// An instance of `class`, a subclass of tuple, with these items.
pub fn subclass_instance(t: &mut Thread, class: Value, items: &[Value]) -> Result<Value, Raised> {
    let shape = field!(class, Type, instance_shape);
    let fresh = initialise(t.heap.alloc(size_of_tuple(items.len())), items.len());
    // SAFETY: the fresh object has room for the items; the shape is traced as a tuple's.
    unsafe {
        std::ptr::copy_nonoverlapping(items.as_ptr(), first(fresh), items.len());
        (*fresh.header()).shape = shape;
    }
    Ok(fresh)
}

fn repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    if len(v) == 0 {
        return Ok(t.str("()"));
    }
    sequences::repr(t, v, items, ["(", if len(v) == 1 { ",)" } else { ")" }, "(...)"])
}

fn method_hash(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let hash = hash(t, args.get(0))?;
    Ok(t.int(hash))
}

fn method_len(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(field!(args.get(0), Tuple, len))
}

fn method_get_item(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    get_item(t, args.get(0), args.get(1))
}

fn method_contains(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    contains(t, args.get(0), args.get(1)).map(Value::bool)
}

fn method_add(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let other = args.get(1);
    if !is_tuple(t, other) {
        // The operator words the TypeError, after it has asked the other operand.
        return Ok(Value::NOT_IMPLEMENTED);
    }
    concat(t, args.get(0), other)
}

fn method_mul(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    match list::repeat_count(t, args.get(1))? {
        Some(count) => repeated(t, args.get(0), count),
        None => Ok(Value::NOT_IMPLEMENTED),
    }
}

fn method_iter(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(iterators::tuple_iterator(t, args.get(0)))
}

fn method_count(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (v, item) = (args.get(0), args.get(1));
    let mut count = 0;
    for &other in items(&v) {
        count += ops::same_or_equal(t, other, item)? as i64;
    }
    Ok(Value::small(count))
}

fn method_index(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let n = len(v);
    let (start, stop) = list::search_bounds(t, args, n)?;
    for i in start..stop.min(n) {
        if ops::same_or_equal(t, items(&v)[i], args.get(1))? {
            return Ok(Value::small(i as i64));
        }
    }
    Err(t.value_error("tuple.index(x): x not in tuple"))
}

fn method_getnewargs(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let copy = new(t, items(&args.get(0)));
    Ok(new(t, &[copy]))
}

fn compare(t: &mut Thread, op: CompareOp, args: Args) -> Result<Value, Raised> {
    let (a, b) = (args.get(0), args.get(1));
    if !is_tuple(t, b) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    sequences::compare(t, op, a, b, items)
}

static METHODS: &[NativeDef] = &[
    NativeDef::slot("__repr__", 0, repr),
    NativeDef::slot("__hash__", 0, method_hash),
    NativeDef::slot("__len__", 0, method_len),
    NativeDef::slot("__getitem__", 1, method_get_item),
    NativeDef::slot("__contains__", 1, method_contains),
    NativeDef::slot("__add__", 1, method_add),
    NativeDef::slot("__mul__", 1, method_mul),
    NativeDef::slot("__rmul__", 1, method_mul),
    NativeDef::slot("__iter__", 0, method_iter),
    NativeDef::slot("__eq__", 1, |t, args| compare(t, CompareOp::Eq, args)),
    NativeDef::slot("__ne__", 1, |t, args| compare(t, CompareOp::Ne, args)),
    NativeDef::slot("__lt__", 1, |t, args| compare(t, CompareOp::Lt, args)),
    NativeDef::slot("__le__", 1, |t, args| compare(t, CompareOp::Le, args)),
    NativeDef::slot("__gt__", 1, |t, args| compare(t, CompareOp::Gt, args)),
    NativeDef::slot("__ge__", 1, |t, args| compare(t, CompareOp::Ge, args)),
    NativeDef::method("__getnewargs__", 0, 0, method_getnewargs),
    NativeDef::method("count", 1, 1, method_count).doc("Number of items equal to a value."),
    NativeDef::method("index", 1, 3, method_index).doc("Index of the first item equal to a value."),
    NativeDef::class_method("__class_getitem__", 1, 1, list::class_getitem).doc("A generic alias of this class."),
];

/// Fills the class `tuple`.
pub fn init(t: &mut Thread) {
    let class = t.types.tuple;
    types::set_new(class, new_method);
    types::add_methods(t, class, METHODS);
}
