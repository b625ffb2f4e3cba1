//! The parser's tokens without comments and blank lines, and questions about their neighbourhood.

use ruff_python_ast::token::{TokenKind, Tokens};
use ruff_text_size::{Ranged, TextRange, TextSize};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Item {
    pub kind: TokenKind,
    pub range: TextRange,
}

pub(crate) struct TokenList<'a> {
    pub text: &'a str,
    pub items: Vec<Item>,
}

impl<'a> TokenList<'a> {
    pub fn new(text: &'a str, tokens: &Tokens) -> TokenList<'a> {
        let items = tokens
            .iter()
            .filter(|token| !matches!(token.kind(), TokenKind::Comment | TokenKind::NonLogicalNewline))
            .map(|token| Item {
                kind: token.kind(),
                range: token.range(),
            })
            .collect();
        TokenList { text, items }
    }

    /// Index of the first token that ends behind `offset`.
    pub fn index_at(&self, offset: TextSize) -> usize {
        let mut index = self
            .items
            .partition_point(|item| item.range.end() <= offset && !item.range.is_empty() || item.range.end() < offset);
        while self.kind(index) == TokenKind::Dedent && self.kind(index + 1) != TokenKind::EndOfFile {
            index += 1;
        }
        index
    }

    pub fn get(&self, index: usize) -> Item {
        let end = TextRange::empty(TextSize::try_from(self.text.len()).unwrap_or_default());
        self.items.get(index).copied().unwrap_or(Item {
            kind: TokenKind::EndOfFile,
            range: end,
        })
    }

    pub fn kind(&self, index: usize) -> TokenKind {
        self.get(index).kind
    }

    pub fn before(&self, index: usize) -> Option<Item> {
        index.checked_sub(1).map(|index| self.items[index])
    }

    pub fn text_of(&self, index: usize) -> &'a str {
        &self.text[self.get(index).range]
    }

    /// Index of the first token of the logical line that holds token `index`.
    pub fn line_start(&self, index: usize) -> usize {
        let ends = |kind| matches!(kind, TokenKind::Newline | TokenKind::Indent | TokenKind::Dedent | TokenKind::Semi);
        (0..index.min(self.items.len()))
            .rev()
            .find(|&before| ends(self.items[before].kind))
            .map_or(0, |before| before + 1)
    }

    /// The innermost bracket that is open before token `index`.
    pub fn open_bracket(&self, index: usize) -> Option<usize> {
        let mut depth = 0;
        for at in (0..index.min(self.items.len())).rev() {
            match self.items[at].kind {
                TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => depth += 1,
                TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => {
                    if depth == 0 {
                        return Some(at);
                    }
                    depth -= 1;
                }
                TokenKind::Newline => return None,
                _ => {}
            }
        }
        None
    }

    /// Index behind the expression that starts at `index`, going by brackets: up to a token of
    /// `stops` (or the line's end) outside of brackets.
    pub fn skip_expression(&self, index: usize, stops: &[TokenKind]) -> usize {
        let mut depth = 0usize;
        let mut at = index;
        while at < self.items.len() {
            let kind = self.items[at].kind;
            match kind {
                TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => depth += 1,
                TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => {
                    if depth == 0 {
                        return at;
                    }
                    depth -= 1;
                }
                // Where a replacement field failed to parse, its closing brace is of unknown kind.
                TokenKind::Newline | TokenKind::EndOfFile | TokenKind::Semi | TokenKind::Unknown if depth == 0 => {
                    return at;
                }
                _ if depth == 0 && stops.contains(&kind) => return at,
                _ => {}
            }
            at += 1;
        }
        at
    }
}

/// Whether an expression can start with this token.
pub(crate) fn starts_expression(kind: TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::Name
            | TokenKind::Int
            | TokenKind::Float
            | TokenKind::Complex
            | TokenKind::String
            | TokenKind::FStringStart
            | TokenKind::TStringStart
            | TokenKind::Lpar
            | TokenKind::Lsqb
            | TokenKind::Lbrace
            | TokenKind::Plus
            | TokenKind::Minus
            | TokenKind::Tilde
            | TokenKind::Ellipsis
            | TokenKind::True
            | TokenKind::False
            | TokenKind::None
            | TokenKind::Not
            | TokenKind::Lambda
            | TokenKind::Await
            | TokenKind::Match
            | TokenKind::Case
            | TokenKind::Type
            | TokenKind::Lazy
    )
}

/// Keywords of the language (soft ones are names).
pub(crate) fn is_hard_keyword(kind: TokenKind) -> bool {
    kind.is_keyword() && !matches!(kind, TokenKind::Match | TokenKind::Case | TokenKind::Type | TokenKind::Lazy)
}
