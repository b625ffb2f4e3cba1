//! `chain` and `zip_longest`.

use crate::support::{ClassDef, class_getitem, words};
use taipan_runtime::layout::TYPE_BASE;
use taipan_runtime::native::NativeDef;
use taipan_runtime::objects::{list, string, tuple};
use taipan_runtime::{Args, Raised, Thread, Value, ops};

/// Words: the iterator of iterables (None at the end), the current iterator or None.
fn chain_new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    args.no_keywords(t, "chain")?;
    let sources = tuple::new(t, args.positional());
    let iterator = ops::iterate(t, sources)?;
    Ok(words::new(t, class, 0, &[iterator, Value::NONE]))
}

fn chain_from_iterable(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let iterator = ops::iterate(t, args.get(1))?;
    Ok(words::new(t, args.get(0), 0, &[iterator, Value::NONE]))
}

fn chain_next(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    loop {
        let current = words::get(v, 1);
        if !current.is_none() {
            let item = ops::next(t, current)?;
            if !item.is_hole() {
                return Ok(item);
            }
            words::set(t, v, 1, Value::NONE);
        }
        let sources = words::get(v, 0);
        if sources.is_none() {
            return Ok(Value::HOLE);
        }
        let source = ops::next(t, sources)?;
        if source.is_hole() {
            words::set(t, v, 0, Value::NONE);
            return Ok(Value::HOLE);
        }
        match ops::iterate(t, source) {
            Ok(iterator) => words::set(t, v, 1, iterator),
            Err(raised) => {
                words::set(t, v, 0, Value::NONE);
                return Err(raised);
            }
        }
    }
}

/// Words: a list of the iterators (None where one ended), the fill value; the raw word counts those that go on.
fn longest_new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    let mut fill = Value::NONE;
    for (name, value) in args.keywords() {
        if string::to_string_lossy(name) != "fillvalue" {
            return Err(t.type_error("zip_longest() got an unexpected keyword argument"));
        }
        fill = value;
    }
    let iterators = list::new(t, &[]);
    for &source in args.positional() {
        let iterator = ops::iterate(t, source)?;
        list::push(t, iterators, iterator);
    }
    Ok(words::new(t, class, args.len() as u64, &[iterators, fill]))
}

fn longest_next(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    let (iterators, fill) = (words::get(v, 0), words::get(v, 1));
    let n = list::len(iterators);
    if n == 0 || words::raw(v) == 0 {
        return Ok(Value::HOLE);
    }
    let row = list::with_capacity(t, n);
    for i in 0..n {
        let iterator = list::get(iterators, i);
        if iterator.is_none() {
            list::push(t, row, fill);
            continue;
        }
        let item = match ops::next(t, iterator) {
            Ok(item) => item,
            Err(raised) => {
                words::set_raw(v, 0);
                return Err(raised);
            }
        };
        if !item.is_hole() {
            list::push(t, row, item);
            continue;
        }
        let left = words::raw(v).saturating_sub(1);
        words::set_raw(v, left);
        if left == 0 {
            return Ok(Value::HOLE);
        }
        list::set(t, iterators, i, Value::NONE);
        list::push(t, row, fill);
    }
    Ok(tuple::from_list(t, row))
}

pub static CLASSES: &[ClassDef] = &[
    ClassDef {
        flags: TYPE_BASE,
        new: Some(chain_new),
        next: Some(chain_next),
        methods: &[
            NativeDef::class_method("from_iterable", 1, 1, chain_from_iterable)
                .doc("Alternative chain() constructor taking a single iterable argument that evaluates lazily."),
            NativeDef::class_method("__class_getitem__", 1, 1, class_getitem),
        ],
        doc: "Return a chain object whose .__next__() method returns elements from the first iterable until it is exhausted, then from the next one.",
        ..ClassDef::new("itertools", "chain")
    },
    ClassDef {
        flags: TYPE_BASE,
        new: Some(longest_new),
        next: Some(longest_next),
        doc: "Return a zip_longest object whose .__next__() method returns a tuple where the i-th element comes from the i-th iterable argument.",
        ..ClassDef::new("itertools", "zip_longest")
    },
];
