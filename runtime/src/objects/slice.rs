//! `slice`, and what a slice means for a sequence of a given length.
//!
//! CPython evaluates the three members first and applies the length afterwards, because `__index__`
//! may change the sequence; [`bounds`] and [`Bounds::within`] are these two steps.

use crate::header::Header;
use crate::layout::*;
use crate::native::{Args, NativeDef};
use crate::objects::{int, string, tuple};
use crate::ops::{self, BinaryOp, CompareOp};
use crate::thread::{Raised, Thread};
use crate::value::Value;
use crate::{field, types};

/// `slice(start, stop, step)`
pub fn new(t: &mut Thread, start: Value, stop: Value, step: Value) -> Value {
    let memory = t.heap.alloc(size_of::<Slice>());
    let header = Header {
        shape: shape_id::SLICE,
        aux: 0,
        state: 0,
        flags: 0,
    };
    // SAFETY: fresh memory of the right size.
    unsafe { memory.cast::<Slice>().write(Slice { header, start, stop, step }) }
    Value::from_address(memory as usize)
}

/// Whether `v` is a slice (the class has no subclasses).
#[inline(always)]
pub fn is_slice(v: Value) -> bool {
    v.has_shape(shape_id::SLICE)
}

/// The members of a slice as machine ints, clipped; not yet applied to a length.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    start: Option<i64>,
    stop: Option<i64>,
    /// Not 0.
    pub step: i64,
}

/// Evaluates a slice's members: may run `__index__`.
pub fn bounds(t: &mut Thread, slice: Value) -> Result<Bounds, Raised> {
    // -i64::MAX, so that the step can be negated.
    let step = match member(t, field!(slice, Slice, step))? {
        None => 1,
        Some(0) => return Err(t.value_error("slice step cannot be zero")),
        Some(step) => step.max(-i64::MAX),
    };
    let start = member(t, field!(slice, Slice, start))?;
    let stop = member(t, field!(slice, Slice, stop))?;
    Ok(Bounds { start, stop, step })
}

fn member(t: &mut Thread, v: Value) -> Result<Option<i64>, Raised> {
    if v.is_small() {
        return Ok(Some(v.as_small()));
    }
    if v.is_none() {
        return Ok(None);
    }
    check_index(t, v)?;
    ops::index_clipped(t, v).map(Some)
}

fn check_index(t: &mut Thread, v: Value) -> Result<(), Raised> {
    let (class, name) = (t.class_of(v), t.names.index);
    if int::is_int(t, v) || types::lookup(t, class, name).is_some() {
        return Ok(());
    }
    Err(t.type_error("slice indices must be integers or None or have an __index__ method"))
}

impl Bounds {
    /// What small ints and None say; `None`: another kind of member, or a step of 0.
    #[inline]
    pub fn plain(start: Value, stop: Value, step: Value) -> Option<Bounds> {
        let member = |v: Value| match v {
            v if v.is_small() => Some(Some(v.as_small())),
            v => v.is_none().then_some(None),
        };
        let step = member(step)?.unwrap_or(1);
        let bounds = Bounds {
            start: member(start)?,
            stop: member(stop)?,
            step,
        };
        (step != 0).then_some(bounds)
    }

    /// (start, stop, step, number of items) for a sequence of `len` items: item `k < number` is `start + k * step`.
    pub fn within(self, len: usize) -> (i64, i64, i64, usize) {
        let n = len as i64;
        let (low, high) = if self.step > 0 { (0, n) } else { (-1, n - 1) };
        let clip = |i: i64| if i < 0 { (i + n).max(low) } else { i.min(high) };
        let first = self.start.map_or(if self.step > 0 { low } else { high }, clip);
        let end = self.stop.map_or(if self.step > 0 { high } else { low }, clip);
        let distance = if self.step > 0 { end - first } else { first - end };
        let count = match self.step {
            _ if distance <= 0 => 0,
            // Nearly all steps, without a division.
            1 | -1 => distance,
            step => (distance - 1) / step.abs() + 1,
        };
        (first, end, self.step, count as usize)
    }
}

/// (start, stop, step, number of items) of a slice applied to a sequence of `len` items.
pub fn indices(t: &mut Thread, slice: Value, len: usize) -> Result<(i64, i64, i64, usize), Raised> {
    Ok(bounds(t, slice)?.within(len))
}

fn members(slice: Value) -> [Value; 3] {
    [field!(slice, Slice, start), field!(slice, Slice, stop), field!(slice, Slice, step)]
}

fn new_method(t: &mut Thread, _class: Value, args: Args) -> Result<Value, Raised> {
    args.no_keywords(t, "slice")?;
    match *args.positional() {
        [stop] => Ok(new(t, Value::NONE, stop, Value::NONE)),
        [start, stop] => Ok(new(t, start, stop, Value::NONE)),
        [start, stop, step] => Ok(new(t, start, stop, step)),
        [] => Err(t.type_error("slice expected at least 1 argument, got 0")),
        _ => Err(t.type_error(format!("slice expected at most 3 arguments, got {}", args.len()))),
    }
}

fn repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let mut text = b"slice(".to_vec();
    for (i, member) in members(args.get(0)).into_iter().enumerate() {
        if i > 0 {
            text.extend_from_slice(b", ");
        }
        crate::objects::list::compare::push_repr(t, &mut text, member)?;
    }
    text.push(b')');
    Ok(string::new_wtf8(t, &text))
}

fn hash(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let mut hash = tuple::TupleHash::new();
    for member in members(args.get(0)) {
        hash.add(ops::hash(t, member)?);
    }
    // Unlike a tuple's, this hash leaves the number of members out.
    let hash = hash.finish_without_length();
    Ok(t.int(hash))
}

fn compare(t: &mut Thread, op: CompareOp, args: Args) -> Result<Value, Raised> {
    let (a, b) = (args.get(0), args.get(1));
    if !is_slice(b) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    if a == b {
        return Ok(Value::bool(matches!(op, CompareOp::Eq | CompareOp::Le | CompareOp::Ge)));
    }
    let (x, y) = (members(a), members(b));
    let (x, y) = (tuple::new(t, &x), tuple::new(t, &y));
    ops::compare(t, op, x, y)
}

/// `slice.indices(len)`: exact for ints of any size.
fn method_indices(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let slice = args.get(0);
    let length = ops::index_value(t, args.get(1))?;
    if int::compare(length, Value::ZERO).is_lt() {
        return Err(t.value_error("length should not be negative"));
    }
    let [start, stop, step] = exact_indices(t, slice, length)?;
    Ok(tuple::new(t, &[start, stop, step]))
}

/// start, stop and step applied to a length, all exact ints of any size.
pub fn exact_indices(t: &mut Thread, slice: Value, length: Value) -> Result<[Value; 3], Raised> {
    let [start, stop, step] = members(slice);
    let step = if step.is_none() { Value::small(1) } else { exact(t, step)? };
    if step == Value::ZERO {
        return Err(t.value_error("slice step cannot be zero"));
    }
    let backwards = int::compare(step, Value::ZERO).is_lt();
    let low = if backwards { Value::small(-1) } else { Value::ZERO };
    let high = if backwards {
        ops::binary(t, BinaryOp::Sub, length, Value::small(1))?
    } else {
        length
    };
    let start = clip(t, start, length, low, high, if backwards { high } else { low })?;
    let stop = clip(t, stop, length, low, high, if backwards { low } else { high })?;
    Ok([start, stop, step])
}

fn exact(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    check_index(t, v)?;
    ops::index_value(t, v)
}

fn clip(t: &mut Thread, v: Value, length: Value, low: Value, high: Value, default: Value) -> Result<Value, Raised> {
    if v.is_none() {
        return Ok(default);
    }
    let i = exact(t, v)?;
    if int::compare(i, Value::ZERO).is_lt() {
        let i = ops::binary(t, BinaryOp::Add, i, length)?;
        return Ok(if int::compare(i, low).is_lt() { low } else { i });
    }
    Ok(if int::compare(i, high).is_gt() { high } else { i })
}

fn reduce(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let members = tuple::new(t, &members(args.get(0)));
    let class = t.types.slice;
    Ok(tuple::new(t, &[class, members]))
}

static METHODS: &[NativeDef] = &[
    NativeDef::slot("__repr__", 0, repr),
    NativeDef::slot("__hash__", 0, hash),
    NativeDef::slot("__eq__", 1, |t, args| compare(t, CompareOp::Eq, args)),
    NativeDef::slot("__ne__", 1, |t, args| compare(t, CompareOp::Ne, args)),
    NativeDef::slot("__lt__", 1, |t, args| compare(t, CompareOp::Lt, args)),
    NativeDef::slot("__le__", 1, |t, args| compare(t, CompareOp::Le, args)),
    NativeDef::slot("__gt__", 1, |t, args| compare(t, CompareOp::Gt, args)),
    NativeDef::slot("__ge__", 1, |t, args| compare(t, CompareOp::Ge, args)),
    NativeDef::method("indices", 1, 1, method_indices).doc("Start, stop and step of this slice for a sequence of a length."),
    NativeDef::method("__reduce__", 0, 0, reduce),
];

static MEMBERS: &[crate::native::GetSetDef] = &[
    crate::native::GetSetDef::read_only("start", |_, slice| Ok(field!(slice, Slice, start))),
    crate::native::GetSetDef::read_only("stop", |_, slice| Ok(field!(slice, Slice, stop))),
    crate::native::GetSetDef::read_only("step", |_, slice| Ok(field!(slice, Slice, step))),
];

/// Fills the class `slice`.
pub fn init(t: &mut Thread) {
    let class = t.types.slice;
    types::set_new(class, new_method);
    types::add_methods(t, class, METHODS);
    types::add_getsets(t, class, MEMBERS);
}

#[cfg(test)]
mod tests {
    use super::Bounds;

    #[test]
    fn bounds_within_a_length_name_only_existing_items() {
        for len in 0..6usize {
            for step in [-3i64, -2, -1, 1, 2, 3, i64::MAX, -i64::MAX] {
                for start in [None, Some(-7), Some(-2), Some(0), Some(3), Some(9), Some(i64::MIN), Some(i64::MAX)] {
                    for stop in [None, Some(-9), Some(-1), Some(2), Some(8), Some(i64::MIN), Some(i64::MAX)] {
                        let (first, end, _, count) = Bounds { start, stop, step }.within(len);
                        for k in 0..count as i64 {
                            let i = first + k * step;
                            assert!(0 <= i && i < len as i64);
                            assert!(if step > 0 { i < end } else { i > end });
                        }
                        let after = first as i128 + count as i128 * step as i128;
                        assert!(if step > 0 { after >= end as i128 } else { after <= end as i128 });
                    }
                }
            }
        }
    }
}
