//! The import statement, natively: names, packages, `from` lists. No Python code runs to find or
//! load a module but the module's own.
//!
//! - [`find`]: where a module is: native, in the embedded library, in a file
//! - [`load`]: making and running it
//! - [`objects`]: `__spec__`, `__loader__` and the finder in `sys.meta_path`, for Python code that asks
//!
//! Other finders in `sys.meta_path` are asked in their order; the order of ours stands for the three
//! that CPython has there.

mod find;
mod load;
mod objects;

pub use find::LIBRARY_ENTRY;
pub use load::run_file_as;

use taipan_runtime::layout::shape_id;
use taipan_runtime::objects::{dict, exception, list, module, string, tuple};
use taipan_runtime::{Raised, Thread, Value, ops};

/// Puts the native finder into `sys.meta_path`; `sys` exists already.
pub fn init(t: &mut Thread) {
    objects::add_finder(t);
    for name in ["sys", "builtins"] {
        let key = t.intern(name);
        if let Some(m) = dict::get_str(t.modules, key) {
            load::describe_native(t, m, name);
        }
    }
}

/// `Hooks::import`: `__import__(name, globals, None, from_list, level)`.
pub fn import(t: &mut Thread, name: Value, globals: Value, from_list: Value, level: Value) -> Result<Value, Raised> {
    if !string::is_str(t, name) {
        return Err(t.type_error("module name must be a string"));
    }
    let level = ops::index(t, level)?;
    if level < 0 {
        return Err(t.value_error("level must be >= 0"));
    }
    let from = !from_list.is_none() && ops::truth(t, from_list)?;
    let absolute = if level > 0 {
        absolute_name(t, name, globals, level as usize)?
    } else if string::bytes(&name).is_empty() {
        return Err(t.value_error("Empty module name"));
    } else {
        name
    };
    let m = import_absolute(t, absolute)?;
    if from {
        let path = t.names.path;
        if ops::get_attr_opt(t, m, path)?.is_some() {
            import_submodules(t, m, from_list, false)?;
        }
        return Ok(m);
    }
    let own = string::bytes(&name);
    let Some(dot) = memchr::memchr(b'.', own) else { return Ok(m) };
    if level == 0 {
        let front = string::new_wtf8(t, &own[..dot]);
        return import_absolute(t, front);
    }
    // `import .a.b` does not exist as a statement; `__import__('a.b', level=1)` gives package.a
    let full = string::bytes(&absolute);
    let front = string::new_wtf8(t, &full[..full.len() - (own.len() - dot)]);
    match dict::get(t, t.modules, front)? {
        Some(m) => Ok(m),
        None => {
            let shown = string::to_string_lossy(front);
            Err(t.raise(t.exceptions.key_error, format!("'{shown}' not in sys.modules as expected")))
        }
    }
}

/// The module with this absolute name, loaded if need be.
pub fn import_absolute(t: &mut Thread, name: Value) -> Result<Value, Raised> {
    let name = string::intern_value(t, name);
    match dict::get_str(t.modules, name) {
        Some(Value::NONE) => {
            let text = string::to_string_lossy(name);
            Err(not_found(t, &format!("import of {text} halted; None in sys.modules"), name))
        }
        Some(m) => Ok(m),
        None => find_and_load(t, name),
    }
}

/// ModuleNotFoundError with `name`.
fn not_found(t: &mut Thread, message: &str, name: Value) -> Raised {
    let class = t.exceptions.module_not_found_error;
    let raised = t.raise(class, message);
    let e = t.pending;
    exception::extra_set(t, e, 0, name);
    raised
}

fn find_and_load(t: &mut Thread, name: Value) -> Result<Value, Raised> {
    t.check_native_stack()?;
    let text = string::bytes(&name);
    let mut search = Value::NONE;
    let mut parent = None;
    if let Some(dot) = memchr::memrchr(b'.', text) {
        let parent_name = string::new_wtf8(t, &text[..dot]);
        let p = import_absolute(t, parent_name)?;
        // The parent's own code may have imported it.
        if let Some(m) = dict::get_str(t.modules, name) {
            return Ok(m);
        }
        let path = t.names.path;
        match ops::get_attr_opt(t, p, path)? {
            Some(list) => search = list,
            None => {
                let message = format!(
                    "No module named '{}'; '{}' is not a package",
                    string::to_string_lossy(name),
                    string::to_string_lossy(parent_name)
                );
                return Err(not_found(t, &message, name));
            }
        }
        parent = Some(p);
    }
    let m = match find_anywhere(t, name, search)? {
        Some(m) => m,
        None => {
            let message = format!("No module named '{}'", string::to_string_lossy(name));
            return Err(not_found(t, &message, name));
        }
    };
    if let Some(parent) = parent {
        let text = string::bytes(&name);
        let dot = memchr::memrchr(b'.', text).map_or(0, |i| i + 1);
        let tail = string::new_wtf8(t, &text[dot..]);
        let tail = string::intern_value(t, tail);
        if ops::set_attr(t, parent, tail, m).is_err() {
            if !t.pending_is(t.exceptions.attribute_error) {
                return Err(Raised);
            }
            t.take_pending();
        }
    }
    Ok(m)
}

/// Asks the finders in `sys.meta_path` in order and loads what the first one finds.
fn find_anywhere(t: &mut Thread, name: Value, search: Value) -> Result<Option<Value>, Raised> {
    let key = t.intern("meta_path");
    let finders = match dict::get_str(t.sys_dict, key) {
        Some(l) if list::is_list(t, l) => l,
        _ => return Err(t.raise(t.exceptions.import_error, "sys.meta_path must be a list of import hooks")),
    };
    let mut i = 0;
    while i < list::len(finders) {
        let finder = list::get(finders, i);
        i += 1;
        if objects::is_native_finder(t, finder) {
            if let Some(found) = find::find(t, name, search)? {
                return load::load(t, name, found).map(Some);
            }
            continue;
        }
        let method = t.intern("find_spec");
        let Some(method) = ops::get_attr_opt(t, finder, method)? else { continue };
        let spec = ops::call(t, method, &[name, search, Value::NONE])?;
        if !spec.is_none() {
            return load::load_spec(t, name, spec).map(Some);
        }
    }
    Ok(None)
}

/// `from package import names`: names that are no attributes of the package are modules in it.
fn import_submodules(t: &mut Thread, package: Value, names: Value, from_all: bool) -> Result<(), Raised> {
    let names = ops::collect_list(t, names)?;
    for i in 0..list::len(names) {
        let name = list::get(names, i);
        if !string::is_str(t, name) {
            let place = if from_all {
                let key = t.names.name;
                let package_name = ops::get_attr(t, package, key)?;
                format!("{}.__all__", ops::display(t, package_name)?)
            } else {
                "``from list''".to_string()
            };
            let message = format!("Item in {place} must be str, not {}", t.type_name(name));
            return Err(t.type_error(message));
        }
        if string::bytes(&name) == b"*" {
            let all = t.intern("__all__");
            if !from_all && let Some(all) = ops::get_attr_opt(t, package, all)? {
                import_submodules(t, package, all, true)?;
            }
            continue;
        }
        let name = string::intern_value(t, name);
        if ops::get_attr_opt(t, package, name)?.is_some() {
            continue;
        }
        let key = t.names.name;
        let package_name = ops::get_attr(t, package, key)?;
        let full = format!("{}.{}", ops::display(t, package_name)?, string::to_string_lossy(name));
        let full = t.intern(&full);
        if import_absolute(t, full).is_err() {
            let e = t.pending;
            let missing_is_it = t.pending_is(t.exceptions.module_not_found_error)
                && exception::extra_get(e, 0).is_pointer()
                && string::is_str(t, exception::extra_get(e, 0))
                && string::equal(exception::extra_get(e, 0), full);
            if !missing_is_it || dict::get_str(t.modules, full).is_some_and(|m| m.is_none()) {
                return Err(Raised);
            }
            t.take_pending();
        }
    }
    Ok(())
}

// ---- relative names -------------------------------------------------------------------------------

/// The package that relative imports in a module with these globals start from.
fn package_of(t: &mut Thread, globals: Value) -> Result<Value, Raised> {
    let no_parent = "attempted relative import with no known parent package";
    if !globals.is_pointer() || !dict::is_dict(t, globals) {
        return match globals.is_none() {
            true => Err(t.raise(t.exceptions.key_error, "'__name__' not in globals")),
            false => Err(t.type_error("globals must be a dict")),
        };
    }
    let (package_key, spec_key) = (t.names.package, t.names.spec);
    if let Some(package) = dict::get_str(globals, package_key).filter(|p| !p.is_none()) {
        if !string::is_str(t, package) {
            return Err(t.type_error("__package__ must be a string"));
        }
        return Ok(package);
    }
    if let Some(spec) = dict::get_str(globals, spec_key).filter(|s| !s.is_none()) {
        let parent = t.intern("parent");
        let package = ops::get_attr(t, spec, parent)?;
        if !string::is_str(t, package) {
            return Err(t.type_error("__spec__.parent must be a string"));
        }
        return Ok(package);
    }
    let Some(name) = dict::get_str(globals, t.names.name) else {
        return Err(t.raise(t.exceptions.key_error, "'__name__' not in globals"));
    };
    if !string::is_str(t, name) {
        return Err(t.type_error("__name__ must be a string"));
    }
    if dict::get_str(globals, t.names.path).is_some() {
        return Ok(name);
    }
    match memchr::memrchr(b'.', string::bytes(&name)) {
        Some(dot) => Ok(string::new_wtf8(t, &string::bytes(&name)[..dot])),
        None => Err(t.raise(t.exceptions.import_error, no_parent)),
    }
}

fn absolute_name(t: &mut Thread, name: Value, globals: Value, level: usize) -> Result<Value, Raised> {
    let package = package_of(t, globals)?;
    let mut base = string::bytes(&package);
    if base.is_empty() {
        return Err(t.raise(t.exceptions.import_error, "attempted relative import with no known parent package"));
    }
    for _ in 1..level {
        match memchr::memrchr(b'.', base) {
            Some(dot) => base = &base[..dot],
            None => return Err(t.raise(t.exceptions.import_error, "attempted relative import beyond top-level package")),
        }
    }
    let mut full = base.to_vec();
    if !string::bytes(&name).is_empty() {
        full.push(b'.');
        full.extend_from_slice(string::bytes(&name));
    }
    Ok(string::new_wtf8(t, &full))
}

// ---- from … import --------------------------------------------------------------------------------

/// `from m import name`, after `m` was imported.
pub fn import_from(t: &mut Thread, m: Value, name: Value) -> Result<Value, Raised> {
    if let Some(v) = ops::get_attr_opt(t, m, name)? {
        return Ok(v);
    }
    // A submodule that is being imported is in sys.modules before it is an attribute.
    let key = t.names.name;
    let own = ops::get_attr_opt(t, m, key)?.filter(|n| string::is_str(t, *n));
    if let Some(own) = own {
        let full = format!("{}.{}", string::to_string_lossy(own), string::to_string_lossy(name));
        let full = t.intern(&full);
        if let Some(v) = dict::get_str(t.modules, full) {
            return Ok(v);
        }
    }
    Err(cannot_import(t, m, own, name))
}

#[cold]
fn cannot_import(t: &mut Thread, m: Value, own: Option<Value>, name: Value) -> Raised {
    let own_name = own.map_or_else(|| "<unknown module name>".to_string(), string::to_string_lossy);
    let wanted = string::to_string_lossy(name);
    let origin = origin_of(t, m);
    let place = match origin {
        Some(origin) => string::to_string_lossy(origin),
        None => "unknown location".to_string(),
    };
    let partial = objects::is_initializing(t, m);
    let message = if let Some(file) = origin.filter(|o| shadows_library(t, &own_name, *o)) {
        let file = string::to_string_lossy(file);
        format!(
            "cannot import name '{wanted}' from '{own_name}' (consider renaming '{file}' since it has the same name as the standard \
             library module named '{own_name}' and prevents importing that standard library module)"
        )
    } else if partial && let Some(file) = origin.filter(|o| is_script_folder(t, *o)) {
        let file = string::to_string_lossy(file);
        format!(
            "cannot import name '{wanted}' from '{own_name}' (consider renaming '{file}' if it has the same name as a library you \
             intended to import)"
        )
    } else if partial {
        format!("cannot import name '{wanted}' from partially initialized module '{own_name}' (most likely due to a circular import) ({place})")
    } else {
        format!("cannot import name '{wanted}' from '{own_name}' ({place})")
    };
    let class = t.exceptions.import_error;
    let raised = t.raise(class, message);
    let e = t.pending;
    let own = match own {
        Some(own) => own,
        None => t.str(&own_name),
    };
    exception::extra_set(t, e, 0, own);
    exception::extra_set(t, e, 1, origin.unwrap_or(Value::NONE));
    exception::extra_set(t, e, 3, name);
    raised
}

/// The module's file, if it has one.
fn origin_of(t: &mut Thread, m: Value) -> Option<Value> {
    if !m.has_shape(shape_id::MODULE) {
        return None;
    }
    let space = module::namespace(m);
    dict::get_str(space, t.names.file).filter(|f| string::is_str(t, *f))
}

/// Whether a file lies directly in `sys.path[0]`.
fn is_script_folder(t: &mut Thread, origin: Value) -> bool {
    let key = t.intern("path");
    let first = match dict::get_str(t.sys_dict, key) {
        Some(path) if list::is_list(t, path) && list::len(path) > 0 => list::get(path, 0),
        _ => return false,
    };
    if !string::is_str(t, first) {
        return false;
    }
    let file = string::bytes(&origin);
    let file = file.strip_suffix(b"/__init__.py").unwrap_or(file);
    let Some(slash) = memchr::memrchr(b'/', file) else { return false };
    let folder = &file[..slash];
    let first = string::bytes(&first);
    folder == first || first.is_empty() && std::env::current_dir().is_ok_and(|d| d.as_os_str().as_encoded_bytes() == folder)
}

/// Whether the program's own file hides a module of the library.
fn shadows_library(t: &mut Thread, name: &str, origin: Value) -> bool {
    (taipan_pylib::contains(name).is_some() || taipan_modules::NATIVE_MODULES.iter().any(|(n, _)| *n == name)) && is_script_folder(t, origin)
}

/// `from m import *` into a namespace.
pub fn import_star(t: &mut Thread, m: Value, target: Value) -> Result<(), Raised> {
    let all_key = t.intern("__all__");
    let dict_key = t.names.dict;
    let (names, from_all) = match ops::get_attr_opt(t, m, all_key)? {
        Some(all) => (ops::collect_list(t, all)?, true),
        None => match ops::get_attr_opt(t, m, dict_key)? {
            Some(d) => {
                let keys = t.names.keys;
                let keys = ops::call_method(t, d, keys, &[])?;
                (ops::collect_list(t, keys)?, false)
            }
            None => return Err(t.raise(t.exceptions.import_error, "from-import-* object has no __dict__ and no __all__")),
        },
    };
    for i in 0..list::len(names) {
        let name = list::get(names, i);
        if !string::is_str(t, name) {
            let key = t.names.name;
            let own = ops::get_attr(t, m, key)?;
            let own = ops::display(t, own)?;
            let found = t.type_name(name);
            let message = if from_all {
                format!("Item in {own}.__all__ must be str, not {found}")
            } else {
                format!("Key in {own}.__dict__ must be str, not {found}")
            };
            return Err(t.type_error(message));
        }
        if !from_all && string::bytes(&name).starts_with(b"_") {
            continue;
        }
        let name = string::intern_value(t, name);
        let v = ops::get_attr(t, m, name)?;
        if target.has_shape(shape_id::DICT) {
            dict::set_str(t, target, name, v);
        } else {
            ops::set_item(t, target, name, v)?;
        }
    }
    Ok(())
}

/// A tuple of strs, for `from` lists made in Rust.
pub fn from_names(t: &mut Thread, names: &[&str]) -> Value {
    let scratch = list::new(t, &[]);
    for name in names {
        let v = t.intern(name);
        list::push(t, scratch, v);
    }
    tuple::from_list(t, scratch)
}
