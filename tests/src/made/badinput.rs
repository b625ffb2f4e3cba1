//! Bad input: what is no program, or not one that can be read.
//!
//! Bad input that is an ordinary program stands in `programs/badinput/` as one.

use super::Made;

/// Bytes without any pattern that a parser could take for text.
fn junk() -> Vec<u8> {
    let mut state = 0x9e37_79b9_u32;
    let next = |state: &mut u32| {
        *state ^= *state << 13;
        *state ^= *state >> 17;
        *state ^= *state << 5;
        // Never a line end or NUL: the first line is then the whole file.
        (*state >> 8) as u8 | 0x80
    };
    (0..600).map(|_| next(&mut state)).collect()
}

/// Every made bad input.
pub(super) fn all() -> Vec<Made> {
    let mut inputs = Vec::new();
    inputs.extend(files_and_bytes());
    inputs.extend(nesting());
    inputs.extend(layout());
    inputs
}

fn files_and_bytes() -> Vec<Made> {
    let mut folder = Made::command("badinput/directory", &["folder"]);
    folder.files = vec![("folder", None)];
    let mut package = Made::command("badinput/module-is-a-package", &["-m", "folder"]);
    package.files = vec![("folder", None), ("folder/__init__.py", Some(Vec::new()))];
    vec![
        Made::command("badinput/nonexistent-file", &["missing.py"]),
        Made::command("badinput/nonexistent-module", &["-m", "missing_module"]),
        Made::command("badinput/nonexistent-submodule", &["-m", "missing_package.inner"]),
        folder,
        package,
        Made::script("badinput/empty-file", ""),
        Made::script("badinput/binary-junk", junk()),
        Made::script("badinput/elf-header", *b"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00>\x00"),
        Made::script("badinput/invalid-utf8", *b"x = 1\ny = 'a\xffb'\nprint(x)\n"),
        Made::script("badinput/invalid-utf8-in-comment", *b"x = 1\n# caf\xe9\nprint(x)\n"),
        Made::script("badinput/truncated-utf8", *b"x = 'abc\xe2\x82"),
        Made::script("badinput/unknown-encoding", "# -*- coding: klingon -*-\nprint(1)\n"),
        Made::script("badinput/unknown-encoding-second-line", "#!/usr/bin/python\n# coding=utf-99\nprint(1)\n"),
        Made::script("badinput/bom", "\u{feff}print('after the mark')\n"),
        Made::script("badinput/bom-and-other-encoding", "\u{feff}# coding: latin-1\nprint(1)\n"),
        Made::script("badinput/latin-1", *b"# coding: latin-1\nprint(ascii('caf\xe9'))\n"),
        Made::script("badinput/cp1252", *b"# coding: cp1252\nprint(ascii('\x80'))\n"),
        Made::script("badinput/rot13", "# coding: rot13\nx = 1\n"),
        Made::script("badinput/nul-byte", *b"x = 1\ny = 2\0\nprint(x)\n"),
        Made::script("badinput/nul-byte-in-string", *b"x = 'a\0b'\nprint(x)\n"),
        Made::script("badinput/nul-byte-in-comment", *b"x = 1\n# a\0b\nprint(x)\n"),
        Made::command("badinput/stdin-nul-byte", &["-"]).stdin(*b"print(1)\0\n"),
        Made::command("badinput/stdin-invalid-utf8", &["-"]).stdin(*b"print('\xff')\n"),
        Made::command("badinput/stdin-program", &["-", "a", "b"]).stdin("import sys\nprint(sys.argv)\n1/0\n"),
        Made::command("badinput/stdin-without-dash", &[]).stdin("print('piped')\nboom\n"),
        Made::command("badinput/command-syntax-error", &["-c", "x = (1,\ny = 2"]),
        Made::command("badinput/command-uncaught", &["-c", "def f():\n    raise ValueError('no')\nf()"]),
        Made::command("badinput/command-exit-code", &["-c", "import sys; sys.exit(7)"]),
        Made::command("badinput/command-exit-text", &["-c", "import sys; sys.exit('a message')"]),
        Made::command("badinput/command-empty", &["-c", ""]),
    ]
}

fn nesting() -> Vec<Made> {
    let nested = |open: &str, inner: &str, close: &str, depth: usize| format!("x = {}{inner}{}\nprint('done')\n", open.repeat(depth), close.repeat(depth));
    let blocks = |depth: usize| {
        let opened: String = (0..depth).map(|level| format!("{}if True:\n", " ".repeat(level))).collect();
        format!("{opened}{}print('deep')\n", " ".repeat(depth))
    };
    let chain = |operator: &str, count: usize| format!("x = 1{}\nprint(x)\n", operator.repeat(count));
    vec![
        Made::script("badinput/parentheses-100", nested("(", "1", ")", 100)),
        Made::script("badinput/parentheses-10000", nested("(", "1", ")", 10_000)).last_line(),
        Made::script("badinput/brackets-10000", nested("[", "", "]", 10_000)).last_line(),
        Made::script("badinput/braces-10000", nested("{1:", "1", "}", 10_000)).last_line(),
        Made::script("badinput/calls-10000", nested("f(", "1", ")", 10_000)).last_line(),
        Made::script("badinput/parentheses-never-closed", "(".repeat(10_000)).last_line(),
        Made::script("badinput/parentheses-never-closed-few", "x = (1 + (2 * [3)\n"),
        Made::script("badinput/parentheses-never-opened", ")".repeat(10_000)).last_line(),
        Made::script("badinput/operators-1000", chain(" + 1", 1_000)),
        Made::script("badinput/operators-50000", chain("+1", 50_000)).error_name(),
        Made::script("badinput/powers-50000", chain("**1", 50_000)).last_line(),
        Made::script("badinput/comparisons-50000", chain("<1", 50_000)).last_line(),
        Made::script("badinput/ands-50000", chain(" and 1", 50_000)).last_line(),
        Made::script("badinput/minuses-50000", format!("x = {}1\n", "-".repeat(50_000))).last_line(),
        Made::script("badinput/nots-50000", format!("x = {}1\n", "not ".repeat(50_000))).last_line(),
        Made::script("badinput/attributes-50000", format!("x = 1\nx{}\n", ".a".repeat(50_000))).error_name(),
        Made::script("badinput/subscripts-50000", format!("x = 1\nx{}\n", "[0]".repeat(50_000))).last_line(),
        Made::script("badinput/lambdas-10000", format!("x = {}1\n", "lambda: ".repeat(10_000))).last_line(),
        Made::script("badinput/conditionals-10000", format!("x = {}1\n", "1 if 1 else ".repeat(10_000))).last_line(),
        Made::script("badinput/blocks-20", blocks(20)),
        Made::script("badinput/blocks-99", blocks(99)),
        Made::script("badinput/blocks-101", blocks(101)),
        Made::script("badinput/digits-5000", format!("x = {}\n", "7".repeat(5_000))).last_line(),
    ]
}

fn layout() -> Vec<Made> {
    vec![
        Made::script("badinput/tabs-and-spaces", "if True:\n        x = 1\n\ty = 2\nprint(x)\n"),
        Made::script("badinput/unindent-to-nowhere", "if True:\n        x = 1\n    y = 2\n"),
        Made::script("badinput/unexpected-indent", "x = 1\n    y = 2\n"),
        Made::script("badinput/missing-block", "def f():\nx = 1\n"),
        Made::script("badinput/no-last-newline", "print('a')\nprint('b')"),
        Made::script(
            "badinput/carriage-returns",
            "x = 1\r\nif x:\r\n    print('crlf')\r\nprint('old mac')\rprint(2)\r",
        ),
        Made::script("badinput/form-feeds", "x = 1\n\x0cprint(x)\nif x:\n    \x0c\n    print('in')\n"),
        Made::script("badinput/backslash-at-end", "x = 1 + \\"),
        Made::script("badinput/backslash-and-blank", "x = 1 + \\ \n2\n"),
        Made::script("badinput/unterminated-string", "x = 'abc\nprint(x)\n"),
        Made::script("badinput/unterminated-triple-quotes", "x = 1\ny = '''abc\nprint(x)\n"),
        Made::script("badinput/unterminated-f-string", "x = 1\ny = f'{x\n"),
        Made::script("badinput/invalid-character", "x = 1 \u{20ac} 2\n"),
        Made::script("badinput/non-breaking-space", "x =\u{a0}1\n"),
        Made::script("badinput/control-character", "x = 1\x01\n"),
        Made::script("badinput/question-mark", "x = 1 ? 2 : 3\n"),
        Made::script("badinput/dollar", "x = $y\n"),
    ]
}

#[cfg(test)]
mod tests {
    use super::junk;

    #[test]
    fn junk_is_no_utf8_and_has_no_line_ends() {
        assert!(String::from_utf8(junk()).is_err());
        assert!(!junk().contains(&b'\n'));
    }
}
