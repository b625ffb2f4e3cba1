//! What the generator knows while it writes: kinds of values, names in scope, and what is spent.
//!
//! Kinds are a promise the program keeps (an `Int` variable is always an int), except where a rare
//! value of another kind is planted on purpose. Without kinds nearly every program would end in a
//! `TypeError` in its first lap, and test nothing.

/// What a variable holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Int,
    Float,
    /// An int or a float, changing between the two.
    Number,
    Str,
    /// A list of ints, never empty.
    List,
    /// A list of ints and floats, never empty.
    Numbers,
    /// A dict from ints to ints.
    Dict,
    /// A set of ints.
    Set,
    /// A tuple of an int, a float and an int.
    Tuple,
    /// An instance of one of the program's classes.
    Object,
    /// Anything, `None` included.
    Any,
}

/// A name that can be read and assigned; `self.n` is one, too.
#[derive(Clone, Debug)]
pub struct Variable {
    pub name: String,
    pub kind: Kind,
    /// False for loop variables and other names that must keep their value.
    pub assignable: bool,
}

/// A function or generator that can be called.
#[derive(Clone, Debug)]
pub struct Callable {
    pub name: String,
    pub parameters: Vec<Kind>,
    pub returns: Kind,
    /// Statements one call runs, at most.
    pub cost: u64,
    /// The first parameter is a depth and is passed a number below this.
    pub depth_below: Option<u64>,
    /// Whether it takes further ints.
    pub takes_more: bool,
    /// Whether the last parameter, an int, may be left out.
    pub has_default: bool,
}

impl Callable {
    /// A function without anything special about its parameters.
    pub fn plain(name: impl Into<String>, parameters: Vec<Kind>, returns: Kind, cost: u64) -> Callable {
        Callable {
            name: name.into(),
            parameters,
            returns,
            cost,
            depth_below: None,
            takes_more: false,
            has_default: false,
        }
    }
}

/// The state of the function that is being written.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    pub variables: Vec<Variable>,
    /// Functions defined inside this one.
    pub locals: Vec<Callable>,
    /// How many times the statement that is being written runs in one call.
    pub multiplier: u64,
    /// Statements that one call runs, at most, so far.
    pub cost: u64,
    /// The limit for [`Scope::cost`].
    pub budget: u64,
    /// Loops around the statement, in this function.
    pub loops: usize,
    /// Blocks around the statement, in this function.
    pub blocks: usize,
    /// The names of the ints that count the laps around, innermost last.
    pub counters: Vec<String>,
    /// Whether the loop around may be left by `break` and `continue`.
    pub leavable: bool,
    /// Whether whatever is raised here is caught in this function, inside the hot loop.
    pub protected: bool,
    /// Whether this is a generator.
    pub yields: bool,
    /// Numbers the names made up in this function.
    pub made: usize,
}

impl Scope {
    /// An empty scope for a function that may run this many statements.
    pub fn new(budget: u64) -> Scope {
        Scope {
            multiplier: 1,
            budget,
            ..Scope::default()
        }
    }

    /// Adds a variable that may be assigned.
    pub fn declare(&mut self, name: impl Into<String>, kind: Kind) {
        self.variables.push(Variable {
            name: name.into(),
            kind,
            assignable: true,
        });
    }

    /// Adds a variable that may only be read.
    pub fn declare_fixed(&mut self, name: impl Into<String>, kind: Kind) {
        self.variables.push(Variable {
            name: name.into(),
            kind,
            assignable: false,
        });
    }

    /// The names of the variables of a kind.
    pub fn of_kind(&self, kind: Kind) -> Vec<&str> {
        self.variables.iter().filter(|v| v.kind == kind).map(|v| v.name.as_str()).collect()
    }

    /// The names of the assignable variables of a kind.
    pub fn targets(&self, kind: Kind) -> Vec<String> {
        self.variables
            .iter()
            .filter(|v| v.kind == kind && v.assignable)
            .map(|v| v.name.clone())
            .collect()
    }

    /// Whether code that runs this many statements each time still fits.
    pub fn affords(&self, statements: u64) -> bool {
        self.cost.saturating_add(self.multiplier.saturating_mul(statements)) <= self.budget
    }

    /// Books code that runs this many statements each time.
    pub fn spend(&mut self, statements: u64) {
        self.cost = self.cost.saturating_add(self.multiplier.saturating_mul(statements));
    }

    /// A name nothing else in this function has.
    pub fn fresh(&mut self, stem: &str) -> String {
        self.made += 1;
        format!("{stem}{}", self.made)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loops_multiply_what_is_spent() {
        let mut scope = Scope::new(100);
        scope.multiplier = 10;
        assert!(scope.affords(10) && !scope.affords(11));
        scope.spend(4);
        assert_eq!(scope.cost, 40);
        assert!(scope.affords(6) && !scope.affords(7));
    }

    #[test]
    fn fixed_variables_are_no_targets() {
        let mut scope = Scope::new(1);
        scope.declare("a", Kind::Int);
        scope.declare_fixed("i", Kind::Int);
        assert_eq!(scope.of_kind(Kind::Int), ["a", "i"]);
        assert_eq!(scope.targets(Kind::Int), ["a"]);
        assert_ne!(scope.fresh("t"), scope.fresh("t"));
    }
}
