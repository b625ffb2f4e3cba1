//! Random programs run by Taipan in its modes and by a reference, until they differ.
//!
//! The reference is CPython 3.14 where it is installed; elsewhere it is Taipan's own interpreter with
//! the JIT off, which still finds what compiled code does differently.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::compare::{self, Stderr};
use crate::launch::{Ending, Launch};
use crate::modes::{self, Mode};
use crate::{binary, diff, made};

/// The modes programs run in unless told otherwise.
pub const DEFAULT_MODES: &str = "off,on,eager,exits,no-opt,eager+gc=997";

/// Generous, for the machine may be busy: the programs run for milliseconds.
const LIMIT: Duration = Duration::from_secs(20);

/// How a program's outcome in a mode is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Ended by a signal, or by Rust's panic exit code.
    Crash,
    TimedOut,
    /// Another output or exit code.
    Output,
}

/// A difference between the reference and a mode.
#[derive(Clone, Debug)]
pub struct Difference {
    pub mode: Mode,
    pub wrong: Wrong,
    /// How the two processes ended, as the first line of an outcome says it.
    pub endings: [String; 2],
    /// The diff, for people.
    pub text: String,
}

/// What came of one program.
#[derive(Clone, Debug)]
pub enum Verdict {
    Same,
    Different(Difference),
    /// The reference itself ran into the time limit: nothing is known.
    Unknown,
}

/// Runs programs and compares.
#[derive(Clone, Debug)]
pub struct Comparer {
    taipan: PathBuf,
    reference: PathBuf,
    /// The mode of the reference, when it is Taipan itself.
    reference_mode: Option<Mode>,
    modes: Vec<Mode>,
}

impl Comparer {
    /// The comparer for these modes, with the binaries that are found.
    ///
    /// # Errors
    /// When a mode is unknown or there is no Taipan.
    pub fn new(mode_list: &str) -> Result<Comparer, String> {
        let modes = modes::parse_list(mode_list)?;
        let taipan = binary::taipan()?;
        Ok(match binary::cpython() {
            Some(reference) => Comparer {
                taipan,
                reference,
                reference_mode: None,
                modes,
            },
            None => {
                let off = modes::parse_list("off")?[0];
                Comparer {
                    reference: taipan.clone(),
                    taipan,
                    reference_mode: Some(off),
                    modes,
                }
            }
        })
    }

    /// The same comparer for one mode only.
    pub fn only(&self, mode: Mode) -> Comparer {
        Comparer {
            modes: vec![mode],
            ..self.clone()
        }
    }

    /// What the programs are compared with, for people.
    pub fn describe(&self) -> String {
        let names: Vec<String> = self.modes.iter().map(Mode::to_string).collect();
        let reference = match self.reference_mode {
            None => self.reference.display().to_string(),
            Some(mode) => format!("its own mode {mode} (no CPython 3.14 found)"),
        };
        format!("{} in {} against {reference}", self.taipan.display(), names.join(","))
    }

    /// Runs a program with the reference and then in each mode up to the first difference.
    ///
    /// # Errors
    /// When a process cannot be started or the scratch file not be written.
    pub fn check(&self, program: &str) -> Result<Verdict, String> {
        let folder = made::scratch("fuzz")?;
        let result = self.check_in(&folder, program);
        // A scratch folder that stays behind harms nobody.
        let _ = fs::remove_dir_all(&folder);
        result
    }

    fn check_in(&self, folder: &Path, program: &str) -> Result<Verdict, String> {
        let script = folder.join("program.py");
        fs::write(&script, program).map_err(|error| format!("{}: {error}", script.display()))?;
        let (ending, expected) = run(&self.reference, self.reference_mode, folder)?;
        if matches!(ending, Ending::TimedOut(_)) {
            return Ok(Verdict::Unknown);
        }
        for mode in &self.modes {
            let (ending, actual) = run(&self.taipan, Some(*mode), folder)?;
            if actual != expected {
                let text = diff::render(&expected, &actual);
                let endings = [expected[0].clone(), actual[0].clone()];
                let wrong = classify(ending);
                return Ok(Verdict::Different(Difference {
                    mode: *mode,
                    wrong,
                    endings,
                    text,
                }));
            }
        }
        Ok(Verdict::Same)
    }
}

/// Rust's exit code for a panic that unwinds out of `main`.
const PANIC_CODE: i32 = 101;

/// What kind of wrong an outcome is that differs from the expected one.
pub fn classify(ending: Ending) -> Wrong {
    match ending {
        Ending::TimedOut(_) => Wrong::TimedOut,
        Ending::Signal(_) | Ending::Code(PANIC_CODE) => Wrong::Crash,
        Ending::Code(_) => Wrong::Output,
    }
}

fn run(python: &Path, mode: Option<Mode>, folder: &Path) -> Result<(Ending, Vec<String>), String> {
    let mut launch = Launch::new(python, folder, LIMIT);
    if let Some(mode) = mode {
        launch.arguments = mode.options();
        launch.environment = mode.environment(None);
    }
    launch.arguments.push("program.py".into());
    let outcome = launch.run().map_err(|error| format!("{}: {error}", python.display()))?;
    Ok((outcome.ending, compare::comparable(&outcome, python, folder, Stderr::Whole)))
}

/// The reducer's question: is the program still wrong, and do both processes end as they did?
///
/// Without the second half a wrong sum soon becomes a program that ends in a `NameError` whose text
/// differs, which is another finding.
pub fn still_wrong(comparer: &Comparer, original: &Difference, program: &str) -> bool {
    match comparer.check(program) {
        Ok(Verdict::Different(difference)) => difference.endings == original.endings && !difference.text.contains("SyntaxError"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    /// A comparer whose two Pythons are shell scripts.
    fn scripted(name: &str, reference: &str, taipan: &str, modes: &str) -> Comparer {
        let folder = made::scratch(name).unwrap();
        let write = |name: &str, body: &str| {
            let path = folder.join(name);
            fs::write(&path, format!("#!/bin/sh\n{body}\n")).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
            path
        };
        Comparer {
            taipan: write("taipan", taipan),
            reference: write("reference", reference),
            reference_mode: None,
            modes: modes::parse_list(modes).unwrap(),
        }
    }

    #[test]
    fn the_same_output_is_no_difference() {
        let comparer = scripted("same", "echo 1", "echo 1", "off,eager");
        assert!(matches!(comparer.check("x").unwrap(), Verdict::Same));
    }

    #[test]
    fn a_difference_names_the_mode() {
        // $2 is `jit=…`.
        let comparer = scripted("mode", "echo 1", "[ $2 = jit=eager ] && echo 2 || echo 1", "off,eager");
        let Verdict::Different(difference) = comparer.check("x").unwrap() else {
            panic!("no difference")
        };
        assert_eq!(difference.mode.to_string(), "eager");
        assert_eq!(difference.wrong, Wrong::Output);
        assert!(difference.text.contains("- 1|1") && difference.text.contains("+ 1|2"));
        assert!(still_wrong(&comparer, &difference, "x"));
        let other = Difference {
            endings: ["exit 0".to_string(), "exit 1".to_string()],
            ..difference
        };
        assert!(!still_wrong(&comparer, &other, "x"));
    }

    #[test]
    fn crashes_are_told_from_wrong_output() {
        let comparer = scripted("crash", "echo 1", "kill -SEGV $$", "off");
        let Verdict::Different(difference) = comparer.check("x").unwrap() else {
            panic!("no difference")
        };
        assert_eq!(difference.wrong, Wrong::Crash);
        assert_eq!(classify(Ending::Code(101)), Wrong::Crash);
    }
}
