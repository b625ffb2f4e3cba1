//! `groupby` and the groups it gives.

use crate::support::{ClassDef, Place, kept_class, words};
use taipan_runtime::layout::TYPE_BASE;
use taipan_runtime::native::Bind;
use taipan_runtime::objects::tuple;
use taipan_runtime::{Args, Raised, Thread, Value, ops};

// Words of groupby: the iterator, the key function or None, the key of the group handed out last (HOLE: none), the
// key of the item read last, that item (HOLE: none waits), the group handed out last.
const ITERATOR: usize = 0;
const FUNCTION: usize = 1;
const TARGET: usize = 2;
const KEY: usize = 3;
const ITEM: usize = 4;
const GROUP: usize = 5;

fn new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    let [iterable, key] = args.bind(t, "groupby", ["iterable", "key"], Bind::required(1))?;
    let iterator = ops::iterate(t, iterable.unwrap_or(Value::NONE))?;
    let hole = Value::HOLE;
    Ok(words::new(t, class, 0, &[iterator, key.unwrap_or(Value::NONE), hole, hole, hole, Value::NONE]))
}

/// Reads one item and its key; false at the end.
fn step(t: &mut Thread, v: Value) -> Result<bool, Raised> {
    let item = ops::next(t, words::get(v, ITERATOR))?;
    if item.is_hole() {
        return Ok(false);
    }
    let function = words::get(v, FUNCTION);
    let key = if function.is_none() { item } else { ops::call(t, function, &[item])? };
    words::set(t, v, ITEM, item);
    words::set(t, v, KEY, key);
    Ok(true)
}

fn next(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    words::set(t, v, GROUP, Value::NONE);
    loop {
        let (key, target) = (words::get(v, KEY), words::get(v, TARGET));
        if !key.is_hole() && (target.is_hole() || !ops::same_or_equal(t, target, key)?) {
            break;
        }
        if !step(t, v)? {
            return Ok(Value::HOLE);
        }
    }
    let key = words::get(v, KEY);
    words::set(t, v, TARGET, key);
    let class = kept_class(t, Place::Grouper, &GROUPER);
    let group = words::new(t, class, 0, &[v, key]);
    words::set(t, v, GROUP, group);
    Ok(tuple::new(t, &[key, group]))
}

/// Words of a group: its groupby, its key.
fn group_next(t: &mut Thread, group: Value) -> Result<Value, Raised> {
    let (parent, target) = (words::get(group, 0), words::get(group, 1));
    if words::get(parent, GROUP) != group {
        return Ok(Value::HOLE);
    }
    if words::get(parent, ITEM).is_hole() && !step(t, parent)? {
        return Ok(Value::HOLE);
    }
    let key = words::get(parent, KEY);
    if !ops::same_or_equal(t, target, key)? {
        return Ok(Value::HOLE);
    }
    let item = words::get(parent, ITEM);
    words::set(t, parent, ITEM, Value::HOLE);
    Ok(item)
}

static GROUPER: ClassDef = ClassDef {
    next: Some(group_next),
    ..ClassDef::new("itertools", "_grouper")
};

pub static CLASSES: &[ClassDef] = &[ClassDef {
    flags: TYPE_BASE,
    new: Some(new),
    next: Some(next),
    doc: "make an iterator that returns consecutive keys and groups from the iterable",
    ..ClassDef::new("itertools", "groupby")
}];
