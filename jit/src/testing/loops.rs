//! The loops whose speed the project is judged by, as mini Python programs, for tests of what the build makes of them.

use super::mini::Code;
use super::programs::*;
use crate::op::IntOp;

pub fn var(v: u16) -> Expr {
    Expr::Var(v)
}
pub fn int(i: i128) -> Expr {
    Expr::Int(i)
}
pub fn bin(op: IntOp, a: Expr, b: Expr) -> Expr {
    Expr::Bin(op, Box::new(a), Box::new(b))
}
pub fn less(a: Expr, b: Expr) -> Expr {
    Expr::Less(Box::new(a), Box::new(b))
}
/// `for i in range(n): body`, then `return s` (local 5).
pub fn looped(start: &[(u16, Expr)], body: Vec<Stmt>) -> Vec<Code> {
    let mut main: Vec<Stmt> = start.iter().map(|(v, e)| Stmt::Assign(*v, e.clone())).collect();
    main.push(Stmt::Assign(4, int(0)));
    main.push(Stmt::For(4, 8, var(0), body));
    main.push(Stmt::Return(var(5)));
    vec![compile("main", LOCALS, &main)]
}
/// s += i * i % 7
pub fn squares() -> Vec<Code> {
    let term = bin(IntOp::Mod, bin(IntOp::Mul, var(4), var(4)), int(7));
    looped(&[(5, int(0))], vec![Stmt::Assign(5, bin(IntOp::Add, var(5), term))])
}
/// FNV-1a: h = ((h ^ (i & 255)) * P) & M64
pub fn fnv() -> Vec<Code> {
    let mixed = bin(IntOp::Xor, var(5), bin(IntOp::And, var(4), int(255)));
    let body = bin(IntOp::And, bin(IntOp::Mul, mixed, int(1_099_511_628_211)), int(u64::MAX as i128));
    looped(&[(5, int(14_695_981_039_346_656_037))], vec![Stmt::Assign(5, body)])
}
/// xorshift64 with masks
pub fn xorshift() -> Vec<Code> {
    let left = |k| {
        let shifted = bin(IntOp::And, bin(IntOp::Shl, var(5), int(k)), int(u64::MAX as i128));
        Stmt::Assign(5, bin(IntOp::Xor, var(5), shifted))
    };
    let right = Stmt::Assign(5, bin(IntOp::Xor, var(5), bin(IntOp::Shr, var(5), int(7))));
    looped(&[(5, int(88_172_645_463_325_252))], vec![left(13), right, left(17)])
}
/// The mandelbrot inner loop, restarted every 50 rounds: zr, zi in 6, 7; counts rounds in 5.
pub fn mandelbrot() -> Vec<Code> {
    let f = Expr::Float;
    let square = |v| bin(IntOp::Mul, var(v), var(v));
    let body = vec![
        Stmt::Assign(3, bin(IntOp::Add, bin(IntOp::Sub, square(6), square(7)), f(-0.5))),
        Stmt::Assign(7, bin(IntOp::Add, bin(IntOp::Mul, bin(IntOp::Mul, f(2.0), var(6)), var(7)), f(0.25))),
        Stmt::Assign(6, var(3)),
        Stmt::If(
            less(f(4.0), bin(IntOp::Add, square(6), square(7))),
            vec![Stmt::Assign(6, f(0.0)), Stmt::Assign(7, f(0.0))],
            vec![],
        ),
        Stmt::Assign(5, bin(IntOp::Add, var(5), int(1))),
    ];
    looped(&[(5, int(0)), (6, f(0.0)), (7, f(0.0)), (3, f(0.0))], body)
}
/// s += list[i % len(list)]
pub fn list_sum() -> Vec<Code> {
    let index = bin(IntOp::Mod, var(4), Expr::Length(1));
    looped(&[(5, int(0))], vec![Stmt::Assign(5, bin(IntOp::Add, var(5), Expr::Item(1, Box::new(index))))])
}
/// p.0 += 1; s += p.0, through a point
pub fn attributes() -> Vec<Code> {
    let next = bin(IntOp::Add, Expr::Slot(2, 0), int(1));
    let body = vec![Stmt::SetSlot(2, 0, next), Stmt::Assign(5, bin(IntOp::Add, var(5), Expr::Slot(2, 0)))];
    looped(&[(5, int(0))], body)
}
/// Floats kept in fields: p.1 = p.1 * 0.5 + x; s = s + p.1, with x, s and two more floats alive.
pub fn float_fields() -> Vec<Code> {
    let f = Expr::Float;
    let next = bin(IntOp::Add, bin(IntOp::Mul, Expr::Slot(2, 1), f(0.5)), var(6));
    let body = vec![
        Stmt::SetSlot(2, 1, next),
        Stmt::Assign(5, bin(IntOp::Add, var(5), Expr::Slot(2, 1))),
        Stmt::Assign(6, bin(IntOp::Sub, f(1.0), var(6))),
        Stmt::Assign(7, bin(IntOp::Add, bin(IntOp::Mul, var(7), f(0.25)), var(6))),
        Stmt::SetItem(1, int(0), var(7)),
    ];
    looped(&[(5, f(0.0)), (6, f(0.5)), (7, f(2.0))], body)
}
/// q = Point(i, 1, 2); s += q.0 + q.1
pub fn short_lived() -> Vec<Code> {
    let body = vec![
        Stmt::Assign(2, Expr::New(vec![var(4), int(1), int(2)])),
        Stmt::Assign(5, bin(IntOp::Add, var(5), bin(IntOp::Add, Expr::Slot(2, 0), Expr::Slot(2, 1)))),
    ];
    looped(&[(5, int(0))], body)
}
/// n independent two-way branches on data
pub fn branchy(n: u32) -> Vec<Code> {
    let body = (0..n)
        .map(|k| {
            let test = less(bin(IntOp::And, bin(IntOp::Shr, var(3), int(k as i128)), int(1)), int(1));
            let add = |d| vec![Stmt::Assign(5, bin(IntOp::Add, var(5), int(d)))];
            Stmt::If(test, add(k as i128 + 1), add(2 * k as i128 + 3))
        })
        .collect::<Vec<_>>();
    let mut all = vec![Stmt::Assign(
        3,
        bin(
            IntOp::And,
            bin(IntOp::Add, bin(IntOp::Mul, var(3), int(1_103_515_245)), int(12345)),
            int(0x7FFF_FFFF),
        ),
    )];
    all.extend(body);
    looped(&[(5, int(0)), (3, int(42))], all)
}
/// for j in range(3): s += i & j
pub fn nested() -> Vec<Code> {
    let body = vec![Stmt::Assign(5, bin(IntOp::Add, var(5), bin(IntOp::And, var(4), var(9))))];
    looped(&[(5, int(0)), (9, int(0))], vec![Stmt::For(9, 10, int(3), body)])
}
/// s += g(i, 3) with g(x, k) = x * k + 1
pub fn calls() -> Vec<Code> {
    let body = vec![Stmt::Assign(5, bin(IntOp::Add, var(5), Expr::Call(1, vec![var(4), int(3)])))];
    let mut program = looped(&[(5, int(0))], body);
    let g = vec![Stmt::Return(bin(IntOp::Add, bin(IntOp::Mul, var(0), var(1)), int(1)))];
    program.push(compile("g", LOCALS, &g));
    program
}
/// Like `squares`, but s turns into a float on a rare branch and stays one.
pub fn flip() -> Vec<Code> {
    let rare = Expr::Equal(Box::new(bin(IntOp::Mod, var(4), int(1000))), Box::new(int(999)));
    let body = vec![
        Stmt::Assign(5, bin(IntOp::Add, var(5), int(1))),
        Stmt::If(rare, vec![Stmt::Assign(5, bin(IntOp::Add, var(5), Expr::Float(0.5)))], vec![]),
    ];
    looped(&[(5, int(0))], body)
}
/// All of them.
pub fn all() -> Vec<(&'static str, Vec<Code>)> {
    vec![
        ("squares", squares()),
        ("fnv", fnv()),
        ("xorshift", xorshift()),
        ("mandelbrot", mandelbrot()),
        ("list_sum", list_sum()),
        ("attributes", attributes()),
        ("float_fields", float_fields()),
        ("short_lived", short_lived()),
        ("branchy1", branchy(1)),
        ("branchy2", branchy(2)),
        ("branchy4", branchy(4)),
        ("branchy8", branchy(8)),
        ("nested", nested()),
        ("calls", calls()),
        ("flip", flip()),
    ]
}
