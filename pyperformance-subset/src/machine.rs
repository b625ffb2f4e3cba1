//! Where and when a table was made: figures without it cannot be compared with others.

use std::time::{SystemTime, UNIX_EPOCH};

#[derive(Clone, Debug)]
pub struct Machine {
    pub processor: String,
    pub processors: usize,
    pub system: String,
    /// Processes that wanted to run, mean of a minute, when the measurement began.
    pub load: Option<f64>,
    /// `2026-11-24 10:00 UTC`, when the measurement began.
    pub time: String,
}

impl Machine {
    pub fn now() -> Machine {
        let read = |path| std::fs::read_to_string(path).unwrap_or_default();
        let cpuinfo = read("/proc/cpuinfo");
        let model = cpuinfo
            .lines()
            .find_map(|line| line.strip_prefix("model name")?.split_once(':'))
            .map(|(_, model)| model.trim().to_owned());
        let release = read("/proc/sys/kernel/osrelease");
        let seconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        Machine {
            processor: model.unwrap_or_else(|| "unknown".to_owned()),
            processors: std::thread::available_parallelism().map_or(1, usize::from),
            system: format!("{} {} {}", std::env::consts::OS, release.trim(), std::env::consts::ARCH),
            load: read("/proc/loadavg").split(' ').next().and_then(|load| load.parse().ok()),
            time: civil_time(seconds),
        }
    }
}

/// The date and minute of a Unix time, by counting days from 1 March of the year 0: leap days
/// then come at the end of years, and 400 years have a fixed length.
fn civil_time(unix_seconds: u64) -> String {
    let days = unix_seconds / 86_400 + 719_468;
    let era = days / 146_097;
    let day_of_era = days % 146_097;
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    let minutes = unix_seconds / 60 % 1_440;
    format!("{year}-{month:02}-{day:02} {:02}:{:02} UTC", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::civil_time;

    #[test]
    fn dates_across_leap_days() {
        assert_eq!(civil_time(0), "1970-01-01 00:00 UTC");
        assert_eq!(civil_time(951_782_399), "2000-02-28 23:59 UTC");
        assert_eq!(civil_time(951_782_400), "2000-02-29 00:00 UTC");
        assert_eq!(civil_time(1_709_251_200), "2024-03-01 00:00 UTC");
        assert_eq!(civil_time(1_767_225_599), "2025-12-31 23:59 UTC");
    }
}
