//! Functions of one float, and what they say about arguments outside their domain.

use super::libm::safe as c;
use super::special::{self, Problem};
use super::{domain_error, libm, range_error, rounded};
use taipan_numeric::floats;
use taipan_numeric::limbs::IntRef;
use taipan_runtime::native::Intrinsic;
use taipan_runtime::native::NativeDef;
use taipan_runtime::objects::{float, int, tuple};
use taipan_runtime::{Args, Raised, Thread, Value};

/// NaN from a number is a domain error with `complaint`, an infinity from a finite number overflow, or (where the
/// function cannot overflow) a domain error too.
fn apply(t: &mut Thread, v: Value, f: fn(f64) -> f64, overflows: bool, complaint: &str) -> Result<Value, Raised> {
    let x = float::to_f64(t, v)?;
    let r = f(x);
    if (r.is_nan() && !x.is_nan()) || (r.is_infinite() && x.is_finite() && !overflows) {
        return Err(complain(t, complaint, x));
    }
    if r.is_infinite() && x.is_finite() {
        return Err(range_error(t));
    }
    Ok(t.float(r))
}

#[cold]
fn complain(t: &mut Thread, complaint: &str, x: f64) -> Raised {
    if complaint.is_empty() {
        return domain_error(t);
    }
    let shown = floats::repr(x);
    t.value_error(format!("{complaint}, got {}", &*shown))
}

const UNIT: &str = "expected a number in range from -1 up to 1";
const FINITE: &str = "expected a finite input";
const POSITIVE: &str = "expected a positive input";
const WHOLE: &str = "expected a noninteger or positive integer";

macro_rules! plain {
    ($($name:ident $overflows:literal $complaint:expr;)*) => {
        $(fn $name(t: &mut Thread, args: Args) -> Result<Value, Raised> { apply(t, args.get(0), c::$name, $overflows, $complaint) })*
        /// As compiled code calls them.
        mod of_float {
            use super::c;
            $(taipan_runtime::float_function!(#[allow(non_upper_case_globals)] pub $name, |x| c::$name(x));)*
        }
    };
}

plain! {
    acos false UNIT; asin false UNIT; atan false ""; cbrt false "";
    cos false FINITE; sin false FINITE; tan false FINITE; cosh true ""; sinh true ""; tanh false "";
    exp true ""; exp2 true ""; expm1 true "";
    log1p false "expected argument value > -1"; sqrt false "expected a nonnegative input";
}

macro_rules! rounded_functions {
    ($($name:ident $complaint:expr;)*) => {
        $(fn $name(t: &mut Thread, args: Args) -> Result<Value, Raised> { apply(t, args.get(0), rounded::$name, false, $complaint) })*
    };
}

rounded_functions! {
    acosh "expected argument value not less than 1"; asinh ""; atanh "expected a number between -1 and 1"; erf ""; erfc "";
}

fn fabs(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    apply(t, args.get(0), f64::abs, false, "")
}

fn special_function(t: &mut Thread, v: Value, f: fn(f64) -> Result<f64, Problem>) -> Result<Value, Raised> {
    let x = float::to_f64(t, v)?;
    match f(x) {
        Ok(r) => Ok(t.float(r)),
        Err(Problem::Domain) => Err(complain(t, WHOLE, x)),
        Err(Problem::Range) => Err(range_error(t)),
    }
}
fn gamma(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    special_function(t, args.get(0), special::gamma)
}
fn lgamma(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    special_function(t, args.get(0), special::lgamma)
}

/// Mantissa and exponent of an int that no float can hold.
fn big_frexp(v: IntRef) -> (f64, f64) {
    let limbs = v.magnitude();
    let bits = v.bit_length() as i64;
    let mut sticky = false;
    let mut top: u128 = 0;
    for (i, &limb) in limbs.iter().enumerate().rev() {
        if i + 2 >= limbs.len() {
            top = top << 64 | u128::from(limb);
        } else {
            sticky |= limb != 0;
        }
    }
    top <<= top.leading_zeros();
    // 53 bits rounded half to even, the rest summed up in a sticky bit.
    let kept = (top >> 75) as u64;
    let rest = top << 53;
    let half = 1u128 << 127;
    let up = rest > half || (rest == half && (sticky || kept & 1 == 1));
    let mantissa = (kept + u64::from(up)) as f64 / (1u64 << 53) as f64;
    (mantissa, bits as f64)
}

fn logarithm(t: &mut Thread, v: Value, f: fn(f64) -> f64) -> Result<Value, Raised> {
    if let Some(exact) = int::exact(t, v) {
        if exact == Value::ZERO || int::is_negative(exact) {
            return Err(t.value_error(POSITIVE));
        }
        let direct = if exact.is_small() {
            Some(exact.as_small() as f64)
        } else {
            int::with_view(exact, taipan_numeric::limbs::to_f64)
        };
        let r = match direct {
            Some(x) => f(x),
            None => {
                let (mantissa, exponent) = int::with_view(exact, big_frexp);
                f(mantissa) + f(2.0) * exponent
            }
        };
        return Ok(t.float(r));
    }
    let x = float::to_f64(t, v)?;
    if x <= 0.0 {
        return Err(complain(t, POSITIVE, x));
    }
    Ok(t.float(f(x)))
}

fn log(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let numerator = logarithm(t, args.get(0), c::log)?;
    let Some(base) = args.opt(1) else { return Ok(numerator) };
    let denominator = logarithm(t, base, c::log)?;
    let (x, y) = (float::value(numerator).unwrap_or(0.0), float::value(denominator).unwrap_or(0.0));
    if y == 0.0 {
        return Err(t.zero_division("division by zero"));
    }
    Ok(t.float(x / y))
}
fn log2(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    logarithm(t, args.get(0), c::log2)
}
fn log10(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    logarithm(t, args.get(0), c::log10)
}

fn degrees(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let x = float::to_f64(t, args.get(0))?;
    Ok(t.float(x * (180.0 / std::f64::consts::PI)))
}
fn radians(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let x = float::to_f64(t, args.get(0))?;
    Ok(t.float(x * (std::f64::consts::PI / 180.0)))
}

fn is_nan(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    float::to_f64(t, args.get(0)).map(|x| Value::bool(x.is_nan()))
}
fn is_inf(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    float::to_f64(t, args.get(0)).map(|x| Value::bool(x.is_infinite()))
}
fn is_finite(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    float::to_f64(t, args.get(0)).map(|x| Value::bool(x.is_finite()))
}

fn frexp(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let x = float::to_f64(t, args.get(0))?;
    let (mantissa, exponent) = if x == 0.0 || !x.is_finite() { (x, 0) } else { libm::frexp(x) };
    let mantissa = t.float(mantissa);
    Ok(tuple::new(t, &[mantissa, Value::small(i64::from(exponent))]))
}

fn modf(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let x = float::to_f64(t, args.get(0))?;
    let (fraction, whole) = if x.is_infinite() {
        (0f64.copysign(x), x)
    } else if x.is_nan() {
        (x, x)
    } else {
        let whole = x.trunc();
        ((x - whole).copysign(x), whole)
    };
    let fraction = t.float(fraction);
    let whole = t.float(whole);
    Ok(tuple::new(t, &[fraction, whole]))
}

fn ulp(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let x = float::to_f64(t, args.get(0))?.abs();
    let r = if x.is_nan() || x.is_infinite() {
        x
    } else {
        let next = c::nextafter(x, f64::INFINITY);
        if next.is_infinite() {
            x - c::nextafter(x, f64::NEG_INFINITY)
        } else {
            next - x
        }
    };
    Ok(t.float(r))
}

pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::function("acos", 1, 1, acos)
        .leaf()
        .intrinsic(Intrinsic::OfFloat(&of_float::acos))
        .doc("Return the arc cosine (measured in radians) of x."),
    NativeDef::function("acosh", 1, 1, acosh)
        .leaf()
        .doc("Return the inverse hyperbolic cosine of x."),
    NativeDef::function("asin", 1, 1, asin)
        .leaf()
        .intrinsic(Intrinsic::OfFloat(&of_float::asin))
        .doc("Return the arc sine (measured in radians) of x."),
    NativeDef::function("asinh", 1, 1, asinh).leaf().doc("Return the inverse hyperbolic sine of x."),
    NativeDef::function("atan", 1, 1, atan)
        .leaf()
        .intrinsic(Intrinsic::OfFloat(&of_float::atan))
        .doc("Return the arc tangent (measured in radians) of x."),
    NativeDef::function("atanh", 1, 1, atanh)
        .leaf()
        .doc("Return the inverse hyperbolic tangent of x."),
    NativeDef::function("cbrt", 1, 1, cbrt)
        .leaf()
        .intrinsic(Intrinsic::OfFloat(&of_float::cbrt))
        .doc("Return the cube root of x."),
    NativeDef::function("cos", 1, 1, cos)
        .leaf()
        .intrinsic(Intrinsic::OfFloat(&of_float::cos))
        .doc("Return the cosine of x (measured in radians)."),
    NativeDef::function("cosh", 1, 1, cosh)
        .leaf()
        .intrinsic(Intrinsic::OfFloat(&of_float::cosh))
        .doc("Return the hyperbolic cosine of x."),
    NativeDef::function("degrees", 1, 1, degrees)
        .leaf()
        .doc("Convert angle x from radians to degrees."),
    NativeDef::function("erf", 1, 1, erf).leaf().doc("Error function at x."),
    NativeDef::function("erfc", 1, 1, erfc).leaf().doc("Complementary error function at x."),
    NativeDef::function("exp", 1, 1, exp)
        .leaf()
        .intrinsic(Intrinsic::OfFloat(&of_float::exp))
        .doc("Return e raised to the power of x."),
    NativeDef::function("exp2", 1, 1, exp2)
        .leaf()
        .intrinsic(Intrinsic::OfFloat(&of_float::exp2))
        .doc("Return 2 raised to the power of x."),
    NativeDef::function("expm1", 1, 1, expm1)
        .leaf()
        .intrinsic(Intrinsic::OfFloat(&of_float::expm1))
        .doc("Return exp(x)-1."),
    NativeDef::function("fabs", 1, 1, fabs).leaf().doc("Return the absolute value of the float x."),
    NativeDef::function("frexp", 1, 1, frexp)
        .leaf()
        .doc("Return the mantissa and exponent of x, as pair (m, e)."),
    NativeDef::function("gamma", 1, 1, gamma).leaf().doc("Gamma function at x."),
    NativeDef::function("isfinite", 1, 1, is_finite)
        .leaf()
        .doc("Return True if x is neither an infinity nor a NaN, and False otherwise."),
    NativeDef::function("isinf", 1, 1, is_inf)
        .leaf()
        .doc("Return True if x is a positive or negative infinity, and False otherwise."),
    NativeDef::function("isnan", 1, 1, is_nan)
        .leaf()
        .doc("Return True if x is a NaN (not a number), and False otherwise."),
    NativeDef::function("lgamma", 1, 1, lgamma)
        .leaf()
        .doc("Natural logarithm of absolute value of Gamma function at x."),
    NativeDef::function("log", 1, 2, log)
        .leaf()
        .doc("Return the logarithm of x to the given base; the natural logarithm without one."),
    NativeDef::function("log10", 1, 1, log10).leaf().doc("Return the base 10 logarithm of x."),
    NativeDef::function("log1p", 1, 1, log1p)
        .leaf()
        .intrinsic(Intrinsic::OfFloat(&of_float::log1p))
        .doc("Return the natural logarithm of 1+x (base e)."),
    NativeDef::function("log2", 1, 1, log2).leaf().doc("Return the base 2 logarithm of x."),
    NativeDef::function("modf", 1, 1, modf)
        .leaf()
        .doc("Return the fractional and integer parts of x."),
    NativeDef::function("radians", 1, 1, radians)
        .leaf()
        .doc("Convert angle x from degrees to radians."),
    NativeDef::function("sin", 1, 1, sin)
        .leaf()
        .intrinsic(Intrinsic::OfFloat(&of_float::sin))
        .doc("Return the sine of x (measured in radians)."),
    NativeDef::function("sinh", 1, 1, sinh)
        .leaf()
        .intrinsic(Intrinsic::OfFloat(&of_float::sinh))
        .doc("Return the hyperbolic sine of x."),
    NativeDef::function("sqrt", 1, 1, sqrt)
        .leaf()
        .intrinsic(Intrinsic::SquareRoot)
        .doc("Return the square root of x."),
    NativeDef::function("tan", 1, 1, tan)
        .leaf()
        .intrinsic(Intrinsic::OfFloat(&of_float::tan))
        .doc("Return the tangent of x (measured in radians)."),
    NativeDef::function("tanh", 1, 1, tanh)
        .leaf()
        .intrinsic(Intrinsic::OfFloat(&of_float::tanh))
        .doc("Return the hyperbolic tangent of x."),
    NativeDef::function("ulp", 1, 1, ulp)
        .leaf()
        .doc("Return the value of the least significant bit of the float x."),
];
