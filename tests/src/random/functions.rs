//! Functions, recursive functions, generators and closures.

use super::Generator;
use super::scope::{Callable, Kind, Scope};

const PARAMETERS: [Kind; 7] = [Kind::Int, Kind::Int, Kind::Float, Kind::Number, Kind::Object, Kind::List, Kind::Any];

impl Generator {
    fn parameters(&mut self, most: usize) -> Vec<Kind> {
        let count = self.rng.between(1, most);
        let mut kinds: Vec<Kind> = (0..count).map(|_| PARAMETERS[self.rng.below(PARAMETERS.len())]).collect();
        if self.rng.percent(50) {
            kinds[0] = Kind::Int;
        }
        kinds
    }

    fn signature(kinds: &[Kind]) -> String {
        let names: Vec<String> = (0..kinds.len()).map(|index| format!("p{index}")).collect();
        names.join(", ")
    }

    fn declare_parameters(&mut self, kinds: &[Kind]) {
        for (index, kind) in kinds.iter().enumerate() {
            // A list that was passed belongs to the caller, who relies on its length.
            let name = format!("p{index}");
            if matches!(kind, Kind::List | Kind::Numbers) {
                self.scope.declare_fixed(name, *kind);
            } else {
                self.scope.declare(name, *kind);
            }
        }
    }

    /// Writes locals with first values.
    pub(super) fn declare_locals(&mut self, kinds: &[Kind]) {
        for kind in kinds {
            let stem = match kind {
                Kind::Int => "a",
                Kind::Float => "f",
                Kind::Number => "u",
                Kind::Str => "s",
                Kind::List => "l",
                Kind::Numbers => "m",
                Kind::Dict => "d",
                Kind::Set => "q",
                Kind::Tuple => "t",
                Kind::Object => "o",
                Kind::Any => "z",
            };
            let name = self.scope.fresh(stem);
            let value = self.bounded(*kind, 1);
            self.line(format!("{name} = {value}"));
            self.scope.declare(name, *kind);
        }
    }

    /// A plain function; later ones may call it.
    pub(super) fn function(&mut self, number: usize) {
        let kinds = self.parameters(3);
        let returns = [Kind::Int, Kind::Int, Kind::Number, Kind::Tuple][self.rng.below(4)];
        self.scope = Scope::new(60);
        let name = format!("f{number}");
        let takes_more = self.rng.percent(20);
        let has_default = kinds.last() == Some(&Kind::Int) && self.rng.percent(50);
        let mut signature = Self::signature(&kinds);
        if has_default {
            signature.push_str("=7");
        }
        if takes_more {
            signature.push_str(", *more");
        }
        self.block(format!("def {name}({signature}):"), |g| {
            g.declare_parameters(&kinds);
            g.declare_locals(&[Kind::Int]);
            if takes_more {
                g.declare_locals(&[Kind::Int]);
                let name = g.scope.targets(Kind::Int).pop().unwrap_or_default();
                g.line(format!("{name} += clamp(sum(more)) + len(more)"));
            }
            let count = g.rng.between(1, 3);
            g.statements(count);
            if g.rng.percent(30) {
                let condition = g.condition(1);
                let early = g.bounded(returns, 1);
                g.block(format!("if {condition}:"), |g| g.line(format!("return {early}")));
            }
            if g.rng.percent(20) {
                let value = g.int_leaf();
                let wanted = g.rng.below(40);
                g.block(format!("if {value} == {wanted}:"), |g| g.line(format!("raise Stop({value})")));
            }
            let result = g.bounded(returns, 2);
            g.line(format!("return {result}"));
        });
        let callable = Callable::plain(name, kinds, returns, self.scope.cost + 3);
        self.functions.push(Callable {
            takes_more,
            has_default,
            ..callable
        });
    }

    /// A recursive function; its result may change its type at the bottom.
    pub(super) fn recursive(&mut self, number: usize) {
        let mut kinds = vec![Kind::Int];
        kinds.extend(self.parameters(2));
        let returns = if self.rng.percent(50) { Kind::Int } else { Kind::Number };
        let twice = self.rng.percent(40);
        self.scope = Scope::new(40);
        let name = format!("r{number}");
        self.block(format!("def {name}({}):", Self::signature(&kinds)), |g| {
            g.declare_parameters(&kinds[1..].iter().fold(vec![Kind::Int], |mut all, kind| {
                all.push(*kind);
                all
            }));
            // The depth must only ever shrink.
            g.scope.variables[0].assignable = false;
            let bottom = g.bounded(returns, 1);
            g.block("if p0 <= 0:", |g| g.line(format!("return {bottom}")));
            g.statements(1);
            let again = |g: &mut Generator, less: &str| {
                let mut arguments = vec![format!("p0 - {less}")];
                for kind in &kinds[1..] {
                    arguments.push(g.bounded(*kind, 1));
                }
                format!("{name}({})", arguments.join(", "))
            };
            let operator = g.rng.pick(&["+", "-", "*"]);
            let first = again(g, "1");
            let second = if twice { again(g, "2") } else { g.expression(returns, 1) };
            g.line(format!("return clamp({first} {operator} {second})"));
        });
        let once = self.scope.cost + 2;
        let (bound, calls) = if twice { (6, 25) } else { (12, 12) };
        self.scope.cost = once * calls;
        let callable = Callable::plain(name, kinds, returns, self.scope.cost + 3);
        self.functions.push(Callable {
            depth_below: Some(bound),
            ..callable
        });
    }

    /// A generator of ints.
    pub(super) fn generator(&mut self, number: usize) {
        let kinds = self.parameters(2);
        self.scope = Scope::new(30);
        self.scope.yields = true;
        let name = format!("g{number}");
        let trips = self.rng.between(2, 5);
        let delegate = if self.rng.percent(30) { self.generator_call() } else { None };
        let guarded = self.rng.percent(30);
        self.block(format!("def {name}({}):", Self::signature(&kinds)), |g| {
            g.declare_parameters(&kinds);
            g.declare_locals(&[Kind::Int]);
            if let Some((_, _, _)) = &delegate {
                // The call was made up before the parameters existed; constants only.
                g.line(format!("yield from {}", delegate.as_ref().map_or("()", |d| d.0.as_str())));
            }
            if guarded {
                g.block("try:", |g| g.generator_loop(trips));
                g.block("finally:", |g| {
                    g.scope.yields = false;
                    g.statements(1);
                    g.scope.yields = true;
                });
            } else {
                g.generator_loop(trips);
            }
            if g.rng.percent(40) {
                let value = g.bounded_int(1);
                g.line(format!("yield {value}"));
            }
        });
        let callable = Callable::plain(name, kinds, Kind::Int, self.scope.cost + 3);
        self.generators.push(callable);
    }

    fn generator_loop(&mut self, trips: usize) {
        let counter = self.scope.fresh("i");
        self.scope.multiplier = trips as u64;
        self.block(format!("for {counter} in range({trips}):"), |g| {
            g.scope.counters.push(counter.clone());
            g.scope.declare_fixed(counter.clone(), Kind::Int);
            if g.rng.percent(30) {
                let condition = g.condition(1);
                g.block(format!("if {condition}:"), |g| g.line("continue"));
            }
            let value = g.bounded_int(2);
            g.line(format!("yield {value}"));
            g.statements(1);
        });
        self.scope.counters.pop();
        self.scope.multiplier = 1;
    }

    /// A generator that is resumed with a value, used like a function.
    pub(super) fn accumulator(&mut self) {
        let name = self.scope.fresh("acc");
        let start = self.int_leaf();
        self.line(format!("{name} = accumulator({start})"));
        self.line(format!("next({name})"));
        self.scope.locals.push(Callable::plain(format!("{name}.send"), vec![Kind::Int], Kind::Int, 4));
    }

    /// A function inside the one being written that changes a variable of it.
    pub(super) fn closure(&mut self) {
        let targets: Vec<String> = self.scope.targets(Kind::Int).into_iter().filter(|name| name.starts_with('a')).collect();
        let Some(target) = targets.first().cloned() else {
            return;
        };
        let name = self.scope.fresh("up");
        let numeric = self.rng.percent(20);
        self.line(format!("def {name}(p0):"));
        self.indent += 1;
        self.line(format!("nonlocal {target}"));
        let line = match self.rng.below(3) {
            0 => format!("{target} = clamp({target} + p0)"),
            1 => format!("{target} = ({target} * 31 + p0) & M64"),
            _ => format!("{target} ^= p0 & 4095"),
        };
        self.line(line);
        self.line(if numeric { "return p0 + 1".to_string() } else { format!("return {target}") });
        self.indent -= 1;
        self.scope.locals.push(Callable::plain(name, vec![Kind::Int], Kind::Int, 3));
    }
}
