//! Hashes against CPython's (`data/hashing.txt`, written by `tables/hashing.py`).

use taipan_numeric::hashing::*;

fn bytes(text: &str) -> Vec<u8> {
    let digits = text.strip_prefix('=').expect("bytes start with =");
    (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).expect("hex"))
        .collect()
}

fn container(kind: &str, parts: &[i64]) -> i64 {
    match kind {
        "tuple" | "slice" => {
            let mut hash = TupleHash::default();
            parts.iter().for_each(|&part| hash.add(part));
            if kind == "tuple" { hash.finish(parts.len()) } else { hash.finish_slice() }
        }
        "frozenset" => {
            let mut hash = FrozenSetHash::default();
            parts.iter().rev().for_each(|&part| hash.add(part));
            hash.finish()
        }
        _ => complex_hash(parts[0], parts[1]),
    }
}

#[test]
fn hashes_agree_with_cpython() {
    let mut cases = 0;
    for line in include_str!("data/hashing.txt").lines().skip(1) {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let (result, expected) = match fields[..] {
            [kind @ ("str" | "bytes"), seed, data, expected] => {
                let key = SipKey::from_seed(seed.parse().expect("a seed"));
                let data = bytes(data);
                let hash = if kind == "str" { key.hash_str(&data) } else { key.hash_bytes(&data) };
                (hash, expected)
            }
            [kind, ref parts @ .., ">", expected] => {
                let parts: Vec<i64> = parts.iter().map(|p| p.parse().expect("a hash")).collect();
                (container(kind, &parts), expected)
            }
            _ => panic!("malformed line: {line}"),
        };
        assert_eq!(result.to_string(), expected, "{line}");
        cases += 1;
    }
    assert!(cases > 80, "the table is truncated: {cases} cases");
}
