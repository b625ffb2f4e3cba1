//! Prints the disassembly of a Python file: `taipan-dis FILE`.

use std::process::ExitCode;
use taipan_bytecode::{disassemble, verify};
use taipan_compiler::{Mode, Options, compile};

fn main() -> ExitCode {
    let Some(path) = std::env::args().nth(1) else {
        eprintln!("usage: taipan-dis FILE");
        return ExitCode::from(2);
    };
    let source = match std::fs::read(&path) {
        Ok(source) => source,
        Err(error) => {
            eprintln!("taipan-dis: {path}: {error}");
            return ExitCode::FAILURE;
        }
    };
    match compile(&source, &path, Mode::Exec, Options::default()) {
        Ok(unit) => {
            print!("{}", disassemble(&unit));
            if let Err(defect) = verify(&unit) {
                eprintln!("taipan-dis: defect: {defect}");
                return ExitCode::FAILURE;
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
