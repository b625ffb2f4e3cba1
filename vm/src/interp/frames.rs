//! Where the loop is ([`Position`]), and the windows it pushes for calls that need no binding of
//! arguments: the caches of the calling instructions know that.

use super::quicken;
use taipan_runtime::Value;
use taipan_runtime::field;
use taipan_runtime::frame::{self, Continuation, HEADER_WORDS, Window};
use taipan_runtime::layout::*;
use taipan_runtime::machine::Direct;
use taipan_runtime::objects::code::{self, CodeData};
use taipan_runtime::objects::tuple;

/// What the loop keeps in registers of the current frame.
pub struct Position {
    /// The instruction about to run.
    pub ip: *const u32,
    /// Register 0 of the window.
    pub registers: *mut Value,
    pub consts: *const Value,
    pub data: *mut CodeData,
}

impl Position {
    /// The thread's current instruction.
    #[inline(always)]
    pub fn of(t: &taipan_runtime::Thread) -> Position {
        Position::at(t.window, t.pc)
    }

    /// Instruction `pc` of the frame of `window`.
    #[inline(always)]
    pub fn at(window: Window, pc: usize) -> Position {
        let code_value = window.header(frame::CODE);
        let data: *mut CodeData = code::data_mut(code_value);
        let consts = field!(code_value, Code, consts);
        // SAFETY: pc is inside the code; tuple elements follow the header words.
        Position {
            ip: unsafe { (*data).code.as_ptr().add(pc) },
            registers: window.0,
            consts: (consts.address() + ELEMENTS) as *const Value,
            data,
        }
    }

    #[inline(always)]
    pub fn pc(&self) -> usize {
        // SAFETY: both point into the same code.
        unsafe { self.ip.offset_from((*self.data).code.as_ptr()) as usize }
    }
}

/// Pushes the window of Python function `f`, for whose calls with `n` positional arguments (from register `first`) the
/// cache was filled ([`quicken::is_cached`] holds). The calling instruction waits with continuation `Register`.
#[inline(always)]
pub fn push(d: &mut Direct, p: &Position, f: Value, first: usize, n: usize) -> Position {
    // SAFETY: `is_cached` saw that there is room for the window.
    let window = Window(unsafe { d.t().top.add(HEADER_WORDS) });
    // SAFETY: the arguments are in the caller's registers, the new window lies above them.
    unsafe { copy_few(p.registers.add(first), window.0, n) };
    let n = add_defaults(window, f, n);
    enter(d, p, window, f, n, Continuation::Register, Value::NONE)
}

/// Puts the defaults of the parameters behind the first `n` into the window: how many parameters then have a value. The
/// caller's cache knows that there are enough defaults.
#[inline(always)]
fn add_defaults(window: Window, f: Value, n: usize) -> usize {
    let positional = code::data(field!(f, Function, code)).arg_count as usize;
    if n < positional {
        let defaults = field!(f, Function, defaults);
        let defaults = tuple::items(&defaults);
        let skip = defaults.len() - (positional - n);
        for (i, v) in defaults[skip..].iter().enumerate() {
            keep_simple();
            window.set_reg(n + i, *v);
        }
    }
    positional
}

/// As [`push`], for a function found in a cache whose arguments are not in a row. `None`: there is no room.
#[inline(always)]
pub fn push_values<const N: usize>(d: &mut Direct, p: &Position, f: Value, values: [Value; N]) -> Option<Position> {
    let registers = code::data(field!(f, Function, code)).register_count as usize;
    if !quicken::has_room(d.t(), registers) {
        return None;
    }
    // SAFETY: there is room.
    let window = Window(unsafe { d.t().top.add(HEADER_WORDS) });
    for (r, v) in values.into_iter().enumerate() {
        window.set_reg(r, v);
    }
    Some(enter(d, p, window, f, N, Continuation::Register, Value::NONE))
}

/// Pushes the window of `__init__` for a new object and the `n` arguments behind `callee`.
///
/// # Safety
/// There is room ([`quicken::constructor`]); the arguments follow `callee` in the caller's registers.
#[inline(always)]
pub unsafe fn push_init(d: &mut Direct, p: &Position, init: Value, object: Value, callee: *const Value, n: usize) -> Position {
    // SAFETY: by contract.
    let window = Window(unsafe { d.t().top.add(HEADER_WORDS) });
    window.set_reg(0, object);
    // SAFETY: by contract; the new window lies above the caller's registers.
    unsafe { copy_few(callee.add(1), window.0.add(1), n) };
    let n = add_defaults(window, init, n + 1);
    enter(d, p, window, init, n, Continuation::Init, object)
}

/// Makes a window with `n` arguments in place, all that the function's parameters need, the current one.
#[inline(always)]
fn enter(d: &mut Direct, p: &Position, window: Window, f: Value, n: usize, k: Continuation, data: Value) -> Position {
    let (code_value, pc) = (field!(f, Function, code), p.pc());
    window.set_header(frame::CODE, code_value);
    let q = Position::at(window, 0);
    // SAFETY: the code of a live function.
    let (registers, named) = unsafe { ((*q.data).register_count as usize, (*q.data).named as usize) };
    for r in n..named {
        keep_simple();
        window.set_reg(r, Value::UNBOUND);
    }
    let t = d.t();
    window.set_header(frame::FUNCTION, f);
    window.set_header(frame::CALLER, Value(p.registers as u64));
    window.set_header(frame::RETURN, frame::return_word(pc, k));
    window.set_header(frame::FRAME_OBJECT, Value::UNBOUND);
    window.set_header(frame::HANDLED, Value::NONE);
    window.set_header(frame::CONTINUATION_DATA, data);
    window.set_header(frame::LOCALS, Value::NONE);
    t.window = window;
    // SAFETY: there was room for the window.
    t.top = unsafe { window.0.add(registers) };
    t.depth += 1;
    d.registers = window.0;
    q
}

/// In a loop's body: keeps LLVM from making it a vectorised loop with a long prologue, or a call of `memcpy`.
#[inline(always)]
fn keep_simple() {
    // SAFETY: no instruction.
    unsafe { std::arch::asm!("", options(nomem, nostack, preserves_flags)) }
}

/// Copies a few words forwards, without the call or the vectorised loop that LLVM would make of it.
///
/// # Safety
/// As `std::ptr::copy_nonoverlapping`.
#[inline(always)]
unsafe fn copy_few(from: *const Value, to: *mut Value, n: usize) {
    for i in 0..n {
        keep_simple();
        // SAFETY: by contract.
        unsafe { *to.add(i) = *from.add(i) }
    }
}
