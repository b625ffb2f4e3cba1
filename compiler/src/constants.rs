//! Constants: their identity in a pool, and literals of the syntax tree as constants.
//!
//! `1`, `1.0` and `True` are equal in Python but different constants, and so are `0.0` and `-0.0`: a
//! constant is identified by its type and bits.

use crate::source::Source;
use ruff_python_ast::{self as ast, Number};
use ruff_text_size::Ranged;
use taipan_bytecode::Const;

/// A byte string that is equal for identical constants only. Code has none.
pub(crate) fn constant_key(constant: &Const) -> Vec<u8> {
    let mut key = Vec::with_capacity(16);
    write_key(constant, &mut key);
    key
}

fn write_key(constant: &Const, key: &mut Vec<u8>) {
    let bytes = |key: &mut Vec<u8>, tag: u8, bytes: &[u8]| {
        key.push(tag);
        key.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
        key.extend_from_slice(bytes);
    };
    let sequence = |key: &mut Vec<u8>, tag: u8, items: &[Const]| {
        key.push(tag);
        key.extend_from_slice(&(items.len() as u64).to_le_bytes());
        items.iter().for_each(|item| write_key(item, key));
    };
    match constant {
        Const::None => key.push(0),
        Const::True => key.push(1),
        Const::False => key.push(2),
        Const::Ellipsis => key.push(3),
        Const::Int(value) => {
            key.push(4);
            key.extend_from_slice(&value.to_le_bytes());
        }
        Const::BigInt(limbs) => {
            let limbs: Vec<u8> = limbs.iter().flat_map(|limb| limb.to_le_bytes()).collect();
            bytes(key, 5, &limbs);
        }
        Const::Float(value) => {
            key.push(6);
            key.extend_from_slice(&value.to_bits().to_le_bytes());
        }
        Const::Complex(real, imaginary) => {
            key.push(7);
            key.extend_from_slice(&real.to_bits().to_le_bytes());
            key.extend_from_slice(&imaginary.to_bits().to_le_bytes());
        }
        Const::Str(text) => bytes(key, 8, text),
        Const::Bytes(text) => bytes(key, 9, text),
        Const::Tuple(items) => sequence(key, 10, items),
        Const::FrozenSet(items) => sequence(key, 11, items),
        Const::Code(code) => bytes(key, 12, &(std::ptr::from_ref(&**code) as usize).to_le_bytes()),
    }
}

/// A number literal.
pub(crate) fn number(number: &Number) -> Const {
    match number {
        Number::Int(int) => match int.as_i64() {
            Some(value) => Const::Int(value),
            None => big_int(&int.to_string()),
        },
        Number::Float(value) => Const::Float(*value),
        Number::Complex { real, imag } => Const::Complex(*real, *imag),
    }
}

/// A literal beyond `i64`, in decimal or with a radix prefix.
fn big_int(text: &str) -> Const {
    let text = text.replace('_', "");
    let (digits, radix) = match text.get(..2).map(str::to_ascii_lowercase).as_deref() {
        Some("0x") => (&text[2..], 16),
        Some("0o") => (&text[2..], 8),
        Some("0b") => (&text[2..], 2),
        _ => (&text[..], 10),
    };
    let mut limbs: Vec<u64> = Vec::new();
    if radix == 10 {
        // Nineteen digits at a time: the largest power of ten below 2^64.
        for chunk in digits.as_bytes().chunks(19) {
            let part = chunk.iter().fold(0u64, |sum, digit| sum * 10 + u64::from(digit - b'0'));
            multiply_add(&mut limbs, 10u64.pow(chunk.len() as u32), part);
        }
    } else {
        let bits = match radix {
            16 => 4,
            8 => 3,
            _ => 1,
        };
        for (index, digit) in digits.chars().rev().filter_map(|digit| digit.to_digit(radix)).enumerate() {
            let position = index * bits;
            let value = u128::from(digit) << (position % 64);
            let limb = position / 64;
            if limbs.len() < limb + 2 {
                limbs.resize(limb + 2, 0);
            }
            limbs[limb] |= value as u64;
            limbs[limb + 1] |= (value >> 64) as u64;
        }
    }
    while limbs.last() == Some(&0) {
        limbs.pop();
    }
    match limbs[..] {
        [] => Const::Int(0),
        [limb] if i64::try_from(limb).is_ok() => Const::Int(limb as i64),
        _ => Const::BigInt(limbs),
    }
}

fn multiply_add(limbs: &mut Vec<u64>, factor: u64, addend: u64) {
    let mut carry = u128::from(addend);
    for limb in limbs.iter_mut() {
        let value = u128::from(*limb) * u128::from(factor) + carry;
        *limb = value as u64;
        carry = value >> 64;
    }
    if carry > 0 {
        limbs.push(carry as u64);
    }
}

/// A string literal as WTF-8.
pub(crate) fn string(literal: &ast::ExprStringLiteral, source: &Source<'_>) -> Vec<u8> {
    let mut text = Vec::new();
    for part in &literal.value {
        append_string_part(part, source, &mut text);
    }
    text
}

/// One part of an implicitly concatenated string.
pub(crate) fn append_string_part(part: &ast::StringLiteral, source: &Source<'_>, text: &mut Vec<u8>) {
    let raw = &source.text[part.content_range()];
    append_decoded(&part.value, raw, part.flags.prefix().is_raw(), text);
}

/// The literal text between the replacement fields of an f-string.
pub(crate) fn append_interpolated_literal(element: &ast::InterpolatedStringLiteralElement, source: &Source<'_>, raw_prefix: bool, text: &mut Vec<u8>) {
    append_decoded(&element.value, &source.text[element.range()], raw_prefix, text);
}

/// The parser cannot represent lone surrogates and puts U+FFFD; where that may have happened, the
/// source is decoded again.
fn append_decoded(value: &str, raw: &str, is_raw: bool, text: &mut Vec<u8>) {
    if is_raw || !value.contains('\u{FFFD}') || !raw.contains("\\u") && !raw.contains("\\U") {
        text.extend_from_slice(value.as_bytes());
        return;
    }
    // The k-th replacement character of the value is either written so in the source or a surrogate.
    let mut surrogates = Vec::new();
    let mut rest = raw;
    while let Some(at) = rest.find(['\\', '\u{FFFD}']) {
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix('\u{FFFD}') {
            surrogates.push(None);
            rest = after;
            continue;
        }
        let digits = match rest.as_bytes().get(1) {
            Some(b'u') => 4,
            Some(b'U') => 8,
            Some(b'N') => {
                if rest.to_ascii_lowercase().starts_with("\\n{replacement character}") {
                    surrogates.push(None);
                }
                0
            }
            _ => 0,
        };
        let code = rest.get(2..2 + digits).filter(|_| digits > 0).and_then(|hex| u32::from_str_radix(hex, 16).ok());
        match code {
            Some(code @ 0xD800..=0xDFFF) => surrogates.push(Some(code)),
            Some(0xFFFD) => surrogates.push(None),
            _ => {}
        }
        let escaped = rest[1..].chars().next().map_or(0, char::len_utf8);
        rest = &rest[1 + escaped..];
    }
    let mut surrogates = surrogates.into_iter();
    for character in value.chars() {
        let surrogate = if character == '\u{FFFD}' { surrogates.next().flatten() } else { None };
        match surrogate {
            Some(code) => {
                text.extend([0xE0 | (code >> 12) as u8, 0x80 | (code >> 6 & 0x3F) as u8, 0x80 | (code & 0x3F) as u8]);
            }
            None => text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
}

/// A bytes literal.
pub(crate) fn bytes(literal: &ast::ExprBytesLiteral) -> Vec<u8> {
    literal.value.bytes().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn big_literals_in_every_radix() {
        assert_eq!(big_int("9223372036854775808"), Const::BigInt(vec![1 << 63]));
        assert_eq!(big_int("18446744073709551616"), Const::BigInt(vec![0, 1]));
        assert_eq!(big_int("0x1_0000_0000_0000_0000"), Const::BigInt(vec![0, 1]));
        assert_eq!(big_int("0o2000000000000000000000"), Const::BigInt(vec![0, 1]));
        assert_eq!(big_int("0xffffffffffffffffffffffff"), Const::BigInt(vec![u64::MAX, 0xFFFF_FFFF]));
    }

    #[test]
    fn surrogates_come_from_the_source() {
        let mut text = Vec::new();
        append_decoded("a\u{FFFD}\u{FFFD}", "a\\ud800\u{FFFD}", false, &mut text);
        assert_eq!(text, b"a\xED\xA0\x80\xEF\xBF\xBD");
    }

    #[test]
    fn zeros_of_both_signs_are_different_constants() {
        assert_ne!(constant_key(&Const::Float(0.0)), constant_key(&Const::Float(-0.0)));
        assert_ne!(constant_key(&Const::Int(1)), constant_key(&Const::True));
    }
}
