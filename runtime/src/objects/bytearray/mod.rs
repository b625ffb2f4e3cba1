//! `bytearray`: bytes in a buffer with room to grow, and a start that moves when bytes are deleted
//! at the front. Reading methods are those of [`super::bytes`].

mod methods;
#[cfg(test)]
mod tests;

use crate::field;
use crate::header::Header;
use crate::heap::Heap;
use crate::layout::{Buffer, ByteArray, shape_id};
use crate::native::Args;
use crate::objects::bytes::{self, Source};
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;

/// A new bytearray.
pub fn new(t: &mut Thread, contents: &[u8]) -> Result<Value, Raised> {
    let buffer = if contents.is_empty() {
        Value::ZERO
    } else {
        new_buffer(t, contents.len(), contents)?
    };
    let memory = t.heap.alloc(size_of::<ByteArray>());
    let header = Header {
        shape: shape_id::BYTEARRAY,
        aux: 0,
        state: 0,
        flags: 0,
    };
    let len = contents.len();
    // SAFETY: fresh memory of that size.
    unsafe {
        memory.cast::<ByteArray>().write(ByteArray {
            header,
            buffer,
            len,
            start: 0,
            exports: Value::ZERO,
        })
    }
    Ok(Value::from_address(memory as usize))
}

/// A BUFFER of at least `capacity` bytes that starts with `contents`.
fn new_buffer(t: &mut Thread, capacity: usize, contents: &[u8]) -> Result<Value, Raised> {
    let size = capacity.checked_add(size_of::<Buffer>()).filter(|size| *size <= isize::MAX as usize);
    let Some(size) = size.map(Heap::usable_bytes) else {
        return Err(t.memory_error());
    };
    let Some(memory) = t.heap.try_alloc(size) else {
        return Err(t.memory_error());
    };
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
        let data = memory.cast::<u8>().add(size_of::<Buffer>());
        std::ptr::copy_nonoverlapping(contents.as_ptr(), data, contents.len());
    }
    Ok(Value::from_address(memory as usize))
}

/// Where the contents start.
fn data(v: Value) -> *mut u8 {
    let buffer = field!(v, ByteArray, buffer);
    if buffer == Value::ZERO {
        return std::ptr::NonNull::dangling().as_ptr();
    }
    (buffer.address() + size_of::<Buffer>() + field!(v, ByteArray, start)) as *mut u8
}

/// The contents. Valid until the bytearray changes.
#[inline]
pub fn bytes(v: &Value) -> &[u8] {
    // SAFETY: `len` bytes of the buffer from `start` on are in use.
    unsafe { std::slice::from_raw_parts(data(*v), field!(*v, ByteArray, len)) }
}

/// The contents for writing. Valid until the bytearray changes its size; the caller holds no other slice of them.
// A `Value` is a name, not an owner: exclusive access to it would say nothing about the object.
#[allow(clippy::mut_from_ref)]
pub fn bytes_mut(v: &Value) -> &mut [u8] {
    // SAFETY: as in `bytes`, and by contract nobody else reads them meanwhile.
    unsafe { std::slice::from_raw_parts_mut(data(*v), field!(*v, ByteArray, len)) }
}

/// Number of bytes.
pub fn len(v: Value) -> usize {
    field!(v, ByteArray, len)
}

/// BufferError while a memoryview looks at the contents.
fn check_resizable(t: &mut Thread, v: Value) -> Result<(), Raised> {
    if field!(v, ByteArray, exports) == Value::ZERO {
        return Ok(());
    }
    let class = t.exceptions.buffer_error;
    Err(t.raise(class, "Existing exports of data: object cannot be re-sized"))
}

/// Changes the length; new bytes are undefined. Room grows by an eighth at least.
pub fn set_len(t: &mut Thread, v: Value, len: usize) -> Result<(), Raised> {
    let old = self::len(v);
    if len == old {
        return Ok(());
    }
    check_resizable(t, v)?;
    let buffer = field!(v, ByteArray, buffer);
    let start = field!(v, ByteArray, start);
    let capacity = if buffer == Value::ZERO { 0 } else { field!(buffer, Buffer, capacity) };
    if len > old && start.checked_add(len).is_none_or(|end| end > capacity) {
        let wanted = len.saturating_add(len / 8 + 8);
        let old_size = size_of::<Buffer>() + capacity;
        let new_size = Heap::usable_bytes(start.saturating_add(wanted).saturating_add(size_of::<Buffer>()));
        if buffer != Value::ZERO && t.heap.try_grow(buffer.header(), old_size, new_size) {
            // SAFETY: a BUFFER, which now has that many bytes.
            unsafe { (*buffer.cast::<Buffer>()).capacity = new_size - size_of::<Buffer>() }
        } else {
            let contents = bytes(&v);
            let larger = new_buffer(t, wanted, contents)?;
            replace_buffer(t, v, larger);
        }
    } else if len == 0 {
        replace_buffer(t, v, Value::ZERO);
    }
    // SAFETY: a bytearray whose buffer has room for `len` bytes from `start` on.
    unsafe { (*v.cast::<ByteArray>()).len = len }
    Ok(())
}

fn replace_buffer(t: &mut Thread, v: Value, buffer: Value) {
    // SAFETY: a bytearray; the barrier follows.
    let slot = unsafe {
        let b = &mut *v.cast::<ByteArray>();
        b.buffer = buffer;
        b.start = 0;
        &raw const b.buffer
    };
    t.heap.write_barrier(v, slot as usize, buffer);
}

/// Puts `contents` in the place of bytes `from..to`.
pub fn splice(t: &mut Thread, v: Value, from: usize, to: usize, contents: &[u8]) -> Result<(), Raised> {
    let old = len(v);
    let removed = to - from;
    if from == 0 && contents.is_empty() && removed < old {
        // Deleting at the front moves the start: queues of bytes stay linear.
        if removed > 0 {
            check_resizable(t, v)?;
        }
        // SAFETY: a bytearray with more than `removed` bytes.
        unsafe {
            let b = &mut *v.cast::<ByteArray>();
            b.start += removed;
            b.len -= removed;
        }
        return Ok(());
    }
    let new = old - removed + contents.len();
    if new > old {
        set_len(t, v, new)?;
    } else if new < old {
        check_resizable(t, v)?;
    }
    // SAFETY: both ranges lie in the buffer, whose capacity is at least the larger length; `contents` is no part of it
    // (callers copy their own contents first).
    unsafe {
        let data = data(v);
        std::ptr::copy(data.add(to), data.add(from + contents.len()), old - to);
        std::ptr::copy_nonoverlapping(contents.as_ptr(), data.add(from), contents.len());
    }
    if new < old {
        set_len(t, v, new)?;
    }
    Ok(())
}

/// Appends bytes (not the bytearray's own).
pub fn extend(t: &mut Thread, v: Value, contents: &[u8]) -> Result<(), Raised> {
    let old = len(v);
    splice(t, v, old, old, contents)
}

/// `bytearray.__init__`: replaces the contents by what the arguments ask for.
fn fill(t: &mut Thread, v: Value, args: Args) -> Result<(), Raised> {
    match bytes::source_of(t, "bytearray", args)? {
        Source::Zeros(count) => {
            set_len(t, v, 0)?;
            set_len(t, v, count)?;
            bytes_mut(&v).fill(0);
        }
        Source::Contents(source) => {
            let contents = bytes::slice_of(t, &source).unwrap_or(&[]).to_vec();
            set_len(t, v, 0)?;
            extend(t, v, &contents)?;
        }
    }
    Ok(())
}

/// `bytearray.__new__`: empty, whatever the arguments.
fn new_object(t: &mut Thread, class: Value, _: Args) -> Result<Value, Raised> {
    if class == t.types.bytearray {
        return new(t, &[]);
    }
    let object = crate::objects::instance::allocate(t, class);
    // SAFETY: a subclass instance has the fields of a ByteArray.
    unsafe {
        let b = &mut *object.cast::<ByteArray>();
        (b.buffer, b.len, b.start, b.exports) = (Value::ZERO, 0, 0, Value::ZERO);
    }
    Ok(object)
}

/// Adds the members of `bytearray`.
pub fn init(t: &mut Thread) {
    let class = t.types.bytearray;
    types::set_new(class, new_object);
    for table in bytes::shared_methods() {
        types::add_methods(t, class, table);
    }
    methods::init(t);
}
