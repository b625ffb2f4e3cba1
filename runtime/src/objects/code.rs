//! Code objects: immutable but for inline caches and counters.
//!
//! The instructions the interpreter quickens, its caches and the tables live in a malloc'ed
//! [`CodeData`] that the code object owns; everything that is a Value (constants, names) is in the
//! object. Caches hold Values without keeping them alive: an entry counts only while the shape or
//! epoch beside it is current, and then its class keeps the value alive.

use crate::field;
use crate::header::Header;
use crate::layout::*;
use crate::native::GetSetDef;
use crate::objects::{int, set, string, tuple};
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;
use taipan_bytecode::{CodeFlags, CodeUnit, Const, ExceptionEntry, Instruction, Location, Locations, Op};

/// Inline cache of one instruction; its meaning belongs to the quickened opcode.
#[derive(Clone, Copy, Default)]
#[repr(C)]
pub struct Cache {
    pub a: u64,
    pub b: u64,
    pub c: u64,
    pub d: u64,
}

/// The parts of a code object that hold no Values.
pub struct CodeData {
    /// Instructions; quickened in place.
    pub code: Vec<u32>,
    /// One per instruction once the code is warm, else empty.
    pub caches: Vec<Cache>,
    /// Calls and back edges so far (saturating), for warm-up.
    pub heat: u32,
    pub exceptions: Vec<ExceptionEntry>,
    pub locations: Locations,
    pub first_line: u32,
    pub flags: CodeFlags,
    pub arg_count: u32,
    pub positional_only_count: u32,
    pub keyword_only_count: u32,
    pub local_count: u32,
    pub free_start: u32,
    pub register_count: u32,
    pub named: u32,
    pub cell_registers: Vec<u16>,
    /// The JIT's number for this code, 0 = none yet.
    pub jit_number: u32,
    /// Prelude code does not show in tracebacks and frames.
    pub hidden: bool,
}

impl CodeData {
    pub fn is_generator(&self) -> bool {
        self.flags.has(CodeFlags::GENERATOR | CodeFlags::COROUTINE | CodeFlags::ASYNC_GENERATOR)
    }
    /// Registers that parameters take.
    pub fn parameter_count(&self) -> usize {
        self.arg_count as usize
            + self.keyword_only_count as usize
            + self.flags.has(CodeFlags::VARARGS) as usize
            + self.flags.has(CodeFlags::VARKEYWORDS) as usize
    }
    /// Locals, cells and free variables: registers `0..` with a name.
    pub fn named_registers(&self) -> usize {
        self.named as usize
    }
    /// tuple of the names of the registers of `function`'s code.
    pub fn register_names(&self, function: Value) -> Value {
        let code = field!(function, Function, code);
        field!(code, Code, register_names)
    }
    pub fn location(&self, pc: usize) -> Location {
        self.locations.get(pc)
    }
    /// The line of the instruction at `pc`; the first line where there is none.
    pub fn line(&self, pc: usize) -> u32 {
        let line = self.location(pc).line;
        if line == 0 { self.first_line } else { line }
    }
    /// The handler for an exception at `pc`.
    pub fn handler(&self, pc: usize) -> Option<ExceptionEntry> {
        self.exceptions.iter().find(|e| (e.start as usize) <= pc && pc < e.end as usize).copied()
    }
}

/// The data of a code object. It lives as long as the code object, which the frame or function at hand keeps alive.
#[inline(always)]
pub fn data<'a>(code: Value) -> &'a CodeData {
    // SAFETY: set at creation, freed only when the object dies.
    unsafe { &*field!(code, Code, data) }
}

/// The code as liveness analysis wants it: generic opcodes, sizes and the exception table.
pub fn for_liveness(code: Value) -> CodeUnit {
    let c = data(code);
    let generic = |word: &u32| match Instruction(*word) {
        i if i.op() == Op::Ext => *word,
        i => i.with_op(i.op().generic()).0,
    };
    CodeUnit {
        register_names: vec![String::new(); c.named_registers()],
        register_count: c.register_count,
        code: c.code.iter().map(generic).collect(),
        exceptions: c.exceptions.clone(),
        ..CodeUnit::default()
    }
}

/// For quickening: instructions and caches change, nothing else.
#[allow(clippy::mut_from_ref)]
pub fn data_mut<'a>(code: Value) -> &'a mut CodeData {
    // SAFETY: one thread runs Python; no reference to the parts that change is held across instructions.
    unsafe { &mut *field!(code, Code, data) }
}

/// Makes the object of a constant.
pub fn constant(t: &mut Thread, c: Const) -> Value {
    match c {
        Const::None => Value::NONE,
        Const::True => Value::TRUE,
        Const::False => Value::FALSE,
        Const::Ellipsis => Value::ELLIPSIS,
        Const::Int(i) => t.int(i),
        Const::BigInt(limbs) => int::from_limbs(t, false, &limbs),
        Const::Float(x) => t.float(x),
        Const::Complex(re, im) => crate::objects::complex::new(t, re, im),
        Const::Str(bytes) => {
            let s = string::new_wtf8(t, &bytes);
            // Identifier-like constants are attribute names more often than not.
            if bytes.len() <= 40 && bytes.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_') {
                string::intern_value(t, s)
            } else {
                s
            }
        }
        Const::Bytes(bytes) => crate::objects::bytes::new(t, &bytes),
        Const::Tuple(items) => {
            let scratch = crate::objects::list::with_capacity(t, items.len());
            for item in items {
                let v = constant(t, item);
                crate::objects::list::push(t, scratch, v);
            }
            tuple::from_list(t, scratch)
        }
        Const::FrozenSet(items) => {
            let scratch = crate::objects::list::with_capacity(t, items.len());
            for item in items {
                let v = constant(t, item);
                crate::objects::list::push(t, scratch, v);
            }
            let items = crate::objects::list::items(&scratch);
            set::new_frozen(t, items).expect("constants are hashable")
        }
        Const::Code(unit) => new(t, *unit),
    }
}

/// A code object from a compiled unit.
pub fn new(t: &mut Thread, unit: CodeUnit) -> Value {
    let consts = constant(t, Const::Tuple(unit.consts));
    let names = text_tuple(t, &unit.names);
    let register_names = text_tuple(t, &unit.register_names);
    let name = t.intern(&unit.name);
    let qualname = t.intern(&unit.qualname);
    let filename = t.intern(&unit.filename);
    let (code, exceptions, locations) = instructions(t, unit.flags, unit.code, unit.exceptions, unit.locations);
    let data = Box::new(CodeData {
        code,
        caches: Vec::new(),
        heat: 0,
        exceptions,
        locations,
        first_line: unit.first_line,
        flags: unit.flags,
        arg_count: unit.arg_count,
        positional_only_count: unit.positional_only_count,
        keyword_only_count: unit.keyword_only_count,
        local_count: unit.local_count,
        free_start: unit.free_start,
        register_count: unit.register_count,
        named: unit.register_names.len() as u32,
        cell_registers: unit.cell_registers,
        jit_number: 0,
        hidden: false,
    });
    let p = t.heap.alloc(size_of::<Code>()).cast::<Code>();
    // SAFETY: fresh memory of the right size.
    unsafe {
        p.write(Code {
            header: Header {
                shape: shape_id::CODE,
                aux: 0,
                state: 0,
                flags: 0,
            },
            data: Box::into_raw(data),
            consts,
            names,
            name,
            qualname,
            filename,
            register_names,
            spare: Value::NONE,
            spare2: Value::NONE,
        });
    }
    let code = Value::from_address(p as usize);
    t.native_finalizers.push((code, free));
    code
}

/// The unit's code, exception table and locations; functions get an `Enter` in front while there is a JIT to ask.
fn instructions(
    t: &Thread,
    flags: CodeFlags,
    mut code: Vec<u32>,
    mut exceptions: Vec<ExceptionEntry>,
    mut locations: Locations,
) -> (Vec<u32>, Vec<ExceptionEntry>, Locations) {
    if let Some(calls) = t.calls_until_hot
        && flags.has(CodeFlags::OPTIMIZED)
        && !flags.has(CodeFlags::GENERATOR | CodeFlags::COROUTINE | CodeFlags::ASYNC_GENERATOR)
    {
        // Jumps are relative; only the exception table knows absolute places.
        code.insert(0, Instruction::abx(Op::Enter, 0, calls).0);
        locations = locations.behind_one_without();
        for entry in &mut exceptions {
            entry.start += 1;
            entry.end += 1;
            entry.handler += 1;
        }
    }
    (code, exceptions, locations)
}

/// Frees the malloc'ed part of a dead code object.
fn free(code: Value) {
    // SAFETY: made by `Box::into_raw` in `new`; the object is dead, this runs once.
    drop(unsafe { Box::from_raw(field!(code, Code, data)) });
}

fn text_tuple(t: &mut Thread, texts: &[String]) -> Value {
    let scratch = crate::objects::list::with_capacity(t, texts.len());
    for text in texts {
        let v = t.intern(text);
        crate::objects::list::push(t, scratch, v);
    }
    tuple::from_list(t, scratch)
}

fn names_between(t: &mut Thread, code: Value, from: usize, to: usize) -> Value {
    let names = field!(code, Code, register_names);
    let items = &tuple::items(&names)[from..to];
    tuple::new(t, items)
}

fn get_cellvars(t: &mut Thread, code: Value) -> Result<Value, Raised> {
    let names = field!(code, Code, register_names);
    let cells: Vec<Value> = data(code).cell_registers.iter().map(|r| tuple::items(&names)[*r as usize]).collect();
    Ok(tuple::new(t, &cells))
}

/// `co_positions()` / `co_lines()` as lists of tuples.
fn positions(t: &mut Thread, args: crate::native::Args) -> Result<Value, Raised> {
    let code = args.get(0);
    let out = crate::objects::list::new(t, &[]);
    let all: Vec<(usize, Location)> = data(code).locations.runs().collect();
    for l in all.into_iter().flat_map(|(run, l)| std::iter::repeat_n(l, run)) {
        let item = if l.line == 0 {
            tuple::new(t, &[Value::NONE; 4])
        } else {
            tuple::new(
                t,
                &[
                    Value::small(l.line as i64),
                    Value::small(l.end_line as i64),
                    Value::small(l.column as i64),
                    Value::small(l.end_column as i64),
                ],
            )
        };
        crate::objects::list::push(t, out, item);
    }
    crate::ops::iterate(t, out)
}

fn repr(t: &mut Thread, args: crate::native::Args) -> Result<Value, Raised> {
    let code = args.get(0);
    let name = string::to_string_lossy(field!(code, Code, name));
    let file = string::to_string_lossy(field!(code, Code, filename));
    let text = format!("<code object {name} at {:#x}, file \"{file}\", line {}>", code.address(), data(code).first_line);
    Ok(t.str(&text))
}

static GETSETS: &[GetSetDef] = &[
    GetSetDef::read_only("co_name", |_, c| Ok(field!(c, Code, name))),
    GetSetDef::read_only("co_qualname", |_, c| Ok(field!(c, Code, qualname))),
    GetSetDef::read_only("co_filename", |_, c| Ok(field!(c, Code, filename))),
    GetSetDef::read_only("co_firstlineno", |_, c| Ok(Value::small(data(c).first_line as i64))),
    GetSetDef::read_only("co_argcount", |_, c| Ok(Value::small(data(c).arg_count as i64))),
    GetSetDef::read_only("co_posonlyargcount", |_, c| Ok(Value::small(data(c).positional_only_count as i64))),
    GetSetDef::read_only("co_kwonlyargcount", |_, c| Ok(Value::small(data(c).keyword_only_count as i64))),
    GetSetDef::read_only("co_nlocals", |_, c| Ok(Value::small(data(c).local_count as i64))),
    GetSetDef::read_only("co_stacksize", |_, c| Ok(Value::small(data(c).register_count as i64))),
    GetSetDef::read_only("co_flags", |_, c| Ok(Value::small(data(c).flags.0 as i64))),
    GetSetDef::read_only("co_consts", |_, c| Ok(field!(c, Code, consts))),
    GetSetDef::read_only("co_names", |_, c| Ok(field!(c, Code, names))),
    GetSetDef::read_only("co_varnames", |t, c| Ok(names_between(t, c, 0, data(c).local_count as usize))),
    GetSetDef::read_only("co_freevars", |t, c| {
        Ok(names_between(t, c, data(c).free_start as usize, data(c).named_registers()))
    }),
    GetSetDef::read_only("co_cellvars", get_cellvars),
];
static METHODS: &[crate::native::NativeDef] = &[
    crate::native::NativeDef::slot("__repr__", 0, repr),
    crate::native::NativeDef::method("co_positions", 0, 0, positions),
];

pub fn init(t: &mut Thread) {
    let class = t.types.code;
    types::add_getsets(t, class, GETSETS);
    types::add_methods(t, class, METHODS);
}
