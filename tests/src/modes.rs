//! The modes of the VM in which every program must give the same outcome.
//!
//! A mode is written as in the environment variable `DIFFTEST_MODES`: `off`, `on`, `eager`, `exits`,
//! `no-opt` (eager, without the optimiser: otherwise a small program would never reach compiled
//! code), each optionally followed by `+gc=N` for `GC_STRESS=N`.

use std::ffi::OsString;
use std::fmt;

/// Which way the JIT runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Jit {
    Off,
    On,
    Eager,
    Exits,
    NoOpt,
}

/// One mode of the VM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mode {
    pub jit: Jit,
    /// Collect every this many allocations.
    pub gc_stress: Option<u32>,
}

/// Every mode a program is run in unless told otherwise. The odd intervals keep a collection from
/// falling at the same instruction of every lap.
pub const ALL: &str = "off,on,eager,exits,no-opt,off+gc=211,eager+gc=211";

impl Mode {
    /// The command-line options that select this mode.
    pub fn options(self) -> Vec<OsString> {
        let names: &[&str] = match self.jit {
            Jit::Off => &["-X", "jit=off"],
            Jit::On => &["-X", "jit=on"],
            Jit::Eager => &["-X", "jit=eager"],
            Jit::Exits => &["-X", "jit=exits"],
            Jit::NoOpt => &["-X", "jit=eager", "-X", "jit-no-opt"],
        };
        names.iter().map(OsString::from).collect()
    }

    /// The environment that selects this mode. `stress` replaces the interval, where a program that
    /// allocates much asks for a longer one.
    pub fn environment(self, stress: Option<u32>) -> Vec<(String, String)> {
        let interval = self.gc_stress.map(|own| stress.map_or(own, |asked| asked.max(own)));
        interval.map(|n| ("GC_STRESS".to_string(), n.to_string())).into_iter().collect()
    }

    fn parse(text: &str) -> Result<Mode, String> {
        let (jit, stress) = match text.split_once("+gc=") {
            Some((jit, stress)) => (jit, Some(stress)),
            None => (text, None),
        };
        let jit = match jit {
            "off" => Jit::Off,
            "on" => Jit::On,
            "eager" => Jit::Eager,
            "exits" => Jit::Exits,
            "no-opt" => Jit::NoOpt,
            _ => return Err(format!("no mode `{text}` (there are: {ALL})")),
        };
        let gc_stress = match stress.map(str::parse::<u32>) {
            None => None,
            Some(Ok(n)) if n > 0 => Some(n),
            Some(_) => {
                return Err(format!("mode `{text}`: the interval must be a number above 0"));
            }
        };
        Ok(Mode { jit, gc_stress })
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.jit {
            Jit::Off => "off",
            Jit::On => "on",
            Jit::Eager => "eager",
            Jit::Exits => "exits",
            Jit::NoOpt => "no-opt",
        })?;
        self.gc_stress.map_or(Ok(()), |n| write!(f, "+gc={n}"))
    }
}

/// Reads a comma-separated list of modes; `all` stands for [`ALL`].
///
/// # Errors
/// When a name is not a mode, or the list is empty.
pub fn parse_list(text: &str) -> Result<Vec<Mode>, String> {
    let text = if text.trim() == "all" { ALL } else { text };
    let modes: Vec<Mode> = text
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(Mode::parse)
        .collect::<Result<_, _>>()?;
    if modes.is_empty() {
        return Err("the list of modes is empty".to_string());
    }
    Ok(modes)
}

/// The modes named by `DIFFTEST_MODES`, or all of them.
///
/// # Errors
/// As [`parse_list`].
pub fn from_environment() -> Result<Vec<Mode>, String> {
    let text = std::env::var("DIFFTEST_MODES").unwrap_or_default();
    parse_list(if text.trim().is_empty() { ALL } else { &text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_parsed_is_displayed_again() {
        let modes = parse_list(ALL).unwrap();
        let texts: Vec<String> = modes.iter().map(Mode::to_string).collect();
        assert_eq!(texts.join(","), ALL);
        assert_eq!(parse_list("all").unwrap(), modes);
    }

    #[test]
    fn unknown_names_and_empty_lists_are_refused() {
        for text in ["fast", "on+gc=0", "on+gc=x", "", ","] {
            assert!(parse_list(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_program_may_only_lengthen_the_interval() {
        let mode = parse_list("eager+gc=100").unwrap()[0];
        assert_eq!(mode.environment(None), [("GC_STRESS".to_string(), "100".to_string())]);
        assert_eq!(mode.environment(Some(7))[0].1, "100");
        assert_eq!(mode.environment(Some(5000))[0].1, "5000");
        assert!(parse_list("on").unwrap()[0].environment(Some(5000)).is_empty());
    }

    #[test]
    fn no_opt_compiles_eagerly() {
        let options = parse_list("no-opt").unwrap()[0].options();
        assert_eq!(options, ["-X", "jit=eager", "-X", "jit-no-opt"]);
    }
}
