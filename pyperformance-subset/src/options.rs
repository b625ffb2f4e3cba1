//! The command line.

use crate::suites::{Benchmark, Suite};
use lexopt::prelude::*;
use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

pub const USAGE: &str = "\
pyperformance-subset [pyperformance | own | twins] [OPTIONS]

Compares Taipan with CPython and PyPy, one process at a time, and writes a table.
  pyperformance   benchmark programs of pyperformance 1.14.0, fetched by pip (the default)
  own             eight programs of our own, no download; --own is the same
  twins           loops that also exist as C programs, compiled by gcc -O2

  -b, --benchmarks A,B    only these (a name, or the beginning of names such as scimark)
  -i, --interpreters A,B  only these: taipan, taipan-nojit, taipan-nojitopt, cpython3.14,
                          cpython3.15, cpython3.15-jit, pypy, or a name given by --python
      --python NAME=CMD   one more interpreter, or another command for a known one
      --taipan PATH       Taipan's binary (the release build beside this one)
      --baseline NAME     what ratios refer to (cpython3.14)
      --seconds S         seconds of values in each run (4)
      --rounds N          runs of each pair; their median counts (1)
      --starts N          process starts whose median is the time to the first value (5)
      --timeout S         after which a process is killed (300)
      --quick             0.5 seconds, one start
      --markdown PATH     where the table goes (target/pyperformance-subset/SUITE.md)
      --json PATH         where all figures go (target/pyperformance-subset/SUITE.json)
      --list              name the benchmarks and stop
  -h, --help              this text

PEERS_ROOT (/opt/peers) is where bin/python3.14, bin/python3.15-jit and bin/pypy3 are.
The exit status is 1 if a benchmark failed on any interpreter.
";

#[derive(Clone, Debug)]
pub struct Options {
    pub suite: Suite,
    pub benchmarks: Option<Vec<String>>,
    pub interpreters: Option<Vec<String>>,
    /// Name and command.
    pub pythons: Vec<(String, String)>,
    pub taipan: Option<PathBuf>,
    pub baseline: Option<String>,
    pub seconds: f64,
    pub rounds: usize,
    pub starts: usize,
    pub timeout: Duration,
    pub markdown: Option<PathBuf>,
    pub json: Option<PathBuf>,
    pub list: bool,
    pub help: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            suite: Suite::Pyperformance,
            benchmarks: None,
            interpreters: None,
            pythons: Vec::new(),
            taipan: None,
            baseline: None,
            seconds: 4.0,
            rounds: 1,
            starts: 5,
            timeout: Duration::from_secs(300),
            markdown: None,
            json: None,
            list: false,
            help: false,
        }
    }
}

impl Options {
    /// Reads the words after the program's name.
    ///
    /// # Errors
    /// A word that is not understood.
    pub fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Options, String> {
        parse(words).map_err(|error| error.to_string())
    }

    /// The benchmarks of the suite that were asked for, in the suite's order.
    ///
    /// # Errors
    /// A name fits none.
    pub fn chosen_benchmarks(&self) -> Result<Vec<Benchmark>, String> {
        let all = self.suite.benchmarks();
        let Some(names) = &self.benchmarks else {
            return Ok(all);
        };
        // `richards` is that benchmark alone, `scimark` is all five.
        let exact = |name: &str| all.iter().any(|benchmark| benchmark.name == name);
        let fits = |benchmark: &Benchmark, name: &String| match exact(name) {
            true => benchmark.name == name,
            false => benchmark.name.starts_with(name.as_str()),
        };
        if let Some(unknown) = names.iter().find(|name| !all.iter().any(|benchmark| fits(benchmark, name))) {
            return Err(format!("no benchmark {unknown} in the suite {}", self.suite.name()));
        }
        Ok(all.iter().filter(|benchmark| names.iter().any(|name| fits(benchmark, name))).cloned().collect())
    }
}

fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Options, lexopt::Error> {
    let mut options = Options::default();
    let mut parser = lexopt::Parser::from_args(words);
    while let Some(argument) = parser.next()? {
        match argument {
            Short('b') | Long("benchmarks") => options.benchmarks = Some(names(&mut parser)?),
            Short('i') | Long("interpreters") => options.interpreters = Some(names(&mut parser)?),
            Long("python") => {
                let text = parser.value()?.string()?;
                let (name, command) = text.split_once('=').ok_or("--python wants NAME=COMMAND")?;
                if name.is_empty() || command.trim().is_empty() {
                    return Err("--python wants NAME=COMMAND".into());
                }
                options.pythons.push((name.to_owned(), command.to_owned()));
            }
            Long("taipan") => options.taipan = Some(parser.value()?.into()),
            Long("baseline") => options.baseline = Some(parser.value()?.string()?),
            Long("seconds") => options.seconds = seconds(&mut parser)?,
            Long("rounds") => options.rounds = at_least_one(&mut parser)?,
            Long("starts") => options.starts = at_least_one(&mut parser)?,
            Long("timeout") => options.timeout = Duration::from_secs_f64(seconds(&mut parser)?),
            Long("quick") => {
                options.seconds = 0.5;
                options.starts = 1;
            }
            Long("markdown") => options.markdown = Some(parser.value()?.into()),
            Long("json") => options.json = Some(parser.value()?.into()),
            Long("own") => options.suite = Suite::Own,
            Long("list") => options.list = true,
            Short('h') | Long("help") => options.help = true,
            Value(word) => {
                let word = word.string()?;
                options.suite = Suite::named(&word).ok_or(format!("no suite {word}"))?;
            }
            other => return Err(other.unexpected()),
        }
    }
    Ok(options)
}

fn names(parser: &mut lexopt::Parser) -> Result<Vec<String>, lexopt::Error> {
    Ok(parser.value()?.string()?.split(',').map(|name| name.trim().to_owned()).collect())
}

fn seconds(parser: &mut lexopt::Parser) -> Result<f64, lexopt::Error> {
    let seconds: f64 = parser.value()?.parse()?;
    match seconds > 0.0 && seconds <= 86_400.0 {
        true => Ok(seconds),
        false => Err("a number of seconds from 0 to a day is wanted".into()),
    }
}

fn at_least_one(parser: &mut lexopt::Parser) -> Result<usize, lexopt::Error> {
    match parser.value()?.parse()? {
        0 => Err("at least 1 is wanted".into()),
        count => Ok(count),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Options, String> {
        Options::parse(line.split_whitespace().map(OsString::from))
    }

    fn chosen(line: &str) -> Vec<&'static str> {
        let options = read(line).unwrap();
        options.chosen_benchmarks().unwrap().iter().map(|benchmark| benchmark.name).collect()
    }

    #[test]
    fn the_plain_command_measures_all() {
        let options = read("").unwrap();
        assert_eq!(options.suite, Suite::Pyperformance);
        assert_eq!(options.seconds, 4.0);
        assert_eq!(options.chosen_benchmarks().unwrap().len(), 18);
    }

    #[test]
    fn a_name_is_itself_or_a_beginning() {
        assert_eq!(chosen("-b richards"), ["richards"]);
        assert_eq!(chosen("-b scimark").len(), 5);
        assert_eq!(chosen("-b float,nbody"), ["nbody", "float"]);
        assert_eq!(chosen("twins -b branches").len(), 4);
        assert!(read("-b nobody").unwrap().chosen_benchmarks().is_err());
    }

    #[test]
    fn own_is_a_word_or_an_option() {
        assert_eq!(read("own").unwrap().suite, Suite::Own);
        assert_eq!(read("--own").unwrap().suite, Suite::Own);
        assert_eq!(read("--quick twins").unwrap().suite, Suite::Twins);
    }

    #[test]
    fn interpreters_of_ones_own() {
        let options = read("--python=new=python3 -i new,pypy").unwrap();
        assert_eq!(options.pythons, [("new".to_owned(), "python3".to_owned())]);
        assert_eq!(options.interpreters.unwrap(), ["new", "pypy"]);
    }

    #[test]
    fn what_is_not_understood_is_an_error() {
        for line in ["all", "--fast", "--seconds 0", "--seconds nan", "--starts 0", "--python x", "-b"] {
            assert!(read(line).is_err(), "{line}");
        }
    }
}
