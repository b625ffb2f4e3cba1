//! The numbers that are read from a run's values. Kept apart from all input and output,
//! because a table is only as good as these few functions.

/// One value: `loops` loops of the program took `seconds` together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TimedLoops {
    pub seconds: f64,
    pub loops: u64,
}

impl TimedLoops {
    /// Seconds per loop.
    pub fn per_loop(self) -> f64 {
        self.seconds / self.loops as f64
    }
}

/// The steady state of a run, in seconds per loop.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Steady {
    pub median: f64,
    /// Distance between the quartiles, relative to the median.
    pub spread: f64,
    /// Number of values these are taken from.
    pub values: usize,
}

/// The middle value (mean of the two middle ones for an even count). `None` for no values.
pub fn median(values: &[f64]) -> Option<f64> {
    quantile(values, 0.5)
}

/// The value below which `fraction` (0 to 1) of the values lie, interpolated linearly.
fn quantile(values: &[f64], fraction: f64) -> Option<f64> {
    if values.is_empty() {
        return None;
    }
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let position = fraction * (sorted.len() - 1) as f64;
    let below = position.floor() as usize;
    let above = position.ceil() as usize;
    let weight = position - below as f64;
    Some(sorted[below] * (1.0 - weight) + sorted[above] * weight)
}

/// `None` for no values. All must be positive.
pub fn geometric_mean(values: &[f64]) -> Option<f64> {
    if values.is_empty() {
        return None;
    }
    let logarithms: f64 = values.iter().map(|value| value.ln()).sum();
    Some((logarithms / values.len() as f64).exp())
}

/// The values that began in the second half of the measured time, at least the last one.
///
/// Half of the *time*, not of the count: the first values of a program that a JIT compiler
/// speeds up, and those taken while `loops` is still being found, are short and many.
pub fn second_half(values: &[TimedLoops]) -> &[TimedLoops] {
    let total: f64 = values.iter().map(|value| value.seconds).sum();
    let mut elapsed = 0.0;
    for (index, value) in values.iter().enumerate() {
        if elapsed >= total / 2.0 {
            return &values[index..];
        }
        elapsed += value.seconds;
    }
    &values[values.len().saturating_sub(1)..]
}

/// The median of the second half. `None` for no values.
pub fn steady_state(values: &[TimedLoops]) -> Option<Steady> {
    let per_loop: Vec<f64> = second_half(values).iter().map(|value| value.per_loop()).collect();
    let median = median(&per_loop)?;
    let quartiles = quantile(&per_loop, 0.75)? - quantile(&per_loop, 0.25)?;
    Some(Steady {
        median,
        spread: quartiles / median,
        values: per_loop.len(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(seconds: f64, loops: u64) -> TimedLoops {
        TimedLoops { seconds, loops }
    }

    #[test]
    fn median_of_odd_even_and_no_values() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), Some(2.5));
        assert_eq!(median(&[]), None);
    }

    #[test]
    fn quartiles_are_interpolated() {
        assert_eq!(quantile(&[0.0, 1.0, 2.0, 3.0, 4.0], 0.25), Some(1.0));
        assert_eq!(quantile(&[0.0, 2.0], 0.75), Some(1.5));
    }

    #[test]
    fn geometric_mean_of_ratios() {
        let mean = geometric_mean(&[2.0, 8.0]).unwrap();
        assert!((mean - 4.0).abs() < 1e-12);
        assert_eq!(geometric_mean(&[]), None);
    }

    #[test]
    fn second_half_is_of_the_time() {
        // Four short values, while the loops were doubled, fill a third of the time.
        let values = [value(0.1, 1), value(0.1, 2), value(0.1, 4), value(0.1, 8), value(0.4, 8), value(0.4, 8)];
        assert_eq!(second_half(&values), &values[5..]);
        let equal = [value(1.0, 1); 8];
        assert_eq!(second_half(&equal).len(), 4);
    }

    #[test]
    fn second_half_holds_at_least_the_last_value() {
        assert_eq!(second_half(&[value(1.0, 1)]).len(), 1);
        assert_eq!(second_half(&[value(0.1, 1), value(5.0, 1)]), &[value(5.0, 1)]);
        assert!(second_half(&[]).is_empty());
    }

    #[test]
    fn steady_state_is_per_loop_and_ignores_the_warm_up() {
        let values = [value(8.0, 1), value(4.0, 2), value(4.0, 4), value(4.0, 4), value(4.0, 8)];
        let steady = steady_state(&values).unwrap();
        assert_eq!(steady.values, 3);
        assert_eq!(steady.median, 1.0);
        assert_eq!(steady.spread, 0.25);
    }
}
