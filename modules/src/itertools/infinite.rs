//! `count`, `cycle`, `repeat`.

use crate::support::{ClassDef, check_arguments, repr_text, words};
use taipan_runtime::layout::TYPE_BASE;
use taipan_runtime::native::{Bind, NativeDef};
use taipan_runtime::objects::{float, int, list};
use taipan_runtime::ops::BinaryOp;
use taipan_runtime::{Args, Raised, Thread, Value, ops};

/// Words of `count`: the next number, the step.
fn count_new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    let [start, step] = args.bind(t, "count", ["start", "step"], Bind::required(0))?;
    let (start, step) = (start.unwrap_or(Value::ZERO), step.unwrap_or(Value::small(1)));
    for v in [start, step] {
        if !is_number(t, v) {
            return Err(t.type_error("a number is required"));
        }
    }
    Ok(words::new(t, class, 0, &[start, step]))
}

fn is_number(t: &mut Thread, v: Value) -> bool {
    if int::is_int(t, v) || float::is_float(t, v) {
        return true;
    }
    let (index, float) = (t.names.index, t.names.float);
    let complex = t.names.complex;
    [index, float, complex].into_iter().any(|name| ops::lookup_special(t, v, name).is_some())
}

fn count_next(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    let (current, step) = (words::get(v, 0), words::get(v, 1));
    let next = if current.both_small(step) {
        t.int(current.as_small() + step.as_small())
    } else {
        ops::binary(t, BinaryOp::Add, current, step)?
    };
    words::set(t, v, 0, next);
    Ok(current)
}

fn count_repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let (current, step) = (words::get(v, 0), words::get(v, 1));
    let name = taipan_runtime::types::name(t.class_of(v));
    let shown = repr_text(t, current)?;
    let text = if step == Value::small(1) {
        format!("{name}({shown})")
    } else {
        let step = repr_text(t, step)?;
        format!("{name}({shown}, {step})")
    };
    Ok(t.str(&text))
}

/// Words of `cycle`: the iterator (None when it is used up), the list of what it gave. The raw word is the index.
fn cycle_new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    check_arguments(t, args, "cycle", 1, 1)?;
    let iterator = ops::iterate(t, args.get(0))?;
    let saved = list::new(t, &[]);
    Ok(words::new(t, class, 0, &[iterator, saved]))
}

fn cycle_next(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    let (iterator, saved) = (words::get(v, 0), words::get(v, 1));
    if !iterator.is_none() {
        let item = ops::next(t, iterator)?;
        if !item.is_hole() {
            list::push(t, saved, item);
            return Ok(item);
        }
        words::set(t, v, 0, Value::NONE);
    }
    let n = list::len(saved);
    if n == 0 {
        return Ok(Value::HOLE);
    }
    let i = words::raw(v) as usize % n;
    words::set_raw(v, i as u64 + 1);
    Ok(list::get(saved, i))
}

/// Word of `repeat`: the object. The raw word is how often it is still given, -1 without end.
fn repeat_new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    let [object, times] = args.bind(t, "repeat", ["object", "times"], Bind::required(1))?;
    let times = match times {
        None => -1,
        Some(v) => ops::index(t, v)?.max(0),
    };
    Ok(words::new(t, class, times as u64, &[object.unwrap_or(Value::NONE)]))
}

fn repeat_next(_: &mut Thread, v: Value) -> Result<Value, Raised> {
    let left = words::raw(v) as i64;
    if left == 0 {
        return Ok(Value::HOLE);
    }
    if left > 0 {
        words::set_raw(v, left as u64 - 1);
    }
    Ok(words::get(v, 0))
}

fn repeat_repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let name = taipan_runtime::types::name(t.class_of(v));
    let shown = repr_text(t, words::get(v, 0))?;
    let left = words::raw(v) as i64;
    let text = if left < 0 {
        format!("{name}({shown})")
    } else {
        format!("{name}({shown}, {left})")
    };
    Ok(t.str(&text))
}

fn repeat_hint(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let left = words::raw(args.get(0)) as i64;
    if left < 0 {
        return Err(t.type_error("len() of unsized object"));
    }
    Ok(t.int(left))
}

pub static CLASSES: &[ClassDef] = &[
    ClassDef {
        flags: TYPE_BASE,
        new: Some(count_new),
        next: Some(count_next),
        methods: &[NativeDef::slot("__repr__", 0, count_repr)],
        doc: "Return a count object whose .__next__() method returns consecutive values.",
        ..ClassDef::new("itertools", "count")
    },
    ClassDef {
        flags: TYPE_BASE,
        new: Some(cycle_new),
        next: Some(cycle_next),
        doc: "Return elements from the iterable until it is exhausted. Then repeat the sequence indefinitely.",
        ..ClassDef::new("itertools", "cycle")
    },
    ClassDef {
        flags: TYPE_BASE,
        new: Some(repeat_new),
        next: Some(repeat_next),
        methods: &[
            NativeDef::slot("__repr__", 0, repeat_repr),
            NativeDef::method("__length_hint__", 0, 0, repeat_hint),
        ],
        doc: "Create an iterator which returns the object for the specified number of times, endlessly without one.",
        ..ClassDef::new("itertools", "repeat")
    },
];
