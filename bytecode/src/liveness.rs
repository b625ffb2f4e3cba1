//! Which temporaries hold a value that is still read, before each instruction.
//!
//! Named registers are always live (`locals()` and finalisers see them); only temporaries can be
//! dead. Exceptions are edges, too: what a handler reads is live at every instruction it covers.

use crate::instruction::decode;
use crate::opcode::{Format, Op};
use crate::roles::roles;
use crate::unit::CodeUnit;

/// The live temporaries of a code unit.
pub struct Liveness {
    first: u32,
    count: u32,
    words: usize,
    /// `words` per instruction word of the unit.
    bits: Vec<u64>,
}

impl Liveness {
    /// First register that is a temporary.
    pub fn first_temporary(&self) -> u32 {
        self.first
    }

    /// Whether `register`'s value may be read at or after `pc`. Named registers always are.
    pub fn is_live(&self, pc: usize, register: u32) -> bool {
        let Some(index) = register.checked_sub(self.first).map(|index| index as usize) else {
            return true;
        };
        self.bits[pc * self.words + index / 64] >> (index % 64) & 1 != 0
    }

    /// The live temporaries before the instruction at `pc`, ascending.
    pub fn temporaries(&self, pc: usize) -> impl Iterator<Item = u32> + '_ {
        (self.first..self.first + self.count).filter(move |&register| self.is_live(pc, register))
    }
}

struct Step {
    pc: usize,
    next: usize,
    falls_through: bool,
    target: Option<usize>,
    /// Where a skipping instruction goes on (behind the jump).
    skip: Option<usize>,
    uses: Vec<u32>,
    defs: Vec<u32>,
    /// Written only where the jump behind is skipped.
    skip_defs: Vec<u32>,
    handler: Option<(usize, Option<u32>)>,
}

/// Computes liveness by a backward dataflow.
pub fn liveness(unit: &CodeUnit) -> Liveness {
    let first = unit.register_names.len() as u32;
    let count = unit.register_count - first;
    let words = (count as usize).div_ceil(64).max(1);
    let mut live = Liveness {
        first,
        count,
        words,
        bits: vec![0; words * unit.code.len()],
    };
    let steps = steps(unit, first);
    let mut state = vec![0u64; words];
    loop {
        let mut changed = false;
        for step in steps.iter().rev() {
            state.fill(0);
            if let Some(skip) = step.skip {
                merge(&mut state, &live.bits, skip, words);
                for &register in &step.skip_defs {
                    state[register as usize / 64] &= !(1 << (register % 64));
                }
            }
            let successors = [step.falls_through.then_some(step.next), step.target];
            for successor in successors.into_iter().flatten() {
                merge(&mut state, &live.bits, successor, words);
            }
            for &register in &step.defs {
                state[register as usize / 64] &= !(1 << (register % 64));
            }
            if let Some((handler, register)) = step.handler {
                let mut in_handler = vec![0u64; words];
                merge(&mut in_handler, &live.bits, handler, words);
                if let Some(register) = register {
                    in_handler[register as usize / 64] &= !(1 << (register % 64));
                }
                state.iter_mut().zip(in_handler).for_each(|(into, from)| *into |= from);
            }
            for &register in &step.uses {
                state[register as usize / 64] |= 1 << (register % 64);
            }
            for pc in step.pc..step.next {
                let old = &mut live.bits[pc * words..(pc + 1) * words];
                if old != state {
                    old.copy_from_slice(&state);
                    changed = true;
                }
            }
        }
        if !changed {
            return live;
        }
    }
}

fn merge(into: &mut [u64], bits: &[u64], pc: usize, words: usize) {
    into.iter_mut().zip(&bits[pc * words..(pc + 1) * words]).for_each(|(into, from)| *into |= from);
}

fn steps(unit: &CodeUnit, first: u32) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut pc = 0;
    while pc < unit.code.len() {
        let ins = decode(&unit.code, pc);
        let op = ins.op.generic();
        let jumps = ins.op.format() == Format::Ax || ins.op.format() == Format::AsBx && op != Op::LoadInt;
        let target = jumps.then(|| (ins.next as i64 + i64::from(ins.offset)) as usize);
        let ends = matches!(op, Op::Jump | Op::JumpBack | Op::Return | Op::Raise | Op::Reraise);
        let roles = roles(&ins);
        let temporaries = |registers: &crate::roles::Registers| -> Vec<u32> { registers.iter().filter_map(|register| register.checked_sub(first)).collect() };
        let entry = unit.exceptions.iter().find(|entry| (entry.start..entry.end).contains(&(pc as u32)));
        let handler = entry.map(|entry| (entry.handler as usize, u32::from(entry.register).checked_sub(first)));
        // The item of an exhausted iterator is not written, so its old value may live on.
        let (defs, skip_defs) = match temporaries(&roles.defs) {
            defs if op == Op::ForIter => (Vec::new(), defs),
            defs => (defs, Vec::new()),
        };
        let skip = (ins.op.skips() && ins.next + 1 < unit.code.len()).then_some(ins.next + 1);
        steps.push(Step {
            pc,
            next: ins.next,
            falls_through: !ends && ins.next < unit.code.len(),
            target,
            skip,
            uses: temporaries(&roles.uses),
            defs,
            skip_defs,
            handler,
        });
        pc = ins.next;
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instruction::Instruction;
    use crate::unit::ExceptionEntry;

    fn unit(code: Vec<u32>, exceptions: Vec<ExceptionEntry>) -> CodeUnit {
        CodeUnit {
            register_names: vec!["a".to_string()],
            local_count: 1,
            free_start: 1,
            register_count: 4,
            locations: crate::Locations::pack(&vec![Default::default(); code.len()]),
            code,
            exceptions,
            ..CodeUnit::default()
        }
    }

    #[test]
    fn a_temporary_dies_at_its_last_use() {
        let code = vec![
            Instruction::abc(Op::Move, 1, 0, 0).0,
            Instruction::abc(Op::Add, 2, 1, 0).0,
            Instruction::abc(Op::Return, 2, 0, 0).0,
        ];
        let live = liveness(&unit(code, Vec::new()));
        assert_eq!(live.temporaries(0).count(), 0);
        assert_eq!(live.temporaries(1).collect::<Vec<_>>(), [1]);
        assert_eq!(live.temporaries(2).collect::<Vec<_>>(), [2]);
        assert!(live.is_live(0, 0));
    }

    #[test]
    fn handlers_keep_what_they_read_alive() {
        let code = vec![
            Instruction::abc(Op::Move, 1, 0, 0).0,
            Instruction::abc(Op::GetLen, 2, 0, 0).0,
            Instruction::abc(Op::Return, 2, 0, 0).0,
            Instruction::abc(Op::Return, 1, 0, 0).0,
        ];
        let entry = ExceptionEntry {
            start: 1,
            end: 2,
            handler: 3,
            register: 3,
            cleanup: false,
        };
        let live = liveness(&unit(code, vec![entry]));
        assert_eq!(live.temporaries(1).collect::<Vec<_>>(), [1]);
        assert_eq!(live.temporaries(2).collect::<Vec<_>>(), [2]);
    }

    #[test]
    fn loops_keep_their_iterator_alive() {
        let code = vec![
            Instruction::abc(Op::GetIter, 1, 0, 0).0,
            Instruction::abc(Op::ForIter, 2, 1, 0).0,
            Instruction::jump(Op::Jump, 1).0,
            Instruction::jump(Op::JumpBack, -3).0,
            Instruction::abc(Op::Return, 0, 0, 0).0,
        ];
        let live = liveness(&unit(code, Vec::new()));
        assert!(live.is_live(3, 1) && live.is_live(1, 1) && !live.is_live(4, 1) && !live.is_live(0, 1));
    }
}
