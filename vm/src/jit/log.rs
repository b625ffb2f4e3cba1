//! `-X jit-log=FILE`: JSON Lines, one event each, the version first.

use super::Region;
use super::recording::Outcome;
use std::fs::File;
use std::io::{BufWriter, Write};
use taipan_jit::compile::Report;
use taipan_runtime::layout::Code;
use taipan_runtime::objects::{code, string};
use taipan_runtime::{Value, field};

/// Version of the log's format.
const VERSION: u32 = 1;

pub struct Log {
    out: BufWriter<File>,
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if (c as u32) < 0x20 => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

impl Log {
    /// `None` (with a message on stderr) when the file cannot be made.
    pub fn open(path: &std::path::Path) -> Option<Log> {
        match File::create(path) {
            Ok(file) => {
                let mut log = Log { out: BufWriter::new(file) };
                log.line(format!("{{\"event\":\"start\",\"version\":{VERSION}}}"));
                Some(log)
            }
            Err(e) => {
                eprintln!("taipan: cannot write the JIT log {}: {e}", path.display());
                None
            }
        }
    }
    fn line(&mut self, text: String) {
        // A log that cannot be written must not end the program.
        let _ = writeln!(self.out, "{text}");
        let _ = self.out.flush();
    }
    fn place(codes: &[Value], region: &Region) -> String {
        let code_value = codes[region.code as usize - 1];
        format!(
            "\"file\":{},\"function\":{},\"line\":{},\"pc\":{}",
            quoted(&string::to_string_lossy(field!(code_value, Code, filename))),
            quoted(&string::to_string_lossy(field!(code_value, Code, qualname))),
            code::data(code_value).line(region.header),
            region.header
        )
    }
    pub fn recorded(&mut self, codes: &[Value], region: &Region, outcome: &Outcome, grown: bool, at: &str) {
        let place = Log::place(codes, region);
        self.line(format!(
            "{{\"event\":\"recorded\",{place},\"stopped\":{},\"at\":{},\"instructions\":{},\"grown\":{grown},\"segments\":{},\"poisoned\":{}}}",
            quoted(outcome.reason),
            quoted(at),
            outcome.instructions,
            region.graph.size(),
            region.graph.poisoned.as_deref().map_or("null".to_string(), quoted)
        ));
    }
    pub fn built(&mut self, codes: &[Value], region: &Region, report: &Report) {
        let place = Log::place(codes, region);
        self.line(format!(
            "{{\"event\":\"built\",{place},\"segments\":{},\"instances\":{},\"constructed\":{},\"optimised\":{},\"bytes\":{},\"build_us\":{},\"lower_us\":{}}}",
            report.segments,
            report.instances,
            report.constructed,
            report.optimised,
            report.code_bytes,
            report.build_time.as_micros(),
            report.lower_time.as_micros()
        ));
    }
    /// The exits of a region that were taken most, with what the native code says about them.
    pub fn exits(&mut self, codes: &[Value], region: &Region) {
        let place = Log::place(codes, region);
        let mut taken: Vec<_> = region.profile.exits.iter().collect();
        taken.sort_by_key(|(key, count)| (std::cmp::Reverse(**count), **key));
        let listed: Vec<String> = taken
            .iter()
            .take(8)
            .map(|(key, count)| {
                let at = taipan_jit::position::position_text(region.graph.position(key.position));
                let kind = region
                    .native
                    .as_ref()
                    .and_then(|n| n.compiled.exits.iter().find(|e| e.key == **key))
                    .map_or("gone".to_string(), |e| format!("{:?} {:?}", e.kind, e.mode));
                format!(
                    "{{\"at\":{},\"node\":{},\"place\":{},\"count\":{count},\"kind\":{}}}",
                    quoted(&at),
                    key.node,
                    key.place,
                    quoted(&kind)
                )
            })
            .collect();
        self.line(format!(
            "{{\"event\":\"exits\",{place},\"builds\":{},\"rests\":{},\"exits\":[{}]}}",
            region.builds,
            region.rests,
            listed.join(",")
        ));
    }
    pub fn failed(&mut self, codes: &[Value], region: &Region, why: &str) {
        let place = Log::place(codes, region);
        self.line(format!("{{\"event\":\"failed\",{place},\"why\":{}}}", quoted(why)));
    }
}
