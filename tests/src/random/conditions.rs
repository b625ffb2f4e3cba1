//! Conditions: what loops and branches ask.

use super::Generator;
use super::scope::Kind;

impl Generator {
    /// An expression that is used for its truth.
    pub(super) fn condition(&mut self, depth: usize) -> String {
        let below = depth.saturating_sub(1);
        match self.rng.below(22) {
            0..=4 => self.counted(),
            5..=8 => {
                let comparison = self.rng.pick(&["<", ">", "<=", ">=", "==", "!="]);
                format!("({} {comparison} {})", self.int(below), self.int(below))
            }
            9 => {
                let comparison = self.rng.pick(&["<", ">", "<=", ">=", "==", "!="]);
                format!("({} {comparison} {})", self.float(below), self.number_leaf())
            }
            10 => format!(
                "({} & {})",
                self.int_leaf(),
                self.rng.pick(&["1", "2", "4", "8", "4096", "4611686018427387904"])
            ),
            11 => {
                let word = self.rng.pick(&["and", "or"]);
                format!("({} {word} {})", self.condition(below), self.condition(below))
            }
            12 => format!("(not {})", self.condition(below)),
            13 => format!("({} < {} < {})", self.int_leaf(), self.int_leaf(), self.int(below)),
            14 => match self.variable(Kind::Any) {
                Some(name) => self.question(&name),
                None => self.counted(),
            },
            15 => match self.variable(Kind::List) {
                Some(list) => format!("({} {} {list})", self.int_leaf(), self.rng.pick(&["in", "not in"])),
                None => self.counted(),
            },
            16 => match self.variable(Kind::Dict) {
                Some(dict) => format!("({} in {dict})", self.key()),
                None => self.counted(),
            },
            17 => match self.variable(Kind::Set) {
                Some(set) => format!("({} in {set})", self.key()),
                None => self.counted(),
            },
            18 => match self.variable(Kind::Str) {
                Some(text) => match self.rng.below(3) {
                    0 => format!("({} in {text})", self.rng.pick(&["\"a\"", "\"x\"", "\"12\"", "\"\""])),
                    1 => format!(
                        "({text} {} {})",
                        self.rng.pick(&["<", ">=", "=="]),
                        self.rng.pick(&["\"m\"", "\"abc\"", "\"\""])
                    ),
                    _ => format!(
                        "({text}.{}({}))",
                        self.rng.pick(&["startswith", "endswith"]),
                        self.rng.pick(&["\"a\"", "\"z\""])
                    ),
                },
                None => self.counted(),
            },
            19 => match self.variable(Kind::Object) {
                Some(object) => self.object_condition(&object, below),
                None => self.counted(),
            },
            20 => self.variable(Kind::Number).unwrap_or_else(|| self.counted()),
            _ => self.int_leaf(),
        }
    }

    /// A condition on the counter of a loop around: often, seldom, or once.
    pub(super) fn counted(&mut self) -> String {
        let counter = self.counter();
        match self.rng.below(6) {
            0 => format!("({counter} % {} == {})", self.rng.pick(&["97", "101", "211", "53"]), self.rng.between(0, 52)),
            1 => format!("({counter} > {})", self.rng.between(3, 200)),
            2 => format!("({counter} == {})", self.rng.between(2, 300)),
            3 => format!("({counter} % {} > {})", self.rng.pick(&["3", "5", "11"]), self.rng.between(0, 3)),
            _ => format!("({counter} % {})", self.rng.pick(&["2", "3", "4", "7"])),
        }
    }

    /// A condition that holds in few laps.
    pub(super) fn seldom(&mut self) -> String {
        format!(
            "({} % {} == {})",
            self.counter(),
            self.rng.pick(&["61", "97", "127", "199"]),
            self.rng.between(0, 60)
        )
    }

    fn number_leaf(&mut self) -> String {
        if self.rng.percent(50) { self.int_leaf() } else { self.float(0) }
    }

    /// A question about a variable that may hold anything.
    fn question(&mut self, name: &str) -> String {
        match self.rng.below(6) {
            0 | 1 => format!("({name} is None)"),
            2 => format!("({name} is not None)"),
            3 => format!("isinstance({name}, {})", self.rng.pick(&["int", "float", "str", "Base", "(int, str)", "tuple"])),
            4 => format!("({name} == {})", self.number_leaf()),
            _ => name.to_string(),
        }
    }

    fn object_condition(&mut self, object: &str, depth: usize) -> String {
        let class = self.classes[self.rng.below(self.classes.len())].clone();
        if self.scope.affords(self.method_cost) {
            self.scope.spend(self.method_cost);
        } else {
            return format!("isinstance({object}, {class})");
        }
        match self.rng.below(6) {
            0 | 1 => format!("isinstance({object}, {class})"),
            2 => format!(
                "({object} {} {})",
                self.rng.pick(&["<", "==", "!="]),
                self.variable(Kind::Object).unwrap_or_else(|| "None".to_string())
            ),
            3 => format!("({object}.link is None)"),
            4 => format!("({object} == {})", self.int(depth)),
            _ => format!("(type({object}) is {class})"),
        }
    }
}
