//! PEP 695: type parameters, `type` statements, generic functions and classes.
//!
//! A generic definition is wrapped in a hidden function whose locals are the type parameters; bounds,
//! defaults and alias values are functions called when they are asked for.

use super::Generator;
use super::function::Defaults;
use crate::error::Outcome;
use crate::symbols::Role;
use ruff_python_ast::{self as ast, Expr, TypeParam};
use ruff_text_size::Ranged;
use taipan_bytecode::{Const, Intrinsic, Location, Op};

impl<'a> Generator<'a> {
    /// A function in a hidden function: its defaults are evaluated outside and passed in.
    pub fn generic_function(
        &mut self,
        function: &'a ast::StmtFunctionDef,
        defaults: Defaults,
        first_line: u32,
        location: Location,
        target: u32,
    ) -> Outcome<()> {
        let name = format!("<generic parameters of {}>", function.name);
        self.enter_unit(function, Role::TypeParams, &name, first_line);
        let mut count = 0;
        let mut parameter = |given: bool| {
            let register = given.then_some(count);
            count += u32::from(given);
            register
        };
        let inner = Defaults {
            positional: parameter(defaults.positional.is_some()),
            keyword: parameter(defaults.keyword.is_some()),
        };
        self.unit.arg_count = count;
        self.unit.positional_only_count = count;
        self.set_location(location);
        let base = self.unit.allocate(2);
        if let Some(type_params) = &function.type_params {
            self.type_parameters(type_params, base + 1)?;
        }
        self.set_location(location);
        self.plain_function(function, inner, first_line, location, base)?;
        self.emit(Op::Intrinsic, base, base, Intrinsic::SetTypeParams as u32);
        self.emit(Op::Return, base, 0, 0);
        let code = self.leave_unit()?;
        self.set_location(location);
        let mark = self.unit.next_temporary;
        let call = self.temporary();
        self.make_closure(code, call);
        for register in [defaults.positional, defaults.keyword].into_iter().flatten() {
            let argument = self.temporary();
            self.emit(Op::Move, argument, register, 0);
        }
        self.emit(Op::Call, target, call, count);
        self.unit.next_temporary = mark;
        Ok(())
    }

    /// Makes the type parameters, stores each, and leaves their tuple in r[dst].
    pub fn type_parameters(&mut self, type_params: &'a ast::TypeParams, dst: u32) -> Outcome<()> {
        let mark = self.unit.next_temporary;
        let count = type_params.type_params.len() as u32;
        let values = self.unit.allocate(count);
        for (index, param) in type_params.type_params.iter().enumerate() {
            let operands = self.unit.allocate(3);
            self.at(param);
            self.load_str(operands, param.name().as_str());
            let (operation, default_at) = match param {
                TypeParam::TypeVar(variable) => {
                    let mut operation = Intrinsic::TypeVar;
                    match &variable.bound {
                        Some(bound) => {
                            if bound.is_tuple_expr() {
                                operation = Intrinsic::TypeVarWithConstraints;
                            }
                            self.type_expression(bound, variable.name.as_str(), operands + 1)?;
                        }
                        None => self.load_none(operands + 1),
                    }
                    (operation, operands + 2)
                }
                TypeParam::ParamSpec(_) => (Intrinsic::ParamSpec, operands + 1),
                TypeParam::TypeVarTuple(_) => (Intrinsic::TypeVarTuple, operands + 1),
            };
            match param.default() {
                Some(default) => self.type_expression(default, param.name().as_str(), default_at)?,
                None => self.load_none(default_at),
            }
            self.at(param);
            let value = values + index as u32;
            self.emit(Op::Intrinsic, value, operands, operation as u32);
            self.store_variable(param.name().as_str(), value);
            self.unit.next_temporary = operands;
        }
        self.emit(Op::BuildTuple, dst, values, count);
        self.unit.next_temporary = mark;
        Ok(())
    }

    /// r[dst] = function that evaluates the expression.
    fn type_expression(&mut self, expression: &'a Expr, name: &str, dst: u32) -> Outcome<()> {
        let location = self.source.location(expression.range());
        self.enter_unit(expression, Role::Body, name, location.line);
        self.format_parameter(location);
        // `*Ts = *tuple[…]`: a starred default is the one item of its iterable.
        let value = match expression {
            Expr::Starred(starred) => {
                let value = self.temporary();
                self.expression_into(&starred.value, value)?;
                self.at(expression);
                self.emit(Op::Unpack, value, value, 1);
                value
            }
            _ => self.operand(expression, None)?,
        };
        self.at(expression);
        self.emit(Op::Return, value, 0, 0);
        let code = self.leave_unit()?;
        let defaults = self.temporary();
        self.set_location(location);
        self.load_const(defaults, Const::Tuple(vec![Const::Int(1)]));
        self.make_closure(code, dst);
        self.emit(Op::SetFunctionAttribute, dst, defaults, super::function::DEFAULTS);
        Ok(())
    }

    pub fn type_alias(&mut self, node: &'a ast::StmtTypeAlias) -> Outcome<()> {
        let Expr::Name(name) = &*node.name else {
            return self.error("invalid syntax", node.name.range());
        };
        let location = self.source.location(node.range());
        let mark = self.unit.next_temporary;
        let target = self.temporary();
        self.set_location(location);
        match &node.type_params {
            None => self.type_alias_value(node, name, None, target)?,
            Some(type_params) => {
                let title = format!("<generic parameters of {}>", name.id);
                self.enter_unit(node, Role::TypeParams, &title, location.line);
                self.set_location(location);
                let params = self.temporary();
                self.type_parameters(type_params, params)?;
                let value = self.temporary();
                self.type_alias_value(node, name, Some(params), value)?;
                self.emit(Op::Return, value, 0, 0);
                let code = self.leave_unit()?;
                self.set_location(location);
                self.make_closure(code, target);
                self.emit(Op::Call, target, target, 0);
            }
        }
        self.set_location(location);
        self.store_variable(&name.id, target);
        self.unit.next_temporary = mark;
        Ok(())
    }

    fn type_alias_value(&mut self, node: &'a ast::StmtTypeAlias, name: &ast::ExprName, params: Option<u32>, dst: u32) -> Outcome<()> {
        let mark = self.unit.next_temporary;
        let base = self.unit.allocate(3);
        self.load_str(base, &name.id);
        match params {
            Some(params) => self.emit(Op::Move, base + 1, params, 0),
            None => self.load_none(base + 1),
        }
        self.type_expression(&node.value, &name.id, base + 2)?;
        self.at(node);
        self.emit(Op::Intrinsic, dst, base, Intrinsic::TypeAlias as u32);
        self.unit.next_temporary = mark;
        Ok(())
    }
}
