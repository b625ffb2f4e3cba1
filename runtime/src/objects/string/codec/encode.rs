//! Encoding character by character, with error handlers for runs of characters that do not fit.

use super::super::{bytes, wtf8};
use super::{Codec, Handler, Order, encode_error};
use crate::thread::{Raised, Thread};
use crate::value::Value;

/// Whether the codec has an encoding for the code point.
fn fits(codec: Codec, code: u32) -> bool {
    match codec {
        Codec::Ascii => code < 0x80,
        Codec::Latin1 => code < 0x100,
        _ => !wtf8::is_surrogate(code),
    }
}

fn reason(codec: Codec) -> &'static str {
    match codec {
        Codec::Ascii => "ordinal not in range(128)",
        Codec::Latin1 => "ordinal not in range(256)",
        _ => "surrogates not allowed",
    }
}

/// Appends a code point that fits, or a surrogate that the handler lets pass.
fn put(codec: Codec, out: &mut Vec<u8>, code: u32) {
    match codec {
        Codec::Ascii | Codec::Latin1 => out.push(code as u8),
        Codec::Utf16(order) => {
            let mut unit = |unit: u16| match order {
                Order::Big => out.extend_from_slice(&unit.to_be_bytes()),
                Order::Little => out.extend_from_slice(&unit.to_le_bytes()),
                Order::Marked => out.extend_from_slice(&unit.to_ne_bytes()),
            };
            match code.checked_sub(0x10000) {
                None => unit(code as u16),
                Some(offset) => {
                    unit(0xD800 | (offset >> 10) as u16);
                    unit(0xDC00 | (offset & 0x3FF) as u16);
                }
            }
        }
        Codec::Utf32(Order::Big) => out.extend_from_slice(&code.to_be_bytes()),
        Codec::Utf32(Order::Little) => out.extend_from_slice(&code.to_le_bytes()),
        Codec::Utf32(Order::Marked) => out.extend_from_slice(&code.to_ne_bytes()),
        _ => wtf8::push(out, code),
    }
}

/// The encoded text.
pub(super) fn encode(t: &mut Thread, s: Value, codec: Codec, errors: &str) -> Result<Vec<u8>, Raised> {
    let text = bytes(&s);
    let mut out = Vec::with_capacity(text.len() + 4);
    match codec {
        Codec::Utf8Sig | Codec::Utf16(Order::Marked) | Codec::Utf32(Order::Marked) => put(codec, &mut out, 0xFEFF),
        _ => {}
    }
    let mut points = wtf8::code_points(text);
    let mut position = 0;
    while let Some(code) = points.next() {
        if fits(codec, code) {
            put(codec, &mut out, code);
            position += 1;
            continue;
        }
        // The run of characters that do not fit is one error.
        let mut run = vec![code];
        let mut ahead = points.clone();
        while let Some(code) = ahead.next().filter(|code| !fits(codec, *code)) {
            run.push(code);
            points = ahead.clone();
        }
        handle_run(t, s, codec, errors, &run, position, &mut out)?;
        position += run.len();
    }
    Ok(out)
}

fn handle_run(t: &mut Thread, s: Value, codec: Codec, errors: &str, run: &[u32], position: usize, out: &mut Vec<u8>) -> Result<(), Raised> {
    let handler = Handler::named(t, errors)?;
    for (i, &code) in run.iter().enumerate() {
        match handler {
            Handler::SurrogateEscape if (0xDC80..=0xDCFF).contains(&code) && !is_wide(codec) => out.push(code as u8),
            Handler::SurrogatePass if wtf8::is_surrogate(code) && !matches!(codec, Codec::Ascii | Codec::Latin1) => {
                put(codec, out, code);
            }
            _ => match handler.replacement(code) {
                Some(text) => text.bytes().for_each(|byte| put(codec, out, u32::from(byte))),
                None => {
                    let (start, end) = (position + i, position + run.len());
                    return Err(encode_error(t, codec.name(), s, start, end, reason(codec)));
                }
            },
        }
    }
    Ok(())
}

/// Whether one byte is no whole unit of the encoding.
fn is_wide(codec: Codec) -> bool {
    matches!(codec, Codec::Utf16(_) | Codec::Utf32(_))
}
