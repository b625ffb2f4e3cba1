//! Calls: Python functions push a frame, everything else goes through a helper or the opaque call.

use super::{Flow, Outcome};
use crate::frame::Continuation;
use crate::helper;
use crate::layout::shape_id as id;
use crate::layout::*;
use crate::machine::{Effects, Machine, fields};
use crate::native::Args;
use crate::objects::{code, instance, tuple};
use crate::ops::call::Pushed;
use crate::thread::Raised;
use crate::types;
use crate::value::Value;
use taipan_bytecode::CodeFlags;

/// The code of a method found on a class, when it is a plain Python function that can be pushed. The method is a
/// constant here (an assumption about the class), so this leaves no guard.
pub fn python_method<M: Machine>(_: &mut M, method: Value) -> Option<Value> {
    if !method.has_shape(id::FUNCTION) {
        return None;
    }
    let c = crate::field!(method, Function, code);
    if code::data(c).is_generator() { None } else { Some(c) }
}

/// Whether `n` positional arguments fit the parameters without packing, and how many defaults are needed.
fn simple(c: &code::CodeData, function: Value, n: usize) -> Option<usize> {
    let positional = c.arg_count as usize;
    if c.keyword_only_count != 0 || c.flags.has(CodeFlags::VARARGS | CodeFlags::VARKEYWORDS) || n > positional || c.is_generator() {
        return None;
    }
    let defaults = crate::field!(function, Function, defaults);
    let available = if defaults.is_none() { 0 } else { tuple::items(&defaults).len() };
    if positional - n <= available { Some(positional - n) } else { None }
}

/// Pushes a frame of constant function `method` with positional arguments.
pub fn push_method<M: Machine>(m: &mut M, method: Value, code_value: Value, args: &[M::Val], k: Continuation) -> Outcome {
    let f = m.constant(method);
    let data = m.constant(Value::NONE);
    push_constant(m, f, method, code_value, args, k, data)
}

/// Pushes a frame of `function`, whose identity `constant` (or at least code and defaults) a guard has fixed.
fn push_constant<M: Machine>(m: &mut M, f: M::Val, constant: Value, code_value: Value, args: &[M::Val], k: Continuation, data: M::Val) -> Outcome {
    let c = code::data(code_value);
    match simple(c, constant, args.len()) {
        Some(missing) => {
            m.open_frame(code_value)?;
            for (i, v) in args.iter().enumerate() {
                m.set_argument(i, *v);
            }
            if missing > 0 {
                let defaults = crate::field!(constant, Function, defaults);
                let items = tuple::items(&defaults);
                for i in 0..missing {
                    let v = m.constant(items[items.len() - missing + i]);
                    m.set_argument(args.len() + i, v);
                }
            }
            let unbound = m.constant(Value::UNBOUND);
            for r in c.parameter_count()..c.named_registers() {
                m.set_argument(r, unbound);
            }
            m.enter_frame(f, code_value, k, data);
            Ok(Flow::Frame)
        }
        None => {
            // No caller has more; on the native stack the collector sees them.
            let mut values = [Value::ZERO; 8];
            for (slot, v) in values.iter_mut().zip(args) {
                *slot = m.value(*v);
            }
            let data = m.value(data);
            let d = m.direct("arguments that need packing");
            let t = d.t();
            let pc = t.pc;
            let pushed = crate::ops::call::push_function(t, constant, Args::of(&values[..args.len()]), pc, k, data)?;
            d.reload();
            match pushed {
                Pushed::Frame => Ok(Flow::Frame),
                Pushed::Done(v) => crate::resume::deliver(d, k, v),
            }
        }
    }
}

/// `r[dst] = function(args…)`: positional arguments in registers `first..first + n`.
#[inline(never)]
pub fn call<M: Machine>(m: &mut M, dst: usize, callee: M::Val, first: usize, n: usize) -> Outcome {
    let shape = m.shape(callee);
    match shape {
        id::FUNCTION => {
            let code_field = m.load(callee, fields::FUNCTION_CODE);
            let code_value = m.promote(code_field);
            let f = m.value(callee);
            if simple(code::data(code_value), f, n) == Some(0) {
                m.open_frame(code_value)?;
                for i in 0..n {
                    let v = m.reg(first + i);
                    m.set_argument(i, v);
                }
                let c = code::data(code_value);
                let unbound = m.constant(Value::UNBOUND);
                for r in c.parameter_count()..c.named_registers() {
                    m.set_argument(r, unbound);
                }
                let none = m.constant(Value::NONE);
                m.enter_frame(callee, code_value, Continuation::Register, none);
                return Ok(Flow::Frame);
            }
            general(m, dst, callee, first, n, "call with defaults or packing")
        }
        id::BOUND_METHOD => {
            let function = m.load(callee, fields::METHOD_FUNCTION);
            if m.shape(function) == id::FUNCTION {
                let receiver = m.load(callee, fields::METHOD_RECEIVER);
                let constant = m.promote(function);
                let code_value = crate::field!(constant, Function, code);
                if n < 7 && simple(code::data(code_value), constant, n + 1).is_some() {
                    let mut args = [receiver; 8];
                    for i in 0..n {
                        args[i + 1] = m.reg(first + i);
                    }
                    let none = m.constant(Value::NONE);
                    return push_constant(m, function, constant, code_value, &args[..n + 1], Continuation::Register, none);
                }
            }
            general(m, dst, callee, first, n, "bound method of something else")
        }
        id::TYPE => class_call(m, dst, callee, first, n),
        id::NATIVE_FUNCTION | id::METHOD_DESCRIPTOR => match leaf_call(m, dst, callee, first, n)? {
            Some(flow) => Ok(flow),
            None => general(m, dst, callee, first, n, "call of a native function"),
        },
        _ => general(m, dst, callee, first, n, "call of something else"),
    }
}

helper!(
    /// A native function of one argument that runs no Python code.
    CALL_LEAF_1, Effects::LEAF, |t, [f, a]| crate::ops::call(t, f, &[a])
);
helper!(
    /// As CALL_LEAF_1, of two arguments.
    CALL_LEAF_2, Effects::LEAF, |t, [f, a, b]| crate::ops::call(t, f, &[a, b])
);
helper!(
    /// As CALL_LEAF_1, of three arguments.
    CALL_LEAF_3, Effects::LEAF, |t, [f, a, b, c]| crate::ops::call(t, f, &[a, b, c])
);

/// Calls `f` (a constant behind a guard) with one to three arguments from `first` on by a leaf helper.
fn call_leaf<M: Machine>(m: &mut M, dst: usize, f: M::Val, first: usize, n: usize) -> Outcome {
    let a = m.reg(first);
    let v = match n {
        1 => m.call(&CALL_LEAF_1, [f, a])?,
        2 => {
            let b = m.reg(first + 1);
            m.call(&CALL_LEAF_2, [f, a, b])?
        }
        _ => {
            let (b, c) = (m.reg(first + 1), m.reg(first + 2));
            m.call(&CALL_LEAF_3, [f, a, b, c])?
        }
    };
    m.set_reg(dst, v);
    Ok(Flow::Next)
}

/// A native function that is sure to run no Python code under these arguments. `None`: it is another one.
fn leaf_call<M: Machine>(m: &mut M, dst: usize, callee: M::Val, first: usize, n: usize) -> Result<Option<Flow>, Raised> {
    if !(1..=3).contains(&n) || !M::RECORDS {
        return Ok(None);
    }
    let f = m.promote(callee);
    let def = crate::field!(f, NativeFunction, def);
    if def.leaf == crate::native::Leaf::Never {
        return Ok(None);
    }
    if f.has_shape(id::METHOD_DESCRIPTOR) {
        let receiver = m.reg(first);
        let shape = m.shape(receiver);
        let (class, owner) = (m.thread().shapes.class(shape), crate::field!(f, NativeFunction, owner));
        if shape >= id::FIRST_DYNAMIC || class != owner {
            return Ok(None);
        }
    }
    if def.leaf == crate::native::Leaf::Builtin {
        for i in 0..n {
            let v = m.reg(first + i);
            if m.shape(v) >= id::FIRST_DYNAMIC {
                return Ok(None);
            }
        }
    }
    call_leaf(m, dst, callee, first, n).map(Some)
}

/// Builtin classes whose constructors run no Python code when they are given numbers and strs.
fn leaf_class<M: Machine>(m: &mut M, class: Value, first: usize, n: usize) -> bool {
    let x = &m.thread().types;
    if !M::RECORDS || !(1..=3).contains(&n) || ![x.range, x.int, x.float, x.bool, x.str].contains(&class) {
        return false;
    }
    (0..n).all(|i| {
        let v = m.reg(first + i);
        matches!(m.shape(v), id::INT | id::FLOAT | id::BOOL | id::STR)
    })
}

/// Calls a class whose instances are plain objects with a Python `__init__`: allocates, pushes `__init__`.
fn class_call<M: Machine>(m: &mut M, dst: usize, callee: M::Val, first: usize, n: usize) -> Outcome {
    let class = m.promote(callee);
    let Some(init) = plain_constructor(m.thread(), class) else {
        if leaf_class(m, class, first, n) {
            return call_leaf(m, dst, callee, first, n);
        }
        return general(m, dst, callee, first, n, "constructor of a builtin class");
    };
    let code_value = crate::field!(init, Function, code);
    if n >= 7 || simple(code::data(code_value), init, n + 1).is_none() {
        return general(m, dst, callee, first, n, "constructor arguments that need packing");
    }
    // An allocation cannot be undone, but nobody has seen it when a later guard of this instruction fails.
    let object = m.new_instance(class);
    let f = m.constant(init);
    let mut args = [object; 8];
    for i in 0..n {
        args[i + 1] = m.reg(first + i);
    }
    push_constant(m, f, init, code_value, &args[..n + 1], Continuation::Init, object)
}

/// The Python `__init__` of a class that is made by `object.__new__` and the plain metaclass.
pub fn plain_constructor(t: &mut crate::thread::Thread, class: Value) -> Option<Value> {
    if t.class_of(class) != t.types.type_ || types::payload(class) != Payload::Object || types::flags(class) & (TYPE_ABSTRACT | TYPE_HEAP) != TYPE_HEAP {
        return None;
    }
    let (new, init) = (t.names.new, t.names.init);
    let object_new = types::lookup(t, t.types.object, new);
    if types::lookup(t, class, new) != object_new {
        return None;
    }
    let init = types::lookup(t, class, init)?;
    let python = init.has_shape(id::FUNCTION) && !code::data(crate::field!(init, Function, code)).is_generator();
    if python { Some(init) } else { None }
}

/// Any callable, through the opaque call; Python functions that need packing are still pushed.
#[inline(never)]
pub fn general<M: Machine>(m: &mut M, dst: usize, callee: M::Val, first: usize, n: usize, reason: &'static str) -> Outcome {
    let f = m.value(callee);
    let d = m.direct(reason);
    // SAFETY: the arguments are in the current window's registers and stay there during the call.
    let args = unsafe { Args::new(d.registers.add(first), n, Value::ZERO) };
    Ok(match call_value(d, f, args, Continuation::Register)? {
        Some(v) => {
            d.set_reg(dst, v);
            Flow::Next
        }
        None => Flow::Frame,
    })
}

/// Calls `f`; a Python function (bare or bound) is pushed (`None`), anything else gives its result.
pub fn call_value(d: &mut crate::machine::Direct, f: Value, args: Args, k: Continuation) -> Result<Option<Value>, Raised> {
    let t = d.t();
    let pc = t.pc;
    match t.shape_of(f) {
        id::FUNCTION => {
            let pushed = crate::ops::call::push_function(t, f, args, pc, k, Value::NONE)?;
            d.reload();
            Ok(match pushed {
                Pushed::Frame => None,
                Pushed::Done(v) => Some(v),
            })
        }
        id::BOUND_METHOD if crate::field!(f, BoundMethod, function).has_shape(id::FUNCTION) => {
            let (function, receiver) = (crate::field!(f, BoundMethod, function), crate::field!(f, BoundMethod, receiver));
            let mut pushed = None;
            let slot = &mut pushed;
            crate::ops::call::with_receiver(t, receiver, args, move |t, args| {
                *slot = Some(crate::ops::call::push_function(t, function, args, pc, k, Value::NONE)?);
                Ok(Value::NONE)
            })?;
            d.reload();
            Ok(match pushed {
                Some(Pushed::Done(v)) => Some(v),
                _ => None,
            })
        }
        id::TYPE => {
            if let Some(init) = plain_constructor(t, f)
                && crate::field!(init, Function, defaults) != Value::ZERO
            {
                let object = instance::allocate(t, f);
                let mut pushed = None;
                let slot = &mut pushed;
                crate::ops::call::with_receiver(t, object, args, move |t, args| {
                    *slot = Some(crate::ops::call::push_function(t, init, args, pc, Continuation::Init, object)?);
                    Ok(Value::NONE)
                })?;
                d.reload();
                return Ok(match pushed {
                    Some(Pushed::Done(v)) => Some(v),
                    _ => None,
                });
            }
            crate::ops::call_args(t, f, args).map(Some)
        }
        _ => crate::ops::call_args(t, f, args).map(Some),
    }
}

/// CallMethod: function in r[base], receiver or UNBOUND in r[base+1], `n` arguments from r[base+2].
#[inline(never)]
pub fn call_method<M: Machine>(m: &mut M, dst: usize, base: usize, n: usize) -> Outcome {
    let callee = m.reg(base);
    let receiver = m.reg(base + 1);
    if m.is_word(receiver, Value::UNBOUND) {
        call(m, dst, callee, base + 2, n)
    } else {
        call(m, dst, callee, base + 1, n + 1)
    }
}
