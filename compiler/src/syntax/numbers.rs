//! Number literals by the tokenizer's rules, with its complaints.

/// What is wrong with a number; offsets are bytes into the source.
pub(crate) struct NumberProblem {
    pub message: String,
    pub start: usize,
    pub end: usize,
}

struct Number<'a> {
    bytes: &'a [u8],
    at: usize,
}

/// Offset behind the number that starts at `start`.
pub(crate) fn scan_number(bytes: &[u8], start: usize) -> Result<usize, NumberProblem> {
    let mut number = Number { bytes, at: start };
    if number.peek() == b'.' {
        number.at += 1;
        return number.fraction();
    }
    if number.peek() != b'0' {
        number.decimal_tail()?;
        return number.after_integer();
    }
    number.at += 1;
    match number.peek() {
        b'x' | b'X' => number.radix("hexadecimal", |byte| byte.is_ascii_hexdigit()),
        b'o' | b'O' => number.radix("octal", |byte| (b'0'..b'8').contains(&byte)),
        b'b' | b'B' => number.radix("binary", |byte| matches!(byte, b'0' | b'1')),
        _ => number.leading_zeros(start),
    }
}

impl Number<'_> {
    fn peek(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(0)
    }

    /// The error of a literal that ends before `at`: it is shown at its last character.
    fn invalid<T>(&self, message: String) -> Result<T, NumberProblem> {
        Err(NumberProblem {
            message,
            start: self.at - 1,
            end: self.at,
        })
    }

    fn radix(&mut self, kind: &str, is_digit: fn(u8) -> bool) -> Result<usize, NumberProblem> {
        self.at += 1;
        loop {
            if self.peek() == b'_' {
                self.at += 1;
            }
            if !is_digit(self.peek()) {
                return self.bad_digit(kind);
            }
            while is_digit(self.peek()) {
                self.at += 1;
            }
            if self.peek() != b'_' {
                break;
            }
        }
        if self.peek().is_ascii_digit() {
            return self.bad_digit(kind);
        }
        self.end(kind)
    }

    fn bad_digit(&mut self, kind: &str) -> Result<usize, NumberProblem> {
        let byte = self.peek();
        if byte.is_ascii_digit() && kind != "hexadecimal" {
            self.at += 1;
            return self.invalid(format!("invalid digit '{}' in {kind} literal", byte as char));
        }
        self.invalid(format!("invalid {kind} literal"))
    }

    fn leading_zeros(&mut self, start: usize) -> Result<usize, NumberProblem> {
        loop {
            if self.peek() == b'_' {
                self.at += 1;
                if !self.peek().is_ascii_digit() {
                    return self.invalid("invalid decimal literal".to_string());
                }
            }
            if self.peek() != b'0' {
                break;
            }
            self.at += 1;
        }
        let zeros_end = self.at + 1;
        let nonzero = self.peek().is_ascii_digit();
        if nonzero {
            self.decimal_tail()?;
        }
        match self.peek() {
            b'.' | b'e' | b'E' | b'j' | b'J' => self.after_integer(),
            _ if nonzero => Err(NumberProblem {
                message: "leading zeros in decimal integer literals are not permitted; \
                          use an 0o prefix for octal integers"
                    .to_string(),
                start,
                end: zeros_end - 1,
            }),
            _ => self.end("decimal"),
        }
    }

    fn decimal_tail(&mut self) -> Result<(), NumberProblem> {
        loop {
            while self.peek().is_ascii_digit() {
                self.at += 1;
            }
            if self.peek() != b'_' {
                return Ok(());
            }
            self.at += 1;
            if !self.peek().is_ascii_digit() {
                return self.invalid("invalid decimal literal".to_string());
            }
        }
    }

    fn after_integer(&mut self) -> Result<usize, NumberProblem> {
        if self.peek() == b'.' {
            self.at += 1;
            return self.fraction();
        }
        self.exponent()
    }

    fn fraction(&mut self) -> Result<usize, NumberProblem> {
        if self.peek().is_ascii_digit() {
            self.decimal_tail()?;
        }
        self.exponent()
    }

    fn exponent(&mut self) -> Result<usize, NumberProblem> {
        if matches!(self.peek(), b'e' | b'E') {
            let sign = matches!(self.bytes.get(self.at + 1), Some(b'+' | b'-'));
            let digit = self.bytes.get(self.at + 1 + usize::from(sign)).is_some_and(u8::is_ascii_digit);
            if sign && !digit {
                self.at += 2;
                return self.invalid("invalid decimal literal".to_string());
            }
            if !digit {
                return self.end("decimal");
            }
            self.at += 1 + usize::from(sign);
            self.decimal_tail()?;
        }
        if matches!(self.peek(), b'j' | b'J') {
            self.at += 1;
            return self.end("imaginary");
        }
        self.end("decimal")
    }

    /// A number may be followed by a keyword, but by no other word.
    fn end(&self, kind: &str) -> Result<usize, NumberProblem> {
        let rest = &self.bytes[self.at..];
        let keywords: [&[u8]; 8] = [b"and", b"else", b"for", b"if", b"in", b"is", b"or", b"not"];
        let keyword = keywords.iter().any(|keyword| rest.starts_with(keyword));
        if !keyword && (self.peek().is_ascii_alphanumeric() || self.peek() == b'_') {
            return self.invalid(format!("invalid {kind} literal"));
        }
        Ok(self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: &str) -> String {
        match scan_number(text.as_bytes(), 0) {
            Ok(end) => format!("ends {end}"),
            Err(problem) => format!("{} @{}", problem.message, problem.start),
        }
    }

    #[test]
    fn complaints_are_the_tokenizers() {
        assert_eq!(message("1_000_"), "invalid decimal literal @5");
        assert_eq!(message("0b2"), "invalid digit '2' in binary literal @2");
        assert_eq!(message("1e"), "invalid decimal literal @0");
        assert_eq!(message("5j5"), "invalid imaginary literal @1");
        assert_eq!(message("1.a"), "invalid decimal literal @1");
        assert!(message("0777").starts_with("leading zeros"));
        assert_eq!(message("0x"), "invalid hexadecimal literal @1");
        assert_eq!(
            message("0_7"),
            "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers @0"
        );
        assert_eq!(message("1if x"), "ends 1");
        assert_eq!(message("1.5e-3j"), "ends 7");
    }
}
