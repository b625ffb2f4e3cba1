//! Attribute loads and stores by shape: slots by primitives, properties by pushed frames, the rest
//! by helpers.

use super::attempt::attempt;
use super::{Flow, Outcome, call};
use crate::frame::Continuation;
use crate::helper;
use crate::layout::shape_id as id;
use crate::machine::{Effects, ElementClass, Field, FieldClass, Machine, fields};
use crate::objects::{dict, native_function};
use crate::ops::attribute::{self, Found, StoreFound};
use crate::types;
use crate::value::Value;

helper!(
    /// `getattr(o, name)`
    GET_ATTR, Effects::RUNS_PYTHON, |t, [o, name]| attribute::get_attr(t, o, name)
);
crate::attempt!(
    /// `getattr(o, name)` as far as it runs no Python code.
    GET_ATTR_LEAF, |t, [o, name]| attribute::get_attr(t, o, name)
);
helper!(
    /// `setattr(o, name, v)` of an instance, as far as it runs no Python code.
    SET_ATTR_LEAF, Effects::DECLINES, |t, [o, name, v]| {
        let class = t.class_of(o);
        if types::is_type(t, o) || types::payload(class) == crate::layout::Payload::Module {
            Ok(Value::UNBOUND)
        } else {
            t.attempt_effect(|t| attribute::set_attr(t, o, name, v).map(|()| Value::NONE))
        }
    }
);
helper!(
    /// `setattr(o, name, v)`
    SET_ATTR, Effects::RUNS_PYTHON, |t, [o, name, v]| attribute::set_attr(t, o, name, v).map(|()| Value::NONE)
);
helper!(
    /// A function or native method bound to a receiver.
    BIND, Effects::ALLOCATES.and(Effects::READS_ATTRIBUTES), |t, [function, receiver]| Ok(native_function::bind(t, function, receiver))
);

fn slot(offset: u32) -> Field {
    Field {
        offset,
        class: FieldClass::Attribute,
    }
}

/// The attribute when it is in a slot or on the class and needs no call.
#[inline(always)]
fn plain<M: Machine>(m: &mut M, found: Found, o: M::Val) -> Option<M::Val> {
    match found {
        Found::Slot { offset, checked } => {
            let v = m.load(o, slot(offset));
            if checked && m.is_word(v, Value::UNBOUND) { None } else { Some(v) }
        }
        Found::Overflow { pointer, index } => {
            let array = m.load(o, slot(pointer));
            let i = m.int_constant(index as i64);
            let v = m.load_element(ElementClass::Array, array, i);
            if m.is_word(v, Value::UNBOUND) { None } else { Some(v) }
        }
        Found::Class(v) => Some(m.constant(v)),
        _ => None,
    }
}

/// An attribute of a module or of a plain class, as a constant: an assumption about the namespace or the class.
fn object_constant<M: Machine>(m: &mut M, o: M::Val, shape: u32, name: Value) -> Option<M::Val> {
    if !M::RECORDS || !matches!(shape, id::MODULE | id::TYPE) {
        return None;
    }
    let object = m.promote(o);
    let t = m.thread();
    let own = t.class_of(object);
    if types::lookup(t, own, name).is_some() {
        return None;
    }
    if shape == id::MODULE {
        let namespace = crate::objects::module::namespace(object);
        let v = dict::get_str(namespace, name)?;
        if m.varies(namespace, name) {
            return None;
        }
        m.assume_binding(namespace, name);
        return Some(m.constant(v));
    }
    if own != t.types.type_ || t.varying.contains(name) {
        return None;
    }
    let v = types::lookup(t, object, name)?;
    let plain = !v.is_pointer()
        || matches!(
            t.shape_of(v),
            id::FUNCTION | id::STR | id::TUPLE | id::LIST | id::DICT | id::FLOAT | id::BIG_INT
        );
    if plain { Some(m.constant(v)) } else { None }
}

/// `r[dst] = o.name`
#[inline(never)]
pub fn load<M: Machine>(m: &mut M, dst: usize, o: M::Val, name: Value) -> Outcome {
    let shape = m.shape(o);
    let found = attribute::resolve(m.thread(), shape, name);
    if let Some(v) = plain(m, found, o) {
        m.set_reg(dst, v);
        return Ok(Flow::Next);
    }
    match found {
        Found::Method(function) => {
            let f = m.constant(function);
            let v = if M::RECORDS && function.has_shape(id::FUNCTION) {
                m.new_words(id::BOUND_METHOD, &[(fields::METHOD_FUNCTION, f), (fields::METHOD_RECEIVER, o)])
            } else {
                m.call(&BIND, [f, o])?
            };
            m.set_reg(dst, v);
            return Ok(Flow::Next);
        }
        Found::Property(getter) if !getter.is_none() => {
            if let Some(code) = call::python_method(m, getter) {
                return call::push_method(m, getter, code, &[o], Continuation::Register);
            }
        }
        Found::Descriptor(descriptor) if !M::RECORDS => {
            let receiver = m.value(o);
            let t = m.thread();
            let class = t.class_of(receiver);
            let v = attribute::bind(t, descriptor, receiver, class)?;
            let v = m.constant(v);
            m.set_reg(dst, v);
            return Ok(Flow::Next);
        }
        _ => {}
    }
    if let Some(v) = object_constant(m, o, shape, name) {
        m.set_reg(dst, v);
        return Ok(Flow::Next);
    }
    let n = m.constant(name);
    if let Some(v) = attempt(m, &GET_ATTR_LEAF, [o, n]) {
        m.set_reg(dst, v);
        return Ok(Flow::Next);
    }
    let v = m.call(&GET_ATTR, [o, n])?;
    m.set_reg(dst, v);
    Ok(Flow::Next)
}

/// `r[dst], r[dst+1] = function, o` for a method that needs no bound object, else `attribute, UNBOUND`
#[inline(never)]
pub fn load_method<M: Machine>(m: &mut M, dst: usize, o: M::Val, name: Value) -> Outcome {
    let shape = m.shape(o);
    let found = attribute::resolve(m.thread(), shape, name);
    if let Found::Method(function) = found {
        let f = m.constant(function);
        m.set_reg(dst, f);
        m.set_reg(dst + 1, o);
        return Ok(Flow::Next);
    }
    let simple = match plain(m, found, o) {
        Some(v) => Some(v),
        None => object_constant(m, o, shape, name),
    };
    if let Some(v) = simple {
        let unbound = m.constant(Value::UNBOUND);
        m.set_reg(dst, v);
        m.set_reg(dst + 1, unbound);
        return Ok(Flow::Next);
    }
    let n = m.constant(name);
    let v = match attempt(m, &GET_ATTR_LEAF, [o, n]) {
        Some(v) => v,
        None => m.call(&GET_ATTR, [o, n])?,
    };
    let unbound = m.constant(Value::UNBOUND);
    m.set_reg(dst, v);
    m.set_reg(dst + 1, unbound);
    Ok(Flow::Next)
}

/// `o.name = v`
#[inline(never)]
pub fn store<M: Machine>(m: &mut M, o: M::Val, name: Value, v: M::Val) -> Outcome {
    let shape = m.shape(o);
    if shape >= id::FIRST_DYNAMIC {
        match attribute::resolve_store(m.thread(), shape, name) {
            StoreFound::Slot { offset } => {
                m.store(o, slot(offset), v);
                return Ok(Flow::Next);
            }
            StoreFound::Transition { offset, shape } => {
                m.store(o, slot(offset), v);
                m.set_shape(o, shape);
                return Ok(Flow::Next);
            }
            StoreFound::General => {}
        }
    }
    let n = m.constant(name);
    if M::RECORDS && shape >= id::FIRST_DYNAMIC {
        let done = m.call(&SET_ATTR_LEAF, [o, n, v])?;
        if !m.is_word(done, Value::UNBOUND) {
            return Ok(Flow::Next);
        }
    }
    m.call(&SET_ATTR, [o, n, v])?;
    Ok(Flow::Next)
}
