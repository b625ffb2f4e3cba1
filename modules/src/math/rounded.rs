//! `acosh`, `asinh`, `atanh`, `erf` and `erfc`, correctly rounded.
//!
//! C libraries disagree in the last bit of these (newer ones round correctly), so they are computed
//! here with twice a float's precision: the result's error is around 2^-95, hence its nearest float is
//! that of the true value but for inputs nobody has found.

use super::libm::safe as c;
use std::f64::consts::LN_2;

/// An unevaluated sum of two floats, the second below half a unit in the last place of the first.
#[derive(Clone, Copy, Debug)]
struct Double {
    high: f64,
    low: f64,
}

fn two_sum(a: f64, b: f64) -> Double {
    let high = a + b;
    let c = high - a;
    Double {
        high,
        low: (a - (high - c)) + (b - c),
    }
}

fn quick_two_sum(a: f64, b: f64) -> Double {
    let high = a + b;
    Double { high, low: b - (high - a) }
}

fn two_product(a: f64, b: f64) -> Double {
    let high = a * b;
    Double {
        high,
        low: c::fma(a, b, -high),
    }
}

impl From<f64> for Double {
    fn from(x: f64) -> Double {
        Double { high: x, low: 0.0 }
    }
}

impl Double {
    fn add(self, other: Double) -> Double {
        let s = two_sum(self.high, other.high);
        let u = two_sum(self.low, other.low);
        let s = quick_two_sum(s.high, s.low + u.high);
        quick_two_sum(s.high, s.low + u.low)
    }
    fn negated(self) -> Double {
        Double {
            high: -self.high,
            low: -self.low,
        }
    }
    fn sub(self, other: Double) -> Double {
        self.add(other.negated())
    }
    fn mul(self, other: Double) -> Double {
        let p = two_product(self.high, other.high);
        quick_two_sum(p.high, p.low + (self.high * other.low + self.low * other.high))
    }
    fn div(self, other: Double) -> Double {
        let first = self.high / other.high;
        let rest = self.sub(other.mul(first.into()));
        let second = rest.high / other.high;
        let rest = rest.sub(other.mul(second.into()));
        let third = rest.high / other.high;
        quick_two_sum(first, second).add(third.into())
    }
    fn square_root(self) -> Double {
        if self.high == 0.0 {
            return self;
        }
        let first = self.high.sqrt();
        let square = two_product(first, first);
        let rest = self.sub(square);
        quick_two_sum(first, rest.high / (2.0 * first))
    }
    /// Times a power of two.
    fn scaled(self, power: f64) -> Double {
        Double {
            high: self.high * power,
            low: self.low * power,
        }
    }
    fn value(self) -> f64 {
        self.high + self.low
    }
}

/// ln 2 in three parts.
const LN_2_LOW: f64 = 2.3190468138462996e-17;
const LN_2_TINY: f64 = 5.707708438416212e-34;

/// e^x - 1 for |x| below about 0.4.
fn exp_minus_one(x: Double) -> Double {
    // Taylor's series, from the smallest term up.
    let mut sum = Double::from(0.0);
    for n in (1..=28).rev() {
        sum = sum.add(1.0.into()).mul(x).div(f64::from(n).into());
    }
    sum
}

/// e^x as a factor in [0.7, 1.5] and an exponent of two.
fn exp(x: Double) -> (Double, i32) {
    let k = (x.high / LN_2).round();
    let reduced = x.sub(two_product(k, LN_2)).sub(two_product(k, LN_2_LOW)).sub((k * LN_2_TINY).into());
    (exp_minus_one(reduced).add(1.0.into()), k as i32)
}

/// ln(x) for x that is not near 1.
fn log(x: Double) -> Double {
    // One step of Newton's method doubles the precision.
    let first = c::log(x.high);
    let (factor, k) = exp(Double::from(-first));
    let e = x.mul(factor).scaled(2f64.powi(k / 2)).scaled(2f64.powi(k - k / 2));
    Double::from(first).add(e.sub(1.0.into()))
}

/// ln(1 + u), relatively exact near 0.
fn log_one_plus(u: Double) -> Double {
    if u.high.abs() > 0.4 {
        return log(u.add(1.0.into()));
    }
    let first = c::log1p(u.high);
    let e = exp_minus_one(first.into());
    Double::from(first).add(u.sub(e).div(e.add(1.0.into())))
}

fn ln_2() -> Double {
    Double { high: LN_2, low: LN_2_LOW }
}

/// Inverse hyperbolic sine.
pub fn asinh(x: f64) -> f64 {
    let a = x.abs();
    if !x.is_finite() || a < 1e-100 {
        return x;
    }
    let r = if a > 1e10 {
        // ln(2a) + 1/(4a^2)
        log(a.into()).add(ln_2()).add((0.25 / a / a).into())
    } else {
        let square = two_product(a, a);
        let root = square.add(1.0.into()).square_root();
        log_one_plus(Double::from(a).add(square.div(root.add(1.0.into()))))
    };
    r.value().copysign(x)
}

/// Inverse hyperbolic cosine; NaN below 1.
pub fn acosh(x: f64) -> f64 {
    if x.is_nan() || x < 1.0 {
        return f64::NAN;
    }
    if x.is_infinite() {
        return x;
    }
    if x > 1e10 {
        return log(x.into()).add(ln_2()).sub((0.25 / x / x).into()).value();
    }
    let t = two_sum(x, -1.0);
    let root = t.mul(t).add(t.scaled(2.0)).square_root();
    log_one_plus(t.add(root)).value()
}

/// Inverse hyperbolic tangent; NaN outside (-1, 1).
pub fn atanh(x: f64) -> f64 {
    let a = x.abs();
    if x.is_nan() || a >= 1.0 {
        return f64::NAN;
    }
    if a < 1e-100 {
        return x;
    }
    let u = Double::from(2.0 * a).div(two_sum(1.0, -a));
    log_one_plus(u).scaled(0.5).value().copysign(x)
}

/// 2/sqrt(pi) and 1/sqrt(pi).
const TWO_OVER_ROOT_PI: Double = Double {
    high: std::f64::consts::FRAC_2_SQRT_PI,
    low: 1.533545961316588e-17,
};

/// erf(x) for 0 <= x < 6.5, by a series of positive terms.
fn erf_series(x: f64) -> Double {
    let square = two_product(x, x);
    let (mut term, mut sum) = (Double::from(x), Double::from(x));
    let mut n = 1.0;
    while term.high > sum.high * 1e-34 {
        term = term.mul(square.scaled(2.0)).div((2.0 * n + 1.0).into());
        sum = sum.add(term);
        n += 1.0;
    }
    let (factor, k) = exp(square.negated());
    sum.mul(factor).mul(TWO_OVER_ROOT_PI).scaled(2f64.powi(k))
}

/// The error function.
pub fn erf(x: f64) -> f64 {
    let a = x.abs();
    if x.is_nan() || x == 0.0 {
        return x;
    }
    if a > 6.0 {
        return 1f64.copysign(x);
    }
    if a < 1e-100 {
        return x * TWO_OVER_ROOT_PI.high;
    }
    erf_series(a).value().copysign(x)
}

/// erfc(x) for x >= 2, by a continued fraction, as a factor and an exponent of two.
fn erfc_fraction(x: f64) -> (Double, i32) {
    // x + (1/2)/(x + 1/(x + (3/2)/(x + ...))), from the inside out.
    let steps = (120.0 + 1200.0 / (x * x)) as u32;
    let mut value = Double::from(x);
    for k in (1..=steps).rev() {
        value = Double::from(x).add(Double::from(f64::from(k) * 0.5).div(value));
    }
    let (factor, k) = exp(two_product(x, x).negated());
    (factor.mul(TWO_OVER_ROOT_PI.scaled(0.5)).div(value), k)
}

/// The complementary error function.
pub fn erfc(x: f64) -> f64 {
    if x.is_nan() {
        return x;
    }
    if x > 27.5 {
        return 0.0;
    }
    if x < -6.5 {
        return 2.0;
    }
    if x < 2.0 {
        let erf = if x == 0.0 { Double::from(0.0) } else { erf_series(x.abs()) };
        let erf = if x < 0.0 { erf.negated() } else { erf };
        return Double::from(1.0).sub(erf).value();
    }
    let (factor, k) = erfc_fraction(x);
    if k > -1000 {
        return factor.value() * 2f64.powi(k);
    }
    // Near the smallest floats the factor is rounded once, at the place that remains.
    let unit = 2f64.powi((-1074 - k).min(1000));
    let units = (factor.high / unit).round();
    let rest = (factor.high - units * unit) + factor.low;
    let units = if rest > unit / 2.0 {
        units + 1.0
    } else if rest < -unit / 2.0 {
        units - 1.0
    } else {
        units
    };
    if k >= -1022 {
        factor.value() * 2f64.powi(k)
    } else {
        units * f64::from_bits(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        assert_eq!(acosh(2.0), 1.3169578969248168);
        assert_eq!(atanh(0.5), 0.5493061443340549);
        assert_eq!(asinh(1.0), 0.881373587019543);
        assert_eq!(erf(0.5), 0.5204998778130465);
        assert_eq!(erfc(-1.0), 1.8427007929497148);
        assert_eq!(erfc(10.0), 2.088487583762545e-45);
    }
}
