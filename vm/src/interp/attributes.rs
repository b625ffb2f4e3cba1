//! Inline caches of attributes.
//!
//! Forms for instances hold two shapes: (a, b) the newest, (c, d) the one before; a and c are the
//! shape with the class epoch, b and d what it means. Where more shapes meet, each miss asks
//! [`attribute::resolve`], which remembers its answers, and the form stays as it is.

use super::quicken::{is_plain, rewrite, set_cache, warm};
use super::rare;
use taipan_bytecode::{Instruction, Op};
use taipan_runtime::layout::*;
use taipan_runtime::machine::{Direct, Machine};
use taipan_runtime::objects::code::Cache;
use taipan_runtime::objects::{dict, module};
use taipan_runtime::ops::attribute::{self, Found, StoreFound};
use taipan_runtime::step::{self, Flow, Outcome};
use taipan_runtime::{Thread, Value, field, frame, types};

fn name_of(d: &mut Direct, index: usize) -> Value {
    let code_value = d.t().window.header(frame::CODE);
    let names = field!(code_value, Code, names);
    taipan_runtime::objects::tuple::items(&names)[index]
}

/// What a cached answer belongs to.
#[inline(always)]
fn key(t: &Thread, shape: u32) -> u64 {
    shape as u64 | (t.class_epoch as u64) << 32
}

/// What an answer about a receiver belongs to; never 0.
#[inline(always)]
pub fn receiver_key(t: &Thread, receiver: Value) -> u64 {
    key(t, t.shape_of(receiver))
}

/// What the cache says about instances of `shape`.
#[inline(always)]
fn cached(t: &Thread, cache: &Cache, shape: u32) -> Option<u64> {
    let key = key(t, shape);
    if cache.a == key {
        Some(cache.b)
    } else if cache.c == key {
        Some(cache.d)
    } else {
        None
    }
}

/// Adds an answer to the current instruction's cache and gives it its form.
fn remember(t: &Thread, w: Instruction, form: Op, shape: u32, meaning: u64) {
    let key = key(t, shape);
    let before = if w.op() == form { super::quicken::cache_of(t) } else { Cache::default() };
    set_cache(
        t,
        Cache {
            a: key,
            b: meaning,
            c: before.a,
            d: before.b,
        },
    );
    if w.op() != form {
        rewrite(t, form);
    }
}

/// Makes the current instruction's cache say this about one shape only.
pub fn fill(t: &Thread, shape: u32, meaning: u64) {
    let a = key(t, shape);
    set_cache(t, Cache { a, b: meaning, c: 0, d: 0 });
}

/// The attribute in a slot.
#[inline(always)]
pub fn slot(d: &mut Direct, cache: &Cache, o: Value) -> Option<Value> {
    if !o.is_pointer() {
        return None;
    }
    let offset = cached(d.t(), cache, o.shape_or_zero())?;
    // SAFETY: the offset belongs to the shape.
    let v = unsafe { *((o.address() + offset as usize) as *const Value) };
    if v.is_unbound() { None } else { Some(v) }
}

/// The attribute, or the method, on the class.
#[inline(always)]
pub fn on_class(d: &mut Direct, cache: &Cache, o: Value) -> Option<Value> {
    let t = d.t();
    cached(t, cache, t.shape_of(o)).map(Value)
}

/// Whether every instance of `v`'s Python class is true, because the class has no method to ask; the current instruction
/// remembers it.
#[inline(never)]
pub fn is_always_true(t: &mut Thread, v: Value) -> bool {
    let shape = v.shape_or_zero();
    if shape < shape_id::FIRST_DYNAMIC || !warm(t) {
        return false;
    }
    if cached(t, &super::quicken::cache_of(t), shape).is_some() {
        return true;
    }
    let class = t.shapes.class(shape);
    for name in [t.names.bool, t.names.len] {
        if types::lookup(t, class, name).is_some() || t.varying.contains(name) {
            return false;
        }
    }
    fill(t, shape, 0);
    true
}

/// Attribute of a module or a class: a = the object, b = address of the value or the value, c = stamp or epoch.
#[inline(always)]
pub fn of_object(d: &mut Direct, cache: &Cache, o: Value) -> Option<Value> {
    if o.0 != cache.a {
        return None;
    }
    if o.has_shape(shape_id::MODULE) {
        if dict::current_key(field!(o, Module, dict)).0 != cache.c {
            return None;
        }
        // SAFETY: the stamp says that the table is the dict's current one.
        let v = unsafe { *(cache.b as *const Value) };
        return if v.is_hole() { None } else { Some(v) };
    }
    if d.t().class_epoch as u64 != cache.c { None } else { Some(Value(cache.b)) }
}

/// Caches the attribute of a module or class object. `true`: it is cached.
fn cache_object_attribute(t: &mut Thread, o: Value, name: Value) -> bool {
    if o.has_shape(shape_id::MODULE) {
        let space = module::namespace(o);
        if let Some(i) = dict::entry_index_str(space, name) {
            let (stamp, _) = dict::cache_key(space);
            cache_object(t, o, dict::value_address(space, i) as u64, stamp);
            return true;
        }
        return false;
    }
    let metaclass = t.class_of(o);
    let is_class = o.is_pointer() && types::payload(metaclass) == Payload::Type && types::flags(metaclass) & TYPE_CUSTOM_GETATTR == 0;
    if !is_class || types::lookup(t, metaclass, name).is_some() || t.varying.contains(name) {
        return false;
    }
    // What attribute access on the class gives without calling anything.
    match types::lookup(t, o, name).and_then(|v| attribute::from_class(t, v)) {
        Some(v) => {
            cache_object(t, o, v.0, t.class_epoch as u64);
            true
        }
        None => false,
    }
}

fn cache_object(t: &Thread, o: Value, b: u64, c: u64) {
    set_cache(t, Cache { a: o.0, b, c, d: 0 });
}

fn is_plain_class(t: &Thread, o: Value) -> bool {
    o.has_shape(shape_id::TYPE) && t.class_of(o) == t.types.type_
}

/// Caches the function of a class's classmethod, as `cache_object_attribute` does.
fn cache_classmethod(t: &mut Thread, o: Value, name: Value) -> bool {
    if !is_plain_class(t, o) || types::lookup(t, t.types.type_, name).is_some() {
        return false;
    }
    match types::lookup(t, o, name) {
        Some(v) if v.has_shape(shape_id::CLASS_METHOD) && field!(v, WrappedMethod, function).has_shape(shape_id::FUNCTION) => {
            cache_object(t, o, field!(v, WrappedMethod, function).0, t.class_epoch as u64);
            true
        }
        _ => false,
    }
}

fn load_slot(o: Value, offset: u32) -> Value {
    // SAFETY: the offset belongs to the object's shape.
    unsafe { *((o.address() + offset as usize) as *const Value) }
}

/// LoadAttr, also when a form of it misses.
pub fn load(d: &mut Direct, w: Instruction) -> Outcome {
    let (o, name) = (d.reg(w.b()), name_of(d, w.c()));
    if !warm(d.t()) {
        return step::attribute::load(d, w.a(), o, name);
    }
    let t = d.t();
    let shape = t.shape_of(o);
    match attribute::resolve(t, shape, name) {
        Found::Slot { offset, .. } => {
            remember(t, w, Op::LoadAttrSlot, shape, offset as u64);
            let v = load_slot(o, offset);
            if !v.is_unbound() {
                d.set_reg(w.a(), v);
                return Ok(Flow::Next);
            }
        }
        Found::Class(v) => {
            remember(t, w, Op::LoadAttrClass, shape, v.0);
            d.set_reg(w.a(), v);
            return Ok(Flow::Next);
        }
        Found::Property(getter) if o.is_pointer() && getter.has_shape(shape_id::FUNCTION) && is_plain(getter, 1) => {
            remember(t, w, Op::LoadAttrProperty, shape, getter.0);
        }
        Found::Elsewhere if cache_object_attribute(t, o, name) => rewrite(t, Op::LoadAttrModule),
        _ => rewrite(t, Op::LoadAttr),
    }
    step::attribute::load(d, w.a(), o, name)
}

/// LoadMethod, also when a form of it misses.
pub fn load_method(d: &mut Direct, w: Instruction) -> Outcome {
    let (o, name) = (d.reg(w.b()), name_of(d, w.c()));
    if !warm(d.t()) {
        return step::attribute::load_method(d, w.a(), o, name);
    }
    let t = d.t();
    let shape = t.shape_of(o);
    match attribute::resolve(t, shape, name) {
        Found::Method(v) => {
            remember(t, w, Op::LoadMethodClass, shape, v.0);
            d.set_reg(w.a(), v);
            d.set_reg(w.a() + 1, o);
            return Ok(Flow::Next);
        }
        Found::Slot { offset, .. } => remember(t, w, Op::LoadMethodSlot, shape, offset as u64),
        Found::Elsewhere if cache_classmethod(t, o, name) => rewrite(t, Op::LoadMethodOwn),
        Found::Elsewhere if cache_object_attribute(t, o, name) => rewrite(t, Op::LoadMethodBuiltin),
        _ => rewrite(t, Op::LoadMethod),
    }
    step::attribute::load_method(d, w.a(), o, name)
}

/// Writes to a slot that is there.
#[inline(always)]
pub fn store_slot(d: &mut Direct, cache: &Cache, o: Value, v: Value) -> bool {
    if !o.is_pointer() {
        return false;
    }
    match cached(d.t(), cache, o.shape_or_zero()) {
        Some(offset) => {
            write_slot(d, o, offset as u32, v);
            true
        }
        None => false,
    }
}

#[inline(always)]
fn write_slot(d: &mut Direct, o: Value, offset: u32, v: Value) {
    let slot = o.address() + offset as usize;
    // SAFETY: the offset belongs to the shape.
    unsafe { *(slot as *mut Value) = v }
    d.t().heap.write_barrier(o, slot, v);
}

/// Adds an attribute. Meaning: offset | shape with the attribute << 32.
#[inline(always)]
pub fn store_transition(d: &mut Direct, cache: &Cache, o: Value, v: Value) -> bool {
    if !o.is_pointer() {
        return false;
    }
    match cached(d.t(), cache, o.shape_or_zero()) {
        Some(meaning) => {
            write_slot(d, o, meaning as u32, v);
            d.set_shape(o, (meaning >> 32) as u32);
            true
        }
        None => false,
    }
}

/// StoreAttr, also when a form of it misses.
pub fn store(d: &mut Direct, w: Instruction) -> Outcome {
    let (o, v, name) = (d.reg(w.a()), d.reg(w.b()), name_of(d, w.c()));
    if !warm(d.t()) {
        return step::attribute::store(d, o, name, v);
    }
    let t = d.t();
    let shape = t.shape_of(o);
    if shape >= shape_id::FIRST_DYNAMIC {
        match attribute::resolve_store(t, shape, name) {
            StoreFound::Slot { offset } => {
                remember(t, w, Op::StoreAttrSlot, shape, offset as u64);
                write_slot(d, o, offset, v);
                return Ok(Flow::Next);
            }
            StoreFound::Transition { offset, shape: next } => {
                remember(t, w, Op::StoreAttrTransition, shape, offset as u64 | (next as u64) << 32);
            }
            StoreFound::General => rewrite(t, Op::StoreAttr),
        }
    }
    step::attribute::store(d, o, name, v)
}

/// Cache: a = class that `super` starts behind, b = key of the receiver, c = function.
#[inline(always)]
pub fn super_method(d: &mut Direct, cache: &Cache, callable: Value, class: Value, receiver: Value) -> Option<Value> {
    let t = d.t();
    let same = callable == t.types.super_ && class.0 == cache.a && receiver.is_pointer() && key(t, receiver.shape_or_zero()) == cache.b;
    if same { Some(Value(cache.c)) } else { None }
}

/// LoadSuperMethod, also when its form misses.
pub fn load_super_method(d: &mut Direct, w: Instruction) -> Outcome {
    let (callable, class, receiver) = (d.reg(w.b()), d.reg(w.b() + 1), d.reg(w.b() + 2));
    let outcome = rare::narrow(d, w)?;
    let (found, bound) = (d.reg(w.a()), d.reg(w.a() + 1));
    let t = d.t();
    if warm(t) && callable == t.types.super_ && receiver.is_pointer() && bound == receiver && found.has_shape(shape_id::FUNCTION) {
        let b = key(t, t.shape_of(receiver));
        set_cache(
            t,
            Cache {
                a: class.0,
                b,
                c: found.0,
                d: 0,
            },
        );
        rewrite(t, Op::LoadSuperMethodCached);
    }
    Ok(outcome)
}
