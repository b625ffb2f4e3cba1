//! Interned strings: one object per text, so that names compare by address.
//!
//! Attribute names, identifiers and dict keys of keyword arguments are interned. They are immortal:
//! shapes and caches keep their addresses. The table finds strings by the hash in their header.

use super::{bytes, compare, make};
use crate::heap::Marker;
use crate::layout::{STR_INTERNED, Str};
use crate::thread::Thread;
use crate::value::Value;

/// Open addressing with linear probing; a power of two slots, at most 2/3 in use. `Value::ZERO` is an empty slot.
pub struct InternTable {
    slots: Vec<Value>,
    used: usize,
}

impl InternTable {
    /// An empty table.
    pub fn new() -> InternTable {
        InternTable {
            slots: vec![Value::ZERO; 4096],
            used: 0,
        }
    }
    /// Number of strings.
    pub fn len(&self) -> usize {
        self.used
    }
    /// Whether nothing is interned.
    pub fn is_empty(&self) -> bool {
        self.used == 0
    }
    fn find(&self, hash: u64, text: &[u8]) -> Result<Value, usize> {
        let mask = self.slots.len() - 1;
        let mut slot = hash as usize & mask;
        loop {
            let candidate = self.slots[slot];
            if candidate == Value::ZERO {
                return Err(slot);
            }
            // Interned strings have their hash computed.
            if compare::hash_of(candidate) == hash && bytes(&candidate) == text {
                return Ok(candidate);
            }
            slot = (slot + 1) & mask;
        }
    }
    fn insert(&mut self, slot: usize, string: Value) {
        self.slots[slot] = string;
        self.used += 1;
        if self.used * 3 > self.slots.len() * 2 {
            self.grow();
        }
    }
    fn grow(&mut self) {
        let larger = vec![Value::ZERO; self.slots.len() * 2];
        let old = std::mem::replace(&mut self.slots, larger);
        let mask = self.slots.len() - 1;
        for string in old {
            if string != Value::ZERO {
                let mut slot = compare::hash_of(string) as usize & mask;
                while self.slots[slot] != Value::ZERO {
                    slot = (slot + 1) & mask;
                }
                self.slots[slot] = string;
            }
        }
    }
}

impl Default for InternTable {
    fn default() -> Self {
        InternTable::new()
    }
}

/// Root callback: `data` is the thread's `InternTable`.
pub fn mark_interned(data: *mut (), marker: &mut Marker) {
    // SAFETY: registered with the address of the table in the thread, which stays where it is.
    let table = unsafe { &*data.cast::<InternTable>() };
    for string in &table.slots {
        marker.mark(*string);
    }
}

/// Before any other string is made: registers the table as a root and makes the characters of Latin-1. The thread must
/// not move afterwards, and its `hash_key` must be set.
pub fn bootstrap(t: &mut Thread) {
    let table = (&raw mut t.interned).cast();
    t.heap.add_root_callback(mark_interned, table);
    for code in 0..256u32 {
        let (text, width) = super::wtf8::encode(code);
        t.latin1[code as usize] = intern_bytes(t, &text[..width]);
    }
}

/// The interned str with this text.
pub fn intern(t: &mut Thread, text: &str) -> Value {
    intern_bytes(t, text.as_bytes())
}

fn intern_bytes(t: &mut Thread, text: &[u8]) -> Value {
    let hash = compare::hash_text(t.hash_key, text);
    match t.interned.find(hash, text) {
        Ok(found) => found,
        Err(slot) => {
            let string = make::new_wtf8(t, text);
            adopt(t, string, hash, slot);
            string
        }
    }
}

/// The interned str equal to `v`: `v` itself if it is exact and the first of its kind.
pub fn intern_value(t: &mut Thread, v: Value) -> Value {
    if super::is_interned(v) {
        return v;
    }
    let hash = compare::hash(t, v);
    match t.interned.find(hash, bytes(&v)) {
        Ok(found) => found,
        Err(slot) => {
            // A concatenation's buffer may be much larger than its text: an immortal string gets its own.
            let plain = super::is_exact(v) && crate::field!(v, Str, owner) == Value::ZERO;
            let string = if plain { v } else { make::new_wtf8(t, bytes(&v)) };
            adopt(t, string, hash, slot);
            string
        }
    }
}

fn adopt(t: &mut Thread, string: Value, hash: u64, slot: usize) {
    // SAFETY: a str that nobody else is writing.
    unsafe {
        let s = &mut *string.cast::<Str>();
        s.hash = hash;
        s.header.flags |= STR_INTERNED;
    }
    t.interned.insert(slot, string);
}
