//! Constant folding, with CPython's limits on the size of results.
//!
//! Only operations that cannot raise are folded (the others must raise when they run), and ints only
//! within 127 bits: what is larger is left to the runtime, which changes nothing but speed.

use crate::constants;
use crate::source::Source;
use ruff_python_ast::{Expr, Operator, UnaryOp};
use taipan_bytecode::Const;

const MAX_STR: usize = 4096;
const MAX_COLLECTION: usize = 256;
const MAX_TOTAL_ITEMS: usize = 1024;
const MAX_INT_BITS: u32 = 128;

/// The constant an expression is, if it is one.
pub(crate) fn fold(expression: &Expr, source: &Source<'_>) -> Option<Const> {
    match expression {
        Expr::NumberLiteral(node) => Some(constants::number(&node.value)),
        Expr::StringLiteral(node) => Some(Const::Str(constants::string(node, source))),
        Expr::BytesLiteral(node) => Some(Const::Bytes(constants::bytes(node))),
        Expr::BooleanLiteral(node) => Some(boolean(node.value)),
        Expr::NoneLiteral(_) => Some(Const::None),
        Expr::EllipsisLiteral(_) => Some(Const::Ellipsis),
        Expr::UnaryOp(node) => {
            let operand = nested(&node.operand, source)?;
            fold_unary(node.op, &operand)
        }
        Expr::BinOp(_) => {
            // Left-deep chains are long; everything else is shallow.
            let mut spine = Vec::new();
            let mut current = expression;
            while let Expr::BinOp(node) = current {
                spine.push(node);
                current = &node.left;
            }
            let mut value = nested(current, source)?;
            while let Some(node) = spine.pop() {
                value = fold_binary(node.op, &value, &nested(&node.right, source)?)?;
            }
            Some(value)
        }
        Expr::Tuple(node) => fold_sequence(&node.elts, source).map(Const::Tuple),
        Expr::Subscript(node) => {
            if matches!(&*node.slice, Expr::Slice(_) | Expr::Tuple(_)) {
                return None;
            }
            let index = nested(&node.slice, source)?;
            fold_subscript(&nested(&node.value, source)?, &index)
        }
        _ => None,
    }
}

fn nested(expression: &Expr, source: &Source<'_>) -> Option<Const> {
    match expression {
        Expr::Name(_) | Expr::Call(_) | Expr::Attribute(_) => None,
        _ => stacker::maybe_grow(crate::RED_ZONE, crate::STACK_SEGMENT, || fold(expression, source)),
    }
}

/// All elements as constants.
pub(crate) fn fold_sequence(elements: &[Expr], source: &Source<'_>) -> Option<Vec<Const>> {
    elements.iter().map(|element| nested(element, source)).collect()
}

pub(crate) fn boolean(value: bool) -> Const {
    if value { Const::True } else { Const::False }
}

/// Truth of a constant.
pub(crate) fn truth(constant: &Const) -> bool {
    match constant {
        Const::None | Const::False => false,
        Const::True | Const::Ellipsis | Const::BigInt(_) | Const::Code(_) => true,
        Const::Int(value) => *value != 0,
        Const::Float(value) => *value != 0.0,
        Const::Complex(real, imaginary) => *real != 0.0 || *imaginary != 0.0,
        Const::Str(text) | Const::Bytes(text) => !text.is_empty(),
        Const::Tuple(items) | Const::FrozenSet(items) => !items.is_empty(),
    }
}

fn int_of(constant: &Const) -> Option<i128> {
    match constant {
        Const::Int(value) => Some(i128::from(*value)),
        Const::True => Some(1),
        Const::False => Some(0),
        Const::BigInt(limbs) => match limbs[..] {
            [low] => Some(i128::from(low)),
            [low, high] => i128::try_from(u128::from(high) << 64 | u128::from(low)).ok(),
            _ => None,
        },
        _ => None,
    }
}

fn int_const(value: i128) -> Option<Const> {
    match i64::try_from(value) {
        Ok(small) => Some(Const::Int(small)),
        // Constants have no negative big ints.
        Err(_) if value < 0 => None,
        Err(_) => {
            let (low, high) = (value as u64, (value >> 64) as u64);
            Some(Const::BigInt(if high == 0 { vec![low] } else { vec![low, high] }))
        }
    }
}

fn float_of(constant: &Const) -> Option<f64> {
    match constant {
        Const::Float(value) => Some(*value),
        // Beyond 2^53 the conversion may round; the runtime does it then.
        _ => int_of(constant).filter(|value| value.unsigned_abs() <= 1 << 53).map(|value| value as f64),
    }
}

pub(crate) fn fold_unary(op: UnaryOp, operand: &Const) -> Option<Const> {
    match (op, operand) {
        (UnaryOp::Not, _) => Some(boolean(!truth(operand))),
        (UnaryOp::USub, Const::Float(value)) => Some(Const::Float(-value)),
        (UnaryOp::UAdd, Const::Float(value)) => Some(Const::Float(*value)),
        (UnaryOp::USub, Const::Complex(real, imaginary)) => Some(Const::Complex(-real, -imaginary)),
        (UnaryOp::UAdd, Const::Complex(real, imaginary)) => Some(Const::Complex(*real, *imaginary)),
        (UnaryOp::USub, _) => int_const(-int_of(operand)?),
        (UnaryOp::UAdd, _) => int_const(int_of(operand)?),
        // `~True` warns at run time.
        (UnaryOp::Invert, Const::True | Const::False) => None,
        (UnaryOp::Invert, _) => int_const(!int_of(operand)?),
    }
}

pub(crate) fn fold_binary(op: Operator, left: &Const, right: &Const) -> Option<Const> {
    if let (Const::True | Const::False, Const::True | Const::False) = (left, right) {
        let (left, right) = (*left == Const::True, *right == Const::True);
        match op {
            Operator::BitAnd => return Some(boolean(left & right)),
            Operator::BitOr => return Some(boolean(left | right)),
            Operator::BitXor => return Some(boolean(left ^ right)),
            _ => {}
        }
    }
    if let (Some(left), Some(right)) = (int_of(left), int_of(right)) {
        return fold_ints(op, left, right);
    }
    if (matches!(left, Const::Float(_)) || matches!(right, Const::Float(_)))
        && let (Some(left), Some(right)) = (float_of(left), float_of(right))
    {
        return fold_floats(op, left, right);
    }
    if matches!(left, Const::Complex(..)) || matches!(right, Const::Complex(..)) {
        return fold_complex(op, left, right);
    }
    match (op, left, right) {
        (Operator::Add, Const::Str(left), Const::Str(right)) => concatenate(left, right).map(Const::Str),
        (Operator::Add, Const::Bytes(left), Const::Bytes(right)) => concatenate(left, right).map(Const::Bytes),
        (Operator::Add, Const::Tuple(left), Const::Tuple(right)) => {
            (left.len() + right.len() <= MAX_COLLECTION).then(|| Const::Tuple([&left[..], right].concat()))
        }
        (Operator::Mult, sequence, count) | (Operator::Mult, count, sequence) if int_of(count).is_some() && int_of(sequence).is_none() => {
            repeat(sequence, int_of(count)?)
        }
        _ => None,
    }
}

fn concatenate(left: &[u8], right: &[u8]) -> Option<Vec<u8>> {
    // A trailing and a leading surrogate would have to be joined in WTF-8.
    let joins = left.len() >= 3 && left[left.len() - 3] == 0xED && right.first() == Some(&0xED);
    (left.len() + right.len() <= MAX_STR && !joins).then(|| [left, right].concat())
}

fn repeat(sequence: &Const, count: i128) -> Option<Const> {
    let count = usize::try_from(count.max(0)).ok()?;
    let fits = |len: usize, limit: usize| len.checked_mul(count).is_some_and(|total| total <= limit);
    match sequence {
        Const::Str(text) if fits(text.len(), MAX_STR) && !text.contains(&0xED) => Some(Const::Str(text.repeat(count))),
        Const::Bytes(text) if fits(text.len(), MAX_STR) => Some(Const::Bytes(text.repeat(count))),
        Const::Tuple(items) if fits(items.len(), MAX_COLLECTION) => {
            let total: usize = items.iter().map(item_count).sum();
            fits(total, MAX_TOTAL_ITEMS).then(|| Const::Tuple(std::iter::repeat_n(items, count).flatten().cloned().collect()))
        }
        _ => None,
    }
}

fn item_count(constant: &Const) -> usize {
    match constant {
        Const::Tuple(items) | Const::FrozenSet(items) => 1 + items.iter().map(item_count).sum::<usize>(),
        _ => 1,
    }
}

fn bits(value: i128) -> u32 {
    128 - value.unsigned_abs().leading_zeros()
}

fn fold_ints(op: Operator, left: i128, right: i128) -> Option<Const> {
    let value = match op {
        Operator::Add => left.checked_add(right)?,
        Operator::Sub => left.checked_sub(right)?,
        Operator::Mult => {
            if bits(left) + bits(right) > MAX_INT_BITS {
                return None;
            }
            left.checked_mul(right)?
        }
        Operator::Div => {
            let exact = 1i128 << 53;
            if right == 0 || left.abs() > exact || right.abs() > exact {
                return None;
            }
            return Some(Const::Float(left as f64 / right as f64));
        }
        Operator::FloorDiv | Operator::Mod => {
            if right == 0 || left == i128::MIN {
                return None;
            }
            let (mut quotient, mut remainder) = (left / right, left % right);
            if remainder != 0 && (remainder < 0) != (right < 0) {
                quotient -= 1;
                remainder += right;
            }
            if op == Operator::Mod { remainder } else { quotient }
        }
        Operator::Pow => {
            if right < 0 || i128::from(bits(left)) * right > i128::from(MAX_INT_BITS) {
                return None;
            }
            left.checked_pow(u32::try_from(right).ok()?)?
        }
        Operator::LShift => {
            if right < 0 || i128::from(bits(left)) + right > i128::from(MAX_INT_BITS) - 1 {
                return None;
            }
            left.checked_mul(1i128.checked_shl(u32::try_from(right).ok()?).filter(|power| *power > 0)?)?
        }
        Operator::RShift => {
            if right < 0 {
                return None;
            }
            left >> right.min(127)
        }
        Operator::BitAnd => left & right,
        Operator::BitOr => left | right,
        Operator::BitXor => left ^ right,
        Operator::MatMult => return None,
    };
    int_const(value)
}

fn fold_floats(op: Operator, left: f64, right: f64) -> Option<Const> {
    let value = match op {
        Operator::Add => left + right,
        Operator::Sub => left - right,
        Operator::Mult => left * right,
        Operator::Div if right != 0.0 => left / right,
        _ => return None,
    };
    Some(Const::Float(value))
}

fn fold_complex(op: Operator, left: &Const, right: &Const) -> Option<Const> {
    // Mixed operations keep the real operand real (3.14), which matters for signs of zeros.
    let value = match (op, left, right) {
        (Operator::Add, Const::Complex(a, b), Const::Complex(c, d)) => (a + c, b + d),
        (Operator::Sub, Const::Complex(a, b), Const::Complex(c, d)) => (a - c, b - d),
        (Operator::Add, Const::Complex(a, b), real) => (a + float_of(real)?, *b),
        (Operator::Sub, Const::Complex(a, b), real) => (a - float_of(real)?, *b),
        (Operator::Add, real, Const::Complex(c, d)) => (float_of(real)? + c, *d),
        (Operator::Sub, real, Const::Complex(c, d)) => (float_of(real)? - c, -d),
        _ => return None,
    };
    Some(Const::Complex(value.0, value.1))
}

fn fold_subscript(value: &Const, index: &Const) -> Option<Const> {
    let index = int_of(index)?;
    let at = |len: usize| {
        let index = if index < 0 { index + len as i128 } else { index };
        usize::try_from(index).ok().filter(|&index| index < len)
    };
    match value {
        Const::Tuple(items) => at(items.len()).map(|index| items[index].clone()),
        Const::Bytes(bytes) => at(bytes.len()).map(|index| Const::Int(i64::from(bytes[index]))),
        Const::Str(text) => {
            let text = std::str::from_utf8(text).ok()?;
            let index = at(text.chars().count())?;
            text.chars().nth(index).map(|character| Const::Str(character.to_string().into_bytes()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floor_division_rounds_down() {
        assert_eq!(fold_ints(Operator::FloorDiv, -7, 2), Some(Const::Int(-4)));
        assert_eq!(fold_ints(Operator::Mod, -7, 2), Some(Const::Int(1)));
        assert_eq!(fold_ints(Operator::Mod, 7, -2), Some(Const::Int(-1)));
    }

    #[test]
    fn large_results_and_errors_are_left_to_the_runtime() {
        assert_eq!(fold_ints(Operator::Pow, 2, 1000), None);
        assert_eq!(fold_ints(Operator::LShift, 1, 100), Some(Const::BigInt(vec![0, 1 << 36])));
        assert_eq!(fold_ints(Operator::Div, 1, 0), None);
        assert_eq!(fold_binary(Operator::Mult, &Const::Str(b"ab".to_vec()), &Const::Int(5000)), None);
    }
}
