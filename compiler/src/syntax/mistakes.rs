//! The common mistakes that CPython's grammar looks for once something failed.

use super::Finding;
use super::tokens::{TokenList, is_hard_keyword, starts_expression};
use ruff_python_ast::token::TokenKind;
use ruff_text_size::TextRange;

/// Looks for a known mistake around token `index`, at which parsing failed.
pub(super) fn mistake(tokens: &TokenList<'_>, index: usize) -> Option<Finding> {
    legacy_statement(tokens, index)
        .or_else(|| small_mistakes(tokens, index))
        .or_else(|| forgotten_value(tokens, index))
        .or_else(|| import_from(tokens, index))
        .or_else(|| conditional(tokens, index))
        .or_else(|| forgotten_else(tokens, index))
        .or_else(|| assignment_in_expression(tokens, index))
        .or_else(|| forgotten_comma(tokens, index))
}

/// Whether the tokens from `first` to `end` are an expression.
fn parses(tokens: &TokenList<'_>, first: usize, end: usize) -> bool {
    if first >= end {
        return false;
    }
    let range = TextRange::new(tokens.get(first).range.start(), tokens.get(end - 1).range.end());
    // In parentheses, because the expression may be on several lines.
    ruff_python_parser::parse_expression(&format!("(\n{}\n)", &tokens.text[range])).is_ok()
}

fn is_name(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Name | TokenKind::Match | TokenKind::Case | TokenKind::Type | TokenKind::Lazy)
}

/// `print x`, `exec "…"`
fn legacy_statement(tokens: &TokenList<'_>, index: usize) -> Option<Finding> {
    let before = index.checked_sub(1)?;
    let name = tokens.text_of(before);
    if tokens.kind(before) != TokenKind::Name || !matches!(name, "print" | "exec") || !starts_expression(tokens.kind(index)) {
        return None;
    }
    if matches!(tokens.kind(index), TokenKind::Lpar) {
        return None;
    }
    let end = tokens.skip_expression(index, &[TokenKind::Equal, TokenKind::Colon, TokenKind::ColonEqual]);
    let last = tokens.get(end - 1).range;
    if !parses(tokens, index, end) {
        return None;
    }
    let range = TextRange::new(tokens.get(before).range.start(), last.end());
    Some(Finding::new(
        format!("Missing parentheses in call to '{name}'. Did you mean {name}(...)?"),
        range,
    ))
}

/// `{1: 2, 3}`
fn forgotten_value(tokens: &TokenList<'_>, index: usize) -> Option<Finding> {
    let open = tokens.open_bracket(index)?;
    if tokens.kind(open) != TokenKind::Lbrace || tokens.kind(index) == TokenKind::Colon {
        return None;
    }
    let (mut depth, mut start, mut is_pair, mut pairs) = (0usize, open + 1, false, 0);
    for at in open + 1..index {
        match tokens.kind(at) {
            TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => depth += 1,
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => depth = depth.saturating_sub(1),
            TokenKind::Colon if depth == 0 => is_pair = true,
            TokenKind::DoubleStar if depth == 0 && at == start => is_pair = true,
            TokenKind::Comma if depth == 0 => {
                pairs += usize::from(is_pair);
                (start, is_pair) = (at + 1, false);
            }
            _ => {}
        }
    }
    if pairs == 0 || is_pair || !parses(tokens, start, index) {
        return None;
    }
    let end = tokens.get(index - 1).range.end();
    let last = tokens.text[..end.to_usize()].chars().next_back()?;
    let range = TextRange::empty(end - ruff_text_size::TextSize::of(last));
    Some(Finding::new("':' expected after dictionary key", range))
}

/// `import a from b`
fn import_from(tokens: &TokenList<'_>, index: usize) -> Option<Finding> {
    let start = tokens.line_start(index);
    if tokens.kind(index) != TokenKind::From || tokens.kind(start) != TokenKind::Import {
        return None;
    }
    let end = tokens.skip_expression(index, &[]);
    let range = TextRange::new(tokens.get(start).range.start(), tokens.get(end - 1).range.end());
    Some(Finding::new("Did you mean to use 'from ... import ...' instead?", range))
}

/// Statements in the branches of `a if b else c`.
fn conditional(tokens: &TokenList<'_>, index: usize) -> Option<Finding> {
    let statement = |kind| {
        matches!(
            kind,
            TokenKind::Pass
                | TokenKind::Break
                | TokenKind::Continue
                | TokenKind::Return
                | TokenKind::Raise
                | TokenKind::Global
                | TokenKind::Nonlocal
                | TokenKind::Del
                | TokenKind::Assert
                | TokenKind::Import
                | TokenKind::From
        )
    };
    let is_statement = statement(tokens.kind(index)) || tokens.kind(index) == TokenKind::Newline;
    if !is_statement {
        return None;
    }
    if tokens.before(index).is_some_and(|before| before.kind == TokenKind::Else) && is_statement && index > tokens.line_start(index) + 1 {
        return Some(Finding::new(
            "expected expression after 'else', but statement is given",
            tokens.get(index).range,
        ));
    }
    if matches!(tokens.kind(index), TokenKind::Pass | TokenKind::Break | TokenKind::Continue) && tokens.kind(index + 1) == TokenKind::If {
        let end = tokens.skip_expression(index + 2, &[TokenKind::Else]);
        if tokens.kind(end) == TokenKind::Else {
            return Some(Finding::new("expected expression before 'if', but statement is given", tokens.get(index).range));
        }
    }
    None
}

/// `a if b` without `else`
fn forgotten_else(tokens: &TokenList<'_>, index: usize) -> Option<Finding> {
    let start = tokens.open_bracket(index).map_or(tokens.line_start(index), |open| open + 1);
    let mut depth = 0usize;
    let mut found = None;
    for at in (start..index).rev() {
        match tokens.kind(at) {
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => depth += 1,
            TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => depth = depth.saturating_sub(1),
            TokenKind::Else | TokenKind::For if depth == 0 => return None,
            TokenKind::Comma | TokenKind::Equal | TokenKind::Colon | TokenKind::Semi if depth == 0 => {
                break;
            }
            TokenKind::If if depth == 0 => {
                found = Some(at);
                break;
            }
            _ => {}
        }
    }
    let at = found.filter(|&at| at > start && at + 1 < index)?;
    if matches!(tokens.kind(index), TokenKind::Else | TokenKind::Colon) {
        return None;
    }
    let first = expression_start(tokens, at, start)?;
    let range = TextRange::new(tokens.get(first).range.start(), tokens.get(index - 1).range.end());
    Some(Finding::new("expected 'else' after 'if' expression", range))
}

/// First token of the expression that ends before token `end`.
fn expression_start(tokens: &TokenList<'_>, end: usize, limit: usize) -> Option<usize> {
    let mut depth = 0usize;
    let mut first = end;
    for at in (limit..end).rev() {
        match tokens.kind(at) {
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => depth += 1,
            TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace if depth == 0 => break,
            TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => depth -= 1,
            TokenKind::Comma | TokenKind::Equal | TokenKind::Colon | TokenKind::ColonEqual if depth == 0 => {
                break;
            }
            kind if depth == 0
                && is_hard_keyword(kind)
                && !matches!(
                    kind,
                    TokenKind::And
                        | TokenKind::Or
                        | TokenKind::Not
                        | TokenKind::In
                        | TokenKind::Is
                        | TokenKind::True
                        | TokenKind::False
                        | TokenKind::None
                        | TokenKind::Await
                        | TokenKind::Lambda
                ) =>
            {
                break;
            }
            _ => {}
        }
        first = at;
    }
    (first < end).then_some(first)
}

/// `=` where a comparison or `:=` was meant.
fn assignment_in_expression(tokens: &TokenList<'_>, index: usize) -> Option<Finding> {
    if tokens.kind(index) != TokenKind::Equal {
        return None;
    }
    let line = tokens.line_start(index);
    let start = match tokens.open_bracket(index) {
        Some(open) => open + 1,
        None if matches!(tokens.kind(line), TokenKind::If | TokenKind::Elif | TokenKind::While | TokenKind::At) => line + 1,
        None => return None,
    };
    let first = expression_start(tokens, index, start)?;
    // In `f(a=b=c)` and `{a: b=c}` the left side is no expression of its own.
    if first > start && matches!(tokens.kind(first - 1), TokenKind::Equal | TokenKind::Colon) {
        return None;
    }
    if !starts_expression(tokens.kind(index + 1)) || matches!(tokens.kind(index + 1), TokenKind::Not | TokenKind::Lambda) {
        return None;
    }
    let stops = [
        TokenKind::Equal,
        TokenKind::ColonEqual,
        TokenKind::Comma,
        TokenKind::Colon,
        TokenKind::If,
        TokenKind::Else,
        TokenKind::For,
        TokenKind::And,
        TokenKind::Or,
        TokenKind::Not,
        TokenKind::In,
        TokenKind::Is,
        TokenKind::Less,
        TokenKind::Greater,
        TokenKind::EqEqual,
        TokenKind::NotEqual,
        TokenKind::LessEqual,
        TokenKind::GreaterEqual,
    ];
    let end = tokens.skip_expression(index + 1, &stops);
    if matches!(tokens.kind(end), TokenKind::Equal | TokenKind::ColonEqual) {
        return None;
    }
    if first + 1 == index && is_name(tokens.kind(first)) {
        let range = TextRange::new(tokens.get(first).range.start(), tokens.get(end - 1).range.end());
        let message = "invalid syntax. Maybe you meant '==' or ':=' instead of '='?";
        return Some(Finding::new(message, range));
    }
    let range = TextRange::new(tokens.get(first).range.start(), tokens.get(index - 1).range.end());
    let parsed = ruff_python_parser::parse_expression(&format!("(\n{}\n)", &tokens.text[range])).ok()?;
    let name = super::assignments::expression_name(parsed.expr());
    if matches!(
        name,
        "list" | "tuple" | "generator expression" | "True" | "None" | "False" | "comparison" | "name"
    ) {
        return None;
    }
    Some(Finding::new(
        format!("cannot assign to {name} here. Maybe you meant '==' instead of '='?"),
        range,
    ))
}

/// Two expressions side by side in brackets.
fn forgotten_comma(tokens: &TokenList<'_>, index: usize) -> Option<Finding> {
    let open = tokens.open_bracket(index)?;
    let before = tokens.before(index)?;
    let ends_expression = matches!(
        before.kind,
        TokenKind::Name
            | TokenKind::Int
            | TokenKind::Float
            | TokenKind::Complex
            | TokenKind::String
            | TokenKind::FStringEnd
            | TokenKind::TStringEnd
            | TokenKind::Rpar
            | TokenKind::Rsqb
            | TokenKind::Rbrace
            | TokenKind::True
            | TokenKind::False
            | TokenKind::None
            | TokenKind::Ellipsis
    );
    if !ends_expression || !starts_expression(tokens.kind(index)) || tokens.kind(index) == TokenKind::Lpar {
        return None;
    }
    let parameters = open >= 2 && matches!(tokens.kind(open - 2), TokenKind::Def) || open >= 1 && tokens.kind(open - 1) == TokenKind::Def;
    if parameters {
        return None;
    }
    let string_prefix = before.kind == TokenKind::Name && tokens.kind(index) == TokenKind::String;
    if string_prefix {
        return None;
    }
    let first = expression_start(tokens, index, open + 1)?;
    if first + 1 == index && matches!(tokens.text_of(first), "print" | "exec") {
        return None;
    }
    let stops = [TokenKind::Comma, TokenKind::Colon, TokenKind::Equal, TokenKind::For, TokenKind::ColonEqual];
    let mut end = tokens.skip_expression(index, &stops);
    // The second expression ends where a third one begins.
    let mut depth = 0usize;
    for at in index + 1..end {
        match tokens.kind(at) {
            TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => depth += 1,
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => depth = depth.saturating_sub(1),
            kind if depth == 0 && is_operand(kind) && is_operand(tokens.kind(at - 1)) => {
                end = at;
                break;
            }
            _ => {}
        }
    }
    let has_in = (first..index).any(|at| tokens.kind(at) == TokenKind::In);
    if first > open + 1 && tokens.kind(first - 1) == TokenKind::For && !has_in && parses(tokens, first, index) {
        return Some(Finding::new("'in' expected after for-loop variables", tokens.get(index).range));
    }
    let in_loop = first > 0 && matches!(tokens.kind(first - 1), TokenKind::For)
        || (first..index).any(|at| tokens.kind(at) == TokenKind::In) && (open..first).any(|at| tokens.kind(at) == TokenKind::For);
    if in_loop || !parses(tokens, first, index) || !parses(tokens, index, end) {
        return None;
    }
    let range = TextRange::new(tokens.get(first).range.start(), tokens.get(end - 1).range.end());
    Some(Finding::new("invalid syntax. Perhaps you forgot a comma?", range))
}

fn is_operand(kind: TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::Name | TokenKind::Int | TokenKind::Float | TokenKind::Complex | TokenKind::True | TokenKind::False | TokenKind::None
    )
}

/// Mistakes that a look at the neighbouring tokens settles.
fn small_mistakes(tokens: &TokenList<'_>, index: usize) -> Option<Finding> {
    let item = tokens.get(index);
    let before = tokens.before(index)?;
    let start = tokens.line_start(index);
    let open = tokens.open_bracket(index);
    let call = open.is_some_and(|open| {
        tokens.kind(open) == TokenKind::Lpar && open > start && matches!(tokens.kind(open - 1), TokenKind::Name | TokenKind::Rpar | TokenKind::Rsqb)
    });
    let defines = matches!(tokens.kind(start), TokenKind::Def | TokenKind::Async | TokenKind::Class);
    let closes = matches!(item.kind, TokenKind::Rpar | TokenKind::Comma | TokenKind::Colon);
    match (before.kind, item.kind) {
        (TokenKind::Less, TokenKind::Greater) if before.range.end() == item.range.start() => {
            let message = "invalid syntax.  Maybe you meant '!=' instead of '<>'?";
            Some(Finding::new(message, before.range.cover(item.range)))
        }
        (TokenKind::Equal, _) if closes && defines && call => Some(Finding::new("expected default value expression", before.range)),
        (TokenKind::Equal, TokenKind::Rpar | TokenKind::Comma) if call && is_name(tokens.kind(index - 2)) => {
            let name = tokens.get(index - 2).range;
            Some(Finding::new("expected argument value expression", name.cover(before.range)))
        }
        (TokenKind::Colon, TokenKind::Rbrace | TokenKind::Comma) if open.is_some_and(|open| tokens.kind(open) == TokenKind::Lbrace) => {
            Some(Finding::new("expression expected after dictionary key and ':'", before.range))
        }
        (TokenKind::Colon, TokenKind::Star) if open.is_some_and(|open| tokens.kind(open) == TokenKind::Lbrace) => {
            let end = tokens.skip_expression(index + 1, &[TokenKind::Comma]);
            let range = item.range.cover(tokens.get(end - 1).range);
            Some(Finding::new("cannot use a starred expression in a dictionary value", range))
        }
        (TokenKind::Star, TokenKind::Colon | TokenKind::Rsqb | TokenKind::Rpar | TokenKind::Rbrace | TokenKind::Comma)
            if !defines && open.is_some_and(|open| tokens.kind(open) != TokenKind::Lsqb || open + 2 == index) =>
        {
            Some(Finding::new("Invalid star expression", item.range))
        }
        (TokenKind::Slash, TokenKind::Star) if defines => Some(Finding::new("expected comma between / and *", item.range)),
        (TokenKind::Name, TokenKind::Dot | TokenKind::Lpar | TokenKind::Lsqb)
            if index >= 2 && tokens.kind(index - 2) == TokenKind::As && matches!(tokens.kind(start), TokenKind::Import | TokenKind::From) =>
        {
            super::translate::import_target(tokens, index - 1)
        }
        (_, TokenKind::ColonEqual) if open.is_none() => {
            let first = expression_start(tokens, index, start).filter(|&first| first == start)?;
            let range = TextRange::new(tokens.get(first).range.start(), before.range.end());
            let parsed = ruff_python_parser::parse_expression(&tokens.text[range]).ok()?;
            let name = super::assignments::expression_name(parsed.expr());
            (name != "name").then(|| Finding::new(format!("cannot use assignment expressions with {name}"), range))
        }
        _ if item.kind == TokenKind::Lpar && before.kind == TokenKind::Lambda => {
            let close = tokens.skip_expression(index + 1, &[]);
            let range = item.range.cover(tokens.get(close).range);
            Some(Finding::new("Lambda expression parameters cannot be parenthesized", range))
        }
        _ if is_augmented(item.kind) => {
            let first = expression_start(tokens, index, start)?;
            let tuple = first > start && tokens.kind(first - 1) == TokenKind::Comma;
            let range = TextRange::new(tokens.get(start).range.start(), before.range.end());
            tuple.then(|| Finding::new("'tuple' is an illegal expression for augmented assignment", range))
        }
        _ => None,
    }
}

fn is_augmented(kind: TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::PlusEqual
            | TokenKind::MinusEqual
            | TokenKind::StarEqual
            | TokenKind::SlashEqual
            | TokenKind::PercentEqual
            | TokenKind::AmperEqual
            | TokenKind::VbarEqual
            | TokenKind::CircumflexEqual
            | TokenKind::LeftShiftEqual
            | TokenKind::RightShiftEqual
            | TokenKind::DoubleStarEqual
            | TokenKind::DoubleSlashEqual
            | TokenKind::AtEqual
    )
}
