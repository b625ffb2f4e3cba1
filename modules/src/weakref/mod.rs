//! `_weakref`: the builtin reference type under its names, who refers to an object, and proxies.

mod proxy;

use taipan_runtime::layout::WeakRef;
use taipan_runtime::native::NativeDef;
use taipan_runtime::objects::{dict, list, module, weak_ref};
use taipan_runtime::{Args, Raised, Thread, Value, field, types};

fn count(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let all = weak_ref::references_to(t, args.get(0));
    Ok(Value::small(list::len(all) as i64))
}

fn references(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(weak_ref::references_to(t, args.get(0)))
}

/// Deletes `mapping[key]` if it is a weak reference to a dead object.
fn remove_dead(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (mapping, key) = (args.get(0), args.get(1));
    if !dict::is_dict(t, mapping) {
        let message = format!("_remove_dead_weakref() argument 1 must be dict, not {}", t.type_name(mapping));
        return Err(t.type_error(message));
    }
    if let Some(v) = dict::get(t, mapping, key)?
        && types::is_instance(t, v, t.types.weak_ref)
        && field!(v, WeakRef, referent).is_none()
    {
        dict::remove(t, mapping, key)?;
    }
    Ok(Value::NONE)
}

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::function("getweakrefcount", 1, 1, count).doc("Return the number of weak references to 'object'."),
    NativeDef::function("getweakrefs", 1, 1, references).doc("Return a list of all weak reference objects pointing to 'object'."),
    NativeDef::function("_remove_dead_weakref", 2, 2, remove_dead).doc("Atomically remove key from dict if it points to a dead weakref."),
    NativeDef::function("proxy", 1, 2, proxy::new).doc("Create a proxy object that weakly references 'object'."),
];

/// Makes the module.
pub fn init(t: &mut Thread) -> Result<Value, Raised> {
    let m = module::new(t, "_weakref");
    module::add_functions(t, m, FUNCTIONS);
    let class = t.types.weak_ref;
    module::add(t, m, "ref", class);
    module::add(t, m, "ReferenceType", class);
    proxy::init(t, m);
    Ok(m)
}
