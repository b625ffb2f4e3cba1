//! Processes: identity, signals, children.

use super::{c_path, check, int_arg, os_error, os_error_for};
use crate::builtins::memory_view::bytes_of;
use std::cell::Cell;
use std::ffi::CString;
use taipan_runtime::objects::{dict, list, string, tuple};
use taipan_runtime::thread::Fork;
use taipan_runtime::{Args, Bind, NativeDef, Raised, Thread, Value, ops};

macro_rules! identity {
    ($($name:ident)*) => {
        &[$(NativeDef::function(stringify!($name), 0, 0, |t, _| {
            // SAFETY: no memory is involved.
            let id = unsafe { libc::$name() };
            Ok(t.int(i64::from(id)))
        }),)*]
    };
}

/// The functions without arguments that give a number.
static IDENTITY: &[NativeDef] = identity!(getpid getppid getuid geteuid getgid getegid getpgrp);

fn exit_now(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [status] = args.bind(t, "_exit", ["status"], Bind::required(1))?;
    let status = int_arg(t, status.expect("required"))?;
    // SAFETY: ends the process without running anything of ours.
    unsafe { libc::_exit(status) }
}

fn kill(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (pid, signal) = (int_arg(t, args.get(0))?, int_arg(t, args.get(1))?);
    // SAFETY: no memory is involved.
    check(t, unsafe { libc::kill(pid, signal) })?;
    // A signal to this process has arrived by now, and its handler's exception is this call's.
    crate::signal::run_pending(t)?;
    Ok(Value::NONE)
}

fn kill_group(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (group, signal) = (int_arg(t, args.get(0))?, int_arg(t, args.get(1))?);
    // SAFETY: no memory is involved.
    check(t, unsafe { libc::killpg(group, signal) })?;
    Ok(Value::NONE)
}

fn abort(_: &mut Thread, _: Args) -> Result<Value, Raised> {
    // SAFETY: ends the process.
    unsafe { libc::abort() }
}

thread_local! {
    /// A tuple of three lists behind a root that is never given back: called before, in the parent, in the child.
    static AT_FORK: Cell<Value> = const { Cell::new(Value::ZERO) };
}

/// The list of functions to call: 0 before the fork, 1 after it in the parent, 2 in the child.
fn at_fork(t: &mut Thread, which: usize) -> Value {
    if AT_FORK.get() == Value::ZERO {
        let lists = list::new(t, &[]);
        for _ in 0..3 {
            let l = list::new(t, &[]);
            list::push(t, lists, l);
        }
        std::mem::forget(t.heap.root(lists));
        AT_FORK.set(lists);
    }
    list::get(AT_FORK.get(), which)
}

fn register_at_fork(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let hooks = args.bind(
        t,
        "register_at_fork",
        ["before", "after_in_parent", "after_in_child"],
        Bind::required(0).keyword_from(0),
    )?;
    if hooks.iter().all(Option::is_none) {
        return Err(t.type_error("At least one argument is required."));
    }
    for (which, hook) in hooks.into_iter().enumerate() {
        if let Some(hook) = hook {
            let l = at_fork(t, which);
            list::push(t, l, hook);
        }
    }
    Ok(Value::NONE)
}

/// Calls the hooks; what they raise is dropped, for there is nobody to raise it to.
fn run_at_fork(t: &mut Thread, which: usize) {
    let l = at_fork(t, which);
    for i in 0..list::len(l) {
        let i = if which == 0 { list::len(l) - 1 - i } else { i };
        if ops::call(t, list::get(l, i), &[]).is_err() {
            t.take_pending();
        }
    }
}

/// The child has this thread only: the compiler's thread starts again when it is next needed.
fn fork(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    run_at_fork(t, 0);
    crate::io::flush_before_path();
    let hook = t.fork_hook;
    if let Some(hook) = hook {
        hook(t, Fork::Before);
    }
    // SAFETY: the child continues in this function with a copy of everything.
    let pid = unsafe { libc::fork() };
    let error = super::errno();
    if let Some(hook) = hook
        && pid == 0
    {
        hook(t, Fork::Child);
    }
    run_at_fork(t, if pid == 0 { 2 } else { 1 });
    if pid < 0 {
        return Err(taipan_runtime::objects::exception::os_error(t, error, None));
    }
    Ok(Value::small(pid as i64))
}

fn wait_pid(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (pid, options) = (int_arg(t, args.get(0))?, int_arg(t, args.get(1))?);
    let mut status = 0;
    loop {
        // SAFETY: room for the status.
        let found = unsafe { libc::waitpid(pid, &mut status, options) };
        if found >= 0 {
            return Ok(tuple::new(t, &[Value::small(found as i64), Value::small(status as i64)]));
        }
        if super::errno() != libc::EINTR {
            return Err(os_error(t));
        }
    }
}

fn wait(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    wait_pid(t, Args::of(&[Value::small(-1), Value::ZERO]))
}

macro_rules! status_functions {
    ($($name:ident $kind:ident;)*) => {
        &[$(NativeDef::function(stringify!($name), 1, 1, |t, args| {
            let [status] = args.bind(t, stringify!($name), ["status"], Bind::required(1))?;
            let status = int_arg(t, status.expect("required"))?;
            Ok(status_functions!(@$kind libc::$name(status)))
        }).keywords(),)*]
    };
    (@bool $e:expr) => { Value::bool($e) };
    (@int $e:expr) => { Value::small($e as i64) };
}

static STATUS: &[NativeDef] = status_functions! {
    WIFEXITED bool; WEXITSTATUS int; WIFSIGNALED bool; WTERMSIG int; WIFSTOPPED bool; WSTOPSIG int; WIFCONTINUED bool; WCOREDUMP bool;
};

fn exit_code(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [status] = args.bind(t, "waitstatus_to_exitcode", ["status"], Bind::required(1))?;
    let status = int_arg(t, status.expect("required"))?;
    if libc::WIFEXITED(status) {
        Ok(Value::small(libc::WEXITSTATUS(status) as i64))
    } else if libc::WIFSIGNALED(status) {
        Ok(Value::small(-libc::WTERMSIG(status) as i64))
    } else {
        Err(t.value_error(format!("invalid wait status: {status}")))
    }
}

fn system(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [command] = args.bind(t, "system", ["command"], Bind::required(1))?;
    let command = c_path(t, "system", command.expect("required"))?;
    // SAFETY: a C string.
    let status = unsafe { libc::system(command.as_ptr()) };
    Ok(Value::small(status as i64))
}

pub fn c_string(t: &mut Thread, v: Value) -> Result<CString, Raised> {
    let raw = if string::is_str(t, v) {
        super::fs_bytes(t, v)?
    } else if let Ok(path) = super::path_text(t, v) {
        path
    } else {
        t.take_pending();
        bytes_of(t, v)?
    };
    CString::new(raw).map_err(|_| t.value_error("embedded null byte"))
}

pub fn arguments(t: &mut Thread, v: Value, function: &str) -> Result<Vec<CString>, Raised> {
    let items = ops::collect_list(t, v)?;
    if list::len(items) == 0 {
        return Err(t.value_error(format!("{function}() arg 2 must not be empty")));
    }
    (0..list::len(items)).map(|i| c_string(t, list::get(items, i))).collect()
}

fn execute(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let path = c_path(t, "execv", args.get(0))?;
    let argv = arguments(t, args.get(1), "execv")?;
    let mut pointers: Vec<*const libc::c_char> = argv.iter().map(|s| s.as_ptr()).collect();
    pointers.push(std::ptr::null());
    // SAFETY: a C string and a null-terminated array of C strings.
    unsafe { libc::execv(path.as_ptr(), pointers.as_ptr()) };
    Err(os_error_for(t, args.get(0)))
}

fn execute_with(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [path, argv, env] = args.bind(t, "execve", ["path", "argv", "env"], Bind::required(3))?;
    let (path_value, argv, env) = (path.expect("required"), argv.expect("required"), env.expect("required"));
    let path = c_path(t, "execve", path_value)?;
    let argv = arguments(t, argv, "execve")?;
    let copy = dict::new(t);
    dict::update(t, copy, env)?;
    let (mut position, mut variables) = (0, Vec::new());
    while let Some((key, value)) = dict::next_entry(copy, &mut position) {
        let (mut text, value) = (c_string(t, key)?.into_bytes(), c_string(t, value)?);
        text.push(b'=');
        text.extend_from_slice(value.as_bytes());
        variables.push(CString::new(text).expect("no null bytes in either part"));
    }
    let pointers = |strings: &[CString]| strings.iter().map(|s| s.as_ptr()).chain([std::ptr::null()]).collect::<Vec<_>>();
    let (a, e) = (pointers(&argv), pointers(&variables));
    // SAFETY: a C string and two null-terminated arrays of C strings.
    unsafe { libc::execve(path.as_ptr(), a.as_ptr(), e.as_ptr()) };
    Err(os_error_for(t, path_value))
}

fn set_session(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    // SAFETY: no memory is involved.
    check(t, unsafe { libc::setsid() })?;
    Ok(Value::NONE)
}

fn nice(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let by = int_arg(t, args.get(0))?;
    // SAFETY: no memory is involved. -1 may be an answer, so the error shows in errno only.
    let now = unsafe {
        *libc::__errno_location() = 0;
        libc::nice(by)
    };
    if now == -1 && super::errno() != 0 {
        Err(os_error(t))
    } else {
        Ok(Value::small(now as i64))
    }
}

pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::function("_exit", 1, 1, exit_now).keywords(),
    NativeDef::function("abort", 0, 0, abort),
    NativeDef::function("kill", 2, 2, kill),
    NativeDef::function("killpg", 2, 2, kill_group),
    NativeDef::function("fork", 0, 0, fork),
    NativeDef::function("register_at_fork", 0, 0, register_at_fork).keywords(),
    NativeDef::function("wait", 0, 0, wait),
    NativeDef::function("waitpid", 2, 2, wait_pid),
    NativeDef::function("waitstatus_to_exitcode", 1, 1, exit_code).keywords(),
    NativeDef::function("system", 1, 1, system).keywords(),
    NativeDef::function("execv", 2, 2, execute),
    NativeDef::function("execve", 3, 3, execute_with).keywords(),
    NativeDef::function("setsid", 0, 0, set_session),
    NativeDef::function("nice", 1, 1, nice),
];

/// More functions, in tables of their own.
pub static MORE: [&[NativeDef]; 2] = [IDENTITY, STATUS];
