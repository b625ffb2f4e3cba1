//! Calls: Python functions push a frame, everything else goes through a helper or the opaque call.

use super::{Flow, Outcome, native};
use crate::frame::Continuation;
use crate::helper;
use crate::layout::shape_id as id;
use crate::layout::*;
use crate::machine::{Machine, fields};
use crate::native::Args;
use crate::objects::{code, instance, tuple};
use crate::ops::call::Pushed;
use crate::ops::{BinaryOp, CompareOp};
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

/// Pushes a frame of the function `callee`, which becomes a constant with its defaults; `None`: nothing was done but that.
fn push_bound<M: Machine>(m: &mut M, callee: M::Val, args: &[M::Val], names: &[Value], init: Option<M::Val>) -> Option<Outcome> {
    let code_field = m.load(callee, fields::FUNCTION_CODE);
    let code_value = m.promote(code_field);
    let c = code::data(code_value);
    if c.is_generator() {
        return if init.is_none() {
            generator(m, callee, code_value, args, names)
        } else {
            None
        };
    }
    let values = super::bind::bind(m, callee, code_value, args, names)?;
    if let Err(raised) = m.open_frame(code_value) {
        return Some(Err(raised));
    }
    for (i, v) in values.iter().enumerate() {
        m.set_argument(i, *v);
    }
    let unbound = m.constant(Value::UNBOUND);
    for r in values.len()..c.named_registers() {
        m.set_argument(r, unbound);
    }
    let k = if init.is_some() { Continuation::Init } else { Continuation::Register };
    let data = init.unwrap_or_else(|| m.constant(Value::NONE));
    m.enter_frame(callee, code_value, k, data);
    Some(Ok(Flow::Frame))
}

/// Calls a generator function, under the recorder; `None`: nothing was done.
fn generator<M: Machine>(m: &mut M, callee: M::Val, code_value: Value, args: &[M::Val], names: &[Value]) -> Option<Outcome> {
    let v = new_generator(m, callee, code_value, args, names)?;
    Some(v.map(|v| {
        let t = m.thread();
        let data = code::data(t.window.header(crate::frame::CODE));
        let waiting = taipan_bytecode::instruction::decode(&data.code, t.pc);
        m.set_reg(waiting.a, v);
        Flow::Next
    }))
}

/// Registers of a generator that a recording spells out.
const MAX_REGISTERS: u32 = 40;

/// A generator of a function whose code is constant; `None`: it is another kind of function, or the call fails.
pub fn new_generator<M: Machine>(m: &mut M, callee: M::Val, code_value: Value, args: &[M::Val], names: &[Value]) -> Option<Result<M::Val, Raised>> {
    let c = code::data(code_value);
    if !M::RECORDS || !c.flags.has(CodeFlags::GENERATOR) || c.flags.has(CodeFlags::COROUTINE | CodeFlags::ASYNC_GENERATOR) || c.register_count > MAX_REGISTERS {
        return None;
    }
    let values = super::bind::bind(m, callee, code_value, args, names)?;
    Some(m.new_generator(callee, code_value, &values))
}

/// A generator of the constant function `f` that has one parameter; `None`: it is another kind of function.
pub fn new_plain_generator<M: Machine>(m: &mut M, f: M::Val, code_value: Value, v: M::Val) -> Option<Result<M::Val, Raised>> {
    let c = code::data(code_value);
    let plain = c.arg_count == 1 && c.parameter_count() == 1 && !c.flags.has(CodeFlags::COROUTINE | CodeFlags::ASYNC_GENERATOR);
    plain.then(|| m.new_generator(f, code_value, &[v]))
}

/// Makes an instance of constant `class` and pushes its constant `__init__`; `None`: nothing was done.
fn construct_bound<M: Machine>(m: &mut M, class: Value, init: Value, args: &[M::Val], names: &[Value]) -> Option<Outcome> {
    // An instance that is not used after all, because the arguments do not fit, is a waste but no harm.
    let f = m.constant(init);
    let object = m.new_instance(class);
    let mut all = vec![object];
    all.extend(args);
    push_bound(m, f, &all, names, Some(object))
}

/// CallKw under the recorder: `n` arguments from register `first` on, the last ones named by constant `names`. `None`: it
/// is no call of a Python function, or one that fails.
pub fn call_keywords<M: Machine>(m: &mut M, callee: M::Val, first: usize, n: usize, names: M::Val) -> Option<Outcome> {
    if n > MAX_ARGUMENTS {
        return None;
    }
    let names = m.promote(names);
    let names = tuple::items(&names);
    let args: Vec<M::Val> = (0..n).map(|i| m.reg(first + i)).collect();
    match m.shape(callee) {
        id::FUNCTION => push_bound(m, callee, &args, names, None),
        id::BOUND_METHOD => {
            let function = m.load(callee, fields::METHOD_FUNCTION);
            if m.shape(function) != id::FUNCTION {
                return None;
            }
            let receiver = m.load(callee, fields::METHOD_RECEIVER);
            let mut all = vec![receiver];
            all.extend(args);
            push_bound(m, function, &all, names, None)
        }
        id::TYPE => {
            let class = m.promote(callee);
            let init = plain_constructor(m.thread(), class)?;
            construct_bound(m, class, init, &args, names)
        }
        _ => None,
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
            if M::RECORDS && simple(code::data(code_value), f, n) != Some(0) && n <= MAX_ARGUMENTS {
                let args: Vec<M::Val> = (0..n).map(|i| m.reg(first + i)).collect();
                if let Some(outcome) = push_bound(m, callee, &args, &[], None) {
                    return outcome;
                }
            }
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
                if M::RECORDS && simple(code::data(code_value), constant, n + 1).is_none() && n < MAX_ARGUMENTS {
                    let mut args = vec![receiver];
                    args.extend((0..n).map(|i| m.reg(first + i)));
                    if let Some(outcome) = push_bound(m, function, &args, &[], None) {
                        return outcome;
                    }
                }
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
        id::NATIVE_FUNCTION | id::METHOD_DESCRIPTOR | id::SLOT_WRAPPER => match native::unbound(m, dst, callee, first, n)? {
            Some(flow) => Ok(flow),
            None => general(m, dst, callee, first, n, "call of a native function"),
        },
        id::NATIVE_METHOD => match native::bound(m, dst, callee, first, n)? {
            Some(flow) => Ok(flow),
            None => general(m, dst, callee, first, n, "call of a bound native function"),
        },
        _ => general(m, dst, callee, first, n, "call of something else"),
    }
}

/// Arguments of a call that a recording follows.
const MAX_ARGUMENTS: usize = 16;

/// Builtin classes whose constructors run no Python code when they are given numbers and strs.
fn leaf_class<M: Machine>(m: &mut M, class: Value, first: usize, n: usize) -> bool {
    let x = &m.thread().types;
    if !(1..=3).contains(&n) || ![x.range, x.int, x.float, x.bool, x.str].contains(&class) {
        return false;
    }
    (0..n).all(|i| {
        let v = m.reg(first + i);
        matches!(m.shape(v), id::INT | id::FLOAT | id::BOOL | id::STR)
    })
}

helper!(
    /// An instance of a class that takes no arguments; a new one each time.
    MAKE_0, super::build::FRESH, |t, [class]| Ok(t.attempt(|t| crate::ops::call(t, class, &[])))
);

/// Classes whose constructors are native and only read their arguments, if these are no iterators; `enumerate`, `zip` and
/// their like read nothing at all. `None`: nothing was done.
fn native_class<M: Machine>(m: &mut M, dst: usize, callee: M::Val, class: Value, first: usize, n: usize) -> Option<Flow> {
    let t = m.thread();
    let (new, init) = (t.names.new, t.names.init);
    if t.class_of(class) != t.types.type_ || class == t.types.type_ || types::flags(class) & TYPE_ABSTRACT != 0 || n > 3 {
        return None;
    }
    let native = |t: &mut crate::Thread, name| types::lookup(t, class, name).is_none_or(|f| !f.has_shape(id::FUNCTION));
    if !native(t, new) || !native(t, init) {
        return None;
    }
    let lazy = match types::payload(class) {
        Payload::NativeIterator => true,
        Payload::Object
        | Payload::Int
        | Payload::Float
        | Payload::Complex
        | Payload::Str
        | Payload::Bytes
        | Payload::ByteArray
        | Payload::List
        | Payload::Tuple
        | Payload::Dict
        | Payload::Set
        | Payload::FrozenSet
        | Payload::Exception => false,

        _ => return None,
    };
    if n == 0 {
        let v = m.call(&MAKE_0, [callee]).ok()?;
        if m.is_word(v, Value::UNBOUND) {
            return None;
        }
        m.set_reg(dst, v);
        return Some(Flow::Next);
    }
    if !lazy {
        for i in 0..n {
            let v = m.reg(first + i);
            if native::is_iterator(m, v) {
                return None;
            }
        }
    }
    let args: Vec<M::Val> = (0..n).map(|i| m.reg(first + i)).collect();
    native::try_call(m, dst, callee, &args)
}

/// `range(…)` of ints with a step that is not zero, field by field.
fn range<M: Machine>(m: &mut M, dst: usize, first: usize, n: usize) -> Option<Flow> {
    if !(1..=3).contains(&n) {
        return None;
    }
    for i in 0..n {
        let v = m.reg(first + i);
        if !m.is_int(v) {
            return None;
        }
    }
    let (zero_value, one_value) = (m.constant(Value::ZERO), m.constant(Value::small(1)));
    let (start, stop) = if n == 1 {
        (zero_value, m.reg(first))
    } else {
        (m.reg(first), m.reg(first + 1))
    };
    let step = if n == 3 { m.reg(first + 2) } else { one_value };
    let (a, b, zero, one) = (m.int(start), m.int(stop), m.int_constant(0), m.int_constant(1));
    let mut by = m.int(step);
    let mut distance = None;
    if n < 3 || m.int_compare(CompareOp::Eq, by, one) {
        by = one;
        if m.int_compare(CompareOp::Lt, a, b) {
            distance = Some(m.int_binary(BinaryOp::Sub, b, a));
        }
    } else if m.int_compare(CompareOp::Gt, by, zero) {
        if m.int_compare(CompareOp::Lt, a, b) {
            let d = m.int_binary(BinaryOp::Sub, b, a);
            let d = m.int_binary(BinaryOp::Sub, d, one);
            let d = m.int_binary(BinaryOp::FloorDiv, d, by);
            distance = Some(m.int_binary(BinaryOp::Add, d, one));
        }
    } else {
        if m.int_compare(CompareOp::Eq, by, zero) {
            return None;
        }
        if m.int_compare(CompareOp::Gt, a, b) {
            let d = m.int_binary(BinaryOp::Sub, a, b);
            let d = m.int_binary(BinaryOp::Sub, d, one);
            let back = m.int_binary(BinaryOp::Sub, zero, by);
            let d = m.int_binary(BinaryOp::FloorDiv, d, back);
            distance = Some(m.int_binary(BinaryOp::Add, d, one));
        }
    }
    let length = match distance {
        Some(d) => m.int_value(d),
        None => zero_value,
    };
    let by = m.int_value(by);
    let v = m.new_words(
        id::RANGE,
        &[
            (fields::RANGE_START, start),
            (fields::RANGE_STOP, stop),
            (fields::RANGE_BY, by),
            (fields::RANGE_LENGTH, length),
        ],
    );
    m.set_reg(dst, v);
    Some(Flow::Next)
}

/// Calls a class whose instances are plain objects with a Python `__init__`: allocates, pushes `__init__`.
fn class_call<M: Machine>(m: &mut M, dst: usize, callee: M::Val, first: usize, n: usize) -> Outcome {
    let class = m.promote(callee);
    let Some(init) = plain_constructor(m.thread(), class) else {
        if let Some(outcome) = super::consume::push(m, class, first, n) {
            return outcome;
        }
        if M::RECORDS {
            if class == m.thread().types.type_ && n == 1 {
                let v = m.reg(first);
                let shape = m.shape(v);
                let class = m.thread().shapes.class(shape);
                let v = m.constant(class);
                m.set_reg(dst, v);
                return Ok(Flow::Next);
            }
            let to_float = class == m.thread().types.float;
            if n == 1 && (to_float || class == m.thread().types.int) {
                let v = m.reg(first);
                if let Some(v) = super::intrinsic::convert(m, to_float, v) {
                    m.set_reg(dst, v);
                    return Ok(Flow::Next);
                }
            }
            if class == m.thread().types.range
                && let Some(flow) = range(m, dst, first, n)
            {
                return Ok(flow);
            }
            if leaf_class(m, class, first, n) {
                let args: Vec<M::Val> = (0..n).map(|i| m.reg(first + i)).collect();
                return native::call_leaf(m, dst, callee, &args);
            }
            if let Some(flow) = native_class(m, dst, callee, class, first, n) {
                return Ok(flow);
            }
        }
        return general(m, dst, callee, first, n, "constructor of a builtin class");
    };
    let code_value = crate::field!(init, Function, code);
    if M::RECORDS && simple(code::data(code_value), init, n + 1).is_none() && n < MAX_ARGUMENTS {
        let args: Vec<M::Val> = (0..n).map(|i| m.reg(first + i)).collect();
        if let Some(outcome) = construct_bound(m, class, init, &args, &[]) {
            return outcome;
        }
    }
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

/// Pushes a frame of `function` with `receiver` in front of the arguments; `Some`: it was over at once.
fn push_with_receiver(
    d: &mut crate::machine::Direct,
    function: Value,
    receiver: Value,
    args: Args,
    k: Continuation,
    data: Value,
) -> Result<Option<Value>, Raised> {
    let pc = d.t().pc;
    let mut pushed = None;
    let slot = &mut pushed;
    crate::ops::call::with_receiver(d.t(), receiver, args, move |t, args| {
        *slot = Some(crate::ops::call::push_function(t, function, args, pc, k, data)?);
        Ok(Value::NONE)
    })?;
    d.reload();
    Ok(match pushed {
        Some(Pushed::Done(v)) => Some(v),
        _ => None,
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
            push_with_receiver(d, function, receiver, args, k, Value::NONE)
        }
        id::TYPE => {
            if let Some(init) = plain_constructor(t, f)
                && crate::field!(init, Function, defaults) != Value::ZERO
            {
                let object = instance::allocate(t, f);
                return push_with_receiver(d, init, object, args, Continuation::Init, object);
            }
            crate::ops::call_args(t, f, args).map(Some)
        }
        shape => {
            // Callable instances, and classes whose metaclass has a `__call__`.
            let (class, name) = (t.shapes.class(shape), t.names.call);
            match if shape >= id::FIRST_DYNAMIC { types::lookup(t, class, name) } else { None } {
                Some(method) if method.has_shape(id::FUNCTION) => push_with_receiver(d, method, f, args, k, Value::NONE),
                _ => crate::ops::call_args(t, f, args).map(Some),
            }
        }
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
