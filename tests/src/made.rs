//! Programs that are made in a scratch folder when they are needed: their files are no text or too
//! dull to commit, or the command line is what is tested.
//!
//! Their outcomes are committed like those of written programs.

mod badinput;
mod commandline;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::compare::Stderr;

/// One made program.
#[derive(Clone, Debug)]
pub struct Made {
    /// Its place below `programs/`, without an ending.
    pub name: String,
    /// Relative path and content; no content stands for a folder.
    files: Vec<(&'static str, Option<Vec<u8>>)>,
    pub arguments: Vec<String>,
    pub stdin: Vec<u8>,
    pub environment: Vec<(String, String)>,
    pub stderr: Stderr,
}

impl Made {
    /// A file `bad.py` with this content, run as a script.
    fn script(name: &str, content: impl Into<Vec<u8>>) -> Made {
        Made {
            name: name.to_string(),
            files: vec![("bad.py", Some(content.into()))],
            arguments: vec!["bad.py".to_string()],
            stdin: Vec::new(),
            environment: Vec::new(),
            stderr: Stderr::Whole,
        }
    }

    /// No file, only these arguments.
    fn command(name: &str, arguments: &[&str]) -> Made {
        let arguments = arguments.iter().map(ToString::to_string).collect();
        Made {
            files: Vec::new(),
            arguments,
            ..Made::script(name, "")
        }
    }

    fn stdin(self, content: impl Into<Vec<u8>>) -> Made {
        Made { stdin: content.into(), ..self }
    }

    /// With another file, or a folder when there is no content.
    fn file(mut self, path: &'static str, content: Option<&[u8]>) -> Made {
        self.files.push((path, content.map(<[u8]>::to_vec)));
        self
    }

    /// With these arguments in place of its own.
    fn with_arguments(mut self, arguments: &[&str]) -> Made {
        self.arguments = arguments.iter().map(ToString::to_string).collect();
        self
    }

    /// With a variable in its environment.
    fn variable(mut self, name: &str, value: &str) -> Made {
        self.environment.push((name.to_string(), value.to_string()));
        self
    }

    /// Compares the last line of stderr only: above it stands a source line of many thousand
    /// characters.
    fn last_line(self) -> Made {
        Made {
            stderr: Stderr::LastLine,
            ..self
        }
    }

    /// Compares the name of the last error only.
    fn error_name(self) -> Made {
        Made {
            stderr: Stderr::ErrorName,
            ..self
        }
    }

    /// Makes the files in a folder.
    ///
    /// # Errors
    /// When one cannot be written.
    pub fn make(&self, folder: &Path) -> Result<(), String> {
        for (path, content) in &self.files {
            let path = folder.join(path);
            let made = match content {
                Some(bytes) => fs::write(&path, bytes),
                None => fs::create_dir(&path),
            };
            made.map_err(|error| format!("{}: {error}", path.display()))?;
        }
        Ok(())
    }
}

/// An empty folder that no other program of this or another process uses.
///
/// # Errors
/// When it cannot be made.
pub fn scratch(name: &str) -> Result<PathBuf, String> {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let leaf = format!("taipan-difftest-{}-{number}-{}", std::process::id(), name.replace('/', "-"));
    let folder = std::env::temp_dir().join(leaf);
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    folder.canonicalize().map_err(|error| format!("{}: {error}", folder.display()))
}

/// Every made program.
pub fn all() -> Vec<Made> {
    let mut programs = badinput::all();
    programs.extend(commandline::all());
    programs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fit_the_file_system_and_are_unique() {
        let mut names: Vec<String> = all().into_iter().map(|program| program.name).collect();
        assert!(names.iter().all(|name| !name.contains(['.', ' ']) && name.contains('/')));
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn files_are_made_in_their_order() {
        let folder = scratch("made-test").unwrap();
        let input = all().into_iter().find(|input| input.name == "badinput/module-is-a-package").unwrap();
        input.make(&folder).unwrap();
        assert!(folder.join("folder/__init__.py").is_file());
        fs::remove_dir_all(folder).unwrap();
    }
}
