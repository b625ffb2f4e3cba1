//! Simpler texts for one line.
//!
//! Only brackets and numbers are understood. That suffices where operators stand in brackets, as the
//! generator writes them.

/// Texts that are simpler than `text`, the greatest simplifications first.
pub fn simpler(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    if let Some((_, right)) = text.split_once(" = ") {
        found.push(right.to_string());
    }
    for (start, end) in groups(text) {
        let inner = &text[start + 1..end];
        let replace = |by: &str| format!("{}{by}{}", &text[..start], &text[end + 1..]);
        let called = text[..start].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        if called {
            // f(x, y) becomes x, y, 0, and f().
            let name = text[..start]
                .rfind(|c: char| !c.is_alphanumeric() && c != '_' && c != '.')
                .map_or(0, |at| at + 1);
            found.push(format!("{}0{}", &text[..name], &text[end + 1..]));
            for argument in split_top(inner, ", ") {
                let whole = if argument.contains(' ') {
                    format!("({argument})")
                } else {
                    argument.to_string()
                };
                found.push(format!("{}{whole}{}", &text[..name], &text[end + 1..]));
            }
            found.push(format!("{}(){}", &text[..start], &text[end + 1..]));
            // One argument less.
            let arguments = split_top(inner, ", ");
            for skipped in 0..arguments.len() {
                let mut left = arguments.clone();
                left.remove(skipped);
                found.push(format!("{}({}){}", &text[..start], left.join(", "), &text[end + 1..]));
            }
        } else if text[start..].starts_with('(') {
            found.push(replace("0"));
            found.push(replace("1"));
            for word in [" if ", " else ", " and ", " or ", " in ", " is "] {
                let parts = split_top(inner, word);
                if parts.len() > 1 {
                    found.extend(parts.into_iter().map(replace));
                }
            }
            let parts = split_top(inner, " ");
            if parts.len() >= 3 {
                found.push(replace(parts[0]));
                found.push(replace(parts[parts.len() - 1]));
            } else if parts.len() == 1 {
                // Brackets around an operator stay: without them its operands would not be found.
                found.push(replace(inner));
            }
        } else {
            // One element less.
            let elements = split_top(inner, ", ");
            for skipped in 0..elements.len() {
                let mut left = elements.clone();
                left.remove(skipped);
                let (open, close) = (&text[start..=start], &text[end..=end]);
                found.push(replace(&format!("{open}{}{close}", left.join(", "))));
            }
        }
    }
    for (start, end) in numbers(text) {
        let number = &text[start..end];
        let replace = |by: &str| format!("{}{by}{}", &text[..start], &text[end..]);
        for small in ["0", "1", "2"] {
            // Two digits less at least, or nothing is won.
            if number.len() > small.len() {
                found.push(replace(small));
            }
        }
        if let Ok(value) = number.parse::<u128>() {
            found.extend(
                [2, 3]
                    .map(|part| value - value / part)
                    .into_iter()
                    .filter(|less| *less < value && value > 2)
                    .map(|less| replace(&less.to_string())),
            );
        }
    }
    found.retain(|candidate| candidate != text);
    found
}

/// Where brackets open and close, outer ones first. Strings are skipped.
fn groups(text: &str) -> Vec<(usize, usize)> {
    let mut open = Vec::new();
    let mut found = Vec::new();
    let mut quote = None;
    for (at, character) in text.char_indices() {
        match (quote, character) {
            (Some(mark), _) if character == mark => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(character),
            (None, '(' | '[' | '{') => open.push(at),
            (None, ')' | ']' | '}') => found.extend(open.pop().map(|start| (start, at))),
            _ => {}
        }
    }
    found.sort_by_key(|(start, _)| *start);
    found
}

/// The parts of a text between separators that stand outside brackets and strings.
fn split_top<'a>(text: &'a str, separator: &str) -> Vec<&'a str> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0, 0);
    let mut quoted = false;
    for (at, character) in text.char_indices() {
        match character {
            '"' => quoted = !quoted,
            '(' | '[' | '{' if !quoted => depth += 1,
            ')' | ']' | '}' if !quoted => depth -= 1,
            _ => {}
        }
        if depth == 0 && !quoted && at >= start && text[at..].starts_with(separator) {
            parts.push(&text[start..at]);
            start = at + separator.len();
        }
    }
    parts.push(&text[start..]);
    parts.retain(|part| !part.trim().is_empty());
    parts
}

/// Where whole decimal numbers stand.
fn numbers(text: &str) -> Vec<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let start = at;
        while at < bytes.len() && bytes[at].is_ascii_digit() {
            at += 1;
        }
        let glued = |byte: Option<&u8>| byte.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_' || *b == b'.');
        if !glued(start.checked_sub(1).and_then(|before| bytes.get(before))) && !glued(bytes.get(at)) {
            found.push((start, at));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_are_replaced_by_their_operands() {
        let found = simpler("x = (a + (b * c))");
        for wanted in ["x = a", "x = (b * c)", "x = 0", "x = (a + b)", "x = (a + c)", "x = (a + 1)"] {
            assert!(found.iter().any(|text| text == wanted), "{wanted} not in {found:?}");
        }
    }

    #[test]
    fn conditionals_and_calls_are_opened() {
        let found = simpler("x = clamp((a if c else b))");
        for wanted in ["x = ((a if c else b))", "x = clamp(a)", "x = clamp(b)", "x = clamp()"] {
            assert!(found.iter().any(|text| text == wanted), "{wanted} not in {found:?}");
        }
    }

    #[test]
    fn numbers_shrink_and_names_do_not() {
        let found = simpler("a12 = f(4000)");
        assert!(found.contains(&"a12 = f(2000)".to_string()) && found.contains(&"a12 = f(1)".to_string()));
        assert!(found.iter().all(|text| !text.contains("a1 ") && !text.contains("a6")));
        assert!(simpler("x = 0").iter().all(|text| text == "0"));
    }

    #[test]
    fn lists_lose_elements() {
        assert!(simpler("[1, (a, b), 3]").contains(&"[1, 3]".to_string()));
    }
}
