//! Every instruction by its decoded operands: the rare ones have their only implementation here (or
//! in the sibling files), the frequent ones come here with wide operands or before they are quick.

use super::{End, generator as resuming, quicken, returned};
use taipan_bytecode::Instruction;
use taipan_bytecode::Op;
use taipan_bytecode::instruction::{Decoded, decode};
use taipan_runtime::frame::{self, Continuation};
use taipan_runtime::layout::*;
use taipan_runtime::machine::{Direct, Machine};
use taipan_runtime::native::Args;
use taipan_runtime::objects::{async_generator, code, dict, exception, function, generator, list, set, slice, string, tuple};
use taipan_runtime::ops::compare::COMPARE_OPS;
use taipan_runtime::ops::operator::UnaryOp;
use taipan_runtime::ops::{self, call};
use taipan_runtime::step::{self, Flow, Outcome, truth::Truth};
use taipan_runtime::{Raised, Thread, Value, field};

/// An outcome that may also end the native call.
pub enum Wide {
    Flow(Flow),
    End(End),
}

/// The current instruction by its generic meaning; none that can end a native call.
#[inline(never)]
pub fn step(d: &mut Direct) -> Outcome {
    let t = d.t();
    let i = decode(&code::data(t.window.header(frame::CODE)).code, t.pc);
    execute(d, i)
}

/// The same for the current instruction `w`, which has no prefix.
#[inline(never)]
pub fn narrow(d: &mut Direct, w: Instruction) -> Outcome {
    let i = Decoded::narrow(w, d.t().pc);
    execute(d, i)
}

/// An instruction with wide operands.
pub fn wide(d: &mut Direct, i: Decoded) -> Result<Wide, Raised> {
    match i.op.generic() {
        Op::Return => {
            let v = d.reg(i.a);
            let window = d.t().window;
            taipan_runtime::objects::frame_object::detach(d.t(), window);
            let (_, k) = call::leave(d.t());
            Ok(match returned(d, window, k, v)? {
                Some(end) => Wide::End(end),
                None => Wide::Flow(Flow::Frame),
            })
        }
        Op::Yield | Op::YieldDelegate => {
            let v = d.reg(i.b);
            Ok(match resuming::suspend(d, v, false)? {
                Some(end) => Wide::End(end),
                None => Wide::Flow(Flow::Frame),
            })
        }
        _ => execute(d, i).map(Wide::Flow),
    }
}

fn constant(d: &mut Direct, i: usize) -> Value {
    let code_value = d.t().window.header(frame::CODE);
    let consts = field!(code_value, Code, consts);
    tuple::items(&consts)[i]
}

fn name(d: &mut Direct, i: usize) -> Value {
    let code_value = d.t().window.header(frame::CODE);
    let names = field!(code_value, Code, names);
    tuple::items(&names)[i]
}

fn registers<'a>(d: &Direct, from: usize, n: usize) -> &'a [Value] {
    // SAFETY: registers of the current window, which stays in place while the instruction runs.
    unsafe { std::slice::from_raw_parts(d.registers.add(from), n) }
}

fn globals(d: &mut Direct) -> Value {
    field!(d.t().window.header(frame::FUNCTION), Function, globals)
}
fn builtins(d: &mut Direct) -> Value {
    field!(d.t().window.header(frame::FUNCTION), Function, builtins)
}

fn done(d: &mut Direct, dst: usize, v: Value) -> Outcome {
    d.set_reg(dst, v);
    Ok(Flow::Next)
}

fn branch(known: Truth, when: bool) -> Outcome {
    match known {
        Truth::Known(answer) => Ok(if answer == when { Flow::Jump } else { Flow::Next }),
        Truth::Pushed(outcome) => outcome,
    }
}

fn execute(d: &mut Direct, i: Decoded) -> Outcome {
    let op = i.op.generic();
    let number = op as u8;
    if (Op::BINARY..Op::Neg as u8).contains(&number) {
        let a = d.reg(i.b);
        let b = if number >= Op::BINARY_K { constant(d, i.c) } else { d.reg(i.c) };
        let (operator, inplace) = quicken::operator_of(op);
        return step::binary::binary(d, operator, inplace, i.a, a, b);
    }
    if (Op::COMPARE..Op::Is as u8).contains(&number) {
        let a = d.reg(i.b);
        let (b, base) = if number >= Op::COMPARE_K {
            (constant(d, i.c), Op::COMPARE_K)
        } else {
            (d.reg(i.c), Op::COMPARE)
        };
        return step::compare::compare(d, COMPARE_OPS[(number - base) as usize], i.a, a, b);
    }
    match op {
        Op::Nop | Op::Enter => Ok(Flow::Next),
        Op::Move => {
            let v = d.reg(i.b);
            done(d, i.a, v)
        }
        Op::LoadConst => {
            let v = constant(d, i.bx);
            done(d, i.a, v)
        }
        Op::LoadInt => done(d, i.a, Value::small(i.offset as i64)),
        Op::CheckBound => {
            if d.reg(i.a).is_unbound() {
                Err(unbound_local(d, i.a))
            } else {
                Ok(Flow::Next)
            }
        }
        Op::DeleteLocal => {
            if i.b == 0 && d.reg(i.a).is_unbound() {
                return Err(unbound_local(d, i.a));
            }
            done(d, i.a, Value::UNBOUND)
        }
        Op::MakeCell => {
            let v = d.reg(i.a);
            let cell = function::new_cell(d.t(), v);
            done(d, i.a, cell)
        }
        Op::CopyFreeVars => {
            let closure = field!(d.t().window.header(frame::FUNCTION), Function, closure);
            for n in 0..i.b {
                d.set_reg(i.a + n, tuple::items(&closure)[n]);
            }
            Ok(Flow::Next)
        }
        Op::LoadCell => {
            let v = field!(d.reg(i.b), Cell, contents);
            if v.is_unbound() { Err(unbound_cell(d, i.b)) } else { done(d, i.a, v) }
        }
        Op::StoreCell => {
            let (cell, v) = (d.reg(i.a), d.reg(i.b));
            function::cell_set(d.t(), cell, v);
            Ok(Flow::Next)
        }
        Op::DeleteCell => {
            let cell = d.reg(i.a);
            if i.b == 0 && field!(cell, Cell, contents).is_unbound() {
                return Err(unbound_cell(d, i.a));
            }
            function::cell_set(d.t(), cell, Value::UNBOUND);
            Ok(Flow::Next)
        }
        Op::LoadGlobal => {
            let n = name(d, i.bx);
            let v = load_global(d, n)?;
            done(d, i.a, v)
        }
        Op::StoreGlobal => {
            let (n, v, space) = (name(d, i.bx), d.reg(i.a), globals(d));
            dict::set(d.t(), space, n, v)?;
            Ok(Flow::Next)
        }
        Op::DeleteGlobal => {
            let (n, space) = (name(d, i.bx), globals(d));
            if dict::remove(d.t(), space, n)?.is_none() {
                return Err(not_defined(d, n));
            }
            Ok(Flow::Next)
        }
        Op::LoadName => {
            let n = name(d, i.bx);
            let locals = d.t().window.header(frame::LOCALS);
            let v = match from_mapping(d, locals, n)? {
                Some(v) => v,
                None => load_global(d, n)?,
            };
            done(d, i.a, v)
        }
        Op::StoreName => {
            let (n, v, locals) = (name(d, i.bx), d.reg(i.a), d.t().window.header(frame::LOCALS));
            ops::set_item(d.t(), locals, n, v)?;
            Ok(Flow::Next)
        }
        Op::DeleteName => {
            let (n, locals) = (name(d, i.bx), d.t().window.header(frame::LOCALS));
            let t = d.t();
            match ops::del_item(t, locals, n) {
                Err(Raised) if t.pending_is(t.exceptions.key_error) => {
                    t.take_pending();
                    Err(not_defined(d, n))
                }
                result => result.map(|()| Flow::Next),
            }
        }
        Op::LoadNameOrCell => {
            let (n, locals) = (name(d, i.c), d.t().window.header(frame::LOCALS));
            if let Some(v) = from_mapping(d, locals, n)? {
                return done(d, i.a, v);
            }
            let v = field!(d.reg(i.b), Cell, contents);
            if v.is_unbound() { Err(unbound_cell(d, i.b)) } else { done(d, i.a, v) }
        }
        Op::LoadFromDictOrGlobal => {
            let (n, mapping) = (name(d, i.c), d.reg(i.b));
            let v = match from_mapping(d, mapping, n)? {
                Some(v) => v,
                None => load_global(d, n)?,
            };
            done(d, i.a, v)
        }
        Op::LoadLocals => {
            let locals = d.t().window.header(frame::LOCALS);
            done(d, i.a, locals)
        }
        Op::LoadBuildClass => {
            let (space, n) = (builtins(d), d.t().names.build_class);
            match dict::get_str(space, n) {
                Some(v) => done(d, i.a, v),
                None => {
                    let class = d.t().exceptions.name_error;
                    Err(d.t().raise(class, "__build_class__ not found"))
                }
            }
        }
        Op::LoadAssertionError => {
            let v = d.t().exceptions.assertion_error;
            done(d, i.a, v)
        }

        Op::LoadAttr => {
            let (o, n) = (d.reg(i.b), name(d, i.c));
            step::attribute::load(d, i.a, o, n)
        }
        Op::StoreAttr => {
            let (o, v, n) = (d.reg(i.a), d.reg(i.b), name(d, i.c));
            step::attribute::store(d, o, n, v)
        }
        Op::DeleteAttr => {
            let (o, n) = (d.reg(i.a), name(d, i.c));
            ops::del_attr(d.t(), o, n)?;
            Ok(Flow::Next)
        }
        Op::LoadMethod => {
            let (o, n) = (d.reg(i.b), name(d, i.c));
            step::attribute::load_method(d, i.a, o, n)
        }
        Op::LoadSuperAttr => {
            let v = super_attribute(d, &i, false)?;
            done(d, i.a, v.0)
        }
        Op::LoadSuperMethod => {
            let (v, receiver) = super_attribute(d, &i, true)?;
            d.set_reg(i.a, v);
            done(d, i.a + 1, receiver)
        }
        Op::GetItem => {
            let (o, k) = (d.reg(i.b), d.reg(i.c));
            step::subscript::get_item(d, i.a, o, k)
        }
        Op::SetItem => {
            let (o, k, v) = (d.reg(i.a), d.reg(i.b), d.reg(i.c));
            step::subscript::set_item(d, o, k, v)
        }
        Op::DeleteItem => {
            let (o, k) = (d.reg(i.a), d.reg(i.b));
            ops::del_item(d.t(), o, k)?;
            Ok(Flow::Next)
        }
        Op::GetSlice => {
            let (o, from, to) = (d.reg(i.b), d.reg(i.c), d.reg(i.c + 1));
            if d.t().shape_of(o) < shape_id::FIRST_DYNAMIC {
                let v = ops::get_slice(d.t(), o, from, to)?;
                return done(d, i.a, v);
            }
            let s = slice::new(d.t(), from, to, Value::NONE);
            step::subscript::get_item(d, i.a, o, s)
        }
        Op::SetSlice => {
            let (o, from, to, v) = (d.reg(i.a), d.reg(i.b), d.reg(i.b + 1), d.reg(i.c));
            ops::set_slice(d.t(), o, from, to, v)?;
            Ok(Flow::Next)
        }
        Op::BuildSlice => {
            let (from, to) = (d.reg(i.b), d.reg(i.b + 1));
            let by = if i.c == 3 { d.reg(i.b + 2) } else { Value::NONE };
            let s = slice::new(d.t(), from, to, by);
            done(d, i.a, s)
        }

        Op::Neg | Op::Pos | Op::Invert => {
            let v = d.reg(i.b);
            let which = match op {
                Op::Neg => UnaryOp::Neg,
                Op::Pos => UnaryOp::Pos,
                _ => UnaryOp::Invert,
            };
            let r = ops::unary(d.t(), which, v)?;
            done(d, i.a, r)
        }
        Op::Not => {
            let v = d.reg(i.b);
            match step::truth::truth(d, v, Continuation::Not) {
                Truth::Known(answer) => done(d, i.a, Value::bool(!answer)),
                Truth::Pushed(outcome) => outcome,
            }
        }
        Op::Is | Op::IsNot => {
            let same = ops::is_same(d.reg(i.b), d.reg(i.c));
            done(d, i.a, Value::bool(same == (op == Op::Is)))
        }
        Op::In | Op::NotIn => {
            let (item, container) = (d.reg(i.b), d.reg(i.c));
            let found = ops::contains(d.t(), container, item)?;
            done(d, i.a, Value::bool(found == (op == Op::In)))
        }

        Op::Jump => Ok(Flow::Jump),
        Op::JumpBack => {
            if crate::poll::due(d.t()) {
                crate::poll::run(d.t())?;
            }
            Ok(Flow::Jump)
        }
        Op::JumpIfTrue => {
            let v = d.reg(i.a);
            branch(step::truth::truth(d, v, Continuation::JumpIfTrue), true)
        }
        Op::JumpIfFalse => {
            let v = d.reg(i.a);
            branch(step::truth::truth(d, v, Continuation::JumpIfFalse), false)
        }
        Op::JumpIfNone => Ok(if d.reg(i.a).is_none() { Flow::Jump } else { Flow::Next }),
        Op::JumpIfNotNone => Ok(if d.reg(i.a).is_none() { Flow::Next } else { Flow::Jump }),

        Op::Call => {
            let callee = d.reg(i.b);
            step::call::call(d, i.a, callee, i.b + 1, i.c)
        }
        Op::CallMethod => step::call::call_method(d, i.a, i.b, i.c),
        Op::CallKw => {
            let (callee, names) = (d.reg(i.b), d.reg(i.b + 1 + i.c));
            call_keywords(d, i.a, callee, i.b + 1, i.c, names)
        }
        Op::CallMethodKw => {
            let (callee, receiver, names) = (d.reg(i.b), d.reg(i.b + 1), d.reg(i.b + 2 + i.c));
            if receiver.is_unbound() {
                call_keywords(d, i.a, callee, i.b + 2, i.c, names)
            } else {
                call_keywords(d, i.a, callee, i.b + 1, i.c + 1, names)
            }
        }
        Op::CallEx => super::unpack::call(d, &i),

        Op::BuildTuple => {
            let items = registers(d, i.b, i.c);
            let v = tuple::new(d.t(), items);
            done(d, i.a, v)
        }
        Op::BuildList => {
            let items = registers(d, i.b, i.c);
            let v = list::new(d.t(), items);
            done(d, i.a, v)
        }
        Op::BuildSet => {
            let s = set::new(d.t());
            for n in 0..i.c {
                let v = d.reg(i.b + n);
                set::add(d.t(), s, v)?;
            }
            done(d, i.a, s)
        }
        Op::BuildMap => {
            let m = dict::with_capacity(d.t(), i.c);
            for n in 0..i.c {
                let (k, v) = (d.reg(i.b + 2 * n), d.reg(i.b + 2 * n + 1));
                dict::set(d.t(), m, k, v)?;
            }
            done(d, i.a, m)
        }
        Op::BuildString => {
            let items = registers(d, i.b, i.c);
            let v = string::concat_many(d.t(), items);
            done(d, i.a, v)
        }
        Op::ListAppend => {
            let (l, v) = (d.reg(i.a), d.reg(i.b));
            list::push(d.t(), l, v);
            Ok(Flow::Next)
        }
        Op::ListExtend => {
            let (l, v) = (d.reg(i.a), d.reg(i.b));
            super::unpack::extend(d, l, v)
        }
        Op::SetAdd => {
            let (s, v) = (d.reg(i.a), d.reg(i.b));
            set::add(d.t(), s, v)?;
            Ok(Flow::Next)
        }
        Op::SetUpdate => {
            let (s, v) = (d.reg(i.a), d.reg(i.b));
            set::update(d.t(), s, v)?;
            Ok(Flow::Next)
        }
        Op::MapAdd => {
            let (m, k, v) = (d.reg(i.a), d.reg(i.b), d.reg(i.c));
            dict::set(d.t(), m, k, v)?;
            Ok(Flow::Next)
        }
        Op::DictUpdate => {
            let (m, other) = (d.reg(i.a), d.reg(i.b));
            let t = d.t();
            let keys = t.names.keys;
            if !dict::is_dict(t, other) && ops::get_attr_opt(t, other, keys)?.is_none() {
                let message = format!("'{}' object is not a mapping", t.type_name(other));
                return Err(t.type_error(message));
            }
            dict::update(t, m, other)?;
            Ok(Flow::Next)
        }
        Op::DictMerge => {
            let (m, other, callee) = (d.reg(i.a), d.reg(i.b), d.reg(i.c));
            super::unpack::merge_keywords(d.t(), m, other, callee)?;
            Ok(Flow::Next)
        }
        Op::ListToTuple => {
            let l = d.reg(i.b);
            let v = tuple::from_list(d.t(), l);
            done(d, i.a, v)
        }
        Op::Unpack => {
            let v = d.reg(i.b);
            super::unpack::exact(d, i.a, v, i.c)
        }
        Op::UnpackEx => {
            let v = d.reg(i.b);
            super::unpack::starred(d, i.a, v, i.c & 0xFF, i.c >> 8)
        }
        Op::FormatSimple => {
            let v = d.reg(i.b);
            let t = d.t();
            let spec = t.names.empty;
            let r = ops::format(t, v, spec)?;
            done(d, i.a, r)
        }
        Op::FormatSpec => {
            let (v, spec) = (d.reg(i.b), d.reg(i.c));
            let r = ops::format(d.t(), v, spec)?;
            done(d, i.a, r)
        }
        Op::Convert => {
            let v = d.reg(i.b);
            let t = d.t();
            let r = match i.c {
                1 => ops::str_of(t, v)?,
                2 => ops::repr(t, v)?,
                _ => {
                    let shown = ops::repr(t, v)?;
                    let ascii = string::escape_non_ascii(string::bytes(&shown));
                    t.str(&ascii)
                }
            };
            done(d, i.a, r)
        }

        Op::GetIter => {
            let v = d.reg(i.b);
            step::iterate::iterate(d, i.a, v)
        }
        Op::ForIter => {
            let iterator = d.reg(i.b);
            step::iterate::next(d, i.a, iterator)
        }
        Op::GetYieldFromIter => {
            let v = d.reg(i.b);
            if v.has_shape(shape_id::COROUTINE) {
                let c = code::data(d.t().window.header(frame::CODE));
                if !c
                    .flags
                    .has(taipan_bytecode::CodeFlags::COROUTINE | taipan_bytecode::CodeFlags::ITERABLE_COROUTINE)
                {
                    return Err(d.t().type_error("cannot 'yield from' a coroutine object in a non-coroutine generator"));
                }
                return done(d, i.a, v);
            }
            step::iterate::iterate(d, i.a, v)
        }
        Op::Send => send(d, &i),
        Op::GetAwaitable => {
            let v = d.reg(i.b);
            let r = resuming::awaitable(d.t(), v)?;
            done(d, i.a, r)
        }
        Op::GetAsyncIter => {
            let v = d.reg(i.b);
            let r = resuming::async_iterator(d.t(), v)?;
            done(d, i.a, r)
        }
        Op::GetAsyncNext => {
            let v = d.reg(i.b);
            let r = resuming::async_next(d.t(), v)?;
            done(d, i.a, r)
        }
        Op::EndAsyncFor => {
            let e = d.reg(i.a);
            let t = d.t();
            if taipan_runtime::types::is_instance(t, e, t.exceptions.stop_async_iteration) {
                Ok(Flow::Next)
            } else {
                Err(t.raise_object(e))
            }
        }

        Op::PushException => {
            let e = d.reg(i.b);
            let window = d.t().window;
            let previous = window.header(frame::HANDLED);
            window.set_header(frame::HANDLED, e);
            done(d, i.a, previous)
        }
        Op::PopException => {
            let previous = d.reg(i.a);
            d.t().window.set_header(frame::HANDLED, previous);
            Ok(Flow::Next)
        }
        Op::MatchException => {
            let (e, class) = (d.reg(i.b), d.reg(i.c));
            let matches = super::handlers::matches(d.t(), e, class)?;
            done(d, i.a, Value::bool(matches))
        }
        Op::MatchExceptionGroup => {
            let (e, class) = (d.reg(i.b), d.reg(i.c));
            let (matching, rest) = super::handlers::match_group(d.t(), e, class)?;
            d.set_reg(i.a, matching);
            done(d, i.a + 1, rest)
        }
        Op::PrepareReraiseStar => {
            let (raised, original) = (d.reg(i.b), d.reg(i.c));
            let v = super::handlers::prepare_reraise_star(d.t(), raised, original)?;
            done(d, i.a, v)
        }
        Op::Raise => Err(match i.c {
            0 => super::handlers::reraise_handled(d.t()),
            1 => {
                let e = d.reg(i.a);
                super::handlers::raise(d.t(), e, None)
            }
            _ => {
                let (e, cause) = (d.reg(i.a), d.reg(i.b));
                super::handlers::raise(d.t(), e, Some(cause))
            }
        }),
        Op::Reraise => {
            let e = d.reg(i.a);
            Err(d.t().raise_object(e))
        }
        Op::BeforeWith | Op::BeforeAsyncWith => {
            let manager = d.reg(i.b);
            let (exit, enter) = manager_methods(d.t(), manager, op == Op::BeforeAsyncWith)?;
            d.set_reg(i.a, exit);
            done(d, i.a + 1, enter)
        }
        Op::WithExcept => {
            let (exit, e) = (d.reg(i.b), d.reg(i.c));
            let t = d.t();
            let (class, traceback) = (t.class_of(e), field!(e, Exception, traceback));
            let args = [class, e, traceback];
            let pushed = step::call::call_value(d, exit, Args::of(&args), Continuation::Register)?;
            match pushed {
                Some(v) => done(d, i.a, v),
                None => Ok(Flow::Frame),
            }
        }

        Op::ImportName => {
            let (n, level, from) = (name(d, i.c), d.reg(i.b), d.reg(i.b + 1));
            let v = import_name(d, n, level, from)?;
            done(d, i.a, v)
        }
        Op::ImportFrom => {
            let (m, n) = (d.reg(i.b), name(d, i.c));
            let v = crate::import::import_from(d.t(), m, n)?;
            done(d, i.a, v)
        }
        Op::ImportStar => {
            let m = d.reg(i.a);
            let locals = d.t().window.header(frame::LOCALS);
            crate::import::import_star(d.t(), m, locals)?;
            Ok(Flow::Next)
        }
        Op::MakeFunction => {
            let (c, space) = (constant(d, i.bx), globals(d));
            let f = function::new(d.t(), c, space);
            done(d, i.a, f)
        }
        Op::SetFunctionAttribute => {
            let (f, v) = (d.reg(i.a), d.reg(i.b));
            function::set_attribute(d.t(), f, i.c, v);
            Ok(Flow::Next)
        }

        Op::MatchMapping | Op::MatchSequence => {
            let v = d.reg(i.b);
            let flag = if op == Op::MatchMapping { TYPE_MAPPING } else { TYPE_SEQUENCE };
            let t = d.t();
            let class = t.class_of(v);
            let answer = taipan_runtime::types::flags(class) & flag != 0;
            done(d, i.a, Value::bool(answer))
        }
        Op::MatchKeys => {
            let (v, keys) = (d.reg(i.b), d.reg(i.c));
            let r = super::patterns::keys(d.t(), v, keys)?;
            done(d, i.a, r)
        }
        Op::MatchClass => {
            let (v, class, names, count) = (d.reg(i.b), d.reg(i.c), d.reg(i.c + 1), d.reg(i.c + 2));
            let r = super::patterns::class(d.t(), v, class, names, count.as_small() as usize)?;
            done(d, i.a, r)
        }
        Op::GetLen => {
            let v = d.reg(i.b);
            let n = ops::len(d.t(), v)?;
            done(d, i.a, Value::small(n as i64))
        }
        Op::Intrinsic => super::intrinsics::run(d, &i),
        Op::PrintExpression => {
            let v = d.reg(i.a);
            let t = d.t();
            let n = t.names.displayhook;
            match dict::get_str(t.sys_dict, n) {
                Some(hook) => ops::call(t, hook, &[v])?,
                None => return Err(t.runtime_error("lost sys.displayhook")),
            };
            Ok(Flow::Next)
        }
        Op::Return | Op::Yield | Op::YieldDelegate | Op::Ext => unreachable!("{op:?} is the loop's"),
        other => unreachable!("{other:?} has no generic meaning"),
    }
}

fn from_mapping(d: &mut Direct, mapping: Value, n: Value) -> Result<Option<Value>, Raised> {
    let t = d.t();
    if mapping.has_shape(shape_id::DICT) {
        return Ok(dict::get_str(mapping, n));
    }
    match ops::get_item(t, mapping, n) {
        Ok(v) => Ok(Some(v)),
        Err(Raised) if t.pending_is(t.exceptions.key_error) => {
            t.take_pending();
            Ok(None)
        }
        Err(raised) => Err(raised),
    }
}

/// An item of a namespace that is an instance of a dict subclass, which may have `__missing__`.
fn subclass_item(t: &mut Thread, space: Value, n: Value) -> Result<Option<Value>, Raised> {
    match ops::get_item(t, space, n) {
        Ok(v) => Ok(Some(v)),
        Err(_) if t.pending_is(t.exceptions.key_error) => {
            t.take_pending();
            Ok(None)
        }
        Err(raised) => Err(raised),
    }
}

fn load_global(d: &mut Direct, n: Value) -> Result<Value, Raised> {
    let space = globals(d);
    let found = if space.has_shape(shape_id::DICT) {
        dict::get_str(space, n)
    } else {
        subclass_item(d.t(), space, n)?
    };
    if let Some(v) = found {
        return Ok(v);
    }
    let space = builtins(d);
    match dict::get_str(space, n) {
        Some(v) => Ok(v),
        None => Err(not_defined(d, n)),
    }
}

#[cold]
fn not_defined(d: &mut Direct, n: Value) -> Raised {
    let message = format!("name '{}' is not defined", string::to_string_lossy(n));
    exception::name_error(d.t(), &message, n)
}

fn register_name(d: &mut Direct, r: usize) -> (Value, bool) {
    let code_value = d.t().window.header(frame::CODE);
    let names = field!(code_value, Code, register_names);
    let free = r >= code::data(code_value).free_start as usize;
    (tuple::items(&names).get(r).copied().unwrap_or(Value::NONE), free)
}

#[cold]
fn unbound_local(d: &mut Direct, r: usize) -> Raised {
    let (n, free) = register_name(d, r);
    if free {
        return unbound_cell(d, r);
    }
    let text = string::to_string_lossy(n);
    let t = d.t();
    t.raise(
        t.exceptions.unbound_local_error,
        format!("cannot access local variable '{text}' where it is not associated with a value"),
    )
}

#[cold]
fn unbound_cell(d: &mut Direct, r: usize) -> Raised {
    let (n, free) = register_name(d, r);
    let text = string::to_string_lossy(n);
    let t = d.t();
    if free {
        let message = format!("cannot access free variable '{text}' where it is not associated with a value in enclosing scope");
        return exception::name_error(t, &message, n);
    }
    t.raise(
        t.exceptions.unbound_local_error,
        format!("cannot access local variable '{text}' where it is not associated with a value"),
    )
}

/// Value and, for a method in a call, its receiver (UNBOUND when the value is complete).
fn super_attribute(d: &mut Direct, i: &Decoded, method: bool) -> Result<(Value, Value), Raised> {
    let (callable, class, object, n) = (d.reg(i.b), d.reg(i.b + 1), d.reg(i.b + 2), name(d, i.c));
    let t = d.t();
    if callable != t.types.super_ {
        let s = ops::call(t, callable, &[class, object])?;
        return ops::get_attr(t, s, n).map(|v| (v, Value::UNBOUND));
    }
    if !taipan_runtime::types::is_type(t, class) {
        let message = format!("super() argument 1 must be a type, not {}", t.type_name(class));
        return Err(t.type_error(message));
    }
    let object_class = taipan_runtime::objects::super_object::check(t, class, object)?;
    if method
        && n != t.names.class
        && let Some(f) = taipan_runtime::objects::super_object::lookup(t, class, object_class, n)
        && f.has_shape(shape_id::FUNCTION)
        && object != object_class
    {
        return Ok((f, object));
    }
    let s = taipan_runtime::objects::super_object::new(t, class, object, object_class);
    ops::get_attr(t, s, n).map(|v| (v, Value::UNBOUND))
}

fn call_keywords(d: &mut Direct, dst: usize, callee: Value, first: usize, n: usize, names: Value) -> Outcome {
    let keywords = tuple::items(&names).len();
    // SAFETY: the arguments are in the current window's registers.
    let args = unsafe { Args::new(d.registers.add(first), n - keywords, names) };
    match step::call::call_value(d, callee, args, Continuation::Register)? {
        Some(v) => done(d, dst, v),
        None => Ok(Flow::Frame),
    }
}

/// Send: a generator is resumed in this loop, other iterators through their methods.
fn send(d: &mut Direct, i: &Decoded) -> Outcome {
    let (iterator, v) = (d.reg(i.b), d.reg(i.c));
    if generator::is_generator_like(iterator) {
        match generator::state(iterator) {
            GeneratorState::Finished => {
                if iterator.has_shape(shape_id::COROUTINE) {
                    return Err(d.t().runtime_error("cannot reuse already awaited coroutine"));
                }
                return done(d, i.a, Value::NONE);
            }
            _ => {
                generator::check_resumable(d.t(), iterator, v)?;
                resuming::enter(d, iterator, v, Continuation::Send)?;
                return Ok(Flow::Frame);
            }
        }
    }
    let t = d.t();
    if async_generator::is_step(t, iterator) {
        return match async_generator::send(t, iterator, v)? {
            Some(item) => {
                d.set_reg(i.a, item);
                Ok(Flow::Skip)
            }
            None => {
                let result = d.t().generator_result;
                done(d, i.a, result)
            }
        };
    }
    if v.is_none() {
        let class = t.class_of(iterator);
        if field!(class, Type, next).is_some() {
            let item = ops::next(t, iterator)?;
            return if item.is_hole() {
                done(d, i.a, Value::NONE)
            } else {
                d.set_reg(i.a, item);
                Ok(Flow::Skip)
            };
        }
    }
    let (next_name, send_name) = (t.names.next, t.names.send);
    let result = if v.is_none() {
        ops::call_special(t, iterator, next_name, &[]).map(|r| r.unwrap_or(Value::NONE))
    } else {
        ops::call_method(t, iterator, send_name, &[v])
    };
    match result {
        Ok(item) => {
            d.set_reg(i.a, item);
            Ok(Flow::Skip)
        }
        Err(Raised) if t.pending_is(t.exceptions.stop_iteration) => {
            let e = t.take_pending();
            let v = exception::extra_get(e, 0);
            done(d, i.a, if v.is_unbound() { Value::NONE } else { v })
        }
        Err(raised) => Err(raised),
    }
}

/// The bound exit and enter methods of a context manager.
fn manager_methods(t: &mut Thread, manager: Value, is_async: bool) -> Result<(Value, Value), Raised> {
    let (plain, asynchronous) = ([t.names.exit, t.names.enter], [t.names.aexit, t.names.aenter]);
    let (names, others) = if is_async { (asynchronous, plain) } else { (plain, asynchronous) };
    let class = t.class_of(manager);
    let mut found = [Value::NONE; 2];
    for (slot, name) in found.iter_mut().zip(names) {
        let Some(method) = taipan_runtime::types::lookup(t, class, name) else {
            return Err(not_a_manager(t, manager, name, is_async, others));
        };
        *slot = ops::attribute::bind(t, method, manager, class)?;
    }
    Ok((found[0], found[1]))
}

#[cold]
fn not_a_manager(t: &mut Thread, manager: Value, missing: Value, is_async: bool, others: [Value; 2]) -> Raised {
    let (name, class) = (t.type_name(manager), t.class_of(manager));
    let missing = string::to_string_lossy(missing);
    let (kind, other, statement) = if is_async {
        ("asynchronous ", "", "with")
    } else {
        ("", "asynchronous ", "async with")
    };
    let hint = if others.iter().all(|n| taipan_runtime::types::lookup(t, class, *n).is_some()) {
        format!(" but it supports the {other}context manager protocol. Did you mean to use '{statement}'?")
    } else {
        String::new()
    };
    t.type_error(format!(
        "'{name}' object does not support the {kind}context manager protocol (missed {missing} method){hint}"
    ))
}

fn import_name(d: &mut Direct, n: Value, level: Value, from: Value) -> Result<Value, Raised> {
    let (space, builtin_space) = (globals(d), builtins(d));
    let t = d.t();
    let key = t.names.import;
    let hook = dict::get_str(builtin_space, key);
    match hook {
        Some(f) if f.has_shape(shape_id::NATIVE_FUNCTION) => (t.hooks.import)(t, n, space, from, level),
        Some(f) => {
            let locals = t.window.header(frame::LOCALS);
            ops::call(t, f, &[n, space, locals, from, level])
        }
        None => Err(t.raise(t.exceptions.import_error, "__import__ not found")),
    }
}
