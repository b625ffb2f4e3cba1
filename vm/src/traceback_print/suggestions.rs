//! "Did you mean …?" below NameError, AttributeError and ImportError.

use super::text::attribute;
use taipan_runtime::layout::{Frame, Function, Traceback};
use taipan_runtime::objects::exception::extra_get;
use taipan_runtime::objects::{dict, frame_object, list, string};
use taipan_runtime::{Raised, Thread, Value, field, ops, suggest, types};

/// What follows the message of `e`, raised at the end of its traceback; may be empty.
pub fn sentence(t: &mut Thread, e: Value, traceback: Value) -> String {
    let class = t.class_of(e);
    let is = |of: Value| types::is_subclass(class, of);
    let x = &t.exceptions;
    let (is_import, is_name, is_attribute) = (is(x.import_error), is(x.name_error), is(x.attribute_error));
    let field = if is_import { 3 } else { 0 };
    if !(is_import || is_name || is_attribute) {
        return String::new();
    }
    let wrong = extra_get(e, field);
    if wrong.is_unbound() || !string::is_str(t, wrong) {
        return String::new();
    }
    let wrong = string::to_string_lossy(wrong);
    let suggestion = if is_import {
        for_import(t, e, &wrong)
    } else if is_attribute {
        for_attribute(t, e, traceback, &wrong)
    } else {
        for_name(t, traceback, &wrong)
    };
    let mut text = suggestion.as_ref().map_or_else(String::new, |name| format!(". Did you mean: '{name}'?"));
    if is_name && is_library_module(t, &wrong) {
        let start = if suggestion.is_some() { " Or did" } else { ". Did" };
        text.push_str(&format!("{start} you forget to import '{wrong}'?"));
    }
    text
}

fn is_library_module(t: &mut Thread, name: &str) -> bool {
    let key = t.intern("sys");
    // Made at the first access, so asked for as an attribute.
    let Some(sys) = dict::get_str(t.modules, key) else { return false };
    let Some(names) = attribute(t, sys, "stdlib_module_names") else {
        return false;
    };
    let name = t.str(name);
    ops::contains(t, names, name).unwrap_or_else(|Raised| {
        t.take_pending();
        false
    })
}

fn closest(wrong: &str, candidates: &[String]) -> Option<String> {
    suggest::closest(wrong, candidates.iter().map(String::as_str))
}

/// Names from `obj.__dir__()`, sorted.
fn directory(t: &mut Thread, object: Value) -> Option<Vec<String>> {
    let result = names_of(t, object);
    if result.is_err() {
        t.take_pending();
    }
    let mut names = result.ok()?;
    names.sort();
    Some(names)
}

fn names_of(t: &mut Thread, object: Value) -> Result<Vec<String>, Raised> {
    let name = t.names.dir;
    let found = if types::is_type(t, object) {
        ops::call_special(t, object, name, &[])?.ok_or_else(|| t.type_error("no __dir__"))?
    } else {
        ops::call_method(t, object, name, &[])?
    };
    let items = ops::collect_list(t, found)?;
    let items = list::items(&items);
    Ok(items.iter().filter(|v| string::is_str(t, **v)).map(|v| string::to_string_lossy(*v)).collect())
}

fn last_frame(traceback: Value) -> Option<Value> {
    if traceback.is_none() {
        return None;
    }
    let mut at = traceback;
    while !field!(at, Traceback, next).is_none() {
        at = field!(at, Traceback, next);
    }
    Some(field!(at, Traceback, frame)).filter(|f| !f.is_none())
}

/// The frame's local `self`.
fn own_object(t: &mut Thread, frame: Value) -> Option<Value> {
    let locals = frame_object::locals_of(t, frame);
    let name = t.intern("self");
    if !dict::is_dict(t, locals) {
        return None;
    }
    dict::get_str(locals, name)
}

fn for_attribute(t: &mut Thread, e: Value, traceback: Value, wrong: &str) -> Option<String> {
    let object = extra_get(e, 1);
    let object = if object.is_unbound() { Value::NONE } else { object };
    let mut names = directory(t, object)?;
    if !wrong.starts_with('_') {
        let inside = last_frame(traceback).and_then(|frame| own_object(t, frame)).is_some_and(|own| own == object);
        if !inside {
            names.retain(|name| !name.starts_with('_'));
        }
    }
    closest(wrong, &names)
}

fn for_import(t: &mut Thread, e: Value, wrong: &str) -> Option<String> {
    let name = extra_get(e, 0);
    if name.is_unbound() || !string::is_str(t, name) {
        return None;
    }
    let module = match dict::get(t, t.modules, name) {
        Ok(found) => found?,
        Err(Raised) => {
            t.take_pending();
            return None;
        }
    };
    let mut names = directory(t, module)?;
    if !wrong.starts_with('_') {
        names.retain(|name| !name.starts_with('_'));
    }
    closest(wrong, &names)
}

fn for_name(t: &mut Thread, traceback: Value, wrong: &str) -> Option<String> {
    let frame = last_frame(traceback)?;
    if let Some(own) = own_object(t, frame)
        && attribute(t, own, wrong).is_some()
    {
        return Some(format!("self.{wrong}"));
    }
    let function = field!(frame, Frame, function);
    let locals = frame_object::locals_of(t, frame);
    let mut names = Vec::new();
    for space in [locals, field!(function, Function, globals), field!(function, Function, builtins)] {
        if dict::is_dict(t, space) {
            let mut position = 0;
            while let Some((key, _)) = dict::next_entry(space, &mut position) {
                if string::is_str(t, key) {
                    names.push(string::to_string_lossy(key));
                }
            }
        }
    }
    closest(wrong, &names)
}
