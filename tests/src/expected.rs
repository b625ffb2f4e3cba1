//! The committed outcome of a program: `x.out` beside `x.py`.
//!
//! The first line names the CPython that gave it. Then comes how the process ended, then each line of
//! stdout behind `1|` and of stderr behind `2|`, so that no output can be mistaken for the format's
//! own text, blanks at line ends survive, and a diff of two such files reads well.

use crate::launch::Ending;

const HEADER: &str = "CPython ";

/// A committed outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The version of CPython, such as `3.14.10`.
    pub version: String,
    /// The outcome as lines, in the form of [`lines`].
    pub lines: Vec<String>,
}

impl Expected {
    /// Reads the text of a `.out` file.
    ///
    /// # Errors
    /// When the header or the line with the ending is missing.
    pub fn parse(text: &str) -> Result<Expected, String> {
        let mut lines = text.lines();
        let version = lines
            .next()
            .and_then(|line| line.strip_prefix(HEADER))
            .ok_or("the first line must read `CPython VERSION`")?;
        let lines: Vec<String> = lines.map(str::to_string).collect();
        match lines.first() {
            Some(ending) if ending.starts_with("exit ") || ending.starts_with("signal ") => {}
            _ => return Err("the second line must read `exit CODE` or `signal NUMBER`".to_string()),
        }
        Ok(Expected {
            version: version.to_string(),
            lines,
        })
    }

    /// The text of the `.out` file.
    pub fn render(&self) -> String {
        let mut text = format!("{HEADER}{}\n", self.version);
        for line in &self.lines {
            text.push_str(line);
            text.push('\n');
        }
        text
    }
}

/// An outcome as comparable lines: the ending, stdout, stderr.
pub fn lines(ending: Ending, stdout: &str, stderr: &str) -> Vec<String> {
    let mut lines = vec![match ending {
        Ending::Code(code) => format!("exit {code}"),
        Ending::Signal(number) => format!("signal {number}"),
        Ending::TimedOut(limit) => format!("killed: still running after {} s", limit.as_secs_f64()),
    }];
    for (prefix, text) in [('1', stdout), ('2', stderr)] {
        for line in text.split_inclusive('\n') {
            lines.push(match line.strip_suffix('\n') {
                Some(whole) => format!("{prefix}|{whole}"),
                None => format!("{prefix}\\{line}"),
            });
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_rendered_is_parsed_again() {
        let lines = lines(Ending::Code(1), "a\n\n  b \nunfinished", "boom\n");
        assert_eq!(lines, ["exit 1", "1|a", "1|", "1|  b ", "1\\unfinished", "2|boom"]);
        let expected = Expected {
            version: "3.14.2".to_string(),
            lines,
        };
        assert_eq!(Expected::parse(&expected.render()), Ok(expected));
    }

    #[test]
    fn a_missing_last_newline_is_a_difference() {
        assert_ne!(lines(Ending::Code(0), "a", ""), lines(Ending::Code(0), "a\n", ""));
    }

    #[test]
    fn broken_files_are_refused() {
        for text in ["", "exit 0\n", "CPython 3.14.1\n", "CPython 3.14.1\n1|a\n"] {
            assert!(Expected::parse(text).is_err(), "{text:?}");
        }
    }
}
