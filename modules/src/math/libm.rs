//! The C library's functions, called directly because CPython does.

macro_rules! functions {
    ($($name:ident($($argument:ident),*);)*) => {
        unsafe extern "C" { $(#[link_name = stringify!($name)] fn $name($($argument: f64),*) -> f64;)* }
        /// Safe forms: the functions have no preconditions.
        pub mod safe {
            pub use super::cbrt;
            $(pub fn $name($($argument: f64),*) -> f64 {
                // SAFETY: pure functions of the C library.
                unsafe { super::$name($($argument),*) }
            })*
        }
    };
}

functions! {
    acos(x); asin(x); atan(x); cos(x); cosh(x); exp(x); exp2(x); expm1(x); log(x); log10(x); log1p(x); log2(x);
    sin(x); sinh(x); sqrt(x); tan(x); tanh(x);
    atan2(y, x); hypot(x, y); fmod(x, y); pow(x, y); nextafter(x, y); remainder(x, y);
    fma(x, y, z);
}

/// The cube root. Rust's compiler support brings a `cbrt` of its own, which the linker prefers and which
/// differs in the last bit: hence the look-up at run time.
pub fn cbrt(x: f64) -> f64 {
    use std::sync::OnceLock;
    static FUNCTION: OnceLock<Option<unsafe extern "C" fn(f64) -> f64>> = OnceLock::new();
    let found = FUNCTION.get_or_init(|| {
        // SAFETY: the name is a C string; the C library's symbol has this type.
        unsafe {
            let p = libc::dlsym(libc::RTLD_DEFAULT, c"cbrt".as_ptr());
            if p.is_null() {
                None
            } else {
                Some(std::mem::transmute::<*mut libc::c_void, unsafe extern "C" fn(f64) -> f64>(p))
            }
        }
    });
    match found {
        // SAFETY: a pure function.
        Some(f) => unsafe { f(x) },
        None => x.cbrt(),
    }
}

unsafe extern "C" {
    #[link_name = "frexp"]
    fn c_frexp(x: f64, exponent: *mut i32) -> f64;
    #[link_name = "ldexp"]
    fn c_ldexp(x: f64, exponent: i32) -> f64;
}

/// Mantissa in ±[0.5, 1) and exponent.
pub fn frexp(x: f64) -> (f64, i32) {
    let mut exponent = 0;
    // SAFETY: the pointer is valid.
    let mantissa = unsafe { c_frexp(x, &mut exponent) };
    (mantissa, exponent)
}

/// `x * 2**exponent`
pub fn ldexp(x: f64, exponent: i32) -> f64 {
    // SAFETY: a pure function.
    unsafe { c_ldexp(x, exponent) }
}
