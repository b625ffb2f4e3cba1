//! `re.Pattern`.
//!
//! Words: the pattern's source (str, bytes or None), the dict of group names, the tuple of names by
//! number, a BUFFER with the code, flags, number of groups.

use super::match_object;
use super::run::{Matches, Mode, Subject, run};
use super::scanner;
use super::substitute;
use crate::support::{ClassDef, Place, class_getitem, place, repr_text, words};
use taipan_runtime::header::Header;
use taipan_runtime::layout::{Buffer, TYPE_WEAKREF, shape_id};
use taipan_runtime::native::{Bind, GetSetDef, NativeDef};
use taipan_runtime::objects::{dict, int, list, string, tuple};
use taipan_runtime::{Args, Raised, Thread, Value, field, ops};

const SOURCE: usize = 0;
const NAMES: usize = 1;
const BY_NUMBER: usize = 2;
const CODE: usize = 3;
const FLAGS: usize = 4;
const GROUPS: usize = 5;

/// Whether the pattern is for str (`Some(false)`: for bytes; `None`: for both).
pub fn of_str(t: &Thread, p: Value) -> Option<bool> {
    let source = words::get(p, SOURCE);
    if source.is_none() { None } else { Some(string::is_str(t, source)) }
}

/// Number of groups.
pub fn groups(p: Value) -> usize {
    words::get(p, GROUPS).as_small() as usize
}

/// The code array. It lives as long as the pattern.
pub fn codes<'a>(p: Value) -> &'a [u32] {
    let buffer = words::get(p, CODE);
    let bytes = field!(buffer, Buffer, used);
    // SAFETY: `compile` filled a buffer of that many bytes, aligned to 16.
    unsafe { std::slice::from_raw_parts((buffer.address() + size_of::<Buffer>()) as *const u32, bytes / 4) }
}

/// Names of groups: dict from name to number.
pub fn names(p: Value) -> Value {
    words::get(p, NAMES)
}

/// Name of group `i`, or None.
pub fn name_of(p: Value, i: usize) -> Value {
    let by_number = words::get(p, BY_NUMBER);
    tuple::items(&by_number).get(i).copied().unwrap_or(Value::NONE)
}

/// `_sre.compile(pattern, flags, code, groups, groupindex, indexgroup)`
pub fn compile(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let names = ["pattern", "flags", "code", "groups", "groupindex", "indexgroup"];
    let [source, flags, code, groups, index, by_number] = args.bind(t, "compile", names, Bind::required(6))?.map(|v| v.unwrap_or(Value::NONE));
    let flags = ops::index(t, flags)?;
    let groups = ops::index(t, groups)?;
    if !list::is_list(t, code) || !dict::is_dict(t, index) || !tuple::is_tuple(t, by_number) {
        return Err(t.type_error("compile() expects a list, a dict and a tuple"));
    }
    let n = list::len(code);
    let memory = t.heap.alloc(size_of::<Buffer>() + 4 * n).cast::<Buffer>();
    let header = Header {
        shape: shape_id::BUFFER,
        aux: 0,
        state: 0,
        flags: 0,
    };
    // SAFETY: fresh memory of the right size; nothing below allocates in the heap.
    unsafe {
        memory.write(Buffer {
            header,
            capacity: 4 * n,
            used: 4 * n,
            unused: 0,
        });
        let codes = memory.add(1).cast::<u32>();
        for (i, v) in list::items(&code).iter().enumerate() {
            // Operation codes are instances of a subclass of int.
            let exact = int::exact(t, *v).unwrap_or(Value::ZERO);
            *codes.add(i) = int::to_u64(exact).unwrap_or(0) as u32;
        }
    }
    let buffer = Value::from_address(memory as usize);
    let class = place(t, Place::SrePattern);
    let flags = t.int(flags);
    Ok(words::new(t, class, 0, &[source, index, by_number, buffer, flags, Value::small(groups)]))
}

/// `string`, `pos` and `endpos` as the methods take them.
fn subject(t: &mut Thread, args: Args, function: &str) -> Result<Subject, Raised> {
    let [given, start, end] = args.rest().bind(t, function, ["string", "pos", "endpos"], Bind::required(1))?;
    let start = start.map_or(Ok(0), |v| ops::index_clipped(t, v))?;
    let end = end.map_or(Ok(i64::MAX), |v| ops::index_clipped(t, v))?;
    Subject::new(t, args.get(0), given.unwrap_or(Value::NONE), start, end)
}

fn once(t: &mut Thread, args: Args, function: &str, mode: Mode) -> Result<Value, Raised> {
    let s = subject(t, args, function)?;
    Ok(match run(t, args.get(0), &s, false, mode) {
        Some(found) => match_object::new(t, args.get(0), &s, s.start, &found),
        None => Value::NONE,
    })
}
fn match_method(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    once(t, args, "match", Mode::Match)
}
fn fullmatch(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    once(t, args, "fullmatch", Mode::Full)
}
fn search(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    once(t, args, "search", Mode::Search)
}

fn findall(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let p = args.get(0);
    let s = subject(t, args, "findall")?;
    let out = list::new(t, &[]);
    let mut matches = Matches::new(s);
    while let Some(found) = matches.next(t, p, Mode::Search) {
        let item = match *found.groups.as_slice() {
            [] => s.slice(t, found.start, found.end),
            [only] => piece(t, &s, only),
            ref groups => {
                let row = list::with_capacity(t, groups.len());
                for &group in groups {
                    let v = piece(t, &s, group);
                    list::push(t, row, v);
                }
                tuple::from_list(t, row)
            }
        };
        list::push(t, out, item);
    }
    Ok(out)
}

/// A group's text, empty when it did not take part.
fn piece(t: &mut Thread, s: &Subject, (from, to): (i64, i64)) -> Value {
    if from < 0 { s.slice(t, 0, 0) } else { s.slice(t, from as usize, to as usize) }
}

fn split(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let p = args.get(0);
    let [given, limit] = args.rest().bind(t, "split", ["string", "maxsplit"], Bind::required(1))?;
    let limit = limit.map_or(Ok(0), |v| ops::index(t, v))?;
    let s = Subject::new(t, p, given.unwrap_or(Value::NONE), 0, i64::MAX)?;
    let out = list::new(t, &[]);
    let (mut last, mut n) = (0, 0);
    let mut matches = Matches::new(s);
    while limit == 0 || n < limit {
        let Some(found) = matches.next(t, p, Mode::Search) else { break };
        let before = s.slice(t, last, found.start);
        list::push(t, out, before);
        for &(from, to) in &found.groups {
            let group = if from < 0 { Value::NONE } else { s.slice(t, from as usize, to as usize) };
            list::push(t, out, group);
        }
        last = found.end;
        n += 1;
    }
    let rest = s.slice(t, last, s.end);
    list::push(t, out, rest);
    Ok(out)
}

fn scanner_method(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let s = subject(t, args, "scanner")?;
    Ok(scanner::new(t, args.get(0), &s))
}
fn finditer(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let s = subject(t, args, "finditer")?;
    let made = scanner::new(t, args.get(0), &s);
    let search = crate::support::attribute(t, made, "search")?;
    Ok(taipan_runtime::objects::iterators::callable_iterator(t, search, Value::NONE))
}

fn repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let p = args.get(0);
    let source = repr_text(t, words::get(p, SOURCE))?;
    let source: String = source.chars().take(200).collect();
    let flags = words::get(p, FLAGS).as_small();
    let flags = super::flags::text(flags, of_str(t, p) == Some(true));
    let text = if flags.is_empty() {
        format!("re.compile({source})")
    } else {
        format!("re.compile({source}, {flags})")
    };
    Ok(t.str(&text))
}

fn eq(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (a, b) = (args.get(0), args.get(1));
    if t.class_of(a) != t.class_of(b) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    if a == b {
        return Ok(Value::TRUE);
    }
    let same = words::get(a, FLAGS) == words::get(b, FLAGS) && of_str(t, a) == of_str(t, b) && codes(a) == codes(b);
    Ok(Value::bool(same && ops::equal(t, words::get(a, SOURCE), words::get(b, SOURCE))?))
}
fn hash(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let p = args.get(0);
    let key = tuple::new(t, &[words::get(p, SOURCE), words::get(p, FLAGS), words::get(p, GROUPS)]);
    let h = ops::hash(t, key)?;
    Ok(t.int(h))
}
fn itself(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(args.get(0))
}

pub static CLASS: ClassDef = ClassDef {
    flags: TYPE_WEAKREF,
    methods: &[
        NativeDef::method("match", 1, 3, match_method)
            .keywords()
            .doc("Matches zero or more characters at the beginning of the string."),
        NativeDef::method("fullmatch", 1, 3, fullmatch)
            .keywords()
            .doc("Matches against all of the string."),
        NativeDef::method("search", 1, 3, search)
            .keywords()
            .doc("Scan through string looking for a match, and return a corresponding match object instance."),
        NativeDef::method("findall", 1, 3, findall)
            .keywords()
            .doc("Return a list of all non-overlapping matches of pattern in string."),
        NativeDef::method("finditer", 1, 3, finditer)
            .keywords()
            .doc("Return an iterator over all non-overlapping matches for the RE pattern in string."),
        NativeDef::method("scanner", 1, 3, scanner_method).keywords(),
        NativeDef::method("split", 1, 2, split)
            .keywords()
            .doc("Split string by the occurrences of pattern."),
        NativeDef::method("sub", 2, 3, substitute::sub)
            .keywords()
            .doc("Return the string obtained by replacing the leftmost non-overlapping occurrences of pattern in string by the replacement repl."),
        NativeDef::method("subn", 2, 3, substitute::subn)
            .keywords()
            .doc("Return the tuple (new_string, number_of_subs_made)."),
        NativeDef::method("__copy__", 0, 0, itself),
        NativeDef::method("__deepcopy__", 1, 1, itself),
        NativeDef::class_method("__class_getitem__", 1, 1, class_getitem).doc("See PEP 585"),
        NativeDef::slot("__repr__", 0, repr),
        NativeDef::slot("__eq__", 1, eq),
        NativeDef::slot("__hash__", 0, hash),
    ],
    getsets: &[
        GetSetDef::read_only("pattern", |_, p| Ok(words::get(p, SOURCE))),
        GetSetDef::read_only("flags", |_, p| Ok(words::get(p, FLAGS))),
        GetSetDef::read_only("groups", |_, p| Ok(words::get(p, GROUPS))),
        GetSetDef::read_only("groupindex", |t, p| Ok(taipan_runtime::objects::mapping_proxy::new(t, words::get(p, NAMES)))),
    ],
    doc: "Compiled regular expression object.",
    ..ClassDef::new("re", "Pattern")
};
