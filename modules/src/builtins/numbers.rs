//! `abs`, `bin`, `divmod`, `hex`, `oct`, `pow`, `round`: functions of one number or two.

use taipan_runtime::layout::shape_id as id;
use taipan_runtime::native::Intrinsic;
use taipan_runtime::objects::{float, int, string, tuple};
use taipan_runtime::ops::{self, BinaryOp};
use taipan_runtime::{Args, Bind, NativeDef, Raised, Thread, Value};

fn abs(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    match t.shape_of(v) {
        id::INT | id::BIG_INT => return int::abs(t, v),
        id::FLOAT => {
            let x = float::value(v).unwrap_or(0.0);
            return Ok(t.float(x.abs()));
        }
        _ => {}
    }
    let name = t.names.abs;
    match ops::call_special(t, v, name, &[])? {
        Some(result) => Ok(result),
        None => {
            let message = format!("bad operand type for abs(): '{}'", t.type_name(v));
            Err(t.type_error(message))
        }
    }
}

/// `v` in a base that is a power of two, with its prefix.
fn radix(t: &mut Thread, v: Value, spec: &str) -> Result<Value, Raised> {
    let exact = ops::index_value(t, v)?;
    if exact.is_small() {
        return Ok(short_radix(t, exact.as_small(), spec.as_bytes()[1]));
    }
    let spec = t.intern(spec);
    ops::format(t, exact, spec)
}

/// The same of an int in one word, for the letter of the prefix.
fn short_radix(t: &mut Thread, v: i64, letter: u8) -> Value {
    let shift = match letter {
        b'b' => 1,
        b'o' => 3,
        _ => 4,
    };
    let mut text = [0u8; 67];
    let mut at = text.len();
    let mut rest = v.unsigned_abs();
    let mut put = |byte: u8| {
        at -= 1;
        text[at] = byte;
    };
    loop {
        put(b"0123456789abcdef"[(rest & ((1 << shift) - 1)) as usize]);
        rest >>= shift;
        if rest == 0 {
            break;
        }
    }
    put(letter);
    put(b'0');
    if v < 0 {
        put(b'-');
    }
    string::new_ascii(t, &text[at..])
}

fn bin(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    radix(t, args.get(0), "#b")
}
fn oct(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    radix(t, args.get(0), "#o")
}
fn hex(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    radix(t, args.get(0), "#x")
}

fn divmod(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (a, b) = (args.get(0), args.get(1));
    let exact = |s: u32| matches!(s, id::INT | id::BIG_INT);
    let (sa, sb) = (t.shape_of(a), t.shape_of(b));
    if exact(sa) && exact(sb) {
        let (q, r) = int::divmod(t, a, b)?;
        return Ok(tuple::new(t, &[q, r]));
    }
    if let (Some(x), Some(y)) = (float::value(a), float::value(b)) {
        let (q, r) = float::divmod(t, x, y)?;
        let (q, r) = (t.float(q), t.float(r));
        return Ok(tuple::new(t, &[q, r]));
    }
    let (forward, backward) = (t.names.divmod, t.names.rdivmod);
    let (ca, cb) = (t.class_of(a), t.class_of(b));
    let reflected_first = ca != cb && taipan_runtime::types::is_subclass(cb, ca);
    let attempts = [(a, b, forward), (b, a, backward)];
    let order = if reflected_first { [1, 0] } else { [0, 1] };
    for i in order {
        let (receiver, other, name) = attempts[i];
        if i == 1 && ca == cb {
            continue;
        }
        if let Some(result) = ops::call_special(t, receiver, name, &[other])?
            && result != Value::NOT_IMPLEMENTED
        {
            return Ok(result);
        }
    }
    let message = format!("unsupported operand type(s) for divmod(): '{}' and '{}'", t.type_name(a), t.type_name(b));
    Err(t.type_error(message))
}

fn pow(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [base, exponent, modulus] = args.bind(t, "pow", ["base", "exp", "mod"], Bind::required(2))?;
    let (base, exponent) = (base.expect("required"), exponent.expect("required"));
    let Some(modulus) = modulus.filter(|m| !m.is_none()) else {
        return ops::binary(t, BinaryOp::Pow, base, exponent);
    };
    if let (Some(b), Some(e), Some(m)) = (plain_int(t, base), plain_int(t, exponent), plain_int(t, modulus)) {
        return int::pow_mod(t, b, e, m);
    }
    let name = t.names.pow;
    if let Some(result) = ops::call_special(t, base, name, &[exponent, modulus])?
        && result != Value::NOT_IMPLEMENTED
    {
        return Ok(result);
    }
    let names = [base, exponent, modulus].map(|v| t.type_name(v));
    if (int::is_int(t, base) || float::is_float(t, base)) && names.iter().any(|n| n == "float") {
        return Err(t.type_error("pow() 3rd argument not allowed unless all arguments are integers"));
    }
    let [a, b, c] = names;
    Err(t.type_error(format!("unsupported operand type(s) for ** or pow(): '{a}', '{b}', '{c}'")))
}

/// The exact int of an int without operator methods of its own.
fn plain_int(t: &mut Thread, v: Value) -> Option<Value> {
    matches!(t.shape_of(v), id::INT | id::BIG_INT | id::BOOL).then(|| int::value_of(t, v))
}

fn round(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [number, digits] = args.bind(t, "round", ["number", "ndigits"], Bind::required(1))?;
    let number = number.expect("required");
    let digits = digits.filter(|d| !d.is_none());
    if digits.is_none() && (number.is_small() || number.has_shape(id::BIG_INT)) {
        return Ok(number);
    }
    let name = t.names.round;
    let result = match digits {
        Some(digits) => ops::call_special(t, number, name, &[digits])?,
        None => ops::call_special(t, number, name, &[])?,
    };
    match result {
        Some(v) => Ok(v),
        None => {
            let message = format!("type {} doesn't define __round__ method", t.type_name(number));
            Err(t.type_error(message))
        }
    }
}

fn hash(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let h = ops::hash(t, args.get(0))?;
    Ok(t.int(h))
}

fn id_of(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let word = taipan_runtime::objects::native_function::address(args.get(0));
    Ok(int::from_u64(t, word))
}

pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::function("abs", 1, 1, abs)
        .tries()
        .intrinsic(Intrinsic::Abs)
        .doc("Return the absolute value of the argument."),
    NativeDef::function("bin", 1, 1, bin)
        .tries()
        .doc("Return the binary representation of an integer."),
    NativeDef::function("divmod", 2, 2, divmod)
        .tries()
        .leaf()
        .doc("Return the tuple (x//y, x%y).  Invariant: div*y + mod == x."),
    NativeDef::function("hash", 1, 1, hash)
        .tries()
        .doc("Return the hash value for the given object."),
    NativeDef::function("hex", 1, 1, hex)
        .tries()
        .doc("Return the hexadecimal representation of an integer."),
    NativeDef::function("id", 1, 1, id_of).tries().doc("Return the identity of an object."),
    NativeDef::function("oct", 1, 1, oct)
        .tries()
        .doc("Return the octal representation of an integer."),
    NativeDef::function("pow", 2, 3, pow)
        .tries()
        .leaf()
        .keywords()
        .doc("Equivalent to base**exp with 2 arguments or base**exp % mod with 3 arguments."),
    NativeDef::function("round", 1, 2, round)
        .tries()
        .leaf()
        .keywords()
        .doc("Round a number to a given precision in decimal digits."),
];
