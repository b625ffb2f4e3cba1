//! `atexit`: functions called at the end of the process, last registered first.
//!
//! The registry is a list of (function, args, keywords) kept at a place of the thread, so that
//! [`run`] works whether or not the module was imported.

use crate::support::{Place, keep, place};
use taipan_runtime::layout::shape_id;
use taipan_runtime::native::NativeDef;
use taipan_runtime::objects::{list, module, tuple};
use taipan_runtime::{Args, Raised, Thread, Value, ops};

fn registry(t: &mut Thread) -> Value {
    let registered = place(t, Place::ExitFunctions);
    if !registered.is_none() {
        return registered;
    }
    let registered = list::new(t, &[]);
    keep(t, Place::ExitFunctions, registered);
    registered
}

fn register(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let Some(function) = args.opt(0) else {
        return Err(t.type_error("register() takes at least 1 argument (0 given)"));
    };
    let name = t.names.call;
    if ops::lookup_special(t, function, name).is_none() {
        return Err(t.type_error("the first argument must be callable"));
    }
    let positional = tuple::new(t, &args.positional()[1..]);
    let values = list::new(t, &[]);
    for (_, v) in args.keywords() {
        list::push(t, values, v);
    }
    let values = tuple::from_list(t, values);
    let names = if args.keyword_names() == Value::ZERO {
        t.empty_tuple
    } else {
        args.keyword_names()
    };
    let entry = tuple::new(t, &[function, positional, names, values]);
    let registered = registry(t);
    list::push(t, registered, entry);
    Ok(function)
}

fn unregister(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let registered = registry(t);
    let mut i = 0;
    while i < list::len(registered) {
        let function = tuple::items(&list::get(registered, i))[0];
        if ops::equal(t, function, args.get(0))? {
            if i < list::len(registered) {
                list::remove_at(t, registered, i);
            }
        } else {
            i += 1;
        }
    }
    Ok(Value::NONE)
}

/// Calls the registered functions, last first, and forgets them. Exceptions go to `report` one by one.
pub fn run(t: &mut Thread, mut report: impl FnMut(&mut Thread, Value)) {
    let registered = registry(t);
    while let Some(entry) = list::pop(t, registered) {
        let parts = tuple::items(&entry);
        let (function, positional, names, values) = (parts[0], parts[1], parts[2], parts[3]);
        let all = list::new(t, tuple::items(&positional));
        list::extend_from(t, all, tuple::items(&values));
        // SAFETY: the list's items stay in place: nobody else knows it.
        let args = unsafe { Args::new(list::items(&all).as_ptr(), tuple::len(positional), names) };
        let result = ops::call_args(t, function, args);
        std::hint::black_box((all, entry));
        if result.is_err() {
            report(t, function);
        }
    }
}

fn run_exit_functions(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    run(t, |t, function| {
        let error = t.take_pending();
        report_unraisable(t, error, function);
    });
    Ok(Value::NONE)
}

/// `sys.unraisablehook` with what CPython says about exit functions.
pub fn report_unraisable(t: &mut Thread, error: Value, function: Value) {
    let Ok(sys) = crate::support::import(t, "sys") else {
        t.take_pending();
        return;
    };
    let hook = t.intern("unraisablehook");
    let Ok(Some(hook)) = ops::get_attr_opt(t, sys, hook) else {
        t.take_pending();
        return;
    };
    let class = t.class_of(error);
    let shown = crate::support::repr_text(t, function).unwrap_or_default();
    let message = t.str(&format!("Exception ignored in atexit callback {shown}"));
    let example = t.intern("UnraisableHookArgs");
    let traceback = t.names.traceback;
    let traceback = ops::get_attr_opt(t, error, traceback).ok().flatten().unwrap_or(Value::NONE);
    if let Ok(Some(args_class)) = ops::get_attr_opt(t, sys, example) {
        let fields = tuple::new(t, &[class, error, traceback, message, Value::NONE]);
        if let Ok(arguments) = ops::call(t, args_class, &[fields]) {
            let _ = ops::call(t, hook, &[arguments]);
        }
    }
    t.take_pending();
}

fn count(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    let registered = registry(t);
    debug_assert!(registered.has_shape(shape_id::LIST));
    Ok(Value::small(list::len(registered) as i64))
}

fn clear(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    let registered = registry(t);
    list::clear(t, registered);
    Ok(Value::NONE)
}

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::function("register", 1, NativeDef::MANY, register)
        .keywords()
        .doc("Register a function to be executed upon normal program termination."),
    NativeDef::function("unregister", 1, 1, unregister).doc("Unregister an exit function which was previously registered using atexit.register."),
    NativeDef::function("_run_exitfuncs", 0, 0, run_exit_functions).doc("Run all registered exit functions."),
    NativeDef::function("_ncallbacks", 0, 0, count).doc("Return the number of registered exit functions."),
    NativeDef::function("_clear", 0, 0, clear).doc("Clear the list of previously registered exit functions."),
];

/// Makes the module.
pub fn init(t: &mut Thread) -> Result<Value, Raised> {
    let m = module::new(t, "atexit");
    module::add_functions(t, m, FUNCTIONS);
    Ok(m)
}
