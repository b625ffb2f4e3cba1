//! `_thread` for one thread: locks keep their state and complain as CPython's do, but nobody else can
//! release them, so waiting for one that is held can only run into its timeout.

mod handle;
mod lock;

use crate::support::{ClassDef, Place, keep, make_class};
use taipan_runtime::layout::{TYPE_BASE, TYPE_HAS_DICT, TYPE_WEAKREF};
use taipan_runtime::native::{GetSetDef, NativeDef};
use taipan_runtime::objects::{exception, instance, module};
use taipan_runtime::{Args, Raised, Thread, Value, ops, types};

fn identity() -> i64 {
    // SAFETY: no memory involved.
    unsafe { libc::pthread_self() as i64 }
}

fn get_ident(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    Ok(t.int(identity()))
}
fn get_native_id(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    // SAFETY: no memory involved.
    let id = unsafe { libc::syscall(libc::SYS_gettid) };
    Ok(t.int(id))
}

fn start_new_thread(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    if let Some(function) = args.opt(0) {
        let name = t.names.call;
        if ops::lookup_special(t, function, name).is_none() {
            return Err(t.type_error("first arg must be callable"));
        }
    }
    Err(t.not_implemented("starting a thread"))
}
fn start_joinable_thread(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    Err(t.not_implemented("starting a thread"))
}

fn exit(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    let class = t.exceptions.system_exit;
    Err(exception::raise_with(t, class, &[]))
}
fn interrupt_main(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let n = args.opt(0).map_or(Ok(i64::from(libc::SIGINT)), |v| ops::index(t, v))?;
    if !(1..crate::signal::COUNT as i64).contains(&n) {
        return Err(t.value_error("signal number out of range"));
    }
    // SAFETY: no memory involved.
    unsafe { libc::raise(n as i32) };
    Ok(Value::NONE)
}
fn count(_: &mut Thread, _: Args) -> Result<Value, Raised> {
    Ok(Value::ZERO)
}
fn stack_size(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    if let Some(v) = args.opt(0)
        && ops::index(t, v)? < 0
    {
        return Err(t.value_error("size must be 0 or a positive value"));
    }
    Ok(Value::ZERO)
}
fn yes(_: &mut Thread, _: Args) -> Result<Value, Raised> {
    Ok(Value::TRUE)
}
fn nothing(_: &mut Thread, _: Args) -> Result<Value, Raised> {
    Ok(Value::NONE)
}
fn get_name(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    Ok(t.str("taipan"))
}

/// `sys.excepthook` for the thread's exception.
fn excepthook(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let sys = crate::support::import(t, "sys")?;
    let hook = t.names.excepthook;
    let hook = ops::get_attr(t, sys, hook)?;
    let fields = ["exc_type", "exc_value", "exc_traceback"];
    let argument = args.get(0);
    let [class, value, traceback] = fields.map(|name| crate::support::attribute(t, argument, name));
    ops::call(t, hook, &[class?, value?, traceback?])
}

fn local_new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    let init = t.names.init;
    let own = types::lookup_with_owner(class, init).is_some_and(|(owner, _)| owner != t.types.object);
    if !args.is_empty() && !own {
        return Err(t.type_error("Initialization arguments are not supported"));
    }
    Ok(instance::allocate(t, class))
}

/// With one thread, thread-local data is an object with attributes.
static LOCAL: ClassDef = ClassDef {
    flags: TYPE_BASE | TYPE_HAS_DICT | TYPE_WEAKREF,
    new: Some(local_new),
    doc: "Thread-local data",
    ..ClassDef::new("_thread", "_local")
};

static HOOK_FIELDS: &[GetSetDef] = crate::structseq_fields![0 "exc_type", 1 "exc_value", 2 "exc_traceback", 3 "thread"];

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::function("allocate_lock", 0, 0, lock::allocate).doc("Create a new lock object."),
    NativeDef::function("allocate", 0, 0, lock::allocate).doc("An obsolete synonym of allocate_lock()."),
    NativeDef::function("get_ident", 0, 0, get_ident).doc("Return a non-zero integer that uniquely identifies the current thread."),
    NativeDef::function("get_native_id", 0, 0, get_native_id).doc("Return a non-negative integer identifying the thread as reported by the OS (kernel)."),
    NativeDef::function("_get_main_thread_ident", 0, 0, get_ident).doc("Internal only. Return a non-zero integer that uniquely identifies the main thread."),
    NativeDef::function("start_new_thread", 2, 3, start_new_thread).doc("Start a new thread and return its identifier."),
    NativeDef::function("start_new", 2, 3, start_new_thread).doc("An obsolete synonym of start_new_thread()."),
    NativeDef::function("start_joinable_thread", 1, 1, start_joinable_thread)
        .keywords()
        .doc("For internal use only: start a new thread."),
    NativeDef::function("exit", 0, 0, exit).doc("This is synonymous to ``raise SystemExit''."),
    NativeDef::function("exit_thread", 0, 0, exit).doc("An obsolete synonym of exit()."),
    NativeDef::function("interrupt_main", 0, 1, interrupt_main).doc("Simulate the arrival of the given signal in the main thread."),
    NativeDef::function("_count", 0, 0, count).doc("Return the number of currently running Python threads, excluding the main thread."),
    NativeDef::function("stack_size", 0, 1, stack_size).doc("Return the thread stack size used when creating new threads."),
    NativeDef::function("daemon_threads_allowed", 0, 0, yes).doc("Return True if daemon threads are allowed in the current interpreter."),
    NativeDef::function("_is_main_interpreter", 0, 0, yes).doc("Return True if the current interpreter is the main Python interpreter."),
    NativeDef::function("_shutdown", 0, 0, nothing).doc("Wait for all non-daemon threads (other than the calling thread) to stop."),
    NativeDef::function("set_name", 1, 1, nothing).doc("Set the name of the current thread."),
    NativeDef::function("_get_name", 0, 0, get_name).doc("Get the name of the current thread."),
    NativeDef::function("_make_thread_handle", 1, 1, handle::make)
        .doc("Internal only. Make a thread handle for threads not spawned by the _thread or threading module."),
    NativeDef::function("_excepthook", 1, 1, excepthook).doc("Handle uncaught Thread.run() exception."),
];

/// Makes the module.
pub fn init(t: &mut Thread) -> Result<Value, Raised> {
    let m = module::new(t, "_thread");
    module::add_functions(t, m, FUNCTIONS);
    lock::init(t, m);
    handle::init(t, m);
    let class = make_class(t, &LOCAL);
    keep(t, Place::Local, class);
    module::add(t, m, "_local", class);
    let hook_arguments = crate::structseq::class(t, "_thread", "_ExceptHookArgs", HOOK_FIELDS, &[]);
    module::add(t, m, "_ExceptHookArgs", hook_arguments);
    let error = t.exceptions.runtime_error;
    module::add(t, m, "error", error);
    let longest = t.float(9223372036.0);
    module::add(t, m, "TIMEOUT_MAX", longest);
    module::add(t, m, "_NAME_MAXLEN", Value::small(15));
    Ok(m)
}
