//! `x in container`.

use super::attempt::attempt;
use super::{Flow, Outcome, call};
use crate::frame::Continuation;
use crate::layout::shape_id as id;
use crate::machine::Machine;
use crate::ops;
use crate::value::Value;

crate::attempt!(
    /// `item in container` for a container that is no iterator.
    CONTAINS, |t, [container, item]| ops::contains(t, container, item).map(Value::bool)
);

/// `r[dst] = (item in container) == wanted`
#[inline(never)]
pub fn contains<M: Machine>(m: &mut M, dst: usize, item: M::Val, container: M::Val, wanted: bool) -> Outcome {
    if M::RECORDS {
        let shape = m.shape(container);
        if matches!(
            shape,
            id::DICT | id::SET | id::FROZENSET | id::LIST | id::TUPLE | id::STR | id::BYTES | id::BYTEARRAY | id::RANGE | id::DICT_KEYS | id::DICT_VALUES
        ) && let Some(answer) = attempt(m, &CONTAINS, [container, item])
        {
            let found = m.is_word(answer, Value::TRUE);
            let v = m.constant(Value::bool(found == wanted));
            m.set_reg(dst, v);
            return Ok(Flow::Next);
        }
        if shape >= id::FIRST_DYNAMIC {
            let t = m.thread();
            let (class, name) = (t.shapes.class(shape), t.names.contains);
            if let Some(method) = crate::types::lookup(t, class, name)
                && let Some(code) = call::python_method(m, method)
            {
                let k = if wanted { Continuation::Contains } else { Continuation::NotContains };
                return call::push_method(m, method, code, &[container, item], k);
            }
        }
    }
    let (item, container) = (m.value(item), m.value(container));
    let d = m.direct("a container of another kind");
    let found = ops::contains(d.t(), container, item)?;
    d.set_reg(dst, Value::bool(found == wanted));
    Ok(Flow::Next)
}
