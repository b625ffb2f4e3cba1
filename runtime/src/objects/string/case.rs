//! Case mapping: `lower`, `upper`, `title`, `capitalize`, `swapcase`, `casefold`.
//!
//! ASCII is done bytewise. For the rest the full mappings of Unicode apply, one character to several
//! (`"ß".upper()` is `"SS"`), and a capital sigma at the end of a word has its own lower case.

use super::{unicode, wtf8};
use icu_casemap::CaseMapper;
use icu_casemap::options::{LeadingAdjustment, TitlecaseOptions, TrailingCase};
use icu_locale_core::LanguageIdentifier;

const CAPITAL_SIGMA: u32 = 0x3A3;
const SMALL_SIGMA: u32 = 0x3C3;
const FINAL_SIGMA: u32 = 0x3C2;
const DOTTED_CAPITAL_I: u32 = 0x130;

/// Whether the capital sigma at `at` ends a word: a cased character before it, none after.
fn ends_word(text: &[u8], at: usize) -> bool {
    let after = at + wtf8::width(text[at]);
    let before = wtf8::code_points(&text[..at]).rev().find(|code| !unicode::is_case_ignorable(*code));
    let next = wtf8::code_points(&text[after..]).find(|code| !unicode::is_case_ignorable(*code));
    before.is_some_and(unicode::is_cased) && !next.is_some_and(unicode::is_cased)
}

/// Appends the lower case of the character `code` at byte `at` of `text`.
fn push_lower(out: &mut Vec<u8>, text: &[u8], at: usize, code: u32) {
    match code {
        0..=0x7F => out.push((code as u8).to_ascii_lowercase()),
        CAPITAL_SIGMA => wtf8::push(out, if ends_word(text, at) { FINAL_SIGMA } else { SMALL_SIGMA }),
        // The only character whose lower case is two.
        DOTTED_CAPITAL_I => out.extend_from_slice("i\u{307}".as_bytes()),
        _ => match char::from_u32(code) {
            Some(c) => wtf8::push(out, CaseMapper::new().simple_lowercase(c) as u32),
            None => wtf8::push(out, code),
        },
    }
}

fn push_upper(out: &mut Vec<u8>, code: u32) {
    if code < 0x80 {
        return out.push((code as u8).to_ascii_uppercase());
    }
    match char::from_u32(code) {
        Some(c) => {
            let mut buffer = [0; 4];
            let text: &str = c.encode_utf8(&mut buffer);
            let upper = CaseMapper::new().uppercase_to_string(text, &LanguageIdentifier::UNKNOWN);
            out.extend_from_slice(upper.as_bytes());
        }
        None => wtf8::push(out, code),
    }
}

fn push_title(out: &mut Vec<u8>, code: u32) {
    if code < 0x80 {
        return out.push((code as u8).to_ascii_uppercase());
    }
    match char::from_u32(code) {
        Some(c) => {
            let mut buffer = [0; 4];
            let text: &str = c.encode_utf8(&mut buffer);
            let mut options = TitlecaseOptions::default();
            options.leading_adjustment = Some(LeadingAdjustment::None);
            options.trailing_case = Some(TrailingCase::Unchanged);
            let mapper = CaseMapper::new();
            let language = LanguageIdentifier::UNKNOWN;
            let title = mapper.titlecase_segment_with_only_case_data_to_string(text, &language, options);
            out.extend_from_slice(title.as_bytes());
        }
        None => wtf8::push(out, code),
    }
}

/// Calls `map` with (out, byte offset, code point) for each character.
fn map_each(text: &[u8], mut map: impl FnMut(&mut Vec<u8>, usize, u32)) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut points = wtf8::code_points(text);
    loop {
        let at = points.offset();
        match points.next() {
            Some(code) => map(&mut out, at, code),
            None => return out,
        }
    }
}

/// `str.lower`
pub fn lower(text: &[u8]) -> Vec<u8> {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    map_each(text, |out, at, code| push_lower(out, text, at, code))
}

/// `str.upper`
pub fn upper(text: &[u8]) -> Vec<u8> {
    if text.is_ascii() {
        return text.to_ascii_uppercase();
    }
    map_each(text, |out, _, code| push_upper(out, code))
}

/// `str.title`
pub fn title(text: &[u8]) -> Vec<u8> {
    let mut inside = false;
    map_each(text, |out, at, code| {
        if inside {
            push_lower(out, text, at, code);
        } else {
            push_title(out, code);
        }
        inside = unicode::is_cased(code);
    })
}

/// `str.capitalize`
pub fn capitalize(text: &[u8]) -> Vec<u8> {
    map_each(text, |out, at, code| match at {
        0 => push_title(out, code),
        _ => push_lower(out, text, at, code),
    })
}

/// `str.swapcase`
pub fn swapcase(text: &[u8]) -> Vec<u8> {
    map_each(text, |out, at, code| {
        if unicode::is_upper(code) {
            push_lower(out, text, at, code);
        } else if unicode::is_lower(code) {
            push_upper(out, code);
        } else {
            wtf8::push(out, code);
        }
    })
}

/// `str.casefold`
pub fn casefold(text: &[u8]) -> Vec<u8> {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    if let Ok(text) = std::str::from_utf8(text) {
        return CaseMapper::new().fold_string(text).into_owned().into_bytes();
    }
    map_each(text, |out, _, code| match char::from_u32(code) {
        Some(c) => {
            let mut buffer = [0; 4];
            let text: &str = c.encode_utf8(&mut buffer);
            out.extend_from_slice(CaseMapper::new().fold_string(text).as_bytes());
        }
        None => wtf8::push(out, code),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: Vec<u8>) -> String {
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn full_mappings() {
        assert_eq!(text(upper("straße ŉ".as_bytes())), "STRASSE ʼN");
        assert_eq!(text(lower("İΑΣ ΣΑΣ.".as_bytes())), "i\u{307}ας σας.");
        assert_eq!(text(title("ǆab ﬁx they're".as_bytes())), "ǅab Fix They'Re");
        assert_eq!(text(capitalize("ßAB ΟΔΟΣ".as_bytes())), "Ssab οδος");
        assert_eq!(text(swapcase("aBß".as_bytes())), "AbSS");
        assert_eq!(text(casefold("Straße ΣΣ".as_bytes())), "strasse σσ");
    }

    #[test]
    fn surrogates_pass() {
        let mut bytes = b"a".to_vec();
        wtf8::push(&mut bytes, 0xD800);
        bytes.push(b'B');
        assert_eq!(upper(&bytes), [b"A", &bytes[1..4], b"B"].concat());
        assert_eq!(casefold(&bytes), [b"a", &bytes[1..4], b"b"].concat());
    }
}
