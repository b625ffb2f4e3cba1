//! String literals: reading them, and writing them with or without escapes for what is not ASCII.

use crate::support::{attribute, import};
use taipan_runtime::native::NativeDef;
use taipan_runtime::objects::{int, string};
use taipan_runtime::{Args, Raised, Thread, Value, ops};

/// Raises `json.JSONDecodeError(message, text, position)`; the position counts characters.
#[cold]
pub fn decode_error(t: &mut Thread, message: &str, text: Value, position: usize) -> Raised {
    let class = match import(t, "json.decoder").and_then(|m| attribute(t, m, "JSONDecodeError")) {
        Ok(class) => class,
        Err(raised) => return raised,
    };
    let message = t.str(message);
    let position = int::from_usize(t, position);
    match ops::call(t, class, &[message, text, position]) {
        Ok(error) => t.raise_object(error),
        Err(raised) => raised,
    }
}

/// What is wrong with a literal, and the byte where.
pub struct Problem {
    pub message: &'static str,
    pub at: usize,
}

/// A literal's end (behind the closing quote) and its contents; `None`: they stand in the text as they are.
pub struct Literal {
    pub end: usize,
    pub decoded: Option<Vec<u8>>,
}

fn four_digits(text: &[u8], at: usize) -> Option<u32> {
    let digits = text.get(at..at + 4)?;
    if !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

/// Reads the literal whose contents start at byte `start`.
pub fn scan(text: &[u8], start: usize, strict: bool) -> Result<Literal, Problem> {
    let unterminated = Problem {
        message: "Unterminated string starting at",
        at: start - 1,
    };
    let mut decoded: Option<Vec<u8>> = None;
    let mut at = start;
    loop {
        let run = at;
        let special = loop {
            match text.get(at) {
                None => return Err(unterminated),
                Some(b'"' | b'\\') => break text[at],
                Some(c) if *c < 0x20 && strict => {
                    return Err(Problem {
                        message: "Invalid control character at",
                        at,
                    });
                }
                Some(_) => at += 1,
            }
        };
        if special == b'"' {
            if let Some(out) = &mut decoded {
                out.extend_from_slice(&text[run..at]);
            }
            return Ok(Literal { end: at + 1, decoded });
        }
        let out = decoded.get_or_insert_with(Vec::new);
        out.extend_from_slice(&text[run..at]);
        let Some(&escape) = text.get(at + 1) else { return Err(unterminated) };
        at += 2;
        match escape {
            b'"' | b'\\' | b'/' => out.push(escape),
            b'b' => out.push(8),
            b'f' => out.push(12),
            b'n' => out.push(b'\n'),
            b'r' => out.push(b'\r'),
            b't' => out.push(b'\t'),
            b'u' => {
                let Some(mut code) = four_digits(text, at) else {
                    return Err(Problem {
                        message: "Invalid \\uXXXX escape",
                        at: at - 1,
                    });
                };
                at += 4;
                if (0xD800..0xDC00).contains(&code)
                    && text.get(at..at + 2) == Some(b"\\u")
                    && let Some(low) = four_digits(text, at + 2)
                    && (0xDC00..0xE000).contains(&low)
                {
                    code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
                    at += 6;
                }
                string::wtf8::push(out, code);
            }
            _ => {
                return Err(Problem {
                    message: "Invalid \\escape",
                    at: at - 2,
                });
            }
        }
    }
}

/// A str of WTF-8 that came from escapes: two halves of a pair that were written apart must stay apart.
pub fn text_of(t: &mut Thread, contents: &[u8]) -> Value {
    string::new_wtf8(t, contents)
}

/// Byte offset of a character.
pub fn byte_offset(t: &mut Thread, text: Value, index: usize) -> usize {
    if string::is_ascii(text) { index } else { string::offset_of(t, text, index) }
}

/// Character index of a byte offset.
pub fn character_index(text: Value, offset: usize) -> usize {
    if string::is_ascii(text) {
        offset
    } else {
        string::wtf8::count(&string::bytes(&text)[..offset])
    }
}

fn scanstring(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let text = args.get(0);
    if !string::is_str(t, text) {
        let message = format!("first argument must be a string, not {}", t.type_name(text));
        return Err(t.type_error(message));
    }
    let start = ops::index(t, args.get(1))?;
    let strict = args.opt(2).map_or(Ok(true), |v| ops::truth(t, v))?;
    if start < 0 || start as usize > string::char_len(text) {
        return Err(t.value_error("end is out of bounds"));
    }
    let from = byte_offset(t, text, start as usize);
    let literal = if from == 0 {
        // The opening quote is outside the text: only errors could show it.
        let shifted = [b"\"", string::bytes(&text)].concat();
        scan(&shifted, 1, strict).map(|l| Literal {
            end: l.end - 1,
            decoded: Some(l.decoded.unwrap_or_else(|| shifted[1..l.end - 1].to_vec())),
        })
    } else {
        scan(string::bytes(&text), from, strict)
    };
    match literal {
        Ok(literal) => {
            let end = character_index(text, literal.end);
            let v = match &literal.decoded {
                Some(contents) => text_of(t, contents),
                None => string::new_wtf8(t, &string::bytes(&text)[from..literal.end - 1]),
            };
            let end = int::from_usize(t, end);
            Ok(taipan_runtime::objects::tuple::new(t, &[v, end]))
        }
        Err(problem) => {
            let at = character_index(text, problem.at.min(string::bytes(&text).len()));
            Err(decode_error(t, problem.message, text, at))
        }
    }
}

/// Appends a literal.
pub fn write(out: &mut Vec<u8>, text: &[u8], ascii: bool) {
    out.push(b'"');
    let mut run = 0;
    let mut at = 0;
    while at < text.len() {
        let c = text[at];
        if (0x20..0x7F).contains(&c) && c != b'"' && c != b'\\' || (!ascii && c >= 0x7F) {
            at += 1;
            continue;
        }
        out.extend_from_slice(&text[run..at]);
        let width = if c >= 0x80 { string::wtf8::width(c) } else { 1 };
        match c {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            12 => out.extend_from_slice(b"\\f"),
            8 => out.extend_from_slice(b"\\b"),
            _ => {
                let (code, _) = string::wtf8::decode(text, at);
                if code >= 0x10000 {
                    let rest = code - 0x10000;
                    out.extend_from_slice(format!("\\u{:04x}\\u{:04x}", 0xD800 + (rest >> 10), 0xDC00 + (rest & 0x3FF)).as_bytes());
                } else {
                    out.extend_from_slice(format!("\\u{code:04x}").as_bytes());
                }
            }
        }
        at += width;
        run = at;
    }
    out.extend_from_slice(&text[run..]);
    out.push(b'"');
}

fn encode(t: &mut Thread, v: Value, ascii: bool) -> Result<Value, Raised> {
    if !string::is_str(t, v) {
        let message = format!("first argument must be a string, not {}", t.type_name(v));
        return Err(t.type_error(message));
    }
    let mut out = Vec::with_capacity(string::bytes(&v).len() + 2);
    write(&mut out, string::bytes(&v), ascii);
    Ok(string::new_wtf8(t, &out))
}
pub fn encode_basestring_ascii(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    encode(t, args.get(0), true)
}
pub fn encode_basestring(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    encode(t, args.get(0), false)
}

pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::function("scanstring", 2, 3, scanstring).doc("scanstring(string, end, strict=True) -> (string, end)"),
    NativeDef::function("encode_basestring_ascii", 1, 1, encode_basestring_ascii).doc("Return an ASCII-only JSON representation of a Python string"),
    NativeDef::function("encode_basestring", 1, 1, encode_basestring).doc("Return a JSON representation of a Python string"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_read_and_written() {
        let literal = scan(br#""a\u00e9\n\ud83d\ude00"x"#, 1, true).ok().expect("a literal");
        assert_eq!(literal.decoded.as_deref(), Some("aé\n😀".as_bytes()));
        assert!(scan(b"\"a", 1, true).is_err_and(|p| p.message.starts_with("Unterminated")));
        let mut out = Vec::new();
        write(&mut out, "aé\n😀\u{7f}".as_bytes(), true);
        assert_eq!(out, b"\"a\\u00e9\\n\\ud83d\\ude00\\u007f\"");
    }
}
