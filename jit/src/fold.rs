//! Local rewriting: constants, conversions that cancel, identities of exact ints.
//!
//! It looks at an operation's operands only, so construction and every pass can ask it before they emit anything.

use crate::graph::Number;
use crate::layout;
use crate::op::*;
use crate::ssa::*;

/// Finds the operation that defines a value (`None` for block parameters).
pub struct Definitions {
    ops: Vec<Option<(Op, Args)>>,
}
impl Definitions {
    pub fn new() -> Definitions {
        Definitions { ops: Vec::new() }
    }
    /// All definitions of a function.
    pub fn of(func: &Func) -> Definitions {
        let mut all = Definitions::new();
        for block in &func.blocks {
            for inst in &block.insts {
                all.note(inst);
            }
        }
        all
    }
    pub fn note(&mut self, inst: &Inst) {
        if let Some(result) = inst.result {
            let at = result.0 as usize;
            if self.ops.len() <= at {
                self.ops.resize(at + 1, None);
            }
            self.ops[at] = Some((inst.op, inst.args.clone()));
        }
    }
    pub fn get(&self, value: Value) -> Option<(Op, &Args)> {
        self.ops.get(value.0 as usize).and_then(|d| d.as_ref()).map(|(op, args)| (*op, args))
    }
    pub fn op(&self, value: Value) -> Option<Op> {
        self.get(value).map(|d| d.0)
    }
    pub fn int(&self, value: Value) -> Option<i128> {
        match self.op(value) {
            Some(Op::Int(i)) => Some(i),
            _ => None,
        }
    }
    fn float(&self, value: Value) -> Option<f64> {
        match self.op(value) {
            Some(Op::Float(bits)) => Some(f64::from_bits(bits)),
            _ => None,
        }
    }
}
impl Default for Definitions {
    fn default() -> Self {
        Definitions::new()
    }
}

/// What an operation can be replaced with.
pub enum Folded {
    Value(Value),
    Constant(Op),
    /// The same operation on other operands.
    Rewrite(Op, Args),
}

/// Floor division and modulo of exact ints.
pub fn floor_div(a: i128, b: i128) -> Option<i128> {
    let q = a.checked_div(b)?;
    Some(if a % b != 0 && (a % b < 0) != (b < 0) { q - 1 } else { q })
}
pub fn floor_mod(a: i128, b: i128) -> Option<i128> {
    let r = a.checked_rem(b)?;
    Some(if r != 0 && (r < 0) != (b < 0) { r + b } else { r })
}
/// The exact result, if it fits 127 bits.
pub fn int_op(op: IntOp, a: i128, b: i128) -> Option<i128> {
    match op {
        IntOp::Add => a.checked_add(b),
        IntOp::Sub => a.checked_sub(b),
        IntOp::Mul => a.checked_mul(b),
        IntOp::FloorDiv => floor_div(a, b),
        IntOp::Mod => floor_mod(a, b),
        IntOp::And => Some(a & b),
        IntOp::Or => Some(a | b),
        IntOp::Xor => Some(a ^ b),
        IntOp::Shl => {
            let count = u32::try_from(b).ok().filter(|c| *c < 127)?;
            let r = a.checked_shl(count)?;
            (r >> count == a).then_some(r)
        }
        IntOp::Shr => Some(a >> b.clamp(0, 127)),
    }
}
pub fn float_op(op: FloatOp, a: f64, b: f64) -> f64 {
    match op {
        FloatOp::Add => a + b,
        FloatOp::Sub => a - b,
        FloatOp::Mul => a * b,
        FloatOp::Div => a / b,
    }
}
pub fn float_unary(op: FloatUnary, a: f64) -> f64 {
    match op {
        FloatUnary::Neg => -a,
        FloatUnary::Abs => a.abs(),
        FloatUnary::Floor => a.floor(),
        FloatUnary::Ceil => a.ceil(),
        FloatUnary::Trunc => a.trunc(),
        FloatUnary::Sqrt => a.sqrt(),
    }
}
pub fn raw_op(op: RawOp, a: u64, b: u64) -> u64 {
    match op {
        RawOp::Add => a.wrapping_add(b),
        RawOp::Sub => a.wrapping_sub(b),
        RawOp::Mul => a.wrapping_mul(b),
        RawOp::And => a & b,
        RawOp::Or => a | b,
        RawOp::Xor => a ^ b,
        RawOp::Shl => a.wrapping_shl(b as u32),
        RawOp::Shr => a.wrapping_shr(b as u32),
    }
}

/// A simpler form of an operation, if there is one.
pub fn fold(func: &Func, defs: &Definitions, op: Op, args: &[Value]) -> Option<Folded> {
    if let Op::Load(field) = op
        && let Some(Op::HeapConst(object)) = defs.op(args[0])
        && let Some(known) = func.known_fields.iter().find(|f| (f.0, f.1) == (object, field.offset))
    {
        return Some(Folded::Constant(Op::HeapConst(known.2)));
    }
    let undo = |inverse: Op| match defs.get(args[0]) {
        Some((op, inner)) if op == inverse => Some(Folded::Value(inner[0])),
        _ => None,
    };
    match op {
        Op::AsInt | Op::AsSmall => match defs.op(args[0]) {
            Some(Op::Word(w)) if layout::is_small(w) => Some(Folded::Constant(Op::Int((w as i64 >> 2) as i128))),
            Some(Op::HeapConst(k)) => match func.heap_constants[k as usize].number {
                Some(Number::Int(i)) => Some(Folded::Constant(Op::Int(i))),
                _ => None,
            },
            _ => undo(Op::FromInt),
        },
        Op::FromInt => match defs.int(args[0]) {
            Some(i) if (layout::SMALL_MIN as i128..=layout::SMALL_MAX as i128).contains(&i) => Some(Folded::Constant(Op::Word(layout::small(i as i64)))),
            _ => undo(Op::AsInt).or_else(|| undo(Op::AsSmall)),
        },
        Op::AsFloat => match defs.op(args[0]) {
            Some(Op::Word(w)) if layout::is_unboxed_float(w) => Some(Folded::Constant(Op::Float(layout::word_float(w).to_bits()))),
            Some(Op::HeapConst(k)) => match func.heap_constants[k as usize].number {
                Some(Number::Float(bits)) => Some(Folded::Constant(Op::Float(bits))),
                _ => None,
            },
            _ => undo(Op::FromFloat),
        },
        Op::FromFloat => match defs.float(args[0]).and_then(layout::float_word) {
            Some(word) => Some(Folded::Constant(Op::Word(word))),
            None => undo(Op::AsFloat),
        },
        Op::BoolToInt => match defs.op(args[0]) {
            Some(Op::Word(w)) => Some(Folded::Constant(Op::Int((w == layout::TRUE) as i128))),
            _ => None,
        },
        Op::IntToFloat => {
            let i = defs.int(args[0])?;
            (i.unsigned_abs() <= 1 << 53).then(|| Folded::Constant(Op::Float((i as f64).to_bits())))
        }
        Op::IntToRaw => defs.int(args[0]).map(|i| Folded::Constant(Op::Raw(i as u64))),
        Op::RawToInt => match defs.op(args[0]) {
            Some(Op::Raw(w)) => Some(Folded::Constant(Op::Int(w as i64 as i128))),
            _ => None,
        },
        Op::RawToIntUnsigned => match defs.op(args[0]) {
            Some(Op::Raw(w)) => Some(Folded::Constant(Op::Int(w as i128))),
            _ => None,
        },
        Op::IntBin(int) => fold_int(defs, int, args),
        Op::IntNeg => defs.int(args[0])?.checked_neg().map(|i| Folded::Constant(Op::Int(i))),
        Op::IntInvert => Some(Folded::Constant(Op::Int(!defs.int(args[0])?))),
        Op::IntAbs => defs.int(args[0])?.checked_abs().map(|i| Folded::Constant(Op::Int(i))),
        Op::FloatBin(float) => {
            let (a, b) = (defs.float(args[0])?, defs.float(args[1])?);
            Some(Folded::Constant(Op::Float(float_op(float, a, b).to_bits())))
        }
        Op::FloatUn(float) => Some(Folded::Constant(Op::Float(float_unary(float, defs.float(args[0])?).to_bits()))),
        Op::RawBin(raw) => match (defs.op(args[0]), defs.op(args[1])) {
            (Some(Op::Raw(a)), Some(Op::Raw(b))) => Some(Folded::Constant(Op::Raw(raw_op(raw, a, b)))),
            _ => None,
        },
        _ => None,
    }
}

fn fold_int(defs: &Definitions, op: IntOp, args: &[Value]) -> Option<Folded> {
    let (a, b) = (defs.int(args[0]), defs.int(args[1]));
    if let (Some(a), Some(b)) = (a, b) {
        // Constants stay within 64 bits, signed or unsigned: nothing wider can be an immediate.
        let word = -(1i128 << 63)..1i128 << 64;
        return int_op(op, a, b).filter(|r| word.contains(r)).map(|r| Folded::Constant(Op::Int(r)));
    }
    let commutes = matches!(op, IntOp::Add | IntOp::Mul | IntOp::And | IntOp::Or | IntOp::Xor);
    if a.is_some() && commutes {
        return fold_int(defs, op, &[args[1], args[0]]).or_else(|| Some(Folded::Rewrite(Op::IntBin(op), [args[1], args[0]].into_iter().collect())));
    }
    match (op, b) {
        (IntOp::Add | IntOp::Sub | IntOp::Or | IntOp::Xor | IntOp::Shl | IntOp::Shr, Some(0))
        | (IntOp::Mul | IntOp::FloorDiv, Some(1))
        | (IntOp::And, Some(-1)) => Some(Folded::Value(args[0])),
        (IntOp::Mul | IntOp::And, Some(0)) | (IntOp::Mod, Some(1)) => Some(Folded::Constant(Op::Int(0))),
        // a & m & n
        (IntOp::And, Some(m)) => match defs.get(args[0]) {
            Some((Op::IntBin(IntOp::And), inner)) if defs.int(inner[1]).is_some_and(|n| n & m == n) => Some(Folded::Value(args[0])),
            _ => None,
        },
        _ => None,
    }
}

/// The answer of a question whose operands decide it.
pub fn decide(func: &Func, defs: &Definitions, cond: Cond, args: &[Value]) -> Option<bool> {
    if cond.is_type_test() {
        return decide_type(cond, func.ty(args[0]));
    }
    if args.is_empty() {
        return None;
    }
    let (a, b) = (args[0], args[1]);
    match cond {
        Cond::Same => match (defs.op(a), defs.op(b)) {
            _ if a == b => Some(true),
            (Some(Op::Word(x)), Some(Op::Word(y))) => Some(x == y),
            (Some(Op::HeapConst(x)), Some(Op::HeapConst(y))) => Some(x == y),
            _ if !func.ty(a).meets(func.ty(b)) => Some(false),
            _ => None,
        },
        Cond::IntEq | Cond::IntLe if a == b => Some(true),
        Cond::IntLt if a == b => Some(false),
        Cond::IntLt => Some(defs.int(a)? < defs.int(b)?),
        Cond::IntLe => Some(defs.int(a)? <= defs.int(b)?),
        Cond::IntEq => Some(defs.int(a)? == defs.int(b)?),
        Cond::FloatLt => Some(defs.float(a)? < defs.float(b)?),
        Cond::FloatLe => Some(defs.float(a)? <= defs.float(b)?),
        Cond::FloatEq => Some(defs.float(a)? == defs.float(b)?),
        Cond::InBounds => Some((0..defs.int(b)?).contains(&defs.int(a)?)),
        Cond::RawEq if a == b => Some(true),
        Cond::RawEq => match (defs.op(a), defs.op(b)) {
            (Some(Op::Raw(x)), Some(Op::Raw(y))) => Some(x == y),
            _ => None,
        },
        _ => None,
    }
}

/// The answer of a type test about a value of a type.
pub fn decide_type(cond: Cond, ty: crate::types::Type) -> Option<bool> {
    let asked = type_of_test(cond);
    if ty.within(asked) {
        Some(true)
    } else if !ty.meets(asked) {
        Some(false)
    } else {
        None
    }
}
/// The words for which a type test says yes.
pub fn type_of_test(cond: Cond) -> crate::types::Type {
    use crate::types::Type;
    match cond {
        Cond::IsInt => Type::INT,
        Cond::IsSmall => Type::SMALL,
        Cond::IsFloat => Type::FLOAT,
        Cond::IsConst(word) => Type::constant(word),
        Cond::ShapeIs(shape) => Type::object(shape),
        Cond::IsObject => Type::OBJECT,
        _ => Type::NEVER,
    }
}
