//! `bool`: two words of the value tag space. Its members are defined with those of [`super::int`],
//! whose subclass it is.

use crate::thread::Thread;
use crate::value::Value;

/// Whether the value is True or False.
#[inline(always)]
pub fn is_bool(v: Value) -> bool {
    v.is_bool()
}

/// `int::init` has added the members already.
pub fn init(_: &mut Thread) {}
