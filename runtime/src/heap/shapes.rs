//! What the collector knows of shapes: how to trace their objects, and which class they keep alive.
//!
//! An object names its class only through its shape id, so tracing an object must keep the class
//! alive. Marking it once per shape and collection is enough: each entry remembers the collection
//! that last saw an object of it. When a full collection leaves a class unmarked, no object has its
//! shapes, and their ids can be used again.

use crate::header::TraceKind;
use crate::value::Value;

/// One shape's entry; 32 bytes, so that an object costs the tracer one cache line of the table.
#[derive(Clone, Copy)]
pub struct ShapeEntry {
    pub kind: TraceKind,
    /// The class, or a word that is no pointer for shapes that never die.
    pub class: Value,
    /// Number of the collection that last marked the class on behalf of an object.
    pub seen: u32,
}

/// The table, indexed by shape id.
#[derive(Default)]
pub struct ShapeTable {
    pub entries: Vec<ShapeEntry>,
    /// Ids defined since the last collection. A minor collection looks at no old object, so that
    /// the classes of these count as roots.
    pub recent: Vec<u32>,
    dead: Vec<u32>,
}

impl ShapeTable {
    pub fn define(&mut self, shape: u32, kind: TraceKind, class: Value) {
        let index = shape as usize;
        if index >= self.entries.len() {
            let unused = ShapeEntry {
                kind: TraceKind::Free,
                class: Value::NONE,
                seen: 0,
            };
            self.entries.resize(index + 1, unused);
        }
        self.entries[index] = ShapeEntry { kind, class, seen: 0 };
        if class.is_pointer() {
            self.recent.push(shape);
        }
    }

    /// The kind of a shape; `Free` for an id never defined.
    pub fn kind(&self, shape: u32) -> TraceKind {
        self.entries.get(shape as usize).map_or(TraceKind::Free, |entry| entry.kind)
    }

    /// After a full marking: frees the entries whose class is not marked.
    pub fn bury_dead(&mut self, is_marked: impl Fn(Value) -> bool) {
        for (shape, entry) in self.entries.iter_mut().enumerate() {
            if entry.class.is_pointer() && !is_marked(entry.class) {
                *entry = ShapeEntry {
                    kind: TraceKind::Free,
                    class: Value::NONE,
                    seen: 0,
                };
                self.dead.push(shape as u32);
            }
        }
    }

    pub fn take_dead(&mut self) -> Vec<u32> {
        std::mem::take(&mut self.dead)
    }
}
