//! Fetches pyperformance and unpacks the benchmarks of the set. Its files are never part of
//! this repository; a hash in this one makes sure that all who compare figures ran the same.

use crate::workplace::{Workplace, write_changed};
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{Read, Seek};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const REQUIREMENT: &str = "pyperformance==1.14.0";
const FILE: &str = "pyperformance-1.14.0-py3-none-any.whl";
const SHA256: &str = "94068ac2935b6952ccb5e8a302eb9cebc26e82454494bef6e53822738adf0049";
const BENCHMARKS: &str = "pyperformance/data-files/benchmarks";
const LICENCE: &str = "pyperformance-1.14.0.dist-info/licenses/COPYING";

/// How pip may be called; the first that exists is used.
const PIP: [&[&str]; 4] = [&["python3", "-m", "pip"], &["pip3"], &["pip"], &["python", "-m", "pip"]];

/// The path of the verified wheel, downloaded if it is not in the cache yet.
///
/// # Errors
/// pip is not there or fails, or the file's hash is another one.
pub fn fetch(workplace: &Workplace) -> Result<PathBuf, String> {
    let wheel = workplace.root().join(FILE);
    if wheel.exists() {
        match verify(&wheel, SHA256) {
            Ok(()) => return Ok(wheel),
            Err(why) => eprintln!("{why}: it is fetched again"),
        }
    }
    eprintln!("fetching {REQUIREMENT} with pip");
    let folder = workplace.root().join(format!("download.{}", std::process::id()));
    let result = download(&folder).and_then(|()| {
        let file = folder.join(FILE);
        verify(&file, SHA256)?;
        fs::rename(&file, &wheel).map_err(|error| format!("{}: {error}", wheel.display()))
    });
    // Whatever happened to the download, its folder is of no more use.
    let _ = fs::remove_dir_all(&folder);
    result.map(|()| wheel)
}

fn download(folder: &Path) -> Result<(), String> {
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut refusals = Vec::new();
    for words in PIP {
        let output = Command::new(words[0])
            .args(&words[1..])
            .args(["download", "--quiet", "--no-deps", "--only-binary=:all:", "--dest"])
            .arg(folder)
            .arg(REQUIREMENT)
            .stdin(Stdio::null())
            .output();
        match output {
            Ok(output) if output.status.success() => return Ok(()),
            Ok(output) => refusals.push(format!("{}: {}", words.join(" "), String::from_utf8_lossy(&output.stderr).trim())),
            Err(error) => refusals.push(format!("{}: {error}", words.join(" "))),
        }
    }
    Err(format!("pip could not fetch {REQUIREMENT}\n{}", refusals.join("\n")))
}

/// Read in pieces: the kernel counts the runner's own peak memory into that of its children.
fn verify(file: &Path, expected: &str) -> Result<(), String> {
    let describe = |error: std::io::Error| format!("{}: {error}", file.display());
    let mut stream = File::open(file).map_err(describe)?;
    let mut hash = Sha256::new();
    std::io::copy(&mut stream, &mut hash).map_err(describe)?;
    let found: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    if found != expected {
        return Err(format!("{}: its SHA-256 is {found}, not {expected}", file.display()));
    }
    Ok(())
}

/// Unpacks `run_benchmark.py` of each folder, and the licence.
///
/// # Errors
/// The wheel lacks one of them, or they cannot be written.
pub fn unpack(wheel: &Path, folders: &[&str], target: &Path) -> Result<(), String> {
    let describe = |error: &dyn std::fmt::Display| format!("{}: {error}", wheel.display());
    let file = File::open(wheel).map_err(|error| describe(&error))?;
    let mut archive = zip::ZipArchive::new(file).map_err(|error| describe(&error))?;
    let mut members = vec![(LICENCE.to_owned(), target.join("COPYING"))];
    for folder in folders {
        let member = format!("{BENCHMARKS}/{folder}/run_benchmark.py");
        members.push((member, script(target, folder)));
    }
    for (member, path) in members {
        let text = read_member(&mut archive, &member).map_err(|error| describe(&format_args!("{member}: {error}")))?;
        write_changed(&path, &text).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(())
}

/// Where [`unpack`] puts a folder's script.
pub fn script(target: &Path, folder: &str) -> PathBuf {
    target.join(folder).join("run_benchmark.py")
}

fn read_member(archive: &mut zip::ZipArchive<impl Read + Seek>, member: &str) -> zip::result::ZipResult<Vec<u8>> {
    let mut text = Vec::new();
    archive.by_name(member)?.read_to_end(&mut text)?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_hash_is_refused() {
        let file = std::env::temp_dir().join(format!("taipan-wheel-{}", std::process::id()));
        fs::write(&file, "abc").unwrap();
        // The standard's own example.
        let right = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(verify(&file, right), Ok(()));
        assert!(verify(&file, SHA256).unwrap_err().contains("its SHA-256 is ba7816bf"));
        fs::remove_file(file).unwrap();
    }
}
