//! Syntax errors in CPython's words and places.
//!
//! The parser reports every error it recovers from; CPython stops at its first one, worded by rules
//! of its grammar that look for common mistakes. Here, only when something is wrong, the tokenizer's
//! complaints are looked for first ([`scanner`]), then the parser's first error is translated.

mod assignments;
mod blocks;
mod characters;
mod escapes;
mod fields;
mod mistakes;
mod numbers;
pub(crate) mod scanner;
mod tokens;
mod translate;

use crate::codegen::Mode;
use crate::error::{CompileError, ErrorKind};
use crate::source::Source;
use ruff_python_ast::Mod;
use ruff_python_parser::Parsed;
use ruff_text_size::{TextRange, TextSize};
use tokens::TokenList;

/// What the translation of a parser error found.
pub(crate) struct Finding {
    pub kind: ErrorKind,
    pub message: String,
    pub range: TextRange,
    /// A 1-based line, if the error is before its first column.
    pub before_line: Option<u32>,
}

impl Finding {
    fn new(message: impl Into<String>, range: TextRange) -> Finding {
        Finding {
            kind: ErrorKind::SyntaxError,
            message: message.into(),
            range,
            before_line: None,
        }
    }
    fn indentation(message: impl Into<String>, range: TextRange) -> Finding {
        Finding {
            kind: ErrorKind::IndentationError,
            message: message.into(),
            range,
            before_line: None,
        }
    }
}

/// The error CPython would raise for source that does not parse.
pub(crate) fn diagnose(source: &Source<'_>, parsed: &Parsed<Mod>, mode: Mode) -> Box<CompileError> {
    let tokens = TokenList::new(&source.text, parsed.tokens());
    let finding = translate::translate(source, parsed, &tokens, mode);
    match scanner::scan(&source.text, mode == Mode::Eval) {
        Err(problem) => {
            // An escape the parser rejected comes before anything behind it; all else gives way.
            let first = finding.range.end().to_usize() <= problem.start;
            let in_field = problem.message.ends_with("-string: expecting '}'") && finding.message.contains("-string: ");
            if first && (finding.message.starts_with("(unicode error)") || in_field) || comes_before(source, &finding, &problem) {
                return positioned(source, &finding, mode);
            }
            from_scanner(source, problem)
        }
        Ok(open) => {
            if let Some(open) = open {
                let start = TextSize::try_from(open.offset).unwrap_or_default();
                let line = source.position(start).0;
                let failed = seen(parsed, &tokens, &finding);
                let at_end = failed.to_usize() >= source.text.trim_end().len();
                if at_end || source.position(failed).0 > line {
                    let message = format!("'{}' was never closed", open.character as char);
                    let mut error = source.error(ErrorKind::SyntaxError, message, TextRange::empty(start));
                    error.end_column = 0;
                    if line < source.last_line() {
                        without_newline(&mut error);
                    }
                    return error;
                }
            }
            let mut error = positioned(source, &finding, mode);
            if source.position(seen(parsed, &tokens, &finding)).0 > error.line && finding.message.ends_with(FORGOTTEN_COMMA) {
                without_newline(&mut error);
            }
            error
        }
    }
}

/// End of the message about two expressions side by side.
const FORGOTTEN_COMMA: &str = "forgot a comma?";

/// The token that CPython's parser looked at last: to find two expressions side by side, it has to see what follows.
fn seen(parsed: &Parsed<Mod>, tokens: &TokenList<'_>, finding: &Finding) -> TextSize {
    if finding.message.ends_with(FORGOTTEN_COMMA) {
        let end = finding.range.end();
        let next = tokens.items.iter().find(|item| item.range.start() >= end);
        return next.map_or(end, |item| item.range.start());
    }
    parsed.errors().first().map_or(finding.range, |error| error.location).start()
}

fn without_newline(error: &mut CompileError) {
    if let Some(text) = &mut error.text {
        text.truncate(text.trim_end_matches('\n').len());
    }
}

/// Whether CPython's parser stops before it sees the tokenizer's complaint. Most complaints it hears nevertheless, for
/// it reads on to look for them, but not these.
fn comes_before(source: &Source<'_>, finding: &Finding, problem: &scanner::ScanError) -> bool {
    let about_line = ["unindent does", "inconsistent use", "too many levels"];
    let about_place = ["unexpected EOF", "line continuation character"];
    let is_any = |parts: &[&str]| parts.iter().any(|part| problem.message.contains(part));
    let start = finding.range.start();
    let is_token = source.text[finding.range].starts_with(|c: char| !c.is_whitespace() && c != '\\');
    let place = TextSize::try_from(problem.start).unwrap_or_default();
    is_any(&about_line) && source.position(start).0 < source.position(place).0 || is_any(&about_place) && is_token && start < place
}

/// Positions of tokens that stand for the end of a line or of the source differ from their ranges.
fn positioned(source: &Source<'_>, finding: &Finding, mode: Mode) -> Box<CompileError> {
    let range = finding.range;
    let text = &source.text;
    if let Some(line) = finding.before_line {
        let mut error = source.error_at(finding.kind, finding.message.clone(), line, 0);
        (error.column, error.end_column) = (0, if finding.kind == ErrorKind::IndentationError { -1 } else { 0 });
        return error;
    }
    let at_end = range.start().to_usize() >= text.trim_end_matches('\n').len();
    if mode != Mode::Exec && !text.ends_with('\n') && at_end && range.is_empty() || mode == Mode::Eval && (&text[range] == "\n" || at_end && range.is_empty()) {
        let line = if text.is_empty() {
            0
        } else {
            source.position(range.start()).0.min(source.last_line())
        };
        let mut error = source.error_at(finding.kind, finding.message.clone(), line.max(1), 0);
        (error.line, error.column, error.end_line, error.end_column) = (line, 0, line, 0);
        return error;
    }
    let mut error = source.error(finding.kind, finding.message.clone(), range);
    if finding.message.starts_with("Expected one or more names") {
        (error.end_line, error.end_column) = (error.line, error.column as i32);
    } else if finding.message.starts_with("':' expected after") {
        error.end_column = 0;
    } else if finding.message.starts_with("expected 'except'") && at_end {
        (error.end_line, error.end_column) = (error.line, -1);
    } else if finding.kind == ErrorKind::IndentationError && matches!(finding.message.as_str(), "unexpected indent" | "unexpected unindent") {
        error.end_column = -1;
    } else if &text[range] == "\n" {
        error.end_line = error.line;
        error.end_column = error.column as i32 + 1;
    } else if range.is_empty() && at_end && finding.kind == ErrorKind::IndentationError {
        error.end_column = -1;
    } else if range.is_empty() && at_end {
        error.end_column = error.column as i32 + 1;
    }
    if source.is_file && at_end && error.end_column == -1 {
        // The end of a file has no column, unlike that of a string.
        error.column = 0;
    }
    if finding.message.ends_with("prefixes are incompatible") {
        without_newline(&mut error);
    }
    error
}

/// A tokenizer error; it has no end position of its own.
pub(crate) fn from_scanner(source: &Source<'_>, problem: scanner::ScanError) -> Box<CompileError> {
    let offset = |at: usize| TextSize::try_from(at).unwrap_or_default();
    let has_end = problem.message.starts_with("leading zeros");
    let end = if has_end { problem.end } else { problem.start };
    let mut error = source.error(problem.kind, problem.message, TextRange::new(offset(problem.start), offset(end)));
    let without_end = [
        "was never closed",
        "line continuation character",
        "unexpected EOF",
        "unindent does",
        "inconsistent use",
        "too many levels",
    ];
    if without_end.iter().any(|part| error.message.contains(part)) {
        let at_line_end = ["unindent does", "unexpected EOF"].iter().any(|part| error.message.contains(part));
        error.end_column = if at_line_end { -1 } else { 0 };
    } else {
        // The tokenizer's own errors come before the line's end is seen.
        without_newline(&mut error);
    }
    error
}
