//! Source lines for tracebacks: from files, from the embedded library, and from programs that were
//! given on the command line or typed in, which are remembered by their code objects' names.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;
use taipan_runtime::Value;
use taipan_runtime::field;
use taipan_runtime::layout::{Code, shape_id};
use taipan_runtime::objects::{code, string, tuple};

/// What tells one code object without a file from another: file name, qualified name, first line.
/// CPython uses these three, so code that happens to have the same shows the same lines.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct CodeKey {
    filename: String,
    qualified_name: String,
    first_line: u32,
}

impl CodeKey {
    pub fn of(code_value: Value) -> CodeKey {
        CodeKey {
            filename: string::to_string_lossy(field!(code_value, Code, filename)),
            qualified_name: string::to_string_lossy(field!(code_value, Code, qualname)),
            first_line: code::data(code_value).first_line,
        }
    }
}

/// The lines of a file, without newlines.
pub type Lines = Rc<Vec<String>>;

thread_local! {
    static REMEMBERED: RefCell<FxHashMap<CodeKey, Lines>> = RefCell::default();
}

/// Remembers the text that a code object, and all code in it, was compiled from.
pub fn remember(code_value: Value, text: &str) {
    let lines = Rc::new(split(text));
    REMEMBERED.with_borrow_mut(|remembered| {
        let mut waiting = vec![code_value];
        while let Some(code_value) = waiting.pop() {
            // Nothing here allocates in the heap, and the outermost code object keeps the others alive.
            let constants = field!(code_value, Code, consts);
            waiting.extend(tuple::items(&constants).iter().copied().filter(|c| c.has_shape(shape_id::CODE)));
            remembered.insert(CodeKey::of(code_value), lines.clone());
        }
    });
}

fn split(text: &str) -> Vec<String> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.split('\n').map(|line| line.trim_end().to_string()).collect()
}

/// The files that one report looks into, each read once.
#[derive(Default)]
pub struct Sources {
    files: FxHashMap<String, Lines>,
}

impl Sources {
    /// Lines `first..=last` (from 1) without blanks at their ends; empty where there is no such line.
    pub fn lines(&mut self, key: &CodeKey, first: u32, last: u32) -> Vec<String> {
        let file = self.file(&key.filename);
        let remembered = if key.filename.starts_with('<') {
            REMEMBERED.with_borrow(|all| all.get(key).cloned())
        } else {
            None
        };
        let line = |number: u32| {
            let at = (number as usize).checked_sub(1)?;
            file.get(at).filter(|line| !line.is_empty()).or_else(|| remembered.as_ref()?.get(at))
        };
        (first..=last.max(first)).map(|number| line(number).cloned().unwrap_or_default()).collect()
    }

    /// All lines of a file; none when it cannot be read.
    pub fn file(&mut self, name: &str) -> Lines {
        if let Some(lines) = self.files.get(name) {
            return lines.clone();
        }
        let lines = Rc::new(read(name).map_or_else(Vec::new, |text| split(&text)));
        self.files.insert(name.to_string(), lines.clone());
        lines
    }
}

fn read(name: &str) -> Option<String> {
    if let Some(bytes) = taipan_pylib::source_of_file(name) {
        return decode(bytes);
    }
    if name.is_empty() || (name.starts_with('<') && name.ends_with('>')) {
        return None;
    }
    decode(std::fs::read(name).ok()?)
}

/// Text of UTF-8, or of Latin-1 when the file declares it.
fn decode(bytes: Vec<u8>) -> Option<String> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").map(<[u8]>::to_vec).unwrap_or(bytes);
    match String::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(error) => {
            let bytes = error.into_bytes();
            let head: Vec<u8> = bytes.split(|b| *b == b'\n').take(2).flatten().map(u8::to_ascii_lowercase).collect();
            let declared = [&b"latin-1"[..], b"latin1", b"iso-8859-1"]
                .iter()
                .any(|name| head.windows(name.len()).any(|w| w == *name));
            declared.then(|| bytes.iter().map(|&byte| byte as char).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_decoded_as_declared() {
        assert_eq!(decode(b"\xEF\xBB\xBFa\xC3\xA9".to_vec()).as_deref(), Some("aé"));
        assert_eq!(decode(b"# coding: latin-1\n\xE9".to_vec()).as_deref(), Some("# coding: latin-1\né"));
        assert_eq!(decode(b"\xE9".to_vec()), None);
    }

    #[test]
    fn missing_files_have_empty_lines() {
        let key = CodeKey {
            filename: "/no/such/file.py".into(),
            qualified_name: "f".into(),
            first_line: 1,
        };
        assert_eq!(Sources::default().lines(&key, 3, 4), ["", ""]);
    }
}
