//! Two analyses over the instruction list: what can be reached, and which locals are certainly
//! bound where they are read.
//!
//! Code generation puts a `CheckBound` before every read of a local that may be unbound as far as it
//! can see; here a forward dataflow removes those that cannot fail. A handler may be entered from
//! every instruction it covers, so its state is the meet of the states before each of them.

use super::{Code, HandlerId, Ins};
use rustc_hash::FxHashMap;
use taipan_bytecode::Op;

/// Removes unreachable instructions and bound checks that cannot fail.
pub(super) fn optimise(code: &mut Code, bound_at_entry: u32) {
    let reachable = reachable(code);
    let mut keep = reachable;
    remove_useless_checks(code, bound_at_entry, &mut keep);
    thread_jumps(code, &mut keep);
    compact(code, &keep);
}

fn reachable(code: &Code) -> Vec<bool> {
    let instructions = &code.instructions;
    let mut seen = vec![false; instructions.len()];
    let mut handlers_seen = vec![false; code.handlers.len()];
    let mut work = vec![0usize];
    while let Some(mut index) = work.pop() {
        while index < instructions.len() && !seen[index] {
            seen[index] = true;
            let ins = &instructions[index];
            if ins.handler != HandlerId::NONE && !handlers_seen[ins.handler.0 as usize - 1] {
                handlers_seen[ins.handler.0 as usize - 1] = true;
                work.push(code.labels[code.handlers[ins.handler.0 as usize - 1].label.0 as usize] as usize);
            }
            if ins.has_target() {
                work.push(code.labels[ins.target as usize] as usize);
            }
            if ins.op.skips() {
                work.push(index + 2);
            }
            if ins.ends_flow() {
                break;
            }
            index += 1;
        }
    }
    seen
}

/// A set of locals, dense over those that are checked at all.
type Bits = Vec<u64>;

fn meet(into: &mut Option<Bits>, with: &Bits) -> bool {
    match into {
        None => {
            *into = Some(with.clone());
            true
        }
        Some(bits) => {
            let mut changed = false;
            for (left, right) in bits.iter_mut().zip(with) {
                changed |= *left & !right != 0;
                *left &= right;
            }
            changed
        }
    }
}

fn remove_useless_checks(code: &Code, bound_at_entry: u32, keep: &mut [bool]) {
    let instructions = &code.instructions;
    let mut slots: FxHashMap<u32, usize> = FxHashMap::default();
    for ins in instructions.iter().filter(|ins| ins.op == Op::CheckBound) {
        let next = slots.len();
        slots.entry(ins.a).or_insert(next);
    }
    if slots.is_empty() {
        return;
    }
    let words = slots.len().div_ceil(64);
    let mut starts = block_starts(code);
    starts.push(instructions.len());
    let block_of = |index: usize| starts.partition_point(|&start| start <= index) - 1;
    let mut states: Vec<Option<Bits>> = vec![None; starts.len()];
    let mut entry = vec![0u64; words];
    for (&register, &slot) in &slots {
        if register < bound_at_entry {
            entry[slot / 64] |= 1 << (slot % 64);
        }
    }
    states[0] = Some(entry);
    let mut work = vec![0usize];
    let mut queued = vec![false; starts.len()];
    let flow = |states: &mut Vec<Option<Bits>>, work: &mut Vec<usize>, queued: &mut Vec<bool>, index: usize, state: &Bits| {
        if index < instructions.len() {
            let block = block_of(index);
            if meet(&mut states[block], state) && !queued[block] {
                queued[block] = true;
                work.push(block);
            }
        }
    };
    while let Some(block) = work.pop() {
        queued[block] = false;
        let Some(mut state) = states[block].clone() else {
            continue;
        };
        let handler = |ins: &Ins| match ins.handler {
            HandlerId::NONE => None,
            id => Some(code.labels[code.handlers[id.0 as usize - 1].label.0 as usize] as usize),
        };
        if let Some(target) = handler(&instructions[starts[block]]) {
            flow(&mut states, &mut work, &mut queued, target, &state);
        }
        let mut falls_through = true;
        for (index, ins) in instructions.iter().enumerate().take(starts[block + 1]).skip(starts[block]) {
            if ins.op == Op::ForIter {
                // The target is bound only when there was an item; the next word is the exit.
                flow(&mut states, &mut work, &mut queued, index + 1, &state);
            }
            if transfer(ins, &slots, &mut state)
                && let Some(target) = handler(ins)
            {
                flow(&mut states, &mut work, &mut queued, target, &state);
            }
            if ins.has_target() {
                flow(&mut states, &mut work, &mut queued, code.labels[ins.target as usize] as usize, &state);
            }
            if ins.op.skips() {
                flow(&mut states, &mut work, &mut queued, index + 2, &state);
            }
            falls_through = !ins.ends_flow() && ins.op != Op::ForIter;
        }
        if falls_through {
            flow(&mut states, &mut work, &mut queued, starts[block + 1], &state);
        }
    }
    for block in 0..starts.len() - 1 {
        let Some(mut state) = states[block].clone() else {
            continue;
        };
        for index in starts[block]..starts[block + 1] {
            let ins = &instructions[index];
            if ins.op == Op::CheckBound {
                let slot = slots[&ins.a];
                if state[slot / 64] & 1 << (slot % 64) != 0 {
                    keep[index] = false;
                }
            }
            transfer(ins, &slots, &mut state);
        }
    }
}

/// Applies one instruction; true when it unbound something.
fn transfer(ins: &Ins, slots: &FxHashMap<u32, usize>, state: &mut Bits) -> bool {
    match ins.op {
        Op::DeleteLocal => {
            if let Some(&slot) = slots.get(&ins.a) {
                state[slot / 64] &= !(1 << (slot % 64));
                return true;
            }
        }
        Op::Unpack => {
            for register in ins.a..ins.a + ins.c {
                bind(register, slots, state);
            }
        }
        Op::CheckBound => bind(ins.a, slots, state),
        _ if taipan_bytecode::roles::writes_a(ins.op) => bind(ins.a, slots, state),
        _ => {}
    }
    false
}

fn bind(register: u32, slots: &FxHashMap<u32, usize>, state: &mut Bits) {
    if let Some(&slot) = slots.get(&register) {
        state[slot / 64] |= 1 << (slot % 64);
    }
}

fn block_starts(code: &Code) -> Vec<usize> {
    let instructions = &code.instructions;
    let mut is_start = vec![false; instructions.len() + 1];
    is_start[0] = true;
    for ins in instructions {
        if ins.has_target() {
            is_start[code.labels[ins.target as usize] as usize] = true;
        }
    }
    for handler in &code.handlers {
        let position = code.labels[handler.label.0 as usize] as usize;
        if position < instructions.len() {
            is_start[position] = true;
        }
    }
    for index in 1..instructions.len() {
        let before = &instructions[index - 1];
        if before.ends_flow() || before.has_target() || before.handler != instructions[index].handler {
            is_start[index] = true;
        }
        if before.op.skips() {
            is_start[index] = true;
            is_start[index + 1] = true;
        }
    }
    (0..instructions.len()).filter(|&index| is_start[index]).collect()
}

/// Jumps to jumps go to the end of the chain; jumps to the next instruction disappear.
fn thread_jumps(code: &mut Code, keep: &mut [bool]) {
    let count = code.instructions.len();
    let mut next_kept = vec![count; count + 1];
    for index in (0..count).rev() {
        next_kept[index] = if keep[index] { index } else { next_kept[index + 1] };
    }
    for (index, &kept) in keep.iter().enumerate() {
        if !kept || !code.instructions[index].has_target() || code.instructions[index].op == Op::JumpBack {
            continue;
        }
        for _ in 0..8 {
            let target = code.instructions[index].target;
            let position = next_kept[code.labels[target as usize] as usize];
            match code.instructions.get(position) {
                Some(next) if next.op == Op::Jump && position != index && next.target != target => {
                    code.instructions[index].target = next.target;
                }
                _ => break,
            }
        }
    }
    let mut skipped = vec![false; count];
    let mut before: Option<usize> = None;
    for (index, &kept) in keep.iter().enumerate() {
        if kept {
            skipped[index] = before.is_some_and(|before| code.instructions[before].op.skips());
            before = Some(index);
        }
    }
    for index in (0..count).rev() {
        let ins = &code.instructions[index];
        if keep[index] && ins.op == Op::Jump && !skipped[index] {
            let target = next_kept[code.labels[ins.target as usize] as usize];
            if target == next_kept[index + 1] {
                keep[index] = false;
            }
        }
        next_kept[index] = if keep[index] { index } else { next_kept[index + 1] };
    }
}

fn compact(code: &mut Code, keep: &[bool]) {
    let mut new_index = Vec::with_capacity(keep.len() + 1);
    let mut count = 0u32;
    for &kept in keep {
        new_index.push(count);
        count += u32::from(kept);
    }
    new_index.push(count);
    for label in &mut code.labels {
        if *label != super::NO_LABEL {
            *label = new_index[*label as usize];
        }
    }
    let mut index = 0;
    code.instructions.retain(|_| {
        index += 1;
        keep[index - 1]
    });
}
