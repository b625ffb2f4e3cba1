//! Instruction words from the intermediate form: `Ext` prefixes, jump offsets, exception table.
//!
//! Which jumps need a prefix depends on their offsets, which depend on the prefixes; sizes only
//! grow, so repeating until nothing changes ends.

use super::{Code, HandlerId, Ins};
use taipan_bytecode::{ExceptionEntry, Instruction, Location, Op, opcode::Format};

/// Result of laying out one unit.
pub(crate) struct Laid {
    pub words: Vec<u32>,
    pub locations: Vec<Location>,
    pub exceptions: Vec<ExceptionEntry>,
}

/// Drops dead code and useless checks, then writes the words. `None`: the unit is too large.
pub(crate) fn finish(mut code: Code, bound_at_entry: u32) -> Option<Laid> {
    super::flow::optimise(&mut code, bound_at_entry);
    super::headers::separate(&mut code);
    let count = code.instructions.len();
    let mut wide: Vec<bool> = code.instructions.iter().map(needs_prefix).collect();
    let mut starts = vec![0u32; count + 1];
    loop {
        for index in 0..count {
            starts[index + 1] = starts[index] + 1 + u32::from(wide[index]);
        }
        let mut changed = false;
        for (index, ins) in code.instructions.iter().enumerate() {
            if !wide[index] && ins.op.format() == Format::AsBx && ins.has_target() {
                let offset = offset(&code, &starts, index, ins);
                if i16::try_from(offset).is_err() {
                    wide[index] = true;
                    changed = true;
                }
            }
        }
        if !changed {
            break;
        }
    }
    if starts[count] >= 1 << 23 {
        return None;
    }
    let mut words = Vec::with_capacity(starts[count] as usize);
    let mut locations = Vec::with_capacity(starts[count] as usize);
    for (index, ins) in code.instructions.iter().enumerate() {
        encode(ins, wide[index], ins.has_target().then(|| offset(&code, &starts, index, ins)), &mut words);
        locations.resize(words.len(), ins.location);
    }
    let exceptions = exception_table(&code, &starts)?;
    Some(Laid { words, locations, exceptions })
}

fn offset(code: &Code, starts: &[u32], index: usize, ins: &Ins) -> i32 {
    starts[code.labels[ins.target as usize] as usize] as i32 - starts[index + 1] as i32
}

fn needs_prefix(ins: &Ins) -> bool {
    match ins.op.format() {
        Format::Abc => ins.a > 0xFF || ins.b > 0xFF || ins.c > 0xFF,
        Format::Abx => ins.a > 0xFF || ins.b > 0xFFFF,
        Format::AsBx => ins.a > 0xFF,
        Format::Ax => false,
    }
}

fn encode(ins: &Ins, wide: bool, offset: Option<i32>, words: &mut Vec<u32>) {
    let (a, b, c) = (ins.a, ins.b, ins.c);
    let low = |value: u32| value as u8;
    let high = |value: u32| (value >> 8) as u8;
    match ins.op.format() {
        Format::Abc => {
            if wide {
                words.push(Instruction::abc(Op::Ext, high(a), high(b), high(c)).0);
            }
            words.push(Instruction::abc(ins.op, low(a), low(b), low(c)).0);
        }
        Format::Abx | Format::AsBx => {
            let value = offset.map_or(b, |offset| offset as u32);
            if wide {
                words.push(Instruction::abx(Op::Ext, high(a), (value >> 16) as u16).0);
            }
            words.push(Instruction::abx(ins.op, low(a), value as u16).0);
        }
        Format::Ax => words.push(Instruction::jump(ins.op, offset.unwrap_or_default()).0),
    }
}

fn exception_table(code: &Code, starts: &[u32]) -> Option<Vec<ExceptionEntry>> {
    let mut table: Vec<ExceptionEntry> = Vec::new();
    let mut index = 0;
    while index < code.instructions.len() {
        let id = code.instructions[index].handler;
        let mut end = index + 1;
        while end < code.instructions.len() && code.instructions[end].handler == id {
            end += 1;
        }
        if id != HandlerId::NONE {
            let handler = code.handlers[id.0 as usize - 1];
            table.push(ExceptionEntry {
                start: starts[index],
                end: starts[end],
                handler: starts[code.labels[handler.label.0 as usize] as usize],
                register: u16::try_from(handler.register).ok()?,
                cleanup: handler.cleanup,
            });
        }
        index = end;
    }
    Some(table)
}
