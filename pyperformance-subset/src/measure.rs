//! The order of the runs, and what is kept of them. One process runs at a time, and for each
//! benchmark the interpreters take turns, so that a slow quarter of an hour of the machine
//! slows a whole row rather than one interpreter.

use crate::interpreters::Interpreter;
use crate::options::Options;
use crate::process::{self, Ended};
use crate::progress::Progress;
use crate::protocol::{self, Event, Line, Report};
use crate::statistics::{self, Steady, TimedLoops};
use crate::suites::{Benchmark, Source};
use crate::workplace::Workplace;
use crate::{twins, wheel};
use std::process::Command;

/// The part of its time that a process uses when it has a processor to itself.
const OWN_PROCESSOR: f64 = 0.9;

/// One whole run of one benchmark on one interpreter.
#[derive(Clone, Debug)]
pub struct Run {
    pub values: Vec<TimedLoops>,
    pub peak_rss: u64,
    pub cpu_seconds: f64,
    pub wall_seconds: f64,
}

/// All that was measured of one benchmark on one interpreter: a cell of the tables.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    pub runs: Vec<Run>,
    /// Process start to first value in seconds, of every process.
    pub starts: Vec<f64>,
    /// Of programs that return something: what.
    pub result: Option<String>,
    pub failure: Option<Failure>,
}

#[derive(Clone, Debug)]
pub struct Failure {
    pub reason: String,
    /// The last lines of standard error.
    pub stderr: String,
}

impl Cell {
    /// The median run's steady state. `None` if the benchmark failed.
    pub fn steady(&self) -> Option<Steady> {
        if self.failure.is_some() {
            return None;
        }
        let mut states: Vec<Steady> = self.runs.iter().filter_map(|run| statistics::steady_state(&run.values)).collect();
        states.sort_by(|left, right| left.median.total_cmp(&right.median));
        states.get(states.len().saturating_sub(1) / 2).copied()
    }

    /// Seconds from process start to the first value. `None` if the benchmark failed.
    pub fn first(&self) -> Option<f64> {
        if self.failure.is_some() {
            return None;
        }
        statistics::median(&self.starts)
    }

    /// Bytes, the largest of all whole runs. `None` if the benchmark failed.
    pub fn peak_rss(&self) -> Option<u64> {
        if self.failure.is_some() {
            return None;
        }
        self.runs.iter().map(|run| run.peak_rss).max()
    }
}

impl Run {
    /// Whether other processes kept this one from running for a good part of its time. (One
    /// that compiles in another thread may have used more than its time.)
    pub fn was_disturbed(&self) -> bool {
        self.cpu_seconds < OWN_PROCESSOR * self.wall_seconds
    }
}

/// A benchmark's cells, in the interpreters' order; `None` where there is nothing to run.
#[derive(Clone, Debug)]
pub struct Row {
    pub benchmark: Benchmark,
    pub cells: Vec<Option<Cell>>,
}

/// What the runs have in common.
pub struct Measurement<'run> {
    pub options: &'run Options,
    pub workplace: &'run Workplace,
    pub interpreters: &'run [Interpreter],
}

impl Measurement<'_> {
    /// Measures one benchmark on every interpreter that can be run.
    pub fn row(&self, benchmark: &Benchmark, progress: &mut Progress) -> Row {
        let placed = self.workplace.place(benchmark).map_err(|error| error.to_string());
        let mut cells: Vec<Option<Cell>> = Vec::new();
        let mut programs = Vec::new();
        for interpreter in self.interpreters {
            let mut cell = interpreter.version.is_ok().then(Cell::default);
            let mut program = Vec::new();
            match placed.clone().and_then(|()| self.program(benchmark, interpreter, cell.is_some())) {
                Ok(words) => program = words,
                Err(reason) => {
                    if let Some(cell) = &mut cell {
                        cell.failure = Some(Failure { reason, stderr: String::new() });
                    }
                }
            }
            cells.push(cell);
            programs.push(program);
        }
        for _ in 1..self.options.starts {
            for (index, cell) in cells.iter_mut().enumerate() {
                if let Some(cell) = cell {
                    self.process(benchmark, index, &programs[index], cell, true, progress);
                }
            }
        }
        for _ in 0..self.options.rounds {
            for (index, cell) in cells.iter_mut().enumerate() {
                if let Some(cell) = cell {
                    self.process(benchmark, index, &programs[index], cell, false, progress);
                }
            }
        }
        Row {
            benchmark: benchmark.clone(),
            cells,
        }
    }

    /// The program and arguments that follow the interpreter (or, of a C twin, are all).
    fn program(&self, benchmark: &Benchmark, interpreter: &Interpreter, runs: bool) -> Result<Vec<String>, String> {
        let path = |path: std::path::PathBuf| path.to_string_lossy().into_owned();
        if interpreter.is_c() {
            if !runs {
                return Ok(Vec::new());
            }
            let twin = path(twins::compile(benchmark, self.workplace)?);
            return Ok([vec![twin], own_arguments(benchmark)?].concat());
        }
        match benchmark.source {
            Source::Wheel { folder, argument } => {
                let script = wheel::script(&self.workplace.wheel_benchmarks(), folder);
                let argument = argument.map(str::to_owned);
                Ok([path(script)].into_iter().chain(argument).collect())
            }
            Source::Own { .. } | Source::Twin { .. } => {
                let driver = path(self.workplace.stand_in().join("own.py"));
                Ok([vec![driver], own_arguments(benchmark)?].concat())
            }
        }
    }

    /// Runs one process and adds what it gave to the cell.
    fn process(&self, benchmark: &Benchmark, index: usize, program: &[String], cell: &mut Cell, first_only: bool, progress: &mut Progress) {
        if cell.failure.is_some() {
            return;
        }
        let interpreter = &self.interpreters[index];
        let mut command = if interpreter.is_c() {
            Command::new(&program[0])
        } else {
            let mut command = interpreter.start(self.workplace);
            command.arg(&program[0]);
            command
        };
        command.args(&program[1..]);
        if first_only {
            command.arg("--first-only");
        } else {
            command.arg("--seconds").arg(self.options.seconds.to_string());
        }
        progress.begin(benchmark.name, &interpreter.title, first_only);
        let ended = process::run(command, self.options.timeout, |line: &Line| {
            if let Some(Ok(Event::Value(value))) = protocol::parse(&line.text) {
                progress.value(value);
            }
        });
        let outcome = match ended {
            Ok(ended) => judge(benchmark, &ended, cell.result.as_ref()).map(|report| (ended, report)),
            Err(error) => Err(Failure {
                reason: error.to_string(),
                stderr: String::new(),
            }),
        };
        match outcome {
            Ok((ended, report)) => {
                cell.starts.push(report.first_arrived.as_secs_f64());
                cell.result = report.result;
                if !first_only {
                    cell.runs.push(Run {
                        values: report.values,
                        peak_rss: ended.peak_rss,
                        cpu_seconds: ended.cpu_seconds,
                        wall_seconds: ended.wall_seconds,
                    });
                }
            }
            Err(failure) => cell.failure = Some(failure),
        }
        progress.end(cell, first_only);
    }
}

fn own_arguments(benchmark: &Benchmark) -> Result<Vec<String>, String> {
    let size = benchmark.size().ok_or_else(|| format!("{} has no BENCH", benchmark.name))?;
    Ok(vec![benchmark.name.to_owned(), "--size".to_owned(), size.to_string()])
}

/// What the process reported, if it ended well and gave the right result.
fn judge(benchmark: &Benchmark, ended: &Ended, before: Option<&String>) -> Result<Report, Failure> {
    let failure = |reason: String| Failure {
        reason,
        stderr: ended.stderr_tail.clone(),
    };
    if let Some(reason) = &ended.failure {
        return Err(failure(reason.clone()));
    }
    let report = protocol::collect(&ended.lines).map_err(failure)?;
    if let Some(expected) = benchmark.expected() {
        let found = report.result.as_deref().unwrap_or("nothing");
        if found != format!("'{expected}'") {
            return Err(failure(format!("wrong result: {found}, not '{expected}'")));
        }
    }
    if before.is_some() && before != report.result.as_ref() {
        return Err(failure(format!("another result than before: {:?}", report.result)));
    }
    Ok(report)
}

/// Fails each cell whose program returned something else than it did on the baseline: wrong
/// answers are not to be had fast.
pub fn compare_results(row: &mut Row, baseline: Option<usize>) {
    let Some(expected) = baseline
        .and_then(|index| row.cells[index].as_ref())
        .filter(|cell| cell.failure.is_none())
        .and_then(|cell| cell.result.clone())
    else {
        return;
    };
    for cell in row.cells.iter_mut().flatten() {
        if cell.failure.is_none() && cell.result.as_ref() != Some(&expected) {
            let found = cell.result.as_deref().unwrap_or("nothing");
            let reason = format!("returned {found}, the baseline {expected}");
            cell.failure = Some(Failure { reason, stderr: String::new() });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suites::Suite;
    use std::time::Duration;

    fn ended(lines: &[&str]) -> Ended {
        Ended {
            lines: lines
                .iter()
                .map(|text| Line {
                    arrived: Duration::from_secs(1),
                    text: (*text).to_owned(),
                })
                .collect(),
            failure: None,
            stderr_tail: "a trace".to_owned(),
            peak_rss: 1,
            cpu_seconds: 1.0,
            wall_seconds: 1.0,
        }
    }

    fn cell(median: f64) -> Cell {
        let values = vec![TimedLoops { seconds: median, loops: 1 }; 4];
        let run = Run {
            values,
            peak_rss: 7,
            cpu_seconds: 0.0,
            wall_seconds: 0.0,
        };
        Cell {
            runs: vec![run],
            starts: vec![3.0, 1.0, 2.0],
            ..Cell::default()
        }
    }

    #[test]
    fn a_cell_reads_its_runs() {
        let mut cell = cell(2.0);
        let more = [1.0, 9.0].map(|median| Run {
            values: vec![TimedLoops { seconds: median, loops: 1 }; 4],
            peak_rss: 9,
            cpu_seconds: 0.0,
            wall_seconds: 0.0,
        });
        cell.runs.extend(more);
        assert_eq!(cell.steady().unwrap().median, 2.0);
        assert_eq!(cell.first(), Some(2.0));
        assert_eq!(cell.peak_rss(), Some(9));
        cell.failure = Some(Failure {
            reason: String::new(),
            stderr: String::new(),
        });
        assert_eq!((cell.steady(), cell.first(), cell.peak_rss()), (None, None, None));
    }

    #[test]
    fn a_run_without_a_processor_of_its_own_is_noticed() {
        let run = |cpu_seconds| Run {
            values: vec![],
            peak_rss: 0,
            cpu_seconds,
            wall_seconds: 4.0,
        };
        assert!(run(3.0).was_disturbed());
        assert!(!run(3.9).was_disturbed());
        assert!(!run(5.0).was_disturbed());
    }

    #[test]
    fn a_wrong_result_fails_with_stderr_kept() {
        let fib = Suite::Twins.benchmarks().into_iter().find(|b| b.name == "fib").unwrap();
        let run = |result: &str| {
            let line = format!("@bench result {result}");
            judge(&fib, &ended(&["@bench begin fib", &line, "@bench first 0.5", "@bench end fib"]), None)
        };
        assert!(run("'9227465'").is_ok());
        let failure = run("'9227466'").unwrap_err();
        assert_eq!(failure.reason, "wrong result: '9227466', not '9227465'");
        assert_eq!(failure.stderr, "a trace");
    }

    #[test]
    fn results_are_compared_with_the_baseline() {
        let benchmark = Suite::Pyperformance.benchmarks()[1].clone();
        let with = |result: Option<&str>| {
            Some(Cell {
                result: result.map(str::to_owned),
                ..cell(1.0)
            })
        };
        let mut row = Row {
            benchmark,
            cells: vec![with(Some("29")), with(Some("30")), None],
        };
        compare_results(&mut row, Some(0));
        let failed: Vec<Option<bool>> = row.cells.iter().map(|c| c.as_ref().map(|c| c.failure.is_some())).collect();
        assert_eq!(failed, [Some(false), Some(true), None]);
    }
}
