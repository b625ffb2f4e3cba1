//! `format(int, spec)`.

use super::number::{Parts, layout};
use super::{FormatSpec, SignOption, Target, unknown_code};
use crate::error::{NumericError, Result};
use crate::limbs::{IntRef, to_f64, to_i64, to_text, to_text_limited};
use crate::small::Decimal;

/// `format(value, spec)`. `max_digits` is `sys.get_int_max_str_digits()` (0: no limit).
pub fn format_int(spec: &str, value: IntRef, type_name: &str, max_digits: usize, out: &mut Vec<u8>) -> Result<()> {
    let spec = FormatSpec::parse(spec, Target::Int, type_name)?;
    write_int(&spec, value, type_name, max_digits, out)
}

/// [`format_int`] with a parsed spec.
pub fn write_int(spec: &FormatSpec, value: IntRef, type_name: &str, max_digits: usize, out: &mut Vec<u8>) -> Result<()> {
    let code = spec.code.unwrap_or('d');
    let base = match code {
        'd' | 'n' => 10,
        'b' => 2,
        'o' => 8,
        'x' | 'X' => 16,
        'c' => return write_character(spec, value, out),
        'e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%' => {
            let value = to_f64(value).ok_or_else(|| NumericError::overflow("int too large to convert to float"))?;
            return super::write_float(spec, value, type_name, out);
        }
        code => return Err(unknown_code(code, type_name)),
    };
    if spec.precision.is_some() {
        return Err(NumericError::value("Precision not allowed in integer format specifier"));
    }
    if spec.no_negative_zero {
        return Err(NumericError::value("Negative zero coercion (z) not allowed in integer format specifier"));
    }
    let prefix: &[u8] = match code {
        _ if !spec.alternate => b"",
        'b' => b"0b",
        'o' => b"0o",
        'x' => b"0x",
        'X' => b"0X",
        _ => b"",
    };
    let parts = |digits| Parts {
        negative: value.is_negative(),
        prefix,
        digits,
        group: if base == 10 { 3 } else { 4 },
        point: false,
        fraction: b"",
        rest: b"",
    };
    if let (10, Some(small)) = (base, to_i64(value)) {
        let decimal = Decimal::new(small.unsigned_abs());
        return layout(spec, &parts(decimal.as_str().as_bytes()), out);
    }
    let mut digits = String::new();
    if base == 10 {
        to_text_limited(value.absolute(), max_digits, &mut digits)?;
    } else {
        to_text(value.absolute(), base, &mut digits);
        if code == 'X' {
            digits.make_ascii_uppercase();
        }
    }
    layout(spec, &parts(digits.as_bytes()), out)
}

/// Type `c`: the character with that code, padded as a number.
fn write_character(spec: &FormatSpec, value: IntRef, out: &mut Vec<u8>) -> Result<()> {
    if spec.precision.is_some() {
        return Err(NumericError::value("Precision not allowed in integer format specifier"));
    }
    if spec.no_negative_zero {
        return Err(NumericError::value("Negative zero coercion (z) not allowed in integer format specifier"));
    }
    if spec.sign != (SignOption::Negative { explicit: false }) {
        return Err(NumericError::value("Sign not allowed with integer format specifier 'c'"));
    }
    if spec.alternate {
        return Err(NumericError::value("Alternate form (#) not allowed with integer format specifier 'c'"));
    }
    let code = match to_i64(value) {
        Some(code @ 0..=0x10ffff) => code as u32,
        Some(_) => return Err(NumericError::overflow("%c arg not in range(0x110000)")),
        None => {
            return Err(NumericError::overflow("Python int too large to convert to C long"));
        }
    };
    let mut buffer = [0; 4];
    let bytes = encode_wtf8(code, &mut buffer);
    // The character counts as one column, whatever its bytes.
    let width = spec.width.map(|width| width + bytes.len() - 1);
    let parts = Parts {
        negative: false,
        prefix: b"",
        digits: b"",
        group: 3,
        point: false,
        fraction: b"",
        rest: bytes,
    };
    layout(&FormatSpec { width, ..spec.clone() }, &parts, out)
}

/// A code point as WTF-8, surrogates included.
pub(crate) fn encode_wtf8(code: u32, buffer: &mut [u8; 4]) -> &[u8] {
    match char::from_u32(code) {
        Some(character) => character.encode_utf8(buffer).as_bytes(),
        None => {
            buffer[0] = 0xe0 | (code >> 12) as u8;
            buffer[1] = 0x80 | (code >> 6 & 0x3f) as u8;
            buffer[2] = 0x80 | (code & 0x3f) as u8;
            &buffer[..3]
        }
    }
}
