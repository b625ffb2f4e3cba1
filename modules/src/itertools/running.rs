//! `accumulate`, `batched`, `pairwise`.

use crate::support::{ClassDef, check_arguments, words};
use taipan_runtime::layout::TYPE_BASE;
use taipan_runtime::native::Bind;
use taipan_runtime::objects::{list, tuple};
use taipan_runtime::ops::BinaryOp;
use taipan_runtime::{Args, Raised, Thread, Value, ops};

/// Words: the iterator, the function or None, the total so far (HOLE before the first), the initial value (HOLE: none).
fn accumulate_new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    let [iterable, function, initial] = args.bind(t, "accumulate", ["iterable", "func", "initial"], Bind::required(1).keyword_from(2))?;
    let iterator = ops::iterate(t, iterable.unwrap_or(Value::NONE))?;
    let initial = initial.filter(|v| !v.is_none()).unwrap_or(Value::HOLE);
    Ok(words::new(t, class, 0, &[iterator, function.unwrap_or(Value::NONE), Value::HOLE, initial]))
}

fn accumulate_next(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    let initial = words::get(v, 3);
    if !initial.is_hole() {
        words::set(t, v, 3, Value::HOLE);
        words::set(t, v, 2, initial);
        return Ok(initial);
    }
    let item = ops::next(t, words::get(v, 0))?;
    if item.is_hole() {
        return Ok(item);
    }
    let (function, total) = (words::get(v, 1), words::get(v, 2));
    let total = if total.is_hole() {
        item
    } else if function.is_none() {
        ops::binary(t, BinaryOp::Add, total, item)?
    } else {
        ops::call(t, function, &[total, item])?
    };
    words::set(t, v, 2, total);
    Ok(total)
}

/// Words: the iterator (None at the end), the batch size, whether it is strict.
fn batched_new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    let [iterable, n, strict] = args.bind(t, "batched", ["iterable", "n", "strict"], Bind::required(2).keyword_from(2))?;
    let n = ops::index(t, n.unwrap_or(Value::NONE))?;
    let strict = strict.map_or(Ok(false), |v| ops::truth(t, v))?;
    if n < 1 {
        return Err(t.value_error("n must be at least one"));
    }
    let iterator = ops::iterate(t, iterable.unwrap_or(Value::NONE))?;
    let n = Value::try_small(n).unwrap_or(Value::small(taipan_runtime::value::SMALL_MAX));
    Ok(words::new(t, class, 0, &[iterator, n, Value::bool(strict)]))
}

fn batched_next(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    let iterator = words::get(v, 0);
    if iterator.is_none() {
        return Ok(Value::HOLE);
    }
    let n = words::get(v, 1).as_small();
    let batch = list::with_capacity(t, n.min(64) as usize);
    while (list::len(batch) as i64) < n {
        let item = match ops::next(t, iterator) {
            Ok(item) => item,
            Err(raised) => {
                words::set(t, v, 0, Value::NONE);
                return Err(raised);
            }
        };
        if item.is_hole() {
            words::set(t, v, 0, Value::NONE);
            break;
        }
        list::push(t, batch, item);
    }
    if list::len(batch) == 0 {
        return Ok(Value::HOLE);
    }
    if (list::len(batch) as i64) < n && words::get(v, 2) == Value::TRUE {
        return Err(t.value_error("batched(): incomplete batch"));
    }
    Ok(tuple::from_list(t, batch))
}

/// Words: the iterator (None at the end), the previous item (HOLE before the first).
fn pairwise_new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    check_arguments(t, args, "pairwise", 1, 1)?;
    let iterator = ops::iterate(t, args.get(0))?;
    Ok(words::new(t, class, 0, &[iterator, Value::HOLE]))
}

fn pairwise_next(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    let iterator = words::get(v, 0);
    if iterator.is_none() {
        return Ok(Value::HOLE);
    }
    let mut old = words::get(v, 1);
    if old.is_hole() {
        old = ops::next(t, iterator)?;
        if old.is_hole() {
            words::set(t, v, 0, Value::NONE);
            return Ok(old);
        }
        // The call may have come here again (an iterator that uses its own pairs): the newer item counts then.
        words::set(t, v, 1, old);
        if words::get(v, 0).is_none() {
            return Ok(Value::HOLE);
        }
    }
    let new = ops::next(t, iterator)?;
    if new.is_hole() {
        words::set(t, v, 0, Value::NONE);
        words::set(t, v, 1, Value::HOLE);
        return Ok(new);
    }
    words::set(t, v, 1, new);
    Ok(tuple::new(t, &[old, new]))
}

pub static CLASSES: &[ClassDef] = &[
    ClassDef {
        flags: TYPE_BASE,
        new: Some(accumulate_new),
        next: Some(accumulate_next),
        doc: "Return series of accumulated sums (or other binary function results).",
        ..ClassDef::new("itertools", "accumulate")
    },
    ClassDef {
        flags: TYPE_BASE,
        new: Some(batched_new),
        next: Some(batched_next),
        doc: "Batch data into tuples of length n. The last batch may be shorter than n.",
        ..ClassDef::new("itertools", "batched")
    },
    ClassDef {
        flags: TYPE_BASE,
        new: Some(pairwise_new),
        next: Some(pairwise_next),
        doc: "Return an iterator of overlapping pairs taken from the input iterator.",
        ..ClassDef::new("itertools", "pairwise")
    },
];
