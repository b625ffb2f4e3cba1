//! Interactive mode: a prompt, a statement, its value. Lines come as the terminal edits them.

use crate::command_line::Status;
use crate::command_line::interactive::{main_namespace, report, usage_version};
use crate::traceback_print::{remember, sys_attribute, write_stderr};
use taipan_runtime::objects::dict;
use taipan_runtime::{Raised, Thread, ops};

/// Reads and runs statements until the end of the input; the status of the process.
pub fn run(t: &mut Thread, quiet: bool) -> Status {
    if !quiet {
        write_stderr(
            t,
            &format!(
                "{}\nType \"help\", \"copyright\", \"credits\" or \"license\" for more information.\n",
                usage_version()
            ),
        );
    }
    for (name, text) in [("ps1", ">>> "), ("ps2", "... ")] {
        if sys_attribute(t, name).is_none() {
            let (name, text) = (t.intern(name), t.str(text));
            let sys = t.sys_dict;
            dict::set_str(t, sys, name, text);
        }
    }
    loop {
        let statement = match read_statement(t) {
            Input::Statement(text) => text,
            Input::Interrupted => {
                write_stderr(t, "\nKeyboardInterrupt\n");
                continue;
            }
            Input::End => {
                write_stderr(t, "\n");
                return Status::Code(0);
            }
        };
        if let Err(Raised) = execute(t, &statement) {
            if t.pending_is(t.exceptions.system_exit) {
                return crate::command_line::interactive::status(t);
            }
            let e = t.take_pending();
            report(t, e);
        }
        taipan_modules::builtins::flush_stdout(t);
    }
}

fn execute(t: &mut Thread, statement: &str) -> Result<(), Raised> {
    let code = (t.hooks.compile)(t, statement.as_bytes(), "<stdin>", "single", 0)?;
    remember(code, statement);
    let space = main_namespace(t);
    (t.hooks.exec)(t, code, space, space)?;
    Ok(())
}

enum Input {
    Statement(String),
    Interrupted,
    End,
}

fn read_statement(t: &mut Thread) -> Input {
    let mut text = String::new();
    loop {
        let (name, default) = if text.is_empty() { ("ps1", ">>> ") } else { ("ps2", "... ") };
        let prompt = prompt(t, name, default);
        write_stderr(t, &prompt);
        match read_line() {
            Ok(Some(line)) => {
                if text.is_empty() && line.trim().is_empty() {
                    continue;
                }
                text.push_str(&line);
                if is_complete(&text) {
                    return Input::Statement(text);
                }
            }
            Ok(None) if text.is_empty() => return Input::End,
            Ok(None) => return Input::Statement(text),
            Err(Interrupted) => {
                t.poll.store(0, std::sync::atomic::Ordering::Relaxed);
                if crate::signals::run_pending(t).is_err() {
                    t.take_pending();
                }
                return Input::Interrupted;
            }
        }
    }
}

/// A signal arrived while the terminal was read.
struct Interrupted;

/// One line with its newline, byte by byte, so that `input()` finds what follows it; `None` at the end.
fn read_line() -> Result<Option<String>, Interrupted> {
    let mut line = Vec::new();
    loop {
        let mut byte = 0u8;
        // SAFETY: one byte of room.
        let n = unsafe { libc::read(0, (&raw mut byte).cast(), 1) };
        match n {
            1 => {
                line.push(byte);
                if byte == b'\n' {
                    break;
                }
            }
            -1 if std::io::Error::last_os_error().raw_os_error() == Some(libc::EINTR) => return Err(Interrupted),
            _ if line.is_empty() => return Ok(None),
            _ => {
                line.push(b'\n');
                break;
            }
        }
    }
    Ok(Some(String::from_utf8_lossy(&line).into_owned()))
}

/// `str(sys.ps1)`, asked each time as programs may change it.
fn prompt(t: &mut Thread, name: &str, default: &str) -> String {
    match sys_attribute(t, name) {
        None => default.to_string(),
        Some(v) => ops::display(t, v).unwrap_or_else(|Raised| {
            t.take_pending();
            String::new()
        }),
    }
}

/// Whether the text can be run as it stands. A block ends with an empty line.
fn is_complete(text: &str) -> bool {
    let lines: Vec<&str> = text.trim_end_matches('\n').split('\n').collect();
    let ends_block = text.ends_with("\n\n");
    let opens_block = lines[0].trim_end().ends_with(':') || lines[0].starts_with('@') || lines.len() > 1 && lines.iter().any(|l| l.starts_with([' ', '\t']));
    let options = taipan_compiler::Options::default();
    match taipan_compiler::compile(text.as_bytes(), "<stdin>", taipan_compiler::Mode::Single, options) {
        Ok(_) => !opens_block || ends_block,
        Err(error) if wants_more(&error) => ends_block && !is_open(&error),
        Err(_) => !(opens_block || lines.last().is_some_and(|line| line.ends_with('\\'))) || ends_block,
    }
}

/// Whether more text could make a program of what does not compile.
pub fn wants_more(error: &taipan_compiler::CompileError) -> bool {
    let message = error.message.as_str();
    is_open(error) || message.starts_with("expected an indented block") || message.starts_with("expected 'except' or 'finally'")
}

/// Whether a bracket, a string or a line goes on.
fn is_open(error: &taipan_compiler::CompileError) -> bool {
    let ends = ["was never closed", "unterminated triple-quoted", "unexpected EOF", "unexpected end of file"];
    ends.iter().any(|end| error.message.contains(end))
}

#[cfg(test)]
mod tests {
    use super::is_complete;

    #[test]
    fn statements_end_where_they_can() {
        for text in [
            "x = 1\n",
            "print(1); print(2)\n",
            "if x: pass\n\n",
            "def f():\n  return 1\n\n",
            "x = (1,\n2)\n",
            "1 +\n",
            "x = = 1\n",
        ] {
            assert!(is_complete(text), "{text:?}");
        }
        for text in [
            "if x:\n",
            "def f():\n  return 1\n",
            "x = (1,\n",
            "'''a\n",
            "@d\n",
            "x = 1 + \\\n",
            "try:\n  f()\n",
        ] {
            assert!(!is_complete(text), "{text:?}");
        }
    }
}
