//! `select`: waiting for descriptors. One function, `select()`; the library's `selectors` makes the
//! rest of it.

use taipan_runtime::objects::{exception, list, module, tuple};
use taipan_runtime::{Args, NativeDef, Raised, Thread, Value, ops};

/// The descriptor of an int or of an object with `fileno()`.
fn descriptor(t: &mut Thread, v: Value) -> Result<i32, Raised> {
    let number = if taipan_runtime::objects::int::is_int(t, v) {
        v
    } else {
        let name = t.intern("fileno");
        match ops::get_attr_opt(t, v, name)? {
            Some(method) => ops::call(t, method, &[])?,
            None => return Err(t.type_error("argument must be an int, or have a fileno() method.")),
        }
    };
    let fd = ops::index(t, number)?;
    if !(0..=i32::MAX as i64).contains(&fd) {
        return Err(t.value_error(format!("file descriptor cannot be a negative integer ({fd})")));
    }
    Ok(fd as i32)
}

fn select(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    const EVENTS: [i16; 3] = [libc::POLLIN, libc::POLLOUT, libc::POLLPRI];
    let lists = [
        ops::collect_list(t, args.get(0))?,
        ops::collect_list(t, args.get(1))?,
        ops::collect_list(t, args.get(2))?,
    ];
    let mut polled: Vec<libc::pollfd> = Vec::new();
    for (l, events) in lists.iter().zip(EVENTS) {
        for i in 0..list::len(*l) {
            let fd = descriptor(t, list::get(*l, i))?;
            polled.push(libc::pollfd { fd, events, revents: 0 });
        }
    }
    let timeout = match args.opt(3) {
        Some(v) if !v.is_none() => {
            let seconds = taipan_runtime::objects::float::to_f64(t, v)?;
            if seconds < 0.0 {
                return Err(t.value_error("timeout must be non-negative"));
            }
            (seconds * 1000.0).ceil().min(i32::MAX as f64) as i32
        }
        _ => -1,
    };
    // SAFETY: an array of that many entries.
    let n = unsafe { libc::poll(polled.as_mut_ptr(), polled.len() as libc::nfds_t, timeout) };
    if n < 0 {
        let error = std::io::Error::last_os_error().raw_os_error().unwrap_or(0);
        return Err(exception::os_error(t, error, None));
    }
    if polled.iter().any(|p| p.revents & libc::POLLNVAL != 0) {
        return Err(exception::os_error(t, libc::EBADF, None));
    }
    let mut ready = [Value::NONE; 3];
    let mut at = 0;
    for (which, l) in lists.iter().enumerate() {
        let out = list::new(t, &[]);
        ready[which] = out;
        // An end or an error wakes readers and writers alike, as with select(2).
        let wanted = EVENTS[which] | if which < 2 { libc::POLLHUP | libc::POLLERR } else { 0 };
        for i in 0..list::len(*l) {
            if polled[at].revents & wanted != 0 {
                list::push(t, out, list::get(*l, i));
            }
            at += 1;
        }
    }
    Ok(tuple::new(t, &ready))
}

static FUNCTIONS: &[NativeDef] = &[NativeDef::function("select", 3, 4, select)];

/// The module object.
pub fn module(t: &mut Thread) -> Result<Value, Raised> {
    let m = module::new(t, "select");
    module::add_functions(t, m, FUNCTIONS);
    let error = t.exceptions.os_error;
    module::add(t, m, "error", error);
    module::add(t, m, "PIPE_BUF", Value::small(libc::PIPE_BUF as i64));
    Ok(m)
}
