//! Integer operations against CPython's results (`data/limbs.txt`, written by `tables/limbs.py`).

use std::cmp::Ordering;
use taipan_numeric::limbs::*;
use taipan_numeric::{NumericError, small};

fn big(text: &str) -> BigInt {
    BigInt::parse(text, 16).unwrap_or_else(|error| panic!("{text}: {error:?}"))
}

fn hex(value: IntRef) -> String {
    let mut out = String::new();
    to_text(value, 16, &mut out);
    out
}

fn shown(result: Result<BigInt, NumericError>) -> String {
    match result {
        Ok(value) => hex(value.view()),
        Err(error) => failure(&error),
    }
}

fn failure(error: &NumericError) -> String {
    format!("!{}:{}", error.kind.name(), error.message.replace(' ', "_"))
}

/// Reads `float.hex()` output, which keeps the tables exact.
fn float(text: &str) -> f64 {
    match text {
        "inf" => return f64::INFINITY,
        "-inf" => return f64::NEG_INFINITY,
        "nan" => return f64::NAN,
        _ => {}
    }
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let rest = rest.strip_prefix("0x").expect("a hex float");
    let (digits, exponent) = rest.split_once('p').expect("an exponent");
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mantissa = u64::from_str_radix(&format!("{whole}{fraction}"), 16).expect("hex digits");
    let exponent: i64 = exponent.parse().expect("an exponent");
    let value = round_shifted(mantissa, exponent - 4 * fraction.len() as i64, false).expect("a finite float");
    if negative { -value } else { value }
}

fn bytes(text: &str) -> Vec<u8> {
    let digits = text.strip_prefix('=').expect("bytes start with =");
    (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).expect("hex"))
        .collect()
}

fn endian(text: &str) -> Endian {
    if text == "little" { Endian::Little } else { Endian::Big }
}

fn order(value: &str) -> Option<Ordering> {
    match value {
        "-1" => Some(Ordering::Less),
        "0" => Some(Ordering::Equal),
        "1" => Some(Ordering::Greater),
        _ => None,
    }
}

type Binary = (fn(IntRef, IntRef) -> usize, fn(IntRef, IntRef, &mut [u64]) -> Written);

fn check(fields: &[&str]) {
    match *fields {
        [operation @ ("add" | "sub" | "mul" | "and" | "or" | "xor" | "gcd"), a, b, expected] => {
            let (bound, run): Binary = match operation {
                "add" => (add_bound, add),
                "sub" => (add_bound, sub),
                "mul" => (mul_bound, mul),
                "and" => (bitwise_bound, and),
                "or" => (bitwise_bound, or),
                "xor" => (bitwise_bound, xor),
                _ => (gcd_bound, gcd),
            };
            let (a, b) = (big(a), big(b));
            let result = BigInt::build(bound(a.view(), b.view()), |out| run(a.view(), b.view(), out));
            assert_eq!(hex(result.view()), expected);
        }
        ["cmp", a, b, expected] => {
            assert_eq!(Some(big(a).cmp(&big(b))), order(expected));
        }
        ["div", a, b, quotient, remainder] => {
            let (a, b) = (big(a), big(b));
            let (a, b) = (a.view(), b.view());
            let mut q = vec![7; quotient_bound(a, b)];
            let mut r = vec![7; remainder_bound(a, b)];
            let (wq, wr) = divmod(a, b, &mut q, &mut r).expect("b is not zero");
            assert_eq!((hex(wq.view(&q)), hex(wr.view(&r))), (quotient.into(), remainder.into()));
            q.fill(7);
            r.fill(7);
            assert_eq!(hex(floordiv(a, b, &mut q).expect("b is not zero").view(&q)), quotient);
            assert_eq!(hex(modulo(a, b, &mut r).expect("b is not zero").view(&r)), remainder);
            if let (Some(x), Some(y)) = (to_i64(a), to_i64(b)) {
                let small_quotient = small::floor_div(x, y).map_or(1 << 63, i128::from);
                assert_eq!(hex(SmallLimbs::from_i128(small_quotient).view()), quotient);
                assert_eq!(hex(SmallLimbs::from_i64(small::floor_mod(x, y)).view()), remainder);
            }
        }
        ["truediv", a, b, expected] => {
            let (a, b) = (big(a), big(b));
            match true_divide(a.view(), b.view()) {
                Ok(value) => assert_eq!(value.to_bits(), float(expected).to_bits()),
                Err(error) => assert_eq!(failure(&error), expected),
            }
            if let (Some(x), Some(y @ (1.. | ..=-1))) = (to_i64(a.view()), to_i64(b.view())) {
                assert_eq!(small::true_divide(x, y).to_bits(), float(expected).to_bits());
            }
        }
        ["inv", a, expected] => {
            let a = big(a);
            let result = BigInt::build(invert_bound(a.view()), |out| invert(a.view(), out));
            assert_eq!(hex(result.view()), expected);
        }
        ["bits", a, length, count] => {
            let a = big(a);
            assert_eq!(a.view().bit_length().to_string(), length);
            assert_eq!(a.view().bit_count().to_string(), count);
        }
        ["hash", a, expected] => {
            let a = big(a);
            assert_eq!(hash(a.view()).to_string(), expected);
            if let Some(small) = to_i64(a.view()) {
                assert_eq!(taipan_numeric::small::hash(small).to_string(), expected);
            }
        }
        ["float", a, expected] => match to_f64(big(a).view()) {
            Some(value) => assert_eq!(value.to_bits(), float(expected).to_bits()),
            None => assert_eq!("!OverflowError:int_too_large_to_convert_to_float", expected),
        },
        ["isqrt", a, expected] => {
            let a = big(a);
            let result = BigInt::build(isqrt_bound(a.view()), |out| isqrt(a.view(), out).expect("a is not negative"));
            assert_eq!(hex(result.view()), expected);
        }
        ["shl", a, bits, expected] => {
            let a = big(a);
            let bits = bits.parse().expect("a shift count");
            let bound = shl_bound(a.view(), bits).expect("a small result");
            let result = BigInt::build(bound, |out| shl(a.view(), bits, out));
            assert_eq!(hex(result.view()), expected);
            if let Some(value) = to_i64(a.view()).and_then(|small| small::shl(small, bits)) {
                assert_eq!(hex(SmallLimbs::from_i128(value).view()), expected);
            }
        }
        ["shr", a, bits, expected] => {
            let a = big(a);
            let bits = bits.parse().expect("a shift count");
            let result = BigInt::build(shr_bound(a.view(), bits), |out| shr(a.view(), bits, out));
            assert_eq!(hex(result.view()), expected);
            if let Some(small) = to_i64(a.view()) {
                assert_eq!(hex(SmallLimbs::from_i64(small::shr(small, bits)).view()), expected);
            }
        }
        ["text", a, base, expected] => {
            let base = base.parse().expect("a base");
            let a = big(a);
            let mut out = String::from(">");
            to_text(a.view(), base, &mut out);
            assert_eq!(out, format!(">{expected}"));
            assert_eq!(BigInt::parse(expected, base), Ok(a));
        }
        ["bytes", a, length, byte_order, signed, expected] => {
            let mut out = vec![7; length.parse().expect("a length")];
            match to_bytes(big(a).view(), endian(byte_order), signed == "1", &mut out) {
                Ok(()) => assert_eq!(out, bytes(expected)),
                Err(error) => assert_eq!(failure(&error), expected),
            }
        }
        ["frombytes", data, byte_order, signed, expected] => {
            let data = bytes(data);
            let result = BigInt::build(from_bytes_bound(data.len()), |out| from_bytes(&data, endian(byte_order), signed == "1", out));
            assert_eq!(hex(result.view()), expected);
        }
        ["pow", base, exponent, expected] => {
            let base = big(base);
            let exponent = exponent.parse().expect("an exponent");
            let bound = pow_bound(base.view(), exponent).expect("a small result");
            let result = BigInt::build(bound, |out| pow(base.view(), exponent, out));
            assert_eq!(hex(result.view()), expected);
            if let Some(value) = to_i64(base.view()).and_then(|b| small::pow(b, exponent)) {
                assert_eq!(hex(SmallLimbs::from_i128(value).view()), expected);
            }
        }
        ["powmod", base, exponent, modulus, expected] => {
            let (base, exponent, modulus) = (big(base), big(exponent), big(modulus));
            let mut out = vec![7; mod_pow_bound(modulus.view())];
            let result = mod_pow(base.view(), exponent.view(), modulus.view(), &mut out);
            let result = result.map(|written| BigInt::from(written.view(&out)));
            assert_eq!(shown(result), expected);
            let (b, m) = (to_i64(base.view()), to_i64(modulus.view()));
            if let (Some(b), Some(e), Some(m @ (1.. | ..=-1))) = (b, to_u64(exponent.view()), m) {
                assert_eq!(hex(SmallLimbs::from_i64(small::mod_pow(b, e, m)).view()), expected);
            }
        }
        ["fromfloat", value, expected] => {
            let mut out = [7; FROM_F64_BOUND];
            let result = from_f64(float(value), &mut out);
            let result = result.map(|written| BigInt::from(written.view(&out)));
            assert_eq!(shown(result), expected);
        }
        ["cmpfloat", a, value, expected] => {
            let a = big(a);
            assert_eq!(compare_float(a.view(), float(value)), order(expected));
            if let Some(small) = to_i64(a.view()) {
                let result = taipan_numeric::small::compare_float(small, float(value));
                assert_eq!(result, order(expected));
            }
        }
        ["parse", text, base, expected] => {
            let text = bytes(text);
            match parse_int(&text, base.parse().expect("a base"), 4300) {
                Ok(literal) => {
                    let result = BigInt::build(literal.bound(), |out| literal.write(out));
                    assert_eq!(hex(result.view()), expected);
                    assert_eq!(literal.to_i64(), to_i64(result.view()));
                }
                Err(_) => assert_eq!("!ValueError", expected),
            }
        }
        _ => panic!("unknown case"),
    }
}

#[test]
fn operations_agree_with_cpython() {
    let mut cases = 0;
    for line in include_str!("data/limbs.txt").lines() {
        if line.starts_with('#') {
            continue;
        }
        let fields: Vec<&str> = line.split(' ').collect();
        let outcome = std::panic::catch_unwind(|| check(&fields));
        assert!(outcome.is_ok(), "failing case: {line}");
        cases += 1;
    }
    assert!(cases > 2000, "the table is truncated: {cases} cases");
}

#[test]
fn digit_limit_texts() {
    let long = "0".repeat(5000);
    let error = parse_int(long.as_bytes(), 10, 4300).expect_err("too long");
    assert_eq!(
        error.into_error(10, "'…'").to_string(),
        "ValueError: Exceeds the limit (4300 digits) for integer string conversion: value has \
         5000 digits; use sys.set_int_max_str_digits() to increase the limit"
    );
    assert!(parse_int(long.as_bytes(), 10, 0).is_ok());
    assert!(parse_int(long.as_bytes(), 16, 4300).is_ok());
    let value = BigInt::parse(&"1".repeat(4301), 10).expect("digits");
    let mut out = String::new();
    let error = to_text_limited(value.view(), 4300, &mut out).expect_err("too long");
    assert_eq!(
        error.to_string(),
        "ValueError: Exceeds the limit (4300 digits) for integer string conversion; use \
         sys.set_int_max_str_digits() to increase the limit"
    );
    assert_eq!(out, "");
    let value = BigInt::parse(&format!("-{}", "1".repeat(4300)), 10).expect("digits");
    to_text_limited(value.view(), 4300, &mut out).expect("4300 digits are allowed");
    assert_eq!(out.len(), 4301);
    out.clear();
    let value = BigInt::parse(&"9".repeat(640), 10).expect("digits");
    to_text_limited(value.view(), 100, &mut out).expect("short texts have no limit");
}
