//! The class `deque`: making one, items at its ends, text.

use super::{deque_iterators, deque_methods, ring};
use crate::support::{ClassDef, Place, class_getitem, keep, make_class, place, repr_text, words};
use taipan_runtime::layout::{TYPE_BASE, TYPE_SEQUENCE, TYPE_WEAKREF};
use taipan_runtime::native::{Bind, GetSetDef, NativeDef};
use taipan_runtime::objects::{int, module};
use taipan_runtime::{Args, Raised, Thread, Value, ops, types};

/// Whether `v` is a deque or an instance of a subclass.
pub fn is_deque(t: &Thread, v: Value) -> bool {
    v.is_pointer() && types::is_subclass(t.class_of(v), place(t, Place::Deque))
}

fn new(t: &mut Thread, class: Value, _: Args) -> Result<Value, Raised> {
    Ok(words::new(t, class, 0, &[]))
}

fn init_method(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let d = args.get(0);
    let [iterable, maximum] = args.rest().bind(t, "deque", ["iterable", "maxlen"], Bind::required(0))?;
    let maximum = match maximum.unwrap_or(Value::NONE) {
        Value::NONE => Value::NONE,
        v => {
            if !int::is_int(t, v) {
                return Err(t.type_error("an integer is required"));
            }
            let n = ops::index(t, v)?;
            if n < 0 {
                return Err(t.value_error("maxlen must be non-negative"));
            }
            Value::small(n.min(taipan_runtime::value::SMALL_MAX))
        }
    };
    ring::clear(t, d);
    ring::set_maximum(t, d, maximum);
    match iterable {
        Some(iterable) => extend_with(t, d, iterable).map(|()| Value::NONE),
        None => Ok(Value::NONE),
    }
}

/// An empty deque of the plain class.
pub fn empty(t: &mut Thread, maximum: Value) -> Value {
    let class = place(t, Place::Deque);
    let d = words::new(t, class, 0, &[]);
    ring::set_maximum(t, d, maximum);
    d
}

pub fn append_item(t: &mut Thread, d: Value, v: Value) {
    ring::push_back(t, d, v);
    if ring::len(d) > ring::maximum(d) {
        ring::pop_front(t, d);
    }
    ring::changed(t, d);
}

pub fn append_item_left(t: &mut Thread, d: Value, v: Value) {
    ring::push_front(t, d, v);
    if ring::len(d) > ring::maximum(d) {
        ring::pop_back(t, d);
    }
    ring::changed(t, d);
}

fn append(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    append_item(t, args.get(0), args.get(1));
    Ok(Value::NONE)
}
fn append_left(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    append_item_left(t, args.get(0), args.get(1));
    Ok(Value::NONE)
}

fn nothing_to_pop(t: &mut Thread) -> Raised {
    t.index_error("pop from an empty deque")
}
fn pop(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    match ring::pop_back(t, args.get(0)) {
        Some(v) => {
            ring::changed(t, args.get(0));
            Ok(v)
        }
        None => Err(nothing_to_pop(t)),
    }
}
fn pop_left(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    match ring::pop_front(t, args.get(0)) {
        Some(v) => {
            ring::changed(t, args.get(0));
            Ok(v)
        }
        None => Err(nothing_to_pop(t)),
    }
}

/// Appends everything an iterable gives, which may be the deque itself.
pub fn extend_with(t: &mut Thread, d: Value, iterable: Value) -> Result<(), Raised> {
    let iterable = if iterable == d { ops::collect_list(t, d)? } else { iterable };
    let iterator = ops::iterate(t, iterable)?;
    loop {
        let item = ops::next(t, iterator)?;
        if item.is_hole() {
            return Ok(());
        }
        append_item(t, d, item);
    }
}

fn extend(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    extend_with(t, args.get(0), args.get(1)).map(|()| Value::NONE)
}
fn extend_left(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (d, iterable) = (args.get(0), args.get(1));
    let iterable = if iterable == d { ops::collect_list(t, d)? } else { iterable };
    let iterator = ops::iterate(t, iterable)?;
    loop {
        let item = ops::next(t, iterator)?;
        if item.is_hole() {
            return Ok(Value::NONE);
        }
        append_item_left(t, d, item);
    }
}

fn repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let d = args.get(0);
    if t.repr_stack.contains(&d.address()) {
        return Ok(t.str("[...]"));
    }
    t.repr_stack.push(d.address());
    let shown = ops::collect_list(t, d).and_then(|items| repr_text(t, items));
    t.repr_stack.pop();
    let shown = shown?;
    let name = types::name(t.class_of(d));
    let text = match ring::maximum_value(d) {
        Value::NONE => format!("{name}({shown})"),
        m => format!("{name}({shown}, maxlen={})", m.as_small()),
    };
    Ok(t.str(&text))
}

static METHODS: &[NativeDef] = &[
    NativeDef::slot_range("__init__", 0, 2, init_method).keywords(),
    NativeDef::slot("__repr__", 0, repr),
    NativeDef::method("append", 1, 1, append)
        .always_leaf()
        .doc("Add an element to the right side of the deque."),
    NativeDef::method("appendleft", 1, 1, append_left)
        .always_leaf()
        .doc("Add an element to the left side of the deque."),
    NativeDef::method("pop", 0, 0, pop)
        .always_leaf()
        .doc("Remove and return the rightmost element."),
    NativeDef::method("popleft", 0, 0, pop_left)
        .always_leaf()
        .doc("Remove and return the leftmost element."),
    NativeDef::method("extend", 1, 1, extend).doc("Extend the right side of the deque with elements from the iterable."),
    NativeDef::method("extendleft", 1, 1, extend_left).doc("Extend the left side of the deque with elements from the iterable."),
    NativeDef::class_method("__class_getitem__", 1, 1, class_getitem).doc("See PEP 585"),
];

static CLASS: ClassDef = ClassDef {
    flags: TYPE_BASE | TYPE_WEAKREF | TYPE_SEQUENCE,
    new: Some(new),
    methods: METHODS,
    getsets: &[GetSetDef::read_only("maxlen", |_, d| Ok(ring::maximum_value(d)))],
    doc: "A list-like sequence optimized for data accesses near its endpoints.",
    ..ClassDef::new("collections", "deque")
};

/// Makes the classes.
pub fn init(t: &mut Thread, m: Value) {
    let class = make_class(t, &CLASS);
    keep(t, Place::Deque, class);
    types::add_methods(t, class, deque_methods::METHODS);
    types::add_methods(t, class, deque_iterators::METHODS);
    types::add_attribute(t, class, "__hash__", Value::NONE);
    module::add(t, m, "deque", class);
    deque_iterators::init(t, m);
}
