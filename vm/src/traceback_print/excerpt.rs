//! The source lines of one frame with their marks, as CPython 3.14 shows them.
//!
//! Of an expression over many lines only the first, the last and those around its operator or
//! brackets are shown. Marks are left out where they would say nothing: below a whole line, and
//! below the call of `return f(…)` or `x = a.f(…)`.

use super::anchors::{self, Anchors, Callee};
use super::dedent::dedent;
use super::width::columns;

/// Columns in bytes from 0, on the first and the last line; the end is exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

/// The lines below `File …, line …`, each indented and without its newline. `lines` are those from
/// the instruction's first line to its last, without blanks at their ends.
pub fn excerpt(lines: &[String], span: Option<Span>) -> Vec<String> {
    let dedented = dedent(lines);
    if dedented.iter().all(|line| line.trim().is_empty()) {
        return Vec::new();
    }
    let Some(span) = span else {
        return vec![format!("    {}", lines[0].trim())];
    };
    let last = dedented.len() - 1;
    let removed = lines[0].chars().count() - dedented[0].chars().count();
    let start = character_offset(&lines[0], span.start).saturating_sub(removed);
    let end = character_offset(&lines[last], span.end).saturating_sub(removed);
    let block = Block {
        lines: dedented.iter().map(|line| line.chars().collect()).collect(),
        start,
        end,
    };
    let segment = block.segment();
    let anchors = anchors::anchors(&segment);
    let marks = block.deserves_marks(&segment, anchors.is_some()).then(|| block.marks(anchors));
    let rows = |i: usize| std::iter::once(dedented[i].clone()).chain(marks.as_ref().map(|marks| marks[i].clone()));
    let mut shown = Vec::new();
    let mut previous = None;
    for i in block.significant_lines(anchors) {
        match previous.map_or(1, |before: usize| i - before) {
            1 => {}
            2 => shown.extend(rows(i - 1)),
            skipped => shown.push(format!("...<{} lines>...", skipped - 1)),
        }
        shown.extend(rows(i));
        previous = Some(i);
    }
    dedent(&shown).into_iter().map(|line| format!("    {line}")).collect()
}

/// Whether marks say anything about characters `span` of dedented lines.
pub fn deserves_marks(dedented: &[String], span: Span, has_anchors: bool) -> bool {
    let block = Block {
        lines: dedented.iter().map(|line| line.chars().collect()).collect(),
        start: span.start as usize,
        end: span.end as usize,
    };
    block.deserves_marks(&block.segment(), has_anchors)
}

/// A byte offset in a line as a number of characters; within a character it counts as behind it.
fn character_offset(line: &str, bytes: u32) -> usize {
    let bytes = bytes as usize;
    line.char_indices().take_while(|(at, _)| *at < bytes).count()
}

/// The dedented lines, and the instruction's range in characters.
struct Block {
    lines: Vec<Vec<char>>,
    start: usize,
    end: usize,
}

impl Block {
    fn segment(&self) -> String {
        let last = self.lines.len() - 1;
        let mut text = String::new();
        for (i, line) in self.lines.iter().enumerate() {
            let from = if i == 0 { self.start.min(line.len()) } else { 0 };
            let to = if i == last { self.end.min(line.len()) } else { line.len() };
            if i > 0 {
                text.push('\n');
            }
            text.extend(&line[from.min(to)..to]);
        }
        text
    }

    fn before(&self) -> String {
        let line = &self.lines[0];
        line[..self.start.min(line.len())].iter().collect()
    }

    fn after(&self) -> String {
        let line = &self.lines[self.lines.len() - 1];
        line[self.end.min(line.len())..].iter().collect()
    }

    fn deserves_marks(&self, segment: &str, has_anchors: bool) -> bool {
        let (before, after) = (self.before(), self.after());
        // CPython compares offsets in bytes with offsets in characters here.
        let last = &self.lines[self.lines.len() - 1];
        let is_ascii = before.is_ascii() && last[..self.end.min(last.len())].iter().all(char::is_ascii);
        if is_ascii
            && let Some(callee) = anchors::callee(segment)
            && is_plain_call_statement(callee, &before, &after)
        {
            return false;
        }
        has_anchors || !before.trim_start().is_empty() || !after.trim_end().is_empty()
    }

    fn significant_lines(&self, anchors: Option<Anchors>) -> Vec<usize> {
        let last = self.lines.len() - 1;
        let near = |i: usize, line: usize| i + 1 >= line && i <= line + 1;
        (0..=last)
            .filter(|&i| i == 0 || i == last || anchors.is_some_and(|a| near(i, a.start.line) || near(i, a.end.line)))
            .collect()
    }

    /// A row of marks per line.
    fn marks(&self, anchors: Option<Anchors>) -> Vec<String> {
        let last = self.lines.len() - 1;
        let from = columns(&self.lines[0], self.start);
        // Columns of the segment's first line count from its start.
        let column = |line: usize, column: usize| {
            let column = if line == 0 { column + self.start } else { column };
            columns(&self.lines[line], column)
        };
        let strong = anchors.map(|a| {
            (
                (a.start.line, column(a.start.line, a.start.column)),
                (a.end.line, column(a.end.line, a.end.column)),
            )
        });
        let row = |(i, line): (usize, &Vec<char>)| {
            let width = if i == last { columns(line, self.end) } else { columns(line, line.len()) };
            let blanks = line.iter().take_while(|c| c.is_whitespace()).count();
            (0..width)
                .map(|at| match strong {
                    _ if at < blanks || (i == 0 && at < from) => ' ',
                    Some((start, end)) if (i, at) < start || (i, at) >= end => '~',
                    _ => '^',
                })
                .collect()
        };
        self.lines.iter().enumerate().map(row).collect()
    }
}

/// Whether the text around a call makes it `return name(…)` or `name = anything(…)`, in parentheses or not.
fn is_plain_call_statement(callee: Callee, before: &str, after: &str) -> bool {
    let statement = before.trim_end_matches(['(', ' ', '\t']);
    let opened = before[statement.len()..].matches('(').count();
    let after = after.trim_start();
    let rest = after.trim_start_matches([')', ' ', '\t']);
    let closed = after[..after.len() - rest.len()].matches(')').count();
    if opened != closed || !(rest.is_empty() || rest.starts_with(['#', ';'])) {
        return false;
    }
    if statement == "return" {
        return callee == Callee::Name && before.len() > statement.len();
    }
    let Some(target) = statement.strip_suffix('=') else { return false };
    let target = target.trim_end();
    !target.starts_with(|c: char| c.is_ascii_digit()) && !target.is_empty() && target.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Marks the part of `source` between `«` and `»`.
    fn check(source: &str, expected: &[&str]) {
        let start = source.find('«').expect("a start");
        let text = source.replacen('«', "", 1);
        let end = text.find('»').expect("an end");
        let end_of_line = text[..end].rfind('\n').map_or(end, |newline| end - newline - 1);
        let lines: Vec<String> = text.replacen('»', "", 1).lines().map(|line| line.trim_end().to_string()).collect();
        let span = Span {
            start: start as u32,
            end: end_of_line as u32,
        };
        assert_eq!(excerpt(&lines, Some(span)), expected, "{source}");
    }

    #[test]
    fn one_line() {
        check("    x = «a + b» * 2", &["    x = a + b * 2", "        ~~^~~"]);
        check("«print(x)»", &["    print(x)", "    ~~~~~^^^"]);
        check("    «raise ValueError(1)»", &["    raise ValueError(1)"]);
        check("    return «x.value» + 1", &["    return x.value + 1", "           ^^^^^^^"]);
        check("x = «日本(\"é\")» ; y", &["    x = 日本(\"é\") ; y", "        ~~~~^^^^^"]);
    }

    #[test]
    fn plain_calls_have_no_marks() {
        check("    return «f(x)»", &["    return f(x)"]);
        check("    value = «f(x)»  # why", &["    value = f(x)  # why"]);
        check("    return («f(x)»)", &["    return (f(x))"]);
        check("x = «a.f(\n    1)»", &["    x = a.f(", "        1)"]);
        check("    return «f(x)» + 1", &["    return f(x) + 1", "           ~^^^"]);
        check("    return «a.f(x)»", &["    return a.f(x)", "           ~~~^^^"]);
        check("    x.y = «f(x)»", &["    x.y = f(x)", "          ~^^^"]);
        check("    x = y = «f(x)»", &["    x = y = f(x)", "            ~^^^"]);
    }

    #[test]
    fn several_lines() {
        check(
            "«check(\n    [1, 2, -3],\n)»",
            &["    check(", "    ~~~~~^", "        [1, 2, -3],", "        ^^^^^^^^^^^", "    )", "    ^"],
        );
        check(
            "value = «f(\n    1,\n    *[2, 3],\n    by=(\n        0\n    ),\n)»",
            &["    value = f(", "        1,", "    ...<3 lines>...", "        ),", "    )"],
        );
        check(
            "x.value = «f(\n    1,\n    2,\n    3,\n    4,\n    5,\n)»",
            &[
                "    x.value = f(",
                "              ~^",
                "        1,",
                "        ^^",
                "    ...<3 lines>...",
                "        5,",
                "        ^^",
                "    )",
                "    ^",
            ],
        );
        check("    «class A:\n        x = 1 / 0»", &["    class A:", "        x = 1 / 0"]);
        check(
            "x = («a\n     +\n     b»)",
            &["    x = (a", "         ~", "         +", "         ^", "         b)", "         ~"],
        );
    }

    #[test]
    fn without_columns_or_text() {
        assert_eq!(excerpt(&["  x = 1".to_string(), "  y".to_string()], None), ["    x = 1"]);
        assert!(excerpt(&[String::new()], Some(Span { start: 0, end: 3 })).is_empty());
    }
}
