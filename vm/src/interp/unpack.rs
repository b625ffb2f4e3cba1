//! Unpacking: of iterables into registers, and of `*` and `**` arguments into calls and displays.

use taipan_bytecode::instruction::Decoded;
use taipan_runtime::frame::Continuation;
use taipan_runtime::layout::{NativeFunction, shape_id};
use taipan_runtime::machine::{Direct, Machine};
use taipan_runtime::native::Args;
use taipan_runtime::objects::{dict, list, string, tuple};
use taipan_runtime::ops;
use taipan_runtime::step::{self, Flow, Outcome};
use taipan_runtime::{Raised, Thread, Value, field};

fn iterator(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    match ops::iterate(t, v) {
        Err(Raised) if t.pending_is(t.exceptions.type_error) => {
            let (iter, getitem) = (t.names.iter, t.names.getitem);
            if ops::lookup_special(t, v, iter).is_none() && ops::lookup_special(t, v, getitem).is_none() {
                t.take_pending();
                let message = format!("cannot unpack non-iterable {} object", t.type_name(v));
                return Err(t.type_error(message));
            }
            Err(Raised)
        }
        result => result,
    }
}

/// `r[dst] … = v` with exactly `n` items.
pub fn exact(d: &mut Direct, dst: usize, v: Value, n: usize) -> Outcome {
    let t = d.t();
    let sized = matches!(
        t.shape_of(v),
        taipan_runtime::layout::shape_id::LIST | taipan_runtime::layout::shape_id::TUPLE | taipan_runtime::layout::shape_id::DICT
    );
    let it = iterator(t, v)?;
    let items = list::with_capacity(t, n);
    for i in 0..n {
        let item = ops::next(t, it)?;
        if item.is_hole() {
            return Err(t.value_error(format!("not enough values to unpack (expected {n}, got {i})")));
        }
        list::push(t, items, item);
    }
    if !ops::next(t, it)?.is_hole() {
        let message = if sized {
            let got = ops::len(t, v)?;
            format!("too many values to unpack (expected {n}, got {got})")
        } else {
            format!("too many values to unpack (expected {n})")
        };
        return Err(t.value_error(message));
    }
    for i in 0..n {
        d.set_reg(dst + i, list::get(items, i));
    }
    Ok(Flow::Next)
}

/// `r[dst] …` = `before` items, a list of the rest, `after` items.
pub fn starred(d: &mut Direct, dst: usize, v: Value, before: usize, after: usize) -> Outcome {
    let t = d.t();
    let it = iterator(t, v)?;
    let all = list::new(t, &[]);
    loop {
        let item = ops::next(t, it)?;
        if item.is_hole() {
            break;
        }
        list::push(t, all, item);
    }
    let n = list::len(all);
    if n < before + after {
        return Err(t.value_error(format!("not enough values to unpack (expected at least {}, got {n})", before + after)));
    }
    let middle = list::new(t, &list::items(&all)[before..n - after]);
    for i in 0..before {
        d.set_reg(dst + i, list::get(all, i));
    }
    d.set_reg(dst + before, middle);
    for i in 0..after {
        d.set_reg(dst + before + 1 + i, list::get(all, n - after + i));
    }
    Ok(Flow::Next)
}

/// `callee(*positional, **keywords)`
pub fn call(d: &mut Direct, i: &Decoded) -> Outcome {
    let (callee, positional, keywords) = (d.reg(i.b), d.reg(i.b + 1), d.reg(i.b + 2));
    let t = d.t();
    let positional = if positional.has_shape(shape_id::TUPLE) {
        positional
    } else if positional.has_shape(shape_id::LIST) {
        tuple::from_list(t, positional)
    } else {
        match ops::collect_list(t, positional) {
            Ok(l) => tuple::from_list(t, l),
            Err(Raised) if t.pending_is(t.exceptions.type_error) && !iterable(t, positional) => {
                t.take_pending();
                let message = format!("{} argument after * must be an iterable, not {}", call_name(t, callee), t.type_name(positional));
                return Err(t.type_error(message));
            }
            Err(raised) => return Err(raised),
        }
    };
    let count = tuple::items(&positional).len();
    if keywords.is_unbound() || dict::len(keywords) == 0 {
        let args = Args::of(tuple::items(&positional));
        let result = step::call::call_value(d, callee, args, Continuation::Register)?;
        std::hint::black_box(positional);
        return Ok(called(d, i.a, result));
    }
    let (all, names) = (list::with_capacity(t, count + dict::len(keywords)), list::new(t, &[]));
    for n in 0..count {
        list::push(t, all, tuple::items(&positional)[n]);
    }
    let mut at = 0;
    while let Some((k, v)) = dict::next_entry(keywords, &mut at) {
        if !string::is_str(t, k) {
            if takes_any_keyword(callee) {
                continue;
            }
            return Err(t.type_error("keywords must be strings"));
        }
        let k = string::intern_value(t, k);
        list::push(t, names, k);
        list::push(t, all, v);
    }
    let names = tuple::from_list(t, names);
    // SAFETY: nobody else can change the scratch list, which stays alive below.
    let args = unsafe { Args::new(list::items(&all).as_ptr(), count, names) };
    let result = step::call::call_value(d, callee, args, Continuation::Register)?;
    std::hint::black_box(all);
    Ok(called(d, i.a, result))
}

/// After a call: its value, or the frame it pushed.
fn called(d: &mut Direct, dst: usize, result: Option<Value>) -> Flow {
    match result {
        Some(v) => {
            d.set_reg(dst, v);
            Flow::Next
        }
        None => Flow::Frame,
    }
}

/// `str.format` accepts keywords that are no strings; no replacement field can name them.
fn takes_any_keyword(callee: Value) -> bool {
    callee.has_shape(shape_id::NATIVE_METHOD) && field!(callee, NativeFunction, def).name == "format"
}

fn iterable(t: &mut Thread, v: Value) -> bool {
    let (iter, getitem) = (t.names.iter, t.names.getitem);
    ops::lookup_special(t, v, iter).is_some() || ops::lookup_special(t, v, getitem).is_some()
}

/// A callee's name as argument errors show it: `module.qualname()`.
fn call_name(t: &mut Thread, callee: Value) -> String {
    let (qualname, module) = (t.names.qualname, t.names.module);
    let q = ops::get_attr_opt(t, callee, qualname).ok().flatten();
    let m = ops::get_attr_opt(t, callee, module).ok().flatten();
    match (q, m) {
        (Some(q), Some(m)) if string::is_str(t, q) => {
            let q = string::to_string_lossy(q);
            if string::is_str(t, m) && string::to_string_lossy(m) != "builtins" {
                format!("{}.{q}()", string::to_string_lossy(m))
            } else {
                format!("{q}()")
            }
        }
        (Some(q), None) if string::is_str(t, q) => format!("{}()", string::to_string_lossy(q)),
        _ => ops::display(t, callee).unwrap_or_default(),
    }
}

/// `**other` in a call: into the dict of keywords so far.
pub fn merge_keywords(t: &mut Thread, into: Value, other: Value, callee: Value) -> Result<(), Raised> {
    let keys = t.names.keys;
    if !dict::is_dict(t, other) && ops::get_attr_opt(t, other, keys)?.is_none() {
        let message = format!("{} argument after ** must be a mapping, not {}", call_name(t, callee), t.type_name(other));
        return Err(t.type_error(message));
    }
    let source = if dict::is_dict(t, other) {
        other
    } else {
        let d = dict::new(t);
        dict::update(t, d, other)?;
        d
    };
    let mut at = 0;
    while let Some((k, v)) = dict::next_entry(source, &mut at) {
        if dict::get(t, into, k)?.is_some() {
            let message = format!("{} got multiple values for keyword argument '{}'", call_name(t, callee), ops::display(t, k)?);
            return Err(t.type_error(message));
        }
        dict::set(t, into, k, v)?;
    }
    Ok(())
}

/// `*v` in a display or a call: into the list so far.
pub fn extend(d: &mut Direct, l: Value, v: Value) -> Outcome {
    let t = d.t();
    match list::extend(t, l, v) {
        Ok(()) => Ok(Flow::Next),
        Err(Raised) if t.pending_is(t.exceptions.type_error) && !iterable(t, v) => {
            t.take_pending();
            let name = t.type_name(v);
            Err(t.type_error(format!("Value after * must be an iterable, not {name}")))
        }
        Err(raised) => Err(raised),
    }
}
