//! What graphs are told of code objects: sizes, loops, live registers.
//!
//! The same code is inlined into many regions, and each of its instructions is described to each graph. So what is found
//! out once (liveness is a dataflow over the whole code) is kept, and graphs share it.

use super::recorder::{DATA, FUNCTION};
use rustc_hash::FxHashMap;
use std::sync::Arc;
use taipan_bytecode::instruction::decode;
use taipan_bytecode::liveness::{Liveness, liveness};
use taipan_bytecode::roles::{roles, writes_a};
use taipan_jit::graph::Graph;
use taipan_jit::position::{FramePos, HEAP_WINDOW};
use taipan_runtime::layout::Code;
use taipan_runtime::objects::{code, string};
use taipan_runtime::{Value, field};

struct CodeFacts {
    name: String,
    registers: u16,
    loops: Vec<(u32, u32)>,
    liveness: Liveness,
    /// By pc and continuation.
    live: FxHashMap<(u32, u8), Arc<[u16]>>,
}

/// By the codes' numbers.
#[derive(Default)]
pub struct Facts {
    known: FxHashMap<u32, CodeFacts>,
}

impl Facts {
    /// Tells the graph what it must know of the codes in a position.
    pub fn describe(&mut self, codes: &[Value], graph: &mut Graph, chain: &[FramePos]) {
        for at in chain {
            if graph.has_live(at.code, at.pc, at.continuation) {
                continue;
            }
            let code_value = codes[at.code as usize - 1];
            let facts = self.known.entry(at.code).or_insert_with(|| CodeFacts::of(code_value));
            let info = graph.codes.entry(at.code).or_default();
            if info.registers == 0 {
                info.name.clone_from(&facts.name);
                info.registers = facts.registers;
                info.loops.clone_from(&facts.loops);
            }
            // A generator's registers are its fields.
            let live = if at.window == HEAP_WINDOW {
                Arc::from([])
            } else {
                facts.live(code_value, at)
            };
            graph.set_live(at.code, at.pc, at.continuation, live);
        }
    }
    /// The code's number will name another one.
    pub fn forget(&mut self, number: u32) {
        self.known.remove(&number);
    }
}

impl CodeFacts {
    fn of(code_value: Value) -> CodeFacts {
        CodeFacts {
            name: string::to_string_lossy(field!(code_value, Code, qualname)),
            registers: code::data(code_value).register_count as u16,
            loops: super::loops(code_value),
            liveness: liveness(&code::for_liveness(code_value)),
            live: FxHashMap::default(),
        }
    }

    fn live(&mut self, code_value: Value, at: &FramePos) -> Arc<[u16]> {
        let (c, live) = (code::data(code_value), &self.liveness);
        let found = self.live.entry((at.pc, at.continuation)).or_insert_with(|| {
            let mut i = decode(&c.code, at.pc as usize);
            i.op = i.op.generic();
            let mut temporaries: Vec<u16> = live.temporaries(at.pc as usize).map(|r| r as u16).collect();
            if at.continuation != 0 {
                // The callee returns into this instruction: its operands may be asked again, and it goes on behind.
                for pc in [i.next, i.next + 1] {
                    if pc < c.code.len() {
                        temporaries.extend(live.temporaries(pc).map(|r| r as u16));
                    }
                }
                if writes_a(i.op) {
                    let operands = roles(&i).uses;
                    temporaries.retain(|r| *r as usize != i.a || operands.iter().any(|u| u as u16 == *r));
                }
            }
            temporaries.sort_unstable();
            temporaries.dedup();
            let named = 0..c.named_registers() as u16;
            named.chain(temporaries).chain([DATA, FUNCTION]).collect()
        });
        found.clone()
    }
}
