//! `array`: arrays of machine numbers.
//!
//! An array's bytes are in a bytearray of its own: `memoryview` and everything that reads bytes-like
//! objects finds them there ([`view`]), and growing and exports are the bytearray's business.

mod bytes_of;
mod compare;
mod items;
pub mod kind;
mod make;

use crate::support::{ClassDef, Place, class_getitem, keep, kept_class, words};
use kind::Kind;
use taipan_runtime::header::Header;
use taipan_runtime::layout::{Payload, TYPE_BASE, TYPE_SEQUENCE, Type, shape_id};
use taipan_runtime::native::{GetSetDef, NativeDef};
use taipan_runtime::objects::{bytearray, bytes, instance, module};
use taipan_runtime::{Args, Raised, Thread, Value, shape, types};

/// An array: the payload of `Payload::Array`.
#[repr(C)]
struct Array {
    header: Header,
    /// A bytearray.
    storage: Value,
    /// The type code, a character.
    code: u64,
    unused: u64,
}

fn is_array(t: &Thread, v: Value) -> bool {
    v.has_shape(shape_id::ARRAY_ARRAY) || (v.is_pointer() && types::payload(t.class_of(v)) == Payload::Array)
}

fn storage(a: Value) -> Value {
    // SAFETY: an array.
    unsafe { (*a.cast::<Array>()).storage }
}

fn kind(a: Value) -> Kind {
    // SAFETY: as above.
    Kind::from_code(unsafe { (*a.cast::<Array>()).code } as u8).expect("arrays have a valid type code")
}

fn len(a: Value) -> usize {
    bytearray::len(storage(a)) / kind(a).size()
}

/// What bytes-like access to an array looks at: (object, start, length in bytes).
pub fn view(t: &Thread, v: Value) -> Option<(Value, usize, usize)> {
    is_array(t, v).then(|| (storage(v), 0, bytearray::len(storage(v))))
}

/// Type code of an array.
pub fn code_of(t: &Thread, v: Value) -> Option<u8> {
    is_array(t, v).then(|| kind(v).code())
}

/// A new array of a class with these bytes.
fn new_of(t: &mut Thread, class: Value, kind: Kind, contents: &[u8]) -> Result<Value, Raised> {
    let storage = bytearray::new(t, contents)?;
    let code = u64::from(kind.code());
    if class == crate::support::place(t, Place::ArrayClass) {
        let p = t.heap.alloc(size_of::<Array>()).cast::<Array>();
        let header = Header {
            shape: shape_id::ARRAY_ARRAY,
            aux: 0,
            state: 0,
            flags: 0,
        };
        // SAFETY: fresh memory of the right size.
        unsafe {
            p.write(Array {
                header,
                storage,
                code,
                unused: 0,
            })
        }
        return Ok(Value::from_address(p as usize));
    }
    let v = instance::allocate(t, class);
    // SAFETY: the payload of array classes; a fresh object.
    unsafe {
        let p = &mut *v.cast::<Array>();
        (p.storage, p.code) = (storage, code);
    }
    t.heap.write_barrier_any(v);
    Ok(v)
}

fn plain(t: &mut Thread, kind: Kind, contents: &[u8]) -> Result<Value, Raised> {
    let class = crate::support::place(t, Place::ArrayClass);
    new_of(t, class, kind, contents)
}

/// Words of an iterator: the array (None at the end); the raw word is the index.
fn iter(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let class = kept_class(t, Place::ArrayIterator, &ITERATOR);
    Ok(words::new(t, class, 0, &[args.get(0)]))
}

fn iterator_next(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    let a = words::get(v, 0);
    if a.is_none() {
        return Ok(Value::HOLE);
    }
    let i = words::raw(v) as usize;
    if i >= len(a) {
        words::set(t, v, 0, Value::NONE);
        return Ok(Value::HOLE);
    }
    words::set_raw(v, i as u64 + 1);
    Ok(items::get(t, a, i))
}

fn iterator_reduce(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let iter = crate::support::builtin(t, "iter")?;
    let a = words::get(v, 0);
    let source = if a.is_none() { t.empty_tuple } else { a };
    let arguments = taipan_runtime::objects::tuple::new(t, &[source]);
    let i = Value::small(words::raw(v) as i64);
    Ok(taipan_runtime::objects::tuple::new(t, &[iter, arguments, i]))
}
fn iterator_set_state(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let i = taipan_runtime::ops::index(t, args.get(1))?;
    words::set_raw(args.get(0), i.max(0) as u64);
    Ok(Value::NONE)
}

static ITERATOR: ClassDef = ClassDef {
    next: Some(iterator_next),
    methods: &[
        NativeDef::method("__reduce__", 0, 0, iterator_reduce),
        NativeDef::method("__setstate__", 1, 1, iterator_set_state),
    ],
    ..ClassDef::new("array", "arrayiterator")
};

static CLASS: ClassDef = ClassDef {
    flags: TYPE_BASE | TYPE_SEQUENCE,
    new: Some(make::new),
    methods: &[
        NativeDef::slot("__iter__", 0, iter),
        NativeDef::class_method("__class_getitem__", 1, 1, class_getitem).doc("See PEP 585"),
    ],
    getsets: &[
        GetSetDef::read_only("typecode", |t, a| {
            let code = char::from(kind(a).code());
            Ok(t.str(code.encode_utf8(&mut [0; 4])))
        }),
        GetSetDef::read_only("itemsize", |_, a| Ok(Value::small(kind(a).size() as i64))),
    ],
    doc: "array(typecode [, initializer]) -> array\n\nReturn a new array whose items are restricted by typecode, and\ninitialized from the optional initializer value, which must be a list,\nstring or iterable over elements of the appropriate type.",
    ..ClassDef::new("array", "array")
};

static FUNCTIONS: &[NativeDef] = &[NativeDef::function("_array_reconstructor", 4, 4, make::reconstruct).doc("Internal. Used for pickling support.")];

/// Makes the module.
pub fn init(t: &mut Thread) -> Result<Value, Raised> {
    let m = module::new(t, "array");
    let mut class = crate::support::place(t, Place::ArrayClass);
    if class.is_none() {
        let object = t.types.object;
        class = crate::support::make_subclass(t, &CLASS, object, Payload::Array);
        // Plain arrays have a shape of their own, which native code knows.
        shape::define_builtin(t, shape_id::ARRAY_ARRAY, class);
        // SAFETY: a type object without instances.
        unsafe { (*class.cast::<Type>()).instance_shape = shape_id::ARRAY_ARRAY }
        keep(t, Place::ArrayClass, class);
        for table in [items::METHODS, bytes_of::METHODS, compare::METHODS, make::METHODS] {
            types::add_methods(t, class, table);
        }
        types::add_attribute(t, class, "__hash__", Value::NONE);
        bytes::set_view_reader(view);
    }
    module::add(t, m, "array", class);
    module::add(t, m, "ArrayType", class);
    let codes = t.str("bBuwhHiIlLqQfd");
    module::add(t, m, "typecodes", codes);
    module::add_functions(t, m, FUNCTIONS);
    Ok(m)
}
