//! The test programs from the command line: run them, make their outcomes, check their outcomes.

use std::process::ExitCode;

use taipan_difftest::suite::Selection;
use taipan_difftest::{bless, modes, programs, suite};

const USAGE: &str = "usage: difftest run|bless|verify [PART_OF_NAME...]
  run      every program in the modes of DIFFTEST_MODES, against the committed outcomes
  bless    make the committed outcomes from CPython 3.14
  verify   compare the committed outcomes with the installed CPython 3.14";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let verb = arguments.next().unwrap_or_default();
    let selection = Selection {
        filters: arguments.collect(),
        ..Selection::default()
    };
    let result = programs::all().and_then(|programs| match verb.as_str() {
        "run" => suite::run(&programs, &selection, &modes::from_environment()?),
        "bless" => bless::bless(&programs, &selection).map(|count| {
            println!("{count} outcomes changed");
            true
        }),
        "verify" => bless::verify(&programs, &selection).map(|count| {
            println!("{count} outcomes differ");
            count == 0
        }),
        _ => Err(USAGE.to_string()),
    });
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}
