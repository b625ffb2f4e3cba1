//! Instances of Python classes: allocation, attribute slots, dictionary mode, `__dict__`.
//!
//! `__dict__` of a slot-mode instance moves it to dictionary mode the first time somebody asks for
//! the mapping: from then on both see the same dict.

use crate::field;
use crate::header::Header;
use crate::layout::*;
use crate::objects::code;
use crate::objects::{dict, tuple};
use crate::shape;
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;
use taipan_bytecode::{Instruction, Op};

/// A new instance of `class` (a heap class): payload zeroed, slots UNBOUND. Tuple payloads are `tuple`'s business.
pub fn allocate(t: &mut Thread, class: Value) -> Value {
    let shape_id = field!(class, Type, instance_shape);
    let s = t.shapes.get(shape_id);
    let (size, payload_end) = (s.instance_size(), s.overflow_offset as usize);
    let p = t.heap.alloc(size);
    // SAFETY: fresh memory of `size` bytes.
    unsafe { std::ptr::write_bytes(p.cast::<u8>().add(8), 0, payload_end - 8) }
    let v = Value::from_address(p as usize);
    // SAFETY: as above.
    unsafe { init_header_and_slots(t, v, shape_id, payload_end) }
    if types::flags(class) & TYPE_HAS_DEL != 0 {
        t.heap.register_finalizer(v);
    }
    v
}

/// # Safety
/// `v` is fresh memory of at least the shape's instance size; the payload up to `payload_end` is the caller's.
pub unsafe fn init_header_and_slots(t: &Thread, v: Value, shape_id: u32, payload_end: usize) {
    let s = t.shapes.get(shape_id);
    debug_assert_eq!(payload_end.next_multiple_of(8), s.overflow_offset as usize);
    // SAFETY: by contract.
    unsafe {
        v.header().write(Header {
            shape: shape_id,
            aux: s.inline,
            state: 0,
            flags: 0,
        });
        *((v.address() + s.overflow_offset as usize) as *mut Value) = Value::ZERO;
        let slots = (v.address() + s.overflow_offset as usize + 8) as *mut Value;
        for i in 0..s.inline as usize {
            *slots.add(i) = Value::UNBOUND;
        }
    }
}

/// How many attributes the `__init__` functions in the MRO of a new class seem to give an instance (`self.x = …`), so that
/// already the first instance, often the only one, has them inline.
pub fn expected_attributes(t: &Thread, class: Value) -> u16 {
    const LIMIT: usize = 32;
    let mut names: Vec<Value> = Vec::new();
    for c in tuple::items(&field!(class, Type, mro)) {
        if types::flags(*c) & TYPE_HEAP == 0 {
            continue;
        }
        let Some(init) = dict::get_str(field!(*c, Type, dict), t.names.init).filter(|f| f.has_shape(shape_id::FUNCTION)) else {
            continue;
        };
        let code_value = field!(init, Function, code);
        let code_names = field!(code_value, Code, names);
        for word in &code::data(code_value).code {
            let i = Instruction(*word);
            // `self` is register 0; instructions with a prefix are not worth the trouble.
            if i.op().generic() == Op::StoreAttr
                && i.a() == 0
                && let Some(name) = tuple::items(&code_names).get(i.c())
                && names.len() < LIMIT
                && !names.contains(name)
            {
                names.push(*name);
            }
        }
    }
    names.len() as u16
}

/// Element `index` of the overflow ARRAY behind the pointer at byte `pointer`.
pub fn overflow_get(object: Value, pointer: u32, index: u32) -> Value {
    // SAFETY: offsets come from the object's shape, which says that the overflow array has this element.
    unsafe {
        let array = *((object.address() + pointer as usize) as *const Value);
        *((array.address() + 16 + 8 * index as usize) as *const Value)
    }
}

/// Slot `i` by the object's shape.
pub fn slot_get(t: &Thread, object: Value, i: usize) -> Value {
    let s = t.shapes.get(t.shape_of(object));
    if i < s.inline as usize {
        // SAFETY: an inline slot of the shape.
        unsafe { *((object.address() + s.slot_offset(i)) as *const Value) }
    } else {
        overflow_get(object, s.overflow_offset as u32, (i - s.inline as usize) as u32)
    }
}

pub fn slot_set(t: &mut Thread, object: Value, i: usize, v: Value) {
    let s = t.shapes.get(t.shape_of(object));
    if i < s.inline as usize {
        let slot = object.address() + s.slot_offset(i);
        // SAFETY: an inline slot of the shape.
        unsafe { *(slot as *mut Value) = v }
        t.heap.write_barrier(object, slot, v);
    } else {
        // SAFETY: the overflow array of the shape has this element.
        unsafe {
            let array = *((object.address() + s.overflow_offset as usize) as *const Value);
            let slot = array.address() + 16 + 8 * (i - s.inline as usize);
            *(slot as *mut Value) = v;
            t.heap.write_barrier(array, slot, v);
        }
    }
}

fn overflow_pointer(t: &Thread, object: Value) -> *mut Value {
    let s = t.shapes.get(t.shape_of(object));
    (object.address() + s.overflow_offset as usize) as *mut Value
}

fn set_overflow(t: &mut Thread, object: Value, v: Value) {
    let p = overflow_pointer(t, object);
    // SAFETY: the overflow word of the object.
    unsafe { *p = v }
    t.heap.write_barrier(object, p as usize, v);
}

pub fn new_array(t: &mut Thread, n: usize, fill: Value) -> Value {
    let p = t.heap.alloc(16 + 8 * n).cast::<ValueArray>();
    // SAFETY: fresh memory of the right size.
    unsafe {
        p.write(ValueArray {
            header: Header {
                shape: shape_id::ARRAY,
                aux: 0,
                state: 0,
                flags: 0,
            },
            len: Value::small(n as i64),
        });
        let items = p.add(1).cast::<Value>();
        for i in 0..n {
            *items.add(i) = fill;
        }
    }
    Value::from_address(p as usize)
}

/// Whether instances of this object's class keep attributes in slots or a dict of their own.
fn extensible(t: &Thread, object: Value) -> bool {
    object.is_pointer() && t.shapes.get(t.shape_of(object)).extensible
}

/// The dict that holds the object's attributes, when they are in one already.
pub fn dict_if_any(t: &Thread, object: Value) -> Option<Value> {
    match t.shape_of(object) {
        shape_id::FUNCTION => return Some(field!(object, Function, dict)).filter(|d| !d.is_none()),
        shape_id::STATIC_METHOD | shape_id::CLASS_METHOD => return Some(field!(object, WrappedMethod, dict)).filter(|d| !d.is_none()),
        _ => {}
    }
    let class = t.class_of(object);
    if types::payload(class) == Payload::Module {
        return Some(field!(object, Module, dict));
    }
    let s = t.shapes.get(t.shape_of(object));
    if s.dictionary {
        // SAFETY: dictionary shapes keep a dict in the overflow word.
        return Some(unsafe { *overflow_pointer(t, object) });
    }
    None
}

/// Moves a slot-mode instance to dictionary mode and gives its dict.
pub fn to_dictionary(t: &mut Thread, object: Value) -> Value {
    if let Some(d) = dict_if_any(t, object) {
        return d;
    }
    let from = t.shape_of(object);
    let (fixed, count) = {
        let s = t.shapes.get(from);
        (s.fixed as usize, s.names.len())
    };
    let d = dict::new(t);
    for i in fixed..count {
        let (name, v) = (t.shapes.get(from).names[i], slot_get(t, object, i));
        if !v.is_unbound() {
            dict::set_str(t, d, name, v);
        }
    }
    let to = shape::dictionary_of(t, from);
    // Fixed slots beyond the inline ones would be lost with the overflow array: fixed slots are always inline.
    // SAFETY: the object's header; dictionary shapes have the same inline slots.
    unsafe { (*object.header()).shape = to }
    set_overflow(t, object, d);
    d
}

/// Whether `object.__dict__` exists.
pub fn has_dict(t: &Thread, object: Value) -> bool {
    matches!(t.shape_of(object), shape_id::FUNCTION | shape_id::STATIC_METHOD | shape_id::CLASS_METHOD)
        || types::payload(t.class_of(object)) == Payload::Module
        || extensible(t, object)
}

/// `object.__dict__`
pub fn get_dict(t: &mut Thread, object: Value) -> Option<Value> {
    match t.shape_of(object) {
        shape_id::FUNCTION => return Some(crate::objects::function::own_dict(t, object)),
        shape_id::STATIC_METHOD | shape_id::CLASS_METHOD => return Some(wrapped_dict(t, object)),
        _ => {}
    }
    if let Some(d) = dict_if_any(t, object) {
        return Some(d);
    }
    if extensible(t, object) { Some(to_dictionary(t, object)) } else { None }
}

fn wrapped_dict(t: &mut Thread, object: Value) -> Value {
    let d = field!(object, WrappedMethod, dict);
    if !d.is_none() {
        return d;
    }
    let d = dict::new(t);
    // SAFETY: shape checked by the caller.
    unsafe { (*object.cast::<WrappedMethod>()).dict = d }
    t.heap.write_barrier_any(object);
    d
}

/// `object.__dict__ = d`
pub fn replace_dict(t: &mut Thread, object: Value, d: Value) {
    if t.shape_of(object) == shape_id::FUNCTION || types::payload(t.class_of(object)) == Payload::Module {
        // SAFETY: word 1 of modules and the dict field of functions; barrier below.
        unsafe {
            if t.shape_of(object) == shape_id::FUNCTION {
                (*object.cast::<Function>()).dict = d;
            } else {
                (*object.cast::<Module>()).dict = d;
            }
        }
        t.heap.write_barrier_any(object);
        return;
    }
    to_dictionary(t, object);
    set_overflow(t, object, d);
}

/// Names and values of the attributes in order, without moving the object to dictionary mode.
pub fn attributes(t: &mut Thread, object: Value) -> Value {
    if let Some(d) = dict_if_any(t, object) {
        return dict::copy(t, d);
    }
    let d = dict::new(t);
    if extensible(t, object) {
        let shape = t.shape_of(object);
        let (fixed, count) = (t.shapes.get(shape).fixed as usize, t.shapes.get(shape).names.len());
        for i in fixed..count {
            let (name, v) = (t.shapes.get(shape).names[i], slot_get(t, object, i));
            if !v.is_unbound() {
                dict::set_str(t, d, name, v);
            }
        }
    }
    d
}

/// Writes or (with `None`) deletes an attribute of the instance itself. `false`: it has no place for attributes, or
/// there was nothing to delete.
pub fn set_own(t: &mut Thread, object: Value, name: Value, v: Option<Value>) -> Result<bool, Raised> {
    if !object.is_pointer() {
        return Ok(false);
    }
    if matches!(t.shape_of(object), shape_id::FUNCTION | shape_id::STATIC_METHOD | shape_id::CLASS_METHOD)
        || types::payload(t.class_of(object)) == Payload::Module
    {
        let d = get_dict(t, object).expect("functions and modules have a dict");
        return set_in_dict(t, d, name, v);
    }
    if !extensible(t, object) {
        return Ok(false);
    }
    if let Some(d) = dict_if_any(t, object) {
        return set_in_dict(t, d, name, v);
    }
    let shape_id = t.shape_of(object);
    let found = t.shapes.get(shape_id).slot(name);
    match (found, v) {
        (Some(i), Some(v)) => {
            slot_set(t, object, i, v);
            Ok(true)
        }
        (Some(i), None) => {
            let s = t.shapes.get(shape_id);
            let parent = s.parent;
            if i + 1 == s.names.len() && parent != 0 {
                slot_set(t, object, i, Value::UNBOUND);
                // SAFETY: the parent shape has the same layout without the last name.
                unsafe { (*object.header()).shape = parent }
            } else {
                let d = to_dictionary(t, object);
                dict::remove_str(t, d, name);
            }
            Ok(true)
        }
        (None, None) => Ok(false),
        (None, Some(v)) => {
            match shape::with_attribute(t, shape_id, name) {
                None => {
                    let d = to_dictionary(t, object);
                    dict::set_str(t, d, name, v);
                }
                Some(next) => add_slot(t, object, next, v),
            }
            Ok(true)
        }
    }
}

fn set_in_dict(t: &mut Thread, d: Value, name: Value, v: Option<Value>) -> Result<bool, Raised> {
    Ok(match v {
        Some(v) => {
            dict::set_str(t, d, name, v);
            true
        }
        None => dict::remove_str(t, d, name),
    })
}

fn add_slot(t: &mut Thread, object: Value, next: u32, v: Value) {
    let s = t.shapes.get(next);
    let (i, inline, class) = (s.names.len() - 1, s.inline as usize, s.class);
    if i >= inline {
        // The class wants more inline slots: instances made from now on get them.
        learn_inline_slots(t, class, s_fixed(t, next), i + 1);
        let index = i - inline;
        let array = overflow(t, object);
        let capacity = if array == Value::ZERO {
            0
        } else {
            field!(array, ValueArray, len).as_small() as usize
        };
        if index >= capacity {
            let bigger = new_array(t, (capacity * 2).max(4), Value::UNBOUND);
            for k in 0..capacity {
                // SAFETY: both arrays have element k; the new one is fresh.
                unsafe { *((bigger.address() + 16 + 8 * k) as *mut Value) = *((array.address() + 16 + 8 * k) as *const Value) }
            }
            set_overflow(t, object, bigger);
        }
    }
    // SAFETY: the layout differs only by the new slot, which exists now.
    unsafe { (*object.header()).shape = next }
    slot_set(t, object, i, v);
}

fn s_fixed(t: &Thread, shape: u32) -> usize {
    t.shapes.get(shape).fixed as usize
}

fn overflow(t: &Thread, object: Value) -> Value {
    // SAFETY: the overflow word of the object.
    unsafe { *overflow_pointer(t, object) }
}

/// From now on instances of `class` have room for `wanted` slots in all, if that is reasonable.
fn learn_inline_slots(t: &mut Thread, class: Value, fixed: usize, wanted: usize) {
    const MAX_INLINE: usize = 24;
    let payload = types::payload(class);
    let own = wanted.saturating_sub(fixed).next_multiple_of(2).min(MAX_INLINE) as u16;
    if payload == Payload::Tuple || field!(class, Type, inline_slots) >= own {
        return;
    }
    let names: Vec<Value> = match field!(class, Type, slot_names) {
        Value::NONE => Vec::new(),
        names => tuple::items(&names).to_vec(),
    };
    // SAFETY: a type object.
    unsafe { (*class.cast::<Type>()).inline_slots = own }
    let root = shape::new_root(t, class, payload, &names, own + fixed as u16, true);
    // SAFETY: as above.
    unsafe { (*class.cast::<Type>()).instance_shape = root }
    t.class_epoch += 1;
}

/// `object.__class__ = class`
pub fn set_class(t: &mut Thread, object: Value, class: Value) -> Result<(), Raised> {
    let old = t.class_of(object);
    let heap = |c: Value| types::flags(c) & TYPE_HEAP != 0;
    if types::payload(old) == Payload::Module && types::payload(class) == Payload::Module {
        let shape = field!(class, Type, instance_shape);
        if old == t.types.module || class == t.types.module {
            return Err(t.not_implemented("assigning __class__ of a module"));
        }
        // SAFETY: same payload.
        unsafe { (*object.header()).shape = shape }
        return Ok(());
    }
    if !heap(old) || !heap(class) {
        return Err(t.type_error("__class__ assignment only supported for mutable types or ModuleType subclasses"));
    }
    let same_slots =
        field!(old, Type, slot_names) == field!(class, Type, slot_names) || field!(old, Type, slot_count) == 0 && field!(class, Type, slot_count) == 0;
    if types::payload(old) != types::payload(class) || !same_slots || (types::flags(old) ^ types::flags(class)) & TYPE_HAS_DICT != 0 {
        let message = format!(
            "__class__ assignment: '{}' object layout differs from '{}'",
            types::name(class),
            types::name(old)
        );
        return Err(t.type_error(message));
    }
    if types::flags(class) & TYPE_HAS_DICT == 0 {
        let shape = field!(class, Type, instance_shape);
        // SAFETY: same layout.
        unsafe { (*object.header()).shape = shape }
        return Ok(());
    }
    // The object keeps its inline slots: it goes to a tree of the new class with as many.
    to_dictionary(t, object);
    let inline = t.shapes.get(t.shape_of(object)).inline;
    let names: Vec<Value> = match field!(class, Type, slot_names) {
        Value::NONE => Vec::new(),
        names => tuple::items(&names).to_vec(),
    };
    let root = if t.shapes.get(field!(class, Type, instance_shape)).inline == inline {
        field!(class, Type, instance_shape)
    } else {
        shape::new_root(t, class, types::payload(class), &names, inline, true)
    };
    let dictionary = shape::dictionary_of(t, root);
    // SAFETY: same payload and inline slots; the overflow word holds the dict.
    unsafe { (*object.header()).shape = dictionary }
    Ok(())
}
