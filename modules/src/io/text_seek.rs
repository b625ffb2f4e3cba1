//! `tell` and `seek` of text files: positions are byte offsets of the file below.
//!
//! The offset of a place inside a decoded chunk is found by decoding prefixes of the chunk's bytes
//! again: nothing needs to be remembered while reading.

use super::buffered;
use super::text::{TextState, buffer_of, flush_buffer, flush_pending, open_state};
use super::text_read::{before_split_ending, complete, decode, translate};
use super::unsupported;
use std::cell::Cell;
use taipan_runtime::objects::string::codec::{Codec, Order};
use taipan_runtime::{Args, Raised, Thread, Value, ops};

pub fn tell(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let s = open_state(t, v)?;
    if !s.seekable {
        return Err(unsupported(t, "underlying stream is not seekable"));
    }
    if !s.telling.get() {
        return Err(t.raise(t.exceptions.os_error, "telling position disabled by next() call"));
    }
    flush_pending(t, v, s)?;
    flush_buffer_if_writing(t, v, s)?;
    let buffer = buffer_of(t, v)?;
    let at = buffered::call(t, buffer, "tell", &[])?;
    let at = ops::index(t, at)?;
    let (chunk, tail) = (s.chunk.borrow().len(), s.tail.borrow().len());
    if s.decoded.borrow().is_empty() {
        return Ok(t.int(at - tail as i64));
    }
    let consumed = consumed_bytes(t, s)?;
    Ok(t.int(at - tail as i64 - chunk as i64 + consumed as i64))
}

fn flush_buffer_if_writing(t: &mut Thread, v: Value, s: &TextState) -> Result<(), Raised> {
    if s.writable && !s.readable { flush_buffer(t, v, s) } else { Ok(()) }
}

/// How many bytes of the chunk the text given out so far was made of.
fn consumed_bytes(t: &mut Thread, s: &TextState) -> Result<usize, Raised> {
    let given = s.decoded_at.get();
    let chunk = s.chunk.borrow().clone();
    if given == 0 {
        return Ok(0);
    }
    if given == s.decoded.borrow().len() {
        return Ok(chunk.len());
    }
    let codec = match s.codec.get() {
        Some(Codec::Utf16(Order::Marked)) => Codec::Utf16(s.order.get().unwrap_or(Order::Little)),
        Some(Codec::Utf32(Order::Marked)) => Codec::Utf32(s.order.get().unwrap_or(Order::Little)),
        Some(Codec::Utf8Sig) => Codec::Utf8,
        Some(codec) => codec,
        None => return Err(t.not_implemented("tell() in the middle of text in an encoding that is Python code")),
    };
    if matches!(codec, Codec::Utf8 | Codec::Ascii) && chunk.len() == s.decoded.borrow().len() && chunk[..given] == s.decoded.borrow()[..given] {
        return Ok(given);
    }
    let errors = s.errors.borrow().clone();
    let newline = s.newline.get();
    // The shortest prefix that decodes to as much text.
    // Pieces before the one it lies in are known to the byte.
    let pieces = s.pieces.borrow().clone();
    let within = pieces.iter().position(|(decoded, _)| *decoded >= given);
    let start = within.and_then(|i| i.checked_sub(1)).map_or((0, 0), |i| pieces[i]);
    let end = within.map_or(chunk.len(), |i| pieces[i].1);
    let (given, chunk) = (given - start.0, &chunk[start.1..end]);
    let (mut low, mut high) = (0, chunk.len());
    while low < high {
        let middle = (low + high) / 2;
        let mut whole = complete(codec, &chunk[..middle]);
        // Half of an ending decodes to nothing yet.
        if newline.splits_cr() {
            whole = before_split_ending(codec, chunk, whole);
        }
        let text = decode(t, codec, &errors, &chunk[..whole])?;
        let text = translate(newline, &Cell::new(0), text);
        if text.len() >= given {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    Ok(start.1 + low)
}

pub fn seek(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let s = open_state(t, v)?;
    let whence = match args.opt(2) {
        Some(w) => ops::index(t, w)?,
        None => 0,
    };
    if !s.seekable {
        return Err(unsupported(t, "underlying stream is not seekable"));
    }
    let cookie = ops::index(t, args.get(1))?;
    let target = match whence {
        0 => cookie,
        1 if cookie != 0 => return Err(unsupported(t, "can't do nonzero cur-relative seeks")),
        1 => {
            let at = tell(t, Args::of(&[v]))?;
            ops::index(t, at)?
        }
        2 if cookie != 0 => return Err(unsupported(t, "can't do nonzero end-relative seeks")),
        2 => 0,
        other => return Err(t.value_error(format!("invalid whence ({other}, should be 0, 1 or 2)"))),
    };
    if target < 0 {
        return Err(t.value_error(format!("negative seek position {target}")));
    }
    flush_pending(t, v, s)?;
    let flush = t.names.flush;
    ops::call_method(t, v, flush, &[])?;
    let buffer = buffer_of(t, v)?;
    let offset = t.int(target);
    let way = if whence == 2 { 2 } else { 0 };
    let at = buffered::call(t, buffer, "seek", &[offset, Value::small(way)])?;
    s.forget_reads();
    s.telling.set(true);
    let start = at == Value::ZERO;
    if start {
        s.order.set(None);
    }
    s.begun.set(!start);
    s.started.set(!start);
    Ok(at)
}

pub fn truncate(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    open_state(t, v)?;
    let flush = t.names.flush;
    ops::call_method(t, v, flush, &[])?;
    let buffer = buffer_of(t, v)?;
    let size = match args.opt(1) {
        Some(size) if !size.is_none() => size,
        _ => tell(t, Args::of(&[v]))?,
    };
    buffered::call(t, buffer, "truncate", &[size])
}
