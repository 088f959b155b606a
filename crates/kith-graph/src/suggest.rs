//! Whom a viewer may know.

mod best;
mod blend;
mod learn;
mod sums;
mod ways;

use self::best::{Best, Rank};
use self::sums::{Middle, ONE, Reached, Sums};
use self::ways::Longer;
use crate::avoid::Avoid;
use crate::intersect::Common;
use crate::marks::Scratch;
use crate::snapshot::Snapshot;
use crate::view::View;

pub use self::blend::Blend;

/// How many people a suggestion names through whom it came.
const VIA: usize = 3;

/// Somebody the viewer is not connected to, and through whom they may know each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    /// Who is suggested.
    pub vertex: u32,
    /// How near they are, without unit; larger is nearer. Comparable within one answer only.
    pub score: f64,
    /// How many common neighbours there are, without those avoided. None for somebody further
    /// away than the second degree.
    pub mutuals: u32,
    /// At most three neighbours of the viewer through whom the two may know each other. Where
    /// there are common neighbours: those with the fewest neighbours, then the lowest. Else: who
    /// knows somebody near them. Empty for who is alike only.
    pub via: Vec<u32>,
}

/// What is wanted of [`View::suggestions`].
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    limit: usize,
    avoid: &'a Avoid,
    blend: Blend,
    alike: &'a [(u32, f64)],
}

impl<'a> Wanted<'a> {
    /// The `limit` best suggestions, without those in `avoid`, who carry no path either.
    #[must_use]
    pub const fn new(limit: usize, avoid: &'a Avoid) -> Self {
        Self { limit, avoid, blend: Blend::NEAREST, alike: &[] }
    }

    /// How ways of different length count; [`Blend::NEAREST`] unless it is said.
    #[must_use]
    pub const fn blend(mut self, blend: Blend) -> Self {
        self.blend = blend;
        self
    }

    /// People who have something else in common with the viewer (a company, a school, a group),
    /// each with how many common neighbours that is worth. In any order; of somebody named twice
    /// the worths add up. They are suggested even where no way leads to them.
    #[must_use]
    pub const fn alike(mut self, alike: &'a [(u32, f64)]) -> Self {
        self.alike = alike;
        self
    }
}

impl View {
    /// The best suggestions for the viewer, best first: people who are not connected to them and
    /// for whom `exclude` is false, by score, then by number of mutuals, then by vertex.
    ///
    /// The score adds up ways from the viewer to the candidate. A way of two steps counts one
    /// through the number of neighbours of the person in the middle: the resource allocation index
    /// (Zhou, Lü, Zhang, "Predicting missing links via local information", European Physical
    /// Journal B 71, 2009). A way of three steps counts one through the product of both numbers,
    /// times what the [`Blend`] says. That is a random walk that ends after two or three steps, or
    /// a personalised PageRank cut off there. The blend may then divide by a root of the number of
    /// the candidate's neighbours. Degrees count everybody who is not hidden, avoided or not.
    ///
    /// Ways of two steps are all counted. Those of three go through the people who hand on most to
    /// each of their neighbours, until about 30,000 arcs have been looked at: that bounds the work,
    /// and finds held-out edges no worse than all of them do.
    ///
    /// `exclude` is asked only about candidates good enough to be answered so far, so it takes the
    /// place of somebody, never leaves a gap. Empty for a viewer without neighbours to whom nobody
    /// is alike.
    ///
    /// O(sum of the neighbours' degrees, and all neighbours once for each 65,536 vertices); memory is
    /// O(people reached).
    pub fn suggestions(
        &self,
        viewer: u32,
        wanted: &Wanted<'_>,
        exclude: impl Fn(u32) -> bool,
    ) -> Vec<Suggestion> {
        let (now, avoid) = (&*self.now, wanted.avoid);
        if wanted.limit == 0 || !now.is_present(viewer, avoid) {
            return Vec::new();
        }
        Sums::with(|sums| find(now, sums, viewer, wanted, exclude))
    }
}

fn find(
    now: &Snapshot,
    sums: &mut Sums,
    viewer: u32,
    wanted: &Wanted<'_>,
    exclude: impl Fn(u32) -> bool,
) -> Vec<Suggestion> {
    let avoid = wanted.avoid;
    let known: Vec<u32> = now.seen_neighbours(viewer, avoid).collect();
    sums.reach(now.lists(known.iter().copied()).map(Middle::sharing).collect());
    let longer = match wanted.blend.longer() {
        0.0 => Longer::none(),
        _ => ways::longer(now, viewer, avoid, &sums.reached),
    };
    let alike = likeness(now, &known, wanted.alike);

    let mut never = Scratch::take(now.vertices);
    never.insert(viewer);
    never.insert_all(now.neighbours(viewer).iter().copied());
    never.insert_all(avoid.as_slice().iter().copied());
    let mut best = Best::new(wanted.limit);
    let refused = |v: u32| never.has(v) || exclude(v);
    let lists = longer.lists(now, wanted.blend.longer());
    sums.each(lists, &alike, |one, more| {
        best.offer(one.rank(more), |score, v| wanted.blend.score(score, now.class(v)), refused);
    });
    let answers = best.into_sorted().into_iter();
    let suggestion = |rank: Rank| Suggestion {
        vertex: rank.vertex(),
        score: rank.score as f64 / ONE,
        mutuals: rank.mutuals,
        via: if rank.mutuals > 0 {
            strongest(now, viewer, rank.vertex(), avoid)
        } else {
            longer.through(now, &known, rank.vertex())
        },
    };
    answers.map(suggestion).collect()
}

/// The common neighbours of `a` and `b` with the fewest neighbours of their own.
fn strongest(now: &Snapshot, a: u32, b: u32, avoid: &Avoid) -> Vec<u32> {
    let common = Common::new(now.neighbours(a), now.neighbours(b));
    let seen = common.filter(|&z| !avoid.contains(z));
    let mut ranked: Vec<(usize, u32)> = seen.map(|z| (now.degree(z), z)).collect();
    ranked.sort_unstable();
    ranked.into_iter().take(VIA).map(|(_, z)| z).collect()
}

/// What those who are alike get, by vertex: a common neighbour counts as one of the viewer's does
/// on average; for a viewer who knows nobody, as one with a single neighbour.
fn likeness(now: &Snapshot, known: &[u32], alike: &[(u32, f64)]) -> Vec<Reached> {
    if alike.is_empty() {
        return Vec::new();
    }
    let weights: f64 =
        known.iter().map(|&z| Middle::sharing(now.neighbours(z)).weight as f64).sum();
    let one = if known.is_empty() { ONE } else { weights / known.len() as f64 };
    let present = alike.iter().filter(|(v, worth)| *v < now.vertices && *worth > 0.0);
    let mut alike: Vec<Reached> = present
        .filter(|(v, _)| !now.is_hidden(*v))
        .map(|&(vertex, worth)| Reached { vertex, score: (worth * one) as u64, mutuals: 0 })
        .collect();
    alike.sort_unstable_by_key(|one| one.vertex);
    alike
}
