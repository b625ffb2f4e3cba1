//! Finding the two Pythons: Taipan's binary and the CPython it is measured against.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder of this package: the programs and lists stand in it.
pub fn package_folder() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    // Python prints resolved paths.
    folder.canonicalize().unwrap_or(folder)
}

/// Taipan's binary: the environment variable `TAIPAN`, else the newest `taipan` in the target
/// folders that this process, `CARGO_TARGET_DIR` or the workspace point to.
///
/// # Errors
/// When there is none; the text says what to do.
pub fn taipan() -> Result<PathBuf, String> {
    if let Some(named) = std::env::var_os("TAIPAN").filter(|value| !value.is_empty()) {
        let path = PathBuf::from(named);
        return path.canonicalize().map_err(|error| format!("TAIPAN={}: {error}", path.display()));
    }
    let candidates = target_folders()
        .into_iter()
        .flat_map(|folder| ["debug", "release"].map(|profile| folder.join(profile).join("taipan")));
    candidates
        .filter_map(|path| Some((path.metadata().ok()?.modified().ok()?, path)))
        .max()
        .map(|(_, path)| path)
        .ok_or_else(|| "no taipan binary: build it (`cargo build`), or name one in the variable TAIPAN".to_string())
}

fn target_folders() -> Vec<PathBuf> {
    let mut folders = Vec::new();
    // target/debug/deps/programs-…, target/release/fuzz
    if let Ok(own) = std::env::current_exe() {
        let profile = own.ancestors().find(|path| path.ends_with("debug") || path.ends_with("release"));
        folders.extend(profile.and_then(Path::parent).map(Path::to_path_buf));
    }
    folders.extend(std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from));
    folders.extend(package_folder().parent().map(|workspace| workspace.join("target")));
    folders
}

/// CPython 3.14, where it is installed: `$PEERS_ROOT/bin/python3.14`, by default in `/opt/peers`.
pub fn cpython() -> Option<PathBuf> {
    let root = std::env::var_os("PEERS_ROOT").filter(|value| !value.is_empty());
    let path = PathBuf::from(root.unwrap_or_else(|| "/opt/peers".into())).join("bin/python3.14");
    path.exists().then_some(path)
}

/// The version a Python reports of itself, such as `3.14.10`.
///
/// # Errors
/// When it cannot be run or prints something else.
pub fn version(python: &Path) -> Result<String, String> {
    let output = Command::new(python)
        .arg("-V")
        .output()
        .map_err(|error| format!("{}: {error}", python.display()))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.strip_prefix("Python ")
        .map(|version| version.trim().to_string())
        .ok_or_else(|| format!("{} -V printed {text:?}", python.display()))
}
