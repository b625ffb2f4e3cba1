//! Iteration: `iter(x)` and the next item in a `for` loop.

use super::advance::{self, Advance};
use super::{Flow, Outcome, call};
use crate::frame::Continuation;
use crate::helper;
use crate::layout::shape_id as id;
use crate::machine::{Effects, ElementClass, Machine, fields};
use crate::ops;
use crate::value::Value;

helper!(
    /// `iter(v)`
    ITERATE, Effects::RUNS_PYTHON, |t, [v]| ops::iterate(t, v)
);
helper!(
    /// `iter(v)` of a builtin container. Every call makes a new object, so it must not count as pure.
    ITERATE_BUILTIN, Effects::ALLOCATES.and(Effects::READS_LISTS).and(Effects::READS_DICTS), |t, [v]| ops::iterate(t, v)
);
crate::attempt!(
    /// `iter(v)` of any other object; what `__iter__` methods in Python do is theirs.
    ITERATE_ANY, |t, [v]| ops::iterate(t, v)
);
helper!(
    /// Whether the next item of an iterator comes without running Python code.
    IS_LEAF_ITERATOR, Effects::ATTEMPT, |t, [iterator]| Ok(Value::bool(ops::is_leaf_iterator(t, iterator)))
);
helper!(
    /// The next item of such an iterator, HOLE at the end.
    NEXT_LEAF, Effects::LEAF, |t, [iterator]| ops::next(t, iterator)
);
helper!(
    /// The next item, HOLE at the end.
    NEXT, Effects::RUNS_PYTHON, |t, [iterator]| ops::next(t, iterator)
);

/// `r[dst] = iter(v)`
#[inline(never)]
pub fn iterate<M: Machine>(m: &mut M, dst: usize, v: M::Val) -> Outcome {
    let shape = m.shape(v);
    if shape >= id::FIRST_DYNAMIC {
        let t = m.thread();
        let (class, name) = (t.shapes.class(shape), t.names.iter);
        if let Some(method) = crate::types::lookup(t, class, name)
            && method.has_shape(id::FUNCTION)
        {
            // A generator function too: it gives its generator at once.
            let code = crate::field!(method, crate::layout::Function, code);
            if crate::objects::code::data(code).is_generator() {
                let f = m.constant(method);
                let generator = if M::RECORDS {
                    call::new_generator(m, f, code, &[v], &[])
                } else {
                    call::new_plain_generator(m, f, code, v)
                };
                if let Some(generator) = generator {
                    let generator = generator?;
                    m.set_reg(dst, generator);
                    return Ok(Flow::Next);
                }
            }
            return call::push_method(m, method, code, &[v], Continuation::Iter);
        }
    }
    if M::RECORDS
        && let Some(iterator) = spelled_out(m, shape, v)
    {
        m.set_reg(dst, iterator);
        return Ok(Flow::Next);
    }
    let builtin = matches!(
        shape,
        id::LIST
            | id::TUPLE
            | id::RANGE
            | id::STR
            | id::DICT
            | id::SET
            | id::FROZENSET
            | id::DICT_KEYS
            | id::DICT_VALUES
            | id::DICT_ITEMS
            | id::RANGE_ITERATOR
            | id::LIST_ITERATOR
            | id::TUPLE_ITERATOR
    );
    let iterator = if builtin {
        m.call(&ITERATE_BUILTIN, [v])?
    } else if let Some(iterator) = super::attempt::attempt(m, &ITERATE_ANY, [v]) {
        iterator
    } else {
        m.call(&ITERATE, [v])?
    };
    m.set_reg(dst, iterator);
    Ok(Flow::Next)
}

/// The iterator of a range, list or tuple, field by field.
fn spelled_out<M: Machine>(m: &mut M, shape: u32, v: M::Val) -> Option<M::Val> {
    match shape {
        id::RANGE => {
            let start = m.load(v, fields::RANGE_START);
            let step = m.load(v, fields::RANGE_BY);
            let left = m.load(v, fields::RANGE_LENGTH);
            Some(m.new_words(
                id::RANGE_ITERATOR,
                &[(fields::RANGE_NEXT, start), (fields::RANGE_STEP, step), (fields::RANGE_LEFT, left)],
            ))
        }
        id::LIST | id::TUPLE => {
            let zero = m.constant(Value::ZERO);
            let kind = if shape == id::LIST { id::LIST_ITERATOR } else { id::TUPLE_ITERATOR };
            Some(m.new_words(kind, &[(fields::ITERATOR_SEQUENCE, v), (fields::ITERATOR_INDEX, zero)]))
        }
        id::LIST_ITERATOR | id::TUPLE_ITERATOR | id::RANGE_ITERATOR | id::GENERATOR => Some(v),
        _ => None,
    }
}

/// `r[dst] = next(iterator)` and Skip, or Next at the end. Generators are resumed by the interpreter.
#[inline(always)]
pub fn next<M: Machine>(m: &mut M, dst: usize, iterator: M::Val) -> Outcome {
    let shape = m.shape(iterator);
    if M::RECORDS {
        return next_recorded(m, dst, iterator, shape);
    }
    match shape {
        id::RANGE_ITERATOR => {
            let left = m.load(iterator, fields::RANGE_LEFT);
            let (left, zero, one) = (m.int(left), m.int_constant(0), m.int_constant(1));
            if m.int_compare(ops::CompareOp::Eq, left, zero) {
                return Ok(Flow::Next);
            }
            let item = m.load(iterator, fields::RANGE_NEXT);
            let step = m.load(iterator, fields::RANGE_STEP);
            let (i, step) = (m.int(item), m.int(step));
            let following = m.int_binary(ops::BinaryOp::Add, i, step);
            let left = m.int_binary(ops::BinaryOp::Sub, left, one);
            let (following, left) = (m.int_value(following), m.int_value(left));
            m.store(iterator, fields::RANGE_NEXT, following);
            m.store(iterator, fields::RANGE_LEFT, left);
            m.set_reg(dst, item);
            Ok(Flow::Skip)
        }
        id::LIST_ITERATOR | id::TUPLE_ITERATOR => {
            let sequence = m.load(iterator, fields::ITERATOR_SEQUENCE);
            // Compiled code may load ahead of questions other than about the shape of what it loads from.
            match m.shape(sequence) {
                id::NONE_TYPE => return Ok(Flow::Next),
                id::LIST if shape == id::LIST_ITERATOR => {}
                id::TUPLE if shape == id::TUPLE_ITERATOR => {}
                _ => return other(m, dst, iterator, shape),
            }
            let (class, storage, length) = if shape == id::LIST_ITERATOR {
                let storage = m.load(sequence, fields::LIST_STORAGE);
                let length = m.load(storage, fields::STORAGE_LENGTH);
                (ElementClass::List, storage, length)
            } else {
                let length = m.load(sequence, fields::TUPLE_LENGTH);
                (ElementClass::Tuple, sequence, length)
            };
            let index = m.load(iterator, fields::ITERATOR_INDEX);
            let (index, length, one) = (m.int(index), m.int(length), m.int_constant(1));
            if !m.in_bounds(index, length) {
                let none = m.constant(Value::NONE);
                m.store(iterator, fields::ITERATOR_SEQUENCE, none);
                return Ok(Flow::Next);
            }
            let item = m.load_element(class, storage, index);
            let following = m.int_binary(ops::BinaryOp::Add, index, one);
            let following = m.int_value(following);
            m.store(iterator, fields::ITERATOR_INDEX, following);
            m.set_reg(dst, item);
            Ok(Flow::Skip)
        }
        _ => other(m, dst, iterator, shape),
    }
}

/// As [`next`], spelled out for a recording.
fn next_recorded<M: Machine>(m: &mut M, dst: usize, iterator: M::Val, shape: u32) -> Outcome {
    let mut stores = Vec::new();
    match advance::look(m, iterator, shape, &mut stores) {
        Advance::Item(v) => {
            advance::commit(m, stores);
            m.set_reg(dst, v);
            return Ok(Flow::Skip);
        }
        Advance::Ended => {
            advance::commit(m, stores);
            return Ok(Flow::Next);
        }
        Advance::Unknown => {}
    }
    let leaf = m.call(&IS_LEAF_ITERATOR, [iterator])?;
    if m.is_word(leaf, Value::TRUE) {
        let item = m.call(&NEXT_LEAF, [iterator])?;
        return Ok(if m.ended(item, dst) { Flow::Next } else { Flow::Skip });
    }
    other(m, dst, iterator, shape)
}

#[inline(never)]
fn other<M: Machine>(m: &mut M, dst: usize, iterator: M::Val, shape: u32) -> Outcome {
    if shape >= id::FIRST_DYNAMIC {
        let t = m.thread();
        let class = t.shapes.class(shape);
        if crate::field!(class, crate::layout::Type, next).is_none() {
            let name = t.names.next;
            if let Some(method) = crate::types::lookup(t, class, name)
                && let Some(code) = call::python_method(m, method)
            {
                return call::push_method(m, method, code, &[iterator], Continuation::Next);
            }
        }
    }
    let item = m.call(&NEXT, [iterator])?;
    if m.is_word(item, Value::HOLE) {
        return Ok(Flow::Next);
    }
    m.set_reg(dst, item);
    Ok(Flow::Skip)
}
