//! What CPython warns about while compiling (`SyntaxWarning`).
//!
//! They are collected, not printed: filters and the `error` action are the runtime's business.

use crate::error::{CompileError, ErrorKind};
use crate::source::Source;
use ruff_python_ast::token::{TokenKind, Tokens};
use ruff_python_ast::{CmpOp, Expr, Number};
use ruff_text_size::{Ranged, TextRange, TextSize};

/// A `SyntaxWarning`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CompileWarning {
    pub message: String,
    /// What it becomes where a filter turns it into an error; its position is the warning's.
    pub error: CompileError,
    phase: Phase,
}

/// CPython warns while it parses, then while it prepares the tree, then while it generates code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Phase {
    Parse,
    Tree,
    Generate,
}

/// The warnings of one compilation, each once (copied `finally` bodies are generated twice).
#[derive(Default)]
pub(crate) struct Warnings {
    list: Vec<CompileWarning>,
}

/// What only the warning says of escape sequences.
const ESCAPE_FUTURE: &str = "Such sequences will not work in the future. ";

impl Warnings {
    pub fn add(&mut self, source: &Source<'_>, range: TextRange, message: String, phase: Phase) {
        let error = *source.compiler_error(message.clone(), range);
        self.push(CompileWarning { message, error, phase });
    }

    fn push(&mut self, warning: CompileWarning) {
        if !self.list.contains(&warning) {
            self.list.push(warning);
        }
    }

    /// All of them in the order in which CPython finds them.
    pub fn in_order(mut self) -> Vec<CompileWarning> {
        self.list.sort_by_key(|warning| warning.phase);
        self.list
    }

    /// Escape sequences without a meaning, and keywords right behind numbers, from the tokens up to a 1-based line.
    pub fn of_tokens(&mut self, source: &Source<'_>, tokens: &Tokens, last_line: u32) {
        let mut raw_strings = Vec::new();
        let mut number = None;
        for token in tokens {
            if source.position(token.start()).0 > last_line {
                return;
            }
            let text = &source.text[token.range()];
            let number_before = number.take();
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
                TokenKind::Int | TokenKind::Float | TokenKind::Complex => number = Some(token.range()),
                kind if kind.is_keyword() && number_before.is_some_and(|range: TextRange| range.end() == token.start()) => {
                    self.number(source, number_before.unwrap_or_default());
                }
                _ => {}
            }
        }
    }

    /// A keyword directly behind a number.
    fn number(&mut self, source: &Source<'_>, range: TextRange) {
        let text = source.text[range].to_ascii_lowercase();
        let kind = match text.get(..2) {
            Some("0x") => "hexadecimal",
            Some("0o") => "octal",
            Some("0b") => "binary",
            _ if text.ends_with('j') => "imaginary",
            _ => "decimal",
        };
        let message = format!("invalid {kind} literal");
        let at = TextRange::empty(range.end() - TextSize::of('0'));
        let mut error = *source.error(ErrorKind::SyntaxError, message.clone(), at);
        error.text = error.text.map(|text| text.trim_end_matches('\n').to_string());
        let phase = Phase::Parse;
        self.push(CompileWarning { message, error, phase });
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
            if !known {
                return self.escape(source, range, skip + at, &escaped.to_string(), "escape");
            }
            let octal: String = text[skip + at + 1..].chars().take(3).take_while(|digit| digit.is_digit(8)).collect();
            if octal.len() == 3 && octal.starts_with(['4', '5', '6', '7']) {
                return self.escape(source, range, skip + at, &octal, "octal escape");
            }
        }
    }

    /// The sequence `\escaped`, `at` bytes into a token.
    fn escape(&mut self, source: &Source<'_>, token: TextRange, at: usize, escaped: &str, kind: &str) {
        let start = token.start() + TextSize::try_from(at).unwrap_or_default();
        let range = TextRange::at(start, TextSize::of('\\') + TextSize::of(escaped));
        let head = format!("\"\\{escaped}\" is an invalid {kind} sequence. ");
        let tail = format!("Did you mean \"\\\\{escaped}\"? A raw string is also an option.");
        self.push(CompileWarning {
            message: format!("{head}{ESCAPE_FUTURE}{tail}"),
            error: *source.error(ErrorKind::SyntaxError, format!("{head}{tail}"), range),
            phase: Phase::Parse,
        });
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
    let literal = |expression: &Expr| match expression {
        Expr::NumberLiteral(_) | Expr::StringLiteral(_) | Expr::BytesLiteral(_) => true,
        // `()` is a constant already in the tree.
        Expr::Tuple(tuple) => tuple.is_empty(),
        _ => false,
    };
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
