//! A line diff for people: what was expected, what came, and a few equal lines around.

/// Equal lines shown before and after a difference.
const CONTEXT_LINES: usize = 3;
/// Beyond this many lines on both sides the quadratic table would be slow: the middle is then shown
/// as wholly replaced.
const TABLE_CELLS_LIMIT: usize = 4_000_000;
/// A diff longer than this helps nobody.
const SHOWN_LINES_LIMIT: usize = 60;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Both,
    Expected,
    Actual,
}

/// Lines prefixed by `-` (expected only), `+` (actual only) or a blank (both). Empty when equal.
pub fn render(expected: &[String], actual: &[String]) -> String {
    if expected == actual {
        return String::new();
    }
    let script = edit_script(expected, actual);
    let near = |index: usize| {
        let from = index.saturating_sub(CONTEXT_LINES);
        let to = (index + CONTEXT_LINES + 1).min(script.len());
        script[from..to].iter().any(|(side, _)| *side != Side::Both)
    };
    let mut text = String::new();
    let mut skipped = false;
    let mut shown = 0;
    for (index, (side, line)) in script.iter().enumerate() {
        if !near(index) {
            skipped = true;
            continue;
        }
        if shown == SHOWN_LINES_LIMIT {
            text.push_str("      (the rest of the differences is left out)\n");
            break;
        }
        if std::mem::take(&mut skipped) {
            text.push_str("      ⋮\n");
        }
        let sign = match side {
            Side::Both => ' ',
            Side::Expected => '-',
            Side::Actual => '+',
        };
        text.push_str(&format!("    {sign} {line}\n"));
        shown += 1;
    }
    text
}

fn edit_script<'a>(expected: &'a [String], actual: &'a [String]) -> Vec<(Side, &'a str)> {
    let head = expected.iter().zip(actual).take_while(|(a, b)| a == b).count();
    let longest_tail = expected.len().min(actual.len()) - head;
    let tail = (1..=longest_tail)
        .take_while(|n| expected[expected.len() - n] == actual[actual.len() - n])
        .count();
    let old = &expected[head..expected.len() - tail];
    let new = &actual[head..actual.len() - tail];
    let mut script: Vec<(Side, &str)> = expected[..head].iter().map(|line| (Side::Both, line.as_str())).collect();
    if (old.len() + 1) * (new.len() + 1) > TABLE_CELLS_LIMIT {
        script.extend(old.iter().map(|line| (Side::Expected, line.as_str())));
        script.extend(new.iter().map(|line| (Side::Actual, line.as_str())));
    } else {
        middle(old, new, &mut script);
    }
    script.extend(expected[expected.len() - tail..].iter().map(|line| (Side::Both, line.as_str())));
    script
}

/// The longest common subsequence, by the textbook table.
fn middle<'a>(old: &'a [String], new: &'a [String], script: &mut Vec<(Side, &'a str)>) {
    let width = new.len() + 1;
    let mut common = vec![0u32; (old.len() + 1) * width];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i * width + j] = if old[i] == new[j] {
                common[(i + 1) * width + j + 1] + 1
            } else {
                common[(i + 1) * width + j].max(common[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            script.push((Side::Both, &old[i]));
            (i, j) = (i + 1, j + 1);
        } else if j == new.len() || (i < old.len() && common[(i + 1) * width + j] >= common[i * width + j + 1]) {
            script.push((Side::Expected, &old[i]));
            i += 1;
        } else {
            script.push((Side::Actual, &new[j]));
            j += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_string).collect()
    }

    #[test]
    fn equal_texts_have_no_diff() {
        assert_eq!(render(&lines("a b c"), &lines("a b c")), "");
    }

    #[test]
    fn a_changed_line_shows_both_sides_in_order() {
        assert_eq!(render(&lines("a b c"), &lines("a x c")), "      a\n    - b\n    + x\n      c\n");
    }

    #[test]
    fn an_inserted_line_keeps_its_neighbours() {
        assert_eq!(render(&lines("a c"), &lines("a b c")), "      a\n    + b\n      c\n");
    }

    #[test]
    fn far_equal_lines_are_left_out() {
        let mut old = lines("1 2 3 4 5 6 7 8 9");
        let new = old.clone();
        old[8] = "x".to_string();
        assert_eq!(render(&old, &new), "      ⋮\n      6\n      7\n      8\n    - x\n    + 9\n");
    }

    #[test]
    fn huge_differences_are_cut() {
        let old: Vec<String> = (0..5000).map(|n| n.to_string()).collect();
        let new: Vec<String> = (0..5000).map(|n| (n + 7000).to_string()).collect();
        assert!(render(&old, &new).lines().count() <= SHOWN_LINES_LIMIT + 1);
    }
}
