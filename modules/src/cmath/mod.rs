//! `cmath`: functions of complex numbers.

mod functions;

use functions::{Complex, Outcome, Problem};
use taipan_runtime::native::{Bind, NativeDef};
use taipan_runtime::objects::{complex, float, module, tuple};
use taipan_runtime::{Args, Raised, Thread, Value};

fn argument(t: &mut Thread, v: Value) -> Result<Complex, Raised> {
    let (re, im) = complex::to_complex(t, v)?;
    Ok(Complex { re, im })
}

fn result(t: &mut Thread, outcome: Outcome) -> Result<Value, Raised> {
    match outcome {
        Ok(z) => Ok(complex::new(t, z.re, z.im)),
        Err(Problem::Domain) => Err(t.value_error("math domain error")),
        Err(Problem::Range) => Err(t.overflow_error("math range error")),
    }
}

macro_rules! plain {
    ($($name:ident)*) => {
        $(fn $name(t: &mut Thread, args: Args) -> Result<Value, Raised> {
            let z = argument(t, args.get(0))?;
            result(t, functions::$name(z))
        })*
    };
}

plain! { acos acosh asin asinh atan atanh cos cosh exp log10 sin sinh sqrt tan tanh }

/// `log(z[, base])`
fn log(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let z = argument(t, args.get(0))?;
    let v = result(t, functions::log(z))?;
    match args.opt(1) {
        None => Ok(v),
        Some(base) => {
            let base = argument(t, base)?;
            let divisor = result(t, functions::log(base))?;
            taipan_runtime::ops::binary(t, taipan_runtime::ops::BinaryOp::TrueDiv, v, divisor)
        }
    }
}

fn phase(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let z = argument(t, args.get(0))?;
    let angle = z.im.atan2(z.re);
    if angle == 0.0 && z.im != 0.0 {
        // The angle is too small for a float; `polar` says nothing of it.
        return Err(t.overflow_error("math range error"));
    }
    Ok(t.float(angle))
}

fn polar(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let z = argument(t, args.get(0))?;
    let size = z.re.hypot(z.im);
    if size.is_infinite() && z.is_finite() {
        return Err(t.overflow_error("math range error"));
    }
    let parts = [t.float(size), t.float(z.im.atan2(z.re))];
    Ok(tuple::new(t, &parts))
}

fn rect(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (r, phi) = (float::to_f64(t, args.get(0))?, float::to_f64(t, args.get(1))?);
    result(t, functions::rect(r, phi))
}

fn is_nan(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let z = argument(t, args.get(0))?;
    Ok(Value::bool(z.re.is_nan() || z.im.is_nan()))
}
fn is_inf(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let z = argument(t, args.get(0))?;
    Ok(Value::bool(z.re.is_infinite() || z.im.is_infinite()))
}
fn is_finite(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let z = argument(t, args.get(0))?;
    Ok(Value::bool(z.is_finite()))
}

/// `isclose(a, b, *, rel_tol=1e-09, abs_tol=0.0)`
fn is_close(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [a, b, relative, absolute] = args.bind(t, "isclose", ["a", "b", "rel_tol", "abs_tol"], Bind::required(2).keyword_from(2))?;
    let (a, b) = (argument(t, a.expect("required"))?, argument(t, b.expect("required"))?);
    let relative = relative.map_or(Ok(1e-9), |v| float::to_f64(t, v))?;
    let absolute = absolute.map_or(Ok(0.0), |v| float::to_f64(t, v))?;
    if relative < 0.0 || absolute < 0.0 {
        return Err(t.value_error("tolerances must be non-negative"));
    }
    if a == b {
        return Ok(Value::TRUE);
    }
    let infinite = |z: Complex| z.re.is_infinite() || z.im.is_infinite();
    if infinite(a) || infinite(b) {
        return Ok(Value::FALSE);
    }
    let size = |z: Complex| z.re.hypot(z.im);
    let distance = (a.re - b.re).hypot(a.im - b.im);
    Ok(Value::bool(
        distance <= relative * size(b) || distance <= relative * size(a) || distance <= absolute,
    ))
}

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::function("acos", 1, 1, acos).leaf().doc("Return the arc cosine of z."),
    NativeDef::function("acosh", 1, 1, acosh)
        .leaf()
        .doc("Return the inverse hyperbolic cosine of z."),
    NativeDef::function("asin", 1, 1, asin).leaf().doc("Return the arc sine of z."),
    NativeDef::function("asinh", 1, 1, asinh).leaf().doc("Return the inverse hyperbolic sine of z."),
    NativeDef::function("atan", 1, 1, atan).leaf().doc("Return the arc tangent of z."),
    NativeDef::function("atanh", 1, 1, atanh)
        .leaf()
        .doc("Return the inverse hyperbolic tangent of z."),
    NativeDef::function("cos", 1, 1, cos).leaf().doc("Return the cosine of z."),
    NativeDef::function("cosh", 1, 1, cosh).leaf().doc("Return the hyperbolic cosine of z."),
    NativeDef::function("exp", 1, 1, exp).leaf().doc("Return the exponential value e**z."),
    NativeDef::function("isclose", 2, 4, is_close)
        .keywords()
        .doc("Determine whether two complex numbers are close in value."),
    NativeDef::function("isfinite", 1, 1, is_finite)
        .leaf()
        .doc("Return True if both parts of z are finite."),
    NativeDef::function("isinf", 1, 1, is_inf)
        .leaf()
        .doc("Checks if the real or imaginary part of z is infinite."),
    NativeDef::function("isnan", 1, 1, is_nan)
        .leaf()
        .doc("Checks if the real or imaginary part of z is not a number."),
    NativeDef::function("log", 1, 2, log).doc("log(z[, base]) -> the logarithm of z to the given base."),
    NativeDef::function("log10", 1, 1, log10).leaf().doc("Return the base-10 logarithm of z."),
    NativeDef::function("phase", 1, 1, phase)
        .leaf()
        .doc("Return argument, also known as the phase angle, of a complex."),
    NativeDef::function("polar", 1, 1, polar)
        .leaf()
        .doc("Convert a complex from rectangular coordinates to polar coordinates."),
    NativeDef::function("rect", 2, 2, rect)
        .leaf()
        .doc("Convert from polar coordinates to rectangular coordinates."),
    NativeDef::function("sin", 1, 1, sin).leaf().doc("Return the sine of z."),
    NativeDef::function("sinh", 1, 1, sinh).leaf().doc("Return the hyperbolic sine of z."),
    NativeDef::function("sqrt", 1, 1, sqrt).leaf().doc("Return the square root of z."),
    NativeDef::function("tan", 1, 1, tan).leaf().doc("Return the tangent of z."),
    NativeDef::function("tanh", 1, 1, tanh).leaf().doc("Return the hyperbolic tangent of z."),
];

/// Makes the module.
pub fn init(t: &mut Thread) -> Result<Value, Raised> {
    let m = module::new(t, "cmath");
    module::add_functions(t, m, FUNCTIONS);
    let constants = [
        ("pi", std::f64::consts::PI),
        ("e", std::f64::consts::E),
        ("tau", std::f64::consts::TAU),
        ("inf", f64::INFINITY),
        ("nan", f64::NAN),
    ];
    for (name, x) in constants {
        let v = t.float(x);
        module::add(t, m, name, v);
    }
    for (name, im) in [("infj", f64::INFINITY), ("nanj", f64::NAN)] {
        let v = complex::new(t, 0.0, im);
        module::add(t, m, name, v);
    }
    Ok(m)
}
