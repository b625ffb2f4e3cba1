//! What is to be seen on the terminal while it takes its minutes: on standard error, so that
//! standard output holds the table alone. Where that is no terminal, whole lines only.

use crate::measure::Cell;
use crate::statistics::TimedLoops;
use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

const REDRAW: Duration = Duration::from_millis(200);

pub struct Progress {
    terminal: bool,
    total: usize,
    done: usize,
    label: String,
    values: usize,
    drawn: Instant,
}

impl Progress {
    /// `total` is the number of processes to come.
    pub fn new(total: usize) -> Progress {
        Progress {
            terminal: std::io::stderr().is_terminal(),
            total,
            done: 0,
            label: String::new(),
            values: 0,
            drawn: Instant::now(),
        }
    }

    pub fn begin(&mut self, benchmark: &str, interpreter: &str, first_only: bool) {
        self.done += 1;
        let (done, total) = (self.done, self.total);
        self.label = format!("[{done:3}/{total}] {benchmark:24}{interpreter:18}");
        self.values = 0;
        self.draw(if first_only { "starts" } else { "runs" });
    }

    pub fn value(&mut self, value: TimedLoops) {
        self.values += 1;
        if self.drawn.elapsed() >= REDRAW {
            self.draw(&format!("{} values, {}", self.values, duration(value.per_loop())));
        }
    }

    /// Tells of a whole run, or of any failure; the other starts pass by.
    pub fn end(&mut self, cell: &Cell, first_only: bool) {
        let text = if let Some(failure) = &cell.failure {
            format!("FAILED: {}", failure.reason)
        } else if let (false, Some(steady), Some(first), Some(rss)) = (first_only, cell.steady(), cell.first(), cell.peak_rss()) {
            let rss = rss as f64 / 1e6;
            format!("{:>9}  first {:>9}  {rss:6.1} MB", duration(steady.median), duration(first))
        } else {
            return;
        };
        self.clear();
        eprintln!("{}{text}", self.label);
    }

    fn draw(&mut self, text: &str) {
        if self.terminal {
            self.clear();
            eprint!("{}{text}", self.label);
            // Only looks: a terminal that went away shows nothing.
            let _ = std::io::stderr().flush();
            self.drawn = Instant::now();
        }
    }

    fn clear(&self) {
        if self.terminal {
            eprint!("\r\x1b[K");
        }
    }
}

/// Seconds, for people: three digits and a unit.
pub fn duration(seconds: f64) -> String {
    let (value, unit) = match seconds {
        _ if seconds >= 0.9995 => (seconds, "s"),
        _ if seconds >= 0.9995e-3 => (seconds * 1e3, "ms"),
        _ if seconds >= 0.9995e-6 => (seconds * 1e6, "µs"),
        _ => (seconds * 1e9, "ns"),
    };
    let digits = match value {
        _ if value >= 99.95 => 0,
        _ if value >= 9.995 => 1,
        _ => 2,
    };
    format!("{value:.digits$} {unit}")
}

#[cfg(test)]
mod tests {
    use super::duration;

    #[test]
    fn durations_have_three_digits() {
        assert_eq!(duration(1.0), "1.00 s");
        assert_eq!(duration(0.9999), "1.00 s");
        assert_eq!(duration(0.0614), "61.4 ms");
        assert_eq!(duration(0.0999999), "100 ms");
        assert_eq!(duration(2.5e-6), "2.50 µs");
        assert_eq!(duration(2.5e-9), "2.50 ns");
    }
}
