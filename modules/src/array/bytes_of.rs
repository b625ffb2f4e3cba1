//! Arrays as bytes, lists and text.

use super::{compare, items, kind, len, storage};
use taipan_runtime::native::NativeDef;
use taipan_runtime::objects::{bytearray, bytes, int, list, string, tuple};
use taipan_runtime::{Args, Raised, Thread, Value, ops};

fn to_bytes(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let source = storage(args.get(0));
    Ok(bytes::new(t, bytearray::bytes(&source)))
}

/// Appends the items in a bytes-like object.
pub fn append_bytes(t: &mut Thread, a: Value, source: Value) -> Result<(), Raised> {
    let Some(contents) = bytes::slice_of(t, &source) else {
        let message = format!("a bytes-like object is required, not '{}'", t.type_name(source));
        return Err(t.type_error(message));
    };
    if contents.len() % kind(a).size() != 0 {
        return Err(t.value_error("bytes length not a multiple of item size"));
    }
    let contents = contents.to_vec();
    bytearray::extend(t, storage(a), &contents)
}

fn from_bytes(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    append_bytes(t, args.get(0), args.get(1)).map(|()| Value::NONE)
}

fn to_list(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(compare::to_list(t, args.get(0)))
}

fn from_list(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (a, source) = (args.get(0), args.get(1));
    if !list::is_list(t, source) {
        return Err(t.type_error("arg must be list"));
    }
    let before = len(a);
    let mut i = 0;
    while i < list::len(source) {
        let item = list::get(source, i);
        if let Err(raised) = items::push(t, a, item) {
            // Nothing is appended if one item does not fit.
            let pending = t.take_pending();
            items::splice(t, a, before, len(a), &[])?;
            t.raise_object(pending);
            return Err(raised);
        }
        i += 1;
    }
    Ok(Value::NONE)
}

fn text_only(t: &mut Thread, a: Value, function: &str) -> Result<(), Raised> {
    if kind(a).is_text() {
        return Ok(());
    }
    Err(t.value_error(format!("{function}() may only be called on unicode type arrays ('u' or 'w')")))
}

/// Appends the characters of a str.
pub fn append_text(t: &mut Thread, a: Value, text: Value) -> Result<(), Raised> {
    let mut out = Vec::new();
    for code in string::code_points(&text) {
        out.extend_from_slice(&code.to_ne_bytes());
    }
    bytearray::extend(t, storage(a), &out)
}

fn from_unicode(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (a, text) = (args.get(0), args.get(1));
    if !string::is_str(t, text) {
        let message = format!("fromunicode() argument must be str, not {}", t.type_name(text));
        return Err(t.type_error(message));
    }
    text_only(t, a, "fromunicode")?;
    append_text(t, a, text).map(|()| Value::NONE)
}
fn to_unicode(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    text_only(t, args.get(0), "tounicode")?;
    Ok(compare::to_text(t, args.get(0)))
}

fn byteswap(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    let a = args.get(0);
    let size = kind(a).size();
    let bytes = storage(a);
    bytearray::bytes_mut(&bytes).chunks_exact_mut(size).for_each(<[u8]>::reverse);
    Ok(Value::NONE)
}

fn buffer_info(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let a = args.get(0);
    let bytes = storage(a);
    let address = bytearray::bytes(&bytes).as_ptr() as usize;
    let address = int::from_usize(t, address);
    Ok(tuple::new(t, &[address, Value::small(len(a) as i64)]))
}

fn to_file(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let contents = to_bytes(t, args)?;
    let name = t.names.write;
    ops::call_method(t, args.get(1), name, &[contents])?;
    Ok(Value::NONE)
}

fn from_file(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (a, file) = (args.get(0), args.get(1));
    let n = ops::index(t, args.get(2))?;
    if n < 0 {
        return Err(t.value_error("negative count"));
    }
    let Some(wanted) = n.checked_mul(kind(a).size() as i64) else {
        return Err(t.memory_error());
    };
    let count = t.int(wanted);
    let contents = crate::support::call_method(t, file, "read", &[count])?;
    if !bytes::is_bytes(t, contents) {
        return Err(t.type_error("read() didn't return bytes"));
    }
    let got = bytes::bytes(&contents).len() as i64;
    append_bytes(t, a, contents)?;
    if got != wanted {
        let class = t.exceptions.eof_error;
        return Err(t.raise(class, "read() didn't return enough bytes"));
    }
    Ok(Value::NONE)
}

pub static METHODS: &[NativeDef] = &[
    NativeDef::method("tobytes", 0, 0, to_bytes).doc("Convert the array to an array of machine values and return the bytes representation."),
    NativeDef::method("frombytes", 1, 1, from_bytes).doc("Appends items from the string, interpreting it as an array of machine values."),
    NativeDef::method("tolist", 0, 0, to_list).doc("Convert array to an ordinary list with the same items."),
    NativeDef::method("fromlist", 1, 1, from_list).doc("Append items to array from list."),
    NativeDef::method("fromunicode", 1, 1, from_unicode).doc("Extends this array with data from the unicode string ustr."),
    NativeDef::method("tounicode", 0, 0, to_unicode).doc("Convert the array to a unicode string."),
    NativeDef::method("byteswap", 0, 0, byteswap).doc("Byteswap all items of the array."),
    NativeDef::method("buffer_info", 0, 0, buffer_info).doc("Return a tuple (address, length) giving the current memory address and the length in items."),
    NativeDef::method("tofile", 1, 1, to_file).doc("Write all items (as machine values) to the file object f."),
    NativeDef::method("fromfile", 2, 2, from_file).doc("Read n objects from the file object f and append them to the end of the array."),
];
