//! The machine's operations, fields and effects in the terms of the trace IR.
//!
//! Alias classes are numbered here (the recorder's allocation sites of tuples and lists name the same ones): what shares a
//! number may be the same memory.

use taipan_jit::op::{self, AliasClass, Element, ElementKind, FieldKind, IntOp};
use taipan_runtime::machine::{BUFFER_BYTES, Effects, ElementClass, Field, FieldClass, NumberField, NumberKind, fields};
use taipan_runtime::ops::BinaryOp;

pub fn int_op(op: BinaryOp) -> IntOp {
    match op {
        BinaryOp::Add => IntOp::Add,
        BinaryOp::Sub => IntOp::Sub,
        BinaryOp::Mul => IntOp::Mul,
        BinaryOp::FloorDiv => IntOp::FloorDiv,
        BinaryOp::Mod => IntOp::Mod,
        BinaryOp::And => IntOp::And,
        BinaryOp::Or => IntOp::Or,
        BinaryOp::Xor => IntOp::Xor,
        BinaryOp::LShift => IntOp::Shl,
        BinaryOp::RShift => IntOp::Shr,
        other => unreachable!("{other:?} is no primitive of ints"),
    }
}

/// The JIT's description of a field. Attribute slots of different offsets never overlap: each has a class of its own.
pub fn ir_field(f: Field) -> op::Field {
    let (class, kind, immutable) = match f.class {
        FieldClass::Immutable if f == fields::TUPLE_LENGTH => (2, FieldKind::Val, true),
        FieldClass::Immutable => (2, FieldKind::Val, true),
        FieldClass::ListStorage => (3, FieldKind::Val, false),
        FieldClass::ListLength => (4, FieldKind::Length, false),
        FieldClass::Function => (5, FieldKind::Val, false),
        FieldClass::Cell => (6, FieldKind::Val, false),
        FieldClass::Namespace => (44, FieldKind::Val, false),
        FieldClass::Bytes => (45, FieldKind::Val, false),
        FieldClass::Generator => (GENERATOR_CLASSES + (f.offset / 8 % GENERATOR_CLASS_COUNT) as u8, FieldKind::Val, false),
        FieldClass::BytesExtent | FieldClass::IteratorState => unreachable!("a number's class"),
        FieldClass::Iterator => (7 + (f.offset / 8 % 4) as u8, FieldKind::Val, false),
        FieldClass::Attribute => (12 + (f.offset / 8 % 32) as u8, FieldKind::Val, false),
    };
    op::Field {
        offset: f.offset as i32,
        class: AliasClass(class),
        kind,
        immutable,
    }
}

/// Alias classes of generators' words. Helpers that run no Python code neither read nor write them.
const GENERATOR_CLASSES: u8 = 50;
const GENERATOR_CLASS_COUNT: u32 = 13;
/// What a helper that may touch anything but generators reads or writes.
const ANYTHING: op::AliasSet = op::AliasSet(!(((1 << GENERATOR_CLASS_COUNT) - 1) << GENERATOR_CLASSES));

pub fn ir_number_field(f: NumberField) -> op::Field {
    let class = match f.class {
        FieldClass::Immutable => 2,
        FieldClass::Generator => GENERATOR_CLASSES + (f.offset / 8 % GENERATOR_CLASS_COUNT) as u8,
        FieldClass::IteratorState => 7 + (f.offset / 8 % 4) as u8,
        _ => 46,
    };
    op::Field {
        offset: f.offset as i32,
        class: AliasClass(class),
        kind: FieldKind::I64,
        immutable: f.class == FieldClass::Immutable,
    }
}

pub fn ir_item(kind: NumberKind) -> Element {
    let (class, kind) = match kind {
        NumberKind::Byte => (47, ElementKind::U8),
        NumberKind::I32 => (48, ElementKind::I32),
        NumberKind::I64 => (48, ElementKind::I64),
        NumberKind::F64 => (49, ElementKind::F64),
    };
    Element {
        base: BUFFER_BYTES as i32,
        class: AliasClass(class),
        kind,
    }
}

pub fn ir_element(class: ElementClass) -> Element {
    let (base, class) = match class {
        ElementClass::List => (24, 1),
        ElementClass::Tuple => (24, 11),
        ElementClass::Array => (16, 10),
    };
    Element {
        base,
        class: AliasClass(class),
        kind: ElementKind::Val,
    }
}

pub fn ir_effects(e: Effects) -> op::Effects {
    let mut reads = op::AliasSet::default();
    let mut writes = op::AliasSet::default();
    if e.has(Effects::ATTEMPT) {
        return op::Effects {
            reads: ANYTHING,
            allocates: true,
            ..op::Effects::default()
        };
    }
    if e.has(Effects::LEAF) {
        let all = if e.has(Effects::RUNS_PYTHON) { op::AliasSet::ALL } else { ANYTHING };
        return op::Effects {
            reads: all,
            writes: all,
            allocates: true,
            raises: true,
            runs_python: e.has(Effects::RUNS_PYTHON),
            declines: e.has(Effects::DECLINES),
        };
    }
    let lists = [1, 3, 4];
    if e.has(Effects::READS_LISTS) {
        lists.iter().for_each(|c| reads = reads.with(AliasClass(*c)));
    }
    if e.has(Effects::WRITES_LISTS) {
        lists.iter().for_each(|c| writes = writes.with(AliasClass(*c)));
    }
    let attributes = [AliasClass(10), op::SHAPE_CLASS].into_iter().chain((12..44).map(AliasClass));
    if e.has(Effects::READS_ATTRIBUTES) {
        attributes.clone().for_each(|c| reads = reads.with(c));
    }
    if e.has(Effects::WRITES_ATTRIBUTES) {
        attributes.for_each(|c| writes = writes.with(c));
    }
    if e.has(Effects::READS_DICTS) {
        reads = reads.with(AliasClass(44));
    }
    if e.has(Effects::WRITES_DICTS) {
        writes = writes.with(AliasClass(44));
    }
    op::Effects {
        reads,
        writes,
        allocates: e.has(Effects::ALLOCATES),
        raises: e.has(Effects::RAISES),
        runs_python: e.has(Effects::RUNS_PYTHON),
        declines: false,
    }
}
