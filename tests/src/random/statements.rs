//! Statements, and blocks of them.

use super::Generator;
use super::scope::Kind;

const VALUE_KINDS: [Kind; 8] = [Kind::Int, Kind::Int, Kind::Int, Kind::Float, Kind::Number, Kind::Object, Kind::Any, Kind::Tuple];

impl Generator {
    /// Writes about this many statements.
    pub(super) fn statements(&mut self, count: usize) {
        for _ in 0..count {
            if !self.scope.affords(2) {
                return;
            }
            self.statement();
        }
    }

    fn statement(&mut self) {
        self.scope.spend(1);
        let deep = self.scope.blocks >= 6;
        let wrote = match self.rng.below(40) {
            0..=9 => self.assign(),
            10..=13 => self.augment(),
            14 => self.assign_several(),
            15..=19 if !deep => self.branch(),
            20..=23 => self.short_loop(),
            24..=27 => self.change_container(),
            28..=30 => self.change_object(),
            31 | 32 if !deep => self.attempt(),
            33 if !deep => self.with_guard(),
            34 => self.change_global(),
            35 => self.flip(),
            36 => self.yield_value(),
            37 => self.call_statement(),
            38 => self.walrus(),
            _ => {
                if self.scope.loops > 0 && self.rng.percent(30) {
                    self.leave();
                } else {
                    self.digest_one();
                }
                true
            }
        };
        if !wrote {
            self.assign();
        }
    }

    /// `target = expression`, bounded where the value outlives the lap.
    fn assign(&mut self) -> bool {
        let kind = VALUE_KINDS[self.rng.below(VALUE_KINDS.len())];
        let targets = self.scope.targets(kind);
        let Some(target) = self.one_of(&targets) else {
            return false;
        };
        let value = self.value_for(&target, kind);
        self.line(format!("{target} = {value}"));
        true
    }

    /// A value of a kind that may be assigned to this name.
    fn value_for(&mut self, target: &str, kind: Kind) -> String {
        let outlives = target.contains('.') || self.globals.iter().any(|name| name == target);
        match kind {
            Kind::Int if outlives || self.rng.percent(55) => self.bounded_int(3),
            Kind::Int => self.int(2),
            Kind::Float | Kind::Number if outlives => self.bounded(kind, 3),
            Kind::Any | Kind::Tuple => self.bounded(kind, 2),
            _ => self.expression(kind, 3),
        }
    }

    fn one_of(&mut self, names: &[String]) -> Option<String> {
        (!names.is_empty()).then(|| names[self.rng.below(names.len())].clone())
    }

    fn augment(&mut self) -> bool {
        let kind = [Kind::Int, Kind::Int, Kind::Float, Kind::Number][self.rng.below(4)];
        let targets = self.scope.targets(kind);
        let Some(target) = self.one_of(&targets) else {
            return false;
        };
        let line = match kind {
            Kind::Int => match self.rng.below(8) {
                0..=3 => format!("{target} += {}", self.bounded_int(2)),
                4 => format!("{target} -= {}", self.bounded_int(2)),
                5 => format!("{target} ^= {}", self.bounded_int(2)),
                6 => format!("{target} >>= {}", self.rng.pick(&["1", "3", "31"])),
                _ => format!(
                    "{target} {} {}",
                    self.rng.pick(&["//=", "%=", "&="]),
                    self.rng.pick(&["3", "1000003", "4611686018427387905", "-7"])
                ),
            },
            Kind::Float => {
                let value = self.float(2);
                format!("{target} {} clamp({value})", self.rng.pick(&["+=", "-=", "+="]))
            }
            _ => {
                let value = self.expression(Kind::Number, 2);
                format!("{target} {} clamp({value})", self.rng.pick(&["+=", "-="]))
            }
        };
        self.line(line);
        true
    }

    /// Swaps, rotations, and unpacking.
    fn assign_several(&mut self) -> bool {
        let targets: Vec<String> = self
            .scope
            .targets(Kind::Int)
            .into_iter()
            .filter(|name| !name.contains('.') && name != "dig")
            .collect();
        if targets.len() < 2 {
            return false;
        }
        let first = targets[self.rng.below(targets.len())].clone();
        let second = targets[self.rng.below(targets.len())].clone();
        let line = match (self.rng.below(5), self.variable(Kind::List), self.variable(Kind::Tuple)) {
            (0, Some(list), _) => format!("{first}, *_ = {list}"),
            (1, _, Some(tuple)) => format!("{first}, _, {second} = {tuple}"),
            (2, ..) => format!("{first} = {second} = {}", self.bounded_int(2)),
            (3, ..) => format!("{first}, {second} = {second}, {first}"),
            _ => {
                let value = self.bounded_int(2);
                format!("{first}, {second} = {second}, {value}")
            }
        };
        self.line(line);
        true
    }

    fn branch(&mut self) -> bool {
        let condition = self.condition(2);
        let count = self.rng.between(1, 2);
        self.block(format!("if {condition}:"), |g| g.statements(count));
        while self.rng.percent(25) {
            let condition = self.condition(1);
            self.block(format!("elif {condition}:"), |g| g.statements(1));
        }
        if self.rng.percent(45) {
            self.block("else:", |g| g.statements(count));
        }
        true
    }

    fn change_object(&mut self) -> bool {
        let names: Vec<String> = self.scope.of_kind(Kind::Object).into_iter().map(str::to_string).collect();
        let Some(object) = self.one_of(&names) else {
            return false;
        };
        let line = match self.rng.below(9) {
            0 | 1 => format!("{object}.n = {}", self.bounded_int(2)),
            2 => format!("{object}.w = {}", self.bounded(Kind::Float, 2)),
            3 => format!("{object}.link = {}", self.object(1)),
            4 => format!("{object}.link = None"),
            5 => format!("{object}.n = clamp({object}.n + {})", self.int(1)),
            6 if self.scope.targets(Kind::Object).contains(&object) => {
                self.scope.spend(self.method_cost);
                format!("{object} += {}", self.int(1))
            }
            7 if self.rng.percent(20) => {
                let class = self.classes[self.rng.below(self.classes.len())].clone();
                let value = self.rng.below(50);
                let condition = self.seldom();
                self.block(format!("if {condition}:"), |g| g.line(format!("{class}.scale = {value}")));
                return true;
            }
            _ => {
                if !self.scope.affords(self.method_cost) {
                    return false;
                }
                self.scope.spend(self.method_cost);
                format!("{object}.fold({})", self.int(1))
            }
        };
        self.line(line);
        true
    }

    /// try, with something that may raise.
    fn attempt(&mut self) -> bool {
        let count = self.rng.between(1, 2);
        let risky_last = self.rng.percent(50);
        let caught = self.rng.percent(90);
        let kinds = match self.rng.below(10) {
            0..=6 => "Exception",
            _ => self.rng.pick(&["ArithmeticError", "LookupError", "(Stop, TypeError, ValueError)", "Stop"]),
        };
        let protected = self.scope.protected;
        self.scope.protected |= caught && kinds == "Exception";
        self.block("try:", |g| {
            if !risky_last {
                g.risk();
            }
            g.statements(count);
            if risky_last {
                g.risk();
            }
        });
        self.scope.protected = protected;
        if caught {
            if self.rng.percent(60) {
                let name = self.scope.fresh("e");
                self.block(format!("except {kinds} as {name}:"), |g| g.handle(&name));
            } else {
                self.block(format!("except {kinds}:"), |g| g.statements(1));
            }
        }
        if caught && self.rng.percent(20) {
            self.block("else:", |g| g.statements(1));
        }
        if !caught || self.rng.percent(25) {
            // A jump out of `finally` is a SyntaxWarning.
            let leavable = std::mem::replace(&mut self.scope.leavable, false);
            self.block("finally:", |g| g.statements(1));
            self.scope.leavable = leavable;
        }
        true
    }

    fn handle(&mut self, error: &str) {
        let facts = self.rng.pick(&["str", "args", "context", "name"]);
        if self.scope.variables.iter().any(|variable| variable.name == "dig") {
            let fact = match facts {
                "str" => format!("str({error})"),
                "args" => format!("{error}.args"),
                "context" => format!("type({error}.__context__).__name__"),
                _ => format!("type({error}).__name__"),
            };
            self.line(format!("dig = digest(dig, {fact})"));
        }
        self.statements(1);
        if self.rng.percent(8) {
            let line = match self.rng.below(3) {
                0 => "raise".to_string(),
                1 => format!("raise Retry({}) from {error}", self.rng.below(100)),
                _ => format!("raise Stop({})", self.rng.below(100)),
            };
            let condition = self.seldom();
            self.block(format!("if {condition}:"), |g| g.line(line));
        }
    }

    /// A statement that raises in some laps; where nothing here catches it, in few.
    fn risk(&mut self) {
        if self.scope.protected {
            self.raise_something();
        } else {
            let condition = self.seldom();
            self.block(format!("if {condition}:"), |g| g.raise_something());
        }
    }

    fn raise_something(&mut self) {
        let target = self.scope.targets(Kind::Int).first().cloned().unwrap_or_else(|| "_".to_string());
        let counter = self.counter();
        let modulus = self.rng.pick(&["2", "3", "7", "31"]);
        let value = self.int(1);
        let line = match self.rng.below(8) {
            0 | 1 => format!("{target} = clamp({value}) {} ({counter} % {modulus})", self.rng.pick(&["//", "%"])),
            2 => format!("{target} = {{0: 1, 1: {counter}}}[{counter} % {modulus}]"),
            3 => format!("{target} = [1, 2, {counter}][{counter} % {modulus}]"),
            4 => format!("{target} = int(\"5x\" [: 1 + ({counter} % {modulus} == 0)])"),
            5 => format!("{target} = {counter} + (1 if {counter} % {modulus} else None)"),
            _ => {
                let name = self.rng.pick(&["Stop", "Retry", "ValueError", "KeyError"]);
                let condition = self.condition(1);
                self.block(format!("if {condition}:"), |g| g.line(format!("raise {name}({counter})")));
                return;
            }
        };
        self.line(line);
    }

    fn with_guard(&mut self) -> bool {
        let name = self.scope.fresh("g");
        let kinds = self.rng.pick(&["Stop", "ArithmeticError", "(Stop, LookupError)"]);
        self.block(format!("with Guard({kinds}) as {name}:"), |g| {
            g.statements(1);
            if g.rng.percent(30) {
                let condition = g.seldom();
                g.block(format!("if {condition}:"), |g| g.line("raise Stop(5)"));
            }
        });
        true
    }

    fn change_global(&mut self) -> bool {
        if self.globals.is_empty() || self.scope.loops == 0 {
            return false;
        }
        let name = self.globals[self.rng.below(self.globals.len())].clone();
        if self.scope.targets(Kind::Int).contains(&name) {
            let line = format!("{name} = {}", self.bounded_int(2));
            self.line(line);
            return true;
        }
        false
    }

    /// A value of another type in a few laps.
    fn flip(&mut self) -> bool {
        let targets = self.scope.targets(Kind::Any);
        let Some(target) = self.one_of(&targets) else {
            return false;
        };
        let condition = if self.rng.percent(50) { self.seldom() } else { format!("{target} is None") };
        let value = self.bounded(Kind::Any, 2);
        self.block(format!("if {condition}:"), |g| g.line(format!("{target} = {value}")));
        if self.rng.percent(50) {
            let ints = self.scope.targets(Kind::Int);
            if let Some(int) = self.one_of(&ints) {
                let kind = self.rng.pick(&["int", "int", "(int, bool)"]);
                self.block(format!("elif isinstance({target}, {kind}):"), |g| {
                    g.line(format!("{int} = clamp({int} + {target})"))
                });
            }
        }
        true
    }

    fn yield_value(&mut self) -> bool {
        if !self.scope.yields {
            return false;
        }
        let value = self.bounded_int(2);
        self.line(format!("yield {value}"));
        true
    }

    fn call_statement(&mut self) -> bool {
        let kind = [Kind::Int, Kind::Number, Kind::Tuple][self.rng.below(3)];
        let targets = self.scope.targets(kind);
        let Some(target) = self.one_of(&targets) else {
            return false;
        };
        match self.call_of(kind, 2) {
            Some(call) => {
                self.line(format!("{target} = {call}"));
                true
            }
            None => false,
        }
    }

    fn walrus(&mut self) -> bool {
        let targets: Vec<String> = self
            .scope
            .targets(Kind::Int)
            .into_iter()
            .filter(|name| !name.contains('.') && name != "dig")
            .collect();
        let Some(target) = self.one_of(&targets) else {
            return false;
        };
        let value = self.bounded_int(2);
        let mask = self.rng.pick(&["1", "6", "1024"]);
        self.block(format!("if ({target} := {value}) & {mask}:"), |g| g.statements(1));
        true
    }
}
