//! Groups of questions by stars: whoever has most neighbours is a centre and takes those that are still free (the off-line
//! star algorithm: Aslam, Pelekhov & Rus 2004, *The Star Clustering Algorithm for Static and Dynamic Information
//! Organization*). Then stars whose middles are near become one, and each question goes to the nearest middle (one step of
//! k-means). The same questions in the same order always give the same groups.
//!
//! Neighbours are found over an inverted index. With n questions of at most 48 terms, each of which at most one in two
//! has, that is at most 24 n² additions, and memory for [`NEIGHBOURS`] places a question.

use super::vector::{Space, Vector, dot, middle};

/// Cosine from which two questions are neighbours.
const NEIGHBOUR: f32 = 0.30;
/// Cosine of middles from which two stars are one.
const ONE: f32 = 0.50;
/// Cosine to the middle from which a question belongs to it.
const BELONGS: f32 = 0.34;
/// Neighbours that are kept of a question.
const NEIGHBOURS: usize = 200;
/// Stars that are compared with each other.
const STARS: usize = 1_000;

#[derive(Debug, Clone)]
pub(super) struct Star {
    /// Places, and the cosine to the middle; the nearest first.
    pub members: Vec<(usize, f32)>,
    pub middle: Vector,
}

/// The groups of two and more, the largest first.
pub(super) fn stars(space: &Space) -> Vec<Star> {
    let near = neighbours(space);
    let mut order: Vec<usize> = (0..space.len()).collect();
    order.sort_by(|a, b| near[*b].len().cmp(&near[*a].len()).then(a.cmp(b)));
    let mut free = vec![true; space.len()];
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for centre in order {
        if !free[centre] || near[centre].is_empty() {
            continue;
        }
        free[centre] = false;
        let mut group = vec![centre];
        for other in &near[centre] {
            let other = *other as usize;
            if std::mem::replace(&mut free[other], false) {
                group.push(other);
            }
        }
        groups.push(group);
    }
    let middles = united(space, groups);
    settled(space, &middles)
}

/// For each question the places of its neighbours, the nearest first.
fn neighbours(space: &Space) -> Vec<Vec<u32>> {
    let mut holders: Vec<Vec<(u32, f32)>> = vec![Vec::new(); space.terms()];
    for at in 0..space.len() {
        for (term, weight) in space.vector(at) {
            holders[*term as usize].push((u32::try_from(at).unwrap_or(u32::MAX), *weight));
        }
    }
    let mut scores = vec![0.0_f32; space.len()];
    let mut touched: Vec<u32> = Vec::new();
    let mut out = Vec::with_capacity(space.len());
    for at in 0..space.len() {
        for (term, weight) in space.vector(at) {
            for (other, theirs) in &holders[*term as usize] {
                let score = &mut scores[*other as usize];
                if *score == 0.0 {
                    touched.push(*other);
                }
                *score += weight * theirs;
            }
        }
        let mut found: Vec<(u32, f32)> = Vec::new();
        for other in touched.drain(..) {
            let score = std::mem::take(&mut scores[other as usize]);
            if score >= NEIGHBOUR && other as usize != at {
                found.push((other, score));
            }
        }
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        found.truncate(NEIGHBOURS);
        out.push(found.into_iter().map(|(other, _)| other).collect());
    }
    out
}

/// The middles that are left when groups with near middles have become one; larger groups take smaller ones.
fn united(space: &Space, mut groups: Vec<Vec<usize>>) -> Vec<Vector> {
    groups.retain(|g| g.len() > 1);
    groups.sort_by(|a, b| b.len().cmp(&a.len()).then(a[0].cmp(&b[0])));
    groups.truncate(STARS);
    let of = |g: &[usize]| middle(g.iter().map(|at| space.vector(*at)));
    let mut kept: Vec<(Vec<usize>, Vector)> = Vec::new();
    for group in groups {
        let own = of(&group);
        let best = kept
            .iter()
            .enumerate()
            .map(|(at, (_, theirs))| (at, dot(&own, theirs)))
            .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))
            .filter(|(_, score)| *score >= ONE);
        match best {
            Some((at, _)) => {
                let (members, theirs) = &mut kept[at];
                members.extend(group);
                *theirs = of(members);
            }
            None => kept.push((group, own)),
        }
    }
    kept.into_iter().map(|(_, middle)| middle).collect()
}

/// Each question with the nearest middle, if one is near enough.
fn settled(space: &Space, middles: &[Vector]) -> Vec<Star> {
    let mut holders: Vec<Vec<(usize, f32)>> = vec![Vec::new(); space.terms()];
    for (m, middle) in middles.iter().enumerate() {
        for (term, weight) in middle {
            holders[*term as usize].push((m, *weight));
        }
    }
    let mut groups: Vec<Vec<usize>> = vec![Vec::new(); middles.len()];
    let mut scores = vec![0.0_f32; middles.len()];
    for at in 0..space.len() {
        scores.fill(0.0);
        for (term, weight) in space.vector(at) {
            for (m, theirs) in &holders[*term as usize] {
                scores[*m] += weight * theirs;
            }
        }
        let best =
            (0..middles.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b]).then(b.cmp(a)));
        if let Some(best) = best.filter(|b| scores[*b] >= BELONGS) {
            groups[best].push(at);
        }
    }
    let star = |group: Vec<usize>| {
        let middle = middle(group.iter().map(|at| space.vector(*at)));
        let mut members: Vec<(usize, f32)> = group
            .into_iter()
            .map(|at| (at, dot(space.vector(at), &middle)))
            .collect();
        members.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        Star { members, middle }
    };
    let mut out: Vec<Star> = groups
        .into_iter()
        .filter(|g| g.len() > 1)
        .map(star)
        .collect();
    out.sort_by(|a, b| {
        let size = b.members.len().cmp(&a.members.len());
        size.then_with(|| a.members[0].0.cmp(&b.members[0].0))
    });
    out
}
