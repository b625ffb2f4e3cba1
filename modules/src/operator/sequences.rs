//! Functions of sequences and mappings.

use taipan_runtime::layout::Payload;
use taipan_runtime::native::NativeDef;
use taipan_runtime::objects::{bytes, int, string};
use taipan_runtime::ops::BinaryOp;
use taipan_runtime::{Args, Raised, Thread, Value, ops, types};

fn is_sequence(t: &mut Thread, v: Value) -> bool {
    let class = t.class_of(v);
    if types::payload(class) == Payload::Dict {
        return false;
    }
    let name = t.names.getitem;
    types::lookup(t, class, name).is_some()
}

fn concatenable(t: &mut Thread, v: Value) -> Result<(), Raised> {
    if is_sequence(t, v) {
        return Ok(());
    }
    let message = format!("'{}' object can't be concatenated", t.type_name(v));
    Err(t.type_error(message))
}

fn concat(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    concatenable(t, args.get(0))?;
    ops::binary(t, BinaryOp::Add, args.get(0), args.get(1))
}
fn iconcat(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    concatenable(t, args.get(0))?;
    ops::inplace(t, BinaryOp::Add, args.get(0), args.get(1))
}
fn contains(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    ops::contains(t, args.get(0), args.get(1)).map(Value::bool)
}
fn getitem(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    ops::get_item(t, args.get(0), args.get(1))
}
fn setitem(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    ops::set_item(t, args.get(0), args.get(1), args.get(2)).map(|()| Value::NONE)
}
fn delitem(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    ops::del_item(t, args.get(0), args.get(1)).map(|()| Value::NONE)
}

fn count_of(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let iterator = ops::iterate(t, args.get(0))?;
    let mut count = 0;
    loop {
        let item = ops::next(t, iterator)?;
        if item.is_hole() {
            return Ok(t.int(count));
        }
        count += i64::from(ops::same_or_equal(t, item, args.get(1))?);
    }
}

fn index_of(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let iterator = ops::iterate(t, args.get(0))?;
    let mut i = 0;
    loop {
        let item = ops::next(t, iterator)?;
        if item.is_hole() {
            return Err(t.value_error("sequence.index(x): x not in sequence"));
        }
        if ops::same_or_equal(t, item, args.get(1))? {
            return Ok(t.int(i));
        }
        i += 1;
    }
}

fn length_hint(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let default = match args.opt(1) {
        None => 0,
        Some(d) if !int::is_int(t, d) => {
            let message = format!("'{}' object cannot be interpreted as an integer", t.type_name(d));
            return Err(t.type_error(message));
        }
        Some(d) => ops::index(t, d)?,
    };
    let name = t.names.len;
    if ops::lookup_special(t, v, name).is_some() {
        match ops::len(t, v) {
            Ok(n) => return Ok(t.int(n as i64)),
            Err(_) => crate::support::caught(t, t.exceptions.type_error)?,
        }
    }
    let name = t.names.length_hint;
    let hint = match ops::call_special(t, v, name, &[]) {
        Ok(Some(hint)) if hint != Value::NOT_IMPLEMENTED => hint,
        Ok(_) => return Ok(t.int(default)),
        Err(_) => {
            crate::support::caught(t, t.exceptions.type_error)?;
            return Ok(t.int(default));
        }
    };
    if !int::is_int(t, hint) {
        let message = format!("__length_hint__ must be an integer, not {}", t.type_name(hint));
        return Err(t.type_error(message));
    }
    let n = ops::index(t, hint)?;
    if n < 0 {
        return Err(t.value_error("__length_hint__() should return >= 0"));
    }
    Ok(t.int(n))
}

/// Compares without giving away by its duration where texts differ.
fn compare_digest(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (a, b) = (args.get(0), args.get(1));
    let (x, y) = if string::is_str(t, a) && string::is_str(t, b) {
        if !string::is_ascii(a) || !string::is_ascii(b) {
            return Err(t.type_error("comparing strings with non-ASCII characters is not supported"));
        }
        (string::bytes(&a), string::bytes(&b))
    } else {
        match (bytes::slice_of(t, &a), bytes::slice_of(t, &b)) {
            (Some(x), Some(y)) => (x, y),
            _ => {
                let message = format!(
                    "unsupported operand types(s) or combination of types: '{}' and '{}'",
                    t.type_name(a),
                    t.type_name(b)
                );
                return Err(t.type_error(message));
            }
        }
    };
    let mut difference = u8::from(x.len() != y.len());
    for (i, byte) in y.iter().enumerate() {
        difference |= byte ^ x.get(i).unwrap_or(byte);
    }
    Ok(Value::bool(difference == 0))
}

pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::function("concat", 2, 2, concat).doc("Same as a + b, for a and b sequences."),
    NativeDef::function("iconcat", 2, 2, iconcat).doc("Same as a += b, for a and b sequences."),
    NativeDef::function("contains", 2, 2, contains).doc("Same as b in a (note reversed operands)."),
    NativeDef::function("getitem", 2, 2, getitem).doc("Same as a[b]."),
    NativeDef::function("setitem", 3, 3, setitem).doc("Same as a[b] = c."),
    NativeDef::function("delitem", 2, 2, delitem).doc("Same as del a[b]."),
    NativeDef::function("countOf", 2, 2, count_of).doc("Return the number of items in a which are, or which equal, b."),
    NativeDef::function("indexOf", 2, 2, index_of).doc("Return the first index of b in a."),
    NativeDef::function("length_hint", 1, 2, length_hint).doc("Return an estimate of the number of items in obj."),
    NativeDef::function("_compare_digest", 2, 2, compare_digest).doc("Return 'a == b'."),
];
