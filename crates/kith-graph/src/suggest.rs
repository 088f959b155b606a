//! Whom a viewer may know: people with common neighbours, weighted by resource allocation.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::avoid::Avoid;
use crate::intersect::Common;
use crate::marks::{Marks, Scratch};
use crate::snapshot::Snapshot;
use crate::view::View;

/// Somebody the viewer is not connected to, and through whom they may know each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    /// Who is suggested.
    pub vertex: u32,
    /// The sum over common neighbours z of 1 / degree(z), without unit; larger is closer.
    pub score: f64,
    /// How many common neighbours there are, without those avoided.
    pub mutuals: u32,
    /// At most three of them, those that add most to the score first, then the lowest vertex.
    pub via: Vec<u32>,
}

/// Scores are summed in units of 2^-46: sums of integers do not depend on their order, so equal
/// scores are equal. Each term is off by at most 2^-47, 30,000 of them by 2.2e-10.
const ONE: f64 = (1_u64 << 46) as f64;
/// Vertices whose scores are summed in one go; their sums fit into the processor's cache.
const BLOCK: u32 = 1 << 16;
/// How many common neighbours a suggestion names.
const VIA: usize = 3;

/// What candidates are ordered by: score, then mutuals, then the lower vertex.
type Rank = (u64, u32, Reverse<u32>);

impl View {
    /// The `limit` best suggestions for the viewer, best first: second-degree people for whom
    /// `exclude` is false, by score, then by number of mutuals, then by vertex.
    ///
    /// The score is the resource allocation index (Zhou, Lü, Zhang, "Predicting missing links via
    /// local information", European Physical Journal B 71, 2009): each common neighbour counts,
    /// the more the fewer people they know. Degrees count everybody who is not hidden, avoided
    /// or not.
    ///
    /// `exclude` is asked only about candidates good enough to be answered so far, so it takes the
    /// place of somebody, never leaves a gap. Empty for a viewer without neighbours: what to show
    /// then is up to the caller.
    ///
    /// O(sum of the neighbours' degrees); memory does not grow with the graph but by a bit for
    /// each vertex.
    pub fn suggestions(
        &self,
        viewer: u32,
        limit: usize,
        avoid: &Avoid,
        exclude: impl Fn(u32) -> bool,
    ) -> Vec<Suggestion> {
        let now = &*self.now;
        if limit == 0 || avoid.contains(viewer) || now.degree(viewer) == 0 {
            return Vec::new();
        }
        let mut never = Scratch::take(now.vertices);
        never.insert(viewer);
        never.insert_all(now.neighbours(viewer).iter().copied());
        never.insert_all(avoid.as_slice().iter().copied());
        let mut best = Best { limit, heap: BinaryHeap::new() };
        let middle = now.seen_neighbours(viewer, avoid);
        sum_by_block(middle.map(|z| Middle::new(now.neighbours(z))).collect(), |rank| {
            best.offer(rank, &never, &exclude);
        });
        let best = best.heap.into_sorted_vec().into_iter();
        best.map(|Reverse((score, mutuals, Reverse(vertex)))| Suggestion {
            vertex,
            score: score as f64 / ONE,
            mutuals,
            via: strongest(now, viewer, vertex, avoid),
        })
        .collect()
    }
}

/// A neighbour of the viewer: what each of theirs gets, and those not yet counted.
struct Middle<'a> {
    weight: u64,
    rest: &'a [u32],
}

impl<'a> Middle<'a> {
    fn new(neighbours: &'a [u32]) -> Self {
        let weight = (ONE / neighbours.len() as f64).round() as u64;
        Self { weight, rest: neighbours }
    }
}

/// Sums the weights that reach each vertex and hands every vertex reached to `offer`, one block of
/// vertices after the other.
fn sum_by_block(mut middle: Vec<Middle<'_>>, mut offer: impl FnMut(Rank)) {
    let mut sums = vec![(0_u64, 0_u32); BLOCK as usize];
    let mut touched: Vec<u32> = Vec::new();
    while let Some(first) = middle.iter().filter_map(|z| z.rest.first().copied()).min() {
        let block = first / BLOCK;
        for z in &mut middle {
            let mut taken = 0;
            for &v in z.rest.iter().take_while(|&&v| v / BLOCK == block) {
                let (score, mutuals) = &mut sums[(v % BLOCK) as usize];
                if *mutuals == 0 {
                    touched.push(v);
                }
                *score = score.saturating_add(z.weight);
                *mutuals += 1;
                taken += 1;
            }
            z.rest = &z.rest[taken..];
        }
        middle.retain(|z| !z.rest.is_empty());
        for v in touched.drain(..) {
            let (score, mutuals) = std::mem::take(&mut sums[(v % BLOCK) as usize]);
            offer((score, mutuals, Reverse(v)));
        }
    }
}

/// The best candidates so far; the worst of them on top.
struct Best {
    limit: usize,
    heap: BinaryHeap<Reverse<Rank>>,
}

impl Best {
    fn offer(&mut self, rank: Rank, never: &Marks, exclude: &impl Fn(u32) -> bool) {
        let full = self.heap.len() >= self.limit;
        if full && self.heap.peek().is_some_and(|worst| rank < worst.0) {
            return;
        }
        let Reverse(vertex) = rank.2;
        if never.has(vertex) || exclude(vertex) {
            return;
        }
        if full {
            self.heap.pop();
        }
        self.heap.push(Reverse(rank));
    }
}

/// The common neighbours of `a` and `b` with the fewest neighbours of their own.
fn strongest(now: &Snapshot, a: u32, b: u32, avoid: &Avoid) -> Vec<u32> {
    let common = Common::new(now.neighbours(a), now.neighbours(b));
    let seen = common.filter(|&z| !avoid.contains(z));
    let mut ranked: Vec<(usize, u32)> = seen.map(|z| (now.degree(z), z)).collect();
    ranked.sort_unstable();
    ranked.into_iter().take(VIA).map(|(_, z)| z).collect()
}
