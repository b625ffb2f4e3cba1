//! Calling anything from native code, and binding arguments to the parameters of a Python function.
//!
//! Python functions run in the interpreter through `Hooks::run`; the interpreter itself pushes
//! frames with [`push_function`] and uses no native stack for them.

use crate::field;
use crate::frame::{self, Continuation, HEADER_WORDS, Window};
use crate::layout::*;
use crate::native::Args;
use crate::objects::{code, dict, generator, list, string, tuple};
use crate::ops::attribute;
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;
use taipan_bytecode::CodeFlags;

/// `callable(*args)`
pub fn call(t: &mut Thread, callable: Value, args: &[Value]) -> Result<Value, Raised> {
    call_args(t, callable, Args::of(args))
}

/// `callable(*args, **keywords)`
pub fn call_args(t: &mut Thread, callable: Value, args: Args) -> Result<Value, Raised> {
    match t.shape_of(callable) {
        shape_id::FUNCTION => call_function(t, callable, args),
        shape_id::NATIVE_FUNCTION | shape_id::NATIVE_METHOD | shape_id::METHOD_WRAPPER => {
            t.check_native_stack()?;
            let native = callable.cast::<NativeFunction>();
            // SAFETY: shape checked.
            let (def, receiver) = unsafe { ((*native).def, (*native).receiver) };
            if types::binds(def.kind) {
                with_receiver(t, receiver, args, |t, args| def.call(t, args))
            } else {
                def.call(t, args)
            }
        }
        shape_id::METHOD_DESCRIPTOR | shape_id::SLOT_WRAPPER | shape_id::CLASSMETHOD_DESCRIPTOR => {
            t.check_native_stack()?;
            crate::objects::native_function::call_descriptor(t, callable, args)
        }
        shape_id::BOUND_METHOD => {
            let (function, receiver) = (field!(callable, BoundMethod, function), field!(callable, BoundMethod, receiver));
            with_receiver(t, receiver, args, |t, args| call_args(t, function, args))
        }
        _ => {
            let class = t.class_of(callable);
            if types::payload(class) == Payload::Type {
                t.check_native_stack()?;
                return crate::objects::type_object::call_type(t, callable, args);
            }
            let name = t.names.call;
            match types::lookup(t, class, name) {
                Some(method) => {
                    t.check_native_stack()?;
                    let bound = attribute::bind(t, method, callable, class)?;
                    call_args(t, bound, args)
                }
                None => {
                    let message = format!("'{}' object is not callable", t.type_name(callable));
                    Err(t.type_error(message))
                }
            }
        }
    }
}

/// Calls `f` with `receiver` in front of the arguments.
pub fn with_receiver(t: &mut Thread, receiver: Value, args: Args, f: impl FnOnce(&mut Thread, Args) -> Result<Value, Raised>) -> Result<Value, Raised> {
    let all = args.all();
    let names = args.keyword_names();
    if all.len() < 8 {
        let mut buffer = [Value::ZERO; 9];
        buffer[0] = receiver;
        buffer[1..=all.len()].copy_from_slice(all);
        // SAFETY: the buffer is on the native stack, which the collector scans.
        return f(t, unsafe { Args::new(buffer.as_ptr(), args.len() + 1, names) });
    }
    let scratch = list::with_capacity(t, all.len() + 1);
    list::push(t, scratch, receiver);
    list::extend_from(t, scratch, all);
    // SAFETY: the storage stays alive through `scratch`, which nobody else can change.
    let args = unsafe { Args::new(list::items(&scratch).as_ptr(), args.len() + 1, names) };
    let result = f(t, args);
    std::hint::black_box(scratch);
    result
}

fn call_function(t: &mut Thread, function: Value, args: Args) -> Result<Value, Raised> {
    t.check_native_stack()?;
    t.may_run_python()?;
    match push_function(t, function, args, t.pc, Continuation::Native, Value::NONE)? {
        Pushed::Frame => (t.hooks.run)(t),
        Pushed::Done(v) => Ok(v),
    }
}

/// What [`push_function`] did.
pub enum Pushed {
    /// A window is on top of the stack and is the thread's current one, at pc 0.
    Frame,
    /// The call is over (a generator was created).
    Done(Value),
}

/// Binds arguments and pushes the callee's window. On an error nothing was pushed.
pub fn push_function(t: &mut Thread, function: Value, args: Args, return_pc: usize, k: Continuation, data: Value) -> Result<Pushed, Raised> {
    let code_value = field!(function, Function, code);
    let data_ptr = code::data(code_value);
    let window = reserve(t, data_ptr.register_count as usize)?;
    bind(t, function, code_value, window, args)?;
    if data_ptr.is_generator() {
        return Ok(Pushed::Done(generator::from_window(t, function, window)));
    }
    enter(t, window, function, code_value, return_pc, k, data);
    Ok(Pushed::Frame)
}

/// Room for a window above the stack's top: RecursionError when there is none. Nothing is pushed yet.
#[inline]
pub fn reserve(t: &mut Thread, registers: usize) -> Result<Window, Raised> {
    // SAFETY: `top` and `limit` delimit the free part of the VM stack.
    let base = unsafe { t.top.add(HEADER_WORDS) };
    if base as usize + registers * 8 > t.limit as usize || t.depth >= t.depth_limit {
        return Err(too_deep(t));
    }
    Ok(Window(base))
}

#[cold]
fn too_deep(t: &mut Thread) -> Raised {
    t.recursion_error("")
}

/// Makes a reserved window with its parameters bound the current one.
#[inline]
pub fn enter(t: &mut Thread, window: Window, function: Value, code_value: Value, return_pc: usize, k: Continuation, data: Value) {
    let registers = code::data(code_value).register_count as usize;
    window.set_header(frame::CODE, code_value);
    window.set_header(frame::FUNCTION, function);
    window.set_header(frame::CALLER, Value(t.window.0 as u64));
    window.set_header(frame::RETURN, frame::return_word(return_pc, k));
    window.set_header(frame::FRAME_OBJECT, Value::UNBOUND);
    window.set_header(frame::HANDLED, Value::NONE);
    window.set_header(frame::CONTINUATION_DATA, data);
    window.set_header(frame::LOCALS, Value::NONE);
    t.window = window;
    // SAFETY: reserved above.
    t.top = unsafe { window.0.add(registers) };
    t.pc = 0;
    t.depth += 1;
}

/// Pops the current window; the caller's becomes current. Returns where the caller goes on.
#[inline]
pub fn leave(t: &mut Thread) -> (usize, Continuation) {
    let window = t.window;
    let back = window.return_to();
    t.window = Window(window.header(frame::CALLER).0 as *mut Value);
    if on_stack(t, window) {
        // SAFETY: the window lies on the VM stack.
        t.top = unsafe { window.0.sub(HEADER_WORDS) };
    }
    t.depth -= 1;
    t.pc = back.0;
    back
}

/// Whether a window is on the VM stack (else inside a generator).
#[inline]
pub fn on_stack(t: &Thread, window: Window) -> bool {
    window.0 as usize >= t.stack_base as usize && (window.0 as usize) < t.limit as usize + (1 << 20)
}

/// Fills the window's registers: parameters from arguments and defaults, UNBOUND in the other locals.
pub fn bind(t: &mut Thread, function: Value, code_value: Value, window: Window, args: Args) -> Result<(), Raised> {
    let c = code::data(code_value);
    let n = args.len();
    let positional = c.arg_count as usize;
    let parameters = c.parameter_count();
    // While arguments are bound allocations may collect: the window is above `top`, so what is only there must be
    // reachable otherwise; arguments are (they are the caller's), defaults are the function's.
    if !args.has_keywords() && n <= positional && c.keyword_only_count == 0 && !c.flags.has(CodeFlags::VARARGS | CodeFlags::VARKEYWORDS) {
        for (i, v) in args.positional().iter().enumerate() {
            window.set_reg(i, *v);
        }
        if n < positional {
            fill_defaults(t, function, c, window, n, |_| false)?;
        }
    } else {
        bind_slow(t, function, c, window, args)?;
    }
    for r in parameters..c.named_registers() {
        window.set_reg(r, Value::UNBOUND);
    }
    Ok(())
}

fn fill_defaults(t: &mut Thread, function: Value, c: &code::CodeData, window: Window, from: usize, given: impl Fn(usize) -> bool) -> Result<(), Raised> {
    let positional = c.arg_count as usize;
    let defaults = field!(function, Function, defaults);
    let defaults: &[Value] = if defaults.is_none() { &[] } else { tuple::items(&defaults) };
    let first_default = positional.saturating_sub(defaults.len());
    let skip = defaults.len().saturating_sub(positional);
    let missing: Vec<usize> = (from..first_default).filter(|i| !given(*i)).collect();
    if !missing.is_empty() {
        return Err(missing_arguments(t, function, c, &missing, "positional"));
    }
    for i in from.max(first_default)..positional {
        if !given(i) {
            window.set_reg(i, defaults[skip + i - first_default]);
        }
    }
    Ok(())
}

fn bind_slow(t: &mut Thread, function: Value, c: &code::CodeData, window: Window, args: Args) -> Result<(), Raised> {
    let positional = c.arg_count as usize;
    let keyword_only = c.keyword_only_count as usize;
    let named = positional + keyword_only;
    let n = args.len();
    let mut rest_at = named;
    for i in 0..named {
        window.set_reg(i, Value::UNBOUND);
    }
    for i in 0..n.min(positional) {
        window.set_reg(i, args.get(i));
    }
    let varargs = if c.flags.has(CodeFlags::VARARGS) {
        let extra = if n > positional {
            tuple::new(t, &args.positional()[positional..])
        } else {
            t.empty_tuple
        };
        rest_at += 1;
        Some(extra)
    } else {
        None
    };
    let varkeywords = if c.flags.has(CodeFlags::VARKEYWORDS) {
        Some((rest_at, dict::new(t)))
    } else {
        None
    };
    let register_names = c.register_names(function);
    for (name, value) in args.keywords() {
        let slot = (c.positional_only_count as usize..named).find(|i| {
            let parameter = tuple::items(&register_names)[*i];
            parameter == name || string::equal(parameter, name)
        });
        match slot {
            Some(i) if window.reg(i).is_unbound() => window.set_reg(i, value),
            Some(_) => {
                let message = format!("{}() got multiple values for argument '{}'", qualified(function), string::to_string_lossy(name));
                return Err(t.type_error(message));
            }
            None => match varkeywords {
                Some((_, target)) => dict::set(t, target, name, value)?,
                None => return Err(unexpected_keyword(t, function, c, name, args)),
            },
        }
    }
    if n > positional && varargs.is_none() {
        return Err(too_many(t, function, c, window, n));
    }
    fill_defaults(t, function, c, window, n.min(positional), |i| !window.reg(i).is_unbound())?;
    let keyword_defaults = field!(function, Function, keyword_defaults);
    let mut missing = Vec::new();
    for i in positional..named {
        if window.reg(i).is_unbound() {
            let name = tuple::items(&register_names)[i];
            match if keyword_defaults.is_none() {
                None
            } else {
                dict::get_str(keyword_defaults, name)
            } {
                Some(v) => window.set_reg(i, v),
                None => missing.push(i),
            }
        }
    }
    if !missing.is_empty() {
        return Err(missing_arguments(t, function, c, &missing, "keyword-only"));
    }
    if let Some(extra) = varargs {
        window.set_reg(named, extra);
    }
    if let Some((at, target)) = varkeywords {
        window.set_reg(at, target);
    }
    Ok(())
}

fn qualified(function: Value) -> String {
    string::to_string_lossy(field!(function, Function, qualname))
}

#[cold]
fn missing_arguments(t: &mut Thread, function: Value, c: &code::CodeData, missing: &[usize], kind: &str) -> Raised {
    let register_names = c.register_names(function);
    let names: Vec<String> = missing
        .iter()
        .map(|i| format!("'{}'", string::to_string_lossy(tuple::items(&register_names)[*i])))
        .collect();
    let listed = match names.as_slice() {
        [one] => one.clone(),
        [a, b] => format!("{a} and {b}"),
        [most @ .., last] => format!("{}, and {last}", most.join(", ")),
        [] => String::new(),
    };
    let n = names.len();
    let s = crate::native::plural(n);
    t.type_error(format!("{}() missing {n} required {kind} argument{s}: {listed}", qualified(function)))
}

#[cold]
fn too_many(t: &mut Thread, function: Value, c: &code::CodeData, window: Window, given: usize) -> Raised {
    let positional = c.arg_count as usize;
    let defaults = field!(function, Function, defaults);
    let defaults = if defaults.is_none() { 0 } else { tuple::items(&defaults).len() };
    let keyword_given = (positional..positional + c.keyword_only_count as usize)
        .filter(|i| !window.reg(*i).is_unbound())
        .count();
    let takes = if defaults > 0 {
        format!("from {} to {positional}", positional - defaults)
    } else {
        positional.to_string()
    };
    let s = if defaults > 0 || positional != 1 { "s" } else { "" };
    let (given_text, verb) = if keyword_given > 0 {
        let text = format!(
            "{given} positional argument{} (and {keyword_given} keyword-only argument{})",
            crate::native::plural(given),
            crate::native::plural(keyword_given)
        );
        (text, "were")
    } else {
        (given.to_string(), if given == 1 { "was" } else { "were" })
    };
    t.type_error(format!(
        "{}() takes {takes} positional argument{s} but {given_text} {verb} given",
        qualified(function)
    ))
}

#[cold]
fn unexpected_keyword(t: &mut Thread, function: Value, c: &code::CodeData, name: Value, args: Args) -> Raised {
    let register_names = c.register_names(function);
    let positional_only = &tuple::items(&register_names)[..c.positional_only_count as usize];
    let wrong: Vec<String> = args
        .keywords()
        .filter(|(n, _)| positional_only.iter().any(|p| string::equal(*p, *n)))
        .map(|(n, _)| string::to_string_lossy(n))
        .collect();
    if !wrong.is_empty() {
        return t.type_error(format!(
            "{}() got some positional-only arguments passed as keyword arguments: '{}'",
            qualified(function),
            wrong.join(", ")
        ));
    }
    let name = string::to_string_lossy(name);
    let candidates: Vec<String> = tuple::items(&register_names)[c.positional_only_count as usize..(c.arg_count + c.keyword_only_count) as usize]
        .iter()
        .map(|v| string::to_string_lossy(*v))
        .collect();
    let hint = match crate::suggest::closest(&name, candidates.iter().map(String::as_str)) {
        Some(s) => format!(". Did you mean '{s}'?"),
        None => String::new(),
    };
    t.type_error(format!("{}() got an unexpected keyword argument '{name}'{hint}", qualified(function)))
}

/// Calls a function found on a class (unbound) with a receiver, binding as the descriptor asks.
pub fn call_unbound(t: &mut Thread, method: Value, receiver: Value, args: &[Value]) -> Result<Value, Raised> {
    match t.shape_of(method) {
        shape_id::METHOD_DESCRIPTOR | shape_id::SLOT_WRAPPER if args.len() < 3 => {
            t.check_native_stack()?;
            // On the native stack, which the collector scans.
            let mut all = [receiver; 3];
            for (slot, v) in all[1..].iter_mut().zip(args) {
                *slot = *v;
            }
            crate::objects::native_function::call_descriptor(t, method, Args::of(&all[..args.len() + 1]))
        }
        shape_id::FUNCTION | shape_id::METHOD_DESCRIPTOR | shape_id::SLOT_WRAPPER => {
            with_receiver(t, receiver, Args::of(args), |t, args| call_args(t, method, args))
        }
        _ => {
            let class = t.class_of(receiver);
            let bound = attribute::bind(t, method, receiver, class)?;
            call(t, bound, args)
        }
    }
}

/// `receiver.name(*args)` by the class only (dunder methods); `None` when the class has none.
pub fn call_special(t: &mut Thread, receiver: Value, name: Value, args: &[Value]) -> Result<Option<Value>, Raised> {
    let class = t.class_of(receiver);
    match types::lookup(t, class, name) {
        Some(method) => call_unbound(t, method, receiver, args).map(Some),
        None => Ok(None),
    }
}

/// `receiver.name(*args)`
pub fn call_method(t: &mut Thread, receiver: Value, name: Value, args: &[Value]) -> Result<Value, Raised> {
    let method = attribute::get_attr(t, receiver, name)?;
    call(t, method, args)
}
