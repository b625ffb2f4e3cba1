//! The two functions of the library's `traceback` module that parse source with `ast` to find where
//! marks go. Ours do the same without a syntax tree, and take their place when the module is there.

use super::anchors::{self, Place};
use super::excerpt::{Span, deserves_marks};
use std::cell::Cell;
use taipan_runtime::layout::shape_id;
use taipan_runtime::objects::{dict, list, module, string};
use taipan_runtime::{Args, NativeDef, Raised, Thread, Value, ops, types};

thread_local! {
    static DONE: Cell<bool> = const { Cell::new(false) };
}

/// To be called after imports: puts our functions into `traceback` once that module is complete.
#[inline]
pub fn adapt(t: &mut Thread) {
    if !DONE.get() {
        adapt_loaded(t);
    }
}

fn adapt_loaded(t: &mut Thread) {
    let Some(m) = loaded(t) else { return };
    // The last name that the module defines: without it, it is still running.
    let (last, summary) = (t.intern("_levenshtein_distance"), t.intern("StackSummary"));
    let space = module::namespace(m);
    let (Some(_), Some(class)) = (dict::get_str(space, last), dict::get_str(space, summary)) else {
        return;
    };
    DONE.set(true);
    module::add_functions(t, m, FUNCTIONS);
    if types::is_type(t, class) {
        types::add_methods(t, class, METHODS);
        types::class_changes(t, class);
    }
}

fn loaded(t: &mut Thread) -> Option<Value> {
    let name = t.intern("traceback");
    dict::get_str(t.modules, name).filter(|m| m.has_shape(shape_id::MODULE))
}

/// `_extract_caret_anchors_from_line_segment(segment)`
fn extract(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let segment = args.get(0);
    if !string::is_str(t, segment) {
        return Ok(Value::NONE);
    }
    let Some(found) = anchors::anchors(&string::to_string_lossy(segment)) else {
        return Ok(Value::NONE);
    };
    let Some(m) = loaded(t) else { return Ok(Value::NONE) };
    let name = t.intern("_Anchors");
    let class = ops::get_attr(t, m, name)?;
    let number = |n: usize| Value::small(n as i64);
    let of = |place: Place| [number(place.line), number(place.column)];
    let ([a, b], [c, d]) = (of(found.start), of(found.end));
    ops::call(t, class, &[a, b, c, d])
}

/// `StackSummary._should_show_carets(start_offset, end_offset, all_lines, anchors)`
fn should_show(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (start, end) = (ops::index(t, args.get(1))?, ops::index(t, args.get(2))?);
    let items = ops::collect_list(t, args.get(3))?;
    let lines: Vec<String> = list::items(&items)
        .iter()
        .filter(|v| string::is_str(t, **v))
        .map(|v| string::to_string_lossy(*v))
        .collect();
    let span = Span {
        start: start.max(0) as u32,
        end: end.max(0) as u32,
    };
    Ok(Value::bool(!lines.is_empty() && deserves_marks(&lines, span, !args.get(4).is_none())))
}

static FUNCTIONS: &[NativeDef] = &[NativeDef::function("_extract_caret_anchors_from_line_segment", 1, 1, extract)];
static METHODS: &[NativeDef] = &[NativeDef::method("_should_show_carets", 4, 4, should_show)];
