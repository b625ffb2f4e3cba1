//! One attempt of a pattern on a piece of text.

use super::drive::{Narrow, Wide};
use super::pattern;
use rustpython_sre_engine::{Request, State, StrDrive};
use std::cell::Cell;
use taipan_runtime::objects::{bytes, string};
use taipan_runtime::{Raised, Thread, Value};

/// What is matched against, with its bounds in characters (bytes, for bytes).
#[derive(Clone, Copy)]
pub struct Subject {
    /// As given.
    pub string: Value,
    /// A str, or a bytes object with the same contents.
    pub text: Value,
    pub of_str: bool,
    pub start: usize,
    pub end: usize,
}

/// How the pattern must match.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Anywhere.
    Search,
    /// At the start.
    Match,
    /// From the start to the end.
    Full,
}

/// A match: positions of the whole and of each group (-1: did not take part).
pub struct Found {
    pub start: usize,
    pub end: usize,
    pub groups: Vec<(i64, i64)>,
    /// Number of the group that closed last.
    pub last: Option<usize>,
}

impl Subject {
    /// Checks that the pattern and the string are of a kind; `start` and `end` as given by the program.
    pub fn new(t: &mut Thread, p: Value, given: Value, start: i64, end: i64) -> Result<Subject, Raised> {
        let of_str = string::is_str(t, given);
        let text = if of_str || bytes::is_exact(given) {
            given
        } else {
            match bytes::slice_of(t, &given) {
                Some(contents) => bytes::new(t, contents),
                None => {
                    let message = format!("expected string or bytes-like object, got '{}'", t.type_name(given));
                    return Err(t.type_error(message));
                }
            }
        };
        match pattern::of_str(t, p) {
            Some(true) if !of_str => return Err(t.type_error("cannot use a string pattern on a bytes-like object")),
            Some(false) if of_str => return Err(t.type_error("cannot use a bytes pattern on a string-like object")),
            _ => {}
        }
        let n = if of_str { string::char_len(text) } else { bytes::bytes(&text).len() } as i64;
        let (start, end) = (start.clamp(0, n) as usize, end.clamp(0, n) as usize);
        Ok(Subject {
            string: given,
            text,
            of_str,
            start,
            end,
        })
    }

    /// The piece between two positions.
    pub fn slice(&self, t: &mut Thread, from: usize, to: usize) -> Value {
        if self.of_str {
            string::slice(t, self.text, from, to.max(from))
        } else {
            bytes::new(t, &bytes::bytes(&self.text)[from..to.max(from)])
        }
    }
}

fn attempt<S: StrDrive>(drive: S, codes: &[u32], groups: usize, s: &Subject, must_advance: bool, mode: Mode) -> Option<Found> {
    if s.start > s.end {
        return None;
    }
    let mut request = Request::new(drive, s.start, s.end, codes, mode == Mode::Full);
    request.must_advance = must_advance;
    let mut state = State::default();
    state.reset(&request, request.start);
    let matched = if mode == Mode::Search {
        state.search(request)
    } else {
        state.py_match(&request)
    };
    if !matched {
        return None;
    }
    let groups = (0..groups)
        .map(|i| {
            let (from, to) = state.marks.get(i);
            if from.is_some() && to.is_some() {
                (from.unwrap() as i64, to.unwrap() as i64)
            } else {
                (-1, -1)
            }
        })
        .collect();
    let last = usize::try_from(state.marks.last_index()).ok();
    Some(Found {
        start: state.start,
        end: state.cursor.position,
        groups,
        last,
    })
}

/// Runs a pattern. `must_advance`: an empty match at the start does not count.
pub fn run(t: &mut Thread, p: Value, s: &Subject, must_advance: bool, mode: Mode) -> Option<Found> {
    let (codes, groups) = (pattern::codes(p), pattern::groups(p));
    if !s.of_str {
        return attempt(Narrow(bytes::bytes(&s.text)), codes, groups, s, must_advance, mode);
    }
    if string::is_ascii(s.text) {
        return attempt(Narrow(string::bytes(&s.text)), codes, groups, s, must_advance, mode);
    }
    let known = Cell::new((s.start, string::offset_of(t, s.text, s.start)));
    let drive = Wide {
        text: string::bytes(&s.text),
        characters: string::char_len(s.text),
        known: &known,
    };
    attempt(drive, codes, groups, s, must_advance, mode)
}

/// Successive matches, each behind the one before; empty ones do not repeat.
pub struct Matches {
    pub subject: Subject,
    pub must_advance: bool,
}

impl Matches {
    pub fn new(subject: Subject) -> Matches {
        Matches { subject, must_advance: false }
    }
    pub fn next(&mut self, t: &mut Thread, p: Value, mode: Mode) -> Option<Found> {
        let found = run(t, p, &self.subject, self.must_advance, mode)?;
        self.must_advance = found.end == found.start;
        self.subject.start = found.end;
        Some(found)
    }
}
