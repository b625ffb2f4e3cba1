//! Function regions: operands and results in registers, `(status, value)` returns, native calls of other regions.
//!
//! `fn(thread, window, depth, operands…) -> (status, value)`. `depth` is the number of Python frames, this one included:
//! counting them in memory would be a chain of loads and stores through every call. Status 0: the promised result, raw.
//! 2: a tagged word of another type. Others are the host's, from [`FunctionHost::leave`]. Any but 0 makes a native caller
//! exit, in the state in which its instruction waits for the call.

use super::*;

/// What function regions need of the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FunctionHost {
    /// `extern "C" fn(thread, window, exit number, region, depth) -> (status, value)`: takes over the frames of an exit,
    /// whose root is the `depth`th Python frame whatever stands in the thread. The function region returns what it gives.
    /// The host may write the frames and send every native caller the same way, or run the root frame to its end.
    pub leave: usize,
    /// Passed to `leave`.
    pub region: u64,
    /// Offset in the thread of the number of Python frames (a u32; written before helpers that run Python, restored by
    /// the adapter), and of its limit.
    pub depth_offset: i32,
    pub depth_limit_offset: i32,
    /// Offset in the thread of the address where the VM stack ends.
    pub window_limit_offset: i32,
    /// Offset in the thread of the lowest address that the native stack may reach.
    pub native_limit_offset: i32,
    /// Frames that may be inlined into the root at once: they count, too, but are not counted when they begin.
    pub inlined: u32,
    /// Words above the root's window that this region's frames may use.
    pub extent: i32,
}

impl Lower<'_, '_> {
    /// Parameters and returns of the function being lowered.
    pub(super) fn signature_of(operands: &[Kind], call_conv: CallConv) -> Signature {
        let mut signature = Signature::new(call_conv);
        signature.params.extend([AbiParam::new(types::I64); 3]);
        let ty = |kind: &Kind| if *kind == Kind::Float { types::F64 } else { types::I64 };
        signature.params.extend(operands.iter().map(|kind| AbiParam::new(ty(kind))));
        signature.returns.extend([AbiParam::new(types::I64); 2]);
        signature
    }
    /// Is there room for a frame? Goes on if so, with the frame counted.
    pub(super) fn has_room(&mut self, yes: (ir::Block, &[BlockArg]), no: (ir::Block, &[BlockArg])) {
        let Some(host) = self.input.function else {
            self.b.ins().jump(yes.0, yes.1);
            return;
        };
        let flags = self.memory(1003);
        let depth = self.depth();
        let limit = self.b.ins().uload32(flags, self.thread, host.depth_limit_offset);
        let deepest = self.b.ins().iadd_imm_s(depth, host.inlined as i64);
        let deep = self.b.ins().icmp(IntCC::UnsignedGreaterThan, deepest, limit);
        let inner = self.b.create_block();
        self.b.ins().brif(deep, no.0, no.1, inner, &[]);
        self.b.switch_to_block(inner);
        let end = self.b.ins().load(types::I64, flags, self.thread, host.window_limit_offset);
        let needed = self.b.ins().iadd_imm_s(self.window, host.extent as i64 * 8);
        let high = self.b.ins().icmp(IntCC::UnsignedGreaterThan, needed, end);
        let inner = self.b.create_block();
        self.b.ins().brif(high, no.0, no.1, inner, &[]);
        self.b.switch_to_block(inner);
        let here = self.b.ins().get_stack_pointer(types::I64);
        let lowest = self.b.ins().load(types::I64, flags, self.thread, host.native_limit_offset);
        let low = self.b.ins().icmp(IntCC::UnsignedLessThan, here, lowest);
        self.b.ins().brif(low, no.0, no.1, yes.0, yes.1);
    }
    /// The number of Python frames, the root's included. While a loop's region runs, that is what the thread says.
    pub(super) fn depth(&mut self) -> ir::Value {
        if self.input.function.is_none() {
            let flags = self.memory(1003);
            return self.b.ins().uload32(flags, self.thread, self.input.runtime.depth_offset);
        }
        self.b.block_params(self.blocks[0])[2]
    }
    /// Before a helper that may run Python: the frames that native code has not counted.
    pub(super) fn store_depth(&mut self) {
        if let Some(host) = self.input.function {
            let depth = self.depth();
            let flags = self.memory(1003);
            self.b.ins().istore32(flags, depth, self.thread, host.depth_offset);
        }
    }
    pub(super) fn return_value(&mut self, v: Value) {
        let promised = self.func.signature.as_ref().expect("a function region").result;
        let kind = self.func.kind(v);
        let (status, value) = match (promised, kind) {
            (Kind::Float, Kind::Float) => {
                let x = self.use_value(v);
                (self.imm(0), self.b.ins().bitcast(types::I64, MemFlagsData::new(), x))
            }
            (Kind::Int, Kind::Int) if self.rep(v) == Rep::I64 => (self.imm(0), self.use_value(v)),
            (Kind::Int, _) | (Kind::Float, _) => {
                let word = self.word_of(v);
                return self.return_word(word, promised);
            }
            _ => (self.imm(0), self.word_of(v)),
        };
        self.b.ins().return_(&[status, value]);
    }
    /// Returns a tagged word: unboxed where it is what was promised.
    fn return_word(&mut self, word: ir::Value, promised: Kind) {
        let (as_promised, other) = (self.b.create_block(), self.b.create_block());
        self.b.set_cold_block(other);
        if promised == Kind::Int {
            let tag = self.b.ins().band_imm_s(word, 3);
            self.b.ins().brif(tag, other, &[], as_promised, &[]);
        } else {
            let tag = self.float_tag(word);
            self.b.ins().brif(tag, as_promised, &[], other, &[]);
        }
        self.b.switch_to_block(as_promised);
        let raw = if promised == Kind::Int {
            self.b.ins().sshr_imm_u(word, 2)
        } else {
            let turned = self.b.ins().bxor_imm_s(word, crate::layout::FLOAT_XOR as i64);
            self.b.ins().rotr_imm_u(turned, 4)
        };
        let done = self.imm(0);
        self.b.ins().return_(&[done, raw]);
        self.b.switch_to_block(other);
        let tagged = self.imm(2);
        self.b.ins().return_(&[tagged, word]);
    }
    pub(super) fn call_region(&mut self, function: u32, inst: &Inst) -> ir::Value {
        let info = self.func.functions[function as usize].clone();
        let exit = inst.exit.expect("a native call has an exit");
        let frames = &self.func.snapshots[self.func.exits[exit.0 as usize].snapshot.0 as usize].frames;
        // Generators' frames are not on the stack.
        let on_stack = frames.iter().skip(1).map(|f| f.at.window).filter(|w| *w != crate::position::HEAP_WINDOW);
        let offset: i32 = on_stack.sum::<i32>() + info.window;
        let window = self.b.ins().iadd_imm_s(self.window, offset as i64 * 8);
        let frames = frames.len() as i64;
        let depth = self.depth();
        let depth = self.b.ins().iadd_imm_s(depth, frames);
        let mut args = vec![self.thread, window, depth];
        for (v, kind) in inst.args.iter().zip(&info.operands) {
            args.push(match kind {
                Kind::Int => self.low_bits(*v),
                Kind::Float | Kind::Raw => self.use_value(*v),
                Kind::Val => self.word_of(*v),
            });
        }
        let signature = Self::signature_of(&info.operands, self.input.call_conv);
        let signature = self.b.import_signature(signature);
        let slot = self.imm(info.slot as i64);
        let flags = self.memory(1004);
        let address = self.b.ins().load(types::I64, flags, slot, 0);
        let call = self.b.ins().call_indirect(signature, address, &args);
        let (status, value) = (self.b.inst_results(call)[0], self.b.inst_results(call)[1]);
        let (block, mut exit_args) = self.exit_target(exit);
        exit_args.extend([BlockArg::Value(status), BlockArg::Value(value)]);
        let go_on = self.b.create_block();
        self.b.ins().brif(status, block, &exit_args, go_on, &[]);
        self.b.switch_to_block(go_on);
        match info.result {
            Kind::Float => self.b.ins().bitcast(types::F64, MemFlagsData::new(), value),
            _ => value,
        }
    }
}

/// Fills a function `fn(thread, window) -> status` through which the interpreter calls a function region: operands come
/// from the window's first registers, the result goes to the exit buffer's first word, tagged. Status 0: done, 4: operands
/// of other types, not called; any other that the region gave but 2 and 3 is passed on.
pub fn lower_adapter(
    runtime: &crate::layout::Runtime,
    signature: &crate::graph::Signature,
    slot: usize,
    depth_offset: i32,
    isa: &dyn cranelift_codegen::isa::TargetIsa,
    target: &mut ir::Function,
    context: &mut FunctionBuilderContext,
) {
    let call_conv = isa.default_call_conv();
    target.signature = Signature::new(call_conv);
    target.signature.params.extend([AbiParam::new(types::I64), AbiParam::new(types::I64)]);
    target.signature.returns.push(AbiParam::new(types::I64));
    let mut b = FunctionBuilder::new(target, context);
    let (entry, refuse) = (b.create_block(), b.create_block());
    b.append_block_params_for_function_params(entry);
    b.switch_to_block(entry);
    let (thread, window) = (b.block_params(entry)[0], b.block_params(entry)[1]);
    let flags = MemFlagsData::trusted();
    let outer_depth = b.ins().uload32(flags, thread, depth_offset);
    let depth = b.ins().iadd_imm_s(outer_depth, 1);
    let mut args = vec![thread, window, depth];
    for (k, kind) in signature.operands.iter().enumerate() {
        // Numbers from 2^15 on are the host's header words, at negative offsets.
        let offset = i32::from(signature.register(k) as i16) * 8;
        let word = b.ins().load(types::I64, flags, window, offset);
        if *kind == Kind::Val {
            args.push(word);
            continue;
        }
        let go_on = b.create_block();
        if *kind == Kind::Int {
            let other = b.ins().band_imm_s(word, 3);
            b.ins().brif(other, refuse, &[], go_on, &[]);
            b.switch_to_block(go_on);
            args.push(b.ins().sshr_imm_u(word, 2));
        } else {
            let low = b.ins().ireduce(types::I32, word);
            let tags = b.ins().iconst(types::I32, crate::layout::FLOAT_TAGS as i64);
            let shifted = b.ins().ushr(tags, low);
            let is_float = b.ins().band_imm_s(shifted, 1);
            b.ins().brif(is_float, go_on, &[], refuse, &[]);
            b.switch_to_block(go_on);
            let turned = b.ins().bxor_imm_s(word, crate::layout::FLOAT_XOR as i64);
            let bits = b.ins().rotr_imm_u(turned, 4);
            args.push(b.ins().bitcast(types::F64, MemFlagsData::new(), bits));
        }
    }
    let callee = Lower::signature_of(&signature.operands, call_conv);
    let callee = b.import_signature(callee);
    let slot = b.ins().iconst(types::I64, slot as i64);
    let address = b.ins().load(types::I64, flags, slot, 0);
    let call = b.ins().call_indirect(callee, address, &args);
    let (status, value) = (b.inst_results(call)[0], b.inst_results(call)[1]);
    b.ins().istore32(flags, outer_depth, thread, depth_offset);
    // 0 and 3 may be raw, 2 is tagged; others are passed on.
    let (other, promised, raw, done) = (b.create_block(), b.create_block(), b.create_block(), b.create_block());
    let word = b.append_block_param(done, types::I64);
    let facts_gone = b.create_block();
    b.ins().brif(status, facts_gone, &[], raw, &[]);
    b.switch_to_block(facts_gone);
    let as_promised = b.ins().icmp_imm_s(IntCC::Equal, status, 3);
    b.ins().brif(as_promised, raw, &[], promised, &[]);
    b.switch_to_block(promised);
    let tagged = b.ins().icmp_imm_s(IntCC::Equal, status, 2);
    b.ins().brif(tagged, done, &[BlockArg::Value(value)], other, &[]);
    b.switch_to_block(raw);
    let box_with = match signature.result {
        Kind::Int => Some(runtime.box_int),
        Kind::Float => Some(runtime.box_float),
        _ => None,
    };
    let boxed = match box_with {
        None => value,
        Some(function) => {
            let mut signature = Signature::new(call_conv);
            signature.params.extend([AbiParam::new(types::I64); 2]);
            signature.returns.push(AbiParam::new(types::I64));
            let signature = b.import_signature(signature);
            let function = b.ins().iconst(types::I64, function as i64);
            let call = b.ins().call_indirect(signature, function, &[thread, value]);
            b.inst_results(call)[0]
        }
    };
    b.ins().jump(done, &[BlockArg::Value(boxed)]);
    b.switch_to_block(done);
    let buffer = b.ins().load(types::I64, flags, thread, runtime.exit_buffer_offset);
    b.ins().store(flags, word, buffer, 0);
    let zero = b.ins().iconst(types::I64, 0);
    b.ins().return_(&[zero]);
    b.switch_to_block(other);
    b.ins().return_(&[status]);
    b.switch_to_block(refuse);
    let not_called = b.ins().iconst(types::I64, 4);
    b.ins().return_(&[not_called]);
    b.seal_all_blocks();
    b.finalize(isa.frontend_config());
}
