//! The dunder methods of `bytes`, and those it shares with `bytearray`.

use super::convert::{percent, repr_text};
use super::{build, bytes, is_bytes_like, iterator, like, receiver, slice_of, to_exact, unchanged};
use crate::field;
use crate::layout::{Bytes, shape_id};
use crate::native::{Args, NativeDef};
use crate::objects::string::fill_repeated;
use crate::objects::{int, slice, string, tuple};
use crate::ops::{self, CompareOp};
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;

fn len(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let contents = args.get(0);
    Ok(Value::small(receiver(t, &contents).len() as i64))
}

/// `a + b` of bytes-like objects: a new object of the left one's kind.
fn add(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (a, b) = (args.get(0), args.get(1));
    if !is_bytes_like(t, b) {
        let message = format!("can't concat {} to {}", t.type_name(b), t.type_name(a));
        return Err(t.type_error(message));
    }
    let (left, right) = (slice_of(t, &a).unwrap_or(&[]), slice_of(t, &b).unwrap_or(&[]));
    if right.is_empty() {
        return unchanged(t, a);
    }
    if super::is_bytes(t, a) {
        return build(t, left.len() + right.len(), |out| {
            out[..left.len()].copy_from_slice(left);
            out[left.len()..].copy_from_slice(right);
        });
    }
    like(t, a, &[left, right].concat())
}

/// `contents * count`
fn mul(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (contents, count) = (args.get(0), args.get(1));
    if !int::is_int(t, count) && ops::lookup_special(t, count, t.names.index).is_none() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let count = usize::try_from(ops::index(t, count)?).unwrap_or(0);
    let pattern = slice_of(t, &contents).unwrap_or(&[]);
    let total = pattern.len().checked_mul(count).filter(|total| *total <= isize::MAX as usize);
    let Some(total) = total else {
        return Err(t.memory_error());
    };
    if total == 0 {
        return like(t, contents, &[]);
    }
    if count == 1 {
        return unchanged(t, contents);
    }
    if super::is_bytes(t, contents) {
        return build(t, total, |out| fill_repeated(out, pattern));
    }
    let mut out = Vec::new();
    if out.try_reserve_exact(total).is_err() {
        return Err(t.memory_error());
    }
    out.resize(total, 0);
    fill_repeated(&mut out, pattern);
    like(t, contents, &out)
}

fn modulo(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    percent(t, args.get(0), args.get(1))
}

fn rmodulo(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    if !is_bytes_like(t, args.get(1)) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    percent(t, args.get(1), args.get(0))
}

macro_rules! comparison {
    ($($name:ident $op:ident;)*) => {$(
        fn $name(t: &mut Thread, args: Args) -> Result<Value, Raised> {
            let (a, b) = (args.get(0), args.get(1));
            match (slice_of(t, &a), slice_of(t, &b)) {
                (Some(a), Some(b)) => Ok(Value::bool(CompareOp::$op.holds(a.cmp(b)))),
                _ => Ok(Value::NOT_IMPLEMENTED),
            }
        }
    )*};
}

comparison! { lt Lt; le Le; eq Eq; ne Ne; gt Gt; ge Ge; }

/// Bytes of `contents` at `count` places from `start`, `step` apart.
pub fn picked(contents: &[u8], start: i64, step: i64, count: usize) -> Vec<u8> {
    if step == 1 {
        return contents[start as usize..start as usize + count].to_vec();
    }
    (0..count as i64).map(|i| contents[(start + step * i) as usize]).collect()
}

fn get_item(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (contents, key) = (args.get(0), args.get(1));
    let length = receiver(t, &contents).len();
    let bytearray = super::is_bytearray(t, contents);
    let index = if key.is_small() {
        key.as_small()
    } else if key.has_shape(shape_id::SLICE) {
        let (start, _, step, count) = slice::indices(t, key, length)?;
        let whole = slice_of(t, &contents).unwrap_or(&[]);
        if step == 1 && count == whole.len() {
            return unchanged(t, contents);
        }
        // Python code of the slice's bounds may have shortened a bytearray.
        let count = if receiver(t, &contents).len() < length { 0 } else { count };
        if step == 1 {
            let start = start as usize;
            return like(t, contents, &whole[start..start + count]);
        }
        let out = picked(whole, start, step, count);
        return like(t, contents, &out);
    } else if ops::lookup_special(t, key, t.names.index).is_some() {
        let exact = ops::index_value(t, key)?;
        match int::to_i64(exact) {
            Some(index) => index,
            None => return Err(t.index_error("cannot fit 'int' into an index-sized integer")),
        }
    } else {
        let kind = if bytearray { "bytearray" } else { "byte" };
        let message = format!("{kind} indices must be integers or slices, not {}", t.type_name(key));
        return Err(t.type_error(message));
    };
    let whole = receiver(t, &contents);
    let wrapped = if index < 0 { index.wrapping_add(whole.len() as i64) } else { index };
    match usize::try_from(wrapped).ok().and_then(|at| whole.get(at)) {
        Some(byte) => Ok(Value::small(i64::from(*byte))),
        None => Err(t.index_error(if bytearray { "bytearray index out of range" } else { "index out of range" })),
    }
}

fn hash(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let mut hash = field!(v, Bytes, hash);
    if hash == 0 {
        hash = string::hash_bytes(t, bytes(&v));
        // SAFETY: the cache field of a live bytes object.
        unsafe { (*v.cast::<Bytes>()).hash = hash }
    }
    Ok(t.int(hash as i64))
}

fn repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let contents = args.get(0);
    let text = repr_text(receiver(t, &contents));
    string::try_new_wtf8(t, text.as_bytes())
}

fn iter(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(iterator::new(t, args.get(0)))
}

fn to_bytes(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(to_exact(t, args.get(0)))
}

fn get_new_args(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let exact = to_exact(t, args.get(0));
    Ok(tuple::new(t, &[exact]))
}

fn sizeof(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let contents = args.get(0);
    Ok(Value::small(33 + receiver(t, &contents).len() as i64))
}

pub(super) static SHARED: &[NativeDef] = &[
    NativeDef::slot("__len__", 0, len),
    NativeDef::slot("__add__", 1, add),
    NativeDef::slot("__mul__", 1, mul),
    NativeDef::slot("__rmul__", 1, mul),
    NativeDef::slot("__mod__", 1, modulo),
    NativeDef::slot("__rmod__", 1, rmodulo),
    NativeDef::slot("__lt__", 1, lt),
    NativeDef::slot("__le__", 1, le),
    NativeDef::slot("__eq__", 1, eq),
    NativeDef::slot("__ne__", 1, ne),
    NativeDef::slot("__gt__", 1, gt),
    NativeDef::slot("__ge__", 1, ge),
    NativeDef::slot("__getitem__", 1, get_item),
    NativeDef::slot("__iter__", 0, iter),
    NativeDef::method("__sizeof__", 0, 0, sizeof),
];

static METHODS: &[NativeDef] = &[
    NativeDef::slot("__hash__", 0, hash),
    NativeDef::slot("__repr__", 0, repr),
    NativeDef::slot("__str__", 0, repr),
    NativeDef::method("__bytes__", 0, 0, to_bytes),
    NativeDef::method("__getnewargs__", 0, 0, get_new_args),
];

pub(super) fn init(t: &mut Thread) {
    let class = t.types.bytes;
    types::add_methods(t, class, METHODS);
}
