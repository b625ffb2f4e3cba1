//! `_imp`: what importlib's own code asks of the interpreter. Finding and loading is native (the
//! finder in `sys.meta_path`); this serves programs that use importlib's classes directly.

use taipan_runtime::layout::shape_id;
use taipan_runtime::objects::{bytes, int, list, module, string};
use taipan_runtime::{Args, NativeDef, Raised, Thread, Value, ops};

fn none(_: &mut Thread, _: Args) -> Result<Value, Raised> {
    Ok(Value::NONE)
}
fn no(_: &mut Thread, _: Args) -> Result<Value, Raised> {
    Ok(Value::FALSE)
}

/// 1: a native module; -1: one that cannot be made anew; 0: neither.
fn is_builtin(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    let name = string::to_string_lossy(args.get(0));
    Ok(Value::small(match name.as_str() {
        "builtins" | "sys" => -1,
        name => crate::NATIVE_MODULES.iter().any(|(n, _)| *n == name) as i64,
    }))
}

fn create_builtin(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let name = t.names.name_plain;
    let name = ops::get_attr(t, args.get(0), name)?;
    let text = string::to_string_lossy(name);
    match crate::NATIVE_MODULES.iter().find(|(n, _)| *n == text) {
        Some((_, make)) => make(t),
        None => Ok(Value::NONE),
    }
}

fn exec_builtin(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(Value::small(if args.get(0).has_shape(shape_id::MODULE) { 0 } else { -1 }))
}

fn extension_suffixes(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    Ok(list::new(t, &[]))
}

fn no_dynamic(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    Err(t.not_implemented("loading extension modules"))
}

/// Nothing is frozen in CPython's sense: library modules come from an entry of `sys.path`.
fn not_frozen(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let name = string::to_string_lossy(args.get(0));
    Err(t.raise(t.exceptions.import_error, format!("No such frozen object named {name}")))
}

/// A hash of source text for `.pyc` files; only equality matters.
fn source_hash(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let data = crate::builtins::memory_view::bytes_of(t, args.get(1))?;
    let hash = string::hash_bytes(t, &data);
    Ok(bytes::new(t, &hash.to_le_bytes()))
}

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::function("lock_held", 0, 0, no),
    NativeDef::function("acquire_lock", 0, 0, none),
    NativeDef::function("release_lock", 0, 0, none),
    NativeDef::function("is_builtin", 1, 1, is_builtin),
    NativeDef::function("create_builtin", 1, 1, create_builtin),
    NativeDef::function("exec_builtin", 1, 1, exec_builtin),
    NativeDef::function("is_frozen", 1, 1, no),
    NativeDef::function("is_frozen_package", 1, 1, not_frozen),
    NativeDef::function("find_frozen", 1, 2, none).keywords(),
    NativeDef::function("get_frozen_object", 1, 2, not_frozen),
    NativeDef::function("init_frozen", 1, 1, none),
    NativeDef::function("extension_suffixes", 0, 0, extension_suffixes),
    NativeDef::function("create_dynamic", 1, 2, no_dynamic),
    NativeDef::function("exec_dynamic", 1, 1, no_dynamic),
    NativeDef::function("source_hash", 2, 2, source_hash),
    NativeDef::function("_fix_co_filename", 2, 2, none),
    NativeDef::function("_override_frozen_modules_for_tests", 1, 1, none),
    NativeDef::function("_override_multi_interp_extensions_check", 1, 1, none),
];

/// The module object.
pub fn module(t: &mut Thread) -> Result<Value, Raised> {
    let m = module::new(t, "_imp");
    module::add_functions(t, m, FUNCTIONS);
    let mode = t.intern("default");
    module::add(t, m, "check_hash_based_pycs", mode);
    let token = int::from_i64(t, 0x0A0D_5450);
    module::add(t, m, "pyc_magic_number_token", token);
    Ok(m)
}
