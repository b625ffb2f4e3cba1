//! The test programs: finding them, their directives, and running one.
//!
//! A program may say how it is to be run in comments at its head:
//!
//! ```text
//! # difftest: args=one two       arguments
//! # difftest: stderr=last-line   compare the last line of stderr only
//! # difftest: stderr=error-name  compare the last exception's name only
//! # difftest: warnings=default  show warnings, which otherwise are ignored
//! # difftest: gc=5000            it allocates much: stress no oftener than this
//! ```
//!
//! `x.in` beside `x.py` is its standard input. Folders called `modules` hold what programs import.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::binary;
use crate::compare::{self, Stderr};
use crate::expected::Expected;
use crate::launch::{Launch, Outcome};
use crate::made::Made;
use crate::modes::Mode;

/// A program that runs longer is killed, which is a failure. `DIFFTEST_SECONDS`, for slow machines and emulators, else 10 s.
fn limit() -> Duration {
    let asked = std::env::var("DIFFTEST_SECONDS").ok().and_then(|text| text.parse().ok());
    Duration::from_secs(asked.unwrap_or(10))
}

/// One program, written or generated.
#[derive(Clone, Debug)]
pub struct Program {
    /// Its path below `programs/`, such as `language/closures.py`; the name of its test.
    pub name: String,
    source: Source,
    /// Arguments behind the VM's own options; the script comes first.
    arguments: Vec<OsString>,
    stdin: Vec<u8>,
    stderr: Stderr,
    gc_stress: Option<u32>,
    warnings: bool,
}

#[derive(Clone, Debug)]
enum Source {
    /// It stands in this folder.
    Written(PathBuf),
    /// Its files are made in a scratch folder: they are no text, or too dull to commit.
    Made(Made),
}

/// The folder the written programs and all outcomes stand in.
pub fn folder() -> PathBuf {
    binary::package_folder().join("programs")
}

/// Every program, by name.
///
/// # Errors
/// When a folder or file cannot be read, or a directive is wrong.
pub fn all() -> Result<Vec<Program>, String> {
    let root = folder();
    let mut paths = Vec::new();
    collect(&root, &mut paths).map_err(|error| format!("{}: {error}", root.display()))?;
    let mut programs = paths.iter().map(|path| Program::written(&root, path)).collect::<Result<Vec<_>, _>>()?;
    programs.extend(crate::made::all().into_iter().map(Program::made));
    programs.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(programs)
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            if !path.ends_with("modules") && !path.ends_with("__pycache__") {
                collect(&path, paths)?;
            }
        } else if path.extension().is_some_and(|extension| extension == "py") {
            paths.push(path);
        }
    }
    Ok(())
}

impl Program {
    fn written(root: &Path, path: &Path) -> Result<Program, String> {
        let name = path.strip_prefix(root).unwrap_or(path).to_string_lossy().into_owned();
        let text = fs::read(path).map_err(|error| format!("{name}: {error}"))?;
        let script = path.file_name().map(OsString::from).unwrap_or_default();
        let folder = path.parent().unwrap_or(root).to_path_buf();
        let mut program = Program {
            name,
            source: Source::Written(folder),
            arguments: vec![script],
            stdin: fs::read(path.with_extension("in")).unwrap_or_default(),
            stderr: Stderr::Whole,
            gc_stress: None,
            warnings: false,
        };
        program.read_directives(&String::from_utf8_lossy(&text))?;
        Ok(program)
    }

    fn made(input: Made) -> Program {
        Program {
            name: input.name.clone(),
            arguments: input.arguments.iter().map(OsString::from).collect(),
            stdin: input.stdin.clone(),
            stderr: input.stderr,
            gc_stress: Some(20_000),
            warnings: true,
            source: Source::Made(input),
        }
    }

    fn read_directives(&mut self, text: &str) -> Result<(), String> {
        for line in text.lines().take_while(|line| line.starts_with('#')) {
            let Some(directive) = line.strip_prefix("# difftest: ") else {
                continue;
            };
            match directive.trim().split_once('=') {
                Some(("args", words)) => self.arguments.extend(words.split_whitespace().map(OsString::from)),
                Some(("stderr", "last-line")) => self.stderr = Stderr::LastLine,
                Some(("stderr", "error-name")) => self.stderr = Stderr::ErrorName,
                Some(("warnings", "default")) => self.warnings = true,
                Some(("gc", number)) => {
                    let interval = number.parse().map_err(|_| format!("{}: gc={number}", self.name))?;
                    self.gc_stress = Some(interval);
                }
                _ => return Err(format!("{}: unknown directive `{directive}`", self.name)),
            }
        }
        Ok(())
    }

    /// Where its committed outcome stands.
    pub fn expected_path(&self) -> PathBuf {
        folder().join(&self.name).with_extension("out")
    }

    /// Its committed outcome.
    ///
    /// # Errors
    /// When there is none, or it is not in the form.
    pub fn expected(&self) -> Result<Expected, String> {
        let path = self.expected_path();
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error} (`difftest bless {}` makes it)", path.display(), self.name))?;
        Expected::parse(&text).map_err(|error| format!("{}: {error}", path.display()))
    }

    /// Runs it with CPython (`mode` is none) or with Taipan in a mode, and gives the outcome as
    /// comparable lines.
    ///
    /// # Errors
    /// When the binary cannot be started or the program's files cannot be made.
    pub fn run(&self, python: &Path, mode: Option<Mode>) -> Result<Vec<String>, String> {
        match &self.source {
            Source::Written(folder) => self.run_in(folder, python, mode),
            Source::Made(input) => {
                let folder = crate::made::scratch(&self.name)?;
                let result = input.make(&folder).and_then(|()| self.run_in(&folder, python, mode));
                // A scratch folder that stays behind harms nobody.
                let _ = fs::remove_dir_all(&folder);
                result
            }
        }
    }

    fn run_in(&self, folder: &Path, python: &Path, mode: Option<Mode>) -> Result<Vec<String>, String> {
        let mut launch = Launch::new(python, folder, limit());
        if let Some(mode) = mode {
            launch.arguments = mode.options();
            launch.environment = mode.environment(self.gc_stress);
        }
        if self.warnings {
            launch.environment.push(("PYTHONWARNINGS".to_string(), "default".to_string()));
        }
        if let Source::Made(program) = &self.source {
            launch.environment.extend(program.environment.iter().cloned());
        }
        launch.arguments.extend(self.arguments.iter().cloned());
        launch.stdin = self.stdin.clone();
        let outcome: Outcome = launch.run().map_err(|error| format!("{}: {error}", python.display()))?;
        Ok(compare::comparable(&outcome, python, folder, self.stderr))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn program(text: &str) -> Result<Program, String> {
        let mut program = Program {
            name: "x.py".to_string(),
            source: Source::Written(PathBuf::new()),
            arguments: Vec::new(),
            stdin: Vec::new(),
            stderr: Stderr::Whole,
            gc_stress: None,
            warnings: false,
        };
        program.read_directives(text).map(|()| program)
    }

    #[test]
    fn directives_are_read_at_the_head_only() {
        let found = program("# difftest: args=a b\n# x\n# difftest: gc=9\n\n# difftest: stderr=last-line\n").unwrap();
        assert_eq!(found.arguments, ["a", "b"]);
        assert_eq!(found.gc_stress, Some(9));
        assert_eq!(found.stderr, Stderr::Whole);
    }

    #[test]
    fn unknown_directives_are_refused() {
        assert!(program("# difftest: stderr=maybe\n").is_err());
        assert!(program("# difftest: gc=often\n").is_err());
    }

    #[test]
    fn names_are_unique_and_every_program_has_an_outcome() {
        let programs = all().unwrap();
        assert!(programs.len() > 100);
        for pair in programs.windows(2) {
            assert_ne!(pair[0].expected_path(), pair[1].expected_path());
        }
        for program in programs {
            program.expected().unwrap();
        }
    }
}
