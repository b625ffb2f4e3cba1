//! `format(value, spec)` against CPython (`data/format_spec.txt`, written by
//! `tables/format_spec.py`).
//!
//! `FORMAT_SPEC_TABLE=FILE` checks another file, such as a large random one.

use taipan_numeric::Result;
use taipan_numeric::format_spec::*;
use taipan_numeric::limbs::BigInt;

fn float(text: &str) -> f64 {
    f64::from_bits(u64::from_str_radix(text, 16).expect("16 hex digits"))
}

fn run(kind: &str, value: &str, spec: &str, out: &mut Vec<u8>) -> Result<()> {
    match kind {
        "int" => {
            let value = BigInt::parse(value, 10).expect("an int");
            format_int(spec, value.view(), "int", 0, out)
        }
        "float" => format_float(spec, float(value), "float", out),
        "str" => format_str(spec, value.as_bytes(), "str", out),
        "complex" => {
            let (real, imaginary) = value.split_once('/').expect("two floats");
            format_complex(spec, float(real), float(imaginary), "complex", out)
        }
        _ => panic!("unknown kind"),
    }
}

#[test]
fn formatting_agrees_with_cpython() {
    let table = match std::env::var("FORMAT_SPEC_TABLE") {
        Ok(path) => std::fs::read_to_string(path).expect("the table can be read"),
        Err(_) => include_str!("data/format_spec.txt").to_string(),
    };
    let mut cases = 0;
    let mut failures = Vec::new();
    for line in table.lines().skip(1) {
        let [kind, value, spec, expected] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("malformed line: {line}");
        };
        let mut out = Vec::new();
        let shown = match run(kind, value, spec, &mut out) {
            Ok(()) => format!("={}", String::from_utf8(out).expect("UTF-8")),
            Err(error) => format!("!{error}"),
        };
        if shown != expected {
            failures.push(format!("{line}\n    got {shown}"));
        }
        cases += 1;
    }
    assert!(cases > 1000, "the table is truncated: {cases} cases");
    let some = failures.iter().take(30).cloned().collect::<Vec<_>>().join("\n");
    assert!(failures.is_empty(), "{} failures:\n{some}", failures.len());
}
