//! `tee`: iterators that share a chain of blocks, each of which holds items read from the source.
//!
//! A block that no iterator stands before any more is garbage, so nobody counts references.

use crate::support::{ClassDef, Place, call_method, kept_class, words};
use taipan_runtime::layout::TYPE_WEAKREF;
use taipan_runtime::native::NativeDef;
use taipan_runtime::objects::{list, module, tuple};
use taipan_runtime::{Args, Raised, Thread, Value, ops};

/// Items per block.
const BLOCK: usize = 57;

// Words of a block: the source, the list of items read, the next block or None; the raw word is 1 while the source
// runs.
const SOURCE: usize = 0;
const ITEMS: usize = 1;
const NEXT: usize = 2;

fn block(t: &mut Thread, source: Value) -> Value {
    let items = list::new(t, &[]);
    let class = kept_class(t, Place::TeeData, &DATA);
    words::new(t, class, 0, &[source, items, Value::NONE])
}

/// Word of an iterator: its block; the raw word is the index within it.
fn iterator(t: &mut Thread, block: Value, index: u64) -> Value {
    let class = kept_class(t, Place::TeeIterator, &ITERATOR);
    words::new(t, class, index, &[block])
}

fn next(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    let mut at = words::get(v, 0);
    let mut index = words::raw(v) as usize;
    if index >= BLOCK {
        let mut following = words::get(at, NEXT);
        if following.is_none() {
            following = block(t, words::get(at, SOURCE));
            words::set(t, at, NEXT, following);
        }
        words::set(t, v, 0, following);
        words::set_raw(v, 0);
        (at, index) = (following, 0);
    }
    let items = words::get(at, ITEMS);
    if index < list::len(items) {
        words::set_raw(v, index as u64 + 1);
        return Ok(list::get(items, index));
    }
    if words::raw(at) != 0 {
        return Err(t.runtime_error("cannot re-enter the tee iterator"));
    }
    words::set_raw(at, 1);
    let result = ops::next(t, words::get(at, SOURCE));
    words::set_raw(at, 0);
    let item = result?;
    if !item.is_hole() {
        list::push(t, items, item);
        words::set_raw(v, index as u64 + 1);
    }
    Ok(item)
}

fn copy(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    Ok(iterator(t, words::get(v, 0), words::raw(v)))
}

fn new(t: &mut Thread, _: Value, args: Args) -> Result<Value, Raised> {
    crate::support::check_arguments(t, args, "_tee", 1, 1)?;
    of(t, args.get(0))
}

/// A tee iterator of any iterable: of another tee iterator, a copy.
fn of(t: &mut Thread, iterable: Value) -> Result<Value, Raised> {
    let source = ops::iterate(t, iterable)?;
    let class = kept_class(t, Place::TeeIterator, &ITERATOR);
    if t.class_of(source) == class {
        return Ok(iterator(t, words::get(source, 0), words::raw(source)));
    }
    let first = block(t, source);
    Ok(iterator(t, first, 0))
}

fn tee(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let n = args.opt(1).map_or(Ok(2), |v| ops::index(t, v))?;
    if n < 0 {
        return Err(t.value_error("n must be >= 0"));
    }
    let iterable = args.get(0);
    if n == 0 {
        return Ok(t.empty_tuple);
    }
    let source = ops::iterate(t, iterable)?;
    let name = t.intern("__copy__");
    let own = kept_class(t, Place::TeeIterator, &ITERATOR);
    let copies = list::new(t, &[]);
    let copyable = t.class_of(source) != own && ops::get_attr_opt(t, source, name)?.is_some();
    let mut last = if copyable { source } else { of(t, source)? };
    list::push(t, copies, last);
    for _ in 1..n {
        last = call_method(t, last, "__copy__", &[])?;
        list::push(t, copies, last);
    }
    Ok(tuple::from_list(t, copies))
}

static DATA: ClassDef = ClassDef::new("itertools", "_tee_dataobject");
static ITERATOR: ClassDef = ClassDef {
    flags: TYPE_WEAKREF,
    new: Some(new),
    next: Some(next),
    methods: &[NativeDef::method("__copy__", 0, 0, copy).doc("Returns an independent iterator.")],
    doc: "Iterator wrapped to make it copyable.",
    ..ClassDef::new("itertools", "_tee")
};

pub static FUNCTIONS: &[NativeDef] = &[NativeDef::function("tee", 1, 2, tee).doc("Returns a tuple of n independent iterators.")];

/// Adds the classes behind `tee`.
pub fn init(t: &mut Thread, m: Value) {
    let class = kept_class(t, Place::TeeIterator, &ITERATOR);
    module::add(t, m, "_tee", class);
    let class = kept_class(t, Place::TeeData, &DATA);
    module::add(t, m, "_tee_dataobject", class);
}
