//! Checks a code unit before it is trusted: the interpreter reads registers, constants and jump
//! targets without looking.

use crate::disassemble::{Operand, operands};
use crate::instruction::{Instruction, decode};
use crate::opcode::{ALL, Format, Op};
use crate::roles::roles;
use crate::unit::{CodeUnit, Const};

/// Checks the unit and those among its constants.
///
/// # Errors
/// The first defect, with the unit's name and the instruction's number.
pub fn verify(unit: &CodeUnit) -> Result<(), String> {
    let fail = |pc: usize, what: &str| Err(format!("{} at {pc}: {what}", unit.qualname));
    if unit.code.is_empty() || unit.locations.len() != unit.code.len() {
        return fail(0, "empty code or wrong number of locations");
    }
    if unit.register_names.len() > unit.register_count as usize
        || unit.local_count as usize > unit.register_names.len()
        || unit.free_start as usize > unit.register_names.len()
        || unit.arg_count + unit.keyword_only_count > unit.local_count
        || unit.positional_only_count > unit.arg_count
    {
        return fail(0, "register counts do not fit");
    }
    if unit.cell_registers.iter().any(|&register| u32::from(register) >= unit.register_count) {
        return fail(0, "cell register out of range");
    }
    let mut starts = vec![false; unit.code.len()];
    let mut pc = 0;
    let mut last = Op::Nop;
    let mut targets = Vec::new();
    while pc < unit.code.len() {
        if usize::from(unit.code[pc] as u8) >= ALL.len() {
            return fail(pc, "unknown opcode");
        }
        let op = Instruction(unit.code[pc]).op();
        if op == Op::Ext {
            let Some(&next) = unit.code.get(pc + 1) else {
                return fail(pc, "Ext at the end");
            };
            if usize::from(next as u8) >= ALL.len() || Instruction(next).op() == Op::Ext {
                return fail(pc, "Ext before no instruction");
            }
        }
        starts[pc] = true;
        let ins = decode(&unit.code, pc);
        if ins.op.is_quickened() {
            return fail(pc, "quickened opcode");
        }
        if last.skips() && (ins.op != Op::Jump || ins.next != pc + 1) {
            return fail(pc, "no jump behind a skipping instruction");
        }
        last = ins.op;
        let roles = roles(&ins);
        let out_of_range = |&(first, count): &(u32, u32)| first + count > unit.register_count;
        if roles.uses.ranges().iter().chain(roles.defs.ranges()).any(out_of_range) {
            return fail(pc, "register out of range");
        }
        let format = ins.op.format();
        let values = if format == Format::Abc { [ins.a, ins.b, ins.c] } else { [ins.a, ins.bx, 0] };
        for (kind, value) in operands(ins.op).into_iter().zip(values) {
            match kind {
                Operand::Name if value >= unit.names.len() => return fail(pc, "name out of range"),
                Operand::Const if value >= unit.consts.len() => {
                    return fail(pc, "constant out of range");
                }
                Operand::Intrinsic if crate::Intrinsic::from_number(value).is_none() => {
                    return fail(pc, "unknown intrinsic");
                }
                _ => {}
            }
        }
        if ins.op == Op::MakeFunction && !matches!(unit.consts[ins.bx], Const::Code(_)) {
            return fail(pc, "function of no code");
        }
        if format == Format::Ax || format == Format::AsBx && ins.op != Op::LoadInt {
            let target = ins.next as i64 + i64::from(ins.offset);
            if (ins.op == Op::JumpBack) != (target <= pc as i64) {
                return fail(pc, "jump in the wrong direction");
            }
            targets.push((pc, target));
        }
        pc = ins.next;
    }
    if !matches!(last, Op::Return | Op::Raise | Op::Reraise | Op::Jump | Op::JumpBack) {
        return fail(unit.code.len(), "control runs off the end");
    }
    let is_start = |target: i64| usize::try_from(target).ok().and_then(|target| starts.get(target)) == Some(&true);
    for (pc, target) in targets {
        if !is_start(target) {
            return fail(pc, "jump to no instruction");
        }
    }
    for entry in &unit.exceptions {
        let end = entry.end as usize;
        if entry.start >= entry.end
            || end > unit.code.len()
            || !is_start(i64::from(entry.start))
            || end < unit.code.len() && !starts[end]
            || !is_start(i64::from(entry.handler))
            || u32::from(entry.register) >= unit.register_count
        {
            return fail(entry.start as usize, "bad exception entry");
        }
    }
    unit.consts.iter().try_for_each(|constant| match constant {
        Const::Code(code) => verify(code),
        _ => Ok(()),
    })
}
