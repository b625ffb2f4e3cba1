//! Loads, stores, the write barrier and allocation.

use super::*;
use crate::layout;
use crate::types::Type;

impl Lower<'_, '_> {
    pub(super) fn load_field(&mut self, field: Field, object: Value) -> ir::Value {
        let object = self.use_value(object);
        let flags = self.memory(field.class.0 as u32);
        let offset = field.offset - 1;
        match field.kind {
            FieldKind::Val | FieldKind::Raw64 | FieldKind::I64 => self.b.ins().load(types::I64, flags, object, offset),
            FieldKind::Float => self.b.ins().load(types::F64, flags, object, offset),
            FieldKind::Raw32 => self.b.ins().uload32(flags, object, offset),
            FieldKind::Raw8 => self.b.ins().uload8(types::I64, flags, object, offset),
            FieldKind::Length | FieldKind::Small => {
                let word = self.b.ins().load(types::I64, flags, object, offset);
                if field.kind == FieldKind::Length {
                    self.b.ins().ushr_imm_u(word, 2)
                } else {
                    self.b.ins().sshr_imm_u(word, 2)
                }
            }
        }
    }
    /// A value as the bits a field of this kind holds.
    fn field_bits(&mut self, kind: FieldKind, v: Value) -> ir::Value {
        match kind {
            FieldKind::Val => self.word_of(v),
            FieldKind::Length | FieldKind::Small => self.tagged_int(v),
            FieldKind::I64 => self.low_bits(v),
            _ => self.use_value(v),
        }
    }
    fn put(&mut self, kind: FieldKind, class: AliasClass, bits: ir::Value, object: ir::Value, offset: i32) {
        let flags = self.memory(class.0 as u32);
        match kind {
            FieldKind::Raw32 => self.b.ins().istore32(flags, bits, object, offset),
            FieldKind::Raw8 => self.b.ins().istore8(flags, bits, object, offset),
            _ => self.b.ins().store(flags, bits, object, offset),
        };
    }
    pub(super) fn store_field(&mut self, field: Field, owner: Value, v: Value) {
        let bits = self.field_bits(field.kind, v);
        let object = self.use_value(owner);
        self.put(field.kind, field.class, bits, object, field.offset - 1);
        if field.kind == FieldKind::Val {
            self.barrier(object, bits, v);
        }
    }
    /// An old object that may now hold a young one is remembered.
    fn barrier(&mut self, object: ir::Value, word: ir::Value, v: Value) {
        if self.never_pointer(v) || self.input.runtime.barrier == 0 {
            return;
        }
        let flags = self.memory(1001);
        let state = self.b.ins().uload8(types::I64, flags, object, layout::STATE_OFFSET - 1);
        // Immediates need none: most stored numbers are of that kind, and old objects are written all the time.
        let seven = self.b.ins().band_imm_s(word, 7);
        let pointer = self.b.ins().icmp_imm_s(IntCC::Equal, seven, 1);
        let old = self.b.ins().band_imm_s(state, 1);
        let pointer = self.b.ins().uextend(types::I64, pointer);
        let old = self.b.ins().band(old, pointer);
        let (cold, go_on) = (self.b.create_block(), self.b.create_block());
        self.b.set_cold_block(cold);
        self.b.ins().brif(old, cold, &[], go_on, &[]);
        self.b.switch_to_block(cold);
        self.slow_call(self.input.runtime.barrier, &[object, word]);
        self.b.ins().jump(go_on, &[]);
        self.b.switch_to_block(go_on);
    }
    fn never_pointer(&self, v: Value) -> bool {
        match self.func.kind(v) {
            Kind::Int => self.input.ranges.get(v).within(crate::pass::ranges::Range::SMALL),
            Kind::Float => false,
            _ => match self.defs.get(v) {
                Some((Op::FromInt, args)) => self.never_pointer(args[0]),
                Some((Op::Word(_), _)) => true,
                _ => !self.func.ty(v).meets(Type::OBJECT.union(Type::BIG).union(Type::FLOAT)),
            },
        }
    }
    /// `base + index * size` as an address and a constant offset.
    fn element_address(&mut self, element: Element, storage: Value, index: Value) -> (ir::Value, i32) {
        let base = self.use_value(storage);
        if let Some(i) = self.defs.int(index)
            && i < 1 << 20
        {
            return (base, element.base - 1 + i as i32 * element.kind.size());
        }
        let index = self.low_bits(index);
        let scaled = match element.kind.size() {
            8 => self.b.ins().ishl_imm_u(index, 3),
            4 => self.b.ins().ishl_imm_u(index, 2),
            _ => index,
        };
        (self.b.ins().iadd(base, scaled), element.base - 1)
    }
    pub(super) fn load_element(&mut self, element: Element, inst: &Inst) -> ir::Value {
        let (address, offset) = self.element_address(element, inst.args[0], inst.args[1]);
        let flags = self.memory(element.class.0 as u32);
        match element.kind {
            ElementKind::F64 => self.b.ins().load(types::F64, flags, address, offset),
            ElementKind::U8 => self.b.ins().uload8(types::I64, flags, address, offset),
            ElementKind::I32 => self.b.ins().sload32(flags, address, offset),
            _ => self.b.ins().load(types::I64, flags, address, offset),
        }
    }
    pub(super) fn store_element(&mut self, element: Element, inst: &Inst) {
        let v = inst.args[2];
        let bits = match element.kind {
            ElementKind::Val => self.word_of(v),
            ElementKind::F64 => self.use_value(v),
            _ => self.low_bits(v),
        };
        let (address, offset) = self.element_address(element, inst.args[0], inst.args[1]);
        let flags = self.memory(element.class.0 as u32);
        match element.kind {
            ElementKind::U8 => self.b.ins().istore8(flags, bits, address, offset),
            ElementKind::I32 => self.b.ins().istore32(flags, bits, address, offset),
            _ => self.b.ins().store(flags, bits, address, offset),
        };
        if element.kind == ElementKind::Val {
            let storage = self.use_value(inst.args[0]);
            self.barrier(storage, bits, v);
        }
    }
    pub(super) fn new_object(&mut self, site: u32, inst: &Inst) -> ir::Value {
        let info = self.func.sites[site as usize].clone();
        // Boxing may allocate: all fields are ready before the object exists, so it is never seen half made.
        let bits: Vec<ir::Value> = info.fields.iter().zip(&inst.args).map(|(field, v)| self.field_bits(field.kind, *v)).collect();
        let object = self.allocate(info.size);
        let header = self.imm(info.header as i64);
        let flags = self.memory(SHAPE_CLASS.0 as u32);
        self.b.ins().store(flags, header, object, -1);
        for (field, bits) in info.fields.iter().zip(bits) {
            self.put(field.kind, field.class, bits, object, field.offset - 1);
        }
        object
    }
    /// Memory for an object, as a tagged pointer.
    fn allocate(&mut self, size: u32) -> ir::Value {
        let runtime = self.input.runtime;
        let slow = |l: &mut Self| {
            let size = l.imm(size as i64);
            l.slow_call(runtime.allocate, &[size])
        };
        let Some(class) = runtime.bump.iter().find(|c| c.size >= size) else {
            return slow(self);
        };
        let flags = self.memory(1002);
        let thread = self.thread;
        let cursor = self.b.ins().load(types::I64, flags, thread, class.cursor);
        let limit = self.b.ins().load(types::I64, flags, thread, class.limit);
        let next = self.b.ins().iadd_imm_s(cursor, class.size as i64);
        let full = self.b.ins().icmp(IntCC::UnsignedGreaterThan, next, limit);
        let (cold, bump, join) = (self.b.create_block(), self.b.create_block(), self.b.create_block());
        self.b.set_cold_block(cold);
        let result = self.b.append_block_param(join, types::I64);
        self.b.ins().brif(full, cold, &[], bump, &[]);
        self.b.switch_to_block(bump);
        self.b.ins().store(flags, next, thread, class.cursor);
        let object = self.b.ins().iadd_imm_s(cursor, 1);
        self.b.ins().jump(join, &[BlockArg::Value(object)]);
        self.b.switch_to_block(cold);
        let object = slow(self);
        self.b.ins().jump(join, &[BlockArg::Value(object)]);
        self.b.switch_to_block(join);
        result
    }
}
