//! `template % (value,)` against CPython (`data/percent.txt`, written by `tables/percent.py`).

use taipan_numeric::limbs::{BigInt, to_i64};
use taipan_numeric::percent::*;
use taipan_numeric::{NumericError, Result};

enum Value<'a> {
    Int(BigInt),
    Float(f64),
    Text(&'a str),
}

fn convert(value: &Value, conversion: &Conversion, out: &mut Vec<u8>) -> Result<()> {
    let layout = conversion.layout(0, 0);
    let mut buffer = [0; 4];
    match (conversion.code, value) {
        ('d' | 'i' | 'u' | 'o' | 'x' | 'X', Value::Int(value)) => write_int(&layout, value.view(), 0, out),
        ('e' | 'E' | 'f' | 'F' | 'g' | 'G', Value::Float(value)) => write_float(&layout, *value, out),
        ('s' | 'c', Value::Text(text)) => write_text(&layout, text.as_bytes(), out),
        ('c', Value::Int(value)) => {
            let text = character(Template::Str, to_i64(value.view()), &mut buffer)?;
            write_text(&layout, text, out)
        }
        _ => Err(conversion.unsupported()),
    }
}

/// The loop a caller writes around the pieces.
fn run(template: &str, value: &Value) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    let mut used = false;
    for piece in Pieces::new(template.as_bytes(), Template::Str, false) {
        match piece? {
            Piece::Literal(text) => out.extend_from_slice(text),
            Piece::Conversion(_) if used => return Err(not_enough_arguments()),
            Piece::Conversion(conversion) => {
                used = true;
                convert(value, &conversion, &mut out)?;
            }
        }
    }
    if used { Ok(out) } else { Err(too_many_arguments(Template::Str)) }
}

#[test]
fn templates_agree_with_cpython() {
    let mut cases = 0;
    for line in include_str!("data/percent.txt").lines().skip(1) {
        let [kind, value, template, expected] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("malformed line: {line}");
        };
        let value = match kind {
            "int" => Value::Int(BigInt::parse(value, 10).expect("an int")),
            "float" => {
                let pattern = u64::from_str_radix(value, 16).expect("16 hex digits");
                Value::Float(f64::from_bits(pattern))
            }
            _ => Value::Text(value),
        };
        let shown = match run(template, &value) {
            Ok(out) => format!("={}", String::from_utf8(out).expect("UTF-8")),
            Err(error) => format!("!{error}"),
        };
        assert_eq!(shown, expected, "{line}");
        cases += 1;
    }
    assert!(cases > 700, "the table is truncated: {cases} cases");
}

fn conversions(template: &str, kind: Template) -> Vec<Result<Piece<'_>>> {
    Pieces::new(template.as_bytes(), kind, true).collect()
}

fn only(template: &str) -> Conversion<'_> {
    match conversions(template, Template::Str)[..] {
        [Ok(Piece::Conversion(conversion))] => conversion,
        ref other => panic!("{other:?}"),
    }
}

#[test]
fn keys_and_stars() {
    assert_eq!(only("%(a(b)c)s").key, Some(&b"a(b)c"[..]));
    assert_eq!(only("%()s").key, Some(&b""[..]));
    let stars = only("%*.*f");
    assert_eq!((stars.width, stars.precision), (Amount::Star, Amount::Star));
    let layout = stars.layout(-5, -2);
    assert_eq!((layout.left, layout.width, layout.precision), (true, 5, Some(0)));
    let mut out = Vec::new();
    write_float(&layout, 2.5, &mut out).expect("renders");
    assert_eq!(out, b"2    ");
}

#[test]
fn error_texts() {
    let last = |template, kind| -> NumericError { conversions(template, kind).pop().expect("a piece").expect_err("an error") };
    assert_eq!(last("x%(a", Template::Str).to_string(), "ValueError: incomplete format key");
    assert_eq!(last("%.9999999999d", Template::Bytes).to_string(), "ValueError: prec too big");
    let surrogate: Vec<_> = Pieces::new(b"%\xed\xa0\x80x", Template::Str, false).collect();
    assert_eq!(surrogate.len(), 2);
    assert_eq!(
        number_required('x', "float").to_string(),
        "TypeError: %x format: an integer is required, not float"
    );
    assert_eq!(
        number_required('d', "str").to_string(),
        "TypeError: %d format: a real number is required, not str"
    );
    assert_eq!(
        character(Template::Bytes, Some(300), &mut [0; 4]).expect_err("too big").to_string(),
        "OverflowError: %c arg not in range(256)"
    );
}
