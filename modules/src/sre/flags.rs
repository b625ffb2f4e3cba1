//! Flags of patterns.

pub const LOCALE: i64 = 4;
pub const UNICODE: i64 = 32;
pub const ASCII: i64 = 256;

const NAMES: [(i64, &str); 8] = [
    (2, "re.IGNORECASE"),
    (LOCALE, "re.LOCALE"),
    (8, "re.MULTILINE"),
    (16, "re.DOTALL"),
    (UNICODE, "re.UNICODE"),
    (64, "re.VERBOSE"),
    (128, "re.DEBUG"),
    (ASCII, "re.ASCII"),
];

/// As `repr` of a pattern shows them; empty when there are none to show.
pub fn text(mut flags: i64, of_str: bool) -> String {
    if of_str && flags & (LOCALE | UNICODE | ASCII) == UNICODE {
        flags &= !UNICODE;
    }
    let mut parts: Vec<String> = Vec::new();
    for (bit, name) in NAMES {
        if flags & bit != 0 {
            parts.push(name.to_string());
            flags &= !bit;
        }
    }
    if flags != 0 {
        parts.push(format!("{flags:#x}"));
    }
    parts.join("|")
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn unicode_goes_without_saying_for_str() {
        assert_eq!(text(32, true), "");
        assert_eq!(text(2 | 64 | 32, true), "re.IGNORECASE|re.VERBOSE");
        assert_eq!(text(2, false), "re.IGNORECASE");
    }
}
