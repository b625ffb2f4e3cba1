//! Docstrings lose their common indentation at compile time (as `inspect.cleandoc`, since 3.13).

/// Removes the indentation that all lines but the first share, and the first line's leading blanks.
pub(crate) fn clean(text: &[u8]) -> Vec<u8> {
    let mut lines: Vec<Vec<u8>> = expand_tabs(text).split(|&byte| byte == b'\n').map(<[u8]>::to_vec).collect();
    let indentation = |line: &[u8]| line.iter().take_while(|&&byte| byte == b' ').count();
    let margin = lines[1..]
        .iter()
        .map(|line| (indentation(line), line.len()))
        .filter(|&(indentation, length)| indentation < length)
        .map(|(indentation, _)| indentation)
        .min()
        .unwrap_or(0);
    let first = indentation(&lines[0]);
    lines[0].drain(..first);
    for line in &mut lines[1..] {
        let count = margin.min(indentation(line));
        line.drain(..count);
    }
    lines.join(&b'\n')
}

/// Tabs become blanks up to the next column divisible by eight; columns count characters.
fn expand_tabs(text: &[u8]) -> Vec<u8> {
    if !text.contains(&b'\t') {
        return text.to_vec();
    }
    let (mut expanded, mut column) = (Vec::with_capacity(text.len() + 16), 0usize);
    for &byte in text {
        match byte {
            b'\t' => {
                let blanks = 8 - column % 8;
                expanded.resize(expanded.len() + blanks, b' ');
                column += blanks;
                continue;
            }
            b'\n' | b'\r' => column = 0,
            0x80..=0xBF => {}
            _ => column += 1,
        }
        expanded.push(byte);
    }
    expanded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_indentation_goes() {
        assert_eq!(clean(b"  One.\n\n    Two\n      three\n    "), b"One.\n\nTwo\n  three\n");
        assert_eq!(clean(b"One\n\n\tTab\n        two\n          three  \n    "), b"One\n\nTab\ntwo\n  three  \n");
    }
}
