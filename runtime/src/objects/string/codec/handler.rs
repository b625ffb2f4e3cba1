//! The named error handlers of encoding and decoding.

use crate::thread::{Raised, Thread};
use std::fmt::Write;

/// A built-in error handler.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Handler {
    Strict,
    Ignore,
    Replace,
    BackslashReplace,
    XmlCharRefReplace,
    NameReplace,
    SurrogateEscape,
    SurrogatePass,
}

impl Handler {
    /// Whether the name is one of the handlers here.
    pub fn is_builtin(name: &str) -> bool {
        const NAMES: [&str; 8] = [
            "strict",
            "ignore",
            "replace",
            "backslashreplace",
            "xmlcharrefreplace",
            "namereplace",
            "surrogateescape",
            "surrogatepass",
        ];
        NAMES.contains(&name)
    }

    /// The handler with this name; LookupError when there is none. Called only when an error occurs, as in CPython.
    pub fn named(t: &mut Thread, name: &str) -> Result<Handler, Raised> {
        Ok(match name {
            "strict" => Handler::Strict,
            "ignore" => Handler::Ignore,
            "replace" => Handler::Replace,
            "backslashreplace" => Handler::BackslashReplace,
            "xmlcharrefreplace" => Handler::XmlCharRefReplace,
            "namereplace" => Handler::NameReplace,
            "surrogateescape" => Handler::SurrogateEscape,
            "surrogatepass" => Handler::SurrogatePass,
            _ => {
                let class = t.exceptions.lookup_error;
                return Err(t.raise(class, format!("unknown error handler name '{name}'")));
            }
        })
    }

    /// The ASCII text that stands for a character that cannot be encoded; `None`: the handler makes none.
    pub(super) fn replacement(self, code: u32) -> Option<String> {
        let mut out = String::new();
        match self {
            Handler::Ignore => {}
            Handler::Replace => out.push('?'),
            Handler::BackslashReplace => super::super::repr::escape(&mut out, code),
            Handler::XmlCharRefReplace => write!(out, "&#{code};").expect("a String takes all"),
            Handler::NameReplace => match char::from_u32(code).and_then(character_name) {
                Some(name) => write!(out, "\\N{{{name}}}").expect("a String takes all"),
                None => super::super::repr::escape(&mut out, code),
            },
            Handler::Strict | Handler::SurrogateEscape | Handler::SurrogatePass => return None,
        }
        Some(out)
    }
}

/// The Unicode name of a character, if it has one.
fn character_name(c: char) -> Option<String> {
    unicode_names2::name(c).map(|name| name.to_string())
}
