//! `str(...)`, and the dunder methods of `str`.

use super::arguments::named_str;
use super::{bytes, char_len, codec, compare, concat, index, is_exact, is_str, iterator, make, percent, repr, search, to_string_lossy};
use crate::native::{Args, NativeDef};
use crate::objects::{bytes as bytes_object, instance, int, tuple};
use crate::ops::{self, CompareOp};
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;

/// `str.__new__`
fn new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    let mut given = [args.opt(0), args.opt(1), args.opt(2)];
    let total = args.len() + args.keywords().count();
    if total > 3 {
        return Err(t.type_error(format!("str expected at most 3 arguments, got {total}")));
    }
    for (name, value) in args.keywords() {
        let name = to_string_lossy(name);
        let Some(i) = ["object", "encoding", "errors"].iter().position(|known| *known == name) else {
            return Err(t.type_error(format!("str() got an unexpected keyword argument '{name}'")));
        };
        if given[i].is_some() {
            let message = format!("argument for str() given by name ('{name}') and position ({})", i + 1);
            return Err(t.type_error(message));
        }
        given[i] = Some(value);
    }
    let [object, encoding, errors] = given;
    let text = match (object, encoding, errors) {
        (None, ..) => t.names.empty,
        (Some(object), None, None) => ops::str_of(t, object)?,
        (Some(object), encoding, errors) => {
            let encoding = match encoding {
                Some(encoding) => to_string_lossy(named_str(t, encoding, "str", "encoding")?),
                None => "utf-8".to_owned(),
            };
            let errors = match errors {
                Some(errors) => to_string_lossy(named_str(t, errors, "str", "errors")?),
                None => "strict".to_owned(),
            };
            if is_str(t, object) {
                return Err(t.type_error("decoding str is not supported"));
            }
            if !bytes_object::is_bytes_like(t, object) {
                let message = format!("decoding to str: need a bytes-like object, {} found", t.type_name(object));
                return Err(t.type_error(message));
            }
            codec::decode(t, object, &encoding, &errors)?
        }
    };
    if class == t.types.str {
        return Ok(text);
    }
    let exact = super::to_exact(t, text);
    let object = instance::allocate(t, class);
    make::fill_payload(t, object, exact);
    Ok(object)
}

fn repr_method(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let text = repr::repr_text(bytes(&args.get(0)));
    make::try_new_wtf8(t, text.as_bytes())
}

fn str_method(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(super::to_exact(t, args.get(0)))
}

fn hash_method(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let hash = compare::hash(t, args.get(0)) as i64;
    Ok(t.int(hash))
}

fn len(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(Value::small(char_len(args.get(0)) as i64))
}

fn iter(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(iterator::iterator(t, args.get(0)))
}

fn get_item(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    index::get_item(t, args.get(0), args.get(1))
}

fn add(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    if !is_str(t, args.get(1)) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let (a, b) = (args.get(0), args.get(1));
    if bytes(&a).len() + bytes(&b).len() > isize::MAX as usize / 2 {
        return Err(t.memory_error());
    }
    let joined = concat::concat(t, a, b);
    Ok(super::to_exact(t, joined))
}

fn mul(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let count = args.get(1);
    if !int::is_int(t, count) && ops::lookup_special(t, count, t.names.index).is_none() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let count = ops::index(t, count)?;
    concat::repeat(t, args.get(0), count)
}

fn modulo(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    percent::percent(t, args.get(0), args.get(1))
}

fn rmodulo(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    if !is_str(t, args.get(1)) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    percent::percent(t, args.get(1), args.get(0))
}

macro_rules! comparison {
    ($($name:ident $op:ident;)*) => {$(
        fn $name(t: &mut Thread, args: Args) -> Result<Value, Raised> {
            let (a, b) = (args.get(0), args.get(1));
            if !is_str(t, b) {
                return Ok(Value::NOT_IMPLEMENTED);
            }
            Ok(Value::bool(CompareOp::$op.holds(compare::compare(a, b))))
        }
    )*};
}

comparison! { lt Lt; le Le; eq Eq; ne Ne; gt Gt; ge Ge; }

fn format(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (text, spec) = (args.get(0), args.get(1));
    if !is_str(t, spec) {
        let message = format!("__format__() argument must be str, not {}", t.type_name(spec));
        return Err(t.type_error(message));
    }
    if bytes(&spec).is_empty() {
        return if is_exact(text) { Ok(text) } else { ops::str_of(t, text) };
    }
    let spec = to_string_lossy(spec);
    let type_name = t.type_name(text);
    let mut out = Vec::new();
    match taipan_numeric::format_spec::format_str(&spec, bytes(&text), &type_name, &mut out) {
        Ok(()) => make::try_new_wtf8(t, &out),
        Err(error) => Err(int::raise(t, error)),
    }
}

fn get_new_args(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let exact = super::to_exact(t, args.get(0));
    Ok(tuple::new(t, &[exact]))
}

fn sizeof(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    let text = args.get(0);
    let size = crate::layout::ELEMENTS + size_of::<crate::layout::Str>() + bytes(&text).len();
    Ok(Value::small(size as i64))
}

static METHODS: &[NativeDef] = &[
    NativeDef::slot("__repr__", 0, repr_method),
    NativeDef::slot("__str__", 0, str_method),
    NativeDef::slot("__hash__", 0, hash_method),
    NativeDef::slot("__len__", 0, len),
    NativeDef::slot("__iter__", 0, iter),
    NativeDef::slot("__contains__", 1, search::contains),
    NativeDef::slot("__getitem__", 1, get_item),
    NativeDef::slot("__add__", 1, add),
    NativeDef::slot("__mul__", 1, mul),
    NativeDef::slot("__rmul__", 1, mul),
    NativeDef::slot("__mod__", 1, modulo),
    NativeDef::slot("__rmod__", 1, rmodulo),
    NativeDef::slot("__lt__", 1, lt),
    NativeDef::slot("__le__", 1, le),
    NativeDef::slot("__eq__", 1, eq),
    NativeDef::slot("__ne__", 1, ne),
    NativeDef::slot("__gt__", 1, gt),
    NativeDef::slot("__ge__", 1, ge),
    NativeDef::method("__format__", 1, 1, format),
    NativeDef::method("__getnewargs__", 0, 0, get_new_args),
    NativeDef::method("__sizeof__", 0, 0, sizeof),
];

pub(super) fn init(t: &mut Thread) {
    let class = t.types.str;
    types::set_new(class, new);
    types::add_methods(t, class, METHODS);
}
