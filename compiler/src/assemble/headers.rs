//! Every loop gets a header of its own.
//!
//! `while True: while x: …` would give both loops the same first instruction, and then heat counters
//! and regions could not tell them apart. A `Nop` in front separates the outer header.

use super::{Code, Ins, NO_LABEL};
use rustc_hash::FxHashMap;
use taipan_bytecode::Op;

/// Inserts the instructions that keep headers apart.
pub(super) fn separate(code: &mut Code) {
    loop {
        let mut last_jump: FxHashMap<u32, usize> = FxHashMap::default();
        for (index, ins) in code.instructions.iter().enumerate() {
            if ins.op == Op::JumpBack {
                last_jump.insert(ins.target, index);
            }
        }
        let mut by_position: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        for &label in last_jump.keys() {
            by_position.entry(code.labels[label as usize]).or_default().push(label);
        }
        let shared = by_position.into_iter().filter(|(_, labels)| labels.len() > 1).min();
        let Some((position, mut labels)) = shared else { return };
        // The loop that jumps back last is the outermost one.
        labels.sort_unstable_by_key(|label| last_jump[label]);
        labels.pop();
        let before = code.instructions[position as usize];
        let nop = Ins {
            op: Op::Nop,
            a: 0,
            b: 0,
            c: 0,
            target: NO_LABEL,
            ..before
        };
        code.instructions.insert(position as usize, nop);
        for (label, at) in code.labels.iter_mut().enumerate() {
            let inner = *at == position && labels.contains(&(label as u32));
            if *at != NO_LABEL && (*at > position || inner) {
                *at += 1;
            }
        }
    }
}
