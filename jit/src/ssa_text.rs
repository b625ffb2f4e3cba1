//! The text form of SSA, printed for reports and pass tests; [`crate::ssa_parse`] reads it.

use crate::ssa::*;
use std::fmt::Write;

fn values(args: &[Value]) -> String {
    args.iter().map(|v| format!(" v{}", v.0)).collect()
}
fn target(t: &Target) -> String {
    format!("b{}({})", t.block.0, values(&t.args).trim_start())
}

/// Prints a function; `with_exits` adds the exits and the snapshots they use.
pub fn ssa_text(func: &Func, with_exits: bool) -> String {
    let mut out = String::new();
    let mut used = vec![false; func.exits.len()];
    for (id, block) in func.blocks.iter().enumerate() {
        if block.insts.is_empty() && block.term == Term::None {
            continue;
        }
        let params: Vec<String> = block.params.iter().map(|p| value_declaration(func, *p)).collect();
        let _ = writeln!(out, "b{id}({}):", params.join(", "));
        if let Some(state) = block.state
            && with_exits
        {
            let _ = writeln!(out, "    state {}", snapshot_text(func, state));
        }
        for inst in &block.insts {
            let exit = inst.exit.map_or(String::new(), |e| {
                used[e.0 as usize] = true;
                format!(" else x{}", e.0)
            });
            let _ = match inst.result {
                Some(r) => writeln!(out, "    v{} = {}{}{exit}", r.0, inst.op, values(&inst.args)),
                None => writeln!(out, "    {}{}{exit}", inst.op, values(&inst.args)),
            };
        }
        let _ = match &block.term {
            Term::Jump(t) => writeln!(out, "    jump {}", target(t)),
            Term::Branch { cond, args, yes, no } => {
                writeln!(out, "    if {cond}{} {} else {}", values(args), target(yes), target(no))
            }
            Term::Exit(e) => {
                used[e.0 as usize] = true;
                writeln!(out, "    exit x{}", e.0)
            }
            Term::Return(v) => writeln!(out, "    return v{}", v.0),
            Term::None => writeln!(out, "    none"),
        };
    }
    if with_exits {
        for (id, exit) in func.exits.iter().enumerate().filter(|(id, _)| used[*id]) {
            let _ = writeln!(out, "x{id}: {:?} {:?} {}", exit.mode, exit.kind, snapshot_text(func, exit.snapshot));
        }
    }
    out
}

fn value_declaration(func: &Func, v: Value) -> String {
    let data = &func.values[v.0 as usize];
    match data.kind {
        crate::op::Kind::Val => format!("v{}: {}", v.0, data.ty),
        kind => format!("v{}: {kind}", v.0),
    }
}

/// One line: frames with their registers, then virtual objects.
pub fn snapshot_text(func: &Func, id: SnapId) -> String {
    let snapshot = &func.snapshots[id.0 as usize];
    let value = |v: &SnapValue| match v {
        SnapValue::Value(v) => format!("v{}", v.0),
        SnapValue::Virtual(k) => format!("o{k}"),
        SnapValue::CallWord => "call".to_string(),
    };
    let mut out = String::new();
    for frame in &snapshot.frames {
        let registers: Vec<String> = frame.registers.iter().map(|(r, v)| format!("{r}={}", value(v))).collect();
        let _ = write!(out, "[{} {}]", frame.at, registers.join(" "));
    }
    for (k, object) in snapshot.virtuals.iter().enumerate() {
        let fields: Vec<String> = object.fields.iter().map(value).collect();
        let _ = write!(out, " o{k}=site{}({})", object.site, fields.join(" "));
    }
    for store in &snapshot.stores {
        let _ = write!(out, " {}.{}={}", value(&store.object), store.field, value(&store.value));
    }
    out
}
