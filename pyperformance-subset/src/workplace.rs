//! The folder under the user's cache directory where everything lies that a run needs.
//! Files of ours are copied there rather than run where they are, so that an interpreter's
//! `__pycache__` never appears in a checkout, and every interpreter starts from the same
//! state: the imported files compiled and cached where it caches such a thing, the script
//! itself not.

use crate::suites::{Benchmark, STAND_IN, Source, TWIN_HEADERS};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

pub struct Workplace {
    root: PathBuf,
}

impl Workplace {
    /// Finds the folder by `XDG_CACHE_HOME`, else `HOME`, makes it and puts our files there.
    ///
    /// # Errors
    /// Neither variable is set, or the folder cannot be written.
    pub fn open() -> Result<Workplace, String> {
        let absolute = |name| std::env::var_os(name).map(PathBuf::from).filter(|p| p.is_absolute());
        let cache = absolute("XDG_CACHE_HOME")
            .or_else(|| Some(absolute("HOME")?.join(".cache")))
            .ok_or("neither XDG_CACHE_HOME nor HOME names a folder for the cache")?;
        let workplace = Workplace {
            root: cache.join("taipan").join("pyperformance-subset"),
        };
        for (name, text) in STAND_IN {
            write_changed(&workplace.stand_in().join(name), text.as_bytes()).map_err(|error| format!("{}: {error}", workplace.root.display()))?;
        }
        Ok(workplace)
    }

    /// Downloads go here.
    pub fn root(&self) -> &Path {
        &self.root
    }

    pub fn stand_in(&self) -> PathBuf {
        self.root.join("standin")
    }

    /// Modules of our own, imported by `own.py`.
    pub fn programs(&self) -> PathBuf {
        self.root.join("programs")
    }

    pub fn wheel_benchmarks(&self) -> PathBuf {
        self.root.join("benchmarks")
    }

    pub fn twins(&self) -> PathBuf {
        self.root.join("twins")
    }

    /// Puts the benchmark's own files there, if it has any. Those of the wheel are unpacked
    /// by [`crate::wheel`].
    pub fn place(&self, benchmark: &Benchmark) -> io::Result<()> {
        let python = match benchmark.source {
            Source::Wheel { .. } => return Ok(()),
            Source::Own { python } => python,
            Source::Twin { python, c } => {
                for (name, text) in TWIN_HEADERS {
                    write_changed(&self.twins().join(name), text.as_bytes())?;
                }
                let file = self.twins().join(benchmark.name).with_extension("c");
                write_changed(&file, c.as_bytes())?;
                python
            }
        };
        let file = self.programs().join(benchmark.name).with_extension("py");
        write_changed(&file, python.as_bytes())
    }
}

/// Writes a file unless it holds exactly this already, so that caches of it stay valid.
pub fn write_changed(path: &Path, contents: &[u8]) -> io::Result<()> {
    if fs::read(path).is_ok_and(|present| present == contents) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    // By way of another name: a second runner may be reading the file.
    let unfinished = path.with_extension(format!("{}.unfinished", std::process::id()));
    fs::write(&unfinished, contents)?;
    fs::rename(&unfinished, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unchanged_file_is_left_alone() {
        let folder = std::env::temp_dir().join(format!("taipan-workplace-{}", std::process::id()));
        let file = folder.join("deep").join("x.py");
        write_changed(&file, b"1").unwrap();
        let modified = || fs::metadata(&file).unwrap().modified().unwrap();
        let before = modified();
        std::thread::sleep(std::time::Duration::from_millis(20));
        write_changed(&file, b"1").unwrap();
        assert_eq!(modified(), before);
        write_changed(&file, b"2").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"2");
        assert_ne!(modified(), before);
        fs::remove_dir_all(folder).unwrap();
    }
}
