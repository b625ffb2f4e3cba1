//! Runs the parser and turns its first complaint into CPython's.

use crate::codegen::Mode;
use crate::error::{ErrorKind, Outcome};
use crate::source::Source;
use crate::syntax;
use crate::warnings::Warnings;
use ruff_python_ast::{Mod, PythonVersion};
use ruff_python_parser::{ParseOptions, UnsupportedSyntaxErrorKind, parse_unchecked};
use ruff_text_size::{Ranged, TextRange, TextSize};

/// Parses the source for one of the three modes.
pub(crate) fn parse(source: &Source<'_>, mode: Mode, warnings: &mut Warnings) -> Outcome<Mod> {
    if syntax::scanner::suspicious(&source.text)
        && let Err(problem) = syntax::scanner::scan(&source.text, false)
        && problem.message.starts_with("too many")
    {
        return Err(syntax::from_scanner(source, problem));
    }
    let parser_mode = match mode {
        Mode::Exec | Mode::Single => ruff_python_parser::Mode::Module,
        Mode::Eval => ruff_python_parser::Mode::Expression,
    };
    let options = ParseOptions::from(parser_mode).with_target_version(PythonVersion::PY314);
    let parsed = parse_unchecked(&source.text, options);
    if !parsed.errors().is_empty() {
        let error = syntax::diagnose(source, &parsed, mode);
        // How deep the tree is nobody knows; at worst as deep as the source is long.
        if source.text.len() <= crate::MAX_DROP_DEPTH {
            crate::drop_tree(parsed.into_syntax(), source.text.len());
        } else {
            std::mem::forget(parsed.into_syntax());
        }
        return Err(error);
    }
    if let Some(error) = parsed.unsupported_syntax_errors().first() {
        let mut range = error.range;
        let message = match error.kind {
            UnsupportedSyntaxErrorKind::UnpackingInComprehension(_) => {
                if source.text[error.range].starts_with("**") {
                    range = TextRange::at(range.start(), 2.into());
                    "dict unpacking cannot be used in dict comprehension"
                } else {
                    "iterable unpacking cannot be used in comprehension"
                }
            }
            _ => "invalid syntax",
        };
        return Err(source.error(ErrorKind::SyntaxError, message, range));
    }
    if source.text.contains('\\') {
        warnings.escapes(source, parsed.tokens());
    }
    if mode == Mode::Single {
        single_statement(source, parsed.syntax())?;
    }
    Ok(parsed.into_syntax())
}

/// Interactive input is one statement (or several small ones on a line).
fn single_statement(source: &Source<'_>, tree: &Mod) -> Outcome<()> {
    let Mod::Module(module) = tree else {
        return Ok(());
    };
    for pair in module.body.windows(2) {
        let end = pair[0].range().end();
        let between = &source.text[TextRange::new(end, pair[1].range().start())];
        if let Some(newline) = between.find('\n') {
            let newline = TextSize::try_from(newline).unwrap_or_default();
            let message = "multiple statements found while compiling a single statement";
            let mut error = source.error(ErrorKind::SyntaxError, message, TextRange::empty(end + newline));
            error.end_column += 1;
            return Err(error);
        }
    }
    Ok(())
}
