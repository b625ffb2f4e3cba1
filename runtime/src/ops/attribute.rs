//! Attribute access: what a name means on a shape ([`resolve`], a pure function that inline caches
//! and the recorder rely on), and the opaque get, set and delete built on it.

use crate::field;
use crate::layout::*;
use crate::objects::{dict, instance, module, native_function, string, super_object, type_object};
use crate::ops::call;
use crate::shape;
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;

/// What an attribute name means for instances of a shape.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Found {
    /// Byte offset of an inline slot; may be UNBOUND for `__slots__` members (`checked`).
    Slot {
        offset: u32,
        checked: bool,
    },
    /// Element of the overflow ARRAY; the overflow pointer is at byte `pointer`.
    Overflow {
        pointer: u32,
        index: u32,
    },
    /// A class attribute that is no descriptor.
    Class(Value),
    /// The same where programs change its value (`Thread::varying`).
    Varying,
    /// A Python function or native method found on the class: binds the receiver.
    Method(Value),
    /// property: its getter (None if it has none).
    Property(Value),
    /// Any other descriptor, by its `__get__`.
    Descriptor(Value),
    /// The instance is in dictionary mode, or its attributes live elsewhere (modules, functions, types).
    Elsewhere,
    /// The class customises attribute access.
    Custom,
    Missing,
}

/// How a value found on a class behaves.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    Method,
    Property,
    Member,
    /// Other descriptor; `true`: a data descriptor.
    Descriptor(bool),
}

fn kind(t: &mut Thread, v: Value) -> Kind {
    if !v.is_pointer() {
        return Kind::Plain;
    }
    match t.shape_of(v) {
        shape_id::FUNCTION | shape_id::METHOD_DESCRIPTOR | shape_id::SLOT_WRAPPER => Kind::Method,
        shape_id::PROPERTY => Kind::Property,
        shape_id::MEMBER_DESCRIPTOR => Kind::Member,
        shape_id::GETSET_DESCRIPTOR => Kind::Descriptor(true),
        shape_id::STATIC_METHOD | shape_id::CLASS_METHOD | shape_id::CLASSMETHOD_DESCRIPTOR => Kind::Descriptor(false),
        shape_id::STR | shape_id::TUPLE | shape_id::LIST | shape_id::DICT | shape_id::NATIVE_FUNCTION | shape_id::NATIVE_METHOD => Kind::Plain,
        _ => {
            let class = t.class_of(v);
            let (get, set, delete) = (t.names.get, t.names.set, t.names.delete);
            let data = types::lookup(t, class, set).is_some() || types::lookup(t, class, delete).is_some();
            if data || types::lookup(t, class, get).is_some() {
                Kind::Descriptor(data)
            } else {
                Kind::Plain
            }
        }
    }
}

/// Whether `v` on a class is no descriptor: an instance's attribute of the name has precedence, and reading gives `v`.
pub fn is_plain_value(t: &mut Thread, v: Value) -> bool {
    kind(t, v) == Kind::Plain
}

/// What an attribute of a class gives that has value `v` in the class's or a base's dict, if no code runs for it.
pub fn from_class(t: &mut Thread, v: Value) -> Option<Value> {
    match kind(t, v) {
        Kind::Plain => Some(v),
        Kind::Method if v.has_shape(shape_id::FUNCTION) => Some(v),
        Kind::Descriptor(false) if v.has_shape(shape_id::STATIC_METHOD) => Some(field!(v, WrappedMethod, function)),
        _ => None,
    }
}

/// Answers of [`resolve`] and [`resolve_store`] by shape and name, as long as the class epoch lasts: for instructions that
/// meet more shapes than their inline caches hold. No root, as the method cache.
pub struct ResolveCache {
    loads: Vec<Resolved<Found>>,
    stores: Vec<Resolved<StoreFound>>,
}

#[derive(Clone, Copy)]
struct Resolved<T> {
    shape: u32,
    epoch: u32,
    name: u64,
    found: T,
}

const RESOLVE_CACHE_SIZE: usize = 512;

impl ResolveCache {
    pub const fn new() -> ResolveCache {
        // Filled at the first use: short programs need none.
        ResolveCache {
            loads: Vec::new(),
            stores: Vec::new(),
        }
    }
}

impl Default for ResolveCache {
    fn default() -> Self {
        ResolveCache::new()
    }
}

impl<T: Copy> Resolved<T> {
    fn empty(found: T) -> Resolved<T> {
        Resolved {
            shape: 0,
            epoch: 0,
            name: 0,
            found,
        }
    }
    #[inline]
    fn is(&self, t: &Thread, shape: u32, name: Value) -> bool {
        self.name == name.0 && self.shape == shape && self.epoch == t.class_epoch
    }
}

#[inline]
fn resolve_slot(shape: u32, name: Value) -> usize {
    (shape as usize ^ (name.0 >> 4).wrapping_mul(0x9E37_79B9) as usize) % RESOLVE_CACHE_SIZE
}

/// What reading `name` (interned) from an instance of shape `shape_id` means.
#[inline]
pub fn resolve(t: &mut Thread, shape_id: u32, name: Value) -> Found {
    match t.resolved.loads.get(resolve_slot(shape_id, name)) {
        Some(entry) if entry.is(t, shape_id, name) => entry.found,
        _ => resolve_anew(t, shape_id, name),
    }
}

#[inline(never)]
fn resolve_anew(t: &mut Thread, shape_id: u32, name: Value) -> Found {
    let class = t.shapes.class(shape_id);
    // Also marks the classes as cached: a change of theirs starts a new epoch.
    types::lookup(t, class, name);
    let found = resolve_uncached(t, shape_id, name);
    if t.resolved.loads.is_empty() {
        t.resolved.loads = vec![Resolved::empty(Found::Missing); RESOLVE_CACHE_SIZE];
    }
    let epoch = t.class_epoch;
    t.resolved.loads[resolve_slot(shape_id, name)] = Resolved {
        shape: shape_id,
        epoch,
        name: name.0,
        found,
    };
    found
}

fn resolve_uncached(t: &mut Thread, shape_id: u32, name: Value) -> Found {
    let class = t.shapes.class(shape_id);
    if types::flags(class) & TYPE_CUSTOM_GETATTR != 0 {
        // A class with __getattr__ only: names that are found the normal way never reach it.
        let getattribute = t.names.getattribute;
        let own = types::lookup_with_owner(class, getattribute).is_some_and(|(owner, _)| types::flags(owner) & (TYPE_HEAP | TYPE_NATIVE_GETATTR) != 0);
        if own {
            return Found::Custom;
        }
        return match resolve_plain(t, shape_id, class, name) {
            Found::Missing => Found::Custom,
            Found::Property(_) | Found::Descriptor(_) => Found::Custom,
            Found::Slot { checked: true, .. } => Found::Custom,
            found => found,
        };
    }
    resolve_plain(t, shape_id, class, name)
}

fn resolve_plain(t: &mut Thread, shape_id: u32, class: Value, name: Value) -> Found {
    if matches!(types::payload(class), Payload::Type | Payload::Module | Payload::Super)
        || matches!(shape_id, self::shape_id::FUNCTION | self::shape_id::BOUND_METHOD)
    {
        return Found::Elsewhere;
    }
    let on_class = types::lookup(t, class, name).filter(|v| !names_module_of_builtin(t, class, name, *v));
    let kind = on_class.map(|v| kind(t, v));
    match (kind, on_class) {
        (Some(Kind::Property), Some(v)) => return Found::Property(field!(v, Property, getter)),
        (Some(Kind::Member), Some(v)) => {
            if types::is_subclass(class, field!(v, Member, owner)) {
                return slot_of(t, shape_id, field!(v, Member, index).as_small() as usize, true);
            }
            return Found::Descriptor(v);
        }
        (Some(Kind::Descriptor(true)), Some(v)) => return Found::Descriptor(v),
        _ => {}
    }
    let s = t.shapes.get(shape_id);
    if s.dictionary {
        return Found::Elsewhere;
    }
    if s.extensible
        && let Some(i) = s.slot(name)
    {
        return slot_of(t, shape_id, i, false);
    }
    match (kind, on_class) {
        (Some(Kind::Method), Some(v)) => Found::Method(v),
        (Some(Kind::Descriptor(_)), Some(v)) => Found::Descriptor(v),
        (_, Some(_)) if t.varying.contains(name) => Found::Varying,
        (_, Some(v)) => Found::Class(v),
        (_, None) => Found::Missing,
    }
}

/// A builtin class's `__module__` is the class's own affair: its instances do not have it.
fn names_module_of_builtin(t: &Thread, class: Value, name: Value, v: Value) -> bool {
    name == t.names.module && types::flags(class) & TYPE_HEAP == 0 && v.has_shape(shape_id::STR)
}

fn slot_of(t: &Thread, shape_id: u32, i: usize, checked: bool) -> Found {
    let s = t.shapes.get(shape_id);
    if i < s.inline as usize {
        Found::Slot {
            offset: s.slot_offset(i) as u32,
            checked,
        }
    } else {
        Found::Overflow {
            pointer: s.overflow_offset as u32,
            index: (i - s.inline as usize) as u32,
        }
    }
}

/// `v.__get__(receiver, class)` for whatever `v` is.
pub fn bind(t: &mut Thread, v: Value, receiver: Value, class: Value) -> Result<Value, Raised> {
    match kind(t, v) {
        Kind::Plain => Ok(v),
        Kind::Method => Ok(if receiver.is_unbound() { v } else { native_function::bind(t, v, receiver) }),
        Kind::Property if receiver.is_unbound() => Ok(v),
        Kind::Property => {
            let getter = field!(v, Property, getter);
            if getter.is_none() {
                return Err(property_error(t, v, receiver, "getter"));
            }
            call::call(t, getter, &[receiver])
        }
        Kind::Member if receiver.is_unbound() => Ok(v),
        Kind::Member => native_function::member_get(t, v, receiver),
        Kind::Descriptor(_) => match t.shape_of(v) {
            shape_id::GETSET_DESCRIPTOR if receiver.is_unbound() => Ok(v),
            shape_id::GETSET_DESCRIPTOR => native_function::getset_get(t, v, receiver),
            shape_id::STATIC_METHOD => Ok(field!(v, WrappedMethod, function)),
            shape_id::CLASS_METHOD => {
                let function = field!(v, WrappedMethod, function);
                let metaclass = t.class_of(class);
                if function.has_shape(shape_id::FUNCTION) {
                    return Ok(native_function::bind(t, function, class));
                }
                let bound = bind(t, function, class, metaclass)?;
                Ok(if bound == function {
                    native_function::bound_method(t, function, class)
                } else {
                    bound
                })
            }
            shape_id::CLASSMETHOD_DESCRIPTOR => Ok(native_function::bind(t, v, class)),
            _ => {
                let descriptor_class = t.class_of(v);
                let name = t.names.get;
                match types::lookup(t, descriptor_class, name) {
                    None => Ok(v),
                    Some(get) => {
                        let receiver = if receiver.is_unbound() { Value::NONE } else { receiver };
                        call::call_unbound(t, get, v, &[receiver, class])
                    }
                }
            }
        },
    }
}

fn property_error(t: &mut Thread, property: Value, receiver: Value, what: &str) -> Raised {
    let name = field!(property, Property, name);
    let class = t.type_name(receiver);
    if name.is_none() {
        t.attribute_error(format!("property of '{class}' object has no {what}"))
    } else {
        let name = string::to_string_lossy(name);
        t.attribute_error(format!("property '{name}' of '{class}' object has no {what}"))
    }
}

/// `object.__getattribute__`; `None`: there is no such attribute.
pub fn generic_get(t: &mut Thread, object: Value, name: Value) -> Result<Option<Value>, Raised> {
    let shape_id = t.shape_of(object);
    let class = t.class_of(object);
    match resolve_plain(t, shape_id, class, name) {
        Found::Slot { offset, checked } => {
            // SAFETY: the offset belongs to the object's shape.
            let v = unsafe { *((object.address() + offset as usize) as *const Value) };
            if checked && v.is_unbound() { Ok(None) } else { Ok(Some(v)) }
        }
        Found::Overflow { pointer, index } => Ok(Some(instance::overflow_get(object, pointer, index))).map(|v| v.filter(|v| !v.is_unbound())),
        Found::Class(v) => Ok(Some(v)),
        Found::Varying => Ok(types::lookup(t, class, name)),
        Found::Method(v) => Ok(Some(native_function::bind(t, v, object))),
        Found::Property(_) | Found::Descriptor(_) => {
            let v = types::lookup(t, class, name).expect("resolve found it");
            bind(t, v, object, class).map(Some)
        }
        Found::Missing | Found::Custom => Ok(None),
        Found::Elsewhere => elsewhere_get(t, object, class, name),
    }
}

fn elsewhere_get(t: &mut Thread, object: Value, class: Value, name: Value) -> Result<Option<Value>, Raised> {
    match types::payload(class) {
        Payload::Type => return type_object::get_attr(t, object, name),
        Payload::Super => return super_object::get_attr(t, object, name),
        _ => {}
    }
    let on_class = types::lookup(t, class, name).filter(|v| !names_module_of_builtin(t, class, name, *v));
    if let Some(v) = on_class
        && matches!(kind(t, v), Kind::Property | Kind::Member | Kind::Descriptor(true))
    {
        return bind(t, v, object, class).map(Some);
    }
    if object.has_shape(shape_id::BOUND_METHOD) && on_class.is_none() {
        return get_attr(t, field!(object, BoundMethod, function), name).map(Some);
    }
    let own = instance::dict_if_any(t, object);
    if let Some(d) = own
        && let Some(v) = dict::get_str(d, name)
    {
        return Ok(Some(v));
    }
    match on_class {
        Some(v) => bind(t, v, object, class).map(Some),
        None if types::payload(class) == Payload::Module => module::missing_attribute(t, object, name),
        None => Ok(None),
    }
}

/// `getattr(object, name)`, AttributeError as `None`.
pub fn get_attr_opt(t: &mut Thread, object: Value, name: Value) -> Result<Option<Value>, Raised> {
    let class = t.class_of(object);
    if types::flags(class) & TYPE_CUSTOM_GETATTR == 0 {
        let result = generic_get(t, object, name);
        return match result {
            Err(raised) if t.pending_is(t.exceptions.attribute_error) => {
                let _ = raised;
                t.take_pending();
                Ok(None)
            }
            result => result,
        };
    }
    match get_attr(t, object, name) {
        Ok(v) => Ok(Some(v)),
        Err(_) if t.pending_is(t.exceptions.attribute_error) => {
            t.take_pending();
            Ok(None)
        }
        Err(raised) => Err(raised),
    }
}

/// `getattr(object, name)`
pub fn get_attr(t: &mut Thread, object: Value, name: Value) -> Result<Value, Raised> {
    let class = t.class_of(object);
    if types::flags(class) & TYPE_CUSTOM_GETATTR == 0 {
        return match generic_get(t, object, name)? {
            Some(v) => Ok(v),
            None => Err(missing(t, object, name)),
        };
    }
    t.check_native_stack()?;
    let getattribute = t.names.getattribute;
    let first = match types::lookup_with_owner(class, getattribute) {
        Some((owner, method)) if types::flags(owner) & (TYPE_HEAP | TYPE_NATIVE_GETATTR) != 0 => call::call_unbound(t, method, object, &[name]),
        _ => match generic_get(t, object, name) {
            Ok(Some(v)) => Ok(v),
            Ok(None) => {
                let getattr = t.names.getattr;
                if let Some(method) = types::lookup(t, class, getattr) {
                    return call::call_unbound(t, method, object, &[name]);
                }
                Err(missing(t, object, name))
            }
            Err(raised) => Err(raised),
        },
    };
    match first {
        Err(_) if t.pending_is(t.exceptions.attribute_error) => {
            let getattr = t.names.getattr;
            match types::lookup(t, class, getattr) {
                Some(method) => {
                    t.take_pending();
                    call::call_unbound(t, method, object, &[name])
                }
                None => Err(Raised),
            }
        }
        result => result,
    }
}

/// AttributeError with CPython's text for reading.
#[cold]
pub fn missing(t: &mut Thread, object: Value, name: Value) -> Raised {
    let text = string::to_string_lossy(name);
    let class = t.class_of(object);
    let message = match types::payload(class) {
        Payload::Type => format!("type object '{}' has no attribute '{text}'", types::name(object)),
        Payload::Module => module::missing_message(t, object, &text),
        _ => format!("'{}' object has no attribute '{text}'", types::shown_name(t, class)),
    };
    crate::objects::exception::attribute_error(t, &message, object, name)
}

/// `setattr(object, name, value)`; `None`: `delattr`.
pub fn set_attr_or_delete(t: &mut Thread, object: Value, name: Value, value: Option<Value>) -> Result<(), Raised> {
    let class = t.class_of(object);
    if types::flags(class) & TYPE_CUSTOM_SETATTR != 0 {
        t.check_native_stack()?;
        let (hook, args) = match value {
            Some(v) => (t.names.setattr, [name, v]),
            None => (t.names.delattr, [name, Value::NONE]),
        };
        let args = if value.is_some() { &args[..] } else { &args[..1] };
        if let Some((owner, method)) = types::lookup_with_owner(class, hook)
            && types::flags(owner) & TYPE_HEAP != 0
        {
            return call::call_unbound(t, method, object, args).map(|_| ());
        }
    }
    generic_set(t, object, name, value)
}

pub fn set_attr(t: &mut Thread, object: Value, name: Value, value: Value) -> Result<(), Raised> {
    set_attr_or_delete(t, object, name, Some(value))
}
pub fn del_attr(t: &mut Thread, object: Value, name: Value) -> Result<(), Raised> {
    set_attr_or_delete(t, object, name, None)
}

/// `object.__setattr__` / `object.__delattr__`
pub fn generic_set(t: &mut Thread, object: Value, name: Value, value: Option<Value>) -> Result<(), Raised> {
    let class = t.class_of(object);
    if types::payload(class) == Payload::Type {
        return type_object::set_attr(t, object, name, value);
    }
    let on_class = types::lookup(t, class, name);
    if let Some(v) = on_class {
        match kind(t, v) {
            Kind::Property => {
                let (setter, what) = match value {
                    Some(_) => (field!(v, Property, setter), "setter"),
                    None => (field!(v, Property, deleter), "deleter"),
                };
                if setter.is_none() {
                    return Err(property_error(t, v, object, what));
                }
                return match value {
                    Some(value) => call::call(t, setter, &[object, value]).map(|_| ()),
                    None => call::call(t, setter, &[object]).map(|_| ()),
                };
            }
            Kind::Member => return native_function::member_set(t, v, object, value),
            Kind::Descriptor(true) if v.has_shape(shape_id::GETSET_DESCRIPTOR) => return native_function::getset_set(t, v, object, value),
            Kind::Descriptor(true) => {
                let descriptor_class = t.class_of(v);
                let hook = if value.is_some() { t.names.set } else { t.names.delete };
                return match types::lookup(t, descriptor_class, hook) {
                    Some(method) => match value {
                        Some(value) => call::call_unbound(t, method, v, &[object, value]).map(|_| ()),
                        None => call::call_unbound(t, method, v, &[object]).map(|_| ()),
                    },
                    None => {
                        let text = string::to_string_lossy(hook);
                        Err(t.attribute_error(text))
                    }
                };
            }
            _ => {}
        }
    }
    if instance::set_own(t, object, name, value)? {
        return Ok(());
    }
    let text = string::to_string_lossy(name);
    let type_name = types::shown_name(t, class);
    let can_hold = types::flags(class) & TYPE_HAS_DICT != 0;
    let message = match (value, on_class) {
        (None, _) if can_hold => format!("'{type_name}' object has no attribute '{text}'"),
        (_, Some(_)) => format!("'{type_name}' object attribute '{text}' is read-only"),
        (_, None) => format!("'{type_name}' object has no attribute '{text}' and no __dict__ for setting new attributes"),
    };
    Err(crate::objects::exception::attribute_error(t, &message, object, name))
}

/// The dunder method that the class of `v` defines, unbound.
#[inline]
pub fn lookup_special(t: &mut Thread, v: Value, name: Value) -> Option<Value> {
    let class = t.class_of(v);
    types::lookup(t, class, name)
}

/// What a store of `name` on shape `shape_id` does when nothing intercepts it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StoreFound {
    /// Overwrite the inline slot at this byte offset.
    Slot {
        offset: u32,
    },
    /// Write the inline slot at this offset and set the shape.
    Transition {
        offset: u32,
        shape: u32,
    },
    General,
}

/// What writing `name` to an instance of shape `shape_id` means.
#[inline]
pub fn resolve_store(t: &mut Thread, shape_id: u32, name: Value) -> StoreFound {
    match t.resolved.stores.get(resolve_slot(shape_id, name)) {
        Some(entry) if entry.is(t, shape_id, name) => entry.found,
        _ => resolve_store_anew(t, shape_id, name),
    }
}

#[inline(never)]
fn resolve_store_anew(t: &mut Thread, shape_id: u32, name: Value) -> StoreFound {
    let class = t.shapes.class(shape_id);
    types::lookup(t, class, name);
    let found = resolve_store_uncached(t, shape_id, name);
    if t.resolved.stores.is_empty() {
        t.resolved.stores = vec![Resolved::empty(StoreFound::General); RESOLVE_CACHE_SIZE];
    }
    let epoch = t.class_epoch;
    t.resolved.stores[resolve_slot(shape_id, name)] = Resolved {
        shape: shape_id,
        epoch,
        name: name.0,
        found,
    };
    found
}

fn resolve_store_uncached(t: &mut Thread, shape_id: u32, name: Value) -> StoreFound {
    let class = t.shapes.class(shape_id);
    if types::flags(class) & TYPE_CUSTOM_SETATTR != 0 || matches!(types::payload(class), Payload::Type | Payload::Module) {
        return StoreFound::General;
    }
    if let Some(v) = types::lookup(t, class, name) {
        match kind(t, v) {
            Kind::Member if types::is_subclass(class, field!(v, Member, owner)) => {
                return match slot_of(t, shape_id, field!(v, Member, index).as_small() as usize, true) {
                    Found::Slot { offset, .. } => StoreFound::Slot { offset },
                    _ => StoreFound::General,
                };
            }
            Kind::Property | Kind::Member | Kind::Descriptor(true) => return StoreFound::General,
            _ => {}
        }
    }
    let s = t.shapes.get(shape_id);
    if s.dictionary || !s.extensible {
        return StoreFound::General;
    }
    if let Some(i) = s.slot(name) {
        return if i < s.inline as usize {
            StoreFound::Slot {
                offset: s.slot_offset(i) as u32,
            }
        } else {
            StoreFound::General
        };
    }
    let (next, inline) = (s.names.len(), s.inline as usize);
    if next >= inline {
        return StoreFound::General;
    }
    let offset = s.slot_offset(next) as u32;
    match shape::with_attribute(t, shape_id, name) {
        Some(shape) => StoreFound::Transition { offset, shape },
        None => StoreFound::General,
    }
}
