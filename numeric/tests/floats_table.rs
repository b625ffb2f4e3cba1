//! Float operations against CPython's results (`data/floats.txt`, written by `tables/floats.py`).

use taipan_numeric::floats::*;
use taipan_numeric::limbs::{BigInt, SmallLimbs, shl, shl_bound, to_text};
use taipan_numeric::{NumericError, Result};

fn float(text: &str) -> f64 {
    f64::from_bits(u64::from_str_radix(text, 16).expect("16 hex digits"))
}

/// All NaNs are one: the sign of a computed NaN differs between machines.
fn bits(value: f64) -> String {
    let value = if value.is_nan() { f64::NAN } else { value };
    format!("{:016x}", value.to_bits())
}

fn canonical(expected: &str) -> String {
    expected
        .split(' ')
        .map(|part| match u64::from_str_radix(part, 16) {
            Ok(pattern) if part.len() == 16 => bits(f64::from_bits(pattern)),
            _ => part.to_string(),
        })
        .collect::<Vec<_>>()
        .join(" ")
}

fn shown(result: Result<f64>) -> String {
    result.map_or_else(|error| failure(&error), bits)
}

fn failure(error: &NumericError) -> String {
    format!("!{error}")
}

fn bytes(text: &str) -> Vec<u8> {
    let digits = text.strip_prefix('=').expect("bytes start with =");
    (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).expect("hex"))
        .collect()
}

fn ratio_text(value: f64) -> String {
    let ratio = match integer_ratio(value) {
        Ok(ratio) => ratio,
        Err(error) => return failure(&error),
    };
    let shifted = |value: u64, bits: i32| {
        let limbs = SmallLimbs::from_u128(value.into());
        let bits = bits.max(0) as u64;
        let bound = shl_bound(limbs.view(), bits).expect("a small result");
        let result = BigInt::build(bound, |out| shl(limbs.view(), bits, out));
        let mut text = String::new();
        to_text(result.view(), 16, &mut text);
        text
    };
    let sign = if ratio.negative { "-" } else { "" };
    format!("{sign}{}/{}", shifted(ratio.numerator, ratio.exponent), shifted(1, -ratio.exponent))
}

fn format_text(value: f64, code: &str, precision: &str) -> String {
    let letter = code.chars().next_back().expect("a code");
    let format = DoubleFormat {
        style: match letter.to_ascii_lowercase() {
            'f' => Style::Fixed,
            'e' => Style::Exponent,
            'r' => Style::Shortest,
            _ => Style::General,
        },
        precision: precision.parse().expect("a precision"),
        upper: letter.is_ascii_uppercase(),
        alternate: code.starts_with('#'),
        keep_float: matches!(letter, 'd' | 'r'),
    };
    let mut out = String::from(">");
    format_double(value, &format, &mut out);
    out[1..].to_string()
}

fn check(fields: &[&str]) {
    match *fields {
        ["repr", value, expected] => {
            assert_eq!(&*repr(float(value)), expected);
            assert_eq!(parse(expected.as_bytes()).map(bits), Some(canonical(value)));
        }
        ["hex", value, expected] => {
            assert_eq!(to_hex(float(value)), expected);
            assert_eq!(shown(from_hex(expected.as_bytes())), canonical(value));
        }
        ["ratio", value, expected] => assert_eq!(ratio_text(float(value)), expected),
        ["hash", value, expected] => {
            let value = hash(float(value), || panic!("not a NaN"));
            assert_eq!(value.to_string(), expected);
        }
        ["round", value, digits, expected] => {
            let digits = digits.parse().expect("digits");
            assert_eq!(shown(round_to_digits(float(value), digits)), canonical(expected));
        }
        ["format", value, code, precision, expected] => {
            assert_eq!(format_text(float(value), code, precision), expected);
        }
        ["divmod", a, b, expected] => {
            let result = divmod(float(a), float(b));
            let text = match result {
                Ok((quotient, remainder)) => format!("{} {}", bits(quotient), bits(remainder)),
                Err(error) => failure(&error),
            };
            assert_eq!(text, canonical(expected));
        }
        ["mod", a, b, expected] => {
            assert_eq!(shown(modulo(float(a), float(b))), canonical(expected));
        }
        ["pow", a, b, expected] => {
            let text = match pow_result(float(a), float(b)) {
                Ok(Some(value)) => bits(value),
                Ok(None) => "complex".to_string(),
                Err(error) => failure(&error),
            };
            assert_eq!(text, canonical(expected));
        }
        ["parse", text, expected] => {
            let text = parse(&bytes(text)).map_or("!ValueError".to_string(), bits);
            assert_eq!(text, canonical(expected));
        }
        ["fromhex", text, expected] => {
            assert_eq!(shown(from_hex(&bytes(text))), canonical(expected));
        }
        _ => panic!("unknown case"),
    }
}

#[test]
fn operations_agree_with_cpython() {
    let mut cases = 0;
    for line in include_str!("data/floats.txt").lines() {
        if line.starts_with('#') {
            continue;
        }
        let fields: Vec<&str> = line.split('\t').collect();
        let outcome = std::panic::catch_unwind(|| check(&fields));
        assert!(outcome.is_ok(), "failing case: {line}");
        cases += 1;
    }
    assert!(cases > 2500, "the table is truncated: {cases} cases");
}

#[test]
fn shortest_digits_and_points() {
    let digits = |value| {
        let digits = shortest(value);
        format!("{}@{}", digits.as_str(), digits.point())
    };
    assert_eq!(digits(0.0), "0@1");
    assert_eq!(digits(100.0), "1@3");
    assert_eq!(digits(123.5), "1235@3");
    assert_eq!(digits(0.00125), "125@-2");
    assert_eq!(digits(1e16), "1@17");
    assert_eq!(digits(1234567890123456.0), "1234567890123456@16");
    assert_eq!(digits(5e-324), "5@-323");
}
