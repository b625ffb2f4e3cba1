//! A whole program.

use super::Generator;
use super::scope::{Kind, Scope};

/// Statements one call of a main function runs, at most.
const MAIN_BUDGET: u64 = 120_000;

/// The program of a seed.
pub fn generate(seed: u64) -> String {
    let mut generator = Generator::new(seed);
    generator.program();
    let mut text = format!("# taipan-difftest random program, seed {seed}\n");
    text.push_str(include_str!("prelude.py"));
    text.push_str("\n\n");
    for line in &generator.lines {
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

impl Generator {
    fn program(&mut self) {
        for number in 0..self.rng.between(1, 3) {
            let name = format!("G{number}");
            let value = self.rng.pick(&["0", "1", "4611686018427387903", "7", "-9223372036854775808"]);
            self.line(format!("{name} = {value}"));
            self.globals.push(name);
        }
        self.line("");
        self.line("");
        self.classes();
        for number in 0..self.rng.between(0, 2) {
            self.generator(number);
            self.gap();
        }
        for number in 0..self.rng.between(1, 3) {
            self.function(number);
            self.gap();
        }
        for number in 0..self.rng.between(0, 2) {
            self.recursive(number);
            self.gap();
        }
        let mains = self.rng.between(1, 2);
        for number in 0..mains {
            self.main_function(number);
            self.gap();
        }
        for number in 0..mains {
            for arguments in self.main_arguments() {
                self.line(format!("run(main{number}, {arguments})"));
            }
        }
        let globals = self.globals.join(", ");
        self.line(format!("print(show([{globals}]))"));
    }

    fn gap(&mut self) {
        self.line("");
        self.line("");
    }

    /// Arguments for a few calls, of changing types.
    fn main_arguments(&mut self) -> Vec<String> {
        let mut calls = vec!["3, 0.5", "3, 2", "-4611686018427387905, 1e10", "1, None", "9223372036854775807, \"text\""];
        let count = self.rng.between(2, 3);
        while calls.len() > count {
            let index = self.rng.below(calls.len());
            calls.remove(index);
        }
        calls.into_iter().map(str::to_string).collect()
    }

    fn main_function(&mut self, number: usize) {
        self.scope = Scope::new(MAIN_BUDGET);
        let written = self.globals[self.rng.below(self.globals.len())].clone();
        let globals = self.globals.clone();
        self.block(format!("def main{number}(p0, p1):"), |g| {
            g.line(format!("global {written}"));
            g.line("dig = 0");
            g.scope.declare("p0", Kind::Int);
            g.scope.declare("p1", Kind::Any);
            for name in globals {
                if name == written {
                    g.scope.declare(name, Kind::Int);
                } else {
                    g.scope.declare_fixed(name, Kind::Int);
                }
            }
            let mut kinds = vec![Kind::Int, Kind::Int, Kind::Float, Kind::Object];
            for kind in [
                Kind::Int,
                Kind::Float,
                Kind::Number,
                Kind::Str,
                Kind::List,
                Kind::Numbers,
                Kind::Dict,
                Kind::Set,
                Kind::Tuple,
                Kind::Any,
                Kind::Object,
            ] {
                if g.rng.percent(45) {
                    kinds.push(kind);
                }
            }
            g.declare_locals(&kinds);
            if g.rng.percent(35) {
                g.closure();
            }
            if g.rng.percent(25) {
                g.accumulator();
            }
            g.scope.declare_fixed("dig", Kind::Int);
            for _ in 0..g.rng.between(1, 2) {
                let laps = [100, 300, 600, 1200, 2500][g.rng.below(5)];
                g.hot_loop(laps);
            }
            let names: Vec<String> = g
                .scope
                .variables
                .iter()
                .map(|variable| variable.name.clone())
                .filter(|name| !name.starts_with('G'))
                .collect();
            g.line(format!("return [{}]", names.join(", ")));
        });
    }
}
