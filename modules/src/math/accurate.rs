//! Sums without rounding error: `fsum`, `sumprod`, `hypot`, `dist`. The algorithms are those CPython
//! uses (error-free transformations), step by step, because their results must agree to the last bit.

use super::libm;

/// A sum or product and its rounding error.
#[derive(Clone, Copy)]
pub struct Double {
    pub high: f64,
    pub low: f64,
}

/// Exact `a + b` where |a| >= |b|.
fn fast_sum(a: f64, b: f64) -> Double {
    let high = a + b;
    Double { high, low: (a - high) + b }
}

/// Exact `a + b`.
fn sum(a: f64, b: f64) -> Double {
    let high = a + b;
    let c = high - a;
    Double {
        high,
        low: (a - (high - c)) + (b - c),
    }
}

/// Exact `a * b`.
fn product(a: f64, b: f64) -> Double {
    let high = a * b;
    Double {
        high,
        low: libm::safe::fma(a, b, -high),
    }
}

/// A running dot product in three times the precision.
#[derive(Clone, Copy, Default)]
pub struct Triple {
    high: f64,
    low: f64,
    tiny: f64,
}

impl Triple {
    /// Adds `x * y`.
    pub fn add_product(self, x: f64, y: f64) -> Triple {
        let p = product(x, y);
        let s = sum(self.high, p.high);
        let r1 = sum(self.low, p.low);
        let r2 = sum(r1.high, s.low);
        Triple {
            high: s.high,
            low: r2.high,
            tiny: self.tiny + r1.low + r2.low,
        }
    }
    pub fn value(self) -> f64 {
        let last = sum(self.low, self.high);
        self.tiny + last.low + last.high
    }
}

/// Euclidean length of `vector` (absolute values, changed), whose largest is `max`.
pub fn vector_norm(vector: &mut [f64], max: f64, found_nan: bool) -> f64 {
    if max.is_infinite() {
        return max;
    }
    if found_nan {
        return f64::NAN;
    }
    if max == 0.0 || vector.len() <= 1 {
        return max;
    }
    let (_, exponent) = libm::frexp(max);
    if exponent < -1023 {
        // The scale would overflow: lift the subnormal numbers first.
        for x in vector.iter_mut() {
            *x /= f64::MIN_POSITIVE;
        }
        return f64::MIN_POSITIVE * vector_norm(vector, max / f64::MIN_POSITIVE, found_nan);
    }
    let scale = libm::ldexp(1.0, -exponent);
    let (mut total, mut fraction1, mut fraction2) = (1.0, 0.0, 0.0);
    for &x in vector.iter() {
        let x = x * scale;
        let p = product(x, x);
        let s = fast_sum(total, p.high);
        total = s.high;
        fraction1 += p.low;
        fraction2 += s.low;
    }
    let mut h = (total - 1.0 + (fraction1 + fraction2)).sqrt();
    // One Newton step on the remaining error.
    let p = product(-h, h);
    let s = fast_sum(total, p.high);
    total = s.high;
    fraction1 += p.low;
    fraction2 += s.low;
    let x = total - 1.0 + (fraction1 + fraction2);
    h += x / (2.0 * h);
    h / scale
}

/// Why `fsum` has no result.
#[derive(Debug, PartialEq, Eq)]
pub enum SumProblem {
    /// Finite partial sums left the range of floats.
    Overflow,
    /// inf and -inf
    InfinityMinusInfinity,
}

/// The state of `fsum`: non-overlapping partial sums of growing size.
#[derive(Default)]
pub struct ExactSum {
    partials: Vec<f64>,
    special: f64,
    infinities: f64,
}

impl ExactSum {
    pub fn add(&mut self, mut x: f64) -> Result<(), SumProblem> {
        let original = x;
        let mut kept = 0;
        for j in 0..self.partials.len() {
            let mut y = self.partials[j];
            if x.abs() < y.abs() {
                std::mem::swap(&mut x, &mut y);
            }
            let high = x + y;
            let low = y - (high - x);
            if low != 0.0 {
                self.partials[kept] = low;
                kept += 1;
            }
            x = high;
        }
        self.partials.truncate(kept);
        if x == 0.0 {
            return Ok(());
        }
        if x.is_finite() {
            self.partials.push(x);
            return Ok(());
        }
        if original.is_finite() {
            return Err(SumProblem::Overflow);
        }
        if original.is_infinite() {
            self.infinities += original;
        }
        self.special += original;
        self.partials.clear();
        Ok(())
    }

    /// The correctly rounded sum.
    pub fn finish(mut self) -> Result<f64, SumProblem> {
        if self.special != 0.0 {
            return if self.infinities.is_nan() {
                Err(SumProblem::InfinityMinusInfinity)
            } else {
                Ok(self.special)
            };
        }
        let Some(mut high) = self.partials.pop() else { return Ok(0.0) };
        let mut low = 0.0;
        while let Some(y) = self.partials.pop() {
            let x = high;
            high = x + y;
            low = y - (high - x);
            if low != 0.0 {
                break;
            }
        }
        // Halfway cases are decided by the sign of the rest.
        if let Some(&next) = self.partials.last()
            && ((low < 0.0 && next < 0.0) || (low > 0.0 && next > 0.0))
        {
            let y = low * 2.0;
            let x = high + y;
            if y == x - high {
                high = x;
            }
        }
        Ok(high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tenths_sum_to_one() {
        let mut s = ExactSum::default();
        for _ in 0..10 {
            s.add(0.1).unwrap();
        }
        assert_eq!(s.finish(), Ok(1.0));
        let mut s = ExactSum::default();
        s.add(f64::INFINITY).unwrap();
        s.add(f64::NEG_INFINITY).unwrap();
        assert_eq!(s.finish(), Err(SumProblem::InfinityMinusInfinity));
    }

    #[test]
    fn norms() {
        assert_eq!(vector_norm(&mut [3.0, 4.0], 4.0, false), 5.0);
        assert_eq!(vector_norm(&mut [5e-324, 5e-324], 5e-324, false), 5e-324);
    }
}
