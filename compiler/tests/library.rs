//! Compiles every file of CPython's library, where it is installed, and verifies the result.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use taipan_bytecode::{CodeUnit, Const, deserialize, liveness, serialize, verify};
use taipan_compiler::{Mode, Options, compile};

const LIBRARY: &str = "/opt/peers/root/usr/lib/python3.14";

fn python_files(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            python_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "py") {
            files.push(path);
        }
    }
}

/// A unit (this one or one among its constants) in which a temporary is live at the entry.
fn read_before_written(unit: &CodeUnit) -> Option<String> {
    if liveness(unit).temporaries(0).next().is_some() {
        return Some(unit.qualname.clone());
    }
    unit.consts.iter().find_map(|constant| match constant {
        Const::Code(code) => read_before_written(code),
        _ => None,
    })
}

#[test]
fn the_library_compiles_and_verifies() {
    let mut files = Vec::new();
    python_files(Path::new(LIBRARY), &mut files);
    files.sort();
    let (mut bytes, mut serialized, mut time, mut failures) = (0, 0, Duration::ZERO, Vec::new());
    for path in &files {
        let Ok(source) = std::fs::read(path) else {
            continue;
        };
        // Files that are wrong on purpose, for the library's own tests.
        let name = path.to_string_lossy().to_string();
        if name.contains("bad_coding") || name.contains("koi8_r") || name.contains("badsyntax") || name.contains("lib2to3/tests/data") {
            continue;
        }
        let start = Instant::now();
        let result = compile(&source, &name, Mode::Exec, Options::default());
        time += start.elapsed();
        bytes += source.len();
        match result {
            Ok(unit) => {
                if let Err(defect) = verify(&unit) {
                    failures.push(format!("{name}: {defect}"));
                }
                failures.extend(read_before_written(&unit).map(|unit| format!("{name}: {unit} reads an unwritten temporary")));
                let bytes = serialize(&unit);
                serialized += bytes.len();
                // By bytes: a unit with a NaN among its constants is not equal to itself.
                if deserialize(&bytes).map(|unit| serialize(&unit)).as_ref() != Ok(&bytes) {
                    failures.push(format!("{name}: another unit comes back from bytes"));
                }
            }
            Err(error) => failures.push(format!("{name}: {error}")),
        }
    }
    let megabytes = bytes as f64 / 1e6;
    let speed = megabytes / time.as_secs_f64().max(1e-9);
    println!(
        "{} files, {megabytes:.1} MB, {speed:.1} MB/s, {:.1} MB of bytecode",
        files.len(),
        serialized as f64 / 1e6
    );
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}
