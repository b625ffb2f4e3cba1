//! Classes of characters as the tokenizer sees them.

/// May start an identifier.
pub(crate) fn is_identifier_start(character: char) -> bool {
    character == '_' || unicode_ident::is_xid_start(character)
}

/// May continue an identifier.
pub(crate) fn is_identifier_part(character: char) -> bool {
    unicode_ident::is_xid_continue(character)
}

/// Printable as `str.isprintable` has it: no separator but the space, no control, format, private or
/// unassigned character.
pub(crate) fn is_printable(character: char) -> bool {
    if character == ' ' {
        return true;
    }
    let private = matches!(character, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..);
    // Escaped by `Debug`: what cannot be printed, and marks that combine with the character before.
    let escaped = character.escape_debug().len() > 1 && !matches!(character, '\'' | '"' | '\\');
    let combining = unicode_ident::is_xid_continue(character);
    !private && !character.is_whitespace() && (!escaped || combining)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printable() {
        for character in ['a', '€', '“', '☃', '\u{301}'] {
            assert!(is_printable(character), "{character:?}");
        }
        for character in ['\u{A0}', '\u{FEFF}', '\u{200B}', '\u{E000}', '\u{1}', '\u{378}'] {
            assert!(!is_printable(character), "{character:?}");
        }
    }
}
