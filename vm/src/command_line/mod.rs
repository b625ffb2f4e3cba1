//! What `taipan` does with its arguments: everything that `python3` does with the same ones.
//!
//! - [`options`], [`environment`]: arguments and variables become settings
//! - [`setup`]: a thread with its modules
//! - [`program`], [`run_module`]: running what the arguments name
//! - [`status`]: what the process ends with
//!
//! Everything runs on a native stack of its own, so that deep recursion meets our limits and not the
//! system's. The first thread only waits: it blocks all signals, so that they interrupt system calls
//! of the thread that runs Python.

mod environment;
mod internal_error;
pub mod options;
mod program;
mod run_module;
mod setup;
mod site;
mod status;
mod usage;

use environment::Settings;
use options::{JitOptions, Request};
use std::sync::OnceLock;
use taipan_jit::signals;

pub use status::Status;

/// Sizes of the native stack to try, in bytes: address space, of which pages are used as recursion needs them.
/// With the largest one nested data (`==`, `repr`, `hash`) may be a little deeper than on CPython's 8 MB.
const STACK_SIZES: [usize; 3] = [64 << 20, 32 << 20, 8 << 20];

static SETTINGS: OnceLock<Settings> = OnceLock::new();

/// The exit code of a wrong command line.
const USAGE_ERROR: i32 = 2;

fn settings() -> &'static Settings {
    static DEFAULT: OnceLock<Settings> = OnceLock::new();
    // Threads of unit tests have no command line.
    SETTINGS.get().unwrap_or_else(|| {
        DEFAULT.get_or_init(|| Settings {
            options: options::Options::default(),
            path: Vec::new(),
            hash_key: (0, 0),
            hash_randomization: false,
        })
    })
}

/// What the command line says about the JIT.
pub fn jit_options() -> &'static JitOptions {
    &settings().options.jit
}

/// How much the compiler leaves out: `-O` is 1, `-OO` is 2.
pub fn optimize_level() -> u8 {
    settings().options.optimize.min(2)
}

/// Runs what the arguments say. Returns the exit code where nothing was run; otherwise the process
/// ends within.
pub fn main() -> i32 {
    internal_error::install();
    let mut arguments: Vec<_> = std::env::args_os().collect();
    let command = if arguments.is_empty() { "taipan".into() } else { arguments.remove(0) };
    let name = command.to_string_lossy().into_owned();
    let options = match options::parse(&arguments) {
        Ok(Request::Run(options)) => *options,
        Ok(Request::Help) => return print(&usage::help(&name)),
        Ok(Request::Version(times)) => return print(&format!("{}\n", usage::version(times))),
        Err(sentence) => {
            eprintln!("{sentence}\n{}\nTry `python -h' for more information.", usage::usage_line(&name));
            return USAGE_ERROR;
        }
    };
    match environment::apply(options, |name| std::env::var_os(name)) {
        Ok(settings) => {
            let _ = SETTINGS.set(settings);
        }
        Err(sentence) => {
            eprintln!("{sentence}\nPython runtime state: preinitialized\n");
            return 1;
        }
    }
    for size in STACK_SIZES {
        let old_mask = signals::block();
        let command = command.clone();
        let thread = std::thread::Builder::new().stack_size(size).spawn(move || {
            signals::restore(old_mask);
            run(command, size)
        });
        match thread {
            // A panic has ended the process already: see `internal_error`.
            Ok(thread) => return thread.join().map_or(internal_error::EXIT_CODE, |never| match never {}),
            Err(_) => signals::restore(old_mask),
        }
    }
    eprintln!("{name}: not enough memory for a stack");
    1
}

/// A thread for a program that embeds Python, with an empty `__main__`: see [`crate::embedding`].
pub(crate) fn embedded(jit: JitOptions, stack: usize) -> std::io::Result<Box<taipan_runtime::Thread>> {
    let mut settings = settings().clone();
    settings.options.jit = jit;
    let mut t = setup::thread(&settings, "taipan".into(), stack)?;
    program::make_main(&mut t);
    Ok(t)
}

/// What no value has: the process has ended.
enum Never {}

fn run(command: std::ffi::OsString, stack: usize) -> Never {
    let mut t = match setup::thread(settings(), command, stack) {
        Ok(t) => t,
        Err(error) => {
            eprintln!("taipan: cannot start: {error}");
            std::process::exit(1);
        }
    };
    let t = &mut *t;
    crate::signals::install(t);
    let result = program::run(t, settings());
    let inspect = settings().options.inspect && !program::is_interactive(settings());
    let mut status = status::of(t, result, inspect);
    if inspect && !status.is_fatal() {
        status = crate::repl::run(t, true);
    }
    crate::shutdown::finish(t, &mut status);
    // Returning would only end this thread, and after `fork` it is the only one.
    status.exit()
}

/// Prints to stdout; the exit code.
fn print(text: &str) -> i32 {
    use std::io::Write;
    match std::io::stdout().write_all(text.as_bytes()) {
        Ok(()) => 0,
        Err(_) => 1,
    }
}

/// What interactive mode shares with the command line.
pub mod interactive {
    pub use super::program::main_namespace;
    pub use super::status::report;
    use super::{Status, status, usage};
    use taipan_runtime::{Raised, Thread};

    /// The version, as the first line of a session.
    pub fn usage_version() -> String {
        usage::version(2)
    }

    /// The status that the pending SystemExit asks for.
    pub fn status(t: &mut Thread) -> Status {
        status::of(t, Err(Raised), false)
    }
}
