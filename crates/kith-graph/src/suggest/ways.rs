//! Ways of three steps: through whom they go.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::VIA;
use super::sums::{Middle, Reached};
use crate::avoid::Avoid;
use crate::intersect::Common;
use crate::snapshot::Snapshot;

/// Arcs that ways of three steps may look at, but for the last list.
const ARCS: usize = 30_000;

/// What each neighbour gets, the lower vertex that gives it, and to how many.
type Share = (u64, Reverse<u32>, usize);

/// Who hands on to the third step, those who give most to each neighbour first.
pub(super) struct Longer {
    /// What each neighbour gets, and who gives it.
    givers: Vec<(u64, u32)>,
}

/// Chooses who hands on what has reached them: who gives most to each of their neighbours, until
/// these are [`ARCS`] (forward push, Andersen, Chung, Lang, "Local graph partitioning using
/// PageRank vectors", 2006, with the largest shares first). O(reached).
pub(super) fn longer(now: &Snapshot, viewer: u32, avoid: &Avoid, reached: &[Reached]) -> Longer {
    // The smallest share on top; `arcs` are those of all in the heap.
    let (mut heap, mut arcs): (BinaryHeap<Reverse<Share>>, usize) = (BinaryHeap::new(), 0);
    for one in reached {
        // Whoever was reached by k knows k people at least.
        let enough = arcs >= ARCS;
        let at_most = one.score / u64::from(one.mutuals);
        if enough && heap.peek().is_some_and(|Reverse((share, ..))| at_most < *share) {
            continue;
        }
        let degree = now.degree(one.vertex);
        if one.vertex == viewer || avoid.contains(one.vertex) || degree == 0 {
            continue;
        }
        heap.push(Reverse((one.score / degree as u64, Reverse(one.vertex), degree)));
        arcs += degree;
        while let Some(Reverse((_, _, degree))) = heap.peek()
            && arcs - degree >= ARCS
        {
            arcs -= degree;
            heap.pop();
        }
    }
    let chosen = heap.into_sorted_vec().into_iter();
    Longer { givers: chosen.map(|Reverse((share, Reverse(v), _))| (share, v)).collect() }
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
