//! Integers as text in bases 2 to 36: CPython's literal grammar for `int(text, base)`, and digits.
//!
//! Parsing has two steps because the caller allocates the limbs: [`parse_int`] checks the grammar
//! and says how much room the value needs, [`IntLiteral::write`] converts.

use super::{IntRef, Written, divide, magnitude, to_ubig, with_scratch, write_ubig};
use crate::error::{NumericError, Result};
use crate::small;
use dashu_int::UBig;
use std::borrow::Cow;
use std::fmt::Write;

/// Above this many limbs dashu's divide and conquer beats our loops, per direction.
const DASHU_TEXT: usize = 24;
const DASHU_PARSE: usize = 16;

/// The most decimal digits in one limb, and 10 to that power.
const CHUNK_DIGITS: usize = 19;
const CHUNK: u64 = 10_000_000_000_000_000_000;

/// CPython never applies the digit limit to texts this short.
const LIMIT_THRESHOLD: usize = 640;

/// Why a text is no integer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParseIntError {
    /// The base is neither 0 nor 2..=36.
    Base,
    /// Not an integer literal; the caller knows the original object for the message.
    Invalid,
    /// More decimal digits than `sys.get_int_max_str_digits()`.
    TooManyDigits { limit: usize, digits: usize },
}

impl ParseIntError {
    /// The exception to raise. `shown` is `repr()` of what was parsed, `base` as the caller gave it.
    pub fn into_error(self, base: u32, shown: &str) -> NumericError {
        match self {
            ParseIntError::Base => NumericError::value("int() base must be >= 2 and <= 36, or 0"),
            ParseIntError::Invalid => NumericError::value(format!("invalid literal for int() with base {base}: {shown}")),
            ParseIntError::TooManyDigits { limit, digits } => NumericError::value(format!(
                "Exceeds the limit ({limit} digits) for integer string conversion: value has \
                 {digits} digits; use sys.set_int_max_str_digits() to increase the limit"
            )),
        }
    }
}

/// A checked integer literal.
#[derive(Clone, Copy, Debug)]
pub struct IntLiteral<'a> {
    negative: bool,
    base: u32,
    /// Digits, possibly with single underscores between them.
    digits: &'a [u8],
    /// Digits without the underscores.
    count: usize,
}

/// Checks `text` against CPython's grammar of `int(text, base)`. `text` is ASCII (see
/// [`crate::text`] for mapping Unicode digits and spaces first); base 0 takes the base from the
/// prefix. `max_digits` is `sys.get_int_max_str_digits()`, 0 for no limit.
pub fn parse_int(text: &[u8], base: u32, max_digits: usize) -> std::result::Result<IntLiteral<'_>, ParseIntError> {
    if base == 1 || base > 36 {
        return Err(ParseIntError::Base);
    }
    let text = trim_ascii_space(text);
    let (negative, rest) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    let prefix = match rest {
        [b'0', b'x' | b'X', ..] => 16,
        [b'0', b'o' | b'O', ..] => 8,
        [b'0', b'b' | b'B', ..] => 2,
        _ => 0,
    };
    let (base, only_zero, digits) = if prefix != 0 && (base == 0 || base == prefix) {
        let digits = &rest[2..];
        (prefix, false, digits.strip_prefix(b"_").unwrap_or(digits))
    } else if base == 0 {
        // "0777" means nothing in base 0, though "000" is zero.
        (10, rest.first() == Some(&b'0'), rest)
    } else {
        (base, false, rest)
    };
    // The run of plain digits that most decimal literals are, then everything else.
    let mut count = match (base, only_zero) {
        (10, false) => digits.iter().take_while(|byte| byte.is_ascii_digit()).count(),
        _ => 0,
    };
    let mut after_digit = count > 0;
    for &byte in &digits[count..] {
        if byte == b'_' {
            if !after_digit {
                return Err(ParseIntError::Invalid);
            }
            after_digit = false;
            continue;
        }
        let value = digit_value(byte);
        if value >= base || (only_zero && value != 0) {
            return Err(ParseIntError::Invalid);
        }
        count += 1;
        after_digit = true;
    }
    if !after_digit {
        return Err(ParseIntError::Invalid);
    }
    if !base.is_power_of_two() && max_digits > 0 && count > max_digits.max(LIMIT_THRESHOLD) {
        return Err(ParseIntError::TooManyDigits {
            limit: max_digits,
            digits: count,
        });
    }
    Ok(IntLiteral { negative, base, digits, count })
}

impl IntLiteral<'_> {
    /// Limbs that [`IntLiteral::write`] may write.
    pub fn bound(&self) -> usize {
        let bits = self.count as f64 * f64::from(self.base).log2();
        (bits / 64.0) as usize + 2
    }

    /// The value when it fits an i64, without any allocation.
    pub fn to_i64(&self) -> Option<i64> {
        let base = i64::from(self.base);
        // Accumulating below zero reaches i64::MIN without overflow.
        let mut value = 0i64;
        for &byte in self.digits {
            if byte != b'_' {
                value = value.checked_mul(base)?.checked_sub(i64::from(digit_value(byte)))?;
            }
        }
        if self.negative { Some(value) } else { value.checked_neg() }
    }

    /// Writes the value's limbs.
    pub fn write(&self, out: &mut [u64]) -> Written {
        if self.base.is_power_of_two() {
            return self.write_power_of_two(out);
        }
        if self.base != 10 || self.count != self.digits.len() || self.bound() > DASHU_PARSE {
            let clean: Cow<[u8]> = if self.count == self.digits.len() {
                Cow::Borrowed(self.digits)
            } else {
                let digits = self.digits.iter().copied();
                Cow::Owned(digits.filter(|&byte| byte != b'_').collect())
            };
            let value = std::str::from_utf8(&clean)
                .ok()
                .and_then(|text| UBig::from_str_radix(text, self.base).ok())
                .expect("the literal was checked");
            return write_ubig(self.negative, &value, out);
        }
        let mut length = 0;
        let (first, chunks) = self.digits.split_at(self.digits.len() % CHUNK_DIGITS);
        for chunk in std::iter::once(first).chain(chunks.chunks_exact(CHUNK_DIGITS)) {
            let value = chunk.iter().fold(0, |value, &digit| value * 10 + u64::from(digit - b'0'));
            let carry = magnitude::mul_add_word(&mut out[..length], CHUNK, value);
            if carry != 0 {
                out[length] = carry;
                length += 1;
            }
        }
        Written::normalised(self.negative, &out[..length])
    }

    fn write_power_of_two(&self, out: &mut [u64]) -> Written {
        let bits = self.base.trailing_zeros();
        let length = self.bound();
        let out = &mut out[..length];
        out.fill(0);
        let mut position = 0usize;
        for &byte in self.digits.iter().rev() {
            if byte == b'_' {
                continue;
            }
            let value = u128::from(digit_value(byte)) << (position % 64);
            out[position / 64] |= value as u64;
            if let Some(slot) = out.get_mut(position / 64 + 1) {
                *slot |= (value >> 64) as u64;
            }
            position += bits as usize;
        }
        Written::normalised(self.negative, out)
    }
}

/// A digit's value, or a number above every base.
#[inline]
fn digit_value(byte: u8) -> u32 {
    match byte {
        b'0'..=b'9' => u32::from(byte - b'0'),
        b'a'..=b'z' => u32::from(byte - b'a') + 10,
        b'A'..=b'Z' => u32::from(byte - b'A') + 10,
        _ => 99,
    }
}

/// Trims what C's `isspace` calls space.
pub(crate) fn trim_ascii_space(text: &[u8]) -> &[u8] {
    let is_space = |byte: &u8| matches!(byte, b' ' | b'\t'..=b'\r');
    let start = text.iter().position(|b| !is_space(b)).unwrap_or(text.len());
    let end = text.iter().rposition(|b| !is_space(b)).map_or(start, |i| i + 1);
    &text[start..end]
}

/// Appends `a` in base 2..=36, lower case, `-` for negatives, no prefix.
pub fn to_text(a: IntRef, base: u32, out: &mut String) {
    assert!((2..=36).contains(&base), "base {base} is outside 2..=36");
    if a.negative {
        out.push('-');
    }
    match *a.magnitude {
        [] => out.push('0'),
        [limb] if base == 10 => out.push_str(small::Decimal::new(limb).as_str()),
        ref limbs if base.is_power_of_two() => power_of_two_digits(limbs, base, out),
        ref limbs if base == 10 && limbs.len() <= DASHU_TEXT => decimal_digits(limbs, out),
        ref limbs => write!(out, "{}", to_ubig(limbs).in_radix(base)).expect("a String takes all"),
    }
}

/// [`to_text`] in base 10 under `sys.get_int_max_str_digits()` (0: no limit).
pub fn to_text_limited(a: IntRef, max_digits: usize, out: &mut String) -> Result<()> {
    // A cheap test first, so that a hopeless conversion costs no time: 10 bits hold 3 digits.
    let hopeless = max_digits > 0 && a.bit_length() / 10 > (max_digits.max(LIMIT_THRESHOLD) / 3 + 1) as u64;
    if hopeless {
        return Err(decimal_too_long(max_digits));
    }
    let start = out.len();
    to_text(a, 10, out);
    let digits = out.len() - start - usize::from(a.negative);
    if max_digits > 0 && digits > max_digits.max(LIMIT_THRESHOLD) {
        out.truncate(start);
        return Err(decimal_too_long(max_digits));
    }
    Ok(())
}

/// The error of converting an int to more decimal digits than the limit.
pub fn decimal_too_long(limit: usize) -> NumericError {
    NumericError::value(format!(
        "Exceeds the limit ({limit} digits) for integer string conversion; use \
         sys.set_int_max_str_digits() to increase the limit"
    ))
}

fn digit_char(value: u64) -> u8 {
    b"0123456789abcdefghijklmnopqrstuvwxyz"[value as usize]
}

fn power_of_two_digits(limbs: &[u64], base: u32, out: &mut String) {
    let bits = u64::from(base.trailing_zeros());
    let mask = u64::from(base - 1);
    let count = magnitude::bit_length(limbs).div_ceil(bits);
    out.reserve(count as usize);
    for index in (0..count).rev() {
        let position = index * bits;
        let (limb, offset) = ((position / 64) as usize, position % 64);
        let mut value = limbs[limb] >> offset;
        if offset + bits > 64 && limb + 1 < limbs.len() {
            value |= limbs[limb + 1] << (64 - offset);
        }
        out.push(char::from(digit_char(value & mask)));
    }
}

/// Decimal digits by repeated division by 10^19.
fn decimal_digits(limbs: &[u64], out: &mut String) {
    // A chunk holds a little less than a limb: 64 bits against 63.1.
    let most_chunks = limbs.len() + limbs.len() / 64 + 1;
    with_scratch(limbs.len() + most_chunks, |scratch| {
        let (rest, chunks) = scratch.split_at_mut(limbs.len());
        rest.copy_from_slice(limbs);
        let mut length = limbs.len();
        let mut count = 0;
        while length > 0 {
            chunks[count] = divide::divide_word_in_place(&mut rest[..length], CHUNK);
            count += 1;
            length = magnitude::normalised_length(&rest[..length]);
        }
        for (index, &chunk) in chunks[..count].iter().rev().enumerate() {
            let digits = small::Decimal::new(chunk);
            let digits = digits.as_str();
            if index > 0 {
                out.push_str(&"0000000000000000000"[digits.len()..]);
            }
            out.push_str(digits);
        }
    });
}
