//! Comprehensions. List, set and dict comprehensions run in the frame around them, with registers of
//! their own for their variables; generator expressions are functions.

use super::Generator;
use super::blocks::Block;
use crate::assemble::Label;
use crate::error::Outcome;
use crate::symbols::{Role, ScopeId, flag};
use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::{Ranged, TextRange};
use taipan_bytecode::{CodeFlags, Op};

/// What a comprehension makes of its elements.
#[derive(Clone, Copy)]
enum Element<'a> {
    List(&'a Expr),
    Set(&'a Expr),
    Dict(&'a Expr, &'a Expr),
    Yield(&'a Expr),
}

impl<'a> Generator<'a> {
    pub fn comprehension(&mut self, expression: &'a Expr, dst: u32) -> Outcome<()> {
        let (scope, name, element, generators) = match expression {
            Expr::ListComp(node) => (self.table.child(node, Role::Body), "<listcomp>", Element::List(&node.elt), &node.generators),
            Expr::SetComp(node) => (self.table.child(node, Role::Body), "<setcomp>", Element::Set(&node.elt), &node.generators),
            Expr::DictComp(node) => {
                let Some(key) = &node.key else {
                    return self.error("invalid syntax", expression.range());
                };
                (
                    self.table.child(node, Role::Body),
                    "<dictcomp>",
                    Element::Dict(key, &node.value),
                    &node.generators,
                )
            }
            Expr::Generator(node) => (self.table.child(node, Role::Body), "<genexpr>", Element::Yield(&node.elt), &node.generators),
            _ => return self.error("invalid syntax", expression.range()),
        };
        let range = match expression {
            Expr::Generator(node) if !node.parenthesized => self.call_parentheses,
            _ => expression.range(),
        };
        let first = &generators[0];
        let inlined = self.table.scope(scope).inlined;
        let is_async = self.table.scope(scope).is_async;
        if is_async && !matches!(element, Element::Yield(_)) && !self.allows_async() {
            return self.error("asynchronous comprehension outside of an asynchronous function", expression.range());
        }
        let result = if inlined { self.scratch(dst) } else { self.block(dst, 2) };
        let iterator = if inlined { self.temporary() } else { result + 1 };
        let source = self.operand(&first.iter, Some(iterator))?;
        self.at(&first.iter);
        let get = if first.is_async { Op::GetAsyncIter } else { Op::GetIter };
        self.emit(get, iterator, source, 0);
        if inlined {
            return self.inlined_comprehension(expression, scope, element, generators, iterator, result, dst);
        }
        self.comprehension_function(range, scope, name, element, generators, result, dst)
    }

    fn comprehension_variables(&self, scope: ScopeId) -> Vec<(u32, bool)> {
        let mut variables: Vec<(u32, bool)> = self
            .table
            .scope(scope)
            .symbols
            .iter()
            .filter_map(|symbol| {
                let register = self.unit.registers.get(&(scope, symbol.name.clone()))?;
                Some((*register, symbol.flags & flag::CELL != 0))
            })
            .collect();
        variables.sort_unstable();
        variables
    }

    #[allow(clippy::too_many_arguments)]
    fn inlined_comprehension(
        &mut self,
        expression: &'a Expr,
        scope: ScopeId,
        element: Element<'a>,
        generators: &'a [ast::Comprehension],
        iterator: u32,
        result: u32,
        dst: u32,
    ) -> Outcome<()> {
        self.at(expression);
        let variables = self.comprehension_variables(scope);
        for &(register, is_cell) in &variables {
            if is_cell {
                self.emit(Op::DeleteLocal, register, 1, 0);
                self.emit(Op::MakeCell, register, 0, 0);
            }
        }
        let op = match element {
            Element::List(_) | Element::Yield(_) => Op::BuildList,
            Element::Set(_) => Op::BuildSet,
            Element::Dict(..) => Op::BuildMap,
        };
        self.emit(op, result, result, 0);
        self.unit.scopes.push(scope);
        self.generator_loop(generators, 0, Some(iterator), element, result)?;
        self.unit.scopes.pop();
        self.at(expression);
        for &(register, _) in &variables {
            self.emit(Op::DeleteLocal, register, 1, 0);
        }
        self.move_to(dst, result);
        Ok(())
    }

    /// The loops from generator `index` on; `iterator` holds the first one's iterator.
    fn generator_loop(&mut self, generators: &'a [ast::Comprehension], index: usize, iterator: Option<u32>, element: Element<'a>, result: u32) -> Outcome<()> {
        let Some(generator) = generators.get(index) else {
            return self.collect_element(element, result);
        };
        let mark = self.unit.next_temporary;
        if iterator.is_none()
            && let Some(single) = single_element(generator)
        {
            return self.assigned_element(generators, index, single, element, result);
        }
        let iterator = match iterator {
            Some(register) => register,
            None => {
                let register = self.temporary();
                let source = self.operand(&generator.iter, Some(register))?;
                self.at(&generator.iter);
                let get = if generator.is_async { Op::GetAsyncIter } else { Op::GetIter };
                self.emit(get, register, source, 0);
                register
            }
        };
        let (header, end) = (self.label(), self.label());
        self.place(header);
        if generator.is_async {
            self.async_loop_step(iterator, &generator.iter, &generator.target, end)?;
        } else {
            self.loop_step(iterator, &generator.iter, &generator.target, end)?;
        }
        self.comprehension_tests(generator, header)?;
        self.generator_loop(generators, index + 1, None, element, result)?;
        self.at(element.last());
        self.jump(Op::JumpBack, 0, header);
        self.place(end);
        self.unit.next_temporary = mark;
        Ok(())
    }

    /// Conditions: a false one goes back to the loop's header.
    fn comprehension_tests(&mut self, generator: &'a ast::Comprehension, header: Label) -> Outcome<()> {
        let Some((last, others)) = generator.ifs.split_last() else {
            return Ok(());
        };
        let (body, again) = (self.label(), self.label());
        for test in others {
            self.condition(test, again, false)?;
        }
        self.condition(last, body, true)?;
        self.place(again);
        self.jump(Op::JumpBack, 0, header);
        self.place(body);
        Ok(())
    }

    /// `for x in [value]` is an assignment.
    fn assigned_element(&mut self, generators: &'a [ast::Comprehension], index: usize, value: &'a Expr, element: Element<'a>, result: u32) -> Outcome<()> {
        let generator = &generators[index];
        let mark = self.unit.next_temporary;
        self.assign(&generator.target, value)?;
        let end = self.label();
        for test in &generator.ifs {
            self.condition(test, end, false)?;
        }
        self.generator_loop(generators, index + 1, None, element, result)?;
        self.place(end);
        self.unit.next_temporary = mark;
        Ok(())
    }

    fn collect_element(&mut self, element: Element<'a>, result: u32) -> Outcome<()> {
        let mark = self.unit.next_temporary;
        match element {
            Element::List(value) => {
                let register = self.operand(value, None)?;
                self.at(value);
                self.emit(Op::ListAppend, result, register, 0);
            }
            Element::Set(value) => {
                let register = self.operand(value, None)?;
                self.at(value);
                self.emit(Op::SetAdd, result, register, 0);
            }
            Element::Dict(key, value) => {
                let key_register = self.operand_before(key, &[value], None)?;
                let register = self.operand(value, None)?;
                let mut location = self.source.location(key.range());
                let end = self.source.location(value.range());
                (location.end_line, location.end_column) = (end.end_line, end.end_column);
                self.set_location(location);
                self.emit(Op::MapAdd, result, key_register, register);
            }
            Element::Yield(value) => {
                let sent = self.temporary();
                let register = self.operand(value, Some(sent))?;
                self.at(value);
                self.yield_value(sent, register);
            }
        }
        self.unit.next_temporary = mark;
        Ok(())
    }

    #[allow(clippy::too_many_arguments)]
    fn comprehension_function(
        &mut self,
        range: TextRange,
        scope: ScopeId,
        name: &str,
        element: Element<'a>,
        generators: &'a [ast::Comprehension],
        base: u32,
        dst: u32,
    ) -> Outcome<()> {
        let location = self.source.location(range);
        self.enter_unit_of(scope, name, location.line);
        self.unit.arg_count = 1;
        self.unit.positional_only_count = 0;
        let is_generator = matches!(element, Element::Yield(_));
        let is_async = self.table.scope(scope).is_async;
        self.unit.flags |= match (is_generator, is_async) {
            (true, true) => CodeFlags::ASYNC_GENERATOR,
            (true, false) => CodeFlags::GENERATOR,
            (false, true) => CodeFlags::COROUTINE,
            (false, false) => 0,
        };
        let guard = (is_generator || is_async).then(|| self.begin_generator());
        self.set_location(location);
        let result = self.temporary();
        match element {
            Element::List(_) => self.emit(Op::BuildList, result, result, 0),
            Element::Set(_) => self.emit(Op::BuildSet, result, result, 0),
            Element::Dict(..) => self.emit(Op::BuildMap, result, result, 0),
            Element::Yield(_) => {}
        }
        self.generator_loop(generators, 0, Some(0), element, result)?;
        self.set_location(location);
        if is_generator {
            self.load_none(result);
        }
        self.emit(Op::Return, result, 0, 0);
        if let Some(guard) = guard {
            self.end_generator(guard);
        }
        let code = self.leave_unit()?;
        self.set_location(location);
        self.make_closure(code, base);
        self.set_location(location);
        self.emit(Op::Call, dst, base, 1);
        if is_async && !is_generator {
            let value = self.scratch(dst);
            self.move_to(value, dst);
            self.await_value(value)?;
            self.move_to(dst, value);
        }
        Ok(())
    }

    /// Whether `await` may stand here.
    pub fn allows_async(&self) -> bool {
        let scope = self.table.scope(self.unit.frame);
        scope.is_async || scope.generator_expression
    }
}

impl<'a> Element<'a> {
    fn last(self) -> &'a Expr {
        match self {
            Element::List(value) | Element::Set(value) | Element::Yield(value) => value,
            Element::Dict(_, value) => value,
        }
    }
}

/// The one element of `for target in [element]`.
fn single_element(generator: &ast::Comprehension) -> Option<&Expr> {
    if generator.is_async {
        return None;
    }
    let elements = match &generator.iter {
        Expr::List(node) => &node.elts,
        Expr::Tuple(node) => &node.elts,
        _ => return None,
    };
    match &elements[..] {
        [element] if !element.is_starred_expr() => Some(element),
        _ => None,
    }
}

impl<'a> Generator<'a> {
    /// Marks a loop of the frame for `break` and `continue`.
    pub fn push_loop(&mut self, header: Label, end: Label) -> Outcome<()> {
        let outer = self.unit.code.handler;
        self.push_block(Block::Loop { header, end, outer })
    }
}
