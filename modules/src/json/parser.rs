//! Recursive descent over the bytes of a document.

use super::strings::{self, text_of};
use crate::support::words;
use taipan_runtime::objects::{dict, int, list, string, tuple};
use taipan_runtime::{Raised, Thread, Value, ops};

/// Why a value could not be read.
pub enum Stop {
    Raised(Raised),
    /// There is none at this byte.
    NoValue(usize),
    /// `JSONDecodeError` with this message at this byte.
    Problem(&'static str, usize),
}

impl From<Raised> for Stop {
    fn from(raised: Raised) -> Stop {
        Stop::Raised(raised)
    }
}

/// The document and what the scanner wants done with it.
pub struct Parser {
    document: Value,
    scanner: Value,
    /// dict of the keys met so far, so that equal ones are one object
    memo: Value,
    strict: bool,
}

type Read = Result<(Value, usize), Stop>;

impl Parser {
    pub fn new(document: Value, scanner: Value, memo: Value) -> Parser {
        Parser {
            document,
            scanner,
            memo,
            strict: words::get(scanner, 0) == Value::TRUE,
        }
    }

    fn text(&self) -> &[u8] {
        string::bytes(&self.document)
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text().get(at).copied()
    }

    fn skip_space(&self, mut at: usize) -> usize {
        while matches!(self.byte(at), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            at += 1;
        }
        at
    }

    /// The value at byte `at`, and the byte behind it.
    pub fn value(&mut self, t: &mut Thread, at: usize) -> Read {
        let rest = &self.text()[at.min(self.text().len())..];
        match rest.first() {
            None => Err(Stop::NoValue(at)),
            Some(b'"') => self.string(t, at + 1),
            Some(b'{') => {
                t.check_native_stack()?;
                self.object(t, at + 1)
            }
            Some(b'[') => {
                t.check_native_stack()?;
                self.array(t, at + 1)
            }
            Some(b'n') if rest.starts_with(b"null") => Ok((Value::NONE, at + 4)),
            Some(b't') if rest.starts_with(b"true") => Ok((Value::TRUE, at + 4)),
            Some(b'f') if rest.starts_with(b"false") => Ok((Value::FALSE, at + 5)),
            Some(b'N') if rest.starts_with(b"NaN") => self.constant(t, "NaN", at),
            Some(b'I') if rest.starts_with(b"Infinity") => self.constant(t, "Infinity", at),
            Some(b'-') if rest.starts_with(b"-Infinity") => self.constant(t, "-Infinity", at),
            _ => self.number(t, at),
        }
    }

    fn constant(&mut self, t: &mut Thread, name: &str, at: usize) -> Read {
        let text = t.str(name);
        let v = ops::call(t, words::get(self.scanner, 5), &[text])?;
        Ok((v, at + name.len()))
    }

    fn string(&mut self, t: &mut Thread, start: usize) -> Read {
        match strings::scan(self.text(), start, self.strict) {
            Ok(literal) => {
                let v = match &literal.decoded {
                    Some(contents) => text_of(t, contents),
                    None => string::new_wtf8(t, &self.text()[start..literal.end - 1]),
                };
                Ok((v, literal.end))
            }
            Err(problem) => Err(Stop::Problem(problem.message, problem.at)),
        }
    }

    fn number(&mut self, t: &mut Thread, start: usize) -> Read {
        let text = self.text();
        let digits = |mut at: usize| {
            while text.get(at).is_some_and(u8::is_ascii_digit) {
                at += 1;
            }
            at
        };
        let mut at = start;
        if text.get(at) == Some(&b'-') {
            at += 1;
        }
        let whole = at;
        at = match text.get(at) {
            Some(b'0') => at + 1,
            Some(b'1'..=b'9') => digits(at),
            _ => return Err(Stop::NoValue(start)),
        };
        let whole_end = at;
        let mut is_float = false;
        if text.get(at) == Some(&b'.') && digits(at + 1) > at + 1 {
            at = digits(at + 1);
            is_float = true;
        }
        if matches!(text.get(at), Some(b'e' | b'E')) {
            let signed = if matches!(text.get(at + 1), Some(b'+' | b'-')) { at + 2 } else { at + 1 };
            if digits(signed) > signed {
                at = digits(signed);
                is_float = true;
            }
        }
        let convert = words::get(self.scanner, if is_float { 3 } else { 4 });
        if is_float && convert == t.types.float {
            let x = std::str::from_utf8(&text[start..at])
                .ok()
                .and_then(|s| s.parse::<f64>().ok())
                .unwrap_or(f64::NAN);
            return Ok((t.float(x), at));
        }
        if !is_float && convert == t.types.int && whole_end - whole <= 18 {
            let n = text[whole..at].iter().fold(0i64, |n, d| n * 10 + i64::from(d - b'0'));
            return Ok((t.int(if whole > start { -n } else { n }), at));
        }
        let shown = string::new_ascii(t, &self.text()[start..at]);
        let v = if !is_float && convert == t.types.int {
            int::parse_text(t, shown, 10)?
        } else {
            ops::call(t, convert, &[shown])?
        };
        Ok((v, at))
    }

    fn array(&mut self, t: &mut Thread, start: usize) -> Read {
        let out = list::new(t, &[]);
        let mut at = self.skip_space(start);
        if self.byte(at) == Some(b']') {
            return Ok((out, at + 1));
        }
        loop {
            let (v, end) = self.value(t, at)?;
            list::push(t, out, v);
            at = self.skip_space(end);
            match self.byte(at) {
                Some(b']') => return Ok((out, at + 1)),
                Some(b',') => {
                    let comma = at;
                    at = self.skip_space(at + 1);
                    if self.byte(at) == Some(b']') {
                        return Err(Stop::Problem("Illegal trailing comma before end of array", comma));
                    }
                }
                _ => return Err(Stop::Problem("Expecting ',' delimiter", at)),
            }
        }
    }

    fn key(&mut self, t: &mut Thread, start: usize) -> Read {
        let (key, end) = self.string(t, start)?;
        Ok(match dict::get(t, self.memo, key)? {
            Some(known) => (known, end),
            None => {
                dict::set(t, self.memo, key, key)?;
                (key, end)
            }
        })
    }

    fn object(&mut self, t: &mut Thread, start: usize) -> Read {
        const NAME: &str = "Expecting property name enclosed in double quotes";
        let (hook, pairs_hook) = (words::get(self.scanner, 1), words::get(self.scanner, 2));
        let pairs = if pairs_hook.is_none() { Value::NONE } else { list::new(t, &[]) };
        let out = dict::new(t);
        let mut at = self.skip_space(start);
        if self.byte(at) == Some(b'}') {
            at += 1;
        } else {
            loop {
                if self.byte(at) != Some(b'"') {
                    return Err(Stop::Problem(NAME, at));
                }
                let (key, end) = self.key(t, at + 1)?;
                at = self.skip_space(end);
                if self.byte(at) != Some(b':') {
                    return Err(Stop::Problem("Expecting ':' delimiter", at));
                }
                at = self.skip_space(at + 1);
                let (v, end) = self.value(t, at)?;
                if pairs.is_none() {
                    dict::set(t, out, key, v)?;
                } else {
                    let pair = tuple::new(t, &[key, v]);
                    list::push(t, pairs, pair);
                }
                at = self.skip_space(end);
                match self.byte(at) {
                    Some(b'}') => {
                        at += 1;
                        break;
                    }
                    Some(b',') => {
                        let comma = at;
                        at = self.skip_space(at + 1);
                        if self.byte(at) == Some(b'}') {
                            return Err(Stop::Problem("Illegal trailing comma before end of object", comma));
                        }
                    }
                    _ => return Err(Stop::Problem("Expecting ',' delimiter", at)),
                }
            }
        }
        if !pairs.is_none() {
            return Ok((ops::call(t, pairs_hook, &[pairs])?, at));
        }
        if !hook.is_none() {
            return Ok((ops::call(t, hook, &[out])?, at));
        }
        Ok((out, at))
    }
}
