//! SSA to Cranelift: one function per region, one cold block per snapshot.
//!
//! `fn(thread, window) -> exit number`. Guards are `brif fail, exit, continue`; nothing of the heap is a relocation. What
//! only snapshots need is not computed: they hold raw values and the deopt tables box them.

mod calls;
mod conds;
mod exits;
mod ints;
mod memory;
mod slow;

pub use calls::{FunctionHost, lower_adapter};

use crate::analysis::Cfg;
use crate::deopt::ExitInfo;
use crate::fold::Definitions;
use crate::layout::Runtime;
use crate::op::*;
use crate::pass::ranges::Ranges;
use crate::pass::reps::{Rep, Reps};
use crate::ssa::*;
use cranelift_codegen::ir::{self, AbiParam, BlockArg, InstBuilder, MemFlagsData, Signature, condcodes::IntCC, types};
use cranelift_codegen::isa::CallConv;
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};
use rustc_hash::FxHashMap;

/// What lowering needs besides the function.
pub struct Input<'a> {
    pub func: &'a Func,
    pub ranges: &'a Ranges,
    pub reps: &'a Reps,
    pub runtime: &'a Runtime,
    /// Words of the graph's constant array.
    pub constants: &'a [u64],
    pub call_conv: CallConv,
    pub frontend: cranelift_codegen::isa::TargetFrontendConfig,
    /// A byte per exit: not zero once it was taken. `None` = exits are taken when guards fail only.
    pub taken: Option<usize>,
    /// For a function region (a graph with a signature): its host.
    pub function: Option<FunctionHost>,
    /// Does the target have instructions for floor, ceil and trunc (SSE 4.1)?
    pub has_rounding: bool,
}

struct Lower<'a, 'f> {
    b: FunctionBuilder<'f>,
    input: &'a Input<'a>,
    func: &'a Func,
    cfg: Cfg,
    defs: Definitions,
    values: Vec<Option<ir::Value>>,
    blocks: Vec<ir::Block>,
    /// Is the value computed in native code?
    needed: Vec<bool>,
    /// Is there an `as_float` of this Val?
    read_as_float: Vec<bool>,
    /// Floats decoded by a guard, with the block they are valid in and below.
    decoded: FxHashMap<Value, (BlockId, ir::Value)>,
    thread: ir::Value,
    window: ir::Value,
    here: BlockId,
    flags: FxHashMap<u32, MemFlagsData>,
    exits: exits::Exits,
}

/// Fills a Cranelift function; returns the table of its exits.
pub fn lower(input: &Input, target: &mut ir::Function, context: &mut FunctionBuilderContext) -> Vec<ExitInfo> {
    if let Some(signature) = &input.func.signature {
        target.signature = Lower::signature_of(&signature.operands, input.call_conv);
    } else {
        target.signature = Signature::new(input.call_conv);
        target.signature.params.extend([AbiParam::new(types::I64), AbiParam::new(types::I64)]);
        target.signature.returns.push(AbiParam::new(types::I64));
    }
    let mut b = FunctionBuilder::new(target, context);
    let entry = b.create_block();
    b.append_block_params_for_function_params(entry);
    b.switch_to_block(entry);
    let (thread, window) = (b.block_params(entry)[0], b.block_params(entry)[1]);
    let func = input.func;
    let cfg = Cfg::of(func);
    let blocks = func
        .block_ids()
        .map(|id| match id {
            ENTRY => entry,
            id if cfg.reachable(id) => b.create_block(),
            _ => entry,
        })
        .collect();
    let defs = Definitions::of(func);
    let mut lower = Lower {
        b,
        input,
        func,
        cfg,
        defs,
        values: vec![None; func.values.len()],
        blocks,
        needed: Vec::new(),
        read_as_float: vec![false; func.values.len()],
        decoded: FxHashMap::default(),
        thread,
        window,
        here: ENTRY,
        flags: FxHashMap::default(),
        exits: exits::Exits::default(),
    };
    lower.find_needed();
    for block in lower.cfg.order.clone() {
        lower.block(block);
    }
    lower.finish_exits();
    let Lower { mut b, exits, .. } = lower;
    b.seal_all_blocks();
    b.finalize(input.frontend);
    exits.infos
}

impl Lower<'_, '_> {
    /// Marks what effects, guards, terminators and snapshots need.
    fn find_needed(&mut self) {
        let func = self.func;
        let mut work: Vec<Value> = Vec::new();
        for block in self.cfg.order.clone() {
            let data = func.at(block);
            for inst in &data.insts {
                if !self.is_lazy(inst) {
                    work.extend(inst.args.iter().copied());
                    work.extend(inst.result);
                }
                if let Some(exit) = inst.exit {
                    self.exit_needs(exit, &mut work);
                }
                if inst.op == Op::AsFloat {
                    self.read_as_float[inst.args[0].0 as usize] = true;
                }
            }
            data.term.for_each_use(|v| work.push(v));
            if let Term::Exit(exit) = data.term {
                self.exit_needs(exit, &mut work);
            }
        }
        let mut needed = vec![false; func.values.len()];
        while let Some(v) = work.pop() {
            if !std::mem::replace(&mut needed[v.0 as usize], true)
                && let Some((_, args)) = self.defs.get(v)
            {
                work.extend(args.iter().copied());
            }
        }
        self.needed = needed;
    }
    /// Is it computed only if somebody needs its result?
    fn is_lazy(&self, inst: &Inst) -> bool {
        inst.exit.is_none() && (inst.op.is_pure(&self.func.helpers) || matches!(inst.op, Op::Load(_) | Op::LoadElement(_)))
    }

    fn block(&mut self, id: BlockId) {
        self.here = id;
        let func = self.func;
        let data = func.at(id);
        if id != ENTRY {
            let block = self.blocks[id.0 as usize];
            self.b.switch_to_block(block);
            for param in &data.params {
                let ty = self.clif_type(*param);
                let value = self.b.append_block_param(block, ty);
                self.values[param.0 as usize] = Some(value);
            }
        }
        let mut skip = false;
        for (at, inst) in data.insts.iter().enumerate() {
            if std::mem::take(&mut skip) {
                continue;
            }
            if Func::is_entry_op(inst.op) && !matches!(inst.op, Op::Entry(_) | Op::Argument(..)) {
                continue;
            }
            if self.is_lazy(inst) && !self.needed[inst.result.expect("pure").0 as usize] {
                continue;
            }
            skip = self.inst(inst, data.insts.get(at + 1));
        }
        self.term(&data.term);
    }
    fn clif_type(&self, v: Value) -> ir::Type {
        if self.func.kind(v) == Kind::Float { types::F64 } else { types::I64 }
    }
    fn set(&mut self, v: Option<Value>, value: ir::Value) {
        if let Some(v) = v {
            self.values[v.0 as usize] = Some(value);
        }
    }
    fn imm(&mut self, i: i64) -> ir::Value {
        self.b.ins().iconst(types::I64, i)
    }
    /// The value in its own representation. Constants are made where they are used; Cranelift keeps one of them.
    fn use_value(&mut self, v: Value) -> ir::Value {
        match self.defs.op(v) {
            Some(Op::Word(w) | Op::Raw(w)) => self.imm(w as i64),
            Some(Op::Int(i)) => self.imm(i as i64),
            Some(Op::Float(bits)) => self.b.ins().f64const(f64::from_bits(bits)),
            Some(Op::HeapConst(k)) => self.imm(self.input.constants[k as usize] as i64),
            _ => self.values[v.0 as usize].unwrap_or_else(|| panic!("v{} is not lowered", v.0)),
        }
    }
    fn rep(&self, v: Value) -> Rep {
        match self.defs.op(v) {
            Some(Op::Int(i)) if i64::try_from(i).is_ok() => Rep::I64,
            Some(Op::Int(_)) => Rep::U64,
            _ => self.input.reps.get(v),
        }
    }
    fn memory(&mut self, class: u32) -> MemFlagsData {
        if let Some(flags) = self.flags.get(&class) {
            return *flags;
        }
        let region = self.b.func.dfg.alias_regions.insert(ir::AliasRegionData {
            user_id: class,
            description: "heap".into(),
        });
        let flags = MemFlagsData::trusted().with_alias_region(Some(region));
        self.flags.insert(class, flags);
        flags
    }
    /// Calls an address; floats travel as f64.
    fn call(&mut self, address: usize, args: &[ir::Value], result: Option<ir::Type>) -> Option<ir::Value> {
        let mut signature = Signature::new(self.input.call_conv);
        for arg in args {
            let ty = self.b.func.dfg.value_type(*arg);
            signature.params.push(AbiParam::new(ty));
        }
        signature.returns.extend(result.map(AbiParam::new));
        let signature = self.b.import_signature(signature);
        let address = self.imm(address as i64);
        let call = self.b.ins().call_indirect(signature, address, args);
        self.b.inst_results(call).first().copied()
    }
    /// Jumps to `cold` when `fail` is not zero; goes on in a new block.
    fn leave_if(&mut self, fail: ir::Value, exit: ExitId) {
        let (block, args) = self.exit_target(exit);
        let go_on = self.b.create_block();
        self.b.ins().brif(fail, block, &args, go_on, &[]);
        self.b.switch_to_block(go_on);
    }
    /// `if rare { slow() } else { fast }`, the slow path out of the way.
    fn cold_path(&mut self, rare: ir::Value, fast: ir::Value, slow: impl FnOnce(&mut Self) -> ir::Value) -> ir::Value {
        let ty = self.b.func.dfg.value_type(fast);
        let (cold, join) = (self.b.create_block(), self.b.create_block());
        self.b.set_cold_block(cold);
        let result = self.b.append_block_param(join, ty);
        self.b.ins().brif(rare, cold, &[], join, &[BlockArg::Value(fast)]);
        self.b.switch_to_block(cold);
        let value = slow(self);
        self.b.ins().jump(join, &[BlockArg::Value(value)]);
        self.b.switch_to_block(join);
        result
    }

    /// Lowers one instruction; returns whether it took the next one with it.
    fn inst(&mut self, inst: &Inst, next: Option<&Inst>) -> bool {
        let arg = |k: usize| inst.args[k];
        let value = match inst.op {
            Op::Guard(cond, expected) => return self.guard(cond, expected, inst, next),
            // Numbers from 2^15 on are the host's header words, at negative offsets.
            Op::Entry(index) => {
                let offset = i32::from(index as u16 as i16) * 8;
                self.b.ins().load(types::I64, MemFlagsData::trusted(), self.window, offset)
            }
            Op::Argument(index, _) => {
                let entry = self.blocks[0];
                self.b.block_params(entry)[3 + index as usize]
            }
            Op::AsInt => self.as_int(inst),
            Op::AsSmall => {
                let word = self.use_value(arg(0));
                self.b.ins().sshr_imm_u(word, 2)
            }
            Op::FromInt => self.tagged_int(arg(0)),
            Op::AsFloat => self.as_float(arg(0)),
            Op::FromFloat => self.boxed_float(arg(0)),
            Op::IntToFloat => self.int_to_float(arg(0)),
            Op::FloatToInt => self.float_to_int(inst),
            Op::BoolToInt => {
                let word = self.use_value(arg(0));
                self.b.ins().ushr_imm_u(word, 3)
            }
            Op::IntToRaw => self.low_bits(arg(0)),
            Op::RawToInt | Op::RawToIntUnsigned => self.use_value(arg(0)),
            Op::IntBin(op) => self.int_bin(op, inst),
            Op::IntNeg | Op::IntInvert | Op::IntAbs => self.int_unary(inst),
            Op::FloatBin(op) => {
                let (a, b) = (self.use_value(arg(0)), self.use_value(arg(1)));
                match op {
                    FloatOp::Add => self.b.ins().fadd(a, b),
                    FloatOp::Sub => self.b.ins().fsub(a, b),
                    FloatOp::Mul => self.b.ins().fmul(a, b),
                    FloatOp::Div => self.b.ins().fdiv(a, b),
                }
            }
            Op::FloatUn(op) => self.float_unary(op, arg(0)),
            Op::RawBin(op) => {
                let (a, b) = (self.use_value(arg(0)), self.use_value(arg(1)));
                match op {
                    RawOp::Add => self.b.ins().iadd(a, b),
                    RawOp::Sub => self.b.ins().isub(a, b),
                    RawOp::Mul => self.b.ins().imul(a, b),
                    RawOp::And => self.b.ins().band(a, b),
                    RawOp::Or => self.b.ins().bor(a, b),
                    RawOp::Xor => self.b.ins().bxor(a, b),
                    RawOp::Shl => self.b.ins().ishl(a, b),
                    RawOp::Shr => self.b.ins().ushr(a, b),
                }
            }
            Op::Load(field) => self.load_field(field, arg(0)),
            Op::LoadElement(element) => self.load_element(element, inst),
            Op::New(site) => self.new_object(site, inst),
            Op::Call(helper) => match self.call_helper(helper, inst) {
                Some(value) => value,
                None => return false,
            },
            Op::Store(field) => {
                self.store_field(field, arg(0), arg(1));
                return false;
            }
            Op::StoreElement(element) => {
                self.store_element(element, inst);
                return false;
            }
            Op::SetShape(shape) => {
                let object = self.use_value(arg(0));
                let shape = self.b.ins().iconst(types::I32, shape as i64);
                let flags = self.memory(SHAPE_CLASS.0 as u32);
                self.b.ins().store(flags, shape, object, -1);
                return false;
            }
            Op::CallRegion(function) => self.call_region(function, inst),
            Op::Word(_) | Op::HeapConst(_) | Op::Int(_) | Op::Float(_) | Op::Raw(_) => return false,
        };
        self.set(inst.result, value);
        false
    }

    fn term(&mut self, term: &Term) {
        match term {
            Term::Jump(target) => {
                let args = self.edge_args(target);
                self.b.ins().jump(self.blocks[target.block.0 as usize], &args);
            }
            Term::Branch { cond, args, yes, no } => {
                let (y, n) = (self.edge_block(yes), self.edge_block(no));
                self.branch(*cond, args, (y, &[]), (n, &[]), None);
                for (target, block) in [(yes, y), (no, n)] {
                    if !target.args.is_empty() {
                        self.b.switch_to_block(block);
                        let args = self.edge_args(target);
                        self.b.ins().jump(self.blocks[target.block.0 as usize], &args);
                    }
                }
            }
            Term::Exit(exit) => {
                let (block, args) = self.exit_target(*exit);
                self.b.ins().jump(block, &args);
            }
            Term::Return(v) => self.return_value(*v),
            Term::None => panic!("an unfinished block"),
        }
    }
    /// A block for an edge: the target itself if there is nothing to pass.
    fn edge_block(&mut self, target: &Target) -> ir::Block {
        if target.args.is_empty() {
            self.blocks[target.block.0 as usize]
        } else {
            self.b.create_block()
        }
    }
    fn edge_args(&mut self, target: &Target) -> Vec<BlockArg> {
        let params = &self.func.at(target.block).params;
        params
            .iter()
            .zip(&target.args)
            .map(|(param, arg)| {
                let value = match self.func.kind(*param) {
                    Kind::Int if self.rep(*param) == Rep::Tagged => self.tagged_int(*arg),
                    Kind::Int => self.low_bits(*arg),
                    _ => self.use_value(*arg),
                };
                BlockArg::Value(value)
            })
            .collect()
    }
    /// A value as a tagged word, whatever its kind.
    fn word_of(&mut self, v: Value) -> ir::Value {
        match self.func.kind(v) {
            Kind::Int => self.tagged_int(v),
            Kind::Float => self.boxed_float(v),
            _ => self.use_value(v),
        }
    }
    fn boxed_float(&mut self, v: Value) -> ir::Value {
        let float = self.use_value(v);
        let bits = self.b.ins().bitcast(types::I64, MemFlagsData::new(), float);
        let turned = self.b.ins().rotl_imm_u(bits, 4);
        let word = self.b.ins().bxor_imm_s(turned, crate::layout::FLOAT_XOR as i64);
        let tag = self.float_tag(word);
        let boxed = self.b.ins().icmp_imm_s(IntCC::Equal, tag, 0);
        self.cold_path(boxed, word, |l| l.slow_call(l.input.runtime.box_float, &[bits]))
    }
    /// Not zero when the word is an unboxed float.
    fn float_tag(&mut self, word: ir::Value) -> ir::Value {
        let low = self.b.ins().ireduce(types::I32, word);
        let tags = self.b.ins().iconst(types::I32, crate::layout::FLOAT_TAGS as i64);
        let shifted = self.b.ins().ushr(tags, low);
        self.b.ins().band_imm_s(shifted, 1)
    }
    fn decode_float(&mut self, word: ir::Value) -> ir::Value {
        let turned = self.b.ins().bxor_imm_s(word, crate::layout::FLOAT_XOR as i64);
        let bits = self.b.ins().rotr_imm_u(turned, 4);
        self.b.ins().bitcast(types::F64, MemFlagsData::new(), bits)
    }
    fn load_boxed_float(&mut self, word: ir::Value) -> ir::Value {
        self.b
            .ins()
            .load(types::F64, MemFlagsData::trusted(), word, crate::layout::BOXED_FLOAT_OFFSET - 1)
    }
    fn as_float(&mut self, v: Value) -> ir::Value {
        if let Some((block, value)) = self.decoded.get(&v)
            && self.cfg.dominates(*block, self.here)
        {
            return *value;
        }
        let word = self.use_value(v);
        let tag = self.float_tag(word);
        let boxed = self.b.ins().icmp_imm_s(IntCC::Equal, tag, 0);
        let fast = self.decode_float(word);
        self.cold_path(boxed, fast, |l| l.load_boxed_float(word))
    }
    fn float_unary(&mut self, op: FloatUnary, v: Value) -> ir::Value {
        let a = self.use_value(v);
        let rounding = self.input.has_rounding;
        match op {
            FloatUnary::Neg => self.b.ins().fneg(a),
            FloatUnary::Abs => self.b.ins().fabs(a),
            FloatUnary::Sqrt => self.b.ins().sqrt(a),
            FloatUnary::Floor if rounding => self.b.ins().floor(a),
            FloatUnary::Ceil if rounding => self.b.ins().ceil(a),
            FloatUnary::Trunc if rounding => self.b.ins().trunc(a),
            FloatUnary::Floor => self.call(round_floor as *const () as usize, &[a], Some(types::F64)).expect("a float"),
            FloatUnary::Ceil => self.call(round_ceil as *const () as usize, &[a], Some(types::F64)).expect("a float"),
            FloatUnary::Trunc => self.call(round_trunc as *const () as usize, &[a], Some(types::F64)).expect("a float"),
        }
    }
    fn call_helper(&mut self, helper: u32, inst: &Inst) -> Option<ir::Value> {
        let info = self.func.helpers[helper as usize].clone();
        if info.effects.runs_python {
            self.store_depth();
        }
        let mut args = vec![self.thread];
        for (v, kind) in inst.args.iter().zip(&info.operands) {
            args.push(match kind {
                Kind::Float => self.use_value(*v),
                Kind::Raw => self.use_value(*v),
                _ => self.word_of(*v),
            });
        }
        let ty = info.result.map(|k| if k == Kind::Float { types::F64 } else { types::I64 });
        let result = self.call(info.address, &args, ty)?;
        if info.result == Some(Kind::Int) {
            // A helper's int is a tagged word; what the representation wants is decided like for `as_int`.
            return Some(self.unpack_int(result, inst));
        }
        Some(result)
    }
}

extern "C" fn round_floor(x: f64) -> f64 {
    x.floor()
}
extern "C" fn round_ceil(x: f64) -> f64 {
    x.ceil()
}
extern "C" fn round_trunc(x: f64) -> f64 {
    x.trunc()
}
