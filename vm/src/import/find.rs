//! Where a module is.
//!
//! Native modules come first, then those of the library that CPython freezes into its binary, then
//! `sys.path` (or the package's `__path__`) in order. The embedded library is an entry of that path
//! like any folder, at its end, so that a program's own module of the same name comes before it.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use taipan_runtime::objects::{dict, list, string};
use taipan_runtime::{Raised, Thread, Value, ops};

/// The entry of `sys.path` that stands for the embedded library.
pub const LIBRARY_ENTRY: &str = "<taipan>/lib";

/// Modules that CPython's binary contains: no folder of `sys.path` can replace them.
const FROZEN: &[&str] = &[
    "_collections_abc",
    "_sitebuiltins",
    "abc",
    "codecs",
    "genericpath",
    "importlib",
    "importlib._bootstrap",
    "importlib._bootstrap_external",
    "importlib.machinery",
    "importlib.util",
    "io",
    "ntpath",
    "os",
    "posixpath",
    "runpy",
    "site",
    "stat",
    "zipimport",
];

/// A module that was found.
pub enum Found {
    /// Index into `NATIVE_MODULES`.
    Native(usize),
    /// In the embedded library.
    Embedded { is_package: bool },
    /// A source file, and the folder that is `__path__` of a package.
    File { path: Vec<u8>, package: Option<Vec<u8>> },
    /// Folders without `__init__.py`.
    Namespace { folders: Vec<Vec<u8>> },
}

/// Looks for the module `name`; `search`: the parent's `__path__`, None for a top-level module.
pub fn find(t: &mut Thread, name: Value, search: Value) -> Result<Option<Found>, Raised> {
    let full = string::to_string_lossy(name);
    if let Some(i) = taipan_modules::NATIVE_MODULES.iter().position(|(n, _)| *n == full) {
        return Ok(Some(Found::Native(i)));
    }
    if FROZEN.contains(&full.as_str())
        && let Some(is_package) = taipan_pylib::contains(&full)
    {
        return Ok(Some(Found::Embedded { is_package }));
    }
    let entries = if search.is_none() {
        let key = t.intern("path");
        match dict::get_str(t.sys_dict, key) {
            Some(path) => path,
            None => return Err(t.runtime_error("unable to get sys.path")),
        }
    } else {
        search
    };
    let tail = full.rsplit('.').next().unwrap_or(&full).as_bytes().to_vec();
    // A module's file may have been written a moment ago.
    taipan_modules::io::flush_before_path();
    let entries = ops::collect_list(t, entries)?;
    let mut folders = Vec::new();
    for i in 0..list::len(entries) {
        let entry = list::get(entries, i);
        if !string::is_str(t, entry) {
            continue;
        }
        let entry = taipan_modules::posix::path_text(t, entry)?;
        if entry.starts_with(LIBRARY_ENTRY.as_bytes()) {
            if let Some(is_package) = embedded_at(&entry, &full) {
                return Ok(Some(Found::Embedded { is_package }));
            }
            continue;
        }
        match in_folder(&entry, &tail) {
            Some(Found::Namespace { folders: more }) => folders.extend(more),
            Some(found) => return Ok(Some(found)),
            None => {}
        }
    }
    Ok(if folders.is_empty() { None } else { Some(Found::Namespace { folders }) })
}

/// Whether the library has the module, and the path entry is the folder it would be in.
fn embedded_at(entry: &[u8], full: &str) -> Option<bool> {
    let parent = full.rsplit_once('.').map_or("", |(parent, _)| parent);
    let below = entry.strip_prefix(LIBRARY_ENTRY.as_bytes())?;
    let below = below.strip_prefix(b"/").unwrap_or(below);
    if below != parent.replace('.', "/").as_bytes() {
        return None;
    }
    taipan_pylib::contains(full)
}

/// The module `tail` in a folder of the file system.
fn in_folder(entry: &[u8], tail: &[u8]) -> Option<Found> {
    let mut base = absolute(entry)?;
    if !base.ends_with(b"/") {
        base.push(b'/');
    }
    base.extend_from_slice(tail);
    let as_path = |raw: &[u8]| Path::new(OsStr::from_bytes(raw)).to_path_buf();
    let is_folder = as_path(&base).is_dir();
    if is_folder {
        let init = [&base[..], b"/__init__.py"].concat();
        if as_path(&init).is_file() {
            return Some(Found::File {
                path: init,
                package: Some(base),
            });
        }
    }
    let file = [&base[..], b".py"].concat();
    if as_path(&file).is_file() {
        return Some(Found::File { path: file, package: None });
    }
    is_folder.then(|| Found::Namespace { folders: vec![base] })
}

/// A path entry from the root; the empty one is the current folder.
fn absolute(entry: &[u8]) -> Option<Vec<u8>> {
    if entry.starts_with(b"/") {
        return Some(entry.to_vec());
    }
    let mut full = std::env::current_dir().ok()?.as_os_str().as_bytes().to_vec();
    if !entry.is_empty() && entry != b"." {
        full.push(b'/');
        full.extend_from_slice(entry.strip_prefix(b"./").unwrap_or(entry));
    }
    Some(full)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn library_modules_are_found_in_their_own_folder_only() {
        assert_eq!(embedded_at(b"<taipan>/lib", "json"), Some(true));
        assert_eq!(embedded_at(b"<taipan>/lib/json", "json.decoder"), Some(false));
        assert_eq!(embedded_at(b"<taipan>/lib", "json.decoder"), None);
        assert_eq!(embedded_at(b"<taipan>/lib/json", "json"), None);
    }

    #[test]
    fn a_package_comes_before_a_module_and_a_module_before_a_bare_folder() {
        let root = std::env::temp_dir().join(format!("taipan-find-{}", std::process::id()));
        for folder in ["both", "bare", "bare_and_file"] {
            std::fs::create_dir_all(root.join(folder)).unwrap();
        }
        for file in ["both/__init__.py", "both.py", "bare_and_file.py"] {
            std::fs::write(root.join(file), "").unwrap();
        }
        let entry = root.as_os_str().as_bytes();
        assert!(matches!(in_folder(entry, b"both"), Some(Found::File { package: Some(_), .. })));
        assert!(matches!(in_folder(entry, b"bare"), Some(Found::Namespace { .. })));
        assert!(matches!(in_folder(entry, b"bare_and_file"), Some(Found::File { package: None, .. })));
        assert!(in_folder(entry, b"nothing").is_none());
        std::fs::remove_dir_all(root).unwrap();
    }
}
