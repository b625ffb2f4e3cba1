//! The stand-in for pyperf, by itself: a benchmark file that goes wrong must say so, and never
//! measure something else than was asked for.

use std::path::Path;
use std::process::{Command, Output};

/// Runs a benchmark file's text with the stand-in on the path.
fn benchmark(body: &str, arguments: &[&str]) -> Output {
    let stand_in = Path::new(env!("CARGO_MANIFEST_DIR")).join("standin");
    let run = |python: &str| {
        Command::new(python)
            .args(["-B", "-c", &format!("import pyperf\nrunner = pyperf.Runner()\n{body}")])
            .args(arguments)
            .env("PYTHONPATH", &stand_in)
            .output()
    };
    run("python3").or_else(|_| run("/opt/peers/bin/python3.14")).expect("a Python is there")
}

fn stdout(output: &Output) -> Vec<String> {
    String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

const SLEEPER: &str = "
import time
def run(loops):
    time.sleep(0.001)
    return 0.03 * loops
runner.bench_time_func('sleeper', run)
";

#[test]
fn loops_are_doubled_until_a_value_is_long_enough() {
    let output = benchmark(SLEEPER, &["--seconds", "0.3"]);
    let lines = stdout(&output);
    assert_eq!(lines[..3], ["@bench begin sleeper", "@bench first 0.03", "@bench value 0.06 2"]);
    // 0.03 and four of 0.06 are less than 0.3; the fifth passes it.
    assert_eq!(lines[2..7], vec!["@bench value 0.06 2"; 5]);
    assert_eq!(lines[7..], ["@bench end sleeper"]);
}

#[test]
fn a_start_ends_after_its_first_value() {
    let lines = stdout(&benchmark(SLEEPER, &["--first-only"]));
    assert_eq!(lines, ["@bench begin sleeper", "@bench first 0.03", "@bench end sleeper"]);
}

#[test]
fn a_function_is_called_and_its_result_told() {
    let body = "runner.bench_func('adder', lambda left, right: left + right, 2, 3)";
    let lines = stdout(&benchmark(body, &["--first-only"]));
    assert_eq!(lines[..2], ["@bench begin adder", "@bench result 5"]);
}

#[test]
fn arguments_of_the_benchmark() {
    let body = "
runner.argparser.add_argument('--width', type=int, default=7, help='how wide')
runner.argparser.add_argument('kind', nargs='?', choices=['big', 'small'])
args = runner.parse_args()
print(args.width, args.kind, args.seconds)
";
    let words = |arguments: &[&str]| stdout(&benchmark(body, arguments)).join(" ");
    assert_eq!(words(&[]), "7 None 4.0");
    assert_eq!(words(&["--width=9", "small", "--seconds", "2"]), "9 small 2.0");
    for (arguments, complaint) in [
        (vec!["middling"], "invalid choice: 'middling' (choose from big, small)"),
        (vec!["--width", "x"], "invalid value: 'x'"),
        (vec!["--width"], "expected one argument"),
        (vec!["--height=3"], "unrecognized option: --height"),
        (vec!["big", "big"], "unrecognized argument: big"),
        (vec!["--first-only=yes"], "takes no value"),
    ] {
        let output = benchmark(body, &arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(stderr(&output).contains(complaint), "{arguments:?}: {}", stderr(&output));
    }
}

#[test]
fn what_it_does_not_offer_is_refused_by_name() {
    let body = "runner.argparser.add_argument('words', nargs='*')";
    let complaint = "NotImplementedError: nargs='*' is not implemented in the stand-in for pyperf";
    assert!(stderr(&benchmark(body, &[])).contains(complaint));
    let body = "pyperf.Runner(processes=2)";
    assert!(stderr(&benchmark(body, &[])).contains("unexpected keyword argument 'processes'"));
}
