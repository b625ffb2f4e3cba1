//! The frames of a traceback, most recent last.

use super::excerpt::{Span, excerpt};
use super::source::{CodeKey, Sources};
use super::text::shown;
use taipan_runtime::layout::{Code, Frame, Traceback};
use taipan_runtime::objects::{code, frame_object};
use taipan_runtime::{Value, field};

/// How often the same line is shown before its repetitions are counted.
const SHOWN_REPETITIONS: usize = 3;

/// One entry of a traceback, free of heap objects.
pub struct FrameEntry {
    filename: String,
    name: String,
    line: u32,
    end_line: u32,
    span: Option<Span>,
    code: CodeKey,
}

/// The entries of a traceback object (or None).
pub fn entries(traceback: Value) -> Vec<FrameEntry> {
    let mut found = Vec::new();
    let mut at = traceback;
    while !at.is_none() {
        let frame = field!(at, Traceback, frame);
        if !frame.is_none() {
            found.push(entry(at, field!(frame, Frame, code)));
        }
        at = field!(at, Traceback, next);
    }
    found
}

fn entry(traceback: Value, code_value: Value) -> FrameEntry {
    let location = code::data(code_value).location(frame_object::traceback_pc(traceback));
    let line = if location.line == 0 {
        frame_object::traceback_line(traceback)
    } else {
        location.line
    };
    let span = (location.line != 0).then_some(Span {
        start: location.column,
        end: location.end_column,
    });
    FrameEntry {
        filename: shown(field!(code_value, Code, filename)),
        name: shown(field!(code_value, Code, name)),
        line,
        end_line: if span.is_some() { location.end_line.max(line) } else { line },
        span,
        code: CodeKey::of(code_value),
    }
}

/// Keeps the last `limit` entries, as `sys.tracebacklimit` asks.
pub fn keep_last(entries: &mut Vec<FrameEntry>, limit: usize) {
    let surplus = entries.len().saturating_sub(limit);
    entries.drain(..surplus);
}

/// The lines of all entries, without newlines.
pub fn lines(entries: &[FrameEntry], sources: &mut Sources) -> Vec<String> {
    with_excerpts(entries, |entry| excerpt(&sources.lines(&entry.code, entry.line, entry.end_line), entry.span))
}

/// As [`lines`], with nothing of the source but each entry's first line, and that from files only.
pub fn first_lines(entries: &[FrameEntry], sources: &mut Sources) -> Vec<String> {
    with_excerpts(entries, |entry| {
        let file = sources.file(&entry.filename);
        let line = (entry.line as usize).checked_sub(1).and_then(|at| file.get(at));
        let line = line.map(|line| line.trim_start()).filter(|line| !line.is_empty());
        line.map(|line| format!("    {line}")).into_iter().collect()
    })
}

fn with_excerpts(entries: &[FrameEntry], mut excerpt: impl FnMut(&FrameEntry) -> Vec<String>) -> Vec<String> {
    let mut out = Vec::new();
    let mut repetitions = 0;
    let mut previous: Option<&FrameEntry> = None;
    for entry in entries {
        let same = previous.is_some_and(|p| p.line == entry.line && p.name == entry.name && p.filename == entry.filename);
        if !same {
            count_repetitions(&mut out, repetitions);
            repetitions = 0;
        }
        previous = Some(entry);
        repetitions += 1;
        if repetitions > SHOWN_REPETITIONS {
            continue;
        }
        out.push(format!("  File \"{}\", line {}, in {}", entry.filename, entry.line, entry.name));
        out.extend(excerpt(entry));
    }
    count_repetitions(&mut out, repetitions);
    out
}

fn count_repetitions(out: &mut Vec<String>, repetitions: usize) {
    if repetitions > SHOWN_REPETITIONS {
        let more = repetitions - SHOWN_REPETITIONS;
        out.push(format!("  [Previous line repeated {more} more time{}]", if more > 1 { "s" } else { "" }));
    }
}
