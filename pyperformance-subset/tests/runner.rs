//! The whole way, with whichever Python this machine has: the runner starts a program of our
//! own through the stand-in, and writes both tables.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The first of these that answers. There is always one where this project is built (pip is
/// needed for the set), and without one nothing here is tested: that is a failure.
fn python() -> String {
    let peers = std::env::var("PEERS_ROOT").unwrap_or_else(|_| "/opt/peers".to_owned());
    let candidates = ["python3".to_owned(), "python".to_owned(), format!("{peers}/bin/python3.14")];
    let found = candidates
        .iter()
        .find(|command| Command::new(command).arg("-V").output().is_ok_and(|output| output.status.success()));
    match found {
        Some(command) => command.clone(),
        None => panic!("none of {candidates:?} can be run: the runner is not tested"),
    }
}

/// A cache and a place for the tables that no other test has.
fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("the target folder can be written");
    folder
}

fn runner(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_pyperformance-subset"))
        .args(arguments)
        .args(["--quick", "--seconds", "0.2", "--markdown", "t.md", "--json", "t.json"])
        .current_dir(folder)
        .env("XDG_CACHE_HOME", folder.join("cache"))
        .output()
        .expect("the runner starts")
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("the runner writes UTF-8")
}

fn json(folder: &Path) -> Value {
    let file = std::fs::read_to_string(folder.join("t.json")).expect("the JSON was written");
    serde_json::from_str(&file).expect("and is JSON")
}

#[test]
fn an_own_program_from_start_to_table() {
    let folder = folder("own");
    let here = format!("here={}", python());
    let output = runner(&folder, &["--own", "-b", "sudoku", "--python", &here, "-i", "here", "--baseline", "here"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("sudoku"), "progress is shown");
    let markdown = std::fs::read_to_string(folder.join("t.md")).expect("the table was written");
    assert_eq!(markdown, text(&output.stdout));
    assert!(markdown.contains("| sudoku | "), "{markdown}");

    let json = json(&folder);
    let result = &json["benchmarks"][0]["results"]["here"];
    assert_eq!(result["failure"], Value::Null);
    assert_eq!(result["ratios"]["steady"], 1.0);
    let first = result["first_seconds"].as_f64().expect("a first value");
    let steady = result["steady_seconds"].as_f64().expect("a steady state");
    // The first value holds the start of the process and one loop, itself about as long.
    assert!(first > 0.5 * steady && first < 60.0, "first {first}, steady {steady}");
    assert!(result["peak_rss_bytes"].as_u64().is_some_and(|bytes| bytes > 3_000_000));
    let values = result["runs"][0]["values"].as_array().expect("values");
    assert!(values.len() >= 5);
    let seconds: f64 = values.iter().filter_map(|value| value[0].as_f64()).sum();
    assert!(seconds >= 0.2, "{seconds} s of values");
}

#[test]
fn an_interpreter_that_fails_is_reported_with_its_words() {
    let folder = folder("failing");
    // It answers -V like an interpreter, and nothing else.
    let script = folder.join("broken");
    let body = "#!/bin/sh\n[ \"$1\" = -V ] && exit 0\necho NameError: no such thing >&2\nexit 1\n";
    std::fs::write(&script, body).expect("the script is written");
    let broken = format!("broken=sh {}", script.display());
    let output = runner(&folder, &["own", "-b", "sieve", "--python", &broken, "-i", "broken"]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("FAILED: exit status 1"));
    assert!(text(&output.stdout).contains("NameError: no such thing"));
    assert_eq!(json(&folder)["benchmarks"][0]["results"]["broken"]["failure"], "exit status 1");
}

#[test]
fn a_missing_interpreter_that_was_asked_for_is_an_error() {
    let folder = folder("missing");
    let output = runner(&folder, &["own", "--python", "gone=/no/such/python", "-i", "gone"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("gone cannot be run"), "{}", text(&output.stderr));
}

#[test]
fn programs_run_alone_print_their_expected_kind_of_line() {
    let programs = Path::new(env!("CARGO_MANIFEST_DIR")).join("programs");
    let output = Command::new(python())
        .arg("-B")
        .arg(programs.join("mandelbrot.py"))
        .arg("200")
        .output()
        .expect("Python starts");
    assert_eq!(text(&output.stdout), "6902 points stay, 978621 iterations\n");
}
