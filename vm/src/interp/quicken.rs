//! Quickening: generic instructions look at what they got, rewrite themselves to a specialised
//! form and fill their inline cache. A form that misses runs the generic meaning and specialises
//! again for what it saw, at most [`MAX_MISSES`] times in its life.
//!
//! Caches hold shapes with the class epoch, or stamps of namespace tables; what they remember is
//! true as long as these match, and nothing in them keeps an object alive.

use super::{attributes, rare};
use taipan_bytecode::{Instruction, Op};
use taipan_runtime::frame::{self, Continuation, Window};
use taipan_runtime::layout::*;
use taipan_runtime::machine::{Direct, Machine};
use taipan_runtime::native::{Args, NativeDef, NativeFn, NativeKind, NewFn};
use taipan_runtime::objects::code::{self, Cache, CodeData};
use taipan_runtime::objects::{dict, generator as generators, int, string, type_object};
use taipan_runtime::ops::compare::COMPARE_OPS;
use taipan_runtime::ops::operator::{BINARY_OPS, BinaryOp};
use taipan_runtime::step::{self, Flow, Outcome};
use taipan_runtime::{Raised, Thread, Value, field, types};

/// Calls and back edges before a code object gets caches.
const WARM: u32 = 2;

fn code_data<'a>(t: &Thread) -> &'a mut CodeData {
    code::data_mut(t.window.header(frame::CODE))
}

/// Whether the current code is warm; makes its caches when it becomes so.
pub fn warm(t: &Thread) -> bool {
    let c = code_data(t);
    if !c.caches.is_empty() {
        return true;
    }
    c.heat = c.heat.saturating_add(1);
    // Without calls a module body is warm once its loops are.
    if c.heat < WARM * 8 {
        return false;
    }
    c.caches = vec![Cache::default(); c.code.len()];
    true
}

/// Rewrites the current instruction.
pub fn rewrite(t: &Thread, op: Op) {
    let c = code_data(t);
    c.code[t.pc] = Instruction(c.code[t.pc]).with_op(op).0;
}

pub fn set_cache(t: &Thread, cache: Cache) {
    code_data(t).caches[t.pc] = cache;
}

/// The current instruction's cache.
pub fn cache_of(t: &Thread) -> Cache {
    code_data(t).caches[t.pc]
}

/// The caches of code, one per instruction once it is warm.
///
/// # Safety
/// `data` is a live code object's.
#[inline(always)]
pub unsafe fn caches(data: *const CodeData) -> *const Cache {
    // SAFETY: by contract.
    unsafe { (*data).caches.as_ptr() }
}

// ---- generators

/// The current instruction yields where no handler of the program's own is.
pub fn yields_plainly(t: &Thread) {
    let form = match Instruction(code_data(t).code[t.pc]).op() {
        Op::Yield => Op::YieldPlain,
        Op::YieldDelegate => Op::YieldDelegatePlain,
        // With wide operands.
        _ => return,
    };
    rewrite(t, form);
}

// ---- operators

/// A generic binary operator.
pub fn binary(d: &mut Direct, w: Instruction, b: Value) -> Outcome {
    let a = d.reg(w.b());
    let op = w.op().generic();
    if (a.has_shape(shape_id::BIG_INT) || b.has_shape(shape_id::BIG_INT))
        && let Some(v) = int::short_binary(d.t(), operator_of(op).0, a, b)
    {
        d.set_reg(w.a(), v);
        return Ok(Flow::Next);
    }
    if matches!(op, Op::Add | Op::IAdd | Op::AddK | Op::IAddK) && a.has_shape(shape_id::STR) && b.has_shape(shape_id::STR) {
        let v = string::concat(d.t(), a, b);
        d.set_reg(w.a(), v);
        return Ok(Flow::Next);
    }
    let both_int = a.both_small(b);
    let (fa, fb) = (a.is_unboxed_float(), b.is_unboxed_float());
    // Some float: the other one may be a small int.
    let floats = fa && (fb || b.is_small()) || fb && a.is_small();
    let form = match (op, both_int, floats) {
        (Op::Add, true, _) => Some(Op::AddInt),
        (Op::Add, _, true) => Some(Op::AddFloat),
        (Op::Sub, true, _) => Some(Op::SubInt),
        (Op::Sub, _, true) => Some(Op::SubFloat),
        (Op::Mul, true, _) => Some(Op::MulInt),
        (Op::Mul, _, true) => Some(Op::MulFloat),
        (Op::TrueDiv, _, true) => Some(Op::TrueDivFloat),
        (Op::FloorDiv, true, _) => Some(Op::FloorDivInt),
        (Op::Mod, true, _) => Some(Op::ModInt),
        (Op::And, true, _) => Some(Op::AndInt),
        (Op::Or, true, _) => Some(Op::OrInt),
        (Op::Xor, true, _) => Some(Op::XorInt),
        (Op::LShift, true, _) => Some(Op::LShiftInt),
        (Op::RShift, true, _) => Some(Op::RShiftInt),
        (Op::IAdd, true, _) => Some(Op::IAddInt),
        (Op::IAdd, _, true) => Some(Op::IAddFloat),
        (Op::ISub, true, _) => Some(Op::ISubInt),
        (Op::ISub, _, true) => Some(Op::ISubFloat),
        (Op::IMul, true, _) => Some(Op::IMulInt),
        (Op::IMul, _, true) => Some(Op::IMulFloat),
        (Op::AddK, true, _) => Some(Op::AddKInt),
        (Op::SubK, true, _) => Some(Op::SubKInt),
        (Op::MulK, true, _) => Some(Op::MulKInt),
        (Op::FloorDivK, true, _) => Some(Op::FloorDivKInt),
        (Op::ModK, true, _) => Some(Op::ModKInt),
        (Op::AndK, true, _) => Some(Op::AndKInt),
        (Op::LShiftK, true, _) => Some(Op::LShiftKInt),
        (Op::RShiftK, true, _) => Some(Op::RShiftKInt),
        (Op::AddK, _, true) => Some(Op::AddKFloat),
        (Op::SubK, _, true) => Some(Op::SubKFloat),
        (Op::MulK, _, true) => Some(Op::MulKFloat),
        (Op::TrueDivK, _, true) => Some(Op::TrueDivKFloat),
        (Op::IAddK, true, _) => Some(Op::IAddKInt),
        (Op::ISubK, true, _) => Some(Op::ISubKInt),
        _ => None,
    };
    if let Some(form) = form {
        rewrite(d.t(), form);
    }
    generic_binary(d, op, w.a(), a, b)
}

/// Forms for floats, one of which may be an int.
const FLOAT_FORMS: [Op; 11] = [
    Op::AddFloat,
    Op::SubFloat,
    Op::MulFloat,
    Op::TrueDivFloat,
    Op::IAddFloat,
    Op::ISubFloat,
    Op::IMulFloat,
    Op::AddKFloat,
    Op::SubKFloat,
    Op::MulKFloat,
    Op::TrueDivKFloat,
];

/// A quickened operator got something else.
#[cold]
#[inline(never)]
pub fn binary_miss(d: &mut Direct, w: Instruction, b: Value) -> Outcome {
    let op = w.op().generic();
    let a = d.reg(w.b());
    // Ints that overflow and floats that must be boxed stay in their form; other types go back to the generic one.
    let t = d.t();
    let (sa, sb) = (t.shape_of(a), t.shape_of(b));
    let numbers = |s: u32| matches!(s, shape_id::INT | shape_id::BIG_INT | shape_id::FLOAT);
    let float_form = FLOAT_FORMS.contains(&w.op());
    let fits = if float_form {
        sa == shape_id::FLOAT || sb == shape_id::FLOAT
    } else {
        sa != shape_id::FLOAT && sb != shape_id::FLOAT
    };
    if !fits || !numbers(sa) || !numbers(sb) {
        rewrite(t, op);
    } else if !float_form && let Some(v) = int::short_binary(t, operator_of(op).0, a, b) {
        d.set_reg(w.a(), v);
        return Ok(Flow::Next);
    }
    generic_binary(d, op, w.a(), a, b)
}

/// Splits a binary opcode into operator and in-place flag.
pub fn operator_of(op: Op) -> (BinaryOp, bool) {
    let n = (op as u8 - Op::BINARY) as usize;
    (BINARY_OPS[n % 13], n / 13 % 2 == 1)
}

fn generic_binary(d: &mut Direct, op: Op, dst: usize, a: Value, b: Value) -> Outcome {
    let (operator, inplace) = operator_of(op);
    step::binary::binary(d, operator, inplace, dst, a, b)
}

/// A generic comparison.
pub fn compare(d: &mut Direct, w: Instruction, b: Value) -> Outcome {
    let a = d.reg(w.b());
    let op = w.op().generic();
    let form = if a.both_small(b) {
        match op {
            Op::Lt => Some(Op::LtInt),
            Op::Le => Some(Op::LeInt),
            Op::Eq => Some(Op::EqInt),
            Op::Ne => Some(Op::NeInt),
            Op::Gt => Some(Op::GtInt),
            Op::Ge => Some(Op::GeInt),
            Op::LtK => Some(Op::LtKInt),
            Op::LeK => Some(Op::LeKInt),
            Op::EqK => Some(Op::EqKInt),
            Op::NeK => Some(Op::NeKInt),
            Op::GtK => Some(Op::GtKInt),
            Op::GeK => Some(Op::GeKInt),
            _ => None,
        }
    } else if a.is_unboxed_float() && b.is_unboxed_float() {
        match op {
            Op::Lt => Some(Op::LtFloat),
            Op::Gt => Some(Op::GtFloat),
            _ => None,
        }
    } else {
        None
    };
    if let Some(form) = form {
        rewrite(d.t(), form);
    }
    generic_compare(d, op, w.a(), a, b)
}

#[cold]
#[inline(never)]
pub fn compare_miss(d: &mut Direct, w: Instruction, b: Value) -> Outcome {
    let op = w.op().generic();
    let a = d.reg(w.b());
    rewrite(d.t(), op);
    generic_compare(d, op, w.a(), a, b)
}

fn generic_compare(d: &mut Direct, op: Op, dst: usize, a: Value, b: Value) -> Outcome {
    let base = if op as u8 >= Op::COMPARE_K { Op::COMPARE_K } else { Op::COMPARE };
    step::compare::compare(d, COMPARE_OPS[(op as u8 - base) as usize], dst, a, b)
}

// ---- globals

#[inline(always)]
fn globals(d: &mut Direct) -> Value {
    field!(d.t().window.header(frame::FUNCTION), Function, globals)
}

/// Whether a frame's locals are its globals, as a module's are.
#[inline(always)]
pub fn at_module_level(w: Window) -> bool {
    w.header(frame::LOCALS) == field!(w.header(frame::FUNCTION), Function, globals)
}

/// Cache: a = stamp of the globals' table, b = address of the value.
#[inline(always)]
pub fn global_module(registers: *mut Value, cache: &Cache) -> Option<Value> {
    let globals = field!(Window(registers).header(frame::FUNCTION), Function, globals);
    if dict::current_key(globals).0 != cache.a {
        return None;
    }
    // SAFETY: the stamp says that the table the address points into is the dict's current one.
    let v = unsafe { *(cache.b as *const Value) };
    if v.is_hole() { None } else { Some(v) }
}

/// Cache: a = stamp of the globals' table and entries used, b = address of the builtin, c = stamp of the builtins' table.
#[inline(always)]
pub fn global_builtin(registers: *mut Value, cache: &Cache) -> Option<Value> {
    let function = Window(registers).header(frame::FUNCTION);
    let (globals, builtins) = (field!(function, Function, globals), field!(function, Function, builtins));
    let (stamp, used) = dict::current_key(globals);
    if stamp << 24 | used != cache.a || dict::current_key(builtins).0 != cache.c {
        return None;
    }
    // SAFETY: as above, for the builtins' table.
    let v = unsafe { *(cache.b as *const Value) };
    if v.is_hole() { None } else { Some(v) }
}

#[cold]
#[inline(never)]
pub fn load_global_miss(d: &mut Direct, w: Instruction) -> Outcome {
    rewrite(d.t(), w.op().generic());
    load_global(d, w)
}

/// LoadGlobal and, where the frame's locals are the globals, LoadName.
pub fn load_global(d: &mut Direct, w: Instruction) -> Outcome {
    let is_name = w.op().generic() == Op::LoadName;
    let space = globals(d);
    if is_name && !at_module_level(d.t().window) {
        return rare::narrow(d, w);
    }
    if !warm(d.t()) || !space.has_shape(taipan_runtime::layout::shape_id::DICT) {
        return rare::narrow(d, w);
    }
    let code_value = d.t().window.header(frame::CODE);
    let names = field!(code_value, Code, names);
    let name = taipan_runtime::objects::tuple::items(&names)[w.bx()];
    if let Some(i) = dict::entry_index_str(space, name) {
        let (stamp, _) = dict::cache_key(space);
        set_cache(
            d.t(),
            Cache {
                a: stamp,
                b: dict::value_address(space, i) as u64,
                c: 0,
                d: 0,
            },
        );
        rewrite(d.t(), if is_name { Op::LoadNameModule } else { Op::LoadGlobalModule });
    } else {
        let builtins = field!(d.t().window.header(frame::FUNCTION), Function, builtins);
        if let Some(i) = dict::entry_index_str(builtins, name) {
            let (stamp, used) = dict::cache_key(space);
            let (builtin_stamp, _) = dict::cache_key(builtins);
            set_cache(
                d.t(),
                Cache {
                    a: stamp << 24 | used,
                    b: dict::value_address(builtins, i) as u64,
                    c: builtin_stamp,
                    d: 0,
                },
            );
            rewrite(d.t(), if is_name { Op::LoadNameBuiltin } else { Op::LoadGlobalBuiltin });
        }
    }
    rare::narrow(d, w)
}

// ---- subscripts

pub fn get_item(d: &mut Direct, w: Instruction, o: Value, k: Value) -> Outcome {
    let form = match d.t().shape_of(o) {
        shape_id::LIST if k.is_small() => Op::GetItemList,
        shape_id::TUPLE if k.is_small() => Op::GetItemTuple,
        shape_id::DICT => Op::GetItemDict,
        _ => {
            let name = d.t().names.getitem;
            subscript_form(d, o, name, 2, Op::GetItemNative, Some(Op::GetItemPython)).unwrap_or(Op::GetItem)
        }
    };
    rewrite(d.t(), form);
    step::subscript::get_item(d, w.a(), o, k)
}

pub fn set_item(d: &mut Direct, w: Instruction) -> Outcome {
    let (o, k, v) = (d.reg(w.a()), d.reg(w.b()), d.reg(w.c()));
    let form = match d.t().shape_of(o) {
        shape_id::LIST if k.is_small() => Op::SetItemList,
        shape_id::DICT => Op::SetItemDict,
        _ => {
            let name = d.t().names.setitem;
            subscript_form(d, o, name, 3, Op::SetItemNative, None).unwrap_or(Op::SetItem)
        }
    };
    rewrite(d.t(), form);
    step::subscript::set_item(d, o, k, v)
}

// ---- calls

/// Whether calling `f` with `n` positional arguments is what the cache was filled for: nothing to bind, and room for the
/// window. Cache: a = code object, b = arguments, c = registers, d = parameters that take their defaults.
#[inline(always)]
pub fn is_cached(d: &mut Direct, cache: &Cache, f: Value, n: usize) -> bool {
    if !f.has_shape(shape_id::FUNCTION) || field!(f, Function, code).0 != cache.a || cache.b != n as u64 {
        return false;
    }
    has_room(d.t(), cache.c as usize) && (cache.d == 0 || has_defaults(f, cache.d as usize))
}

/// Whether a window of so many registers may be pushed at once: nothing to poll, no limit reached.
#[inline(always)]
pub fn has_room(t: &Thread, registers: usize) -> bool {
    // SAFETY: `top` and `limit` delimit the free part of the VM stack.
    let base = unsafe { t.top.add(frame::HEADER_WORDS) };
    !crate::poll::due(t) && base as usize + registers * 8 <= t.limit as usize && t.depth < t.depth_limit
}

/// The native function that a cache as [`attributes::on_class`] reads gives for `o`.
#[inline(always)]
pub fn native_on_class(d: &mut Direct, cache: &Cache, o: Value) -> Option<NativeFn> {
    let f = attributes::on_class(d, cache, o)?;
    // SAFETY: `subscript_form` stored it.
    Some(unsafe { std::mem::transmute::<usize, NativeFn>(f.0 as usize) })
}

/// Fills the cache and gives the form of a subscript of an object with method `name`, whose calls have `n` arguments.
fn subscript_form(d: &mut Direct, o: Value, name: Value, n: usize, native: Op, python: Option<Op>) -> Option<Op> {
    if !o.is_pointer() || !warm(d.t()) {
        return None;
    }
    let t = d.t();
    let (shape, class) = (t.shape_of(o), t.class_of(o));
    let method = types::lookup(t, class, name)?;
    let (form, meaning) = match t.shape_of(method) {
        shape_id::FUNCTION if is_plain(method, n) => (python?, method.0),
        shape_id::METHOD_DESCRIPTOR | shape_id::SLOT_WRAPPER => {
            let (def, owner) = (field!(method, NativeFunction, def), field!(method, NativeFunction, owner));
            let takes = def.min as usize <= n && n <= def.max as usize && def.kind != NativeKind::ClassMethod;
            if !takes || !types::is_subclass(class, owner) {
                return None;
            }
            (native, def.func as usize as u64)
        }
        _ => return None,
    };
    attributes::fill(t, shape, meaning);
    Some(form)
}

/// Cache: a = class, b = what makes its instances, when there is nothing for `__init__` to do.
fn cache_builtin_class(d: &mut Direct, class: Value) -> bool {
    let t = d.t();
    let (base, init) = (t.types.object, t.names.init);
    if types::flags(class) & TYPE_HEAP != 0 || class == t.types.type_ || t.class_of(class) != t.types.type_ {
        return false;
    }
    match field!(class, Type, new) {
        Some(new) if types::lookup(t, class, init) == types::lookup(t, base, init) => {
            set_cache(
                t,
                Cache {
                    a: class.0,
                    b: new as usize as u64,
                    c: 0,
                    d: 0,
                },
            );
            true
        }
        _ => false,
    }
}

/// An instance of a builtin class, if the cache is for it. Builtin classes do not change.
#[inline(always)]
pub fn builtin_instance(d: &mut Direct, cache: &Cache, class: Value, args: Args) -> Option<Result<Value, Raised>> {
    if cache.a != class.0 {
        return None;
    }
    // SAFETY: `cache_builtin_class` stored it.
    let new = unsafe { std::mem::transmute::<usize, NewFn>(cache.b as usize) };
    let t = d.t();
    Some(match new(t, class, args) {
        // `str(x)` may give an instance of a subclass, whose `__init__` is called.
        Ok(v) if t.class_of(v) != class => type_object::initialise(t, class, v, args),
        result => result,
    })
}

/// Cache: a = class, b = class epoch and number of arguments, c = `__init__`.
#[inline(always)]
pub fn constructor(d: &mut Direct, cache: &Cache, class: Value, n: usize) -> Option<Value> {
    let t = d.t();
    if class.0 != cache.a || t.class_epoch as u64 | (n as u64) << 32 != cache.b {
        return None;
    }
    let init = Value(cache.c);
    let registers = code::data(field!(init, Function, code)).register_count;
    if has_room(t, registers as usize) { Some(init) } else { None }
}

fn cache_constructor(d: &mut Direct, class: Value, n: usize) -> bool {
    let t = d.t();
    match step::call::plain_constructor(t, class) {
        Some(init) if missing_arguments(init, n + 1).is_some() && !code::data(field!(init, Function, code)).is_generator() => {
            let b = t.class_epoch as u64 | (n as u64) << 32;
            set_cache(
                t,
                Cache {
                    a: class.0,
                    b,
                    c: init.0,
                    d: 0,
                },
            );
            true
        }
        _ => false,
    }
}

/// Whether the last `missing` positional parameters of a function have defaults.
#[inline]
fn has_defaults(f: Value, missing: usize) -> bool {
    let defaults = field!(f, Function, defaults);
    !defaults.is_none() && field!(defaults, Tuple, len).as_small() as usize >= missing
}

/// As [`is_plain`], but the last parameters may take their defaults: how many do.
fn missing_arguments(f: Value, n: usize) -> Option<usize> {
    let c = code::data(field!(f, Function, code));
    let positional = c.arg_count as usize;
    let fits = c.parameter_count() == positional && n <= positional;
    if fits && (n == positional || has_defaults(f, positional - n)) {
        Some(positional - n)
    } else {
        None
    }
}

/// Whether calling Python function `f` with `n` positional arguments needs no binding and gives a frame.
pub fn is_plain(f: Value, n: usize) -> bool {
    let c = code::data(field!(f, Function, code));
    c.arg_count as usize == n && c.parameter_count() == n && !c.is_generator()
}

/// Fills the cache for calls of `f` with `n` positional arguments, if such calls are plain.
fn cache_function(d: &mut Direct, f: Value, n: usize) -> bool {
    let code_value = field!(f, Function, code);
    let c = code::data(code_value);
    let Some(missing) = missing_arguments(f, n) else { return false };
    set_cache(
        d.t(),
        Cache {
            a: code_value.0,
            b: n as u64,
            c: c.register_count as u64,
            d: missing as u64,
        },
    );
    true
}

fn by_kind(f: Value, plain: Op, generator: Op) -> Op {
    if code::data(field!(f, Function, code)).is_generator() {
        generator
    } else {
        plain
    }
}

/// The generator of a call as [`is_cached`] knows it.
#[inline(always)]
pub fn new_generator(d: &mut Direct, cache: &Cache, w: Instruction, method: bool) -> Option<Value> {
    let f = d.reg(w.b());
    let (first, n) = match method {
        false => (w.b() + 1, w.c()),
        true if d.reg(w.b() + 1).is_unbound() => (w.b() + 2, w.c()),
        true => (w.b() + 1, w.c() + 1),
    };
    if !is_cached(d, cache, f, n) {
        return None;
    }
    // SAFETY: the arguments are in the current window's registers.
    let args = unsafe { std::slice::from_raw_parts(d.registers.add(first), n) };
    Some(generators::from_arguments(d.t(), f, args, cache.d as usize))
}

/// `iter(v)` for a loop or a `yield from`.
pub fn get_iter(d: &mut Direct, w: Instruction) -> Outcome {
    let v = d.reg(w.b());
    if v.has_shape(shape_id::COROUTINE) {
        return super::rare::narrow(d, w);
    }
    step::iterate::iterate(d, w.a(), v)
}

/// Counts a back edge of the instruction at `p`; whether the loop is not due to be looked at.
#[inline(always)]
pub fn loop_waits(p: &super::frames::Position) -> bool {
    // SAFETY: the code of the current frame; the cache belongs to this instruction.
    unsafe {
        let data = &mut *p.data;
        if data.caches.is_empty() {
            data.heat = data.heat.saturating_add(1);
            return false;
        }
        let cache = &mut *data.caches.as_mut_ptr().add(p.pc());
        cache.a += 1;
        cache.a < cache.b
    }
}

fn poll_at_call(d: &mut Direct) -> Result<(), Raised> {
    if crate::poll::due(d.t()) { crate::poll::run(d.t()) } else { Ok(()) }
}

pub fn call(d: &mut Direct, w: Instruction) -> Outcome {
    poll_at_call(d)?;
    let (callee, first, n) = (d.reg(w.b()), w.b() + 1, w.c());
    if n == 1 && callee == d.t().types.type_ {
        let v = d.reg(first);
        let class = d.t().class_of(v);
        d.set_reg(w.a(), class);
        return Ok(Flow::Next);
    }
    if warm(d.t()) {
        let form = match d.t().shape_of(callee) {
            shape_id::FUNCTION if cache_function(d, callee, n) => by_kind(callee, Op::CallFunction, Op::CallGenerator),
            shape_id::NATIVE_FUNCTION | shape_id::NATIVE_METHOD => Op::CallNative,
            shape_id::TYPE if cache_builtin_class(d, callee) => Op::CallBuiltinClass,
            shape_id::TYPE if cache_constructor(d, callee, n) => Op::CallClass,
            _ => Op::Call,
        };
        rewrite(d.t(), form);
    }
    step::call::call(d, w.a(), callee, first, n)
}

pub fn call_method(d: &mut Direct, w: Instruction) -> Outcome {
    poll_at_call(d)?;
    let (callee, receiver) = (d.reg(w.b()), d.reg(w.b() + 1));
    if warm(d.t()) {
        let n = if receiver.is_unbound() { w.c() } else { w.c() + 1 };
        let form = match d.t().shape_of(callee) {
            shape_id::FUNCTION if cache_function(d, callee, n) => by_kind(callee, Op::CallMethodFunction, Op::CallMethodGenerator),
            shape_id::METHOD_DESCRIPTOR if !receiver.is_unbound() => Op::CallMethodNative,
            shape_id::NATIVE_FUNCTION if receiver.is_unbound() => Op::CallMethodNative,
            _ => Op::CallMethod,
        };
        rewrite(d.t(), form);
    }
    step::call::call_method(d, w.a(), w.b(), w.c())
}

/// A native function with its arguments where they are.
#[inline(always)]
fn native(d: &mut Direct, w: Instruction, f: Value, first: usize, n: usize) -> Outcome {
    let def = field!(f, NativeFunction, def);
    if let Some((g, sent)) = super::generator::resumed_by_call(d, w, f, first, n) {
        super::generator::enter(d, g, sent, Continuation::GeneratorCall)?;
        return Ok(Flow::Frame);
    }
    if let Some(outcome) = step::consume::push(d, f, first, n) {
        return outcome;
    }
    // SAFETY: the arguments are in the current window's registers.
    let args = unsafe { Args::new(d.registers.add(first), n, Value::ZERO) };
    let v = def.call(d.t(), args)?;
    d.set_reg(w.a(), v);
    Ok(Flow::Next)
}

/// The native function behind `f`, if the cache is for its definition and this kind of receiver (a key, or 0 for none).
/// Cache: a = definition, b = native function, c = receiver. The instruction's number of arguments fits.
#[inline(always)]
pub fn cached_native(cache: &Cache, f: Value, receiver: u64) -> Option<NativeFn> {
    // SAFETY: objects of both shapes are NativeFunctions; `remember_native` stored the function.
    unsafe {
        let known = matches!(f.shape_or_zero(), shape_id::NATIVE_FUNCTION | shape_id::METHOD_DESCRIPTOR)
            && std::ptr::from_ref((*f.cast::<NativeFunction>()).def) as u64 == cache.a
            && receiver == cache.c;
        if known {
            Some(std::mem::transmute::<usize, NativeFn>(cache.b as usize))
        } else {
            None
        }
    }
}

/// Caches a native function that takes `n` positional arguments.
fn remember_native(t: &Thread, f: Value, receiver: u64, n: usize) {
    let def = field!(f, NativeFunction, def);
    if def.keywords || n >= def.min as usize && (n <= def.max as usize || def.max == NativeDef::MANY) {
        set_cache(
            t,
            Cache {
                a: std::ptr::from_ref(def) as u64,
                b: def.func as usize as u64,
                c: receiver,
                d: 0,
            },
        );
    }
}

pub fn call_native(d: &mut Direct, w: Instruction) -> Outcome {
    let f = d.reg(w.b());
    if f.has_shape(shape_id::NATIVE_FUNCTION) {
        remember_native(d.t(), f, 0, w.c());
        return native(d, w, f, w.b() + 1, w.c());
    }
    if f.has_shape(shape_id::NATIVE_METHOD) {
        // A bound native method: the receiver takes the callee's register, right in front of the arguments.
        let receiver = field!(f, NativeFunction, receiver);
        d.set_reg(w.b(), receiver);
        let result = native(d, w, f, w.b(), w.c() + 1);
        if result.is_err() {
            d.set_reg(w.b(), f);
        }
        return result;
    }
    call(d, w)
}

pub fn call_method_native(d: &mut Direct, w: Instruction) -> Outcome {
    let (f, receiver) = (d.reg(w.b()), d.reg(w.b() + 1));
    if receiver.is_unbound() {
        if f.has_shape(shape_id::NATIVE_FUNCTION) {
            remember_native(d.t(), f, 0, w.c());
            return native(d, w, f, w.b() + 2, w.c());
        }
    } else if f.has_shape(shape_id::METHOD_DESCRIPTOR) {
        let owner = field!(f, NativeFunction, owner);
        if types::is_subclass(d.t().class_of(receiver), owner) {
            let key = attributes::receiver_key(d.t(), receiver);
            remember_native(d.t(), f, key, w.c() + 1);
            return native(d, w, f, w.b() + 1, w.c() + 1);
        }
    }
    call_method(d, w)
}

// ---- iteration

/// The function that gives the iterator's next item, if the cache (as [`attributes::on_class`] reads it) is for it.
#[inline(always)]
pub fn native_iterator(d: &mut Direct, cache: &Cache, iterator: Value) -> Option<fn(&mut Thread, Value) -> Result<Value, Raised>> {
    let f = attributes::on_class(d, cache, iterator)?;
    // SAFETY: `for_iter` stored it.
    Some(unsafe { std::mem::transmute::<usize, fn(&mut Thread, Value) -> Result<Value, Raised>>(f.0 as usize) })
}

pub fn for_iter(d: &mut Direct, w: Instruction) -> Outcome {
    let iterator = d.reg(w.b());
    let form = match d.t().shape_of(iterator) {
        shape_id::RANGE_ITERATOR => Op::ForIterRange,
        shape_id::LIST_ITERATOR => Op::ForIterList,
        shape_id::TUPLE_ITERATOR => Op::ForIterTuple,
        shape_id::GENERATOR => Op::ForIterGenerator,
        shape if iterator.is_pointer() && warm(d.t()) => {
            let class = d.t().shapes.class(shape);
            match field!(class, Type, next) {
                Some(next) => {
                    attributes::fill(d.t(), shape, next as usize as u64);
                    Op::ForIterNative
                }
                None => Op::ForIter,
            }
        }
        _ => Op::ForIter,
    };
    rewrite(d.t(), form);
    if form == Op::ForIterGenerator {
        match generators::state(iterator) {
            GeneratorState::Finished => return Ok(Flow::Next),
            GeneratorState::Running => {
                generators::check_resumable(d.t(), iterator, Value::NONE)?;
            }
            _ => {
                super::generator::enter(d, iterator, Value::NONE, Continuation::GeneratorNext)?;
                return Ok(Flow::Frame);
            }
        }
    }
    step::iterate::next(d, w.a(), iterator)
}
