//! `complex(...)`: from numbers, and from text.

use super::{Complex, new, value};
use crate::layout::shape_id;
use crate::native::{Args, Bind, NativeDef};
use crate::objects::{float, instance, string};
use crate::ops;
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;
use taipan_numeric::{floats, text};

/// `v.__complex__()`, if the class has it.
pub(super) fn by_method(t: &mut Thread, v: Value) -> Result<Option<(f64, f64)>, Raised> {
    if v.is_small() || float::value(v).is_some() {
        return Ok(None);
    }
    let name = t.names.complex;
    let Some(result) = ops::call_special(t, v, name, &[])? else {
        return Ok(None);
    };
    match value(t, result) {
        Some(parts) => Ok(Some(parts)),
        None => {
            let message = format!("__complex__ returned non-complex (type {})", t.type_name(result));
            Err(t.type_error(message))
        }
    }
}

/// The longest float at the start of `text` and its length.
fn float_prefix(text: &[u8]) -> Option<(f64, usize)> {
    let sign = matches!(text.first(), Some(b'+' | b'-')) as usize;
    let rest = &text[sign..];
    for word in ["infinity", "inf", "nan"] {
        if rest.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes())) {
            let length = sign + word.len();
            return floats::parse(&text[..length]).map(|x| (x, length));
        }
    }
    let digits = |from: usize| rest[from.min(rest.len())..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let whole = digits(0);
    let mut end = whole;
    let mut fraction = 0;
    if rest.get(end) == Some(&b'.') {
        fraction = digits(end + 1);
        end += 1 + fraction;
    }
    if whole + fraction == 0 {
        return None;
    }
    if let Some(b'e' | b'E') = rest.get(end) {
        let exponent_sign = matches!(rest.get(end + 1), Some(b'+' | b'-')) as usize;
        let exponent = digits(end + 1 + exponent_sign);
        if exponent > 0 {
            end += 1 + exponent_sign + exponent;
        }
    }
    floats::parse(&text[..sign + end]).map(|x| (x, sign + end))
}

/// Drops underscores, which must stand between digits.
fn without_underscores(text: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len());
    for (i, byte) in text.iter().enumerate() {
        if *byte != b'_' {
            out.push(*byte);
            continue;
        }
        let digit = |at: Option<usize>| at.and_then(|at| text.get(at)).is_some_and(u8::is_ascii_digit);
        if !digit(i.checked_sub(1)) || !digit(Some(i + 1)) {
            return None;
        }
    }
    Some(out)
}

/// The number that a text spells.
fn parse(raw: &[u8]) -> Option<(f64, f64)> {
    let ascii = text::number_text(raw);
    let clean = without_underscores(&ascii)?;
    let mut rest = trim(&clean);
    if let Some(inner) = rest.strip_prefix(b"(") {
        rest = trim(inner.strip_suffix(b")")?);
    }
    let is_j = |at: usize| matches!(rest.get(at), Some(b'j' | b'J')) && at + 1 == rest.len();
    let unit = |at: usize| match rest.get(at) {
        Some(b'-') => (-1.0, at + 1),
        Some(b'+') => (1.0, at + 1),
        _ => (1.0, at),
    };
    let Some((first, at)) = float_prefix(rest) else {
        let (imaginary, at) = unit(0);
        return is_j(at).then_some((0.0, imaginary));
    };
    match rest.get(at) {
        None => Some((first, 0.0)),
        Some(b'+' | b'-') => {
            let (imaginary, length) = match float_prefix(&rest[at..]) {
                Some((imaginary, length)) => (imaginary, at + length),
                None => unit(at),
            };
            is_j(length).then_some((first, imaginary))
        }
        Some(_) => is_j(at).then_some((0.0, first)),
    }
}

fn trim(text: &[u8]) -> &[u8] {
    let space = |byte: &u8| matches!(byte, b' ' | b'\t'..=b'\r');
    let from = text.iter().position(|byte| !space(byte)).unwrap_or(text.len());
    let to = text.iter().rposition(|byte| !space(byte)).map_or(from, |at| at + 1);
    &text[from..to]
}

/// `complex(v)` of a number.
fn from_number(t: &mut Thread, v: Value) -> Result<Option<(f64, f64)>, Raised> {
    if let Some(parts) = by_method(t, v)? {
        return Ok(Some(parts));
    }
    if let Some(parts) = value(t, v) {
        return Ok(Some(parts));
    }
    Ok(float::try_f64(t, v)?.map(|real| (real, 0.0)))
}

/// One of two arguments: a complex number or a real one.
fn part(t: &mut Thread, v: Value, name: &str, methods: bool) -> Result<(f64, f64), Raised> {
    let number = if string::is_str(t, v) {
        None
    } else if methods {
        from_number(t, v)?
    } else if let Some(parts) = value(t, v) {
        Some(parts)
    } else {
        float::try_f64(t, v)?.map(|real| (real, 0.0))
    };
    match number {
        Some(parts) => Ok(parts),
        None => {
            let message = format!("complex() argument '{name}' must be a real number, not {}", t.type_name(v));
            Err(t.type_error(message))
        }
    }
}

/// `complex.__new__`
fn new_object(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    let total = args.len() + args.keywords().count();
    if total > 2 {
        return Err(t.type_error(format!("complex() takes at most 2 arguments ({total} given)")));
    }
    let [real, imaginary] = args.bind(t, "complex", ["real", "imag"], Bind::required(0))?;
    let (x, y) = match (real, imaginary) {
        (None, None) => (0.0, 0.0),
        (Some(v), None) => {
            if v.has_shape(shape_id::COMPLEX) && class == t.types.complex {
                return Ok(v);
            }
            if string::is_str(t, v) {
                match parse(string::bytes(&v)) {
                    Some(parts) => parts,
                    None => return Err(t.value_error("complex() arg is a malformed string")),
                }
            } else {
                match from_number(t, v)? {
                    Some(parts) => parts,
                    None => {
                        let message = format!("complex() argument must be a string or a number, not {}", t.type_name(v));
                        return Err(t.type_error(message));
                    }
                }
            }
        }
        (real, Some(imaginary)) => {
            let (a, b) = match real {
                Some(real) => part(t, real, "real", true)?,
                None => (0.0, 0.0),
            };
            let was_complex = value(t, imaginary).is_some();
            let (c, d) = part(t, imaginary, "imag", false)?;
            // real + imaginary * 1j, for a complex imaginary part turns into the real one.
            let x = if was_complex { a - d } else { a };
            // An addition of 0.0 would lose the sign of -0.0.
            let y = if b != 0.0 { b + c } else { c };
            (x, y)
        }
    };
    make(t, class, x, y)
}

fn make(t: &mut Thread, class: Value, real: f64, imaginary: f64) -> Result<Value, Raised> {
    if class == t.types.complex {
        return Ok(new(t, real, imaginary));
    }
    let object = instance::allocate(t, class);
    // SAFETY: an instance of a subclass of complex has the fields of a Complex.
    unsafe {
        let c = &mut *object.cast::<Complex>();
        (c.real, c.imaginary) = (real, imaginary);
    }
    Ok(object)
}

/// `complex.from_number`
fn from_number_method(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (class, number) = (args.get(0), args.get(1));
    if number.has_shape(shape_id::COMPLEX) && class == t.types.complex {
        return Ok(number);
    }
    let (x, y) = super::to_complex(t, number)?;
    let exact = new(t, x, y);
    if class == t.types.complex { Ok(exact) } else { ops::call(t, class, &[exact]) }
}

static METHODS: &[NativeDef] = &[NativeDef::class_method("from_number", 1, 1, from_number_method)];

pub(super) fn init(t: &mut Thread) {
    let class = t.types.complex;
    types::set_new(class, new_object);
    types::add_methods(t, class, METHODS);
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn texts() {
        for (text, parts) in [
            ("1+2j", (1.0, 2.0)),
            ("(1-2J)", (1.0, -2.0)),
            (" j ", (0.0, 1.0)),
            ("-j", (0.0, -1.0)),
            ("1_0j", (0.0, 10.0)),
            ("1e5-infj", (1e5, f64::NEG_INFINITY)),
            ("1+j", (1.0, 1.0)),
            (".5", (0.5, 0.0)),
        ] {
            assert_eq!(parse(text.as_bytes()), Some(parts), "{text}");
        }
        for text in ["", "1j+2", "1 + 2j", "1+", "(1", "1__0", "+", "1e", "jj", "1+2"] {
            assert_eq!(parse(text.as_bytes()), None, "{text}");
        }
        assert!(parse(b"+nanj").unwrap().1.is_nan());
    }
}
