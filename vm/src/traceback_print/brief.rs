//! The short form of an exception, for those that cannot be raised where they happen: the frames'
//! first lines without marks, then class and message. No causes, notes, groups or suggestions,
//! because CPython reports these exceptions with code that must work while the library is torn down.

use super::frames::{self, FrameEntry};
use super::source::Sources;
use super::text::{attribute, safe_str, shown};
use taipan_runtime::layout::Type;
use taipan_runtime::objects::string;
use taipan_runtime::{Thread, Value, field, types};

/// `class`, `value` and `traceback` (each may be None) as text; `limit`: entries shown.
pub fn text(t: &mut Thread, class: Value, value: Value, traceback: Value, limit: Option<usize>) -> String {
    let mut out = String::new();
    let mut entries: Vec<FrameEntry> = frames::entries(traceback);
    if let Some(limit) = limit {
        frames::keep_last(&mut entries, limit);
    }
    if !entries.is_empty() {
        out.push_str("Traceback (most recent call last):\n");
        for line in frames::first_lines(&entries, &mut Sources::default()) {
            out.push_str(&line);
            out.push('\n');
        }
    }
    if !types::is_type(t, class) {
        return out;
    }
    out.push_str(&class_name(t, class));
    if !value.is_none() {
        out.push_str(": ");
        out.push_str(&safe_str(t, value, "exception"));
    }
    out.push('\n');
    out
}

fn class_name(t: &mut Thread, class: Value) -> String {
    let name = shown(field!(class, Type, qualname));
    match attribute(t, class, "__module__") {
        Some(module) if string::is_str(t, module) => match shown(module).as_str() {
            "builtins" | "__main__" => name,
            module => format!("{module}.{name}"),
        },
        _ => format!("<unknown>{name}"),
    }
}
