//! Error texts and positions against what CPython 3.14 says (`errors/cases.txt`, written by
//! `errors/make.py`).
//!
//! `errors/differences.txt` lists the snippets whose error is known to differ, with ours: a change in
//! either direction fails. `BLESS=1` rewrites it.

use std::path::Path;
use taipan_compiler::{Mode, Options, Origin, compile};

/// Undoes the escapes of Python's `ascii()`.
fn unescape(text: &str) -> String {
    let mut result = String::new();
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        if character != '\\' {
            result.push(character);
            continue;
        }
        match rest.next() {
            Some('n') => result.push('\n'),
            Some('t') => result.push('\t'),
            Some('x') => result.push(hex(&mut rest, 2)),
            Some('u') => result.push(hex(&mut rest, 4)),
            Some(other) => result.push(other),
            None => {}
        }
    }
    result
}

fn hex(rest: &mut std::str::Chars<'_>, digits: usize) -> char {
    let digits: String = rest.by_ref().take(digits).collect();
    char::from_u32(u32::from_str_radix(&digits, 16).unwrap()).unwrap()
}

fn outcome(mode: &str, text: &str) -> String {
    let mode = match mode {
        "eval" => Mode::Eval,
        "single" => Mode::Single,
        _ => Mode::Exec,
    };
    let options = Options {
        origin: Origin::Str,
        ..Options::default()
    };
    match compile(text.as_bytes(), "f", mode, options) {
        Ok(_) => "ok".to_string(),
        Err(error) => format!(
            "{}|{} {} {} {}|{}",
            error.kind.exception_name(),
            error.line,
            error.column,
            error.end_line,
            error.end_column,
            error.message
        ),
    }
}

#[test]
fn errors_are_cpythons() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/errors");
    let cases = std::fs::read_to_string(folder.join("cases.txt")).unwrap();
    let lines: Vec<&str> = cases.lines().skip(1).collect();
    let (mut differences, mut same) = (String::new(), 0);
    for pair in lines.chunks(2) {
        let (mode, escaped) = pair[0].split_once('|').unwrap();
        let expected = pair[1].trim_start();
        let ours = outcome(mode, &unescape(escaped));
        if ours == expected {
            same += 1;
        } else {
            differences.push_str(&format!("{}\n    CPython {expected}\n    Taipan  {ours}\n", pair[0]));
        }
    }
    println!("{same} of {} as CPython", lines.len() / 2);
    let path = folder.join("differences.txt");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &differences).unwrap();
    }
    let known = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(known == differences, "other differences from CPython than the known ones:\n{differences}");
    assert!(same * 100 >= lines.len() / 2 * 90, "only {same} of {} errors are CPython's", lines.len() / 2);
}
