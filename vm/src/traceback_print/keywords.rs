//! "Did you mean 'while'?": a SyntaxError that one corrected keyword would cure.
//!
//! Only what compiles afterwards is suggested. CPython tries the text from the last statement that
//! was parsed to the error; here the line alone is tried first, then with the lines before it.

use super::dedent::dedent;
use super::syntax::Details;
use super::tokens::{Kind, tokens};
use crate::repl::wants_more;
use taipan_compiler::{Mode, Options, compile};
use taipan_runtime::suggest;

const KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else", "except", "finally", "for",
    "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];
/// Names on the line that are tried.
const NAMES: usize = 10;
/// Keywords tried for each.
const MATCHES: usize = 3;
/// Longest text tried, in bytes.
const LONGEST: usize = 1024;
/// Lines before the error's that are taken along.
const LINES_BEFORE: usize = 12;

/// The details as they are shown when a keyword was misspelled; `file`: the lines of the file, where there is one.
pub fn corrected(details: &Details, file: &[String]) -> Option<Details> {
    if details.message != "invalid syntax" && !details.message.contains("Perhaps you forgot a comma") {
        return None;
    }
    let line = usize::try_from(details.line?).ok().filter(|line| *line > 0)?;
    let text = details.text.as_deref()?.trim_end_matches('\n').to_string();
    let lines = if file.len() >= line && file[line - 1].trim() == text.trim() {
        &file[..line]
    } else {
        std::slice::from_ref(&text)
    };
    let last = lines.len() - 1;
    let indent = |line: &str| line.len() - line.trim_start().len();
    let starts = (last.saturating_sub(LINES_BEFORE)..=last).rev().filter(|&i| {
        let line = &lines[i];
        i == last || (!line.trim().is_empty() && indent(line) <= indent(&lines[last]))
    });
    for start in starts {
        let block = dedent(&lines[start..]);
        if block.iter().map(|line| line.len() + 1).sum::<usize>() > LONGEST {
            break;
        }
        if let Some(found) = try_block(details, &block) {
            return Some(found);
        }
    }
    None
}

fn try_block(details: &Details, block: &[String]) -> Option<Details> {
    let (wrong, before) = block.split_last()?;
    let chars: Vec<char> = wrong.chars().collect();
    // What does not match up to the end of the line may still begin with names.
    let found = (0..=chars.len()).rev().find_map(|end| tokens(&chars, 0, end))?;
    for token in found.iter().filter(|token| token.kind == Kind::Name).take(NAMES) {
        let name: String = chars[token.start..token.end].iter().collect();
        if KEYWORDS.contains(&name.as_str()) {
            continue;
        }
        for keyword in candidates(&name) {
            let head: String = chars[..token.start].iter().collect();
            let tail: String = chars[token.end..].iter().collect();
            let mut source = before.to_vec();
            source.push(format!("{head}{keyword}{tail}"));
            if parses(&source.join("\n")) {
                return Some(Details {
                    text: Some(wrong.clone()),
                    offset: Some(token.start as i64 + 1),
                    end_offset: Some(token.end as i64 + 1),
                    end_line: details.line,
                    message: format!("invalid syntax. Did you mean '{keyword}'?"),
                    ..details.clone()
                });
            }
        }
    }
    None
}

/// Whether the text is the beginning of a program; what only the compiler refuses does not count.
fn parses(source: &str) -> bool {
    match compile(source.as_bytes(), "<typo>", Mode::Exec, Options::default()) {
        Ok(_) => true,
        Err(error) => wants_more(&error) || error.message.contains(" outside ") || error.message.contains("not properly in loop"),
    }
}

/// Keywords like the name, the likeliest first.
fn candidates(name: &str) -> Vec<&'static str> {
    let mut found: Vec<&str> = Vec::new();
    if let Some(closest) = suggest::closest(name, KEYWORDS.into_iter()) {
        found.extend(KEYWORDS.iter().find(|keyword| **keyword == closest));
    }
    let mut scored: Vec<(f64, &str)> = KEYWORDS
        .iter()
        .map(|keyword| (similarity(keyword.as_bytes(), name.as_bytes()), *keyword))
        .filter(|(score, _)| *score >= 0.5)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(a.1)));
    found.extend(scored.into_iter().take(MATCHES).map(|(_, keyword)| keyword));
    found.truncate(MATCHES);
    found
}

/// Twice the number of bytes in matching blocks by the length of both, as `difflib` counts.
fn similarity(a: &[u8], b: &[u8]) -> f64 {
    2.0 * matching(a, b) as f64 / (a.len() + b.len()) as f64
}

/// Bytes in the longest common block and, on both sides of it, in theirs.
fn matching(a: &[u8], b: &[u8]) -> usize {
    let (mut size, mut at_a, mut at_b) = (0, 0, 0);
    for i in 0..a.len() {
        for j in 0..b.len() {
            let n = a[i..].iter().zip(&b[j..]).take_while(|(x, y)| x == y).count();
            if n > size {
                (size, at_a, at_b) = (n, i, j);
            }
        }
    }
    if size == 0 {
        0
    } else {
        size + matching(&a[..at_a], &b[..at_b]) + matching(&a[at_a + size..], &b[at_b + size..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The keyword suggested for an error on the last line.
    fn suggested(lines: &[&str]) -> Option<String> {
        let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
        let details = Details {
            line: Some(lines.len() as i64),
            text: lines.last().cloned(),
            message: "invalid syntax".to_string(),
            ..Details::default()
        };
        let found = corrected(&details, &lines)?;
        found
            .message
            .strip_prefix("invalid syntax. Did you mean '")?
            .strip_suffix("'?")
            .map(str::to_string)
    }

    #[test]
    fn misspelled_keywords() {
        for (lines, keyword) in [
            (&["x = 1", "def f():", "    y = 2", "    whille y:"][..], "while"),
            (&["if x:", "    pass", "elsif y:"], "elif"),
            (&["def f():", "    retrun 5"], "return"),
            (&["form os import path"], "from"),
            (&["for x im range(10):"], "in"),
            (&["fro i in range(3):"], "for"),
            (&["class A:", "    asynch def f(self):"], "async"),
        ] {
            assert_eq!(suggested(lines).as_deref(), Some(keyword), "{lines:?}");
        }
    }

    #[test]
    fn nothing_where_no_keyword_helps() {
        for line in ["x = foo bar", "x = = 1", "retrun x y"] {
            assert_eq!(suggested(&[line]), None, "{line}");
        }
    }

    #[test]
    fn similarity_is_that_of_difflib() {
        assert_eq!(similarity(b"return", b"retrun"), 2.0 * 5.0 / 12.0);
        assert_eq!(similarity(b"while", b"xyz"), 0.0);
    }
}
