//! `product`, `permutations`, `combinations`, `combinations_with_replacement`.
//!
//! All keep a pool (or a tuple of pools) and a list of indices that the next result is read from.
//! Raw word: 0 before the first result, 1 while it runs, 2 at the end.

use crate::support::{ClassDef, words};
use taipan_runtime::layout::TYPE_BASE;
use taipan_runtime::native::Bind;
use taipan_runtime::objects::{int, list, string, tuple};
use taipan_runtime::{Args, Raised, Thread, Value, ops};

const POOL: usize = 0;
const INDICES: usize = 1;
const CYCLES: usize = 2;

const FRESH: u64 = 0;
const RUNNING: u64 = 1;
const ENDED: u64 = 2;

fn end(v: Value) -> Result<Value, Raised> {
    words::set_raw(v, ENDED);
    Ok(Value::HOLE)
}

/// Index `i` of the list of indices.
fn index(indices: Value, i: usize) -> usize {
    list::get(indices, i).as_small() as usize
}

fn set_index(t: &mut Thread, indices: Value, i: usize, to: usize) {
    list::set(t, indices, i, Value::small(to as i64));
}

/// Items of `pool` at the first `r` indices.
fn picked(t: &mut Thread, pool: Value, indices: Value, r: usize) -> Result<Value, Raised> {
    if r == 0 {
        return Ok(t.empty_tuple);
    }
    let mut result = tuple::zeroed(t, r)?;
    let (pool, indices) = (tuple::items(&pool), list::items(&indices));
    for (slot, i) in tuple::items_mut(&mut result).iter_mut().zip(indices) {
        *slot = pool[i.as_small() as usize];
    }
    Ok(result)
}

fn counting(t: &mut Thread, n: usize) -> Value {
    let indices = list::with_capacity(t, n);
    for i in 0..n {
        list::push(t, indices, Value::small(i as i64));
    }
    indices
}

fn product_new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    let mut repeat = 1;
    for (name, v) in args.keywords() {
        let name = string::to_string_lossy(name);
        if name != "repeat" {
            return Err(t.type_error(format!("product() got an unexpected keyword argument '{name}'")));
        }
        repeat = ops::index(t, v)?;
    }
    if repeat < 0 {
        return Err(t.value_error("repeat argument cannot be negative"));
    }
    let once = list::new(t, &[]);
    if repeat > 0 {
        for &source in args.positional() {
            let pool = tuple::from_iterable(t, source)?;
            list::push(t, once, pool);
        }
    }
    let times = t.int(repeat);
    let all = list::repeat(t, once, times)?;
    let pools = tuple::from_list(t, all);
    let n = tuple::len(pools);
    let indices = list::new_repeat(t, Value::ZERO, n)?;
    let empty = tuple::items(&pools).iter().any(|p| tuple::len(*p) == 0);
    Ok(words::new(t, class, if empty { ENDED } else { FRESH }, &[pools, indices]))
}

fn product_next(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    let (pools, indices) = (words::get(v, POOL), words::get(v, INDICES));
    let n = tuple::len(pools);
    match words::raw(v) {
        FRESH => words::set_raw(v, RUNNING),
        RUNNING => {
            let mut i = n;
            loop {
                if i == 0 {
                    return end(v);
                }
                i -= 1;
                let next = index(indices, i) + 1;
                if next < tuple::len(tuple::items(&pools)[i]) {
                    set_index(t, indices, i, next);
                    break;
                }
                set_index(t, indices, i, 0);
            }
        }
        _ => return Ok(Value::HOLE),
    }
    if n == 0 {
        return Ok(t.empty_tuple);
    }
    let mut result = tuple::zeroed(t, n)?;
    let (pools, indices) = (tuple::items(&pools), list::items(&indices));
    for (i, slot) in tuple::items_mut(&mut result).iter_mut().enumerate() {
        *slot = tuple::items(&pools[i])[indices[i].as_small() as usize];
    }
    Ok(result)
}

fn pool_and_r(t: &mut Thread, args: Args, name: &str) -> Result<(Value, usize), Raised> {
    let [iterable, r] = args.bind(t, name, ["iterable", "r"], Bind::required(2))?;
    let r = ops::index(t, r.unwrap_or(Value::NONE))?;
    let pool = tuple::from_iterable(t, iterable.unwrap_or(Value::NONE))?;
    if r < 0 {
        return Err(t.value_error("r must be non-negative"));
    }
    Ok((pool, r as usize))
}

fn combinations_new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    let (pool, r) = pool_and_r(t, args, "combinations")?;
    let possible = r <= tuple::len(pool);
    let indices = counting(t, if possible { r } else { 0 });
    Ok(words::new(t, class, if possible { FRESH } else { ENDED }, &[pool, indices]))
}

fn combinations_next(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    let (pool, indices) = (words::get(v, POOL), words::get(v, INDICES));
    let (n, r) = (tuple::len(pool), list::len(indices));
    match words::raw(v) {
        FRESH => words::set_raw(v, RUNNING),
        RUNNING => {
            let Some(i) = (0..r).rev().find(|i| index(indices, *i) != i + n - r) else {
                return end(v);
            };
            let first = index(indices, i) + 1;
            for k in i..r {
                set_index(t, indices, k, first + k - i);
            }
        }
        _ => return Ok(Value::HOLE),
    }
    picked(t, pool, indices, r)
}

fn replacement_new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    let (pool, r) = pool_and_r(t, args, "combinations_with_replacement")?;
    let indices = list::new_repeat(t, Value::ZERO, r)?;
    let possible = r == 0 || tuple::len(pool) > 0;
    Ok(words::new(t, class, if possible { FRESH } else { ENDED }, &[pool, indices]))
}

fn replacement_next(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    let (pool, indices) = (words::get(v, POOL), words::get(v, INDICES));
    let (n, r) = (tuple::len(pool), list::len(indices));
    match words::raw(v) {
        FRESH => words::set_raw(v, RUNNING),
        RUNNING => {
            let Some(i) = (0..r).rev().find(|i| index(indices, *i) != n - 1) else {
                return end(v);
            };
            let next = index(indices, i) + 1;
            for k in i..r {
                set_index(t, indices, k, next);
            }
        }
        _ => return Ok(Value::HOLE),
    }
    picked(t, pool, indices, r)
}

fn permutations_new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    let [iterable, r] = args.bind(t, "permutations", ["iterable", "r"], Bind::required(1))?;
    let pool = tuple::from_iterable(t, iterable.unwrap_or(Value::NONE))?;
    let n = tuple::len(pool);
    let r = match r.filter(|r| !r.is_none()) {
        None => n as i64,
        Some(v) if !int::is_int(t, v) => return Err(t.type_error("Expected int as r")),
        Some(v) => ops::index(t, v)?,
    };
    if r < 0 {
        return Err(t.value_error("r must be non-negative"));
    }
    let r = r as usize;
    let possible = r <= n;
    let indices = counting(t, n);
    let cycles = list::new(t, &[]);
    for i in 0..if possible { r } else { 0 } {
        list::push(t, cycles, Value::small((n - i) as i64));
    }
    Ok(words::new(t, class, if possible { FRESH } else { ENDED }, &[pool, indices, cycles]))
}

fn permutations_next(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    let (pool, indices, cycles) = (words::get(v, POOL), words::get(v, INDICES), words::get(v, CYCLES));
    let (n, r) = (tuple::len(pool), list::len(cycles));
    match words::raw(v) {
        FRESH => words::set_raw(v, RUNNING),
        RUNNING => {
            let mut i = r;
            loop {
                if i == 0 {
                    return end(v);
                }
                i -= 1;
                let left = index(cycles, i) - 1;
                if left == 0 {
                    // Rotates index i to the end.
                    let first = index(indices, i);
                    for k in i..n - 1 {
                        let following = index(indices, k + 1);
                        set_index(t, indices, k, following);
                    }
                    set_index(t, indices, n - 1, first);
                    set_index(t, cycles, i, n - i);
                } else {
                    set_index(t, cycles, i, left);
                    let (a, b) = (index(indices, i), index(indices, n - left));
                    set_index(t, indices, i, b);
                    set_index(t, indices, n - left, a);
                    break;
                }
            }
        }
        _ => return Ok(Value::HOLE),
    }
    picked(t, pool, indices, r)
}

pub static CLASSES: &[ClassDef] = &[
    ClassDef {
        flags: TYPE_BASE,
        new: Some(product_new),
        next: Some(product_next),
        doc: "Cartesian product of input iterables. Equivalent to nested for-loops.",
        ..ClassDef::new("itertools", "product")
    },
    ClassDef {
        flags: TYPE_BASE,
        new: Some(permutations_new),
        next: Some(permutations_next),
        doc: "Return successive r-length permutations of elements in the iterable.",
        ..ClassDef::new("itertools", "permutations")
    },
    ClassDef {
        flags: TYPE_BASE,
        new: Some(combinations_new),
        next: Some(combinations_next),
        doc: "Return successive r-length combinations of elements in the iterable.",
        ..ClassDef::new("itertools", "combinations")
    },
    ClassDef {
        flags: TYPE_BASE,
        new: Some(replacement_new),
        next: Some(replacement_next),
        doc: "Return successive r-length combinations of elements in the iterable allowing individual elements to have successive repeats.",
        ..ClassDef::new("itertools", "combinations_with_replacement")
    },
];
