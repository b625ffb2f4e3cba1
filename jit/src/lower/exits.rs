//! Exits: one cold block per snapshot, which stores raw values into the exit buffer and returns the exit's number.

use super::*;
use crate::deopt::*;
use crate::position::HEAP_WINDOW;
use std::sync::Arc;

#[derive(Default)]
pub(super) struct Exits {
    pub infos: Vec<ExitInfo>,
    /// The number of each exit that is in use.
    numbers: FxHashMap<ExitId, u32>,
    /// Blocks by snapshot and mode.
    blocks: FxHashMap<(SnapId, ExitMode), ir::Block>,
    order: Vec<(SnapId, ExitMode)>,
}

/// Builds the sources of one snapshot.
struct Writer {
    /// Values to store, in buffer order.
    slots: Vec<Value>,
}

impl Lower<'_, '_> {
    /// The block of an exit and its argument, the exit's number.
    pub(super) fn exit_target(&mut self, exit: ExitId) -> (ir::Block, Vec<BlockArg>) {
        let data = &self.func.exits[exit.0 as usize];
        let at = (data.snapshot, data.mode);
        let block = match self.exits.blocks.get(&at) {
            Some(block) => *block,
            None => {
                let block = self.b.create_block();
                self.b.set_cold_block(block);
                self.b.append_block_param(block, types::I64);
                if data.mode == ExitMode::AfterCall {
                    self.b.append_block_param(block, types::I64);
                    self.b.append_block_param(block, types::I64);
                }
                self.exits.blocks.insert(at, block);
                self.exits.order.push(at);
                block
            }
        };
        let number = self.exit_number(exit);
        let number = self.imm(number as i64);
        (block, vec![BlockArg::Value(number)])
    }
    /// The exit's entry in the table.
    pub(super) fn exit_number(&mut self, exit: ExitId) -> u32 {
        match self.exits.numbers.get(&exit) {
            Some(number) => *number,
            None => {
                let data = &self.func.exits[exit.0 as usize];
                let number = self.exits.infos.len() as u32;
                let call_site = match data.mode {
                    ExitMode::AfterCall => self.func.call_sites.get(&data.key.position).copied(),
                    _ => None,
                };
                let info = ExitInfo {
                    mode: data.mode,
                    kind: data.kind,
                    key: data.key,
                    call_site,
                    snapshot: Arc::default(),
                };
                self.exits.infos.push(info);
                self.exits.numbers.insert(exit, number);
                number
            }
        }
    }
    /// Values that the exit's code stores.
    pub(super) fn exit_needs(&self, exit: ExitId, work: &mut Vec<Value>) {
        let snapshot = self.func.exits[exit.0 as usize].snapshot;
        let mut writer = Writer { slots: Vec::new() };
        self.snapshot_info(snapshot, &mut writer);
        work.extend(writer.slots);
        for store in &self.func.snapshots[snapshot.0 as usize].stores {
            for value in [store.object, store.value] {
                if let SnapValue::Value(v) = value {
                    work.push(self.before_boxing(v));
                }
            }
        }
    }
    /// What a pending store boxes on the way out, instead of those who stay.
    fn before_boxing(&self, v: Value) -> Value {
        match self.defs.get(v) {
            Some((Op::FromInt | Op::FromFloat, args)) => args[0],
            _ => v,
        }
    }
    pub(super) fn finish_exits(&mut self) {
        for (snapshot, mode) in std::mem::take(&mut self.exits.order) {
            let block = self.exits.blocks[&(snapshot, mode)];
            self.b.switch_to_block(block);
            let first = if mode == ExitMode::AfterCall { 2 } else { 0 };
            let mut writer = Writer { slots: Vec::new() };
            let mut info = self.snapshot_info(snapshot, &mut writer);
            if first != 0 {
                shift_slots(&mut info, first);
            }
            info.words = writer.slots.len() as u16 + first;
            assert!((info.words as usize) < EXIT_BUFFER_WORDS, "a snapshot of {} words", info.words);
            for store in &self.func.snapshots[snapshot.0 as usize].stores {
                if let (SnapValue::Value(object), SnapValue::Value(value)) = (store.object, store.value) {
                    self.store_field(store.field, object, self.before_boxing(value));
                }
            }
            let flags = MemFlagsData::trusted();
            if info.words > 0 {
                let buffer = self.b.ins().load(types::I64, flags, self.thread, self.input.runtime.exit_buffer_offset);
                for k in 0..first {
                    let value = self.b.block_params(block)[1 + k as usize];
                    self.b.ins().store(flags, value, buffer, k as i32 * 8);
                }
                for (k, v) in writer.slots.iter().enumerate() {
                    let value = self.use_value(*v);
                    self.b.ins().store(flags, value, buffer, (k as i32 + first as i32) * 8);
                }
            }
            let number = self.b.block_params(block)[0];
            self.leave_region(number);
            let shared = Arc::new(info);
            for (exit, number) in &self.exits.numbers {
                let data = &self.func.exits[exit.0 as usize];
                if data.snapshot == snapshot && data.mode == mode {
                    self.exits.infos[*number as usize].snapshot = shared.clone();
                }
            }
        }
    }
    fn snapshot_info(&self, id: SnapId, writer: &mut Writer) -> SnapshotInfo {
        let snapshot = &self.func.snapshots[id.0 as usize];
        let mut info = SnapshotInfo::default();
        let mut window = 0;
        let mut heap = false;
        for (depth, frame) in snapshot.frames.iter().enumerate() {
            // A frame called by a generator's frame gets its window from the host, like the generator's own.
            heap |= frame.at.window == HEAP_WINDOW;
            if !heap {
                window += frame.at.window;
            }
            let mut registers = Vec::new();
            for (index, value) in &frame.registers {
                if depth == 0
                    && let SnapValue::Value(v) = value
                    && self.defs.op(*v) == Some(Op::Entry(*index as u32))
                {
                    continue;
                }
                registers.push((*index, self.source(value, writer)));
            }
            let at_window = (frame.at.window != HEAP_WINDOW && !heap).then_some(window);
            info.frames.push(FrameInfo {
                at: frame.at,
                window: at_window,
                registers,
            });
        }
        for object in &snapshot.virtuals {
            let fields = object.fields.iter().map(|f| self.source(f, writer)).collect();
            info.virtuals.push(VirtualInfo { site: object.site, fields });
        }
        info
    }
    fn source(&self, value: &SnapValue, writer: &mut Writer) -> Source {
        match value {
            SnapValue::Virtual(k) => Source::Virtual(*k),
            SnapValue::CallWord => Source::CallWord,
            SnapValue::Value(v) => self.value_source(*v, writer),
        }
    }
    fn value_source(&self, v: Value, writer: &mut Writer) -> Source {
        match self.defs.get(v) {
            Some((Op::Word(word), _)) => return Source::Word(word),
            Some((Op::HeapConst(k), _)) => return Source::HeapConst(k),
            Some((Op::Int(i), _)) => return Source::Int(i),
            Some((Op::Float(bits), _)) => return Source::Float(bits),
            Some((Op::Raw(word), _)) => return Source::Word(word),
            Some((Op::FromInt | Op::FromFloat, args)) => return self.value_source(args[0], writer),
            Some((op, args)) if self.func.kind(v) == Kind::Int && self.rep(v) == Rep::Low => {
                return match op {
                    Op::IntBin(op) => {
                        let operands = (self.value_source(args[0], writer), self.value_source(args[1], writer));
                        Source::IntOp(op, Box::new(operands))
                    }
                    Op::IntNeg => Source::IntNeg(Box::new(self.value_source(args[0], writer))),
                    _ => Source::IntInvert(Box::new(self.value_source(args[0], writer))),
                };
            }
            _ => {}
        }
        let slot = writer.slots.iter().position(|s| *s == v).unwrap_or_else(|| {
            writer.slots.push(v);
            writer.slots.len() - 1
        });
        let form = match self.func.kind(v) {
            Kind::Float => Form::Float,
            Kind::Int => match self.rep(v) {
                Rep::I64 => Form::I64,
                Rep::U64 => Form::U64,
                _ => Form::Val,
            },
            _ => Form::Val,
        };
        Source::Buffer(slot as u16, form)
    }
    /// Ends the region with an exit's number. A function region hands its frame to the host, which runs it to its end.
    fn leave_region(&mut self, number: ir::Value) {
        let Some(host) = self.input.function else {
            self.b.ins().return_(&[number]);
            return;
        };
        let region = self.imm(host.region as i64);
        let mut signature = Signature::new(self.input.call_conv);
        signature.params.extend([AbiParam::new(types::I64); 5]);
        signature.returns.extend([AbiParam::new(types::I64); 2]);
        let signature = self.b.import_signature(signature);
        let address = self.imm(host.leave as i64);
        let depth = self.depth();
        let args = [self.thread, self.window, number, region, depth];
        let call = self.b.ins().call_indirect(signature, address, &args);
        let results = self.b.inst_results(call).to_vec();
        self.b.ins().return_(&results);
    }
}

fn shift_slots(info: &mut SnapshotInfo, by: u16) {
    fn shift(source: &mut Source, by: u16) {
        match source {
            Source::Buffer(at, _) => *at += by,
            Source::IntOp(_, operands) => {
                shift(&mut operands.0, by);
                shift(&mut operands.1, by);
            }
            Source::IntNeg(a) | Source::IntInvert(a) => shift(a, by),
            _ => {}
        }
    }
    info.frames.iter_mut().flat_map(|f| &mut f.registers).for_each(|r| shift(&mut r.1, by));
    info.virtuals.iter_mut().flat_map(|v| &mut v.fields).for_each(|s| shift(s, by));
}
