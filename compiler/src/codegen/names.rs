//! Reading, writing and deleting variables, wherever they live.

use super::Generator;
use crate::error::Outcome;
use crate::symbols::{Binding, flag, mangle};
use ruff_python_ast::name::Name;
use ruff_python_ast::{self as ast, Expr};
use std::borrow::Cow;
use taipan_bytecode::Op;

/// Where a variable is, seen from the code being generated.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Place {
    /// A register; `checked` when a read may find it unbound.
    Local {
        register: u32,
        checked: bool,
    },
    Cell(u32),
    /// The class namespace, then a cell.
    NameOrCell(u32),
    Global,
    Name,
    ClassDictOrGlobal,
}

impl<'a> Generator<'a> {
    pub fn mangled<'n>(&self, name: &'n str) -> Cow<'n, str> {
        mangle(self.private.as_ref(), name)
    }

    /// Where `name` (not yet mangled) is in the current scope.
    pub fn variable(&self, name: &str) -> Place {
        self.mangled_variable(&self.mangled(name))
    }

    pub fn mangled_variable(&self, name: &str) -> Place {
        let scope = self.unit.scopes[self.unit.scopes.len() - 1];
        let Some(symbol) = self.table.scope(scope).symbol(name) else {
            return Place::Global;
        };
        let key = |owner| (owner, symbol.name.clone());
        if name == "__conditional_annotations__"
            && let Some(&register) = self.unit.registers.get(&key(self.unit.frame))
        {
            return Place::Cell(register);
        }
        match symbol.binding {
            Binding::Own(owner) => {
                let flags = self.table.scope(owner).flags(name);
                let register = self.unit.registers[&key(owner)];
                if flags & flag::CELL != 0 {
                    Place::Cell(register)
                } else {
                    let parameter = flags & (flag::PARAM | flag::DELETED) == flag::PARAM;
                    Place::Local { register, checked: !parameter }
                }
            }
            Binding::Free => Place::Cell(self.unit.free_registers[&symbol.name]),
            Binding::NameOrFree => Place::NameOrCell(self.unit.free_registers[&symbol.name]),
            Binding::Global => Place::Global,
            Binding::Name => Place::Name,
            Binding::ClassDictOrGlobal => Place::ClassDictOrGlobal,
            Binding::Unresolved => self
                .unit
                .registers
                .get(&key(self.unit.frame))
                .map_or(Place::Global, |&register| Place::Cell(register)),
        }
    }

    /// The register of a plain local, with the check its read needs.
    pub fn local_operand(&mut self, expression: &Expr) -> Option<u32> {
        let Expr::Name(name) = expression else {
            return None;
        };
        if name.id == "__debug__" {
            return None;
        }
        match self.variable(&name.id) {
            Place::Local { register, checked } => {
                if checked {
                    self.at(name);
                    self.emit(Op::CheckBound, register, 0, 0);
                }
                Some(register)
            }
            _ => None,
        }
    }

    /// Whether the name is a plain local's register.
    pub fn local_register(&self, expression: &Expr) -> Option<u32> {
        match expression {
            Expr::Name(name) if name.id != "__debug__" => match self.variable(&name.id) {
                Place::Local { register, .. } => Some(register),
                _ => None,
            },
            _ => None,
        }
    }

    pub fn load_name(&mut self, name: &ast::ExprName, dst: u32) {
        self.at(name);
        if name.id == "__debug__" {
            let value = if self.optimize == 0 {
                taipan_bytecode::Const::True
            } else {
                taipan_bytecode::Const::False
            };
            self.load_const(dst, value);
            return;
        }
        self.load_variable(&name.id, dst);
    }

    /// r[dst] = the variable `name`.
    pub fn load_variable(&mut self, name: &str, dst: u32) {
        let mangled = self.mangled(name).into_owned();
        self.load_mangled(&mangled, dst);
    }

    pub fn load_mangled(&mut self, name: &str, dst: u32) {
        match self.mangled_variable(name) {
            Place::Local { register, checked } => {
                if checked {
                    self.emit(Op::CheckBound, register, 0, 0);
                }
                self.move_to(dst, register);
            }
            Place::Cell(register) => self.emit(Op::LoadCell, dst, register, 0),
            Place::NameOrCell(register) => {
                let index = self.unit.name(name);
                self.emit(Op::LoadNameOrCell, dst, register, index);
            }
            Place::Global => {
                let index = self.unit.name(name);
                self.emit(Op::LoadGlobal, dst, index, 0);
            }
            Place::Name => {
                let index = self.unit.name(name);
                self.emit(Op::LoadName, dst, index, 0);
            }
            Place::ClassDictOrGlobal => {
                let index = self.unit.name(name);
                let dict = match self.unit.free_registers.get("__classdict__") {
                    Some(&register) => register,
                    None => self.unit.registers[&(self.unit.frame, Name::new("__classdict__"))],
                };
                let mapping = self.temporary();
                self.emit(Op::LoadCell, mapping, dict, 0);
                self.emit(Op::LoadFromDictOrGlobal, dst, mapping, index);
                self.unit.next_temporary = mapping;
            }
        }
    }

    /// Variable `name` = r[src].
    pub fn store_variable(&mut self, name: &str, src: u32) {
        let mangled = self.mangled(name).into_owned();
        self.store_mangled(&mangled, src);
    }

    pub fn store_mangled(&mut self, name: &str, src: u32) {
        match self.mangled_variable(name) {
            Place::Local { register, .. } => self.move_to(register, src),
            Place::Cell(register) | Place::NameOrCell(register) => self.emit(Op::StoreCell, register, src, 0),
            Place::Global => {
                let index = self.unit.name(name);
                self.emit(Op::StoreGlobal, src, index, 0);
            }
            Place::Name | Place::ClassDictOrGlobal => {
                let index = self.unit.name(name);
                self.emit(Op::StoreName, src, index, 0);
            }
        }
    }

    /// Deletes variable `name`; `quiet` where it is no error that it is unbound.
    pub fn delete_variable(&mut self, name: &str, quiet: bool) {
        let mangled = self.mangled(name).into_owned();
        let index = |generator: &mut Self| generator.unit.name(&mangled);
        match self.mangled_variable(&mangled) {
            Place::Local { register, .. } => self.emit(Op::DeleteLocal, register, u32::from(quiet), 0),
            Place::Cell(register) | Place::NameOrCell(register) => {
                self.emit(Op::DeleteCell, register, u32::from(quiet), 0);
            }
            Place::Global => {
                let index = index(self);
                self.emit(Op::DeleteGlobal, 0, index, 0);
            }
            Place::Name | Place::ClassDictOrGlobal => {
                let index = index(self);
                self.emit(Op::DeleteName, 0, index, 0);
            }
        }
    }

    /// Ends `except … as name`: the name is unbound whatever the body did with it.
    pub fn clear_exception_name(&mut self, name: &str) {
        if matches!(self.variable(name), Place::Global | Place::Name | Place::ClassDictOrGlobal) {
            let none = self.temporary();
            self.load_none(none);
            self.store_variable(name, none);
            self.unit.next_temporary = none;
        }
        self.delete_variable(name, true);
    }

    /// Evaluates an operand: a plain local is used where it is, anything else goes to `hint` (a
    /// temporary nobody needs) or a new temporary.
    pub fn operand(&mut self, expression: &'a Expr, hint: Option<u32>) -> Outcome<u32> {
        if let Some(register) = self.local_operand(expression) {
            return Ok(register);
        }
        let dst = match hint {
            Some(register) => register,
            None => self.temporary(),
        };
        self.expression_into(expression, dst)?;
        Ok(dst)
    }

    /// As [`Self::operand`], copied when an operand evaluated later may rebind the local.
    pub fn operand_before(&mut self, expression: &'a Expr, later: &[&'a Expr], hint: Option<u32>) -> Outcome<u32> {
        let frame = self.table.scope(self.unit.frame);
        let innermost = self.table.scope(self.unit.scopes[self.unit.scopes.len() - 1]);
        if (frame.has_walrus || innermost.has_walrus)
            && self.local_register(expression).is_some()
            && later.iter().any(|expression| crate::walk::contains_walrus(expression))
        {
            let dst = match hint {
                Some(register) => register,
                None => self.temporary(),
            };
            self.expression_into(expression, dst)?;
            return Ok(dst);
        }
        self.operand(expression, hint)
    }
}
