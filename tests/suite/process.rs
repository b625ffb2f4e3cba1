//! What needs a running process in hand: signals, pipes that break, memory over time.

use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use taipan_difftest::{binary, modes};

fn taipan() -> PathBuf {
    binary::taipan().expect("the binary")
}

fn start(mode: &str, script: &str) -> Child {
    let mode = modes::parse_list(mode).unwrap()[0];
    Command::new(taipan())
        .args(mode.options())
        .env_remove("PYTHONUNBUFFERED")
        .args(["-u", "-c", script])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Interrupts a script that printed a line and runs on for ever; how long it took to end, whether by
/// the signal, and its stderr.
fn interrupt(mode: &str, script: &str) -> (Duration, Option<i32>, String) {
    let mut child = start(mode, script);
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    assert_eq!(line, "ready\n");
    // Time to compile the loop.
    std::thread::sleep(Duration::from_millis(400));
    let sent = Instant::now();
    kill_process(Pid::from_raw(child.id() as i32).unwrap(), Signal::INT).unwrap();
    let deadline = sent + Duration::from_secs(5);
    while child.try_wait().unwrap().is_none() {
        if Instant::now() > deadline {
            child.kill().unwrap();
        }
        std::thread::sleep(Duration::from_micros(300));
    }
    let elapsed = sent.elapsed();
    let mut errors = String::new();
    child.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
    (elapsed, child.wait().unwrap().signal(), errors)
}

const LOOPS: [&str; 5] = [
    "print('ready')\nn = 0\nwhile True:\n    n += 1\n",
    "def f():\n    n = 0\n    while True:\n        n = n * 3 % 1000003\nprint('ready')\nf()\n",
    "def g():\n    while True:\n        yield 1\nprint('ready')\nfor x in g():\n    pass\n",
    "def f(n):\n    return n if n < 2 else f(n - 1) + f(n - 2)\nprint('ready')\nwhile True:\n    f(15)\n",
    "print('ready')\nfor i in range(10**18):\n    for j in range(10**9):\n        pass\n",
];

/// Large functions again and again: something is nearly always being built.
const BUILDS: &str = "\
branches = '\\n'.join(f'        if i % {n + 2} == {n}: s = (s * {n + 3} + i) % 1000003' for n in range(80))
print('ready')
while True:
    namespace = {}
    exec(f'def f(k):\\n    s = 1\\n    for i in range(k):\\n{branches}\\n    return s', namespace)
    for k in range(20):
        namespace['f'](200)
";

fn stops_every_loop(mode: &str) {
    stops(mode, &LOOPS);
}

fn stops(mode: &str, scripts: &[&str]) {
    for script in scripts {
        // The machine may be busy: the best of three counts.
        let best = (0..3)
            .map(|_| {
                let (elapsed, signal, errors) = interrupt(mode, script);
                assert_eq!(signal, Some(2), "{mode}: {script}\n{errors}");
                assert!(errors.trim_end().ends_with("KeyboardInterrupt"), "{mode}: {script}\n{errors}");
                elapsed
            })
            .min()
            .unwrap();
        assert!(best < Duration::from_millis(50), "{mode}: {best:?} for\n{script}");
    }
}

#[test]
fn an_interrupt_stops_every_interpreted_loop_within_50_ms() {
    stops_every_loop("off");
}

#[test]
fn an_interrupt_stops_every_hot_loop_within_50_ms() {
    stops_every_loop("on");
}

#[test]
fn an_interrupt_stops_a_program_within_50_ms_while_code_is_built() {
    stops("on", &[BUILDS]);
}

#[test]
fn an_interrupt_stops_every_compiled_loop_within_50_ms() {
    stops_every_loop("eager");
}

#[test]
fn an_interrupt_can_be_caught_and_the_loop_run_again() {
    let script = "\
def loop(n):
    while True:
        n += 1
print('ready')
try:
    loop(0)
except KeyboardInterrupt as error:
    print('caught', repr(error))
n = 0
while n < 100000:
    n += 1
print(n)
";
    for mode in ["off", "eager"] {
        let (_, signal, errors) = interrupt(mode, script);
        assert_eq!((signal, errors.as_str()), (None, ""), "{mode}");
    }
}

/// A shell in which `$0` is Taipan.
fn shell(line: &str) -> Command {
    let mut command = Command::new("/bin/sh");
    command.args(["-c", line]).arg(taipan()).env_remove("PYTHONUNBUFFERED");
    command
}

/// Runs a script whose stdout is read by a command that leaves; the code and stderr of the script.
fn into_pipe(script: &str, reader: &str) -> (i32, String) {
    let line = format!("{{ \"$0\" -c \"$1\"; echo \"code $?\" >&2; }} | {reader}");
    let output = shell(&line).arg(script).output().unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    let (text, code) = errors.trim_end().rsplit_once("code ").unwrap();
    (code.parse().unwrap(), text.to_string())
}

#[test]
fn a_pipe_that_breaks_while_printing_raises() {
    let (code, errors) = into_pipe("for i in range(300000):\n    print(i)", "head -1");
    assert_eq!(code, 120, "{errors}");
    assert!(errors.contains("\nBrokenPipeError: [Errno 32] Broken pipe\n"), "{errors}");
    assert!(errors.contains("Exception ignored while flushing sys.stdout:"), "{errors}");
}

#[test]
fn a_pipe_that_is_broken_at_the_end_is_reported() {
    let (code, errors) = into_pipe("import time\nprint('x')\ntime.sleep(0.3)", "true");
    assert_eq!(code, 120, "{errors}");
    assert!(errors.starts_with("Exception ignored while flushing sys.stdout:\nBrokenPipeError"), "{errors}");
}

#[test]
fn a_closed_stdout_is_no_crash() {
    let line = "\"$0\" -c 'import sys; print(1); print(sys.stdout)' 2>/dev/null >&-; echo $?";
    let output = shell(line).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "0\n");
}
