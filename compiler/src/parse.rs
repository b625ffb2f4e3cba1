//! Runs the parser and turns its first complaint into CPython's.

use crate::Options;
use crate::codegen::Mode;
use crate::error::{ErrorKind, Outcome};
use crate::source::{Origin, Source};
use crate::syntax;
use crate::warnings::Warnings;
use ruff_python_ast::token::{TokenKind, Tokens};
use ruff_python_ast::{Mod, PythonVersion};
use ruff_python_parser::{ParseOptions, UnsupportedSyntaxErrorKind, parse_unchecked};
use ruff_text_size::{Ranged, TextRange, TextSize};

/// Parses the source for one of the three modes.
pub(crate) fn parse(source: &Source<'_>, mode: Mode, options: Options, warnings: &mut Warnings) -> Outcome<Mod> {
    if options.origin == Origin::Str && source.text.starts_with('\u{FEFF}') {
        let mut error = source.error(ErrorKind::SyntaxError, "invalid non-printable character U+FEFF", TextRange::default());
        error.text = Some(source.line_text(1).to_string());
        return Err(error);
    }
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
    let parser_options = ParseOptions::from(parser_mode).with_target_version(PythonVersion::PY314);
    let parsed = parse_unchecked(&source.text, parser_options);
    if !parsed.errors().is_empty() {
        let mut error = syntax::diagnose(source, &parsed, mode);
        warnings.of_tokens(source, parsed.tokens(), error.line);
        if let Err(too_long) = digits(source, parsed.tokens(), options.max_digits)
            && too_long.line < error.line
        {
            error = too_long;
        }
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
    digits(source, parsed.tokens(), options.max_digits)?;
    warnings.of_tokens(source, parsed.tokens(), u32::MAX);
    if mode == Mode::Single {
        single_statement(source, parsed.syntax())?;
    }
    Ok(parsed.into_syntax())
}

/// Decimal literals must not be longer than `limit` digits (0: no limit).
fn digits(source: &Source<'_>, tokens: &Tokens, limit: usize) -> Outcome<()> {
    if limit == 0 || source.text.len() <= limit {
        return Ok(());
    }
    let long = tokens
        .iter()
        .filter(|token| token.kind() == TokenKind::Int && token.range().len().to_usize() > limit);
    for token in long {
        let text = &source.text[token.range()];
        let count = text.bytes().filter(u8::is_ascii_digit).count();
        if count <= limit || text.starts_with('0') && text[1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let message = format!(
            "Exceeds the limit ({limit} digits) for integer string conversion: value has {count} digits; use \
             sys.set_int_max_str_digits() to increase the limit - Consider hexadecimal for huge integer literals to avoid \
             decimal conversion limits."
        );
        let mut error = source.error(ErrorKind::SyntaxError, message, token.range());
        (error.column, error.end_column) = (0, 0);
        return Err(error);
    }
    Ok(())
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
