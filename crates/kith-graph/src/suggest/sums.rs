//! Adding up what reaches each vertex, one block of vertices after the other.

use std::cell::Cell;

use super::best::Rank;
use crate::fetch::{LINES, prefetch};

/// Scores are in units of 2^-44: sums of integers do not depend on their order, so equal scores are
/// equal.
pub(super) const ONE: f64 = (1_u64 << UNITS) as f64;
const UNITS: u32 = 44;
/// Vertices whose scores are summed in one go; their sums fit into the processor's cache.
const BLOCK: u32 = 1 << 17;
/// The beginnings of so many lists are on their way from memory at once.
const AHEAD: usize = 8;

/// People reached for whom a thread keeps memory: 16 MiB.
const KEPT_REACHED: usize = 1 << 20;

/// A vertex with what has reached it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reached {
    pub(super) vertex: u32,
    pub(super) mutuals: u32,
    pub(super) score: u64,
}

impl Reached {
    /// As candidates are ordered, with so much more.
    #[inline]
    pub(super) fn rank(&self, more: u64) -> Rank {
        Rank::new(self.score.saturating_add(more), self.mutuals, self.vertex)
    }
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
    pub(super) fn sharing(neighbours: &'a [u32]) -> Self {
        Self::new((ONE / neighbours.len() as f64).round() as u64, neighbours)
    }

    /// Calls `each` with those in a block, ascending, and takes them off.
    #[inline]
    fn take(&mut self, block: u32, mut each: impl FnMut(u32)) {
        let mut taken = 0;
        for &v in self.rest {
            if v / BLOCK != block {
                break;
            }
            each(v);
            taken += 1;
        }
        self.rest = &self.rest[taken..];
    }
}

/// How a score and a count share a number of 64 bits, so that adding is one sum: the count in the
/// lowest bits, above it the score in units that are as small as leaves room for all of them. Up to
/// 1,023 terms that is [`ONE`]'s; with more, the units are four times as large for each doubling.
#[derive(Clone, Copy, Debug)]
struct Packing {
    count: u32,
    /// How many bits scores are shifted down before they are added.
    coarser: u32,
}

impl Packing {
    /// For so many terms, each of at most [`ONE`].
    fn of(terms: usize) -> Self {
        let count = usize::BITS - terms.leading_zeros();
        let units = UNITS.min(64_u32.saturating_sub(2 * count));
        Self { count, coarser: UNITS - units }
    }

    /// What one term adds.
    fn term(self, weight: u64) -> u64 {
        let half = (1 << self.coarser) >> 1;
        // What is more than that comes only of a file that somebody forged.
        (weight.min(1 << UNITS) + half) >> self.coarser << self.count | 1
    }

    /// The score and how many terms made it.
    fn score_and_count(self, sum: u64) -> (u64, u32) {
        (
            (sum >> self.count).saturating_mul(1 << self.coarser),
            (sum & ((1 << self.count) - 1)) as u32,
        )
    }
}

/// Memory for adding up, which a thread uses again: fresh memory for every question would have to
/// be cleared by the system each time, which takes longer than the sums.
#[derive(Debug, Default)]
pub(super) struct Sums {
    /// Of the vertices of a block: score and mutuals, packed; all zero between blocks.
    both: Vec<u64>,
    /// What comes on top; empty between blocks.
    more: More,
    /// Who in a block was touched, and then anything.
    touched: Vec<u32>,
    /// Everybody reached by two steps: how many reach them, and the sum of what these hand on. By
    /// block, in any order within it.
    pub(super) reached: Vec<Reached>,
}

thread_local! {
    static KEPT: Cell<Option<Box<Sums>>> = const { Cell::new(None) };
}

impl Sums {
    /// Lends this thread's sums to `ask`. What breaks off in the middle of it takes them along.
    pub(super) fn with<T>(ask: impl FnOnce(&mut Self) -> T) -> T {
        // While a thread ends, what it kept may be gone already.
        let mut sums = KEPT.try_with(Cell::take).ok().flatten().unwrap_or_default();
        let answer = ask(&mut sums);
        if sums.reached.capacity() > KEPT_REACHED {
            sums.reached = Vec::new();
        }
        let _ = KEPT.try_with(|kept| kept.set(Some(sums)));
        answer
    }

    /// Finds everybody whom `middle` reaches.
    pub(super) fn reach(&mut self, mut middle: Vec<Middle<'_>>) {
        let Self { both, touched, reached, .. } = self;
        reached.clear();
        both.resize(BLOCK as usize, 0);
        touched.resize(BLOCK as usize + 1, 0);
        let packing = Packing::of(middle.len());
        middle.iter_mut().for_each(|z| z.weight = packing.term(z.weight));
        let mut next = next_block(&middle);
        while let Some(block) = next {
            let mut count = 0;
            for i in 0..middle.len() {
                if let Some(later) = middle.get(i + AHEAD) {
                    prefetch(later.rest, LINES);
                }
                let term = middle[i].weight;
                middle[i].take(block, |v| {
                    let sum = &mut both[(v % BLOCK) as usize];
                    // Written first and counted after, which spares a jump that cannot be foreseen.
                    touched[count] = v;
                    count += usize::from(*sum == 0);
                    *sum += term;
                });
            }
            middle.retain(|z| !z.rest.is_empty());
            next = next_block(&middle);
            reached.extend(touched[..count].iter().map(|&vertex| {
                let sum = std::mem::take(&mut both[(vertex % BLOCK) as usize]);
                let (score, mutuals) = packing.score_and_count(sum);
                Reached { vertex, mutuals, score }
            }));
        }
    }

    /// Hands everybody to `offer`: what has reached them, and what `lists` hand on to them and they
    /// have by being `alike` (ascending) beside it.
    pub(super) fn each(
        &mut self,
        mut lists: Vec<Middle<'_>>,
        mut alike: &[Reached],
        mut offer: impl FnMut(Reached, u64),
    ) {
        let Self { more, reached, .. } = self;
        let mut reached = &reached[..];
        loop {
            let firsts = [reached.first(), alike.first()].into_iter().flatten();
            let block = firsts.map(|one| one.vertex / BLOCK).chain(next_block(&lists)).min();
            let Some(block) = block else { return };
            for z in &mut lists {
                let weight = z.weight;
                z.take(block, |v| more.add(v, weight));
            }
            lists.retain(|z| !z.rest.is_empty());
            take(&mut alike, block).iter().for_each(|one| more.add(one.vertex, one.score));
            for one in take(&mut reached, block) {
                offer(*one, more.take(one.vertex));
            }
            // Whoever is left was reached by nobody else.
            more.drain(|vertex, more| offer(Reached { vertex, mutuals: 0, score: 0 }, more));
        }
    }
}

/// Scores of some vertices of a block.
#[derive(Debug, Default)]
struct More {
    /// By place in the block; zero where nothing was added.
    scores: Vec<u64>,
    /// A bit for each place, set where something was added: most have nothing, and the bits lie
    /// closer together.
    bits: Vec<u64>,
    touched: Vec<u32>,
}

impl More {
    fn add(&mut self, v: u32, score: u64) {
        if self.scores.is_empty() {
            self.scores.resize(BLOCK as usize, 0);
            self.bits.resize(BLOCK as usize / 64, 0);
        }
        let (place, bit) = ((v % BLOCK) as usize, 1 << (v % 64));
        if self.bits[place / 64] & bit == 0 {
            self.bits[place / 64] |= bit;
            self.touched.push(v);
        }
        self.scores[place] = self.scores[place].saturating_add(score);
    }

    /// Takes out what `v` has; nothing for most.
    #[inline]
    fn take(&mut self, v: u32) -> u64 {
        let place = (v % BLOCK) as usize;
        match self.bits.get(place / 64) {
            Some(word) if word >> (v % 64) & 1 != 0 => std::mem::take(&mut self.scores[place]),
            _ => 0,
        }
    }

    /// Takes out the rest.
    fn drain(&mut self, mut to: impl FnMut(u32, u64)) {
        for v in self.touched.drain(..) {
            let place = (v % BLOCK) as usize;
            self.bits[place / 64] = 0;
            let score = std::mem::take(&mut self.scores[place]);
            if score > 0 {
                to(v, score);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_and_counts_come_back_out_of_their_sum_however_many_they_are() {
        for terms in [1_usize, 7, 1_023, 1_024, 30_000, 1 << 17, 1 << 19] {
            let packing = Packing::of(terms);
            // All of them as large as can be, and one more in a hundred of them small.
            let small = (ONE / 30_000.0) as u64;
            let (large, small) = (packing.term(1 << UNITS), packing.term(small));
            let many = terms as u64;
            let sum = (many - many / 100) * large + many / 100 * small;
            let (score, count) = packing.score_and_count(sum);
            assert_eq!(u64::from(count), many);
            let exact = (many - many / 100) as f64 + (many / 100) as f64 / 30_000.0;
            assert!((score as f64 / ONE / exact - 1.0).abs() < 0.001, "{terms}");
        }
        let most = Packing::of(u32::MAX as usize);
        let sum = most.term(u64::MAX) * u64::from(u32::MAX);
        assert_eq!(
            most.score_and_count(sum),
            (u64::MAX, u32::MAX),
            "never more than there is room"
        );
        let few = Packing::of(1_023);
        assert_eq!(few.score_and_count(few.term(12_345)), (12_345, 1), "nothing is rounded");
    }
}
