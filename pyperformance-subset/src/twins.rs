//! Compiles the C twins. `-O2` without `-march`, as distributions compile: a JIT may know the
//! machine it runs on, but what it is held against should be the common case.

use crate::suites::{Benchmark, Source};
use crate::workplace::Workplace;
use std::path::PathBuf;
use std::process::{Command, Stdio};

const COMPILER: &str = "gcc";
const FLAGS: [&str; 4] = ["-std=gnu11", "-O2", "-Wall", "-Werror"];

/// The compiler's version, or why there is none.
pub fn compiler() -> Result<String, String> {
    let output = Command::new(COMPILER)
        .arg("--version")
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("{COMPILER}: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(text.lines().next().unwrap_or(COMPILER).to_owned())
}

/// Compiles one twin and gives the program's path. Its files must have been placed.
///
/// # Errors
/// The benchmark has no twin, or the compiler refuses it.
pub fn compile(benchmark: &Benchmark, workplace: &Workplace) -> Result<PathBuf, String> {
    if !matches!(benchmark.source, Source::Twin { .. }) {
        return Err(format!("{} has no twin in C", benchmark.name));
    }
    let program = workplace.twins().join(benchmark.name);
    let output = Command::new(COMPILER)
        .args(FLAGS)
        .arg("-o")
        .arg(&program)
        .arg(program.with_extension("c"))
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("{COMPILER}: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).trim().to_owned());
    }
    Ok(program)
}
