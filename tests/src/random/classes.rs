//! Classes behind one interface: the same attributes and methods, bodies of their own.

use super::Generator;
use super::scope::{Kind, Scope};

/// What the statements of one method may cost.
const METHOD_BUDGET: u64 = 14;

impl Generator {
    /// Writes the classes. In their bodies no objects and no functions are in scope, so that a method
    /// calls at most its parent's.
    pub(super) fn classes(&mut self) {
        let count = self.rng.between(2, 4);
        self.base_class();
        self.classes.push("Base".to_string());
        for number in 1..count {
            self.derived_class(number);
            self.classes.push(format!("K{number}"));
        }
        // A call chain up to the root, or an operator that makes an object.
        self.method_cost = (METHOD_BUDGET + 2) * (count as u64).min(3) / 2 + 4;
    }

    fn base_class(&mut self) {
        let slots = self.rng.percent(30);
        self.block("class Base:", |g| {
            if slots {
                g.line("__slots__ = (\"n\", \"w\", \"link\")");
            }
            let text = format!("scale = {}", g.rng.pick(&["1", "3", "1 << 61", "-2"]));
            g.line(text);
            g.line("");
            g.constructor();
            for name in ["step", "fold", "size"] {
                g.method(name, false);
            }
            g.operators();
        });
        self.line("");
        self.line("");
    }

    fn constructor(&mut self) {
        let weight = self.rng.pick(&["0.5", "float(n % 100)", "clamp(n / 3)", "1.0"]);
        self.line("def __init__(self, n):");
        self.indent += 1;
        self.line("self.n = clamp(n)");
        self.line(format!("self.w = {weight}"));
        self.line("self.link = None");
        self.indent -= 1;
        self.line("");
    }

    fn derived_class(&mut self, number: usize) {
        let parent = self.classes[self.rng.below(self.classes.len())].clone();
        self.block(format!("class K{number}({parent}):"), |g| {
            if g.rng.percent(40) {
                let text = format!("scale = {}", g.rng.below(20));
                g.line(text);
                g.line("");
            }
            if g.rng.percent(40) {
                g.line("def __init__(self, n):");
                g.indent += 1;
                g.line("super().__init__(n)");
                let text = g.rng.pick(&["self.extra = n & 7", "self.n = clamp(self.n + 1)", "self.extra = 1.5"]);
                g.line(text);
                g.indent -= 1;
                g.line("");
            }
            for name in ["step", "fold", "size"] {
                if g.rng.percent(55) {
                    let chained = g.rng.percent(45);
                    g.method(name, chained);
                }
            }
            if g.rng.percent(30) {
                g.operators();
            }
            g.line("def tag(self):");
            g.line(format!("    return {number}"));
        });
        self.line("");
        self.line("");
    }

    fn method(&mut self, name: &str, chained: bool) {
        self.scope = Scope::new(METHOD_BUDGET);
        self.scope.declare("self.n", Kind::Int);
        self.scope.declare("self.w", Kind::Float);
        self.scope.declare_fixed("self.scale", Kind::Int);
        self.scope.declare("k", Kind::Int);
        self.line(format!("def {name}(self, k=1):"));
        self.indent += 1;
        let count = self.rng.between(1, 2);
        self.statements(count);
        let value = self.int(2);
        if chained {
            self.line(format!("return clamp(super().{name}(k) ^ {value})"));
        } else {
            self.line(format!("return clamp({value})"));
        }
        self.indent -= 1;
        self.line("");
    }

    /// Operator methods; some refuse some operands.
    fn operators(&mut self) {
        let refuses = self.rng.percent(40);
        for (name, operator) in [("add", "+"), ("sub", "-"), ("mul", "*")] {
            for (prefix, left, right) in [("__", "self.n", "other"), ("__r", "other", "self.n")] {
                self.line(format!("def {prefix}{name}__(self, other):"));
                self.indent += 1;
                self.line("if isinstance(other, Base):");
                self.line("    other = other.n");
                if refuses && prefix == "__" {
                    let text = format!("if not isinstance(other, int) or other % 67 == {}:", self.rng.below(67));
                    self.line(text);
                } else {
                    self.line("if not isinstance(other, int):");
                }
                self.line("    return NotImplemented");
                self.line(format!("return type(self)({left} {operator} {right})"));
                self.indent -= 1;
                self.line("");
            }
        }
        let bodies = [
            (
                "__eq__(self, other)",
                "return self.n == (other.n if isinstance(other, Base) else other)".to_string(),
            ),
            (
                "__lt__(self, other)",
                "return self.n < other.n if isinstance(other, Base) else NotImplemented".to_string(),
            ),
            ("__hash__(self)", "return self.n & 31".to_string()),
            ("__len__(self)", format!("return self.n & {}", self.rng.pick(&["7", "1", "63"]))),
            ("__getitem__(self, k)", "return clamp(self.n ^ (k & 255))".to_string()),
            ("__call__(self, k)", "self.n = clamp(self.n + k)\n        return self.n & 0xFFFF".to_string()),
        ];
        for (head, body) in bodies {
            self.line(format!("def {head}:"));
            self.line(format!("    {body}"));
            self.line("");
        }
    }
}
