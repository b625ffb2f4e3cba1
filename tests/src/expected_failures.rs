//! The programs that do not pass yet, each with its reason: `expected-failures.txt`.
//!
//! The list can only shrink by being right: a program on it that passes in every mode is an error, as
//! is a line that names no program.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use crate::binary;

/// The reasons by program name.
pub type ExpectedFailures = BTreeMap<String, String>;

/// Where the list stands.
pub fn path() -> PathBuf {
    binary::package_folder().join("expected-failures.txt")
}

/// Reads the list.
///
/// # Errors
/// When it cannot be read or a line is not `program: reason`.
pub fn load() -> Result<ExpectedFailures, String> {
    let path = path();
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    parse(&text)
}

fn parse(text: &str) -> Result<ExpectedFailures, String> {
    let mut failures = ExpectedFailures::new();
    for line in text.lines().map(str::trim) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (name, reason) = line.split_once(": ").unwrap_or((line, ""));
        if reason.trim().is_empty() {
            return Err(format!("expected-failures.txt: no reason: `{line}` (write `program: reason`)"));
        }
        if failures.insert(name.to_string(), reason.trim().to_string()).is_some() {
            return Err(format!("expected-failures.txt: `{name}` stands there twice"));
        }
    }
    Ok(failures)
}

/// Errors for names on the list that are no program.
pub fn unknown<'a>(failures: &'a ExpectedFailures, names: &[&str]) -> Vec<&'a str> {
    failures.keys().map(String::as_str).filter(|name| !names.contains(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_need_a_reason() {
        let failures = parse("# note\n\na/b.py: match is not compiled yet\n").unwrap();
        assert_eq!(failures["a/b.py"], "match is not compiled yet");
        assert!(parse("a/b.py\n").is_err());
        assert!(parse("a/b.py: \n").is_err());
    }

    #[test]
    fn doubles_and_unknown_names_are_found() {
        assert!(parse("a: x\na: y\n").is_err());
        let failures = parse("a: x\nb: y\n").unwrap();
        assert_eq!(unknown(&failures, &["a", "c"]), ["b"]);
    }
}
