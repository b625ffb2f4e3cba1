//! Programs for the mini Python: a compiler from a small syntax tree, and a generator of random trees.

use super::mini::{Code, Ins};
use crate::layout;
use crate::op::IntOp;

#[derive(Clone, Debug)]
pub enum Expr {
    Var(u16),
    Int(i128),
    Float(f64),
    None,
    Bin(IntOp, Box<Expr>, Box<Expr>),
    Div(Box<Expr>, Box<Expr>),
    Less(Box<Expr>, Box<Expr>),
    Equal(Box<Expr>, Box<Expr>),
    IsNone(Box<Expr>),
    Item(u16, Box<Expr>),
    Length(u16),
    Slot(u16, u8),
    New(Vec<Expr>),
    Half(Box<Expr>),
    Touch(u16, Box<Expr>),
    Call(u32, Vec<Expr>),
}
#[derive(Clone, Debug)]
pub enum Stmt {
    Assign(u16, Expr),
    If(Expr, Vec<Stmt>, Vec<Stmt>),
    /// for var in range(limit), with the counter in a hidden local.
    For(u16, u16, Expr, Vec<Stmt>),
    While(Expr, Vec<Stmt>),
    SetItem(u16, Expr, Expr),
    SetSlot(u16, u8, Expr),
    Break,
    Continue,
    Return(Expr),
}

/// Compiles a function whose locals are registers `0..locals`.
pub fn compile(name: &str, locals: u16, body: &[Stmt]) -> Code {
    let mut compiler = Compiler {
        code: Code {
            name: name.into(),
            ..Code::default()
        },
        next: locals,
        loops: Vec::new(),
    };
    compiler.code.locals = locals;
    compiler.code.registers = locals;
    compiler.block(body);
    compiler.emit(Ins::Word(locals, layout::NONE));
    compiler.emit(Ins::Return(locals));
    compiler.code.registers = compiler.code.registers.max(locals + 1) + 1;
    compiler.code
}

struct Compiler {
    code: Code,
    next: u16,
    /// Header and the jumps to the end.
    loops: Vec<(u32, Vec<usize>)>,
}
impl Compiler {
    fn emit(&mut self, ins: Ins) -> usize {
        self.code.code.push(ins);
        self.code.code.len() - 1
    }
    fn here(&self) -> u32 {
        self.code.code.len() as u32
    }
    fn temp(&mut self) -> u16 {
        self.next += 1;
        self.code.registers = self.code.registers.max(self.next);
        self.next - 1
    }
    fn patch(&mut self, at: usize, to: u32) {
        match &mut self.code.code[at] {
            Ins::Jump(t) | Ins::JumpIfFalse(_, t) => *t = to,
            other => panic!("{other:?} does not jump"),
        }
    }
    fn expr(&mut self, e: &Expr) -> u16 {
        if let Expr::Var(v) = e {
            return *v;
        }
        let mark = self.next;
        let ins = self.make(e);
        self.next = mark;
        let d = self.temp();
        let ins = match ins {
            Ins::Word(_, w) => Ins::Word(d, w),
            Ins::Big(_, i) => Ins::Big(d, i),
            Ins::Bin(op, _, a, b) => Ins::Bin(op, d, a, b),
            Ins::Divide(_, a, b) => Ins::Divide(d, a, b),
            Ins::Less(_, a, b) => Ins::Less(d, a, b),
            Ins::Equal(_, a, b) => Ins::Equal(d, a, b),
            Ins::IsNone(_, a) => Ins::IsNone(d, a),
            Ins::ListGet(_, a, b) => Ins::ListGet(d, a, b),
            Ins::Length(_, a) => Ins::Length(d, a),
            Ins::Half(_, a) => Ins::Half(d, a),
            Ins::Touch(_, a, b) => Ins::Touch(d, a, b),
            Ins::GetSlot(_, a, k) => Ins::GetSlot(d, a, k),
            Ins::New(_, a) => Ins::New(d, a),
            Ins::Call(_, f, a, n) => Ins::Call(d, f, a, n),
            other => other,
        };
        self.emit(ins);
        d
    }
    /// Evaluates operands into consecutive temporaries.
    fn row(&mut self, items: &[Expr]) -> u16 {
        let first = self.next;
        for item in items {
            let r = self.expr(item);
            if r < first {
                let d = self.temp();
                self.emit(Ins::Move(d, r));
            }
        }
        first
    }
    fn make(&mut self, e: &Expr) -> Ins {
        match e {
            Expr::Var(v) => Ins::Move(0, *v),
            Expr::Int(i) if (-(1 << 61)..1 << 61).contains(i) => Ins::Word(0, layout::small(*i as i64)),
            Expr::Int(i) => Ins::Big(0, *i),
            Expr::Float(f) => Ins::Word(0, layout::float_word(*f).expect("an unboxed float")),
            Expr::None => Ins::Word(0, layout::NONE),
            Expr::Bin(op, a, b) => {
                let (a, b) = (self.expr(a), self.expr(b));
                Ins::Bin(*op, 0, a, b)
            }
            Expr::Div(a, b) => {
                let (a, b) = (self.expr(a), self.expr(b));
                Ins::Divide(0, a, b)
            }
            Expr::Less(a, b) => {
                let (a, b) = (self.expr(a), self.expr(b));
                Ins::Less(0, a, b)
            }
            Expr::Equal(a, b) => {
                let (a, b) = (self.expr(a), self.expr(b));
                Ins::Equal(0, a, b)
            }
            Expr::IsNone(a) => Ins::IsNone(0, self.expr(a)),
            Expr::Item(list, index) => Ins::ListGet(0, *list, self.expr(index)),
            Expr::Length(list) => Ins::Length(0, *list),
            Expr::Slot(object, k) => Ins::GetSlot(0, *object, *k),
            Expr::New(fields) => Ins::New(0, self.row(fields)),
            Expr::Half(e) => Ins::Half(0, self.expr(e)),
            Expr::Touch(list, e) => Ins::Touch(0, *list, self.expr(e)),
            Expr::Call(f, args) => Ins::Call(0, *f, self.row(args), args.len() as u16),
        }
    }
    fn block(&mut self, body: &[Stmt]) {
        for stmt in body {
            let mark = self.next;
            self.stmt(stmt);
            self.next = mark;
        }
    }
    fn loop_body(&mut self, test: u16, header: u32, body: &[Stmt], step: impl FnOnce(&mut Self)) {
        let out = self.emit(Ins::JumpIfFalse(test, 0));
        step(self);
        self.next = self.code.locals;
        self.loops.push((header, vec![out]));
        self.block(body);
        self.emit(Ins::Jump(header));
        let end = self.here();
        for jump in self.loops.pop().expect("pushed").1 {
            self.patch(jump, end);
        }
        self.code.loops.push((header, end));
    }
    fn stmt(&mut self, stmt: &Stmt) {
        match stmt {
            Stmt::Assign(v, e) => {
                let r = self.expr(e);
                self.emit(Ins::Move(*v, r));
            }
            Stmt::SetItem(list, index, value) => {
                let (i, v) = (self.expr(index), self.expr(value));
                self.emit(Ins::ListSet(*list, i, v));
            }
            Stmt::SetSlot(object, k, value) => {
                let v = self.expr(value);
                self.emit(Ins::SetSlot(*object, *k, v));
            }
            Stmt::If(test, yes, no) => {
                let r = self.expr(test);
                let over = self.emit(Ins::JumpIfFalse(r, 0));
                self.next = self.code.locals;
                self.block(yes);
                let end = self.emit(Ins::Jump(0));
                let here = self.here();
                self.patch(over, here);
                self.block(no);
                let here = self.here();
                self.patch(end, here);
            }
            Stmt::While(test, body) => {
                let header = self.here();
                self.emit(Ins::Loop);
                let r = self.expr(test);
                self.loop_body(r, header, body, |_| ());
            }
            Stmt::For(var, counter, limit, body) => {
                // The limit is evaluated again each time, as the counter is a plain local.
                self.emit(Ins::Word(*counter, 0));
                let header = self.here();
                self.emit(Ins::Loop);
                let r = self.expr(limit);
                let t = self.temp();
                self.emit(Ins::Less(t, *counter, r));
                let (var, counter) = (*var, *counter);
                self.loop_body(t, header, body, |c| {
                    c.emit(Ins::Move(var, counter));
                    c.next = c.code.locals;
                    let one = c.temp();
                    c.emit(Ins::Word(one, layout::small(1)));
                    c.emit(Ins::Bin(IntOp::Add, counter, counter, one));
                });
            }
            Stmt::Break => {
                let jump = self.emit(Ins::Jump(0));
                self.loops.last_mut().expect("in a loop").1.push(jump);
            }
            Stmt::Continue => {
                let header = self.loops.last().expect("in a loop").0;
                self.emit(Ins::Jump(header));
            }
            Stmt::Return(e) => {
                let r = self.expr(e);
                self.emit(Ins::Return(r));
            }
        }
    }
}

/// A small random generator (xorshift), so that failures repeat.
pub struct Random(pub u64);
impl Random {
    pub fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % n
    }
    fn pick<T: Clone>(&mut self, items: &[T]) -> T {
        items[self.below(items.len() as u64) as usize].clone()
    }
}

/// main's locals: 0 n, 1 list, 2 point, 3 x, 4 i, 5..8 numbers, 8.. loop variables and hidden counters.
pub const LOCALS: u16 = 16;
const NUMBERS: [u16; 4] = [3, 5, 6, 7];

struct Generator {
    random: Random,
    /// Inside the callee: no calls, no lists, no points.
    inner: bool,
    loops: u16,
}
impl Generator {
    fn expr(&mut self, depth: u32) -> Expr {
        let k = self.random.below(100);
        let boxed = |g: &mut Self| Box::new(g.expr(depth + 1));
        match k {
            _ if depth > 1 || k < 30 => {
                let v = self.random.pick(&NUMBERS);
                Expr::Var(if self.random.below(5) == 0 { 4 } else { v })
            }
            30..45 => {
                if self.random.below(4) == 0 {
                    Expr::Float(self.random.pick(&[1.5, 0.25, 2.0, -0.5]))
                } else {
                    let i = self.random.pick(&[
                        0,
                        1,
                        2,
                        3,
                        7,
                        -1,
                        255,
                        1_000_003,
                        1 << 61,
                        (1 << 61) - 1,
                        1 << 62,
                        (1 << 63) - 1,
                        u64::MAX as i128,
                    ]);
                    Expr::Int(i)
                }
            }
            45..55 if !self.inner => {
                let index = Box::new(Expr::Bin(IntOp::Mod, Box::new(Expr::Var(4)), Box::new(Expr::Length(1))));
                Expr::Item(1, index)
            }
            55..60 if !self.inner => Expr::Slot(2, self.random.below(3) as u8),
            60..62 if !self.inner => Expr::Touch(1, boxed(self)),
            62..64 => Expr::Half(boxed(self)),
            60..66 if !self.inner => Expr::Call(1, vec![*boxed(self), *boxed(self)]),
            66..70 => {
                let op = self.random.pick(&[IntOp::And, IntOp::Or, IntOp::Xor]);
                Expr::Bin(op, boxed(self), boxed(self))
            }
            70..74 => {
                let op = self.random.pick(&[IntOp::Shl, IntOp::Shr]);
                let count = self.random.pick(&[1, 3, 13, 17, 31]);
                Expr::Bin(op, boxed(self), Box::new(Expr::Int(count)))
            }
            74..80 => {
                let op = self.random.pick(&[IntOp::FloorDiv, IntOp::Mod]);
                let by = self.random.pick(&[2, 3, -5, 1009, 65536]);
                Expr::Bin(op, boxed(self), Box::new(Expr::Int(by)))
            }
            _ => {
                let op = self.random.pick(&[IntOp::Add, IntOp::Sub, IntOp::Mul, IntOp::Add]);
                Expr::Bin(op, boxed(self), boxed(self))
            }
        }
    }
    /// A number kept small, so that nothing grows without bound.
    fn bounded(&mut self) -> Expr {
        let e = Box::new(self.expr(0));
        match self.random.below(4) {
            0 => Expr::Bin(IntOp::And, e, Box::new(Expr::Int(u64::MAX as i128))),
            1 => Expr::Bin(IntOp::Mod, e, Box::new(Expr::Int(1009))),
            2 => Expr::Bin(IntOp::And, e, Box::new(Expr::Int(0xFFFF_FFFF))),
            _ => Expr::Bin(IntOp::Mod, e, Box::new(Expr::Int((1 << 61) + 11))),
        }
    }
    fn condition(&mut self) -> Expr {
        let k = self.random.below(10);
        if k < 2 {
            return Expr::IsNone(Box::new(Expr::Var(self.random.pick(&NUMBERS))));
        }
        if k < 8 {
            let by = self.random.pick(&[2, 3, 5, 7, 11]);
            let left = Expr::Bin(IntOp::Mod, Box::new(Expr::Var(4)), Box::new(Expr::Int(by)));
            let right = Box::new(Expr::Int(self.random.below(3) as i128));
            return if k < 5 {
                Expr::Less(Box::new(left), right)
            } else {
                Expr::Equal(Box::new(left), right)
            };
        }
        let (a, b) = (self.random.pick(&NUMBERS), self.random.pick(&NUMBERS));
        Expr::Less(Box::new(Expr::Var(a)), Box::new(Expr::Var(b)))
    }
    fn block(&mut self, count: u64, depth: u32, in_loop: bool) -> Vec<Stmt> {
        (0..count).map(|_| self.stmt(depth, in_loop)).collect()
    }
    fn stmt(&mut self, depth: u32, in_loop: bool) -> Stmt {
        let v = self.random.pick(&NUMBERS);
        match self.random.below(100) {
            0..45 => Stmt::Assign(v, self.bounded()),
            45..52 => Stmt::Assign(v, self.random.pick(&[Expr::None, Expr::Int(0), Expr::Float(0.5), Expr::Float(1.0)])),
            52..58 => {
                let value = self.random.pick(&[Expr::Int(1), Expr::Float(2.5)]);
                Stmt::If(Expr::IsNone(Box::new(Expr::Var(v))), vec![Stmt::Assign(v, value)], vec![])
            }
            58..63 if !self.inner => {
                let index = Expr::Bin(IntOp::Mod, Box::new(Expr::Var(4)), Box::new(Expr::Length(1)));
                Stmt::SetItem(1, index, Expr::Var(v))
            }
            63..68 if !self.inner => Stmt::SetSlot(2, self.random.below(3) as u8, Expr::Var(v)),
            68..73 if !self.inner => {
                let fields = (0..3).map(|_| self.expr(1)).collect();
                Stmt::Assign(2, Expr::New(fields))
            }
            73..90 if depth < 3 => {
                let test = self.condition();
                let count = 1 + self.random.below(2);
                let yes = self.block(count, depth + 1, in_loop);
                let no = if self.random.below(2) == 0 {
                    self.block(1, depth + 1, in_loop)
                } else {
                    vec![]
                };
                Stmt::If(test, yes, no)
            }
            90..95 if depth < 3 && self.loops < 3 => {
                self.loops += 1;
                let counter = 8 + 2 * self.loops;
                let limit = Expr::Int(self.random.pick(&[3, 5]));
                let count = 1 + self.random.below(3);
                let body = self.block(count, depth + 1, true);
                Stmt::For(4 + (self.random.below(2) * 5) as u16, counter, limit, body)
            }
            95..98 if in_loop => {
                let test = self.condition();
                let jump = if self.random.below(3) == 0 { Stmt::Break } else { Stmt::Continue };
                Stmt::If(test, vec![jump], vec![])
            }
            _ => Stmt::Assign(v, Expr::Bin(IntOp::Add, Box::new(Expr::Var(v)), Box::new(Expr::Int(1)))),
        }
    }
}

/// `main(n, list, point, x)` and a callee `g(x, i)`, from a seed.
pub fn random_program(seed: u64) -> Vec<Code> {
    let mut generator = Generator {
        random: Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1),
        inner: false,
        loops: 0,
    };
    for _ in 0..4 {
        generator.random.below(7);
    }
    let mut main: Vec<Stmt> = [
        (5, Expr::Int(0)),
        (6, Expr::Int(1)),
        (7, Expr::Float(0.5)),
        (4, Expr::Int(0)),
        (9, Expr::Int(0)),
    ]
    .map(|(v, e)| Stmt::Assign(v, e))
    .to_vec();
    let count = 3 + generator.random.below(4);
    let body = generator.block(count, 1, true);
    main.push(Stmt::For(4, 8, Expr::Var(0), body));
    main.push(Stmt::Return(Expr::Bin(IntOp::Add, Box::new(Expr::Var(5)), Box::new(Expr::Var(6)))));
    generator.inner = true;
    generator.loops = 1;
    // g(x, i) sees its arguments as locals 0 and 1, copied to where the generator looks.
    let mut callee = vec![
        Stmt::Assign(3, Expr::Var(0)),
        Stmt::Assign(4, Expr::Var(1)),
        Stmt::Assign(5, Expr::Var(0)),
        Stmt::Assign(6, Expr::Int(2)),
        Stmt::Assign(7, Expr::Var(1)),
        Stmt::Assign(9, Expr::Int(0)),
    ];
    let count = 1 + generator.random.below(3);
    callee.extend(generator.block(count, 2, false));
    callee.push(Stmt::Return(Expr::Var(5)));
    vec![compile("main", LOCALS, &main), compile("g", LOCALS, &callee)]
}
