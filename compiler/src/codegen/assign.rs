//! Assignment: targets of every kind, unpacking, augmented assignment, `del`.
//!
//! `a, b = b, a` builds no tuple: the values go to registers and then to the targets.

use super::Generator;
use super::binary::operator_index;
use super::expression::plain_slice;
use super::names::Place;
use crate::error::Outcome;
use crate::symbols::ScopeKind;
use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::{Ranged, TextRange};
use taipan_bytecode::Op;

impl<'a> Generator<'a> {
    pub fn assignment(&mut self, node: &'a ast::StmtAssign) -> Outcome<()> {
        if let [target] = &node.targets[..] {
            return self.assign(target, &node.value);
        }
        let value = self.temporary();
        self.expression_into(&node.value, value)?;
        for target in &node.targets {
            self.store(target, value)?;
        }
        Ok(())
    }

    /// target = value, for one target.
    pub fn assign(&mut self, target: &'a Expr, value: &'a Expr) -> Outcome<()> {
        match target {
            Expr::Name(_) => {
                if let Some(register) = self.local_register(target) {
                    return self.assign_into(value, register);
                }
            }
            Expr::Tuple(ast::ExprTuple { elts: targets, .. }) | Expr::List(ast::ExprList { elts: targets, .. }) => {
                if let Expr::Tuple(ast::ExprTuple { elts: values, .. }) = value
                    && values.len() == targets.len()
                    && !targets.iter().chain(values).any(Expr::is_starred_expr)
                {
                    return self.assign_pairwise(targets, values);
                }
            }
            _ => {}
        }
        let value = self.operand(value, None)?;
        self.store(target, value)
    }

    /// `a, b = x, y`: every value first, then the targets in order.
    fn assign_pairwise(&mut self, targets: &'a [Expr], values: &'a [Expr]) -> Outcome<()> {
        let mut registers = Vec::with_capacity(values.len());
        for (index, value) in values.iter().enumerate() {
            // A local that an earlier target (or a walrus in a later value) rebinds must be copied.
            let local = self.local_register(value);
            let rebound = local.is_some_and(|register| targets[..index].iter().any(|target| self.may_bind(target, register)));
            registers.push(if rebound {
                let copy = self.temporary();
                self.expression_into(value, copy)?;
                copy
            } else {
                let later: Vec<&Expr> = values[index + 1..].iter().collect();
                self.operand_before(value, &later, None)?
            });
        }
        for (target, register) in targets.iter().zip(registers) {
            self.store(target, register)?;
        }
        Ok(())
    }

    /// Whether storing to `target` may write local `register`.
    fn may_bind(&self, target: &Expr, register: u32) -> bool {
        match target {
            Expr::Name(_) => self.local_register(target) == Some(register),
            Expr::Tuple(node) => node.elts.iter().any(|element| self.may_bind(element, register)),
            Expr::List(node) => node.elts.iter().any(|element| self.may_bind(element, register)),
            Expr::Starred(node) => self.may_bind(&node.value, register),
            _ => crate::walk::contains_walrus(target),
        }
    }

    /// Stores r[value] into a target.
    pub fn store(&mut self, target: &'a Expr, value: u32) -> Outcome<()> {
        let mark = self.unit.next_temporary;
        let result = self.store_inner(target, value);
        self.unit.next_temporary = mark;
        result
    }

    fn store_inner(&mut self, target: &'a Expr, value: u32) -> Outcome<()> {
        match target {
            Expr::Name(name) => {
                self.at(name);
                self.store_variable(&name.id, value);
                Ok(())
            }
            Expr::Attribute(node) => {
                let object = self.operand(&node.value, None)?;
                self.record_static_attribute(node);
                let location = self.source.location(node.range());
                let location = self.attribute_location(node, location);
                self.set_location(location);
                let name = self.attribute_name(&node.attr);
                self.emit(Op::StoreAttr, object, value, name);
                Ok(())
            }
            Expr::Subscript(node) => {
                let object = self.operand_before(&node.value, &[&node.slice], None)?;
                if let Some((lower, upper)) = plain_slice(&node.slice) {
                    let bounds = self.unit.allocate(2);
                    self.slice_bounds(lower, upper, bounds)?;
                    self.at(node);
                    self.emit(Op::SetSlice, object, bounds, value);
                } else {
                    let index = self.operand(&node.slice, None)?;
                    self.at(node);
                    self.emit(Op::SetItem, object, index, value);
                }
                Ok(())
            }
            Expr::Tuple(node) => self.unpack(&node.elts, node.range(), value),
            Expr::List(node) => self.unpack(&node.elts, node.range(), value),
            Expr::Starred(node) => self.error("starred assignment target must be in a list or tuple", node.range()),
            _ => self.error("cannot assign to expression", target.range()),
        }
    }

    fn record_static_attribute(&mut self, node: &ast::ExprAttribute) {
        let Expr::Name(name) = &*node.value else {
            return;
        };
        if name.id != "self" || !self.table.scope(self.unit.frame).is_function_like() {
            return;
        }
        let name = self.mangled(node.attr.as_str()).into_owned();
        let table = self.table;
        let class = self.outer.iter_mut().rev().find(|unit| table.scope(unit.frame).kind == ScopeKind::Class);
        if let Some(class) = class {
            class.static_attributes.insert(name);
        }
    }

    fn unpack(&mut self, targets: &'a [Expr], range: TextRange, value: u32) -> Outcome<()> {
        self.set_location(self.source.location(range));
        let count = targets.len() as u32;
        let star = targets.iter().position(Expr::is_starred_expr);
        if let Some(first) = self.consecutive_locals(targets)
            && star.is_none()
        {
            self.emit(Op::Unpack, first, value, count);
            return Ok(());
        }
        let base = self.unit.allocate(count);
        match star {
            None => self.emit(Op::Unpack, base, value, count),
            Some(before) => {
                let after = targets.len() - before - 1;
                if targets[before + 1..].iter().any(Expr::is_starred_expr) {
                    return self.error("multiple starred expressions in assignment", range);
                }
                if before > 255 || after > 255 {
                    return self.error("too many expressions in star-unpacking assignment", range);
                }
                self.emit(Op::UnpackEx, base, value, before as u32 | (after as u32) << 8);
            }
        }
        for (index, target) in targets.iter().enumerate() {
            let target = match target {
                Expr::Starred(starred) => &*starred.value,
                _ => target,
            };
            self.store(target, base + index as u32)?;
        }
        Ok(())
    }

    /// The first register when the targets are plain locals in consecutive registers.
    fn consecutive_locals(&self, targets: &[Expr]) -> Option<u32> {
        let first = self.local_register(targets.first()?)?;
        let consecutive = targets
            .iter()
            .enumerate()
            .all(|(index, target)| self.local_register(target) == Some(first + index as u32));
        consecutive.then_some(first)
    }

    pub fn augmented_assignment(&mut self, node: &'a ast::StmtAugAssign) -> Outcome<()> {
        match &*node.target {
            Expr::Name(name) => {
                if let Place::Local { register, .. } = self.variable(&name.id) {
                    let left = self.operand_before(&node.target, &[&node.value], None)?;
                    return self.in_place(node, register, left);
                }
                let left = self.temporary();
                self.load_name(name, left);
                self.in_place(node, left, left)?;
                self.at(name);
                self.store_variable(&name.id, left);
                Ok(())
            }
            Expr::Attribute(target) => {
                let object = self.operand_before(&target.value, &[&node.value], None)?;
                let left = self.temporary();
                let location = self.source.location(target.range());
                let location = self.attribute_location(target, location);
                self.set_location(location);
                let name = self.attribute_name(&target.attr);
                self.emit(Op::LoadAttr, left, object, name);
                self.in_place(node, left, left)?;
                self.record_static_attribute(target);
                self.set_location(location);
                self.emit(Op::StoreAttr, object, left, name);
                Ok(())
            }
            Expr::Subscript(target) => {
                let object = self.operand_before(&target.value, &[&target.slice, &node.value], None)?;
                if let Some((lower, upper)) = plain_slice(&target.slice) {
                    let bounds = self.unit.allocate(2);
                    self.slice_bounds(lower, upper, bounds)?;
                    let left = self.temporary();
                    self.at(target);
                    self.emit(Op::GetSlice, left, object, bounds);
                    self.in_place(node, left, left)?;
                    self.at(target);
                    self.emit(Op::SetSlice, object, bounds, left);
                    return Ok(());
                }
                let index = self.operand_before(&target.slice, &[&node.value], None)?;
                let left = self.temporary();
                self.at(target);
                self.emit(Op::GetItem, left, object, index);
                self.in_place(node, left, left)?;
                self.at(target);
                self.emit(Op::SetItem, object, index, left);
                Ok(())
            }
            target => self.error("illegal expression for augmented assignment", target.range()),
        }
    }

    /// r[dst] = r[left] op= value
    fn in_place(&mut self, node: &'a ast::StmtAugAssign, dst: u32, left: u32) -> Outcome<()> {
        let index = operator_index(node.op);
        let constant = self.folded(&node.value).and_then(|constant| self.small_constant(constant));
        match constant {
            Some(constant) => {
                self.at(node);
                self.emit(Op::from_byte(Op::INPLACE_K + index), dst, left, constant);
            }
            None => {
                let right = self.operand(&node.value, None)?;
                self.at(node);
                self.emit(Op::from_byte(Op::INPLACE + index), dst, left, right);
            }
        }
        Ok(())
    }

    pub fn delete(&mut self, target: &'a Expr) -> Outcome<()> {
        let mark = self.unit.next_temporary;
        let result = self.delete_inner(target);
        self.unit.next_temporary = mark;
        result
    }

    fn delete_inner(&mut self, target: &'a Expr) -> Outcome<()> {
        match target {
            Expr::Name(name) => {
                self.at(name);
                self.delete_variable(&name.id, false);
                Ok(())
            }
            Expr::Attribute(node) => {
                let object = self.operand(&node.value, None)?;
                let location = self.source.location(node.range());
                let location = self.attribute_location(node, location);
                self.set_location(location);
                let name = self.attribute_name(&node.attr);
                self.emit(Op::DeleteAttr, object, 0, name);
                Ok(())
            }
            Expr::Subscript(node) => {
                let object = self.operand_before(&node.value, &[&node.slice], None)?;
                let index = self.operand(&node.slice, None)?;
                self.at(node);
                self.emit(Op::DeleteItem, object, index, 0);
                Ok(())
            }
            Expr::Tuple(node) => node.elts.iter().try_for_each(|element| self.delete(element)),
            Expr::List(node) => node.elts.iter().try_for_each(|element| self.delete(element)),
            _ => self.error("cannot delete expression", target.range()),
        }
    }
}
