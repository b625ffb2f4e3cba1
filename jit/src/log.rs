//! The JIT log: JSON Lines, one event each, the first naming the version of the format.
//!
//! Off, it costs one test of an `Option`. Reports are made from it, so fields only gain names, never change meaning.

use crate::compile::Report;
use std::fmt::Write as _;
use std::io::Write;

/// Version of the format.
pub const VERSION: u32 = 1;

/// A log being written.
pub struct Log {
    out: Box<dyn Write + Send>,
    start: std::time::Instant,
}

/// A value of a field.
pub enum Field<'a> {
    Text(&'a str),
    Number(u64),
}
impl<'a> From<&'a str> for Field<'a> {
    fn from(text: &'a str) -> Self {
        Field::Text(text)
    }
}
impl From<u64> for Field<'_> {
    fn from(number: u64) -> Self {
        Field::Number(number)
    }
}

impl Log {
    /// Starts a log with its header line. Write errors are ignored from then on: a full disk does not stop a program.
    pub fn new(out: Box<dyn Write + Send>) -> Log {
        let mut log = Log {
            out,
            start: std::time::Instant::now(),
        };
        log.event("log", &[("version", (VERSION as u64).into())]);
        log
    }
    /// Writes one event with its time in microseconds since the start.
    pub fn event(&mut self, kind: &str, fields: &[(&str, Field)]) {
        let mut line = format!("{{\"event\":{},\"us\":{}", quoted(kind), self.start.elapsed().as_micros());
        for (name, field) in fields {
            let _ = match field {
                Field::Text(text) => write!(line, ",{}:{}", quoted(name), quoted(text)),
                Field::Number(number) => write!(line, ",{}:{number}", quoted(name)),
            };
        }
        line.push_str("}\n");
        let _ = self.out.write_all(line.as_bytes());
    }
    /// A recording ended: where, why, and how many segments it added.
    pub fn recorded(&mut self, root: &str, at: &str, why: &str, added: u64) {
        self.event(
            "record",
            &[("root", root.into()), ("at", at.into()), ("why", why.into()), ("added", added.into())],
        );
    }
    /// A region was built.
    pub fn built(&mut self, root: &str, report: &Report) {
        let number = |x: usize| Field::Number(x as u64);
        self.event(
            "build",
            &[
                ("root", root.into()),
                ("segments", number(report.segments)),
                ("instances", number(report.instances)),
                ("constructed", number(report.constructed)),
                ("optimised", number(report.optimised)),
                ("bytes", number(report.code_bytes)),
                ("build_us", Field::Number(report.build_time.as_micros() as u64)),
                ("lower_us", Field::Number(report.lower_time.as_micros() as u64)),
            ],
        );
    }
    /// An exit's count, written when a region is freed or the program ends.
    pub fn exit(&mut self, root: &str, at: &str, kind: &str, count: u64) {
        self.event(
            "exit",
            &[("root", root.into()), ("at", at.into()), ("kind", kind.into()), ("count", count.into())],
        );
    }
    /// A region became invalid because an assumption broke.
    pub fn invalidated(&mut self, root: &str, why: &str) {
        self.event("invalidate", &[("root", root.into()), ("why", why.into())]);
    }
    pub fn flush(&mut self) {
        let _ = self.out.flush();
    }
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if (c as u32) < 0x20 => {
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct Shared(Arc<Mutex<Vec<u8>>>);
    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn lines_are_json() {
        let out = Shared::default();
        let mut log = Log::new(Box::new(out.clone()));
        log.recorded("f@4", "f@9", "left the \"loop\"\n", 3);
        let text = String::from_utf8(out.0.lock().unwrap().clone()).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[0].starts_with("{\"event\":\"log\"") && lines[0].ends_with("\"version\":1}"));
        assert!(lines[1].contains("\"why\":\"left the \\\"loop\\\"\\u000a\",\"added\":3}"), "{}", lines[1]);
    }
}
