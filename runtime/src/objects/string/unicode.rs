//! Properties of single code points as CPython's `unicodectype` has them: Unicode 16.0 from the icu
//! crates, with ASCII answered from ranges first. Surrogates have no property.

use super::numeric_ranges::{DIGITS, NUMERALS, contains};
use icu_properties::props::{CaseIgnorable, GeneralCategory, Lowercase, Uppercase, XidContinue, XidStart};
use icu_properties::{CodePointMapData, CodePointSetData};

/// Category of a code point.
#[inline]
pub fn category(code: u32) -> GeneralCategory {
    CodePointMapData::<GeneralCategory>::new().get32(code)
}

/// `str.isalpha` of one character.
#[inline]
pub fn is_alphabetic(code: u32) -> bool {
    use GeneralCategory::*;
    if code < 0x80 {
        return (code as u8).is_ascii_alphabetic();
    }
    matches!(
        category(code),
        UppercaseLetter | LowercaseLetter | TitlecaseLetter | ModifierLetter | OtherLetter
    )
}

/// `str.isdecimal` of one character.
#[inline]
pub fn is_decimal(code: u32) -> bool {
    char::from_u32(code).is_some_and(|c| taipan_numeric::text::decimal_value(c).is_some())
}

/// `str.isdigit` of one character.
#[inline]
pub fn is_digit(code: u32) -> bool {
    is_decimal(code) || (code >= 0x80 && contains(DIGITS, code))
}

/// `str.isnumeric` of one character.
#[inline]
pub fn is_numeric(code: u32) -> bool {
    is_digit(code) || (code >= 0x80 && contains(NUMERALS, code))
}

/// `str.isalnum` of one character.
#[inline]
pub fn is_alphanumeric(code: u32) -> bool {
    is_alphabetic(code) || is_numeric(code)
}

/// `str.isspace` of one character.
#[inline]
pub fn is_space(code: u32) -> bool {
    if code < 0x80 {
        return matches!(code, 9..=13 | 28..=32);
    }
    char::from_u32(code).is_some_and(taipan_numeric::text::is_space)
}

/// Whether the character has property Lowercase.
#[inline]
pub fn is_lower(code: u32) -> bool {
    if code < 0x80 {
        return (code as u8).is_ascii_lowercase();
    }
    CodePointSetData::new::<Lowercase>().contains32(code)
}

/// Whether the character has property Uppercase.
#[inline]
pub fn is_upper(code: u32) -> bool {
    if code < 0x80 {
        return (code as u8).is_ascii_uppercase();
    }
    CodePointSetData::new::<Uppercase>().contains32(code)
}

/// Whether the character's category is Lt.
#[inline]
pub fn is_title(code: u32) -> bool {
    code >= 0x80 && category(code) == GeneralCategory::TitlecaseLetter
}

/// Whether the character has a case.
#[inline]
pub fn is_cased(code: u32) -> bool {
    is_lower(code) || is_upper(code) || is_title(code)
}

/// Whether case mapping looks past the character for context.
#[inline]
pub fn is_case_ignorable(code: u32) -> bool {
    CodePointSetData::new::<CaseIgnorable>().contains32(code)
}

/// Whether an identifier may start with the character (`_` included).
#[inline]
pub fn is_identifier_start(code: u32) -> bool {
    if code < 0x80 {
        return code == 0x5F || (code as u8).is_ascii_alphabetic();
    }
    CodePointSetData::new::<XidStart>().contains32(code)
}

/// Whether an identifier may go on with the character.
#[inline]
pub fn is_identifier_continue(code: u32) -> bool {
    if code < 0x80 {
        return code == 0x5F || (code as u8).is_ascii_alphanumeric();
    }
    CodePointSetData::new::<XidContinue>().contains32(code)
}

/// `str.isprintable` of one character: what `repr` does not escape.
#[inline]
pub fn is_printable(code: u32) -> bool {
    use GeneralCategory::*;
    if code < 0x80 {
        return matches!(code, 0x20..=0x7E);
    }
    !matches!(
        category(code),
        Control | Format | Surrogate | PrivateUse | Unassigned | LineSeparator | ParagraphSeparator | SpaceSeparator
    )
}
