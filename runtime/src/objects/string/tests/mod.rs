//! Text and numbers against CPython: each line of the tables is an expression and what CPython 3.14
//! gives for it, the repr of a value or an exception's class and text. `expressions.py` writes the
//! right-hand sides anew.

mod expressions;
mod storage;

use crate::objects::string;
use crate::ops;
use crate::thread::{Raised, Thread};
use crate::types;

/// Makes the values of the calling frame roots; the thread was made in a deeper one.
macro_rules! scan_from_here {
    ($t:ident) => {
        let here = 0u8;
        $t.heap.set_native_stack(&raw const here as usize + 4096);
    };
}
pub(crate) use scan_from_here;

/// What an expression comes to, as the tables show it.
fn outcome(t: &mut Thread, expression: &str) -> String {
    let shown = expressions::evaluate(t, expression).and_then(|value| ops::repr(t, value));
    match shown {
        Ok(text) => string::ascii_of_repr(text),
        Err(Raised) => {
            let exception = t.take_pending();
            let class = types::name(t.class_of(exception));
            let text = ops::str_of(t, exception).expect("the text of an exception");
            format!("{class}: {}", string::ascii_of_repr(text))
        }
    }
}

fn check(table: &str) {
    let mut t = crate::startup::test_thread();
    scan_from_here!(t);
    let mut wrong = Vec::new();
    let mut lines = 0;
    for line in table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (expression, expected) = line.split_once(" => ").expect("expression => outcome");
        lines += 1;
        let outcome = outcome(&mut t, expression);
        if outcome != expected {
            wrong.push(format!("{expression}\n    expected {expected}\n    got      {outcome}"));
        }
    }
    assert!(lines > 20, "the table is nearly empty");
    assert!(wrong.is_empty(), "{} of {lines} differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn strings() {
    check(include_str!("strings.txt"));
}

#[test]
fn codecs() {
    check(include_str!("codecs.txt"));
}

#[test]
fn formatting() {
    check(include_str!("formatting.txt"));
}

#[test]
fn bytes() {
    check(include_str!("bytes.txt"));
}

#[test]
fn numbers() {
    check(include_str!("numbers.txt"));
}

/// Written by `sample.py`: combinations of receivers, methods, arguments and operators.
#[test]
fn sampled() {
    check(include_str!("sampled.txt"));
}
