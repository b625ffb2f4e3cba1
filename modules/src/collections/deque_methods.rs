//! What a deque does as a sequence: items by index, searching, comparing, joining.

use super::deque::{append_item, empty, extend_with, is_deque};
use super::ring;
use crate::support::repr_text;
use taipan_runtime::native::NativeDef;
use taipan_runtime::objects::{instance, int, tuple};
use taipan_runtime::ops::CompareOp;
use taipan_runtime::{Args, Raised, Thread, Value, ops};

fn len(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(Value::small(ring::len(args.get(0)) as i64))
}

fn item_index(t: &mut Thread, d: Value, key: Value) -> Result<usize, Raised> {
    let name = t.names.index;
    if !int::is_int(t, key) && ops::lookup_special(t, key, name).is_none() {
        let message = format!("sequence index must be integer, not '{}'", t.type_name(key));
        return Err(t.type_error(message));
    }
    let n = ring::len(d) as i64;
    let exact = ops::index_value(t, key)?;
    let i = int::to_i64(exact).map(|i| if i < 0 { i + n } else { i });
    match i {
        Some(i) if (0..n).contains(&i) => Ok(i as usize),
        _ => Err(t.index_error("deque index out of range")),
    }
}

fn getitem(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let i = item_index(t, args.get(0), args.get(1))?;
    Ok(ring::get(args.get(0), i))
}
fn setitem(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let i = item_index(t, args.get(0), args.get(1))?;
    ring::set(t, args.get(0), i, args.get(2));
    Ok(Value::NONE)
}
fn delitem(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let i = item_index(t, args.get(0), args.get(1))?;
    ring::remove(t, args.get(0), i);
    ring::changed(t, args.get(0));
    Ok(Value::NONE)
}

fn mutated(t: &mut Thread) -> Raised {
    t.runtime_error("deque mutated during iteration")
}

/// First index in `from..to` whose item equals `v`.
fn find(t: &mut Thread, d: Value, v: Value, from: usize, to: usize) -> Result<Option<usize>, Raised> {
    let version = ring::version(d);
    let mut i = from;
    while i < to.min(ring::len(d)) {
        let same = ops::same_or_equal(t, ring::get(d, i), v)?;
        if same {
            return Ok(Some(i));
        }
        if ring::version(d) != version {
            return Err(mutated(t));
        }
        i += 1;
    }
    Ok(None)
}

fn contains(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    find(t, args.get(0), args.get(1), 0, usize::MAX).map(|i| Value::bool(i.is_some()))
}

fn count(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (d, v) = (args.get(0), args.get(1));
    let version = ring::version(d);
    let mut n = 0;
    for i in 0..ring::len(d) {
        n += i64::from(ops::same_or_equal(t, ring::get(d, i), v)?);
        if ring::version(d) != version {
            return Err(mutated(t));
        }
    }
    Ok(Value::small(n))
}

fn index(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (d, v) = (args.get(0), args.get(1));
    let n = ring::len(d) as i64;
    let mut bound = |i: usize, default: i64| -> Result<usize, Raised> {
        let at = args.opt(i).map_or(Ok(default), |v| ops::index_clipped(t, v))?;
        Ok(if at < 0 { (at + n).max(0) } else { at.min(n) } as usize)
    };
    let (from, to) = (bound(2, 0)?, bound(3, n)?);
    match find(t, d, v, from, to)? {
        Some(i) => Ok(Value::small(i as i64)),
        None => {
            let shown = repr_text(t, v)?;
            Err(t.value_error(format!("{shown} is not in deque")))
        }
    }
}

fn insert(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let d = args.get(0);
    let at = ops::index(t, args.get(1))?;
    let n = ring::len(d);
    if n >= ring::maximum(d) {
        return Err(t.index_error("deque already at its maximum size"));
    }
    let i = if at < 0 { (at + n as i64).max(0) as usize } else { (at as usize).min(n) };
    ring::insert(t, d, i, args.get(2));
    ring::changed(t, d);
    Ok(Value::NONE)
}

fn remove(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let d = args.get(0);
    let version = ring::version(d);
    let found = find(t, d, args.get(1), 0, usize::MAX);
    let found = match found {
        Err(_) if ring::version(d) != version && t.pending_is(t.exceptions.runtime_error) => {
            t.take_pending();
            return Err(t.index_error("deque mutated during remove()."));
        }
        found => found?,
    };
    match found {
        Some(i) => {
            ring::remove(t, d, i);
            ring::changed(t, d);
            Ok(Value::NONE)
        }
        None => Err(t.value_error("deque.remove(x): x not in deque")),
    }
}

fn reverse(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let d = args.get(0);
    let n = ring::len(d);
    for i in 0..n / 2 {
        let (a, b) = (ring::get(d, i), ring::get(d, n - 1 - i));
        ring::set(t, d, i, b);
        ring::set(t, d, n - 1 - i, a);
    }
    Ok(Value::NONE)
}

fn rotate(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let d = args.get(0);
    let steps = args.opt(1).map_or(Ok(1), |v| ops::index(t, v))?;
    let n = ring::len(d) as i64;
    if n > 1 {
        ring::rotate(t, d, steps.rem_euclid(n) as usize);
    }
    ring::changed(t, d);
    Ok(Value::NONE)
}

fn clear(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    ring::clear(t, args.get(0));
    ring::changed(t, args.get(0));
    Ok(Value::NONE)
}

fn copy_of(t: &mut Thread, d: Value) -> Result<Value, Raised> {
    let class = t.class_of(d);
    let maximum = ring::maximum_value(d);
    if class == crate::support::place(t, crate::support::Place::Deque) {
        let new = empty(t, maximum);
        for i in 0..ring::len(d) {
            ring::push_back(t, new, ring::get(d, i));
        }
        return Ok(new);
    }
    if maximum.is_none() {
        ops::call(t, class, &[d])
    } else {
        ops::call(t, class, &[d, maximum])
    }
}

fn copy(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    copy_of(t, args.get(0))
}

fn add(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (d, other) = (args.get(0), args.get(1));
    if !is_deque(t, other) {
        let message = format!("can only concatenate deque (not \"{}\") to deque", t.type_name(other));
        return Err(t.type_error(message));
    }
    let new = copy_of(t, d)?;
    extend_with(t, new, other)?;
    Ok(new)
}

fn iadd(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    extend_with(t, args.get(0), args.get(1))?;
    Ok(args.get(0))
}

fn repeat_in_place(t: &mut Thread, d: Value, times: Value) -> Result<(), Raised> {
    let times = ops::index(t, times)?;
    let n = ring::len(d);
    if times <= 0 {
        ring::clear(t, d);
    } else if n > 0 {
        if (n as i64)
            .checked_mul(times)
            .is_none_or(|total| total > 1 << 40 && ring::maximum(d) == usize::MAX)
        {
            return Err(t.memory_error());
        }
        // With a maximal length only the last items stay: whole rounds before them change nothing.
        let rounds = match ring::maximum(d) {
            usize::MAX => times,
            m => times.min(m as i64 / n as i64 + 2),
        };
        let round = ops::collect_list(t, d)?;
        for _ in 1..rounds {
            for i in 0..n {
                append_item(t, d, taipan_runtime::objects::list::get(round, i));
            }
        }
    }
    ring::changed(t, d);
    Ok(())
}

fn not_a_count(t: &mut Thread, v: Value) -> bool {
    let name = t.names.index;
    !int::is_int(t, v) && ops::lookup_special(t, v, name).is_none()
}

fn mul(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    if not_a_count(t, args.get(1)) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let new = copy_of(t, args.get(0))?;
    repeat_in_place(t, new, args.get(1))?;
    Ok(new)
}
fn imul(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    if not_a_count(t, args.get(1)) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    repeat_in_place(t, args.get(0), args.get(1))?;
    Ok(args.get(0))
}

fn compare(t: &mut Thread, args: Args, op: CompareOp) -> Result<Value, Raised> {
    let (a, b) = (args.get(0), args.get(1));
    if !is_deque(t, b) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let (n, m) = (ring::len(a), ring::len(b));
    if a == b {
        return Ok(Value::bool(matches!(op, CompareOp::Eq | CompareOp::Le | CompareOp::Ge)));
    }
    if n != m && matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(Value::bool(op == CompareOp::Ne));
    }
    let mut i = 0;
    while i < ring::len(a) && i < ring::len(b) {
        let (x, y) = (ring::get(a, i), ring::get(b, i));
        if !ops::same_or_equal(t, x, y)? {
            return match op {
                CompareOp::Eq => Ok(Value::FALSE),
                CompareOp::Ne => Ok(Value::TRUE),
                _ => ops::compare(t, op, x, y),
            };
        }
        i += 1;
    }
    Ok(Value::bool(op.holds(n.cmp(&m))))
}

macro_rules! comparisons {
    ($($name:ident $op:ident;)*) => {
        $(fn $name(t: &mut Thread, args: Args) -> Result<Value, Raised> { compare(t, args, CompareOp::$op) })*
    };
}
comparisons! { lt Lt; le Le; eq Eq; ne Ne; gt Gt; ge Ge; }

fn reduce(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let d = args.get(0);
    let class = t.class_of(d);
    let maximum = ring::maximum_value(d);
    let arguments = if maximum.is_none() {
        t.empty_tuple
    } else {
        tuple::new(t, &[t.empty_tuple, maximum])
    };
    let state = if instance::has_dict(t, d) {
        let own = instance::attributes(t, d);
        if taipan_runtime::objects::dict::len(own) == 0 { Value::NONE } else { own }
    } else {
        Value::NONE
    };
    let iterator = ops::iterate(t, d)?;
    Ok(tuple::new(t, &[class, arguments, state, iterator]))
}

pub static METHODS: &[NativeDef] = &[
    NativeDef::slot("__len__", 0, len),
    NativeDef::slot("__getitem__", 1, getitem),
    NativeDef::slot("__setitem__", 2, setitem),
    NativeDef::slot("__delitem__", 1, delitem),
    NativeDef::slot("__contains__", 1, contains),
    NativeDef::method("count", 1, 1, count).doc("Return number of occurrences of value."),
    NativeDef::method("index", 1, 3, index).doc("Return first index of value."),
    NativeDef::method("insert", 2, 2, insert).doc("Insert value before index."),
    NativeDef::method("remove", 1, 1, remove).doc("Remove first occurrence of value."),
    NativeDef::method("reverse", 0, 0, reverse).doc("Reverse *IN PLACE*."),
    NativeDef::method("rotate", 0, 1, rotate).doc("Rotate the deque n steps to the right. If n is negative, rotates left."),
    NativeDef::method("clear", 0, 0, clear).doc("Remove all elements from the deque."),
    NativeDef::method("copy", 0, 0, copy).doc("Return a shallow copy of a deque."),
    NativeDef::method("__copy__", 0, 0, copy).doc("Return a shallow copy of a deque."),
    NativeDef::method("__reduce__", 0, 0, reduce).doc("Return state information for pickling."),
    NativeDef::slot("__add__", 1, add),
    NativeDef::slot("__iadd__", 1, iadd),
    NativeDef::slot("__mul__", 1, mul),
    NativeDef::slot("__rmul__", 1, mul),
    NativeDef::slot("__imul__", 1, imul),
    NativeDef::slot("__lt__", 1, lt),
    NativeDef::slot("__le__", 1, le),
    NativeDef::slot("__eq__", 1, eq),
    NativeDef::slot("__ne__", 1, ne),
    NativeDef::slot("__gt__", 1, gt),
    NativeDef::slot("__ge__", 1, ge),
];
