//! `sub`, `subn` and templates.

use super::match_object;
use super::run::{Matches, Mode, Subject};
use crate::support::{Place, attribute, import, place, words};
use taipan_runtime::native::Bind;
use taipan_runtime::objects::{bytes, list, string, tuple};
use taipan_runtime::{Args, Raised, Thread, Value, ops};

/// What replaces a match.
#[derive(Clone, Copy)]
enum Replacement {
    Literal(Value),
    /// A compiled template.
    Template(Value),
    Function(Value),
}

/// The template object of a replacement text, by the library's parser.
pub fn compile_template(t: &mut Thread, p: Value, text: Value) -> Result<Value, Raised> {
    let re = import(t, "re")?;
    let function = attribute(t, re, "_compile_template")?;
    ops::call(t, function, &[p, text])
}

/// Joins the parts of a template with the groups of a match.
pub fn expand(t: &mut Thread, template: Value, m: Value) -> Result<Value, Raised> {
    if t.class_of(template) != place(t, Place::SreTemplate) {
        return Ok(template);
    }
    let parts = words::get(template, 0);
    let out = list::with_capacity(t, tuple::len(parts));
    for i in 0..tuple::len(parts) {
        let part = tuple::items(&parts)[i];
        let piece = if i % 2 == 0 {
            part
        } else {
            let group = ops::index(t, part)?;
            match_object::text_of(t, m, group as usize, Value::NONE)
        };
        if !piece.is_none() {
            list::push(t, out, piece);
        }
    }
    let of_str = tuple::items(&parts).first().is_some_and(|first| string::is_str(t, *first));
    join(t, out, of_str)
}

/// Concatenates pieces of one kind.
fn join(t: &mut Thread, pieces: Value, of_str: bool) -> Result<Value, Raised> {
    let empty = if of_str { t.str("") } else { bytes::new(t, b"") };
    crate::support::call_method(t, empty, "join", &[pieces])
}

fn replacement(t: &mut Thread, p: Value, given: Value) -> Result<Replacement, Raised> {
    let call = t.names.call;
    if ops::lookup_special(t, given, call).is_some() {
        return Ok(Replacement::Function(given));
    }
    let literal = if string::is_str(t, given) {
        !string::bytes(&given).contains(&b'\\')
    } else {
        bytes::slice_of(t, &given).is_some_and(|b| !b.contains(&b'\\'))
    };
    if literal {
        return Ok(Replacement::Literal(given));
    }
    let template = compile_template(t, p, given)?;
    Ok(if t.class_of(template) == place(t, Place::SreTemplate) {
        Replacement::Template(template)
    } else {
        Replacement::Literal(template)
    })
}

fn substitute(t: &mut Thread, args: Args, function: &str) -> Result<(Value, i64), Raised> {
    let p = args.get(0);
    let [given, text, count] = args.rest().bind(t, function, ["repl", "string", "count"], Bind::required(2))?;
    let limit = count.map_or(Ok(0), |v| ops::index(t, v))?;
    let replacement = replacement(t, p, given.unwrap_or(Value::NONE))?;
    let s = Subject::new(t, p, text.unwrap_or(Value::NONE), 0, i64::MAX)?;
    let out = list::new(t, &[]);
    let (mut last, mut n) = (0, 0);
    let mut matches = Matches::new(s);
    while limit == 0 || n < limit {
        let pos = matches.subject.start;
        let Some(found) = matches.next(t, p, Mode::Search) else { break };
        if last < found.start {
            let before = s.slice(t, last, found.start);
            list::push(t, out, before);
        }
        let item = match replacement {
            Replacement::Literal(v) => v,
            Replacement::Template(template) => {
                let m = match_object::new(t, p, &s, pos, &found);
                expand(t, template, m)?
            }
            Replacement::Function(f) => {
                let m = match_object::new(t, p, &s, pos, &found);
                ops::call(t, f, &[m])?
            }
        };
        if !item.is_none() {
            list::push(t, out, item);
        }
        last = found.end;
        n += 1;
    }
    if n == 0 && s.string == s.text {
        return Ok((s.text, 0));
    }
    if last < s.end {
        let rest = s.slice(t, last, s.end);
        list::push(t, out, rest);
    }
    std::hint::black_box(s.text);
    Ok((join(t, out, s.of_str)?, n))
}

pub fn sub(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    substitute(t, args, "sub").map(|(v, _)| v)
}
pub fn subn(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (v, n) = substitute(t, args, "subn")?;
    Ok(tuple::new(t, &[v, Value::small(n)]))
}
