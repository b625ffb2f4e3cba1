//! `compress`, `dropwhile`, `filterfalse`, `starmap`, `takewhile`.

use crate::support::{ClassDef, check_arguments, words};
use taipan_runtime::layout::TYPE_BASE;
use taipan_runtime::native::Bind;
use taipan_runtime::objects::tuple;
use taipan_runtime::{Args, Raised, Thread, Value, ops};

/// Words: the data's iterator, the selectors' iterator.
fn compress_new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    let [data, selectors] = args.bind(t, "compress", ["data", "selectors"], Bind::required(2))?;
    let data = ops::iterate(t, data.unwrap_or(Value::NONE))?;
    let selectors = ops::iterate(t, selectors.unwrap_or(Value::NONE))?;
    Ok(words::new(t, class, 0, &[data, selectors]))
}

fn compress_next(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    let (data, selectors) = (words::get(v, 0), words::get(v, 1));
    loop {
        let item = ops::next(t, data)?;
        if item.is_hole() {
            return Ok(item);
        }
        let selector = ops::next(t, selectors)?;
        if selector.is_hole() {
            return Ok(selector);
        }
        if ops::truth(t, selector)? {
            return Ok(item);
        }
    }
}

/// Words: the function, the iterator. The raw word is a flag.
fn function_and_iterator(t: &mut Thread, class: Value, args: Args, name: &str) -> Result<Value, Raised> {
    check_arguments(t, args, name, 2, 2)?;
    let iterator = ops::iterate(t, args.get(1))?;
    Ok(words::new(t, class, 0, &[args.get(0), iterator]))
}

fn takewhile_new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    function_and_iterator(t, class, args, "takewhile")
}
fn takewhile_next(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    if words::raw(v) != 0 {
        return Ok(Value::HOLE);
    }
    let item = ops::next(t, words::get(v, 1))?;
    if item.is_hole() {
        return Ok(item);
    }
    let good = ops::call(t, words::get(v, 0), &[item])?;
    if ops::truth(t, good)? {
        return Ok(item);
    }
    words::set_raw(v, 1);
    Ok(Value::HOLE)
}

fn dropwhile_new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    function_and_iterator(t, class, args, "dropwhile")
}
fn dropwhile_next(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    let iterator = words::get(v, 1);
    loop {
        let item = ops::next(t, iterator)?;
        if item.is_hole() || words::raw(v) != 0 {
            return Ok(item);
        }
        let dropped = ops::call(t, words::get(v, 0), &[item])?;
        if !ops::truth(t, dropped)? {
            words::set_raw(v, 1);
            return Ok(item);
        }
    }
}

fn filterfalse_new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    function_and_iterator(t, class, args, "filterfalse")
}
fn filterfalse_next(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    let (function, iterator) = (words::get(v, 0), words::get(v, 1));
    let by_truth = function.is_none() || function == t.types.bool;
    loop {
        let item = ops::next(t, iterator)?;
        if item.is_hole() {
            return Ok(item);
        }
        let judged = if by_truth { item } else { ops::call(t, function, &[item])? };
        if !ops::truth(t, judged)? {
            return Ok(item);
        }
    }
}

fn starmap_new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    function_and_iterator(t, class, args, "starmap")
}
fn starmap_next(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    let item = ops::next(t, words::get(v, 1))?;
    if item.is_hole() {
        return Ok(item);
    }
    let arguments = if tuple::is_tuple(t, item) { item } else { tuple::from_iterable(t, item)? };
    ops::call(t, words::get(v, 0), tuple::items(&arguments))
}

pub static CLASSES: &[ClassDef] = &[
    ClassDef {
        flags: TYPE_BASE,
        new: Some(compress_new),
        next: Some(compress_next),
        doc: "Return data elements corresponding to true selector elements.",
        ..ClassDef::new("itertools", "compress")
    },
    ClassDef {
        flags: TYPE_BASE,
        new: Some(dropwhile_new),
        next: Some(dropwhile_next),
        doc: "Drop items from the iterable while predicate(item) is true.",
        ..ClassDef::new("itertools", "dropwhile")
    },
    ClassDef {
        flags: TYPE_BASE,
        new: Some(filterfalse_new),
        next: Some(filterfalse_next),
        doc: "Return those items of iterable for which function(item) is false.",
        ..ClassDef::new("itertools", "filterfalse")
    },
    ClassDef {
        flags: TYPE_BASE,
        new: Some(starmap_new),
        next: Some(starmap_next),
        doc: "Return an iterator whose values are returned from the function evaluated with an argument tuple taken from the given sequence.",
        ..ClassDef::new("itertools", "starmap")
    },
    ClassDef {
        flags: TYPE_BASE,
        new: Some(takewhile_new),
        next: Some(takewhile_next),
        doc: "Return successive entries from an iterable as long as the predicate evaluates to true for each entry.",
        ..ClassDef::new("itertools", "takewhile")
    },
];
