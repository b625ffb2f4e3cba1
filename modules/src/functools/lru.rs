//! The wrapper behind `functools.lru_cache`.
//!
//! The cache is a dict in order of use: a hit takes its entry out and puts it in again at the end. The
//! oldest entry is the first of the dict; since entries taken out leave holes at its front, the
//! position of the first one is remembered as long as the dict's table is the same.

use crate::support::{ClassDef, words};
use taipan_runtime::layout::{TYPE_BASE, TYPE_HAS_DICT, TYPE_WEAKREF, shape_id};
use taipan_runtime::native::{Bind, NativeDef};
use taipan_runtime::objects::{dict, int, list, native_function, tuple};
use taipan_runtime::{Args, Raised, Thread, Value, ops};

// Words: the function, the cache, the class of cache_info's result, the size (None: unlimited), whether types count,
// and a list of numbers (below). The raw word counts hits.
const FUNCTION: usize = 0;
const CACHE: usize = 1;
const INFO: usize = 2;
const SIZE: usize = 3;
const TYPED: usize = 4;
const NUMBERS: usize = 5;

// In the list: misses, position of the oldest entry, and the table (its address) for which that holds.
const MISSES: usize = 0;
const OLDEST: usize = 1;
const TABLE: usize = 2;

fn new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    let [function, size, typed, info] = args.bind(t, "lru_cache", ["user_function", "maxsize", "typed", "cache_info_type"], Bind::required(4))?;
    let function = function.unwrap_or(Value::NONE);
    let call = t.names.call;
    if ops::lookup_special(t, function, call).is_none() {
        return Err(t.type_error("the first argument must be callable"));
    }
    let size = match size.unwrap_or(Value::NONE) {
        Value::NONE => Value::NONE,
        v if int::is_int(t, v) => Value::small(ops::index(t, v)?.clamp(0, 1 << 60)),
        _ => return Err(t.type_error("maxsize should be integer or None")),
    };
    let typed = ops::truth(t, typed.unwrap_or(Value::FALSE))?;
    let cache = dict::new(t);
    let numbers = list::new(t, &[Value::ZERO, Value::ZERO, Value::ZERO]);
    Ok(words::new(
        t,
        class,
        0,
        &[function, cache, info.unwrap_or(Value::NONE), size, Value::bool(typed), numbers],
    ))
}

fn number(v: Value, i: usize) -> i64 {
    list::get(words::get(v, NUMBERS), i).as_small()
}

fn set_number(t: &mut Thread, v: Value, i: usize, n: i64) {
    list::set(t, words::get(v, NUMBERS), i, Value::small(n));
}

/// The key of a call: a lone int or str is its own, everything else a tuple.
fn key(t: &mut Thread, v: Value, args: Args) -> Value {
    let typed = words::get(v, TYPED) == Value::TRUE;
    if !typed && !args.has_keywords() {
        if let [only] = *args.positional()
            && (only.is_small() || matches!(t.shape_of(only), shape_id::STR | shape_id::BIG_INT))
        {
            return only;
        }
        return tuple::new(t, args.positional());
    }
    let parts = list::new(t, args.positional());
    if args.has_keywords() {
        // Nobody else has the wrapper's class among their arguments in that place by accident.
        let mark = t.class_of(v);
        list::push(t, parts, mark);
        for (name, value) in args.keywords() {
            list::push(t, parts, name);
            list::push(t, parts, value);
        }
    }
    if typed {
        for &value in args.all() {
            let class = t.class_of(value);
            list::push(t, parts, class);
        }
    }
    tuple::from_list(t, parts)
}

fn call(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let args = args.rest();
    let (function, cache, size) = (words::get(v, FUNCTION), words::get(v, CACHE), words::get(v, SIZE));
    if size == Value::ZERO {
        set_number(t, v, MISSES, number(v, MISSES) + 1);
        return ops::call_args(t, function, args);
    }
    let key = key(t, v, args);
    let hash = dict::hash_key(t, key)?;
    if let Some(found) = dict::get_with_hash(t, cache, key, hash)? {
        words::set_raw(v, words::raw(v) + 1);
        if !size.is_none() {
            dict::remove_with_hash(t, cache, key, hash)?;
            dict::set_with_hash(t, cache, key, hash, found)?;
        }
        return Ok(found);
    }
    set_number(t, v, MISSES, number(v, MISSES) + 1);
    let result = ops::call_args(t, function, args)?;
    if !size.is_none() {
        if dict::get_with_hash(t, cache, key, hash)?.is_some() {
            // The call itself filled the entry.
            return Ok(result);
        }
        if dict::len(cache) as i64 >= size.as_small() {
            remove_oldest(t, v, cache)?;
        }
    }
    dict::set_with_hash(t, cache, key, hash, result)?;
    Ok(result)
}

fn remove_oldest(t: &mut Thread, v: Value, cache: Value) -> Result<(), Raised> {
    let table = (dict::table(cache).0 >> 4) as i64;
    let mut position = if number(v, TABLE) == table { number(v, OLDEST) as usize } else { 0 };
    if let Some((hash, key, _)) = dict::next_with_hash(cache, &mut position) {
        dict::remove_with_hash(t, cache, key, hash)?;
    }
    set_number(t, v, TABLE, table);
    set_number(t, v, OLDEST, position as i64);
    Ok(())
}

fn cache_info(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let size = dict::len(words::get(v, CACHE)) as i64;
    let (hits, misses) = (Value::small(words::raw(v) as i64), Value::small(number(v, MISSES)));
    ops::call(t, words::get(v, INFO), &[hits, misses, words::get(v, SIZE), Value::small(size)])
}

fn cache_clear(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    words::set_raw(v, 0);
    for i in [MISSES, OLDEST, TABLE] {
        set_number(t, v, i, 0);
    }
    dict::clear(t, words::get(v, CACHE));
    Ok(Value::NONE)
}

fn get(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (v, object) = (args.get(0), args.get(1));
    Ok(if object.is_none() { v } else { native_function::bound_method(t, v, object) })
}

fn itself(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(args.get(0))
}

fn reduce(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    crate::support::attribute(t, args.get(0), "__qualname__")
}

pub static CLASS: ClassDef = ClassDef {
    flags: TYPE_BASE | TYPE_HAS_DICT | TYPE_WEAKREF,
    new: Some(new),
    methods: &[
        NativeDef::slot_range("__call__", 0, NativeDef::MANY, call).keywords(),
        NativeDef::slot_range("__get__", 1, 2, get),
        NativeDef::method("cache_info", 0, 0, cache_info).doc("Report cache statistics"),
        NativeDef::method("cache_clear", 0, 0, cache_clear).doc("Clear the cache and cache statistics"),
        NativeDef::method("__copy__", 0, 0, itself),
        NativeDef::method("__deepcopy__", 1, 1, itself),
        NativeDef::method("__reduce__", 0, 0, reduce),
    ],
    doc: "Create a cached callable that wraps another function.",
    ..ClassDef::new("functools", "_lru_cache_wrapper")
};
