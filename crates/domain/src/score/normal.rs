//! The normal distribution: its cumulative share and the inverse.

use std::f64::consts::PI;

/// Beyond this the share is 0 or 1 to the last place.
const END: f64 = 8.2;

/// The share below `x`, by the series of Marsaglia (*Evaluating the normal distribution*, Journal of Statistical Software
/// 11, 2004), to about 15 places.
#[must_use]
pub fn cumulative(x: f64) -> f64 {
    if x >= END {
        return 1.0;
    }
    if x <= -END {
        return 0.0;
    }
    let (mut sum, mut term, mut odd) = (x, x, 1.0);
    // The terms rise until odd reaches x² and fall quickly after: far fewer than 300 for |x| < 8.2.
    for _ in 0..300 {
        odd += 2.0;
        term *= x * x / odd;
        let before = sum;
        sum += term;
        if sum.to_bits() == before.to_bits() {
            break;
        }
    }
    let density = (-x * x / 2.0).exp() / (2.0 * PI).sqrt();
    (0.5 + sum * density).clamp(0.0, 1.0)
}

/// The `x` below which the share `p` lies, by halving; to about 12 places. The ends of the scale are cut off.
#[must_use]
pub fn quantile(p: f64) -> f64 {
    let (mut low, mut high) = (-END, END);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if cumulative(middle) < p {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shares_are_those_of_the_tables() {
        for (x, p) in [
            (0.0, 0.5),
            (1.0, 0.841_344_746_068_543),
            (-1.0, 0.158_655_253_931_457),
            (1.959_963_984_540_054, 0.975),
            (-3.0, 0.001_349_898_031_630),
            (6.0, 0.999_999_999_013_412),
        ] {
            assert!((cumulative(x) - p).abs() < 1e-13, "{x}: {}", cumulative(x));
        }
        assert_eq!((cumulative(40.0), cumulative(-40.0)), (1.0, 0.0));
    }

    #[test]
    fn the_inverse_undoes_it() {
        for x in [-4.2, -1.5, -0.01, 0.0, 0.3, 2.7] {
            assert!((quantile(cumulative(x)) - x).abs() < 1e-9, "{x}");
        }
        assert!((quantile(0.975) - super::super::Z).abs() < 1e-11);
        assert!(
            quantile(0.0) < -8.0 && quantile(1.0) > 8.0,
            "bounded at the ends"
        );
    }
}
