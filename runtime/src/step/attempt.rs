//! Operations that usually run no Python code, although their operands do not promise it: `x in list`, `d[key]`, `len(o)`.
//!
//! A recording takes the helper that gives up where Python would run ([`crate::Thread::attempt`]); compiled code then
//! leaves with nothing done. The interpreter runs the general operation at once.

use crate::machine::{Helper, Machine};
use crate::value::Value;

/// The helper's result under the recorder; `None`: the general operation has to run.
#[inline(always)]
pub fn attempt<M: Machine, const N: usize>(m: &mut M, helper: &'static Helper<N>, args: [M::Val; N]) -> Option<M::Val> {
    if !M::RECORDS {
        return None;
    }
    // It raises nothing: an exception is a reason to give up.
    let v = m.call(helper, args).ok()?;
    if m.is_word(v, Value::UNBOUND) { None } else { Some(v) }
}
