//! `bytes`: the bytes follow the object. The algorithms work on slices, and most methods are shared
//! with `bytearray`: they take any bytes-like receiver and return an object of its kind.

mod arguments;
mod construct;
mod convert;
mod dunders;
mod iterator;
mod parts;
mod search;
mod text;

pub use arguments::{byte, bytes_like, with_bytes};
pub use construct::{Source, collect, from_object, source_of};
pub use convert::repr_text;

use crate::field;
use crate::header::Header;
use crate::layout::{Bytes, Payload, shape_id};
use crate::native::NativeDef;
use crate::objects::bytearray;
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;
use std::sync::OnceLock;

/// Bytes in front of the contents of a bytes object that owns them.
const PREFIX: usize = size_of::<Bytes>();

/// A new bytes object.
pub fn new(t: &mut Thread, contents: &[u8]) -> Value {
    if contents.is_empty() && t.empty_bytes != Value::ZERO {
        return t.empty_bytes;
    }
    let memory = t.heap.alloc(PREFIX + contents.len());
    // SAFETY: fresh memory of that size.
    unsafe {
        let data = memory.cast::<u8>().add(PREFIX);
        std::ptr::copy_nonoverlapping(contents.as_ptr(), data, contents.len());
        finish(memory, data, contents.len(), Value::ZERO)
    }
}

/// A new bytes object of `len` bytes that `write` fills; MemoryError when there is no room.
pub fn build(t: &mut Thread, len: usize, write: impl FnOnce(&mut [u8])) -> Result<Value, Raised> {
    let size = len.checked_add(PREFIX).filter(|size| *size <= isize::MAX as usize);
    let Some(memory) = size.and_then(|size| t.heap.try_alloc(size)) else {
        return Err(t.memory_error());
    };
    // SAFETY: fresh memory of that size; whatever bytes the heap (an anonymous mapping) holds there are valid u8s.
    unsafe {
        let data = memory.cast::<u8>().add(PREFIX);
        write(std::slice::from_raw_parts_mut(data, len));
        Ok(finish(memory, data, len, Value::ZERO))
    }
}

/// # Safety
/// `memory` is fresh and has room for a `Bytes`; `data` points to `len` bytes inside it or inside `owner`.
unsafe fn finish(memory: *mut Header, data: *const u8, len: usize, owner: Value) -> Value {
    let header = Header {
        shape: shape_id::BYTES,
        aux: 0,
        state: 0,
        flags: 0,
    };
    // SAFETY: by contract.
    unsafe {
        memory.cast::<Bytes>().write(Bytes {
            header,
            hash: 0,
            len,
            data,
            owner,
        })
    }
    Value::from_address(memory as usize)
}

/// Fills the payload of a subclass instance with the contents of `source`, an exact bytes object.
fn fill_payload(t: &mut Thread, instance: Value, source: Value) {
    // SAFETY: a subclass instance has the fields of a `Bytes`; the barrier follows.
    unsafe {
        let to = &mut *instance.cast::<Bytes>();
        to.hash = 0;
        to.len = field!(source, Bytes, len);
        to.data = field!(source, Bytes, data);
        to.owner = source;
    }
    t.heap.write_barrier_any(instance);
}

/// The exact bytes object of a bytes object or subclass instance.
pub fn to_exact(t: &mut Thread, v: Value) -> Value {
    if is_exact(v) { v } else { new(t, bytes(&v)) }
}

/// A bytes object, but of no subclass.
#[inline(always)]
pub fn is_exact(v: Value) -> bool {
    v.has_shape(shape_id::BYTES)
}

/// A bytes object or an instance of a subclass.
#[inline]
pub fn is_bytes(t: &Thread, v: Value) -> bool {
    is_exact(v) || payload_is(t, v, Payload::Bytes)
}

/// A bytearray or an instance of a subclass.
#[inline]
pub fn is_bytearray(t: &Thread, v: Value) -> bool {
    v.has_shape(shape_id::BYTEARRAY) || payload_is(t, v, Payload::ByteArray)
}

fn payload_is(t: &Thread, v: Value, payload: Payload) -> bool {
    v.is_pointer() && types::payload(t.class_of(v)) == payload
}

/// Tells which part of which bytes-like object another object (a memoryview) looks at: (object, start, length).
pub type ViewReader = fn(&Thread, Value) -> Option<(Value, usize, usize)>;

static VIEW_READER: OnceLock<ViewReader> = OnceLock::new();

/// Makes the views of another crate bytes-like; the first reader given stays.
pub fn set_view_reader(reader: ViewReader) {
    VIEW_READER.get_or_init(|| reader);
}

/// Whether the object's bytes can be read: bytes, bytearray, and views of them.
pub fn is_bytes_like(t: &Thread, v: Value) -> bool {
    is_bytes(t, v) || is_bytearray(t, v) || view_of(t, v).is_some()
}

/// What a view that is neither bytes nor bytearray looks at.
fn view_of(t: &Thread, v: Value) -> Option<(Value, usize, usize)> {
    if !payload_is(t, v, Payload::NativeIterator) && !payload_is(t, v, Payload::Array) {
        return None;
    }
    VIEW_READER.get().and_then(|reader| reader(t, v))
}

/// The contents of a bytes object or subclass instance. The slice lives as long as the object does.
#[inline(always)]
pub fn bytes(v: &Value) -> &[u8] {
    // SAFETY: `data` and `len` describe memory inside the object or its owner, and neither moves.
    unsafe {
        let b = &*v.cast::<Bytes>();
        std::slice::from_raw_parts(b.data, b.len)
    }
}

/// The contents of any bytes-like object. Those of a bytearray are valid until Python code runs.
#[inline]
pub fn slice_of<'a>(t: &Thread, v: &'a Value) -> Option<&'a [u8]> {
    if is_bytes(t, *v) {
        Some(bytes(v))
    } else if is_bytearray(t, *v) {
        Some(bytearray::bytes(v))
    } else {
        let (object, start, len) = view_of(t, *v)?;
        let contents = slice_of(t, &object)?.get(start..start + len)?;
        // SAFETY: the view keeps the object alive, whose bytes stay where they are until Python code runs.
        Some(unsafe { std::slice::from_raw_parts(contents.as_ptr(), contents.len()) })
    }
}

/// The contents of a receiver that is bytes or bytearray.
#[inline]
fn receiver<'a>(t: &Thread, v: &'a Value) -> &'a [u8] {
    // Nearly always, and without a call.
    if is_exact(*v) { bytes(v) } else { slice_of(t, v).unwrap_or(&[]) }
}

/// A new object of the receiver's kind (bytes or bytearray, not its subclass).
fn like(t: &mut Thread, receiver: Value, contents: &[u8]) -> Result<Value, Raised> {
    if is_bytearray(t, receiver) {
        bytearray::new(t, contents)
    } else {
        build(t, contents.len(), |out| out.copy_from_slice(contents))
    }
}

/// The receiver itself if it is exact bytes, else a copy of its kind.
fn unchanged(t: &mut Thread, receiver: Value) -> Result<Value, Raised> {
    if is_exact(receiver) {
        return Ok(receiver);
    }
    let contents = slice_of(t, &receiver).unwrap_or(&[]);
    like(t, receiver, contents)
}

/// The methods that bytes and bytearray share.
pub(crate) fn shared_methods() -> [&'static [NativeDef]; 5] {
    [search::METHODS, parts::METHODS, text::METHODS, convert::METHODS, dunders::SHARED]
}

/// Adds the members of `bytes` and its iterator.
pub fn init(t: &mut Thread) {
    let class = t.types.bytes;
    construct::init(t);
    for table in shared_methods() {
        types::add_methods(t, class, table);
    }
    dunders::init(t);
    iterator::init(t);
}
