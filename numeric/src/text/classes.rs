//! Character classes as CPython's `str` methods see them: decimal digits, whitespace, line breaks.
//!
//! The tables are Unicode 16.0's, which is CPython 3.14's version.

use icu_properties::CodePointMapData;
use icu_properties::props::{GeneralCategory, GeneralCategoryGroup};
use std::borrow::Cow;

/// The zeros of all decimal digit runs: each is followed by its digits 1 to 9.
const ZEROS: [u32; 76] = [
    0x0030, 0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0DE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090,
    0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10, 0x104A0,
    0x10D30, 0x10D40, 0x11066, 0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650, 0x116C0, 0x116D0, 0x116DA, 0x11730, 0x118E0, 0x11950, 0x11BF0,
    0x11C50, 0x11D50, 0x11DA0, 0x11F50, 0x16130, 0x16A60, 0x16AC0, 0x16B50, 0x16D70, 0x1CCF0, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0,
    0x1E4F0, 0x1E5F1, 0x1E950, 0x1FBF0,
];

/// The value of a character of category Nd (`str.isdecimal`), as `int` and `float` read it.
#[inline]
pub fn decimal_value(character: char) -> Option<u8> {
    let code = u32::from(character);
    if code < 0x80 {
        return character.is_ascii_digit().then(|| code as u8 - b'0');
    }
    let run = ZEROS.partition_point(|&zero| zero <= code) - 1;
    let value = code - ZEROS[run];
    (value < 10).then_some(value as u8)
}

/// `str.isspace` of one character; also what `str.split` and `str.strip` take for space.
#[inline]
pub fn is_space(character: char) -> bool {
    matches!(
        character,
        '\t'..='\r' | '\x1c'..='\x20' | '\u{85}' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}'
            | '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
}

/// Where `str.splitlines` breaks; `"\r\n"` is one break.
#[inline]
pub fn is_line_break(character: char) -> bool {
    matches!(
        character,
        '\n'..='\r' | '\x1c'..='\x1e' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// `str.isprintable` of one code point, surrogates included: what `repr` shows as it is. CPython
/// calls everything printable but separators (the space excepted) and the categories "other".
pub fn is_printable(code: u32) -> bool {
    if code < 0x7f {
        return code >= 0x20;
    }
    let category = CodePointMapData::<GeneralCategory>::new().get32(code);
    !GeneralCategoryGroup::Other.contains(category) && !GeneralCategoryGroup::Separator.contains(category)
}

/// Maps the text given to `int`, `float` or `complex` to ASCII: Unicode decimal digits to digits,
/// Unicode spaces to spaces, the first other character to `?`, which no number grammar accepts.
/// ASCII text is returned as it is.
pub fn number_text(wtf8: &[u8]) -> Cow<'_, [u8]> {
    if wtf8.is_ascii() {
        return Cow::Borrowed(wtf8);
    }
    // A lone surrogate is invalid UTF-8 and no digit: what stands before it is mapped.
    let valid = match std::str::from_utf8(wtf8) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&wtf8[..error.valid_up_to()]).unwrap_or(""),
    };
    let mut ascii = Vec::with_capacity(wtf8.len());
    for character in valid.chars() {
        if character.is_ascii() {
            ascii.push(character as u8);
        } else if is_space(character) {
            ascii.push(b' ');
        } else if let Some(value) = decimal_value(character) {
            ascii.push(b'0' + value);
        } else {
            ascii.push(b'?');
            return Cow::Owned(ascii);
        }
    }
    if valid.len() < wtf8.len() {
        ascii.push(b'?');
    }
    Cow::Owned(ascii)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_all_scripts() {
        assert_eq!(decimal_value('7'), Some(7));
        assert_eq!(decimal_value('a'), None);
        assert_eq!(decimal_value('\u{0663}'), Some(3));
        assert_eq!(decimal_value('\u{1d7d7}'), Some(9));
        assert_eq!(decimal_value('\u{1d7ff}'), Some(9));
        assert_eq!(decimal_value('\u{b2}'), None);
        assert_eq!(decimal_value('\u{1fbfa}'), None);
        let count = ('\0'..=char::MAX).filter(|&c| decimal_value(c).is_some()).count();
        assert_eq!(count, 760);
        assert_eq!(('\0'..=char::MAX).filter(|&c| is_space(c)).count(), 29);
        assert_eq!(('\0'..=char::MAX).filter(|&c| is_line_break(c)).count(), 10);
    }

    #[test]
    fn printable_code_points() {
        // sum(chr(c).isprintable() for c in range(0x110000)) in CPython 3.14
        let count = (0..0x11_0000).filter(|&code| is_printable(code)).count();
        assert_eq!(count, 154810);
        assert!(!is_printable(0xd800) && !is_printable(0xa0) && is_printable(0xe9));
    }

    #[test]
    fn numbers_become_ascii() {
        assert_eq!(&*number_text(" 12\x1c".as_bytes()), b" 12\x1c");
        assert_eq!(&*number_text("\u{3000}\u{0661}\u{0662}.5".as_bytes()), b" 12.5");
        assert_eq!(&*number_text("1\u{e9}2".as_bytes()), b"1?");
        assert_eq!(&*number_text(b"1\xed\xa0\x802"), b"1?");
    }
}
