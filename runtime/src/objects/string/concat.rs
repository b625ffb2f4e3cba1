//! Concatenation and repetition.
//!
//! `s += x` in a loop must be linear, though there are no reference counts to tell that `s` is
//! unshared. So the second concatenation in a row moves the text into a buffer with spare room, and
//! a string that ends where its buffer's used part ends is extended in place: the older string keeps
//! its own length and never sees the new bytes. Whoever comes second copies.

use super::{STR_CONCATENATED, STR_INDEXED, bytes, char_len, make};
use crate::field;
use crate::layout::{Buffer, Str, shape_id};
use crate::thread::{Raised, Thread};
use crate::value::Value;

/// Results up to this many bytes are always copied: a buffer would cost more than it saves.
const ALWAYS_COPIED: usize = 64;

/// `a + b` for strings (subclass instances too); aborts only when the address space is used up.
pub fn concat(t: &mut Thread, a: Value, b: Value) -> Value {
    let (left, right) = (bytes(&a), bytes(&b));
    if right.is_empty() && super::is_exact(a) {
        return a;
    }
    if left.is_empty() && super::is_exact(b) {
        return b;
    }
    let total = left.len() + right.len();
    if total > ALWAYS_COPIED
        && let Some(joined) = append(t, a, b, total)
    {
        return joined;
    }
    let joined = copy(t, left, right, char_len(a) + char_len(b));
    // SAFETY: a str; shared ones are at most one character long.
    if total > 1 {
        unsafe { (*joined.header()).flags |= STR_CONCATENATED }
    }
    joined
}

fn copy(t: &mut Thread, left: &[u8], right: &[u8], chars: usize) -> Value {
    let total = left.len() + right.len();
    let joined = make::build(t, total, chars, |out| {
        out[..left.len()].copy_from_slice(left);
        out[left.len()..].copy_from_slice(right);
    });
    match joined {
        Ok(joined) => joined,
        Err(Raised) => crate::heap::fatal("out of memory in a string concatenation"),
    }
}

/// Appends to the buffer of `a`, or to a new one. `None`: copying is the better choice.
fn append(t: &mut Thread, a: Value, b: Value, total: usize) -> Option<Value> {
    let (left, right) = (bytes(&a), bytes(&b));
    // SAFETY: a str.
    let flags = unsafe { (*a.header()).flags };
    let owner = field!(a, Str, owner);
    let mut buffer = owner;
    let at_end = flags & STR_INDEXED == 0
        && owner.has_shape(shape_id::BUFFER)
        && left.as_ptr() as usize + left.len() == make::buffer_data(owner) as usize + field!(owner, Buffer, used);
    if at_end {
        let start = left.as_ptr() as usize - make::buffer_data(owner) as usize;
        let needed = start + total;
        if needed > field!(owner, Buffer, capacity) && !grow(t, owner, needed) {
            buffer = Value::ZERO;
        }
    } else if flags & STR_CONCATENATED != 0 {
        buffer = Value::ZERO;
    } else {
        return None;
    }
    let mut data = left.as_ptr();
    if buffer == Value::ZERO {
        buffer = make::try_buffer(t, total.checked_mul(2)?)?;
        data = make::buffer_data(buffer);
        // SAFETY: the new buffer holds twice the total.
        unsafe { std::ptr::copy_nonoverlapping(left.as_ptr(), data.cast_mut(), left.len()) }
    }
    // SAFETY: there is room behind the used part, which nobody else's text covers; `right` may lie in the same
    // buffer, but in front of it.
    unsafe {
        std::ptr::copy_nonoverlapping(right.as_ptr(), data.cast_mut().add(left.len()), right.len());
        (*buffer.cast::<Buffer>()).used = data as usize + total - make::buffer_data(buffer) as usize;
    }
    Some(make::over(t, data, total, char_len(a) + char_len(b), buffer))
}

/// Makes room for `needed` bytes where the buffer is, if the heap can (it can for large ones).
fn grow(t: &mut Thread, buffer: Value, needed: usize) -> bool {
    let old = size_of::<Buffer>() + field!(buffer, Buffer, capacity);
    let wanted = crate::heap::Heap::usable_bytes(size_of::<Buffer>() + needed.saturating_add(needed / 2));
    if !t.heap.try_grow(buffer.header(), old, wanted) {
        return false;
    }
    // SAFETY: a BUFFER, which now has that many bytes.
    unsafe { (*buffer.cast::<Buffer>()).capacity = wanted - size_of::<Buffer>() }
    true
}

/// All strings in a row (f-strings, joins).
pub fn concat_many(t: &mut Thread, parts: &[Value]) -> Value {
    match parts {
        [] => return t.names.empty,
        [only] if super::is_exact(*only) => return *only,
        _ => {}
    }
    match join(t, &[], parts) {
        Ok(joined) => joined,
        Err(Raised) => crate::heap::fatal("out of memory in a string concatenation"),
    }
}

/// The strings with `separator` between them. `parts` must be reachable for the collector.
pub(super) fn join(t: &mut Thread, separator: &[u8], parts: &[Value]) -> Result<Value, Raised> {
    let gaps = parts.len().saturating_sub(1);
    let (mut total, mut chars) = (separator.len() * gaps, super::wtf8::count(separator) * gaps);
    for part in parts {
        total += field!(*part, Str, byte_len);
        chars += field!(*part, Str, char_len);
    }
    make::build(t, total, chars, |out| {
        let mut at = 0;
        for (i, part) in parts.iter().enumerate() {
            if i > 0 && !separator.is_empty() {
                out[at..at + separator.len()].copy_from_slice(separator);
                at += separator.len();
            }
            let text = bytes(part);
            out[at..at + text.len()].copy_from_slice(text);
            at += text.len();
        }
    })
}

/// `s * count`; a count below 1 gives the empty string.
pub fn repeat(t: &mut Thread, s: Value, count: i64) -> Result<Value, Raised> {
    let text = bytes(&s);
    if count <= 0 || text.is_empty() {
        return Ok(t.names.empty);
    }
    if count == 1 && super::is_exact(s) {
        return Ok(s);
    }
    let Some(total) = text.len().checked_mul(count as usize).filter(|total| *total <= isize::MAX as usize) else {
        return Err(t.overflow_error("repeated string is too long"));
    };
    make::build(t, total, char_len(s) * count as usize, |out| fill_repeated(out, text))
}

/// Fills `out` with copies of `pattern` (its length divides `out`'s).
pub fn fill_repeated(out: &mut [u8], pattern: &[u8]) {
    if let [byte] = *pattern {
        out.fill(byte);
        return;
    }
    let mut done = pattern.len();
    out[..done].copy_from_slice(pattern);
    while done < out.len() {
        let more = done.min(out.len() - done);
        out.copy_within(..more, done);
        done += more;
    }
}
