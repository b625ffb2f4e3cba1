//! Handles: references from Rust data outside the collected heap.
//!
//! The collector cannot see malloc'ed memory, so such data holds a [`Root`], which owns a slot of a
//! table that every collection visits. Slots are in chunks that never move; a free slot holds the
//! address of the next free one as a small int, which no collection takes for a reference.

use crate::value::Value;
use std::cell::{Cell, UnsafeCell};
use std::ptr::NonNull;
use std::rc::Rc;

const CHUNK: usize = 256;
type Slot = Cell<Value>;

/// All slots of one heap.
pub struct HandleTable {
    #[expect(clippy::vec_box, reason = "slots must stay where they are when the vector grows")]
    chunks: UnsafeCell<Vec<Box<[Slot; CHUNK]>>>,
    /// Address of the first free slot as a small int; 0 when there is none.
    free: Cell<Value>,
}

impl HandleTable {
    pub fn new() -> HandleTable {
        HandleTable {
            chunks: UnsafeCell::default(),
            free: Cell::new(Value::ZERO),
        }
    }

    fn take(&self, value: Value) -> NonNull<Slot> {
        if self.free.get() == Value::ZERO {
            self.add_chunk();
        }
        let slot = self.free.get().as_small() as *mut Slot;
        // SAFETY: the free list holds addresses of slots, which live as long as the table.
        unsafe {
            self.free.set((*slot).get());
            (*slot).set(value);
            NonNull::new_unchecked(slot)
        }
    }

    fn give_back(&self, slot: NonNull<Slot>) {
        // SAFETY: the handle that owned the slot keeps the table alive.
        unsafe { slot.as_ref() }.set(self.free.get());
        self.free.set(Value::small(slot.as_ptr() as i64));
    }

    #[cold]
    fn add_chunk(&self) {
        let chunk: Box<[Slot; CHUNK]> = Box::new([const { Cell::new(Value::ZERO) }; CHUNK]);
        for slot in chunk.iter() {
            slot.set(self.free.get());
            self.free.set(Value::small(slot as *const Slot as i64));
        }
        // SAFETY: nobody holds a borrow of the vector across a call.
        unsafe { (*self.chunks.get()).push(chunk) };
    }

    /// Calls `f` with every value that a handle holds.
    pub fn each(&self, mut f: impl FnMut(Value)) {
        // SAFETY: as above; `f` only marks.
        for chunk in unsafe { (*self.chunks.get()).iter() } {
            chunk.iter().for_each(|slot| f(slot.get()));
        }
    }
}

/// Keeps one value alive from anywhere, and can be set to another one.
pub struct Root {
    slot: NonNull<Slot>,
    table: Rc<HandleTable>,
}

impl Root {
    pub(super) fn in_table(table: &Rc<HandleTable>, value: Value) -> Root {
        Root {
            slot: table.take(value),
            table: table.clone(),
        }
    }
    #[inline(always)]
    pub fn get(&self) -> Value {
        // SAFETY: the slot belongs to this handle, and the table lives.
        unsafe { self.slot.as_ref() }.get()
    }
    #[inline(always)]
    pub fn set(&self, value: Value) {
        // SAFETY: as above.
        unsafe { self.slot.as_ref() }.set(value);
    }
}

impl Clone for Root {
    /// Another handle to the same value; setting one does not change the other.
    fn clone(&self) -> Root {
        Root::in_table(&self.table, self.get())
    }
}

impl Drop for Root {
    fn drop(&mut self) {
        self.table.give_back(self.slot);
    }
}

impl std::fmt::Debug for Root {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Root({:?})", self.get())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_are_visited_while_owned_and_reused_after() {
        let table = Rc::new(HandleTable::new());
        let value = |i: usize| Value::from_address(16 * (i + 1));
        let mut roots: Vec<Root> = (0..1000).map(|i| Root::in_table(&table, value(i))).collect();
        roots[3].set(Value::TRUE);
        assert_eq!(roots[4].clone().get(), value(4));
        roots.truncate(10);
        let mut seen: Vec<u64> = Vec::new();
        table.each(|v| {
            if v.is_pointer() {
                seen.push(v.0)
            }
        });
        seen.sort();
        let expected: Vec<u64> = (0..10).filter(|&i| i != 3).map(|i| value(i).0).collect();
        assert_eq!(seen, expected);
        // SAFETY: no borrow is alive.
        let chunks = || unsafe { (*table.chunks.get()).len() };
        let before = chunks();
        roots.extend((0..900).map(|i| Root::in_table(&table, value(i))));
        assert_eq!(chunks(), before);
    }
}
