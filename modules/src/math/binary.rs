//! Functions of two or three floats.

use super::libm::{self, safe as c};
use super::{domain_error, range_error};
use taipan_runtime::native::{Bind, NativeDef};
use taipan_runtime::objects::{float, int};
use taipan_runtime::{Args, Raised, Thread, Value, ops};

fn two(t: &mut Thread, args: Args) -> Result<(f64, f64), Raised> {
    Ok((float::to_f64(t, args.get(0))?, float::to_f64(t, args.get(1))?))
}

/// NaN and infinities out of nowhere are errors.
fn checked(t: &mut Thread, x: f64, y: f64, r: f64) -> Result<Value, Raised> {
    if r.is_nan() && !x.is_nan() && !y.is_nan() {
        return Err(domain_error(t));
    }
    if r.is_infinite() && x.is_finite() && y.is_finite() {
        return Err(range_error(t));
    }
    Ok(t.float(r))
}

fn atan2(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (y, x) = two(t, args)?;
    checked(t, y, x, c::atan2(y, x))
}

fn copysign(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (x, y) = two(t, args)?;
    Ok(t.float(x.copysign(y)))
}

fn fmod(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (x, y) = two(t, args)?;
    if y.is_infinite() && x.is_finite() {
        return Ok(t.float(x));
    }
    checked(t, x, y, c::fmod(x, y))
}

fn remainder(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (x, y) = two(t, args)?;
    checked(t, x, y, c::remainder(x, y))
}

fn pow(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (x, y) = two(t, args)?;
    if x.is_finite() && y.is_finite() {
        let r = c::pow(x, y);
        if r.is_nan() || (r.is_infinite() && x == 0.0) {
            return Err(domain_error(t));
        }
        if r.is_infinite() {
            return Err(range_error(t));
        }
        return Ok(t.float(r));
    }
    Ok(t.float(c::pow(x, y)))
}

fn ldexp(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let x = float::to_f64(t, args.get(0))?;
    let Some(exact) = int::exact(t, args.get(1)) else {
        return Err(t.type_error("Expected an int as second argument to ldexp."));
    };
    if x == 0.0 || !x.is_finite() {
        return Ok(t.float(x));
    }
    let exponent = ops::index_clipped(t, exact)?;
    let r = if exponent > i64::from(i32::MAX) {
        f64::INFINITY
    } else if exponent < i64::from(i32::MIN) {
        0f64.copysign(x)
    } else {
        libm::ldexp(x, exponent as i32)
    };
    if r.is_infinite() {
        return Err(range_error(t));
    }
    Ok(t.float(r))
}

/// `x` moved by `steps` floats towards `y`.
fn step_towards(x: f64, y: f64, steps: u64) -> f64 {
    if steps == 0 || x.is_nan() {
        return x;
    }
    if y.is_nan() || x == y {
        return y;
    }
    // In this order of all floats neighbours are neighbouring numbers.
    let order = |f: f64| {
        let magnitude = (f.to_bits() & !(1 << 63)) as i64;
        if f.is_sign_negative() { -magnitude } else { magnitude }
    };
    let (from, to) = (order(x), order(y));
    let distance = from.abs_diff(to);
    if steps >= distance {
        return y;
    }
    let at = if from < to { from + steps as i64 } else { from - steps as i64 };
    if at == 0 {
        return if x.is_sign_negative() { -0.0 } else { 0.0 };
    }
    let size = f64::from_bits(at.unsigned_abs());
    if at < 0 { -size } else { size }
}

fn nextafter(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [x, y, steps] = args.bind(t, "nextafter", ["x", "y", "steps"], Bind::required(2).positional_only(2).keyword_from(2))?;
    let x = float::to_f64(t, x.unwrap_or(Value::ZERO))?;
    let y = float::to_f64(t, y.unwrap_or(Value::ZERO))?;
    let Some(steps) = steps.filter(|s| !s.is_none()) else {
        return Ok(t.float(c::nextafter(x, y)));
    };
    let exact = ops::index_value(t, steps)?;
    if int::is_negative(exact) {
        return Err(t.value_error("steps must be a non-negative integer"));
    }
    Ok(t.float(step_towards(x, y, int::to_u64(exact).unwrap_or(u64::MAX))))
}

fn fma(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (x, y) = two(t, args)?;
    let z = float::to_f64(t, args.get(2))?;
    let r = c::fma(x, y, z);
    if r.is_nan() && !x.is_nan() && !y.is_nan() && !z.is_nan() {
        return Err(t.value_error("invalid operation in fma"));
    }
    if r.is_infinite() && x.is_finite() && y.is_finite() && z.is_finite() {
        return Err(t.overflow_error("overflow in fma"));
    }
    Ok(t.float(r))
}

fn is_close(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [a, b, relative, absolute] = args.bind(t, "isclose", ["a", "b", "rel_tol", "abs_tol"], Bind::required(2).keyword_from(2))?;
    let a = float::to_f64(t, a.unwrap_or(Value::ZERO))?;
    let b = float::to_f64(t, b.unwrap_or(Value::ZERO))?;
    let relative = relative.map_or(Ok(1e-9), |v| float::to_f64(t, v))?;
    let absolute = absolute.map_or(Ok(0.0), |v| float::to_f64(t, v))?;
    if relative < 0.0 || absolute < 0.0 {
        return Err(t.value_error("tolerances must be non-negative"));
    }
    if a == b {
        return Ok(Value::TRUE);
    }
    if a.is_infinite() || b.is_infinite() {
        return Ok(Value::FALSE);
    }
    let difference = (b - a).abs();
    Ok(Value::bool(
        difference <= (relative * b).abs() || difference <= (relative * a).abs() || difference <= absolute,
    ))
}

pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::function("atan2", 2, 2, atan2)
        .leaf()
        .doc("Return the arc tangent (measured in radians) of y/x, by the signs of both."),
    NativeDef::function("copysign", 2, 2, copysign)
        .leaf()
        .doc("Return a float with the magnitude of x but the sign of y."),
    NativeDef::function("fma", 3, 3, fma)
        .leaf()
        .doc("Fused multiply-add: x * y + z with one rounding."),
    NativeDef::function("fmod", 2, 2, fmod)
        .leaf()
        .doc("Return fmod(x, y), according to platform C."),
    NativeDef::function("isclose", 2, 2, is_close)
        .leaf()
        .keywords()
        .doc("Determine whether two floating-point numbers are close in value."),
    NativeDef::function("ldexp", 2, 2, ldexp).leaf().doc("Return x * (2**i)."),
    NativeDef::function("nextafter", 2, 2, nextafter)
        .leaf()
        .keywords()
        .doc("Return the floating-point value the given number of steps after x towards y."),
    NativeDef::function("pow", 2, 2, pow).leaf().doc("Return x**y (x to the power of y)."),
    NativeDef::function("remainder", 2, 2, remainder)
        .leaf()
        .doc("Difference between x and the closest integer multiple of y."),
];

#[cfg(test)]
mod tests {
    use super::step_towards;

    #[test]
    fn steps_cross_zero_and_stop_at_the_target() {
        assert_eq!(step_towards(5e-324, -1.0, 1), 0.0);
        assert_eq!(step_towards(5e-324, -1.0, 2), -5e-324);
        assert_eq!(step_towards(1.0, 2.0, u64::MAX), 2.0);
        assert_eq!(step_towards(1.0, 2.0, 1), 1.0000000000000002);
    }
}
