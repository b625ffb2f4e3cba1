//! `%`-formatting of str and bytes: fetches the arguments and hands them to the renderer of
//! `taipan_numeric::percent`.

use super::{bytes, char_len, is_exact, is_str, make, repr};
use crate::objects::{float, int, tuple};
use crate::ops;
use crate::thread::{Raised, Thread};
use crate::value::Value;
use taipan_numeric::NumericError;
use taipan_numeric::percent::{self, Amount, Conversion, Layout, Piece, Pieces, Template};

/// The right operand: a tuple's items one after the other, or one value.
struct Operands {
    all: Value,
    is_tuple: bool,
    next: usize,
    mapping: bool,
    /// The value that the last `%(key)` fetched.
    keyed: Option<Value>,
}

impl Operands {
    fn new(t: &mut Thread, all: Value) -> Operands {
        let is_tuple = tuple::is_tuple(t, all);
        let name = t.names.getitem;
        let mapping = !is_tuple && !is_str(t, all) && ops::lookup_special(t, all, name).is_some();
        Operands {
            all,
            is_tuple,
            next: 0,
            mapping,
            keyed: None,
        }
    }

    fn count(&self) -> usize {
        if self.is_tuple { tuple::items(&self.all).len() } else { 1 }
    }

    fn next(&mut self, t: &mut Thread) -> Result<Value, Raised> {
        if let Some(value) = self.keyed.take() {
            return Ok(value);
        }
        if self.next >= self.count() {
            return Err(int::raise(t, percent::not_enough_arguments()));
        }
        self.next += 1;
        Ok(if self.is_tuple { tuple::items(&self.all)[self.next - 1] } else { self.all })
    }

    fn star(&mut self, t: &mut Thread, amount: Amount, too_big: &str) -> Result<i64, Raised> {
        if amount != Amount::Star {
            return Ok(0);
        }
        let value = self.next(t)?;
        let Some(exact) = int::exact(t, value) else {
            return Err(int::raise(t, percent::star_wants_int()));
        };
        match int::to_i64(exact) {
            Some(value) => Ok(value),
            None => Err(t.overflow_error(too_big)),
        }
    }
}

/// Converts `%s`, `%r`, `%a`, `%b`, `%c` of a template kind to text; `None` for a character that is no conversion.
type Text = fn(&mut Thread, &Conversion, &Layout, Value, &mut Vec<u8>) -> Result<bool, Raised>;

/// The formatted text. `template` must stay reachable.
pub fn format(t: &mut Thread, template: &[u8], kind: Template, operand: Value, write_other: Text) -> Result<Vec<u8>, Raised> {
    let mut operands = Operands::new(t, operand);
    let mut out = Vec::with_capacity(template.len() + 32);
    let mut keyed_once = false;
    for piece in Pieces::new(template, kind, operands.mapping) {
        let conversion = match check(t, piece)? {
            Piece::Literal(text) => {
                out.extend_from_slice(text);
                continue;
            }
            Piece::Conversion(conversion) => conversion,
        };
        if let Some(key) = conversion.key {
            let key = match kind {
                Template::Str => make::new_wtf8(t, key),
                Template::Bytes => crate::objects::bytes::new(t, key),
            };
            operands.keyed = Some(ops::get_item(t, operand, key)?);
            keyed_once = true;
        }
        let width = operands.star(t, conversion.width, "Python int too large to convert to C ssize_t")?;
        let precision = operands.star(t, conversion.precision, "Python int too large to convert to C int")?;
        let value = operands.next(t)?;
        let layout = conversion.layout(width, precision);
        match conversion.code {
            'd' | 'i' | 'u' | 'o' | 'x' | 'X' => {
                let number = integer(t, value, conversion.code)?;
                let limit = int::max_str_digits();
                let written = int::with_view(number, |view| percent::write_int(&layout, view, limit, &mut out));
                check(t, written)?;
            }
            'e' | 'E' | 'f' | 'F' | 'g' | 'G' => {
                let number = if kind == Template::Bytes { real(t, value)? } else { float::to_f64(t, value)? };
                check(t, percent::write_float(&layout, number, &mut out))?;
            }
            _ => {
                if !write_other(t, &conversion, &layout, value, &mut out)? {
                    return Err(int::raise(t, conversion.unsupported()));
                }
            }
        }
    }
    if !operands.mapping && !keyed_once && operands.next < operands.count() {
        return Err(int::raise(t, percent::too_many_arguments(kind)));
    }
    Ok(out)
}

fn check<T>(t: &mut Thread, result: Result<T, NumericError>) -> Result<T, Raised> {
    result.map_err(|error| int::raise(t, error))
}

/// A float for a bytes template, whose error text differs.
fn real(t: &mut Thread, value: Value) -> Result<f64, Raised> {
    match float::try_f64(t, value)? {
        Some(x) => Ok(x),
        None => {
            let message = format!("float argument required, not {}", t.type_name(value));
            Err(t.type_error(message))
        }
    }
}

/// The int of `%d` (any number) or `%x` (only ints).
fn integer(t: &mut Thread, value: Value, code: char) -> Result<Value, Raised> {
    if let Some(exact) = int::exact(t, value) {
        return Ok(exact);
    }
    let names = if matches!(code, 'o' | 'x' | 'X') {
        [t.names.index; 2]
    } else {
        [t.names.int, t.names.index]
    };
    let is_number = names.iter().any(|name| ops::lookup_special(t, value, *name).is_some());
    let converted = if !is_number {
        None
    } else if matches!(code, 'o' | 'x' | 'X') {
        Some(ops::index_value(t, value))
    } else {
        Some(int::from_number(t, value))
    };
    match converted {
        Some(Ok(number)) => Ok(number),
        Some(Err(raised)) if !t.pending_is(t.exceptions.type_error) => Err(raised),
        failed => {
            if failed.is_some() {
                t.take_pending();
            }
            let type_name = t.type_name(value);
            Err(int::raise(t, percent::number_required(code, &type_name)))
        }
    }
}

/// `%s`, `%r`, `%a` and `%c` of a str template.
fn write_text(t: &mut Thread, conversion: &Conversion, layout: &Layout, value: Value, out: &mut Vec<u8>) -> Result<bool, Raised> {
    let text = match conversion.code {
        's' if is_exact(value) => value,
        's' => ops::str_of(t, value)?,
        'r' => ops::repr(t, value)?,
        'a' => {
            let text = ops::repr(t, value)?;
            let escaped = repr::escape_non_ascii(bytes(&text));
            check(t, percent::write_text(layout, escaped.as_bytes(), out))?;
            return Ok(true);
        }
        'c' => return write_character(t, layout, value, out).map(|()| true),
        _ => return Ok(false),
    };
    check(t, percent::write_text(layout, bytes(&text), out))?;
    Ok(true)
}

fn write_character(t: &mut Thread, layout: &Layout, value: Value, out: &mut Vec<u8>) -> Result<(), Raised> {
    if is_str(t, value) {
        let length = char_len(value);
        if length != 1 {
            let message = format!("%c requires an int or a unicode character, not a string of length {length}");
            return Err(t.type_error(message));
        }
        return check(t, percent::write_text(layout, bytes(&value), out));
    }
    let is_index = int::is_int(t, value) || ops::lookup_special(t, value, t.names.index).is_some();
    if !is_index {
        let message = format!("%c requires an int or a unicode character, not {}", t.type_name(value));
        return Err(t.type_error(message));
    }
    let code = int::to_i64(ops::index_value(t, value)?);
    let mut buffer = [0; 4];
    let character = check(t, percent::character(Template::Str, code, &mut buffer))?;
    check(t, percent::write_text(layout, character, out))
}

/// `template % operand` for a str.
pub fn percent(t: &mut Thread, template: Value, operand: Value) -> Result<Value, Raised> {
    let text = format(t, bytes(&template), Template::Str, operand, write_text)?;
    make::try_new_wtf8(t, &text)
}
