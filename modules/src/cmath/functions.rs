//! Complex functions of finite numbers by formulas that neither overflow nor cancel on the way, and of infinities and NaN
//! as C99's Annex G says, which the C library knows.

use crate::math::libm::safe as c;
use crate::math::rounded::asinh as asinh_of;
use std::f64::consts::{E, FRAC_PI_2, LN_2, LN_10};

#[derive(Clone, Copy, PartialEq, Debug)]
#[repr(C)]
pub struct Complex {
    pub re: f64,
    pub im: f64,
}

/// What a function says instead of a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Problem {
    Domain,
    Range,
}

pub type Outcome = Result<Complex, Problem>;

mod annex_g {
    use super::Complex;
    // SAFETY: C's `double complex` has the layout and calling convention of two doubles in a struct; the functions are
    // pure.
    unsafe extern "C" {
        pub safe fn cacos(z: Complex) -> Complex;
        pub safe fn cacosh(z: Complex) -> Complex;
        pub safe fn casinh(z: Complex) -> Complex;
        pub safe fn catanh(z: Complex) -> Complex;
        pub safe fn ccosh(z: Complex) -> Complex;
        pub safe fn cexp(z: Complex) -> Complex;
        pub safe fn clog(z: Complex) -> Complex;
        pub safe fn csinh(z: Complex) -> Complex;
        pub safe fn csqrt(z: Complex) -> Complex;
        pub safe fn ctanh(z: Complex) -> Complex;
    }
}

/// Numbers above it are halved before they are added or squared.
const LARGE: f64 = f64::MAX / 4.0;
/// Arguments of `exp` above it may overflow.
const LOG_LARGE: f64 = 708.396_418_532_264_1;

fn complex(re: f64, im: f64) -> Complex {
    Complex { re, im }
}

impl Complex {
    pub fn is_finite(self) -> bool {
        self.re.is_finite() && self.im.is_finite()
    }
    fn is_large(self) -> bool {
        self.re.abs() > LARGE || self.im.abs() > LARGE
    }
    /// `i * self`
    fn turned(self) -> Complex {
        complex(-self.im, self.re)
    }
    /// `-i * self`
    fn turned_back(self) -> Complex {
        complex(self.im, -self.re)
    }
    /// log|z| of a large number.
    fn log_size(self) -> f64 {
        c::log(c::hypot(self.re / 2.0, self.im / 2.0)) + LN_2 * 2.0
    }
}

fn in_range(z: Complex) -> Outcome {
    if z.re.is_infinite() || z.im.is_infinite() {
        Err(Problem::Range)
    } else {
        Ok(z)
    }
}

pub fn sqrt(z: Complex) -> Outcome {
    Ok(root(z))
}

fn root(z: Complex) -> Complex {
    if !z.is_finite() {
        return annex_g::csqrt(z);
    }
    if z.re == 0.0 && z.im == 0.0 {
        return complex(0.0, z.im);
    }
    let (mut x, mut y) = (z.re.abs(), z.im.abs());
    let s = if x < f64::MIN_POSITIVE && y < f64::MIN_POSITIVE {
        let scale = (1u64 << 53) as f64;
        x *= scale;
        (x + c::hypot(x, y * scale)).sqrt() / (1u64 << 27) as f64
    } else {
        x /= 8.0;
        2.0 * (x + c::hypot(x, y / 8.0)).sqrt()
    };
    y /= 2.0 * s;
    if z.re >= 0.0 {
        complex(s, y.copysign(z.im))
    } else {
        complex(y, s.copysign(z.im))
    }
}

pub fn acos(z: Complex) -> Outcome {
    if !z.is_finite() {
        return Ok(annex_g::cacos(z));
    }
    if z.is_large() {
        let size = z.log_size();
        let im = if z.re < 0.0 { -size.copysign(z.im) } else { size.copysign(-z.im) };
        return Ok(complex(c::atan2(z.im.abs(), z.re), im));
    }
    let (a, b) = (root(complex(1.0 - z.re, -z.im)), root(complex(1.0 + z.re, z.im)));
    Ok(complex(2.0 * c::atan2(a.re, b.re), asinh_of(b.re * a.im - b.im * a.re)))
}

pub fn acosh(z: Complex) -> Outcome {
    if !z.is_finite() {
        return Ok(annex_g::cacosh(z));
    }
    if z.is_large() {
        return Ok(complex(z.log_size(), c::atan2(z.im, z.re)));
    }
    let (a, b) = (root(complex(z.re - 1.0, z.im)), root(complex(z.re + 1.0, z.im)));
    Ok(complex(asinh_of(a.re * b.re + a.im * b.im), 2.0 * c::atan2(a.im, b.re)))
}

pub fn asinh(z: Complex) -> Outcome {
    if !z.is_finite() {
        return Ok(annex_g::casinh(z));
    }
    if z.is_large() {
        let size = z.log_size();
        return Ok(complex(size.copysign(z.re), c::atan2(z.im, z.re.abs())));
    }
    let (a, b) = (root(complex(1.0 + z.im, -z.re)), root(complex(1.0 - z.im, z.re)));
    Ok(complex(asinh_of(a.re * b.im - b.re * a.im), c::atan2(z.im, a.re * b.re - a.im * b.im)))
}

pub fn asin(z: Complex) -> Outcome {
    asinh(z.turned()).map(Complex::turned_back)
}

pub fn atanh(z: Complex) -> Outcome {
    if !z.is_finite() {
        return Ok(annex_g::catanh(z));
    }
    if z.re.is_sign_negative() {
        return atanh(complex(-z.re, -z.im)).map(|w| complex(-w.re, -w.im));
    }
    let (x, y) = (z.re, z.im.abs());
    let square_limit = LARGE.sqrt();
    if x > square_limit || y > square_limit {
        let h = c::hypot(x / 2.0, z.im / 2.0);
        return Ok(complex(x / 4.0 / h / h, -FRAC_PI_2.copysign(-z.im)));
    }
    if x == 1.0 && y < f64::MIN_POSITIVE.sqrt() {
        if y == 0.0 {
            return Err(Problem::Domain);
        }
        let re = -c::log(y.sqrt() / c::hypot(y, 2.0).sqrt());
        return Ok(complex(re, (c::atan2(2.0, -y) / 2.0).copysign(z.im)));
    }
    let re = c::log1p(4.0 * x / ((1.0 - x) * (1.0 - x) + y * y)) / 4.0;
    let im = -c::atan2(-2.0 * z.im, (1.0 - x) * (1.0 + x) - y * y) / 2.0;
    Ok(complex(re, im))
}

pub fn atan(z: Complex) -> Outcome {
    atanh(z.turned()).map(Complex::turned_back)
}

/// An infinite imaginary part has no sine.
fn hyperbolic_special(z: Complex, f: extern "C" fn(Complex) -> Complex) -> Outcome {
    if z.im.is_infinite() && !z.re.is_nan() {
        return Err(Problem::Domain);
    }
    Ok(f(z))
}

pub fn cosh(z: Complex) -> Outcome {
    if !z.is_finite() {
        return hyperbolic_special(z, cosh_of);
    }
    if z.re.abs() > LOG_LARGE {
        let x = z.re - 1f64.copysign(z.re);
        return in_range(complex(c::cos(z.im) * c::cosh(x) * E, c::sin(z.im) * c::sinh(x) * E));
    }
    in_range(complex(c::cos(z.im) * c::cosh(z.re), c::sin(z.im) * c::sinh(z.re)))
}

extern "C" fn cosh_of(z: Complex) -> Complex {
    annex_g::ccosh(z)
}
extern "C" fn sinh_of(z: Complex) -> Complex {
    annex_g::csinh(z)
}

pub fn sinh(z: Complex) -> Outcome {
    if !z.is_finite() {
        return hyperbolic_special(z, sinh_of);
    }
    if z.re.abs() > LOG_LARGE {
        let x = z.re - 1f64.copysign(z.re);
        return in_range(complex(c::cos(z.im) * c::sinh(x) * E, c::sin(z.im) * c::cosh(x) * E));
    }
    in_range(complex(c::cos(z.im) * c::sinh(z.re), c::sin(z.im) * c::cosh(z.re)))
}

pub fn tanh(z: Complex) -> Outcome {
    if !z.is_finite() {
        if z.im.is_infinite() && z.re.is_finite() {
            return Err(Problem::Domain);
        }
        return Ok(annex_g::ctanh(z));
    }
    if z.re.abs() > LOG_LARGE {
        let im = 4.0 * c::sin(z.im) * c::cos(z.im) * c::exp(-2.0 * z.re.abs());
        return Ok(complex(1f64.copysign(z.re), im));
    }
    let (x, y, s) = (c::tanh(z.re), c::tan(z.im), 1.0 / c::cosh(z.re));
    let product = x * y;
    let denominator = 1.0 + product * product;
    Ok(complex(x * (1.0 + y * y) / denominator, (y / denominator * s) * s))
}

pub fn cos(z: Complex) -> Outcome {
    cosh(z.turned())
}
pub fn sin(z: Complex) -> Outcome {
    sinh(z.turned()).map(Complex::turned_back)
}
pub fn tan(z: Complex) -> Outcome {
    tanh(z.turned()).map(Complex::turned_back)
}

pub fn exp(z: Complex) -> Outcome {
    if !z.is_finite() {
        if z.im.is_infinite() && (z.re.is_finite() || z.re == f64::INFINITY) {
            return Err(Problem::Domain);
        }
        return Ok(annex_g::cexp(z));
    }
    if z.re > LOG_LARGE {
        let size = c::exp(z.re - 1.0);
        return in_range(complex(size * c::cos(z.im) * E, size * c::sin(z.im) * E));
    }
    let size = c::exp(z.re);
    in_range(complex(size * c::cos(z.im), size * c::sin(z.im)))
}

pub fn log(z: Complex) -> Outcome {
    if !z.is_finite() {
        return Ok(annex_g::clog(z));
    }
    let (x, y) = (z.re.abs(), z.im.abs());
    let re = if z.is_large() {
        c::log(c::hypot(x / 2.0, y / 2.0)) + LN_2
    } else if x < f64::MIN_POSITIVE && y < f64::MIN_POSITIVE {
        if x == 0.0 && y == 0.0 {
            return Err(Problem::Domain);
        }
        let scale = (1u64 << 53) as f64;
        c::log(c::hypot(x * scale, y * scale)) - 53.0 * LN_2
    } else {
        let size = c::hypot(x, y);
        if (0.71..=1.73).contains(&size) {
            // Near the unit circle log(size) would cancel.
            let (big, small) = if x > y { (x, y) } else { (y, x) };
            c::log1p((big - 1.0) * (big + 1.0) + small * small) / 2.0
        } else {
            c::log(size)
        }
    };
    Ok(complex(re, c::atan2(z.im, z.re)))
}

pub fn log10(z: Complex) -> Outcome {
    log(z).map(|w| complex(w.re / LN_10, w.im / LN_10))
}

/// The number with this size and angle.
pub fn rect(r: f64, phi: f64) -> Outcome {
    if !r.is_finite() || !phi.is_finite() {
        if phi.is_infinite() && r != 0.0 && !r.is_nan() {
            return Err(Problem::Domain);
        }
        if r.is_infinite() && phi.is_finite() && phi != 0.0 {
            let (re, im) = (r.copysign(c::cos(phi)), r.copysign(c::sin(phi)));
            return Ok(if r > 0.0 { complex(re, im) } else { complex(-re, -im) });
        }
        if r == 0.0 {
            return Ok(complex(0.0, 0.0));
        }
        let im = match (r.is_nan(), phi == 0.0) {
            (true, true) => 0.0,
            (false, true) => phi * 1f64.copysign(r),
            _ => f64::NAN,
        };
        let re = match phi.is_nan() {
            true if r.is_infinite() => f64::INFINITY,
            true => f64::NAN,
            false => r,
        };
        return Ok(complex(re, im));
    }
    if phi == 0.0 {
        return Ok(complex(r, r * phi));
    }
    Ok(complex(r * c::cos(phi), r * c::sin(phi)))
}
