//! Builtins that consume an iterable, in Python: `sum(x * x for x in data)` is one loop with the generator inlined.
//!
//! Native code that resumes a generator item by item cannot be recorded. While there is a JIT, a call of such a builtin
//! with a generator pushes the frame of a function of `prelude.py` instead ([`taipan_runtime::step::consume`]), which
//! tracebacks and frame objects do not show. It is compiled when it is first needed.

use taipan_runtime::layout::{Code, Function, shape_id};
use taipan_runtime::objects::{code, dict, tuple};
use taipan_runtime::{Thread, Value, field, types};

const SOURCE: &str = include_str!("prelude.py");

/// Fills [`Thread::consumers`]: builtin, its function here.
pub fn load(t: &mut Thread) {
    let namespace = dict::new(t);
    let builtins = t.builtins;
    let mut known = Vec::new();
    for name in ["list", "tuple", "set", "sorted", "any", "all", "min", "max", "sum"] {
        let key = t.intern(name);
        if let Some(v) = dict::get_str(builtins, key) {
            known.push((name, v));
        }
    }
    let join = t.intern("join");
    let join = types::lookup(t, t.types.str, join);
    known.extend(join.map(|v| ("join", v)));
    for name in ["type", "int", "float", "abs", "ValueError"] {
        let key = t.intern(name);
        if let Some(v) = dict::get_str(builtins, key) {
            dict::set_str(t, namespace, key, v);
        }
    }
    for (name, v) in &known {
        let key = t.intern(&format!("native_{name}"));
        dict::set_str(t, namespace, key, *v);
    }
    let Some(chain) = chain(t) else { return };
    let key = t.intern("chain");
    dict::set_str(t, namespace, key, chain);
    let (key, empty) = (t.names.builtins, dict::new(t));
    dict::set_str(t, namespace, key, empty);
    let run = (t.hooks.compile)(t, SOURCE.as_bytes(), "<taipan prelude>", "exec", 0).and_then(|c| (t.hooks.exec)(t, c, namespace, namespace));
    if run.is_err() {
        let e = t.take_pending();
        (t.hooks.print_exception)(t, e);
        return;
    }
    for (name, builtin) in known {
        let key = t.intern(name);
        let Some(f) = dict::get_str(namespace, key).filter(|f| f.has_shape(shape_id::FUNCTION)) else {
            continue;
        };
        hide(field!(f, Function, code));
        t.consumers.push((builtin, f));
    }
}

fn chain(t: &mut Thread) -> Option<Value> {
    let name = t.intern("itertools");
    let module = (t.hooks.import)(t, name, Value::NONE, Value::NONE, Value::ZERO);
    let Ok(module) = module else {
        t.take_pending();
        return None;
    };
    let key = t.intern("chain");
    dict::get_str(taipan_runtime::objects::module::namespace(module), key)
}

/// The code and what is nested in it does not show.
fn hide(code_value: Value) {
    code::data_mut(code_value).hidden = true;
    let constants = field!(code_value, Code, consts);
    for v in tuple::items(&constants) {
        if v.has_shape(shape_id::CODE) {
            hide(*v);
        }
    }
}
