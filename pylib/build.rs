//! Packs the library's Python files: one compressed frame per module, so that importing one module
//! decompresses that module only, and a sorted index for a binary search. With the feature `bytecode`
//! each module's code, compiled, is a second frame.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// Top-level modules and packages that are of no use in the binary: they need Tk or a native module
/// that does not exist here, download things, or are tests and demonstrations.
const LEFT_OUT: &[&str] = &[
    "_aix_support",
    "_android_support",
    "_apple_support",
    "_ios_support",
    "_osx_support",
    "antigravity",
    "ctypes",
    "ensurepip",
    "idlelib",
    "pydoc_data",
    "sqlite3",
    "test",
    "this",
    "tkinter",
    "turtle",
    "turtledemo",
    "venv",
];

/// Lines that the library needs behind a module's own: the native importer keeps `sys.path_hooks` empty, so `pkgutil` would
/// find no importer for a folder.
const APPENDED: &[(&str, &str)] = &[(
    "importlib",
    "\nif not sys.path_hooks:\n    sys.path_hooks.append(_bootstrap_external.FileFinder.path_hook(*_bootstrap_external._get_supported_file_loaders()))\n",
)];

/// Compression is done once per build of the binary, decompression at each import.
const LEVEL: i32 = 19;

struct Module {
    name: String,
    is_package: bool,
    /// Path below the library's folder.
    file: String,
    source: Vec<u8>,
}

fn main() {
    let root = Path::new(rustpython_pylib::LIB_PATH);
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed={}", root.display());
    let mut modules = Vec::new();
    collect(root, "", &mut modules);
    modules.sort_by(|a, b| a.name.cmp(&b.name));
    write_out(&modules);
}

fn collect(folder: &Path, prefix: &str, modules: &mut Vec<Module>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    for entry in entries {
        let path = entry.expect("entry of the library's folder").path();
        let name = path.file_name().expect("entries have names").to_string_lossy().into_owned();
        if path.is_dir() {
            let skipped = name == "__pycache__" || name == "test" || name == "tests" || prefix.is_empty() && LEFT_OUT.contains(&name.as_str());
            if !skipped && path.join("__init__.py").exists() {
                collect(&path, &format!("{prefix}{name}."), modules);
            }
            continue;
        }
        let Some(stem) = name.strip_suffix(".py") else { continue };
        if prefix.is_empty() && LEFT_OUT.contains(&stem) {
            continue;
        }
        let is_package = stem == "__init__";
        let module = if is_package {
            prefix.trim_end_matches('.').to_string()
        } else {
            format!("{prefix}{stem}")
        };
        let mut source = fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        if let Some((_, lines)) = APPENDED.iter().find(|(name, _)| *name == module) {
            source.extend_from_slice(lines.as_bytes());
        }
        modules.push(Module {
            name: module,
            is_package,
            file: format!("{}{name}", prefix.replace('.', "/")),
            source,
        });
    }
}

/// The module's serialized code; `None` without the feature, or for the few files that are not meant to compile.
#[cfg(feature = "bytecode")]
fn compiled(module: &Module) -> Option<Vec<u8>> {
    let file = format!("<taipan>/lib/{}", module.file);
    let options = taipan_compiler::Options::default();
    let unit = taipan_compiler::compile(&module.source, &file, taipan_compiler::Mode::Exec, options).ok()?;
    Some(taipan_bytecode::serialize(&unit))
}

#[cfg(not(feature = "bytecode"))]
fn compiled(_: &Module) -> Option<Vec<u8>> {
    None
}

fn write_out(modules: &[Module]) {
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets OUT_DIR"));
    let mut frames = Vec::new();
    let mut index = String::from("&[\n");
    for module in modules {
        let frame = zstd::bulk::compress(&module.source, LEVEL).expect("compression into memory");
        let source = add(&mut frames, &frame, module.source.len());
        let code = match compiled(module) {
            Some(code) => {
                let frame = zstd::bulk::compress(&code, LEVEL).expect("compression into memory");
                format!("Some({})", add(&mut frames, &frame, code.len()))
            }
            None => "None".to_string(),
        };
        writeln!(
            index,
            "Entry {{ name: {:?}, file: {:?}, is_package: {}, source: {source}, code: {code} }},",
            module.name, module.file, module.is_package
        )
        .expect("writing to a String");
    }
    index.push(']');
    fs::write(out.join("frames.bin"), frames).expect("writing to OUT_DIR");
    fs::write(out.join("index.rs"), index).expect("writing to OUT_DIR");
}

/// Appends a frame; its place in the index.
fn add(frames: &mut Vec<u8>, frame: &[u8], raw_length: usize) -> String {
    let start = frames.len();
    frames.extend_from_slice(frame);
    format!("Frame {{ start: {start}, length: {}, raw_length: {raw_length} }}", frame.len())
}
