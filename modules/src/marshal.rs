//! `marshal`: CPython's format of constants and code. Taipan's code objects are not in it, and no
//! program of Taipan's writes it, so both directions say so.

use taipan_runtime::objects::module;
use taipan_runtime::{NativeDef, Raised, Thread, Value};

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::function("dump", 2, 4, |t, _| Err(t.not_implemented("marshal.dump()"))).keywords(),
    NativeDef::function("dumps", 1, 3, |t, _| Err(t.not_implemented("marshal.dumps()"))).keywords(),
    NativeDef::function("load", 1, 2, |t, _| Err(t.not_implemented("marshal.load()"))).keywords(),
    NativeDef::function("loads", 1, 2, |t, _| Err(t.not_implemented("marshal.loads()"))).keywords(),
];

/// The module object.
pub fn module(t: &mut Thread) -> Result<Value, Raised> {
    let m = module::new(t, "marshal");
    module::add_functions(t, m, FUNCTIONS);
    module::add(t, m, "version", Value::small(5));
    Ok(m)
}
