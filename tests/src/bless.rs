//! Making the committed outcomes from CPython 3.14, and checking that they still are what it gives.

use std::fs;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use crate::expected::Expected;
use crate::programs::Program;
use crate::suite::{Selection, in_parallel};
use crate::{binary, diff};

fn reference() -> Result<(std::path::PathBuf, String), String> {
    let python = binary::cpython().ok_or("no CPython 3.14 (set PEERS_ROOT)")?;
    let version = binary::version(&python)?;
    if !version.starts_with("3.14.") {
        return Err(format!("{} is version {version}, not 3.14", python.display()));
    }
    Ok((python, version))
}

/// Writes the outcomes of the selected programs and returns how many files changed.
///
/// # Errors
/// When CPython is missing, a program runs into the time limit, or its outcome varies between two
/// runs: such a program cannot be compared.
pub fn bless(programs: &[Program], selection: &Selection) -> Result<usize, String> {
    let (python, version) = reference()?;
    let changed = Mutex::new(0);
    let errors = Mutex::new(Vec::new());
    let selected: Vec<&Program> = programs.iter().filter(|program| selection.contains(&program.name)).collect();
    in_parallel(&selected, |program| match fresh_outcome(program, &python) {
        Ok(lines) => {
            let text = Expected {
                version: version.clone(),
                lines,
            }
            .render();
            let path = program.expected_path();
            if fs::read_to_string(&path).is_ok_and(|old| old == text) {
                return;
            }
            match fs::write(&path, text) {
                Ok(()) => *changed.lock().unwrap_or_else(PoisonError::into_inner) += 1,
                Err(error) => push(&errors, format!("{}: {error}", path.display())),
            }
        }
        Err(error) => push(&errors, error),
    });
    finish(changed, errors)
}

/// Compares the committed outcomes with what the installed CPython gives; returns how many differ,
/// after printing the differences.
///
/// # Errors
/// As [`bless`].
pub fn verify(programs: &[Program], selection: &Selection) -> Result<usize, String> {
    let (python, _) = reference()?;
    let different = Mutex::new(0);
    let errors = Mutex::new(Vec::new());
    let selected: Vec<&Program> = programs.iter().filter(|program| selection.contains(&program.name)).collect();
    in_parallel(&selected, |program| match (program.expected(), fresh_outcome(program, &python)) {
        (Ok(expected), Ok(lines)) if expected.lines == lines => {}
        (Ok(expected), Ok(lines)) => {
            *different.lock().unwrap_or_else(PoisonError::into_inner) += 1;
            println!("{} (- committed, + now)\n{}", program.name, diff::render(&expected.lines, &lines));
        }
        (Err(error), _) | (_, Err(error)) => push(&errors, error),
    });
    finish(different, errors)
}

fn fresh_outcome(program: &Program, python: &Path) -> Result<Vec<String>, String> {
    let first = program.run(python, None)?;
    let second = program.run(python, None)?;
    if first != second {
        let shown = diff::render(&first, &second);
        return Err(format!("{}: two runs differ, so it cannot be compared:\n{shown}", program.name));
    }
    if first[0].starts_with("killed") {
        return Err(format!("{}: {}", program.name, first[0]));
    }
    Ok(first)
}

fn push(errors: &Mutex<Vec<String>>, error: String) {
    errors.lock().unwrap_or_else(PoisonError::into_inner).push(error);
}

fn finish(count: Mutex<usize>, errors: Mutex<Vec<String>>) -> Result<usize, String> {
    let errors = errors.into_inner().unwrap_or_else(PoisonError::into_inner);
    if errors.is_empty() {
        Ok(count.into_inner().unwrap_or_else(PoisonError::into_inner))
    } else {
        Err(errors.join("\n"))
    }
}
