//! What counts as the same outcome.
//!
//! Everything the program printed counts, to the byte, on both streams, and how it ended. Only what
//! cannot be the same is written over first: the folder a program stands in, the path of the Python
//! that runs it, and addresses.

use std::path::Path;

use crate::expected;
use crate::launch::Outcome;

/// How much of stderr is compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stderr {
    #[default]
    Whole,
    /// The last line only: where the depth of a recursion decides what stands above it.
    LastLine,
    /// The name of the exception in the last line only: where the size of a native stack decides the
    /// text.
    ErrorName,
}

/// The outcome as comparable lines.
pub fn comparable(outcome: &Outcome, binary: &Path, directory: &Path, stderr: Stderr) -> Vec<String> {
    let tidy = |bytes: &[u8]| normalise(bytes, binary, directory);
    let mut errors = tidy(&outcome.stderr);
    if stderr != Stderr::Whole {
        let last = errors.lines().last().unwrap_or_default();
        let shown = if stderr == Stderr::LastLine {
            last
        } else {
            last.split(':').next().unwrap_or_default()
        };
        errors = if last.is_empty() { String::new() } else { format!("{shown}\n") };
    }
    expected::lines(outcome.ending, &tidy(&outcome.stdout), &errors)
}

fn normalise(bytes: &[u8], binary: &Path, directory: &Path) -> String {
    let mut text = readable(bytes);
    for (path, name) in [(binary, "$PYTHON"), (directory, "$DIR")] {
        if let Some(path) = path.to_str().filter(|path| path.len() > 1) {
            text = text.replace(path, name);
        }
    }
    hide_addresses(&text)
}

/// The bytes as text, with bytes that are no UTF-8 and control characters spelled out.
fn readable(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            match character {
                '\n' | '\t' => text.push(character),
                _ if character.is_control() => text.extend(character.escape_default()),
                _ => text.push(character),
            }
        }
        for byte in chunk.invalid() {
            text.push_str(&format!("\\x{byte:02x}"));
        }
    }
    text
}

/// Writes `0xADDRESS` for hexadecimal numbers behind the words ` at `, as in a default `repr`.
fn hide_addresses(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(found) = rest.find(" at 0x") {
        let digits_from = found + " at 0x".len();
        result.push_str(&rest[..digits_from]);
        let digits = rest[digits_from..].chars().take_while(char::is_ascii_hexdigit).count();
        result.push_str("ADDRESS");
        rest = &rest[digits_from + digits..];
    }
    result.push_str(rest);
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::launch::Ending;
    use std::time::Duration;

    fn outcome(code: i32, stdout: &str, stderr: &str) -> Outcome {
        Outcome {
            ending: Ending::Code(code),
            stdout: stdout.as_bytes().to_vec(),
            stderr: stderr.as_bytes().to_vec(),
            elapsed: Duration::ZERO,
        }
    }

    fn seen(outcome: &Outcome) -> Vec<String> {
        comparable(outcome, Path::new("/opt/python"), Path::new("/tmp/case"), Stderr::Whole)
    }

    #[test]
    fn every_part_of_an_outcome_counts() {
        let base = seen(&outcome(0, "a\n", "b\n"));
        assert_eq!(base, seen(&outcome(0, "a\n", "b\n")));
        for other in [outcome(1, "a\n", "b\n"), outcome(0, "A\n", "b\n"), outcome(0, "a\n", "")] {
            assert_ne!(base, seen(&other));
        }
        assert_ne!(seen(&outcome(0, "x\n", "")), seen(&outcome(0, "", "x\n")));
        let mut killed = outcome(0, "a\n", "b\n");
        killed.ending = Ending::Signal(11);
        assert_ne!(base, seen(&killed));
    }

    #[test]
    fn paths_and_addresses_do_not_count() {
        let lines = seen(&outcome(
            2,
            "<C object at 0x7f01deadbeef>\n0xff at 0x1f.\n",
            "/opt/python: can't open file '/tmp/case/x.py'\n",
        ));
        assert_eq!(lines[1], "1|<C object at 0xADDRESS>");
        assert_eq!(lines[2], "1|0xff at 0xADDRESS.");
        assert_eq!(lines[3], "2|$PYTHON: can't open file '$DIR/x.py'");
    }

    #[test]
    fn the_last_line_of_stderr_can_stand_for_the_rest() {
        let long = outcome(1, "", "Traceback\n  [Previous line repeated 996 more times]\nRecursionError: x\n");
        let lines = comparable(&long, Path::new("/p"), Path::new("/d"), Stderr::LastLine);
        assert_eq!(lines, ["exit 1", "2|RecursionError: x"]);
        let lines = comparable(&long, Path::new("/p"), Path::new("/d"), Stderr::ErrorName);
        assert_eq!(lines, ["exit 1", "2|RecursionError"]);
        let quiet = comparable(&outcome(0, "", ""), Path::new("/p"), Path::new("/d"), Stderr::ErrorName);
        assert_eq!(quiet, ["exit 0"]);
    }

    #[test]
    fn broken_text_is_spelled_out() {
        assert_eq!(readable(b"a\xffb\x00c\r\n"), "a\\xffb\\u{0}c\\r\n");
    }
}
