//! The expressions and patterns of the first symbol pass.

use super::build::Builder;
use super::{Role, ScopeId, ScopeKind, flag, mangle};
use crate::error::Outcome;
use ruff_python_ast::{self as ast, Expr, ExprContext, Pattern};
use ruff_text_size::{Ranged, TextRange};

impl Builder<'_> {
    pub fn expressions(&mut self, expressions: &[Expr]) -> Outcome<()> {
        expressions.iter().try_for_each(|expression| self.expression(expression))
    }

    pub fn optional(&mut self, expression: Option<&Expr>) -> Outcome<()> {
        expression.map_or(Ok(()), |expression| self.expression(expression))
    }

    pub fn expression(&mut self, expression: &Expr) -> Outcome<()> {
        match expression {
            Expr::Name(name) => self.name(name),
            Expr::NumberLiteral(_)
            | Expr::StringLiteral(_)
            | Expr::BytesLiteral(_)
            | Expr::BooleanLiteral(_)
            | Expr::NoneLiteral(_)
            | Expr::EllipsisLiteral(_)
            | Expr::IpyEscapeCommand(_) => Ok(()),
            _ => self.recurse(|builder| builder.compound(expression)),
        }
    }

    fn name(&mut self, name: &ast::ExprName) -> Outcome<()> {
        match name.ctx {
            ExprContext::Store => self.bind_name(&name.id, name.range, 0),
            ExprContext::Del => {
                if name.id == "__debug__" {
                    return self.error("cannot delete __debug__", name.range);
                }
                self.mention(&name.id, flag::ASSIGNED | flag::DELETED);
                Ok(())
            }
            ExprContext::Load | ExprContext::Invalid => {
                self.mention(&name.id, flag::USED);
                if name.id == "super" && self.current().is_function_like() {
                    self.mention("__class__", flag::USED);
                }
                Ok(())
            }
        }
    }

    fn compound(&mut self, expression: &Expr) -> Outcome<()> {
        match expression {
            Expr::BoolOp(node) => self.expressions(&node.values),
            Expr::Named(node) => self.walrus(node),
            Expr::BinOp(node) => {
                self.nested(0, 2, &node.left)?;
                let power = if node.op == ast::Operator::Pow { 2 } else { 0 };
                self.nested(power, 0, &node.right)
            }
            Expr::UnaryOp(node) => self.nested(1, 0, &node.operand),
            Expr::Lambda(node) => self.lambda(node),
            Expr::If(node) => {
                self.expression(&node.test)?;
                self.expression(&node.body)?;
                self.nested(1, 0, &node.orelse)
            }
            Expr::Dict(node) => node.items.iter().try_for_each(|item| {
                self.optional(item.key.as_ref())?;
                self.expression(&item.value)
            }),
            Expr::Set(node) => self.expressions(&node.elts),
            Expr::ListComp(node) => self.comprehension(node, &[&node.elt], &node.generators, "list comprehension"),
            Expr::SetComp(node) => self.comprehension(node, &[&node.elt], &node.generators, "set comprehension"),
            Expr::DictComp(node) => {
                let Some(key) = &node.key else {
                    return self.error("dict unpacking cannot be used in dict comprehension", node.value.range());
                };
                self.comprehension(node, &[key, &node.value], &node.generators, "dict comprehension")
            }
            Expr::Generator(node) => self.comprehension(node, &[&node.elt], &node.generators, "generator expression"),
            Expr::Await(node) => {
                self.forbidden_in_annotation("await expression", expression.range())?;
                if self.current().kind == ScopeKind::Comprehension {
                    self.current().is_async = true;
                }
                self.expression(&node.value)
            }
            Expr::Yield(node) => {
                self.mark_generator(expression.range())?;
                self.optional(node.value.as_deref())
            }
            Expr::YieldFrom(node) => {
                self.mark_generator(expression.range())?;
                self.expression(&node.value)
            }
            Expr::Compare(node) => {
                self.expression(&node.left)?;
                self.expressions(&node.comparators)
            }
            Expr::Call(node) => {
                self.nested(0, 2, &node.func)?;
                self.expressions(&node.arguments.args)?;
                node.arguments.keywords.iter().try_for_each(|keyword| self.expression(&keyword.value))
            }
            Expr::FString(node) => node.value.elements().try_for_each(|element| self.interpolated(element)),
            Expr::TString(node) => node.value.elements().try_for_each(|element| self.interpolated(element)),
            Expr::Attribute(node) => self.nested(0, 2, &node.value),
            Expr::Subscript(node) => {
                self.nested(0, 1, &node.value)?;
                self.expression(&node.slice)
            }
            Expr::Starred(node) => self.expression(&node.value),
            Expr::List(node) => self.expressions(&node.elts),
            Expr::Tuple(node) => self.expressions(&node.elts),
            Expr::Slice(node) => {
                self.optional(node.lower.as_deref())?;
                self.optional(node.upper.as_deref())?;
                self.optional(node.step.as_deref())
            }
            Expr::Name(_)
            | Expr::NumberLiteral(_)
            | Expr::StringLiteral(_)
            | Expr::BytesLiteral(_)
            | Expr::BooleanLiteral(_)
            | Expr::NoneLiteral(_)
            | Expr::EllipsisLiteral(_)
            | Expr::IpyEscapeCommand(_) => Ok(()),
        }
    }

    fn interpolated(&mut self, element: &ast::InterpolatedStringElement) -> Outcome<()> {
        let ast::InterpolatedStringElement::Interpolation(element) = element else {
            return Ok(());
        };
        self.expression(&element.expression)?;
        if let Some(spec) = &element.format_spec {
            spec.elements.iter().try_for_each(|element| self.interpolated(element))?;
        }
        Ok(())
    }

    fn forbidden_in_annotation(&mut self, what: &str, range: TextRange) -> Outcome<()> {
        let place = match self.current().kind {
            ScopeKind::Annotations => "an annotation",
            ScopeKind::TypeParams => "the definition of a generic",
            ScopeKind::TypeExpression => self.current().what,
            _ => return Ok(()),
        };
        self.error(format!("{what} cannot be used within {place}"), range)
    }

    fn mark_generator(&mut self, range: TextRange) -> Outcome<()> {
        self.forbidden_in_annotation("yield expression", range)?;
        if self.current().kind == ScopeKind::Comprehension {
            let what = self.current().what;
            return self.error(format!("'yield' inside {what}"), range);
        }
        self.current().is_generator = true;
        Ok(())
    }

    fn lambda(&mut self, node: &ast::ExprLambda) -> Outcome<()> {
        if let Some(parameters) = &node.parameters {
            self.defaults(parameters)?;
        }
        let outer = self.enter(node, Role::Body, ScopeKind::Lambda);
        if let Some(parameters) = &node.parameters {
            self.parameters(parameters)?;
        }
        self.nested(2, 0, &node.body)?;
        self.scope = outer;
        Ok(())
    }

    fn comprehension<T>(&mut self, node: &T, elements: &[&Expr], generators: &[ast::Comprehension], what: &'static str) -> Outcome<()> {
        let is_generator = what == "generator expression";
        self.in_iterable += 1;
        self.expression(&generators[0].iter)?;
        self.in_iterable -= 1;
        let outer = self.scope;
        let inlined = !is_generator && !self.current().sees_class;
        self.enter(node, Role::Body, ScopeKind::Comprehension);
        let id = self.scope;
        self.current().inlined = inlined;
        self.current().generator_expression = is_generator;
        self.current().what = what;
        if inlined {
            let frame = self.table.frame_of(outer);
            self.table.scopes[frame.0 as usize].inlined_scopes.push(id);
        } else {
            self.current().add(".0", flag::PARAM);
            self.current().is_generator = is_generator;
        }
        for (position, generator) in generators.iter().enumerate() {
            if generator.is_async {
                self.current().is_async = true;
            }
            if position > 0 {
                self.in_iterable += 1;
                self.expression(&generator.iter)?;
                self.in_iterable -= 1;
            }

            self.expression(&generator.target)?;
            self.mark_targets(&generator.target)?;
            self.expressions(&generator.ifs)?;
        }
        for element in elements {
            self.expression(element)?;
        }
        self.scope = outer;
        let (is_async, has_walrus) = (self.table.scope(id).is_async, self.table.scope(id).has_walrus);
        if inlined {
            self.current().has_walrus |= has_walrus;
            if is_async && self.current().kind == ScopeKind::Comprehension {
                self.current().is_async = true;
            }
        }
        Ok(())
    }

    /// Marks the names that a comprehension's `for` binds.
    fn mark_targets(&mut self, target: &Expr) -> Outcome<()> {
        match target {
            Expr::Name(name) => {
                let mangled = mangle(self.private.as_ref(), &name.id).into_owned();
                if self.current().flags(&mangled) & flag::COMP_WALRUS != 0 {
                    return self.error(
                        format!("comprehension inner loop cannot rebind assignment expression target '{}'", name.id),
                        name.range,
                    );
                }
                self.mention(&name.id, flag::COMP_TARGET);
                Ok(())
            }
            Expr::Tuple(node) => node.elts.iter().try_for_each(|element| self.mark_targets(element)),
            Expr::List(node) => node.elts.iter().try_for_each(|element| self.mark_targets(element)),
            Expr::Starred(node) => self.mark_targets(&node.value),
            _ => Ok(()),
        }
    }

    fn walrus(&mut self, node: &ast::ExprNamed) -> Outcome<()> {
        let range = node.range;
        if self.in_iterable > 0 {
            return self.error("assignment expression cannot be used in a comprehension iterable expression", range);
        }
        self.forbidden_in_annotation("named expression", range)?;
        self.current().has_walrus = true;
        if let (Expr::Name(name), ScopeKind::Comprehension) = (&*node.target, self.current().kind) {
            self.walrus_in_comprehension(name)?;
        }
        self.expression(&node.value)?;
        if self.current().kind != ScopeKind::Comprehension {
            self.expression(&node.target)?;
        }
        Ok(())
    }

    /// The target belongs to the scope around the comprehensions.
    fn walrus_in_comprehension(&mut self, name: &ast::ExprName) -> Outcome<()> {
        let mangled = mangle(self.private.as_ref(), &name.id).into_owned();
        let mut current = self.scope;
        let mut comprehensions: Vec<ScopeId> = Vec::new();
        loop {
            let scope = self.table.scope(current);
            match scope.kind {
                ScopeKind::Comprehension => {
                    if scope.flags(&mangled) & flag::COMP_TARGET != 0 {
                        return self.error(
                            format!("assignment expression cannot rebind comprehension iteration variable '{}'", name.id),
                            name.range,
                        );
                    }
                    comprehensions.push(current);
                    match scope.parent {
                        Some(parent) => current = parent,
                        None => return Ok(()),
                    }
                }
                ScopeKind::Class => {
                    return self.error("assignment expression within a comprehension cannot be used in a class body", name.range);
                }
                ScopeKind::Annotations | ScopeKind::TypeParams | ScopeKind::TypeExpression => {
                    let place = match scope.kind {
                        ScopeKind::Annotations => "an annotation",
                        ScopeKind::TypeParams => "the definition of a generic",
                        _ => scope.what,
                    };
                    return self.error(format!("assignment expression within a comprehension cannot be used in {place}"), name.range);
                }
                ScopeKind::Module => {
                    self.table.scopes[current.0 as usize].add(&mangled, flag::GLOBAL);
                    return self.mark_walrus(&comprehensions, &mangled, flag::GLOBAL);
                }
                ScopeKind::Function | ScopeKind::Lambda => {
                    let declared = scope.flags(&mangled) & flag::GLOBAL;
                    if declared == 0 {
                        self.table.scopes[current.0 as usize].add(&mangled, flag::ASSIGNED);
                        return self.mark_walrus(&comprehensions, &mangled, flag::NONLOCAL);
                    }
                    return self.mark_walrus(&comprehensions, &mangled, flag::GLOBAL);
                }
            }
        }
    }

    fn mark_walrus(&mut self, comprehensions: &[ScopeId], name: &str, flags: u16) -> Outcome<()> {
        for scope in comprehensions {
            self.table.scopes[scope.0 as usize].add(name, flags | flag::ASSIGNED | flag::COMP_WALRUS);
        }
        Ok(())
    }

    pub fn pattern(&mut self, pattern: &Pattern) -> Outcome<()> {
        match pattern {
            Pattern::MatchValue(node) => self.expression(&node.value),
            Pattern::MatchSingleton(_) => Ok(()),
            Pattern::MatchSequence(node) => node.patterns.iter().try_for_each(|pattern| self.pattern(pattern)),
            Pattern::MatchMapping(node) => {
                self.expressions(&node.keys)?;
                node.patterns.iter().try_for_each(|pattern| self.pattern(pattern))?;
                node.rest.as_ref().map_or(Ok(()), |name| self.bind(name, 0))
            }
            Pattern::MatchClass(node) => {
                self.expression(&node.cls)?;
                node.arguments.patterns.iter().try_for_each(|pattern| self.pattern(pattern))?;
                node.arguments.keywords.iter().try_for_each(|keyword| self.pattern(&keyword.pattern))
            }
            Pattern::MatchStar(node) => node.name.as_ref().map_or(Ok(()), |name| self.bind(name, 0)),
            Pattern::MatchAs(node) => {
                if let Some(pattern) = &node.pattern {
                    self.pattern(pattern)?;
                }
                node.name.as_ref().map_or(Ok(()), |name| self.bind(name, 0))
            }
            Pattern::MatchOr(node) => node.patterns.iter().try_for_each(|pattern| self.pattern(pattern)),
        }
    }
}
