//! What the process ends with: exit codes, SystemExit, the signal of an uncaught KeyboardInterrupt.

use crate::traceback_print;
use taipan_modules::sys;
use taipan_runtime::layout::Exception;
use taipan_runtime::objects::exception::extra_get;
use taipan_runtime::objects::{dict, int};
use taipan_runtime::{Raised, Thread, Value, field, ops, types};

/// The end of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Code(i32),
    /// By SIGINT, so that a shell or a parent process sees what happened.
    Interrupted,
    /// By `SystemExit`, with a code: nothing else is run, not even `-i`.
    Exit(i32),
}

impl Status {
    /// Whether `-i` has nothing more to do.
    pub fn is_fatal(self) -> bool {
        matches!(self, Status::Exit(_))
    }

    /// Ends the process.
    pub fn exit(self) -> ! {
        let code = match self {
            Status::Code(code) | Status::Exit(code) => code,
            Status::Interrupted => {
                // SAFETY: plain system calls; the default action of SIGINT ends the process.
                unsafe {
                    libc::signal(libc::SIGINT, libc::SIG_DFL);
                    libc::kill(libc::getpid(), libc::SIGINT);
                }
                128 + libc::SIGINT
            }
        };
        std::process::exit(code)
    }
}

/// The status of a program that ended with `result`; an exception is reported. `inspect`: SystemExit is reported, too.
pub fn of(t: &mut Thread, result: Result<(), Raised>, inspect: bool) -> Status {
    let Err(Raised) = result else { return Status::Code(0) };
    let e = t.take_pending();
    if !inspect && types::is_instance(t, e, t.exceptions.system_exit) {
        return Status::Exit(exit_code(t, e));
    }
    let interrupted = types::is_instance(t, e, t.exceptions.keyboard_interrupt);
    report(t, e);
    if interrupted { Status::Interrupted } else { Status::Code(1) }
}

/// Hands an uncaught exception to `sys.excepthook`, after keeping it in `sys.last_exc`.
pub fn report(t: &mut Thread, e: Value) {
    let class = t.class_of(e);
    let traceback = field!(e, Exception, traceback);
    for (name, v) in [("last_exc", e), ("last_type", class), ("last_value", e), ("last_traceback", traceback)] {
        let name = t.intern(name);
        dict::set_str(t, t.sys_dict, name, v);
    }
    sys::call_except_hook(t, e);
    t.take_pending();
}

/// The exit code that a SystemExit asks for; what is no number is printed.
fn exit_code(t: &mut Thread, e: Value) -> i32 {
    let code = extra_get(e, 0);
    if code.is_unbound() || code.is_none() {
        return 0;
    }
    if int::is_int(t, code) {
        // As a C long cut to an int; beyond that, -1.
        let exact = int::value_of(t, code);
        return int::to_i64(exact).map_or(-1, |code| code as i32);
    }
    let (stdout, flush) = (t.names.stdout, t.names.flush);
    if let Some(file) = dict::get_str(t.sys_dict, stdout).filter(|f| !f.is_none())
        && ops::call_method(t, file, flush, &[]).is_err()
    {
        t.take_pending();
    }
    let text = traceback_print::display(t, code);
    traceback_print::write_stderr(t, &format!("{text}\n"));
    1
}
