//! Methods that read bytes as ASCII text: case, predicates, padding, `translate`.

use super::arguments::bytes_like;
use super::parts::is_space;
use super::{like, receiver, slice_of, unchanged};
use crate::native::{Args, Bind, NativeDef};
use crate::objects::string::padding;
use crate::ops;
use crate::thread::{Raised, Thread};
use crate::value::Value;

fn mapped(t: &mut Thread, args: Args, map: fn(&[u8]) -> Vec<u8>) -> Result<Value, Raised> {
    let contents = args.get(0);
    let out = map(receiver(t, &contents));
    like(t, contents, &out)
}

fn lower(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    mapped(t, args, |text| text.to_ascii_lowercase())
}
fn upper(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    mapped(t, args, |text| text.to_ascii_uppercase())
}
fn swapcase(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    mapped(t, args, |text| {
        text.iter().map(|b| if b.is_ascii_alphabetic() { b ^ 0x20 } else { *b }).collect()
    })
}
fn capitalize(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    mapped(t, args, |text| {
        let mut out = text.to_ascii_lowercase();
        if let Some(first) = out.first_mut() {
            first.make_ascii_uppercase();
        }
        out
    })
}
fn title(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    mapped(t, args, |text| {
        let mut inside = false;
        let case = |byte: &u8| {
            let mapped = if inside { byte.to_ascii_lowercase() } else { byte.to_ascii_uppercase() };
            inside = byte.is_ascii_alphabetic();
            mapped
        };
        text.iter().map(case).collect()
    })
}

/// Whether there are bytes and all pass.
fn all(t: &mut Thread, args: Args, test: fn(&u8) -> bool) -> Result<Value, Raised> {
    let contents = args.get(0);
    let text = receiver(t, &contents);
    Ok(Value::bool(!text.is_empty() && text.iter().all(test)))
}

fn is_alpha(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    all(t, args, u8::is_ascii_alphabetic)
}
fn is_alnum(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    all(t, args, u8::is_ascii_alphanumeric)
}
fn is_digit(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    all(t, args, u8::is_ascii_digit)
}
fn is_space_method(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    all(t, args, |byte| is_space(*byte))
}
fn is_ascii(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let contents = args.get(0);
    Ok(Value::bool(receiver(t, &contents).is_ascii()))
}
fn is_lower(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let contents = args.get(0);
    let text = receiver(t, &contents);
    Ok(Value::bool(text.iter().any(u8::is_ascii_lowercase) && !text.iter().any(u8::is_ascii_uppercase)))
}
fn is_upper(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let contents = args.get(0);
    let text = receiver(t, &contents);
    Ok(Value::bool(text.iter().any(u8::is_ascii_uppercase) && !text.iter().any(u8::is_ascii_lowercase)))
}
fn is_title(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let contents = args.get(0);
    let (mut cased, mut inside) = (false, false);
    for byte in receiver(t, &contents) {
        if byte.is_ascii_alphabetic() {
            if byte.is_ascii_uppercase() == inside {
                return Ok(Value::FALSE);
            }
            (cased, inside) = (true, true);
        } else {
            inside = false;
        }
    }
    Ok(Value::bool(cased))
}

/// The byte to pad with.
fn fill_byte(t: &mut Thread, v: Option<Value>, name: &str) -> Result<u8, Raised> {
    let Some(v) = v else { return Ok(b' ') };
    match slice_of(t, &v) {
        Some(&[byte]) => Ok(byte),
        Some(bytes) => {
            let message = format!(
                "{name}(): argument 2 must be a byte string of length 1, not a {} object of length {}",
                t.type_name(v),
                bytes.len()
            );
            Err(t.type_error(message))
        }
        None => {
            let message = format!("{name}() argument 2 must be a byte string of length 1, not {}", t.type_name(v));
            Err(t.type_error(message))
        }
    }
}

fn missing(t: &mut Thread, args: Args) -> Result<usize, Raised> {
    let width = ops::width(t, args.get(1))?;
    let contents = args.get(0);
    Ok(usize::try_from(width).unwrap_or(0).saturating_sub(receiver(t, &contents).len()))
}

fn padded(t: &mut Thread, args: Args, left: usize, right: usize, fill: u8) -> Result<Value, Raised> {
    let contents = args.get(0);
    if left == 0 && right == 0 {
        return unchanged(t, contents);
    }
    let mut out = Vec::new();
    let text = receiver(t, &contents);
    if out.try_reserve_exact(text.len().saturating_add(left).saturating_add(right)).is_err() {
        return Err(t.memory_error());
    }
    out.resize(left, fill);
    out.extend_from_slice(text);
    out.resize(left + text.len() + right, fill);
    like(t, contents, &out)
}

fn center(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let missing = missing(t, args)?;
    let fill = fill_byte(t, args.opt(2), "center")?;
    let contents = args.get(0);
    let width = receiver(t, &contents).len() + missing;
    let left = missing / 2 + (missing & width & 1);
    padded(t, args, left, missing - left, fill)
}
fn ljust(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let missing = missing(t, args)?;
    let fill = fill_byte(t, args.opt(2), "ljust")?;
    padded(t, args, 0, missing, fill)
}
fn rjust(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let missing = missing(t, args)?;
    let fill = fill_byte(t, args.opt(2), "rjust")?;
    padded(t, args, missing, 0, fill)
}

fn zfill(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let missing = missing(t, args)?;
    let contents = args.get(0);
    if missing == 0 {
        return unchanged(t, contents);
    }
    let mut out = Vec::new();
    let text = receiver(t, &contents);
    if out.try_reserve_exact(text.len().saturating_add(missing)).is_err() {
        return Err(t.memory_error());
    }
    let sign = matches!(text.first(), Some(b'+' | b'-')) as usize;
    out.extend_from_slice(&text[..sign]);
    out.resize(sign + missing, b'0');
    out.extend_from_slice(&text[sign..]);
    like(t, contents, &out)
}

fn expandtabs(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let size = padding::tab_size(t, args)?;
    let contents = args.get(0);
    let expanded = padding::expand_tabs(receiver(t, &contents), size, |_| true);
    match expanded {
        Some(out) => like(t, contents, &out),
        None => Err(t.overflow_error("result too long")),
    }
}

fn translate(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let options = Bind::required(1).positional_only(1);
    let [table, deleted] = args.rest().bind(t, "translate", ["table", "delete"], options)?;
    let table = match table {
        None | Some(Value::NONE) => None,
        Some(table) => Some(bytes_like(t, table)?),
    };
    if let Some(table) = &table
        && receiver(t, table).len() != 256
    {
        return Err(t.value_error("translation table must be 256 characters long"));
    }
    let deleted = match deleted {
        None => None,
        Some(deleted) => Some(bytes_like(t, deleted)?),
    };
    let contents = args.get(0);
    let out: Vec<u8> = {
        let mut dropped = [false; 256];
        if let Some(deleted) = &deleted {
            receiver(t, deleted).iter().for_each(|byte| dropped[*byte as usize] = true);
        }
        let table = table.as_ref().map(|table| receiver(t, table));
        let kept = receiver(t, &contents).iter().filter(|byte| !dropped[**byte as usize]);
        kept.map(|byte| table.map_or(*byte, |table| table[*byte as usize])).collect()
    };
    like(t, contents, &out)
}

fn make_translation(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (from, to) = (bytes_like(t, args.get(0))?, bytes_like(t, args.get(1))?);
    let mut table: [u8; 256] = std::array::from_fn(|i| i as u8);
    let (from, to) = (receiver(t, &from), receiver(t, &to));
    if from.len() != to.len() {
        return Err(t.value_error("maketrans arguments must have same length"));
    }
    for (old, new) in from.iter().zip(to) {
        table[*old as usize] = *new;
    }
    Ok(super::new(t, &table))
}

pub(super) static METHODS: &[NativeDef] = &[
    NativeDef::method("lower", 0, 0, lower),
    NativeDef::method("upper", 0, 0, upper),
    NativeDef::method("swapcase", 0, 0, swapcase),
    NativeDef::method("capitalize", 0, 0, capitalize),
    NativeDef::method("title", 0, 0, title),
    NativeDef::method("isalpha", 0, 0, is_alpha),
    NativeDef::method("isalnum", 0, 0, is_alnum),
    NativeDef::method("isdigit", 0, 0, is_digit),
    NativeDef::method("isspace", 0, 0, is_space_method),
    NativeDef::method("isascii", 0, 0, is_ascii),
    NativeDef::method("islower", 0, 0, is_lower),
    NativeDef::method("isupper", 0, 0, is_upper),
    NativeDef::method("istitle", 0, 0, is_title),
    NativeDef::method("center", 1, 2, center),
    NativeDef::method("ljust", 1, 2, ljust),
    NativeDef::method("rjust", 1, 2, rjust),
    NativeDef::method("zfill", 1, 1, zfill),
    NativeDef::method("expandtabs", 0, 1, expandtabs).keywords(),
    NativeDef::method("translate", 1, 2, translate).keywords(),
    NativeDef::static_method("maketrans", 2, 2, make_translation),
];
