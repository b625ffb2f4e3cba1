//! What Python code sees of importing: module specs, loaders, and the finder in `sys.meta_path`.
//!
//! They are classes of their own with the names and the protocol of importlib's, so that a program
//! which looks at `__spec__` does not cost every program the import of importlib.

use super::find;
use super::load::{self, code_of, path_list, read_source, run_file_as};
use std::cell::Cell;
use taipan_modules::native_class::{self, NativeClass};
use taipan_modules::posix::{fs_text, path_text};
use taipan_runtime::layout::{Payload, shape_id};
use taipan_runtime::objects::{bytes, dict, instance, list, module, string, tuple};
use taipan_runtime::{Args, Bind, GetSetDef, NativeDef, Raised, Thread, Value, ops, types};

/// Which loader a module has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Native,
    Source,
    Namespace,
}

#[derive(Clone, Copy)]
struct Classes {
    spec: Value,
    source: Value,
    native: Value,
    namespace: Value,
    finder: Value,
}

thread_local! {
    static CLASSES: Cell<Option<Classes>> = const { Cell::new(None) };
}

fn classes(t: &mut Thread) -> Classes {
    if let Some(classes) = CLASSES.get() {
        return classes;
    }
    let mut class = |module: &str, name: &str, methods: &[&'static [NativeDef]], getsets: &'static [GetSetDef]| {
        let made = native_class::define(
            t,
            NativeClass {
                module,
                name,
                bases: &[],
                payload: Some(Payload::Object),
                has_dict: true,
            },
        );
        types::set_new(made, native_class::allocate);
        for table in methods {
            types::add_methods(t, made, table);
        }
        types::add_getsets(t, made, getsets);
        // The classes live as long as the process.
        std::mem::forget(t.heap.root(made));
        made
    };
    let made = Classes {
        spec: class("_frozen_importlib", "ModuleSpec", &[SPEC_METHODS], SPEC_GETSETS),
        source: class("_frozen_importlib_external", "SourceFileLoader", &[LOADER_METHODS, SOURCE_METHODS], &[]),
        native: class("_frozen_importlib", "BuiltinImporter", &[LOADER_METHODS, NATIVE_METHODS], &[]),
        namespace: class("_frozen_importlib_external", "NamespaceLoader", &[LOADER_METHODS, NAMESPACE_METHODS], &[]),
        finder: class("_frozen_importlib_external", "PathFinder", &[FINDER_METHODS], &[]),
    };
    CLASSES.set(Some(made));
    made
}

/// Puts the finder into `sys.meta_path`.
pub fn add_finder(t: &mut Thread) {
    let class = classes(t).finder;
    let finder = instance::allocate(t, class);
    let key = t.intern("meta_path");
    if let Some(l) = dict::get_str(t.sys_dict, key) {
        list::push(t, l, finder);
    }
}

pub fn is_native_finder(t: &Thread, finder: Value) -> bool {
    CLASSES.get().is_some_and(|c| t.class_of(finder) == c.finder)
}

fn set(t: &mut Thread, v: Value, name: &str, value: Value) {
    let name = t.intern(name);
    instance::set_own(t, v, name, Some(value)).expect("the class has a dict");
}

fn get(t: &mut Thread, v: Value, name: &str) -> Option<Value> {
    let name = t.intern(name);
    ops::get_attr_opt(t, v, name).ok().flatten()
}

/// A spec with its loader.
pub fn new_spec(t: &mut Thread, name: Value, kind: Kind, origin: Value, folders: Option<Vec<Vec<u8>>>, has_location: bool) -> Value {
    let c = classes(t);
    let class = match kind {
        Kind::Native => c.native,
        Kind::Source => c.source,
        Kind::Namespace => c.namespace,
    };
    let loader = instance::allocate(t, class);
    let folders = match folders {
        Some(folders) => path_list(t, &folders),
        None => Value::NONE,
    };
    match kind {
        Kind::Source => {
            set(t, loader, "name", name);
            set(t, loader, "path", origin);
        }
        Kind::Namespace => set(t, loader, "_path", folders),
        Kind::Native => {}
    }
    let spec = instance::allocate(t, c.spec);
    for (attribute, v) in [
        ("name", name),
        ("loader", loader),
        ("origin", origin),
        ("loader_state", Value::NONE),
        ("submodule_search_locations", folders),
        ("_initializing", Value::FALSE),
        ("has_location", Value::bool(has_location)),
        ("cached", Value::NONE),
    ] {
        set(t, spec, attribute, v);
    }
    spec
}

pub fn loader_of(t: &mut Thread, spec: Value) -> Value {
    get(t, spec, "loader").unwrap_or(Value::NONE)
}

/// `submodule_search_locations`, if the module is a package.
pub fn search_locations(t: &mut Thread, spec: Value) -> Option<Value> {
    get(t, spec, "submodule_search_locations").filter(|v| !v.is_none())
}

pub fn set_initializing(t: &mut Thread, spec: Value, on: bool) {
    set(t, spec, "_initializing", Value::bool(on));
}

/// Whether the module's code is still running.
pub fn is_initializing(t: &mut Thread, m: Value) -> bool {
    if !m.has_shape(shape_id::MODULE) {
        return false;
    }
    let space = module::namespace(m);
    let Some(spec) = dict::get_str(space, t.names.spec).filter(|s| !s.is_none()) else {
        return false;
    };
    match get(t, spec, "_initializing") {
        Some(v) => v == Value::TRUE,
        None => {
            t.take_pending();
            false
        }
    }
}

// ---- ModuleSpec -----------------------------------------------------------------------------------

fn spec_init(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let names = ["name", "loader", "origin", "loader_state", "is_package"];
    let [name, loader, origin, state, is_package] = args.rest().bind(t, "ModuleSpec", names, Bind::required(2).keyword_from(2))?;
    let folders = match is_package {
        Some(v) if ops::truth(t, v)? => list::new(t, &[]),
        _ => Value::NONE,
    };
    let v = args.get(0);
    for (attribute, value) in [
        ("name", name.expect("required")),
        ("loader", loader.expect("required")),
        ("origin", origin.unwrap_or(Value::NONE)),
        ("loader_state", state.unwrap_or(Value::NONE)),
        ("submodule_search_locations", folders),
        ("_initializing", Value::FALSE),
        ("has_location", Value::FALSE),
        ("cached", Value::NONE),
    ] {
        set(t, v, attribute, value);
    }
    Ok(Value::NONE)
}

fn spec_parent(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    let name = t.names.name_plain;
    let name = ops::get_attr(t, v, name)?;
    if search_locations(t, v).is_some() {
        return Ok(name);
    }
    let text = string::bytes(&name);
    Ok(match memchr::memrchr(b'.', text) {
        Some(dot) => string::new_wtf8(t, &text[..dot]),
        None => t.names.empty,
    })
}

fn spec_repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let mut text = "ModuleSpec(".to_string();
    for (i, name) in ["name", "loader", "origin", "submodule_search_locations"].into_iter().enumerate() {
        let value = get(t, v, name).unwrap_or(Value::NONE);
        if i >= 2 && value.is_none() {
            continue;
        }
        let shown = ops::repr(t, value)?;
        if i > 0 {
            text.push_str(", ");
        }
        text.push_str(&format!("{name}={}", string::to_string_lossy(shown)));
    }
    text.push(')');
    Ok(t.str(&text))
}

static SPEC_METHODS: &[NativeDef] = &[
    NativeDef::slot_range("__init__", 2, 5, spec_init).keywords(),
    NativeDef::slot("__repr__", 0, spec_repr),
];
static SPEC_GETSETS: &[GetSetDef] = &[GetSetDef::read_only("parent", spec_parent)];

// ---- loaders --------------------------------------------------------------------------------------

fn nothing(_: &mut Thread, _: Args) -> Result<Value, Raised> {
    Ok(Value::NONE)
}

/// `load_module(name)`: the old protocol.
fn load_module(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    super::import_absolute(t, args.get(1))
}

static LOADER_METHODS: &[NativeDef] = &[
    NativeDef::method("create_module", 1, 1, nothing),
    NativeDef::method("load_module", 1, 1, load_module),
];

fn loader_file(t: &mut Thread, loader: Value) -> Result<Vec<u8>, Raised> {
    let key = t.names.path_plain;
    let path = ops::get_attr(t, loader, key)?;
    path_text(t, path)
}

fn source_init(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [name, path] = args.rest().bind(t, "SourceFileLoader", ["fullname", "path"], Bind::required(2))?;
    set(t, args.get(0), "name", name.expect("required"));
    set(t, args.get(0), "path", path.expect("required"));
    Ok(Value::NONE)
}

fn exec_module(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let file = loader_file(t, args.get(0))?;
    run_file_as(t, args.get(1), &file)?;
    Ok(Value::NONE)
}

fn get_source(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let file = loader_file(t, args.get(0))?;
    let source = read_source(t, &file)?;
    Ok(fs_text(t, &source))
}

fn get_data(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let path = path_text(t, args.get(1))?;
    let data = read_source(t, &path)?;
    Ok(bytes::new(t, &data))
}

fn get_code(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let file = loader_file(t, args.get(0))?;
    code_of(t, &file)
}

fn get_filename(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let key = t.names.path_plain;
    ops::get_attr(t, args.get(0), key)
}

fn is_package(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let file = loader_file(t, args.get(0))?;
    Ok(Value::bool(file.ends_with(b"/__init__.py")))
}

fn source_repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let text = format!("<_frozen_importlib_external.SourceFileLoader object at {:#x}>", args.get(0).address());
    Ok(t.str(&text))
}

static SOURCE_METHODS: &[NativeDef] = &[
    NativeDef::slot_range("__init__", 2, 2, source_init).keywords(),
    NativeDef::slot("__repr__", 0, source_repr),
    NativeDef::method("exec_module", 1, 1, exec_module),
    NativeDef::method("get_source", 1, 1, get_source),
    NativeDef::method("get_data", 1, 1, get_data),
    NativeDef::method("get_code", 1, 1, get_code),
    NativeDef::method("get_filename", 0, 1, get_filename),
    NativeDef::method("is_package", 1, 1, is_package),
];

fn native_create(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let name = t.names.name_plain;
    let name = ops::get_attr(t, args.get(1), name)?;
    super::import_absolute(t, name)
}

static NATIVE_METHODS: &[NativeDef] = &[
    NativeDef::method("create_module", 1, 1, native_create),
    NativeDef::method("exec_module", 1, 1, nothing),
    NativeDef::method("get_source", 1, 1, nothing),
    NativeDef::method("get_code", 1, 1, nothing),
    NativeDef::method("is_package", 1, 1, |_, _| Ok(Value::FALSE)),
];

static NAMESPACE_METHODS: &[NativeDef] = &[
    NativeDef::method("exec_module", 1, 1, nothing),
    NativeDef::method("get_source", 1, 1, |t, _| Ok(t.names.empty)),
    NativeDef::method("is_package", 1, 1, |_, _| Ok(Value::TRUE)),
];

// ---- the finder -----------------------------------------------------------------------------------

fn find_spec(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [name, path, _target] = args.rest().bind(t, "find_spec", ["fullname", "path", "target"], Bind::required(1))?;
    let name = name.expect("required");
    Ok(match find::find(t, name, path.unwrap_or(Value::NONE))? {
        Some(found) => load::spec_of(t, name, &found),
        None => Value::NONE,
    })
}

fn finder_repr(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    Ok(t.str("<class '_frozen_importlib_external.PathFinder'>"))
}

fn find_distributions(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    let empty = tuple::new(t, &[]);
    ops::iterate(t, empty)
}

static FINDER_METHODS: &[NativeDef] = &[
    NativeDef::slot("__repr__", 0, finder_repr),
    NativeDef::method("find_spec", 1, 3, find_spec).keywords(),
    NativeDef::method("invalidate_caches", 0, 0, nothing),
    NativeDef::method("find_distributions", 0, 1, find_distributions).keywords(),
];
