//! Access by position.
//!
//! In an ASCII string a position is an offset. For the others the first access builds an index, the
//! byte offset of every 64th character, so that loops over positions stay linear. The index hangs on
//! the string itself: `owner` becomes a pair (owner of the bytes, index).

use super::{STR_INDEXED, bytes, char_len, is_ascii, make, wtf8};
use crate::field;
use crate::header::Header;
use crate::layout::{Buffer, Str, ValueArray, shape_id};
use crate::objects::slice as slice_object;
use crate::ops;
use crate::thread::{Raised, Thread};
use crate::value::Value;

/// Characters per entry of the index.
const STEP: usize = 64;

/// Byte offset of character `index`, which is at most the length.
pub fn offset_of(t: &mut Thread, s: Value, index: usize) -> usize {
    let text = bytes(&s);
    if is_ascii(s) {
        return index;
    }
    let length = char_len(s);
    if index <= STEP || length <= 2 * STEP {
        return wtf8::advance(text, 0, index);
    }
    if index + STEP >= length {
        let mut at = text.len();
        for _ in index..length {
            at = wtf8::previous(text, at);
        }
        return at;
    }
    // SAFETY: a str.
    if unsafe { (*s.header()).flags & STR_INDEXED == 0 } {
        build(t, s);
    }
    wtf8::advance(text, entries(s)[index / STEP] as usize, index % STEP)
}

/// The index of a str that has one: entry i is the offset of character `i * STEP`.
fn entries(s: Value) -> &'static [u64] {
    let pair = field!(s, Str, owner);
    // SAFETY: the flag says that `owner` is the pair that `build` made; its buffer lives as long as the str, and the
    // caller lets go of the slice at once.
    unsafe {
        let index = *((pair.address() + size_of::<ValueArray>() + 8) as *const Value);
        std::slice::from_raw_parts(make::buffer_data(index).cast(), field!(index, Buffer, used) / 8)
    }
}

fn build(t: &mut Thread, s: Value) {
    let text = bytes(&s);
    let count = char_len(s) / STEP + 1;
    let Some(index) = make::try_buffer(t, count * 8) else {
        crate::heap::fatal("out of memory for the index of a string")
    };
    let data: *mut u64 = make::buffer_data(index).cast();
    let mut at = 0;
    for i in 0..count {
        // SAFETY: the buffer has room for `count` words.
        unsafe { data.add(i).write(at as u64) }
        at = wtf8::advance(text, at, STEP);
    }
    // SAFETY: a BUFFER.
    unsafe { (*index.cast::<Buffer>()).used = count * 8 }
    let pair = t.heap.alloc(size_of::<ValueArray>() + 16);
    // SAFETY: fresh memory for an array of two values; the str's barrier follows.
    unsafe {
        pair.cast::<ValueArray>().write(ValueArray {
            header: Header {
                shape: shape_id::ARRAY,
                aux: 0,
                state: 0,
                flags: 0,
            },
            len: Value::small(2),
        });
        let values = pair.cast::<u8>().add(size_of::<ValueArray>()).cast::<Value>();
        values.write(field!(s, Str, owner));
        values.add(1).write(index);
        let string = &mut *s.cast::<Str>();
        string.owner = Value::from_address(pair as usize);
        string.header.flags |= STR_INDEXED;
    }
    t.heap.write_barrier_any(s);
}

/// The character at `index`, which is below the length.
#[inline]
pub fn char_at(t: &mut Thread, s: Value, index: usize) -> Value {
    debug_assert!(index < char_len(s));
    if is_ascii(s) {
        return t.latin1[bytes(&s)[index] as usize];
    }
    let at = offset_of(t, s, index);
    let code = wtf8::decode(bytes(&s), at).0;
    make::from_code_point(t, code)
}

/// `s[key]` for a str and any key.
pub fn get_item(t: &mut Thread, s: Value, key: Value) -> Result<Value, Raised> {
    let index = if key.is_small() {
        key.as_small()
    } else if key.has_shape(shape_id::SLICE) {
        let (start, _, step, count) = slice_object::indices(t, key, char_len(s))?;
        return Ok(slice_step(t, s, start as isize, step as isize, count));
    } else if ops::lookup_special(t, key, t.names.index).is_some() {
        ops::index(t, key)?
    } else {
        let message = format!("string indices must be integers, not '{}'", t.type_name(key));
        return Err(t.type_error(message));
    };
    let length = char_len(s) as i64;
    let wrapped = if index < 0 { index.wrapping_add(length) } else { index };
    if wrapped < 0 || wrapped >= length {
        return Err(t.index_error("string index out of range"));
    }
    Ok(char_at(t, s, wrapped as usize))
}

/// Characters `start..stop` (`start <= stop <=` length).
pub fn slice(t: &mut Thread, s: Value, start: usize, stop: usize) -> Value {
    if stop - start == char_len(s) && super::is_exact(s) {
        return s;
    }
    if stop == start {
        return t.names.empty;
    }
    if is_ascii(s) {
        return make::new_ascii(t, &bytes(&s)[start..stop]);
    }
    let from = offset_of(t, s, start);
    let to = if stop - start <= STEP {
        wtf8::advance(bytes(&s), from, stop - start)
    } else {
        offset_of(t, s, stop)
    };
    make::new_with_len(t, &bytes(&s)[from..to], stop - start)
}

/// `count` characters from `start`, `step` apart.
pub fn slice_step(t: &mut Thread, s: Value, start: isize, step: isize, count: usize) -> Value {
    if count == 0 {
        return t.names.empty;
    }
    if step == 1 {
        return slice(t, s, start as usize, start as usize + count);
    }
    let position = |i: usize| (start + step * i as isize) as usize;
    if is_ascii(s) {
        let text = bytes(&s);
        let picked: Vec<u8> = (0..count).map(|i| text[position(i)]).collect();
        return make::new_ascii(t, &picked);
    }
    let mut picked = make::Builder::with_capacity(count * 2);
    if step.unsigned_abs() <= STEP {
        // Near enough to walk from one to the next.
        let text = bytes(&s);
        let mut at = offset_of(t, s, start as usize);
        for i in 0..count {
            picked.push_code(wtf8::decode(text, at).0);
            if i + 1 == count {
                break;
            }
            for _ in 0..step.unsigned_abs() {
                at = if step > 0 { at + wtf8::width(text[at]) } else { wtf8::previous(text, at) };
            }
        }
    } else {
        for i in 0..count {
            let at = offset_of(t, s, position(i));
            picked.push_code(wtf8::decode(bytes(&s), at).0);
        }
    }
    make::new_with_len(t, &picked.text, count)
}
