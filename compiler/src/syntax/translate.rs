//! The parser's first error as CPython words it.

use super::tokens::{TokenList, is_hard_keyword, starts_expression};
use super::{Finding, assignments, blocks, escapes, fields, mistakes};
use crate::codegen::Mode;
use crate::source::Source;
use ruff_python_ast::Mod;
use ruff_python_ast::token::TokenKind;
use ruff_python_parser::{InterpolatedStringErrorType, LexicalErrorType, ParseError, ParseErrorType, Parsed};
use ruff_text_size::{TextRange, TextSize};

pub(super) fn translate(source: &Source<'_>, parsed: &Parsed<Mod>, tokens: &TokenList<'_>, mode: Mode) -> Finding {
    let Some(error) = parsed.errors().first() else {
        return Finding::new("invalid syntax", TextRange::default());
    };
    // Several complaints may be about the same spot; the lexer's are the more precise ones.
    let lexical = parsed.errors().iter().take_while(|other| other.location.start() <= error.location.start());
    for error in lexical {
        if let ParseErrorType::Lexical(lexical) = &error.error
            && let Some(finding) = lexical_error(source, tokens, lexical, error)
        {
            return finding;
        }
    }
    let range = error.location;
    let mut index = tokens.index_at(range.start());
    if matches!(&error.error, ParseErrorType::OtherError(message) if message.ends_with("after decorator")) {
        // The decorator's line is complete, so parsing failed behind its newline.
        index += usize::from(tokens.kind(index) == TokenKind::Newline);
        if let Some(finding) = decorator_at_end(source, tokens, index) {
            return finding;
        }
    }
    by_type(source, parsed.syntax(), tokens, error, index)
        .or_else(|| unexpected_indent(source, tokens, index, mode))
        .or_else(|| string_prefix(tokens, index))
        .or_else(|| fields::field_error(tokens, index))
        .or_else(|| mistakes::mistake(tokens, index))
        .unwrap_or_else(|| generic(tokens, index))
}

/// "invalid syntax" at the token at which parsing failed.
fn generic(tokens: &TokenList<'_>, index: usize) -> Finding {
    let item = tokens.get(index);
    match item.kind {
        // `a not b`: `in` would have been right.
        TokenKind::Not if tokens.before(index).is_some_and(|before| before.kind == TokenKind::Name) => {
            Finding::new("invalid syntax", tokens.get(index + 1).range)
        }
        TokenKind::Indent => Finding::indentation("unexpected indent", TextRange::empty(item.range.end())),
        _ => Finding::new("invalid syntax", item.range),
    }
}

/// A decorator with nothing to decorate before the block or the source ends at token `index`.
fn decorator_at_end(source: &Source<'_>, tokens: &TokenList<'_>, index: usize) -> Option<Finding> {
    let end = TextSize::try_from(tokens.text.trim_end_matches('\n').len()).unwrap_or_default();
    let range = tokens.get(index).range;
    let dedents = |at: Option<usize>| at.is_some_and(|at| tokens.kind(at) == TokenKind::Dedent);
    if dedents(Some(index)) {
        return Some(Finding::indentation("unexpected unindent", TextRange::empty(end)));
    }
    if dedents(index.checked_sub(1)) {
        let mut finding = Finding::indentation("unexpected unindent", range);
        finding.before_line = Some(source.position(range.start()).0);
        return Some(finding);
    }
    (tokens.kind(index) == TokenKind::EndOfFile).then(|| {
        let mut finding = Finding::new("invalid syntax", range);
        finding.before_line = Some(source.last_line());
        finding
    })
}

fn unexpected_indent(source: &Source<'_>, tokens: &TokenList<'_>, index: usize, mode: Mode) -> Option<Finding> {
    // An expression, too, must not be indented.
    let leading = source.text.len() - source.text.trim_start_matches([' ', '\t', '\x0C']).len();
    if mode == Mode::Eval && leading > 0 {
        let at = TextSize::try_from(leading.saturating_sub(1)).ok()?;
        return Some(Finding::indentation("unexpected indent", TextRange::empty(at)));
    }
    if tokens.kind(index) == TokenKind::Indent {
        let end = tokens.get(index).range.end();
        let at = end.checked_sub(1.into()).unwrap_or(end);
        return Some(Finding::indentation("unexpected indent", TextRange::empty(at)));
    }
    None
}

/// `ub''` and the like are two tokens for the parser.
fn string_prefix(tokens: &TokenList<'_>, index: usize) -> Option<Finding> {
    let before = tokens.before(index)?;
    let word = &tokens.text[before.range];
    let quoted = tokens.text[before.range.end().to_usize()..].starts_with(['"', '\'']);
    let string = matches!(tokens.kind(index), TokenKind::String | TokenKind::FStringStart | TokenKind::TStringStart);
    if before.kind != TokenKind::Name || before.range.end() != tokens.get(index).range.start() || !quoted && !string {
        return None;
    }
    prefix_error(word).map(|message| Finding::new(message, before.range))
}

/// Two letters of a string prefix that do not go together.
pub(super) fn prefix_error(word: &str) -> Option<String> {
    let word = word.to_ascii_lowercase();
    let has = |letter: char| word.matches(letter).count() == 1;
    if word.chars().any(|letter| !"urbft".contains(letter) || !has(letter)) {
        return None;
    }
    let pairs = [('u', 'b'), ('u', 'r'), ('u', 'f'), ('u', 't'), ('b', 'f'), ('b', 't'), ('f', 't')];
    pairs
        .into_iter()
        .find(|&(left, right)| has(left) && has(right))
        .map(|(left, right)| format!("'{left}' and '{right}' prefixes are incompatible"))
}

fn lexical_error(source: &Source<'_>, tokens: &TokenList<'_>, lexical: &LexicalErrorType, error: &ParseError) -> Option<Finding> {
    let start = error.location.start();
    match lexical {
        LexicalErrorType::InvalidByteLiteral => {
            let literal = literal_around(source, tokens, start)?;
            Some(Finding::new("bytes can only contain ASCII literal characters", literal.0))
        }
        LexicalErrorType::UnicodeError
        | LexicalErrorType::MissingUnicodeLbrace
        | LexicalErrorType::MissingUnicodeRbrace
        | LexicalErrorType::StringError
        | LexicalErrorType::OtherError(_) => {
            let (range, body, is_bytes) = literal_around(source, tokens, start)?;
            let message = if is_bytes {
                escapes::value_error(body)?
            } else {
                escapes::unicode_error(body)?
            };
            Some(Finding::new(message, range))
        }
        _ => None,
    }
}

/// The string token (or literal part of an f-string) around an offset: its range, body and whether
/// it is bytes.
fn literal_around<'s>(source: &'s Source<'_>, tokens: &TokenList<'_>, at: TextSize) -> Option<(TextRange, &'s str, bool)> {
    let item = tokens.items.iter().find(|item| item.range.contains_inclusive(at) && item.range.end() > at)?;
    let text = &source.text[item.range];
    if matches!(item.kind, TokenKind::FStringMiddle | TokenKind::TStringMiddle) {
        return Some((item.range, text, false));
    }
    let quote = text.find(['"', '\''])?;
    let size = if text[quote..].starts_with("\"\"\"") || text[quote..].starts_with("'''") {
        3
    } else {
        1
    };
    let body = text.get(quote + size..text.len().checked_sub(size)?)?;
    Some((item.range, body, text[..quote].to_ascii_lowercase().contains('b')))
}

fn by_type(source: &Source<'_>, tree: &Mod, tokens: &TokenList<'_>, error: &ParseError, index: usize) -> Option<Finding> {
    let range = error.location;
    let token = tokens.get(index).range;
    let at = |message: &str, range: TextRange| Some(Finding::new(message, range));
    match &error.error {
        ParseErrorType::InvalidAssignmentTarget
        | ParseErrorType::InvalidNamedAssignmentTarget
        | ParseErrorType::InvalidAnnotatedAssignmentTarget
        | ParseErrorType::InvalidAugmentedAssignmentTarget
        | ParseErrorType::InvalidDeleteTarget => assignments::target_error(&error.error, tree, tokens, range),
        ParseErrorType::NonDefaultParamAfterDefaultParam => at("parameter without a default follows parameter with a default", token),
        ParseErrorType::ParamAfterVarKeywordParam => at("arguments cannot follow var-keyword argument", token),
        ParseErrorType::ExpectedKeywordParam => {
            if tokens.kind(index) == TokenKind::DoubleStar {
                let star = (0..index).rev().find(|&at| tokens.kind(at) == TokenKind::Star)?;
                return at("named arguments must follow bare *", tokens.get(star).range);
            }
            let next = tokens.kind(index + 1);
            matches!(next, TokenKind::Rpar | TokenKind::Comma | TokenKind::Colon)
                .then(|| Finding::new("named arguments must follow bare *", token))
                .or_else(|| Some(generic(tokens, index + 1)))
        }
        ParseErrorType::VarParameterWithDefault => {
            let equal = (index..).find(|&at| matches!(tokens.kind(at), TokenKind::Equal | TokenKind::EndOfFile))?;
            let star = (0..=equal).rev().map(|at| tokens.kind(at));
            let star = star.into_iter().find(|kind| matches!(kind, TokenKind::Star | TokenKind::DoubleStar))?;
            let name = if star == TokenKind::DoubleStar { "var-keyword" } else { "var-positional" };
            at(&format!("{name} argument cannot have default value"), tokens.get(equal).range)
        }
        ParseErrorType::UnparenthesizedGeneratorExpression => at("Generator expression must be parenthesized", range),
        ParseErrorType::PositionalAfterKeywordArgument => {
            closing_of_call(tokens, index).and_then(|range| at("positional argument follows keyword argument", range))
        }
        ParseErrorType::PositionalAfterKeywordUnpacking => {
            closing_of_call(tokens, index).and_then(|range| at("positional argument follows keyword argument unpacking", range))
        }
        ParseErrorType::InvalidArgumentUnpackingOrder => {
            let comma = tokens.before(index).map_or(range, |before| before.range);
            at("iterable argument unpacking follows keyword argument unpacking", comma.cover(range))
        }
        ParseErrorType::IterableUnpackingInComprehension => at("iterable unpacking cannot be used in comprehension", range),
        ParseErrorType::EmptyTypeParams => at("Type parameter list cannot be empty", TextRange::empty(token.start())),
        ParseErrorType::UnexpectedIndentation => {
            let end = tokens.get(index).range.end();
            let column = end.checked_sub(1.into()).unwrap_or(end);
            Some(Finding::indentation("unexpected indent", TextRange::empty(column)))
        }
        ParseErrorType::EmptyImportNames => {
            if matches!(tokens.kind(index), TokenKind::Newline | TokenKind::EndOfFile) {
                return at("Expected one or more names after 'import'", token);
            }
            None
        }
        ParseErrorType::ExpectedToken {
            expected: TokenKind::Colon, ..
        } => blocks::missing_colon(tokens, index),
        ParseErrorType::ExpectedToken { expected: TokenKind::Lpar, .. } => {
            let start = tokens.line_start(index);
            let head = if tokens.kind(start) == TokenKind::Async { start + 1 } else { start };
            (tokens.kind(head) == TokenKind::Def && index == head + 2).then(|| Finding::new("expected '('", token))
        }
        ParseErrorType::ExpectedToken { found: TokenKind::Lpar, .. } => parenthesized_parameters(tokens, index),
        ParseErrorType::FStringError(kind) => interpolated_error(tokens, kind, 'f', range, index),
        ParseErrorType::TStringError(kind) => interpolated_error(tokens, kind, 't', range, index),
        ParseErrorType::InvalidStarredExpressionUsage => starred(tokens, index, range),
        ParseErrorType::OtherError(message) => other(source, tokens, message, range, index),
        _ => None,
    }
}

fn closing_of_call(tokens: &TokenList<'_>, index: usize) -> Option<TextRange> {
    let open = tokens.open_bracket(index)?;
    let close = tokens.skip_expression(open + 1, &[]);
    (tokens.kind(close) == TokenKind::Rpar).then(|| tokens.get(close).range)
}

fn parenthesized_parameters(tokens: &TokenList<'_>, index: usize) -> Option<Finding> {
    let start = tokens.line_start(index);
    let close = tokens.skip_expression(index + 1, &[]);
    let range = TextRange::new(tokens.get(index).range.start(), tokens.get(close).range.end());
    let lambda = (start..index).rev().find(|&at| tokens.kind(at) == TokenKind::Lambda);
    let in_def = (start..index).any(|at| tokens.kind(at) == TokenKind::Def);
    if lambda.is_some() {
        return Some(Finding::new("Lambda expression parameters cannot be parenthesized", range));
    }
    in_def.then(|| Finding::new("Function parameters cannot be parenthesized", range))
}

fn starred(tokens: &TokenList<'_>, index: usize, range: TextRange) -> Option<Finding> {
    let before = tokens.before(index).map(|before| before.kind);
    let after = tokens.index_at(range.end());
    let parenthesized = before == Some(TokenKind::Lpar) && tokens.kind(after) == TokenKind::Rpar;
    if parenthesized {
        return Some(Finding::new("cannot use starred expression here", range));
    }
    mistakes::mistake(tokens, index).or_else(|| Some(generic(tokens, index)))
}

fn interpolated_error(tokens: &TokenList<'_>, kind: &InterpolatedStringErrorType, letter: char, range: TextRange, index: usize) -> Option<Finding> {
    let at = |message: &str| Some(Finding::new(format!("{letter}-string: {message}"), range));
    match kind {
        InterpolatedStringErrorType::UnclosedLbrace => {
            if let Some(finding) = fields::field_error(tokens, index) {
                return Some(finding);
            }
            if let Some(finding) = mistakes::mistake(tokens, index) {
                return Some(finding);
            }
            if tokens.kind(index) == TokenKind::FStringEnd || tokens.kind(index) == TokenKind::TStringEnd {
                return at("expecting '}', or format specs");
            }
            fields::after_expression(tokens, index).or_else(|| at("expecting '}'"))
        }
        InterpolatedStringErrorType::InvalidConversionFlag => {
            if tokens.kind(index) == TokenKind::Name {
                let name = tokens.text_of(index);
                return at(&format!("invalid conversion character '{name}': expected 's', 'r', or 'a'"));
            }
            fields::field_error(tokens, index).or_else(|| at("invalid conversion character"))
        }
        InterpolatedStringErrorType::ConversionFlagNotImmediatelyAfterExclamation => at("conversion type must come right after the exclamation mark"),
        InterpolatedStringErrorType::LambdaWithoutParentheses => at("lambda expressions are not allowed without parentheses"),
        _ => None,
    }
}

fn other(source: &Source<'_>, tokens: &TokenList<'_>, message: &str, range: TextRange, index: usize) -> Option<Finding> {
    let token = tokens.get(index).range;
    let at = |message: &str, range: TextRange| Some(Finding::new(message, range));
    if message.starts_with("Expected an indented block after") {
        return blocks::missing_block(source, tokens, index);
    }
    match message {
        "Only one '/' separator allowed" => at("/ may appear only once", token),
        "'/' parameter must appear before '*' parameter" => at("/ must be ahead of *", token),
        "Only one '*' parameter allowed" | "Only one '*' separator allowed" => at("* argument may appear only once", token),
        "Only one '**' parameter allowed" => at("arguments cannot follow var-keyword argument", token),
        "Position-only parameter separator not allowed as first parameter" => at("at least one argument must precede /", token),
        "Cannot mix t-string literals with string or bytes literals" => at("cannot mix t-string literals with string or bytes literals", range),
        "Bytes literal cannot be mixed with non-bytes literals" => at("cannot mix bytes and nonbytes literals", tokens.get(tokens.index_at(range.end())).range),
        "Cannot have both 'except' and 'except*' on the same 'try'" => {
            let star = tokens.get(index + 1);
            let range = if star.kind == TokenKind::Star { token.cover(star.range) } else { token };
            at("cannot have both 'except' and 'except*' on the same 'try'", range)
        }
        "Expected `except` or `finally` after `try` block" => at("expected 'except' or 'finally' block", token),
        "Boolean 'not' expression cannot be used here" => at("'not' after an operator must be parenthesized", range),
        "Only single target (not tuple) can be annotated" => {
            let parenthesized = tokens.kind(index) == TokenKind::Lpar;
            let end = tokens.skip_expression(index, &[TokenKind::Comma]).max(1);
            let first = tokens.get(index).range.cover(tokens.get(end - 1).range);
            at("only single target (not tuple) can be annotated", if parenthesized { range } else { first })
        }
        "Star import must be the only import" => {
            let star = (index..).find(|&at| matches!(tokens.kind(at), TokenKind::Star | TokenKind::EndOfFile))?;
            Some(generic(tokens, star + 1))
        }
        "Only single target (not list) can be annotated" => at("only single target (not list) can be annotated", range),
        "Trailing comma not allowed" => trailing_comma(tokens, index),
        "Expected symbol after `as`" => import_target(tokens, index),
        "Multiple exception types must be parenthesized when using `as`" => {
            let named = (index..).find(|&at| matches!(tokens.kind(at), TokenKind::As | TokenKind::EndOfFile))?;
            let range = range.cover(tokens.get(named + 1).range);
            at("multiple exception types must be parenthesized when using 'as'", range)
        }
        "Expected one or more exception types" => at("expected one or more exception types", token),
        "Expected a parameter name" => argument_assignment(tokens, range),
        "Pattern cannot follow a double star pattern" | "Only one double star pattern is allowed" => Some(generic(tokens, index)),
        "Positional patterns cannot follow keyword patterns" => at("positional patterns follow keyword patterns", range),
        _ => None,
    }
}

fn trailing_comma(tokens: &TokenList<'_>, index: usize) -> Option<Finding> {
    let start = tokens.line_start(index);
    if !matches!(tokens.kind(start), TokenKind::From | TokenKind::Import) {
        return None;
    }
    let comma = if tokens.kind(index) == TokenKind::Comma {
        index
    } else {
        index.checked_sub(1)?
    };
    if tokens.kind(start) == TokenKind::From && tokens.kind(comma + 1) == TokenKind::Newline {
        let message = "trailing comma not allowed without surrounding parentheses";
        return Some(Finding::new(message, tokens.get(comma + 1).range));
    }
    Some(generic(tokens, comma + 1))
}

/// `import a as b.c`, `import a as None`
pub(super) fn import_target(tokens: &TokenList<'_>, index: usize) -> Option<Finding> {
    if !starts_expression(tokens.kind(index)) {
        return None;
    }
    let stops = [TokenKind::Comma];
    let end = tokens.skip_expression(index, &stops);
    let range = TextRange::new(tokens.get(index).range.start(), tokens.get(end - 1).range.end());
    let parsed = ruff_python_parser::parse_expression(&tokens.text[range]).ok()?;
    let name = assignments::expression_name(parsed.expr());
    (name != "name").then(|| Finding::new(format!("cannot use {name} as import target"), range))
}

/// `f(a.b=1)`, `f(True=1)`
fn argument_assignment(tokens: &TokenList<'_>, range: TextRange) -> Option<Finding> {
    let equal = tokens.index_at(range.end());
    if tokens.kind(equal) != TokenKind::Equal {
        return None;
    }
    let text = &tokens.text[range];
    let end = tokens.get(equal).range.end();
    if matches!(text, "True" | "False" | "None") {
        return Some(Finding::new(format!("cannot assign to {text}"), TextRange::new(range.start(), end)));
    }
    if is_hard_keyword(tokens.kind(tokens.index_at(range.start()))) {
        return None;
    }
    let message = "expression cannot contain assignment, perhaps you meant \"==\"?";
    Some(Finding::new(message, TextRange::new(range.start(), end)))
}
