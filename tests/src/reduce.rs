//! Shrinking a program while something about it stays true.
//!
//! The program is taken as lines in blocks by indentation, not as Python's grammar: that is enough to
//! delete statements and blocks, and it works on any program. A candidate that is no Python any more
//! is refused by the predicate like any other that lost the difference.

mod expressions;
mod tree;

pub use tree::{Line, parse, print};

/// Shrinks `program` as long as `interesting` holds for what is left; it must hold for `program`.
///
/// The result is minimal in this sense: no single deletion or simplification that is tried here keeps
/// it interesting.
pub fn reduce(program: &str, interesting: &mut dyn FnMut(&str) -> bool) -> String {
    let mut best = parse(program);
    loop {
        let before = print(&best);
        delete_lines(&mut best, interesting);
        unwrap_blocks(&mut best, interesting);
        simplify_expressions(&mut best, interesting);
        if print(&best) == before {
            return before;
        }
    }
}

/// Tries to delete runs of neighbouring lines with their blocks, long runs first, outer ones first.
fn delete_lines(program: &mut Vec<Line>, interesting: &mut dyn FnMut(&str) -> bool) {
    // The paths of blocks: the program itself, then every line's block, outer before inner.
    let mut pending: Vec<Vec<usize>> = vec![Vec::new()];
    while let Some(path) = pending.pop() {
        let mut chunk = tree::block(program, &path).len().next_power_of_two();
        while chunk > 0 {
            let mut start = 0;
            while start < tree::block(program, &path).len() {
                let mut candidate = program.clone();
                let block = tree::block_mut(&mut candidate, &path);
                let end = (start + chunk).min(block.len());
                block.drain(start..end);
                // An empty block is no Python, and `pass` must not be deleted for ever.
                if block.is_empty() && !path.is_empty() {
                    block.push(Line::leaf("pass"));
                }
                if candidate != *program && interesting(&print(&candidate)) {
                    *program = candidate;
                } else {
                    start += chunk;
                }
            }
            chunk /= 2;
        }
        for (index, line) in tree::block(program, &path).iter().enumerate() {
            if !line.block.is_empty() {
                let mut inner = path.clone();
                inner.push(index);
                pending.push(inner);
            }
        }
    }
}

/// Tries to put a block's lines in the place of the line that heads it.
fn unwrap_blocks(program: &mut Vec<Line>, interesting: &mut dyn FnMut(&str) -> bool) {
    let mut paths = tree::paths(program);
    // Inner ones first: their paths stay right while outer ones are unwrapped later.
    paths.reverse();
    for path in paths {
        let mut candidate = program.clone();
        let Some((index, parent)) = path.split_last() else {
            continue;
        };
        let block = tree::block_mut(&mut candidate, parent);
        if block.get(*index).is_none_or(|line| line.block.is_empty()) {
            continue;
        }
        let inner = std::mem::take(&mut block[*index].block);
        block.splice(index..=index, inner);
        if interesting(&print(&candidate)) {
            *program = candidate;
        }
    }
}

/// Tries simpler texts for each line.
fn simplify_expressions(program: &mut Vec<Line>, interesting: &mut dyn FnMut(&str) -> bool) {
    for path in tree::paths(program) {
        let mut next = 0;
        while let Some(line) = tree::line(program, &path) {
            // The candidates of a text stand in one order, so that after a success the search goes on
            // with those of the new text, from the same place.
            let Some(text) = expressions::simpler(&line.text).into_iter().nth(next) else {
                break;
            };
            let mut candidate = program.clone();
            if let Some(line) = tree::line_mut(&mut candidate, &path) {
                line.text = text;
            }
            if interesting(&print(&candidate)) {
                *program = candidate;
            } else {
                next += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROGRAM: &str = "\
import math
x = 1
def f(a):
    b = a + 1
    for i in range(3000):
        if i % 2:
            b = (b + clamp((a * 4611686018427387904)))
        else:
            b = 0
    return b
y = 2
print(f(x))
";

    #[test]
    fn what_does_not_matter_is_deleted() {
        let reduced = reduce(PROGRAM, &mut |text| text.contains("print(") && text.contains("x = 1"));
        assert_eq!(reduced, "x = 1\nprint()\n");
    }

    #[test]
    fn blocks_are_unwrapped_and_expressions_cut() {
        let reduced = reduce(PROGRAM, &mut |text| text.contains("a * 4611686018427387904"));
        assert_eq!(reduced.trim(), "(a * 4611686018427387904)");
    }

    #[test]
    fn constants_are_made_small() {
        let reduced = reduce("x = range(3000)\n", &mut |text| {
            text.strip_prefix("x = range(")
                .and_then(|rest| rest.trim_end().strip_suffix(')'))
                .and_then(|n| n.parse().ok())
                .is_some_and(|n: u32| n >= 100)
        });
        let count: u32 = reduced.trim().trim_start_matches("x = range(").trim_end_matches(')').parse().unwrap();
        assert!((100..200).contains(&count), "{reduced}");
    }

    #[test]
    fn the_result_is_always_interesting() {
        let mut tried = 0;
        let mut interesting = |text: &str| {
            tried += 1;
            text.lines().filter(|line| line.contains('b')).count() >= 3
        };
        let reduced = reduce(PROGRAM, &mut interesting);
        assert!(interesting(&reduced));
        assert_eq!(reduced.lines().filter(|line| line.contains('b')).count(), 3);
        assert!(tried < 2000);
    }
}
