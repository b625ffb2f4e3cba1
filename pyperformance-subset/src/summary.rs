//! The three figures of the tables, and their means: one definition, which the Markdown and
//! the JSON both print. A ratio is always "how many times better than the baseline", so that
//! more is better in every column.

use crate::measure::{Cell, Row};
use crate::statistics;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// Seconds per loop.
    Steady,
    /// Seconds.
    First,
    /// Bytes.
    PeakRss,
}

impl Metric {
    pub const ALL: [Metric; 3] = [Metric::Steady, Metric::First, Metric::PeakRss];

    /// Key in the JSON.
    pub fn key(self) -> &'static str {
        match self {
            Metric::Steady => "steady",
            Metric::First => "first",
            Metric::PeakRss => "peak_rss",
        }
    }

    pub fn of(self, cell: &Cell) -> Option<f64> {
        match self {
            Metric::Steady => cell.steady().map(|steady| steady.median),
            Metric::First => cell.first(),
            Metric::PeakRss => cell.peak_rss().map(|bytes| bytes as f64),
        }
    }

    /// The baseline's figure divided by the interpreter's.
    pub fn ratio(self, row: &Row, interpreter: usize, baseline: usize) -> Option<f64> {
        let figure = |index: usize| self.of(row.cells[index].as_ref()?);
        Some(figure(baseline)? / figure(interpreter)?)
    }
}

/// An interpreter's ratios taken together, over the benchmarks that count.
#[derive(Clone, Debug)]
pub struct Mean {
    /// `None` if there is no ratio at all.
    pub geometric: Option<f64>,
    /// The lowest ratio, and whose it is.
    pub worst: Option<(f64, &'static str)>,
    /// How many ratios there are, and how many there should be.
    pub present: usize,
    pub counted: usize,
}

impl Mean {
    pub fn is_complete(&self) -> bool {
        self.present == self.counted
    }
}

pub fn mean(rows: &[Row], metric: Metric, interpreter: usize, baseline: usize) -> Mean {
    let counted = rows.iter().filter(|row| row.benchmark.counted);
    let ratios: Vec<(f64, &'static str)> = counted
        .clone()
        .filter_map(|row| Some((metric.ratio(row, interpreter, baseline)?, row.benchmark.name)))
        .collect();
    let numbers: Vec<f64> = ratios.iter().map(|&(ratio, _)| ratio).collect();
    Mean {
        geometric: statistics::geometric_mean(&numbers),
        worst: ratios.iter().copied().min_by(|left, right| left.0.total_cmp(&right.0)),
        present: ratios.len(),
        counted: counted.count(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::{Failure, Run};
    use crate::statistics::TimedLoops;
    use crate::suites::Suite;

    fn cell(seconds: f64) -> Option<Cell> {
        let values = vec![TimedLoops { seconds, loops: 1 }; 4];
        let run = Run {
            values,
            peak_rss: 10,
            cpu_seconds: 0.0,
            wall_seconds: 0.0,
        };
        Some(Cell {
            runs: vec![run],
            starts: vec![1.0],
            ..Cell::default()
        })
    }

    fn row(name: &str, cells: Vec<Option<Cell>>) -> Row {
        let mut benchmarks = Suite::Pyperformance.benchmarks().into_iter();
        Row {
            benchmark: benchmarks.find(|benchmark| benchmark.name == name).unwrap(),
            cells,
        }
    }

    #[test]
    fn means_are_of_what_counts_and_say_what_is_missing() {
        let mut failed = cell(1.0);
        failed.as_mut().unwrap().failure = Some(Failure {
            reason: String::new(),
            stderr: String::new(),
        });
        let rows = [
            row("nbody", vec![cell(8.0), cell(1.0)]),
            row("float", vec![cell(2.0), cell(1.0)]),
            row("fannkuch", vec![cell(2.0), failed]),
            row("unpack_sequence", vec![cell(1.0), cell(1000.0)]),
        ];
        let mean = mean(&rows, Metric::Steady, 1, 0);
        assert!((mean.geometric.unwrap() - 4.0).abs() < 1e-12);
        assert_eq!(mean.worst, Some((2.0, "float")));
        assert_eq!((mean.present, mean.counted), (2, 3));
        assert!(!mean.is_complete());
        // It is reported all the same.
        assert_eq!(Metric::Steady.ratio(&rows[3], 1, 0), Some(0.001));
    }

    #[test]
    fn no_baseline_no_ratio() {
        let rows = [row("nbody", vec![None, cell(1.0)])];
        let mean = mean(&rows, Metric::First, 1, 0);
        assert!(mean.geometric.is_none() && mean.worst.is_none());
        assert_eq!((mean.present, mean.counted), (0, 1));
    }
}
