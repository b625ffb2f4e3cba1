//! The interpreter: one loop over register bytecode.
//!
//! Every instruction has a generic form, whose meaning is `taipan_runtime::step` (shared with the
//! recorder) or, for rare ones, [`rare`]. Hot instructions rewrite themselves to quickened forms
//! ([`quicken`]) that are handled right here. Python calls push windows and stay in the loop; the
//! native stack grows only when native code calls Python.
//!
//! Dispatch is a plain `match` at the end of a `loop`: LLVM duplicates the indirect jump into every
//! handler (DESIGN §4; the flags are in `.cargo/config.toml`).

pub mod generator;
pub mod handlers;
pub mod intrinsics;
pub mod patterns;
pub mod quicken;
pub mod rare;
pub mod unpack;
pub mod unwind;

use crate::poll;
use taipan_bytecode::instruction::decode;
use taipan_bytecode::{Instruction, Op};
use taipan_runtime::frame::{self, Continuation, Window};
use taipan_runtime::layout::*;
use taipan_runtime::machine::{Direct, Machine};
use taipan_runtime::objects::code;
use taipan_runtime::objects::{frame_object, generator as generators};
use taipan_runtime::ops::call;
use taipan_runtime::step::{self, Flow, truth::Truth};
use taipan_runtime::{Raised, Thread, Value, field, resume};

/// How a native caller's frame ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    Returned(Value),
    /// The generator that `resume` entered yielded.
    Yielded(Value),
}

/// `Hooks::run`: runs the frame pushed last until it returns.
pub fn run(t: &mut Thread) -> Result<Value, Raised> {
    match execute(t, false)? {
        End::Returned(v) => Ok(v),
        End::Yielded(_) => unreachable!("only `resume` enters generators"),
    }
}

/// What the loop keeps in registers of the current frame.
struct Position {
    /// The instruction about to run.
    ip: *const u32,
    base: *const u32,
    consts: *const Value,
}

impl Position {
    fn of(t: &Thread) -> Position {
        let code_value = t.window.header(frame::CODE);
        let data = code::data(code_value);
        let base = data.code.as_ptr();
        let consts = field!(code_value, Code, consts);
        // SAFETY: pc is inside the code; tuple elements follow the header words.
        Position {
            ip: unsafe { base.add(t.pc) },
            base,
            consts: (consts.address() + ELEMENTS) as *const Value,
        }
    }
}

/// Runs from the thread's current window and pc (`raising`: by raising the pending exception there) until a frame with
/// continuation `Native` ends.
pub fn execute(t: &mut Thread, raising: bool) -> Result<End, Raised> {
    // SAFETY: `t` is not used while `d` is.
    let mut d = unsafe { Direct::new(t) };
    if raising {
        match unwind::unwind(&mut d, false) {
            unwind::Unwound::Handler => {}
            unwind::Unwound::Native => return Err(Raised),
        }
    }
    loop {
        match segment(&mut d) {
            Ok(end) => return Ok(end),
            Err(Raised) => {
                let again = is_reraise(&mut d);
                match unwind::unwind(&mut d, again) {
                    unwind::Unwound::Handler => {}
                    unwind::Unwound::Native => return Err(Raised),
                }
            }
        }
    }
}

/// Whether the exception came from `Reraise`, which adds no traceback entry in its frame.
fn is_reraise(d: &mut Direct) -> bool {
    let t = d.t();
    let c = code::data(t.window.header(frame::CODE));
    t.pc < c.code.len() && decode(&c.code, t.pc).op == Op::Reraise
}

/// The frame of `window` (just left) returned `v` to an instruction waiting with `k`. `Some`: native code waits.
pub fn returned(d: &mut Direct, window: Window, k: Continuation, v: Value) -> Result<Option<End>, Raised> {
    d.reload();
    let from_generator = !call::on_stack(d.t(), window);
    if from_generator {
        generators::finish(generators::of_window(window));
    }
    match k {
        Continuation::Native => return Ok(Some(End::Returned(v))),
        // The loop ends: its exit jump is the next word.
        Continuation::GeneratorNext => go(d, Flow::Next),
        Continuation::Send => {
            let i = waiting(d);
            d.set_reg(i.a, v);
            go(d, Flow::Next);
        }
        Continuation::Init => {
            // SAFETY: the window just left is still readable: nothing was pushed over it.
            let instance = window.header(frame::CONTINUATION_DATA);
            let flow = resume::deliver_init(d, instance, v)?;
            go(d, flow);
        }
        k => {
            let flow = resume::deliver(d, k, v)?;
            go(d, flow);
        }
    }
    Ok(None)
}

/// The instruction that waits in the current frame.
fn waiting(d: &mut Direct) -> taipan_bytecode::Decoded {
    let t = d.t();
    decode(&code::data(t.window.header(frame::CODE)).code, t.pc)
}

/// Moves the current frame's pc past (or to the target of) its current instruction.
pub fn go(d: &mut Direct, flow: Flow) {
    if flow == Flow::Frame {
        return;
    }
    let i = waiting(d);
    d.t().pc = match flow {
        Flow::Skip => i.next + 1,
        Flow::Jump => (i.next as i64 + i.offset as i64) as usize,
        _ => i.next,
    };
}

/// Executes until a native frame ends, or something raises (then `t.pc` is the instruction's).
fn segment(d: &mut Direct) -> Result<End, Raised> {
    let mut p = Position::of(d.t());
    d.reload();
    macro_rules! word {
        () => {
            // SAFETY: ip stays inside the code: jumps are verified, code ends with a Return or Raise.
            Instruction(unsafe { *p.ip })
        };
    }
    macro_rules! next {
        ($n:expr) => {{
            // SAFETY: as above.
            #[allow(unused_unsafe)]
            {
                p.ip = unsafe { p.ip.offset($n as isize) };
            }
            continue;
        }};
    }
    macro_rules! save_pc {
        () => {
            // SAFETY: both point into the same code.
            d.t().pc = unsafe { p.ip.offset_from(p.base) } as usize
        };
    }
    macro_rules! constant {
        ($i:expr) => {
            // SAFETY: constant numbers are verified when code is made.
            unsafe { *p.consts.add($i) }
        };
    }
    // What an instruction's outcome does to the position. The instruction is one word long.
    macro_rules! flow {
        ($outcome:expr, $w:expr) => {
            match $outcome? {
                Flow::Next => next!(1),
                Flow::Skip => next!(2),
                Flow::Jump => next!(1 + $w.sbx()),
                Flow::Frame => {
                    p = Position::of(d.t());
                    d.reload();
                    continue;
                }
            }
        };
    }
    // Compares and, when the next word branches on the result, branches too.
    macro_rules! branch_on {
        ($w:expr, $answer:expr) => {{
            let answer = $answer;
            d.set_reg($w.a(), Value::bool(answer));
            // SAFETY: a comparison is never the last instruction.
            let follow = Instruction(unsafe { *p.ip.add(1) });
            if follow.a() == $w.a() {
                if follow.op() == Op::JumpIfFalse {
                    next!(if answer { 2 } else { 2 + follow.sbx() })
                }
                if follow.op() == Op::JumpIfTrue {
                    next!(if answer { 2 + follow.sbx() } else { 2 })
                }
            }
            next!(1)
        }};
    }
    macro_rules! compare_int {
        ($w:expr, $right:expr, $operator:tt) => {{
            let (a, b) = (d.reg($w.b()), $right);
            if a.both_small(b) {
                branch_on!($w, (a.0 as i64) $operator (b.0 as i64))
            }
            save_pc!();
            flow!(quicken::compare_miss(d, $w, b), $w)
        }};
    }
    macro_rules! compare_float {
        ($w:expr, $operator:tt) => {{
            let (a, b) = (d.reg($w.b()), d.reg($w.c()));
            if a.is_unboxed_float() && b.is_unboxed_float() {
                branch_on!($w, a.as_unboxed_float() $operator b.as_unboxed_float())
            }
            save_pc!();
            flow!(quicken::compare_miss(d, $w, b), $w)
        }};
    }
    loop {
        let w = word!();
        match w.op() {
            Op::Move => {
                let v = d.reg(w.b());
                d.set_reg(w.a(), v);
                next!(1)
            }
            Op::LoadConst => {
                let v = constant!(w.bx());
                d.set_reg(w.a(), v);
                next!(1)
            }
            Op::LoadInt => {
                d.set_reg(w.a(), Value::small(w.sbx() as i64));
                next!(1)
            }
            Op::Jump => next!(1 + w.ax()),
            Op::JumpBack | Op::JumpBackHot => {
                save_pc!();
                if poll::due(d.t()) {
                    // The poll happens between instructions: at the loop header.
                    poll::run(d.t())?;
                }
                quicken::count_back_edge(d);
                // SAFETY: a back edge lands inside the code.
                let header = unsafe { p.ip.offset(1 + w.ax() as isize).offset_from(p.base) } as usize;
                if crate::jit::back_edge(d, header)? {
                    p = Position::of(d.t());
                    d.reload();
                    continue;
                }
                next!(1 + w.ax())
            }
            Op::JumpIfTrue => {
                let v = d.reg(w.a());
                if v == Value::TRUE {
                    next!(1 + w.sbx())
                }
                if v == Value::FALSE || v == Value::NONE {
                    next!(1)
                }
                save_pc!();
                match step::truth::truth(d, v, Continuation::JumpIfTrue) {
                    Truth::Known(true) => next!(1 + w.sbx()),
                    Truth::Known(false) => next!(1),
                    Truth::Pushed(outcome) => flow!(outcome, w),
                }
            }
            Op::JumpIfFalse => {
                let v = d.reg(w.a());
                if v == Value::FALSE || v == Value::NONE {
                    next!(1 + w.sbx())
                }
                if v == Value::TRUE {
                    next!(1)
                }
                save_pc!();
                match step::truth::truth(d, v, Continuation::JumpIfFalse) {
                    Truth::Known(false) => next!(1 + w.sbx()),
                    Truth::Known(true) => next!(1),
                    Truth::Pushed(outcome) => flow!(outcome, w),
                }
            }
            Op::JumpIfNone => {
                if d.reg(w.a()).is_none() {
                    next!(1 + w.sbx())
                }
                next!(1)
            }
            Op::JumpIfNotNone => {
                if !d.reg(w.a()).is_none() {
                    next!(1 + w.sbx())
                }
                next!(1)
            }
            Op::Is => {
                let v = taipan_runtime::ops::is_same(d.reg(w.b()), d.reg(w.c()));
                d.set_reg(w.a(), Value::bool(v));
                next!(1)
            }
            Op::IsNot => {
                let v = taipan_runtime::ops::is_same(d.reg(w.b()), d.reg(w.c()));
                d.set_reg(w.a(), Value::bool(!v));
                next!(1)
            }
            Op::CheckBound if !d.reg(w.a()).is_unbound() => next!(1),
            Op::LoadCell => {
                let v = field!(d.reg(w.b()), Cell, contents);
                if !v.is_unbound() {
                    d.set_reg(w.a(), v);
                    next!(1)
                }
                save_pc!();
                flow!(rare::step(d), w)
            }
            Op::StoreCell => {
                let (cell, v) = (d.reg(w.a()), d.reg(w.b()));
                taipan_runtime::objects::function::cell_set(d.t(), cell, v);
                next!(1)
            }

            // ---- arithmetic
            Op::AddInt | Op::IAddInt => {
                let (a, b) = (d.reg(w.b()), d.reg(w.c()));
                if a.both_small(b)
                    && let Some(v) = (a.0 as i64).checked_add(b.0 as i64)
                {
                    d.set_reg(w.a(), Value(v as u64));
                    next!(1)
                }
                save_pc!();
                flow!(quicken::binary_miss(d, w, b), w)
            }
            Op::SubInt | Op::ISubInt => {
                let (a, b) = (d.reg(w.b()), d.reg(w.c()));
                if a.both_small(b)
                    && let Some(v) = (a.0 as i64).checked_sub(b.0 as i64)
                {
                    d.set_reg(w.a(), Value(v as u64));
                    next!(1)
                }
                save_pc!();
                flow!(quicken::binary_miss(d, w, b), w)
            }
            Op::MulInt | Op::IMulInt => {
                let (a, b) = (d.reg(w.b()), d.reg(w.c()));
                if a.both_small(b)
                    && let Some(v) = (a.0 as i64).checked_mul((b.0 as i64) >> 2)
                {
                    d.set_reg(w.a(), Value(v as u64));
                    next!(1)
                }
                save_pc!();
                flow!(quicken::binary_miss(d, w, b), w)
            }
            Op::AddKInt | Op::IAddKInt => {
                let (a, b) = (d.reg(w.b()), constant!(w.c()));
                if a.is_small()
                    && let Some(v) = (a.0 as i64).checked_add(b.0 as i64)
                {
                    d.set_reg(w.a(), Value(v as u64));
                    next!(1)
                }
                save_pc!();
                flow!(quicken::binary_miss(d, w, b), w)
            }
            Op::SubKInt | Op::ISubKInt => {
                let (a, b) = (d.reg(w.b()), constant!(w.c()));
                if a.is_small()
                    && let Some(v) = (a.0 as i64).checked_sub(b.0 as i64)
                {
                    d.set_reg(w.a(), Value(v as u64));
                    next!(1)
                }
                save_pc!();
                flow!(quicken::binary_miss(d, w, b), w)
            }
            Op::AndInt => {
                let (a, b) = (d.reg(w.b()), d.reg(w.c()));
                if a.both_small(b) {
                    d.set_reg(w.a(), Value(a.0 & b.0));
                    next!(1)
                }
                save_pc!();
                flow!(quicken::binary_miss(d, w, b), w)
            }
            Op::OrInt => {
                let (a, b) = (d.reg(w.b()), d.reg(w.c()));
                if a.both_small(b) {
                    d.set_reg(w.a(), Value(a.0 | b.0));
                    next!(1)
                }
                save_pc!();
                flow!(quicken::binary_miss(d, w, b), w)
            }
            Op::XorInt => {
                let (a, b) = (d.reg(w.b()), d.reg(w.c()));
                if a.both_small(b) {
                    d.set_reg(w.a(), Value(a.0 ^ b.0));
                    next!(1)
                }
                save_pc!();
                flow!(quicken::binary_miss(d, w, b), w)
            }
            Op::ModInt => {
                let (a, b) = (d.reg(w.b()), d.reg(w.c()));
                if a.both_small(b) && b.0 as i64 > 0 {
                    // The tags are zero bits in both, so the remainder of the words is the remainder's word.
                    d.set_reg(w.a(), Value((a.0 as i64).rem_euclid(b.0 as i64) as u64));
                    next!(1)
                }
                save_pc!();
                flow!(quicken::binary_miss(d, w, b), w)
            }
            Op::FloorDivInt => {
                let (a, b) = (d.reg(w.b()), d.reg(w.c()));
                if a.both_small(b) && b.0 as i64 > 0 {
                    d.set_reg(w.a(), Value::small((a.0 as i64).div_euclid(b.0 as i64)));
                    next!(1)
                }
                save_pc!();
                flow!(quicken::binary_miss(d, w, b), w)
            }
            Op::AddFloat | Op::IAddFloat => {
                let (a, b) = (d.reg(w.b()), d.reg(w.c()));
                if a.is_unboxed_float() && b.is_unboxed_float() {
                    let v = d.float_value(a.as_unboxed_float() + b.as_unboxed_float());
                    d.set_reg(w.a(), v);
                    next!(1)
                }
                save_pc!();
                flow!(quicken::binary_miss(d, w, b), w)
            }
            Op::SubFloat | Op::ISubFloat => {
                let (a, b) = (d.reg(w.b()), d.reg(w.c()));
                if a.is_unboxed_float() && b.is_unboxed_float() {
                    let v = d.float_value(a.as_unboxed_float() - b.as_unboxed_float());
                    d.set_reg(w.a(), v);
                    next!(1)
                }
                save_pc!();
                flow!(quicken::binary_miss(d, w, b), w)
            }
            Op::MulFloat | Op::IMulFloat => {
                let (a, b) = (d.reg(w.b()), d.reg(w.c()));
                if a.is_unboxed_float() && b.is_unboxed_float() {
                    let v = d.float_value(a.as_unboxed_float() * b.as_unboxed_float());
                    d.set_reg(w.a(), v);
                    next!(1)
                }
                save_pc!();
                flow!(quicken::binary_miss(d, w, b), w)
            }
            Op::TrueDivFloat => {
                let (a, b) = (d.reg(w.b()), d.reg(w.c()));
                if a.is_unboxed_float() && b.is_unboxed_float() && b.as_unboxed_float() != 0.0 {
                    let v = d.float_value(a.as_unboxed_float() / b.as_unboxed_float());
                    d.set_reg(w.a(), v);
                    next!(1)
                }
                save_pc!();
                flow!(quicken::binary_miss(d, w, b), w)
            }
            op if (Op::BINARY..Op::BINARY_K).contains(&(op as u8)) => {
                let b = d.reg(w.c());
                save_pc!();
                flow!(quicken::binary(d, w, b), w)
            }
            op if (Op::BINARY_K..Op::Neg as u8).contains(&(op as u8)) => {
                let b = constant!(w.c());
                save_pc!();
                flow!(quicken::binary(d, w, b), w)
            }

            // ---- comparisons
            Op::LtInt => compare_int!(w, d.reg(w.c()), <),
            Op::LeInt => compare_int!(w, d.reg(w.c()), <=),
            Op::EqInt => compare_int!(w, d.reg(w.c()), ==),
            Op::NeInt => compare_int!(w, d.reg(w.c()), !=),
            Op::GtInt => compare_int!(w, d.reg(w.c()), >),
            Op::GeInt => compare_int!(w, d.reg(w.c()), >=),
            Op::LtKInt => compare_int!(w, constant!(w.c()), <),
            Op::LeKInt => compare_int!(w, constant!(w.c()), <=),
            Op::EqKInt => compare_int!(w, constant!(w.c()), ==),
            Op::NeKInt => compare_int!(w, constant!(w.c()), !=),
            Op::GtKInt => compare_int!(w, constant!(w.c()), >),
            Op::GeKInt => compare_int!(w, constant!(w.c()), >=),
            Op::LtFloat => compare_float!(w, <),
            Op::GtFloat => compare_float!(w, >),
            op if (Op::COMPARE..Op::COMPARE_K).contains(&(op as u8)) => {
                let b = d.reg(w.c());
                save_pc!();
                flow!(quicken::compare(d, w, b), w)
            }
            op if (Op::COMPARE_K..Op::Is as u8).contains(&(op as u8)) => {
                let b = constant!(w.c());
                save_pc!();
                flow!(quicken::compare(d, w, b), w)
            }
            Op::Not => {
                let v = d.reg(w.b());
                save_pc!();
                match step::truth::truth(d, v, Continuation::Not) {
                    Truth::Known(answer) => {
                        d.set_reg(w.a(), Value::bool(!answer));
                        next!(1)
                    }
                    Truth::Pushed(outcome) => flow!(outcome, w),
                }
            }

            // ---- globals
            Op::LoadGlobalModule | Op::LoadNameModule => match quicken::global_module(d, p.ip, p.base) {
                Some(v) => {
                    d.set_reg(w.a(), v);
                    next!(1)
                }
                None => {
                    save_pc!();
                    flow!(quicken::load_global_miss(d, w), w)
                }
            },
            Op::LoadGlobalBuiltin | Op::LoadNameBuiltin => match quicken::global_builtin(d, p.ip, p.base) {
                Some(v) => {
                    d.set_reg(w.a(), v);
                    next!(1)
                }
                None => {
                    save_pc!();
                    flow!(quicken::load_global_miss(d, w), w)
                }
            },
            Op::LoadGlobal | Op::LoadName => {
                save_pc!();
                flow!(quicken::load_global(d, w), w)
            }
            Op::StoreGlobal | Op::StoreName => {
                save_pc!();
                flow!(quicken::store_global(d, w), w)
            }

            // ---- attributes
            Op::LoadAttrSlot => {
                let o = d.reg(w.b());
                match quicken::attr_slot(d, p.ip, p.base, o) {
                    Some(v) => {
                        d.set_reg(w.a(), v);
                        next!(1)
                    }
                    None => {
                        save_pc!();
                        flow!(quicken::load_attr(d, w), w)
                    }
                }
            }
            Op::LoadAttrClass => {
                let o = d.reg(w.b());
                match quicken::attr_class(d, p.ip, p.base, o) {
                    Some(v) => {
                        d.set_reg(w.a(), v);
                        next!(1)
                    }
                    None => {
                        save_pc!();
                        flow!(quicken::load_attr(d, w), w)
                    }
                }
            }
            Op::LoadAttrModule => {
                let o = d.reg(w.b());
                match quicken::attr_module(d, p.ip, p.base, o) {
                    Some(v) => {
                        d.set_reg(w.a(), v);
                        next!(1)
                    }
                    None => {
                        save_pc!();
                        flow!(quicken::load_attr(d, w), w)
                    }
                }
            }
            Op::LoadAttr => {
                save_pc!();
                flow!(quicken::load_attr(d, w), w)
            }
            Op::StoreAttrSlot => {
                let (o, v) = (d.reg(w.a()), d.reg(w.b()));
                if quicken::store_slot(d, p.ip, p.base, o, v) {
                    next!(1)
                }
                save_pc!();
                flow!(quicken::store_attr(d, w), w)
            }
            Op::StoreAttrTransition => {
                let (o, v) = (d.reg(w.a()), d.reg(w.b()));
                if quicken::store_transition(d, p.ip, p.base, o, v) {
                    next!(1)
                }
                save_pc!();
                flow!(quicken::store_attr(d, w), w)
            }
            Op::StoreAttr => {
                save_pc!();
                flow!(quicken::store_attr(d, w), w)
            }
            Op::LoadMethodClass => {
                let o = d.reg(w.b());
                match quicken::attr_class(d, p.ip, p.base, o) {
                    Some(v) => {
                        d.set_reg(w.a(), v);
                        d.set_reg(w.a() + 1, o);
                        next!(1)
                    }
                    None => {
                        save_pc!();
                        flow!(quicken::load_method(d, w), w)
                    }
                }
            }
            Op::LoadMethodBuiltin => {
                // A module's function or an instance's own attribute: no receiver.
                let o = d.reg(w.b());
                match quicken::attr_module(d, p.ip, p.base, o) {
                    Some(v) => {
                        d.set_reg(w.a(), v);
                        d.set_reg(w.a() + 1, Value::UNBOUND);
                        next!(1)
                    }
                    None => {
                        save_pc!();
                        flow!(quicken::load_method(d, w), w)
                    }
                }
            }
            Op::LoadMethod => {
                save_pc!();
                flow!(quicken::load_method(d, w), w)
            }

            // ---- subscripts
            Op::GetItemList => {
                let (o, k) = (d.reg(w.b()), d.reg(w.c()));
                if o.has_shape(shape_id::LIST) && k.is_small() {
                    let storage = field!(o, List, storage);
                    if k.0 < field!(storage, ListStorage, len).0 {
                        let v = d.load_element(taipan_runtime::machine::ElementClass::List, storage, k);
                        d.set_reg(w.a(), v);
                        next!(1)
                    }
                }
                save_pc!();
                flow!(quicken::get_item(d, w, o, k), w)
            }
            Op::GetItemTuple => {
                let (o, k) = (d.reg(w.b()), d.reg(w.c()));
                if o.has_shape(shape_id::TUPLE) && k.is_small() && k.0 < field!(o, Tuple, len).0 {
                    let v = d.load_element(taipan_runtime::machine::ElementClass::Tuple, o, k);
                    d.set_reg(w.a(), v);
                    next!(1)
                }
                save_pc!();
                flow!(quicken::get_item(d, w, o, k), w)
            }
            Op::GetItemDict => {
                let (o, k) = (d.reg(w.b()), d.reg(w.c()));
                save_pc!();
                if o.has_shape(shape_id::DICT) {
                    let v = taipan_runtime::objects::dict::get_item(d.t(), o, k)?;
                    d.set_reg(w.a(), v);
                    next!(1)
                }
                flow!(quicken::get_item(d, w, o, k), w)
            }
            Op::GetItem => {
                let (o, k) = (d.reg(w.b()), d.reg(w.c()));
                save_pc!();
                flow!(quicken::get_item(d, w, o, k), w)
            }
            Op::SetItemList => {
                let (o, k, v) = (d.reg(w.a()), d.reg(w.b()), d.reg(w.c()));
                if o.has_shape(shape_id::LIST) && k.is_small() {
                    let storage = field!(o, List, storage);
                    if k.0 < field!(storage, ListStorage, len).0 {
                        d.store_element(taipan_runtime::machine::ElementClass::List, storage, k, v);
                        next!(1)
                    }
                }
                save_pc!();
                flow!(quicken::set_item(d, w), w)
            }
            Op::SetItem | Op::SetItemDict => {
                save_pc!();
                flow!(quicken::set_item(d, w), w)
            }

            // ---- calls
            Op::CallFunction => {
                save_pc!();
                if quicken::push_cached(d, p.ip, p.base, w.b(), w.b() + 1, w.c())? {
                    p = Position::of(d.t());
                    continue;
                }
                flow!(quicken::call(d, w), w)
            }
            Op::CallMethodFunction => {
                save_pc!();
                let base = w.b();
                let (first, n) = if d.reg(base + 1).is_unbound() {
                    (base + 2, w.c())
                } else {
                    (base + 1, w.c() + 1)
                };
                if quicken::push_cached(d, p.ip, p.base, base, first, n)? {
                    p = Position::of(d.t());
                    continue;
                }
                flow!(quicken::call_method(d, w), w)
            }
            Op::CallNative => {
                save_pc!();
                flow!(quicken::call_native(d, w), w)
            }
            Op::CallMethodNative => {
                save_pc!();
                flow!(quicken::call_method_native(d, w), w)
            }
            Op::Call | Op::CallClass => {
                save_pc!();
                flow!(quicken::call(d, w), w)
            }
            Op::CallMethod => {
                save_pc!();
                flow!(quicken::call_method(d, w), w)
            }
            Op::Return => {
                let v = d.reg(w.a());
                let window = d.t().window;
                if !window.header(frame::FRAME_OBJECT).is_unbound() {
                    save_pc!();
                    frame_object::detach(d.t(), window);
                }
                let (pc, k) = call::leave(d.t());
                if k == Continuation::Register {
                    // The common case without decoding: the waiting instruction's register a, and go on behind it.
                    let t = d.t();
                    let code_value = t.window.header(frame::CODE);
                    let data = code::data(code_value);
                    let waiting = Instruction(data.code[pc]);
                    if waiting.op() != Op::Ext && !waiting.op().skips() {
                        t.pc = pc + 1;
                        d.reload();
                        d.set_reg(waiting.a(), v);
                        p = Position::of(d.t());
                        continue;
                    }
                }
                match returned(d, window, k, v)? {
                    Some(end) => return Ok(end),
                    None => {
                        p = Position::of(d.t());
                        continue;
                    }
                }
            }

            // ---- iteration
            Op::ForIterRange => {
                let iterator = d.reg(w.b());
                if iterator.has_shape(shape_id::RANGE_ITERATOR) {
                    let r = iterator.cast::<RangeIterator>();
                    // SAFETY: shape checked; small ints need no barrier.
                    unsafe {
                        let (left, item, step) = ((*r).left, (*r).next, (*r).step);
                        if left == Value::ZERO {
                            next!(1)
                        }
                        if left.both_small(item)
                            && step.is_small()
                            && let Some(following) = (item.0 as i64).checked_add(step.0 as i64)
                        {
                            (*r).left = Value(left.0 - 4);
                            (*r).next = Value(following as u64);
                            d.set_reg(w.a(), item);
                            // The exit jump is skipped.
                            next!(2)
                        }
                    }
                }
                save_pc!();
                flow!(quicken::for_iter(d, w), w)
            }
            Op::ForIterList => {
                let iterator = d.reg(w.b());
                if iterator.has_shape(shape_id::LIST_ITERATOR) {
                    let i = iterator.cast::<IndexIterator>();
                    // SAFETY: shape checked; the index is a small int.
                    unsafe {
                        let (list, index) = ((*i).sequence, (*i).index);
                        if !list.is_none() {
                            let storage = field!(list, List, storage);
                            if index.0 < field!(storage, ListStorage, len).0 {
                                (*i).index = Value(index.0 + 4);
                                let v = d.load_element(taipan_runtime::machine::ElementClass::List, storage, index);
                                d.set_reg(w.a(), v);
                                next!(2)
                            }
                        }
                    }
                }
                save_pc!();
                flow!(quicken::for_iter(d, w), w)
            }
            Op::ForIterGenerator => {
                let iterator = d.reg(w.b());
                save_pc!();
                if iterator.has_shape(shape_id::GENERATOR) && generators::state(iterator) == GeneratorState::Suspended {
                    generator::enter(d, iterator, Value::NONE, Continuation::GeneratorNext)?;
                    p = Position::of(d.t());
                    d.reload();
                    continue;
                }
                flow!(quicken::for_iter(d, w), w)
            }
            Op::ForIter | Op::ForIterTuple => {
                save_pc!();
                flow!(quicken::for_iter(d, w), w)
            }
            Op::Yield | Op::YieldDelegate => {
                let v = d.reg(w.b());
                save_pc!();
                match generator::suspend(d, v)? {
                    Some(end) => return Ok(end),
                    None => {
                        p = Position::of(d.t());
                        d.reload();
                        continue;
                    }
                }
            }
            Op::Unpack | Op::UnpackTuple | Op::UnpackList => {
                let v = d.reg(w.b());
                let n = w.c();
                let items: Option<(usize, usize)> = if v.has_shape(shape_id::TUPLE) {
                    Some((field!(v, Tuple, len).as_small() as usize, v.address() + ELEMENTS))
                } else if v.has_shape(shape_id::LIST) {
                    let storage = field!(v, List, storage);
                    Some((field!(storage, ListStorage, len).as_small() as usize, storage.address() + ELEMENTS))
                } else {
                    None
                };
                if let Some((len, first)) = items
                    && len == n
                {
                    for i in 0..n {
                        // SAFETY: i < len.
                        let item = unsafe { *((first + 8 * i) as *const Value) };
                        d.set_reg(w.a() + i, item);
                    }
                    next!(1)
                }
                save_pc!();
                flow!(rare::step(d), w)
            }
            Op::Nop => next!(1),
            Op::Ext => {
                save_pc!();
                // Wide operands: the decoded instruction runs by its generic meaning.
                let c = code::data(d.t().window.header(frame::CODE));
                let i = decode(&c.code, d.t().pc);
                let length = i.next as isize - d.t().pc as isize;
                match rare::wide(d, i)? {
                    rare::Wide::End(end) => return Ok(end),
                    rare::Wide::Flow(Flow::Next) => next!(length),
                    rare::Wide::Flow(Flow::Skip) => next!(length + 1),
                    rare::Wide::Flow(Flow::Jump) => next!(length + i.offset as isize),
                    rare::Wide::Flow(Flow::Frame) => {
                        p = Position::of(d.t());
                        d.reload();
                        continue;
                    }
                }
            }
            _ => {
                save_pc!();
                match rare::step(d)? {
                    Flow::Next => next!(1),
                    Flow::Skip => next!(2),
                    Flow::Jump => next!(1 + w.sbx()),
                    Flow::Frame => {
                        p = Position::of(d.t());
                        d.reload();
                        continue;
                    }
                }
            }
        }
    }
}
