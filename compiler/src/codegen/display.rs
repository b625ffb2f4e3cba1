//! Tuples, lists, sets and dicts written out.
//!
//! Short ones are built from consecutive registers in one instruction; long ones and those with `*`
//! grow in place, so that a table of ten thousand items does not need as many registers.

use super::Generator;
use crate::error::Outcome;
use crate::fold;
use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::{Ranged, TextRange};
use taipan_bytecode::{Const, Op};

/// Displays up to this length are built at once.
const MAX_AT_ONCE: usize = 48;
/// From this length, lists and sets of constants are filled from a constant.
const MIN_CONSTANT: usize = 3;

impl<'a> Generator<'a> {
    pub fn is_plain_display(&self, elements: &[Expr]) -> bool {
        elements.len() <= MAX_AT_ONCE
            && !elements.iter().any(Expr::is_starred_expr)
            && (elements.len() < MIN_CONSTANT || fold::fold_sequence(elements, self.source).is_none())
    }

    /// A block of registers on top of the temporaries that may start at `dst`.
    pub fn block(&mut self, dst: u32, count: u32) -> u32 {
        if self.unit.is_temporary(dst) && dst + 1 == self.unit.next_temporary && count > 0 {
            self.unit.allocate(count - 1);
            return dst;
        }
        self.unit.allocate(count)
    }

    fn build(&mut self, op: Op, elements: &'a [Expr], range: TextRange, dst: u32) -> Outcome<()> {
        let base = self.block(dst, elements.len() as u32);
        for (index, element) in elements.iter().enumerate() {
            self.expression_into(element, base + index as u32)?;
        }
        self.set_location(self.source.location(range));
        self.emit(op, dst, base, elements.len() as u32);
        Ok(())
    }

    pub fn list(&mut self, elements: &'a [Expr], range: TextRange, dst: u32) -> Outcome<()> {
        if elements.len() >= MIN_CONSTANT
            && let Some(items) = fold::fold_sequence(elements, self.source)
        {
            self.set_location(self.source.location(range));
            return self.filled(Op::BuildList, Op::ListExtend, Const::Tuple(items), dst);
        }
        if self.is_plain_display(elements) {
            return self.build(Op::BuildList, elements, range, dst);
        }
        let list = self.scratch(dst);
        self.collect_list(elements, range, list, false)?;
        self.move_to(dst, list);
        Ok(())
    }

    fn filled(&mut self, build: Op, extend: Op, items: Const, dst: u32) -> Outcome<()> {
        let collection = self.scratch(dst);
        self.emit(build, collection, collection, 0);
        let constant = self.temporary();
        self.load_const(constant, items);
        self.emit(extend, collection, constant, 0);
        self.move_to(dst, collection);
        Ok(())
    }

    /// r[list] = list of the elements, `*` expanded. `call`: they are a call's arguments.
    pub fn collect_list(&mut self, elements: &'a [Expr], range: TextRange, list: u32, call: bool) -> Outcome<()> {
        let location = self.source.location(range);
        let plain = elements.iter().position(Expr::is_starred_expr).unwrap_or(elements.len()).min(MAX_AT_ONCE);
        let mark = self.unit.next_temporary;
        let base = self.unit.allocate(plain as u32);
        for (index, element) in elements[..plain].iter().enumerate() {
            self.expression_into(element, base + index as u32)?;
        }
        self.set_location(location);
        self.emit(Op::BuildList, list, base, plain as u32);
        self.unit.next_temporary = mark;
        for element in &elements[plain..] {
            match element {
                Expr::Starred(starred) => {
                    let value = self.operand(&starred.value, None)?;
                    self.set_location(location);
                    self.emit(Op::ListExtend, list, value, u32::from(call));
                }
                _ => {
                    let value = self.operand(element, None)?;
                    self.set_location(location);
                    self.emit(Op::ListAppend, list, value, 0);
                }
            }
            self.unit.next_temporary = mark;
        }
        Ok(())
    }

    pub fn tuple(&mut self, expression: &'a Expr, elements: &'a [Expr], dst: u32) -> Outcome<()> {
        if let Some(constant) = self.folded(expression) {
            self.at(expression);
            self.load_const(dst, constant);
            return Ok(());
        }
        if elements.len() <= MAX_AT_ONCE && !elements.iter().any(Expr::is_starred_expr) {
            return self.build(Op::BuildTuple, elements, expression.range(), dst);
        }
        let list = self.scratch(dst);
        self.collect_list(elements, expression.range(), list, false)?;
        self.emit(Op::ListToTuple, dst, list, 0);
        Ok(())
    }

    pub fn set(&mut self, node: &'a ast::ExprSet, dst: u32) -> Outcome<()> {
        if node.elts.len() >= MIN_CONSTANT
            && let Some(items) = fold::fold_sequence(&node.elts, self.source)
        {
            self.at(node);
            return self.filled(Op::BuildSet, Op::SetUpdate, Const::FrozenSet(items), dst);
        }
        if node.elts.len() <= MAX_AT_ONCE && !node.elts.iter().any(Expr::is_starred_expr) {
            return self.build(Op::BuildSet, &node.elts, node.range(), dst);
        }
        let set = self.scratch(dst);
        self.at(node);
        self.emit(Op::BuildSet, set, set, 0);
        let mark = self.unit.next_temporary;
        for element in &node.elts {
            let (value, op) = match element {
                Expr::Starred(starred) => (self.operand(&starred.value, None)?, Op::SetUpdate),
                _ => (self.operand(element, None)?, Op::SetAdd),
            };
            self.at(node);
            self.emit(op, set, value, 0);
            self.unit.next_temporary = mark;
        }
        self.move_to(dst, set);
        Ok(())
    }

    pub fn dict(&mut self, node: &'a ast::ExprDict, dst: u32) -> Outcome<()> {
        let unpacks = node.items.iter().any(|item| item.key.is_none());
        if !unpacks && node.items.len() * 2 <= MAX_AT_ONCE {
            let base = self.block(dst, node.items.len() as u32 * 2);
            for (index, item) in node.items.iter().enumerate() {
                if let Some(key) = &item.key {
                    self.expression_into(key, base + 2 * index as u32)?;
                }
                self.expression_into(&item.value, base + 2 * index as u32 + 1)?;
            }
            self.at(node);
            self.emit(Op::BuildMap, dst, base, node.items.len() as u32);
            return Ok(());
        }
        let map = self.scratch(dst);
        self.at(node);
        self.emit(Op::BuildMap, map, map, 0);
        let mark = self.unit.next_temporary;
        for item in &node.items {
            match &item.key {
                Some(key) => {
                    let key = self.operand_before(key, &[&item.value], None)?;
                    let value = self.operand(&item.value, None)?;
                    self.at(node);
                    self.emit(Op::MapAdd, map, key, value);
                }
                None => {
                    let other = self.operand(&item.value, None)?;
                    self.at(node);
                    self.emit(Op::DictUpdate, map, other, 0);
                }
            }
            self.unit.next_temporary = mark;
        }
        self.move_to(dst, map);
        Ok(())
    }
}
