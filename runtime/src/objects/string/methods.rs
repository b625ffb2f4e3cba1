//! The method table of `str`: case methods here, the others where their ideas live.

use super::{bytes, is_ascii};
use super::{case, codec, format, make, padding, predicates, search, split, strip, translate};
use crate::native::{Args, NativeDef};
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;

/// The receiver mapped; itself when nothing changes and it is exact.
fn mapped(t: &mut Thread, args: Args, map: fn(&[u8]) -> Vec<u8>) -> Result<Value, Raised> {
    let text = args.get(0);
    let out = map(bytes(&text));
    if is_ascii(text) {
        Ok(make::new_ascii(t, &out))
    } else {
        make::try_new_wtf8(t, &out)
    }
}

fn lower(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    mapped(t, args, case::lower)
}
fn upper(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    mapped(t, args, case::upper)
}
fn title(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    mapped(t, args, case::title)
}
fn capitalize(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    mapped(t, args, case::capitalize)
}
fn swapcase(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    mapped(t, args, case::swapcase)
}
fn casefold(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    mapped(t, args, case::casefold)
}

static METHODS: &[NativeDef] = &[
    NativeDef::method("lower", 0, 0, lower).leaf(),
    NativeDef::method("upper", 0, 0, upper).leaf(),
    NativeDef::method("title", 0, 0, title).leaf(),
    NativeDef::method("capitalize", 0, 0, capitalize).leaf(),
    NativeDef::method("swapcase", 0, 0, swapcase),
    NativeDef::method("casefold", 0, 0, casefold),
    NativeDef::method("encode", 0, 2, codec::encode_method).keywords(),
];

pub(super) fn init(t: &mut Thread) {
    let class = t.types.str;
    for table in [
        METHODS,
        search::METHODS,
        split::METHODS,
        strip::METHODS,
        padding::METHODS,
        predicates::METHODS,
        translate::METHODS,
        format::METHODS,
    ] {
        types::add_methods(t, class, table);
    }
}
