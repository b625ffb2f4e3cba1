//! `floor`, `ceil` and `trunc`: floats directly, other numbers by their methods.

use taipan_runtime::native::NativeDef;
use taipan_runtime::objects::{float, int};
use taipan_runtime::{Args, Raised, Thread, Value, ops};

fn round_by(t: &mut Thread, v: Value, round: fn(f64) -> f64, method: Value) -> Result<Value, Raised> {
    if float::is_exact(v) {
        let x = float::value(v).unwrap_or(0.0);
        return int::from_f64(t, round(x));
    }
    if int::is_exact(v) {
        return Ok(v);
    }
    if let Some(result) = ops::call_special(t, v, method, &[])? {
        return Ok(result);
    }
    let x = float::to_f64(t, v)?;
    int::from_f64(t, round(x))
}

fn floor(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let method = t.names.floor;
    round_by(t, args.get(0), f64::floor, method)
}
fn ceil(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let method = t.names.ceil;
    round_by(t, args.get(0), f64::ceil, method)
}
fn trunc(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    if float::is_exact(v) {
        return int::from_f64(t, float::value(v).unwrap_or(0.0));
    }
    let method = t.names.trunc;
    match ops::call_special(t, v, method, &[])? {
        Some(result) => Ok(result),
        None => {
            let message = format!("type {} doesn't define __trunc__ method", t.type_name(v));
            Err(t.type_error(message))
        }
    }
}

pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::function("ceil", 1, 1, ceil).leaf().doc("Return the ceiling of x as an Integral."),
    NativeDef::function("floor", 1, 1, floor).leaf().doc("Return the floor of x as an Integral."),
    NativeDef::function("trunc", 1, 1, trunc)
        .leaf()
        .doc("Truncates the Real x to the nearest Integral toward 0."),
];
