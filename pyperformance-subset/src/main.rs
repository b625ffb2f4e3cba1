//! Compares Taipan with CPython and PyPy on compute-heavy pure Python: the set of
//! pyperformance programs that the project is measured by, programs of our own, and loops
//! with a twin in C. README.md in this folder tells how to read what it writes.

mod interpreters;
mod json;
mod machine;
mod measure;
mod options;
mod process;
mod progress;
mod protocol;
mod report;
mod statistics;
mod suites;
mod summary;
mod twins;
mod wheel;
mod workplace;

use interpreters::Interpreter;
use machine::Machine;
use measure::{Measurement, Row};
use options::Options;
use progress::Progress;
use report::Results;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use suites::{Benchmark, Source, Suite};
use workplace::Workplace;

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(message) => {
            eprintln!("pyperformance-subset: {message}");
            ExitCode::from(2)
        }
    }
}

/// Whether all benchmarks that ran went well.
fn run() -> Result<bool, String> {
    let options = Options::parse(std::env::args_os().skip(1))?;
    if options.help {
        return print(options::USAGE).map(|()| true);
    }
    let benchmarks = options.chosen_benchmarks()?;
    if options.list {
        let names: String = benchmarks.iter().map(|benchmark| format!("{}\n", benchmark.name)).collect();
        return print(&names).map(|()| true);
    }
    let workplace = Workplace::open()?;
    let mut interpreters = interpreters::find(&options, &workplace)?;
    if options.suite == Suite::Twins {
        interpreters.push(interpreters::c_twin(twins::compiler()));
    }
    for interpreter in &interpreters {
        if let Err(why) = &interpreter.version {
            eprintln!("{} is not measured: {why}", interpreter.title);
        }
    }
    let baseline = baseline(&options, &interpreters)?;
    fetch(&benchmarks, &workplace)?;

    let machine = Machine::now();
    let present = interpreters.iter().filter(|interpreter| interpreter.version.is_ok()).count();
    let processes = benchmarks.len() * present * (options.starts - 1 + options.rounds);
    let mut progress = Progress::new(processes);
    let measurement = Measurement {
        options: &options,
        workplace: &workplace,
        interpreters: &interpreters,
    };
    let mut rows: Vec<Row> = Vec::new();
    let mut markdown = String::new();
    let mut failed = false;
    for benchmark in &benchmarks {
        let mut row = measurement.row(benchmark, &mut progress);
        measure::compare_results(&mut row, baseline);
        rows.push(row);
        // After each row, so that a measurement that is broken off has not been for nothing.
        let results = Results {
            options: &options,
            machine: &machine,
            interpreters: &interpreters,
            baseline,
            rows: &rows,
        };
        markdown = results.markdown();
        failed = results.failed();
        write(&output(&options, &options.markdown, "md"), &markdown)?;
        let figures = serde_json::to_string_pretty(&json::document(&results)).map_err(|error| error.to_string())?;
        write(&output(&options, &options.json, "json"), &(figures + "\n"))?;
    }
    print(&markdown)?;
    Ok(!failed)
}

/// The interpreter that ratios refer to, if it can be run.
fn baseline(options: &Options, interpreters: &[Interpreter]) -> Result<Option<usize>, String> {
    let name = options.baseline.as_deref().unwrap_or(interpreters::BASELINE);
    let index = interpreters
        .iter()
        .position(|interpreter| interpreter.name == name && interpreter.version.is_ok());
    match (index, &options.baseline) {
        (None, Some(_)) => Err(format!("the baseline {name} is not among what is measured")),
        (None, None) => {
            eprintln!("{name} is not measured: there will be no ratios");
            Ok(None)
        }
        (Some(index), _) => Ok(Some(index)),
    }
}

/// Gets the wheel, and unpacks what is to be run, if any of it is from there.
fn fetch(benchmarks: &[Benchmark], workplace: &Workplace) -> Result<(), String> {
    let folders: Vec<&str> = benchmarks
        .iter()
        .filter_map(|benchmark| match benchmark.source {
            Source::Wheel { folder, .. } => Some(folder),
            Source::Own { .. } | Source::Twin { .. } => None,
        })
        .collect();
    if folders.is_empty() {
        return Ok(());
    }
    let wheel = wheel::fetch(workplace)?;
    wheel::unpack(&wheel, &folders, &workplace.wheel_benchmarks())
}

fn output(options: &Options, chosen: &Option<PathBuf>, extension: &str) -> PathBuf {
    chosen.clone().unwrap_or_else(|| {
        let folder = Path::new("target").join("pyperformance-subset");
        folder.join(options.suite.name()).with_extension(extension)
    })
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    let describe = |error: std::io::Error| format!("{}: {error}", path.display());
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => {
            std::fs::create_dir_all(folder).map_err(describe)?;
        }
        _ => {}
    }
    std::fs::write(path, text).map_err(describe)
}

/// On standard output; a reader that has seen enough (`| head`) is no error.
fn print(text: &str) -> Result<(), String> {
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.to_string()),
        _ => Ok(()),
    }
}
