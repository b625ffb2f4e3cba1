//! What lists and tuples do alike: comparing item by item, and their repr.
//!
//! Comparing and printing items may run Python code that changes the sequences, so every step reads
//! the items anew.

use crate::objects::string;
use crate::ops::{self, CompareOp};
use crate::thread::{Raised, Thread};
use crate::value::Value;

/// How to read the items of a list or tuple.
pub type Items = for<'a> fn(&'a Value) -> &'a [Value];

/// Index of the first items that differ, or of the end of the shorter sequence.
fn first_difference(t: &mut Thread, a: Value, b: Value, items: Items) -> Result<usize, Raised> {
    // Identical words are equal, and a NaN is the same as itself here.
    let same = |from: usize| {
        let (x, y) = (items(&a).iter().skip(from), items(&b).iter().skip(from));
        from + x.zip(y).take_while(|(x, y)| x == y).count()
    };
    let mut i = same(0);
    while let (Some(&x), Some(&y)) = (items(&a).get(i), items(&b).get(i)) {
        if !ops::same_or_equal(t, x, y)? {
            break;
        }
        i = same(i + 1);
    }
    Ok(i)
}

/// `a == b`
pub fn equal(t: &mut Thread, a: Value, b: Value, items: Items) -> Result<bool, Raised> {
    if items(&a).len() != items(&b).len() {
        return Ok(false);
    }
    t.check_native_stack()?;
    let i = first_difference(t, a, b, items)?;
    Ok(i >= items(&a).len() && i >= items(&b).len())
}

/// `a op b`
pub fn compare(t: &mut Thread, op: CompareOp, a: Value, b: Value, items: Items) -> Result<Value, Raised> {
    match op {
        CompareOp::Eq => return equal(t, a, b, items).map(Value::bool),
        CompareOp::Ne => return equal(t, a, b, items).map(|same| Value::bool(!same)),
        _ => t.check_native_stack()?,
    }
    let i = first_difference(t, a, b, items)?;
    match (items(&a).get(i), items(&b).get(i)) {
        (Some(&x), Some(&y)) => ops::compare(t, op, x, y),
        _ => Ok(Value::bool(op.holds(items(&a).len().cmp(&items(&b).len())))),
    }
}

/// Runs `body` unless the repr of this very object is in progress: then `None`.
pub fn guarded_repr<T>(t: &mut Thread, v: Value, body: impl FnOnce(&mut Thread) -> Result<T, Raised>) -> Result<Option<T>, Raised> {
    let address = v.address();
    if t.repr_stack.contains(&address) {
        return Ok(None);
    }
    t.check_native_stack()?;
    t.repr_stack.push(address);
    let result = body(t);
    t.repr_stack.pop();
    result.map(Some)
}

/// Appends `repr(item)` to the WTF-8 text.
pub fn push_repr(t: &mut Thread, text: &mut Vec<u8>, item: Value) -> Result<(), Raised> {
    let shown = ops::repr(t, item)?;
    text.extend_from_slice(string::bytes(&shown));
    Ok(())
}

/// The items' reprs between `open` and `close`, or `recursive` when the repr of `v` is in progress.
pub fn repr(t: &mut Thread, v: Value, items: Items, [open, close, recursive]: [&str; 3]) -> Result<Value, Raised> {
    let text = guarded_repr(t, v, |t| {
        let mut text = open.as_bytes().to_vec();
        let mut i = 0;
        while let Some(&item) = items(&v).get(i) {
            if i > 0 {
                text.extend_from_slice(b", ");
            }
            push_repr(t, &mut text, item)?;
            i += 1;
        }
        text.extend_from_slice(close.as_bytes());
        Ok(text)
    })?;
    Ok(match text {
        Some(text) => string::new_wtf8(t, &text),
        None => t.str(recursive),
    })
}
