//! Iterators over deques.
//!
//! Words: the deque, its version when the iterator was made; the raw word counts items given.

use super::{deque, ring};
use crate::support::{ClassDef, Place, keep, make_class, place, words};
use taipan_runtime::native::NativeDef;
use taipan_runtime::objects::{module, tuple};
use taipan_runtime::{Args, Raised, Thread, Value, ops};

fn make(t: &mut Thread, d: Value, class: Place, skip: usize) -> Value {
    let class = place(t, class);
    words::new(t, class, skip as u64, &[d, ring::version(d)])
}

fn iter(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(make(t, args.get(0), Place::DequeIterator, 0))
}
fn reversed(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(make(t, args.get(0), Place::DequeReverseIterator, 0))
}

/// The number of the next item, from the side where the iterator started.
fn step(t: &mut Thread, v: Value) -> Result<Option<usize>, Raised> {
    let d = words::get(v, 0);
    let i = words::raw(v) as usize;
    if words::get(v, 1) != ring::version(d) {
        words::set_raw(v, u64::MAX >> 1);
        return Err(t.runtime_error("deque mutated during iteration"));
    }
    if i >= ring::len(d) {
        return Ok(None);
    }
    words::set_raw(v, i as u64 + 1);
    Ok(Some(i))
}

fn next(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    Ok(match step(t, v)? {
        Some(i) => ring::get(words::get(v, 0), i),
        None => Value::HOLE,
    })
}
fn next_reversed(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    Ok(match step(t, v)? {
        Some(i) => {
            let d = words::get(v, 0);
            ring::get(d, ring::len(d) - 1 - i)
        }
        None => Value::HOLE,
    })
}

fn length_hint(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let left = ring::len(words::get(v, 0)).saturating_sub(words::raw(v) as usize);
    Ok(Value::small(left as i64))
}

fn reduce(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let class = t.class_of(v);
    let arguments = tuple::new(t, &[words::get(v, 0), Value::small(words::raw(v).min(1 << 60) as i64)]);
    Ok(tuple::new(t, &[class, arguments]))
}

fn new_from(t: &mut Thread, args: Args, class: Place) -> Result<Value, Raised> {
    crate::support::check_arguments(t, args, "_deque_iterator", 1, 2)?;
    let d = args.get(0);
    if !deque::is_deque(t, d) {
        let message = format!("argument 1 must be collections.deque, not {}", t.type_name(d));
        return Err(t.type_error(message));
    }
    let skip = args.opt(1).map_or(Ok(0), |v| ops::index(t, v))?.max(0) as usize;
    Ok(make(t, d, class, skip))
}
fn new(t: &mut Thread, _: Value, args: Args) -> Result<Value, Raised> {
    new_from(t, args, Place::DequeIterator)
}
fn new_reversed(t: &mut Thread, _: Value, args: Args) -> Result<Value, Raised> {
    new_from(t, args, Place::DequeReverseIterator)
}

/// For `deque` itself.
pub static METHODS: &[NativeDef] = &[
    NativeDef::slot("__iter__", 0, iter),
    NativeDef::method("__reversed__", 0, 0, reversed).doc("Return a reverse iterator over the deque."),
];

static COMMON: &[NativeDef] = &[
    NativeDef::method("__length_hint__", 0, 0, length_hint).doc("Private method returning an estimate of len(list(it))."),
    NativeDef::method("__reduce__", 0, 0, reduce).doc("Return state information for pickling."),
];
static FORWARD: ClassDef = ClassDef {
    new: Some(new),
    next: Some(next),
    methods: COMMON,
    ..ClassDef::new("_collections", "_deque_iterator")
};
static BACKWARD: ClassDef = ClassDef {
    new: Some(new_reversed),
    next: Some(next_reversed),
    methods: COMMON,
    ..ClassDef::new("_collections", "_deque_reverse_iterator")
};

/// Makes the classes.
pub fn init(t: &mut Thread, m: Value) {
    for (at, def) in [(Place::DequeIterator, &FORWARD), (Place::DequeReverseIterator, &BACKWARD)] {
        let class = make_class(t, def);
        keep(t, at, class);
        module::add(t, m, def.name, class);
    }
}
