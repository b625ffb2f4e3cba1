//! Line boundaries as `splitlines` sees them; str and bytes differ in what ends a line.

use super::{decode_first, is_line_break};

/// One line: `text[start..end]`, its terminator `text[end..next]` (empty at the end of the text).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    pub start: usize,
    pub end: usize,
    pub next: usize,
}

/// Iterates over lines; text that ends in a terminator has no empty last line.
pub struct Lines<'a> {
    text: &'a [u8],
    position: usize,
    terminator: fn(&[u8]) -> usize,
}

/// The lines of WTF-8 text, as `str.splitlines`.
pub fn lines(text: &[u8]) -> Lines<'_> {
    Lines {
        text,
        position: 0,
        terminator: str_terminator,
    }
}

/// The lines of bytes, as `bytes.splitlines`.
pub fn byte_lines(text: &[u8]) -> Lines<'_> {
    Lines {
        text,
        position: 0,
        terminator: bytes_terminator,
    }
}

/// Bytes that no terminator begins with.
const PLAIN: [bool; 256] = {
    let mut plain = [true; 256];
    let mut byte = 0;
    while byte < 0x20 {
        plain[byte] = false;
        byte += 1;
    }
    plain[0xc2] = false;
    plain[0xe2] = false;
    plain
};

/// The length of the terminator that `rest` begins with, or 0.
fn str_terminator(rest: &[u8]) -> usize {
    match rest {
        [b'\r', b'\n', ..] => 2,
        [0xc2 | 0xe2 | ..0x20, ..] => match decode_first(rest) {
            Some((code, length)) if char::from_u32(code).is_some_and(is_line_break) => length,
            _ => 0,
        },
        _ => 0,
    }
}

fn bytes_terminator(rest: &[u8]) -> usize {
    match rest {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => 0,
    }
}

impl Iterator for Lines<'_> {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        let start = self.position;
        if start >= self.text.len() {
            return None;
        }
        let mut end = start;
        let mut length = 0;
        while end < self.text.len() {
            end += self.text[end..].iter().take_while(|byte| PLAIN[**byte as usize]).count();
            length = (self.terminator)(&self.text[end..]);
            if length > 0 || end == self.text.len() {
                break;
            }
            end += 1;
        }
        self.position = end + length;
        Some(Line {
            start,
            end,
            next: self.position,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        lines(text.as_bytes()).map(|line| &text[line.start..line.end]).collect()
    }

    #[test]
    fn str_lines() {
        assert_eq!(split(""), Vec::<&str>::new());
        assert_eq!(split("\n"), [""]);
        assert_eq!(split("a\nb\r\nc\rd"), ["a", "b", "c", "d"]);
        assert_eq!(split("a\n\r\n"), ["a", ""]);
        assert_eq!(
            split("a\x0bb\x0cc\x1cd\x1de\x1ef\u{85}g\u{2028}h\u{2029}i\x1fj\u{a0}k"),
            ["a", "b", "c", "d", "e", "f", "g", "h", "i\x1fj\u{a0}k"]
        );
    }

    #[test]
    fn byte_lines_break_at_newlines_only() {
        let ends: Vec<_> = byte_lines(b"a\x0bb\r\nc\n").map(|line| (line.end, line.next)).collect();
        assert_eq!(ends, [(3, 5), (6, 7)]);
    }
}
