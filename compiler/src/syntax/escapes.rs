//! Escape sequences that cannot be decoded, as the `unicodeescape` codec words it.

/// What is wrong in the body of a `str` literal (without prefix and quotes), if anything.
pub(super) fn unicode_error(body: &str) -> Option<String> {
    let bytes = body.as_bytes();
    // The codec sees characters beyond ASCII as ten-character `\U` escapes.
    let (mut at, mut position) = (0, 0usize);
    while at < bytes.len() {
        if bytes[at] != b'\\' {
            let character = body[at..].chars().next().map_or(1, char::len_utf8);
            position += if character > 1 { 10 } else { 1 };
            at += character;
            continue;
        }
        let start = position;
        let error = |end: usize, reason: &str| {
            let range = if end == start {
                format!("byte 0x5c in position {start}: ")
            } else {
                format!("bytes in position {start}-{end}: ")
            };
            Some(format!("(unicode error) 'unicodeescape' codec can't decode {range}{reason}"))
        };
        let (digits, name) = match bytes.get(at + 1) {
            None => return error(start, "\\ at end of string"),
            Some(b'x') => (2, "\\xXX"),
            Some(b'u') => (4, "\\uXXXX"),
            Some(b'U') => (8, "\\UXXXXXXXX"),
            Some(b'N') => {
                let rest = &body[at + 2..];
                let closing = rest.strip_prefix('{').and_then(|name| name.find('}'));
                match closing {
                    Some(0) => return error(start + 3, "malformed \\N character escape"),
                    Some(length) => {
                        // Known names were decoded by the parser; the caller asks only after a failure.
                        if !rest[1..=length].is_empty() && !super::escapes::name_exists(&rest[1..=length]) {
                            return error(start + length + 3, "unknown Unicode character name");
                        }
                        at += length + 4;
                        position += length + 4;
                    }
                    None => {
                        let end = if rest.starts_with('{') { start + rest.len() + 1 } else { start + 1 };
                        return error(end, "malformed \\N character escape");
                    }
                }
                continue;
            }
            Some(_) => {
                let escaped = body[at + 1..].chars().next().map_or(1, char::len_utf8);
                position += if escaped > 1 { 11 } else { 2 };
                at += 1 + escaped;
                continue;
            }
        };
        let given = bytes[at + 2..].iter().take(digits).take_while(|byte| byte.is_ascii_hexdigit()).count();
        if given < digits {
            return error(start + given + 1, &format!("truncated {name} escape"));
        }
        let value = u32::from_str_radix(&body[at + 2..at + 2 + digits], 16).unwrap_or(0);
        if value > 0x10_FFFF {
            return error(start + digits + 1, "illegal Unicode character");
        }
        at += 2 + digits;
        position += 2 + digits;
    }
    None
}

/// Whether a character has this name: asked of the parser, which knows them.
fn name_exists(name: &str) -> bool {
    ruff_python_parser::parse_expression(&format!("'\\N{{{name}}}'")).is_ok()
}

/// What is wrong in the body of a `bytes` literal.
pub(super) fn value_error(body: &str) -> Option<String> {
    let bytes = body.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte == b'\\' && bytes.get(at + 1) == Some(&b'x') {
            let given = bytes[at + 2..].iter().take(2).take_while(|byte| byte.is_ascii_hexdigit()).count();
            if given < 2 {
                return Some(format!("(value error) invalid \\x escape at position {at}"));
            }
        }
        at += if byte == b'\\' { 2 } else { 1 };
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_the_codecs() {
        assert_eq!(
            unicode_error("\\xZZ").unwrap(),
            "(unicode error) 'unicodeescape' codec can't decode bytes in position 0-1: truncated \\xXX escape"
        );
        assert_eq!(
            unicode_error("a\\N{foo}").unwrap(),
            "(unicode error) 'unicodeescape' codec can't decode bytes in position 1-7: unknown Unicode character name"
        );
        assert_eq!(unicode_error("\\N{BULLET}\\n\\x41\\u0041"), None);
    }
}
