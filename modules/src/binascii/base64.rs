//! Base 64 text of bytes, with the complaints `binascii` makes about text that is none.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

pub fn encode(data: &[u8], newline: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len().div_ceil(3) * 4 + 1);
    for group in data.chunks(3) {
        let byte = |i: usize| u32::from(group.get(i).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for i in 0..4 {
            let digit = ALPHABET[(bits >> (18 - 6 * i) & 63) as usize];
            out.push(if i <= group.len() { digit } else { b'=' });
        }
    }
    if newline {
        out.push(b'\n');
    }
    out
}

fn digit(byte: u8) -> Option<u32> {
    Some(match byte {
        b'A'..=b'Z' => u32::from(byte - b'A'),
        b'a'..=b'z' => u32::from(byte - b'a') + 26,
        b'0'..=b'9' => u32::from(byte - b'0') + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    })
}

/// The bytes of base 64 text. Not strict: what is no digit is skipped, and text ends with its padding.
///
/// # Errors
/// The message of `binascii.Error`.
pub fn decode(text: &[u8], strict: bool) -> Result<Vec<u8>, String> {
    if strict && text.first() == Some(&b'=') {
        return Err("Leading padding not allowed".into());
    }
    let mut out = Vec::with_capacity(text.len() / 4 * 3 + 3);
    let (mut bits, mut digits, mut padding) = (0u32, 0usize, 0usize);
    let (mut padding_started, mut count) = (false, 0usize);
    for (i, &byte) in text.iter().enumerate() {
        if byte == b'=' {
            padding_started = true;
            padding += 1;
            if strict && digits == 0 {
                return Err("Excess data after padding".into());
            }
            if digits >= 2 && digits + padding >= 4 {
                if strict && i + 1 < text.len() {
                    return Err("Excess data after padding".into());
                }
                return Ok(out);
            }
            continue;
        }
        let Some(value) = digit(byte) else {
            if strict {
                return Err("Only base64 data is allowed".into());
            }
            continue;
        };
        if strict && padding_started {
            return Err("Discontinuous padding not allowed".into());
        }
        padding = 0;
        count += 1;
        bits = bits << 6 | value;
        digits = (digits + 1) % 4;
        if digits != 1 {
            // 12, 18 and 24 bits complete a byte.
            let shift = [0, 0, 4, 2][digits];
            out.push((bits >> shift) as u8);
        }
    }
    match digits {
        0 => Ok(out),
        1 => Err(format!(
            "Invalid base64-encoded string: number of data characters ({count}) cannot be 1 more than a multiple of 4"
        )),
        _ => Err("Incorrect padding".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_back() {
        for (data, text) in [("", ""), ("a", "YQ=="), ("ab", "YWI="), ("abc", "YWJj"), ("abcd", "YWJjZA==")] {
            assert_eq!(encode(data.as_bytes(), false), text.as_bytes());
            assert_eq!(decode(text.as_bytes(), true).unwrap(), data.as_bytes());
        }
        assert_eq!(decode(b"Y W\nJj", false).unwrap(), b"abc");
        assert_eq!(decode(b"YWI", false).unwrap_err(), "Incorrect padding");
    }
}
