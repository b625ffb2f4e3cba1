//! `_count_elements`, the inner loop of `Counter`.

use taipan_runtime::layout::shape_id;
use taipan_runtime::native::NativeDef;
use taipan_runtime::objects::dict;
use taipan_runtime::ops::BinaryOp;
use taipan_runtime::{Args, Raised, Thread, Value, ops, types};

/// A dict, or a subclass that reads and writes items as dict does.
fn plain(t: &mut Thread, mapping: Value) -> bool {
    if mapping.has_shape(shape_id::DICT) {
        return true;
    }
    if !dict::is_dict(t, mapping) {
        return false;
    }
    let (class, base) = (t.class_of(mapping), t.types.dict);
    let (get, set) = (t.intern("get"), t.names.setitem);
    [get, set].into_iter().all(|name| types::lookup(t, class, name) == types::lookup(t, base, name))
}

fn count_elements(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (mapping, iterable) = (args.get(0), args.get(1));
    let iterator = ops::iterate(t, iterable)?;
    let one = Value::small(1);
    if plain(t, mapping) {
        loop {
            let key = ops::next(t, iterator)?;
            if key.is_hole() {
                return Ok(Value::NONE);
            }
            let hash = dict::hash_key(t, key)?;
            let count = match dict::get_with_hash(t, mapping, key, hash)? {
                None => one,
                Some(n) => ops::binary(t, BinaryOp::Add, n, one)?,
            };
            dict::set_with_hash(t, mapping, key, hash, count)?;
        }
    }
    let get = crate::support::attribute(t, mapping, "get")?;
    loop {
        let key = ops::next(t, iterator)?;
        if key.is_hole() {
            return Ok(Value::NONE);
        }
        let old = ops::call(t, get, &[key, Value::ZERO])?;
        let count = ops::binary(t, BinaryOp::Add, old, one)?;
        ops::set_item(t, mapping, key, count)?;
    }
}

pub static FUNCTIONS: &[NativeDef] =
    &[NativeDef::function("_count_elements", 2, 2, count_elements).doc("Count elements in the iterable, updating the mapping")];
