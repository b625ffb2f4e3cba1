//! `all`, `any`, `sum`, `min`, `max`, `sorted`: functions that walk an iterable.
//!
//! Exact lists and tuples are walked by index (re-reading the storage each time, for whatever is
//! called may change it), which costs no iterator and no call per item.

use taipan_runtime::layout::shape_id as id;
use taipan_runtime::native::Intrinsic;
use taipan_runtime::objects::{float, list, string, tuple};
use taipan_runtime::ops::{self, BinaryOp, CompareOp};
use taipan_runtime::{Args, NativeDef, Raised, Thread, Value};

/// Steps through an iterable, natively where its items lie in memory.
enum Walk {
    List(Value, usize),
    Tuple(Value, usize),
    Iterator(Value),
}

impl Walk {
    fn over(t: &mut Thread, iterable: Value) -> Result<Walk, Raised> {
        Ok(match t.shape_of(iterable) {
            id::LIST => Walk::List(iterable, 0),
            id::TUPLE => Walk::Tuple(iterable, 0),
            _ => Walk::Iterator(ops::iterate(t, iterable)?),
        })
    }
    /// The next item, or HOLE.
    #[inline(always)]
    fn next(&mut self, t: &mut Thread) -> Result<Value, Raised> {
        match self {
            Walk::List(l, i) => {
                *i += 1;
                Ok(list::items(l).get(*i - 1).copied().unwrap_or(Value::HOLE))
            }
            Walk::Tuple(v, i) => {
                *i += 1;
                Ok(tuple::items(v).get(*i - 1).copied().unwrap_or(Value::HOLE))
            }
            Walk::Iterator(iterator) => ops::next(t, *iterator),
        }
    }
}

fn all(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let mut walk = Walk::over(t, args.get(0))?;
    loop {
        let v = walk.next(t)?;
        if v.is_hole() {
            return Ok(Value::TRUE);
        }
        if !ops::truth(t, v)? {
            return Ok(Value::FALSE);
        }
    }
}

fn any(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let mut walk = Walk::over(t, args.get(0))?;
    loop {
        let v = walk.next(t)?;
        if v.is_hole() {
            return Ok(Value::FALSE);
        }
        if ops::truth(t, v)? {
            return Ok(Value::TRUE);
        }
    }
}

/// A float sum with the error of each addition kept beside it (Neumaier's variant of Kahan's method), as
/// CPython sums floats.
struct Compensated {
    high: f64,
    low: f64,
}

impl Compensated {
    fn add(&mut self, x: f64) {
        let sum = self.high + x;
        if self.high.abs() >= x.abs() {
            self.low += (self.high - sum) + x;
        } else {
            self.low += (x - sum) + self.high;
        }
        self.high = sum;
    }
    fn total(&self) -> f64 {
        if self.low != 0.0 && self.low.is_finite() {
            self.high + self.low
        } else {
            self.high
        }
    }
}

fn sum(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    if args.len() > 2 {
        return Err(t.type_error(format!("sum() takes at most 2 arguments ({} given)", args.len())));
    }
    let Some(iterable) = args.opt(0) else {
        return Err(t.type_error("sum() takes at least 1 positional argument (0 given)"));
    };
    let mut start = args.opt(1);
    for (name, v) in args.keywords() {
        if string::bytes(&name) != b"start" {
            let name = string::to_string_lossy(name);
            return Err(t.type_error(format!("sum() got an unexpected keyword argument '{name}'")));
        }
        if start.is_some() {
            return Err(t.type_error("argument for sum() given by name ('start') and position (2)"));
        }
        start = Some(v);
    }
    let start = start.unwrap_or(Value::ZERO);
    for (class, text) in [
        (t.types.str, "sum() can't sum strings [use ''.join(seq) instead]"),
        (t.types.bytes, "sum() can't sum bytes [use b''.join(seq) instead]"),
        (t.types.bytearray, "sum() can't sum bytearray [use b''.join(seq) instead]"),
    ] {
        if taipan_runtime::types::is_instance(t, start, class) {
            return Err(t.type_error(text));
        }
    }
    if start.is_small()
        && matches!(iterable.shape_or_zero(), id::BYTES | id::BYTEARRAY)
        && let Some(contents) = taipan_runtime::objects::bytes::slice_of(t, &iterable)
    {
        // At most 255 each: no sum of what fits in memory is beyond 63 bits.
        let total: i64 = contents.iter().map(|b| i64::from(*b)).sum();
        let total = t.int(total);
        return ops::binary(t, BinaryOp::Add, start, total);
    }
    let mut walk = Walk::over(t, iterable)?;
    sum_ints(t, &mut walk, start)
}

/// Sums while everything is an int of one word, then goes on in general.
fn sum_ints(t: &mut Thread, walk: &mut Walk, start: Value) -> Result<Value, Raised> {
    let mut total: i64 = match t.shape_of(start) {
        id::INT => start.as_small(),
        id::FLOAT => return sum_floats(t, walk, start),
        _ => return sum_any(t, walk, start, None),
    };
    loop {
        let v = walk.next(t)?;
        if v.is_hole() {
            return Ok(t.int(total));
        }
        let item = match v {
            v if v.is_small() => v.as_small(),
            Value::TRUE => 1,
            Value::FALSE => 0,
            v if float::is_exact(v) => {
                let so_far = t.float(total as f64);
                if total.unsigned_abs() >> 53 != 0 {
                    let exact = t.int(total);
                    return sum_any(t, walk, exact, Some(v));
                }
                return sum_floats_from(t, walk, so_far, Some(v));
            }
            v => {
                let so_far = t.int(total);
                return sum_any(t, walk, so_far, Some(v));
            }
        };
        match total.checked_add(item) {
            Some(next) => total = next,
            None => {
                let so_far = t.int(total);
                return sum_any(t, walk, so_far, Some(v));
            }
        }
    }
}

fn sum_floats(t: &mut Thread, walk: &mut Walk, start: Value) -> Result<Value, Raised> {
    sum_floats_from(t, walk, start, None)
}

fn sum_floats_from(t: &mut Thread, walk: &mut Walk, start: Value, mut first: Option<Value>) -> Result<Value, Raised> {
    let mut total = Compensated {
        high: float::value(start).unwrap_or(0.0),
        low: 0.0,
    };
    loop {
        let v = match first.take() {
            Some(v) => v,
            None => walk.next(t)?,
        };
        if v.is_hole() {
            return Ok(t.float(total.total()));
        }
        if float::is_exact(v) {
            total.add(float::value(v).unwrap_or(0.0));
        } else if v.is_small() {
            total.add(v.as_small() as f64);
        } else {
            let so_far = t.float(total.total());
            return sum_any(t, walk, so_far, Some(v));
        }
    }
}

fn sum_any(t: &mut Thread, walk: &mut Walk, start: Value, mut first: Option<Value>) -> Result<Value, Raised> {
    let mut total = start;
    let mut changed = first.is_some();
    loop {
        let v = match first.take() {
            Some(v) => v,
            None => walk.next(t)?,
        };
        if v.is_hole() {
            return Ok(total);
        }
        // The first sum is a new object; later ones may be extended in place only by types that say so.
        total = ops::binary(t, BinaryOp::Add, total, v)?;
        if !changed && float::is_exact(total) {
            return sum_floats(t, walk, total);
        }
        changed = true;
    }
}

/// `min` and `max`: the first of the extreme items.
fn extreme(t: &mut Thread, args: Args, name: &'static str, op: CompareOp) -> Result<Value, Raised> {
    let (mut key, mut default) = (None, None);
    for (keyword, v) in args.keywords() {
        match string::bytes(&keyword) {
            b"key" => key = Some(v).filter(|v| !v.is_none()),
            b"default" => default = Some(v),
            other => {
                let text = String::from_utf8_lossy(other).into_owned();
                return Err(t.type_error(format!("{name}() got an unexpected keyword argument '{text}'")));
            }
        }
    }
    if args.positional().is_empty() {
        return Err(t.type_error(format!("{name} expected at least 1 argument, got 0")));
    }
    if args.len() > 1 {
        if default.is_some() {
            return Err(t.type_error(format!("Cannot specify a default for {name}() with multiple positional arguments")));
        }
        if key.is_none() {
            let mut best = args.get(0);
            for &v in &args.positional()[1..] {
                if beats(t, op, v, best)? {
                    best = v;
                }
            }
            return Ok(best);
        }
    }
    let mut walk = if args.len() > 1 {
        let all = tuple::new(t, args.positional());
        Walk::Tuple(all, 0)
    } else {
        Walk::over(t, args.get(0))?
    };
    let first = walk.next(t)?;
    if first.is_hole() {
        return match default {
            Some(v) => Ok(v),
            None => Err(t.value_error(format!("{name}() iterable argument is empty"))),
        };
    }
    let Some(key) = key else { return extreme_plain(t, &mut walk, first, op) };
    let (mut best, mut best_key) = (first, ops::call(t, key, &[first])?);
    loop {
        let v = walk.next(t)?;
        if v.is_hole() {
            return Ok(best);
        }
        let k = ops::call(t, key, &[v])?;
        if beats(t, op, k, best_key)? {
            (best, best_key) = (v, k);
        }
    }
}

fn extreme_plain(t: &mut Thread, walk: &mut Walk, first: Value, op: CompareOp) -> Result<Value, Raised> {
    let mut best = first;
    loop {
        let v = walk.next(t)?;
        if v.is_hole() {
            return Ok(best);
        }
        if beats(t, op, v, best)? {
            best = v;
        }
    }
}

#[inline(always)]
fn beats(t: &mut Thread, op: CompareOp, v: Value, best: Value) -> Result<bool, Raised> {
    if v.both_small(best) {
        return Ok(op.holds((v.0 as i64).cmp(&(best.0 as i64))));
    }
    let result = ops::compare(t, op, v, best)?;
    ops::truth(t, result)
}

fn min(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    extreme(t, args, "min", CompareOp::Lt)
}
fn max(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    extreme(t, args, "max", CompareOp::Gt)
}

fn sorted(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    if args.len() != 1 {
        return Err(t.type_error(format!("sorted expected 1 argument, got {}", args.len())));
    }
    let (mut key, mut reverse) = (None, false);
    for (name, v) in args.keywords() {
        match string::bytes(&name) {
            b"key" => key = Some(v).filter(|v| !v.is_none()),
            b"reverse" => reverse = ops::truth(t, v)?,
            other => {
                let text = String::from_utf8_lossy(other).into_owned();
                return Err(t.type_error(format!("sort() got an unexpected keyword argument '{text}'")));
            }
        }
    }
    list::sorted(t, args.get(0), key, reverse)
}

pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::function("all", 1, 1, all)
        .tries()
        .doc("Return True if bool(x) is True for all values x in the iterable."),
    NativeDef::function("any", 1, 1, any)
        .tries()
        .doc("Return True if bool(x) is True for any x in the iterable."),
    NativeDef::function("max", 1, NativeDef::MANY, max)
        .tries()
        .intrinsic(Intrinsic::Max)
        .keywords()
        .doc("Return the biggest item, or the largest argument."),
    NativeDef::function("min", 1, NativeDef::MANY, min)
        .tries()
        .intrinsic(Intrinsic::Min)
        .keywords()
        .doc("Return the smallest item, or the smallest argument."),
    NativeDef::function("sorted", 1, 1, sorted)
        .tries()
        .keywords()
        .doc("Return a new list containing all items from the iterable in ascending order."),
    NativeDef::function("sum", 1, 2, sum)
        .tries()
        .keywords()
        .doc("Return the sum of a 'start' value (default: 0) plus an iterable of numbers"),
];
