//! What independent branches cost: segments, code bytes and speed of a loop body with 1, 2, 4 and 8 of them.
//!
//! A tracing JIT copies the rest of the body for each way through it, 2 to the power of n; a region merges its paths, so
//! segments and bytes must grow by about the same for each branch.
//!
//! ```sh
//! cargo run --release -p taipan-benches --bin branches
//! ```
//! Taipan is `$TAIPAN` or `target/release/taipan`, CPython `$PEERS_ROOT/bin/python3.14` (`/opt/peers`).

use std::path::{Path, PathBuf};
use std::process::Command;

const BRANCHES: [usize; 4] = [1, 2, 4, 8];
/// Runs the loop for two seconds and prints the median of the second half, in nanoseconds per lap.
const TIMED: &str = "
import sys, time
name, size = sys.argv[1], int(sys.argv[2])
run = __import__(name).run
values = []
end = time.perf_counter() + 2
while time.perf_counter() < end:
    start = time.process_time()
    run(size)
    values.append(time.process_time() - start)
values = sorted(values[len(values) // 2:])
print(values[len(values) // 2] / size * 1e9)
";
const LAPS: &str = "600000";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("c")
}

fn taipan() -> PathBuf {
    std::env::var_os("TAIPAN").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/release/taipan"), PathBuf::from)
}

fn cpython() -> PathBuf {
    let root = std::env::var_os("PEERS_ROOT").map_or_else(|| PathBuf::from("/opt/peers"), PathBuf::from);
    root.join("bin/python3.14")
}

/// Nanoseconds per lap.
fn time(python: &Path, options: &[String], name: &str) -> Result<f64, String> {
    let output = Command::new(python)
        .args(options)
        .args(["-c", TIMED, name, LAPS])
        .env("PYTHONPATH", folder())
        .output()
        .map_err(|e| format!("{}: {e}", python.display()))?;
    let text = String::from_utf8_lossy(&output.stdout);
    text.trim()
        .parse()
        .map_err(|_| format!("{}: {}", python.display(), String::from_utf8_lossy(&output.stderr)))
}

/// A number in a line of the JIT's log.
fn number(line: &str, field: &str) -> Option<u64> {
    let start = line.find(&format!("\"{field}\":"))? + field.len() + 3;
    let rest = &line[start..];
    rest[..rest.find([',', '}'])?].parse().ok()
}

/// Segments and code bytes of the last build of the loop in `run`.
fn built(log: &Path) -> Result<(u64, u64), String> {
    let text = std::fs::read_to_string(log).map_err(|e| format!("{}: {e}", log.display()))?;
    let last = text
        .lines()
        .rfind(|line| line.contains("\"event\":\"built\"") && line.contains("\"function\":\"run\""));
    let line = last.ok_or("no build of the loop in the log")?;
    let size = number(line, "segments").zip(number(line, "bytes"));
    size.ok_or_else(|| format!("a line without sizes: {line}"))
}

fn main() -> Result<(), String> {
    println!("| branches | segments | code bytes | Taipan, ns per lap | CPython | ratio |");
    println!("|---|---|---|---|---|---|");
    for count in BRANCHES {
        let name = format!("branches_{count}");
        let log = std::env::temp_dir().join(format!("{name}-{}.log", std::process::id()));
        let options = ["-X".to_string(), format!("jit-log={}", log.display())];
        let ours = time(&taipan(), &options, &name)?;
        let theirs = time(&cpython(), &[], &name)?;
        let (segments, bytes) = built(&log)?;
        let _ = std::fs::remove_file(&log);
        println!("| {count} | {segments} | {bytes} | {ours:.2} | {theirs:.1} | {:.1}x |", theirs / ours);
    }
    Ok(())
}
