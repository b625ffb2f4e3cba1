//! Running one Python process under a time limit, with a controlled environment.
//!
//! The environment is emptied first: a stray `PYTHONPATH` or locale of the person who runs the tests
//! must not change an outcome. The child leads a process group of its own, so that a limit that is
//! passed ends whatever the child itself started, too.

use std::ffi::OsString;
use std::io::Read;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// More output than this is cut off: a program that prints for ever must not fill the memory.
const OUTPUT_LIMIT_BYTES: u64 = 4 << 20;

/// How a process came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It left with this exit code.
    Code(i32),
    /// This signal ended it.
    Signal(i32),
    /// It was still running at the limit and was killed.
    TimedOut(Duration),
}

/// What one process did.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub ending: Ending,
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
    pub elapsed: Duration,
}

/// One process to run.
#[derive(Clone, Debug)]
pub struct Launch {
    pub binary: PathBuf,
    pub arguments: Vec<OsString>,
    pub directory: PathBuf,
    /// Added to (or replacing entries of) the base environment.
    pub environment: Vec<(String, String)>,
    pub stdin: Vec<u8>,
    pub limit: Duration,
}

impl Launch {
    /// A launch of `binary` in `directory` without arguments, stdin or extra environment.
    pub fn new(binary: &Path, directory: &Path, limit: Duration) -> Launch {
        Launch {
            binary: binary.to_path_buf(),
            arguments: Vec::new(),
            directory: directory.to_path_buf(),
            environment: Vec::new(),
            stdin: Vec::new(),
            limit,
        }
    }

    /// Runs the process to its end, or kills its process group at the limit.
    ///
    /// # Errors
    /// When the binary cannot be started.
    pub fn run(&self) -> std::io::Result<Outcome> {
        let mut command = Command::new(&self.binary);
        command
            .args(&self.arguments)
            .current_dir(&self.directory)
            .env_clear()
            .envs(base_environment())
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(if self.stdin.is_empty() { Stdio::null() } else { Stdio::piped() })
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0);
        let start = Instant::now();
        let mut child = command.spawn()?;
        let stdout = drain(child.stdout.take());
        let stderr = drain(child.stderr.take());
        let feeder = child.stdin.take().map(|mut pipe| {
            let bytes = self.stdin.clone();
            // A child that does not read its input breaks the pipe, which is its own affair.
            thread::spawn(move || drop(std::io::Write::write_all(&mut pipe, &bytes)))
        });
        let ending = wait_until(&mut child, start, self.limit)?;
        let elapsed = start.elapsed();
        // Grandchildren that outlive the program would keep the pipes open.
        kill_group(&child);
        if let Some(feeder) = feeder {
            let _ = feeder.join();
        }
        Ok(Outcome {
            ending,
            stdout: stdout.join().unwrap_or_default(),
            stderr: stderr.join().unwrap_or_default(),
            elapsed,
        })
    }
}

/// The same for every process: no colours, UTF-8, and string hashes that never vary.
fn base_environment() -> Vec<(&'static str, String)> {
    let path = std::env::var("PATH").unwrap_or_else(|_| "/usr/bin:/bin".to_string());
    vec![
        ("PATH", path),
        ("HOME", "/nonexistent".to_string()),
        ("LC_ALL", "C.UTF-8".to_string()),
        ("TZ", "UTC".to_string()),
        ("NO_COLOR", "1".to_string()),
        ("PYTHONHASHSEED", "0".to_string()),
        ("PYTHONDONTWRITEBYTECODE", "1".to_string()),
        ("PYTHONNOUSERSITE", "1".to_string()),
        ("PYTHONWARNINGS", "ignore".to_string()),
    ]
}

fn drain<P: Read + Send + 'static>(pipe: Option<P>) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            let _ = pipe.by_ref().take(OUTPUT_LIMIT_BYTES).read_to_end(&mut bytes);
            // The rest is read and dropped, lest the child blocks on a full pipe until the limit.
            let _ = std::io::copy(&mut pipe, &mut std::io::sink());
        }
        bytes
    })
}

fn wait_until(child: &mut Child, start: Instant, limit: Duration) -> std::io::Result<Ending> {
    let mut pause = Duration::from_micros(500);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(match (status.code(), status.signal()) {
                (Some(code), _) => Ending::Code(code),
                (None, signal) => Ending::Signal(signal.unwrap_or(0)),
            });
        }
        if start.elapsed() >= limit {
            kill_group(child);
            child.wait()?;
            return Ok(Ending::TimedOut(limit));
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(8));
    }
}

fn kill_group(child: &Child) {
    let group = rustix::process::Pid::from_raw(child.id() as i32);
    if let Some(group) = group {
        // The group may be gone already.
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str, limit: Duration) -> Outcome {
        let mut launch = Launch::new(Path::new("/bin/sh"), Path::new("/"), limit);
        launch.arguments = vec!["-c".into(), script.into()];
        launch.run().expect("sh starts")
    }

    #[test]
    fn collects_both_outputs_and_the_code() {
        let outcome = shell("echo out; echo err >&2; exit 3", Duration::from_secs(5));
        assert_eq!(outcome.ending, Ending::Code(3));
        assert_eq!(outcome.stdout, b"out\n");
        assert_eq!(outcome.stderr, b"err\n");
    }

    #[test]
    fn names_the_signal() {
        let outcome = shell("kill -SEGV $$", Duration::from_secs(5));
        assert_eq!(outcome.ending, Ending::Signal(11));
    }

    #[test]
    fn ends_the_whole_group_at_the_limit() {
        let start = Instant::now();
        let limit = Duration::from_millis(200);
        let outcome = shell("echo begun; sleep 30 & sleep 30", limit);
        assert_eq!(outcome.ending, Ending::TimedOut(limit));
        assert_eq!(outcome.stdout, b"begun\n");
        assert!(start.elapsed() < Duration::from_secs(5));
    }

    #[test]
    fn hides_the_callers_environment() {
        let outcome = shell("echo ${CARGO_PKG_NAME-none} $PYTHONHASHSEED", Duration::from_secs(5));
        assert_eq!(outcome.stdout, b"none 0\n");
    }
}
