//! Adding up what reaches each vertex, one block of vertices after the other.

use std::cell::Cell;

use super::best::Rank;
use crate::snapshot::Snapshot;

/// Scores are summed in units of 2^-44: sums of integers do not depend on their order, so equal
/// scores are equal. Each term is off by at most 2^-45, 30,000 of them by 9e-10.
pub(super) const ONE: f64 = (1_u64 << 44) as f64;
/// Vertices whose scores are summed in one go; their sums fit into the processor's cache.
const BLOCK: u32 = 1 << 16;

/// People reached for whom a thread keeps memory: 16 MiB.
const KEPT_REACHED: usize = 1 << 20;

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

/// Memory for adding up, which a thread uses again: fresh memory for every question would have to
/// be cleared by the system each time, which takes longer than the sums.
#[derive(Debug, Default)]
pub(super) struct Sums {
    /// Of the vertices of a block: score and mutuals; all zero between blocks.
    both: Vec<(u64, u32)>,
    /// What comes on top; empty between blocks.
    more: More,
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
        self.reached.clear();
        self.both.resize(BLOCK as usize, (0, 0));
        while let Some(block) = next_block(&middle) {
            for z in &mut middle {
                let weight = z.weight;
                for &v in z.take(block) {
                    let (score, mutuals) = &mut self.both[(v % BLOCK) as usize];
                    if *mutuals == 0 {
                        self.touched.push(v);
                    }
                    *score = score.saturating_add(weight);
                    *mutuals += 1;
                }
            }
            middle.retain(|z| !z.rest.is_empty());
            let both = &mut self.both;
            self.reached.extend(self.touched.drain(..).map(|vertex| {
                let (score, mutuals) = std::mem::take(&mut both[(vertex % BLOCK) as usize]);
                Reached { vertex, mutuals, score }
            }));
        }
    }

    /// Adds what `lists` hand on and what those `alike` have (ascending) to what has been reached,
    /// and hands everybody to `offer`.
    pub(super) fn add(
        &mut self,
        mut lists: Vec<Middle<'_>>,
        mut alike: &[Reached],
        mut offer: impl FnMut(Rank),
    ) {
        let Self { more, reached, .. } = self;
        let mut reached = &reached[..];
        loop {
            let firsts = [reached.first(), alike.first()].into_iter().flatten();
            let block = firsts.map(|one| one.vertex / BLOCK).chain(next_block(&lists)).min();
            let Some(block) = block else { return };
            for z in &mut lists {
                let weight = z.weight;
                z.take(block).iter().for_each(|&v| more.add(v, weight));
            }
            lists.retain(|z| !z.rest.is_empty());
            take(&mut alike, block).iter().for_each(|one| more.add(one.vertex, one.score));
            for one in take(&mut reached, block) {
                let score = one.score.saturating_add(more.take(one.vertex));
                offer(Rank::new(score, one.mutuals, one.vertex));
            }
            // Whoever is left was reached by nobody else.
            more.drain(|v, score| offer(Rank::new(score, 0, v)));
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
