//! The IR interpreter: what a region means, executed one operation at a time.
//!
//! It exists to be obviously right. Passes and native code are compared with it, on the same memory image: the host
//! supplies memory, boxes and helpers, so that interpreter and native code can share one heap in a test.

use crate::fold::*;
use crate::graph::SiteInfo;
use crate::layout;
use crate::op::*;
use crate::position::*;
use crate::ssa::*;

/// What the interpreter needs of the world.
pub trait Host {
    fn load(&mut self, address: u64, size: i32) -> u64;
    fn store(&mut self, address: u64, size: i32, value: u64);
    /// Memory for an object of `size` bytes; its address.
    fn allocate(&mut self, size: u32) -> u64;
    /// The exact int of an int word, small or boxed.
    fn int_of(&mut self, word: u64) -> i128;
    fn int_word(&mut self, value: i128) -> u64;
    fn float_of(&mut self, word: u64) -> f64;
    fn float_word(&mut self, value: f64) -> u64;
    fn constant(&mut self, index: u32) -> u64;
    /// Operands and result as the helper's signature says (an Int as a tagged word, a Float as its bits).
    fn call(&mut self, helper: &HelperInfo, operands: &[u64]) -> u64;
    /// Shape ids of boxed ints and floats.
    fn number_shapes(&self) -> (u32, u32);
    fn poll(&mut self) -> bool {
        false
    }
}

/// A value of any kind.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Cell {
    Val(u64),
    Int(i128),
    Float(f64),
    Raw(u64),
}
impl Cell {
    pub fn word(self) -> u64 {
        match self {
            Cell::Val(w) | Cell::Raw(w) => w,
            other => panic!("{other:?} is no word"),
        }
    }
    pub fn int(self) -> i128 {
        match self {
            Cell::Int(i) => i,
            other => panic!("{other:?} is no int"),
        }
    }
    pub fn float(self) -> f64 {
        match self {
            Cell::Float(f) => f,
            other => panic!("{other:?} is no float"),
        }
    }
}

/// A value as a tagged word.
pub fn tagged(host: &mut dyn Host, cell: Cell) -> u64 {
    match cell {
        Cell::Val(w) | Cell::Raw(w) => w,
        Cell::Int(i) => host.int_word(i),
        Cell::Float(f) => host.float_word(f),
    }
}
/// The object's shape, 0 for what is no pointer.
pub fn shape_of(host: &mut dyn Host, word: u64) -> u32 {
    if layout::is_pointer(word) { host.load(word - 1, 4) as u32 } else { 0 }
}

/// The answer of a question.
pub fn ask(host: &mut dyn Host, cond: Cond, args: &[Cell]) -> bool {
    let (big, float) = host.number_shapes();
    match cond {
        Cond::IsInt => layout::is_small(args[0].word()) || shape_of(host, args[0].word()) == big,
        Cond::IsSmall => layout::is_small(args[0].word()),
        Cond::IsFloat => layout::is_unboxed_float(args[0].word()) || shape_of(host, args[0].word()) == float,
        Cond::IsConst(word) => args[0].word() == word,
        Cond::ShapeIs(shape) => shape_of(host, args[0].word()) == shape,
        Cond::IsObject => {
            let shape = shape_of(host, args[0].word());
            shape != 0 && shape != big && shape != float
        }
        Cond::Same | Cond::RawEq => args[0].word() == args[1].word(),
        Cond::IntLt => args[0].int() < args[1].int(),
        Cond::IntLe => args[0].int() <= args[1].int(),
        Cond::IntEq => args[0].int() == args[1].int(),
        Cond::FloatLt => args[0].float() < args[1].float(),
        Cond::FloatLe => args[0].float() <= args[1].float(),
        Cond::FloatEq => args[0].float() == args[1].float(),
        Cond::InBounds => (0..args[1].int()).contains(&args[0].int()),
        Cond::RawLt => args[0].word() < args[1].word(),
        Cond::NoPoll => !host.poll(),
        Cond::HasRoom => true,
    }
}

fn field_cell(kind: FieldKind, bits: u64) -> Cell {
    match kind {
        FieldKind::Val => Cell::Val(bits),
        FieldKind::Length | FieldKind::Small => Cell::Int((bits as i64 >> 2) as i128),
        FieldKind::I64 => Cell::Int(bits as i64 as i128),
        FieldKind::Float => Cell::Float(f64::from_bits(bits)),
        FieldKind::Raw64 | FieldKind::Raw32 | FieldKind::Raw8 => Cell::Raw(bits),
    }
}
fn field_bits(host: &mut dyn Host, kind: FieldKind, cell: Cell) -> u64 {
    match (kind, cell) {
        (FieldKind::Length | FieldKind::Small, Cell::Int(i)) => layout::small(i as i64),
        (FieldKind::I64, Cell::Int(i)) => i as u64,
        (_, Cell::Float(f)) if kind == FieldKind::Float => f.to_bits(),
        _ => tagged(host, cell),
    }
}

/// Makes an object of a site.
pub fn make_object(host: &mut dyn Host, site: &SiteInfo, fields: &[Cell]) -> u64 {
    let address = host.allocate(site.size);
    host.store(address, 8, site.header);
    for (field, cell) in site.fields.iter().zip(fields) {
        let bits = field_bits(host, field.kind, *cell);
        host.store(address + field.offset as u64, field.kind.size(), bits);
    }
    address + 1
}

/// The result of an operation other than a guard or a call of a region.
pub fn evaluate(host: &mut dyn Host, helpers: &[HelperInfo], sites: &[SiteInfo], op: Op, args: &[Cell]) -> Option<Cell> {
    Some(match op {
        Op::Word(word) => Cell::Val(word),
        Op::HeapConst(k) => Cell::Val(host.constant(k)),
        Op::Int(i) => Cell::Int(i),
        Op::Float(bits) => Cell::Float(f64::from_bits(bits)),
        Op::Raw(word) => Cell::Raw(word),
        Op::AsInt | Op::AsSmall => Cell::Int(host.int_of(args[0].word())),
        Op::FromInt => Cell::Val(host.int_word(args[0].int())),
        Op::AsFloat => Cell::Float(host.float_of(args[0].word())),
        Op::FromFloat => Cell::Val(host.float_word(args[0].float())),
        Op::IntToFloat => Cell::Float(args[0].int() as f64),
        Op::FloatToInt => Cell::Int(args[0].float() as i128),
        Op::BoolToInt => Cell::Int((args[0].word() == layout::TRUE) as i128),
        Op::IntToRaw => Cell::Raw(args[0].int() as u64),
        Op::RawToInt => Cell::Int(args[0].word() as i64 as i128),
        Op::RawToIntUnsigned => Cell::Int(args[0].word() as i128),
        Op::IntBin(op) => Cell::Int(int_op(op, args[0].int(), args[1].int())?),
        Op::IntNeg => Cell::Int(-args[0].int()),
        Op::IntInvert => Cell::Int(!args[0].int()),
        Op::IntAbs => Cell::Int(args[0].int().abs()),
        Op::FloatBin(op) => Cell::Float(float_op(op, args[0].float(), args[1].float())),
        Op::FloatUn(op) => Cell::Float(float_unary(op, args[0].float())),
        Op::RawBin(op) => Cell::Raw(raw_op(op, args[0].word(), args[1].word())),
        Op::Load(field) => {
            let bits = host.load(args[0].word() + field.offset as u64 - 1, field.kind.size());
            field_cell(field.kind, bits)
        }
        Op::Store(field) => {
            let bits = field_bits(host, field.kind, args[1]);
            host.store(args[0].word() + field.offset as u64 - 1, field.kind.size(), bits);
            return None;
        }
        Op::LoadElement(e) => {
            let bits = host.load(element_address(e, args), e.kind.size());
            match e.kind {
                ElementKind::Val => Cell::Val(bits),
                ElementKind::I64 => Cell::Int(bits as i64 as i128),
                ElementKind::U8 => Cell::Int(bits as i128),
                ElementKind::I32 => Cell::Int(bits as u32 as i32 as i128),
                ElementKind::F64 => Cell::Float(f64::from_bits(bits)),
            }
        }
        Op::StoreElement(e) => {
            let bits = match (e.kind, args[2]) {
                (ElementKind::I64 | ElementKind::U8 | ElementKind::I32, Cell::Int(i)) => i as u64,
                (ElementKind::F64, Cell::Float(f)) => f.to_bits(),
                (_, cell) => tagged(host, cell),
            };
            host.store(element_address(e, args), e.kind.size(), bits);
            return None;
        }
        Op::SetShape(shape) => {
            host.store(args[0].word() - 1, 4, shape as u64);
            return None;
        }
        Op::New(site) => Cell::Val(make_object(host, &sites[site as usize], args)),
        Op::Call(helper) => {
            let info = &helpers[helper as usize];
            let operands: Vec<u64> = args
                .iter()
                .map(|a| if let Cell::Float(f) = a { f.to_bits() } else { tagged(host, *a) })
                .collect();
            let result = host.call(info, &operands);
            match info.result? {
                Kind::Val => Cell::Val(result),
                Kind::Raw => Cell::Raw(result),
                Kind::Float => Cell::Float(f64::from_bits(result)),
                Kind::Int => Cell::Int(host.int_of(result)),
            }
        }
        Op::Entry(_) | Op::Argument(..) | Op::CallRegion(_) | Op::Guard(..) => panic!("{op} has no value of its own"),
    })
}
fn element_address(e: Element, args: &[Cell]) -> u64 {
    args[0].word() - 1 + e.base as u64 + (args[1].int() as u64).wrapping_mul(e.kind.size() as u64)
}

/// A rebuilt frame.
#[derive(Clone, PartialEq, Debug)]
pub struct FrameState {
    pub at: FramePos,
    pub registers: Vec<(u16, u64)>,
}
/// How a run ended.
#[derive(Clone, PartialEq, Debug)]
pub enum Outcome {
    Exit {
        exit: ExitId,
        frames: Vec<FrameState>,
    },
    Return(u64),
    /// The step limit.
    OutOfFuel,
}

/// Runs a function from the root frame's registers.
pub fn run(func: &Func, host: &mut dyn Host, registers: &[u64], mut fuel: u64) -> Outcome {
    let mut values: Vec<Option<Cell>> = vec![None; func.values.len()];
    let mut block = ENTRY;
    loop {
        let data = func.at(block);
        for inst in &data.insts {
            let args: Vec<Cell> = inst
                .args
                .iter()
                .map(|v| values[v.0 as usize].unwrap_or_else(|| panic!("v{} used before its definition", v.0)))
                .collect();
            match inst.op {
                Op::Guard(cond, expected) => {
                    if ask(host, cond, &args) != expected {
                        return leave(func, host, &values, inst.exit.expect("a guard has an exit"));
                    }
                    continue;
                }
                Op::Entry(index) => values[inst.result.expect("a word").0 as usize] = Some(Cell::Val(registers[index as usize])),
                op => {
                    let result = evaluate(host, &func.helpers, &func.sites, op, &args);
                    if let (Some(v), Some(Cell::Int(i))) = (inst.exit, result)
                        && i64::try_from(i).is_err()
                    {
                        return leave(func, host, &values, v);
                    }
                    if let Some(v) = inst.result {
                        values[v.0 as usize] = Some(result.unwrap_or_else(|| panic!("{op} is beyond the test's ints")));
                    }
                }
            }
        }
        fuel = match fuel.checked_sub(1) {
            Some(fuel) => fuel,
            None => return Outcome::OutOfFuel,
        };
        let target = match &data.term {
            Term::Jump(target) => target,
            Term::Branch { cond, args, yes, no } => {
                let args: Vec<Cell> = args.iter().map(|v| values[v.0 as usize].expect("defined")).collect();
                if ask(host, *cond, &args) { yes } else { no }
            }
            Term::Exit(exit) => return leave(func, host, &values, *exit),
            Term::Return(v) => {
                let cell = values[v.0 as usize].expect("defined");
                return Outcome::Return(tagged(host, cell));
            }
            Term::None => panic!("block {} is not finished", block.0),
        };
        let args: Vec<Cell> = target.args.iter().map(|v| values[v.0 as usize].expect("defined")).collect();
        for (param, cell) in func.at(target.block).params.iter().zip(args) {
            values[param.0 as usize] = Some(cell);
        }
        block = target.block;
    }
}

fn leave(func: &Func, host: &mut dyn Host, values: &[Option<Cell>], id: ExitId) -> Outcome {
    let snapshot = &func.snapshots[func.exits[id.0 as usize].snapshot.0 as usize];
    let objects = rebuild_virtuals(func, host, snapshot, values);
    for store in &snapshot.stores {
        let (SnapValue::Value(object), SnapValue::Value(value)) = (store.object, store.value) else {
            panic!("virtual objects in a pending store");
        };
        let object = values[object.0 as usize].expect("live at the exit").word();
        let bits = field_bits(host, store.field.kind, values[value.0 as usize].expect("live at the exit"));
        host.store(object + store.field.offset as u64 - 1, store.field.kind.size(), bits);
    }
    let frames = snapshot.frames.iter().map(|frame| FrameState {
        at: frame.at,
        registers: frame
            .registers
            .iter()
            .map(|(index, value)| {
                (
                    *index,
                    match value {
                        SnapValue::Value(v) => tagged(host, values[v.0 as usize].expect("live at the exit")),
                        SnapValue::Virtual(k) => objects[*k as usize],
                        SnapValue::CallWord => panic!("calls of regions are not interpreted"),
                    },
                )
            })
            .collect(),
    });
    Outcome::Exit {
        exit: id,
        frames: frames.collect(),
    }
}

/// Makes the virtual objects of a snapshot: all first, then their fields, for they may be cyclic.
fn rebuild_virtuals(func: &Func, host: &mut dyn Host, snapshot: &Snapshot, values: &[Option<Cell>]) -> Vec<u64> {
    let words: Vec<u64> = snapshot.virtuals.iter().map(|o| host.allocate(func.sites[o.site as usize].size) + 1).collect();
    for (object, word) in snapshot.virtuals.iter().zip(&words) {
        let site = &func.sites[object.site as usize];
        host.store(word - 1, 8, site.header);
        for (field, value) in site.fields.iter().zip(&object.fields) {
            let cell = match value {
                SnapValue::Value(v) => values[v.0 as usize].expect("live at the exit"),
                SnapValue::Virtual(k) => Cell::Val(words[*k as usize]),
                SnapValue::CallWord => panic!("calls of regions are not interpreted"),
            };
            let bits = field_bits(host, field.kind, cell);
            host.store(word - 1 + field.offset as u64, field.kind.size(), bits);
        }
    }
    words
}
