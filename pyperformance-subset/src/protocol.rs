//! Reads what `standin/pyperf.py` and `benches/c/twin.h` print. Everything that is not a
//! line of theirs is the program's own output, and the programs of the set print only when
//! something went wrong: a run that printed is a failed run, never a fast one.

use crate::statistics::TimedLoops;
use std::time::Duration;

/// A line of standard output, and when it arrived, counted from the process's start.
#[derive(Clone, Debug)]
pub struct Line {
    pub arrived: Duration,
    pub text: String,
}

/// One line of the stand-in's.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    Begin,
    /// What the first call returned, as text.
    Result(String),
    First(f64),
    Value(TimedLoops),
    End,
}

/// What one process reported.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// Process start to the end of the first single-loop call, by the runner's clock.
    pub first_arrived: Duration,
    /// All values in order, the first call included.
    pub values: Vec<TimedLoops>,
    /// Only of programs timed by `bench_func`.
    pub result: Option<String>,
}

const PREFIX: &str = "@bench ";

/// How much longer than the runner's clock the program's may say that the values took:
/// a part of the whole, and seconds for the pipe.
const CLOCK_TOLERANCE: (f64, f64) = (0.02, 0.01);

/// `None` if the line is not the stand-in's.
pub fn parse(line: &str) -> Option<Result<Event, String>> {
    let text = line.strip_prefix(PREFIX)?;
    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
    let event = match word {
        "begin" => Some(Event::Begin),
        "result" => Some(Event::Result(rest.to_owned())),
        "first" => positive(rest).map(Event::First),
        "value" => rest.split_once(' ').and_then(|(seconds, loops)| {
            let seconds = positive(seconds)?;
            let loops = loops.parse().ok().filter(|&loops| loops > 0)?;
            Some(Event::Value(TimedLoops { seconds, loops }))
        }),
        "end" => Some(Event::End),
        _ => None,
    };
    Some(event.ok_or_else(|| format!("not understood: {line}")))
}

fn positive(text: &str) -> Option<f64> {
    text.parse().ok().filter(|&seconds: &f64| seconds.is_finite() && seconds > 0.0)
}

/// Puts a process's lines together, in the order in which the stand-in prints them.
///
/// # Errors
/// A line of the program's own, a line out of order, a run that did not end, or a program's
/// clock that disagrees with ours.
pub fn collect(lines: &[Line]) -> Result<Report, String> {
    let mut begun = false;
    let mut ended = None;
    let mut first = None;
    let mut result = None;
    let mut values: Vec<TimedLoops> = Vec::new();
    for line in lines {
        let Some(event) = parse(&line.text) else {
            return Err(format!("the program printed: {}", line.text));
        };
        match event? {
            Event::Begin if !begun => begun = true,
            Event::Result(text) if begun && first.is_none() && result.is_none() => {
                result = Some(text);
            }
            Event::First(seconds) if begun && first.is_none() => {
                first = Some(line.arrived);
                values.push(TimedLoops { seconds, loops: 1 });
            }
            Event::Value(value) if first.is_some() && ended.is_none() => values.push(value),
            Event::End if first.is_some() && ended.is_none() => ended = Some(line.arrived),
            _ => return Err(format!("out of order: {}", line.text)),
        }
    }
    let (Some(first_arrived), Some(ended)) = (first, ended) else {
        return Err("the program ended before its measurement did".to_owned());
    };
    check_clock(first_arrived, ended, &values)?;
    Ok(Report { first_arrived, values, result })
}

/// The values after the first were taken between two lines whose arrival we saw.
fn check_clock(first: Duration, ended: Duration, values: &[TimedLoops]) -> Result<(), String> {
    let ours = (ended - first).as_secs_f64();
    let theirs: f64 = values[1..].iter().map(|value| value.seconds).sum();
    let (part, seconds) = CLOCK_TOLERANCE;
    if theirs > ours * (1.0 + part) + seconds {
        return Err(format!("its values take {theirs:.3} s, but {ours:.3} s passed"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(texts: &[&str]) -> Vec<Line> {
        texts
            .iter()
            .enumerate()
            .map(|(index, text)| Line {
                arrived: Duration::from_secs(index as u64),
                text: (*text).to_owned(),
            })
            .collect()
    }

    #[test]
    fn lines_of_the_stand_in() {
        assert_eq!(parse("@bench begin nbody"), Some(Ok(Event::Begin)));
        assert_eq!(parse("@bench result 'a b'"), Some(Ok(Event::Result("'a b'".to_owned()))));
        assert_eq!(parse("@bench first 0.25"), Some(Ok(Event::First(0.25))));
        let value = TimedLoops { seconds: 1e-3, loops: 8 };
        assert_eq!(parse("@bench value 1e-03 8"), Some(Ok(Event::Value(value))));
        assert_eq!(parse("@bench end nbody"), Some(Ok(Event::End)));
        assert_eq!(parse("Projection 3 failed"), None);
    }

    #[test]
    fn numbers_that_cannot_be_are_refused() {
        for line in [
            "@bench first nan",
            "@bench first -1.0",
            "@bench value 0.5",
            "@bench value 0.5 0",
            "@bench value 0.0 1",
            "@bench value 0.5 1.5",
            "@bench elapsed 1",
        ] {
            assert!(matches!(parse(line), Some(Err(_))), "{line}");
        }
    }

    #[test]
    fn a_whole_run() {
        let report = collect(&lines(&[
            "@bench begin x",
            "@bench result 7",
            "@bench first 0.5",
            "@bench value 0.75 2",
            "@bench end x",
        ]))
        .unwrap();
        assert_eq!(report.first_arrived, Duration::from_secs(2));
        assert_eq!(report.result.as_deref(), Some("7"));
        assert_eq!(report.values, [TimedLoops { seconds: 0.5, loops: 1 }, TimedLoops { seconds: 0.75, loops: 2 }]);
    }

    #[test]
    fn what_a_program_prints_fails_it() {
        let run = ["@bench begin x", "oops", "@bench first 0.5", "@bench end x"];
        assert_eq!(collect(&lines(&run)), Err("the program printed: oops".to_owned()));
    }

    #[test]
    fn a_run_that_stops_early_or_repeats_itself_fails() {
        assert!(collect(&lines(&["@bench begin x", "@bench first 0.5"])).is_err());
        assert!(collect(&lines(&["@bench begin x"])).is_err());
        assert!(collect(&[]).is_err());
        let twice = ["@bench begin x", "@bench first 0.5", "@bench first 0.5", "@bench end x"];
        assert!(collect(&lines(&twice)).unwrap_err().starts_with("out of order"));
    }

    #[test]
    fn a_clock_that_runs_fast_is_noticed() {
        let run = ["@bench begin x", "@bench first 0.5", "@bench value 5.0 1", "@bench end x"];
        assert!(collect(&lines(&run)).unwrap_err().contains("2.000 s passed"));
    }
}
