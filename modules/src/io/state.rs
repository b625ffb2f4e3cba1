//! The native state behind file objects: one boxed enum per object, owned by it.
//!
//! Layers share their neighbour's state by `Rc`, so a dead stack of text over buffer over descriptor
//! is written out from the top down whichever object is freed first.

use super::descriptor::Descriptor;
use super::text::TextState;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use taipan_runtime::header::Header;
use taipan_runtime::{Raised, Thread, Value};

/// Payload of all classes of `_io`.
#[repr(C)]
pub struct FileObject {
    header: Header,
    /// Boxed; null before `__init__`.
    state: *mut State,
    values: [Value; 8],
}

/// Fields of [`FileObject::values`]; zero when not set.
#[derive(Clone, Copy)]
pub enum Field {
    /// The layer below.
    Below,
    Name,
    Encoding,
    Errors,
    Decoder,
    Encoder,
    /// The other layer below of a pair.
    Second,
    /// The mode a text file was opened with.
    Mode,
}

pub enum State {
    Raw(RawState),
    Buffered(Rc<BufferState>),
    Text(Rc<TextState>),
    Bytes(super::bytes_io::BytesState),
    Str(super::string_io::StrState),
    Newline(super::newline::NewlineState),
    /// BufferedRWPair: both halves are objects of their own.
    Pair,
}

/// Of FileIO.
pub struct RawState {
    pub descriptor: Rc<Descriptor>,
    pub readable: bool,
    pub writable: bool,
    pub created: bool,
    pub appending: bool,
    pub seekable: Cell<Option<bool>>,
}

/// Of the buffered classes.
pub struct BufferState {
    /// The descriptor below, when the raw file is exactly a FileIO.
    pub descriptor: Option<Rc<Descriptor>>,
    pub size: usize,
    pub readable: bool,
    pub writable: bool,
    pub closed: Cell<bool>,
    pub detached: Cell<bool>,
    /// What was read ahead; the part before `read_at` has been given out.
    pub read: RefCell<Vec<u8>>,
    pub read_at: Cell<usize>,
    /// What waits to be written.
    pub write: RefCell<Vec<u8>>,
}

impl BufferState {
    /// Whether it is over the process's stdin, stdout or stderr.
    fn is_standard(&self) -> bool {
        self.descriptor.as_ref().is_none_or(|d| d.fd() <= 2)
    }
    /// Writes what waits straight to the descriptor, as far as that goes.
    pub fn flush_native(&self) -> Result<(), i32> {
        let Some(descriptor) = &self.descriptor else { return Ok(()) };
        let mut waiting = self.write.borrow_mut();
        if waiting.is_empty() || descriptor.fd() < 0 {
            return Ok(());
        }
        match descriptor.write_all(&waiting) {
            Ok(()) => {
                waiting.clear();
                Ok(())
            }
            Err((done, error)) => {
                waiting.drain(..done);
                Err(error)
            }
        }
    }
}

impl Drop for BufferState {
    fn drop(&mut self) {
        let _ = self.flush_native();
    }
}

thread_local! {
    /// Writers to flush when the process ends.
    static WRITERS: RefCell<Vec<Writer>> = const { RefCell::new(Vec::new()) };
}

enum Writer {
    Buffer(Weak<BufferState>),
    Text(Weak<TextState>),
}

impl Writer {
    fn is_dead(&self) -> bool {
        match self {
            Writer::Buffer(w) => w.strong_count() == 0,
            Writer::Text(w) => w.strong_count() == 0,
        }
    }
}

fn register(writer: Writer) {
    WRITERS.with_borrow_mut(|writers| {
        if writers.len() >= 64 && writers.len().is_power_of_two() {
            writers.retain(|w| !w.is_dead());
        }
        writers.push(writer);
    });
}

pub fn register_buffer(state: &Rc<BufferState>) {
    register(Writer::Buffer(Rc::downgrade(state)));
}
pub fn register_text(state: &Rc<TextState>) {
    register(Writer::Text(Rc::downgrade(state)));
}

/// Writes out what waits in open files, the standard ones excepted. Called before a path is used: a file that a
/// program dropped without closing it (`open(p, 'w').write(x)`) is complete in CPython by then, for its last reference
/// is gone; here the collector has not seen it yet.
pub fn flush_before_path() {
    let writers = WRITERS.take();
    for writer in &writers {
        if let Writer::Text(w) = writer
            && let Some(text) = w.upgrade()
            && text.buffer.as_ref().is_some_and(|b| !b.is_standard())
        {
            text.flush_native();
        }
    }
    // Text hands over to its buffer, which is written out after it.
    for writer in &writers {
        if let Writer::Buffer(w) = writer
            && let Some(buffer) = w.upgrade()
            && !buffer.is_standard()
        {
            let _ = buffer.flush_native();
        }
    }
    WRITERS.with_borrow_mut(|now| {
        let new = std::mem::replace(now, writers);
        now.extend(new);
    });
}

/// Writes out the buffers of files that were never closed: for the end of the process. Errors are ignored.
pub fn flush_open_writers() {
    let writers = WRITERS.take();
    for writer in &writers {
        if let Writer::Text(w) = writer
            && let Some(text) = w.upgrade()
        {
            text.flush_native();
        }
    }
    for writer in &writers {
        if let Writer::Buffer(w) = writer
            && let Some(buffer) = w.upgrade()
        {
            let _ = buffer.flush_native();
        }
    }
}

fn object<'a>(v: Value) -> &'a mut FileObject {
    // SAFETY: callers pass instances of the classes of this module, which all have this payload.
    unsafe { &mut *v.cast::<FileObject>() }
}

/// The state of a file object, if `__init__` ran.
pub fn get<'a>(v: Value) -> Option<&'a State> {
    // SAFETY: the box lives as long as the object, or until `set` replaces it, which callers do only in `__init__`.
    unsafe { object(v).state.as_ref() }
}

/// Gives the object its state; an earlier one is dropped.
pub fn set(t: &mut Thread, v: Value, state: State) {
    let file = object(v);
    let old = std::mem::replace(&mut file.state, Box::into_raw(Box::new(state)));
    if old.is_null() {
        t.native_finalizers.push((v, free));
    } else {
        // SAFETY: it came from a box.
        drop(unsafe { Box::from_raw(old) });
    }
}

fn free(v: Value) {
    let state = std::mem::replace(&mut object(v).state, std::ptr::null_mut());
    if !state.is_null() {
        // SAFETY: it came from a box.
        drop(unsafe { Box::from_raw(state) });
    }
}

/// A field of the object; `None` when it was never set.
pub fn field(v: Value, field: Field) -> Option<Value> {
    Some(object(v).values[field as usize]).filter(|v| *v != Value::ZERO)
}

pub fn set_field(t: &mut Thread, v: Value, field: Field, value: Value) {
    object(v).values[field as usize] = value;
    t.heap.write_barrier_any(v);
}

/// The error of using an object whose `__init__` never ran.
pub fn uninitialized(t: &mut Thread) -> Raised {
    t.value_error("I/O operation on uninitialized object")
}
