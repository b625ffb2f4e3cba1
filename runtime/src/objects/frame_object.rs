//! Frame and traceback objects, and questions about the running frames.
//!
//! A frame object is made when somebody asks for it or when an exception passes; it then looks at
//! the live window until the frame ends, which hands it the registers.

use crate::field;
use crate::frame::{self, Window};
use crate::header::Header;
use crate::layout::*;
use crate::native::{Args, GetSetDef, NativeDef};
use crate::objects::{code, dict, function, generator, instance, string, tuple};
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;
use taipan_bytecode::CodeFlags;

/// The frame object of a live window at `pc`, made if there is none.
pub fn of_window(t: &mut Thread, window: Window, pc: usize) -> Value {
    let existing = window.header(frame::FRAME_OBJECT);
    if !existing.is_unbound() {
        // SAFETY: a frame object.
        unsafe { (*existing.cast::<Frame>()).pc = Value::small(pc as i64) }
        return existing;
    }
    let (code_value, function) = (window.header(frame::CODE), window.header(frame::FUNCTION));
    let optimized = code::data(code_value).flags.has(CodeFlags::OPTIMIZED);
    let p = t.heap.alloc(size_of::<Frame>()).cast::<Frame>();
    // SAFETY: fresh memory of the right size.
    unsafe {
        p.write(Frame {
            header: Header {
                shape: shape_id::FRAME,
                aux: 0,
                state: 0,
                flags: 0,
            },
            code: code_value,
            function,
            window: window.0 as usize,
            registers: Value::NONE,
            back: Value::NONE,
            locals: if optimized { Value::NONE } else { window.header(frame::LOCALS) },
            pc: Value::small(pc as i64),
        });
    }
    let f = Value::from_address(p as usize);
    window.set_header(frame::FRAME_OBJECT, f);
    if !crate::ops::call::on_stack(t, window) {
        let owner = generator::of_window(window);
        t.heap.write_barrier_any(owner);
    }
    f
}

/// The frame ends: its object, if any, takes the registers over.
pub fn detach(t: &mut Thread, window: Window) {
    let f = window.header(frame::FRAME_OBJECT);
    if f.is_unbound() {
        return;
    }
    let n = code::data(window.header(frame::CODE)).named_registers();
    let registers = instance::new_array(t, n, Value::UNBOUND);
    for i in 0..n {
        // SAFETY: fresh array of n elements, no allocation in between.
        unsafe { *((registers.address() + 16 + 8 * i) as *mut Value) = window.reg(i) }
    }
    let back = match window.caller() {
        Some(caller) => visible(t, caller, window.return_to().0),
        None => Value::NONE,
    };
    // SAFETY: a frame object; barrier below.
    unsafe {
        let p = &mut *f.cast::<Frame>();
        p.registers = registers;
        p.window = 0;
        p.back = back;
    }
    t.heap.write_barrier_any(f);
}

/// The frame object of `window`, or of the next outer frame that is not hidden; None at the bottom.
fn visible(t: &mut Thread, mut window: Window, mut pc: usize) -> Value {
    loop {
        if !code::data(window.header(frame::CODE)).hidden {
            return of_window(t, window, pc);
        }
        match window.caller() {
            Some(caller) => {
                pc = window.return_to().0;
                window = caller;
            }
            None => return Value::NONE,
        }
    }
}

/// The frame `depth` levels up (hidden ones not counted), or `None`.
pub fn at_depth(t: &mut Thread, depth: usize) -> Option<Value> {
    let frames: Vec<(Window, usize)> = frame::walk(t).filter(|(w, _)| !code::data(w.header(frame::CODE)).hidden).collect();
    let (window, pc) = *frames.get(depth)?;
    Some(of_window(t, window, pc))
}

/// Globals of the innermost visible Python frame.
pub fn current_globals(t: &Thread) -> Option<Value> {
    frame::walk(t)
        .find(|(w, _)| !code::data(w.header(frame::CODE)).hidden)
        .map(|(w, _)| field!(w.header(frame::FUNCTION), Function, globals))
}

/// The innermost exception being handled, or None.
pub fn handled_exception(t: &Thread) -> Value {
    frame::walk(t)
        .map(|(w, _)| w.header(frame::HANDLED))
        .find(|v| !v.is_none())
        .unwrap_or(Value::NONE)
}

/// Class and first argument for `super()` without arguments.
pub fn super_arguments(t: &mut Thread) -> Result<(Value, Value), Raised> {
    let Some((window, _)) = frame::walk(t).find(|(w, _)| !code::data(w.header(frame::CODE)).hidden) else {
        return Err(t.runtime_error("super(): no current frame"));
    };
    let code_value = window.header(frame::CODE);
    let c = code::data(code_value);
    if c.arg_count == 0 {
        return Err(t.runtime_error("super(): no arguments"));
    }
    let mut object = window.reg(0);
    if object.has_shape(shape_id::CELL) && c.cell_registers.contains(&0) {
        object = field!(object, Cell, contents);
    }
    if object.is_unbound() {
        return Err(t.runtime_error("super(): arg[0] deleted"));
    }
    let names = field!(code_value, Code, register_names);
    let class_name = t.names.class;
    let cell = tuple::items(&names)
        .iter()
        .enumerate()
        .skip(c.free_start as usize)
        .find(|(_, n)| **n == class_name)
        .map(|(i, _)| window.reg(i));
    let Some(cell) = cell else {
        return Err(t.runtime_error("super(): __class__ cell not found"));
    };
    let class = field!(cell, Cell, contents);
    if class.is_unbound() {
        return Err(t.runtime_error("super(): empty __class__ cell"));
    }
    Ok((class, object))
}

/// Adds an entry for `window` at `pc` in front of the exception's traceback.
pub fn add_traceback(t: &mut Thread, e: Value, window: Window, pc: usize) {
    let c = code::data(window.header(frame::CODE));
    if c.hidden {
        return;
    }
    let frame_object = of_window(t, window, pc);
    let next = field!(e, Exception, traceback);
    let traceback = new_traceback(t, next, frame_object, pc, LINE_OF_PC);
    crate::objects::exception::set_traceback(t, e, traceback);
}

/// Line of a traceback entry that nobody has asked for: it follows from the frame's code and pc.
const LINE_OF_PC: u32 = u32::MAX;

pub fn new_traceback(t: &mut Thread, next: Value, frame_object: Value, pc: usize, line: u32) -> Value {
    let p = t.heap.alloc(size_of::<Traceback>()).cast::<Traceback>();
    // SAFETY: fresh memory of the right size.
    unsafe {
        p.write(Traceback {
            header: Header {
                shape: shape_id::TRACEBACK,
                aux: 0,
                state: 0,
                flags: 0,
            },
            next,
            frame: frame_object,
            position: (pc as u64) << 32 | line as u64,
        });
    }
    Value::from_address(p as usize)
}

pub fn traceback_line(traceback: Value) -> u32 {
    match field!(traceback, Traceback, position) as u32 {
        LINE_OF_PC => {
            let frame = field!(traceback, Traceback, frame);
            code::data(field!(frame, Frame, code)).line(traceback_pc(traceback))
        }
        line => line,
    }
}
pub fn traceback_pc(traceback: Value) -> usize {
    (field!(traceback, Traceback, position) >> 32) as usize
}

fn register(f: Value, i: usize) -> Value {
    let address = field!(f, Frame, window);
    if address != 0 {
        return Window(address as *mut Value).reg(i);
    }
    let registers = field!(f, Frame, registers);
    if registers.is_none() {
        return Value::UNBOUND;
    }
    // SAFETY: detached frames have one element per named register.
    unsafe { *((registers.address() + 16 + 8 * i) as *const Value) }
}

fn is_function_frame(f: Value) -> bool {
    code::data(field!(f, Frame, code)).flags.has(CodeFlags::OPTIMIZED)
}

/// Writes the register of local `name` (interned); false: the function has no such local.
pub fn set_local(t: &mut Thread, f: Value, name: Value, v: Value) -> bool {
    let code_value = field!(f, Frame, code);
    let c = code::data(code_value);
    let names = field!(code_value, Code, register_names);
    let Some(i) = tuple::items(&names)[..c.named_registers()].iter().position(|n| *n == name) else {
        return false;
    };
    let old = register(f, i);
    let is_cell = c.cell_registers.contains(&(i as u16)) || i >= c.free_start as usize;
    if is_cell && old.has_shape(shape_id::CELL) {
        function::cell_set(t, old, v);
        return true;
    }
    let address = field!(f, Frame, window);
    if address != 0 {
        let window = Window(address as *mut Value);
        window.set_reg(i, v);
        if !crate::ops::call::on_stack(t, window) {
            let owner = generator::of_window(window);
            t.heap.write_barrier_any(owner);
        }
        return true;
    }
    let registers = field!(f, Frame, registers);
    if !registers.is_none() {
        // SAFETY: detached frames have one element per named register.
        unsafe { *((registers.address() + 16 + 8 * i) as *mut Value) = v }
        t.heap.write_barrier_any(registers);
    }
    true
}

/// Names that were written to a function's `f_locals` without being locals.
pub fn extra_locals(t: &mut Thread, f: Value) -> Value {
    let d = field!(f, Frame, locals);
    if !d.is_none() {
        return d;
    }
    let d = dict::new(t);
    // SAFETY: a frame object; barrier below.
    unsafe { (*f.cast::<Frame>()).locals = d }
    t.heap.write_barrier_any(f);
    d
}

/// `frame.f_locals`: the mapping of module and class frames, else a view of the registers.
fn get_locals(t: &mut Thread, f: Value) -> Result<Value, Raised> {
    Ok(if is_function_frame(f) {
        crate::objects::frame_locals::new(t, f)
    } else {
        locals_of(t, f)
    })
}

/// The mapping of module and class frames, else a snapshot of the named registers.
pub fn locals_of(t: &mut Thread, f: Value) -> Value {
    let locals = field!(f, Frame, locals);
    if !locals.is_none() && !is_function_frame(f) {
        return locals;
    }
    let code_value = field!(f, Frame, code);
    let c = code::data(code_value);
    let d = if locals.is_none() { dict::new(t) } else { dict::copy(t, locals) };
    let names = field!(code_value, Code, register_names);
    for i in 0..c.named_registers() {
        let name = tuple::items(&names)[i];
        let mut v = register(f, i);
        let is_cell = c.cell_registers.contains(&(i as u16)) || i >= c.free_start as usize;
        if is_cell && v.has_shape(shape_id::CELL) {
            v = field!(v, Cell, contents);
        }
        if string::bytes(&name).starts_with(b".") {
            continue;
        }
        if v.is_unbound() {
            continue;
        }
        dict::set_str(t, d, name, v);
    }
    d
}

/// `locals()` of the innermost visible frame.
pub fn current_locals(t: &mut Thread) -> Option<Value> {
    let f = at_depth(t, 0)?;
    Some(locals_of(t, f))
}

fn globals_of(f: Value) -> Value {
    field!(field!(f, Frame, function), Function, globals)
}

fn line_of(f: Value) -> u32 {
    let c = code::data(field!(f, Frame, code));
    c.line(field!(f, Frame, pc).as_small() as usize)
}

fn get_line(t: &mut Thread, f: Value) -> Result<Value, Raised> {
    refresh_pc(t, f);
    Ok(Value::small(line_of(f) as i64))
}

/// A live frame's pc is on the stack, not in the object.
fn refresh_pc(t: &mut Thread, f: Value) {
    let address = field!(f, Frame, window);
    if address == 0 {
        return;
    }
    if let Some((_, pc)) = frame::walk(t).find(|(w, _)| w.0 as usize == address) {
        // SAFETY: a frame object; ints need no barrier.
        unsafe { (*f.cast::<Frame>()).pc = Value::small(pc as i64) }
    }
}

fn get_back(t: &mut Thread, f: Value) -> Result<Value, Raised> {
    let address = field!(f, Frame, window);
    if address == 0 {
        return Ok(field!(f, Frame, back));
    }
    let window = Window(address as *mut Value);
    if !frame::walk(t).any(|(w, _)| w == window) {
        return Ok(Value::NONE);
    }
    match window.caller() {
        Some(caller) => {
            let pc = window.return_to().0;
            Ok(visible(t, caller, pc))
        }
        None => Ok(Value::NONE),
    }
}

fn repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let f = args.get(0);
    let code_value = field!(f, Frame, code);
    refresh_pc(t, f);
    let text = format!(
        "<frame at {:#x}, file '{}', line {}, code {}>",
        f.address(),
        string::to_string_lossy(field!(code_value, Code, filename)),
        line_of(f),
        string::to_string_lossy(field!(code_value, Code, name))
    );
    Ok(t.str(&text))
}

fn clear(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let f = args.get(0);
    if field!(f, Frame, window) != 0 {
        return Err(t.runtime_error("cannot clear an executing frame"));
    }
    // SAFETY: a frame object.
    unsafe { (*f.cast::<Frame>()).registers = Value::NONE }
    Ok(Value::NONE)
}

static FRAME_METHODS: &[NativeDef] = &[NativeDef::slot("__repr__", 0, repr), NativeDef::method("clear", 0, 0, clear)];
static FRAME_GETSETS: &[GetSetDef] = &[
    GetSetDef::read_only("f_code", |_, f| Ok(field!(f, Frame, code))),
    GetSetDef::read_only("f_globals", |_, f| Ok(globals_of(f))),
    GetSetDef::read_only("f_builtins", |_, f| Ok(field!(field!(f, Frame, function), Function, builtins))),
    GetSetDef::read_only("f_locals", get_locals),
    GetSetDef::read_only("f_lineno", get_line),
    GetSetDef::read_only("f_back", get_back),
    GetSetDef::read_only("f_lasti", |t, f| {
        refresh_pc(t, f);
        Ok(Value::small(field!(f, Frame, pc).as_small() * 2))
    }),
    GetSetDef::read_only("f_trace", |_, _| Ok(Value::NONE)),
];

static TRACEBACK_GETSETS: &[GetSetDef] = &[
    GetSetDef::new(
        "tb_next",
        |_, tb| Ok(field!(tb, Traceback, next)),
        |t, tb, v| {
            // SAFETY: a traceback; barrier below.
            unsafe { (*tb.cast::<Traceback>()).next = v.unwrap_or(Value::NONE) }
            t.heap.write_barrier_any(tb);
            Ok(())
        },
    ),
    GetSetDef::read_only("tb_frame", |_, tb| Ok(field!(tb, Traceback, frame))),
    GetSetDef::read_only("tb_lineno", |_, tb| Ok(Value::small(traceback_line(tb) as i64))),
    GetSetDef::read_only("tb_lasti", |_, tb| Ok(Value::small(traceback_pc(tb) as i64 * 2))),
];

fn traceback_new(t: &mut Thread, _class: Value, args: Args) -> Result<Value, Raised> {
    let [next, frame_object, lasti, line] = args.bind(
        t,
        "traceback",
        ["tb_next", "tb_frame", "tb_lasti", "tb_lineno"],
        crate::native::Bind::required(4),
    )?;
    let pc = crate::ops::index(t, lasti.unwrap_or(Value::ZERO))? / 2;
    let line = crate::ops::index(t, line.unwrap_or(Value::ZERO))?;
    Ok(new_traceback(
        t,
        next.unwrap_or(Value::NONE),
        frame_object.unwrap_or(Value::NONE),
        pc as usize,
        line as u32,
    ))
}

pub fn init(t: &mut Thread) {
    let (f, tb) = (t.types.frame, t.types.traceback);
    types::add_methods(t, f, FRAME_METHODS);
    types::add_getsets(t, f, FRAME_GETSETS);
    types::add_getsets(t, tb, TRACEBACK_GETSETS);
    types::set_new(tb, traceback_new);
    crate::objects::frame_locals::init(t);
}
