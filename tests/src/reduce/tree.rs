//! A program as lines with the blocks below them.

/// A line and what is indented below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The line without its indentation.
    pub text: String,
    pub block: Vec<Line>,
}

impl Line {
    /// A line without a block.
    pub fn leaf(text: &str) -> Line {
        Line {
            text: text.to_string(),
            block: Vec::new(),
        }
    }
}

/// Reads a program; blank lines and whole-line comments are dropped.
pub fn parse(program: &str) -> Vec<Line> {
    let lines: Vec<(usize, &str)> = program
        .lines()
        .map(|line| (line.len() - line.trim_start().len(), line.trim()))
        .filter(|(_, text)| !text.is_empty() && !text.starts_with('#'))
        .collect();
    let mut rest = lines.as_slice();
    parse_block(&mut rest, 0)
}

fn parse_block(rest: &mut &[(usize, &str)], indent: usize) -> Vec<Line> {
    let mut block = Vec::new();
    while let Some(((depth, text), after)) = rest.split_first() {
        if *depth < indent {
            break;
        }
        *rest = after;
        let mut line = Line::leaf(text);
        if let Some((deeper, _)) = rest.first().filter(|(next, _)| next > depth) {
            line.block = parse_block(rest, *deeper);
        }
        block.push(line);
    }
    block
}

/// The text of a program.
pub fn print(program: &[Line]) -> String {
    let mut text = String::new();
    print_block(program, 0, &mut text);
    text
}

fn print_block(block: &[Line], depth: usize, text: &mut String) {
    for line in block {
        for _ in 0..depth {
            text.push_str("    ");
        }
        text.push_str(&line.text);
        text.push('\n');
        print_block(&line.block, depth + 1, text);
    }
}

/// The block below the line at a path; the empty path is the program.
pub fn block<'a>(program: &'a [Line], path: &[usize]) -> &'a [Line] {
    path.iter()
        .fold(program, |block, index| block.get(*index).map_or(&[], |line| line.block.as_slice()))
}

/// As [`block`], to change. The path must exist.
pub fn block_mut<'a>(program: &'a mut Vec<Line>, path: &[usize]) -> &'a mut Vec<Line> {
    path.iter().fold(program, |block, index| &mut block[*index].block)
}

/// The line at a path.
pub fn line<'a>(program: &'a [Line], path: &[usize]) -> Option<&'a Line> {
    let (index, parent) = path.split_last()?;
    block(program, parent).get(*index)
}

/// As [`line`], to change.
pub fn line_mut<'a>(program: &'a mut Vec<Line>, path: &[usize]) -> Option<&'a mut Line> {
    let (index, parent) = path.split_last()?;
    block_mut(program, parent).get_mut(*index)
}

/// The paths of all lines, each before those of its block.
pub fn paths(program: &[Line]) -> Vec<Vec<usize>> {
    let mut found = Vec::new();
    collect(program, &mut Vec::new(), &mut found);
    found
}

fn collect(block: &[Line], path: &mut Vec<usize>, found: &mut Vec<Vec<usize>>) {
    for (index, line) in block.iter().enumerate() {
        path.push(index);
        found.push(path.clone());
        collect(&line.block, path, found);
        path.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "a\nif x:\n    b\n    while y:\n        c\nelse:\n    d\ne\n";

    #[test]
    fn what_is_parsed_is_printed_again() {
        assert_eq!(print(&parse(TEXT)), TEXT);
        assert_eq!(print(&parse("# note\n\nif x:\n  b\n")), "if x:\n    b\n");
    }

    #[test]
    fn paths_lead_to_lines() {
        let program = parse(TEXT);
        let texts: Vec<&str> = paths(&program).iter().map(|path| line(&program, path).unwrap().text.as_str()).collect();
        assert_eq!(texts, ["a", "if x:", "b", "while y:", "c", "else:", "d", "e"]);
        assert_eq!(block(&program, &[1, 1]), [Line::leaf("c")]);
        assert!(line(&program, &[9]).is_none());
    }
}
