//! One bytecode instruction under the recorder: the frequent ones by the generic operations of
//! `taipan_runtime::step`, the others directly (which ends the recording with their name).

use super::globals;
use super::recorder::{DATA, FUNCTION, Recorder, Val};
use crate::interp::{self, quicken, rare};
use taipan_bytecode::Op;
use taipan_bytecode::instruction::{Decoded, decode};
use taipan_runtime::frame::{self, Continuation, Window};
use taipan_runtime::layout::{Code, Generator, GeneratorState, shape_id};
use taipan_runtime::machine::{Machine, fields};
use taipan_runtime::objects::{code, generator as generators, tuple};
use taipan_runtime::ops::call;
use taipan_runtime::ops::compare::COMPARE_OPS;
use taipan_runtime::ops::operator::UnaryOp;
use taipan_runtime::step::{self, Flow, Outcome, truth::Truth};
use taipan_runtime::{Raised, Value, field};

/// How an instruction under the recorder ended.
pub enum Step {
    /// The thread's window and pc are those of the next instruction.
    Went,
    /// The root frame is gone, or native code waits: the recording must end (nothing was executed yet).
    Ended,
}

/// Executes the current instruction and moves on.
pub fn run(m: &mut Recorder, base: Window) -> Result<Step, Raised> {
    let (window, pc) = (m.d.t().window, m.d.t().pc);
    let code_value = window.header(frame::CODE);
    let i = decode(&code::data(code_value).code, pc);
    match i.op.generic() {
        Op::Return => {
            if window == base {
                if m.in_function_region() && window.header(frame::FRAME_OBJECT).is_unbound() {
                    m.return_from_region(i.a);
                    return Ok(Step::Ended);
                }
                m.direct("the root frame returns");
                return Ok(Step::Ended);
            }
            returned(m, &i)
        }
        Op::Yield if window != base && m.is_generator_frame() => yielded(m, &i),
        Op::Yield | Op::YieldDelegate | Op::Send => {
            m.direct(i.op.name());
            Ok(Step::Ended)
        }
        Op::ForIter if m.d.reg(i.b).has_shape(shape_id::GENERATOR) => resumed(m, &i),
        _ => {
            let flow = execute(m, &i, code_value)?;
            interp::go(m.d, flow);
            Ok(Step::Went)
        }
    }
}

fn constant(code_value: Value, i: usize) -> Value {
    let consts = field!(code_value, Code, consts);
    tuple::items(&consts)[i]
}

pub(super) fn name(code_value: Value, i: usize) -> Value {
    let names = field!(code_value, Code, names);
    tuple::items(&names)[i]
}

fn branch(known: Truth, when: bool) -> Outcome {
    match known {
        Truth::Known(answer) => Ok(if answer == when { Flow::Jump } else { Flow::Next }),
        Truth::Pushed(outcome) => outcome,
    }
}

fn execute(m: &mut Recorder, i: &Decoded, code_value: Value) -> Outcome {
    let op = i.op.generic();
    let number = op as u8;
    if (Op::BINARY..Op::Neg as u8).contains(&number) {
        let a = m.reg(i.b);
        let b = if number >= Op::BINARY_K {
            m.constant(constant(code_value, i.c))
        } else {
            m.reg(i.c)
        };
        let (operator, inplace) = quicken::operator_of(op);
        return step::binary::binary(m, operator, inplace, i.a, a, b);
    }
    if (Op::COMPARE..Op::Is as u8).contains(&number) {
        let a = m.reg(i.b);
        let (b, first) = if number >= Op::COMPARE_K {
            (m.constant(constant(code_value, i.c)), Op::COMPARE_K)
        } else {
            (m.reg(i.c), Op::COMPARE)
        };
        return step::compare::compare(m, COMPARE_OPS[(number - first) as usize], i.a, a, b);
    }
    match op {
        Op::Nop => Ok(Flow::Next),
        Op::Enter => {
            if m.depth() == 0 {
                m.poll();
            }
            Ok(Flow::Next)
        }
        Op::Move => {
            let v = m.reg(i.b);
            m.set_reg(i.a, v);
            Ok(Flow::Next)
        }
        Op::LoadConst => {
            let v = m.constant(constant(code_value, i.bx));
            m.set_reg(i.a, v);
            Ok(Flow::Next)
        }
        Op::LoadInt => {
            let v = m.constant(Value::small(i.offset as i64));
            m.set_reg(i.a, v);
            Ok(Flow::Next)
        }
        Op::CheckBound => {
            let v = m.reg(i.a);
            if m.is_word(v, Value::UNBOUND) { rare_step(m, op) } else { Ok(Flow::Next) }
        }
        Op::Jump => Ok(Flow::Jump),
        Op::JumpBack => {
            // The poll of a region: set, the interpreter runs the back edge again and does what is due.
            m.poll();
            Ok(Flow::Jump)
        }
        Op::JumpIfTrue => {
            let v = m.reg(i.a);
            branch(step::truth::truth(m, v, Continuation::JumpIfTrue), true)
        }
        Op::JumpIfFalse => {
            let v = m.reg(i.a);
            branch(step::truth::truth(m, v, Continuation::JumpIfFalse), false)
        }
        Op::JumpIfNone | Op::JumpIfNotNone => {
            let v = m.reg(i.a);
            let none = m.is_word(v, Value::NONE);
            Ok(if none == (op == Op::JumpIfNone) { Flow::Jump } else { Flow::Next })
        }
        Op::Not => {
            let v = m.reg(i.b);
            match step::truth::truth(m, v, Continuation::Not) {
                Truth::Known(answer) => {
                    let v = m.constant(Value::bool(!answer));
                    m.set_reg(i.a, v);
                    Ok(Flow::Next)
                }
                Truth::Pushed(outcome) => outcome,
            }
        }
        Op::Is | Op::IsNot => {
            let (a, b) = (m.reg(i.b), m.reg(i.c));
            let same = m.same(a, b);
            let v = m.constant(Value::bool(same == (op == Op::Is)));
            m.set_reg(i.a, v);
            Ok(Flow::Next)
        }
        Op::LoadGlobal => globals::load(m, i, code_value),
        Op::StoreGlobal => globals::store(m, i, code_value),
        Op::LoadName if quicken::at_module_level(m.d.t().window) => globals::load(m, i, code_value),
        Op::StoreName if quicken::at_module_level(m.d.t().window) => globals::store(m, i, code_value),
        Op::LoadCell => {
            let cell = m.reg(i.b);
            if m.shape(cell) != shape_id::CELL {
                return rare_step(m, op);
            }
            let v = m.load(cell, taipan_runtime::machine::fields::CELL_CONTENTS);
            if m.is_word(v, Value::UNBOUND) {
                return rare_step(m, op);
            }
            m.set_reg(i.a, v);
            Ok(Flow::Next)
        }
        Op::StoreCell => {
            let (cell, v) = (m.reg(i.a), m.reg(i.b));
            if m.shape(cell) != shape_id::CELL {
                return rare_step(m, op);
            }
            m.store(cell, taipan_runtime::machine::fields::CELL_CONTENTS, v);
            Ok(Flow::Next)
        }
        Op::LoadAttr => {
            let o = m.reg(i.b);
            step::attribute::load(m, i.a, o, name(code_value, i.c))
        }
        Op::StoreAttr => {
            let (o, v) = (m.reg(i.a), m.reg(i.b));
            step::attribute::store(m, o, name(code_value, i.c), v)
        }
        Op::LoadMethod => {
            let o = m.reg(i.b);
            step::attribute::load_method(m, i.a, o, name(code_value, i.c))
        }
        Op::GetItem => {
            let (o, k) = (m.reg(i.b), m.reg(i.c));
            step::subscript::get_item(m, i.a, o, k)
        }
        Op::SetItem => {
            let (o, k, v) = (m.reg(i.a), m.reg(i.b), m.reg(i.c));
            step::subscript::set_item(m, o, k, v)
        }
        Op::Call => {
            let callee = m.reg(i.b);
            step::call::call(m, i.a, callee, i.b + 1, i.c)
        }
        Op::CallMethod => step::call::call_method(m, i.a, i.b, i.c),
        Op::CallKw => {
            let (callee, names) = (m.reg(i.b), m.reg(i.b + 1 + i.c));
            step::call::call_keywords(m, callee, i.b + 1, i.c, names).unwrap_or_else(|| rare_step(m, op))
        }
        Op::CallMethodKw => {
            let (callee, receiver, names) = (m.reg(i.b), m.reg(i.b + 1), m.reg(i.b + 2 + i.c));
            let (first, n) = if m.is_word(receiver, Value::UNBOUND) {
                (i.b + 2, i.c)
            } else {
                (i.b + 1, i.c + 1)
            };
            step::call::call_keywords(m, callee, first, n, names).unwrap_or_else(|| rare_step(m, op))
        }
        Op::GetIter => {
            let v = m.reg(i.b);
            step::iterate::iterate(m, i.a, v)
        }
        Op::ForIter => {
            let iterator = m.reg(i.b);
            step::iterate::next(m, i.a, iterator)
        }
        Op::Unpack => {
            let v = m.reg(i.b);
            match step::unpack::exact(m, i.a, v, i.c) {
                Some(flow) => Ok(flow),
                None => rare_step(m, op),
            }
        }
        Op::BuildList if i.c <= 16 => {
            let items: Vec<_> = (0..i.c).map(|k| m.reg(i.b + k)).collect();
            step::build::list(m, i.a, &items)
        }
        Op::BuildMap if i.c <= 16 => {
            let items: Vec<_> = (0..i.c).map(|k| (m.reg(i.b + 2 * k), m.reg(i.b + 2 * k + 1))).collect();
            step::build::dict(m, i.a, &items).unwrap_or_else(|| rare_step(m, op))
        }
        Op::BuildSet if i.c <= 16 => {
            let items: Vec<_> = (0..i.c).map(|k| m.reg(i.b + k)).collect();
            step::build::set(m, i.a, &items).unwrap_or_else(|| rare_step(m, op))
        }
        Op::ListExtend => {
            let (l, v) = (m.reg(i.a), m.reg(i.b));
            step::build::extend(m, l, v).unwrap_or_else(|| rare_step(m, op))
        }
        Op::ListAppend => {
            let (l, v) = (m.reg(i.a), m.reg(i.b));
            step::build::append(m, l, v)
        }
        Op::SetAdd => {
            let (s, v) = (m.reg(i.a), m.reg(i.b));
            let added = step::build::add_to_set(m, s, v)?;
            added.map_or_else(|| rare_step(m, op), Ok)
        }
        Op::MapAdd => {
            let (d, k, v) = (m.reg(i.a), m.reg(i.b), m.reg(i.c));
            let added = step::build::add_to_dict(m, d, k, v)?;
            added.map_or_else(|| rare_step(m, op), Ok)
        }
        Op::ListToTuple => {
            let l = m.reg(i.b);
            step::build::tuple_of_list(m, i.a, l)
        }
        Op::BuildSlice => {
            let (from, to) = (m.reg(i.b), m.reg(i.b + 1));
            let by = if i.c == 3 { m.reg(i.b + 2) } else { m.constant(Value::NONE) };
            let s = step::build::slice(m, from, to, by);
            m.set_reg(i.a, s);
            Ok(Flow::Next)
        }
        Op::GetSlice => {
            let (o, from, to) = (m.reg(i.b), m.reg(i.c), m.reg(i.c + 1));
            let none = m.constant(Value::NONE);
            let s = step::build::slice(m, from, to, none);
            step::subscript::get_item(m, i.a, o, s)
        }
        Op::SetSlice => {
            let (o, from, to, v) = (m.reg(i.a), m.reg(i.b), m.reg(i.b + 1), m.reg(i.c));
            let none = m.constant(Value::NONE);
            let s = step::build::slice(m, from, to, none);
            step::subscript::set_item(m, o, s, v)
        }
        Op::In | Op::NotIn => {
            let (item, container) = (m.reg(i.b), m.reg(i.c));
            step::contains::contains(m, i.a, item, container, op == Op::In)
        }
        Op::DeleteLocal => {
            let v = m.reg(i.a);
            if i.b == 0 && m.is_word(v, Value::UNBOUND) {
                return rare_step(m, op);
            }
            let unbound = m.constant(Value::UNBOUND);
            m.set_reg(i.a, unbound);
            Ok(Flow::Next)
        }
        Op::MakeCell => step::build::cell(m, i.a),
        Op::CopyFreeVars => {
            let f = running_function(m);
            step::build::copy_free_variables(m, i.a, i.b, f)
        }
        Op::MakeFunction => {
            let space = globals::namespace(m);
            globals::fixed_globals(m);
            step::build::function(m, i.a, constant(code_value, i.bx), space)
        }
        Op::SetFunctionAttribute => {
            let (f, v) = (m.reg(i.a), m.reg(i.b));
            step::build::function_attribute(m, f, i.c, v)
        }
        Op::FormatSimple => {
            let v = m.reg(i.b);
            let done = step::build::formatted(m, i.a, v, None);
            done.map_or_else(|| rare_step(m, op), Ok)
        }
        Op::FormatSpec => {
            let (v, spec) = (m.reg(i.b), m.reg(i.c));
            let done = step::build::formatted(m, i.a, v, Some(spec));
            done.map_or_else(|| rare_step(m, op), Ok)
        }
        Op::Convert if i.c <= 2 => {
            let v = m.reg(i.b);
            let done = step::build::converted(m, i.a, v, i.c == 2);
            done.map_or_else(|| rare_step(m, op), Ok)
        }
        Op::BuildString => {
            let pieces: Vec<_> = (0..i.c).map(|k| m.reg(i.b + k)).collect();
            match step::build::text(m, i.a, &pieces) {
                Some(outcome) => outcome,
                None => rare_step(m, op),
            }
        }
        Op::LoadSuperMethod => super_method(m, i, code_value),
        Op::BuildTuple if (1..=16).contains(&i.c) => {
            let items: Vec<_> = (0..i.c).map(|k| m.reg(i.b + k)).collect();
            let v = m.new_tuple(&items);
            m.set_reg(i.a, v);
            Ok(Flow::Next)
        }
        Op::Neg | Op::Pos | Op::Invert => {
            let v = m.reg(i.b);
            let which = match op {
                Op::Neg => UnaryOp::Neg,
                Op::Pos => UnaryOp::Pos,
                _ => UnaryOp::Invert,
            };
            step::unary::unary(m, which, i.a, v)
        }
        _ => rare_step(m, op),
    }
}

/// Executes without recording.
pub(super) fn rare_step(m: &mut Recorder, op: Op) -> Outcome {
    let d = m.direct(op.name());
    rare::step(d)
}

/// The function of the current frame, a value of the recording.
pub(super) fn running_function(m: &mut Recorder) -> super::recorder::Val {
    let function = m.d.t().window.header(frame::FUNCTION);
    m.read(m.depth(), FUNCTION, function)
}

/// `super().name` for a method in Python: the class and the receiver's shape decide which.
fn super_method(m: &mut Recorder, i: &Decoded, code_value: Value) -> Outcome {
    let (callable, class, object) = (m.reg(i.b), m.reg(i.b + 1), m.reg(i.b + 2));
    if m.promote(callable) != m.thread().types.super_ {
        return rare_step(m, i.op.generic());
    }
    let class = m.promote(class);
    let shape = m.shape(object);
    let key = name(code_value, i.c);
    let t = m.thread();
    let own = t.shapes.class(shape);
    if !taipan_runtime::types::is_type(t, class) || !taipan_runtime::types::is_subclass(own, class) || shape == shape_id::TYPE || key == t.names.class {
        return rare_step(m, i.op.generic());
    }
    match taipan_runtime::objects::super_object::lookup(t, class, own, key) {
        // Called with the receiver in front, natives need no bound object either.
        Some(f)
            if matches!(
                m.thread().shape_of(f),
                shape_id::FUNCTION | shape_id::METHOD_DESCRIPTOR | shape_id::SLOT_WRAPPER
            ) =>
        {
            let f = m.constant(f);
            m.set_reg(i.a, f);
            m.set_reg(i.a + 1, object);
            Ok(Flow::Next)
        }
        _ => rare_step(m, i.op.generic()),
    }
}

/// ForIter over a generator: its frame is entered where it was suspended.
fn resumed(m: &mut Recorder, i: &Decoded) -> Result<Step, Raised> {
    let iterator = m.reg(i.b);
    m.shape(iterator);
    let g = m.value(iterator);
    let at = m.load_number(iterator, fields::GENERATOR_POSITION);
    let seen = field!(g, Generator, position) as i64;
    m.expect_int(at, seen);
    match generators::state(g) {
        GeneratorState::Finished => {
            interp::go(m.d, Flow::Next);
            return Ok(Step::Went);
        }
        GeneratorState::Running => {
            m.direct("a generator that runs already");
            return Ok(Step::Ended);
        }
        GeneratorState::Created | GeneratorState::Suspended | GeneratorState::Delegating => {}
    }
    let none = m.constant(Value::NONE);
    match enter_generator(m, iterator, none, Continuation::GeneratorNext)? {
        Ok(()) => Ok(Step::Went),
        Err(reason) => {
            m.direct(reason);
            Ok(Step::Ended)
        }
    }
}

/// A call that does nothing but resume a generator. `None`: it does something else, nothing was done.
pub fn resumed_by_call(m: &mut Recorder, iterator: Val, sent: Val) -> Option<Result<(), Raised>> {
    let g = m.value(iterator);
    let at = m.load_number(iterator, fields::GENERATOR_POSITION);
    m.expect_int(at, field!(g, Generator, position) as i64);
    match generators::raw_state(g) {
        GeneratorState::Suspended => {}
        GeneratorState::Created if m.is_word(sent, Value::NONE) => {}
        _ => return None,
    }
    match enter_generator(m, iterator, sent, Continuation::GeneratorCall) {
        Ok(entered) => entered.ok().map(Ok),
        Err(raised) => Some(Err(raised)),
    }
}

/// Enters the frame of a generator at the position that a guard has fixed. The inner error is the reason why nothing was
/// done.
fn enter_generator(m: &mut Recorder, iterator: Val, sent: Val, k: Continuation) -> Result<Result<(), &'static str>, Raised> {
    let g = m.value(iterator);
    let seen = field!(g, Generator, position);
    let (code_field, frame_field) = (fields::generator_register(frame::CODE), fields::generator_register(frame::FRAME_OBJECT));
    let code_value = m.load(iterator, code_field);
    let code_value = m.promote(code_value);
    let link = m.load(iterator, fields::GENERATOR_LINK);
    let looked_at = m.load(iterator, frame_field);
    let delegates = generators::raw_state(g) == GeneratorState::Delegating || !m.is_word(link, Value::NONE);
    if delegates || !m.is_word(looked_at, Value::UNBOUND) {
        return Ok(Err("a generator that delegates"));
    }
    let t = m.d.t();
    if t.depth >= t.depth_limit || m.depth() >= 30 {
        return Ok(Err("calls too deep"));
    }
    let value = m.value(sent);
    interp::generator::enter(m.d, g, value, k)?;
    m.push_generator(code_value, iterator);
    if seen as u8 == GeneratorState::Suspended as u8 {
        let waiting = decode(&code::data(code_value).code, (seen >> 8) as usize);
        m.store(iterator, fields::generator_register(waiting.a as isize), sent);
    }
    Ok(Ok(()))
}

/// An inlined generator yields to the loop or call that resumed it.
fn yielded(m: &mut Recorder, i: &Decoded) -> Result<Step, Raised> {
    let (window, pc) = (m.d.t().window, m.d.t().pc);
    let (waiting, k) = window.return_to();
    if !matches!(k, Continuation::GeneratorNext | Continuation::GeneratorCall) || interp::generator::in_try(window, pc) {
        m.direct("a yield to something else");
        return Ok(Step::Ended);
    }
    let g = generators::of_window(window);
    let v = m.reg(i.b);
    let value = m.value(v);
    let generator = m.generator(m.depth(), g);
    let at = m.int_constant((pc as i64) << 8 | GeneratorState::Suspended as i64);
    m.store_number(generator, fields::GENERATOR_POSITION, at);
    interp::generator::suspend(m.d, value, true)?;
    m.pop();
    let caller = decode(&code::data(m.d.t().window.header(frame::CODE)).code, waiting);
    m.write(m.depth() - 1, caller.a as u16, v);
    Ok(Step::Went)
}

/// An inlined generator ends, and with it the loop that resumed it.
fn finished(m: &mut Recorder, k: Continuation) -> Result<Step, Raised> {
    if k != Continuation::GeneratorNext {
        m.direct("a generator that something else resumed");
        return Ok(Step::Ended);
    }
    let window = m.d.t().window;
    let g = generators::of_window(window);
    let generator = m.generator(m.depth(), g);
    let at = m.int_constant(GeneratorState::Finished as i64);
    let zero = m.constant(Value::ZERO);
    m.store_number(generator, fields::GENERATOR_POSITION, at);
    m.store(generator, fields::GENERATOR_LIVE, zero);
    m.pop();
    call::leave(m.d.t());
    interp::returned(m.d, window, k, Value::NONE)?;
    Ok(Step::Went)
}

/// Return of an inlined frame: the value goes to the instruction that waits for it.
fn returned(m: &mut Recorder, i: &Decoded) -> Result<Step, Raised> {
    let window = m.d.t().window;
    let (_, k) = window.return_to();
    let v = m.reg(i.a);
    if !window.header(frame::FRAME_OBJECT).is_unbound() {
        m.direct("a frame that somebody looks at");
        return Ok(Step::Ended);
    }
    if !call::on_stack(m.d.t(), window) {
        return finished(m, k);
    }
    match k {
        Continuation::Register | Continuation::Init | Continuation::Discard | Continuation::Method => {}
        Continuation::BinaryFirst | Continuation::BinaryLast | Continuation::CompareFirst | Continuation::CompareLast => {
            if m.is_word(v, Value::NOT_IMPLEMENTED) {
                m.direct("NotImplemented");
            }
        }
        _ => {
            m.direct("a continuation");
            return Ok(Step::Ended);
        }
    }
    let result = if k == Continuation::Init {
        if !m.is_word(v, Value::NONE) {
            m.direct("__init__ that returns something");
        }
        let data = window.header(frame::CONTINUATION_DATA);
        m.read(m.depth(), DATA, data)
    } else {
        v
    };
    let (value, instance) = (m.value(v), window.header(frame::CONTINUATION_DATA));
    m.pop();
    call::leave(m.d.t());
    m.d.reload();
    let caller = m.depth() - 1;
    let code_value = m.d.t().window.header(frame::CODE);
    let waiting = decode(&code::data(code_value).code, m.d.t().pc);
    if k != Continuation::Discard {
        m.write(caller, waiting.a as u16, result);
    }
    let flow = if k == Continuation::Init {
        taipan_runtime::resume::deliver_init(m.d, instance, value)?
    } else {
        taipan_runtime::resume::deliver(m.d, k, value)?
    };
    if k == Continuation::Method {
        let unbound = m.constant(Value::UNBOUND);
        m.write(caller, waiting.a as u16 + 1, unbound);
    }
    interp::go(m.d, flow);
    Ok(Step::Went)
}
