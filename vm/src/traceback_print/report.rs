//! An exception with its causes and its group, as text.
//!
//! First everything is turned into Rust text, exception by exception, from a list and not by
//! recursion, for chains may be long; then the texts are put together. Asking an object for its text
//! runs the program's code, so no heap object is held outside that list meanwhile.

use super::frames::{self, FrameEntry};
use super::keywords;
use super::source::{Lines, Sources};
use super::suggestions;
use super::syntax;
use super::text::{attribute, safe_repr, safe_str, shown};
use rustc_hash::FxHashSet;
use taipan_runtime::layout::{Exception, Type};
use taipan_runtime::objects::{exception_group, list, string, tuple};
use taipan_runtime::{Thread, Value, field, types};

/// Exceptions of a group that are shown.
const GROUP_WIDTH: usize = 15;
/// Nested groups that are shown.
const GROUP_DEPTH: usize = 10;
const CAUSE: &str = "\nThe above exception was the direct cause of the following exception:\n";
const CONTEXT: &str = "\nDuring handling of the above exception, another exception occurred:\n";

/// One exception's texts; others by index.
struct Report {
    frames: Vec<FrameEntry>,
    /// The last lines: name and message, notes.
    own: Vec<String>,
    chained: Option<(&'static str, usize)>,
    group: Option<Vec<usize>>,
}

/// The whole text of an uncaught exception; `limit`: entries shown per traceback.
pub fn text(t: &mut Thread, e: Value, limit: Option<usize>) -> String {
    let mut sources = Sources::default();
    let reports = collect(t, e, limit, &mut sources);
    let mut writer = Writer {
        reports,
        sources,
        out: String::new(),
        depth: 0,
        need_close: false,
    };
    writer.chain(0);
    writer.out
}

/// Everything that is shown of `e`, itself first.
fn collect(t: &mut Thread, e: Value, limit: Option<usize>, sources: &mut Sources) -> Vec<Report> {
    let mut reports = vec![one(t, e, limit, sources)];
    let mut seen = FxHashSet::from_iter([e.0]);
    // The exceptions wait in a list of the heap; their reports' indices beside it.
    let waiting = list::new(t, &[e]);
    let mut indices = vec![0];
    while let (Some(e), Some(at)) = (list::pop(t, waiting), indices.pop()) {
        let mut add = |t: &mut Thread, other: Value| {
            let report = one(t, other, limit, sources);
            reports.push(report);
            list::push(t, waiting, other);
            indices.push(reports.len() - 1);
            reports.len() - 1
        };
        let cause = field!(e, Exception, cause);
        let mut chained = None;
        if !cause.is_none() && seen.insert(cause.0) {
            chained = Some((CAUSE, add(t, cause)));
        } else if field!(e, Exception, suppress_context) != Value::TRUE {
            let context = field!(e, Exception, context);
            if !context.is_none() && seen.insert(context.0) {
                chained = Some((CONTEXT, add(t, context)));
            }
        }
        let mut group = None;
        if exception_group::is_group(t, e) {
            let parts = exception_group::exceptions_of(e);
            let mut found = Vec::new();
            for i in 0..tuple::items(&parts).len() {
                let part = tuple::items(&parts)[i];
                seen.insert(part.0);
                found.push(add(t, part));
            }
            group = Some(found);
        }
        reports[at].chained = chained;
        reports[at].group = group;
    }
    reports
}

fn one(t: &mut Thread, e: Value, limit: Option<usize>, sources: &mut Sources) -> Report {
    let traceback = field!(e, Exception, traceback);
    let mut frames = frames::entries(traceback);
    if let Some(limit) = limit {
        frames::keep_last(&mut frames, limit);
    }
    let class = class_name(t, e);
    let mut own;
    let kind = t.class_of(e);
    if types::is_subclass(kind, t.exceptions.syntax_error) {
        let mut details = syntax::details(t, e);
        let file = details.filename.as_deref().map_or_else(Lines::default, |name| sources.file(name));
        if let Some(corrected) = keywords::corrected(&details, &file) {
            details = corrected;
        }
        own = syntax::lines(&details, &class);
    } else {
        let mut message = safe_str(t, e, "exception");
        message.push_str(&suggestions::sentence(t, e, traceback));
        let line = if message.is_empty() { class } else { format!("{class}: {message}") };
        own = line.split('\n').map(str::to_string).collect();
    }
    notes(t, e, &mut own);
    Report {
        frames,
        own,
        chained: None,
        group: None,
    }
}

/// Module and qualified name of the exception's class, without `builtins` and `__main__`.
fn class_name(t: &mut Thread, e: Value) -> String {
    let class = t.class_of(e);
    let name = shown(field!(class, Type, qualname));
    match attribute(t, class, "__module__") {
        Some(module) if string::is_str(t, module) => match shown(module).as_str() {
            "builtins" | "__main__" => name,
            module => format!("{module}.{name}"),
        },
        _ => format!("<unknown>.{name}"),
    }
}

fn notes(t: &mut Thread, e: Value, out: &mut Vec<String>) {
    let notes = field!(e, Exception, notes);
    if notes.is_unbound() || notes.is_none() {
        return;
    }
    if list::is_list(t, notes) || tuple::is_tuple(t, notes) {
        let mut i = 0;
        loop {
            // The list may change under a note's `__str__`.
            let item = if tuple::is_tuple(t, notes) {
                tuple::items(&notes).get(i).copied()
            } else {
                list::items(&notes).get(i).copied()
            };
            let Some(note) = item else { break };
            let text = safe_str(t, note, "note");
            out.extend(text.split('\n').map(str::to_string));
            i += 1;
        }
    } else {
        let text = safe_repr(t, notes, "__notes__");
        out.extend(text.split('\n').map(str::to_string));
    }
}

/// Puts reports together; in groups every line has a margin.
struct Writer {
    reports: Vec<Report>,
    sources: Sources,
    out: String,
    depth: usize,
    need_close: bool,
}

impl Writer {
    fn indent(&mut self) {
        self.out.extend(std::iter::repeat_n("  ", self.depth));
    }

    fn line(&mut self, text: &str, margin: char) {
        self.indent();
        if self.depth > 0 {
            self.out.push(margin);
            self.out.push(' ');
        }
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn lines(&mut self, lines: &[String]) {
        for line in lines {
            self.line(line, '|');
        }
    }

    /// An exception behind those it was raised from.
    fn chain(&mut self, index: usize) {
        let mut order = vec![(None, index)];
        let mut at = index;
        while let Some((sentence, next)) = self.reports[at].chained {
            order.last_mut().expect("begins with one").0 = Some(sentence);
            order.push((None, next));
            at = next;
        }
        for (sentence, index) in order.into_iter().rev() {
            if let Some(sentence) = sentence {
                for line in sentence.split('\n') {
                    self.line(line, '|');
                }
            }
            self.one(index);
        }
    }

    fn one(&mut self, index: usize) {
        let report = &mut self.reports[index];
        let own = std::mem::take(&mut report.own);
        let frames = std::mem::take(&mut report.frames);
        let group = report.group.clone();
        if group.is_some() && self.depth > GROUP_DEPTH {
            self.line(&format!("... (max_group_depth is {GROUP_DEPTH})"), '|');
            return;
        }
        let is_outermost = group.is_some() && self.depth == 0;
        if is_outermost {
            self.depth = 1;
        }
        if !frames.is_empty() {
            if group.is_some() {
                self.line("Exception Group Traceback (most recent call last):", if is_outermost { '+' } else { '|' });
            } else {
                self.line("Traceback (most recent call last):", '|');
            }
            let lines = frames::lines(&frames, &mut self.sources);
            self.lines(&lines);
        }
        self.lines(&own);
        if let Some(parts) = group {
            self.parts(&parts);
        }
        if is_outermost {
            self.depth = 0;
        }
    }

    fn parts(&mut self, parts: &[usize]) {
        let shown = parts.len().min(GROUP_WIDTH + 1);
        self.need_close = false;
        for (i, &part) in parts.iter().enumerate().take(shown) {
            let is_last = i + 1 == shown;
            if is_last {
                // A nested group may draw the closing line first.
                self.need_close = true;
            }
            let is_rest = i >= GROUP_WIDTH;
            let title = if is_rest { "...".to_string() } else { (i + 1).to_string() };
            self.indent();
            self.out.push_str(if i == 0 { "+-" } else { "  " });
            self.out.push_str(&format!("+---------------- {title} ----------------\n"));
            self.depth += 1;
            if is_rest {
                let more = parts.len() - GROUP_WIDTH;
                self.line(&format!("and {more} more exception{}", if more > 1 { "s" } else { "" }), '|');
            } else {
                self.chain(part);
            }
            if is_last && self.need_close {
                self.indent();
                self.out.push_str("+------------------------------------\n");
                self.need_close = false;
            }
            self.depth -= 1;
        }
    }
}
