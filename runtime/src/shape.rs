//! Shapes: a 32-bit id in an object's header names its class *and* the layout of its attributes,
//! so one compare guards both (DESIGN §3).
//!
//! An instance is header, builtin payload, overflow pointer, `inline` attribute slots. Adding an
//! attribute moves the object along a transition to the shape that has one more name; slot `i` is
//! inline for `i < inline`, else element `i - inline` of the overflow ARRAY. A class starts a new
//! tree of shapes when it learns that its instances want more inline slots: old instances stay on
//! the old tree. Dictionary mode is a shape too: the overflow pointer is then a dict.
//!
//! Attribute names in shapes are interned and immortal.

use crate::header::TraceKind;
use crate::layout::{BUILTIN_SHAPES, Payload, shape_id};
use crate::thread::Thread;
use crate::value::Value;
use rustc_hash::FxHashMap;

/// Attributes beyond this number move an instance to dictionary mode.
pub const MAX_SLOTS: usize = 64;

pub struct Shape {
    pub id: u32,
    pub class: Value,
    /// Bytes from the object's start to the overflow pointer.
    pub overflow_offset: u16,
    /// Inline slots.
    pub inline: u16,
    /// Slots of `__slots__`: the first ones, UNBOUND when empty.
    pub fixed: u16,
    /// The overflow pointer is a dict.
    pub dictionary: bool,
    /// Instances have a `__dict__` (attributes can be added).
    pub extensible: bool,
    /// Interned names of the slots, in slot order (those of `__slots__` included).
    pub names: Vec<Value>,
    /// Name → slot, for shapes with many names; linear search below 8.
    index: FxHashMap<u64, u16>,
    transitions: FxHashMap<u64, u32>,
    pub parent: u32,
    /// Shape with one attribute less that deleting the last one leads to is `parent`; others go to dictionary mode.
    dictionary_shape: u32,
}

impl Shape {
    /// The slot of attribute `name` (interned), `__slots__` members not included.
    #[inline]
    pub fn slot(&self, name: Value) -> Option<usize> {
        let fixed = self.fixed as usize;
        if self.names.len() <= 8 {
            self.names[fixed..].iter().position(|n| *n == name).map(|i| i + fixed)
        } else {
            self.index.get(&name.0).map(|i| *i as usize).filter(|i| *i >= fixed)
        }
    }
    /// Byte offset of inline slot `i` from the object's start.
    #[inline(always)]
    pub fn slot_offset(&self, i: usize) -> usize {
        self.overflow_offset as usize + 8 + 8 * i
    }
    /// Bytes of a new instance.
    pub fn instance_size(&self) -> usize {
        self.overflow_offset as usize + 8 + 8 * self.inline as usize
    }
}

pub struct Shapes {
    /// Index = id. Boxed so that references survive growth.
    table: Vec<Option<Box<Shape>>>,
    free: Vec<u32>,
}

impl Shapes {
    pub fn new() -> Shapes {
        Shapes {
            table: (0..shape_id::FIRST_DYNAMIC).map(|_| None).collect(),
            free: Vec::new(),
        }
    }
    #[inline(always)]
    pub fn get(&self, id: u32) -> &Shape {
        self.table[id as usize].as_deref().expect("shape of a live object")
    }
    fn get_mut(&mut self, id: u32) -> &mut Shape {
        self.table[id as usize].as_deref_mut().expect("shape of a live object")
    }
    /// The class of a shape; int 0 if it was never defined.
    #[inline(always)]
    pub fn class(&self, id: u32) -> Value {
        match &self.table[id as usize] {
            Some(shape) => shape.class,
            None => Value::ZERO,
        }
    }
    /// Forgets shapes whose class died (reported by the heap after a full collection).
    pub fn release(&mut self, dead: &[u32]) {
        for &id in dead {
            self.table[id as usize] = None;
            self.free.push(id);
        }
    }
    fn insert(&mut self, mut shape: Shape) -> u32 {
        let id = self.free.pop().unwrap_or_else(|| {
            self.table.push(None);
            self.table.len() as u32 - 1
        });
        shape.id = id;
        self.table[id as usize] = Some(Box::new(shape));
        id
    }
}

impl Default for Shapes {
    fn default() -> Self {
        Shapes::new()
    }
}

/// Tells the heap how to trace the builtin shapes; their classes follow with [`define_builtin`].
pub fn define_all_builtin(t: &mut Thread) {
    for &(id, _, kind) in BUILTIN_SHAPES {
        t.heap.define_shape(id, kind, Value::ZERO);
    }
}

/// Gives builtin shape `id` its class.
pub fn define_builtin(t: &mut Thread, id: u32, class: Value) {
    let kind = BUILTIN_SHAPES[id as usize - 1].2;
    t.heap.define_shape(id, kind, class);
    t.shapes.table[id as usize] = Some(Box::new(Shape {
        id,
        class,
        overflow_offset: 0,
        inline: 0,
        fixed: 0,
        dictionary: false,
        extensible: false,
        names: Vec::new(),
        index: FxHashMap::default(),
        transitions: FxHashMap::default(),
        parent: 0,
        dictionary_shape: 0,
    }));
}

fn trace_kind(payload: Payload, inline: u16) -> TraceKind {
    let _ = inline;
    match payload {
        Payload::Tuple => TraceKind::Array {
            first: 3,
            length_word: 1,
            capacity_word: 1,
            mask: 0b100,
        },
        payload => {
            let (payload_words, mask) = payload.words();
            TraceKind::Instance { payload_words, mask }
        }
    }
}

/// Bytes from an instance's start to its overflow pointer.
pub fn overflow_offset(payload: Payload) -> u16 {
    match payload {
        Payload::Tuple => 16,
        payload => 8 + 8 * payload.words().0,
    }
}

/// A new tree of shapes for `class`: `slot_names` are the members of `__slots__`.
pub fn new_root(t: &mut Thread, class: Value, payload: Payload, slot_names: &[Value], inline: u16, extensible: bool) -> u32 {
    let inline = if payload == Payload::Tuple { 0 } else { inline.max(slot_names.len() as u16) };
    let mut shape = Shape {
        id: 0,
        class,
        overflow_offset: overflow_offset(payload),
        inline,
        fixed: slot_names.len() as u16,
        dictionary: false,
        extensible,
        names: slot_names.to_vec(),
        index: FxHashMap::default(),
        transitions: FxHashMap::default(),
        parent: 0,
        dictionary_shape: 0,
    };
    reindex(&mut shape);
    let id = t.shapes.insert(shape);
    t.heap.define_shape(id, trace_kind(payload, inline), class);
    id
}

fn reindex(shape: &mut Shape) {
    if shape.names.len() > 8 {
        shape.index = shape.names.iter().enumerate().map(|(i, n)| (n.0, i as u16)).collect();
    }
}

/// The shape after adding attribute `name` (interned) to an instance of shape `from`; `None`: dictionary mode is due.
pub fn with_attribute(t: &mut Thread, from: u32, name: Value) -> Option<u32> {
    let shape = t.shapes.get(from);
    debug_assert!(shape.extensible && !shape.dictionary);
    if let Some(&to) = shape.transitions.get(&name.0) {
        return Some(to);
    }
    if shape.names.len() >= MAX_SLOTS {
        return None;
    }
    let class = shape.class;
    let payload = crate::field!(class, crate::layout::Type, payload);
    let mut names = shape.names.clone();
    names.push(name);
    let mut child = Shape {
        id: 0,
        class,
        overflow_offset: shape.overflow_offset,
        inline: shape.inline,
        fixed: shape.fixed,
        dictionary: false,
        extensible: true,
        names,
        index: FxHashMap::default(),
        transitions: FxHashMap::default(),
        parent: from,
        dictionary_shape: 0,
    };
    reindex(&mut child);
    let inline = child.inline;
    let id = t.shapes.insert(child);
    t.shapes.get_mut(from).transitions.insert(name.0, id);
    t.heap.define_shape(id, trace_kind(payload, inline), class);
    Some(id)
}

/// The dictionary-mode shape of instances of shape `from` (one per tree of shapes).
pub fn dictionary_of(t: &mut Thread, from: u32) -> u32 {
    let shape = t.shapes.get(from);
    if shape.dictionary {
        return from;
    }
    let mut root = from;
    while t.shapes.get(root).parent != 0 {
        root = t.shapes.get(root).parent;
    }
    let shape = t.shapes.get(root);
    if shape.dictionary_shape != 0 {
        return shape.dictionary_shape;
    }
    let (class, inline) = (shape.class, shape.inline);
    let payload = crate::field!(class, crate::layout::Type, payload);
    let copy = Shape {
        id: 0,
        class,
        overflow_offset: shape.overflow_offset,
        inline,
        fixed: shape.fixed,
        dictionary: true,
        extensible: true,
        names: shape.names[..shape.fixed as usize].to_vec(),
        index: FxHashMap::default(),
        transitions: FxHashMap::default(),
        parent: 0,
        dictionary_shape: 0,
    };
    let id = t.shapes.insert(copy);
    t.shapes.get_mut(root).dictionary_shape = id;
    t.heap.define_shape(id, trace_kind(payload, inline), class);
    id
}
