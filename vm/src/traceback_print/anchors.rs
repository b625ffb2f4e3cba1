//! Which part of an expression's source is its operator or its brackets: `~~^~~`, `~~~~^^^^`.
//!
//! A position tells where an expression starts and ends but not what it is. A full parser would
//! know; a walk over the tokens outside brackets is enough, for only the outermost node counts: the
//! loosest operator, or else the last call or subscript of a primary.

use super::tokens::{Kind, Token, tokens};

/// A place in the segment: line from 0, characters from the start of that line of the segment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place {
    pub line: usize,
    pub column: usize,
}

/// The part of an expression that gets the strong marks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Anchors {
    pub start: Place,
    /// Exclusive.
    pub end: Place,
}

/// The operator of a binary operation, or the brackets of a call or subscript that `segment` is.
pub fn anchors(segment: &str) -> Option<Anchors> {
    let chars: Vec<char> = segment.chars().collect();
    let (from, to) = outermost(&chars, 0, chars.len())?;
    Some(Anchors {
        start: place(&chars, from),
        end: place(&chars, to),
    })
}

/// What is called, where the segment is a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Callee {
    Name,
    Expression,
}

/// Whether `segment` is a call, and of what.
pub fn callee(segment: &str) -> Option<Callee> {
    let chars: Vec<char> = segment.chars().collect();
    let (from, _) = outermost(&chars, 0, chars.len())?;
    if chars[from] != '(' {
        return None;
    }
    let callee = tokens(&chars, 0, from)?;
    Some(if matches!(callee[..], [Token { kind: Kind::Name, .. }]) {
        Callee::Name
    } else {
        Callee::Expression
    })
}

fn place(chars: &[char], at: usize) -> Place {
    let line = chars[..at].iter().filter(|&&c| c == '\n').count();
    let start = chars[..at].iter().rposition(|&c| c == '\n').map_or(0, |newline| newline + 1);
    Place { line, column: at - start }
}

/// Binding strength of the binary operators, loosest first; `None`: not one of `BinOp`.
fn strength(operator: &str) -> Option<u8> {
    Some(match operator {
        "|" => 0,
        "^" => 1,
        "&" => 2,
        "<<" | ">>" => 3,
        "+" | "-" => 4,
        "*" | "/" | "//" | "%" | "@" => 5,
        "**" => POWER,
        _ => return None,
    })
}
const POWER: u8 = 6;

/// What a primary ended with so far.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Trailer {
    None,
    Brackets(usize),
    Attribute,
}

fn outermost(chars: &[char], from: usize, to: usize) -> Option<(usize, usize)> {
    let tokens = tokens(chars, from, to)?;
    if let [
        Token {
            kind: Kind::Group('('),
            start,
            end,
        },
    ] = tokens[..]
    {
        return outermost(chars, start + 1, end - 1);
    }
    let mut wants_operand = true;
    let mut loosest: Option<(u8, usize)> = None;
    let mut trailer = Trailer::None;
    let mut i = 0;
    while i < tokens.len() {
        let token = &tokens[i];
        let text: String = if token.kind == Kind::Operator {
            chars[token.start..token.end].iter().collect()
        } else {
            String::new()
        };
        if wants_operand {
            match token.kind {
                Kind::Operator if matches!(text.as_str(), "+" | "-" | "~") => {}
                Kind::Await => {}
                Kind::Name | Kind::Number | Kind::Group(_) => (wants_operand, trailer) = (false, Trailer::None),
                Kind::Operator if text == "..." => (wants_operand, trailer) = (false, Trailer::None),
                Kind::Text => {
                    while tokens.get(i + 1).is_some_and(|next| next.kind == Kind::Text) {
                        i += 1;
                    }
                    (wants_operand, trailer) = (false, Trailer::None);
                }
                Kind::Operator | Kind::Keyword => return None,
            }
        } else {
            match token.kind {
                Kind::Group('(' | '[') => trailer = Trailer::Brackets(i),
                Kind::Operator if text == "." => {
                    i += 1;
                    if tokens.get(i)?.kind != Kind::Name {
                        return None;
                    }
                    trailer = Trailer::Attribute;
                }
                Kind::Operator => {
                    let strength = strength(&text)?;
                    // Powers group to the right, all others to the left.
                    let replaces = match loosest {
                        None => true,
                        Some((other, _)) => strength < other || (strength == other && strength != POWER),
                    };
                    if replaces {
                        loosest = Some((strength, i));
                    }
                    wants_operand = true;
                }
                _ => return None,
            }
        }
        i += 1;
    }
    if wants_operand {
        return None;
    }
    let first = &tokens[0];
    match loosest {
        // `-a ** b` is the negative of a power; `await a ** b` is a power.
        Some((POWER, _)) if first.kind == Kind::Operator && chars[first.start] != '.' => None,
        Some((_, operator)) => Some(operator_range(chars, &tokens, operator)),
        None if first.kind == Kind::Await || (first.kind == Kind::Operator && chars[first.start] != '.') => None,
        None => match trailer {
            Trailer::Brackets(i) => Some((tokens[i].start, tokens[i].end)),
            Trailer::None | Trailer::Attribute => None,
        },
    }
}

/// One or two characters: the second counts when it cannot be part of the right operand, whose
/// start, as CPython's tree has it, lies inside the parentheses around it.
fn operator_range(chars: &[char], tokens: &[Token], operator: usize) -> (usize, usize) {
    let at = tokens[operator].start;
    let right = &tokens[operator + 1];
    let alone = operator + 2 == tokens.len();
    let starts_inside = alone && right.kind == Kind::Group('(') && is_parenthesised_expression(chars, right);
    let right_start = if starts_inside { right.start + 1 } else { right.start };
    let second = at + 1;
    let joins = second < right_start && !chars[second].is_whitespace() && !matches!(chars[second], '\\' | '#');
    (at, second + joins as usize)
}

/// Parentheses that are no part of the tree: not those of a tuple or a generator expression.
fn is_parenthesised_expression(chars: &[char], group: &Token) -> bool {
    let Some(inside) = tokens(chars, group.start + 1, group.end - 1) else {
        return false;
    };
    let is = |token: &Token, text: &str| chars[token.start..token.end].iter().copied().eq(text.chars());
    !inside.is_empty() && !inside.iter().any(|token| is(token, ",") || is(token, "for") || is(token, "async"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The segment's last line of marks, as a traceback would show them under a one-line segment.
    fn marks(segment: &str) -> String {
        match anchors(segment) {
            None => String::new(),
            Some(a) => {
                assert_eq!((a.start.line, a.end.line), (0, 0), "{segment}");
                (0..segment.chars().count())
                    .map(|i| if i >= a.start.column && i < a.end.column { '^' } else { '~' })
                    .collect()
            }
        }
    }

    #[test]
    fn binary_operators() {
        for (segment, expected) in [
            ("a + b", "~~^~~"),
            ("a//b", "~^^~"),
            ("a + b * c", "~~^~~~~~~"),
            ("a * b + c - d", "~~~~~~~~~~^~~"),
            ("a ** b ** c", "~~^^~~~~~~~"),
            ("-a * b", "~~~^~~"),
            ("a ** -b * c", "~~~~~~~~^~~"),
            ("a | b & c", "~~^~~~~~~"),
            ("f(x + 1) @ g[a - b]", "~~~~~~~~~^~~~~~~~~~"),
            ("'a' 'b' % x", "~~~~~~~~^~~"),
            ("(a)+(b)", "~~~^^~~"),
            ("(a)+(b, c)", "~~~^~~~~~~"),
            ("a+-b", "~^~~"),
            ("(a + b)", "~~~^~~~"),
            ("await a ** b", "~~~~~~~~^^~~"),
            ("f'{x + \"}\"}' + y", "~~~~~~~~~~~~~^~~"),
        ] {
            assert_eq!(marks(segment), expected, "{segment}");
        }
    }

    #[test]
    fn calls_and_subscripts() {
        for (segment, expected) in [
            ("f()", "~^^"),
            ("f(1)(2)", "~~~~^^^"),
            ("a.b.c(x)", "~~~~~^^^"),
            ("a[1][2]", "~~~~^^^"),
            ("(f) (x)", "~~~~^^^"),
            ("f('(')[0]", "~~~~~~^^^"),
            ("[1, 2][5]", "~~~~~~^^^"),
            ("{}['x']", "~~^^^^^"),
            ("''.join(a)", "~~~~~~~^^^"),
        ] {
            assert_eq!(marks(segment), expected, "{segment}");
        }
    }

    #[test]
    fn what_has_no_anchors() {
        for segment in [
            "a",
            "a.b",
            "a < b",
            "a and b(c)",
            "not a(b)",
            "-a",
            "-a ** b",
            "-f(x)",
            "a, b(c)",
            "x = f(y)",
            "return f(y)",
            "raise E(1)",
            "lambda: f(x)",
            "f(x) if y else g(z)",
            "await f()",
            "f(x",
            "[f(x)]",
            "f(x) for x in y",
            "a := f(x)",
            "",
            "import a",
            "*f(x)",
            "a + ",
        ] {
            assert_eq!(anchors(segment), None, "{segment}");
        }
    }

    #[test]
    fn places_over_lines() {
        let a = anchors("f(\n    1,\n  )").unwrap();
        assert_eq!((a.start, a.end), (Place { line: 0, column: 1 }, Place { line: 2, column: 3 }));
        let a = anchors("a  # x + y\n  + b").unwrap();
        assert_eq!((a.start, a.end), (Place { line: 1, column: 2 }, Place { line: 1, column: 3 }));
    }

    #[test]
    fn callees() {
        assert_eq!(callee("f(x, g(y))"), Some(Callee::Name));
        for segment in ["a.f(x)", "f(x)(y)"] {
            assert_eq!(callee(segment), Some(Callee::Expression), "{segment}");
        }
        for segment in ["f[x]", "f(x) + 1", "f", "a + (f(x))"] {
            assert_eq!(callee(segment), None, "{segment}");
        }
    }
}
