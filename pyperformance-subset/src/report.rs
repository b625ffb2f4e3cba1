//! The table as Markdown, for people.

use crate::interpreters::Interpreter;
use crate::machine::Machine;
use crate::measure::{Cell, Row, Run};
use crate::options::Options;
use crate::progress::duration;
use crate::suites::Suite;
use crate::summary::{self, Metric};
use std::fmt::Write;

/// A steady state whose quartiles are farther apart than this is marked.
const UNSTEADY: f64 = 0.1;

/// All that a table is made of.
pub struct Results<'run> {
    pub options: &'run Options,
    pub machine: &'run Machine,
    pub interpreters: &'run [Interpreter],
    pub baseline: Option<usize>,
    pub rows: &'run [Row],
}

impl Results<'_> {
    pub fn markdown(&self) -> String {
        let mut text = String::new();
        self.head(&mut text);
        if self.baseline.is_some() {
            self.means(&mut text);
        }
        for metric in Metric::ALL {
            self.table(&mut text, metric);
        }
        if self.options.suite == Suite::Twins {
            self.against_c(&mut text);
        }
        self.failures(&mut text);
        text
    }

    pub fn failed(&self) -> bool {
        self.rows.iter().flat_map(|row| row.cells.iter().flatten()).any(|cell| cell.failure.is_some())
    }

    fn head(&self, text: &mut String) {
        let machine = self.machine;
        let options = self.options;
        let load = machine.load.map_or(String::new(), |load| format!(", load {load:.2}"));
        line(text, &format!("# {} on {}\n", options.suite.name(), machine.time));
        line(
            text,
            &format!(
                "{} ({} processors), {}{load}. {} s of values, {} run(s), {} start(s) each.\n",
                machine.processor, machine.processors, machine.system, options.seconds, options.rounds, options.starts
            ),
        );
        for interpreter in self.interpreters {
            let version = match &interpreter.version {
                Ok(version) => version.clone(),
                Err(why) => format!("**not measured**: {why}"),
            };
            line(text, &format!("- {}: {version}", interpreter.title));
        }
    }

    fn means(&self, text: &mut String) {
        let Some(baseline) = self.baseline else {
            return;
        };
        let title = &self.interpreters[baseline].title;
        line(text, &format!("\n## Geometric means of the ratio to {title} (more is better)\n"));
        let heads = ["", "steady state", "worst", "first value", "peak memory", "results"];
        header(text, &heads);
        for (index, interpreter) in self.interpreters.iter().enumerate() {
            if interpreter.version.is_err() || index == baseline {
                continue;
            }
            let mean = |metric| summary::mean(self.rows, metric, index, baseline);
            let steady = mean(Metric::Steady);
            let factor = |factor: Option<f64>| factor.map_or("–".to_owned(), times);
            let worst = steady.worst.map_or("–".to_owned(), |(ratio, name)| format!("{} ({name})", times(ratio)));
            let complete = if steady.is_complete() { "" } else { " **incomplete**" };
            row(
                text,
                &[
                    interpreter.title.clone(),
                    factor(steady.geometric),
                    worst,
                    factor(mean(Metric::First).geometric),
                    factor(mean(Metric::PeakRss).geometric),
                    format!("{} of {}{complete}", steady.present, steady.counted),
                ],
            );
        }
    }

    fn table(&self, text: &mut String, metric: Metric) {
        let title = match metric {
            Metric::Steady => "Steady state, per loop",
            Metric::First => "Process start to first value",
            Metric::PeakRss => "Peak resident memory",
        };
        line(text, &format!("\n## {title}\n"));
        let heads: Vec<&str> = std::iter::once("")
            .chain(self.interpreters.iter().map(|interpreter| interpreter.title.as_str()))
            .collect();
        header(text, &heads);
        let mut unsteady = false;
        let mut disturbed = false;
        for result in self.rows {
            let star = if result.benchmark.counted { "" } else { " (not counted)" };
            let mut cells = vec![format!("{}{star}", result.benchmark.name)];
            for (index, cell) in result.cells.iter().enumerate() {
                let mut shown = match cell {
                    None => "–".to_owned(),
                    Some(cell) => figure(metric, cell),
                };
                if let Some(ratio) = self.ratio(result, metric, index) {
                    write!(shown, " **{}**", times(ratio)).expect("a String takes all");
                }
                let spread = cell.as_ref().and_then(Cell::steady).map_or(0.0, |steady| steady.spread);
                if metric == Metric::Steady && spread > UNSTEADY {
                    shown.push_str(" ~");
                    unsteady = true;
                }
                let mut runs = cell.iter().flat_map(|cell| &cell.runs);
                if metric == Metric::Steady && runs.any(Run::was_disturbed) {
                    shown.push_str(" !");
                    disturbed = true;
                }
                cells.push(shown);
            }
            row(text, &cells);
        }
        if unsteady {
            line(text, "\n`~`: the quartiles of its values are more than 10 % apart.");
        }
        if disturbed {
            line(text, "\n`!`: other processes kept it from running for over 10 % of its time.");
        }
    }

    /// The ratio to the baseline, of another interpreter.
    fn ratio(&self, row: &Row, metric: Metric, index: usize) -> Option<f64> {
        let baseline = self.baseline.filter(|&baseline| baseline != index)?;
        metric.ratio(row, index, baseline)
    }

    fn against_c(&self, text: &mut String) {
        let Some(c) = self.interpreters.iter().position(Interpreter::is_c) else {
            return;
        };
        line(text, "\n## Steady state as a multiple of the C twin's time (less is better)\n");
        let heads: Vec<&str> = std::iter::once("")
            .chain(self.interpreters[..c].iter().map(|interpreter| interpreter.title.as_str()))
            .collect();
        header(text, &heads);
        for result in self.rows {
            let multiples = (0..c).map(|index| {
                // How often C's time goes into the interpreter's: the inverse of a ratio to C.
                let ratio = Metric::Steady.ratio(result, index, c);
                ratio.map_or("–".to_owned(), |ratio| times(1.0 / ratio))
            });
            let cells: Vec<String> = std::iter::once(result.benchmark.name.to_owned()).chain(multiples).collect();
            row(text, &cells);
        }
    }

    fn failures(&self, text: &mut String) {
        if !self.failed() {
            return;
        }
        line(text, "\n## Failures");
        for result in self.rows {
            for (interpreter, cell) in self.interpreters.iter().zip(&result.cells) {
                let Some(failure) = cell.as_ref().and_then(|cell| cell.failure.as_ref()) else {
                    continue;
                };
                let (name, title) = (result.benchmark.name, &interpreter.title);
                line(text, &format!("\n{name} on {title}: {}", failure.reason));
                if !failure.stderr.is_empty() {
                    line(text, &format!("\n~~~\n{}\n~~~", failure.stderr));
                }
            }
        }
    }
}

fn figure(metric: Metric, cell: &Cell) -> String {
    match metric.of(cell) {
        None => "failed".to_owned(),
        Some(bytes) if metric == Metric::PeakRss => format!("{:.1} MB", bytes / 1e6),
        Some(seconds) => duration(seconds),
    }
}

/// A ratio with about three digits.
pub fn times(ratio: f64) -> String {
    match ratio {
        _ if ratio >= 99.95 => format!("{ratio:.0}x"),
        _ if ratio >= 9.995 => format!("{ratio:.1}x"),
        _ => format!("{ratio:.2}x"),
    }
}

fn line(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

fn header(text: &mut String, heads: &[&str]) {
    line(text, &format!("| {} |", heads.join(" | ")));
    line(text, &format!("|---|{}", "---:|".repeat(heads.len() - 1)));
}

fn row(text: &mut String, cells: &[String]) {
    line(text, &format!("| {} |", cells.join(" | ")));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::Failure;
    use crate::statistics::TimedLoops;

    fn interpreter(name: &str, version: Result<&str, &str>) -> Interpreter {
        Interpreter {
            name: name.to_owned(),
            title: name.to_uppercase(),
            command: vec![name.to_owned()],
            version: version.map(str::to_owned).map_err(str::to_owned),
        }
    }

    fn cell(seconds: f64) -> Option<Cell> {
        let values = vec![TimedLoops { seconds, loops: 1 }; 4];
        let run = Run {
            values,
            peak_rss: 9_500_000,
            cpu_seconds: 0.0,
            wall_seconds: 0.0,
        };
        Some(Cell {
            runs: vec![run],
            starts: vec![0.05],
            ..Cell::default()
        })
    }

    #[test]
    fn a_table_with_a_failure_and_a_missing_interpreter() {
        let interpreters = [
            interpreter("base", Ok("Python 3.14")),
            interpreter("new", Ok("Taipan 1")),
            interpreter("gone", Err("no such file")),
        ];
        let benchmarks = Suite::Pyperformance.benchmarks();
        let mut failed = cell(1.0);
        failed.as_mut().unwrap().failure = Some(Failure {
            reason: "exit status 1".to_owned(),
            stderr: "NameError".to_owned(),
        });
        let rows = [
            Row {
                benchmark: benchmarks[0].clone(),
                cells: vec![cell(0.06), cell(0.01), None],
            },
            Row {
                benchmark: benchmarks[1].clone(),
                cells: vec![cell(0.06), failed, None],
            },
        ];
        let options = Options::default();
        let machine = Machine::now();
        let results = Results {
            options: &options,
            machine: &machine,
            interpreters: &interpreters,
            baseline: Some(0),
            rows: &rows,
        };
        let text = results.markdown();
        for expected in [
            "- GONE: **not measured**: no such file",
            "| NEW | 6.00x | 6.00x (nbody) | 1.00x | 1.00x | 1 of 2 **incomplete** |",
            "| nbody | 60.0 ms | 10.0 ms **6.00x** | – |",
            "| fannkuch | 60.0 ms | failed | – |",
            "| nbody | 9.5 MB | 9.5 MB **1.00x** | – |",
            "fannkuch on NEW: exit status 1\n\n~~~\nNameError\n~~~",
        ] {
            assert!(text.contains(expected), "{expected:?} is not in\n{text}");
        }
        assert!(results.failed());
    }

    #[test]
    fn ratios_have_three_digits() {
        assert_eq!(times(0.25), "0.25x");
        assert_eq!(times(9.999), "10.0x");
        assert_eq!(times(136.4), "136x");
    }
}
