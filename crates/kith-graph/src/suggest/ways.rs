//! Ways of three steps: through whom they go.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::VIA;
use super::sums::{Middle, Reached};
use crate::avoid::Avoid;
use crate::fetch::AHEAD;
use crate::intersect::Common;
use crate::snapshot::Snapshot;

/// Arcs that ways of three steps may look at, but for the last list.
const ARCS: u64 = 30_000;

/// What each neighbour gets, about, of how much, the lower vertex that gives it, and to how many,
/// about.
type Share = (u64, u64, Reverse<u32>, u64);

/// Who hands on to the third step, those who give most to each neighbour first.
pub(super) struct Longer {
    /// What each neighbour gets, and who gives it.
    givers: Vec<(u64, u32)>,
}

/// Chooses who hands on what has reached them: who gives most to each of their neighbours, until
/// these are [`ARCS`] (forward push, Andersen, Chung, Lang, "Local graph partitioning using
/// PageRank vectors", 2006, with the largest shares first). Neighbours are counted roughly for the
/// choice, which spares looking most people up, and exactly for what is given. O(reached).
pub(super) fn longer(now: &Snapshot, viewer: u32, avoid: &Avoid, reached: &[Reached]) -> Longer {
    let (mut heap, mut arcs): (BinaryHeap<Reverse<Share>>, u64) = (BinaryHeap::new(), 0);
    // What somebody has to give at least, once there are enough.
    let mut least = 0_u64;
    for (place, one) in reached.iter().enumerate() {
        if let Some(later) = reached.get(place + AHEAD)
            && later.score >= least
        {
            now.prefetch_class(later.vertex);
        }
        // Most have too little to give, even to a single neighbour.
        if one.score < least {
            continue;
        }
        let degree = now.class(one.vertex).lowest();
        if one.score < least.saturating_mul(degree)
            || one.vertex == viewer
            || degree == 0
            || avoid.contains(one.vertex)
        {
            continue;
        }
        heap.push(Reverse((one.score / degree, one.score, Reverse(one.vertex), degree)));
        arcs += degree;
        while let Some(Reverse((.., degree))) = heap.peek()
            && arcs - degree >= ARCS
        {
            arcs -= degree;
            heap.pop();
        }
        if arcs >= ARCS {
            least = heap.peek().map_or(0, |Reverse((share, ..))| *share);
        }
    }
    let given = |Reverse((_, score, Reverse(v), _)): Reverse<Share>| {
        (score / (now.degree(v) as u64).max(1), v)
    };
    let mut givers: Vec<(u64, u32)> = heap.into_iter().map(given).collect();
    givers.sort_unstable_by_key(|&(share, v)| (Reverse(share), v));
    Longer { givers }
}

impl Longer {
    /// Nobody hands on.
    pub(super) const fn none() -> Self {
        Self { givers: Vec::new() }
    }

    /// The lists of all who hand on, with `times` what each neighbour gets.
    pub(super) fn lists<'a>(&self, now: &'a Snapshot, times: f64) -> Vec<Middle<'a>> {
        let lists = self.givers.iter().map(|&(share, w)| ((share as f64 * times) as u64, w));
        let lists = lists.filter(|(weight, _)| *weight > 0);
        lists.map(|(weight, w)| Middle::new(weight, now.neighbours(w))).collect()
    }

    /// Through whom of those `known` (ascending) the ways to `v` go: those who know the one who
    /// gives most to `v`, the lowest first.
    pub(super) fn through(&self, now: &Snapshot, known: &[u32], v: u32) -> Vec<u32> {
        let gives = |w: u32| now.neighbours(v).binary_search(&w).is_ok();
        let giver = self.givers.iter().find(|&&(_, w)| gives(w));
        giver.map_or_else(Vec::new, |&(_, w)| {
            Common::new(known, now.neighbours(w)).take(VIA).collect()
        })
    }
}
