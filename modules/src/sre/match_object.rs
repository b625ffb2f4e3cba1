//! `re.Match`.
//!
//! Words: the pattern, the string, a tuple of positions (start and end of the whole, then of each group;
//! -1: did not take part), pos, endpos, the number of the group that closed last or None.

use super::run::{Found, Subject};
use super::{pattern, substitute};
use crate::support::{ClassDef, Place, class_getitem, place, repr_text, words};
use taipan_runtime::native::{Bind, GetSetDef, NativeDef};
use taipan_runtime::objects::{bytes, dict, int, list, string, tuple};
use taipan_runtime::{Args, Raised, Thread, Value, ops};

const PATTERN: usize = 0;
const STRING: usize = 1;
const POSITIONS: usize = 2;
const POS: usize = 3;
const END_POS: usize = 4;
const LAST: usize = 5;

pub fn new(t: &mut Thread, p: Value, s: &Subject, pos: usize, found: &Found) -> Value {
    let positions = list::with_capacity(t, 2 + 2 * found.groups.len());
    list::push(t, positions, Value::small(found.start as i64));
    list::push(t, positions, Value::small(found.end as i64));
    for &(from, to) in &found.groups {
        list::push(t, positions, Value::small(from));
        list::push(t, positions, Value::small(to));
    }
    let positions = tuple::from_list(t, positions);
    let last = found.last.map_or(Value::NONE, |i| Value::small(i as i64));
    let class = place(t, Place::SreMatch);
    words::new(
        t,
        class,
        0,
        &[p, s.string, positions, Value::small(pos as i64), Value::small(s.end as i64), last],
    )
}

fn count(m: Value) -> usize {
    tuple::len(words::get(m, POSITIONS)) / 2
}

/// Start and end of group `i`.
fn bounds(m: Value, i: usize) -> (i64, i64) {
    let positions = words::get(m, POSITIONS);
    let positions = tuple::items(&positions);
    (positions[2 * i].as_small(), positions[2 * i + 1].as_small())
}

/// The text of group `i`, `default` when it did not take part.
pub fn text_of(t: &mut Thread, m: Value, i: usize, default: Value) -> Value {
    let (from, to) = bounds(m, i);
    if from < 0 {
        return default;
    }
    let s = words::get(m, STRING);
    let (from, to) = (from as usize, to as usize);
    if string::is_str(t, s) {
        return string::slice(t, s, from, to);
    }
    let contents = bytes::slice_of(t, &s).unwrap_or(&[]);
    let n = contents.len();
    bytes::new(t, &contents[from.min(n)..to.min(n)])
}

#[cold]
fn no_group(t: &mut Thread) -> Raised {
    t.index_error("no such group")
}

/// The number of a group given by number or name.
fn number(t: &mut Thread, m: Value, key: Value) -> Result<usize, Raised> {
    let name = t.names.index;
    let i = if int::is_int(t, key) || ops::lookup_special(t, key, name).is_some() {
        let exact = ops::index_value(t, key)?;
        int::to_i64(exact)
    } else {
        let names = pattern::names(words::get(m, PATTERN));
        match dict::get(t, names, key)? {
            Some(i) => Some(ops::index(t, i)?),
            None => None,
        }
    };
    match i {
        Some(i) if (0..count(m) as i64).contains(&i) => Ok(i as usize),
        _ => Err(no_group(t)),
    }
}

fn group(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let m = args.get(0);
    match args.len() {
        1 => Ok(text_of(t, m, 0, Value::NONE)),
        2 => {
            let i = number(t, m, args.get(1))?;
            Ok(text_of(t, m, i, Value::NONE))
        }
        n => {
            let out = list::with_capacity(t, n - 1);
            for &key in &args.positional()[1..] {
                let i = number(t, m, key)?;
                let v = text_of(t, m, i, Value::NONE);
                list::push(t, out, v);
            }
            Ok(tuple::from_list(t, out))
        }
    }
}

fn getitem(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let i = number(t, args.get(0), args.get(1))?;
    Ok(text_of(t, args.get(0), i, Value::NONE))
}

fn groups(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let m = args.get(0);
    let [default] = args.rest().bind(t, "groups", ["default"], Bind::required(0))?;
    let out = list::with_capacity(t, count(m));
    for i in 1..count(m) {
        let v = text_of(t, m, i, default.unwrap_or(Value::NONE));
        list::push(t, out, v);
    }
    Ok(tuple::from_list(t, out))
}

fn groupdict(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let m = args.get(0);
    let [default] = args.rest().bind(t, "groupdict", ["default"], Bind::required(0))?;
    let out = dict::new(t);
    let names = pattern::names(words::get(m, PATTERN));
    let mut position = 0;
    while let Some((name, i)) = dict::next_entry(names, &mut position) {
        let v = text_of(t, m, i.as_small() as usize, default.unwrap_or(Value::NONE));
        dict::set(t, out, name, v)?;
    }
    Ok(out)
}

fn chosen(t: &mut Thread, args: Args) -> Result<(i64, i64), Raised> {
    let m = args.get(0);
    let i = args.opt(1).map_or(Ok(0), |key| number(t, m, key))?;
    Ok(bounds(m, i))
}
fn start(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    chosen(t, args).map(|(from, _)| Value::small(from))
}
fn end(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    chosen(t, args).map(|(_, to)| Value::small(to))
}
fn span(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (from, to) = chosen(t, args)?;
    Ok(tuple::new(t, &[Value::small(from), Value::small(to)]))
}

fn regs(t: &mut Thread, m: Value) -> Result<Value, Raised> {
    let out = list::with_capacity(t, count(m));
    for i in 0..count(m) {
        let (from, to) = bounds(m, i);
        let pair = tuple::new(t, &[Value::small(from), Value::small(to)]);
        list::push(t, out, pair);
    }
    Ok(tuple::from_list(t, out))
}

fn expand(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let m = args.get(0);
    let [template] = args.rest().bind(t, "expand", ["template"], Bind::required(1))?;
    let compiled = substitute::compile_template(t, words::get(m, PATTERN), template.unwrap_or(Value::NONE))?;
    substitute::expand(t, compiled, m)
}

fn repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let m = args.get(0);
    let (from, to) = bounds(m, 0);
    let whole = text_of(t, m, 0, Value::NONE);
    let shown: String = repr_text(t, whole)?.chars().take(50).collect();
    Ok(t.str(&format!("<re.Match object; span=({from}, {to}), match={shown}>")))
}

fn itself(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(args.get(0))
}

fn last_group(_: &mut Thread, m: Value) -> Result<Value, Raised> {
    let last = words::get(m, LAST);
    Ok(if last.is_none() {
        Value::NONE
    } else {
        pattern::name_of(words::get(m, PATTERN), last.as_small() as usize)
    })
}

pub static CLASS: ClassDef = ClassDef {
    methods: &[
        NativeDef::method("group", 0, NativeDef::MANY, group).doc("Return one or more subgroups of the match."),
        NativeDef::method("groups", 0, 1, groups)
            .keywords()
            .doc("Return a tuple containing all the subgroups of the match, from 1."),
        NativeDef::method("groupdict", 0, 1, groupdict)
            .keywords()
            .doc("Return a dictionary containing all the named subgroups of the match, keyed by the subgroup name."),
        NativeDef::method("start", 0, 1, start).doc("Return index of the start of the substring matched by group."),
        NativeDef::method("end", 0, 1, end).doc("Return index of the end of the substring matched by group."),
        NativeDef::method("span", 0, 1, span).doc("For match object m, return the 2-tuple (m.start(group), m.end(group))."),
        NativeDef::method("expand", 1, 1, expand)
            .keywords()
            .doc("Return the string obtained by doing backslash substitution on the string template, as done by the sub() method."),
        NativeDef::slot("__getitem__", 1, getitem),
        NativeDef::slot("__repr__", 0, repr),
        NativeDef::method("__copy__", 0, 0, itself),
        NativeDef::method("__deepcopy__", 1, 1, itself),
        NativeDef::class_method("__class_getitem__", 1, 1, class_getitem).doc("See PEP 585"),
    ],
    getsets: &[
        GetSetDef::read_only("string", |_, m| Ok(words::get(m, STRING))),
        GetSetDef::read_only("re", |_, m| Ok(words::get(m, PATTERN))),
        GetSetDef::read_only("pos", |_, m| Ok(words::get(m, POS))),
        GetSetDef::read_only("endpos", |_, m| Ok(words::get(m, END_POS))),
        GetSetDef::read_only("lastindex", |_, m| Ok(words::get(m, LAST))),
        GetSetDef::read_only("lastgroup", last_group),
        GetSetDef::read_only("regs", regs),
    ],
    doc: "The result of re.match() and re.search().",
    ..ClassDef::new("re", "Match")
};
