//! Rows of `docs/benchmarks.md`.

/// One figure beside its floor.
pub struct Row {
    pub what: String,
    pub ours: String,
    pub floor: String,
    pub ratio: Option<f64>,
    /// Lowest and highest ratio of the rounds.
    pub spread: Option<(f64, f64)>,
    pub aim: String,
}

/// The middle value; 0 for none.
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(0.0)
}

/// Lowest and highest value.
pub fn spread(values: &[f64]) -> Option<(f64, f64)> {
    let lowest = values.iter().copied().min_by(f64::total_cmp)?;
    let highest = values.iter().copied().max_by(f64::total_cmp)?;
    Some((lowest, highest))
}

/// The value below which `p` percent lie; 0 for none.
pub fn percentile(values: &[f64], p: usize) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = (sorted.len() * p / 100).min(sorted.len().saturating_sub(1));
    sorted.get(at).copied().unwrap_or(0.0)
}

pub fn print(rows: &[Row]) -> String {
    let mut out = String::from(
        "| what | ours | floor | ratio | spread | aim |\n| --- | --- | --- | --- | --- | --- |\n",
    );
    for r in rows {
        let ratio = r.ratio.map_or_else(|| "-".into(), |v| format!("{v:.2}"));
        let spread = r
            .spread
            .map_or_else(|| "-".into(), |(lo, hi)| format!("{lo:.2} to {hi:.2}"));
        out += &format!(
            "| {} | {} | {} | {ratio} | {spread} | {} |\n",
            r.what, r.ours, r.floor, r.aim
        );
    }
    out
}
