//! Making a module and running its code.
//!
//! A module is in `sys.modules` before its code runs, so that circular imports find it, and is taken
//! out again when the code fails.

use super::find::{Found, LIBRARY_ENTRY};
use super::objects::{self, Kind};
use taipan_modules::builtins::compile_flags;
use taipan_modules::posix::fs_text;
use taipan_runtime::objects::{code, dict, exception, list, module, string};
use taipan_runtime::{Raised, Thread, Value, ops};

/// Loads what was found, and gives what is then in `sys.modules`.
pub fn load(t: &mut Thread, name: Value, found: Found) -> Result<Value, Raised> {
    let m = match found {
        Found::Native(i) => return load_native(t, name, i),
        found => prepare(t, name, found)?,
    };
    let modules = t.modules;
    dict::set_str(t, modules, name, m.object);
    objects::set_initializing(t, m.spec, true);
    let result = match &m.source {
        Source::None => Ok(()),
        Source::Text { file } => run(t, m.object, name, file),
    };
    objects::set_initializing(t, m.spec, false);
    if result.is_err() {
        dict::remove_str(t, modules, name);
        return Err(Raised);
    }
    registered(t, name)
}

/// The module that is in `sys.modules` after its code ran: it may have put another object there.
fn registered(t: &mut Thread, name: Value) -> Result<Value, Raised> {
    match dict::get_str(t.modules, name) {
        Some(m) => Ok(m),
        None => Err(t.key_error(name)),
    }
}

/// Gives a module that exists from the start its spec.
pub fn describe_native(t: &mut Thread, m: Value, name: &str) {
    let name = t.intern(name);
    let origin = t.intern("built-in");
    let spec = objects::new_spec(t, name, Kind::Native, origin, None, false);
    let package = t.names.empty;
    set_attributes(t, m, spec, package);
}

fn load_native(t: &mut Thread, name: Value, i: usize) -> Result<Value, Raised> {
    let (_, make) = taipan_modules::NATIVE_MODULES[i];
    let m = make(t)?;
    if m.has_shape(taipan_runtime::layout::shape_id::MODULE) {
        let text = string::to_string_lossy(name);
        describe_native(t, m, &text);
    }
    let modules = t.modules;
    dict::set_str(t, modules, name, m);
    Ok(m)
}

enum Source {
    /// A namespace package.
    None,
    Text {
        file: Vec<u8>,
    },
}

struct Prepared {
    object: Value,
    spec: Value,
    source: Source,
}

/// The module object with its attributes, before its code runs.
fn prepare(t: &mut Thread, name: Value, found: Found) -> Result<Prepared, Raised> {
    let spec = spec_of(t, name, &found);
    let text = string::to_string_lossy(name);
    let object = module::new(t, &text);
    let space = module::namespace(object);
    let source = match &found {
        Found::Namespace { .. } => Source::None,
        Found::Embedded { .. } => Source::Text {
            file: taipan_pylib::file(&text).unwrap_or_default().into_bytes(),
        },
        Found::File { path, .. } => Source::Text { file: path.clone() },
        Found::Native(_) => unreachable!("loaded by load_native"),
    };
    let folders = objects::search_locations(t, spec);
    let package = match folders {
        Some(_) => name,
        None => match memchr::memrchr(b'.', string::bytes(&name)) {
            Some(dot) => string::new_wtf8(t, &string::bytes(&name)[..dot]),
            None => t.names.empty,
        },
    };
    set_attributes(t, object, spec, package);
    if let Some(folders) = folders {
        let path = t.names.path;
        dict::set_str(t, space, path, folders);
    }
    let file_key = t.names.file;
    if matches!(source, Source::None) {
        dict::set_str(t, space, file_key, Value::NONE);
    }
    if let Source::Text { file } = &source {
        let file = fs_text(t, file);
        dict::set_str(t, space, file_key, file);
        let cached = t.intern("__cached__");
        dict::set_str(t, space, cached, Value::NONE);
    }
    let builtins = t.names.builtins;
    let builtin_space = t.builtins;
    dict::set_str(t, space, builtins, builtin_space);
    Ok(Prepared { object, spec, source })
}

fn set_attributes(t: &mut Thread, m: Value, spec: Value, package: Value) {
    let space = module::namespace(m);
    let loader = objects::loader_of(t, spec);
    let n = &t.names;
    for (key, v) in [(n.package, package), (n.loader, loader), (n.spec, spec)] {
        dict::set_str(t, space, key, v);
    }
}

/// `__spec__` for what was found.
pub fn spec_of(t: &mut Thread, name: Value, found: &Found) -> Value {
    let text = string::to_string_lossy(name);
    match found {
        Found::Native(_) => {
            let origin = t.intern("built-in");
            objects::new_spec(t, name, Kind::Native, origin, None, false)
        }
        Found::Embedded { is_package } => {
            let origin = fs_text(t, taipan_pylib::file(&text).unwrap_or_default().as_bytes());
            let folders = is_package.then(|| vec![format!("{LIBRARY_ENTRY}/{}", text.replace('.', "/")).into_bytes()]);
            objects::new_spec(t, name, Kind::Source, origin, folders, true)
        }
        Found::File { path, package } => {
            let origin = fs_text(t, path);
            objects::new_spec(t, name, Kind::Source, origin, package.clone().map(|p| vec![p]), true)
        }
        Found::Namespace { folders } => objects::new_spec(t, name, Kind::Namespace, Value::NONE, Some(folders.clone()), false),
    }
}

/// The source text of a module's file, in the file system or the library.
pub fn read_source(t: &mut Thread, file: &[u8]) -> Result<Vec<u8>, Raised> {
    if let Some(text) = std::str::from_utf8(file).ok().and_then(taipan_pylib::source_of_file) {
        return Ok(text);
    }
    use std::os::unix::ffi::OsStrExt;
    std::fs::read(std::ffi::OsStr::from_bytes(file)).map_err(|error| {
        let name = fs_text(t, file);
        exception::os_error(t, error.raw_os_error().unwrap_or(libc::EIO), Some(name))
    })
}

/// The code object of a module's file.
pub fn code_of(t: &mut Thread, file: &[u8]) -> Result<Value, Raised> {
    if crate::command_line::optimize_level() == 0
        && let Some(cached) = std::str::from_utf8(file).ok().and_then(taipan_pylib::code_of_file)
        && let Ok(unit) = taipan_bytecode::deserialize_own(&cached)
    {
        return Ok(code::new(t, unit));
    }
    let source = read_source(t, file)?;
    (t.hooks.compile)(t, &source, &String::from_utf8_lossy(file), "exec", compile_flags::BYTES)
}

fn run(t: &mut Thread, m: Value, _name: Value, file: &[u8]) -> Result<(), Raised> {
    let code = code_of(t, file)?;
    let space = module::namespace(m);
    (t.hooks.exec)(t, code, space, space).map(|_| ())
}

/// Runs a source file in an existing module, as `exec_module` does.
pub fn run_file_as(t: &mut Thread, m: Value, file: &[u8]) -> Result<(), Raised> {
    let code = code_of(t, file)?;
    let key = t.names.dict;
    let space = ops::get_attr(t, m, key)?;
    (t.hooks.exec)(t, code, space, space).map(|_| ())
}

// ---- specs of other finders -----------------------------------------------------------------------

fn attribute(t: &mut Thread, v: Value, name: &str) -> Result<Option<Value>, Raised> {
    let name = t.intern(name);
    ops::get_attr_opt(t, v, name).map(|v| v.filter(|v| !v.is_none()))
}

/// Loads a module from a spec that Python code made.
pub fn load_spec(t: &mut Thread, name: Value, spec: Value) -> Result<Value, Raised> {
    let loader = attribute(t, spec, "loader")?;
    let created = match loader {
        Some(loader) => match attribute(t, loader, "create_module")? {
            Some(create) => ops::call(t, create, &[spec])?,
            None => Value::NONE,
        },
        None => Value::NONE,
    };
    let m = if created.is_none() {
        let text = string::to_string_lossy(name);
        module::new(t, &text)
    } else {
        created
    };
    for (from, to) in [
        ("name", "__name__"),
        ("loader", "__loader__"),
        ("parent", "__package__"),
        ("submodule_search_locations", "__path__"),
    ] {
        if let Some(v) = attribute(t, spec, from)? {
            let to = t.intern(to);
            ops::set_attr(t, m, to, v)?;
        }
    }
    let key = t.names.spec;
    ops::set_attr(t, m, key, spec)?;
    if let Some(located) = attribute(t, spec, "has_location")?
        && ops::truth(t, located)?
        && let Some(origin) = attribute(t, spec, "origin")?
    {
        let key = t.names.file;
        ops::set_attr(t, m, key, origin)?;
    }
    let modules = t.modules;
    dict::set_str(t, modules, name, m);
    let initializing = t.intern("_initializing");
    if ops::set_attr(t, spec, initializing, Value::TRUE).is_err() {
        t.take_pending();
    }
    let result = match loader {
        None => Ok(Value::NONE),
        Some(loader) => match attribute(t, loader, "exec_module")? {
            Some(exec) => ops::call(t, exec, &[m]),
            None => {
                let load = t.intern("load_module");
                ops::call_method(t, loader, load, &[name])
            }
        },
    };
    if let Err(raised) = result {
        let e = t.take_pending();
        dict::remove_str(t, modules, name);
        if ops::set_attr(t, spec, initializing, Value::FALSE).is_err() {
            t.take_pending();
        }
        t.raise_object(e);
        return Err(raised);
    }
    if ops::set_attr(t, spec, initializing, Value::FALSE).is_err() {
        t.take_pending();
    }
    registered(t, name)
}

/// A list of strs of paths.
pub fn path_list(t: &mut Thread, folders: &[Vec<u8>]) -> Value {
    let l = list::new(t, &[]);
    for folder in folders {
        let text = fs_text(t, folder);
        list::push(t, l, text);
    }
    l
}
