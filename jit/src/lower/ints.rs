//! Exact ints in machine words: checked, wrapping, unsigned or tagged, as the representation pass chose.

use super::*;
use crate::layout;

impl Lower<'_, '_> {
    /// An int as a tagged word.
    pub(super) fn tagged_int(&mut self, v: Value) -> ir::Value {
        if let Some(i) = self.defs.int(v)
            && (layout::SMALL_MIN as i128..=layout::SMALL_MAX as i128).contains(&i)
        {
            return self.imm(layout::small(i as i64) as i64);
        }
        let x = self.use_value(v);
        let range = self.input.ranges.get(v);
        match self.rep(v) {
            Rep::Tagged => x,
            Rep::I64 if range.within(crate::pass::ranges::Range::SMALL) => self.b.ins().ishl_imm_u(x, 2),
            Rep::I64 => self.box_signed(x),
            Rep::U64 => {
                let word = self.b.ins().ishl_imm_u(x, 2);
                let limit = self.imm(layout::SMALL_MAX);
                let large = self.b.ins().icmp(IntCC::UnsignedGreaterThan, x, limit);
                self.cold_path(large, word, |l| l.slow_call(l.input.runtime.box_unsigned, &[x]))
            }
            Rep::Low => panic!("v{} wraps and is boxed", v.0),
        }
    }
    fn box_signed(&mut self, x: ir::Value) -> ir::Value {
        let word = self.b.ins().ishl_imm_u(x, 2);
        let back = self.b.ins().sshr_imm_u(word, 2);
        let large = self.b.ins().icmp(IntCC::NotEqual, back, x);
        self.cold_path(large, word, |l| l.slow_call(l.input.runtime.box_int, &[x]))
    }
    /// The low 64 bits of an int in any representation.
    pub(super) fn low_bits(&mut self, v: Value) -> ir::Value {
        let x = self.use_value(v);
        if self.rep(v) != Rep::Tagged {
            return x;
        }
        let low = self.b.ins().sshr_imm_u(x, 2);
        let large = self.b.ins().band_imm_s(x, 3);
        self.cold_path(large, low, |l| l.slow_call(l.input.runtime.int_low_bits, &[x]))
    }
    /// An int as a signed word; what does not fit leaves.
    fn signed_word(&mut self, v: Value, exit: ExitId) -> ir::Value {
        let x = self.use_value(v);
        match self.rep(v) {
            Rep::I64 => x,
            Rep::U64 => {
                let large = self.b.ins().icmp_imm_s(IntCC::SignedLessThan, x, 0);
                self.leave_if(large, exit);
                x
            }
            Rep::Tagged => {
                let large = self.b.ins().band_imm_s(x, 3);
                self.leave_if(large, exit);
                self.b.ins().sshr_imm_u(x, 2)
            }
            Rep::Low => panic!("v{} wraps and is read whole", v.0),
        }
    }
    pub(super) fn as_int(&mut self, inst: &Inst) -> ir::Value {
        let word = self.use_value(inst.args[0]);
        match (self.input.reps.get(inst.result.expect("an int")), inst.exit) {
            (Rep::Tagged, _) => word,
            (_, Some(exit)) => {
                let large = self.b.ins().band_imm_s(word, 3);
                self.leave_if(large, exit);
                self.b.ins().sshr_imm_u(word, 2)
            }
            _ => self.unpack_int(word, inst),
        }
    }
    /// A tagged int word in the representation of the instruction's result.
    pub(super) fn unpack_int(&mut self, word: ir::Value, inst: &Inst) -> ir::Value {
        if self.input.reps.get(inst.result.expect("an int")) == Rep::Tagged {
            return word;
        }
        let low = self.b.ins().sshr_imm_u(word, 2);
        let large = self.b.ins().band_imm_s(word, 3);
        self.cold_path(large, low, |l| l.slow_call(l.input.runtime.int_low_bits, &[word]))
    }
    pub(super) fn int_to_float(&mut self, v: Value) -> ir::Value {
        let x = self.use_value(v);
        match self.rep(v) {
            Rep::U64 => self.b.ins().fcvt_from_uint(types::F64, x),
            Rep::Tagged => {
                let low = self.b.ins().sshr_imm_u(x, 2);
                let fast = self.b.ins().fcvt_from_sint(types::F64, low);
                let large = self.b.ins().band_imm_s(x, 3);
                self.cold_path(large, fast, |l| {
                    let bits = l.slow_call(l.input.runtime.int_to_float, &[x]);
                    l.b.ins().bitcast(types::F64, MemFlagsData::new(), bits)
                })
            }
            _ => self.b.ins().fcvt_from_sint(types::F64, x),
        }
    }
    pub(super) fn float_to_int(&mut self, inst: &Inst) -> ir::Value {
        let x = self.use_value(inst.args[0]);
        // 2^61: what fits is small too, so one test serves the tagged form.
        let limit = self.b.ins().f64const((1u64 << 61) as f64);
        let size = self.b.ins().fabs(x);
        let large = self.b.ins().fcmp(ir::condcodes::FloatCC::UnorderedOrGreaterThanOrEqual, size, limit);
        let truncated = |l: &mut Self| l.b.ins().fcvt_to_sint_sat(types::I64, x);
        match (self.input.reps.get(inst.result.expect("an int")), inst.exit) {
            (Rep::Tagged, _) | (_, None) => {
                let int = truncated(self);
                let word = self.b.ins().ishl_imm_u(int, 2);
                let word = self.cold_path(large, word, |l| {
                    let bits = l.b.ins().bitcast(types::I64, MemFlagsData::new(), x);
                    l.slow_call(l.input.runtime.float_to_int, &[bits])
                });
                self.unpack_int(word, inst)
            }
            (_, Some(exit)) => {
                self.leave_if(large, exit);
                truncated(self)
            }
        }
    }
    pub(super) fn int_unary(&mut self, inst: &Inst) -> ir::Value {
        let result = self.input.reps.get(inst.result.expect("an int"));
        if result == Rep::Tagged {
            let word = self.tagged_int(inst.args[0]);
            let zero = self.imm(0);
            return match inst.op {
                Op::IntNeg => self.tagged_op(IntOp::Sub, zero, word),
                Op::IntInvert => {
                    let minus_one = self.imm(layout::small(-1) as i64);
                    self.tagged_op(IntOp::Xor, minus_one, word)
                }
                _ => {
                    // abs: negate if negative.
                    let order = self.slow_call(self.input.runtime.int_compare, &[word, zero]);
                    let negative = self.b.ins().icmp_imm_s(IntCC::SignedLessThan, order, 0);
                    self.cold_path(negative, word, |l| l.tagged_op(IntOp::Sub, zero, word))
                }
            };
        }
        let x = match inst.exit {
            Some(exit) => self.signed_word(inst.args[0], exit),
            None => self.use_value(inst.args[0]),
        };
        if inst.op == Op::IntInvert {
            return self.b.ins().bnot(x);
        }
        if let Some(exit) = inst.exit {
            let lowest = self.b.ins().icmp_imm_s(IntCC::Equal, x, i64::MIN);
            self.leave_if(lowest, exit);
        }
        if inst.op == Op::IntNeg { self.b.ins().ineg(x) } else { self.b.ins().iabs(x) }
    }

    pub(super) fn int_bin(&mut self, op: IntOp, inst: &Inst) -> ir::Value {
        let result = self.input.reps.get(inst.result.expect("an int"));
        if result == Rep::Tagged {
            let (a, b) = (self.tagged_int(inst.args[0]), self.tagged_int(inst.args[1]));
            return self.tagged_op(op, a, b);
        }
        let (a, b) = match inst.exit {
            Some(exit) => (self.signed_word(inst.args[0], exit), self.signed_word(inst.args[1], exit)),
            None => (self.low_bits(inst.args[0]), self.low_bits(inst.args[1])),
        };
        match op {
            IntOp::Add | IntOp::Sub | IntOp::Mul => match inst.exit {
                Some(exit) => self.checked(op, a, b, inst, exit),
                None => match op {
                    IntOp::Add => self.b.ins().iadd(a, b),
                    IntOp::Sub => self.b.ins().isub(a, b),
                    _ => self.b.ins().imul(a, b),
                },
            },
            IntOp::And => self.b.ins().band(a, b),
            IntOp::Or => self.b.ins().bor(a, b),
            IntOp::Xor => self.b.ins().bxor(a, b),
            IntOp::Shl => self.shift_left(a, b, inst),
            IntOp::Shr => {
                let unsigned = self.rep(inst.args[0]) == Rep::U64;
                let count = self.shift_count(b, inst.args[1], if unsigned { None } else { Some(63) });
                match (unsigned, count) {
                    (false, count) => self.b.ins().sshr(a, count),
                    (true, count) => {
                        let shifted = self.b.ins().ushr(a, count);
                        if self.input.ranges.get(inst.args[1]).high < 64 {
                            return shifted;
                        }
                        let gone = self.b.ins().icmp_imm_u(IntCC::UnsignedGreaterThan, b, 63);
                        let zero = self.imm(0);
                        self.b.ins().select(gone, zero, shifted)
                    }
                }
            }
            IntOp::FloorDiv | IntOp::Mod => self.divide(op, a, b, inst),
        }
    }
    /// The count, at most `limit` when it is not known to be less.
    fn shift_count(&mut self, count: ir::Value, v: Value, limit: Option<i64>) -> ir::Value {
        match limit {
            Some(limit) if self.input.ranges.get(v).high > limit as i128 => {
                let limit = self.imm(limit);
                self.b.ins().umin(count, limit)
            }
            _ => count,
        }
    }
    fn checked(&mut self, op: IntOp, a: ir::Value, b: ir::Value, inst: &Inst, exit: ExitId) -> ir::Value {
        // `add; seto; test` is what the overflow forms become; a compare does better where a sign is known.
        let range = |l: &Self, k: usize| match l.defs.int(inst.args[k]) {
            Some(i) => crate::pass::ranges::Range::one(i),
            None => l.input.ranges.get(inst.args[k]),
        };
        let (x, y) = (range(self, 0), range(self, 1));
        let (value, fail) = match op {
            IntOp::Add if y.low >= 0 || x.low >= 0 => {
                let sum = self.b.ins().iadd(a, b);
                let other = if y.low >= 0 { a } else { b };
                (sum, self.b.ins().icmp(IntCC::SignedLessThan, sum, other))
            }
            IntOp::Add if y.high < 0 => {
                let sum = self.b.ins().iadd(a, b);
                (sum, self.b.ins().icmp(IntCC::SignedGreaterThan, sum, a))
            }
            IntOp::Sub if y.low >= 0 => {
                let difference = self.b.ins().isub(a, b);
                (difference, self.b.ins().icmp(IntCC::SignedGreaterThan, difference, a))
            }
            IntOp::Add => self.b.ins().sadd_overflow(a, b),
            IntOp::Sub => self.b.ins().ssub_overflow(a, b),
            _ => self.b.ins().smul_overflow(a, b),
        };
        self.leave_if(fail, exit);
        value
    }
    fn shift_left(&mut self, a: ir::Value, b: ir::Value, inst: &Inst) -> ir::Value {
        if let Some(exit) = inst.exit {
            if self.input.ranges.get(inst.args[1]).high > 63 {
                let large = self.b.ins().icmp_imm_u(IntCC::UnsignedGreaterThan, b, 63);
                self.leave_if(large, exit);
            }
            let shifted = self.b.ins().ishl(a, b);
            let back = self.b.ins().sshr(shifted, b);
            let lost = self.b.ins().icmp(IntCC::NotEqual, back, a);
            self.leave_if(lost, exit);
            return shifted;
        }
        self.b.ins().ishl(a, b)
    }
    fn divide(&mut self, op: IntOp, a: ir::Value, b: ir::Value, inst: &Inst) -> ir::Value {
        let (x, y) = (self.input.ranges.get(inst.args[0]), self.input.ranges.get(inst.args[1]));
        let divisor = self.defs.int(inst.args[1]);
        let power = divisor.filter(|d| *d > 0 && (*d as u128).is_power_of_two() && *d < 1 << 62);
        // The divisor is not zero: unsigned words divide as they are.
        if x.low >= 0 && (y.low >= 0 || divisor.is_some_and(|d| d > 0)) {
            return match (op, power) {
                (IntOp::FloorDiv, Some(d)) => self.b.ins().ushr_imm_u(a, d.trailing_zeros() as i64),
                (_, Some(d)) => self.b.ins().band_imm_s(a, d as i64 - 1),
                (IntOp::FloorDiv, None) => self.b.ins().udiv(a, b),
                (_, None) => self.b.ins().urem(a, b),
            };
        }
        if let Some(d) = power {
            return match op {
                IntOp::FloorDiv => self.b.ins().sshr_imm_u(a, d.trailing_zeros() as i64),
                _ => self.b.ins().band_imm_s(a, d as i64 - 1),
            };
        }
        if op == IntOp::FloorDiv {
            if let Some(exit) = inst.exit
                && y.low <= -1
                && y.high >= -1
                && x.low <= i64::MIN as i128
            {
                let lowest = self.b.ins().icmp_imm_s(IntCC::Equal, a, i64::MIN);
                let minus = self.b.ins().icmp_imm_s(IntCC::Equal, b, -1);
                let fail = self.b.ins().band(lowest, minus);
                self.leave_if(fail, exit);
            }
            let quotient = self.b.ins().sdiv(a, b);
            let product = self.b.ins().imul(quotient, b);
            let rest = self.b.ins().isub(a, product);
            let adjust = self.signs_differ(rest, b);
            let less = self.b.ins().iadd_imm_s(quotient, -1);
            return self.b.ins().select(adjust, less, quotient);
        }
        let rest = self.b.ins().srem(a, b);
        let adjust = self.signs_differ(rest, b);
        let more = self.b.ins().iadd(rest, b);
        self.b.ins().select(adjust, more, rest)
    }
    /// Is the rest not zero and of another sign than the divisor?
    fn signs_differ(&mut self, rest: ir::Value, divisor: ir::Value) -> ir::Value {
        let mixed = self.b.ins().bxor(rest, divisor);
        let negative = self.b.ins().icmp_imm_s(IntCC::SignedLessThan, mixed, 0);
        let some = self.b.ins().icmp_imm_s(IntCC::NotEqual, rest, 0);
        self.b.ins().band(negative, some)
    }
    /// An operation on tagged ints of any size: small ones inline, the rest by the host.
    fn tagged_op(&mut self, op: IntOp, a: ir::Value, b: ir::Value) -> ir::Value {
        let slow = |l: &mut Self| l.slow_call(l.input.runtime.int_op[op as usize], &[a, b]);
        let both = self.b.ins().bor(a, b);
        let large = self.b.ins().band_imm_s(both, 3);
        match op {
            IntOp::And | IntOp::Or | IntOp::Xor => {
                let fast = match op {
                    IntOp::And => self.b.ins().band(a, b),
                    IntOp::Or => both,
                    _ => self.b.ins().bxor(a, b),
                };
                self.cold_path(large, fast, slow)
            }
            IntOp::Add | IntOp::Sub => {
                let (fast, overflow) = if op == IntOp::Add {
                    self.b.ins().sadd_overflow(a, b)
                } else {
                    self.b.ins().ssub_overflow(a, b)
                };
                let overflow = self.b.ins().uextend(types::I64, overflow);
                let rare = self.b.ins().bor(large, overflow);
                self.cold_path(rare, fast, slow)
            }
            _ => slow(self),
        }
    }
}
