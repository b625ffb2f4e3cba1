//! Making strings. Short results are shared: the empty one and the characters of Latin-1.

use super::{STR_INDEXED, bytes, is_ascii, wtf8};
use crate::field;
use crate::header::Header;
use crate::layout::{Buffer, STR_ASCII, Str, shape_id};
use crate::thread::{Raised, Thread};
use crate::value::Value;

/// Bytes in front of the text of a str that owns its text.
const PREFIX: usize = size_of::<Str>();

/// A str with this text.
#[inline]
pub fn new(t: &mut Thread, text: &str) -> Value {
    new_wtf8(t, text.as_bytes())
}

/// A str with this text, in generalised UTF-8.
pub fn new_wtf8(t: &mut Thread, text: &[u8]) -> Value {
    if text.is_ascii() {
        return new_ascii(t, text);
    }
    new_with_len(t, text, wtf8::count(text))
}

/// A str of ASCII bytes.
#[inline]
pub fn new_ascii(t: &mut Thread, text: &[u8]) -> Value {
    debug_assert!(text.is_ascii());
    match *text {
        [] if t.names.empty != Value::ZERO => return t.names.empty,
        [byte] if t.latin1[byte as usize] != Value::ZERO => return t.latin1[byte as usize],
        _ => {}
    }
    let memory = t.heap.alloc(PREFIX + text.len());
    fill(memory, text, text.len())
}

/// A str whose number of characters the caller knows.
pub fn new_with_len(t: &mut Thread, text: &[u8], char_len: usize) -> Value {
    debug_assert_eq!(wtf8::count(text), char_len);
    if text.len() == char_len {
        return new_ascii(t, text);
    }
    if let [0xC2..=0xC3, _] = *text {
        let shared = t.latin1[wtf8::decode(text, 0).0 as usize];
        if shared != Value::ZERO {
            return shared;
        }
    }
    let memory = t.heap.alloc(PREFIX + text.len());
    fill(memory, text, char_len)
}

/// As [`new_wtf8`], for texts whose size a program can blow up.
pub fn try_new_wtf8(t: &mut Thread, text: &[u8]) -> Result<Value, Raised> {
    if text.len() <= 4096 {
        return Ok(new_wtf8(t, text));
    }
    match t.heap.try_alloc(PREFIX + text.len()) {
        Some(memory) => Ok(fill(memory, text, wtf8::count(text))),
        None => Err(t.memory_error()),
    }
}

/// Fresh memory of `PREFIX + text.len()` bytes becomes a str.
#[inline(always)]
fn fill(memory: *mut Header, text: &[u8], char_len: usize) -> Value {
    // SAFETY: fresh memory of that size.
    unsafe {
        let data = memory.cast::<u8>().add(PREFIX);
        std::ptr::copy_nonoverlapping(text.as_ptr(), data, text.len());
        finish(memory, data, text.len(), char_len, Value::ZERO)
    }
}

/// Writes the fields of a str.
///
/// # Safety
/// `memory` is fresh and has room for a `Str`; `data` points to `byte_len` bytes of well-formed text inside it or
/// inside `owner`.
#[inline(always)]
pub(super) unsafe fn finish(memory: *mut Header, data: *const u8, byte_len: usize, char_len: usize, owner: Value) -> Value {
    let flags = if byte_len == char_len { STR_ASCII } else { 0 };
    // SAFETY: by contract.
    unsafe {
        memory.cast::<Str>().write(Str {
            header: Header {
                shape: shape_id::STR,
                aux: 0,
                state: 0,
                flags,
            },
            hash: 0,
            byte_len,
            char_len,
            data,
            owner,
        });
    }
    Value::from_address(memory as usize)
}

/// A str of `byte_len` bytes and `char_len` characters that `write` fills; MemoryError when there is no room.
pub(super) fn build(t: &mut Thread, byte_len: usize, char_len: usize, write: impl FnOnce(&mut [u8])) -> Result<Value, Raised> {
    if byte_len < 2 {
        let mut small = [0u8; 2];
        write(&mut small[..byte_len]);
        return Ok(new_ascii(t, &small[..byte_len]));
    }
    let size = byte_len.checked_add(PREFIX).filter(|size| *size <= isize::MAX as usize);
    let Some(memory) = size.and_then(|size| t.heap.try_alloc(size)) else {
        return Err(t.memory_error());
    };
    // SAFETY: fresh memory of that size; whatever bytes the heap (an anonymous mapping) holds there are valid u8s.
    unsafe {
        let data = memory.cast::<u8>().add(PREFIX);
        write(std::slice::from_raw_parts_mut(data, byte_len));
        Ok(finish(memory, data, byte_len, char_len, Value::ZERO))
    }
}

/// A BUFFER of at least `capacity` bytes, none of them used.
pub(super) fn try_buffer(t: &mut Thread, capacity: usize) -> Option<Value> {
    let size = crate::heap::Heap::usable_bytes(size_of::<Buffer>().checked_add(capacity)?);
    let memory = t.heap.try_alloc(size)?;
    // SAFETY: fresh memory of that size.
    unsafe {
        memory.cast::<Buffer>().write(Buffer {
            header: Header {
                shape: shape_id::BUFFER,
                aux: 0,
                state: 0,
                flags: 0,
            },
            capacity: size - size_of::<Buffer>(),
            used: 0,
            unused: 0,
        });
    }
    Some(Value::from_address(memory as usize))
}

/// First byte of a BUFFER's contents.
#[inline(always)]
pub(super) fn buffer_data(buffer: Value) -> *mut u8 {
    (buffer.address() + size_of::<Buffer>()) as *mut u8
}

/// A str over bytes of `owner` (a BUFFER or another object that keeps them alive).
pub(super) fn over(t: &mut Thread, data: *const u8, byte_len: usize, char_len: usize, owner: Value) -> Value {
    let memory = t.heap.alloc(PREFIX);
    // SAFETY: fresh memory; the caller names the owner of the bytes.
    unsafe { finish(memory, data, byte_len, char_len, owner) }
}

/// An exact str with the text of `v`, sharing its bytes.
pub(super) fn share(t: &mut Thread, v: Value) -> Value {
    let (data, byte_len, char_len) = (field!(v, Str, data), field!(v, Str, byte_len), field!(v, Str, char_len));
    let shared = over(t, data, byte_len, char_len, v);
    // SAFETY: a fresh str. The hash is that of the text, which is the same.
    unsafe { (*shared.cast::<Str>()).hash = field!(v, Str, hash) }
    shared
}

/// Fills the payload of a subclass instance with the text of `source`, an exact str.
pub(super) fn fill_payload(t: &mut Thread, instance: Value, source: Value) {
    // SAFETY: a subclass instance has the fields of a `Str`; the barrier follows.
    unsafe {
        let to = &mut *instance.cast::<Str>();
        to.hash = 0;
        to.byte_len = field!(source, Str, byte_len);
        to.char_len = field!(source, Str, char_len);
        to.data = field!(source, Str, data);
        to.owner = source;
        to.header.flags &= !(STR_INDEXED | super::STR_INTERNED | super::STR_CONCATENATED | STR_ASCII);
        if is_ascii(source) {
            to.header.flags |= STR_ASCII;
        }
    }
    t.heap.write_barrier_any(instance);
}

/// The str of one code point up to 0x10FFFF (surrogates too).
#[inline]
pub fn from_code_point(t: &mut Thread, code: u32) -> Value {
    if code < 256 && t.latin1[code as usize] != Value::ZERO {
        return t.latin1[code as usize];
    }
    let (text, width) = wtf8::encode(code);
    let memory = t.heap.alloc(PREFIX + width);
    fill(memory, &text[..width], 1)
}

/// The str of one character.
pub fn from_char(t: &mut Thread, c: char) -> Value {
    from_code_point(t, c as u32)
}

/// Collects text outside the heap, then makes a str of it.
#[derive(Default)]
pub struct Builder {
    /// What was pushed so far.
    pub text: Vec<u8>,
}

impl Builder {
    /// An empty one with room for `capacity` bytes.
    pub fn with_capacity(capacity: usize) -> Builder {
        Builder {
            text: Vec::with_capacity(capacity),
        }
    }
    /// Appends the text of a str.
    pub fn push_value(&mut self, v: Value) {
        self.text.extend_from_slice(bytes(&v));
    }
    /// Appends text.
    pub fn push_str(&mut self, text: &str) {
        self.text.extend_from_slice(text.as_bytes());
    }
    /// Appends generalised UTF-8.
    pub fn push_wtf8(&mut self, text: &[u8]) {
        self.text.extend_from_slice(text);
    }
    /// Appends a code point.
    pub fn push_code(&mut self, code: u32) {
        wtf8::push(&mut self.text, code);
    }
    /// The str.
    pub fn finish(self, t: &mut Thread) -> Result<Value, Raised> {
        try_new_wtf8(t, &self.text)
    }
}
