//! Native functions as objects, and the descriptors of builtin types: methods, computed
//! attributes, `__slots__` members.

use crate::field;
use crate::header::Header;
use crate::layout::*;
use crate::native::{Args, GetSetDef, NativeDef, NativeKind};
use crate::objects::{instance, string};
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;

fn make(t: &mut Thread, shape: u32, def: &'static NativeDef, receiver: Value, owner: Value, module: Value) -> Value {
    let p = t.heap.alloc(size_of::<NativeFunction>()).cast::<NativeFunction>();
    // SAFETY: fresh memory of the right size.
    unsafe {
        p.write(NativeFunction {
            header: Header {
                shape,
                aux: 0,
                state: 0,
                flags: 0,
            },
            def,
            unused: 0,
            receiver,
            owner,
            module,
        })
    }
    Value::from_address(p as usize)
}

/// A module's function.
pub fn for_module(t: &mut Thread, module_name: Value, def: &'static NativeDef) -> Value {
    make(t, shape_id::NATIVE_FUNCTION, def, Value::UNBOUND, Value::NONE, module_name)
}

/// What a type's dict holds for `def`.
pub fn for_type(t: &mut Thread, class: Value, def: &'static NativeDef) -> Value {
    match def.kind {
        // The constructor is bound to its class, and no descriptor.
        NativeKind::Method if def.name == "__new__" => make(t, shape_id::NATIVE_METHOD, def, class, class, Value::NONE),
        NativeKind::Slot => make(t, shape_id::SLOT_WRAPPER, def, Value::UNBOUND, class, Value::NONE),
        NativeKind::Method | NativeKind::Function => make(t, shape_id::METHOD_DESCRIPTOR, def, Value::UNBOUND, class, Value::NONE),
        NativeKind::ClassMethod => make(t, shape_id::CLASSMETHOD_DESCRIPTOR, def, Value::UNBOUND, class, Value::NONE),
        NativeKind::StaticMethod => {
            let function = make(t, shape_id::NATIVE_FUNCTION, def, Value::UNBOUND, class, Value::NONE);
            wrapped(t, shape_id::STATIC_METHOD, function)
        }
    }
}

/// staticmethod (`STATIC_METHOD`) or classmethod (`CLASS_METHOD`) of `function`.
pub fn wrapped(t: &mut Thread, shape: u32, function: Value) -> Value {
    let p = t.heap.alloc(size_of::<WrappedMethod>()).cast::<WrappedMethod>();
    // SAFETY: fresh memory of the right size.
    unsafe {
        p.write(WrappedMethod {
            header: Header {
                shape,
                aux: 0,
                state: 0,
                flags: 0,
            },
            function,
            dict: Value::NONE,
        })
    }
    Value::from_address(p as usize)
}

/// A function or method descriptor bound to a receiver.
pub fn bind(t: &mut Thread, function: Value, receiver: Value) -> Value {
    let shape = match t.shape_of(function) {
        shape_id::METHOD_DESCRIPTOR | shape_id::CLASSMETHOD_DESCRIPTOR => shape_id::NATIVE_METHOD,
        shape_id::SLOT_WRAPPER => shape_id::METHOD_WRAPPER,
        _ => return bound_method(t, function, receiver),
    };
    let (def, owner) = (field!(function, NativeFunction, def), field!(function, NativeFunction, owner));
    make(t, shape, def, receiver, owner, Value::NONE)
}

pub fn bound_method(t: &mut Thread, function: Value, receiver: Value) -> Value {
    let p = t.heap.alloc(size_of::<BoundMethod>()).cast::<BoundMethod>();
    // SAFETY: fresh memory of the right size.
    unsafe {
        p.write(BoundMethod {
            header: Header {
                shape: shape_id::BOUND_METHOD,
                aux: 0,
                state: 0,
                flags: 0,
            },
            function,
            receiver,
        })
    }
    Value::from_address(p as usize)
}

/// Calls an unbound method descriptor or slot wrapper: argument 0 must be an instance of its class.
pub fn call_descriptor(t: &mut Thread, function: Value, args: Args) -> Result<Value, Raised> {
    let (def, owner) = (field!(function, NativeFunction, def), field!(function, NativeFunction, owner));
    let Some(receiver) = args.opt(0) else {
        let (name, owner) = (def.name, types::shown_name(t, owner));
        return Err(match def.kind {
            NativeKind::Slot => t.type_error(format!("descriptor '{name}' of '{owner}' object needs an argument")),
            _ => t.type_error(format!("unbound method {owner}.{name}() needs an argument")),
        });
    };
    let fits = t.class_of(receiver) == owner && def.kind != NativeKind::ClassMethod
        || match def.kind {
            NativeKind::ClassMethod => types::is_type(t, receiver) && types::is_subclass(receiver, owner),
            _ => types::is_instance(t, receiver, owner),
        };
    if !fits {
        let (name, owner, found) = (def.name, types::shown_name(t, owner), t.type_name(receiver));
        return Err(match def.kind {
            NativeKind::Slot => t.type_error(format!("descriptor '{name}' requires a '{owner}' object but received a '{found}'")),
            _ => t.type_error(format!("descriptor '{name}' for '{owner}' objects doesn't apply to a '{found}' object")),
        });
    }
    def.call(t, args)
}

pub fn getset(t: &mut Thread, class: Value, def: &'static GetSetDef) -> Value {
    let p = t.heap.alloc(size_of::<GetSet>()).cast::<GetSet>();
    // SAFETY: fresh memory of the right size.
    unsafe {
        p.write(GetSet {
            header: Header {
                shape: shape_id::GETSET_DESCRIPTOR,
                aux: 0,
                state: 0,
                flags: 0,
            },
            def,
            unused: 0,
            unused2: 0,
            owner: class,
            unused3: Value::NONE,
        })
    }
    Value::from_address(p as usize)
}

fn wrong_receiver(t: &mut Thread, name: &str, owner: Value, receiver: Value) -> Raised {
    let (owner, found) = (types::shown_name(t, owner), t.type_name(receiver));
    t.type_error(format!("descriptor '{name}' for '{owner}' objects doesn't apply to a '{found}' object"))
}

pub fn getset_get(t: &mut Thread, descriptor: Value, receiver: Value) -> Result<Value, Raised> {
    let (def, owner) = (field!(descriptor, GetSet, def), field!(descriptor, GetSet, owner));
    if !types::is_instance(t, receiver, owner) {
        return Err(wrong_receiver(t, def.name, owner, receiver));
    }
    (def.get)(t, receiver)
}

pub fn getset_set(t: &mut Thread, descriptor: Value, receiver: Value, v: Option<Value>) -> Result<(), Raised> {
    let (def, owner) = (field!(descriptor, GetSet, def), field!(descriptor, GetSet, owner));
    if !types::is_instance(t, receiver, owner) {
        return Err(wrong_receiver(t, def.name, owner, receiver));
    }
    match def.set {
        Some(set) => set(t, receiver, v),
        None if is_structure_member(t, owner, def.name) => Err(t.attribute_error("readonly attribute")),
        None => {
            let message = format!("attribute '{}' of '{}' objects is not writable", def.name, types::shown_name(t, owner));
            Err(t.attribute_error(message))
        }
    }
}

/// Attributes that are fields of a C structure in CPython have their own wording when written.
fn is_structure_member(t: &Thread, owner: Value, name: &str) -> bool {
    let types = &t.types;
    [types.complex, types.slice, types.range, types.method].contains(&owner)
        || owner == types.property && name.starts_with('f')
        || owner == types.function && matches!(name, "__closure__" | "__globals__" | "__builtins__")
        || owner == types.traceback && name != "tb_lineno"
        || owner == types.code
            && matches!(
                name,
                "co_argcount" | "co_name" | "co_filename" | "co_consts" | "co_names" | "co_flags" | "co_firstlineno"
            )
}

/// The descriptor of `__slots__` member number `index`.
pub fn member(t: &mut Thread, class: Value, name: Value, index: usize) -> Value {
    let p = t.heap.alloc(size_of::<Member>()).cast::<Member>();
    // SAFETY: fresh memory of the right size.
    unsafe {
        p.write(Member {
            header: Header {
                shape: shape_id::MEMBER_DESCRIPTOR,
                aux: 0,
                state: 0,
                flags: 0,
            },
            unused: 0,
            name,
            owner: class,
            index: Value::small(index as i64),
        })
    }
    Value::from_address(p as usize)
}

fn check_member(t: &mut Thread, descriptor: Value, receiver: Value) -> Result<usize, Raised> {
    let owner = field!(descriptor, Member, owner);
    if !types::is_instance(t, receiver, owner) {
        let name = string::to_string_lossy(field!(descriptor, Member, name));
        return Err(wrong_receiver(t, &name, owner, receiver));
    }
    Ok(field!(descriptor, Member, index).as_small() as usize)
}

pub fn member_get(t: &mut Thread, descriptor: Value, receiver: Value) -> Result<Value, Raised> {
    let index = check_member(t, descriptor, receiver)?;
    let v = instance::slot_get(t, receiver, index);
    if v.is_unbound() {
        let name = field!(descriptor, Member, name);
        return Err(crate::ops::attribute::missing(t, receiver, name));
    }
    Ok(v)
}

pub fn member_set(t: &mut Thread, descriptor: Value, receiver: Value, v: Option<Value>) -> Result<(), Raised> {
    let index = check_member(t, descriptor, receiver)?;
    if v.is_none() && instance::slot_get(t, receiver, index).is_unbound() {
        let name = string::to_string_lossy(field!(descriptor, Member, name));
        return Err(t.attribute_error(name));
    }
    instance::slot_set(t, receiver, index, v.unwrap_or(Value::UNBOUND));
    Ok(())
}

fn qualified(f: Value) -> String {
    let (def, owner) = (field!(f, NativeFunction, def), field!(f, NativeFunction, owner));
    if owner.is_none() {
        def.name.to_string()
    } else {
        format!("{}.{}", types::name(owner), def.name)
    }
}

fn repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let f = args.get(0);
    let def = field!(f, NativeFunction, def);
    let (owner, receiver) = (field!(f, NativeFunction, owner), field!(f, NativeFunction, receiver));
    let text = match t.shape_of(f) {
        shape_id::METHOD_DESCRIPTOR | shape_id::CLASSMETHOD_DESCRIPTOR => format!("<method '{}' of '{}' objects>", def.name, types::shown_name(t, owner)),
        shape_id::SLOT_WRAPPER => format!("<slot wrapper '{}' of '{}' objects>", def.name, types::shown_name(t, owner)),
        shape_id::METHOD_WRAPPER => format!(
            "<method-wrapper '{}' of {} object at {:#x}>",
            def.name,
            t.type_name(receiver),
            address(receiver)
        ),
        _ if receiver.is_unbound() || receiver.has_shape(shape_id::MODULE) => format!("<built-in function {}>", def.name),
        _ => format!("<built-in method {} of {} object at {:#x}>", def.name, t.type_name(receiver), address(receiver)),
    };
    Ok(t.str(&text))
}

/// A number to show as an address.
pub fn address(v: Value) -> u64 {
    if v.is_pointer() { v.address() as u64 } else { v.0 }
}

fn call(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    crate::ops::call_args(t, args.get(0), args.rest())
}

fn eq(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (a, b) = (args.get(0), args.get(1));
    if a.shape_or_zero() != b.shape_or_zero() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let same = std::ptr::eq(field!(a, NativeFunction, def), field!(b, NativeFunction, def))
        && crate::ops::is_same(field!(a, NativeFunction, receiver), field!(b, NativeFunction, receiver));
    Ok(Value::bool(same))
}

fn hash(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let f = args.get(0);
    let word = field!(f, NativeFunction, def) as *const NativeDef as i64 ^ field!(f, NativeFunction, receiver).0 as i64;
    Ok(t.int(word >> 4))
}

fn descriptor_get(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let receiver = args.opt(1).unwrap_or(Value::NONE);
    let f = args.get(0);
    if f.has_shape(shape_id::CLASSMETHOD_DESCRIPTOR) {
        let class = match args.opt(2) {
            Some(c) if !c.is_none() => c,
            _ => t.class_of(receiver),
        };
        return Ok(bind(t, f, class));
    }
    Ok(if receiver.is_none() { f } else { bind(t, f, receiver) })
}

static CALLABLE: &[NativeDef] = &[
    NativeDef::slot("__repr__", 0, repr),
    NativeDef::slot_range("__call__", 0, NativeDef::MANY, call).keywords(),
];
static COMPARABLE: &[NativeDef] = &[NativeDef::slot("__eq__", 1, eq), NativeDef::slot("__hash__", 0, hash)];
static DESCRIPTOR: &[NativeDef] = &[NativeDef::slot_range("__get__", 1, 2, descriptor_get)];

static GETSETS: &[GetSetDef] = &[
    GetSetDef::read_only("__name__", |t, f| Ok(t.intern(field!(f, NativeFunction, def).name))),
    GetSetDef::read_only("__qualname__", |t, f| {
        let text = qualified(f);
        Ok(t.str(&text))
    }),
    GetSetDef::read_only("__doc__", |t, f| {
        let doc = field!(f, NativeFunction, def).doc;
        Ok(if doc.is_empty() { Value::NONE } else { t.str(doc) })
    }),
    GetSetDef::read_only("__text_signature__", |t, f| {
        let s = field!(f, NativeFunction, def).signature;
        Ok(if s.is_empty() { Value::NONE } else { t.str(s) })
    }),
];
static FUNCTION_GETSETS: &[GetSetDef] = &[
    GetSetDef::read_only("__self__", |_, f| {
        let v = field!(f, NativeFunction, receiver);
        Ok(if v.is_unbound() { Value::NONE } else { v })
    }),
    GetSetDef::read_only("__module__", |_, f| Ok(field!(f, NativeFunction, module))),
];
static DESCRIPTOR_GETSETS: &[GetSetDef] = &[GetSetDef::read_only("__objclass__", |_, f| Ok(field!(f, NativeFunction, owner)))];

/// A function of a module is its name, a bound method `getattr` of its receiver: what pickle and copy ask.
fn function_reduce(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let f = args.get(0);
    let name = t.intern("__name__");
    let name = crate::ops::get_attr(t, f, name)?;
    let receiver = field!(f, NativeFunction, receiver);
    if receiver.is_unbound() || receiver.is_none() || receiver.has_shape(shape_id::MODULE) {
        return Ok(name);
    }
    let getattr = t.intern("getattr");
    let Some(getattr) = crate::objects::dict::get_str(t.builtins, getattr) else {
        return Err(t.runtime_error("lost builtins.getattr"));
    };
    let rest = crate::objects::tuple::new(t, &[receiver, name]);
    Ok(crate::objects::tuple::new(t, &[getattr, rest]))
}
static FUNCTION_METHODS: &[NativeDef] = &[NativeDef::method("__reduce__", 0, 0, function_reduce)];

fn getset_repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let d = args.get(0);
    let text = format!(
        "<attribute '{}' of '{}' objects>",
        field!(d, GetSet, def).name,
        types::name(field!(d, GetSet, owner))
    );
    Ok(t.str(&text))
}
fn getset_descriptor_get(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let receiver = args.opt(1).unwrap_or(Value::NONE);
    if receiver.is_none() {
        Ok(args.get(0))
    } else {
        getset_get(t, args.get(0), receiver)
    }
}
fn getset_descriptor_set(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    getset_set(t, args.get(0), args.get(1), Some(args.get(2))).map(|()| Value::NONE)
}
static GETSET_METHODS: &[NativeDef] = &[
    NativeDef::slot("__repr__", 0, getset_repr),
    NativeDef::slot_range("__get__", 1, 2, getset_descriptor_get),
    NativeDef::slot("__set__", 2, getset_descriptor_set),
];
static GETSET_GETSETS: &[GetSetDef] = &[
    GetSetDef::read_only("__name__", |t, d| Ok(t.intern(field!(d, GetSet, def).name))),
    GetSetDef::read_only("__objclass__", |_, d| Ok(field!(d, GetSet, owner))),
    GetSetDef::read_only("__doc__", |t, d| {
        let doc = field!(d, GetSet, def).doc;
        Ok(if doc.is_empty() { Value::NONE } else { t.str(doc) })
    }),
];

fn member_repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let d = args.get(0);
    let text = format!(
        "<member '{}' of '{}' objects>",
        string::to_string_lossy(field!(d, Member, name)),
        types::name(field!(d, Member, owner))
    );
    Ok(t.str(&text))
}
fn member_descriptor_get(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let receiver = args.opt(1).unwrap_or(Value::NONE);
    if receiver.is_none() {
        Ok(args.get(0))
    } else {
        member_get(t, args.get(0), receiver)
    }
}
fn member_descriptor_set(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    member_set(t, args.get(0), args.get(1), Some(args.get(2))).map(|()| Value::NONE)
}
fn member_descriptor_delete(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    member_set(t, args.get(0), args.get(1), None).map(|()| Value::NONE)
}
static MEMBER_METHODS: &[NativeDef] = &[
    NativeDef::slot("__repr__", 0, member_repr),
    NativeDef::slot_range("__get__", 1, 2, member_descriptor_get),
    NativeDef::slot("__set__", 2, member_descriptor_set),
    NativeDef::slot("__delete__", 1, member_descriptor_delete),
];
static MEMBER_GETSETS: &[GetSetDef] = &[
    GetSetDef::read_only("__name__", |_, d| Ok(field!(d, Member, name))),
    GetSetDef::read_only("__objclass__", |_, d| Ok(field!(d, Member, owner))),
    GetSetDef::read_only("__doc__", |_, _| Ok(Value::NONE)),
];

pub fn init(t: &mut Thread) {
    let class = t.types.builtin_function;
    crate::shape::define_builtin(t, shape_id::NATIVE_METHOD, class);
    let functions = [t.types.builtin_function, t.types.method_wrapper];
    let descriptors = [t.types.method_descriptor, t.types.slot_wrapper, t.types.classmethod_descriptor];
    for class in functions {
        types::add_methods(t, class, CALLABLE);
        types::add_methods(t, class, COMPARABLE);
        types::add_methods(t, class, FUNCTION_METHODS);
        types::add_getsets(t, class, GETSETS);
        types::add_getsets(t, class, FUNCTION_GETSETS);
    }
    for class in descriptors {
        types::add_methods(t, class, CALLABLE);
        types::add_methods(t, class, DESCRIPTOR);
        types::add_getsets(t, class, GETSETS);
        types::add_getsets(t, class, DESCRIPTOR_GETSETS);
    }
    let (getset, member) = (t.types.getset_descriptor, t.types.member_descriptor);
    types::add_methods(t, getset, GETSET_METHODS);
    types::add_getsets(t, getset, GETSET_GETSETS);
    types::add_methods(t, member, MEMBER_METHODS);
    types::add_getsets(t, member, MEMBER_GETSETS);
}
