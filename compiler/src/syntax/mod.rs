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
}

impl Finding {
    fn new(message: impl Into<String>, range: TextRange) -> Finding {
        Finding {
            kind: ErrorKind::SyntaxError,
            message: message.into(),
            range,
        }
    }
    fn indentation(message: impl Into<String>, range: TextRange) -> Finding {
        Finding {
            kind: ErrorKind::IndentationError,
            message: message.into(),
            range,
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
            if first && (finding.message.starts_with("(unicode error)") || in_field) {
                return positioned(source, &finding, mode);
            }
            from_scanner(source, problem)
        }
        Ok(open) => {
            if let Some(open) = open {
                let start = TextSize::try_from(open.offset).unwrap_or_default();
                let line = source.position(start).0;
                let failed = parsed.errors().first().map_or(finding.range, |error| error.location).start();
                let at_end = failed.to_usize() >= source.text.trim_end().len();
                if at_end || source.position(failed).0 > line {
                    let message = format!("'{}' was never closed", open.character as char);
                    let mut error = source.error(ErrorKind::SyntaxError, message, TextRange::empty(start));
                    error.end_column = 0;
                    return error;
                }
            }
            positioned(source, &finding, mode)
        }
    }
}

/// Positions of tokens that stand for the end of a line or of the source differ from their ranges.
fn positioned(source: &Source<'_>, finding: &Finding, mode: Mode) -> Box<CompileError> {
    let range = finding.range;
    let text = &source.text;
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
        (error.end_line, error.end_column) = (error.line, error.column);
    } else if finding.message.starts_with("expected 'except'") && at_end {
        (error.end_line, error.end_column) = (error.line, 0);
    } else if finding.kind == ErrorKind::IndentationError && finding.message == "unexpected indent" {
        error.end_column = 0;
    } else if &text[range] == "\n" {
        error.end_line = error.line;
        error.end_column = error.column + 1;
    } else if range.is_empty() && at_end && finding.kind == ErrorKind::IndentationError {
        error.end_column = 0;
    } else if range.is_empty() && at_end {
        error.end_column = error.column + 1;
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
        error.end_column = 0;
    }
    error
}
