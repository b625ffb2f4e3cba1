//! `cmp_to_key`: objects that compare by an old-style comparison function.
//!
//! Words: the function, the object (UNBOUND in the factory that `cmp_to_key` returns).

use crate::support::{ClassDef, Place, kept_class, words};
use taipan_runtime::native::{Bind, GetSetDef, NativeDef};
use taipan_runtime::ops::CompareOp;
use taipan_runtime::{Args, Raised, Thread, Value, ops};

pub fn cmp_to_key(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [function] = args.bind(t, "cmp_to_key", ["mycmp"], Bind::required(1))?;
    let class = kept_class(t, Place::CompareKey, &CLASS);
    Ok(words::new(t, class, 0, &[function.unwrap_or(Value::NONE), Value::UNBOUND]))
}

fn call(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [object] = args.rest().bind(t, "K", ["obj"], Bind::required(1))?;
    let class = kept_class(t, Place::CompareKey, &CLASS);
    Ok(words::new(t, class, 0, &[words::get(args.get(0), 0), object.unwrap_or(Value::NONE)]))
}

fn compare(t: &mut Thread, args: Args, op: CompareOp) -> Result<Value, Raised> {
    let (a, b) = (args.get(0), args.get(1));
    if t.class_of(a) != t.class_of(b) {
        return Err(t.type_error("other argument must be K instance"));
    }
    let (x, y) = (words::get(a, 1), words::get(b, 1));
    if x.is_unbound() || y.is_unbound() {
        return Err(t.attribute_error("object"));
    }
    let order = ops::call(t, words::get(a, 0), &[x, y])?;
    ops::compare(t, op, order, Value::ZERO)
}

macro_rules! comparisons {
    ($($name:ident $op:ident;)*) => {
        $(fn $name(t: &mut Thread, args: Args) -> Result<Value, Raised> { compare(t, args, CompareOp::$op) })*
    };
}
comparisons! { lt Lt; le Le; eq Eq; ne Ne; gt Gt; ge Ge; }

fn hash(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    Err(t.type_error("unhashable type: 'functools.KeyWrapper'"))
}

fn object(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    let object = words::get(v, 1);
    if object.is_unbound() {
        Err(t.attribute_error("'functools.KeyWrapper' object has no attribute 'obj'"))
    } else {
        Ok(object)
    }
}
fn set_object(t: &mut Thread, v: Value, object: Option<Value>) -> Result<(), Raised> {
    words::set(t, v, 1, object.unwrap_or(Value::UNBOUND));
    Ok(())
}

static CLASS: ClassDef = ClassDef {
    methods: &[
        NativeDef::slot_range("__call__", 0, NativeDef::MANY, call).keywords(),
        NativeDef::slot("__lt__", 1, lt),
        NativeDef::slot("__le__", 1, le),
        NativeDef::slot("__eq__", 1, eq),
        NativeDef::slot("__ne__", 1, ne),
        NativeDef::slot("__gt__", 1, gt),
        NativeDef::slot("__ge__", 1, ge),
        NativeDef::slot("__hash__", 0, hash),
    ],
    getsets: &[GetSetDef::new("obj", object, set_object)],
    ..ClassDef::new("functools", "KeyWrapper")
};
