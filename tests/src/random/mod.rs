//! Random programs: seeded, deterministic, terminating, and full of hot loops.
//!
//! A program is made of classes, functions, generators and a few `main` functions with hot loops over
//! values that sit at the edges: ints around 62, 63 and 64 bits, floats, containers, objects of
//! several classes behind one interface. It prints digests on the way and all its variables at the
//! end, so that one wrong value anywhere shows.
//!
//! What makes the outcome the same everywhere: no addresses, no hashes of strings in an order, ints
//! clamped in each lap, every loop counted, the number of statements bounded before it runs.

mod classes;
mod conditions;
mod containers;
mod expressions;
mod functions;
mod loops;
mod program;
mod rng;
mod scope;
mod statements;

pub use program::generate;
pub use rng::Rng;

use scope::{Callable, Scope};

/// The writer of one program.
pub(crate) struct Generator {
    rng: Rng,
    lines: Vec<String>,
    indent: usize,
    /// The names of the classes, which all have the same interface.
    classes: Vec<String>,
    /// What one call of a method runs, at most.
    method_cost: u64,
    functions: Vec<Callable>,
    generators: Vec<Callable>,
    globals: Vec<String>,
    scope: Scope,
}

impl Generator {
    fn new(seed: u64) -> Generator {
        Generator {
            rng: Rng::new(seed),
            lines: Vec::new(),
            indent: 0,
            classes: Vec::new(),
            method_cost: 0,
            functions: Vec::new(),
            generators: Vec::new(),
            globals: Vec::new(),
            scope: Scope::new(0),
        }
    }

    /// Writes a line at the present depth.
    fn line(&mut self, text: impl AsRef<str>) {
        self.lines.push(format!("{}{}", "    ".repeat(self.indent), text.as_ref()));
    }

    /// Writes a block under a header line. Names declared in the block are forgotten after it: they
    /// may be unbound there.
    fn block(&mut self, header: impl AsRef<str>, body: impl FnOnce(&mut Generator)) {
        self.line(header);
        self.indent += 1;
        let blocks = self.scope.blocks;
        self.scope.blocks = blocks + 1;
        let variables = self.scope.variables.len();
        let locals = self.scope.locals.len();
        let lines = self.lines.len();
        body(self);
        if self.lines.len() == lines {
            self.line("pass");
        }
        self.scope.variables.truncate(variables);
        self.scope.locals.truncate(locals);
        self.scope.blocks = blocks;
        self.indent -= 1;
    }
}
