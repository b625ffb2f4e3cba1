//! Loops of every shape, hot ones and short ones inside them.

use super::Generator;
use super::scope::{Callable, Kind};

/// Whether a line may change a variable: it is named left of an assignment, or it is a container and
/// a method of it is called.
fn changes(line: &str, name: &str) -> bool {
    let text = line.trim_start();
    let is_header = text.ends_with(':');
    let left = text.split_once('=').filter(|_| !is_header).map_or("", |(left, _)| left);
    let named = |part: &str| part.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '.').any(|word| word == name);
    named(left) || text.contains(&format!("{name}.")) || text.contains(&format!("({name} := "))
}

impl Generator {
    /// Writes a loop body that runs `trips` times for each run of the loop.
    fn loop_body(&mut self, header: String, trips: u64, body: impl FnOnce(&mut Generator)) {
        let multiplier = self.scope.multiplier;
        let leavable = self.scope.leavable;
        let counters = self.scope.counters.len();
        self.scope.multiplier = multiplier.saturating_mul(trips);
        self.scope.leavable = true;
        self.scope.loops += 1;
        self.block(header, body);
        self.scope.loops -= 1;
        self.scope.counters.truncate(counters);
        self.scope.leavable = leavable;
        self.scope.multiplier = multiplier;
    }

    /// A hot loop: its laps come from what is left of the budget and the cost of one lap.
    pub(super) fn hot_loop(&mut self, laps: u64) {
        let counter = self.scope.fresh("i");
        let (before, header, step) = match self.rng.below(5) {
            0 => (
                Some(format!("{counter} = 0")),
                format!("while {counter} < {laps}:"),
                Some(format!("{counter} += 1")),
            ),
            1 => (None, format!("for {counter} in range({laps}, 0, -1):"), None),
            2 => (None, format!("for {counter} in range(5, {}, 3):", 5 + laps * 3), None),
            _ => (None, format!("for {counter} in range({laps}):"), None),
        };
        if let Some(line) = before {
            self.line(line);
        }
        let statements = self.rng.between(3, 7);
        self.loop_body(header, laps, |g| {
            if let Some(line) = step {
                g.line(line);
            }
            g.scope.counters.push(counter.clone());
            g.scope.declare_fixed(counter.clone(), Kind::Int);
            let start = g.lines.len();
            if g.rng.percent(30) {
                g.scope.protected = true;
                g.block("try:", |g| g.statements(statements));
                g.scope.protected = false;
                let kinds = g.rng.pick(&["Exception", "(ArithmeticError, LookupError, TypeError, ValueError, Stop)"]);
                g.block(format!("except {kinds} as error:"), |g| g.line("dig = digest(dig, str(error))"));
            } else {
                g.statements(statements);
            }
            g.clamp_changed(start);
            g.digest_one();
            if g.rng.percent(40) {
                let condition = g.seldom();
                let name = g.scope.variables[g.rng.below(g.scope.variables.len())].name.clone();
                g.block(format!("if {condition}:"), |g| g.line(format!("print(\"at\", {counter}, dig, show({name}))")));
            }
        });
        if self.rng.percent(15) {
            self.block("else:", |g| g.statements(1));
        }
    }

    /// A short loop inside another one; false when it does not fit.
    pub(super) fn short_loop(&mut self) -> bool {
        if self.scope.loops >= 3 || self.scope.blocks >= 6 || !self.scope.affords(24) {
            return false;
        }
        let element = self.scope.fresh("j");
        let mut kinds = vec![(element.clone(), Kind::Int)];
        let (header, trips) = match self.rng.below(13) {
            12 => match self.variable(Kind::Object) {
                Some(object) => {
                    kinds[0].1 = Kind::Object;
                    let others = [self.object(0), self.object(1)];
                    (format!("for {element} in ({object}, {}, {}):", others[0], others[1]), 3)
                }
                None => return false,
            },
            0..=2 => {
                let trips = self.rng.between(2, 5);
                (format!("for {element} in range({trips}):"), trips)
            }
            3 => (format!("for {element} in range({} % 4):", self.int(1)), 4),
            4 => {
                let trips = self.rng.between(2, 5);
                self.line(format!("{element} = {trips}"));
                (format!("while {element} > 0:"), trips)
            }
            5 => match self.variable(Kind::List) {
                Some(list) => (format!("for {element} in {list}[:4]:"), 4),
                None => return false,
            },
            6 => match self.variable(Kind::Dict) {
                Some(dict) => {
                    let value = self.scope.fresh("v");
                    kinds.push((value.clone(), Kind::Int));
                    (format!("for {element}, {value} in list({dict}.items())[:4]:"), 4)
                }
                None => return false,
            },
            7 => match self.variable(Kind::Set) {
                Some(set) => (format!("for {element} in list({set})[:4]:"), 4),
                None => return false,
            },
            8 => match self.variable(Kind::Str) {
                Some(text) => {
                    kinds[0].1 = Kind::Str;
                    (format!("for {element} in {text}[:4]:"), 4)
                }
                None => return false,
            },
            9 => match (self.variable(Kind::List), self.variable(Kind::Numbers)) {
                (Some(list), Some(numbers)) => {
                    let other = self.scope.fresh("y");
                    kinds.push((other.clone(), Kind::Number));
                    (format!("for {element}, {other} in zip({list}[:4], {numbers}):"), 4)
                }
                _ => return false,
            },
            10 => match self.variable(Kind::Numbers) {
                Some(numbers) => {
                    let other = self.scope.fresh("y");
                    kinds.push((other.clone(), Kind::Number));
                    (format!("for {element}, {other} in enumerate({numbers}[:4]):"), 4)
                }
                None => return false,
            },
            _ => match self.generator_call() {
                Some((call, kind, trips)) => {
                    kinds[0].1 = kind;
                    (format!("for {element} in {call}:"), trips)
                }
                None => return false,
            },
        };
        let counts_down = header.starts_with("while");
        let statements = self.rng.between(1, 3);
        let trips = trips as u64;
        self.loop_body(header, trips, |g| {
            if counts_down {
                g.line(format!("{element} -= 1"));
            }
            for (name, kind) in kinds {
                if kind == Kind::Int && name == element {
                    g.scope.counters.push(name.clone());
                }
                g.scope.declare_fixed(name, kind);
            }
            let start = g.lines.len();
            g.statements(statements);
            if g.rng.percent(40) {
                g.leave();
            }
            g.clamp_changed(start);
        });
        if self.rng.percent(20) {
            self.block("else:", |g| g.statements(1));
        }
        true
    }

    /// A call of a generator that fits, with what it yields and how often.
    pub(super) fn generator_call(&mut self) -> Option<(String, Kind, usize)> {
        let fitting: Vec<Callable> = self
            .generators
            .iter()
            .filter(|generator| self.scope.affords(generator.cost * 2))
            .cloned()
            .collect();
        if fitting.is_empty() {
            return None;
        }
        let generator = &fitting[self.rng.below(fitting.len())];
        self.scope.spend(generator.cost);
        let call = self.call(generator, 1);
        Some((call, generator.returns, generator.cost as usize))
    }

    /// `break` or `continue` under a condition.
    pub(super) fn leave(&mut self) {
        if !self.scope.leavable {
            return;
        }
        let condition = self.condition(1);
        let word = self.rng.pick(&["break", "continue", "break"]);
        self.block(format!("if {condition}:"), |g| g.line(word));
    }

    /// Keeps the variables small that the lines from `start` on change: they live from lap to lap.
    fn clamp_changed(&mut self, start: usize) {
        let variables = self.scope.variables.clone();
        for variable in variables.iter().filter(|variable| variable.assignable) {
            if self.lines[start..].iter().any(|line| changes(line, &variable.name)) {
                self.clamp_variable(&variable.name, variable.kind);
            }
        }
    }

    fn clamp_variable(&mut self, name: &str, kind: Kind) {
        match kind {
            Kind::Int if name.contains('.') || name == "dig" => {}
            Kind::Int => match self.rng.below(8) {
                0 => self.line(format!("{name} &= M64")),
                1 => self.line(format!("{name} %= 1000003")),
                2 => self.line(format!("{name} = (({name} + 9223372036854775808) & M64) - 9223372036854775808")),
                3 => self.line(format!("{name} &= 0x3FFFFFFFFFFFFFFF")),
                4 => self.line(format!(
                    "{name} = {name} if -36893488147419103232 < {name} < 36893488147419103232 else {name} % 1000003"
                )),
                _ => self.line(format!("{name} = clamp({name})")),
            },
            Kind::Float | Kind::Number => self.line(format!("{name} = clamp({name})")),
            Kind::Str => self.line(format!("{name} = {name}[-20:] or \"q\"")),
            Kind::List | Kind::Numbers => {
                self.block(format!("if len({name}) > 30:"), |g| g.line(format!("del {name}[:-8]")));
            }
            Kind::Tuple => self.line(format!("{name} = (clamp({name}[0]), clamp({name}[1]), clamp({name}[2]))")),
            Kind::Dict | Kind::Set | Kind::Object | Kind::Any => {}
        }
    }

    /// Folds one variable into the digest.
    pub(super) fn digest_one(&mut self) {
        let variables: Vec<String> = self.scope.variables.iter().map(|variable| variable.name.clone()).collect();
        if variables.iter().any(|name| name == "dig") {
            let name = &variables[self.rng.below(variables.len())];
            self.line(format!("dig = digest(dig, {name})"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::changes;

    #[test]
    fn changes_are_seen_left_of_assignments_and_in_calls() {
        for line in ["a1 = 2", "    a1 += 1", "b, a1 = a1, b", "a1[0] = 5", "a1.append(3)", "if (a1 := 5) & 1:"] {
            assert!(changes(line, "a1"), "{line}");
        }
        for line in ["b = a1", "a11 = 2", "if a1 == 2:", "f(a1)", "while a1 <= 3:"] {
            assert!(!changes(line, "a1"), "{line}");
        }
    }
}
