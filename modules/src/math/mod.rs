//! `math`: the C library's functions with CPython's checks around them, and CPython's own algorithms
//! where it has some, so that results agree to the last bit.

mod accurate;
mod binary;
mod exact;
mod integer;
pub(crate) mod libm;
pub(crate) mod rounded;
mod special;
mod sums;
mod unary;

use taipan_runtime::objects::module;
use taipan_runtime::{Raised, Thread, Value};

/// Makes the module.
pub fn init(t: &mut Thread) -> Result<Value, Raised> {
    let m = module::new(t, "math");
    for table in [unary::FUNCTIONS, binary::FUNCTIONS, exact::FUNCTIONS, integer::FUNCTIONS, sums::FUNCTIONS] {
        module::add_functions(t, m, table);
    }
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
    Ok(m)
}

/// `ValueError: math domain error`
fn domain_error(t: &mut Thread) -> Raised {
    t.value_error("math domain error")
}

/// `OverflowError: math range error`
fn range_error(t: &mut Thread) -> Raised {
    t.overflow_error("math range error")
}
