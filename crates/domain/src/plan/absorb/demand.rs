//! What comes in a bad week, by hour, from whole weeks that were counted.
//!
//! The week is bad, not each of its hours: what nine of ten weeks stay below in sum (the nearest rank), spread over the hours
//! as the mean week is. Percentiles of single hours must not be summed: where few come, no week has all of its bad hours.

use super::HOURS;

/// `counts[hour][week]`: contacts begun. 168 hours from Monday 00:00; all nought without a week.
#[must_use]
pub fn bad_week(counts: &[Vec<u32>]) -> Vec<f64> {
    let mut by_week = Vec::new();
    for hour in counts {
        by_week.resize(by_week.len().max(hour.len()), 0_u64);
        for (all, n) in by_week.iter_mut().zip(hour) {
            *all += u64::from(*n);
        }
    }
    let came: u64 = by_week.iter().sum();
    by_week.sort_unstable();
    let rank = (by_week.len() * 9).div_ceil(10);
    let bad = rank.checked_sub(1).and_then(|at| by_week.get(at)).copied();
    // Of a mean week the hour has its count over the number of weeks; the factor to the bad week has that number above.
    let factor = match bad {
        Some(bad) if came > 0 => number(bad) / number(came),
        _ => 0.0,
    };
    let sums = counts
        .iter()
        .map(|hour| hour.iter().map(|n| f64::from(*n)).sum::<f64>());
    let mut by_hour: Vec<f64> = sums.map(|sum| sum * factor).collect();
    by_hour.resize(HOURS, 0.0);
    by_hour
}

#[expect(
    clippy::cast_precision_loss,
    reason = "contacts of a quarter, far below 2^53"
)]
fn number(n: u64) -> f64 {
    n as f64
}

#[cfg(test)]
mod tests {
    use super::{HOURS, bad_week};

    fn total(by_hour: &[f64]) -> f64 {
        by_hour.iter().sum()
    }

    #[test]
    fn few_in_many_hours_make_no_week_that_never_was() {
        // Ten weeks of 20 contacts each, every week in other hours: an hour has at most two weeks with one.
        let mut counts = vec![vec![0; 10]; HOURS];
        for week in 0..10 {
            for n in 0..20 {
                counts[(week * 16 + n) % HOURS][week] += 1;
            }
        }
        assert!((total(&bad_week(&counts)) - 20.0).abs() < 1e-9);
    }

    #[test]
    fn the_week_is_the_one_that_nine_of_ten_stay_below() {
        let mut counts = vec![vec![0; 10]; HOURS];
        counts[9] = (1..=10).collect();
        counts[10] = vec![5; 10];
        let by_hour = bad_week(&counts);
        // Weeks of 6 to 15; the ninth is 14, of 10.5 in the mean.
        assert!((total(&by_hour) - 14.0).abs() < 1e-9);
        assert!((by_hour[9] - 5.5 * 14.0 / 10.5).abs() < 1e-9);
        assert!((by_hour[10] - 5.0 * 14.0 / 10.5).abs() < 1e-9);
    }

    #[test]
    fn nothing_counted_is_nothing_that_comes() {
        assert_eq!(bad_week(&vec![Vec::new(); HOURS]), vec![0.0; HOURS]);
        assert_eq!(bad_week(&vec![vec![0; 4]; HOURS]), vec![0.0; HOURS]);
        assert_eq!(bad_week(&[]), vec![0.0; HOURS]);
    }
}
