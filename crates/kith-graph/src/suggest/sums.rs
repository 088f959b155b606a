//! Adding up what reaches each vertex, one block of vertices after the other.

use super::best::Rank;
use crate::snapshot::Snapshot;

/// Scores are summed in units of 2^-44: sums of integers do not depend on their order, so equal
/// scores are equal. Each term is off by at most 2^-45, 30,000 of them by 9e-10.
pub(super) const ONE: f64 = (1_u64 << 44) as f64;
/// Vertices whose scores are summed in one go; their sums fit into the processor's cache.
const BLOCK: u32 = 1 << 16;

/// A vertex with what has reached it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reached {
    pub(super) vertex: u32,
    pub(super) mutuals: u32,
    pub(super) score: u64,
}

/// Somebody who hands on: what each of their neighbours gets, and those not yet counted.
#[derive(Clone, Debug)]
pub(super) struct Middle<'a> {
    pub(super) weight: u64,
    rest: &'a [u32],
}

impl<'a> Middle<'a> {
    pub(super) const fn new(weight: u64, neighbours: &'a [u32]) -> Self {
        Self { weight, rest: neighbours }
    }

    /// Who hands on one, in equal parts.
    pub(super) fn of(now: &'a Snapshot, z: u32) -> Self {
        let neighbours = now.neighbours(z);
        Self::new((ONE / neighbours.len() as f64).round() as u64, neighbours)
    }

    /// Takes off those in a block.
    fn take(&mut self, block: u32) -> &'a [u32] {
        let end = self.rest.iter().take_while(|&&v| v / BLOCK == block).count();
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }
}

/// Everybody whom `middle` reaches: how many of them, and the sum of what they hand on. By block,
/// in any order within it.
pub(super) fn reached(mut middle: Vec<Middle<'_>>) -> Vec<Reached> {
    let mut sums = vec![(0_u64, 0_u32); BLOCK as usize];
    let (mut all, mut touched) = (Vec::new(), Vec::new());
    while let Some(block) = next_block(&middle) {
        for z in &mut middle {
            let weight = z.weight;
            for &v in z.take(block) {
                let (score, mutuals) = &mut sums[(v % BLOCK) as usize];
                if *mutuals == 0 {
                    touched.push(v);
                }
                *score = score.saturating_add(weight);
                *mutuals += 1;
            }
        }
        middle.retain(|z| !z.rest.is_empty());
        all.extend(touched.drain(..).map(|vertex| {
            let (score, mutuals) = std::mem::take(&mut sums[(vertex % BLOCK) as usize]);
            Reached { vertex, mutuals, score }
        }));
    }
    all
}

/// Adds what `lists` hand on and what those `alike` have (ascending) to what `reached` has (by
/// block), and hands everybody to `offer`.
pub(super) fn add(
    reached: &[Reached],
    mut lists: Vec<Middle<'_>>,
    alike: &[Reached],
    mut offer: impl FnMut(Rank),
) {
    let mut sums =
        vec![0_u64; if lists.is_empty() && alike.is_empty() { 0 } else { BLOCK as usize }];
    let (mut reached, mut alike, mut touched) = (reached, alike, Vec::new());
    loop {
        let firsts = [reached.first(), alike.first()].into_iter().flatten();
        let block = firsts.map(|one| one.vertex / BLOCK).chain(next_block(&lists)).min();
        let Some(block) = block else { return };
        for z in &mut lists {
            let weight = z.weight;
            for &v in z.take(block) {
                let sum = &mut sums[(v % BLOCK) as usize];
                if *sum == 0 {
                    touched.push(v);
                }
                *sum = sum.saturating_add(weight);
            }
        }
        lists.retain(|z| !z.rest.is_empty());
        for one in take(&mut alike, block) {
            let sum = &mut sums[(one.vertex % BLOCK) as usize];
            if *sum == 0 {
                touched.push(one.vertex);
            }
            *sum = sum.saturating_add(one.score);
        }
        for one in take(&mut reached, block) {
            let more = sums.get_mut((one.vertex % BLOCK) as usize).map_or(0, std::mem::take);
            offer(Rank::new(one.score.saturating_add(more), one.mutuals, one.vertex));
        }
        // Whoever is left was reached by nobody else.
        for v in touched.drain(..) {
            let score = std::mem::take(&mut sums[(v % BLOCK) as usize]);
            if score > 0 {
                offer(Rank::new(score, 0, v));
            }
        }
    }
}

/// The block of the lowest vertex that is left.
fn next_block(middle: &[Middle<'_>]) -> Option<u32> {
    middle.iter().filter_map(|z| z.rest.first()).min().map(|&v| v / BLOCK)
}

/// Takes off those in a block.
fn take<'a>(list: &mut &'a [Reached], block: u32) -> &'a [Reached] {
    let end = list.iter().take_while(|one| one.vertex / BLOCK == block).count();
    let (taken, rest) = list.split_at(end);
    *list = rest;
    taken
}
