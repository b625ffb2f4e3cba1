//! `-m name`, and `__main__` of folders: what CPython leaves to `runpy`, without importing `runpy`
//! and what it needs. Modules are found and loaded by the finders in `sys.meta_path`, ours or others.

use super::program::{leave, main_namespace, set_file};
use crate::traceback_print::{self, sys_attribute};
use taipan_modules::support;
use taipan_runtime::objects::exception::extra_get;
use taipan_runtime::objects::{dict, list, string};
use taipan_runtime::{Raised, Thread, Value, ops};

/// Why there is nothing to run.
enum Failure {
    /// A sentence for stderr.
    Message(String),
    /// The exception of a package's own code, or of a finder.
    Raised,
}

impl From<Raised> for Failure {
    fn from(_: Raised) -> Failure {
        Failure::Raised
    }
}

/// Runs a module as `__main__`; `by_name`: it was named on the command line, so its file becomes `sys.argv[0]`.
///
/// # Errors
/// The module's exception; SystemExit after a message when there is nothing to run.
pub fn run(t: &mut Thread, name: &str, by_name: bool) -> Result<(), Raised> {
    let (spec, code) = match find(t, name) {
        Ok(found) => found,
        Err(Failure::Raised) => return Err(Raised),
        Err(Failure::Message(message)) => {
            let message = if by_name { message } else { no_main(t) };
            let executable = sys_attribute(t, "executable")
                .filter(|v| string::is_str(t, *v))
                .map_or_else(String::new, string::to_string_lossy);
            traceback_print::write_stderr(t, &format!("{executable}: {message}\n"));
            return Err(leave(t, 1));
        }
    };
    let origin = support::attribute(t, spec, "origin")?;
    if by_name && let Some(arguments) = sys_list(t, "argv").filter(|l| list::len(*l) > 0) {
        list::set(t, arguments, 0, origin);
    }
    set_file(t, origin);
    let space = main_namespace(t);
    for (attribute, key) in [("parent", t.names.package), ("loader", t.names.loader)] {
        let v = support::attribute(t, spec, attribute)?;
        dict::set_str(t, space, key, v);
    }
    let key = t.names.spec;
    dict::set_str(t, space, key, spec);
    (t.hooks.exec)(t, code, space, space).map(|_| ())
}

fn no_main(t: &mut Thread) -> String {
    let first = sys_list(t, "path").and_then(|path| list::items(&path).first().copied());
    let shown = first.map_or_else(String::new, |path| string::repr_text(string::bytes(&path)));
    format!("can't find '__main__' module in {shown}")
}

fn sys_list(t: &mut Thread, name: &str) -> Option<Value> {
    sys_attribute(t, name).filter(|v| list::is_list(t, *v))
}

/// The spec and the code object of what `-m name` runs.
fn find(t: &mut Thread, name: &str) -> Result<(Value, Value), Failure> {
    if name.starts_with('.') {
        return Err(Failure::Message("Relative module names not supported".to_string()));
    }
    let search = match name.rsplit_once('.') {
        None => Value::NONE,
        Some((package, _)) => match import_package(t, package, name) {
            Ok(path) => path,
            Err(Raised) => return Err(import_failure(t, name, package)),
        },
    };
    let spec = find_spec(t, name, search)?;
    if spec.is_none() {
        return Err(Failure::Message(format!("No module named {name}")));
    }
    let is_package = !support::attribute(t, spec, "submodule_search_locations")?.is_none();
    if is_package {
        if name == "__main__" || name.ends_with(".__main__") {
            return Err(Failure::Message("Cannot use package as __main__ module".to_string()));
        }
        return find(t, &format!("{name}.__main__")).map_err(|failure| match failure {
            Failure::Message(message) => Failure::Message(format!("{message}; '{name}' is a package and cannot be directly executed")),
            Failure::Raised => Failure::Raised,
        });
    }
    let loader = support::attribute(t, spec, "loader")?;
    let text = t.str(name);
    let code = support::call_method(t, loader, "get_code", &[text])?;
    if code.is_none() {
        return Err(Failure::Message(format!("No code object available for {name}")));
    }
    Ok((spec, code))
}

/// What the first finder that knows the module says of it, or None.
fn find_spec(t: &mut Thread, name: &str, search: Value) -> Result<Value, Raised> {
    let Some(finders) = sys_list(t, "meta_path") else { return Ok(Value::NONE) };
    let name = t.intern(name);
    let mut i = 0;
    while i < list::len(finders) {
        let finder = list::get(finders, i);
        let spec = support::call_method(t, finder, "find_spec", &[name, search])?;
        if !spec.is_none() {
            return Ok(spec);
        }
        i += 1;
    }
    Ok(Value::NONE)
}

/// Imports the package `name` of the module `sought`; its `__path__`.
fn import_package(t: &mut Thread, name: &str, sought: &str) -> Result<Value, Raised> {
    support::import(t, name)?;
    let key = t.intern(name);
    let package = dict::get(t, t.modules, key)?.unwrap_or(Value::NONE);
    let path = t.names.path;
    match ops::get_attr_opt(t, package, path)? {
        Some(path) => Ok(path),
        None => {
            let message = format!("__path__ attribute not found on '{name}' while trying to find '{sought}'");
            Err(t.raise(t.exceptions.module_not_found_error, message))
        }
    }
}

/// The pending exception of importing `package`: its own, or the message that it is not there.
fn import_failure(t: &mut Thread, name: &str, package: &str) -> Failure {
    let e = t.pending;
    if !t.pending_is(t.exceptions.import_error) {
        return Failure::Raised;
    }
    let missing = extra_get(e, 0);
    if !missing.is_unbound() && string::is_str(t, missing) {
        let missing = string::to_string_lossy(missing);
        if missing != package && !package.starts_with(&format!("{missing}.")) {
            return Failure::Raised;
        }
    }
    t.take_pending();
    let kind = t.type_name(e);
    let text = traceback_print::display(t, e);
    let mut message = format!("Error while finding module specification for '{name}' ({kind}: {text})");
    if let Some(stem) = name.strip_suffix(".py") {
        message.push_str(&format!(". Try using '{stem}' instead of '{name}' as the module name."));
    }
    Failure::Message(message)
}
