//! `gamma` and `lgamma` by the Lanczos approximation with the parameters that CPython uses
//! (g = 6.02468…, 13 terms), since the C library's functions give other last bits.

use super::libm::safe as c;

/// Why there is no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    Domain,
    Range,
}

const G: f64 = 6.024_680_040_776_73;
const G_MINUS_HALF: f64 = 5.524_680_040_776_73;
const LOG_PI: f64 = 1.144_729_885_849_400_2;
const PI: f64 = std::f64::consts::PI;

#[allow(clippy::excessive_precision)]
const NUMERATOR: [f64; 13] = [
    23531376880.410759688572007674451636754734846804940,
    42919803642.649098768957899047001988850926355848959,
    35711959237.355668049440185451547166705960488635843,
    17921034426.037209699919755754458931112671403265390,
    6039542586.3520280050642916443072979210699388420708,
    1439720407.3117216736632230727949123939715485786372,
    248874557.86205415651146038641322942321632125127801,
    31426415.585400194380614231628318205362874684987640,
    2876370.6289353724412254090516208496135991145378768,
    186056.26539522349504029498971604569928220784236328,
    8071.6720023658162106380029022722506138218516325024,
    210.82427775157934587250973392071336271166969580291,
    2.5066282746310002701649081771338373386264310793408,
];
const DENOMINATOR: [f64; 13] = [
    0.0,
    39916800.0,
    120543840.0,
    150917976.0,
    105258076.0,
    45995730.0,
    13339535.0,
    2637558.0,
    357423.0,
    32670.0,
    1925.0,
    66.0,
    1.0,
];

/// The rational function of the approximation; both orders of evaluation are exact enough only on their side of 5.
fn lanczos_sum(x: f64) -> f64 {
    let (mut numerator, mut denominator) = (0.0, 0.0);
    if x < 5.0 {
        for i in (0..13).rev() {
            numerator = numerator * x + NUMERATOR[i];
            denominator = denominator * x + DENOMINATOR[i];
        }
    } else {
        for i in 0..13 {
            numerator = numerator / x + NUMERATOR[i];
            denominator = denominator / x + DENOMINATOR[i];
        }
    }
    numerator / denominator
}

/// sin(pi * x) of a finite x, exact at multiples of a half.
fn sin_pi(x: f64) -> f64 {
    let y = c::fmod(x.abs(), 2.0);
    let r = match (2.0 * y).round() as i32 {
        0 => c::sin(PI * y),
        1 => c::cos(PI * (y - 0.5)),
        2 => c::sin(PI * (1.0 - y)),
        3 => -c::cos(PI * (y - 1.5)),
        _ => c::sin(PI * (y - 2.0)),
    };
    1f64.copysign(x) * r
}

fn factorial(n: u32) -> f64 {
    // Exact: 22! is below 2^70 but has enough factors of two for 53 bits.
    (1..=u128::from(n)).product::<u128>() as f64
}

/// The gamma function.
pub fn gamma(x: f64) -> Result<f64, Problem> {
    if !x.is_finite() {
        return if x.is_nan() || x > 0.0 { Ok(x) } else { Err(Problem::Domain) };
    }
    if x == 0.0 {
        return Err(Problem::Domain);
    }
    if x == x.floor() {
        if x < 0.0 {
            return Err(Problem::Domain);
        }
        if x <= 23.0 {
            return Ok(factorial(x as u32 - 1));
        }
    }
    let size = x.abs();
    if size < 1e-20 {
        return finite(1.0 / x);
    }
    if size > 200.0 {
        return if x < 0.0 { Ok(0.0 / sin_pi(x)) } else { Err(Problem::Range) };
    }
    let y = size + G_MINUS_HALF;
    // The rounding error of the sum above, recovered.
    let error = if size > G_MINUS_HALF {
        (y - size) - G_MINUS_HALF
    } else {
        (y - G_MINUS_HALF) - size
    };
    let z = error * G / y;
    let mut r;
    if x < 0.0 {
        r = -PI / sin_pi(size) / size * c::exp(y) / lanczos_sum(size);
        r -= z * r;
        if size < 140.0 {
            r /= c::pow(y, size - 0.5);
        } else {
            let root = c::pow(y, size / 2.0 - 0.25);
            r /= root;
            r /= root;
        }
    } else {
        r = lanczos_sum(size) / c::exp(y);
        r += z * r;
        if size < 140.0 {
            r *= c::pow(y, size - 0.5);
        } else {
            let root = c::pow(y, size / 2.0 - 0.25);
            r *= root;
            r *= root;
        }
    }
    finite(r)
}

/// Natural logarithm of the absolute value of the gamma function.
pub fn lgamma(x: f64) -> Result<f64, Problem> {
    if !x.is_finite() {
        return Ok(if x.is_nan() { x } else { f64::INFINITY });
    }
    if x == x.floor() && x <= 2.0 {
        return if x <= 0.0 { Err(Problem::Domain) } else { Ok(0.0) };
    }
    let size = x.abs();
    if size < 1e-20 {
        return Ok(-c::log(size));
    }
    let mut r = c::log(lanczos_sum(size)) - G;
    r += (size - 0.5) * (c::log(size + G - 0.5) - 1.0);
    if x < 0.0 {
        r = LOG_PI - c::log(sin_pi(size).abs()) - c::log(size) - r;
    }
    finite(r)
}

fn finite(r: f64) -> Result<f64, Problem> {
    if r.is_infinite() { Err(Problem::Range) } else { Ok(r) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gamma_of_integers_and_poles() {
        assert_eq!(gamma(5.0), Ok(24.0));
        assert_eq!(gamma(23.0), Ok(1124000727777607680000.0));
        assert_eq!(gamma(-3.0), Err(Problem::Domain));
        assert_eq!(gamma(172.0), Err(Problem::Range));
    }

    #[test]
    fn values_of_cpython() {
        assert_eq!(gamma(0.5), Ok(1.7724538509055159));
        assert_eq!(lgamma(0.5), Ok(0.5723649429247004));
    }
}
