//! CPython's standard library in Python, compressed into the binary.
//!
//! The files come from the crate `rustpython-pylib` at build time. Each is a compressed frame of its
//! own: a program pays for the modules it imports, some ten microseconds each, and for nothing else.

/// A module in the library.
struct Entry {
    name: &'static str,
    file: &'static str,
    is_package: bool,
    source: Frame,
    /// Serialized code, when the feature `bytecode` is on.
    code: Option<Frame>,
}

/// A compressed frame in [`FRAMES`].
struct Frame {
    start: usize,
    length: usize,
    /// Decompressed length.
    raw_length: usize,
}

/// Sorted by name.
static INDEX: &[Entry] = include!(concat!(env!("OUT_DIR"), "/index.rs"));
static FRAMES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/frames.bin"));

/// What `__file__` of library modules starts with. There is no such file: [`source_of_file`] knows its text.
pub const FOLDER: &str = "<taipan>/lib/";

fn find(module: &str) -> Option<&'static Entry> {
    INDEX.binary_search_by(|entry| entry.name.cmp(module)).ok().map(|i| &INDEX[i])
}

impl Frame {
    fn read(&self) -> Vec<u8> {
        let frame = &FRAMES[self.start..self.start + self.length];
        zstd::bulk::decompress(frame, self.raw_length).expect("a frame that build.rs made")
    }
}

/// The source text of the module with this dotted name, and whether it is a package.
pub fn source(module: &str) -> Option<(Vec<u8>, bool)> {
    find(module).map(|entry| (entry.source.read(), entry.is_package))
}

/// Whether the library has this module; `Some(true)`: it is a package.
pub fn contains(module: &str) -> Option<bool> {
    find(module).map(|entry| entry.is_package)
}

/// `__file__` of a module of the library.
pub fn file(module: &str) -> Option<String> {
    find(module).map(|entry| format!("{FOLDER}{}", entry.file))
}

/// The module whose `__file__` this is.
fn find_by_file(file: &str) -> Option<&'static Entry> {
    let path = file.strip_prefix(FOLDER)?.strip_suffix(".py")?;
    let module = path.strip_suffix("/__init__").unwrap_or(path).replace('/', ".");
    find(&module).filter(|entry| file[FOLDER.len()..] == *entry.file)
}

/// The text behind a `__file__` that [`file`] gave, for tracebacks and `linecache`.
pub fn source_of_file(file: &str) -> Option<Vec<u8>> {
    find_by_file(file).map(|entry| entry.source.read())
}

/// The serialized code unit of a `__file__` that [`file`] gave, compiled without optimisation by the compiler of this
/// build; `None` without the feature `bytecode`.
pub fn code_of_file(file: &str) -> Option<Vec<u8>> {
    find_by_file(file)?.code.as_ref().map(Frame::read)
}

/// Names of all modules, sorted.
pub fn names() -> impl Iterator<Item = &'static str> {
    INDEX.iter().map(|entry| entry.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_and_packages_are_found_by_dotted_name() {
        let (text, is_package) = source("json.decoder").expect("part of the library");
        assert!(!is_package && text.windows(11).any(|w| w == b"JSONDecoder"));
        assert_eq!(contains("collections"), Some(true));
        assert_eq!(contains("os"), Some(false));
        assert_eq!(contains("collections.nothing"), None);
        assert!(source("test").is_none() && source("").is_none());
    }

    #[test]
    fn files_lead_back_to_their_text() {
        for module in ["abc", "collections", "importlib.machinery"] {
            let file = file(module).expect("part of the library");
            assert_eq!(source_of_file(&file), source(module).map(|(text, _)| text), "{file}");
        }
        assert!(source_of_file("<taipan>/lib/collections.py").is_none());
        assert!(source_of_file("lib/abc.py").is_none());
    }

    #[test]
    fn every_frame_decompresses_to_its_length() {
        assert!(INDEX.len() > 300);
        for entry in INDEX {
            for frame in [Some(&entry.source), entry.code.as_ref()].into_iter().flatten() {
                assert_eq!(frame.read().len(), frame.raw_length, "{}", entry.name);
            }
        }
        assert!(INDEX.is_sorted_by(|a, b| a.name < b.name));
    }
}
