//! `memoryview` over bytes, bytearray and the contents of BytesIO: one dimension of unsigned bytes.
//!
//! The view holds its object and a range in it; the bytes are found again at each access, because a
//! bytearray may move them.

use crate::array::kind::Kind;
use crate::io::bytes_io;
use crate::native_class::{self, NativeClass};
use std::cell::Cell;
use taipan_runtime::header::Header;
use taipan_runtime::layout::Payload;
use taipan_runtime::objects::{bytearray, bytes, instance, list, slice, tuple};
use taipan_runtime::{Args, Bind, GetSetDef, NativeDef, Raised, Thread, Value, ops, types};

/// Payload of a memoryview: that of native iterators, a raw word and six values.
#[repr(C)]
struct View {
    header: Header,
    /// 1: the view was released.
    released: u64,
    object: Value,
    /// First byte in the object; tagged.
    start: Value,
    /// Number of bytes; tagged.
    len: Value,
    /// Distance between bytes; tagged.
    step: Value,
    /// Type code of the items as an int (see `array`); int 0: bytes.
    format: Value,
    unused: Value,
}

/// What the items are, if they are no plain bytes.
fn kind_of(v: Value) -> Option<Kind> {
    Kind::from_code(view(v).format.as_small() as u8)
}

/// Bytes per item.
fn item_size(v: Value) -> i64 {
    kind_of(v).map_or(1, |kind| kind.size() as i64)
}

/// Number of items.
fn count(v: Value) -> i64 {
    view(v).len.as_small() / item_size(v)
}

/// Copies the format of `from` to a view made of it.
fn with_format(v: Value, from: Value) -> Value {
    view(v).format = view(from).format;
    v
}

thread_local! {
    static CLASS: Cell<Value> = const { Cell::new(Value::ZERO) };
}

fn view<'a>(v: Value) -> &'a mut View {
    // SAFETY: receivers are instances of the class below, which has this payload.
    unsafe { &mut *v.cast::<View>() }
}

fn make(t: &mut Thread, class: Value, object: Value, start: i64, len: i64, step: i64) -> Value {
    let v = instance::allocate(t, class);
    let p = view(v);
    (p.object, p.start, p.len, p.step) = (object, Value::small(start), Value::small(len), Value::small(step));
    v
}

/// The bytes behind an object that a view may show; valid until the object changes.
fn storage<'a>(t: &Thread, object: &'a Value) -> Option<&'a [u8]> {
    bytes::slice_of(t, object).or_else(|| bytes_io::contents(t, object))
}

/// The same for writing; `None`: read-only.
fn storage_mut<'a>(t: &Thread, object: &'a mut Value) -> Option<&'a mut [u8]> {
    if bytes::is_bytearray(t, *object) {
        return Some(bytearray::bytes_mut(object));
    }
    if let Some((bytes, _, _)) = crate::array::view(t, *object) {
        let data = bytearray::bytes_mut(&bytes);
        // SAFETY: the bytes are in the heap and live as long as the array, which the view keeps.
        return Some(unsafe { std::slice::from_raw_parts_mut(data.as_mut_ptr(), data.len()) });
    }
    bytes_io::contents_mut(t, object)
}

/// A view of all of a BytesIO's contents.
pub fn of_bytes_io(t: &mut Thread, object: Value) -> Value {
    let n = bytes_io::contents(t, &object).map_or(0, <[u8]>::len);
    make(t, CLASS.get(), object, 0, n as i64, 1)
}

fn new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    let [object] = args.bind(t, "memoryview", ["object"], Bind::required(1))?;
    let object = object.expect("required");
    if t.class_of(object) == class {
        live(t, object)?;
        let p = view(object);
        let made = make(t, class, p.object, p.start.as_small(), p.len.as_small(), p.step.as_small());
        return Ok(with_format(made, object));
    }
    match bytes::slice_of(t, &object).map(<[u8]>::len) {
        Some(n) => {
            let made = make(t, class, object, 0, n as i64, 1);
            let code = crate::array::code_of(t, object).filter(|code| *code != b'B').unwrap_or(0);
            view(made).format = Value::small(i64::from(code));
            Ok(made)
        }
        None => {
            let message = format!("memoryview: a bytes-like object is required, not '{}'", t.type_name(object));
            Err(t.type_error(message))
        }
    }
}

fn live(t: &mut Thread, v: Value) -> Result<(), Raised> {
    if view(v).released != 0 {
        return Err(t.value_error("operation forbidden on released memoryview object"));
    }
    Ok(())
}

/// The bytes a view shows, copied.
pub fn contents(t: &mut Thread, v: Value) -> Result<Vec<u8>, Raised> {
    live(t, v)?;
    let p = view(v);
    let (start, step, len) = (p.start.as_small(), p.step.as_small(), p.len.as_small());
    let object = p.object;
    let data = storage(t, &object).unwrap_or(&[]);
    Ok((0..len).map(|i| data.get((start + i * step) as usize).copied().unwrap_or(0)).collect())
}

fn index_of(t: &mut Thread, v: Value, key: Value) -> Result<usize, Raised> {
    let i = ops::index(t, key)?;
    let p = view(v);
    let len = count(v);
    let i = if i < 0 { i + len } else { i };
    if i < 0 || i >= len {
        return Err(t.index_error("index out of bounds on dimension 1"));
    }
    Ok((p.start.as_small() + i * item_size(v) * p.step.as_small()) as usize)
}

fn get_item(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (v, key) = (args.get(0), args.get(1));
    live(t, v)?;
    if slice::is_slice(key) {
        let p = view(v);
        let size = item_size(v);
        let (start, _, step, count) = slice::indices(t, key, count(v) as usize)?;
        if size > 1 && step != 1 {
            return Err(t.not_implemented("a memoryview of wide items with a step"));
        }
        let own = p.step.as_small();
        let class = t.class_of(v);
        let made = make(t, class, p.object, p.start.as_small() + start * size * own, count as i64 * size, step * own);
        return Ok(with_format(made, v));
    }
    let at = index_of(t, v, key)?;
    let object = view(v).object;
    if let Some(kind) = kind_of(v) {
        let mut item = [0; 8];
        if let Some(data) = storage(t, &object).and_then(|data| data.get(at..at + kind.size())) {
            item[..data.len()].copy_from_slice(data);
        }
        return Ok(kind.read(t, &item));
    }
    let byte = storage(t, &object).and_then(|data| data.get(at).copied()).unwrap_or(0);
    Ok(Value::small(byte as i64))
}

fn set_item(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (v, key, item) = (args.get(0), args.get(1), args.get(2));
    live(t, v)?;
    let mut object = view(v).object;
    if storage_mut(t, &mut object).is_none() {
        return Err(t.type_error("cannot modify read-only memory"));
    }
    if slice::is_slice(key) {
        let p = view(v);
        let size = item_size(v);
        let (start, _, step, count) = slice::indices(t, key, count(v) as usize)?;
        if size > 1 && step != 1 {
            return Err(t.not_implemented("a memoryview of wide items with a step"));
        }
        let (start, count) = (start * size, count * size as usize);
        let source = bytes_of(t, item)?;
        if source.len() != count {
            return Err(t.value_error("memoryview assignment: lvalue and rvalue have different structures"));
        }
        let (base, own) = (p.start.as_small(), p.step.as_small());
        for (i, byte) in source.iter().enumerate() {
            put(t, &mut object, base + (start + i as i64 * step) * own, *byte);
        }
        return Ok(Value::NONE);
    }
    let at = index_of(t, v, key)?;
    if let Some(kind) = kind_of(v) {
        let (item, n) = kind.write(t, item)?;
        for (i, byte) in item[..n].iter().enumerate() {
            put(t, &mut object, (at + i) as i64, *byte);
        }
        return Ok(Value::NONE);
    }
    let byte = ops::index(t, item)?;
    let Ok(byte) = u8::try_from(byte) else {
        return Err(t.value_error("memoryview: invalid value for format 'B'"));
    };
    put(t, &mut object, at as i64, byte);
    Ok(Value::NONE)
}

/// Stores a byte; one that the object has lost meanwhile is dropped.
fn put(t: &Thread, object: &mut Value, at: i64, byte: u8) {
    if let Some(slot) = storage_mut(t, object).and_then(|data| data.get_mut(at as usize)) {
        *slot = byte;
    }
}

/// The bytes of a bytes-like object or a memoryview, copied.
pub fn bytes_of(t: &mut Thread, v: Value) -> Result<Vec<u8>, Raised> {
    if let Some(data) = bytes::slice_of(t, &v) {
        return Ok(data.to_vec());
    }
    if is_view(t, v) {
        return contents(t, v);
    }
    let name = t.intern("tobytes");
    if let Some(method) = ops::get_attr_opt(t, v, name)? {
        let data = ops::call(t, method, &[])?;
        if let Some(data) = bytes::slice_of(t, &data) {
            return Ok(data.to_vec());
        }
    }
    let message = format!("a bytes-like object is required, not '{}'", t.type_name(v));
    Err(t.type_error(message))
}

/// Whether `v` is a memoryview.
pub fn is_view(t: &Thread, v: Value) -> bool {
    v.is_pointer() && t.class_of(v) == CLASS.get()
}

/// Writes `data` into the first bytes of a bytearray or writable memoryview; gives how many fitted.
pub fn write_into(t: &mut Thread, target: Value, data: &[u8]) -> Result<usize, Raised> {
    if bytes::is_bytearray(t, target) {
        let room = bytearray::bytes_mut(&target);
        let n = room.len().min(data.len());
        room[..n].copy_from_slice(&data[..n]);
        return Ok(n);
    }
    if is_view(t, target) {
        live(t, target)?;
        let p = view(target);
        let mut object = p.object;
        if storage_mut(t, &mut object).is_some() {
            let (start, step, n) = (p.start.as_small(), p.step.as_small(), (p.len.as_small() as usize).min(data.len()));
            for (i, byte) in data[..n].iter().enumerate() {
                put(t, &mut object, start + i as i64 * step, *byte);
            }
            return Ok(n);
        }
    }
    let message = format!("readinto() argument must be read-write bytes-like object, not {}", t.type_name(target));
    Err(t.type_error(message))
}

/// How many bytes [`write_into`] can write.
pub fn room_of(t: &mut Thread, target: Value) -> usize {
    if bytes::is_bytearray(t, target) {
        bytearray::bytes(&target).len()
    } else if is_view(t, target) {
        view(target).len.as_small() as usize
    } else {
        0
    }
}

fn len(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    live(t, args.get(0))?;
    Ok(Value::small(count(args.get(0))))
}

fn to_bytes(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let data = contents(t, args.get(0))?;
    Ok(bytes::new(t, &data))
}

fn to_list(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let data = contents(t, args.get(0))?;
    let kind = kind_of(args.get(0));
    let out = list::with_capacity(t, data.len());
    for item in data.chunks_exact(item_size(args.get(0)) as usize) {
        let v = match kind {
            Some(kind) => kind.read(t, item),
            None => Value::small(i64::from(item[0])),
        };
        list::push(t, out, v);
    }
    Ok(out)
}

fn iter(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    if kind_of(args.get(0)).is_some() {
        let items = to_list(t, args)?;
        return ops::iterate(t, items);
    }
    let data = contents(t, args.get(0))?;
    let copy = bytes::new(t, &data);
    ops::iterate(t, copy)
}

fn hex(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let data = contents(t, args.get(0))?;
    let copy = bytes::new(t, &data);
    let name = t.intern("hex");
    ops::call_method(t, copy, name, args.rest().positional())
}

fn eq(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (a, b) = (args.get(0), args.get(1));
    if !is_view(t, b) && bytes::slice_of(t, &b).is_none() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let (a, b) = (contents(t, a)?, bytes_of(t, b)?);
    Ok(Value::bool(a == b))
}

fn hash(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let object = view(args.get(0)).object;
    if !bytes::is_bytes(t, object) {
        return Err(t.value_error("cannot hash writable memoryview object"));
    }
    let data = contents(t, args.get(0))?;
    let copy = bytes::new(t, &data);
    let h = ops::hash(t, copy)?;
    Ok(t.int(h))
}

fn release(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    view(args.get(0)).released = 1;
    Ok(Value::NONE)
}

fn enter(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    live(t, args.get(0))?;
    Ok(args.get(0))
}

fn cast(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let format = taipan_runtime::objects::string::to_string_lossy(args.get(1));
    let v = args.get(0);
    live(t, v)?;
    let code = match format.trim_start_matches('@').as_bytes() {
        [code] => *code,
        _ => 0,
    };
    let format = match code {
        b'B' | b'c' => 0,
        _ => match Kind::from_code(code) {
            Some(kind) if !kind.is_text() => i64::from(code),
            _ => return Err(t.value_error("memoryview: destination format must be a native single character format prefixed with an optional '@'")),
        },
    };
    let p = view(v);
    if p.step != Value::small(1) {
        return Err(t.type_error("memoryview: casts are restricted to C-contiguous views"));
    }
    if format != 0 && p.format != Value::ZERO && p.format.as_small() != format {
        return Err(t.type_error("memoryview: cannot cast between two non-byte formats"));
    }
    let class = t.class_of(v);
    let made = make(t, class, p.object, p.start.as_small(), p.len.as_small(), 1);
    view(made).format = Value::small(format);
    if view(made).len.as_small() % item_size(made) != 0 {
        return Err(t.type_error("memoryview: length is not a multiple of itemsize"));
    }
    Ok(made)
}

fn repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let state = if view(v).released != 0 { "released memory" } else { "memory" };
    let text = format!("<{state} at {:#x}>", v.address());
    Ok(t.str(&text))
}

static METHODS: &[NativeDef] = &[
    NativeDef::slot("__len__", 0, len),
    NativeDef::slot("__getitem__", 1, get_item),
    NativeDef::slot("__setitem__", 2, set_item),
    NativeDef::slot("__iter__", 0, iter),
    NativeDef::slot("__eq__", 1, eq),
    NativeDef::slot("__hash__", 0, hash),
    NativeDef::slot("__repr__", 0, repr),
    NativeDef::method("__bytes__", 0, 0, to_bytes),
    NativeDef::method("__enter__", 0, 0, enter),
    NativeDef::method("__exit__", 0, 3, release),
    NativeDef::method("release", 0, 0, release),
    NativeDef::method("tobytes", 0, 1, to_bytes),
    NativeDef::method("tolist", 0, 0, to_list),
    NativeDef::method("hex", 0, 2, hex),
    NativeDef::method("cast", 1, 1, cast),
];

static GETSETS: &[GetSetDef] = &[
    GetSetDef::read_only("obj", |_, v| Ok(view(v).object)),
    GetSetDef::read_only("nbytes", |_, v| Ok(view(v).len)),
    GetSetDef::read_only("itemsize", |_, v| Ok(Value::small(item_size(v)))),
    GetSetDef::read_only("ndim", |_, _| Ok(Value::small(1))),
    GetSetDef::read_only("format", |t, v| {
        let code = kind_of(v).map_or('B', |kind| char::from(kind.code()));
        Ok(t.str(code.encode_utf8(&mut [0; 4])))
    }),
    GetSetDef::read_only("shape", |t, v| Ok(tuple::new(t, &[Value::small(count(v))]))),
    GetSetDef::read_only("strides", |t, v| Ok(tuple::new(t, &[Value::small(view(v).step.as_small() * item_size(v))]))),
    GetSetDef::read_only("suboffsets", |t, _| Ok(t.empty_tuple)),
    GetSetDef::read_only("c_contiguous", |_, v| Ok(Value::bool(view(v).step == Value::small(1)))),
    GetSetDef::read_only("contiguous", |_, v| Ok(Value::bool(view(v).step == Value::small(1)))),
    GetSetDef::read_only("readonly", |t, v| {
        let object = view(v).object;
        Ok(Value::bool(bytes::is_bytes(t, object)))
    }),
];

/// Makes the class.
pub fn class(t: &mut Thread) -> Value {
    let class = native_class::define(
        t,
        NativeClass {
            module: "builtins",
            name: "memoryview",
            bases: &[],
            payload: Some(Payload::NativeIterator),
            has_dict: false,
        },
    );
    types::add_methods(t, class, METHODS);
    types::add_getsets(t, class, GETSETS);
    types::set_new(class, new);
    // It lives as long as the process.
    std::mem::forget(t.heap.root(class));
    CLASS.set(class);
    // SAFETY: the class made above.
    unsafe {
        let p = &mut *class.cast::<taipan_runtime::layout::Type>();
        p.flags &= !taipan_runtime::layout::TYPE_BASE;
        p.flags |= taipan_runtime::layout::TYPE_SEQUENCE;
    }
    class
}
