//! Text in, text out: the disassembly of small programs against committed files.
//!
//! `BLESS=1 cargo test -p taipan-compiler --test disassembly` rewrites them; the diff is the review.

use std::path::Path;
use taipan_bytecode::{deserialize, disassemble, serialize, verify};
use taipan_compiler::{Mode, Options, compile};

fn check(name: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/disassembly");
    let source = std::fs::read(folder.join(format!("{name}.py"))).unwrap();
    let unit = compile(&source, &format!("{name}.py"), Mode::Exec, Options::default()).unwrap();
    verify(&unit).unwrap();
    assert_eq!(deserialize(&serialize(&unit)).unwrap(), unit, "{name} does not survive serialization");
    let text = disassemble(&unit);
    let expected_path = folder.join(format!("{name}.txt"));
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&expected_path, &text).unwrap();
    }
    let expected = std::fs::read_to_string(&expected_path).unwrap();
    for (number, (left, right)) in text.lines().zip(expected.lines()).enumerate() {
        assert_eq!(left, right, "{name}.txt, line {}", number + 1);
    }
    assert_eq!(text.lines().count(), expected.lines().count(), "{name}.txt has another number of lines");
}

#[test]
fn arithmetic() {
    check("arithmetic");
}

#[test]
fn calls() {
    check("calls");
}

#[test]
fn classes() {
    check("classes");
}

#[test]
fn closures() {
    check("closures");
}

#[test]
fn exceptions() {
    check("exceptions");
}

#[test]
fn generators() {
    check("generators");
}

#[test]
fn patterns() {
    check("patterns");
}

#[test]
fn targets() {
    check("targets");
}

#[test]
fn loops() {
    check("loops");
}
