//! The undocumented scanner, on which `finditer` is built.
//!
//! Words: the pattern, the string as given, the text, position, end. The raw word: 1 when the next match must not be
//! empty at the position, 2 at the end.

use super::match_object;
use super::run::{Mode, Subject, run};
use crate::support::{ClassDef, Place, place, words};
use taipan_runtime::native::{GetSetDef, NativeDef};
use taipan_runtime::objects::string;
use taipan_runtime::{Args, Raised, Thread, Value};

const MUST_ADVANCE: u64 = 1;
const ENDED: u64 = 2;

pub fn new(t: &mut Thread, p: Value, s: &Subject) -> Value {
    let class = place(t, Place::SreScanner);
    words::new(t, class, 0, &[p, s.string, s.text, Value::small(s.start as i64), Value::small(s.end as i64)])
}

fn step(t: &mut Thread, v: Value, mode: Mode) -> Value {
    if words::raw(v) == ENDED {
        return Value::NONE;
    }
    let p = words::get(v, 0);
    let text = words::get(v, 2);
    let s = Subject {
        string: words::get(v, 1),
        text,
        of_str: string::is_str(t, text),
        start: words::get(v, 3).as_small() as usize,
        end: words::get(v, 4).as_small() as usize,
    };
    match run(t, p, &s, words::raw(v) == MUST_ADVANCE, mode) {
        None => {
            words::set_raw(v, ENDED);
            Value::NONE
        }
        Some(found) => {
            words::set_raw(v, if found.end == found.start { MUST_ADVANCE } else { 0 });
            words::set(t, v, 3, Value::small(found.end as i64));
            match_object::new(t, p, &s, s.start, &found)
        }
    }
}

fn search(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(step(t, args.get(0), Mode::Search))
}
fn match_method(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(step(t, args.get(0), Mode::Match))
}

pub static CLASS: ClassDef = ClassDef {
    methods: &[NativeDef::method("search", 0, 0, search), NativeDef::method("match", 0, 0, match_method)],
    getsets: &[GetSetDef::read_only("pattern", |_, v| Ok(words::get(v, 0)))],
    ..ClassDef::new("_sre", "SRE_Scanner")
};
