//! Calls of native functions in compiled code.
//!
//! The recorded call knows the function's definition, and from it whether Python code can run ([`Leaf`]). The object that is
//! called is a constant where it is bound to nothing; what is bound (`append = l.append`) is another object each time.

use super::attempt::attempt;
use super::{Flow, Outcome};
use crate::helper;
use crate::layout::{NativeFunction, Type, shape_id as id};
use crate::machine::{Effects, Machine, fields};
use crate::native::{Intrinsic, Leaf, NativeDef, NativeKind};
use crate::objects::dict;
use crate::thread::Raised;
use crate::types;
use crate::value::Value;

/// Calls a native function whose receiver, if it has one, is the first argument, or a class.
fn call_known(t: &mut crate::Thread, f: Value, args: &[Value]) -> Result<Value, Raised> {
    if types::is_type(t, f) {
        return crate::ops::call(t, f, args);
    }
    t.check_native_stack()?;
    crate::field!(f, NativeFunction, def).call(t, crate::native::Args::of(args))
}
/// Calls a native function that changes something in the end; a namespace that somebody watches is the interpreter's.
fn declining(t: &mut crate::Thread, f: Value, args: &[Value]) -> Result<Value, Raised> {
    if args[0].has_shape(id::DICT) && dict::is_watched(args[0]) {
        return Ok(Value::UNBOUND);
    }
    t.attempt_effect(|t| call_known(t, f, args))
}

/// The three ways in which compiled code calls native functions of so many arguments.
macro_rules! native_calls {
    ($($leaf:ident $declining:ident $try_:ident [$($a:ident),*];)*) => {$(
        helper!(
            /// A native function that runs no Python code.
            $leaf, Effects::LEAF, |t, [f $(, $a)*]| call_known(t, f, &[$($a),*])
        );
        helper!(
            /// A native function that changes something after it has run Python code, if it runs any.
            $declining, Effects::DECLINES, |t, [f $(, $a)*]| declining(t, f, &[$($a),*])
        );
        crate::attempt!(
            /// A native function that only reads, as far as it runs no Python code.
            $try_, |t, [f $(, $a)*]| call_known(t, f, &[$($a),*])
        );
    )*};
}
native_calls! {
    CALL_LEAF_1 DECLINING_CALL_1 TRY_CALL_1 [a];
    CALL_LEAF_2 DECLINING_CALL_2 TRY_CALL_2 [a, b];
    CALL_LEAF_3 DECLINING_CALL_3 TRY_CALL_3 [a, b, c];
    CALL_LEAF_4 DECLINING_CALL_4 TRY_CALL_4 [a, b, c, e];
}
helper!(
    /// A native function without arguments that runs no Python code.
    CALL_LEAF_0, Effects::LEAF, |t, [f]| call_known(t, f, &[])
);

/// Calls `f`, whose definition is known, with up to four arguments by a leaf helper.
pub fn call_leaf<M: Machine>(m: &mut M, dst: usize, f: M::Val, args: &[M::Val]) -> Outcome {
    let v = match *args {
        [] => m.call(&CALL_LEAF_0, [f])?,
        [a] => m.call(&CALL_LEAF_1, [f, a])?,
        [a, b] => m.call(&CALL_LEAF_2, [f, a, b])?,
        [a, b, c] => m.call(&CALL_LEAF_3, [f, a, b, c])?,
        [a, b, c, e, ..] => m.call(&CALL_LEAF_4, [f, a, b, c, e])?,
    };
    m.set_reg(dst, v);
    Ok(Flow::Next)
}

/// As [`call_leaf`], of a function that only reads; `None`: it would run Python code, or raises.
pub fn try_call<M: Machine>(m: &mut M, dst: usize, f: M::Val, args: &[M::Val]) -> Option<Flow> {
    let v = match *args {
        [] => return None,
        [a] => attempt(m, &TRY_CALL_1, [f, a]),
        [a, b] => attempt(m, &TRY_CALL_2, [f, a, b]),
        [a, b, c] => attempt(m, &TRY_CALL_3, [f, a, b, c]),
        [a, b, c, e, ..] => attempt(m, &TRY_CALL_4, [f, a, b, c, e]),
    }?;
    m.set_reg(dst, v);
    Some(Flow::Next)
}

/// As [`try_call`], of a function that changes something in the end.
fn declining_call<M: Machine>(m: &mut M, dst: usize, f: M::Val, args: &[M::Val]) -> Result<Option<Flow>, Raised> {
    let v = match *args {
        [] => return Ok(None),
        [a] => m.call(&DECLINING_CALL_1, [f, a])?,
        [a, b] => m.call(&DECLINING_CALL_2, [f, a, b])?,
        [a, b, c] => m.call(&DECLINING_CALL_3, [f, a, b, c])?,
        [a, b, c, e, ..] => m.call(&DECLINING_CALL_4, [f, a, b, c, e])?,
    };
    if m.is_word(v, Value::UNBOUND) {
        return Ok(None);
    }
    m.set_reg(dst, v);
    Ok(Some(Flow::Next))
}

/// Whether using this argument up would show: it is an iterator.
pub fn is_iterator<M: Machine>(m: &mut M, v: M::Val) -> bool {
    let shape = m.shape(v);
    let class = m.thread().shapes.class(shape);
    let next = m.thread().names.next;
    crate::field!(class, Type, next).is_some() || types::lookup(m.thread(), class, next).is_some()
}

/// Most arguments of a native call in compiled code, the receiver among them.
const MAX_NATIVE_ARGUMENTS: usize = 4;

/// A native function that is bound to nothing, if it is sure to run no Python code under these arguments. `None`: it is
/// another one.
pub fn unbound<M: Machine>(m: &mut M, dst: usize, callee: M::Val, first: usize, n: usize) -> Result<Option<Flow>, Raised> {
    let f = m.promote(callee);
    if let Some(outcome) = super::consume::push(m, f, first, n) {
        return outcome.map(Some);
    }
    if n > MAX_NATIVE_ARGUMENTS || !M::RECORDS {
        return Ok(None);
    }
    let args: Vec<M::Val> = (0..n).map(|i| m.reg(first + i)).collect();
    if !f.has_shape(id::NATIVE_FUNCTION) {
        let Some(receiver) = args.first() else { return Ok(None) };
        let shape = m.shape(*receiver);
        let (class, owner) = (m.thread().shapes.class(shape), crate::field!(f, NativeFunction, owner));
        if !types::is_subclass(class, owner) {
            return Ok(None);
        }
    }
    native_call(m, dst, crate::field!(f, NativeFunction, def), callee, &args)
}

/// As [`unbound`], of a function that is bound to a receiver: another one each time, perhaps, of one definition.
pub fn bound<M: Machine>(m: &mut M, dst: usize, callee: M::Val, first: usize, n: usize) -> Result<Option<Flow>, Raised> {
    if n >= MAX_NATIVE_ARGUMENTS || !M::RECORDS {
        return Ok(None);
    }
    let definition = m.load(callee, fields::NATIVE_DEFINITION);
    m.promote(definition);
    let receiver = m.load(callee, fields::NATIVE_RECEIVER);
    let f = m.value(callee);
    let args: Vec<M::Val> = std::iter::once(receiver).chain((0..n).map(|i| m.reg(first + i))).collect();
    native_call(m, dst, crate::field!(f, NativeFunction, def), callee, &args)
}

/// Enters the generator that a call does nothing but resume; `None`: nothing was done.
fn resume_generator<M: Machine>(m: &mut M, def: &NativeDef, args: &[M::Val]) -> Option<Result<(), Raised>> {
    let (g, sent) = match *args {
        [g] => (g, m.constant(Value::NONE)),
        [g, sent] if def.kind == NativeKind::Method => (g, sent),
        _ => return None,
    };
    if m.shape(g) != id::GENERATOR {
        return None;
    }
    m.resume_generator(g, sent)
}

/// A call of a definition whose receiver, if it has one, is the first argument, and of its class.
fn native_call<M: Machine>(m: &mut M, dst: usize, def: &NativeDef, callee: M::Val, args: &[M::Val]) -> Result<Option<Flow>, Raised> {
    if let Some(Intrinsic::Resume) = def.intrinsic
        && let Some(outcome) = resume_generator(m, def, args)
    {
        return outcome.map(|()| Some(Flow::Frame));
    }
    if let Some(which) = def.intrinsic
        && let Some(flow) = super::intrinsic::call(m, which, dst, args)
    {
        return Ok(Some(flow));
    }
    match def.leaf {
        Leaf::Never => return Ok(None),
        Leaf::Tries | Leaf::ChangesLast => {
            for v in args {
                if is_iterator(m, *v) {
                    return Ok(None);
                }
            }
            if def.leaf == Leaf::ChangesLast {
                return declining_call(m, dst, callee, args);
            }
            return Ok(try_call(m, dst, callee, args));
        }
        Leaf::Builtin => {
            for v in args {
                // Generators are of a builtin class, too.
                if m.shape(*v) >= id::FIRST_DYNAMIC || is_iterator(m, *v) {
                    return Ok(None);
                }
            }
        }
        _ => {}
    }
    call_leaf(m, dst, callee, args).map(Some)
}
