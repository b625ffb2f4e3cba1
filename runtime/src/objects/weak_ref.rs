//! Weak references. The heap clears `referent` when the object dies and queues the reference for
//! its callback; a poll runs it.

use crate::field;
use crate::header::Header;
use crate::layout::*;
use crate::native::{Args, Bind, GetSetDef, NativeDef};
use crate::objects::instance;
use crate::ops;
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;

fn make(t: &mut Thread, class: Value, referent: Value, callback: Value) -> Value {
    let v = if class == t.types.weak_ref {
        let p = t.heap.alloc(size_of::<WeakRef>());
        // SAFETY: fresh memory; the fields follow before any allocation.
        unsafe {
            p.write(Header {
                shape: shape_id::WEAK_REF,
                aux: 0,
                state: 0,
                flags: 0,
            })
        }
        Value::from_address(p as usize)
    } else {
        instance::allocate(t, class)
    };
    // SAFETY: the payload of weak reference classes.
    unsafe {
        let p = &mut *v.cast::<WeakRef>();
        p.referent = referent;
        p.callback = callback;
        p.hash = 0;
        p.unused = 0;
    }
    t.heap.register_weak(v, 1);
    t.weak_references.entry(referent.address()).or_default().push(v);
    v
}

/// Live weak references to an object, oldest first, as a new list.
pub fn references_to(t: &mut Thread, referent: Value) -> Value {
    let out = crate::objects::list::new(t, &[]);
    if !referent.is_pointer() {
        return out;
    }
    let mut i = 0;
    while let Some(&v) = t.weak_references.get(&referent.address()).and_then(|all| all.get(i)) {
        crate::objects::list::push(t, out, v);
        i += 1;
    }
    out
}

/// After marking: forgets references that are dead or whose object is.
pub fn prune(references: &mut rustc_hash::FxHashMap<usize, Vec<Value>>, is_marked: impl Fn(Value) -> bool) {
    references.retain(|address, all| {
        all.retain(|v| is_marked(*v) && field!(*v, WeakRef, referent) == Value::from_address(*address));
        !all.is_empty()
    });
}

/// A weak reference without a callback for the runtime's own use: not shared, not among [`references_to`].
pub fn new_plain(t: &mut Thread, referent: Value) -> Value {
    let p = t.heap.alloc(size_of::<WeakRef>()).cast::<WeakRef>();
    // SAFETY: fresh memory of the right size.
    unsafe {
        p.write(WeakRef {
            header: Header {
                shape: shape_id::WEAK_REF,
                aux: 0,
                state: 0,
                flags: 0,
            },
            referent,
            callback: Value::NONE,
            hash: 0,
            unused: 0,
        })
    }
    let v = Value::from_address(p as usize);
    t.heap.register_weak(v, 1);
    v
}

/// Whether `v` may be referenced weakly, as in CPython.
fn referenceable(t: &Thread, v: Value) -> bool {
    if !v.is_pointer() {
        return false;
    }
    let class = t.class_of(v);
    match t.shape_of(v) {
        shape_id::FUNCTION
        | shape_id::BOUND_METHOD
        | shape_id::NATIVE_FUNCTION
        | shape_id::NATIVE_METHOD
        | shape_id::GENERATOR
        | shape_id::COROUTINE
        | shape_id::SET
        | shape_id::FROZENSET
        | shape_id::MODULE
        | shape_id::CODE
        | shape_id::ARRAY_ARRAY
        | shape_id::TYPE
        | shape_id::FILE => true,
        _ if types::flags(class) & TYPE_WEAKREF != 0 => true,
        // Subclasses of builtin classes whose own instances can be referenced need no room of their own.
        _ => {
            types::flags(class) & TYPE_HEAP != 0
                && matches!(
                    types::payload(class),
                    Payload::Set | Payload::FrozenSet | Payload::Module | Payload::Array | Payload::File
                )
                || types::payload(class) == Payload::Type
        }
    }
}

/// A weak reference (with callback or None); TypeError for values that cannot have one.
pub fn new(t: &mut Thread, class: Value, referent: Value, callback: Value) -> Result<Value, Raised> {
    if !referenceable(t, referent) {
        let message = format!("cannot create weak reference to '{}' object", t.type_name(referent));
        return Err(t.type_error(message));
    }
    if callback.is_none() && class == t.types.weak_ref {
        // References without callbacks are shared.
        let shared = t.weak_references.get(&referent.address()).and_then(|all| {
            all.iter()
                .find(|v| v.has_shape(shape_id::WEAK_REF) && field!(**v, WeakRef, callback).is_none())
                .copied()
        });
        if let Some(v) = shared {
            return Ok(v);
        }
    }
    Ok(make(t, class, referent, callback))
}

fn weak_new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    let [referent, callback] = args.bind(t, "ReferenceType", ["object", "callback"], Bind::required(1).positional_only(2))?;
    new(t, class, referent.unwrap_or(Value::NONE), callback.unwrap_or(Value::NONE))
}

fn call(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(field!(args.get(0), WeakRef, referent))
}
fn init_method(_: &mut Thread, _: Args) -> Result<Value, Raised> {
    Ok(Value::NONE)
}
fn hash(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let r = args.get(0);
    let (cached, referent) = (field!(r, WeakRef, hash), field!(r, WeakRef, referent));
    if cached != 0 {
        return Ok(t.int(cached as i64));
    }
    if referent.is_none() {
        return Err(t.type_error("weak object has gone away"));
    }
    let h = ops::hash(t, referent)?;
    // SAFETY: a weak reference.
    unsafe { (*r.cast::<WeakRef>()).hash = h as u64 }
    Ok(t.int(h))
}
fn eq(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (a, b) = (args.get(0), args.get(1));
    if !types::is_instance(t, b, t.types.weak_ref) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let (x, y) = (field!(a, WeakRef, referent), field!(b, WeakRef, referent));
    if x.is_none() || y.is_none() {
        return Ok(Value::bool(a == b));
    }
    ops::compare(t, ops::CompareOp::Eq, x, y)
}
fn repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let r = args.get(0);
    let referent = field!(r, WeakRef, referent);
    let text = if referent.is_none() {
        format!("<weakref at {:#x}; dead>", r.address())
    } else {
        format!("<weakref at {:#x}; to '{}' at {:#x}>", r.address(), t.type_name(referent), referent.address())
    };
    Ok(t.str(&text))
}

static METHODS: &[NativeDef] = &[
    NativeDef::slot_range("__init__", 1, 2, init_method),
    NativeDef::slot("__call__", 0, call),
    NativeDef::slot("__hash__", 0, hash),
    NativeDef::slot("__eq__", 1, eq),
    NativeDef::slot("__repr__", 0, repr),
];
static GETSETS: &[GetSetDef] = &[GetSetDef::read_only("__callback__", |_, r| {
    Ok(if field!(r, WeakRef, referent).is_none() {
        Value::NONE
    } else {
        field!(r, WeakRef, callback)
    })
})];

pub fn init(t: &mut Thread) {
    let class = t.types.weak_ref;
    types::add_methods(t, class, METHODS);
    types::add_getsets(t, class, GETSETS);
    types::set_new(class, weak_new);
}
