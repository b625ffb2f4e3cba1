//! Clocks, and `sleep`.

use super::duration;
use crate::support::{attribute, call_keywords};
use taipan_runtime::native::NativeDef;
use taipan_runtime::objects::{dict, exception, int, string};
use taipan_runtime::{Args, Raised, Thread, Value, ops};

pub static IDS: &[(&str, libc::clockid_t)] = &[
    ("CLOCK_BOOTTIME", libc::CLOCK_BOOTTIME),
    ("CLOCK_MONOTONIC", libc::CLOCK_MONOTONIC),
    ("CLOCK_MONOTONIC_RAW", libc::CLOCK_MONOTONIC_RAW),
    ("CLOCK_PROCESS_CPUTIME_ID", libc::CLOCK_PROCESS_CPUTIME_ID),
    ("CLOCK_REALTIME", libc::CLOCK_REALTIME),
    ("CLOCK_TAI", libc::CLOCK_TAI),
    ("CLOCK_THREAD_CPUTIME_ID", libc::CLOCK_THREAD_CPUTIME_ID),
];

fn read(clock: libc::clockid_t) -> Result<i128, i32> {
    let mut at = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the pointer is valid.
    if unsafe { libc::clock_gettime(clock, &mut at) } != 0 {
        return Err(std::io::Error::last_os_error().raw_os_error().unwrap_or(0));
    }
    Ok(i128::from(at.tv_sec) * 1_000_000_000 + i128::from(at.tv_nsec))
}

/// Nanoseconds on a clock that every system has.
pub fn now(clock: libc::clockid_t) -> i128 {
    read(clock).unwrap_or(0)
}

/// As CPython: exact when there is no fraction.
fn seconds(t: &mut Thread, nanoseconds: i128) -> Value {
    let x = if nanoseconds % 1_000_000_000 == 0 {
        (nanoseconds / 1_000_000_000) as f64
    } else {
        nanoseconds as f64 / 1e9
    };
    t.float(x)
}

macro_rules! clock {
    ($($float:ident $int:ident $id:expr;)*) => {
        $(fn $float(t: &mut Thread, _: Args) -> Result<Value, Raised> { let n = now($id); Ok(seconds(t, n)) }
        fn $int(t: &mut Thread, _: Args) -> Result<Value, Raised> { Ok(int::from_i128(t, now($id))) })*
    };
}
clock! {
    time time_ns libc::CLOCK_REALTIME;
    monotonic monotonic_ns libc::CLOCK_MONOTONIC;
    process_time process_time_ns libc::CLOCK_PROCESS_CPUTIME_ID;
    thread_time thread_time_ns libc::CLOCK_THREAD_CPUTIME_ID;
}

fn clock_id(t: &mut Thread, v: Value) -> Result<libc::clockid_t, Raised> {
    let id = ops::index(t, v)?;
    libc::clockid_t::try_from(id).map_err(|_| t.overflow_error("signed integer is greater than maximum"))
}

fn by_id(t: &mut Thread, args: Args) -> Result<i128, Raised> {
    let id = clock_id(t, args.get(0))?;
    read(id).map_err(|errno| exception::os_error(t, errno, None))
}
fn clock_gettime(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let n = by_id(t, args)?;
    Ok(seconds(t, n))
}
fn clock_gettime_ns(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let n = by_id(t, args)?;
    Ok(int::from_i128(t, n))
}

fn resolution(t: &mut Thread, id: libc::clockid_t) -> Result<f64, Raised> {
    let mut step = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the pointer is valid.
    if unsafe { libc::clock_getres(id, &mut step) } != 0 {
        let errno = std::io::Error::last_os_error().raw_os_error().unwrap_or(0);
        return Err(exception::os_error(t, errno, None));
    }
    Ok(step.tv_sec as f64 + step.tv_nsec as f64 * 1e-9)
}
fn clock_getres(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let id = clock_id(t, args.get(0))?;
    let x = resolution(t, id)?;
    Ok(t.float(x))
}

fn set_clock(t: &mut Thread, id: Value, nanoseconds: i64) -> Result<Value, Raised> {
    let id = clock_id(t, id)?;
    let at = libc::timespec {
        tv_sec: nanoseconds.div_euclid(1_000_000_000),
        tv_nsec: nanoseconds.rem_euclid(1_000_000_000),
    };
    // SAFETY: the pointer is valid.
    if unsafe { libc::clock_settime(id, &at) } != 0 {
        let errno = std::io::Error::last_os_error().raw_os_error().unwrap_or(0);
        return Err(exception::os_error(t, errno, None));
    }
    Ok(Value::NONE)
}
fn clock_settime(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let n = duration::nanoseconds(t, args.get(1))?;
    set_clock(t, args.get(0), n)
}
fn clock_settime_ns(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let n = ops::index(t, args.get(1))?;
    set_clock(t, args.get(0), n)
}

/// Waits; signals are handled on the way and the wait goes on for what is left (PEP 475).
fn sleep(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let wanted = duration::nanoseconds(t, args.get(0))?;
    if wanted < 0 {
        return Err(t.value_error("sleep length must be non-negative"));
    }
    let end = now(libc::CLOCK_MONOTONIC) + i128::from(wanted);
    let until = libc::timespec {
        tv_sec: i64::try_from(end / 1_000_000_000).unwrap_or(i64::MAX),
        tv_nsec: (end % 1_000_000_000) as i64,
    };
    loop {
        // SAFETY: the pointer is valid.
        let result = unsafe { libc::clock_nanosleep(libc::CLOCK_MONOTONIC, libc::TIMER_ABSTIME, &until, std::ptr::null_mut()) };
        if result == 0 {
            return Ok(Value::NONE);
        }
        if result != libc::EINTR {
            return Err(exception::os_error(t, result, None));
        }
        crate::signal::run_pending(t)?;
    }
}

fn get_clock_info(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    if !string::is_str(t, args.get(0)) {
        let message = format!("get_clock_info() argument 1 must be str, not {}", t.type_name(args.get(0)));
        return Err(t.type_error(message));
    }
    let name = string::to_string_lossy(args.get(0));
    let (label, id) = match name.as_str() {
        "time" => ("CLOCK_REALTIME", libc::CLOCK_REALTIME),
        "monotonic" | "perf_counter" => ("CLOCK_MONOTONIC", libc::CLOCK_MONOTONIC),
        "process_time" => ("CLOCK_PROCESS_CPUTIME_ID", libc::CLOCK_PROCESS_CPUTIME_ID),
        "thread_time" => ("CLOCK_THREAD_CPUTIME_ID", libc::CLOCK_THREAD_CPUTIME_ID),
        _ => return Err(t.value_error("unknown clock")),
    };
    let step = resolution(t, id)?;
    let step = t.float(step);
    let label = t.str(&format!("clock_gettime({label})"));
    let settable = id == libc::CLOCK_REALTIME;
    let key = t.intern("implementation");
    let Some(example) = dict::get_str(t.sys_dict, key) else {
        let sys = crate::support::import(t, "sys")?;
        let example = attribute(t, sys, "implementation")?;
        return namespace(t, example, label, settable, step);
    };
    namespace(t, example, label, settable, step)
}

/// A `types.SimpleNamespace`, whose class is that of `sys.implementation`.
fn namespace(t: &mut Thread, example: Value, label: Value, settable: bool, step: Value) -> Result<Value, Raised> {
    let class = t.class_of(example);
    let fields = [
        ("implementation", label),
        ("monotonic", Value::bool(!settable)),
        ("adjustable", Value::bool(settable)),
        ("resolution", step),
    ];
    call_keywords(t, class, &[], &fields)
}

fn pthread_getcpuclockid(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let thread = ops::index(t, args.get(0))?;
    let mut id: libc::clockid_t = 0;
    // SAFETY: as CPython: the caller names a living thread.
    let result = unsafe { libc::pthread_getcpuclockid(thread as libc::pthread_t, &mut id) };
    if result != 0 {
        return Err(exception::os_error(t, result, None));
    }
    Ok(Value::small(i64::from(id)))
}

pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::function("time", 0, 0, time).doc("Return the current time in seconds since the Epoch."),
    NativeDef::function("time_ns", 0, 0, time_ns).doc("Return the current time in nanoseconds since the Epoch."),
    NativeDef::function("monotonic", 0, 0, monotonic).doc("Monotonic clock, cannot go backward."),
    NativeDef::function("monotonic_ns", 0, 0, monotonic_ns).doc("Monotonic clock, cannot go backward, as nanoseconds."),
    NativeDef::function("perf_counter", 0, 0, monotonic).doc("Performance counter for benchmarking."),
    NativeDef::function("perf_counter_ns", 0, 0, monotonic_ns).doc("Performance counter for benchmarking as nanoseconds."),
    NativeDef::function("process_time", 0, 0, process_time).doc("Process time for profiling: sum of the kernel and user-space CPU time."),
    NativeDef::function("process_time_ns", 0, 0, process_time_ns).doc("Process time for profiling as nanoseconds."),
    NativeDef::function("thread_time", 0, 0, thread_time).doc("Thread time for profiling: sum of the kernel and user-space CPU time."),
    NativeDef::function("thread_time_ns", 0, 0, thread_time_ns).doc("Thread time for profiling as nanoseconds."),
    NativeDef::function("clock_gettime", 1, 1, clock_gettime).doc("Return the time of the specified clock clk_id as a float."),
    NativeDef::function("clock_gettime_ns", 1, 1, clock_gettime_ns).doc("Return the time of the specified clock clk_id as nanoseconds (int)."),
    NativeDef::function("clock_getres", 1, 1, clock_getres).doc("Return the resolution (precision) of the specified clock clk_id."),
    NativeDef::function("clock_settime", 2, 2, clock_settime).doc("Set the time of the specified clock clk_id."),
    NativeDef::function("clock_settime_ns", 2, 2, clock_settime_ns).doc("Set the time of the specified clock clk_id with nanoseconds."),
    NativeDef::function("sleep", 1, 1, sleep).doc("Delay execution for a given number of seconds."),
    NativeDef::function("get_clock_info", 1, 1, get_clock_info).doc("Get information of the specified clock."),
    NativeDef::function("pthread_getcpuclockid", 1, 1, pthread_getcpuclockid).doc("Return the clk_id of a thread's CPU time clock."),
];
