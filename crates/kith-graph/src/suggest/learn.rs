//! Learning from a graph's own edges how much longer ways count in it.

use super::best::Best;
use super::blend::Blend;
use super::sums::{Middle, Sums};
use super::ways;
use crate::avoid::Avoid;
use crate::snapshot::Snapshot;
use crate::view::View;

/// Weights that are tried, ascending.
const TRIED: [f64; 7] = [0.0, 0.3, 1.0, 2.0, 3.0, 6.0, 12.0];
/// Suggestions looked at.
const AT: usize = 20;
/// One in so many of a viewer's edges is held out, and at least one: as few as can be, since with
/// fewer edges longer ways seem to tell more than they do.
const HELD_OUT: usize = 25;
/// Of a viewer's edges, so many are expected to be missing yet. A viewer counts as likely as any
/// of theirs is: somebody with one or two connections hardly counts.
const MISSING: f64 = 0.15;
/// Viewers who reach more arcs are not asked: a few of them would take all the time.
const ARCS: usize = 1 << 21;

impl View {
    /// Finds the blend that suggests best in this graph: some edges of `viewers` people are held
    /// out, and the blend is answered that brings most of them back among the first 20. The same
    /// graph and seed give the same answer. [`Blend::MIDDLE`] for a graph in which nobody has two
    /// neighbours.
    ///
    /// What is compared is the share of edges brought back, plus the share of people of whom any
    /// was, evened out between neighbouring weights, since what is good is not far from what is best.
    /// A viewer costs about as much as a call of [`View::suggestions`]. Among 1,000 viewers chance
    /// still decides between weights that are nearly equal; 4,000 are plenty.
    #[must_use]
    pub fn learn_blend(&self, viewers: usize, seed: u64) -> Blend {
        let now = &*self.now;
        let mut random = Random(seed);
        let mut worth = [0.0; TRIED.len()];
        let (mut asked, mut tries) = (0, 0);
        while asked < viewers && tries < viewers.saturating_mul(20) && now.vertices > 0 {
            tries += 1;
            let viewer = random.below(now.vertices as usize) as u32;
            let known = now.neighbours(viewer);
            if known.len() < 2 || now.arcs_from(known.iter().copied()) > ARCS {
                continue;
            }
            asked += 1;
            let (kept, held_out) = split(known, &mut random);
            let weight = 1.0 - (1.0 - MISSING).powf(known.len() as f64);
            let found = Sums::with(|sums| found(now, sums, viewer, &kept, &held_out));
            for (worth, found) in worth.iter_mut().zip(found) {
                let share = found as f64 / held_out.len() as f64;
                *worth += weight * (share + f64::from(u8::from(found > 0)));
            }
        }
        let best = TRIED
            .into_iter()
            .zip(smooth(worth))
            .reduce(|best, next| if next.1 > best.1 { next } else { best });
        match best {
            Some((longer, worth)) if worth > 0.0 => Blend::new(longer),
            _ => Blend::MIDDLE,
        }
    }
}

/// Evens out what chance did: each worth with half of its neighbours', those at the ends twice.
fn smooth(worth: [f64; TRIED.len()]) -> [f64; TRIED.len()] {
    std::array::from_fn(|i| {
        let at = |i: usize| worth.get(i).copied();
        let here = worth[i];
        let sides = at(i.wrapping_sub(1)).unwrap_or(here) + at(i + 1).unwrap_or(here);
        (2.0 * here + sides) / 4.0
    })
}

/// Splits neighbours into those that are kept and those held out, each ascending.
fn split(known: &[u32], random: &mut Random) -> (Vec<u32>, Vec<u32>) {
    let (mut kept, out) = (known.to_vec(), (known.len() / HELD_OUT).max(1));
    let mut held_out: Vec<u32> =
        (0..out).map(|_| kept.swap_remove(random.below(kept.len()))).collect();
    kept.sort_unstable();
    held_out.sort_unstable();
    (kept, held_out)
}

/// How many of those held out each blend brings back.
fn found(
    now: &Snapshot,
    sums: &mut Sums,
    viewer: u32,
    kept: &[u32],
    held_out: &[u32],
) -> [usize; TRIED.len()] {
    sums.reach(now.lists(kept.iter().copied()).map(Middle::sharing).collect());
    let refused = |v: u32| v == viewer || kept.binary_search(&v).is_ok();
    let longer = ways::longer(now, viewer, &Avoid::none(), &sums.reached);
    let mut all = TRIED.map(|times| (times, Blend::new(times), Best::new(AT)));
    // What longer ways hand on is summed once and then weighed.
    sums.each(longer.lists(now, 1.0), &[], |one, more| {
        for (times, blend, best) in &mut all {
            let rank = one.rank((more as f64 * *times) as u64);
            best.offer(rank, |score, v| blend.score(score, now.class(v)), refused);
        }
    });
    all.map(|(_, _, best)| {
        let best = best.into_sorted().into_iter();
        best.filter(|rank| held_out.binary_search(&rank.vertex()).is_ok()).count()
    })
}

/// Numbers that look random: SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number
/// generators", 2014).
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ z >> 31) % n.max(1) as u64) as usize
    }
}
