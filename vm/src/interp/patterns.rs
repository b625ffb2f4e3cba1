//! Class and mapping patterns of `match`.

use taipan_runtime::layout::Payload;
use taipan_runtime::objects::{list, string, tuple};
use taipan_runtime::{Raised, Thread, Value, ops, types};

/// The values of mapping `v` under `keys`, or None when one is missing.
pub fn keys(t: &mut Thread, v: Value, keys: Value) -> Result<Value, Raised> {
    let get = t.intern("get");
    let missing = {
        let object = t.types.object;
        ops::call(t, object, &[])?
    };
    let method = ops::get_attr(t, v, get)?;
    let out = list::new(t, &[]);
    for i in 0..tuple::items(&keys).len() {
        let key = tuple::items(&keys)[i];
        for earlier in &tuple::items(&keys)[..i] {
            if ops::same_or_equal(t, *earlier, key)? {
                let shown = ops::repr(t, key)?;
                let message = format!("mapping pattern checks duplicate key ({})", string::to_string_lossy(shown));
                return Err(t.value_error(message));
            }
        }
        let item = ops::call(t, method, &[key, missing])?;
        if item == missing {
            return Ok(Value::NONE);
        }
        list::push(t, out, item);
    }
    Ok(tuple::from_list(t, out))
}

/// The values that `class(p1, …, name=…)` binds: `count` positional ones, then `names`; None when `v` does not match.
pub fn class(t: &mut Thread, v: Value, class: Value, names: Value, count: usize) -> Result<Value, Raised> {
    if !types::is_type(t, class) {
        return Err(t.type_error("called match pattern must be a class"));
    }
    if !ops::is_instance(t, v, class)? {
        return Ok(Value::NONE);
    }
    let out = list::new(t, &[]);
    let mut seen: Vec<String> = Vec::new();
    if count > 0 {
        let match_args = t.names.match_args;
        let class_name = types::name(class);
        match ops::get_attr_opt(t, class, match_args)? {
            Some(args) => {
                if !tuple::is_tuple(t, args) {
                    let message = format!("{class_name}.__match_args__ must be a tuple (got {})", t.type_name(args));
                    return Err(t.type_error(message));
                }
                let available = tuple::items(&args).len();
                if available < count {
                    let s = if available == 1 { "" } else { "s" };
                    return Err(t.type_error(format!("{class_name}() accepts {available} positional sub-pattern{s} ({count} given)")));
                }
                for i in 0..count {
                    let name = tuple::items(&args)[i];
                    if !string::is_str(t, name) {
                        let message = format!("__match_args__ elements must be strings (got {})", t.type_name(name));
                        return Err(t.type_error(message));
                    }
                    seen.push(string::to_string_lossy(name));
                    let name = string::intern_value(t, name);
                    match ops::get_attr_opt(t, v, name)? {
                        Some(item) => list::push(t, out, item),
                        None => return Ok(Value::NONE),
                    }
                }
            }
            None if matches_itself(class) => {
                if count > 1 {
                    return Err(t.type_error(format!("{class_name}() accepts 1 positional sub-pattern ({count} given)")));
                }
                list::push(t, out, v);
            }
            None => return Err(t.type_error(format!("{class_name}() accepts 0 positional sub-patterns ({count} given)"))),
        }
    }
    for i in 0..tuple::items(&names).len() {
        let name = tuple::items(&names)[i];
        let text = string::to_string_lossy(name);
        if seen.contains(&text) {
            let class_name = types::name(class);
            return Err(t.type_error(format!("{class_name}() got multiple sub-patterns for attribute '{text}'")));
        }
        seen.push(text);
        match ops::get_attr_opt(t, v, name)? {
            Some(item) => list::push(t, out, item),
            None => return Ok(Value::NONE),
        }
    }
    Ok(tuple::from_list(t, out))
}

/// Builtin classes whose one positional sub-pattern is the subject itself.
fn matches_itself(class: Value) -> bool {
    use Payload::*;
    matches!(
        types::payload(class),
        Int | Float | Str | Bytes | ByteArray | List | Tuple | Dict | Set | FrozenSet
    ) || types::name(class) == "bool"
}
