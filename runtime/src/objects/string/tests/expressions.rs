//! A very small evaluator of Python expressions, so that the tables need no interpreter: literals,
//! operators, calls, attributes, subscripts.

use crate::native::Args;
use crate::objects::{complex, dict, float, int, list, slice, string, tuple};
use crate::ops::{self, BinaryOp, CompareOp};
use crate::thread::{Raised, Thread};
use crate::value::Value;

/// The value of an expression. Intermediate values live in a list, for the collector finds no malloc'ed ones.
pub fn evaluate(t: &mut Thread, source: &str) -> Result<Value, Raised> {
    let keep = list::new(t, &[]);
    let mut parser = Parser {
        t,
        text: source.as_bytes(),
        at: 0,
        keep,
    };
    let value = parser.comparison()?;
    parser.space();
    assert!(parser.at == source.len(), "left over in {source}: {}", &source[parser.at..]);
    Ok(value)
}

struct Parser<'a> {
    t: &'a mut Thread,
    text: &'a [u8],
    at: usize,
    keep: Value,
}

/// Operators by precedence, loosest first.
const LEVELS: &[&[(&str, BinaryOp)]] = &[
    &[("|", BinaryOp::Or)],
    &[("^", BinaryOp::Xor)],
    &[("&", BinaryOp::And)],
    &[("<<", BinaryOp::LShift), (">>", BinaryOp::RShift)],
    &[("+", BinaryOp::Add), ("-", BinaryOp::Sub)],
    &[("//", BinaryOp::FloorDiv), ("/", BinaryOp::TrueDiv), ("%", BinaryOp::Mod), ("*", BinaryOp::Mul)],
];

impl Parser<'_> {
    fn space(&mut self) {
        while self.text.get(self.at) == Some(&b' ') {
            self.at += 1;
        }
    }
    fn rest(&self) -> &[u8] {
        &self.text[self.at..]
    }
    fn eat(&mut self, token: &str) -> bool {
        self.space();
        let found = self.rest().starts_with(token.as_bytes());
        if found {
            self.at += token.len();
        }
        found
    }
    fn expect(&mut self, token: &str) {
        assert!(self.eat(token), "expected {token} at {}", String::from_utf8_lossy(self.rest()));
    }
    fn kept(&mut self, v: Value) -> Value {
        list::push(self.t, self.keep, v);
        v
    }

    fn comparison(&mut self) -> Result<Value, Raised> {
        let left = self.binary(0)?;
        let operators = [
            ("==", CompareOp::Eq),
            ("!=", CompareOp::Ne),
            ("<=", CompareOp::Le),
            (">=", CompareOp::Ge),
            ("<", CompareOp::Lt),
            (">", CompareOp::Gt),
        ];
        for (token, op) in operators {
            if self.eat(token) {
                let right = self.binary(0)?;
                return ops::compare(self.t, op, left, right);
            }
        }
        if self.eat("in ") {
            let right = self.binary(0)?;
            return ops::contains(self.t, right, left).map(Value::bool);
        }
        Ok(left)
    }

    fn binary(&mut self, level: usize) -> Result<Value, Raised> {
        let Some(operators) = LEVELS.get(level) else {
            return self.unary();
        };
        let mut left = self.binary(level + 1)?;
        'more: loop {
            self.space();
            for (token, op) in *operators {
                let power = *token == "*" && self.rest().starts_with(b"**");
                let shift = self.rest().starts_with(b"<<") || self.rest().starts_with(b">>");
                if !power && (token.len() == 2 || !shift) && self.eat(token) {
                    let right = self.binary(level + 1)?;
                    let value = ops::binary(self.t, *op, left, right)?;
                    left = self.kept(value);
                    continue 'more;
                }
            }
            return Ok(left);
        }
    }

    fn unary(&mut self) -> Result<Value, Raised> {
        for (token, op) in [
            ("-", ops::operator::UnaryOp::Neg),
            ("+", ops::operator::UnaryOp::Pos),
            ("~", ops::operator::UnaryOp::Invert),
        ] {
            if self.eat(token) {
                let v = self.unary()?;
                return ops::unary(self.t, op, v);
            }
        }
        let base = self.postfix()?;
        if self.eat("**") {
            let exponent = self.unary()?;
            let value = ops::binary(self.t, BinaryOp::Pow, base, exponent)?;
            return Ok(self.kept(value));
        }
        Ok(base)
    }

    fn postfix(&mut self) -> Result<Value, Raised> {
        let mut v = self.atom()?;
        loop {
            if self.eat(".") {
                let name = self.name();
                let name = self.t.intern(&name);
                let value = ops::get_attr(self.t, v, name)?;
                v = self.kept(value);
            } else if self.eat("(") {
                let (values, names) = self.arguments()?;
                let value = self.call(v, &values, &names)?;
                v = self.kept(value);
            } else if self.eat("[") {
                let key = self.subscript()?;
                self.expect("]");
                let value = ops::get_item(self.t, v, key)?;
                v = self.kept(value);
            } else {
                return Ok(v);
            }
        }
    }

    fn call(&mut self, callable: Value, values: &[Value], names: &[Value]) -> Result<Value, Raised> {
        let names_tuple = if names.is_empty() { Value::ZERO } else { tuple::new(self.t, names) };
        let values_tuple = tuple::new(self.t, values);
        let values = tuple::items(&values_tuple);
        // SAFETY: the tuples are alive during the call, and the names belong to the last values.
        let args = unsafe { Args::new(values.as_ptr(), values.len() - names.len(), names_tuple) };
        ops::call_args(self.t, callable, args)
    }

    fn arguments(&mut self) -> Result<(Vec<Value>, Vec<Value>), Raised> {
        let (mut values, mut names) = (Vec::new(), Vec::new());
        while !self.eat(")") {
            self.space();
            let start = self.at;
            let is_name = self.rest().first().is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_');
            if is_name {
                let name = self.name();
                if self.eat("=") && self.rest().first() != Some(&b'=') {
                    names.push(self.t.intern(&name));
                } else {
                    self.at = start;
                }
            }
            let value = self.comparison()?;
            values.push(self.kept(value));
            self.eat(",");
        }
        Ok((values, names))
    }

    fn subscript(&mut self) -> Result<Value, Raised> {
        let mut parts = [Value::NONE; 3];
        let mut count = 0;
        loop {
            self.space();
            if !matches!(self.rest().first(), Some(b':' | b']')) {
                parts[count] = self.comparison()?;
            }
            if !self.eat(":") {
                break;
            }
            count += 1;
        }
        Ok(if count == 0 {
            parts[0]
        } else {
            slice::new(self.t, parts[0], parts[1], parts[2])
        })
    }

    fn name(&mut self) -> String {
        self.space();
        let length = self.rest().iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
        let name = String::from_utf8_lossy(&self.rest()[..length]).into_owned();
        self.at += length;
        name
    }

    fn sequence(&mut self, close: &str) -> Result<(Vec<Value>, bool), Raised> {
        let (mut items, mut comma) = (Vec::new(), false);
        while !self.eat(close) {
            let item = self.comparison()?;
            items.push(self.kept(item));
            comma = self.eat(",");
        }
        let several = items.len() != 1 || comma;
        Ok((items, several))
    }

    fn atom(&mut self) -> Result<Value, Raised> {
        self.space();
        match self.rest() {
            [b'(', ..] => {
                self.at += 1;
                let (items, several) = self.sequence(")")?;
                Ok(if several { tuple::new(self.t, &items) } else { items[0] })
            }
            [b'[', ..] => {
                self.at += 1;
                let (items, _) = self.sequence("]")?;
                Ok(list::new(self.t, &items))
            }
            [b'{', ..] => {
                self.at += 1;
                let d = dict::new(self.t);
                self.kept(d);
                while !self.eat("}") {
                    let key = self.comparison()?;
                    self.expect(":");
                    let value = self.comparison()?;
                    dict::set(self.t, d, key, value)?;
                    self.eat(",");
                }
                Ok(d)
            }
            [b'\'' | b'"', ..] | [b'b', b'\'' | b'"', ..] => self.string(),
            [b'0'..=b'9' | b'.', ..] => Ok(self.number()),
            _ => self.named(),
        }
    }

    fn named(&mut self) -> Result<Value, Raised> {
        let name = self.name();
        let types = &self.t.types;
        Ok(match name.as_str() {
            "None" => Value::NONE,
            "True" => Value::TRUE,
            "False" => Value::FALSE,
            "str" => types.str,
            "bytes" => types.bytes,
            "bytearray" => types.bytearray,
            "int" => types.int,
            "float" => types.float,
            "complex" => types.complex,
            "bool" => types.bool,
            "list" => types.list,
            "slice" => types.slice,
            function => {
                self.expect("(");
                let (args, _) = self.arguments()?;
                return self.function(function, &args);
            }
        })
    }

    /// The builtin functions that the tables use.
    fn function(&mut self, name: &str, args: &[Value]) -> Result<Value, Raised> {
        let t = &mut *self.t;
        match (name, args) {
            ("repr", [v]) => ops::repr(t, *v),
            ("ascii", [v]) => {
                let text = ops::repr(t, *v)?;
                Ok(t.str(&string::ascii_of_repr(text)))
            }
            ("len", [v]) => ops::len(t, *v).map(|n| Value::small(n as i64)),
            ("hash", [v]) => ops::hash(t, *v).map(|hash| t.int(hash)),
            ("format", [v, spec]) => ops::format(t, *v, *spec),
            ("abs", [v]) => {
                let name = t.names.abs;
                ops::call_method(t, *v, name, &[])
            }
            ("round", [v, digits @ ..]) => {
                let name = t.names.round;
                ops::call_method(t, *v, name, digits)
            }
            ("divmod", [a, b]) => {
                let name = t.names.divmod;
                ops::call_method(t, *a, name, &[*b])
            }
            ("pow", [a, rest @ ..]) => {
                let name = t.names.pow;
                ops::call_method(t, *a, name, rest)
            }
            _ => panic!("{name} is no function of the tables"),
        }
    }

    fn number(&mut self) -> Value {
        let text = self.rest();
        let mut length = 0;
        while let Some(byte) = text.get(length) {
            let exponent_sign = matches!(byte, b'+' | b'-') && length > 0 && matches!(text[length - 1], b'e' | b'E') && !text.starts_with(b"0x");
            let point = *byte == b'.' && length > 0 && text[length - 1] != b'j';
            if byte.is_ascii_alphanumeric() || *byte == b'_' || point || (length == 0 && *byte == b'.') || exponent_sign {
                length += 1;
            } else {
                break;
            }
        }
        let word = String::from_utf8_lossy(&text[..length]).into_owned();
        self.at += length;
        if let Some(imaginary) = word.strip_suffix('j') {
            return complex::new(self.t, 0.0, imaginary.parse().expect("a float"));
        }
        let literal = self.t.str(&word);
        match int::parse_text(self.t, literal, 0) {
            Ok(v) => v,
            Err(Raised) => {
                self.t.take_pending();
                let x = float::parse_text(self.t, literal).expect("a number");
                self.t.float(x)
            }
        }
    }

    fn string(&mut self) -> Result<Value, Raised> {
        let is_bytes = self.rest()[0] == b'b';
        self.at += is_bytes as usize;
        let quote = self.rest()[0];
        let mut end = self.at + 1;
        while self.text[end] != quote {
            end += 1 + (self.text[end] == b'\\') as usize;
        }
        let raw = &self.text[self.at + 1..end];
        self.at = end + 1;
        // The tables are ASCII, so the escapes of literals are those of the codec.
        let escaped = crate::objects::bytes::new(self.t, raw);
        let text = string::codec::decode(self.t, escaped, "unicode_escape", "strict")?;
        if is_bytes {
            string::codec::encode(self.t, text, "latin-1", "strict")
        } else {
            Ok(text)
        }
    }
}
