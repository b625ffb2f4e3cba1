//! Comparing arrays item by item, and their text.

use super::{is_array, items, kind, len, storage};
use crate::support::repr_text;
use taipan_runtime::native::NativeDef;
use taipan_runtime::objects::{bytearray, list, string};
use taipan_runtime::ops::CompareOp;
use taipan_runtime::{Args, Raised, Thread, Value, ops, types};

fn compare(t: &mut Thread, args: Args, op: CompareOp) -> Result<Value, Raised> {
    let (a, b) = (args.get(0), args.get(1));
    if !is_array(t, b) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    if len(a) != len(b) && matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(Value::bool(op == CompareOp::Ne));
    }
    let mut i = 0;
    while i < len(a) && i < len(b) {
        let (x, y) = (items::get(t, a, i), items::get(t, b, i));
        if !ops::equal(t, x, y)? {
            return match op {
                CompareOp::Eq => Ok(Value::FALSE),
                CompareOp::Ne => Ok(Value::TRUE),
                _ => ops::compare(t, op, x, y),
            };
        }
        i += 1;
    }
    Ok(Value::bool(op.holds(len(a).cmp(&len(b)))))
}

macro_rules! comparisons {
    ($($name:ident $op:ident;)*) => {
        $(fn $name(t: &mut Thread, args: Args) -> Result<Value, Raised> { compare(t, args, CompareOp::$op) })*
    };
}
comparisons! { lt Lt; le Le; eq Eq; ne Ne; gt Gt; ge Ge; }

/// The items as a list.
pub fn to_list(t: &mut Thread, a: Value) -> Value {
    let out = list::with_capacity(t, len(a));
    for i in 0..len(a) {
        let item = items::get(t, a, i);
        list::push(t, out, item);
    }
    out
}

/// The text of an array of characters.
pub fn to_text(t: &mut Thread, a: Value) -> Value {
    let bytes = storage(a);
    let mut out = Vec::new();
    for code in bytearray::bytes(&bytes).chunks_exact(4) {
        let code = u32::from_ne_bytes(code.try_into().expect("four bytes"));
        string::wtf8::push(&mut out, code);
    }
    string::new_wtf8(t, &out)
}

fn repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let a = args.get(0);
    let name = types::name(t.class_of(a));
    let code = char::from(kind(a).code());
    if len(a) == 0 {
        return Ok(t.str(&format!("{name}('{code}')")));
    }
    let shown = if kind(a).is_text() { to_text(t, a) } else { to_list(t, a) };
    let shown = repr_text(t, shown)?;
    Ok(t.str(&format!("{name}('{code}', {shown})")))
}

pub static METHODS: &[NativeDef] = &[
    NativeDef::slot("__repr__", 0, repr),
    NativeDef::slot("__lt__", 1, lt),
    NativeDef::slot("__le__", 1, le),
    NativeDef::slot("__eq__", 1, eq),
    NativeDef::slot("__ne__", 1, ne),
    NativeDef::slot("__gt__", 1, gt),
    NativeDef::slot("__ge__", 1, ge),
];
