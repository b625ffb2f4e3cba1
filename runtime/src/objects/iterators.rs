//! Iterators over sequences and callables, and `enumerate`, `zip`, `map`, `filter` and `reversed`.
//!
//! A native iterator answers `HOLE` at its end instead of raising StopIteration, and its class says so
//! in `Type::next`; `__next__` is made from that. The iterators of list and tuple have fixed layouts
//! that the interpreter and compiled code step directly; the others share one layout of a state word
//! and a few values.

mod combine;
mod sequence;

pub use combine::{NativeIterator, is_enumerate, is_zip};
pub use sequence::{callable_iterator, index_iterator, list_iterator, list_reverse_iterator, sequence_iterator, tuple_iterator};

use crate::field;
use crate::layout::Type;
use crate::native::{Args, NativeDef, NextFn};
use crate::objects::exception;
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;

/// The `next` of the builtin class that `class` is or derives from; a subclass with its own `__next__` has none itself.
fn native_next(mut class: Value) -> Option<NextFn> {
    loop {
        if let Some(next) = field!(class, Type, next) {
            return Some(next);
        }
        class = field!(class, Type, base);
        if class.is_none() {
            return None;
        }
    }
}

/// `StopIteration()` as the pending exception.
pub fn stop(t: &mut Thread) -> Raised {
    let class = t.exceptions.stop_iteration;
    exception::raise_with(t, class, &[])
}

fn method_next(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let iterator = args.get(0);
    let Some(next) = native_next(t.class_of(iterator)) else {
        let message = format!("'{}' object is not an iterator", t.type_name(iterator));
        return Err(t.type_error(message));
    };
    let item = next(t, iterator)?;
    if item.is_hole() { Err(stop(t)) } else { Ok(item) }
}

static PROTOCOL: &[NativeDef] = &[
    NativeDef::slot("__iter__", 0, |_, args| Ok(args.get(0))),
    NativeDef::slot("__next__", 0, method_next),
];

/// Adds `__iter__` and `__next__` to a class that has a native `next`.
pub fn add_protocol(t: &mut Thread, class: Value) {
    types::add_methods(t, class, PROTOCOL);
}

/// Makes the classes of this file.
pub fn init(t: &mut Thread) {
    sequence::init(t);
    combine::init(t);
}
