//! The loop over instructions.
//!
//! Every arm that handles its instruction here ends in `continue`, behind which LLVM puts a copy of
//! the fetch and indirect jump of its own (DESIGN §4; the flags are in `.cargo/config.toml`). That
//! needs a dispatch without a range check, so the `match` names every opcode and has no `_` arm.
//! Everything less frequent gives a [`Flow`], which one place after the `match` follows.
//!
//! What the loop needs of the frame is in locals ([`Position`]); `Thread::pc` is written only before
//! something that may look at it ("save").

use super::delegation::{self, Passed};
use super::frames::{Position, push, push_init, push_values};
use super::groups::{binary_constant_op, binary_op, rare_op};
use super::iteration::{self, Step};
use super::quicken::{self, caches};
use super::{End, arithmetic, attributes, generator, handlers, rare, returned};
use crate::jit::functions::Entered;
use crate::{jit, poll};
use taipan_bytecode::instruction::decode;
use taipan_bytecode::{Instruction, Op};
use taipan_runtime::frame::{self, Continuation, HEADER_WORDS, Window};
use taipan_runtime::layout::*;
use taipan_runtime::machine::{Direct, ElementClass, Machine};
use taipan_runtime::native::Args;
use taipan_runtime::objects::{frame_object, instance, list, string, tuple};
use taipan_runtime::ops::call;
use taipan_runtime::step::{self, Flow, Outcome, truth::Truth};
use taipan_runtime::{Raised, Value, field};

/// Executes until a native frame ends, or something raises (then `t.pc` is the instruction's).
pub fn segment(d: &mut Direct) -> Result<End, Raised> {
    let mut p = Position::of(d.t());
    d.reload();
    macro_rules! word {
        ($offset:expr) => {
            // SAFETY: ip stays inside the code: jumps are verified, code ends with a Return or Raise.
            Instruction(unsafe { *p.ip.offset($offset) })
        };
    }
    macro_rules! next {
        ($n:expr) => {{
            // SAFETY: as above.
            #[allow(unused_unsafe)]
            {
                p.ip = own_dispatch(unsafe { p.ip.offset($n as isize) });
            }
            continue;
        }};
    }
    macro_rules! reg {
        ($r:expr) => {
            // SAFETY: the compiler bounds registers by the window's size.
            unsafe { *p.registers.add($r) }
        };
    }
    macro_rules! set {
        ($r:expr, $v:expr) => {{
            let (r, v) = ($r, $v);
            // SAFETY: as above.
            #[allow(unused_unsafe)]
            unsafe {
                *p.registers.add(r) = v
            }
        }};
    }
    macro_rules! save {
        () => {
            d.t().pc = p.pc()
        };
    }
    // The frame changed.
    macro_rules! reload {
        () => {{
            p = Position::of(d.t());
            d.registers = p.registers;
            continue;
        }};
    }
    macro_rules! constant {
        ($i:expr) => {
            // SAFETY: constant numbers are verified when code is made.
            unsafe { *p.consts.add($i) }
        };
    }
    macro_rules! cache {
        () => {
            // SAFETY: only quickened instructions with a cache ask; their code has one per instruction.
            unsafe { &*caches(p.data).add(p.pc()) }
        };
    }
    // The value of a fast path, else the slow one.
    macro_rules! fast {
        ($w:expr, $fast:expr, $slow:expr) => {
            match $fast {
                Some(v) => {
                    set!($w.a(), v);
                    next!(1)
                }
                None => {
                    save!();
                    $slow
                }
            }
        };
    }
    // A function and its receiver for a call, else the slow path.
    macro_rules! method {
        ($w:expr, $found:expr, $receiver:expr, $slow:expr) => {
            match $found {
                Some(v) => {
                    set!($w.a(), v);
                    set!($w.a() + 1, $receiver);
                    next!(1)
                }
                None => {
                    save!();
                    $slow
                }
            }
        };
    }
    macro_rules! binary {
        ($w:expr, $operation:path) => {
            fast!($w, $operation(reg!($w.b()), reg!($w.c())), {
                let b = reg!($w.c());
                quicken::binary_miss(d, $w, b)
            })
        };
    }
    macro_rules! binary_constant {
        ($w:expr, $operation:path) => {
            fast!($w, $operation(reg!($w.b()), constant!($w.c())), {
                let b = constant!($w.c());
                quicken::binary_miss(d, $w, b)
            })
        };
    }
    // Whether the first or last of the arguments behind a register is a generator: the native function may resume it in
    // this loop, or the prelude have a loop over it.
    macro_rules! consumes {
        ($before:expr, $n:expr) => {
            $n > 0 && (reg!($before + $n).has_shape(shape_id::GENERATOR) || reg!($before + 1).has_shape(shape_id::GENERATOR))
        };
    }
    macro_rules! native {
        ($w:expr, $function:expr, $first:expr, $n:expr) => {{
            // SAFETY: the arguments are in the current window's registers.
            let args = unsafe { Args::new(p.registers.add($first), $n, Value::ZERO) };
            let v = $function(d.t(), args)?;
            set!($w.a(), v);
            next!(1)
        }};
    }
    macro_rules! generic {
        ($w:expr, $right:expr, $meaning:path) => {{
            save!();
            let b = $right;
            $meaning(d, $w, b)
        }};
    }
    // Stores the answer and, when the next word branches on it, branches too.
    macro_rules! branch_on {
        ($w:expr, $answer:expr) => {{
            let answer = $answer;
            set!($w.a(), Value::bool(answer));
            // A comparison is never the last instruction.
            let follow = word!(1);
            if follow.a() == $w.a() {
                if follow.op() == Op::JumpIfFalse {
                    next!(if answer { 2 } else { 2 + follow.sbx() })
                }
                if follow.op() == Op::JumpIfTrue {
                    next!(if answer { 2 + follow.sbx() } else { 2 })
                }
            }
            next!(1)
        }};
    }
    macro_rules! compare_int {
        ($w:expr, $right:expr, $operator:tt) => {{
            let (a, b) = (reg!($w.b()), $right);
            if a.both_small(b) {
                branch_on!($w, (a.0 as i64) $operator (b.0 as i64))
            }
            save!();
            quicken::compare_miss(d, $w, b)
        }};
    }
    macro_rules! compare_equal {
        ($w:expr, $right:expr, $equal:expr) => {{
            let (a, b) = (reg!($w.b()), $right);
            if a.has_shape(shape_id::STR) && b.has_shape(shape_id::STR) {
                branch_on!($w, string::equal(a, b) == ($w.op() == $equal))
            }
            save!();
            quicken::compare(d, $w, b)
        }};
    }
    macro_rules! compare_float {
        ($w:expr, $operator:tt) => {{
            let (a, b) = (reg!($w.b()), reg!($w.c()));
            if a.is_unboxed_float() && b.is_unboxed_float() {
                branch_on!($w, a.as_unboxed_float() $operator b.as_unboxed_float())
            }
            save!();
            quicken::compare_miss(d, $w, b)
        }};
    }
    macro_rules! step {
        ($w:expr, $step:path) => {
            match $step(reg!($w.b())) {
                Step::Item(item) => {
                    set!($w.a(), item);
                    // The exit jump is skipped.
                    next!(2)
                }
                Step::End => next!(1),
                Step::Other => {
                    save!();
                    quicken::for_iter(d, $w)
                }
            }
        };
    }
    macro_rules! truth {
        ($w:expr, $v:expr, $k:expr, $yes:expr, $no:expr) => {{
            save!();
            if attributes::is_always_true(d.t(), $v) {
                next!($yes)
            }
            match step::truth::truth(d, $v, $k) {
                Truth::Known(true) => next!($yes),
                Truth::Known(false) => next!($no),
                Truth::Pushed(outcome) => outcome,
            }
        }};
    }
    loop {
        let w = word!(0);
        let outcome: Outcome = match w.op() {
            Op::Move => {
                set!(w.a(), reg!(w.b()));
                next!(1)
            }
            Op::LoadConst => {
                set!(w.a(), constant!(w.bx()));
                next!(1)
            }
            Op::LoadInt => {
                set!(w.a(), Value::small(w.sbx() as i64));
                next!(1)
            }
            Op::Nop => next!(1),
            Op::Enter => {
                if w.bx() != 0 {
                    // SAFETY: the code of the current frame, whose first instruction this is.
                    unsafe { *(*p.data).code.as_mut_ptr() = w.0 - (1 << 16) };
                    next!(1)
                }
                save!();
                match jit::functions::enter(d)? {
                    Entered::No => next!(1),
                    Entered::Moved => reload!(),
                    Entered::Returned(v) => {
                        let (_, k) = call::leave(d.t());
                        match returned(d, Window(p.registers), k, v)? {
                            Some(end) => return Ok(end),
                            None => reload!(),
                        }
                    }
                }
            }
            Op::Jump => next!(1 + w.ax()),
            Op::JumpBack => {
                if poll::due(d.t()) {
                    // The poll happens between instructions: at the loop header.
                    save!();
                    poll::run(d.t())?;
                }
                if quicken::loop_waits(&p) {
                    next!(1 + w.ax())
                }
                save!();
                let header = (p.pc() as isize + 1 + w.ax() as isize) as usize;
                if jit::back_edge(d, header)? {
                    reload!()
                }
                next!(1 + w.ax())
            }
            Op::JumpIfTrue => {
                let v = reg!(w.a());
                if v == Value::TRUE {
                    next!(1 + w.sbx())
                }
                if v == Value::FALSE || v == Value::NONE {
                    next!(1)
                }
                truth!(w, v, Continuation::JumpIfTrue, 1 + w.sbx(), 1)
            }
            Op::JumpIfFalse => {
                let v = reg!(w.a());
                if v == Value::FALSE || v == Value::NONE {
                    next!(1 + w.sbx())
                }
                if v == Value::TRUE {
                    next!(1)
                }
                truth!(w, v, Continuation::JumpIfFalse, 1, 1 + w.sbx())
            }
            Op::JumpIfNone => {
                if reg!(w.a()).is_none() {
                    next!(1 + w.sbx())
                }
                next!(1)
            }
            Op::JumpIfNotNone => {
                if !reg!(w.a()).is_none() {
                    next!(1 + w.sbx())
                }
                next!(1)
            }
            Op::Is => branch_on!(w, taipan_runtime::ops::is_same(reg!(w.b()), reg!(w.c()))),
            Op::IsNot => branch_on!(w, !taipan_runtime::ops::is_same(reg!(w.b()), reg!(w.c()))),
            Op::CheckBound => {
                if !reg!(w.a()).is_unbound() {
                    next!(1)
                }
                save!();
                rare::narrow(d, w)
            }
            Op::LoadCell => {
                let v = field!(reg!(w.b()), Cell, contents);
                if !v.is_unbound() {
                    set!(w.a(), v);
                    next!(1)
                }
                save!();
                rare::narrow(d, w)
            }
            Op::StoreCell => {
                taipan_runtime::objects::function::cell_set(d.t(), reg!(w.a()), reg!(w.b()));
                next!(1)
            }

            // ---- arithmetic
            Op::AddInt | Op::IAddInt => binary!(w, arithmetic::add),
            Op::SubInt | Op::ISubInt => binary!(w, arithmetic::sub),
            Op::MulInt | Op::IMulInt => binary!(w, arithmetic::mul),
            Op::AddKInt | Op::IAddKInt => binary_constant!(w, arithmetic::add),
            Op::SubKInt | Op::ISubKInt => binary_constant!(w, arithmetic::sub),
            Op::AndInt => binary!(w, arithmetic::and),
            Op::OrInt => binary!(w, arithmetic::or),
            Op::XorInt => binary!(w, arithmetic::xor),
            Op::LShiftInt => binary!(w, arithmetic::lshift),
            Op::RShiftInt => binary!(w, arithmetic::rshift),
            Op::ModInt => binary!(w, arithmetic::modulo),
            Op::FloorDivInt => binary!(w, arithmetic::floor_div),
            Op::AddFloat | Op::IAddFloat => binary!(w, arithmetic::add_float),
            Op::SubFloat | Op::ISubFloat => binary!(w, arithmetic::sub_float),
            Op::MulFloat | Op::IMulFloat => binary!(w, arithmetic::mul_float),
            Op::TrueDivFloat => binary!(w, arithmetic::div_float),
            Op::MulKInt => binary_constant!(w, arithmetic::mul),
            Op::ModKInt => binary_constant!(w, arithmetic::modulo),
            Op::FloorDivKInt => binary_constant!(w, arithmetic::floor_div),
            Op::AndKInt => binary_constant!(w, arithmetic::and),
            Op::LShiftKInt => binary_constant!(w, arithmetic::lshift),
            Op::RShiftKInt => binary_constant!(w, arithmetic::rshift),
            Op::AddKFloat => binary_constant!(w, arithmetic::add_float),
            Op::SubKFloat => binary_constant!(w, arithmetic::sub_float),
            Op::MulKFloat => binary_constant!(w, arithmetic::mul_float),
            Op::TrueDivKFloat => binary_constant!(w, arithmetic::div_float),
            binary_op!() => generic!(w, reg!(w.c()), quicken::binary),
            binary_constant_op!() => generic!(w, constant!(w.c()), quicken::binary),

            // ---- comparisons
            Op::LtInt => compare_int!(w, reg!(w.c()), <),
            Op::LeInt => compare_int!(w, reg!(w.c()), <=),
            Op::EqInt => compare_int!(w, reg!(w.c()), ==),
            Op::NeInt => compare_int!(w, reg!(w.c()), !=),
            Op::GtInt => compare_int!(w, reg!(w.c()), >),
            Op::GeInt => compare_int!(w, reg!(w.c()), >=),
            Op::LtKInt => compare_int!(w, constant!(w.c()), <),
            Op::LeKInt => compare_int!(w, constant!(w.c()), <=),
            Op::EqKInt => compare_int!(w, constant!(w.c()), ==),
            Op::NeKInt => compare_int!(w, constant!(w.c()), !=),
            Op::GtKInt => compare_int!(w, constant!(w.c()), >),
            Op::GeKInt => compare_int!(w, constant!(w.c()), >=),
            Op::LtFloat => compare_float!(w, <),
            Op::GtFloat => compare_float!(w, >),
            Op::Eq | Op::Ne => compare_equal!(w, reg!(w.c()), Op::Eq),
            Op::EqK | Op::NeK => compare_equal!(w, constant!(w.c()), Op::EqK),
            Op::Lt | Op::Le | Op::Gt | Op::Ge => generic!(w, reg!(w.c()), quicken::compare),
            Op::LtK | Op::LeK | Op::GtK | Op::GeK => generic!(w, constant!(w.c()), quicken::compare),
            Op::Not => {
                let v = reg!(w.b());
                if v.is_bool() {
                    set!(w.a(), Value::bool(v == Value::FALSE));
                    next!(1)
                }
                save!();
                match step::truth::truth(d, v, Continuation::Not) {
                    Truth::Known(answer) => {
                        set!(w.a(), Value::bool(!answer));
                        next!(1)
                    }
                    Truth::Pushed(outcome) => outcome,
                }
            }

            // ---- globals
            Op::LoadGlobalModule => fast!(w, quicken::global_module(p.registers, cache!()), quicken::load_global_miss(d, w)),
            Op::LoadGlobalBuiltin => fast!(w, quicken::global_builtin(p.registers, cache!()), quicken::load_global_miss(d, w)),
            // `exec` may run a module's code with other locals.
            Op::LoadNameModule => fast!(
                w,
                quicken::global_module(p.registers, cache!()).filter(|_| quicken::at_module_level(Window(p.registers))),
                quicken::load_global_miss(d, w)
            ),
            Op::LoadNameBuiltin => fast!(
                w,
                quicken::global_builtin(p.registers, cache!()).filter(|_| quicken::at_module_level(Window(p.registers))),
                quicken::load_global_miss(d, w)
            ),
            Op::LoadGlobal | Op::LoadName => {
                save!();
                quicken::load_global(d, w)
            }

            // ---- attributes
            Op::LoadAttrSlot => fast!(w, attributes::slot(d, cache!(), reg!(w.b())), attributes::load(d, w)),
            Op::LoadAttrClass => fast!(w, attributes::on_class(d, cache!(), reg!(w.b())), attributes::load(d, w)),
            Op::LoadAttrModule => fast!(w, attributes::of_object(d, cache!(), reg!(w.b())), attributes::load(d, w)),
            Op::LoadAttrProperty => {
                let o = reg!(w.b());
                let getter = attributes::on_class(d, cache!(), o);
                if let Some(q) = getter.and_then(|f| push_values(d, &p, f, [o])) {
                    p = q;
                    continue;
                }
                save!();
                attributes::load(d, w)
            }
            Op::LoadAttr => {
                save!();
                attributes::load(d, w)
            }
            Op::StoreAttrSlot => {
                if attributes::store_slot(d, cache!(), reg!(w.a()), reg!(w.b())) {
                    next!(1)
                }
                save!();
                attributes::store(d, w)
            }
            Op::StoreAttrTransition => {
                if attributes::store_transition(d, cache!(), reg!(w.a()), reg!(w.b())) {
                    next!(1)
                }
                save!();
                attributes::store(d, w)
            }
            Op::StoreAttr => {
                save!();
                attributes::store(d, w)
            }
            Op::LoadMethodClass => {
                let o = reg!(w.b());
                method!(w, attributes::on_class(d, cache!(), o), o, attributes::load_method(d, w))
            }
            // A module's function or a class's own: no receiver.
            Op::LoadMethodBuiltin => method!(
                w,
                attributes::of_object(d, cache!(), reg!(w.b())),
                Value::UNBOUND,
                attributes::load_method(d, w)
            ),
            Op::LoadMethodSlot => method!(w, attributes::slot(d, cache!(), reg!(w.b())), Value::UNBOUND, attributes::load_method(d, w)),
            Op::LoadMethodOwn => {
                let o = reg!(w.b());
                method!(w, attributes::of_object(d, cache!(), o), o, attributes::load_method(d, w))
            }
            Op::LoadSuperMethodCached => {
                let (class, receiver) = (reg!(w.b() + 1), reg!(w.b() + 2));
                let found = attributes::super_method(d, cache!(), reg!(w.b()), class, receiver);
                method!(w, found, receiver, attributes::load_super_method(d, w))
            }
            Op::LoadSuperMethod => method!(w, None::<Value>, Value::UNBOUND, attributes::load_super_method(d, w)),
            Op::LoadMethod => {
                save!();
                attributes::load_method(d, w)
            }

            // ---- subscripts
            Op::GetItemList => {
                let (o, k) = (reg!(w.b()), reg!(w.c()));
                if o.has_shape(shape_id::LIST) && k.is_small() {
                    let storage = field!(o, List, storage);
                    if k.0 < field!(storage, ListStorage, len).0 {
                        set!(w.a(), d.load_element(ElementClass::List, storage, k));
                        next!(1)
                    }
                }
                save!();
                quicken::get_item(d, w, o, k)
            }
            Op::GetItemTuple => {
                let (o, k) = (reg!(w.b()), reg!(w.c()));
                if o.has_shape(shape_id::TUPLE) && k.is_small() && k.0 < field!(o, Tuple, len).0 {
                    set!(w.a(), d.load_element(ElementClass::Tuple, o, k));
                    next!(1)
                }
                save!();
                quicken::get_item(d, w, o, k)
            }
            Op::GetItemDict => {
                let (o, k) = (reg!(w.b()), reg!(w.c()));
                save!();
                if o.has_shape(shape_id::DICT) {
                    let v = taipan_runtime::objects::dict::get_item(d.t(), o, k)?;
                    set!(w.a(), v);
                    next!(1)
                }
                quicken::get_item(d, w, o, k)
            }
            Op::GetItemNative => {
                let (o, k) = (reg!(w.b()), reg!(w.c()));
                save!();
                match quicken::native_on_class(d, cache!(), o) {
                    Some(f) => {
                        let v = f(d.t(), Args::of(&[o, k]))?;
                        set!(w.a(), v);
                        next!(1)
                    }
                    None => quicken::get_item(d, w, o, k),
                }
            }
            Op::GetItemPython => {
                let (o, k) = (reg!(w.b()), reg!(w.c()));
                let method = attributes::on_class(d, cache!(), o);
                if let Some(q) = method.and_then(|f| push_values(d, &p, f, [o, k])) {
                    p = q;
                    continue;
                }
                save!();
                quicken::get_item(d, w, o, k)
            }
            Op::SetItemNative => {
                let (o, k, v) = (reg!(w.a()), reg!(w.b()), reg!(w.c()));
                save!();
                match quicken::native_on_class(d, cache!(), o) {
                    Some(f) => {
                        f(d.t(), Args::of(&[o, k, v]))?;
                        next!(1)
                    }
                    None => quicken::set_item(d, w),
                }
            }
            Op::GetSlice => {
                let o = reg!(w.b());
                save!();
                if o.is_pointer() && o.shape_or_zero() < shape_id::FIRST_DYNAMIC {
                    let v = taipan_runtime::ops::get_slice(d.t(), o, reg!(w.c()), reg!(w.c() + 1))?;
                    set!(w.a(), v);
                    next!(1)
                }
                rare::narrow(d, w)
            }
            Op::GetItem => {
                let (o, k) = (reg!(w.b()), reg!(w.c()));
                save!();
                quicken::get_item(d, w, o, k)
            }
            Op::SetItemList => {
                let (o, k, v) = (reg!(w.a()), reg!(w.b()), reg!(w.c()));
                if o.has_shape(shape_id::LIST) && k.is_small() {
                    let storage = field!(o, List, storage);
                    if k.0 < field!(storage, ListStorage, len).0 {
                        d.store_element(ElementClass::List, storage, k, v);
                        next!(1)
                    }
                }
                save!();
                quicken::set_item(d, w)
            }
            Op::SetItemDict => {
                let (o, k, v) = (reg!(w.a()), reg!(w.b()), reg!(w.c()));
                save!();
                if o.has_shape(shape_id::DICT) {
                    taipan_runtime::objects::dict::set(d.t(), o, k, v)?;
                    next!(1)
                }
                quicken::set_item(d, w)
            }
            Op::SetItem => {
                save!();
                quicken::set_item(d, w)
            }

            // ---- calls
            Op::CallFunction => {
                let (f, cache) = (reg!(w.b()), cache!());
                if quicken::is_cached(d, cache, f, w.c()) {
                    p = push(d, &p, f, w.b() + 1, w.c());
                    continue;
                }
                save!();
                quicken::call(d, w)
            }
            Op::CallMethodFunction => {
                let (f, cache) = (reg!(w.b()), cache!());
                let (first, n) = if reg!(w.b() + 1).is_unbound() {
                    (w.b() + 2, w.c())
                } else {
                    (w.b() + 1, w.c() + 1)
                };
                if quicken::is_cached(d, cache, f, n) {
                    p = push(d, &p, f, first, n);
                    continue;
                }
                save!();
                quicken::call_method(d, w)
            }
            Op::CallGenerator => fast!(w, quicken::new_generator(d, cache!(), w, false), quicken::call(d, w)),
            Op::CallMethodGenerator => fast!(w, quicken::new_generator(d, cache!(), w, true), quicken::call_method(d, w)),
            Op::CallNative => {
                save!();
                match quicken::cached_native(cache!(), reg!(w.b()), 0) {
                    Some(f) if !consumes!(w.b(), w.c()) => native!(w, f, w.b() + 1, w.c()),
                    Some(_) if delegation::call(d, w, w.b() + 1, w.c()) => reload!(),
                    _ => quicken::call_native(d, w),
                }
            }
            Op::CallMethodNative => {
                save!();
                let receiver = reg!(w.b() + 1);
                let (key, first, n) = if receiver.is_unbound() {
                    (0, w.b() + 2, w.c())
                } else {
                    (attributes::receiver_key(d.t(), receiver), w.b() + 1, w.c() + 1)
                };
                match quicken::cached_native(cache!(), reg!(w.b()), key) {
                    Some(f) if !consumes!(w.b(), w.c() + 1) => native!(w, f, first, n),
                    Some(_) if delegation::call(d, w, first, n) => reload!(),
                    _ => quicken::call_method_native(d, w),
                }
            }
            Op::CallClass => {
                let (class, n) = (reg!(w.b()), w.c());
                save!();
                if let Some(init) = quicken::constructor(d, cache!(), class, n) {
                    let object = instance::allocate(d.t(), class);
                    // SAFETY: the class is in its register, which the instance takes in front of the arguments.
                    p = unsafe { push_init(d, &p, init, object, p.registers.add(w.b()), n) };
                    continue;
                }
                quicken::call(d, w)
            }
            Op::CallBuiltinClass => {
                let class = reg!(w.b());
                save!();
                let consumed = consumes!(w.b(), w.c()).then(|| step::consume::push(d, class, w.b() + 1, w.c())).flatten();
                // SAFETY: as in `native`.
                let args = unsafe { Args::new(p.registers.add(w.b() + 1), w.c(), Value::ZERO) };
                match consumed {
                    Some(outcome) => outcome,
                    None => match quicken::builtin_instance(d, cache!(), class, args) {
                        Some(v) => {
                            set!(w.a(), v?);
                            next!(1)
                        }
                        None => quicken::call(d, w),
                    },
                }
            }
            Op::Call => {
                save!();
                quicken::call(d, w)
            }
            Op::CallMethod => {
                save!();
                quicken::call_method(d, w)
            }
            Op::Return => {
                let v = reg!(w.a());
                let window = Window(p.registers);
                let (pc, k) = window.return_to();
                let kept = !window.header(frame::FRAME_OBJECT).is_unbound();
                // `__init__` gives None, and the call the instance.
                let result = match k {
                    Continuation::Register => v,
                    Continuation::Init if v.is_none() => window.header(frame::CONTINUATION_DATA),
                    _ => Value::HOLE,
                };
                if !result.is_hole() && !kept {
                    // The common case: a frame on the VM stack, which a call left waiting for its register a.
                    let caller = Window(window.header(frame::CALLER).0 as *mut Value);
                    let mut q = Position::at(caller, pc);
                    // SAFETY: the waiting instruction is inside its code.
                    let waiting = Instruction(unsafe { *q.ip });
                    if waiting.op() != Op::Ext {
                        let t = d.t();
                        t.window = caller;
                        // SAFETY: the window lies on the VM stack.
                        t.top = unsafe { window.0.sub(HEADER_WORDS) };
                        t.depth -= 1;
                        d.registers = caller.0;
                        // SAFETY: as above.
                        q.ip = unsafe { q.ip.add(1) };
                        p = q;
                        set!(waiting.a(), result);
                        continue;
                    }
                }
                if kept {
                    save!();
                    frame_object::detach(d.t(), window);
                } else if let Some(q) = delegation::finish(d, window, v) {
                    p = q;
                    continue;
                }
                call::leave(d.t());
                match returned(d, window, k, v)? {
                    Some(end) => return Ok(end),
                    None => reload!(),
                }
            }

            // ---- iteration
            Op::ForIterRange => step!(w, iteration::range),
            Op::ForIterList => step!(w, iteration::list),
            Op::ForIterTuple => step!(w, iteration::tuple),
            Op::ForIterGenerator => {
                if let Some(q) = delegation::resume(d, &p, reg!(w.b()), Value::NONE, Continuation::GeneratorNext) {
                    p = q;
                    continue;
                }
                save!();
                quicken::for_iter(d, w)
            }
            Op::ForIterNative => {
                let iterator = reg!(w.b());
                save!();
                match quicken::native_iterator(d, cache!(), iterator) {
                    Some(native_next) => {
                        let item = native_next(d.t(), iterator)?;
                        if item.is_hole() {
                            next!(1)
                        }
                        set!(w.a(), item);
                        next!(2)
                    }
                    None => quicken::for_iter(d, w),
                }
            }
            Op::ForIter => {
                save!();
                quicken::for_iter(d, w)
            }
            Op::Send => {
                if let Some(q) = delegation::resume(d, &p, reg!(w.b()), reg!(w.c()), Continuation::Send) {
                    p = q;
                    continue;
                }
                save!();
                rare::narrow(d, w)
            }
            Op::YieldPlain | Op::YieldDelegatePlain => {
                let v = reg!(w.b());
                match delegation::suspend(d, &p, v) {
                    Passed::On(q) => {
                        p = q;
                        continue;
                    }
                    Passed::Native => return Ok(End::Yielded(v)),
                    Passed::No => {}
                }
                save!();
                match generator::suspend(d, v, true)? {
                    Some(end) => return Ok(end),
                    None => reload!(),
                }
            }
            Op::Yield | Op::YieldDelegate => {
                let v = reg!(w.b());
                save!();
                match generator::suspend(d, v, false)? {
                    Some(end) => return Ok(end),
                    None => reload!(),
                }
            }
            Op::Unpack => {
                let v = reg!(w.b());
                let n = w.c();
                let (len, first) = if v.has_shape(shape_id::TUPLE) {
                    (field!(v, Tuple, len), v.address() + ELEMENTS)
                } else if v.has_shape(shape_id::LIST) {
                    let storage = field!(v, List, storage);
                    (field!(storage, ListStorage, len), storage.address() + ELEMENTS)
                } else {
                    (Value::NONE, 0)
                };
                if len == Value::small(n as i64) {
                    for i in 0..n {
                        // SAFETY: i < len.
                        set!(w.a() + i, unsafe { *((first + 8 * i) as *const Value) });
                    }
                    next!(1)
                }
                save!();
                rare::narrow(d, w)
            }
            Op::MatchException => {
                save!();
                let matches = handlers::matches(d.t(), reg!(w.b()), reg!(w.c()))?;
                branch_on!(w, matches)
            }
            Op::ListAppend => {
                list::push(d.t(), reg!(w.a()), reg!(w.b()));
                next!(1)
            }
            Op::BuildTuple => {
                // SAFETY: registers of the current window, which stays in place.
                let items = unsafe { std::slice::from_raw_parts(p.registers.add(w.b()), w.c()) };
                let v = tuple::new(d.t(), items);
                set!(w.a(), v);
                next!(1)
            }
            Op::BuildList => {
                // SAFETY: as above.
                let items = unsafe { std::slice::from_raw_parts(p.registers.add(w.b()), w.c()) };
                let v = list::new(d.t(), items);
                set!(w.a(), v);
                next!(1)
            }
            Op::MakeCell => {
                let v = taipan_runtime::objects::function::new_cell(d.t(), reg!(w.a()));
                set!(w.a(), v);
                next!(1)
            }
            Op::CopyFreeVars => {
                let closure = field!(Window(p.registers).header(frame::FUNCTION), Function, closure);
                for (i, cell) in tuple::items(&closure).iter().take(w.b()).enumerate() {
                    set!(w.a() + i, *cell);
                }
                next!(1)
            }
            Op::Neg => {
                let v = reg!(w.b());
                if v.is_small() && v.as_small() != taipan_runtime::value::SMALL_MIN {
                    set!(w.a(), Value::small(-v.as_small()));
                    next!(1)
                }
                if v.is_unboxed_float()
                    && let Some(v) = Value::try_float(-v.as_unboxed_float())
                {
                    set!(w.a(), v);
                    next!(1)
                }
                save!();
                rare::narrow(d, w)
            }
            Op::In | Op::NotIn => {
                save!();
                let found = taipan_runtime::ops::contains(d.t(), reg!(w.c()), reg!(w.b()))?;
                branch_on!(w, found == (w.op() == Op::In))
            }
            Op::GetIter | Op::GetYieldFromIter => {
                save!();
                quicken::get_iter(d, w)
            }
            Op::Ext => {
                save!();
                // Wide operands: the decoded instruction runs by its generic meaning.
                // SAFETY: the code of the current frame, which only quickening changes.
                let i = decode(unsafe { &(*p.data).code }, d.t().pc);
                let length = i.next as isize - d.t().pc as isize;
                match rare::wide(d, i)? {
                    rare::Wide::End(end) => return Ok(end),
                    rare::Wide::Flow(Flow::Next) => next!(length),
                    rare::Wide::Flow(Flow::Skip) => next!(length + 1),
                    rare::Wide::Flow(Flow::Jump) => next!(length + i.offset as isize),
                    rare::Wide::Flow(Flow::Frame) => reload!(),
                }
            }
            rare_op!() => {
                save!();
                rare::narrow(d, w)
            }
        };
        match outcome? {
            Flow::Next => next!(1),
            Flow::Skip => next!(2),
            Flow::Jump => next!(1 + word!(0).sbx()),
            Flow::Frame => reload!(),
        }
    }
}

/// At the end of an arm: code that LLVM cannot share with other arms, so that the dispatch behind it is not shared either.
#[inline(always)]
#[allow(clippy::pointers_in_nomem_asm_block)]
fn own_dispatch(mut ip: *const u32) -> *const u32 {
    // SAFETY: no instruction, so the pointer is not used either.
    unsafe { std::arch::asm!("/* {0} */", inout(reg) ip, options(nomem, nostack, preserves_flags)) }
    ip
}
