//! `SyntaxWarning`s: texts and lines as CPython 3.14 gives them.

use taipan_compiler::{Mode, Options, compile_with_warnings};

fn warnings(source: &str) -> Vec<String> {
    let (unit, warnings) = compile_with_warnings(source.as_bytes(), "f", Mode::Exec, Options::default());
    unit.unwrap();
    warnings.iter().map(|warning| format!("{}: {}", warning.error.line, warning.message)).collect()
}

#[test]
fn each_kind_is_found_once() {
    assert_eq!(
        warnings("x = '\\d'\ny = r'\\d' f'\\d{x}'\n"),
        [
            "1: \"\\d\" is an invalid escape sequence. Such sequences will not work in the future. Did you mean \"\\\\d\"? A raw string is also an option.",
            "2: \"\\d\" is an invalid escape sequence. Such sequences will not work in the future. Did you mean \"\\\\d\"? A raw string is also an option.",
        ]
    );
    assert_eq!(
        warnings("x is 1\nx is not 'a'\nx is None"),
        [
            "1: \"is\" with 'int' literal. Did you mean \"==\"?",
            "2: \"is not\" with 'str' literal. Did you mean \"!=\"?",
        ]
    );
    assert_eq!(warnings("assert (x, 'y')"), ["1: assertion is always true, perhaps remove parentheses?"]);
    assert_eq!(warnings("[(1, 2) (3, 4)]"), ["1: 'tuple' object is not callable; perhaps you missed a comma?"]);
    assert_eq!(warnings("1[0]"), ["1: 'int' object is not subscriptable; perhaps you missed a comma?"]);
    assert_eq!(
        warnings("'a'['b']"),
        ["1: str indices must be integers or slices, not str; perhaps you missed a comma?"]
    );
    assert_eq!(
        warnings("def f():\n  try:\n    x\n  finally:\n    return 1\n"),
        ["5: 'return' in a 'finally' block"]
    );
    assert_eq!(
        warnings("for x in y:\n  try:\n    x\n  finally:\n    for z in x: break\n    continue\n"),
        ["6: 'continue' in a 'finally' block"]
    );
}
