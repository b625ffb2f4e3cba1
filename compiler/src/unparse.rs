//! Expressions as text, for annotations under `from __future__ import annotations`.
//!
//! The text is CPython's: normalised spacing, only the parentheses that precedence demands.

use crate::constants;
use crate::source::Source;
use ruff_python_ast::{self as ast, BoolOp, CmpOp, ConversionFlag, Expr, InterpolatedStringElement, Operator, UnaryOp};
use taipan_bytecode::Const;

/// How tightly an expression binds; larger is tighter.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Tuple,
    Test,
    Or,
    And,
    Not,
    Compare,
    BitOr,
    BitXor,
    BitAnd,
    Shift,
    Arith,
    Term,
    Factor,
    Power,
    Await,
    Atom,
}

impl Level {
    fn next(self) -> Level {
        use Level::*;
        match self {
            Tuple => Test,
            Test => Or,
            Or => And,
            And => Not,
            Not => Compare,
            Compare => BitOr,
            BitOr => BitXor,
            BitXor => BitAnd,
            BitAnd => Shift,
            Shift => Arith,
            Arith => Term,
            Term => Factor,
            Factor => Power,
            Power => Await,
            Await | Atom => Atom,
        }
    }
}

/// The expression as text.
pub(crate) fn unparse(expression: &Expr, source: &Source<'_>) -> String {
    let mut writer = Writer { text: String::new(), source };
    writer.expression(expression, Level::Test);
    writer.text
}

struct Writer<'a> {
    text: String,
    source: &'a Source<'a>,
}

impl Writer<'_> {
    fn put(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn parenthesised(&mut self, needed: bool, inner: impl FnOnce(&mut Self)) {
        if needed {
            self.put("(");
        }
        inner(self);
        if needed {
            self.put(")");
        }
    }

    fn list(&mut self, elements: &[Expr]) {
        for (index, element) in elements.iter().enumerate() {
            if index > 0 {
                self.put(", ");
            }
            self.expression(element, Level::Test);
        }
    }

    fn expression(&mut self, expression: &Expr, level: Level) {
        stacker::maybe_grow(crate::RED_ZONE, crate::STACK_SEGMENT, || self.expression_inner(expression, level));
    }

    fn expression_inner(&mut self, expression: &Expr, level: Level) {
        match expression {
            Expr::BoolOp(node) => {
                let (own, word) = if node.op == BoolOp::And { (Level::And, " and ") } else { (Level::Or, " or ") };
                self.parenthesised(level > own, |writer| {
                    for (index, value) in node.values.iter().enumerate() {
                        if index > 0 {
                            writer.put(word);
                        }
                        writer.expression(value, own.next());
                    }
                });
            }
            Expr::Named(node) => self.parenthesised(level > Level::Tuple, |writer| {
                writer.expression(&node.target, Level::Atom);
                writer.put(" := ");
                writer.expression(&node.value, Level::Atom);
            }),
            Expr::BinOp(node) => self.binary(node, level),
            Expr::UnaryOp(node) => {
                let (own, word) = match node.op {
                    UnaryOp::Invert => (Level::Factor, "~"),
                    UnaryOp::Not => (Level::Not, "not "),
                    UnaryOp::UAdd => (Level::Factor, "+"),
                    UnaryOp::USub => (Level::Factor, "-"),
                };
                self.parenthesised(level > own, |writer| {
                    writer.put(word);
                    writer.expression(&node.operand, own);
                });
            }
            Expr::Lambda(node) => self.parenthesised(level > Level::Test, |writer| {
                writer.put(if node.parameters.is_some() { "lambda " } else { "lambda" });
                if let Some(parameters) = &node.parameters {
                    writer.parameters(parameters);
                }
                writer.put(": ");
                writer.expression(&node.body, Level::Test);
            }),
            Expr::If(node) => self.parenthesised(level > Level::Test, |writer| {
                writer.expression(&node.body, Level::Test.next());
                writer.put(" if ");
                writer.expression(&node.test, Level::Test.next());
                writer.put(" else ");
                writer.expression(&node.orelse, Level::Test);
            }),
            Expr::Dict(node) => {
                self.put("{");
                for (index, item) in node.items.iter().enumerate() {
                    if index > 0 {
                        self.put(", ");
                    }
                    match &item.key {
                        Some(key) => {
                            self.expression(key, Level::Test);
                            self.put(": ");
                            self.expression(&item.value, Level::Test);
                        }
                        None => {
                            self.put("**");
                            self.expression(&item.value, Level::BitOr);
                        }
                    }
                }
                self.put("}");
            }
            Expr::Set(node) => {
                self.put("{");
                self.list(&node.elts);
                self.put("}");
            }
            Expr::ListComp(node) => self.comprehension("[", &[&node.elt], &node.generators, "]"),
            Expr::SetComp(node) => self.comprehension("{", &[&node.elt], &node.generators, "}"),
            Expr::Generator(node) => self.comprehension("(", &[&node.elt], &node.generators, ")"),
            Expr::DictComp(node) => {
                let mut parts: Vec<&Expr> = node.key.as_deref().into_iter().collect();
                parts.push(&node.value);
                self.comprehension("{", &parts, &node.generators, "}");
            }
            Expr::Await(node) => self.parenthesised(level > Level::Await, |writer| {
                writer.put("await ");
                writer.expression(&node.value, Level::Atom);
            }),
            Expr::Yield(node) => {
                self.put("(yield");
                if let Some(value) = &node.value {
                    self.put(" ");
                    self.expression(value, Level::Test);
                }
                self.put(")");
            }
            Expr::YieldFrom(node) => {
                self.put("(yield from ");
                self.expression(&node.value, Level::Test);
                self.put(")");
            }
            Expr::Compare(node) => self.parenthesised(level > Level::Compare, |writer| {
                writer.expression(&node.left, Level::Compare.next());
                for (op, right) in node.ops.iter().zip(&node.comparators) {
                    writer.put(match op {
                        CmpOp::Eq => " == ",
                        CmpOp::NotEq => " != ",
                        CmpOp::Lt => " < ",
                        CmpOp::LtE => " <= ",
                        CmpOp::Gt => " > ",
                        CmpOp::GtE => " >= ",
                        CmpOp::Is => " is ",
                        CmpOp::IsNot => " is not ",
                        CmpOp::In => " in ",
                        CmpOp::NotIn => " not in ",
                    });
                    writer.expression(right, Level::Compare.next());
                }
            }),
            Expr::Call(node) => self.call(node),
            Expr::FString(_) | Expr::TString(_) => self.interpolated(expression),
            Expr::StringLiteral(node) => {
                let text = constants::string(node, self.source);
                if node.value.is_unicode() {
                    self.put("u");
                }
                let quoted = quote_text(&text);
                self.put(&quoted);
            }
            Expr::BytesLiteral(node) => {
                let bytes = constants::bytes(node);
                self.put("b");
                let quoted = quote_bytes(&bytes);
                self.put(&quoted);
            }
            Expr::NumberLiteral(node) => {
                let text = number_text(&constants::number(&node.value));
                self.put(&text);
            }
            Expr::BooleanLiteral(node) => self.put(if node.value { "True" } else { "False" }),
            Expr::NoneLiteral(_) => self.put("None"),
            Expr::EllipsisLiteral(_) => self.put("..."),
            Expr::Attribute(node) => {
                self.expression(&node.value, Level::Atom);
                if matches!(&*node.value, Expr::NumberLiteral(number) if matches!(number.value, ast::Number::Int(_))) {
                    self.put(" ");
                }
                self.put(".");
                self.put(node.attr.as_str());
            }
            Expr::Subscript(node) => {
                self.expression(&node.value, Level::Atom);
                self.put("[");
                self.expression(&node.slice, Level::Tuple);
                self.put("]");
            }
            Expr::Starred(node) => {
                self.put("*");
                self.expression(&node.value, Level::BitOr);
            }
            Expr::Name(node) => self.put(&node.id),
            Expr::List(node) => {
                self.put("[");
                self.list(&node.elts);
                self.put("]");
            }
            Expr::Tuple(node) => {
                if node.elts.is_empty() {
                    return self.put("()");
                }
                self.parenthesised(level > Level::Tuple, |writer| {
                    writer.list(&node.elts);
                    if node.elts.len() == 1 {
                        writer.put(",");
                    }
                });
            }
            Expr::Slice(node) => {
                if let Some(lower) = &node.lower {
                    self.expression(lower, Level::Test);
                }
                self.put(":");
                if let Some(upper) = &node.upper {
                    self.expression(upper, Level::Test);
                }
                if let Some(step) = &node.step {
                    self.put(":");
                    self.expression(step, Level::Test);
                }
            }
            Expr::IpyEscapeCommand(_) => {}
        }
    }

    fn binary(&mut self, node: &ast::ExprBinOp, level: Level) {
        let (own, word) = match node.op {
            Operator::BitOr => (Level::BitOr, " | "),
            Operator::BitXor => (Level::BitXor, " ^ "),
            Operator::BitAnd => (Level::BitAnd, " & "),
            Operator::LShift => (Level::Shift, " << "),
            Operator::RShift => (Level::Shift, " >> "),
            Operator::Add => (Level::Arith, " + "),
            Operator::Sub => (Level::Arith, " - "),
            Operator::Mult => (Level::Term, " * "),
            Operator::MatMult => (Level::Term, " @ "),
            Operator::Div => (Level::Term, " / "),
            Operator::FloorDiv => (Level::Term, " // "),
            Operator::Mod => (Level::Term, " % "),
            Operator::Pow => (Level::Power, " ** "),
        };
        let right_associative = node.op == Operator::Pow;
        self.parenthesised(level > own, |writer| {
            writer.expression(&node.left, if right_associative { own.next() } else { own });
            writer.put(word);
            writer.expression(&node.right, if right_associative { own } else { own.next() });
        });
    }

    fn comprehension(&mut self, open: &str, parts: &[&Expr], generators: &[ast::Comprehension], close: &str) {
        self.put(open);
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                self.put(": ");
            }
            self.expression(part, Level::Test);
        }
        for generator in generators {
            self.put(if generator.is_async { " async for " } else { " for " });
            self.expression(&generator.target, Level::Tuple);
            self.put(" in ");
            self.expression(&generator.iter, Level::Test.next());
            for test in &generator.ifs {
                self.put(" if ");
                self.expression(test, Level::Test.next());
            }
        }
        self.put(close);
    }

    fn call(&mut self, node: &ast::ExprCall) {
        self.expression(&node.func, Level::Atom);
        let arguments = &node.arguments;
        if let ([Expr::Generator(_)], []) = (&arguments.args[..], &arguments.keywords[..]) {
            // Its own parentheses are enough.
            return self.expression(&arguments.args[0], Level::Test);
        }
        self.put("(");
        self.list(&arguments.args);
        for (index, keyword) in arguments.keywords.iter().enumerate() {
            if index > 0 || !arguments.args.is_empty() {
                self.put(", ");
            }
            match &keyword.arg {
                Some(name) => {
                    self.put(name.as_str());
                    self.put("=");
                }
                None => self.put("**"),
            }
            self.expression(&keyword.value, Level::Test);
        }
        self.put(")");
    }

    fn parameters(&mut self, parameters: &ast::Parameters) {
        let mut first = true;
        let mut separate = |writer: &mut Self| {
            if !std::mem::take(&mut first) {
                writer.put(", ");
            }
        };
        let positional = parameters.posonlyargs.len();
        for (index, parameter) in parameters.posonlyargs.iter().chain(&parameters.args).enumerate() {
            separate(self);
            self.parameter(parameter);
            if index + 1 == positional {
                self.put(", /");
            }
        }
        if parameters.vararg.is_some() || !parameters.kwonlyargs.is_empty() {
            separate(self);
            self.put("*");
            if let Some(vararg) = &parameters.vararg {
                self.put(vararg.name.as_str());
            }
        }
        for parameter in &parameters.kwonlyargs {
            separate(self);
            self.parameter(parameter);
        }
        if let Some(kwarg) = &parameters.kwarg {
            separate(self);
            self.put("**");
            self.put(kwarg.name.as_str());
        }
    }

    fn parameter(&mut self, parameter: &ast::ParameterWithDefault) {
        self.put(parameter.parameter.name.as_str());
        if let Some(default) = parameter.default() {
            self.put("=");
            self.expression(default, Level::Test);
        }
    }

    fn interpolated(&mut self, expression: &Expr) {
        let mut body = String::new();
        let prefix = match expression {
            Expr::FString(node) => {
                for part in &node.value {
                    match part {
                        ast::FStringPart::Literal(literal) => body.push_str(&escape_braces(&literal.value)),
                        ast::FStringPart::FString(string) => self.elements(&string.elements, &mut body),
                    }
                }
                "f"
            }
            Expr::TString(node) => {
                node.value.iter().for_each(|string| self.elements(&string.elements, &mut body));
                "t"
            }
            _ => return,
        };
        self.put(prefix);
        let quoted = quote_text(body.as_bytes());
        self.put(&quoted);
    }

    fn elements(&mut self, elements: &ast::InterpolatedStringElements, body: &mut String) {
        for element in elements {
            match element {
                InterpolatedStringElement::Literal(literal) => body.push_str(&escape_braces(&literal.value)),
                InterpolatedStringElement::Interpolation(field) => {
                    if let Some(debug) = &field.debug_text {
                        body.push_str(&escape_braces(&format!("{}{}{}", debug.leading(), debug.expression(), debug.trailing())));
                    }
                    let mut inner = Writer {
                        text: String::new(),
                        source: self.source,
                    };
                    inner.expression(&field.expression, Level::Test.next());
                    body.push_str(if inner.text.starts_with('{') { "{ " } else { "{" });
                    body.push_str(&inner.text);
                    match field.conversion {
                        ConversionFlag::None if field.debug_text.is_some() && field.format_spec.is_none() => {
                            body.push_str("!r");
                        }
                        ConversionFlag::None => {}
                        ConversionFlag::Str => body.push_str("!s"),
                        ConversionFlag::Ascii => body.push_str("!a"),
                        ConversionFlag::Repr => body.push_str("!r"),
                    }
                    if let Some(spec) = &field.format_spec {
                        body.push(':');
                        self.elements(&spec.elements, body);
                    }
                    body.push('}');
                }
            }
        }
    }
}

fn escape_braces(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}

fn number_text(constant: &Const) -> String {
    match constant {
        Const::Float(value) => float_text(*value),
        Const::Complex(_, imaginary) => {
            format!("{}j", float_text(*imaginary).trim_end_matches(".0"))
        }
        Const::BigInt(limbs) => decimal(limbs),
        Const::Int(value) => value.to_string(),
        _ => String::new(),
    }
}

/// A float as `repr` writes it; infinity as a literal that gives it.
fn float_text(value: f64) -> String {
    if value.is_infinite() {
        return "1e309".to_string();
    }
    let exponent = if value == 0.0 { 0 } else { value.abs().log10().floor() as i32 };
    if (-4..16).contains(&exponent) {
        return format!("{value:?}");
    }
    let text = format!("{value:e}");
    match text.split_once('e') {
        Some((digits, exponent)) => {
            let exponent: i32 = exponent.parse().unwrap_or(0);
            let sign = if exponent < 0 { '-' } else { '+' };
            format!("{digits}e{sign}{:02}", exponent.abs())
        }
        None => text,
    }
}

fn decimal(limbs: &[u64]) -> String {
    let mut limbs = limbs.to_vec();
    let mut parts = Vec::new();
    while limbs.iter().any(|&limb| limb != 0) {
        let mut remainder = 0u128;
        for limb in limbs.iter_mut().rev() {
            let value = remainder << 64 | u128::from(*limb);
            *limb = (value / 10u128.pow(18)) as u64;
            remainder = value % 10u128.pow(18);
        }
        parts.push(remainder as u64);
    }
    let mut text = parts.pop().map_or("0".to_string(), |part| part.to_string());
    parts.iter().rev().for_each(|part| text.push_str(&format!("{part:018}")));
    text
}

/// A `str` as `repr` writes it; lone surrogates are escaped.
fn quote_text(text: &[u8]) -> String {
    let mut body = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        match std::str::from_utf8(rest) {
            Ok(valid) => {
                body.push_str(valid);
                break;
            }
            Err(error) => {
                let (valid, after) = rest.split_at(error.valid_up_to());
                body.push_str(&String::from_utf8_lossy(valid));
                if let [first, second, third, ..] = *after {
                    let code = u32::from(first & 0xF) << 12 | u32::from(second & 0x3F) << 6 | u32::from(third & 0x3F);
                    body.push_str(&format!("\u{0}{code:04x}"));
                }
                rest = after.get(3..).unwrap_or_default();
            }
        }
    }
    let quote = if body.contains('\'') && !body.contains('"') { '"' } else { '\'' };
    let mut quoted = String::from(quote);
    for character in body.chars() {
        match character {
            '\u{0}' => quoted.push_str("\\u"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\\' => quoted.push_str("\\\\"),
            _ if character == quote => {
                quoted.push('\\');
                quoted.push(quote);
            }
            _ if (character as u32) < 0x20 || character as u32 == 0x7F => {
                quoted.push_str(&format!("\\x{:02x}", character as u32));
            }
            _ => quoted.push(character),
        }
    }
    quoted.push(quote);
    quoted
}

fn quote_bytes(bytes: &[u8]) -> String {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { b'"' } else { b'\'' };
    let mut quoted = String::from(quote as char);
    for &byte in bytes {
        match byte {
            b'\n' => quoted.push_str("\\n"),
            b'\r' => quoted.push_str("\\r"),
            b'\t' => quoted.push_str("\\t"),
            b'\\' => quoted.push_str("\\\\"),
            _ if byte == quote => {
                quoted.push('\\');
                quoted.push(quote as char);
            }
            0x20..=0x7E => quoted.push(byte as char),
            _ => quoted.push_str(&format!("\\x{byte:02x}")),
        }
    }
    quoted.push(quote as char);
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Origin;

    fn round(text: &str) -> String {
        let source = Source::decode(text.as_bytes(), "f", Origin::Str, true).unwrap();
        let parsed = ruff_python_parser::parse_expression(text).unwrap();
        unparse(parsed.expr(), &source)
    }

    #[test]
    fn texts_are_cpythons() {
        for (text, expected) in [
            ("dict[str,int]|None", "dict[str, int] | None"),
            ("(a+b)*c**-d", "(a + b) * c ** (-d)"),
            ("not (a or b and c)", "not (a or b and c)"),
            ("f(x,*y,k=1,**z)", "f(x, *y, k=1, **z)"),
            ("lambda a,/,b=1,*,c:a", "lambda a, /, b=1, *, c: a"),
            ("x[1:2,::3]", "x[1:2, ::3]"),
            ("'it\\'s'", "\"it's\""),
            ("[x for x in y if z]", "[x for x in y if z]"),
            ("(a,)", "(a,)"),
            ("1e100+1.5", "1e+100 + 1.5"),
        ] {
            assert_eq!(round(text), expected);
        }
    }
}
