//! Missing blocks and colons.

use super::Finding;
use super::tokens::TokenList;
use crate::source::Source;
use ruff_python_ast::token::TokenKind;

/// "expected an indented block after …", for a block that is missing before token `index`.
pub(super) fn missing_block(source: &Source<'_>, tokens: &TokenList<'_>, index: usize) -> Option<Finding> {
    let mut index = index;
    while matches!(tokens.kind(index), TokenKind::Newline) {
        index += 1;
    }
    let newline = (0..index).rev().find(|&at| tokens.kind(at) == TokenKind::Newline)?;
    let colon = newline.checked_sub(1)?;
    if tokens.kind(colon) != TokenKind::Colon {
        return None;
    }
    let start = tokens.line_start(colon);
    let head = if tokens.kind(start) == TokenKind::Async { start + 1 } else { start };
    let what = match tokens.kind(head) {
        TokenKind::Def => "function definition".to_string(),
        TokenKind::Class => "class definition".to_string(),
        TokenKind::Except if tokens.kind(head + 1) == TokenKind::Star => "'except*' statement".to_string(),
        TokenKind::If
        | TokenKind::Elif
        | TokenKind::Else
        | TokenKind::For
        | TokenKind::While
        | TokenKind::With
        | TokenKind::Try
        | TokenKind::Except
        | TokenKind::Finally
        | TokenKind::Match
        | TokenKind::Case => {
            format!("'{}' statement", tokens.text_of(head))
        }
        _ => return None,
    };
    let line = source.position(tokens.get(start).range.start()).0;
    let mut range = tokens.get(index).range;
    if tokens.kind(index) == TokenKind::EndOfFile || tokens.kind(index) == TokenKind::Dedent {
        // At the end of the source the error is at the end of the last line.
        let rest = source.text[range.start().to_usize()..].trim();
        if rest.is_empty() {
            range = ruff_text_size::TextRange::empty(tokens.get(colon).range.end());
        } else {
            let next = (index..).find(|&at| tokens.kind(at) != TokenKind::Dedent).unwrap_or(index);
            range = tokens.get(next).range;
        }
    }
    Some(Finding::indentation(format!("expected an indented block after {what} on line {line}"), range))
}

/// "expected ':'" before token `index`, where CPython says so.
pub(super) fn missing_colon(tokens: &TokenList<'_>, index: usize) -> Option<Finding> {
    let start = tokens.line_start(index);
    let head = if tokens.kind(start) == TokenKind::Async { start + 1 } else { start };
    let forced = matches!(
        tokens.kind(head),
        TokenKind::Def | TokenKind::Try | TokenKind::Else | TokenKind::Finally | TokenKind::Class
    );
    let at_newline = tokens.kind(index) == TokenKind::Newline;
    let has_blocks = matches!(
        tokens.kind(head),
        TokenKind::If
            | TokenKind::Elif
            | TokenKind::For
            | TokenKind::While
            | TokenKind::With
            | TokenKind::Except
            | TokenKind::Match
            | TokenKind::Case
            | TokenKind::Class
    );
    let in_class = tokens.kind(head) == TokenKind::Class && !at_newline;
    if (forced || at_newline && has_blocks) && !in_class {
        return Some(Finding::new("expected ':'", tokens.get(index).range));
    }
    None
}
