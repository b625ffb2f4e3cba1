//! The method table of `list`.

use super::compare as sequences;
use super::{
    clear, concat, contains, del_item, extend, first, get_item, insert, is_list, items, len, moved, new, pop, remove_at, repeat_count, repeat_in_place,
    repeated, set_item, slices, sort, storage_of, try_with_capacity,
};
use crate::field;
use crate::layout::*;
use crate::native::{Args, Bind, Intrinsic, NativeDef};
use crate::objects::{generic_alias, instance, int, iterators};
use crate::ops::{self, CompareOp};
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;

fn new_method(t: &mut Thread, class: Value, _args: Args) -> Result<Value, Raised> {
    if class == t.types.list {
        return Ok(new(t, &[]));
    }
    let l = instance::allocate(t, class);
    let fresh = new(t, &[]);
    super::replace_storage(t, l, field!(fresh, List, storage));
    Ok(l)
}

fn init_method(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let l = args.get(0);
    if t.class_of(l) == t.types.list || !overrides_new_or_init(t, l) {
        args.no_keywords(t, "list")?;
    }
    if args.len() > 2 {
        return Err(t.type_error(format!("list expected at most 1 argument, got {}", args.len() - 1)));
    }
    if len(l) > 0 {
        clear(t, l);
    }
    if let Some(iterable) = args.opt(1) {
        extend(t, l, iterable)?;
    }
    Ok(Value::NONE)
}

/// A subclass with an `__init__` or `__new__` of its own may take keywords that `list` does not know.
fn overrides_new_or_init(t: &mut Thread, l: Value) -> bool {
    let class = t.class_of(l);
    let own = |name: Value| types::lookup_with_owner(class, name).is_some_and(|(owner, _)| types::flags(owner) & TYPE_HEAP != 0);
    own(t.names.init) || own(t.names.new)
}

fn repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let l = args.get(0);
    if len(l) == 0 {
        return Ok(t.str("[]"));
    }
    sequences::repr(t, l, items, ["[", "]", "[...]"])
}

fn method_len(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(Value::small(len(args.get(0)) as i64))
}

fn method_get_item(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    get_item(t, args.get(0), args.get(1))
}

fn method_set_item(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    set_item(t, args.get(0), args.get(1), args.get(2)).map(|()| Value::NONE)
}

fn method_del_item(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    del_item(t, args.get(0), args.get(1)).map(|()| Value::NONE)
}

fn method_contains(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    contains(t, args.get(0), args.get(1)).map(Value::bool)
}

fn method_iter(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(iterators::list_iterator(t, args.get(0)))
}

fn method_reversed(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(iterators::list_reverse_iterator(t, args.get(0)))
}

fn method_add(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let other = args.get(1);
    if !is_list(t, other) {
        // The operator words the TypeError, after it has asked the other operand.
        return Ok(Value::NOT_IMPLEMENTED);
    }
    concat(t, args.get(0), other)
}

fn method_iadd(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    extend(t, args.get(0), args.get(1))?;
    Ok(args.get(0))
}

fn method_mul(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    match repeat_count(t, args.get(1))? {
        Some(count) => repeated(t, args.get(0), count),
        None => Ok(Value::NOT_IMPLEMENTED),
    }
}

fn method_imul(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let Some(count) = repeat_count(t, args.get(1))? else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    repeat_in_place(t, args.get(0), count)?;
    Ok(args.get(0))
}

fn compare(t: &mut Thread, op: CompareOp, args: Args) -> Result<Value, Raised> {
    let (a, b) = (args.get(0), args.get(1));
    if !is_list(t, b) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    sequences::compare(t, op, a, b, items)
}

fn method_append(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    super::push(t, args.get(0), args.get(1));
    Ok(Value::NONE)
}

fn method_extend(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    extend(t, args.get(0), args.get(1))?;
    Ok(Value::NONE)
}

/// An argument that C code takes as `Py_ssize_t`.
fn size_argument(t: &mut Thread, v: Value) -> Result<i64, Raised> {
    let exact = ops::index_value(t, v)?;
    match int::to_i64(exact) {
        Some(i) => Ok(i),
        None => Err(t.overflow_error("Python int too large to convert to C ssize_t")),
    }
}

fn method_insert(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let l = args.get(0);
    let i = size_argument(t, args.get(1))?;
    let i = if i < 0 { (i + len(l) as i64).max(0) } else { i };
    insert(t, l, i as usize, args.get(2));
    Ok(Value::NONE)
}

fn method_pop(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let l = args.get(0);
    let i = match args.opt(1) {
        Some(v) => size_argument(t, v)?,
        None => -1,
    };
    let n = len(l) as i64;
    if n == 0 {
        return Err(t.index_error("pop from empty list"));
    }
    let i = if i < 0 { i + n } else { i };
    if !(0..n).contains(&i) {
        return Err(t.index_error("pop index out of range"));
    }
    if i == n - 1 {
        return Ok(pop(t, l).unwrap_or(Value::NONE));
    }
    Ok(remove_at(t, l, i as usize))
}

fn method_remove(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let l = args.get(0);
    let mut i = 0;
    while let Some(&item) = items(&l).get(i) {
        if ops::same_or_equal(t, item, args.get(1))? {
            // The comparison may have shortened the list.
            if i < len(l) {
                remove_at(t, l, i);
            }
            return Ok(Value::NONE);
        }
        i += 1;
    }
    Err(t.value_error("list.remove(x): x not in list"))
}

/// `start` and `stop` of `index(x, start, stop)`, arguments 2 and 3, for a sequence of `n` items.
pub fn search_bounds(t: &mut Thread, args: Args, n: usize) -> Result<(usize, usize), Raised> {
    let mut bounds = [0, i64::MAX];
    for (i, bound) in bounds.iter_mut().enumerate() {
        let Some(v) = args.opt(i + 2) else { break };
        if !slices::is_index(t, v) {
            return Err(t.type_error("slice indices must be integers or have an __index__ method"));
        }
        let given = ops::index_clipped(t, v)?;
        *bound = if given < 0 { (given + n as i64).max(0) } else { given };
    }
    Ok((bounds[0] as usize, bounds[1] as usize))
}

fn method_index(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let l = args.get(0);
    let (mut i, stop) = search_bounds(t, args, len(l))?;
    while i < stop
        && let Some(&item) = items(&l).get(i)
    {
        if ops::same_or_equal(t, item, args.get(1))? {
            return Ok(Value::small(i as i64));
        }
        i += 1;
    }
    Err(t.value_error("list.index(x): x not in list"))
}

fn method_count(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let l = args.get(0);
    let (mut i, mut count) = (0, 0);
    while let Some(&item) = items(&l).get(i) {
        count += ops::same_or_equal(t, item, args.get(1))? as i64;
        i += 1;
    }
    Ok(Value::small(count))
}

fn method_reverse(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let l = args.get(0);
    // SAFETY: the items of the list's storage; nothing runs meanwhile, and the barrier follows.
    unsafe { std::slice::from_raw_parts_mut(first(storage_of(l)), len(l)).reverse() }
    moved(t, l);
    Ok(Value::NONE)
}

fn method_clear(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    clear(t, args.get(0));
    Ok(Value::NONE)
}

fn method_copy(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let l = args.get(0);
    let out = try_with_capacity(t, len(l))?;
    super::extend_from(t, out, items(&l));
    Ok(out)
}

fn method_sort(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let options = Bind::required(0).keyword_from(0);
    let [key, reverse] = args.rest().bind(t, "sort", ["key", "reverse"], options)?;
    let reverse = match reverse {
        Some(v) => ops::truth(t, v)?,
        None => false,
    };
    sort(t, args.get(0), key.filter(|key| !key.is_none()), reverse)?;
    Ok(Value::NONE)
}

/// `list[int]` and the like.
pub fn class_getitem(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    generic_alias::new(t, args.get(0), args.get(1))
}

static METHODS: &[NativeDef] = &[
    NativeDef::slot_range("__init__", 0, NativeDef::MANY, init_method).keywords(),
    NativeDef::slot("__repr__", 0, repr),
    NativeDef::slot("__len__", 0, method_len),
    NativeDef::method("__getitem__", 1, 1, method_get_item).doc("The item of a key or index."),
    NativeDef::slot("__setitem__", 2, method_set_item),
    NativeDef::slot("__delitem__", 1, method_del_item),
    NativeDef::slot("__contains__", 1, method_contains),
    NativeDef::slot("__iter__", 0, method_iter),
    NativeDef::method("__reversed__", 0, 0, method_reversed).doc("An iterator from the end to the start."),
    NativeDef::slot("__add__", 1, method_add),
    NativeDef::slot("__iadd__", 1, method_iadd),
    NativeDef::slot("__mul__", 1, method_mul),
    NativeDef::slot("__rmul__", 1, method_mul),
    NativeDef::slot("__imul__", 1, method_imul),
    NativeDef::slot("__eq__", 1, |t, args| compare(t, CompareOp::Eq, args)),
    NativeDef::slot("__ne__", 1, |t, args| compare(t, CompareOp::Ne, args)),
    NativeDef::slot("__lt__", 1, |t, args| compare(t, CompareOp::Lt, args)),
    NativeDef::slot("__le__", 1, |t, args| compare(t, CompareOp::Le, args)),
    NativeDef::slot("__gt__", 1, |t, args| compare(t, CompareOp::Gt, args)),
    NativeDef::slot("__ge__", 1, |t, args| compare(t, CompareOp::Ge, args)),
    NativeDef::method("append", 1, 1, method_append)
        .always_leaf()
        .intrinsic(Intrinsic::ListAppend)
        .doc("Adds an item at the end."),
    NativeDef::method("extend", 1, 1, method_extend)
        .leaf()
        .doc("Adds all items of an iterable at the end."),
    NativeDef::method("insert", 2, 2, method_insert)
        .always_leaf()
        .doc("Puts an item in front of the one at an index."),
    NativeDef::method("pop", 0, 1, method_pop)
        .always_leaf()
        .doc("Takes out the item at an index (the last one by default) and returns it."),
    NativeDef::method("remove", 1, 1, method_remove)
        .changes_last()
        .doc("Takes out the first item equal to a value."),
    NativeDef::method("index", 1, 3, method_index)
        .tries()
        .doc("Index of the first item equal to a value."),
    NativeDef::method("count", 1, 1, method_count).tries().doc("Number of items equal to a value."),
    NativeDef::method("reverse", 0, 0, method_reverse)
        .always_leaf()
        .doc("Reverses the order of the items in place."),
    NativeDef::method("clear", 0, 0, method_clear).always_leaf().doc("Takes out everything."),
    NativeDef::method("copy", 0, 0, method_copy).always_leaf().doc("A shallow copy."),
    NativeDef::method("sort", 0, 0, method_sort)
        .keywords()
        .doc("Sorts in place and stably: ascending, by a key function if one is given."),
    NativeDef::class_method("__class_getitem__", 1, 1, class_getitem).doc("A generic alias of this class."),
];

/// Fills the class `list`.
pub fn init(t: &mut Thread) {
    let class = t.types.list;
    types::set_new(class, new_method);
    types::add_methods(t, class, METHODS);
    types::add_attribute(t, class, "__hash__", Value::NONE);
}
