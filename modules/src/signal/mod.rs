//! `_signal`. A signal's C handler only sets a bit per signal and the SIGNAL bit of the poll word; the
//! next poll calls [`run_pending`], which runs the Python handlers.

mod constants;
mod functions;

use crate::support::{Place, keep, place};
use std::sync::atomic::{AtomicPtr, AtomicU32, AtomicU64, Ordering};
use taipan_runtime::objects::{exception, frame_object, list, module};
use taipan_runtime::thread::poll;
use taipan_runtime::{Raised, Thread, Value, ops};

/// Signals are numbered below this.
pub const COUNT: usize = 65;
const DEFAULT: Value = Value::small(0);
const IGNORE: Value = Value::small(1);

/// The poll word of the thread that takes signals.
static POLL_WORD: AtomicPtr<AtomicU32> = AtomicPtr::new(std::ptr::null_mut());
/// Bit n: signal n arrived and its handler has not run. (Signal 64 shares bit 0, which is no signal.)
static ARRIVED: AtomicU64 = AtomicU64::new(0);
/// Where `set_wakeup_fd` wants to hear of signals, or -1.
static WAKE: std::sync::atomic::AtomicI32 = std::sync::atomic::AtomicI32::new(-1);

extern "C" fn on_signal(number: libc::c_int) {
    ARRIVED.fetch_or(1 << (number as u32 & 63), Ordering::Relaxed);
    let word = POLL_WORD.load(Ordering::Relaxed);
    if !word.is_null() {
        // SAFETY: the thread lives as long as the process.
        unsafe { (*word).fetch_or(poll::SIGNAL, Ordering::Relaxed) };
    }
    let wake = WAKE.load(Ordering::Relaxed);
    if wake >= 0 {
        let byte = number as u8;
        // SAFETY: write is safe in a signal handler; the error number is kept for the interrupted code.
        unsafe {
            let errno = libc::__errno_location();
            let kept = *errno;
            libc::write(wake, (&raw const byte).cast(), 1);
            *errno = kept;
        }
    }
}

/// Makes `number` go to [`on_signal`], to the system's default, or nowhere.
fn route(number: i32, to: usize) -> Result<(), i32> {
    // SAFETY: the handler only touches atomics and writes to a descriptor.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = to;
        if libc::sigaction(number, &action, std::ptr::null_mut()) != 0 {
            return Err(std::io::Error::last_os_error().raw_os_error().unwrap_or(libc::EINVAL));
        }
    }
    Ok(())
}

fn caught() -> usize {
    on_signal as extern "C" fn(libc::c_int) as usize
}

/// At start-up: SIGINT raises KeyboardInterrupt in `t` (unless it is ignored from outside); SIGPIPE and SIGXFSZ are
/// errors of the write, not the end of the process.
pub fn install(t: &mut Thread) {
    POLL_WORD.store(&raw mut t.poll, Ordering::Relaxed);
    if current(libc::SIGINT) != libc::SIG_IGN {
        let _ = route(libc::SIGINT, caught());
    }
    let _ = route(libc::SIGPIPE, libc::SIG_IGN);
    let _ = route(libc::SIGXFSZ, libc::SIG_IGN);
}

/// The C handler of a signal.
fn current(number: i32) -> usize {
    // SAFETY: only reads the present action.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        if libc::sigaction(number, std::ptr::null(), &mut action) != 0 {
            libc::SIG_DFL
        } else {
            action.sa_sigaction
        }
    }
}

/// Runs the handlers of signals that arrived. The error is what a handler raised.
///
/// # Errors
/// An exception from a handler; handlers of other signals that arrived run at the next poll.
pub fn run_pending(t: &mut Thread) -> Result<(), Raised> {
    let mut bits = ARRIVED.swap(0, Ordering::Relaxed);
    while bits != 0 {
        let low = bits.trailing_zeros();
        bits &= bits - 1;
        let number = if low == 0 { 64 } else { low as i64 };
        let result = deliver(t, number);
        if result.is_err() {
            if bits != 0 {
                ARRIVED.fetch_or(bits, Ordering::Relaxed);
                t.poll.fetch_or(poll::SIGNAL, Ordering::Relaxed);
            }
            return result;
        }
    }
    Ok(())
}

fn deliver(t: &mut Thread, number: i64) -> Result<(), Raised> {
    let handlers = place(t, Place::Signals);
    if handlers.is_none() {
        return if number == i64::from(libc::SIGINT) { Err(interrupt(t)) } else { Ok(()) };
    }
    let handler = list::get(handlers, number as usize);
    if handler == DEFAULT || handler == IGNORE || handler.is_none() {
        return Ok(());
    }
    let frame = frame_object::at_depth(t, 0).unwrap_or(Value::NONE);
    ops::call(t, handler, &[Value::small(number), frame]).map(|_| ())
}

fn interrupt(t: &mut Thread) -> Raised {
    let class = t.exceptions.keyboard_interrupt;
    exception::raise_with(t, class, &[])
}

/// Makes the module.
pub fn init(t: &mut Thread) -> Result<Value, Raised> {
    let m = module::new(t, "_signal");
    module::add_functions(t, m, functions::FUNCTIONS);
    for &(name, n) in constants::ALL {
        module::add(t, m, name, Value::small(i64::from(n)));
    }
    // SAFETY: constants of the C library.
    let (first, last) = (libc::SIGRTMIN(), libc::SIGRTMAX());
    module::add(t, m, "SIGRTMIN", Value::small(i64::from(first)));
    module::add(t, m, "SIGRTMAX", Value::small(i64::from(last)));
    module::add(t, m, "NSIG", Value::small(COUNT as i64));
    module::add(t, m, "SIG_DFL", DEFAULT);
    module::add(t, m, "SIG_IGN", IGNORE);
    let error = t.exceptions.os_error;
    module::add(t, m, "ItimerError", error);
    if place(t, Place::Signals).is_none() {
        let handlers = list::new(t, &[]);
        for number in 0..COUNT {
            let handler = match if number == 0 { libc::SIG_DFL } else { current(number as i32) } {
                libc::SIG_DFL => DEFAULT,
                libc::SIG_IGN => IGNORE,
                _ => Value::NONE,
            };
            list::push(t, handlers, handler);
        }
        if current(libc::SIGINT) == caught() {
            let name = t.intern("default_int_handler");
            let handler = ops::get_attr(t, m, name)?;
            list::set(t, handlers, libc::SIGINT as usize, handler);
        }
        keep(t, Place::Signals, handlers);
    }
    Ok(m)
}
