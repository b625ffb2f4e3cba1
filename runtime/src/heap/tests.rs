//! Tests of the heap as a whole: a program of random graph changes against a model of it, and each
//! promise of the interface alone.

mod death;
mod features;
mod graph;

use super::*;
use crate::header::STATE_NEW;

/// Shapes that the tests define.
pub const PAIR: u32 = 1; // header, raw id, two references
pub const ARRAY: u32 = 2; // header, length, references
pub const BYTES: u32 = 3; // header, length in bytes, bytes
pub const TABLE: u32 = 4;
pub const INSTANCE: u32 = 5;
pub const WEAK: u32 = 6; // header, raw word that holds a weak reference
pub const CLASS: u32 = 7; // a class object: header and an id

/// A heap with a small reservation and the shapes above, and no native stack: only handles are roots,
/// unless the test asks for more.
pub fn heap(stress: Option<u32>) -> Heap {
    let mut heap = Heap::new(HeapOptions {
        stress,
        reservation: Some(1 << 30),
        nursery: None,
    });
    heap.define_shape(PAIR, TraceKind::Fixed { words: 4, mask: 0b1100 }, Value::NONE);
    let array = TraceKind::Array {
        first: 2,
        length_word: 1,
        capacity_word: 1,
        mask: 0,
    };
    heap.define_shape(ARRAY, array, Value::NONE);
    heap.define_shape(
        BYTES,
        TraceKind::Bytes {
            first: 2,
            length_word: 1,
            mask: 0,
        },
        Value::NONE,
    );
    heap.define_shape(TABLE, TraceKind::Table, Value::NONE);
    heap.define_shape(INSTANCE, TraceKind::Instance { payload_words: 1, mask: 0b10 }, Value::NONE);
    heap.define_shape(WEAK, TraceKind::Fixed { words: 2, mask: 0 }, Value::NONE);
    heap.define_shape(CLASS, TraceKind::Fixed { words: 2, mask: 0 }, Value::NONE);
    heap
}

pub fn get(object: Value, word: usize) -> Value {
    // SAFETY: tests read words inside their objects.
    unsafe { *object.cast::<Value>().add(word) }
}

/// A store with its barrier.
pub fn set(heap: &mut Heap, object: Value, word: usize, value: Value) {
    // SAFETY: tests write words inside their objects.
    let slot = unsafe { object.cast::<Value>().add(word) };
    heap.write_barrier(object, slot as usize, value);
    unsafe { *slot = value };
}

/// An object with the words given behind its header.
pub fn object(heap: &mut Heap, shape: u32, words: &[Value]) -> Value {
    let memory = heap.alloc(8 + words.len() * 8);
    initialise(memory, shape, words)
}

pub fn initialise(memory: *mut Header, shape: u32, words: &[Value]) -> Value {
    // SAFETY: the memory is fresh and long enough.
    unsafe {
        memory.write(Header {
            shape,
            aux: 0,
            state: STATE_NEW,
            flags: 0,
        });
        for (i, &word) in words.iter().enumerate() {
            *memory.cast::<Value>().add(1 + i) = word;
        }
    }
    Value::from_address(memory as usize)
}

pub fn pair(heap: &mut Heap, id: i64, left: Value, right: Value) -> Value {
    object(heap, PAIR, &[Value::small(id), left, right])
}

/// An array of `length` copies of a value.
pub fn array(heap: &mut Heap, length: usize, fill: Value) -> Value {
    let memory = heap.try_alloc(16 + length * 8).expect("the test's heap is large enough");
    let array = initialise(memory, ARRAY, &[Value::small(length as i64)]);
    for i in 0..length {
        // SAFETY: inside the fresh array.
        unsafe { *array.cast::<Value>().add(2 + i) = fill };
    }
    array
}
