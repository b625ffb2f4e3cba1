//! `_tuplegetter`: the descriptor behind the fields of `namedtuple`. The raw word is the index; the word the doc.

use crate::support::{ClassDef, add_class, words};
use taipan_runtime::native::{GetSetDef, NativeDef};
use taipan_runtime::objects::tuple;
use taipan_runtime::{Args, Raised, Thread, Value, ops};

fn new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    crate::support::check_arguments(t, args, "_tuplegetter", 2, 2)?;
    let i = ops::index(t, args.get(0))?;
    Ok(words::new(t, class, i as u64, &[args.get(1)]))
}

fn get(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (v, object) = (args.get(0), args.get(1));
    if object.is_none() {
        return Ok(v);
    }
    let i = words::raw(v) as i64;
    if !tuple::is_tuple(t, object) {
        let message = format!(
            "descriptor for index '{i}' for tuple subclasses doesn't apply to '{}' object",
            t.type_name(object)
        );
        return Err(t.type_error(message));
    }
    let n = tuple::len(object) as i64;
    let at = if i < 0 { i + n } else { i };
    match tuple::items(&object).get(at as usize) {
        Some(&item) => Ok(item),
        None => Err(t.index_error("tuple index out of range")),
    }
}

fn set(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    Err(t.attribute_error("can't set attribute"))
}
fn delete(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    Err(t.attribute_error("can't delete attribute"))
}

fn reduce(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let class = t.class_of(v);
    let i = t.int(words::raw(v) as i64);
    let arguments = tuple::new(t, &[i, words::get(v, 0)]);
    Ok(tuple::new(t, &[class, arguments]))
}

fn repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let doc = crate::support::repr_text(t, words::get(args.get(0), 0))?;
    let i = words::raw(args.get(0)) as i64;
    Ok(t.str(&format!("_tuplegetter({i}, {doc})")))
}

static CLASS: ClassDef = ClassDef {
    new: Some(new),
    methods: &[
        NativeDef::slot_range("__get__", 1, 2, get),
        NativeDef::slot("__set__", 2, set),
        NativeDef::slot("__delete__", 1, delete),
        NativeDef::method("__reduce__", 0, 0, reduce),
        NativeDef::slot("__repr__", 0, repr),
    ],
    getsets: &[GetSetDef::new(
        "__doc__",
        |_, v| Ok(words::get(v, 0)),
        |t, v, doc| {
            words::set(t, v, 0, doc.unwrap_or(Value::NONE));
            Ok(())
        },
    )],
    ..ClassDef::new("_collections", "_tuplegetter")
};

/// Makes the class.
pub fn init(t: &mut Thread, m: Value) {
    add_class(t, m, &CLASS);
}
