//! Shrinks a program on which Taipan differs from the reference.

use std::fs;
use std::process::ExitCode;

use taipan_difftest::fuzzing::{Comparer, DEFAULT_MODES, Verdict, still_wrong};
use taipan_difftest::reduce;

const USAGE: &str = "usage: reduce PROGRAM.py [--modes LIST] [--output REDUCED.py]
  The first mode that differs is the one that is kept. Prints what is left unless it goes to a file.";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let (mut path, mut modes, mut output) = (None, DEFAULT_MODES.to_string(), None);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--modes" => modes = arguments.next().ok_or(USAGE)?,
            "--output" => output = Some(arguments.next().ok_or(USAGE)?),
            _ if path.is_none() && !argument.starts_with("--") => path = Some(argument),
            _ => return Err(USAGE.to_string()),
        }
    }
    let path = path.ok_or(USAGE)?;
    let program = fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
    let comparer = Comparer::new(&modes)?;
    let Verdict::Different(difference) = comparer.check(&program)? else {
        return Err(format!("{path}: no difference ({})", comparer.describe()));
    };
    eprintln!("mode {}, {:?}:\n{}", difference.mode, difference.wrong, difference.text);
    let one_mode = comparer.only(difference.mode);
    let mut tried = 0;
    let mut shortest = program.lines().count();
    let reduced = reduce::reduce(&program, &mut |text| {
        tried += 1;
        let wrong = still_wrong(&one_mode, &difference, text);
        if wrong && text.lines().count() < shortest {
            shortest = text.lines().count();
            eprint!("\r{shortest} lines after {tried} tries ");
        }
        wrong
    });
    eprintln!();
    match output {
        Some(file) => fs::write(&file, reduced).map_err(|error| format!("{file}: {error}")),
        None => {
            print!("{reduced}");
            Ok(())
        }
    }
}
