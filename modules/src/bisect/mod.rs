//! `_bisect`: binary search by `<` alone.

use taipan_runtime::layout::shape_id;
use taipan_runtime::native::{Bind, NativeDef};
use taipan_runtime::objects::{list, module};
use taipan_runtime::{Args, Raised, Thread, Value, ops};

struct Search {
    sequence: Value,
    item: Value,
    low: i64,
    high: i64,
    key: Option<Value>,
}

fn arguments(t: &mut Thread, args: Args, function: &str) -> Result<Search, Raised> {
    let names = ["a", "x", "lo", "hi", "key"];
    let [sequence, item, low, high, key] = args.bind(t, function, names, Bind::required(2).keyword_from(4))?;
    let sequence = sequence.unwrap_or(Value::NONE);
    let low = low.map_or(Ok(0), |v| ops::index(t, v))?;
    let high = high.filter(|v| !v.is_none()).map_or(Ok(-1), |v| ops::index(t, v))?;
    if low < 0 {
        return Err(t.value_error("lo must be non-negative"));
    }
    let high = if high < 0 { ops::len(t, sequence)? as i64 } else { high };
    Ok(Search {
        sequence,
        item: item.unwrap_or(Value::NONE),
        low,
        high,
        key: key.filter(|k| !k.is_none()),
    })
}

fn item_at(t: &mut Thread, sequence: Value, i: i64) -> Result<Value, Raised> {
    if sequence.has_shape(shape_id::LIST) && (i as usize) < list::len(sequence) {
        return Ok(list::get(sequence, i as usize));
    }
    let i = t.int(i);
    ops::get_item(t, sequence, i)
}

/// The insertion point; `right`: behind equal items.
fn search(t: &mut Thread, s: &Search, wanted: Value, right: bool) -> Result<i64, Raised> {
    let (mut low, mut high) = (s.low, s.high);
    while low < high {
        let middle = low + (high - low) / 2;
        let mut item = item_at(t, s.sequence, middle)?;
        if let Some(key) = s.key {
            item = ops::call(t, key, &[item])?;
        }
        let go_right = if right { !ops::less(t, wanted, item)? } else { ops::less(t, item, wanted)? };
        if go_right {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Ok(low)
}

fn bisect(t: &mut Thread, args: Args, function: &str, right: bool) -> Result<Value, Raised> {
    let s = arguments(t, args, function)?;
    let i = search(t, &s, s.item, right)?;
    Ok(t.int(i))
}

fn insort(t: &mut Thread, args: Args, function: &str, right: bool) -> Result<Value, Raised> {
    let s = arguments(t, args, function)?;
    let wanted = match s.key {
        Some(key) => ops::call(t, key, &[s.item])?,
        None => s.item,
    };
    let i = search(t, &s, wanted, right)?;
    if s.sequence.has_shape(shape_id::LIST) {
        let at = (i as usize).min(list::len(s.sequence));
        list::insert(t, s.sequence, at, s.item);
        return Ok(Value::NONE);
    }
    let i = t.int(i);
    crate::support::call_method(t, s.sequence, "insert", &[i, s.item])?;
    Ok(Value::NONE)
}

fn bisect_left(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    bisect(t, args, "bisect_left", false)
}
fn bisect_right(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    bisect(t, args, "bisect_right", true)
}
fn insort_left(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    insort(t, args, "insort_left", false)
}
fn insort_right(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    insort(t, args, "insort_right", true)
}

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::function("bisect_left", 2, 4, bisect_left)
        .keywords()
        .doc("Return the index where to insert item x in list a, assuming a is sorted; before equal items."),
    NativeDef::function("bisect_right", 2, 4, bisect_right)
        .keywords()
        .doc("Return the index where to insert item x in list a, assuming a is sorted; behind equal items."),
    NativeDef::function("insort_left", 2, 4, insort_left)
        .keywords()
        .doc("Insert item x in list a, and keep it sorted assuming a is sorted; before equal items."),
    NativeDef::function("insort_right", 2, 4, insort_right)
        .keywords()
        .doc("Insert item x in list a, and keep it sorted assuming a is sorted; behind equal items."),
];

/// Makes the module.
pub fn init(t: &mut Thread) -> Result<Value, Raised> {
    let m = module::new(t, "_bisect");
    module::add_functions(t, m, FUNCTIONS);
    Ok(m)
}
