//! Decoding with error handlers. Each decoder is a step function that consumes valid input or
//! describes what is wrong with the next bytes.

use super::super::wtf8;
use super::{Codec, Handler, Order, decode_error};
use crate::objects::bytes;
use crate::thread::{Raised, Thread};
use crate::value::Value;

/// Bytes that cannot be decoded: how many, and why.
struct Bad {
    length: usize,
    reason: &'static str,
}

/// What is wrong with the start of `rest`, which is no valid UTF-8: length of the bad part and reason.
pub fn utf8_error(rest: &[u8], error_len: Option<usize>) -> (usize, &'static str) {
    match (error_len, rest[0]) {
        (None, _) => (rest.len(), "unexpected end of data"),
        (Some(length), 0x80..=0xC1 | 0xF5..) => (length, "invalid start byte"),
        (Some(length), _) => (length, "invalid continuation byte"),
    }
}

/// Decodes as far as it goes: bytes consumed, and the error that stopped it.
fn step(codec: Codec, order: Order, rest: &[u8], out: &mut Vec<u8>) -> (usize, Option<Bad>) {
    match codec {
        Codec::Ascii => {
            let valid = rest.iter().position(|byte| *byte >= 0x80).unwrap_or(rest.len());
            out.extend_from_slice(&rest[..valid]);
            let bad = Bad {
                length: 1,
                reason: "ordinal not in range(128)",
            };
            (valid, (valid < rest.len()).then_some(bad))
        }
        Codec::Latin1 => {
            rest.iter().for_each(|byte| wtf8::push(out, u32::from(*byte)));
            (rest.len(), None)
        }
        Codec::Utf16(_) => utf16_step(order, rest, out),
        Codec::Utf32(_) => utf32_step(order, rest, out),
        _ => match std::str::from_utf8(rest) {
            Ok(text) => {
                out.extend_from_slice(text.as_bytes());
                (rest.len(), None)
            }
            Err(error) => {
                let valid = error.valid_up_to();
                out.extend_from_slice(&rest[..valid]);
                let (length, reason) = utf8_error(&rest[valid..], error.error_len());
                (valid, Some(Bad { length, reason }))
            }
        },
    }
}

fn utf16_step(order: Order, rest: &[u8], out: &mut Vec<u8>) -> (usize, Option<Bad>) {
    let unit = |at: usize| {
        let pair = [rest[at], rest[at + 1]];
        u32::from(if order == Order::Big {
            u16::from_be_bytes(pair)
        } else {
            u16::from_le_bytes(pair)
        })
    };
    let mut at = 0;
    while at + 1 < rest.len() {
        let code = unit(at);
        match code {
            0xD800..=0xDBFF if at + 3 >= rest.len() => {
                return (
                    at,
                    Some(Bad {
                        length: rest.len() - at,
                        reason: "unexpected end of data",
                    }),
                );
            }
            0xD800..=0xDBFF => {
                let low = unit(at + 2);
                if low & 0xFC00 != 0xDC00 {
                    return (
                        at,
                        Some(Bad {
                            length: 2,
                            reason: "illegal UTF-16 surrogate",
                        }),
                    );
                }
                wtf8::push(out, 0x10000 + ((code & 0x3FF) << 10 | (low & 0x3FF)));
                at += 4;
                continue;
            }
            0xDC00..=0xDFFF => {
                return (
                    at,
                    Some(Bad {
                        length: 2,
                        reason: "illegal encoding",
                    }),
                );
            }
            code => wtf8::push(out, code),
        }
        at += 2;
    }
    let bad = Bad {
        length: rest.len() - at,
        reason: "truncated data",
    };
    (at, (at < rest.len()).then_some(bad))
}

fn utf32_step(order: Order, rest: &[u8], out: &mut Vec<u8>) -> (usize, Option<Bad>) {
    let (units, tail) = rest.as_chunks::<4>();
    for (i, unit) in units.iter().enumerate() {
        let code = if order == Order::Big {
            u32::from_be_bytes(*unit)
        } else {
            u32::from_le_bytes(*unit)
        };
        let reason = if code > 0x10FFFF {
            "code point not in range(0x110000)"
        } else if wtf8::is_surrogate(code) {
            "code point in surrogate code point range(0xd800, 0xe000)"
        } else {
            wtf8::push(out, code);
            continue;
        };
        return (4 * i, Some(Bad { length: 4, reason }));
    }
    let bad = Bad {
        length: tail.len(),
        reason: "truncated data",
    };
    (4 * units.len(), (!tail.is_empty()).then_some(bad))
}

/// The byte order of marked input, and the length of the mark.
fn byte_order(codec: Codec, data: &[u8]) -> (Order, usize) {
    match codec {
        Codec::Utf8Sig if data.starts_with(b"\xEF\xBB\xBF") => (Order::Little, 3),
        Codec::Utf16(Order::Marked) => match data {
            [0xFF, 0xFE, ..] => (Order::Little, 2),
            [0xFE, 0xFF, ..] => (Order::Big, 2),
            _ => (Order::Little, 0),
        },
        Codec::Utf32(Order::Marked) => match data {
            [0xFF, 0xFE, 0, 0, ..] => (Order::Little, 4),
            [0, 0, 0xFE, 0xFF, ..] => (Order::Big, 4),
            _ => (Order::Little, 0),
        },
        Codec::Utf16(order) | Codec::Utf32(order) => (order, 0),
        _ => (Order::Little, 0),
    }
}

/// The decoded text of a bytes object.
pub(super) fn decode(t: &mut Thread, data: Value, codec: Codec, errors: &str) -> Result<Vec<u8>, Raised> {
    let raw = bytes::bytes(&data);
    let (order, mut at) = byte_order(codec, raw);
    // Errors in marked input name the order that was found.
    let codec = match codec {
        Codec::Utf16(Order::Marked) => Codec::Utf16(order),
        Codec::Utf32(Order::Marked) => Codec::Utf32(order),
        codec => codec,
    };
    let mut out = Vec::with_capacity(raw.len());
    loop {
        let (consumed, bad) = step(codec, order, &raw[at..], &mut out);
        at += consumed;
        let Some(bad) = bad else { return Ok(out) };
        let handler = Handler::named(t, errors)?;
        match recover(handler, codec, order, &raw[at..], bad.length, &mut out) {
            Some(length) => at += length,
            None => {
                return Err(decode_error(t, codec.name(), data, at, at + bad.length, bad.reason));
            }
        }
    }
}

/// Lets a handler deal with `length` bad bytes at the start of `rest`; how many it consumed, `None`: it refuses.
pub(super) fn recover(handler: Handler, codec: Codec, order: Order, rest: &[u8], length: usize, out: &mut Vec<u8>) -> Option<usize> {
    let bad = &rest[..length];
    match handler {
        Handler::Ignore => Some(length),
        Handler::Replace => {
            wtf8::push(out, 0xFFFD);
            Some(length)
        }
        Handler::BackslashReplace => {
            bad.iter().for_each(|byte| out.extend_from_slice(format!("\\x{byte:02x}").as_bytes()));
            Some(length)
        }
        Handler::SurrogateEscape => {
            let high = bad.iter().take_while(|byte| **byte >= 0x80).count();
            bad[..high].iter().for_each(|byte| wtf8::push(out, 0xDC00 + u32::from(*byte)));
            (high > 0).then_some(high)
        }
        Handler::SurrogatePass => {
            let (code, width) = passed_surrogate(codec, order, rest)?;
            wtf8::push(out, code);
            Some(width)
        }
        Handler::Strict | Handler::XmlCharRefReplace | Handler::NameReplace => None,
    }
}

/// The surrogate that `rest` starts with in this encoding, and its width.
fn passed_surrogate(codec: Codec, order: Order, rest: &[u8]) -> Option<(u32, usize)> {
    let (code, width) = match (codec, rest) {
        (Codec::Utf8 | Codec::Utf8Sig, [0xED, 0xA0..=0xBF, 0x80..=0xBF, ..]) => (wtf8::decode(rest, 0).0, 3),
        (Codec::Utf16(_), &[a, b, ..]) => (
            u32::from(if order == Order::Big {
                u16::from_be_bytes([a, b])
            } else {
                u16::from_le_bytes([a, b])
            }),
            2,
        ),
        (Codec::Utf32(_), &[a, b, c, d, ..]) => {
            let unit = [a, b, c, d];
            (
                if order == Order::Big {
                    u32::from_be_bytes(unit)
                } else {
                    u32::from_le_bytes(unit)
                },
                4,
            )
        }
        _ => return None,
    };
    wtf8::is_surrogate(code).then_some((code, width))
}

/// UTF-8 with undecodable bytes as surrogates (`surrogateescape`): how file names and arguments come in.
pub fn decode_utf8_lossy(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len());
    let mut at = 0;
    loop {
        let (consumed, bad) = step(Codec::Utf8, Order::Little, &raw[at..], &mut out);
        at += consumed;
        let Some(bad) = bad else { return out };
        let rest = &raw[at..];
        at += recover(Handler::SurrogateEscape, Codec::Utf8, Order::Little, rest, bad.length, &mut out).expect("the first bad byte of UTF-8 is above 0x7F");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surrogate_escapes() {
        assert_eq!(decode_utf8_lossy("aé".as_bytes()), "aé".as_bytes());
        assert_eq!(decode_utf8_lossy(b"\xff\xe2\x82a"), b"\xed\xb3\xbf\xed\xb3\xa2\xed\xb2\x82a");
    }

    #[test]
    fn errors_of_utf8() {
        let error = |bytes: &[u8]| {
            let error = std::str::from_utf8(bytes).unwrap_err();
            utf8_error(&bytes[error.valid_up_to()..], error.error_len())
        };
        assert_eq!(error(b"\x80abc"), (1, "invalid start byte"));
        assert_eq!(error(b"\xe2\x28\xa1"), (1, "invalid continuation byte"));
        assert_eq!(error(b"\xf0\x90\x28"), (2, "invalid continuation byte"));
        assert_eq!(error(b"a\xe2\x82"), (2, "unexpected end of data"));
        assert_eq!(error(b"\xed\xa0\x80"), (1, "invalid continuation byte"));
    }

    #[test]
    fn utf16_errors() {
        let mut out = Vec::new();
        let (consumed, bad) = utf16_step(Order::Little, b"a\0\0\xd8a\0", &mut out);
        assert_eq!((consumed, bad.unwrap().reason, out), (2, "illegal UTF-16 surrogate", b"a".to_vec()));
    }
}
