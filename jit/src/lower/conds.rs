//! Questions: guards and branches. The arm that leaves always stands first in a `brif` (DESIGN §7).

use super::*;
use ir::condcodes::CondCode;

type To<'a> = (ir::Block, &'a [BlockArg]);

impl Lower<'_, '_> {
    /// Lowers a guard. Returns whether it took the next instruction with it.
    pub(super) fn guard(&mut self, cond: Cond, expected: bool, inst: &Inst, next: Option<&Inst>) -> bool {
        let exit = inst.exit.expect("a guard has an exit");
        if !self.tells_an_effect(cond, inst.args.first()) {
            self.take_once(exit);
        }
        // `is_int` and then `is_small` of the same word: one test on the hot path.
        if cond == Cond::IsInt
            && expected
            && let Some(Inst {
                op: Op::Guard(Cond::IsSmall, true),
                args,
                exit: Some(wide),
                ..
            }) = next
            && args[0] == inst.args[0]
        {
            self.int_guard(args[0], exit, *wide);
            return true;
        }
        if cond == Cond::IsFloat && expected && self.read_as_float[inst.args[0].0 as usize] {
            self.float_guard(inst.args[0], exit);
            return false;
        }
        let (block, args) = self.exit_target(exit);
        let go_on = self.b.create_block();
        let (yes, no): (To, To) = if expected {
            ((go_on, &[]), (block, &args))
        } else {
            ((block, &args), (go_on, &[]))
        };
        self.branch(cond, &inst.args, yes, no, Some(!expected));
        self.b.switch_to_block(go_on);
        false
    }
    /// Does the question tell whether a helper has done its work? It must not be answered wrongly.
    fn tells_an_effect(&self, cond: Cond, asked: Option<&Value>) -> bool {
        let declines = |v: &Value| matches!(self.defs.op(*v), Some(Op::Call(helper)) if self.func.helpers[helper as usize].effects.declines);
        cond == Cond::IsConst(crate::layout::UNBOUND) && asked.is_some_and(declines)
    }
    /// In the testing mode that takes every exit: leaves if this exit was never taken.
    fn take_once(&mut self, exit: ExitId) {
        let Some(taken) = self.input.taken else { return };
        // An exception exit needs an exception.
        if self.func.exits[exit.0 as usize].mode != ExitMode::Resume {
            return;
        }
        let (block, args) = self.exit_target(exit);
        let number = self.exit_number(exit);
        let flag = self.imm((taken + number as usize) as i64);
        let flags = MemFlagsData::trusted();
        let old = self.b.ins().uload8(types::I64, flags, flag, 0);
        let (first, go_on) = (self.b.create_block(), self.b.create_block());
        self.b.ins().brif(old, go_on, &[], first, &[]);
        self.b.switch_to_block(first);
        let one = self.imm(1);
        self.b.ins().istore8(flags, one, flag, 0);
        self.b.ins().jump(block, &args);
        self.b.switch_to_block(go_on);
    }
    /// Small ints go on, big ones leave by `wide`, everything else by `exit`.
    fn int_guard(&mut self, v: Value, exit: ExitId, wide: ExitId) {
        let word = self.use_value(v);
        let not_small = self.b.ins().band_imm_s(word, 3);
        let (cold, go_on) = (self.b.create_block(), self.b.create_block());
        self.b.set_cold_block(cold);
        self.b.ins().brif(not_small, cold, &[], go_on, &[]);
        self.b.switch_to_block(cold);
        let (wide, wide_args) = self.exit_target(wide);
        let (exit, exit_args) = self.exit_target(exit);
        self.shape_test(word, self.input.runtime.shape_big_int, (wide, &wide_args), (exit, &exit_args), Some(true));
        self.b.switch_to_block(go_on);
    }
    /// Floats go on, decoded; boxed ones are loaded out of the way.
    fn float_guard(&mut self, v: Value, exit: ExitId) {
        let word = self.use_value(v);
        let tag = self.float_tag(word);
        let boxed = self.b.ins().icmp_imm_s(IntCC::Equal, tag, 0);
        let fast = self.decode_float(word);
        let (cold, load, go_on) = (self.b.create_block(), self.b.create_block(), self.b.create_block());
        self.b.set_cold_block(cold);
        self.b.set_cold_block(load);
        let result = self.b.append_block_param(go_on, types::F64);
        self.b.ins().brif(boxed, cold, &[], go_on, &[BlockArg::Value(fast)]);
        self.b.switch_to_block(cold);
        let (exit, args) = self.exit_target(exit);
        self.shape_test(word, self.input.runtime.shape_float, (load, &[]), (exit, &args), Some(false));
        self.b.switch_to_block(load);
        let slow = self.load_boxed_float(word);
        self.b.ins().jump(go_on, &[BlockArg::Value(slow)]);
        self.b.switch_to_block(go_on);
        self.decoded.insert(v, (self.here, result));
    }
    /// Goes to `yes` when `holds` is not zero. `cold` says which answer is rare.
    fn brif(&mut self, holds: ir::Value, yes: To, no: To) {
        self.b.ins().brif(holds, yes.0, yes.1, no.0, no.1);
    }
    /// A compare whose rare arm comes first.
    fn compare(&mut self, code: IntCC, x: ir::Value, y: ir::Value, yes: To, no: To, cold: Option<bool>) {
        if cold == Some(false) {
            let fails = self.b.ins().icmp(CondCode::complement(code), x, y);
            self.brif(fails, no, yes);
        } else {
            let holds = self.b.ins().icmp(code, x, y);
            self.brif(holds, yes, no);
        }
    }
    fn compare_imm(&mut self, code: IntCC, x: ir::Value, y: i64, yes: To, no: To, cold: Option<bool>) {
        let y = self.imm(y);
        self.compare(code, x, y, yes, no, cold);
    }
    fn cold_block(&mut self, cold: bool) -> ir::Block {
        let block = self.b.create_block();
        if cold {
            self.b.set_cold_block(block);
        }
        block
    }
    /// Is the word a pointer to an object of this shape?
    fn shape_test(&mut self, word: ir::Value, shape: u32, yes: To, no: To, cold: Option<bool>) {
        let inner = self.cold_block(false);
        let tag = self.b.ins().band_imm_s(word, 7);
        self.compare_imm(IntCC::Equal, tag, 1, (inner, &[]), no, cold);
        self.b.switch_to_block(inner);
        self.shape_of_pointer(word, shape, yes, no, cold);
    }
    fn shape_of_pointer(&mut self, word: ir::Value, shape: u32, yes: To, no: To, cold: Option<bool>) {
        let flags = self.memory(SHAPE_CLASS.0 as u32);
        let found = self.b.ins().load(types::I32, flags, word, -1);
        let wanted = self.b.ins().iconst(types::I32, shape as i64);
        self.compare(IntCC::Equal, found, wanted, yes, no, cold);
    }

    /// Asks a question and goes where the answer says; no block is current afterwards.
    pub(super) fn branch(&mut self, cond: Cond, args: &[Value], yes: To, no: To, cold: Option<bool>) {
        match cond {
            Cond::NoPoll => {
                let offset = self.input.runtime.poll_offset;
                let flags = self.memory(1000);
                let poll = self.b.ins().load(types::I32, flags, self.thread, offset);
                self.brif(poll, no, yes);
            }
            Cond::HasRoom => self.has_room(yes, no),
            Cond::IsSmall => {
                let word = self.use_value(args[0]);
                let other = self.b.ins().band_imm_s(word, 3);
                self.brif(other, no, yes);
            }
            Cond::IsInt => {
                let word = self.use_value(args[0]);
                let other = self.b.ins().band_imm_s(word, 3);
                let rare = self.cold_block(true);
                self.brif(other, (rare, &[]), yes);
                self.b.switch_to_block(rare);
                self.shape_test(word, self.input.runtime.shape_big_int, yes, no, Some(true));
            }
            Cond::IsFloat => {
                let word = self.use_value(args[0]);
                let tag = self.float_tag(word);
                let rare = self.cold_block(cold == Some(false));
                self.brif(tag, yes, (rare, &[]));
                self.b.switch_to_block(rare);
                self.shape_test(word, self.input.runtime.shape_float, yes, no, Some(true));
            }
            Cond::IsConst(wanted) => {
                let word = self.use_value(args[0]);
                self.compare_imm(IntCC::Equal, word, wanted as i64, yes, no, cold);
            }
            Cond::ShapeIs(shape) => {
                let word = self.use_value(args[0]);
                let is_object = self.func.ty(args[0]).within(crate::types::Type::OBJECT);
                if is_object {
                    self.shape_of_pointer(word, shape, yes, no, cold);
                } else {
                    self.shape_test(word, shape, yes, no, cold);
                }
            }
            Cond::IsObject => self.object_test(args[0], yes, no, cold),
            Cond::Same | Cond::RawEq => {
                let (x, y) = (self.use_value(args[0]), self.use_value(args[1]));
                self.compare(IntCC::Equal, x, y, yes, no, cold);
            }
            Cond::RawLt => {
                let (x, y) = (self.use_value(args[0]), self.use_value(args[1]));
                self.compare(IntCC::UnsignedLessThan, x, y, yes, no, cold);
            }
            Cond::FloatLt | Cond::FloatLe | Cond::FloatEq => self.float_compare(cond, args, yes, no, cold),
            Cond::IntLt | Cond::IntLe | Cond::IntEq => self.int_compare(cond, args, yes, no, cold),
            Cond::InBounds => self.in_bounds(args, yes, no, cold),
        }
    }
    fn object_test(&mut self, v: Value, yes: To, no: To, cold: Option<bool>) {
        let word = self.use_value(v);
        let (inner, second) = (self.cold_block(false), self.cold_block(false));
        let tag = self.b.ins().band_imm_s(word, 7);
        self.compare_imm(IntCC::Equal, tag, 1, (inner, &[]), no, cold);
        self.b.switch_to_block(inner);
        let flags = self.memory(SHAPE_CLASS.0 as u32);
        let shape = self.b.ins().load(types::I32, flags, word, -1);
        for (number, go_on) in [(self.input.runtime.shape_big_int, (second, &[][..])), (self.input.runtime.shape_float, yes)] {
            let number = self.b.ins().iconst(types::I32, number as i64);
            self.compare(IntCC::NotEqual, shape, number, go_on, no, cold);
            if go_on.0 == second {
                self.b.switch_to_block(second);
            }
        }
    }
    fn float_compare(&mut self, cond: Cond, args: &[Value], yes: To, no: To, cold: Option<bool>) {
        use ir::condcodes::FloatCC;
        let code = match cond {
            Cond::FloatLt => FloatCC::LessThan,
            Cond::FloatLe => FloatCC::LessThanOrEqual,
            _ => FloatCC::Equal,
        };
        let (x, y) = (self.use_value(args[0]), self.use_value(args[1]));
        if cold == Some(false) {
            let fails = self.b.ins().fcmp(CondCode::complement(code), x, y);
            self.brif(fails, no, yes);
        } else {
            let holds = self.b.ins().fcmp(code, x, y);
            self.brif(holds, yes, no);
        }
    }
    fn int_compare(&mut self, cond: Cond, args: &[Value], yes: To, no: To, cold: Option<bool>) {
        let signed = match cond {
            Cond::IntLt => IntCC::SignedLessThan,
            Cond::IntLe => IntCC::SignedLessThanOrEqual,
            _ => IntCC::Equal,
        };
        let reps = (self.rep(args[0]), self.rep(args[1]));
        let positive = |l: &Self, v: Value| l.input.ranges.get(v).low >= 0 || matches!(l.defs.int(v), Some(i) if i >= 0);
        match reps {
            (Rep::I64, Rep::I64) => {
                let (x, y) = (self.use_value(args[0]), self.use_value(args[1]));
                self.compare(signed, x, y, yes, no, cold);
            }
            (Rep::I64 | Rep::U64, Rep::I64 | Rep::U64) if positive(self, args[0]) && positive(self, args[1]) => {
                let (x, y) = (self.use_value(args[0]), self.use_value(args[1]));
                self.compare(signed.unsigned(), x, y, yes, no, cold);
            }
            _ => {
                // Tagged words, or words of different signedness: small ints inline, the rest by the host.
                let (x, y) = (self.tagged_int(args[0]), self.tagged_int(args[1]));
                let both = self.b.ins().bor(x, y);
                let large = self.b.ins().band_imm_s(both, 3);
                let (slow, fast) = (self.cold_block(true), self.cold_block(false));
                self.brif(large, (slow, &[]), (fast, &[]));
                self.b.switch_to_block(slow);
                let order = self.slow_call(self.input.runtime.int_compare, &[x, y]);
                self.compare_imm(signed, order, 0, yes, no, cold);
                self.b.switch_to_block(fast);
                self.compare(signed, x, y, yes, no, cold);
            }
        }
    }
    fn in_bounds(&mut self, args: &[Value], yes: To, no: To, cold: Option<bool>) {
        match (self.rep(args[0]), self.rep(args[1])) {
            // A negative index is a huge unsigned one.
            (Rep::I64, Rep::I64) => {
                let (i, n) = (self.use_value(args[0]), self.use_value(args[1]));
                if self.input.ranges.get(args[1]).low >= 0 {
                    self.compare(IntCC::UnsignedLessThan, i, n, yes, no, cold);
                } else {
                    let inner = self.cold_block(false);
                    self.compare_imm(IntCC::SignedGreaterThan, n, 0, (inner, &[]), no, cold);
                    self.b.switch_to_block(inner);
                    self.compare(IntCC::UnsignedLessThan, i, n, yes, no, cold);
                }
            }
            _ => {
                // A length is small, so an index that is not small is out of bounds.
                let (i, n) = (self.tagged_int(args[0]), self.tagged_int(args[1]));
                let both = self.b.ins().bor(i, n);
                let large = self.b.ins().band_imm_s(both, 3);
                let inner = self.cold_block(false);
                self.brif(large, no, (inner, &[]));
                self.b.switch_to_block(inner);
                self.compare(IntCC::UnsignedLessThan, i, n, yes, no, cold);
            }
        }
    }
}
