//! What CPython warns about while compiling (`SyntaxWarning`).
//!
//! They are collected, not printed: filters and the `error` action are the runtime's business.

use crate::source::Source;
use ruff_python_ast::token::{TokenKind, Tokens};
use ruff_python_ast::{CmpOp, Expr, Number};
use ruff_text_size::{Ranged, TextRange};

/// A `SyntaxWarning`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CompileWarning {
    pub message: String,
    /// 1-based line and byte column, for a filter that turns the warning into an error.
    pub line: u32,
    pub column: u32,
}

/// The warnings of one compilation, each once (copied `finally` bodies are generated twice).
#[derive(Default)]
pub(crate) struct Warnings {
    pub list: Vec<CompileWarning>,
}

impl Warnings {
    pub fn add(&mut self, source: &Source<'_>, range: TextRange, message: String) {
        let (line, column) = source.position(range.start());
        let warning = CompileWarning { message, line, column };
        if !self.list.contains(&warning) {
            self.list.push(warning);
        }
    }

    /// Escape sequences without a meaning, from the tokens.
    pub fn escapes(&mut self, source: &Source<'_>, tokens: &Tokens) {
        let mut raw_strings = Vec::new();
        for token in tokens {
            let text = &source.text[token.range()];
            let raw = |text: &str| text.split(['"', '\'']).next().is_some_and(|prefix| prefix.contains(['r', 'R']));
            match token.kind() {
                TokenKind::FStringStart | TokenKind::TStringStart => raw_strings.push(raw(text)),
                TokenKind::FStringEnd | TokenKind::TStringEnd => {
                    raw_strings.pop();
                }
                TokenKind::FStringMiddle | TokenKind::TStringMiddle if text.contains('\\') && raw_strings.last() == Some(&false) => {
                    self.invalid_escapes(source, token.range(), 0, false);
                }
                TokenKind::String if text.contains('\\') && !raw(text) => {
                    let quote = text.find(['"', '\'']).unwrap_or(0);
                    self.invalid_escapes(source, token.range(), quote, text[..quote].contains(['b', 'B']));
                }
                _ => {}
            }
        }
    }

    fn invalid_escapes(&mut self, source: &Source<'_>, range: TextRange, skip: usize, bytes: bool) {
        let text = &source.text[range];
        let mut rest = text[skip..].char_indices();
        while let Some((at, character)) = rest.next() {
            if character != '\\' {
                continue;
            }
            let Some((_, escaped)) = rest.next() else {
                return;
            };
            let known = "\n\\'\"abfnrtv01234567x".contains(escaped) || !bytes && "NuU".contains(escaped) || skip == 0 && "{}".contains(escaped);
            if known {
                let octal: String = text[skip + at + 1..].chars().take(3).take_while(|digit| digit.is_digit(8)).collect();
                if octal.len() == 3 && octal.starts_with(['4', '5', '6', '7']) {
                    let message = format!(
                        "\"\\{octal}\" is an invalid octal escape sequence. Such sequences will not work in the future. \
                         Did you mean \"\\\\{octal}\"? A raw string is also an option."
                    );
                    return self.add(source, range, message);
                }
                continue;
            }
            let line = source.text[range.start().to_usize()..range.start().to_usize() + skip + at]
                .matches('\n')
                .count();
            let message = format!(
                "\"\\{escaped}\" is an invalid escape sequence. Such sequences will not work in the future. \
                 Did you mean \"\\\\{escaped}\"? A raw string is also an option."
            );
            let (first, column) = source.position(range.start());
            let warning = CompileWarning {
                message,
                line: first + line as u32,
                column,
            };
            if !self.list.contains(&warning) {
                self.list.push(warning);
            }
            return;
        }
    }
}

/// Name of the type an expression certainly has.
fn type_name(expression: &Expr) -> Option<&'static str> {
    Some(match expression {
        Expr::Tuple(_) => "tuple",
        Expr::List(_) | Expr::ListComp(_) => "list",
        Expr::Dict(_) | Expr::DictComp(_) => "dict",
        Expr::Set(_) | Expr::SetComp(_) => "set",
        Expr::Generator(_) => "generator",
        Expr::Lambda(_) => "function",
        Expr::FString(_) | Expr::StringLiteral(_) => "str",
        Expr::TString(_) => "string.templatelib.Template",
        Expr::BytesLiteral(_) => "bytes",
        Expr::NumberLiteral(node) => match node.value {
            Number::Int(_) => "int",
            Number::Float(_) => "float",
            Number::Complex { .. } => "complex",
        },
        Expr::BooleanLiteral(_) => "bool",
        Expr::NoneLiteral(_) => "NoneType",
        Expr::EllipsisLiteral(_) => "ellipsis",
        _ => return None,
    })
}

/// `x is 1`
pub(crate) fn identity(op: CmpOp, left: &Expr, right: &Expr) -> Option<String> {
    let (word, instead) = match op {
        CmpOp::Is => ("is", "=="),
        CmpOp::IsNot => ("is not", "!="),
        _ => return None,
    };
    let literal = |expression: &Expr| matches!(expression, Expr::NumberLiteral(_) | Expr::StringLiteral(_) | Expr::BytesLiteral(_));
    let operand = [left, right].into_iter().find(|operand| literal(operand))?;
    let name = type_name(operand)?;
    Some(format!("\"{word}\" with '{name}' literal. Did you mean \"{instead}\"?"))
}

/// `"text" (…)`
pub(crate) fn call(function: &Expr) -> Option<String> {
    let name = type_name(function).filter(|&name| name != "function")?;
    Some(format!("'{name}' object is not callable; perhaps you missed a comma?"))
}

/// `1 [0]`, `"text" ["key"]`
pub(crate) fn subscript(value: &Expr, index: &Expr) -> Option<String> {
    let name = type_name(value)?;
    if matches!(
        name,
        "NoneType" | "ellipsis" | "bool" | "int" | "float" | "complex" | "set" | "generator" | "function"
    ) || value.is_t_string_expr()
    {
        return Some(format!("'{name}' object is not subscriptable; perhaps you missed a comma?"));
    }
    if name == "dict" {
        return None;
    }
    let index = type_name(index).filter(|&index| !matches!(index, "int" | "bool"))?;
    Some(format!("{name} indices must be integers or slices, not {index}; perhaps you missed a comma?"))
}
