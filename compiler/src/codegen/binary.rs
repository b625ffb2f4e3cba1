//! Operators: binary, unary and comparisons. Constant right operands use the K forms.

use super::Generator;
use crate::error::Outcome;
use crate::{fold, warnings};
use ruff_python_ast::{self as ast, CmpOp, Expr, Operator, UnaryOp};
use ruff_text_size::Ranged;
use taipan_bytecode::{Const, Op};

/// Position of an operator in the groups of binary opcodes.
pub(crate) fn operator_index(op: Operator) -> u8 {
    match op {
        Operator::Add => 0,
        Operator::Sub => 1,
        Operator::Mult => 2,
        Operator::Div => 3,
        Operator::FloorDiv => 4,
        Operator::Mod => 5,
        Operator::Pow => 6,
        Operator::MatMult => 7,
        Operator::LShift => 8,
        Operator::RShift => 9,
        Operator::BitAnd => 10,
        Operator::BitOr => 11,
        Operator::BitXor => 12,
    }
}

/// A value that is either still a constant or in a register.
enum Value {
    Constant(Const),
    Register(u32),
}

impl<'a> Generator<'a> {
    /// Index of a constant that fits the K forms' operand.
    pub fn small_constant(&mut self, constant: Const) -> Option<u32> {
        let index = self.unit.constant(constant);
        (index < 256).then_some(index)
    }

    pub fn binary(&mut self, expression: &'a Expr, dst: u32) -> Outcome<()> {
        let mut spine = Vec::new();
        let mut current = expression;
        while let Expr::BinOp(node) = current {
            spine.push(node);
            current = &node.left;
        }
        let hint = self.hint(dst);
        let mut value = match self.folded(current) {
            Some(constant) => Value::Constant(constant),
            None => {
                let later: Vec<&Expr> = spine.iter().map(|node| &*node.right).collect();
                Value::Register(self.operand_before(current, &later[later.len() - 1..], hint)?)
            }
        };
        // Partial results of a chain all go to one register.
        let partial = match (hint, &value) {
            (Some(register), _) => register,
            (None, Value::Register(register)) if self.unit.is_temporary(*register) => *register,
            _ => self.temporary(),
        };
        let mark = self.unit.next_temporary;
        while let Some(node) = spine.pop() {
            let constant = self.folded(&node.right);
            if let (Value::Constant(left), Some(right)) = (&value, &constant)
                && let Some(result) = fold::fold_binary(node.op, left, right)
            {
                value = Value::Constant(result);
                continue;
            }
            let left = match value {
                Value::Register(register) => register,
                Value::Constant(left) => {
                    self.at(current);
                    self.load_const(partial, left);
                    partial
                }
            };
            let target = if spine.is_empty() { dst } else { partial };
            let index = operator_index(node.op);
            let small = constant.and_then(|constant| self.small_constant(constant));
            match small {
                Some(constant) => {
                    self.at(node);
                    self.emit(Op::from_byte(Op::BINARY_K + index), target, left, constant);
                }
                None => {
                    let free = Some(partial).filter(|&partial| partial != left);
                    let right = self.operand(&node.right, free)?;
                    self.at(node);
                    self.emit(Op::from_byte(Op::BINARY + index), target, left, right);
                }
            }
            if spine.is_empty() {
                return Ok(());
            }
            self.unit.next_temporary = mark;
            value = Value::Register(target);
        }
        if let Value::Constant(constant) = value {
            self.at(expression);
            self.load_const(dst, constant);
        }
        Ok(())
    }

    pub fn unary(&mut self, node: &'a ast::ExprUnaryOp, dst: u32) -> Outcome<()> {
        if let Some(operand) = self.folded(&node.operand)
            && let Some(value) = fold::fold_unary(node.op, &operand)
        {
            self.at(node);
            self.load_const(dst, value);
            return Ok(());
        }
        if node.op == UnaryOp::Not
            && let Expr::Compare(compare) = &*node.operand
            && let [op @ (CmpOp::In | CmpOp::NotIn | CmpOp::Is | CmpOp::IsNot)] = *compare.ops
        {
            return self.single_compare(compare, op.negate(), dst);
        }
        let hint = self.hint(dst);
        let operand = self.operand(&node.operand, hint)?;
        self.at(node);
        let op = match node.op {
            UnaryOp::Invert => Op::Invert,
            UnaryOp::Not => Op::Not,
            UnaryOp::UAdd => Op::Pos,
            UnaryOp::USub => Op::Neg,
        };
        self.emit(op, dst, operand, 0);
        Ok(())
    }

    pub fn compare(&mut self, node: &'a ast::ExprCompare, dst: u32) -> Outcome<()> {
        if let [op] = *node.ops {
            return self.single_compare(node, op, dst);
        }
        let end = self.label();
        let last = node.ops.len() - 1;
        let later: Vec<&Expr> = node.comparators.iter().collect();
        let pair = self.unit.allocate(2);
        let mut left = self.operand_before(&node.left, &later, Some(pair + 1))?;
        for (index, &op) in node.ops.iter().enumerate() {
            let right = &node.comparators[index];
            let keep = (index != last).then_some(pair + index as u32 % 2);
            left = self.compare_once(node, op, left, right, &later[index + 1..], dst, keep)?;
            if index != last {
                self.at(node);
                self.jump(Op::JumpIfFalse, dst, end);
            }
        }
        self.place(end);
        Ok(())
    }

    fn single_compare(&mut self, node: &'a ast::ExprCompare, op: CmpOp, dst: u32) -> Outcome<()> {
        let hint = self.hint(dst);
        let left = self.operand_before(&node.left, &[&node.comparators[0]], hint)?;
        self.compare_once(node, op, left, &node.comparators[0], &[], dst, None)?;
        Ok(())
    }

    /// r[dst] = r[left] op right; returns the right operand's register. In a chain it stays valid for
    /// the next comparison: it is a local's or `keep`.
    #[allow(clippy::too_many_arguments)]
    pub fn compare_once(
        &mut self,
        node: &'a ast::ExprCompare,
        op: CmpOp,
        left: u32,
        right: &'a Expr,
        later: &[&'a Expr],
        dst: u32,
        keep: Option<u32>,
    ) -> Outcome<u32> {
        self.warn(warnings::identity(op, &node.left, right), node.range());
        let ordered = match op {
            CmpOp::Lt => Some(0),
            CmpOp::LtE => Some(1),
            CmpOp::Eq => Some(2),
            CmpOp::NotEq => Some(3),
            CmpOp::Gt => Some(4),
            CmpOp::GtE => Some(5),
            _ => None,
        };
        if let Some(index) = ordered
            && keep.is_none()
            && let Some(constant) = self.folded(right)
            && let Some(constant) = self.small_constant(constant)
        {
            self.at(node);
            self.emit(Op::from_byte(Op::COMPARE_K + index), dst, left, constant);
            return Ok(left);
        }
        let right = if matches!(op, CmpOp::In | CmpOp::NotIn) && keep.is_none() {
            match self.constant_container(right) {
                Some(constant) => {
                    let register = self.temporary();
                    self.at(right);
                    self.load_const(register, constant);
                    register
                }
                None => self.operand(right, None)?,
            }
        } else {
            self.operand_before(right, later, keep)?
        };
        self.at(node);
        let opcode = match op {
            CmpOp::Is => Op::Is,
            CmpOp::IsNot => Op::IsNot,
            CmpOp::In => Op::In,
            CmpOp::NotIn => Op::NotIn,
            _ => Op::from_byte(Op::COMPARE + ordered.unwrap_or_default()),
        };
        self.emit(opcode, dst, left, right);
        Ok(right)
    }

    /// A list or set of constants that is only looked into needs not be built.
    pub fn constant_container(&self, expression: &Expr) -> Option<Const> {
        match expression {
            Expr::List(node) => fold::fold_sequence(&node.elts, self.source).map(Const::Tuple),
            Expr::Set(node) => fold::fold_sequence(&node.elts, self.source).map(Const::FrozenSet),
            _ => None,
        }
    }
}
