//! `_string`: the grammar of format strings for `string.Formatter`.

use crate::support::{ClassDef, Place, kept_class, words};
use taipan_numeric::text::{FieldPath, FieldStart, Fields, PathStep};
use taipan_runtime::native::NativeDef;
use taipan_runtime::objects::{int, list, module, string, tuple};
use taipan_runtime::{Args, Raised, Thread, Value, ops};

/// Words of both iterators: a list of everything that is given, and an error raised behind it (None: none). The raw
/// word is the index.
fn next(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    let items = words::get(v, 0);
    let i = words::raw(v) as usize;
    if i < list::len(items) {
        words::set_raw(v, i as u64 + 1);
        return Ok(list::get(items, i));
    }
    let error = words::get(v, 1);
    if error.is_none() {
        return Ok(Value::HOLE);
    }
    words::set(t, v, 1, Value::NONE);
    Err(t.raise_object(error))
}

static FORMATTER: ClassDef = ClassDef {
    next: Some(next),
    ..ClassDef::new("builtins", "formatteriterator")
};
static FIELD_NAME: ClassDef = ClassDef {
    next: Some(next),
    ..ClassDef::new("builtins", "fieldnameiterator")
};

fn text_argument(t: &mut Thread, v: Value) -> Result<(), Raised> {
    if string::is_str(t, v) {
        return Ok(());
    }
    let message = format!("expected str, got {}", t.type_name(v));
    Err(t.type_error(message))
}

/// The error as an exception object.
fn error_object(t: &mut Thread, error: taipan_numeric::NumericError) -> Value {
    let _ = int::raise(t, error);
    t.take_pending()
}

fn formatter_parser(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let text = args.get(0);
    text_argument(t, text)?;
    let items = list::new(t, &[]);
    let mut error = Value::NONE;
    for piece in Fields::new(string::bytes(&text)) {
        let piece = match piece {
            Ok(piece) => piece,
            Err(e) => {
                error = error_object(t, e);
                break;
            }
        };
        let literal = string::new_wtf8(t, piece.literal);
        let item = match piece.field {
            None => [literal, Value::NONE, Value::NONE, Value::NONE],
            Some(field) => {
                let name = string::new_wtf8(t, field.name);
                let spec = string::new_wtf8(t, field.spec);
                let conversion = match field.conversion {
                    Some(c) => string::from_code_point(t, c),
                    None => Value::NONE,
                };
                [literal, name, spec, conversion]
            }
        };
        let item = tuple::new(t, &item);
        list::push(t, items, item);
    }
    let class = kept_class(t, Place::StringFormatterIterator, &FORMATTER);
    Ok(words::new(t, class, 0, &[items, error]))
}

fn field_name_split(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let text = args.get(0);
    text_argument(t, text)?;
    let path = match FieldPath::parse(string::bytes(&text)) {
        Ok(path) => path,
        Err(e) => return Err(int::raise(t, e)),
    };
    let first = match path.start {
        FieldStart::Auto => t.str(""),
        FieldStart::Index(i) => int::from_usize(t, i),
        FieldStart::Name(name) => string::new_wtf8(t, name),
    };
    let items = list::new(t, &[]);
    let mut error = Value::NONE;
    for step in path {
        let (attribute, key) = match step {
            Ok(PathStep::Attribute(name)) => (Value::TRUE, string::new_wtf8(t, name)),
            Ok(PathStep::Index(i)) => (Value::FALSE, int::from_usize(t, i)),
            Ok(PathStep::Key(key)) => (Value::FALSE, string::new_wtf8(t, key)),
            Err(e) => {
                error = error_object(t, e);
                break;
            }
        };
        let item = tuple::new(t, &[attribute, key]);
        list::push(t, items, item);
    }
    let class = kept_class(t, Place::StringFieldIterator, &FIELD_NAME);
    let rest = words::new(t, class, 0, &[items, error]);
    debug_assert!(ops::check_iterator(t, rest).is_ok());
    Ok(tuple::new(t, &[first, rest]))
}

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::function("formatter_parser", 1, 1, formatter_parser).doc("parse the argument as a format string"),
    NativeDef::function("formatter_field_name_split", 1, 1, field_name_split).doc("split the argument as a field name"),
];

/// Makes the module.
pub fn init(t: &mut Thread) -> Result<Value, Raised> {
    let m = module::new(t, "_string");
    module::add_functions(t, m, FUNCTIONS);
    Ok(m)
}
