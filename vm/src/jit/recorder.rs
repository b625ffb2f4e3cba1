//! The machine that executes and records.
//!
//! Every primitive runs on the inner [`Direct`] and is repeated on the cursor of the current
//! segment. When an instruction cannot be recorded, [`Machine::direct`] abandons the segment and the
//! instruction goes on executing, without writing, to its end (DESIGN §5).

use super::translation::{int_op, ir_effects, ir_element, ir_field, ir_item, ir_number_field};
use super::{Jit, code_number};
use taipan_jit::cursor::Cursor;
use taipan_jit::graph::{ConstantInfo, Graph, Leaf, Number, SiteInfo};
use taipan_jit::op::{self, AliasClass, Cond, FieldKind, HelperInfo, Kind, Op as IrOp};
use taipan_jit::position::{HEAP_WINDOW, Position, Reg, WINDOW_REGISTER};
use taipan_jit::types::Type;
use taipan_runtime::frame::{self, Continuation, Window};
use taipan_runtime::layout::shape_id;
use taipan_runtime::machine::{Direct, Effects, ElementClass, Field, FieldClass, FloatFunction, FloatOp, Helper, Machine, NumberField, NumberKind, fields};
use taipan_runtime::objects::{code, int};
use taipan_runtime::ops::{BinaryOp, CompareOp, call};
use taipan_runtime::{Raised, Thread, Value, field};

/// Register numbers from here on are header words of a frame, kept as registers so that exits can rebuild them.
pub const PSEUDO: u16 = 0xFFF0;
/// The frame's function object; as an offset from register 0 it is the header word's.
pub const FUNCTION: u16 = frame::FUNCTION as i16 as u16;
/// What its continuation needs (`__init__`: the instance).
pub const DATA: u16 = frame::CONTINUATION_DATA as i16 as u16;

/// A value that runs, and its name in the segment being recorded.
#[derive(Clone, Copy)]
pub struct Val {
    pub(super) value: Value,
    pub(super) v: taipan_jit::graph::V,
}
#[derive(Clone, Copy)]
pub struct Float {
    value: f64,
    v: taipan_jit::graph::V,
}

/// Constants that one question may be answered with.
const MAX_CHAIN: usize = 8;

const NO: taipan_jit::graph::V = taipan_jit::graph::V(0);

pub struct Recorder<'a> {
    pub d: &'a mut Direct,
    pub(super) jit: &'a mut Jit,
    pub(super) index: usize,
    pub(super) cursor: Option<Cursor>,
    /// Why this instruction cannot be recorded.
    pub(super) stopped: Option<&'static str>,
    /// Depth of the frame the instruction runs in.
    pub(super) depth: u8,
    /// Registers of the opened frame are written at depth + 1.
    opened: bool,
    /// Window of the root frame, and the frames from there on.
    pub(super) base: Window,
    pub(super) chain: Position,
    /// The opened frame is not inlined but called; its arguments.
    calling: bool,
    pub(super) arguments: Vec<Val>,
    /// The instruction ended in a native call.
    pub(super) called: bool,
}

impl<'a> Recorder<'a> {
    /// Of one instruction, at `chain` above the root's window `base`.
    pub(super) fn new(d: &'a mut Direct, jit: &'a mut Jit, index: usize, cursor: Cursor, base: Window, chain: Position) -> Recorder<'a> {
        Recorder {
            d,
            jit,
            index,
            cursor: Some(cursor),
            stopped: None,
            depth: (chain.len() - 1) as u8,
            opened: false,
            base,
            chain,
            calling: false,
            arguments: Vec::new(),
            called: false,
        }
    }
}

impl Recorder<'_> {
    pub(super) fn graph(&mut self) -> &mut Graph {
        &mut self.jit.regions[self.index].graph
    }
    pub(super) fn emit(&mut self, op: IrOp, args: &[taipan_jit::graph::V]) -> taipan_jit::graph::V {
        let Some(mut cursor) = self.cursor.take() else { return NO };
        let v = self.graph().emit(&mut cursor, op, args);
        self.cursor = Some(cursor);
        v.unwrap_or(NO)
    }
    pub(super) fn guard(&mut self, cond: Cond, args: &[taipan_jit::graph::V], answer: bool) {
        let Some(mut cursor) = self.cursor.take() else { return };
        let declined = cond == Cond::IsConst(Value::UNBOUND.0) && cursor.is_undecided(args[0]);
        if cursor.had_effect() && !declined && cond != Cond::IsConst(Value::EXCEPTION.0) {
            // A question after an effect would need a resume point of its own.
            self.graph().abandon(cursor);
            self.stopped.get_or_insert("a question after an effect");
            return;
        }
        self.graph().guard(&mut cursor, cond, args, answer);
        self.cursor = Some(cursor);
    }
    fn expect(&mut self, cond: Cond, value: taipan_jit::graph::V, constant: Option<IrOp>) {
        let Some(mut cursor) = self.cursor.take() else { return };
        if cursor.had_effect() {
            self.graph().abandon(cursor);
            self.stopped.get_or_insert("a question after an effect");
            return;
        }
        let before = self.graph().expect(&mut cursor, cond, value, constant);
        let new = cursor.is_new();
        self.cursor = Some(cursor);
        if before >= MAX_CHAIN && new {
            self.stop("too many constants in one place");
        }
    }
    /// The region leaves here when somebody wants the thread's attention.
    pub fn poll(&mut self) {
        self.guard(Cond::NoPoll, &[], true);
    }
    pub(super) fn stop(&mut self, reason: &'static str) {
        if let Some(cursor) = self.cursor.take() {
            self.graph().abandon(cursor);
        }
        if self.stopped.is_none() && self.jit.log.is_some() {
            self.jit.stopped_at = stopped_at(self.d.t());
        }
        self.stopped.get_or_insert(reason);
    }
    /// Is the frame at `depth` a generator's, whose registers are fields of it?
    fn in_generator(&self, depth: u8) -> bool {
        self.chain.get(depth as usize).is_some_and(|f| f.window == HEAP_WINDOW)
    }
    /// The generator whose frame is at `depth`.
    pub fn generator(&mut self, depth: u8, value: Value) -> Val {
        self.read_register(depth, WINDOW_REGISTER, value)
    }
    pub fn write(&mut self, depth: u8, index: u16, v: Val) {
        if self.in_generator(depth) {
            let g = self.generator(depth, Value::NONE);
            let field = ir_field(fields::generator_register(index as i16 as isize));
            self.emit(IrOp::Store(field), &[g.v, v.v]);
            return;
        }
        self.write_register(depth, index, v);
    }
    pub fn write_register(&mut self, depth: u8, index: u16, v: Val) {
        let Some(mut cursor) = self.cursor.take() else { return };
        self.graph().write(&mut cursor, Reg { depth, index }, v.v);
        self.cursor = Some(cursor);
    }
    pub fn read(&mut self, depth: u8, index: u16, value: Value) -> Val {
        if self.in_generator(depth) {
            let g = self.generator(depth, Value::NONE);
            let field = ir_field(fields::generator_register(index as i16 as isize));
            let v = self.emit(IrOp::Load(field), &[g.v]);
            return Val { value, v };
        }
        self.read_register(depth, index, value)
    }
    fn read_register(&mut self, depth: u8, index: u16, value: Value) -> Val {
        let Some(mut cursor) = self.cursor.take() else { return Val { value, v: NO } };
        let v = self.graph().read(&mut cursor, Reg { depth, index });
        self.cursor = Some(cursor);
        Val { value, v }
    }
    fn float_unary(&mut self, op: op::FloatUnary, x: Float, value: f64) -> Float {
        Float {
            value,
            v: self.emit(IrOp::FloatUn(op), &[x.v]),
        }
    }
    /// The opened frame is inlined.
    fn push(&mut self, code_value: Value) {
        if self.depth >= 30 {
            self.stop("calls too deep");
        }
        if self.cursor.is_some() {
            let number = code_number(self.jit, code_value);
            let displacement = displacement(self.d.t());
            let mut cursor = self.cursor.take().expect("checked");
            self.graph().push(&mut cursor, number, displacement);
            self.cursor = Some(cursor);
        }
        self.opened = true;
    }
    /// The current frame is popped from the chain.
    pub fn pop(&mut self) {
        let Some(mut cursor) = self.cursor.take() else { return };
        self.graph().pop(&mut cursor);
        self.cursor = Some(cursor);
    }
    /// The frame of the generator `g` is entered.
    pub fn push_generator(&mut self, code_value: Value, g: Val) {
        let Some(mut cursor) = self.cursor.take() else { return };
        let number = code_number(self.jit, code_value);
        self.graph().push(&mut cursor, number, HEAP_WINDOW);
        self.cursor = Some(cursor);
        self.write_register(self.depth + 1, WINDOW_REGISTER, g);
    }
    pub fn is_generator_frame(&self) -> bool {
        self.in_generator(self.depth)
    }
    /// The number becomes the constant that it is.
    pub fn expect_int(&mut self, v: Val, seen: i64) {
        self.expect(Cond::IntEq, v.v, Some(IrOp::Int(seen as i128)));
    }
    /// From now on the binding is one that programs change. True: the region being recorded took it for a constant.
    pub fn begins_to_vary(&mut self, namespace: Value, key: Value) -> bool {
        if self.varies(namespace, key) {
            return false;
        }
        self.jit.binding_changes(namespace, key);
        self.jit.varying.insert((namespace.0, key.0));
        self.jit.regions[self.index].broken
    }
    pub fn depth(&self) -> u8 {
        self.depth
    }
    /// A constant operation for a word.
    fn constant_op(&mut self, v: Value) -> IrOp {
        if !v.is_pointer() {
            return IrOp::Word(v.0);
        }
        IrOp::HeapConst(heap_constant(&mut self.jit.regions[self.index], v))
    }
}

/// The number of a heap object among a region's constants, made at its first use.
pub fn heap_constant(region: &mut super::Region, v: Value) -> u32 {
    let (op, new) = region.graph.constant(constant_info(v));
    let IrOp::HeapConst(k) = op else { unreachable!("{op} of a heap object") };
    if new {
        region.constants.push(v);
        if v.has_shape(shape_id::FUNCTION) {
            // Another code begins a new epoch of classes, and the globals are never others.
            let code = heap_constant(region, field!(v, taipan_runtime::layout::Function, code));
            let globals = heap_constant(region, field!(v, taipan_runtime::layout::Function, globals));
            region.graph.known_fields.push((k, fields::FUNCTION_CODE.offset as i32, code));
            region.graph.known_fields.push((k, fields::FUNCTION_GLOBALS.offset as i32, globals));
        }
    }
    k
}

/// What a graph is to know of a heap constant.
fn constant_info(v: Value) -> ConstantInfo {
    let (ty, number) = match v.shape_or_zero() {
        shape_id::FLOAT => (Type::FLOAT, Some(Number::Float(field!(v, taipan_runtime::layout::FloatBox, value).to_bits()))),
        // Masks of 64 bits let the optimiser compute in machine words.
        shape_id::BIG_INT => {
            let word = int::to_i64(v).map(i128::from).or_else(|| int::to_u64(v).map(i128::from));
            (Type::BIG, word.map(Number::Int))
        }
        // Instances change shape; objects of builtin shapes never do.
        shape if shape < shape_id::FIRST_DYNAMIC => (Type::object(shape), None),
        _ => (Type::OBJECT, None),
    };
    ConstantInfo { ty, number, key: v.0 }
}

impl Machine for Recorder<'_> {
    const RECORDS: bool = true;
    type Val = Val;
    type Int = Val;
    type Float = Float;

    fn thread(&mut self) -> &mut Thread {
        self.d.t()
    }
    fn value(&self, v: Val) -> Value {
        v.value
    }
    fn direct(&mut self, reason: &'static str) -> &mut Direct {
        self.stop(reason);
        self.d
    }
    fn reg(&mut self, r: usize) -> Val {
        let value = self.d.reg(r);
        self.read(self.depth, r as u16, value)
    }
    fn set_reg(&mut self, r: usize, v: Val) {
        self.d.set_reg(r, v.value);
        self.write(self.depth, r as u16, v);
    }
    fn constant(&mut self, v: Value) -> Val {
        if self.cursor.is_none() {
            return Val { value: v, v: NO };
        }
        let op = self.constant_op(v);
        Val {
            value: v,
            v: self.emit(op, &[]),
        }
    }
    fn is_int(&mut self, v: Val) -> bool {
        let answer = self.d.is_int(v.value);
        self.guard(Cond::IsInt, &[v.v], answer);
        answer
    }
    fn is_float(&mut self, v: Val) -> bool {
        let answer = self.d.is_float(v.value);
        self.guard(Cond::IsFloat, &[v.v], answer);
        answer
    }
    fn is_word(&mut self, v: Val, word: Value) -> bool {
        let answer = v.value == word;
        self.guard(Cond::IsConst(word.0), &[v.v], answer);
        answer
    }
    fn same(&mut self, a: Val, b: Val) -> bool {
        // Boxed numbers compare by value: they are asked for first.
        for v in [a, b] {
            if self.is_int(v) || self.is_float(v) {
                self.stop("identity of numbers");
                return taipan_runtime::ops::is_same(a.value, b.value);
            }
        }
        let answer = a.value == b.value;
        self.guard(Cond::Same, &[a.v, b.v], answer);
        answer
    }
    fn shape(&mut self, v: Val) -> u32 {
        let shape = self.d.shape(v.value);
        if self.cursor.is_none() {
            return shape;
        }
        let number = matches!(shape, shape_id::INT | shape_id::BIG_INT | shape_id::FLOAT);
        let object = v.value.is_pointer() && !number;
        self.guard(Cond::IsObject, &[v.v], object);
        if object {
            self.expect(Cond::ShapeIs(shape), v.v, None);
            return shape;
        }
        if self.is_int(v) {
            return shape_id::INT;
        }
        if self.is_float(v) {
            return shape_id::FLOAT;
        }
        self.expect(Cond::IsConst(v.value.0), v.v, None);
        shape
    }
    fn promote(&mut self, v: Val) -> Value {
        if self.cursor.is_some() {
            let op = self.constant_op(v.value);
            self.expect(Cond::Same, v.v, Some(op));
        }
        v.value
    }
    fn varies(&self, namespace: Value, key: Value) -> bool {
        self.jit.varying.contains(&(namespace.0, key.0))
    }
    fn assume_binding(&mut self, namespace: Value, key: Value) {
        // SAFETY: a dict; its flags are ours to set.
        unsafe { (*namespace.header()).flags |= taipan_runtime::layout::DICT_WATCHED }
        let users = self.jit.namespace_uses.entry((namespace.0, key.0)).or_default();
        if !users.contains(&self.index) {
            users.push(self.index);
        }
        // Their addresses name the assumption: they stay alive as long as the region.
        self.jit.regions[self.index].kept.extend([namespace, key]);
    }
    fn int(&mut self, v: Val) -> Val {
        Val {
            value: v.value,
            v: self.emit(IrOp::AsInt, &[v.v]),
        }
    }
    fn int_value(&mut self, i: Val) -> Val {
        Val {
            value: i.value,
            v: self.emit(IrOp::FromInt, &[i.v]),
        }
    }
    fn int_constant(&mut self, i: i64) -> Val {
        Val {
            value: Value::small(i),
            v: self.emit(IrOp::Int(i as i128), &[]),
        }
    }
    fn int_binary(&mut self, op: BinaryOp, a: Val, b: Val) -> Val {
        let value = self.d.int_binary(op, a.value, b.value);
        Val {
            value,
            v: self.emit(IrOp::IntBin(int_op(op)), &[a.v, b.v]),
        }
    }
    fn int_compare(&mut self, op: CompareOp, a: Val, b: Val) -> bool {
        let answer = self.d.int_compare(op, a.value, b.value);
        match op {
            CompareOp::Lt => self.guard(Cond::IntLt, &[a.v, b.v], answer),
            CompareOp::Le => self.guard(Cond::IntLe, &[a.v, b.v], answer),
            CompareOp::Gt => self.guard(Cond::IntLt, &[b.v, a.v], answer),
            CompareOp::Ge => self.guard(Cond::IntLe, &[b.v, a.v], answer),
            CompareOp::Eq => self.guard(Cond::IntEq, &[a.v, b.v], answer),
            CompareOp::Ne => self.guard(Cond::IntEq, &[a.v, b.v], !answer),
        }
        answer
    }
    fn int_to_float(&mut self, a: Val) -> Option<Float> {
        let value = self.d.int_to_float(a.value)?;
        if !a.value.is_small() {
            self.stop("a large int as a float");
            return Some(Float { value, v: NO });
        }
        // Beyond 63 bits the conversion could overflow: that stays the interpreter's.
        let high = self.int_constant((1 << 61) - 1);
        let low = self.int_constant(-(1 << 61));
        self.guard(Cond::IntLe, &[a.v, high.v], true);
        self.guard(Cond::IntLe, &[low.v, a.v], true);
        Some(Float {
            value,
            v: self.emit(IrOp::IntToFloat, &[a.v]),
        })
    }
    fn in_bounds(&mut self, index: Val, length: Val) -> bool {
        let answer = self.d.in_bounds(index.value, length.value);
        self.guard(Cond::InBounds, &[index.v, length.v], answer);
        answer
    }
    fn float(&mut self, v: Val) -> Float {
        let value = self.d.float(v.value);
        Float {
            value,
            v: self.emit(IrOp::AsFloat, &[v.v]),
        }
    }
    fn float_constant(&mut self, x: f64) -> Float {
        Float {
            value: x,
            v: self.emit(IrOp::Float(x.to_bits()), &[]),
        }
    }
    fn float_abs(&mut self, x: Float) -> Float {
        self.float_unary(op::FloatUnary::Abs, x, x.value.abs())
    }
    fn float_neg(&mut self, x: Float) -> Float {
        self.float_unary(op::FloatUnary::Neg, x, -x.value)
    }
    fn float_call<const N: usize>(&mut self, f: &'static FloatFunction<N>, operands: [Float; N]) -> Float {
        let value = self.d.float_call(f, operands.map(|x| x.value));
        let info = HelperInfo {
            id: (f as *const FloatFunction<N> as usize >> 3) as u32,
            name: f.name.to_string(),
            address: (f.native)(),
            operands: vec![Kind::Float; N],
            result: Some(Kind::Float),
            result_type: Type::FLOAT,
            effects: op::Effects::default(),
        };
        let op = self.graph().helper(&info);
        let operands = operands.map(|x| x.v);
        Float {
            value,
            v: self.emit(op, &operands),
        }
    }
    fn float_to_int(&mut self, x: Float) -> Val {
        Val {
            value: self.d.float_to_int(x.value),
            v: self.emit(IrOp::FloatToInt, &[x.v]),
        }
    }
    fn float_sqrt(&mut self, x: Float) -> Float {
        self.float_unary(op::FloatUnary::Sqrt, x, x.value.sqrt())
    }
    fn float_value(&mut self, x: Float) -> Val {
        let value = self.d.float_value(x.value);
        Val {
            value,
            v: self.emit(IrOp::FromFloat, &[x.v]),
        }
    }
    fn float_binary(&mut self, op: FloatOp, a: Float, b: Float) -> Float {
        let value = self.d.float_binary(op, a.value, b.value);
        let ir = match op {
            FloatOp::Add => op::FloatOp::Add,
            FloatOp::Sub => op::FloatOp::Sub,
            FloatOp::Mul => op::FloatOp::Mul,
            FloatOp::Div => op::FloatOp::Div,
        };
        Float {
            value,
            v: self.emit(IrOp::FloatBin(ir), &[a.v, b.v]),
        }
    }
    fn float_compare(&mut self, op: CompareOp, a: Float, b: Float) -> bool {
        let answer = self.d.float_compare(op, a.value, b.value);
        match op {
            CompareOp::Lt => self.guard(Cond::FloatLt, &[a.v, b.v], answer),
            CompareOp::Le => self.guard(Cond::FloatLe, &[a.v, b.v], answer),
            CompareOp::Gt => self.guard(Cond::FloatLt, &[b.v, a.v], answer),
            CompareOp::Ge => self.guard(Cond::FloatLe, &[b.v, a.v], answer),
            CompareOp::Eq => self.guard(Cond::FloatEq, &[a.v, b.v], answer),
            CompareOp::Ne => self.guard(Cond::FloatEq, &[a.v, b.v], !answer),
        }
        answer
    }
    fn float_is_zero(&mut self, a: Float) -> bool {
        let answer = a.value == 0.0;
        let zero = self.emit(IrOp::Float(0), &[]);
        self.guard(Cond::FloatEq, &[a.v, zero], answer);
        answer
    }
    fn load(&mut self, object: Val, f: Field) -> Val {
        let value = self.d.load(object.value, f);
        let ir = ir_field(f);
        let mut v = self.emit(IrOp::Load(ir), &[object.v]);
        if ir.kind == FieldKind::Length {
            v = self.emit(IrOp::FromInt, &[v]);
        }
        Val { value, v }
    }
    fn store(&mut self, object: Val, f: Field, v: Val) {
        self.d.store(object.value, f, v.value);
        self.emit(IrOp::Store(ir_field(f)), &[object.v, v.v]);
    }
    fn set_shape(&mut self, object: Val, shape: u32) {
        let old = object.value.shape_or_zero();
        self.d.set_shape(object.value, shape);
        self.graph().unstable_shapes.insert(old);
        self.emit(IrOp::SetShape(shape), &[object.v]);
    }
    fn load_element(&mut self, class: ElementClass, storage: Val, index: Val) -> Val {
        let value = self.d.load_element(class, storage.value, index.value);
        Val {
            value,
            v: self.emit(IrOp::LoadElement(ir_element(class)), &[storage.v, index.v]),
        }
    }
    fn store_element(&mut self, class: ElementClass, storage: Val, index: Val, v: Val) {
        self.d.store_element(class, storage.value, index.value, v.value);
        self.emit(IrOp::StoreElement(ir_element(class)), &[storage.v, index.v, v.v]);
    }
    fn load_number(&mut self, object: Val, field: NumberField) -> Val {
        Val {
            value: self.d.load_number(object.value, field),
            v: self.emit(IrOp::Load(ir_number_field(field)), &[object.v]),
        }
    }
    fn store_number(&mut self, object: Val, field: NumberField, v: Val) {
        self.d.store_number(object.value, field, v.value);
        self.emit(IrOp::Store(ir_number_field(field)), &[object.v, v.v]);
    }
    fn resume_generator(&mut self, g: Val, sent: Val) -> Option<Result<(), Raised>> {
        super::instruction::resumed_by_call(self, g, sent)
    }
    fn new_generator(&mut self, function: Val, code_value: Value, values: &[Val]) -> Result<Val, Raised> {
        let known: Vec<Value> = values.iter().map(|v| v.value).collect();
        // The arguments are in registers too, which keeps them alive.
        let value = self.d.new_generator(function.value, code_value, &known)?;
        if self.cursor.is_none() {
            return Ok(Val { value, v: NO });
        }
        let c = code::data(code_value);
        let named = c.named_registers();
        let (name, qualname) = (fields::FUNCTION_NAME, fields::FUNCTION_QUALNAME);
        let (name, qualname) = (self.load(function, name), self.load(function, qualname));
        let none = self.constant(Value::NONE).v;
        let unbound = self.constant(Value::UNBOUND).v;
        let zero = self.constant(Value::ZERO).v;
        let created = self.int_constant(0).v;
        let size = self.constant(Value::small(i64::from(c.register_count))).v;
        let code_constant = self.constant(code_value).v;
        let mut all = vec![
            (ir_field(fields::GENERATOR_LIVE), size),
            (ir_field(fields::generator_word(2)), size),
            (ir_number_field(fields::GENERATOR_POSITION), created),
            (ir_field(fields::generator_word(4)), name.v),
            (ir_field(fields::generator_word(5)), qualname.v),
            (ir_field(fields::generator_word(6)), none),
            (ir_field(fields::GENERATOR_LINK), none),
        ];
        for word in -(frame::HEADER_WORDS as isize)..0 {
            let v = match word {
                frame::CODE => code_constant,
                frame::FUNCTION => function.v,
                frame::FRAME_OBJECT => unbound,
                frame::HANDLED | frame::CONTINUATION_DATA | frame::LOCALS => none,
                _ => zero,
            };
            all.push((ir_field(fields::generator_register(word)), v));
        }
        for r in 0..c.register_count as usize {
            let v = match values.get(r) {
                Some(v) => v.v,
                None if r < named => unbound,
                None => zero,
            };
            all.push((ir_field(fields::generator_register(r as isize)), v));
        }
        let site = SiteInfo {
            header: shape_id::GENERATOR as u64,
            size: taipan_runtime::objects::generator::REGISTERS as u32 + 8 * c.register_count,
            fields: all.iter().map(|(f, _)| *f).collect(),
            name: format!("generator of {}", code_number(self.jit, code_value)),
        };
        let operands: Vec<_> = all.iter().map(|(_, v)| *v).collect();
        let make = self.graph().site(&site);
        Ok(Val {
            value,
            v: self.emit(make, &operands),
        })
    }
    fn load_item(&mut self, kind: NumberKind, buffer: Val, index: Val) -> Val {
        let value = self.d.load_item(kind, buffer.value, index.value);
        let raw = self.emit(IrOp::LoadElement(ir_item(kind)), &[buffer.v, index.v]);
        let boxed = if kind == NumberKind::F64 { IrOp::FromFloat } else { IrOp::FromInt };
        Val {
            value,
            v: self.emit(boxed, &[raw]),
        }
    }
    fn store_int_item(&mut self, kind: NumberKind, buffer: Val, index: Val, v: Val) {
        self.d.store_int_item(kind, buffer.value, index.value, v.value);
        self.emit(IrOp::StoreElement(ir_item(kind)), &[buffer.v, index.v, v.v]);
    }
    fn store_float_item(&mut self, buffer: Val, index: Val, x: Float) {
        self.d.store_float_item(buffer.value, index.value, x.value);
        self.emit(IrOp::StoreElement(ir_item(NumberKind::F64)), &[buffer.v, index.v, x.v]);
    }
    fn new_list(&mut self, items: &[Val]) -> Val {
        let values: Vec<Value> = items.iter().map(|v| v.value).collect();
        let value = self.d.new_list(&values);
        if self.cursor.is_none() || items.len() > 16 {
            self.stop("a long list");
            return Val { value, v: NO };
        }
        let field = |offset: u32, class: u8| op::Field {
            offset: offset as i32,
            class: AliasClass(class),
            kind: FieldKind::Val,
            immutable: false,
        };
        let n = items.len();
        let mut cells = vec![ir_field(fields::STORAGE_LENGTH), field(16, 4)];
        cells.extend((0..n as u32).map(|i| field(24 + 8 * i, 1)));
        let storage = SiteInfo {
            header: shape_id::LIST_STORAGE as u64,
            size: 24 + 8 * n as u32,
            fields: cells,
            name: format!("storage of {n}"),
        };
        let length = self.emit(IrOp::Int(n as i128), &[]);
        let capacity = self.emit(IrOp::Word(Value::small(n as i64).0), &[]);
        let mut operands = vec![length, capacity];
        operands.extend(items.iter().map(|v| v.v));
        let make = self.graph().site(&storage);
        let storage = self.emit(make, &operands);
        let list = SiteInfo {
            header: shape_id::LIST as u64,
            size: 16,
            fields: vec![ir_field(fields::LIST_STORAGE)],
            name: "list".to_string(),
        };
        let make = self.graph().site(&list);
        Val {
            value,
            v: self.emit(make, &[storage]),
        }
    }
    fn new_words(&mut self, shape: u32, words: &[(Field, Val)]) -> Val {
        let values: Vec<(Field, Value)> = words.iter().map(|(f, v)| (*f, v.value)).collect();
        let value = self.d.new_words(shape, &values);
        if self.cursor.is_none() {
            return Val { value, v: NO };
        }
        let site = SiteInfo {
            header: shape as u64,
            size: 8 + 8 * words.len() as u32,
            fields: words.iter().map(|(f, _)| ir_field(*f)).collect(),
            name: format!("shape {shape}"),
        };
        let operands: Vec<_> = words.iter().map(|(_, v)| v.v).collect();
        let make = self.graph().site(&site);
        Val {
            value,
            v: self.emit(make, &operands),
        }
    }
    fn ended(&mut self, item: Val, dst: usize) -> bool {
        let ended = self.d.ended(item.value, dst);
        let Some(cursor) = self.cursor.take() else { return ended };
        let [more, end] = self.graph().fork(cursor, Cond::IsConst(Value::HOLE.0), &[item.v], ended);
        let next = {
            let t = self.d.t();
            taipan_bytecode::instruction::decode(&code::data(t.window.header(frame::CODE)).code, t.pc).next
        };
        let reg = Reg {
            depth: self.depth,
            index: dst as u16,
        };
        let register = (!self.in_generator(self.depth)).then_some(reg);
        let window = self.depth;
        // The way that was not taken is as well known as the other.
        for (mut cursor, pc, taken, has_item) in [(more, next + 1, !ended, true), (end, next, ended, false)] {
            match register {
                _ if !has_item => {}
                Some(reg) => self.graph().write(&mut cursor, reg, item.v),
                None => {
                    let object = Reg {
                        depth: window,
                        index: WINDOW_REGISTER,
                    };
                    let g = self.graph().read(&mut cursor, object);
                    let field = ir_field(fields::generator_register(dst as isize));
                    self.graph().emit(&mut cursor, IrOp::Store(field), &[g, item.v]);
                }
            }
            if taken {
                self.cursor = Some(cursor);
                continue;
            }
            let mut chain = self.chain.to_vec();
            chain.last_mut().expect("a chain has a frame").pc = pc as u32;
            let region = &mut self.jit.regions[self.index];
            self.jit.facts.describe(&self.jit.codes, &mut region.graph, &chain);
            let to = region.graph.intern(&chain);
            region.graph.finish(cursor, Leaf::Next(to));
        }
        ended
    }
    fn new_instance(&mut self, class: Value) -> Val {
        let object = self.d.new_instance(class);
        let shape_id = object.shape_or_zero();
        if taipan_runtime::types::flags(class) & taipan_runtime::layout::TYPE_HAS_DEL != 0 {
            self.stop("a class with __del__");
        }
        if self.cursor.is_none() {
            return Val { value: object, v: NO };
        }
        let shape = self.d.t().shapes.get(shape_id);
        let (inline, size, first) = (shape.inline, shape.instance_size(), shape.overflow_offset as u32);
        let slot = |i: u32| {
            ir_field(Field {
                offset: first + 8 * i,
                class: FieldClass::Attribute,
            })
        };
        let site = SiteInfo {
            header: shape_id as u64 | (inline as u64) << 32,
            size: size as u32,
            fields: (0..=inline as u32).map(slot).collect(),
            name: taipan_runtime::types::name(class),
        };
        let zero = self.emit(IrOp::Word(0), &[]);
        let unbound = self.emit(IrOp::Word(Value::UNBOUND.0), &[]);
        let mut operands = vec![zero];
        operands.extend((0..inline).map(|_| unbound));
        let op = self.graph().site(&site);
        Val {
            value: object,
            v: self.emit(op, &operands),
        }
    }
    fn new_tuple(&mut self, items: &[Val]) -> Val {
        let values: Vec<Value> = items.iter().map(|v| v.value).collect();
        // The items are in registers too, which keeps them alive.
        let value = self.d.new_tuple(&values);
        if self.cursor.is_none() || items.is_empty() || items.len() > 16 {
            self.stop("a long tuple");
            return Val { value, v: NO };
        }
        let word = |offset: u32, class: u8| op::Field {
            offset: offset as i32,
            class: AliasClass(class),
            kind: FieldKind::Val,
            immutable: true,
        };
        let mut fields = vec![word(8, 2), word(16, 2)];
        fields.extend((0..items.len() as u32).map(|i| word(24 + 8 * i, 11)));
        let site = SiteInfo {
            header: shape_id::TUPLE as u64,
            size: 24 + 8 * items.len() as u32,
            fields,
            name: format!("tuple of {}", items.len()),
        };
        let length = self.emit(IrOp::Word(Value::small(items.len() as i64).0), &[]);
        let zero = self.emit(IrOp::Word(0), &[]);
        let mut operands = vec![length, zero];
        operands.extend(items.iter().map(|v| v.v));
        let op = self.graph().site(&site);
        Val {
            value,
            v: self.emit(op, &operands),
        }
    }
    fn call<const N: usize>(&mut self, helper: &'static Helper<N>, args: [Val; N]) -> Result<Val, Raised> {
        let values = args.map(|a| a.value);
        if helper.effects.has(Effects::RUNS_PYTHON) {
            // What runs inside may look at frames that exist only in registers.
            self.stop(helper.name);
        }
        let result = self.d.call(helper, values);
        if self.cursor.is_none() {
            return result.map(|value| Val { value, v: NO });
        }
        let info = HelperInfo {
            id: (helper as *const Helper<N> as usize >> 3) as u32,
            name: helper.name.to_string(),
            address: (helper.native)(),
            operands: vec![Kind::Val; N],
            result: Some(Kind::Val),
            result_type: Type::ANY,
            effects: ir_effects(helper.effects),
        };
        let op = self.graph().helper(&info);
        let operands = args.map(|a| a.v);
        let v = self.emit(op, &operands);
        if helper.effects.has(Effects::RAISES) {
            self.guard(Cond::IsConst(Value::EXCEPTION.0), &[v], result.is_err());
        }
        result.map(|value| Val { value, v })
    }
    fn open_frame(&mut self, code_value: Value) -> Result<(), Raised> {
        self.d.open_frame(code_value)?;
        self.calling = self.calls_region(code_value);
        if self.calling {
            self.arguments.clear();
            return Ok(());
        }
        self.push(code_value);
        Ok(())
    }
    fn set_argument(&mut self, r: usize, v: Val) {
        self.d.set_argument(r, v.value);
        if self.calling {
            self.arguments.push(v);
            return;
        }
        self.write(self.depth + 1, r as u16, v);
    }
    fn enter_frame(&mut self, function: Val, code_value: Value, k: Continuation, data: Val) {
        if self.calling && !self.can_wait(code_value, k) {
            self.calling = false;
            self.push(code_value);
            for (r, v) in std::mem::take(&mut self.arguments).into_iter().enumerate() {
                self.write(self.depth + 1, r as u16, v);
            }
        }
        if self.calling {
            let k = self.call_region(function, code_value, k, data);
            return self.d.enter_frame(function.value, code_value, k, data.value);
        }
        self.write(self.depth + 1, FUNCTION, function);
        self.write(self.depth + 1, DATA, data);
        self.d.enter_frame(function.value, code_value, k, data.value);
    }
}

/// The type of a word for the profile.
pub fn type_of(t: &mut Thread, v: Value) -> Type {
    if v.is_pointer() {
        match t.shape_of(v) {
            shape_id::BIG_INT => Type::BIG,
            shape_id::FLOAT => Type::FLOAT,
            shape => Type::object(shape),
        }
    } else {
        Type::of_word(v.0)
    }
}

/// Words from the innermost window on the VM stack to the one of a frame that is opened now.
pub(super) fn displacement(t: &Thread) -> i32 {
    let stack = frame::walk(t).map(|(w, _)| w).find(|w| call::on_stack(t, *w)).unwrap_or(t.window);
    ((t.top as i64 - stack.0 as i64) / 8) as i32 + frame::HEADER_WORDS as i32
}

/// The current instruction for the log: function, line, and what is called.
fn stopped_at(t: &mut Thread) -> String {
    let code_value = t.window.header(frame::CODE);
    let data = code::data(code_value);
    let i = taipan_bytecode::instruction::decode(&data.code, t.pc);
    let name = taipan_runtime::objects::string::to_string_lossy(field!(code_value, taipan_runtime::layout::Code, qualname));
    let mut text = format!("{name}:{} {}", data.line(t.pc), i.op.generic().name());
    use taipan_bytecode::Op;
    if matches!(i.op.generic(), Op::Call | Op::CallMethod | Op::CallKw | Op::CallMethodKw) {
        let callee = t.window.reg(i.b);
        if matches!(
            callee.shape_or_zero(),
            shape_id::NATIVE_FUNCTION | shape_id::NATIVE_METHOD | shape_id::METHOD_DESCRIPTOR
        ) {
            text += &format!(" of {}", field!(callee, taipan_runtime::layout::NativeFunction, def).name);
        } else if callee.has_shape(shape_id::TYPE) {
            text += &format!(" of class {}", taipan_runtime::types::name(callee));
        }
    }
    text
}
