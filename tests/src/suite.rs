//! Running every program in every mode and saying what came of it.
//!
//! The output and the arguments follow `cargo test`'s own, so that the same habits and scripts work.
//! A program's modes run one after the other on one worker and stop at the first difference: the
//! modes after it would mostly repeat it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use crate::expected_failures::{self, ExpectedFailures};
use crate::modes::Mode;
use crate::programs::Program;
use crate::{binary, diff};

/// What one program came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Passed,
    /// It is on the list and does not pass in some mode.
    ExpectedFailure,
    /// It is on the list, and passes in every mode.
    PassedUnexpectedly,
    /// With the text that shows what is different.
    Failed(String),
}

/// Which programs to run.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Parts of names; none selects everything.
    pub filters: Vec<String>,
    pub exact: bool,
    pub skip: Vec<String>,
}

impl Selection {
    /// Whether a program of this name is to be run.
    pub fn contains(&self, name: &str) -> bool {
        let hit = |filter: &String| {
            if self.exact { name == filter } else { name.contains(filter.as_str()) }
        };
        (self.filters.is_empty() || self.filters.iter().any(hit)) && !self.skip.iter().any(hit)
    }
}

/// Judges a program from its first difference, if any, and its place on the list.
pub fn judge(difference: Option<String>, expected_to_fail: bool) -> Verdict {
    match (difference, expected_to_fail) {
        (None, false) => Verdict::Passed,
        (None, true) => Verdict::PassedUnexpectedly,
        (Some(_), true) => Verdict::ExpectedFailure,
        (Some(text), false) => Verdict::Failed(text),
    }
}

/// The first difference between a program's committed outcome and what Taipan does.
pub fn first_difference(program: &Program, python: &Path, modes: &[Mode]) -> Option<String> {
    let expected = match program.expected() {
        Ok(expected) => expected,
        Err(error) => return Some(format!("    {error}\n")),
    };
    for mode in modes {
        match program.run(python, Some(*mode)) {
            Ok(lines) if lines == expected.lines => {}
            Ok(lines) => {
                let shown = diff::render(&expected.lines, &lines);
                return Some(format!("  mode {mode} (- CPython {}, + Taipan):\n{shown}", expected.version));
            }
            Err(error) => return Some(format!("  mode {mode}: {error}\n")),
        }
    }
    None
}

/// How many programs run at a time: `DIFFTEST_JOBS`, else one per core, at most four.
fn jobs() -> usize {
    let asked = std::env::var("DIFFTEST_JOBS").ok().and_then(|text| text.parse().ok());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    asked.unwrap_or(cores.min(4)).max(1)
}

/// Calls `work` for every item, on [`jobs`] workers.
pub fn in_parallel<T: Sync>(items: &[T], work: impl Fn(&T) + Sync) {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..jobs().min(items.len()) {
            scope.spawn(|| {
                while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
                    work(item);
                }
            });
        }
    });
}

/// Runs the selected programs; true when all is well.
///
/// # Errors
/// When the programs, the list or the binary cannot be found.
pub fn run(programs: &[Program], selection: &Selection, modes: &[Mode]) -> Result<bool, String> {
    let start = Instant::now();
    let failures = expected_failures::load()?;
    let names: Vec<&str> = programs.iter().map(|program| program.name.as_str()).collect();
    let stray = expected_failures::unknown(&failures, &names);
    let python = binary::taipan()?;
    let selected: Vec<&Program> = programs.iter().filter(|program| selection.contains(&program.name)).collect();
    let mode_names: Vec<String> = modes.iter().map(Mode::to_string).collect();
    println!("\nrunning {} programs in {} ({})", selected.len(), mode_names.join(","), python.display());
    report_versions(&selected);

    let verdicts = verdicts(&selected, &python, modes, &failures);
    let mut problems: Vec<String> = stray
        .iter()
        .map(|name| format!("{name}: is in expected-failures.txt, and there is no such program\n"))
        .collect();
    let (mut passed, mut ignored) = (0, 0);
    for (name, verdict) in &verdicts {
        match verdict {
            Verdict::Passed => passed += 1,
            Verdict::ExpectedFailure => ignored += 1,
            Verdict::PassedUnexpectedly => problems.push(format!("{name}: passes in every mode that ran: remove it from expected-failures.txt\n")),
            Verdict::Failed(text) => problems.push(format!("{name}\n{text}")),
        }
    }
    if !problems.is_empty() {
        println!("\nfailures:\n");
        for problem in &problems {
            println!("---- {problem}");
        }
    }
    let well = problems.is_empty();
    println!(
        "\ntest result: {}. {passed} passed; {} failed; {ignored} ignored; 0 measured; {} filtered out; \
         finished in {:.2}s\n",
        if well { "ok" } else { "FAILED" },
        problems.len(),
        programs.len() - selected.len(),
        start.elapsed().as_secs_f64()
    );
    Ok(well)
}

fn verdicts(selected: &[&Program], python: &Path, modes: &[Mode], failures: &ExpectedFailures) -> Vec<(String, Verdict)> {
    let results = Mutex::new(Vec::new());
    in_parallel(selected, |program| {
        let difference = first_difference(program, python, modes);
        let verdict = judge(difference, failures.contains_key(&program.name));
        let word = match &verdict {
            Verdict::Passed => "ok".to_string(),
            Verdict::ExpectedFailure => format!("ignored, {}", failures[&program.name]),
            Verdict::PassedUnexpectedly => "FAILED (passes, but is expected to fail)".to_string(),
            Verdict::Failed(_) => "FAILED".to_string(),
        };
        // One line, one write: the workers' lines must not mix.
        let _ = std::io::stdout().write_all(format!("test {} ... {word}\n", program.name).as_bytes());
        results.lock().unwrap_or_else(PoisonError::into_inner).push((program.name.clone(), verdict));
    });
    let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    results.sort_by(|a, b| a.0.cmp(&b.0));
    results
}

/// Another patch version than the installed CPython's is worth a line, and no failure.
fn report_versions(selected: &[&Program]) {
    let Some(installed) = binary::cpython().and_then(|path: PathBuf| binary::version(&path).ok()) else {
        return;
    };
    let others = selected
        .iter()
        .filter_map(|program| program.expected().ok())
        .filter(|expected| expected.version != installed)
        .count();
    if others > 0 {
        println!("note: {others} outcomes come from another CPython than the installed {installed}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_decides_what_a_difference_means() {
        let difference = || Some("x".to_string());
        assert_eq!(judge(None, false), Verdict::Passed);
        assert_eq!(judge(difference(), false), Verdict::Failed("x".to_string()));
        assert_eq!(judge(difference(), true), Verdict::ExpectedFailure);
        assert_eq!(judge(None, true), Verdict::PassedUnexpectedly);
    }

    #[test]
    fn selections_filter_by_part_or_whole() {
        let part = Selection {
            filters: vec!["jit/".to_string()],
            ..Selection::default()
        };
        assert!(part.contains("jit/loop.py") && !part.contains("gc/loop.py"));
        let whole = Selection {
            filters: vec!["jit".to_string()],
            exact: true,
            skip: Vec::new(),
        };
        assert!(!whole.contains("jit/loop.py"));
        let without = Selection {
            skip: vec!["gc".to_string()],
            ..Selection::default()
        };
        assert!(without.contains("jit/loop.py") && !without.contains("gc/loop.py"));
    }

    #[test]
    fn parallel_work_reaches_every_item_once() {
        let items: Vec<usize> = (0..100).collect();
        let sum = AtomicUsize::new(0);
        in_parallel(&items, |item| {
            sum.fetch_add(*item, Ordering::Relaxed);
        });
        assert_eq!(sum.into_inner(), 4950);
    }
}
