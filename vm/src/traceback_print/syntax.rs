//! The place of a SyntaxError: file and line, the source line, carets below the range.

use super::text::{safe_str, shown};
use taipan_runtime::objects::exception::extra_get;
use taipan_runtime::objects::string;
use taipan_runtime::{Thread, Value};

/// What is shown of a SyntaxError, in the units of its attributes (characters from 1).
#[derive(Default, Clone, Debug)]
pub struct Details {
    pub filename: Option<String>,
    pub line: Option<i64>,
    pub end_line: Option<i64>,
    pub text: Option<String>,
    pub offset: Option<i64>,
    pub end_offset: Option<i64>,
    pub message: String,
}

/// The attributes of a SyntaxError object.
pub fn details(t: &mut Thread, e: Value) -> Details {
    let number = |i: usize| Some(extra_get(e, i)).filter(|v| v.is_small()).map(Value::as_small);
    let text = |t: &Thread, i: usize| Some(extra_get(e, i)).filter(|v| !v.is_unbound() && string::is_str(t, *v)).map(shown);
    let message = extra_get(e, 0);
    let message = if message.is_unbound() || message.is_none() {
        String::new()
    } else {
        safe_str(t, message, "exception")
    };
    Details {
        filename: text(t, 1),
        line: number(2),
        end_line: number(5),
        text: text(t, 4),
        offset: number(3),
        end_offset: number(6),
        message: if message.is_empty() { "<no detail available>".to_string() } else { message },
    }
}

/// All lines of the error itself; `class` is its name.
pub fn lines(details: &Details, class: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut suffix = String::new();
    if let Some(line) = details.line {
        let file = details.filename.as_deref().filter(|name| !name.is_empty()).unwrap_or("<string>");
        out.push(format!("  File \"{file}\", line {line}"));
    } else if let Some(file) = &details.filename {
        suffix = format!(" ({file})");
    }
    if let Some(text) = &details.text {
        excerpt(details, text, &mut out);
    }
    out.push(format!("{class}: {}{suffix}", details.message));
    out
}

fn excerpt(details: &Details, text: &str, out: &mut Vec<String>) {
    let text_length = text.chars().count() as i64;
    let right = text.trim_end_matches('\n');
    let left = right.trim_start_matches([' ', '\n', '\x0C']);
    let right_length = right.chars().count() as i64;
    let blanks = right_length - left.chars().count() as i64;
    out.push(format!("    {left}"));
    let Some(mut offset) = details.offset else { return };
    let mut end = if details.line == details.end_line {
        details.end_offset.filter(|end| *end != 0).unwrap_or(offset)
    } else {
        right_length + 1
    };
    if text_length > 0 && offset > text_length {
        offset = right_length + 1;
    }
    if text_length > 0 && end > text_length {
        end = right_length + 1;
    }
    if offset >= end || end < 0 {
        end = offset + 1;
    }
    let start = offset - 1 - blanks;
    if start < 0 {
        return;
    }
    // Tabs stay, so that the carets stand where the text does.
    let mut row: String = left.chars().take(start as usize).map(|c| if c.is_whitespace() { c } else { ' ' }).collect();
    let width = (end - offset) as usize;
    row.push_str(&"^".repeat(width));
    out.push(format!("    {row}"));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, offset: i64, end: i64, expected: &[&str]) {
        let details = Details {
            filename: Some("x.py".to_string()),
            line: Some(3),
            end_line: Some(3),
            text: Some(text.to_string()),
            offset: Some(offset),
            end_offset: Some(end),
            message: "invalid syntax".to_string(),
        };
        let mut wanted = vec!["  File \"x.py\", line 3"];
        wanted.extend(expected);
        wanted.push("SyntaxError: invalid syntax");
        assert_eq!(lines(&details, "SyntaxError"), wanted);
    }

    #[test]
    fn carets() {
        check("    x = = 1\n", 9, 10, &["    x = = 1", "        ^"]);
        check("x = (1 + 2\n", 5, 0, &["    x = (1 + 2", "        ^"]);
        check("x\ty z\n", 5, 6, &["    x\ty z", "     \t  ^"]);
        check("x\n", 20, 25, &["    x", "     ^"]);
        check("  x\n", 1, 2, &["    x"]);
        check("", 1, 1, &["    ", "    ^"]);
    }

    #[test]
    fn without_a_line_the_file_follows() {
        let details = Details {
            filename: Some("x.py".to_string()),
            message: "m".to_string(),
            ..Details::default()
        };
        assert_eq!(lines(&details, "SyntaxError"), ["SyntaxError: m (x.py)"]);
    }
}
