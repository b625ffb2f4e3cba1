//! Functions of ints: products are built as balanced trees so that big factors meet big factors.

use taipan_numeric::limbs::{self, SmallLimbs};
use taipan_numeric::small;
use taipan_runtime::native::NativeDef;
use taipan_runtime::objects::int;
use taipan_runtime::{Args, Raised, Thread, Value, ops};

/// Product of the ints `from..to`, all above zero.
fn product(t: &mut Thread, from: u64, to: u64) -> Result<Value, Raised> {
    if to - from <= 16 {
        let mut result = Value::small(1);
        let mut word: u64 = 1;
        for n in from..to {
            match word.checked_mul(n) {
                Some(w) => word = w,
                None => {
                    let factor = int::from_u64(t, word);
                    result = int::mul(t, result, factor)?;
                    word = n;
                }
            }
        }
        let factor = int::from_u64(t, word);
        return int::mul(t, result, factor);
    }
    let middle = from + (to - from) / 2;
    let low = product(t, from, middle)?;
    let high = product(t, middle, to)?;
    int::mul(t, low, high)
}

fn factorial(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let n = ops::index_value(t, args.get(0))?;
    if int::is_negative(n) {
        return Err(t.value_error("factorial() not defined for negative values"));
    }
    match int::to_i64(n) {
        Some(n) if n < 1 << 40 => product(t, 1, n as u64 + 1),
        Some(_) => Err(t.memory_error()),
        None => Err(t.overflow_error(format!("factorial() argument should not exceed {}", i64::MAX))),
    }
}

fn non_negative(t: &mut Thread, v: Value, name: &str) -> Result<Value, Raised> {
    let exact = ops::index_value(t, v)?;
    if int::is_negative(exact) {
        return Err(t.value_error(format!("{name} must be a non-negative integer")));
    }
    Ok(exact)
}

/// `n * (n-1) * … * (n-k+1)`
fn falling(t: &mut Thread, n: Value, k: u64) -> Result<Value, Raised> {
    if let Some(n) = int::to_i64(n) {
        let n = n as u64;
        return if k > n { Ok(Value::ZERO) } else { product(t, n - k + 1, n + 1) };
    }
    if k < 8 {
        let mut result = Value::small(1);
        for i in 0..k {
            let factor = int::sub(t, n, Value::small(i as i64))?;
            result = int::mul(t, result, factor)?;
        }
        return Ok(result);
    }
    let half = k / 2;
    let high = falling(t, n, half)?;
    let rest = int::sub(t, n, Value::small(half as i64))?;
    let low = falling(t, rest, k - half)?;
    int::mul(t, high, low)
}

fn perm(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let Some(k) = args.opt(1).filter(|k| !k.is_none()) else {
        return factorial(t, args);
    };
    let n = ops::index_value(t, args.get(0))?;
    let k = ops::index_value(t, k)?;
    let n = non_negative(t, n, "n")?;
    let k = non_negative(t, k, "k")?;
    if int::compare(n, k).is_lt() {
        return Ok(Value::ZERO);
    }
    match int::to_i64(k) {
        Some(k) if k < 1 << 40 => falling(t, n, k as u64),
        Some(_) => Err(t.memory_error()),
        None => Err(t.overflow_error(format!("k must not exceed {}", i64::MAX))),
    }
}

fn comb(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let n = ops::index_value(t, args.get(0))?;
    let k = ops::index_value(t, args.get(1))?;
    let n = non_negative(t, n, "n")?;
    let k = non_negative(t, k, "k")?;
    let other = int::sub(t, n, k)?;
    if int::is_negative(other) {
        return Ok(Value::ZERO);
    }
    let least = if int::compare(other, k).is_lt() { other } else { k };
    match int::to_i64(least) {
        Some(k) if k < 1 << 40 => choose(t, n, k as u64),
        Some(_) => Err(t.memory_error()),
        None => Err(t.overflow_error(format!("min(n - k, k) must not exceed {}", i64::MAX))),
    }
}

fn choose(t: &mut Thread, n: Value, k: u64) -> Result<Value, Raised> {
    if let Some(n) = int::to_i64(n)
        && let Some(result) = choose_in_words(n as u64, k)
    {
        return Ok(int::from_u64(t, result));
    }
    let above = falling(t, n, k)?;
    let below = product(t, 1, k + 1)?;
    int::floordiv(t, above, below)
}

/// While every intermediate product fits.
fn choose_in_words(n: u64, k: u64) -> Option<u64> {
    let mut result: u64 = 1;
    for i in 0..k {
        // Always divisible: the product of i+1 consecutive ints.
        result = u64::try_from(u128::from(result) * u128::from(n - i) / u128::from(i + 1)).ok()?;
    }
    Some(result)
}

fn isqrt(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let n = ops::index_value(t, args.get(0))?;
    if int::is_negative(n) {
        return Err(t.value_error("isqrt() argument must be nonnegative"));
    }
    if n.is_small() {
        return Ok(Value::small((n.as_small() as u64).isqrt() as i64));
    }
    let mut scratch = SmallLimbs::from_i64(0);
    let view = int::view(&n, &mut scratch);
    int::try_build(t, limbs::isqrt_bound(view), |out| limbs::isqrt(view, out))
}

fn gcd_of(t: &mut Thread, a: Value, b: Value) -> Result<Value, Raised> {
    if let (Some(x), Some(y)) = (int::to_i64(a), int::to_i64(b)) {
        return Ok(int::from_u64(t, small::gcd(x.unsigned_abs(), y.unsigned_abs())));
    }
    let (mut x, mut y) = (SmallLimbs::from_i64(0), SmallLimbs::from_i64(0));
    let (x, y) = (int::view(&a, &mut x), int::view(&b, &mut y));
    int::build(t, limbs::gcd_bound(x, y), |out| limbs::gcd(x, y, out))
}

fn gcd(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let mut result = Value::ZERO;
    for &v in args.positional() {
        let n = ops::index_value(t, v)?;
        result = gcd_of(t, result, n)?;
    }
    Ok(result)
}

fn lcm(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let mut result = Value::small(1);
    for &v in args.positional() {
        let n = ops::index_value(t, v)?;
        if n == Value::ZERO || result == Value::ZERO {
            result = Value::ZERO;
            continue;
        }
        let divisor = gcd_of(t, result, n)?;
        let factor = int::floordiv(t, result, divisor)?;
        let multiple = int::mul(t, factor, n)?;
        result = int::abs(t, multiple)?;
    }
    Ok(result)
}

pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::function("comb", 2, 2, comb)
        .leaf()
        .doc("Number of ways to choose k items from n items without repetition and without order."),
    NativeDef::function("factorial", 1, 1, factorial).leaf().doc("Return n factorial."),
    NativeDef::function("gcd", 0, NativeDef::MANY, gcd).doc("Greatest Common Divisor."),
    NativeDef::function("isqrt", 1, 1, isqrt)
        .leaf()
        .doc("Return the integer part of the square root of the input."),
    NativeDef::function("lcm", 0, NativeDef::MANY, lcm).doc("Least Common Multiple."),
    NativeDef::function("perm", 1, 2, perm)
        .leaf()
        .doc("Number of ways to choose k items from n items without repetition and with order."),
];
