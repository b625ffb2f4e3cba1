//! Watches the memory of a long run: whatever is not freed shows in time.
//!
//! Runs `soak.py`, which allocates, creates classes and compiles code until it is told to stop, and
//! compares the resident memory at the end with that after a fifth of the time (of ten minutes: after
//! the second one).

use std::fs;
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use taipan_difftest::{binary, modes};

const USAGE: &str = "usage: soak [--seconds N] [--modes LIST]   (600 seconds, mode on)";

/// The resident memory may grow by this part after the first fifth of the time.
const GROWTH_LIMIT: f64 = 0.02;

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<bool, String> {
    let (mut seconds, mut mode_list) = (600, "on".to_string());
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        let value = arguments.next().ok_or(USAGE)?;
        match name.as_str() {
            "--seconds" => seconds = value.parse().map_err(|_| USAGE)?,
            "--modes" => mode_list = value,
            _ => return Err(USAGE.to_string()),
        }
    }
    let mut well = true;
    for mode in modes::parse_list(&mode_list)? {
        let mut child = Command::new(binary::taipan()?)
            .args(mode.options())
            .envs(mode.environment(None))
            .arg(binary::package_folder().join("soak.py"))
            .arg(seconds.to_string())
            .stdin(Stdio::null())
            .spawn()
            .map_err(|error| error.to_string())?;
        let samples = watch(&mut child, Duration::from_secs(seconds));
        let status = child.wait().map_err(|error| error.to_string())?;
        let growth = growth(&samples).ok_or("it ended too soon to measure")?;
        println!("mode {mode}: {status}, the memory grew by {:.2} %", growth * 100.0);
        well &= status.success() && growth < GROWTH_LIMIT;
    }
    Ok(well)
}

/// The resident memory in KiB, about a hundred times in the run.
fn watch(child: &mut Child, duration: Duration) -> Vec<u64> {
    let start = Instant::now();
    let pause = duration / 100;
    let mut samples = Vec::new();
    while matches!(child.try_wait(), Ok(None)) {
        std::thread::sleep(pause);
        let Some(kib) = resident(child.id()) else {
            continue;
        };
        samples.push(kib);
        if samples.len() % 10 == 0 {
            println!("{:5} s  {:8.1} MiB", start.elapsed().as_secs(), kib as f64 / 1024.0);
        }
    }
    samples
}

fn resident(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// The growth from the second tenth-pair of the samples to the last: highest against highest, for a
/// collection may run at any moment.
fn growth(samples: &[u64]) -> Option<f64> {
    let part = samples.len() / 10;
    if part < 2 {
        return None;
    }
    let early = samples[part..2 * part].iter().max()?;
    let late = samples[samples.len() - part..].iter().max()?;
    Some(*late as f64 / *early as f64 - 1.0)
}
