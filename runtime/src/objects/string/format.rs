//! `str.format` and `str.format_map`.

use super::{bytes, make, repr};
use crate::native::{Args, NativeDef};
use crate::objects::int;
use crate::ops;
use crate::thread::{Raised, Thread};
use crate::value::Value;
use taipan_numeric::NumericError;
use taipan_numeric::text::{AutoNumber, Field, FieldPath, Fields, PathStep, unknown_conversion};

/// Where fields find their values.
#[derive(Clone, Copy)]
enum Source<'a> {
    Arguments(Args, &'a [Value]),
    Mapping(Value),
}

fn check<T>(t: &mut Thread, result: Result<T, NumericError>) -> Result<T, Raised> {
    result.map_err(|error| int::raise(t, error))
}

/// Appends the template's text with its fields filled. `depth` levels of fields may nest.
fn fill(t: &mut Thread, template: &[u8], source: Source, numbers: &mut AutoNumber, depth: u32, out: &mut Vec<u8>) -> Result<(), Raised> {
    if depth == 0 {
        return Err(t.value_error("Max string recursion exceeded"));
    }
    for piece in Fields::new(template) {
        let piece = check(t, piece)?;
        out.extend_from_slice(piece.literal);
        if let Some(field) = piece.field {
            fill_field(t, &field, source, numbers, depth, out)?;
        }
    }
    Ok(())
}

fn fill_field(t: &mut Thread, field: &Field, source: Source, numbers: &mut AutoNumber, depth: u32, out: &mut Vec<u8>) -> Result<(), Raised> {
    let mut value = look_up(t, field, source, numbers)?;
    match field.conversion.map(|code| (code, char::from_u32(code))) {
        None => {}
        Some((_, Some('r'))) => value = ops::repr(t, value)?,
        Some((_, Some('s'))) => value = ops::str_of(t, value)?,
        Some((_, Some('a'))) => {
            let text = ops::repr(t, value)?;
            value = t.str(&repr::escape_non_ascii(bytes(&text)));
        }
        Some((code, _)) => return Err(int::raise(t, unknown_conversion(code))),
    }
    let spec = if field.nested {
        let mut spec = Vec::new();
        fill(t, field.spec, source, numbers, depth - 1, &mut spec)?;
        make::try_new_wtf8(t, &spec)?
    } else {
        make::new_wtf8(t, field.spec)
    };
    let text = ops::format(t, value, spec)?;
    out.extend_from_slice(bytes(&text));
    Ok(())
}

/// The value that a field's name leads to.
fn look_up(t: &mut Thread, field: &Field, source: Source, numbers: &mut AutoNumber) -> Result<Value, Raised> {
    let path = check(t, FieldPath::parse(field.name))?;
    let index = match source {
        Source::Mapping(_) if !matches!(path.start, taipan_numeric::text::FieldStart::Name(_)) => {
            return Err(t.value_error("Format string contains positional fields"));
        }
        _ => check(t, numbers.resolve(path.start))?,
    };
    let mut value = match (index, path.start, source) {
        (Some(index), _, Source::Arguments(_, positional)) => match positional.get(index) {
            Some(value) => *value,
            None => {
                let message = format!("Replacement index {index} out of range for positional args tuple");
                return Err(t.index_error(message));
            }
        },
        (_, taipan_numeric::text::FieldStart::Name(name), Source::Arguments(args, _)) => match args.keywords().find(|(key, _)| bytes(key) == name) {
            Some((_, value)) => value,
            None => {
                let key = make::new_wtf8(t, name);
                return Err(t.key_error(key));
            }
        },
        (_, taipan_numeric::text::FieldStart::Name(name), Source::Mapping(mapping)) => {
            let key = make::new_wtf8(t, name);
            ops::get_item(t, mapping, key)?
        }
        _ => return Err(t.value_error("Format string contains positional fields")),
    };
    for step in path {
        value = match check(t, step)? {
            PathStep::Attribute(name) => {
                let name = make::new_wtf8(t, name);
                let name = super::intern_value(t, name);
                ops::get_attr(t, value, name)?
            }
            PathStep::Index(index) => {
                let index = int::from_usize(t, index);
                ops::get_item(t, value, index)?
            }
            PathStep::Key(key) => {
                let key = make::new_wtf8(t, key);
                ops::get_item(t, value, key)?
            }
        };
    }
    Ok(value)
}

fn filled(t: &mut Thread, template: Value, source: Source) -> Result<Value, Raised> {
    let template = bytes(&template);
    let mut out = Vec::with_capacity(template.len() + 32);
    fill(t, template, source, &mut AutoNumber::default(), 2, &mut out)?;
    make::try_new_wtf8(t, &out)
}

fn format(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let arguments = args.rest();
    filled(t, args.get(0), Source::Arguments(arguments, arguments.positional()))
}

fn format_map(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    filled(t, args.get(0), Source::Mapping(args.get(1)))
}

pub(super) static METHODS: &[NativeDef] = &[
    NativeDef::method("format", 0, NativeDef::MANY, format).keywords(),
    NativeDef::method("format_map", 1, 1, format_map),
];
