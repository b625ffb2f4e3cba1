//! `_ThreadHandle`, which `threading` keeps of the main thread. Word: the identity; raw word: 1 when it is done.

use crate::support::{ClassDef, Place, keep, make_class, place, words};
use taipan_runtime::layout::TYPE_WEAKREF;
use taipan_runtime::native::{GetSetDef, NativeDef};
use taipan_runtime::objects::module;
use taipan_runtime::{Args, Raised, Thread, Value};

pub fn make(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let class = place(t, Place::ThreadHandle);
    Ok(words::new(t, class, 0, &[args.get(0)]))
}

fn new(t: &mut Thread, class: Value, _: Args) -> Result<Value, Raised> {
    Ok(words::new(t, class, 0, &[Value::ZERO]))
}
fn is_done(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(Value::bool(words::raw(args.get(0)) != 0))
}
fn set_done(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    words::set_raw(args.get(0), 1);
    Ok(Value::NONE)
}
fn join(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    if words::raw(args.get(0)) != 0 {
        return Ok(Value::NONE);
    }
    Err(t.runtime_error("Cannot join current thread"))
}
fn repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let shown = crate::support::repr_text(t, words::get(args.get(0), 0))?;
    Ok(t.str(&format!("<_thread._ThreadHandle object: ident={shown}>")))
}

static HANDLE: ClassDef = ClassDef {
    flags: TYPE_WEAKREF,
    new: Some(new),
    methods: &[
        NativeDef::method("is_done", 0, 0, is_done),
        NativeDef::method("_set_done", 0, 0, set_done),
        NativeDef::method("join", 0, 1, join),
        NativeDef::slot("__repr__", 0, repr),
    ],
    getsets: &[GetSetDef::read_only("ident", |_, v| Ok(words::get(v, 0)))],
    ..ClassDef::new("_thread", "_ThreadHandle")
};

/// Makes the class.
pub fn init(t: &mut Thread, m: Value) {
    let class = make_class(t, &HANDLE);
    keep(t, Place::ThreadHandle, class);
    module::add(t, m, "_ThreadHandle", class);
}
