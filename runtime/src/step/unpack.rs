//! Unpacking of tuples and lists of the right length into registers.

use super::Flow;
use crate::layout::shape_id as id;
use crate::machine::{ElementClass, Machine, fields};
use crate::ops::CompareOp;

/// `r[dst] … = v` with exactly `n` items; `None`: another iterable, or another length.
pub fn exact<M: Machine>(m: &mut M, dst: usize, v: M::Val, n: usize) -> Option<Flow> {
    let (class, storage, length) = match m.shape(v) {
        id::TUPLE => {
            let length = m.load(v, fields::TUPLE_LENGTH);
            (ElementClass::Tuple, v, length)
        }
        id::LIST => {
            let storage = m.load(v, fields::LIST_STORAGE);
            let length = m.load(storage, fields::STORAGE_LENGTH);
            (ElementClass::List, storage, length)
        }
        _ => return None,
    };
    let (length, wanted) = (m.int(length), m.int_constant(n as i64));
    if !m.int_compare(CompareOp::Eq, length, wanted) {
        return None;
    }
    for k in 0..n {
        let index = m.int_constant(k as i64);
        let item = m.load_element(class, storage, index);
        m.set_reg(dst + k, item);
    }
    Some(Flow::Next)
}
