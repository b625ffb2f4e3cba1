//! The text of operations: one token each, immediates after colons (`load:+8:c3:val:mut`, `guard:is_int:yes`).

use crate::op::*;
use std::fmt;

const INT_NAMES: [&str; INT_OPS] = ["add", "sub", "mul", "floordiv", "mod", "and", "or", "xor", "shl", "shr"];
const FLOAT_OPS: [(FloatOp, &str); 4] = [(FloatOp::Add, "fadd"), (FloatOp::Sub, "fsub"), (FloatOp::Mul, "fmul"), (FloatOp::Div, "fdiv")];
const FLOAT_UNARIES: [(FloatUnary, &str); 6] = [
    (FloatUnary::Neg, "fneg"),
    (FloatUnary::Abs, "fabs"),
    (FloatUnary::Floor, "ffloor"),
    (FloatUnary::Ceil, "fceil"),
    (FloatUnary::Trunc, "ftrunc"),
    (FloatUnary::Sqrt, "fsqrt"),
];
const RAW_OPS: [(RawOp, &str); 8] = [
    (RawOp::Add, "radd"),
    (RawOp::Sub, "rsub"),
    (RawOp::Mul, "rmul"),
    (RawOp::And, "rand"),
    (RawOp::Or, "ror"),
    (RawOp::Xor, "rxor"),
    (RawOp::Shl, "rshl"),
    (RawOp::Shr, "rshr"),
];
const PLAIN: [(Op, &str); 14] = [
    (Op::AsInt, "as_int"),
    (Op::AsSmall, "as_small"),
    (Op::FromInt, "from_int"),
    (Op::AsFloat, "as_float"),
    (Op::FromFloat, "from_float"),
    (Op::IntToFloat, "int_to_float"),
    (Op::FloatToInt, "float_to_int"),
    (Op::BoolToInt, "bool_to_int"),
    (Op::IntToRaw, "int_to_raw"),
    (Op::RawToInt, "raw_to_int"),
    (Op::RawToIntUnsigned, "raw_to_int_unsigned"),
    (Op::IntNeg, "neg"),
    (Op::IntInvert, "invert"),
    (Op::IntAbs, "abs"),
];
const CONDS: [(Cond, &str); 14] = [
    (Cond::IsInt, "is_int"),
    (Cond::IsSmall, "is_small"),
    (Cond::IsFloat, "is_float"),
    (Cond::IsObject, "is_object"),
    (Cond::Same, "same"),
    (Cond::IntLt, "int_lt"),
    (Cond::IntLe, "int_le"),
    (Cond::IntEq, "int_eq"),
    (Cond::FloatLt, "float_lt"),
    (Cond::FloatLe, "float_le"),
    (Cond::FloatEq, "float_eq"),
    (Cond::InBounds, "in_bounds"),
    (Cond::RawEq, "raw_eq"),
    (Cond::RawLt, "raw_lt"),
];
const FIELD_KINDS: [(FieldKind, &str); 8] = [
    (FieldKind::Val, "val"),
    (FieldKind::Length, "length"),
    (FieldKind::Small, "small"),
    (FieldKind::Float, "f64"),
    (FieldKind::I64, "i64"),
    (FieldKind::Raw64, "raw"),
    (FieldKind::Raw32, "raw32"),
    (FieldKind::Raw8, "raw8"),
];
const ELEMENT_KINDS: [(ElementKind, &str); 5] = [
    (ElementKind::Val, "val"),
    (ElementKind::I64, "i64"),
    (ElementKind::F64, "f64"),
    (ElementKind::U8, "u8"),
    (ElementKind::I32, "i32"),
];

fn name_of<T: Copy + PartialEq>(table: &[(T, &'static str)], item: T) -> &'static str {
    table.iter().find(|(x, _)| *x == item).map_or("?", |(_, name)| name)
}
fn find<T: Copy>(table: &[(T, &'static str)], name: &str) -> Option<T> {
    table.iter().find(|(_, n)| *n == name).map(|(x, _)| *x)
}

impl fmt::Display for Cond {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cond::IsConst(word) => write!(f, "is_const:{word:#x}"),
            Cond::ShapeIs(shape) => write!(f, "shape_is:{shape}"),
            Cond::NoPoll => f.write_str("no_poll"),
            Cond::HasRoom => f.write_str("has_room"),
            other => f.write_str(name_of(&CONDS, *other)),
        }
    }
}
impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let change = if self.immutable { "const" } else { "mut" };
        write!(f, "+{}:c{}:{}:{change}", self.offset, self.class.0, name_of(&FIELD_KINDS, self.kind))
    }
}
impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "+{}:c{}:{}", self.base, self.class.0, name_of(&ELEMENT_KINDS, self.kind))
    }
}
impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Op::Word(word) => write!(f, "word:{word:#x}"),
            Op::HeapConst(index) => write!(f, "heap:{index}"),
            Op::Int(value) => write!(f, "int:{value}"),
            Op::Float(bits) => write!(f, "float:{:?}:{bits:#x}", f64::from_bits(*bits)),
            Op::Raw(word) => write!(f, "raw:{word:#x}"),
            Op::Entry(index) => write!(f, "entry:{index}"),
            Op::Argument(index, kind) => write!(f, "argument:{index}:{kind}"),
            Op::IntBin(op) => f.write_str(INT_NAMES[*op as usize]),
            Op::FloatBin(op) => f.write_str(name_of(&FLOAT_OPS, *op)),
            Op::FloatUn(op) => f.write_str(name_of(&FLOAT_UNARIES, *op)),
            Op::RawBin(op) => f.write_str(name_of(&RAW_OPS, *op)),
            Op::Load(field) => write!(f, "load:{field}"),
            Op::Store(field) => write!(f, "store:{field}"),
            Op::LoadElement(element) => write!(f, "get:{element}"),
            Op::StoreElement(element) => write!(f, "put:{element}"),
            Op::SetShape(shape) => write!(f, "set_shape:{shape}"),
            Op::New(site) => write!(f, "new:{site}"),
            Op::Call(helper) => write!(f, "call:{helper}"),
            Op::CallRegion(function) => write!(f, "call_region:{function}"),
            Op::Guard(cond, yes) => write!(f, "guard:{cond}:{}", if *yes { "yes" } else { "no" }),
            plain => f.write_str(name_of(&PLAIN, *plain)),
        }
    }
}

/// Reads a number, decimal or 0x.
pub fn parse_u64(text: &str) -> Option<u64> {
    match text.strip_prefix("0x") {
        Some(hex) => u64::from_str_radix(hex, 16).ok(),
        None => text.parse().ok(),
    }
}
/// Reads what a [`Kind`] writes.
pub fn parse_kind(text: &str) -> Option<Kind> {
    [Kind::Val, Kind::Int, Kind::Float, Kind::Raw].into_iter().find(|kind| kind.to_string() == text)
}
/// Reads what a [`Cond`] writes.
pub fn parse_cond(text: &str) -> Option<Cond> {
    if let Some(word) = text.strip_prefix("is_const:") {
        return Some(Cond::IsConst(parse_u64(word)?));
    }
    if let Some(shape) = text.strip_prefix("shape_is:") {
        return Some(Cond::ShapeIs(shape.parse().ok()?));
    }
    match text {
        "no_poll" => Some(Cond::NoPoll),
        "has_room" => Some(Cond::HasRoom),
        _ => find(&CONDS, text),
    }
}
/// Reads what a [`Field`] writes.
pub fn parse_field(text: &str) -> Option<Field> {
    let parts: Vec<&str> = text.split(':').collect();
    let [offset, class, kind, change] = parts[..] else { return None };
    Some(Field {
        offset: offset.strip_prefix('+')?.parse().ok()?,
        class: AliasClass(class.strip_prefix('c')?.parse().ok()?),
        kind: find(&FIELD_KINDS, kind)?,
        immutable: match change {
            "const" => true,
            "mut" => false,
            _ => return None,
        },
    })
}
fn parse_element(text: &str) -> Option<Element> {
    let parts: Vec<&str> = text.split(':').collect();
    let [base, class, kind] = parts[..] else { return None };
    Some(Element {
        base: base.strip_prefix('+')?.parse().ok()?,
        class: AliasClass(class.strip_prefix('c')?.parse().ok()?),
        kind: find(&ELEMENT_KINDS, kind)?,
    })
}
/// Reads what an [`Op`] writes.
pub fn parse_op(text: &str) -> Option<Op> {
    if let Some((head, tail)) = text.split_once(':') {
        return Some(match head {
            "word" => Op::Word(parse_u64(tail)?),
            "heap" => Op::HeapConst(tail.parse().ok()?),
            "int" => Op::Int(tail.parse().ok()?),
            "float" => Op::Float(match tail.split_once(':') {
                Some((_, bits)) => parse_u64(bits)?,
                None => tail.parse::<f64>().ok()?.to_bits(),
            }),
            "raw" => Op::Raw(parse_u64(tail)?),
            "entry" => Op::Entry(tail.parse().ok()?),
            "argument" => {
                let (index, kind) = tail.split_once(':')?;
                Op::Argument(index.parse().ok()?, parse_kind(kind)?)
            }
            "load" => Op::Load(parse_field(tail)?),
            "store" => Op::Store(parse_field(tail)?),
            "get" => Op::LoadElement(parse_element(tail)?),
            "put" => Op::StoreElement(parse_element(tail)?),
            "set_shape" => Op::SetShape(tail.parse().ok()?),
            "new" => Op::New(tail.parse().ok()?),
            "call" => Op::Call(tail.parse().ok()?),
            "call_region" => Op::CallRegion(tail.parse().ok()?),
            "guard" => {
                let (cond, answer) = tail.rsplit_once(':')?;
                Op::Guard(parse_cond(cond)?, answer == "yes")
            }
            _ => return None,
        });
    }
    if let Some(op) = INT_NAMES.iter().position(|name| *name == text) {
        return Some(Op::IntBin(ALL_INT_OPS[op]));
    }
    find(&PLAIN, text)
        .or_else(|| find(&FLOAT_OPS, text).map(Op::FloatBin))
        .or_else(|| find(&FLOAT_UNARIES, text).map(Op::FloatUn))
        .or_else(|| find(&RAW_OPS, text).map(Op::RawBin))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_round_trips() {
        let field = Field {
            offset: 24,
            class: AliasClass(9),
            kind: FieldKind::Length,
            immutable: true,
        };
        let element = Element {
            base: 24,
            class: AliasClass(3),
            kind: ElementKind::U8,
        };
        let mut all: Vec<Op> = PLAIN.iter().map(|(op, _)| *op).collect();
        all.extend(ALL_INT_OPS.map(Op::IntBin));
        all.extend(FLOAT_OPS.map(|(op, _)| Op::FloatBin(op)));
        all.extend(FLOAT_UNARIES.map(|(op, _)| Op::FloatUn(op)));
        all.extend(RAW_OPS.map(|(op, _)| Op::RawBin(op)));
        all.extend(CONDS.map(|(cond, _)| Op::Guard(cond, true)));
        all.extend([
            Op::Word(0x13),
            Op::HeapConst(3),
            Op::Int(-5),
            Op::Int(u64::MAX as i128),
            Op::Float((-0.0f64).to_bits()),
            Op::Float(f64::NAN.to_bits()),
            Op::Raw(7),
            Op::Entry(4),
            Op::Argument(1, Kind::Float),
            Op::Load(field),
            Op::Store(field),
            Op::LoadElement(element),
            Op::StoreElement(element),
            Op::SetShape(8),
            Op::New(1),
            Op::Call(2),
            Op::CallRegion(0),
            Op::Guard(Cond::IsConst(0x0B), false),
            Op::Guard(Cond::ShapeIs(77), true),
            Op::Guard(Cond::NoPoll, true),
        ]);
        for op in all {
            assert_eq!(parse_op(&op.to_string()), Some(op), "{op}");
        }
    }
}
