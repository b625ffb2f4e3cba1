//! Reading text: decoding chunks of the buffer below, lines and characters out of them.
//!
//! What decodes is always a whole number of characters; the bytes of one that is cut off, and a `\r`
//! that may be half of a line's end, wait in the tail for the next chunk.

use super::buffered;
use super::state::{self, Field};
use super::text::{CHUNK, Newline, TextState, buffer_of, flush_pending, open_state, python_codec};
use super::unsupported;
use taipan_runtime::objects::string::codec::{self, Codec, Order};
use taipan_runtime::objects::string::wtf8;
use taipan_runtime::objects::{bytes, string};
use taipan_runtime::{Raised, Thread, Value};

/// How many of the bytes make whole characters.
pub fn complete(codec: Codec, data: &[u8]) -> usize {
    match codec {
        Codec::Utf8 | Codec::Utf8Sig => {
            // At most the last three bytes can be the start of a sequence that goes on.
            for back in 1..=data.len().min(3) {
                let byte = data[data.len() - back];
                if byte & 0xC0 == 0x80 {
                    continue;
                }
                let width = match byte {
                    0xC2..=0xDF => 2,
                    0xE0..=0xEF => 3,
                    0xF0..=0xF4 => 4,
                    _ => 1,
                };
                return if width > back { data.len() - back } else { data.len() };
            }
            data.len()
        }
        Codec::Utf16(order) => {
            let whole = data.len() & !1;
            if whole < 2 {
                return whole;
            }
            let high = if order == Order::Big { data[whole - 2] } else { data[whole - 1] };
            // A high surrogate waits for its other half.
            if (0xD8..0xDC).contains(&high) { whole - 2 } else { whole }
        }
        Codec::Utf32(_) => data.len() & !3,
        _ => data.len(),
    }
}

/// The codec for what follows, once the start of the file told the byte order. Skips the mark.
fn settled(s: &TextState, codec: Codec, data: &mut Vec<u8>, last: bool) -> Option<Codec> {
    let marked = |order: fn(Order) -> Codec, little: &[u8], big: &[u8], data: &mut Vec<u8>| {
        if let Some(found) = s.order.get() {
            return Some(order(found));
        }
        if data.len() < little.len() && !last {
            return None;
        }
        let found = if data.starts_with(big) { Order::Big } else { Order::Little };
        if data.starts_with(little) || data.starts_with(big) {
            data.drain(..little.len());
        }
        s.order.set(Some(found));
        Some(order(found))
    };
    match codec {
        Codec::Utf16(Order::Marked) => marked(Codec::Utf16, &[0xFF, 0xFE], &[0xFE, 0xFF], data),
        Codec::Utf32(Order::Marked) => marked(Codec::Utf32, &[0xFF, 0xFE, 0, 0], &[0, 0, 0xFE, 0xFF], data),
        Codec::Utf8Sig => {
            const MARK: &[u8] = b"\xEF\xBB\xBF";
            if !s.begun.get() {
                if data.len() < 3 && MARK.starts_with(data) && !last {
                    return None;
                }
                if data.starts_with(MARK) {
                    data.drain(..3);
                }
                s.begun.set(true);
            }
            Some(Codec::Utf8)
        }
        codec => Some(codec),
    }
}

/// Decodes whole characters into WTF-8.
pub fn decode(t: &mut Thread, codec: Codec, errors: &str, data: &[u8]) -> Result<Vec<u8>, Raised> {
    if codec == Codec::Utf8 && std::str::from_utf8(data).is_ok() || codec == Codec::Ascii && data.is_ascii() {
        return Ok(data.to_vec());
    }
    let source = bytes::new(t, data);
    let text = codec::decode_with(t, source, codec, errors)?;
    Ok(string::bytes(&text).to_vec())
}

/// Notes the line endings in `text` and, in universal mode, makes them all `\n`.
pub fn translate(newline: Newline, seen: &std::cell::Cell<u8>, text: Vec<u8>) -> Vec<u8> {
    if !newline.splits_cr() {
        return text;
    }
    if memchr::memchr(b'\r', &text).is_none() {
        if seen.get() & 2 == 0 && memchr::memchr(b'\n', &text).is_some() {
            seen.set(seen.get() | 2);
        }
        return text;
    }
    let mut out = Vec::with_capacity(text.len());
    let mut kinds = seen.get();
    let mut i = 0;
    while i < text.len() {
        match text[i] {
            b'\r' if text.get(i + 1) == Some(&b'\n') => {
                kinds |= 4;
                out.push(b'\n');
                i += 1;
            }
            b'\r' => {
                kinds |= 1;
                out.push(b'\n');
            }
            byte => {
                if byte == b'\n' {
                    kinds |= 2;
                }
                out.push(byte);
            }
        }
        i += 1;
    }
    seen.set(kinds);
    if newline == Newline::Keep { text } else { out }
}

/// Forgets the decoded pieces that were given out whole.
fn drop_given(s: &TextState) {
    let at = s.decoded_at.get();
    let mut pieces = s.pieces.borrow_mut();
    let given = pieces.iter().take_while(|(decoded, _)| *decoded <= at).count();
    let Some(&(decoded, chunk)) = given.checked_sub(1).and_then(|i| pieces.get(i)) else {
        return;
    };
    pieces.drain(..given);
    for piece in pieces.iter_mut() {
        *piece = (piece.0 - decoded, piece.1 - chunk);
    }
    s.decoded.borrow_mut().drain(..decoded);
    s.chunk.borrow_mut().drain(..chunk);
    s.decoded_at.set(at - decoded);
}

/// Adds the text of `data` to what is decoded; `last`: the file ends here.
fn feed(t: &mut Thread, v: Value, s: &TextState, data: &[u8], last: bool) -> Result<(), Raised> {
    let newline = s.newline.get();
    drop_given(s);
    let Some(codec) = s.codec.get() else {
        return feed_python(t, v, s, data, last);
    };
    let mut all = s.tail.take();
    all.extend_from_slice(data);
    let Some(codec) = settled(s, codec, &mut all, last) else {
        *s.tail.borrow_mut() = all;
        return Ok(());
    };
    let mut n = if last { all.len() } else { complete(codec, &all) };
    if !last && newline.splits_cr() && n > 0 {
        n = hold_back_cr(codec, &all, n);
    }
    let errors = s.errors.borrow().clone();
    let text = decode(t, codec, &errors, &all[..n])?;
    let text = translate(newline, &s.seen, text);
    s.decoded.borrow_mut().extend_from_slice(&text);
    s.chunk.borrow_mut().extend_from_slice(&all[..n]);
    s.pieces.borrow_mut().push((s.decoded.borrow().len(), s.chunk.borrow().len()));
    all.drain(..n);
    *s.tail.borrow_mut() = all;
    Ok(())
}

/// `n`, less a final `\r` that a `\n` follows.
pub fn before_split_ending(codec: Codec, data: &[u8], n: usize) -> usize {
    let before = hold_back_cr(codec, data, n);
    // A `\n` in this encoding has the bytes of the `\r` but for the letter itself.
    let ending: Vec<u8> = data[before..n].iter().map(|b| if *b == b'\r' { b'\n' } else { *b }).collect();
    if before < n && data[n..].starts_with(&ending) { before } else { n }
}

/// `n`, less a final `\r`.
fn hold_back_cr(codec: Codec, data: &[u8], n: usize) -> usize {
    let unit: &[u8] = match codec {
        Codec::Utf16(Order::Big) => &[0, b'\r'],
        Codec::Utf16(_) => &[b'\r', 0],
        Codec::Utf32(Order::Big) => &[0, 0, 0, b'\r'],
        Codec::Utf32(_) => &[b'\r', 0, 0, 0],
        _ => b"\r",
    };
    if data[..n].ends_with(unit) { n - unit.len() } else { n }
}

fn feed_python(t: &mut Thread, v: Value, s: &TextState, data: &[u8], last: bool) -> Result<(), Raised> {
    let decoder = match state::field(v, Field::Decoder) {
        Some(decoder) => decoder,
        None => {
            let decoder = python_codec(t, v, s, "incrementaldecoder")?;
            state::set_field(t, v, Field::Decoder, decoder);
            decoder
        }
    };
    let data = bytes::new(t, data);
    let text = buffered::call(t, decoder, "decode", &[data, Value::bool(last)])?;
    if !string::is_str(t, text) {
        let message = format!("decoder should return a string result, not '{}'", t.type_name(text));
        return Err(t.type_error(message));
    }
    let mut out = Vec::new();
    if s.held_cr.replace(false) {
        out.push(b'\r');
    }
    out.extend_from_slice(string::bytes(&text));
    if !last && s.newline.get().splits_cr() && out.last() == Some(&b'\r') {
        out.pop();
        s.held_cr.set(true);
    }
    let out = translate(s.newline.get(), &s.seen, out);
    s.decoded.borrow_mut().extend_from_slice(&out);
    s.pieces.borrow_mut().push((s.decoded.borrow().len(), 0));
    Ok(())
}

/// Reads and decodes one more chunk; false at the end of the file.
fn fill(t: &mut Thread, v: Value, s: &TextState) -> Result<bool, Raised> {
    let buffer = buffer_of(t, v)?;
    let data = if s.buffer.is_some() {
        buffered::read_once(t, buffer, CHUNK)?
    } else {
        let name = t.intern("read1");
        let method = if taipan_runtime::ops::get_attr_opt(t, buffer, name)?.is_some() {
            "read1"
        } else {
            "read"
        };
        let data = buffered::call(t, buffer, method, &[Value::small(CHUNK as i64)])?;
        match bytes::slice_of(t, &data) {
            Some(data) => data.to_vec(),
            None => {
                let message = format!("underlying {method}() should have returned a bytes-like object, not '{}'", t.type_name(data));
                return Err(t.type_error(message));
            }
        }
    };
    let last = data.is_empty();
    feed(t, v, s, &data, last)?;
    Ok(!last)
}

/// The state, ready to read from.
fn readable_state<'a>(t: &mut Thread, v: Value) -> Result<&'a TextState, Raised> {
    let s = open_state(t, v)?;
    if !s.readable {
        return Err(unsupported(t, "not readable"));
    }
    flush_pending(t, v, s)?;
    Ok(s)
}

/// End of the first line in `text`, its ending included.
pub fn line_end(newline: Newline, text: &[u8]) -> Option<usize> {
    match newline {
        Newline::Universal | Newline::Lf => memchr::memchr(b'\n', text).map(|i| i + 1),
        Newline::Cr => memchr::memchr(b'\r', text).map(|i| i + 1),
        Newline::CrLf => memchr::memmem::find(text, b"\r\n").map(|i| i + 2),
        Newline::Keep => memchr::memchr2(b'\n', b'\r', text).map(|i| if text[i..].starts_with(b"\r\n") { i + 2 } else { i + 1 }),
    }
}

/// Takes the next `n` bytes of decoded text as a str.
fn take(t: &mut Thread, s: &TextState, n: usize) -> Value {
    let at = s.decoded_at.get();
    let text = string::new_wtf8(t, &s.decoded.borrow()[at..at + n]);
    s.decoded_at.set(at + n);
    text
}

/// `readline`: at most `limit` characters; an empty str at the end.
pub fn read_line(t: &mut Thread, v: Value, limit: Option<usize>) -> Result<Value, Raised> {
    let s = readable_state(t, v)?;
    let mut searched = 0;
    loop {
        let (end, available) = {
            let decoded = s.decoded.borrow();
            let rest = &decoded[s.decoded_at.get()..];
            // An ending may start in the last byte that was searched.
            let from = if s.newline.get() == Newline::CrLf {
                usize::saturating_sub(searched, 1)
            } else {
                searched
            };
            (line_end(s.newline.get(), &rest[from..]).map(|i| i + from), rest.len())
        };
        let mut n = end.unwrap_or(available);
        let mut full = false;
        if let Some(limit) = limit {
            let decoded = s.decoded.borrow();
            let rest = &decoded[s.decoded_at.get()..][..n];
            if wtf8::count(rest) >= limit {
                n = wtf8::advance(rest, 0, limit);
                full = true;
            }
        }
        if end.is_some() || full {
            return Ok(take(t, s, n));
        }
        searched = available;
        if !fill(t, v, s)? {
            // The tail may have become text.
            let rest = s.decoded.borrow().len() - s.decoded_at.get();
            let end = line_end(s.newline.get(), &s.decoded.borrow()[s.decoded_at.get()..]);
            return Ok(take(t, s, end.unwrap_or(rest)));
        }
    }
}

/// `read`: `n` characters, or everything.
pub fn read(t: &mut Thread, v: Value, n: Option<usize>) -> Result<Value, Raised> {
    let s = readable_state(t, v)?;
    let Some(n) = n else { return read_all(t, v, s) };
    loop {
        let enough = {
            let decoded = s.decoded.borrow();
            let rest = &decoded[s.decoded_at.get()..];
            let count = wtf8::count(rest);
            if count >= n { Some(wtf8::advance(rest, 0, n)) } else { None }
        };
        if let Some(n) = enough {
            return Ok(take(t, s, n));
        }
        if !fill(t, v, s)? {
            let rest = s.decoded.borrow().len() - s.decoded_at.get();
            return Ok(take(t, s, rest));
        }
    }
}

fn read_all(t: &mut Thread, v: Value, s: &TextState) -> Result<Value, Raised> {
    let buffer = buffer_of(t, v)?;
    if let Some(native) = &s.buffer
        && s.codec.get() == Some(Codec::Utf8)
        && s.decoded_at.get() == s.decoded.borrow().len()
        && s.tail.borrow().is_empty()
    {
        let data = buffered::read_bytes(t, buffer, native, None)?.unwrap_or_default();
        let needs_translation = s.newline.get().splits_cr() && memchr::memchr(b'\r', &data).is_some();
        if !needs_translation && std::str::from_utf8(&data).is_ok() {
            s.forget_reads();
            let data = translate(s.newline.get(), &s.seen, data);
            return string::try_new_wtf8(t, &data);
        }
        feed(t, v, s, &data, true)?;
        return Ok(take_rest(t, s));
    }
    let data = buffered::call(t, buffer, "read", &[])?;
    let Some(data) = bytes::slice_of(t, &data) else {
        return Err(match data.is_none() {
            true => t.raise(t.exceptions.blocking_io_error, "Read returned None."),
            false => t.type_error("underlying read() should have returned a bytes object"),
        });
    };
    feed(t, v, s, data, true)?;
    Ok(take_rest(t, s))
}

/// All decoded text, which ends with the file.
fn take_rest(t: &mut Thread, s: &TextState) -> Value {
    let rest = s.decoded.borrow().len() - s.decoded_at.get();
    let text = take(t, s, rest);
    // A chunk this large would only hold memory.
    s.decoded.take();
    s.decoded_at.set(0);
    s.chunk.take();
    s.pieces.borrow_mut().clear();
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn cut_off_characters_wait() {
        let euro = "a€".as_bytes();
        assert_eq!(complete(Codec::Utf8, euro), 4);
        assert_eq!(complete(Codec::Utf8, &euro[..3]), 1);
        assert_eq!(complete(Codec::Utf8, &euro[..2]), 1);
        assert_eq!(complete(Codec::Utf8, b"\xff"), 1, "what can never be whole does not wait");
        assert_eq!(complete(Codec::Utf16(Order::Little), &[0x41, 0, 0x3D]), 2);
        assert_eq!(complete(Codec::Utf16(Order::Little), &[0x3D, 0xD8]), 0);
        assert_eq!(complete(Codec::Utf32(Order::Big), &[0; 7]), 4);
    }

    #[test]
    fn a_position_is_never_inside_a_line_ending() {
        assert_eq!(before_split_ending(Codec::Utf8, b"a\r\nb", 2), 1);
        assert_eq!(before_split_ending(Codec::Utf8, b"a\rb", 2), 2);
        assert_eq!(before_split_ending(Codec::Utf16(Order::Little), b"\r\0\n\0", 2), 0);
        assert_eq!(before_split_ending(Codec::Utf16(Order::Big), b"\0\r\0\n", 2), 0);
        assert_eq!(before_split_ending(Codec::Utf16(Order::Big), b"\0\r\0b", 2), 2);
    }

    #[test]
    fn endings_are_translated_and_noted() {
        let seen = Cell::new(0);
        assert_eq!(translate(Newline::Universal, &seen, b"a\r\nb\rc\nd".to_vec()), b"a\nb\nc\nd");
        assert_eq!(seen.get(), 7);
        let seen = Cell::new(0);
        assert_eq!(translate(Newline::Keep, &seen, b"a\r\nb".to_vec()), b"a\r\nb");
        assert_eq!(seen.get(), 4);
        assert_eq!(translate(Newline::Cr, &seen, b"a\rb\n".to_vec()), b"a\rb\n");
    }

    #[test]
    fn lines_end_as_the_mode_says() {
        assert_eq!(line_end(Newline::Keep, b"a\r\nb"), Some(3));
        assert_eq!(line_end(Newline::Keep, b"a\rb"), Some(2));
        assert_eq!(line_end(Newline::CrLf, b"a\rb\r\nc"), Some(5));
        assert_eq!(line_end(Newline::Cr, b"ab\n"), None);
        assert_eq!(line_end(Newline::Universal, b"ab\nc"), Some(3));
    }
}
