//! `cargo test -p taipan-difftest --test programs [PART_OF_NAME]`: every program as a test.
//!
//! Its own harness, because the tests are files: libtest knows only functions.

use std::process::ExitCode;

use taipan_difftest::suite::Selection;
use taipan_difftest::{modes, programs, suite};

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<bool, String> {
    let mut selection = Selection::default();
    let mut list = false;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--list" => list = true,
            "--exact" => selection.exact = true,
            "--skip" => selection.skip.extend(arguments.next()),
            // libtest's options that take a value in the next word; they change nothing here.
            "--test-threads" | "--format" | "--color" | "--logfile" | "-Z" => drop(arguments.next()),
            option if option.starts_with('-') => {}
            filter => selection.filters.push(filter.to_string()),
        }
    }
    let programs = programs::all()?;
    if list {
        for program in programs.iter().filter(|program| selection.contains(&program.name)) {
            println!("{}: test", program.name);
        }
        return Ok(true);
    }
    suite::run(&programs, &selection, &modes::from_environment()?)
}
