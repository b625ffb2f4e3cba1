//! Generalised UTF-8: UTF-8 that may also encode surrogates, each by itself.
//!
//! Python strings are sequences of code points, and a high surrogate followed by a low one stays two
//! of them. Hence this is not strict WTF-8, which would merge such a pair, and joining strings is
//! joining bytes. All functions expect well-formed input: every str upholds it.

/// Whether the byte continues a character.
#[inline(always)]
pub fn is_continuation(byte: u8) -> bool {
    byte & 0xC0 == 0x80
}

/// Number of code points.
#[inline]
pub fn count(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| !is_continuation(**byte)).count()
}

/// Bytes of the character that starts with `lead`.
#[inline(always)]
pub fn width(lead: u8) -> usize {
    match lead {
        0..=0x7F => 1,
        0x80..=0xDF => 2,
        0xE0..=0xEF => 3,
        _ => 4,
    }
}

/// The code point that starts at `at`, and its width.
#[inline]
pub fn decode(bytes: &[u8], at: usize) -> (u32, usize) {
    let lead = bytes[at];
    let next = |i: usize| u32::from(bytes[at + i] & 0x3F);
    match width(lead) {
        1 => (u32::from(lead), 1),
        2 => (u32::from(lead & 0x1F) << 6 | next(1), 2),
        3 => (u32::from(lead & 0x0F) << 12 | next(1) << 6 | next(2), 3),
        _ => (u32::from(lead & 0x07) << 18 | next(1) << 12 | next(2) << 6 | next(3), 4),
    }
}

/// Start of the character that ends before `at` (which is above 0).
#[inline]
pub fn previous(bytes: &[u8], mut at: usize) -> usize {
    at -= 1;
    while is_continuation(bytes[at]) {
        at -= 1;
    }
    at
}

/// The encoding of a code point up to 0x10FFFF, surrogates included: bytes and width.
#[inline]
pub fn encode(code: u32) -> ([u8; 4], usize) {
    let tail = |shift: u32| (code >> shift & 0x3F) as u8 | 0x80;
    match code {
        0..=0x7F => ([code as u8, 0, 0, 0], 1),
        0x80..=0x7FF => ([(code >> 6) as u8 | 0xC0, tail(0), 0, 0], 2),
        0x800..=0xFFFF => ([(code >> 12) as u8 | 0xE0, tail(6), tail(0), 0], 3),
        _ => ([(code >> 18) as u8 | 0xF0, tail(12), tail(6), tail(0)], 4),
    }
}

/// Appends a code point.
#[inline]
pub fn push(out: &mut Vec<u8>, code: u32) {
    if code < 0x80 {
        out.push(code as u8);
    } else {
        let (bytes, width) = encode(code);
        out.extend_from_slice(&bytes[..width]);
    }
}

/// Byte offset of character `index` counted from byte `start`; the end when there are fewer.
#[inline]
pub fn advance(bytes: &[u8], start: usize, index: usize) -> usize {
    let mut at = start;
    for _ in 0..index {
        if at >= bytes.len() {
            break;
        }
        at += width(bytes[at]);
    }
    at
}

/// Whether a code point is a surrogate.
#[inline(always)]
pub fn is_surrogate(code: u32) -> bool {
    code & 0xFFFF_F800 == 0xD800
}

/// Whether the bytes encode a surrogate somewhere, which means they are no UTF-8.
#[inline]
pub fn has_surrogate(bytes: &[u8]) -> bool {
    memchr::memchr_iter(0xED, bytes).any(|at| bytes[at + 1] >= 0xA0)
}

/// The code points of a string, from either end.
#[derive(Clone)]
pub struct CodePoints<'a> {
    bytes: &'a [u8],
    front: usize,
    back: usize,
}

/// Iterates over the code points.
pub fn code_points(bytes: &[u8]) -> CodePoints<'_> {
    CodePoints {
        bytes,
        front: 0,
        back: bytes.len(),
    }
}

impl CodePoints<'_> {
    /// Byte offset of the next code point.
    pub fn offset(&self) -> usize {
        self.front
    }
}

impl Iterator for CodePoints<'_> {
    type Item = u32;
    #[inline]
    fn next(&mut self) -> Option<u32> {
        if self.front >= self.back {
            return None;
        }
        let (code, width) = decode(self.bytes, self.front);
        self.front += width;
        Some(code)
    }
}

impl DoubleEndedIterator for CodePoints<'_> {
    #[inline]
    fn next_back(&mut self) -> Option<u32> {
        if self.front >= self.back {
            return None;
        }
        self.back = previous(self.bytes, self.back);
        Some(decode(self.bytes, self.back).0)
    }
}

/// The text with each surrogate replaced by U+FFFD.
pub fn to_string_lossy(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => code_points(bytes)
            .map(|code| char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_width_round_trips() {
        for code in [0, 0x7F, 0x80, 0x7FF, 0x800, 0xD800, 0xDFFF, 0xFFFF, 0x10000, 0x10FFFF] {
            let (bytes, width) = encode(code);
            assert_eq!(decode(&bytes, 0), (code, width));
            assert_eq!(super::width(bytes[0]), width);
            assert_eq!(has_surrogate(&bytes[..width]), is_surrogate(code));
        }
    }

    #[test]
    fn both_ends() {
        let text = "aé€😀".as_bytes();
        let mut points = code_points(text);
        assert_eq!(points.next_back(), Some(0x1F600));
        assert_eq!(points.next(), Some(0x61));
        assert_eq!(points.next_back(), Some(0x20AC));
        assert_eq!(points.offset(), 1);
        assert_eq!(points.next(), Some(0xE9));
        assert_eq!(points.next(), None);
        assert_eq!(points.next_back(), None);
        assert_eq!(count(text), 4);
        assert_eq!(advance(text, 1, 2), 6);
    }

    #[test]
    fn a_surrogate_pair_stays_two() {
        let mut bytes = Vec::new();
        push(&mut bytes, 0xD83D);
        push(&mut bytes, 0xDE00);
        assert_eq!(count(&bytes), 2);
        assert_eq!(to_string_lossy(&bytes), "\u{FFFD}\u{FFFD}");
    }
}
