//! The best candidates so far.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// What candidates are ordered by: score, then mutuals, then the lower vertex.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    pub(super) score: u64,
    pub(super) mutuals: u32,
    lower: Reverse<u32>,
}

impl Rank {
    pub(super) const fn new(score: u64, mutuals: u32, vertex: u32) -> Self {
        Self { score, mutuals, lower: Reverse(vertex) }
    }

    pub(super) const fn vertex(&self) -> u32 {
        self.lower.0
    }
}

/// So many of the best; the worst of them on top.
pub(super) struct Best {
    limit: usize,
    /// The worst score, once there are enough.
    least: u64,
    heap: BinaryHeap<Reverse<Rank>>,
}

impl Best {
    pub(super) const fn new(limit: usize) -> Self {
        Self { limit, least: 0, heap: BinaryHeap::new() }
    }

    /// Takes a candidate if what is `left` of its score, never more than it was, is good enough, and
    /// if it is not `refused`. The latter is asked last, the former only where it matters.
    #[inline]
    pub(super) fn offer(
        &mut self,
        rank: Rank,
        left: impl Fn(u64, u32) -> u64,
        refused: impl Fn(u32) -> bool,
    ) {
        if rank.score >= self.least {
            let score = left(rank.score, rank.vertex());
            self.take(Rank { score, ..rank }, refused);
        }
    }

    fn take(&mut self, rank: Rank, refused: impl Fn(u32) -> bool) {
        let full = self.heap.len() >= self.limit;
        if full && self.heap.peek().is_some_and(|worst| rank < worst.0) || refused(rank.vertex()) {
            return;
        }
        if full {
            self.heap.pop();
        }
        self.heap.push(Reverse(rank));
        if self.heap.len() >= self.limit {
            self.least = self.heap.peek().map_or(0, |worst| worst.0.score);
        }
    }

    /// The best first.
    pub(super) fn into_sorted(self) -> Vec<Rank> {
        self.heap.into_sorted_vec().into_iter().map(|Reverse(rank)| rank).collect()
    }
}
