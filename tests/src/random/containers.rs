//! Lists, dicts, sets, tuples and strings: expressions over them and statements that change them.
//!
//! What is stored in a container is bounded first: an element that is squared in every lap would
//! grow for ever.

use super::Generator;
use super::scope::Kind;

impl Generator {
    /// An int expression whose value has at most 67 bits or so.
    pub(super) fn bounded_int(&mut self, depth: usize) -> String {
        let value = self.int(depth);
        match self.rng.below(6) {
            0 => format!("({value} & M64)"),
            1 => format!("({value} % 1000003)"),
            2 => format!("((({value}) + 9223372036854775808 & M64) - 9223372036854775808)"),
            _ => format!("clamp({value})"),
        }
    }

    /// An expression of a kind whose value may be kept from lap to lap.
    pub(super) fn bounded(&mut self, kind: Kind, depth: usize) -> String {
        match kind {
            Kind::Int => self.bounded_int(depth),
            Kind::Float | Kind::Number => format!("clamp({})", self.expression(kind, depth)),
            Kind::Str => format!("{}[-24:]", self.expression(kind, depth)),
            Kind::Tuple => format!("({}, {}, {})", self.bounded_int(1), self.bounded(Kind::Float, 1), self.bounded_int(0)),
            Kind::Any => match self.rng.below(5) {
                0 | 1 => "None".to_string(),
                2 => self.bounded_int(depth),
                3 => self.bounded(Kind::Float, depth),
                _ => self.bounded(Kind::Str, depth),
            },
            _ => self.expression(kind, depth),
        }
    }

    /// A key: there are few, so that they are found again.
    pub(super) fn key(&mut self) -> String {
        let value = self.int(1);
        format!("({value} % {})", self.rng.pick(&["5", "13", "13", "29"]))
    }

    pub(super) fn list(&mut self, depth: usize) -> String {
        let known = self.variable(Kind::List);
        let below = depth.saturating_sub(1);
        match (known, self.rng.below(10)) {
            (Some(name), 0 | 1) => format!("{name}[:]"),
            (Some(name), 2) => format!("({name}[1:] or [{}])", self.bounded_int(below)),
            (Some(name), 3) => format!("sorted({name})"),
            (Some(name), 4) => format!("({name}[:6] + [{}])", self.bounded_int(below)),
            (Some(name), 5) => format!("{name}[::-1]"),
            (Some(name), 6) => {
                let element = self.fresh_element();
                let value = self.with_element(&element, |g| g.bounded_int(below.min(1)));
                format!("[{value} for {element} in {name}[:7]]")
            }
            (_, 7) => format!("[x * {} for x in range({})]", self.rng.pick(&["3", "-1", "1 << 40"]), self.rng.between(1, 6)),
            (_, 8) => {
                let element = self.fresh_element();
                let filter = self.with_element(&element, |g| g.condition(1));
                format!("([{element} for {element} in range({}) if {filter}] or [0])", self.rng.between(2, 7))
            }
            _ => {
                let count = self.rng.between(1, 4);
                let values: Vec<String> = (0..count).map(|_| self.bounded_int(below)).collect();
                format!("[{}]", values.join(", "))
            }
        }
    }

    pub(super) fn numbers(&mut self, depth: usize) -> String {
        let below = depth.saturating_sub(1);
        let count = self.rng.between(1, 4);
        let values: Vec<String> = (0..count).map(|_| self.bounded(Kind::Number, below)).collect();
        format!("[{}]", values.join(", "))
    }

    pub(super) fn dict(&mut self, depth: usize) -> String {
        let below = depth.saturating_sub(1);
        match (self.variable(Kind::Dict), self.rng.below(4)) {
            (Some(name), 0) => format!("dict({name})"),
            (Some(name), 1) => format!("{{k: v ^ 1 for k, v in {name}.items() if k != {}}}", self.rng.below(13)),
            _ => {
                let count = self.rng.between(1, 3);
                let items: Vec<String> = (0..count).map(|_| format!("{}: {}", self.key(), self.bounded_int(below))).collect();
                format!("{{{}}}", items.join(", "))
            }
        }
    }

    pub(super) fn set(&mut self, depth: usize) -> String {
        let _ = depth;
        match (self.variable(Kind::Set), self.rng.below(5)) {
            (Some(name), 0) => format!("({name} {} {{{}, {}}})", self.rng.pick(&["|", "^", "-"]), self.key(), self.key()),
            (_, 1) => format!("{{x * 5 % 13 for x in range({})}}", self.rng.between(1, 8)),
            _ => format!("{{{}, {}, {}}}", self.key(), self.key(), self.key()),
        }
    }

    fn fresh_element(&mut self) -> String {
        self.scope.fresh("x")
    }

    /// Writes an expression in which `element` is an int, as inside a comprehension.
    fn with_element(&mut self, element: &str, write: impl FnOnce(&mut Generator) -> String) -> String {
        let before = self.scope.variables.len();
        let multiplier = self.scope.multiplier;
        self.scope.multiplier = multiplier.saturating_mul(7);
        self.scope.declare_fixed(element, Kind::Int);
        self.scope.declare_fixed(element, Kind::Int);
        let text = write(self);
        self.scope.variables.truncate(before);
        self.scope.multiplier = multiplier;
        text
    }

    pub(super) fn int_from_container(&mut self, depth: usize) -> String {
        let kind = [Kind::List, Kind::Dict, Kind::Set, Kind::Str, Kind::Tuple, Kind::List][self.rng.below(6)];
        let Some(name) = self.variable(kind) else {
            return self.int_leaf();
        };
        match (kind, self.rng.below(6)) {
            (Kind::List, 0 | 1) => format!("{name}[{} % len({name})]", self.int(depth)),
            (Kind::List, 2) => format!("{name}[{}]", self.rng.pick(&["0", "-1"])),
            (Kind::List, 3) => format!("sum({name})"),
            (Kind::List, 4) => format!("{}({name})", self.rng.pick(&["max", "min", "len"])),
            (Kind::List, _) => {
                let element = self.fresh_element();
                let value = self.with_element(&element, |g| g.int(1));
                format!("sum({value} for {element} in {name}[:5])")
            }
            (Kind::Dict, 0..=3) => format!("{name}.get({}, {})", self.key(), self.int(0)),
            (Kind::Dict, 4) => format!("sum({name}.values())"),
            (Kind::Set, 0 | 1) => format!("sum({name})"),
            (Kind::Set, 2) => format!("max({name}, default={})", self.int(0)),
            (Kind::Str, 0..=2) => format!("ord({name}[{} % len({name})])", self.int(depth)),
            (Kind::Str, 3) => format!("{name}.{}", self.rng.pick(&["find(\"a\")", "count(\"b\")", "rfind(\"x\")"])),
            (Kind::Tuple, _) => format!("{name}[{}]", self.rng.pick(&["0", "2", "-1"])),
            _ => format!("len({name})"),
        }
    }

    /// A statement that changes a container; false when there is none.
    pub(super) fn change_container(&mut self) -> bool {
        let kind = [Kind::List, Kind::List, Kind::Numbers, Kind::Dict, Kind::Dict, Kind::Set, Kind::Str][self.rng.below(7)];
        let names = self.scope.targets(kind);
        if names.is_empty() {
            return false;
        }
        let name = names[self.rng.below(names.len())].clone();
        self.scope.spend(1);
        match kind {
            Kind::List => self.change_list(&name),
            Kind::Numbers => {
                let value = self.bounded(Kind::Number, 2);
                let line = match self.rng.below(3) {
                    0 => format!("{name}.append({value})"),
                    _ => format!("{name}[{} % len({name})] = {value}", self.int(1)),
                };
                self.line(line);
            }
            Kind::Dict => self.change_dict(&name),
            Kind::Set => {
                let key = self.key();
                let line = match self.rng.below(5) {
                    0 | 1 => format!("{name}.add({key})"),
                    2 => format!("{name}.discard({key})"),
                    3 => format!("{name} {} {{{key}}}", self.rng.pick(&["|=", "^=", "-="])),
                    _ => format!("{name} = {}", self.set(1)),
                };
                self.line(line);
            }
            _ => {
                let value = self.expression(Kind::Str, 2);
                let line = match self.rng.below(3) {
                    0 => format!("{name} += {value}"),
                    _ => format!("{name} = {value}"),
                };
                self.line(line);
            }
        }
        true
    }

    fn change_list(&mut self, name: &str) {
        let value = self.bounded_int(2);
        match self.rng.below(13) {
            0..=2 => {
                let index = self.int(1);
                self.line(format!("{name}[{index} % len({name})] = {value}"));
            }
            3 | 4 => self.line(format!("{name}.append({value})")),
            5 => {
                let line = match self.scope.targets(Kind::Int).first().cloned() {
                    Some(target) => {
                        format!("{target} = {name}.pop({})", self.rng.pick(&["", "0", "-1"]))
                    }
                    None => format!("{name}.pop()"),
                };
                self.block(format!("if len({name}) > 2:"), |g| g.line(line));
            }
            6 => {
                let text = format!("{name}[1:3] = [{value}, {}]", self.rng.below(9));
                self.line(text);
            }
            7 => {
                let text = format!("{name}.insert({}, {value})", self.rng.between(0, 4));
                self.line(text);
            }
            8 => {
                let method = self.rng.pick(&["reverse()", "sort()", "sort(reverse=True)", "extend([1, 2])"]);
                self.line(format!("{name}.{method}"));
            }
            9 => self.line(format!("{name} += [{value}]")),
            10 => {
                let index = self.int(1);
                self.line(format!("{name}[{index} % len({name})], {name}[-1] = {name}[-1], {name}[0]"));
            }
            11 => {
                let text = format!("{name}[0] += {}", self.rng.pick(&["1", "-7", "1 << 30"]));
                self.line(text);
            }
            _ => {
                let fresh = self.list(2);
                self.line(format!("{name} = {fresh}"));
            }
        }
    }

    fn change_dict(&mut self, name: &str) {
        let key = self.key();
        let value = self.bounded_int(2);
        match self.rng.below(8) {
            0..=2 => self.line(format!("{name}[{key}] = {value}")),
            3 => self.line(format!("{name}[{key}] = ({name}.get({key}, 0) + 1) & M64")),
            4 => self.line(format!("{name}.pop({key}, None)")),
            5 => self.line(format!("{name}.setdefault({key}, {value})")),
            6 => {
                let target = self.scope.fresh("k");
                self.line(format!("{target} = {key}"));
                self.block(format!("if {target} in {name}:"), |g| g.line(format!("del {name}[{target}]")));
            }
            _ => self.line(format!("{name}.update({{{key}: {value}}})")),
        }
    }
}
