//! Small questions about expressions that code generation asks.

use ruff_python_ast::Expr;
use ruff_python_ast::visitor::{Visitor, walk_expr};

struct Walrus(bool);

impl<'a> Visitor<'a> for Walrus {
    fn visit_expr(&mut self, expression: &'a Expr) {
        if self.0 {
            return;
        }
        match expression {
            Expr::Named(_) => self.0 = true,
            // A function of its own: its walrus binds its own names.
            Expr::Lambda(_) | Expr::Generator(_) => {}
            _ => stacker::maybe_grow(crate::RED_ZONE, crate::STACK_SEGMENT, || walk_expr(self, expression)),
        }
    }
}

/// Whether evaluating `expression` may bind a name of the same frame.
pub(crate) fn contains_walrus(expression: &Expr) -> bool {
    let mut visitor = Walrus(false);
    visitor.visit_expr(expression);
    visitor.0
}
