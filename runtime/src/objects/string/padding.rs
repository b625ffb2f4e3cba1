//! `center`, `ljust`, `rjust`, `zfill`, `expandtabs`.

use super::{bytes, char_len, is_str, make, wtf8};
use crate::native::{Args, Bind, NativeDef};
use crate::ops;
use crate::thread::{Raised, Thread};
use crate::value::Value;

/// The code point of the fill argument; a space when there is none.
fn fill_character(t: &mut Thread, v: Option<Value>) -> Result<u32, Raised> {
    let Some(v) = v else { return Ok(0x20) };
    if !is_str(t, v) {
        let message = format!("The fill character must be a unicode character, not {}", t.type_name(v));
        return Err(t.type_error(message));
    }
    if char_len(v) != 1 {
        return Err(t.type_error("The fill character must be exactly one character long"));
    }
    Ok(wtf8::decode(bytes(&v), 0).0)
}

/// `s` between `left` and `right` fill characters.
fn pad(t: &mut Thread, s: Value, left: usize, right: usize, fill: u32) -> Result<Value, Raised> {
    if left == 0 && right == 0 {
        return Ok(super::to_exact(t, s));
    }
    let (unit, width) = wtf8::encode(fill);
    let unit = &unit[..width];
    let text = bytes(&s);
    let chars = left.checked_add(right).and_then(|more| more.checked_add(char_len(s)));
    let total = left.checked_add(right).and_then(|more| more.checked_mul(width)?.checked_add(text.len()));
    let (Some(chars), Some(total)) = (chars, total) else {
        return Err(t.memory_error());
    };
    make::build(t, total, chars, |out| {
        let (before, rest) = out.split_at_mut(left * width);
        let (middle, after) = rest.split_at_mut(text.len());
        middle.copy_from_slice(text);
        for side in [before, after] {
            if !side.is_empty() {
                super::fill_repeated(side, unit);
            }
        }
    })
}

/// How many characters are missing to the width of argument 1.
fn missing(t: &mut Thread, args: Args) -> Result<usize, Raised> {
    let width = ops::width(t, args.get(1))?;
    Ok(usize::try_from(width).unwrap_or(0).saturating_sub(char_len(args.get(0))))
}

fn center(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let missing = missing(t, args)?;
    let fill = fill_character(t, args.opt(2))?;
    // CPython's rule: the extra character goes left only when both counts are odd.
    let width = char_len(args.get(0)) + missing;
    let left = missing / 2 + (missing & width & 1);
    pad(t, args.get(0), left, missing - left, fill)
}

fn ljust(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let missing = missing(t, args)?;
    let fill = fill_character(t, args.opt(2))?;
    pad(t, args.get(0), 0, missing, fill)
}

fn rjust(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let missing = missing(t, args)?;
    let fill = fill_character(t, args.opt(2))?;
    pad(t, args.get(0), missing, 0, fill)
}

fn zfill(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let missing = missing(t, args)?;
    let s = args.get(0);
    if missing == 0 {
        return Ok(super::to_exact(t, s));
    }
    let text = bytes(&s);
    let sign = matches!(text.first(), Some(b'+' | b'-')) as usize;
    make::build(t, text.len() + missing, char_len(s) + missing, |out| {
        out[..sign].copy_from_slice(&text[..sign]);
        out[sign..sign + missing].fill(b'0');
        out[sign + missing..].copy_from_slice(&text[sign..]);
    })
}

/// Tabs become spaces up to the next multiple of `size` columns; `None` when the result would not fit.
/// `starts` tells whether a byte starts a column.
pub fn expand_tabs(text: &[u8], size: usize, starts: fn(u8) -> bool) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len());
    let mut column = 0usize;
    for byte in text {
        match byte {
            b'\t' => {
                let spaces = if size == 0 { 0 } else { size - column % size };
                out.try_reserve(spaces).ok()?;
                out.extend(std::iter::repeat_n(b' ', spaces));
                column += spaces;
            }
            b'\n' | b'\r' => {
                out.push(*byte);
                column = 0;
            }
            _ => {
                out.push(*byte);
                column += starts(*byte) as usize;
            }
        }
    }
    Some(out)
}

/// The `tabsize` argument.
pub fn tab_size(t: &mut Thread, args: Args) -> Result<usize, Raised> {
    let [size] = args.rest().bind(t, "expandtabs", ["tabsize"], Bind::required(0))?;
    let size = size.map_or(Ok(8), |size| ops::index(t, size))?;
    if i32::try_from(size).is_err() {
        return Err(t.overflow_error("Python int too large to convert to C int"));
    }
    Ok(size.max(0) as usize)
}

fn expandtabs(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let size = tab_size(t, args)?;
    match expand_tabs(bytes(&args.get(0)), size, |byte| !wtf8::is_continuation(byte)) {
        Some(text) => make::try_new_wtf8(t, &text),
        None => Err(t.overflow_error("new string is too long")),
    }
}

pub(super) static METHODS: &[NativeDef] = &[
    NativeDef::method("center", 1, 2, center).leaf(),
    NativeDef::method("ljust", 1, 2, ljust).leaf(),
    NativeDef::method("rjust", 1, 2, rjust).leaf(),
    NativeDef::method("zfill", 1, 1, zfill).leaf(),
    NativeDef::method("expandtabs", 0, 1, expandtabs).keywords(),
];
