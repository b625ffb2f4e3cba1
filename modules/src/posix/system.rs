//! The machine: names, times, processors, random bytes, terminals.

use super::{check, int_arg, os_error};
use crate::structseq;
use crate::structseq_fields;
use std::cell::Cell;
use std::ffi::CStr;
use taipan_runtime::objects::{bytes, module, set, tuple};
use taipan_runtime::{Args, Bind, GetSetDef, NativeDef, Raised, Thread, Value, ops};

static UNAME_FIELDS: &[GetSetDef] = structseq_fields![0 "sysname", 1 "nodename", 2 "release", 3 "version", 4 "machine"];
static TIMES_FIELDS: &[GetSetDef] = structseq_fields![0 "user", 1 "system", 2 "children_user", 3 "children_system", 4 "elapsed"];
static SIZE_FIELDS: &[GetSetDef] = structseq_fields![0 "columns", 1 "lines"];

thread_local! {
    /// uname_result, times_result, terminal_size
    static CLASSES: Cell<[Value; 3]> = const { Cell::new([Value::ZERO; 3]) };
}

pub fn add_classes(t: &mut Thread, m: Value) {
    let uname = structseq::class(t, "posix", "uname_result", UNAME_FIELDS, &[]);
    let times = structseq::class(t, "posix", "times_result", TIMES_FIELDS, &[]);
    let size = structseq::class(t, "os", "terminal_size", SIZE_FIELDS, &[]);
    CLASSES.set([uname, times, size]);
    for (name, class) in [("uname_result", uname), ("times_result", times), ("terminal_size", size)] {
        std::mem::forget(t.heap.root(class));
        module::add(t, m, name, class);
    }
}

fn uname(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    let mut u = std::mem::MaybeUninit::<libc::utsname>::uninit();
    // SAFETY: uname fills the struct with C strings.
    let u = unsafe {
        libc::uname(u.as_mut_ptr());
        u.assume_init()
    };
    let mut items = [Value::NONE; 5];
    for (slot, field) in items.iter_mut().zip([&u.sysname, &u.nodename, &u.release, &u.version, &u.machine]) {
        // SAFETY: as above.
        let text = unsafe { CStr::from_ptr(field.as_ptr()) }.to_bytes();
        *slot = super::fs_text(t, text);
    }
    Ok(structseq::instance(t, CLASSES.get()[0], &items))
}

fn times(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    let mut tms = std::mem::MaybeUninit::<libc::tms>::uninit();
    // SAFETY: times fills the struct.
    let (tms, elapsed) = unsafe {
        let elapsed = libc::times(tms.as_mut_ptr());
        (tms.assume_init(), elapsed)
    };
    // SAFETY: no memory is involved.
    let ticks = unsafe { libc::sysconf(libc::_SC_CLK_TCK) } as f64;
    let items = [tms.tms_utime, tms.tms_stime, tms.tms_cutime, tms.tms_cstime, elapsed].map(|n| t.float(n as f64 / ticks));
    Ok(structseq::instance(t, CLASSES.get()[1], &items))
}

fn terminal_size(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let fd = args.opt(0).map_or(Ok(1), |v| int_arg(t, v))?;
    let mut size = std::mem::MaybeUninit::<libc::winsize>::zeroed();
    // SAFETY: the call fills the struct; zero is a valid one.
    let size = unsafe {
        check(t, libc::ioctl(fd, libc::TIOCGWINSZ, size.as_mut_ptr()))?;
        size.assume_init()
    };
    let items = [Value::small(size.ws_col as i64), Value::small(size.ws_row as i64)];
    Ok(structseq::instance(t, CLASSES.get()[2], &items))
}

fn cpu_count(_: &mut Thread, _: Args) -> Result<Value, Raised> {
    // SAFETY: no memory is involved.
    let n = unsafe { libc::sysconf(libc::_SC_NPROCESSORS_ONLN) };
    Ok(if n < 1 { Value::NONE } else { Value::small(n) })
}

fn affinity(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let pid = int_arg(t, args.get(0))?;
    let mut mask = std::mem::MaybeUninit::<libc::cpu_set_t>::zeroed();
    // SAFETY: room for the mask; zero is a valid one.
    let mask = unsafe {
        check(t, libc::sched_getaffinity(pid, size_of::<libc::cpu_set_t>(), mask.as_mut_ptr()))?;
        mask.assume_init()
    };
    let cpus = set::new(t);
    for i in 0..libc::CPU_SETSIZE as usize {
        // SAFETY: within the mask.
        if unsafe { libc::CPU_ISSET(i, &mask) } {
            set::add(t, cpus, Value::small(i as i64))?;
        }
    }
    Ok(cpus)
}

fn yield_processor(_: &mut Thread, _: Args) -> Result<Value, Raised> {
    std::thread::yield_now();
    Ok(Value::NONE)
}

fn load_average(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    let mut loads = [0f64; 3];
    // SAFETY: room for three numbers.
    if unsafe { libc::getloadavg(loads.as_mut_ptr(), 3) } != 3 {
        return Err(t.raise(t.exceptions.os_error, "Load averages are unobtainable"));
    }
    let items = loads.map(|x| t.float(x));
    Ok(tuple::new(t, &items))
}

/// `n` bytes from the system's generator.
fn random_bytes(t: &mut Thread, n: i64) -> Result<Value, Raised> {
    if n < 0 {
        return Err(t.value_error("negative argument not allowed"));
    }
    let mut out = vec![0u8; n as usize];
    let mut done = 0;
    while done < out.len() {
        // SAFETY: the rest of the buffer is writable.
        let got = unsafe { libc::getrandom(out[done..].as_mut_ptr().cast(), out.len() - done, 0) };
        if got < 0 {
            if super::errno() == libc::EINTR {
                continue;
            }
            return Err(os_error(t));
        }
        done += got as usize;
    }
    Ok(bytes::new(t, &out))
}

fn urandom(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let n = ops::index(t, args.get(0))?;
    random_bytes(t, n)
}

fn get_random(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [size, _flags] = args.bind(t, "getrandom", ["size", "flags"], Bind::required(1))?;
    let n = ops::index(t, size.expect("required"))?;
    random_bytes(t, n)
}

fn error_text(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let code = int_arg(t, args.get(0))?;
    // SAFETY: strerror gives a C string; one thread runs Python.
    let text = unsafe { CStr::from_ptr(libc::strerror(code)) }.to_string_lossy().into_owned();
    Ok(t.str(&text))
}

fn system_configuration(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let name = if taipan_runtime::objects::string::is_str(t, args.get(0)) {
        let text = taipan_runtime::objects::string::to_string_lossy(args.get(0));
        match text.as_str() {
            "SC_PAGE_SIZE" | "SC_PAGESIZE" => libc::_SC_PAGESIZE,
            "SC_NPROCESSORS_ONLN" => libc::_SC_NPROCESSORS_ONLN,
            "SC_NPROCESSORS_CONF" => libc::_SC_NPROCESSORS_CONF,
            "SC_PHYS_PAGES" => libc::_SC_PHYS_PAGES,
            "SC_AVPHYS_PAGES" => libc::_SC_AVPHYS_PAGES,
            "SC_CLK_TCK" => libc::_SC_CLK_TCK,
            "SC_OPEN_MAX" => libc::_SC_OPEN_MAX,
            "SC_ARG_MAX" => libc::_SC_ARG_MAX,
            "SC_IOV_MAX" => libc::_SC_IOV_MAX,
            _ => return Err(t.value_error("unrecognized configuration name")),
        }
    } else {
        int_arg(t, args.get(0))?
    };
    // SAFETY: no memory is involved.
    let value = unsafe { libc::sysconf(name) };
    Ok(t.int(value))
}

fn terminal_name(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let fd = int_arg(t, args.get(0))?;
    let mut buffer = [0u8; 256];
    // SAFETY: room for the name.
    let error = unsafe { libc::ttyname_r(fd, buffer.as_mut_ptr().cast(), buffer.len()) };
    if error != 0 {
        return Err(taipan_runtime::objects::exception::os_error(t, error, None));
    }
    let end = buffer.iter().position(|b| *b == 0).unwrap_or(buffer.len());
    Ok(super::fs_text(t, &buffer[..end]))
}

pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::function("uname", 0, 0, uname),
    NativeDef::function("times", 0, 0, times),
    NativeDef::function("get_terminal_size", 0, 1, terminal_size),
    NativeDef::function("cpu_count", 0, 0, cpu_count),
    NativeDef::function("sched_getaffinity", 1, 1, affinity),
    NativeDef::function("sched_yield", 0, 0, yield_processor),
    NativeDef::function("getloadavg", 0, 0, load_average),
    NativeDef::function("urandom", 1, 1, urandom),
    NativeDef::function("getrandom", 1, 2, get_random).keywords(),
    NativeDef::function("strerror", 1, 1, error_text),
    NativeDef::function("sysconf", 1, 1, system_configuration),
    NativeDef::function("ttyname", 1, 1, terminal_name),
];
