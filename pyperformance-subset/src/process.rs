//! Runs one process and sees everything about it that a table needs: when each line of its
//! output arrived, its peak memory and processor time (`wait4` tells them of exactly this
//! child, `std` does not), and the end of what it said on standard error.

use crate::protocol::Line;
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

/// Lines of standard error that are kept for a failure's report.
const TAIL_LINES: usize = 12;
/// A program that prints more than this on standard error has its beginning dropped.
const TAIL_BYTES: usize = 64 * 1024;
/// How long a killed process may take to be gone, and pause between looks at it.
const REAP_PAUSE: Duration = Duration::from_millis(2);

/// A process that has ended.
#[derive(Debug)]
pub struct Ended {
    pub lines: Vec<Line>,
    /// `None` if it exited with 0, else how it ended.
    pub failure: Option<String>,
    pub stderr_tail: String,
    /// Peak resident set in bytes. It is never less than the runner's own at the start of
    /// the child (the kernel counts that in), a few MB.
    pub peak_rss: u64,
    /// User and system time in seconds, of all threads.
    pub cpu_seconds: f64,
    /// Process start to end in seconds.
    pub wall_seconds: f64,
}

/// Runs `command` to its end, or kills it after `limit`. `on_line` sees each line of standard
/// output as it arrives.
///
/// # Errors
/// The command cannot be started.
pub fn run(mut command: Command, limit: Duration, mut on_line: impl FnMut(&Line)) -> std::io::Result<Ended> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let start = Instant::now();
    let mut child = command.spawn()?;
    let stdout = child.stdout.take().expect("stdout is piped");
    let stderr = child.stderr.take().expect("stderr is piped");
    let (sender, receiver) = mpsc::channel();
    let reader = thread::spawn(move || {
        let mut stdout = BufReader::new(stdout);
        let mut bytes = Vec::new();
        while stdout.read_until(b'\n', &mut bytes).is_ok_and(|count| count > 0) {
            let arrived = start.elapsed();
            let text = String::from_utf8_lossy(&bytes).trim_end().to_owned();
            if sender.send(Line { arrived, text }).is_err() {
                return;
            }
            bytes.clear();
        }
    });
    let stderr_reader = thread::spawn(move || read_tail(stderr));

    let mut lines = Vec::new();
    let mut timed_out = false;
    loop {
        match receiver.recv_timeout(limit.saturating_sub(start.elapsed())) {
            Ok(line) => {
                on_line(&line);
                lines.push(line);
            }
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => {
                timed_out = true;
                break;
            }
        }
    }
    let reaped = loop {
        // Not a kill of a stranger: the process is not reaped yet, so its id is still its own.
        if timed_out || start.elapsed() >= limit {
            timed_out = true;
            child.kill()?;
        }
        match reap(child.id())? {
            Some(reaped) => break reaped,
            None => thread::sleep(REAP_PAUSE),
        }
    };
    let wall_seconds = start.elapsed().as_secs_f64();
    if !timed_out {
        reader.join().expect("the reader of stdout does not panic");
    }
    // After a kill, a grandchild may keep the pipe open; what it says is not waited for.
    let stderr_tail = if timed_out {
        String::new()
    } else {
        stderr_reader.join().expect("the reader of stderr does not panic")
    };
    let failure = if timed_out {
        Some(format!("killed after {} s", limit.as_secs_f64()))
    } else {
        ending(reaped.status)
    };
    Ok(Ended {
        lines,
        failure,
        stderr_tail,
        peak_rss: reaped.peak_rss,
        cpu_seconds: reaped.cpu_seconds,
        wall_seconds,
    })
}

struct Reaped {
    status: libc::c_int,
    peak_rss: u64,
    cpu_seconds: f64,
}

/// Takes the child's status and resource usage if it has ended.
fn reap(child: u32) -> std::io::Result<Option<Reaped>> {
    let child = child as libc::pid_t;
    let mut status = 0;
    // SAFETY: `rusage` is a struct of plain integers, for which all zeroes is a value.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    // SAFETY: both pointers are to locals that live through the call.
    let waited = unsafe { libc::wait4(child, &mut status, libc::WNOHANG, &mut usage) };
    if waited == 0 {
        return Ok(None);
    }
    if waited != child {
        return Err(std::io::Error::last_os_error());
    }
    // Linux counts in KiB, macOS in bytes.
    let unit = if cfg!(target_os = "macos") { 1 } else { 1024 };
    let seconds = |time: libc::timeval| time.tv_sec as f64 + time.tv_usec as f64 * 1e-6;
    Ok(Some(Reaped {
        status,
        peak_rss: usage.ru_maxrss as u64 * unit,
        cpu_seconds: seconds(usage.ru_utime) + seconds(usage.ru_stime),
    }))
}

fn ending(status: libc::c_int) -> Option<String> {
    if libc::WIFSIGNALED(status) {
        return Some(format!("ended by signal {}", libc::WTERMSIG(status)));
    }
    match libc::WEXITSTATUS(status) {
        0 => None,
        code => Some(format!("exit status {code}")),
    }
}

/// The last lines of what can be read.
fn read_tail(mut stream: impl Read) -> String {
    let mut tail = Vec::new();
    let mut buffer = [0; 4096];
    while let Ok(count) = stream.read(&mut buffer) {
        if count == 0 {
            break;
        }
        tail.extend_from_slice(&buffer[..count]);
        if tail.len() > 2 * TAIL_BYTES {
            tail.drain(..tail.len() - TAIL_BYTES);
        }
    }
    let text = String::from_utf8_lossy(&tail);
    let lines: Vec<&str> = text.trim_end().lines().collect();
    lines[lines.len().saturating_sub(TAIL_LINES)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str, limit: Duration) -> Ended {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        run(command, limit, |_| ()).expect("sh starts")
    }

    #[test]
    fn lines_arrive_with_their_time() {
        let ended = shell("echo one; sleep 0.2; echo two", Duration::from_secs(20));
        let texts: Vec<&str> = ended.lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(texts, ["one", "two"]);
        assert!(ended.lines[1].arrived - ended.lines[0].arrived >= Duration::from_millis(150));
        assert_eq!(ended.failure, None);
        assert!(ended.peak_rss > 100_000, "{} bytes", ended.peak_rss);
        assert!(ended.wall_seconds >= 0.2);
    }

    #[test]
    fn a_failure_tells_its_status_and_the_end_of_stderr() {
        let script = "i=0; while [ $i -lt 40 ]; do echo line $i >&2; i=$((i+1)); done; exit 3";
        let ended = shell(script, Duration::from_secs(20));
        assert_eq!(ended.failure.as_deref(), Some("exit status 3"));
        assert_eq!(ended.stderr_tail.lines().count(), TAIL_LINES);
        assert!(ended.stderr_tail.ends_with("line 39"));
    }

    #[test]
    fn a_signal_is_named() {
        let ended = shell("kill -SEGV $$", Duration::from_secs(20));
        assert_eq!(ended.failure.as_deref(), Some("ended by signal 11"));
    }

    #[test]
    fn a_process_over_its_time_is_killed() {
        let started = Instant::now();
        let ended = shell("echo one; exec sleep 30", Duration::from_millis(300));
        assert_eq!(ended.failure.as_deref(), Some("killed after 0.3 s"));
        assert_eq!(ended.lines.len(), 1);
        assert!(started.elapsed() < Duration::from_secs(10));
    }

    #[test]
    fn closing_stdout_does_not_hide_a_process() {
        let ended = shell("exec >&-; exec sleep 30", Duration::from_millis(300));
        assert_eq!(ended.failure.as_deref(), Some("killed after 0.3 s"));
    }
}
