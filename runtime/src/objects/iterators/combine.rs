//! `enumerate`, `zip`, `map`, `filter` and `reversed`: native iterators with a state word and values.

use crate::field;
use crate::header::Header;
use crate::layout::*;
use crate::native::{Args, NativeDef, NewFn, NextFn};
use crate::objects::{dict, instance, int, list, string, tuple};
use crate::ops;
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;
use std::mem::offset_of;

/// The payload that native iterators share; what it means is their class's business.
#[repr(C)]
pub struct NativeIterator {
    pub header: Header,
    /// Raw; 0 in a new one.
    pub state: u64,
    /// int 0 in a new one.
    pub values: [Value; 6],
}

/// An instance of `class` with these first values.
fn allocate(t: &mut Thread, class: Value, values: &[Value]) -> Value {
    let iterator = instance::allocate(t, class);
    // SAFETY: an object with that payload, without a GC point since it was made.
    unsafe { (&mut (*iterator.cast::<NativeIterator>()).values)[..values.len()].copy_from_slice(values) }
    iterator
}

#[inline(always)]
fn value(iterator: Value, i: usize) -> Value {
    field!(iterator, NativeIterator, values)[i]
}

fn set_value(t: &mut Thread, iterator: Value, i: usize, v: Value) {
    // SAFETY: a native iterator; the barrier follows.
    unsafe { (*iterator.cast::<NativeIterator>()).values[i] = v }
    t.heap
        .write_barrier(iterator, iterator.address() + offset_of!(NativeIterator, values) + 8 * i, v);
}

fn set_state(iterator: Value, state: u64) {
    // SAFETY: a native iterator.
    unsafe { (*iterator.cast::<NativeIterator>()).state = state }
}

// ---- enumerate -------------------------------------------------------------------------------------

const ITERATOR: usize = 0;
const COUNT: usize = 1;

fn enumerate_new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    let given = args.all().len();
    if given > 2 {
        return Err(t.type_error(format!("enumerate() takes at most 2 arguments ({given} given)")));
    }
    let mut parameters = [args.opt(0), args.opt(1)];
    for (name, v) in args.keywords() {
        let name = string::to_string_lossy(name);
        let i = match name.as_str() {
            "iterable" => 0,
            "start" => 1,
            _ => 2,
        };
        // CPython looks for `iterable` first, and complains about whatever else is there.
        if i == 2 || parameters[i].is_some() || (i == 1 && given == 1) {
            return Err(t.type_error(format!("'{name}' is an invalid keyword argument for enumerate()")));
        }
        parameters[i] = Some(v);
    }
    let [Some(iterable), start] = parameters else {
        return Err(t.type_error("enumerate() missing required argument 'iterable'"));
    };
    let start = match start {
        Some(v) => ops::index_value(t, v)?,
        None => Value::ZERO,
    };
    let iterator = ops::iterate(t, iterable)?;
    Ok(allocate(t, class, &[iterator, start]))
}

fn enumerate_next(t: &mut Thread, enumerate: Value) -> Result<Value, Raised> {
    let item = ops::next(t, value(enumerate, ITERATOR))?;
    if item.is_hole() {
        return Ok(item);
    }
    let count = value(enumerate, COUNT);
    let next = match count.is_small().then(|| Value::try_small(count.as_small() + 1)).flatten() {
        Some(next) => next,
        None => int::add(t, count, Value::small(1))?,
    };
    set_value(t, enumerate, COUNT, next);
    Ok(tuple::new(t, &[count, item]))
}

/// Whether instances of this class (not of a subclass) are enumerate objects.
pub fn is_enumerate(class: Value) -> bool {
    field!(class, Type, next).is_some_and(|next| std::ptr::fn_addr_eq(next, enumerate_next as NextFn))
}

/// As [`is_enumerate`], for zip.
pub fn is_zip(class: Value) -> bool {
    field!(class, Type, next).is_some_and(|next| std::ptr::fn_addr_eq(next, zip_next as NextFn))
}

fn enumerate_reduce(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    reduced(t, v, &[value(v, ITERATOR), value(v, COUNT)])
}

/// `(class, arguments)`
fn reduced(t: &mut Thread, v: Value, arguments: &[Value]) -> Result<Value, Raised> {
    let class = t.class_of(v);
    let arguments = tuple::new(t, arguments);
    Ok(tuple::new(t, &[class, arguments]))
}

// ---- zip and map -----------------------------------------------------------------------------------

/// Tuple of iterators.
const ITERATORS: usize = 0;
const FUNCTION: usize = 1;
const STRICT: u64 = 1;
/// How many items are gathered on the native stack.
const FEW: usize = 8;

/// The `strict` keyword, the only one.
fn strict_argument(t: &mut Thread, name: &str, args: Args) -> Result<bool, Raised> {
    let n = args.all().len() - args.len();
    if n > 1 {
        return Err(t.type_error(format!("{name}() takes at most 1 keyword argument ({n} given)")));
    }
    let Some((keyword, v)) = args.keywords().next() else {
        return Ok(false);
    };
    let keyword = string::to_string_lossy(keyword);
    if keyword != "strict" {
        return Err(t.type_error(format!("{name}() got an unexpected keyword argument '{keyword}'")));
    }
    ops::truth(t, v)
}

/// Iterators over all of these, as a tuple.
fn iterators_of(t: &mut Thread, iterables: &[Value]) -> Result<Value, Raised> {
    let out = list::with_capacity(t, iterables.len());
    for &iterable in iterables {
        let iterator = ops::iterate(t, iterable)?;
        list::push(t, out, iterator);
    }
    Ok(tuple::from_list(t, out))
}

fn zip_new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    let strict = strict_argument(t, "zip", args)?;
    let iterators = iterators_of(t, args.positional())?;
    let zip = allocate(t, class, &[iterators]);
    set_state(zip, strict as u64);
    Ok(zip)
}

fn map_new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    let strict = strict_argument(t, "map", args)?;
    if args.len() < 2 {
        return Err(t.type_error("map() must have at least two arguments."));
    }
    let iterators = iterators_of(t, &args.positional()[1..])?;
    let map = allocate(t, class, &[iterators, args.get(0)]);
    set_state(map, strict as u64);
    Ok(map)
}

/// Steps all iterators and hands their items to `consume`; HOLE when one is at its end.
#[inline(always)]
fn step_all(t: &mut Thread, v: Value, name: &str, consume: impl FnOnce(&mut Thread, &[Value]) -> Result<Value, Raised>) -> Result<Value, Raised> {
    let iterators = value(v, ITERATORS);
    let n = tuple::len(iterators);
    if n > FEW {
        let scratch = list::with_capacity(t, n);
        for i in 0..n {
            let item = ops::next(t, tuple::items(&iterators)[i])?;
            if item.is_hole() {
                return ended(t, v, name, i);
            }
            list::push(t, scratch, item);
        }
        return consume(t, list::items(&scratch));
    }
    let mut items = [Value::ZERO; FEW];
    for (i, slot) in items[..n].iter_mut().enumerate() {
        let item = ops::next(t, tuple::items(&iterators)[i])?;
        if item.is_hole() {
            return ended(t, v, name, i);
        }
        *slot = item;
    }
    consume(t, &items[..n])
}

/// Iterator `i` is the first one at its end: fine, unless the strict mode finds another longer or shorter.
#[cold]
fn ended(t: &mut Thread, v: Value, name: &str, i: usize) -> Result<Value, Raised> {
    if field!(v, NativeIterator, state) & STRICT == 0 {
        return Ok(Value::HOLE);
    }
    let earlier = |i: usize| {
        if i == 1 { " 1".to_string() } else { format!("s 1-{i}") }
    };
    if i > 0 {
        return Err(t.value_error(format!("{name}() argument {} is shorter than argument{}", i + 1, earlier(i))));
    }
    let iterators = value(v, ITERATORS);
    for k in 1..tuple::len(iterators) {
        if !ops::next(t, tuple::items(&iterators)[k])?.is_hole() {
            return Err(t.value_error(format!("{name}() argument {} is longer than argument{}", k + 1, earlier(k))));
        }
    }
    Ok(Value::HOLE)
}

fn zip_next(t: &mut Thread, zip: Value) -> Result<Value, Raised> {
    if tuple::len(value(zip, ITERATORS)) == 0 {
        return Ok(Value::HOLE);
    }
    step_all(t, zip, "zip", |t, items| Ok(tuple::new(t, items)))
}

fn map_next(t: &mut Thread, map: Value) -> Result<Value, Raised> {
    let function = value(map, FUNCTION);
    step_all(t, map, "map", |t, items| ops::call(t, function, items))
}

fn zip_reduce(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let class = t.class_of(v);
    with_strict(t, v, &[class, value(v, ITERATORS)])
}

/// The parts of a reduction, and True as state if the iterator is strict.
fn with_strict(t: &mut Thread, v: Value, parts: &[Value; 2]) -> Result<Value, Raised> {
    if field!(v, NativeIterator, state) & STRICT == 0 {
        return Ok(tuple::new(t, parts));
    }
    Ok(tuple::new(t, &[parts[0], parts[1], Value::TRUE]))
}

fn set_strict(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let strict = ops::truth(t, args.get(1))?;
    set_state(args.get(0), strict as u64);
    Ok(Value::NONE)
}

fn map_reduce(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let class = t.class_of(v);
    let function = tuple::new(t, &[value(v, FUNCTION)]);
    let arguments = tuple::concat(t, function, value(v, ITERATORS))?;
    with_strict(t, v, &[class, arguments])
}

// ---- filter ----------------------------------------------------------------------------------------

fn filter_new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    args.no_keywords(t, "filter")?;
    let &[function, iterable] = args.positional() else {
        return Err(t.type_error(format!("filter expected 2 arguments, got {}", args.len())));
    };
    let iterator = ops::iterate(t, iterable)?;
    Ok(allocate(t, class, &[iterator, function]))
}

fn filter_next(t: &mut Thread, filter: Value) -> Result<Value, Raised> {
    let (iterator, function) = (value(filter, ITERATOR), value(filter, FUNCTION));
    let by_truth = function.is_none() || function == t.types.bool;
    loop {
        let item = ops::next(t, iterator)?;
        if item.is_hole() {
            return Ok(item);
        }
        let answer = if by_truth { item } else { ops::call(t, function, &[item])? };
        if ops::truth(t, answer)? {
            return Ok(item);
        }
    }
}

fn filter_reduce(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    reduced(t, v, &[value(v, FUNCTION), value(v, ITERATOR)])
}

// ---- reversed --------------------------------------------------------------------------------------

/// None at the end.
const SEQUENCE: usize = 0;
const INDEX: usize = 1;

fn reversed_new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    args.no_keywords(t, "reversed")?;
    let &[sequence] = args.positional() else {
        return Err(t.type_error(format!("reversed expected 1 argument, got {}", args.len())));
    };
    let name = t.names.reversed;
    match ops::lookup_special(t, sequence, name) {
        Some(method) if method.is_none() => return Err(not_reversible(t, sequence)),
        Some(_) => {
            return match ops::call_special(t, sequence, name, &[])? {
                Some(iterator) => Ok(iterator),
                None => Err(not_reversible(t, sequence)),
            };
        }
        None => {}
    }
    let (len, getitem) = (t.names.len, t.names.getitem);
    let is_sequence = ops::lookup_special(t, sequence, getitem).is_some() && !dict::is_dict(t, sequence);
    if !is_sequence {
        return Err(not_reversible(t, sequence));
    }
    if ops::lookup_special(t, sequence, len).is_none() {
        let message = format!("object of type '{}' has no len()", t.type_name(sequence));
        return Err(t.type_error(message));
    }
    let n = ops::len(t, sequence)?;
    Ok(allocate(t, class, &[sequence, Value::small(n as i64 - 1)]))
}

fn not_reversible(t: &mut Thread, v: Value) -> Raised {
    let message = format!("'{}' object is not reversible", t.type_name(v));
    t.type_error(message)
}

fn reversed_next(t: &mut Thread, reversed: Value) -> Result<Value, Raised> {
    let (sequence, index) = (value(reversed, SEQUENCE), value(reversed, INDEX).as_small());
    if sequence.is_none() {
        return Ok(Value::HOLE);
    }
    if index >= 0 {
        match ops::get_item(t, sequence, Value::small(index)) {
            Ok(item) => {
                set_value(t, reversed, INDEX, Value::small(index - 1));
                return Ok(item);
            }
            Err(_) if t.pending_is(t.exceptions.index_error) || t.pending_is(t.exceptions.stop_iteration) => {
                t.take_pending();
            }
            Err(raised) => return Err(raised),
        }
    }
    set_value(t, reversed, SEQUENCE, Value::NONE);
    Ok(Value::HOLE)
}

fn reversed_length_hint(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (sequence, left) = (value(args.get(0), SEQUENCE), value(args.get(0), INDEX).as_small() + 1);
    if sequence.is_none() {
        return Ok(Value::ZERO);
    }
    let n = ops::len(t, sequence)?;
    Ok(Value::small(if n < left as usize { 0 } else { left }))
}

fn reversed_reduce(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let class = t.class_of(v);
    if value(v, SEQUENCE).is_none() {
        return reduced(t, v, &[t.empty_tuple]);
    }
    let arguments = tuple::new(t, &[value(v, SEQUENCE)]);
    Ok(tuple::new(t, &[class, arguments, value(v, INDEX)]))
}

fn reversed_set_state(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let index = ops::index(t, args.get(1))?;
    let sequence = value(args.get(0), SEQUENCE);
    if !sequence.is_none() {
        let n = ops::len(t, sequence)? as i64;
        set_value(t, args.get(0), INDEX, Value::small(index.clamp(-1, n - 1)));
    }
    Ok(Value::NONE)
}

// ---- classes ---------------------------------------------------------------------------------------

struct Class {
    name: &'static str,
    new: NewFn,
    next: NextFn,
    methods: &'static [NativeDef],
}

static CLASSES: &[Class] = &[
    Class {
        name: "enumerate",
        new: enumerate_new,
        next: enumerate_next,
        methods: &[
            NativeDef::method("__reduce__", 0, 0, enumerate_reduce).doc("What copy and pickle rebuild the object from."),
            NativeDef::class_method("__class_getitem__", 1, 1, list::class_getitem).doc("A generic alias of this class."),
        ],
    },
    Class {
        name: "zip",
        new: zip_new,
        next: zip_next,
        methods: &[
            NativeDef::method("__reduce__", 0, 0, zip_reduce).doc("What copy and pickle rebuild the object from."),
            NativeDef::method("__setstate__", 1, 1, set_strict).doc("Restores the state that `__reduce__` gave."),
        ],
    },
    Class {
        name: "map",
        new: map_new,
        next: map_next,
        methods: &[
            NativeDef::method("__reduce__", 0, 0, map_reduce).doc("What copy and pickle rebuild the object from."),
            NativeDef::method("__setstate__", 1, 1, set_strict).doc("Restores the state that `__reduce__` gave."),
        ],
    },
    Class {
        name: "filter",
        new: filter_new,
        next: filter_next,
        methods: &[NativeDef::method("__reduce__", 0, 0, filter_reduce).doc("What copy and pickle rebuild the object from.")],
    },
    Class {
        name: "reversed",
        new: reversed_new,
        next: reversed_next,
        methods: &[
            NativeDef::method("__length_hint__", 0, 0, reversed_length_hint).doc("How many items are left, approximately."),
            NativeDef::method("__reduce__", 0, 0, reversed_reduce).doc("What copy and pickle rebuild the object from."),
            NativeDef::method("__setstate__", 1, 1, reversed_set_state).doc("Restores the state that `__reduce__` gave."),
        ],
    },
];

/// Makes the classes and puts them into the builtins.
pub fn init(t: &mut Thread) {
    for c in CLASSES {
        let object = t.types.object;
        let class = types::native_class(t, "builtins", c.name, object, Payload::NativeIterator, TYPE_BASE, Some(c.new));
        types::set_next(class, c.next);
        super::add_protocol(t, class);
        types::add_methods(t, class, c.methods);
        let name = t.intern(c.name);
        dict::set_str(t, t.builtins, name, class);
    }
}
