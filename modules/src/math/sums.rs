//! Functions of iterables: `fsum`, `prod`, `sumprod`, `hypot`, `dist`.

use super::accurate::{self, ExactSum, SumProblem, Triple};
use taipan_runtime::native::{Bind, NativeDef};
use taipan_runtime::objects::{float, int, tuple};
use taipan_runtime::ops::BinaryOp;
use taipan_runtime::{Args, Raised, Thread, Value, ops};

fn fsum(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let iterator = ops::iterate(t, args.get(0))?;
    let mut sum = ExactSum::default();
    loop {
        let item = ops::next(t, iterator)?;
        if item.is_hole() {
            break;
        }
        let x = float::to_f64(t, item)?;
        if let Err(problem) = sum.add(x) {
            return Err(sum_error(t, problem));
        }
    }
    match sum.finish() {
        Ok(x) => Ok(t.float(x)),
        Err(problem) => Err(sum_error(t, problem)),
    }
}

fn sum_error(t: &mut Thread, problem: SumProblem) -> Raised {
    match problem {
        SumProblem::Overflow => t.overflow_error("intermediate overflow in fsum"),
        SumProblem::InfinityMinusInfinity => t.value_error("-inf + inf in fsum"),
    }
}

fn prod(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [iterable, start] = args.bind(t, "prod", ["iterable", "start"], Bind::required(1).positional_only(1).keyword_from(1))?;
    let iterator = ops::iterate(t, iterable.unwrap_or(Value::NONE))?;
    let mut result = start.unwrap_or(Value::small(1));
    loop {
        let item = ops::next(t, iterator)?;
        if item.is_hole() {
            return Ok(result);
        }
        result = ops::binary(t, BinaryOp::Mul, result, item)?;
    }
}

/// How a running `sumprod` adds up: exactly while all pairs are ints, in extended precision while they are floats.
fn sumprod(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let left = ops::iterate(t, args.get(0))?;
    let right = ops::iterate(t, args.get(1))?;
    let mut total = Value::ZERO;
    let (mut floats, mut in_floats) = (Triple::default(), false);
    loop {
        let p = ops::next(t, left)?;
        let q = ops::next(t, right)?;
        if p.is_hole() != q.is_hole() {
            return Err(t.value_error("Inputs are not the same length"));
        }
        let pair = if p.is_hole() { None } else { float_pair(p, q) };
        if let Some((x, y)) = pair {
            let next = floats.add_product(x, y);
            if next.value().is_finite() {
                (floats, in_floats) = (next, true);
                continue;
            }
        }
        if in_floats {
            let sum = t.float(floats.value());
            total = ops::binary(t, BinaryOp::Add, total, sum)?;
            (floats, in_floats) = (Triple::default(), false);
        }
        if p.is_hole() {
            return Ok(total);
        }
        let term = ops::binary(t, BinaryOp::Mul, p, q)?;
        total = ops::binary(t, BinaryOp::Add, total, term)?;
    }
}

/// Two floats, or a float and an int that fits one.
fn float_pair(p: Value, q: Value) -> Option<(f64, f64)> {
    let number = |v: Value| {
        if float::is_exact(v) {
            return float::value(v);
        }
        if v.is_bool() {
            return Some((v == Value::TRUE) as i64 as f64);
        }
        if int::is_exact(v) {
            int::with_view(v, taipan_numeric::limbs::to_f64)
        } else {
            None
        }
    };
    if !float::is_exact(p) && !float::is_exact(q) {
        return None;
    }
    Some((number(p)?, number(q)?))
}

fn norm(t: &mut Thread, mut lengths: Vec<f64>) -> Value {
    let found_nan = lengths.iter().any(|x| x.is_nan());
    let max = lengths.iter().fold(0.0, |m: f64, x| if *x > m { *x } else { m });
    let r = accurate::vector_norm(&mut lengths, max, found_nan);
    t.float(r)
}

fn hypot(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let mut lengths = Vec::with_capacity(args.len());
    for &v in args.positional() {
        lengths.push(float::to_f64(t, v)?.abs());
    }
    Ok(norm(t, lengths))
}

fn dist(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let p = if tuple::is_tuple(t, args.get(0)) {
        args.get(0)
    } else {
        tuple::from_iterable(t, args.get(0))?
    };
    let q = if tuple::is_tuple(t, args.get(1)) {
        args.get(1)
    } else {
        tuple::from_iterable(t, args.get(1))?
    };
    if tuple::len(p) != tuple::len(q) {
        return Err(t.value_error("both points must have the same number of dimensions"));
    }
    let mut lengths = Vec::with_capacity(tuple::len(p));
    for i in 0..tuple::len(p) {
        let x = float::to_f64(t, tuple::items(&p)[i])?;
        let y = float::to_f64(t, tuple::items(&q)[i])?;
        lengths.push((x - y).abs());
    }
    Ok(norm(t, lengths))
}

pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::function("dist", 2, 2, dist)
        .leaf()
        .doc("Return the Euclidean distance between two points p and q."),
    NativeDef::function("fsum", 1, 1, fsum)
        .leaf()
        .doc("Return an accurate floating-point sum of values in the iterable."),
    NativeDef::function("hypot", 0, NativeDef::MANY, hypot).doc("Multidimensional Euclidean distance from the origin to a point."),
    NativeDef::function("prod", 1, 1, prod)
        .leaf()
        .keywords()
        .doc("Calculate the product of all the elements in the input iterable."),
    NativeDef::function("sumprod", 2, 2, sumprod)
        .leaf()
        .doc("Return the sum of products of values from two iterables p and q."),
];
