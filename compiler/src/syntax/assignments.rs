//! Targets that cannot be assigned to.

use super::Finding;
use super::tokens::TokenList;
use ruff_python_ast::token::TokenKind;
use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_ast::{Expr, Mod, Stmt, UnaryOp};
use ruff_python_parser::ParseErrorType;
use ruff_text_size::{Ranged, TextRange};

/// What CPython calls an expression in these errors.
pub(crate) fn expression_name(expression: &Expr) -> &'static str {
    match expression {
        Expr::Attribute(_) => "attribute",
        Expr::Subscript(_) => "subscript",
        Expr::Starred(_) => "starred",
        Expr::Name(_) => "name",
        Expr::List(_) => "list",
        Expr::Tuple(_) => "tuple",
        Expr::Lambda(_) => "lambda",
        Expr::Call(_) => "function call",
        Expr::BoolOp(_) | Expr::BinOp(_) | Expr::UnaryOp(_) => "expression",
        Expr::Generator(_) => "generator expression",
        Expr::Yield(_) | Expr::YieldFrom(_) => "yield expression",
        Expr::Await(_) => "await expression",
        Expr::ListComp(_) => "list comprehension",
        Expr::SetComp(_) => "set comprehension",
        Expr::DictComp(_) => "dict comprehension",
        Expr::Dict(_) => "dict literal",
        Expr::Set(_) => "set display",
        Expr::FString(_) => "f-string expression",
        Expr::TString(_) => "t-string expression",
        Expr::NumberLiteral(_) | Expr::StringLiteral(_) | Expr::BytesLiteral(_) => "literal",
        Expr::BooleanLiteral(node) => {
            if node.value {
                "True"
            } else {
                "False"
            }
        }
        Expr::NoneLiteral(_) => "None",
        Expr::EllipsisLiteral(_) => "ellipsis",
        Expr::Compare(_) => "comparison",
        Expr::If(_) => "conditional expression",
        Expr::Named(_) => "named expression",
        Expr::Slice(_) | Expr::IpyEscapeCommand(_) => "expression",
    }
}

struct Finder<'a> {
    range: TextRange,
    found: Option<&'a Expr>,
}

impl<'a> Visitor<'a> for Finder<'a> {
    fn visit_expr(&mut self, expression: &'a Expr) {
        if self.found.is_none() && expression.range().contains_range(self.range) {
            if expression.range() == self.range {
                self.found = Some(expression);
                return;
            }
            stacker::maybe_grow(crate::RED_ZONE, crate::STACK_SEGMENT, || walk_expr(self, expression));
        }
    }
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        if self.found.is_none() && statement.range().contains_range(self.range) {
            ruff_python_ast::visitor::walk_stmt(self, statement);
        }
    }
}

/// The outermost expression with exactly this range.
pub(crate) fn find_expression(tree: &Mod, range: TextRange) -> Option<&Expr> {
    let mut finder = Finder { range, found: None };
    match tree {
        Mod::Module(module) => module.body.iter().for_each(|statement| finder.visit_stmt(statement)),
        Mod::Expression(expression) => finder.visit_expr(&expression.body),
    }
    finder.found
}

/// Whether the expression is one that comparisons and the like are made of.
fn is_bitwise_or(expression: &Expr) -> bool {
    match expression {
        Expr::Compare(_) | Expr::BoolOp(_) | Expr::If(_) | Expr::Lambda(_) | Expr::Named(_) | Expr::Yield(_) | Expr::YieldFrom(_) | Expr::Starred(_) => false,
        Expr::UnaryOp(node) => node.op != UnaryOp::Not,
        _ => true,
    }
}

/// The first part of a target that is none.
fn invalid_part(target: &Expr, deleting: bool) -> Option<&Expr> {
    match target {
        Expr::List(node) => node.elts.iter().find_map(|element| invalid_part(element, deleting)),
        Expr::Tuple(node) => node.elts.iter().find_map(|element| invalid_part(element, deleting)),
        Expr::Starred(node) if !deleting => invalid_part(&node.value, deleting),
        Expr::Name(_) | Expr::Subscript(_) | Expr::Attribute(_) => None,
        _ => Some(target),
    }
}

/// Errors about assignment, deletion, annotation and named expression targets.
pub(super) fn target_error(error: &ParseErrorType, tree: &Mod, tokens: &TokenList<'_>, range: TextRange) -> Option<Finding> {
    let expression = find_expression(tree, range)?;
    let index = tokens.index_at(range.end());
    match error {
        ParseErrorType::InvalidNamedAssignmentTarget => {
            let name = expression_name(expression);
            Some(Finding::new(format!("cannot use assignment expressions with {name}"), range))
        }
        ParseErrorType::InvalidDeleteTarget => {
            let part = invalid_part(expression, true)?;
            Some(Finding::new(format!("cannot delete {}", expression_name(part)), part.range()))
        }
        ParseErrorType::InvalidAugmentedAssignmentTarget => {
            let name = expression_name(expression);
            Some(Finding::new(format!("'{name}' is an illegal expression for augmented assignment"), range))
        }
        ParseErrorType::InvalidAnnotatedAssignmentTarget => Some(match expression {
            Expr::List(_) => Finding::new("only single target (not list) can be annotated", range),
            Expr::Tuple(node) => {
                let first = node.elts.first().filter(|_| !node.parenthesized);
                Finding::new("only single target (not tuple) can be annotated", first.map_or(range, Ranged::range))
            }
            _ => Finding::new("illegal target for annotation", range),
        }),
        ParseErrorType::InvalidAssignmentTarget => {
            let part = invalid_part(expression, false).unwrap_or(expression);
            let name = expression_name(part);
            // Behind the parentheses that are directly around the part.
            let (mut first, mut followed) = (tokens.index_at(part.range().start()), tokens.index_at(part.range().end()));
            let mut in_parentheses = false;
            while first > 0 && tokens.kind(first - 1) == TokenKind::Lpar && tokens.kind(followed) == TokenKind::Rpar {
                (first, followed, in_parentheses) = (first - 1, followed + 1, true);
            }
            let is_yield = matches!(part, Expr::Yield(_) | Expr::YieldFrom(_));
            if is_yield && !in_parentheses && part.range() == range && tokens.kind(index) == TokenKind::Equal {
                return Some(Finding::new("assignment to yield expression not possible", range));
            }
            let singular =
                matches!(part, Expr::BooleanLiteral(node) if node.value) || matches!(part, Expr::NoneLiteral(_) | Expr::BooleanLiteral(_) | Expr::Generator(_));
            if tokens.kind(followed) == TokenKind::Equal && !singular && (in_parentheses || is_bitwise_or(part)) {
                let stops = [TokenKind::Equal, TokenKind::ColonEqual, TokenKind::Comma];
                let end = tokens.skip_expression(followed + 1, &stops);
                let simple =
                    super::tokens::starts_expression(tokens.kind(followed + 1)) && !matches!(tokens.kind(followed + 1), TokenKind::Not | TokenKind::Lambda);
                if simple && !matches!(tokens.kind(end), TokenKind::Equal | TokenKind::ColonEqual) {
                    let message = format!("cannot assign to {name} here. Maybe you meant '==' instead of '='?");
                    return Some(Finding::new(message, part.range()));
                }
            }
            Some(Finding::new(format!("cannot assign to {name}"), part.range()))
        }
        _ => None,
    }
}
