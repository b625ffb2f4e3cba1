//! Common leading blanks of lines, removed as `textwrap.dedent` does it: tabs and spaces are
//! different, lines of nothing but blanks do not count and become empty.

/// The lines without the blanks that all of them begin with.
pub fn dedent(lines: &[String]) -> Vec<String> {
    let is_blank = |line: &&String| line.chars().all(char::is_whitespace);
    let mut margin: Option<&str> = None;
    for line in lines.iter().filter(|line| !is_blank(line)) {
        let blanks = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
        margin = Some(match margin {
            None => blanks,
            Some(before) => common_prefix(before, blanks),
        });
    }
    let margin = margin.map_or(0, str::len);
    lines
        .iter()
        .map(|line| if is_blank(&line) { String::new() } else { line[margin..].to_string() })
        .collect()
}

fn common_prefix<'a>(a: &'a str, b: &str) -> &'a str {
    // Blanks are ASCII, so a byte is a character.
    let n = a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count();
    &a[..n]
}

#[cfg(test)]
mod tests {
    use super::dedent;

    fn check(lines: &[&str], expected: &[&str]) {
        let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
        assert_eq!(dedent(&lines), expected);
    }

    #[test]
    fn the_least_indent_goes() {
        check(&["    a", "  b", "   ", "      c"], &["  a", "b", "", "    c"]);
        check(&["\ta", "    b"], &["\ta", "    b"]);
        check(&["", "  "], &["", ""]);
    }
}
