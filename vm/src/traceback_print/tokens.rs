//! The tokens of an expression outside brackets: a bracketed part is one token.

/// What a token is, as far as the search for the outermost node asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Identifiers and the constants that look like them.
    Name,
    Number,
    /// A string literal of any kind.
    Text,
    /// From an opening bracket (named) to its closing one.
    Group(char),
    Operator,
    Await,
    Keyword,
}

/// Characters `start..end` of the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Token {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
}

const KEYWORDS: &[&str] = &[
    "and", "as", "assert", "async", "break", "class", "continue", "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import",
    "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];
/// Longest first.
const OPERATORS: &[&str] = &[
    "...", "**=", "//=", "<<=", ">>=", "**", "//", "<<", ">>", "->", ":=", "==", "!=", "<=", ">=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "@=",
];

/// The tokens of `chars[from..to]`; `None` when brackets or quotes do not match, or a character has no place in Python.
pub fn tokens(chars: &[char], from: usize, to: usize) -> Option<Vec<Token>> {
    let mut scanner = Scanner { chars: &chars[..to], at: from };
    let mut found = Vec::new();
    while let Some(token) = scanner.next()? {
        found.push(token);
    }
    Some(found)
}

struct Scanner<'a> {
    chars: &'a [char],
    at: usize,
}

impl Scanner<'_> {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn skip_blanks(&mut self) {
        while let Some(c) = self.peek(0) {
            match c {
                '#' => {
                    while self.peek(0).is_some_and(|c| c != '\n') {
                        self.at += 1;
                    }
                }
                '\\' => self.at += 1,
                c if c.is_whitespace() => self.at += 1,
                _ => break,
            }
        }
    }

    /// `Some(None)` at the end.
    fn next(&mut self) -> Option<Option<Token>> {
        self.skip_blanks();
        let start = self.at;
        let Some(c) = self.peek(0) else { return Some(None) };
        let kind = match c {
            '(' | '[' | '{' => {
                self.skip_group(c)?;
                Kind::Group(c)
            }
            '"' | '\'' => {
                self.skip_string("")?;
                Kind::Text
            }
            c if c.is_alphabetic() || c == '_' => self.word()?,
            c if c.is_ascii_digit() || (c == '.' && self.peek(1).is_some_and(|d| d.is_ascii_digit())) => {
                self.skip_number();
                Kind::Number
            }
            _ => {
                self.skip_operator(c)?;
                Kind::Operator
            }
        };
        Some(Some(Token { kind, start, end: self.at }))
    }

    fn word(&mut self) -> Option<Kind> {
        let start = self.at;
        while self.peek(0).is_some_and(|c| c.is_alphanumeric() || c == '_') {
            self.at += 1;
        }
        let word: String = self.chars[start..self.at].iter().collect();
        if matches!(self.peek(0), Some('"' | '\'')) && word.len() <= 2 && word.chars().all(|c| "rRbBuUfFtT".contains(c)) {
            self.skip_string(&word)?;
            return Some(Kind::Text);
        }
        Some(match word.as_str() {
            "await" => Kind::Await,
            word if KEYWORDS.contains(&word) => Kind::Keyword,
            _ => Kind::Name,
        })
    }

    fn skip_number(&mut self) {
        while let Some(c) = self.peek(0) {
            let signed = matches!(c, 'e' | 'E') && !self.in_hex() && matches!(self.peek(1), Some('+' | '-'));
            if signed {
                self.at += 2;
            } else if c.is_alphanumeric() || c == '_' || c == '.' {
                self.at += 1;
            } else {
                break;
            }
        }
    }

    /// Whether the number being skipped is hexadecimal, where `e` is a digit.
    fn in_hex(&self) -> bool {
        let start = self.chars[..self.at]
            .iter()
            .rposition(|c| !c.is_alphanumeric() && *c != '_')
            .map_or(0, |i| i + 1);
        matches!(self.chars.get(start + 1), Some('x' | 'X'))
    }

    fn skip_operator(&mut self, c: char) -> Option<()> {
        let known = OPERATORS.iter().find(|op| op.chars().enumerate().all(|(i, c)| self.peek(i) == Some(c)));
        match known {
            Some(op) => self.at += op.len(),
            None if "+-*/%@&|^~<>=.,:;".contains(c) => self.at += 1,
            None => return None,
        }
        Some(())
    }

    /// From an opening bracket to behind its partner.
    fn skip_group(&mut self, open: char) -> Option<()> {
        let close = match open {
            '(' => ')',
            '[' => ']',
            _ => '}',
        };
        self.at += 1;
        self.skip_to(close, 0)
    }

    /// To behind `close`, over whatever stands before it.
    fn skip_to(&mut self, close: char, depth: usize) -> Option<()> {
        // Deeper than any expression that a traceback shows.
        if depth > 200 {
            return None;
        }
        loop {
            self.skip_blanks();
            let c = self.peek(0)?;
            match c {
                c if c == close => {
                    self.at += 1;
                    return Some(());
                }
                '(' => {
                    self.at += 1;
                    self.skip_to(')', depth + 1)?;
                }
                '[' => {
                    self.at += 1;
                    self.skip_to(']', depth + 1)?;
                }
                '{' => {
                    self.at += 1;
                    self.skip_to('}', depth + 1)?;
                }
                ')' | ']' | '}' => return None,
                '"' | '\'' => self.skip_string("")?,
                c if c.is_alphabetic() || c == '_' => {
                    self.word()?;
                }
                _ => self.at += 1,
            }
        }
    }

    /// From the opening quote to behind the closing one.
    fn skip_string(&mut self, prefix: &str) -> Option<()> {
        let quote = self.peek(0)?;
        let triple = self.peek(1) == Some(quote) && self.peek(2) == Some(quote);
        let interpolated = prefix.contains(['f', 'F', 't', 'T']);
        self.at += if triple { 3 } else { 1 };
        loop {
            let c = self.peek(0)?;
            match c {
                '\\' => self.at += 2,
                c if c == quote && (!triple || (self.peek(1) == Some(quote) && self.peek(2) == Some(quote))) => {
                    self.at += if triple { 3 } else { 1 };
                    return Some(());
                }
                '{' if interpolated && self.peek(1) == Some('{') => self.at += 2,
                '{' if interpolated => {
                    self.at += 1;
                    self.skip_to('}', 0)?;
                }
                '\n' if !triple => return None,
                _ => self.at += 1,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(source: &str) -> Option<Vec<String>> {
        let chars: Vec<char> = source.chars().collect();
        let found = tokens(&chars, 0, chars.len())?;
        Some(found.iter().map(|t| chars[t.start..t.end].iter().collect()).collect())
    }

    #[test]
    fn brackets_and_strings_are_whole() {
        assert_eq!(texts("f(a, ')')  [b]# c").unwrap(), ["f", "(a, ')')", "[b]"]);
        assert_eq!(texts(r#"rb"\"x" + f'{d["k"]}{{'"#).unwrap(), [r#"rb"\"x""#, "+", r#"f'{d["k"]}{{'"#]);
        assert_eq!(texts("'''a\n'b''' 'c'").unwrap(), ["'''a\n'b'''", "'c'"]);
        assert_eq!(texts("1e-5 - 0xe-1 .5").unwrap(), ["1e-5", "-", "0xe", "-", "1", ".5"]);
    }

    #[test]
    fn what_does_not_match_is_refused() {
        for source in ["(a", "a]", "'a", "(a]", "a ? b", "f'{x"] {
            assert_eq!(texts(source), None, "{source}");
        }
    }
}
