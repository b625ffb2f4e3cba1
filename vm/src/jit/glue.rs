//! The seam between compiled code and the interpreter: what the code calls, how it is entered, and
//! how an exit's values become windows again.

use super::{Jit, landing, recording};
use taipan_jit::deopt::Rebuilder;
use taipan_jit::graph::SiteInfo;
use taipan_jit::layout::{BumpClass, Runtime};
use taipan_jit::op::{ALL_INT_OPS, Field, INT_OPS, IntOp};
use taipan_jit::ssa::{ExitKind, ExitMode};
use taipan_runtime::frame::{HEADER_WORDS, Window};
use taipan_runtime::layout::shape_id;
use taipan_runtime::machine::Direct;
use taipan_runtime::objects::{float, int};
use taipan_runtime::ops::BinaryOp;
use taipan_runtime::ops::operator::int_binary;
use taipan_runtime::{Raised, Thread, Value};

fn thread<'a>(t: *mut Thread) -> &'a mut Thread {
    // SAFETY: compiled code passes the thread it was entered with, which nobody else uses meanwhile.
    unsafe { &mut *t }
}

extern "C" fn box_int(t: *mut Thread, value: i64) -> Value {
    thread(t).int(value)
}
extern "C" fn box_unsigned(t: *mut Thread, value: u64) -> Value {
    int::from_u64(thread(t), value)
}
extern "C" fn int_low_bits(_: *mut Thread, v: Value) -> u64 {
    if v.is_small() {
        return v.as_small() as u64;
    }
    int::with_view(v, |view| {
        let low = view.magnitude().first().copied().unwrap_or(0);
        if view.is_negative() { low.wrapping_neg() } else { low }
    })
}
extern "C" fn box_float(t: *mut Thread, bits: u64) -> Value {
    float::boxed(thread(t), f64::from_bits(bits))
}
extern "C" fn allocate(t: *mut Thread, bytes: u64) -> u64 {
    thread(t).heap.alloc(bytes as usize) as u64 + 1
}
extern "C" fn barrier(t: *mut Thread, object: Value, stored: Value) {
    if stored.is_pointer() {
        thread(t).heap.write_barrier_any(object);
    }
}
extern "C" fn int_compare(_: *mut Thread, a: Value, b: Value) -> i64 {
    int::compare(a, b) as i64
}
extern "C" fn int_to_float(t: *mut Thread, v: Value) -> u64 {
    let t = thread(t);
    match int::to_f64(t, v) {
        Ok(x) => x.to_bits(),
        Err(Raised) => {
            t.take_pending();
            f64::INFINITY.to_bits()
        }
    }
}
extern "C" fn float_to_int(t: *mut Thread, bits: u64) -> Value {
    int::from_f64(thread(t), f64::from_bits(bits)).unwrap_or(Value::ZERO)
}

fn binary_of(op: IntOp) -> BinaryOp {
    match op {
        IntOp::Add => BinaryOp::Add,
        IntOp::Sub => BinaryOp::Sub,
        IntOp::Mul => BinaryOp::Mul,
        IntOp::FloorDiv => BinaryOp::FloorDiv,
        IntOp::Mod => BinaryOp::Mod,
        IntOp::And => BinaryOp::And,
        IntOp::Or => BinaryOp::Or,
        IntOp::Xor => BinaryOp::Xor,
        IntOp::Shl => BinaryOp::LShift,
        IntOp::Shr => BinaryOp::RShift,
    }
}
fn operate(t: &mut Thread, op: IntOp, a: Value, b: Value) -> Value {
    match int_binary(t, binary_of(op), a, b) {
        Some(Ok(v)) => v,
        _ => unreachable!("the recorder's guards exclude operands that fail"),
    }
}
macro_rules! operations {
    ($($name:ident $op:ident)*) => {
        $(extern "C" fn $name(t: *mut Thread, a: Value, b: Value) -> Value { operate(thread(t), IntOp::$op, a, b) })*
        const OPERATIONS: [extern "C" fn(*mut Thread, Value, Value) -> Value; INT_OPS] = [$($name),*];
    };
}
operations! { add Add sub Sub mul Mul floor_div FloorDiv modulo Mod and And or Or xor Xor shl Shl shr Shr }

/// What compiled code needs to know of this runtime.
pub fn runtime() -> Runtime {
    debug_assert_eq!(ALL_INT_OPS.len(), OPERATIONS.len());
    let bump = taipan_runtime::heap::SIZES
        .iter()
        .take_while(|s| **s > 0)
        .enumerate()
        .map(|(class, size)| BumpClass {
            size: *size,
            cursor: 16 * class as i32,
            limit: 16 * class as i32 + 8,
        })
        .collect();
    Runtime {
        shape_big_int: shape_id::BIG_INT,
        shape_float: shape_id::FLOAT,
        poll_offset: std::mem::offset_of!(Thread, poll) as i32,
        exit_buffer_offset: std::mem::offset_of!(Thread, exit_buffer) as i32,
        depth_offset: std::mem::offset_of!(Thread, depth) as i32,
        bump,
        box_int: box_int as *const () as usize,
        box_unsigned: box_unsigned as *const () as usize,
        int_low_bits: int_low_bits as *const () as usize,
        box_float: box_float as *const () as usize,
        allocate: allocate as *const () as usize,
        barrier: barrier as *const () as usize,
        int_op: OPERATIONS.map(|f| f as *const () as usize),
        int_compare: int_compare as *const () as usize,
        int_to_float: int_to_float as *const () as usize,
        float_to_int: float_to_int as *const () as usize,
    }
}

/// Rebuilding needs the heap; collections are paused meanwhile.
pub struct Host<'a> {
    pub t: &'a mut Thread,
    pub constants: &'a [Value],
}

impl Rebuilder for Host<'_> {
    fn int(&mut self, value: i128) -> u64 {
        int::from_i128(self.t, value).0
    }
    fn float(&mut self, value: f64) -> u64 {
        self.t.float(value).0
    }
    fn constant(&mut self, index: u32) -> u64 {
        self.constants[index as usize].0
    }
    fn allocate(&mut self, sites: &[&SiteInfo]) -> Vec<u64> {
        sites
            .iter()
            .map(|site| {
                let p = self.t.heap.alloc(site.size as usize).cast::<u64>();
                // SAFETY: fresh memory of the site's size.
                unsafe {
                    std::ptr::write_bytes(p.cast::<u8>(), 0, site.size as usize);
                    *p = site.header;
                }
                p as u64 + 1
            })
            .collect()
    }
    fn store(&mut self, object: u64, field: Field, bits: u64) {
        let at = (object - 1 + field.offset as u64) as *mut u8;
        // SAFETY: a field of a fresh object of the site.
        unsafe {
            match field.kind.size() {
                1 => *at = bits as u8,
                4 => *at.cast::<u32>() = bits as u32,
                _ => *at.cast::<u64>() = bits,
            }
        }
    }
    fn int_op(&mut self, op: IntOp, left: u64, right: u64) -> u64 {
        operate(self.t, op, Value(left), Value(right)).0
    }
}

/// Runs the region's code from the current frame, at the loop's header. `true`: the interpreter goes on at the thread's
/// window and pc.
pub fn enter(jit: &mut Jit, d: &mut Direct, index: usize) -> Result<bool, Raised> {
    let header = jit.regions[index].header;
    let t = d.t();
    let root = t.window;
    let native = jit.regions[index].native.as_ref().expect("built before it is entered");
    // SAFETY: within the VM stack's mapping if the check below holds.
    let end = unsafe { root.0.add(native.extent) };
    if end as usize + 8 * HEADER_WORDS > t.limit as usize {
        return Ok(false);
    }
    let top = t.top;
    let back = t.pc;
    t.pc = header;
    t.top = top.max(end);
    // SAFETY: code made by `Compiler` for this signature; the window has the registers of the root's code.
    let number = unsafe {
        let entry: extern "C" fn(*mut Thread, *mut Value) -> u64 = std::mem::transmute(native.code.address());
        entry(t, root.0)
    } as usize;
    t.top = top;
    let info = &native.compiled.exits[number];
    let (kind, mode, snapshot) = (info.kind, info.mode, info.snapshot.clone());
    if kind == ExitKind::NotEntered {
        t.pc = back;
        jit.exited(index, number);
        if jit.see_entry(d, index) || jit.regions[index].entries.is_multiple_of(64) {
            jit.regions[index].stale += 1;
        }
        return Ok(false);
    }
    if mode == ExitMode::AfterCall {
        let depth = t.depth;
        jit.leave(t, root, number, index as u64, depth);
        return landing::land(d).map(|()| true);
    }
    // SAFETY: the JIT's exit buffer.
    let buffer = unsafe { std::slice::from_raw_parts(t.exit_buffer, snapshot.words as usize) }.to_vec();
    let (window, _) = jit.lay_out(t, index as u64, number, root, &buffer);
    let depth = t.depth + snapshot.frames.len() as u32 - 1;
    let last = snapshot.frames.last().expect("an exit has the root frame");
    landing::settle(d, window, last.at.pc as usize, depth);
    if mode == ExitMode::Raise {
        jit.exited(index, number);
        return Err(Raised);
    }
    if last.at.continuation != 0 {
        unreachable!("segments of continuations are not recorded yet");
    }
    if jit.exited(index, number) {
        return jit.record_exit(d, index, root);
    }
    Ok(true)
}

impl Jit {
    /// Records from where an exit led.
    pub(super) fn record_exit(&mut self, d: &mut Direct, index: usize, root: Window) -> Result<bool, Raised> {
        let inside = match recording::position(self, d.t(), root) {
            Some(chain) => self.regions[index].graph.inside(&chain),
            None => false,
        };
        if !inside {
            return Ok(true);
        }
        self.record_from(d, index, root)
    }
}
