//! Replacement fields of f-strings and t-strings that do not parse.

use super::Finding;
use super::tokens::TokenList;
use ruff_python_ast::token::TokenKind;
use ruff_text_size::TextRange;

/// The field that token `index` is directly in: the index of its brace and the string's letter.
fn enclosing_field(tokens: &TokenList<'_>, index: usize) -> Option<(usize, char)> {
    let open = tokens.open_bracket(index)?;
    if tokens.kind(open) != TokenKind::Lbrace {
        return None;
    }
    let before = tokens.kind(open.checked_sub(1)?);
    let letter = match before {
        TokenKind::FStringStart | TokenKind::FStringMiddle => 'f',
        TokenKind::TStringStart | TokenKind::TStringMiddle => 't',
        TokenKind::Rbrace | TokenKind::Colon => {
            let opener = (0..open)
                .rev()
                .find(|&at| matches!(tokens.kind(at), TokenKind::FStringStart | TokenKind::TStringStart))?;
            if tokens.kind(opener) == TokenKind::FStringStart { 'f' } else { 't' }
        }
        _ => return None,
    };
    Some((open, letter))
}

/// The complaint about a field whose parsing failed at token `index`.
pub(super) fn field_error(tokens: &TokenList<'_>, index: usize) -> Option<Finding> {
    let (open, letter) = enclosing_field(tokens, index)?;
    let range = tokens.get(index).range;
    let finding = |message: &str| Some(Finding::new(format!("{letter}-string: {message}"), range));
    if let Some(finding) = bare_lambda(tokens, open, index, letter) {
        return Some(finding);
    }
    if index == open + 1 {
        return match tokens.kind(index) {
            TokenKind::Equal => finding("valid expression required before '='"),
            TokenKind::Exclamation => finding("valid expression required before '!'"),
            TokenKind::Colon => finding("valid expression required before ':'"),
            TokenKind::Rbrace => finding("valid expression required before '}'"),
            kind if super::tokens::starts_expression(kind) || kind == TokenKind::Yield => None,
            _ => finding("expecting a valid expression after '{'"),
        };
    }
    if index == open + 2 && tokens.kind(open + 1) == TokenKind::Star {
        let message = format!("{letter}-string: expecting a valid expression after '{{'");
        return Some(Finding::new(message, tokens.get(open + 1).range));
    }
    // Where the field's expression ended decides what could have followed.
    let mut depth = 0usize;
    let (mut equal, mut conversion) = (false, false);
    for at in open + 1..index {
        match tokens.kind(at) {
            TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => depth += 1,
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => depth = depth.saturating_sub(1),
            TokenKind::Equal if depth == 0 => equal = true,
            TokenKind::Exclamation if depth == 0 => conversion = true,
            _ => {}
        }
    }
    if tokens.before(index).is_some_and(|before| before.kind == TokenKind::Exclamation) {
        return match tokens.kind(index) {
            TokenKind::Rbrace | TokenKind::Colon => finding("missing conversion character"),
            _ => finding("invalid conversion character"),
        };
    }
    if conversion {
        return finding("expecting ':' or '}'");
    }
    if equal {
        return finding("expecting '!', or ':', or '}'");
    }
    None
}

/// "expecting '=', or '!', or ':', or '}'" when an expression in a field is followed by something
/// else at token `index`.
pub(super) fn after_expression(tokens: &TokenList<'_>, index: usize) -> Option<Finding> {
    let (_, letter) = enclosing_field(tokens, index)?;
    let range: TextRange = tokens.get(index).range;
    Some(Finding::new(format!("{letter}-string: expecting '=', or '!', or ':', or '}}'"), range))
}

/// A lambda directly in a field: its colon starts the format spec.
fn bare_lambda(tokens: &TokenList<'_>, open: usize, index: usize, letter: char) -> Option<Finding> {
    let mut depth = 0usize;
    let mut lambda = None;
    for at in open + 1..=index {
        match tokens.kind(at) {
            TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => depth += 1,
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => depth = depth.saturating_sub(1),
            TokenKind::Lambda if depth == 0 => lambda = Some(at),
            TokenKind::Colon if depth == 0 => {
                let range = tokens.get(lambda?).range.cover(tokens.get(at).range);
                let message = format!("{letter}-string: lambda expressions are not allowed without parentheses");
                return Some(Finding::new(message, range));
            }
            _ => {}
        }
    }
    None
}
