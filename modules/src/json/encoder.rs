//! `make_encoder(...)`: the callable that encodes a whole object into one string.
//!
//! Words: markers (dict or None), default, encoder, indent (str or None), key separator, item separator; the raw word
//! has a bit each for sort_keys, skipkeys, allow_nan, and how the encoder writes strings.

use super::strings::{self, encode_basestring, encode_basestring_ascii};
use crate::support::{ClassDef, words};
use taipan_numeric::floats;
use taipan_runtime::layout::{NativeFunction, shape_id};
use taipan_runtime::native::{Bind, NativeDef, NativeFn};
use taipan_runtime::objects::{dict, exception, float, int, list, string, tuple};
use taipan_runtime::{Args, Raised, Thread, Value, field, ops};

const SORT_KEYS: u64 = 1;
const SKIP_KEYS: u64 = 2;
const ALLOW_NAN: u64 = 4;
const PLAIN_STRINGS: u64 = 8;
const ASCII_STRINGS: u64 = 16;

fn new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    let names = [
        "markers",
        "default",
        "encoder",
        "indent",
        "key_separator",
        "item_separator",
        "sort_keys",
        "skipkeys",
        "allow_nan",
    ];
    let given = args.bind(t, "make_encoder", names, Bind::required(9))?.map(|v| v.unwrap_or(Value::NONE));
    let [
        markers,
        default,
        encoder,
        indent,
        key_separator,
        item_separator,
        sort_keys,
        skip_keys,
        allow_nan,
    ] = given;
    if !markers.is_none() && !dict::is_dict(t, markers) {
        let message = format!("make_encoder() argument 1 must be dict or None, not {}", t.type_name(markers));
        return Err(t.type_error(message));
    }
    let mut flags = 0;
    for (v, bit) in [(sort_keys, SORT_KEYS), (skip_keys, SKIP_KEYS), (allow_nan, ALLOW_NAN)] {
        if ops::truth(t, v)? {
            flags |= bit;
        }
    }
    if encoder.has_shape(shape_id::NATIVE_FUNCTION) {
        let function = field!(encoder, NativeFunction, def).func;
        if std::ptr::fn_addr_eq(function, encode_basestring as NativeFn) {
            flags |= PLAIN_STRINGS;
        } else if std::ptr::fn_addr_eq(function, encode_basestring_ascii as NativeFn) {
            flags |= ASCII_STRINGS;
        }
    }
    Ok(words::new(t, class, flags, &[markers, default, encoder, indent, key_separator, item_separator]))
}

/// One encoding in progress.
struct Encoder {
    options: Value,
    flags: u64,
    out: Vec<u8>,
    /// Addresses of the containers around the present value.
    open: Vec<usize>,
    indent: Option<Vec<u8>>,
}

impl Encoder {
    fn option(&self, i: usize) -> Value {
        words::get(self.options, i)
    }

    fn separator(&self, i: usize) -> Vec<u8> {
        let s = self.option(i);
        string::bytes(&s).to_vec()
    }

    fn new_line(&mut self, level: usize) {
        if let Some(indent) = &self.indent {
            self.out.push(b'\n');
            for _ in 0..level {
                self.out.extend_from_slice(indent);
            }
        }
    }

    fn string(&mut self, t: &mut Thread, v: Value) -> Result<(), Raised> {
        if self.flags & (PLAIN_STRINGS | ASCII_STRINGS) != 0 {
            strings::write(&mut self.out, string::bytes(&v), self.flags & ASCII_STRINGS != 0);
            return Ok(());
        }
        let encoded = ops::call(t, self.option(2), &[v])?;
        if !string::is_str(t, encoded) {
            let message = format!("encoder() must return a string, not {}", t.type_name(encoded));
            return Err(t.type_error(message));
        }
        self.out.extend_from_slice(string::bytes(&encoded));
        Ok(())
    }

    fn float(&mut self, t: &mut Thread, v: Value, x: f64) -> Result<(), Raised> {
        if x.is_finite() {
            self.out.extend_from_slice(floats::repr(x).as_bytes());
            return Ok(());
        }
        if self.flags & ALLOW_NAN == 0 {
            let shown = crate::support::repr_text(t, v)?;
            return Err(t.value_error(format!("Out of range float values are not JSON compliant: {shown}")));
        }
        let text: &[u8] = if x.is_nan() {
            b"NaN"
        } else if x > 0.0 {
            b"Infinity"
        } else {
            b"-Infinity"
        };
        self.out.extend_from_slice(text);
        Ok(())
    }

    fn int(&mut self, t: &mut Thread, v: Value) -> Result<(), Raised> {
        let exact = int::value_of(t, v);
        let text = int::to_decimal_limited(t, exact)?;
        self.out.extend_from_slice(text.as_bytes());
        Ok(())
    }

    fn value(&mut self, t: &mut Thread, v: Value, level: usize) -> Result<(), Raised> {
        match v {
            Value::NONE => self.out.extend_from_slice(b"null"),
            Value::TRUE => self.out.extend_from_slice(b"true"),
            Value::FALSE => self.out.extend_from_slice(b"false"),
            v if v.is_small() => self.out.extend_from_slice(v.as_small().to_string().as_bytes()),
            v if string::is_str(t, v) => self.string(t, v)?,
            v if int::is_int(t, v) => self.int(t, v)?,
            v if float::is_float(t, v) => {
                let x = float::value_of(t, v).unwrap_or(0.0);
                self.float(t, v, x)?;
            }
            v if list::is_list(t, v) || tuple::is_tuple(t, v) => {
                t.check_native_stack()?;
                self.array(t, v, level)?;
            }
            v if dict::is_dict(t, v) => {
                t.check_native_stack()?;
                self.object(t, v, level)?;
            }
            v => {
                t.check_native_stack()?;
                self.enter(t, v)?;
                let replaced = ops::call(t, self.option(1), &[v])?;
                if let Err(raised) = self.value(t, replaced, level) {
                    let note = format!("when serializing {} object", t.type_name(v));
                    add_note(t, &note);
                    return Err(raised);
                }
                self.open.pop();
            }
        }
        Ok(())
    }

    /// Notes that a container is open; an error if it is already.
    fn enter(&mut self, t: &mut Thread, v: Value) -> Result<(), Raised> {
        if !self.option(0).is_none() && v.is_pointer() && self.open.contains(&v.address()) {
            return Err(t.value_error("Circular reference detected"));
        }
        self.open.push(if v.is_pointer() { v.address() } else { 0 });
        Ok(())
    }

    fn array(&mut self, t: &mut Thread, v: Value, level: usize) -> Result<(), Raised> {
        let is_list = list::is_list(t, v);
        let length = |v: Value| if is_list { list::len(v) } else { tuple::len(v) };
        if length(v) == 0 {
            self.out.extend_from_slice(b"[]");
            return Ok(());
        }
        self.enter(t, v)?;
        let separator = self.separator(5);
        self.out.push(b'[');
        self.new_line(level + 1);
        let mut i = 0;
        while i < length(v) {
            if i > 0 {
                self.out.extend_from_slice(&separator);
                self.new_line(level + 1);
            }
            let item = if is_list { list::get(v, i) } else { tuple::items(&v)[i] };
            if let Err(raised) = self.value(t, item, level + 1) {
                let note = format!("when serializing {} item {i}", t.type_name(v));
                add_note(t, &note);
                return Err(raised);
            }
            i += 1;
        }
        self.open.pop();
        self.new_line(level);
        self.out.push(b']');
        Ok(())
    }

    fn object(&mut self, t: &mut Thread, d: Value, level: usize) -> Result<(), Raised> {
        if dict::len(d) == 0 {
            self.out.extend_from_slice(b"{}");
            return Ok(());
        }
        self.enter(t, d)?;
        self.out.push(b'{');
        let mut first = true;
        if d.has_shape(shape_id::DICT) && self.flags & SORT_KEYS == 0 {
            let mut position = 0;
            while let Some((key, v)) = dict::next_entry(d, &mut position) {
                self.item(t, d, key, v, level + 1, &mut first)?;
            }
        } else {
            let name = t.names.items;
            let items = ops::call_method(t, d, name, &[])?;
            let items = ops::collect_list(t, items)?;
            if self.flags & SORT_KEYS != 0 {
                list::sort(t, items, None, false)?;
            }
            for i in 0..list::len(items) {
                let pair = list::get(items, i);
                if !tuple::is_tuple(t, pair) || tuple::len(pair) != 2 {
                    return Err(t.value_error("items must return 2-tuples"));
                }
                let (key, v) = (tuple::items(&pair)[0], tuple::items(&pair)[1]);
                self.item(t, d, key, v, level + 1, &mut first)?;
            }
        }
        self.open.pop();
        if !first {
            self.new_line(level);
        }
        self.out.push(b'}');
        Ok(())
    }

    fn item(&mut self, t: &mut Thread, d: Value, key: Value, v: Value, level: usize, first: &mut bool) -> Result<(), Raised> {
        let known = string::is_str(t, key) || float::is_float(t, key) || int::is_int(t, key) || key.is_none();
        if !known {
            if self.flags & SKIP_KEYS != 0 {
                return Ok(());
            }
            let message = format!("keys must be str, int, float, bool or None, not {}", t.type_name(key));
            return Err(t.type_error(message));
        }
        if !*first {
            let separator = self.separator(5);
            self.out.extend_from_slice(&separator);
        }
        *first = false;
        self.new_line(level);
        if string::is_str(t, key) {
            self.string(t, key)?;
        } else {
            // Numbers and constants as keys are written as strings of what they would be as values.
            let mut inner = Encoder {
                options: self.options,
                flags: self.flags,
                out: Vec::new(),
                open: Vec::new(),
                indent: None,
            };
            inner.value(t, key, 0)?;
            let text = string::new_wtf8(t, &inner.out);
            self.string(t, text)?;
        }
        let separator = self.separator(4);
        self.out.extend_from_slice(&separator);
        if let Err(raised) = self.value(t, v, level) {
            let shown = crate::support::repr_text(t, key);
            if let Ok(shown) = shown {
                let note = format!("when serializing {} item {shown}", t.type_name(d));
                add_note(t, &note);
            }
            return Err(raised);
        }
        Ok(())
    }
}

fn add_note(t: &mut Thread, note: &str) {
    exception::add_note(t, note);
}

fn call(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let [object, level] = args.rest().bind(t, "_iterencode", ["obj", "_current_indent_level"], Bind::required(2))?;
    let level = ops::index(t, level.unwrap_or(Value::ZERO))?;
    let indent = words::get(v, 3);
    let indent = if string::is_str(t, indent) {
        Some(string::bytes(&indent).to_vec())
    } else {
        None
    };
    let mut encoder = Encoder {
        options: v,
        flags: words::raw(v),
        out: Vec::new(),
        open: Vec::new(),
        indent,
    };
    encoder.value(t, object.unwrap_or(Value::NONE), level.max(0) as usize)?;
    let text = string::new_wtf8(t, &encoder.out);
    Ok(tuple::new(t, &[text]))
}

pub static CLASS: ClassDef = ClassDef {
    new: Some(new),
    methods: &[NativeDef::slot_range("__call__", 0, NativeDef::MANY, call).keywords()],
    doc: "Encoder(markers, default, encoder, indent, key_separator, item_separator, sort_keys, skipkeys, allow_nan)",
    ..ClassDef::new("_json", "Encoder")
};
