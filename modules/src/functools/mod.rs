//! `_functools`: `reduce`, `partial`, `cmp_to_key`, and the wrapper of `lru_cache`.

mod compare_key;
mod lru;
mod partial;

use crate::support::{Place, keep, make_class};
use taipan_runtime::native::{Bind, NativeDef};
use taipan_runtime::objects::module;
use taipan_runtime::{Args, Raised, Thread, Value, ops};

fn reduce(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [function, iterable, initial] = args.bind(t, "reduce", ["function", "iterable", "initial"], Bind::required(2).positional_only(2))?;
    let (function, iterable) = (function.unwrap_or(Value::NONE), iterable.unwrap_or(Value::NONE));
    let iterator = match ops::iterate(t, iterable) {
        Ok(iterator) => iterator,
        Err(_) => {
            crate::support::caught(t, t.exceptions.type_error)?;
            return Err(t.type_error("reduce() arg 2 must support iteration"));
        }
    };
    let mut result = match initial {
        Some(v) => v,
        None => {
            let first = ops::next(t, iterator)?;
            if first.is_hole() {
                return Err(t.type_error("reduce() of empty iterable with no initial value"));
            }
            first
        }
    };
    loop {
        let item = ops::next(t, iterator)?;
        if item.is_hole() {
            return Ok(result);
        }
        result = ops::call(t, function, &[result, item])?;
    }
}

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::function("reduce", 2, 3, reduce)
        .keywords()
        .doc("Apply a function of two arguments cumulatively to the items of an iterable, from left to right."),
    NativeDef::function("cmp_to_key", 1, 1, compare_key::cmp_to_key)
        .keywords()
        .doc("Convert a cmp= function into a key= function."),
];

/// Makes the module.
pub fn init(t: &mut Thread) -> Result<Value, Raised> {
    let m = module::new(t, "_functools");
    module::add_functions(t, m, FUNCTIONS);
    partial::init(t, m);
    let class = make_class(t, &lru::CLASS);
    keep(t, Place::LruWrapper, class);
    module::add(t, m, "_lru_cache_wrapper", class);
    Ok(m)
}
