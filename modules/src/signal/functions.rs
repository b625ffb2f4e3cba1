//! Functions of `_signal`.

use super::{COUNT, DEFAULT, IGNORE, WAKE, caught, interrupt, route, run_pending};
use crate::support::{Place, place};
use std::sync::atomic::Ordering;
use taipan_runtime::native::{Bind, NativeDef};
use taipan_runtime::objects::{exception, float, list, set, tuple};
use taipan_runtime::{Args, Raised, Thread, Value, ops};

fn os_failure(t: &mut Thread) -> Raised {
    let errno = std::io::Error::last_os_error().raw_os_error().unwrap_or(0);
    exception::os_error(t, errno, None)
}

fn number(t: &mut Thread, v: Value) -> Result<i32, Raised> {
    let n = ops::index(t, v)?;
    if n < 1 || n >= COUNT as i64 {
        return Err(t.value_error("signal number out of range"));
    }
    Ok(n as i32)
}

fn callable(t: &mut Thread, v: Value) -> bool {
    let name = t.names.call;
    ops::lookup_special(t, v, name).is_some()
}

fn signal(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let n = ops::index(t, args.get(0))?;
    let handler = args.get(1);
    let to = if handler == DEFAULT {
        libc::SIG_DFL
    } else if handler == IGNORE {
        libc::SIG_IGN
    } else if callable(t, handler) {
        caught()
    } else {
        return Err(t.type_error("signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object"));
    };
    if n < 1 || n >= COUNT as i64 {
        return Err(t.value_error("signal number out of range"));
    }
    run_pending(t)?;
    if let Err(errno) = route(n as i32, to) {
        return Err(exception::os_error(t, errno, None));
    }
    let handlers = place(t, Place::Signals);
    let old = list::get(handlers, n as usize);
    list::set(t, handlers, n as usize, handler);
    Ok(old)
}

fn getsignal(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let n = number(t, args.get(0))?;
    Ok(list::get(place(t, Place::Signals), n as usize))
}

fn default_int_handler(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    Err(interrupt(t))
}

fn raise_signal(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let n = ops::index(t, args.get(0))? as i32;
    // SAFETY: no memory involved.
    if unsafe { libc::raise(n) } != 0 {
        return Err(os_failure(t));
    }
    run_pending(t)?;
    Ok(Value::NONE)
}

fn alarm(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let seconds = ops::index(t, args.get(0))?;
    // SAFETY: no memory involved.
    Ok(Value::small(i64::from(unsafe { libc::alarm(seconds as u32) })))
}

fn interval(seconds: f64) -> libc::timeval {
    libc::timeval {
        tv_sec: seconds.floor() as i64,
        tv_usec: ((seconds - seconds.floor()) * 1e6) as i64,
    }
}

fn timer_tuple(t: &mut Thread, timer: &libc::itimerval) -> Value {
    let value = t.float(timer.it_value.tv_sec as f64 + timer.it_value.tv_usec as f64 * 1e-6);
    let interval = t.float(timer.it_interval.tv_sec as f64 + timer.it_interval.tv_usec as f64 * 1e-6);
    tuple::new(t, &[value, interval])
}

fn no_timer() -> libc::itimerval {
    libc::itimerval {
        it_interval: interval(0.0),
        it_value: interval(0.0),
    }
}

unsafe extern "C" {
    #[link_name = "setitimer"]
    fn c_setitimer(which: libc::c_int, new: *const libc::itimerval, old: *mut libc::itimerval) -> libc::c_int;
    #[link_name = "getitimer"]
    fn c_getitimer(which: libc::c_int, timer: *mut libc::itimerval) -> libc::c_int;
}

fn setitimer(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let which = ops::index(t, args.get(0))? as i32;
    let seconds = float::to_f64(t, args.get(1))?;
    let repeat = args.opt(2).map_or(Ok(0.0), |v| float::to_f64(t, v))?;
    let new = libc::itimerval {
        it_interval: interval(repeat),
        it_value: interval(seconds),
    };
    let mut old = no_timer();
    // SAFETY: both pointers are valid.
    if unsafe { c_setitimer(which, &new, &mut old) } != 0 {
        return Err(os_failure(t));
    }
    Ok(timer_tuple(t, &old))
}

fn getitimer(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let which = ops::index(t, args.get(0))? as i32;
    let mut timer = no_timer();
    // SAFETY: the pointer is valid.
    if unsafe { c_getitimer(which, &mut timer) } != 0 {
        return Err(os_failure(t));
    }
    Ok(timer_tuple(t, &timer))
}

fn pause(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    // SAFETY: no memory involved.
    unsafe { libc::pause() };
    run_pending(t)?;
    Ok(Value::NONE)
}

fn set_wakeup_fd(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [fd, _] = args.bind(t, "set_wakeup_fd", ["fd", "warn_on_full_buffer"], Bind::required(1).keyword_from(1))?;
    let fd = ops::index(t, fd.unwrap_or(Value::NONE))? as i32;
    // SAFETY: no memory involved.
    if fd != -1 && unsafe { libc::fcntl(fd, libc::F_GETFL) } < 0 {
        return Err(t.value_error("invalid fd"));
    }
    Ok(Value::small(i64::from(WAKE.swap(fd, Ordering::Relaxed))))
}

fn siginterrupt(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let n = number(t, args.get(0))?;
    let on = ops::truth(t, args.get(1))?;
    // SAFETY: changes one flag of the signal's action.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        libc::sigaction(n, std::ptr::null(), &mut action);
        if on {
            action.sa_flags &= !libc::SA_RESTART;
        } else {
            action.sa_flags |= libc::SA_RESTART;
        }
        if libc::sigaction(n, &action, std::ptr::null_mut()) != 0 {
            return Err(os_failure(t));
        }
    }
    Ok(Value::NONE)
}

fn strsignal(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let n = number(t, args.get(0))?;
    // SAFETY: the C library's text, copied at once.
    let text = unsafe {
        let p = libc::strsignal(n);
        if p.is_null() { return Ok(Value::NONE) } else { std::ffi::CStr::from_ptr(p) }
    };
    let text = text.to_string_lossy();
    if text.starts_with("Unknown signal") {
        Ok(Value::NONE)
    } else {
        Ok(t.str(&text))
    }
}

/// The signals of a mask as a set of ints.
fn members(t: &mut Thread, mask: &libc::sigset_t) -> Result<Value, Raised> {
    let s = set::new(t);
    for n in 1..COUNT as i32 {
        // SAFETY: the mask is initialised.
        if unsafe { libc::sigismember(mask, n) } == 1 {
            set::add(t, s, Value::small(i64::from(n)))?;
        }
    }
    Ok(s)
}

fn empty_mask() -> libc::sigset_t {
    // SAFETY: sigemptyset initialises it.
    unsafe {
        let mut mask = std::mem::zeroed();
        libc::sigemptyset(&mut mask);
        mask
    }
}

fn mask_of(t: &mut Thread, iterable: Value) -> Result<libc::sigset_t, Raised> {
    let mut mask = empty_mask();
    let numbers = ops::collect_list(t, iterable)?;
    for i in 0..list::len(numbers) {
        let n = number(t, list::get(numbers, i))?;
        // SAFETY: the mask is initialised.
        unsafe { libc::sigaddset(&mut mask, n) };
    }
    Ok(mask)
}

fn valid_signals(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    let mut mask = empty_mask();
    // SAFETY: as above.
    unsafe { libc::sigfillset(&mut mask) };
    members(t, &mask)
}

fn pthread_sigmask(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let how = ops::index(t, args.get(0))? as i32;
    let mask = mask_of(t, args.get(1))?;
    let mut old = empty_mask();
    // SAFETY: both pointers are valid.
    let result = unsafe { libc::pthread_sigmask(how, &mask, &mut old) };
    if result != 0 {
        return Err(exception::os_error(t, result, None));
    }
    run_pending(t)?;
    members(t, &old)
}

fn pthread_kill(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let thread = ops::index(t, args.get(0))?;
    let n = ops::index(t, args.get(1))? as i32;
    // SAFETY: as in CPython the caller names a living thread.
    let result = unsafe { libc::pthread_kill(thread as libc::pthread_t, n) };
    if result != 0 {
        return Err(exception::os_error(t, result, None));
    }
    run_pending(t)?;
    Ok(Value::NONE)
}

fn sigpending(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    let mut mask = empty_mask();
    // SAFETY: the pointer is valid.
    if unsafe { libc::sigpending(&mut mask) } != 0 {
        return Err(os_failure(t));
    }
    members(t, &mask)
}

fn sigwait(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let mask = mask_of(t, args.get(0))?;
    let mut n = 0;
    // SAFETY: both pointers are valid.
    let result = unsafe { libc::sigwait(&mask, &mut n) };
    if result != 0 {
        return Err(exception::os_error(t, result, None));
    }
    Ok(Value::small(i64::from(n)))
}

pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::function("signal", 2, 2, signal).doc("Set the action for the given signal."),
    NativeDef::function("getsignal", 1, 1, getsignal).doc("Return the current action for the given signal."),
    NativeDef::function("default_int_handler", 2, 2, default_int_handler).doc("The default handler for SIGINT installed by Python."),
    NativeDef::function("raise_signal", 1, 1, raise_signal).doc("Send a signal to the executing process."),
    NativeDef::function("alarm", 1, 1, alarm).doc("Arrange for SIGALRM to arrive after the given number of seconds."),
    NativeDef::function("setitimer", 2, 3, setitimer).doc("Sets given itimer (one of ITIMER_REAL, ITIMER_VIRTUAL or ITIMER_PROF)."),
    NativeDef::function("getitimer", 1, 1, getitimer).doc("Returns current value of given itimer."),
    NativeDef::function("pause", 0, 0, pause).doc("Wait until a signal arrives."),
    NativeDef::function("set_wakeup_fd", 1, 1, set_wakeup_fd)
        .keywords()
        .doc("Sets the fd to be written to (with the signal number) when a signal comes in."),
    NativeDef::function("siginterrupt", 2, 2, siginterrupt).doc("Change system call restart behaviour."),
    NativeDef::function("strsignal", 1, 1, strsignal).doc("Return the system description of the given signal."),
    NativeDef::function("valid_signals", 0, 0, valid_signals).doc("Return a set of valid signal numbers on this platform."),
    NativeDef::function("pthread_sigmask", 2, 2, pthread_sigmask).doc("Fetch and/or change the signal mask of the calling thread."),
    NativeDef::function("pthread_kill", 2, 2, pthread_kill).doc("Send a signal to a thread."),
    NativeDef::function("sigpending", 0, 0, sigpending).doc("Examine pending signals."),
    NativeDef::function("sigwait", 1, 1, sigwait).doc("Wait for a signal."),
];
