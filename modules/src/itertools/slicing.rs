//! `islice`.

use crate::support::{ClassDef, check_arguments, words};
use taipan_runtime::layout::TYPE_BASE;
use taipan_runtime::objects::int;
use taipan_runtime::{Args, Raised, Thread, Value, ops};

// Words: the iterator (None at the end), the index of the next item wanted, the stop (None: no end), the step; the
// raw word counts the items taken from the iterator.
const ITERATOR: usize = 0;
const WANTED: usize = 1;
const STOP: usize = 2;
const STEP: usize = 3;

/// None or an int from `least` to the largest index, else a ValueError with the text.
fn bound(t: &mut Thread, v: Value, least: i64, message: &str) -> Result<Option<i64>, Raised> {
    if v.is_none() {
        return Ok(None);
    }
    let index = if int::is_int(t, v) || {
        let name = t.names.index;
        ops::lookup_special(t, v, name).is_some()
    } {
        ops::index(t, v)
    } else {
        Ok(-1)
    };
    match index {
        Ok(i) if i >= least && Value::try_small(i).is_some() => Ok(Some(i)),
        Ok(i) if i >= least => Ok(Some(taipan_runtime::value::SMALL_MAX)),
        Ok(_) => Err(t.value_error(message)),
        Err(_) => {
            t.take_pending();
            Err(t.value_error(message))
        }
    }
}

fn new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    const STOP_TEXT: &str = "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
    const INDEX_TEXT: &str = "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
    const STEP_TEXT: &str = "Step for islice() must be a positive integer or None.";
    check_arguments(t, args, "islice", 2, 4)?;
    let (start, stop, step) = if args.len() == 2 {
        (0, bound(t, args.get(1), 0, STOP_TEXT)?, 1)
    } else {
        let stop = bound(t, args.get(2), 0, INDEX_TEXT)?;
        let start = bound(t, args.get(1), 0, INDEX_TEXT)?;
        let step = args.opt(3).map_or(Ok(None), |v| bound(t, v, 1, STEP_TEXT))?;
        (start.unwrap_or(0), stop, step.unwrap_or(1))
    };
    let iterator = ops::iterate(t, args.get(0))?;
    let stop = stop.map_or(Value::NONE, Value::small);
    Ok(words::new(t, class, 0, &[iterator, Value::small(start), stop, Value::small(step)]))
}

fn next(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    let iterator = words::get(v, ITERATOR);
    if iterator.is_none() {
        return Ok(Value::HOLE);
    }
    let wanted = words::get(v, WANTED).as_small();
    let stop = words::get(v, STOP);
    let mut taken = words::raw(v) as i64;
    while taken < wanted {
        let skipped = ops::next(t, iterator)?;
        if skipped.is_hole() {
            words::set(t, v, ITERATOR, Value::NONE);
            return Ok(Value::HOLE);
        }
        taken += 1;
        words::set_raw(v, taken as u64);
    }
    if !stop.is_none() && taken >= stop.as_small() {
        words::set(t, v, ITERATOR, Value::NONE);
        return Ok(Value::HOLE);
    }
    let item = ops::next(t, iterator)?;
    if item.is_hole() {
        words::set(t, v, ITERATOR, Value::NONE);
        return Ok(item);
    }
    words::set_raw(v, taken as u64 + 1);
    let mut after = Value::try_small(wanted.saturating_add(words::get(v, STEP).as_small())).unwrap_or(Value::small(taipan_runtime::value::SMALL_MAX));
    if !stop.is_none() && after.as_small() > stop.as_small() {
        after = stop;
    }
    words::set(t, v, WANTED, after);
    Ok(item)
}

pub static CLASSES: &[ClassDef] = &[ClassDef {
    flags: TYPE_BASE,
    new: Some(new),
    next: Some(next),
    doc: "islice(iterable, stop) --> islice object\nislice(iterable, start, stop[, step]) --> islice object",
    ..ClassDef::new("itertools", "islice")
}];
