//! The protocols behind builtin functions and statements: text, hash, truth, length, iteration,
//! subscripts, membership, instance checks. Exact builtin types are answered directly, everything
//! else by the class's dunder methods.

use crate::layout::shape_id as id;
use crate::layout::*;
use crate::objects::{dict, float, int, iterators, list, range, set, string, tuple};
use crate::ops::call::{call, call_special, call_unbound};
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;

/// Identity as Python's `is`: exact ints and floats compare by value, boxed or not (DESIGN §1), but not NaN, which
/// programs tell apart by identity.
#[inline]
pub fn is_same(a: Value, b: Value) -> bool {
    if a == b {
        return true;
    }
    if !a.is_pointer() || !b.is_pointer() {
        return false;
    }
    if a.has_shape(id::BIG_INT) && b.has_shape(id::BIG_INT) {
        return int::compare(a, b).is_eq();
    }
    if a.has_shape(id::FLOAT) && b.has_shape(id::FLOAT) {
        let (x, y) = (crate::field!(a, FloatBox, value), crate::field!(b, FloatBox, value));
        return x.to_bits() == y.to_bits() && !x.is_nan();
    }
    false
}

/// `repr(v)`
pub fn repr(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    if let Some(text) = number_text(t, v) {
        return text;
    }
    t.check_native_stack()?;
    let name = t.names.repr;
    text_method(t, v, name, "__repr__")
}

/// Text of exact ints and floats, which have no method worth a lookup.
fn number_text(t: &mut Thread, v: Value) -> Option<Result<Value, Raised>> {
    match t.shape_of(v) {
        id::INT | id::BIG_INT => Some(int::to_str(t, v)),
        id::FLOAT => {
            let text = float::repr(t, float::value(v)?);
            Some(Ok(text))
        }
        _ => None,
    }
}

fn text_method(t: &mut Thread, v: Value, name: Value, label: &str) -> Result<Value, Raised> {
    let result = match call_special(t, v, name, &[])? {
        Some(r) => r,
        None => return Err(t.type_error(format!("object has no {label}"))),
    };
    if string::is_str(t, result) {
        return Ok(result);
    }
    let message = format!("{label} returned non-string (type {})", t.type_name(result));
    Err(t.type_error(message))
}

/// `str(v)`
pub fn str_of(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    if v.has_shape(id::STR) {
        return Ok(v);
    }
    if let Some(text) = number_text(t, v) {
        return text;
    }
    t.check_native_stack()?;
    let name = t.names.str;
    text_method(t, v, name, "__str__")
}

/// `str(v)` as Rust text (lone surrogates replaced).
pub fn display(t: &mut Thread, v: Value) -> Result<String, Raised> {
    str_of(t, v).map(string::to_string_lossy)
}

/// `format(v, spec)`, `spec` a str.
pub fn format(t: &mut Thread, v: Value, spec: Value) -> Result<Value, Raised> {
    if v.has_shape(id::STR) && string::bytes(&spec).is_empty() {
        return Ok(v);
    }
    if string::bytes(&spec).is_empty()
        && let Some(text) = number_text(t, v)
    {
        return text;
    }
    // Exact numbers are not asked for their method.
    match t.shape_of(v) {
        id::INT | id::BIG_INT => return int::formatted(t, v, spec, "int"),
        id::FLOAT => return float::formatted(t, float::value(v).unwrap_or(0.0), spec, "float"),
        _ => {}
    }
    t.check_native_stack()?;
    let name = t.names.format;
    let result = match call_special(t, v, name, &[spec])? {
        Some(r) => r,
        None => {
            let message = format!("Type {} doesn't define __format__", t.type_name(v));
            return Err(t.type_error(message));
        }
    };
    if string::is_str(t, result) {
        return Ok(result);
    }
    let message = format!("__format__ must return a str, not {}", t.type_name(result));
    Err(t.type_error(message))
}

/// `hash(v)`; never -1.
pub fn hash(t: &mut Thread, v: Value) -> Result<i64, Raised> {
    match t.shape_of(v) {
        id::INT | id::BIG_INT => return Ok(int::hash(v)),
        id::BOOL => return Ok((v == Value::TRUE) as i64),
        id::STR => return Ok(string::hash(t, v) as i64),
        _ => {}
    }
    t.check_native_stack()?;
    let name = t.names.hash;
    let class = t.class_of(v);
    let result = match types::lookup(t, class, name) {
        Some(method) if !method.is_none() => call_unbound(t, method, v, &[])?,
        _ => {
            let message = format!("unhashable type: '{}'", t.type_name(v));
            return Err(t.type_error(message));
        }
    };
    if !int::is_int(t, result) {
        return Err(t.type_error("__hash__ method should return an integer"));
    }
    let exact = int::value_of(t, result);
    let h = match int::to_i64(exact) {
        Some(h) => h,
        None => int::hash(exact),
    };
    Ok(if h == -1 { -2 } else { h })
}

/// `bool(v)`
#[inline]
pub fn truth(t: &mut Thread, v: Value) -> Result<bool, Raised> {
    match v {
        Value::TRUE => Ok(true),
        Value::FALSE | Value::NONE => Ok(false),
        v if v.is_small() => Ok(v != Value::ZERO),
        v => truth_slow(t, v),
    }
}

/// Truth of builtin values that have no method to ask; `None`: ask the class.
#[inline]
pub fn builtin_truth(t: &Thread, v: Value) -> Option<bool> {
    Some(match t.shape_of(v) {
        id::INT => v != Value::ZERO,
        id::BOOL => v == Value::TRUE,
        id::NONE_TYPE => false,
        id::BIG_INT => true,
        id::FLOAT => float::value(v) != Some(0.0),
        id::STR => !string::bytes(&v).is_empty(),
        id::LIST => list::len(v) != 0,
        id::TUPLE => !tuple::items(&v).is_empty(),
        id::DICT => dict::len(v) != 0,
        id::FUNCTION | id::BOUND_METHOD | id::NATIVE_FUNCTION | id::NATIVE_METHOD | id::TYPE | id::MODULE | id::GENERATOR | id::ELLIPSIS_TYPE => true,
        _ => return None,
    })
}

fn truth_slow(t: &mut Thread, v: Value) -> Result<bool, Raised> {
    if let Some(answer) = builtin_truth(t, v) {
        return Ok(answer);
    }
    t.check_native_stack()?;
    let name = t.names.bool;
    if let Some(result) = call_special(t, v, name, &[])? {
        return match result {
            Value::TRUE => Ok(true),
            Value::FALSE => Ok(false),
            other => {
                let message = format!("__bool__ should return bool, returned {}", t.type_name(other));
                Err(t.type_error(message))
            }
        };
    }
    let name = t.names.len;
    match call_special(t, v, name, &[])? {
        Some(n) => Ok(check_length(t, n)? != 0),
        None => Ok(true),
    }
}

fn check_length(t: &mut Thread, n: Value) -> Result<usize, Raised> {
    let n = index(t, n)?;
    if n < 0 {
        return Err(t.value_error("__len__() should return >= 0"));
    }
    Ok(n as usize)
}

/// `len(v)`
pub fn len(t: &mut Thread, v: Value) -> Result<usize, Raised> {
    match t.shape_of(v) {
        id::LIST => return Ok(list::len(v)),
        id::TUPLE => return Ok(tuple::items(&v).len()),
        id::DICT => return Ok(dict::len(v)),
        id::STR => return Ok(string::char_len(v)),
        id::SET | id::FROZENSET => return Ok(set::len(v)),
        _ => {}
    }
    t.check_native_stack()?;
    let name = t.names.len;
    match call_special(t, v, name, &[])? {
        Some(n) => check_length(t, n),
        None => {
            let message = format!("object of type '{}' has no len()", t.type_name(v));
            Err(t.type_error(message))
        }
    }
}

/// `operator.length_hint(v, 0)`
pub fn length_hint(t: &mut Thread, v: Value) -> Result<usize, Raised> {
    if matches!(t.shape_of(v), id::LIST | id::TUPLE | id::DICT | id::STR | id::SET | id::FROZENSET) {
        return len(t, v);
    }
    let name = t.names.len;
    if lookup(t, v, name).is_some() {
        match len(t, v) {
            Ok(n) => return Ok(n),
            Err(raised) if !t.pending_is(t.exceptions.type_error) => return Err(raised),
            Err(_) => {
                t.take_pending();
            }
        }
    }
    let name = t.names.length_hint;
    match call_special(t, v, name, &[]) {
        Ok(Some(n)) if n != Value::NOT_IMPLEMENTED => Ok(index(t, n)?.max(0) as usize),
        Ok(_) => Ok(0),
        Err(raised) if !t.pending_is(t.exceptions.type_error) => Err(raised),
        Err(_) => {
            t.take_pending();
            Ok(0)
        }
    }
}

fn lookup(t: &mut Thread, v: Value, name: Value) -> Option<Value> {
    crate::ops::attribute::lookup_special(t, v, name)
}

/// `operator.index(v)` as an exact int value.
pub fn index_value(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    if v.is_small() || v.has_shape(id::BIG_INT) {
        return Ok(v);
    }
    if int::is_int(t, v) {
        return Ok(int::value_of(t, v));
    }
    let name = t.names.index;
    match call_special(t, v, name, &[])? {
        Some(n) if int::is_int(t, n) => Ok(int::value_of(t, n)),
        Some(other) => {
            let message = format!("__index__ returned non-int (type {})", t.type_name(other));
            Err(t.type_error(message))
        }
        None => {
            let message = format!("'{}' object cannot be interpreted as an integer", t.type_name(v));
            Err(t.type_error(message))
        }
    }
}

/// As a machine-sized index: OverflowError beyond i64.
pub fn index(t: &mut Thread, v: Value) -> Result<i64, Raised> {
    let exact = index_value(t, v)?;
    match int::to_i64(exact) {
        Some(i) => Ok(i),
        None => Err(t.overflow_error("cannot fit 'int' into an index-sized integer")),
    }
}

/// As a width in characters or bytes: [`index`] with the words that CPython has for arguments of built-in functions.
///
/// # Errors
/// TypeError without `__index__`; OverflowError beyond i64.
pub fn width(t: &mut Thread, v: Value) -> Result<i64, Raised> {
    let exact = index_value(t, v)?;
    int::to_i64(exact).ok_or_else(|| t.overflow_error("Python int too large to convert to C ssize_t"))
}

/// As a machine-sized index, clipped to i64 (slices).
pub fn index_clipped(t: &mut Thread, v: Value) -> Result<i64, Raised> {
    let exact = index_value(t, v)?;
    Ok(match int::to_i64(exact) {
        Some(i) => i,
        None if int::compare(exact, Value::ZERO).is_lt() => i64::MIN,
        None => i64::MAX,
    })
}

/// `iter(v)`
pub fn iterate(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    match t.shape_of(v) {
        id::LIST => return Ok(iterators::list_iterator(t, v)),
        id::TUPLE => return Ok(iterators::tuple_iterator(t, v)),
        id::RANGE => return Ok(range::iterator(t, v)),
        id::GENERATOR | id::RANGE_ITERATOR | id::LIST_ITERATOR | id::TUPLE_ITERATOR => return Ok(v),
        _ => {}
    }
    t.check_native_stack()?;
    let name = t.names.iter;
    match lookup(t, v, name) {
        Some(method) if !method.is_none() => {
            let iterator = call_unbound(t, method, v, &[])?;
            check_iterator(t, iterator)?;
            Ok(iterator)
        }
        Some(_) => Err(not_iterable(t, v)),
        None => {
            let name = t.names.getitem;
            if lookup(t, v, name).is_some() && !t.shape_is_mapping(v) {
                return Ok(iterators::sequence_iterator(t, v));
            }
            Err(not_iterable(t, v))
        }
    }
}

impl Thread {
    fn shape_is_mapping(&self, v: Value) -> bool {
        types::payload(self.class_of(v)) == Payload::Dict
    }
}

#[cold]
pub fn not_iterable(t: &mut Thread, v: Value) -> Raised {
    let message = format!("'{}' object is not iterable", t.type_name(v));
    t.type_error(message)
}

/// TypeError unless `v` has `__next__`.
pub fn check_iterator(t: &mut Thread, v: Value) -> Result<(), Raised> {
    let class = t.class_of(v);
    if crate::field!(class, Type, next).is_some() {
        return Ok(());
    }
    let name = t.names.next;
    if types::lookup(t, class, name).is_some() {
        return Ok(());
    }
    let message = format!("iter() returned non-iterator of type '{}'", t.type_name(v));
    Err(t.type_error(message))
}

/// The next item of an iterator, `HOLE` at its end.
#[inline]
pub fn next(t: &mut Thread, iterator: Value) -> Result<Value, Raised> {
    let class = t.class_of(iterator);
    if let Some(native) = crate::field!(class, Type, next) {
        return native(t, iterator);
    }
    next_by_method(t, iterator)
}

/// Whether [`next`] of this iterator runs no Python code.
pub fn is_leaf_iterator(t: &Thread, iterator: Value) -> bool {
    match t.shape_of(iterator) {
        id::LIST_ITERATOR
        | id::TUPLE_ITERATOR
        | id::RANGE_ITERATOR
        | id::LIST_REVERSE_ITERATOR
        | id::STR_ITERATOR
        | id::BYTES_ITERATOR
        | id::BYTEARRAY_ITERATOR
        | id::DICT_KEY_ITERATOR
        | id::DICT_VALUE_ITERATOR
        | id::DICT_ITEM_ITERATOR
        | id::DICT_REVERSE_KEY_ITERATOR
        | id::DICT_REVERSE_VALUE_ITERATOR
        | id::DICT_REVERSE_ITEM_ITERATOR
        | id::SET_ITERATOR => true,
        shape if shape >= id::FIRST_DYNAMIC => {
            let class = t.shapes.class(shape);
            let values = || crate::field!(iterator, iterators::NativeIterator, values);
            if iterators::is_enumerate(class) {
                is_leaf_iterator(t, values()[0])
            } else if iterators::is_zip(class) {
                tuple::items(&values()[0]).iter().all(|v| is_leaf_iterator(t, *v))
            } else {
                false
            }
        }
        _ => false,
    }
}

fn next_by_method(t: &mut Thread, iterator: Value) -> Result<Value, Raised> {
    let name = t.names.next;
    match call_special(t, iterator, name, &[]) {
        Ok(Some(v)) => Ok(v),
        Ok(None) => {
            let message = format!("'{}' object is not an iterator", t.type_name(iterator));
            Err(t.type_error(message))
        }
        Err(_) if t.pending_is(t.exceptions.stop_iteration) => {
            t.take_pending();
            Ok(Value::HOLE)
        }
        Err(raised) => Err(raised),
    }
}

/// `list(iterable)`
pub fn collect_list(t: &mut Thread, iterable: Value) -> Result<Value, Raised> {
    match t.shape_of(iterable) {
        id::LIST => {
            let items = list::items(&iterable);
            return Ok(list::new(t, items));
        }
        id::TUPLE => {
            let items = tuple::items(&iterable);
            return Ok(list::new(t, items));
        }
        _ => {}
    }
    let iterator = iterate(t, iterable)?;
    let hint = length_hint(t, iterable)?;
    let out = list::with_capacity(t, hint.min(1 << 16));
    loop {
        let item = next(t, iterator)?;
        if item.is_hole() {
            return Ok(out);
        }
        list::push(t, out, item);
    }
}

/// `object[key]`
pub fn get_item(t: &mut Thread, object: Value, key: Value) -> Result<Value, Raised> {
    match t.shape_of(object) {
        id::LIST => return list::get_item(t, object, key),
        id::TUPLE => return tuple::get_item(t, object, key),
        id::DICT => return dict::get_item(t, object, key),
        id::STR => return string::get_item(t, object, key),
        _ => {}
    }
    t.check_native_stack()?;
    let name = t.names.getitem;
    if let Some(v) = call_special(t, object, name, &[key])? {
        return Ok(v);
    }
    if types::is_type(t, object) {
        let name = t.names.class_getitem;
        if let Some(method) = crate::ops::get_attr_opt(t, object, name)? {
            return call(t, method, &[key]);
        }
        if object == t.types.type_ {
            return crate::objects::generic_alias::new(t, object, key);
        }
        let message = format!("type '{}' is not subscriptable", types::name(object));
        return Err(t.type_error(message));
    }
    let message = format!("'{}' object is not subscriptable", t.type_name(object));
    Err(t.type_error(message))
}

/// `object[key] = value`
pub fn set_item(t: &mut Thread, object: Value, key: Value, value: Value) -> Result<(), Raised> {
    match t.shape_of(object) {
        id::LIST => return list::set_item(t, object, key, value),
        id::DICT => return dict::set(t, object, key, value),
        _ => {}
    }
    t.check_native_stack()?;
    let name = t.names.setitem;
    match call_special(t, object, name, &[key, value])? {
        Some(_) => Ok(()),
        None => {
            let message = format!("'{}' object does not support item assignment", t.type_name(object));
            Err(t.type_error(message))
        }
    }
}

/// `del object[key]`
pub fn del_item(t: &mut Thread, object: Value, key: Value) -> Result<(), Raised> {
    t.check_native_stack()?;
    let name = t.names.delitem;
    match call_special(t, object, name, &[key])? {
        Some(_) => Ok(()),
        None => {
            let message = format!("'{}' object doesn't support item deletion", t.type_name(object));
            Err(t.type_error(message))
        }
    }
}

/// `item in container`
pub fn contains(t: &mut Thread, container: Value, item: Value) -> Result<bool, Raised> {
    match t.shape_of(container) {
        id::DICT => return Ok(dict::get(t, container, item)?.is_some()),
        id::SET | id::FROZENSET => return set::contains(t, container, item),
        id::LIST => return list::contains(t, container, item),
        id::TUPLE => return tuple::contains(t, container, item),
        _ => {}
    }
    t.check_native_stack()?;
    let name = t.names.contains;
    match lookup(t, container, name) {
        Some(method) if !method.is_none() => {
            let result = call_unbound(t, method, container, &[item])?;
            return truth(t, result);
        }
        Some(_) => {
            let message = format!("'{}' object is not a container", t.type_name(container));
            return Err(t.type_error(message));
        }
        None => {}
    }
    let iterator = match iterate(t, container) {
        Ok(i) => i,
        Err(raised) if !t.pending_is(t.exceptions.type_error) => return Err(raised),
        Err(_) => {
            t.take_pending();
            let message = format!("argument of type '{}' is not a container or iterable", t.type_name(container));
            return Err(t.type_error(message));
        }
    };
    loop {
        let v = next(t, iterator)?;
        if v.is_hole() {
            return Ok(false);
        }
        if crate::ops::same_or_equal(t, v, item)? {
            return Ok(true);
        }
    }
}

/// `isinstance(v, class)`
pub fn is_instance(t: &mut Thread, v: Value, class: Value) -> Result<bool, Raised> {
    if t.class_of(v) == class {
        return Ok(true);
    }
    if class.has_shape(id::TYPE) {
        return Ok(types::is_subclass(t.class_of(v), class) || {
            let reported = t.names.class;
            instance_class_lie(t, v, class, reported)?
        });
    }
    if class.has_shape(id::TUPLE) {
        t.check_native_stack()?;
        for i in 0..tuple::items(&class).len() {
            if is_instance(t, v, tuple::items(&class)[i])? {
                return Ok(true);
            }
        }
        return Ok(false);
    }
    if class.has_shape(id::UNION_TYPE) {
        let args = crate::objects::union_type::args(class);
        return is_instance(t, v, args);
    }
    t.check_native_stack()?;
    let name = t.names.instancecheck;
    if let Some(result) = call_special(t, class, name, &[v])? {
        return truth(t, result);
    }
    Err(t.type_error("isinstance() arg 2 must be a type, a tuple of types, or a union"))
}

/// `v.__class__` may name another class than its type (proxies).
fn instance_class_lie(t: &mut Thread, v: Value, class: Value, name: Value) -> Result<bool, Raised> {
    let own = t.class_of(v);
    if types::flags(own) & TYPE_HEAP == 0 {
        return Ok(false);
    }
    match crate::ops::get_attr_opt(t, v, name)? {
        Some(reported) if reported != own && types::is_type(t, reported) => Ok(types::is_subclass(reported, class)),
        _ => Ok(false),
    }
}

/// `issubclass(c, class)`
pub fn is_subclass_of(t: &mut Thread, c: Value, class: Value) -> Result<bool, Raised> {
    if class.has_shape(id::TUPLE) {
        t.check_native_stack()?;
        for i in 0..tuple::items(&class).len() {
            if is_subclass_of(t, c, tuple::items(&class)[i])? {
                return Ok(true);
            }
        }
        return Ok(false);
    }
    if class.has_shape(id::UNION_TYPE) {
        let args = crate::objects::union_type::args(class);
        return is_subclass_of(t, c, args);
    }
    if class.has_shape(id::TYPE) && types::is_type(t, c) {
        return Ok(types::is_subclass(c, class));
    }
    let name = t.names.subclasscheck;
    if let Some(result) = call_special(t, class, name, &[c])? {
        return truth(t, result);
    }
    Err(t.type_error("issubclass() arg 2 must be a class, a tuple of classes, or a union"))
}
