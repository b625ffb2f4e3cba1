//! Conditions: jumps on the truth of an expression, without making its value where that is possible.

use super::Generator;
use crate::assemble::Label;
use crate::error::Outcome;
use crate::fold;
use ruff_python_ast::{self as ast, BoolOp, CmpOp, Expr, UnaryOp};
use taipan_bytecode::Op;

impl<'a> Generator<'a> {
    /// Jumps to `target` when the truth of `test` is `wanted`, else goes on.
    pub fn condition(&mut self, test: &'a Expr, target: Label, wanted: bool) -> Outcome<()> {
        stacker::maybe_grow(crate::RED_ZONE, crate::STACK_SEGMENT, || {
            let mark = self.unit.next_temporary;
            let result = self.condition_inner(test, target, wanted);
            self.unit.next_temporary = mark;
            result
        })
    }

    fn condition_inner(&mut self, test: &'a Expr, target: Label, wanted: bool) -> Outcome<()> {
        match test {
            Expr::UnaryOp(node) if node.op == UnaryOp::Not => {
                return self.condition(&node.operand, target, !wanted);
            }
            Expr::BoolOp(node) => return self.bool_condition(node, target, wanted),
            Expr::If(node) => {
                let (orelse, end) = (self.label(), self.label());
                self.condition(&node.test, orelse, false)?;
                self.condition(&node.body, target, wanted)?;
                self.jump(Op::Jump, 0, end);
                self.place(orelse);
                self.condition(&node.orelse, target, wanted)?;
                self.place(end);
                return Ok(());
            }
            Expr::Compare(node) => {
                if node.ops.len() > 1 {
                    return self.chain_condition(node, target, wanted);
                }
                if let (CmpOp::Is | CmpOp::IsNot, Expr::NoneLiteral(_)) = (node.ops[0], &node.comparators[0]) {
                    let value = self.operand(&node.left, None)?;
                    self.at(node);
                    let none = (node.ops[0] == CmpOp::Is) == wanted;
                    self.jump(if none { Op::JumpIfNone } else { Op::JumpIfNotNone }, value, target);
                    return Ok(());
                }
            }
            _ => {}
        }
        if let Some(constant) = self.folded(test) {
            if fold::truth(&constant) == wanted {
                self.at(test);
                self.jump(Op::Jump, 0, target);
            }
            return Ok(());
        }
        let value = self.operand(test, None)?;
        self.at(test);
        self.jump(if wanted { Op::JumpIfTrue } else { Op::JumpIfFalse }, value, target);
        Ok(())
    }

    fn bool_condition(&mut self, node: &'a ast::ExprBoolOp, target: Label, wanted: bool) -> Outcome<()> {
        // `and` is decided by the first false value, `or` by the first true one.
        let deciding = node.op == BoolOp::Or;
        let last = node.values.len() - 1;
        if deciding == wanted {
            for value in &node.values {
                self.condition(value, target, wanted)?;
            }
            return Ok(());
        }
        let end = self.label();
        for value in &node.values[..last] {
            self.condition(value, end, deciding)?;
        }
        self.condition(&node.values[last], target, wanted)?;
        self.place(end);
        Ok(())
    }

    fn chain_condition(&mut self, node: &'a ast::ExprCompare, target: Label, wanted: bool) -> Outcome<()> {
        let end = self.label();
        let failed = if wanted { end } else { target };
        let later: Vec<&Expr> = node.comparators.iter().collect();
        let truth = self.temporary();
        let pair = self.unit.allocate(2);
        let mut left = self.operand_before(&node.left, &later, Some(pair + 1))?;
        let last = node.ops.len() - 1;
        for (index, &op) in node.ops.iter().enumerate() {
            let right = &node.comparators[index];
            let keep = (index != last).then_some(pair + index as u32 % 2);
            left = self.compare_once(node, op, left, right, &later[index + 1..], truth, keep)?;
            self.at(node);
            if index != last {
                self.jump(Op::JumpIfFalse, truth, failed);
            } else {
                self.jump(if wanted { Op::JumpIfTrue } else { Op::JumpIfFalse }, truth, target);
            }
        }
        self.place(end);
        Ok(())
    }
}
