//! Windows: a frame is a run of words on the VM stack (or inside a generator): header words, then
//! registers. Calls between Python functions use no native stack; what happens with a callee's
//! result is a [`Continuation`] named in the callee's window, so that an exit from compiled code
//! can rebuild it (DESIGN §4, §5).

use crate::layout::Code;
use crate::thread::Thread;
use crate::value::Value;

/// Words in front of register 0.
pub const HEADER_WORDS: usize = 8;
/// Offsets from register 0, in words.
pub const CODE: isize = -1;
pub const FUNCTION: isize = -2;
/// Address of the caller's register 0 (raw), 0 at the bottom.
pub const CALLER: isize = -3;
/// Where the caller goes on: `pc << 8 | Continuation` (raw); pc is that of the calling instruction.
pub const RETURN: isize = -4;
/// The FRAME object if somebody asked for one, else UNBOUND.
pub const FRAME_OBJECT: isize = -5;
/// The exception being handled, or None.
pub const HANDLED: isize = -6;
/// What the continuation needs besides the caller's registers (`__init__`: the instance).
pub const CONTINUATION_DATA: isize = -7;
/// The locals mapping of module and class frames; undefined for functions.
pub const LOCALS: isize = -8;

/// What to do with the value that a frame returns. The operands are re-read from the registers of
/// the calling instruction, which has not written its result yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Continuation {
    /// Return from the native `run`: the value goes to Rust code.
    Native,
    /// The instruction's register a.
    Register,
    /// Nothing (stores, deletes, setters).
    Discard,
    /// `__init__`: must be None; the result is CONTINUATION_DATA.
    Init,
    /// Binary operator's first try: NotImplemented leads to the second.
    BinaryFirst,
    /// Binary operator's last try: NotImplemented is a TypeError.
    BinaryLast,
    /// In-place operator's method: NotImplemented leads to the plain operator.
    InPlace,
    /// Comparison, first try.
    CompareFirst,
    /// Comparison by the reflected method, last try.
    CompareLast,
    /// `__contains__`: register a = truth of it.
    Contains,
    /// As Contains, negated.
    NotContains,
    /// `__bool__` or `__len__` of a conditional jump: jump if true.
    JumpIfTrue,
    JumpIfFalse,
    /// `not x`
    Not,
    /// `__next__` in ForIter: StopIteration ends the loop.
    Next,
    /// A generator resumed by ForIter: its return ends the loop.
    GeneratorNext,
    /// Send (yield from): a yield skips the next word, a return runs it.
    Send,
    /// `__getattribute__` or a property: AttributeError leads to `__getattr__`.
    GetAttr,
    /// LoadMethod: as Register, and UNBOUND to the next one.
    Method,
    /// `__iter__`: must give an iterator.
    Iter,
    /// `__getitem__` / `__len__` … with a result check of its own (`__len__` must be an int ≥ 0).
    Len,
    /// A class body's frame: result is what `__build_class__` makes of it.
    BuildClass,
    /// A generator resumed by `next()`/`send()` called as a plain call from bytecode.
    GeneratorCall,
    /// As Register, and as Init: a recording of the waiting frame goes on behind the instruction.
    RecordedRegister,
    RecordedInit,
}

impl Continuation {
    #[inline(always)]
    pub fn from_byte(byte: u8) -> Continuation {
        debug_assert!(byte <= Continuation::RecordedInit as u8);
        // SAFETY: only bytes written from a Continuation are read back.
        unsafe { std::mem::transmute::<u8, Continuation>(byte) }
    }
}

/// A window by the address of its register 0.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Window(pub *mut Value);

impl Window {
    /// # Safety
    /// Every method relies on `self` naming a live window: the thread's current one, or one reached by `caller`.
    #[inline(always)]
    pub fn header(self, word: isize) -> Value {
        // SAFETY: header words are initialised by push.
        unsafe { *self.0.offset(word) }
    }
    #[inline(always)]
    pub fn set_header(self, word: isize, v: Value) {
        // SAFETY: as above; windows on the VM stack and of running generators need no barrier.
        unsafe { *self.0.offset(word) = v }
    }
    #[inline(always)]
    pub fn reg(self, r: usize) -> Value {
        // SAFETY: the compiler bounds register numbers by the code's register count.
        unsafe { *self.0.add(r) }
    }
    #[inline(always)]
    pub fn set_reg(self, r: usize, v: Value) {
        // SAFETY: as above.
        unsafe { *self.0.add(r) = v }
    }
    pub fn code(self) -> *mut Code {
        self.header(CODE).cast::<Code>()
    }
    pub fn caller(self) -> Option<Window> {
        let address = self.header(CALLER).0;
        if address == 0 { None } else { Some(Window(address as *mut Value)) }
    }
    /// pc of the caller's instruction that waits for this frame, and what it does with the result.
    #[inline(always)]
    pub fn return_to(self) -> (usize, Continuation) {
        let word = self.header(RETURN).0;
        ((word >> 8) as usize, Continuation::from_byte(word as u8))
    }
}

#[inline(always)]
pub fn return_word(pc: usize, continuation: Continuation) -> Value {
    Value((pc as u64) << 8 | continuation as u64)
}

/// Frames from the innermost outwards with the pc each is at; the innermost one's is `Thread::pc`.
pub fn walk(t: &Thread) -> impl Iterator<Item = (Window, usize)> {
    let mut next = if t.window.0.is_null() { None } else { Some((t.window, t.pc)) };
    std::iter::from_fn(move || {
        let (window, pc) = next?;
        next = window.caller().map(|caller| (caller, window.return_to().0));
        Some((window, pc))
    })
}

/// Clears the temporaries that no frame in progress reads any more. The stack is scanned conservatively, so they would
/// keep alive what programs expect to die in an explicit collection.
pub fn clear_dead_temporaries(t: &Thread) {
    for (window, pc) in walk(t) {
        let unit = crate::objects::code::for_liveness(window.header(CODE));
        let live = taipan_bytecode::liveness(&unit);
        for register in live.first_temporary()..unit.register_count {
            if !live.is_live(pc, register) {
                window.set_reg(register as usize, Value::ZERO);
            }
        }
    }
}
