//! Expressions of each kind.
//!
//! Operators are always inside parentheses: the reducer then replaces an expression by a part of it
//! without knowing precedences.

use super::Generator;
use super::scope::{Callable, Kind};

/// Ints at which representations change: 2^31, 2^32, 2^53, and 2^61 to 2^64, each with its neighbours.
const EDGES: [&str; 22] = [
    "2147483647",
    "2147483648",
    "4294967295",
    "-2147483649",
    "9007199254740993",
    "1152921504606846975",
    "2305843009213693951",
    "2305843009213693952",
    "-2305843009213693952",
    "-2305843009213693953",
    "4611686018427387903",
    "4611686018427387904",
    "-4611686018427387904",
    "-4611686018427387905",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "-9223372036854775809",
    "18446744073709551615",
    "18446744073709551616",
    "-18446744073709551616",
    "1103515245",
];

const FLOATS: [&str; 14] = [
    "0.0",
    "-0.0",
    "0.5",
    "1.0",
    "-1.5",
    "2.0",
    "3.25",
    "0.1",
    "1e-3",
    "1e10",
    "123456.789",
    "-7.75",
    "1e-300",
    "4.5e15",
];

const MASKS: [&str; 8] = [
    "& M64",
    "& 0xFFFFFFFF",
    "& 0x7FFFFFFF",
    "& 0x3FFFFFFFFFFFFFFF",
    "& 0x7FFFFFFFFFFFFFFF",
    "% 1000003",
    "% 2147483648",
    "& 1023",
];

impl Generator {
    /// An expression of a kind, at most `depth` operators deep.
    pub(super) fn expression(&mut self, kind: Kind, depth: usize) -> String {
        match kind {
            Kind::Int => self.int(depth),
            Kind::Float => self.float(depth),
            Kind::Number => self.number(depth),
            Kind::Str => self.string(depth),
            Kind::List => self.list(depth),
            Kind::Numbers => self.numbers(depth),
            Kind::Dict => self.dict(depth),
            Kind::Set => self.set(depth),
            Kind::Tuple => self.tuple(depth),
            Kind::Object => self.object(depth),
            Kind::Any => self.any(depth),
        }
    }

    /// A variable of a kind, if there is one.
    pub(super) fn variable(&mut self, kind: Kind) -> Option<String> {
        let names = self.scope.of_kind(kind);
        if names.is_empty() {
            return None;
        }
        let name = names[self.rng.below(names.len())];
        Some(name.to_string())
    }

    fn small(&mut self) -> String {
        self.rng.pick(&["0", "1", "2", "3", "5", "7", "10", "13", "-1", "-3", "100", "97"]).to_string()
    }

    pub(super) fn int_leaf(&mut self) -> String {
        match self.rng.below(10) {
            0..=6 => self.variable(Kind::Int).unwrap_or_else(|| self.small()),
            7 => self.rng.pick(&EDGES).to_string(),
            8 if !self.scope.counters.is_empty() => self.counter(),
            _ => self.small(),
        }
    }

    /// The counter of a loop around, or a constant.
    pub(super) fn counter(&mut self) -> String {
        match self.scope.counters.len() {
            0 => self.variable(Kind::Int).unwrap_or_else(|| "3".to_string()),
            count => {
                // The innermost half of the time: it changes most.
                let index = if self.rng.percent(50) { count - 1 } else { self.rng.below(count) };
                self.scope.counters[index].clone()
            }
        }
    }

    /// An int that is not zero.
    fn divisor(&mut self, depth: usize) -> String {
        match self.rng.below(5) {
            0 => format!("({} or 7)", self.int(depth)),
            1 => format!("({} | 1)", self.int(depth)),
            2 => self.rng.pick(&["-1", "-7", "-1000003", "-2", "-4611686018427387904"]).to_string(),
            _ => self
                .rng
                .pick(&["2", "3", "7", "10", "64", "1000003", "4294967296", "4611686018427387905"])
                .to_string(),
        }
    }

    pub(super) fn int(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.int_leaf();
        }
        let below = depth - 1;
        match self.rng.below(30) {
            0..=3 => self.int_leaf(),
            4..=9 => {
                let operator = self.rng.pick(&["+", "-", "*", "+", "-", "&", "|", "^"]);
                format!("({} {operator} {})", self.int(below), self.int(below))
            }
            10 | 11 => {
                let operator = self.rng.pick(&["//", "%", "%"]);
                format!("({} {operator} {})", self.int(below), self.divisor(below))
            }
            12 => format!("({} << {})", self.int(below), self.rng.pick(&["1", "3", "7", "31", "62"])),
            13 => format!("({} >> {})", self.int(below), self.rng.pick(&["1", "2", "7", "32", "61", "70"])),
            14 => format!("({} << ({} & 7))", self.int(below), self.int(below)),
            15 => format!("({} >> ({} & 63))", self.int(below), self.int(below)),
            16 => format!("({}{})", self.rng.pick(&["-", "~", "-"]), self.int(below)),
            17..=19 => self.masked(below),
            20 => format!("({} if {} else {})", self.int(below), self.condition(below), self.int(below)),
            21 => {
                let name = self.rng.pick(&["min", "max"]);
                format!("{name}({}, {})", self.int(below), self.int(below))
            }
            22 => format!("abs({})", self.int(below)),
            23 if self.rng.percent(50) => format!("int({})", self.condition(below)),
            23 => match self.generator_call() {
                Some((call, ..)) => {
                    let template = self.rng.pick(&["sum(", "next(", "max(", "len([*", "min("]);
                    let end = match template {
                        "next(" => ", 0)",
                        "max(" | "min(" => ", default=5)",
                        "len([*" => "])",
                        _ => ")",
                    };
                    format!("{template}{call}{end}")
                }
                None => self.int_leaf(),
            },
            24 => self.rounded_float(below),
            25 | 26 => self.int_from_container(below),
            27 => self.int_from_object(below),
            28 => self.call_of(Kind::Int, below).unwrap_or_else(|| self.int_leaf()),
            _ => match self.rng.below(4) {
                0 => format!("divmod({}, {})[{}]", self.int(below), self.divisor(below), self.rng.below(2)),
                1 => format!("pow({}, {}, 1000003)", self.int(below), self.rng.between(0, 5)),
                2 => format!("({} ** {})", self.int_leaf(), self.rng.between(0, 3)),
                _ => format!("({}).bit_length()", self.int(below)),
            },
        }
    }

    /// Arithmetic under a mask, as hashes and generators of random numbers write it.
    fn masked(&mut self, depth: usize) -> String {
        let mask = self.rng.pick(&MASKS);
        match self.rng.below(4) {
            0 => format!(
                "(({} * {} + {}) {mask})",
                self.int(depth),
                self.rng.pick(&["1103515245", "6364136223846793005", "31", "0x100000001B3"]),
                self.int(depth)
            ),
            1 => format!("(({} ^ ({} << 13)) {mask})", self.int_leaf(), self.int_leaf()),
            2 => format!("(({} ^ ({} >> 7)) {mask})", self.int_leaf(), self.int_leaf()),
            _ => format!("({} {mask})", self.int(depth)),
        }
    }

    /// An int from a float that has been made safe to convert.
    fn rounded_float(&mut self, depth: usize) -> String {
        let function = self.rng.pick(&["int", "round", "math.floor", "math.ceil", "int"]);
        format!("{function}(clamp({}))", self.float(depth))
    }

    pub(super) fn int_from_object(&mut self, depth: usize) -> String {
        let Some(object) = self.variable(Kind::Object) else {
            return self.int_leaf();
        };
        if !self.scope.affords(self.method_cost) {
            return format!("{object}.n");
        }
        match self.rng.below(9) {
            0..=2 => format!("{object}.n"),
            3..=5 => {
                self.scope.spend(self.method_cost);
                let method = self.rng.pick(&["step", "step", "fold", "size"]);
                format!("{object}.{method}({})", self.int(depth))
            }
            6 => {
                self.scope.spend(self.method_cost);
                format!("len({object})")
            }
            7 => {
                self.scope.spend(self.method_cost);
                format!("{object}[{}]", self.int(depth))
            }
            _ => {
                self.scope.spend(self.method_cost);
                format!("{object}({})", self.int(depth))
            }
        }
    }

    pub(super) fn float(&mut self, depth: usize) -> String {
        if depth == 0 {
            return match self.rng.below(3) {
                0 => self.rng.pick(&FLOATS).to_string(),
                _ => self.variable(Kind::Float).unwrap_or_else(|| self.rng.pick(&FLOATS).to_string()),
            };
        }
        let below = depth - 1;
        match self.rng.below(14) {
            0 | 1 => self.float(0),
            2..=5 => {
                let operator = self.rng.pick(&["+", "-", "*"]);
                format!("({} {operator} {})", self.float(below), self.float(below))
            }
            6 => format!("({} / {})", self.float(below), self.rng.pick(&["2.0", "3", "-0.75", "1e3", "7.0"])),
            7 => format!(
                "({} {} {})",
                self.float(below),
                self.rng.pick(&["//", "%"]),
                self.rng.pick(&["2.5", "-3.0", "7", "0.1"])
            ),
            8 => format!("({} + {})", self.int_leaf(), self.float(below)),
            9 => format!("({} * {})", self.float(below), self.int_leaf()),
            10 => format!("({} / {})", self.int(below), self.divisor(below)),
            11 => format!("({} if {} else {})", self.float(below), self.condition(below), self.float(below)),
            12 => match self.rng.below(4) {
                0 => format!("abs({})", self.float(below)),
                1 => format!("math.sqrt(abs({}))", self.float(below)),
                2 => format!("float({})", self.int(below)),
                _ => format!("round({}, {})", self.float(below), self.rng.between(0, 3)),
            },
            _ => match self.variable(Kind::Object) {
                Some(object) => format!("{object}.w"),
                None => format!("(-{})", self.float(below)),
            },
        }
    }

    /// An int or a float.
    fn number(&mut self, depth: usize) -> String {
        if depth == 0 {
            return match self.rng.below(4) {
                0 => self.int_leaf(),
                1 => self.float(0),
                _ => self.variable(Kind::Number).unwrap_or_else(|| self.int_leaf()),
            };
        }
        let below = depth - 1;
        match self.rng.below(10) {
            0 => self.number(0),
            1..=4 => {
                let operator = self.rng.pick(&["+", "-", "*"]);
                format!("({} {operator} {})", self.number(below), self.number(below))
            }
            5 | 6 => format!("({} if {} else {})", self.int(below), self.condition(below), self.float(below)),
            7 => format!(
                "({} {} {})",
                self.number(below),
                self.rng.pick(&["//", "%"]),
                self.rng.pick(&["3", "2.5", "-7", "64"])
            ),
            8 => match self.variable(Kind::Numbers) {
                Some(list) => format!("{list}[{} % len({list})]", self.int(below)),
                None => self.number(0),
            },
            _ => self.call_of(Kind::Number, below).unwrap_or_else(|| format!("abs({})", self.number(below))),
        }
    }

    fn string(&mut self, depth: usize) -> String {
        let variable = self.variable(Kind::Str).unwrap_or_else(|| "\"ab\"".to_string());
        if depth == 0 {
            return variable;
        }
        let below = depth - 1;
        match self.rng.below(13) {
            0 | 1 => variable,
            2 | 3 => format!("({variable} + chr(97 + {} % 26))", self.int(below)),
            4 => format!("({} + {})", self.string(below), self.rng.pick(&["\"x\"", "\"é\"", "\"yz\"", "\"\""])),
            5 => format!("str({})", self.int(below)),
            6 => format!("f\"{{{}}}:{{{variable}}}\"", self.int_leaf()),
            7 => format!("{variable}[{} % 5:]", self.int(below)),
            8 => format!(
                "{variable}.{}",
                self.rng
                    .pick(&["upper()", "lower()", "strip(\"x\")", "replace(\"a\", \"bc\")", "title()", "swapcase()"])
            ),
            9 => format!("({} if {} else {})", self.string(below), self.condition(below), self.string(below)),
            10 => format!("\"-\".join([str({}), {variable}])", self.int(below)),
            11 => format!("({variable}[::-1])"),
            _ => format!("\"%d %s\" % ({}, {variable})", self.int(below)),
        }
    }

    pub(super) fn tuple(&mut self, depth: usize) -> String {
        match self.variable(Kind::Tuple) {
            Some(name) if self.rng.percent(30) => name,
            Some(name) if self.rng.percent(20) => {
                format!("({name}[0], {name}[1], {})", self.int(depth))
            }
            _ => {
                let below = depth.saturating_sub(1);
                format!("({}, {}, {})", self.int(below), self.float(below), self.int(below))
            }
        }
    }

    pub(super) fn object(&mut self, depth: usize) -> String {
        let below = depth.saturating_sub(1);
        let known = self.variable(Kind::Object);
        if !self.scope.affords(self.method_cost) {
            return known.unwrap_or_else(|| "Base(0)".to_string());
        }
        match known {
            Some(name) if self.rng.percent(25) => name,
            Some(name) if self.rng.percent(25) => {
                self.scope.spend(self.method_cost);
                let operator = self.rng.pick(&["+", "-", "*"]);
                let other = if self.rng.percent(60) { self.int(below) } else { self.object(0) };
                if self.rng.percent(70) {
                    format!("({name} {operator} {other})")
                } else {
                    format!("({other} {operator} {name})")
                }
            }
            Some(name) if self.rng.percent(15) => format!("({name}.link or {name})"),
            Some(name) if self.rng.percent(20) => {
                let other = self.variable(Kind::Object).unwrap_or_else(|| name.clone());
                format!("[{name}, {other}, {name}][{} % 3]", self.int(below))
            }
            _ => {
                self.scope.spend(self.method_cost);
                let class = self.rng.below(self.classes.len());
                format!("{}({})", self.classes[class].clone(), self.int(below))
            }
        }
    }

    fn any(&mut self, depth: usize) -> String {
        match self.rng.below(10) {
            0 | 1 => "None".to_string(),
            2 | 3 => self.int(depth),
            4 | 5 => self.float(depth),
            6 => self.string(depth),
            7 => self.object(depth),
            8 => self.tuple(depth),
            _ => self.variable(Kind::Any).unwrap_or_else(|| "None".to_string()),
        }
    }

    /// A call of a function that returns a kind, if there is one and its cost fits.
    pub(super) fn call_of(&mut self, returns: Kind, depth: usize) -> Option<String> {
        let fitting: Vec<Callable> = self
            .functions
            .iter()
            .chain(&self.scope.locals)
            .filter(|callable| callable.returns == returns && self.scope.affords(callable.cost))
            .cloned()
            .collect();
        if fitting.is_empty() {
            return None;
        }
        let callable = &fitting[self.rng.below(fitting.len())];
        self.scope.spend(callable.cost);
        Some(self.call(callable, depth))
    }

    /// A call with arguments of the right kinds.
    pub(super) fn call(&mut self, callable: &Callable, depth: usize) -> String {
        let mut arguments = Vec::new();
        for (index, kind) in callable.parameters.iter().enumerate() {
            arguments.push(match callable.depth_below {
                Some(bound) if index == 0 => format!("({} % {bound})", self.int(depth)),
                _ => self.expression(*kind, depth),
            });
        }
        if callable.takes_more && self.rng.percent(40) {
            for _ in 0..self.rng.between(1, 2) {
                let more = self.int(depth.min(1));
                arguments.push(more);
            }
        } else if callable.has_default && self.rng.percent(40) {
            arguments.pop();
        } else if arguments.len() > 1 && self.rng.percent(15) {
            // Some calls name their last argument.
            let last = arguments.len() - 1;
            arguments[last] = format!("p{last}={}", arguments[last]);
        }
        format!("{}({})", callable.name, arguments.join(", "))
    }
}
