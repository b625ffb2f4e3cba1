//! `_posixsubprocess`: starting a child for `subprocess`.
//!
//! Everything the child needs is made before the fork; between fork and exec it only makes system
//! calls, unless there is a `preexec_fn`.

use super::process::{arguments, c_string};
use super::{errno, int_arg, os_error};
use std::ffi::CString;
use taipan_runtime::objects::{list, module};
use taipan_runtime::{Args, NativeDef, Raised, Thread, Value, ops};

/// What `fork_exec` was asked for.
struct Child {
    argv: Vec<CString>,
    /// Paths to try in order.
    executables: Vec<CString>,
    environment: Option<Vec<CString>>,
    folder: Option<CString>,
    close_fds: bool,
    /// Descriptors that stay open, ascending.
    kept: Vec<i32>,
    /// Stdin, stdout, stderr of the child; -1: the parent's.
    standard: [i32; 3],
    /// Ends of pipes that are the parent's.
    parents: [i32; 3],
    error_pipe: i32,
    restore_signals: bool,
    new_session: bool,
    group: i32,
    umask: i32,
    preexec: Option<Value>,
}

fn strings(t: &mut Thread, v: Value) -> Result<Vec<CString>, Raised> {
    let items = ops::collect_list(t, v)?;
    (0..list::len(items)).map(|i| c_string(t, list::get(items, i))).collect()
}

/// `fork_exec(args, executables, close_fds, pass_fds, cwd, env, p2cread, p2cwrite, c2pread, c2pwrite, errread, errwrite,
/// errpipe_read, errpipe_write, restore_signals, start_new_session, process_group, gid, extra_groups, uid, umask,
/// preexec_fn)`
fn fork_exec(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    for (i, what) in [(17, "group"), (18, "extra_groups"), (19, "user")] {
        if !args.get(i).is_none() {
            return Err(t.not_implemented(&format!("subprocess with {what}")));
        }
    }
    let kept = ops::collect_list(t, args.get(3))?;
    let mut fds = Vec::new();
    for i in 0..list::len(kept) {
        fds.push(int_arg(t, list::get(kept, i))?);
    }
    let mut number = [0; 8];
    for (slot, i) in number.iter_mut().zip(6..14) {
        *slot = int_arg(t, args.get(i))?;
    }
    let [stdin, to_stdin, from_stdout, stdout, from_stderr, stderr, _, error_pipe] = number;
    let child = Child {
        argv: arguments(t, args.get(0), "fork_exec")?,
        executables: strings(t, args.get(1))?,
        environment: if args.get(5).is_none() { None } else { Some(strings(t, args.get(5))?) },
        folder: if args.get(4).is_none() { None } else { Some(c_string(t, args.get(4))?) },
        close_fds: ops::truth(t, args.get(2))?,
        kept: fds,
        standard: [stdin, stdout, stderr],
        parents: [to_stdin, from_stdout, from_stderr],
        error_pipe,
        restore_signals: ops::truth(t, args.get(14))?,
        new_session: ops::truth(t, args.get(15))?,
        group: int_arg(t, args.get(16))?,
        umask: int_arg(t, args.get(20))?,
        preexec: Some(args.get(21)).filter(|v| !v.is_none()),
    };
    crate::io::flush_before_path();
    // SAFETY: the child only does what `run` does.
    let pid = unsafe { libc::fork() };
    if pid == 0 {
        run(t, &child);
    }
    if pid < 0 { Err(os_error(t)) } else { Ok(Value::small(pid as i64)) }
}

/// The child: becomes the program, or writes `class:errno:` and a text to the error pipe.
fn run(t: &mut Thread, child: &Child) -> ! {
    let message = match prepare(t, child).and_then(|()| Err(exec(child))) {
        Ok(()) => String::new(),
        Err(Failure::Errno(error, at)) => format!("OSError:{error:x}:{at}"),
        Err(Failure::Preexec) => "SubprocessError:0:Exception occurred in preexec_fn.".to_string(),
    };
    // SAFETY: writing bytes and ending the process.
    unsafe {
        libc::write(child.error_pipe, message.as_ptr().cast(), message.len());
        libc::_exit(255)
    }
}

enum Failure {
    /// Errno, and what `subprocess` expects as the place: empty is exec itself, "noexec:chdir" the folder.
    Errno(i32, &'static str),
    Preexec,
}

fn checked(result: i32) -> Result<(), Failure> {
    if result < 0 { Err(Failure::Errno(errno(), "noexec")) } else { Ok(()) }
}

fn prepare(t: &mut Thread, child: &Child) -> Result<(), Failure> {
    let mut standard = child.standard;
    // SAFETY: system calls on descriptors and C strings that live until exec.
    unsafe {
        for fd in child.parents {
            if fd >= 0 {
                libc::close(fd);
            }
        }
        // A descriptor that another one's number would overwrite moves away first.
        for (i, fd) in standard.iter_mut().enumerate().skip(1) {
            if *fd >= 0 && (*fd as usize) < i {
                *fd = libc::dup(*fd);
                checked(*fd)?;
            }
        }
        for (target, fd) in standard.into_iter().enumerate() {
            if fd == target as i32 {
                checked(libc::fcntl(fd, libc::F_SETFD, 0))?;
            } else if fd >= 0 {
                checked(libc::dup2(fd, target as i32))?;
            }
        }
        for &fd in &child.kept {
            if fd != child.error_pipe {
                libc::fcntl(fd, libc::F_SETFD, 0);
            }
        }
        if let Some(folder) = &child.folder
            && libc::chdir(folder.as_ptr()) < 0
        {
            return Err(Failure::Errno(errno(), "noexec:chdir"));
        }
        if child.umask >= 0 {
            libc::umask(child.umask as libc::mode_t);
        }
        if child.restore_signals {
            for signal in [libc::SIGPIPE, libc::SIGXFSZ] {
                libc::signal(signal, libc::SIG_DFL);
            }
        }
        if child.new_session {
            checked(libc::setsid())?;
        }
        if child.group >= 0 {
            checked(libc::setpgid(0, child.group))?;
        }
    }
    if let Some(preexec) = child.preexec
        && ops::call(t, preexec, &[]).is_err()
    {
        return Err(Failure::Preexec);
    }
    if child.close_fds {
        close_others(child);
    }
    Ok(())
}

/// Closes everything above stderr but what is kept.
fn close_others(child: &Child) {
    let mut from = 3;
    let mut kept: Vec<i32> = child.kept.iter().copied().chain([child.error_pipe]).filter(|fd| *fd >= 3).collect();
    kept.sort_unstable();
    for fd in kept.into_iter().chain([i32::MAX]) {
        if fd > from {
            // SAFETY: no memory is involved. Kernels before 5.9 lack the call: there everything stays open but for close-on-exec.
            unsafe { libc::syscall(libc::SYS_close_range, from as libc::c_uint, (fd - 1) as libc::c_uint, 0) };
        }
        from = fd.saturating_add(1);
    }
}

/// Replaces the process; gives the error that counts when no path worked.
fn exec(child: &Child) -> Failure {
    let pointers = |strings: &[CString]| strings.iter().map(|s| s.as_ptr()).chain([std::ptr::null()]).collect::<Vec<_>>();
    let argv = pointers(&child.argv);
    let environment = child.environment.as_deref().map(pointers);
    let mut saved = libc::ENOENT;
    for path in &child.executables {
        // SAFETY: C strings and null-terminated arrays of them.
        unsafe {
            match &environment {
                Some(environment) => libc::execve(path.as_ptr(), argv.as_ptr(), environment.as_ptr()),
                None => libc::execv(path.as_ptr(), argv.as_ptr()),
            };
        }
        let error = errno();
        if error != libc::ENOENT && error != libc::ENOTDIR {
            saved = error;
        }
    }
    Failure::Errno(saved, "")
}

static FUNCTIONS: &[NativeDef] = &[NativeDef::function("fork_exec", 22, 22, fork_exec)];

/// The module object of `_posixsubprocess`.
pub fn module(t: &mut Thread) -> Result<Value, Raised> {
    let m = module::new(t, "_posixsubprocess");
    module::add_functions(t, m, FUNCTIONS);
    Ok(m)
}
