//! Regions as machine code, on the test memory.

use super::driver::Engine;
use super::memory::*;
use crate::arena::*;
use crate::compile::*;
use crate::deopt::*;
use crate::graph::*;
use crate::interp::*;
use crate::layout::{self, Runtime};
use crate::op::*;
use crate::position::*;
use crate::profile::Profile;
use crate::ssa::Exit;

/// Word of the thread that holds the memory.
const MEMORY: usize = 8;

fn memory<'a>(thread: *mut u64) -> &'a mut Memory {
    // SAFETY: `run` stored it there and waits for the native code that calls back.
    unsafe { &mut *(*thread.add(MEMORY) as *mut Memory) }
}
extern "C" fn box_int(thread: *mut u64, value: i64) -> u64 {
    memory(thread).int_word(value as i128)
}
extern "C" fn box_unsigned(thread: *mut u64, value: u64) -> u64 {
    memory(thread).int_word(value as i128)
}
extern "C" fn int_low_bits(thread: *mut u64, word: u64) -> u64 {
    memory(thread).int_of(word) as u64
}
extern "C" fn box_float(thread: *mut u64, bits: u64) -> u64 {
    memory(thread).float_word(f64::from_bits(bits))
}
extern "C" fn allocate(thread: *mut u64, size: u64) -> u64 {
    Host::allocate(memory(thread), size as u32) + 1
}
extern "C" fn int_compare(thread: *mut u64, a: u64, b: u64) -> u64 {
    let memory = memory(thread);
    let (a, b) = (memory.int_of(a), memory.int_of(b));
    a.cmp(&b) as i64 as u64
}
extern "C" fn int_to_float(thread: *mut u64, word: u64) -> u64 {
    (memory(thread).int_of(word) as f64).to_bits()
}
extern "C" fn float_to_int(thread: *mut u64, bits: u64) -> u64 {
    memory(thread).int_word(f64::from_bits(bits) as i128)
}
fn operate(thread: *mut u64, op: IntOp, a: u64, b: u64) -> u64 {
    let memory = memory(thread);
    let (a, b) = (memory.int_of(a), memory.int_of(b));
    let result = crate::fold::int_op(op, a, b).expect("an int of the mini Python");
    memory.int_word(result)
}
pub extern "C" fn half(_: *mut u64, x: f64) -> f64 {
    x * 0.5
}
pub extern "C" fn touch(thread: *mut u64, list: u64, value: u64) -> u64 {
    let info = super::mini::helpers().remove(1);
    Host::call(memory(thread), &info, &[list, value])
}
macro_rules! operations {
    ($($name:ident $op:ident)*) => {
        $(extern "C" fn $name(thread: *mut u64, a: u64, b: u64) -> u64 { operate(thread, IntOp::$op, a, b) })*
        const OPERATIONS: [extern "C" fn(*mut u64, u64, u64) -> u64; INT_OPS] = [$($name),*];
    };
}
operations! { add Add sub Sub mul Mul floor_div FloorDiv modulo Mod and And or Or xor Xor shl Shl shr Shr }

pub fn runtime() -> Runtime {
    Runtime {
        shape_big_int: SHAPE_BIG,
        shape_float: SHAPE_FLOAT,
        poll_offset: 0,
        exit_buffer_offset: 8,
        depth_offset: 160,
        bump: vec![layout::BumpClass {
            size: 32,
            cursor: 16,
            limit: 24,
        }],
        box_int: box_int as *const () as usize,
        box_unsigned: box_unsigned as *const () as usize,
        int_low_bits: int_low_bits as *const () as usize,
        box_float: box_float as *const () as usize,
        allocate: allocate as *const () as usize,
        barrier: 0,
        int_op: OPERATIONS.map(|f| f as *const () as usize),
        int_compare: int_compare as *const () as usize,
        int_to_float: int_to_float as *const () as usize,
        float_to_int: float_to_int as *const () as usize,
    }
}

impl Rebuilder for Memory {
    fn int(&mut self, value: i128) -> u64 {
        self.int_word(value)
    }
    fn float(&mut self, value: f64) -> u64 {
        self.float_word(value)
    }
    fn constant(&mut self, index: u32) -> u64 {
        self.constants[index as usize]
    }
    fn allocate(&mut self, sites: &[&SiteInfo]) -> Vec<u64> {
        sites
            .iter()
            .map(|site| {
                let address = Host::allocate(self, site.size);
                Host::store(self, address, 8, site.header);
                address + 1
            })
            .collect()
    }
    fn store(&mut self, object: u64, field: Field, bits: u64) {
        Host::store(self, object - 1 + field.offset as u64, field.kind.size(), bits);
    }
    fn int_op(&mut self, op: IntOp, left: u64, right: u64) -> u64 {
        let (a, b) = (self.int_of(left), self.int_of(right));
        let result = crate::fold::int_op(op, a, b).expect("an int of the mini Python");
        self.int_word(result)
    }
}

pub struct Native {
    pub compiler: Compiler,
    pub arena: Arena,
}
impl Native {
    pub fn new(options: Options) -> Native {
        Native {
            compiler: Compiler::new(options),
            arena: Arena::new(),
        }
    }
}
pub struct NativeRegion {
    pub code: Code,
    pub compiled: Compiled,
    key: std::collections::HashMap<u32, Exit>,
}

/// Enters code; the number of the exit.
pub fn enter(code: &Code, memory: &mut Memory, window: &mut [u64]) -> u64 {
    memory.thread[1] = memory.exit_buffer.as_mut_ptr() as u64;
    memory.thread[MEMORY] = memory as *mut Memory as u64;
    let thread = memory.thread.as_mut_ptr();
    // SAFETY: code of `Compiler` has this signature; thread and window have the layout of `runtime`.
    unsafe {
        let entry: extern "C" fn(*mut u64, *mut u64) -> u64 = std::mem::transmute(code.address());
        entry(thread, window.as_mut_ptr())
    }
}

impl Engine for Native {
    type Region = NativeRegion;
    fn build(&mut self, graph: &Graph, profile: &Profile) -> NativeRegion {
        let compiled = self.compiler.compile(graph, profile, &runtime(), &[]).unwrap_or_else(|e| panic!("{e}"));
        let code = self.arena.install(&compiled.code).expect("memory for code");
        NativeRegion {
            code,
            compiled,
            key: Default::default(),
        }
    }
    fn run(&mut self, region: &NativeRegion, memory: &mut Memory, registers: &[u64]) -> (Exit, Vec<FrameState>) {
        let _ = &region.key;
        let mut window = registers.to_vec();
        let number = enter(&region.code, memory, &mut window);
        let info = &region.compiled.exits[number as usize];
        let buffer = *memory.exit_buffer;
        let words = rebuild(&info.snapshot, &region.compiled.sites, &buffer, memory);
        let frames = info
            .snapshot
            .frames
            .iter()
            .zip(words)
            .enumerate()
            .map(|(depth, (frame, words))| {
                let mut registers: Vec<(u16, u64)> = Vec::new();
                if depth == 0 {
                    registers.extend(window.iter().enumerate().map(|(k, w)| (k as u16, *w)));
                }
                registers.extend(words);
                FrameState { at: frame.at, registers }
            })
            .collect();
        let exit = Exit {
            snapshot: crate::ssa::SnapId(0),
            mode: info.mode,
            kind: info.kind,
            key: info.key,
        };
        (exit, frames)
    }
}

/// A position as text, for messages.
pub fn place(frames: &[FrameState]) -> String {
    let chain: Vec<FramePos> = frames.iter().map(|f| f.at).collect();
    position_text(&chain)
}
