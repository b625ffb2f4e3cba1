//! `Op::Intrinsic`: operations too rare for an opcode of their own.

use taipan_bytecode::instruction::Decoded;
use taipan_bytecode::opcode::Intrinsic;
use taipan_runtime::frame;
use taipan_runtime::machine::{Direct, Machine};
use taipan_runtime::objects::{async_generator, dict, exception, function};
use taipan_runtime::step::{Flow, Outcome};
use taipan_runtime::{Raised, Thread, Value, ops};

/// A function or class of the library's `typing` module (or its native half).
fn typing(t: &mut Thread, name: &str) -> Result<Value, Raised> {
    native(t, "_typing", name)
}

/// A function or class of a native module.
fn native(t: &mut Thread, module: &str, name: &str) -> Result<Value, Raised> {
    let module_name = t.intern(module);
    let globals = dict::new(t);
    let module = (t.hooks.import)(t, module_name, globals, Value::NONE, Value::ZERO)?;
    let name = t.intern(name);
    ops::get_attr(t, module, name)
}

pub fn run(d: &mut Direct, i: &Decoded) -> Outcome {
    let which = Intrinsic::ALL[i.c];
    let v = match which {
        Intrinsic::StopIterationError => stop_iteration_error(d, d_reg(d, i.b))?,
        Intrinsic::StopIterationValue => {
            let e = d.reg(i.b);
            let t = d.t();
            if !taipan_runtime::types::is_instance(t, e, t.exceptions.stop_iteration) {
                return Err(t.raise_object(e));
            }
            let v = exception::extra_get(e, 0);
            if v.is_unbound() { Value::NONE } else { v }
        }
        Intrinsic::SetupAnnotations => {
            let locals = d.t().window.header(frame::LOCALS);
            let t = d.t();
            let name = t.names.annotations;
            if !ops::contains(t, locals, name)? {
                let fresh = dict::new(t);
                ops::set_item(t, locals, name, fresh)?;
            }
            Value::NONE
        }
        Intrinsic::SetTypeParams => {
            let (f, params) = (d.reg(i.b), d.reg(i.b + 1));
            let t = d.t();
            let own = function::own_dict(t, f);
            let name = t.names.type_params;
            dict::set_str(t, own, name, params);
            f
        }
        Intrinsic::TypeVar | Intrinsic::TypeVarWithConstraints => {
            let args = [d.reg(i.b), d.reg(i.b + 1), d.reg(i.b + 2)];
            let f = typing(
                d.t(),
                if which == Intrinsic::TypeVar {
                    "_make_typevar"
                } else {
                    "_make_typevar_with_constraints"
                },
            )?;
            ops::call(d.t(), f, &args)?
        }
        Intrinsic::ParamSpec => {
            let args = [d.reg(i.b), d.reg(i.b + 1)];
            let f = typing(d.t(), "_make_paramspec")?;
            ops::call(d.t(), f, &args)?
        }
        Intrinsic::TypeVarTuple => {
            let args = [d.reg(i.b), d.reg(i.b + 1)];
            let f = typing(d.t(), "_make_typevartuple")?;
            ops::call(d.t(), f, &args)?
        }
        Intrinsic::SubscriptGeneric => {
            let params = d.reg(i.b);
            let generic = typing(d.t(), "Generic")?;
            ops::get_item(d.t(), generic, params)?
        }
        Intrinsic::TypeAlias => {
            let args = [d.reg(i.b), d.reg(i.b + 1), d.reg(i.b + 2)];
            let f = typing(d.t(), "_make_typealias")?;
            ops::call(d.t(), f, &args)?
        }
        Intrinsic::NotImplementedErrorClass => d.t().exceptions.not_implemented_error,
        Intrinsic::AsyncGenWrap => {
            let v = d.reg(i.b);
            async_generator::wrap(d.t(), v)
        }
        Intrinsic::BuildTemplate => {
            let args = [d.reg(i.b), d.reg(i.b + 1)];
            let f = native(d.t(), "_templates", "_template")?;
            ops::call(d.t(), f, &args)?
        }
        Intrinsic::BuildInterpolation => {
            let args = [d.reg(i.b), d.reg(i.b + 1), d.reg(i.b + 2), d.reg(i.b + 3)];
            let f = native(d.t(), "_templates", "_interpolation")?;
            ops::call(d.t(), f, &args)?
        }
    };
    d.set_reg(i.a, v);
    Ok(Flow::Next)
}

fn d_reg(d: &Direct, r: usize) -> Value {
    // SAFETY: a register of the current window.
    unsafe { *d.registers.add(r) }
}

/// A StopIteration that leaves a generator's body becomes a RuntimeError.
fn stop_iteration_error(d: &mut Direct, e: Value) -> Result<Value, Raised> {
    let t = d.t();
    let flags = taipan_runtime::objects::code::data(t.window.header(frame::CODE)).flags;
    let in_async_generator = flags.has(taipan_bytecode::CodeFlags::ASYNC_GENERATOR);
    let stop = if taipan_runtime::types::is_instance(t, e, t.exceptions.stop_iteration) {
        "StopIteration"
    } else if in_async_generator && taipan_runtime::types::is_instance(t, e, t.exceptions.stop_async_iteration) {
        "StopAsyncIteration"
    } else {
        return Ok(e);
    };
    let what = if in_async_generator {
        "async generator"
    } else if flags.has(taipan_bytecode::CodeFlags::COROUTINE) {
        "coroutine"
    } else {
        "generator"
    };
    let text = t.str(&format!("{what} raised {stop}"));
    let class = t.exceptions.runtime_error;
    let error = exception::new(t, class, &[text]);
    exception::set_cause(t, error, e);
    exception::set_context(t, error, e);
    Ok(error)
}
